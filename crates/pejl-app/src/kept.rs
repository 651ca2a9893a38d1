//! Kept observations: totals of every reading of records, computed once and then looked up.
//!
//! A run ([`keep_up`]) brings them up to the newest revision: only what can have changed since the run before (`changed`) is
//! computed again, in one read of the rows (`work`), and stored as the difference. At the revision of a run they are exactly
//! what computing gives, and stand in for it, and so they are where only words and targets were written since or before
//! (`run_at`); at other revisions between two runs everything is computed when asked.

mod changed;
mod figure;
#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests;
mod work;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use pejl_calendar::day_of;
use pejl_db::observation::{Run, Wanted, figures_at, newest_run, next_run};
use pejl_db::revision::{At, RevisionError, is_of_words, resolve};
use pejl_domain::Period;
use pejl_metrics::query::{Periods, Place};
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

/// The run whose figures hold at a revision, by these definitions as this program has them: one just there, or one between which
/// and the revision nothing but words and targets was written, on the same day, as what is mature goes by the day.
pub(crate) fn run_at(
    store: &Store,
    revision: i64,
    definitions: &Definitions,
) -> Result<Option<Run>, AppError> {
    let of_these = |run: &Run| run.definitions == definitions.hash();
    let before = store.db.with(|conn| newest_run(conn, revision))?;
    if let Some(run) = before.filter(of_these)
        && is_same(store, (run.revision, revision))?
    {
        return Ok(Some(run));
    }
    let after = store.db.with(|conn| next_run(conn, revision))?;
    match after.filter(of_these) {
        Some(run) if is_same(store, (revision, run.revision))? => Ok(Some(run)),
        _ => Ok(None),
    }
}

/// Whether figures of two revisions are the same, whatever they are.
fn is_same(store: &Store, (earlier, later): (i64, i64)) -> Result<bool, AppError> {
    if earlier == later {
        return Ok(true);
    }
    let found = store.db.with(|conn| {
        let days = [earlier, later].map(|n| resolve(conn, At::Revision(n)));
        let [one, other] = days.map(|of| Ok::<_, RevisionError>(of?.committed_at.map(day_of)));
        Ok::<_, RevisionError>(one? == other? && is_of_words(conn, (earlier, later))?)
    });
    Ok(found?)
}

/// Whether a question can be answered by kept figures: totals of whole municipalities in their own periods.
pub(crate) fn may_answer(query: &Query) -> bool {
    let is_area = |place: &Place| matches!(place, Place::Area(_));
    query.record_by.is_empty()
        && query.record_filters.is_empty()
        && query.window == Window::Period
        && query.places.iter().all(is_area)
}

/// The figures of a question at a revision in its order: those kept by a run that holds there, and what `compute` makes of the cells that are not kept, such as those of
/// periods that no import covers. It is asked for the readings, the places and the periods of each reading of which something is lacking.
pub(crate) fn answer(
    (store, revision, run): (&Store, i64, &Run),
    (query, periods): (&Query, &[Period]),
    compute: impl FnOnce(&Query, Vec<BTreeSet<Period>>) -> Result<Vec<Observation>, AppError>,
) -> Result<Vec<Observation>, AppError> {
    let wanted = wanted(query, periods);
    let kept = store
        .db
        .with(|conn| figures_at(conn, run.revision, &wanted))?;
    let mut by_cell = BTreeMap::new();
    for one in &kept {
        let one = restored(&query.catalogue, one, revision)?;
        by_cell.insert(cell_of(&one), one);
    }
    if let Some((lacking, of_each)) = lacking(query, periods, &by_cell) {
        for one in compute(&lacking, of_each)? {
            by_cell.entry(cell_of(&one)).or_insert(one);
        }
    }
    let mut found = Vec::new();
    for reading in &query.readings {
        let breaks = SeriesBreaks::of(&query.catalogue, reading);
        for place in &query.places {
            let mut earlier = None;
            for period in periods {
                let one = by_cell.remove(&(name_of(reading), place.code().to_owned(), *period));
                found.extend(one.map(|one| one.after(earlier, &breaks)));
                earlier = Some(*period);
            }
        }
    }
    Ok(found)
}

/// The indicator and reading, the municipality and the period of a figure.
type CellOf = ((String, String), String, Period);

fn cell_of(one: &Observation) -> CellOf {
    let reading = one.members.get("reading").cloned().unwrap_or_default();
    let name = (one.indicator.clone(), reading);
    (name, one.municipality.clone(), one.period)
}

/// The question about the cells that are not there, and the periods of each of its readings; none where all are.
fn lacking(
    query: &Query,
    periods: &[Period],
    there: &BTreeMap<CellOf, Observation>,
) -> Option<(Query, Vec<BTreeSet<Period>>)> {
    let is_lacking = |reading: &Reading, place: &Place, period: Period| {
        !there.contains_key(&(name_of(reading), place.code().to_owned(), period))
    };
    let (mut readings, mut of_each) = (Vec::new(), Vec::new());
    let mut places = Vec::new();
    for reading in &query.readings {
        let mut of_reading = BTreeSet::new();
        for place in &query.places {
            let of_place = periods.iter().copied();
            let of_place = of_place.filter(|period| is_lacking(reading, place, *period));
            let of_place: BTreeSet<Period> = of_place.collect();
            if !of_place.is_empty() && !places.contains(place) {
                places.push(*place);
            }
            of_reading.extend(of_place);
        }
        if !of_reading.is_empty() {
            readings.push(Arc::clone(reading));
            of_each.push(of_reading);
        }
    }
    let all: BTreeSet<Period> = of_each.iter().flatten().copied().collect();
    let lacking = Query {
        readings,
        places,
        periods: Periods::Listed(all.into_iter().collect()),
        ..query.clone()
    };
    (!of_each.is_empty()).then_some((lacking, of_each))
}

/// The revision of the run that first gave the kept figure of a total, where it is kept at a revision.
pub(crate) fn known_from(
    store: &Store,
    revision: i64,
    definitions: &Definitions,
    (query, period): (&Query, Period),
) -> Result<Option<i64>, AppError> {
    let is_kept = definitions.is_of_revision && may_answer(query);
    let run = match is_kept {
        true => run_at(store, revision, definitions)?,
        false => None,
    };
    let Some(run) = run else {
        return Ok(None);
    };
    let found = store
        .db
        .with(|conn| figures_at(conn, run.revision, &wanted(query, &[period])))?;
    // A run after the revision found what was so before.
    Ok(found.first().map(|one| one.known_from.min(revision)))
}

/// The indicator and the code of a reading.
fn name_of(reading: &Reading) -> (String, String) {
    (reading.indicator.clone(), reading.code.clone())
}

/// Which figures a question is about.
fn wanted(query: &Query, periods: &[Period]) -> Wanted {
    let places = query.places.iter();
    Wanted {
        readings: query.readings.iter().map(|one| name_of(one)).collect(),
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
