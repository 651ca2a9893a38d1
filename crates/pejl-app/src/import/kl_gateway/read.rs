//! From files to reports: what can be applied, what is held or refused, and what was wrong.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pejl_domain::hex;
use pejl_ingest::issue::shown_name;
use pejl_ingest::record::Quarantined;
use pejl_ingest::{Message, RowIssue, Severity};
use pejl_kl_gateway::{DeliveryReport, Limits, ReadOptions, Report, read_report};
use sha2::{Digest, Sha256};

use super::super::ImportState;
use super::super::records::quarantine::Quarantine;
use super::{Plan, ReportFile, ReportSummary};
use crate::error::AppError;
use crate::kl_gateway::{Organisations, organisations};
use crate::store::{Store, file_error};

/// Issues that are named; the rest is counted.
const ISSUES_MAX: usize = 1_000;
/// Bytes of all files of a load: the reports of a load are put in order, and are in memory until then.
const MAX_BYTES: u64 = 1024 * 1024 * 1024;

/// What the files of a load hold.
#[derive(Debug, Default)]
pub(super) struct ReadReports {
    /// Reports that can be applied, each with the number of its file.
    pub(super) reports: Vec<(i32, DeliveryReport)>,
    pub(super) summary: ReportSummary,
}

impl ReadReports {
    /// Whether the load as a whole is refused.
    pub(super) fn has_errors(&self) -> bool {
        let issues = &self.summary.issues;
        issues.iter().any(|issue| issue.severity == Severity::Error)
    }

    /// What a load would have done.
    pub(super) fn dry_run(mut self) -> ReportSummary {
        self.summary.state = Some(if self.has_errors() {
            ImportState::Refused
        } else {
            ImportState::DryRun
        });
        self.summary.n_reports = self.reports.len();
        self.summary
    }
}

/// Reads the files of a load, and writes what is held or refused to the quarantine.
pub(super) fn read_files(
    store: &Store,
    plan: &Plan,
    files: &[PathBuf],
    import_id: i64,
    dry_run: bool,
    keep: &mut dyn FnMut(),
) -> Result<ReadReports, AppError> {
    let organisations = organisations(store, plan.municipality)?;
    let mut reading = Reading {
        store,
        plan,
        organisations,
        quarantine: Quarantine::new(store, import_id, dry_run),
        rules: BTreeMap::new(),
        n_bytes: 0,
        n_unreadable: 0,
        read: ReadReports::default(),
    };
    for (file_no, path) in (0_i32..).zip(files) {
        reading.file(file_no, path)?;
        keep();
    }
    reading.finish()
}

struct Reading<'r> {
    store: &'r Store,
    plan: &'r Plan,
    organisations: Organisations,
    quarantine: Quarantine<'r>,
    rules: BTreeMap<&'static str, i64>,
    n_bytes: u64,
    n_unreadable: usize,
    read: ReadReports,
}

impl Reading<'_> {
    fn file(&mut self, file_no: i32, path: &Path) -> Result<(), AppError> {
        let name = shown_name(path);
        let failed = |source| file_error("read", path, source);
        let limits = Limits::default();
        let size = std::fs::metadata(path).map_err(failed)?.len();
        // What an archive holds is known when it is unpacked.
        if self.n_bytes.saturating_add(size) > MAX_BYTES {
            self.n_bytes = u64::MAX;
            let issue = RowIssue::error(&name, "kl.load_too_large", too_large());
            self.read.summary.issues.push(issue);
            return Ok(());
        }
        // What is larger than can be read is refused by its size, not by reading it.
        let bytes = if size > u64::try_from(limits.max_bytes).unwrap_or(u64::MAX) {
            None
        } else {
            Some(std::fs::read(path).map_err(failed)?)
        };
        let report = match (&bytes, &self.plan.key) {
            (Some(bytes), Some(person_key)) => read_report(
                bytes,
                &ReadOptions {
                    file: &name,
                    person_key,
                    organisations: &self.organisations,
                    received_at: self.store.now(),
                    limits,
                },
            ),
            _ => Report {
                issues: vec![RowIssue::error(&name, "kl.too_large", too_large())],
                n_unreadable: 1,
                ..Report::default()
            },
        };
        self.n_bytes = self.n_bytes.saturating_add(report.n_bytes.max(size));
        self.read.summary.files.push(ReportFile {
            name,
            n_reports: report
                .deliveries
                .len()
                .saturating_add(report.held.len())
                .saturating_add(report.n_refused),
            sha256: content_hash(&report),
            bytes: size,
        });
        self.take(file_no, report)
    }

    fn take(&mut self, file_no: i32, report: Report) -> Result<(), AppError> {
        let summary = &mut self.read.summary;
        summary.n_held = summary.n_held.saturating_add(report.held.len());
        summary.n_refused = summary.n_refused.saturating_add(report.n_refused);
        self.n_unreadable = self.n_unreadable.saturating_add(report.n_unreadable);
        for issue in report.issues {
            self.issue(issue)?;
        }
        let deliveries = report.deliveries.into_iter();
        self.read
            .reports
            .extend(deliveries.map(|delivery| (file_no, delivery)));
        Ok(())
    }

    /// What keeps a report out goes to the quarantine, what is only odd to the issues.
    fn issue(&mut self, issue: RowIssue) -> Result<(), AppError> {
        let count = self.rules.entry(issue.rule).or_default();
        *count = count.saturating_add(1);
        let keeps_out =
            issue.severity == Severity::Error || issue.rule == "kl.unknown_organisation";
        if keeps_out {
            let row = Quarantined {
                file: issue.file.clone(),
                line: issue.line.unwrap_or_default(),
                column: issue.column.clone().unwrap_or_default(),
                rule: issue.rule,
                masked: issue.value.clone().unwrap_or_default(),
                message: issue.message.clone(),
            };
            self.quarantine.add(&row).map_err(|source| {
                file_error("write", &self.store.data.join("quarantine"), source)
            })?;
        }
        self.read.summary.note(RowIssue {
            severity: Severity::Warning,
            ..issue
        });
        Ok(())
    }

    fn finish(self) -> Result<ReadReports, AppError> {
        let mut read = self.read;
        let summary = &mut read.summary;
        summary.rules = self
            .rules
            .into_iter()
            .map(|(rule, n)| (rule.to_owned(), n))
            .collect();
        summary.quarantine = self.quarantine.finish()?;
        let first = summary.files.first().map(|file| file.name.clone());
        let first = first.unwrap_or_default();
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        let n_refused = count(summary.n_refused);
        let n_read = n_refused
            .saturating_add(count(summary.n_held))
            .saturating_add(count(read.reports.len()));
        if self.n_unreadable > 0 {
            summary
                .issues
                .insert(0, unreadable(&first, self.n_unreadable));
        } else if !self.plan.allowed.admits(n_refused, n_read) {
            summary
                .issues
                .insert(0, too_many_refused(&first, n_refused, n_read));
        } else if read.reports.is_empty() && summary.n_held > 0 {
            summary.issues.insert(0, all_held(&first));
        }
        Ok(read)
    }
}

impl ReportSummary {
    /// Keeps an issue, or counts it where there are too many.
    pub(super) fn note(&mut self, issue: RowIssue) {
        if self.issues.len() < ISSUES_MAX {
            self.issues.push(issue);
        } else {
            self.n_issues_dropped = self.n_issues_dropped.saturating_add(1);
        }
    }
}

/// Hash of what was read, without a citizen's number: of few bytes a hash could be undone by trying.
fn content_hash(report: &Report) -> String {
    let mut hash = Sha256::new();
    for delivery in &report.deliveries {
        hash.update(delivery.key.content_hash.as_bytes());
    }
    for held in &report.held {
        hash.update(held.bundle_id.as_bytes());
    }
    hex(hash.finalize())
}

fn too_large() -> Message {
    Message {
        da: "filerne er for store til at blive læst på én gang; del dem i flere importer"
            .to_owned(),
        en: "the files are too large to be read at once; split them into several imports"
            .to_owned(),
    }
}

/// How many reports such a file holds nobody knows, so that no share of them can be allowed.
fn unreadable(file: &str, n_files: usize) -> RowIssue {
    let message = Message {
        da: format!("{n_files} filer kan slet ikke læses; ret dem, eller lad dem ude"),
        en: format!("{n_files} files cannot be read at all; mend them, or leave them out"),
    };
    RowIssue::error(file, "kl.unreadable", message)
}

fn too_many_refused(file: &str, n_refused: u64, n_read: u64) -> RowIssue {
    let message = Message {
        da: format!(
            "{n_refused} af {n_read} indberetninger kan ikke læses, og det er flere end tilladt (--max-refused)"
        ),
        en: format!(
            "{n_refused} of {n_read} reports cannot be read, which is more than is allowed (--max-refused)"
        ),
    };
    RowIssue::error(file, "kl.refused", message)
}

fn all_held(file: &str) -> RowIssue {
    let message = Message {
        da: "alle indberetninger er fra organisationer, som ikke kendes for kommunen; indlæs reporting_org først"
            .to_owned(),
        en: "all reports are of organisations that are not known for the municipality; import reporting_org first"
            .to_owned(),
    };
    RowIssue::error(file, "kl.all_held", message)
}
