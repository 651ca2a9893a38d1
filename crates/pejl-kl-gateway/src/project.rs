//! From a view to rows: grants, deliveries, courses, assessments, goals and waiting times.
//!
//! The rows hold what reports say and nothing more. Amounts, prices, providers, professions, application dates and who
//! set a goal are not reported; columns for them are left to other sources.

mod assessment;
mod course;
mod delivery;
mod ending;
mod follow_up;
mod goal;
mod grant;
mod level;
mod waiting;

use chrono::{DateTime, NaiveDate, Utc};

pub use assessment::{Assessment, assessments};
pub use course::{Comparison, Course, CourseType, LevelPair, courses};
pub use delivery::{Delivery, deliveries};
pub use goal::{Goal, GoalTarget, goals};
pub use grant::{Grant, grants};
pub use level::Score;
pub use waiting::{Waiting, waiting};

use crate::codes::Codes;
use crate::history::{Pointed, View};
use crate::identity::{Reference, ResourceKey};
use crate::report::CitizenFacts;
use crate::resource::Plan;
use crate::version::Version;

/// How rows are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// The day that is called today: an end after it is planned.
    pub as_of: NaiveDate,
    /// Whether the next follow-up is the next after the day a grant was last reported, whatever day it is today.
    pub follows_up_as_reported: bool,
    /// Days without an intervention that a course of § 83 a goes on over.
    pub bridge_days: u32,
    /// Days around the start and the end of a course in which an assessment counts as made there.
    pub reassess_days: u32,
    /// Days before the end of a course in which a follow-up tells of it.
    pub ended_within_days: u32,
    /// Whether rows count although everything they point at was taken back.
    pub counts_taken_back: bool,
}

impl Settings {
    /// KL's rules and ours, for a day.
    #[must_use]
    pub const fn on(as_of: NaiveDate) -> Self {
        Self {
            as_of,
            follows_up_as_reported: false,
            bridge_days: 14,
            reassess_days: 14,
            ended_within_days: 30,
            counts_taken_back: true,
        }
    }

    /// The same rules for rows that are kept: with every day in the past, an end is the end that is said, and nothing
    /// depends on the day the row is made.
    #[must_use]
    pub const fn as_reported() -> Self {
        Self {
            follows_up_as_reported: true,
            ..Self::on(NaiveDate::MAX)
        }
    }
}

/// Where a row comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The resource.
    pub key: ResourceKey,
    /// Arrival of the version that says it.
    pub arrival_no: u64,
    /// When that version was reported.
    pub reported_at: DateTime<Utc>,
    /// Whose record it is.
    pub municipality_code: String,
    /// The citizen's pseudonym.
    pub person_key: String,
    /// The citizen, as far as the number says.
    pub citizen: CitizenFacts,
    /// The citizen's age on the day the resource is about.
    pub age: Option<u32>,
    /// The Danish day on which that version came to be; its codes are looked up as of it.
    pub day: NaiveDate,
}

impl Origin {
    pub(crate) fn of(version: &Version) -> Self {
        Self {
            key: version.key.clone(),
            arrival_no: version.arrival_no,
            reported_at: version.reported_at,
            municipality_code: version.municipality_code.clone(),
            person_key: version.person_key.clone(),
            citizen: version.citizen,
            age: version.age,
            day: version.day(),
        }
    }
}

/// What a row points at, and whether that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The resource.
    pub key: ResourceKey,
    /// Whether it is there.
    pub state: LinkState,
}

/// Whether what is pointed at is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkState {
    /// It is.
    Present,
    /// It was taken back.
    TakenBack,
    /// It was never reported.
    Missing,
}

/// The paragraph a plan is under, and what it is called in the list.
pub(crate) fn service_words(
    codes: &Codes,
    version: &Version,
    plan: &Plan,
) -> (Option<String>, Option<String>) {
    let entry = codes.entry(plan.code.code.as_ref(), version.day());
    (
        grant::paragraph(codes, version, plan),
        entry.map(|entry| entry.display_da.clone()),
    )
}

/// What the functions of a projection share.
struct Making<'m> {
    view: &'m View<'m>,
    codes: &'m Codes,
    settings: &'m Settings,
}

impl Making<'_> {
    /// What a resource's references point at.
    fn links<'r>(
        &self,
        from: &ResourceKey,
        references: impl IntoIterator<Item = &'r Reference>,
    ) -> Vec<Link> {
        let links = references.into_iter().map(|reference| {
            let key = from.sibling(reference);
            let state = match self.view.point(&key) {
                Pointed::Present(_) => LinkState::Present,
                Pointed::TakenBack => LinkState::TakenBack,
                Pointed::Missing => LinkState::Missing,
            };
            Link { key, state }
        });
        links.collect()
    }

    /// Whether a row with these links counts.
    fn counts(&self, links: &[Link]) -> bool {
        self.settings.counts_taken_back
            || links.is_empty()
            || links.iter().any(|link| link.state != LinkState::TakenBack)
    }
}

#[cfg(test)]
mod tests;
