//! Indices over components, as computed by hand.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod both_ways;

use chrono::Datelike as _;
use pejl_domain::{Grain, PriceLevel, Unit};

use both_ways::{both_ways, of_index};

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
    let (base, period) = (Period::year(2017).unwrap(), Period::year(2018).unwrap());
    let found = both_ways((base, period), (components, finer));
    assert_eq!(found.value, value);
    assert_eq!(found.members["components"], n);
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
    let (base, period) = (Period::year(base).unwrap(), Period::year(year).unwrap());
    let of_reading = |name: &&str| {
        let then = component(name, base.start().year(), Some((100.0, 10.0)));
        let now = component(name, year, Some((110.0, 10.0)));
        match base == period {
            true => vec![now],
            false => vec![then, now],
        }
    };
    let components: Vec<Observation> = readings.iter().flat_map(of_reading).collect();
    let found = both_ways((base, period), (&components, &[]));
    assert_eq!(
        found.quality.contains(&Quality::Break),
        !found.breaks.is_empty()
    );
    assert_eq!(found.reason.is_some(), found.cell == Cell::NotApplicable);
    let blocks = found.breaks.iter().map(|one| one.block.clone());
    (
        found.value,
        found.members["components"].clone(),
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
    let found = both_ways((base, period), (&components, &[]));
    assert_eq!((found.cell, found.value), (Cell::Missing, None));
    assert_eq!(found.breaks.len(), 1);
}

#[test]
fn no_index_is_carried_across_what_its_card_says_cannot_be_compared() {
    let hours = |base: i32, year: i32| {
        let of_band = |year, rate| {
            let mut one = component("granted_hours_per_resident", year, Some((rate, 10.0)));
            one.members
                .insert("age_band".to_owned(), "75-84".to_owned());
            one
        };
        let mut components = vec![of_band(base, 100.0)];
        if year != base {
            components.push(of_band(year, 110.0));
        }
        let periods = [base, year].map(|year| Period::year(year).unwrap());
        let found = of_index("O4.3", periods.into(), (&components, &[]));
        let blocks = found.breaks.iter().map(|one| one.block.clone());
        (found.cell, found.value, blocks.collect::<Vec<_>>())
    };
    let act = vec!["ELDERLY_ACT_2025".to_owned()];
    for (base, year) in [(2024, 2025), (2024, 2026), (2025, 2026), (2026, 2024)] {
        let expected = (Cell::NotApplicable, None, act.clone());
        assert_eq!(hours(base, year), expected, "{base}, {year}");
    }
    let told = |value: f64| (Cell::Ok, Some(value), Vec::new());
    assert_eq!(hours(2025, 2025), told(100.0));
    assert_eq!(hours(2026, 2027), told(100.0 * 110.0 / 100.0));
    // Services of adults with disabilities are not of the act, and their prices are carried across it.
    let (value, ..) = of_years(2024, 2026, &["sheltered_net"]);
    assert_eq!(value, Some(100.0 * 110.0 / 100.0));
}

#[test]
fn an_index_begins_where_it_can_be_carried_to_the_newest_period() {
    let year = |year: i32| Period::year(year).unwrap();
    let based = |code: &str, (from, to): (i32, i32), told: &[(i32, usize)]| {
        let reading = catalogue().find_reading(code).unwrap();
        let index = reading.index.as_ref().unwrap();
        let periods: Vec<Period> = (from..=to).map(year).collect();
        let told = told.iter().map(|(of, n)| {
            let components = index.components.iter().take(*n).cloned();
            (year(*of), components.collect())
        });
        let base = default_base(catalogue(), (reading, index), &periods, &told.collect());
        base.map(|base| base.start().year())
    };
    let base = |code: &str, from, to| based(code, (from, to), &[]);
    let (hours, price) = ("O4.3.demand_index", "O5.3.price_index");
    assert_eq!(base(hours, 2016, 2019), Some(2016));
    assert_eq!(base(hours, 2023, 2024), Some(2023));
    // The act takes effect within 2025, which is comparable with neither neighbour.
    assert_eq!(base(hours, 2023, 2025), Some(2025));
    assert_eq!(base(hours, 2023, 2027), Some(2026));
    assert_eq!(base(hours, 2023, 2022), None);
    // The services of adults with disabilities are not of the act.
    assert_eq!(base(price, 2023, 2027), Some(2023));
    // Two of the four services have other accounts from 2018 on: with two there is something to tell of 2018, and with all
    // four as soon as there is a year to hold against it.
    assert_eq!(base(price, 2016, 2018), Some(2016));
    assert_eq!(base(price, 2016, 2019), Some(2018));
    // What cannot be told is no base, unless nothing can, and does not decide where it must be carried to.
    let told = [(2018, 1), (2019, 1), (2020, 1)];
    assert_eq!(based(hours, (2010, 2021), &told), Some(2018));
    assert_eq!(based(hours, (2010, 2027), &told), Some(2018));
    assert_eq!(based(hours, (2010, 2012), &told), Some(2010));
    // A year in which more services can be told is the better one.
    let told = [(2019, 1), (2020, 3), (2021, 4), (2022, 3)];
    assert_eq!(based(price, (2010, 2022), &told), Some(2020));
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
