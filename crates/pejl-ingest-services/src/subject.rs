//! What must hold for the rows of each dataset, one file per dataset.

mod absence;
mod assessment;
mod complaint;
mod course;
mod delivery;
mod event;
mod goal;
mod grant;
mod norm;
mod person;
mod prevention_visit;
mod register;
mod staffing;
mod structural_factor;
mod survey;
mod waiting;

use pejl_lake::DatasetSpec;

use crate::check::Check;

/// What must hold for the rows of one dataset.
#[derive(Debug)]
pub struct Subject {
    /// The dataset.
    pub spec: &'static DatasetSpec,
    /// The day the citizen's age is computed for, where the dataset has an age.
    pub(crate) age_on: Option<&'static str>,
    /// The day a service must be valid on, where the dataset has services.
    pub(crate) service_on: Option<&'static str>,
    /// Whether overlapping rows of one person and service are counted.
    pub(crate) counts_overlaps: bool,
    /// What is checked and derived, in order.
    pub(crate) checks: &'static [Check],
}

/// Every subject, in the order of [`pejl_lake::datasets`].
pub static SUBJECTS: [&Subject; 19] = [
    &grant::GRANT,
    &delivery::DELIVERY,
    &course::COURSE,
    &assessment::ASSESSMENT,
    &goal::GOAL,
    &waiting::WAITING,
    &person::PERSON,
    &event::EVENT,
    &prevention_visit::PREVENTION_VISIT,
    &staffing::STAFFING,
    &absence::ABSENCE,
    &survey::SURVEY,
    &complaint::COMPLAINT,
    &register::UNIT,
    &register::PROVIDER,
    &register::REPORTING_ORG,
    &structural_factor::STRUCTURAL_FACTOR,
    &norm::DEADLINE,
    &norm::BAND_COST,
];

/// Returns the subject of a dataset.
#[must_use]
pub fn find_subject(dataset: &str) -> Option<&'static Subject> {
    SUBJECTS
        .into_iter()
        .find(|subject| subject.spec.name == dataset)
}

/// Days that a decision may lie ahead: a grant is decided and registered at most two years before it begins.
const AHEAD_MAX: u32 = 730;

/// Hours in a week.
const WEEK_HOURS: f64 = 168.0;

/// Minutes of a day.
const DAY_MINUTES: i32 = 1_440;
