//! Data quality: what has no figure and why, what is to be read with care, and what is imported.

use pejl_app::catalogue::DatasetStatus;
use pejl_app::pejlemaerker::Line;
use pejl_app::{Observation, Quality};
use pejl_domain::{Lang, Period};
use pejl_wording::{NOTHING, dataset_name, no_figure, sentence};

use crate::document::{Block, Section, Table, TableCell, TableRow, Term};
use crate::findings::Findings;
use crate::rules::{is_confidential, name, once};
use crate::texts::texts;

/// The quality of what the findings go by.
pub(crate) fn section(findings: &Findings, lang: Lang) -> Section {
    let t = texts(lang);
    let lines = once(findings.board.lines.iter());
    let mut blocks = Vec::new();
    let unknown = lines.iter().filter_map(|line| {
        let reason = no_figure(line, lang)?;
        Some(Term::of(title(line, lang), sentence(reason)))
    });
    let marked = lines.iter().filter_map(|line| {
        let notes = line.newest.as_ref().map(|one| notes(one, lang));
        let notes = notes.filter(|notes| !notes.is_empty())?;
        Some(Term::of(title(line, lang), sentence(&notes.join("; "))))
    });
    for (heading, terms) in [
        (t.quality_unknown, unknown.collect::<Vec<Term>>()),
        (t.quality_marked, marked.collect()),
    ] {
        if !terms.is_empty() {
            blocks.push(Block::Heading(heading.to_owned()));
            blocks.push(Block::Terms(terms));
        }
    }
    if lines.iter().any(|line| is_confidential(line)) {
        blocks.push(Block::Note(t.quality_few.to_owned()));
    }
    blocks.push(Block::Heading(t.coverage.to_owned()));
    blocks.push(Block::Table(coverage(&findings.datasets, lang)));
    blocks.push(Block::Note(t.coverage_beyond.to_owned()));
    Section {
        id: "quality".to_owned(),
        part_of: String::new(),
        heading: t.quality.to_owned(),
        blocks,
    }
}

fn title(line: &Line, lang: Lang) -> String {
    format!("{} {}", line.indicator, name(line, lang))
}

/// What must be known beside a figure; nothing of one that is not told.
fn notes(one: &Observation, lang: Lang) -> Vec<&'static str> {
    let t = texts(lang);
    if one.value.is_none() {
        return Vec::new();
    }
    let provisional = one.provisional.then_some(t.quality_provisional);
    let of_quality = one.quality.iter().map(|quality| match quality {
        Quality::SmallBase => t.quality_small_base,
        Quality::LowCoverage => t.quality_low_coverage,
        Quality::Break => t.quality_break,
        Quality::Unlinked => t.quality_unlinked,
    });
    provisional.into_iter().chain(of_quality).collect()
}

fn coverage(datasets: &[DatasetStatus], lang: Lang) -> Table {
    let t = texts(lang);
    let period = |one: Option<Period>| {
        one.map_or_else(
            || TableCell::of(NOTHING),
            |one| TableCell::period(one, lang),
        )
    };
    let rows = datasets.iter().flat_map(|dataset| {
        let tables = dataset.tables.iter();
        tables.map(|table| TableRow {
            cells: vec![
                TableCell::of(dataset_name(dataset.spec.name, lang)),
                TableCell::of(table.table_id.clone()),
                period(table.first),
                period(table.last),
            ],
            is_marked: false,
        })
    });
    Table {
        caption: t.coverage_caption.to_owned(),
        columns: vec![
            (t.coverage_dataset.to_owned(), false),
            (t.coverage_table.to_owned(), false),
            (t.coverage_first.to_owned(), false),
            (t.coverage_last.to_owned(), false),
        ],
        widths: &[],
        notes: Vec::new(),
        rows: rows.collect(),
    }
}
