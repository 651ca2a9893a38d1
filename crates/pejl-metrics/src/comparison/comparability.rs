//! Whether the peers are the same throughout.

use std::collections::{BTreeMap, BTreeSet};

use pejl_domain::{Cell, Period};

use super::ComparisonRequest;
use crate::observation::Observation;

/// Share of the peers below which no trend line of them is drawn (indicator C2).
pub const LEAST_FOR_A_LINE: f64 = 0.8;

/// How many of the peers have a usable figure in every period that is shown (indicator C2).
///
/// Usable are `ok` and `zero`: a missing or withheld figure is not 0. The peers are the members asked for without the own
/// municipality.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparability {
    /// Periods from the earlier one to the one that is ranked; 1 without an earlier one.
    pub n_periods: usize,
    /// Peers with a usable figure in all of them.
    pub n_usable: usize,
    /// Peers.
    pub n_peers: usize,
    /// The one over the other.
    pub share: f64,
    /// Whether a trend line of the peers may be drawn; `None` of one period, which has no line.
    pub allows_line: Option<bool>,
}

/// The comparability of the peers over all periods from the earlier one to the one that is ranked; `None` without peers.
pub(super) fn comparability(
    request: &ComparisonRequest<'_>,
    observations: &[Observation],
) -> Option<Comparability> {
    let from = request.from.unwrap_or(request.period);
    let periods = std::iter::successors(Some(from), |period| period.next());
    let n_periods = periods.take_while(|one| *one <= request.period).count();
    let mut usable: BTreeMap<&str, BTreeSet<Period>> = BTreeMap::new();
    let peers: BTreeSet<&str> = request.members.iter().copied().collect();
    let is_shown = |one: &&Observation| {
        one.grain == request.period.grain() && from <= one.period && one.period <= request.period
    };
    for one in observations.iter().filter(is_shown) {
        let code = one.municipality.as_str();
        if !peers.contains(code) {
            continue;
        }
        if matches!(one.cell, Cell::Ok | Cell::Zero) {
            usable.entry(code).or_default().insert(one.period);
        }
    }
    let is_peer = |code: &&str| *code != request.own;
    let n_peers = peers.iter().copied().filter(is_peer).count();
    let n_usable = usable
        .iter()
        .filter(|(code, of)| is_peer(code) && of.len() == n_periods)
        .count();
    // No more than the 98 municipalities.
    let whole = |n: usize| u32::try_from(n).map_or(f64::INFINITY, f64::from);
    let share = whole(n_usable) / whole(n_peers);
    (n_peers > 0).then_some(Comparability {
        n_periods,
        n_usable,
        n_peers,
        share,
        allows_line: (n_periods > 1).then_some(share >= LEAST_FOR_A_LINE),
    })
}
