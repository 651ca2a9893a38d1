//! Whether things of two groups, or more, last equally long.

use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::{Curve, Followed, SurvivalError, kaplan_meier, number};

/// Most groups that are compared: their variances and covariances are a square of as many.
pub const GROUPS_MAX: usize = 100;

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

/// The log-rank test of two groups or more.
#[derive(Debug, Clone, PartialEq)]
pub struct LogRankOfMany {
    /// Events of each group.
    pub observed: Vec<usize>,
    /// Events of each group that there would have been if all had ended at the rate of all.
    pub expected: Vec<f64>,
    /// `(O − E)′ V⁻ (O − E)`.
    pub chi_square: f64,
    /// Degrees of freedom: the rank of V, which is one less than the groups that were at risk with others when events came.
    pub degrees: usize,
    /// The probability of a chi-square as large as this where the groups do not differ.
    pub p: f64,
}

/// The log-rank test of whether things of two groups or more last equally long; of two it is [`log_rank`].
///
/// At each time with `d` events among `n` at risk, `n(g)` of them of group `g`, `E = Σ d·n(g)/n`, and the covariance of two groups is
/// `Σ d·(n−d)/(n−1)·(n(g)/n)·([g = h] − n(h)/n)` (J. Kalbfleisch and R. Prentice, *The Statistical Analysis of Failure Time Data*,
/// 1980, section 1.4). As differences add up to 0, V is turned round by as many of them as tell something.
///
/// # Errors
/// As [`log_rank`], and [`SurvivalError::Groups`] with fewer than two groups or more than [`GROUPS_MAX`].
///
/// # Example
/// ```
/// use pejl_stats::survival::{Followed, log_rank, log_rank_of_many};
///
/// let ended = |time: f64| Followed { time, is_event: true };
/// let (one, other) = ([ended(1.0), ended(2.0)], [ended(3.0), ended(4.0)]);
/// let found = log_rank_of_many(&[&one, &other])?;
/// assert!((found.chi_square - log_rank(&one, &other)?.chi_square).abs() < 1e-12);
/// assert_eq!(found.degrees, 1);
/// # Ok::<(), pejl_stats::survival::SurvivalError>(())
/// ```
pub fn log_rank_of_many(groups: &[&[Followed]]) -> Result<LogRankOfMany, SurvivalError> {
    let n_groups = groups.len();
    if !(2..=GROUPS_MAX).contains(&n_groups) {
        return Err(SurvivalError::Groups { n: n_groups });
    }
    let curves = groups.iter().map(|group| kaplan_meier(group));
    let curves: Vec<Curve> = curves.collect::<Result<_, _>>()?;
    let all = kaplan_meier(&groups.concat())?;
    let mut rests: Vec<_> = curves
        .iter()
        .map(|curve| curve.steps().iter().peekable())
        .collect();
    let mut expected = vec![0.0; n_groups];
    let mut covariances = vec![vec![0.0; n_groups]; n_groups];
    for step in all.steps().iter().filter(|step| step.events > 0) {
        let (n, events) = (number(step.at_risk), number(step.events));
        let shares: Vec<f64> = rests
            .iter_mut()
            .map(|rest| {
                while rest.next_if(|own| own.time < step.time).is_some() {}
                rest.peek().map_or(0.0, |own| number(own.at_risk)) / n
            })
            .collect();
        for (sum, share) in expected.iter_mut().zip(&shares) {
            *sum += events * share;
        }
        if step.at_risk < 2 {
            continue;
        }
        let spread = events * (n - events) / (n - 1.0);
        for (one, (row, share)) in covariances.iter_mut().zip(&shares).enumerate() {
            for (other, (sum, of_other)) in row.iter_mut().zip(&shares).enumerate() {
                let whole = if one == other { 1.0 } else { 0.0 };
                *sum += spread * share * (whole - of_other);
            }
        }
    }
    let events = |curve: &Curve| curve.steps().iter().map(|step| step.events).sum();
    let observed: Vec<usize> = curves.iter().map(events).collect();
    let apart = observed.iter().zip(&expected);
    let apart: Vec<f64> = apart.map(|(one, other)| number(*one) - other).collect();
    let (chi_square, degrees) = weighed(covariances, apart);
    let distribution = ChiSquared::new(number(degrees)).map_err(|_| SurvivalError::NoVariance)?;
    Ok(LogRankOfMany {
        observed,
        expected,
        chi_square,
        degrees,
        p: distribution.sf(chi_square),
    })
}

/// `z′ V⁻ z` and the rank of V, by symmetric elimination: the row with the largest variance left goes next, until nothing is left
/// but rounding.
fn weighed(mut covariances: Vec<Vec<f64>>, mut apart: Vec<f64>) -> (f64, usize) {
    const ROUNDING: f64 = 1e-10;
    let variance = |of: &[Vec<f64>], no: usize| {
        let row = of.get(no).and_then(|row| row.get(no));
        row.copied().unwrap_or_default()
    };
    let largest = |of: &[Vec<f64>]| {
        let all = (0..of.len()).map(|no| (no, variance(of, no)));
        all.max_by(|(_, one), (_, other)| one.total_cmp(other))
    };
    let whole = largest(&covariances).map_or(0.0, |(_, variance)| variance);
    let (mut sum, mut rank) = (0.0, 0);
    while let Some((no, of_row)) = largest(&covariances) {
        if of_row <= ROUNDING * whole || of_row <= 0.0 {
            break;
        }
        let row = covariances.swap_remove(no);
        let here = apart.swap_remove(no);
        sum += here * here / of_row;
        rank += 1;
        for (other, left) in covariances.iter_mut().zip(&mut apart) {
            let times = other.get(no).copied().unwrap_or_default() / of_row;
            *left -= times * here;
            for (value, taken) in other.iter_mut().zip(&row) {
                *value -= times * taken;
            }
            other.swap_remove(no);
        }
    }
    (sum, rank)
}
