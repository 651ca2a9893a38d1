//! Targets: setting, replacing and withdrawing them, one by one or a file of them, and what was in force when.
//!
//! A change is all or nothing, under one revision of its own. Whatever it is made of is proved against the cards and beside
//! the targets in force before it is stored: a target names an indicator there is, in its unit; of one municipality, reading and
//! cut there is one target; and a part of a greater target does not contradict it.

mod again;
mod change;
mod draft;
mod family;
mod fault;
mod file;
#[cfg(test)]
mod tests;
mod understand;
mod value;

use chrono::{DateTime, Utc};
use pejl_db::revision::resolve;
use pejl_db::target as stored;
use pejl_domain::Lang;
use pejl_domain::area::{find_area, nearest_areas};

use crate::error::AppError;
use crate::snapshot::AsKnown;
use crate::store::Store;

pub use change::{Applied, Outcome, State, What, create_target, replace_target, withdraw_target};
pub use draft::{Draft, FIELDS, Field};
pub use fault::TargetFault;
pub use file::{IMPORT_ROWS_MAX, Imported, import_targets};
pub use pejl_db::target::{Decision, NewTarget, StoredTarget, Subject};

/// Which targets are wanted.
#[derive(Debug, Clone, Default)]
pub struct TargetsRequest {
    /// A municipality in any spelling; all when absent.
    pub municipality: Option<String>,
    /// Code of an indicator or of a reading, `O3.1` or `O3.1.median_days`; all when absent.
    pub indicator: Option<String>,
    /// The revision.
    pub at: AsKnown,
}

/// Targets in force at a revision.
#[derive(Debug, Clone)]
pub struct Targets {
    /// The revision.
    pub revision: i64,
    /// When it was made.
    pub committed_at: Option<DateTime<Utc>>,
    /// The targets, in the order of their numbers.
    pub targets: Vec<StoredTarget>,
}

/// Lists the targets in force at a revision.
///
/// # Errors
/// The municipality is not known, there is no such revision, or the store fails.
pub fn list_targets(store: &Store, request: &TargetsRequest) -> Result<Targets, AppError> {
    let at = store.db.with(|conn| resolve(conn, request.at.at()))?;
    let municipality = request.municipality.as_deref().map(municipality);
    let municipality = municipality.transpose()?;
    let is_of = |one: &StoredTarget| {
        let subject = &one.set.subject;
        let of_place = municipality.is_none_or(|code| subject.municipality == code);
        let of_indicator = request.indicator.as_deref().is_none_or(|name| {
            name.eq_ignore_ascii_case(&subject.indicator)
                || name.eq_ignore_ascii_case(&reading_name(subject))
        });
        of_place && of_indicator
    };
    let mut targets = store.db.with(|conn| stored::list_targets(conn, at.n))?;
    targets.retain(is_of);
    Ok(Targets {
        revision: at.n,
        committed_at: at.committed_at,
        targets,
    })
}

/// Returns every version of a target that is known at a revision, the latest first.
///
/// # Errors
/// There never was such a target, there is no such revision, or the store fails.
pub fn get_target(store: &Store, number: i64, at: AsKnown) -> Result<Targets, AppError> {
    let at = store.db.with(|conn| resolve(conn, at.at()))?;
    let targets = store
        .db
        .with(|conn| stored::list_versions(conn, number, at.n))?;
    match targets.is_empty() {
        true => Err(not_found(number)),
        false => Ok(Targets {
            revision: at.n,
            committed_at: at.committed_at,
            targets,
        }),
    }
}

/// The name that a target's reading is asked for by: `O3.1.median_days`.
pub fn reading_name(subject: &Subject) -> String {
    format!("{}.{}", subject.indicator, subject.reading)
}

fn not_found(number: i64) -> AppError {
    AppError::NotFound {
        what: "target",
        id: number.to_string(),
        nearest: Vec::new(),
    }
}

/// Code of the municipality of that code or name.
pub(crate) fn municipality(text: &str) -> Result<&'static str, AppError> {
    let found = find_area(text).map(|area| area.code);
    found.ok_or_else(|| {
        AppError::Invalid(vec![crate::ParamProblem {
            parameter: "municipality".to_owned(),
            value: text.to_owned(),
            allowed: "the code or name of a municipality".to_owned(),
            nearest: nearest_areas(text, 3)
                .into_iter()
                .map(|area| format!("{} {}", area.code, area.name(Lang::Da)))
                .collect(),
        }])
    })
}
