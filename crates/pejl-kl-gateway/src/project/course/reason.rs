//! Why a course ended, or at least that somebody ended it.

use chrono::NaiveDate;
use pejl_domain::care::EndReason;

use super::Part;
use crate::codes::Role;
use crate::guide::{Guide, Profile};
use crate::project::Making;
use crate::resource::{Coding, Observation, Resource};
use crate::when::{When, minus_days};

/// A code that tells of an end.
pub(super) struct Reason {
    pub(super) code: Coding,
    pub(super) meaning: Option<String>,
    pub(super) end_reason: Option<EndReason>,
}

/// The reason of a course that has ended: §§ 140 and 119 say it, and elsewhere a follow-up may say that it ends.
pub(super) fn find(
    making: &Making<'_>,
    parts: &[Part<'_>],
    end: Option<NaiveDate>,
) -> Option<Reason> {
    let first = parts.first()?;
    if matches!(first.version.guide, Guide::Rehab140 | Guide::Prevention119) {
        let code = first.plan.status_reason.clone()?;
        let entry = making.codes.entry(Some(&code), first.version.day());
        let meaning = entry.and_then(|entry| entry.meaning.clone());
        return Some(Reason {
            end_reason: meaning.as_deref().map(end_reason),
            meaning,
            code,
        });
    }
    let observations = making
        .view
        .current()
        .filter(|version| version.profile == Profile::FollowUp);
    let ends = observations.filter_map(|version| {
        let Resource::Observation(observation) = &version.resource else {
            return None;
        };
        let day = observation
            .effective
            .map_or_else(|| version.day(), When::day);
        let is_of_course = parts
            .iter()
            .any(|part| is_about(observation, version, part));
        let is_near = end.is_none_or(|end| {
            (minus_days(end, making.settings.ended_within_days)..=end).contains(&day)
        });
        let code = observation.value.code.as_ref()?;
        let entry = making.codes.entry(Some(code), version.day())?;
        let says_so = is_of_course && is_near && entry.role == Some(Role::Ends);
        says_so.then(|| (day, code.clone(), entry.meaning.clone()))
    });
    let (_, code, meaning) = ends.max_by_key(|(day, ..)| *day)?;
    // That it ends is not why.
    Some(Reason {
        code,
        meaning,
        end_reason: None,
    })
}

/// Whether a follow-up is about a part of the course: the plan, what it is for, or what it says came of it.
fn is_about(observation: &Observation, version: &crate::Version, part: &Part<'_>) -> bool {
    let is_same = |reference: &crate::Reference| part.version.key.sibling(reference) == version.key;
    part.version.key.organisation == version.key.organisation
        && (part.plan.outcomes.iter().any(is_same)
            || observation.focus.iter().any(|focus| {
                *focus == part.version.key.reference() || part.plan.reasons.contains(focus)
            }))
}

/// Only opting out is a reason of its own; the rest say that there is no more, and not what it led to.
fn end_reason(meaning: &str) -> EndReason {
    if meaning.starts_with("declined") {
        EndReason::Declined
    } else {
        EndReason::Other
    }
}
