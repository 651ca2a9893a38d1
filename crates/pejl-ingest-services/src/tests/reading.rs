//! Reads a file as a dataset and keeps everything that came of it.

use std::io::Write as _;
use std::path::Path;

use chrono::NaiveDate;
use pejl_domain::Period;
use pejl_ingest::person::PersonKey;
use pejl_ingest::record::{Mapping, Quarantined, RecordOutcome, RecordRequest, read_records};
use pejl_lake::Frame;

use crate::subject::find_subject;
use crate::{CareRules, find_mapping};

/// The day called today.
pub(super) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 25).unwrap()
}

/// What reading gave, with the frames and the quarantine.
pub(super) struct Read {
    pub(super) outcome: RecordOutcome,
    pub(super) frames: Vec<Frame>,
    pub(super) quarantine: Vec<Quarantined>,
}

impl Read {
    /// The rules of what stops the import.
    pub(super) fn errors(&self) -> Vec<&'static str> {
        let issues = self.outcome.issues.iter();
        issues
            .filter(|issue| issue.severity == pejl_ingest::Severity::Error)
            .map(|issue| issue.rule)
            .collect()
    }

    /// A column of all frames as text, `null` for null.
    pub(super) fn column(&self, name: &str) -> Vec<String> {
        let mut values = Vec::new();
        for frame in &self.frames {
            let column = frame.column(name).unwrap();
            let shown = (0..frame.height()).map(|row| column.get(row).unwrap().to_string());
            values.extend(shown.map(|text| text.trim_matches('"').to_owned()));
        }
        values
    }

    /// Everything a person gets to see of what was read.
    pub(super) fn everything_shown(&self) -> String {
        format!(
            "{:?} {:?} {:?}",
            self.outcome.issues, self.quarantine, self.outcome.explained
        )
    }

    /// Everything that is kept of what was read; an import with errors keeps nothing.
    pub(super) fn everything_kept(&self) -> String {
        let mut kept = String::new();
        let frames = self.errors().is_empty().then_some(&self.frames);
        for column in frames.into_iter().flatten().flat_map(Frame::columns) {
            for row in 0..column.len() {
                kept.push_str(&format!(" {}", column.get(row).unwrap()));
            }
        }
        kept
    }
}

/// The bytes of a fixture.
pub(super) fn fixture(dataset: &str, source: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    std::fs::read(folder.join(dataset).join(format!("{source}.csv"))).unwrap()
}

/// Reads bytes with a shipped mapping.
pub(super) fn read(dataset: &str, source: &str, bytes: &[u8]) -> Read {
    read_with(dataset, find_mapping(dataset, source).unwrap(), bytes, &[])
}

/// Reads bytes with a mapping, for declared periods.
pub(super) fn read_with(
    dataset: &str,
    mapping: &Mapping,
    bytes: &[u8],
    declared: &[Period],
) -> Read {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let key = PersonKey::parse(&"0f".repeat(32)).unwrap();
    let subject = find_subject(dataset).unwrap();
    let request = RecordRequest {
        files: &[file.path().to_owned()],
        mapping,
        spec: subject.spec,
        municipality: "766",
        person_key: Some(&key),
        as_of: today(),
        import_id: 7,
        declared,
        explain: 2,
    };
    let mut rules = CareRules::new(subject, today());
    let (mut frames, mut quarantine) = (Vec::new(), Vec::new());
    let outcome = read_records(
        &request,
        &mut rules,
        &mut |frame| {
            frames.push(frame);
            Ok(())
        },
        &mut |row| {
            quarantine.push(row);
            Ok(())
        },
        &mut |_| {},
    )
    .unwrap();
    Read {
        outcome,
        frames,
        quarantine,
    }
}
