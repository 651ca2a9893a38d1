//! What was known when.

use super::{Examples, Story};
use crate::history::Known;
use crate::project::{courses, grants};
use crate::testing::day;

/// Courses active on 22 June as far as was known.
fn active(story: &Story<'_>, known: Known) -> usize {
    let history = story.history();
    let courses = courses(&history.view(known), story.codes, &story.settings());
    courses
        .iter()
        .filter(|course| course.is_active_on(day("2022-06-22")))
        .count()
}

#[test]
fn two_courses_were_known_then_and_one_is_known_now() {
    let Some(examples) = Examples::find() else {
        return;
    };
    let story = examples.story("rehab140-ruddi");
    let then = active(&story, Known::ReportedOn(day("2022-06-22")));
    story.check("courses_active_on_2022-06-22_known_on_2022-06-22", then);
    let now = active(&story, Known::ReportedOn(day("2022-06-24")));
    story.check("courses_active_on_2022-06-22_known_on_2022-06-24", now);
    let by_arrival: Vec<usize> = (1..=5).map(|n| active(&story, Known::Arrival(n))).collect();
    assert_eq!(by_arrival, [0, 1, 1, 2, 1]);
}

#[test]
fn arrival_decides_and_not_the_time_a_report_carries() {
    let Some(examples) = Examples::find() else {
        return;
    };
    let story = examples.story("prevention119-bruno");
    let history = story.history();
    let grants = grants(&history.view(Known::Latest), story.codes, &story.settings());
    let talk = grants
        .iter()
        .filter(|grant| grant.valid_from == Some(day("2022-07-04")));
    let talk: Vec<_> = talk
        .filter(|grant| grant.display_da.as_deref() == Some("Behovssamtale"))
        .collect();
    let [talk] = talk.as_slice() else {
        panic!("{talk:?}")
    };
    let status = if talk.has_ended {
        "completed"
    } else {
        "active"
    };
    story.check(
        "intervention_behovssamtale_final",
        vec![
            status.to_owned(),
            talk.valid_from.unwrap().to_string(),
            talk.valid_to.unwrap().to_string(),
        ],
    );
}
