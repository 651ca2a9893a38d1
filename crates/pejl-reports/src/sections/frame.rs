//! The economic frame: what the year is expected to end at, by area.

use pejl_app::frame::Line;
use pejl_domain::Lang;
use pejl_domain::lang::format_share_as_percent;
use pejl_wording::{NOTHING, fill, frame_reasons, frame_words, kroner, sentence};

use crate::document::{Block, Section, Table, TableCell, TableRow};
use crate::findings::Findings;
use crate::rules::expected;
use crate::texts::texts;

/// The frame of the findings.
pub(crate) fn section(findings: &Findings, lang: Lang) -> Section {
    let t = texts(lang);
    let month = findings.month.to_lang(lang);
    let blocks = match &findings.frame {
        None => vec![Block::Note(t.frame_none.to_owned())],
        Some(frame) => {
            let mut blocks = vec![Block::Lead(fill(
                frame_words(lang).lead,
                &[("month", &month)],
            ))];
            let said = expected(frame, lang);
            if !said.is_empty() {
                blocks.push(Block::Sentences(said));
            }
            let reason = frame.not_closed.as_ref();
            blocks.extend(reason.map(|text| Block::Note(sentence(text.to_lang(lang)))));
            blocks.push(Block::Table(table(&frame.lines, lang)));
            blocks.extend(frame_reasons(frame, lang).into_iter().map(Block::Note));
            blocks
        }
    };
    Section {
        id: "frame".to_owned(),
        part_of: String::new(),
        heading: t.frame.to_owned(),
        blocks,
    }
}

fn table(lines: &[Line], lang: Lang) -> Table {
    let t = frame_words(lang);
    let numbers = [t.original, t.corrected, t.actual, t.expected, t.distance];
    let first = (t.area.to_owned(), false);
    let numbers = numbers.into_iter().map(|name| (name.to_owned(), true));
    Table {
        caption: t.caption.to_owned(),
        columns: std::iter::once(first).chain(numbers).collect(),
        widths: &[],
        rows: lines.iter().map(|line| row(line, lang)).collect(),
    }
}

fn row(line: &Line, lang: Lang) -> TableRow {
    let amount = |oere: Option<i64>| {
        let text = oere.map(|oere| kroner(oere, lang));
        TableCell::of(text.unwrap_or_else(|| NOTHING.to_owned()))
    };
    let distance = line.distance.as_ref();
    let share = distance.and_then(|one| one.share_of_frame);
    let share = share.map(|share| format_share_as_percent(share, 1, lang));
    TableRow {
        cells: vec![
            TableCell::of(line.area.name.to_lang(lang)),
            amount(line.budgets.original.as_ref().ok().map(|one| one.oere)),
            amount(line.budgets.corrected.as_ref().ok().map(|one| one.oere)),
            amount(line.actual.as_ref().ok().copied()),
            amount(line.expected.as_ref().ok().map(|one| one.oere)),
            TableCell {
                note: share.unwrap_or_default(),
                ..amount(distance.map(|one| one.oere))
            },
        ],
        is_marked: line.area.is_total(),
    }
}
