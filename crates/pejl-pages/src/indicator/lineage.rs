//! Where the newest figure is from: imports, files and lines.

use pejl_app::lineage::{DatasetLineage, FileLineage, ImportLineage, Lineage, Side, Stretch};
use pejl_app::{FigureSource, Import};
use pejl_domain::lang::format_integer;
use pejl_domain::{Cell, Lang};
use pejl_wording::dataset_name;
use serde::Serialize;

use super::asked::Choice;
use super::figures::{Figures, Origin};
use crate::link::{DATA, Link};
use crate::texts::{fill, texts};
use crate::wording::instant;

/// Stretches of lines that are named of a file; more are counted.
const STRETCHES_MAX: usize = 12;

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
    /// Where in the figure its rows count and of which period, of published facts.
    part: String,
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
            Origin::Rows(found) => Ok(of_rows(choice, found)),
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

/// The files that the rows of a figure are from, and what must be known to read them.
fn of_rows(choice: &Choice, found: &Lineage) -> LineageView {
    let (lang, t) = (choice.seen.lang, texts(choice.seen.lang));
    let datasets = found.datasets.iter();
    let rows: Vec<FileRow> = datasets
        .flat_map(|dataset| of_dataset(dataset, lang))
        .collect();
    let period = found.observation.period.to_lang(lang);
    let is_of_facts = choice.reading.kind.source() == FigureSource::Facts;
    let lead = match (rows.is_empty(), found.observation.cell) {
        (true, Cell::Confidential) => t.lineage_cell_withheld.to_owned(),
        (true, _) => t.lineage_no_file.to_owned(),
        (false, _) => fill(t.lineage_lead, &[("period", &period)]),
    };
    LineageView {
        notes: match (rows.is_empty(), is_of_facts) {
            (true, _) => Vec::new(),
            (false, true) => notes_of_facts(found, lang),
            (false, false) => notes_of_records(found, lang),
        },
        rows,
        document: Some(document(choice, found).to_string()),
        ..LineageView::plain(&lead)
    }
}

/// The same as a document of the API.
fn document(choice: &Choice, found: &Lineage) -> Link {
    let link = Link::to("/api/v1/observations/lineage", choice.seen.lang)
        .with("indicator", &choice.code())
        .with("municipality", choice.seen.own.code)
        .with("period", &found.observation.period.to_string())
        .with("revision", &choice.seen.head.revision.to_string());
    let filters = choice.filters().into_iter();
    filters.fold(link, |link, (name, members)| {
        link.with(&format!("filter.{name}"), &members.join(","))
    })
}

fn notes_of_records(found: &Lineage, lang: Lang) -> Vec<String> {
    let t = texts(lang);
    let imports = found.datasets.iter().flat_map(|one| &one.imports);
    let mut files = imports.flat_map(|one| &one.files);
    let mut notes = vec![t.lineage_can_count.to_owned()];
    if files.any(|file| file.range.is_none()) {
        notes.push(t.lineage_lines_withheld.to_owned());
    }
    notes.extend(
        found
            .known_from
            .map(|revision| fill(t.lineage_since, &[("revision", &revision.to_string())])),
    );
    notes
}

fn notes_of_facts(found: &Lineage, lang: Lang) -> Vec<String> {
    let t = texts(lang);
    let mut notes = vec![t.lineage_facts.to_owned()];
    let absent = [
        (found.facts.n_absent_zero, t.lineage_absent_zero),
        (found.facts.n_absent_missing, t.lineage_absent_missing),
    ];
    for (n, text) in absent.into_iter().filter(|(n, _)| *n > 0) {
        notes.push(fill(text, &[("n", &n.to_string())]));
    }
    notes
}

fn of_dataset(found: &DatasetLineage, lang: Lang) -> Vec<FileRow> {
    let name = dataset_name(found.dataset, lang);
    let (dataset, part, months) = match (&found.table, found.side) {
        (Some(table), Some(side)) => (format!("{name}: {table}"), part(found, side, lang), None),
        _ => (name.to_owned(), String::new(), Some(months(found, lang))),
    };
    let of_import = |import: &ImportLineage| -> Vec<FileRow> {
        let files = import.files.iter();
        let row = |file: &FileLineage| FileRow {
            dataset: dataset.clone(),
            part: part.clone(),
            months: months.clone().unwrap_or_default(),
            ..row(file, &import.import, lang)
        };
        files.map(row).collect()
    };
    found.imports.iter().flat_map(of_import).collect()
}

/// `Tæller, 2018`.
fn part(found: &DatasetLineage, side: Side, lang: Lang) -> String {
    let t = texts(lang);
    let side = match side {
        Side::Top => t.card_numerator,
        Side::Bottom => t.card_denominator,
    };
    let period = found.months.1.map(|period| period.to_lang(lang));
    [Some(side.to_owned()), period]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

fn months(found: &DatasetLineage, lang: Lang) -> String {
    let t = texts(lang);
    match found.months {
        (Some(from), Some(to)) => fill(
            t.lineage_between,
            &[("from", &from.to_lang(lang)), ("to", &to.to_lang(lang))],
        ),
        (None, Some(to)) => fill(t.lineage_until, &[("to", &to.to_lang(lang))]),
        (_, None) => String::new(),
    }
}

fn row(found: &FileLineage, import: &Import, lang: Lang) -> FileRow {
    let t = texts(lang);
    let at = import.finished_at.unwrap_or(import.started_at);
    let withheld = || t.lineage_withheld.to_owned();
    FileRow {
        dataset: String::new(),
        part: String::new(),
        months: String::new(),
        import: import.id.to_string(),
        at: instant(at, lang),
        file: found.file.name.clone(),
        sha256: found.file.sha256.clone(),
        rows: found
            .range
            .map_or_else(withheld, |range| format_integer(range.n_rows, lang)),
        lines: found.range.map_or_else(withheld, |range| {
            let whole = [(range.first_line, range.last_line)];
            match found.stretches.as_slice() {
                [] => lines_text(&whole, lang),
                stretches => lines_text(stretches, lang),
            }
        }),
    }
}

/// `linje 7`, or `linje 7, 9–12`; of many stretches the first, and how many lines there are beside them.
fn lines_text(stretches: &[Stretch], lang: Lang) -> String {
    let t = texts(lang);
    let whole = |line| format_integer(line, lang);
    let named = stretches.iter().take(STRETCHES_MAX);
    let named: Vec<String> = named
        .map(|(first, last)| match first == last {
            true => whole(*first),
            false => format!("{}–{}", whole(*first), whole(*last)),
        })
        .collect();
    let text = fill(t.issue_line, &[("line", &named.join(", "))]);
    let more = stretches.iter().skip(STRETCHES_MAX);
    match more.map(|(first, last)| last - first + 1).sum::<i64>() {
        0 => text,
        n => format!("{text} {}", fill(t.lineage_more_lines, &[("n", &whole(n))])),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(stretches: &[Stretch], expected: &str) {
        assert_eq!(lines_text(stretches, Lang::Da), expected);
    }

    #[test]
    fn lines_are_named_as_stretches() {
        check(&[(7, 7)], "linje 7");
        check(
            &[(7, 7), (9, 12), (1_500, 1_501)],
            "linje 7, 9–12, 1.500–1.501",
        );
    }

    #[test]
    fn a_list_of_lines_that_is_cut_says_how_many_more_there_are() {
        let stretches: Vec<Stretch> = (1..=15).map(|no| (10 * no, 10 * no + 1)).collect();
        let text = lines_text(&stretches, Lang::Da);
        assert!(text.starts_with("linje 10–11, 20–21,"), "{text}");
        assert!(text.ends_with(", 120–121 og 6 linjer mere"), "{text}");
    }
}
