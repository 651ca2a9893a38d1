//! Which months of which dataset imports cover, and which rows count where reports say again what exports say.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use pejl_domain::{Cover, Grain, Period};

use super::calendar::{Span, last_day, number};

/// Rows made from KL Gateway's reports: what a municipality's own systems export comes before them.
const REPORTED: &str = "kl-gateway";

/// What one area has of one dataset.
#[derive(Debug, Clone, Default, PartialEq)]
struct AreaCoverage {
    /// Months that some source covers.
    months: BTreeSet<i64>,
    /// Whether a register is there, which has no months.
    is_register: bool,
    /// Months in which the rows of a variant do not count, because another covers them as well.
    hidden: BTreeMap<String, BTreeSet<String>>,
}

/// What imports cover of one dataset.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DatasetCoverage {
    areas: BTreeMap<String, AreaCoverage>,
}

/// What imports cover of every dataset that a question needs, by its name.
pub type Coverage = BTreeMap<String, DatasetCoverage>;

/// How far a period is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Covered {
    /// Every month.
    Whole,
    /// All but the last ones: up to this month.
    Partly {
        /// Number of the last month covered.
        until: i64,
    },
    /// No month, or with a month amiss before the last one covered.
    Not,
}

impl DatasetCoverage {
    /// Arranges live covers, as far as they speak of months that had begun by `as_of`.
    ///
    /// Sources of one dataset add up: a municipality has its elderly in one system and its disabled in another. Rows made from
    /// reports to KL say again what the systems say, so they count only in months that no export covers.
    pub fn new(covers: &[Cover], as_of: NaiveDate) -> Self {
        let mut by_area: BTreeMap<&str, BTreeMap<String, Claim>> = BTreeMap::new();
        for cover in covers {
            let key = cover.variant.key();
            for area in &cover.areas {
                let claims = by_area.entry(area).or_default();
                let claim = claims.entry(key.clone()).or_default();
                claim.is_reported = cover.variant.source == REPORTED;
                for period in &cover.periods {
                    if period.year_number() == pejl_lake::REGISTER_YEAR {
                        // It is of all months, and the year stands for none.
                        claim.is_register = true;
                        continue;
                    }
                    let months = period.parts(Grain::Month).unwrap_or_default();
                    let months = months.into_iter();
                    let begun = months.filter(|month| month.start() <= as_of);
                    claim
                        .months
                        .extend(begun.map(|month| (number(month), period.to_string())));
                }
            }
        }
        let areas = by_area.into_iter();
        let areas = areas.map(|(area, claims)| (area.to_owned(), settle(claims)));
        Self {
            areas: areas.collect(),
        }
    }

    /// Whether anything is covered at the area.
    pub fn has(&self, area: &str) -> bool {
        self.areas.contains_key(area)
    }

    /// The areas with anything covered.
    pub fn areas(&self) -> impl Iterator<Item = &str> {
        self.areas.keys().map(String::as_str)
    }

    /// Whether it is a register at the area: of all months alike.
    pub fn is_register(&self, area: &str) -> bool {
        self.areas.get(area).is_some_and(|found| found.is_register)
    }

    /// The oldest month covered at the area; none of a register.
    pub fn oldest(&self, area: &str) -> Option<i64> {
        self.areas.get(area)?.months.first().copied()
    }

    /// The newest month covered at the area; none of a register.
    pub fn newest(&self, area: &str) -> Option<i64> {
        self.areas.get(area)?.months.last().copied()
    }

    /// Whether a month is covered at the area.
    pub fn covers(&self, area: &str, month: Period) -> bool {
        let found = self.areas.get(area);
        found.is_some_and(|found| found.is_register || found.months.contains(&number(month)))
    }

    /// How far a period is covered at the area.
    pub fn of(&self, area: &str, span: &Span) -> Covered {
        let Some(found) = self.areas.get(area) else {
            return Covered::Not;
        };
        if found.is_register {
            return Covered::Whole;
        }
        let covered = span
            .months()
            .take_while(|month| found.months.contains(month));
        match covered.last() {
            None => Covered::Not,
            Some(until) if until == span.last => Covered::Whole,
            Some(until) => {
                let rest = (until + 1..=span.last).any(|month| found.months.contains(&month));
                match rest {
                    true => Covered::Not,
                    false => Covered::Partly { until },
                }
            }
        }
    }

    /// The last day up to which rows are known without a gap from the end of a period on.
    pub fn known_until(&self, area: &str, span: &Span) -> Option<NaiveDate> {
        let found = self.areas.get(area)?;
        if found.is_register {
            return Some(NaiveDate::MAX);
        }
        let known = (span.last..).take_while(|month| found.months.contains(month));
        last_day(known.last()?)
    }

    /// Area, variant and periods (as the rows write them) in which rows do not count.
    pub fn hidden(&self) -> impl Iterator<Item = (&str, &str, &BTreeSet<String>)> {
        self.areas.iter().flat_map(|(area, found)| {
            let hidden = found.hidden.iter();
            hidden.map(move |(variant, periods)| (area.as_str(), variant.as_str(), periods))
        })
    }
}

/// What one variant covers at one area.
#[derive(Debug, Default)]
struct Claim {
    is_reported: bool,
    is_register: bool,
    /// Months, each with the period that the rows write.
    months: BTreeMap<i64, String>,
}

fn settle(claims: BTreeMap<String, Claim>) -> AreaCoverage {
    let mut found = AreaCoverage::default();
    let (reported, exported): (Vec<_>, Vec<_>) =
        claims.into_iter().partition(|(_, claim)| claim.is_reported);
    for (_, claim) in exported {
        found.is_register |= claim.is_register;
        found.months.extend(claim.months.into_keys());
    }
    let exported = found.months.clone();
    for (key, claim) in reported {
        found.is_register |= claim.is_register;
        for (month, period) in claim.months {
            if exported.contains(&month) {
                found.hidden.entry(key.clone()).or_default().insert(period);
            }
            found.months.insert(month);
        }
    }
    found
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests;
