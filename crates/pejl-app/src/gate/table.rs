//! Which figures of one series must be withheld so that none of few can be worked out from those that are told.
//!
//! A series is a table: its periods of each length, and the total and the groups that it is split into. Its figures add up along
//! lines: months to a quarter, quarters to a year, groups to the total. Where something of a line is withheld, what is left of
//! its sum must be of two figures at least, of no few persons, and of more persons than figures; a sum that is withheld must not
//! be what its parts make. Where sums of both kinds together still leave a figure of few no choice, more is withheld until they
//! do (`solve`).
//!
//! Longer periods are decided on before shorter ones and totals before groups, so that what is told of the former depends on
//! nothing else, whatever is asked.

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use pejl_domain::Period;
use pejl_metrics::Observation;

use super::grid::Grid;

/// Where a figure stands: the group it is of, none for the total, and its period.
pub(super) type Place = (Option<String>, Period);

/// What is withheld.
pub(super) type Hidden = BTreeSet<Place>;

/// The figures of one series in a calendar year, before anything is withheld.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    cells: BTreeMap<Place, Observation>,
}

impl Table {
    /// Puts a figure at its place, where there is none yet.
    pub(super) fn add(&mut self, place: Place, one: Observation) {
        self.cells.entry(place).or_insert(one);
    }

    /// Any of its figures.
    pub(super) fn first(&self) -> Option<&Observation> {
        self.cells.values().next()
    }

    /// What must be withheld where no figure of fewer than `least` persons may be told.
    pub(super) fn hidden(&self, least: i64) -> Hidden {
        let grid = Grid::of(
            self.cells
                .iter()
                .map(|((member, period), one)| (member.as_deref(), *period, one)),
            least,
        );
        let places = self.cells.keys().zip(grid.hidden());
        let hidden = places.filter(|(_, why)| why.is_some());
        hidden.map(|(place, _)| place.clone()).collect()
    }
}
