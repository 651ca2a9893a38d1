//! Who is followed, by hand, and against the readings that tell of the same rows.

use proptest::prelude::*;

use super::{Cause, Departures, Kind};
use crate::records::tests::{Given, given};
use crate::rehabilitation::{cohorts, figures};

/// Courses and what came of them in 2018; see the table in `by_hand`.
const COURSES: &str = "course_id;person_key;unit_id;start;end;end_reason
    A;PA;U1;2018-01-02;2018-03-01;self_reliant
    B;PB;U1;2018-01-02;2018-03-01;less_help
    C;PC;U1;2018-01-02;2018-03-01;self_reliant
    D;PD;U2;2018-01-02;2018-03-01;same_help
    E;PE;U2;2018-01-02;2018-10-01;self_reliant
    F;PF;U2;2018-01-02;2018-09-01;hospital
    G;PG;U2;2018-01-02;2018-06-01;more_help
    H;PH;U2;2018-01-02;2018-06-01;self_reliant
    I;PI;U2;2018-01-02;2018-12-01;self_reliant";
const GRANTS: &str = "grant_id;person_key;service_code;valid_from;valid_to;end_reason
    1;PA;SEL-83-1;2017-11-01;2018-03-01;self_reliant
    2;PA;SEL-83-2;2018-03-31;;
    3;PB;SEL-83-1;2018-03-02;;
    4;PF;SEL-83-1;2018-09-16;;
    5;PG;SEL-83-3;2018-08-30;2018-09-30;
    6;PH;SEL-83-1;2018-06-21;;
    7;PI;SEL-83-1;2019-02-01;;";
const EVENTS: &str = "person_key;kind;date
    PC;death;2018-04-20
    PD;moved_out;2018-04-30
    PH;death;2018-06-21";

/// | | Ended | What came | Days | Told as |
/// |---|---|---|---|---|
/// | A | 1 March | help from 31 March | 30 | back |
/// | B | 1 March | help from the day after | – | not followed |
/// | C | 1 March | died 20 April | 50 | death |
/// | D | 1 March | moved 30 April | 60 | moved |
/// | E | 1 October | nothing by 31 December, the last day imported | 91 | followed no longer |
/// | F | in hospital | | – | not followed |
/// | G | 1 June | meals from 30 August | 90 | back |
/// | H | 1 June | help from 21 June, and dead that day | 20 | back |
/// | I | 1 December | help in February, which is not imported | 30 | followed no longer |
#[test]
fn by_hand() {
    let given = given(&[("course", COURSES), ("grant", GRANTS), ("event", EVENTS)]);
    let (plan, rows) = given.followed(Kind::Return, "2018", "");
    assert_eq!(plan.until.to_string(), "2018-12-31");
    assert!(plan.decided.is_none());
    let found: Vec<(u32, Option<Cause>, bool)> = rows
        .iter()
        .map(|one| (one.days, one.cause, one.has_help))
        .filter(|(_, _, has_help)| !has_help)
        .collect();
    assert_eq!(
        found,
        [
            (20, Some(Cause::Event), false),
            (30, None, false),
            (30, Some(Cause::Event), false),
            (50, Some(Cause::Death), false),
            (60, Some(Cause::Moved), false),
            (90, Some(Cause::Event), false),
            (91, None, false),
        ]
    );
    assert_eq!(rows.iter().filter(|one| one.has_help).count(), 1);

    // Kaplan–Meier: 6/7 on day 20, times 5/6 on day 30, times 1/2 on day 90 of two left.
    let cohort = cohorts(rows, false).remove(0);
    let told = figures(&cohort, 90).unwrap().unwrap();
    let near = |found: f64, expected: f64| {
        assert!(
            (found - expected).abs() < 1e-12,
            "{found} is not {expected}"
        );
    };
    let survival: Vec<f64> = told.steps.iter().map(|step| step.survival.value).collect();
    for (found, expected) in survival.iter().zip([
        6.0 / 7.0,
        5.0 / 7.0,
        5.0 / 7.0,
        5.0 / 7.0,
        5.0 / 14.0,
        5.0 / 14.0,
    ]) {
        near(*found, expected);
    }
    // Aalen–Johansen: nothing has ended 5/7 by day 30, 5/7 · 3/4 by 50, · 2/3 by 60; so back are 2/7 + 5/14 · 1/2.
    let last = told.steps.last().unwrap();
    let (shares, event_free) = last.incidence.unwrap();
    for (found, expected) in shares.iter().zip([13.0, 5.0, 5.0, 0.0]) {
        near(found.value, expected / 28.0);
    }
    near(event_free, 5.0 / 28.0);
    assert_eq!((told.n, told.events, told.others), (7, 3, Some([1, 1, 0])));
    assert_eq!((told.n_with_help, told.median), (1, Some(90)));
    // 20 days of all, 10 of 6/7, 60 of 5/7.
    near(told.mean.unwrap().days, 500.0 / 7.0);
    let at_risk: Vec<(u32, usize)> = told.at_risk.iter().map(|one| (one.0, one.1)).collect();
    assert_eq!(at_risk, [(0, 7), (30, 6), (90, 2)]);
}

#[test]
fn groups_are_of_the_course_and_periods_of_its_end() {
    let given = given(&[("course", COURSES), ("grant", GRANTS), ("event", EVENTS)]);
    let (_, rows) = given.followed(Kind::Return, "2018-Q2,2018-Q3,2018-Q1", "unit");
    let of: Vec<(Option<String>, usize, usize)> = cohorts(rows, true)
        .into_iter()
        .map(|one| (one.member, one.rows.len(), one.with_help.len()))
        .collect();
    let unit = |name: &str| Some(name.to_owned());
    // In the fourth quarter E and I ended.
    assert_eq!(of, [(unit("U1"), 2, 1), (unit("U2"), 3, 0)]);
}

#[test]
fn without_grants_nothing_can_be_said() {
    let courses = given(&[("course", COURSES), ("event", EVENTS)]);
    let (plan, _) = courses.followed(Kind::Return, "2018", "");
    let (cell, reason) = plan.decided.unwrap();
    assert_eq!(cell, pejl_domain::Cell::Missing);
    assert!(reason.en.contains("grant"), "{}", reason.en);
    // 2019 is not imported.
    let all = given(&[("course", COURSES), ("grant", GRANTS)]);
    let (plan, _) = all.followed(Kind::Duration, "2019", "");
    assert!(plan.decided.is_some());
}

#[test]
fn deaths_that_are_not_known_for_as_long_are_said() {
    let mut all = given(&[("course", COURSES), ("grant", GRANTS), ("event", EVENTS)]);
    let departures = |given: &Given, kind: Kind, period: &str| {
        let (plan, _) = given.followed(kind, period, "");
        plan.departures
    };
    assert_eq!(departures(&all, Kind::Return, "2018"), Departures::Known);
    all.cover_months("event", "2018-01,2018-02,2018-03,2018-05");
    let until = Departures::Until("2018-03-31".parse().unwrap());
    for period in ["2018", "2018-Q1", "2018-03"] {
        assert_eq!(departures(&all, Kind::Return, period), until);
        assert_eq!(departures(&all, Kind::Conclusion, period), until);
    }
    assert_eq!(
        departures(&all, Kind::Return, "2018-04"),
        Departures::Unknown
    );
    // How courses ended stands with the courses.
    assert_eq!(departures(&all, Kind::Duration, "2018"), Departures::Known);
    let without = given(&[("course", COURSES), ("grant", GRANTS)]);
    assert_eq!(
        departures(&without, Kind::Return, "2018"),
        Departures::Unknown
    );
}

#[test]
fn conclusions_still_without_help_are_those_of_the_reading() {
    // Ended self-reliant on 31 January; back on day 100, 180 and 181, and never.
    let grants = "grant_id;person_key;service_code;valid_from;valid_to;end_reason
        1;PA;SEL-83-1;2017-11-01;2018-01-31;self_reliant
        2;PA;SEL-83-1;2018-05-11;;
        3;PB;SEL-83-1;2017-11-01;2018-01-31;less_help
        4;PB;SEL-83-1;2018-07-30;;
        5;PC;SEL-83-1;2017-11-01;2018-01-31;self_reliant
        6;PC;SEL-83-1;2018-07-31;;
        7;PD;SEL-83-1;2017-11-01;2018-01-31;self_reliant
        8;PE;SEL-83-1;2017-11-01;2018-01-31;hospital";
    let given = given(&[("grant", grants), ("event", "person_key;kind;date")]);
    let reading = given.ask("O4.2", "2018-01", "").remove(0).value.unwrap();
    let (_, rows) = given.followed(Kind::Conclusion, "2018-01", "");
    let cohort = cohorts(rows, false).remove(0);
    let told = figures(&cohort, 180).unwrap().unwrap();
    let (day, _, share) = told.at_risk[3];
    assert_eq!((day, told.n), (180, 4));
    assert!((share.value - reading).abs() < 1e-12, "{share:?} {reading}");
    assert!((reading - 0.5).abs() < 1e-12);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_median_length_is_that_of_the_reading(
        courses in prop::collection::vec((0_i64..28, 0_i64..230, 0_usize..7), 1..25),
    ) {
        const REASONS: [&str; 7] =
            ["self_reliant", "less_help", "more_help", "death", "moved", "declined", ""];
        let mut rows = String::from("course_id;person_key;start;end;end_reason\n");
        for (no, (day, days, reason)) in courses.iter().enumerate() {
            let start: chrono::NaiveDate = "2018-02-01".parse().unwrap();
            let start = start + chrono::Duration::days(*day);
            let reason = REASONS.get(*reason).copied().unwrap_or_default();
            let end = match reason {
                "" => String::new(),
                _ => (start + chrono::Duration::days(*days)).to_string(),
            };
            rows.push_str(&format!("F{no};P{no};{start};{end};{reason}\n"));
        }
        let given = given(&[("course", &rows)]);
        let reading = given.ask("O3.1.km_median_days", "2018-02", "").remove(0).value;
        let (_, rows) = given.followed(Kind::Duration, "2018-02", "");
        let cohort = cohorts(rows, false).remove(0);
        let told = figures(&cohort, 183).unwrap().unwrap();
        prop_assert_eq!(told.n, courses.len());
        prop_assert_eq!(told.median.map(f64::from), reading);
    }
}
