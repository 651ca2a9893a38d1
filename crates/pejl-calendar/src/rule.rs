//! When a job recurs, as a short stable text.
//!
//! # Grammar
//!
//! ```text
//! rule     = "monthly:" monthday "@" time
//!          | "yearly:" date *( "," date ) [ closed ] "@" time
//! monthday = nth "-working-day"           ; 1st … 23rd, last, 2nd-last … 23rd-last
//!          | "day-" number [ closed ]     ; 1 … 31
//! date     = DD "-" MM                    ; 29-02, 31-03
//! closed   = "-or-next-working-day" | "-or-previous-working-day"
//! time     = HH ":" MM                    ; 00:00 … 23:59, by the clock of the calendar's zone
//! ```
//!
//! Letters are small and there are no spaces, so that one rule has one text. In a yearly rule `closed` stands once and
//! holds for every date.
//!
//! # A day that a month has not
//!
//! The nearest day stands for it: day 31 is the last day of every month, `29-02` is 28 February where there is no leap
//! day, and a 20th working day is the last one of a month with 19. A yearly date that never exists is read as the last
//! day of its month and printed as that (`31-04` as `30-04`, `30-02` as `29-02`).
//!
//! Without `closed` a job runs on a closed day as on any other. With it the job may run in the month before or after
//! (`day-31-or-next-working-day`). Days that fall together this way are one occurrence.
//!
//! # Every rule occurs
//!
//! Every month has the days that a monthly rule asks for, or their nearest; only a month that is closed altogether has
//! no working day, and own closed days are too few for that to go on for ever.

use chrono::{Month, NaiveDate, NaiveTime};

use crate::calendar::Calendar;
use crate::excerpt::Excerpt;
use crate::nth::Nth;
use crate::year::{self, YearError};

mod parse;
mod print;
mod sentence;

/// Most dates of a yearly rule: two a month.
pub const MAX_DATES: usize = 24;

/// Longest text that is read as a rule, in bytes.
///
/// The longest rule has 24 dates of 6 bytes with their commas, and less than 50 bytes around them.
pub const MAX_RULE_BYTES: usize = 256;

/// On which days of a month or year, and at what time, a job recurs.
///
/// Read from and printed as a text of the grammar in [`rule`](self).
///
/// # Example
/// ```
/// # use pejl_calendar::Rule;
/// for text in [
///     "monthly:5th-working-day@06:00",
///     "monthly:last-working-day@06:00",
///     "monthly:day-10-or-next-working-day@06:00",
///     "yearly:31-03,30-06,30-09-or-previous-working-day@18:30",
/// ] {
///     assert_eq!(text.parse::<Rule>()?.to_string(), text);
/// }
///
/// // Dates are put in the order of the year, and one that never exists is the last day of its month.
/// assert_eq!("yearly:30-09,31-04@06:00".parse::<Rule>()?.to_string(), "yearly:30-04,30-09@06:00");
/// # Ok::<(), pejl_calendar::RuleError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rule {
    days: Days,
    /// Of whole minutes.
    time: NaiveTime,
}

/// A text that is no rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// Longer than [`MAX_RULE_BYTES`].
    #[error("expected a rule of at most {MAX_RULE_BYTES} bytes, found {n_bytes}")]
    TooLong {
        /// How long the text is.
        n_bytes: usize,
    },
    /// It begins with something else than how often.
    #[error("expected `monthly:` or `yearly:` at the beginning, found `{found}`")]
    HowOften {
        /// The beginning of the text.
        found: Excerpt,
    },
    /// No `@` after the days.
    #[error("expected `@` and a time such as `06:00` after the days, found `{found}`")]
    NoTime {
        /// The beginning of what stands in place of days and time.
        found: Excerpt,
    },
    /// What follows `@` is no time of day.
    #[error("expected a time from `00:00` to `23:59` after `@`, found `{found}`")]
    Time {
        /// The beginning of what follows `@`.
        found: Excerpt,
    },
    /// What follows `monthly:` is no day of a month.
    #[error(
        "expected `1st-working-day` to `23rd-working-day`, `last-working-day`, `2nd-last-working-day` to \
         `23rd-last-working-day`, or `day-1` to `day-31` with or without `-or-next-working-day` or \
         `-or-previous-working-day`, found `{found}`"
    )]
    MonthDay {
        /// The beginning of what follows `monthly:`.
        found: Excerpt,
    },
    /// One of the dates of a yearly rule is none.
    #[error("expected a day and a month such as `31-03`, found `{found}`")]
    Date {
        /// The beginning of what stands in its place.
        found: Excerpt,
    },
    /// A date stands twice, or two dates are the last day of one month.
    #[error("expected every date once, found `{found}` again")]
    RepeatedDate {
        /// The date as it is printed.
        found: Excerpt,
    },
    /// More than [`MAX_DATES`] dates.
    #[error("expected at most {MAX_DATES} dates, found {n_dates}")]
    TooManyDates {
        /// How many there are.
        n_dates: usize,
    },
}

/// The days of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Days {
    MonthlyWorkingDay(Nth),
    MonthlyDay {
        /// 1 to 31.
        day: u8,
        on_closed: OnClosed,
    },
    Yearly {
        /// In the order of the year, each once; at least one and at most [`MAX_DATES`].
        dates: Vec<YearDate>,
        on_closed: OnClosed,
    },
}

/// What becomes of a day that is no working day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum OnClosed {
    Stay,
    Next,
    Previous,
}

/// A day of the year; the last day of February is 29, leap year or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct YearDate {
    month: Month,
    /// From 1 to the number of days that the month has in a leap year.
    day: u8,
}

impl Rule {
    /// The time of day, by the clock of the calendar's zone.
    #[must_use]
    pub const fn time(&self) -> NaiveTime {
        self.time
    }

    /// The days that the rule places in a month, not before one another; some may lie in another month, and fall
    /// together with each other or with those of the months around.
    pub(crate) fn days_of(
        &self,
        year: i32,
        month: Month,
        calendar: &Calendar,
    ) -> Result<Vec<NaiveDate>, YearError> {
        let placed = |day: u8, on_closed: OnClosed| {
            let date = nearest_day(year, month, day)?;
            // A search that leaves the years has no day to give.
            Ok(match on_closed {
                OnClosed::Stay => Some(date),
                OnClosed::Next => calendar.working_day_or_next(date).ok(),
                OnClosed::Previous => calendar.working_day_or_previous(date).ok(),
            })
        };
        match &self.days {
            Days::MonthlyWorkingDay(nth) => {
                let day = calendar.nearest_to_nth(year, month, *nth)?;
                Ok(day.into_iter().collect())
            }
            Days::MonthlyDay { day, on_closed } => {
                placed(*day, *on_closed).map(|date| date.into_iter().collect())
            }
            Days::Yearly { dates, on_closed } => dates
                .iter()
                .filter(|date| date.month == month)
                .filter_map(|date| placed(date.day, *on_closed).transpose())
                .collect(),
        }
    }
}

/// The day of a month, or its last day where it has not so many.
fn nearest_day(year: i32, month: Month, day: u8) -> Result<NaiveDate, YearError> {
    let n_days = month.num_days(year).ok_or(YearError { year })?;
    year::day(year, month.number_from_month(), u32::from(day.min(n_days)))
}

#[cfg(test)]
pub(crate) mod tests;
