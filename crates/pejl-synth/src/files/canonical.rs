//! The project's own layout: UTF-8, `;`, LF, ISO dates, decimal point, amounts in øre, empty for nothing.

use std::collections::BTreeMap;

use chrono::Datelike;

use crate::calendar::Day;
use crate::cpr::Cpr;
use crate::error::SynthError;
use crate::model::Model;
use crate::run::Counter;
use crate::truth::YearCount;

use super::folder::Output;
use super::text::{push_cpr, push_number, push_padded};

/// What stands in the column `source`.
const SOURCE: &[u8] = b"pejl-synth";

/// A dataset and how its rows are written.
pub(crate) struct Dataset {
    pub(crate) name: &'static str,
    /// Columns before `municipality_code` and `source`; a person's number stands in `cpr`, from which an importer
    /// makes the `person_key`.
    pub(crate) columns: &'static [&'static str],
    /// Writes all rows, or those of a year.
    pub(crate) write: fn(&Model, Option<i32>, &mut Sink<'_, '_>) -> Result<(), SynthError>,
}

/// Takes the rows of one file.
pub(crate) struct Sink<'a, 'b> {
    output: Output,
    place: &'static str,
    path: String,
    n_columns: usize,
    years: BTreeMap<Option<i32>, u64>,
    counter: &'a mut Counter<'b>,
}

/// One row; fields are written in the order of the columns.
pub(crate) struct Row<'a> {
    buffer: &'a mut Vec<u8>,
    n_fields: usize,
}

impl<'a, 'b> Sink<'a, 'b> {
    pub(crate) fn new(
        mut output: Output,
        dataset: &Dataset,
        place: &'static str,
        path: &str,
        counter: &'a mut Counter<'b>,
    ) -> Self {
        for column in dataset.columns {
            output.buffer.extend_from_slice(column.as_bytes());
            output.buffer.push(b';');
        }
        output
            .buffer
            .extend_from_slice(b"municipality_code;source\n");
        Self {
            output,
            place,
            path: path.to_owned(),
            n_columns: dataset.columns.len(),
            years: BTreeMap::new(),
            counter,
        }
    }

    /// Writes a row that is counted under the year of `date`.
    pub(crate) fn row(
        &mut self,
        date: Option<Day>,
        fill: impl FnOnce(&mut Row<'_>),
    ) -> Result<(), SynthError> {
        let mut row = Row {
            buffer: &mut self.output.buffer,
            n_fields: 0,
        };
        fill(&mut row);
        debug_assert_eq!(row.n_fields, self.n_columns, "{}", self.path);
        self.output.buffer.extend_from_slice(self.place.as_bytes());
        self.output.buffer.push(b';');
        self.output.buffer.extend_from_slice(SOURCE);
        self.output.buffer.push(b'\n');
        *self.years.entry(date.map(Day::year)).or_default() += 1;
        self.counter.row(&self.path);
        self.output.row_done()
    }

    pub(crate) fn finish(self) -> Result<Vec<YearCount>, SynthError> {
        self.output.finish()?;
        Ok(self
            .years
            .into_iter()
            .map(|(year, rows)| YearCount { year, rows })
            .collect())
    }
}

impl Row<'_> {
    /// Text of ours, which has neither delimiter nor quotes.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.buffer.extend_from_slice(text.as_bytes());
        self.end()
    }

    pub(crate) fn none(&mut self) -> &mut Self {
        self.end()
    }

    pub(crate) fn number(&mut self, number: i64) -> &mut Self {
        if number < 0 {
            self.buffer.push(b'-');
        }
        push_number(self.buffer, number.unsigned_abs());
        self.end()
    }

    pub(crate) fn flag(&mut self, flag: bool) -> &mut Self {
        self.text(if flag { "true" } else { "false" })
    }

    pub(crate) fn date(&mut self, day: Day) -> &mut Self {
        let date = day.date();
        push_padded(self.buffer, date.year().unsigned_abs().into(), 4);
        self.buffer.push(b'-');
        push_padded(self.buffer, date.month().into(), 2);
        self.buffer.push(b'-');
        push_padded(self.buffer, date.day().into(), 2);
        self.end()
    }

    /// Minutes as hours; minutes of ours are whole quarters of an hour, so that two decimals are exact.
    pub(crate) fn hours(&mut self, minutes: i32) -> &mut Self {
        let minutes = u64::from(minutes.unsigned_abs());
        push_number(self.buffer, minutes / 60);
        self.buffer.push(b'.');
        push_padded(self.buffer, minutes % 60 * 100 / 60, 2);
        self.end()
    }

    /// Hundredths as a number with two decimals.
    pub(crate) fn hundredths(&mut self, hundredths: i64) -> &mut Self {
        let hundredths = hundredths.unsigned_abs();
        push_number(self.buffer, hundredths / 100);
        self.buffer.push(b'.');
        push_padded(self.buffer, hundredths % 100, 2);
        self.end()
    }

    pub(crate) fn cpr(&mut self, cpr: Cpr) -> &mut Self {
        push_cpr(self.buffer, cpr);
        self.end()
    }

    /// A letter and a number of at least seven digits: `G0000012`.
    pub(crate) fn id(&mut self, letter: u8, position: usize) -> &mut Self {
        self.buffer.push(letter);
        push_padded(self.buffer, u64::try_from(position).unwrap_or(u64::MAX), 7);
        self.end()
    }

    /// What is there, or nothing.
    pub(crate) fn maybe<T>(
        &mut self,
        value: Option<T>,
        write: impl FnOnce(&mut Self, T),
    ) -> &mut Self {
        match value {
            Some(value) => {
                write(self, value);
                self
            }
            None => self.none(),
        }
    }

    fn end(&mut self) -> &mut Self {
        self.buffer.push(b';');
        self.n_fields += 1;
        self
    }
}
