//! Whether numbers in the order of time rise or fall, and by how much.

use std::fmt;

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

use crate::mean::sum;
use crate::quantile::median;
use crate::rate::{Confidence, Interval};
use crate::sample::{Sample, SampleError, check_finite};

/// Most points of Mann–Kendall's test: S of as many is exact in a double.
pub const MANN_KENDALL_POINTS_MAX: usize = 100_000_000;
/// Most points of the line of Theil and Sen, which holds the slopes of all pairs in memory: 12.5 million, 100 MB.
pub const THEIL_SEN_POINTS_MAX: usize = 5_000;

/// Why there is no trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrendError {
    /// There is no number, or one that is not finite.
    Sample(SampleError),
    /// There are not as many times as numbers.
    Lengths {
        /// Times.
        times: usize,
        /// Numbers.
        values: usize,
    },
    /// There are too few points.
    TooFew {
        /// Points there are.
        n: usize,
        /// Points needed.
        least: usize,
    },
    /// There are more points than the method takes.
    TooMany {
        /// Points there are.
        n: usize,
        /// Points taken.
        most: usize,
    },
    /// All points are at one time.
    OneTime,
    /// Numbers are so large that the result is not finite.
    TooLarge,
}

impl fmt::Display for TrendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TrendError::Sample(error) => error.fmt(f),
            TrendError::Lengths { times, values } => write!(f, "{times} times but {values} values"),
            TrendError::TooFew { n, least } => write!(f, "{n} points: at least {least} are needed"),
            TrendError::TooMany { n, most } => write!(f, "{n} points: at most {most} are taken"),
            TrendError::OneTime => f.write_str("all points are at one time"),
            TrendError::TooLarge => f.write_str("the numbers are too large"),
        }
    }
}

impl std::error::Error for TrendError {}

impl From<SampleError> for TrendError {
    fn from(error: SampleError) -> Self {
        TrendError::Sample(error)
    }
}

/// Mann–Kendall's test for a trend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MannKendall {
    /// Pairs that rise less pairs that fall.
    pub s: i64,
    /// Its variance without a trend, corrected for ties.
    pub variance: f64,
    /// (s ∓ 1) / √variance; 0 where s is.
    pub z: f64,
    /// The probability of a z as far from 0 as this without a trend, on either side.
    pub p: f64,
    /// s over all pairs (tau-a), from −1 to 1.
    pub tau: f64,
}

/// Mann–Kendall's test of numbers in the order of time (H. Mann, "Nonparametric tests against trend", Econometrica 13 (1945);
/// M. Kendall, *Rank Correlation Methods*, 1975): `S = Σ sign(xⱼ − xᵢ)` over i < j, `Var S = (n(n−1)(2n+5) − Σ
/// t(t−1)(2t+5)) / 18` over groups of t equal numbers, and the normal approximation with a correction for continuity of 1.
///
/// Rises and falls are counted in n log n steps, by merging sorted halves (W. Knight, "A computer method for calculating Kendall's
/// tau with ungrouped data", JASA 61 (1966), 436–439).
///
/// # Errors
/// There are fewer than three numbers or more than [`MANN_KENDALL_POINTS_MAX`], or one is not finite.
///
/// # Example
/// ```
/// # use pejl_stats::trend::mann_kendall;
/// let found = mann_kendall(&[1.0, 2.0, 3.0, 3.0, 5.0])?;
/// assert_eq!((found.s, found.tau), (9, 0.9));
/// # Ok::<(), pejl_stats::trend::TrendError>(())
/// ```
pub fn mann_kendall(values: &[f64]) -> Result<MannKendall, TrendError> {
    const LEAST: usize = 3;
    check_most(values, MANN_KENDALL_POINTS_MAX)?;
    check_finite(values)?;
    let n = values.len();
    if n < LEAST {
        return Err(TrendError::TooFew { n, least: LEAST });
    }
    let spread = |n: f64| n * (n - 1.0) * (2.0 * n + 5.0);
    // −0 is 0.
    let mut ascending: Vec<f64> = values.iter().map(|value| value + 0.0).collect();
    let falling = sort_counting(&mut ascending);
    let pairs = |n: usize| whole(n) * (whole(n) - 1) / 2;
    let ties = || ascending.chunk_by(|one, other| one == other);
    let tied: i64 = ties().map(|tie| pairs(tie.len())).sum();
    // Of the pairs that are not tied, those that do not fall rise.
    let s = pairs(n) - tied - 2 * falling;
    let of_ties: Vec<f64> = ties().map(|tie| spread(tie.len() as f64)).collect();
    let variance = (spread(n as f64) - sum(&of_ties)) / 18.0;
    let towards_zero = s - s.signum();
    let z = match towards_zero {
        0 => 0.0,
        s => s as f64 / variance.sqrt(),
    };
    Ok(MannKendall {
        s,
        variance,
        z,
        p: (2.0 * Normal::standard().sf(z.abs())).min(1.0),
        tau: s as f64 / (n as f64 * (n as f64 - 1.0) / 2.0),
    })
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Sorts numbers, and counts the pairs of which the later is the smaller.
fn sort_counting(values: &mut [f64]) -> i64 {
    let mut from = values.to_vec();
    let mut falling = 0;
    let mut width = 1;
    while width < from.len() {
        let mut merged = Vec::with_capacity(from.len());
        for both in from.chunks(2 * width) {
            let (mut one, mut other) = both.split_at(width.min(both.len()));
            while let (Some((left, rest)), Some((right, later))) =
                (one.split_first(), other.split_first())
            {
                if right < left {
                    // It is smaller than all that are left of the half before it.
                    falling += whole(one.len());
                    merged.push(*right);
                    other = later;
                } else {
                    merged.push(*left);
                    one = rest;
                }
            }
            merged.extend_from_slice(one);
            merged.extend_from_slice(other);
        }
        from = merged;
        width *= 2;
    }
    values.copy_from_slice(&from);
    falling
}

/// A straight line through points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// What it rises by in one unit of time.
    pub slope: f64,
    /// Where it is at time 0.
    pub intercept: f64,
}

impl Line {
    /// Where the line is at a time.
    pub fn at(self, time: f64) -> f64 {
        self.intercept + self.slope * time
    }
}

/// The line of Theil and Sen, which few outliers cannot move: its slope is the median of the slopes of all pairs of points at
/// different times (P. Sen, "Estimates of the regression coefficient based on Kendall's tau", JASA 63 (1968), 1379–1389), its
/// intercept the median of the numbers less the slope times the median of the times (W. Conover).
///
/// # Errors
/// There are fewer than two points or more than [`THEIL_SEN_POINTS_MAX`], all are at one time, or a number is not finite.
///
/// # Example
/// ```
/// # use pejl_stats::trend::theil_sen;
/// // One of five points is wild, and six of the ten slopes are not of it.
/// let found = theil_sen(&[1.0, 2.0, 3.0, 4.0, 5.0], &[2.0, 4.0, 6.0, 8.0, 100.0])?;
/// assert_eq!(found.slope, 2.0);
/// # Ok::<(), pejl_stats::trend::TrendError>(())
/// ```
pub fn theil_sen(times: &[f64], values: &[f64]) -> Result<Line, TrendError> {
    let slopes = slopes(times, values)?;
    let slope = median(&slopes);
    let intercept = median(&Sample::new(values)?) - slope * median(&Sample::new(times)?);
    match intercept.is_finite() {
        true => Ok(Line { slope, intercept }),
        false => Err(TrendError::TooLarge),
    }
}

/// The slope of Theil and Sen with its interval: of the N slopes in ascending order those at `(N − C)/2` and `(N + C)/2 + 1`, rounded
/// to whole places within 1 to N, with C the normal deviate times the standard deviation of Mann and Kendall's S (Sen 1968, section 5).
///
/// With few points, or many ties, C is larger than N, and the interval reaches from the least slope to the largest: it is then less
/// sure than asked for.
///
/// # Errors
/// As [`theil_sen`], and there are fewer than three points.
///
/// # Example
/// Sen's own, with a confidence of 93 %: 21 slopes, of which C is 12.06, so that the fourth and the eighteenth are taken.
/// ```
/// # use pejl_stats::rate::Confidence;
/// # use pejl_stats::trend::theil_sen_slope;
/// let times = [1.0, 2.0, 3.0, 4.0, 10.0, 12.0, 18.0];
/// let values = [9.0, 15.0, 19.0, 20.0, 45.0, 55.0, 78.0];
/// let confidence = Confidence::new(0.93).unwrap_or(Confidence::P95);
/// let found = theil_sen_slope(&times, &values, confidence)?;
/// assert_eq!(format!("{:.2} {:.2} {:.2}", found.value, found.lower, found.upper), "4.00 3.71 4.38");
/// # Ok::<(), pejl_stats::trend::TrendError>(())
/// ```
pub fn theil_sen_slope(
    times: &[f64],
    values: &[f64],
    confidence: Confidence,
) -> Result<Interval, TrendError> {
    let slopes = slopes(times, values)?;
    let variance = mann_kendall(values)?.variance;
    let n = slopes.n() as f64;
    let apart = confidence.deviate() * variance.sqrt();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 1 to the count of slopes"
    )]
    let at = |place: f64| slopes.at(place.round_ties_even().clamp(1.0, n) as usize - 1);
    Ok(Interval {
        value: median(&slopes),
        lower: at((n - apart) / 2.0),
        upper: at((n + apart) / 2.0 + 1.0),
    })
}

/// The slopes of all pairs of points at different times.
fn slopes(times: &[f64], values: &[f64]) -> Result<Sample, TrendError> {
    check_most(values, THEIL_SEN_POINTS_MAX)?;
    check_points(times, values, 2)?;
    let mut slopes = Vec::new();
    let points = || times.iter().zip(values);
    for (no, (time, value)) in points().enumerate() {
        for (later, next) in points().skip(no + 1).filter(|(later, _)| *later != time) {
            slopes.push((next - value) / (later - time));
        }
    }
    match Sample::new(&slopes) {
        Ok(slopes) => Ok(slopes),
        Err(SampleError::Empty) => Err(TrendError::OneTime),
        Err(SampleError::NotFinite { .. }) => Err(TrendError::TooLarge),
    }
}

/// The line of least squares with how sure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LeastSquares {
    /// The line.
    pub line: Line,
    /// Standard error of the slope.
    pub slope_error: f64,
    /// Standard error of the numbers around the line: √(SSE / (n − 2)).
    pub residual_error: f64,
    /// How many points there are.
    pub n: usize,
    mean_time: f64,
    spread_of_times: f64,
}

impl LeastSquares {
    /// The slope with its interval: ± t(n−2) standard errors.
    pub fn slope(&self, confidence: Confidence) -> Interval {
        around(self.line.slope, self.deviate(confidence) * self.slope_error)
    }

    /// What a new number at a time is expected to be, with the interval that holds it: ± t(n−2) · s √(1 + 1/n + (t − t̄)² / Σ(tᵢ
    /// − t̄)²).
    pub fn expected(&self, time: f64, confidence: Confidence) -> Interval {
        let error = self.residual_error.hypot(self.line_error(time));
        around(self.line.at(time), self.deviate(confidence) * error)
    }

    /// The standard error of the line at a time: `s √(1/n + (t − t̄)² / Σ(tᵢ − t̄)²)`.
    pub fn line_error(&self, time: f64) -> f64 {
        let away = time - self.mean_time;
        self.residual_error * (1.0 / self.n as f64 + away * away / self.spread_of_times).sqrt()
    }

    /// The probability of a slope as far from 0 as this without a trend, on either side; 1 where the line is level, and 0
    /// where the points lie on one that is not.
    pub fn p(&self) -> f64 {
        let t = match self.line.slope.abs() / self.slope_error {
            t if t.is_nan() => return 1.0,
            t => t,
        };
        student(self.n).map_or(1.0, |student| 2.0 * student.sf(t))
    }

    fn deviate(&self, confidence: Confidence) -> f64 {
        let upper = 1.0 - confidence.tail();
        student(self.n).map_or(0.0, |student| student.inverse_cdf(upper))
    }
}

/// Student's distribution for a line through `n` points.
fn student(n: usize) -> Option<StudentsT> {
    StudentsT::new(0.0, 1.0, n.checked_sub(2)? as f64).ok()
}

fn around(value: f64, spread: f64) -> Interval {
    Interval {
        value,
        lower: value - spread,
        upper: value + spread,
    }
}

/// The line through points from which their squared distances are the least.
///
/// # Errors
/// There are fewer than three points, all are at one time, or a number is not finite.
///
/// # Example
/// ```
/// # use pejl_stats::trend::least_squares;
/// let found = least_squares(&[0.0, 1.0, 2.0], &[1.0, 3.0, 5.0])?;
/// assert_eq!((found.line.slope, found.line.intercept, found.residual_error), (2.0, 1.0, 0.0));
/// # Ok::<(), pejl_stats::trend::TrendError>(())
/// ```
pub fn least_squares(times: &[f64], values: &[f64]) -> Result<LeastSquares, TrendError> {
    check_points(times, values, 3)?;
    let n = values.len();
    let mean = |of: &[f64]| sum(of) / n as f64;
    let (mean_time, mean_value) = (mean(times), mean(values));
    let away: Vec<(f64, f64)> = times
        .iter()
        .zip(values)
        .map(|(time, value)| (time - mean_time, value - mean_value))
        .collect();
    let total = |of: &dyn Fn(&(f64, f64)) -> f64| sum(&away.iter().map(of).collect::<Vec<_>>());
    let spread_of_times = total(&|(time, _)| time * time);
    if spread_of_times == 0.0 {
        return Err(TrendError::OneTime);
    }
    let slope = total(&|(time, value)| time * value) / spread_of_times;
    let left = total(&|(time, value)| (value - slope * time).powi(2));
    let residual_error = (left / (n as f64 - 2.0)).sqrt();
    let found = LeastSquares {
        line: Line {
            slope,
            intercept: mean_value - slope * mean_time,
        },
        slope_error: residual_error / spread_of_times.sqrt(),
        residual_error,
        n,
        mean_time,
        spread_of_times,
    };
    let all = [found.line.intercept, slope, residual_error, spread_of_times];
    match all.iter().all(|number| number.is_finite()) {
        true => Ok(found),
        false => Err(TrendError::TooLarge),
    }
}

fn check_most(values: &[f64], most: usize) -> Result<(), TrendError> {
    match values.len() > most {
        true => Err(TrendError::TooMany {
            n: values.len(),
            most,
        }),
        false => Ok(()),
    }
}

fn check_points(times: &[f64], values: &[f64], least: usize) -> Result<(), TrendError> {
    if times.len() != values.len() {
        return Err(TrendError::Lengths {
            times: times.len(),
            values: values.len(),
        });
    }
    check_finite(times)?;
    check_finite(values)?;
    match values.len() < least {
        true => Err(TrendError::TooFew {
            n: values.len(),
            least,
        }),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
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
}
