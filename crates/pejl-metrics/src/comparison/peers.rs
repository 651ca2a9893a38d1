//! The others, the own municipality not among them, and where chance alone would place small ones.

use pejl_stats::rate::{FunnelLimits, funnel};
use pejl_stats::{Quartiles, Sample, quartiles};

use super::mean::{GroupMean, group_mean};
use crate::observation::Observation;
use crate::resolution::Method;

/// What the others that have a value are summed up by.
#[derive(Debug, Clone, PartialEq)]
pub struct Peers {
    /// How many there are.
    pub n: usize,
    /// Lower quartile, median and upper quartile (type 7) of them; none without one.
    pub quartiles: Option<Quartiles>,
    /// Their mean, by sums or by residents.
    pub mean: GroupMean,
    /// Their mean in which each counts once.
    pub unweighted_mean: Option<f64>,
}

/// Where the share of a municipality lies among the limits of a funnel plot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Funnel {
    /// The limits at its number of persons or cases.
    pub limits: FunnelLimits,
    /// Where the share lies.
    pub place: FunnelPlace,
}

/// A place in a funnel plot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FunnelPlace {
    /// Below what chance gives in 998 of 1,000.
    FarBelow,
    /// Below what chance gives in 95 of 100.
    Below,
    /// No other than chance may give.
    Within,
    /// Above what chance gives in 95 of 100.
    Above,
    /// Above what chance gives in 998 of 1,000.
    FarAbove,
}

impl FunnelPlace {
    /// `far_below`, `below`, `within`, `above` or `far_above`.
    pub fn as_str(self) -> &'static str {
        match self {
            FunnelPlace::FarBelow => "far_below",
            FunnelPlace::Below => "below",
            FunnelPlace::Within => "within",
            FunnelPlace::Above => "above",
            FunnelPlace::FarAbove => "far_above",
        }
    }
}

impl Peers {
    /// Those of the observations that are not the own municipality's; all of them have a value.
    pub(super) fn of(method: Method, own: &str, of_members: &[&Observation]) -> Self {
        let others = of_members.iter().filter(|one| one.municipality != own);
        let others: Vec<&Observation> = others.copied().collect();
        let values: Vec<f64> = others.iter().filter_map(|one| one.value).collect();
        Self {
            n: values.len(),
            quartiles: Sample::new(&values).ok().map(|sample| quartiles(&sample)),
            mean: group_mean(method, &others),
            unweighted_mean: pejl_stats::mean(&values).ok(),
        }
    }
}

impl Funnel {
    /// The place of a share of persons or cases around that of all; none of what is no such share.
    pub(super) fn of(one: &Observation, of_all: Option<f64>) -> Option<Self> {
        let (value, n) = (one.value?, one.denominator?);
        let cases = one.numerator?;
        let is_share = one.method == Method::Ratio && (0.0..=n).contains(&cases);
        // Only a count of persons or cases is a number that chance draws.
        let counted = one
            .n_bottom
            .filter(|counted| *counted as f64 == n && is_share)?;
        let limits = funnel(of_all?, u64::try_from(counted).ok()?).ok()?;
        let place = match value {
            value if value < limits.far_lower => FunnelPlace::FarBelow,
            value if value < limits.lower => FunnelPlace::Below,
            value if value > limits.far_upper => FunnelPlace::FarAbove,
            value if value > limits.upper => FunnelPlace::Above,
            _ => FunnelPlace::Within,
        };
        Some(Self { limits, place })
    }
}
