//! Days on which a municipality is closed although they are no public holidays.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use crate::holiday::Holiday;
use crate::year::{self, YearError};

/// Most own days that a setting can have.
///
/// Ten for every year of a century. The bound also means that no calendar is closed for ever, so
/// that every rule occurs.
pub const MAX_OWN_DAYS: usize = 1000;

/// A day that is no public holiday, and on which municipalities usually are closed by agreement or custom.
///
/// # Example
/// ```
/// # use pejl_calendar::CustomaryDay;
/// assert_eq!(CustomaryDay::ConstitutionDay.danish(), "grundlovsdag");
/// assert_eq!(CustomaryDay::FridayAfterAscension.date_in(2026)?.to_string(), "2026-05-15");
/// # Ok::<(), pejl_calendar::YearError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CustomaryDay {
    /// The day after Ascension Day.
    FridayAfterAscension,
    /// 5 June.
    ConstitutionDay,
    /// 24 December.
    ChristmasEve,
    /// 31 December.
    NewYearsEve,
}

impl CustomaryDay {
    /// Every such day, in the order of the year.
    pub const ALL: [Self; 4] = [
        Self::FridayAfterAscension,
        Self::ConstitutionDay,
        Self::ChristmasEve,
        Self::NewYearsEve,
    ];

    /// The name in Danish, as it stands inside a sentence.
    #[must_use]
    pub const fn danish(self) -> &'static str {
        match self {
            Self::FridayAfterAscension => "fredag efter Kristi himmelfartsdag",
            Self::ConstitutionDay => "grundlovsdag",
            Self::ChristmasEve => "juleaftensdag",
            Self::NewYearsEve => "nytårsaftensdag",
        }
    }

    /// The name in English.
    #[must_use]
    pub const fn english(self) -> &'static str {
        match self {
            Self::FridayAfterAscension => "Friday after Ascension Day",
            Self::ConstitutionDay => "Constitution Day",
            Self::ChristmasEve => "Christmas Eve",
            Self::NewYearsEve => "New Year's Eve",
        }
    }

    /// The day on which it falls in a year.
    ///
    /// # Errors
    /// A year outside [`YEARS`](crate::YEARS).
    pub fn date_in(self, year: i32) -> Result<NaiveDate, YearError> {
        match self {
            Self::FridayAfterAscension => {
                let ascension = Holiday::AscensionDay.date_in(year)?;
                year::days_later(ascension.ok_or(YearError { year })?, 1)
            }
            Self::ConstitutionDay => year::day(year, 6, 5),
            Self::ChristmasEve => year::day(year, 12, 24),
            Self::NewYearsEve => year::day(year, 12, 31),
        }
    }
}

/// A setting of closed days that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClosedError {
    /// More than [`MAX_OWN_DAYS`] own days.
    #[error("more than {MAX_OWN_DAYS} own closed days")]
    TooMany,
    /// An own day outside the years of the calendar.
    #[error(transparent)]
    Year(#[from] YearError),
}

/// The days that are closed beside weekends and public holidays.
///
/// The default is constitution day, Christmas Eve and New Year's Eve.
///
/// # Example
/// ```
/// # use pejl_calendar::{Closed, CustomaryDay};
/// let closed = Closed::default()
///     .with(CustomaryDay::FridayAfterAscension)
///     .without(CustomaryDay::ConstitutionDay)
///     .with_own_days(["2026-12-28".parse()?, "2026-12-29".parse()?])?;
/// assert!(closed.customary().eq([
///     CustomaryDay::FridayAfterAscension,
///     CustomaryDay::ChristmasEve,
///     CustomaryDay::NewYearsEve,
/// ]));
/// assert_eq!(closed.own_days().count(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    customary: BTreeSet<CustomaryDay>,
    own: BTreeSet<NaiveDate>,
}

impl Default for Closed {
    fn default() -> Self {
        Self::nothing()
            .with(CustomaryDay::ConstitutionDay)
            .with(CustomaryDay::ChristmasEve)
            .with(CustomaryDay::NewYearsEve)
    }
}

impl Closed {
    /// Nothing beside weekends and public holidays.
    #[must_use]
    pub const fn nothing() -> Self {
        Self {
            customary: BTreeSet::new(),
            own: BTreeSet::new(),
        }
    }

    /// The same with a customary day closed.
    #[must_use]
    pub fn with(mut self, day: CustomaryDay) -> Self {
        self.customary.insert(day);
        self
    }

    /// The same with a customary day open.
    #[must_use]
    pub fn without(mut self, day: CustomaryDay) -> Self {
        self.customary.remove(&day);
        self
    }

    /// The same with days closed that only this municipality knows of; a day that is given twice is closed once.
    ///
    /// # Errors
    /// A day outside [`YEARS`](crate::YEARS), and more than [`MAX_OWN_DAYS`] days.
    pub fn with_own_days(
        mut self,
        days: impl IntoIterator<Item = NaiveDate>,
    ) -> Result<Self, ClosedError> {
        for day in days {
            year::checked(day.year())?;
            self.own.insert(day);
            if self.own.len() > MAX_OWN_DAYS {
                return Err(ClosedError::TooMany);
            }
        }
        Ok(self)
    }

    /// The customary days that are closed, in the order of the year.
    pub fn customary(&self) -> impl Iterator<Item = CustomaryDay> {
        self.customary.iter().copied()
    }

    /// The own days, earliest first.
    pub fn own_days(&self) -> impl Iterator<Item = NaiveDate> {
        self.own.iter().copied()
    }

    pub(crate) fn is_own_day(&self, date: NaiveDate) -> bool {
        self.own.contains(&date)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_default_is_three_days() {
        assert!(Closed::default().customary().eq([
            CustomaryDay::ConstitutionDay,
            CustomaryDay::ChristmasEve,
            CustomaryDay::NewYearsEve,
        ]));
        assert_eq!(Closed::default().own_days().count(), 0);
    }

    #[test]
    fn customary_days_of_a_year() {
        let found = CustomaryDay::ALL.map(|day| day.date_in(2027).unwrap());
        assert_eq!(
            found,
            ["2027-05-07", "2027-06-05", "2027-12-24", "2027-12-31"].map(day)
        );
    }

    #[test]
    fn own_days_are_bounded() {
        let first = day("2027-01-01");
        let days = || first.iter_days().take(MAX_OWN_DAYS);
        let closed = Closed::nothing().with_own_days(days()).unwrap();
        // The same days again add nothing; a new one is too many.
        let closed = closed.with_own_days(days()).unwrap();
        assert_eq!(
            closed.with_own_days([day("2026-12-31")]),
            Err(ClosedError::TooMany)
        );
        assert_eq!(
            Closed::nothing().with_own_days(first.iter_days()),
            Err(ClosedError::TooMany)
        );
    }

    #[test]
    fn own_days_outside_the_years_are_refused() {
        assert_eq!(
            Closed::nothing().with_own_days([day("1899-12-31")]),
            Err(ClosedError::Year(YearError { year: 1899 }))
        );
    }
}
