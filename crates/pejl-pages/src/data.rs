//! *Data*: what is imported, how far it reaches, what was wrong with it; and the page for when nothing is.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::catalogue::{
    DatasetStatus, Head, ImportDetail, TableCoverage, head, import_detail, import_issues, imports,
    list_datasets,
};
use pejl_app::{AsKnown, ImportIssue, Store};
use pejl_domain::lang::format_integer;
use pejl_domain::{Lang, Variant};
use pejl_wording::dataset_name;
use serde::Serialize;

use crate::account::Account;
use crate::link::{COMPARISON, DATA, Link};
use crate::problem::{PageError, refuse};
use crate::query::{Query, problem};
use crate::render::{Section, Shell, answer, render};
use crate::state::PagesState;
use crate::texts::{Texts, fill, texts};
use crate::wording::{self, NOTHING, instant};

/// Imports shown, the newest first.
const IMPORTS_MAX: u32 = 20;
/// Issues counted of an import; more are only said to be more.
const ISSUES_COUNTED: u32 = 100;
/// Issues of an import that are shown; the others are a link away.
const ISSUES_SHOWN: usize = 3;

/// The page of what there is.
#[derive(Debug, Serialize)]
struct DataPage {
    state: String,
    datasets: Vec<DatasetView>,
    imports: Vec<ImportView>,
}

#[derive(Debug, Serialize)]
struct DatasetView {
    name: String,
    tables: Vec<TableView>,
}

#[derive(Debug, Serialize)]
struct TableView {
    table: String,
    content: String,
    areas: String,
    periods: String,
    dimensions: Vec<DimensionView>,
}

/// A dimension with how many members it has, and which these are where they are accounts.
#[derive(Debug, Serialize)]
struct DimensionView {
    text: String,
    members: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ImportView {
    id: i64,
    at: String,
    table: String,
    files: String,
    state: &'static str,
    state_class: &'static str,
    rows: String,
    /// How many of the rows are in no revision any more; empty for none.
    lost: String,
    refused: String,
    issues: String,
    issues_href: String,
    shown: Vec<IssueView>,
    revision: String,
}

#[derive(Debug, Serialize)]
struct IssueView {
    severity: &'static str,
    place: String,
    message: String,
}

/// Shows what is imported.
async fn list_data(request: HttpRequest, state: web::Data<PagesState>) -> HttpResponse {
    let query = match Query::read(request.query_string()) {
        Ok(query) => query,
        Err(problem) => {
            let error = PageError::Parameters(vec![problem]);
            return refuse(&state, (DATA, Lang::default()), error);
        }
    };
    let lang = query.lang();
    let mut problems = Vec::new();
    if let Some(text) = query
        .one("lang", &mut problems)
        .filter(|text| text.parse::<Lang>().is_err())
    {
        problems.push(problem("lang", text));
    }
    if !problems.is_empty() {
        return refuse(&state, (DATA, lang), PageError::Parameters(problems));
    }
    match state.run(move |store| page(store, lang)).await {
        Ok(html) => answer(StatusCode::OK, lang, html),
        Err(error) => refuse(&state, (DATA, lang), error),
    }
}

fn page(store: &Store, lang: Lang) -> Result<String, PageError> {
    let shell = Shell {
        lang,
        is_demo: store.is_demo(),
        here: Link::to(DATA, lang),
        section: Section::Data,
    };
    let head = head(store, AsKnown::Head)?;
    let datasets = list_datasets(store, AsKnown::Revision(head.revision))?;
    let imports = imports(store, None, IMPORTS_MAX)?;
    if imports.is_empty() && datasets.iter().all(|dataset| dataset.tables.is_empty()) {
        return empty(&shell, Empty::NoData);
    }
    let mut views = Vec::with_capacity(imports.len());
    for import in imports {
        let issues = import_issues(store, import.id, None, ISSUES_COUNTED)?;
        views.push(import_view(import_detail(store, import.id)?, &issues, lang));
    }
    let page = DataPage {
        state: state_sentence(head, lang),
        datasets: datasets
            .into_iter()
            .filter(|one| !one.tables.is_empty())
            .map(|one| dataset_view(one, lang))
            .collect(),
        imports: views,
    };
    render("data.html", &shell, texts(lang).data_heading, &page)
}

fn state_sentence(head: Head, lang: Lang) -> String {
    let at = head
        .committed_at
        .map(|at| instant(at, lang))
        .unwrap_or_default();
    let template = if head.committed_at.is_some() {
        texts(lang).data_state
    } else {
        texts(lang).data_state_none
    };
    fill(
        template,
        &[("revision", &head.revision.to_string()), ("at", &at)],
    )
}

fn dataset_view(dataset: DatasetStatus, lang: Lang) -> DatasetView {
    let name = dataset_name(dataset.spec.name, lang).to_owned();
    DatasetView {
        name,
        tables: dataset
            .tables
            .into_iter()
            .map(|table| table_view(table, lang))
            .collect(),
    }
}

fn table_view(table: TableCoverage, lang: Lang) -> TableView {
    let periods = match (table.first, table.last) {
        (Some(first), Some(last)) if first == last => first.to_lang(lang),
        (Some(first), Some(last)) => format!("{} – {}", first.to_lang(lang), last.to_lang(lang)),
        _ => NOTHING.to_owned(),
    };
    let content = match Variant::parse_key(&table.variant) {
        Ok(variant) => content(&variant, lang),
        Err(_) => table.variant.clone(),
    };
    TableView {
        table: table.table_id,
        content,
        areas: format_integer(i64::try_from(table.n_areas).unwrap_or(i64::MAX), lang),
        periods,
        dimensions: table
            .members
            .iter()
            .map(|(name, members)| dimension_view(name, members, lang))
            .collect(),
    }
}

/// Unit and price level: `kr. pr. indbygger, løbende priser`.
fn content(variant: &Variant, lang: Lang) -> String {
    let unit = variant.unit.name(lang);
    match variant.price {
        pejl_domain::PriceLevel::NotApplicable => unit.to_owned(),
        level => format!(
            "{unit}, {}",
            lower_first(&wording::price_level(level, lang))
        ),
    }
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_lowercase().chain(chars).collect())
        .unwrap_or_default()
}

fn dimension_view(name: &str, members: &[String], lang: Lang) -> DimensionView {
    let label = dimension_name(name, texts(lang));
    let text = format!(
        "{label}: {}",
        format_integer(i64::try_from(members.len()).unwrap_or(i64::MAX), lang)
    );
    let accounts = members
        .iter()
        .filter(|_| name == "function")
        .filter_map(|code| Account::parse(code));
    DimensionView {
        text,
        members: accounts.map(|account| account.label(lang)).collect(),
    }
}

/// What a dimension is called.
pub(crate) fn dimension_name<'a>(name: &'a str, t: &'a Texts) -> &'a str {
    match name {
        "function" => t.dimension_function,
        "dranst" => t.dimension_dranst,
        "art" => t.dimension_art,
        "ownership" => t.dimension_ownership,
        "grouping" => t.dimension_grouping,
        "sex" => t.dimension_sex,
        "age" => t.dimension_age,
        "marital_status" => t.dimension_marital_status,
        "published_on" => t.dimension_published_on,
        "posting" => t.dimension_posting,
        "budget" => t.dimension_budget,
        "rows" => t.dimension_rows,
        "service" => t.dimension_service,
        "law" => t.dimension_law,
        "paragraph" => t.dimension_paragraph,
        "package_level" => t.dimension_package_level,
        "provider_type" => t.dimension_provider_type,
        "provider" => t.dimension_provider,
        "unit" => t.dimension_unit,
        "area" => t.dimension_area,
        "district" => t.dimension_district,
        "age_band" => t.dimension_age,
        "target_group" => t.dimension_target_group,
        "course_type" => t.dimension_course_type,
        "profession" => t.dimension_profession,
        "setting" => t.dimension_setting,
        "goal_type" => t.dimension_goal_type,
        "question" => t.dimension_question,
        "outcome" => t.dimension_outcome,
        other => other,
    }
}

fn import_view(detail: ImportDetail, issues: &[ImportIssue], lang: Lang) -> ImportView {
    let t = texts(lang);
    let import = detail.import;
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
    let first = detail
        .files
        .first()
        .map(|file| file.name.clone())
        .unwrap_or_default();
    let files = match detail.files.len() {
        0 | 1 => first,
        n => fill(
            t.import_files,
            &[("first", &first), ("n", &(n - 1).to_string())],
        ),
    };
    ImportView {
        id: import.id,
        at: instant(import.finished_at.unwrap_or(import.started_at), lang),
        // What has no table of its own is named by its dataset.
        table: match import.table_id.is_empty() {
            true => dataset_name(&import.dataset, lang).to_owned(),
            false => import.table_id,
        },
        files,
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
        issues_href: Link::to(&format!("/api/v1/imports/{}/issues", import.id), lang).to_string(),
        shown: issues
            .iter()
            .take(ISSUES_SHOWN)
            .map(|issue| issue_view(issue, lang))
            .collect(),
        revision: import
            .revision
            .map_or_else(|| NOTHING.to_owned(), |n| n.to_string()),
    }
}

fn issue_view(issue: &ImportIssue, lang: Lang) -> IssueView {
    let t = texts(lang);
    let line = issue
        .line
        .map(|line| fill(t.issue_line, &[("line", &line.to_string())]));
    let place: Vec<String> = std::iter::once(issue.file.clone())
        .chain(line)
        .chain(issue.column.clone())
        .collect();
    IssueView {
        severity: if issue.severity.as_str() == "error" {
            t.severity_error
        } else {
            t.severity_warning
        },
        place: place.join(", "),
        message: lang.pick(&issue.message_da, &issue.message_en).to_owned(),
    }
}

/// Why there is nothing to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Empty {
    /// Nothing has been imported.
    NoData,
    /// Something has, and no indicator can use it.
    NothingUsable,
}

#[derive(Debug, Serialize)]
struct EmptyPage {
    heading: &'static str,
    text: &'static str,
    data_href: Option<String>,
    home_href: String,
}

/// The page of an installation without figures: how to get some.
pub(crate) fn empty(shell: &Shell, kind: Empty) -> Result<String, PageError> {
    let t = texts(shell.lang);
    let (heading, text) = match kind {
        Empty::NoData => (t.empty_heading, t.empty_text),
        Empty::NothingUsable => (t.unusable_heading, t.unusable_text),
    };
    let data_href = (kind == Empty::NothingUsable).then(|| Link::to(DATA, shell.lang).to_string());
    let page = EmptyPage {
        heading,
        text,
        data_href,
        home_href: Link::to(COMPARISON, shell.lang).to_string(),
    };
    render("empty.html", shell, heading, &page)
}

/// Registers the path.
pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get(DATA, list_data));
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use pejl_domain::Period;

    use super::*;

    /// A name that is looked up and not found is shown as the machine writes it.
    #[test]
    fn every_dataset_has_a_name_in_both_languages() {
        let folder = tempfile::tempdir().unwrap();
        let options = pejl_app::StoreOptions::embedded(folder.path());
        let store = Store::open(&options).unwrap();
        for dataset in list_datasets(&store, AsKnown::Head).unwrap() {
            let spec = dataset.spec;
            let of = |lang| dataset_name(spec.name, lang).to_owned();
            let (da, en) = (of(Lang::Da), of(Lang::En));
            assert_ne!(da, spec.name);
            assert_ne!(en, spec.name);
        }
    }

    fn coverage(members: &[&str]) -> TableCoverage {
        TableCoverage {
            variant: "statbank/REGK31/dkk_per_resident/current/year/art,function".to_owned(),
            table_id: "REGK31".to_owned(),
            n_areas: 99,
            first: Period::year(2018).ok(),
            last: Period::year(2025).ok(),
            members: [(
                "function".to_owned(),
                members.iter().map(|m| (*m).to_owned()).collect(),
            )]
            .into(),
        }
    }

    #[test]
    fn a_table_says_what_it_holds_and_how_far_it_reaches() {
        let view = table_view(coverage(&["5.30.27", "TOT"]), Lang::Da);
        assert_eq!(view.content, "kr. pr. indbygger, løbende priser");
        assert_eq!(
            (view.periods.as_str(), view.areas.as_str()),
            ("2018 – 2025", "99")
        );
        let function = view.dimensions.first().unwrap();
        assert_eq!(function.text, "konto: 2");
        assert_eq!(function.members.len(), 1);
        assert!(function.members.first().unwrap().starts_with("5.30.27 "));
    }

    #[test]
    fn a_variant_that_cannot_be_read_is_shown_as_it_is() {
        let odd = TableCoverage {
            variant: "<b>".to_owned(),
            ..coverage(&[])
        };
        assert_eq!(table_view(odd, Lang::En).content, "<b>");
    }

    #[test]
    fn an_issue_names_file_line_and_column() {
        let issues = "file.csv, line 7, OMRÅDE";
        let issue = ImportIssue {
            no: 1,
            severity: pejl_app::ImportSeverity::Warning,
            file: "file.csv".to_owned(),
            line: Some(7),
            column: Some("OMRÅDE".to_owned()),
            rule: "unknown_area".to_owned(),
            value_masked: None,
            message_da: "ukendt område".to_owned(),
            message_en: "unknown area".to_owned(),
        };
        let view = issue_view(&issue, Lang::En);
        assert_eq!(
            (view.place.as_str(), view.message.as_str(), view.severity),
            (issues, "unknown area", "warning")
        );
    }
}
