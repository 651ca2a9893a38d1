//! Deliveries: help that reached a citizen, or was cancelled.

use chrono::NaiveDate;
use pejl_domain::care::DeliveryMode;
use pejl_ingest::record::{Fault, RecordBatch, Values, at};
use pejl_lake::columns;

use super::{DAY_MINUTES, Subject};
use crate::check::Check;

/// Deliveries: help that reached a citizen, or was cancelled.
pub(super) static DELIVERY: Subject = Subject {
    spec: &pejl_lake::DELIVERY,
    age_on: Some(columns::DATE),
    service_on: Some(columns::DATE),
    counts_overlaps: false,
    checks: &[
        Check::Past(columns::DATE),
        Check::Whole(columns::MINUTES, 0, DAY_MINUTES),
        Check::Whole(columns::PLANNED_MINUTES, 0, DAY_MINUTES),
        Check::Decimal(columns::QUANTITY, 0.0, 10_000.0),
        Check::OneOf(columns::MODE, || {
            DeliveryMode::ALL.iter().map(|it| it.as_str()).collect()
        }),
        Check::Other(something_delivered),
    ],
};

/// What was not cancelled was delivered in some quantity.
fn something_delivered(batch: &mut RecordBatch, _: NaiveDate, faults: &mut Vec<Fault>) {
    let minutes = batch.int32(columns::MINUTES);
    let cancelled = match batch.values(columns::CANCELLED) {
        Some(Values::Bool(cancelled)) => cancelled.as_slice(),
        _ => &[],
    };
    let quantities = batch.values(columns::QUANTITY);
    for row in 0..batch.len() {
        let has_quantity = quantities.is_some_and(|values| !values.is_null(row));
        let is_cancelled = at(cancelled, row).unwrap_or(false);
        if at(minutes, row).is_none() && !has_quantity && !is_cancelled {
            faults.push(Fault::other(
                row,
                columns::MINUTES,
                "delivery.no_quantity",
                "en levering, som ikke er aflyst, har minutter eller en mængde".to_owned(),
                "a delivery that was not cancelled has minutes or a quantity".to_owned(),
            ));
        }
    }
}
