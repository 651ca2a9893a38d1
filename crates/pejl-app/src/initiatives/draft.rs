//! An initiative as it was written, and what is wrong with it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use pejl_domain::cpr::masked;
use pejl_metrics::Catalogue;
use pejl_metrics::effect::Shape;

use super::{Expectation, Initiative};
use crate::error::{AppError, ParamProblem};
use crate::gate::{Role, Viewer};
use crate::status::{StatusRequest, subject};
use crate::targets::municipality;

/// Most series that an initiative is expected to change.
pub const EXPECTED_MAX: usize = 20;
/// Longest text of a field, and of the description.
const TEXT_CHARS_MAX: usize = 200;
const DESCRIPTION_CHARS_MAX: usize = 4_000;
/// The most that is expected of a figure.
const CHANGE_MAX: f64 = 1e12;
/// Days that an initiative may begin or end between.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2100;

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
    let mut reader = Reader {
        catalogue,
        problems: Vec::new(),
    };
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
        description: reader.text("description", &draft.description, DESCRIPTION_CHARS_MAX),
        started_on: started_on.unwrap_or_default(),
        ended_on,
        expected: reader.expected(draft, place, started_on),
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

/// Reads the fields of a draft, and remembers what is wrong.
struct Reader<'a> {
    catalogue: &'a Arc<Catalogue>,
    problems: Vec<ParamProblem>,
}

impl Reader<'_> {
    fn problem(&mut self, field: &str, value: &str, allowed: &str) {
        self.problems.push(ParamProblem {
            parameter: field.to_owned(),
            value: value.to_owned(),
            allowed: allowed.to_owned(),
            nearest: Vec::new(),
        });
    }

    fn place(&mut self, text: &str) -> Option<&'static str> {
        match municipality(text.trim()) {
            Ok(code) => Some(code),
            Err(AppError::Invalid(problems)) => {
                self.problems.extend(problems);
                None
            }
            Err(_) => None,
        }
    }

    fn text(&mut self, field: &str, text: &str, most: usize) -> String {
        let text = text.trim();
        let allowed = if text.chars().count() > most {
            Some(format!("at most {most} characters"))
        } else if text.chars().any(|c| is_unseen(c) && c != '\n') {
            Some("a text without control characters".to_owned())
        } else if masked(text) != text {
            // It is told again to whoever reads it.
            Some("a text without what looks like the number of a person".to_owned())
        } else {
            None
        };
        if let Some(allowed) = allowed {
            self.problem(field, "", &allowed);
        }
        text.to_owned()
    }

    fn day(&mut self, field: &str, text: &str) -> Option<NaiveDate> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let day = text.parse::<NaiveDate>().ok();
        let day = day.filter(|day| YEARS.contains(&chrono::Datelike::year(day)));
        if day.is_none() {
            self.problem(field, text, "a day of 1970 to 2100, as 2017-01-01");
        }
        day
    }

    fn expected(
        &mut self,
        draft: &InitiativeDraft,
        place: Option<&'static str>,
        started_on: Option<NaiveDate>,
    ) -> Vec<Expectation> {
        if draft.expected.len() > EXPECTED_MAX {
            let allowed = format!("at most {EXPECTED_MAX} indicators");
            self.problem("expected", &draft.expected.len().to_string(), &allowed);
            return Vec::new();
        }
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        for (no, one) in draft.expected.iter().enumerate() {
            let field = |name: &str| format!("expected[{no}].{name}");
            let shape = one.shape.trim();
            if !shape.is_empty() && shape.parse::<Shape>().is_err() {
                let names = Shape::ALL.map(Shape::as_str).join(", ");
                self.problem(&field("shape"), shape, &format!("one of {names}"));
            }
            if let Some(change) = one.change
                && !(change.is_finite() && change.abs() <= CHANGE_MAX)
            {
                self.problem(
                    &field("change"),
                    &change.to_string(),
                    "a number below 10^12",
                );
            }
            let by = self.day(&field("by"), &one.by);
            if let (Some(by), Some(from)) = (by, started_on)
                && by < from
            {
                let allowed = format!("a day that is not before {from}");
                self.problem(&field("by"), &by.to_string(), &allowed);
            }
            for member in one.members.values() {
                self.text(&field("members"), member, TEXT_CHARS_MAX);
            }
            let Some(subject) = place.and_then(|place| self.subject(place, one, &field)) else {
                continue;
            };
            if !seen.insert(subject.clone()) {
                self.problem(&field("indicator"), &one.indicator, "each series once");
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

    fn subject(
        &mut self,
        place: &str,
        one: &ExpectationDraft,
        field: &dyn Fn(&str) -> String,
    ) -> Option<pejl_db::target::Subject> {
        let members = one.members.iter();
        let request = StatusRequest {
            indicator: one.indicator.clone(),
            municipality: place.to_owned(),
            filters: members
                .map(|(name, member)| (name.clone(), vec![member.clone()]))
                .collect(),
            // What a series is of is no secret; its figures may be.
            viewer: Viewer::everywhere(Role::Admin),
            ..StatusRequest::default()
        };
        match subject(self.catalogue, &request) {
            Ok((subject, _)) => Some(subject),
            Err(AppError::Invalid(problems)) => {
                let of = |problem: ParamProblem| ParamProblem {
                    parameter: field(&problem.parameter),
                    ..problem
                };
                self.problems.extend(problems.into_iter().map(of));
                None
            }
            Err(error) => {
                self.problem(&field("indicator"), &one.indicator, &error.to_string());
                None
            }
        }
    }
}

/// Control characters, and those that break a line or turn its direction without being seen.
fn is_unseen(c: char) -> bool {
    let turns =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || turns || matches!(c, '\u{2028}' | '\u{2029}')
}
