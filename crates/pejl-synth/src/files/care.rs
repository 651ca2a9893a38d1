//! The care side in the project's own layout, as known on the window's last day.

mod assessment;
mod course;
mod delivery;
mod event;
mod goal;
mod grant;
mod person;
mod quality;
mod staff;
mod supplier;

use super::canonical::Dataset;

pub(crate) use delivery::DELIVERY;

/// Letters of identifiers.
const GRANT: u8 = b'G';
const COURSE: u8 = b'F';
const GOAL: u8 = b'M';
const CASE: u8 = b'K';
const UNIT: u8 = b'E';
const PROVIDER: u8 = b'L';

/// Datasets of one file each.
pub(crate) const DATASETS: [Dataset; 14] = [
    person::PERSON,
    event::EVENT,
    grant::GRANTS,
    course::COURSES,
    assessment::ASSESSMENT,
    goal::GOALS,
    supplier::UNITS,
    supplier::PROVIDERS,
    staff::STAFFING,
    staff::ABSENCE,
    quality::COMPLAINTS,
    quality::WAITING,
    quality::PREVENTION_VISITS,
    quality::SURVEY,
];
