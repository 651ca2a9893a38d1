//! What became of each municipality between two periods, and who moved most.

use std::collections::{BTreeMap, BTreeSet};

use pejl_domain::{Cell, Period};
use pejl_stats::{Order, Rank, SampleError, ranks};

use super::{Standing, series_of};
use crate::breaks::Break;
use crate::observation::Observation;
use crate::reason;
use crate::text::Reason;

/// The change of one municipality from the earlier period to the period ranked.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Value in the earlier period.
    pub from_value: Option<f64>,
    /// Rank in the earlier period, among those that had a value then.
    pub from_rank: Option<usize>,
    /// Rank in the period minus rank in the earlier one: negative is nearer to rank 1. `None` unless the values
    /// themselves can be compared.
    pub rank_change: Option<i64>,
    /// Value minus the earlier value, in the unit of the values. `None` unless the cell is ok or zero.
    pub absolute: Option<f64>,
    /// The change as a share of the earlier value; `None` also where that is zero or negative.
    pub share: Option<f64>,
    /// Rank by `absolute`: 1 is the largest fall. Ties share one.
    pub rank: Option<usize>,
    /// How many have that rank, itself counted.
    pub shared_by: Option<usize>,
    /// Rank by `share`: 1 is the largest fall.
    pub share_rank: Option<usize>,
    /// Why the change is there or is not; `not_applicable` across a break.
    pub cell: Cell,
    /// Why it is not, naming the block of a break.
    pub reason: Option<Reason>,
}

/// The breaks that the municipalities' series cross after `from` up to `to`, the earlier first.
pub(super) fn breaks_on_the_way(
    observations: &[Observation],
    codes: &BTreeSet<&str>,
    from: Period,
    to: Period,
) -> Vec<Break> {
    let mut found: Vec<Break> = Vec::new();
    let on_the_way = observations.iter().filter(|one| {
        from < one.period && one.period <= to && codes.contains(one.municipality.as_str())
    });
    for one in on_the_way.flat_map(|one| &one.breaks) {
        // The first period of a question has nothing before it; a later one may look back past `from`.
        if one.date > from.start() && !found.contains(one) {
            found.push(one.clone());
        }
    }
    found.sort_by(|a, b| (a.date, &a.block).cmp(&(b.date, &b.block)));
    found
}

/// Adds to each standing its change from the earlier period, with ranks among those that have one.
pub(super) fn add(
    standings: &mut [Standing],
    before: &BTreeMap<&str, &Observation>,
    now: &BTreeMap<&str, &Observation>,
    breaks: &[Break],
    order: Order,
) -> Result<(), SampleError> {
    for standing in standings.iter_mut() {
        let code = standing.municipality.as_str();
        standing.change = Some(change(
            before.get(code).copied(),
            now.get(code).copied(),
            breaks,
        ));
    }
    let earlier = places(standings, |change| change.from_value, order)?;
    let by_absolute = places(standings, |change| change.absolute, Order::LowestFirst)?;
    let by_share = places(standings, |change| change.share, Order::LowestFirst)?;
    let places = earlier.into_iter().zip(by_absolute).zip(by_share);
    for (standing, ((earlier, absolute), share)) in standings.iter_mut().zip(places) {
        if let Some(change) = &mut standing.change {
            change.from_rank = earlier.map(|rank| rank.rank);
            let both = standing.rank.zip(change.from_rank);
            change.rank_change =
                both.filter(|_| change.absolute.is_some())
                    .and_then(|(now, before)| {
                        i64::try_from(now)
                            .ok()?
                            .checked_sub(i64::try_from(before).ok()?)
                    });
            change.rank = absolute.map(|rank| rank.rank);
            change.shared_by = absolute.map(|rank| rank.shared_by);
            change.share_rank = share.map(|rank| rank.rank);
        }
    }
    Ok(())
}

fn change(before: Option<&Observation>, now: Option<&Observation>, breaks: &[Break]) -> Change {
    let from_value = before.and_then(|one| one.value);
    let none = |cell, reason| Change {
        from_value,
        from_rank: None,
        rank_change: None,
        absolute: None,
        share: None,
        rank: None,
        shared_by: None,
        share_rank: None,
        cell,
        reason,
    };
    // A break says more than the missing value it often causes.
    if let Some(one) = breaks.iter().find(|one| !one.comparable) {
        return none(Cell::NotApplicable, Some(one.text.clone()));
    }
    let (Some(before), Some(now)) = (before, now) else {
        return none(Cell::Missing, Some(reason::not_asked()));
    };
    let (Some(from), Some(to)) = (before.value, now.value) else {
        let without = if before.value.is_none() { before } else { now };
        return none(without.cell, without.reason.clone());
    };
    if series_of(before) != series_of(now) || before.price_level != now.price_level {
        return none(
            Cell::NotApplicable,
            Some(reason::stated_differently(before, now)),
        );
    }
    let absolute = to - from;
    Change {
        from_value,
        from_rank: None,
        rank_change: None,
        absolute: Some(absolute),
        share: (from > 0.0).then(|| absolute / from),
        rank: None,
        shared_by: None,
        share_rank: None,
        cell: if absolute == 0.0 {
            Cell::Zero
        } else {
            Cell::Ok
        },
        reason: None,
    }
}

/// The rank of each standing that has the number; `None` for the others.
fn places(
    standings: &[Standing],
    number: impl Fn(&Change) -> Option<f64>,
    order: Order,
) -> Result<Vec<Option<Rank>>, SampleError> {
    let numbers: Vec<Option<f64>> = standings
        .iter()
        .map(|standing| standing.change.as_ref().and_then(&number))
        .collect();
    let known: Vec<f64> = numbers.iter().copied().flatten().collect();
    let mut ranks = ranks(&known, order)?.into_iter();
    Ok(numbers
        .iter()
        .map(|number| number.and_then(|_| ranks.next()))
        .collect())
}
