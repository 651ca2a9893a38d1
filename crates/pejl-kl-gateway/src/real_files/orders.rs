//! Each story in order, in reverse with its numbers, twice, and with one report missing.

use super::{Examples, History, Story};
use crate::history::{Applied, Known};
use crate::project::{assessments, courses, deliveries, goals, grants, waiting};

/// Every row of a history, as text.
fn rows(story: &Story<'_>, history: &History, known: Known) -> String {
    let view = history.view(known);
    let (codes, settings) = (story.codes, story.settings());
    format!(
        "{:#?}{:#?}{:#?}{:#?}{:#?}{:#?}{:#?}",
        grants(&view, codes, &settings),
        deliveries(&view, codes, &settings),
        courses(&view, codes, &settings),
        assessments(&view, codes, &settings),
        goals(&view, codes, &settings),
        waiting(&view, codes, &settings),
        crate::quality::assess(&view, codes, &settings),
    )
}

#[test]
fn a_story_in_reverse_with_its_numbers_is_the_same() {
    let Some(examples) = Examples::find() else {
        return;
    };
    for story in examples.stories() {
        let forward = story.history();
        let mut backward = History::default();
        for (n, report) in story.reports.iter().enumerate().rev() {
            let n = u64::try_from(n).unwrap() + 1;
            backward.append_at(report.clone(), n).unwrap();
        }
        assert_eq!(forward.versions(), backward.versions(), "{}", story.name());
        for n in 1..=story.reports.len() {
            let known = Known::Arrival(u64::try_from(n).unwrap());
            assert_eq!(
                rows(&story, &forward, known),
                rows(&story, &backward, known),
                "{}",
                story.name()
            );
        }
    }
}

#[test]
fn a_story_twice_is_the_story_once() {
    let Some(examples) = Examples::find() else {
        return;
    };
    for story in examples.stories() {
        let once = story.history();
        let mut twice = story.history();
        for report in &story.reports {
            assert_eq!(
                twice.append(report.clone()).applied,
                Applied::Repeated,
                "{}",
                story.name()
            );
        }
        assert_eq!(once.versions(), twice.versions(), "{}", story.name());
    }
}

#[test]
fn what_was_known_after_each_report_is_what_the_story_so_far_says() {
    let Some(examples) = Examples::find() else {
        return;
    };
    for story in examples.stories() {
        let whole = story.history();
        let mut so_far = History::default();
        for (n, report) in (1..).zip(&story.reports) {
            so_far.append(report.clone());
            let known = rows(&story, &whole, Known::Arrival(n));
            assert_eq!(
                known,
                rows(&story, &so_far, Known::Latest),
                "{}, report {n}",
                story.name()
            );
        }
    }
}

#[test]
fn what_was_known_at_a_time_is_what_the_reports_of_that_time_say() {
    let Some(examples) = Examples::find() else {
        return;
    };
    for story in examples.stories() {
        let whole = story.history();
        for instant in story.reports.iter().map(|report| report.reported_at) {
            let mut by_then = History::default();
            for (n, report) in (1..).zip(&story.reports) {
                if report.reported_at <= instant {
                    by_then.append_at(report.clone(), n).unwrap();
                }
            }
            let known = rows(&story, &whole, Known::ReportedBy(instant));
            let expected = rows(&story, &by_then, Known::Latest);
            assert_eq!(known, expected, "{}, {instant}", story.name());
        }
    }
}

#[test]
fn a_story_with_a_report_missing_is_the_story_of_the_others() {
    let Some(examples) = Examples::find() else {
        return;
    };
    for story in examples.stories() {
        for missing in 0..story.reports.len() {
            let mut left = History::default();
            let mut late = History::default();
            for (n, report) in (0..).zip(&story.reports) {
                if n != missing {
                    left.append(report.clone());
                    late.append_at(report.clone(), u64::try_from(n).unwrap() + 1)
                        .unwrap();
                }
            }
            // The numbers are others, the resources and their versions the same.
            let versions = |history: &History| {
                let all = history.versions().into_iter();
                all.map(|version| {
                    (
                        version.key.clone(),
                        version.number,
                        version.change,
                        version.resource.clone(),
                    )
                })
                .collect::<Vec<_>>()
            };
            assert_eq!(versions(&left), versions(&late), "{}", story.name());
            // When it comes after all, the story is whole.
            let n = u64::try_from(missing).unwrap() + 1;
            late.append_at(story.reports[missing].clone(), n).unwrap();
            assert_eq!(
                late.versions(),
                story.history().versions(),
                "{}",
                story.name()
            );
        }
    }
}

#[test]
fn without_the_error_the_correction_takes_nothing_back() {
    let Some(examples) = Examples::find() else {
        return;
    };
    let story = examples.story("rehab140-ruddi");
    let mut history = History::default();
    for (n, report) in story.reports.iter().enumerate() {
        if n != 3 {
            history.append(report.clone());
        }
    }
    let view = history.view(Known::Latest);
    let quality = crate::quality::assess(&view, story.codes, &story.settings());
    assert_eq!((quality.n_taken_back, quality.n_took_back_nothing), (0, 3));
    let whole = story.history();
    let ids = |history: &History| {
        let view = history.view(Known::Latest);
        view.current()
            .map(|version| version.key.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&history), ids(&whole));
}
