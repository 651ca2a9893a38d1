//! Whether numbers in the order of time rise or fall, and by how much.

#[cfg(test)]
mod tests;

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
    line_of(&slopes(times, values)?, times, values)
}

fn line_of(slopes: &Sample, times: &[f64], values: &[f64]) -> Result<Line, TrendError> {
    let slope = median(slopes);
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
    slope_of(&slopes(times, values)?, values, confidence)
}

/// The line of [`theil_sen`] and its slope with the interval of [`theil_sen_slope`], of slopes that are made and sorted once.
///
/// # Errors
/// As [`theil_sen_slope`].
///
/// # Example
/// ```
/// # use pejl_stats::rate::Confidence;
/// # use pejl_stats::trend::theil_sen_with_interval;
/// let (line, slope) = theil_sen_with_interval(&[0.0, 1.0, 2.0], &[1.0, 3.0, 5.0], Confidence::P95)?;
/// assert_eq!((line.slope, line.intercept, slope.value), (2.0, 1.0, 2.0));
/// # Ok::<(), pejl_stats::trend::TrendError>(())
/// ```
pub fn theil_sen_with_interval(
    times: &[f64],
    values: &[f64],
    confidence: Confidence,
) -> Result<(Line, Interval), TrendError> {
    let slopes = slopes(times, values)?;
    let line = line_of(&slopes, times, values)?;
    Ok((line, slope_of(&slopes, values, confidence)?))
}

fn slope_of(
    slopes: &Sample,
    values: &[f64],
    confidence: Confidence,
) -> Result<Interval, TrendError> {
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
        value: median(slopes),
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
