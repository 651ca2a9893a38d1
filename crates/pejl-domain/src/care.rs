//! The closed value sets of grants, deliveries, courses, assessments, goals, complaints and the organisation.
//!
//! Each value has a code that is stored and sent, and a name in both languages. What a source calls them is the
//! matter of a mapping.

mod assessment;
mod complaint;
mod course;
mod delivery;
mod goal;
mod grant;
mod organisation;
mod person;
#[cfg(test)]
mod tests;

pub use crate::value_set::ValueError;
pub use assessment::{FfbFunctionLevel, FfbSupportNeed, FsiiiScore, Instrument, Timing};
pub use complaint::ComplaintOutcome;
pub use course::{CourseResult, EndReason};
pub use delivery::DeliveryMode;
pub use goal::{GoalResult, GoalSetBy, GoalType};
pub use grant::{ProviderType, Setting};
pub use organisation::ServiceArea;
pub use person::Sex;
