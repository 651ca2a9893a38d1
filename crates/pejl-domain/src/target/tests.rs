#![expect(clippy::unwrap_used, reason = "tests")]

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::lang::Lang;
use crate::period::{Grain, Period};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn level(text: &str) -> Level {
    Level::parse(text).unwrap()
}

fn parts(path: Path) -> Parts {
    Parts {
        baseline: Baseline {
            on: day("2014-12-31"),
            value: level("100"),
        },
        deadline: day("2018-12-31"),
        path,
        tolerance: Level::ZERO,
    }
}

fn linear(goal: Goal) -> Target {
    Target::new(parts(Path::Linear { goal })).unwrap()
}

/// Rates that are not known.
fn no_index(_: i32, _: i32) -> Option<f64> {
    None
}

/// The bounds of a period as text, `..90` or `90..100`.
fn bounds(target: &Target, period: &str) -> String {
    let found = target.bounds_at(period.parse().unwrap(), &no_index);
    let text = |one: Option<Level>| one.map(|one| one.to_string()).unwrap_or_default();
    found.unwrap().map_or_else(String::new, |found| {
        format!("{}..{}", text(found.low), text(found.high))
    })
}

#[track_caller]
fn refused(parts: Parts, field: &str, en: &str) {
    let problems = Target::new(parts).unwrap_err();
    let found: Vec<(&str, String)> = problems
        .iter()
        .map(|one| (one.field(), one.to_lang(Lang::En)))
        .collect();
    assert_eq!(found, [(field, en.to_owned())]);
    assert!(problems.iter().all(|one| !one.to_lang(Lang::Da).is_empty()));
}

#[test]
fn a_linear_path_takes_even_parts_of_years_quarters_and_months() {
    let target = linear(Goal::AtMost(level("80")));
    // Four years of five each; 2016 is a leap year.
    for (period, expected) in [
        ("2013", ""),
        ("2014-12", "..100"),
        ("2014", "..100"),
        ("2015", "..95"),
        ("2015-Q1", "..98.75"),
        ("2015-H1", "..97.5"),
        ("2016", "..90"),
        ("2016-02", "..94.166667"),
        ("2016-06", "..92.5"),
        ("2017", "..85"),
        ("2018-12", "..80"),
        ("2019", "..80"),
    ] {
        assert_eq!(bounds(&target, period), expected, "{period}");
    }
    // Within a month by its days: a week that ends on 15 January 2017 has 15/31 of it behind it.
    // 90 − 20/48 · 15/31 = 89.798387…
    assert_eq!(bounds(&target, "2017-W02"), "..89.798387");
}

#[test]
fn the_edge_of_a_band_that_the_baseline_is_outside_of_moves() {
    let within = |low: &str, high: &str| {
        linear(Goal::Within {
            low: level(low),
            high: level(high),
        })
    };
    assert_eq!(bounds(&within("110", "120"), "2016"), "105..120");
    assert_eq!(bounds(&within("60", "80"), "2016"), "60..90");
    assert_eq!(bounds(&within("90", "110"), "2016"), "90..110");
}

#[test]
fn steps_hold_until_the_next() {
    let step = |from: &str, value: &str| Step {
        from: day(from),
        value: level(value),
    };
    let steps = vec![step("2016-01-01", "95"), step("2017-07-01", "80")];
    let goal = Goal::AtMost(level("80"));
    let target = Target::new(parts(Path::Steps { goal, steps })).unwrap();
    for (period, expected) in [
        ("2015", "..100"),
        ("2015-12", "..100"),
        ("2016-01", "..95"),
        ("2016", "..95"),
        ("2017-06", "..95"),
        ("2017-07", "..80"),
        ("2018", "..80"),
    ] {
        assert_eq!(bounds(&target, period), expected, "{period}");
    }
}

#[test]
fn an_index_linked_path_follows_the_index_and_parts_from_it_evenly() {
    // At most the index minus 2 % by 2018, with prices that rise by 1 % a year.
    let link = IndexLink {
        direction: Direction::Down,
        series: "pl".to_owned(),
        change_ppm: -20_000,
    };
    let target = Target::new(parts(Path::IndexLinked(link))).unwrap();
    let index = |from: i32, to: i32| Some(1.01_f64.powi(to - from));
    let high = |year: i32| {
        let period = Period::year(year).unwrap();
        let found = target.bounds_at(period, &index).unwrap().unwrap();
        (found.low, found.high.unwrap().to_string())
    };
    // 100 · 1.01 · (1 − 0.005), 100 · 1.01² · (1 − 0.01), 100 · 1.01⁴ · (1 − 0.02).
    assert_eq!(high(2014), (None, "100".to_owned()));
    assert_eq!(high(2015), (None, "100.495".to_owned()));
    assert_eq!(high(2016), (None, "100.9899".to_owned()));
    assert_eq!(high(2018), (None, "101.979193".to_owned()));
    assert_eq!(high(2021), high(2018));
    let unknown = target.bounds_at(Period::year(2015).unwrap(), &no_index);
    let text = unknown.unwrap_err().to_string();
    assert_eq!(text, "`pl` has no rates from 2014 to 2015");
}

#[test]
fn what_contradicts_itself_is_refused() {
    let goal = Goal::AtMost(level("80"));
    refused(
        Parts {
            deadline: day("2013-12-31"),
            ..parts(Path::Linear { goal })
        },
        "deadline",
        "the deadline 31 December 2013 is not after the day of the baseline, 31 December 2014",
    );
    let band = Goal::Within {
        low: level("80"),
        high: level("80"),
    };
    refused(
        parts(Path::Linear { goal: band }),
        "goal_high",
        "the low end of the band, 80, must lie below its high end, 80",
    );
    let steps = |steps: &[(&str, &str)], goal| {
        let steps = steps.iter().map(|(from, value)| Step {
            from: day(from),
            value: level(value),
        });
        parts(Path::Steps {
            goal,
            steps: steps.collect(),
        })
    };
    refused(
        steps(&[], goal),
        "steps",
        "a path in steps has 1 to 120 of them, and this has 0",
    );
    refused(
        steps(&[("2016-01-01", "90"), ("2016-01-01", "80")], goal),
        "steps",
        "the step on 1 January 2016 must come after 1 January 2016",
    );
    refused(
        steps(&[("2019-01-01", "80")], goal),
        "steps",
        "the step on 1 January 2019 comes after the deadline, 31 December 2018",
    );
    refused(
        steps(&[("2016-01-01", "90")], goal),
        "steps",
        "the last step is 90, but the goal is 80",
    );
    let around = Goal::Within {
        low: level("90"),
        high: level("110"),
    };
    refused(
        steps(&[("2016-01-01", "90")], around),
        "steps",
        "the baseline is within the band already, so that no steps lead there",
    );
    let linked = |direction, series: &str, change_ppm| {
        parts(Path::IndexLinked(IndexLink {
            direction,
            series: series.to_owned(),
            change_ppm,
        }))
    };
    refused(
        linked(Direction::Band, "pl", 0),
        "direction",
        "a path along an index is up or down, and no band",
    );
    refused(
        linked(Direction::Down, "", 0),
        "index_series",
        "the name of the price series must have 1 to 60 characters",
    );
    refused(
        linked(Direction::Down, "pl", -PPM),
        "index_change",
        "the change beside the index must be above −1 and at most 9 (−0.02 is 2 % below)",
    );
    refused(
        Parts {
            tolerance: level("-1"),
            ..parts(Path::Linear { goal })
        },
        "tolerance",
        "the tolerance cannot be negative",
    );
}

#[test]
fn a_level_is_exact_or_refused() {
    for (text, expected) in [
        ("0", "0"),
        ("-0.5", "-0.5"),
        ("000012.500000", "12.5"),
        ("999999999.123456", "999999999.123456"),
        ("-9000000000000", "-9000000000000"),
        ("1.5000000000", "1.5"),
    ] {
        let found = level(text);
        assert_eq!(found.to_string(), expected);
        assert_eq!(found.as_f64().to_string(), expected);
    }
    for (text, expected) in [
        ("", LevelError::Malformed),
        ("1,5", LevelError::Malformed),
        ("1.", LevelError::Malformed),
        (".5", LevelError::Malformed),
        ("1e3", LevelError::Malformed),
        ("NaN", LevelError::Malformed),
        ("--1", LevelError::Malformed),
        ("0.0000001", LevelError::TooFine),
        ("1234567890.123456", LevelError::TooFine),
        ("9300000000000", LevelError::TooLarge),
        ("99999999999999999999", LevelError::TooLarge),
    ] {
        assert_eq!(Level::parse(text), Err(expected), "{text}");
    }
    assert_eq!(Level::from_scaled(825, 3), Ok(level("0.825")));
    assert_eq!(Level::from_scaled(12, -2), Ok(level("1200")));
    assert_eq!(Level::from_scaled(5, 7), Err(LevelError::TooFine));
    assert_eq!(Level::from_scaled(0, 300), Ok(Level::ZERO));
    assert_eq!(Level::from_scaled(1, -300), Err(LevelError::TooLarge));
}

fn any_level() -> impl Strategy<Value = Level> {
    (-1_000_000_000_i64..1_000_000_000).prop_map(|one| Level::from_millionths(one * 100).unwrap())
}

prop_compose! {
    /// A target with a linear path over up to forty years.
    fn any_linear()(
        start in 0_u64..30_000,
        length in 1_u64..15_000,
        from in any_level(),
        to in any_level(),
        is_up: bool,
    ) -> Target {
        let on = day("1950-01-01").checked_add_days(Days::new(start)).unwrap();
        let goal = if is_up { Goal::AtLeast(to) } else { Goal::AtMost(to) };
        Target::new(Parts {
            baseline: Baseline { on, value: from },
            deadline: on.checked_add_days(Days::new(length)).unwrap(),
            path: Path::Linear { goal },
            tolerance: Level::ZERO,
        }).unwrap()
    }
}

fn edge(bounds: Bounds) -> Level {
    bounds.low.or(bounds.high).unwrap()
}

proptest! {
    #[test]
    fn a_linear_path_begins_at_the_baseline_and_ends_at_the_goal(target in any_linear()) {
        let Path::Linear { goal: Goal::AtLeast(goal) | Goal::AtMost(goal) } = target.parts().path else {
            return Err(TestCaseError::fail("no linear path"));
        };
        prop_assert_eq!(edge(target.baseline_bounds()), target.parts().baseline.value);
        prop_assert_eq!(edge(target.goal_bounds(&no_index).unwrap()), goal);
    }

    #[test]
    fn a_linear_path_goes_one_way_and_stays_between(target in any_linear()) {
        let (from, to) = (edge(target.baseline_bounds()), edge(target.goal_bounds(&no_index).unwrap()));
        let first = Period::containing(Grain::Month, target.parts().baseline.on).unwrap();
        let periods = std::iter::successors(Some(first), |one| one.next());
        let mut before = from;
        for period in periods.take(600) {
            let found = edge(target.bounds_at(period, &no_index).unwrap().unwrap());
            let is_on_the_way = match from <= to {
                true => before <= found && found <= to,
                false => before >= found && found >= to,
            };
            prop_assert!(is_on_the_way, "{period} {found}");
            before = found;
        }
        prop_assert_eq!(before, to);
    }

    #[test]
    fn an_index_linked_path_is_the_index_times_the_change(
        base in 1_i64..1_000_000, rate in -0.05_f64..0.1, change_ppm in -900_000_i64..900_000,
    ) {
        let link = IndexLink { direction: Direction::Down, series: "pl".to_owned(), change_ppm };
        let target = Target::new(Parts {
            baseline: Baseline { on: day("2014-12-31"), value: Level::from_millionths(base * 1_000_000).unwrap() },
            ..parts(Path::IndexLinked(link))
        }).unwrap();
        let index = |from: i32, to: i32| Some((1.0 + rate).powi(to - from));
        let found = edge(target.goal_bounds(&index).unwrap()).as_f64();
        let expected = base as f64 * (1.0 + rate).powi(4) * (1.0 + change_ppm as f64 / 1e6);
        prop_assert!((found - expected).abs() <= 1e-6 * expected.abs().max(1.0), "{} {}", found, expected);
    }

    #[test]
    fn a_level_reads_what_it_prints_and_passes_through_json(millionths in -999_999_999_999_999_i64..=999_999_999_999_999) {
        let level = Level::from_millionths(millionths).unwrap();
        prop_assert_eq!(Level::parse(&level.to_string()), Ok(level));
        let json = serde_json::to_string(&level.as_f64()).unwrap();
        let back: f64 = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(Level::parse(&back.to_string()), Ok(level));
    }

    #[test]
    fn any_text_is_a_level_or_refused(text in any::<String>()) {
        if let Ok(level) = Level::parse(&text) {
            prop_assert_eq!(Level::parse(&level.to_string()), Ok(level));
        }
    }
}
