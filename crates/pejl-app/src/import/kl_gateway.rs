//! KL Gateway's delivery reports: versions of what was reported, and the rows they make, in one revision.
//!
//! Reports are versions in the order they arrived and are never replaced. Grants, deliveries, courses, assessments,
//! goals and waiting times are made from all versions of the citizens a load speaks of, and replace what was made of
//! these before. A report of an unknown organisation is held: nothing of it is kept, and the file is read again once
//! the organisation is known.

mod apply;
mod places;
mod read;
mod run;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::PathBuf;

use pejl_db::person_key::UsedKey;
use pejl_domain::Area;
use pejl_ingest::RowIssue;
use pejl_ingest::person::PersonKey;
use pejl_kl_gateway::stored::SOURCE;
use pejl_lake::KL_RESOURCE;

use super::ImportState;
use super::job::{Job, begin, give_up, sweep};
use super::records::key::check_fingerprint;
use super::records::{Allowed, PersonKeySource};
use crate::error::AppError;
use crate::pause;
use crate::reference::municipality;
use crate::store::Store;
use read::read_files;
use run::{Run, lease_all};

/// How many of a hundred reports may be refused before the load is, unless the caller says otherwise.
const REFUSED_PERCENT: f64 = 1.0;

/// Reports to be imported, as the caller wrote it.
#[derive(Debug, Clone)]
pub struct ReportImport {
    /// The files: a report, an incremental delivery, several one after another, or a ZIP archive of such.
    pub files: Vec<PathBuf>,
    /// Code or name of the municipality whose citizens they are about.
    pub municipality: String,
    /// Where the key for pseudonyms is.
    pub person_key: PersonKeySource,
    /// How many reports may be refused, `20` or `1%`.
    pub max_refused: Option<String>,
    /// Read and check everything, keep nothing.
    pub dry_run: bool,
    /// Who asked for it.
    pub actor: String,
}

/// What a load of reports did.
#[derive(Debug, Clone, Default)]
pub struct ReportSummary {
    /// How it ended.
    pub state: Option<ImportState>,
    /// Its number; none for a dry run.
    pub import_id: Option<i64>,
    /// The revision it made, or the newest where it changed nothing.
    pub revision: Option<i64>,
    /// The files, each with what was found in it.
    pub files: Vec<ReportFile>,
    /// Reports that were new; of a dry run those that can be applied, new or not.
    pub n_reports: usize,
    /// Reports that had arrived before.
    pub n_repeated: usize,
    /// Reports of unknown organisations.
    pub n_held: usize,
    /// Reports with an error.
    pub n_refused: usize,
    /// Resources that were read in new reports, by type.
    pub resources: BTreeMap<String, usize>,
    /// Versions that were stored, those that take others back among them.
    pub n_versions: usize,
    /// Versions that were taken back.
    pub n_taken_back: usize,
    /// Rows of each dataset that were written, and its months that were replaced.
    pub projected: Vec<ProjectedDataset>,
    /// Errors and warnings.
    pub issues: Vec<RowIssue>,
    /// Further issues that were only counted.
    pub n_issues_dropped: u64,
    /// How often each rule was broken.
    pub rules: Vec<(String, i64)>,
    /// The quarantine, where reports were held or refused.
    pub quarantine: Option<PathBuf>,
}

/// A file of reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFile {
    /// Its name without its folder, hidden where it may hold a person number.
    pub name: String,
    /// Reports found in it, whatever became of them.
    pub n_reports: usize,
    /// Hash of what was read of it; of the bytes it would tell whose they are.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
}

/// What was written of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectedDataset {
    /// The dataset.
    pub dataset: &'static str,
    /// Rows written, those of other citizens of the same months among them.
    pub n_rows: usize,
    /// Months replaced.
    pub n_months: usize,
}

/// Imports reports, or says why not.
///
/// # Errors
/// A request that cannot be carried out, failures of the environment, or that somebody else writes the same data. What is
/// wrong with the reports is in the summary, with the state [`ImportState::Refused`].
pub fn import_reports(store: &Store, request: &ReportImport) -> Result<ReportSummary, AppError> {
    let plan = Plan::of(store, request)?;
    if request.dry_run {
        let read = read_files(store, &plan, &request.files, 0, true, &mut || ())?;
        return Ok(read.dry_run());
    }
    carry_out(store, &plan, &request.actor, &mut |run| {
        let import_id = run.import_id();
        let mut keep = || run.tick();
        let read = read_files(store, &plan, &request.files, import_id, false, &mut keep)?;
        run.reports(read)
    })
}

/// Checks what can be checked of a request before there are files.
///
/// # Errors
/// A municipality, a key or a limit that cannot be used.
pub fn check_reports(store: &Store, request: &ReportImport) -> Result<(), AppError> {
    Plan::of(store, request).map(|_| ())
}

/// Makes the rows of all citizens of a municipality again: after other code lists, or other rules, nothing that was
/// reported changes but what is made of it.
///
/// # Errors
/// As [`import_reports`].
pub fn project_again(
    store: &Store,
    municipality_code: &str,
    actor: &str,
) -> Result<ReportSummary, AppError> {
    let plan = Plan {
        municipality: municipality(municipality_code)?,
        key: None,
        allowed: Allowed::None,
    };
    carry_out(store, &plan, actor, &mut |run| run.all_again())
}

/// Runs under a lease, and gives it back whatever happens.
fn carry_out(
    store: &Store,
    plan: &Plan,
    actor: &str,
    act: &mut dyn FnMut(&mut Run<'_>) -> Result<ReportSummary, AppError>,
) -> Result<ReportSummary, AppError> {
    let scope = format!("{SOURCE}/{}", plan.municipality.code);
    let fingerprint = plan.key.as_ref().map(PersonKey::fingerprint);
    let described = serde_json::json!({
        "reads": if plan.key.is_some() { "reports" } else { "what is stored" },
        "municipality": plan.municipality.code,
        "person_key": fingerprint,
    });
    let job = Job {
        spec: &KL_RESOURCE,
        source: SOURCE,
        table: KL_RESOURCE.name,
        municipality: Some(plan.municipality.code),
        described: &described.to_string(),
        scope: &scope,
        actor,
        person_key: fingerprint.as_deref().map(|fingerprint| UsedKey {
            municipality: plan.municipality.code,
            fingerprint,
        }),
    };
    sweep(store)?;
    let ticket = begin(store, &job)?;
    pause::at("import.leased");
    let done = lease_all(store, &job, &ticket).and_then(|beside| {
        let mut run = Run::new(store, &job, plan, &ticket, &beside);
        act(&mut run)
    });
    if done.is_err() {
        give_up(store, &ticket);
    }
    done
}

/// A request that was understood.
struct Plan {
    municipality: &'static Area,
    /// None where nothing is read.
    key: Option<PersonKey>,
    allowed: Allowed,
}

impl Plan {
    fn of(store: &Store, request: &ReportImport) -> Result<Self, AppError> {
        let municipality = municipality(&request.municipality)?;
        let key = request.person_key.read(municipality.code)?;
        check_fingerprint(store, municipality, &key.fingerprint())?;
        Ok(Self {
            municipality,
            key: Some(key),
            allowed: match &request.max_refused {
                Some(text) => Allowed::parse(text)?,
                None => Allowed::Percent(REFUSED_PERCENT),
            },
        })
    }
}
