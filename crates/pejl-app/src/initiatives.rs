//! Initiatives: what was decided and begun when, what it was expected to change, and what became of the figures.
//!
//! A change is one revision of its own, as with targets, so that a report of last year knows the initiatives of last year.

mod draft;
mod effect;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use pejl_db::narrative::{Kind, Stored};
use pejl_db::revision::head;
use pejl_db::target::Subject;
use pejl_metrics::effect::Shape;
use serde::{Deserialize, Serialize};

use crate::definitions::definitions_at;
use crate::error::AppError;
use crate::narratives::{self, Known};
use crate::snapshot::AsKnown;
use crate::store::Store;
use crate::targets::{municipality, reading_name};
use crate::until::Until;

pub use crate::narratives::Applied;
pub use draft::{EXPECTED_MAX, ExpectationDraft, InitiativeDraft};
pub use effect::{
    Also, Around, Beside, Changed, EffectAnswer, EffectRequest, Held, IndicatorEffect, Interval,
    get_effect,
};

/// Something that was done so that figures become others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Initiative {
    /// What it is called.
    pub title: String,
    /// What is done, and for whom.
    pub description: String,
    /// The day from which it is done.
    pub started_on: NaiveDate,
    /// The last day on which it was done; none while it is.
    pub ended_on: Option<NaiveDate>,
    /// What it is expected to change.
    pub expected: Vec<Expectation>,
    /// Who answers for it.
    pub owner: String,
    /// Number of the case.
    pub decision_case: String,
    /// The meeting that decided it.
    pub decision_meeting: String,
    /// Day of the decision.
    pub decided_on: Option<NaiveDate>,
}

/// What an initiative is expected to change of one series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Expectation {
    /// Code of the indicator.
    pub indicator: String,
    /// Code of the reading.
    pub reading: String,
    /// The cut: dimension → member; empty for the whole municipality.
    pub members: BTreeMap<String, String>,
    /// How it is thought to change: `level`, `level_on_line`, `level_and_slope` or `slope`.
    pub shape: String,
    /// By how much, in the unit of the reading; none where only the way is known.
    pub change: Option<f64>,
    /// The day by which.
    pub by: Option<NaiveDate>,
}

impl Expectation {
    /// The series that it is of, in the municipality of its initiative.
    pub fn subject(&self, municipality: &str) -> Subject {
        Subject {
            municipality: municipality.to_owned(),
            indicator: self.indicator.clone(),
            reading: self.reading.clone(),
            members: self.members.clone(),
        }
    }

    /// How it is thought to change.
    pub fn shape(&self) -> Shape {
        self.shape.parse().unwrap_or_default()
    }
}

/// A version of an initiative as stored.
pub type StoredInitiative = Stored<Initiative>;

/// Which initiatives are wanted.
#[derive(Debug, Clone, Default)]
pub struct InitiativesRequest {
    /// A municipality in any spelling; all when absent.
    pub municipality: Option<String>,
    /// Those expected to change this indicator or reading; all when absent.
    pub indicator: Option<String>,
    /// The revision.
    pub at: AsKnown,
    /// The last period that counts: what began after it is left out, and what ended after it has not ended.
    pub until: Until,
}

/// Initiatives known at a revision.
#[derive(Debug, Clone)]
pub struct Initiatives {
    /// The revision.
    pub revision: i64,
    /// When it was made.
    pub committed_at: Option<DateTime<Utc>>,
    /// The initiatives, in the order of their numbers.
    pub initiatives: Vec<StoredInitiative>,
}

impl From<Known<Initiative>> for Initiatives {
    fn from(known: Known<Initiative>) -> Self {
        Self {
            revision: known.revision,
            committed_at: known.committed_at,
            initiatives: known.items,
        }
    }
}

/// Lists the initiatives in force at a revision, also those that have ended.
///
/// # Errors
/// The municipality is not known, there is no such revision, or the store fails.
pub fn list_initiatives(
    store: &Store,
    request: &InitiativesRequest,
) -> Result<Initiatives, AppError> {
    let place = request.municipality.as_deref().map(municipality);
    let of = (Kind::Initiative, place.transpose()?);
    let mut found = narratives::in_force::<Initiative>(store, of, request.at)?;
    found.items.retain(|one| {
        request.indicator.as_deref().is_none_or(|name| {
            let mut expected = one.said.expected.iter();
            expected.any(|of| {
                let whole = reading_name(&of.subject(&one.municipality));
                name.eq_ignore_ascii_case(&of.indicator) || name.eq_ignore_ascii_case(&whole)
            })
        })
    });
    found.items = as_of(request.until, found.items);
    Ok(found.into())
}

/// Returns every version of an initiative that is known at a revision, the latest first.
///
/// # Errors
/// There never was such an initiative, there is no such revision, or the store fails.
pub fn get_initiative(store: &Store, number: i64, at: AsKnown) -> Result<Initiatives, AppError> {
    Ok(narratives::versions(store, (Kind::Initiative, number), at)?.into())
}

/// Stores a new initiative.
///
/// # Errors
/// [`AppError::Invalid`] with all that is wrong with it; the store fails.
pub fn create_initiative(
    store: &Store,
    draft: &InitiativeDraft,
    by: (&str, bool),
) -> Result<Applied, AppError> {
    let (revision, place, initiative) = proved(store, draft)?;
    narratives::create(store, Kind::Initiative, (place, revision, &initiative), by)
}

/// Stores another version of an initiative; the whole of it is said.
///
/// # Errors
/// As [`create_initiative`]; none of the number is in force; [`AppError::Conflict`] where the draft names a version that is not in
/// force any more.
pub fn replace_initiative(
    store: &Store,
    number: i64,
    draft: &InitiativeDraft,
    by: (&str, bool),
) -> Result<Applied, AppError> {
    let (revision, place, initiative) = proved(store, draft)?;
    let of = (Kind::Initiative, number);
    let known = narratives::to_replace::<Initiative>(store, of, (draft.version, revision))?;
    let is_unchanged = known.said == initiative && known.municipality == place;
    let other = (!is_unchanged).then_some(&initiative);
    narratives::put(
        store,
        (Kind::Initiative, &known),
        (place, revision, other),
        by,
    )
}

/// Withdraws an initiative: it is known no more from a new revision on. One that has ended is given its last day instead.
///
/// # Errors
/// None of the number is in force; the store fails.
pub fn withdraw_initiative(store: &Store, number: i64, actor: &str) -> Result<Applied, AppError> {
    narratives::withdraw(store, (Kind::Initiative, number), actor)
}

/// The revision a draft was proved at, the municipality, and what it says.
fn proved(
    store: &Store,
    draft: &InitiativeDraft,
) -> Result<(i64, &'static str, Initiative), AppError> {
    let revision = store.db.with(head)?;
    let definitions = definitions_at(store, revision)?;
    let (place, initiative) = draft::understand(&definitions.catalogue, draft)?;
    Ok((revision, place, initiative))
}

/// Initiatives as they stood at the end of the last period that counts.
fn as_of(until: Until, mut all: Vec<StoredInitiative>) -> Vec<StoredInitiative> {
    all.retain(|one| until.has_begun(one.said.started_on));
    for one in &mut all {
        one.said.ended_on = one.said.ended_on.filter(|day| until.has_begun(*day));
    }
    all
}

/// The initiatives known at a revision that are expected to change a series: of its reading, with its cut or none. They are as they
/// stood at the end of the last period that counts.
pub(crate) fn of_series(
    store: &Store,
    (n, until): (i64, Until),
    series: &Subject,
) -> Result<Vec<StoredInitiative>, AppError> {
    let at = AsKnown::Revision(n);
    let of = (Kind::Initiative, Some(series.municipality.as_str()));
    let mut found = narratives::in_force::<Initiative>(store, of, at)?.items;
    found.retain(|one| {
        let mut expected = one.said.expected.iter();
        expected.any(|of| {
            let is_of = of.indicator == series.indicator && of.reading == series.reading;
            is_of && (of.members.is_empty() || of.members == series.members)
        })
    });
    let mut found = as_of(until, found);
    found.sort_by_key(|one| (one.said.started_on, one.number));
    Ok(found)
}
