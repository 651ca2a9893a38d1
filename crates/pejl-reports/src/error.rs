//! Why there is no report.

use pejl_app::AppError;
use pejl_app::readiness::Lack;
use pejl_domain::{Area, Period};

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
    /// Data of the month are not in, and nobody said why it should be made all the same.
    #[error("the report of {month} waits for data")]
    Waits {
        /// The municipality.
        municipality: &'static Area,
        /// The month.
        month: Period,
        /// What is not in.
        lack: Lack,
    },
    /// A sentence has a number that is none of its figures: a fault of ours.
    #[error("a sentence does not agree with its figures")]
    Unproved(#[from] Unproved),
    /// A format cannot be written.
    #[error("failed to write the report as {format}: {reason}")]
    Unwritten {
        /// The format, as `pdf`.
        format: &'static str,
        /// What its writer says.
        reason: String,
    },
}
