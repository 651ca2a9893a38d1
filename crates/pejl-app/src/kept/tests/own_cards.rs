//! Kept figures where cards of a municipality's own are applied and withdrawn.

use pejl_db::observation::{Computed, Update, update};

use super::*;
use crate::cards::{apply_card, withdraw_card};

const O3_3: &str = include_str!("../../../../pejl-metrics/cards/O3.3.toml");
const O5_1: &str = include_str!("../../../../pejl-metrics/cards/O5.1.toml");

fn with_less_help(version: i32) -> String {
    O3_3.replace(
        "definition_version = 1",
        &format!("definition_version = {version}"),
    )
    .replace("ended_self_reliant", "successful_ending")
}

fn new_indicator() -> String {
    with_less_help(1)
        .replace("code = \"O3.3\"", "code = \"HED1.1\"")
        .replace("self_reliant_endings", "successful_endings")
}

fn apply(store: &Store, text: &str) -> i64 {
    let done = apply_card(store, None, ("own.toml", text.as_bytes()), ("anna", false));
    done.unwrap().revision
}

/// Which readings have figures that became known at a revision.
fn opened_at(store: &Store, n: i64) -> BTreeSet<String> {
    let kept = store
        .db
        .with(|conn| figures_at(conn, n, &Wanted::default()))
        .unwrap();
    let opened = kept.into_iter().filter(|one| one.known_from == n);
    opened.map(|one| one.figure.reading).collect()
}

fn head(store: &Store) -> i64 {
    store.db.with(pejl_db::revision::head).unwrap()
}

#[test]
fn one_reading_that_cannot_be_computed_does_not_stop_the_others() {
    for_each_database(|database| {
        let fixture = Fixture::on(database, &PEJLEMAERKER, "2026-01-01");
        fixture.import_all();
        let store = &fixture.place.store;
        let n = apply(store, &new_indicator());
        let mut broken = Catalogue::clone(&definitions_at(store, n).unwrap().catalogue);
        for indicator in &mut broken.indicators {
            for reading in indicator.readings.iter_mut().map(Arc::make_mut) {
                match (&mut reading.measures, &mut reading.index) {
                    (Some(measures), _) if reading.code == "successful_endings" => {
                        measures.top[0].when.push("nothing".to_owned());
                    }
                    (_, Some(index)) if reading.indicator == "O5.3" => {
                        index.components[0] = "O5.1.nothing".to_owned();
                    }
                    _ => {}
                }
            }
        }
        let definitions = crate::definitions::pretend(store, n, broken);
        let run = keep_up(store, "test").unwrap().unwrap();
        assert_eq!(run.revision, n);
        let kept = opened_at(store, n);
        assert!(!kept.contains("successful_endings") && kept.contains("self_reliant_endings"));
        // Every other reading that has figures at all has them.
        let (coverage, _) = covered(
            store,
            &known(store, STAT_FACT.name, AsKnown::Head).unwrap(),
            &definitions,
        )
        .unwrap();
        for reading in readings(&definitions.catalogue).filter(|one| one.index.is_none()) {
            let has_figures =
                !horizon(&definitions.catalogue, reading, &coverage, "766").is_empty();
            let is_kept = has_figures && reading.code != "successful_endings";
            assert_eq!(kept.contains(&reading.code), is_kept, "{}", reading.code);
        }

        // An index is of all its components or of none.
        let facts = known(store, STAT_FACT.name, AsKnown::Head).unwrap();
        let computer = Computer::new(store, &facts, &definitions, Figures::Computed);
        let query = Query::of_totals(
            &definitions.catalogue,
            vec![Arc::clone(
                definitions.catalogue.find_reading("O5.3").unwrap(),
            )],
            vec![Place::Area(find_area("766").unwrap())],
            vec!["2018".parse().unwrap()],
        );
        match computer.figures(&query) {
            Err(AppError::Invalid(problems)) => assert!(
                problems[0]
                    .allowed
                    .contains("there is no reading `O5.1.nothing`"),
                "{problems:?}"
            ),
            other => assert_eq!(format!("{other:?}"), "a refusal as above"),
        }
    });
}

#[test]
fn a_card_brings_its_own_figures_and_leaves_the_others_alone() {
    for_each_database(|database| {
        let fixture = Fixture::on(database, &PEJLEMAERKER, "2026-01-01");
        fixture.import_all();
        let store = &fixture.place.store;
        keep_up(store, "test").unwrap();
        let before = fixture.check("before any card");

        let n = apply(store, &new_indicator());
        let run = keep_up(store, "test").unwrap().unwrap();
        // At the revision of the card, which no other follows.
        assert_eq!((run.revision, head(store)), (n, n));
        assert_eq!(run.n_closed, 0);
        assert_eq!(
            opened_at(store, n),
            BTreeSet::from(["successful_endings".to_owned()])
        );
        let with_new = fixture.check("a new indicator");
        assert_eq!(i64::try_from(with_new - before).unwrap(), run.n_opened);

        let n = apply(store, &with_less_help(2));
        let run = keep_up(store, "test").unwrap().unwrap();
        assert_eq!(
            opened_at(store, n),
            BTreeSet::from(["self_reliant_endings".to_owned()])
        );
        assert_eq!(
            (run.n_opened, run.n_closed),
            (run.n_computed, run.n_computed)
        );
        assert_eq!(fixture.check("another O3.3"), with_new);

        // Rows that come afterwards count in both.
        fixture.import(("course", Some(("start", 0)), Some(3)));
        keep_up(store, "test").unwrap();
        fixture.check("other courses");
        // Several changes are caught up with at once.
        withdraw_card(store, "HED1.1", "anna").unwrap();
        fixture.import(("course", Some(("start", 0)), None));
        withdraw_card(store, "O3.3", "anna").unwrap();
        keep_up(store, "test").unwrap();
        assert_eq!(fixture.check("withdrawn"), before);
        assert_eq!(keep_up(store, "test").unwrap(), None);
    });
}

#[test]
fn an_index_follows_the_card_of_its_components() {
    for_each_database(|database| {
        let fixture = Fixture::on(database, &EFFORT, "2026-01-01");
        fixture.import_all();
        let store = &fixture.place.store;
        keep_up(store, "test").unwrap();
        let before = fixture.check("before");
        // The same computation, but twelve times as much of it, under another version.
        let indicator = catalogue().find_indicator("O5.1").unwrap();
        let version = |no: i32| format!("definition_version = {no}");
        let now = indicator.definition_version;
        let other = O5_1.replace(&version(now), &version(now + 1)).replace(
            "bottom_in_full_years = true",
            "bottom_in_full_years = true\nper = 2.0",
        );
        let n = apply(store, &other);
        keep_up(store, "test").unwrap().unwrap();
        assert_eq!(fixture.check("another O5.1"), before);
        let opened = opened_at(store, n);
        assert!(opened.contains("long_term_net"), "{opened:?}");
        let all = readings(catalogue()).filter(|one| one.indicator == "O5.1");
        let of_card: BTreeSet<String> = all.map(|one| one.code.clone()).collect();
        let of_index = BTreeSet::from(["price_index".to_owned()]);
        assert!(opened.is_subset(&(&of_card | &of_index)), "{opened:?}");
    });
}

#[test]
fn an_older_program_leaves_what_is_kept_to_the_newer_also_after_a_card() {
    for_each_database(|database| {
        let fixture = Fixture::on(database, &PEJLEMAERKER, "2026-01-01");
        fixture.import_all();
        let store = &fixture.place.store;
        let run = keep_up(store, "test").unwrap().unwrap();
        let known: BTreeSet<_> = BTreeSet::new();
        let of_newer = |after, revision, definitions, is_redefined| {
            let run = Update {
                after: Some(after),
                revision,
                definitions,
                program: "newer",
                is_redefined,
                actor: "newer",
                computed: &[] as &[Computed],
                known: &known,
            };
            update(&store.db, &run, store.now()).unwrap().revision
        };
        let newer = of_newer(run.revision, run.revision, "newer without cards", true);
        assert_eq!(newer, run.revision + 1);
        assert_eq!(keep_up(store, "test").unwrap(), None);
        let n = apply(store, &with_less_help(2));
        assert_eq!(keep_up(store, "test").unwrap(), None);
        assert_eq!(of_newer(newer, n, "newer with a card", false), n);
        assert_eq!(keep_up(store, "test").unwrap(), None);
        assert_eq!(head(store), n);
        // It computes for itself meanwhile.
        let facts = known_at_head(store);
        let definitions = definitions_at(store, facts).unwrap();
        assert_eq!(run_at(store, facts, &definitions).unwrap(), None);
    });
}

fn known_at_head(store: &Store) -> i64 {
    known(store, STAT_FACT.name, AsKnown::Head)
        .unwrap()
        .revision
}
