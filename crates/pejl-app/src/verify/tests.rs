#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::PathBuf;

use super::*;
use crate::testing::Installation;

type Look = fn(&Store) -> Result<Verification, AppError>;

const THOROUGH: Look = verify;
const QUICK: Look = verify_quickly;

fn segment(place: &Installation) -> PathBuf {
    let folder = place.data().join("lake/stat_fact");
    let mut files = fs::read_dir(folder).unwrap();
    files.next().unwrap().unwrap().path()
}

/// Spoils a sound store, and looks for that very fault.
fn check(look: Look, spoil: impl Fn(&Installation), expected: &[&str]) {
    for place in Installation::on_each() {
        let store = place.open();
        place.import(&store, &[2018, 2019], 100);
        let sound = look(&store).unwrap();
        assert_eq!((sound.faults, sound.strangers), (Vec::new(), Vec::new()));
        assert_eq!((sound.n_revisions, sound.n_covers), (1, 1));
        assert_eq!((sound.n_segments, sound.n_rows), (1, 2));
        spoil(&place);
        let found = look(&place.open()).unwrap().faults;
        assert_eq!(found.len(), expected.len(), "{found:#?}");
        for (fault, expected) in found.iter().zip(expected) {
            assert!(fault.contains(expected), "{fault}");
        }
    }
}

fn flip(place: &Installation) {
    let path = segment(place);
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    *bytes.get_mut(middle).unwrap() ^= 1;
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_changed_byte_of_a_segment_is_found_unless_it_is_not_looked_for() {
    check(THOROUGH, flip, &["has SHA-256"]);
    check(QUICK, flip, &[]);
}

#[test]
fn a_segment_that_is_cut_or_gone_is_found_quickly() {
    let cut = |place: &Installation| {
        let path = segment(place);
        let bytes = fs::read(&path).unwrap();
        fs::write(path, bytes.get(1..).unwrap()).unwrap();
    };
    let gone = |place: &Installation| fs::remove_file(segment(place)).unwrap();
    check(QUICK, cut, &["bytes, the catalogue says"]);
    check(THOROUGH, cut, &["has SHA-256"]);
    for look in [QUICK, THOROUGH] {
        check(look, gone, &["no segment"]);
    }
}

#[test]
fn rows_and_bytes_are_those_of_the_catalogue() {
    let rows = |place: &Installation| place.database.execute("UPDATE segment SET n_rows = 3");
    check(THOROUGH, rows, &["has 2 rows and "]);
    let bytes = |place: &Installation| place.database.execute("UPDATE segment SET bytes = 1");
    check(QUICK, bytes, &["bytes, the catalogue says 2 and 1"]);
}

#[test]
fn datasets_and_schemas_are_those_of_this_program() {
    let schema = |place: &Installation| {
        place
            .database
            .execute("UPDATE segment SET schema_version = 99")
    };
    check(
        QUICK,
        schema,
        &["is of dataset stat_fact, schema 99, which this program does not read"],
    );
    let dataset = |place: &Installation| {
        place.database.execute(
            "UPDATE segment SET dataset = 'later'; UPDATE coverage SET dataset = 'later';
             UPDATE import SET dataset = 'later'",
        );
    };
    check(
        QUICK,
        dataset,
        &[
            "covers are of dataset later, which this program does not know",
            "is of dataset later, schema 1, which this program does not read",
        ],
    );
}

#[test]
fn a_value_that_the_software_never_wrote_is_a_fault() {
    let part = |place: &Installation| {
        place
            .database
            .execute("UPDATE segment SET state = 'reserved', sha256 = NULL");
    };
    check(
        QUICK,
        part,
        &["which is reserved", "corrupt row 1 of table `segment`"],
    );
}

#[test]
fn files_that_nothing_refers_to_are_named() {
    let place = Installation::on_each().remove(0);
    let store = place.open();
    place.import(&store, &[2018], 100);
    fs::write(segment(&place).with_file_name("9-ff.parquet"), "x").unwrap();
    let found = verify_quickly(&store).unwrap();
    assert_eq!(found.strangers, ["stat_fact/9-ff.parquet"]);
    assert!(found.is_sound());
}
