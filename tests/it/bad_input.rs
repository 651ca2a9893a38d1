//! Bad input: a clear message with file, line, column and value, exit status 1, and nothing imported.

mod calls;
mod codes;
mod declared;
mod encoding;
mod repeated;
mod size;
mod truncated;
mod units;

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use pejl_tests::process::Finished;
use pejl_tests::statbank_file::regk31;
use pejl_tests::{Place, for_each_database};
use serde_json::Value;

/// Documents that are read into memory are refused above this size: 64 MiB.
const DOCUMENT_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Documents with more cells than this are refused.
const CELLS_MAX: u64 = 5_000_000;
/// The most memory an import of a file of any size may use: 400 MiB.
const MEMORY_MAX: u64 = 400 * 1024 * 1024;
/// Size of the file that shows it.
const LARGE_FILE_BYTES: u64 = 1024 * 1024 * 1024;

const HEADER: &str = "OMRÅDE;FUNKTION;DRANST;ART;PRISENHED;TID;INDHOLD\n";

/// What a place holds, so that a refusal can be seen to have changed none of it.
#[derive(Debug, PartialEq)]
struct Held {
    revision: i64,
    facts: Vec<Value>,
    lake: Vec<(PathBuf, u64)>,
}

impl Held {
    fn by(place: &Place) -> Self {
        let facts = place
            .run(["query", "--table", "REGK31", "--format", "json"])
            .expect_done()
            .json();
        Self {
            revision: place.revision(),
            facts: facts["items"].as_array().unwrap().clone(),
            lake: place.lake_files(),
        }
    }
}

/// A place that holds one import of REGK31 for 2018–2019.
fn place_with_facts() -> Place {
    let place = Place::sqlite();
    fill(&place);
    place
}

fn fill(place: &Place) {
    let file = place.write("good.csv", regk31(&[2018, 2019], 100));
    assert_eq!(
        place.import(&file, &["--table", "REGK31"])["state"],
        "committed"
    );
}

/// Imports a file that must be refused and returns the issues; the place must hold what it held.
#[track_caller]
fn refused(place: &Place, file: &Path, options: &[&str]) -> Vec<Value> {
    let before = Held::by(place);
    let finished = place.try_import(file, options).expect_code(1);
    let issues = issues(&finished);
    assert!(!issues.is_empty(), "a refusal without a reason");
    assert_eq!(
        Held::by(place),
        before,
        "a refused import left something behind"
    );
    place.assert_sound();
    issues
}

#[track_caller]
fn issues(finished: &Finished) -> Vec<Value> {
    let summary = finished.json();
    let issues = summary["issues"].as_array().unwrap().clone();
    for issue in &issues {
        for field in ["file", "rule", "message_da", "message_en"] {
            assert!(
                issue[field].as_str().is_some_and(|text| !text.is_empty()),
                "no {field}: {issue}"
            );
        }
    }
    issues
}

/// Finds the issue of a rule and checks the place it names.
#[track_caller]
fn check(
    issues: &[Value],
    rule: &str,
    line: Option<u64>,
    column: Option<&str>,
    value: Option<&str>,
) -> Value {
    let Some(issue) = issues.iter().find(|issue| issue["rule"] == rule) else {
        panic!("no {rule} in {issues:#?}")
    };
    assert_eq!(issue["severity"], "error", "{issue}");
    assert_eq!(
        issue["line"],
        line.map_or(Value::Null, Value::from),
        "{issue}"
    );
    assert_eq!(
        issue["column"],
        column.map_or(Value::Null, Value::from),
        "{issue}"
    );
    assert_eq!(
        issue["value"],
        value.map_or(Value::Null, Value::from),
        "{issue}"
    );
    issue.clone()
}

/// Writes rows under the header of REGK31 and imports them; they must be refused.
#[track_caller]
fn rows_refused(name: &str, rows: &str) -> Vec<Value> {
    let place = place_with_facts();
    let file = place.write(name, format!("{HEADER}{rows}"));
    let issues = refused(&place, &file, &["--table", "REGK31"]);
    assert!(
        issues.iter().all(|issue| issue["file"] == name),
        "{issues:#?}"
    );
    issues
}

#[test]
fn refusal_is_recorded_and_changes_nothing_on_either_database() {
    for_each_database(|place| {
        fill(place);
        let file = place.write("bad.csv", format!("{HEADER}999;53027;1;TOT;INDL;2019;1\n"));
        refused(place, &file, &["--table", "REGK31"]);
    });
}

#[test]
fn a_refusal_reads_like_a_compilers_message() {
    let place = Place::sqlite();
    let file = place.write(
        "bad.csv",
        format!("{HEADER}766;53027;1;TOT;INDL;2019;1\nHedenstad;53027;1;TOT;INDL;2019;2\n"),
    );
    let mut command = place.command(["import", "statbank", "--table", "REGK31"]);
    command.arg(&file);
    let finished = pejl_tests::process::run(command).expect_code(1);
    let first = finished.stderr.lines().next().unwrap();
    assert_eq!(
        first,
        "error: bad.csv:3, column OMRÅDE, value `Hedenstad` [area.unknown]"
    );
    assert!(
        finished.stderr.contains("766 Hedensted"),
        "{}",
        finished.stderr
    );
    assert!(
        finished.stdout.contains("refused; nothing was changed"),
        "{}",
        finished.stdout
    );
}

/// A PX file of two municipalities and two years.
fn px_of(cells: &[&str]) -> String {
    format!(
        "CHARSET=\"ANSI\";\nAXIS-VERSION=\"2013\";\nCODEPAGE=\"utf-8\";\nLANGUAGE=\"da\";\nMATRIX=\"TEST1\";\nSUBJECT-AREA=\"Test\";\n\
         SUBJECT-CODE=\"T\";\nDECIMALS=0;\nTITLE=\"Test\";\nCONTENTS=\"Test\";\nUNITS=\"antal\";\nSTUB=\"OMRÅDE\";\nHEADING=\"TID\";\n\
         VALUES(\"OMRÅDE\")=\"Vejle\",\"Hedensted\";\nVALUES(\"TID\")=\"2018\",\"2019\";\nDATA=\n{};\n",
        cells.join(" ")
    )
}

/// A JSON-stat 2 dataset of two municipalities and two years.
fn json_stat_of(size: &str, values: &str) -> String {
    format!(
        r#"{{"version":"2.0","class":"dataset","label":"Test","id":["OMRÅDE","TID"],"size":{size},"role":{{"time":["TID"]}},"dimension":{{"OMRÅDE":{{"category":{{"index":["630","766"]}}}},"TID":{{"category":{{"index":["2018","2019"]}}}}}},"value":{values}}}"#
    )
}
