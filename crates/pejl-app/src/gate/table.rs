//! Which figures of one series must be withheld so that none of few can be worked out from those that are told.
//!
//! A series is a table: its periods of each length, and the total and the groups that it is split into. Its figures add up along
//! lines: months to a quarter, quarters to a year, groups to the total. Where something of a line is withheld, what is left of
//! its sum must be of two figures at least and of no few persons; a sum that is withheld must not be what its parts make. Where
//! sums of both kinds together still leave a figure of few no choice, more is withheld until they do (`solve`).
//!
//! Longer periods are decided on before shorter ones and totals before groups, so that what is told of the former depends on
//! nothing else, whatever is asked.

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests;

use std::collections::BTreeMap;

use pejl_domain::Period;
use pejl_metrics::{Observation, Text};

use super::grid::Grid;
use super::too_few;

/// Where a figure stands: the group it is of, none for the total, and its period.
pub(super) type Place = (Option<String>, Period);

/// Why a figure is withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// Few persons are behind it.
    Few,
    /// It would tell of a smaller group.
    Group,
    /// It would tell of another period.
    Period,
}

impl Why {
    /// What whoever asks is told.
    pub(super) fn text(self) -> Text {
        let (da, en) = match self {
            Why::Few => return too_few(),
            Why::Group => (
                "vises ikke, fordi tallet for en mindre gruppe ellers kunne regnes ud",
                "not shown, as the figure of a smaller group could be worked out from it",
            ),
            Why::Period => (
                "vises ikke, fordi tallet for en anden periode ellers kunne regnes ud",
                "not shown, as the figure of another period could be worked out from it",
            ),
        };
        Text {
            da: da.to_owned(),
            en: en.to_owned(),
        }
    }
}

/// What is withheld, and why.
pub(super) type Hidden = BTreeMap<Place, Why>;

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
        let hidden = places.filter_map(|(place, why)| Some((place.clone(), why?)));
        hidden.collect()
    }
}
