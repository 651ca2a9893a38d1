//! Registers of the organisation: units, providers, and how organisations are named in reports.

use pejl_domain::care::{ProviderType, ServiceArea};
use pejl_lake::columns;

use super::Subject;
use crate::check::Check;

/// The units of the organisation.
pub(super) static UNIT: Subject = Subject {
    spec: &pejl_lake::UNIT,
    age_on: None,
    service_on: None,
    counts_overlaps: false,
    checks: &[
        Check::Day(columns::VALID_FROM),
        Check::Day(columns::VALID_TO),
        Check::Order(columns::VALID_FROM, columns::VALID_TO),
        Check::OneOf(columns::SERVICE_AREA, service_areas),
    ],
};

/// Those who deliver help.
pub(super) static PROVIDER: Subject = Subject {
    spec: &pejl_lake::PROVIDER,
    age_on: None,
    service_on: None,
    counts_overlaps: false,
    checks: &[
        Check::Day(columns::VALID_FROM),
        Check::Day(columns::VALID_TO),
        Check::Order(columns::VALID_FROM, columns::VALID_TO),
        Check::OneOf(columns::SERVICE_AREA, service_areas),
        Check::OneOf(columns::PROVIDER_TYPE, || {
            ProviderType::ALL.iter().map(|it| it.as_str()).collect()
        }),
    ],
};

/// How organisations are named in reports.
pub(super) static REPORTING_ORG: Subject = Subject {
    spec: &pejl_lake::REPORTING_ORG,
    age_on: None,
    service_on: None,
    counts_overlaps: false,
    checks: &[
        Check::Day(columns::VALID_FROM),
        Check::Day(columns::VALID_TO),
        Check::Order(columns::VALID_FROM, columns::VALID_TO),
        Check::Municipality(columns::MUNICIPALITY_CODE),
    ],
};

/// Parts of social care.
fn service_areas() -> Vec<&'static str> {
    ServiceArea::ALL.iter().map(|it| it.as_str()).collect()
}
