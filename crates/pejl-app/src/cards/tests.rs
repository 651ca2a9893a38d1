//! Cards of a municipality's own, from the file to the figures.

use pejl_db::testing::for_each_database;
use pejl_metrics::{Observation, Request};

use super::*;
use crate::gate::{Role, Viewer};
use crate::indicators::list_indicators;
use crate::kept::keep_up;
use crate::lineage::{LineageRequest, get_lineage};
use crate::observations::{ObservationRequest, list_observations};
use crate::sql::get_sql;
use crate::test_place::Place;

const E2A: &str = include_str!("../../../pejl-metrics/cards/E2a.toml");
const O3_3: &str = include_str!("../../../pejl-metrics/cards/O3.3.toml");

/// O3.3 as a municipality would have it: less help is a success as well.
fn with_less_help(version: i32) -> String {
    replaced(&[
        (
            "definition_version = 1",
            &format!("definition_version = {version}"),
        ),
        ("\"ended_self_reliant\"", "\"successful_ending\""),
        ("{ended_self_reliant}", "{successful_ending}"),
    ])
}

/// A new indicator, beside O3.3.
fn new_indicator() -> String {
    replaced(&[
        ("code = \"O3.3\"", "code = \"HED1.1\""),
        ("self_reliant_endings", "endings_with_less_help"),
        ("\"ended_self_reliant\"", "\"successful_ending\""),
        ("{ended_self_reliant}", "{successful_ending}"),
    ])
}

/// The program's card of O3.3 with these texts replaced, each of which is there.
#[track_caller]
fn replaced(pairs: &[(&str, &str)]) -> String {
    let mut text = O3_3.to_owned();
    for (from, to) in pairs {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    text
}

fn apply(store: &Store, text: &str) -> Result<Application, AppError> {
    apply_card(store, None, ("own.toml", text.as_bytes()), ("anna", false))
}

/// What a refused card is told.
#[track_caller]
fn faults(store: &Store, bytes: &[u8]) -> Vec<String> {
    match apply_card(store, None, ("own.toml", bytes), ("anna", false)) {
        Err(AppError::Card(faults)) => faults.iter().map(ToString::to_string).collect(),
        other => vec![format!("{other:?}")],
    }
}

/// Five courses of 2018 that ended self-reliant, five with less help, and ten with the same.
fn courses(place: &Place) {
    let row = |no: usize| {
        let reason = match no {
            0..5 => "self_reliant",
            5..10 => "less_help",
            _ => "same_help",
        };
        let cpr = crate::test_place::cpr(no);
        format!("C{no};{cpr};rehabilitation;SEL-83a;2018-01-10;2018-03-01;{reason}\n")
    };
    let rows: String = (0..20).map(row).collect();
    let content = format!("course_id;cpr;course_type;service;start;end;end_reason\n{rows}");
    let done = place.import_of("course", "766", &content, Some("2018-01..2018-12"));
    assert_eq!(done.summary.state.as_str(), "committed");
}

fn asked(indicators: &[&str], at: AsKnown) -> ObservationRequest {
    ObservationRequest {
        query: Request {
            indicators: indicators.iter().map(|&one| one.to_owned()).collect(),
            municipalities: vec!["766".to_owned()],
            periods: vec!["2018".to_owned()],
            ..Request::default()
        },
        at,
        viewer: Viewer::everywhere(Role::Admin),
        ..ObservationRequest::default()
    }
}

#[track_caller]
fn figures(store: &Store, indicators: &[&str], at: AsKnown) -> Vec<(i32, Option<f64>)> {
    let found = list_observations(store, &asked(indicators, at)).unwrap();
    let figure = |one: &Observation| (one.definition_version, one.value);
    found.observations.iter().map(figure).collect()
}

#[track_caller]
fn refused(store: &Store, indicators: &[&str], at: AsKnown) -> String {
    match list_observations(store, &asked(indicators, at)) {
        Err(AppError::Invalid(problems)) => {
            let one = &problems[0];
            format!("{} `{}`: {}", one.parameter, one.value, one.allowed)
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn a_card_adds_an_indicator_and_another_takes_the_place_of_one() {
    for_each_database(|database| {
        let place = Place::on(database);
        let store = &place.store;
        courses(&place);
        let (head, before) = (AsKnown::Head, AsKnown::Revision(1));
        assert_eq!(figures(store, &["O3.3"], head), [(1, Some(0.25))]);
        assert!(refused(store, &["HED1.1"], head).starts_with("indicator `HED1.1`"));

        let added = apply(store, &new_indicator()).unwrap();
        assert_eq!(
            (added.state, added.supersedes, added.revision),
            (State::Applied, None, 2)
        );
        let changed = apply(store, &with_less_help(2)).unwrap();
        assert_eq!((changed.supersedes, changed.revision), (Some(1), 3));

        assert_eq!(
            figures(store, &["O3.3", "HED1.1"], head),
            [(2, Some(0.5)), (1, Some(0.5))]
        );
        // What was known then is told by the definitions of then.
        assert_eq!(figures(store, &["O3.3"], before), [(1, Some(0.25))]);
        assert_eq!(
            figures(store, &["O3.3", "HED1.1"], AsKnown::Revision(2)),
            [(1, Some(0.25)), (1, Some(0.5))]
        );
        assert!(refused(store, &["HED1.1"], before).starts_with("indicator `HED1.1`"));
        let listed = |at| {
            let listed = list_indicators(store, at).unwrap();
            let version = |code| {
                let found = listed.catalogue.find_indicator(code);
                found.map(|one| one.definition_version)
            };
            (version("O3.3"), version("HED1.1"))
        };
        assert_eq!(listed(before), (Some(1), None));
        assert_eq!(listed(head), (Some(2), Some(1)));
    });
}

#[test]
fn an_older_version_runs_on_the_rows_of_today() {
    for_each_database(|database| {
        let place = Place::on(database);
        let store = &place.store;
        courses(&place);
        apply(store, &with_less_help(2)).unwrap();
        let three = with_less_help(3).replace("\"successful_ending\"", "\"ended_self_reliant\"");
        let three = three.replace("{successful_ending}", "{ended_self_reliant}");
        apply(store, &three).unwrap();
        let head = AsKnown::Head;
        keep_up(store, "test").unwrap();
        assert_eq!(figures(store, &["O3.3"], head), [(3, Some(0.25))]);
        assert_eq!(figures(store, &["O3.3@2"], head), [(2, Some(0.5))]);
        assert_eq!(
            figures(store, &["self_reliant_endings@2"], head),
            [(2, Some(0.5))]
        );
        // The program's is still there.
        assert_eq!(figures(store, &["O3.3@1"], head), [(1, Some(0.25))]);
        assert_eq!(figures(store, &["O3.3@3"], head), [(3, Some(0.25))]);
        assert_eq!(
            refused(store, &["O3.3@4"], head),
            "indicator `O3.3@4`: a version that can be run: 1, 2, 3"
        );
        assert_eq!(
            refused(store, &["O3.3@new"], head),
            "indicator `O3.3@new`: a version that can be run: 1, 2, 3"
        );
        // Not known yet at that revision.
        assert_eq!(
            refused(store, &["O3.3@3"], AsKnown::Revision(2)),
            "indicator `O3.3@3`: a version that can be run: 1, 2"
        );
        for two in [["O3.3@1", "O3.3@2"], ["O3.3", "O3.3@2"]] {
            assert!(
                refused(store, &two, head).ends_with("one version of an indicator in a question")
            );
        }
        let sql = |name: &str| get_sql(store, &asked(&[name], head)).unwrap().sql;
        assert!(
            sql("O3.3@2").contains("less_help")
                && !sql("O3.3").contains("'less_help', 'self_reliant'")
        );
        let lineage = |name: &str| {
            let ObservationRequest {
                query, at, viewer, ..
            } = asked(&[name], head);
            get_lineage(store, &LineageRequest { query, at, viewer }).unwrap()
        };
        let (then, now) = (lineage("O3.3@2"), lineage("O3.3"));
        assert_eq!(
            (then.reading.definition_version, then.known_from),
            (2, None)
        );
        assert_eq!(
            (now.reading.definition_version, now.observation.value),
            (3, Some(0.25))
        );
        assert!(now.known_from.is_some());
    });
}

#[test]
fn a_withdrawn_card_gives_way_to_the_programs() {
    for_each_database(|database| {
        let place = Place::on(database);
        let store = &place.store;
        courses(&place);
        apply(store, &with_less_help(2)).unwrap();
        apply(store, &new_indicator()).unwrap();
        let done = withdraw_card(store, "o3.3", "bo").unwrap();
        assert_eq!((done.code.as_str(), done.revision.n), ("O3.3", 4));
        withdraw_card(store, "HED1.1", "bo").unwrap();
        assert_eq!(figures(store, &["O3.3"], AsKnown::Head), [(1, Some(0.25))]);
        assert!(refused(store, &["HED1.1"], AsKnown::Head).starts_with("indicator `HED1.1`"));
        // Old versions stay runnable, also of what there is no more.
        assert_eq!(
            figures(store, &["HED1.1@1"], AsKnown::Head),
            [(1, Some(0.5))]
        );
        assert_eq!(figures(store, &["O3.3@2"], AsKnown::Head), [(2, Some(0.5))]);
        let again = withdraw_card(store, "O3.3", "bo");
        assert!(matches!(again, Err(AppError::NotFound { .. })));

        let told = |code: &str, at| {
            let found = list_versions(store, code, at).unwrap();
            let one = |one: &Version| {
                let n = |one: &Option<Revision>| one.as_ref().map(|one| one.n);
                let is = (one.is_own, one.is_in_force, one.fault.is_none());
                (one.definition_version, is, n(&one.from), n(&one.to))
            };
            found.versions.iter().map(one).collect::<Vec<_>>()
        };
        assert_eq!(
            told("O3.3", AsKnown::Head),
            [
                (2, (true, false, true), Some(2), Some(4)),
                (1, (false, true, true), None, None)
            ]
        );
        assert_eq!(
            told("self_reliant_endings", AsKnown::Revision(3)),
            [
                (2, (true, true, true), Some(2), None),
                (1, (false, false, true), None, None)
            ]
        );
        assert_eq!(
            told("HED1.1", AsKnown::Head),
            [(1, (true, false, true), Some(3), Some(5))]
        );
        let of_program = catalogue().find_indicator("O3.1").unwrap();
        assert_eq!(
            told("O3.1", AsKnown::Head),
            [(
                of_program.definition_version,
                (false, true, true),
                None,
                None
            )]
        );
        let none = list_versions(store, "HED9", AsKnown::Head);
        assert!(matches!(none, Err(AppError::NotFound { .. })));
        // A version that was withdrawn can come back as it was, and as nothing else.
        assert_eq!(apply(store, &with_less_help(2)).unwrap().revision, 6);
        assert_eq!(figures(store, &["O3.3"], AsKnown::Head), [(2, Some(0.5))]);
    });
}

#[test]
fn a_version_is_one_definition_and_the_same_again_changes_nothing() {
    for_each_database(|database| {
        let place = Place::on(database);
        let store = &place.store;
        let same = apply(store, O3_3).unwrap();
        assert_eq!((same.state, same.revision), (State::Unchanged, 0));
        // Also of what has its measures from other cards.
        let same = apply(store, E2A).unwrap();
        assert_eq!((same.state, same.revision), (State::Unchanged, 0));
        let one = with_less_help(1);
        assert_eq!(
            faults(store, one.as_bytes()),
            ["O3.3: `definition_version` is 1, and another definition has 1: give it 2"]
        );
        let two = with_less_help(2);
        let dry = apply_card(store, None, ("own.toml", two.as_bytes()), ("anna", true)).unwrap();
        assert_eq!((dry.state, dry.revision), (State::Proved, 0));
        assert_eq!(apply(store, &two).unwrap().state, State::Applied);
        assert_eq!(apply(store, &two).unwrap().state, State::Unchanged);
        // A comment defines nothing.
        let commented = format!("# Approved in May.\n{two}");
        assert_eq!(apply(store, &commented).unwrap().state, State::Unchanged);
        let longer = E2A
            .replace("definition_version = 4", "definition_version = 5")
            .replace("value = 26", "value = 52");
        assert_eq!(apply(store, &longer).unwrap().state, State::Applied);
        let commented = format!("# Approved in May.\n{longer}");
        assert_eq!(apply(store, &commented).unwrap().state, State::Unchanged);
        withdraw_card(store, "E2a", "anna").unwrap();
        // Another text is another version, also where the figures are the same.
        let renamed = two.replace("Courses ended self-reliant", "Successful courses");
        assert_eq!(
            faults(store, renamed.as_bytes()),
            ["O3.3: `definition_version` is 2, and another definition has 2: give it 3"]
        );
        withdraw_card(store, "O3.3", "anna").unwrap();
        assert_eq!(faults(store, renamed.as_bytes()).len(), 1);
        let head = store.db.with(pejl_db::revision::head).unwrap();
        assert_eq!(head, 4);
        assert_eq!(crate::verify::verify(store).unwrap().faults, [""; 0]);
    });
}

#[test]
fn a_bad_card_is_refused_with_all_its_faults_and_nothing_is_stored() {
    for_each_database(|database| {
        let place = Place::on(database);
        let store = &place.store;
        let first = |text: &str| faults(store, text.as_bytes()).remove(0);
        let bad = replaced(&[
            ("code = \"O3.3\"", "code = \"O3.3.x\""),
            ("definition_version = 1", "definition_version = 0"),
            ("minimum_base = 5", "minimum_base = 0"),
            ("pairing = []", "pairing = [\"O9\"]"),
            ("of = \"course_outcome\"", "of = \"courses\""),
            ("precision = 3", "precision = 200"),
            ("\"district\"", "\"district\", \"district\""),
        ]);
        let found = faults(store, bad.as_bytes());
        for expected in [
            "`O3.3.x` is no code",
            "`definition_version` is 0",
            "`minimum_base` is 0: at least 5",
            "it is paired with `O9`",
            "there is no source `courses`",
            "more than 6 decimals",
            "a dimension stands twice",
            "its code stands in two readings",
        ] {
            assert!(
                found.iter().any(|fault| fault.contains(expected)),
                "{expected} is not among {found:#?}"
            );
        }
        assert!(first("code = ").starts_with("own.toml: "));
        assert!(
            first(&replaced(&[(
                "direction = \"up\"",
                "colour = 1\ndirection = \"up\""
            )]))
            .contains("colour")
        );
        assert!(first(&O3_3.replace("grains = [", "grains = [\"decade\", ")).contains("decade"));
        assert!(first(&"#".repeat(CARD_BYTES_MAX + 1)).contains("at most 131072 bytes"));
        assert_eq!(faults(store, &[0xff]), ["own.toml: it is not UTF-8"]);
        assert_eq!(faults(store, b"\0"), ["own.toml: it holds U+0000"]);
        assert!(first(&"[".repeat(20_000)).starts_with("own.toml: "));
        let other = apply_card(
            store,
            Some("O3.1"),
            ("x", with_less_help(2).as_bytes()),
            ("a", false),
        );
        assert!(
            matches!(other, Err(AppError::Card(faults)) if faults[0].text == "it is the card of `O3.3`")
        );
        // What another card needs must stay.
        let renamed = include_str!("../../../pejl-metrics/cards/E1.1.toml")
            .replace("definition_version = 1", "definition_version = 2")
            .replace("\"measured_courses\"", "\"measured\"");
        assert!(
            first(&renamed)
                .contains("it is reliable by `E1.1.measured_courses`, which is no reading")
        );
        assert_eq!(store.db.with(pejl_db::revision::head).unwrap(), 0);
        assert!(store.db.with(|conn| cards_at(conn, 0)).unwrap().is_empty());
    });
}

#[test]
fn what_another_own_card_needs_is_not_withdrawn() {
    for_each_database(|database| {
        let place = Place::on(database);
        let store = &place.store;
        apply(store, &new_indicator()).unwrap();
        let paired = with_less_help(2).replace("pairing = []", "pairing = [\"HED1.1\"]");
        apply(store, &paired).unwrap();
        match withdraw_card(store, "HED1.1", "anna") {
            Err(AppError::Card(faults)) => assert_eq!(
                faults[0].to_string(),
                "O3.3: it is paired with `HED1.1`, which is no indicator"
            ),
            other => assert_eq!(format!("{other:?}"), "a refusal as above"),
        }
        withdraw_card(store, "O3.3", "anna").unwrap();
        withdraw_card(store, "HED1.1", "anna").unwrap();
    });
}

#[test]
fn of_cards_applied_at_once_each_counts_or_says_why_not() {
    for_each_database(|database| {
        let place = Place::on(database);
        let store = &place.store;
        let cards: Vec<String> = (1..=4)
            .map(|no| {
                new_indicator()
                    .replace("HED1.1", &format!("HED1.{no}"))
                    .replace("endings_with_less_help", &format!("endings_{no}"))
            })
            .chain((0..4).map(|_| with_less_help(2)))
            .collect();
        let states: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = cards
                .iter()
                .map(|card| scope.spawn(move || apply(store, card)))
                .collect();
            threads.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let head = store.db.with(pejl_db::revision::head).unwrap();
        let mut n_applied = 0;
        for (card, state) in cards.iter().zip(states) {
            match state {
                Ok(done) => n_applied += i64::from(done.state == State::Applied),
                // It lost too often, and says so.
                Err(AppError::Conflict(_)) => {
                    n_applied += i64::from(apply(store, card).unwrap().state == State::Applied);
                }
                Err(other) => assert_eq!(other.to_string(), ""),
            }
        }
        let now = store.db.with(pejl_db::revision::head).unwrap();
        assert!(head <= now);
        assert_eq!((n_applied, now), (5, 5));
        assert_eq!(crate::verify::verify(store).unwrap().faults, [""; 0]);
    });
}

/// Stores a card as another program would have applied it.
fn store_card(store: &Store, code: &str, version: i32, text: &str) {
    let new = NewCard {
        code,
        definition_version: version,
        text,
        sha256: &pejl_domain::hex(Sha256::digest(text.as_bytes())),
    };
    let head = store.db.with(pejl_db::revision::head).unwrap();
    card::apply_card(&store.db, &new, (head, "anna"), store.now()).unwrap();
}

#[test]
fn what_is_made_of_a_card_that_cannot_be_used_is_refused_and_all_else_is_kept() {
    for_each_database(|database| {
        let place = Place::on(database);
        let store = &place.store;
        courses(&place);
        apply(store, &new_indicator()).unwrap();
        let unknown = with_less_help(2).replace("of = \"course_outcome\"", "of = \"dream\"");
        store_card(store, "O3.3", 2, &unknown);
        let o5_1 = include_str!("../../../pejl-metrics/cards/O5.1.toml");
        let version = catalogue()
            .find_indicator("O5.1")
            .unwrap()
            .definition_version;
        let next = version + 1;
        let unknown = o5_1
            .replace(
                &format!("definition_version = {version}"),
                &format!("definition_version = {next}"),
            )
            .replace("of = \"ledger\"", "of = \"dream\"");
        store_card(store, "O5.1", next, &unknown);

        let head = AsKnown::Head;
        for (name, needed, card) in [
            ("E2a", "O3.3.self_reliant_endings", "O3.3"),
            ("E2a.calculated_gain", "O3.3.self_reliant_endings", "O3.3"),
            ("O5.3", "O5.1.long_term_net", "O5.1"),
        ] {
            let told = refused(store, &[name], head);
            let said = format!("it needs `{needed}`, and the card of `{card}` cannot be used");
            assert!(told.contains(&said), "{told}");
        }
        let listed = list_indicators(store, head).unwrap();
        for code in [
            "O3.3",
            "o3.3",
            "O3.3.self_reliant_endings",
            "O5.1",
            "E2a",
            "O5.3",
        ] {
            match listed.get(code) {
                Err(AppError::Invalid(problems)) => {
                    assert!(problems[0].allowed.contains("dream"), "{problems:?}");
                }
                other => assert_eq!(format!("{other:?}"), "a refusal as above"),
            }
        }
        assert!(matches!(listed.get("O9.9"), Err(AppError::NotFound { .. })));

        let of_program = list_versions(store, "E2a", head).unwrap().versions;
        assert!(of_program[0].fault.as_ref().unwrap().contains("dream"));
        assert!(keep_up(store, "test").unwrap().is_some());
        assert_eq!(figures(store, &["HED1.1"], head), [(1, Some(0.5))]);

        apply(store, &with_less_help(3)).unwrap();
        let listed = list_indicators(store, head).unwrap();
        assert!(listed.get("E2a").is_ok() && listed.get("O5.3").is_err());

        // Of a card that can be used, and has not what another is made of.
        let renamed = with_less_help(4).replace("self_reliant_endings", "good_endings");
        store_card(store, "O3.3", 4, &renamed);
        assert_eq!(figures(store, &["O3.3"], head), [(4, Some(0.5))]);
        let told = refused(store, &["E2a"], head);
        assert!(
            told.contains("there is no reading `O3.3.self_reliant_endings`"),
            "{told}"
        );
        assert!(keep_up(store, "test").unwrap().is_some());
    });
}

#[test]
fn a_card_that_this_program_cannot_use_stands_for_nothing() {
    for_each_database(|database| {
        let place = Place::on(database);
        let store = &place.store;
        courses(&place);
        apply(store, &new_indicator()).unwrap();
        // As a program with another source would have applied it.
        let unknown = with_less_help(2).replace("of = \"course_outcome\"", "of = \"dream\"");
        let new = NewCard {
            code: "O3.3",
            definition_version: 2,
            text: &unknown,
            sha256: &pejl_domain::hex(Sha256::digest(unknown.as_bytes())),
        };
        card::apply_card(&store.db, &new, (2, "anna"), store.now()).unwrap();
        let told = refused(store, &["O3.3"], AsKnown::Head);
        assert!(told.contains("there is no source `dream`"), "{told}");
        assert!(refused(store, &["O3.3.self_reliant_endings"], AsKnown::Head).contains("dream"));
        assert_eq!(figures(store, &["HED1.1"], AsKnown::Head), [(1, Some(0.5))]);
        assert_eq!(
            figures(store, &["O3.3@1"], AsKnown::Head),
            [(1, Some(0.25))]
        );
        let versions = list_versions(store, "O3.3", AsKnown::Head)
            .unwrap()
            .versions;
        assert!(versions[0].is_in_force && versions[0].fault.is_some());
        // It can be taken away, or another put in its place.
        assert_eq!(apply(store, &with_less_help(3)).unwrap().supersedes, None);
        assert_eq!(figures(store, &["O3.3"], AsKnown::Head), [(3, Some(0.5))]);
    });
}
