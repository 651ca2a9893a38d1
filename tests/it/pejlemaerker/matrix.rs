//! The table of `fixtures/README.md` names rows that are there: of every indicator, where each case is shown.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{read_dir, read_to_string};
use std::path::Path;

use super::FIXTURES;

const CARDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/pejl-metrics/cards");
/// Columns of the table; of the last two the rows are across a break.
const COLUMNS: usize = 10;
const BREAKS: [usize; 2] = [8, 9];
const EMPTY: usize = 0;
const NOTHING_BELOW: usize = 1;

/// The rows of a file, its columns told apart up to the last; none where there is no such file.
fn rows(file: &str) -> Vec<Vec<String>> {
    let Ok(content) = read_to_string(file) else {
        return Vec::new();
    };
    let n = content.lines().next().unwrap().split(';').count();
    let row = |line: &str| line.splitn(n, ';').map(str::to_owned).collect();
    content.lines().skip(1).map(row).collect()
}

/// The cells of a line of a table.
fn cells(line: &str) -> Vec<&str> {
    let inner = line.trim().trim_start_matches('|').trim_end_matches('|');
    inner.split('|').map(str::trim).collect()
}

/// Whether a reading is of an indicator, and is the one named where one is.
fn is_of(reading: &str, indicator: &str, named: Option<&str>) -> bool {
    let code = reading
        .strip_prefix(indicator)
        .and_then(|rest| rest.strip_prefix('.'));
    code.is_some_and(|code| !code.contains('.') && named.is_none_or(|named| named == code))
}

/// A place of the table: folder, reading, period and cut.
struct Named<'a> {
    folder: &'a str,
    reading: Option<&'a str>,
    period: &'a str,
    by: &'a str,
}

impl<'a> Named<'a> {
    fn parse(text: &'a str, folders: &BTreeMap<&str, &'a str>) -> Self {
        let mut words = text.split(' ').peekable();
        let letter = words.next().unwrap();
        let is_period = |word: &str| word.starts_with(|first: char| first.is_ascii_digit());
        let reading = words.next_if(|word| !is_period(word));
        let named = Self {
            folder: folders
                .get(letter)
                .unwrap_or_else(|| panic!("no folder {letter}: {text}")),
            reading,
            period: words.next().unwrap_or_else(|| panic!("no period: {text}")),
            by: words.next().unwrap_or_default(),
        };
        assert_eq!(words.next(), None, "{text}");
        named
    }
}

/// What the place of a column must have: a row, of a cell that fits, marked where it is across a break.
fn check(indicator: &str, column: usize, text: &str, folders: &BTreeMap<&str, &str>) {
    let shown = format!("{indicator}, column {column}: {text}");
    if let Some(case) = text.strip_prefix("metrics/") {
        assert!(
            Path::new(FIXTURES).join("metrics").join(case).is_dir(),
            "{shown}"
        );
        return;
    }
    let named = Named::parse(text, folders);
    let of_folder = |file: &str| rows(&format!("{FIXTURES}/{}/{file}", named.folder));
    // Reading, municipality, period, cut, cell.
    let expected = of_folder("expected.csv");
    let found: BTreeSet<&str> = expected
        .iter()
        .filter(|row| is_of(&row[0], indicator, named.reading))
        .filter(|row| row[2] == named.period && row[3] == named.by)
        .map(|row| row[4].as_str())
        .collect();
    assert!(!found.is_empty(), "{shown}");
    let fits = |cells: &[&str]| cells.iter().any(|cell| found.contains(cell));
    if column == EMPTY {
        assert!(fits(&["not_applicable", "zero"]), "{shown}: {found:?}");
    }
    if column == NOTHING_BELOW {
        assert!(fits(&["not_applicable"]), "{shown}: {found:?}");
    }
    if BREAKS.contains(&column) {
        // Reading, period, cut, marks.
        let marked = of_folder("quality.csv").into_iter().any(|row| {
            is_of(&row[0], indicator, named.reading)
                && row[1] == named.period
                && row[2] == named.by
                && row[3].split(',').any(|mark| mark == "break")
        });
        assert!(marked, "{shown}");
    }
}

#[test]
fn every_place_of_the_table_of_cases_is_a_row_that_is_there() {
    let readme = read_to_string(format!("{FIXTURES}/README.md")).unwrap();
    let lines: Vec<&str> = readme.lines().collect();
    let table = |header: &str| {
        let first = lines.iter().position(|line| line.starts_with(header));
        let rows = lines.iter().skip(first.unwrap() + 2);
        rows.take_while(|line| line.starts_with('|'))
            .map(|line| cells(line))
            .collect::<Vec<_>>()
    };
    let folders = table("| Letter |");
    let folders: BTreeMap<&str, &str> = folders
        .iter()
        .map(|row| (row[0], row[1].trim_matches('`')))
        .collect();
    let notes: BTreeSet<&str> = lines
        .iter()
        .filter_map(|line| line.strip_prefix("- ")?.split_once(": "))
        .map(|(note, _)| note)
        .collect();
    let mut shown = BTreeSet::new();
    for row in table("| | Empty month |") {
        let indicator = row[0].to_owned();
        assert_eq!(row.len(), COLUMNS + 1, "{indicator}");
        for (column, cell) in row[1..].iter().enumerate() {
            for text in cell.split(", ") {
                match text.strip_prefix("– ") {
                    Some(note) => assert!(notes.contains(note), "{indicator}: {text}"),
                    None => check(&indicator, column, text, &folders),
                }
            }
        }
        assert!(shown.insert(indicator), "{row:?}");
    }
    // Every card is in it; what is no card of an indicator is written small.
    let cards = read_dir(CARDS).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        path.file_stem().unwrap().to_str().unwrap().to_owned()
    });
    let cards: BTreeSet<String> = cards
        .filter(|name| name.starts_with(|first: char| first.is_ascii_uppercase()))
        .collect();
    assert_eq!(shown, cards);
}
