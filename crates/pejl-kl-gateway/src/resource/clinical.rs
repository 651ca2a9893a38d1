//! Conditions, goals and what was observed.

use serde::{Deserialize, Serialize};

use super::{Coding, Concept, RankedReference};
use crate::identity::Reference;
use crate::when::When;

/// A condition, a theme or a target group; of a hospital's diagnosis only that there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// What the condition is; never kept of a hospital's diagnosis.
    #[serde(default)]
    pub code: Concept,
    /// Active, or inactive when the condition is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clinical_status: Option<String>,
    /// Confirmed, or entered in error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verification: Option<String>,
    /// Whether the condition is in focus here.
    pub is_in_focus: bool,
    /// Level of functioning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Coding>,
    /// First recording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded: Option<When>,
    /// When the level was last asserted, in FFB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asserted: Option<When>,
    /// The next follow-up, in reports of the transition.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub follow_ups: Vec<Reference>,
}

/// One target of a goal: what is measured, and the value aimed at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoalTarget {
    /// Level of functioning, or type of goal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Coding>,
    /// The value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Coding>,
}

/// A goal that staff wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// Life cycle.
    pub status: String,
    /// When it was set; FFB does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<When>,
    /// What is aimed at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<GoalTarget>,
    /// The conditions it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<RankedReference>,
}

/// An acute intervention, or one that was not planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unplanned {
    /// Status.
    pub status: String,
    /// What was done.
    #[serde(default)]
    pub code: Concept,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub performed: Option<When>,
    /// Conditions it was for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reference>,
}

/// A follow-up, a care evaluation, an area of interest, or what the citizen says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// Status.
    pub status: String,
    /// What was observed.
    #[serde(default)]
    pub code: Concept,
    /// What was found.
    #[serde(default)]
    pub value: Concept,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<When>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub focus: Vec<Reference>,
}

/// A gathering of information before a decision, in FFB.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Investigation {
    /// Status.
    pub status: String,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<When>,
    /// Conditions that were found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Reference>,
    /// Evaluations of the need for support.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evaluations: Vec<Reference>,
    /// The request it answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<Reference>,
}
