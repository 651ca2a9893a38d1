//! Surveys: answers by group and question.

use chrono::{Datelike, NaiveDate};
use pejl_ingest::record::{Fault, Problem, RecordBatch};
use pejl_lake::columns;

use super::Subject;
use crate::check::Check;

/// Surveys: answers by group and question.
pub(super) static SURVEY: Subject = Subject {
    spec: &pejl_lake::SURVEY,
    age_on: None,
    service_on: None,
    counts_overlaps: false,
    checks: &[
        Check::Whole(columns::YEAR, 1990, 2199),
        Check::Other(year_has_come),
        Check::Decimal(columns::WEIGHT, 0.0, 1_000_000.0),
        Check::Whole(columns::N_INVITED, 0, 10_000_000),
    ],
};

/// Nobody has answered in a year that has not begun.
fn year_has_come(batch: &mut RecordBatch, as_of: NaiveDate, faults: &mut Vec<Fault>) {
    let years = batch.int32(columns::YEAR).iter().enumerate();
    let ahead = years.filter(|(_, year)| year.is_some_and(|year| year > as_of.year()));
    faults.extend(ahead.map(|(row, _)| Fault::of(row, columns::YEAR, &Problem::Future { as_of })));
}
