//! Whether as many numbers lie within the bands as the bands say.
#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;

/// Points of a series, and how many are forecast.
const POINTS: usize = 48;
const HORIZON: usize = 3;

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

/// Points of a series of a shape, four years of months and what came then.
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
    (0..POINTS + HORIZON).map(point).collect()
}

/// How many numbers were forecast, and how many lay within the bands of 80 and of 95 %.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Held {
    n: usize,
    within_80: usize,
    within_95: usize,
}

impl Held {
    fn shares(self) -> [f64; 2] {
        [self.within_80, self.within_95].map(|within| within as f64 / self.n as f64)
    }
}

/// What the bands of the model that errs least held: in the back-test, and of the numbers after the series, which neither the
/// choice nor the estimates have seen; of these also what the bands of textbooks held.
fn held(series: &[f64], season: Option<usize>) -> [Held; 3] {
    let (before, after) = series.split_at(series.len() - HORIZON);
    let found = choose(before, season, HORIZON).unwrap();
    let tested = found.tested.iter();
    let mut tested = tested.filter(|one| one.model == found.forecast.model);
    let tested = tested.next().unwrap();
    let later = |bands: Bands| {
        let mut later = Held::default();
        for (step, came) in found.forecast.steps.iter().zip(after) {
            let is_within = |probability| {
                let (low, high) = bands.around(found.forecast.model, *step, probability);
                usize::from((low..=high).contains(came))
            };
            later.n += 1;
            later.within_80 += is_within(0.8);
            later.within_95 += is_within(0.95);
        }
        later
    };
    let in_test = Held {
        n: tested.n,
        within_80: tested.within_80,
        within_95: tested.within_95,
    };
    [in_test, later(Bands::Whole), later(Bands::Textbook)]
}

fn all_held(all: impl Iterator<Item = (Vec<f64>, Option<usize>)>) -> [Held; 3] {
    all.fold([Held::default(); 3], |mut sums, (series, season)| {
        for (sum, one) in sums.iter_mut().zip(held(&series, season)) {
            sum.n += one.n;
            sum.within_80 += one.within_80;
            sum.within_95 += one.within_95;
        }
        sums
    })
}

/// Holds 200 series of a shape to what the bands say.
///
/// Of the numbers that came after the series somewhat fewer lie within: a model was chosen that fits the past, and a smoothing
/// parameter that is estimated as 0 hides that it is not.
#[track_caller]
fn check(shape: Shape) {
    let season = (shape == Shape::Seasonal).then_some(4);
    let [tested, later, textbook] = all_held((1..=200).map(|seed| (series(shape, seed), season)));
    let said =
        format!("{shape:?}: back-test {tested:?}, after it {later:?}, by textbooks {textbook:?}");
    let [of_80, of_95] = tested.shares();
    assert!((0.75..=0.85).contains(&of_80), "80 %: {of_80:.3}; {said}");
    assert!((0.92..=0.98).contains(&of_95), "95 %: {of_95:.3}; {said}");
    let [of_80, of_95] = later.shares();
    assert!(
        (0.75..=0.85).contains(&of_80),
        "80 % later: {of_80:.3}; {said}"
    );
    assert!(
        (0.88..=0.98).contains(&of_95),
        "95 % later: {of_95:.3}; {said}"
    );
    // The bands of textbooks hold fewer, and of none of the shapes as many as they say.
    let [of_80, of_95] = textbook.shares();
    assert!(of_80 < 0.80 && of_95 < 0.95, "{said}");
    assert!(textbook.within_80 <= later.within_80 && textbook.within_95 <= later.within_95);
    println!("{said}");
}

#[test]
fn bands_of_level_series_hold_as_many_as_they_say() {
    check(Shape::Level);
}

#[test]
fn bands_of_trends_that_drift_hold_as_many_as_they_say() {
    check(Shape::Trend);
}

#[test]
fn bands_of_seasonal_series_hold_as_many_as_they_say() {
    check(Shape::Seasonal);
}
