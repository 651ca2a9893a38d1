//! What the catalogue keeps of an import: its files, its issues, and the hash of its content.

use std::collections::BTreeSet;

use pejl_db::import::{ImportFile, ImportIssue, Severity as StoredSeverity};
use pejl_domain::Cover;
use pejl_domain::cover::PartialOverlap;
use pejl_domain::hex;
use pejl_ingest::{Message, RowIssue, Severity};
use pejl_ingest_spending::FileFacts;
use sha2::{Digest, Sha256};

/// Members, areas or periods that a message names before the rest is only counted.
const NAMED_MAX: usize = 10;

/// Hash of the bytes and of what was stated about them: the same files read another way are another content.
pub(super) fn content_hash(described: &str, files: &[FileFacts]) -> String {
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.described.sha256.as_bytes());
    }
    hash.update(described.as_bytes());
    hex(hash.finalize())
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
    files: &[FileFacts],
    import_id: i64,
    overlap: &PartialOverlap,
) -> RowIssue {
    let file = first_name(files);
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

/// Why an import of persons cannot be kept: half of the municipality's pseudonyms would be others.
pub(super) fn other_key_issue(file: &str, municipality: &str) -> RowIssue {
    let message = Message {
        da: format!(
            "nøglen til pseudonymer er ikke den, som kommune {municipality} er læst ind med; brug den samme, eller læs alle personhenførbare data ind igen"
        ),
        en: format!(
            "the key for pseudonyms is not the one municipality {municipality} was imported with; use that one, or import all data on persons again"
        ),
    };
    RowIssue::error(file, "person.other_key", message)
}

/// Why an import without a single row that can be kept is refused.
pub(super) fn no_rows_issue(files: &[FileFacts]) -> RowIssue {
    let message = Message {
        da: "der er ingen rækker, der kan gemmes; angiv perioden, hvis den virkelig er tom"
            .to_owned(),
        en: "there is no row that can be kept; declare the period if it is really empty".to_owned(),
    };
    RowIssue::error(first_name(files), "rows.none", message)
}

pub(super) fn first_name(files: &[FileFacts]) -> &str {
    files.first().map_or("", |file| file.name.as_str())
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
