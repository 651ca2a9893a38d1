//! Where a municipality stands among others in one period, and who moved since an earlier one.
//!
//! A municipality without a figure is listed as missing and changes nothing else: ranks, quartiles
//! and means are those of the `n` that have one. Ties share a rank (1-2-2-4).

mod change;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use pejl_domain::{Cell, Period, Unit};
use pejl_stats::{
    MeanError, Order, Quartile, Quartiles, Sample, SampleError, mean, percentile, quartile_of,
    quartiles, ranks, ratio_of_sums, weighted_mean,
};

use crate::breaks::Break;
use crate::catalogue::{Direction, catalogue};
use crate::observation::Observation;
use crate::reason;
use crate::resolution::{Method, PriceBasis};
use crate::text::Reason;

pub use change::Change;

/// What is compared.
#[derive(Debug, Clone)]
pub struct ComparisonRequest<'a> {
    /// Code of the municipality the comparison is made for.
    pub own: &'a str,
    /// Codes of the municipalities compared; the own one is added when it is not among them.
    pub members: &'a [&'a str],
    /// The period ranked.
    pub period: Period,
    /// The earlier period that changes are counted from.
    pub from: Option<Period>,
    /// The country's own figure, set beside the mean of the municipalities.
    pub country: Option<&'a Observation>,
}

/// One figure of every municipality compared, in order, with what sums them up.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Code of the indicator.
    pub indicator: String,
    /// What the figures are of: `reading`, `function`, `dranst`. Empty when there is no observation at all.
    pub members: BTreeMap<String, String>,
    /// The period ranked.
    pub period: Period,
    /// The earlier period.
    pub from: Option<Period>,
    /// Unit of every value; `None` when there is no observation at all.
    pub unit: Option<Unit>,
    /// `current` or `fixed:2018`.
    pub price_level: String,
    /// Price series and vintage of the period ranked.
    pub price: Option<PriceBasis>,
    /// Which end of the values has rank 1: the lowest, unless higher is better.
    pub order: Order,
    /// The municipality the comparison is made for.
    pub own: Standing,
    /// Every municipality compared, the own one among them: by rank and then by code, those without a value last.
    pub standings: Vec<Standing>,
    /// How many have a value.
    pub n: usize,
    /// How many were compared.
    pub n_members: usize,
    /// Those without a value, in code order.
    pub missing: Vec<Missing>,
    /// Lower quartile, median and upper quartile (type 7); `None` without values.
    pub quartiles: Option<Quartiles>,
    /// The lowest value and who has it.
    pub min: Option<Extreme>,
    /// The highest value and who has it.
    pub max: Option<Extreme>,
    /// The mean of all that have a value, by sums or by residents.
    pub mean: GroupMean,
    /// The mean in which every municipality counts once.
    pub unweighted_mean: Option<f64>,
    /// The country's own figure.
    pub country: Option<Country>,
    /// The own value against the others.
    pub index: Option<PeerIndex>,
    /// Breaks between the two periods, those that block a change and those that are only flagged.
    pub breaks: Vec<Break>,
}

/// Where one municipality stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Its code.
    pub municipality: String,
    /// Its value in the period.
    pub value: Option<f64>,
    /// Why the value is there or is not.
    pub cell: Cell,
    /// Why it is not.
    pub reason: Option<Reason>,
    /// Its rank among the `n`, 1 first; ties share one.
    pub rank: Option<usize>,
    /// How many have that rank, itself counted.
    pub shared_by: Option<usize>,
    /// Share of the others with a lower value; `None` when there are no others.
    pub percentile: Option<f64>,
    /// The quarter of the values it lies in, 1 with the lowest.
    pub quartile: Option<Quartile>,
    /// What became of it since the earlier period, when one was asked for.
    pub change: Option<Change>,
}

/// A municipality that could not be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Its code.
    pub municipality: String,
    /// Its cell.
    pub cell: Cell,
    /// Why.
    pub reason: Option<Reason>,
}

/// An end of the values.
#[derive(Debug, Clone, PartialEq)]
pub struct Extreme {
    /// The value.
    pub value: f64,
    /// Codes of those who have it.
    pub municipalities: Vec<String>,
}

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

/// Why observations cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ComparisonError {
    /// Two observations of one municipality and period.
    #[error("two observations of `{municipality}` in {period}")]
    Twice {
        /// Its code.
        municipality: String,
        /// The period.
        period: Period,
    },
    /// Observations of different readings, accounts, dranst or price levels.
    #[error("`{municipality}` in {period} is another series than the others")]
    MixedSeries {
        /// The one that differs.
        municipality: String,
        /// The period.
        period: Period,
    },
    /// The earlier period is not earlier.
    #[error("{from} is not before {period}")]
    Backwards {
        /// The period changes were to be counted from.
        from: Period,
        /// The period ranked.
        period: Period,
    },
    /// The country's figure is of another period, account, unit or price level.
    #[error("the country's figure is not of the same kind")]
    Country,
    /// A value that is not a finite number.
    #[error("failed to rank")]
    Sample(#[from] SampleError),
}

/// Compares the municipalities of a request by observations of one series.
///
/// The observations are those of one question that holds `period` and `from`, and every period
/// between them that the question held: breaks are read off them. Other places and periods are
/// passed over.
///
/// # Errors
/// When the observations are not of one series, or one is there twice.
pub fn compare(
    request: &ComparisonRequest<'_>,
    observations: &[Observation],
) -> Result<Comparison, ComparisonError> {
    if let Some(from) = request.from
        && from >= request.period
    {
        return Err(ComparisonError::Backwards {
            from,
            period: request.period,
        });
    }
    let codes: BTreeSet<&str> = request
        .members
        .iter()
        .copied()
        .chain([request.own])
        .collect();
    let now = of_period(observations, &codes, request.period)?;
    let order = order_of(now.values().next().copied());

    let mut standings: Vec<Standing> = codes
        .iter()
        .map(|code| unranked(code, now.get(code).copied()))
        .collect();
    let with_value: Vec<&Observation> = now
        .values()
        .copied()
        .filter(|one| one.value.is_some())
        .collect();
    let values: Vec<f64> = with_value.iter().filter_map(|one| one.value).collect();
    let cuts = match Sample::new(&values) {
        Ok(sample) => Some(quartiles(&sample)),
        Err(SampleError::Empty) => None,
        Err(error) => return Err(error.into()),
    };
    place(&mut standings, &values, order, cuts.as_ref())?;

    let mut breaks = Vec::new();
    if let Some(from) = request.from {
        let before = of_period(observations, &codes, from)?;
        breaks = change::breaks_on_the_way(observations, &codes, from, request.period);
        change::add(&mut standings, &before, &now, &breaks)?;
    }

    let missing = standings
        .iter()
        .filter(|one| one.value.is_none())
        .map(Missing::of)
        .collect();
    let own = standings
        .iter()
        .find(|one| one.municipality == request.own)
        .cloned()
        .unwrap_or_else(|| unranked(request.own, None));
    let mean_of_all = group_mean(&with_value);
    let first = now.values().next();
    let comparison = Comparison {
        indicator: first.map_or_else(String::new, |one| one.indicator.clone()),
        members: first.map(|one| series_of(one)).unwrap_or_default(),
        period: request.period,
        from: request.from,
        unit: first.map(|one| one.unit.clone()),
        price_level: first.map_or_else(String::new, |one| one.price_level.clone()),
        price: first.map(|one| one.price.clone()),
        order,
        n: values.len(),
        n_members: codes.len(),
        missing,
        quartiles: cuts,
        min: extreme(&standings, f64::min),
        max: extreme(&standings, f64::max),
        unweighted_mean: mean(&values).ok(),
        country: country(request, first.copied(), mean_of_all.value)?,
        index: peer_index(&with_value, request.own, own.value),
        mean: mean_of_all,
        own,
        standings: in_order(standings),
        breaks,
    };
    Ok(comparison)
}

impl Missing {
    fn of(standing: &Standing) -> Self {
        Self {
            municipality: standing.municipality.clone(),
            cell: standing.cell,
            reason: standing.reason.clone(),
        }
    }
}

/// What a figure is of, without how it was put together.
fn series_of(observation: &Observation) -> BTreeMap<String, String> {
    let mut members = observation.members.clone();
    members.remove("method");
    members.remove("parts");
    members
}

/// The observations of the municipalities in one period, checked to be one series.
fn of_period<'a>(
    observations: &'a [Observation],
    codes: &BTreeSet<&str>,
    period: Period,
) -> Result<BTreeMap<&'a str, &'a Observation>, ComparisonError> {
    let mut found: BTreeMap<&str, &Observation> = BTreeMap::new();
    let mut series = None;
    for one in observations
        .iter()
        .filter(|one| one.period == period && codes.contains(one.municipality.as_str()))
    {
        let this = (
            one.indicator.clone(),
            series_of(one),
            one.unit.clone(),
            one.price_level.clone(),
        );
        let known = series.get_or_insert_with(|| this.clone());
        let municipality = || one.municipality.clone();
        if *known != this {
            return Err(ComparisonError::MixedSeries {
                municipality: municipality(),
                period,
            });
        }
        if found.insert(&one.municipality, one).is_some() {
            return Err(ComparisonError::Twice {
                municipality: municipality(),
                period,
            });
        }
    }
    Ok(found)
}

/// The lowest first, unless the reading says that higher is better.
fn order_of(observation: Option<&Observation>) -> Order {
    let reading = observation.and_then(|one| one.members.get("reading"));
    let direction = reading
        .and_then(|code| catalogue().find_reading(code))
        .map(|reading| reading.direction);
    match direction {
        Some(Direction::Up) => Order::HighestFirst,
        _ => Order::LowestFirst,
    }
}

fn unranked(code: &str, observation: Option<&Observation>) -> Standing {
    Standing {
        municipality: code.to_owned(),
        value: observation.and_then(|one| one.value),
        cell: observation.map_or(Cell::Missing, |one| one.cell),
        reason: match observation {
            Some(one) => one.reason.clone(),
            None => Some(reason::not_asked()),
        },
        rank: None,
        shared_by: None,
        percentile: None,
        quartile: None,
        change: None,
    }
}

/// Gives every standing with a value its place; `values` are those values in the same order.
fn place(
    standings: &mut [Standing],
    values: &[f64],
    order: Order,
    cuts: Option<&Quartiles>,
) -> Result<(), SampleError> {
    let places = ranks(values, order)?.into_iter().zip(percentile(values)?);
    let with_value = standings
        .iter_mut()
        .filter(|standing| standing.value.is_some());
    for (standing, (rank, share_below)) in with_value.zip(places) {
        standing.rank = Some(rank.rank);
        standing.shared_by = Some(rank.shared_by);
        standing.percentile = share_below;
        standing.quartile = standing
            .value
            .zip(cuts)
            .map(|(value, cuts)| quartile_of(value, cuts));
    }
    Ok(())
}

fn in_order(mut standings: Vec<Standing>) -> Vec<Standing> {
    // Codes are in order already and the sort keeps them so within a rank.
    standings.sort_by_key(|one| one.rank.unwrap_or(usize::MAX));
    standings
}

fn extreme(standings: &[Standing], pick: fn(f64, f64) -> f64) -> Option<Extreme> {
    let value = standings.iter().filter_map(|one| one.value).reduce(pick)?;
    let municipalities = standings
        .iter()
        .filter(|one| one.value == Some(value))
        .map(|one| one.municipality.clone())
        .collect();
    Some(Extreme {
        value,
        municipalities,
    })
}

/// The mean of municipalities that all have a value: sums over sums, or published figures by residents.
fn group_mean(observations: &[&Observation]) -> GroupMean {
    let is_published = observations
        .first()
        .is_some_and(|one| one.method == Method::Published);
    let n = observations.len();
    if is_published {
        let unweighted: Vec<String> = observations
            .iter()
            .filter(|one| one.weight.is_none())
            .map(|one| one.municipality.clone())
            .collect();
        let method = Method::PopulationWeightedMean;
        if !unweighted.is_empty() {
            return GroupMean {
                method,
                n,
                value: None,
                reason: Some(reason::weights_missing(&unweighted, n)),
            };
        }
        let values: Vec<f64> = observations.iter().filter_map(|one| one.value).collect();
        // Residents are far below 2^53, where every integer is a float.
        let weights: Vec<f64> = observations
            .iter()
            .filter_map(|one| one.weight)
            .map(|weight| weight as f64)
            .collect();
        return GroupMean {
            method,
            n,
            ..undefined_or(method, weighted_mean(&values, &weights))
        };
    }
    let above: Vec<f64> = observations
        .iter()
        .filter_map(|one| one.numerator)
        .collect();
    let below: Vec<f64> = observations
        .iter()
        .filter_map(|one| one.denominator)
        .collect();
    let method = Method::RatioOfSums;
    GroupMean {
        method,
        n,
        ..undefined_or(method, ratio_of_sums(&above, &below))
    }
}

fn undefined_or(method: Method, value: Result<f64, MeanError>) -> GroupMean {
    match value {
        Ok(value) => GroupMean {
            method,
            n: 0,
            value: Some(value),
            reason: None,
        },
        Err(MeanError::Sample(SampleError::Empty)) => GroupMean {
            method,
            n: 0,
            value: None,
            reason: Some(reason::nobody_has_a_value()),
        },
        Err(_) => GroupMean {
            method,
            n: 0,
            value: None,
            reason: Some(reason::no_residents()),
        },
    }
}

fn country(
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
fn peer_index(
    observations: &[&Observation],
    own: &str,
    own_value: Option<f64>,
) -> Option<PeerIndex> {
    let peers: Vec<&Observation> = observations
        .iter()
        .copied()
        .filter(|one| one.municipality != own)
        .collect();
    let mean = group_mean(&peers).value.filter(|mean| *mean > 0.0)?;
    Some(PeerIndex {
        value: own_value? / mean * 100.0,
        peers: mean,
        n: peers.len(),
    })
}
