//! *Data*: what is imported, how far it reaches, what was wrong with it; and the page for when nothing is.

mod fresh;
mod imports;
pub(crate) mod issues;
mod one;

use actix_web::web;
use pejl_app::catalogue::{DatasetStatus, Head, TableCoverage, head, imports, list_datasets};
use pejl_app::{AsKnown, Store};
use pejl_domain::lang::format_integer;
use pejl_domain::{Lang, Unit, Variant};
use pejl_wording::dataset_name;
use serde::Serialize;

use crate::account::Account;
use crate::link::{DATA, Link, UPLOAD};
use crate::place::{Place, carrying};
use crate::problem::PageError;
use crate::query::Query;
use crate::render::{Section, Shell, render};
use crate::texts::{Texts, fill, texts};
use crate::wording::{self, NOTHING, instant};
use fresh::{FreshView, fresh};
use imports::ImportView;
pub(crate) use one::to_import;

/// Imports shown, the newest first.
const IMPORTS_MAX: u32 = 20;
/// The unit that imports of records are stored with.
const RECORDS: &str = "records";

/// The page of what there is.
#[derive(Debug, Serialize)]
struct DataPage {
    state: String,
    fresh: FreshView,
    datasets: Vec<DatasetView>,
    imports: Vec<ImportView>,
    upload_href: String,
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

/// The page as HTML.
fn page(store: &Store, query: &Query) -> Result<String, PageError> {
    let mut problems = Vec::new();
    let place = Place::read(&query.without(&["revision", "as_known_at"]), &mut problems);
    let seen = place.seen(head(store, AsKnown::Head)?, problems)?;
    let (lang, head) = (seen.lang, seen.head);
    let shell = Shell {
        lang,
        is_demo: store.is_demo(),
        here: carrying(query, Link::to(DATA, lang)),
        section: Section::Data,
    };
    let datasets = list_datasets(store, AsKnown::Revision(head.revision))?;
    let imports = imports(store, None, IMPORTS_MAX)?;
    if imports.is_empty() && datasets.iter().all(|dataset| dataset.tables.is_empty()) {
        return empty(&shell, Empty::NoData);
    }
    let imports = imports
        .iter()
        .map(|import| imports::row(store, import.id, lang));
    let page = DataPage {
        state: state_sentence(head, lang),
        fresh: fresh(store, &seen),
        datasets: datasets
            .into_iter()
            .filter(|one| !one.tables.is_empty())
            .map(|one| dataset_view(one, lang))
            .collect(),
        imports: imports.collect::<Result<_, _>>()?,
        upload_href: Link::to(UPLOAD, lang).to_string(),
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

/// Unit and price level: `kr. pr. indbygger, løbende priser`; of records, which have neither, that they are rows.
fn content(variant: &Variant, lang: Lang) -> String {
    if matches!(&variant.unit, Unit::Other(name) if name == RECORDS) {
        return texts(lang).data_rows.to_owned();
    }
    let unit = variant.unit.name(lang);
    match variant.price {
        pejl_domain::PriceLevel::NotApplicable => unit.to_owned(),
        level => format!(
            "{unit}, {}",
            wording::lower_first(&wording::price_level(level, lang))
        ),
    }
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
        home_href: shell.here.to_string(),
    };
    render("empty.html", shell, heading, &page)
}

/// Registers the paths.
pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::page(DATA, page)).service(crate::get(
        &format!("{DATA}/{{number:[0-9]{{1,18}}}}"),
        one::get_import,
    ));
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
}
