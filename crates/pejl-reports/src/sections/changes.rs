//! What became of the figures of an earlier report or release: which moved, by how much, and why.

use std::collections::BTreeSet;

use pejl_app::Observation;
use pejl_domain::Lang;
use pejl_domain::lang::format_number;
use pejl_domain::{Period, Unit};
use pejl_wording::{NOTHING, decimals, figure_of, fill, sentence, signed, with_unit};

use crate::document::{Block, Section, Table, TableCell, TableRow};
use crate::findings::{Earlier, Findings, Moved, Publication};
use crate::rules::name;
use crate::sections::board::figure;
use crate::sentence::Sentence;
use crate::texts::texts;
use crate::waiting::source_name;

/// Periods of one indicator that are shown.
const SHOWN_MAX: usize = 8;
/// Revisions that are named of one source.
const REVISIONS_MAX: usize = 3;
/// Widths of the columns, in per cent.
const WIDTHS: [u8; 6] = [27, 11, 13, 13, 13, 23];

/// The figures of an earlier report or release that are others now.
pub(crate) fn section(findings: &Findings, lang: Lang) -> Section {
    let t = texts(lang);
    let blocks = match &findings.earlier {
        None => vec![Block::Note(t.changes_none_earlier.to_owned())],
        Some(earlier) => blocks(earlier, lang),
    };
    Section {
        id: "changes".to_owned(),
        part_of: String::new(),
        heading: t.changes.to_owned(),
        blocks,
    }
}

fn blocks(earlier: &Earlier, lang: Lang) -> Vec<Block> {
    let t = texts(lang);
    let mut blocks = vec![Block::Lead(lead(&earlier.of, lang))];
    // What is written alike has not moved for a reader.
    let is_seen = |one: &&Moved| shown(&one.before, one, lang) != shown(&one.now, one, lang);
    let moved: Vec<&Moved> = earlier.moved.iter().filter(is_seen).collect();
    if moved.is_empty() {
        blocks.push(Block::Paragraph(t.changes_nothing.to_owned()));
        return blocks;
    }
    let indicators: BTreeSet<&str> = moved
        .iter()
        .map(|one| one.line.indicator.as_str())
        .collect();
    let mut sentences = vec![
        Sentence::of(t.changes_n, lang)
            .count("n", moved.len())
            .count("k", indicators.len()),
    ];
    let mut rows = Vec::new();
    for of in moved.chunk_by(|one, other| one.line.indicator == other.line.indicator) {
        let (told, rest) = of.split_at(of.len().min(SHOWN_MAX));
        rows.extend(told.iter().map(|one| row(one, lang)));
        if let (Some(first), true) = (rest.first(), !rest.is_empty()) {
            let more = Sentence::of(t.changes_more, lang);
            sentences.push(
                more.name("name", &name(&first.line, lang))
                    .count("n", rest.len()),
            );
        }
    }
    blocks.push(Block::Sentences(sentences));
    blocks.push(Block::Table(table(rows, lang)));
    blocks
}

/// Which figures they are.
fn lead(of: &Publication, lang: Lang) -> String {
    let t = texts(lang);
    let (template, name) = match of {
        Publication::Release(one) => (t.changes_lead_release, one.name.clone()),
        Publication::Report(_, month) => (t.changes_lead_report, month.to_lang(lang)),
    };
    let revision = of.revision().to_string();
    fill(template, &[("name", &name), ("revision", &revision)])
}

fn table(rows: Vec<TableRow>, lang: Lang) -> Table {
    let t = texts(lang);
    Table {
        caption: t.changes_caption.to_owned(),
        columns: vec![
            (t.indicator.to_owned(), false),
            (t.changes_period.to_owned(), false),
            (t.changes_before.to_owned(), true),
            (t.changes_now.to_owned(), true),
            (t.changes_by.to_owned(), true),
            (t.changes_why.to_owned(), false),
        ],
        widths: &WIDTHS,
        notes: vec![t.note_code.to_owned()],
        rows,
    }
}

fn row(one: &Moved, lang: Lang) -> TableRow {
    let period: Period = one.before.period;
    let reading = one.line.reading.as_deref();
    TableRow {
        cells: vec![
            TableCell::with_note(name(&one.line, lang), one.line.indicator.clone()),
            TableCell::of(period.to_lang(lang)),
            figure(&one.before, reading, lang),
            figure(&one.now, reading, lang),
            TableCell::of(change(one, lang)),
            TableCell::of(why(one, lang)),
        ],
        is_marked: false,
    }
}

/// A figure as it is written.
fn shown(figure: &Observation, of: &Moved, lang: Lang) -> String {
    figure_of(figure, of.line.reading.as_deref(), lang)
}

/// By how much it moved; a dash where it cannot be said.
fn change(one: &Moved, lang: Lang) -> String {
    let t = texts(lang);
    let (Some(before), Some(now)) = (one.before.value, one.now.value) else {
        return NOTHING.to_owned();
    };
    if one.before.unit != one.now.unit {
        return NOTHING.to_owned();
    }
    let digits = one.line.reading.as_deref().map_or(1, decimals);
    let by = now - before;
    signed(match &one.now.unit {
        Unit::Share => {
            let points = format_number(100.0 * by, digits, lang);
            fill(t.changes_points, &[("points", &points)])
        }
        unit => with_unit(by, digits, unit, lang),
    })
}

/// Why it moved, as far as definitions and imports tell.
fn why(one: &Moved, lang: Lang) -> String {
    let t = texts(lang);
    let mut reasons = Vec::new();
    if let Some((from, to)) = one.redefined() {
        let (from, to) = (from.to_string(), to.to_string());
        reasons.push(fill(t.changes_redefined, &[("from", &from), ("to", &to)]));
    }
    for (source, revisions) in &one.brought {
        let latest = revisions.iter().rev().take(REVISIONS_MAX);
        let mut numbers: Vec<String> = latest.map(i64::to_string).collect();
        numbers.reverse();
        let (source, numbers) = (source_name(source, lang), numbers.join(", "));
        let said = [("source", source.as_str()), ("revisions", &numbers)];
        reasons.push(fill(t.changes_imported, &said));
    }
    if reasons.is_empty() {
        reasons.push(t.changes_unknown.to_owned());
    }
    sentence(&reasons.join("; "))
}
