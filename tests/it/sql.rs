//! `pejl indicators sql`: another engine that runs the statement over the files of the lake has Pejl's own figures.

use std::ffi::{OsStr, OsString};
use std::process::Command;

use pejl_tests::Place;
use pejl_tests::binary;
use pejl_tests::left_out::leave_out;
use pejl_tests::process::{Finished, run, run_pejl};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/sql_agree.py");
/// Imports an invented municipality.
const IMPORT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/agree.py");
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
const PERIODS_OF_WINDOW: &str = "2017,2018,2017-Q2,2018-03,2018-H2";
/// Rates of 2017 to 2020 are known; those of the years around them are not.
const PRICE_SERIES: &str = "series;year;pct_change;published_on;source
PL_SERVICE;2017;0,017;2016-06-30;opfundet til test
PL_SERVICE;2018;0,013;2017-06-30;opfundet til test
PL_SERVICE;2018;0,012;2018-06-30;opfundet til test
PL_SERVICE;2019;0,02;2019-06-30;opfundet til test
PL_SERVICE;2020;0,022;2019-06-30;opfundet til test
";
/// Readings that have no statement: those of comparisons, which are not asked for by themselves, and freshness, which is told
/// from what imports cover and not from rows.
const WITHOUT_STATEMENT: &str =
    "without a statement: C1.peer_index, C2.usable_share, E2f.fresh_share";

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

/// The same of figures of money and of indices in prices of another year, each split by one dimension: what a split is does not go
/// by prices.
fn agree_in_prices(python: &OsStr, place: &Place, periods: &str) -> Finished {
    let file = place.folder().join("pl.csv");
    std::fs::write(&file, PRICE_SERIES).unwrap();
    let mut command = place.command(["import", "price-index"]);
    command.arg(file);
    run(command).expect_done();
    let mut command = agreement(python, place, periods);
    command.args(["--price", "fixed:2019", "--one-split"]);
    run(command)
}

/// The readings of which no cell has a figure, as the script says it.
fn without_figure(said: &str) -> &str {
    let mut lines = said.lines();
    let line = lines.find_map(|line| line.strip_prefix("without any figure: "));
    line.unwrap_or_default()
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
    let without: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("without a statement"))
        .collect();
    assert_eq!(without, [WITHOUT_STATEMENT]);
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
    let said = agree_in_prices(&python, &place, PERIODS_OF_EFFORT)
        .expect_done()
        .stdout;
    assert!(said.contains(" 0 differ"), "{said}");
    assert!(compared(&said) > 100, "{said}");
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
    let said = agree_in_prices(&python, &place, PERIODS_OF_PRICES)
        .expect_done()
        .stdout;
    assert!(said.contains(" 0 differ"), "{said}");
    assert!(compared(&said) > 100, "{said}");
}

/// Figures of the three metropolitan municipalities, Hedensted and the country: amounts in all, and as published per resident.
/// In 2019 a figure of one of them is missing.
fn published(place: &Place) {
    let header = "OMRÅDE;FUNKTION;DRANST;ART;PRISENHED;TID;INDHOLD\n";
    let mut facts = header.to_owned();
    let mut residents = "OMRÅDE;KØN;ALDER;TID;INDHOLD\n".to_owned();
    for (no, area) in (1..).zip(["461", "751", "851", "766", "000"]) {
        for year in [2018, 2019] {
            let amount = 1_000 * no + 7 * (year - 2000);
            let figure = match (area, year) {
                ("751", 2019) => "..".to_owned(),
                _ => (300 + 31 * no + year - 2018).to_string(),
            };
            facts += &format!("{area};53027;1;TOT;LOBM;{year};{amount}\n");
            facts += &format!("{area};53027;2;TOT;LOBM;{year};-{no}\n");
            facts += &format!("{area};53027;1;TOT;INDL;{year};{figure}\n");
            let n = 17_001 * no + year - 2018;
            residents += &format!("{area};I alt;I alt;{year}K3;{n}\n");
        }
    }
    for (name, content, table) in [
        ("facts.csv", facts, "REGK31"),
        ("residents.csv", residents, "FOLK1A"),
    ] {
        let file = place.folder().join(name);
        std::fs::write(&file, content).unwrap();
        place.import(&file, &["--table", table]);
    }
}

#[test]
fn duckdb_has_the_published_figures_of_municipalities_groups_and_the_country() {
    let Some(python) = python() else { return };
    let place = Place::sqlite();
    published(&place);
    let said = |price: &[&str]| {
        let mut command = agreement(&python, &place, "2018,2019,2020");
        command.args(["--f2", "5.30.27", "--f2-municipalities"]);
        command
            .args(["461,751,766,000,STATBANK_920,ALL"])
            .args(price);
        only(command, "F2").expect_done().stdout
    };
    for price in [&[][..], &["--price", "fixed:2018"]] {
        let said = said(price);
        assert!(said.contains(" 0 differ"), "{said}");
        assert!(compared(&said) >= 100, "{said}");
    }
}

/// Residents of Hedensted by age in the quarters from the end of 2016 to that of 2018, a few more in each.
fn import_residents(place: &Place) {
    let ages = [
        ("0-17 år", 10_500),
        ("18-64 år", 26_500),
        ("65-74 år", 4_900),
        ("75-79 år", 1_900),
        ("80-84 år", 1_300),
        ("85 år og derover", 900),
    ];
    let mut content = "OMRÅDE;KØN;ALDER;TID;INDHOLD\n".to_owned();
    for quarter in 3..12 {
        let time = format!("{}K{}", 2016 + quarter / 4, 1 + quarter % 4);
        let mut sum = 0;
        for (no, (age, residents)) in (1..).zip(ages) {
            let residents = residents + quarter * no;
            sum += residents;
            content += &format!("766;I alt;{age};{time};{residents}\n");
        }
        content += &format!("766;I alt;I alt;{time};{sum}\n");
    }
    let file = place.folder().join("residents.csv");
    std::fs::write(&file, content).unwrap();
    place.import(&file, &["--table", "FOLK1A"]);
}

#[test]
fn duckdb_has_the_figures_of_an_invented_municipality() {
    invented("1", true);
}

#[test]
fn duckdb_has_the_figures_of_another_invented_municipality() {
    invented("2", false);
}

/// The figures of an invented municipality: all of them, and those in the prices of another year, or those of another seed, of which
/// each is split by one dimension.
fn invented(seed: &str, is_whole: bool) {
    let Some(python) = python() else { return };
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
    import_residents(&place);
    let mut command = agreement(&python, &place, PERIODS_OF_WINDOW);
    if !is_whole {
        command.arg("--one-split");
    }
    let said = run(command).expect_done().stdout;
    assert!(said.contains(" 0 differ"), "{said}");
    let least = if is_whole { 5_500 } else { 2_000 };
    assert!(compared(&said) > least, "{said}");
    for index in ["O4.3.demand_index", "O5.3.price_index"] {
        assert!(!without_figure(&said).contains(index), "{said}");
    }
    if is_whole {
        let said = agree_in_prices(&python, &place, PERIODS_OF_WINDOW)
            .expect_done()
            .stdout;
        assert!(said.contains(" 0 differ"), "{said}");
        assert!(compared(&said) > 500, "{said}");
    }
}
