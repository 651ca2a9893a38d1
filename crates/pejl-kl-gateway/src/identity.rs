//! What a resource, a report and an organisation are known by.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::guide::Guide;

/// A FHIR resource type that reports use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ResourceType {
    /// The citizen.
    Patient,
    /// Who sends or provides.
    Organization,
    /// A condition.
    Condition,
    /// A goal.
    Goal,
    /// A course, an effort, an intervention.
    CarePlan,
    /// An intervention done without a plan.
    Procedure,
    /// A contact.
    Encounter,
    /// An observation.
    Observation,
    /// A referral or a request.
    ServiceRequest,
    /// A gathering of information.
    ClinicalImpression,
    /// The offer that carries an effort.
    CareTeam,
}

impl ResourceType {
    /// Every type.
    pub const ALL: &'static [Self] = &[
        Self::Patient,
        Self::Organization,
        Self::Condition,
        Self::Goal,
        Self::CarePlan,
        Self::Procedure,
        Self::Encounter,
        Self::Observation,
        Self::ServiceRequest,
        Self::ClinicalImpression,
        Self::CareTeam,
    ];

    /// FHIR's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Patient => "Patient",
            Self::Organization => "Organization",
            Self::Condition => "Condition",
            Self::Goal => "Goal",
            Self::CarePlan => "CarePlan",
            Self::Procedure => "Procedure",
            Self::Encounter => "Encounter",
            Self::Observation => "Observation",
            Self::ServiceRequest => "ServiceRequest",
            Self::ClinicalImpression => "ClinicalImpression",
            Self::CareTeam => "CareTeam",
        }
    }

    /// The type of a name, exactly as FHIR writes it.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }
}

impl fmt::Display for ResourceType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The organisation that has the record: a number and the system the number is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Organisation {
    /// SOR, or KOMBIT's organisation register.
    pub system: String,
    /// The number.
    pub value: String,
}

/// A reference within the records of one organisation: `CarePlan/<id>`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// Type of the resource.
    #[serde(rename = "type")]
    pub resource_type: ResourceType,
    /// Its id.
    pub id: String,
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.resource_type, self.id)
    }
}

/// Key of a resource: the same id in two organisations is two things.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ResourceKey {
    /// Who has the record.
    pub organisation: Organisation,
    /// Type of the resource.
    pub resource_type: ResourceType,
    /// Its id.
    pub id: String,
}

impl ResourceKey {
    /// What a reference in a resource of this organisation points at.
    #[must_use]
    pub fn sibling(&self, reference: &Reference) -> Self {
        Self {
            organisation: self.organisation.clone(),
            resource_type: reference.resource_type,
            id: reference.id.clone(),
        }
    }

    /// The key as others of the organisation refer to it.
    #[must_use]
    pub fn reference(&self) -> Reference {
        Reference {
            resource_type: self.resource_type,
            id: self.id.clone(),
        }
    }
}

/// Key of a report: the id alone is not unique across guides.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ReportKey {
    /// The guide.
    pub guide: Guide,
    /// The bundle's id.
    pub bundle_id: String,
    /// SHA-256 of what was read, 64 hexadecimal digits, made after the citizen's number was replaced: a hash of the
    /// bytes themselves could be used to find the number by trying.
    pub content_hash: String,
}
