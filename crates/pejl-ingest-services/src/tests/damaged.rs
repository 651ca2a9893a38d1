//! Damaged files: whatever is done to one, nothing is lost uncounted and no person number is shown.

use pejl_ingest::record::Mapping;
use pejl_lake::Frame;
use proptest::prelude::*;

use super::reading::{fixture, read};
use crate::mappings::EMBEDDED;

/// The persons of the fixtures, with and without the dash.
const PERSONS: [&str; 10] = [
    "010240-1234",
    "0102401234",
    "020345-2222",
    "0203452222",
    "030480-3333",
    "0304803333",
    "010280-1235",
    "0102801235",
    "020390-2224",
    "0203902224",
];

/// A workbook that took a person number for a number lost its first zero.
const WITHOUT_ZERO: &str = "102401234";

/// In each cell of the first row in turn, the person's own among them.
#[test]
fn a_person_number_without_its_first_zero_shows_nowhere() {
    for text in EMBEDDED {
        let mapping = Mapping::parse(text).unwrap();
        let (dataset, source) = (mapping.dataset.as_str(), mapping.source.as_str());
        let text: String = fixture(dataset, source)
            .iter()
            .copied()
            .map(char::from)
            .collect();
        let lines: Vec<&str> = text.lines().collect();
        let cells: Vec<&str> = lines[1].split(';').collect();
        assert!(cells.len() > 2, "{dataset}/{source}");
        for at in 0..cells.len() {
            let mut cells = cells.clone();
            cells[at] = WITHOUT_ZERO;
            let mut lines = lines.clone();
            let row = cells.join(";");
            lines[1] = &row;
            let bytes: Vec<u8> = lines
                .join("\n")
                .chars()
                .map(|c| u8::try_from(c).unwrap())
                .collect();
            let shown = read(dataset, source, &bytes).everything_shown();
            assert!(
                !shown.contains(WITHOUT_ZERO),
                "{dataset}/{source}, cell {at}: {shown}"
            );
        }
    }
}

/// Puts, removes or inserts a byte at each of some places.
fn damaged(mut bytes: Vec<u8>, edits: &[(prop::sample::Index, u8, u8)]) -> Vec<u8> {
    for (at, byte, what) in edits {
        if bytes.is_empty() {
            break;
        }
        let at = at.index(bytes.len());
        match what {
            0 => bytes[at] = *byte,
            1 => {
                bytes.remove(at);
            }
            _ => bytes.insert(at, *byte),
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Each mapping that the program comes with, on the same damage.
    #[test]
    fn a_damaged_file_is_counted_to_the_last_row(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..3), 0..12),
    ) {
        for text in EMBEDDED {
            let mapping = Mapping::parse(text).unwrap();
            let (dataset, source) = (mapping.dataset.as_str(), mapping.source.as_str());
            let found = read(dataset, source, &damaged(fixture(dataset, source), &edits));
            let kept: usize = found.frames.iter().map(Frame::height).sum();
            prop_assert_eq!(u64::try_from(kept).unwrap(), found.outcome.n_rows);
            if found.errors().is_empty() {
                let n_rows: u64 = found.outcome.files.iter().map(|file| file.n_rows).sum();
                prop_assert_eq!(n_rows, found.outcome.n_rows + found.outcome.n_refused);
            }
            let shown = found.everything_shown() + &found.everything_kept();
            for person in PERSONS {
                prop_assert!(!shown.contains(person), "{}/{}: {}", dataset, source, shown);
            }
        }
    }
}
