//! Kept observations: totals of every reading of records, computed once and then looked up.
//!
//! A run ([`keep_up`]) brings them up to the newest revision: only what can have changed since the run before (`changed`) is
//! computed again, in one read of the rows (`work`), and stored as the difference. At the revision of a run they are exactly
//! what computing gives, and stand in for it; at revisions between two runs everything is computed when asked.

mod changed;
mod figure;
#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests;
mod work;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use pejl_db::observation::{Run, Wanted, figures_at, newest_run};
use pejl_domain::Period;
use pejl_metrics::query::Place;
use pejl_metrics::records::SeriesBreaks;
use pejl_metrics::records::calendar::Window;
use pejl_metrics::{Catalogue, Kind, Observation, Query, Reading};

use crate::definitions::Definitions;
use crate::error::AppError;
use crate::store::Store;

pub(crate) use figure::{kept as figure_of, restored};
use work::Work;

/// How often a run begins anew because another was stored first.
const ATTEMPTS: usize = 3;

/// Time between looks for what other processes committed.
const PAUSE: Duration = Duration::from_secs(30);

/// Whose turn it is in this process.
static TURN: Mutex<()> = Mutex::new(());
/// Whether something was committed that nobody has looked at yet.
static WOKEN: Mutex<bool> = Mutex::new(false);
static WAKE: Condvar = Condvar::new();

/// The readings whose figures are kept.
fn readings(catalogue: &Catalogue) -> impl Iterator<Item = &Arc<Reading>> {
    let indicators = catalogue.indicators.iter();
    let readings = indicators.flat_map(|indicator| &indicator.readings);
    readings.filter(|reading| reading.kind == Kind::Records)
}

/// The run whose figures hold at a revision, if there was one just there, by these definitions as this program has them.
pub(crate) fn run_at(
    store: &Store,
    revision: i64,
    definitions: &Definitions,
) -> Result<Option<Run>, AppError> {
    let run = store.db.with(|conn| newest_run(conn, revision))?;
    Ok(run.filter(|run| run.revision == revision && run.definitions == definitions.hash()))
}

/// Whether a question can be answered by kept figures: totals of whole municipalities in their own periods.
pub(crate) fn may_answer(query: &Query) -> bool {
    let is_area = |place: &Place| matches!(place, Place::Area(_));
    query.record_by.is_empty()
        && query.record_filters.is_empty()
        && query.window == Window::Period
        && query.places.iter().all(is_area)
}

/// The kept figures of a question in its order; none where one of them is not kept.
pub(crate) fn answer(
    store: &Store,
    revision: i64,
    query: &Query,
    periods: &[Period],
) -> Result<Option<Vec<Observation>>, AppError> {
    let wanted = wanted(query, periods);
    let figures = store.db.with(|conn| figures_at(conn, revision, &wanted))?;
    let mut by_cell = BTreeMap::new();
    for one in figures {
        let figure = &one.figure;
        let cell = [&figure.reading, &figure.municipality, &figure.period].map(Clone::clone);
        by_cell.insert(cell, one);
    }
    let mut found = Vec::new();
    for reading in &query.readings {
        let breaks = SeriesBreaks::of(&query.catalogue, reading);
        for place in &query.places {
            let mut earlier = None;
            for period in periods {
                let cell = [&reading.code, place.code(), &period.to_string()].map(str::to_owned);
                let Some(kept) = by_cell.remove(&cell) else {
                    return Ok(None);
                };
                let one = restored(&query.catalogue, &kept, revision)?;
                found.push(one.after(earlier, &breaks));
                earlier = Some(*period);
            }
        }
    }
    Ok(Some(found))
}

/// The revision of the run that first gave the kept figure of a total, where it is kept at a revision.
pub(crate) fn known_from(
    store: &Store,
    revision: i64,
    definitions: &Definitions,
    (query, period): (&Query, Period),
) -> Result<Option<i64>, AppError> {
    let is_kept = definitions.is_of_revision && may_answer(query);
    if !is_kept || run_at(store, revision, definitions)?.is_none() {
        return Ok(None);
    }
    let found = store
        .db
        .with(|conn| figures_at(conn, revision, &wanted(query, &[period])))?;
    Ok(found.first().map(|one| one.known_from))
}

/// Which figures a question is about.
fn wanted(query: &Query, periods: &[Period]) -> Wanted {
    let names = |reading: &Arc<Reading>| (reading.indicator.clone(), reading.code.clone());
    let places = query.places.iter();
    Wanted {
        readings: query.readings.iter().map(names).collect(),
        municipalities: places.map(|one| one.code().to_owned()).collect(),
        periods: periods.iter().map(Period::to_string).collect(),
        grains: Vec::new(),
    }
}

/// Brings the kept figures up to the newest revision, and tells what was done; none where they were up to date.
///
/// # Errors
/// The store fails. What was kept before is then still kept.
pub fn keep_up(store: &Store, actor: &str) -> Result<Option<Run>, AppError> {
    // Two at once would compute the same, and one of them in vain.
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    for _ in 0..ATTEMPTS {
        let Some(work) = Work::since_last_run(store)? else {
            return Ok(None);
        };
        if let Some(run) = work.store(store, actor)? {
            return Ok(Some(run));
        }
    }
    Err(AppError::Conflict(
        "other processes keep observations up faster than this one; theirs count".to_owned(),
    ))
}

/// Brings the kept figures up to the newest revision after something was committed, where nobody waits for them: failure is
/// only logged, and the next run makes up for it.
pub fn keep_up_or_log(store: &Store, actor: &str) {
    match keep_up(store, actor) {
        Ok(Some(run)) => log::info!(
            "kept observations revision={} n_computed={} n_opened={} n_closed={}",
            run.revision,
            run.n_computed,
            run.n_opened,
            run.n_closed
        ),
        Ok(None) => {}
        Err(error) => log::warn!(
            "failed to keep observations: {}",
            crate::error::chain(&error)
        ),
    }
}

/// Lets [`keep_up_always`] look at once.
pub fn wake() {
    *WOKEN.lock().unwrap_or_else(PoisonError::into_inner) = true;
    WAKE.notify_all();
}

/// Brings the kept figures up when woken and now and then, for ever: after what other processes committed, and what died
/// before it did.
pub fn keep_up_always(store: &Store) {
    loop {
        // A panic over one file must not end it without a word.
        let done = catch_unwind(AssertUnwindSafe(|| keep_up_or_log(store, "schedule")));
        if done.is_err() {
            log::error!("keeping observations panicked; it is tried again");
        }
        let woken = WOKEN.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = WAKE.wait_timeout_while(woken, PAUSE, |woken| !*woken);
        let (mut woken, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *woken = false;
    }
}
