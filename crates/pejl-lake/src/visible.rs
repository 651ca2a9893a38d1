//! Which rows of one segment the parts of a snapshot show, as a predicate the Parquet reader can prune by.

mod sql;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use pejl_domain::cover::members_text;
use pejl_domain::{Cover, Grain};
use polars::prelude::{DataType, Expr, Literal, NamedFrom, Scalar, Series, col, lit};

use crate::columns;
use crate::dataset::{CoverRule, DatasetSpec};
use crate::error::LakeError;
use crate::extent::{Extent, Slice};
use crate::price_index::day_number;
use crate::view::VisiblePart;

/// Most members texts that are listed whole. More are compared dimension by dimension: a cover of a hundred functions,
/// nine kinds and ten articles has nine thousand texts, but one hundred and nineteen members.
const MAX_LISTED: usize = 256;

/// What is seen of a segment.
#[derive(Debug, Clone)]
pub(crate) enum Visible {
    Nothing,
    Everything,
    Rows(Expr),
}

/// Returns what the parts show of a segment with that extent.
///
/// # Errors
/// Fails if a cover cannot cut the dataset.
pub(crate) fn visible(
    spec: &DatasetSpec,
    extent: Option<&Extent>,
    parts: &[VisiblePart],
) -> Result<Visible, LakeError> {
    let imports: Option<&BTreeSet<i64>> = extent.map(|extent| &extent.imports);
    let present = parts
        .iter()
        .filter(|part| imports.is_none_or(|imports| imports.contains(&part.import_id)));
    match spec.cover {
        CoverRule::Import => {
            let shown: BTreeSet<i64> = present.map(|part| part.import_id).collect();
            Ok(of_imports(&shown, imports))
        }
        CoverRule::SeriesYears => {
            let whole: BTreeSet<i64> = present
                .clone()
                .filter(|p| p.cover.is_none())
                .map(|p| p.import_id)
                .collect();
            if let whole @ Visible::Everything = of_imports(&whole, imports) {
                return Ok(whole);
            }
            let shown = present.map(|part| match &part.cover {
                None => Ok(is_import(part.import_id)),
                Some(cover) => Ok(is_import(part.import_id).and(in_series_years(spec, cover)?)),
            });
            Ok(any(shown.collect::<Result<_, LakeError>>()?))
        }
        CoverRule::Box => Ok(in_boxes(extent, &Boxes::of(present))),
    }
}

fn of_imports(shown: &BTreeSet<i64>, imports: Option<&BTreeSet<i64>>) -> Visible {
    if imports.is_some_and(|imports| imports.is_subset(shown)) {
        return Visible::Everything;
    }
    match shown.len() {
        0 => Visible::Nothing,
        1 => any(shown.iter().copied().map(is_import).collect()),
        // One comparison with a list, however many imports a segment has.
        _ => {
            let shown: Vec<i64> = shown.iter().copied().collect();
            let series = Series::new(columns::IMPORT_ID.into(), shown);
            Visible::Rows(is_in(col(columns::IMPORT_ID), series))
        }
    }
}

fn in_series_years(spec: &DatasetSpec, cover: &Cover) -> Result<Expr, LakeError> {
    if let Some(period) = cover
        .periods
        .iter()
        .find(|period| period.grain() != Grain::Year)
    {
        return Err(LakeError::CoverPeriod {
            dataset: spec.name,
            period: period.to_string(),
        });
    }
    let years: Vec<i32> = cover
        .periods
        .iter()
        .map(|period| period.year_number())
        .collect();
    let mut shown = is_in(col(columns::YEAR), Series::new(columns::YEAR.into(), years));
    let series = cover.variant.table_id.as_str();
    if series != spec.name {
        shown = col(columns::SERIES).eq(lit(series)).and(shown);
    }
    if let Some(days) = cover.members.get(columns::PUBLISHED_ON) {
        let day_numbers = days.iter().map(|day| {
            day.parse::<NaiveDate>()
                .map(day_number)
                .map_err(|_| LakeError::CoverMember {
                    dataset: spec.name,
                    dimension: columns::PUBLISHED_ON,
                    member: day.clone(),
                })
        });
        let day_numbers: Vec<i32> = day_numbers.collect::<Result<_, _>>()?;
        shown = shown.and(is_in(
            col(columns::PUBLISHED_ON).cast(DataType::Int32),
            Series::new(columns::PUBLISHED_ON.into(), day_numbers),
        ));
    }
    Ok(shown)
}

/// The parts of a snapshot by import and variant.
#[derive(Debug, Default)]
struct Boxes<'a> {
    whole_imports: BTreeSet<i64>,
    covers: BTreeMap<(i64, String), Vec<BoxCover<'a>>>,
}

/// A cover with its texts as the columns have them.
#[derive(Debug)]
struct BoxCover<'a> {
    cover: &'a Cover,
    periods: BTreeSet<String>,
    /// `dimension=member` texts, one set per dimension in the order of the members column.
    members: Vec<BTreeSet<String>>,
}

impl<'a> Boxes<'a> {
    fn of(parts: impl Iterator<Item = &'a VisiblePart>) -> Self {
        let mut boxes = Self::default();
        for part in parts {
            match &part.cover {
                None => {
                    boxes.whole_imports.insert(part.import_id);
                }
                Some(cover) => {
                    let key = (part.import_id, cover.variant.key());
                    boxes
                        .covers
                        .entry(key)
                        .or_default()
                        .push(BoxCover::of(cover));
                }
            }
        }
        boxes
    }
}

impl<'a> BoxCover<'a> {
    fn of(cover: &'a Cover) -> Self {
        let pair = |dimension: &String, member: &String| {
            members_text(&BTreeMap::from([(dimension.clone(), member.clone())]))
        };
        let members = cover.members.iter().map(|(dimension, members)| {
            members
                .iter()
                .map(|member| pair(dimension, member))
                .collect()
        });
        Self {
            cover,
            periods: cover.periods.iter().map(ToString::to_string).collect(),
            members: members.collect(),
        }
    }

    fn has_members_of(&self, slice: &Slice) -> bool {
        slice.members.as_ref().is_some_and(|found| {
            found.len() == self.members.len()
                && found
                    .values()
                    .all(|found| self.members.iter().any(|members| found.is_subset(members)))
        })
    }

    /// Whether the slice has any place that the cover speaks of.
    fn meets(&self, slice: &Slice) -> bool {
        slice.boxes.iter().any(|found| {
            !found.areas.is_disjoint(&self.cover.areas) && !found.periods.is_disjoint(&self.periods)
        })
    }

    fn has_areas_of(&self, slice: &Slice) -> bool {
        slice
            .boxes
            .iter()
            .all(|found| found.areas.is_subset(&self.cover.areas))
    }

    fn has_periods_of(&self, slice: &Slice) -> bool {
        slice
            .boxes
            .iter()
            .all(|found| found.periods.is_subset(&self.periods))
    }

    /// The rows of the slice that the cover has; what the slice proves is not asked of the rows again.
    fn rows(&self, slice: Option<&Slice>) -> Option<Expr> {
        let conditions = [
            (!slice.is_some_and(|s| self.has_areas_of(s)))
                .then(|| texts_in(col(columns::AREA), &self.cover.areas)),
            (!slice.is_some_and(|s| self.has_periods_of(s)))
                .then(|| texts_in(col(columns::PERIOD), &self.periods)),
            (!slice.is_some_and(|s| self.has_members_of(s))).then(|| self.in_members(MAX_LISTED)),
        ];
        conditions.into_iter().flatten().reduce(Expr::and)
    }

    /// Whether the row has exactly the cover's dimensions, and in each one of its members.
    fn in_members(&self, max_listed: usize) -> Expr {
        let n_texts = self
            .members
            .iter()
            .map(BTreeSet::len)
            .try_fold(1_usize, usize::checked_mul);
        if n_texts.is_some_and(|n| n <= max_listed) {
            let mut texts = vec![String::new()];
            for members in &self.members {
                texts = texts
                    .iter()
                    .flat_map(|text| members.iter().map(move |pair| join(text, pair)))
                    .collect();
            }
            return texts_in(col(columns::MEMBERS), &texts.into_iter().collect());
        }
        let pairs = || col(columns::MEMBERS).str().split(lit(";"));
        let n_dimensions = u32::try_from(self.members.len()).unwrap_or(u32::MAX);
        let same_dimensions = pairs().list().len().eq(lit(n_dimensions));
        let each = (0_i64..)
            .zip(&self.members)
            .map(|(place, members)| texts_in(pairs().list().get(lit(place), true), members));
        each.fold(same_dimensions, Expr::and)
    }
}

fn join(text: &str, pair: &str) -> String {
    if text.is_empty() {
        pair.to_owned()
    } else {
        format!("{text};{pair}")
    }
}

/// What is seen of one slice.
enum Seen {
    Hidden,
    Whole,
    Partly(Expr),
}

fn seen(slice: &Slice, boxes: &Boxes<'_>) -> Seen {
    if boxes.whole_imports.contains(&slice.import_id) {
        return Seen::Whole;
    }
    let Some(covers) = boxes.covers.get(&(slice.import_id, slice.variant.clone())) else {
        return Seen::Hidden;
    };
    let with_members: Vec<&BoxCover<'_>> = covers
        .iter()
        .filter(|cover| cover.has_members_of(slice))
        .collect();
    let whole = slice.boxes.iter().all(|found| {
        with_members
            .iter()
            .any(|c| found.areas.is_subset(&c.cover.areas) && found.periods.is_subset(&c.periods))
            || found.areas.iter().all(|area| {
                let of_area: Vec<_> = with_members
                    .iter()
                    .filter(|cover| cover.cover.areas.contains(area))
                    .collect();
                found
                    .periods
                    .iter()
                    .all(|period| of_area.iter().any(|cover| cover.periods.contains(period)))
            })
    });
    if whole {
        return Seen::Whole;
    }
    let mut rows = Vec::new();
    for cover in covers.iter().filter(|cover| cover.meets(slice)) {
        match cover.rows(Some(slice)) {
            Some(condition) => rows.push(condition),
            None => return Seen::Whole,
        }
    }
    rows.into_iter()
        .reduce(Expr::or)
        .map_or(Seen::Hidden, Seen::Partly)
}

fn in_boxes(extent: Option<&Extent>, boxes: &Boxes<'_>) -> Visible {
    let Some(slices) = extent.and_then(|extent| extent.slices.as_ref()) else {
        let whole = boxes.whole_imports.iter().copied().map(is_import);
        let cut = boxes.covers.iter().flat_map(|((import, variant), covers)| {
            covers.iter().map(|cover| {
                let of_variant = is_import(*import).and(is_variant(variant));
                match cover.rows(None) {
                    Some(rows) => of_variant.and(rows),
                    None => of_variant,
                }
            })
        });
        return any(whole.chain(cut).collect());
    };

    let mut by_import: BTreeMap<i64, Vec<(&Slice, Seen)>> = BTreeMap::new();
    for slice in slices {
        by_import
            .entry(slice.import_id)
            .or_default()
            .push((slice, seen(slice, boxes)));
    }
    let is_whole =
        |slices: &[(&Slice, Seen)]| slices.iter().all(|(_, seen)| matches!(seen, Seen::Whole));
    if by_import.values().all(|slices| is_whole(slices)) {
        return Visible::Everything;
    }
    let single_import = by_import.len() == 1;
    let mut shown = Vec::new();
    for (import, slices) in by_import {
        if is_whole(&slices) {
            shown.push(is_import(import));
            continue;
        }
        let single_variant = slices.len() == 1;
        for (slice, seen) in slices {
            let rows = match seen {
                Seen::Hidden => continue,
                Seen::Whole => None,
                Seen::Partly(rows) => Some(rows),
            };
            let of_import = (!single_import).then(|| is_import(import));
            let of_variant = (!single_variant).then(|| is_variant(&slice.variant));
            let conditions = [of_import, of_variant, rows].into_iter().flatten();
            shown.push(
                conditions
                    .reduce(Expr::and)
                    .unwrap_or_else(|| is_import(import)),
            );
        }
    }
    any(shown)
}

fn any(conditions: Vec<Expr>) -> Visible {
    conditions
        .into_iter()
        .reduce(Expr::or)
        .map_or(Visible::Nothing, Visible::Rows)
}

fn is_import(import: i64) -> Expr {
    col(columns::IMPORT_ID).eq(lit(import))
}

fn is_variant(key: &str) -> Expr {
    col(columns::VARIANT).eq(lit(key))
}

fn texts_in(value: Expr, texts: &BTreeSet<String>) -> Expr {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    match texts.as_slice() {
        [single] => value.eq(lit(*single)),
        _ => value.is_in(list(Series::new("texts".into(), texts)), false),
    }
}

fn is_in(value: Expr, values: Series) -> Expr {
    value.is_in(list(values), false)
}

/// A literal list, not a computed one: only literals are compared with the statistics of row groups.
fn list(values: Series) -> Expr {
    Scalar::new_list(values).lit()
}

#[cfg(test)]
mod tests;
