//! Citizens, as a register.

use pejl_lake::columns;

use super::Subject;
use crate::check::Check;

/// Citizens, as a register.
pub(super) static PERSON: Subject = Subject {
    spec: &pejl_lake::PERSON,
    age_on: None,
    service_on: None,
    counts_overlaps: false,
    checks: &[
        Check::Day(columns::VALID_FROM),
        Check::Day(columns::VALID_TO),
        Check::Order(columns::VALID_FROM, columns::VALID_TO),
    ],
};
