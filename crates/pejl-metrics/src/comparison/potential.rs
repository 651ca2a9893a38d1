//! What it would mean in kroner to be as a yardstick among the peers is.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use pejl_domain::{Oere, Unit};
use pejl_stats::Order;
use pejl_stats::bridge::{bennet, whole_parts};
use pejl_stats::potential::{Mark, Yardstick, mark, speed};

use super::change::breaks_on_the_way;
use super::{ComparisonError, ComparisonRequest, of_period, order_of, why};
use crate::observation::Observation;
use crate::text::Reason;

/// What kroner are reckoned from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Kroner per resident, times the own residents.
    Spending,
    /// Kroner per unit of a service, times the own units.
    Price,
}

impl Basis {
    /// `spending` or `price`.
    pub fn as_str(self) -> &'static str {
        match self {
            Basis::Spending => "spending",
            Basis::Price => "price",
        }
    }
}

/// Kroner that would be saved, less than zero where it would cost more, with the same by the ends of the yardstick's intervals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kroner {
    /// In whole øre.
    pub oere: i64,
    /// The least and the most without one of the peers.
    pub without_one: (i64, i64),
    /// Between which amounts it lies in 95 % of draws of peers.
    pub drawn_95: (i64, i64),
}

/// A yardstick and what it would mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Where the yardstick lies among the peers.
    pub mark: Mark,
    /// What it would mean to be there.
    pub kroner: Kroner,
    /// Øre that a year can bring of it at the speed of the peers; none without a speed, or where nothing would be saved.
    pub yearly_oere: Option<i64>,
    /// Years until it is reached at that speed; none where there is none.
    pub years: Option<f64>,
}

/// A potential told apart into price and use, of one yardstick.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Split {
    /// Where the price of a unit lies.
    pub price: Mark,
    /// Where the units of a resident lie.
    pub usage: Mark,
    /// What it would mean if the price alone were the yardstick's.
    pub price_alone: Kroner,
    /// What it would mean if use alone were.
    pub use_alone: Kroner,
    /// What it would mean if both were, in whole øre; the two parts add up to it (Bennet).
    pub both: i64,
    /// The part of price.
    pub price_part: i64,
    /// The part of use.
    pub use_part: i64,
}

/// What it would mean to be as others are.
#[derive(Debug, Clone, PartialEq)]
pub struct Potential {
    /// What kroner are reckoned from.
    pub basis: Basis,
    /// Own residents or units.
    pub base: f64,
    /// What is spent, in whole øre.
    pub own_oere: i64,
    /// Yearly change that a quarter of the peers have reached or gone below, as a share, and how many peers it is of; none without
    /// an earlier period, or where too few have a figure in both.
    pub speed: Option<(f64, usize)>,
    /// One for each yardstick.
    pub lines: Vec<Line>,
    /// The same told apart, one for each yardstick; nothing where use is not known.
    pub split: Vec<Split>,
    /// Why it is not told apart though that was asked for.
    pub split_reason: Option<Reason>,
}

/// Kroner that would be saved if the own figure were that of a yardstick among the peers, the own municipality not among them.
///
/// `volume` are the figures of the units of the service in the same period, in units (or per 1,000 residents), for what is told
/// apart into price and use; nothing where that is not asked for.
///
/// # Errors
/// The reason why there is none: figures that are no kroner per resident or unit, none of the municipality's own, too few peers;
/// or observations that are not of one series.
pub fn potential(
    request: &ComparisonRequest<'_>,
    observations: &[Observation],
    volume: Option<&[Observation]>,
) -> Result<Result<Potential, Reason>, ComparisonError> {
    let codes = request
        .members
        .iter()
        .copied()
        .chain([request.own])
        .collect();
    let now = of_period(observations, &codes, request.period)?;
    let Some(own) = now.get(request.own) else {
        return Ok(Err(why::no_own_figure()));
    };
    let (Some(value), Some((basis, base))) = (own.value, base(own)) else {
        let is_money = matches!(own.unit, Unit::Dkk | Unit::DkkPerResident);
        return Ok(Err(match is_money {
            true => why::no_own_figure(),
            false => why::no_money(),
        }));
    };
    let peers: BTreeMap<&str, &Observation> = now
        .iter()
        .filter(|(code, one)| **code != request.own && one.value.is_some())
        .map(|(code, one)| (*code, *one))
        .collect();
    let order = order_of(request.direction);
    let values: Vec<f64> = peers.values().filter_map(|one| one.value).collect();
    let speed = match request.from {
        None => None,
        Some(from) => {
            let before = of_period(observations, &codes, from)?;
            let on_the_way = breaks_on_the_way(observations, &codes, from, request.period);
            let is_cut = on_the_way.iter().any(|one| !one.comparable);
            let pairs = pairs(&before, &peers, is_cut);
            let days = (request.period.start() - from.start()).num_days();
            let years = days as f64 / 365.25;
            speed(&pairs, years).ok().map(|found| (found, pairs.len()))
        }
    };
    let mut lines = Vec::new();
    for yardstick in Yardstick::ALL {
        let found = match mark(yardstick, &values, order) {
            Ok(found) => found,
            Err(_) => return Ok(Err(why::too_few_peers(values.len()))),
        };
        match line(found, (value, base), speed) {
            Some(line) => lines.push(line),
            None => return Ok(Err(why::amounts_too_large())),
        }
    }
    let Some(own_oere) = oere(value * base) else {
        return Ok(Err(why::amounts_too_large()));
    };
    let mut found = Potential {
        basis,
        base,
        own_oere,
        speed,
        lines,
        split: Vec::new(),
        split_reason: None,
    };
    if let Some(volume) = volume {
        let units = of_period(volume, &codes, request.period)?;
        match split((own, &peers), &units, order) {
            Ok(split) => found.split = split,
            Err(reason) => found.split_reason = Some(reason),
        }
    }
    Ok(Ok(found))
}

/// What kroner are reckoned from, and how many of it there are; none where figures are no kroner, or it is not known how many.
fn base(one: &Observation) -> Option<(Basis, f64)> {
    let found = match one.unit {
        // Residents are far below 2^53.
        Unit::DkkPerResident => {
            let residents = one.denominator.or(one.weight.map(|weight| weight as f64));
            (Basis::Spending, residents?)
        }
        Unit::Dkk => (Basis::Price, one.denominator?),
        _ => return None,
    };
    Some(found).filter(|(_, base)| base.is_finite() && *base > 0.0)
}

/// Figures of peers before and now, of those that have both; none where the series is cut between the two.
fn pairs(
    before: &BTreeMap<&str, &Observation>,
    now: &BTreeMap<&str, &Observation>,
    is_cut: bool,
) -> Vec<(f64, f64)> {
    if is_cut {
        return Vec::new();
    }
    let both = now
        .iter()
        .filter_map(|(code, one)| Some((before.get(code)?.value?, one.value?)));
    both.collect()
}

fn line(mark: Mark, (value, base): (f64, f64), speed: Option<(f64, usize)>) -> Option<Line> {
    let kroner = kroner(&mark, |yardstick| (value - yardstick) * base)?;
    let falls = speed.map(|(yearly, _)| yearly);
    let falls = falls.filter(|yearly| *yearly < 0.0 && kroner.oere > 0 && mark.value > 0.0);
    Some(Line {
        mark,
        kroner,
        yearly_oere: match falls {
            Some(yearly) => Some(oere(value * base * -yearly)?.min(kroner.oere)),
            None => None,
        },
        years: falls.map(|yearly| (mark.value / value).ln() / (1.0 + yearly).ln()),
    })
}

/// Øre at a yardstick and at the ends of its intervals; none where they are too large.
fn kroner(mark: &Mark, saved: impl Fn(f64) -> f64) -> Option<Kroner> {
    let both = |(one, other): (f64, f64)| {
        let (one, other) = (oere(saved(one))?, oere(saved(other))?);
        Some((one.min(other), one.max(other)))
    };
    Some(Kroner {
        oere: oere(saved(mark.value))?,
        without_one: both(mark.without_one)?,
        drawn_95: both(mark.drawn_95)?,
    })
}

/// Kroner as whole øre; none where they are too many to be told exactly.
fn oere(kroner: f64) -> Option<i64> {
    Oere::nearest_to_kroner(kroner).map(Oere::as_oere)
}

/// Units of a service per resident, and the price of one.
struct Told {
    residents: f64,
    units: f64,
    price: f64,
}

impl Told {
    fn of(spending: &Observation, volume: &Observation) -> Option<Self> {
        let (basis, residents) = base(spending)?;
        let units = match volume.unit {
            Unit::PerThousand => volume.value? / 1_000.0,
            Unit::Persons | Unit::Hours | Unit::Days | Unit::Fte | Unit::Courses => {
                volume.value? / residents
            }
            _ => return None,
        };
        let is_told = basis == Basis::Spending && units.is_finite() && units > 0.0;
        is_told.then_some(Self {
            residents,
            units,
            price: spending.value? / units,
        })
    }
}

fn split(
    (own, peers): (&Observation, &BTreeMap<&str, &Observation>),
    volume: &BTreeMap<&str, &Observation>,
    order: Order,
) -> Result<Vec<Split>, Reason> {
    let told = |one: &Observation| {
        let volume = volume.get(one.municipality.as_str())?;
        Told::of(one, volume)
    };
    let own = told(own).ok_or_else(why::no_own_volume)?;
    let peers: Vec<Told> = peers.values().filter_map(|one| told(one)).collect();
    let prices: Vec<f64> = peers.iter().map(|one| one.price).collect();
    let units: Vec<f64> = peers.iter().map(|one| one.units).collect();
    let too_few = |_| why::too_few_peers(peers.len());
    let of_yardstick = |yardstick| {
        let price = mark(yardstick, &prices, order).map_err(too_few)?;
        let usage = mark(yardstick, &units, order).map_err(too_few)?;
        both(&own, price, usage).ok_or_else(why::amounts_too_large)
    };
    Yardstick::ALL.into_iter().map(of_yardstick).collect()
}

fn both(own: &Told, price: Mark, usage: Mark) -> Option<Split> {
    let (p0, p1, u0, u1) = (own.price, price.value, own.units, usage.value);
    let total = oere((p0 * u0 - p1 * u1) * own.residents)?;
    let ((price_change, use_change), scale) =
        (bennet(&[((p1, u1), (p0, u0))]), own.residents * 100.0);
    let parts = [price_change * scale, use_change * scale];
    let [price_part, use_part] = <[i64; 2]>::try_from(whole_parts(&parts, total)?).ok()?;
    Some(Split {
        price_alone: kroner(&price, |mark| (p0 - mark) * u0 * own.residents)?,
        use_alone: kroner(&usage, |mark| (u0 - mark) * p0 * own.residents)?,
        price,
        usage,
        both: total,
        price_part,
        use_part,
    })
}
