//! How long things last where not all have ended: the Kaplan–Meier curve, the mean time up to a limit, the incidence of causes that
//! compete, and the log-rank test.
//!
//! With the different times `t(1) < t(2) < …`, `n(i)` at risk just before `t(i)` and `d(i)` events at it, the share not yet
//! ended is `S(t) = Π (1 − d(i)/n(i))` over `t(i) ≤ t`: Kaplan and Meier, "Nonparametric Estimation from Incomplete
//! Observations", Journal of the American Statistical Association 53 (1958), 457–481. An event comes before what is
//! censored at the same time, so what is censored at `t` is at risk at `t`.
//!
//! The variance is Greenwood's ("The Natural Duration of Cancer", Reports on Public Health and Medical Subjects 33, 1926):
//! `S(t)² · Σ d(i) / (n(i)·(n(i) − d(i)))`. The interval is taken on the scale of `ln(−ln S)`, so that it never leaves 0 to 1:
//! `S(t)^exp(±z·√Σ / ln S(t))` (Kalbfleisch and Prentice, "The Statistical Analysis of Failure Time Data", 1980).

mod incidence;
mod log_rank;
mod restricted_mean;

use std::fmt;

pub use incidence::{Ended, IncidenceStep, cumulative_incidence};
pub use log_rank::{GROUPS_MAX, LogRank, LogRankOfMany, log_rank, log_rank_of_many};
pub use restricted_mean::RestrictedMean;

/// The 97.5 % quantile of the normal distribution: the `z` of an interval of 95 %.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// The part of one half by which a share may lie above it and be taken for it: `(3/4)·(2/3)` is one half, and need not be in
/// doubles.
pub const HALF_TOLERANCE: f64 = 1e-9;

/// How long one thing was followed, and whether it ended then.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Followed {
    /// Time from the start to the event, or to the end of what is known.
    pub time: f64,
    /// Whether the event came at that time; else it is censored there.
    pub is_event: bool,
}

/// Why there is no curve, no mean or no test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SurvivalError {
    /// Nothing was followed.
    Empty,
    /// The time at this index is negative, `NaN` or infinite.
    Time {
        /// Position in the slice, from 0.
        index: usize,
    },
    /// A limit is negative or not finite, or lies after the last time known while some are left.
    Limit,
    /// No event came while both groups were at risk.
    NoVariance,
    /// The cause at this index is not one of those there are.
    Cause {
        /// Position in the slice, from 0.
        index: usize,
    },
    /// There are fewer than two groups, or more than [`GROUPS_MAX`].
    Groups {
        /// How many there are.
        n: usize,
    },
    /// Times are so large that the result is not finite.
    TooLarge,
}

impl fmt::Display for SurvivalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SurvivalError::Empty => write!(f, "nothing was followed"),
            SurvivalError::Time { index } => {
                write!(f, "time {index} is negative or not a finite number")
            }
            SurvivalError::Limit => f.write_str(
                "the limit is negative, not finite, or after the last time while some are left",
            ),
            SurvivalError::NoVariance => {
                f.write_str("no event came while both groups were at risk")
            }
            SurvivalError::Cause { index } => {
                write!(f, "cause {index} is not one of those there are")
            }
            SurvivalError::Groups { n } => {
                write!(f, "{n} groups: from 2 to {GROUPS_MAX} can be compared")
            }
            SurvivalError::TooLarge => f.write_str("the times are too large"),
        }
    }
}

impl std::error::Error for SurvivalError {}

/// The curve at one of the times at which something ended or was censored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The time.
    pub time: f64,
    /// How many were at risk just before it.
    pub at_risk: usize,
    /// How many of them ended at it.
    pub events: usize,
    /// How many were censored at it, after the events.
    pub censored: usize,
    /// The share that has not ended by it, itself included.
    pub survival: f64,
    /// Greenwood's sum `Σ d/(n·(n − d))` up to it; none once nobody is left.
    pub greenwood: Option<f64>,
}

impl Step {
    /// Greenwood's variance of the share; 0 once nobody is left, as is usual.
    pub fn variance(&self) -> f64 {
        self.greenwood
            .map_or(0.0, |sum| self.survival * self.survival * sum)
    }

    /// The interval of the share with `z` standard errors either side on the scale of `ln(−ln S)`, lower end first.
    ///
    /// None while nothing has ended, once nobody is left, and for a `z` that is negative or not finite.
    pub fn interval(&self, z: f64) -> Option<(f64, f64)> {
        let sum = self.greenwood?;
        let is_inside = self.survival > 0.0 && self.survival < 1.0;
        if !is_inside || !z.is_finite() || z < 0.0 {
            return None;
        }
        let apart = z * sum.sqrt() / self.survival.ln().abs();
        let end = |apart: f64| self.survival.powf(apart.exp());
        Some((end(apart), end(-apart)))
    }
}

/// A Kaplan–Meier curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    n: usize,
    steps: Vec<Step>,
}

impl Curve {
    /// How many were followed.
    pub fn n(&self) -> usize {
        self.n
    }

    /// One step for each different time, ascending.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The share that has not ended by a time: 1 before the first event; after the last time known, what it was there.
    pub fn survival_at(&self, time: f64) -> f64 {
        let before = self.steps.iter().take_while(|step| step.time <= time);
        before.last().map_or(1.0, |step| step.survival)
    }

    /// How many are at risk just before a time.
    pub fn at_risk_at(&self, time: f64) -> usize {
        let next = self.steps.iter().find(|step| step.time >= time);
        next.map_or(0, |step| step.at_risk)
    }

    /// The first time at which at most half have not ended; none where more than half are left to the end.
    ///
    /// A share above one half by at most [`HALF_TOLERANCE`] of it is taken for one half.
    pub fn median(&self) -> Option<f64> {
        let half = 0.5 * (1.0 + HALF_TOLERANCE);
        let reached = self.steps.iter().find(|step| step.survival <= half);
        reached.map(|step| step.time)
    }
}

/// The Kaplan–Meier curve of what was followed, in any order.
///
/// # Errors
/// [`SurvivalError::Empty`] of nothing, [`SurvivalError::Time`] at the first time that is negative or not finite.
///
/// # Example
/// Four courses end on days 1, 2 and 4, and one is still running on day 3: `S(1) = 3/4`, `S(2) = 3/4 · 2/3 = 1/2`,
/// `S(4) = 1/2 · 0/1 = 0`. So half have ended by day 2.
/// ```
/// use pejl_stats::survival::{Followed, kaplan_meier};
///
/// let courses = [(1.0, true), (2.0, true), (3.0, false), (4.0, true)];
/// let courses = courses.map(|(time, is_event)| Followed { time, is_event });
/// let curve = kaplan_meier(&courses)?;
/// assert_eq!(curve.median(), Some(2.0));
/// assert_eq!(curve.survival_at(1.5), 0.75);
/// assert_eq!(curve.at_risk_at(4.0), 1);
/// # Ok::<(), pejl_stats::survival::SurvivalError>(())
/// ```
pub fn kaplan_meier(followed: &[Followed]) -> Result<Curve, SurvivalError> {
    let is_time = |one: &Followed| one.time.is_finite() && one.time >= 0.0;
    if let Some(index) = followed.iter().position(|one| !is_time(one)) {
        return Err(SurvivalError::Time { index });
    }
    if followed.is_empty() {
        return Err(SurvivalError::Empty);
    }
    let mut ascending = followed.to_vec();
    // Negative zero is the time 0.
    ascending.sort_by(|one, other| (one.time + 0.0).total_cmp(&(other.time + 0.0)));
    let mut steps: Vec<Step> = Vec::new();
    let (mut left, mut survival, mut greenwood) = (ascending.len(), 1.0, Some(0.0));
    for same in ascending.chunk_by(|one, other| one.time == other.time) {
        let events = same.iter().filter(|one| one.is_event).count();
        let (at_risk, stay) = (left, left.saturating_sub(events));
        survival *= number(stay) / number(at_risk);
        greenwood = match (greenwood, stay) {
            (Some(sum), 1..) => Some(sum + number(events) / (number(at_risk) * number(stay))),
            // What is censored alone leaves the sum as it is; once all at risk have ended there is none.
            (sum, _) if events == 0 => sum,
            _ => None,
        };
        steps.push(Step {
            time: same.first().map_or(0.0, |one| one.time),
            at_risk,
            events,
            censored: same.len() - events,
            survival,
            greenwood,
        });
        left = left.saturating_sub(same.len());
    }
    Ok(Curve {
        n: ascending.len(),
        steps,
    })
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a count of what fits into memory is far below 2^53"
)]
fn number(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod compared;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests;
