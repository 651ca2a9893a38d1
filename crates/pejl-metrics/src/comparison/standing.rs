//! Where each municipality stands among those that have a value.

use pejl_domain::Cell;
use pejl_stats::{Order, Quartile, Quartiles, SampleError, percentile, quartile_of, ranks};

use super::{Change, Extreme, Funnel};
use crate::catalogue::Direction;
use crate::observation::Observation;
use crate::reason;
use crate::text::Reason;

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
    /// Where chance alone would place it around the share of all; none of what is no share of persons or cases.
    pub funnel: Option<Funnel>,
}

/// The lowest first, unless the reading says that higher is better.
pub(super) fn order_of(direction: Direction) -> Order {
    match direction {
        Direction::Up => Order::HighestFirst,
        Direction::Down | Direction::Band | Direction::Context => Order::LowestFirst,
    }
}

pub(super) fn unranked(code: &str, observation: Option<&Observation>) -> Standing {
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
        funnel: None,
    }
}

/// Gives every standing with a value its place; `values` are those values in the same order.
pub(super) fn place(
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

pub(super) fn in_order(mut standings: Vec<Standing>) -> Vec<Standing> {
    // Codes are in order already and the sort keeps them so within a rank.
    standings.sort_by_key(|one| one.rank.unwrap_or(usize::MAX));
    standings
}

pub(super) fn extreme(standings: &[Standing], pick: fn(f64, f64) -> f64) -> Option<Extreme> {
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
