//! The mean time up to a limit: the area under the curve.

use super::{Curve, SurvivalError, number};

/// How long things last on average when only the time up to a limit counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RestrictedMean {
    /// The limit, in the unit of the times.
    pub limit: f64,
    /// The mean of the times, those beyond the limit taken for it.
    pub mean: f64,
    /// Its standard error.
    pub error: f64,
}

impl Curve {
    /// The mean time up to a limit `L`: `∫ S(t) dt` from 0 to `L`. Unlike the median it is there however few have ended, and
    /// curves may be compared by it where one is not a power of the other (P. Royston and M. Parmar, BMC Medical Research
    /// Methodology 13 (2013), 152).
    ///
    /// Its variance is `Σ A(i)² · d(i) / (n(i)·(n(i) − d(i)))` over the events up to `L`, with `A(i) = ∫ S(t) dt` from `t(i)` to `L`
    /// (J. Klein and M. Moeschberger, *Survival Analysis*, 2nd edition, 2003, section 4.5); once nobody is left nothing is added.
    ///
    /// # Errors
    /// [`SurvivalError::Limit`] where the limit is negative or not finite, or lies after the last time known while some are left.
    ///
    /// # Example
    /// Three courses end on days 1, 2 and 4: two days and a third on average, and two within the first three days.
    /// ```
    /// use pejl_stats::survival::{Followed, kaplan_meier};
    ///
    /// let courses = [1.0, 2.0, 4.0].map(|time| Followed { time, is_event: true });
    /// let curve = kaplan_meier(&courses)?;
    /// assert!((curve.restricted_mean(4.0)?.mean - 7.0 / 3.0).abs() < 1e-12);
    /// assert!((curve.restricted_mean(3.0)?.mean - 2.0).abs() < 1e-12);
    /// # Ok::<(), pejl_stats::survival::SurvivalError>(())
    /// ```
    pub fn restricted_mean(&self, limit: f64) -> Result<RestrictedMean, SurvivalError> {
        let last = self.steps.last();
        let is_known = last.is_some_and(|last| limit <= last.time || last.survival == 0.0);
        if !limit.is_finite() || limit < 0.0 || !is_known {
            return Err(SurvivalError::Limit);
        }
        // Backwards, so that the area from each step to the limit is at hand.
        let (mut area, mut variance, mut end) = (0.0, 0.0, limit);
        for step in self.steps.iter().rev().filter(|step| step.time <= limit) {
            area += step.survival * (end - step.time);
            end = step.time;
            let left = step.at_risk.saturating_sub(step.events);
            if left > 0 {
                let of_step = number(step.events) / (number(step.at_risk) * number(left));
                variance += area * area * of_step;
            }
        }
        let found = RestrictedMean {
            limit,
            mean: area + end,
            error: variance.sqrt(),
        };
        match found.mean.is_finite() && found.error.is_finite() {
            true => Ok(found),
            false => Err(SurvivalError::TooLarge),
        }
    }
}
