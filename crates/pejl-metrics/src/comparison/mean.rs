//! The mean of the municipalities compared, and what is set beside it.

use pejl_domain::Cell;
use pejl_stats::{MeanError, SampleError, ratio_of_sums, weighted_mean};

use super::{ComparisonError, ComparisonRequest};
use crate::observation::Observation;
use crate::reason;
use crate::resolution::Method;
use crate::text::Reason;

/// The mean of a group, named.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupMean {
    /// [`Method::RatioOfSums`] or [`Method::PopulationWeightedMean`].
    pub method: Method,
    /// How many municipalities are in it.
    pub n: usize,
    /// In the unit of the values; `None` with a reason.
    pub value: Option<f64>,
    /// Why there is no mean.
    pub reason: Option<Reason>,
}

/// The country's own figure beside the mean of the municipalities.
#[derive(Debug, Clone, PartialEq)]
pub struct Country {
    /// The country's figure, as published or from its own facts.
    pub value: Option<f64>,
    /// Why it is there or is not.
    pub cell: Cell,
    /// Mean of the municipalities minus the country's figure.
    pub difference: Option<f64>,
}

/// C1: the own value as an index of the peers' mean, 100 = equal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PeerIndex {
    /// Own value over the peers' mean, times 100.
    pub value: f64,
    /// The mean of the peers, by the same method as the group's, the own municipality not among them.
    pub peers: f64,
    /// How many peers have a value.
    pub n: usize,
}

/// How the figures of several municipalities are put together: as those of one are.
pub(super) fn method_of(observation: Option<&Observation>) -> Method {
    match observation.map(|one| one.method) {
        Some(Method::Published | Method::PopulationWeightedMean) => Method::PopulationWeightedMean,
        Some(Method::Median) => Method::Median,
        Some(Method::Quantile) => Method::Quantile,
        Some(Method::Ratio | Method::RatioOfSums) | None => Method::RatioOfSums,
    }
}

/// The mean of municipalities that all have a value: sums over sums, or published figures by residents.
pub(super) fn group_mean(method: Method, observations: &[&Observation]) -> GroupMean {
    let n = observations.len();
    let mean = match method {
        Method::PopulationWeightedMean | Method::Published => weighted(observations),
        // The middle of all cases is not known from the middles of the municipalities.
        Method::Median => Err(reason::no_common_median()),
        Method::Quantile => Err(reason::no_common_quantile()),
        Method::RatioOfSums | Method::Ratio => {
            let numbers = |of: fn(&Observation) -> Option<f64>| -> Vec<f64> {
                observations.iter().filter_map(|one| of(one)).collect()
            };
            ratio_of_sums(
                &numbers(|one| one.numerator),
                &numbers(|one| one.denominator),
            )
            .map_err(undefined)
        }
    };
    let (value, reason) = match mean {
        Ok(value) => (Some(value), None),
        Err(reason) => (None, Some(reason)),
    };
    GroupMean {
        method,
        n,
        value,
        reason,
    }
}

fn weighted(observations: &[&Observation]) -> Result<f64, Reason> {
    let unweighted: Vec<String> = observations
        .iter()
        .filter(|one| one.weight.is_none())
        .map(|one| one.municipality.clone())
        .collect();
    if !unweighted.is_empty() {
        return Err(reason::weights_missing(&unweighted, observations.len()));
    }
    let values: Vec<f64> = observations.iter().filter_map(|one| one.value).collect();
    // Residents are far below 2^53, where every integer is a float.
    let weights: Vec<f64> = observations
        .iter()
        .filter_map(|one| one.weight)
        .map(|weight| weight as f64)
        .collect();
    weighted_mean(&values, &weights).map_err(undefined)
}

fn undefined(error: MeanError) -> Reason {
    match error {
        MeanError::Sample(SampleError::Empty) => reason::nobody_has_a_value(),
        _ => reason::no_residents(),
    }
}

pub(super) fn country(
    request: &ComparisonRequest<'_>,
    like: Option<&Observation>,
    mean: Option<f64>,
) -> Result<Option<Country>, ComparisonError> {
    let Some(country) = request.country else {
        return Ok(None);
    };
    let is_alike = like.is_none_or(|like| {
        country.unit == like.unit
            && country.price_level == like.price_level
            && country.members.get("function") == like.members.get("function")
    });
    if country.period != request.period || !is_alike {
        return Err(ComparisonError::Country);
    }
    let difference = mean
        .zip(country.value)
        .map(|(mean, country)| mean - country);
    Ok(Some(Country {
        value: country.value,
        cell: country.cell,
        difference,
    }))
}

/// The own value against the mean of the others; `None` without a value, without others, or where
/// their mean is not above zero, since an index of it would mean nothing.
pub(super) fn peer_index(
    method: Method,
    observations: &[&Observation],
    own: &str,
    own_value: Option<f64>,
) -> Option<PeerIndex> {
    let peers: Vec<&Observation> = observations
        .iter()
        .copied()
        .filter(|one| one.municipality != own)
        .collect();
    let mean = group_mean(method, &peers)
        .value
        .filter(|mean| *mean > 0.0)?;
    Some(PeerIndex {
        value: own_value? / mean * 100.0,
        peers: mean,
        n: peers.len(),
    })
}
