//! What reading gave: counts, covers, issues, and the rows that were not kept.

use std::collections::BTreeMap;

use pejl_domain::Cover;
use polars::prelude::PolarsError;

use super::batch::at;
use crate::described::Described;
use crate::issue::{Message, RowIssue, Severity};

/// Issues that are kept with their text; the quarantine has them all.
const ISSUES_MAX: usize = 1_000;

/// A row that was not kept: one entry per fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// The file.
    pub file: String,
    /// The line the row began at.
    pub line: u64,
    /// The column as the file calls it, or the canonical name.
    pub column: String,
    /// The rule.
    pub rule: &'static str,
    /// The value with everything hidden that may be about a person.
    pub masked: String,
    /// What was wrong and what was expected.
    pub message: Message,
}

/// What was made of one cell, for `--explain`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// The line of the row.
    pub line: u64,
    /// Canonical column, the cell as written (persons hidden), and the value that was made of it.
    pub cells: Vec<(&'static str, String, String)>,
}

/// A file as it was read.
#[derive(Debug, Clone)]
pub struct RecordFile {
    /// The file's name without its folder.
    pub name: String,
    /// What the file says of itself.
    pub described: Described,
    /// Data rows.
    pub n_rows: u64,
    /// Columns of the file that the mapping does not name: they were not kept.
    pub not_kept: Vec<String>,
}

/// What reading gave.
#[derive(Debug, Default)]
pub struct RecordOutcome {
    /// What the rows cover.
    pub covers: Vec<Cover>,
    /// Rows handed to the sink.
    pub n_rows: u64,
    /// Rows refused.
    pub n_refused: u64,
    /// The files, in order.
    pub files: Vec<RecordFile>,
    /// What stops the import, and warnings.
    pub issues: Vec<RowIssue>,
    /// Warnings beyond those kept; the quarantine has those of rows.
    pub n_issues_dropped: u64,
    /// How many faults each rule found.
    pub rules: BTreeMap<&'static str, u64>,
    /// The amounts kept, in øre, by year of account.
    pub totals: BTreeMap<i32, i128>,
    /// What was made of the first rows.
    pub explained: Vec<Explained>,
}

/// Failures that are not the input's.
#[derive(Debug, thiserror::Error)]
pub enum RecordFailure {
    /// The sink could not take a frame.
    #[error("failed to store rows")]
    Sink(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The quarantine could not be written.
    #[error("failed to write the quarantine")]
    Quarantine(#[source] std::io::Error),
    /// A frame could not be made.
    #[error("failed to build a frame of records")]
    Frame(#[source] PolarsError),
    /// Temporary files of the uniqueness check failed.
    #[error("failed to check keys")]
    Keys(#[source] std::io::Error),
}

impl RecordOutcome {
    /// Adds the amounts of the rows that are kept to their year's total.
    pub(super) fn add_amounts(
        &mut self,
        amounts: &[Option<i64>],
        years: &[Option<i32>],
        keep: &[bool],
    ) {
        // Rows of one year stand together: the map is asked once per run of them.
        let mut run: Option<(i32, i128)> = None;
        for ((row, amount), _) in amounts
            .iter()
            .enumerate()
            .zip(keep)
            .filter(|(_, kept)| **kept)
        {
            let Some(amount) = amount else { continue };
            let Some(year) = at(years, row) else { continue };
            match &mut run {
                Some((same, sum)) if *same == year => *sum += i128::from(*amount),
                _ => {
                    if let Some((year, sum)) = run.replace((year, i128::from(*amount))) {
                        *self.totals.entry(year).or_default() += sum;
                    }
                }
            }
        }
        if let Some((year, sum)) = run {
            *self.totals.entry(year).or_default() += sum;
        }
    }

    /// Whether anything stops the import, apart from refused rows.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.issues
            .iter()
            .any(|issue| issue.severity == Severity::Error)
    }

    /// Notes what stops the import. Errors come first: they must not be crowded out by rows.
    pub(super) fn refuse(&mut self, issue: RowIssue) {
        self.insert(issue);
    }

    /// Notes what a person should know of a file or of all rows: before what is wrong with single rows.
    pub(super) fn warn_first(&mut self, issue: RowIssue) {
        self.insert(issue);
    }

    fn insert(&mut self, issue: RowIssue) {
        if self.issues.len() >= ISSUES_MAX {
            self.issues.pop();
            self.n_issues_dropped += 1;
        }
        self.issues.insert(0, issue);
    }

    /// Notes what a person should know, while there is room.
    pub(super) fn warn(&mut self, issue: RowIssue) {
        if self.issues.len() < ISSUES_MAX {
            self.issues.push(issue);
        } else {
            self.n_issues_dropped += 1;
        }
    }
}
