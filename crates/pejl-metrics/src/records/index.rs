//! Indices over components: what the base period's quantities would cost, or need, at another period's rates.

use std::collections::{BTreeMap, BTreeSet};

use pejl_domain::{Cell, Period};

use super::dimension::NOT_STATED;
use super::series::SeriesBreaks;
use crate::catalogue::{Catalogue, Index, Reading};
use crate::observation::{Observation, Quality};
use crate::reason;
use crate::text::Reason;

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
/// periods has no rate there and is left out of both sums; how many are in stands in the members. `finer` are the components
/// split by the finer dimension of the index, nothing where it has none; where both periods tell a component apart by it, its
/// members are components in its place.
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
    let breaks = SeriesBreaks::of(catalogue, reading);
    let mut found = Vec::new();
    for place in places {
        let of_place = cells_of(index.across.as_deref(), place, components);
        let finer = cells_of(index.finer.as_deref(), place, finer);
        let mut earlier = None;
        for period in periods {
            let told = told_apart(&of_place, &finer, [base, *period]);
            let one = at(reading, (base, *period), told.into_iter());
            if let Some(mut one) = one {
                if let Some(earlier) = earlier {
                    one.breaks = breaks.between(earlier, *period);
                }
                if !one.breaks.is_empty() && !one.quality.contains(&Quality::Break) {
                    one.quality.push(Quality::Break);
                }
                found.push(one);
            }
            earlier = Some(*period);
        }
    }
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
        let name = format!(
            "{}.{}",
            one.indicator,
            one.members.get("reading").map_or("", String::as_str)
        );
        found
            .entry((name, member.cloned()))
            .or_default()
            .insert(one.period, one);
    }
    found
}

/// The components, each in finer ones where both periods tell it apart.
fn told_apart<'a, 'b>(
    components: &'b Components<'a>,
    finer: &'b Components<'a>,
    periods: [Period; 2],
) -> Vec<&'b Component<'a>> {
    let mut found = Vec::new();
    for ((name, _), component) in components {
        let parts = finer.iter().filter(|((of, _), _)| of == name);
        let parts: Vec<(&Option<String>, &Component<'a>)> =
            parts.map(|((_, member), part)| (member, part)).collect();
        let is_told = |period: &Period| tells_apart(component, &parts, *period);
        match !parts.is_empty() && periods.iter().all(is_told) {
            true => found.extend(parts.into_iter().map(|(_, part)| part)),
            false => found.push(component),
        }
    }
    found
}

/// Whether in a period all that stands above the line of a component and all that stands below it is of members that
/// have something of both: what costs and is of no member, or is of one and costs nothing, has no price of its own.
fn tells_apart(
    component: &Component<'_>,
    parts: &[(&Option<String>, &Component<'_>)],
    period: Period,
) -> bool {
    let Some(whole) = component.get(&period).and_then(|one| one.numerator) else {
        return false;
    };
    let mut rest = whole;
    for (member, part) in parts {
        let one = part.get(&period);
        match one.map(|one| (one.cell, one.numerator)) {
            // Nothing is below the line; what stands above is in the rest.
            None | Some((Cell::NotApplicable, _)) => {}
            Some((Cell::Ok, Some(part))) if member.as_deref() != Some(NOT_STATED) => rest -= part,
            Some(_) => return false,
        }
    }
    rest.abs() < HALF_A_UNIT
}

/// The index of one period; none where there is no component at all.
fn at<'a>(
    reading: &Reading,
    (base, period): (Period, Period),
    components: impl Iterator<Item = &'a Component<'a>>,
) -> Option<Observation> {
    let (mut then, mut at_base) = (0.0, 0.0);
    let (mut n, mut n_in) = (0_usize, 0_usize);
    let mut n_bottom: Option<i64> = None;
    let mut n_least: Option<i64> = None;
    let mut quality = BTreeSet::new();
    let mut unknown: Option<(Cell, Reason)> = None;
    let mut pattern = None;
    let mut provisional = false;
    for component in components {
        n += 1;
        let (Some(now), Some(before)) = (component.get(&period), component.get(&base)) else {
            continue;
        };
        pattern = Some(*now);
        provisional |= now.provisional || before.provisional;
        quality.extend(now.quality.iter().copied());
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
        then += rate * quantity;
        at_base += rate_at_base * quantity;
        for base in [now.n_least, before.n_least].into_iter().flatten() {
            n_least = Some(n_least.map_or(base, |least| least.min(base)));
        }
        for base in [now.n_bottom, before.n_bottom].into_iter().flatten() {
            n_bottom = Some(n_bottom.map_or(base, |least| least.min(base)));
        }
    }
    let pattern = pattern?;
    let (cell, value, reason) = match unknown {
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
        quality: quality.into_iter().collect(),
        definition_version: reading.definition_version,
        reason,
        breaks: Vec::new(),
        weight: None,
        ..pattern.clone()
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use pejl_domain::{Grain, PriceLevel, Unit};

    use super::*;
    use crate::catalogue::catalogue;
    use crate::resolution::{Method, PriceBasis};

    fn component(reading: &str, year: i32, rate_and_quantity: Option<(f64, f64)>) -> Observation {
        let reason = rate_and_quantity
            .is_none()
            .then(reason::nothing_to_divide_by);
        Observation {
            indicator: "O5.1".to_owned(),
            municipality: "766".to_owned(),
            period: Period::year(year).unwrap(),
            grain: Grain::Year,
            members: [("reading".to_owned(), reading.to_owned())].into(),
            numerator: None,
            denominator: rate_and_quantity.map(|(_, quantity)| quantity),
            value: rate_and_quantity.map(|(rate, _)| rate),
            unit: Unit::Dkk,
            cell: match rate_and_quantity {
                Some(_) => Cell::Ok,
                None => Cell::NotApplicable,
            },
            n: Some(30),
            n_top: None,
            n_bottom: Some(30),
            n_left: None,
            n_least: Some(30),
            provisional: false,
            quality: Vec::new(),
            definition_version: 1,
            price_level: "current".to_owned(),
            revision: 3,
            reason,
            method: Method::Ratio,
            price: PriceBasis {
                level: PriceLevel::Current,
                factor: 1.0,
                series: None,
                vintage: None,
            },
            breaks: Vec::new(),
            weight: None,
        }
    }

    /// The index of 2018 to the base 2017, and how many components are in.
    #[track_caller]
    fn check(components: &[Observation], value: Option<f64>, n: &str) {
        check_finer(components, &[], value, n);
    }

    #[track_caller]
    fn check_finer(components: &[Observation], finer: &[Observation], value: Option<f64>, n: &str) {
        let reading = catalogue().find_reading("O5.3").unwrap();
        let index = reading.index.as_ref().unwrap();
        let (base, period) = (Period::year(2017).unwrap(), Period::year(2018).unwrap());
        let found = of_components(
            catalogue(),
            (reading, index),
            (base, &[period]),
            (components, finer),
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].value, value);
        assert_eq!(found[0].members["components"], n);
    }

    #[test]
    fn an_index_that_is_no_number_is_missing_with_a_reason() {
        let reading = catalogue().find_reading("O5.3").unwrap();
        let index = reading.index.as_ref().unwrap();
        let (base, period) = (Period::year(2017).unwrap(), Period::year(2018).unwrap());
        // Too large at the base, then, and both added up; and 100 times what still fits.
        for (before, now) in [(1e308, 1.0), (1.0, 1e308), (1e308, 1e308), (1e-5, 1e302)] {
            let prices = [
                component("a", 2017, Some((before, 10.0))),
                component("a", 2018, Some((now, 10.0))),
            ];
            let asked = (base, &[period][..]);
            let found = of_components(catalogue(), (reading, index), asked, (&prices, &[]));
            let told = (found[0].cell, found[0].value, found[0].reason.clone());
            assert_eq!(told, (Cell::Missing, None, Some(reason::sum_too_large())));
            assert_eq!((found[0].numerator, found[0].n_least), (None, None));
        }
    }

    #[test]
    fn prices_are_weighed_with_the_quantities_of_the_base() {
        // 10 places at 100 and 30 at 20 cost 1,600; at 110 and 18 they would cost 1,640. That twice as many of the cheap
        // ones are used now lowers the plain average and not the index.
        let prices = [
            component("a", 2017, Some((100.0, 10.0))),
            component("a", 2018, Some((110.0, 5.0))),
            component("b", 2017, Some((20.0, 30.0))),
            component("b", 2018, Some((18.0, 60.0))),
        ];
        check(&prices, Some(102.5), "2/2");
    }

    #[test]
    fn what_has_no_price_in_one_of_the_periods_is_left_out_of_both() {
        let prices = [
            component("a", 2017, Some((100.0, 10.0))),
            component("a", 2018, Some((110.0, 5.0))),
            component("new", 2017, None),
            component("new", 2018, Some((18.0, 60.0))),
        ];
        check(&prices, Some(110.0), "1/2");
    }

    /// The same of a level of a package, with what it cost.
    fn of_level(level: &str, year: i32, cost_and_quantity: Option<(f64, f64)>) -> Observation {
        let rate = cost_and_quantity.map(|(cost, quantity)| (cost / quantity, quantity));
        let mut one = component("a", year, rate);
        one.numerator = cost_and_quantity.map(|(cost, _)| cost);
        one.members
            .insert("package_level".to_owned(), level.to_owned());
        one
    }

    fn whole(year: i32, cost: f64, quantity: f64) -> Observation {
        let mut one = component("a", year, Some((cost / quantity, quantity)));
        one.numerator = Some(cost);
        one
    }

    #[test]
    fn a_plain_average_that_falls_as_citizens_get_lighter_is_no_lower_price() {
        // 1 heavy at 1,000 and 1 light at 400, mean 700; then 1 and 3, mean 550. Both prices are as they were.
        let components = [whole(2017, 1400.0, 2.0), whole(2018, 2200.0, 4.0)];
        let finer = [
            of_level("heavy", 2017, Some((1000.0, 1.0))),
            of_level("light", 2017, Some((400.0, 1.0))),
            of_level("not_stated", 2017, None),
            of_level("heavy", 2018, Some((1000.0, 1.0))),
            of_level("light", 2018, Some((1200.0, 3.0))),
        ];
        check_finer(&components, &finer, Some(100.0), "2/3");
        check_finer(&components, &[], Some(100.0 * 550.0 / 700.0), "1/1");
    }

    #[test]
    fn levels_are_components_where_every_krone_and_every_day_has_one() {
        let components = [whole(2017, 1400.0, 2.0), whole(2018, 2200.0, 4.0)];
        let both = [
            of_level("heavy", 2017, Some((1000.0, 1.0))),
            of_level("light", 2017, Some((400.0, 1.0))),
        ];
        let plain = Some(100.0 * 550.0 / 700.0);
        // 200 kroner are of no level; days of no level; days of a level that cost nothing.
        for rest in [
            vec![of_level("light", 2018, Some((1000.0, 3.0)))],
            vec![
                of_level("light", 2018, Some((1000.0, 2.0))),
                of_level("not_stated", 2018, Some((200.0, 1.0))),
            ],
            vec![
                of_level("light", 2018, Some((1200.0, 2.0))),
                Observation {
                    cell: Cell::Zero,
                    ..of_level("new", 2018, Some((0.0, 1.0)))
                },
            ],
        ] {
            let mut finer = both.to_vec();
            finer.push(of_level("heavy", 2018, Some((1000.0, 1.0))));
            finer.extend(rest);
            check_finer(&components, &finer, plain, "1/1");
        }
        // A level that is new has no price in the base year.
        let mut finer = both.to_vec();
        finer.push(of_level("heavy", 2018, Some((1000.0, 1.0))));
        finer.push(of_level("light", 2018, Some((400.0, 1.0))));
        finer.push(of_level("new", 2018, Some((800.0, 2.0))));
        check_finer(&components, &finer, Some(100.0), "2/3");
    }
}
