//! Assessments and their scales.
//!
//! The scales are ordinal, so a type here has no order and no number of its own: what may enter a sum is
//! `points()`, which the values that are no level do not have.

use crate::value_set::value_set;

value_set! {
    /// What was measured with.
    Instrument, "instrument":
    /// `Fælles Sprog III`: home care, nursing and training.
    Fsiii = "FSIII", "Fælles Sprog III", "Common Language III (FSIII)";
    /// Level of functioning of the disability method.
    FfbLevel = "FFB_LEVEL", "FFB funktionsniveau", "FFB level of functioning";
    /// Need for support of the disability method.
    FfbNeed = "FFB_NEED", "FFB støttebehov", "FFB need for support";
    /// Well-being, 0 to 100 points.
    Who5 = "WHO5", "WHO-5 trivsel", "WHO-5 well-being";
}

value_set! {
    /// When in a course an assessment was made.
    Timing, "timing of an assessment":
    /// Before the course or at its start.
    Before = "before", "før", "before";
    /// In between.
    During = "during", "undervejs", "during";
    /// At its end or after it.
    After = "after", "efter", "after";
}

value_set! {
    /// Limitation in one domain of FSIII, 0 to 4; 9 says that the domain is not relevant and is never a number.
    ///
    /// ```
    /// use pejl_domain::care::FsiiiScore;
    /// assert_eq!("3".parse::<FsiiiScore>()?.points(), Some(3));
    /// assert_eq!("9".parse::<FsiiiScore>()?.points(), None);
    /// # Ok::<(), pejl_domain::care::ValueError>(())
    /// ```
    FsiiiScore, "FSIII score":
    /// No or slight limitations.
    None = "0", "ingen/ubetydelige begrænsninger", "no or negligible limitations";
    /// Slight limitations.
    Slight = "1", "lette begrænsninger", "slight limitations";
    /// Moderate limitations.
    Moderate = "2", "moderate begrænsninger", "moderate limitations";
    /// Severe limitations.
    Severe = "3", "svære begrænsninger", "severe limitations";
    /// Total limitations.
    Total = "4", "totale begrænsninger", "total limitations";
    /// The domain does not matter to this citizen; drop it from both sides of a comparison.
    NotRelevant = "9", "ikke relevant", "not relevant";
}

value_set! {
    /// Level of functioning of the disability method, 0 to 4, or not assessed.
    FfbFunctionLevel, "FFB level of functioning":
    /// Not reduced.
    None = "0", "ingen nedsat funktionsevne", "no reduced functioning";
    /// Slightly reduced.
    Slight = "1", "let nedsat funktionsevne", "slightly reduced functioning";
    /// Moderately reduced.
    Moderate = "2", "moderat nedsat funktionsevne", "moderately reduced functioning";
    /// Severely reduced.
    Severe = "3", "svært nedsat funktionsevne", "severely reduced functioning";
    /// Completely reduced.
    Total = "4", "fuldstændig nedsat funktionsevne", "completely reduced functioning";
    /// Missing, and not a level.
    NotAssessed = "not_assessed", "ikke vurderet", "not assessed";
}

value_set! {
    /// Need for support of the disability method, 0 to 4, or not assessed.
    FfbSupportNeed, "FFB need for support":
    /// None.
    None = "0", "intet støttebehov", "no need for support";
    /// Slight.
    Slight = "1", "let støttebehov", "slight need for support";
    /// Moderate.
    Moderate = "2", "moderat støttebehov", "moderate need for support";
    /// High.
    High = "3", "højt støttebehov", "high need for support";
    /// Complete.
    Total = "4", "fuldstændigt støttebehov", "complete need for support";
    /// Missing, and not a level.
    NotAssessed = "not_assessed", "ikke vurderet", "not assessed";
}

impl FsiiiScore {
    /// 0 to 4, or `None` for not relevant.
    #[must_use]
    pub const fn points(self) -> Option<u8> {
        match self {
            Self::None => Some(0),
            Self::Slight => Some(1),
            Self::Moderate => Some(2),
            Self::Severe => Some(3),
            Self::Total => Some(4),
            Self::NotRelevant => None,
        }
    }
}

impl FfbFunctionLevel {
    /// 0 to 4, or `None` for not assessed.
    #[must_use]
    pub const fn points(self) -> Option<u8> {
        match self {
            Self::None => Some(0),
            Self::Slight => Some(1),
            Self::Moderate => Some(2),
            Self::Severe => Some(3),
            Self::Total => Some(4),
            Self::NotAssessed => None,
        }
    }
}

impl FfbSupportNeed {
    /// 0 to 4, or `None` for not assessed.
    #[must_use]
    pub const fn points(self) -> Option<u8> {
        match self {
            Self::None => Some(0),
            Self::Slight => Some(1),
            Self::Moderate => Some(2),
            Self::High => Some(3),
            Self::Total => Some(4),
            Self::NotAssessed => None,
        }
    }
}
