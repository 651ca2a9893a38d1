//! Why a value is or is not there.

use std::fmt;
use std::str::FromStr;

use crate::limit::{MAX_TEXT_CHARS, fits};
use crate::serde_text::serde_as_text;

/// The state of one cell; missing, zero, not applicable, confidential and not yet mature are told apart everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cell {
    /// A number other than zero.
    Ok,
    /// The number zero, known to be zero.
    Zero,
    /// No number, though there should be one.
    Missing,
    /// No number can exist for this combination.
    NotApplicable,
    /// A number exists and must not be shown.
    Confidential,
    /// The period is over but the figure is not complete yet.
    Immature,
}

/// A text that names no cell state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CellError {
    /// None of the six states.
    #[error("`{text}` is no cell state")]
    Unknown {
        /// The text as given.
        text: String,
    },
    /// Longer than [`MAX_TEXT_CHARS`] characters.
    #[error("cell state is longer than {MAX_TEXT_CHARS} characters")]
    TooLong,
}

impl Cell {
    /// Every state, in the order of the declaration.
    pub const ALL: [Self; 6] = [
        Self::Ok,
        Self::Zero,
        Self::Missing,
        Self::NotApplicable,
        Self::Confidential,
        Self::Immature,
    ];

    /// The state as it is stored and sent, for example `not_applicable`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Zero => "zero",
            Self::Missing => "missing",
            Self::NotApplicable => "not_applicable",
            Self::Confidential => "confidential",
            Self::Immature => "immature",
        }
    }

    /// Whether a cell of this state carries a number that may be computed with.
    #[must_use]
    pub const fn has_value(self) -> bool {
        matches!(self, Self::Ok | Self::Zero)
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Cell {
    type Err = CellError;

    fn from_str(text: &str) -> Result<Self, CellError> {
        if !fits(text, MAX_TEXT_CHARS) {
            return Err(CellError::TooLong);
        }
        Self::ALL
            .into_iter()
            .find(|cell| cell.as_str() == text)
            .ok_or_else(|| CellError::Unknown {
                text: text.to_owned(),
            })
    }
}

serde_as_text!(Cell);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_prints_and_parses() {
        for cell in Cell::ALL {
            assert_eq!(cell.to_string().parse(), Ok(cell));
        }
    }

    #[test]
    fn other_text_is_refused() {
        assert_eq!(
            "OK".parse::<Cell>(),
            Err(CellError::Unknown {
                text: "OK".to_owned()
            })
        );
        assert_eq!("x".repeat(201).parse::<Cell>(), Err(CellError::TooLong));
    }

    #[test]
    fn only_ok_and_zero_have_a_value() {
        let with_value: Vec<_> = Cell::ALL
            .into_iter()
            .filter(|cell| cell.has_value())
            .collect();
        assert_eq!(with_value, [Cell::Ok, Cell::Zero]);
    }
}
