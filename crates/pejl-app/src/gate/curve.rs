//! What of a curve is told to whom: each step of it is somebody.

use pejl_domain::Cell;
use pejl_metrics::Text;
use pejl_metrics::rehabilitation::{self, Cohort};

use super::{Viewer, too_few};
use crate::rehabilitation::{Group, LogRank};

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

    /// Whether groups differ: of exact days, and so told to those alone who may know of few.
    pub(crate) fn log_rank(&self, cohorts: &[Cohort]) -> Result<LogRank, Text> {
        if self.is_coarse() {
            return Err(Text {
                da: "prøven er af dage for enkelte og vises ikke for denne rolle".to_owned(),
                en: "the test is of days of single citizens and not shown to this role".to_owned(),
            });
        }
        let followed: Vec<&Cohort> = cohorts.iter().filter(|one| !one.rows.is_empty()).collect();
        let found = rehabilitation::log_rank(&followed).map_err(|error| not_computed(&error))?;
        let numbers = found.observed.iter().zip(&found.expected);
        let groups = followed.iter().zip(numbers).map(|(one, (had, expected))| {
            let member = one.member.clone().unwrap_or_default();
            (member, *had, *expected)
        });
        Ok(LogRank {
            chi_square: found.chi_square,
            degrees: found.degrees,
            p: found.p,
            groups: groups.collect(),
        })
    }
}

fn nobody_followed() -> Text {
    Text {
        da: "der er ingen at følge".to_owned(),
        en: "there is nobody to follow".to_owned(),
    }
}

fn not_computed(error: &rehabilitation::SurvivalError) -> Text {
    use rehabilitation::SurvivalError::{Groups, NoVariance};
    let da = match error {
        Groups { n } => format!("der kan sammenlignes 2 grupper eller flere, og her er {n}"),
        NoVariance => {
            "ingen hændelse kom, mens der blev fulgt nogen i flere af grupperne".to_owned()
        }
        _ => "kan ikke beregnes".to_owned(),
    };
    Text {
        da,
        en: error.to_string(),
    }
}
