//! Goals that staff wrote; whose goals they are is not reported.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use pejl_domain::care::{GoalSetBy, GoalType};

use super::level::Score;
use super::{Link, Making, Origin, Settings};
use crate::codes::{Codes, Role};
use crate::guide::Guide;
use crate::history::View;
use crate::identity::ResourceKey;
use crate::resource::{self, Coding, Resource};
use crate::version::{Chain, Version};
use crate::when::When;

/// What a goal aims at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GoalTarget {
    /// What the goal is for; FFB only.
    pub goal_type: Option<GoalType>,
    /// The level that is expected.
    pub level: Option<Score>,
}

/// A goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    /// Where it comes from.
    pub origin: Origin,
    /// The guide.
    pub guide: Guide,
    /// What it aims at.
    pub target: GoalTarget,
    /// The condition or theme it is about.
    pub addresses: Option<Link>,
    /// The code of that.
    pub domain: Option<Coding>,
    /// What that is called in the list.
    pub domain_da: Option<String>,
    /// When it was set: as it says, or else when it was first reported.
    pub set_date: NaiveDate,
    /// Whose goal it is: never reported.
    pub set_by: GoalSetBy,
    /// Whether it is the newest of its condition; older ones are often never closed.
    pub is_current: bool,
}

/// The goals of a view, in the order of their keys.
#[must_use]
pub fn goals(view: &View<'_>, codes: &Codes, settings: &Settings) -> Vec<Goal> {
    let making = Making {
        view,
        codes,
        settings,
    };
    let goals = view
        .present()
        .filter_map(|(chain, version)| match &version.resource {
            Resource::Goal(goal) => Some(row(&making, chain, version, goal)),
            _ => None,
        });
    let mut goals: Vec<Goal> = goals
        .filter(|goal| making.counts(goal.addresses.as_slice()))
        .collect();
    let mut newest: BTreeMap<ResourceKey, (NaiveDate, u64, usize)> = BTreeMap::new();
    for (place, goal) in goals.iter().enumerate() {
        if let Some(condition) = &goal.addresses {
            let candidate = (goal.set_date, goal.origin.arrival_no, place);
            let newest = newest.entry(condition.key.clone()).or_insert(candidate);
            *newest = candidate.max(*newest);
        }
    }
    let current: Vec<usize> = newest.into_values().map(|(_, _, place)| place).collect();
    for place in current {
        if let Some(goal) = goals.get_mut(place) {
            goal.is_current = true;
        }
    }
    goals
}

fn row(making: &Making<'_>, chain: &Chain, version: &Version, goal: &resource::Goal) -> Goal {
    // The first of the theme that matters most; home care has one condition and no ranks.
    let primary = goal
        .addresses
        .iter()
        .min_by_key(|ranked| ranked.rank.unwrap_or(u8::MAX));
    let references = primary.map(|ranked| &ranked.reference);
    let addresses = making.links(&version.key, references).pop();
    let condition = addresses
        .as_ref()
        .and_then(|link| making.view.get(&link.key));
    let domain = condition.and_then(|condition| match &condition.resource {
        Resource::Condition(resource) => Some((resource.code.code.clone()?, condition.day())),
        _ => None,
    });
    let domain_da = domain.as_ref().and_then(|(code, day)| {
        let entry = making.codes.entry(Some(code), *day);
        entry.map(|entry| entry.display_da.clone())
    });
    let first = chain.live().next().unwrap_or(version);
    Goal {
        origin: Origin::of(version),
        guide: version.guide,
        target: target(making, version, goal),
        addresses,
        domain: domain.map(|(code, _)| code),
        domain_da,
        set_date: goal.start.map_or_else(|| first.day(), When::day),
        set_by: GoalSetBy::Unknown,
        is_current: false,
    }
}

fn target(making: &Making<'_>, version: &Version, goal: &resource::Goal) -> GoalTarget {
    let details = || {
        goal.targets
            .iter()
            .filter_map(|target| target.detail.as_ref())
    };
    let goal_type =
        details().find_map(
            |detail| match making.codes.role(Some(detail), version.day())? {
                Role::Develop => Some(GoalType::Develop),
                Role::Maintain => Some(GoalType::Maintain),
                Role::LimitLoss => Some(GoalType::LimitLoss),
                _ => None,
            },
        );
    GoalTarget {
        goal_type,
        level: details().find_map(|detail| Score::of(making.codes, Some(detail), version.day())),
    }
}
