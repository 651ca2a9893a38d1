//! Figures that are kept hold where nothing but words was written.

use super::*;
use crate::initiatives::{InitiativeDraft, create_initiative};

fn write_words(store: &Store, title: &str) {
    let draft = InitiativeDraft {
        municipality: "Hedensted".to_owned(),
        title: title.to_owned(),
        started_on: "2017-01-01".to_owned(),
        decided_on: "2016-10-12".to_owned(),
        ..InitiativeDraft::default()
    };
    create_initiative(store, &draft, ("anna", false)).unwrap();
}

fn head(store: &Store) -> i64 {
    let facts = known(store, STAT_FACT.name, AsKnown::Head).unwrap();
    facts.revision
}

/// The revision of the run that holds at a revision.
fn run_of(store: &Store, revision: i64) -> Option<i64> {
    let run = run_at(store, revision, of_program()).unwrap();
    run.map(|run| run.revision)
}

#[test]
fn words_and_targets_leave_kept_figures_as_they_are() {
    for_each_database(|database| {
        let fixture = Fixture::on(database, &PEJLEMAERKER, "2026-01-01");
        fixture.import_all();
        let store = &fixture.place.store;
        let imported = head(store);
        assert_eq!(run_of(store, imported), None);
        write_words(store, "Før");
        keep_up(store, "test").unwrap().unwrap();
        let kept = head(store);
        assert!(kept > imported);
        // Before the run and after it there are words alone; an import earlier there was less.
        assert_eq!(run_of(store, imported), Some(kept));
        assert_eq!(run_of(store, imported - 1), None);
        write_words(store, "Efter");
        assert_eq!(run_of(store, head(store)), Some(kept));
        fixture.check("after words");
        // What is mature goes by the day.
        fixture.at("2026-01-02");
        write_words(store, "Dagen efter");
        assert_eq!(run_of(store, head(store)), None);
        fixture.at("2026-01-03");
        keep_up(store, "test").unwrap().unwrap();
        fixture.import(("course", Some(("start", 0)), Some(3)));
        assert_eq!(run_of(store, head(store)), None);
    });
}

#[test]
fn figures_of_a_revision_of_words_are_those_that_are_computed_there() {
    let database = TestDatabase::sqlite();
    let fixture = Fixture::on(&database, &PEJLEMAERKER, "2026-01-01");
    fixture.import_all();
    let store = &fixture.place.store;
    let imported = head(store);
    keep_up(store, "test").unwrap().unwrap();
    write_words(store, "Efter");
    let reading = Arc::clone(catalogue().find_reading("O3.1").unwrap());
    let years = [2017, 2018].map(|n| Period::year(n).unwrap());
    let query = Query::of_totals(
        catalogue(),
        vec![reading],
        vec![Place::Area(find_area("766").unwrap())],
        years.to_vec(),
    );
    for revision in [imported, head(store)] {
        let facts = known(store, STAT_FACT.name, AsKnown::Revision(revision)).unwrap();
        let [kept, computed] = [Figures::Kept, Figures::Computed].map(|figures| {
            let computer = Computer::new(store, &facts, of_program(), figures);
            computer.figures(&query).unwrap()
        });
        assert_eq!(kept, computed);
        assert!(kept.iter().all(|one| one.revision == revision));
    }
}
