//! Structural factors: what explains costs and is not decided.

use pejl_lake::columns;

use super::Subject;
use crate::check::Check;

/// Structural factors: what explains costs and is not decided.
pub(super) static STRUCTURAL_FACTOR: Subject = Subject {
    spec: &pejl_lake::STRUCTURAL_FACTOR,
    age_on: None,
    service_on: None,
    counts_overlaps: false,
    checks: &[Check::Whole(columns::YEAR, 1990, 2199)],
};
