//! What one change made of the rows: added, changed, removed.
//!
//! In go two views, of what the change took out of sight and of what it brought, so that the work is that of the change.
//! Rows that are alike but for where they came from are the same row. Of the others those that agree in what identifies
//! them are changed, and the rest was added or removed; rows of a dataset that identifies none cannot change.

use std::collections::BTreeSet;

use polars::prelude::lit;
use serde_json::Value;

use crate::dataset::{DatasetKind, DatasetSpec};
use crate::error::LakeError;
use crate::lake::Lake;
use crate::sums::is_in;
use crate::view::{SnapshotView, run};
use shape::Shape;
use tally::Tally;

mod shape;
mod tally;

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// There was none.
    Added,
    /// It was another.
    Changed,
    /// There is none any more.
    Removed,
}

impl Change {
    /// Returns the name used in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }
}

/// Which changes to look at, and whether the rows themselves are wanted.
#[derive(Debug, Clone, Default)]
pub struct ChangeQuery {
    /// Canonical area codes; all when empty. A dataset without areas has none of them.
    pub areas: Vec<String>,
    /// Canonical periods; all when empty.
    pub periods: Vec<String>,
    /// At most so many rows; none wanted when absent.
    pub rows_max: Option<usize>,
}

/// How many rows changed in one place. A row that moved to another counts in the new one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeCount {
    /// Key of the variant; the series in a dataset of series.
    pub variant: String,
    /// Area; empty in a dataset that has none.
    pub area: String,
    /// Period, or year; empty in a dataset that has neither.
    pub period: String,
    /// Rows added.
    pub added: i64,
    /// Rows changed.
    pub changed: i64,
    /// Rows removed.
    pub removed: i64,
}

/// A value of a row that changed, as JSON has it; days are texts.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedValue {
    /// The column.
    pub column: &'static str,
    /// What stood there; null for an added row.
    pub old: Value,
    /// What stands there; null for a removed row.
    pub new: Value,
}

/// One row that changed.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedRow {
    /// What became of it.
    pub change: Change,
    /// Key of the variant, or the series.
    pub variant: String,
    /// Area; empty where the dataset has none.
    pub area: String,
    /// Period or year; empty where the dataset has none.
    pub period: String,
    /// The columns that identify it; none where the dataset identifies no row.
    pub key: Vec<(&'static str, Value)>,
    /// The columns that differ: of an added or removed row all others that hold something.
    pub values: Vec<ChangedValue>,
}

/// What changed in one dataset.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Changes {
    /// Per place, in order; places where nothing changed are left out.
    pub counts: Vec<ChangeCount>,
    /// The rows in the order of their places, when they were wanted; none when they are more than that.
    pub rows: Option<Vec<ChangedRow>>,
}

impl Changes {
    /// How many rows changed.
    pub fn n_rows(&self) -> i64 {
        let of = |count: &ChangeCount| count.added + count.changed + count.removed;
        self.counts.iter().map(of).sum()
    }
}

impl Lake {
    /// Compares what a change took out of sight (`old`) with what it brought (`new`).
    ///
    /// Facts are identified by variant, area, period and members; other rows by their dataset's key within variant and
    /// area, where it has one. Of an append dataset every row is a version, and is added.
    ///
    /// # Errors
    /// As [`Lake::view`]; or a file is damaged or gone.
    pub fn changes(
        &self,
        spec: &'static DatasetSpec,
        old: &SnapshotView,
        new: &SnapshotView,
        query: &ChangeQuery,
    ) -> Result<Changes, LakeError> {
        let shape = Shape::of(spec);
        let (old, new) = (
            shape.filtered(self.versions(spec, old)?, query),
            shape.filtered(self.versions(spec, new)?, query),
        );
        let mut tally = Tally::new(&shape, query.rows_max);
        let replaced = match spec.kind {
            DatasetKind::Replace => shape.periods(&old)?,
            DatasetKind::Append => BTreeSet::new(),
        };
        // What nothing was there before need not be compared.
        let mut brought = Some(new.clone());
        if let (Some(period), false) = (shape.alone(), replaced.is_empty()) {
            // Period by period, so that no more than one is compared at a time.
            for one in &replaced {
                let of_period = || period.clone().eq(lit(one.as_str()));
                let (old, new) = (
                    old.clone().filter(of_period()),
                    new.clone().filter(of_period()),
                );
                tally.compare(shape.differences(old, new)?)?;
            }
            let texts: Vec<String> = replaced.into_iter().collect();
            brought = Some(new.filter(is_in(period, &texts).not()));
        } else if !replaced.is_empty() {
            tally.compare(shape.differences(old, new)?)?;
            brought = None;
        }
        if let Some(brought) = &brought {
            tally.count_added(shape.counted(brought.clone())?)?;
        }
        if let Some(brought) = brought.filter(|_| tally.shows_all()) {
            tally.show_added(run(brought.select(shape.columns()))?)?;
        }
        Ok(tally.finish())
    }
}

#[cfg(test)]
mod tests;
