//! Retention: how long the rows of a dataset on persons are kept. Nothing goes unless a schedule is set.
//!
//! The age of a row counts from its last day. What has one (`valid_to` of a grant and of a citizen, `end` of a course) ends
//! with it; a grant without one that was rejected or cancelled ends on that day. While it has none it still runs and is
//! never too old, unless a later revision put another in its place: then its age counts from the day it went out of sight,
//! so that what was superseded does not outlive what superseded it for ever. All other rows belong to a period, a posting
//! to its month of account and a delivery to the month of its day, and their last day is that of the period.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use chrono::{Months, NaiveDate};
use pejl_db::coverage::{Coverage, DatasetKind, list_all_coverage};
use pejl_db::erasure::ErasureKind;
use pejl_db::retention::{self, Retention, list_retentions};
use pejl_db::revision::find_revision;
use pejl_domain::AreaLevel;
use pejl_domain::area::find_area;
use pejl_lake::{Aged, Areas, DatasetSpec, Erase, LastDay, VisiblePart};
use pejl_metrics::suggest::nearest;

use crate::erasure::{Erased, Plan, carry_out, look};
use crate::error::{AppError, ParamProblem, chain};
use crate::kl_gateway::danish_day;
use crate::store::Store;

/// Longest time that can be set: a century.
const MONTHS_MAX: u32 = 1_200;
/// How often the schedules are carried out while a server runs.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// When it is tried again where somebody wrote to a dataset.
const SOON: Duration = Duration::from_secs(10 * 60);

/// A schedule in force, and what age counts from.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// The schedule.
    pub retention: Retention,
    /// The columns that say a row's last day, the first that holds one.
    pub counts_from: Vec<&'static str>,
}

/// Lists the schedules in force, by dataset and municipality.
///
/// # Errors
/// The catalogue cannot be read.
pub fn schedules(store: &Store) -> Result<Vec<Schedule>, AppError> {
    let found = store.db.with(list_retentions)?;
    let schedule = |retention: Retention| {
        let last_day = pejl_lake::dataset(&retention.dataset).and_then(DatasetSpec::last_day);
        Schedule {
            counts_from: last_day.map(counts_from).unwrap_or_default(),
            retention,
        }
    };
    Ok(found.into_iter().map(schedule).collect())
}

fn counts_from(last_day: LastDay) -> Vec<&'static str> {
    match last_day {
        LastDay::Of(columns) => columns.to_vec(),
        LastDay::Period => vec![pejl_lake::columns::PERIOD],
    }
}

/// Sets how many months the rows of a dataset are kept after their last day, in place of what was set before. Without a
/// municipality it is for all that have no schedule of their own.
///
/// # Errors
/// The dataset is none on persons, or its rows say nothing of their age; the municipality or the months cannot be used; or
/// the catalogue fails.
pub fn set(
    store: &Store,
    dataset: &str,
    municipality: Option<&str>,
    months: u32,
    actor: &str,
) -> Result<(), AppError> {
    let spec = find_dataset(dataset)?;
    let municipality = municipality.map(find_municipality).transpose()?;
    if !(1..=MONTHS_MAX).contains(&months) {
        let allowed = format!("1 to {MONTHS_MAX}");
        return Err(AppError::parameter("months", &months.to_string(), allowed));
    }
    let now = store.now();
    Ok(store.db.write_tx(|conn| {
        retention::set_retention(conn, spec.name, municipality, months, actor, now)
    })?)
}

/// Clears a schedule; tells whether there was one.
///
/// # Errors
/// The dataset or the municipality is not known, or the catalogue fails.
pub fn clear(
    store: &Store,
    dataset: &str,
    municipality: Option<&str>,
    actor: &str,
) -> Result<bool, AppError> {
    let spec = find_dataset(dataset)?;
    let municipality = municipality.map(find_municipality).transpose()?;
    let now = store.now();
    Ok(store
        .db
        .write_tx(|conn| retention::clear_retention(conn, spec.name, municipality, actor, now))?)
}

/// Takes the rows that are past their time out of every revision, or says what would go. Without such rows nothing is
/// written and nobody is kept waiting.
///
/// # Errors
/// Somebody writes to such a dataset just now, or the catalogue or the lake fails.
pub fn run(store: &Store, dry_run: bool, actor: &str) -> Result<Erased, AppError> {
    crate::import::sweep(store)?;
    let mut plan = Plan {
        kind: ErasureKind::Retention,
        actor,
        municipality: None,
        case_text: None,
        n_persons: None,
        erase: erase(store)?,
        // What an import brings meanwhile and still runs must not be taken for what nobody has seen lately.
        again: Some(erase),
    };
    let seen = look(store, &plan)?;
    if dry_run || seen.n_rows() == 0 {
        return Ok(seen);
    }
    // Datasets without such rows are not held.
    plan.erase
        .retain(|(spec, _)| seen.rows.contains_key(spec.name));
    carry_out(store, &plan)
}

/// Carries the schedules out at once and then every day, for as long as the process lives. What fails is logged, and
/// tried again soon.
pub fn run_daily(store: &Arc<Store>) {
    loop {
        // A panic over one file must not end the schedule without a word.
        let done = catch_unwind(AssertUnwindSafe(|| run(store, false, "schedule")));
        let wait = match done {
            Err(_) => {
                log::error!("carrying out the retention panicked; it is tried again");
                SOON
            }
            Ok(Ok(erased)) => {
                if erased.n_rows() > 0 {
                    log::info!(
                        "rows past their retention were removed n_rows={} revision={}",
                        erased.n_rows(),
                        erased.revision.unwrap_or_default()
                    );
                }
                DAY
            }
            Ok(Err(error)) => {
                log::warn!("retention was not carried out: {}", chain(&error));
                SOON
            }
        };
        std::thread::sleep(wait);
    }
}

/// What goes of each dataset with a schedule.
fn erase(store: &Store) -> Result<Vec<(&'static DatasetSpec, Erase)>, AppError> {
    let mut by_dataset: BTreeMap<String, Vec<Retention>> = BTreeMap::new();
    for one in store.db.with(list_retentions)? {
        by_dataset.entry(one.dataset.clone()).or_default().push(one);
    }
    let today = danish_day(store.now());
    let mut erase = Vec::new();
    for (dataset, schedules) in by_dataset {
        let Some(spec) = pejl_lake::dataset(&dataset) else {
            log::warn!("a retention is set for {dataset}, which is no dataset of this version");
            continue;
        };
        let own: BTreeSet<String> = schedules
            .iter()
            .filter_map(|one| one.municipality.clone())
            .collect();
        let seen = LastSeen::of(store, spec)?;
        let mut aged = Vec::new();
        for one in &schedules {
            let Some(before) = today.checked_sub_months(Months::new(one.months)) else {
                continue;
            };
            aged.push(Aged {
                areas: match &one.municipality {
                    Some(code) => Areas::Only(code.clone()),
                    None => Areas::AllBut(own.clone()),
                },
                before,
                still_seen: seen.on_or_after(before),
            });
        }
        erase.push((spec, Erase::Aged(aged)));
    }
    Ok(erase)
}

/// The boxes of a dataset and the day each went out of sight; none for those that are seen.
struct LastSeen(Vec<(Coverage, Option<NaiveDate>)>);

impl LastSeen {
    fn of(store: &Store, spec: &DatasetSpec) -> Result<Self, AppError> {
        if !matches!(spec.last_day(), Some(LastDay::Of(_))) {
            return Ok(Self(Vec::new()));
        }
        store.db.with(|conn| {
            let mut days: BTreeMap<i64, Option<NaiveDate>> = BTreeMap::new();
            let mut boxes = Vec::new();
            for one in list_all_coverage(conn, spec.name)? {
                let day = match one.known_to {
                    None => None,
                    Some(n) => match days.get(&n) {
                        Some(day) => *day,
                        None => {
                            let day = find_revision(conn, n)?
                                .map(|revision| danish_day(revision.committed_at));
                            days.insert(n, day);
                            day
                        }
                    },
                };
                boxes.push((one, day));
            }
            Ok(Self(boxes))
        })
    }

    fn on_or_after(&self, day: NaiveDate) -> Vec<VisiblePart> {
        let seen = self
            .0
            .iter()
            .filter(|(_, until)| until.is_none_or(|until| until >= day));
        seen.map(|(one, _)| VisiblePart {
            import_id: one.import_id,
            cover: match one.kind {
                DatasetKind::Replace => Some(one.cover.clone()),
                DatasetKind::Append => None,
            },
        })
        .collect()
    }
}

fn find_dataset(name: &str) -> Result<&'static DatasetSpec, AppError> {
    let known = pejl_lake::datasets()
        .into_iter()
        .filter(|spec| spec.holds_persons() && spec.last_day().is_some());
    let wanted = name.replace('-', "_");
    known
        .clone()
        .find(|spec| spec.name == wanted)
        .ok_or_else(|| {
            let names: Vec<&str> = known.map(|spec| spec.name).collect();
            let near = nearest(&wanted, names.iter().copied(), 3);
            AppError::Invalid(vec![ParamProblem {
                parameter: "dataset".to_owned(),
                value: name.to_owned(),
                allowed: format!(
                    "a dataset on persons whose rows have an age: {}",
                    names.join(", ")
                ),
                nearest: near.into_iter().map(str::to_owned).collect(),
            }])
        })
}

fn find_municipality(text: &str) -> Result<&'static str, AppError> {
    find_area(text)
        .filter(|area| area.level == AreaLevel::Municipality)
        .map(|area| area.code)
        .ok_or_else(|| {
            let allowed = "code or name of one of the 98 municipalities";
            AppError::parameter("municipality", text, allowed)
        })
}

#[cfg(test)]
mod tests;
