//! Every cell of a population against its `expected.csv`: what it is, its numbers, and what is said of it.
//!
//! What older files do not have in columns stands beside them: units in `units.csv`, and in the `quality.csv` of a population
//! the cells that are marked otherwise than by a small base; every other cell is not.

use std::collections::{BTreeMap, BTreeSet};

use pejl_tests::{Place, for_each_database};
use serde_json::Value;

use super::{FIXTURES, Population};

/// Persons below the line under which a figure is marked as of a small base.
const SMALL_BASE: i64 = 20;

/// A row of a file by column.
type Row = BTreeMap<String, String>;

/// A column of a row; empty where the file does not have it.
fn text<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).map_or("", String::as_str)
}

/// The rows of a file; none where there is no such file.
fn rows(file: &str) -> Vec<Row> {
    let Ok(content) = std::fs::read_to_string(file) else {
        return Vec::new();
    };
    let mut lines = content.lines();
    let names: Vec<&str> = lines.next().unwrap().split(';').collect();
    let row = |line: &str| {
        let cells = line.splitn(names.len(), ';');
        let named = names.iter().map(ToString::to_string);
        named.zip(cells.map(str::to_owned)).collect()
    };
    lines.map(row).collect()
}

/// What is said of cells beside their `expected.csv`.
struct Said {
    units: BTreeMap<String, String>,
    /// Marks by reading, period and split.
    marks: BTreeMap<[String; 3], String>,
}

impl Said {
    fn of(population: &Population) -> Self {
        let units = rows(&format!("{FIXTURES}/units.csv")).into_iter();
        let marks = rows(&population.file("quality.csv")).into_iter();
        Self {
            units: units
                .map(|row| (row["reading"].clone(), row["unit"].clone()))
                .collect(),
            marks: marks
                .map(|row| {
                    let key = ["reading", "period", "by"].map(|name| row[name].clone());
                    (key, row["quality"].clone())
                })
                .collect(),
        }
    }

    fn unit(&self, row: &Row) -> String {
        let of_reading = || self.units.get(&row["reading"]).cloned();
        let unit = row.get("unit").cloned().or_else(of_reading);
        unit.unwrap_or_else(|| panic!("units.csv has no unit of {}", row["reading"]))
    }

    fn quality(&self, row: &Row) -> BTreeSet<String> {
        let split = |text: &str| -> BTreeSet<String> {
            let marks = text.split(',').filter(|mark| !mark.is_empty());
            marks.map(str::to_owned).collect()
        };
        if let Some(quality) = row.get("quality") {
            return split(quality);
        }
        let key = ["reading", "period", "by"].map(|name| row[name].clone());
        let mut marks = split(self.marks.get(&key).map_or("", String::as_str));
        let n_bottom = row["n_bottom"].parse::<i64>();
        if has_value(row) && n_bottom.is_ok_and(|n| n < SMALL_BASE) {
            marks.insert("small_base".to_owned());
        }
        marks
    }
}

fn has_value(row: &Row) -> bool {
    ["ok", "zero"].contains(&row["cell"].as_str())
}

/// The periods of these rows that are asked for: what stands beside a period is answered with it.
fn periods_of(rows: &[&Row]) -> String {
    let period = |row: &&Row| match text(row, "beside") {
        "" => row["period"].clone(),
        period => period.to_owned(),
    };
    let periods: BTreeSet<String> = rows.iter().map(period).collect();
    periods.into_iter().collect::<Vec<_>>().join(",")
}

/// Asks for the cells of readings of one indicator, split and window at once.
fn ask(place: &Place, [by, window, periods]: [&str; 3], readings: &[&str]) -> Vec<Value> {
    let readings = readings.join(",");
    let mut command = place.command(["query", "--indicator", &readings, "--municipality", "766"]);
    command.args(["--period", periods, "--format", "json"]);
    if let Some((dimension, _)) = by.split_once('=') {
        // With its filter a member is answered for whether anybody has it or not.
        command.args(["--by", dimension, "--filter", by]);
    }
    if !window.is_empty() {
        command.args(["--window", window]);
    }
    let answer = pejl_tests::process::run(command).expect_done().json();
    answer["items"].as_array().unwrap().clone()
}

fn member<'a>(found: &'a Value, name: &str) -> &'a str {
    found["members"][name].as_str().unwrap_or_default()
}

#[track_caller]
fn check(row: &Row, found: &Value, said: &Said) {
    let shown = format!("{row:?}\n{found}");
    assert_eq!(
        found["cell"].as_str(),
        Some(row["cell"].as_str()),
        "{shown}"
    );
    for column in ["numerator", "denominator", "value"] {
        let text = row[column].as_str();
        let expected: Option<f64> =
            (has_value(row) && !text.is_empty()).then(|| text.parse().unwrap());
        match (expected, found[column].as_f64()) {
            (None, None) => {}
            // Written with six decimals.
            (Some(one), Some(two)) => {
                assert!((one - two).abs() <= 1e-6 * one.abs().max(1.0), "{shown}")
            }
            _ => panic!("{column}: {shown}"),
        }
    }
    // Persons or cases below the line, or above it where nothing stands below.
    let n = [&row["n_bottom"], &row["n_top"]];
    let n = n.into_iter().find(|text| !text.is_empty());
    let quality = said.quality(row);
    match n {
        Some(n) => assert_eq!(found["n"].as_i64(), Some(n.parse().unwrap()), "n: {shown}"),
        None if has_value(row) => assert_eq!(found["n"], Value::Null, "n: {shown}"),
        None => {}
    }
    let is_provisional = row["arithmetic"].contains("(provisional)");
    assert_eq!(found["provisional"], is_provisional, "provisional: {shown}");
    if let Some(provisional) = row.get("provisional") {
        assert_eq!(*provisional, is_provisional.to_string(), "{shown}");
    }
    let marks = found["quality"].as_array().unwrap().iter();
    let marks: BTreeSet<String> = marks.map(|one| one.as_str().unwrap().to_owned()).collect();
    assert_eq!(marks, quality, "quality: {shown}");
    assert_eq!(
        found["unit"].as_str().unwrap(),
        said.unit(row),
        "unit: {shown}"
    );
    assert_eq!(member(found, "months"), text(row, "months"), "{shown}");
}

/// Asks both databases for every cell of a population.
pub(super) fn check_all(population: &Population, load: impl Fn(&Place)) {
    let said = Said::of(population);
    for_each_database(|place| {
        load(place);
        let rows = rows(&population.file("expected.csv"));
        let mut of_readings: BTreeMap<[&str; 3], Vec<&Row>> = BTreeMap::new();
        for row in &rows {
            let key = ["reading", "by", "window"].map(|column| text(row, column));
            of_readings.entry(key).or_default().push(row);
        }
        // Readings of an indicator are asked of at once where their periods are the same: breaks are told from one period asked
        // for to the next.
        let mut asked: BTreeMap<[String; 4], Vec<(&str, Vec<&Row>)>> = BTreeMap::new();
        for ([reading, by, window], rows) in of_readings {
            let indicator = reading.rsplit_once('.').unwrap().0;
            let key = [indicator, by, window, &periods_of(&rows)].map(str::to_owned);
            asked.entry(key).or_default().push((reading, rows));
        }
        let mut n_compared = 0;
        for ([indicator, by, window, periods], of_readings) in asked {
            let readings: Vec<&str> = of_readings.iter().map(|(reading, _)| *reading).collect();
            let found = ask(place, [&by, &window, &periods], &readings);
            let rows = of_readings.into_iter().flat_map(|(_, rows)| rows);
            for row in rows {
                let mut of_row = found.iter().filter(|one| {
                    format!("{indicator}.{}", member(one, "reading")) == text(row, "reading")
                        && one["period"] == row["period"].as_str()
                        && ["beside", "change_from"]
                            .into_iter()
                            .all(|name| member(one, name) == text(row, name))
                });
                let one = of_row.next();
                check(
                    row,
                    one.unwrap_or_else(|| panic!("no cell for {row:?}")),
                    &said,
                );
                assert!(of_row.next().is_none(), "two cells for {row:?}");
                n_compared += 1;
            }
        }
        assert_eq!(n_compared, rows.len());
        assert_eq!(n_compared, population.n_cells);
    });
}
