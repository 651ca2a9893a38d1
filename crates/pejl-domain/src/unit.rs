//! What a value counts.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::lang::Lang;
use crate::limit::{MAX_TEXT_CHARS, fits};
use crate::serde_text::serde_as_text;

const OTHER_PREFIX: &str = "other:";

/// The unit of a value; without it no value is stored, shown or sent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Whole øre; see [`crate::Oere`].
    Oere,
    /// Danish kroner per resident, as the source divided it.
    DkkPerResident,
    /// Danish kroner, divided from whole øre as the last step.
    Dkk,
    /// Persons.
    Persons,
    /// Per cent as the source wrote it (12.5 is 12.5 %).
    Percent,
    /// Ratio, 1.0 is the whole.
    Share,
    /// Index number; the base belongs to the table.
    Index,
    /// Cases or persons per 1,000.
    PerThousand,
    /// Full-time equivalents.
    Fte,
    /// Points of a scale.
    Points,
    /// Square kilometres.
    Km2,
    /// Days.
    Days,
    /// Hours.
    Hours,
    /// Courses: a citizen with two of them counts twice.
    Courses,
    /// A unit of the source that none of the above is, in the source's words; see [`Unit::other`].
    Other(String),
}

/// A text that is no unit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnitError {
    /// Not one of the names, and not `other:` with a text.
    #[error("`{text}` is no unit")]
    Unknown {
        /// The text as given.
        text: String,
    },
    /// Longer than [`MAX_TEXT_CHARS`] characters.
    #[error("unit is longer than {MAX_TEXT_CHARS} characters")]
    TooLong,
}

impl Unit {
    /// Every unit that has a name of its own.
    pub const NAMED: [Self; 14] = [
        Self::Oere,
        Self::DkkPerResident,
        Self::Dkk,
        Self::Persons,
        Self::Percent,
        Self::Share,
        Self::Index,
        Self::PerThousand,
        Self::Fte,
        Self::Points,
        Self::Km2,
        Self::Days,
        Self::Hours,
        Self::Courses,
    ];

    /// The source's own unit `text`, trimmed.
    ///
    /// # Errors
    /// [`UnitError::Unknown`] when nothing is left of it, [`UnitError::TooLong`] when its stored form would not parse.
    pub fn other(text: &str) -> Result<Self, UnitError> {
        if !fits(text, MAX_TEXT_CHARS - OTHER_PREFIX.len()) {
            return Err(UnitError::TooLong);
        }
        match text.trim() {
            "" => Err(UnitError::Unknown {
                text: text.to_owned(),
            }),
            text => Ok(Self::Other(text.to_owned())),
        }
    }

    /// The unit as it is stored and sent: `oere`, `dkk_per_resident`, … or `other:<text>`.
    #[must_use]
    pub fn as_str(&self) -> Cow<'_, str> {
        Cow::Borrowed(match self {
            Self::Oere => "oere",
            Self::DkkPerResident => "dkk_per_resident",
            Self::Dkk => "dkk",
            Self::Persons => "persons",
            Self::Percent => "percent",
            Self::Share => "share",
            Self::Index => "index",
            Self::PerThousand => "per_1000",
            Self::Fte => "fte",
            Self::Points => "points",
            Self::Km2 => "km2",
            Self::Days => "days",
            Self::Hours => "hours",
            Self::Courses => "courses",
            Self::Other(text) => return Cow::Owned(format!("{OTHER_PREFIX}{text}")),
        })
    }

    /// The unit as a reader says it, for example `kr. pr. indbygger`.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        match self {
            Self::Oere => lang.pick("øre", "øre"),
            Self::DkkPerResident => lang.pick("kr. pr. indbygger", "DKK per resident"),
            Self::Dkk => lang.pick("kr.", "DKK"),
            Self::Persons => lang.pick("personer", "persons"),
            Self::Percent => lang.pick("procent", "per cent"),
            Self::Share => lang.pick("andel", "share"),
            Self::Index => lang.pick("indekspoint", "index points"),
            Self::PerThousand => lang.pick("pr. 1.000", "per 1,000"),
            Self::Fte => lang.pick("årsværk", "full-time equivalents"),
            Self::Points => lang.pick("point", "points"),
            Self::Km2 => "km²",
            Self::Days => lang.pick("dage", "days"),
            Self::Hours => lang.pick("timer", "hours"),
            Self::Courses => lang.pick("forløb", "courses"),
            Self::Other(text) => text,
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.as_str())
    }
}

impl FromStr for Unit {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, UnitError> {
        if !fits(text, MAX_TEXT_CHARS) {
            return Err(UnitError::TooLong);
        }
        if let Some(other) = text.strip_prefix(OTHER_PREFIX) {
            return Self::other(other);
        }
        Self::NAMED
            .into_iter()
            .find(|unit| unit.as_str() == text)
            .ok_or_else(|| UnitError::Unknown {
                text: text.to_owned(),
            })
    }
}

serde_as_text!(Unit);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_unit_prints_parses_and_has_names() {
        for unit in Unit::NAMED {
            assert!(!unit.name(Lang::Da).is_empty() && !unit.name(Lang::En).is_empty());
            assert_eq!(unit.to_string().parse(), Ok(unit));
        }
        assert_eq!(
            "other: antal indeks ".parse(),
            Ok(Unit::Other("antal indeks".to_owned()))
        );
        assert_eq!(Unit::Other("ture".to_owned()).name(Lang::En), "ture");
    }

    #[test]
    fn other_text_is_refused() {
        for text in ["", "Oere", "kr", "other", "other:", "other: "] {
            assert!(
                matches!(text.parse::<Unit>(), Err(UnitError::Unknown { .. })),
                "{text}"
            );
        }
        assert_eq!("x".repeat(201).parse::<Unit>(), Err(UnitError::TooLong));
        assert_eq!(Unit::other(&"x".repeat(195)), Err(UnitError::TooLong));
    }

    proptest! {
        #[test]
        fn accepted_units_are_read_back(text in any::<String>()) {
            if let Ok(unit) = Unit::other(&text) {
                prop_assert_eq!(unit.to_string().parse::<Unit>(), Ok(unit));
            }
        }
    }
}
