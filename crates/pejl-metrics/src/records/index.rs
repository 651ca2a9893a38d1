//! Indices over components: what the base period's quantities would cost, or need, at another period's rates.

use std::collections::{BTreeMap, BTreeSet};

use pejl_domain::{Cell, Period};

use super::dimension::NOT_STATED;
use super::series::SeriesBreaks;
use crate::breaks::Break;
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
        quality: quality.into_iter().collect(),
        definition_version: reading.definition_version,
        reason,
        breaks,
        weight: None,
        ..pattern.clone()
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use chrono::Datelike as _;
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

    /// The index of O5.3 from real components in a year to a base, how many are in, and the blocks of its breaks.
    fn of_years(base: i32, year: i32, readings: &[&str]) -> (Option<f64>, String, Vec<String>) {
        let reading = catalogue().find_reading("O5.3").unwrap();
        let index = reading.index.as_ref().unwrap();
        let (base, period) = (Period::year(base).unwrap(), Period::year(year).unwrap());
        let of_reading = |name: &&str| {
            let then = component(name, base.start().year(), Some((100.0, 10.0)));
            [then, component(name, year, Some((110.0, 10.0)))]
        };
        let components: Vec<Observation> = readings.iter().flat_map(of_reading).collect();
        let asked = (base, &[period][..]);
        let found = of_components(catalogue(), (reading, index), asked, (&components, &[]));
        assert_eq!(
            found[0].quality.contains(&Quality::Break),
            !found[0].breaks.is_empty()
        );
        assert_eq!(
            found[0].reason.is_some(),
            found[0].cell == Cell::NotApplicable
        );
        let blocks = found[0].breaks.iter().map(|one| one.block.clone());
        (
            found[0].value,
            found[0].members["components"].clone(),
            blocks.collect(),
        )
    }

    #[test]
    fn what_is_broken_between_the_base_and_the_period_is_no_component() {
        // 5.38.50 and 5.38.52 gave to other accounts in 2018, 5.38.58 did not.
        let all = ["long_term_net", "temporary_net", "sheltered_net"];
        let care = vec!["CARE".to_owned()];
        let whole = Some(100.0 * 110.0 / 100.0);
        assert_eq!(
            of_years(2016, 2017, &all),
            (whole, "3/3".to_owned(), vec![])
        );
        assert_eq!(
            of_years(2018, 2019, &all),
            (whole, "3/3".to_owned(), vec![])
        );
        assert_eq!(
            of_years(2017, 2018, &all),
            (whole, "1/3".to_owned(), care.clone())
        );
        // Backwards as well.
        assert_eq!(
            of_years(2019, 2016, &all),
            (whole, "1/3".to_owned(), care.clone())
        );
        assert_eq!(
            of_years(2017, 2018, &all[..2]),
            (None, "0/2".to_owned(), care)
        );
    }

    #[test]
    fn what_is_not_known_is_missing_also_beside_what_is_broken() {
        let reading = catalogue().find_reading("O5.3").unwrap();
        let index = reading.index.as_ref().unwrap();
        let (base, period) = (Period::year(2017).unwrap(), Period::year(2018).unwrap());
        let missing = Observation {
            cell: Cell::Missing,
            ..component("sheltered_net", 2018, None)
        };
        let components = [
            component("long_term_net", 2017, Some((100.0, 10.0))),
            component("long_term_net", 2018, Some((110.0, 10.0))),
            component("sheltered_net", 2017, Some((100.0, 10.0))),
            missing,
        ];
        let asked = (base, &[period][..]);
        let found = of_components(catalogue(), (reading, index), asked, (&components, &[]));
        assert_eq!((found[0].cell, found[0].value), (Cell::Missing, None));
        assert_eq!(found[0].breaks.len(), 1);
    }

    #[test]
    fn no_index_is_carried_across_what_its_card_says_cannot_be_compared() {
        let act = vec!["ELDERLY_ACT_2025".to_owned()];
        for (base, year) in [(2024, 2025), (2024, 2026), (2025, 2026), (2026, 2024)] {
            assert_eq!(
                of_years(base, year, &["sheltered_net"]),
                (None, "1/1".to_owned(), act.clone())
            );
        }
        let alone = of_years(2025, 2025, &["sheltered_net"]);
        assert_eq!(alone.2, Vec::<String>::new());
        assert!(alone.0.is_some());
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
    fn levels_are_components_where_every_day_and_nearly_every_krone_has_one() {
        let components = [whole(2017, 1400.0, 2.0), whole(2018, 2200.0, 4.0)];
        let both = [
            of_level("heavy", 2017, Some((1000.0, 1.0))),
            of_level("light", 2017, Some((400.0, 1.0))),
        ];
        let plain = Some(100.0 * 550.0 / 700.0);
        // 220 kroner of 2,200 are of no level, and up to a tenth of 1,980 may be; days of no level; days of a level that
        // cost nothing.
        for rest in [
            vec![of_level("light", 2018, Some((980.0, 3.0)))],
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

    #[test]
    fn what_is_of_no_level_is_borne_by_the_levels_in_proportion() {
        // Citizens pay 140 of 1,400 in 2017 and 200 of 2,200 in 2018, whatever their level.
        let components = [whole(2017, 1260.0, 2.0), whole(2018, 2000.0, 4.0)];
        let finer = [
            of_level("heavy", 2017, Some((1000.0, 1.0))),
            of_level("light", 2017, Some((400.0, 1.0))),
            of_level("heavy", 2018, Some((1000.0, 1.0))),
            of_level("light", 2018, Some((1200.0, 3.0))),
        ];
        // 1 heavy and 1 light cost 1,400 in both years, less 10 % in the first and 2,000 / 2,200 of it in the second.
        let index = 100.0 * (1000.0 * (2000.0 / 2200.0) + 400.0 * (2000.0 / 2200.0))
            / (1000.0 * (1260.0 / 1400.0) + 400.0 * (1260.0 / 1400.0));
        check_finer(&components, &finer, Some(index), "2/2");
    }

    #[test]
    fn levels_that_cancel_out_tell_nothing_apart() {
        let components = [whole(2017, 50.0, 2.0), whole(2018, 60.0, 2.0)];
        let of_year = |year| {
            [
                of_level("heavy", year, Some((100.0, 1.0))),
                of_level("light", year, Some((-100.0, 1.0))),
            ]
        };
        let finer = [of_year(2017), of_year(2018)].concat();
        check_finer(&components, &finer, Some(120.0), "1/1");
    }
}
