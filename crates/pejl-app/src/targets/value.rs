//! Days and numbers as texts say them.

use chrono::NaiveDate;
use pejl_domain::Period;
use pejl_domain::target::Level;
use pejl_ingest::number::{NumberFormat, parse_number};

/// Which day of a period is meant where a period stands for a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    First,
    Last,
}

/// The day of a text, or of the period that it is.
pub(super) fn day(text: &str, end: End) -> Option<NaiveDate> {
    if let Some(day) = written_day(text) {
        return Some(day);
    }
    let period: Period = text.parse().ok()?;
    match end {
        End::First => Some(period.start()),
        End::Last => period.end().pred_opt(),
    }
}

/// The day of a text as machines write it, `2018-12-31`, or as Danes do, `31.12.2018` and `31-12-2018`.
pub(super) fn written_day(text: &str) -> Option<NaiveDate> {
    // Else a year of two digits is one of the first century.
    let begins_with_year = text.bytes().take_while(u8::is_ascii_digit).count() == 4;
    if let (Ok(day), true) = (text.parse(), begins_with_year) {
        return Some(day);
    }
    let between = if text.contains('.') { '.' } else { '-' };
    let parts: Vec<&str> = text.split(between).collect();
    let [day, month, year] = parts.as_slice() else {
        return None;
    };
    let year = year.parse().ok().filter(|_| year.len() == 4)?;
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
}

/// The value of a text; a share may be written in per cent.
pub(super) fn level(
    text: &str,
    format: NumberFormat,
    is_share: bool,
) -> Result<Level, (String, String)> {
    let (number, decimals) = match text.strip_suffix('%').filter(|_| is_share) {
        Some(number) => (number.trim_end(), 2),
        None => (text, 0),
    };
    let number = parse_number(number, format).map_err(|issue| {
        let message = issue.message();
        (message.da, message.en)
    })?;
    Level::from_scaled(number.value, number.scale.saturating_add(decimals)).map_err(|error| {
        (
            "højst seks decimaler og femten cifre".to_owned(),
            format!("at most six decimals and fifteen digits: {error}"),
        )
    })
}

/// The parts of a text with `;` or `|` between them.
pub(super) fn listed(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split([';', '|']).map(str::trim);
    parts.filter(|part| !part.is_empty())
}
