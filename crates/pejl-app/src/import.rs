//! Import: files in, one atomic revision out.
//!
//! The files are read once. Checked rows go to segments of the lake under temporary names while a lease keeps other
//! writers away; only when every row of every file is right are the segments published and the catalogue told, in one
//! short transaction. Killing the process anywhere leaves the previous revision as it was.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use pejl_db::commit::{Commit, CommitError, NewCover, Outcome, commit_import};
use pejl_db::coverage::DatasetKind;
use pejl_db::import::{
    BeginError, ImportFile, ImportIssue, NewImport, Severity as StoredSeverity, abandon,
    begin_import, refuse_import,
};
use pejl_db::lease::{Ticket, renew};
use pejl_db::segment::{WrittenSegment, expired_segments, mark_swept, reserve_segments};
use pejl_domain::Cover;
use pejl_domain::cover::PartialOverlap;
use pejl_ingest::{RowIssue, Severity};
use pejl_ingest_spending::{Declared, FileFacts, ReadOutcome, Sink, price_index, read_statbank};
use pejl_lake::{DatasetSpec, PRICE_INDEX, STAT_FACT, SealedSegment, SegmentWriter};
use sha2::{Digest, Sha256};

use crate::error::AppError;
use crate::pause;
use crate::store::Store;

/// How long a lease lasts unless it is renewed.
const LEASE: Duration = Duration::from_secs(120);
/// How often a running import renews its lease.
const RENEW_EVERY: Duration = Duration::from_secs(20);
/// Rows after which a further segment is begun.
const SEGMENT_ROWS: u64 = 8_000_000;

/// What can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportKind {
    /// StatBank files in any format, and noegletal.dk exports.
    Statbank,
    /// Published changes of a price and wage series.
    PriceIndex,
}

impl ImportKind {
    /// Every kind with the name it has on the command line and over HTTP.
    pub const ALL: [(Self, &'static str); 2] = [
        (Self::Statbank, "statbank"),
        (Self::PriceIndex, "price_index"),
    ];

    /// Returns the kind with the name.
    pub fn find(name: &str) -> Option<Self> {
        // noegletal.dk exports know themselves what they are.
        let name = if name == "noegletal" {
            "statbank"
        } else {
            name
        };
        Self::ALL
            .iter()
            .find(|(_, known)| *known == name.replace('-', "_"))
            .map(|(kind, _)| *kind)
    }

    fn spec(self) -> &'static DatasetSpec {
        match self {
            Self::Statbank => &STAT_FACT,
            Self::PriceIndex => &PRICE_INDEX,
        }
    }

    fn source(self) -> &'static str {
        match self {
            Self::Statbank => "statbank",
            Self::PriceIndex => "canonical",
        }
    }
}

/// One import to be made.
#[derive(Debug, Clone)]
pub struct ImportRequest {
    /// What the files are.
    pub kind: ImportKind,
    /// The files, read in order as one import.
    pub files: Vec<PathBuf>,
    /// What the user states about them.
    pub declared: Declared,
    /// Read and check everything, keep nothing.
    pub dry_run: bool,
    /// Who asked for it: a key's name, or the command line.
    pub actor: String,
}

/// How an import ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportState {
    /// A new revision was made.
    Committed,
    /// The same bytes are already there: nothing changed.
    Unchanged,
    /// The input was refused; nothing changed.
    Refused,
    /// Everything was read and right; nothing was kept because it was a dry run.
    DryRun,
}

impl ImportState {
    /// Returns the name used in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Committed => "committed",
            Self::Unchanged => "unchanged",
            Self::Refused => "refused",
            Self::DryRun => "dry_run",
        }
    }
}

/// What an import did.
#[derive(Debug, Clone)]
pub struct ImportSummary {
    /// How it ended.
    pub state: ImportState,
    /// Its number; none for a dry run.
    pub import_id: Option<i64>,
    /// The revision it made, or the one that already holds its figures.
    pub revision: Option<i64>,
    /// The dataset.
    pub dataset: &'static str,
    /// Facts read.
    pub n_rows: u64,
    /// The files.
    pub files: Vec<FileFacts>,
    /// What the facts cover.
    pub covers: Vec<Cover>,
    /// Errors and warnings.
    pub issues: Vec<RowIssue>,
    /// Further issues that were only counted.
    pub n_issues_dropped: u64,
}

/// Imports files, or says why not.
///
/// `progress` is told the rows read so far.
///
/// # Errors
/// Failures of the environment, or that somebody else writes the same data. What is wrong with the input is in the
/// summary, with the state [`ImportState::Refused`].
pub fn import(
    store: &Store,
    request: &ImportRequest,
    progress: &mut dyn FnMut(u64),
) -> Result<ImportSummary, AppError> {
    if request.dry_run {
        return dry_run(request, progress);
    }
    sweep(store)?;
    let ticket = begin(store, request)?;
    pause::at("import.leased");
    match run(store, request, &ticket, progress) {
        Ok(summary) => Ok(summary),
        Err(error) => {
            // The first failure is the one to report; the lease ends by itself if this one fails too.
            if let Err(second) = abandon(&store.db, &ticket) {
                log::warn!(
                    "import {} could not be given up: {}",
                    ticket.import_id,
                    crate::error::chain(&second)
                );
            }
            Err(error)
        }
    }
}

/// Removes what imports left behind that died: files under leases that have run out.
///
/// # Errors
/// The catalogue or the lake cannot be used.
pub fn sweep(store: &Store) -> Result<(), AppError> {
    let expired = expired_segments(&store.db, store.now())?;
    if expired.is_empty() {
        return Ok(());
    }
    let paths: Vec<&str> = expired
        .iter()
        .map(|segment| segment.path.as_str())
        .collect();
    store.lake.remove(&paths)?;
    let ids: Vec<i64> = expired.iter().map(|segment| segment.id).collect();
    mark_swept(&store.db, &ids)?;
    log::info!(
        "swept segments of dead imports n_segments={}",
        expired.len()
    );
    Ok(())
}

fn dry_run(
    request: &ImportRequest,
    progress: &mut dyn FnMut(u64),
) -> Result<ImportSummary, AppError> {
    let mut declared = request.declared.clone();
    declared.dry_run = true;
    let outcome = read(
        request.kind,
        &request.files,
        &declared,
        0,
        &mut |_| Ok(()),
        progress,
    )?;
    let state = if outcome.has_errors() {
        ImportState::Refused
    } else {
        ImportState::DryRun
    };
    Ok(summary(request.kind, state, None, None, outcome))
}

fn begin(store: &Store, request: &ImportRequest) -> Result<Ticket, AppError> {
    let mapping = request.declared.describe().to_string();
    let new = NewImport {
        dataset: request.kind.spec().name,
        source: request.kind.source(),
        table_id: request.declared.table.as_deref().unwrap_or_default(),
        municipality: None,
        mapping: &mapping,
        scope: request.kind.source(),
        actor: &request.actor,
    };
    begin_import(&store.db, &new, store.now(), LEASE).map_err(|error| match error {
        BeginError::Leased { until, .. } => AppError::Busy {
            dataset: new.dataset.to_owned(),
            scope: new.scope.to_owned(),
            until,
        },
        other => AppError::Begin(other),
    })
}

fn run(
    store: &Store,
    request: &ImportRequest,
    ticket: &Ticket,
    progress: &mut dyn FnMut(u64),
) -> Result<ImportSummary, AppError> {
    let spec = request.kind.spec();
    let mut segments = Segments {
        store,
        ticket,
        spec,
        open: None,
        sealed: Vec::new(),
    };
    let mut renewed = Instant::now();
    let mut progress_and_renew = |n_rows: u64| {
        progress(n_rows);
        if renewed.elapsed() >= RENEW_EVERY {
            renewed = Instant::now();
            if let Err(error) = renew(&store.db, ticket, store.now(), LEASE) {
                // The commit checks the lease again; a late renewal is not yet a loss.
                log::warn!(
                    "lease of import {} not renewed: {}",
                    ticket.import_id,
                    crate::error::chain(&error)
                );
            }
        }
    };
    let outcome = read(
        request.kind,
        &request.files,
        &request.declared,
        ticket.import_id,
        &mut |frame| segments.write(&frame).map_err(|error| Box::new(error) as _),
        &mut progress_and_renew,
    )?;
    let files = import_files(&outcome.files);
    let issues = import_issues(&outcome.issues);
    if outcome.has_errors() {
        segments.discard();
        refuse_import(&store.db, ticket, &files, &issues, store.now())?;
        return Ok(summary(
            request.kind,
            ImportState::Refused,
            Some(ticket.import_id),
            None,
            outcome,
        ));
    }
    pause::at("import.written");
    let written = segments.publish()?;
    pause::at("import.published");
    commit(
        store,
        request,
        ticket,
        outcome,
        &Committed {
            files,
            issues,
            written,
        },
    )
}

struct Committed {
    files: Vec<ImportFile>,
    issues: Vec<ImportIssue>,
    written: Vec<(WrittenSegment, String)>,
}

fn commit(
    store: &Store,
    request: &ImportRequest,
    ticket: &Ticket,
    mut outcome: ReadOutcome,
    what: &Committed,
) -> Result<ImportSummary, AppError> {
    let content = content_hash(request, &outcome.files);
    let covers: Vec<NewCover> = outcome
        .covers
        .iter()
        .map(|cover| NewCover {
            cover: cover.clone(),
            sha256: content.clone(),
        })
        .collect();
    let segments: Vec<WrittenSegment> = what
        .written
        .iter()
        .map(|(segment, _)| segment.clone())
        .collect();
    let commit = Commit {
        covers: &covers,
        segments: &segments,
        files: &what.files,
        n_rows: i64::try_from(outcome.n_rows).unwrap_or(i64::MAX),
        n_refused: 0,
        issues: &what.issues,
        kind: "import",
        actor: &request.actor,
        dataset_kind: match request.kind.spec().kind {
            pejl_lake::DatasetKind::Replace => DatasetKind::Replace,
            pejl_lake::DatasetKind::Append => DatasetKind::Append,
        },
    };
    let paths: Vec<&str> = what.written.iter().map(|(_, path)| path.as_str()).collect();
    match commit_import(&store.db, ticket, &commit, store.now(), &|| {
        pause::at("import.committing")
    }) {
        Ok(Outcome::Committed { revision, .. }) => {
            pause::at("import.committed");
            Ok(summary(
                request.kind,
                ImportState::Committed,
                Some(ticket.import_id),
                Some(revision),
                outcome,
            ))
        }
        Ok(Outcome::Unchanged { revision }) => {
            store.lake.remove(&paths)?;
            Ok(summary(
                request.kind,
                ImportState::Unchanged,
                Some(ticket.import_id),
                Some(revision),
                outcome,
            ))
        }
        Err(CommitError::PartialOverlap {
            by_import, overlap, ..
        }) => {
            store.lake.remove(&paths)?;
            outcome
                .issues
                .push(overlap_issue(&outcome, by_import, &overlap));
            let issues = import_issues(&outcome.issues);
            refuse_import(&store.db, ticket, &what.files, &issues, store.now())?;
            Ok(summary(
                request.kind,
                ImportState::Refused,
                Some(ticket.import_id),
                None,
                outcome,
            ))
        }
        Err(error) => {
            store.lake.remove(&paths)?;
            Err(AppError::Commit(error))
        }
    }
}

fn overlap_issue(outcome: &ReadOutcome, import_id: i64, overlap: &PartialOverlap) -> RowIssue {
    let file = outcome.files.first().map_or("", |file| file.name.as_str());
    let missing = overlap
        .only_in_old
        .iter()
        .take(10)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    let dimension = &overlap.dimension;
    let message = pejl_ingest::Message {
        da: format!(
            "alle {dimension} fra import {import_id}, som den kun ville erstatte en del af; der mangler {missing}"
        ),
        en: format!(
            "all of {dimension} from import {import_id}, only part of which it would replace; missing are {missing}"
        ),
    };
    RowIssue::error(file, "cover.partial_overlap", message)
}

fn read(
    kind: ImportKind,
    files: &[PathBuf],
    declared: &Declared,
    import_id: i64,
    sink: &mut Sink<'_>,
    progress: &mut dyn FnMut(u64),
) -> Result<ReadOutcome, AppError> {
    Ok(match kind {
        ImportKind::Statbank => read_statbank(files, declared, import_id, sink, progress)?,
        ImportKind::PriceIndex => {
            price_index::read_price_index(files, declared, import_id, sink, progress)?
        }
    })
}

fn summary(
    kind: ImportKind,
    state: ImportState,
    import_id: Option<i64>,
    revision: Option<i64>,
    outcome: ReadOutcome,
) -> ImportSummary {
    ImportSummary {
        state,
        import_id,
        revision,
        dataset: kind.spec().name,
        n_rows: outcome.n_rows,
        files: outcome.files,
        covers: outcome.covers,
        issues: outcome.issues,
        n_issues_dropped: outcome.n_issues_dropped,
    }
}

/// Hash of the bytes and of what was stated about them: the same files read another way are another content.
fn content_hash(request: &ImportRequest, files: &[FileFacts]) -> String {
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

fn import_files(files: &[FileFacts]) -> Vec<ImportFile> {
    let one = |(no, file): (usize, &FileFacts)| ImportFile {
        no: i32::try_from(no).unwrap_or(i32::MAX),
        name: file.name.clone(),
        sha256: file.described.sha256.clone(),
        bytes: i64::try_from(file.described.bytes).unwrap_or(i64::MAX),
        encoding: Some(file.described.encoding.to_string()),
    };
    files.iter().enumerate().map(one).collect()
}

fn import_issues(issues: &[RowIssue]) -> Vec<ImportIssue> {
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

/// The segments of one import while they are being written.
struct Segments<'a> {
    store: &'a Store,
    ticket: &'a Ticket,
    spec: &'static DatasetSpec,
    open: Option<OpenSegment>,
    sealed: Vec<(i64, String, SealedSegment)>,
}

struct OpenSegment {
    id: i64,
    path: String,
    writer: SegmentWriter,
    n_rows: u64,
}

impl Segments<'_> {
    fn write(&mut self, frame: &pejl_lake::Frame) -> Result<(), AppError> {
        if self
            .open
            .as_ref()
            .is_some_and(|open| open.n_rows >= SEGMENT_ROWS)
        {
            self.seal()?;
        }
        let mut open = match self.open.take() {
            Some(open) => open,
            None => self.begin()?,
        };
        open.writer.write(frame)?;
        open.n_rows += u64::try_from(frame.height()).unwrap_or(u64::MAX);
        self.open = Some(open);
        pause::at("import.writing");
        Ok(())
    }

    fn begin(&self) -> Result<OpenSegment, AppError> {
        let reserved = reserve_segments(&self.store.db, self.ticket, 1, self.spec.schema_version)?;
        let Some(segment) = reserved.into_iter().next() else {
            return Err(AppError::Conflict(
                "the catalogue reserved no segment".to_owned(),
            ));
        };
        let writer = self.store.lake.writer(&segment.path, self.spec)?;
        Ok(OpenSegment {
            id: segment.id,
            path: segment.path,
            writer,
            n_rows: 0,
        })
    }

    fn seal(&mut self) -> Result<(), AppError> {
        if let Some(open) = self.open.take() {
            self.sealed.push((open.id, open.path, open.writer.seal()?));
        }
        Ok(())
    }

    fn publish(mut self) -> Result<Vec<(WrittenSegment, String)>, AppError> {
        self.seal()?;
        let mut written = Vec::new();
        for (id, path, sealed) in self.sealed {
            let meta = sealed.publish()?;
            let segment = WrittenSegment {
                id,
                sha256: meta.sha256,
                n_rows: meta.n_rows,
                bytes: meta.bytes,
            };
            written.push((segment, path));
        }
        Ok(written)
    }

    /// Throws away what was written; dropping a writer or a sealed segment removes its temporary file.
    fn discard(self) {}
}
