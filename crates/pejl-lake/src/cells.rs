//! Columns of a frame as plain values, for readers that know no engine.

use chrono::NaiveDate;
use polars::prelude::{DataFrame, DataType, Int32Chunked, Int64Chunked, StringChunked};

use crate::error::LakeError;
use crate::price_index::day;

/// The texts of a column.
#[derive(Debug, Clone)]
pub struct Texts(StringChunked);

impl Texts {
    /// The column of a frame.
    ///
    /// # Errors
    /// The column is absent or holds no text.
    pub fn of(frame: &DataFrame, column: &str) -> Result<Self, LakeError> {
        let column = frame
            .column(column)
            .and_then(|column| column.str().cloned());
        column.map(Self).map_err(LakeError::Engine)
    }

    /// The text of a row; none where it is null or there is no such row.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&str> {
        // The engine panics over a row that is not there.
        (row < self.0.len()).then(|| self.0.get(row)).flatten()
    }
}

/// The whole numbers of a column, of 32 or 64 bits.
#[derive(Debug, Clone)]
pub struct Wholes(Int64Chunked);

impl Wholes {
    /// The column of a frame.
    ///
    /// # Errors
    /// The column is absent or holds no whole numbers.
    pub fn of(frame: &DataFrame, column: &str) -> Result<Self, LakeError> {
        let column = frame
            .column(column)
            .and_then(|column| column.cast(&DataType::Int64))
            .and_then(|column| column.i64().cloned());
        column.map(Self).map_err(LakeError::Engine)
    }

    /// The number of a row; none where it is null or there is no such row.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<i64> {
        (row < self.0.len()).then(|| self.0.get(row)).flatten()
    }
}

/// The days of a column.
#[derive(Debug, Clone)]
pub struct Days(Int32Chunked);

impl Days {
    /// The column of a frame.
    ///
    /// # Errors
    /// The column is absent or holds no days.
    pub fn of(frame: &DataFrame, column: &str) -> Result<Self, LakeError> {
        let column = frame
            .column(column)
            .and_then(|column| column.cast(&DataType::Int32))
            .and_then(|column| column.i32().cloned());
        column.map(Self).map_err(LakeError::Engine)
    }

    /// The day of a row; none where it is null or there is no such row.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<NaiveDate> {
        let number = (row < self.0.len()).then(|| self.0.get(row)).flatten();
        number.and_then(day)
    }
}
