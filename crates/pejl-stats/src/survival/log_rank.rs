//! Whether things of two groups last equally long.

use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::{Followed, SurvivalError, kaplan_meier, number};

/// The log-rank test of two groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogRank {
    /// Events of each group.
    pub observed: [usize; 2],
    /// Events of each group that there would have been if both had ended at the rate of all.
    pub expected: [f64; 2],
    /// Variance of the difference between the two in either group.
    pub variance: f64,
    /// `(O − E)² / V`.
    pub chi_square: f64,
    /// The probability of a chi-square as large as this with one degree of freedom, where the groups do not differ.
    pub p: f64,
}

/// The log-rank test of whether things of two groups last equally long (N. Mantel, "Evaluation of survival data and two new rank
/// order statistics arising in its consideration", Cancer Chemotherapy Reports 50 (1966), 163–170; R. Peto and J. Peto, JRSS A 135
/// (1972), 185–207).
///
/// At each time with `d` events among `n` at risk, `n₁` of them of the first group, `E = Σ d·n₁/n` of the first group's events are
/// expected, and `V = Σ d·(n₁/n)·(1 − n₁/n)·(n − d)/(n − 1)`.
///
/// # Errors
/// [`SurvivalError::Empty`] where a group is empty, [`SurvivalError::Time`] at the first time that is negative or not finite (its
/// index is in its own group), and [`SurvivalError::NoVariance`] where no event came while both groups were at risk, so that there
/// is nothing to compare.
///
/// # Example
/// In one group things end on days 1 and 2, in the other on days 3 and 4: of the two events while both are at risk 2/4 and 1/3 are
/// expected of the first.
/// ```
/// use pejl_stats::survival::{Followed, log_rank};
///
/// let ended = |time: f64| Followed { time, is_event: true };
/// let found = log_rank(&[ended(1.0), ended(2.0)], &[ended(3.0), ended(4.0)])?;
/// assert!((found.expected[0] - 5.0 / 6.0).abs() < 1e-12);
/// assert!((found.chi_square - (7.0_f64 / 6.0).powi(2) / (1.0 / 4.0 + 2.0 / 9.0)).abs() < 1e-12);
/// # Ok::<(), pejl_stats::survival::SurvivalError>(())
/// ```
pub fn log_rank(one: &[Followed], other: &[Followed]) -> Result<LogRank, SurvivalError> {
    let curves = [kaplan_meier(one)?, kaplan_meier(other)?];
    let both = kaplan_meier(&[one, other].concat())?;
    let [first, _] = &curves;
    // Those of the first group at risk at each time of both: its steps are gone through beside those of both.
    let mut steps = first.steps().iter().peekable();
    let (mut expected, mut variance) = (0.0, 0.0);
    for step in both.steps() {
        while steps.next_if(|own| own.time < step.time).is_some() {}
        let own = steps.peek().map_or(0, |own| own.at_risk);
        let (n, events) = (number(step.at_risk), number(step.events));
        let share = number(own) / n;
        expected += events * share;
        if step.at_risk > 1 {
            variance += events * share * (1.0 - share) * (n - events) / (n - 1.0);
        }
    }
    let observed = curves.map(|curve| curve.steps().iter().map(|step| step.events).sum());
    let [of_first, of_other]: [usize; 2] = observed;
    let apart = number(of_first) - expected;
    if variance <= 0.0 {
        return Err(SurvivalError::NoVariance);
    }
    let chi_square = apart * apart / variance;
    let one_degree = ChiSquared::new(1.0).map_err(|_| SurvivalError::NoVariance)?;
    Ok(LogRank {
        observed,
        expected: [expected, number(of_first + of_other) - expected],
        variance,
        chi_square,
        p: one_degree.sf(chi_square),
    })
}
