//! A part of a page that can be missing without the rest: found, or the sentence that says why it is not there.

use pejl_app::{AppError, chain};
use pejl_domain::Lang;
use serde::Serialize;

use crate::texts::texts;

/// Something of a page, or the sentence that says why it is not there.
pub(crate) type Part<T> = Result<T, String>;

/// What a use case gave, or why there is none. What is our own fault stands in the log, and never on the page.
pub(crate) fn part<T>(what: &str, found: Result<T, AppError>, lang: Lang) -> Part<T> {
    let t = texts(lang);
    found.map_err(|error| match &error {
        AppError::Invalid(problems) if problems.iter().all(|one| one.parameter == "period") => {
            t.part_nothing_imported.to_owned()
        }
        AppError::Invalid(_) => t.part_not_askable.to_owned(),
        AppError::TooLarge { .. } => t.part_too_large.to_owned(),
        _ => {
            log::error!(
                "part of a page failed part={what} cause={:?}",
                chain(&error)
            );
            t.part_failed.to_owned()
        }
    })
}

/// A part as a template reads it: one of the two is there.
#[derive(Debug, Serialize)]
pub(crate) struct Shown<T> {
    /// The part.
    found: Option<T>,
    /// Why it is not there.
    absent: Option<String>,
}

impl<T> Shown<T> {
    /// The part, where it is there.
    pub fn found_mut(&mut self) -> Option<&mut T> {
        self.found.as_mut()
    }
}

impl<T> From<Part<T>> for Shown<T> {
    fn from(part: Part<T>) -> Self {
        let absent = part.as_ref().err().cloned();
        Self {
            found: part.ok(),
            absent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_our_own_fault_is_not_told() {
        let fault = AppError::Conflict("secret path".to_owned());
        let said = part::<()>("trend", Err(fault), Lang::Da);
        assert_eq!(said, Err(texts(Lang::Da).part_failed.to_owned()));
    }

    #[test]
    fn a_period_that_nothing_covers_is_nothing_imported() {
        let nothing = AppError::parameter("period", "latest", "a period that is imported");
        let said = part::<()>("trend", Err(nothing), Lang::En);
        assert_eq!(said, Err(texts(Lang::En).part_nothing_imported.to_owned()));
    }
}
