//! Waiting lists: listed, offered, accepted.

use pejl_lake::columns;

use super::Subject;
use crate::check::Check;

/// Waiting lists: listed, offered, accepted.
pub(super) static WAITING: Subject = Subject {
    spec: &pejl_lake::WAITING,
    age_on: Some(columns::LISTED),
    service_on: Some(columns::LISTED),
    counts_overlaps: false,
    checks: &[
        Check::Past(columns::LISTED),
        Check::Past(columns::DISCHARGED),
        Check::Past(columns::OFFERED),
        Check::Past(columns::FIRST_CONTACT),
        Check::Past(columns::ACCEPTED),
        Check::Order(columns::LISTED, columns::OFFERED),
        Check::Order(columns::OFFERED, columns::ACCEPTED),
        Check::Order(columns::LISTED, columns::ACCEPTED),
    ],
};
