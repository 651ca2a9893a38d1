//! What figures are held against: published deadlines, and expected costs per resident.

use chrono::NaiveDate;
use pejl_ingest::record::{Fault, RecordBatch};
use pejl_lake::columns;

use super::Subject;
use crate::check::Check;

/// Days of the longest deadline that is not a slip of the pen.
const DEADLINE_DAYS_MAX: i32 = 730;

/// Within how many days the municipality has said that it decides.
pub(super) static DEADLINE: Subject = Subject {
    spec: &pejl_lake::DEADLINE,
    age_on: None,
    service_on: Some(columns::VALID_FROM),
    counts_overlaps: false,
    checks: &[
        Check::Whole(columns::DEADLINE_DAYS, 1, DEADLINE_DAYS_MAX),
        Check::Day(columns::VALID_FROM),
        Check::Day(columns::VALID_TO),
        Check::Order(columns::VALID_FROM, columns::VALID_TO),
        Check::Other(field_is_known),
    ],
};

/// What a resident of an age is expected to cost in a year.
pub(super) static BAND_COST: Subject = Subject {
    spec: &pejl_lake::BAND_COST,
    age_on: None,
    service_on: None,
    counts_overlaps: false,
    checks: &[
        Check::Whole(columns::YEAR, 1990, 2199),
        Check::OneOf(columns::ACCOUNTS, || {
            vec!["care_frame", "elderly", "special_needs"]
        }),
        Check::OneOf(columns::AGE_BAND, || {
            vec!["0-17", "18-64", "65-74", "75-84", "85+"]
        }),
        Check::Other(cost_is_not_negative),
    ],
};

/// Nobody is expected to bring money in.
fn cost_is_not_negative(batch: &mut RecordBatch, _: NaiveDate, faults: &mut Vec<Fault>) {
    for (row, cost) in batch.int64(columns::COST_OERE).iter().enumerate() {
        if cost.is_some_and(|cost| cost < 0) {
            faults.push(Fault::other(
                row,
                columns::COST_OERE,
                "number.out_of_range",
                "forventede mindst 0 øre".to_owned(),
                "expected at least 0 øre".to_owned(),
            ));
        }
    }
}

/// A deadline of a field that cannot be read would be taken for that of everything else.
fn field_is_known(batch: &mut RecordBatch, _: NaiveDate, faults: &mut Vec<Fault>) {
    let text = |name: &str, row: usize| batch.text(name).get(row);
    for row in 0..batch.len() {
        let is_known = [columns::SERVICE_CODE, columns::PARAGRAPH]
            .iter()
            .any(|name| !text(name, row).is_empty());
        if !text(columns::SERVICE_RAW, row).is_empty() && !is_known {
            faults.push(Fault::other(
                row,
                columns::SERVICE_RAW,
                "deadline.field_unknown",
                "forventede en ydelse fra listen eller en paragraf".to_owned(),
                "expected a service of the list or a paragraph".to_owned(),
            ));
        }
    }
}
