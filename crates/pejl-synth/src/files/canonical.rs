//! The project's own layout: UTF-8, `;`, LF, ISO dates, decimal point, amounts in øre, empty for nothing.

use std::collections::BTreeMap;

use chrono::Datelike;

use crate::calendar::Day;
use crate::cpr::Cpr;
use crate::error::SynthError;
use crate::model::Model;
use crate::run::Counter;
use crate::truth::{Exact, TableTruth, Tally, YearCount};

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
    /// What `truth.json` counts and adds up.
    pub(crate) tables: &'static [TableSpec],
    /// Writes all rows, or those of a year.
    pub(crate) write: fn(&Model, Option<i32>, &mut Sink<'_, '_>) -> Result<(), SynthError>,
}

/// A table of `truth.json`: columns (or the `.month` or `.year` of a day) and what is added up.
#[derive(Debug)]
pub(crate) struct TableSpec {
    pub(crate) by: &'static [&'static str],
    /// Columns, or names that [`DAYS`] knows.
    pub(crate) measures: &'static [&'static str],
}

/// Numbers of a row that are days between two of its days: dataset, name, first and last day.
const DAYS: [(&str, &str, &str, &str); 4] = [
    ("course", "days", "start", "end"),
    ("complaint", "days", "received", "decided"),
    ("waiting", "days_to_offer", "listed", "offered"),
    ("waiting", "days_to_accept", "listed", "accepted"),
];

/// A table in the making: where in a row its values and numbers stand.
struct Table {
    tally: Tally,
    /// Column and how many bytes of it count; all when none.
    by: Vec<(usize, Option<usize>)>,
    numbers: Vec<Number>,
}

/// Where a number of a row comes from.
enum Number {
    Column(usize),
    Days(usize, usize),
}

/// Takes the rows of one file.
pub(crate) struct Sink<'a, 'b> {
    output: Output,
    place: &'static str,
    path: String,
    n_columns: usize,
    names_persons: bool,
    fields: Vec<Field>,
    years: BTreeMap<Option<i32>, u64>,
    tables: Vec<Table>,
    counter: &'a mut Counter<'b>,
}

/// One field of the row being written: where it stands in the buffer, and what it says.
struct Field {
    start: usize,
    end: usize,
    said: Said,
}

/// What a field says, before it became text.
#[derive(Clone, Copy)]
enum Said {
    Text,
    Number(Exact),
    Day(Day),
    Person(u64),
}

/// One row; fields are written in the order of the columns.
pub(crate) struct Row<'a> {
    buffer: &'a mut Vec<u8>,
    fields: &'a mut Vec<Field>,
    start: usize,
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
            names_persons: dataset.columns.contains(&"cpr"),
            fields: Vec::with_capacity(dataset.columns.len()),
            years: BTreeMap::new(),
            tables: dataset
                .tables
                .iter()
                .map(|spec| Table::new(dataset, spec))
                .collect(),
            counter,
        }
    }

    /// Writes a row that is counted under the year of `date`.
    pub(crate) fn row(
        &mut self,
        date: Option<Day>,
        fill: impl FnOnce(&mut Row<'_>),
    ) -> Result<(), SynthError> {
        self.fields.clear();
        let start = self.output.buffer.len();
        let mut row = Row {
            buffer: &mut self.output.buffer,
            fields: &mut self.fields,
            start,
        };
        fill(&mut row);
        debug_assert_eq!(self.fields.len(), self.n_columns, "{}", self.path);
        for table in &mut self.tables {
            table.add(&self.fields, &self.output.buffer);
        }
        self.output.buffer.extend_from_slice(self.place.as_bytes());
        self.output.buffer.push(b';');
        self.output.buffer.extend_from_slice(SOURCE);
        self.output.buffer.push(b'\n');
        *self.years.entry(date.map(Day::year)).or_default() += 1;
        self.counter.row(&self.path);
        self.output.row_done()
    }

    /// Finishes the file; returns its rows by year, and its tables.
    pub(crate) fn finish(self) -> Result<(Vec<YearCount>, Vec<TableTruth>), SynthError> {
        self.output.finish()?;
        let years = self.years.into_iter();
        let years = years.map(|(year, rows)| YearCount { year, rows });
        let tables = self.tables.into_iter();
        let tables = tables.map(|table| table.tally.finish(self.names_persons));
        Ok((years.collect(), tables.collect()))
    }
}

impl Table {
    fn new(dataset: &Dataset, spec: &TableSpec) -> Self {
        let column = |name: &str| {
            let found = dataset.columns.iter().position(|column| *column == name);
            debug_assert!(found.is_some(), "{}: {name}", dataset.name);
            found.unwrap_or(usize::MAX)
        };
        let by = spec.by.iter().map(|name| match name.split_once('.') {
            Some((day, "year")) => (column(day), Some(4)),
            Some((day, _)) => (column(day), Some(7)),
            None => (column(name), None),
        });
        let number = |name: &&str| {
            let days = DAYS
                .iter()
                .find(|(of, days, ..)| *of == dataset.name && days == name);
            match days {
                Some((_, _, from, to)) => Number::Days(column(from), column(to)),
                None => Number::Column(column(name)),
            }
        };
        Self {
            tally: Tally::new(spec.by, spec.measures),
            by: by.collect(),
            numbers: spec.measures.iter().map(number).collect(),
        }
    }

    fn add(&mut self, fields: &[Field], buffer: &[u8]) {
        let values = self.by.iter().map(|(column, width)| {
            let text = fields
                .get(*column)
                .and_then(|field| buffer.get(field.start..field.end))
                .unwrap_or_default();
            text.get(..width.unwrap_or(text.len())).unwrap_or_default()
        });
        let said = |column: &usize| fields.get(*column).map(|field| field.said);
        let numbers = self.numbers.iter().map(|number| match number {
            Number::Column(column) => match said(column) {
                Some(Said::Number(number)) => Some(number),
                _ => None,
            },
            Number::Days(from, to) => match (said(from), said(to)) {
                (Some(Said::Day(from)), Some(Said::Day(to))) => {
                    Some(Exact::whole(to.since(from).into()))
                }
                _ => None,
            },
        });
        let person = fields.iter().find_map(|field| match field.said {
            Said::Person(person) => Some(person),
            _ => None,
        });
        self.tally.add(values, person, numbers);
    }
}

impl Row<'_> {
    /// Text of ours, which has neither delimiter nor quotes.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.buffer.extend_from_slice(text.as_bytes());
        self.end(Said::Text)
    }

    pub(crate) fn none(&mut self) -> &mut Self {
        self.end(Said::Text)
    }

    pub(crate) fn number(&mut self, number: i64) -> &mut Self {
        if number < 0 {
            self.buffer.push(b'-');
        }
        push_number(self.buffer, number.unsigned_abs());
        self.end(Said::Number(Exact::whole(number)))
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
        self.end(Said::Day(day))
    }

    /// Minutes as hours; minutes of ours are whole quarters of an hour, so that two decimals are exact.
    pub(crate) fn hours(&mut self, minutes: i32) -> &mut Self {
        let minutes = u64::from(minutes.unsigned_abs());
        push_number(self.buffer, minutes / 60);
        self.buffer.push(b'.');
        push_padded(self.buffer, minutes % 60 * 100 / 60, 2);
        let hundredths = i64::try_from(minutes * 100 / 60).unwrap_or(i64::MAX);
        self.end(Said::Number(Exact::hundredths(hundredths)))
    }

    /// Hundredths as a number with two decimals.
    pub(crate) fn hundredths(&mut self, hundredths: i64) -> &mut Self {
        let number = Exact::hundredths(hundredths);
        let hundredths = hundredths.unsigned_abs();
        push_number(self.buffer, hundredths / 100);
        self.buffer.push(b'.');
        push_padded(self.buffer, hundredths % 100, 2);
        self.end(Said::Number(number))
    }

    pub(crate) fn cpr(&mut self, cpr: Cpr) -> &mut Self {
        push_cpr(self.buffer, cpr);
        self.end(Said::Person(cpr.key()))
    }

    /// A letter and a number of at least seven digits: `G0000012`.
    pub(crate) fn id(&mut self, letter: u8, position: usize) -> &mut Self {
        self.buffer.push(letter);
        push_padded(self.buffer, u64::try_from(position).unwrap_or(u64::MAX), 7);
        self.end(Said::Text)
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

    fn end(&mut self, said: Said) -> &mut Self {
        self.fields.push(Field {
            start: self.start,
            end: self.buffer.len(),
            said,
        });
        self.buffer.push(b';');
        self.start = self.buffer.len();
        self
    }
}
