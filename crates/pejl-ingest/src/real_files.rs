//! What is read from every real file and every fixture, file by file, compared with a table that people can read.
//!
//! The tables are `real_files/expected.txt` and `fixtures/formats/expected.txt`. Their columns: file and what was
//! declared; format and character set, or `refused` with rule and line; rows; exact sum of the values that are
//! numbers; values that are not (symbols, blanks, `1.234` without declared separator); columns (`@` marks time);
//! rules of the warnings.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeMap;
use std::path::Path;

use crate::number::{Number, NumberFormat, parse_number};
use crate::testing::{Whole, files_below, fixtures, read_path, real_data};
use crate::{Encoding, OpenOptions, Role, RowIssue};

mod cells;
mod mutations;

/// The folders of real files whose every file is in the table.
const FOLDERS: [&str; 20] = [
    "dst-folk1a-api-csv",
    "dst-folk1a-dagir",
    "dst-folk1a-koder",
    "dst-folk1am",
    "dst-folk1b-kommuner",
    "dst-regk11",
    "dst-regk31-uddrag",
    "dst-tables-list",
    "dst-xlsx-export",
    "jsonstat-jsonstatpy",
    "jsonstat-pyjstat",
    "jsonstat-rjstat",
    "kommunekoder",
    "noegletal-dk",
    "px-groenland-pxmake",
    "px-pxr",
    "px-pxwebapi2",
    "px-pyaxis",
    "px-scb-pxweb",
    "ssb-kostra",
];

fn columns(names: &[&str]) -> OpenOptions {
    OpenOptions {
        columns: Some(names.iter().map(|name| (*name).to_owned()).collect()),
        ..OpenOptions::default()
    }
}

fn part(part: &str) -> OpenOptions {
    OpenOptions {
        part: Some(part.to_owned()),
        ..OpenOptions::default()
    }
}

/// The columns of the excerpts of REGK31, as the repository they come from names them.
const REGK31: [&str; 5] = ["PRISENHED", "ART", "FUNKTION", "OMRÅDE", "INDHOLD"];

/// Real files that need something declared to be read.
fn declared_real() -> Vec<(&'static str, &'static str, OpenOptions)> {
    let names = "columns=PRISENHED,ART,FUNKTION,OMRÅDE,INDHOLD";
    vec![
        ("dst-regk31-uddrag/2016-uddrag.csv", names, columns(&REGK31)),
        ("dst-regk31-uddrag/2019-uddrag.csv", names, columns(&REGK31)),
        (
            "jsonstat-pyjstat/oecd-canada.json",
            "part=oecd",
            part("oecd"),
        ),
        (
            "jsonstat-pyjstat/oecd-canada.json",
            "part=canada",
            part("canada"),
        ),
        (
            "jsonstat-rjstat/bundle.json",
            "part=dataset",
            part("dataset"),
        ),
        (
            "jsonstat-rjstat/bundle.json",
            "part=dataset2",
            part("dataset2"),
        ),
    ]
}

/// Fixtures that need something declared to be read.
fn declared_fixtures() -> Vec<(&'static str, &'static str, OpenOptions)> {
    let encoding = |encoding| OpenOptions {
        encoding: Some(encoding),
        ..OpenOptions::default()
    };
    vec![
        (
            "csv/mac-roman.csv",
            "encoding=macintosh",
            encoding(Encoding::MacRoman),
        ),
        (
            "csv/two-encodings.csv",
            "encoding=windows-1252",
            encoding(Encoding::Windows1252),
        ),
        (
            "csv/windows-1252.csv",
            "encoding=utf-8",
            encoding(Encoding::Utf8),
        ),
        (
            "csv/utf8-bom-crlf.csv",
            "encoding=windows-1252",
            encoding(Encoding::Windows1252),
        ),
        (
            "csv/no-header.csv",
            "columns=A,B,C,D",
            columns(&["A", "B", "C", "D"]),
        ),
        (
            "csv/two-delimiters.csv",
            "delimiter=,",
            OpenOptions {
                delimiter: Some(','),
                ..OpenOptions::default()
            },
        ),
        ("json-stat/bundle.json", "part=borgere", part("borgere")),
        (
            "xlsx/rotated.xlsx",
            "columns=tid,område",
            columns(&["tid", "område"]),
        ),
        ("xlsx/two-sheets.xlsx", "part=Udgifter", part("Udgifter")),
        ("xlsx/table.xlsx", "part=Ark9", part("Ark9")),
    ]
}

#[test]
fn every_real_file_is_read_as_the_table_says() {
    let Some(root) = real_data() else { return };
    let files: Vec<String> = files_below(&root)
        .into_iter()
        .filter(|file| {
            FOLDERS.iter().any(|folder| {
                file.strip_prefix(folder)
                    .is_some_and(|rest| rest.starts_with('/'))
            })
        })
        .collect();
    assert!(files.len() > 170, "only {} files", files.len());
    check_table(
        &root,
        &files,
        declared_real(),
        include_str!("real_files/expected.txt"),
    );
}

#[test]
fn every_fixture_is_read_as_the_table_says() {
    let root = fixtures();
    let made = ["README.md", "expected.txt", "make_xlsx.py"];
    let files: Vec<String> = files_below(&root)
        .into_iter()
        .filter(|file| !made.contains(&file.as_str()))
        .collect();
    let expected = std::fs::read_to_string(root.join("expected.txt")).unwrap();
    check_table(&root, &files, declared_fixtures(), &expected);
}

/// Reads the files, prints the table, and compares it line by line.
fn check_table(
    root: &Path,
    files: &[String],
    declared: Vec<(&str, &str, OpenOptions)>,
    expected: &str,
) {
    let mut lines: BTreeMap<String, String> = BTreeMap::new();
    for file in files {
        lines.insert(
            file.clone(),
            outcome(&read(root, file, &OpenOptions::default())),
        );
    }
    for (file, what, options) in declared {
        lines.insert(
            format!("{file} [{what}]"),
            outcome(&read(root, file, &options)),
        );
    }
    let actual: Vec<String> = lines
        .into_iter()
        .map(|(file, outcome)| format!("{file} | {outcome}"))
        .collect();
    println!("{}", actual.join("\n"));
    let expected: Vec<&str> = expected.lines().collect();
    for line in &actual {
        assert!(
            expected.contains(&line.as_str()),
            "not in the table:\n{line}"
        );
    }
    let missing: Vec<&&str> = expected
        .iter()
        .filter(|line| !actual.iter().any(|a| a == **line))
        .collect();
    assert!(
        missing.is_empty(),
        "in the table, but not read:\n{missing:#?}"
    );
}

fn read(root: &Path, file: &str, options: &OpenOptions) -> Result<Whole, RowIssue> {
    read_path(
        &root.join(file),
        &OpenOptions {
            name: Some(file.to_owned()),
            ..options.clone()
        },
    )
}

fn outcome(result: &Result<Whole, RowIssue>) -> String {
    let whole = match result {
        Ok(whole) => whole,
        Err(issue) => {
            let line = issue
                .line
                .map_or_else(String::new, |line| format!(" line {line}"));
            let column = issue
                .column
                .as_ref()
                .map_or_else(String::new, |column| format!(" column {column}"));
            return format!("refused {}{line}{column}", issue.rule);
        }
    };
    let described = &whole.described;
    let value_column = described
        .position_of(Role::Value)
        .unwrap_or(described.columns.len() - 1);
    let format = NumberFormat {
        decimal: described.decimal,
    };
    let (mut sum, mut others) = (Sum::default(), 0);
    for row in &whole.rows {
        match row
            .get(value_column)
            .map(|value| parse_number(value, format))
        {
            Some(Ok(number)) => sum.add(number),
            _ => others += 1,
        }
    }
    let names: Vec<String> = described
        .columns
        .iter()
        .map(|column| {
            format!(
                "{}{}",
                column.name,
                if column.role == Some(Role::Time) {
                    "@"
                } else {
                    ""
                }
            )
        })
        .collect();
    let mut warnings = whole.warnings();
    warnings.dedup();
    let warnings = if warnings.is_empty() {
        String::new()
    } else {
        format!(" | {}", warnings.join(", "))
    };
    format!(
        "{} {} | {} rows, sum {sum}, {others} no numbers | {}{warnings}",
        described.format,
        described.encoding,
        whole.rows.len(),
        names.join(", ")
    )
}

/// An exact sum of decimal numbers.
#[derive(Default)]
struct Sum(BTreeMap<i32, i128>);

impl Sum {
    fn add(&mut self, number: Number) {
        *self.0.entry(number.scale).or_default() += i128::from(number.value);
    }
}

impl std::fmt::Display for Sum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let scale = self.0.keys().next_back().copied().unwrap_or(0);
        let power = |n: i32| 10_i128.pow(u32::try_from(n).unwrap());
        let total: i128 = self
            .0
            .iter()
            .map(|(s, value)| value * power(scale - s))
            .sum();
        let text = format!(
            "{}.{:0width$}",
            total.abs() / power(scale),
            total.abs() % power(scale),
            width = usize::try_from(scale).unwrap()
        );
        let text = if scale == 0 {
            text.split('.').next().unwrap_or_default()
        } else {
            text.trim_end_matches('0').trim_end_matches('.')
        };
        write!(f, "{}{text}", if total < 0 { "-" } else { "" })
    }
}

#[test]
fn sums_are_exact() {
    let mut sum = Sum::default();
    for text in ["0.1", "0.2", "-1", "1e3"] {
        sum.add(
            parse_number(text, NumberFormat::ENGLISH).unwrap_or_else(|issue| panic!("{issue}")),
        );
    }
    assert_eq!(sum.to_string(), "999.3");
}
