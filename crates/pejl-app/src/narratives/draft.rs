//! Reads what was written of an initiative or a comment, and remembers what is wrong.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use pejl_db::target::Subject;
use pejl_domain::cpr::masked;
use pejl_metrics::Catalogue;

use crate::error::{AppError, ParamProblem};
use crate::gate::{Role, Viewer};
use crate::status::{StatusRequest, subject};
use crate::targets::municipality;

/// Longest text of a field, and of one that tells a story.
pub(crate) const TEXT_CHARS_MAX: usize = 200;
pub(crate) const STORY_CHARS_MAX: usize = 4_000;
/// Years that a day may be of.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2100;

/// Reads the fields of a draft, and remembers what is wrong.
pub(crate) struct Reader<'a> {
    catalogue: &'a Arc<Catalogue>,
    pub(crate) problems: Vec<ParamProblem>,
}

impl<'a> Reader<'a> {
    /// One that knows the indicators in force.
    pub(crate) fn new(catalogue: &'a Arc<Catalogue>) -> Self {
        Self {
            catalogue,
            problems: Vec::new(),
        }
    }

    pub(crate) fn problem(&mut self, field: &str, value: &str, allowed: &str) {
        self.problems.push(ParamProblem {
            parameter: field.to_owned(),
            value: value.to_owned(),
            allowed: allowed.to_owned(),
            nearest: Vec::new(),
        });
    }

    /// Code of a municipality.
    pub(crate) fn place(&mut self, text: &str) -> Option<&'static str> {
        match municipality(text.trim()) {
            Ok(code) => Some(code),
            Err(AppError::Invalid(problems)) => {
                self.problems.extend(problems);
                None
            }
            Err(_) => None,
        }
    }

    /// A text that can be told again; a fault never repeats it, as it may hold the number of a person.
    pub(crate) fn text(&mut self, field: &str, text: &str, most: usize) -> String {
        let text = text.trim();
        if let Some(allowed) = text_fault(text, most) {
            self.problem(field, "", &allowed);
        }
        text.to_owned()
    }

    /// A day; none where nothing is said.
    pub(crate) fn day(&mut self, field: &str, text: &str) -> Option<NaiveDate> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let day = text.parse::<NaiveDate>().ok();
        let day = day.filter(|day| YEARS.contains(&day.year()));
        if day.is_none() {
            self.problem(field, text, "a day of 1970 to 2100, as 2017-01-01");
        }
        day
    }

    /// The series of an indicator or a reading in a municipality, with a cut; faults are told of `field` of the parameter.
    pub(crate) fn subject(
        &mut self,
        place: &str,
        (indicator, members): (&str, &BTreeMap<String, String>),
        field: &dyn Fn(&str) -> String,
    ) -> Option<Subject> {
        let n_before = self.problems.len();
        for member in members.values() {
            self.text(&field("members"), member, TEXT_CHARS_MAX);
        }
        if self.problems.len() > n_before {
            // What cannot be told must not come back as an unknown member.
            return None;
        }
        let members = members.iter();
        let request = StatusRequest {
            indicator: indicator.to_owned(),
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
                self.problem(&field("indicator"), indicator, &error.to_string());
                None
            }
        }
    }
}

/// What a text would have to be, so that it can be told again to whoever reads it; none where it can.
pub(crate) fn text_fault(text: &str, most: usize) -> Option<String> {
    if text.chars().count() > most {
        Some(format!("at most {most} characters"))
    } else if text.chars().any(|c| is_unseen(c) && c != '\n') {
        Some("a text without control characters".to_owned())
    } else if holds_a_number(text) {
        Some("a text without what looks like the number of a person".to_owned())
    } else {
        None
    }
}

/// Whether a text has what looks like the number of a person, also in wide digits or with another sign for its hyphen.
fn holds_a_number(text: &str) -> bool {
    let plain: String = text
        .chars()
        .map(|c| match c {
            '\u{ff10}'..='\u{ff19}' => char::from_digit(u32::from(c) - 0xff10, 10).unwrap_or(c),
            '.' | '/' | '_' => '-',
            other => other,
        })
        .collect();
    masked(text) != text || masked(&plain) != plain
}

/// Control characters, and those that break a line, turn its direction or stand between letters without being seen.
fn is_unseen(c: char) -> bool {
    let turns =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let has_no_width =
        matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    c.is_control() || turns || has_no_width || matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_person_is_known_in_other_clothes() {
        for text in [
            "010190-1234",
            "010190.1234",
            "010190/1234",
            "010190_1234",
            "\u{ff10}\u{ff11}\u{ff10}\u{ff11}\u{ff19}\u{ff10}-\u{ff11}\u{ff12}\u{ff13}\u{ff14}",
        ] {
            assert!(holds_a_number(text), "{text}");
        }
        for text in [
            "5.30.27",
            "1.234.567 kr.",
            "fra 58 til 61",
            "2018/2019",
            "01.01.2018",
        ] {
            assert!(!holds_a_number(text), "{text}");
        }
        assert!(
            ['\u{200b}', '\u{ad}', '\u{2060}']
                .into_iter()
                .all(is_unseen)
        );
    }
}
