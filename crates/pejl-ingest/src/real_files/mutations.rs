//! Damaged files: whatever the bytes, a file is read or refused with an issue, and a cut file never passes unseen.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::testing::{Whole, files_below, fixtures, read_bytes, real_data};
use crate::{Format, OpenOptions, RowIssue};

/// One damage to a file. Positions are shares of the file, so that they fit files of any size.
#[derive(Debug, Clone)]
enum Damage {
    Flip { at: u16, bit: u8 },
    Set { at: u16, byte: u8 },
    Cut { at: u16 },
    Drop { from: u16, length: u8 },
    Double { from: u16, length: u8 },
    Insert { at: u16, bytes: Vec<u8> },
    Swap { one: u16, other: u16, length: u8 },
}

fn damage() -> impl Strategy<Value = Damage> {
    // Bytes that mean something in one of the formats come up more often than others.
    let byte = prop_oneof![
        any::<u8>(),
        prop::sample::select(b"\"';,=()[]{}:.-\n\r\t \0\xFF\xC3\x8D<>/PK0".to_vec())
    ];
    prop_oneof![
        (any::<u16>(), 0_u8..8).prop_map(|(at, bit)| Damage::Flip { at, bit }),
        (any::<u16>(), byte.clone()).prop_map(|(at, byte)| Damage::Set { at, byte }),
        any::<u16>().prop_map(|at| Damage::Cut { at }),
        (any::<u16>(), any::<u8>()).prop_map(|(from, length)| Damage::Drop { from, length }),
        (any::<u16>(), any::<u8>()).prop_map(|(from, length)| Damage::Double { from, length }),
        (any::<u16>(), prop::collection::vec(byte, 1..8))
            .prop_map(|(at, bytes)| Damage::Insert { at, bytes }),
        (any::<u16>(), any::<u16>(), any::<u8>()).prop_map(|(one, other, length)| Damage::Swap {
            one,
            other,
            length
        }),
    ]
}

fn position(share: u16, length: usize) -> usize {
    length * usize::from(share) / (usize::from(u16::MAX) + 1)
}

fn apply(bytes: &mut Vec<u8>, damage: &Damage) {
    let length = bytes.len();
    if length == 0 {
        return;
    }
    match damage {
        Damage::Flip { at, bit } => {
            let at = position(*at, length);
            bytes.splice(
                at..=at,
                bytes
                    .get(at)
                    .map(|byte| byte ^ (1 << bit))
                    .into_iter()
                    .collect::<Vec<_>>(),
            );
        }
        Damage::Set { at, byte } => {
            let at = position(*at, length);
            bytes.splice(at..=at, [*byte]);
        }
        Damage::Cut { at } => bytes.truncate(position(*at, length)),
        Damage::Drop { from, length: n } => {
            let from = position(*from, length);
            bytes.drain(from..length.min(from + usize::from(*n)));
        }
        Damage::Double { from, length: n } => {
            let from = position(*from, length);
            let end = length.min(from + usize::from(*n));
            let copy = bytes.get(from..end).unwrap().to_vec();
            bytes.splice(end..end, copy);
        }
        Damage::Insert {
            at,
            bytes: inserted,
        } => {
            let at = position(*at, length);
            bytes.splice(at..at, inserted.iter().copied());
        }
        Damage::Swap {
            one,
            other,
            length: n,
        } => {
            let (one, other) = (position(*one, length), position(*other, length));
            let (first, second) = (one.min(other), one.max(other));
            let n = usize::from(*n).min(second - first).min(length - second);
            for i in 0..n {
                bytes.swap(first + i, second + i);
            }
        }
    }
}

/// Reads damaged copies of every file; `read_bytes` checks what comes out.
fn damage_all(root: &Path, files: &[String], n_cases: u32) {
    let mut read = 0_u32;
    let mut refused = 0_u32;
    for file in files {
        let original = std::fs::read(root.join(file)).unwrap();
        let config = Config {
            cases: n_cases,
            failure_persistence: None,
            ..Config::default()
        };
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
        let strategy = (
            prop::collection::vec(damage(), 1..4),
            prop::option::weighted(0.2, prop::sample::select(Format::ALL.to_vec())),
        );
        let counts = std::cell::Cell::new((0, 0));
        let outcome = TestRunner::new_with_rng(config, rng).run(&strategy, |(damages, format)| {
            let mut bytes = original.clone();
            damages.iter().for_each(|damage| apply(&mut bytes, damage));
            let result = read_bytes(
                &bytes,
                &OpenOptions {
                    format,
                    ..OpenOptions::default()
                },
            );
            let (read, refused) = counts.get();
            counts.set(if result.is_ok() {
                (read + 1, refused)
            } else {
                (read, refused + 1)
            });
            Ok(())
        });
        assert!(outcome.is_ok(), "{file}: {outcome:?}");
        let (more_read, more_refused) = counts.get();
        read += more_read;
        refused += more_refused;
    }
    println!(
        "{} files, {n_cases} damaged copies of each: {read} read, {refused} refused, no panic",
        files.len()
    );
    assert!(
        refused > read / 20,
        "damage should be noticed more often: {refused} of {}",
        read + refused
    );
}

fn fixture_files() -> Vec<String> {
    let is_data =
        |file: &String| !["README.md", "expected.txt", "make_xlsx.py"].contains(&file.as_str());
    let is_small =
        |file: &String| !["xlsx/large-sheet.xlsx", "xlsx/lying-size.xlsx"].contains(&file.as_str());
    files_below(&fixtures())
        .into_iter()
        .filter(is_data)
        .filter(is_small)
        .collect()
}

#[test]
fn no_damage_to_a_fixture_panics() {
    damage_all(&fixtures(), &fixture_files(), 250);
}

#[test]
fn no_damage_to_a_real_file_panics() {
    let Some(root) = real_data() else { return };
    let wanted = |file: &String| super::FOLDERS.iter().any(|folder| file.starts_with(folder));
    let size = |file: &String| std::fs::metadata(root.join(file)).unwrap().len();
    let (small, rest): (Vec<String>, Vec<String>) = files_below(&root)
        .into_iter()
        .filter(wanted)
        .partition(|file| size(file) < 20_000);
    let medium: Vec<String> = rest
        .into_iter()
        .filter(|file| size(file) < 500_000)
        .collect();
    damage_all(&root, &small, 200);
    damage_all(&root, &medium, 8);
}

/// True when a cut copy was refused, or read with a warning.
fn is_noticed(result: &Result<Whole, RowIssue>, whole: &Whole) -> bool {
    match result {
        Err(_) => true,
        Ok(cut) => cut
            .warnings()
            .iter()
            .any(|rule| !whole.warnings().contains(rule)),
    }
}

/// Where a copy cut there has lost nothing: only blanks and the closing `;` of PX come after.
fn loses_nothing(rest: &[u8]) -> bool {
    rest.iter().all(|b| b.is_ascii_whitespace() || *b == b';')
}

#[test]
fn a_cut_document_is_never_taken_for_a_whole_one() {
    for file in [
        "px/two-languages.px",
        "px/sparse-keys.px",
        "json-stat/dataset.json",
        "json-stat/sparse.json",
        "xlsx/table.xlsx",
    ] {
        let bytes = std::fs::read(fixtures().join(file)).unwrap();
        let whole = read_bytes(&bytes, &OpenOptions::default()).unwrap();
        for end in 0..bytes.len() {
            let (cut, rest) = bytes.split_at(end);
            if loses_nothing(rest) {
                continue;
            }
            let result = read_bytes(
                cut,
                &OpenOptions {
                    format: Some(whole.described.format),
                    ..OpenOptions::default()
                },
            );
            assert!(
                is_noticed(&result, &whole),
                "{file} cut at {end}: {result:?}"
            );
        }
    }
}

/// In CSV a cut between two lines cannot be seen; anywhere else it is refused or warned of.
#[test]
fn a_csv_cut_within_a_line_is_noticed() {
    let bytes = std::fs::read(fixtures().join("csv/utf8-bom-crlf.csv")).unwrap();
    let whole = read_bytes(&bytes, &OpenOptions::default()).unwrap();
    for end in 4..bytes.len() {
        let (cut, _) = bytes.split_at(end);
        if cut.ends_with(b"\n") || cut.ends_with(b"\r") {
            continue;
        }
        let options = OpenOptions {
            delimiter: Some(';'),
            ..OpenOptions::default()
        };
        let result = read_bytes(cut, &options);
        assert!(is_noticed(&result, &whole), "cut at {end}: {result:?}");
    }
}
