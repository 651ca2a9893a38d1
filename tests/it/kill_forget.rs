//! `kill -9` at any point of forgetting leaves everything as it was, or the persons forgotten in every revision.

use std::path::Path;

use pejl_app::forget::{ForgetRequest, ForgetState, forget};
use pejl_app::import::records::PersonKeySource;
use pejl_tests::{Place, for_each_database};

use crate::forget::forget_arguments;
use crate::kill::{open_an_hour_later, stopped_at};
use crate::persons::{import_courses, import_ledger, sum};

/// Every place the program knows, and whether the persons are forgotten when it is reached.
pub const PLACES: [(&str, bool); 6] = [
    ("forget.leased", false),
    ("forget.writing", false),
    ("forget.published", false),
    ("forget.committing", false),
    ("forget.committed", true),
    ("forget.swept", true),
];

/// Live segments: two of the ledger, one of courses.
const N_SEGMENTS: usize = 3;
const BEFORE: [i64; 3] = [222, 1_221, 1_221];
const AFTER: [i64; 3] = [202, 1_201, 1_201];

fn sums(place: &Place) -> [i64; 3] {
    [1, 2, 0].map(|revision| sum(place, revision))
}

/// How many rows of each change of courses and ledger are left, by revision.
fn counts(place: &Place) -> Vec<i64> {
    let of = |revision: i64| {
        let revision = revision.to_string();
        let told = place.run(["revisions", "changes", &revision, "--format", "json"]);
        let told = told.expect_done().json();
        let items = told["items"].as_array().unwrap();
        items
            .iter()
            .map(|item| item["added"].as_i64().unwrap())
            .sum()
    };
    (1..=3).map(of).collect()
}

/// By then every lease of a dead process has run out.
fn forget_an_hour_later(place: &Place, persons: &Path) -> ForgetState {
    let request = ForgetRequest {
        person_file: persons.to_owned(),
        municipality: "766".to_owned(),
        person_key: PersonKeySource {
            file: Some(place.folder().join("key")),
            folder: None,
        },
        case_text: None,
        dry_run: false,
        actor: "test".to_owned(),
    };
    forget(&open_an_hour_later(place), &request).unwrap().state
}

fn check(at: &str) {
    let is_made = PLACES.iter().find(|(name, _)| *name == at).unwrap().1;
    for_each_database(|place| {
        import_ledger(place, &[1, 2], &[0, 1, 2]);
        import_ledger(place, &[2], &[1, 2, 3]);
        import_courses(place, &[1, 3]);
        let (counts_before, counts_after) = (vec![6, 1, 2], vec![4, 1, 1]);
        assert_eq!(
            (sums(place), counts(place)),
            (BEFORE, counts_before.clone())
        );

        let arguments = forget_arguments(place, &[1]);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut process = stopped_at(place, at, &arguments);
        // Readers are not kept waiting, and see one state or the other.
        let meanwhile = (sums(place), counts(place));
        process.kill();
        place.assert_sound();
        assert_eq!(
            (sums(place), counts(place)),
            meanwhile,
            "the killing changed an answer"
        );
        let persons = place.folder().join("persons.txt");
        if is_made {
            assert_eq!(meanwhile, (AFTER, counts_after.clone()));
            assert_eq!(place.revision(), 4);
            let again = place.run(&arguments).expect_done().json();
            assert_eq!(again["state"], "nothing_found");
        } else {
            assert_eq!(meanwhile, (BEFORE, counts_before.clone()));
            assert_eq!(place.revision(), 3);
            // The dead one still holds its leases: the next is told so and changes nothing.
            let refused = place.run(&arguments).expect_code(3);
            assert!(refused.stderr.contains("holds"), "{}", refused.stderr);
            assert_eq!(sums(place), BEFORE);
            assert_eq!(
                forget_an_hour_later(place, &persons),
                ForgetState::Forgotten
            );
        }
        assert_eq!((sums(place), counts(place)), (AFTER, counts_after.clone()));
        assert_eq!(place.revision(), 4);
        // Nothing is left of the files that held them, nor of what was half written.
        let verified = place.run(["db", "verify"]).expect_done();
        assert!(
            !verified.stderr.contains("nothing refers to"),
            "{}",
            verified.stderr
        );
        assert_eq!(
            place.lake_files().len(),
            N_SEGMENTS,
            "{:#?}",
            place.lake_files()
        );
    });
}

#[test]
fn forgetting_killed_with_its_leases_taken() {
    check("forget.leased");
}

#[test]
fn forgetting_killed_while_writing_a_segment() {
    check("forget.writing");
}

#[test]
fn forgetting_killed_with_its_segments_published() {
    check("forget.published");
}

#[test]
fn forgetting_killed_inside_its_transaction() {
    check("forget.committing");
}

#[test]
fn forgetting_killed_after_its_commit() {
    check("forget.committed");
}

#[test]
fn forgetting_killed_with_the_old_files_removed() {
    check("forget.swept");
}
