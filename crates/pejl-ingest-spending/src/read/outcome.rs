//! What reading gave, and why it could not go on.

use pejl_domain::Cover;
use pejl_ingest::{Described, RowIssue, Severity};

/// Errors after which reading stops: the file is refused by the first one, and a person reads no more than these.
pub const ERRORS_MAX: usize = 100;
/// Warnings that are kept; further ones are only counted.
const WARNINGS_MAX: usize = 1_000;

/// A file as it was read.
#[derive(Debug, Clone)]
pub struct FileFacts {
    /// The file's name without its folder.
    pub name: String,
    /// What the file says of itself, with its hash, size and encoding.
    pub described: Described,
    /// The table it was read as.
    pub table_id: Option<String>,
    /// Data rows, or cells of a document.
    pub n_rows: u64,
}

/// What reading gave.
#[derive(Debug, Default)]
pub struct ReadOutcome {
    /// What the rows cover; empty where nothing could be placed.
    pub covers: Vec<Cover>,
    /// Rows handed to the sink.
    pub n_rows: u64,
    /// The files, in order.
    pub files: Vec<FileFacts>,
    /// Errors and warnings, in order of appearance.
    pub issues: Vec<RowIssue>,
    /// Errors and warnings beyond those kept.
    pub n_issues_dropped: u64,
    n_errors: usize,
}

impl ReadOutcome {
    /// Tells whether any issue is an error: then nothing may be imported.
    pub fn has_errors(&self) -> bool {
        self.issues
            .iter()
            .any(|issue| issue.severity == Severity::Error)
    }

    /// Tells whether there are so many errors that reading on is of no use.
    pub(crate) fn is_full(&self) -> bool {
        self.n_errors >= ERRORS_MAX
    }

    /// Adds an issue, or only counts it where there are enough of its kind.
    pub(crate) fn push(&mut self, issue: RowIssue) {
        let (n, most) = match issue.severity {
            Severity::Error => (self.n_errors, ERRORS_MAX),
            Severity::Warning => (self.issues.len() - self.n_errors, WARNINGS_MAX),
        };
        if n >= most {
            self.n_issues_dropped += 1;
            return;
        }
        if issue.severity == Severity::Error {
            self.n_errors += 1;
        }
        self.issues.push(issue);
    }
}

/// Failures that are not the input's: the sink's, or the disk's.
#[derive(Debug, thiserror::Error)]
pub enum ReadFailure {
    /// The sink could not take a frame.
    #[error("failed to store rows")]
    Sink(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A frame could not be made.
    #[error("failed to build a frame of facts")]
    Frame(#[source] pejl_lake::LakeError),
    /// Temporary files of the uniqueness check failed.
    #[error("failed to check keys")]
    Keys(#[source] std::io::Error),
}
