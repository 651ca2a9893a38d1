//! Why there is no report.

use pejl_app::AppError;

use crate::sentence::Unproved;

/// A report was not made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The question cannot be understood, or what it asks for cannot be read.
    #[error(transparent)]
    App(#[from] AppError),
    /// There is nothing to report on.
    #[error(
        "nothing is known of {municipality} at revision {revision} that is of {month} or before"
    )]
    NothingKnown {
        /// Name of the municipality.
        municipality: &'static str,
        /// The month, as `2018-03`.
        month: String,
        /// The revision.
        revision: i64,
    },
    /// A sentence has a number that is none of its figures: a fault of ours.
    #[error("a sentence does not agree with its figures")]
    Unproved(#[from] Unproved),
}
