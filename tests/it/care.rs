//! Care records: what the program keeps of a citizen, and what it does not.

use std::path::{Path, PathBuf};

use pejl_tests::process::Finished;
use pejl_tests::{Place, for_each_database};

const CPR: &str = "010240-1234";
const HEADER: &str = "basketGrantId;patientIdentifier;paragraph;serviceDelivery;basketGrantEndDate;visitatedDurationInMinutes;description";

/// A grant from Nexus; the description names the citizen, too.
fn grant(id: u32, cpr: &str, from: &str) -> String {
    format!("{id};{cpr};§ 83, stk. 1, nr. 1;{from};;30;ring til {cpr}\n")
}

fn import(place: &Place, file: &Path, options: &[&str]) -> Finished {
    let key = place.folder().join("key");
    if !key.exists() {
        place
            .run(["person-key", &key.display().to_string()])
            .expect_done();
    }
    let mut command = place.command([
        "import",
        "grant",
        "--source",
        "nexus",
        "--municipality",
        "766",
    ]);
    command.arg("--person-key").arg(key);
    command.args(["--format", "json"]).arg(file).args(options);
    pejl_tests::process::run(command)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

#[test]
fn grants_are_imported_and_no_byte_of_a_person_number_is_kept_or_shown() {
    for_each_database(|place| {
        // One row of a hundred may be refused; its day cannot be.
        let rows: String = (1..=120).map(|id| grant(id, CPR, "15-01-2018")).collect();
        let bad = grant(121, CPR, "31-02-2018");
        let file = place.write("grants.csv", format!("{HEADER}\n{rows}{bad}"));
        let done = import(place, &file, &["--explain"]).expect_done();
        let summary = done.json();
        assert_eq!(summary["state"], "committed");
        assert_eq!(summary["n_refused"], 1);
        assert_eq!(summary["rules"]["date.invalid"], 1);
        assert!(summary["quarantine"].is_string());
        let again = import(place, &file, &[]).expect_done().json();
        assert_eq!(again["state"], "unchanged");
        place.assert_sound();
        let shown = format!("{}{}", done.stdout, done.stderr);
        let kept = files(&place.data());
        assert!(kept.len() >= 3, "{kept:?}");
        for needle in [CPR.to_owned(), CPR.replace('-', "")] {
            assert!(!shown.contains(&needle), "{shown}");
            for path in &kept {
                let bytes = std::fs::read(path).unwrap();
                let found = bytes
                    .windows(needle.len())
                    .any(|window| window == needle.as_bytes());
                assert!(!found, "{}", path.display());
            }
        }
    });
}

#[test]
fn more_refused_rows_than_a_hundredth_refuse_the_import() {
    let place = Place::sqlite();
    let rows: String = (1..=50).map(|id| grant(id, CPR, "15-01-2018")).collect();
    let bad = grant(51, CPR, "31-02-2018");
    let file = place.write("grants.csv", format!("{HEADER}\n{rows}{bad}"));
    let refused = import(&place, &file, &[]).json();
    assert_eq!(refused["state"], "refused");
    assert_eq!(place.revision(), 0);
}

#[test]
fn a_register_is_replaced_whole_and_takes_no_period() {
    let place = Place::sqlite();
    let units = place.write(
        "units.csv",
        "unit_id;name\nU1;Hjemmepleje Syd\nU2;Hjemmepleje Nord\n",
    );
    let import = |file: &Path, options: &[&str]| {
        let mut command = place.command([
            "import",
            "unit",
            "--source",
            "canonical",
            "--municipality",
            "766",
        ]);
        command.args(["--format", "json"]).arg(file).args(options);
        pejl_tests::process::run(command)
    };
    assert_eq!(
        import(&units, &[]).expect_done().json()["state"],
        "committed"
    );
    let fewer = place.write("fewer.csv", "unit_id;name\nU1;Hjemmepleje Syd\n");
    assert_eq!(import(&fewer, &[]).expect_done().json()["revision"], 2);
    let refused = import(&units, &["--period", "2018"]);
    assert!(
        refused.stderr.contains("replaced whole"),
        "{}",
        refused.stderr
    );
    assert_eq!(place.revision(), 2);
    place.assert_sound();
}

#[test]
fn the_datasets_are_described() {
    let described = Place::sqlite()
        .run(["datasets", "docs"])
        .expect_done()
        .stdout;
    let committed = include_str!("../../docs/datasets.md");
    assert_eq!(described, committed);
}
