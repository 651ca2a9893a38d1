//! Complaints: received, decided, and what came of them.

use chrono::NaiveDate;
use pejl_domain::care::ComplaintOutcome;
use pejl_ingest::record::{Fault, RecordBatch, at};
use pejl_lake::columns;

use super::Subject;
use crate::check::Check;

/// Complaints: received, decided, and what came of them.
pub(super) static COMPLAINT: Subject = Subject {
    spec: &pejl_lake::COMPLAINT,
    age_on: None,
    service_on: Some(columns::RECEIVED),
    counts_overlaps: false,
    checks: &[
        Check::Past(columns::RECEIVED),
        Check::Past(columns::DECIDED),
        Check::Order(columns::RECEIVED, columns::DECIDED),
        Check::OneOf(columns::OUTCOME, || {
            ComplaintOutcome::ALL.iter().map(|it| it.as_str()).collect()
        }),
        Check::OneOf(columns::FIRST_INSTANCE, || {
            vec!["municipality", "appeals_board"]
        }),
        Check::Other(outcome_is_dated),
    ],
};

/// An outcome is of a decision, which has a day: complaints are counted by it.
fn outcome_is_dated(batch: &mut RecordBatch, _: NaiveDate, faults: &mut Vec<Fault>) {
    let days = batch.date(columns::DECIDED);
    let outcomes = batch.text(columns::OUTCOME).iter().enumerate();
    let undated = outcomes.filter(|(row, it)| !it.is_empty() && at(days, *row).is_none());
    faults.extend(undated.map(|(row, _)| {
        Fault::other(
            row,
            columns::OUTCOME,
            "complaint.not_decided",
            "en klage uden afgørelsesdato har intet udfald".to_owned(),
            "a complaint without a day of decision has no outcome".to_owned(),
        )
    }));
}
