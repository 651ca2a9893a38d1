//! Working days, and the zone in which a time of day is read.

use chrono::{
    DateTime, Datelike, MappedLocalTime, Month, NaiveDate, NaiveDateTime, TimeZone, Utc, Weekday,
};
use chrono_tz::{OffsetComponents, Tz};

use crate::closed::{Closed, CustomaryDay};
use crate::holiday::{Holiday, holiday_on};
use crate::nth::{End, Nth};
use crate::wall_clock;
use crate::year::{self, YearError};

/// The zone of Denmark.
pub const COPENHAGEN: Tz = Tz::Europe__Copenhagen;

/// The day that it is in Denmark at an instant: a month is over at midnight there.
///
/// # Example
/// ```
/// let instant = "2018-03-31T22:30:00Z".parse()?;
/// assert_eq!(pejl_calendar::day_of(instant).to_string(), "2018-04-01");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn day_of(instant: DateTime<Utc>) -> NaiveDate {
    clock_of(instant).shows.date()
}

/// What clocks in Denmark show at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DanishClock {
    /// Day and time of day.
    pub shows: NaiveDateTime,
    /// Whether it is summer time.
    pub is_summer_time: bool,
    /// Whether they show the same twice that day, as in the hour before summer time ends and the one after.
    pub is_twice: bool,
}

/// What clocks in Denmark show at an instant, wherever the machine stands that is asked.
///
/// # Example
/// ```
/// let summer = pejl_calendar::clock_of("2018-03-31T22:30:00Z".parse()?);
/// assert_eq!(summer.shows.to_string(), "2018-04-01 00:30:00");
/// assert!(summer.is_summer_time && !summer.is_twice);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn clock_of(instant: DateTime<Utc>) -> DanishClock {
    let local = instant.with_timezone(&COPENHAGEN);
    let shows = local.naive_local();
    let found = COPENHAGEN.from_local_datetime(&shows);
    DanishClock {
        shows,
        is_summer_time: !local.offset().dst_offset().is_zero(),
        is_twice: matches!(found, MappedLocalTime::Ambiguous(..)),
    }
}

/// Which days are working days, and where the clock hangs.
///
/// A working day is a day from Monday to Friday that is no public holiday and not [`Closed`]. The default is
/// Copenhagen with the days that municipalities usually are closed.
///
/// # Example
/// ```
/// # use pejl_calendar::{COPENHAGEN, Calendar, Closed, CustomaryDay, Tz};
/// let friday = "2026-05-15".parse()?;
/// assert!(Calendar::default().is_working_day(friday)?);
///
/// let bridged = Calendar::new(COPENHAGEN, Closed::default().with(CustomaryDay::FridayAfterAscension));
/// assert!(!bridged.is_working_day(friday)?);
///
/// let nuuk: Tz = "America/Nuuk".parse()?;
/// assert_eq!(Calendar::new(nuuk, Closed::default()).zone(), nuuk);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    zone: Tz,
    closed: Closed,
}

/// Why a day is no working day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClosedBecause {
    /// It is a public holiday.
    Holiday(Holiday),
    /// Municipalities usually are closed, and this one is.
    Customary(CustomaryDay),
    /// It is one of the municipality's own closed days.
    OwnDay,
    /// It is a Saturday or Sunday and nothing else.
    Weekend,
}

impl Default for Calendar {
    fn default() -> Self {
        Self::new(COPENHAGEN, Closed::default())
    }
}

impl Calendar {
    /// The calendar of a zone with days that are closed beside weekends and public holidays.
    #[must_use]
    pub const fn new(zone: Tz, closed: Closed) -> Self {
        Self { zone, closed }
    }

    /// The zone in which a time of day is read.
    #[must_use]
    pub const fn zone(&self) -> Tz {
        self.zone
    }

    /// The days that are closed beside weekends and public holidays.
    #[must_use]
    pub const fn closed(&self) -> &Closed {
        &self.closed
    }

    /// Why a day is no working day; `None` of a working day.
    ///
    /// Where several reasons hold, a public holiday is told before a customary day, that before an own day, and the
    /// weekend last.
    ///
    /// # Errors
    /// A year outside [`YEARS`](crate::YEARS).
    ///
    /// # Example
    /// ```
    /// # use pejl_calendar::{Calendar, ClosedBecause, CustomaryDay, Holiday};
    /// let calendar = Calendar::default();
    /// // In 2017, 5 June was both constitution day and Whit Monday.
    /// assert_eq!(
    ///     calendar.closed_because("2017-06-05".parse()?)?,
    ///     Some(ClosedBecause::Holiday(Holiday::WhitMonday)),
    /// );
    /// assert_eq!(
    ///     calendar.closed_because("2026-12-24".parse()?)?,
    ///     Some(ClosedBecause::Customary(CustomaryDay::ChristmasEve)),
    /// );
    /// assert_eq!(calendar.closed_because("2026-12-23".parse()?)?, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn closed_because(&self, date: NaiveDate) -> Result<Option<ClosedBecause>, YearError> {
        if let Some(holiday) = holiday_on(date)? {
            return Ok(Some(ClosedBecause::Holiday(holiday)));
        }
        for day in self.closed.customary() {
            if day.date_in(date.year())? == date {
                return Ok(Some(ClosedBecause::Customary(day)));
            }
        }
        if self.closed.is_own_day(date) {
            return Ok(Some(ClosedBecause::OwnDay));
        }
        Ok(matches!(date.weekday(), Weekday::Sat | Weekday::Sun).then_some(ClosedBecause::Weekend))
    }

    /// Whether a day is a working day.
    ///
    /// # Errors
    /// A year outside [`YEARS`](crate::YEARS).
    ///
    /// # Example
    /// Great prayer day was a holiday in 2023; the same Friday after Easter of 2024 was a working day.
    /// ```
    /// # use pejl_calendar::Calendar;
    /// assert!(!Calendar::default().is_working_day("2023-05-05".parse()?)?);
    /// assert!(Calendar::default().is_working_day("2024-04-26".parse()?)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is_working_day(&self, date: NaiveDate) -> Result<bool, YearError> {
        Ok(self.closed_because(date)?.is_none())
    }

    /// The working days of a month, earliest first.
    ///
    /// # Errors
    /// A year outside [`YEARS`](crate::YEARS).
    ///
    /// # Example
    /// December 2026 has 23 days from Monday to Friday; 24, 25 and 31 are closed.
    /// ```
    /// # use pejl_calendar::Calendar;
    /// # use chrono::Month;
    /// assert_eq!(Calendar::default().working_days(2026, Month::December)?.len(), 20);
    /// # Ok::<(), pejl_calendar::YearError>(())
    /// ```
    pub fn working_days(&self, year: i32, month: Month) -> Result<Vec<NaiveDate>, YearError> {
        let first = year::day(year, month.number_from_month(), 1)?;
        let mut days = Vec::new();
        for date in first
            .iter_days()
            .take_while(|date| date.month() == first.month())
        {
            if self.is_working_day(date)? {
                days.push(date);
            }
        }
        Ok(days)
    }

    /// The nth working day of a month; `None` where it has not so many.
    ///
    /// # Errors
    /// A year outside [`YEARS`](crate::YEARS).
    ///
    /// # Example
    /// ```
    /// # use pejl_calendar::{Calendar, Nth};
    /// # use chrono::Month;
    /// let calendar = Calendar::default();
    /// let day = |nth| calendar.nth_working_day(2026, Month::April, nth).map(|date| date.map(|date| date.to_string()));
    /// assert_eq!(day(Nth::from_start(5)?)?.as_deref(), Some("2026-04-10"));
    /// assert_eq!(day(Nth::LAST)?.as_deref(), Some("2026-04-30"));
    /// assert_eq!(day(Nth::from_start(20)?)?, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn nth_working_day(
        &self,
        year: i32,
        month: Month,
        nth: Nth,
    ) -> Result<Option<NaiveDate>, YearError> {
        let days = self.working_days(year, month)?;
        let skipped = usize::from(nth.number.saturating_sub(1));
        Ok(match nth.from {
            End::Start => days.into_iter().nth(skipped),
            End::End => days.into_iter().rev().nth(skipped),
        })
    }

    /// The first working day after a day.
    ///
    /// # Errors
    /// A day outside [`YEARS`](crate::YEARS), and one after which they have no working day.
    ///
    /// # Example
    /// ```
    /// # use pejl_calendar::Calendar;
    /// let next = Calendar::default().next_working_day("2026-04-01".parse()?)?;
    /// assert_eq!(next.to_string(), "2026-04-07");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn next_working_day(&self, date: NaiveDate) -> Result<NaiveDate, YearError> {
        year::checked(date.year())?;
        self.working_day_or_next(year::days_later(date, 1)?)
    }

    /// The last working day before a day.
    ///
    /// # Errors
    /// A day outside [`YEARS`](crate::YEARS), and one before which they have no working day.
    ///
    /// # Example
    /// ```
    /// # use pejl_calendar::Calendar;
    /// let previous = Calendar::default().previous_working_day("2026-04-07".parse()?)?;
    /// assert_eq!(previous.to_string(), "2026-04-01");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn previous_working_day(&self, date: NaiveDate) -> Result<NaiveDate, YearError> {
        year::checked(date.year())?;
        self.working_day_or_previous(year::days_later(date, -1)?)
    }

    /// The day itself where it is a working day, else the first one after it.
    ///
    /// # Errors
    /// As [`next_working_day`](Self::next_working_day).
    pub fn working_day_or_next(&self, date: NaiveDate) -> Result<NaiveDate, YearError> {
        self.first_working_day(date, 1)
    }

    /// The day itself where it is a working day, else the last one before it.
    ///
    /// # Errors
    /// As [`previous_working_day`](Self::previous_working_day).
    pub fn working_day_or_previous(&self, date: NaiveDate) -> Result<NaiveDate, YearError> {
        self.first_working_day(date, -1)
    }

    /// The nth working day of a month, or the nearest to it where the month has not so many; `None` where it has none.
    pub(crate) fn nearest_to_nth(
        &self,
        year: i32,
        month: Month,
        nth: Nth,
    ) -> Result<Option<NaiveDate>, YearError> {
        let days = self.working_days(year, month)?;
        let skipped = usize::from(nth.number.saturating_sub(1)).min(days.len().saturating_sub(1));
        Ok(match nth.from {
            End::Start => days.into_iter().nth(skipped),
            End::End => days.into_iter().rev().nth(skipped),
        })
    }

    /// The first instant at which the clock on the wall shows a time or a later one.
    pub(crate) fn instant_of(&self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        wall_clock::instant_of(local, self.zone)
    }

    /// Ends because [`days_later`](year::days_later) refuses to leave the years.
    fn first_working_day(&self, from: NaiveDate, step: i64) -> Result<NaiveDate, YearError> {
        let mut date = from;
        while !self.is_working_day(date)? {
            date = year::days_later(date, step)?;
        }
        Ok(date)
    }
}

#[cfg(test)]
mod tests;
