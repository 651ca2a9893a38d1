//! What changed, counted by place and, where that is wanted, row by row.

use std::collections::{BTreeMap, HashMap};

use polars::prelude::DataFrame;

use super::shape::{MORE, N_ROWS, Place, Shape};
use super::{Change, ChangeCount, ChangedRow, Changes};
use crate::error::LakeError;

/// Counts changes, and keeps the rows as long as they are no more than wanted.
pub(super) struct Tally<'a> {
    shape: &'a Shape,
    counts: BTreeMap<Place, ChangeCount>,
    n_rows: u64,
    /// None where no rows are wanted, or once they are too many.
    rows: Option<Vec<ChangedRow>>,
    rows_max: u64,
}

impl<'a> Tally<'a> {
    pub(super) fn new(shape: &'a Shape, rows_max: Option<usize>) -> Self {
        Self {
            shape,
            counts: BTreeMap::new(),
            n_rows: 0,
            rows: rows_max.map(|_| Vec::new()),
            rows_max: u64::try_from(rows_max.unwrap_or_default()).unwrap_or(u64::MAX),
        }
    }

    /// Tells whether rows are wanted and there is room for all that were counted.
    pub(super) fn shows_all(&self) -> bool {
        self.rows.is_some()
    }

    /// Pairs what went with what came where they agree in the key; the rest was added or removed.
    pub(super) fn compare(&mut self, differences: DataFrame) -> Result<(), LakeError> {
        let frame = self.shape.ordered(differences)?;
        let mut come = Vec::new();
        let mut gone: HashMap<Vec<String>, Vec<usize>> = HashMap::new();
        let mut removed: BTreeMap<usize, u64> = BTreeMap::new();
        for (row, n) in numbers(&frame, MORE)?.into_iter().enumerate() {
            if n > 0 {
                come.push((row, n.unsigned_abs()));
                continue;
            }
            removed.insert(row, n.unsigned_abs());
            if let Some(key) = self.shape.key_of(&frame, row)? {
                gone.entry(key).or_default().push(row);
            }
        }
        for (row, mut n) in come {
            let key = self.shape.key_of(&frame, row)?;
            let candidates = key.and_then(|key| gone.get(&key));
            for old in candidates.into_iter().flatten() {
                let left = removed.get(old).copied().unwrap_or_default();
                let paired = left.min(n);
                removed.insert(*old, left - paired);
                n -= paired;
                self.add(&frame, row, Change::Changed, paired, |shape| {
                    shape.pair(&frame, *old, row)
                })?;
            }
            self.lone(&frame, row, Change::Added, n)?;
        }
        for (row, n) in removed {
            self.lone(&frame, row, Change::Removed, n)?;
        }
        Ok(())
    }

    /// Counts rows that were added, by place.
    pub(super) fn count_added(&mut self, counted: DataFrame) -> Result<(), LakeError> {
        for (row, n) in numbers(&counted, N_ROWS)?.into_iter().enumerate() {
            self.count(&counted, row, Change::Added, n.unsigned_abs())?;
        }
        Ok(())
    }

    /// Shows rows that were added and are counted.
    pub(super) fn show_added(&mut self, frame: DataFrame) -> Result<(), LakeError> {
        for row in 0..frame.height() {
            let one = self.shape.row(&frame, row, Change::Added)?;
            self.rows.get_or_insert_default().push(one);
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Changes {
        let mut rows = self.rows;
        if let Some(rows) = &mut rows {
            rows.sort_by_cached_key(order_of);
        }
        Changes {
            counts: self.counts.into_values().collect(),
            rows,
        }
    }

    fn lone(
        &mut self,
        frame: &DataFrame,
        row: usize,
        change: Change,
        n: u64,
    ) -> Result<(), LakeError> {
        self.add(frame, row, change, n, |shape| shape.row(frame, row, change))
    }

    /// Counts `n` changes alike and shows them.
    fn add(
        &mut self,
        frame: &DataFrame,
        row: usize,
        change: Change,
        n: u64,
        shown: impl FnOnce(&Shape) -> Result<ChangedRow, LakeError>,
    ) -> Result<(), LakeError> {
        self.count(frame, row, change, n)?;
        if let Some(rows) = &mut self.rows
            && n > 0
        {
            let one = shown(self.shape)?;
            rows.extend((0..n).map(|_| one.clone()));
        }
        Ok(())
    }

    fn count(
        &mut self,
        frame: &DataFrame,
        row: usize,
        change: Change,
        n: u64,
    ) -> Result<(), LakeError> {
        if n == 0 {
            return Ok(());
        }
        self.n_rows = self.n_rows.saturating_add(n);
        if self.n_rows > self.rows_max {
            // Nobody will see them: the place they take is needed elsewhere.
            self.rows = None;
        }
        let place = self.shape.place(frame, row)?;
        let (variant, area, period) = place.clone();
        let count = self.counts.entry(place).or_insert(ChangeCount {
            variant,
            area,
            period,
            added: 0,
            changed: 0,
            removed: 0,
        });
        let n = i64::try_from(n).unwrap_or(i64::MAX);
        match change {
            Change::Added => count.added += n,
            Change::Changed => count.changed += n,
            Change::Removed => count.removed += n,
        }
        Ok(())
    }
}

/// The numbers of a column, none of which is null.
fn numbers(frame: &DataFrame, column: &str) -> Result<Vec<i64>, LakeError> {
    let column = frame
        .column(column)
        .and_then(|column| column.i64().cloned());
    let column = column.map_err(LakeError::Engine)?;
    Ok(column.iter().map(Option::unwrap_or_default).collect())
}

/// What a row sorts by: its place, what identifies it, and what it held and holds.
fn order_of(row: &ChangedRow) -> (Place, String, Change, String) {
    (
        (row.variant.clone(), row.area.clone(), row.period.clone()),
        format!("{:?}", row.key),
        row.change,
        format!("{:?}", row.values),
    )
}
