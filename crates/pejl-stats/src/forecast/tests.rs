#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::*;

/// Oil production of Saudi Arabia 1996–2013, million tonnes (R. Hyndman and G. Athanasopoulos, *Forecasting: Principles and
/// Practice*, 2nd edition, section 7.1).
const OIL: [f64; 18] = [
    445.36, 453.20, 454.41, 422.38, 456.04, 440.39, 425.19, 486.21, 500.43, 521.28, 508.95, 488.89,
    509.87, 456.72, 473.82, 525.95, 549.83, 542.34,
];

#[track_caller]
fn near(found: f64, expected: f64, within: f64) {
    assert!(
        (found - expected).abs() <= within,
        "{found} is not {expected}"
    );
}

/// A season of 12 on a slow rise, with small changes that are the same on every machine.
fn seasonal(n: usize) -> Vec<f64> {
    let wave = [
        3.0, 2.0, 0.0, -1.0, -3.0, -4.0, -4.0, -2.0, 0.0, 2.0, 3.0, 4.0,
    ];
    let mut state = 12_345_u32;
    (0..n)
        .map(|no| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = f64::from(state >> 16) / 65_536.0 - 0.5;
            100.0 + 0.5 * no as f64 + wave.get(no % 12).unwrap() + noise
        })
        .collect()
}

#[test]
fn published_simple_exponential_smoothing() {
    let found = forecast(&OIL, None, Model::Level, 3).unwrap();
    // The book computed with more digits of the series than it prints.
    near(found.smoothing.level.unwrap(), 0.8339, 2e-4);
    near(found.residual_error, 29.8282, 5e-3);
    let first = found.steps.first().unwrap();
    near(first.value, 542.6806, 0.02);
    let (low, high) = first.noise_band(0.8);
    near(low, 504.4541, 0.02);
    near(high, 580.9071, 0.02);
    let (low, high) = first.noise_band(0.95);
    near(low, 484.2183, 0.02);
    near(high, 601.1429, 0.02);
    // Later the same, and less sure.
    let third = found.steps.last().unwrap();
    assert_eq!(third.value, first.value);
    near(
        third.error,
        29.8282 * (1.0_f64 + 2.0 * 0.8339 * 0.8339).sqrt(),
        0.01,
    );
}

#[test]
fn a_line_ahead_is_that_of_least_squares() {
    let times: Vec<f64> = (0..OIL.len()).map(|no| no as f64).collect();
    let line = crate::trend::least_squares(&times, &OIL).unwrap();
    let found = forecast(&OIL, None, Model::Line, 2).unwrap();
    for (step, time) in found.steps.iter().zip([18.0, 19.0]) {
        let expected = line.expected(time, crate::rate::Confidence::P95);
        for bands in [Bands::Textbook, Bands::Whole] {
            let (low, high) = bands.around(Model::Line, *step, 0.95);
            near(low, expected.lower, 1e-9);
            near(high, expected.upper, 1e-9);
        }
    }
}

#[test]
fn a_model_that_is_named_is_tested_alone() {
    let tested = back_test_of(&OIL, None, Model::Naive, 3, Bands::Whole).unwrap();
    let all = back_test(&OIL, None, 3).unwrap();
    assert_eq!(Some(&tested), all.first());
    // Bands of textbooks are narrower.
    let textbook = back_test_of(&OIL, None, Model::Naive, 3, Bands::Textbook).unwrap();
    assert!(textbook.within_80 <= tested.within_80 && textbook.within_95 <= tested.within_95);
    let season = back_test_of(&OIL, None, Model::SeasonalTrend, 3, Bands::Whole);
    assert_eq!(season, Err(ForecastError::Season));
    let few = back_test_of(&OIL[..6], None, Model::Trend, 3, Bands::Whole);
    assert_eq!(few, Err(ForecastError::TooFew { n: 6, least: 9 }));
}

#[test]
fn errors_are_scaled_by_the_steps_before_them() {
    // Steps of 1 and −1: each forecast of the naive model one step ahead errs by the size of a step.
    let values: Vec<f64> = (0..12).map(|no| f64::from(no % 2)).collect();
    let tested = back_test_of(&values, None, Model::Naive, 1, Bands::Whole).unwrap();
    assert_eq!((tested.mean_error, tested.scaled_error), (1.0, Some(1.0)));
    let still = back_test_of(&[5.0; 12], None, Model::Naive, 1, Bands::Whole).unwrap();
    assert_eq!((still.mean_error, still.scaled_error), (0.0, None));
}

#[test]
fn naive_models_by_hand() {
    // Steps of 2, −1 and 4: σ² = 21/3.
    let values = [3.0, 5.0, 4.0, 8.0];
    let found = forecast(&values, None, Model::Naive, 3).unwrap();
    let said: Vec<(f64, f64)> = found
        .steps
        .iter()
        .map(|step| (step.value, step.error * step.error))
        .collect();
    for ((value, variance), expected) in said.iter().zip([7.0, 14.0, 21.0]) {
        assert_eq!(*value, 8.0);
        near(*variance, expected, 1e-12);
    }
    // Of two points: 3, 5, 4, 8, 6 after 2 steps of 1, 3 and 2: σ² = 14/3, the next season twice that.
    let values = [3.0, 5.0, 4.0, 8.0, 6.0];
    let found = forecast(&values, Some(2), Model::SeasonalNaive, 3).unwrap();
    let said: Vec<f64> = found.steps.iter().map(|step| step.value).collect();
    assert_eq!(said, [8.0, 6.0, 8.0]);
    near(found.steps.last().unwrap().error.powi(2), 28.0 / 3.0, 1e-12);
}

#[test]
fn a_season_on_a_rise_is_found_and_chosen() {
    let values = seasonal(72);
    let found = choose(&values, Some(12), 6).unwrap();
    assert!(
        matches!(
            found.forecast.model,
            Model::SeasonalTrend | Model::SeasonalDampedTrend
        ),
        "{:?}",
        found.tested
    );
    let truth = [3.0, 2.0, 0.0, -1.0, -3.0, -4.0];
    for (no, (step, wave)) in found.forecast.steps.iter().zip(truth).enumerate() {
        near(step.value, 100.0 + 0.5 * (72 + no) as f64 + wave, 1.0);
    }
    // Both naive models were tested beside it, and erred more.
    let error = |model| {
        let of_model = found.tested.iter().find(|one| one.model == model);
        of_model.unwrap().mean_error
    };
    let chosen = error(found.forecast.model);
    assert!(chosen < error(Model::Naive) && chosen < error(Model::SeasonalNaive));
}

#[test]
fn a_wandering_series_is_left_to_the_naive_model() {
    // Steps of +1 and −1 by the bits of a number.
    let mut state = 1_u32;
    let mut at = 0.0;
    let values: Vec<f64> = (0..80)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            at += if state >> 31 == 1 { 1.0 } else { -1.0 };
            at
        })
        .collect();
    let found = choose(&values, None, 3).unwrap();
    assert_eq!(found.forecast.model, Model::Naive, "{:?}", found.tested);
}

#[test]
fn level_series_are_sure_and_not_nan() {
    for model in [Model::Naive, Model::Level, Model::Trend, Model::DampedTrend] {
        let found = forecast(&[5.0; 12], None, model, 2).unwrap();
        for step in &found.steps {
            near(step.value, 5.0, 1e-9);
            near(step.error, 0.0, 1e-9);
            assert!(step.band(0.95).0.is_finite());
        }
    }
    let sure = Expected {
        value: 5.0,
        error: 0.0,
        estimate_error: 0.0,
        degrees: 9,
    };
    assert_eq!(
        (sure.probability_up_to(5.0), sure.probability_up_to(4.9)),
        (1.0, 0.0)
    );
    let unsure = Expected {
        value: 5.0,
        error: 2.0,
        estimate_error: 0.0,
        degrees: 1_000_000,
    };
    near(unsure.probability_up_to(5.0), 0.5, 1e-15);
    near(unsure.probability_up_to(5.0 + 2.0 * 1.96), 0.975, 1e-4);
}

#[test]
fn what_has_no_forecast_is_refused() {
    let refused = |values: &[f64], season, model, horizon| {
        forecast(values, season, model, horizon).unwrap_err()
    };
    let few = |n, least| ForecastError::TooFew { n, least };
    assert_eq!(refused(&[], None, Model::Naive, 1), few(0, 3));
    assert_eq!(refused(&OIL[..5], None, Model::Trend, 1), few(5, 6));
    assert_eq!(
        refused(&OIL, Some(12), Model::SeasonalTrend, 1),
        few(18, 25)
    );
    let nan = SampleError::NotFinite { index: 1 };
    assert_eq!(
        refused(&[1.0, f64::NAN, 1.0], None, Model::Naive, 1),
        nan.into()
    );
    for horizon in [0, HORIZON_MAX + 1, usize::MAX] {
        let found = refused(&OIL, None, Model::Naive, horizon);
        assert_eq!(found, ForecastError::Horizon);
        assert_eq!(back_test(&OIL, None, horizon), Err(found));
    }
    let many = [1.0; POINTS_MAX + 1];
    let (n, most) = (POINTS_MAX + 1, POINTS_MAX);
    let too_many = ForecastError::TooMany { n, most };
    assert_eq!(refused(&many, None, Model::Naive, 1), too_many);
    assert_eq!(choose(&many, None, 1), Err(too_many));
    assert_eq!(
        back_test(&many[..1001], Some(60), 1)
            .unwrap_err()
            .to_string(),
        "1001 points: at most 1000 are taken"
    );
    assert!(
        forecast(
            &many[..POINTS_MAX],
            Some(12),
            Model::SeasonalNaive,
            HORIZON_MAX
        )
        .is_ok()
    );
    for season in [None, Some(0), Some(1), Some(61)] {
        assert_eq!(
            refused(&OIL, season, Model::SeasonalNaive, 1),
            ForecastError::Season
        );
    }
    let large = [1e308, -1e308, 1e308, -1e308];
    assert_eq!(
        refused(&large, None, Model::Naive, 1),
        ForecastError::TooLarge
    );
    assert_eq!(back_test(&OIL[..4], None, 2), Err(few(4, 6)));
}

#[test]
fn a_back_test_compares_every_step_of_every_origin() {
    // Origins after 9 to 15 of 18 points: seven, of three steps.
    let tested = back_test(&OIL, None, 3).unwrap();
    let models: Vec<Model> = tested.iter().map(|one| one.model).collect();
    assert_eq!(
        models,
        [Model::Naive, Model::Level, Model::Trend, Model::DampedTrend]
    );
    assert!(tested.iter().all(|one| one.n == 21));
    // The naive model by hand: |x[t+h] − x[t]|, held to t(n − 1) standard errors of √h times the root of the mean square of the
    // steps before; t at 90 and 97.5 % for 8 to 14 degrees of freedom from a printed table.
    let deviates = [
        [1.397, 2.306],
        [1.383, 2.262],
        [1.372, 2.228],
        [1.363, 2.201],
        [1.356, 2.179],
        [1.350, 2.160],
        [1.345, 2.145],
    ];
    let (mut errors, mut within) = (Vec::new(), [0, 0]);
    for (origin, deviates) in (9..=15).zip(deviates) {
        let (before, after) = OIL.split_at(origin);
        let last = before.last().unwrap();
        let squares: f64 = before
            .iter()
            .zip(before.iter().skip(1))
            .map(|(one, next)| (next - one).powi(2))
            .sum();
        let error = (squares / (origin - 1) as f64).sqrt();
        for (came, h) in after.iter().zip([1.0_f64, 2.0, 3.0]) {
            errors.push((came - last).abs());
            for (n, z) in within.iter_mut().zip(deviates) {
                *n += usize::from((came - last).abs() <= z * h.sqrt() * error);
            }
        }
    }
    let expected = errors.iter().sum::<f64>() / 21.0;
    let naive = tested.first().unwrap();
    near(naive.mean_error, expected, 1e-9);
    assert_eq!([naive.within_80, naive.within_95], within);
    // Neither is all of them nor none, so that the two are told apart.
    assert!(0 < within[0] && within[0] < within[1], "{within:?}");
}

proptest! {
    #[test]
    fn moving_and_stretching_a_series_moves_and_stretches_its_forecast(
        values in prop::collection::vec(-50i32..50, 12..30), by in -1000i32..1000, power in 0u32..5,
    ) {
        let times = f64::from(1u32 << power);
        let plain: Vec<f64> = values.iter().map(|value| f64::from(*value)).collect();
        let other: Vec<f64> = plain.iter().map(|value| value * times + f64::from(by)).collect();
        for model in [Model::Naive, Model::Level] {
            let one = forecast(&plain, None, model, 3).unwrap();
            let other = forecast(&other, None, model, 3).unwrap();
            for (one, other) in one.steps.iter().zip(&other.steps) {
                // The search ends within 1e-7 of a parameter.
                let within = 1e-3 * times * 50.0;
                prop_assert!((one.value * times + f64::from(by) - other.value).abs() <= within);
                prop_assert!((one.error * times - other.error).abs() <= within);
            }
        }
    }

    #[test]
    fn a_band_is_wider_further_ahead(values in prop::collection::vec(-50i32..50, 30..40)) {
        let values: Vec<f64> = values.iter().map(|value| f64::from(*value)).collect();
        for model in Model::ALL {
            let found = forecast(&values, Some(4), model, 8).unwrap();
            for (one, next) in found.steps.iter().zip(found.steps.iter().skip(1)) {
                prop_assert!(one.error <= next.error);
            }
        }
    }
}
