//! What every import does, whatever it reads: lease, read, seal, commit, or give up.

use std::panic::resume_unwind;
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use pejl_db::commit::{Commit, CommitError, NewCover, Outcome, commit_import};
use pejl_db::coverage::DatasetKind;
use pejl_db::import::{NewImport, Origin, Refusal, abandon, begin_import, refuse_import};
use pejl_db::lease::{Ticket, lease_beside, renew};
use pejl_db::person_key::UsedKey;
use pejl_db::segment::{WrittenSegment, erased_segments, expired_segments, mark_swept};
use pejl_domain::Cover;
use pejl_ingest::{RowIssue, Severity};
use pejl_ingest_spending::{FileFacts, Sink};
use pejl_lake::{DatasetSpec, Frame};

use super::recorded::{
    content_hash, first_name, import_files, import_issues, no_rows_issue, other_key_issue,
    overlap_issue, source, table_id,
};
use super::records::remove_unfinished_quarantines;
use super::segments::Segments;
use super::{ImportState, ImportSummary};
use crate::error::{AppError, chain};
use crate::pause;
use crate::store::Store;

/// How long a lease lasts unless it is renewed.
const LEASE: Duration = Duration::from_secs(120);
/// Frames that may wait to be written: enough that neither side idles, few enough that memory stays flat.
const FRAMES_AHEAD: usize = 2;
/// How often a running import renews its lease.
const RENEW_EVERY: Duration = Duration::from_secs(20);

/// An import as the catalogue sees it before anything is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Job<'a> {
    pub(super) spec: &'static DatasetSpec,
    /// Who the figures or records are from.
    pub(super) source: &'a str,
    /// The table; empty while only the files know.
    pub(super) table: &'a str,
    /// Whose own data they are.
    pub(super) municipality: Option<&'a str>,
    /// What was stated about the files, as JSON: the same bytes read another way are another content.
    pub(super) described: &'a str,
    /// What nobody else may write meanwhile.
    pub(super) scope: &'a str,
    pub(super) actor: &'a str,
    /// The key that pseudonyms are made with.
    pub(super) person_key: Option<UsedKey<'a>>,
}

/// What reading gave.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) covers: Vec<Cover>,
    pub(super) n_rows: u64,
    pub(super) n_refused: u64,
    pub(super) files: Vec<FileFacts>,
    pub(super) issues: Vec<RowIssue>,
    pub(super) n_issues_dropped: u64,
    pub(super) rules: Vec<(String, i64)>,
}

/// Reads for an import with the number given, hands frames over, and tells how many rows it has read.
type Reading<'r> =
    dyn FnMut(i64, &mut Sink<'_>, &mut dyn FnMut(u64)) -> Result<Read, AppError> + 'r;

impl Read {
    fn has_errors(&self) -> bool {
        self.issues
            .iter()
            .any(|issue| issue.severity == Severity::Error)
    }
}

/// Reads under a lease and makes what was read visible in one step, or says why not.
///
/// `read` is given the number of the import, where frames go, and whom to tell of progress.
pub(super) fn carry_out(
    store: &Store,
    job: &Job<'_>,
    dry_run: bool,
    progress: &mut dyn FnMut(u64),
    mut read: impl FnMut(i64, &mut Sink<'_>, &mut dyn FnMut(u64)) -> Result<Read, AppError>,
) -> Result<ImportSummary, AppError> {
    if dry_run {
        let read = read(0, &mut |_| Ok(()), progress)?;
        let state = if read.has_errors() {
            ImportState::Refused
        } else {
            ImportState::DryRun
        };
        return Ok(summary(job, state, None, None, read));
    }
    sweep(store)?;
    let ticket = begin(store, job)?;
    pause::at("import.leased");
    match run(store, job, &ticket, progress, &mut read) {
        Ok(summary) => Ok(summary),
        Err(error) => {
            give_up(store, &ticket);
            Err(error)
        }
    }
}

/// Ends an import that failed. The failure is what is reported; the lease ends by itself if this fails too.
pub(super) fn give_up(store: &Store, ticket: &Ticket) {
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
pub(super) fn tidy(store: &Store) {
    if let Err(error) = sweep(store) {
        log::warn!("failed to sweep: {}", chain(&error));
    }
}

/// Removes what imports left behind that died, files under leases that have run out, and what was taken out of the
/// revisions and is still there.
///
/// # Errors
/// The catalogue or the lake cannot be used.
pub fn sweep(store: &Store) -> Result<(), AppError> {
    remove_unfinished_quarantines(store)?;
    let expired = expired_segments(&store.db, store.now())?;
    let erased = store.db.with(erased_segments)?;
    if expired.is_empty() && erased.is_empty() {
        return Ok(());
    }
    let gone = || expired.iter().chain(&erased);
    store.lake.remove(gone().map(|segment| &segment.path))?;
    let ids: Vec<i64> = gone().map(|segment| segment.id).collect();
    mark_swept(&store.db, &ids)?;
    log::info!(
        "swept segments n_of_dead_imports={} n_erased={}",
        expired.len(),
        erased.len()
    );
    Ok(())
}

pub(super) fn begin(store: &Store, job: &Job<'_>) -> Result<Ticket, AppError> {
    let new = NewImport {
        dataset: job.spec.name,
        source: job.source,
        table_id: job.table,
        municipality: job.municipality,
        mapping: job.described,
        scope: job.scope,
        actor: job.actor,
    };
    begin_import(&store.db, &new, store.now(), LEASE).map_err(AppError::begin)
}

/// Takes a further lease for an import that also changes another dataset.
pub(super) fn begin_beside(
    store: &Store,
    ticket: &Ticket,
    spec: &DatasetSpec,
    scope: &str,
) -> Result<Ticket, AppError> {
    lease_beside(&store.db, ticket, spec.name, scope, store.now(), LEASE).map_err(AppError::begin)
}

/// Extends the leases of an import: before work that may take long, or that must not be in vain.
pub(super) fn keep(store: &Store, ticket: &Ticket) -> Result<(), AppError> {
    Ok(renew(&store.db, ticket, store.now(), LEASE)?)
}

/// Extends the leases of an import now and then while it works.
pub(super) struct Keeper<'k> {
    store: &'k Store,
    ticket: &'k Ticket,
    renewed: Instant,
}

impl<'k> Keeper<'k> {
    pub(super) fn new(store: &'k Store, ticket: &'k Ticket) -> Self {
        Self {
            store,
            ticket,
            renewed: Instant::now(),
        }
    }

    /// To be called at every step of the work.
    pub(super) fn tick(&mut self) {
        if self.renewed.elapsed() < RENEW_EVERY {
            return;
        }
        self.renewed = Instant::now();
        if let Err(error) = renew(&self.store.db, self.ticket, self.store.now(), LEASE) {
            // The commit checks the leases again; a late renewal is not yet a loss.
            log::warn!(
                "lease of import {} not renewed: {}",
                self.ticket.import_id,
                chain(&error)
            );
        }
    }
}

fn run(
    store: &Store,
    job: &Job<'_>,
    ticket: &Ticket,
    progress: &mut dyn FnMut(u64),
    read: &mut Reading<'_>,
) -> Result<ImportSummary, AppError> {
    let segments = Segments::new(store, ticket, job.spec);
    let mut keeper = Keeper::new(store, ticket);
    let mut progress_and_renew = |n_rows: u64| {
        progress(n_rows);
        keeper.tick();
    };
    let (mut read, segments) = beside(segments, |sink| {
        read(ticket.import_id, sink, &mut progress_and_renew)
    })?;
    if read.covers.is_empty() && !read.has_errors() {
        read.issues.push(no_rows_issue(&read.files));
    }
    if read.has_errors() {
        // Files under temporary names go with the value that owns them.
        drop(segments);
        return refuse(store, job, ticket, read);
    }
    pause::at("import.written");
    // Sealing and renaming large files takes its time, and a lease that is lost is better known before.
    keep(store, ticket)?;
    let written = segments.publish()?;
    pause::at("import.published");
    commit(store, job, ticket, read, &written)
}

/// Writes frames on a thread of their own while the next ones are read.
///
/// The segments come back with what reading gave. A failure to write is what is reported: that reading could not hand
/// over its next frame is only the consequence.
fn beside<'a>(
    mut segments: Segments<'a>,
    read: impl FnOnce(&mut Sink<'_>) -> Result<Read, AppError>,
) -> Result<(Read, Segments<'a>), AppError> {
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel::<Frame>(FRAMES_AHEAD);
        let writing = scope.spawn(move || {
            for frame in receive {
                segments.write(&frame)?;
            }
            Ok(segments)
        });
        let read = read(&mut |frame| send.send(frame).map_err(|_| "writing has stopped".into()));
        drop(send);
        let written: Result<Segments<'a>, AppError> =
            writing.join().unwrap_or_else(|panic| resume_unwind(panic));
        let segments = written?;
        Ok((read?, segments))
    })
}

/// Keeps what was wrong with the files.
pub(super) fn refuse(
    store: &Store,
    job: &Job<'_>,
    ticket: &Ticket,
    read: Read,
) -> Result<ImportSummary, AppError> {
    let table_id = table_id(&read.files);
    let refusal = Refusal {
        origin: Origin {
            source: source(&read.covers),
            table_id: table_id.as_deref(),
        },
        files: &import_files(&read.files),
        issues: &import_issues(&read.issues),
        rules: &read.rules,
    };
    refuse_import(&store.db, ticket, &refusal, store.now())?;
    let state = ImportState::Refused;
    Ok(summary(job, state, Some(ticket.import_id), None, read))
}

/// Makes the figures visible, or says why not.
///
/// Where they do not become visible the published files stay until a sweep. Whether a commit whose answer was lost took
/// effect is known to the catalogue alone; files removed on the strength of an error could be those of a revision.
fn commit(
    store: &Store,
    job: &Job<'_>,
    ticket: &Ticket,
    mut read: Read,
    written: &[WrittenSegment],
) -> Result<ImportSummary, AppError> {
    let content = content_hash(job.described, &read.files);
    let covers: Vec<NewCover> = read
        .covers
        .iter()
        .map(|cover| NewCover {
            cover: cover.clone(),
            sha256: content.clone(),
        })
        .collect();
    let table_id = table_id(&read.files);
    let commit = Commit {
        covers: &covers,
        origin: Origin {
            source: source(&read.covers),
            table_id: table_id.as_deref(),
        },
        segments: written,
        beside: &[],
        files: &import_files(&read.files),
        n_rows: i64::try_from(read.n_rows).unwrap_or(i64::MAX),
        n_refused: i64::try_from(read.n_refused).unwrap_or(i64::MAX),
        issues: &import_issues(&read.issues),
        rules: &read.rules,
        person_key: job.person_key,
        kind: "import",
        actor: job.actor,
        dataset_kind: kind_of(job.spec),
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
            read.issues
                .push(overlap_issue(&read.files, by_import, &overlap));
            return refuse_late(store, job, ticket, read);
        }
        Err(CommitError::OtherPersonKey { municipality, .. }) => {
            read.issues
                .push(other_key_issue(first_name(&read.files), &municipality));
            return refuse_late(store, job, ticket, read);
        }
        Err(error) => return Err(AppError::Commit(error)),
    };
    let import_id = Some(ticket.import_id);
    Ok(summary(job, state, import_id, Some(revision), read))
}

/// How the imports of a dataset follow each other, in the catalogue's words.
pub(super) const fn kind_of(spec: &DatasetSpec) -> DatasetKind {
    match spec.kind {
        pejl_lake::DatasetKind::Replace => DatasetKind::Replace,
        pejl_lake::DatasetKind::Append => DatasetKind::Append,
    }
}

/// Refuses what was published already: its files go at once.
fn refuse_late(
    store: &Store,
    job: &Job<'_>,
    ticket: &Ticket,
    read: Read,
) -> Result<ImportSummary, AppError> {
    let refused = refuse(store, job, ticket, read)?;
    tidy(store);
    Ok(refused)
}

pub(super) fn summary(
    job: &Job<'_>,
    state: ImportState,
    import_id: Option<i64>,
    revision: Option<i64>,
    read: Read,
) -> ImportSummary {
    ImportSummary {
        state,
        import_id,
        revision,
        dataset: job.spec.name,
        n_rows: read.n_rows,
        files: read.files,
        covers: read.covers,
        issues: read.issues,
        n_issues_dropped: read.n_issues_dropped,
        n_refused: read.n_refused,
        rules: read.rules,
    }
}
