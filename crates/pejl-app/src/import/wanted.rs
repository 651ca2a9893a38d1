//! An import that is asked for before its files are there, whatever is imported: what an upload is made of.

use std::path::{Path, PathBuf};

use pejl_ingest::RowIssue;

use super::kl_gateway::{ReportImport, ReportSummary, check_reports, import_reports};
use super::records::{
    Explained, RecordImport, RecordSummary, check_request, import_records, record_datasets,
};
use super::{ImportKind, ImportRequest, ImportState, ImportSummary, import};
use crate::error::AppError;
use crate::kept::wake;
use crate::store::Store;

/// The name that reports to KL Gateway have among what can be imported.
pub const REPORTS: &str = "kl_gateway";

/// What sort of files a name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WantedKind {
    /// Figures of a published table.
    Figures(ImportKind),
    /// Records of a municipality's own: the dataset.
    Records(&'static str),
    /// Reports to KL Gateway.
    Reports,
}

impl WantedKind {
    /// What a name means; `-` and `_` are the same.
    ///
    /// # Errors
    /// It means nothing; the names that do are listed.
    ///
    /// # Example
    /// ```
    /// use pejl_app::import::wanted::WantedKind;
    ///
    /// assert_eq!(WantedKind::find("ledger")?, WantedKind::Records("ledger"));
    /// assert_eq!(WantedKind::find("kl-gateway")?, WantedKind::Reports);
    /// assert!(WantedKind::find("cake").is_err());
    /// # Ok::<(), pejl_app::AppError>(())
    /// ```
    pub fn find(dataset: &str) -> Result<Self, AppError> {
        let name = dataset.replace('-', "_");
        if let Some(kind) = ImportKind::find(&name) {
            return Ok(Self::Figures(kind));
        }
        if name == REPORTS {
            return Ok(Self::Reports);
        }
        let names = record_datasets().map(|spec| spec.name);
        let found = names.into_iter().find(|one| *one == name);
        found.map(Self::Records).ok_or_else(|| {
            let names = names.join(", ");
            let known = format!("one of statbank, noegletal, price_index, {REPORTS}, {names}");
            AppError::parameter("dataset", dataset, known)
        })
    }
}

/// An import without its files.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// Figures of a published table.
    Figures(ImportRequest),
    /// Records of a municipality's own.
    Records(RecordImport),
    /// Reports to KL Gateway.
    Reports(ReportImport),
}

impl Wanted {
    /// Proves what can be proved before the files are there: mapping, municipality, key, period and totals.
    ///
    /// # Errors
    /// What of it cannot be used.
    pub fn prove(&self, store: &Store) -> Result<(), AppError> {
        match self {
            Self::Figures(_) => Ok(()),
            Self::Records(request) => check_request(store, request),
            Self::Reports(request) => check_reports(store, request),
        }
    }

    /// Imports the files, as one import. Figures that are kept are brought up afterwards, by somebody else.
    ///
    /// # Errors
    /// A request that cannot be carried out, failures of the environment, or that somebody else writes the same data. What
    /// is wrong with the files is in what comes of it.
    pub fn carry_out(self, store: &Store, files: Vec<PathBuf>) -> Result<Done, AppError> {
        let done = match self {
            Self::Figures(request) => {
                let request = ImportRequest { files, ..request };
                Done::from(import(store, &request, &mut |_| {})?)
            }
            Self::Records(request) => {
                let request = RecordImport { files, ..request };
                Done::from(import_records(store, &request, &mut |_| {})?)
            }
            Self::Reports(request) => {
                Done::from(import_reports(store, &ReportImport { files, ..request })?)
            }
        };
        if done.state == ImportState::Committed {
            wake();
        }
        Ok(done)
    }
}

/// What came of an import, whatever was imported.
#[derive(Debug, Clone)]
pub struct Done {
    /// How it ended.
    pub state: ImportState,
    /// Its number; none for a dry run.
    pub import_id: Option<i64>,
    /// The revision it made, or the one that already holds its figures.
    pub revision: Option<i64>,
    /// The dataset.
    pub dataset: &'static str,
    /// Rows kept, or that would be.
    pub n_rows: u64,
    /// Rows that were not kept.
    pub n_refused: u64,
    /// Errors and warnings; values that may be of a person are hidden.
    pub issues: Vec<RowIssue>,
    /// Further issues that were only counted.
    pub n_issues_dropped: u64,
    /// How many faults each rule found in rows.
    pub rules: Vec<(String, i64)>,
    /// Amounts kept, in øre, by year of account.
    pub totals: Vec<(i32, i128)>,
    /// Name of the file of rows that were not kept, in the folder `quarantine` of the installation.
    pub quarantine: Option<String>,
    /// What the mapping made of the first rows, where that was asked for.
    pub explained: Vec<Explained>,
}

impl From<ImportSummary> for Done {
    fn from(summary: ImportSummary) -> Self {
        Self {
            state: summary.state,
            import_id: summary.import_id,
            revision: summary.revision,
            dataset: summary.dataset,
            n_rows: summary.n_rows,
            n_refused: summary.n_refused,
            issues: summary.issues,
            n_issues_dropped: summary.n_issues_dropped,
            rules: summary.rules,
            totals: Vec::new(),
            quarantine: None,
            explained: Vec::new(),
        }
    }
}

impl From<RecordSummary> for Done {
    fn from(found: RecordSummary) -> Self {
        Self {
            totals: found.totals,
            quarantine: found.quarantine.as_deref().and_then(name_of),
            explained: found.explained,
            ..Self::from(found.summary)
        }
    }
}

impl From<ReportSummary> for Done {
    fn from(found: ReportSummary) -> Self {
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        Self {
            state: found.state.unwrap_or(ImportState::Refused),
            import_id: found.import_id,
            revision: found.revision,
            dataset: "kl_resource",
            n_rows: count(found.n_versions),
            n_refused: count(found.n_refused),
            issues: found.issues,
            n_issues_dropped: found.n_issues_dropped,
            rules: found.rules,
            totals: Vec::new(),
            quarantine: found.quarantine.as_deref().and_then(name_of),
            explained: Vec::new(),
        }
    }
}

fn name_of(path: &Path) -> Option<String> {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
}
