//! The time for which a job was planned, by the clock on the wall.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};

use crate::excerpt::Excerpt;
use crate::year::{self, YearError};

/// How a nominal time is written.
const FORMAT: &str = "%Y-%m-%dT%H:%M";

/// A local date and time to the minute, such as `2027-03-28T02:30`: the identity of an occurrence.
///
/// It follows from rule and calendar and from no clock: it stays the same where the zone's clock jumps over the time,
/// and where the law on summer time changes. With the name of its schedule it tells one run from all others. Nominal
/// times are ordered as they pass, and so are their texts.
///
/// # Example
/// ```
/// # use pejl_calendar::Nominal;
/// let nominal: Nominal = "2027-03-28T02:30".parse()?;
/// assert_eq!(nominal.to_string(), "2027-03-28T02:30");
/// assert_eq!(nominal.date().to_string(), "2027-03-28");
/// # Ok::<(), pejl_calendar::NominalError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nominal(NaiveDateTime);

/// A text that is no nominal time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NominalError {
    /// Not of the form `2027-03-28T02:30`, or a day or time that does not exist.
    #[error("expected a day and a time such as `2027-03-28T02:30`, found `{found}`")]
    Text {
        /// The beginning of the text given.
        found: Excerpt,
    },
    /// Outside the years of the calendar.
    #[error(transparent)]
    Year(#[from] YearError),
}

impl Nominal {
    /// The local day.
    #[must_use]
    pub const fn date(self) -> NaiveDate {
        self.0.date()
    }

    /// The local time of day, of whole minutes.
    #[must_use]
    pub const fn time(self) -> NaiveTime {
        self.0.time()
    }

    /// Day and time as chrono has them.
    #[must_use]
    pub const fn as_naive(self) -> NaiveDateTime {
        self.0
    }

    /// `local` must be of whole minutes and within the years: it comes from a rule.
    pub(crate) const fn of(local: NaiveDateTime) -> Self {
        Self(local)
    }
}

impl fmt::Display for Nominal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format(FORMAT))
    }
}

impl FromStr for Nominal {
    type Err = NominalError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || NominalError::Text {
            found: Excerpt::of(text),
        };
        // Chrono would take spaces, signs and single digits too.
        let shape = text
            .bytes()
            .map(|b| if b.is_ascii_digit() { b'0' } else { b });
        if text.len() > "0000-00-00T00:00".len() || !shape.eq("0000-00-00T00:00".bytes()) {
            return Err(refused());
        }
        let local = NaiveDateTime::parse_from_str(text, FORMAT).map_err(|_| refused())?;
        year::checked(local.year())?;
        Ok(Self(local))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "2027-03-28",
            "2027-03-28 02:30",
            "2027-03-28T02:30:00",
            "2027-03-28T02:30Z",
            "2027-3-28T02:30",
            "+027-03-28T02:30",
            "2027-02-29T02:30",
            "2027-03-28T24:00",
            "2027-03-28T02:60",
            "２027-03-28T02:30",
        ] {
            let found = text.parse::<Nominal>();
            assert!(matches!(found, Err(NominalError::Text { .. })), "{text}");
        }
        for year in ["1899", "2201", "0000", "9999"] {
            let found = format!("{year}-01-01T00:00").parse::<Nominal>();
            assert!(matches!(found, Err(NominalError::Year(_))), "{year}");
        }
    }

    proptest! {
        #[test]
        fn what_prints_parses_and_sorts_as_text(one in 0_i64..158_000_000, other in 0_i64..158_000_000) {
            let first: Nominal = "1900-01-01T00:00".parse().unwrap();
            let [one, other] = [one, other].map(|minutes| Nominal::of(first.0 + TimeDelta::minutes(minutes)));
            prop_assert_eq!(one.to_string().parse(), Ok(one));
            prop_assert_eq!(one.cmp(&other), one.to_string().cmp(&other.to_string()));
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,40}") {
            if let Ok(nominal) = text.parse::<Nominal>() {
                prop_assert_eq!(nominal.to_string(), text);
            }
        }
    }
}
