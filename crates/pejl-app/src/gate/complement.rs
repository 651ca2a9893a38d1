//! What figures tell of each other: one that is withheld must be neither what other groups lack of the total nor what other
//! periods lack of a longer one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::Datelike as _;
use pejl_domain::{Grain, Period, PriceLevel};
use pejl_metrics::query::Periods;
use pejl_metrics::records::calendar::Window;
use pejl_metrics::records::dimension::column_of;
use pejl_metrics::{Kind, Observation, Query, Reading};

use super::grid::has_base;
use super::table::{Hidden, Place, Table};
use super::{Viewer, least_of, pass, withheld, withholds};
use crate::compute::Computer;
use crate::error::AppError;

/// Whose figures a table has: municipality, indicator, the members but those of records, and the calendar year.
type Series = (String, String, BTreeMap<String, String>, i32);

/// The figures of a question as they may be told to somebody.
///
/// They are held against what anybody can be told of the same reading and years at the same revision: longer periods, the other
/// periods of their own length, and of a split the totals. So the same is told whichever of these is asked, and a question that
/// keeps one member of a dimension is answered as if it split by it.
///
/// # Errors
/// The other figures cannot be computed.
pub(crate) fn told(
    computer: &Computer<'_>,
    query: &Query,
    found: Vec<Observation>,
    viewer: &Viewer,
) -> Result<Vec<Observation>, AppError> {
    let is_outside = |one: &Observation| !viewer.sees_small_numbers(&one.municipality);
    if !found.iter().any(|one| is_outside(one) && has_base(one)) {
        return Ok(pass(query, found, viewer));
    }
    let split = as_split(query);
    let beside = beside(computer, (query, &split), &found)?;
    let hidden = Tables::of(&split, beside)
        .with(query, &found)
        .hidden(&split);
    Ok(apply(query, found, &hidden, viewer))
}

/// The figures with what may not be told withheld, held against these others of the same years and no more.
pub(crate) fn told_beside(
    query: &Query,
    found: Vec<Observation>,
    beside: Vec<Observation>,
    viewer: &Viewer,
) -> Vec<Observation> {
    let hidden = Tables::of(query, beside).with(query, &found).hidden(query);
    apply(query, found, &hidden, viewer)
}

fn apply(
    query: &Query,
    found: Vec<Observation>,
    hidden: &BTreeMap<Series, Hidden>,
    viewer: &Viewer,
) -> Vec<Observation> {
    let is_hidden = |one: &Observation| {
        let of_series = hidden.get(&series_of(one));
        of_series.is_some_and(|of_series| of_series.contains(&place_of(query, one)))
    };
    let is_withheld = |one: &Observation| {
        withholds(query, one, viewer)
            || (!viewer.sees_small_numbers(&one.municipality) && has_base(one) && is_hidden(one))
    };
    let told = found.into_iter().map(|one| match is_withheld(&one) {
        true => withheld(one),
        false => one,
    });
    told.collect()
}

/// The question with what it keeps one member of as what it is split by.
fn as_split(query: &Query) -> Query {
    let filtered = query.record_filters.iter().map(|(name, _)| name);
    let by: BTreeSet<&String> = query.record_by.iter().chain(filtered).collect();
    Query {
        record_by: by.into_iter().cloned().collect(),
        record_filters: Vec::new(),
        ..query.clone()
    }
}

/// What can be told of the same years beside figures of records: totals, and the same split, of each length up to theirs.
fn beside(
    computer: &Computer<'_>,
    (query, split): (&Query, &Query),
    found: &[Observation],
) -> Result<Vec<Observation>, AppError> {
    if split.window != Window::Period {
        return Ok(Vec::new());
    }
    let mut of_periods: BTreeMap<BTreeSet<Period>, Vec<Arc<Reading>>> = BTreeMap::new();
    let has_few = |one: &&Arc<Reading>| {
        let indicator = split.catalogue.find_indicator(&one.indicator);
        indicator.is_some_and(|indicator| indicator.minimum_base > 0)
    };
    let of_records =
        |one: &&Arc<Reading>| one.kind == Kind::Records && one.index.is_none() && has_few(one);
    for reading in split.readings.iter().filter(of_records) {
        let periods = periods_beside(split, reading, found);
        of_periods
            .entry(periods)
            .or_default()
            .push(Arc::clone(reading));
    }
    let mut beside = Vec::new();
    for (periods, readings) in of_periods {
        let totals = Query {
            readings,
            record_by: Vec::new(),
            periods: Periods::Listed(periods.into_iter().collect()),
            price: PriceLevel::Current,
            ..split.clone()
        };
        // What is not covered is not asked for: there is nothing of it, and it is not kept.
        let begun = computer.begun_periods(&totals)?;
        if begun.is_empty() {
            continue;
        }
        let totals = Query {
            periods: Periods::Listed(begun.into_iter().collect()),
            ..totals
        };
        if !split.record_by.is_empty() {
            let of_groups = Query {
                record_by: split.record_by.clone(),
                ..totals.clone()
            };
            // A split at current prices was found as it would be here.
            let is_found = query.record_filters.is_empty()
                && matches!(query.price, PriceLevel::Current | PriceLevel::NotApplicable);
            let of_groups = match is_found {
                true => without(of_groups, found),
                false => Some(of_groups),
            };
            if let Some(of_groups) = of_groups {
                beside.extend(computer.at_current_prices(&of_groups)?);
            }
        }
        beside.extend(computer.at_current_prices(&totals)?);
    }
    Ok(beside)
}

/// A question without the periods of which figures of all its readings were found; none where nothing is left.
fn without(one: Query, found: &[Observation]) -> Option<Query> {
    let Periods::Listed(periods) = &one.periods else {
        return Some(one);
    };
    let is_found = |period: &Period| {
        one.readings.iter().all(|reading| {
            let mut of_period = found.iter().filter(|found| found.period == *period);
            of_period.any(|found| is_of(found, reading))
        })
    };
    let left: Vec<Period> = periods
        .iter()
        .copied()
        .filter(|period| !is_found(period))
        .collect();
    (!left.is_empty()).then_some(Query {
        periods: Periods::Listed(left),
        ..one
    })
}

fn is_of(one: &Observation, reading: &Reading) -> bool {
    one.indicator == reading.indicator && one.members.get("reading") == Some(&reading.code)
}

/// The periods of the years that a reading was asked for, of the lengths that it is told of, up to the length asked.
fn periods_beside(query: &Query, reading: &Reading, found: &[Observation]) -> BTreeSet<Period> {
    let of_reading = found.iter().filter(|one| is_of(one, reading));
    let years: BTreeSet<(i32, Grain)> = of_reading
        .filter(|one| one.grain != Grain::Week)
        .map(|one| (one.period.start().year(), one.grain))
        .collect();
    let indicator = query.catalogue.find_indicator(&reading.indicator);
    let grains = indicator.map_or(&[][..], |one| one.grains.as_slice());
    let parts = years.into_iter().flat_map(|(year, shortest)| {
        let grains = grains.iter().filter(move |grain| **grain <= shortest);
        let parts = grains.filter_map(move |grain| Period::year(year).ok()?.parts(*grain));
        parts.flatten()
    });
    parts.collect()
}

/// The tables of series.
#[derive(Default)]
struct Tables(BTreeMap<Series, Table>);

impl Tables {
    fn of(query: &Query, figures: Vec<Observation>) -> Self {
        let mut tables = Self::default();
        for one in figures {
            tables.add(query, one);
        }
        tables
    }

    fn add(&mut self, query: &Query, one: Observation) {
        let table = self.0.entry(series_of(&one)).or_default();
        table.add(place_of(query, &one), one);
    }

    /// With the figures of a question, where there are none in their places.
    fn with(mut self, query: &Query, found: &[Observation]) -> Self {
        for one in found.iter().filter(|one| has_base(one)) {
            self.add(query, one.clone());
        }
        self
    }

    fn hidden(self, query: &Query) -> BTreeMap<Series, Hidden> {
        let tables = self.0.into_iter();
        let hidden = tables.filter_map(|(series, table)| {
            let least = least_of(query, table.first()?)?;
            Some((series, table.hidden(least)))
        });
        hidden.collect()
    }
}

fn series_of(one: &Observation) -> Series {
    let members = one
        .members
        .iter()
        .filter(|(name, _)| column_of(name).is_none());
    let members = members.map(|(name, member)| (name.clone(), member.clone()));
    (
        one.municipality.clone(),
        one.indicator.clone(),
        members.collect(),
        one.period.start().year(),
    )
}

/// The place of a figure: its group is that of what the question splits by, or the one member that it keeps.
fn place_of(query: &Query, one: &Observation) -> Place {
    let of_records = one
        .members
        .iter()
        .filter(|(name, _)| column_of(name).is_some());
    let told: Vec<&str> = of_records.map(|(_, member)| member.as_str()).collect();
    let kept = query.record_filters.iter();
    let kept = kept.flat_map(|(_, members)| members.iter().map(String::as_str));
    let group: Vec<&str> = match told.is_empty() {
        true => kept.collect(),
        false => told,
    };
    let group = (!group.is_empty()).then(|| group.join("\u{1f}"));
    (group, one.period)
}
