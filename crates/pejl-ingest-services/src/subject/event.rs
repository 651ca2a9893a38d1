//! Events: admissions, discharges, deaths, moves.

use pejl_lake::columns;

use super::Subject;
use crate::check::Check;

/// Events: admissions, discharges, deaths, moves.
pub(super) static EVENT: Subject = Subject {
    spec: &pejl_lake::EVENT,
    age_on: Some(columns::DATE),
    service_on: None,
    counts_overlaps: false,
    checks: &[
        Check::Past(columns::DATE),
        Check::OneOf(columns::KIND, || {
            vec![
                "admission",
                "discharge",
                "readmission",
                "death",
                "moved_in",
                "moved_out",
            ]
        }),
    ],
};
