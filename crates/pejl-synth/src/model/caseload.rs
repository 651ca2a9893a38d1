//! How many have help, month by month.

use pejl_domain::care::Setting;

use crate::calendar::Month;

use super::{Grant, Model};

/// The caseload on the last day of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Caseload {
    /// Persons with personal or practical help in their own home.
    pub(crate) persons: u32,
    /// Those and the ones who left and whose grants nobody closed.
    pub(crate) persons_on_record: u32,
    /// Minutes a week granted to them.
    pub(crate) minutes_per_week: i64,
}

/// The caseload of every month of the window, the never closed grants ended where the citizen left.
pub(crate) fn caseloads(model: &Model) -> Vec<(Month, Caseload)> {
    let grants: Vec<&Grant> = model
        .grants
        .iter()
        .filter(|grant| grant.service.is_home_help() && grant.setting == Setting::OwnHome)
        .collect();
    let mut persons = Vec::new();
    let mut on_record = Vec::new();
    let count = |month: Month| {
        let day = month.last_day();
        persons.clear();
        on_record.clear();
        let mut minutes_per_week = 0;
        for grant in grants.iter().filter(|grant| grant.from <= day) {
            if day <= grant.to {
                persons.push(grant.person);
                minutes_per_week += i64::from(grant.amount);
            }
            if day <= grant.to || grant.never_closed {
                on_record.push(grant.person);
            }
        }
        (
            month,
            Caseload {
                persons: distinct(&mut persons),
                persons_on_record: distinct(&mut on_record),
                minutes_per_week,
            },
        )
    };
    model
        .window
        .from
        .through(model.window.to)
        .map(count)
        .collect()
}

fn distinct(persons: &mut Vec<usize>) -> u32 {
    persons.sort_unstable();
    persons.dedup();
    u32::try_from(persons.len()).unwrap_or(u32::MAX)
}
