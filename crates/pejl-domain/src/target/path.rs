//! The value of a path.

use chrono::{Datelike, NaiveDate};

use super::calendar::end_of;
use super::{Goal, IndexLink, Level, PPM, Path, Step, Target};
use crate::period::Period;

/// Between which values a figure is on the right side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The least; none where any small value is right.
    pub low: Option<Level>,
    /// The most; none where any large value is right.
    pub high: Option<Level>,
}

impl Bounds {
    /// How far a figure is within the bounds: negative outside, by how much it is on the wrong side.
    ///
    /// ```
    /// # use pejl_domain::target::{Bounds, Level};
    /// let bounds = Bounds { low: Some(Level::parse("90")?), high: None };
    /// assert_eq!((bounds.margin(92.0), bounds.margin(87.5)), (2.0, -2.5));
    /// # Ok::<(), pejl_domain::target::LevelError>(())
    /// ```
    #[must_use]
    pub fn margin(self, figure: f64) -> f64 {
        let above = self.low.map_or(f64::INFINITY, |low| figure - low.as_f64());
        let below = self
            .high
            .map_or(f64::INFINITY, |high| high.as_f64() - figure);
        above.min(below)
    }
}

/// What prices of one year are multiplied with to stand in those of another, from the series of the target; none where a rate
/// between them is not known.
pub type IndexFactors<'a> = dyn Fn(i32, i32) -> Option<f64> + 'a;

/// A path cannot be followed because a rate of its price series is not known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{series}` has no rates from {from} to {to}")]
pub struct NoIndex {
    /// The series.
    pub series: String,
    /// Year of the baseline.
    pub from: i32,
    /// Year it is asked for.
    pub to: i32,
}

impl Target {
    /// The bounds that the path sets for a period, at its last day; none before the baseline. After the deadline they are those
    /// of the deadline.
    ///
    /// # Errors
    /// The path follows an index that is not known so far.
    pub fn bounds_at(
        &self,
        period: Period,
        index: &IndexFactors<'_>,
    ) -> Result<Option<Bounds>, NoIndex> {
        let last = period.end().pred_opt().unwrap_or(period.start());
        if last < self.parts.baseline.on {
            return Ok(None);
        }
        self.bounds_on(last.min(self.parts.deadline), index)
            .map(Some)
    }

    /// The bounds at the deadline: the goal.
    ///
    /// # Errors
    /// As [`Target::bounds_at`].
    pub fn goal_bounds(&self, index: &IndexFactors<'_>) -> Result<Bounds, NoIndex> {
        self.bounds_on(self.parts.deadline, index)
    }

    /// The bounds on the first day of the path: what held before it.
    #[must_use]
    pub fn baseline_bounds(&self) -> Bounds {
        let on = self.parts.baseline.on;
        // No rate is needed between a year and itself.
        let found = self.bounds_on(on, &|_, _| Some(1.0));
        found.unwrap_or(Bounds {
            low: None,
            high: None,
        })
    }

    fn bounds_on(&self, day: NaiveDate, index: &IndexFactors<'_>) -> Result<Bounds, NoIndex> {
        let baseline = self.parts.baseline.value;
        let linear = |goal: Level| self.between(baseline, goal, day);
        Ok(match &self.parts.path {
            Path::Linear { goal } => bounds(*goal, baseline, linear),
            Path::Steps { goal, steps } => bounds(*goal, baseline, |_| held(steps, baseline, day)),
            Path::IndexLinked(link) => {
                let value = self.indexed(link, day, index)?;
                match link.direction {
                    super::Direction::Up => Bounds {
                        low: Some(value),
                        high: None,
                    },
                    _ => Bounds {
                        low: None,
                        high: Some(value),
                    },
                }
            }
        })
    }

    /// The value between two, as far as the day is on the way from the baseline to the deadline; half a millionth goes away
    /// from zero.
    fn between(&self, from: Level, to: Level, day: NaiveDate) -> Level {
        let (gone, whole) = self.way(day);
        let from = i128::from(from.as_millionths());
        let change = (i128::from(to.as_millionths()) - from) * gone;
        // The sum is divided once, so that rounding goes by the value and not by the change.
        Level::of_path(divided(from * whole + change, whole))
    }

    /// How far a day is on the way, and how far that is, in equal parts.
    fn way(&self, day: NaiveDate) -> (i128, i128) {
        let (start, end) = (end_of(self.parts.baseline.on), end_of(self.parts.deadline));
        let gone = end_of(day).clamp(start, end) - start;
        (i128::from(gone), i128::from((end - start).max(1)))
    }

    fn indexed(
        &self,
        link: &IndexLink,
        day: NaiveDate,
        index: &IndexFactors<'_>,
    ) -> Result<Level, NoIndex> {
        let (from, to) = (self.parts.baseline.on.year(), day.year());
        let unknown = || NoIndex {
            series: link.series.clone(),
            from,
            to,
        };
        let factor = match from == to {
            true => 1.0,
            false => index(from, to).ok_or_else(unknown)?,
        };
        let (gone, whole) = self.way(day);
        #[expect(clippy::cast_precision_loss, reason = "both are below 2^53")]
        let share = gone as f64 / whole as f64;
        #[expect(clippy::cast_precision_loss, reason = "at most ten million")]
        let change = link.change_ppm as f64 / PPM as f64 * share;
        let value = self.parts.baseline.value.as_f64() * factor * (1.0 + change);
        Level::of_float(value).ok_or_else(unknown)
    }
}

/// The bounds of a goal whose moving edge is where `at` says: that towards which the baseline lies. An edge that the baseline
/// is inside of does not move.
fn bounds(goal: Goal, baseline: Level, at: impl Fn(Level) -> Level) -> Bounds {
    match goal {
        Goal::AtLeast(low) => Bounds {
            low: Some(at(low)),
            high: None,
        },
        Goal::AtMost(high) => Bounds {
            low: None,
            high: Some(at(high)),
        },
        Goal::Within { low, high } => Bounds {
            low: Some(if baseline < low { at(low) } else { low }),
            high: Some(if baseline > high { at(high) } else { high }),
        },
    }
}

/// The value of the last step up to a day.
fn held(steps: &[Step], baseline: Level, day: NaiveDate) -> Level {
    let step = steps.iter().rev().find(|step| step.from <= day);
    step.map_or(baseline, |step| step.value)
}

/// Rounded to a whole number, half away from zero; the divisor is positive.
fn divided(number: i128, by: i128) -> i128 {
    let half = if number < 0 { -by / 2 } else { by / 2 };
    (number + half) / by
}
