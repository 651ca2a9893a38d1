//! How recent each source is that the board is made of.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use pejl_domain::{Cover, Period};
use pejl_lake::dataset;

use super::waited::{Source, begun_tables};
use super::{KnownCovers, Need, codes, needs, shown};
use crate::catalogue::{Catalogue, age_limits, board};
use crate::records::calendar;

/// A source with how recent it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aged {
    /// What it is.
    pub source: Source,
    /// The newest period that is covered; none of a register, and of what was never delivered.
    pub last: Option<Period>,
    /// Days after its last day within which the next is to be in.
    pub days_max: Option<u32>,
    /// The last day on which there was anything to deliver, of what a law has ended.
    pub until: Option<NaiveDate>,
    /// Whether anything of it was ever delivered.
    pub is_there: bool,
    /// Whether it is within what is agreed (`cards/freshness.toml`).
    pub is_fresh: bool,
}

/// The sources that the indicators of the board are made of, each with how recent it was at a municipality on a day; `covers` are those
/// known, by dataset.
///
/// # Example
/// With courses covered up to January 2018, which may be 45 days old, they are fresh on 17 March and not on the 18th.
pub fn aged(
    catalogue: &Catalogue,
    covers: &BTreeMap<&'static str, Vec<Cover>>,
    (area, day): (&str, NaiveDate),
) -> Vec<Aged> {
    let known = KnownCovers::new(covers, day);
    let mut wanted = BTreeSet::new();
    for reading in shown(catalogue, codes(board())).values() {
        wanted.extend(needs(catalogue, reading));
    }
    let found = wanted.iter().filter_map(|need| match need {
        Need::Records(name) => of_records(&known, (need, name), (area, day)),
        Need::Tables(tables) => Some(of_tables(&known, (need, tables), (area, day))),
    });
    found.collect()
}

fn of_records(
    known: &KnownCovers,
    (need, name): (&Need<'_>, &str),
    (area, day): (&str, NaiveDate),
) -> Option<Aged> {
    let spec = dataset(name)?;
    let coverage = known.records.get(name);
    let newest = coverage.and_then(|one| one.newest(area));
    // A register has no periods.
    let newest = newest.filter(|_| !spec.anchor.is_empty());
    let month = newest.and_then(calendar::month);
    Some(Aged {
        source: Source::Dataset(spec.name),
        last: month.and_then(|one| match spec.grain {
            Some(grain) => Period::containing(grain, one.start()),
            None => Some(one),
        }),
        days_max: age_limits().of(name).filter(|_| !spec.anchor.is_empty()),
        until: age_limits().until(name),
        is_there: coverage.is_some_and(|one| one.has(area)),
        is_fresh: known.is_fresh(need, area, day, age_limits()),
    })
}

fn of_tables(
    known: &KnownCovers,
    (need, tables): (&Need<'_>, &[String]),
    (area, day): (&str, NaiveDate),
) -> Aged {
    let begun = begun_tables(known, tables, (area, day));
    let (last, delivered) = begun.unzip();
    let is_there = last.is_some();
    let named = delivered.unwrap_or_else(|| tables.to_vec());
    Aged {
        days_max: named.iter().filter_map(|one| age_limits().of(one)).max(),
        source: Source::Tables(named),
        last,
        until: None,
        is_there,
        is_fresh: known.is_fresh(need, area, day, age_limits()),
    }
}
