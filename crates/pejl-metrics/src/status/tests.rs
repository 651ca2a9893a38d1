//! The rules on figures that are given, and on generated series.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod generated;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use pejl_domain::target::{Baseline, Direction, Goal, IndexLink, Level, Parts, Path};
use pejl_domain::{Grain, Lang, Unit};

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn value(number: f64) -> Level {
    Level::parse(&number.to_string()).unwrap()
}

/// From a value at the end of 2014 to a goal at a deadline, linear.
fn target((from, deadline): (f64, &str), goal: Goal, tolerance: f64) -> Target {
    Target::new(Parts {
        baseline: Baseline {
            on: day("2014-12-31"),
            value: value(from),
        },
        deadline: day(deadline),
        path: Path::Linear { goal },
        tolerance: value(tolerance),
    })
    .unwrap()
}

/// Figures of the months from one on.
fn months(first: &str, values: &[f64]) -> Vec<Point> {
    let first: Period = first.parse().unwrap();
    let periods = std::iter::successors(Some(first), |one| one.next());
    let pairs = periods.zip(values);
    pairs
        .map(|(period, value)| Point {
            period,
            value: *value,
        })
        .collect()
}

fn years(first: i32, values: &[f64]) -> Vec<Point> {
    let pairs = (first..).zip(values);
    pairs
        .map(|(year, value)| Point {
            period: Period::year(year).unwrap(),
            value: *value,
        })
        .collect()
}

fn no_index(_: i32, _: i32) -> Option<f64> {
    None
}

/// On a day before any deadline here.
fn judged(target: &Target, points: &[Point]) -> Judgement {
    judge(target, points, &no_index, day("2015-01-01"))
        .unwrap()
        .unwrap()
}

/// Normal noise of standard deviation 1, the same on every machine: twelve even numbers less six.
fn noise(seed: u64) -> impl Iterator<Item = f64> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut even = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f64 / f64::from(1_u32 << 24)
    };
    std::iter::repeat_with(move || (0..12).map(|_| even()).sum::<f64>() - 6.0)
}

/// A deadline so far off that no forecast reaches it: the rules without one.
const FAR: &str = "2150-12-31";

#[test]
fn every_rule_stands_in_the_table_once() {
    let mut by_code = BTreeMap::new();
    for row in RULES {
        assert_eq!((row.rule.code(), row.rule.status()), (row.code, row.status));
        assert!(!row.da.is_empty() && !row.en.is_empty());
        assert_eq!(by_code.insert(row.code, row.status), None, "{}", row.code);
    }
    assert_eq!(by_code.len(), 15);
}

#[test]
fn the_documentation_has_the_table() {
    let docs = include_str!("../../../../docs/targets.md");
    let rows = RULES.map(|row| {
        format!(
            "| `{}` | `{}` | {} |",
            row.code,
            row.status.as_str(),
            row.en
        )
    });
    let table = rows.join("\n");
    assert!(docs.contains(&table), "docs/targets.md lacks\n{table}");
}

#[test]
fn few_figures_are_held_against_the_path_themselves() {
    let at_most = |goal| target((100.0, "2018-12-31"), Goal::AtMost(value(goal)), 1.0);
    // The path is 95, 90, 85, 80.
    let check = |figures: &[f64], expected: Rule| {
        let found = judged(&at_most(80.0), &years(2014, figures));
        assert_eq!(found.rule, expected, "{figures:?}");
        assert_eq!((found.level, found.since), (None, None));
    };
    check(&[100.0, 95.9], Rule::FewOnPath);
    check(&[100.0, 96.1], Rule::FewOnceOffPath);
    check(&[100.0, 97.0, 92.0], Rule::FewOffPath);
    check(&[100.0, 97.0, 89.0], Rule::FewOnPath);
    check(&[100.0, 80.0], Rule::FewOnPath);
    check(&[100.0, 80.0, 80.9], Rule::FewGoalMet);
    check(&[100.0, 95.0, 90.0, 85.0, 81.0], Rule::FewGoalMet);
    // Once the deadline has passed nothing is left of the path.
    check(&[100.0, 95.0, 90.0, 85.0, 82.0], Rule::Missed);
    check(&[100.0, 95.0, 90.0, 90.0, 90.0], Rule::Missed);
    let found = judged(&at_most(80.0), &years(2014, &[100.0, 97.0, 92.0]));
    assert_eq!((found.margin, found.distance(), found.n), (-2.0, -2.0, 3));
}

#[test]
fn no_figure_since_the_baseline_gives_no_judgement() {
    let target = target((100.0, "2018-12-31"), Goal::AtMost(value(80.0)), 0.0);
    let of = |points: &[Point]| judge(&target, points, &no_index, day("2015-01-01"));
    assert_eq!(of(&years(2010, &[100.0, 100.0, 99.0])), Ok(None));
    // The figure of the baseline itself is not later than it.
    assert_eq!(
        of(&years(2010, &[100.0, 100.0, 99.0, 99.0, 120.0])),
        Ok(None)
    );
    assert_eq!(of(&[]), Ok(None));
    let link = IndexLink {
        direction: Direction::Down,
        series: "pl".to_owned(),
        change_ppm: 0,
    };
    let indexed = Target::new(Parts {
        path: Path::IndexLinked(link),
        ..target.parts().clone()
    });
    let later = judge(
        &indexed.unwrap(),
        &years(2014, &[100.0, 99.0]),
        &no_index,
        day("2015-01-01"),
    );
    assert_eq!(later.unwrap_err().series, "pl");
}

/// A series of so many months without chance but in its last decimals.
fn line(n: usize, at: impl Fn(f64) -> f64) -> Vec<f64> {
    let wobble = |no: usize| if no.is_multiple_of(2) { 0.05 } else { -0.05 };
    (0..n).map(|no| at(no as f64) + wobble(no)).collect()
}

#[test]
fn a_forecast_that_is_clear_turns_the_status() {
    // On the path, which hardly moves until the deadline two years on, and rising away from the goal.
    let held = target((100.0, "2018-12-31"), Goal::AtMost(value(100.0)), 2.0);
    let rising = line(24, |month| 95.0 + 0.2 * month);
    let found = judged(&held, &months("2015-01", &rising));
    assert!(found.probability.unwrap() < 0.05, "{found:?}");
    assert_eq!(found.rule, Rule::GoalNotSafe);
    assert_eq!(found.moved_up, Some(true));
    let calibration = found.calibration.unwrap();
    assert!(
        calibration.within_80 <= calibration.within_95 && calibration.within_95 <= calibration.n
    );
    // Behind the path, and falling fast enough.
    let far = target((100.0, "2018-12-31"), Goal::AtMost(value(80.0)), 0.0);
    let falling = line(24, |month| 103.0 - 0.6 * month);
    let found = judged(&far, &months("2015-01", &falling));
    assert!(found.probability.unwrap() > 0.95, "{found:?}");
    assert_eq!(found.rule, Rule::OffPathExpected);
    // On the path at first, and rising: no goal is met.
    let turned = line(12, |month| 96.0 + 0.1 * month);
    let found = judged(&far, &months("2015-01", &turned));
    assert!(found.probability_then.unwrap() < 0.05, "{found:?}");
    assert_eq!(found.rule, Rule::OnPathNotExpected);
}

#[test]
fn what_chance_can_explain_is_no_more_than_a_danger() {
    // Around 100, half a standard error on the wrong side: no forecast reaches the deadline.
    let held = target((100.0, FAR), Goal::AtLeast(value(100.0)), 0.0);
    let wave = |at: f64| {
        let wave = |no: usize| if no.is_multiple_of(2) { 1.0 } else { -1.0 };
        let values: Vec<f64> = (0..20).map(|no| at + wave(no)).collect();
        judged(&held, &months("2015-01", &values)).rule
    };
    assert_eq!(wave(99.9), Rule::OffPathByChance);
    assert_eq!(wave(98.0), Rule::OffPath);
    assert_eq!(wave(100.0), Rule::GoalMet);
}

#[test]
fn after_the_deadline_the_goal_decides() {
    let goal = |deadline| target((100.0, deadline), Goal::AtMost(value(80.0)), 0.0);
    let check = |values: &[f64], expected: Rule| {
        let found = judged(&goal("2015-12-31"), &months("2015-01", values));
        assert_eq!(found.rule, expected, "{found:?}");
        assert_eq!(found.probability, None);
    };
    let steady = |at: f64| line(30, |_| at);
    check(&steady(79.9), Rule::GoalMetInTime);
    check(&steady(80.01), Rule::MissedByChance);
    check(&steady(85.0), Rule::Missed);
}

#[test]
fn figures_before_the_baseline_tell_what_is_chance_and_nothing_else() {
    // Far from where the target begins until it does, and then where it is to be.
    let held = target((100.0, FAR), Goal::AtLeast(value(100.0)), 0.0);
    let mut values: Vec<f64> = noise(7).take(24).map(|one| 60.0 + one).collect();
    values.extend(noise(8).take(5).map(|one| 100.0 + one));
    let all = months("2013-01", &values);
    let found = judged(&held, &all);
    assert_eq!((found.rule, found.n_since), (Rule::OnPathSoFar, 5));
    assert_eq!((found.level, found.margin), (None, found.distance()));
    let since = found.since.map(|one| one.to_string());
    assert_eq!(since.as_deref(), Some("2014-12"));
    let text = sentence(
        &held,
        &found,
        &Shown {
            unit: Unit::Days,
            precision: 1,
        },
    );
    assert!(
        text.en.starts_with("On track: the target is new, and")
            && text.en.contains("There are 5 figures since the baseline."),
        "{text:?}"
    );
    // What leaves the path at once is told as soon as it is no chance, and what stays from the twelfth figure on.
    let rule = |from_start: f64, n: usize| {
        let mut values = values[..24].to_vec();
        values.extend(noise(8).take(n).map(|one| 100.0 + from_start + one));
        judged(&held, &months("2013-01", &values)).rule
    };
    assert_eq!(
        (rule(-9.0, 2), rule(-9.0, 3)),
        (Rule::OnPathSoFar, Rule::OffPath)
    );
    assert_eq!(
        (rule(2.0, 11), rule(2.0, 12)),
        (Rule::OnPathSoFar, Rule::GoalMet)
    );
    // A deadline before there is a level is decided by its figure.
    let short = target((100.0, "2015-06-30"), Goal::AtLeast(value(100.0)), 0.0);
    let rule = |last: f64| {
        let mut values = values[..29].to_vec();
        values.extend([last, 300.0]);
        judged(&short, &months("2013-01", &values)).rule
    };
    let rules = [rule(100.5), rule(99.5), rule(90.0)];
    assert_eq!(
        rules,
        [Rule::GoalMetInTime, Rule::MissedByChance, Rule::Missed]
    );
}

#[test]
fn missing_months_break_a_run() {
    let held = target((100.0, FAR), Goal::AtLeast(value(100.0)), 0.0);
    let mut values: Vec<f64> = noise(3).take(36).map(|one| 102.0 + one).collect();
    values.extend([95.0, 94.5, 95.5]);
    let all = months("2013-01", &values);
    assert_eq!(judged(&held, &all).rule, Rule::OffPath);
    let mut apart = all.clone();
    apart[38].period = "2016-06".parse().unwrap();
    assert_eq!(judged(&held, &apart).rule, Rule::GoalMet);
}

#[test]
fn a_deadline_that_has_passed_is_told_before_its_figure_is_there() {
    let goal = target((100.0, "2016-06-30"), Goal::AtMost(value(80.0)), 0.0);
    let points = months("2013-01", &line(36, |_| 90.0));
    let of = |asked: &str| {
        let found = judge(&goal, &points, &no_index, day(asked))
            .unwrap()
            .unwrap();
        let shown = Shown {
            unit: Unit::Days,
            precision: 1,
        };
        let text = sentence(&goal, &found, &shown);
        (found.awaited.map(|one| one.to_string()), text)
    };
    let (awaited, text) = of("2016-06-30");
    assert_eq!(awaited, None);
    assert!(
        text.en.contains("at the deadline, 30 June 2016, is"),
        "{text:?}"
    );
    let (awaited, text) = of("2016-11-26");
    assert_eq!(awaited.as_deref(), Some("2016-06"));
    assert!(
        text.da
            .contains("Fristen 30. juni 2016 er gået, men tallet for juni 2016 kendes ikke endnu;")
            && text
                .en
                .contains("has passed, but the figure of June 2016 is not known yet;"),
        "{text:?}"
    );
}

#[test]
fn few_figures_change_a_status_when_they_are_clear() {
    let held = target((100.0, "2030-12-31"), Goal::AtLeast(value(100.0)), 0.0);
    // Differences of 2 before: σ = 1.77.
    let rule = |after: &[f64]| {
        let mut values = vec![101.0, 99.0, 101.0, 99.0, 101.0];
        values.extend(after);
        let found = judged(&held, &years(2010, &values));
        assert!(found.is_chance_known, "{found:?}");
        found.rule
    };
    assert_eq!(rule(&[101.0]), Rule::FewOnPath);
    // One figure off the path is chance; two that are so hardly.
    assert_eq!(rule(&[101.0, 99.0]), Rule::FewOnPath);
    assert_eq!(rule(&[101.0, 99.0, 99.5]), Rule::FewOnPath);
    assert_eq!(rule(&[101.0, 97.0, 97.0]), Rule::FewOnPath);
    assert_eq!(rule(&[101.0, 96.0, 96.0]), Rule::FewOffPath);
    assert_eq!(rule(&[101.0, 90.0]), Rule::FewOffPath);
    assert_eq!(rule(&[99.0]), Rule::FewOnceOffPath);
    assert_eq!(rule(&[99.0, 101.0]), Rule::FewOnceOffPath);
}

#[test]
fn a_band_is_kept_on_both_sides() {
    let goal = Goal::Within {
        low: value(90.0),
        high: value(110.0),
    };
    let band = target((100.0, FAR), goal, 0.0);
    let rule = |at: f64| judged(&band, &months("2015-01", &line(20, |_| at))).rule;
    assert_eq!(rule(91.0), Rule::GoalMet);
    assert_eq!(rule(109.0), Rule::GoalMet);
    assert_eq!(rule(89.0), Rule::OffPath);
    assert_eq!(rule(111.0), Rule::OffPath);
}

#[test]
fn worsening_since_a_day_is_told_from_chance() {
    let mut values = line(24, |_| 10.0);
    values.extend(line(12, |_| 8.0));
    let points = months("2014-01", &values);
    let worse = |since, is_up_better| has_worsened(&points, day(since), is_up_better);
    assert_eq!(worse("2014-12-31", true), Some(true));
    assert_eq!(worse("2014-12-31", false), Some(false));
    // What fell before the day has not fallen since.
    assert_eq!(worse("2016-06-30", true), Some(false));
    assert_eq!(has_worsened(&points[..11], day("2014-12-31"), true), None);
}

#[test]
fn a_sentence_says_why_in_both_languages() {
    let target = target((100.0, "2018-12-31"), Goal::AtMost(value(80.0)), 1.0);
    let shown = Shown {
        unit: Unit::Days,
        precision: 1,
    };
    let found = judged(&target, &years(2014, &[100.0, 97.0, 92.0]));
    let text = sentence(&target, &found, &shown);
    assert_eq!(
        text.to_lang(Lang::En),
        "Off track: there are few figures, and they do not keep the path. The figure of 2016 is 92.0 days; the path is at most \
         90.0 days with a tolerance of 1.0 days. 3 figures are too few to tell chance from change."
    );
    assert_eq!(
        text.to_lang(Lang::Da),
        "Ikke på vej: der er få tal, og de følger ikke stien. Tallet for 2016 er 92,0 dage; stien er højst 90,0 dage \
         med en tolerance på 1,0 dage. 3 tal er for få til at skelne tilfældig variation fra ændring."
    );
    let share = Shown {
        unit: Unit::Share,
        precision: 3,
    };
    assert_eq!(share.figure(0.6151, Lang::Da), "61,5 %");
    assert_eq!(share.difference(0.015, Lang::Da), "1,5 procentpoint");
    let level = judged(
        &target,
        &months("2015-01", &line(40, |month| 100.0 - 0.42 * month)),
    );
    let text = sentence(&target, &level, &shown);
    assert!(
        text.en.contains("By the figures up to ")
            && text.en.contains(" on the wrong side of the path; for ")
            && text.en.contains(
                "The probability of at most 80.0 days at the deadline, 31 December 2018, is"
            ),
        "{text:?}"
    );
    let other = Judgement {
        probability: Some(0.63),
        probability_then: Some(0.12),
        since: "2017-12".parse().ok(),
        ..level.clone()
    };
    let text = sentence(&target, &other, &shown);
    assert!(
        text.da.ends_with(
            "Sandsynligheden for højst 80,0 dage ved fristen 31. december 2018 var 12 % efter tallene til og med december 2017, \
             som status går efter, og er 63 % efter alle tal."
        ),
        "{text:?}"
    );
    // By all figures there is no forecast, and what decided is told.
    let only_then = Judgement {
        probability: None,
        ..other
    };
    let text = sentence(&target, &only_then, &shown);
    assert!(
        text.en.ends_with(
            "was 12% by the figures up to December 2017, which the status goes by, and cannot be told by all figures."
        ),
        "{text:?}"
    );
    assert_eq!(level.newest.period.grain(), Grain::Month);
}
