//! Answers as files for programs and spreadsheets.

use super::*;

#[test]
fn csv_is_for_programs_and_csv_da_for_a_danish_excel() {
    let place = Place::sqlite();
    let file = place.write(
        "percent.csv",
        "OMRÅDE;TID;INDHOLD\n766;2019;12,5\nÆrø;2019;−3,25\n",
    );
    place.import(
        &file,
        &[
            "--table",
            "TEST1",
            "--unit",
            "percent",
            "--decimal",
            "comma",
        ],
    );
    let server = Server::start(&place);
    let csv = server
        .get("/api/v1/municipalities?format=csv")
        .expect_status(200);
    let text = csv.text();
    assert!(
        text.starts_with("code,name,region,region_name,valid_from,valid_to\r\n"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 99);
    assert!(
        text.contains("\r\n492,Ærø,1083,Region Syddanmark,"),
        "{text}"
    );
    assert!(
        csv.header("content-disposition")
            .unwrap()
            .contains("municipalities.csv")
    );
    let danish = server
        .get("/api/v1/municipalities?format=csv-da")
        .expect_status(200)
        .text();
    assert!(danish.starts_with("\u{feff}code;name;region;"), "{danish}");
    assert!(danish.contains("\r\n492;Ærø;1083;"), "{danish}");

    // Numbers, on the command line as over HTTP.
    let printed = |format: &str| {
        place
            .run(["query", "--table", "TEST1", "--format", format])
            .expect_done()
            .stdout
    };
    let (international, danish) = (printed("csv"), printed("csv-da"));
    assert!(
        international.contains(",12.5,") && international.contains(",-3.25,"),
        "{international}"
    );
    assert!(
        danish.starts_with('\u{feff}') && danish.contains(";12,5;") && danish.contains(";-3,25;"),
        "{danish}"
    );
}

#[test]
fn text_that_a_spreadsheet_would_run_is_neutralised() {
    let place = Place::sqlite();
    // A formula as a member of a dimension, and as a wrong figure in the issues of an import.
    let file = place.write(
        "formula.csv",
        "OMRÅDE;ART2;TID;INDHOLD\n766;=1+1;2019;1\n630;@SUM(A1);2019;-5\n",
    );
    place.import(&file, &["--table", "TEST1", "--unit", "days"]);
    let bad = place.write("bad.csv", "OMRÅDE;ART2;TID;INDHOLD\n=HYPERLINK(\"http://evil.example\");x;2019;1\n+1;x;2019;1\n-1;x;2019;1\n\t=1;x;2019;1\n");
    place
        .try_import(&bad, &["--table", "TEST1", "--unit", "days"])
        .expect_code(1);
    let server = Server::start(&place);
    let is_harmless = |text: &str, separator: char| {
        for cell in text.lines().flat_map(|line| line.split(separator)) {
            let cell = cell.trim_start_matches(['"', '\u{feff}']);
            let is_number = cell
                .trim_end_matches('"')
                .replace(',', ".")
                .parse::<f64>()
                .is_ok();
            assert!(
                is_number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "`{cell}` in {text}"
            );
        }
    };
    for format in ["csv", "csv-da"] {
        let separator = if format == "csv" { ',' } else { ';' };
        let issues = server
            .get(&format!("/api/v1/imports/2/issues?format={format}"))
            .expect_status(200)
            .text();
        assert!(issues.contains("HYPERLINK"), "{issues}");
        is_harmless(&issues, separator);
        let facts = place
            .run(["query", "--table", "TEST1", "--format", format])
            .expect_done()
            .stdout;
        assert!(facts.contains("1+1") && facts.contains("-5"), "{facts}");
        is_harmless(&facts, separator);
    }
    // In JSON nothing is changed.
    let issues = server.get("/api/v1/imports/2/issues").json();
    assert_eq!(issues["items"][1]["value"], "+1");
}
