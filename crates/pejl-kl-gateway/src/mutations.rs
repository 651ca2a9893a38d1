//! Damaged files: nothing panics, and the citizen's number comes out of nothing.

#![expect(clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;

use crate::history::{History, Known};
use crate::project::{Settings, assessments, courses, deliveries, goals, grants, waiting};
use crate::quality::assess;
use crate::testing::{CPR, codes, day, fixture, read};

const FILES: [&str; 7] = [
    "care-1.json",
    "care-2.json",
    "rehab140-1.json",
    "rehab140-2.json",
    "rehab140-3.json",
    "incremental.json",
    "reports.ndjson",
];

/// Bytes changed, cut out, or put in a second time somewhere else.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let file = prop::sample::select(FILES.as_slice()).prop_map(fixture);
    let place = any::<prop::sample::Index>;
    let change = (0_u8..4, place(), place(), 1_usize..40, any::<u8>());
    (file, prop::collection::vec(change, 1..6)).prop_map(|(mut bytes, changes)| {
        for (kind, from, to, length, byte) in changes {
            if bytes.is_empty() {
                break;
            }
            let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
            let end = from.saturating_add(length).min(bytes.len());
            match kind {
                0 => bytes[from] = byte,
                1 => drop(bytes.drain(from..end)),
                2 => {
                    let piece = bytes[from..end].to_vec();
                    drop(bytes.splice(to..to, piece));
                }
                _ => drop(bytes.splice(to..to, CPR.bytes())),
            }
        }
        bytes
    })
}

/// Everything that can come out of bytes, as it could be stored, logged or shown.
fn everything(bytes: &[u8]) -> String {
    let report = read(bytes);
    let issues: String = report.issues.iter().map(ToString::to_string).collect();
    let mut out = format!("{report:?}{issues}");
    let mut history = History::default();
    let arrivals = history.load(report.deliveries);
    let view = history.view(Known::Latest);
    let (codes, settings) = (codes(), Settings::on(day("2022-06-01")));
    out += &format!(
        "{arrivals:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}",
        history.versions(),
        grants(&view, &codes, &settings),
        deliveries(&view, &codes, &settings),
        courses(&view, &codes, &settings),
        assessments(&view, &codes, &settings),
        goals(&view, &codes, &settings),
        waiting(&view, &codes, &settings),
        assess(&view, &codes, &settings),
    );
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_bytes_panic_or_show_the_number(bytes in mutated()) {
        let out = everything(&bytes);
        let letters: String = out.chars().filter(|letter| !matches!(letter, '-' | ' ')).collect();
        prop_assert!(!letters.contains(CPR));
    }
}
