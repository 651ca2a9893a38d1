//! `pejl indicators sql`: another engine that runs the statement over the files of the lake has Pejl's own figures.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::Command;

use pejl_tests::Place;
use pejl_tests::binary;
use pejl_tests::left_out::leave_out;
use pejl_tests::process::{Finished, run, run_pejl};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/sql_agree.py");
/// Imports an invented municipality.
const IMPORT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/agree.py");
/// Residents for it, of the quarters from the end of 2016 to that of 2018.
const RESIDENTS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../fixtures/pejlemaerker/folk1a.csv"
);
/// Of every length; in May 2017 nothing ends, and the last one is on the other side of the law break.
const PERIODS: &str = "2016-Q4,2017,2017-05,2017-Q3,2018,2018-03,2025-Q3";
/// Of every length; of 2019 the first half is in, and of its absence the first quarter.
const PERIODS_OF_EFFORT: &str = "2017,2018,2018-03,2018-Q4,2018-H2,2019,2019-Q2";
/// Of every length, of discharges and of courses that ended.
const PERIODS_OF_REABLEMENT: &str = "2018-01,2018-02,2018-03,2018-Q1,2018-Q2,2018-H1,2018";
/// Of every length; nothing is due in May and August, and 2019 is not whole.
const PERIODS_OF_NORMS: &str = "2017,2018,2018-03,2018-05,2018-Q1,2018-H2,2019,2019-01";
/// Of every length; the first month of 2021 is in.
const PERIODS_OF_PRICES: &str = "2019,2020,2019-03,2019-12,2020-05,2020-Q2,2020-H1,2021-01";
/// Of every length; of 2019 the first half is in.
const PERIODS_OF_MOVES: &str = "2018,2018-03,2018-Q2,2019-03,2019-Q1,2019-Q2,2019-H1,2019";
/// Two years over the account break, and periods of them.
const WINDOW: [&str; 4] = ["--from", "2017-01", "--to", "2018-12"];
const PERIODS_OF_WINDOW: &str = "2017,2017-Q2,2018-03,2018-H2";
const SEEDS: [&str; 2] = ["1", "2"];

/// The Python that has DuckDB; none where there is no such Python.
fn python() -> Option<OsString> {
    let python = std::env::var_os("PEJL_TEST_PYTHON").unwrap_or_else(|| "python3".into());
    let imported = Command::new(&python).args(["-c", "import duckdb"]).output();
    if imported.is_ok_and(|done| done.status.success()) {
        return Some(python);
    }
    leave_out("the printed SQL is not run: no Python with DuckDB");
    None
}

/// Runs every statement in DuckDB and compares its rows with Pejl's figures.
fn agree(python: &OsStr, place: &Place, periods: &str) -> Finished {
    run(agreement(python, place, periods))
}

/// The same of one indicator.
fn only(mut command: Command, code: &str) -> Finished {
    command.args(["--only", code]);
    run(command)
}

fn agreement(python: &OsStr, place: &Place, periods: &str) -> Command {
    let mut command = Command::new(python);
    command
        .arg(SCRIPT)
        .arg("--pejl")
        .arg(binary::pejl())
        .arg("--data")
        .arg(place.data())
        .args(["--municipality", "766", "--periods", periods]);
    command
}

/// The cells compared, as the script says it.
fn compared(said: &str) -> usize {
    let before = said.split(" cells compared").next().unwrap();
    before.rsplit(' ').next().unwrap().parse().unwrap()
}

#[test]
fn duckdb_has_the_figures_of_the_population_that_a_person_can_check() {
    let Some(python) = python() else { return };
    let place = Place::sqlite();
    crate::pejlemaerker::PEJLEMAERKER.load(&place);
    let said = agree(&python, &place, PERIODS).expect_done().stdout;
    assert!(said.contains(" 0 differ"), "{said}");
    assert!(compared(&said) > 4_500, "{said}");
}

#[test]
fn duckdb_has_the_figures_of_windows_and_of_filters() {
    let Some(python) = python() else { return };
    let place = Place::sqlite();
    crate::pejlemaerker::MOVES.load(&place);
    for window in ["year_to_date", "rolling_12"] {
        for (code, least) in [("O4.0", 300), ("O4.1", 60), ("E2c", 20), ("O5.0", 200)] {
            let mut command = agreement(&python, &place, PERIODS_OF_MOVES);
            command.args(["--window", window]);
            let said = only(command, code).expect_done().stdout;
            assert!(said.contains(" 0 differ"), "{window}: {said}");
            assert!(compared(&said) >= least, "{window} {code}: {said}");
        }
    }
    for code in ["O4.0", "O4.1", "E2c"] {
        let mut command = agreement(&python, &place, PERIODS_OF_MOVES);
        command.arg("--filtered");
        let said = only(command, code).expect_done().stdout;
        assert!(said.contains(" 0 differ"), "{said}");
    }
}

#[test]
fn duckdb_has_the_figures_of_effort_and_money() {
    let Some(python) = python() else { return };
    let place = Place::sqlite();
    crate::pejlemaerker::EFFORT.load(&place);
    let said = agree(&python, &place, PERIODS_OF_EFFORT)
        .expect_done()
        .stdout;
    assert!(said.contains(" 0 differ"), "{said}");
    assert!(compared(&said) > 3_800, "{said}");
}

#[test]
fn duckdb_has_the_figures_of_rehabilitation_as_england_counts_it() {
    let Some(python) = python() else { return };
    let place = Place::sqlite();
    crate::pejlemaerker::REABLEMENT.load(&place);
    let said = agree(&python, &place, PERIODS_OF_REABLEMENT)
        .expect_done()
        .stdout;
    assert!(said.contains(" 0 differ"), "{said}");
    assert!(compared(&said) > 500, "{said}");
}

#[test]
fn duckdb_has_the_figures_of_deadlines_expected_costs_and_published_tables() {
    let Some(python) = python() else { return };
    let place = Place::sqlite();
    crate::pejlemaerker::load_norms(&place);
    for (code, least) in [("Q5", 200), ("F3", 9), ("W2.2", 3), ("W2.3", 5)] {
        let command = agreement(&python, &place, PERIODS_OF_NORMS);
        let said = only(command, code).expect_done().stdout;
        assert!(said.contains(" 0 differ"), "{said}");
        assert!(compared(&said) >= least, "{code}: {said}");
    }
}

#[test]
fn duckdb_has_the_figures_of_prices() {
    let Some(python) = python() else { return };
    let place = Place::sqlite();
    crate::pejlemaerker::PRICES.load(&place);
    let said = agree(&python, &place, PERIODS_OF_PRICES)
        .expect_done()
        .stdout;
    assert!(said.contains(" 0 differ"), "{said}");
    assert!(compared(&said) > 1_500, "{said}");
}

#[test]
fn duckdb_has_the_figures_of_an_invented_municipality() {
    let Some(python) = python() else { return };
    for seed in SEEDS {
        let place = Place::sqlite();
        let folder = place.folder().join("out");
        let out = folder.display().to_string();
        run_pejl(
            ["synth", "--out", &out, "--seed", seed]
                .iter()
                .chain(&WINDOW),
        )
        .expect_done();
        let mut import = Command::new(&python);
        import.arg(IMPORT).arg("--pejl").arg(binary::pejl());
        import.arg("--data").arg(place.data()).arg(&folder);
        run(import).expect_done();
        place.import(Path::new(RESIDENTS), &["--table", "FOLK1A"]);
        let said = agree(&python, &place, PERIODS_OF_WINDOW)
            .expect_done()
            .stdout;
        assert!(said.contains(" 0 differ"), "{said}");
        assert!(compared(&said) > 5_500, "{said}");
    }
}
