//! Indices over components: what the base period's quantities would cost, or need, at another period's rates.

mod statement;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use pejl_domain::{Cell, Period};

use super::dimension::NOT_STATED;
use super::series::SeriesBreaks;
use crate::breaks::Break;
use crate::catalogue::{Catalogue, Index, Reading};
use crate::observation::{Observation, Quality};
use crate::reason;
use crate::text::Reason;

pub use statement::{ComponentFigures, component, figures};

/// A component of an index at one place: its rate and quantity by period.
type Component<'a> = BTreeMap<Period, &'a Observation>;

/// Components by reading and member.
type Components<'a> = BTreeMap<(String, Option<String>), Component<'a>>;

/// Below this, in the unit of what stands above the line, nothing is left: half an øre.
const HALF_A_UNIT: f64 = 0.005;

/// The observations of an index, from those of its components in the periods asked for and the base period.
///
/// `index = 100 · Σ rate_t · quantity_0 / Σ rate_0 · quantity_0` over the components, where a component's rate is its value
/// and its quantity what is below its line: with prices and quantities Laspeyres' index, with rates and residents of age
/// bands direct standardisation to the base period's own population. A component that has no quantity in one of the two
/// periods has no rate there and is left out of both sums, and so is one whose series is broken between the two, as its rates
/// are not of the same; how many are in stands in the members. Where the law makes the index itself incomparable between the
/// two, or no component is left by breaks, it is not applicable. `finer` are the components
/// split by the finer dimension of the index, nothing where it has none; where both periods tell a component apart by it, its
/// members are components in its place, and a rest of what stands above the line that is of no member is borne by them in
/// proportion.
pub fn of_components(
    catalogue: &Catalogue,
    (reading, index): (&Reading, &Index),
    (base, periods): (Period, &[Period]),
    (components, finer): (&[Observation], &[Observation]),
) -> Vec<Observation> {
    let mut places: Vec<&str> = Vec::new();
    for one in components {
        if !places.contains(&one.municipality.as_str()) {
            places.push(&one.municipality);
        }
    }
    let broken = broken(catalogue, index, (base, periods));
    let of_itself = SeriesBreaks::of(catalogue, reading);
    let mut found = Vec::new();
    for place in places {
        let of_place = cells_of(index.across.as_deref(), place, components);
        let finer = cells_of(index.finer.as_deref(), place, finer);
        let mut earlier = None;
        for period in periods {
            let breaks = BreaksFromBase {
                of_index: incomparable(&of_itself, base, *period),
                of_components: &broken,
            };
            let asked = (base, *period);
            let told = told_apart(&of_place, &finer, asked, index.finer_rest_percent);
            let one = at(reading, asked, &told, &breaks);
            if let Some(mut one) = one {
                let step = earlier.map(|earlier| of_itself.between(earlier, *period));
                for one_more in step.into_iter().flatten() {
                    if !one.breaks.contains(&one_more) {
                        one.breaks.push(one_more);
                    }
                }
                one.breaks.sort_by_key(|one| one.date);
                if !one.breaks.is_empty() {
                    one.quality.push(Quality::Break);
                }
                found.push(one);
            }
            earlier = Some(*period);
        }
    }
    found
}

/// What can be told of the components of an index: in each period the codes of those that can.
pub type ToldComponents = BTreeMap<Period, BTreeSet<String>>;

/// The period in which an index is 100 where nobody says, of ascending periods: before the last with any component that can be told,
/// the first of those in which the most can be told and be carried to it, as neither the law cuts the index between the two nor a
/// change of accounts the component; the last itself, where none can. Where nothing can be told, any period will do. None without a
/// period.
///
/// O4.3 is cut within 2025: of 2023 to 2027 the base is 2026, and of 2010 to 2024 with grants from 2018 on it is 2018. Two of the four
/// services of O5.3 have other accounts from 2018 on: of 2016 to 2019 the base is 2018, with all four.
pub fn default_base(
    catalogue: &Catalogue,
    (reading, index): (&Reading, &Index),
    periods: &[Period],
    told: &ToldComponents,
) -> Option<Period> {
    let is_nothing_told = !periods.iter().any(|period| told.contains_key(period));
    let is_told = |period: &Period, code: &String| {
        is_nothing_told || told.get(period).is_some_and(|of| of.contains(code))
    };
    let mut latest = periods.iter().rev();
    let last = *latest.find(|period| is_nothing_told || told.contains_key(period))?;
    let of_itself = SeriesBreaks::of(catalogue, reading);
    let components = index.components.iter().filter_map(|code| {
        let component = catalogue.find_reading(code)?;
        Some((code, SeriesBreaks::of(catalogue, component)))
    });
    let components: Vec<(&String, SeriesBreaks<'_>)> = components.collect();
    let is_carried = |of: &SeriesBreaks<'_>, base| incomparable(of, base, last).is_empty();
    let n_carried = |base: Period| {
        let carried = components.iter().filter(|(code, of)| {
            is_told(&base, code) && is_told(&last, code) && is_carried(of, base)
        });
        carried.count()
    };
    let (mut found, mut most) = (last, 0);
    for base in periods.iter().copied().take_while(|one| *one < last) {
        let n = n_carried(base);
        if n > most && is_carried(&of_itself, base) {
            (found, most) = (base, n);
        }
    }
    Some(found)
}

/// What lies between the base and a period.
struct BreaksFromBase<'a> {
    /// Breaks of the index itself, across which it cannot be compared.
    of_index: Vec<Break>,
    /// Those of its components, by reading and period.
    of_components: &'a BTreeMap<(String, Period), Vec<Break>>,
}

/// The breaks between the base and each period across which a component cannot be compared.
fn broken(
    catalogue: &Catalogue,
    index: &Index,
    (base, periods): (Period, &[Period]),
) -> BTreeMap<(String, Period), Vec<Break>> {
    let mut found = BTreeMap::new();
    for code in &index.components {
        let Some(component) = catalogue.find_reading(code) else {
            continue;
        };
        let breaks = SeriesBreaks::of(catalogue, component);
        for period in periods {
            found.insert(
                (code.clone(), *period),
                incomparable(&breaks, base, *period),
            );
        }
    }
    found
}

/// The breaks between two periods across which no comparison is made; a period can be compared with itself.
fn incomparable(of: &SeriesBreaks<'_>, base: Period, period: Period) -> Vec<Break> {
    if base == period {
        return Vec::new();
    }
    let mut found = of.between(base.min(period), base.max(period));
    found.retain(|one| !one.comparable);
    found
}

/// The components of a place, by reading and member of a dimension.
fn cells_of<'a>(
    dimension: Option<&str>,
    place: &str,
    components: &'a [Observation],
) -> Components<'a> {
    let mut found = Components::new();
    for one in components.iter().filter(|one| one.municipality == place) {
        let member = dimension.and_then(|name| one.members.get(name));
        found
            .entry((reading_of(one), member.cloned()))
            .or_default()
            .insert(one.period, one);
    }
    found
}

/// The reading that an observation is of.
fn reading_of(one: &Observation) -> String {
    let reading = one.members.get("reading").map_or("", String::as_str);
    format!("{}.{reading}", one.indicator)
}

/// A component, and by what its rates at the base and in the period are multiplied.
struct Told<'a, 'b> {
    component: &'b Component<'a>,
    at_base: f64,
    then: f64,
}

/// The components, each in finer ones where both periods tell it apart.
fn told_apart<'a, 'b>(
    components: &'b Components<'a>,
    finer: &'b Components<'a>,
    (base, period): (Period, Period),
    rest_percent: u8,
) -> Vec<Told<'a, 'b>> {
    let mut found = Vec::new();
    for ((name, _), component) in components {
        let parts = finer.iter().filter(|((of, _), _)| of == name);
        let parts: Vec<(&Option<String>, &Component<'a>)> =
            parts.map(|((_, member), part)| (member, part)).collect();
        let share = |period| whole_over_parts(component, &parts, period, rest_percent);
        match share(base).zip(share(period)) {
            Some((at_base, then)) => found.extend(parts.into_iter().map(|(_, component)| Told {
                component,
                at_base,
                then,
            })),
            None => found.push(Told {
                component,
                at_base: 1.0,
                then: 1.0,
            }),
        }
    }
    found
}

/// What stands above the line of a component over what stands above that of its members, in a period that tells it apart:
/// in which all that is below the line is of a member with something above it, and all that is above it is, too, but for a
/// rest of so many per cent. The rest, such as what citizens pay whatever their level, is borne by the members in proportion.
fn whole_over_parts(
    component: &Component<'_>,
    parts: &[(&Option<String>, &Component<'_>)],
    period: Period,
    rest_percent: u8,
) -> Option<f64> {
    let whole = component.get(&period).and_then(|one| one.numerator)?;
    let mut of_members = 0.0;
    for (member, part) in parts {
        let one = part.get(&period);
        match one.map(|one| (one.cell, one.numerator)) {
            // Nothing is below the line; what stands above is in the rest.
            None | Some((Cell::NotApplicable, _)) => {}
            Some((Cell::Ok, Some(part))) if member.as_deref() != Some(NOT_STATED) => {
                of_members += part;
            }
            Some(_) => return None,
        }
    }
    let rest = (whole - of_members).abs();
    if rest < HALF_A_UNIT {
        return (of_members != 0.0).then_some(1.0);
    }
    let is_little = rest <= of_members.abs() * f64::from(rest_percent) / 100.0;
    is_little.then(|| whole / of_members)
}

/// The index of one period; none where there is no component at all.
fn at(
    reading: &Reading,
    (base, period): (Period, Period),
    components: &[Told<'_, '_>],
    from_base: &BreaksFromBase<'_>,
) -> Option<Observation> {
    let (mut then, mut at_base) = (0.0, 0.0);
    let (mut n, mut n_in) = (0_usize, 0_usize);
    let mut n_bottom: Option<i64> = None;
    let mut n_least: Option<i64> = None;
    let mut quality = BTreeSet::new();
    let mut unknown: Option<(Cell, Reason)> = None;
    let mut pattern = None;
    let mut provisional = false;
    let mut breaks = from_base.of_index.clone();
    for told in components {
        n += 1;
        let component = told.component;
        let (Some(now), Some(before)) = (component.get(&period), component.get(&base)) else {
            continue;
        };
        pattern = Some(*now);
        let key = (reading_of(now), period);
        if let Some(broken) = from_base
            .of_components
            .get(&key)
            .filter(|of| !of.is_empty())
        {
            let new = broken.iter().filter(|one| !breaks.contains(one));
            let new: Vec<Break> = new.cloned().collect();
            breaks.extend(new);
            continue;
        }
        provisional |= now.provisional || before.provisional;
        // A step into the period that breaks a component's own series is none from the base to the period.
        let flags = now.quality.iter().filter(|one| **one != Quality::Break);
        quality.extend(flags.copied());
        for one in [now, before] {
            let is_open = !matches!(one.cell, Cell::Ok | Cell::Zero | Cell::NotApplicable);
            if is_open && unknown.is_none() {
                let reason = one
                    .reason
                    .clone()
                    .unwrap_or_else(reason::nothing_to_divide_by);
                unknown = Some((one.cell, reason));
            }
        }
        let (Some(rate), Some(rate_at_base), Some(quantity)) =
            (now.value, before.value, before.denominator)
        else {
            continue;
        };
        n_in += 1;
        then += rate * told.then * quantity;
        at_base += rate_at_base * told.at_base * quantity;
        for base in [now.n_least, before.n_least].into_iter().flatten() {
            n_least = Some(n_least.map_or(base, |least| least.min(base)));
        }
        for base in [now.n_bottom, before.n_bottom].into_iter().flatten() {
            n_bottom = Some(n_bottom.map_or(base, |least| least.min(base)));
        }
    }
    let pattern = pattern?;
    // What is not known may be comparable.
    let has_none_left = n_in == 0 && unknown.is_none() && !breaks.is_empty();
    let is_broken = !from_base.of_index.is_empty() || has_none_left;
    let (cell, value, reason) = match unknown {
        _ if is_broken => {
            let reason = reason::broken_from_base(base, &breaks);
            (Cell::NotApplicable, None, Some(reason))
        }
        Some((cell, reason)) => (cell, None, Some(reason)),
        None if !at_base.is_finite() => (Cell::Missing, None, Some(reason::sum_too_large())),
        None if at_base == 0.0 => {
            let reason = reason::nothing_to_divide_by();
            (Cell::NotApplicable, None, Some(reason))
        }
        None if !(then.is_finite() && (100.0 * then / at_base).is_finite()) => {
            (Cell::Missing, None, Some(reason::sum_too_large()))
        }
        None if then == 0.0 => (Cell::Zero, Some(0.0), None),
        None => (Cell::Ok, Some(100.0 * then / at_base), None),
    };
    let members = BTreeMap::from([
        ("reading".to_owned(), reading.code.clone()),
        ("base".to_owned(), base.to_string()),
        ("components".to_owned(), format!("{n_in}/{n}")),
    ]);
    let has_value = value.is_some();
    Some(Observation {
        indicator: reading.indicator.clone(),
        period,
        grain: period.grain(),
        members,
        numerator: value.map(|_| then),
        denominator: value.map(|_| at_base),
        value,
        unit: reading.unit.clone(),
        cell,
        n: n_bottom.filter(|_| has_value),
        n_top: None,
        n_bottom: n_bottom.filter(|_| has_value),
        n_left: None,
        n_least: n_least.filter(|_| has_value),
        provisional,
        quality: quality
            .into_iter()
            .filter(|one| has_value || *one != Quality::SmallBase)
            .collect(),
        definition_version: reading.definition_version,
        reason,
        breaks,
        weight: None,
        ..pattern.clone()
    })
}
