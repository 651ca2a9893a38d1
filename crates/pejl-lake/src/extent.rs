//! What a segment's rows span, kept in the file's footer.
//!
//! A view must show exactly the rows that live covers speak of. Comparing texts row by row does that always; the extent
//! often proves beforehand that every row of a slice is inside, and that comparison can be left out. Nothing is assumed:
//! a file without extent is compared row by row.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{InitHashMaps, PlHashSet};
use serde::{Deserialize, Serialize};

use crate::columns;
use crate::dataset::{CoverRule, DatasetSpec};
use crate::row_group::Ordered;

/// Most texts an extent may list before it is given up: what a footer bears without slowing the opening of a file.
const MAX_TEXTS: usize = 50_000;
/// Most members texts remembered per slice while it is written; beyond, its members are not described.
const MAX_KNOWN: usize = 500_000;

/// The imports of a segment and, where covers are boxes, what each import has of each variant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Extent {
    /// Every import with a row in the file.
    pub(crate) imports: BTreeSet<i64>,
    /// One entry per import and variant; none for datasets whose covers are not boxes.
    pub(crate) slices: Option<Vec<Slice>>,
}

/// The rows of one import and variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Slice {
    pub(crate) import_id: i64,
    pub(crate) variant: String,
    /// Every pair of area and period that has a row, grouped by equal periods.
    pub(crate) boxes: Vec<AreasPeriods>,
    /// For each dimension the `dimension=member` texts that occur. None if the rows differ in their dimensions.
    pub(crate) members: Option<BTreeMap<String, BTreeSet<String>>>,
}

/// Areas that all have rows in all of the periods, and in no other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AreasPeriods {
    pub(crate) areas: BTreeSet<String>,
    pub(crate) periods: BTreeSet<String>,
}

/// Gathers an extent while row groups go by.
#[derive(Debug)]
pub(crate) struct ExtentBuilder {
    imports: BTreeSet<i64>,
    slices: Option<BTreeMap<(i64, String), Gathered>>,
    n_texts: usize,
    max_texts: usize,
}

#[derive(Debug, Default)]
struct Gathered {
    periods_of_area: BTreeMap<String, BTreeSet<String>>,
    known: PlHashSet<Box<str>>,
    members: Members,
}

#[derive(Debug, Default)]
enum Members {
    #[default]
    NoRow,
    Alike(BTreeMap<String, BTreeSet<String>>),
    Mixed,
}

impl ExtentBuilder {
    pub(crate) fn new(spec: &DatasetSpec) -> Self {
        let slices = (spec.cover == CoverRule::Box).then(BTreeMap::new);
        Self {
            imports: BTreeSet::new(),
            slices,
            n_texts: 0,
            max_texts: MAX_TEXTS,
        }
    }

    /// A builder that has given up.
    #[cfg(test)]
    pub(crate) fn none() -> Self {
        Self {
            imports: BTreeSet::new(),
            slices: None,
            n_texts: 0,
            max_texts: 0,
        }
    }

    /// Adds the rows of a row group; `imports` are its import ids in the order the rows came.
    pub(crate) fn add(&mut self, group: &Ordered, imports: &[i64]) {
        let mut last = None;
        for import in imports {
            if last != Some(*import) {
                self.imports.insert(*import);
                last = Some(*import);
            }
        }
        let Some(slices) = &mut self.slices else {
            return;
        };
        let ranked = [
            columns::VARIANT,
            columns::AREA,
            columns::PERIOD,
            columns::MEMBERS,
        ]
        .map(|name| group.text(name));
        let [Some(variant), Some(area), Some(period), Some(members)] = ranked else {
            self.slices = None;
            return;
        };

        let mut places = PlHashSet::new();
        let mut contents = PlHashSet::new();
        let mut last_place = None;
        let rows = variant
            .rows
            .iter()
            .zip(&area.rows)
            .zip(&period.rows)
            .zip(&members.rows)
            .zip(imports);
        for ((((variant, area), period), members), import) in rows {
            let place = (*import, *variant, *area, *period);
            if last_place != Some(place) {
                places.insert(place);
                last_place = Some(place);
            }
            contents.insert((*import, *variant, *members));
        }

        let text =
            |texts: &[String], rank: u32| texts.get(rank as usize).cloned().unwrap_or_default();
        let mut n_new = 0;
        for (import, v, a, p) in places {
            let slice = slices.entry((import, text(&variant.texts, v))).or_default();
            let periods = slice
                .periods_of_area
                .entry(text(&area.texts, a))
                .or_insert_with(|| {
                    n_new += 1;
                    BTreeSet::new()
                });
            n_new += usize::from(periods.insert(text(&period.texts, p)));
        }
        for (import, v, m) in contents {
            let slice = slices.entry((import, text(&variant.texts, v))).or_default();
            if let Some(members) = members.texts.get(m as usize) {
                n_new += slice.learn(members);
            }
        }
        self.n_texts += n_new;
        if self.n_texts > self.max_texts {
            self.slices = None;
        }
    }

    /// Returns the extent, or none if it became too large to keep.
    pub(crate) fn finish(self, spec: &DatasetSpec) -> Option<Extent> {
        if spec.cover != CoverRule::Box {
            return Some(Extent {
                imports: self.imports,
                slices: None,
            });
        }
        let slices = self.slices?;
        let slices = slices
            .into_iter()
            .map(|((import_id, variant), gathered)| gathered.slice(import_id, variant))
            .collect();
        Some(Extent {
            imports: self.imports,
            slices: Some(slices),
        })
    }
}

impl Gathered {
    /// Notes the members of a row and returns how many texts that added.
    fn learn(&mut self, members: &str) -> usize {
        if matches!(self.members, Members::Mixed) || self.known.contains(members) {
            return 0;
        }
        let listed: Vec<&str> = members.split(';').filter(|pair| !pair.is_empty()).collect();
        let pairs: BTreeMap<&str, &str> = listed
            .iter()
            .map(|pair| (dimension_of(pair), *pair))
            .collect();
        if pairs.len() != listed.len() || self.known.len() >= MAX_KNOWN {
            self.give_up_members();
            return 0;
        }
        self.known.insert(members.into());
        match &mut self.members {
            Members::NoRow => {
                let n_new = pairs.len();
                let first = pairs
                    .into_iter()
                    .map(|(name, pair)| (name.to_owned(), BTreeSet::from([pair.to_owned()])));
                self.members = Members::Alike(first.collect());
                n_new
            }
            Members::Alike(known) if known.keys().eq(pairs.keys()) => {
                let mut n_new = 0;
                for (seen, pair) in known.values_mut().zip(pairs.into_values()) {
                    if !seen.contains(pair) {
                        seen.insert(pair.to_owned());
                        n_new += 1;
                    }
                }
                n_new
            }
            Members::Alike(_) | Members::Mixed => {
                self.give_up_members();
                0
            }
        }
    }

    fn give_up_members(&mut self) {
        self.members = Members::Mixed;
        self.known = PlHashSet::new();
    }

    fn slice(self, import_id: i64, variant: String) -> Slice {
        let mut areas_of_periods: BTreeMap<BTreeSet<String>, BTreeSet<String>> = BTreeMap::new();
        for (area, periods) in self.periods_of_area {
            areas_of_periods.entry(periods).or_default().insert(area);
        }
        let boxes = areas_of_periods
            .into_iter()
            .map(|(periods, areas)| AreasPeriods { areas, periods })
            .collect();
        let members = match self.members {
            Members::Alike(members) => Some(members),
            Members::NoRow | Members::Mixed => None,
        };
        Slice {
            import_id,
            variant,
            boxes,
            members,
        }
    }
}

/// Returns the dimension of a `dimension=member` text, both as they are escaped.
fn dimension_of(pair: &str) -> &str {
    pair.split_once('=')
        .map_or(pair, |(dimension, _)| dimension)
}

#[cfg(test)]
mod tests;
