//! What an import covers, and what is left of an older import when a newer one covers part of it.
//!
//! A [`Cover`] is a box: every combination of its areas, periods and members, of one [`Variant`]. A new cover
//! replaces exactly the facts it shares with an older one. Along areas and periods the older box is cut; along the
//! members of a dimension it is not, because half a dimension is almost always a mistake in the file: there the new
//! cover must hold all members of the old one, or none.

mod members;
#[cfg(test)]
mod tests;
mod variant;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::area::get_area;
use crate::period::{Grain, Period};

pub use members::{MembersError, members_text, parse_members_text};
pub use variant::{Variant, VariantError};

/// What a fact means that lies inside a cover but has no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Absent {
    /// It is zero, as in StatBank's BULK format.
    Zero,
    /// It is missing.
    Missing,
}

impl Absent {
    /// The meaning as it is stored and sent, `zero` or `missing`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::Missing => "missing",
        }
    }
}

/// A box of facts: every combination of areas, periods and members. Empty as soon as one of the sets is.
///
/// ```
/// use pejl_domain::cover::{Absent, Cover, Replacement, Variant};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let cover = |areas: &[&str], years: &[&str]| -> Result<Cover, Box<dyn std::error::Error>> {
///     Ok(Cover {
///         variant: Variant::parse_key("statbank/REGK11/oere/current/year/art")?,
///         areas: areas.iter().map(|area| area.to_string()).collect(),
///         periods: years.iter().map(|year| year.parse()).collect::<Result<_, _>>()?,
///         members: [("art".to_owned(), ["TOT".to_owned()].into())].into(),
///         absent: Absent::Zero,
///     })
/// };
/// let old = cover(&["615", "766"], &["2016", "2017"])?;
/// let Replacement::Cut(rest) = old.replaced_by(&cover(&["766"], &["2017", "2018"])?) else { panic!("not cut") };
/// assert_eq!(rest, [cover(&["615"], &["2016", "2017"])?, cover(&["766"], &["2016"])?]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cover {
    /// The kind of facts.
    pub variant: Variant,
    /// Canonical area codes.
    pub areas: BTreeSet<String>,
    /// Periods of the variant's grain.
    pub periods: BTreeSet<Period>,
    /// Members of each dimension of the variant.
    pub members: BTreeMap<String, BTreeSet<String>>,
    /// What a fact without a row means.
    pub absent: Absent,
}

/// What a new cover does to an older one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replacement {
    /// They share no fact; the older one stays as it is.
    Disjoint,
    /// What stays of the older one: no box when all of it is replaced, at most two, sharing no fact with each other
    /// or with the new cover.
    Cut(Vec<Cover>),
    /// They share facts but part the members of a dimension between them; the import is refused.
    Refused(PartialOverlap),
}

/// Why a new cover cannot replace an older one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("new import lacks {} of the members of `{dimension}` that the old one has", .only_in_old.len())]
pub struct PartialOverlap {
    /// The first dimension, by name, whose members are parted.
    pub dimension: String,
    /// Its members in the old cover that the new one does not have.
    pub only_in_old: Vec<String>,
    /// Its members in the new cover that the old one does not have.
    pub only_in_new: Vec<String>,
    /// The areas both cover.
    pub areas: Vec<String>,
    /// The periods both cover.
    pub periods: Vec<Period>,
}

/// Why a cover is not fit to be stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CoverError {
    /// Source or table is empty, or a dimension has no name.
    #[error("variant without a source, a table or the name of a dimension")]
    Nameless,
    /// No areas, no periods, or a dimension without members: the box is empty.
    #[error("cover without {what}")]
    Empty {
        /// `areas`, `periods` or the name of the dimension.
        what: String,
    },
    /// A code that is not a canonical area code.
    #[error("`{code}` is not the canonical code of an area")]
    Area {
        /// The code.
        code: String,
    },
    /// A period of another grain than the variant's.
    #[error("period {period} in a cover by {grain}")]
    Grain {
        /// The period.
        period: Period,
        /// The variant's grain.
        grain: Grain,
    },
    /// The dimensions with members are not the variant's.
    #[error("dimension `{dimension}` is in the variant or in the members, not in both")]
    Dimension {
        /// The dimension.
        dimension: String,
    },
}

impl Cover {
    /// Says whether the cover is fit to be stored: names filled, areas canonical, periods of the variant's grain,
    /// members for exactly the variant's dimensions, nothing empty.
    ///
    /// # Errors
    /// The first [`CoverError`] found.
    pub fn check(&self) -> Result<(), CoverError> {
        let Variant {
            source,
            table_id,
            grain,
            dimensions,
            ..
        } = &self.variant;
        if source.is_empty() || table_id.is_empty() || dimensions.contains("") {
            return Err(CoverError::Nameless);
        }
        let empty = |what: &str| {
            Err(CoverError::Empty {
                what: what.to_owned(),
            })
        };
        if self.areas.is_empty() {
            return empty("areas");
        }
        if self.periods.is_empty() {
            return empty("periods");
        }
        if let Some(code) = self.areas.iter().find(|code| get_area(code).is_none()) {
            return Err(CoverError::Area { code: code.clone() });
        }
        if let Some(period) = self.periods.iter().find(|period| period.grain() != *grain) {
            return Err(CoverError::Grain {
                period: *period,
                grain: *grain,
            });
        }
        let with_members: BTreeSet<&String> = self.members.keys().collect();
        if let Some(dimension) = dimensions
            .iter()
            .collect::<BTreeSet<_>>()
            .symmetric_difference(&with_members)
            .next()
        {
            return Err(CoverError::Dimension {
                dimension: (*dimension).clone(),
            });
        }
        match self.members.iter().find(|(_, members)| members.is_empty()) {
            Some((dimension, _)) => empty(dimension),
            None => Ok(()),
        }
    }

    /// Whether the two share at least one fact. A dimension that only one of them has does not keep them apart.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.variant == other.variant
            && !self.areas.is_disjoint(&other.areas)
            && !self.periods.is_disjoint(&other.periods)
            && self.members.iter().all(|(dimension, members)| {
                other
                    .members
                    .get(dimension)
                    .is_none_or(|others| !members.is_disjoint(others))
            })
    }

    /// What becomes of this cover when `new` is imported.
    ///
    /// [`Replacement::Disjoint`] when they share no fact, [`Replacement::Cut`] when `new` has every member this one
    /// has in every dimension, else [`Replacement::Refused`]. Two covers of one variant with members for different
    /// dimensions are refused: which facts they share cannot be said.
    #[must_use]
    pub fn replaced_by(&self, new: &Self) -> Replacement {
        if !self.overlaps(new) {
            return Replacement::Disjoint;
        }
        if let Some((dimension, old_members, new_members)) = self.first_parted(new) {
            return Replacement::Refused(PartialOverlap {
                dimension: dimension.clone(),
                only_in_old: old_members.difference(new_members).cloned().collect(),
                only_in_new: new_members.difference(old_members).cloned().collect(),
                areas: self.areas.intersection(&new.areas).cloned().collect(),
                periods: self.periods.intersection(&new.periods).copied().collect(),
            });
        }
        // Areas first: the old box without the new one's areas, then what is left of the shared areas in time.
        let only_old_areas = self.areas.difference(&new.areas).cloned().collect();
        let shared_areas = self.areas.intersection(&new.areas).cloned().collect();
        let only_old_periods = self.periods.difference(&new.periods).copied().collect();
        let rest = [
            (only_old_areas, self.periods.clone()),
            (shared_areas, only_old_periods),
        ];
        Replacement::Cut(
            rest.into_iter()
                .filter(|(areas, periods): &(BTreeSet<_>, BTreeSet<_>)| {
                    !areas.is_empty() && !periods.is_empty()
                })
                .map(|(areas, periods)| Self {
                    areas,
                    periods,
                    ..self.clone()
                })
                .collect(),
        )
    }

    /// Number of facts in the box, at most `u128::MAX`.
    #[must_use]
    pub fn n_facts(&self) -> u128 {
        let sizes = [self.areas.len(), self.periods.len()]
            .into_iter()
            .chain(self.members.values().map(BTreeSet::len));
        let mut n_facts = 1_u128;
        for size in sizes {
            // Sizes are at most 64 bits, so the conversion always succeeds.
            n_facts = n_facts.saturating_mul(u128::try_from(size).unwrap_or(u128::MAX));
        }
        n_facts
    }

    /// The first dimension, by name, whose old members are not all in `new`, with the members of both.
    fn first_parted<'a>(
        &'a self,
        new: &'a Self,
    ) -> Option<(&'a String, &'a BTreeSet<String>, &'a BTreeSet<String>)> {
        static NONE: BTreeSet<String> = BTreeSet::new();
        let dimensions: BTreeSet<&String> = self.members.keys().chain(new.members.keys()).collect();
        dimensions.into_iter().find_map(|dimension| {
            match (self.members.get(dimension), new.members.get(dimension)) {
                (Some(old), Some(new)) if old.is_subset(new) => None,
                (old, new) => Some((dimension, old.unwrap_or(&NONE), new.unwrap_or(&NONE))),
            }
        })
    }
}
