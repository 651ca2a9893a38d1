//! The four guides, and the profiles by which a resource says what it is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A guide: what a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guide {
    /// Home care and nursing.
    Care,
    /// Training after hospital, health act § 140.
    Rehab140,
    /// Prevention, health act § 119.
    Prevention119,
    /// Adults with disabilities, the method FFB.
    Ffb,
}

impl Guide {
    /// Every guide.
    pub const ALL: &'static [Self] = &[Self::Care, Self::Rehab140, Self::Prevention119, Self::Ffb];

    /// Stable code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Care => "care",
            Self::Rehab140 => "rehab140",
            Self::Prevention119 => "prevention119",
            Self::Ffb => "ffb",
        }
    }

    /// The paragraph every service of the guide is under, where it is one; home care and FFB have it in the code.
    #[must_use]
    pub const fn paragraph(self) -> Option<&'static str> {
        match self {
            Self::Rehab140 => Some("SUL-140"),
            Self::Prevention119 => Some("SUL-119"),
            Self::Care | Self::Ffb => None,
        }
    }

    const fn prefix(self) -> &'static str {
        match self {
            Self::Care => "klgateway-care-",
            Self::Rehab140 => "klgateway-140-",
            Self::Prevention119 => "klgateway-119-",
            Self::Ffb => "kl-reporting-ffb-",
        }
    }
}

impl fmt::Display for Guide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a resource is, in the words of the guides' profiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// The person a report is about.
    Citizen,
    /// Who sends or provides.
    Organization,
    /// A condition, with or without a level of functioning.
    Condition,
    /// A hospital's diagnosis.
    FocusCondition,
    /// A target group of FFB.
    TargetGroup,
    /// A goal.
    Goal,
    /// A planned intervention, or a service of FFB.
    Intervention,
    /// A course of §§ 140 and 119.
    Course,
    /// A social effort of FFB.
    Effort,
    /// An intervention that was done without a plan.
    Unplanned,
    /// A contact, planned or held.
    Contact,
    /// What came of a follow-up.
    FollowUp,
    /// What the citizen says.
    OwnObservation,
    /// An area that was looked at.
    MatterOfInterest,
    /// An assessment of the need for support.
    CareEvaluation,
    /// A referral or a request.
    Referral,
    /// The gathering of information before a decision.
    Investigation,
    /// The kind of offer that carries an effort.
    OfferTeam,
    /// A report.
    DeliveryReport,
    /// A bundle of reports.
    IncrementalDelivery,
}

/// The guide and the profile a URL names, by its last segment; the base has changed over the years.
///
/// ```
/// use pejl_kl_gateway::{Guide, Profile, profile_of};
/// let url = "http://gateway.kl.dk/1.0/StructureDefinition/klgateway-care-goal";
/// assert_eq!(profile_of(url), Some((Guide::Care, Profile::Goal)));
/// assert_eq!(profile_of("http://fhir.kl.dk/core/StructureDefinition/other"), None);
/// ```
#[must_use]
pub fn profile_of(url: &str) -> Option<(Guide, Profile)> {
    // A profile may end in its version: `…|1.2.0`.
    let url = url.split_once('|').map_or(url, |(before, _)| before);
    let segment = url.rsplit('/').next()?;
    Guide::ALL.iter().find_map(|guide| {
        let name = segment.strip_prefix(guide.prefix())?;
        let profile = match guide {
            Guide::Ffb => ffb(name),
            Guide::Care => care(name),
            Guide::Rehab140 | Guide::Prevention119 => health(name),
        };
        Some((*guide, profile?))
    })
}

fn care(name: &str) -> Option<Profile> {
    Some(match name {
        "citizen" => Profile::Citizen,
        "organization" => Profile::Organization,
        "condition" => Profile::Condition,
        "goal" => Profile::Goal,
        "planned-intervention" => Profile::Intervention,
        "completed-intervention" => Profile::Unplanned,
        "encounter" | "general-encounter" => Profile::Contact,
        "follow-up-observation" => Profile::FollowUp,
        "citizens-own-observation" => Profile::OwnObservation,
        "matter-of-interest-observation" => Profile::MatterOfInterest,
        "delivery-report" => Profile::DeliveryReport,
        "incremental-delivery" => Profile::IncrementalDelivery,
        _ => return None,
    })
}

fn health(name: &str) -> Option<Profile> {
    Some(match name {
        "citizen" => Profile::Citizen,
        "organization" => Profile::Organization,
        "condition" => Profile::Condition,
        "focus-condition" => Profile::FocusCondition,
        "servicerequest" => Profile::Referral,
        "care-plan" => Profile::Course,
        "planned-intervention" => Profile::Intervention,
        "encounter" => Profile::Contact,
        "delivery-report" => Profile::DeliveryReport,
        "incremental-delivery" => Profile::IncrementalDelivery,
        _ => return None,
    })
}

fn ffb(name: &str) -> Option<Profile> {
    Some(match name {
        "citizen" => Profile::Citizen,
        "condition" => Profile::Condition,
        "targetGroup" => Profile::TargetGroup,
        "interventionGoal" => Profile::Goal,
        "intervention" => Profile::Intervention,
        "carePlan" => Profile::Effort,
        "servicePerformer" => Profile::OfferTeam,
        "followUpEncounter" => Profile::Contact,
        "followUp" => Profile::FollowUp,
        "careEvaluation" => Profile::CareEvaluation,
        "serviceRequest" => Profile::Referral,
        "informationGathering" => Profile::Investigation,
        "deliveryReport" => Profile::DeliveryReport,
        _ => return None,
    })
}
