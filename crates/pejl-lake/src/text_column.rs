//! A text column under construction: each distinct text is kept once, rows are codes.

use std::hash::Hash;

use polars::prelude::{
    ChunkTake, Column, IdxCa, IntoSeries, NewChunkedArray, PlHashMap, StringChunked,
};

use crate::error::LakeError;

/// A text given to a builder before, by number. Valid for the builder that gave it, as long as that lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextCode(pub(crate) u32);

/// Stands for a row without a text; a column never has so many texts.
const NULL: u32 = u32::MAX;

/// Codes per row and the distinct texts they stand for.
///
/// The texts outlive [`TextColumn::finish`], so that the batches of one import share them.
#[derive(Debug, Clone, Default)]
pub(crate) struct TextColumn {
    texts: Vec<Box<str>>,
    numbers: PlHashMap<Box<str>, u32>,
    rows: Vec<u32>,
    last: Option<u32>,
    made: Option<StringChunked>,
}

impl TextColumn {
    pub(crate) fn code(&mut self, text: &str) -> TextCode {
        // Sources are sorted more often than not: the text of the row before is the likeliest.
        if let Some(last) = self.last
            && self
                .texts
                .get(last as usize)
                .is_some_and(|known| **known == *text)
        {
            return TextCode(last);
        }
        let number = match self.numbers.get(text) {
            Some(number) => *number,
            None => self.learn(text),
        };
        self.last = Some(number);
        TextCode(number)
    }

    fn learn(&mut self, text: &str) -> u32 {
        // A column of more than 2^32 distinct texts does not fit in memory.
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(text.into());
        self.numbers.insert(text.into(), number);
        self.made = None;
        number
    }

    /// Whether the code stands for a text of this column.
    pub(crate) fn knows(&self, code: TextCode) -> bool {
        (code.0 as usize) < self.texts.len()
    }

    pub(crate) fn push(&mut self, code: TextCode) {
        self.rows.push(code.0);
    }

    /// Adds a row without a text.
    pub(crate) fn push_null(&mut self) {
        self.rows.push(NULL);
    }

    /// Returns the rows pushed since the last call as a column of plain text.
    pub(crate) fn finish(&mut self, name: &'static str) -> Result<Column, LakeError> {
        let texts = self
            .made
            .get_or_insert_with(|| StringChunked::from_slice(name.into(), &self.texts));
        let rows = std::mem::take(&mut self.rows);
        let rows = if rows.contains(&NULL) {
            let rows = rows.into_iter().map(|row| (row != NULL).then_some(row));
            IdxCa::from_iter_options(name.into(), rows)
        } else {
            IdxCa::from_vec(name.into(), rows)
        };
        let column = texts.take(&rows).map_err(LakeError::Engine)?;
        Ok(column.into_series().into())
    }
}

/// A column of few distinct values that are written as text: each is formatted once.
#[derive(Debug, Clone)]
pub(crate) struct ValueColumn<T> {
    column: TextColumn,
    codes: PlHashMap<T, TextCode>,
}

impl<T: Copy + Eq + Hash> ValueColumn<T> {
    pub(crate) fn new() -> Self {
        Self {
            column: TextColumn::default(),
            codes: PlHashMap::default(),
        }
    }

    pub(crate) fn push(&mut self, value: T, format: impl FnOnce(T) -> String) {
        let code = match self.codes.get(&value) {
            Some(code) => *code,
            None => {
                let code = self.column.code(&format(value));
                self.codes.insert(value, code);
                code
            }
        };
        self.column.push(code);
    }

    pub(crate) fn finish(&mut self, name: &'static str) -> Result<Column, LakeError> {
        self.column.finish(name)
    }
}
