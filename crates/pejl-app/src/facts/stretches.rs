//! Reads a page of a table's facts in stretches that fit in memory.
//!
//! Facts are listed by variant and members, and lie in the files by area and period. Sorting a table for a page would
//! hold all of it, and a table may be larger than the memory. What the covers say bounds how many facts a combination
//! of members can have, so the combinations are gone through in their order, a stretch of them at a time.

use std::collections::{BTreeMap, BTreeSet};

use pejl_domain::Cover;
use pejl_domain::cover::members_text;
use pejl_lake::typed::{FactFilter, PublishedFact, count_facts, facts_plan, published_facts};
use pejl_lake::{LakeError, Plan};

use super::Wanted;

/// Facts that a stretch can have at most: some fifty megabytes of them.
const STRETCH_FACTS: u64 = 500_000;
/// The same where most of what could be there is not, as in the answers that leave zeros out.
const STRETCH_FACTS_SPARSE: u64 = 8_000_000;
/// Where not even one in so many is there, the next stretch is longer.
const SPARSE: u64 = 16;
/// Combinations of a stretch: what a filter lists without slowing a reading.
const STRETCH_COMBINATIONS: u64 = 20_000;

/// Which facts of the whole list to read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    /// Facts to skip.
    pub(super) offset: u64,
    /// Most facts to read.
    pub(super) limit: usize,
}

/// The combinations of members of one variant, and how many facts each can have.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Combinations {
    variant: String,
    /// `dimension=member` texts, one list for each dimension, such that counting through them gives the texts of the
    /// combinations in their order.
    pairs: Vec<Vec<String>>,
    /// Areas × periods.
    n_facts: u64,
}

/// The combinations that the covers have and the question asks for, in the order of their variants.
pub(super) fn of(covers: &[&Cover], wanted: &Wanted<'_>) -> Vec<Combinations> {
    let mut by_variant: BTreeMap<String, Vec<&Cover>> = BTreeMap::new();
    let has_dimensions = |cover: &&&Cover| {
        let mut dimensions = wanted.members.keys();
        dimensions.all(|dimension| cover.members.contains_key(dimension))
    };
    for cover in covers.iter().filter(has_dimensions) {
        by_variant
            .entry(cover.variant.key())
            .or_default()
            .push(cover);
    }
    by_variant
        .into_iter()
        .map(|(variant, covers)| Combinations {
            variant,
            pairs: pairs(&covers, wanted),
            n_facts: n_facts(&covers, wanted),
        })
        .filter(|one| one.n_combinations() > 0 && one.n_facts > 0)
        .collect()
}

fn pairs(covers: &[&Cover], wanted: &Wanted<'_>) -> Vec<Vec<String>> {
    let mut members: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
    for (dimension, found) in covers.iter().flat_map(|cover| &cover.members) {
        let asked = wanted.members.get(dimension);
        let found = found
            .iter()
            .filter(|member| asked.is_none_or(|asked| asked.contains(member)));
        members.entry(dimension).or_default().extend(found);
    }
    let n_dimensions = members.len();
    let of_dimension = |(place, (dimension, members)): (usize, (&String, BTreeSet<&String>))| {
        let pair = |member: &String| members_text(&[(dimension.clone(), member.clone())].into());
        let mut pairs: Vec<String> = members.into_iter().map(pair).collect();
        // What follows a pair in the whole text decides between one and a longer one that begins like it.
        let follows = if place + 1 < n_dimensions { ";" } else { "" };
        pairs.sort_by_cached_key(|pair| format!("{pair}{follows}"));
        pairs
    };
    members.into_iter().enumerate().map(of_dimension).collect()
}

fn n_facts(covers: &[&Cover], wanted: &Wanted<'_>) -> u64 {
    let areas: BTreeSet<&String> = covers.iter().flat_map(|cover| &cover.areas).collect();
    let periods: BTreeSet<String> = covers
        .iter()
        .flat_map(|cover| cover.periods.iter().map(ToString::to_string))
        .collect();
    let n_areas = areas
        .iter()
        .filter(|area| wanted.areas.is_empty() || wanted.areas.contains(area))
        .count();
    let n_periods = periods
        .iter()
        .filter(|period| wanted.periods.is_empty() || wanted.periods.contains(period))
        .count();
    u64::try_from(n_areas.saturating_mul(n_periods)).unwrap_or(u64::MAX)
}

impl Combinations {
    fn n_combinations(&self) -> u64 {
        self.pairs
            .iter()
            .map(|pairs| u64::try_from(pairs.len()).unwrap_or(u64::MAX))
            .fold(1, u64::saturating_mul)
    }

    /// The text of the combination with this number.
    fn text(&self, number: u64) -> String {
        let mut rest = number;
        let mut parts: Vec<&str> = Vec::with_capacity(self.pairs.len());
        for pairs in self.pairs.iter().rev() {
            let n = u64::try_from(pairs.len()).unwrap_or(u64::MAX).max(1);
            let place = usize::try_from(rest % n).ok();
            parts.push(
                place
                    .and_then(|place| pairs.get(place))
                    .map_or("", String::as_str),
            );
            rest /= n;
        }
        parts.reverse();
        parts.join(";")
    }
}

/// Reads the facts of a page.
///
/// # Errors
/// Fails if a file is damaged or gone.
pub(super) fn read(
    view: Plan,
    combinations: &[Combinations],
    wanted: &Wanted<'_>,
    page: Page,
) -> Result<Vec<PublishedFact>, LakeError> {
    read_in(view, combinations, wanted, page, STRETCH_FACTS)
}

fn read_in(
    view: Plan,
    combinations: &[Combinations],
    wanted: &Wanted<'_>,
    page: Page,
    stretch_facts: u64,
) -> Result<Vec<PublishedFact>, LakeError> {
    let mut facts: Vec<PublishedFact> = Vec::new();
    let mut to_skip = page.offset;
    for of_variant in combinations {
        let end = of_variant.n_combinations();
        let mut room = stretch_facts;
        let mut next = 0;
        while next < end {
            let size = (room / of_variant.n_facts).clamp(1, STRETCH_COMBINATIONS);
            let last = next.saturating_add(size).min(end);
            let mut filter = FactFilter {
                variants: vec![of_variant.variant.clone()],
                areas: wanted.areas.clone(),
                periods: wanted.periods.clone(),
                members: (next..last).map(|number| of_variant.text(number)).collect(),
                offset: 0,
                limit: u32::MAX,
            };
            let most = (last - next).saturating_mul(of_variant.n_facts);
            next = last;
            let mut n_found = 0;
            if to_skip > 0 {
                n_found = count_facts(view.clone(), &filter)?;
            }
            if to_skip == 0 || n_found > to_skip {
                let missing = page.limit.saturating_sub(facts.len());
                filter.offset = u32::try_from(to_skip).unwrap_or(u32::MAX);
                filter.limit = u32::try_from(missing).unwrap_or(u32::MAX);
                let found = pejl_lake::run(facts_plan(view.clone(), &filter))?;
                let found = published_facts(&found)?;
                n_found = to_skip.saturating_add(u64::try_from(found.len()).unwrap_or(u64::MAX));
                to_skip = 0;
                facts.extend(found);
                if facts.len() >= page.limit {
                    return Ok(facts);
                }
            } else {
                to_skip -= n_found;
            }
            if n_found.saturating_mul(SPARSE) < most {
                room = room.saturating_mul(2).min(STRETCH_FACTS_SPARSE);
            }
        }
    }
    Ok(facts)
}

#[cfg(test)]
mod tests;
