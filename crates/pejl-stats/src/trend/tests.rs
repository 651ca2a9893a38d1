#![expect(clippy::unwrap_used, reason = "tests")]
use proptest::prelude::*;

use super::*;

#[track_caller]
fn near(found: f64, expected: f64, within: f64) {
    assert!(
        (found - expected).abs() <= within,
        "{found} is not {expected}"
    );
}

#[test]
fn published_mann_kendall_by_hand() {
    // J. Little, College of the Holy Cross, "A Mann-Kendall example (by hand)": 72 rises, 18 falls, one tie.
    let values = [
        12.9, 14.8, 13.2, 15.7, 13.8, 15.6, 12.9, 11.0, 17.3, 15.9, 19.0, 18.3, 20.1, 21.7,
    ];
    let found = mann_kendall(&values).unwrap();
    assert_eq!(found.s, 54);
    near(found.variance, (14.0 * 13.0 * 33.0 - 18.0) / 18.0, 1e-12);
    near(found.z, 2.9058, 5e-5);
    near(found.p / 2.0, 0.0018, 5e-5);
    near(found.tau, 54.0 / 91.0, 1e-15);
}

#[test]
fn published_slope_of_sen() {
    // P. Sen, 1968, section 6: of the 21 slopes the middle one is 4.
    let times = [1.0, 2.0, 3.0, 4.0, 10.0, 12.0, 18.0];
    let values = [9.0, 15.0, 19.0, 20.0, 45.0, 55.0, 78.0];
    let found = theil_sen(&times, &values).unwrap();
    assert_eq!(found.slope, 4.0);
    // Medians 4 and 20.
    assert_eq!(found.intercept, 4.0);
}

#[test]
fn published_interval_of_sen() {
    // The same example: 93 % of slopes from 3.71 to 4.38, as `theilslopes` of SciPy is held to as well.
    let times = [1.0, 2.0, 3.0, 4.0, 10.0, 12.0, 18.0];
    let values = [9.0, 15.0, 19.0, 20.0, 45.0, 55.0, 78.0];
    let found = theil_sen_slope(&times, &values, Confidence::new(0.93).unwrap()).unwrap();
    near(found.value, 4.0, 1e-12);
    near(found.lower, 3.71, 0.005);
    near(found.upper, 4.38, 0.005);
}

#[test]
fn published_line_of_least_squares() {
    // F. Anscombe, "Graphs in statistical analysis", The American Statistician 27 (1973), data set 1: 3 + 0.5 x, standard
    // error of the slope 0.118; more digits as R's help of `anscombe` prints them.
    let times = [10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0];
    let values = [
        8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68,
    ];
    let found = least_squares(&times, &values).unwrap();
    near(found.line.intercept, 3.0001, 5e-5);
    near(found.line.slope, 0.5001, 5e-5);
    near(found.slope_error, 0.1179, 5e-5);
    near(found.residual_error, 1.237, 5e-4);
    near(found.p(), 0.00217, 5e-6);
    // t(9) is 2.262 at 97.5 %.
    let slope = found.slope(Confidence::P95);
    near(slope.upper - slope.value, 2.262 * 0.1179, 1e-4);
    let expected = found.expected(9.0, Confidence::P95);
    near(expected.value, 7.5009, 1e-4);
    let spread = 2.262 * 1.237 * (1.0_f64 + 1.0 / 11.0).sqrt();
    near(expected.upper - expected.value, spread, 2e-3);
}

#[test]
fn level_points_have_no_trend_and_no_nan() {
    let found = mann_kendall(&[5.0; 6]).unwrap();
    assert_eq!((found.s, found.z, found.p, found.tau), (0, 0.0, 1.0, 0.0));
    let times = [1.0, 2.0, 3.0];
    let found = least_squares(&times, &[5.0; 3]).unwrap();
    assert_eq!((found.line.slope, found.p()), (0.0, 1.0));
    assert_eq!(found.expected(9.0, Confidence::P95), around(5.0, 0.0));
    let found = least_squares(&times, &[1.0, 2.0, 3.0]).unwrap();
    assert_eq!(found.p(), 0.0);
}

#[test]
fn what_has_no_trend_is_refused() {
    let few = mann_kendall(&[1.0, 2.0]).unwrap_err();
    assert_eq!(few.to_string(), "2 points: at least 3 are needed");
    let nan = mann_kendall(&[1.0, f64::NAN, 2.0]).unwrap_err();
    assert_eq!(nan, SampleError::NotFinite { index: 1 }.into());
    for line in [
        |times: &[f64], values: &[f64]| theil_sen(times, values).map(|_| ()),
        |times: &[f64], values: &[f64]| least_squares(times, values).map(|_| ()),
    ] {
        assert_eq!(line(&[2.0; 3], &[1.0, 2.0, 3.0]), Err(TrendError::OneTime));
        let lengths = TrendError::Lengths {
            times: 1,
            values: 2,
        };
        assert_eq!(line(&[2.0], &[1.0, 2.0]), Err(lengths));
        let large = line(&[0.0, 1.0, 2.0], &[-1.7e308, 1.7e308, 0.0]);
        assert_eq!(large, Err(TrendError::TooLarge));
        let few = line(&[1.0], &[1.0]).unwrap_err();
        assert!(matches!(few, TrendError::TooFew { n: 1, .. }));
    }
}

#[test]
fn more_points_than_a_method_takes_are_refused() {
    let many = vec![0.0; THEIL_SEN_POINTS_MAX + 1];
    let refused = theil_sen(&many, &many).unwrap_err();
    assert_eq!(refused.to_string(), "5001 points: at most 5000 are taken");
    // A million points are tested in an instant; pair by pair they would take many minutes.
    let rising: Vec<f64> = (0..1_000_000).map(f64::from).collect();
    let found = mann_kendall(&rising).unwrap();
    assert_eq!((found.s, found.tau), (499_999_500_000, 1.0));
}

proptest! {
    #[test]
    fn rises_less_falls_are_those_of_all_pairs(values in prop::collection::vec(-9i32..9, 3..60)) {
        // Zeros of both signs are equal.
        let values: Vec<f64> = values.iter().map(|v| f64::from(*v) * -0.5).collect();
        let mut s = 0_i64;
        for (no, one) in values.iter().enumerate() {
            for later in values.iter().skip(no + 1) {
                s += i64::from(later > one) - i64::from(later < one);
            }
        }
        prop_assert_eq!(mann_kendall(&values).unwrap().s, s);
    }

    #[test]
    fn back_in_time_a_trend_is_turned(values in prop::collection::vec(-50i32..50, 3..40)) {
        let there: Vec<f64> = values.iter().map(|v| f64::from(*v)).collect();
        let back: Vec<f64> = there.iter().rev().copied().collect();
        let (there, back) = (mann_kendall(&there).unwrap(), mann_kendall(&back).unwrap());
        prop_assert_eq!((there.s, there.z, there.p), (-back.s, -back.z, back.p));
        prop_assert_eq!(there.variance, back.variance);
    }

    #[test]
    fn points_on_a_line_have_that_line(slope in -20i32..20, from in -99i32..99, n in 3u32..30) {
        let (slope, from) = (f64::from(slope), f64::from(from));
        let times: Vec<f64> = (0..n).map(f64::from).collect();
        let values: Vec<f64> = times.iter().map(|time| from + slope * time).collect();
        let line = theil_sen(&times, &values).unwrap();
        prop_assert_eq!((line.slope, line.intercept), (slope, from));
        let found = least_squares(&times, &values).unwrap().line;
        prop_assert!((found.slope - slope).abs() < 1e-9 && (found.intercept - from).abs() < 1e-9);
    }

    #[test]
    fn moving_and_stretching_moves_and_stretches_slopes(
        values in prop::collection::vec(-50i32..50, 4..30), times in 1u32..9, by in -99i32..99,
    ) {
        let plain: Vec<f64> = values.iter().map(|v| f64::from(*v)).collect();
        let other: Vec<f64> = plain.iter().map(|v| v * f64::from(times) + f64::from(by)).collect();
        let at: Vec<f64> = (0..plain.len()).map(|no| no as f64).collect();
        let (one, moved) = (
            theil_sen_slope(&at, &plain, Confidence::P95).unwrap(),
            theil_sen_slope(&at, &other, Confidence::P95).unwrap(),
        );
        let pairs = [(one.value, moved.value), (one.lower, moved.lower), (one.upper, moved.upper)];
        for (one, moved) in pairs {
            prop_assert!((one * f64::from(times) - moved).abs() < 1e-9);
        }
        prop_assert!(one.lower <= one.value && one.value <= one.upper);
        let (one, moved) = (mann_kendall(&plain).unwrap(), mann_kendall(&other).unwrap());
        prop_assert_eq!(one, moved);
    }

    #[test]
    fn one_wild_point_of_many_does_not_move_the_line_of_theil_and_sen(wild in -1e9f64..1e9, at in 0usize..21) {
        let times: Vec<f64> = (0..21).map(f64::from).collect();
        let mut values: Vec<f64> = times.iter().map(|time| 2.0 * time).collect();
        *values.get_mut(at).unwrap() = wild;
        prop_assert_eq!(theil_sen(&times, &values).unwrap().slope, 2.0);
    }
}
