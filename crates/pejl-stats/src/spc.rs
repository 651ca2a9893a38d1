//! Statistical process control: XmR charts as NHS England's *Making Data Count*.
//!
//! An XmR chart tells noise from signal: points vary around their mean within limits that follow from how much one point
//! usually differs from the one before, and only what chance would rarely do is a signal.
//!
//! Follows the R package NHSRplotthedots 0.2.2 (R. Smith et al., NHS-R Community), which implements *Making Data Count*.
//! Where that leaves a case open:
//!
//! - A phase whose moving ranges are all 0 is constant, has no limits, and has no signals.
//! - Where screening would leave no moving range but those of 0, nothing is screened.
//! - A point that is the last of a rise and the first of a fall belongs to the one that came first.

mod rules;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::mean::{mean, sum};
use crate::sample::{SampleError, check_finite};

/// Limits stand this many mean moving ranges from the mean: three standard deviations, as 3/1.128.
const TO_LIMIT: f64 = 2.66;
/// Near limits stand at two standard deviations.
const TO_NEAR_LIMIT: f64 = 2.0 * TO_LIMIT / 3.0;
/// A moving range of at least this many mean moving ranges comes of an outlier.
const OUTLYING_RANGE: f64 = 3.267;
/// A phase with fewer points has limits on trial.
const POINTS_FOR_LIMITS: usize = 13;
/// Fewest points that limits can be fixed after.
pub const FIXED_AFTER_LEAST: usize = 12;
/// Fewest points that a run or a trend can be asked to have.
pub const RULE_LENGTH_LEAST: usize = 3;

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    Up,
    /// Less is better.
    Down,
    /// Neither way.
    Neither,
}

/// How a chart is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpcOptions {
    /// Which way is better; neither.
    pub better: Better,
    /// What is aimed at.
    pub target: Option<f64>,
    /// Whether moving ranges that come of an outlier are left out of the limits; they are.
    pub screen_outliers: bool,
    /// Points one way that make a trend, 7: six steps.
    pub trend_points: usize,
    /// Points on one side of the mean that make a shift, 7.
    pub shift_points: usize,
    /// Whether two in three counts a point beyond the limits as well; it does not.
    pub two_in_three_beyond_limits: bool,
    /// How many points of each phase its mean and limits are taken of; all where none is said.
    pub fixed_after: Option<usize>,
}

impl Default for SpcOptions {
    fn default() -> Self {
        Self {
            better: Better::Neither,
            target: None,
            screen_outliers: true,
            trend_points: 7,
            shift_points: 7,
            two_in_three_beyond_limits: false,
            fixed_after: None,
        }
    }
}

/// Why there is no chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SpcError {
    /// There is no number, or one that is not finite.
    Sample(SampleError),
    /// A phase begins where no point is, or not after the phase before it.
    Phase {
        /// Position of the point, from 0.
        start: usize,
        /// How many points there are.
        n: usize,
    },
    /// A rule asks for too few points.
    RuleLength {
        /// Points asked for.
        points: usize,
    },
    /// Limits are to be fixed after too few points.
    FixedAfter {
        /// Points asked for.
        points: usize,
    },
    /// The target is not a finite number.
    Target,
    /// The numbers are so large that their mean, a difference or a limit is not finite.
    TooLarge,
}

impl fmt::Display for SpcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SpcError::Sample(error) => error.fmt(f),
            SpcError::Phase { start, n } => write!(
                f,
                "a phase begins at point {start} of {n}: phases begin at points there are, each after the one before"
            ),
            SpcError::RuleLength { points } => write!(
                f,
                "a rule of {points} points: at least {RULE_LENGTH_LEAST} are needed"
            ),
            SpcError::FixedAfter { points } => write!(
                f,
                "limits fixed after {points} points: at least {FIXED_AFTER_LEAST} are needed"
            ),
            SpcError::Target => f.write_str("the target is not a finite number"),
            SpcError::TooLarge => f.write_str("the numbers are too large to be put into a chart"),
        }
    }
}

impl std::error::Error for SpcError {}

impl From<SampleError> for SpcError {
    fn from(error: SampleError) -> Self {
        SpcError::Sample(error)
    }
}

/// What chance would rarely do, at a point; the first that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Nothing: common cause.
    None,
    /// Above the upper limit.
    AboveUpper,
    /// Below the lower limit.
    BelowLower,
    /// One of points that rise without a break.
    TrendUp,
    /// One of points that fall without a break.
    TrendDown,
    /// Near the upper limit, as is another of three points above the mean.
    TwoInThreeHigh,
    /// Near the lower limit, as is another of three points below the mean.
    TwoInThreeLow,
    /// One of points above the mean without a break.
    ShiftHigh,
    /// One of points below the mean without a break.
    ShiftLow,
}

impl Signal {
    /// Whether it points to more; none where there is no signal.
    pub fn is_high(self) -> Option<bool> {
        match self {
            Signal::None => None,
            Signal::AboveUpper | Signal::TrendUp | Signal::TwoInThreeHigh | Signal::ShiftHigh => {
                Some(true)
            }
            Signal::BelowLower | Signal::TrendDown | Signal::TwoInThreeLow | Signal::ShiftLow => {
                Some(false)
            }
        }
    }

    /// `common_cause`, `above_upper`, `below_lower`, `trend_up`, `trend_down`, `two_in_three_high`, `two_in_three_low`,
    /// `shift_high` or `shift_low`.
    pub fn as_str(self) -> &'static str {
        match self {
            Signal::None => "common_cause",
            Signal::AboveUpper => "above_upper",
            Signal::BelowLower => "below_lower",
            Signal::TrendUp => "trend_up",
            Signal::TrendDown => "trend_down",
            Signal::TwoInThreeHigh => "two_in_three_high",
            Signal::TwoInThreeLow => "two_in_three_low",
            Signal::ShiftHigh => "shift_high",
            Signal::ShiftLow => "shift_low",
        }
    }
}

impl Signal {
    /// The rule that it follows from, whichever way: `none`, `outside_limits`, `trend`, `two_in_three` or `shift`.
    pub fn rule(self) -> &'static str {
        match self {
            Signal::None => "none",
            Signal::AboveUpper | Signal::BelowLower => "outside_limits",
            Signal::TrendUp | Signal::TrendDown => "trend",
            Signal::TwoInThreeHigh | Signal::TwoInThreeLow => "two_in_three",
            Signal::ShiftHigh | Signal::ShiftLow => "shift",
        }
    }
}

/// Where points of a phase are expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Mean − 2.66 mean moving ranges.
    pub lower: f64,
    /// Mean − two thirds of that.
    pub near_lower: f64,
    /// Mean + two thirds of 2.66 mean moving ranges.
    pub near_upper: f64,
    /// Mean + 2.66 mean moving ranges.
    pub upper: f64,
}

/// Points that have a mean and limits of their own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Phase {
    /// Position of its first point, from 0.
    pub first: usize,
    /// How many points it has, at least 1.
    pub n: usize,
    /// Mean of its points, of the first ones where limits are fixed after them; outliers are in it.
    pub mean: f64,
    /// Mean moving range, of those left by screening; none of a single point.
    pub mean_moving_range: Option<f64>,
    /// How many moving ranges were screened out.
    pub n_screened: usize,
    /// None where it is constant or has one point.
    pub limits: Option<Limits>,
    /// Whether it has fewer than 13 points, so that its limits may move much.
    pub is_trial: bool,
}

/// What the newest signal says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variation {
    /// Nothing but common cause at the last point.
    CommonCause,
    /// A signal to the better, high or low.
    Improving {
        /// Whether it is to more.
        high: bool,
    },
    /// A signal to the worse, high or low.
    Concerning {
        /// Whether it is to more.
        high: bool,
    },
    /// A signal where neither way is better, high or low.
    Neutral {
        /// Whether it is to more.
        high: bool,
    },
}

/// Whether the process as it is meets the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assurance {
    /// The target lies outside the limits of the last phase, on the worse side: points meet it all the time.
    Passing,
    /// It lies outside them, on the better side: points miss it all the time.
    Failing,
    /// It lies within them: chance decides.
    HitOrMiss,
}

impl Assurance {
    /// `passing`, `failing` or `hit_or_miss`.
    pub fn as_str(self) -> &'static str {
        match self {
            Assurance::Passing => "passing",
            Assurance::Failing => "failing",
            Assurance::HitOrMiss => "hit_or_miss",
        }
    }
}

/// An XmR chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// The phases in order; they hold every point.
    pub phases: Vec<Phase>,
    /// What each point says.
    pub signals: Vec<Signal>,
    /// What the last point says.
    pub variation: Variation,
    /// What the last phase says of the target; none without a target, a better way, or limits.
    pub assurance: Option<Assurance>,
}

/// The XmR chart of points in the order of time.
///
/// `rebased` are the positions where phases begin beside that of the first point, such as where the law changed; each phase is
/// looked at by itself. With x̄ the mean of a phase and R̄ the mean of |xᵢ − xᵢ₋₁| within it, limits are x̄ ± 2.66 R̄ and near
/// limits x̄ ± ⅔ · 2.66 R̄. With screening, ranges of at least 3.267 R̄ are left out of R̄, once; x̄ keeps all points.
///
/// A point says the first of these that holds, those of several points wherever it is among them:
/// 1. It lies outside the limits.
/// 2. Seven points rise, or fall, without a break.
/// 3. Of three points on one side of the mean at least two lie between near limit and limit, and it is one of these.
/// 4. Seven points lie on one side of the mean.
///
/// # Errors
/// A number or the target is not finite, a phase begins out of order, or an option is too small.
///
/// # Example
/// One point of 10 among ones and twos: without the ranges of 8 and 9 before and after it the mean range is 1, and it lies
/// far above the upper limit of 1.94 + 2.66.
/// ```
/// # use pejl_stats::spc::{Signal, SpcOptions, xmr};
/// let points = [1.0, 2.0, 1.0, 2.0, 10.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0];
/// let chart = xmr(&points, &[], &SpcOptions::default())?;
/// let upper = chart.phases[0].limits.map(|limits| limits.upper);
/// assert!(upper.is_some_and(|upper| (upper - 4.6044).abs() < 1e-4));
/// assert_eq!(chart.signals[4], Signal::AboveUpper);
/// # Ok::<(), pejl_stats::spc::SpcError>(())
/// ```
pub fn xmr(values: &[f64], rebased: &[usize], options: &SpcOptions) -> Result<Chart, SpcError> {
    check_finite(values)?;
    if values.is_empty() {
        return Err(SampleError::Empty.into());
    }
    check(options)?;
    let mut phases = Vec::new();
    let mut signals = Vec::new();
    let mut rest = values;
    let ends = rebased.iter().copied().chain([values.len()]);
    for (no, end) in ends.enumerate() {
        let first = values.len() - rest.len();
        let length = end.checked_sub(first).filter(|length| *length > 0);
        let points = length.and_then(|length| rest.split_at_checked(length));
        let Some((points, after)) = points else {
            let start = rebased.get(no).copied().unwrap_or(first);
            return Err(SpcError::Phase {
                start,
                n: values.len(),
            });
        };
        let phase = phase(points, first, options)?;
        signals.extend(rules::signals(points, &phase, options));
        phases.push(phase);
        rest = after;
    }
    let newest = signals.last().copied().unwrap_or(Signal::None);
    let limits = phases.last().and_then(|phase| phase.limits);
    Ok(Chart {
        variation: variation(newest, options.better),
        assurance: limits.and_then(|limits| assurance(limits, options)),
        phases,
        signals,
    })
}

fn check(options: &SpcOptions) -> Result<(), SpcError> {
    for points in [options.trend_points, options.shift_points] {
        if points < RULE_LENGTH_LEAST {
            return Err(SpcError::RuleLength { points });
        }
    }
    if let Some(points) = options.fixed_after.filter(|n| *n < FIXED_AFTER_LEAST) {
        return Err(SpcError::FixedAfter { points });
    }
    match options.target.is_some_and(|target| !target.is_finite()) {
        true => Err(SpcError::Target),
        false => Ok(()),
    }
}

/// The mean and limits of a phase, which has at least one point.
fn phase(points: &[f64], first: usize, options: &SpcOptions) -> Result<Phase, SpcError> {
    let n_fixed = options.fixed_after.unwrap_or(points.len());
    let base = points.get(..n_fixed).unwrap_or(points);
    let centre = mean(base)?;
    let ranges: Vec<f64> = base
        .iter()
        .zip(base.iter().skip(1))
        .map(|(one, next)| (next - one).abs())
        .collect();
    let (mean_moving_range, n_screened) = mean_range(&ranges, options.screen_outliers);
    let limits = mean_moving_range
        .filter(|range| *range > 0.0)
        .map(|range| Limits {
            lower: centre - TO_LIMIT * range,
            near_lower: centre - TO_NEAR_LIMIT * range,
            near_upper: centre + TO_NEAR_LIMIT * range,
            upper: centre + TO_LIMIT * range,
        });
    let spread = mean_moving_range.unwrap_or_default();
    let ends = limits.map_or([centre, spread], |limits| [limits.lower, limits.upper]);
    if !ends.iter().all(|end| end.is_finite()) {
        return Err(SpcError::TooLarge);
    }
    Ok(Phase {
        first,
        n: points.len(),
        mean: centre,
        mean_moving_range,
        n_screened,
        limits,
        is_trial: points.len() < POINTS_FOR_LIMITS,
    })
}

/// The mean moving range and how many were screened out of it; none without ranges.
fn mean_range(ranges: &[f64], is_screened: bool) -> (Option<f64>, usize) {
    let average = |of: &[f64]| match of.len() {
        0 => None,
        n => Some(sum(of) / n as f64),
    };
    let Some(all) = average(ranges).filter(|_| is_screened) else {
        return (average(ranges), 0);
    };
    let kept: Vec<f64> = ranges
        .iter()
        .copied()
        .filter(|range| *range < OUTLYING_RANGE * all)
        .collect();
    match average(&kept).filter(|left| *left > 0.0) {
        Some(left) => (Some(left), ranges.len() - kept.len()),
        None => (Some(all), 0),
    }
}

fn variation(newest: Signal, better: Better) -> Variation {
    match (newest.is_high(), better) {
        (None, _) => Variation::CommonCause,
        (Some(high), Better::Neither) => Variation::Neutral { high },
        (Some(high), better) if high == (better == Better::Up) => Variation::Improving { high },
        (Some(high), _) => Variation::Concerning { high },
    }
}

fn assurance(limits: Limits, options: &SpcOptions) -> Option<Assurance> {
    let target = options.target?;
    let (above, below) = match options.better {
        Better::Up => (Assurance::Failing, Assurance::Passing),
        Better::Down => (Assurance::Passing, Assurance::Failing),
        Better::Neither => return None,
    };
    Some(if target > limits.upper {
        above
    } else if target < limits.lower {
        below
    } else {
        Assurance::HitOrMiss
    })
}
