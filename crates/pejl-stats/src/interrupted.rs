//! Whether a series goes on otherwise after something was done: an interrupted time series.
//!
//! The series is a line with a change, by segmented regression (A. Wagner et al., "Segmented regression analysis of interrupted time
//! series studies in medication use research", Journal of Clinical Pharmacy and Therapeutics 27 (2002), 299–309):
//! `y(t) = β₀ + β₁ t + β₂ D(t) + β₃ (t − T) D(t) + season + e(t)`, with D 0 before the first point T after the interruption and 1 from
//! it on. β₂ is what the level changes by at once, β₃ what the slope changes by.
//!
//! What is left of a month is like what was left of the month before, so that an interval that takes points for independent is too
//! narrow. Here `e(t) = ρ e(t−1) + noise`, with ρ by restricted maximum likelihood (Y.-K. Cheang and G. Reinsel, "Bias reduction of
//! autoregressive estimates in time series regression model through restricted maximum likelihood", JASA 95 (2000), 1173–1184) and the
//! points transformed as S. Prais and C. Winsten do. Of the methods in use it is the one whose intervals are least too narrow (S.
//! Turner et al., "Evaluation of statistical methods used in the analysis of interrupted time series studies: a simulation study", BMC
//! Medical Research Methodology 21 (2021), 181). Degrees of freedom are Satterthwaite's, so that an unsure ρ makes an interval wider.

#[cfg(test)]
mod programme;
#[cfg(test)]
mod tests;

use std::fmt;

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::rate::{Confidence, Interval};
use crate::regression::{Triangle, least_squares};
use crate::sample::{SampleError, check_finite};

/// Fewest points before the interruption, and after it.
pub const POINTS_LEAST: usize = 3;
/// Most points.
pub const POINTS_MAX: usize = 5_000;
/// Longest season.
pub const SEASON_MAX: usize = 60;
/// ρ is looked for this far from 0, by steps of this first.
const RHO_MOST: f64 = 0.99;
const RHO_STEP: f64 = 0.03;
/// How far ρ is moved to see how the likelihood bends.
const RHO_MOVED: f64 = 0.005;
/// Squares that are this small a part of those of the numbers are nothing but rounding.
const ROUNDING: f64 = 1e-20;

/// What may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The level, of numbers that have no trend.
    OfLevel,
    /// The level, of numbers that rise or fall along a line.
    OfLevelOnLine,
    /// The level and the slope of a line.
    OfLevelAndSlope,
    /// The slope of a line, which bends and does not jump: what is done works little by little.
    OfSlope,
}

/// Why there is no effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InterruptedError {
    /// There is no number, or one that is not finite.
    Sample(SampleError),
    /// There are too few points before the interruption or after it.
    TooFew {
        /// Points before it.
        before: usize,
        /// Points after it.
        after: usize,
        /// Points needed on each side.
        least: usize,
        /// Points needed together.
        whole: usize,
    },
    /// There are more than [`POINTS_MAX`] points.
    TooMany {
        /// Points there are.
        n: usize,
    },
    /// A season is of fewer than 2 points or more than [`SEASON_MAX`].
    Season,
    /// What changes cannot be told from the season.
    Confounded,
    /// Numbers are so large that the effect is not finite.
    TooLarge,
}

impl fmt::Display for InterruptedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InterruptedError::Sample(error) => error.fmt(f),
            InterruptedError::TooFew {
                before,
                after,
                least,
                whole,
            } => write!(
                f,
                "{before} points before and {after} after: at least {least} on each side and {whole} together are needed"
            ),
            InterruptedError::TooMany { n } => {
                write!(f, "{n} points: at most {POINTS_MAX} are taken")
            }
            InterruptedError::Season => write!(f, "a season has from 2 to {SEASON_MAX} points"),
            InterruptedError::Confounded => {
                f.write_str("the change cannot be told from the season")
            }
            InterruptedError::TooLarge => f.write_str("the numbers are too large"),
        }
    }
}

impl std::error::Error for InterruptedError {}

impl From<SampleError> for InterruptedError {
    fn from(error: SampleError) -> Self {
        InterruptedError::Sample(error)
    }
}

/// What changed at an interruption; all in the unit of the series, slopes for each step of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// What the level changed by at the first point after the interruption; none where it may not.
    pub level: Option<Interval>,
    /// What the slope changed by; none where it may not.
    pub slope: Option<Interval>,
    /// How much more or less the points after the interruption were, on average, than the line before it goes on to.
    pub mean: Interval,
    /// The same of the last point.
    pub last: Interval,
    /// ρ, how much of what is left of a point comes again at the next.
    pub autocorrelation: f64,
    /// Standard error of the noise of a point: √(SSE / (n − k)) of the transformed points and k numbers estimated.
    pub residual_error: f64,
}

/// What changed in a series at the point `first_after`, counted from 0.
///
/// `season` is how many points a season has; its places are estimated beside the line.
///
/// # Errors
/// There are too few points on either side or together, too many, a number is not finite, or the season cannot be told from the
/// change.
///
/// # Example
/// A series that rises by 1, jumps down by 10 and falls by 1 from there:
/// ```
/// # use pejl_stats::interrupted::{Change, interrupted};
/// # use pejl_stats::rate::Confidence;
/// let series = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, -4.0, -5.0, -6.0, -7.0, -8.0];
/// let found = interrupted(&series, 6, None, Change::OfLevelAndSlope, Confidence::P95)?;
/// let value = |part: Option<pejl_stats::rate::Interval>| part.map(|part| part.value.round());
/// assert_eq!((value(found.level), value(found.slope)), (Some(-10.0), Some(-2.0)));
/// // The last of five points after it: −10 − 4 · 2.
/// assert_eq!(found.last.value.round(), -18.0);
/// # Ok::<(), pejl_stats::interrupted::InterruptedError>(())
/// ```
pub fn interrupted(
    values: &[f64],
    first_after: usize,
    season: Option<usize>,
    change: Change,
    confidence: Confidence,
) -> Result<Effect, InterruptedError> {
    let design = Design::of(values, first_after, season, change)?;
    let rho = design.likeliest();
    let fit = design.fitted(rho).ok_or(InterruptedError::Confounded)?;
    let of = |level: f64, slope: f64| {
        let weights = design.weights(level, slope);
        design.interval((rho, &fit), &weights, confidence)
    };
    let n_after = (values.len() - first_after) as f64;
    let has_level = change != Change::OfSlope;
    let has_slope = matches!(change, Change::OfLevelAndSlope | Change::OfSlope);
    // A slope alone begins at the last point before: it has bent by one step at the first after.
    let steps = |last: f64| if has_level { last - 1.0 } else { last };
    let middle = if has_level {
        (n_after - 1.0) / 2.0
    } else {
        (n_after + 1.0) / 2.0
    };
    let found = Effect {
        level: has_level.then(|| of(1.0, 0.0)),
        slope: has_slope.then(|| of(0.0, 1.0)),
        mean: of(1.0, middle),
        last: of(1.0, steps(n_after)),
        autocorrelation: rho,
        residual_error: fit.error,
    };
    let parts = [found.level, found.slope, Some(found.mean), Some(found.last)];
    let ends = parts.iter().flatten();
    let mut ends = ends.flat_map(|part| [part.value, part.lower, part.upper]);
    match ends.all(f64::is_finite) {
        true => Ok(found),
        false => Err(InterruptedError::TooLarge),
    }
}

/// What is estimated of a series: a column for each number.
struct Design {
    values: Vec<f64>,
    columns: Vec<Vec<f64>>,
    /// Which columns are of the change of the level and of the slope.
    level: Option<usize>,
    slope: Option<usize>,
}

/// A regression of transformed points.
struct Fit {
    unknowns: Vec<f64>,
    triangle: Triangle,
    /// √(SSE / (n − k)).
    error: f64,
    /// −2 times the logarithm of the restricted likelihood, but for a constant.
    unlikely: f64,
}

impl Design {
    fn of(
        values: &[f64],
        first_after: usize,
        season: Option<usize>,
        change: Change,
    ) -> Result<Self, InterruptedError> {
        let n = values.len();
        if n > POINTS_MAX {
            return Err(InterruptedError::TooMany { n });
        }
        if season.is_some_and(|season| !(2..=SEASON_MAX).contains(&season)) {
            return Err(InterruptedError::Season);
        }
        check_finite(values)?;
        let centre = n as f64 / 2.0;
        let line = |no: usize| no as f64 - centre;
        let column = |of: &dyn Fn(usize) -> f64| (0..n).map(of).collect::<Vec<f64>>();
        let is_after = |no: usize| f64::from(u8::from(no >= first_after));
        let mut columns = vec![column(&|_| 1.0)];
        if change != Change::OfLevel {
            columns.push(column(&line));
        }
        let mut add = |of: &dyn Fn(usize) -> f64| {
            columns.push(column(of));
            columns.len() - 1
        };
        let begin = first_after as f64;
        let level = (change != Change::OfSlope).then(|| add(&is_after));
        let slope = match change {
            Change::OfLevelAndSlope => Some(add(&|no| is_after(no) * (no as f64 - begin))),
            Change::OfSlope => Some(add(&|no| is_after(no) * (no as f64 - begin + 1.0))),
            Change::OfLevel | Change::OfLevelOnLine => None,
        };
        for place in 1..season.unwrap_or(1) {
            let season = season.unwrap_or(1);
            add(&|no| f64::from(u8::from(no % season == place)));
        }
        let before = first_after.min(n);
        let after = n - before;
        let whole = columns.len() + 2;
        if before < POINTS_LEAST || after < POINTS_LEAST || n < whole {
            return Err(InterruptedError::TooFew {
                before,
                after,
                least: POINTS_LEAST,
                whole,
            });
        }
        let mean = crate::mean::mean(values)?;
        Ok(Self {
            // Around their mean, so that large numbers lose nothing.
            values: values.iter().map(|value| value - mean).collect(),
            columns,
            level,
            slope,
        })
    }

    /// The weights of the columns in a part of the effect.
    fn weights(&self, level: f64, slope: f64) -> Vec<f64> {
        let weight = |no| match Some(no) {
            one if one == self.level => level,
            one if one == self.slope => slope,
            _ => 0.0,
        };
        (0..self.columns.len()).map(weight).collect()
    }

    /// The regression of the points with a ρ; none where a column is made up of others.
    fn fitted(&self, rho: f64) -> Option<Fit> {
        let moved: Vec<Vec<f64>> = self.columns.iter().map(|one| whitened(one, rho)).collect();
        let target = whitened(&self.values, rho).iter().map(|one| -one).collect();
        let triangle = Triangle::of(moved.clone());
        let determinant = triangle.log_determinant()?;
        let (unknowns, squares) = least_squares(moved, target);
        let degrees = self.degrees();
        let whole: f64 = self.values.iter().map(|value| value * value).sum();
        let squares = if squares <= whole * ROUNDING {
            0.0
        } else {
            squares
        };
        Some(Fit {
            unknowns,
            triangle,
            error: (squares / degrees).sqrt(),
            unlikely: degrees * squares.ln() + determinant - (1.0 - rho * rho).ln(),
        })
    }

    fn degrees(&self) -> f64 {
        (self.values.len() - self.columns.len()) as f64
    }

    /// The ρ of the greatest restricted likelihood; 0 where nothing is left beside the line.
    fn likeliest(&self) -> f64 {
        let unlikely = |rho: f64| self.fitted(rho).map_or(f64::INFINITY, |fit| fit.unlikely);
        if !unlikely(0.0).is_finite() {
            return 0.0;
        }
        let n_steps = (RHO_MOST / RHO_STEP).round();
        let mut best = (0.0, unlikely(0.0));
        let mut place = -n_steps;
        while place <= n_steps {
            let rho = (place * RHO_STEP).clamp(-RHO_MOST, RHO_MOST);
            let found = unlikely(rho);
            if found < best.1 {
                best = (rho, found);
            }
            place += 1.0;
        }
        let mut step = RHO_STEP / 2.0;
        while step > 1e-6 {
            for rho in [best.0 - step, best.0 + step] {
                let found = unlikely(rho);
                if rho.abs() <= RHO_MOST && found < best.1 {
                    best = (rho, found);
                }
            }
            step /= 2.0;
        }
        best.0
    }

    /// A weighted sum of what was estimated, with its interval.
    fn interval(
        &self,
        (rho, fit): (f64, &Fit),
        weights: &[f64],
        confidence: Confidence,
    ) -> Interval {
        let parts = fit.unknowns.iter().zip(weights);
        let value: f64 = parts.map(|(unknown, weight)| unknown * weight).sum();
        let error = fit.error * fit.triangle.square(weights.iter().copied()).sqrt();
        let degrees = self.satterthwaite(rho, weights);
        let deviate = StudentsT::new(0.0, 1.0, degrees).map_or(f64::INFINITY, |student| {
            student.inverse_cdf(1.0 - confidence.tail())
        });
        // Without an error there is no spread, however unsure ρ.
        let spread = if error > 0.0 { deviate * error } else { 0.0 };
        Interval {
            value,
            lower: value - spread,
            upper: value + spread,
        }
    }

    /// Degrees of freedom of a variance V: `2 / Var(ln V)`, with `Var(ln V) = 2/(n − k) + (d ln V/dρ)² Var(ρ)` and `Var(ρ)` by how the
    /// likelihood bends; from 2 to n − k (F. Satterthwaite, "An approximate distribution of estimates of variance components",
    /// Biometrics Bulletin 2 (1946), 110–114).
    fn satterthwaite(&self, rho: f64, weights: &[f64]) -> f64 {
        const LEAST: f64 = 2.0;
        let degrees = self.degrees();
        let rho = rho.clamp(-RHO_MOST + RHO_MOVED, RHO_MOST - RHO_MOVED);
        let at = |rho: f64| {
            let fit = self.fitted(rho)?;
            let variance = fit.error.powi(2) * fit.triangle.square(weights.iter().copied());
            Some((variance.ln(), fit.unlikely))
        };
        let places = [rho - RHO_MOVED, rho, rho + RHO_MOVED].map(at);
        let [Some(below), Some(here), Some(above)] = places else {
            return degrees;
        };
        let slope = (above.0 - below.0) / (2.0 * RHO_MOVED);
        let bend = (above.1 - 2.0 * here.1 + below.1) / (RHO_MOVED * RHO_MOVED);
        if !slope.is_finite() || !bend.is_finite() {
            return degrees;
        }
        // Where the likelihood does not bend down, ρ is as unsure as can be.
        if bend <= 0.0 {
            return LEAST.min(degrees);
        }
        let of_log = 2.0 / degrees + slope * slope * 2.0 / bend;
        (2.0 / of_log).clamp(LEAST.min(degrees), degrees)
    }
}

/// The points less ρ times the one before, the first times √(1 − ρ²): as unlike each other as the noise.
fn whitened(values: &[f64], rho: f64) -> Vec<f64> {
    let first = values.first().map(|first| first * (1.0 - rho * rho).sqrt());
    let pairs = values.iter().zip(values.iter().skip(1));
    let rest = pairs.map(|(one, next)| next - rho * one);
    first.into_iter().chain(rest).collect()
}
