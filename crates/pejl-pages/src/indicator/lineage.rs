//! Where the newest figure is from: imports, files and lines.

use std::collections::BTreeMap;

use pejl_app::catalogue::ImportDetail;
use pejl_app::facts::{FactRequest, list_facts};
use pejl_app::lineage::{DatasetLineage, ImportFile, ImportLineage, LineRange, Lineage};
use pejl_app::{AppError, Import, PublishedFact, Store};
use pejl_domain::lang::format_integer;
use pejl_domain::{Lang, Period};
use pejl_wording::dataset_name;
use serde::Serialize;

use super::asked::Choice;
use super::figures::{Figures, Origin, shown};
use crate::link::{DATA, Link};
use crate::texts::{Texts, fill, texts};
use crate::wording::instant;

/// Facts that are looked through for those a figure is made of.
const FACTS_MAX: u32 = 20_000;
/// Name of the dataset that published facts are in.
const PUBLISHED: &str = "stat_fact";

/// The files that published facts of a figure are from.
#[derive(Debug, Default)]
pub(crate) struct FactFiles {
    files: Vec<FactFile>,
}

/// Lines of a file.
#[derive(Debug)]
struct FactFile {
    table: String,
    import: Import,
    name: String,
    sha256: String,
    lines: Lines,
}

/// Which lines of a file rows are from, and how many rows.
#[derive(Debug, Clone, Copy)]
struct Lines {
    n_rows: i64,
    first: i64,
    last: i64,
}

impl Lines {
    fn one(line: i64) -> Self {
        Self {
            n_rows: 1,
            first: line,
            last: line,
        }
    }

    fn and(self, line: i64) -> Self {
        Self {
            n_rows: self.n_rows.saturating_add(1),
            first: self.first.min(line),
            last: self.last.max(line),
        }
    }
}

impl From<LineRange> for Lines {
    fn from(range: LineRange) -> Self {
        Self {
            n_rows: range.n_rows,
            first: range.first_line,
            last: range.last_line,
        }
    }
}

/// Finds the files and lines of the published facts that a figure of a municipality and a period is made of.
///
/// Facts of accounts are those of the chosen ones; what stands below the line, residents, is of tables of their own.
///
/// # Errors
/// The store fails.
pub(super) fn fact_files(
    store: &Store,
    choice: &Choice,
    period: Period,
    detail: impl Fn(i64) -> Result<ImportDetail, AppError>,
) -> Result<FactFiles, AppError> {
    let mut found = FactFiles::default();
    for table in &choice.reading.tables {
        let request = FactRequest {
            table: table.clone(),
            municipalities: vec![choice.seen.own.code.to_owned()],
            periods: vec![period.to_string()],
            at: choice.seen.at(),
            limit: FACTS_MAX,
            ..FactRequest::default()
        };
        let facts = match list_facts(store, &request) {
            Ok(facts) => facts.facts,
            // Another of the tables is imported in its place.
            Err(AppError::NotFound { .. }) => continue,
            Err(error) => return Err(error),
        };
        let mut lines: BTreeMap<(i64, i32), Lines> = BTreeMap::new();
        for fact in facts.iter().filter(|fact| counts(choice, fact, period)) {
            let lines = lines.entry((fact.import_id, fact.file_no));
            lines
                .and_modify(|lines| *lines = lines.and(fact.line))
                .or_insert_with(|| Lines::one(fact.line));
        }
        for ((import, no), lines) in lines {
            let detail = detail(import)?;
            let file = detail.files.iter().find(|file| file.no == no);
            found.files.extend(file.map(|file| FactFile {
                table: table.clone(),
                name: file.name.clone(),
                sha256: file.sha256.clone(),
                import: detail.import.clone(),
                lines,
            }));
        }
        if !found.files.is_empty() {
            // The first table that has the figure is the one it is from.
            break;
        }
    }
    Ok(found)
}

/// Whether a fact can count in the figure: it is of the accounts chosen, and has the members that the reading names.
fn counts(choice: &Choice, fact: &PublishedFact, period: Period) -> bool {
    let has = |name: &str, wanted: &dyn Fn(&str) -> bool| {
        fact.members.get(name).is_some_and(|member| wanted(member))
    };
    let of_accounts = choice.account.as_ref().is_none_or(|account| {
        let functions = account.functions(period.year_number());
        let is_one = |member: &str| functions.iter().any(|one| one == member);
        has("function", &is_one)
    });
    let published = choice.reading.published.as_ref();
    let as_named = published.is_none_or(|published| {
        let mut members = published.members.iter();
        members.all(|(name, wanted)| has(name, &|member| member == wanted))
    });
    of_accounts && as_named
}

/// What the page says of where the newest figure is from.
#[derive(Debug, Serialize)]
pub(crate) struct LineageView {
    lead: String,
    rows: Vec<FileRow>,
    /// Readings that it is put together from, or the page of what is imported.
    links: Vec<PlainLink>,
    /// What must be known to read the table.
    notes: Vec<String>,
    /// The same as a document, with lines for whoever may see them.
    document: Option<String>,
}

/// A file that rows are from.
#[derive(Debug, Serialize)]
struct FileRow {
    dataset: String,
    months: String,
    import: String,
    at: String,
    file: String,
    sha256: String,
    rows: String,
    lines: String,
}

#[derive(Debug, Serialize)]
struct PlainLink {
    href: String,
    label: String,
}

impl LineageView {
    /// The view of the newest figure's origin, or why it cannot be told.
    pub fn of(figures: &Figures) -> Result<Self, String> {
        let choice = &figures.choice;
        match figures.origin.as_ref().map_err(Clone::clone)? {
            Origin::Records(found) => Ok(of_records(choice, found)),
            Origin::Facts(found) => Ok(of_facts(figures, found)),
            Origin::Readings(codes) => Ok(of_readings(choice, codes)),
            Origin::Covers => Ok(of_covers(choice)),
        }
    }

    fn plain(lead: &str) -> Self {
        Self {
            lead: lead.to_owned(),
            rows: Vec::new(),
            links: Vec::new(),
            notes: Vec::new(),
            document: None,
        }
    }
}

fn of_records(choice: &Choice, found: &Lineage) -> LineageView {
    let (lang, t) = (choice.seen.lang, texts(choice.seen.lang));
    let datasets = found.datasets.iter();
    let rows: Vec<FileRow> = datasets
        .flat_map(|dataset| of_dataset(dataset, lang))
        .collect();
    let imports = found.datasets.iter().flat_map(|one| &one.imports);
    let mut files = imports.flat_map(|one| &one.files);
    let mut notes = vec![t.lineage_can_count.to_owned()];
    if files.any(|(_, range)| range.is_none()) {
        notes.push(t.lineage_lines_withheld.to_owned());
    }
    notes.extend(
        found
            .known_from
            .map(|revision| fill(t.lineage_since, &[("revision", &revision.to_string())])),
    );
    let period = found.observation.period;
    let document = Link::to("/api/v1/observations/lineage", lang)
        .with("indicator", &choice.code())
        .with("municipality", choice.seen.own.code)
        .with("period", &period.to_string())
        .with("revision", &choice.seen.head.revision.to_string());
    LineageView {
        rows,
        notes,
        document: Some(document.to_string()),
        ..LineageView::plain(&lead(t.lineage_lead, period, lang))
    }
}

fn of_dataset(found: &DatasetLineage, lang: Lang) -> Vec<FileRow> {
    let t = texts(lang);
    let months = match found.months {
        (Some(from), Some(to)) => fill(
            t.lineage_between,
            &[("from", &from.to_lang(lang)), ("to", &to.to_lang(lang))],
        ),
        (None, Some(to)) => fill(t.lineage_until, &[("to", &to.to_lang(lang))]),
        (_, None) => String::new(),
    };
    let name = dataset_name(found.dataset, lang).to_owned();
    let of_import = |import: &ImportLineage| -> Vec<FileRow> {
        let files = import.files.iter();
        let row = |(file, range): &(ImportFile, Option<LineRange>)| {
            let of = (name.clone(), file.name.clone(), file.sha256.clone());
            FileRow {
                months: months.clone(),
                ..row(of, &import.import, (range.map(Lines::from), lang))
            }
        };
        files.map(row).collect()
    };
    found.imports.iter().flat_map(of_import).collect()
}

fn row(
    (dataset, file, sha256): (String, String, String),
    import: &Import,
    (lines, lang): (Option<Lines>, Lang),
) -> FileRow {
    let t = texts(lang);
    let at = import.finished_at.unwrap_or(import.started_at);
    FileRow {
        dataset,
        months: String::new(),
        import: import.id.to_string(),
        at: instant(at, lang),
        file,
        sha256,
        rows: lines.map_or_else(
            || t.lineage_withheld.to_owned(),
            |lines| format_integer(lines.n_rows, lang),
        ),
        lines: lines.map_or_else(
            || t.lineage_withheld.to_owned(),
            |lines| lines_text(lines, lang),
        ),
    }
}

/// `linje 7`, or `linje 7–19`.
fn lines_text(lines: Lines, lang: Lang) -> String {
    let t = texts(lang);
    let whole = |line| format_integer(line, lang);
    let text = match lines.first == lines.last {
        true => whole(lines.first),
        false => format!("{}–{}", whole(lines.first), whole(lines.last)),
    };
    fill(t.issue_line, &[("line", &text)])
}

fn of_facts(figures: &Figures, found: &FactFiles) -> LineageView {
    let choice = &figures.choice;
    let (lang, t) = (choice.seen.lang, texts(choice.seen.lang));
    let rows = found.files.iter().map(|file| {
        let dataset = format!("{}: {}", dataset_name(PUBLISHED, lang), file.table);
        let of = (dataset, file.name.clone(), file.sha256.clone());
        row(of, &file.import, (Some(file.lines), lang))
    });
    let period = figures.trend.as_ref().ok().and_then(shown);
    let period = period.map(|one| one.period);
    let mut view = LineageView {
        rows: rows.collect(),
        ..LineageView::plain(
            &period.map_or_else(String::new, |one| lead(t.lineage_lead, one, lang)),
        )
    };
    view.notes.push(facts_note(&view, t));
    view
}

fn facts_note(view: &LineageView, t: &Texts) -> String {
    match view.rows.is_empty() {
        true => t.lineage_no_file.to_owned(),
        false => t.lineage_facts.to_owned(),
    }
}

fn of_readings(choice: &Choice, codes: &[String]) -> LineageView {
    let t = texts(choice.seen.lang);
    let link = |code: &String| {
        let reading = choice.catalogue.find_reading(code)?;
        let link = choice.to_indicator(&reading.indicator);
        let name = reading.name.to_lang(choice.seen.lang);
        Some(PlainLink {
            href: link.with("reading", &reading.code).to_string(),
            label: format!("{name} ({}.{})", reading.indicator, reading.code),
        })
    };
    LineageView {
        links: codes.iter().filter_map(link).collect(),
        ..LineageView::plain(t.lineage_readings)
    }
}

fn of_covers(choice: &Choice) -> LineageView {
    let t = texts(choice.seen.lang);
    LineageView {
        links: vec![PlainLink {
            href: Link::to(DATA, choice.seen.lang).to_string(),
            label: t.lineage_data.to_owned(),
        }],
        ..LineageView::plain(t.lineage_covers)
    }
}

fn lead(template: &str, period: Period, lang: Lang) -> String {
    fill(template, &[("period", &period.to_lang(lang))])
}
