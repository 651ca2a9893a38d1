//! How recent the data of the board are: what imports had covered on the days that periods are judged on.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use pejl_domain::{Grain, Period};
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
    let mut known: BTreeMap<NaiveDate, Option<KnownCovers>> = BTreeMap::new();
    for day in periods.iter().filter_map(|one| day_of(*one, as_of)) {
        if let Entry::Vacant(unknown) = known.entry(day) {
            unknown.insert(known_on(computer, &query.catalogue, (day, as_of))?);
        }
    }
    let mut found = Vec::new();
    for reading in readings {
        for place in &query.places {
            for period in &periods {
                let day = day_of(*period, as_of);
                let covers = day.and_then(|day| known.get(&day)?.as_ref());
                found.push(freshness(
                    &query.catalogue,
                    reading,
                    (place, *period),
                    (covers, as_of),
                    computer.facts.revision,
                ));
            }
        }
    }
    Ok(found)
}

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

/// What was covered on a day; none where nothing had been imported.
fn known_on(
    computer: &Computer<'_>,
    catalogue: &Catalogue,
    (day, as_of): (NaiveDate, NaiveDate),
) -> Result<Option<KnownCovers>, AppError> {
    let at = match end_of(day).filter(|_| day < as_of) {
        Some(end) => AsKnown::At(end),
        None => AsKnown::Revision(computer.facts.revision),
    };
    if head(computer.store, at)?.revision == 0 {
        return Ok(None);
    }
    let mut found = BTreeMap::new();
    for spec in datasets(catalogue) {
        found.insert(spec.name, covers(computer.store, spec.name, at)?);
    }
    Ok(Some(KnownCovers::new(&found, day)))
}

/// The last instant of a day.
fn end_of(day: NaiveDate) -> Option<DateTime<Utc>> {
    let next = day.succ_opt()?.and_time(NaiveTime::MIN).and_utc();
    next.checked_sub_signed(Duration::microseconds(1))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests;
