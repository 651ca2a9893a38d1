//! How cases and courses end.

use crate::value_set::value_set;

value_set! {
    /// Why a grant or a course ended.
    ///
    /// Death, moving, hospital and referral elsewhere end a case without being a result: only the first four count in
    /// the denominators of effects, see [`EndReason::is_effect`].
    EndReason, "end reason":
    /// The citizen manages without help.
    SelfReliant = "self_reliant", "selvhjulpen", "self-reliant";
    /// With less help than before.
    LessHelp = "less_help", "mindre hjælp", "less help";
    /// With the same help as before.
    SameHelp = "same_help", "samme hjælp", "same help";
    /// With more help than before.
    MoreHelp = "more_help", "mere hjælp", "more help";
    /// The citizen died.
    Death = "death", "død", "death";
    /// The citizen left the municipality.
    Moved = "moved", "fraflyttet", "moved away";
    /// The citizen was admitted to hospital.
    Hospital = "hospital", "indlagt på sygehus", "admitted to hospital";
    /// The citizen wanted no more of it.
    Declined = "declined", "fravalgt af borgeren", "declined by the citizen";
    /// Registered by mistake.
    Error = "error", "fejlregistrering", "registered by mistake";
    /// Anything else, referral to another law among it.
    Other = "other", "andet", "other";
}

value_set! {
    /// What a course led to.
    CourseResult, "result of a course":
    /// The citizen manages without help.
    SelfReliant = "self_reliant", "selvhjulpen", "self-reliant";
    /// Less help than before.
    LessHelp = "less_help", "mindre hjælp", "less help";
    /// The same help as before.
    SameHelp = "same_help", "samme hjælp", "same help";
    /// More help than before.
    MoreHelp = "more_help", "mere hjælp", "more help";
}

impl EndReason {
    /// The result that the end is, or `None` where it is none and stays out of effect denominators.
    ///
    /// ```
    /// use pejl_domain::care::{CourseResult, EndReason};
    /// assert_eq!(EndReason::LessHelp.result(), Some(CourseResult::LessHelp));
    /// assert_eq!(EndReason::Death.result(), None);
    /// ```
    #[must_use]
    pub const fn result(self) -> Option<CourseResult> {
        match self {
            Self::SelfReliant => Some(CourseResult::SelfReliant),
            Self::LessHelp => Some(CourseResult::LessHelp),
            Self::SameHelp => Some(CourseResult::SameHelp),
            Self::MoreHelp => Some(CourseResult::MoreHelp),
            Self::Death
            | Self::Moved
            | Self::Hospital
            | Self::Declined
            | Self::Error
            | Self::Other => None,
        }
    }

    /// Whether cases that ended so belong in the denominators of effects.
    #[must_use]
    pub const fn is_effect(self) -> bool {
        self.result().is_some()
    }
}
