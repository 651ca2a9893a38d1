//! Import: files in, one atomic revision out.
//!
//! The files are read once. Checked rows go to segments of the lake under temporary names while a lease keeps other
//! writers away; only when every row of every file is right are the segments published and the catalogue told, in one
//! short transaction. Killing the process anywhere leaves the previous revision as it was.

pub mod codes;
mod job;
pub mod kl_gateway;
#[cfg(test)]
mod mutated;
mod recorded;
pub mod records;
mod segments;
#[cfg(test)]
mod tests;
pub mod wanted;

use std::path::PathBuf;

use pejl_domain::Cover;
use pejl_ingest::RowIssue;
use pejl_ingest_spending::{Declared, FileFacts, ReadOutcome, Sink, price_index, read_statbank};
use pejl_lake::{DatasetSpec, PRICE_INDEX, STAT_FACT};

use crate::error::AppError;
use crate::store::Store;
pub use job::sweep;
use job::{Job, Read, carry_out};

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
    /// Rows refused; a file of figures is refused as a whole.
    pub n_refused: u64,
    /// How many faults each rule found in rows.
    pub rules: Vec<(String, i64)>,
}

/// Imports files of figures, or says why not.
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
    let mut declared = request.declared.clone();
    declared.dry_run |= request.dry_run;
    let (described, scope) = (request.declared.describe().to_string(), scope(request));
    let job = job(request, &described, &scope);
    let kind = request.kind;
    carry_out(
        store,
        &job,
        request.dry_run,
        progress,
        |import_id, sink, progress| {
            Ok(read(kind, &request.files, &declared, import_id, sink, progress)?.into())
        },
    )
}

fn job<'a>(request: &'a ImportRequest, described: &'a str, scope: &'a str) -> Job<'a> {
    Job {
        spec: request.kind.spec(),
        source: request.kind.source(),
        table: request.declared.table.as_deref().unwrap_or_default(),
        municipality: None,
        described,
        scope,
        actor: &request.actor,
        person_key: None,
    }
}

/// What nobody else may write meanwhile: the table declared, or the whole dataset while only the files know theirs.
fn scope(request: &ImportRequest) -> String {
    let is_plain = |table: &&str| {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        !table.is_empty() && table.chars().all(is_name)
    };
    match request.declared.table.as_deref().filter(is_plain) {
        Some(table) => format!("{}/{table}", request.kind.source()),
        None => pejl_db::lease::SCOPE_ALL.to_owned(),
    }
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

impl From<ReadOutcome> for Read {
    fn from(outcome: ReadOutcome) -> Self {
        Self {
            covers: outcome.covers,
            n_rows: outcome.n_rows,
            n_refused: 0,
            files: outcome.files,
            issues: outcome.issues,
            n_issues_dropped: outcome.n_issues_dropped,
            rules: Vec::new(),
        }
    }
}
