//! Builds frames of any dataset from rows that name their columns: for rows that are made, not read in bulk.

use chrono::NaiveDate;
use polars::prelude::{
    BooleanChunked, Column, DataFrame, DataType, Float64Chunked, Int32Chunked, Int64Chunked,
    IntoSeries, NamedFrom,
};

use crate::dataset::{ColumnType, DatasetSpec};
use crate::error::LakeError;
use crate::price_index::day_number;
use crate::text_column::TextColumn;

/// A value of a row, in the type of its column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// For a column of text.
    Text(&'a str),
    /// For a column of whole numbers, of 32 or 64 bits.
    Whole(i64),
    /// For a column of doubles.
    Float(f64),
    /// For a column of days.
    Day(NaiveDate),
    /// For a column of truth values.
    Bool(bool),
}

/// Collects rows and yields them as frames of a dataset; a column that a row does not name is null.
///
/// # Example
/// ```
/// use chrono::NaiveDate;
/// use pejl_lake::{PRICE_INDEX, RowBuilder, Value, columns};
///
/// let mut rows = RowBuilder::new(&PRICE_INDEX);
/// rows.push(&[
///     (columns::SERIES, Value::Text("PL")),
///     (columns::YEAR, Value::Whole(2018)),
///     (columns::PCT_CHANGE, Value::Float(0.021)),
///     (columns::PUBLISHED_ON, Value::Day(NaiveDate::MIN)),
///     (columns::SOURCE, Value::Text("KL")),
///     (columns::IMPORT_ID, Value::Whole(1)),
///     (columns::FILE_NO, Value::Whole(0)),
///     (columns::LINE, Value::Whole(2)),
/// ])?;
/// assert_eq!(rows.finish()?.height(), 1);
/// assert!(rows.push(&[("no_such_column", Value::Bool(true))]).is_err());
/// # Ok::<(), pejl_lake::LakeError>(())
/// ```
#[derive(Debug)]
pub struct RowBuilder {
    spec: &'static DatasetSpec,
    columns: Vec<Cells>,
    n_rows: usize,
}

/// The values of one column.
#[derive(Debug)]
enum Cells {
    Text(TextColumn),
    Int32(Vec<Option<i32>>),
    Int64(Vec<Option<i64>>),
    Float(Vec<Option<f64>>),
    Day(Vec<Option<i32>>),
    Bool(Vec<Option<bool>>),
}

impl RowBuilder {
    /// A builder without rows.
    #[must_use]
    pub fn new(spec: &'static DatasetSpec) -> Self {
        Self {
            columns: spec
                .columns
                .iter()
                .map(|column| Cells::new(column.dtype))
                .collect(),
            spec,
            n_rows: 0,
        }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Names a column that the dataset does not have, or whose type the value does not fit; the row is not added.
    pub fn push(&mut self, row: &[(&'static str, Value<'_>)]) -> Result<(), LakeError> {
        for (name, value) in row {
            let column = self
                .spec
                .column(name)
                .ok_or_else(|| self.unexpected(name))?;
            if !fits(column.dtype, *value) {
                return Err(LakeError::ColumnType {
                    dataset: self.spec.name,
                    column: column.name,
                    expected: column.dtype.as_str(),
                    found: format!("{value:?}"),
                });
            }
        }
        for (cells, column) in self.columns.iter_mut().zip(self.spec.columns) {
            let value = row.iter().find(|(name, _)| *name == column.name);
            cells.push(value.map(|(_, value)| *value));
        }
        self.n_rows = self.n_rows.saturating_add(1);
        Ok(())
    }

    fn unexpected(&self, name: &str) -> LakeError {
        LakeError::UnexpectedColumn {
            dataset: self.spec.name,
            column: name.to_owned(),
        }
    }

    /// Rows added since the last frame.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.n_rows
    }

    /// Whether no row was added since the last frame.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.n_rows == 0
    }

    /// The rows added since the last call, in the columns of the dataset.
    ///
    /// # Errors
    /// Names the first column that is null in a row and must not be.
    pub fn finish(&mut self) -> Result<DataFrame, LakeError> {
        let columns = self.columns.iter_mut().zip(self.spec.columns);
        let columns = columns.map(|(cells, column)| cells.finish(column.name));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        let frame = DataFrame::new(self.n_rows, columns).map_err(LakeError::Engine)?;
        self.n_rows = 0;
        self.spec.checked_frame(&frame)
    }
}

/// Whether a value can stand in a column.
fn fits(dtype: ColumnType, value: Value<'_>) -> bool {
    match value {
        Value::Text(_) => dtype == ColumnType::Text,
        Value::Whole(number) => {
            dtype == ColumnType::Int64
                || (dtype == ColumnType::Int32 && i32::try_from(number).is_ok())
        }
        Value::Float(_) => dtype == ColumnType::Float64,
        Value::Day(_) => dtype == ColumnType::Date,
        Value::Bool(_) => dtype == ColumnType::Bool,
    }
}

impl Cells {
    fn new(dtype: ColumnType) -> Self {
        match dtype {
            ColumnType::Text => Self::Text(TextColumn::default()),
            ColumnType::Int32 => Self::Int32(Vec::new()),
            ColumnType::Int64 => Self::Int64(Vec::new()),
            ColumnType::Float64 => Self::Float(Vec::new()),
            ColumnType::Date => Self::Day(Vec::new()),
            ColumnType::Bool => Self::Bool(Vec::new()),
        }
    }

    /// Adds a value that fits, or null.
    fn push(&mut self, value: Option<Value<'_>>) {
        match (self, value) {
            (Self::Text(cells), Some(Value::Text(text))) => {
                let code = cells.code(text);
                cells.push(code);
            }
            (Self::Int32(cells), Some(Value::Whole(number))) => {
                cells.push(i32::try_from(number).ok());
            }
            (Self::Int64(cells), Some(Value::Whole(number))) => cells.push(Some(number)),
            (Self::Float(cells), Some(Value::Float(number))) => cells.push(Some(number)),
            (Self::Day(cells), Some(Value::Day(day))) => cells.push(Some(day_number(day))),
            (Self::Bool(cells), Some(Value::Bool(truth))) => cells.push(Some(truth)),
            (Self::Text(cells), _) => cells.push_null(),
            (Self::Int32(cells) | Self::Day(cells), _) => cells.push(None),
            (Self::Int64(cells), _) => cells.push(None),
            (Self::Float(cells), _) => cells.push(None),
            (Self::Bool(cells), _) => cells.push(None),
        }
    }

    fn finish(&mut self, name: &'static str) -> Result<Column, LakeError> {
        let series = match self {
            // The texts go with the rows: those of the next frame are likely to be others.
            Self::Text(cells) => return std::mem::take(cells).finish(name),
            Self::Int32(cells) => {
                Int32Chunked::new(name.into(), std::mem::take(cells)).into_series()
            }
            Self::Int64(cells) => {
                Int64Chunked::new(name.into(), std::mem::take(cells)).into_series()
            }
            Self::Float(cells) => {
                Float64Chunked::new(name.into(), std::mem::take(cells)).into_series()
            }
            Self::Day(cells) => Int32Chunked::new(name.into(), std::mem::take(cells))
                .into_series()
                .cast(&DataType::Date)
                .map_err(LakeError::Engine)?,
            Self::Bool(cells) => {
                BooleanChunked::new(name.into(), std::mem::take(cells)).into_series()
            }
        };
        Ok(series.into())
    }
}
