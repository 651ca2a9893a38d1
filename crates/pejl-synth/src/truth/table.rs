//! Counts and sums of a file by its own columns: what a reader of the file must find, cell by cell.

use std::collections::{BTreeMap, HashSet};

use serde::{Serialize, Serializer};

/// Rows, persons and sums for each combination of some columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableTruth {
    /// The columns, as `pejl query --by` names them: `service_code`, `date.month`.
    pub by: Vec<String>,
    /// What is added up, as `pejl query` names it.
    pub measures: Vec<String>,
    /// One for each combination that has rows, in order of the values, none first.
    pub cells: Vec<CellTruth>,
}

/// Rows of one combination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CellTruth {
    /// The values of the columns; none where the file has none.
    pub values: Vec<Option<String>>,
    /// Rows.
    pub rows: u64,
    /// Persons named in them, each once; none where the dataset names nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub persons: Option<u64>,
    /// The sums; none where no row has a number.
    pub sums: Vec<Option<Exact>>,
}

/// An exact number with at most two decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exact {
    /// Hundredths.
    hundredths: i128,
}

impl Exact {
    pub(crate) const fn whole(number: i64) -> Self {
        Self {
            hundredths: number as i128 * 100,
        }
    }

    pub(crate) const fn hundredths(hundredths: i64) -> Self {
        Self {
            hundredths: hundredths as i128,
        }
    }
}

impl Serialize for Exact {
    /// A whole number, or one with its decimals: a double has sixteen digits, and decimals of ours have fewer.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.hundredths % 100 == 0 {
            return serializer.serialize_i128(self.hundredths / 100);
        }
        #[expect(
            clippy::cast_precision_loss,
            reason = "sums with decimals are hours and days, far below 2^53 hundredths"
        )]
        serializer.serialize_f64(self.hundredths as f64 / 100.0)
    }
}

/// Gathers one table as rows are written.
#[derive(Debug)]
pub(crate) struct Tally {
    by: &'static [&'static str],
    measures: &'static [&'static str],
    cells: BTreeMap<Vec<u8>, Cell>,
    key: Vec<u8>,
}

#[derive(Debug, Default)]
struct Cell {
    rows: u64,
    persons: HashSet<u64>,
    sums: Vec<Option<Exact>>,
}

/// Stands between the values of a key; no text of ours has it.
const BETWEEN: u8 = 0x1f;

impl Tally {
    pub(crate) const fn new(
        by: &'static [&'static str],
        measures: &'static [&'static str],
    ) -> Self {
        Self {
            by,
            measures,
            cells: BTreeMap::new(),
            key: Vec::new(),
        }
    }

    /// Counts a row: its values in the order of the columns, an empty one for none, and its numbers in the order of
    /// the measures.
    pub(crate) fn add<'a>(
        &mut self,
        values: impl Iterator<Item = &'a [u8]>,
        person: Option<u64>,
        numbers: impl Iterator<Item = Option<Exact>>,
    ) {
        self.key.clear();
        for value in values {
            self.key.extend_from_slice(value);
            self.key.push(BETWEEN);
        }
        if !self.cells.contains_key(&self.key) {
            let empty = Cell {
                sums: vec![None; self.measures.len()],
                ..Cell::default()
            };
            self.cells.insert(self.key.clone(), empty);
        }
        let Some(cell) = self.cells.get_mut(&self.key) else {
            return;
        };
        cell.rows += 1;
        cell.persons.extend(person);
        for (sum, number) in cell.sums.iter_mut().zip(numbers) {
            if let Some(number) = number {
                sum.get_or_insert_default().hundredths += number.hundredths;
            }
        }
    }

    /// The table; `names_persons` tells whether rows of the dataset may name somebody.
    pub(crate) fn finish(self, names_persons: bool) -> TableTruth {
        let texts = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let n_values = self.by.len();
        let cells = self.cells.into_iter().map(|(key, cell)| CellTruth {
            values: key
                .split(|byte| *byte == BETWEEN)
                .take(n_values)
                .map(|value| {
                    (!value.is_empty()).then(|| String::from_utf8_lossy(value).into_owned())
                })
                .collect(),
            rows: cell.rows,
            persons: names_persons.then(|| u64::try_from(cell.persons.len()).unwrap_or(u64::MAX)),
            sums: cell.sums,
        });
        TableTruth {
            by: texts(self.by),
            measures: texts(self.measures),
            cells: cells.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn rows_persons_and_numbers_are_gathered_by_value_and_nothing_is_no_sum() {
        let mut tally = Tally::new(&["kind", "unit"], &["hours"]);
        for (kind, person, hours) in [
            ("b", 1, None),
            ("a", 1, Some(Exact::hundredths(325))),
            ("a", 2, Some(Exact::whole(2))),
            ("a", 1, None),
        ] {
            let values = [kind.as_bytes(), b""];
            tally.add(values.into_iter(), Some(person), [hours].into_iter());
        }
        let table = serde_json::to_value(tally.finish(true)).unwrap();
        let expected = serde_json::json!({
            "by": ["kind", "unit"],
            "measures": ["hours"],
            "cells": [
                {"values": ["a", null], "rows": 3, "persons": 2, "sums": [5.25]},
                {"values": ["b", null], "rows": 1, "persons": 1, "sums": [null]},
            ],
        });
        assert_eq!(table, expected);
    }

    #[test]
    fn whole_numbers_are_written_without_decimals() {
        let written = |number: Exact| serde_json::to_string(&number).unwrap();
        assert_eq!(written(Exact::whole(-7)), "-7");
        assert_eq!(written(Exact::hundredths(1_234_567_801)), "12345678.01");
    }
}
