//! Care records: what the program keeps of a citizen, and what it does not.

use std::path::Path;

use pejl_tests::process::Finished;
use pejl_tests::real_data::real_data;
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
        let kept = place.kept_files();
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
fn records_of_two_sources_are_added_up_and_that_is_said() {
    let place = Place::sqlite();
    let file = place.write(
        "nexus.csv",
        format!("{HEADER}\n{}", grant(1, CPR, "15-01-2018")),
    );
    import(&place, &file, &[]).expect_done();
    let own = place.write(
        "own.csv",
        format!("grant_id;cpr;service_code;valid_from\nG1;{CPR};SEL-83-1;2018-01-20\n"),
    );
    let mut command = place.command(["import", "grant", "--source", "canonical"]);
    command.args(["--municipality", "766", "--person-key"]);
    command.arg(place.folder().join("key")).arg(own);
    pejl_tests::process::run(command).expect_done();
    let query = |by: &[&str]| {
        let mut command = place.command(["query", "--dataset", "grant", "--format", "json"]);
        command.args(by);
        pejl_tests::process::run(command).expect_done()
    };
    let together = query(&[]);
    let answer = together.json();
    assert_eq!(answer["items"][0]["n_rows"], 2, "{answer}");
    assert_eq!(answer["items"][0]["n_persons"], 1, "{answer}");
    assert_eq!(answer["meta"]["sources"][1], "nexus", "{answer}");
    let said = "records of canonical and nexus are added up";
    assert!(together.stderr.contains(said), "{}", together.stderr);
    let apart = query(&["--by", "variant"]);
    assert_eq!(apart.json()["items"].as_array().unwrap().len(), 2);
    assert!(!apart.stderr.contains("added up"), "{}", apart.stderr);
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

/// A mapping of one's own by the generic names of KMD Custom Data, as they stand in the `Meta_` file of its two-file form.
const BY_GENERIC_NAMES: &str = r#"
source = "custom-data-two-files"
dataset = "grant"
version = 1
title = { da = "Indsatser", en = "Interventions" }
evidence = "made for a test"

[file]
decimal = ","
dates = ["%d-%m-%Y"]

[[column]]
to = "person_key"
from = ["CPR"]
person = true

[[column]]
to = "service_raw"
from = ["Tekst1"]
service = true

[[column]]
to = "valid_from"
from = ["Dato1"]
"#;

#[test]
fn a_data_file_under_generic_names_is_read_by_a_mapping_of_them() {
    let place = Place::sqlite();
    let mapping = place.write("mapping.toml", BY_GENERIC_NAMES);
    let data =
        format!("\u{feff}Dato1;Dato2;CPR;Tekst1;Numerisk1\r\n01-03-2021;;{CPR};SEL § 85;1,5\r\n");
    let file = place.write("Data_Indsatser.csv", data);
    let key = place.folder().join("key");
    let key_text = key.display().to_string();
    place.run(["person-key", &key_text]).expect_done();
    let mut command = place.command(["import", "grant", "--municipality", "766"]);
    command.arg("--mapping").arg(&mapping).arg("--person-key");
    command.arg(&key).args(["--format", "json"]).arg(&file);
    let summary = pejl_tests::process::run(command).expect_done().json();
    assert_eq!(summary["n_rows"], 1, "{summary}");
    let mut asked = place.command(["query", "--dataset", "grant", "--by", "service_code"]);
    asked.args(["--format", "json"]);
    let sums = pejl_tests::process::run(asked).expect_done().json();
    assert_eq!(sums["items"][0]["service_code"], "SEL-85", "{sums}");
}

#[test]
fn the_published_templates_hold_no_data_and_are_refused_for_what_they_lack() {
    let Some(real) = real_data() else {
        return;
    };
    let place = Place::sqlite();
    for (name, rule) in [
        ("CD_Sourcename.csv", "columns.missing"),
        ("Meta_Sourcename.csv", "columns.missing"),
        ("Data_Sourcename.csv", ""),
    ] {
        let key = place.folder().join("key");
        if !key.exists() {
            let key = key.display().to_string();
            place.run(["person-key", &key]).expect_done();
        }
        let mut command = place.command(["import", "grant", "--source", "custom-data"]);
        command.args(["--municipality", "766", "--format", "json"]);
        command.arg("--person-key").arg(&key);
        command.arg(real.join("kmd-custom-data").join(name));
        let refused = pejl_tests::process::run(command).expect_code(1).json();
        assert_eq!(refused["state"], "refused", "{name}: {refused}");
        let issue = &refused["issues"][0];
        let found = issue["rule"].as_str().unwrap();
        assert!(found.contains(rule), "{name}: {issue}");
    }
    assert_eq!(place.revision(), 0);
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
