//! Preventive home visits: offered, accepted, held.

use chrono::NaiveDate;
use pejl_ingest::record::{Fault, RecordBatch, Values, at};
use pejl_lake::columns;

use super::Subject;
use crate::check::Check;

/// Preventive home visits: offered, accepted, held.
pub(super) static PREVENTION_VISIT: Subject = Subject {
    spec: &pejl_lake::PREVENTION_VISIT,
    age_on: Some(columns::DATE),
    service_on: None,
    counts_overlaps: false,
    checks: &[
        Check::Past(columns::DATE),
        Check::OneOf(columns::AGE_RULE, || {
            vec!["70_alone", "75", "80", "82_yearly", "by_need"]
        }),
        Check::Other(accepted_before_held),
    ],
};

/// A visit that the citizen declined was not held.
fn accepted_before_held(batch: &mut RecordBatch, _: NaiveDate, faults: &mut Vec<Fault>) {
    let bools = |name: &str| match batch.values(name) {
        Some(Values::Bool(values)) => values.as_slice(),
        _ => &[],
    };
    let (accepted, held) = (bools(columns::ACCEPTED), bools(columns::HELD));
    for row in 0..batch.len() {
        if at(accepted, row) == Some(false) && at(held, row) == Some(true) {
            faults.push(Fault::other(
                row,
                columns::HELD,
                "visit.declined_and_held",
                "et besøg, som borgeren afslog, er ikke afholdt".to_owned(),
                "a visit that the citizen declined was not held".to_owned(),
            ));
        }
    }
}
