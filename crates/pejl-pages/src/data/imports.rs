//! The newest imports, one a line.

use pejl_app::catalogue::{ImportDetail, import_detail, import_issues};
use pejl_app::gate::Viewer;
use pejl_app::{ImportIssue, Store};
use pejl_domain::Lang;
use pejl_domain::lang::format_integer;
use pejl_wording::dataset_name;
use serde::Serialize;

use super::issues::IssueView;
use super::one::to_import;
use crate::problem::PageError;
use crate::texts::{fill, texts};
use crate::wording::{NOTHING, instant};

/// Issues counted of an import; more are only said to be more.
const ISSUES_COUNTED: u32 = 100;
/// Issues of an import that are shown; the others are a link away.
const ISSUES_SHOWN: usize = 3;

/// An import.
#[derive(Debug, Serialize)]
pub(super) struct ImportView {
    id: i64,
    href: String,
    at: String,
    pub(super) table: String,
    files: String,
    pub(super) state: &'static str,
    pub(super) state_class: &'static str,
    pub(super) rows: String,
    /// How many of the rows are in no revision any more; empty for none.
    pub(super) lost: String,
    pub(super) refused: String,
    issues: String,
    shown: Vec<IssueView>,
    pub(super) revision: String,
}

/// The line of an import.
///
/// # Errors
/// The store fails.
pub(super) fn row(store: &Store, id: i64, lang: Lang) -> Result<ImportView, PageError> {
    let issues = import_issues(store, id, (None, ISSUES_COUNTED), &Viewer::default())?;
    Ok(view(&import_detail(store, id)?, &issues, lang))
}

/// An import with the first of its issues.
pub(super) fn view(detail: &ImportDetail, issues: &[ImportIssue], lang: Lang) -> ImportView {
    let t = texts(lang);
    let import = &detail.import;
    let (state, state_class) = match import.state.as_str() {
        "committed" => (t.state_committed, "good"),
        "unchanged" => (t.state_unchanged, "good"),
        "refused" => (t.state_refused, "bad"),
        "running" => (t.state_running, "open"),
        _ => (t.state_abandoned, "bad"),
    };
    let number = |n: Option<i64>| n.map_or_else(|| NOTHING.to_owned(), |n| format_integer(n, lang));
    let n_issues = issues.len();
    let is_cut = u32::try_from(n_issues).is_ok_and(|n| n >= ISSUES_COUNTED);
    ImportView {
        id: import.id,
        href: to_import(import.id, lang).to_string(),
        at: instant(import.finished_at.unwrap_or(import.started_at), lang),
        // What has no table of its own is named by its dataset.
        table: match import.table_id.is_empty() {
            true => dataset_name(&import.dataset, lang).to_owned(),
            false => import.table_id.clone(),
        },
        files: files(detail, lang),
        state,
        state_class,
        rows: number(import.n_rows),
        lost: match detail.lost.iter().map(|lost| lost.n_rows).sum() {
            0 => String::new(),
            n => fill(t.import_lost, &[("n", &format_integer(n, lang))]),
        },
        refused: number(import.n_refused),
        issues: if is_cut {
            format!("{n_issues}+")
        } else {
            n_issues.to_string()
        },
        shown: issues
            .iter()
            .take(ISSUES_SHOWN)
            .map(|issue| IssueView::of_import(issue, lang))
            .collect(),
        revision: import
            .revision
            .map_or_else(|| NOTHING.to_owned(), |n| n.to_string()),
    }
}

fn files(detail: &ImportDetail, lang: Lang) -> String {
    let first = detail.files.first();
    let first = first.map(|file| file.name.clone()).unwrap_or_default();
    match detail.files.len() {
        0 | 1 => first,
        n => fill(
            texts(lang).import_files,
            &[("first", &first), ("n", &(n - 1).to_string())],
        ),
    }
}
