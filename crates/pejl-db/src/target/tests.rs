#![expect(clippy::unwrap_used, reason = "tests")]

use pejl_domain::target::{Baseline, Direction, Goal, IndexLink, Level, Parts, Path, Step};

use super::*;
use crate::fixture::at;
use crate::testing::for_each_backend;

fn level(text: &str) -> Level {
    Level::parse(text).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn linear() -> Path {
    let goal = Goal::AtMost(level("80.5"));
    Path::Linear { goal }
}

fn new(indicator: &str, path: Path) -> NewTarget {
    NewTarget {
        subject: Subject {
            municipality: "766".to_owned(),
            indicator: indicator.to_owned(),
            reading: "x".to_owned(),
            members: [("unit".to_owned(), "Træning \"Nord\"".to_owned())].into(),
        },
        unit: Unit::Days,
        price_level: PriceLevel::NotApplicable,
        target: Target::new(Parts {
            baseline: Baseline {
                on: day("2014-12-31"),
                value: level("100"),
            },
            deadline: day("2018-12-31"),
            path,
            tolerance: level("0.25"),
        })
        .unwrap(),
        parent: None,
        decision: Decision {
            owner: "Ældrechefen".to_owned(),
            case: "2014-1234".to_owned(),
            meeting: "Byrådet".to_owned(),
            decided_on: Some(day("2014-10-08")),
            note: "=1+1".to_owned(),
        },
    }
}

fn set(number: i64, target: NewTarget) -> Change {
    Change::Set {
        number,
        target: Box::new(target),
    }
}

fn change(db: &Db, changes: &[Change], proved_at: i64) -> Result<i64, TargetError> {
    change_targets(db, changes, (proved_at, "anna"), at(proved_at)).map(|made| made.n)
}

/// Number and version of the targets in force.
fn seen(db: &Db, n: i64) -> Vec<(i64, i32)> {
    let found = db.with(|conn| list_targets(conn, n)).unwrap();
    found.iter().map(|one| (one.number, one.version)).collect()
}

#[test]
fn every_kind_of_path_comes_back_as_it_was_set() {
    let step = |from: &str, value: &str| Step {
        from: day(from),
        value: level(value),
    };
    let within = Goal::Within {
        low: level("60"),
        high: level("80.5"),
    };
    let link = IndexLink {
        direction: Direction::Down,
        series: "pl".to_owned(),
        change_ppm: -20_000,
    };
    let paths = [
        linear(),
        Path::Linear {
            goal: Goal::AtLeast(level("-0.000001")),
        },
        Path::Steps {
            goal: within,
            steps: vec![step("2016-01-01", "90"), step("2017-01-01", "80.5")],
        },
        Path::IndexLinked(link),
    ];
    for_each_backend(|db| {
        let codes = ["O1.1", "O1.2", "O1.3", "O1.4"];
        let all: Vec<NewTarget> = codes
            .iter()
            .zip(&paths)
            .map(|(code, path)| new(code, path.clone()))
            .collect();
        let changes: Vec<Change> = (1..).zip(all.clone()).map(|(n, one)| set(n, one)).collect();
        assert_eq!(change(db, &changes, 0).unwrap(), 1);
        let found = db.with(|conn| list_targets(conn, 1)).unwrap();
        let found: Vec<NewTarget> = found.into_iter().map(|one| one.set).collect();
        assert_eq!(found, all);
        assert_eq!(db.with(newest_number).unwrap(), 4);
    });
}

#[test]
fn a_version_holds_from_the_revision_that_set_it_to_the_one_that_closed_it() {
    for_each_backend(|db| {
        change(db, &[set(1, new("O3.1", linear()))], 0).unwrap();
        let below = NewTarget {
            parent: Some(1),
            ..new("O3.2", linear())
        };
        change(db, &[set(1, new("O3.1", linear())), set(2, below)], 1).unwrap();
        change(db, &[Change::Withdraw { number: 2 }], 2).unwrap();
        assert_eq!(seen(db, 0), []);
        assert_eq!(seen(db, 1), [(1, 1)]);
        assert_eq!(seen(db, 2), [(1, 2), (2, 1)]);
        assert_eq!(seen(db, 3), [(1, 2)]);
        let versions = |n| db.with(|conn| list_versions(conn, 1, n)).unwrap();
        let told: Vec<_> = versions(3)
            .iter()
            .map(|one| (one.version, one.known_from, one.known_to))
            .collect();
        assert_eq!(told, [(2, 2, None), (1, 1, Some(2))]);
        assert_eq!(versions(1).first().unwrap().known_to, None);
        // A number is not given away again, and its versions go on.
        change(db, &[set(2, new("O3.2", linear()))], 3).unwrap();
        assert_eq!(seen(db, 4), [(1, 2), (2, 2)]);
        let made = db.with(|conn| revision::find_revision(conn, 4)).unwrap();
        assert_eq!(made.unwrap().kind, "targets");
    });
}

#[test]
fn targets_change_places_at_once_and_all_or_none_change() {
    for_each_backend(|db| {
        let (one, other) = (new("O3.1", linear()), new("O3.2", linear()));
        change(db, &[set(1, one.clone()), set(2, other.clone())], 0).unwrap();
        change(db, &[set(1, other), set(2, one.clone())], 1).unwrap();
        assert_eq!(seen(db, 2), [(1, 2), (2, 2)]);
        // A second target of the same subject is refused by the database.
        assert!(change(db, &[set(3, one.clone())], 2).is_err());
        let late = change(db, &[set(3, one.clone())], 1);
        assert!(matches!(late, Err(TargetError::Overtaken)));
        let none = change(db, &[set(1, one), Change::Withdraw { number: 9 }], 2);
        assert!(matches!(none, Err(TargetError::NotFound { number: 9 })));
        assert_eq!(seen(db, 2), [(1, 2), (2, 2)]);
        assert_eq!(db.with(revision::head).unwrap(), 2);
    });
}
