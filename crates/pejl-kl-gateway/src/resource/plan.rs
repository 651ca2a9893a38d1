//! Plans, contacts and referrals.

use serde::{Deserialize, Serialize};

use super::{Coding, Concept, Period};
use crate::identity::Reference;
use crate::when::When;

/// A reference, and whether it is the first that matters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RankedReference {
    /// What it points at.
    #[serde(flatten)]
    pub reference: Reference,
    /// 1 is primary, 2 secondary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u8>,
}

/// An intervention, a service, a course or an effort.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Status; the one that says whether it has ended.
    pub status: String,
    /// From when until when.
    #[serde(default)]
    pub period: Period,
    /// What is done; courses and efforts have no code.
    #[serde(default)]
    pub code: Concept,
    /// Status of the activity, which stays `in-progress` on ended plans in home care.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity_status: Option<String>,
    /// Why it was stopped or cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<Coding>,
    /// Kind of course.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Coding>,
    /// Alone, in a group, by robot, digitally.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delivery_types: Vec<Coding>,
    /// Conditions it is for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reference>,
    /// The course or effort it is part of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub based_on: Vec<Reference>,
    /// The referral it answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<Reference>,
    /// Who provides it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub performers: Vec<Reference>,
    /// When the service was made, in FFB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<When>,
    /// The municipality's case, in FFB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_number: Option<String>,
    /// Target groups, in FFB.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<RankedReference>,
    /// Goals.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<Reference>,
    /// Follow-ups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<Reference>,
    /// The kind of offer, in FFB.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub teams: Vec<Reference>,
    /// The next follow-up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub follow_ups: Vec<Reference>,
}

impl Plan {
    pub(super) fn references(&self) -> Vec<&Reference> {
        let lists = [
            &self.reasons,
            &self.based_on,
            &self.requests,
            &self.performers,
            &self.goals,
            &self.outcomes,
            &self.teams,
            &self.follow_ups,
        ];
        let addresses = self.addresses.iter().map(|ranked| &ranked.reference);
        lists.into_iter().flatten().chain(addresses).collect()
    }

    pub(super) fn codings(&self) -> Vec<&Coding> {
        let one = self.code.code.iter().chain(&self.status_reason);
        one.chain(&self.categories)
            .chain(&self.delivery_types)
            .collect()
    }
}

/// A contact, planned, held or cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Planned, finished, cancelled.
    pub status: String,
    /// At home, at a facility, on a screen, by telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Coding>,
    /// Follow-up, delivery.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<Coding>,
    /// From when until when; may be the times that were planned.
    #[serde(default)]
    pub period: Period,
    /// Interventions or courses it was part of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plans: Vec<Reference>,
    /// Conditions it was about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reference>,
}

/// A referral to §§ 140 or 119, or a request in FFB.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Referral {
    /// Status.
    pub status: String,
    /// When it was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<When>,
    /// Discharge from hospital.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discharge: Option<When>,
    /// First contact that was offered; counts although it is cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered: Option<When>,
    /// Kind of referral.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Coding>,
    /// Why it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<Coding>,
    /// Who sent it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requester: Option<Reference>,
    /// Referrals it replaces.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaces: Vec<Reference>,
    /// The municipality's case, in FFB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_number: Option<String>,
}

/// The kind of offer that carries an effort; whose offer it is is not reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferTeam {
    /// Kinds.
    pub categories: Vec<Coding>,
}
