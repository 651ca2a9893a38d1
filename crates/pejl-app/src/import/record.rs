//! What the catalogue keeps of an import: its files, its issues, and the hash of its content.

use std::collections::BTreeSet;

use pejl_db::import::{ImportFile, ImportIssue, Severity as StoredSeverity};
use pejl_domain::Cover;
use pejl_domain::cover::PartialOverlap;
use pejl_ingest::{Message, RowIssue, Severity};
use pejl_ingest_spending::{FileFacts, ReadOutcome};
use sha2::{Digest, Sha256};

use super::ImportRequest;

/// Members, areas or periods that a message names before the rest is only counted.
const NAMED_MAX: usize = 10;

/// Hash of the bytes and of what was stated about them: the same files read another way are another content.
pub(super) fn content_hash(request: &ImportRequest, files: &[FileFacts]) -> String {
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.described.sha256.as_bytes());
    }
    hash.update(request.declared.describe().to_string().as_bytes());
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The tables of the files, with commas between several; none where no file was understood that far.
pub(super) fn table_id(files: &[FileFacts]) -> Option<String> {
    let tables: BTreeSet<&str> = files
        .iter()
        .filter_map(|file| file.table_id.as_deref())
        .collect();
    (!tables.is_empty()).then(|| tables.into_iter().collect::<Vec<_>>().join(","))
}

/// Who published the figures, as the covers say; none where nothing was placed.
pub(super) fn source(covers: &[Cover]) -> Option<&str> {
    covers.first().map(|cover| cover.variant.source.as_str())
}

pub(super) fn import_files(files: &[FileFacts]) -> Vec<ImportFile> {
    let one = |(no, file): (usize, &FileFacts)| ImportFile {
        no: i32::try_from(no).unwrap_or(i32::MAX),
        name: file.name.clone(),
        sha256: file.described.sha256.clone(),
        bytes: i64::try_from(file.described.bytes).unwrap_or(i64::MAX),
        encoding: Some(file.described.encoding.to_string()),
    };
    files.iter().enumerate().map(one).collect()
}

pub(super) fn import_issues(issues: &[RowIssue]) -> Vec<ImportIssue> {
    let one = |(no, issue): (usize, &RowIssue)| ImportIssue {
        no: i32::try_from(no).unwrap_or(i32::MAX),
        severity: match issue.severity {
            Severity::Error => StoredSeverity::Error,
            Severity::Warning => StoredSeverity::Warning,
        },
        file: issue.file.clone(),
        line: issue.line.and_then(|line| i64::try_from(line).ok()),
        column: issue.column.clone(),
        rule: issue.rule.to_owned(),
        value_masked: issue.value.clone(),
        message_da: issue.message.da.clone(),
        message_en: issue.message.en.clone(),
    };
    issues.iter().enumerate().map(one).collect()
}

/// Why a part of an earlier import cannot be replaced: which members stand in the way, and where.
pub(super) fn overlap_issue(
    outcome: &ReadOutcome,
    import_id: i64,
    overlap: &PartialOverlap,
) -> RowIssue {
    let file = outcome.files.first().map_or("", |file| file.name.as_str());
    let dimension = &overlap.dimension;
    let (missing_da, missing_en) = named(&overlap.only_in_old);
    let (areas_da, areas_en) = named(&overlap.areas);
    let (periods_da, periods_en) = named(&overlap.periods);
    let message = Message {
        da: format!(
            "alle {dimension} fra import {import_id}, som den kun ville erstatte en del af for {areas_da} i {periods_da}; der mangler {missing_da}"
        ),
        en: format!(
            "all of {dimension} from import {import_id}, only part of which it would replace for {areas_en} in {periods_en}; missing are {missing_en}"
        ),
    };
    RowIssue::error(file, "cover.partial_overlap", message)
}

/// The first of a list and how many more there are, in Danish and English.
fn named(items: &[impl ToString]) -> (String, String) {
    let first = items
        .iter()
        .take(NAMED_MAX)
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ");
    match items.len().saturating_sub(NAMED_MAX) {
        0 => (first.clone(), first),
        more => (
            format!("{first} og {more} til"),
            format!("{first} and {more} more"),
        ),
    }
}
