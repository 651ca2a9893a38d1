#![expect(clippy::unwrap_used, reason = "tests")]
use proptest::prelude::*;

use super::*;
use crate::year::YEARS;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn with_friday() -> Calendar {
    Calendar::new(
        COPENHAGEN,
        Closed::default().with(CustomaryDay::FridayAfterAscension),
    )
}

/// Compares how many working days a month has, and the days of the month of its first, fifth, second last and last.
#[track_caller]
fn check(calendar: &Calendar, month: &str, n_days: usize, expected: [u32; 4]) {
    let first = day(&format!("{month}-01"));
    let (year, named) = (
        first.year(),
        Month::try_from(u8::try_from(first.month()).unwrap()).unwrap(),
    );
    assert_eq!(
        calendar.working_days(year, named).unwrap().len(),
        n_days,
        "{month}"
    );
    let found = ["1st", "5th", "2nd-last", "last"].map(|nth| {
        let nth = nth.parse().unwrap();
        calendar
            .nth_working_day(year, named, nth)
            .unwrap()
            .unwrap()
            .day()
    });
    assert_eq!(found, expected, "{month}");
}

#[test]
fn tables_checked_by_hand() {
    let usual = Calendar::default();
    // Great prayer day on 5 May, Ascension Day on 18 May, Whit Monday on 29 May.
    check(&usual, "2023-05", 20, [1, 8, 30, 31]);
    // Easter from 28 March to 1 April.
    check(&usual, "2024-03", 19, [1, 7, 26, 27]);
    check(&usual, "2024-04", 21, [2, 8, 29, 30]);
    // A leap day that is a Thursday.
    check(&usual, "2024-02", 21, [1, 7, 28, 29]);
    // Easter from 17 to 21 April.
    check(&usual, "2025-04", 19, [1, 7, 29, 30]);
    // Constitution Day on a Thursday, Whit Monday on 9 June.
    check(&usual, "2025-06", 19, [2, 10, 27, 30]);
    check(&usual, "2026-01", 21, [2, 8, 29, 30]);
    // Easter from 2 to 6 April.
    check(&usual, "2026-04", 19, [1, 10, 29, 30]);
    // Ascension Day on 14 May, Whit Monday on 25 May.
    check(&usual, "2026-05", 19, [1, 7, 28, 29]);
    check(&with_friday(), "2026-05", 18, [1, 7, 28, 29]);
    // Constitution Day on a Friday.
    check(&usual, "2026-06", 21, [1, 8, 29, 30]);
    // 24, 25 and 31 December are weekdays.
    check(&usual, "2026-12", 20, [1, 7, 29, 30]);
    // Easter from 25 to 29 March.
    check(&usual, "2027-03", 20, [1, 5, 30, 31]);
    // Christmas Eve and New Year's Eve on Fridays, both days of Christmas in the weekend.
    check(&usual, "2027-12", 21, [1, 7, 29, 30]);
}

#[test]
fn with_nothing_else_closed_the_eves_are_working_days() {
    let open = Calendar::new(COPENHAGEN, Closed::nothing());
    check(&open, "2026-06", 22, [1, 5, 29, 30]);
    check(&open, "2026-12", 22, [1, 7, 30, 31]);
}

#[test]
fn own_days_are_closed() {
    let closed = Closed::default()
        .with_own_days([day("2026-12-28"), day("2026-12-29"), day("2026-12-30")])
        .unwrap();
    let calendar = Calendar::new(COPENHAGEN, closed);
    check(&calendar, "2026-12", 17, [1, 7, 22, 23]);
    assert_eq!(
        calendar.next_working_day(day("2026-12-23")),
        Ok(day("2027-01-04"))
    );
    assert_eq!(
        calendar.closed_because(day("2026-12-28")),
        Ok(Some(ClosedBecause::OwnDay))
    );
}

#[test]
fn a_month_that_is_closed_has_no_working_day() {
    let july = day("2026-07-01");
    let closed = Closed::default()
        .with_own_days(july.iter_days().take(31))
        .unwrap();
    let calendar = Calendar::new(COPENHAGEN, closed);
    for nth in [Nth::LAST, Nth::from_start(1).unwrap()] {
        assert_eq!(calendar.nth_working_day(2026, Month::July, nth), Ok(None));
        assert_eq!(calendar.nearest_to_nth(2026, Month::July, nth), Ok(None));
    }
    assert_eq!(calendar.working_day_or_next(july), Ok(day("2026-08-03")));
}

#[test]
fn the_nearest_stands_for_a_day_that_the_month_has_not() {
    let calendar = Calendar::default();
    let nearest = |nth| calendar.nearest_to_nth(2026, Month::April, nth).unwrap();
    assert_eq!(
        nearest(Nth::from_start(23).unwrap()),
        Some(day("2026-04-30"))
    );
    assert_eq!(nearest(Nth::from_end(23).unwrap()), Some(day("2026-04-01")));
    assert_eq!(
        nearest(Nth::from_start(19).unwrap()),
        Some(day("2026-04-30"))
    );
    assert_eq!(
        nearest(Nth::from_start(18).unwrap()),
        Some(day("2026-04-29"))
    );
}

#[test]
fn a_month_has_between_17_and_23_working_days() {
    let mut closed = Closed::nothing();
    for customary in CustomaryDay::ALL {
        closed = closed.with(customary);
    }
    let calendar = Calendar::new(COPENHAGEN, closed);
    let n_days = YEARS.flat_map(|year| (1..=12).map(move |month| (year, month)));
    let n_days = n_days.map(|(year, month)| {
        let month = Month::try_from(month).unwrap();
        calendar.working_days(year, month).unwrap().len()
    });
    let (least, most) = n_days.fold((31, 0), |(least, most), n| (n.min(least), n.max(most)));
    assert_eq!((least, most), (17, 23));
}

#[test]
fn searches_end_where_the_years_end() {
    let calendar = Calendar::default();
    // New Year's Eve of 2200 is closed, and what comes after is not told.
    assert_eq!(
        calendar.next_working_day(day("2200-12-30")),
        Err(YearError { year: 2201 })
    );
    assert_eq!(
        calendar.previous_working_day(day("1900-01-02")),
        Err(YearError { year: 1899 })
    );
    for date in [NaiveDate::MIN, NaiveDate::MAX, day("2201-01-01")] {
        assert!(calendar.is_working_day(date).is_err());
        assert!(calendar.next_working_day(date).is_err());
        assert!(calendar.previous_working_day(date).is_err());
    }
    assert!(calendar.working_days(i32::MAX, Month::May).is_err());
}

proptest! {
    #[test]
    fn between_a_day_and_the_next_working_day_all_is_closed(days in 0_i64..109_000) {
        let calendar = with_friday();
        let date = year::days_later(day("1900-01-10"), days).unwrap();
        let next = calendar.next_working_day(date).unwrap();
        let previous = calendar.previous_working_day(date).unwrap();
        prop_assert!(previous < date && date < next);
        for between in previous.iter_days().take_while(|day| *day <= next) {
            let is_open = calendar.is_working_day(between).unwrap();
            prop_assert!(between == date || is_open == (between == previous || between == next));
        }
        let or_next = calendar.working_day_or_next(date).unwrap();
        let or_previous = calendar.working_day_or_previous(date).unwrap();
        if calendar.is_working_day(date).unwrap() {
            prop_assert_eq!((or_previous, or_next), (date, date));
        } else {
            prop_assert_eq!((or_previous, or_next), (previous, next));
        }
    }
}
