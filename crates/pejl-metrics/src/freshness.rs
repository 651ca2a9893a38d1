//! How recent the data are that the indicators of the board are made of.
//!
//! Nothing is read but what imports cover: an indicator is fresh on a day where everything it needs was covered up to so
//! many days before, as agreed for each dataset and published table (`cards/freshness.toml`); what has ended, up to its end.

mod aged;
mod waited;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use pejl_domain::{AreaLevel, Cell, Cover, Period, PriceLevel};
use pejl_lake::{STAT_FACT, dataset};

use crate::catalogue::{
    AgeLimits, Catalogue, FigureSource, Perspective, Reading, age_limits, board,
};
use crate::observation::Observation;
use crate::query::Place;
use crate::reason;
use crate::records::{Coverage, DatasetCoverage, Measures};
use crate::resolution::{Method, PriceBasis};
use crate::text::Reason;

pub use aged::{Aged, aged};
pub use waited::{Source, Waited, sources, waited_for};

/// Name of the member that lists the indicators whose data are too old.
pub const STALE: &str = "stale";

/// What was known of the covers of every dataset on a day.
#[derive(Debug, Default)]
pub struct KnownCovers {
    /// What is covered of own records.
    records: Coverage,
    /// Live covers of published facts.
    facts: Vec<Cover>,
}

impl KnownCovers {
    /// Arranges the live covers of datasets as far as they speak of what had begun by `day`.
    pub fn new(covers: &BTreeMap<&'static str, Vec<Cover>>, day: NaiveDate) -> Self {
        let records = covers.iter().filter(|(name, _)| **name != STAT_FACT.name);
        let records =
            records.map(|(name, covers)| ((*name).to_owned(), DatasetCoverage::new(covers, day)));
        let facts = covers.get(STAT_FACT.name);
        Self {
            records: records.collect(),
            facts: facts.cloned().unwrap_or_default(),
        }
    }

    /// Whether a dataset, or one of several tables, is covered at an area up to the age agreed.
    fn is_fresh(&self, need: &Need<'_>, area: &str, day: NaiveDate, limits: &AgeLimits) -> bool {
        let by_then = |name: &str, last: NaiveDate| {
            let limit = limits.of(name).map(|days| Days::new(u64::from(days)));
            let fresh_until = limit.and_then(|limit| last.checked_add_days(limit));
            let is_whole = limits.until(name).is_some_and(|end| end <= last);
            is_whole || fresh_until.is_some_and(|until| day <= until)
        };
        match need {
            Need::Records(name) => {
                let Some(coverage) = self.records.get(*name) else {
                    return false;
                };
                let is_register = dataset(name).is_some_and(|spec| spec.anchor.is_empty());
                match is_register {
                    true => coverage.has(area),
                    false => coverage
                        .newest(area)
                        .and_then(crate::records::calendar::last_day)
                        .is_some_and(|last| by_then(name, last)),
                }
            }
            Need::Tables(tables) => tables.iter().any(|table| {
                let of_table = self.facts.iter();
                let of_table = of_table
                    .filter(|cover| cover.variant.table_id == *table && cover.areas.contains(area));
                let periods = of_table.flat_map(|cover| &cover.periods);
                let begun = periods.filter(|period| period.start() <= day);
                let last = begun.filter_map(|period| period.end().pred_opt()).max();
                last.is_some_and(|last| by_then(table, last))
            }),
        }
    }
}

/// What an indicator cannot do without.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Need<'a> {
    /// A dataset of own records.
    Records(&'a str),
    /// One of these published tables.
    Tables(Vec<String>),
}

/// What a reading is made of; nothing of one that is itself about data.
fn needs<'a>(catalogue: &'a Catalogue, reading: &'a Reading) -> BTreeSet<Need<'a>> {
    let residents = || {
        let tables = catalogue.population.iter();
        Need::Tables(tables.map(|one| one.table.clone()).collect())
    };
    let mut found = BTreeSet::new();
    match reading.kind.source() {
        FigureSource::Covers | FigureSource::Comparisons => {}
        FigureSource::Facts => {
            found.insert(Need::Tables(reading.tables.clone()));
            if reading.kind == crate::catalogue::Kind::Ratio {
                found.insert(residents());
            }
        }
        FigureSource::Records => {
            for part in crate::records::parts(catalogue, reading) {
                let needed = crate::records::needs(part);
                found.extend(needed.into_iter().map(Need::Records));
                let mut measures = part.measures.iter().flat_map(Measures::all);
                if measures.any(crate::records::Measure::needs_residents) {
                    found.insert(residents());
                }
            }
        }
    }
    found
}

/// The codes of the indicators on a board.
fn codes(board: &[Perspective]) -> impl Iterator<Item = &String> {
    let pejlemaerker = board.iter().flat_map(|one| &one.pejlemaerker);
    pejlemaerker.flat_map(|one| one.lead.iter().chain(&one.support))
}

/// The readings shown of indicators that are made of data, one for each indicator, in the order of their codes.
fn shown<'a, 'b>(
    catalogue: &'a Catalogue,
    codes: impl Iterator<Item = &'b String>,
) -> BTreeMap<&'a str, &'a Reading> {
    let readings = codes.filter_map(|code| {
        let indicator = catalogue.find_indicator(code)?;
        let reading = indicator.find_reading(&indicator.default_reading)?;
        let source = reading.kind.source();
        let is_of_data = [FigureSource::Facts, FigureSource::Records].contains(&source);
        is_of_data.then_some((indicator.code.as_str(), reading.as_ref()))
    });
    readings.collect()
}

/// The datasets whose covers freshness is told from, each once.
pub fn datasets(catalogue: &Catalogue) -> Vec<&'static pejl_lake::DatasetSpec> {
    let mut names = BTreeSet::new();
    for reading in shown(catalogue, codes(board())).values() {
        for need in needs(catalogue, reading) {
            names.insert(match need {
                Need::Records(name) => name.to_owned(),
                Need::Tables(_) => STAT_FACT.name.to_owned(),
            });
        }
    }
    names.iter().filter_map(|name| dataset(name)).collect()
}

/// Indicators on the board that need something for which no age is agreed, with its name.
pub(crate) fn without_limit(catalogue: &Catalogue) -> Vec<(String, String)> {
    let limits = age_limits();
    let mut found = Vec::new();
    for (code, reading) in shown(catalogue, codes(board())) {
        for need in needs(catalogue, reading) {
            let names = match need {
                Need::Records(name) => vec![name.to_owned()],
                Need::Tables(tables) => tables,
            };
            let without = names.into_iter().filter(|name| limits.of(name).is_none());
            found.extend(without.map(|name| (code.to_owned(), name)));
        }
    }
    found
}

/// The share of the indicators on the board whose data were recent enough, at one place on the last day of a period, or on
/// the day called today where that lies in it.
///
/// Above the line stand the indicators everything of which was covered up to the age agreed or to its end, below it all that the board
/// shows and the program computes; of a group both are added up over its municipalities. One that was never delivered counts
/// as too old: leaving it out would let a board without data look good. `covers` are those known on the day, none where
/// nothing was known at all. Which indicators are too old stands in the members.
pub fn freshness(
    catalogue: &Catalogue,
    reading: &Reading,
    (place, period): (&Place, Period),
    (covers, as_of): (Option<&KnownCovers>, NaiveDate),
    revision: i64,
) -> Observation {
    let mut members = BTreeMap::from([("reading".to_owned(), reading.code.clone())]);
    let found = match day_of(period, as_of) {
        None => Err(reason::not_begun(period)),
        Some(day) => covers
            .ok_or_else(|| reason::nothing_known(day))
            .map(|covers| count(catalogue, &areas_with_board(place), (covers, day))),
    };
    let (cell, counted, reason): (Cell, Option<Counted>, Option<Reason>) = match found {
        Err(reason) => (Cell::Missing, None, Some(reason)),
        Ok(counted) if counted.n_all == 0 => {
            let reason = reason::nothing_to_divide_by();
            (Cell::NotApplicable, None, Some(reason))
        }
        Ok(counted) if counted.n_fresh == 0 => (Cell::Zero, Some(counted), None),
        Ok(counted) => (Cell::Ok, Some(counted), None),
    };
    if let Some(counted) = counted.as_ref().filter(|one| !one.stale.is_empty()) {
        let stale = counted.stale.iter().map(String::as_str);
        members.insert(STALE.to_owned(), stale.collect::<Vec<_>>().join(","));
    }
    let numbers = counted.map(|one| (f64::from(one.n_fresh), f64::from(one.n_all)));
    let is_group = matches!(place, Place::Group(_));
    Observation {
        indicator: reading.indicator.clone(),
        municipality: place.code().to_owned(),
        period,
        grain: period.grain(),
        members,
        numerator: numbers.map(|(fresh, _)| fresh),
        denominator: numbers.map(|(_, all)| all),
        value: numbers.map(|(fresh, all)| fresh / all),
        unit: reading.unit.clone(),
        cell,
        n: None,
        n_top: None,
        n_bottom: None,
        n_left: None,
        n_least: None,
        provisional: period.end() > as_of && numbers.is_some(),
        quality: Vec::new(),
        definition_version: reading.definition_version,
        price_level: PriceLevel::NotApplicable.to_string(),
        revision,
        reason,
        method: match is_group {
            true => Method::RatioOfSums,
            false => Method::Ratio,
        },
        price: PriceBasis {
            level: PriceLevel::NotApplicable,
            factor: 1.0,
            series: None,
            vintage: None,
        },
        breaks: Vec::new(),
        weight: None,
    }
}

/// The day a period is judged on: its last, or the day called today where that lies in it; none where it has not begun.
pub fn day_of(period: Period, as_of: NaiveDate) -> Option<NaiveDate> {
    let last = period.end().pred_opt()?;
    (period.start() <= as_of).then_some(last.min(as_of))
}

/// Indicators at a place by how recent their data are.
struct Counted {
    n_fresh: u32,
    n_all: u32,
    /// Codes of those too old; of a group with the municipality, `766 F1`.
    stale: BTreeSet<String>,
}

/// The municipalities of a place; none of a region or the country, which deliver nothing.
fn areas_with_board(place: &Place) -> Vec<&'static str> {
    match place {
        Place::Area(area) if area.level == AreaLevel::Municipality => vec![area.code],
        Place::Area(_) => Vec::new(),
        Place::Group(group) => group.members.to_vec(),
    }
}

fn count(
    catalogue: &Catalogue,
    areas: &[&str],
    (covers, day): (&KnownCovers, NaiveDate),
) -> Counted {
    let mut counted = Counted {
        n_fresh: 0,
        n_all: 0,
        stale: BTreeSet::new(),
    };
    let limits = age_limits();
    for (code, reading) in shown(catalogue, codes(board())) {
        let needs = needs(catalogue, reading);
        for area in areas {
            counted.n_all += 1;
            if needs
                .iter()
                .all(|need| covers.is_fresh(need, area, day, limits))
            {
                counted.n_fresh += 1;
            } else {
                counted.stale.insert(match areas {
                    [_] => code.to_owned(),
                    _ => format!("{area} {code}"),
                });
            }
        }
    }
    counted
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests;
