#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::*;

/// Down syndrome by the mother's age among firstborns, Michigan 1950–1964, and the mean population of all birth orders
/// (J. Fleiss, *Statistical Methods for Rates and Proportions*, 1981, p. 249; M. Fay and E. Feuer, 1997, table I).
const FIRSTBORN: [(u64, f64); 6] = [
    (107, 230_061.0),
    (141, 329_449.0),
    (60, 114_920.0),
    (40, 39_487.0),
    (39, 14_208.0),
    (25, 3_052.0),
];
const STANDARD: [f64; 6] = [63_986.6, 186_263.6, 157_302.2, 97_647.0, 47_572.6, 12_262.6];

#[track_caller]
fn near(found: f64, expected: f64, within: f64) {
    assert!(
        (found - expected).abs() <= within,
        "{found} is not {expected}"
    );
}

#[test]
fn published_limits_of_few_events() {
    // W. Haenszel, D. Loveland, M. Sirken, "Lung-cancer mortality as related to residence and smoking histories", JNCI 28
    // (1962), 1000; limits as printed there.
    let printed = [
        (0, 0.0, 3.69),
        (1, 0.0253, 5.57),
        (2, 0.242, 7.22),
        (3, 0.619, 8.77),
        (4, 1.09, 10.24),
        (5, 1.62, 11.67),
        (9, 4.12, 17.08),
    ];
    for (events, lower, upper) in printed {
        let found = count(events, Confidence::P95);
        near(found.lower, lower, 0.005);
        near(found.upper, upper, 0.005);
    }
}

#[test]
fn approximation_of_many_events_is_near_the_printed_limits() {
    // The same table; Byar's limits differ from the exact ones in the second decimal at ten events.
    for (events, lower, upper) in [(10, 4.80, 18.39), (20, 12.22, 30.89), (50, 37.11, 65.92)] {
        let found = count(events, Confidence::P95);
        near(found.lower, lower, 0.02);
        near(found.upper, upper, 0.02);
    }
}

#[test]
fn published_intervals_of_proportions() {
    // R. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I,
    // method 3.
    let printed = [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ];
    for (cases, n, lower, upper) in printed {
        let found = proportion(cases, n, Confidence::P95).unwrap();
        near(found.lower, lower, 5e-5);
        near(found.upper, upper, 5e-5);
    }
}

#[test]
fn published_directly_standardised_rate() {
    let found = directly_standardised(&FIRSTBORN, &STANDARD, 100_000.0, Confidence::P95).unwrap();
    let rate = found.rate.unwrap();
    assert_eq!(found.events, 412);
    // 92.3 in table I; its variance is that of the gamma interval there.
    near(rate.value, 92.305, 5e-4);
    near(found.variance, 3.919e-9 * 1e10, 5e-3);
    // Dobson's limits of the two: 92.305 + √(39.19/412) · (limit of 412 − 412), with 373.17 and 453.80 for 412.
    near(
        rate.lower,
        92.305 + (39.19_f64 / 412.0).sqrt() * (373.17 - 412.0),
        0.01,
    );
    near(
        rate.upper,
        92.305 + (39.19_f64 / 412.0).sqrt() * (453.80 - 412.0),
        0.01,
    );
}

#[test]
fn too_few_events_have_no_standardised_rate() {
    let of = |first| {
        let strata = [(first, 1000.0), (4, 500.0)];
        directly_standardised(&strata, &[1.0, 1.0], 1000.0, Confidence::P95).unwrap()
    };
    assert_eq!((of(5).events, of(5).rate), (9, None));
    // (6/1000 + 4/500)/2 per 1,000.
    near(of(6).rate.unwrap().value, 7.0, 1e-12);
}

#[test]
fn ratio_to_what_a_reference_would_have_given() {
    // Expected 1000 · 0.01 + 500 · 0.02 = 20 events; 30 and 5 came.
    let of = |events| {
        let strata = [(events, 1000.0), (0, 500.0)];
        indirectly_standardised(&strata, &[0.01, 0.02], Confidence::P95).unwrap()
    };
    assert_eq!((of(30).expected, of(30).ratio.value), (20.0, 1.5));
    near(of(5).ratio.lower, 1.62 / 20.0, 0.0003);
    near(of(5).ratio.upper, 11.67 / 20.0, 0.0003);
}

#[test]
fn funnel_narrows_with_size() {
    // b = 0.2 and n = 100: a standard error of 0.04.
    let found = funnel(0.2, 100).unwrap();
    near(found.far_lower, 0.0764, 1e-12);
    near(found.lower, 0.1216, 1e-12);
    near(found.upper, 0.2784, 1e-12);
    near(found.far_upper, 0.3236, 1e-12);
    let small = funnel(0.2, 4).unwrap();
    assert_eq!((small.far_lower, small.lower), (0.0, 0.0));
}

#[test]
fn what_has_no_rate_is_refused() {
    let p95 = Confidence::P95;
    assert_eq!(
        crude(3, 0.0, 1.0, p95),
        Err(RateError::NotPositive { index: 0 })
    );
    assert_eq!(
        crude(3, 1.0, f64::NAN, p95),
        Err(RateError::NotPositive { index: 1 })
    );
    assert_eq!(crude(3, 1e-300, 1e300, p95), Err(RateError::TooLarge));
    assert_eq!(
        proportion(0, 0, p95),
        Err(RateError::NotPositive { index: 0 })
    );
    assert_eq!(
        proportion(3, 2, p95),
        Err(RateError::MoreThanAll { cases: 3, n: 2 })
    );
    let direct = |strata: &[(u64, f64)], weights: &[f64]| {
        directly_standardised(strata, weights, 1.0, p95).unwrap_err()
    };
    assert_eq!(direct(&[], &[]), RateError::Empty);
    assert_eq!(direct(&[(1, 1.0)], &[]), RateError::Lengths);
    assert_eq!(
        direct(&[(1, 1.0), (1, 0.0)], &[1.0, 1.0]),
        RateError::NotPositive { index: 1 }
    );
    assert_eq!(
        direct(&[(1, 1.0)], &[-1.0]),
        RateError::NotPositive { index: 0 }
    );
    let nothing = indirectly_standardised(&[(1, 1.0)], &[0.0], p95);
    assert_eq!(nothing, Err(RateError::NotPositive { index: 1 }));
    assert_eq!(funnel(1.5, 10), Err(RateError::NotAShare));
    assert_eq!(funnel(f64::NAN, 10), Err(RateError::NotAShare));
    assert_eq!(funnel(0.5, 0), Err(RateError::NotPositive { index: 0 }));
    for share in [0.0, 1.0, f64::NAN, 95.0] {
        assert_eq!(Confidence::new(share), Err(RateError::Confidence));
    }
}

proptest! {
    #[test]
    fn intervals_hold_their_figure_and_grow_with_confidence(cases in 0u64..500, more in 0u64..500, share in 0.5f64..0.99) {
        let (low, high) = (Confidence::new(share).unwrap(), Confidence::P998);
        let n = cases + more.max(1);
        let pairs = [
            [count(cases, low), count(cases, high)],
            [proportion(cases, n, low).unwrap(), proportion(cases, n, high).unwrap()],
        ];
        for [narrow, wide] in pairs {
            prop_assert!(narrow.lower <= narrow.value && narrow.value <= narrow.upper);
            prop_assert!(wide.lower <= narrow.lower && narrow.upper <= wide.upper);
        }
        prop_assert!(proportion(cases, n, high).unwrap().upper <= 1.0);
    }

    #[test]
    fn proportion_of_the_others_is_the_rest(cases in 0u64..300, more in 1u64..300) {
        let n = cases + more;
        let (one, other) = (
            proportion(cases, n, Confidence::P95).unwrap(),
            proportion(more, n, Confidence::P95).unwrap(),
        );
        prop_assert!((one.lower + other.upper - 1.0).abs() < 1e-12);
        prop_assert!((one.upper + other.lower - 1.0).abs() < 1e-12);
    }

    #[test]
    fn standard_like_the_population_gives_the_crude_rate(strata in prop::collection::vec((3u64..200, 1u32..9000), 4..9)) {
        let strata: Vec<(u64, f64)> = strata.iter().map(|(o, n)| (*o, f64::from(*n))).collect();
        let weights: Vec<f64> = strata.iter().map(|(_, n)| *n).collect();
        let found = directly_standardised(&strata, &weights, 1000.0, Confidence::P95).unwrap();
        let events = strata.iter().map(|(o, _)| *o).sum();
        let expected = crude(events, weights.iter().sum(), 1000.0, Confidence::P95).unwrap();
        let rate = found.rate.unwrap();
        let near = |one: f64, other: f64| (one - other).abs() <= 1e-9 * other.abs();
        prop_assert!(near(rate.value, expected.value));
        prop_assert!(near(rate.lower, expected.lower) && near(rate.upper, expected.upper));
    }
}
