//! One import: its files, what was wrong with them, and which indicators it bears on.

use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::catalogue::{import_detail, import_issues};
use pejl_app::gate::Viewer;
use pejl_app::indicators::readings_of;
use pejl_app::{ImportFile, Store};
use pejl_domain::Lang;
use pejl_domain::lang::format_integer;
use serde::Serialize;

use super::imports::{self, ImportView};
use super::issues::{IssueView, RuleView};
use crate::link::{DATA, Link, UPLOAD};
use crate::place::{carrying, language};
use crate::problem::PageError;
use crate::query::Query;
use crate::render::{Section, Shell, render};
use crate::state::PagesState;
use crate::texts::{fill, texts};

/// Issues that are shown; all of them are a download.
const ISSUES_SHOWN: u32 = 200;

/// The page.
#[derive(Debug, Serialize)]
struct Page {
    title: String,
    import: ImportView,
    at: String,
    actor: String,
    files: Vec<FileView>,
    rules: Vec<RuleView>,
    issues: Vec<IssueView>,
    /// Whether there are more issues than are shown.
    is_cut: bool,
    issues_href: String,
    /// The indicators that the rows are read by.
    indicators: Vec<String>,
    data_href: String,
    upload_href: String,
}

/// A file.
#[derive(Debug, Serialize)]
struct FileView {
    name: String,
    bytes: String,
    sha256: String,
}

/// The page of an import.
pub(crate) fn to_import(id: i64, lang: Lang) -> Link {
    Link::to(&format!("{DATA}/{id}"), lang)
}

/// Shows an import.
pub(super) async fn get_import(
    request: HttpRequest,
    number: web::Path<i64>,
    state: web::Data<PagesState>,
) -> HttpResponse {
    let number = number.into_inner();
    let make = move |store: &Store, query: &Query| page(store, query, number);
    crate::shown((request, state), DATA, make).await
}

fn page(store: &Store, query: &Query, number: i64) -> Result<String, PageError> {
    let mut problems = Vec::new();
    let lang = language(query, &mut problems);
    if !problems.is_empty() {
        return Err(PageError::Parameters(problems));
    }
    let t = texts(lang);
    let detail = import_detail(store, number)?;
    // A page is for anybody: what stands in a municipality's own rows is for whoever imported them.
    let asked = (None, ISSUES_SHOWN.saturating_add(1));
    let mut issues = import_issues(store, number, asked, &Viewer::default())?;
    let n_shown = usize::try_from(ISSUES_SHOWN).unwrap_or(usize::MAX);
    let is_cut = issues.len() > n_shown;
    issues.truncate(n_shown);
    let issues_href = Link::plain(&format!("/api/v1/imports/{number}/issues"));
    let page = Page {
        title: fill(t.import_title, &[("n", &number.to_string())]),
        import: imports::view(&detail, &issues, lang),
        at: crate::wording::instant(detail.import.started_at, lang),
        actor: detail.import.actor.clone(),
        files: detail.files.iter().map(|one| file(one, lang)).collect(),
        rules: RuleView::all(&detail.rules, lang),
        issues: issues
            .iter()
            .map(|issue| IssueView::of_import(issue, lang))
            .collect(),
        is_cut,
        issues_href: issues_href.with("format", "csv-da").to_string(),
        indicators: readings_of(store, &detail.import.dataset)?,
        data_href: Link::to(DATA, lang).to_string(),
        upload_href: Link::to(UPLOAD, lang).to_string(),
    };
    let shell = Shell {
        lang,
        is_demo: store.is_demo(),
        here: carrying(query, to_import(number, lang)),
        section: Section::Data,
    };
    render("import.html", &shell, &page.title, &page)
}

fn file(one: &ImportFile, lang: Lang) -> FileView {
    FileView {
        name: one.name.clone(),
        bytes: format_integer(one.bytes, lang),
        sha256: one.sha256.clone(),
    }
}
