//! Months and days as numbers, so that a life can be counted in them.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

/// A calendar month.
///
/// ```
/// use pejl_synth::Month;
/// let month: Month = "2017-01".parse()?;
/// assert_eq!(month, Month::new(2017, 1));
/// assert_eq!(month.to_string(), "2017-01");
/// # Ok::<(), pejl_synth::MonthError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(i32);

/// A text that is no month.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no month (expected YYYY-MM, such as 2014-01)")]
pub struct MonthError {
    /// The text as given, cut to 40 characters.
    pub text: String,
}

impl Month {
    /// The month `number` (1–12) of `year`; a number outside wraps into the years beside it.
    #[must_use]
    pub const fn new(year: i32, number: i32) -> Self {
        Self(year * 12 + number - 1)
    }

    /// Its year.
    #[must_use]
    pub const fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// Its number in the year, 1–12.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0.rem_euclid(12).unsigned_abs() + 1
    }

    pub(crate) const fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }

    pub(crate) fn first_day(self) -> Day {
        Day::new(self.year(), self.number(), 1)
    }

    pub(crate) fn last_day(self) -> Day {
        self.plus(1).first_day().plus(-1)
    }

    pub(crate) fn n_days(self) -> i32 {
        self.plus(1).first_day().since(self.first_day())
    }

    /// The months from this one to `last`, both included.
    pub(crate) fn through(self, last: Self) -> impl Iterator<Item = Self> {
        (self.0..=last.0).map(Self)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.number())
    }
}

impl FromStr for Month {
    type Err = MonthError;

    fn from_str(text: &str) -> Result<Self, MonthError> {
        let parsed = || {
            let (year, number) = text.split_once('-')?;
            let digits = |part: &str, len: usize| {
                (part.len() == len && part.bytes().all(|b| b.is_ascii_digit()))
                    .then(|| part.parse::<i32>().ok())
                    .flatten()
            };
            let number = digits(number, 2).filter(|number| (1..=12).contains(number))?;
            Some(Self::new(digits(year, 4)?, number))
        };
        parsed().ok_or_else(|| MonthError {
            text: text.chars().take(40).collect(),
        })
    }
}

impl serde::Serialize for Month {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A day, counted from 31 December of year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day(i32);

impl Day {
    pub(crate) fn new(year: i32, month: u32, day: u32) -> Self {
        Self(
            NaiveDate::from_ymd_opt(year, month, day)
                .unwrap_or_default()
                .num_days_from_ce(),
        )
    }

    pub(crate) fn date(self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(self.0).unwrap_or_default()
    }

    pub(crate) fn year(self) -> i32 {
        self.date().year()
    }

    pub(crate) fn month(self) -> Month {
        let date = self.date();
        Month::new(date.year(), i32::try_from(date.month()).unwrap_or(1))
    }

    pub(crate) const fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    pub(crate) const fn since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }

    /// The number as a key of draws.
    pub(crate) const fn key(self) -> u64 {
        self.0.unsigned_abs() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_strictly() {
        for text in [
            "2014-1",
            "2014-13",
            "2014-00",
            "14-01",
            "2014/01",
            "",
            "+014-01",
            "2014-01-01",
        ] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
    }

    #[test]
    fn months_know_their_days() {
        let february = Month::new(2016, 2);
        assert_eq!(february.n_days(), 29);
        assert_eq!(february.last_day(), Day::new(2016, 2, 29));
        assert_eq!(Month::new(2016, 12).plus(1), Month::new(2017, 1));
        assert_eq!(february.last_day().month(), february);
    }
}
