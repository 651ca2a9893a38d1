//! Monthly reports as they were made: found again with every byte, whatever is imported or whichever program comes later.
//!
//! A report that is kept makes no revision; it is never changed and never deleted.

use pejl_db::report::{self as stored, NewReport, Wanted};
use pejl_domain::{Grain, Period};

use crate::error::AppError;
use crate::reference::municipality;
use crate::store::Store;
use crate::targets::State;

pub use pejl_db::report::{File as StoredFile, NewFile, Report as StoredReport, Standing};

/// A report to be kept.
#[derive(Debug, Clone)]
pub struct ReportDraft<'a> {
    /// Code of the municipality.
    pub municipality: &'a str,
    /// The month.
    pub month: Period,
    /// The language, as `da`.
    pub lang: &'a str,
    /// The revision that it is of.
    pub revision: i64,
    /// The number of the release that it is of.
    pub release: Option<i64>,
    /// Why it was made although data were waited for.
    pub reason: Option<&'a str>,
    /// The version of the program.
    pub software: &'a str,
    /// Its files, by format.
    pub files: &'a [NewFile<'a>],
}

/// What became of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptReport {
    /// Whether it was kept, or was kept already.
    pub state: State,
    /// The report as recorded.
    pub report: StoredReport,
}

/// Keeps a report with its files. The same files again are the report that they were.
///
/// # Errors
/// There is no such revision, or the store fails.
///
/// # Example
/// ```no_run
/// use pejl_app::reports::{NewFile, ReportDraft, keep_report};
/// use pejl_app::{Store, StoreOptions};
///
/// let store = Store::open(&StoreOptions::embedded("./pejl-data"))?;
/// let draft = ReportDraft {
///     municipality: "766",
///     month: "2018-03".parse()?,
///     lang: "da",
///     revision: 12,
///     release: None,
///     reason: None,
///     software: "0.1.0",
///     files: &[NewFile { format: "html", content: b"<!doctype html>" }],
/// };
/// let kept = keep_report(&store, &draft, "command line")?;
/// println!("report {}", kept.report.id);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn keep_report(
    store: &Store,
    draft: &ReportDraft<'_>,
    actor: &str,
) -> Result<KeptReport, AppError> {
    let month = draft.month.to_string();
    let new = NewReport {
        municipality: draft.municipality,
        month: &month,
        lang: draft.lang,
        revision: draft.revision,
        release: draft.release,
        reason: draft.reason,
        software: draft.software,
        actor,
        files: draft.files,
    };
    let (report, is_new) = stored::insert_report(&store.db, &new, store.now())?;
    let state = match is_new {
        true => State::Applied,
        false => State::Unchanged,
    };
    Ok(KeptReport { state, report })
}

/// Which reports are listed, as somebody asks for them.
#[derive(Debug, Clone, Default)]
pub struct ReportsRequest {
    /// Of this municipality, in any spelling.
    pub municipality: Option<String>,
    /// Of this month, as `2018-03`.
    pub month: Option<String>,
    /// With a number below this.
    pub before: Option<i64>,
}

/// Lists the reports that were kept, the latest made first.
///
/// # Errors
/// The municipality or the month is none; the store fails.
pub fn list_reports(
    store: &Store,
    request: &ReportsRequest,
    limit: u32,
) -> Result<Vec<StoredReport>, AppError> {
    let asked = (&request.municipality, &request.month);
    let municipality = asked.0.as_deref().map(municipality).transpose()?;
    let month = asked.1.as_deref().map(read_month).transpose()?;
    let month = month.map(|one| one.to_string());
    let wanted = Wanted {
        municipality: municipality.map(|area| area.code),
        month: month.as_deref(),
        before: request.before,
    };
    let found = store
        .db
        .with(|conn| stored::list_reports(conn, &wanted, limit));
    Ok(found?)
}

/// Reads the month of a report.
///
/// # Errors
/// It is none.
///
/// # Example
/// ```
/// use pejl_app::reports::read_month;
///
/// assert_eq!(read_month(" 2018-03 ").unwrap().to_string(), "2018-03");
/// assert!(read_month("2018").is_err());
/// ```
pub fn read_month(text: &str) -> Result<Period, AppError> {
    let found = text.trim().parse::<Period>().ok();
    let found = found.filter(|period| period.grain() == Grain::Month);
    found.ok_or_else(|| AppError::parameter("month", text, "a month, such as 2018-03"))
}

/// Finds the report of a number.
///
/// # Errors
/// There is none; the store fails.
pub fn get_report(store: &Store, id: i64) -> Result<StoredReport, AppError> {
    let found = store.db.with(|conn| stored::find_report(conn, id))?;
    found.ok_or_else(|| missing("report", id.to_string()))
}

/// Finds a report and what is known of its file in a format.
///
/// # Errors
/// There is no such report, or it has no file of the format; the store fails.
pub fn find_report_file(
    store: &Store,
    id: i64,
    format: &str,
) -> Result<(StoredReport, StoredFile), AppError> {
    let report = get_report(store, id)?;
    let file = report.files.iter().find(|file| file.format == format);
    let file = file.cloned().ok_or_else(|| no_file(id, format))?;
    Ok((report, file))
}

/// Reads what is in the file of a report in a format.
///
/// # Errors
/// There is no such file; the store fails.
pub fn read_report_file(store: &Store, id: i64, format: &str) -> Result<Vec<u8>, AppError> {
    let found = store.db.with(|conn| stored::read_file(conn, id, format))?;
    found.ok_or_else(|| no_file(id, format))
}

fn no_file(id: i64, format: &str) -> AppError {
    missing("file of a report", format!("{id}.{format}"))
}

/// Finds the report of a municipality that a later one, of a month at a revision, is held against, of those made before the revision
/// was and published, by a schedule or as a release: the one that has most of the month's figures, of these the one at the newest
/// revision. It is the same one for ever, as no report is changed.
///
/// # Errors
/// The store fails.
pub fn find_published_report(
    store: &Store,
    (municipality, month): (&str, Period),
    revision: i64,
) -> Result<Option<(StoredReport, Standing)>, AppError> {
    let month = month.to_string();
    let of = (municipality, month.as_str());
    let found = store
        .db
        .with(|conn| stored::published_report_below(conn, of, revision));
    Ok(found?)
}

/// The same of all reports that were kept, also by somebody who only looked at one.
///
/// # Errors
/// The store fails.
pub fn find_earlier_report(
    store: &Store,
    (municipality, month): (&str, Period),
    revision: i64,
) -> Result<Option<StoredReport>, AppError> {
    let month = month.to_string();
    let of = (municipality, month.as_str());
    let found = store
        .db
        .with(|conn| stored::newest_report_below(conn, of, revision));
    Ok(found?)
}

fn missing(what: &'static str, id: String) -> AppError {
    AppError::NotFound {
        what,
        id,
        nearest: Vec::new(),
    }
}
