//! Laws that hold across the statistics: units, orders and the direction of time.
#![expect(clippy::unwrap_used, reason = "tests")]

use pejl_stats::peer::distances;
use pejl_stats::price_index::{Item, price_indices};
use pejl_stats::rate::{Confidence, count, directly_standardised, funnel};
use pejl_stats::spc::{SpcOptions, xmr};
use pejl_stats::survival::{Ended, Followed, cumulative_incidence, kaplan_meier, log_rank};
use pejl_stats::trend::{least_squares, mann_kendall, theil_sen_slope};
use pejl_stats::{Order, percentile, ranks};
use proptest::prelude::*;

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * (1.0 + one.abs().max(other.abs()))
}

fn numbers() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec((-40i32..40).prop_map(f64::from), 3..40)
}

/// Rises wherever its argument does, and keeps whole numbers exact.
fn bent(number: f64) -> f64 {
    number.powi(3) + 2.0 * number
}

fn followed() -> impl Strategy<Value = Vec<Followed>> {
    let one = (1u32..40, any::<bool>()).prop_map(|(time, is_event)| Followed {
        time: f64::from(time),
        is_event,
    });
    prop::collection::vec(one, 2..40)
}

fn at_times(all: &[Followed], of: impl Fn(f64) -> f64) -> Vec<Followed> {
    let moved = all.iter().map(|one| Followed {
        time: of(one.time),
        ..*one
    });
    moved.collect()
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    let number = || (1u32..1000).prop_map(|number| f64::from(number) / 10.0);
    let one = (number(), number(), number(), number());
    let one = one.prop_map(|(price_base, quantity_base, price, quantity)| Item {
        price_base,
        quantity_base,
        price,
        quantity,
    });
    prop::collection::vec(one, 1..12)
}

proptest! {
    #[test]
    fn ranks_and_tests_of_order_see_the_order_alone(values in numbers()) {
        let bent: Vec<f64> = values.iter().map(|value| bent(*value)).collect();
        for order in [Order::LowestFirst, Order::HighestFirst] {
            prop_assert_eq!(ranks(&values, order).unwrap(), ranks(&bent, order).unwrap());
        }
        prop_assert_eq!(percentile(&values).unwrap(), percentile(&bent).unwrap());
        prop_assert_eq!(mann_kendall(&values).unwrap(), mann_kendall(&bent).unwrap());
    }

    #[test]
    fn the_unit_of_time_stretches_times_and_leaves_shares(one in followed(), power in 0u32..6) {
        let times = f64::from(1u32 << power);
        let (plain, other) = (
            kaplan_meier(&one).unwrap(),
            kaplan_meier(&at_times(&one, |time| time * times)).unwrap(),
        );
        prop_assert_eq!(plain.median().map(|median| median * times), other.median());
        let limit = plain.steps().last().unwrap().time;
        let (mean, stretched) = (
            plain.restricted_mean(limit).unwrap(),
            other.restricted_mean(limit * times).unwrap(),
        );
        prop_assert!(near(mean.mean * times, stretched.mean) && near(mean.error * times, stretched.error));
        let shares = plain.steps().iter().zip(other.steps());
        for (one, other) in shares {
            prop_assert_eq!((one.survival, one.greenwood), (other.survival, other.greenwood));
        }
    }

    #[test]
    fn the_log_rank_test_sees_the_order_of_times_alone(one in followed(), other in followed()) {
        let found = log_rank(&one, &other);
        let moved = log_rank(&at_times(&one, bent), &at_times(&other, bent));
        prop_assert_eq!(found, moved);
        // The groups change places: what one has more the other has less.
        if let (Ok(found), Ok(turned)) = (log_rank(&one, &other), log_rank(&other, &one)) {
            prop_assert!(near(found.chi_square, turned.chi_square));
            prop_assert!(near(found.expected[0], turned.expected[1]));
        }
    }

    #[test]
    fn the_names_of_causes_do_not_matter(times in prop::collection::vec((0u32..20, prop::option::of(0usize..2)), 1..40)) {
        let ended = |turn: bool| -> Vec<Ended> {
            let one = |(time, cause): &(u32, Option<usize>)| Ended {
                time: f64::from(*time),
                cause: cause.map(|cause| if turn { 1 - cause } else { cause }),
            };
            times.iter().map(one).collect()
        };
        let mut turned = cumulative_incidence(&ended(true), 2).unwrap();
        turned.reverse();
        prop_assert_eq!(cumulative_incidence(&ended(false), 2).unwrap(), turned);
    }

    #[test]
    fn back_in_time_limits_stay_and_lines_are_turned(values in numbers()) {
        let back: Vec<f64> = values.iter().rev().copied().collect();
        let options = SpcOptions::default();
        let (there, turned) = (
            xmr(&values, &[], &options).unwrap(),
            xmr(&back, &[], &options).unwrap(),
        );
        let limits = |chart: &pejl_stats::spc::Chart| chart.phases.first().unwrap().limits;
        match (limits(&there), limits(&turned)) {
            (Some(one), Some(other)) => prop_assert!(near(one.lower, other.lower) && near(one.upper, other.upper)),
            (one, other) => prop_assert_eq!(one.is_some(), other.is_some()),
        }
        let times: Vec<f64> = (0..values.len()).map(|no| no as f64).collect();
        let slope = |values: &[f64]| theil_sen_slope(&times, values, Confidence::P95).unwrap();
        let (one, other) = (slope(&values), slope(&back));
        prop_assert!(near(one.value, -other.value));
        let line = |values: &[f64]| least_squares(&times, values).unwrap();
        prop_assert!(near(line(&values).line.slope, -line(&back).line.slope));
        prop_assert!(near(line(&values).residual_error, line(&back).residual_error));
    }

    #[test]
    fn the_unit_of_a_good_and_the_order_of_goods_change_no_index(items in items(), times in 1u32..9) {
        let plain = price_indices(&items).unwrap();
        let times = f64::from(times);
        let mut other: Vec<Item> = items
            .iter()
            .map(|item| Item {
                price_base: item.price_base * times,
                quantity_base: item.quantity_base / times,
                price: item.price * times,
                quantity: item.quantity / times,
            })
            .collect();
        other.reverse();
        let found = price_indices(&other).unwrap();
        let pairs = [
            (plain.laspeyres, found.laspeyres), (plain.paasche, found.paasche),
            (plain.fisher, found.fisher), (plain.tornqvist, found.tornqvist),
        ];
        for (one, other) in pairs {
            prop_assert!(near(one, other));
        }
    }

    #[test]
    fn strata_may_stand_in_any_order(strata in prop::collection::vec((0u64..200, 1u32..9000, 1u32..900), 1..9), per in 1u32..1000) {
        let rate = |turn: bool| {
            let mut rows = strata.clone();
            if turn {
                rows.reverse();
            }
            let weights: Vec<f64> = rows.iter().map(|(.., weight)| f64::from(*weight)).collect();
            let rows: Vec<(u64, f64)> = rows.iter().map(|(events, n, _)| (*events, f64::from(*n))).collect();
            directly_standardised(&rows, &weights, f64::from(per), Confidence::P95).unwrap()
        };
        let (one, other) = (rate(false), rate(true));
        prop_assert!(near(one.variance, other.variance));
        match (one.rate, other.rate) {
            (Some(one), Some(other)) => prop_assert!(near(one.value, other.value) && near(one.lower, other.lower)),
            (one, other) => prop_assert_eq!(one.is_some(), other.is_some()),
        }
    }

    #[test]
    fn more_events_have_higher_limits_and_larger_units_a_narrower_funnel(events in 0u64..400, share in 0.01f64..0.99, n in 1u64..10_000) {
        let (one, more) = (count(events, Confidence::P95), count(events + 1, Confidence::P95));
        prop_assert!(one.upper < more.upper && one.lower < more.lower + 1e-12);
        let (small, large) = (funnel(share, n).unwrap(), funnel(share, 4 * n).unwrap());
        prop_assert!(small.lower <= large.lower && large.upper <= small.upper);
        prop_assert!(small.far_lower <= small.lower && small.upper <= small.far_upper);
    }

    #[test]
    fn peers_may_stand_in_any_order(peers in prop::collection::vec(prop::collection::vec((-99i32..99).prop_map(f64::from), 3), 3..12)) {
        let (own, others) = peers.split_first().unwrap();
        let turned: Vec<Vec<f64>> = others.iter().rev().cloned().collect();
        let weights = [1.0, 2.0, 0.5];
        match (distances(own, others, &weights), distances(own, &turned, &weights)) {
            (Ok(one), Ok(other)) => for (one, other) in one.iter().zip(other.iter().rev()) {
                prop_assert!(near(*one, *other));
            },
            (one, other) => prop_assert_eq!(one.is_err(), other.is_err()),
        }
    }
}
