//! Staffing: full-time equivalents of a unit and profession in a month.

use pejl_lake::columns;

use super::Subject;
use crate::check::Check;

/// Staffing: full-time equivalents of a unit and profession in a month.
pub(super) static STAFFING: Subject = Subject {
    spec: &pejl_lake::STAFFING,
    age_on: None,
    service_on: None,
    counts_overlaps: false,
    checks: &[
        Check::Past(columns::MONTH),
        Check::Decimal(columns::FTE, 0.0, 10_000.0),
        Check::Whole(columns::HEADCOUNT, 0, 20_000),
        Check::Decimal(columns::AGENCY_HOURS, 0.0, 1_000_000.0),
    ],
};
