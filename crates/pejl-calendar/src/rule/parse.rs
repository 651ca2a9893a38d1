//! A text becomes a rule.

use std::str::FromStr;

use chrono::{Month, NaiveTime};

use super::{Days, MAX_DATES, MAX_RULE_BYTES, OnClosed, Rule, RuleError, YearDate};
use crate::excerpt::Excerpt;

/// Any leap year: there February has all the days it can have.
const LEAP_YEAR: i32 = 2024;

impl FromStr for Rule {
    type Err = RuleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > MAX_RULE_BYTES {
            return Err(RuleError::TooLong {
                n_bytes: text.len(),
            });
        }
        let found = || Excerpt::of(text);
        let (how_often, rest) = text
            .split_once(':')
            .ok_or_else(|| RuleError::HowOften { found: found() })?;
        let days_of = match how_often {
            "monthly" => month_day,
            "yearly" => year_dates,
            _ => return Err(RuleError::HowOften { found: found() }),
        };
        let (days, time) = rest.split_once('@').ok_or_else(|| RuleError::NoTime {
            found: Excerpt::of(rest),
        })?;
        Ok(Self {
            days: days_of(days)?,
            time: time_of_day(time).ok_or_else(|| RuleError::Time {
                found: Excerpt::of(time),
            })?,
        })
    }
}

fn month_day(text: &str) -> Result<Days, RuleError> {
    let refused = || RuleError::MonthDay {
        found: Excerpt::of(text),
    };
    if let Some(rest) = text.strip_prefix("day-") {
        let (number, on_closed) = split_on_closed(rest);
        let day = (1..=31_u8).find(|day| day.to_string() == number);
        return Ok(Days::MonthlyDay {
            day: day.ok_or_else(refused)?,
            on_closed,
        });
    }
    let nth = text.strip_suffix("-working-day").ok_or_else(refused)?;
    nth.parse()
        .map(Days::MonthlyWorkingDay)
        .map_err(|_| refused())
}

fn year_dates(text: &str) -> Result<Days, RuleError> {
    let (list, on_closed) = split_on_closed(text);
    let n_dates = list.split(',').count();
    if n_dates > MAX_DATES {
        return Err(RuleError::TooManyDates { n_dates });
    }
    let mut dates = Vec::with_capacity(n_dates);
    for part in list.split(',') {
        let date = year_date(part).ok_or_else(|| RuleError::Date {
            found: Excerpt::of(part),
        })?;
        if dates.contains(&date) {
            return Err(RuleError::RepeatedDate {
                found: Excerpt::of(&date.to_string()),
            });
        }
        dates.push(date);
    }
    dates.sort_unstable();
    Ok(Days::Yearly { dates, on_closed })
}

fn year_date(text: &str) -> Option<YearDate> {
    let (day, month) = text.split_once('-')?;
    let day = two_digits(day).filter(|day| (1..=31).contains(day))?;
    let month = Month::try_from(two_digits(month)?).ok()?;
    Some(YearDate {
        month,
        day: day.min(month.num_days(LEAP_YEAR)?),
    })
}

fn split_on_closed(text: &str) -> (&str, OnClosed) {
    for on_closed in [OnClosed::Next, OnClosed::Previous] {
        if let Some(rest) = text.strip_suffix(on_closed.as_str()) {
            return (rest, on_closed);
        }
    }
    (text, OnClosed::Stay)
}

fn time_of_day(text: &str) -> Option<NaiveTime> {
    let (hour, minute) = text.split_once(':')?;
    NaiveTime::from_hms_opt(
        u32::from(two_digits(hour)?),
        u32::from(two_digits(minute)?),
        0,
    )
}

/// A number of exactly two digits; `parse` alone would take a sign.
fn two_digits(text: &str) -> Option<u8> {
    let is_number = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}
