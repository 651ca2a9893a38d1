//! What is kept of a resource: the elements that KL's guides allow and that are used, and nothing else.
//!
//! The serialised form is canonical: the same content gives the same bytes, so that a repeat can be told from a change.

mod clinical;
mod plan;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use clinical::{Condition, Goal, GoalTarget, Investigation, Observation, Unplanned};
pub use plan::{Contact, OfferTeam, Plan, RankedReference, Referral};

use crate::identity::Organisation;
use crate::when::When;

/// The status that says a version should never have been sent.
pub(crate) const ENTERED_IN_ERROR: &str = "entered-in-error";

/// A code, the system it is of and, where it is said, the version of the system; never its display.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Coding {
    /// The code system.
    pub system: String,
    /// The code.
    pub code: String,
    /// The version of the code system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// A code of a national system and one of the municipality's own beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concept {
    /// National: FSIII, FFB, care and social codes, SNOMED, SKS, HL7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Coding>,
    /// Local, for drilling down only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local: Option<Coding>,
}

/// Start and end as they are said, either of which may be missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// When it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<When>,
    /// When it ended, or will.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<When>,
}

/// The citizen, without the number that was replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citizen {
    /// False says that the person was reported by mistake and has no record here.
    pub active: bool,
    /// Whether the person has died, where it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deceased: Option<bool>,
}

/// Who sends a referral, or provides a course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// Its number, where it is a SOR or KOMBIT number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<Organisation>,
}

/// A resource as it is kept; what it means is said by its profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kept", rename_all = "snake_case")]
pub enum Resource {
    /// The citizen.
    Citizen(Citizen),
    /// Who sends or provides.
    Sender(Sender),
    /// A condition, a theme, a target group or a hospital's diagnosis.
    Condition(Condition),
    /// A goal.
    Goal(Goal),
    /// An intervention, a service, a course or an effort.
    Plan(Box<Plan>),
    /// An intervention done without a plan.
    Unplanned(Unplanned),
    /// A contact.
    Contact(Contact),
    /// A follow-up, a care evaluation, or what was observed.
    Observation(Observation),
    /// A referral or a request.
    Referral(Referral),
    /// A gathering of information.
    Investigation(Investigation),
    /// The offer that carries an effort.
    OfferTeam(OfferTeam),
}

impl Resource {
    /// Whether this says of itself that it was sent by mistake.
    #[must_use]
    pub fn is_entered_in_error(&self) -> bool {
        match self {
            Self::Condition(condition) => {
                condition.verification.as_deref() == Some(ENTERED_IN_ERROR)
            }
            _ => self.status() == Some(ENTERED_IN_ERROR),
        }
    }

    /// The status by which it is taken back, where its kind has one.
    fn status(&self) -> Option<&str> {
        match self {
            Self::Plan(plan) => Some(&plan.status),
            Self::Goal(goal) => Some(&goal.status),
            Self::Unplanned(unplanned) => Some(&unplanned.status),
            Self::Contact(contact) => Some(&contact.status),
            Self::Observation(observation) => Some(&observation.status),
            Self::Referral(referral) => Some(&referral.status),
            Self::Investigation(investigation) => Some(&investigation.status),
            Self::Citizen(_) | Self::Sender(_) | Self::Condition(_) | Self::OfferTeam(_) => None,
        }
    }

    /// Whether this, sent in error, has the data of an earlier version: everything but the status that takes it back.
    #[must_use]
    pub fn takes_back(&self, earlier: &Self) -> bool {
        let mut same = self.clone();
        match (&mut same, earlier) {
            (Self::Condition(same), Self::Condition(earlier)) => {
                same.verification.clone_from(&earlier.verification);
                // FHIR forbids a clinical status on a condition that was entered in error.
                if same.clinical_status.is_none() {
                    same.clinical_status.clone_from(&earlier.clinical_status);
                }
            }
            (Self::Plan(same), Self::Plan(earlier)) => same.status.clone_from(&earlier.status),
            (Self::Goal(same), Self::Goal(earlier)) => same.status.clone_from(&earlier.status),
            (Self::Unplanned(same), Self::Unplanned(earlier)) => {
                same.status.clone_from(&earlier.status);
            }
            (Self::Contact(same), Self::Contact(earlier)) => {
                same.status.clone_from(&earlier.status);
            }
            (Self::Observation(same), Self::Observation(earlier)) => {
                same.status.clone_from(&earlier.status);
            }
            (Self::Referral(same), Self::Referral(earlier)) => {
                same.status.clone_from(&earlier.status);
            }
            (Self::Investigation(same), Self::Investigation(earlier)) => {
                same.status.clone_from(&earlier.status);
            }
            _ => return false,
        }
        same == *earlier
    }

    /// The day this is about: its start, or when it was done, recorded or received; none where it names none.
    #[must_use]
    pub fn day(&self) -> Option<NaiveDate> {
        let when = match self {
            Self::Citizen(_) | Self::Sender(_) | Self::OfferTeam(_) => None,
            Self::Condition(condition) => condition.asserted.or(condition.recorded),
            Self::Goal(goal) => goal.start,
            Self::Plan(plan) => plan.period.start.or(plan.created),
            Self::Unplanned(unplanned) => unplanned.performed,
            Self::Contact(contact) => contact.period.start,
            Self::Observation(observation) => observation.effective,
            Self::Referral(referral) => referral.received.or(referral.discharge),
            Self::Investigation(investigation) => investigation.effective,
        };
        when.map(When::day)
    }

    /// Everything this refers to, in the order of its elements.
    #[must_use]
    pub fn references(&self) -> Vec<&crate::Reference> {
        match self {
            Self::Citizen(_) | Self::Sender(_) | Self::OfferTeam(_) => Vec::new(),
            Self::Condition(condition) => condition.follow_ups.iter().collect(),
            Self::Goal(goal) => goal
                .addresses
                .iter()
                .map(|ranked| &ranked.reference)
                .collect(),
            Self::Plan(plan) => plan.references(),
            Self::Unplanned(unplanned) => unplanned.reasons.iter().collect(),
            Self::Contact(contact) => contact.plans.iter().chain(&contact.reasons).collect(),
            Self::Observation(observation) => observation.focus.iter().collect(),
            Self::Referral(referral) => referral
                .requester
                .iter()
                .chain(&referral.replaces)
                .collect(),
            Self::Investigation(investigation) => {
                let lists = [
                    &investigation.findings,
                    &investigation.evaluations,
                    &investigation.requests,
                ];
                lists.into_iter().flatten().collect()
            }
        }
    }

    /// Every code that a code list should know.
    #[must_use]
    pub fn codings(&self) -> Vec<&Coding> {
        match self {
            Self::Citizen(_) | Self::Sender(_) => Vec::new(),
            Self::Condition(condition) => condition
                .code
                .code
                .iter()
                .chain(&condition.severity)
                .collect(),
            Self::Goal(goal) => {
                let targets = goal.targets.iter();
                targets
                    .flat_map(|target| target.measure.iter().chain(&target.detail))
                    .collect()
            }
            Self::Plan(plan) => plan.codings(),
            Self::Unplanned(unplanned) => unplanned.code.code.iter().collect(),
            Self::Contact(contact) => contact.class.iter().chain(&contact.types).collect(),
            Self::Observation(observation) => {
                let codes = observation.code.code.iter();
                codes.chain(&observation.value.code).collect()
            }
            Self::Referral(referral) => referral
                .categories
                .iter()
                .chain(&referral.status_reason)
                .collect(),
            Self::Investigation(_) => Vec::new(),
            Self::OfferTeam(team) => team.categories.iter().collect(),
        }
    }
}
