#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use pejl_domain::care::{DeliveryMode, EndReason};
use serde_json::{Value, json};

use super::*;
use crate::history::{History, Known};
use crate::system;
use crate::testing::{
    care, codes, concept, condition, day, fixture, intervention, report, the_report,
};

fn history_of(names: &[&str]) -> History {
    let mut history = History::default();
    for name in names {
        history.append(the_report(&fixture(name)));
    }
    history
}

/// A history of one report per list of resources, dated as it says.
fn history(steps: &[(&str, Vec<Value>)]) -> History {
    let mut history = History::default();
    for (n, (on, resources)) in steps.iter().enumerate() {
        history.append(report(
            &format!("r{n}"),
            &format!("{on}T12:00:00Z"),
            resources.clone(),
        ));
    }
    history
}

fn courses_of(history: &History, as_of: &str) -> Vec<Course> {
    courses(
        &history.view(Known::Latest),
        &codes(),
        &Settings::on(day(as_of)),
    )
}

#[test]
fn a_grant_says_what_it_is_and_how_long() {
    let history = history_of(&["care-1.json", "care-2.json"]);
    let known = |known, as_of: &str| {
        let grants = grants(&history.view(known), &codes(), &Settings::on(day(as_of)));
        assert_eq!(grants.len(), 1);
        grants[0].clone()
    };
    let first = known(Known::Arrival(1), "2021-01-20");
    assert_eq!(
        (first.paragraph.as_deref(), first.kind.as_deref()),
        (Some("SEL-83a"), Some("rehabilitation"))
    );
    assert_eq!(
        (first.valid_from, first.valid_to, first.has_ended),
        (Some(day("2021-01-05")), None, false)
    );
    assert_eq!(first.follow_up_date, Some(day("2021-02-01")));
    assert_eq!(first.reasons[0].state, LinkState::Present);
    let last = known(Known::Latest, "2021-02-02");
    assert_eq!(
        (last.valid_to, last.has_ended),
        (Some(day("2021-02-01")), true)
    );
    assert!(
        last.is_active_on(day("2021-01-31"))
            && !last.is_active_on(day("2021-02-01"))
            && !last.is_active_on(day("2021-01-04"))
    );
    assert_eq!(last.origin.arrival_no, 2);
}

#[test]
fn an_end_ahead_is_planned_and_the_first_is_kept() {
    let plan = |end| {
        let mut plan = intervention("p", "X2.1", "2021-01-05", Some(end), "c");
        plan["status"] = json!("active");
        plan
    };
    let history = history(&[
        ("2021-01-05", vec![plan("2021-03-01")]),
        ("2021-02-05", vec![plan("2021-04-01")]),
        ("2021-02-20", vec![plan("2021-02-20")]),
    ]);
    let grant = |known, as_of: &str| {
        grants(&history.view(known), &codes(), &Settings::on(day(as_of)))[0].clone()
    };
    let running = grant(Known::Arrival(2), "2021-02-10");
    assert_eq!(
        (running.valid_to, running.planned_end, running.has_ended),
        (None, Some(day("2021-03-01")), false)
    );
    let ended = grant(Known::Latest, "2021-02-20");
    assert_eq!(
        (ended.valid_to, ended.planned_end, ended.has_ended),
        (Some(day("2021-02-20")), Some(day("2021-03-01")), true)
    );
}

#[test]
fn an_end_that_is_not_said_is_no_day() {
    let mut plan = intervention("p", "X2.1", "2021-01-05", None, "c");
    plan["status"] = json!("completed");
    let history = history(&[("2021-01-10", vec![plan])]);
    let grant = grants(
        &history.view(Known::Latest),
        &codes(),
        &Settings::on(day("2021-02-01")),
    )[0]
    .clone();
    assert_eq!((grant.has_ended, grant.valid_to), (true, None));
    assert!(!grant.is_active_on(day("2021-01-06")));
}

#[test]
fn a_plan_that_is_over_has_not_ended_on_a_day_to_come() {
    let mut plan = intervention("p", "X2.1", "2021-01-05", Some("2021-04-01"), "c");
    plan["status"] = json!("completed");
    let history = history(&[("2021-01-10", vec![plan])]);
    let on = |as_of: &str| {
        let settings = Settings::on(day(as_of));
        let grant = grants(&history.view(Known::Latest), &codes(), &settings)[0].clone();
        (grant.has_ended, grant.valid_to)
    };
    assert_eq!(on("2021-02-01"), (true, None));
    assert_eq!(on("2021-04-01"), (true, Some(day("2021-04-01"))));
}

#[test]
fn an_unknown_code_is_kept_and_flagged() {
    let history = history(&[(
        "2021-01-10",
        vec![intervention("p", "made-nothing", "2021-01-05", None, "c")],
    )]);
    let grant = grants(
        &history.view(Known::Latest),
        &codes(),
        &Settings::on(day("2021-02-01")),
    )[0]
    .clone();
    assert_eq!(
        (
            grant.is_known,
            grant.paragraph,
            grant.code.unwrap().code.as_str()
        ),
        (false, None, "made-nothing")
    );
}

#[test]
fn a_visit_counts_once_on_its_danish_day() {
    let history = history_of(&["care-1.json", "care-2.json", "rehab140-1.json"]);
    let rows = deliveries(
        &history.view(Known::Latest),
        &codes(),
        &Settings::on(day("2022-06-01")),
    );
    let visit = |id: &str| rows.iter().find(|row| row.origin.key.id == id).unwrap();
    // 22:45 UTC in January is before midnight in Denmark; the planned follow-up is no delivery.
    assert_eq!(rows.len(), 2);
    assert_eq!(
        (visit("visit-1").date, visit("visit-1").minutes),
        (day("2021-01-10"), Some(45))
    );
    assert_eq!(visit("visit-1").mode, Some(DeliveryMode::Visit));
    assert_eq!(
        (visit("enc-1").minutes, visit("enc-1").mode),
        (Some(30), Some(DeliveryMode::Screen))
    );
}

#[test]
fn a_visit_to_what_was_taken_back_counts_unless_the_setting_says_not() {
    let visit = care(
        "Encounter",
        "v",
        "general-encounter",
        json!({
            "status": "finished",
            "type": [concept(system::CARE_SOCIAL, "made-delivery")],
            "period": {"start": "2021-01-06T10:00:00Z", "end": "2021-01-06T10:20:00Z"},
            "extension": [{"url": "x/BasedOnInterventionExtension", "valueReference": {"reference": "CarePlan/p"}}],
        }),
    );
    let plan = intervention("p", "X2.1", "2021-01-05", None, "c");
    let mut error = plan.clone();
    error["status"] = json!("entered-in-error");
    let history = history(&[
        ("2021-01-06", vec![plan, visit]),
        ("2021-01-07", vec![error]),
    ]);
    let view = history.view(Known::Latest);
    let settings = Settings::on(day("2021-02-01"));
    let rows = deliveries(&view, &codes(), &settings);
    assert_eq!(
        (rows.len(), rows[0].plans[0].state),
        (1, LinkState::TakenBack)
    );
    let strict = Settings {
        counts_taken_back: false,
        ..settings
    };
    assert_eq!(deliveries(&view, &codes(), &strict), []);
}

#[test]
fn a_course_of_training_has_its_reason() {
    let history = history_of(&["rehab140-1.json", "rehab140-2.json", "rehab140-3.json"]);
    let active = |known| {
        let courses = courses(
            &history.view(known),
            &codes(),
            &Settings::on(day("2022-06-01")),
        );
        courses
            .iter()
            .filter(|course| course.is_active_on(day("2022-05-10")))
            .count()
    };
    assert_eq!(
        (
            active(Known::ReportedOn(day("2022-05-10"))),
            active(Known::Latest)
        ),
        (2, 1)
    );
    let courses = courses_of(&history, "2022-06-01");
    let [course] = courses.as_slice() else {
        panic!("{courses:?}")
    };
    assert_eq!(
        (course.course_type, course.law_basis.as_deref()),
        (CourseType::AfterHospital, Some("SUL-140"))
    );
    assert_eq!(
        (course.length_days(), course.end_reason),
        (Some(14), Some(EndReason::Declined))
    );
    assert_eq!(
        course.end_reason_meaning.as_deref(),
        Some("declined_other_training")
    );
    let waiting = waiting(
        &history.view(Known::Latest),
        &codes(),
        &Settings::on(day("2022-06-01")),
    );
    assert_eq!(
        (
            waiting.len(),
            waiting[0].days_to_offer(),
            waiting[0].first_contact
        ),
        (1, Some(4), Some(day("2022-05-07")))
    );
}

/// Starts and ends of the courses that interventions of § 83 a make.
#[track_caller]
fn check_union(
    parts: &[(&str, Option<&str>)],
    bridge_days: u32,
    expected: &[(&str, Option<&str>)],
) {
    let plans = parts.iter().enumerate();
    let plans = plans
        .map(|(n, (start, end))| intervention(&format!("p{n}"), "made-83a-1", start, *end, "c"));
    let history = history(&[("2021-12-01", plans.collect())]);
    let settings = Settings {
        bridge_days,
        ..Settings::on(day("2021-12-01"))
    };
    let courses = courses(&history.view(Known::Latest), &codes(), &settings);
    let found: Vec<_> = courses
        .iter()
        .map(|course| (course.start, course.end))
        .collect();
    let expected: Vec<_> = expected
        .iter()
        .map(|(start, end)| (day(start), end.map(day)))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn interventions_of_83a_make_courses_over_short_gaps() {
    let a = ("2021-01-01", Some("2021-02-01"));
    check_union(
        &[a, ("2021-02-15", Some("2021-03-01"))],
        14,
        &[("2021-01-01", Some("2021-03-01"))],
    );
    check_union(
        &[a, ("2021-02-16", Some("2021-03-01"))],
        14,
        &[a, ("2021-02-16", Some("2021-03-01"))],
    );
    check_union(
        &[a, ("2021-02-15", Some("2021-03-01"))],
        13,
        &[a, ("2021-02-15", Some("2021-03-01"))],
    );
    // The longest decides, not the last that began; and one that runs goes on.
    check_union(
        &[
            ("2021-01-01", Some("2021-05-01")),
            ("2021-01-10", Some("2021-01-20")),
            ("2021-05-02", None),
        ],
        14,
        &[("2021-01-01", None)],
    );
    check_union(&[], 14, &[]);
}

/// Reports of a condition's levels on days, around an intervention from 1 February to 1 March.
#[track_caller]
fn check_levels(levels: &[(&str, &str)], expected: (Option<u8>, Option<u8>, Comparison)) {
    let plan = intervention("p", "made-83a-1", "2021-02-01", Some("2021-03-01"), "c");
    let mut steps: Vec<(&str, Vec<Value>)> = vec![("2020-12-01", vec![])];
    for (on, level) in levels {
        let mut condition = condition("c", "made-cond-1", level);
        condition["recordedDate"] = json!(on);
        steps.push((on, vec![condition]));
    }
    steps.push(("2021-06-01", vec![plan]));
    let history = history(&steps);
    let courses = courses_of(&history, "2021-06-01");
    let [pair] = courses[0].levels.as_slice() else {
        panic!("{courses:?}")
    };
    let points = |level: Option<(u8, NaiveDate)>| level.map(|(points, _)| points);
    assert_eq!(
        (points(pair.before), points(pair.after), pair.comparison),
        expected
    );
}

#[test]
fn levels_are_compared_before_and_after() {
    use Comparison::{Improved, NoneBefore, NotReassessed, NotRelevant, Same, Unknown, Worse};
    check_levels(
        &[("2021-01-01", "Y4"), ("2021-02-20", "Y2")],
        (Some(3), Some(1), Improved),
    );
    check_levels(
        &[("2021-01-01", "Y4"), ("2021-02-20", "made-fs-3")],
        (Some(3), Some(3), Same),
    );
    check_levels(
        &[("2021-01-01", "Y1"), ("2021-03-15", "Y2")],
        (Some(0), Some(1), Worse),
    );
    // The last at the start, and the last two weeks after the end.
    check_levels(
        &[
            ("2021-01-01", "Y5"),
            ("2021-02-01", "Y4"),
            ("2021-02-20", "Y3"),
            ("2021-03-10", "Y2"),
            ("2021-03-16", "Y1"),
        ],
        (Some(3), Some(1), Improved),
    );
    // None at the start: the first within two weeks.
    check_levels(
        &[("2021-02-15", "Y4"), ("2021-03-01", "Y2")],
        (Some(3), Some(1), Improved),
    );
    check_levels(
        &[("2021-02-16", "Y4"), ("2021-03-01", "Y2")],
        (None, Some(1), NoneBefore),
    );
    // Nobody looked again: missing, and not unchanged.
    check_levels(&[("2021-01-01", "Y4")], (Some(3), None, NotReassessed));
    check_levels(&[("2021-02-10", "Y4")], (Some(3), None, NotReassessed));
    check_levels(
        &[("2021-01-01", "Y4"), ("2021-03-16", "Y2")],
        (Some(3), None, NotReassessed),
    );
    // 9 on either side.
    check_levels(
        &[("2021-01-01", "Y6"), ("2021-02-20", "Y2")],
        (None, Some(1), NotRelevant),
    );
    check_levels(
        &[("2021-01-01", "Y4"), ("2021-02-20", "Y6")],
        (Some(3), None, NotRelevant),
    );
    check_levels(
        &[("2021-01-01", "Y4"), ("2021-02-20", "Y7")],
        (Some(3), None, Unknown),
    );
}

#[test]
fn a_level_is_the_lists_and_never_the_digit() {
    let steps = [
        ("2021-01-01", "Y1"),
        ("2021-01-02", "Y5"),
        ("2021-01-03", "Y6"),
        ("2021-01-04", "Y9"),
    ];
    let steps: Vec<_> = steps
        .iter()
        .map(|(on, level)| (*on, vec![condition("c", "made-cond-1", level)]))
        .collect();
    let history = history(&steps);
    let rows = assessments(
        &history.view(Known::Latest),
        &codes(),
        &Settings::on(day("2021-02-01")),
    );
    let found: Vec<_> = rows
        .iter()
        .map(|row| (row.date, row.score.map(Score::points)))
        .collect();
    assert_eq!(
        found,
        [
            (day("2021-01-01"), Some(Some(0))),
            (day("2021-01-02"), Some(Some(4))),
            (day("2021-01-03"), Some(None)),
            (day("2021-01-04"), None),
        ]
    );
}

#[test]
fn an_assessment_is_another_level_and_not_another_version() {
    let mut later = condition("c", "made-cond-1", "Y3");
    later["recordedDate"] = json!("2021-01-01");
    let history = history(&[
        ("2021-01-01", vec![condition("c", "made-cond-1", "Y3")]),
        ("2021-01-02", vec![later]),
        ("2021-01-03", vec![condition("c", "made-cond-1", "Y2")]),
    ]);
    assert_eq!(
        history
            .versions()
            .iter()
            .filter(|version| version.key.id == "c")
            .count(),
        3
    );
    let rows = assessments(
        &history.view(Known::Latest),
        &codes(),
        &Settings::on(day("2021-02-01")),
    );
    assert_eq!(
        rows.iter()
            .map(|row| row.severity.code.as_str())
            .collect::<Vec<_>>(),
        ["Y3", "Y2"]
    );
}

#[test]
fn the_newest_goal_of_a_condition_is_current() {
    let goal = |id: &str, start: &str, level: &str| {
        care(
            "Goal",
            id,
            "goal",
            json!({
                "lifecycleStatus": "planned",
                "startDate": start,
                "target": [{"detailCodeableConcept": concept(system::FSIII, level)}],
                "addresses": [{"reference": "Condition/c"}],
            }),
        )
    };
    let history = history(&[(
        "2021-01-01",
        vec![
            condition("c", "made-cond-1", "Y3"),
            goal("b", "2021-01-01", "Y2"),
            goal("a", "2021-02-01", "Y1"),
        ],
    )]);
    let rows = goals(
        &history.view(Known::Latest),
        &codes(),
        &Settings::on(day("2021-02-01")),
    );
    let found: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row.origin.key.id.as_str(),
                row.target.level.and_then(Score::points),
                row.is_current,
            )
        })
        .collect();
    assert_eq!(found, [("a", Some(0), true), ("b", Some(1), false)]);
}

#[test]
fn a_follow_up_near_the_end_says_that_it_ends_and_not_why() {
    let follow_up = |id: &str, on: &str, code: &str| {
        care(
            "Observation",
            id,
            "follow-up-observation",
            json!({
                "status": "final",
                "code": concept("http://snomed.info/sct", "712744002"),
                "focus": [{"reference": "Condition/c"}],
                "effectiveDateTime": on,
                "valueCodeableConcept": concept(system::FSIII, code),
            }),
        )
    };
    let reason = |on: &str, code: &str| {
        let plan = intervention("p", "made-86", "2021-02-01", Some("2021-03-31"), "c");
        let history = history(&[(
            "2021-04-01",
            vec![
                condition("c", "made-cond-1", "Y3"),
                plan,
                follow_up("o", on, code),
            ],
        )]);
        let courses = courses_of(&history, "2021-04-01");
        assert_eq!(
            (courses.len(), courses[0].course_type, courses[0].end_reason),
            (1, CourseType::Training, None)
        );
        courses[0].end_reason_meaning.clone()
    };
    assert_eq!(
        reason("2021-03-20", "U3").as_deref(),
        Some("ended_by_follow_up")
    );
    assert_eq!(
        reason("2021-03-01", "U3").as_deref(),
        Some("ended_by_follow_up")
    );
    assert_eq!(reason("2021-02-28", "U3"), None);
    assert_eq!(reason("2021-04-01", "U3"), None);
    assert_eq!(reason("2021-03-20", "U1"), None);
}
