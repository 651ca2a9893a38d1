//! Times of the clock on the wall as instants.

use chrono::{DateTime, MappedLocalTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::{GapInfo, Tz};

/// The first instant at which the clock shows `local` or has jumped over it.
///
/// A time that the clock shows twice (autumn) is the first of the two; one that it jumps over (spring) is the first
/// instant after the gap. So a later time is never an earlier instant. `None` where the zone does not say when a gap
/// ends.
pub(crate) fn instant_of(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(at) => Some(at.to_utc()),
        MappedLocalTime::Ambiguous(one, other) => Some(one.to_utc().min(other.to_utc())),
        MappedLocalTime::None => Some(GapInfo::new(&local, &zone)?.end?.to_utc()),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use chrono::{NaiveDate, TimeDelta};
    use chrono_tz::TZ_VARIANTS;
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(zone: Tz, local: &str, expected: &str) {
        let found = instant_of(local.parse().unwrap(), zone).unwrap();
        assert_eq!(
            found.to_rfc3339(),
            format!("{expected}+00:00"),
            "{local} {zone}"
        );
    }

    #[test]
    fn copenhagen_in_the_night_when_summer_time_begins() {
        let zone = Tz::Europe__Copenhagen;
        check(zone, "2027-03-28T01:59:00", "2027-03-28T00:59:00");
        check(zone, "2027-03-28T02:00:00", "2027-03-28T01:00:00");
        check(zone, "2027-03-28T02:30:00", "2027-03-28T01:00:00");
        check(zone, "2027-03-28T02:59:00", "2027-03-28T01:00:00");
        check(zone, "2027-03-28T03:00:00", "2027-03-28T01:00:00");
        check(zone, "2027-03-28T03:01:00", "2027-03-28T01:01:00");
    }

    #[test]
    fn copenhagen_in_the_night_when_summer_time_ends() {
        let zone = Tz::Europe__Copenhagen;
        check(zone, "2027-10-31T01:59:00", "2027-10-30T23:59:00");
        check(zone, "2027-10-31T02:00:00", "2027-10-31T00:00:00");
        check(zone, "2027-10-31T02:30:00", "2027-10-31T00:30:00");
        check(zone, "2027-10-31T02:59:00", "2027-10-31T00:59:00");
        check(zone, "2027-10-31T03:00:00", "2027-10-31T02:00:00");
    }

    #[test]
    fn other_gaps() {
        // Lord Howe Island moves by half an hour; Samoa had no 30 December 2011; Chile begins summer time at midnight.
        check(
            Tz::Australia__Lord_Howe,
            "2026-10-04T02:15:00",
            "2026-10-03T15:30:00",
        );
        check(
            Tz::Pacific__Apia,
            "2011-12-30T06:00:00",
            "2011-12-30T10:00:00",
        );
        check(
            Tz::America__Santiago,
            "2024-09-08T00:30:00",
            "2024-09-08T04:00:00",
        );
    }

    proptest! {
        #[test]
        fn a_later_time_is_no_earlier_instant(
            zone in proptest::sample::select(TZ_VARIANTS.as_slice()),
            minutes in 0_i64..105_000_000,
            later in 0_i64..2_000,
        ) {
            let first = NaiveDate::from_ymd_opt(1900, 1, 2).unwrap().and_hms_opt(0, 0, 0).unwrap();
            let local = first + TimeDelta::minutes(minutes);
            let at = instant_of(local, zone).unwrap();
            prop_assert!(at.with_timezone(&zone).naive_local() >= local);
            let before = (at - TimeDelta::seconds(1)).with_timezone(&zone).naive_local();
            prop_assert!(before < local);
            prop_assert!(instant_of(local + TimeDelta::minutes(later), zone).unwrap() >= at);
        }
    }
}
