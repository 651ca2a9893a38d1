//! Courses: of §§ 140 and 119 as they are reported, of § 83 a as a union of interventions, of § 86 and FFB one by one.

mod before_after;
mod reason;
mod rehabilitation;

use chrono::NaiveDate;
use pejl_domain::care::EndReason;

pub use before_after::{Comparison, LevelPair};

use super::ending::Ending;
use super::grant::paragraph;
use super::{Making, Origin, Settings};
use crate::codes::{Codes, Role};
use crate::guide::{Guide, Profile};
use crate::history::View;
use crate::identity::ResourceKey;
use crate::resource::{Coding, Plan, Resource};
use crate::version::Version;
use crate::when::When;

/// What a course is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CourseType {
    /// Rehabilitation, service act § 83 a.
    Rehabilitation,
    /// Training, service act § 86.
    Training,
    /// Training after hospital, health act § 140.
    AfterHospital,
    /// Following up on it.
    AfterHospitalFollowUp,
    /// Prevention, health act § 119.
    Prevention,
    /// Following up on it.
    PreventionFollowUp,
    /// A social effort of FFB.
    Effort,
}

impl CourseType {
    /// Stable word, as it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rehabilitation => "rehabilitation",
            Self::Training => "training",
            Self::AfterHospital => "after_hospital",
            Self::AfterHospitalFollowUp => "after_hospital_follow_up",
            Self::Prevention => "prevention",
            Self::PreventionFollowUp => "prevention_follow_up",
            Self::Effort => "effort",
        }
    }
}

/// A course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// Where it comes from: of a union, its first intervention, by which the course is known.
    pub origin: Origin,
    /// What it is.
    pub course_type: CourseType,
    /// The paragraph it is under; an effort's is suggested by the kind of its offer.
    pub law_basis: Option<String>,
    /// The kind of offer, in FFB.
    pub offer_da: Option<String>,
    /// When it began.
    pub start: NaiveDate,
    /// First day it is over; none while it runs, and where it ended and the day is not said.
    pub end: Option<NaiveDate>,
    /// The first end that was planned.
    pub planned_end: Option<NaiveDate>,
    /// Whether it has ended.
    pub has_ended: bool,
    /// The last day as it is said, whatever day it is today; none where a part of the course says none.
    pub last_day: Option<NaiveDate>,
    /// Whether the status of every part says that it is over.
    pub is_over: bool,
    /// The code that tells why, or that it ends.
    pub end_reason_code: Option<Coding>,
    /// What the code means, in the list's own word.
    pub end_reason_meaning: Option<String>,
    /// Why it ended, where the code says why; that a follow-up ends it says nothing of the reason.
    pub end_reason: Option<EndReason>,
    /// The interventions it consists of.
    pub interventions: Vec<ResourceKey>,
    /// Levels before and after, one per condition, in home care.
    pub levels: Vec<LevelPair>,
}

impl Course {
    /// Whether it runs on a day.
    #[must_use]
    pub fn is_active_on(&self, day: NaiveDate) -> bool {
        let ending = Ending {
            has_ended: self.has_ended,
            end: self.end,
            is_over: self.is_over,
            last_day: self.last_day,
            planned_end: None,
        };
        ending.is_active_on(Some(self.start), day)
    }

    /// Days from start to end.
    #[must_use]
    pub fn length_days(&self) -> Option<i64> {
        self.end
            .map(|end| end.signed_duration_since(self.start).num_days())
    }
}

/// The courses of a view: those that are resources in the order of their keys, then the unions of § 83 a.
#[must_use]
pub fn courses(view: &View<'_>, codes: &Codes, settings: &Settings) -> Vec<Course> {
    let making = Making {
        view,
        codes,
        settings,
    };
    let plans = view
        .present()
        .filter_map(|(chain, version)| match &version.resource {
            Resource::Plan(plan) => Some((chain, version, plan.as_ref())),
            _ => None,
        });
    let (mut courses, mut parts) = (Vec::new(), Vec::new());
    for (chain, version, plan) in plans {
        let ending = Ending::of(chain, plan, settings.as_of);
        let part = Part {
            version,
            plan,
            ending,
        };
        match course_type(&making, version, plan) {
            Some(CourseType::Rehabilitation) => parts.push(part),
            Some(course_type) => courses.extend(course(&making, &[part], course_type)),
            None => {}
        }
    }
    for union in rehabilitation::unions(parts, settings.bridge_days) {
        courses.extend(course(&making, &union, CourseType::Rehabilitation));
    }
    courses
}

/// A plan that is a course or a part of one.
#[derive(Clone, Copy)]
struct Part<'v> {
    version: &'v Version,
    plan: &'v Plan,
    ending: Ending,
}

impl Part<'_> {
    fn start(&self) -> Option<NaiveDate> {
        self.plan.period.start.map(When::day)
    }
}

fn course_type(making: &Making<'_>, version: &Version, plan: &Plan) -> Option<CourseType> {
    let only_follows_up = || {
        making
            .codes
            .has_role(&plan.categories, Role::FollowUpCourse, version.day())
    };
    match (version.profile, version.guide) {
        (Profile::Effort, _) => Some(CourseType::Effort),
        (Profile::Course, Guide::Rehab140) if only_follows_up() => {
            Some(CourseType::AfterHospitalFollowUp)
        }
        (Profile::Course, Guide::Rehab140) => Some(CourseType::AfterHospital),
        (Profile::Course, Guide::Prevention119) if only_follows_up() => {
            Some(CourseType::PreventionFollowUp)
        }
        (Profile::Course, Guide::Prevention119) => Some(CourseType::Prevention),
        (Profile::Intervention, Guide::Care) => {
            match paragraph(making.codes, version, plan)?.as_str() {
                "SEL-83a" => Some(CourseType::Rehabilitation),
                "SEL-86-1" | "SEL-86-2" => Some(CourseType::Training),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The course of its parts, in the order of their start; none where no start is said.
fn course(making: &Making<'_>, parts: &[Part<'_>], course_type: CourseType) -> Option<Course> {
    let first = parts.first()?;
    let start = first.start()?;
    let has_ended = parts.iter().all(|part| part.ending.has_ended);
    // An end that is not said is not the last of those that are.
    let is_end_said = has_ended && parts.iter().all(|part| part.ending.end.is_some());
    let ends = parts.iter().filter_map(|part| part.ending.end);
    let end = ends.max().filter(|_| is_end_said);
    let last_days: Option<Vec<NaiveDate>> = parts.iter().map(|part| part.ending.last_day).collect();
    let offer = first
        .plan
        .teams
        .iter()
        .find_map(|team| offer(making, &first.version.key.sibling(team)));
    let reason = if has_ended {
        reason::find(making, parts, end)
    } else {
        None
    };
    let levels = match first.version.guide {
        Guide::Care => before_after::pairs(making, parts, start, end),
        _ => Vec::new(),
    };
    Some(Course {
        origin: Origin::of(first.version),
        course_type,
        law_basis: match course_type {
            CourseType::Effort => offer.as_ref().and_then(|(_, paragraph)| paragraph.clone()),
            _ => paragraph(making.codes, first.version, first.plan),
        },
        offer_da: offer.map(|(display, _)| display),
        start,
        end,
        planned_end: parts
            .iter()
            .filter_map(|part| part.ending.planned_end)
            .max(),
        has_ended,
        last_day: last_days.and_then(|days| days.into_iter().max()),
        is_over: parts.iter().all(|part| part.ending.is_over),
        end_reason: reason.as_ref().and_then(|reason| reason.end_reason),
        end_reason_meaning: reason.as_ref().and_then(|reason| reason.meaning.clone()),
        end_reason_code: reason.map(|reason| reason.code),
        interventions: interventions(making, parts, course_type),
        levels,
    })
}

/// The parts themselves, or what says that it is part of the course.
fn interventions(
    making: &Making<'_>,
    parts: &[Part<'_>],
    course_type: CourseType,
) -> Vec<ResourceKey> {
    let own = parts.iter().map(|part| part.version.key.clone());
    if matches!(
        course_type,
        CourseType::Rehabilitation | CourseType::Training
    ) {
        return own.collect();
    }
    let wholes: Vec<ResourceKey> = own.collect();
    let all = making
        .view
        .current()
        .filter(|version| match &version.resource {
            Resource::Plan(plan) => plan
                .based_on
                .iter()
                .any(|whole| wholes.contains(&version.key.sibling(whole))),
            _ => false,
        });
    all.map(|version| version.key.clone()).collect()
}

/// Name and paragraph of the kind of offer.
fn offer(making: &Making<'_>, team: &ResourceKey) -> Option<(String, Option<String>)> {
    let version = making.view.get(team)?;
    let Resource::OfferTeam(team) = &version.resource else {
        return None;
    };
    let entry = making.codes.entry(team.categories.first(), version.day())?;
    // The list's suggestions are sometimes sentences, which are no paragraph.
    let paragraph = entry.paragraph.clone().filter(|text| !text.contains(' '));
    Some((entry.display_da.clone(), paragraph))
}
