#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]
use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::rule::tests::rule_texts;

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// What is due in Copenhagen, as the nominal times to run and to skip: `2026-06-10T06:00 skips 2026-05-10T06:00`.
fn told(rule: &str, begun: &str, last_done: Option<&str>, now: &str) -> String {
    let history = History {
        begun: instant(begun),
        last_done: last_done.map(|done| done.parse().unwrap()),
    };
    match due(
        &rule.parse().unwrap(),
        &Calendar::default(),
        history,
        instant(now),
    ) {
        Due::Nothing => "nothing".to_owned(),
        Due::Run {
            occurrence,
            skipped,
        } => {
            let mut told = occurrence.nominal.to_string();
            for missed in skipped.newest {
                told.push_str(&format!(" skips {}", missed.nominal));
            }
            told
        }
    }
}

const TENTH: &str = "monthly:day-10@06:00";

#[test]
fn nothing_is_due_before_its_time() {
    let begun = "2026-01-01T00:00:00Z";
    assert_eq!(told(TENTH, begun, None, "2026-01-10T04:59:59Z"), "nothing");
    assert_eq!(
        told(TENTH, begun, None, "2026-01-10T05:00:00Z"),
        "2026-01-10T06:00"
    );
}

#[test]
fn nothing_is_due_from_before_the_schedule_began() {
    let now = "2026-02-09T00:00:00Z";
    assert_eq!(told(TENTH, "2026-01-10T05:00:01Z", None, now), "nothing");
    // At the very instant it is.
    assert_eq!(
        told(TENTH, "2026-01-10T05:00:00Z", None, now),
        "2026-01-10T06:00"
    );
    // Also where something was done long before, by the rule as it was.
    assert_eq!(
        told(TENTH, "2026-01-10T05:00:01Z", Some("2025-01-01T00:00"), now),
        "nothing"
    );
}

#[test]
fn what_was_missed_is_made_up_for_once() {
    let begun = "2026-01-01T00:00:00Z";
    let now = "2026-04-20T00:00:00Z";
    assert_eq!(
        told(TENTH, begun, None, now),
        "2026-04-10T06:00 skips 2026-01-10T06:00 skips 2026-02-10T06:00 skips 2026-03-10T06:00"
    );
    assert_eq!(
        told(TENTH, begun, Some("2026-03-10T06:00"), now),
        "2026-04-10T06:00"
    );
    assert_eq!(told(TENTH, begun, Some("2026-04-10T06:00"), now), "nothing");
}

#[test]
fn a_clock_that_jumps_back_runs_nothing_again() {
    let begun = "2026-01-01T00:00:00Z";
    for now in [
        "2026-04-10T03:59:59Z",
        "2026-03-20T00:00:00Z",
        "2025-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
    ] {
        assert_eq!(
            told(TENTH, begun, Some("2026-04-10T06:00"), now),
            "nothing",
            "{now}"
        );
    }
    assert_eq!(
        told(
            TENTH,
            begun,
            Some("2026-04-10T06:00"),
            "2026-05-10T04:00:00Z"
        ),
        "2026-05-10T06:00"
    );
}

#[test]
fn a_job_that_ran_ahead_of_time_is_held_back_until_then() {
    let done = Some("2099-04-10T06:00");
    assert_eq!(
        told(TENTH, "2026-01-01T00:00:00Z", done, "2027-01-01T00:00:00Z"),
        "nothing"
    );
    assert_eq!(
        told(TENTH, "2026-01-01T00:00:00Z", done, "2099-05-11T00:00:00Z"),
        "2099-05-10T06:00"
    );
}

#[test]
fn the_hour_that_comes_twice_runs_once() {
    let (rule, begun) = ("monthly:day-31@02:30", "2027-10-01T00:00:00Z");
    assert_eq!(told(rule, begun, None, "2027-10-31T00:29:59Z"), "nothing");
    assert_eq!(
        told(rule, begun, None, "2027-10-31T00:30:00Z"),
        "2027-10-31T02:30"
    );
    for now in [
        "2027-10-31T00:30:01Z",
        "2027-10-31T01:30:00Z",
        "2027-10-31T02:00:00Z",
    ] {
        assert_eq!(
            told(rule, begun, Some("2027-10-31T02:30"), now),
            "nothing",
            "{now}"
        );
    }
}

#[test]
fn the_hour_that_does_not_come_runs_once() {
    let (rule, begun) = ("monthly:day-28@02:30", "2027-03-01T00:00:00Z");
    assert_eq!(told(rule, begun, None, "2027-03-28T00:59:59Z"), "nothing");
    assert_eq!(
        told(rule, begun, None, "2027-03-28T01:00:00Z"),
        "2027-03-28T02:30"
    );
    assert_eq!(
        told(
            rule,
            begun,
            Some("2027-03-28T02:30"),
            "2027-03-28T01:30:00Z"
        ),
        "nothing"
    );
}

#[test]
fn a_changed_rule_goes_on_from_what_was_done() {
    // Done on the 10th by the rule as it was; the 5th working day of the month, the 8th, is past.
    let rule = "monthly:5th-working-day@06:00";
    let done = Some("2026-01-10T06:00");
    assert_eq!(
        told(rule, "2026-01-01T00:00:00Z", done, "2026-01-11T00:00:00Z"),
        "nothing"
    );
    assert_eq!(
        told(rule, "2026-01-01T00:00:00Z", done, "2026-02-06T05:00:00Z"),
        "2026-02-06T06:00"
    );
}

#[test]
fn the_list_of_the_skipped_is_bounded() {
    let history = History {
        begun: DateTime::<Utc>::MIN_UTC,
        last_done: None,
    };
    let rule = TENTH.parse().unwrap();
    let found = due(
        &rule,
        &Calendar::default(),
        history,
        DateTime::<Utc>::MAX_UTC,
    );
    let Due::Run {
        occurrence,
        skipped,
    } = found
    else {
        panic!("nothing is due");
    };
    assert_eq!(occurrence.nominal.to_string(), "2200-12-10T06:00");
    assert_eq!(skipped.n_occurrences, 301 * 12 - 1);
    assert_eq!(skipped.newest.len(), MAX_SKIPPED_LISTED);
    // The sixty months before.
    assert_eq!(
        skipped.newest.first().unwrap().nominal.to_string(),
        "2195-12-10T06:00"
    );
    assert_eq!(
        skipped.newest.last().unwrap().nominal.to_string(),
        "2200-11-10T06:00"
    );
}

proptest! {
    /// A server asks again and again, with a clock that jumps either way, and remembers what it ran.
    #[test]
    fn nothing_runs_twice_and_nothing_is_lost(
        text in rule_texts(),
        begun in 0..4_000_000_000_i64,
        steps in proptest::collection::vec(-40_000_000..60_000_000_i64, 1..25),
    ) {
        let rule: Rule = text.parse().unwrap();
        let calendar = Calendar::default();
        let begun = DateTime::from_timestamp(begun, 0).unwrap();
        let (mut now, mut latest) = (begun, begun);
        let mut last_done = None;
        let mut told = BTreeSet::new();
        let mut n_unlisted = 0;
        for step in steps {
            now += TimeDelta::seconds(step);
            latest = latest.max(now);
            let asked = || due(&rule, &calendar, History { begun, last_done }, now);
            let found = asked();
            prop_assert_eq!(&asked(), &found);
            if let Due::Run { occurrence, skipped } = found {
                prop_assert!(begun <= occurrence.at && occurrence.at <= now);
                prop_assert!(last_done < Some(occurrence.nominal));
                prop_assert!(skipped.newest.iter().all(|missed| missed.at < occurrence.at));
                n_unlisted += skipped.n_occurrences - skipped.newest.len();
                for one in skipped.newest.iter().chain([&occurrence]) {
                    prop_assert!(told.insert(one.nominal), "{} again", one.nominal);
                }
                last_done = Some(occurrence.nominal);
            }
        }
        let all = rule.occurrences_between(begun - TimeDelta::seconds(1), latest, &calendar).count();
        prop_assert_eq!(told.len() + n_unlisted, all);
    }

    #[test]
    fn what_is_due_is_the_newest_that_has_come(
        text in rule_texts(), begun in 0..4_000_000_000_i64, later in 0..200_000_000_i64,
    ) {
        let rule: Rule = text.parse().unwrap();
        let calendar = Calendar::default();
        let begun = DateTime::from_timestamp(begun, 0).unwrap();
        let now = begun + TimeDelta::seconds(later);
        let come: Vec<Occurrence> = rule.occurrences_between(begun - TimeDelta::seconds(1), now, &calendar).collect();
        match due(&rule, &calendar, History { begun, last_done: None }, now) {
            Due::Nothing => prop_assert!(come.is_empty()),
            Due::Run { occurrence, skipped } => {
                prop_assert_eq!(Some(&occurrence), come.last());
                prop_assert_eq!(skipped.n_occurrences + 1, come.len());
            }
        }
    }
}
