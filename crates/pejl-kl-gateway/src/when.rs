//! Days and instants of a report, and the Danish day an instant falls on.
//!
//! The zone is a rule of our own and no library: one zone, whose clock since 2001 goes forward on the last Sunday of
//! March and back on the last Sunday of October, both at 01:00 UTC (directive 2000/84/EC, kept by Danish law; 1996 to
//! 2000 were the same). Reports begin decades later. The day Denmark gives summer time up, [`is_summer`] gets an end.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, NaiveDate, SecondsFormat, TimeDelta, Utc};
use pejl_domain::period::{FIRST_YEAR, LAST_YEAR};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A date, or an instant, as FHIR's `dateTime` has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// A whole day, already Danish.
    Day(NaiveDate),
    /// An instant.
    Instant(DateTime<Utc>),
}

/// The text is neither a whole date nor an instant with a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected a date such as 2021-02-12, or an instant with a zone such as 2021-02-12T22:30:00Z"
)]
pub struct WhenError;

impl When {
    /// The day in Denmark.
    ///
    /// ```
    /// use pejl_kl_gateway::When;
    /// let late: When = "2021-02-12T23:30:00Z".parse()?;
    /// assert_eq!(late.day().to_string(), "2021-02-13");
    /// # Ok::<(), pejl_kl_gateway::WhenError>(())
    /// ```
    #[must_use]
    pub fn day(self) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::Instant(instant) => danish_day(instant),
        }
    }

    /// The instant, where it is one.
    #[must_use]
    pub const fn instant(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Day(_) => None,
            Self::Instant(instant) => Some(instant),
        }
    }
}

impl FromStr for When {
    type Err = WhenError;

    fn from_str(text: &str) -> Result<Self, WhenError> {
        let when = if text.contains('T') {
            let instant = DateTime::parse_from_rfc3339(text).map_err(|_| WhenError)?;
            Self::Instant(instant.to_utc())
        } else if text.len() == "2021-02-12".len() {
            Self::Day(text.parse().map_err(|_| WhenError)?)
        } else {
            return Err(WhenError);
        };
        // Beyond these years a day has no period.
        if (FIRST_YEAR..=LAST_YEAR).contains(&when.day().year()) {
            Ok(when)
        } else {
            Err(WhenError)
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Instant(instant) => {
                f.write_str(&instant.to_rfc3339_opts(SecondsFormat::AutoSi, true))
            }
        }
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The day in Denmark at an instant.
#[must_use]
pub fn danish_day(instant: DateTime<Utc>) -> NaiveDate {
    let hours = if is_summer(instant) { 2 } else { 1 };
    let local = instant.checked_add_signed(TimeDelta::hours(hours));
    local.unwrap_or(instant).date_naive()
}

/// Whether Danish clocks show summer time.
fn is_summer(instant: DateTime<Utc>) -> bool {
    let change = |month| last_sunday(instant.year(), month)?.and_hms_opt(1, 0, 0);
    match (change(3), change(10)) {
        (Some(begins), Some(ends)) => (begins..ends).contains(&instant.naive_utc()),
        _ => false,
    }
}

/// The last Sunday of a month of 31 days.
fn last_sunday(year: i32, month: u32) -> Option<NaiveDate> {
    let last = NaiveDate::from_ymd_opt(year, month, 31)?;
    last.checked_sub_days(Days::new(u64::from(last.weekday().num_days_from_sunday())))
}

/// `day` moved by a number of days, or `day` at the end of the calendar.
pub(crate) fn plus_days(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(days.into())).unwrap_or(day)
}

/// `day` moved back by a number of days, or `day` at the start of the calendar.
pub(crate) fn minus_days(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_sub_days(Days::new(days.into())).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let day = text.parse::<When>().map(|when| when.day().to_string());
        assert_eq!(day.as_deref(), Ok(expected), "{text}");
    }

    #[test]
    fn an_instant_falls_on_its_danish_day() {
        check("2021-02-12", "2021-02-12");
        check("2021-02-12T22:59:59Z", "2021-02-12");
        check("2021-02-12T23:00:00Z", "2021-02-13");
        check("2021-07-12T21:59:59Z", "2021-07-12");
        check("2021-07-12T22:00:00Z", "2021-07-13");
        check("2021-07-12T23:30:00+02:00", "2021-07-12");
        // Summer time of 2021: 28 March to 31 October.
        check("2021-03-27T22:30:00Z", "2021-03-27");
        check("2021-03-28T22:30:00Z", "2021-03-29");
        check("2021-10-30T22:30:00Z", "2021-10-31");
        check("2021-10-31T22:30:00Z", "2021-10-31");
    }

    #[test]
    fn what_is_no_whole_date_is_refused() {
        for text in [
            "",
            "2021",
            "2021-02",
            "2021-02-30",
            "2021-02-12T22:59:59",
            "2021-02-12T",
            "9999-01-01",
            "20210212",
            "12-02-2021",
            "+021-02-12",
            "2021-02-12T25:00:00Z",
        ] {
            assert_eq!(text.parse::<When>(), Err(WhenError), "{text}");
        }
    }

    #[test]
    fn text_and_value_are_the_same() {
        for text in [
            "2021-02-12",
            "2021-02-12T22:59:59Z",
            "2022-06-10T12:10:00.250Z",
        ] {
            assert_eq!(
                text.parse::<When>().map(|when| when.to_string()).as_deref(),
                Ok(text)
            );
        }
    }
}
