//! Which facts the figure of a cell is made of: the very ones that its sums are of.

use pejl_domain::Period;

use crate::resolution::{Resolution, Share, SpineCell};

/// Where in a figure a fact counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Above the line.
    Top,
    /// Below the line.
    Bottom,
}

impl Side {
    /// `top` or `bottom`.
    pub fn as_str(self) -> &'static str {
        match self {
            Side::Top => "top",
            Side::Bottom => "bottom",
        }
    }
}

/// A fact that a figure is made of, whether a file has a row of it or not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactBehind {
    /// Where it counts.
    pub side: Side,
    /// Key of its variant.
    pub variant: String,
    /// Canonical area code.
    pub area: String,
    /// The period.
    pub period: Period,
    /// The members as the facts carry them.
    pub members: String,
    /// Whether it is zero where no file has a row of it; otherwise it is missing.
    pub absent_is_zero: bool,
}

impl Resolution {
    /// The facts that the figure of one of its cells is made of, those above the line first and in the order of their keys.
    ///
    /// A cell that is decided without facts has none. The residents that a published figure of one area could be weighted by
    /// are no part of it.
    ///
    /// # Example
    /// Net expenditure per resident on one function, where amounts of operations and of the state refund are imported, has two
    /// facts above the line, and below it the residents of the third quarter.
    pub fn facts_behind(&self, cell: &SpineCell) -> Vec<FactBehind> {
        let sides_of = |share: &Share| {
            let below = share.denominator.filter(|_| cell.method.needs_residents());
            [(Side::Top, Some(share.numerator)), (Side::Bottom, below)]
        };
        let mut found = Vec::new();
        for (side, quantity) in cell.shares.iter().flat_map(sides_of) {
            let no = quantity.and_then(|no| usize::try_from(no).ok());
            let Some(quantity) = no.and_then(|no| self.quantities.get(no)) else {
                continue;
            };
            let parts = self.parts_of(quantity);
            found.extend(parts.map(|(tile, part)| FactBehind {
                side,
                variant: tile.variant.clone(),
                area: quantity.area.clone(),
                period: quantity.period,
                members: part.members.clone(),
                absent_is_zero: part.absent_is_zero,
            }));
        }
        found.sort_unstable();
        found
    }
}

#[cfg(test)]
mod tests;
