//! An initiative as it was written, and what is wrong with it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use pejl_metrics::Catalogue;
use pejl_metrics::effect::Shape;

use super::{Expectation, Initiative};
use crate::error::AppError;
use crate::narratives::draft::{Reader, STORY_CHARS_MAX, TEXT_CHARS_MAX};

/// Most series that an initiative is expected to change.
pub const EXPECTED_MAX: usize = 20;
/// The most that is expected of a figure.
const CHANGE_MAX: f64 = 1e12;

/// An initiative as it was written. What is left out says nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct InitiativeDraft {
    /// The version that it is to take the place of.
    pub version: Option<i32>,
    /// Code or name of a municipality.
    pub municipality: String,
    /// What it is called.
    pub title: String,
    /// What is done, and for whom.
    pub description: String,
    /// The day from which it is done, as 2017-01-01.
    pub started_on: String,
    /// The last day on which it was done.
    pub ended_on: String,
    /// What it is expected to change.
    pub expected: Vec<ExpectationDraft>,
    /// Who answers for it.
    pub owner: String,
    /// Number of the case.
    pub decision_case: String,
    /// The meeting that decided it.
    pub decision_meeting: String,
    /// Day of the decision.
    pub decided_on: String,
}

/// What an initiative is expected to change, as it was written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExpectationDraft {
    /// Code of an indicator or a reading.
    pub indicator: String,
    /// The cut: dimension and member.
    pub members: BTreeMap<String, String>,
    /// One of [`Shape`]; `level` where it is left out.
    pub shape: String,
    /// By how much.
    pub change: Option<f64>,
    /// The day by which.
    pub by: String,
}

/// What a draft says, with the code of its municipality.
///
/// # Errors
/// [`AppError::Invalid`] with everything that is wrong with it.
pub(super) fn understand(
    catalogue: &Arc<Catalogue>,
    draft: &InitiativeDraft,
) -> Result<(&'static str, Initiative), AppError> {
    let mut reader = Reader::new(catalogue);
    let place = reader.place(&draft.municipality);
    let title = reader.text("title", &draft.title, TEXT_CHARS_MAX);
    if title.is_empty() {
        reader.problem("title", "", "what the initiative is called");
    }
    let started_on = reader.day("started_on", &draft.started_on);
    if draft.started_on.trim().is_empty() {
        reader.problem(
            "started_on",
            "",
            "the day from which it is done, as 2017-01-01",
        );
    }
    let ended_on = reader.day("ended_on", &draft.ended_on);
    if let (Some(from), Some(to)) = (started_on, ended_on)
        && to < from
    {
        let allowed = format!("a day that is not before {from}");
        reader.problem("ended_on", &to.to_string(), &allowed);
    }
    let initiative = Initiative {
        title,
        description: reader.text("description", &draft.description, STORY_CHARS_MAX),
        started_on: started_on.unwrap_or_default(),
        ended_on,
        expected: expected(&mut reader, draft, place, started_on),
        owner: reader.text("owner", &draft.owner, TEXT_CHARS_MAX),
        decision_case: reader.text("decision_case", &draft.decision_case, TEXT_CHARS_MAX),
        decision_meeting: reader.text("decision_meeting", &draft.decision_meeting, TEXT_CHARS_MAX),
        decided_on: reader.day("decided_on", &draft.decided_on),
    };
    match place {
        Some(place) if reader.problems.is_empty() => Ok((place, initiative)),
        _ => Err(AppError::Invalid(reader.problems)),
    }
}

/// What is expected, series by series.
fn expected(
    reader: &mut Reader<'_>,
    draft: &InitiativeDraft,
    place: Option<&'static str>,
    started_on: Option<NaiveDate>,
) -> Vec<Expectation> {
    if draft.expected.len() > EXPECTED_MAX {
        let allowed = format!("at most {EXPECTED_MAX} indicators");
        reader.problem("expected", &draft.expected.len().to_string(), &allowed);
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for (no, one) in draft.expected.iter().enumerate() {
        let field = |name: &str| format!("expected[{no}].{name}");
        let shape = one.shape.trim();
        if !shape.is_empty() && shape.parse::<Shape>().is_err() {
            let names = Shape::ALL.map(Shape::as_str).join(", ");
            reader.problem(&field("shape"), shape, &format!("one of {names}"));
        }
        if let Some(change) = one.change
            && !(change.is_finite() && change.abs() <= CHANGE_MAX)
        {
            reader.problem(
                &field("change"),
                &change.to_string(),
                "a number below 10^12",
            );
        }
        let by = reader.day(&field("by"), &one.by);
        if let (Some(by), Some(from)) = (by, started_on)
            && by < from
        {
            let allowed = format!("a day that is not before {from}");
            reader.problem(&field("by"), &by.to_string(), &allowed);
        }
        let Some(subject) =
            place.and_then(|place| reader.subject(place, (&one.indicator, &one.members), &field))
        else {
            continue;
        };
        if !seen.insert(subject.clone()) {
            reader.problem(&field("indicator"), &one.indicator, "each series once");
        }
        found.push(Expectation {
            indicator: subject.indicator,
            reading: subject.reading,
            members: subject.members,
            shape: shape.parse::<Shape>().unwrap_or_default().to_string(),
            change: one.change,
            by,
        });
    }
    found
}
