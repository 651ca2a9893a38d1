//! A year to date beside the same months of the year before: what has changed, where the newest year is only partly in.

use std::collections::{BTreeMap, BTreeSet};

use pejl_domain::{Cell, Period};

use super::answer::MONTHS_OF_WINDOW;
use super::series::SeriesBreaks;
use crate::breaks::Break;
use crate::catalogue::Catalogue;
use crate::observation::{Observation, Quality};
use crate::reason;

/// The member of a figure of the year before that says which period it stands beside.
pub const BESIDE: &str = "beside";
/// The member of a change that says from which period it is.
pub const CHANGE_FROM: &str = "change_from";

/// The period a year before; none before the first year that a period can have.
///
/// # Example
/// That of 2019-Q2 is 2018-Q2.
pub fn year_before(period: Period) -> Option<Period> {
    let year = period.year_number().checked_sub(1)?;
    Period::new(period.grain(), year, period.number_in_year()).ok()
}

/// The figures, each followed by that of the same months a year before and by the change from it.
///
/// The figure of the year before has its own period, and `beside` names the one it stands beside. The change is value minus
/// value, in the unit of both and without a numerator and a denominator, and `change_from` names the period it is from. What
/// was there a year before and is no more stands at the end, with no change.
/// Where either has no figure the change has the cell of the one that has none, and across a break that stops comparison it is
/// `not_applicable`. Behind a change are the fewest persons behind either figure.
pub fn beside(
    catalogue: &Catalogue,
    now: Vec<Observation>,
    before: Vec<Observation>,
) -> Vec<Observation> {
    let mut earlier: BTreeMap<Key, Observation> = before
        .into_iter()
        .map(|one| (key(&one, one.period), one))
        .collect();
    let mut found = Vec::new();
    let mut latest: BTreeMap<Period, Period> = BTreeMap::new();
    for one in now {
        let Some(then) = year_before(one.period) else {
            found.push(one);
            continue;
        };
        latest.insert(then, one.period);
        let before = earlier.remove(&key(&one, then));
        let change = change(catalogue, &one, before.as_ref(), then);
        let period = one.period;
        found.push(one);
        found.extend(before.map(|before| named_beside(before, period)));
        found.push(change);
    }
    let rest = earlier.into_values();
    found.extend(rest.filter_map(|one| {
        let period = *latest.get(&one.period)?;
        Some(named_beside(one, period))
    }));
    found
}

fn named_beside(mut one: Observation, period: Period) -> Observation {
    one.members.insert(BESIDE.to_owned(), period.to_string());
    one
}

/// What tells figures apart, whatever months they are of.
type Key = (String, String, String, BTreeMap<String, String>);

fn key(one: &Observation, period: Period) -> Key {
    let mut members = one.members.clone();
    members.remove(MONTHS_OF_WINDOW);
    let (indicator, municipality) = (one.indicator.clone(), one.municipality.clone());
    (indicator, municipality, period.to_string(), members)
}

fn change(
    catalogue: &Catalogue,
    now: &Observation,
    before: Option<&Observation>,
    then: Period,
) -> Observation {
    let breaks = breaks(catalogue, now, then);
    let stops = breaks.iter().find(|one| !one.comparable);
    let (cell, value, reason) = match (stops, before) {
        (Some(one), _) => (Cell::NotApplicable, None, Some(one.text.clone())),
        (None, None) => {
            let reason = reason::nothing_a_year_before(then);
            (Cell::NotApplicable, None, Some(reason))
        }
        (None, Some(before)) => match (now.value, before.value) {
            (Some(now), Some(before)) if (now - before).is_finite() => match now - before {
                0.0 => (Cell::Zero, Some(0.0), None),
                change => (Cell::Ok, Some(change), None),
            },
            (Some(_), Some(_)) => (Cell::Missing, None, Some(reason::sum_too_large())),
            (None, _) => (now.cell, None, now.reason.clone()),
            (_, None) => (before.cell, None, before.reason.clone()),
        },
    };
    let both = || [Some(now), before].into_iter().flatten();
    let fewest = |n: fn(&Observation) -> Option<i64>| both().filter_map(n).min();
    let mut members = now.members.clone();
    members.insert(CHANGE_FROM.to_owned(), then.to_string());
    let mut quality: BTreeSet<Quality> = both().flat_map(|one| one.quality.clone()).collect();
    // A step from another period is none from this one.
    quality.remove(&Quality::Break);
    quality.extend((!breaks.is_empty()).then_some(Quality::Break));
    Observation {
        members,
        numerator: None,
        denominator: None,
        value,
        cell,
        n: None,
        n_top: fewest(|one| one.n_top),
        n_bottom: fewest(|one| one.n_bottom),
        n_left: fewest(|one| one.n_left),
        n_least: fewest(|one| one.n_least),
        provisional: both().any(|one| one.provisional),
        quality: quality.into_iter().collect(),
        reason,
        breaks,
        ..now.clone()
    }
}

/// What breaks the series between the two periods.
fn breaks(catalogue: &Catalogue, now: &Observation, then: Period) -> Vec<Break> {
    let reading = now.members.get("reading").map_or("", String::as_str);
    let reading = catalogue.find_reading(&format!("{}.{reading}", now.indicator));
    reading.map_or_else(Vec::new, |reading| {
        SeriesBreaks::of(catalogue, reading).between(then, now.period)
    })
}
