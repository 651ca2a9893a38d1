//! The two laws of covers: no overlap, no gap.
//!
//! A *place* is an area and a period of a variant; a cover holds some members of each dimension at each of its places.
//!
//! - **No overlap**: at no revision do two covers share a fact.
//! - **No gap**: what was covered stays covered. Where an import closes a cover, some cover that is visible from that
//!   revision on holds, at each of its places, all the members the closed one held: that is the rule of
//!   [`pejl_domain::cover::Cover::replaced_by`], seen from the other side. Revisions of other kinds are deletions, which
//!   may leave places empty.
//!
//! Both are checked by going through the revisions of a variant in order with an index of places, so that the cost grows
//! with the covers and not with their pairs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;
use pejl_domain::Period;
use pejl_domain::cover::Cover;

use crate::conn::DbConn;
use crate::coverage::{Coverage, DatasetKind, history};
use crate::error::{DbError, Task};
use crate::revision::find_revision;
use crate::schema::coverage;

/// The kind of revision that uncovers nothing.
const UNCOVERS_NOTHING: &str = "import";

/// Checks the covers of every variant and yields how many there are.
pub(super) fn check(conn: &mut DbConn, fault: &mut dyn FnMut(String)) -> Result<u64, DbError> {
    let variants: Vec<(String, String)> = coverage::table
        .select((coverage::dataset, coverage::variant))
        .distinct()
        .order((coverage::dataset, coverage::variant))
        .load(conn.any())
        .task("list variants")?;
    let mut n_covers = 0;
    for (dataset, variant) in variants {
        let covers = match history(conn, &dataset, &variant) {
            Ok(covers) => covers,
            Err(DbError::Corrupt(corrupt)) => {
                fault(corrupt.to_string());
                continue;
            }
            Err(other) => return Err(other),
        };
        n_covers += covers.len() as u64;
        for one in &covers {
            if let Err(unfit) = one.cover.check() {
                fault(format!("cover {}: {unfit}", one.id));
            }
        }
        let replacing: Vec<&Coverage> = covers
            .iter()
            .filter(|one| one.kind == DatasetKind::Replace)
            .collect();
        check_variant(conn, &variant, &replacing, fault)?;
    }
    Ok(n_covers)
}

/// Covers by place, as they are visible while going through the revisions.
type Places<'a> = HashMap<(&'a str, Period), Vec<&'a Coverage>>;

fn check_variant<'a>(
    conn: &mut DbConn,
    variant: &str,
    covers: &[&'a Coverage],
    fault: &mut dyn FnMut(String),
) -> Result<(), DbError> {
    let mut changes: BTreeMap<i64, (Vec<&'a Coverage>, Vec<&'a Coverage>)> = BTreeMap::new();
    for one in covers {
        changes.entry(one.known_from).or_default().0.push(one);
        if let Some(end) = one.known_to {
            changes.entry(end).or_default().1.push(one);
        }
    }
    let mut visible: Places<'a> = HashMap::new();
    for (revision, (opened, closed)) in changes {
        for one in &closed {
            for place in places(&one.cover) {
                if let Some(here) = visible.get_mut(&place) {
                    here.retain(|other| other.id != one.id);
                }
            }
        }
        for one in opened {
            let mut shared = BTreeSet::new();
            for place in places(&one.cover) {
                let here = visible.entry(place).or_default();
                let others = here.iter().filter(|other| share_members(other, one));
                shared.extend(others.map(|other| other.id));
                here.push(one);
            }
            for other in shared {
                fault(format!(
                    "covers {other} and {} of {variant} share facts",
                    one.id
                ));
            }
        }
        let uncovered: Vec<String> = closed
            .iter()
            .filter_map(|one| uncovered(one, revision, variant, &visible))
            .collect();
        if uncovered.is_empty() {
            continue;
        }
        let kind = find_revision(conn, revision)?.map(|revision| revision.kind);
        if kind.as_deref() == Some(UNCOVERS_NOTHING) {
            uncovered.into_iter().for_each(&mut *fault);
        }
    }
    Ok(())
}

/// Says where a cover that was closed is not followed by another.
fn uncovered(
    closed: &Coverage,
    revision: i64,
    variant: &str,
    visible: &Places<'_>,
) -> Option<String> {
    let follows = |place: &(&str, Period)| {
        let here = visible.get(place).into_iter().flatten();
        here.into_iter().any(|other| holds_members(other, closed))
    };
    let mut gaps = places(&closed.cover).filter(|place| !follows(place));
    let (area, period) = gaps.next()?;
    let more = gaps.count();
    Some(format!(
        "cover {} of {variant} ends at revision {revision}, and nothing covers area {area}, period {period} \
         (and {more} more places) from then on",
        closed.id
    ))
}

fn places(cover: &Cover) -> impl Iterator<Item = (&str, Period)> {
    cover.areas.iter().flat_map(|area| {
        let periods = cover.periods.iter();
        periods.map(move |period| (area.as_str(), *period))
    })
}

/// Whether two covers of a variant have members in common in every dimension.
fn share_members(one: &Coverage, other: &Coverage) -> bool {
    one.cover.members.iter().all(|(dimension, members)| {
        let others = other.cover.members.get(dimension);
        others.is_none_or(|others| !members.is_disjoint(others))
    })
}

/// Whether the one cover has every member that the other has.
fn holds_members(one: &Coverage, other: &Coverage) -> bool {
    other.cover.members.iter().all(|(dimension, members)| {
        let held = one.cover.members.get(dimension);
        held.is_some_and(|held| members.is_subset(held))
    })
}
