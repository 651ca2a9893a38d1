//! Levels of functioning before and after a course of home care, condition by condition.
//!
//! Before: the last level known at the start, or else the first within two weeks after it. After: the last level known
//! two weeks after the end. Levels are ordinal, so that a pair is better, the same or worse, and never a difference. A
//! condition whose record nobody touched after the start was not reassessed, which is missing and not "unchanged".

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::Part;
use crate::identity::ResourceKey;
use crate::project::Making;
use crate::project::level::Score;
use crate::resource::Resource;
use crate::when::plus_days;

/// What became of a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// Less limited than before.
    Improved,
    /// As before.
    Same,
    /// More limited than before.
    Worse,
    /// No level is known from before.
    NoneBefore,
    /// No level is known from after: missing, and not unchanged.
    NotReassessed,
    /// Not relevant on either side; the condition is left out.
    NotRelevant,
    /// A level whose code no list knows.
    Unknown,
}

/// The levels of one condition before and after a course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelPair {
    /// The condition.
    pub condition: ResourceKey,
    /// Points before, and the day they are of.
    pub before: Option<(u8, NaiveDate)>,
    /// Points after, and the day they are of.
    pub after: Option<(u8, NaiveDate)>,
    /// What became of it.
    pub comparison: Comparison,
}

/// The pairs of the conditions the parts are for, in the order of their keys.
pub(super) fn pairs(
    making: &Making<'_>,
    parts: &[Part<'_>],
    start: NaiveDate,
    end: Option<NaiveDate>,
) -> Vec<LevelPair> {
    let conditions = parts.iter().flat_map(|part| {
        part.plan
            .reasons
            .iter()
            .map(|reason| part.version.key.sibling(reason))
    });
    let conditions: BTreeSet<ResourceKey> = conditions.collect();
    let pairs = conditions.into_iter().filter_map(|condition| {
        let levels = levels(making, &condition);
        // Conditions of nursing have no level.
        (!levels.is_empty()).then(|| {
            pair(
                condition,
                &levels,
                making.settings.reassess_days,
                start,
                end,
            )
        })
    });
    pairs.collect()
}

/// A level of a version: its day, and what the code list says of it.
type Level = (NaiveDate, Option<Score>);

fn levels(making: &Making<'_>, condition: &ResourceKey) -> Vec<Level> {
    let live = making
        .view
        .chain(condition)
        .into_iter()
        .flat_map(crate::Chain::live);
    let levels = live.filter_map(|version| match &version.resource {
        Resource::Condition(condition) => {
            let severity = condition.severity.as_ref()?;
            Some((
                version.day(),
                Score::of(making.codes, Some(severity), version.day()),
            ))
        }
        _ => None,
    });
    levels.collect()
}

fn pair(
    condition: ResourceKey,
    levels: &[Level],
    reassess_days: u32,
    start: NaiveDate,
    end: Option<NaiveDate>,
) -> LevelPair {
    let at_start = levels.iter().rposition(|(day, _)| *day <= start);
    let soon_after = || {
        levels
            .iter()
            .position(|(day, _)| *day <= plus_days(start, reassess_days))
    };
    let before = at_start.or_else(soon_after);
    let after = end.and_then(|end| {
        let last = levels
            .iter()
            .rposition(|(day, _)| *day <= plus_days(end, reassess_days));
        let is_reassessed = |place: &usize| {
            before.is_none_or(|before| before < *place)
                && levels.get(*place).is_some_and(|(day, _)| *day > start)
        };
        last.filter(is_reassessed)
    });
    let level = |place: Option<usize>| place.and_then(|place| levels.get(place)).copied();
    let (before, after) = (level(before), level(after));
    let points = |level: Option<Level>| {
        let (day, score) = level?;
        Some((score?.points()?, day))
    };
    LevelPair {
        condition,
        before: points(before),
        after: points(after),
        comparison: compare(
            before.map(|(_, score)| score),
            after.map(|(_, score)| score),
        ),
    }
}

fn compare(before: Option<Option<Score>>, after: Option<Option<Score>>) -> Comparison {
    let Some(before) = before else {
        return Comparison::NoneBefore;
    };
    let Some(after) = after else {
        return Comparison::NotReassessed;
    };
    let (Some(before), Some(after)) = (before, after) else {
        return Comparison::Unknown;
    };
    match (before.points(), after.points()) {
        (Some(before), Some(after)) if after < before => Comparison::Improved,
        (Some(before), Some(after)) if after == before => Comparison::Same,
        (Some(_), Some(_)) => Comparison::Worse,
        _ => Comparison::NotRelevant,
    }
}
