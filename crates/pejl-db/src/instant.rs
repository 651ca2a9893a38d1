//! Instants as stored: UTC, whole microseconds, between the years 1 and 9999.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

/// The instant as both backends store it.
///
/// PostgreSQL keeps microseconds and SQLite text: without the cut an instant would not equal itself after reading, and
/// years of five digits would sort before those of four.
pub(crate) fn stored(at: DateTime<Utc>) -> NaiveDateTime {
    let cut = DateTime::from_timestamp_micros(at.timestamp_micros())
        .unwrap_or(at)
        .naive_utc();
    cut.clamp(bound(1), bound(9999))
}

/// The instant of a stored value.
pub(crate) fn read(stored: NaiveDateTime) -> DateTime<Utc> {
    stored.and_utc()
}

fn bound(year: i32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(year, 12, 31)
        .unwrap_or_default()
        .into()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[track_caller]
    fn check(instant: DateTime<Utc>, expected: &str) {
        assert_eq!(stored(instant).to_string(), expected);
    }

    #[test]
    fn nanoseconds_are_cut_and_years_bounded() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        check(
            at("2018-03-31T12:00:00.123456789Z"),
            "2018-03-31 12:00:00.123456",
        );
        check(at("2018-03-31T12:00:00Z"), "2018-03-31 12:00:00");
        check(DateTime::<Utc>::MAX_UTC, "9999-12-31 00:00:00");
        check(DateTime::<Utc>::MIN_UTC, "0001-12-31 00:00:00");
    }
}
