//! Which one of a month's working days is meant.

use std::fmt;
use std::str::FromStr;

use crate::excerpt::Excerpt;

/// Most working days that a month can have: 31 days with 23 from Monday to Friday.
const MAX_NUMBER: u8 = 23;

/// One of a month's working days, counted from its start or from its end.
///
/// Printed as `1st` to `23rd`, and from the end as `last`, `2nd-last` to `23rd-last`.
///
/// # Example
/// ```
/// # use pejl_calendar::Nth;
/// assert_eq!(Nth::from_start(5)?.to_string(), "5th");
/// assert_eq!(Nth::from_end(1)?, Nth::LAST);
/// assert_eq!("2nd-last".parse(), Ok(Nth::from_end(2)?));
/// assert!(Nth::from_start(24).is_err());
/// # Ok::<(), pejl_calendar::NthError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Nth {
    pub(crate) from: End,
    /// 1 to [`MAX_NUMBER`].
    pub(crate) number: u8,
}

/// The end of a month from which is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum End {
    Start,
    End,
}

/// What is none of a month's working days.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NthError {
    /// A number that no month has so many working days for.
    #[error("expected a working day from 1 to {MAX_NUMBER}, found {number}")]
    Number {
        /// The number given.
        number: u8,
    },
    /// Another text than those printed.
    #[error("expected `1st` to `23rd`, `last` or `2nd-last` to `23rd-last`, found `{found}`")]
    Text {
        /// The beginning of the text given.
        found: Excerpt,
    },
}

impl Nth {
    /// The last working day of a month.
    pub const LAST: Self = Self {
        from: End::End,
        number: 1,
    };

    /// The working day with a number from 1, the first, to 23.
    ///
    /// # Errors
    /// Another number.
    pub const fn from_start(number: u8) -> Result<Self, NthError> {
        Self::counted(End::Start, number)
    }

    /// The working day with a number from 1, the last, to 23.
    ///
    /// # Errors
    /// Another number.
    pub const fn from_end(number: u8) -> Result<Self, NthError> {
        Self::counted(End::End, number)
    }

    const fn counted(from: End, number: u8) -> Result<Self, NthError> {
        if number == 0 || number > MAX_NUMBER {
            return Err(NthError::Number { number });
        }
        Ok(Self { from, number })
    }
}

/// An English ordinal: `1st`, `2nd`, `11th`.
pub(crate) fn ordinal(number: u8) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

impl fmt::Display for Nth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.number) {
            (End::End, 1) => f.write_str("last"),
            (End::End, number) => write!(f, "{}-last", ordinal(number)),
            (End::Start, number) => f.write_str(&ordinal(number)),
        }
    }
}

impl FromStr for Nth {
    type Err = NthError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // So few that each is printed and compared: what parses is then exactly what prints.
        let all = (1..=MAX_NUMBER)
            .flat_map(|number| [End::Start, End::End].map(|from| Self { from, number }));
        all.into_iter()
            .find(|nth| nth.to_string() == text)
            .ok_or_else(|| NthError::Text {
                found: Excerpt::of(text),
            })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn ordinals_of_the_teens_end_in_th() {
        let found: Vec<String> = [1, 2, 3, 4, 10, 11, 12, 13, 21, 22, 23, 30, 31]
            .map(ordinal)
            .into();
        assert_eq!(
            found.join(" "),
            "1st 2nd 3rd 4th 10th 11th 12th 13th 21st 22nd 23rd 30th 31st"
        );
    }

    #[test]
    fn what_prints_parses() {
        for number in 1..=MAX_NUMBER {
            for nth in [Nth::from_start(number), Nth::from_end(number)] {
                let nth = nth.unwrap();
                assert_eq!(nth.to_string().parse(), Ok(nth));
            }
        }
    }

    #[test]
    fn nothing_else_parses() {
        for text in [
            "", "0th", "1", "1th", "05th", "24th", "1st-last", "-1st", "Last", " last", "first",
        ] {
            assert!(text.parse::<Nth>().is_err(), "{text}");
        }
        assert_eq!(Nth::from_end(0), Err(NthError::Number { number: 0 }));
    }
}
