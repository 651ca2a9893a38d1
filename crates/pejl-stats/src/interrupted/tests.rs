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

/// Annual flow of the Nile at Aswan 1871–1970, 10⁸ m³ (G. Cobb, "The problem of the Nile", Biometrika 65 (1978), 243–251).
const NILE: [f64; 100] = [
    1120.0, 1160.0, 963.0, 1210.0, 1160.0, 1160.0, 813.0, 1230.0, 1370.0, 1140.0, 995.0, 935.0,
    1110.0, 994.0, 1020.0, 960.0, 1180.0, 799.0, 958.0, 1140.0, 1100.0, 1210.0, 1150.0, 1250.0,
    1260.0, 1220.0, 1030.0, 1100.0, 774.0, 840.0, 874.0, 694.0, 940.0, 833.0, 701.0, 916.0, 692.0,
    1020.0, 1050.0, 969.0, 831.0, 726.0, 456.0, 824.0, 702.0, 1120.0, 1100.0, 832.0, 764.0, 821.0,
    768.0, 845.0, 864.0, 862.0, 698.0, 845.0, 744.0, 796.0, 1040.0, 759.0, 781.0, 865.0, 845.0,
    944.0, 984.0, 897.0, 822.0, 1010.0, 771.0, 676.0, 649.0, 846.0, 812.0, 742.0, 801.0, 1040.0,
    860.0, 874.0, 848.0, 890.0, 744.0, 749.0, 838.0, 1050.0, 918.0, 986.0, 797.0, 923.0, 975.0,
    815.0, 1020.0, 906.0, 901.0, 1170.0, 912.0, 746.0, 919.0, 718.0, 714.0, 740.0,
];

/// The means before 1899 and from then on, which the example of these data in R's package strucchange fits, are 1097.75 and 849.97;
/// little is left of one year in the next, so that the effect is near their difference.
#[test]
fn the_nile_fell_by_a_quarter() {
    let found = interrupted(&NILE, 28, None, Change::OfLevel, Confidence::P95).unwrap();
    near(found.mean.value, 849.97 - 1097.75, 3.0);
    assert!(found.autocorrelation.abs() < 0.25, "{found:?}");
    assert!(
        found.mean.lower > -330.0 && found.mean.upper < -165.0,
        "{found:?}"
    );
    assert_eq!(found.level, Some(found.mean));
    assert_eq!((found.slope, found.last), (None, found.mean));
}

/// The determinant and the solutions of a small system, by Gauss.
fn solved(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> (f64, Vec<f64>) {
    let n = right.len();
    let mut determinant = 1.0;
    for at in 0..n {
        let pivot = matrix.get(at).unwrap().clone();
        let of_right = *right.get(at).unwrap();
        let diagonal = *pivot.get(at).unwrap();
        determinant *= diagonal;
        for other in (0..n).filter(|other| *other != at) {
            let row = matrix.get_mut(other).unwrap();
            let times = row.get(at).unwrap() / diagonal;
            for (value, of_pivot) in row.iter_mut().zip(&pivot) {
                *value -= times * of_pivot;
            }
            *right.get_mut(other).unwrap() -= times * of_right;
        }
    }
    let diagonals = matrix
        .iter()
        .enumerate()
        .map(|(no, row)| *row.get(no).unwrap());
    let unknowns = right
        .iter()
        .zip(diagonals)
        .map(|(right, diagonal)| right / diagonal);
    (determinant, unknowns.collect())
}

/// Generalised least squares written out: with V of `ρ^|i−j| / (1 − ρ²)`, `β = (X′V⁻¹X)⁻¹ X′V⁻¹y`, and −2 times the logarithm of
/// the restricted likelihood `(n − k) ln SSE + ln det X′V⁻¹X + ln det V`.
#[test]
fn transformed_points_are_generalised_least_squares() {
    let values = [3.0, 5.0, 4.0, 8.0, 6.0, 2.0, 1.0, 3.0, 0.0];
    let design = Design::of(&values, 5, None, Change::OfLevelAndSlope).unwrap();
    let n = values.len();
    for rho in [-0.5, 0.0, 0.3, 0.9_f64] {
        let fit = design.fitted(rho).unwrap();
        let row = |one: usize| -> Vec<f64> {
            let of = |other| rho.powf(f64::from(u32::try_from(one.abs_diff(other)).unwrap()));
            (0..n).map(|other| of(other) / (1.0 - rho * rho)).collect()
        };
        let covariance: Vec<Vec<f64>> = (0..n).map(row).collect();
        let weighed = |of: &[f64]| solved(covariance.clone(), of.to_vec()).1;
        let dot = |one: &[f64], other: &[f64]| -> f64 {
            one.iter().zip(other).map(|(one, other)| one * other).sum()
        };
        let of_values = weighed(&design.values);
        let matrix: Vec<Vec<f64>> = design
            .columns
            .iter()
            .map(|one| {
                let one = weighed(one);
                design
                    .columns
                    .iter()
                    .map(|other| dot(&one, other))
                    .collect()
            })
            .collect();
        let right: Vec<f64> = design
            .columns
            .iter()
            .map(|one| dot(one, &of_values))
            .collect();
        let (determinant, unknowns) = solved(matrix, right.clone());
        for (found, expected) in fit.unknowns.iter().zip(&unknowns) {
            near(*found, *expected, 1e-9);
        }
        let squares = dot(&design.values, &of_values) - dot(&unknowns, &right);
        near(fit.error, (squares / 5.0).sqrt(), 1e-9);
        let (of_covariance, _) = solved(covariance.clone(), values.to_vec());
        let expected = 5.0 * squares.ln() + determinant.ln() + of_covariance.ln();
        near(fit.unlikely, expected, 1e-8);
    }
}

#[test]
fn a_season_is_told_from_the_change() {
    let wave = [4.0, -1.0, -5.0, 2.0];
    let point = |no: usize| {
        let change = if no >= 22 { 6.0 } else { 0.0 };
        10.0 + 0.5 * no as f64 + wave.get(no % 4).unwrap() + change
    };
    let values: Vec<f64> = (0..40).map(point).collect();
    let of = |change| interrupted(&values, 22, Some(4), change, Confidence::P95).unwrap();
    near(of(Change::OfLevelOnLine).level.unwrap().value, 6.0, 1e-9);
    let both = of(Change::OfLevelAndSlope);
    near(both.level.unwrap().value, 6.0, 1e-9);
    near(both.slope.unwrap().value, 0.0, 1e-9);
}

#[test]
fn points_that_do_not_differ_have_no_effect_and_no_nan() {
    let found = interrupted(
        &[5.0; 12],
        6,
        None,
        Change::OfLevelAndSlope,
        Confidence::P95,
    )
    .unwrap();
    for part in [
        found.level.unwrap(),
        found.slope.unwrap(),
        found.mean,
        found.last,
    ] {
        assert_eq!((part.value, part.lower, part.upper), (0.0, 0.0, 0.0));
    }
    assert_eq!((found.autocorrelation, found.residual_error), (0.0, 0.0));
}

#[test]
fn what_has_no_effect_is_refused() {
    let of = |values: &[f64], at, season| {
        interrupted(values, at, season, Change::OfLevelAndSlope, Confidence::P95).unwrap_err()
    };
    let said = of(&[1.0; 9], 2, None).to_string();
    assert_eq!(
        said,
        "2 points before and 7 after: at least 3 on each side and 6 together are needed"
    );
    let few = |before, after, whole| InterruptedError::TooFew {
        before,
        after,
        least: 3,
        whole,
    };
    assert_eq!(of(&[1.0; 9], 20, None), few(9, 0, 6));
    assert_eq!(of(&[1.0; 14], 7, Some(12)), few(7, 7, 17));
    assert_eq!(of(&[1.0; 9], 4, Some(1)), InterruptedError::Season);
    let nan = SampleError::NotFinite { index: 1 };
    assert_eq!(of(&[1.0, f64::NAN], 1, None), nan.into());
    assert_eq!(
        of(&vec![1.0; POINTS_MAX + 1], 9, None),
        InterruptedError::TooMany { n: 5_001 }
    );
    let large = [1e308, -1e308, 1e308, -1e308, 1e308, -1e308, 1e308];
    assert!(matches!(
        of(&large, 3, None),
        InterruptedError::TooLarge | InterruptedError::Confounded
    ));
}

proptest! {
    #[test]
    fn moving_and_stretching_moves_and_stretches_the_effect(
        values in prop::collection::vec(-50i32..50, 12..40), times in 1u32..9, by in -99i32..99,
    ) {
        let plain: Vec<f64> = values.iter().map(|v| f64::from(*v)).collect();
        let other: Vec<f64> = plain.iter().map(|v| v * f64::from(times) + f64::from(by)).collect();
        let of = |values: &[f64]| interrupted(values, 6, None, Change::OfLevelAndSlope, Confidence::P95).unwrap();
        let (one, moved) = (of(&plain), of(&other));
        let parts = [(one.mean, moved.mean), (one.last, moved.last), (one.slope.unwrap(), moved.slope.unwrap())];
        for (one, moved) in parts {
            let within = 1e-3 * f64::from(times) * (1.0 + one.value.abs() + one.upper - one.lower);
            prop_assert!((one.value * f64::from(times) - moved.value).abs() <= within);
            prop_assert!((one.upper * f64::from(times) - moved.upper).abs() <= within);
        }
        for part in [one.mean, one.last] {
            prop_assert!(part.lower <= part.value && part.value <= part.upper);
        }
    }

    #[test]
    fn adding_a_step_adds_it_to_the_effect(values in prop::collection::vec(-50i32..50, 12..40), step in -99i32..99) {
        let plain: Vec<f64> = values.iter().map(|v| f64::from(*v)).collect();
        let raised: Vec<f64> = plain
            .iter()
            .enumerate()
            .map(|(no, value)| value + if no >= 6 { f64::from(step) } else { 0.0 })
            .collect();
        let of = |values: &[f64]| interrupted(values, 6, None, Change::OfLevelOnLine, Confidence::P95).unwrap();
        let (one, raised) = (of(&plain), of(&raised));
        // The likelihood of ρ does not see the step; its search ends within rounding.
        prop_assert!((raised.mean.value - one.mean.value - f64::from(step)).abs() < 1e-2);
    }
}
