//! Data quality: what has no figure and why, what is to be read with care, and what is imported.

use pejl_app::catalogue::AreaCoverage;
use pejl_app::pejlemaerker::Line;
use pejl_app::{Observation, Quality};
use pejl_domain::{Lang, Period, PriceLevel};
use pejl_wording::{NOTHING, dataset_name, fill, no_figure, price_level, sentence};

use crate::document::{Block, Section, Table, TableCell, TableRow, Term};
use crate::findings::Findings;
use crate::rules::{is_confidential, name, once};
use crate::texts::texts;

/// Holes that are named of one table.
const GAPS_MAX: usize = 4;

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
    blocks.push(Block::Table(coverage(&findings.coverage, lang)));
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

/// What is imported of the municipality, a row for each table, or for each kind of facts where they reach to other periods.
fn coverage(all: &[AreaCoverage], lang: Lang) -> Table {
    let t = texts(lang);
    let period = |one: Option<Period>| {
        one.map_or_else(
            || TableCell::of(NOTHING),
            |one| TableCell::period(one, lang),
        )
    };
    let rows = all.iter().map(|one| {
        let is_of_table =
            |of: &&AreaCoverage| of.dataset == one.dataset && of.table_id == one.table_id;
        let is_alone = all.iter().filter(is_of_table).count() == 1;
        let name = match (kinds(one, lang), one.is_national) {
            (_, false) if is_alone => one.table_id.clone(),
            (_, true) if is_alone => fill(t.coverage_national, &[("table", &one.table_id)]),
            (kinds, _) => fill(
                t.coverage_kind,
                &[("table", &one.table_id), ("kind", &kinds)],
            ),
        };
        TableRow {
            cells: vec![
                TableCell::of(dataset_name(one.dataset, lang)),
                TableCell::of(name),
                period(one.runs.first().map(|(first, _)| *first)),
                period(one.runs.last().map(|(_, last)| *last)),
                TableCell::of(gaps(one, lang)),
            ],
            is_marked: false,
        }
    });
    Table {
        caption: t.coverage_caption.to_owned(),
        columns: vec![
            (t.coverage_dataset.to_owned(), false),
            (t.coverage_table.to_owned(), false),
            (t.coverage_first.to_owned(), false),
            (t.coverage_last.to_owned(), false),
            (t.coverage_gaps.to_owned(), false),
        ],
        widths: &[],
        notes: Vec::new(),
        rows: rows.collect(),
    }
}

/// What tells the kinds of facts of a table apart: their units, prices and lengths of period, and what they are split by.
fn kinds(one: &AreaCoverage, lang: Lang) -> String {
    let mut told: Vec<String> = Vec::new();
    for of in &one.variants {
        let price = match of.price {
            PriceLevel::NotApplicable => None,
            level => Some(price_level(level, lang)),
        };
        let split = of.dimensions.iter().cloned().collect::<Vec<_>>().join(", ");
        let split = Some(split).filter(|text| !text.is_empty());
        let parts = std::iter::once(of.unit.name(lang).to_owned());
        let parts: Vec<String> = parts.chain(price).chain(split).collect();
        let kind = parts.join(", ");
        if !told.contains(&kind) {
            told.push(kind);
        }
    }
    told.join("; ")
}

/// The periods between the first and the last that are not in; a dash where there are none.
fn gaps(one: &AreaCoverage, lang: Lang) -> String {
    let (t, gaps) = (texts(lang), one.gaps());
    let said = gaps.iter().take(GAPS_MAX).map(|(first, last)| {
        let (from, to) = (first.to_lang(lang), last.to_lang(lang));
        match first == last {
            true => from,
            false => format!("{from} – {to}"),
        }
    });
    let mut said: Vec<String> = said.collect();
    let n_more = gaps.len().saturating_sub(GAPS_MAX);
    if n_more > 0 {
        let n = n_more.to_string();
        said.push(fill(t.coverage_more_gaps, &[("n", &n)]));
    }
    match said.is_empty() {
        true => NOTHING.to_owned(),
        false => said.join("; "),
    }
}
