//! Why a row gave no fact.

use pejl_ingest::RowIssue;

use super::outcome::ReadFailure;
use crate::members::Rejected;

/// Why a row gave no fact.
pub(super) enum Stop {
    /// The row is wrong.
    Row(Fault),
    /// The machine failed; reading ends.
    Machine(ReadFailure),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Row(fault)
    }
}

impl From<ReadFailure> for Stop {
    fn from(failure: ReadFailure) -> Self {
        Self::Machine(failure)
    }
}

/// A cell that is wrong.
pub(super) struct Fault {
    column: Option<usize>,
    value: String,
    rejected: Rejected,
}

impl Fault {
    /// The value in a column is wrong.
    pub(super) fn at(column: usize, value: &str, rejected: Rejected) -> Self {
        Self {
            column: Some(column),
            value: value.to_owned(),
            rejected,
        }
    }

    /// Something that stands in no column of the file is wrong.
    pub(super) fn of_row(value: &str, rejected: Rejected) -> Self {
        Self {
            column: None,
            value: value.to_owned(),
            rejected,
        }
    }

    /// The issue at a line, with the heading of the column.
    pub(super) fn into_issue(self, file: &str, line: u64, headings: &[String]) -> RowIssue {
        let rule = self.rejected.rule;
        let issue = RowIssue::error(file, rule, self.rejected.into_message())
            .at_line(line)
            .with_value(&self.value);
        match self.column.and_then(|column| headings.get(column)) {
            Some(heading) => issue.in_column(heading),
            None => issue,
        }
    }
}
