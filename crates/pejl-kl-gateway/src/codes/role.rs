//! What codes do in a report, where the reading depends on it.
//!
//! A report is decided by codes alone. Which code does what is read from the lists: the group a code stands in and the
//! name it has there, so that no code is written into the program.

use super::ListKind;

/// What a code does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A level of functioning of FSIII, or its "not relevant".
    FsiiiLevel,
    /// A level of functioning of FFB, or its "not assessed".
    FfbLevel,
    /// A need for support of FFB, or its "not assessed".
    FfbNeed,
    /// A contact that follows up.
    FollowUpContact,
    /// A contact that carries out a planned intervention.
    DeliveryContact,
    /// A contact on a screen.
    ScreenContact,
    /// A contact by telephone.
    PhoneContact,
    /// A result of a follow-up: the help ends.
    Ends,
    /// A result of a follow-up: the help goes on, or is changed.
    GoesOn,
    /// A goal to function better.
    Develop,
    /// A goal to function as well as now.
    Maintain,
    /// A goal to lose as little as possible.
    LimitLoss,
    /// A course with interventions.
    InterventionCourse,
    /// A course that only follows up.
    FollowUpCourse,
}

/// The columns of a row that say what its code does.
pub(super) struct Named<'r> {
    pub(super) list: ListKind,
    /// Group, scale, or list within the list.
    pub(super) group: &'r str,
    pub(super) display: &'r str,
    pub(super) meaning: &'r str,
}

impl Role {
    pub(super) fn of(named: &Named<'_>) -> Option<Self> {
        let display = named.display.to_lowercase();
        let begins = |text: &str| display.starts_with(text);
        match (named.list, named.group) {
            (ListKind::FunctionalLevels, "FSIII functional level") => Some(Self::FsiiiLevel),
            (ListKind::FunctionalLevels, "FFB functional level") => Some(Self::FfbLevel),
            (ListKind::FunctionalLevels, "FFB support need") => Some(Self::FfbNeed),
            (ListKind::ResultsAndReasons, "FSIII follow-up result" | "FFB follow-up result") => {
                Some(match named.meaning {
                    "ended_by_follow_up" | "end" | "end_and_replace" => Self::Ends,
                    _ => Self::GoesOn,
                })
            }
            (ListKind::GoalTypes, "FFB goal type") if begins("udvikle") => Some(Self::Develop),
            (ListKind::GoalTypes, "FFB goal type") if begins("fastholde") => Some(Self::Maintain),
            (ListKind::GoalTypes, "FFB goal type") if begins("begrænse") => Some(Self::LimitLoss),
            (ListKind::CareSocial, "kontaktaktivitet") if display == "opfølgning" => {
                Some(Self::FollowUpContact)
            }
            (ListKind::CareSocial, "kontaktaktivitet")
                if display == "udførelse af planlagt indsats" =>
            {
                Some(Self::DeliveryContact)
            }
            (ListKind::CareSocial, "Kontaktklasse") if begins("skærm") => {
                Some(Self::ScreenContact)
            }
            (ListKind::CareSocial, "Kontaktklasse") if begins("telefon") => {
                Some(Self::PhoneContact)
            }
            (ListKind::CareSocial, "Planlagt indsatsforløb") if begins("interventionsforløb") => {
                Some(Self::InterventionCourse)
            }
            (ListKind::CareSocial, "Planlagt indsatsforløb") if begins("opfølgningsforløb") => {
                Some(Self::FollowUpCourse)
            }
            _ => None,
        }
    }
}
