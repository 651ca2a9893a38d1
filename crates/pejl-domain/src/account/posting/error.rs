//! Why a text is no account string, in both languages.

use std::fmt;

use crate::lang::Lang;
use crate::limit::MAX_TEXT_CHARS;

use super::part::Part;

/// Why a text is no account string.
///
/// Displays in English; [`AccountStringError::danish`] says the same in Danish. Both quote the text, and a ledger's text
/// may hold a CPR number: mask them before they are shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccountStringError {
    /// A part that is too short, too long, or not of its form.
    #[error(
        "{}: found {} at character {position}, expected {expected}",
        .part.name(Lang::En), quoted(.value, Lang::En)
    )]
    Part {
        /// The part.
        part: Part,
        /// What stands there; empty where nothing does.
        value: String,
        /// Its first character, from 1; 1 for a column of its own.
        position: usize,
        /// What the part must be.
        expected: Expected,
    },
    /// The string ends where a separator should follow.
    #[error("account string ends before character {position}, where `{separator}` was expected")]
    NoSeparator {
        /// What was expected.
        separator: char,
        /// Where, from 1.
        position: usize,
    },
    /// More characters than the parts may have.
    #[error("`{value}` at character {position} is left over after {}", .after.name(Lang::En))]
    LeftOver {
        /// The characters.
        value: String,
        /// The first of them, from 1.
        position: usize,
        /// The part before them.
        after: Part,
    },
    /// No column and no part of the pattern gives a part that every posting has.
    #[error("neither the account string nor a column gives {}", .part.name(Lang::En))]
    Absent {
        /// Function, dranst or art.
        part: Part,
    },
    /// A part given twice.
    #[error("{} is given twice", .part.name(Lang::En))]
    Twice {
        /// The part.
        part: Part,
    },
    /// Longer than [`MAX_TEXT_CHARS`] characters.
    #[error("account string is longer than {MAX_TEXT_CHARS} characters")]
    TooLong,
}

/// What a part of an account string or of a pattern must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A number of characters.
    Width {
        /// Fewest.
        min: usize,
        /// Most.
        max: usize,
    },
    /// A form, in words.
    Form {
        /// In Danish.
        da: &'static str,
        /// In English.
        en: &'static str,
    },
}

impl AccountStringError {
    /// The message in Danish.
    #[must_use]
    pub fn danish(&self) -> String {
        match self {
            Self::Part {
                part,
                value,
                position,
                expected,
            } => {
                let (part, value) = (part.name(Lang::Da), quoted(value, Lang::Da));
                let expected = expected.text(Lang::Da);
                format!("{part}: fandt {value} ved tegn {position}, ventede {expected}")
            }
            Self::NoSeparator {
                separator,
                position,
            } => {
                format!("kontostrengen slutter før tegn {position}, hvor `{separator}` var ventet")
            }
            Self::LeftOver {
                value,
                position,
                after,
            } => {
                let after = after.name(Lang::Da);
                format!("`{value}` ved tegn {position} er tilovers efter {after}")
            }
            Self::Absent { part } => {
                let part = part.name(Lang::Da);
                format!("hverken kontostrengen eller en kolonne giver {part}")
            }
            Self::Twice { part } => format!("{} er angivet to gange", part.name(Lang::Da)),
            Self::TooLong => format!("kontostrengen er længere end {MAX_TEXT_CHARS} tegn"),
        }
    }

    /// The same error with its position counted in `text`, in which characters that `skipped` knows were passed over.
    pub(super) fn at_position_in(mut self, text: &str, skipped: impl Fn(char) -> bool) -> Self {
        if let Self::Part { position, .. }
        | Self::LeftOver { position, .. }
        | Self::NoSeparator { position, .. } = &mut self
        {
            let mut counted = (1..).zip(text.chars()).filter(|(_, c)| !skipped(*c));
            *position = counted
                .nth(position.saturating_sub(1))
                .map_or(text.chars().count() + 1, |(at, _)| at);
        }
        self
    }
}

impl Expected {
    fn text(self, lang: Lang) -> String {
        match self {
            Self::Width { min: 1, max: 1 } => lang.pick("1 tegn", "1 character").to_owned(),
            Self::Width { min, max } => {
                let characters = lang.pick("tegn", "characters");
                match (min == max, lang) {
                    (true, _) => format!("{min} {characters}"),
                    (false, Lang::Da) => format!("{min} til {max} {characters}"),
                    (false, Lang::En) => format!("{min} to {max} {characters}"),
                }
            }
            Self::Form { da, en } => lang.pick(da, en).to_owned(),
        }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

/// A value as a message says it: quoted, or the word for nothing.
fn quoted(value: &str, lang: Lang) -> String {
    match value {
        "" => lang.pick("ingenting", "nothing").to_owned(),
        value => format!("`{value}`"),
    }
}
