//! What became of the figures of an earlier report or release: which moved, by how much, and why.

use std::collections::BTreeSet;

use pejl_app::Observation;
use pejl_app::readiness::Source;
use pejl_app::reports::Standing;
use pejl_charts::NumberStyle;
use pejl_domain::lang::format_number;
use pejl_domain::{Lang, Period, Unit};
use pejl_wording::{
    NOTHING, decimals, figure_of, fill, frame_words, sentence, signed, source_name, with_unit,
};

use crate::document::{Block, Section, Table, TableCell, TableRow};
use crate::findings::{Amount, Earlier, Findings, Moved, MovedAmount, Publication};
use crate::proof;
use crate::rules::kroner;
use crate::sections::board::figure;
use crate::sentence::{Sentence, Unproved};
use crate::texts::texts;

/// Periods of one indicator that are shown.
const SHOWN_MAX: usize = 8;
/// Revisions that are named of one source.
const REVISIONS_MAX: usize = 3;
/// Widths of the columns, in per cent.
const WIDTHS: [u8; 6] = [27, 11, 13, 13, 13, 23];

/// The figures of an earlier report or release that are others now.
///
/// # Errors
/// A change in words is not that of the two figures beside it.
pub(crate) fn section(findings: &Findings, lang: Lang) -> Result<Section, Unproved> {
    let t = texts(lang);
    let blocks = match &findings.earlier {
        None => vec![Block::Note(t.changes_none_earlier.to_owned())],
        Some(earlier) => blocks(earlier, findings.month, lang)?,
    };
    Ok(Section {
        id: "changes".to_owned(),
        part_of: String::new(),
        heading: t.changes.to_owned(),
        blocks,
    })
}

fn blocks(earlier: &Earlier, month: Period, lang: Lang) -> Result<Vec<Block>, Unproved> {
    let t = texts(lang);
    let mut blocks = vec![Block::Lead(lead(&earlier.of, lang))];
    // What is written alike has not moved for a reader.
    let is_seen = |one: &&Moved| shown(&one.before, one, lang) != shown(&one.now, one, lang);
    let moved: Vec<&Moved> = earlier.moved.iter().filter(is_seen).collect();
    let is_seen = |one: &&MovedAmount| krone(Some(one.before), lang) != krone(one.now, lang);
    let amounts: Vec<&MovedAmount> = earlier.amounts.iter().filter(is_seen).collect();
    if moved.is_empty() && amounts.is_empty() {
        blocks.push(Block::Paragraph(t.changes_nothing.to_owned()));
        blocks.push(Block::Note(compared(&earlier.of, month, lang)));
        return Ok(blocks);
    }
    let mut sentences = Vec::new();
    if !moved.is_empty() {
        let readings: BTreeSet<&str> = moved.iter().map(|one| one.code.as_str()).collect();
        sentences.push(
            Sentence::of(t.changes_n, lang)
                .count("n", moved.len())
                .count("k", readings.len()),
        );
    }
    if !amounts.is_empty() {
        sentences.push(Sentence::of(t.changes_amounts, lang).count("n", amounts.len()));
    }
    let mut rows = Vec::new();
    for of in moved.chunk_by(|one, other| one.code == other.code) {
        let (told, rest) = of.split_at(of.len().min(SHOWN_MAX));
        for one in told {
            rows.push(row(one, lang)?);
        }
        if let Some(first) = rest.first() {
            let more = Sentence::of(t.changes_more, lang);
            let name = first.reading.name.to_lang(lang);
            sentences.push(more.name("name", name).count("n", rest.len()));
        }
    }
    for one in amounts {
        rows.push(amount_row(one, lang)?);
    }
    blocks.push(Block::Sentences(sentences));
    blocks.push(Block::Table(table(rows, lang)));
    blocks.push(Block::Note(compared(&earlier.of, month, lang)));
    Ok(blocks)
}

/// Which figures they are.
fn lead(of: &Publication, lang: Lang) -> String {
    let t = texts(lang);
    let (template, name) = match of {
        Publication::Release(one) => (t.changes_lead_release, one.name.clone()),
        Publication::Report(_, month, standing) => {
            let template = match standing {
                Standing::Scheduled => t.changes_lead_scheduled,
                Standing::Released => t.changes_lead_released,
                Standing::Kept => t.changes_lead_kept,
            };
            (template, month.to_lang(lang))
        }
    };
    let revision = of.revision().to_string();
    fill(template, &[("name", &name), ("revision", &revision)])
}

/// What was held against what it was, and what was not.
fn compared(of: &Publication, month: Period, lang: Lang) -> String {
    let last = match of {
        Publication::Release(_) => month,
        Publication::Report(_, of, _) => month.min(*of),
    };
    let (t, last) = (texts(lang), last.to_lang(lang));
    fill(t.changes_compared, &[("month", &last)])
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

fn row(one: &Moved, lang: Lang) -> Result<TableRow, Unproved> {
    let reading = Some(one.reading.as_ref());
    let (before, now) = (one.before.value, one.now.value);
    let is_alike = one.before.unit == one.now.unit;
    let by = match (before.zip(now), is_alike) {
        (Some((before, now)), true) => {
            let text = change(now - before, (decimals(&one.reading), &one.now.unit), lang);
            proof::change(&text, (before, now), &one.now.unit, lang)?;
            text
        }
        _ => NOTHING.to_owned(),
    };
    Ok(TableRow {
        cells: vec![
            TableCell::with_note(one.reading.name.to_lang(lang), one.code.clone()),
            TableCell::of(one.before.period.to_lang(lang)),
            figure(&one.before, reading, lang),
            figure(&one.now, reading, lang),
            TableCell::of(by),
            TableCell::of(why(one.redefined(), &one.brought, lang)),
        ],
        is_marked: false,
    })
}

/// A row of an amount of the economic frame.
fn amount_row(one: &MovedAmount, lang: Lang) -> Result<TableRow, Unproved> {
    let (t, words) = (texts(lang), frame_words(lang));
    let what = match one.amount {
        Amount::Original => words.original,
        Amount::Corrected => words.corrected,
        Amount::Booked => words.actual,
        Amount::Expected => words.expected,
    };
    let (year, month) = one.as_of;
    let period = Period::month(year, u32::from(month)).or_else(|_| Period::year(year));
    let by = match one.now {
        None => NOTHING.to_owned(),
        Some(now) => {
            let text = change(kroner(now) - kroner(one.before), (0, &Unit::Dkk), lang);
            let both = (kroner(one.before), kroner(now));
            proof::change(&text, both, &Unit::Dkk, lang)?;
            text
        }
    };
    let amount = |oere: Option<i64>| {
        let style = NumberStyle::Number { decimals: 0 };
        TableCell::of(krone(oere, lang)).saying(oere.map(kroner), style, lang)
    };
    let area = one.area.to_lang(lang);
    let name = [("area", area), ("what", what)];
    Ok(TableRow {
        cells: vec![
            TableCell::of(fill(t.changes_of_frame, &name)),
            TableCell::of(period.map_or_else(|_| String::new(), |one| one.to_lang(lang))),
            amount(Some(one.before)),
            amount(one.now),
            TableCell::of(by),
            TableCell::of(why(None, &one.brought, lang)),
        ],
        is_marked: false,
    })
}

/// A figure as it is written.
fn shown(figure: &Observation, of: &Moved, lang: Lang) -> String {
    figure_of(figure, Some(&of.reading), lang)
}

/// An amount in whole kroner; a dash where there is none.
fn krone(oere: Option<i64>, lang: Lang) -> String {
    let text = oere.map(|oere| with_unit(kroner(oere), 0, &Unit::Dkk, lang));
    text.unwrap_or_else(|| NOTHING.to_owned())
}

/// By how much something moved, with its sign; of a share in percentage points.
fn change(by: f64, (digits, unit): (u8, &Unit), lang: Lang) -> String {
    let t = texts(lang);
    signed(match unit {
        Unit::Share => {
            let points = format_number(100.0 * by, digits, lang);
            fill(t.changes_points, &[("points", &points)])
        }
        unit => with_unit(by, digits, unit, lang),
    })
}

/// Why it moved, as far as definitions and imports tell.
fn why(redefined: Option<(i32, i32)>, brought: &[(Source, BTreeSet<i64>)], lang: Lang) -> String {
    let t = texts(lang);
    let mut reasons = Vec::new();
    if let Some((from, to)) = redefined {
        let (from, to) = (from.to_string(), to.to_string());
        reasons.push(fill(t.changes_redefined, &[("from", &from), ("to", &to)]));
    }
    for (source, revisions) in brought {
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
