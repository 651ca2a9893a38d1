//! The occurrences of a rule, one after the other.

use std::iter::FusedIterator;

use chrono::{DateTime, Datelike, Days, Month, NaiveDate, TimeDelta, Utc};

use crate::calendar::Calendar;
use crate::nominal::Nominal;
use crate::rule::Rule;
use crate::year::{self, YEARS};

/// One time at which a job is to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Occurrence {
    /// The local time for which it was planned: its identity.
    pub nominal: Nominal,
    /// When that is.
    ///
    /// The first of two where the clock shows the time twice; the first instant after the gap where
    /// the clock jumps over it.
    pub at: DateTime<Utc>,
    /// The first day of the month whose day it is. A day that is moved to a working day may lie in the month after or before.
    ///
    /// Where days of several months fall together, it is the earliest of these.
    pub month: NaiveDate,
}

impl Rule {
    /// The occurrences after one instant and not after another: `after < at ≤ until`, earliest first.
    ///
    /// Both nominal times and instants strictly increase. Where days fall together there is one
    /// occurrence; where a zone leaves out a whole day, of two nominal times at one instant there is
    /// the first. A stretch has the occurrences of the two parts it is cut into, each once. There are
    /// none outside [`YEARS`].
    ///
    /// # Example
    /// On 28 March 2027 the clock in Copenhagen jumps from 02:00 to 03:00; on 31 October it shows 02:30 twice.
    /// ```
    /// # use pejl_calendar::{Calendar, Rule};
    /// let rule: Rule = "yearly:28-03,31-10@02:30".parse()?;
    /// let calendar = Calendar::default();
    /// let found: Vec<String> = rule
    ///     .occurrences_between("2027-01-01T00:00:00Z".parse()?, "2027-12-31T00:00:00Z".parse()?, &calendar)
    ///     .map(|occurrence| format!("{} is {}", occurrence.nominal, occurrence.at))
    ///     .collect();
    /// assert_eq!(found, [
    ///     "2027-03-28T02:30 is 2027-03-28 01:00:00 UTC",
    ///     "2027-10-31T02:30 is 2027-10-31 00:30:00 UTC",
    /// ]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn occurrences_between<'a>(
        &'a self,
        after: DateTime<Utc>,
        until: DateTime<Utc>,
        calendar: &'a Calendar,
    ) -> Occurrences<'a> {
        Occurrences {
            rule: self,
            calendar,
            after,
            until,
            month: first_month(after, calendar),
            opened: Vec::new().into_iter(),
            opened_month: NaiveDate::MIN,
            last: None,
        }
    }

    /// The first occurrence after an instant; `None` where [`YEARS`] have none.
    ///
    /// # Example
    /// The last day of May 2026 is a Sunday.
    /// ```
    /// # use pejl_calendar::{Calendar, Rule};
    /// let rule: Rule = "monthly:day-31-or-next-working-day@06:00".parse()?;
    /// let next = rule.next_after("2026-05-30T12:00:00Z".parse()?, &Calendar::default());
    /// assert_eq!(next.map(|next| next.nominal.to_string()).as_deref(), Some("2026-06-01T06:00"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn next_after(&self, after: DateTime<Utc>, calendar: &Calendar) -> Option<Occurrence> {
        self.occurrences_between(after, DateTime::<Utc>::MAX_UTC, calendar)
            .next()
    }

    /// The occurrence of a nominal time; `None` where the rule has none then.
    #[must_use]
    pub fn occurrence_of(&self, nominal: Nominal, calendar: &Calendar) -> Option<Occurrence> {
        let at = calendar.instant_of(nominal.as_naive())?;
        let before = at.checked_sub_signed(TimeDelta::nanoseconds(1))?;
        self.occurrences_between(before, at, calendar)
            .find(|one| one.nominal == nominal)
    }
}

/// Iterator over the occurrences of a rule; ends with [`YEARS`] at the latest.
#[derive(Debug, Clone)]
pub struct Occurrences<'a> {
    rule: &'a Rule,
    calendar: &'a Calendar,
    after: DateTime<Utc>,
    until: DateTime<Utc>,
    /// The month to open next; `None` at the end.
    month: Option<(i32, Month)>,
    /// What the month that was opened still has to give.
    opened: std::vec::IntoIter<NaiveDate>,
    /// The first day of that month.
    opened_month: NaiveDate,
    last: Option<Occurrence>,
}

impl Iterator for Occurrences<'_> {
    type Item = Occurrence;

    fn next(&mut self) -> Option<Occurrence> {
        loop {
            while let Some(date) = self.opened.next() {
                let local = date.and_time(self.rule.time());
                let Some(at) = self.calendar.instant_of(local) else {
                    continue;
                };
                if at > self.until {
                    self.month = None;
                    self.opened = Vec::new().into_iter();
                    return None;
                }
                let nominal = Nominal::of(local);
                let is_new = self
                    .last
                    .is_none_or(|last| last.nominal < nominal && last.at < at);
                if at > self.after && is_new {
                    let found = Occurrence {
                        nominal,
                        at,
                        month: self.opened_month,
                    };
                    self.last = Some(found);
                    return Some(found);
                }
            }
            let (year, month) = self.month?;
            self.month = month_after(year, month);
            self.opened_month = year::day(year, month.number_from_month(), 1).ok()?;
            self.opened = self
                .rule
                .days_of(year, month, self.calendar)
                .unwrap_or_default()
                .into_iter();
        }
    }
}

impl FusedIterator for Occurrences<'_> {}

/// The earliest month from which an occurrence after an instant can come; `None` where the years are over.
///
/// A day moved to the next working day comes from after the last working day before it.
fn first_month(after: DateTime<Utc>, calendar: &Calendar) -> Option<(i32, Month)> {
    let first = (*YEARS.start(), Month::January);
    // Two days before the day in UTC: the local day may be the one before that, and may be closed.
    let Some(day) = after.date_naive().checked_sub_days(Days::new(2)) else {
        return Some(first);
    };
    if day.year() > *YEARS.end() {
        return None;
    }
    let Ok(from) = calendar.previous_working_day(day) else {
        return Some(first);
    };
    let month = u8::try_from(from.month()).ok()?;
    Some((from.year(), Month::try_from(month).ok()?))
}

fn month_after(year: i32, month: Month) -> Option<(i32, Month)> {
    match month {
        Month::December => {
            let next = year.checked_add(1)?;
            YEARS.contains(&next).then_some((next, Month::January))
        }
        _ => Some((year, month.succ())),
    }
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
