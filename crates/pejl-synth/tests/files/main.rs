//! The files, read back by a parser that shares nothing with the writers.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

mod citizens;
mod effects;
mod writing;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use encoding_rs::WINDOWS_1252;
use pejl_domain::AccountCode;
use pejl_domain::account::{Existence, existed_in};
use pejl_domain::cpr::Cpr;
use pejl_domain::service;
use pejl_synth::{FileTruth, Month, Options, SynthError, Truth, write};
use tempfile::TempDir;

/// A short window over the account break.
fn short(seed: u64) -> Options {
    Options {
        seed,
        from: Month::new(2017, 7),
        to: Month::new(2018, 4),
        ..Options::new("")
    }
}

fn written(options: &Options) -> (TempDir, Truth) {
    let place = tempfile::tempdir().unwrap();
    let options = Options {
        out: place.path().to_owned(),
        ..options.clone()
    };
    let truth = write(&options, &mut |_| {}).unwrap();
    (place, truth)
}

/// Every file below the folder with its bytes.
fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                files.insert(name, fs::read(path).unwrap());
            }
        }
    }
    files
}

/// Rows of a `;` file by column name; quoted fields may hold `;` and doubled quotes.
fn rows(text: &str) -> Vec<HashMap<String, String>> {
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let header: Vec<String> = fields(lines.next().unwrap());
    lines
        .map(|line| {
            let fields = fields(line);
            assert_eq!(fields.len(), header.len(), "{line}");
            header.iter().cloned().zip(fields).collect()
        })
        .collect()
}

fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ';' if !quoted => fields.push(String::new()),
            letter => fields.last_mut().unwrap().push(letter),
        }
    }
    fields
}

fn ledger(folder: &Path, file: &FileTruth) -> Vec<HashMap<String, String>> {
    let bytes = fs::read(folder.join(&file.path)).unwrap();
    let (text, _, had_errors) = WINDOWS_1252.decode(&bytes);
    assert!(!had_errors);
    assert_eq!(
        bytes.iter().filter(|b| **b == b'\n').count(),
        text.matches("\r\n").count(),
        "every line ends in CRLF"
    );
    rows(&text)
}

/// Øre of `1.234,50-`.
fn oere(text: &str) -> i64 {
    let unsigned = text.trim_matches('-');
    let (kroner, rest) = unsigned.split_once(',').unwrap();
    assert_eq!(rest.len(), 2, "{text}");
    let groups: Vec<&str> = kroner.split('.').collect();
    assert!(groups[1..].iter().all(|group| group.len() == 3), "{text}");
    let amount: i64 = format!("{}{rest}", groups.concat()).parse().unwrap();
    if text.contains('-') { -amount } else { amount }
}

/// Function and dranst of an account string.
fn function(account: &str) -> (AccountCode, u8) {
    let parts: Vec<&str> = account.split('-').collect();
    assert!((6..=7).contains(&parts.len()), "{account}");
    let [_, code, activity, art, ..] = parts[..] else {
        panic!("{account}")
    };
    assert!(
        code.len() == 9 && art.len() == 3 && (5..=6).contains(&activity.len()),
        "{account}"
    );
    (
        AccountCode::parse(&code[..5]).unwrap(),
        code[5..6].parse().unwrap(),
    )
}

#[track_caller]
fn check_ledger(folder: &Path, file: &FileTruth) {
    let mut sums: BTreeMap<(i32, String, u8), (u64, i64)> = BTreeMap::new();
    let mut n = 0;
    for row in ledger(folder, file) {
        let year: i32 = row["Regnskabsår"].parse().unwrap();
        let (code, dranst) = function(&row["Kontostreng"]);
        assert_eq!(existed_in(&code, year), Existence::Yes, "{code} in {year}");
        let date = NaiveDate::parse_from_str(&row["Bogføringsdato"], "%d-%m-%Y").unwrap();
        let period: u32 = row["Periode"].parse().unwrap();
        assert!((1..=13).contains(&period));
        assert!(
            period < 13 || date > NaiveDate::from_ymd_opt(year, 12, 31).unwrap(),
            "{date}"
        );
        let cell = sums
            .entry((year, code.as_str().to_owned(), dranst))
            .or_default();
        *cell = (cell.0 + 1, cell.1 + oere(&row["Beløb"]));
        n += 1;
    }
    let stated: BTreeMap<_, _> = file
        .ledger
        .iter()
        .map(|sum| {
            (
                (sum.fiscal_year, sum.function.clone(), sum.dranst),
                (sum.rows, sum.amount_oere),
            )
        })
        .collect();
    assert_eq!(sums, stated, "{}", file.path);
    assert_eq!(n, file.rows);
}

#[track_caller]
fn check_budget(folder: &Path, file: &FileTruth) {
    let text = fs::read_to_string(folder.join(&file.path)).unwrap();
    assert!(text.starts_with('\u{feff}') && !text.contains('\r'));
    let danish = HashMap::from([
        ("Oprindeligt budget", "original"),
        ("Tillægsbevilling", "supplement"),
        ("Overførsel", "carry_over"),
        ("Korrigeret budget", "corrected"),
        ("Forventet regnskab", "forecast"),
    ]);
    let mut sums: BTreeMap<(i32, String, String), (u64, i64)> = BTreeMap::new();
    let mut parts: BTreeMap<&str, i64> = BTreeMap::new();
    for row in rows(&text) {
        let year: i32 = row["Regnskabsår"].parse().unwrap();
        let (code, _) = function(&row["Kontostreng"]);
        assert_eq!(existed_in(&code, year), Existence::Yes);
        let amount = &row["Beløb (t.kr.)"];
        let (whole, decimals) = amount.split_once(',').unwrap_or((amount, ""));
        let unsigned: i64 = format!("{}{decimals:0<5}", whole.trim_start_matches('-'))
            .parse()
            .unwrap();
        let amount = if amount.starts_with('-') {
            -unsigned
        } else {
            unsigned
        };
        let version = NaiveDate::parse_from_str(&row["Versionsdato"], "%d-%m-%Y").unwrap();
        let budget_type = danish[row["Budgettype"].as_str()];
        let cell = sums
            .entry((year, budget_type.to_owned(), version.to_string()))
            .or_default();
        *cell = (cell.0 + 1, cell.1 + amount);
        *parts.entry(budget_type).or_default() += amount;
        assert!(matches!(row["Bindende"].as_str(), "Ja" | "Nej"));
    }
    let stated: BTreeMap<_, _> = file
        .budget
        .iter()
        .map(|sum| {
            let key = (
                sum.fiscal_year,
                sum.budget_type.clone(),
                sum.version_date.clone(),
            );
            (key, (sum.rows, sum.amount_oere))
        })
        .collect();
    assert_eq!(sums, stated, "{}", file.path);
    if let Some(corrected) = parts.get("corrected") {
        let adopted = parts["original"]
            + parts.get("supplement").unwrap_or(&0)
            + parts.get("carry_over").unwrap_or(&0);
        assert_eq!(*corrected, adopted);
    }
}

fn canonical(folder: &Path, name: &str) -> Vec<HashMap<String, String>> {
    rows(&fs::read_to_string(folder.join("766").join(name)).unwrap())
}
