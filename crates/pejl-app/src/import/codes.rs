//! Code lists: what the codes of reports mean, by list and version.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use pejl_db::lease::SCOPE_ALL;
use pejl_domain::hex;
use pejl_ingest::encoding::Encoding;
use pejl_ingest::issue::shown_name;
use pejl_ingest::{Described, Format, Message, RowIssue};
use pejl_ingest_spending::FileFacts;
use pejl_kl_gateway::stored::push_codes;
use pejl_kl_gateway::{CodeEntry, CodeVersion, Codes, ListKind, parse_code_list};
use pejl_lake::{CODE, RowBuilder};
use sha2::{Digest, Sha256};

use super::job::{Job, Read, carry_out};
use super::kl_gateway::{ReportSummary, project_again};
use super::{ImportState, ImportSummary};
use crate::error::AppError;
use crate::kl_gateway::{codes, reporting_municipalities};
use crate::snapshot::AsKnown;
use crate::store::{Store, file_error};

/// Who publishes the lists.
const SOURCE: &str = "kl";
/// Bytes of a list; the largest there is has 13,000.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// Code lists to be imported, as the caller wrote it.
#[derive(Debug, Clone)]
pub struct CodesImport {
    /// The files, each named as its list: `codes_functional_levels.csv`.
    pub files: Vec<PathBuf>,
    /// Name of the version, as a coding writes it.
    pub version: String,
    /// First day on which a code without a version means this one.
    pub valid_from: NaiveDate,
    /// Read and check everything, keep nothing.
    pub dry_run: bool,
    /// Who asked for it.
    pub actor: String,
}

/// What an import of code lists did.
#[derive(Debug)]
pub struct CodesSummary {
    /// What every import tells.
    pub summary: ImportSummary,
    /// The municipalities whose reports were read again with the new lists, and what came of it.
    pub projected: Vec<(String, ReportSummary)>,
    /// The municipalities whose rows are still made with the lists before, and why.
    pub failed: Vec<(String, AppError)>,
}

/// Imports versions of code lists, then makes the rows of all reports again with them.
///
/// # Errors
/// A request that cannot be carried out, failures of the environment, or that somebody else writes the lists. What is
/// wrong with the lists is in the summary, with the state [`ImportState::Refused`].
pub fn import_codes(store: &Store, request: &CodesImport) -> Result<CodesSummary, AppError> {
    let version = version(request)?;
    let described = serde_json::json!({
        "version": version.name,
        "valid_from": version.valid_from,
    });
    let job = Job {
        spec: &CODE,
        source: SOURCE,
        table: CODE.name,
        municipality: None,
        described: &described.to_string(),
        // Nobody reads reports by lists that change under them.
        scope: SCOPE_ALL,
        actor: &request.actor,
        person_key: None,
    };
    let summary = carry_out(
        store,
        &job,
        request.dry_run,
        &mut |_| {},
        |import_id, sink, _| {
            let before = codes(store, AsKnown::Head)?;
            let mut lists = Lists::new(&before, &version, import_id);
            for (file_no, path) in (0_i32..).zip(&request.files) {
                lists.file(file_no, path)?;
            }
            let mut lists = lists.finish();
            if !lists.rows.is_empty() {
                // A failure to write is reported by the writer.
                let _ = sink(lists.rows.finish()?);
            }
            Ok(lists.read)
        },
    )?;
    let (mut projected, mut failed) = (Vec::new(), Vec::new());
    // Also when the lists were there: whoever imported them may have been stopped before the rows were made.
    if matches!(
        summary.state,
        ImportState::Committed | ImportState::Unchanged
    ) {
        for municipality in reporting_municipalities(store)? {
            match project_again(store, &municipality, &request.actor) {
                Ok(done) => projected.push((municipality, done)),
                Err(error) => failed.push((municipality, error)),
            }
        }
    }
    Ok(CodesSummary {
        summary,
        projected,
        failed,
    })
}

/// Versions of lists that are known, each with its list, first day and number of codes.
///
/// # Errors
/// No such revision, or the catalogue or lake cannot be read.
pub fn list_versions(
    store: &Store,
    at: AsKnown,
) -> Result<Vec<(&'static str, CodeVersion, usize)>, AppError> {
    let known = codes(store, at)?;
    let mut versions: std::collections::BTreeMap<(ListKind, CodeVersion), usize> =
        std::collections::BTreeMap::new();
    for entry in known.entries() {
        let count = versions
            .entry((entry.list, entry.version.clone()))
            .or_default();
        *count = count.saturating_add(1);
    }
    Ok(versions
        .into_iter()
        .map(|((list, version), n)| (list.as_str(), version, n))
        .collect())
}

fn version(request: &CodesImport) -> Result<CodeVersion, AppError> {
    let name = request.version.trim();
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_');
    if name.is_empty() || name.chars().count() > 40 || !name.chars().all(is_name) {
        let allowed = "a name of letters, digits, `-`, `.` and `_`, such as 2024-05-30";
        return Err(AppError::parameter("version", &request.version, allowed));
    }
    Ok(CodeVersion {
        valid_from: request.valid_from,
        name: name.to_owned(),
    })
}

/// Lists while they are read.
struct Lists<'l> {
    version: &'l CodeVersion,
    import_id: i64,
    /// Codes of other lists and versions, which must stay unique together with these.
    kept: Vec<CodeEntry>,
    added: Vec<CodeEntry>,
    rows: RowBuilder,
    read: Read,
}

impl<'l> Lists<'l> {
    fn new(before: &Codes, version: &'l CodeVersion, import_id: i64) -> Self {
        Self {
            version,
            import_id,
            kept: before.entries().to_vec(),
            added: Vec::new(),
            rows: RowBuilder::new(&CODE),
            read: Read::default(),
        }
    }

    fn file(&mut self, file_no: i32, path: &Path) -> Result<(), AppError> {
        let name = shown_name(path);
        let failed = |source| file_error("read", path, source);
        if std::fs::metadata(path).map_err(failed)?.len() > MAX_BYTES {
            self.refuse(
                &name,
                "codes.too_large",
                "filen er for stor til en kodeliste",
                "the file is too large for a code list",
            );
            return Ok(());
        }
        let bytes = std::fs::read(path).map_err(failed)?;
        let list = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .and_then(ListKind::find);
        let Some(list) = list else {
            let known: Vec<&str> = ListKind::ALL.iter().map(|list| list.as_str()).collect();
            let known = known.join(", ");
            self.refuse(
                &name,
                "codes.unknown_list",
                &format!("filens navn er ikke en kodelistes; kendte er {known}"),
                &format!("the name of the file is not that of a code list; known are {known}"),
            );
            return Ok(());
        };
        let codes = match parse_code_list(&bytes, list, self.version) {
            Ok(codes) => codes,
            Err(error) => {
                let told = crate::error::chain(&error);
                self.refuse(
                    &name,
                    "codes.not_readable",
                    &format!("kodelisten kan ikke læses: {told}"),
                    &format!("the code list cannot be read: {told}"),
                );
                return Ok(());
            }
        };
        if codes.is_empty() {
            self.refuse(
                &name,
                "codes.empty",
                "kodelisten har ingen koder",
                "the code list has no codes",
            );
            return Ok(());
        }
        let cover = push_codes(
            &mut self.rows,
            list,
            self.version,
            &codes,
            self.import_id,
            file_no,
        )?;
        let is_twice = self.read.covers.contains(&cover);
        if is_twice {
            self.refuse(
                &name,
                "codes.list_twice",
                "listen er givet to gange",
                "the list is given twice",
            );
            return Ok(());
        }
        self.kept
            .retain(|entry| entry.list != list || entry.version.name != self.version.name);
        let n_rows = u64::try_from(codes.len()).unwrap_or(u64::MAX);
        self.read.n_rows = self.read.n_rows.saturating_add(n_rows);
        self.read.files.push(facts(name, &bytes, n_rows));
        self.read.covers.push(cover);
        self.added.extend(codes);
        Ok(())
    }

    fn refuse(&mut self, file: &str, rule: &'static str, da: &str, en: &str) {
        let message = Message {
            da: da.to_owned(),
            en: en.to_owned(),
        };
        self.read.issues.push(RowIssue::error(file, rule, message));
    }

    /// Sees that a code means one thing in each version.
    fn finish(mut self) -> Self {
        let mut together = Codes::default();
        let all = self.kept.iter().chain(&self.added).cloned().collect();
        if let Err(twice) = together.add(all) {
            let first = self.read.files.first().map(|file| file.name.clone());
            self.refuse(
                &first.unwrap_or_default(),
                "codes.twice",
                &format!(
                    "koden {} i {} står to gange i version {}",
                    twice.code, twice.system, twice.version
                ),
                &twice.to_string(),
            );
        }
        self
    }
}

fn facts(name: String, bytes: &[u8], n_rows: u64) -> FileFacts {
    let sha256 = hex(Sha256::digest(bytes));
    let n_bytes = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    FileFacts {
        name,
        described: Described::bare(Format::Csv, Encoding::Utf8, sha256, n_bytes),
        table_id: Some(CODE.name.to_owned()),
        n_rows,
    }
}
