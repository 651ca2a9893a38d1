//! The reports of a municipality that were kept.

use pejl_app::Store;
use pejl_app::reports::{ReportsRequest, StoredReport, list_reports};
use pejl_domain::{Lang, Period};
use pejl_reports::Format;
use serde::Serialize;

use super::asked::Asked;
use super::view::format_name;
use crate::problem::PageError;
use crate::texts::texts;
use crate::wording::instant;

/// Reports that are shown.
const KEPT: u32 = 50;

/// A report that was kept.
#[derive(Debug, Serialize)]
pub(super) struct KeptView {
    month: String,
    language: &'static str,
    lang: String,
    revision: String,
    at: String,
    /// Why it did not wait for data.
    reason: Option<String>,
    files: Vec<FileView>,
}

#[derive(Debug, Serialize)]
struct FileView {
    href: String,
    label: &'static str,
}

/// Those of the municipality, the latest made first.
pub(super) fn kept(store: &Store, asked: &Asked) -> Result<Vec<KeptView>, PageError> {
    let request = ReportsRequest {
        municipality: Some(asked.seen.own.code.to_owned()),
        ..ReportsRequest::default()
    };
    let found = list_reports(store, &request, KEPT)?;
    Ok(found.iter().map(|one| view(one, asked.seen.lang)).collect())
}

fn view(one: &StoredReport, lang: Lang) -> KeptView {
    let t = texts(lang);
    let month = one.month.parse::<Period>().map(|month| month.to_lang(lang));
    // In the order that they are offered in.
    let has = |format: &Format| one.files.iter().any(|file| file.format == format.ending);
    let files = Format::ALL.into_iter().filter(has);
    let files = files.map(|format| FileView {
        href: format!("/api/v1/reports/{}.{}", one.id, format.ending),
        label: format_name(format.ending),
    });
    KeptView {
        month: month.unwrap_or_else(|_| one.month.clone()),
        language: match one.lang.as_str() {
            "en" => t.reports_english,
            _ => t.reports_danish,
        },
        lang: one.lang.clone(),
        revision: one.revision.to_string(),
        at: instant(one.made_at, lang),
        reason: one.reason.clone(),
        files: files.collect(),
    }
}
