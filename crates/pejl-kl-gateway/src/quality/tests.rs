#![expect(clippy::indexing_slicing, reason = "tests")]

use serde_json::json;

use super::*;
use crate::history::{History, Known};
use crate::testing::{codes, condition, day, fixture, intervention, report, the_report};

#[test]
fn counts_say_what_to_look_into() {
    let mut history = History::default();
    let mut changed = intervention("p", "made-86", "2021-01-05", None, "c");
    changed["status"] = json!("completed");
    let mut taken_back = condition("d", "made-cond-1", "Y3");
    taken_back["verificationStatus"]["coding"][0]["code"] = json!("entered-in-error");
    let pointing = intervention("q", "made-nothing", "2021-01-20", None, "d");
    let mut early = condition("d", "made-cond-1", "Y3");
    early["meta"]["lastUpdated"] = json!("2021-01-05T10:00:00Z");
    for (n, resources) in [
        vec![
            intervention("p", "X2.1", "2021-01-05", None, "absent"),
            early,
            pointing,
        ],
        vec![changed, taken_back.clone()],
        vec![{
            taken_back["id"] = json!("never");
            taken_back
        }],
    ]
    .into_iter()
    .enumerate()
    {
        let bytes = crate::testing::bundle(
            &format!("r{n}"),
            &format!("2021-01-{:02}T12:00:00Z", 5 + n),
            resources,
        )
        .to_string();
        let mut read = crate::testing::read(bytes.as_bytes());
        assert_eq!(read.n_refused, 0, "{:?}", read.issues);
        history.append(read.deliveries.remove(0));
    }
    let quality = assess(
        &history.view(Known::Latest),
        &codes(),
        &Settings::on(day("2021-03-01")),
    );
    assert_eq!(
        (quality.n_persons, quality.n_resources, quality.n_versions),
        (1, 3, 7)
    );
    assert_eq!(quality.n_without_last_updated, 6);
    assert_eq!(
        (
            quality.n_taken_back,
            quality.n_took_back_nothing,
            quality.n_code_changes
        ),
        (1, 1, 1)
    );
    assert_eq!((quality.n_codes, quality.n_legacy_codes), (2, 0));
    assert_eq!(quality.unknown_codes.values().sum::<usize>(), 1);
    assert_eq!(
        (
            quality.n_missing_references,
            quality.n_taken_back_references
        ),
        (1, 1)
    );
    assert_eq!(quality.n_ended_without_end, 1);
    assert_eq!(quality.legacy_share(), Some(0.0));
    assert_eq!(quality.delays[&Delay::SameDay], 1);
    assert_eq!(quality.delays[&Delay::Ahead], 1);
}

#[test]
fn a_follow_up_that_should_have_been_is_counted() {
    let mut history = History::default();
    history.append(the_report(&fixture("care-1.json")));
    let past = |as_of: &str| {
        assess(
            &history.view(Known::Latest),
            &codes(),
            &Settings::on(day(as_of)),
        )
        .n_past_follow_up
    };
    assert_eq!((past("2021-02-01"), past("2021-02-02")), (0, 1));
}

#[test]
fn a_citizen_with_nursing_alone_is_counted() {
    let only = |resources| {
        let mut history = History::default();
        history.append(report("r", "2021-01-05T12:00:00Z", resources));
        assess(
            &history.view(Known::Latest),
            &codes(),
            &Settings::on(day("2021-02-01")),
        )
        .n_persons_only_nursing
    };
    let nursing = condition("c", "made-nurse-1", "Y3");
    let plan = |id: &str, code: &str| intervention(id, code, "2021-01-05", None, "c");
    assert_eq!(only(vec![nursing.clone(), plan("p", "made-138")]), 1);
    assert_eq!(
        only(vec![
            nursing.clone(),
            plan("p", "made-138"),
            plan("q", "made-83")
        ]),
        0
    );
    assert_eq!(only(vec![nursing]), 0);
}

#[test]
fn delays_are_whole_steps() {
    let steps = [-1, 0, 1, 2, 7, 8, 30, 31].map(Delay::of);
    use Delay::{Ahead, Longer, Month, NextDay, SameDay, Week};
    assert_eq!(
        steps,
        [Ahead, SameDay, NextDay, Week, Week, Month, Month, Longer]
    );
    assert_eq!(Quality::default().legacy_share(), None);
}
