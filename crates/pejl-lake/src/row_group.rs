//! Brings the rows of one row group into the dataset's order, and tells which texts it holds.
//!
//! Texts are replaced by their ranks first: the few distinct ones are compared, not the many rows.

use polars::prelude::{
    Column, DataFrame, DataType, IdxCa, IdxSize, NewChunkedArray, PlHashMap, SortMultipleOptions,
};

use crate::error::LakeError;

/// The rows of a text column as ranks of its distinct texts.
#[derive(Debug)]
pub(crate) struct RankedText {
    /// The rank of each row's text, in the rows' order.
    pub(crate) rows: Vec<u32>,
    /// The distinct texts in order: rank 0 first.
    pub(crate) texts: Vec<String>,
}

impl RankedText {
    /// Returns none for a column that is not text or has nulls.
    fn of(column: &Column) -> Option<Self> {
        let values = column.str().ok()?;
        let mut numbers: PlHashMap<&str, u32> = PlHashMap::default();
        let mut texts: Vec<&str> = Vec::new();
        let mut rows = Vec::with_capacity(values.len());
        let mut last = ("", None);
        for value in values.iter() {
            let value = value?;
            let number = match last {
                (text, Some(number)) if text == value => number,
                _ => match numbers.get(value) {
                    Some(number) => *number,
                    None => {
                        let number = u32::try_from(texts.len()).ok()?;
                        texts.push(value);
                        numbers.insert(value, number);
                        number
                    }
                },
            };
            last = (value, Some(number));
            rows.push(number);
        }

        let mut by_text: Vec<(&str, u32)> = texts.iter().copied().zip(0..).collect();
        by_text.sort_unstable();
        let mut rank_of = vec![0_u32; by_text.len()];
        for ((_, number), rank) in by_text.iter().zip(0..) {
            if let Some(slot) = rank_of.get_mut(*number as usize) {
                *slot = rank;
            }
        }
        for row in &mut rows {
            *row = rank_of.get(*row as usize).copied()?;
        }
        Some(Self {
            rows,
            texts: by_text
                .into_iter()
                .map(|(text, _)| text.to_owned())
                .collect(),
        })
    }
}

/// Returns the numbers of an integer or date column, none for other types or nulls.
pub(crate) fn whole_numbers(column: &Column) -> Option<Vec<i64>> {
    let as_i64 = column.cast(&DataType::Int64).ok()?;
    as_i64.i64().ok()?.iter().collect()
}

/// A row group in order, and the ranks of its text columns before it was.
#[derive(Debug)]
pub(crate) struct Ordered {
    /// The rows in order, in one chunk.
    pub(crate) frame: DataFrame,
    /// The text columns among the sort columns, by name. Rows stand as they came, all columns alike.
    pub(crate) texts: Vec<(&'static str, RankedText)>,
}

impl Ordered {
    /// Sorts the rows by `sort`; equal rows stay in the order they came.
    pub(crate) fn by(frame: DataFrame, sort: &[&'static str]) -> Result<Self, LakeError> {
        let mut texts = Vec::new();
        let mut key = Some(vec![0_u128; frame.height()]);
        let mut key_bits = 0;
        for name in sort {
            let column = frame.column(name).map_err(LakeError::Engine)?;
            if let Some(text) = RankedText::of(column) {
                let bits = bits_for(text.texts.len() as u64);
                key_bits += bits;
                key = key.filter(|_| key_bits <= MAX_KEY_BITS);
                append(
                    &mut key,
                    bits,
                    text.rows.iter().map(|rank| u128::from(*rank)),
                );
                texts.push((*name, text));
            } else if let Some(numbers) = whole_numbers(column) {
                let least = numbers.iter().copied().min().unwrap_or(0);
                let span = numbers.iter().map(|n| n.abs_diff(least)).max().unwrap_or(0);
                let bits = bits_for(span.saturating_add(1));
                key_bits += bits;
                key = key.filter(|_| key_bits <= MAX_KEY_BITS);
                append(
                    &mut key,
                    bits,
                    numbers.iter().map(|n| u128::from(n.abs_diff(least))),
                );
            } else {
                key = None;
            }
        }
        let mut frame = match key {
            Some(key) => sort_by_key(frame, key)?,
            None => {
                let options = SortMultipleOptions::default().with_maintain_order(true);
                frame
                    .sort(sort.iter().copied(), options)
                    .map_err(LakeError::Engine)?
            }
        };
        // A row group is written per chunk.
        frame.rechunk_mut();
        Ok(Self { frame, texts })
    }

    /// Returns the ranks of a sort column.
    pub(crate) fn text(&self, name: &str) -> Option<&RankedText> {
        self.texts
            .iter()
            .find(|(found, _)| *found == name)
            .map(|(_, text)| text)
    }
}

/// Room for the key beside the row's number in 128 bits.
const MAX_KEY_BITS: u32 = 128 - u32::BITS;

/// Returns how many bits tell `n` things apart.
fn bits_for(n: u64) -> u32 {
    u64::BITS - n.saturating_sub(1).leading_zeros()
}

fn append(key: &mut Option<Vec<u128>>, bits: u32, values: impl Iterator<Item = u128>) {
    if let Some(rows) = key {
        for (row, value) in rows.iter_mut().zip(values) {
            *row = (*row << bits) | value;
        }
    }
}

fn sort_by_key(frame: DataFrame, mut key: Vec<u128>) -> Result<DataFrame, LakeError> {
    if key.is_sorted() {
        return Ok(frame);
    }
    // The row's number in the low bits makes all keys different, so that equal rows keep their order.
    for (row, number) in key.iter_mut().zip(0_u32..) {
        *row = (*row << u32::BITS) | u128::from(number);
    }
    key.sort_unstable();
    let low = u128::from(u32::MAX);
    let order: Vec<IdxSize> = key
        .iter()
        .map(|row| IdxSize::try_from(*row & low).unwrap_or_default())
        .collect();
    frame
        .take(&IdxCa::from_slice("order".into(), &order))
        .map_err(LakeError::Engine)
}

#[cfg(test)]
mod tests;
