//! The numbers that measures took, as they stand in collected rows.

use std::collections::HashMap;

use pejl_lake::Frame;
use polars::prelude::{Float64Chunked, Int64Chunked, StringChunked};

use super::answer::RecordError;
use super::calendar::{PERIOD_NO, PLACE_NO};
use super::pass::Pass;

/// A number that a measure took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Number {
    Whole(i64),
    Quantile(Option<f64>),
    /// A sum that does not fit into 64 bits.
    TooLarge,
}

/// What a measure took in a cell, and of how many persons.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taken {
    pub(super) number: Number,
    pub(super) persons: Option<i64>,
}

/// Members of the dimensions asked for, in their order.
pub(super) type Members = Vec<String>;

/// The numbers of one pass by place, period and members.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) taken: HashMap<(usize, usize, Members), Vec<Taken>>,
    /// Whether the rows of each measure are of persons.
    pub(super) of_persons: Vec<bool>,
}

/// Reads the numbers of a pass off its collected rows.
pub(super) fn rows_of(pass: &Pass, by: &[&str], frame: &Frame) -> Result<Rows, RecordError> {
    let whole = |name: &str| frame.column(name).and_then(|column| column.i64());
    let (places, periods) = (whole(PLACE_NO)?, whole(PERIOD_NO)?);
    let members: Vec<&StringChunked> = by
        .iter()
        .map(|name| frame.column(name).and_then(|column| column.str()))
        .collect::<Result<_, _>>()?;
    let mut columns = Vec::new();
    for (no, measure) in pass.measures.iter().enumerate() {
        let column = frame.column(&Pass::column(no))?;
        let persons = frame.column(&Pass::persons(no)).ok();
        let persons = persons.map(|column| column.i64()).transpose()?;
        columns.push(match measure.take.is_quantile() {
            true => (Column::Quantile(column.f64()?), persons),
            false => (Column::Whole(column.i64()?), persons),
        });
    }
    let mut rows = Rows {
        of_persons: columns
            .iter()
            .map(|(_, persons)| persons.is_some())
            .collect(),
        ..Rows::default()
    };
    for row in 0..frame.height() {
        let number =
            |column: &Int64Chunked| column.get(row).and_then(|no| usize::try_from(no).ok());
        let (Some(place), Some(period)) = (number(places), number(periods)) else {
            continue;
        };
        let named = members.iter();
        let named = named.map(|column| column.get(row).unwrap_or_default().to_owned());
        let mut taken = Vec::with_capacity(columns.len());
        for (column, persons) in &columns {
            taken.push(Taken {
                number: match column {
                    Column::Whole(column) => {
                        column.get(row).map_or(Number::TooLarge, Number::Whole)
                    }
                    Column::Quantile(column) => Number::Quantile(column.get(row)),
                },
                persons: persons.and_then(|persons| persons.get(row)),
            });
        }
        rows.taken.insert((place, period, named.collect()), taken);
    }
    Ok(rows)
}

enum Column<'a> {
    Whole(&'a Int64Chunked),
    Quantile(&'a Float64Chunked),
}
