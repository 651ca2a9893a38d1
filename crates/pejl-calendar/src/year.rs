//! The years that the calendar reaches over.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate, TimeDelta};

/// Years in which holidays, working days and occurrences are told.
///
/// Today's holidays are told of every one of them, with great prayer day until 2023: what else a law changes, or once
/// changed, is not known here. The zone database has no summer time after 2099.
pub const YEARS: RangeInclusive<i32> = 1900..=2200;

/// A year outside [`YEARS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the calendar has no year {year}: it reaches from {} to {}", YEARS.start(), YEARS.end())]
pub struct YearError {
    /// The year asked for.
    pub year: i32,
}

/// The year itself, where it is one of [`YEARS`].
pub(crate) fn checked(year: i32) -> Result<i32, YearError> {
    if YEARS.contains(&year) {
        Ok(year)
    } else {
        Err(YearError { year })
    }
}

/// A day of a year of [`YEARS`] that every such year has.
pub(crate) fn day(year: i32, month: u32, day: u32) -> Result<NaiveDate, YearError> {
    NaiveDate::from_ymd_opt(checked(year)?, month, day).ok_or(YearError { year })
}

/// The date `days` later, or earlier where that is negative; an error where it leaves [`YEARS`].
pub(crate) fn days_later(date: NaiveDate, days: i64) -> Result<NaiveDate, YearError> {
    let year = date.year();
    let moved = TimeDelta::try_days(days)
        .and_then(|by| date.checked_add_signed(by))
        .ok_or(YearError { year })?;
    checked(moved.year())?;
    Ok(moved)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_the_year_and_the_bounds() {
        assert_eq!(
            checked(2201).map_err(|error| error.to_string()),
            Err("the calendar has no year 2201: it reaches from 1900 to 2200".to_owned())
        );
        assert_eq!(checked(1899), Err(YearError { year: 1899 }));
        assert_eq!((checked(1900), checked(2200)), (Ok(1900), Ok(2200)));
    }

    #[test]
    fn no_day_is_reached_outside_the_years() {
        for (date, days) in [
            (NaiveDate::MAX, 1),
            (NaiveDate::MIN, -1),
            (NaiveDate::MAX, i64::MAX),
            (NaiveDate::MIN, i64::MIN),
        ] {
            assert!(days_later(date, days).is_err(), "{date} {days}");
        }
    }
}
