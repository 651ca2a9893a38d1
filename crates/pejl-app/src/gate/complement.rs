//! What is left of a total beside its parts: a group that is withheld must not be what the others lack of it.

use std::collections::BTreeMap;

use pejl_domain::{Cell, Period};
use pejl_metrics::records::dimension::column_of;
use pejl_metrics::{Observation, Query, Text};

use super::{Viewer, least_of, pass, sum, withheld};
use crate::compute::Computer;
use crate::error::AppError;

/// Whose figure it is: municipality, indicator, period, and its members but those of records.
type Group = (String, String, Period, BTreeMap<String, String>);

/// The figures of a question as they may be told to somebody.
///
/// A question that keeps one member of a dimension is answered as if it split by it, so that both say the same.
///
/// # Errors
/// The other members cannot be computed.
pub(crate) fn told(
    computer: &Computer<'_>,
    query: &Query,
    found: Vec<Observation>,
    viewer: &Viewer,
) -> Result<Vec<Observation>, AppError> {
    let told = pass(query, found, viewer);
    let [(dimension, members)] = query.record_filters.as_slice() else {
        return Ok(told);
    };
    let is_outside = |one: &Observation| !viewer.sees_small_numbers(&one.municipality);
    if !told.iter().any(|one| is_outside(one) && has_base(one)) {
        return Ok(told);
    }
    let split = Query {
        record_by: vec![dimension.clone()],
        record_filters: Vec::new(),
        ..query.clone()
    };
    let beside = pass(&split, computer.figures(&split)?, viewer);
    let mut hidden: BTreeMap<(Group, String), Observation> = BTreeMap::new();
    for one in beside
        .into_iter()
        .filter(|one| one.cell == Cell::Confidential)
    {
        let member = one.members.get(dimension).cloned().unwrap_or_default();
        hidden.insert((group_of(&one), member), one);
    }
    let only = members.first().map_or("", String::as_str);
    let passed = told.into_iter().map(|one| {
        let member = one.members.get(dimension).map_or(only, String::as_str);
        match hidden.get(&(group_of(&one), member.to_owned())) {
            Some(as_split) if one.cell != Cell::Confidential => Observation {
                reason: as_split.reason.clone(),
                ..withheld(one)
            },
            _ => one,
        }
    });
    Ok(passed.collect())
}

/// Withholds of every figure that is split the next smallest groups too, until what the told ones lack of the total is not small.
///
/// `bases` are the figures before anything was withheld, each at the place of the told one.
pub(super) fn protect(
    query: &Query,
    bases: &[Observation],
    told: Vec<Observation>,
    viewer: &Viewer,
) -> Vec<Observation> {
    if query.record_by.is_empty() {
        return told;
    }
    let mut groups: BTreeMap<Group, Vec<usize>> = BTreeMap::new();
    for (no, one) in bases.iter().enumerate() {
        if !viewer.sees_small_numbers(&one.municipality) {
            groups.entry(group_of(one)).or_default().push(no);
        }
    }
    let mut told: Vec<Option<Observation>> = told.into_iter().map(Some).collect();
    for places in groups.values() {
        for no in more_to_withhold(query, bases, &told, places) {
            if let Some(place) = told.get_mut(no) {
                *place = place.take().map(beside_withheld);
            }
        }
    }
    told.into_iter().flatten().collect()
}

/// The places of the told figures of a group that must be withheld, too: the smallest ones first.
fn more_to_withhold(
    query: &Query,
    bases: &[Observation],
    told: &[Option<Observation>],
    places: &[usize],
) -> Vec<usize> {
    let is_withheld = |no: &usize| {
        let one = told.get(*no).and_then(Option::as_ref);
        let is_so_now = one.is_some_and(|one| one.cell == Cell::Confidential);
        is_so_now && bases.get(*no).is_some_and(has_base)
    };
    let base = |no: &usize| bases.get(*no).filter(|one| has_base(one));
    let mut left = places.iter().filter(|no| is_withheld(no)).filter_map(base);
    let Some(first) = left.next() else {
        return Vec::new();
    };
    let Some(least) = least_of(query, first) else {
        return Vec::new();
    };
    let mut left = left.fold(first.clone(), |left, one| sum(&left, one));
    let mut others: Vec<usize> = places
        .iter()
        .copied()
        .filter(|no| !is_withheld(no) && base(no).is_some_and(|one| persons(one) > 0))
        .collect();
    others.sort_by_key(|no| (bases.get(*no).map_or(0, persons), *no));
    let mut more = Vec::new();
    for no in others {
        if !super::is_small(&left, least, true) {
            break;
        }
        if let Some(one) = bases.get(no) {
            left = sum(&left, one);
            more.push(no);
        }
    }
    more
}

/// How many persons a figure is of, as far as is known.
fn persons(one: &Observation) -> i64 {
    one.n_bottom.or(one.n_top).or(one.n_least).unwrap_or(0)
}

fn has_base(one: &Observation) -> bool {
    one.n_bottom.or(one.n_top).or(one.n_least).is_some()
}

fn group_of(one: &Observation) -> Group {
    let members = one
        .members
        .iter()
        .filter(|(name, _)| column_of(name).is_none());
    let members = members.map(|(name, member)| (name.clone(), member.clone()));
    (
        one.municipality.clone(),
        one.indicator.clone(),
        one.period,
        members.collect(),
    )
}

fn beside_withheld(one: Observation) -> Observation {
    Observation {
        reason: Some(Text {
            da: "vises ikke, fordi tallet for en mindre gruppe ellers kunne regnes ud".to_owned(),
            en: "not shown, as the figure of a smaller group could be worked out from it"
                .to_owned(),
        }),
        ..withheld(one)
    }
}
