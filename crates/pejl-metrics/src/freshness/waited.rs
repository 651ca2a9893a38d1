//! What a report of a month waits for: the data that the indicators of the board are made of, whole and recent enough by then.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use pejl_domain::{Cover, Grain, Period};
use pejl_lake::{STAT_FACT, dataset};

use super::{KnownCovers, Need, codes, needs, shown};
use crate::catalogue::{Catalogue, Reading, age_limits, board};
use crate::records::calendar;

/// Months of a year.
const MONTHS: i64 = 12;

/// Where figures are from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// A dataset of own records.
    Dataset(&'static str),
    /// One of these published tables.
    Tables(Vec<String>),
}

impl Source {
    /// The dataset whose rows they are.
    pub fn dataset(&self) -> &'static str {
        match self {
            Self::Dataset(name) => name,
            Self::Tables(_) => STAT_FACT.name,
        }
    }
}

/// Something that is not in yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waited {
    /// What it is.
    pub source: Source,
    /// The newest period that is covered.
    pub last: Option<Period>,
    /// The first month of the year that is not covered, of what comes month by month; none of what is too old.
    pub missing: Option<Period>,
    /// Days after its last period that what is not monthly may be old.
    pub days_max: Option<u32>,
}

/// Where the figures of a reading are from, each once; nothing of one that is itself about data.
pub fn sources(catalogue: &Catalogue, reading: &Reading) -> BTreeSet<Source> {
    let found = needs(catalogue, reading).into_iter();
    found.filter_map(source).collect()
}

fn source(need: Need<'_>) -> Option<Source> {
    match need {
        Need::Records(name) => Some(Source::Dataset(dataset(name)?.name)),
        Need::Tables(tables) => Some(Source::Tables(tables)),
    }
}

/// What is not in of what the indicators of the board are made of, at a municipality by the end of a month; `covers` are those
/// known, by dataset.
///
/// Waited for is what every indicator needs that the board shows, also of those that stand beside a pejlemærke: their figures are
/// in the report, and one that stopped long ago would otherwise stand there as if it were the newest. A figure that is another
/// one's place among municipalities is not looked behind.
///
/// What comes month by month must be covered in every month of the year up to this one, from the first that was ever covered on;
/// anything else must be as new as agreed on the month's last day (`cards/freshness.toml`), which allows for what is published late.
/// What had never been covered by then is not waited for, nor a month that begins after the end of what has ended; registers have no
/// periods.
///
/// # Example
/// With courses covered up to February, a report of March waits for courses of March.
pub fn waited_for(
    catalogue: &Catalogue,
    covers: &BTreeMap<&'static str, Vec<Cover>>,
    (area, month): (&str, Period),
) -> Vec<Waited> {
    let Some(day) = month.end().pred_opt() else {
        return Vec::new();
    };
    let known = KnownCovers::new(covers, day);
    let mut wanted = BTreeSet::new();
    for reading in shown(catalogue, codes(board())).values() {
        wanted.extend(needs(catalogue, reading));
    }
    let waited = wanted.into_iter().filter_map(|need| match &need {
        Need::Records(name) => of_records(&known, (&need, name), (area, month, day)),
        Need::Tables(tables) => of_tables(&known, (&need, tables), (area, day)),
    });
    waited.collect()
}

/// What is not in of own records.
fn of_records(
    known: &KnownCovers,
    (need, name): (&Need<'_>, &str),
    (area, month, day): (&str, Period, NaiveDate),
) -> Option<Waited> {
    let (spec, coverage) = (dataset(name)?, known.records.get(name)?);
    let (oldest, newest) = (coverage.oldest(area)?, coverage.newest(area)?);
    if spec.anchor.is_empty() {
        return None;
    }
    let newest = calendar::month(newest)?;
    let waited = Waited {
        source: Source::Dataset(spec.name),
        last: Some(newest),
        missing: None,
        days_max: None,
    };
    if spec.grain == Some(Grain::Month) {
        let asked = calendar::number(month);
        let ended = age_limits()
            .until(name)
            .and_then(|day| Period::containing(Grain::Month, day));
        let last = ended.map_or(asked, |end| asked.min(calendar::number(end)));
        let first = (asked - asked.rem_euclid(MONTHS)).max(oldest);
        let mut months = (first..=last).filter_map(calendar::month);
        let missing = months.find(|one| !coverage.covers(area, *one))?;
        return Some(Waited {
            missing: Some(missing),
            ..waited
        });
    }
    let is_fresh = known.is_fresh(need, area, day, age_limits());
    (!is_fresh).then(|| Waited {
        last: Period::containing(spec.grain.unwrap_or(Grain::Year), newest.start()),
        days_max: age_limits().of(name),
        ..waited
    })
}

/// What is not in of published tables.
fn of_tables(
    known: &KnownCovers,
    (need, tables): (&Need<'_>, &[String]),
    (area, day): (&str, NaiveDate),
) -> Option<Waited> {
    let (last, delivered) = begun_tables(known, tables, (area, day))?;
    if known.is_fresh(need, area, day, age_limits()) {
        return None;
    }
    let days = delivered.iter().filter_map(|table| age_limits().of(table));
    Some(Waited {
        last: Some(last),
        missing: None,
        days_max: days.max(),
        source: Source::Tables(delivered),
    })
}

/// Those of some published tables that had figures of an area by a day, with the newest period of any; none where no table had.
pub(super) fn begun_tables(
    known: &KnownCovers,
    tables: &[String],
    (area, day): (&str, NaiveDate),
) -> Option<(Period, Vec<String>)> {
    let of_area = known
        .facts
        .iter()
        .filter(|one| tables.contains(&one.variant.table_id) && one.areas.contains(area));
    let begun = of_area.flat_map(|one| {
        let periods = one.periods.iter().filter(|period| period.start() <= day);
        periods.map(|period| (*period, one.variant.table_id.as_str()))
    });
    let begun: Vec<(Period, &str)> = begun.collect();
    let newest = begun
        .iter()
        .max_by_key(|(period, _)| (period.end(), period.start()));
    let (last, _) = *newest?;
    let delivered = tables
        .iter()
        .filter(|table| begun.iter().any(|(_, of)| of == table));
    Some((last, delivered.cloned().collect()))
}
