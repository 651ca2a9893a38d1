//! What would have become of one of many, by a weighted mean of the others that was like it before: a synthetic control.
//!
//! The method is that of A. Abadie, A. Diamond and J. Hainmueller, "Synthetic control methods for comparative case studies", JASA 105
//! (2010), 493–505, with the outcome in every period before as what is matched: weights are none below 0 and are 1 together, and make
//! the squared distance to the one before the change the least. So nothing is told from outside what others have been.
//!
//! With more others than periods many weightings meet the one exactly, and say different things of afterwards. As A. Abadie and J.
//! L'Hour propose ("A penalized synthetic control estimator for disaggregated data", JASA 116 (2021), 1817–1834) those that are near
//! the one are preferred: here the squared mean distance of the others counts one hundredth.
//!
//! Whether the difference afterwards is more than chance is told by placebos: each of the others in turn is taken for the one that
//! changed. How far apart the two are afterwards is ranked among all, for how far the weights miss a period before that they were not
//! found by: with many others and few periods nearly everybody can be put together exactly, and how well those periods are met that
//! the weights were found by says nothing at all.
//! Were nothing changed, each rank would be as likely as any other.

mod nearest;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::quantile::median;
use crate::sample::{Sample, SampleError, check_finite};

/// Fewest of the others: with fewer no rank could be unlikely.
pub const OTHERS_LEAST: usize = 10;
/// Most of the others.
pub const OTHERS_MAX: usize = 150;
/// Fewest points before the change: with fewer nearly everybody was like anybody.
pub const BEFORE_LEAST: usize = 4;
/// Most points.
pub const POINTS_MAX: usize = 40;
/// How many times what placebos are usually missed by the one may be missed by.
const LIKE: f64 = 2.0;
/// How much the mean distance of the others counts beside the distance of their mean.
const NEARNESS: f64 = 0.1;
/// A distance that is this small a part of the numbers is nothing but rounding.
const ROUNDING: f64 = 1e-9;

/// Why there is no synthetic control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ControlError {
    /// There is no number, or one that is not finite.
    Sample(SampleError),
    /// A series has another number of points than that of the one.
    Length,
    /// There are too few points before the change, or none after it.
    Points {
        /// Points before it.
        before: usize,
        /// Points after it.
        after: usize,
    },
    /// There are fewer than [`OTHERS_LEAST`] others.
    TooFew {
        /// Others there are.
        n: usize,
    },
    /// There are more than [`OTHERS_MAX`] others, or more than [`POINTS_MAX`] points.
    TooMany,
    /// Numbers are so large that their squares are not finite.
    TooLarge,
}

impl fmt::Display for ControlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ControlError::Sample(error) => error.fmt(f),
            ControlError::Length => f.write_str("series of unequal length"),
            ControlError::Points { before, after } => write!(
                f,
                "{before} points before and {after} after: at least {BEFORE_LEAST} before and 1 after are needed"
            ),
            ControlError::TooFew { n } => {
                write!(f, "{n} others: at least {OTHERS_LEAST} are needed")
            }
            ControlError::TooMany => write!(
                f,
                "at most {OTHERS_MAX} others and {POINTS_MAX} points are taken"
            ),
            ControlError::TooLarge => f.write_str("the numbers are too large"),
        }
    }
}

impl std::error::Error for ControlError {}

impl From<SampleError> for ControlError {
    fn from(error: SampleError) -> Self {
        ControlError::Sample(error)
    }
}

/// The one beside what a weighted mean of the others was.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// The weight of each of the others, in their order; 1 together.
    pub weights: Vec<f64>,
    /// The weighted mean at each point.
    pub series: Vec<f64>,
    /// Root mean square of the differences before.
    pub apart_before: f64,
    /// Root mean square of what weights that were found without a period before miss that period by.
    pub missed_before: f64,
    /// Root mean square of the differences afterwards.
    pub apart_after: f64,
    /// Mean of the one less the weighted mean, afterwards.
    pub effect: f64,
}

impl Control {
    /// How far apart the two are afterwards for what a period before is missed by; infinite where none is missed and they are
    /// apart, and 1 where they are alike throughout.
    pub fn ratio(&self) -> f64 {
        match (self.apart_after > 0.0, self.missed_before > 0.0) {
            (_, true) => self.apart_after / self.missed_before,
            (true, false) => f64::INFINITY,
            (false, false) => 1.0,
        }
    }
}

/// A synthetic control and where it stands among placebos.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// The control of the one.
    pub control: Control,
    /// Its rank by [`Control::ratio`], 1 where it is the largest; those that are as large come before it.
    pub rank: usize,
    /// How many are ranked: the one, and a placebo for each of the others.
    pub n: usize,
    /// The effect of each placebo, in the order of the others.
    pub placebos: Vec<f64>,
    /// The median of what placebos are missed by before.
    pub usually_missed: f64,
}

impl Placed {
    /// The chance of such a rank or a better one where nothing has changed: `rank / n`.
    pub fn p(&self) -> f64 {
        self.rank as f64 / self.n as f64
    }

    /// Whether others had been like the one: before, it is missed by no more than twice what placebos usually are.
    pub fn is_alike(&self) -> bool {
        self.control.missed_before <= LIKE * self.usually_missed
    }
}

/// The one beside a weighted mean of the others; `first_after` is the first point after the change, counted from 0.
///
/// # Errors
/// Points or others are too few or too many, series differ in length, a number is not finite, or they are too large.
///
/// # Example
/// It was the mean of the first two of the others, and is 3 below that afterwards:
/// ```
/// # use pejl_stats::synthetic_control::control;
/// let mut others: Vec<Vec<f64>> = (0..10).map(|no| vec![f64::from(20 + no); 6]).collect();
/// others[0] = vec![1.0, 5.0, 2.0, 8.0, 4.0, 6.0];
/// others[1] = vec![3.0, 1.0, 6.0, 2.0, 8.0, 2.0];
/// let found = control(&[2.0, 3.0, 4.0, 5.0, 3.0, 1.0], &others, 4)?;
/// assert!((found.weights[0] - 0.5).abs() < 1e-9 && (found.effect + 3.0).abs() < 1e-9);
/// # Ok::<(), pejl_stats::synthetic_control::ControlError>(())
/// ```
pub fn control(
    one: &[f64],
    others: &[Vec<f64>],
    first_after: usize,
) -> Result<Control, ControlError> {
    let all: Vec<&[f64]> = others.iter().map(Vec::as_slice).collect();
    check(one, &all, first_after)?;
    of(one, &all, first_after)
}

/// The same, and its rank among the placebos of all others: the control of a placebo is of the rest of the others.
///
/// # Errors
/// As [`control`].
pub fn placed(
    one: &[f64],
    others: &[Vec<f64>],
    first_after: usize,
) -> Result<Placed, ControlError> {
    let all: Vec<&[f64]> = others.iter().map(Vec::as_slice).collect();
    check(one, &all, first_after)?;
    let found = of(one, &all, first_after)?;
    let mut rank = 1;
    let mut placebos = Vec::with_capacity(all.len());
    let mut missed = Vec::with_capacity(all.len());
    for (no, other) in all.iter().enumerate() {
        let rest = all.iter().enumerate().filter(|(at, _)| *at != no);
        let rest: Vec<&[f64]> = rest.map(|(_, series)| *series).collect();
        let placebo = of(other, &rest, first_after)?;
        rank += usize::from(placebo.ratio() >= found.ratio());
        placebos.push(placebo.effect);
        missed.push(placebo.missed_before);
    }
    Ok(Placed {
        usually_missed: median(&Sample::new(&missed)?),
        control: found,
        rank,
        n: all.len() + 1,
        placebos,
    })
}

fn check(one: &[f64], others: &[&[f64]], first_after: usize) -> Result<(), ControlError> {
    let n = others.len();
    if n < OTHERS_LEAST {
        return Err(ControlError::TooFew { n });
    }
    if n > OTHERS_MAX || one.len() > POINTS_MAX {
        return Err(ControlError::TooMany);
    }
    let before = first_after.min(one.len());
    let after = one.len() - before;
    if before < BEFORE_LEAST || after == 0 {
        return Err(ControlError::Points { before, after });
    }
    check_finite(one)?;
    for other in others {
        if other.len() != one.len() {
            return Err(ControlError::Length);
        }
        check_finite(other)?;
    }
    Ok(())
}

fn of(one: &[f64], others: &[&[f64]], first_after: usize) -> Result<Control, ControlError> {
    let weights = weights_without(one, others, (first_after, None))?;
    let at = |weights: &[f64], no: usize| -> f64 {
        let parts = others.iter().zip(weights);
        let part = |(other, weight): (&&[f64], &f64)| other.get(no).map_or(0.0, |v| v * weight);
        parts.map(part).sum()
    };
    let series: Vec<f64> = (0..one.len()).map(|no| at(&weights, no)).collect();
    let size = one
        .iter()
        .fold(0.0, |size: f64, value| size.max(value.abs()));
    let pairs = one.iter().zip(&series);
    let apart: Vec<f64> = pairs.map(|(own, other)| own - other).collect();
    let (early, late) = apart.split_at(first_after.min(apart.len()));
    let mut missed = Vec::with_capacity(early.len());
    for (no, own) in one.iter().enumerate().take(first_after) {
        let without = weights_without(one, others, (first_after, Some(no)))?;
        missed.push(own - at(&without, no));
    }
    let root = |part: &[f64]| {
        let squares: f64 = part.iter().map(|one| one * one).sum();
        let root = (squares / part.len() as f64).sqrt();
        if root <= size * ROUNDING { 0.0 } else { root }
    };
    let found = Control {
        apart_before: root(early),
        missed_before: root(&missed),
        apart_after: root(late),
        effect: late.iter().sum::<f64>() / late.len() as f64,
        weights,
        series,
    };
    let numbers = [
        found.apart_before,
        found.missed_before,
        found.apart_after,
        found.effect,
    ];
    match numbers
        .iter()
        .chain(&found.series)
        .all(|one| one.is_finite())
    {
        true => Ok(found),
        false => Err(ControlError::TooLarge),
    }
}

/// The weights of the others by the points before the change, one of them left out.
///
/// How far away each is stands as one more number to be met, so that there is one answer.
fn weights_without(
    one: &[f64],
    others: &[&[f64]],
    (first_after, left_out): (usize, Option<usize>),
) -> Result<Vec<f64>, ControlError> {
    let distance = |series: &&[f64]| -> Vec<f64> {
        let pairs = series.iter().zip(one).take(first_after).enumerate();
        let kept = pairs.filter(|(no, _)| Some(*no) != left_out);
        let apart = kept.map(|(_, (other, own))| other - own);
        let mut found: Vec<f64> = apart.collect();
        let length = found.iter().map(|one| one * one).sum::<f64>().sqrt();
        found.push(NEARNESS * length);
        found
    };
    let distances: Vec<Vec<f64>> = others.iter().map(distance).collect();
    nearest::weights(&distances).ok_or(ControlError::TooLarge)
}
