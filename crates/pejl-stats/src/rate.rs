//! Rates and proportions with intervals, standardised rates, and the limits of a funnel.
//!
//! Intervals are those of the Fingertips technical guidance of Public Health England, computed there by the R package
//! PHEindicatormethods: of counts exact below ten events and by Byar's approximation from ten, of proportions Wilson's, of directly
//! standardised rates Dobson's.

#[cfg(test)]
mod tests;

use std::fmt;

use statrs::distribution::{ChiSquared, ContinuousCDF, Normal};

use crate::mean::sum;

/// Events from which Byar's approximation is taken, and below which no directly standardised rate is told.
pub const FEW_EVENTS: u64 = 10;
/// The surest interval: what lies outside is then one in a million, and quantiles are still exact.
pub const CONFIDENCE_MAX: f64 = 0.999_999;
/// Normal deviates of the two limits of a funnel on each side: 95 % and 99.8 %.
pub const FUNNEL_DEVIATES: [f64; 2] = [1.96, 3.09];

/// Why there is no rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RateError {
    /// A population, weight, expectation or share is not a finite number above zero.
    NotPositive {
        /// Position of its stratum, from 0.
        index: usize,
    },
    /// There are more cases than there are persons.
    MoreThanAll {
        /// Cases.
        cases: u64,
        /// Persons.
        n: u64,
    },
    /// The parts have different numbers of strata.
    Lengths,
    /// There are no strata.
    Empty,
    /// A share of a funnel is not between 0 and 1.
    NotAShare,
    /// The confidence is not above 0 and at most [`CONFIDENCE_MAX`].
    Confidence,
    /// Numbers are so large that the rate is not finite.
    TooLarge,
}

impl fmt::Display for RateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RateError::NotPositive { index } => {
                write!(f, "number {index} is not finite and above zero")
            }
            RateError::MoreThanAll { cases, n } => write!(f, "{cases} cases of {n} persons"),
            RateError::Lengths => f.write_str("the parts have different numbers of strata"),
            RateError::Empty => f.write_str("no strata"),
            RateError::NotAShare => f.write_str("a share is not between 0 and 1"),
            RateError::Confidence => {
                write!(
                    f,
                    "the confidence is not above 0 and at most {CONFIDENCE_MAX}"
                )
            }
            RateError::TooLarge => f.write_str("the numbers are too large"),
        }
    }
}

impl std::error::Error for RateError {}

/// How sure an interval is, above 0 and at most [`CONFIDENCE_MAX`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Confidence(f64);

impl Confidence {
    /// 95 %.
    pub const P95: Self = Self(0.95);
    /// 99.8 %.
    pub const P998: Self = Self(0.998);

    /// A confidence above 0 and at most [`CONFIDENCE_MAX`].
    ///
    /// # Errors
    /// Any other number.
    pub fn new(share: f64) -> Result<Self, RateError> {
        match share > 0.0 && share <= CONFIDENCE_MAX {
            true => Ok(Self(share)),
            false => Err(RateError::Confidence),
        }
    }

    /// The share of the distribution above the interval, and below it.
    pub(crate) fn tail(self) -> f64 {
        (1.0 - self.0) / 2.0
    }

    /// The normal deviate of it, 1.96 for 95 %.
    pub(crate) fn deviate(self) -> f64 {
        Normal::standard().inverse_cdf(1.0 - self.tail())
    }
}

/// A figure with its interval, all in one unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The figure.
    pub value: f64,
    /// Where the interval begins.
    pub lower: f64,
    /// Where it ends.
    pub upper: f64,
}

impl Interval {
    fn times(self, factor: f64) -> Result<Self, RateError> {
        let found = Self {
            value: self.value * factor,
            lower: self.lower * factor,
            upper: self.upper * factor,
        };
        let all = [found.value, found.lower, found.upper];
        match all.iter().all(|number| number.is_finite()) {
            true => Ok(found),
            false => Err(RateError::TooLarge),
        }
    }
}

/// A count of events with the interval of the expectation of a Poisson distribution.
///
/// Below ten events exact: `½ χ²(α/2; 2o)` and `½ χ²(1−α/2; 2o+2)`, the lower limit of none being 0. From ten by Byar's
/// approximation (N. Breslow, N. Day, *Statistical Methods in Cancer Research* II, 1987): `o (1 − 1/9o − z/3√o)³` and
/// `(o+1) (1 − 1/9(o+1) + z/3√(o+1))³`.
///
/// # Example
/// ```
/// # use pejl_stats::rate::{Confidence, count};
/// let five = count(5, Confidence::P95);
/// assert_eq!(format!("{:.2} {:.2}", five.lower, five.upper), "1.62 11.67");
/// ```
pub fn count(events: u64, confidence: Confidence) -> Interval {
    let o = events as f64;
    if events < FEW_EVENTS {
        let half_quantile = |of: f64, degrees: f64| match ChiSquared::new(degrees) {
            Ok(distribution) => distribution.inverse_cdf(of) / 2.0,
            // No degrees of freedom: the lower limit of no events.
            Err(_) => 0.0,
        };
        return Interval {
            value: o,
            lower: half_quantile(confidence.tail(), 2.0 * o),
            upper: half_quantile(1.0 - confidence.tail(), 2.0 * o + 2.0),
        };
    }
    let z = confidence.deviate();
    let byar = |of: f64, z: f64| of * (1.0 - 1.0 / (9.0 * of) + z / (3.0 * of.sqrt())).powi(3);
    Interval {
        value: o,
        lower: byar(o, -z),
        upper: byar(o + 1.0, z),
    }
}

/// The crude rate: `events / population · per`, with the interval of the count.
///
/// # Errors
/// The population or `per` is not above zero.
pub fn crude(
    events: u64,
    population: f64,
    per: f64,
    confidence: Confidence,
) -> Result<Interval, RateError> {
    let divisor = positive(population, 0)?;
    count(events, confidence).times(positive(per, 1)? / divisor)
}

/// A proportion with Wilson's interval, which is never outside 0 and 1 (E. Wilson, "Probable inference, the law of
/// succession, and statistical inference", JASA 22 (1927), 209–212).
///
/// With p the proportion of n: `(2np + z² ± z √(z² + 4np(1−p))) / 2(n + z²)`.
///
/// # Errors
/// There are no persons, or more cases than persons.
///
/// # Example
/// ```
/// # use pejl_stats::rate::{Confidence, proportion};
/// let found = proportion(81, 263, Confidence::P95)?;
/// assert_eq!(format!("{:.4} {:.4}", found.lower, found.upper), "0.2553 0.3662");
/// # Ok::<(), pejl_stats::rate::RateError>(())
/// ```
pub fn proportion(cases: u64, n: u64, confidence: Confidence) -> Result<Interval, RateError> {
    if cases > n {
        return Err(RateError::MoreThanAll { cases, n });
    }
    let all = positive(n as f64, 0)?;
    let some = cases as f64;
    let z = confidence.deviate();
    let share = some / all;
    let spread = z * (z * z + 4.0 * some * (1.0 - share)).sqrt();
    let at = |sign: f64| (2.0 * some + z * z + sign * spread) / (2.0 * (all + z * z));
    Ok(Interval {
        value: share,
        // What rounding puts outside.
        lower: if cases == 0 { 0.0 } else { at(-1.0).max(0.0) },
        upper: if cases == n { 1.0 } else { at(1.0).min(1.0) },
    })
}

/// A directly standardised rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DirectRate {
    /// The rate with its interval; none below ten events.
    pub rate: Option<Interval>,
    /// Events in all strata.
    pub events: u64,
    /// Variance of the rate, in its unit squared.
    pub variance: f64,
}

/// The rate that a population would have if its strata were as large as those of a standard: `Σ wᵢ oᵢ/nᵢ / Σ wᵢ · per`.
///
/// Strata are given as events and population, `weights` are those of the standard. The interval is Dobson's (A. Dobson et al.,
/// "Confidence intervals for weighted sums of Poisson parameters", Statistics in Medicine 10 (1991), 457–462): that of the
/// number of all events `o`, moved to the rate and stretched by `√(Var(rate)/o)`, with `Var(rate) = Σ wᵢ² oᵢ/nᵢ² / (Σ wᵢ)²`.
/// Below ten events there is none, and no rate is told.
///
/// # Errors
/// There are no strata or not as many weights, a population, a weight or `per` is not above zero, or the rate or its variance
/// would not be finite.
pub fn directly_standardised(
    strata: &[(u64, f64)],
    weights: &[f64],
    per: f64,
    confidence: Confidence,
) -> Result<DirectRate, RateError> {
    check_strata(strata, weights)?;
    let per = positive(per, strata.len())?;
    let whole = sum(weights);
    let of_strata = || strata.iter().zip(weights);
    let rates: Vec<f64> = of_strata()
        .map(|((events, n), weight)| weight * *events as f64 / n)
        .collect();
    let variances: Vec<f64> = of_strata()
        .map(|((events, n), weight)| (weight / n).powi(2) * *events as f64)
        .collect();
    let value = sum(&rates) / whole;
    let variance = sum(&variances) / (whole * whole);
    let events = strata.iter().fold(0_u64, |n, (o, _)| n.saturating_add(*o));
    let rate = match events >= FEW_EVENTS {
        true => {
            let of_all = count(events, confidence);
            let stretch = (variance / of_all.value).sqrt();
            let interval = Interval {
                value,
                lower: value + stretch * (of_all.lower - of_all.value),
                upper: value + stretch * (of_all.upper - of_all.value),
            };
            Some(interval.times(per)?)
        }
        false => None,
    };
    let variance = variance * per * per;
    match variance.is_finite() {
        true => Ok(DirectRate {
            rate,
            events,
            variance,
        }),
        false => Err(RateError::TooLarge),
    }
}

/// An indirectly standardised ratio.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IndirectRatio {
    /// Events over expected events with its interval, 1 where there are as many as expected.
    pub ratio: Interval,
    /// Events.
    pub observed: u64,
    /// Events that a reference's rates would have given.
    pub expected: f64,
}

/// Events over those that a reference's rates would have given in the same population: `Σ oᵢ / Σ nᵢ rᵢ`, with the
/// interval of the count.
///
/// Strata are given as events and population, `reference` as the rates of the reference.
///
/// # Errors
/// There are no strata or not as many rates, a population is not above zero, or nothing is expected.
pub fn indirectly_standardised(
    strata: &[(u64, f64)],
    reference: &[f64],
    confidence: Confidence,
) -> Result<IndirectRatio, RateError> {
    if strata.len() != reference.len() {
        return Err(RateError::Lengths);
    }
    let mut expected = Vec::new();
    for (index, ((_, n), rate)) in strata.iter().zip(reference).enumerate() {
        if !rate.is_finite() || *rate < 0.0 {
            return Err(RateError::NotPositive { index });
        }
        expected.push(positive(*n, index)? * rate);
    }
    let expected = positive(sum(&expected), strata.len())?;
    let observed = strata.iter().fold(0_u64, |n, (o, _)| n.saturating_add(*o));
    Ok(IndirectRatio {
        ratio: count(observed, confidence).times(1.0 / expected)?,
        observed,
        expected,
    })
}

/// Where the share of a small unit is expected when it is like all others, two limits on each side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FunnelLimits {
    /// At 3.09 standard errors below, 0 at the least.
    pub far_lower: f64,
    /// At 1.96 below.
    pub lower: f64,
    /// At 1.96 above.
    pub upper: f64,
    /// At 3.09 above, 1 at the most.
    pub far_upper: f64,
}

/// The limits of a funnel plot around the share of all: `b ± z √(b (1−b) / n)` (D. Spiegelhalter, "Funnel plots for
/// comparing institutional performance", Statistics in Medicine 24 (2005), 1185–1202).
///
/// # Errors
/// The share is not between 0 and 1, or there is nobody.
pub fn funnel(share_of_all: f64, n: u64) -> Result<FunnelLimits, RateError> {
    if !(0.0..=1.0).contains(&share_of_all) {
        return Err(RateError::NotAShare);
    }
    let error = (share_of_all * (1.0 - share_of_all) / positive(n as f64, 0)?).sqrt();
    let [near, far] = FUNNEL_DEVIATES;
    Ok(FunnelLimits {
        far_lower: (share_of_all - far * error).max(0.0),
        lower: (share_of_all - near * error).max(0.0),
        upper: (share_of_all + near * error).min(1.0),
        far_upper: (share_of_all + far * error).min(1.0),
    })
}

fn check_strata(strata: &[(u64, f64)], weights: &[f64]) -> Result<(), RateError> {
    if strata.len() != weights.len() {
        return Err(RateError::Lengths);
    }
    if strata.is_empty() {
        return Err(RateError::Empty);
    }
    for (index, ((_, n), weight)) in strata.iter().zip(weights).enumerate() {
        positive(*n, index)?;
        positive(*weight, index)?;
    }
    Ok(())
}

fn positive(number: f64, index: usize) -> Result<f64, RateError> {
    match number.is_finite() && number > 0.0 {
        true => Ok(number),
        false => Err(RateError::NotPositive { index }),
    }
}
