//! How many have help, month by month.

use pejl_domain::care::Setting;

use crate::calendar::Month;

use super::{Grant, Model};

/// The caseload on the last day of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Caseload {
    /// Persons with personal or practical help in their own home.
    pub(crate) persons: u32,
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
    let count = |month: Month| {
        let day = month.last_day();
        persons.clear();
        let mut minutes_per_week = 0;
        for grant in grants
            .iter()
            .filter(|grant| grant.from <= day && day <= grant.to)
        {
            persons.push(grant.person);
            minutes_per_week += i64::from(grant.amount);
        }
        persons.sort_unstable();
        persons.dedup();
        let persons = u32::try_from(persons.len()).unwrap_or(u32::MAX);
        (
            month,
            Caseload {
                persons,
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
