//! Bad input: a clear message with file, line, column and value, exit status 1, and nothing imported.

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

// Encoding -------------------------------------------------------------------------------------------

#[test]
fn bytes_that_are_not_the_declared_encoding_are_refused_with_their_line() {
    let place = place_with_facts();
    // `Ærø` in ISO-8859-1, in line 3, is no UTF-8.
    let mut bytes = HEADER.replace('Å', "A").into_bytes();
    bytes.extend(b"Vejle;53027;1;TOT;INDL;2019;1\n\xC6r\xF8;53027;1;TOT;INDL;2019;2\n");
    let file = place.write("latin1.csv", &bytes);
    let issues = refused(&place, &file, &["--table", "REGK31", "--encoding", "utf-8"]);
    let issue = issues
        .iter()
        .find(|issue| issue["rule"] == "encoding.invalid_byte")
        .unwrap();
    assert_eq!(
        (&issue["file"], &issue["line"]),
        (&Value::from("latin1.csv"), &Value::from(3)),
        "{issue}"
    );
    // The same file with its true encoding is fine.
    let summary = place.import(
        &file,
        &["--table", "REGK31", "--encoding", "iso-8859-1", "--dry-run"],
    );
    assert_eq!(summary["n_rows"], 2);
}

#[test]
fn utf_8_declared_as_iso_8859_1_is_refused_rather_than_read_as_gibberish() {
    let place = place_with_facts();
    let file = place.write("utf8.csv", format!("{HEADER}Ærø;53027;1;TOT;INDL;2019;1\n"));
    let issues = refused(
        &place,
        &file,
        &["--table", "REGK31", "--encoding", "iso-8859-1"],
    );
    assert_eq!(issues[0]["rule"], "encoding.declared_wrong", "{issues:#?}");
}

#[test]
fn utf_16_is_refused_by_name() {
    let place = place_with_facts();
    let bytes: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(HEADER.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let issues = refused(
        &place,
        &place.write("utf16.csv", bytes),
        &["--table", "REGK31"],
    );
    assert_eq!(issues[0]["rule"], "encoding.utf16", "{issues:#?}");
}

// Truncated ------------------------------------------------------------------------------------------

#[test]
fn csv_cut_inside_a_row_is_refused_with_the_row() {
    let issues = rows_refused("cut.csv", "766;53027;1;TOT;INDL;2019;1\n630;53027;1;TOT;IN");
    let issue = issues
        .iter()
        .find(|issue| issue["rule"] == "csv.truncated")
        .unwrap();
    assert_eq!(issue["line"], 3, "{issue}");
}

#[test]
fn csv_cut_inside_quotes_is_refused_with_the_row() {
    let issues = rows_refused(
        "cut.csv",
        "766;53027;1;TOT;INDL;2019;1\n630;53027;1;TOT;\"Pr. indbygger, løb",
    );
    let issue = issues
        .iter()
        .find(|issue| issue["rule"] == "csv.unterminated_quote")
        .unwrap();
    assert_eq!(issue["line"], 3, "{issue}");
}

#[test]
fn csv_row_with_too_few_fields_in_the_middle_is_refused() {
    let issues = rows_refused(
        "ragged.csv",
        "766;53027;1;TOT;INDL;2019;1\n630;53027;1;TOT\n607;53027;1;TOT;INDL;2019;3\n",
    );
    let issue = issues
        .iter()
        .find(|issue| issue["rule"] == "csv.ragged_row")
        .unwrap();
    assert_eq!(issue["line"], 3, "{issue}");
}

#[test]
fn px_cut_before_its_last_cell_is_refused() {
    let px = px_of(&["1", "2", "3", "4"]);
    let place = place_with_facts();
    let whole = place.write("whole.px", &px);
    assert_eq!(place.import(&whole, &["--dry-run"])["n_rows"], 4);
    let cut = place.write("cut.px", px.trim_end().trim_end_matches("4;"));
    let issues = refused(&place, &cut, &[]);
    assert_eq!(issues[0]["rule"], "px.wrong_number_of_cells", "{issues:#?}");
    let unended = place.write("unended.px", px.trim_end().trim_end_matches(";"));
    let issues = refused(&place, &unended, &[]);
    assert_eq!(issues[0]["rule"], "px.truncated", "{issues:#?}");
    let fewer = place.write("fewer.px", px_of(&["1", "2", "3"]));
    let issues = refused(&place, &fewer, &[]);
    assert_eq!(issues[0]["rule"], "px.wrong_number_of_cells", "{issues:#?}");
}

#[test]
fn json_stat_cut_inside_its_values_is_refused() {
    let whole = json_stat_of("[2,2]", "[1,2,3,4]");
    let place = place_with_facts();
    assert_eq!(
        place.import(&place.write("whole.json", &whole), &["--dry-run"])["n_rows"],
        4
    );
    let cut = whole.split_inclusive("[1,2,").next().unwrap();
    let issues = refused(&place, &place.write("cut.json", cut), &[]);
    assert_eq!(issues[0]["rule"], "json.truncated", "{issues:#?}");
    let fewer = place.write("fewer.json", json_stat_of("[2,2]", "[1,2,3]"));
    let issues = refused(&place, &fewer, &[]);
    assert_eq!(
        issues[0]["rule"], "json.wrong_number_of_cells",
        "{issues:#?}"
    );
}

#[test]
fn xlsx_cut_in_half_is_refused() {
    let Some(real) = pejl_tests::real_data::real_data() else {
        return;
    };
    let bytes = std::fs::read(real.join("dst-xlsx-export/INDKP107.xlsx")).unwrap();
    let place = place_with_facts();
    let cut = place.write("cut.xlsx", &bytes[..bytes.len() / 2]);
    let issues = refused(&place, &cut, &["--unit", "other:kr."]);
    assert_eq!(issues[0]["file"], "cut.xlsx");
}

#[test]
fn empty_file_and_file_without_rows_are_refused() {
    let place = place_with_facts();
    let issues = refused(
        &place,
        &place.write("empty.csv", ""),
        &["--table", "REGK31"],
    );
    assert_eq!(issues[0]["rule"], "file.empty", "{issues:#?}");
    let issues = refused(
        &place,
        &place.write("header.csv", HEADER),
        &["--table", "REGK31"],
    );
    assert_eq!(issues[0]["rule"], "file.empty", "{issues:#?}");
}

// A table twice --------------------------------------------------------------------------------------

#[test]
fn the_same_file_twice_in_one_import_is_refused_with_both_places() {
    let place = place_with_facts();
    let file = place.write("twice.csv", regk31(&[2020], 1));
    let issues = refused(
        &place,
        &file,
        &["--table", "REGK31", file.to_str().unwrap()],
    );
    let twice: Vec<&Value> = issues
        .iter()
        .filter(|issue| issue["rule"] == "row.twice")
        .collect();
    assert_eq!(
        twice.len(),
        10,
        "each of the ten rows is named: {issues:#?}"
    );
    assert_eq!(twice[0]["line"], 2);
    assert!(
        twice[0]["message_en"]
            .as_str()
            .unwrap()
            .contains("twice.csv line 2"),
        "{}",
        twice[0]
    );
}

#[test]
fn a_row_twice_is_refused_even_with_the_same_figure_and_another_spelling() {
    let issues = rows_refused(
        "twice.csv",
        "766;53027;1;TOT;INDL;2019;1\nHedensted;5.30.27;1;TOT;INDL;2019;1\n",
    );
    let issue = check(&issues, "row.twice", Some(3), None, None);
    assert!(
        issue["message_en"].as_str().unwrap().contains("line 2"),
        "{issue}"
    );
}

#[test]
fn header_and_rows_repeated_inside_a_file_are_refused_at_the_second_header() {
    let rows = "766;53027;1;TOT;INDL;2019;1\n";
    let issues = rows_refused("pasted.csv", &format!("{rows}{HEADER}{rows}"));
    assert!(
        issues.iter().any(|issue| issue["line"] == 3),
        "the second header stands in line 3: {issues:#?}"
    );
    assert!(
        issues
            .iter()
            .any(|issue| issue["rule"] == "row.twice" && issue["line"] == 4),
        "{issues:#?}"
    );
}

// Codes ----------------------------------------------------------------------------------------------

#[test]
fn unknown_municipality_is_refused_with_the_nearest_known_ones() {
    let issues = rows_refused(
        "area.csv",
        "766;53027;1;TOT;INDL;2019;1\nHedenstad;53027;1;TOT;INDL;2019;2\n",
    );
    let issue = check(
        &issues,
        "area.unknown",
        Some(3),
        Some("OMRÅDE"),
        Some("Hedenstad"),
    );
    assert!(
        issue["message_da"]
            .as_str()
            .unwrap()
            .contains("766 Hedensted"),
        "{issue}"
    );
}

#[test]
fn municipality_of_before_2007_is_refused() {
    let issues = rows_refused("area.csv", "600;53027;1;TOT;INDL;2019;1\n");
    check(
        &issues,
        "area.unknown",
        Some(2),
        Some("OMRÅDE"),
        Some("600"),
    );
}

#[test]
fn money_on_a_function_before_it_existed_is_refused() {
    let issues = rows_refused("early.csv", "766;53027;1;TOT;INDL;2016;10\n");
    let issue = check(
        &issues,
        "function.not_in_year",
        Some(2),
        Some("FUNKTION"),
        Some("53027"),
    );
    assert!(
        issue["message_en"].as_str().unwrap().contains("2018-01-01"),
        "{issue}"
    );
    // And after it had ended.
    let issues = rows_refused("late.csv", "766;53232;1;TOT;INDL;2019;10\n");
    let issue = check(
        &issues,
        "function.not_in_year",
        Some(2),
        Some("FUNKTION"),
        Some("53232"),
    );
    assert!(
        issue["message_en"].as_str().unwrap().contains("2017-12-31"),
        "{issue}"
    );
}

#[test]
fn zero_on_a_function_before_it_existed_is_not_applicable() {
    let place = Place::sqlite();
    let rows = "766;53027;1;TOT;INDL;2016;0\n766;53027;1;TOT;INDL;2018;10\n";
    let file = place.write("zero.csv", format!("{HEADER}{rows}"));
    assert_eq!(
        place.import(&file, &["--table", "REGK31"])["state"],
        "committed"
    );
    let facts = place
        .run([
            "query", "--table", "REGK31", "--period", "2016", "--format", "json",
        ])
        .expect_done()
        .json();
    assert_eq!(facts["items"][0]["cell"], "not_applicable", "{facts}");
    assert_eq!(facts["items"][0]["value"], Value::Null, "{facts}");
}

#[test]
fn unlisted_function_is_kept_with_a_warning() {
    let place = Place::sqlite();
    let rows = "766;53099;1;TOT;INDL;2019;7\n630;53099;1;TOT;INDL;2019;8\n";
    let file = place.write("unlisted.csv", format!("{HEADER}{rows}"));
    let summary = place.import(&file, &["--table", "REGK31"]);
    assert_eq!(
        (&summary["state"], &summary["n_rows"]),
        (&Value::from("committed"), &Value::from(2))
    );
    let warnings = summary["issues"].as_array().unwrap();
    assert_eq!(warnings.len(), 1, "named once: {warnings:#?}");
    assert_eq!(
        (&warnings[0]["rule"], &warnings[0]["severity"]),
        (&Value::from("function.unlisted"), &Value::from("warning"))
    );
    assert_eq!(warnings[0]["line"], 2);
    let arguments = [
        "query",
        "--table",
        "REGK31",
        "--municipality",
        "630",
        "--filter",
        "function=5.30.99",
        "--format",
        "json",
    ];
    let facts = place.run(arguments).expect_done().json();
    assert_eq!(facts["items"].as_array().unwrap().len(), 1, "{facts}");
}

#[test]
fn what_is_no_number_or_an_ambiguous_one_is_refused() {
    let issues = rows_refused("number.csv", "766;53027;1;TOT;INDL;2019;12x\n");
    check(
        &issues,
        "number.malformed",
        Some(2),
        Some("INDHOLD"),
        Some("12x"),
    );
    // 1,234 or 1.234 thousand: only who made the file knows.
    let issues = rows_refused("number.csv", "766;53027;1;TOT;INDL;2019;1.234\n");
    check(
        &issues,
        "number.ambiguous",
        Some(2),
        Some("INDHOLD"),
        Some("1.234"),
    );
}

#[test]
fn what_is_no_period_is_refused() {
    let issues = rows_refused("period.csv", "766;53027;1;TOT;INDL;19;1\n");
    check(&issues, "period.invalid", Some(2), Some("TID"), Some("19"));
}

#[test]
fn every_wrong_row_is_named_up_to_a_hundred() {
    let rows: String = (0..250)
        .map(|n| format!("X{n};53027;1;TOT;INDL;2019;{n}\n"))
        .collect();
    let issues = rows_refused("many.csv", &rows);
    assert_eq!(issues.len(), 100);
    assert_eq!(issues[99]["line"], 101);
}

// Units ----------------------------------------------------------------------------------------------

#[test]
fn unknown_unit_text_is_refused_and_not_guessed() {
    let issues = rows_refused(
        "unit.csv",
        "766;53027;1;TOT;INDL;2019;1\n766;53028;1;TOT;Faste 2015-priser (1.000 kr.);2019;1\n",
    );
    let issue = check(
        &issues,
        "unit.unknown",
        Some(3),
        Some("PRISENHED"),
        Some("Faste 2015-priser (1.000 kr.)"),
    );
    assert!(
        issue["message_en"].as_str().unwrap().contains("LOBM"),
        "{issue}"
    );
}

#[test]
fn declared_unit_against_a_unit_column_is_refused() {
    let place = place_with_facts();
    let file = place.write("unit.csv", regk31(&[2020], 1));
    let issues = refused(&place, &file, &["--table", "REGK31", "--unit", "persons"]);
    check(&issues, "unit.contradicts", None, None, Some("persons"));
}

#[test]
fn declared_unit_against_the_tables_unit_is_refused() {
    let place = place_with_facts();
    let file = place.write("folk.csv", "OMRÅDE;TID;INDHOLD\n766;2019K3;46000\n");
    let issues = refused(&place, &file, &["--table", "FOLK1A", "--unit", "percent"]);
    check(
        &issues,
        "unit.contradicts",
        None,
        None,
        Some("percent, persons"),
    );
}

#[test]
fn table_of_mixed_units_is_refused() {
    let place = place_with_facts();
    let rows = "OMRÅDE;MÆNGDE4;TID;INDHOLD\n766;Personer på venteliste;2019;12\n766;Gennemsnitlig ventetid (dage);2019;31\n";
    let issues = refused(
        &place,
        &place.write("aed16.csv", rows),
        &["--table", "AED16"],
    );
    check(&issues, "unit.mixed", None, None, Some("MÆNGDE4"));
}

#[test]
fn unit_that_nobody_states_is_refused() {
    let place = place_with_facts();
    let file = place.write("indkp.csv", "OMRÅDE;TID;INDHOLD\n766;2019;300000\n");
    let issues = refused(&place, &file, &["--table", "INDKP107"]);
    check(&issues, "unit.not_declared", None, None, None);
}

// What the file does not say --------------------------------------------------------------------------

#[test]
fn table_and_period_that_nobody_states_are_refused() {
    let place = place_with_facts();
    let issues = refused(&place, &place.write("regk31.csv", regk31(&[2020], 1)), &[]);
    let issue = check(&issues, "table.not_declared", None, None, None);
    assert!(
        issue["message_en"].as_str().unwrap().contains("REGK31"),
        "the fitting table is named: {issue}"
    );
    let file = place.write("no-time.csv", "OMRÅDE;INDHOLD\n766;46000\n");
    let issues = refused(&place, &file, &["--table", "FOLK1A"]);
    check(&issues, "period.not_declared", None, None, None);
}

#[test]
fn part_of_what_an_earlier_import_holds_is_refused() {
    let place = place_with_facts();
    // 5.30.28 of the same year and area would stay behind from the earlier import.
    let file = place.write("part.csv", format!("{HEADER}766;53027;1;TOT;INDL;2019;1\n"));
    let issues = refused(&place, &file, &["--table", "REGK31"]);
    let issue = check(&issues, "cover.partial_overlap", None, None, None);
    assert!(
        issue["message_en"].as_str().unwrap().contains("5.30.28"),
        "{issue}"
    );
}

// Size -----------------------------------------------------------------------------------------------

#[test]
fn documents_above_the_limit_are_refused_with_the_limit() {
    let place = place_with_facts();
    let size = usize::try_from(DOCUMENT_BYTES_MAX).unwrap() + 1;
    for (name, start) in [
        (
            "large.px",
            b"CHARSET=\"ANSI\";\nMATRIX=\"LARGE\";\n".as_slice(),
        ),
        (
            "large.json",
            b"{\"version\":\"2.0\",\"class\":\"dataset\",\"value\":[".as_slice(),
        ),
        ("large.xlsx", b"PK\x03\x04".as_slice()),
    ] {
        let mut bytes = start.to_vec();
        bytes.resize(size, b' ');
        let file = place.write(name, &bytes);
        let issues = refused(&place, &file, &[]);
        let issue = check(&issues, "file.too_large", None, None, None);
        let message = issue["message_en"].as_str().unwrap();
        assert!(
            message.contains(&DOCUMENT_BYTES_MAX.to_string())
                && message.contains(&size.to_string()),
            "{issue}"
        );
        std::fs::remove_file(file).unwrap();
    }
}

#[test]
fn documents_with_too_many_cells_are_refused_with_the_limit() {
    let place = place_with_facts();
    let members = |n: usize| {
        (0..n)
            .map(|i| format!("\"{i}\""))
            .collect::<Vec<_>>()
            .join(",")
    };
    let json = format!(
        r#"{{"version":"2.0","class":"dataset","id":["a","b"],"size":[5000,1001],"dimension":{{"a":{{"category":{{"index":[{}]}}}},"b":{{"category":{{"index":[{}]}}}}}},"value":{{"0":1}}}}"#,
        members(5000),
        members(1001)
    );
    let issues = refused(&place, &place.write("wide.json", json), &[]);
    let issue = check(&issues, "file.too_many_cells", None, None, None);
    assert!(
        issue["message_en"]
            .as_str()
            .unwrap()
            .contains(&CELLS_MAX.to_string()),
        "{issue}"
    );
}

#[test]
fn bad_last_line_after_a_gigabyte_is_refused_in_flat_memory() {
    let place = place_with_facts();
    let before = Held::by(&place);
    let path = place.folder().join("large.csv");
    let n_lines = write_large(&path).unwrap();
    let mut command = place.command([
        "import", "statbank", "--table", "REGK31", "--format", "json",
    ]);
    command.arg(&path);
    let process = pejl_tests::PejlProcess::start(command, place.folder(), "large");
    let (finished, peak) = process.wait_with_peak_memory();
    std::fs::remove_file(&path).unwrap();
    let issues = issues(&finished.expect_code(1));
    check(
        &issues,
        "area.unknown",
        Some(n_lines),
        Some("OMRÅDE"),
        Some("Hedenstad"),
    );
    println!(
        "peak memory {} MiB for {} MiB of CSV",
        peak >> 20,
        LARGE_FILE_BYTES >> 20
    );
    assert!(peak > 0 && peak < MEMORY_MAX, "{} MiB", peak >> 20);
    assert_eq!(
        Held::by(&place),
        before,
        "a refused import left something behind"
    );
    place.assert_sound();
}

/// Writes a gigabyte of right rows as StatBank's texts spell them, each of another fact, and one wrong row at the end;
/// returns the number of lines.
fn write_large(path: &Path) -> std::io::Result<u64> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    file.write_all(HEADER.as_bytes())?;
    let (mut n_bytes, mut n_lines) = (0_u64, 1_u64);
    let areas = [
        "Hedensted",
        "Vejle",
        "Fredericia",
        "Odense",
        "Aarhus",
        "Horsens",
        "Kolding",
        "Billund",
        "Nyborg",
        "Ærø",
    ];
    // Numbers of functions that the chart of accounts does not have; each is kept with a warning.
    let functions = (0..100).map(|n| {
        format!(
            "5.9{}.{}{} Funktion til prøve af en stor fil med en lang tekst, som i udtræk",
            n % 10,
            n / 10,
            n % 10
        )
    });
    let functions: Vec<String> = functions.collect();
    let arts: Vec<String> = (0..100)
        .map(|n| format!("{}.{} Arten med sin tekst", n / 10, n % 10))
        .collect();
    let unit = "Pr. indbygger, løbende priser (kr.)";
    'file: for year in 2007..2100 {
        for function in &functions {
            for art in &arts {
                for dranst in 1..=7 {
                    for area in areas {
                        let line = format!(
                            "{area};{function};{dranst} Dranst med sin tekst;{art};{unit};{year};{n_lines}\n"
                        );
                        file.write_all(line.as_bytes())?;
                        n_bytes += u64::try_from(line.len()).unwrap_or(u64::MAX);
                        n_lines += 1;
                        if n_bytes >= LARGE_FILE_BYTES {
                            break 'file;
                        }
                    }
                }
            }
        }
    }
    writeln!(file, "Hedenstad;53027;1;TOT;INDL;2019;1")?;
    file.flush()?;
    Ok(n_lines + 1)
}

// Wrong use and a failing environment -----------------------------------------------------------------

#[test]
fn wrong_use_is_status_2_and_says_what_would_be_right() {
    let place = Place::sqlite();
    let file = place.write("regk31.csv", regk31(&[2020], 1));
    let file = file.to_str().unwrap();
    let check = |arguments: &[&str], said: &str| {
        let finished = place.run(arguments).expect_code(2);
        assert!(
            finished.stderr.contains(said),
            "{arguments:?}: {}",
            finished.stderr
        );
        assert_eq!(finished.stdout, "", "{arguments:?}");
    };
    check(&["import", "nothing", file], "statbank");
    check(&["import", "statbank", "missing.csv"], "missing.csv");
    check(&["import", "statbank"], "FILES");
    check(&["import", "statbank", file, "--period", "20"], "2019-Q3");
    check(
        &["import", "statbank", file, "--encoding", "ebcdic"],
        "iso-8859-1",
    );
    check(&["import", "statbank", file, "--set", "dranst"], "dranst=1");
    check(
        &["query", "--table", "REGK31", "--filter", "function"],
        "function=5.30.27",
    );
    check(
        &[
            "query",
            "--table",
            "REGK31",
            "--revision",
            "1",
            "--as-known-at",
            "2018-01-01T00:00:00Z",
        ],
        "--as-known-at",
    );
    check(&["serve", "--bind", "nowhere"], "--bind");
    check(&["serve", "--workers", "0"], "1..=64");
    check(&["serve", "--workers", "100000"], "--workers");
    check(&["frobnicate"], "frobnicate");
    assert!(!place.data().join("pejl.sqlite").exists() || place.revision() == 0);
}

#[test]
fn failing_environment_is_status_3() {
    let place = Place::sqlite();
    let not_a_folder = place.write("file", "");
    let mut command = place.command(["revisions"]);
    command.env("PEJL_DATA", not_a_folder);
    let finished = pejl_tests::process::run(command).expect_code(3);
    assert!(finished.stderr.contains("file"), "{}", finished.stderr);
    let mut command = place.command(["revisions"]);
    // Port 1 is nobody's.
    command.env("PEJL_DATABASE", "postgres://nobody@127.0.0.1:1/none");
    pejl_tests::process::run(command).expect_code(3);
    let mut command = place.command(["revisions"]);
    command.env("PEJL_DATABASE", "mysql://127.0.0.1/none");
    let refused = pejl_tests::process::run(command).expect_code(2);
    assert!(refused.stderr.contains("postgres"), "{}", refused.stderr);
}

// Small documents ------------------------------------------------------------------------------------

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
