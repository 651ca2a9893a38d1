//! Grants: interventions of home care, nursing, training and prevention, and services of FFB.

use chrono::NaiveDate;

use super::ending::Ending;
use super::follow_up::FollowUps;
use super::{Link, Making, Origin, Settings};
use crate::codes::Codes;
use crate::guide::{Guide, Profile};
use crate::history::View;
use crate::resource::{Coding, Plan, Resource};
use crate::version::{Chain, Version};
use crate::when::When;

/// A service that was granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Where it comes from; the id of the plan is the id of the grant.
    pub origin: Origin,
    /// The guide.
    pub guide: Guide,
    /// What is granted, as it is reported; none where there is only a local code.
    pub code: Option<Coding>,
    /// The municipality's own code.
    pub local_code: Option<Coding>,
    /// What it is called in the list.
    pub display_da: Option<String>,
    /// Whether a list knows the code.
    pub is_known: bool,
    /// The paragraph it is under: by its code, or else by its guide.
    pub paragraph: Option<String>,
    /// Kind of service: ordinary, rehabilitation, training …
    pub kind: Option<String>,
    /// Day it was granted from.
    pub valid_from: Option<NaiveDate>,
    /// First day it is over; none while it runs, and where it ended and the day is not said.
    pub valid_to: Option<NaiveDate>,
    /// The first end that was planned.
    pub planned_end: Option<NaiveDate>,
    /// Whether it has ended.
    pub has_ended: bool,
    /// The last day as it is said, whatever day it is today; the source of a stored row.
    pub last_day: Option<NaiveDate>,
    /// Whether the status says that it is over.
    pub is_over: bool,
    /// The next follow-up, or the last where none lies ahead.
    pub follow_up_date: Option<NaiveDate>,
    /// Course or effort it is part of.
    pub part_of: Vec<Link>,
    /// Conditions it is for.
    pub reasons: Vec<Link>,
    /// Alone, in a group, by robot, digitally.
    pub delivery_types: Vec<Coding>,
}

impl Grant {
    /// Whether it runs on a day.
    #[must_use]
    pub fn is_active_on(&self, day: NaiveDate) -> bool {
        let ending = Ending {
            has_ended: self.has_ended,
            end: self.valid_to,
            is_over: self.is_over,
            last_day: self.last_day,
            planned_end: None,
        };
        ending.is_active_on(self.valid_from, day)
    }
}

/// The grants of a view, in the order of their keys.
#[must_use]
pub fn grants(view: &View<'_>, codes: &Codes, settings: &Settings) -> Vec<Grant> {
    let making = Making {
        view,
        codes,
        settings,
    };
    let follow_ups = FollowUps::of(&making);
    let all = view
        .present()
        .filter(|(_, version)| version.profile == Profile::Intervention);
    let rows = all.filter_map(|(chain, version)| match &version.resource {
        Resource::Plan(plan) => Some(grant(&making, &follow_ups, chain, version, plan)),
        _ => None,
    });
    rows.collect()
}

fn grant(
    making: &Making<'_>,
    follow_ups: &FollowUps,
    chain: &Chain,
    version: &Version,
    plan: &Plan,
) -> Grant {
    let ending = Ending::of(chain, plan, making.settings.as_of);
    let entry = making.codes.entry(plan.code.code.as_ref(), version.day());
    Grant {
        origin: Origin::of(version),
        guide: version.guide,
        code: plan.code.code.clone(),
        local_code: plan.code.local.clone(),
        display_da: entry.map(|entry| entry.display_da.clone()),
        is_known: entry.is_some(),
        paragraph: paragraph(making.codes, version, plan),
        kind: entry.and_then(|entry| entry.kind.clone()),
        valid_from: plan.period.start.map(When::day),
        valid_to: ending.end,
        planned_end: ending.planned_end,
        has_ended: ending.has_ended,
        last_day: ending.last_day,
        is_over: ending.is_over,
        follow_up_date: follow_ups.next(making, version, plan),
        part_of: making.links(&version.key, &plan.based_on),
        reasons: making.links(&version.key, &plan.reasons),
        delivery_types: plan.delivery_types.clone(),
    }
}

/// The paragraph an intervention is under: its code's, or the guide's own where there is no national code.
pub(super) fn paragraph(codes: &Codes, version: &Version, plan: &Plan) -> Option<String> {
    match codes.entry(plan.code.code.as_ref(), version.day()) {
        Some(entry) => entry.paragraph.clone(),
        None => version.guide.paragraph().map(str::to_owned),
    }
}
