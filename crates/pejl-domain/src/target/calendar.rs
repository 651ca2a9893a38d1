//! Where a day stands on a path: months are of one length, and so are the days within each.

use chrono::{Datelike, NaiveDate};

/// The least number that 28, 29, 30 and 31 days all divide: what a month has of the unit below.
const MONTH: i64 = 377_580;

/// How far the end of a day is from the beginning of year 0, in 1/377,580 months: exact, and rising from day to day.
///
/// The end of 31 December 2014 is 2015 · 12 months, so that years, quarters and months are even parts of a path.
pub(super) fn end_of(day: NaiveDate) -> i64 {
    let months = i64::from(day.year()) * 12 + i64::from(day.month0());
    months * MONTH + i64::from(day.day()) * (MONTH / days_in_month(day))
}

fn days_in_month(day: NaiveDate) -> i64 {
    let first = day.with_day(1);
    let next = first.and_then(|first| first.checked_add_months(chrono::Months::new(1)));
    let days = first
        .zip(next)
        .map(|(first, next)| (next - first).num_days());
    // Only the last month of the calendar has no next one; it has 31 days.
    days.unwrap_or(31)
}
