//! Ten thousand damaged files through the whole import: reading, mapping, guard, quarantine, lake, catalogue.
//!
//! Every reader has a small file that it takes; copies of it are damaged in one to four of the ways of [`damage`], most
//! of them with a person number somewhere. Whatever comes out:
//!
//! - nothing panics;
//! - an import is committed as a whole, or revision and segments are as they were;
//! - no person number that was put in is in any byte of the data folder, any value of any visible row, any issue, error,
//!   summary or line of the log.
//!
//! A case is told by its reader and its number, which are the seed: `PEJL_MUTATED='grant.nexus 17'` runs that one alone,
//! and `PEJL_MUTATED_CASES=5000` that many of each reader.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod damage;
mod numbers;
mod readers;
mod run;
mod workbook;

use readers::{Reader, care, economy, figures, reports};
use run::run;

/// Damaged files per reader.
const CASES: u64 = 270;

#[test]
fn the_readers_are_all_there_are_and_the_files_are_ten_thousand() {
    let all: Vec<Reader> = [figures(), economy(), care(), reports()].concat();
    let n_files = CASES * u64::try_from(all.len()).unwrap();
    assert!(
        n_files >= 10_000,
        "{n_files} files for {} readers",
        all.len()
    );
    for spec in super::records::record_datasets() {
        for (source, _) in super::records::sources(spec.name) {
            let name = format!("{}.{source}", spec.name);
            assert!(
                all.iter().any(|reader| reader.name == name),
                "{name} is not tried"
            );
        }
    }
    for format in pejl_ingest::Format::ALL {
        let tried = all.iter().any(|reader| reader.format == Some(format));
        assert!(tried, "{format:?} is not tried");
    }
}

#[test]
fn damaged_figures() {
    figures().iter().for_each(run);
}

#[test]
fn damaged_ledgers_and_budgets() {
    economy().iter().for_each(run);
}

#[test]
fn damaged_reports_and_code_lists() {
    reports().iter().for_each(run);
}

/// The care datasets in three parts, so that a machine with several cores tries them beside each other.
fn part_of_care(part: usize) {
    let readers = care();
    readers.iter().skip(part).step_by(3).for_each(run);
}

#[test]
fn damaged_care_records_one_of_three() {
    part_of_care(0);
}

#[test]
fn damaged_care_records_two_of_three() {
    part_of_care(1);
}

#[test]
fn damaged_care_records_three_of_three() {
    part_of_care(2);
}
