#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::Write as _;

use crate::{Encoding, OpenOptions, ReadError, Role, RowIssue, TextBatch, open};

struct Read {
    names: Vec<String>,
    rows: Vec<Vec<String>>,
    lines: Vec<u64>,
    warnings: Vec<&'static str>,
}

fn read_with(bytes: &[u8], options: &OpenOptions) -> Result<Read, RowIssue> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let options = OpenOptions {
        name: Some("f.csv".into()),
        ..options.clone()
    };
    let read = || -> Result<Read, ReadError> {
        let mut reader = open(file.path(), &options)?;
        let mut batches = Vec::new();
        while let Some(batch) = reader.next_batch()? {
            batches.push(batch);
        }
        let described = reader.described();
        let row = |batch: &TextBatch, i: usize| {
            (0..batch.columns.len())
                .map(|c| batch.cell(i, c).to_owned())
                .collect()
        };
        Ok(Read {
            names: described.columns.iter().map(|c| c.name.clone()).collect(),
            rows: batches
                .iter()
                .flat_map(|b| (0..b.len()).map(|i| row(b, i)).collect::<Vec<_>>())
                .collect(),
            lines: batches.iter().flat_map(|b| b.lines.clone()).collect(),
            warnings: described.warnings.iter().map(|w| w.rule).collect(),
        })
    };
    read().map_err(|error| error.to_issue())
}

fn read(text: &str) -> Result<Read, RowIssue> {
    read_with(text.as_bytes(), &OpenOptions::default())
}

#[track_caller]
fn check(text: &str, names: &[&str], rows: &[&[&str]], lines: &[u64], warnings: &[&str]) {
    let read = read(text).unwrap();
    assert_eq!(read.names, names);
    assert_eq!(read.rows, rows);
    assert_eq!(read.lines, lines);
    assert_eq!(read.warnings, warnings);
}

#[track_caller]
fn check_refused(text: &str, rule: &str, line: Option<u64>) -> RowIssue {
    let issue = read(text).map(|r| r.rows).unwrap_err();
    assert_eq!((issue.rule, issue.line), (rule, line), "{issue}");
    assert_eq!(issue.file, "f.csv");
    assert!(!issue.message.da.is_empty() && issue.message.da != issue.message.en);
    issue
}

#[test]
fn lines_are_physical_lines_whatever_the_line_ends() {
    for (end, blank) in [("\n", "\n"), ("\r\n", "\r\n"), ("\r", "\r")] {
        let text = format!("A;B{end}1;2{end}{blank}\"x{end}y\";4{end}5;6{end}");
        check(
            &text,
            &["A", "B"],
            &[&["1", "2"], &[&format!("x{end}y"), "4"], &["5", "6"]],
            &[2, 4, 6],
            &[],
        );
    }
}

#[test]
fn delimiters_are_recognised() {
    check("A,B\n\"x;y\",2\n", &["A", "B"], &[&["x;y", "2"]], &[2], &[]);
    check(
        "A\tB\nx;y,z\t2\n",
        &["A", "B"],
        &[&["x;y,z", "2"]],
        &[2],
        &[],
    );
    check(
        "OMRÅDE;TID;INDHOLD\nÆrø;2019;1,5\n",
        &["OMRÅDE", "TID", "INDHOLD"],
        &[&["Ærø", "2019", "1,5"]],
        &[2],
        &[],
    );
    check_refused("A;B,C\n1;2,3\n", "csv.delimiter_unclear", Some(1));
    check_refused("A\n1\n", "csv.delimiter_unclear", Some(1));
}

#[test]
fn a_single_column_is_read_where_it_may_be_one() {
    let options = OpenOptions {
        single_column: true,
        ..OpenOptions::default()
    };
    let read = read_with(b"A\n1,5\n2\n", &options).unwrap();
    assert_eq!(
        (read.names, read.rows),
        (
            vec!["A".to_owned()],
            vec![vec!["1,5".to_owned()], vec!["2".to_owned()]]
        )
    );
    // Two that fit are still unclear.
    let unclear = read_with(b"A;B,C\n1;2,3\n", &options).map(|read| read.rows);
    assert_eq!(unclear.unwrap_err().rule, "csv.delimiter_unclear");
    // A row with more fields than the first is refused with its line.
    let ragged = read_with(b"A\n1\n2;3\n", &options).map(|read| read.rows);
    assert_eq!(ragged.unwrap_err().line, Some(3));
}

#[test]
fn a_blank_line_in_a_single_column_is_an_empty_cell() {
    let options = OpenOptions {
        single_column: true,
        ..OpenOptions::default()
    };
    let rows = |text: &str| {
        let read = read_with(text.as_bytes(), &options).unwrap();
        let cells: Vec<String> = read.rows.into_iter().flatten().collect();
        (cells, read.lines)
    };
    for end in ["\n", "\r\n", "\r"] {
        let (cells, lines) = rows(&"A\n3\n\n\n\n7\n".replace('\n', end));
        assert_eq!(cells, ["3", "", "", "", "7"]);
        assert_eq!(lines, [2, 3, 4, 5, 6]);
        // Before the header and after the last row nothing is missing.
        let (cells, lines) = rows(&"\nA\n\n3\n\n\n".replace('\n', end));
        assert_eq!(
            (cells, lines),
            (vec![String::new(), "3".to_owned()], vec![3, 4])
        );
    }
    // A line break within a cell is no blank line.
    let (cells, lines) = rows("A\n\"3\n\r\n4\"\n5\n");
    assert_eq!((cells.len(), lines), (2, vec![2, 5]));
    let (_, lines) = rows("A\n\"3\n\n4\"\n\n5\n");
    assert_eq!(lines, [2, 5, 6]);
    // Of several columns a blank line is none of the rows.
    let (cells, lines) = rows("A;B\n1;2\n\n3;4\n");
    assert_eq!((cells.len(), lines), (4, vec![2, 4]));
}

#[test]
fn a_delimiter_that_means_something_else_is_refused() {
    for delimiter in ['"', '\n', '\r', '\0', 'é', '→'] {
        let options = OpenOptions {
            delimiter: Some(delimiter),
            ..OpenOptions::default()
        };
        let issue = read_with(b"A;B\n1;2\n", &options)
            .map(|r| r.rows)
            .unwrap_err();
        assert_eq!(issue.rule, "csv.delimiter", "{delimiter:?}");
    }
}

#[test]
fn statbank_names_give_roles() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all("\u{feff}OMRÅDE;TID;INDHOLD\r\nÆrø;2019;1\r\n".as_bytes())
        .unwrap();
    let reader = open(file.path(), &OpenOptions::default()).unwrap();
    let roles: Vec<_> = reader.described().columns.iter().map(|c| c.role).collect();
    assert_eq!(roles, [None, Some(Role::Time), Some(Role::Value)]);
    assert_eq!(reader.described().position_of(Role::Value), Some(2));
}

#[test]
fn a_row_of_another_length_is_refused_with_its_line() {
    let issue = check_refused("A;B\n1;2\n3\n4;5\n", "csv.ragged_row", Some(3));
    assert_eq!(issue.value.as_deref(), Some("3"));
    check_refused("A;B\n1;2;3\n", "csv.ragged_row", Some(2));
    check_refused("A;B\n1;2\n3", "csv.truncated", Some(3));
    check_refused("A;B\n1;2\n3\n", "csv.ragged_row", Some(3));
}

#[test]
fn a_last_line_without_line_break_is_read_with_a_warning() {
    check(
        "A;B\n1;2",
        &["A", "B"],
        &[&["1", "2"]],
        &[2],
        &["csv.last_line_unended"],
    );
}

#[test]
fn quotes_are_strict() {
    check(
        "A;B\n\"a \"\"b\"\"\";2\n",
        &["A", "B"],
        &[&["a \"b\"", "2"]],
        &[2],
        &[],
    );
    check(
        "A;B\n5\" rør;2\n",
        &["A", "B"],
        &[&["5\" rør", "2"]],
        &[2],
        &[],
    );
    check_refused("A;B\n1;2\n\"3;4\n5;6\n", "csv.unterminated_quote", Some(3));
    check_refused("A;B\n\"1\"x;2\n", "csv.stray_quote", Some(2));
}

#[test]
fn a_record_without_end_is_refused_before_it_is_read() {
    let long = format!("A;B\n1;2\n3;{}\n", "x".repeat(2_000_000));
    check_refused(&long, "csv.record_too_long", Some(3));
    let open_quote = format!("A;B\n1;2\n\"3;{}\n", "x\n".repeat(1_000_000));
    check_refused(&open_quote, "csv.unterminated_quote", Some(3));
    let just_fits = format!("A;B\n1;2\n3;{}\n", "x".repeat(1_000_000));
    assert_eq!(read(&just_fits).map(|r| r.rows.len()), Ok(2));
}

#[test]
fn a_file_without_header_must_have_its_columns_declared() {
    let text = "\"Hele landet\",2019,165\r\n\"Ærø\",2019,-57\r\n";
    check_refused(text, "csv.header_is_data", Some(1));
    let options = OpenOptions {
        columns: Some(["OMRÅDE", "TID", "INDHOLD"].map(String::from).to_vec()),
        ..OpenOptions::default()
    };
    let got = read_with(text.as_bytes(), &options).unwrap();
    assert_eq!(
        (got.names.len(), got.rows.len(), got.lines),
        (3, 2, vec![1, 2])
    );
    let got = read_with("Område;tid;Indhold\nÆrø;2019;1\n".as_bytes(), &options).unwrap();
    assert_eq!(
        (got.rows.len(), got.warnings),
        (1, vec!["csv.declared_header_skipped"])
    );
    let issue = read_with(b"1;2;3;4\n", &options)
        .map(|r| r.rows)
        .unwrap_err();
    assert_eq!((issue.rule, issue.line), ("csv.declared_count", Some(1)));
}

#[test]
fn columns_without_a_name() {
    check(
        ",A,B\n0,x,1\n7,y,2\n",
        &["A", "B"],
        &[&["x", "1"], &["y", "2"]],
        &[2, 3],
        &["csv.column_ignored"],
    );
    check(
        "A;B;\n1;2;\n",
        &["A", "B"],
        &[&["1", "2"]],
        &[2],
        &["csv.column_ignored"],
    );
    check_refused(",A,B\nx,x,1\n", "csv.unnamed_column", Some(2));
    check_refused("A;B;\n1;2;3\n", "csv.unnamed_column", Some(2));
    check_refused("A;;B\n1;2;3\n", "csv.nameless_column", Some(1));
    let issue = check_refused("A;B;a\n1;2;3\n", "csv.duplicate_column", Some(1));
    assert_eq!(issue.column.as_deref(), Some("a"));
}

#[test]
fn batches_stay_small() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    writeln!(file, "A;B").unwrap();
    for i in 0..150_000 {
        writeln!(file, "{i};{}", i % 7).unwrap();
    }
    let mut reader = open(file.path(), &OpenOptions::default()).unwrap();
    let mut sizes = Vec::new();
    while let Some(batch) = reader.next_batch().unwrap() {
        assert_eq!(batch.cell(0, 0), sizes.iter().sum::<usize>().to_string());
        sizes.push(batch.len());
    }
    assert_eq!(sizes, [65_536, 65_536, 18_928]);
    assert_eq!(reader.next_batch().unwrap(), None);
}

#[test]
fn wrong_encoding_is_refused_with_the_line() {
    let mut mixed = "A;B\nÆrø;1\n".as_bytes().to_vec();
    mixed.extend(b"K\xF8ge;2\n");
    let issue = read_with(&mixed, &OpenOptions::default())
        .map(|r| r.rows)
        .unwrap_err();
    assert_eq!((issue.rule, issue.line), ("encoding.mixed", Some(3)));
    let utf8 = OpenOptions {
        encoding: Some(Encoding::Utf8),
        ..OpenOptions::default()
    };
    let issue = read_with(&mixed, &utf8).map(|r| r.rows).unwrap_err();
    assert_eq!((issue.rule, issue.line), ("encoding.invalid_byte", Some(3)));
    assert!(
        issue.message.en.contains("offset 13") && issue.message.en.contains("--encoding"),
        "{issue}"
    );
    let latin = OpenOptions {
        encoding: Some(Encoding::Windows1252),
        ..OpenOptions::default()
    };
    assert_eq!(
        read_with(&mixed, &latin).unwrap().rows,
        [["Ã†rÃ¸", "1"], ["Køge", "2"]]
    );
    assert_eq!(
        read_with(b"A;B\nK\xF8ge;2\n", &OpenOptions::default())
            .unwrap()
            .rows,
        [["Køge", "2"]]
    );
}
