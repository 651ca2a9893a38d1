//! Import: files in, one atomic revision out.
//!
//! The files are read once. Checked rows go to segments of the lake under temporary names while a lease keeps other
//! writers away; only when every row of every file is right are the segments published and the catalogue told, in one
//! short transaction. Killing the process anywhere leaves the previous revision as it was.

mod record;
mod segments;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use pejl_db::commit::{Commit, CommitError, NewCover, Outcome, commit_import};
use pejl_db::coverage::DatasetKind;
use pejl_db::import::{
    BeginError, NewImport, Origin, Refusal, abandon, begin_import, refuse_import,
};
use pejl_db::lease::{SCOPE_ALL, Ticket, renew};
use pejl_db::segment::{WrittenSegment, expired_segments, mark_swept};
use pejl_domain::Cover;
use pejl_ingest::RowIssue;
use pejl_ingest_spending::{Declared, FileFacts, ReadOutcome, Sink, price_index, read_statbank};
use pejl_lake::{DatasetSpec, PRICE_INDEX, STAT_FACT};

use crate::error::{AppError, chain};
use crate::pause;
use crate::store::Store;
use record::{content_hash, import_files, import_issues, overlap_issue, source, table_id};
use segments::Segments;

/// How long a lease lasts unless it is renewed.
const LEASE: Duration = Duration::from_secs(120);
/// How often a running import renews its lease.
const RENEW_EVERY: Duration = Duration::from_secs(20);

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
            give_up(store, &ticket);
            Err(error)
        }
    }
}

/// Ends an import that failed. The failure is what is reported; the lease ends by itself if this fails too.
fn give_up(store: &Store, ticket: &Ticket) {
    if let Err(second) = abandon(&store.db, ticket) {
        log::warn!(
            "import {} could not be given up: {}",
            ticket.import_id,
            chain(&second)
        );
    }
    tidy(store);
}

/// Sweeps at once what is of no use, so that it does not lie there until the next import; that one would sweep too.
fn tidy(store: &Store) {
    if let Err(error) = sweep(store) {
        log::warn!("failed to sweep: {}", chain(&error));
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
    let scope = scope(request);
    let new = NewImport {
        dataset: request.kind.spec().name,
        source: request.kind.source(),
        table_id: request.declared.table.as_deref().unwrap_or_default(),
        municipality: None,
        mapping: &mapping,
        scope: &scope,
        actor: &request.actor,
    };
    begin_import(&store.db, &new, store.now(), LEASE).map_err(|error| match error {
        BeginError::Leased { scope, until, .. } => AppError::Busy {
            dataset: new.dataset.to_owned(),
            scope,
            until,
        },
        other => AppError::Begin(other),
    })
}

/// What nobody else may write meanwhile: the table declared, or the whole dataset while only the files know theirs.
fn scope(request: &ImportRequest) -> String {
    let is_plain = |table: &&str| {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        !table.is_empty() && table.chars().all(is_name)
    };
    match request.declared.table.as_deref().filter(is_plain) {
        Some(table) => format!("{}/{table}", request.kind.source()),
        None => SCOPE_ALL.to_owned(),
    }
}

fn run(
    store: &Store,
    request: &ImportRequest,
    ticket: &Ticket,
    progress: &mut dyn FnMut(u64),
) -> Result<ImportSummary, AppError> {
    let mut segments = Segments::new(store, ticket, request.kind.spec());
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
                    chain(&error)
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
    if outcome.has_errors() {
        // Files under temporary names go with the value that owns them.
        drop(segments);
        return refuse(store, request, ticket, outcome);
    }
    pause::at("import.written");
    // Sealing and renaming large files takes its time, and a lease that is lost is better known before.
    renew(&store.db, ticket, store.now(), LEASE)?;
    let written = segments.publish()?;
    pause::at("import.published");
    commit(store, request, ticket, outcome, &written)
}

/// Keeps what was wrong with the files.
fn refuse(
    store: &Store,
    request: &ImportRequest,
    ticket: &Ticket,
    outcome: ReadOutcome,
) -> Result<ImportSummary, AppError> {
    let table_id = table_id(&outcome.files);
    let refusal = Refusal {
        origin: Origin {
            source: source(&outcome.covers),
            table_id: table_id.as_deref(),
        },
        files: &import_files(&outcome.files),
        issues: &import_issues(&outcome.issues),
    };
    refuse_import(&store.db, ticket, &refusal, store.now())?;
    Ok(summary(
        request.kind,
        ImportState::Refused,
        Some(ticket.import_id),
        None,
        outcome,
    ))
}

/// Makes the figures visible, or says why not.
///
/// Where they do not become visible the published files stay until a sweep. Whether a commit whose answer was lost took
/// effect is known to the catalogue alone; files removed on the strength of an error could be those of a revision.
fn commit(
    store: &Store,
    request: &ImportRequest,
    ticket: &Ticket,
    mut outcome: ReadOutcome,
    written: &[WrittenSegment],
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
    let table_id = table_id(&outcome.files);
    let commit = Commit {
        covers: &covers,
        origin: Origin {
            source: source(&outcome.covers),
            table_id: table_id.as_deref(),
        },
        segments: written,
        files: &import_files(&outcome.files),
        n_rows: i64::try_from(outcome.n_rows).unwrap_or(i64::MAX),
        n_refused: 0,
        issues: &import_issues(&outcome.issues),
        kind: "import",
        actor: &request.actor,
        dataset_kind: match request.kind.spec().kind {
            pejl_lake::DatasetKind::Replace => DatasetKind::Replace,
            pejl_lake::DatasetKind::Append => DatasetKind::Append,
        },
    };
    let committed = commit_import(&store.db, ticket, &commit, store.now(), &|| {
        pause::at("import.committing")
    });
    let (state, revision) = match committed {
        Ok(Outcome::Committed { revision, .. }) => {
            pause::at("import.committed");
            (ImportState::Committed, revision)
        }
        Ok(Outcome::Unchanged { revision }) => {
            tidy(store);
            (ImportState::Unchanged, revision)
        }
        Err(CommitError::PartialOverlap {
            by_import, overlap, ..
        }) => {
            outcome
                .issues
                .push(overlap_issue(&outcome, by_import, &overlap));
            let refused = refuse(store, request, ticket, outcome)?;
            tidy(store);
            return Ok(refused);
        }
        Err(error) => return Err(AppError::Commit(error)),
    };
    Ok(summary(
        request.kind,
        state,
        Some(ticket.import_id),
        Some(revision),
        outcome,
    ))
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
