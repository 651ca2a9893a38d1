//! The cells of an answer before any row is read: which are open, and why the others have no figure.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use pejl_domain::{Cell, Cover, Grain, Period};

use super::calendar::{Calendar, Span, Window, last_day, month, number};
use super::coverage::{Coverage, Covered, DatasetCoverage};
use super::plan::RecordQuestion;
use super::source::source;
use crate::catalogue::Reading;
use crate::query::Place;
use crate::reason;
use crate::text::Reason;

/// One cell of the answer before its members are known.
#[derive(Debug)]
pub(super) struct CellPlan {
    pub(super) reading: usize,
    pub(super) place: usize,
    pub(super) period: usize,
    /// The months that are in.
    pub(super) span: Span,
    pub(super) provisional: bool,
    pub(super) decided: Option<(Cell, Reason)>,
}

/// A place and the municipalities it is made of.
#[derive(Debug)]
pub(super) struct PlaceAreas {
    pub(super) place: Place,
    pub(super) areas: Vec<String>,
}

/// The municipalities that a place is made of.
pub(super) fn areas_of(place: &Place) -> PlaceAreas {
    let areas = match place {
        Place::Area(area) => vec![area.code.to_owned()],
        Place::Group(group) => group
            .members
            .iter()
            .map(|code| (*code).to_owned())
            .collect(),
    };
    PlaceAreas {
        place: *place,
        areas,
    }
}

/// The newest periods of a length up to the last month that is covered of every dataset a reading needs, at one of the
/// municipalities; none where nothing is.
pub fn newest_periods(
    readings: &[&Reading],
    places: &[Place],
    covers: &BTreeMap<&'static str, Vec<Cover>>,
    (grain, n): (Grain, usize),
    as_of: NaiveDate,
) -> Option<Vec<Period>> {
    let areas: BTreeSet<String> = places
        .iter()
        .flat_map(|place| areas_of(place).areas)
        .collect();
    let nothing: Vec<Cover> = Vec::new();
    let mut newest: Option<i64> = None;
    for name in readings.iter().flat_map(|reading| needs(reading)) {
        let covers = covers.iter().find(|(dataset, _)| **dataset == name);
        let coverage = DatasetCoverage::new(covers.map_or(&nothing, |(_, covers)| covers), as_of);
        let last = areas.iter().filter_map(|area| coverage.newest(area)).max();
        match last {
            Some(last) => newest = Some(newest.map_or(last, |newest| newest.min(last))),
            None if areas.iter().any(|area| coverage.is_register(area)) => {}
            None => return None,
        }
    }
    let day = last_day(newest?)?;
    let last = Period::containing(grain, day)?;
    let mut periods: Vec<Period> = std::iter::successors(Some(last), |period| period.previous())
        .take(n)
        .collect();
    periods.reverse();
    Some(periods)
}

/// Whether a period of the question is wanted of a reading.
fn is_wanted(question: &RecordQuestion<'_>, reading: usize, period: Period) -> bool {
    let of_each = question.of_each.as_ref();
    let of_reading = of_each.and_then(|of_each| of_each.get(reading));
    of_reading.is_none_or(|periods| periods.contains(&period))
}

/// Every cell of the answer, and whether coverage decides it.
pub(super) fn cells(
    question: &RecordQuestion<'_>,
    places: &[PlaceAreas],
    calendar: &Calendar,
    coverage: &Coverage,
    as_of: NaiveDate,
) -> Vec<CellPlan> {
    let mut cells = Vec::new();
    for (reading_no, reading) in question.readings.iter().enumerate() {
        let needs = needs(reading);
        let whole = reading
            .measures
            .as_ref()
            .is_some_and(|measures| measures.whole_periods);
        let lag = reading.maturity_lag_days;
        let before = reading.needs_before_days;
        for (place_no, place) in places.iter().enumerate() {
            for (period_no, span) in calendar.spans().iter().enumerate() {
                if !is_wanted(question, reading_no, span.period) {
                    continue;
                }
                let mut cell = CellPlan {
                    reading: reading_no,
                    place: place_no,
                    period: period_no,
                    span: *span,
                    provisional: false,
                    decided: None,
                };
                let decided = |cell: &mut CellPlan| {
                    decide(cell, place, (&needs, before), coverage, (lag, as_of));
                };
                match question.window {
                    Window::YearToDateAlike => cut_alike(&mut cell, decided),
                    _ => decided(&mut cell),
                }
                if let (Some(from), Some(first)) = (reading.from, span.first_day())
                    && first < from
                {
                    let reason = reason::not_before(from);
                    cell.decided = Some((Cell::NotApplicable, reason));
                }
                if whole && cell.provisional {
                    let reason = reason::period_not_whole(cell.span.period);
                    cell.decided = Some((Cell::Missing, reason));
                }
                cells.push(cell);
            }
        }
    }
    cells
}

/// Names of the datasets that must be covered for a reading.
pub(crate) fn needs(reading: &Reading) -> BTreeSet<&str> {
    let Some(measures) = &reading.measures else {
        return BTreeSet::new();
    };
    let of_sources = measures
        .all()
        .filter_map(|measure| source(&measure.of))
        .flat_map(|source| source.needs.iter().map(|spec| spec.name));
    let named = measures.needs.iter().map(String::as_str);
    of_sources.chain(named).collect()
}

/// The months before a period that so many days before its first day lie in; none where no days are needed.
fn span_before(span: &Span, days: u32) -> Option<Span> {
    let first = span.first_day()?;
    let from = first.checked_sub_days(chrono::Days::new(u64::from(days)))?;
    let first = number(Period::containing(Grain::Month, from)?);
    (first < span.first).then_some(Span {
        period: span.period,
        first,
        last: span.first - 1,
    })
}

/// Cuts a cell to the months that are in a year later, and decides it by its own.
fn cut_alike(cell: &mut CellPlan, decided: impl Fn(&mut CellPlan)) {
    let mut later = CellPlan {
        span: cell.span.years_later(1),
        decided: None,
        ..*cell
    };
    decided(&mut later);
    cell.span = later.span.years_later(-1);
    match later.decided {
        // How far to go is not known.
        Some((Cell::Missing, reason)) => cell.decided = Some((Cell::Missing, reason)),
        Some(_) | None => decided(cell),
    }
}

/// Cuts a cell to the months that are in, or decides it where coverage does.
pub(super) fn decide(
    cell: &mut CellPlan,
    place: &PlaceAreas,
    (needs, before): (&BTreeSet<&str>, u32),
    coverage: &Coverage,
    (lag, as_of): (u32, NaiveDate),
) {
    let nothing = DatasetCoverage::default();
    let mut until = cell.span.last;
    let mut known = as_of;
    let mut missing: BTreeSet<&str> = BTreeSet::new();
    let mut without = Vec::new();
    // Where what is missing is what comes before the period.
    let mut first_needed = cell.span.first;
    for area in &place.areas {
        let mut is_missing = false;
        for name in needs {
            let dataset = coverage.get(*name).unwrap_or(&nothing);
            match dataset.of(area, &cell.span) {
                Covered::Whole => {}
                Covered::Partly { until: last } => until = until.min(last),
                Covered::Not => {
                    is_missing = true;
                    missing.insert(name);
                }
            }
            if let Some(earlier) = span_before(&cell.span, before)
                && dataset.of(area, &earlier) != Covered::Whole
            {
                is_missing = true;
                missing.insert(name);
                first_needed = first_needed.min(earlier.first);
            }
            known = known.min(
                dataset
                    .known_until(area, &cell.span)
                    .unwrap_or(NaiveDate::MIN),
            );
        }
        if is_missing {
            without.push(area.clone());
        }
    }
    let period = cell.span.period;
    if !without.is_empty() {
        let reason = match (place.areas.len(), without.len()) {
            (1, _) => {
                let names = missing.into_iter().collect::<Vec<_>>();
                match month(first_needed).filter(|_| first_needed < cell.span.first) {
                    Some(from) => {
                        reason::not_covered_before(&names, place.place.code(), from, period)
                    }
                    None => reason::records_not_covered(&names, place.place.code(), period),
                }
            }
            (n, _) => reason::members_missing(&without, n),
        };
        cell.decided = Some((Cell::Missing, reason));
        return;
    }
    let is_running = cell.span.last_day().is_none_or(|last| last > as_of);
    cell.provisional = until < cell.span.last || is_running;
    cell.span.last = until;
    let matures = cell
        .span
        .last_day()
        .and_then(|last| last.checked_add_days(chrono::Days::new(u64::from(lag))));
    if lag > 0 && (cell.provisional || matures.is_none_or(|day| day > known)) {
        cell.decided = Some((Cell::Immature, reason::not_yet_mature(lag, matures)));
    }
}
