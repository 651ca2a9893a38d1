//! How far it is known who died or moved away.

use chrono::NaiveDate;
use pejl_lake::EVENT;

use crate::records::calendar::Span;
use crate::records::coverage::Coverage;

/// How far deaths and moves are known, from the first month of the period on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Departures {
    /// For as long as anybody is followed, or of no matter: courses say by themselves how they ended.
    Known,
    /// Until this day, and not for as long as is followed.
    Until(NaiveDate),
    /// Not at all, or not in the first month.
    Unknown,
}

impl Departures {
    /// How far deaths and moves are known in all of the areas, of those followed until a day.
    pub(super) fn of(coverage: &Coverage, areas: &[String], span: &Span, until: NaiveDate) -> Self {
        let first_month = Span {
            period: span.period,
            first: span.first,
            last: span.first,
        };
        let events = coverage.get(EVENT.name);
        let known = areas
            .iter()
            .map(|area| events?.known_until(area, &first_month));
        match known.min().flatten() {
            Some(day) if day >= until => Departures::Known,
            Some(day) => Departures::Until(day),
            None => Departures::Unknown,
        }
    }
}
