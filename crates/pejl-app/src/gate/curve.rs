//! What of a curve is told to whom: each step of it is somebody.

use pejl_domain::{Cell, Grain, Period};
use pejl_metrics::rehabilitation::{self, Cohort};
use pejl_metrics::{Query, Text};

use super::{Viewer, too_few};
use crate::error::{AppError, ParamProblem};
use crate::rehabilitation::{Group, not_computed};

/// Refuses curves that could be held against each other, where small numbers of the municipality may not be told.
///
/// Each day of a curve is a count, and of curves that add up the one that is withheld, or the day that is, would be what the others
/// lack: a group of all, a quarter of its year, a year of two. So there is one curve of each kind for a calendar year, of everybody.
///
/// # Errors
/// The question is split or filtered, or is of anything but one calendar year.
pub(crate) fn check_curve(
    query: &Query,
    periods: &[Period],
    (municipality, viewer): (&str, &Viewer),
) -> Result<(), AppError> {
    if viewer.sees_small_numbers(municipality) {
        return Ok(());
    }
    let problem = |parameter: String, value: String, allowed: &str| ParamProblem {
        parameter,
        value,
        allowed: format!("{allowed}, for this role"),
        nearest: Vec::new(),
    };
    let everybody = "nothing: curves are of everybody";
    let mut problems = Vec::new();
    if !query.record_by.is_empty() {
        let by = query.record_by.join(",");
        problems.push(problem("by".to_owned(), by, everybody));
    }
    for (name, members) in &query.record_filters {
        let parameter = format!("filter.{name}");
        problems.push(problem(parameter, members.join(","), everybody));
    }
    let is_year = |one: &Period| one.grain() == Grain::Year;
    if periods.len() != 1 || !periods.iter().all(is_year) {
        let asked: Vec<String> = periods.iter().map(Period::to_string).collect();
        let asked = asked.join(",");
        problems.push(problem("period".to_owned(), asked, "one calendar year"));
    }
    match problems.is_empty() {
        true => Ok(()),
        false => Err(AppError::Invalid(problems)),
    }
}

/// Lets the curves of a municipality through to somebody.
pub(crate) struct CurveGate {
    /// Whether days are put together, so that no step tells of few.
    pub(crate) is_coarse: bool,
    /// Fewest persons that a number may be told of.
    pub(crate) least: usize,
    /// Whether the number of those whom the curve begins with is withheld elsewhere.
    pub(crate) is_withheld: bool,
}

impl CurveGate {
    /// What is told of a group.
    pub(crate) fn group(&self, cohort: &Cohort, horizon: u32) -> Group {
        let told = match self.is_coarse {
            true if self.is_withheld => Ok(None),
            true => rehabilitation::told(cohort, self.least),
            false => rehabilitation::figures(cohort, horizon),
        };
        let is_of_nobody = cohort.rows.is_empty() && cohort.with_help.is_empty();
        // That there is nobody tells the number, too.
        let nothing = match self.is_withheld || (self.is_coarse && !is_of_nobody) {
            true => (Cell::Confidential, too_few()),
            false => (Cell::NotApplicable, nobody_followed()),
        };
        Group {
            member: cohort.member.clone(),
            figures: match told {
                Ok(Some(figures)) => Ok(figures),
                Ok(None) => Err(nothing),
                Err(error) => Err((Cell::Missing, not_computed(&error))),
            },
        }
    }
}

/// Why whoever may not know of few has no curve of a year of which months are not in: with the one after the next month it would tell
/// of that month.
pub(crate) fn of_part(periods: &[Period]) -> Option<(Cell, Text)> {
    let year = periods.first()?;
    let text = Text {
        da: format!(
            "der er måneder af {year}, som ikke er indlæst, og kurver for en del af et år vises ikke for denne rolle"
        ),
        en: format!(
            "months of {year} are not imported, and curves of a part of a year are not shown to this role"
        ),
    };
    Some((Cell::Missing, text))
}

fn nobody_followed() -> Text {
    Text {
        da: "der er ingen at følge".to_owned(),
        en: "there is nobody to follow".to_owned(),
    }
}
