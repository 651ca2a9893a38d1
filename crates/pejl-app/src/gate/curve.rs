//! What of a curve is told to whom: each step of it is somebody.

use pejl_domain::{Cell, Grain, Period};
use pejl_metrics::rehabilitation::{self, Cohort};
use pejl_metrics::{Query, Text};

use super::{Viewer, too_few};
use crate::error::AppError;
use crate::rehabilitation::{Group, not_computed};

/// Refuses curves that could be held against each other, where small numbers of the municipality may not be told.
///
/// Each day of a curve is a count, and of curves that add up the one that is withheld, or the day that is, would be what the others
/// lack: a group of all, a quarter of its year, a year of two. So there is one curve for each calendar year, of everybody.
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
    let everybody = "nothing, for this role: its curves are of everybody";
    if let Some(by) = query.record_by.first() {
        return Err(AppError::parameter("by", by, everybody));
    }
    if let Some((name, members)) = query.record_filters.first() {
        let parameter = format!("filter.{name}");
        return Err(AppError::parameter(
            &parameter,
            &members.join(","),
            everybody,
        ));
    }
    match (periods.first(), periods.last()) {
        (Some(first), Some(last)) if first != last || first.grain() != Grain::Year => {
            let asked = match first == last {
                true => first.to_string(),
                false => format!("{first}..{last}"),
            };
            let allowed = "one calendar year, for this role";
            Err(AppError::parameter("period", &asked, allowed))
        }
        _ => Ok(()),
    }
}

/// Lets the curves of a municipality through to somebody.
pub(crate) struct CurveGate<'a> {
    /// Who asks.
    pub(crate) viewer: &'a Viewer,
    /// Code of the municipality.
    pub(crate) municipality: &'a str,
    /// Fewest persons that a number may be told of.
    pub(crate) least: usize,
}

impl CurveGate<'_> {
    /// Whether days are put together, so that no step tells of few.
    pub(crate) fn is_coarse(&self) -> bool {
        !self.viewer.sees_small_numbers(self.municipality)
    }

    /// What is told of a group.
    pub(crate) fn group(&self, cohort: &Cohort, horizon: u32) -> Group {
        let told = match self.is_coarse() {
            true => rehabilitation::told(cohort, self.least),
            false => rehabilitation::figures(cohort, horizon),
        };
        let is_of_nobody = cohort.rows.is_empty() && cohort.with_help.is_empty();
        let nothing = match self.is_coarse() && !is_of_nobody {
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

fn nobody_followed() -> Text {
    Text {
        da: "der er ingen at følge".to_owned(),
        en: "there is nobody to follow".to_owned(),
    }
}
