//! Which way a series goes.

use pejl_domain::Period;
use pejl_stats::rate::{Confidence, Interval};
use pejl_stats::trend::{mann_kendall, theil_sen_slope};

use crate::points::{Point, positions};

/// Which way points go: Mann–Kendall's test, and the slope of Theil and Sen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tendency {
    /// The period of the first point.
    pub from: Period,
    /// How many points there are.
    pub n: usize,
    /// Kendall's tau, from −1 (every pair falls) to 1.
    pub tau: f64,
    /// Probability of as much order by chance alone, where points do not depend on one another.
    pub p: f64,
    /// What a point rises by in one period, the median over all pairs, with its interval of 95 %.
    pub slope: Interval,
}

/// Which way points go; none of fewer than three, or where numbers are too large.
pub fn tendency(points: &[Point]) -> Option<Tendency> {
    let first = points.first()?;
    let values: Vec<f64> = points.iter().map(|one| one.value).collect();
    let times: Vec<f64> = positions(points)?.iter().map(|at| *at as f64).collect();
    let test = mann_kendall(&values).ok()?;
    let slope = theil_sen_slope(&times, &values, Confidence::P95).ok()?;
    Some(Tendency {
        from: first.period,
        n: points.len(),
        tau: test.tau,
        p: test.p,
        slope,
    })
}
