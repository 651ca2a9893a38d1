#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;

use super::*;

/// The series of the package's own tests, with one outlier.
const OUTLIER: [f64; 18] = [
    1.0, 2.0, 1.0, 2.0, 10.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0,
];

fn chart(values: &[f64]) -> Chart {
    xmr(values, &[], &SpcOptions::default()).unwrap()
}

#[track_caller]
fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 5e-5, "{found} is not {expected}");
}

/// Twelve points around 10 with a mean moving range of 2, so that limits stand at 4.68 and 15.32 and near limits at 6.4533
/// and 13.5467, and the points given after them, for which neither moves.
fn after(points: &[f64]) -> Vec<Signal> {
    let base = [9.0, 11.0].repeat(6);
    let values = [base.as_slice(), points].concat();
    let options = SpcOptions {
        fixed_after: Some(12),
        ..SpcOptions::default()
    };
    let found = xmr(&values, &[], &options).unwrap();
    near(found.phases[0].limits.unwrap().upper, 15.32);
    near(found.phases[0].limits.unwrap().near_lower, 6.45333);
    found.signals[12..].to_vec()
}

#[test]
fn published_series_with_and_without_screening() {
    let found = chart(&OUTLIER);
    let phase = found.phases[0];
    near(phase.mean, 1.9444);
    near(phase.mean_moving_range.unwrap(), 1.0);
    assert_eq!(phase.n_screened, 2);
    near(phase.limits.unwrap().lower, -0.7156);
    near(phase.limits.unwrap().upper, 4.6044);
    assert_eq!(found.signals[4], Signal::AboveUpper);

    let options = SpcOptions {
        screen_outliers: false,
        ..SpcOptions::default()
    };
    let unscreened = xmr(&OUTLIER, &[], &options).unwrap().phases[0];
    near(unscreened.mean_moving_range.unwrap(), 1.88235);
    near(unscreened.limits.unwrap().lower, -3.0626);
    near(unscreened.limits.unwrap().upper, 6.9515);
}

#[test]
fn seven_points_one_way_are_a_trend_and_six_are_not() {
    use Signal::{None, TrendDown, TrendUp};
    assert_eq!(after(&[7.0, 8.0, 9.0, 10.5, 11.0, 12.0]), [None; 6]);
    // It crosses the mean and is a trend all the same.
    let rise = [7.0, 8.0, 9.0, 10.5, 11.0, 12.0, 13.0];
    assert_eq!(after(&rise), [TrendUp; 7]);
    let fall: Vec<f64> = rise.iter().rev().copied().collect();
    assert_eq!(after(&fall), [TrendDown; 7]);
    // A tie breaks it.
    assert_eq!(after(&[7.0, 8.0, 9.0, 9.0, 11.0, 12.0, 13.0]), [None; 7]);
}

#[test]
fn the_point_between_two_trends_is_of_the_first() {
    let rise = [7.0, 8.0, 9.0, 10.5, 11.0, 12.0, 13.0];
    let fall = [12.0, 11.0, 10.5, 9.0, 8.0, 7.0];
    let found = after(&[rise.as_slice(), &fall].concat());
    assert_eq!(found[..7], [Signal::TrendUp; 7]);
    assert_eq!(found[7..], [Signal::TrendDown; 6]);
}

#[test]
fn two_in_three_are_near_the_limit_on_one_side() {
    use Signal::{AboveUpper, None, TwoInThreeHigh, TwoInThreeLow};
    assert_eq!(
        after(&[14.0, 11.0, 14.5]),
        [TwoInThreeHigh, None, TwoInThreeHigh]
    );
    assert_eq!(
        after(&[6.0, 5.0, 9.0]),
        [TwoInThreeLow, TwoInThreeLow, None]
    );
    // Not across the mean, with one on it, or with one beyond the limit.
    assert_eq!(after(&[14.0, 5.0, 14.5]), [None; 3]);
    assert_eq!(after(&[14.0, 10.0, 14.5]), [None; 3]);
    assert_eq!(after(&[14.0, 11.0, 16.0]), [None, None, AboveUpper]);
    let base = [9.0, 11.0].repeat(6);
    let values = [base.as_slice(), &[14.0, 11.0, 16.0]].concat();
    let options = SpcOptions {
        fixed_after: Some(12),
        two_in_three_beyond_limits: true,
        ..SpcOptions::default()
    };
    let found = xmr(&values, &[], &options).unwrap();
    assert_eq!(found.signals[12..], [TwoInThreeHigh, None, AboveUpper]);
}

#[test]
fn seven_points_on_one_side_are_a_shift() {
    use Signal::{None, ShiftHigh, ShiftLow};
    assert_eq!(after(&[9.0, 8.0, 9.0, 8.0, 9.0, 8.0]), [None; 6]);
    assert_eq!(after(&[9.0, 8.0, 9.0, 8.0, 9.0, 8.0, 9.0]), [ShiftLow; 7]);
    // A point on the mean breaks it.
    assert_eq!(after(&[8.0, 9.0, 8.0, 10.0, 8.0, 9.0, 8.0]), [None; 7]);
    // The last of the base lies above, too.
    let found = after(&[12.0, 13.0, 12.0, 11.0, 12.0, 11.0]);
    assert_eq!(found, [ShiftHigh; 6]);
}

#[test]
fn a_point_says_the_first_rule_that_holds() {
    let found = after(&[8.0, 7.0, 6.3, 6.2, 6.1, 6.0, 4.0]);
    assert_eq!(found[..6], [Signal::TrendDown; 6]);
    assert_eq!(found[6], Signal::BelowLower);
    // Before seven of them there is no trend, and two in three goes before the shift.
    let found = after(&[9.0, 8.0, 6.0, 6.1, 8.0, 9.0, 8.0]);
    let low = Signal::ShiftLow;
    let near = Signal::TwoInThreeLow;
    assert_eq!(found, [low, low, near, near, low, low, low]);
}

#[test]
fn rule_lengths_are_options() {
    let options = SpcOptions {
        trend_points: 6,
        shift_points: 8,
        ..SpcOptions::default()
    };
    let base = [9.0, 11.0].repeat(6);
    let values = [base.as_slice(), &[7.0, 8.0, 9.0, 10.5, 11.0, 12.0]].concat();
    let found = xmr(&values, &[], &options).unwrap();
    assert_eq!(found.signals[12..], [Signal::TrendUp; 6]);
}

#[test]
fn phases_have_means_and_limits_of_their_own() {
    let before = [9.0, 11.0].repeat(7);
    let later = [19.0, 21.0].repeat(6);
    let values = [before.as_slice(), &later].concat();
    let found = xmr(&values, &[14], &SpcOptions::default()).unwrap();
    let told: Vec<_> = found
        .phases
        .iter()
        .map(|phase| (phase.first, phase.n, phase.mean, phase.is_trial))
        .collect();
    assert_eq!(told, [(0, 14, 10.0, false), (14, 12, 20.0, true)]);
    // The step from one to the other is in neither.
    assert!(
        found
            .phases
            .iter()
            .all(|phase| phase.mean_moving_range == Some(2.0))
    );
    assert_eq!(found.signals, [Signal::None; 26]);
    // Without a second phase every point of the first lies low, and every later one high.
    let high = chart(&values).signals.into_iter().map(Signal::is_high);
    let expected = (0..26).map(|no| Some(no >= 14));
    assert!(high.eq(expected));
}

#[test]
fn what_does_not_vary_has_no_limits_and_no_signals() {
    let found = chart(&[5.0; 20]);
    assert_eq!(found.phases[0].limits, None);
    assert_eq!(found.phases[0].mean_moving_range, Some(0.0));
    assert_eq!(found.signals, [Signal::None; 20]);
    assert_eq!(found.variation, Variation::CommonCause);
    let single = chart(&[5.0]);
    assert_eq!(single.phases[0].mean_moving_range, None);
    // Screening would leave nothing but zeros.
    let mut values = [0.0; 20];
    values[10] = 100.0;
    let found = chart(&values);
    assert_eq!(found.phases[0].n_screened, 0);
    assert_eq!(found.signals[10], Signal::AboveUpper);
}

#[test]
fn variation_and_assurance_follow_the_better_way() {
    let low = [9.0, 8.0, 9.0, 8.0, 9.0, 8.0, 9.0];
    let values = [[9.0, 11.0].repeat(6).as_slice(), &low].concat();
    let of = |better, target| {
        let options = SpcOptions {
            better,
            target,
            fixed_after: Some(12),
            ..SpcOptions::default()
        };
        let found = xmr(&values, &[], &options).unwrap();
        (found.variation, found.assurance)
    };
    let high = false;
    let (up, down, neither) = (Better::Up, Better::Down, Better::Neither);
    assert_eq!(of(up, None), (Variation::Concerning { high }, None));
    assert_eq!(of(down, None), (Variation::Improving { high }, None));
    assert_eq!(of(neither, Some(3.0)), (Variation::Neutral { high }, None));
    // Limits stand at 4.68 and 15.32.
    let assurance = |better, target| of(better, Some(target)).1.unwrap();
    assert_eq!(assurance(up, 16.0), Assurance::Failing);
    assert_eq!(assurance(up, 4.0), Assurance::Passing);
    assert_eq!(assurance(up, 10.0), Assurance::HitOrMiss);
    assert_eq!(assurance(down, 16.0), Assurance::Passing);
    assert_eq!(assurance(down, 4.0), Assurance::Failing);
}

#[test]
fn what_cannot_be_charted_is_refused() {
    let options = SpcOptions::default();
    let refused = |values: &[f64], rebased: &[usize], options: &SpcOptions| {
        xmr(values, rebased, options).unwrap_err().to_string()
    };
    assert_eq!(refused(&[], &[], &options), "no values");
    assert_eq!(
        refused(&[1.0, f64::NAN], &[], &options),
        "value 1 is not a finite number"
    );
    for rebased in [[0, 1].as_slice(), &[2, 2], &[2, 1], &[3], &[9]] {
        let text = refused(&[1.0, 2.0, 3.0], rebased, &options);
        assert!(text.starts_with("a phase begins at point"), "{text}");
    }
    let short = SpcOptions {
        shift_points: 2,
        ..options
    };
    assert_eq!(
        refused(&[1.0], &[], &short),
        "a rule of 2 points: at least 3 are needed"
    );
    let fixed = SpcOptions {
        fixed_after: Some(11),
        ..options
    };
    assert_eq!(
        refused(&[1.0], &[], &fixed),
        "limits fixed after 11 points: at least 12 are needed"
    );
    let target = SpcOptions {
        target: Some(f64::INFINITY),
        ..options
    };
    assert_eq!(
        refused(&[1.0], &[], &target),
        "the target is not a finite number"
    );
    assert_eq!(
        refused(&[1e308, -1e308, 1e308], &[], &options),
        "the numbers are too large to be put into a chart"
    );
}

fn turned(signal: Signal) -> Signal {
    match signal {
        Signal::None => Signal::None,
        Signal::AboveUpper => Signal::BelowLower,
        Signal::BelowLower => Signal::AboveUpper,
        Signal::TrendUp => Signal::TrendDown,
        Signal::TrendDown => Signal::TrendUp,
        Signal::TwoInThreeHigh => Signal::TwoInThreeLow,
        Signal::TwoInThreeLow => Signal::TwoInThreeHigh,
        Signal::ShiftHigh => Signal::ShiftLow,
        Signal::ShiftLow => Signal::ShiftHigh,
    }
}

fn points() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-40i32..40, 1..60)
        .prop_map(|values| values.iter().map(|v| f64::from(*v)).collect())
}

proptest! {
    #[test]
    fn moving_and_stretching_the_points_changes_no_signal(values in points(), by in -64i32..64, times in 0u32..6) {
        // Powers of two and whole numbers, so that nothing is rounded that was not before.
        let (by, times) = (f64::from(by), f64::from(1u32 << times));
        let other: Vec<f64> = values.iter().map(|v| v * times).collect();
        prop_assert_eq!(&chart(&values).signals, &chart(&other).signals);
        let moved = chart(&values.iter().map(|v| v + by).collect::<Vec<_>>());
        let (one, other) = (chart(&values).phases[0], moved.phases[0]);
        prop_assert!((one.mean + by - other.mean).abs() < 1e-9);
        prop_assert_eq!(one.mean_moving_range, other.mean_moving_range);
    }

    #[test]
    fn turning_the_points_over_turns_the_signals(values in points()) {
        let over: Vec<f64> = values.iter().map(|v| -v).collect();
        let found: Vec<Signal> = chart(&over).signals.into_iter().map(turned).collect();
        prop_assert_eq!(chart(&values).signals, found);
    }

    #[test]
    fn phases_are_charts_of_their_points(values in points(), cut in any::<prop::sample::Index>()) {
        let cut = cut.index(values.len()).max(1);
        let values = [values, vec![0.0]].concat();
        let found = xmr(&values, &[cut], &SpcOptions::default()).unwrap();
        let (before, later) = values.split_at(cut);
        let apart = [chart(before).signals, chart(later).signals].concat();
        prop_assert_eq!(found.signals, apart);
    }
}
