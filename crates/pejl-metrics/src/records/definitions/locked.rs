//! What every reading means stands in `cards/definitions.lock`, so that none comes to mean something else under the same
//! version.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use super::computation;
use crate::catalogue::{Catalogue, Reading, catalogue};

const HEAD: &str = "# Indicator, reading and version; what the card counts; how it is computed. Written by a test with UPDATE=1.\n";
/// Digits of a hash that are kept.
const KEPT: usize = 16;

/// What a card counts, and how it is computed.
#[derive(Debug, PartialEq, Eq)]
struct Locked {
    version: i32,
    card: String,
    computation: String,
}

fn hash(text: &str) -> String {
    let digits: String = Sha256::digest(text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    digits[..KEPT].to_owned()
}

/// What a card counts, with the conditions and lists that it names, and none of its names and explanations.
fn card(catalogue: &Catalogue, reading: &Reading) -> String {
    let mut text = format!(
        "{:?} {:?} {:?} {:?} {:?} {} {} {:?} {:?} {:?} {:?} {:?}\n",
        reading.kind,
        reading.unit,
        reading.tables,
        reading.dranst,
        reading.ages,
        reading.maturity_lag_days,
        reading.needs_before_days,
        reading.from,
        reading.index,
        reading.composite,
        reading.published,
        reading.measures,
    );
    let measures = reading
        .measures
        .iter()
        .flat_map(crate::records::Measures::all);
    for code in measures.flat_map(crate::records::Measure::parts) {
        let when = &catalogue.parts.find(code).unwrap().when;
        text.push_str(&format!("{code}: {when}\n"));
        let words = when.split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
        for set in words.filter_map(|word| catalogue.parts.sets().get(word)) {
            text.push_str(&format!("{set:?}\n"));
        }
    }
    text
}

/// How a reading is computed, in total and split by each of its dimensions, with what postings tell of packages.
fn computations(catalogue: &Catalogue, reading: &Reading) -> String {
    let mut text = format!("{:?}\n", catalogue.parts.posted_level());
    text.push_str(&computation(catalogue, reading, None));
    for dimension in &reading.dimensions {
        text.push_str(&computation(catalogue, reading, Some(dimension)));
    }
    text
}

fn now() -> BTreeMap<String, Locked> {
    let catalogue = catalogue();
    let readings = catalogue.indicators.iter().flat_map(|one| &one.readings);
    readings
        .map(|reading| {
            let locked = Locked {
                version: reading.definition_version,
                card: hash(&card(catalogue, reading)),
                computation: hash(&computations(catalogue, reading)),
            };
            (format!("{}.{}", reading.indicator, reading.code), locked)
        })
        .collect()
}

fn written(text: &str) -> BTreeMap<String, Locked> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let [name, version, card, computation] =
                line.split(' ').collect::<Vec<_>>().try_into().unwrap();
            let locked = Locked {
                version: version.parse().unwrap(),
                card: card.to_owned(),
                computation: computation.to_owned(),
            };
            (name.to_owned(), locked)
        })
        .collect()
}

#[test]
fn a_reading_that_counts_something_else_has_another_version() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("cards/definitions.lock");
    let before = written(&fs::read_to_string(&path).unwrap_or_default());
    let now = now();
    let moved: Vec<&String> = now
        .iter()
        .filter(|(name, one)| {
            let then = before.get(*name);
            then.is_some_and(|then| then.version == one.version && then.card != one.card)
        })
        .map(|(name, _)| name)
        .collect();
    assert_eq!(
        moved,
        Vec::<&String>::new(),
        "counts something else: raise the definition_version of its card"
    );
    let lines = now.iter().map(|(name, one)| {
        let Locked {
            version,
            card,
            computation,
        } = one;
        format!("{name} {version} {card} {computation}\n")
    });
    let text: String = std::iter::once(HEAD.to_owned()).chain(lines).collect();
    if std::env::var("UPDATE").is_ok_and(|update| update == "1") {
        fs::write(&path, &text).unwrap();
        return;
    }
    assert_eq!(
        before,
        now,
        "a reading is new, gone, or computed in another way. Where the same rows give other figures, raise the \
         definition_version of its card; then UPDATE=1 writes {}",
        path.display()
    );
}
