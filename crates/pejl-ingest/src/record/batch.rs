//! Some rows of a file as typed columns.

use chrono::{Datelike, NaiveDate};
use polars::prelude::{
    BooleanChunked, Column, Float64Chunked, Int32Chunked, Int64Chunked, IntoSeries,
    NewChunkedArray, StringChunked,
};

use super::fault::Fault;
use crate::text::TextColumn;

/// Days from 0001-01-01 to 1970-01-01 as `chrono` counts them, both days in.
const DAYS_TO_EPOCH: i32 = 719_163;

/// The values of one canonical column; an empty text is no value.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Texts; the empty one is null.
    Text(TextColumn),
    /// Whole numbers of 32 bits.
    Int32(Vec<Option<i32>>),
    /// Whole numbers of 64 bits.
    Int64(Vec<Option<i64>>),
    /// Doubles.
    Float64(Vec<Option<f64>>),
    /// Days.
    Date(Vec<Option<NaiveDate>>),
    /// True or false.
    Bool(Vec<Option<bool>>),
}

impl Values {
    /// Whether a row has no value.
    #[must_use]
    pub fn is_null(&self, row: usize) -> bool {
        fn none<T>(values: &[Option<T>], row: usize) -> bool {
            values.get(row).is_none_or(Option::is_none)
        }
        match self {
            Self::Text(texts) => texts.get(row).is_empty(),
            Self::Int32(values) => none(values, row),
            Self::Int64(values) => none(values, row),
            Self::Float64(values) => none(values, row),
            Self::Date(values) => none(values, row),
            Self::Bool(values) => none(values, row),
        }
    }

    /// A value as text: what keys are made of, and what people are shown. Empty for null.
    #[must_use]
    pub fn show(&self, row: usize) -> String {
        fn shown<T: ToString>(values: &[Option<T>], row: usize) -> String {
            let value = values.get(row).and_then(Option::as_ref);
            value.map(T::to_string).unwrap_or_default()
        }
        match self {
            Self::Text(texts) => texts.get(row).to_owned(),
            Self::Int32(values) => shown(values, row),
            Self::Int64(values) => shown(values, row),
            Self::Float64(values) => shown(values, row),
            Self::Date(values) => shown(values, row),
            Self::Bool(values) => shown(values, row),
        }
    }

    /// The column in the engine's terms.
    pub(crate) fn column(&self, name: &'static str) -> Column {
        match self {
            Self::Text(texts) => {
                let texts = texts.iter().map(|text| (!text.is_empty()).then_some(text));
                StringChunked::from_iter_options(name.into(), texts)
                    .into_series()
                    .into()
            }
            Self::Int32(values) => {
                Int32Chunked::from_iter_options(name.into(), values.iter().copied())
                    .into_series()
                    .into()
            }
            Self::Int64(values) => {
                Int64Chunked::from_iter_options(name.into(), values.iter().copied())
                    .into_series()
                    .into()
            }
            Self::Float64(values) => {
                Float64Chunked::from_iter_options(name.into(), values.iter().copied())
                    .into_series()
                    .into()
            }
            Self::Date(days) => {
                let days = days
                    .iter()
                    .map(|day| day.map(|day| day.num_days_from_ce() - DAYS_TO_EPOCH));
                Int32Chunked::from_iter_options(name.into(), days)
                    .into_date()
                    .into_series()
                    .into()
            }
            Self::Bool(values) => {
                BooleanChunked::from_iter_options(name.into(), values.iter().copied())
                    .into_series()
                    .into()
            }
        }
    }
}

/// Some rows of a file, column by column, with what is wrong with them.
#[derive(Debug, Default)]
pub struct RecordBatch {
    /// The canonical columns, by name.
    pub(crate) columns: Vec<(&'static str, Values)>,
    /// The line each row began at.
    pub(crate) lines: Vec<u64>,
    /// What is wrong, in no order.
    pub(crate) faults: Vec<Fault>,
}

impl RecordBatch {
    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// True when there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The values of a canonical column; `None` where no source column gives them.
    #[must_use]
    pub fn values(&self, name: &str) -> Option<&Values> {
        self.columns
            .iter()
            .find(|(found, _)| *found == name)
            .map(|(_, values)| values)
    }

    /// The values of a column of whole numbers of 32 bits, by row; nothing where there is no such column.
    #[must_use]
    pub fn int32(&self, name: &str) -> &[Option<i32>] {
        match self.values(name) {
            Some(Values::Int32(values)) => values,
            _ => &[],
        }
    }

    /// The values of a column of whole numbers of 64 bits, by row.
    #[must_use]
    pub fn int64(&self, name: &str) -> &[Option<i64>] {
        match self.values(name) {
            Some(Values::Int64(values)) => values,
            _ => &[],
        }
    }

    /// The values of a column of days, by row.
    #[must_use]
    pub fn date(&self, name: &str) -> &[Option<NaiveDate>] {
        match self.values(name) {
            Some(Values::Date(values)) => values,
            _ => &[],
        }
    }

    /// The values of a column of texts, by row; an empty text is null.
    #[must_use]
    pub fn text(&self, name: &str) -> &TextColumn {
        static NONE: TextColumn = TextColumn::new();
        match self.values(name) {
            Some(Values::Text(texts)) => texts,
            _ => &NONE,
        }
    }

    /// Gives a column other values: what rules derive. There must be one per row.
    pub fn set(&mut self, name: &'static str, values: Values) {
        match self.columns.iter_mut().find(|(found, _)| *found == name) {
            Some((_, old)) => *old = values,
            None => self.columns.push((name, values)),
        }
    }

    /// Of each row, whether it is not fit to be kept as far as is known.
    #[must_use]
    pub fn refused(&self) -> Vec<bool> {
        let mut refused = vec![false; self.len()];
        for fault in &self.faults {
            if let Some(row) = refused.get_mut(fault.row) {
                *row = true;
            }
        }
        refused
    }

    /// Notes that a row is not fit to be kept.
    pub fn refuse(&mut self, fault: Fault) {
        self.faults.push(fault);
    }
}

/// The value of a row, where there is one.
#[must_use]
pub fn at<T: Copy>(values: &[Option<T>], row: usize) -> Option<T> {
    values.get(row).copied().flatten()
}
