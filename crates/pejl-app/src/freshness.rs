//! How recent the data of the board are: what imports had covered on the days that periods are judged on.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use pejl_domain::{Cover, Grain, Period};
use pejl_metrics::freshness::{KnownCovers, datasets, day_of, freshness};
use pejl_metrics::query::Periods;
use pejl_metrics::{Catalogue, Observation, Query, Reading};

use crate::catalogue::{covers, head};
use crate::compute::{Computer, check_count};
use crate::error::AppError;
use crate::snapshot::AsKnown;

/// The figures of freshness that a question asks for, in the order of readings, places and periods.
///
/// A period that is over is told from what was known at the end of its last day, so that data imported later do not change it.
pub(crate) fn figures(
    computer: &Computer<'_>,
    query: &Query,
    readings: &[&Reading],
) -> Result<Vec<Observation>, AppError> {
    let as_of = computer.asked_on();
    let periods = periods(query, as_of);
    check_count(readings.len() * query.places.len() * periods.len())?;
    let mut found = Vec::new();
    // Many days were known by one revision, and those of a question follow each other.
    let mut newest: Option<(i64, Covers)> = None;
    for (period_no, period) in periods.iter().enumerate() {
        let known = match day_of(*period, as_of) {
            Some(day) => known_on(computer, &query.catalogue, (day, as_of), &mut newest)?,
            None => None,
        };
        for (reading_no, reading) in readings.iter().enumerate() {
            for (place_no, place) in query.places.iter().enumerate() {
                let figure = freshness(
                    &query.catalogue,
                    reading,
                    (place, *period),
                    (known.as_ref(), as_of),
                    computer.facts.revision,
                );
                found.push(((reading_no, place_no, period_no), figure));
            }
        }
    }
    found.sort_by_key(|(order, _)| *order);
    Ok(found.into_iter().map(|(_, figure)| figure).collect())
}

/// The live covers of each dataset.
type Covers = BTreeMap<&'static str, Vec<Cover>>;

/// The periods asked for; the newest end with the one that the day lies in.
fn periods(query: &Query, as_of: NaiveDate) -> Vec<Period> {
    let n = match &query.periods {
        Periods::Listed(periods) => return periods.clone(),
        Periods::Latest(n) => *n,
    };
    let last = Period::containing(query.grain.unwrap_or(Grain::Year), as_of);
    let mut periods: Vec<Period> = std::iter::successors(last, |period| period.previous())
        .take(n)
        .collect();
    periods.reverse();
    periods
}

/// What was covered on a day; none where nothing had been imported. `newest` holds what was looked up last, by its revision.
fn known_on(
    computer: &Computer<'_>,
    catalogue: &Catalogue,
    (day, as_of): (NaiveDate, NaiveDate),
    newest: &mut Option<(i64, Covers)>,
) -> Result<Option<KnownCovers>, AppError> {
    let at = match end_of(day).filter(|_| day < as_of) {
        Some(end) => AsKnown::At(end),
        None => AsKnown::Revision(computer.facts.revision),
    };
    let revision = head(computer.store, at)?.revision;
    if revision == 0 {
        return Ok(None);
    }
    let of_revision = match newest.take().filter(|(known, _)| *known == revision) {
        Some((_, covers)) => covers,
        None => {
            let mut looked_up = Covers::new();
            for spec in datasets(catalogue) {
                let at = AsKnown::Revision(revision);
                looked_up.insert(spec.name, covers(computer.store, spec.name, at)?);
            }
            looked_up
        }
    };
    let known = KnownCovers::new(&of_revision, day);
    *newest = Some((revision, of_revision));
    Ok(Some(known))
}

/// The last instant of a day.
fn end_of(day: NaiveDate) -> Option<DateTime<Utc>> {
    let next = day.succ_opt()?.and_time(NaiveTime::MIN).and_utc();
    next.checked_sub_signed(Duration::microseconds(1))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests;
