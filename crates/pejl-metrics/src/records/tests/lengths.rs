//! How long courses last of which not all have ended: by hand, by a published example, and as `pejl_stats` has it.

use std::collections::BTreeMap;

use pejl_stats::{Followed, kaplan_meier};

use super::given;
use crate::records::Take;

const KM: &str = "O3.1.km_median_days";

/// A course that started on a day and ended so many days later, for a reason; of none it is not closed.
fn course(no: usize, unit: &str, start: &str, ended: Option<(i64, &str)>) -> String {
    let start: chrono::NaiveDate = start.parse().unwrap();
    let (end, reason) = match ended {
        Some((days, reason)) => {
            let end = start + chrono::Duration::days(days);
            (end.to_string(), reason)
        }
        None => (String::new(), ""),
    };
    format!("F{no};P{no};{unit};{start};{end};{reason}\n")
}

fn courses(rows: &[String]) -> String {
    format!(
        "course_id;person_key;unit_id;start;end;end_reason\n{}",
        rows.concat()
    )
}

#[test]
fn the_median_of_a_published_example_is_its_published_median() {
    // Freireich and others (1963), see `pejl_stats::survival`: weeks as days, censored ones negative.
    let lasted = [
        6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35,
    ];
    let rows = lasted.iter().enumerate().map(|(no, days): (usize, &i64)| {
        let reason = match days {
            1.. => "self_reliant",
            _ => "declined",
        };
        course(no, "U1", "2018-01-15", Some((days.abs(), reason)))
    });
    let given = given(&[("course", &courses(&rows.collect::<Vec<_>>()))]);
    let found = given.ask(KM, "2018-01", "").remove(0);
    assert_eq!(
        (found.value, found.n, found.denominator),
        (Some(23.0), Some(21), Some(21.0))
    );
    // Ended with a result are 9: 6 6 6 7 10 13 16 22 23, of which the fifth is the middle.
    let ended = given.ask("O3.1.median_days", "2018", "").remove(0);
    assert_eq!(ended.value, Some(10.0));
}

#[test]
fn quantiles_are_those_of_a_published_example_of_all_that_ended_with_a_result() {
    // 6, 7, 15, 36, 39, 40, 41, 42, 43, 47, 49: quartiles 25.5, 40 and 42.5 with the median counted in both halves.
    let lasted = [49, 6, 47, 7, 43, 15, 42, 36, 41, 39, 40];
    let rows = lasted.iter().enumerate();
    let rows = rows.map(|(no, days)| course(no, "U1", "2018-01-15", Some((*days, "same_help"))));
    let dead = course(11, "U1", "2018-01-15", Some((300, "death")));
    let rows: Vec<String> = rows.chain([dead]).collect();
    let given = given(&[("course", &courses(&rows))]);
    for (code, value, n_least) in [
        ("p25_days", 25.5, 5),
        ("median_days", 40.0, 11),
        ("p75_days", 42.5, 5),
        ("p90_days", 47.0, 2),
    ] {
        let found = given.ask(&format!("O3.1.{code}"), "2018", "").remove(0);
        let told = (found.value, found.numerator, found.denominator);
        assert_eq!(told, (Some(value), None, Some(11.0)), "{code}");
        assert_eq!(
            (found.n, found.n_least),
            (Some(11), Some(n_least)),
            "{code}"
        );
    }
}

#[test]
fn a_quantile_tells_of_those_on_its_outer_side() {
    for (take, behind, told) in [
        ("median days", 5, 5),
        ("quantile 25 days", 9, 4),
        ("quantile 25 days", 10, 5),
        ("quantile 75 days", 10, 5),
        ("quantile 90 days", 24, 4),
        ("quantile 90 days", 25, 5),
        // Of somebody is never of nobody.
        ("quantile 90 days", 1, 1),
        ("quantile 90 days", 0, 0),
    ] {
        let take = Take::parse(take).unwrap();
        assert_eq!(take.told_of(behind), told, "{take:?} {behind}");
    }
    for text in [
        "quantile days",
        "quantile 0 days",
        "quantile 100 days",
        "quantile x days",
    ] {
        assert_eq!(Take::parse(text), None, "{text}");
    }
}

#[test]
fn every_ending_without_a_result_is_followed_and_no_event() {
    let reasons = ["hospital", "moved", "death", "declined", "error", "other"];
    let mut rows: Vec<String> = reasons
        .iter()
        .enumerate()
        .map(|(no, reason)| course(no, "U1", "2018-01-10", Some((20, reason))))
        .collect();
    // A result on the day on which the others are lost: 2 of 8, S = 6/8; then 1 of 1.
    rows.push(course(6, "U1", "2018-01-10", Some((20, "less_help"))));
    rows.push(course(7, "U1", "2018-01-10", Some((20, "more_help"))));
    let lost = given(&[("course", &courses(&rows))]);
    let found = lost.ask(KM, "2018-01", "").remove(0);
    assert_eq!(found.cell.as_str(), "not_applicable");
    assert_eq!((found.value, found.n), (None, Some(8)));
    let reason = found.reason.unwrap();
    assert!(reason.da.starts_with("medianen er ikke nået"), "{reason:?}");
    rows.push(course(8, "U1", "2018-01-10", Some((90, "same_help"))));
    // S(20) = 7/9, S(90) = 0.
    let reached = given(&[("course", &courses(&rows))]);
    assert_eq!(reached.ask(KM, "2018-01", "").remove(0).value, Some(90.0));
}

#[test]
fn a_course_that_death_or_moving_ends_is_followed_until_then() {
    let rows = [
        course(0, "U1", "2018-01-10", None),
        course(1, "U1", "2018-01-10", Some((50, "less_help"))),
        course(2, "U1", "2018-01-10", Some((60, "less_help"))),
    ];
    let courses = courses(&rows);
    // F0 is still at risk on day 50: S = 2/3, on day 60 S = 1/3.
    let running = given(&[("course", &courses)]);
    assert_eq!(running.ask(KM, "2018-01", "").remove(0).value, Some(60.0));
    // Dead on day 49 F0 is not: S(50) = 1/2.
    let events = "person_key;kind;date\nP0;death;2018-02-28\n";
    let dead = given(&[("course", &courses), ("event", events)]);
    assert_eq!(dead.ask(KM, "2018-01", "").remove(0).value, Some(50.0));
}

#[test]
fn what_comes_later_than_183_days_after_the_period_moves_no_figure() {
    // January is followed to 2 August, its day 204 of a course that started on the 10th.
    let two_more = [
        course(1, "U1", "2018-01-10", Some((205, "less_help"))),
        course(2, "U1", "2018-01-10", Some((300, "less_help"))),
    ];
    let first = course(0, "U1", "2018-01-10", Some((5, "less_help")));
    let rows = [vec![first.clone()], two_more.to_vec()].concat();
    let later = given(&[("course", &courses(&rows))]);
    later.check(KM, "2018-01", "", &["2018-01 not_applicable"]);
    let rows = [
        first,
        course(1, "U1", "2018-01-10", Some((204, "less_help"))),
        course(2, "U1", "2018-01-10", None),
    ];
    let in_time = given(&[("course", &courses(&rows))]);
    assert_eq!(in_time.ask(KM, "2018-01", "").remove(0).value, Some(204.0));
}

#[test]
fn months_without_a_start_and_months_that_are_not_followed_yet_have_no_median() {
    let rows = [course(0, "U1", "2018-03-31", Some((0, "self_reliant")))];
    let given = given(&[("course", &courses(&rows))]);
    let found = given.ask(KM, "2018-02,2018-03,2018-06,2018-07,2018-H1,2018", "");
    let cells: Vec<&str> = found.iter().map(|one| one.cell.as_str()).collect();
    // Half a course is none: on the day it began it had ended. June is followed to 30 December, July to 30 January.
    let expected = [
        "not_applicable",
        "zero",
        "not_applicable",
        "immature",
        "zero",
        "immature",
    ];
    assert_eq!(cells, expected);
    assert!(found[0].reason.as_ref().unwrap().en.contains("nothing"));
    assert_eq!(found[1].value, Some(0.0));
}

/// A course of `status` ended without a day was under way on its first day as far as is known.
#[test]
fn an_end_on_a_day_that_is_not_said_is_lost_on_the_first_day() {
    let text = "course_id;person_key;start;end;end_reason;status
F0;P0;2018-01-10;;less_help;ended
F1;P1;2018-01-10;2018-01-30;less_help;ended
F2;P2;2018-01-10;;;running
";
    // At risk on day 20 are F1 and F2: S = 1/2.
    let given = given(&[("course", text)]);
    assert_eq!(given.ask(KM, "2018-01", "").remove(0).value, Some(20.0));
}

/// The next of numbers that look random.
fn next(state: &mut u64) -> u64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

#[test]
fn it_is_the_median_of_the_estimator_in_every_group() {
    let mut state = 7;
    let mut rows = Vec::new();
    let mut of_unit: BTreeMap<String, Vec<Followed>> = BTreeMap::new();
    for no in 0..4_000 {
        let unit = format!("U{}", next(&mut state) % 150);
        let day = next(&mut state) % 28 + 1;
        let start = format!("2018-01-{day:02}");
        let days = i64::try_from(next(&mut state) % 40).unwrap();
        let is_event = !next(&mut state).is_multiple_of(3);
        let reason = if is_event { "less_help" } else { "hospital" };
        rows.push(course(no, &unit, &start, Some((days, reason))));
        of_unit.entry(unit).or_default().push(Followed {
            time: days as f64,
            is_event,
        });
    }
    let given = given(&[("course", &courses(&rows))]);
    let found = given.ask(KM, "2018-01", "unit");
    let found: BTreeMap<String, Option<f64>> = found
        .into_iter()
        .map(|one| (one.members["unit"].clone(), one.value))
        .collect();
    let expected: BTreeMap<String, Option<f64>> = of_unit
        .iter()
        .map(|(unit, followed)| (unit.clone(), kaplan_meier(followed).unwrap().median()))
        .collect();
    assert_eq!(found, expected);
    let n_reached = expected.values().filter(|median| median.is_some()).count();
    assert!(n_reached > 100, "{n_reached} of {}", expected.len());
    assert!(n_reached < expected.len(), "every median is reached");
}
