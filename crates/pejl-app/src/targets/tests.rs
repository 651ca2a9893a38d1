//! Targets from drafts and files, proved beside each other.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

mod proved;

use pejl_db::testing::TestDatabase;
use pejl_domain::target::{Direction, Goal, Level, Path};

use super::*;
use crate::testing::Installation;

const BASE: [(&str, &str); 6] = [
    ("municipality", "766"),
    ("indicator", "O3.1"),
    ("baseline_on", "2014"),
    ("baseline", "100"),
    ("goal", "80"),
    ("deadline", "2018"),
];

/// The base with other texts in some fields, or more fields.
fn draft(more: &[(&str, &str)]) -> Draft {
    let mut draft = Draft::default();
    for (name, text) in BASE {
        let is_other = more.iter().any(|(other, _)| *other == name);
        if !is_other {
            draft.put(name, text);
        }
    }
    for (name, text) in more {
        draft.put(name, text);
    }
    draft
}

fn one() -> (Installation, Store) {
    let place = Installation::on(TestDatabase::sqlite());
    let store = place.open();
    (place, store)
}

fn create(store: &Store, more: &[(&str, &str)]) -> i64 {
    let applied = create_target(store, &draft(more), ("anna", false)).unwrap();
    applied.outcomes.first().unwrap().number
}

/// Field, value and text of each fault.
fn told(error: AppError) -> Vec<String> {
    match error {
        AppError::Target(faults) => faults.iter().map(ToString::to_string).collect(),
        other => vec![format!("{other:?}")],
    }
}

#[track_caller]
fn refused(store: &Store, more: &[(&str, &str)], expected: &[&str]) {
    let error = create_target(store, &draft(more), ("anna", false)).unwrap_err();
    if let AppError::Target(faults) = &error {
        assert!(faults.iter().all(|one| !one.text.da.is_empty()));
    }
    assert_eq!(told(error), expected);
}

fn listed(store: &Store) -> Vec<StoredTarget> {
    list_targets(store, &TargetsRequest::default())
        .unwrap()
        .targets
}

#[test]
fn a_target_takes_what_is_left_out_from_its_indicator() {
    let (_place, store) = one();
    create(&store, &[("owner", "'=Ældrechefen")]);
    let found = listed(&store);
    let set = &found.first().unwrap().set;
    assert_eq!(reading_name(&set.subject), "O3.1.median_days");
    assert_eq!(set.target.direction(), Direction::Down);
    assert_eq!(
        (set.unit.to_string(), set.price_level.to_string()),
        ("days".to_owned(), "not_applicable".to_owned())
    );
    assert_eq!(set.target.parts().baseline.on.to_string(), "2014-12-31");
    assert_eq!(set.target.parts().deadline.to_string(), "2018-12-31");
    assert_eq!(set.decision.owner, "=Ældrechefen");
    assert!(matches!(set.target.parts().path, Path::Linear { .. }));
    // The name of the municipality is as good as its code.
    let same = draft(&[("municipality", "Hedensted"), ("owner", "=Ældrechefen")]);
    let again = replace_target(&store, 1, &same, ("bo", false)).unwrap();
    assert_eq!(again.state, State::Unchanged);
}

#[test]
fn a_share_may_be_written_in_per_cent_and_money_has_prices() {
    let (_place, store) = one();
    create(
        &store,
        &[
            ("indicator", "O3.3"),
            ("baseline", "55 %"),
            ("goal", "0.7"),
            ("tolerance", "1.5%"),
        ],
    );
    create(
        &store,
        &[
            ("indicator", "O5.1"),
            ("path", "index_linked"),
            ("goal", ""),
            ("index_series", "pl"),
            ("index_change", "-2 %"),
        ],
    );
    let found = listed(&store);
    let parts = found.first().unwrap().set.target.parts();
    assert_eq!(parts.baseline.value, Level::parse("0.55").unwrap());
    assert_eq!(parts.tolerance, Level::parse("0.015").unwrap());
    let money = &found.last().unwrap().set;
    assert_eq!(money.price_level.to_string(), "current");
    match &money.target.parts().path {
        Path::IndexLinked(link) => assert_eq!(link.change_ppm, -20_000),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_wrong_with_a_target_is_told_by_its_field() {
    let (_place, store) = one();
    refused(
        &store,
        &[("deadline", "2013")],
        &[
            "deadline `2013`: the deadline 31 December 2013 is not after the day of the baseline, 31 December 2014",
        ],
    );
    refused(
        &store,
        &[
            ("goal", "eighty"),
            ("baseline_on", "soon"),
            ("tolerance", "-1"),
        ],
        &[
            "baseline_on `soon`: expected a day or a period, such as 2018-12-31 or 2018",
            "goal `eighty`: `eighty` is not a number",
        ],
    );
    let unknown = create_target(&store, &draft(&[("indicator", "O3.l")]), ("anna", false));
    let unknown = told(unknown.unwrap_err());
    assert_eq!(unknown.len(), 1);
    assert!(
        unknown[0].starts_with("indicator `O3.l`: expected an indicator or a reading")
            && unknown[0].contains("; nearest: O3.0, O3.1"),
        "{unknown:?}"
    );
    refused(
        &store,
        &[("direction", "up"), ("unit", "hours")],
        &[
            "direction `up`: the better way of the indicator is down",
            "unit `hours`: the unit of the indicator is days",
        ],
    );
    refused(
        &store,
        &[
            ("goal_low", "70"),
            ("steps", "2016=90"),
            ("price_level", "current"),
        ],
        &[
            "steps `2016=90`: is not used without the path steps; leave it empty",
            "goal_low `70`: is not used without the direction band; leave it empty",
            "price_level `current`: expected not_applicable: it is no money",
        ],
    );
    refused(
        &store,
        &[("path", "steps"), ("steps", "2016=90;soon=80")],
        &["steps `2016=90;soon=80`: `soon=80` is no step such as 2016=95; put ; between steps"],
    );
    refused(
        &store,
        &[("municipality", "*")],
        &["municipality `*`: expected one municipality"],
    );
    refused(
        &store,
        &[("indicator", "F2"), ("goal", "12000")],
        &["members ``: expected a value"],
    );
    refused(
        &store,
        &[("members", "unit=T1;sex=K")],
        &["members `unit=T1;sex=K`: a target can be of one cut, such as a unit or a district"],
    );
    refused(
        &store,
        &[("owner", "010190-1234")],
        &["owner ``: looks like the number of a person"],
    );
    refused(&store, &[("goal", "")], &["goal ``: must be given"]);
    assert_eq!(listed(&store), []);
}

#[test]
fn there_is_one_target_of_a_subject_and_a_version_is_meant() {
    let (_place, store) = one();
    let number = create(&store, &[]);
    refused(
        &store,
        &[("goal", "70")],
        &["indicator `O3.1.median_days`: target 1 is of the same already; replace or withdraw it"],
    );
    let other = |version| draft(&[("goal", "70"), ("version", version)]);
    let dry = replace_target(&store, number, &other("1"), ("anna", true)).unwrap();
    assert_eq!((dry.state, dry.revision), (State::Proved, 1));
    let done = replace_target(&store, number, &other("1"), ("anna", false)).unwrap();
    assert_eq!((done.state, done.revision), (State::Applied, 2));
    let late = draft(&[("goal", "60"), ("version", "1")]);
    let late = replace_target(&store, number, &late, ("bo", false)).unwrap_err();
    assert_eq!(
        told(late),
        ["version `1`: version 2 is in force by now; fetch the targets again"]
    );
    let versions = get_target(&store, number, AsKnown::Head).unwrap().targets;
    let versions: Vec<_> = versions
        .iter()
        .map(|one| (one.version, one.known_to))
        .collect();
    assert_eq!(versions, [(2, None), (1, Some(2))]);
    let unread = withdraw_target(&store, (number, Some(1)), "bo").unwrap_err();
    assert_eq!(
        told(unread),
        ["version `1`: version 2 is in force by now; fetch the targets again"]
    );
    withdraw_target(&store, (number, Some(2)), "anna").unwrap();
    assert_eq!(listed(&store), []);
    assert!(withdraw_target(&store, (number, None), "anna").is_err());
    let then = TargetsRequest {
        at: AsKnown::Revision(1),
        ..TargetsRequest::default()
    };
    assert_eq!(list_targets(&store, &then).unwrap().targets.len(), 1);
    assert_eq!(create(&store, &[]), 2);
}

#[test]
fn a_part_does_not_contradict_the_whole() {
    let (_place, store) = one();
    create(&store, &[]);
    create(&store, &[("members", "district=Nord"), ("parent", "1")]);
    create(&store, &[("members", "unit=T1"), ("parent", "2")]);
    let of_unit = |more: &[(&str, &str)]| {
        let mut all = vec![("members", "unit=T2")];
        all.extend_from_slice(more);
        told(create_target(&store, &draft(&all), ("anna", false)).unwrap_err())
    };
    assert_eq!(
        of_unit(&[("parent", "9")]),
        [
            "parent `9`: expected the number of a target in force, or the name of another row of the file"
        ]
    );
    assert_eq!(
        of_unit(&[("parent", "1"), ("deadline", "2019")]),
        ["deadline `2019-12-31`: is after the deadline 2018-12-31 of its parent, target 1"]
    );
    assert_eq!(
        of_unit(&[("parent", "3")]),
        ["parent `3`: target 3 covers no more than this one: council above area above unit"]
    );
    assert_eq!(
        of_unit(&[
            ("parent", "1"),
            ("indicator", "O3.3"),
            ("baseline", "0.5"),
            ("goal", "0.7")
        ]),
        [
            "indicator `O3.3.self_reliant_endings`: its parent, target 1, is of O3.1.median_days",
            "direction `up`: its parent, target 1, has the direction down",
        ]
    );
    let earlier = draft(&[("deadline", "2017")]);
    let earlier = replace_target(&store, 1, &earlier, ("anna", false)).unwrap_err();
    assert_eq!(
        told(earlier),
        ["deadline `2018-12-31`: is after the deadline 2017-12-31 of its parent, target 1"]
    );
    assert_eq!(
        told(withdraw_target(&store, (2, None), "anna").unwrap_err()),
        ["parent `2`: target 2, which target 3 is a part of, is not in force"]
    );
}

/// Line, column and English text of what is refused in a file.
fn import(place: &Installation, store: &Store, text: &[u8]) -> Result<Applied, Vec<String>> {
    let file = place.path("targets.csv");
    std::fs::write(&file, text).unwrap();
    match import_targets(store, &file, ("anna", false)).unwrap() {
        Imported::Accepted(applied, _) => Ok(applied),
        Imported::Refused(issues) => Err(issues.iter().map(ToString::to_string).collect()),
    }
}

#[test]
fn the_file_of_the_documentation_is_imported_whole() {
    let docs = include_str!("../../../../docs/targets.md");
    let (_, after) = docs.split_once("```csv\n").unwrap();
    let (file, _) = after.split_once("```").unwrap();
    // As a Danish Excel writes it, and as an old one does.
    let latin1: Vec<u8> = file
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    for bytes in [
        file.as_bytes().to_vec(),
        format!("\u{feff}{file}").into_bytes(),
        latin1,
    ] {
        let (place, store) = one();
        let applied = import(&place, &store, &bytes).unwrap();
        assert_eq!((applied.state, applied.outcomes.len()), (State::Applied, 7));
        let found = listed(&store);
        let told: Vec<_> = found
            .iter()
            .map(|one| (one.number, reading_name(&one.set.subject), one.set.parent))
            .collect();
        let expected = [
            (1, "O3.1.median_days", None),
            (2, "O3.1.median_days", Some(1)),
            (3, "O3.1.median_days", Some(2)),
            (4, "O3.3.self_reliant_endings", None),
            (5, "Q4.delivered_of_granted", None),
            (6, "O5.1.long_term_net", None),
            (7, "F2.net_per_resident", None),
        ];
        let expected = expected.map(|(no, name, parent)| (no, name.to_owned(), parent));
        assert_eq!(told, expected);
        let last = found.last().unwrap();
        assert_eq!(
            last.set.target.parts().baseline.value.to_string(),
            "12500.5"
        );
        assert_eq!(last.set.decision.note, "=ikke en formel");
    }
}

#[test]
fn a_file_is_refused_whole_with_every_fault_at_its_place() {
    let (place, store) = one();
    let bad = "municipality,indicator,baseline_on,baseline,goal,deadline\n\
               766,O3.1,2014,100,80,2018\n\
               766,O3.2,2014,\"1,5\",2,2013\n\
               9999,O3.3,2014,0.5,0.7,2018\n";
    let found = import(&place, &store, bad.as_bytes()).unwrap_err();
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].starts_with("targets.csv, line 3, column `baseline`, value `1,5`:"),
        "{found:?}"
    );
    assert!(
        found[1].starts_with("targets.csv, line 4, column `municipality`, value `9999`:"),
        "{found:?}"
    );
    let twice = "municipality;indicator;baseline_on;baseline;goal;deadline\n\
                 766;O3.1;2014;100;80;2018\n\
                 766;O3.1;2014;100;70;2018\n";
    let found = import(&place, &store, twice.as_bytes()).unwrap_err();
    assert_eq!(
        found,
        [
            "targets.csv, line 3, column `indicator`, value `O3.1.median_days`: target 1 is of the same already; replace or withdraw it"
        ]
    );
    let unknown = import(&place, &store, b"municipality;targte\n766;1\n").unwrap_err();
    assert!(
        unknown[0]
            .starts_with("targets.csv, line 1, column `targte`: no such field; there are id,"),
        "{unknown:?}"
    );
    assert_eq!(listed(&store), []);
    assert_eq!(store.db.with(pejl_db::revision::head).unwrap(), 0);
}

#[test]
fn a_row_without_a_number_is_the_target_of_its_subject() {
    let (place, store) = one();
    create(&store, &[]);
    let file =
        "municipality;indicator;baseline_on;baseline;goal;deadline\n766;O3.1;2014;100;70;2018\n";
    let applied = import(&place, &store, file.as_bytes()).unwrap();
    let what: Vec<_> = applied
        .outcomes
        .iter()
        .map(|one| (one.number, one.what))
        .collect();
    assert_eq!(what, [(1, What::Replaced)]);
    let again = import(&place, &store, file.as_bytes()).unwrap();
    assert_eq!(again.state, State::Unchanged);
}

/// Sets a target, writes what it says as a language does, and says it again.
#[track_caller]
fn says_itself_again(more: &[(&str, &str)], lang: Lang, expected: &[(&str, &str)]) {
    let (_place, store) = one();
    let number = create(&store, more);
    let again = Draft::of(&listed(&store)[0], lang);
    for (field, text) in expected {
        assert_eq!(again.get(field), Some(*text), "{field}");
    }
    let applied = replace_target(&store, number, &again, ("anna", false));
    let applied = applied.map_err(told).unwrap();
    assert_eq!(applied.state, State::Unchanged);
}

#[test]
fn what_a_target_says_can_be_said_again_in_either_language() {
    let share = [
        ("indicator", "O3.3"),
        ("baseline", "0.555"),
        ("goal", "0.7"),
        ("path", "steps"),
        ("steps", "2016=0.6;2018=0.7"),
        ("tolerance", "0.01"),
        ("decided_on", "2014-10-08"),
        ("note", "=ikke en formel"),
    ];
    let steps = "2016-01-01=60 %;2018-01-01=70 %";
    let danish = [("baseline", "55,5 %"), ("steps", steps)];
    says_itself_again(&share, Lang::Da, &danish);
    says_itself_again(&share, Lang::En, &[("baseline", "55.5 %")]);
    let band = [
        ("indicator", "Q4"),
        ("baseline", "0.85"),
        ("goal", ""),
        ("goal_low", "0.9"),
        ("goal_high", "1"),
    ];
    says_itself_again(&band, Lang::Da, &[("goal_low", "90 %")]);
    let linked = [
        ("indicator", "O5.1"),
        ("baseline", "620000.5"),
        ("goal", ""),
        ("path", "index_linked"),
        ("index_series", "pl"),
        ("index_change", "-0.02"),
    ];
    let danish = [("baseline", "620000,5"), ("index_change", "-2 %")];
    says_itself_again(&linked, Lang::Da, &danish);
    let of_district = [("members", "district=Nord")];
    says_itself_again(&of_district, Lang::En, &of_district);
}

#[test]
fn a_draft_in_danish_has_numbers_and_days_as_danes_write_them() {
    let (_place, store) = one();
    let mut danish = Draft::written_in(Lang::Da);
    for (name, text) in BASE {
        danish.put(name, text);
    }
    danish.put("indicator", "O5.1");
    danish.put("goal", "1.234,5");
    danish.put("deadline", "31.12.2018");
    danish.put("decided_on", "8-10-2014");
    create_target(&store, &danish, ("anna", false))
        .map_err(told)
        .unwrap();
    let set = &listed(&store)[0].set;
    let parts = set.target.parts();
    assert_eq!(parts.deadline.to_string(), "2018-12-31");
    assert_eq!(set.decision.decided_on.unwrap().to_string(), "2014-10-08");
    let goal = Goal::AtMost(Level::parse("1234.5").unwrap());
    assert_eq!(parts.path, Path::Linear { goal });
    let faults = [("decided_on", "8-10-14", "expected a day")];
    for (field, text, expected) in faults {
        let error = create_target(&store, &draft(&[(field, text)]), ("anna", false)).unwrap_err();
        assert!(told(error).concat().contains(expected));
    }
}
