//! What holds for every rule in every calendar.
#![expect(clippy::unwrap_used, reason = "tests")]
use chrono_tz::{TZ_VARIANTS, Tz};
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::calendar::COPENHAGEN;
use crate::closed::{Closed, CustomaryDay};
use crate::rule::tests::rule_texts;

/// Whether a day is one of a rule's, told from the day alone and not from the months.
fn occurs_on(rule: &str, date: NaiveDate, calendar: &Calendar) -> bool {
    let days = rule.split_once('@').unwrap().0;
    let is_open = |date| calendar.is_working_day(date).unwrap();
    let is_last = |date: NaiveDate| date.succ_opt().unwrap().day() == 1;
    if let Some(nth) = days
        .strip_suffix("-working-day")
        .and_then(|rest| rest.strip_prefix("monthly:"))
        && !nth.starts_with("day-")
    {
        let from_end = nth.ends_with("last");
        let number: usize = nth
            .trim_end_matches(|c: char| !c.is_ascii_digit())
            .parse()
            .unwrap_or(1);
        let month: Vec<NaiveDate> = (1..=31)
            .filter_map(|day| date.with_day(day))
            .filter(|date| is_open(*date))
            .collect();
        let up_to = month
            .iter()
            .filter(|other| {
                if from_end {
                    **other >= date
                } else {
                    **other <= date
                }
            })
            .count();
        return is_open(date) && (up_to == number || up_to == month.len() && number > up_to);
    }
    let (kind, rest) = days.split_once(':').unwrap();
    let asked = rest.split("-or-").next().unwrap();
    let is_asked = |date: NaiveDate| match kind {
        "monthly" => {
            let day: u32 = asked.strip_prefix("day-").unwrap().parse().unwrap();
            date.day() == day || is_last(date) && day > date.day()
        }
        _ => {
            let leap =
                date.day() == 28 && date.month() == 2 && is_last(date) && asked.contains("29-02");
            asked.contains(&date.format("%d-%m").to_string()) || leap
        }
    };
    if days.ends_with("-or-next-working-day") {
        let previous = calendar.previous_working_day(date).unwrap();
        is_open(date)
            && previous
                .iter_days()
                .skip(1)
                .take_while(|other| *other <= date)
                .any(is_asked)
    } else if days.ends_with("-or-previous-working-day") {
        let next = calendar.next_working_day(date).unwrap();
        is_open(date)
            && date
                .iter_days()
                .take_while(|other| *other < next)
                .any(is_asked)
    } else {
        is_asked(date)
    }
}

fn instants() -> impl Strategy<Value = DateTime<Utc>> {
    // From 1900 to 2199.
    (-2_208_000_000_i64..7_258_000_000)
        .prop_map(|second| DateTime::from_timestamp(second, 0).unwrap())
}

fn calendars() -> impl Strategy<Value = Calendar> {
    let zone = prop_oneof![Just(COPENHAGEN), select(TZ_VARIANTS.as_slice())];
    (zone, any::<bool>()).prop_map(|(zone, bridged)| {
        let closed = Closed::default();
        let closed = if bridged {
            closed.with(CustomaryDay::FridayAfterAscension)
        } else {
            closed
        };
        Calendar::new(zone, closed)
    })
}

proptest! {
    #[test]
    fn every_day_is_asked_alone(text in rule_texts(), year in 1901..2199_i32, bridged in any::<bool>()) {
        let closed = if bridged { Closed::default() } else { Closed::nothing() };
        let calendar = Calendar::new(Tz::UTC, closed);
        let rule: Rule = text.parse().unwrap();
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let expected: Vec<NaiveDate> = first
            .iter_days()
            .take_while(|date| date.year() == year)
            .filter(|date| occurs_on(&text, *date, &calendar))
            .collect();
        let after = first.and_time(rule.time()).and_utc() - TimeDelta::seconds(1);
        let until = after + TimeDelta::days(if first.leap_year() { 366 } else { 365 });
        let found: Vec<NaiveDate> = rule
            .occurrences_between(after, until, &calendar)
            .map(|found| found.nominal.date())
            .collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn occurrences_strictly_increase(text in rule_texts(), calendar in calendars(), after in instants()) {
        let rule: Rule = text.parse().unwrap();
        let until = after + TimeDelta::days(1500);
        let found: Vec<Occurrence> = rule.occurrences_between(after, until, &calendar).collect();
        prop_assert!(!found.is_empty());
        prop_assert!(found.iter().all(|one| after < one.at && one.at <= until));
        prop_assert!(found.is_sorted_by(|one, next| one.at < next.at && one.nominal < next.nominal));
        prop_assert_eq!(rule.next_after(after, &calendar), found.first().copied());
        let again = calendar.instant_of(found.last().unwrap().nominal.as_naive());
        prop_assert_eq!(again, Some(found.last().unwrap().at));
    }

    #[test]
    fn two_stretches_have_the_occurrences_of_both(
        text in rule_texts(), calendar in calendars(), after in instants(),
        days in (0..800_i64, 0..800_i64), second in 0..86_400_i64,
    ) {
        let rule: Rule = text.parse().unwrap();
        let between = after + TimeDelta::days(days.0) + TimeDelta::seconds(second);
        let until = between + TimeDelta::days(days.1);
        let before = rule.occurrences_between(after, between, &calendar);
        let parts = before.chain(rule.occurrences_between(between, until, &calendar));
        prop_assert!(parts.eq(rule.occurrences_between(after, until, &calendar)));
    }

    #[test]
    fn the_months_of_a_monthly_rule_follow_on_each_other_and_lie_near_their_days(
        text in rule_texts(), after in instants(),
    ) {
        let (rule, calendar): (Rule, _) = (text.parse().unwrap(), Calendar::default());
        let until = after + TimeDelta::days(1500);
        let found: Vec<Occurrence> = rule.occurrences_between(after, until, &calendar).collect();
        let number = |date: NaiveDate| date.year() * 12 + i32::try_from(date.month0()).unwrap();
        for one in &found {
            prop_assert_eq!(one.month.day(), 1);
            prop_assert_eq!(rule.occurrence_of(one.nominal, &calendar), Some(*one));
            prop_assert!((number(one.month) - number(one.nominal.date())).abs() <= 1);
        }
        for (one, next) in found.iter().zip(found.iter().skip(1)) {
            let step = number(next.month) - number(one.month);
            prop_assert!(step == 1 || !text.starts_with("monthly:") && step >= 0, "{step}");
        }
    }

    #[test]
    fn stepping_from_one_to_the_next_leaves_none_out(
        text in rule_texts(), calendar in calendars(), after in instants(),
    ) {
        let rule: Rule = text.parse().unwrap();
        let mut at = after;
        for expected in rule.occurrences_between(after, DateTime::<Utc>::MAX_UTC, &calendar).take(30) {
            let next = rule.next_after(at, &calendar);
            prop_assert_eq!(next, Some(expected));
            at = expected.at;
        }
    }
}
