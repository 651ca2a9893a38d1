//! Records of a municipality's own: postings, budget lines, and what follows.
//!
//! A mapping says how the source writes them; rows that break a rule go to a quarantine beside the store, with line,
//! column, rule and value (hidden where it may be about a person), and the import is kept or refused by what the dataset
//! allows. Person numbers become pseudonyms before anything is written.

mod control;
pub(in crate::import) mod key;
mod kinds;
pub(in crate::import) mod quarantine;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use pejl_calendar::day_of;
use pejl_db::person_key::UsedKey;
use pejl_domain::{Area, Period};
use pejl_ingest::person::PersonKey;
pub use pejl_ingest::record::Explained;
use pejl_ingest::record::{Mapping, RecordOutcome, RecordRequest, Rules, read_records};
use pejl_ingest::{Message, RowIssue};
use pejl_ingest_spending::{FileFacts, read_mapping};
use pejl_lake::DatasetSpec;

use super::job::{Job, Read, carry_out};
use super::{ImportState, ImportSummary};
use crate::error::AppError;
use crate::reference::municipality;
use crate::store::{Store, file_error};
use crate::sums::periods;
use control::Controls;
use key::check_fingerprint;
pub use key::{PersonKeySource, create_person_key};
pub use kinds::record_datasets;
use kinds::{list_mappings, rules_of};
pub use quarantine::Allowed;
use quarantine::Quarantine;
pub(crate) use quarantine::{remove_quarantines, remove_unfinished_quarantines};

/// The sources of a dataset that the program has mappings for, with what they are.
pub fn sources(dataset: &str) -> Vec<(&'static str, &'static str)> {
    list_mappings(dataset)
        .map(|mapping| (mapping.source.as_str(), mapping.title.en.as_str()))
        .collect()
}

/// Records to be imported, as the caller wrote it.
#[derive(Debug, Clone)]
pub struct RecordImport {
    /// The dataset, one of [`record_datasets`].
    pub dataset: String,
    /// The files, read in order as one import.
    pub files: Vec<PathBuf>,
    /// The source system, as a shipped mapping names it; not needed with a mapping of one's own.
    pub source: Option<String>,
    /// A mapping of one's own.
    pub mapping: Option<PathBuf>,
    /// Code or name of the municipality whose data these are.
    pub municipality: String,
    /// Where the key for pseudonyms is, for files with persons.
    pub person_key: PersonKeySource,
    /// Periods that the files cover wholly, as `2018-01..2018-03`; what has rows is covered when left out.
    pub period: Option<String>,
    /// Year totals that must be met, each `2018=123.456,78`.
    pub control_totals: Vec<String>,
    /// How many rows may be refused, `20` or `1%`; the dataset's own rule when left out.
    pub max_refused: Option<String>,
    /// Rows of which it is told what was made of them.
    pub explain: usize,
    /// Read and check everything, keep nothing.
    pub dry_run: bool,
    /// Who asked for it.
    pub actor: String,
}

/// What an import of records did.
#[derive(Debug, Clone)]
pub struct RecordSummary {
    /// What every import tells.
    pub summary: ImportSummary,
    /// The quarantine, where rows were refused.
    pub quarantine: Option<PathBuf>,
    /// The amounts kept, in øre, by year of account.
    pub totals: Vec<(i32, i128)>,
    /// What was made of the first rows.
    pub explained: Vec<Explained>,
}

/// Imports records, or says why not.
///
/// # Errors
/// A request that cannot be carried out, failures of the environment, or that somebody else writes the same data. What is
/// wrong with the input is in the summary, with the state [`ImportState::Refused`].
pub fn import_records(
    store: &Store,
    request: &RecordImport,
    progress: &mut dyn FnMut(u64),
) -> Result<RecordSummary, AppError> {
    let plan = Plan::of(store, request)?;
    let job = plan.job(request);
    let (mut totals, mut explained, mut written) = (Vec::new(), Vec::new(), None);
    let summary = carry_out(
        store,
        &job,
        request.dry_run,
        progress,
        |import_id, sink, progress| {
            let mut quarantine = Quarantine::new(store, import_id, request.dry_run);
            let mut rules = plan.rules(store)?;
            let reading = RecordRequest {
                files: &request.files,
                mapping: &plan.mapping,
                spec: plan.spec,
                municipality: plan.municipality.code,
                person_key: plan.key.as_ref(),
                as_of: day_of(store.now()),
                import_id,
                declared: &plan.declared,
                explain: request.explain,
            };
            let mut outcome = read_records(
                &reading,
                rules.as_mut(),
                sink,
                &mut |row| quarantine.add(&row),
                progress,
            )
            .map_err(AppError::Records)?;
            totals = outcome
                .totals
                .iter()
                .map(|(year, sum)| (*year, *sum))
                .collect();
            explained = std::mem::take(&mut outcome.explained);
            written = quarantine.finish()?;
            Ok(plan.judge(outcome))
        },
    )?;
    Ok(RecordSummary {
        summary,
        quarantine: written,
        totals,
        explained,
    })
}

/// Proves what can be proved of a request before its files are there: dataset, mapping, municipality, key, period,
/// totals.
///
/// # Errors
/// As [`import_records`].
pub fn check_request(store: &Store, request: &RecordImport) -> Result<(), AppError> {
    Plan::of(store, request).map(|_| ())
}

/// A request that was understood.
struct Plan {
    spec: &'static DatasetSpec,
    mapping: Mapping,
    municipality: &'static Area,
    key: Option<PersonKey>,
    fingerprint: Option<String>,
    declared: Vec<Period>,
    controls: Controls,
    allowed: Allowed,
    described: String,
    scope: String,
}

impl Plan {
    fn of(store: &Store, request: &RecordImport) -> Result<Self, AppError> {
        let spec = record_datasets()
            .into_iter()
            .find(|spec| spec.name == request.dataset)
            .ok_or_else(|| {
                let known = record_datasets().map(|spec| spec.name).join(", ");
                AppError::parameter("dataset", &request.dataset, known)
            })?;
        let mapping = mapping(spec, request)?;
        let municipality = municipality(&request.municipality)?;
        let has_persons = mapping.column.iter().any(|column| column.person);
        let key = match has_persons {
            true => Some(request.person_key.read(municipality.code)?),
            false => None,
        };
        let fingerprint = key.as_ref().map(PersonKey::fingerprint);
        if let Some(given) = &fingerprint {
            check_fingerprint(store, municipality, given)?;
        }
        let declared = declared(spec, request.period.as_deref())?;
        let controls = Controls::parse(&request.control_totals)?;
        let allowed = match &request.max_refused {
            Some(text) => Allowed::parse(text)?,
            None => Allowed::of(spec),
        };
        let described = serde_json::json!({
            "mapping": mapping.describe(),
            "municipality": municipality.code,
            "period": request.period,
            "person_key": fingerprint,
        });
        Ok(Self {
            scope: format!("{}/{}", mapping.source, municipality.code),
            spec,
            mapping,
            municipality,
            key,
            fingerprint,
            declared,
            controls,
            allowed,
            described: described.to_string(),
        })
    }

    fn job<'a>(&'a self, request: &'a RecordImport) -> Job<'a> {
        Job {
            spec: self.spec,
            source: &self.mapping.source,
            table: self.spec.name,
            municipality: Some(self.municipality.code),
            described: &self.described,
            scope: &self.scope,
            actor: &request.actor,
            person_key: self.fingerprint.as_deref().map(|fingerprint| UsedKey {
                municipality: self.municipality.code,
                fingerprint,
            }),
        }
    }

    fn rules(&self, store: &Store) -> Result<Box<dyn Rules>, AppError> {
        rules_of(self.spec, day_of(store.now()))
            .ok_or_else(|| AppError::parameter("dataset", self.spec.name, "a dataset of records"))
    }

    /// Adds what is only known at the end: totals, how many rows were refused, what was not kept.
    fn judge(&self, outcome: RecordOutcome) -> Read {
        let mut issues = outcome.issues;
        let first = outcome
            .files
            .first()
            .map(|file| file.name.clone())
            .unwrap_or_default();
        let n_read = outcome.n_rows.saturating_add(outcome.n_refused);
        if !self.allowed.admits(outcome.n_refused, n_read) {
            issues.insert(0, self.allowed.issue(&first, outcome.n_refused, n_read));
        }
        issues.splice(0..0, self.controls.check(&first, &outcome.totals));
        for file in &outcome.files {
            issues.extend(not_kept(&file.name, &file.not_kept));
        }
        let table = self.spec.name;
        let files = outcome.files.into_iter().map(|file| FileFacts {
            name: file.name,
            described: file.described,
            table_id: Some(table.to_owned()),
            n_rows: file.n_rows,
        });
        let rules = outcome.rules.into_iter();
        Read {
            covers: outcome.covers,
            n_rows: outcome.n_rows,
            n_refused: outcome.n_refused,
            files: files.collect(),
            issues,
            n_issues_dropped: outcome.n_issues_dropped,
            rules: rules
                .map(|(rule, n)| (rule.to_owned(), i64::try_from(n).unwrap_or(i64::MAX)))
                .collect(),
        }
    }
}

fn mapping(spec: &'static DatasetSpec, request: &RecordImport) -> Result<Mapping, AppError> {
    if let Some(path) = &request.mapping {
        let text =
            std::fs::read_to_string(path).map_err(|source| file_error("read", path, source))?;
        return read_mapping(&text, spec).map_err(|error| {
            AppError::parameter("mapping", &path.display().to_string(), error.to_string())
        });
    }
    let known = || {
        let names: Vec<&str> = sources(spec.name)
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        names.join(", ")
    };
    let Some(source) = &request.source else {
        return Err(AppError::parameter("source", "", known()));
    };
    list_mappings(spec.name)
        .find(|mapping| mapping.source == *source)
        .cloned()
        .ok_or_else(|| AppError::parameter("source", source, known()))
}

/// The periods declared, of the dataset's grain; a year stands for its months.
fn declared(spec: &'static DatasetSpec, text: Option<&str>) -> Result<Vec<Period>, AppError> {
    use pejl_domain::Grain;
    let Some(text) = text else {
        return Ok(Vec::new());
    };
    let grain = match spec.grain {
        Some(grain) if !spec.anchor.is_empty() => grain,
        _ => {
            let allowed = "nothing: a register is replaced whole";
            return Err(AppError::parameter("period", text, allowed));
        }
    };
    let allowed = match grain {
        Grain::Year => "years such as 2019 or 2018..2019",
        _ => "months such as 2019-01..2019-03, or a year",
    };
    periods(text, grain).ok_or_else(|| AppError::parameter("period", text, allowed))
}

fn not_kept(file: &str, columns: &[String]) -> Option<RowIssue> {
    if columns.is_empty() {
        return None;
    }
    let message = Message {
        da: "kolonner, som mapningen ikke nævner, er ikke gemt".to_owned(),
        en: "columns that the mapping does not name were not kept".to_owned(),
    };
    Some(RowIssue::warning(file, "columns.not_kept", message).with_value(&columns.join(", ")))
}

/// Whether an import of records made or found what was asked for.
pub fn is_refused(summary: &RecordSummary) -> bool {
    summary.summary.state == ImportState::Refused
}
