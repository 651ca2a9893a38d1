//! The parts an account string is made of.

use std::fmt;

use crate::lang::Lang;
use crate::limit::MAX_TEXT_CHARS;

/// A part of an account string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Local: the organisation that books.
    Department,
    /// The authorised function in any spelling of [`crate::AccountCode`].
    Function,
    /// One digit from 1 to 9.
    Dranst,
    /// One digit from 0 to 4.
    Ownership,
    /// The institution or department as cost centre; four digits in the authorised form.
    CostCentre,
    /// Three digits, whose meaning depends on function and dranst.
    Grouping,
    /// Local: what is done.
    Activity,
    /// Local: a project that runs over several years.
    Project,
    /// Main art, art, and what the municipality adds to them: `2`, `22`, `229` or `799CPR`.
    Art,
    /// Whatever is left of the string.
    Rest,
}

impl Part {
    /// Every part, in the order of the declaration.
    pub const ALL: [Self; 10] = [
        Self::Department,
        Self::Function,
        Self::Dranst,
        Self::Ownership,
        Self::CostCentre,
        Self::Grouping,
        Self::Activity,
        Self::Project,
        Self::Art,
        Self::Rest,
    ];

    /// The name as patterns write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Department => "department",
            Self::Function => "function",
            Self::Dranst => "dranst",
            Self::Ownership => "ownership",
            Self::CostCentre => "cost_centre",
            Self::Grouping => "grouping",
            Self::Activity => "activity",
            Self::Project => "project",
            Self::Art => "art",
            Self::Rest => "rest",
        }
    }

    /// The name as a reader says it.
    #[must_use]
    pub const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Department => lang.pick("afdeling", "department"),
            Self::Function => lang.pick("funktion", "function"),
            Self::Dranst => lang.pick("dranst", "dranst"),
            Self::Ownership => lang.pick("ejerforhold", "ownership"),
            Self::CostCentre => lang.pick("omkostningssted", "cost centre"),
            Self::Grouping => lang.pick("gruppering", "grouping"),
            Self::Activity => lang.pick("aktivitet", "activity"),
            Self::Project => lang.pick("projekt", "project"),
            Self::Art => lang.pick("art", "art"),
            Self::Rest => lang.pick("resten", "the rest"),
        }
    }

    /// The fewest and the most characters the part may have.
    pub(super) const fn widths(self) -> (usize, usize) {
        match self {
            // `5.30.026` with a zero before the main account is the longest spelling.
            Self::Function => (4, 9),
            Self::Dranst | Self::Ownership => (1, 1),
            Self::Grouping => (3, 3),
            Self::Art => (1, MAX_TEXT_CHARS),
            Self::Department | Self::CostCentre | Self::Activity | Self::Project | Self::Rest => {
                (0, MAX_TEXT_CHARS)
            }
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
