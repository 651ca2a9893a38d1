//! `kill -9` at any point of an import leaves the revision before it, and the next import goes on from there.
//!
//! The program stops itself at a named place (`PEJL_PAUSE_AT`, builds with debug assertions only), tells so by making a
//! file, and is killed there.

mod backup;
mod records;

use std::path::{Path, PathBuf};

use pejl_app::import::{ImportKind, ImportRequest, ImportState, import};
use pejl_app::{Clock, Store, StoreOptions};
use pejl_tests::process::wait_for;
use pejl_tests::statbank_file::regk31;
use pejl_tests::{PejlProcess, Place, for_each_database};
use serde_json::Value;

/// Every place the program knows, and whether the change is made when it is reached.
const PLACES: [(&str, bool); 16] = [
    ("import.leased", false),
    ("import.writing", false),
    ("import.written", false),
    ("import.published", false),
    ("import.committing", false),
    ("import.committed", true),
    ("compaction.published", false),
    ("compaction.committing", false),
    ("backup.catalogue", false),
    ("backup.copying", false),
    ("backup.written", false),
    ("backup.published", true),
    ("restore.copying", false),
    ("restore.copied", false),
    ("restore.committing", false),
    ("restore.committed", true),
];

/// Whether the change is made when a place is reached.
fn is_made(at: &str) -> bool {
    PLACES.iter().find(|(name, _)| *name == at).unwrap().1
}

/// What a reader of this installation sees: every fact, at the head and at each revision.
fn answers(place: &Place) -> Vec<Value> {
    let facts = |revision: &[&str]| {
        let arguments = ["query", "--table", "REGK31", "--format", "json"]
            .iter()
            .chain(revision);
        let answer = place.run(arguments).expect_done().json();
        assert_ne!(answer["items"].as_array().unwrap().len(), 0);
        answer["items"].clone()
    };
    let mut all = vec![facts(&[])];
    for revision in 1..=place.revision() {
        all.push(facts(&["--revision", &revision.to_string()]));
    }
    all
}

/// Starts a command that stops at `at` and waits until it has.
pub fn stopped_at(place: &Place, at: &str, arguments: &[&str]) -> PejlProcess {
    let reached = place.folder().join(format!("reached-{at}"));
    let mut command = place.command(arguments);
    command
        .env("PEJL_PAUSE_AT", at)
        .env("PEJL_PAUSE_FILE", &reached);
    let mut process = PejlProcess::start(command, place.folder(), at);
    wait_for(&format!("the process at {at}"), || {
        if let Some(status) = process.ended() {
            panic!("it ended with {status} before {at}:\n{}", process.stderr());
        }
        reached.exists().then_some(())
    });
    process
}

fn write(place: &Place, name: &str, base: i64) -> PathBuf {
    place.write(name, regk31(&[2018, 2019], base))
}

/// Imports in this process by a clock an hour ahead: by then every lease of a dead process has run out.
fn import_an_hour_later(place: &Place, file: &Path) -> ImportState {
    let declared = pejl_app::declaration::read(&pejl_app::declaration::Said {
        table: Some("REGK31"),
        ..Default::default()
    });
    let request = ImportRequest {
        kind: ImportKind::Statbank,
        files: vec![file.to_owned()],
        declared: declared.unwrap(),
        dry_run: false,
        actor: "test".to_owned(),
    };
    import(&open_an_hour_later(place), &request, &mut |_| {})
        .unwrap()
        .state
}

pub fn open_an_hour_later(place: &Place) -> Store {
    let clock = Clock::of(|| chrono::Utc::now() + chrono::TimeDelta::hours(1));
    Store::open(&StoreOptions {
        database: place.database_url(),
        clock,
        ..StoreOptions::embedded(place.data())
    })
    .unwrap()
}

/// Kills an import at `at` and goes on.
fn check_import(at: &str) {
    for_each_database(|place| {
        let first = write(place, "first.csv", 100);
        place.import(&first, &["--table", "REGK31"]);
        let before = answers(place);

        let second = write(place, "second.csv", 500);
        let arguments = [
            "import",
            "statbank",
            "--table",
            "REGK31",
            second.to_str().unwrap(),
        ];
        let mut process = stopped_at(place, at, &arguments);
        // Readers are not kept waiting by a writer that stands still, and see what is committed.
        let meanwhile = answers(place);
        process.kill();

        let after = answers(place);
        assert_eq!(after, meanwhile, "the killing changed an answer");
        place.assert_sound();
        if is_made(at) {
            assert_eq!(place.revision(), 2);
            assert_ne!(after[0], before[0]);
            assert_eq!(after[1], before[1], "revision 1 is what it was");
            // Who asks again because no answer came is told that all is there.
            assert_eq!(
                place.import(&second, &["--table", "REGK31"])["state"],
                "unchanged"
            );
            return;
        }
        assert_eq!(after, before);
        assert_eq!(place.revision(), 1);

        // The dead import still holds its lease: the next one is told so and changes nothing.
        let refused = place
            .try_import(&second, &["--table", "REGK31"])
            .expect_code(3);
        assert!(
            refused.stderr.contains("another import holds"),
            "{}",
            refused.stderr
        );
        assert_eq!(answers(place), before);

        assert_eq!(import_an_hour_later(place, &second), ImportState::Committed);
        assert_eq!(place.revision(), 2);
        let after = answers(place);
        assert_eq!(after[1], before[1], "revision 1 is what it was");
        assert_ne!(after[0], before[0]);
        assert_no_leftovers(place, 2);
    });
}

/// The lake holds the segments of the catalogue and nothing else.
fn assert_no_leftovers(place: &Place, n_segments: usize) {
    let verified = place.run(["db", "verify"]).expect_done();
    assert!(
        !verified.stderr.contains("nothing refers to"),
        "{}",
        verified.stderr
    );
    assert_eq!(
        place.lake_files().len(),
        n_segments,
        "{:#?}",
        place.lake_files()
    );
}

/// Kills a compaction at `at` and compacts again.
fn check_compaction(at: &str) {
    for_each_database(|place| {
        for (name, year) in [("a.csv", 2018), ("b.csv", 2019), ("c.csv", 2020)] {
            let file = place.write(name, regk31(&[year], i64::from(year)));
            place.import(&file, &["--table", "REGK31"]);
        }
        let before = answers(place);
        let mut process = stopped_at(place, at, &["db", "compact"]);
        assert_eq!(answers(place), before);
        process.kill();
        assert_eq!(answers(place), before);
        place.assert_sound();

        let compacted = pejl_app::compaction::compact(&open_an_hour_later(place)).unwrap();
        assert_eq!((compacted.n_inputs, compacted.n_outputs), (3, 1));
        assert_eq!(answers(place), before);
        place.assert_sound();
    });
}

#[test]
fn every_place_where_the_program_can_be_stopped_is_tested() {
    let sources = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../crates/pejl-app/src"
    ));
    let mut found: Vec<String> = Vec::new();
    let mut paths = vec![sources.to_owned()];
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            let inside = std::fs::read_dir(path).unwrap();
            paths.extend(inside.map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(path).unwrap();
            let names = text
                .split("pause::at(\"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next());
            found.extend(names.map(str::to_owned));
        }
    }
    found.sort();
    found.dedup();
    let all = PLACES.iter().chain(&crate::kill_forget::PLACES);
    let mut tested: Vec<String> = all.map(|(name, _)| (*name).to_owned()).collect();
    tested.sort();
    assert_eq!(found, tested);
}

#[test]
fn import_killed_with_its_lease_taken() {
    check_import("import.leased");
}

#[test]
fn import_killed_while_writing_a_segment() {
    check_import("import.writing");
}

#[test]
fn import_killed_with_everything_written() {
    check_import("import.written");
}

#[test]
fn import_killed_with_its_segments_published() {
    check_import("import.published");
}

#[test]
fn import_killed_inside_its_transaction() {
    check_import("import.committing");
}

#[test]
fn import_killed_after_its_commit() {
    check_import("import.committed");
}

#[test]
fn compaction_killed_with_its_segment_published() {
    check_compaction("compaction.published");
}

#[test]
fn compaction_killed_inside_its_transaction() {
    check_compaction("compaction.committing");
}
