//! Statuses as they are judged and told.

use std::sync::Arc;

use chrono::NaiveDate;
use pejl_app::Status;
use pejl_app::status::Stand;
use pejl_app::targets::{Decision, NewTarget, StoredTarget};
use pejl_domain::target::{Baseline, Goal, Level, Parts as TargetParts, Path, Target};
use pejl_domain::{Period, PriceLevel};
use pejl_metrics::points::Point;
use pejl_metrics::status::{Shown, judge, sentence};

use super::*;
use crate::testing::standing;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn level(number: f64) -> Level {
    Level::parse(&number.to_string()).unwrap()
}

/// Days that are to fall from 100 at the end of 2014 to 80 at the end of 2018, or to lie within two bounds.
fn target(goal: Goal, tolerance: f64) -> Target {
    Target::new(TargetParts {
        baseline: Baseline {
            on: day("2014-12-31"),
            value: level(100.0),
        },
        deadline: day("2018-12-31"),
        path: Path::Linear { goal },
        tolerance: level(tolerance),
    })
    .unwrap()
}

/// Where the figures of the months from January 2015 on stand on a day.
fn stand(target: &Target, values: &[f64], asked_on: &str) -> Stand {
    let first: Period = "2015-01".parse().unwrap();
    let periods = std::iter::successors(Some(first), |one| one.next());
    let points: Vec<Point> = periods
        .zip(values)
        .map(|(period, value)| Point {
            period,
            value: *value,
        })
        .collect();
    let judgement = judge(target, &points, &|_, _| None, day(asked_on));
    let judgement = judgement.unwrap().unwrap();
    let line = standing(
        line("O3.1", "2018-Q1", Some(80.0), Some(92.0)),
        Status::OnTrack,
        &[],
    );
    let stand = line.stand.unwrap();
    let shown = Shown {
        unit: stand.reading.unit.clone(),
        precision: stand.reading.precision,
    };
    Stand {
        status: judgement.status(),
        sentence: sentence(target, &judgement, &shown),
        target: Some(StoredTarget {
            number: 1,
            version: 1,
            set: NewTarget {
                subject: stand.subject.clone(),
                unit: stand.reading.unit.clone(),
                price_level: PriceLevel::NotApplicable,
                target: target.clone(),
                parent: None,
                decision: Decision::default(),
            },
            known_from: 1,
            known_to: None,
        }),
        judgement: Some(judgement),
        reading: Arc::clone(&stand.reading),
        ..stand
    }
}

/// A status is true as it is told in both languages, and with any two of its numbers swapped it is not.
#[track_caller]
fn check_status(stand: &Stand) {
    for lang in [Lang::Da, Lang::En] {
        assert_eq!(status(stand, lang), Ok(()), "{:?}", stand.judgement);
    }
    let texts = [stand.sentence.da.clone(), stand.sentence.en.clone()];
    for (text, lang) in texts.iter().zip([Lang::Da, Lang::En]) {
        let numbers: Vec<String> = text
            .split(|c: char| !c.is_ascii_digit())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        for (no, number) in numbers.iter().enumerate() {
            // No figure is seven times as large as another, and none is rounded away.
            let place = numbers.iter().take(no).filter(|one| *one == number).count();
            let changed = replaced(text, number, place, &format!("7{number}"));
            let mut wrong = stand.clone();
            match lang {
                Lang::Da => wrong.sentence.da = changed.clone(),
                Lang::En => wrong.sentence.en = changed.clone(),
            }
            assert!(status(&wrong, lang).is_err(), "{changed}");
        }
    }
}

/// The text with one place of a number, as a number of its own, replaced.
fn replaced(text: &str, number: &str, place: usize, by: &str) -> String {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let whole = text.match_indices(number).filter(|(at, _)| {
        let before = text[..*at].chars().next_back();
        let after = text[at + number.len()..].chars().next();
        !is_digit(before) && !is_digit(after)
    });
    let (at, _) = whole.clone().nth(place).unwrap();
    format!("{}{by}{}", &text[..at], &text[at + number.len()..])
}

/// Figures about a line that falls so much from 100 in every month, an even and an odd one apart.
fn falling(n: u16, by: f64) -> Vec<f64> {
    let value = |no: u16| 100.0 - by * f64::from(no) + f64::from(no % 3) - 1.0;
    (0..n).map(value).collect()
}

#[test]
fn a_status_is_true_of_its_judgement_whatever_decided() {
    let goal = Goal::AtMost(level(80.0));
    let band = Goal::Within {
        low: level(70.0),
        high: level(82.0),
    };
    let mut told = std::collections::BTreeSet::new();
    for target in [target(goal, 0.0), target(goal, 2.0), target(band, 1.0)] {
        for n in [1, 2, 5, 11, 12, 20, 30, 48, 60] {
            for by in [-0.2, 0.0, 0.3, 0.45, 0.9] {
                for asked_on in ["2015-02-01", "2019-06-01"] {
                    let found = stand(&target, &falling(n, by), asked_on);
                    told.insert(found.judgement.as_ref().unwrap().rule.code());
                    check_status(&found);
                }
            }
        }
    }
    assert!(told.len() > 8, "{told:?}");
}

#[test]
fn level_for_path_one_status_for_another_and_a_rule_that_does_not_hold_are_found() {
    let found = stand(
        &target(Goal::AtMost(level(80.0)), 0.0),
        &falling(40, 0.1),
        "2018-06-01",
    );
    let refused = |from: &str, to: &str| {
        let text = found.sentence.da.replace(from, to);
        assert_ne!(text, found.sentence.da, "{from}");
        let mut wrong = found.clone();
        wrong.sentence.da = text;
        assert!(status(&wrong, Lang::Da).is_err(), "{}", wrong.sentence.da);
    };
    refused("Ikke på vej", "På vej");
    refused("følger ikke stien", "følger stien");
    refused("højst", "mindst");
    let mut other = found.clone();
    other.status = Status::OnTrack;
    assert!(status(&other, Lang::Da).is_err());
    let mut moved = found;
    if let Some(judgement) = moved.judgement.as_mut() {
        judgement.margin = 1.0;
    }
    assert!(status(&moved, Lang::Da).is_err());
}

#[test]
fn a_goal_is_that_of_the_target() {
    let found = stand(
        &target(Goal::AtMost(level(80.0)), 0.0),
        &falling(20, 0.3),
        "2018-06-01",
    );
    let is_true = |text: &str| goal(text, &found, Lang::Da).is_ok();
    let told = pejl_wording::goal(Some(&found), Lang::Da);
    assert!(is_true(&told), "{told}");
    for (from, to) in [("80", "81"), ("højst", "mindst"), ("2018", "2019")] {
        assert!(!is_true(&told.replace(from, to)), "{told}");
    }
}
