//! What the live covers hold, arranged so that one area and period is found quickly.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use pejl_domain::{Absent, Cover, Grain, Period, PriceLevel, Unit, Variant};

/// StatBank as `Variant::source` names it; it is asked before any other source.
const STATBANK: &str = "statbank";

/// The covers of one variant.
#[derive(Debug)]
pub(crate) struct VariantCovers<'a> {
    /// What the facts are of.
    pub(crate) variant: &'a Variant,
    /// Its key, as the facts carry it.
    pub(crate) key: String,
    covers: Vec<&'a Cover>,
    by_area: HashMap<&'a str, Vec<usize>>,
}

/// Numbers of covers within their variant, in ascending order.
pub(crate) type CoverNos = Vec<usize>;

impl<'a> VariantCovers<'a> {
    /// The covers that hold the area and period.
    pub(crate) fn at(&self, area: &str, period: Period) -> CoverNos {
        let of_area = self
            .by_area
            .get(area)
            .map(Vec::as_slice)
            .unwrap_or_default();
        of_area
            .iter()
            .copied()
            .filter(|no| {
                self.covers
                    .get(*no)
                    .is_some_and(|cover| cover.periods.contains(&period))
            })
            .collect()
    }

    /// The covers with these numbers.
    pub(crate) fn covers(&self, nos: &[usize]) -> Vec<&'a Cover> {
        nos.iter()
            .filter_map(|no| self.covers.get(*no).copied())
            .collect()
    }
}

/// The covers, by variant.
#[derive(Debug)]
pub(crate) struct CoverIndex<'a> {
    variants: Vec<VariantCovers<'a>>,
}

impl<'a> CoverIndex<'a> {
    /// Arranges the live covers; their order is irrelevant.
    pub(crate) fn new(covers: &'a [Cover]) -> Self {
        let mut by_key: BTreeMap<String, VariantCovers<'a>> = BTreeMap::new();
        for cover in covers {
            let key = cover.variant.key();
            let entry = by_key.entry(key.clone()).or_insert_with(|| VariantCovers {
                variant: &cover.variant,
                key,
                covers: Vec::new(),
                by_area: HashMap::new(),
            });
            let no = entry.covers.len();
            entry.covers.push(cover);
            for area in &cover.areas {
                entry.by_area.entry(area).or_default().push(no);
            }
        }
        Self {
            variants: by_key.into_values().collect(),
        }
    }

    /// Numbers of the variants of one table in a unit and grain, in current prices or without any;
    /// StatBank's first, then by key.
    pub(crate) fn of_table(&self, table: &str, unit: &Unit, grain: Grain) -> Vec<usize> {
        let mut found: Vec<(bool, usize)> = Vec::new();
        for (no, one) in self.variants.iter().enumerate() {
            let variant = one.variant;
            // A series the source has deflated by itself is not turned into another price level here.
            let deflated = matches!(variant.price, PriceLevel::Fixed { .. });
            if variant.table_id == table
                && variant.unit == *unit
                && variant.grain == grain
                && !deflated
            {
                found.push((variant.source != STATBANK, no));
            }
        }
        found.sort_unstable();
        found.into_iter().map(|(_, no)| no).collect()
    }

    /// The variant with this number.
    pub(crate) fn get(&self, no: usize) -> Option<&VariantCovers<'a>> {
        self.variants.get(no)
    }
}

/// Every member of a dimension that these covers hold.
pub(crate) fn members_of<'a>(covers: &[&'a Cover], dimension: &str) -> BTreeSet<&'a str> {
    covers
        .iter()
        .filter_map(|cover| cover.members.get(dimension))
        .flatten()
        .map(String::as_str)
        .collect()
}

/// What an absent fact means at these members: the answer of the cover that holds them all, or
/// `None` when none does.
pub(crate) fn absent_at(covers: &[&Cover], members: &BTreeMap<String, String>) -> Option<Absent> {
    covers
        .iter()
        .find(|cover| {
            members.iter().all(|(dimension, member)| {
                cover
                    .members
                    .get(dimension)
                    .is_some_and(|set| set.contains(member))
            })
        })
        .map(|cover| cover.absent)
}
