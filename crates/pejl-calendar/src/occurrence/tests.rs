#![expect(clippy::unwrap_used, reason = "tests")]
use chrono_tz::Tz;

use super::*;
use crate::calendar::COPENHAGEN;
use crate::closed::{Closed, MAX_OWN_DAYS};

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn found(rule: &str, after: &str, until: &str, calendar: &Calendar) -> Vec<Occurrence> {
    let rule: Rule = rule.parse().unwrap();
    rule.occurrences_between(instant(after), instant(until), calendar)
        .collect()
}

/// Compares the nominal times of a year in Copenhagen.
#[track_caller]
fn check(rule: &str, year: i32, expected: &[&str]) {
    let (after, until) = (
        format!("{}-12-31T23:00:00Z", year - 1),
        format!("{year}-12-31T22:59:59Z"),
    );
    let nominal: Vec<String> = found(rule, &after, &until, &Calendar::default())
        .iter()
        .map(|occurrence| occurrence.nominal.to_string())
        .collect();
    assert_eq!(nominal, expected, "{rule}");
}

#[test]
fn a_year_checked_by_hand() {
    check(
        "monthly:5th-working-day@06:00",
        2026,
        &[
            "2026-01-08T06:00",
            "2026-02-06T06:00",
            "2026-03-06T06:00",
            "2026-04-10T06:00",
            "2026-05-07T06:00",
            "2026-06-08T06:00",
            "2026-07-07T06:00",
            "2026-08-07T06:00",
            "2026-09-07T06:00",
            "2026-10-07T06:00",
            "2026-11-06T06:00",
            "2026-12-07T06:00",
        ],
    );
    check(
        "yearly:31-03,30-06,30-09@06:00",
        2026,
        &["2026-03-31T06:00", "2026-06-30T06:00", "2026-09-30T06:00"],
    );
    // A Saturday, a Wednesday and Christmas Eve of 2027.
    check(
        "yearly:27-02,30-06,24-12-or-next-working-day@06:00",
        2027,
        &["2027-03-01T06:00", "2027-06-30T06:00", "2027-12-27T06:00"],
    );
}

#[test]
fn days_that_fall_together_are_one() {
    // 30 and 31 May 2026 are a weekend.
    check(
        "yearly:29-05,30-05,31-05,01-06-or-next-working-day@06:00",
        2026,
        &["2026-05-29T06:00", "2026-06-01T06:00"],
    );
    check("yearly:28-02,29-02@06:00", 2027, &["2027-02-28T06:00"]);
    check(
        "yearly:28-02,29-02@06:00",
        2028,
        &["2028-02-28T06:00", "2028-02-29T06:00"],
    );
}

#[test]
fn an_occurrence_moved_from_the_month_before_is_found() {
    // 31 October 2026 is a Saturday; what asks from 1 November on must look back.
    let next = found(
        "monthly:day-31-or-next-working-day@06:00",
        "2026-11-01T12:00:00Z",
        "2026-11-29T00:00:00Z",
        &Calendar::default(),
    );
    let nominal: Vec<String> = next.iter().map(|next| next.nominal.to_string()).collect();
    assert_eq!(nominal, ["2026-11-02T06:00"]);
}

/// Compares the months that the days of a year in Copenhagen are of.
#[track_caller]
fn check_months(rule: &str, year: i32, expected: &[&str]) {
    let (after, until) = (
        format!("{}-12-31T23:00:00Z", year - 1),
        format!("{year}-12-31T22:59:59Z"),
    );
    let months: Vec<String> = found(rule, &after, &until, &Calendar::default())
        .iter()
        .map(|one| one.month.format("%Y-%m").to_string())
        .collect();
    assert_eq!(months, expected, "{rule}");
}

#[test]
fn a_day_that_is_moved_stays_one_of_its_month() {
    // 31 January and 28 February 2026 are Saturdays, and 31 May and 31 October are of weekends too; 31 December is closed.
    let last = "monthly:day-31-or-next-working-day@06:00";
    let all = [
        "2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07",
        "2026-08", "2026-09", "2026-10", "2026-11",
    ];
    check_months(last, 2026, &all);
    let quarters = "yearly:31-03,30-06,30-09-or-next-working-day@06:00";
    check_months(quarters, 2024, &["2024-03", "2024-06", "2024-09"]);
    check_months(quarters, 2025, &["2025-03", "2025-06", "2025-09"]);
    // 1 February and 1 March 2026 are Sundays, and so is 1 November; 1 January and 1 August are closed as well.
    let first = "monthly:day-1-or-previous-working-day@06:00";
    let all = [
        "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09",
        "2026-10", "2026-11", "2026-12", "2027-01",
    ];
    check_months(first, 2026, &all);
    // Days that fall together are of the earliest of their months.
    let merged = "yearly:30-05,31-05,01-06-or-next-working-day@06:00";
    check_months(merged, 2026, &["2026-05"]);
}

#[test]
fn an_occurrence_moved_over_a_whole_closed_month_is_found() {
    let november: NaiveDate = "2026-11-01".parse().unwrap();
    let closed = Closed::default()
        .with_own_days(november.iter_days().take(30))
        .unwrap();
    let next = found(
        "yearly:31-10-or-next-working-day@06:00",
        "2026-11-20T12:00:00Z",
        "2026-12-31T00:00:00Z",
        &Calendar::new(COPENHAGEN, closed),
    );
    let nominal: Vec<String> = next.iter().map(|next| next.nominal.to_string()).collect();
    assert_eq!(nominal, ["2026-12-01T06:00"]);
}

#[test]
fn a_time_that_the_clock_jumps_over_keeps_its_name() {
    let day = "monthly:day-28@02:30";
    let gap = found(
        day,
        "2027-03-28T00:59:59Z",
        "2027-03-28T01:00:00Z",
        &Calendar::default(),
    );
    let expected = Occurrence {
        nominal: "2027-03-28T02:30".parse().unwrap(),
        at: instant("2027-03-28T01:00:00Z"),
        month: "2027-03-01".parse().unwrap(),
    };
    assert_eq!(gap, [expected]);
}

#[test]
fn a_time_that_the_clock_shows_twice_is_one() {
    let both = found(
        "monthly:day-31@02:30",
        "2027-10-30T12:00:00Z",
        "2027-10-31T12:00:00Z",
        &Calendar::default(),
    );
    let expected = Occurrence {
        nominal: "2027-10-31T02:30".parse().unwrap(),
        at: instant("2027-10-31T00:30:00Z"),
        month: "2027-10-01".parse().unwrap(),
    };
    assert_eq!(both, [expected]);
    // Between the two there is nothing to come before the next month.
    let rule: Rule = "monthly:day-31@02:30".parse().unwrap();
    let next = rule.next_after(instant("2027-10-31T00:45:00Z"), &Calendar::default());
    assert_eq!(next.unwrap().nominal.to_string(), "2027-11-30T02:30");
}

#[test]
fn a_day_that_a_zone_leaves_out_does_not_run_twice() {
    let samoa = Calendar::new(Tz::Pacific__Apia, Closed::nothing());
    let nights = found(
        "yearly:29-12,30-12,31-12@00:00",
        "2011-12-01T00:00:00Z",
        "2012-01-31T00:00:00Z",
        &samoa,
    );
    let nominal: Vec<String> = nights
        .iter()
        .map(|night| night.nominal.to_string())
        .collect();
    assert_eq!(nominal, ["2011-12-29T00:00", "2011-12-30T00:00"]);
}

#[test]
fn after_is_left_out_and_until_is_in() {
    let rule = "monthly:day-10@06:00";
    let usual = Calendar::default();
    assert_eq!(
        found(rule, "2026-01-10T04:59:59Z", "2026-01-10T05:00:00Z", &usual).len(),
        1
    );
    assert_eq!(
        found(rule, "2026-01-10T05:00:00Z", "2026-02-10T04:59:59Z", &usual).len(),
        0
    );
    assert_eq!(
        found(rule, "2027-01-01T00:00:00Z", "2026-01-01T00:00:00Z", &usual).len(),
        0
    );
}

#[test]
fn the_ends_of_time_are_no_trouble() {
    let rule: Rule = "monthly:day-1-or-next-working-day@06:00".parse().unwrap();
    let (first, last) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
    for zone in [COPENHAGEN, Tz::Etc__GMTPlus12, Tz::Pacific__Kiritimati] {
        let calendar = Calendar::new(zone, Closed::default());
        assert_eq!(
            rule.occurrences_between(first, last, &calendar).count(),
            301 * 12
        );
        assert_eq!(rule.next_after(last, &calendar), None);
        assert_eq!(
            rule.next_after(first, &calendar)
                .unwrap()
                .nominal
                .to_string(),
            "1900-01-02T06:00"
        );
    }
    // The last evening of the years is already the next year in UTC.
    let evening: Rule = "monthly:day-31@23:00".parse().unwrap();
    let west = Calendar::new(Tz::Etc__GMTPlus12, Closed::default());
    let next = evening.next_after(instant("2201-01-01T08:00:00Z"), &west);
    assert_eq!(next.unwrap().nominal.to_string(), "2200-12-31T23:00");
}

#[test]
fn a_calendar_with_all_own_days_in_a_row_ends_its_search() {
    let first: NaiveDate = "2026-01-01".parse().unwrap();
    let closed = Closed::default()
        .with_own_days(first.iter_days().take(MAX_OWN_DAYS))
        .unwrap();
    let calendar = Calendar::new(COPENHAGEN, closed);
    // 1000 days from 1 January 2026 end on 26 September 2028, a Tuesday.
    for (rule, expected) in [
        ("monthly:1st-working-day@06:00", "2028-09-27T06:00"),
        (
            "monthly:day-1-or-next-working-day@06:00",
            "2028-09-27T06:00",
        ),
        (
            "monthly:day-1-or-previous-working-day@06:00",
            "2028-09-29T06:00",
        ),
    ] {
        let next = rule
            .parse::<Rule>()
            .unwrap()
            .next_after(instant("2026-01-10T00:00:00Z"), &calendar);
        assert_eq!(next.unwrap().nominal.to_string(), expected, "{rule}");
    }
}
