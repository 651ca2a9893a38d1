#![expect(clippy::unwrap_used, reason = "tests")]
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// Texts of rules as they are printed, of every kind.
pub(crate) fn rule_texts() -> impl Strategy<Value = String> {
    let on_closed = || select(vec!["", "-or-next-working-day", "-or-previous-working-day"]);
    let nth = (1..=23_u8, any::<bool>()).prop_map(|(number, from_end)| {
        let nth = if from_end {
            Nth::from_end(number)
        } else {
            Nth::from_start(number)
        };
        format!("monthly:{}-working-day", nth.unwrap())
    });
    let day =
        (1..=31_u8, on_closed()).prop_map(|(day, closed)| format!("monthly:day-{day}{closed}"));
    let dates = proptest::collection::btree_set((1..=12_u8, 1..=29_u8), 1..=MAX_DATES);
    let yearly = (dates, on_closed()).prop_map(|(dates, closed)| {
        let dates: Vec<String> = dates
            .iter()
            .map(|(month, day)| format!("{day:02}-{month:02}"))
            .collect();
        format!("yearly:{}{closed}", dates.join(","))
    });
    (prop_oneof![nth, day, yearly], 0..24_u8, 0..60_u8)
        .prop_map(|(days, hour, minute)| format!("{days}@{hour:02}:{minute:02}"))
}

#[track_caller]
fn check_error(text: &str, expected: &str) {
    assert_eq!(
        text.parse::<Rule>().unwrap_err().to_string(),
        expected,
        "{text}"
    );
}

/// Compares the days of one month, written with spaces between.
#[track_caller]
fn check_days(text: &str, year: i32, month: Month, expected: &str) {
    let rule: Rule = format!("{text}@06:00").parse().unwrap();
    let days = rule.days_of(year, month, &Calendar::default()).unwrap();
    let days: Vec<String> = days.iter().map(NaiveDate::to_string).collect();
    assert_eq!(days.join(" "), expected, "{text}");
}

#[test]
fn days_of_a_month() {
    check_days("monthly:5th-working-day", 2026, Month::June, "2026-06-08");
    check_days(
        "monthly:2nd-last-working-day",
        2026,
        Month::December,
        "2026-12-29",
    );
    // 10 October 2026 is a Saturday.
    check_days("monthly:day-10", 2026, Month::October, "2026-10-10");
    check_days(
        "monthly:day-10-or-next-working-day",
        2026,
        Month::October,
        "2026-10-12",
    );
    check_days(
        "monthly:day-10-or-previous-working-day",
        2026,
        Month::October,
        "2026-10-09",
    );
    // 1 January 2027 is a Friday, New Year's Eve before it is closed.
    check_days(
        "monthly:day-1-or-previous-working-day",
        2027,
        Month::January,
        "2026-12-30",
    );
    check_days(
        "monthly:day-31-or-next-working-day",
        2026,
        Month::December,
        "2027-01-04",
    );
}

#[test]
fn a_day_that_a_month_has_not_is_its_last() {
    check_days("monthly:day-31", 2026, Month::April, "2026-04-30");
    check_days("monthly:day-30", 2026, Month::February, "2026-02-28");
    check_days("monthly:day-30", 2028, Month::February, "2028-02-29");
    check_days("yearly:29-02", 2027, Month::February, "2027-02-28");
    check_days("yearly:29-02", 2028, Month::February, "2028-02-29");
    check_days("monthly:23rd-working-day", 2026, Month::April, "2026-04-30");
}

#[test]
fn days_of_other_months_are_not_of_this_one() {
    check_days("yearly:31-03,30-06", 2026, Month::May, "");
    check_days(
        "yearly:01-06,30-06",
        2026,
        Month::June,
        "2026-06-01 2026-06-30",
    );
}

#[test]
fn a_search_that_leaves_the_years_gives_no_day() {
    check_days(
        "monthly:day-31-or-next-working-day",
        2200,
        Month::December,
        "",
    );
    check_days(
        "monthly:day-1-or-previous-working-day",
        1900,
        Month::January,
        "",
    );
}

#[test]
fn errors_say_what_was_expected() {
    let how_often = "expected `monthly:` or `yearly:` at the beginning, found";
    check_error("", &format!("{how_often} ``"));
    check_error(
        "weekly:monday@06:00",
        &format!("{how_often} `weekly:monday@06:00`"),
    );
    check_error(
        "Monthly:day-1@06:00",
        &format!("{how_often} `Monthly:day-1@06:00`"),
    );
    check_error(
        " monthly:day-1@06:00",
        &format!("{how_often} ` monthly:day-1@06:00`"),
    );
    let no_time = "expected `@` and a time such as `06:00` after the days, found";
    check_error("monthly:day-1", &format!("{no_time} `day-1`"));
    check_error("yearly:", &format!("{no_time} ``"));
    let time = "expected a time from `00:00` to `23:59` after `@`, found";
    for wrong in [
        "",
        "6:00",
        "24:00",
        "06.00",
        "06:60",
        "+6:00",
        "06:00:00",
        "06:00 ",
        "06:00@07:00",
    ] {
        check_error(
            &format!("monthly:day-1@{wrong}"),
            &format!("{time} `{wrong}`"),
        );
    }
    let date = "expected a day and a month such as `31-03`, found";
    check_error("yearly:@06:00", &format!("{date} ``"));
    check_error("yearly:31-03,@06:00", &format!("{date} ``"));
    for wrong in [
        "32-01",
        "00-01",
        "01-13",
        "01-00",
        "1-03",
        "31-3",
        "31-03-2026",
        "31/03",
        " 31-03",
        "31-03-or-next",
    ] {
        check_error(
            &format!("yearly:{wrong}@06:00"),
            &format!("{date} `{wrong}`"),
        );
    }
    check_error(
        "yearly:31-03-or-next-working-day,30-06@06:00",
        &format!("{date} `31-03-or-next-working-day`"),
    );
}

#[test]
fn what_is_no_day_of_a_month_is_refused() {
    for wrong in [
        "",
        "day-",
        "day-0",
        "day-32",
        "day-01",
        "day-+1",
        "day-1 ",
        "day-1-or-next",
        "day-1-or-next-working-day-or-previous-working-day",
        "5-working-day",
        "24th-working-day",
        "1st-last-working-day",
        "working-day",
        "-working-day",
        "5th-working-day-or-next-working-day",
        "31-03",
    ] {
        let found = format!("monthly:{wrong}@06:00").parse::<Rule>();
        assert!(matches!(found, Err(RuleError::MonthDay { .. })), "{wrong}");
    }
}

#[test]
fn the_order_in_which_dates_are_written_makes_no_difference() {
    let [one, other] = [
        "yearly:30-09,31-03,30-06@06:00",
        "yearly:31-03,30-06,30-09@06:00",
    ]
    .map(|text| text.parse::<Rule>().unwrap());
    assert_eq!(one, other);
    assert_eq!(one.to_string(), "yearly:31-03,30-06,30-09@06:00");
}

#[test]
fn dates_are_bounded_and_stand_once() {
    let repeated = "expected every date once, found `30-04` again";
    check_error("yearly:30-04,30-04@06:00", repeated);
    check_error("yearly:30-04,31-04@06:00", repeated);
    check_error(
        "yearly:30-02,29-02@06:00",
        "expected every date once, found `29-02` again",
    );
    let dates = |n: u8| {
        (1..=n)
            .map(|day| format!("{day:02}-01"))
            .collect::<Vec<_>>()
            .join(",")
    };
    assert!(
        format!("yearly:{}-or-previous-working-day@06:00", dates(24))
            .parse::<Rule>()
            .is_ok()
    );
    check_error(
        &format!("yearly:{}@06:00", dates(25)),
        "expected at most 24 dates, found 25",
    );
    check_error(
        &"monthly:".repeat(1000),
        "expected a rule of at most 256 bytes, found 8000",
    );
}

proptest! {
    #[test]
    fn what_prints_parses(text in rule_texts()) {
        let rule: Rule = text.parse().unwrap();
        prop_assert_eq!(rule.to_string(), text);
    }

    #[test]
    fn any_text_is_read_or_refused_and_little_of_it_shown(text in ".{0,300}") {
        match text.parse::<Rule>() {
            Ok(rule) => prop_assert_eq!(rule.to_string().parse(), Ok(rule)),
            Err(error) => prop_assert!(error.to_string().chars().count() < 300),
        }
    }

    #[test]
    fn a_rule_with_something_else_in_it_is_read_or_refused(
        text in rule_texts(), at in any::<proptest::sample::Index>(), other in any::<char>(),
    ) {
        let mut characters: Vec<char> = text.chars().collect();
        *at.get_mut(&mut characters) = other;
        if let Ok(rule) = String::from_iter(characters).parse::<Rule>() {
            prop_assert_eq!(rule.to_string().parse(), Ok(rule));
        }
    }

    #[test]
    fn a_yearly_date_that_never_exists_prints_as_one_that_does(day in 1..=31_u8, month in 1..=12_u8) {
        let rule: Rule = format!("yearly:{day:02}-{month:02}@06:00").parse().unwrap();
        let printed = rule.to_string();
        let in_leap_year = format!("2028-{}", printed.get(7..12).unwrap());
        let exists = NaiveDate::parse_from_str(&in_leap_year, "%Y-%d-%m").is_ok();
        prop_assert!(exists, "{}", printed);
        prop_assert_eq!(printed.parse::<Rule>().unwrap().to_string(), printed);
    }
}
