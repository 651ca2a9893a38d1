//! Absence: days of a unit and profession in a month.

use pejl_lake::columns;

use super::Subject;
use crate::check::Check;

/// Absence: days of a unit and profession in a month.
pub(super) static ABSENCE: Subject = Subject {
    spec: &pejl_lake::ABSENCE,
    age_on: None,
    service_on: None,
    counts_overlaps: false,
    checks: &[
        Check::Past(columns::MONTH),
        Check::Decimal(columns::DAYS_ABSENT, 0.0, 600_000.0),
    ],
};
