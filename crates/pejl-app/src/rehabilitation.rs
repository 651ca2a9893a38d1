//! What comes of rehabilitation: the courses of a period in a table, and how long their citizens manage without help.

mod courses;
mod survival;

pub use courses::{COLUMNS, Column, CoursesAnswer, CoursesRequest, Figure, Line, list_courses};
pub use pejl_metrics::records::{Cause, FollowedKind};
pub use pejl_metrics::rehabilitation::{
    DAYS_AT_RISK, DAYS_TOLD, Figures, HORIZON, HORIZON_MAX, Mean, Share, Step,
};
pub(crate) use survival::not_computed;
pub use survival::{Group, LogRank, SurvivalAnswer, SurvivalRequest, get_survival};
