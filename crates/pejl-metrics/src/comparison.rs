//! Where a municipality stands among others in one period, and who moved since an earlier one.
//!
//! A municipality without a figure is listed as missing and changes nothing else: ranks, quartiles
//! and means are those of the `n` that have one. Ties share a rank (1-2-2-4). The own municipality is
//! ranked among the others also when it is none of them; the means are theirs alone then.

mod change;
mod comparability;
mod mean;
mod peers;
mod potential;
mod standing;
#[cfg(test)]
mod tests;
mod why;

use std::collections::{BTreeMap, BTreeSet};

use pejl_domain::{Cell, Period, Unit};
use pejl_stats::{Order, Quartiles, Sample, SampleError, quartiles};

use crate::breaks::Break;
use crate::catalogue::Direction;
use crate::observation::Observation;
use crate::resolution::PriceBasis;
use crate::text::Reason;
use standing::{extreme, in_order, order_of, place, unranked};

pub use change::Change;
pub use comparability::{Comparability, LEAST_FOR_A_LINE};
pub use mean::{Country, GroupMean, PeerIndex};
pub use peers::{Funnel, FunnelPlace, Peers};
pub use potential::{Basis, Kroner, Line, Potential, Split, potential};
pub use standing::Standing;

/// What is compared.
#[derive(Debug, Clone)]
pub struct ComparisonRequest<'a> {
    /// Code of the municipality the comparison is made for.
    pub own: &'a str,
    /// Codes of the municipalities compared; the own one is ranked among them also when it is none of them.
    pub members: &'a [&'a str],
    /// The period ranked.
    pub period: Period,
    /// The earlier period that changes are counted from.
    pub from: Option<Period>,
    /// Which way is better in the reading compared.
    pub direction: Direction,
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
    /// The mean of the members asked for that have a value, by sums or by residents. An own municipality that is no
    /// member is not in it.
    pub mean: GroupMean,
    /// The mean of the same in which every municipality counts once.
    pub unweighted_mean: Option<f64>,
    /// The others of them, the own municipality not among them: what it can be held against.
    pub peers: Peers,
    /// The country's own figure.
    pub country: Option<Country>,
    /// The own value against the others.
    pub index: Option<PeerIndex>,
    /// Whether the peers are the same throughout; `None` without peers.
    pub comparability: Option<Comparability>,
    /// Breaks between the two periods, those that block a change and those that are only flagged.
    pub breaks: Vec<Break>,
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
    let order = order_of(request.direction);

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
        change::add(&mut standings, &before, &now, &breaks, order)?;
    }

    let missing = standings
        .iter()
        .filter(|one| one.value.is_none())
        .map(Missing::of)
        .collect();
    let of_members: Vec<&Observation> = with_value
        .iter()
        .copied()
        .filter(|one| request.members.contains(&one.municipality.as_str()))
        .collect();
    let member_values: Vec<f64> = of_members.iter().filter_map(|one| one.value).collect();
    let method = mean::method_of(now.values().next().copied());
    let mean_of_members = mean::group_mean(method, &of_members);
    for standing in &mut standings {
        let of = now.get(standing.municipality.as_str());
        standing.funnel = of.and_then(|one| Funnel::of(one, mean_of_members.value));
    }
    let own = standings
        .iter()
        .find(|one| one.municipality == request.own)
        .cloned()
        .unwrap_or_else(|| unranked(request.own, None));
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
        unweighted_mean: pejl_stats::mean(&member_values).ok(),
        peers: Peers::of(method, request.own, &of_members),
        country: mean::country(request, first.copied(), mean_of_members.value)?,
        index: mean::peer_index(method, &with_value, request.own, own.value),
        comparability: comparability::comparability(request, observations),
        mean: mean_of_members,
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
