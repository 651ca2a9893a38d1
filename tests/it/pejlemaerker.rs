//! The indicators of a municipality's own records against a population that a person can check.
//!
//! `fixtures/pejlemaerker/expected.csv` was computed by hand from the definitions; every cell of it is asked for.

use std::collections::BTreeMap;

use pejl_tests::{Place, for_each_database};
use serde_json::Value;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/pejlemaerker");
const DATASETS: [&str; 9] = [
    "grant",
    "course",
    "assessment",
    "goal",
    "event",
    "person",
    "delivery",
    "prevention_visit",
    "complaint",
];
/// The months that the files are said to cover; `person` is a register.
const COVERED: &str = "2016-10..2018-12,2025-04..2025-09";

/// A row of `expected.csv` by column.
type Row = BTreeMap<String, String>;

/// A data folder with the population.
pub fn load(place: &Place) {
    let key = place.folder().join("key");
    place
        .run(["person-key", &key.display().to_string()])
        .expect_done();
    place
        .run([
            "import",
            "statbank",
            &format!("{FOLDER}/folk1a.csv"),
            "--table",
            "FOLK1A",
        ])
        .expect_done();
    for dataset in DATASETS {
        let file = format!("{FOLDER}/{dataset}.csv");
        let mut command = place.command(["import", dataset, &file, "--source", "canonical"]);
        command.args(["--municipality", "766", "--format", "json", "--person-key"]);
        command.arg(&key);
        if dataset != "person" {
            command.args(["--period", COVERED]);
        }
        let done = pejl_tests::process::run(command).expect_done().json();
        assert_eq!(done["n_refused"], 0, "{dataset}: {done}");
    }
}

fn expected() -> Vec<Row> {
    let text = std::fs::read_to_string(format!("{FOLDER}/expected.csv")).unwrap();
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(';').collect();
    lines
        .map(|line| {
            let cells = line.splitn(names.len(), ';');
            names
                .iter()
                .map(ToString::to_string)
                .zip(cells.map(str::to_owned))
                .collect()
        })
        .collect()
}

/// Asks for the cells of one reading and split at once.
fn ask(place: &Place, reading: &str, by: &str, rows: &[&Row]) -> Vec<Value> {
    let periods: Vec<&str> = rows.iter().map(|row| row["period"].as_str()).collect();
    let mut command = place.command(["query", "--indicator", reading, "--municipality", "766"]);
    command.args(["--period", &periods.join(","), "--format", "json"]);
    if let Some((dimension, _)) = by.split_once('=') {
        // With its filter a member is answered for whether anybody has it or not.
        command.args(["--by", dimension, "--filter", by]);
    }
    let answer = pejl_tests::process::run(command).expect_done().json();
    answer["items"].as_array().unwrap().clone()
}

#[track_caller]
fn check(row: &Row, found: &Value) {
    let said = format!("{row:?}\n{found}");
    assert_eq!(found["cell"].as_str(), Some(row["cell"].as_str()), "{said}");
    let has_value = ["ok", "zero"].contains(&row["cell"].as_str());
    for column in ["numerator", "denominator", "value"] {
        let text = row[column].as_str();
        let expected: Option<f64> = (has_value && !text.is_empty()).then(|| text.parse().unwrap());
        match (expected, found[column].as_f64()) {
            (None, None) => {}
            // Written with six decimals.
            (Some(one), Some(two)) => {
                assert!((one - two).abs() <= 1e-6 * one.abs().max(1.0), "{said}")
            }
            _ => panic!("{column}: {said}"),
        }
    }
}

#[test]
fn every_cell_is_as_computed_by_hand() {
    for_each_database(|place| {
        load(place);
        let rows = expected();
        let mut asked: BTreeMap<(&str, &str), Vec<&Row>> = BTreeMap::new();
        for row in &rows {
            let key = (row["reading"].as_str(), row["by"].as_str());
            asked.entry(key).or_default().push(row);
        }
        let mut n_compared = 0;
        for ((reading, by), rows) in asked {
            let found = ask(place, reading, by, &rows);
            for row in rows {
                let mut of_period = found
                    .iter()
                    .filter(|one| one["period"] == row["period"].as_str());
                check(
                    row,
                    of_period
                        .next()
                        .unwrap_or_else(|| panic!("no cell for {row:?}")),
                );
                assert!(of_period.next().is_none(), "two cells for {row:?}");
                n_compared += 1;
            }
        }
        assert_eq!(n_compared, rows.len());
        assert!(n_compared > 180, "{n_compared}");
    });
}
