//! `pejl synth`: what it writes is what a reader in another language finds, and what the importers take.

use std::path::Path;
use std::process::Command;

use pejl_tests::Place;
use pejl_tests::binary;
use pejl_tests::left_out::leave_out;
use pejl_tests::process::{Finished, run, run_pejl};
use serde_json::Value;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/truth.py");
const AGREE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/agree.py");
const EFFECTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/effects.py");
/// Years on both sides of the programme and of the account break.
const EFFECTS_WINDOW: [&str; 4] = ["--from", "2015-01", "--to", "2019-12"];
/// A short window over the account break.
const WINDOW: [&str; 4] = ["--from", "2017-11", "--to", "2018-02"];

fn synth(folder: &Path, options: &[&str]) -> Finished {
    let folder = folder.display().to_string();
    run_pejl(["synth", "--out", &folder].iter().chain(options))
}

fn truth(folder: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join("truth.json")).unwrap()).unwrap()
}

/// Runs the script on a folder; none where there is no Python.
fn read_back(folder: &Path) -> Option<Finished> {
    if Command::new("python3").arg("--version").output().is_err() {
        leave_out("the invented files are not read back: no Python");
        return None;
    }
    let mut command = Command::new("python3");
    command.arg(SCRIPT).arg(folder);
    Some(run(command))
}

/// Imports every file and compares Pejl's counts and sums with the truth; none where there is no Python.
fn agree(folder: &Path) -> Option<Finished> {
    compare(AGREE, folder)
}

/// Imports what the indicators need and holds them to the planted effects; none where there is no Python.
fn recover(folder: &Path) -> Option<Finished> {
    compare(EFFECTS, folder)
}

fn compare(script: &str, folder: &Path) -> Option<Finished> {
    if Command::new("python3").arg("--version").output().is_err() {
        leave_out("the invented files are not compared with the store: no Python");
        return None;
    }
    let mut command = Command::new("python3");
    command
        .arg(script)
        .arg("--pejl")
        .arg(binary::pejl())
        .arg(folder);
    Some(run(command))
}

/// The figures compared, as the script says it.
fn compared(said: &str) -> usize {
    let before = said.split(" figures compared").next().unwrap();
    before.rsplit(' ').next().unwrap().parse().unwrap()
}

/// `1.234,50`, as a control total is written.
fn kroner(oere: i64) -> String {
    let sign = if oere < 0 { "-" } else { "" };
    format!("{sign}{},{:02}", oere.abs() / 100, oere.abs() % 100)
}

#[test]
fn a_reader_without_pejl_agrees_with_the_truth_for_three_seeds() {
    for seed in ["1", "2", "3"] {
        let place = Place::sqlite();
        let folder = place.folder().join("out");
        let options = ["--seed", seed];
        synth(&folder, &[&options[..], &WINDOW[..]].concat()).expect_done();
        if let Some(read) = read_back(&folder) {
            let said = read.expect_done().stdout;
            assert!(said.contains("agree with truth.json"), "{said}");
        }
    }
}

#[test]
fn the_reader_notices_one_changed_amount() {
    let place = Place::sqlite();
    let folder = place.folder().join("out");
    synth(&folder, &WINDOW).expect_done();
    let file = folder.join("766/ledger-2018.csv");
    let bytes = std::fs::read(&file).unwrap();
    let mut lines: Vec<Vec<u8>> = bytes.split(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
    let mut fields: Vec<Vec<u8>> = lines[900]
        .split(|b| *b == b';')
        .map(<[u8]>::to_vec)
        .collect();
    let amount = fields.len() - 2;
    fields[amount] = b"0,01".to_vec();
    lines[900] = fields.join(&b';');
    std::fs::write(&file, lines.join(&b'\n')).unwrap();
    if let Some(read) = read_back(&folder) {
        let said = read.expect_code(1).stderr;
        assert!(said.contains("766/ledger-2018.csv sums"), "{said}");
    }
}

#[test]
fn pejl_counts_and_sums_every_dataset_as_the_truth_does() {
    let place = Place::sqlite();
    let folder = place.folder().join("out");
    // Over the account break, with a seed whose help round the clock once filled more than a day.
    synth(&folder, &[&WINDOW[..], &["--seed", "3"]].concat()).expect_done();
    if let Some(agreed) = agree(&folder) {
        let said = agreed.expect_done().stdout;
        assert!(said.contains(" 0 differ"), "{said}");
        assert!(compared(&said) > 3_000, "{said}");
    }
}

#[test]
fn planted_effects_are_seen_in_the_numbers_of_pejl() {
    let place = Place::sqlite();
    let folder = place.folder().join("out");
    // Courses from both sides of January 2017 that have had their six months.
    synth(&folder, &["--from", "2016-10", "--to", "2017-11"]).expect_done();
    let figures = truth(&folder)["municipalities"][0]["courses"].clone();
    let mean = |figures: &Value| {
        let figures = &figures["as_written"];
        figures["sum_days"].as_f64().unwrap() / figures["n_with_result"].as_f64().unwrap()
    };
    assert!(mean(&figures[0]) > mean(&figures[1]) + 15.0, "{figures}");
    if let Some(agreed) = agree(&folder) {
        let said = agreed.expect_done().stdout;
        assert!(said.contains(" 0 differ"), "{said}");
        let shown = format!(
            "courses 2017-01..2017-05: mean {:.1} days",
            mean(&figures[1])
        );
        assert!(said.contains(&shown), "{shown}: {said}");
    }
}

#[test]
fn planted_effects_are_recovered_by_the_indicators_for_three_seeds() {
    for seed in ["1", "2", "3"] {
        let place = Place::sqlite();
        let folder = place.folder().join("out");
        synth(&folder, &[&["--seed", seed], &EFFECTS_WINDOW[..]].concat()).expect_done();
        if let Some(recovered) = recover(&folder) {
            let said = recovered.expect_done().stdout;
            assert!(said.contains(" 0 differ"), "{said}");
            assert!(compared(&said) > 100, "{said}");
        }
    }
}

#[test]
fn a_programme_that_never_ran_is_not_recovered() {
    let place = Place::sqlite();
    let with = place.folder().join("with");
    let without = place.folder().join("without");
    synth(&with, &EFFECTS_WINDOW).expect_done();
    let options = [&EFFECTS_WINDOW[..], &["--without-programme"]].concat();
    synth(&without, &options).expect_done();
    let mut claimed = truth(&without);
    claimed["municipalities"] = truth(&with)["municipalities"].clone();
    std::fs::write(without.join("truth.json"), claimed.to_string()).unwrap();
    if let Some(recovered) = recover(&without) {
        let said = recovered.expect_code(1).stderr;
        let told = [
            "O3.1 2018",
            "O3.2 2018-H1",
            "O3.3 2018",
            "O4.1 2018",
            "O4.3 2019",
        ];
        for figure in told {
            let line = format!("766 {figure}");
            assert!(said.contains(&line), "{figure}: {said}");
        }
        // What happened before it, and what it does not touch, is as claimed.
        for figure in [
            "O3.1 2016",
            "O4.1 2016",
            "O5.1.temporary_net",
            "O5.2",
            "O5.3",
        ] {
            assert!(!said.contains(&format!("766 {figure}")), "{figure}: {said}");
        }
        // Nor is an effect claimed of an initiative that changed nothing, or a change of level found.
        for claimed in ["766 O3.3 by", "766 O3.1 begins another level"] {
            assert!(!said.contains(claimed), "{said}");
        }
    }
}

#[test]
fn the_comparison_notices_one_other_figure() {
    let place = Place::sqlite();
    let folder = place.folder().join("out");
    synth(&folder, &WINDOW).expect_done();
    let path = folder.join("truth.json");
    let mut changed = truth(&folder);
    let deliveries = changed["files"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .find(|file| file["dataset"] == "delivery")
        .unwrap();
    let cells = deliveries["tables"][0]["cells"].as_array_mut().unwrap();
    let minutes = cells.iter_mut().map(|cell| &mut cell["sums"][0]);
    let minutes = { minutes }.find(|minutes| minutes.is_i64()).unwrap();
    *minutes = (minutes.as_i64().unwrap() + 1).into();
    std::fs::write(&path, changed.to_string()).unwrap();
    if let Some(agreed) = agree(&folder) {
        let finished = agreed.expect_code(1);
        assert!(finished.stdout.contains(" 1 differ"), "{}", finished.stdout);
        assert!(
            finished.stderr.contains("delivery by date.month"),
            "{}",
            finished.stderr
        );
    }
}

#[test]
fn the_importers_take_the_files_and_meet_their_totals() {
    let place = Place::sqlite();
    let folder = place.folder().join("out");
    synth(&folder, &WINDOW).expect_done();
    let key = place.folder().join("key").display().to_string();
    place.run(["person-key", &key]).expect_done();
    for file in truth(&folder)["files"].as_array().unwrap() {
        let dataset = file["dataset"].as_str().unwrap();
        if dataset != "ledger" && dataset != "budget" {
            continue;
        }
        let path = folder
            .join(file["path"].as_str().unwrap())
            .display()
            .to_string();
        let sums = file[dataset].as_array().unwrap();
        let year = &sums[0]["fiscal_year"];
        let total: i64 = sums
            .iter()
            .map(|sum| sum["amount_oere"].as_i64().unwrap())
            .sum();
        let common = [
            "import",
            dataset,
            &path,
            "--source",
            "prisme",
            "--municipality",
            "766",
            "--person-key",
            &key,
        ];
        let import = |total: i64| {
            let total = format!("{year}={}", kroner(total));
            let options = [
                &common[..],
                &["--control-total", &total, "--format", "json"],
            ]
            .concat();
            place.run(options)
        };
        import(total + 1).expect_code(1);
        let summary = import(total).expect_done().json();
        assert_eq!(summary["n_rows"], file["rows"], "{path}: {summary}");
    }
}

#[test]
fn what_cannot_be_written_is_wrong_use_and_leaves_nothing() {
    let place = Place::sqlite();
    let folder = place.folder().join("out");
    let said = synth(&folder, &["--scale", "99"]).expect_code(2).stderr;
    assert!(said.contains("`scale` is 99"), "{said}");
    synth(&folder, &["--from", "2014-13"]).expect_code(2);
    assert!(!folder.exists());
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("mine.txt"), "mine").unwrap();
    let said = synth(&folder, &WINDOW).expect_code(2).stderr;
    assert!(said.contains("mine.txt"), "{said}");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
}

#[test]
fn load_rows_are_counted_exactly() {
    let place = Place::sqlite();
    let folder = place.folder().join("out");
    let options = ["--rows", "120000"];
    let said = synth(&folder, &[&options[..], &WINDOW[..]].concat())
        .expect_done()
        .stderr;
    assert!(said.contains("120000 rows in 2 files"), "{said}");
    let lines: usize = ["2017", "2018"]
        .iter()
        .map(|year| std::fs::read(folder.join(format!("766/ledger-{year}.csv"))).unwrap())
        .map(|bytes| bytes.iter().filter(|b| **b == b'\n').count())
        .sum();
    assert_eq!(lines, 120_002);
}
