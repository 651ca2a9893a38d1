//! The written forms of a period.

use super::{Grain, Period, PeriodError};

/// Reads a trimmed text of bounded length.
pub(super) fn parse(text: &str) -> Result<Period, PeriodError> {
    let malformed = || PeriodError::Malformed {
        text: text.to_owned(),
    };
    // A cut inside a character gives nothing, as does a character that is not a digit.
    let (year, rest) = text.split_at_checked(4).ok_or_else(malformed)?;
    let year = digits(year)
        .and_then(|year| i32::try_from(year).ok())
        .ok_or_else(malformed)?;
    match part(rest) {
        Some((grain, number)) => Period::new(grain, year, number),
        None if is_day(rest) => Err(PeriodError::Day {
            text: text.to_owned(),
        }),
        None => Err(malformed()),
    }
}

/// Grain and number of what follows the year.
fn part(rest: &str) -> Option<(Grain, u32)> {
    if rest.is_empty() {
        return Some((Grain::Year, 1));
    }
    // StatBank writes no hyphen, the canonical text always does; a month has a letter only at StatBank.
    let canonical = rest.strip_prefix('-');
    let marked = canonical.unwrap_or(rest);
    let (mark, behind) = marked.split_at_checked(1)?;
    let (grain, number, n_digits) = match (mark, canonical) {
        ("H" | "h", _) => (Grain::Half, behind, 1),
        ("Q" | "q", _) | ("K" | "k", None) => (Grain::Quarter, behind, 1),
        ("W" | "w", _) | ("U" | "u", None) => (Grain::Week, behind, 2),
        ("M" | "m", None) => (Grain::Month, behind, 2),
        (_, Some(month)) => (Grain::Month, month, 2),
        _ => return None,
    };
    if number.len() == n_digits {
        Some((grain, digits(number)?))
    } else {
        None
    }
}

/// `M01D01`, `-01-31`, `0131`, `D001`: the ways a day follows its year.
fn is_day(rest: &str) -> bool {
    let shape: String = rest
        .chars()
        .map(|letter| {
            if letter.is_ascii_digit() {
                '9'
            } else {
                letter.to_ascii_uppercase()
            }
        })
        .collect();
    matches!(shape.as_str(), "M99D99" | "-99-99" | "9999" | "D999")
}

fn digits(text: &str) -> Option<u32> {
    // `u32::from_str` would take a sign.
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}
