#![expect(clippy::unwrap_used, reason = "tests")]
use chrono::Weekday;

use super::*;
use crate::year::YEARS;

/// Compares a whole year, written as `day.month` in the order of [`Holiday::ALL`], with `-` for no holiday.
#[track_caller]
fn check(year: i32, expected: &str) {
    let found: Vec<String> = Holiday::ALL
        .into_iter()
        .map(|holiday| match holiday.date_in(year).unwrap() {
            Some(date) => format!("{}.{}", date.day(), date.month()),
            None => "-".to_owned(),
        })
        .collect();
    assert_eq!(found.join(" "), expected, "{year}");
}

#[test]
fn tables_checked_by_hand() {
    check(
        2018,
        "1.1 29.3 30.3 1.4 2.4 27.4 10.5 20.5 21.5 25.12 26.12",
    );
    check(
        2019,
        "1.1 18.4 19.4 21.4 22.4 17.5 30.5 9.6 10.6 25.12 26.12",
    );
    check(2020, "1.1 9.4 10.4 12.4 13.4 8.5 21.5 31.5 1.6 25.12 26.12");
    check(2023, "1.1 6.4 7.4 9.4 10.4 5.5 18.5 28.5 29.5 25.12 26.12");
    check(2024, "1.1 28.3 29.3 31.3 1.4 - 9.5 19.5 20.5 25.12 26.12");
    check(2025, "1.1 17.4 18.4 20.4 21.4 - 29.5 8.6 9.6 25.12 26.12");
    check(2026, "1.1 2.4 3.4 5.4 6.4 - 14.5 24.5 25.5 25.12 26.12");
    check(2027, "1.1 25.3 26.3 28.3 29.3 - 6.5 16.5 17.5 25.12 26.12");
}

#[test]
fn every_year_has_its_holidays_in_order_on_their_weekdays() {
    for year in YEARS {
        let days = holidays(year).unwrap();
        assert_eq!(days.len(), if year <= 2023 { 11 } else { 10 }, "{year}");
        assert!(days.is_sorted_by(|a, b| a.0 < b.0), "{year}");
        for (date, holiday) in days {
            assert_eq!(date.year(), year);
            assert_eq!(holiday_on(date), Ok(Some(holiday)));
            let weekday = match holiday {
                Holiday::MaundyThursday | Holiday::AscensionDay => Weekday::Thu,
                Holiday::GoodFriday | Holiday::GreatPrayerDay => Weekday::Fri,
                Holiday::EasterSunday | Holiday::WhitSunday => Weekday::Sun,
                Holiday::EasterMonday | Holiday::WhitMonday => Weekday::Mon,
                Holiday::NewYearsDay | Holiday::ChristmasDay | Holiday::SecondDayOfChristmas => {
                    continue;
                }
            };
            assert_eq!(date.weekday(), weekday, "{year} {holiday:?}");
        }
    }
}

#[test]
fn names_are_told_apart() {
    for holiday in Holiday::ALL {
        for other in Holiday::ALL {
            assert_eq!(holiday == other, holiday.danish() == other.danish());
            assert_eq!(holiday == other, holiday.english() == other.english());
        }
    }
}

#[test]
fn a_year_outside_is_refused() {
    assert_eq!(holidays(1899), Err(YearError { year: 1899 }));
    assert_eq!(
        holiday_on(NaiveDate::MAX),
        Err(YearError {
            year: NaiveDate::MAX.year()
        })
    );
}
