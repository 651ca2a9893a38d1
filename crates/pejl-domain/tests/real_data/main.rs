//! Areas, accounts, ages and periods as real files of Statistics Denmark write them.
//!
//! The files are found by `PEJL_REAL_DATA` (default `../shared/data` beside the checkout). Without them the tests say
//! that they are skipped, and fail under `CI=true`.

#![expect(clippy::panic, reason = "tests")]

mod account_strings;
mod paragraphs;

use std::collections::BTreeSet;
use std::path::PathBuf;

use pejl_domain::area::{find_area, get_area, municipalities};
use pejl_domain::{AccountCode, AgeMember, AreaLevel, Period};

/// The file's text, or `None` where the real data are not there.
fn real_file(name: &str) -> Option<String> {
    let folder = std::env::var_os("PEJL_REAL_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    match std::fs::read(folder.join(name)) {
        // What is not UTF-8 is ISO-8859-1, whose bytes are the first 256 code points.
        Ok(bytes) => Some(match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => error.into_bytes().into_iter().map(char::from).collect(),
        }),
        Err(error) if std::env::var_os("CI").is_some_and(|ci| ci == "true") => {
            panic!("real data file {name} is needed: {error}")
        }
        Err(_) => {
            println!("skipped: no real data file {name}");
            None
        }
    }
}

/// The distinct fields of column `n` below the header.
fn column(text: &str, delimiter: char, n: usize) -> BTreeSet<&str> {
    text.lines()
        .skip(1)
        .filter_map(|line| line.split(delimiter).nth(n))
        .collect()
}

/// Codes of the areas named; a name that is not found fails.
fn codes<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'static str> {
    names
        .into_iter()
        .map(|name| {
            find_area(name)
                .unwrap_or_else(|| panic!("no area `{name}`"))
                .code
        })
        .collect()
}

fn all_municipalities() -> BTreeSet<&'static str> {
    municipalities().iter().map(|area| area.code).collect()
}

#[test]
fn areas_of_an_account_table_are_found_by_danish_name() {
    let Some(text) = real_file("dst-regk11/dataY.csv") else {
        return;
    };
    let mut expected = all_municipalities();
    expected.extend([
        "000", "1081", "1082", "1083", "1084", "1085", "910", "920", "930", "940", "960",
    ]);
    assert_eq!(codes(column(&text, ',', 1)), expected);
}

#[test]
fn areas_ages_and_periods_of_a_population_table_are_found_in_english() {
    let Some(text) = real_file("dst-folk1b-kommuner/folk1b-omregnet.csv") else {
        return;
    };
    let mut expected = all_municipalities();
    expected.extend(["000", "1081", "1082", "1083", "1084", "1085", "411"]);
    assert_eq!(codes(column(&text, ';', 0)), expected);
    let ages: Result<BTreeSet<AgeMember>, _> =
        column(&text, ';', 2).into_iter().map(str::parse).collect();
    assert_eq!(ages.map(|ages| ages.len()), Ok(22));
    let periods: Result<BTreeSet<Period>, _> =
        column(&text, ';', 3).into_iter().map(str::parse).collect();
    assert_eq!(periods.map(|periods| periods.len()), Ok(26));
}

#[test]
fn areas_and_ages_given_as_codes_are_found() {
    let Some(text) = real_file("dst-folk1a-koder/FOLK1A.csv") else {
        return;
    };
    let found = codes(column(&text, ';', 0));
    assert!(found.contains("000") && found.contains("1081"));
    assert!(
        found
            .iter()
            .all(|code| get_area(code).is_some_and(|area| area.level != AreaLevel::Province))
    );
    for age in column(&text, ';', 2) {
        assert_eq!(
            age.parse::<AgeMember>().map(|member| member.to_string()),
            Ok(age.to_owned())
        );
    }
}

#[test]
fn accounts_written_with_their_names_are_read() {
    for (name, expected) in [
        ("dst-regk31-uddrag/2016-uddrag.csv", ["0.28.20", "5.38.45"]),
        ("dst-regk31-uddrag/2019-uddrag.csv", ["5.30.27", "5.30.28"]),
    ] {
        let Some(text) = real_file(name) else { return };
        let quoted = |n: usize| {
            text.lines()
                .filter_map(move |line| line.split('"').nth(n))
                .collect::<BTreeSet<_>>()
        };
        let accounts: Result<Vec<String>, _> = quoted(5)
            .into_iter()
            .map(|text| AccountCode::parse(text).map(|code| code.to_string()))
            .collect();
        assert_eq!(
            accounts.as_deref(),
            Ok(expected.map(str::to_owned).as_slice())
        );
        let mut areas = all_municipalities();
        areas.insert("000");
        assert_eq!(codes(quoted(7)), areas);
    }
}

#[test]
fn names_of_public_code_lists_are_found_with_their_codes() {
    let Some(text) = real_file("kommunekoder/density.csv") else {
        return;
    };
    let mut n_rows = 0;
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [name, code, ..] = fields.as_slice() else {
            panic!("`{line}`")
        };
        assert_eq!(find_area(name).map(|area| area.code), Some(*code), "{name}");
        n_rows += 1;
    }
    assert_eq!(n_rows, 98);
}
