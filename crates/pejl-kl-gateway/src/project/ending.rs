//! When a plan ended, or will.

use chrono::NaiveDate;

use crate::resource::{Plan, Resource};
use crate::version::{Chain, Version};

/// What is known of a plan's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ending {
    /// Whether it has ended, by its date or its status.
    pub(crate) has_ended: bool,
    /// First day on which it is over; none while it runs, and where it ended and the day is not said.
    pub(crate) end: Option<NaiveDate>,
    /// Whether the status says that it is over.
    pub(crate) is_over: bool,
    /// The last day as it is said, past or to come, whatever day it is today; none of a plan that is said to be over and
    /// to end on a day after that.
    pub(crate) last_day: Option<NaiveDate>,
    /// The first end that was planned, when it still lay ahead.
    pub(crate) planned_end: Option<NaiveDate>,
}

/// Status of a plan that is over; the status of its activity often stays `in-progress`.
fn is_over(status: &str) -> bool {
    matches!(
        status,
        "completed" | "revoked" | crate::resource::ENTERED_IN_ERROR
    )
}

impl Ending {
    /// The ending of a plan, its earlier versions asked for what was planned.
    pub(crate) fn of(chain: &Chain, plan: &Plan, as_of: NaiveDate) -> Self {
        let end = plan.period.end.map(crate::When::day);
        let is_over = is_over(&plan.status);
        let has_ended = is_over || end.is_some_and(|end| end <= as_of);
        let said_on = chain.current().map(Version::day);
        let planned_end = chain.live().find_map(|version| match &version.resource {
            Resource::Plan(plan) => {
                let end = plan.period.end.map(crate::When::day);
                end.filter(|end| *end > version.day())
            }
            _ => None,
        });
        Self {
            has_ended,
            // A plan that is over has not ended on a day to come: then it ended on a day that is not said.
            end: end.filter(|end| has_ended && *end <= as_of),
            is_over,
            last_day: end.filter(|end| !is_over || said_on.is_none_or(|day| *end <= day)),
            planned_end,
        }
    }

    /// Whether a plan that began on `start` runs on a day.
    pub(crate) fn is_active_on(&self, start: Option<NaiveDate>, day: NaiveDate) -> bool {
        let has_begun = start.is_some_and(|start| start <= day);
        has_begun && self.end.map_or(!self.has_ended, |end| day < end)
    }
}
