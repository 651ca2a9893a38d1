//! Whether as many numbers lie within the bands as the bands say.
#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;

/// Normal noise of standard deviation 1, the same on every machine: twelve even numbers less six.
fn noise(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut even = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f64 / f64::from(1_u32 << 24)
    };
    move || (0..12).map(|_| even()).sum::<f64>() - 6.0
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Shape {
    /// A level that drifts: α is 0.4.
    Level,
    /// A level and a trend that drift: α is 0.4, β 0.1.
    Trend,
    /// A rise with a season of four.
    Seasonal,
}

/// 60 points of a series of a shape.
fn series(shape: Shape, seed: u64) -> Vec<f64> {
    let mut noise = noise(seed);
    let (mut level, mut trend) = (100.0, 0.5);
    let point = |no: usize| {
        let error = noise();
        match shape {
            Shape::Level => {
                let value = level + error;
                level += 0.4 * error;
                value
            }
            Shape::Trend => {
                let value = level + trend + error;
                level += trend + 0.4 * error;
                trend += 0.1 * error;
                value
            }
            Shape::Seasonal => {
                100.0 + 0.2 * no as f64 + [4.0, -1.0, -5.0, 2.0].get(no % 4).unwrap() + error
            }
        }
    };
    (0..60).map(point).collect()
}

/// The shares within the bands of 80 and 95 % over 70 series of a shape, of the model that errs least in each.
fn covered(shape: Shape) -> [f64; 2] {
    let season = (shape == Shape::Seasonal).then_some(4);
    let (mut n, mut within) = (0, [0, 0]);
    for seed in 1..=70 {
        let tested = back_test(&series(shape, seed), season, 3).unwrap();
        let best = tested
            .iter()
            .min_by(|one, other| one.mean_error.total_cmp(&other.mean_error))
            .unwrap();
        n += best.n;
        within[0] += best.within_80;
        within[1] += best.within_95;
    }
    within.map(|within| within as f64 / n as f64)
}

/// Measured over 70 series of each shape, 28 origins and three steps ahead: 79.0 % and 94.3 % of level series, 74.1 % and 90.7 % of
/// trends, 76.3 % and 93.3 % of seasons. Bands hold the noise to come alone, as those of Hyndman et al. do; what is unsure of the estimated
/// smoothing, of the states at the start, and of the model that was chosen, is left out. So they are somewhat narrow, and the more so
/// the more a model estimates and the fewer points there are.
#[track_caller]
fn check(shape: Shape, within_80: std::ops::Range<f64>, within_95: std::ops::Range<f64>) {
    let [of_80, of_95] = covered(shape);
    assert!(within_80.contains(&of_80), "{shape:?} 80 %: {of_80}");
    assert!(within_95.contains(&of_95), "{shape:?} 95 %: {of_95}");
}

#[test]
fn bands_of_level_series_hold_as_many_as_they_say() {
    check(Shape::Level, 0.75..0.85, 0.92..0.98);
}

/// Of a trend that drifts fewer than three in four are held: the measured share is kept here, so that a change of it is seen.
#[test]
fn bands_of_trends_hold_somewhat_fewer_than_they_say() {
    check(Shape::Trend, 0.73..0.75, 0.90..0.92);
}

#[test]
fn bands_of_seasonal_series_hold_as_many_as_they_say() {
    check(Shape::Seasonal, 0.75..0.85, 0.91..0.98);
}
