//! The economic frame: what the year is expected to end at, by area.

use pejl_app::frame::Line;
use pejl_charts::NumberStyle;
use pejl_domain::Lang;
use pejl_domain::lang::format_share_as_percent;
use pejl_wording::{NOTHING, fill, frame_reasons, frame_words, kroner, sentence};

use crate::document::{Block, Section, Table, TableCell, TableRow};
use crate::findings::Findings;
use crate::rules::{self, expected};
use crate::sentence::Unproved;
use crate::texts::texts;

/// The frame of the findings.
///
/// # Errors
/// A sentence is not true of the amounts.
pub(crate) fn section(findings: &Findings, lang: Lang) -> Result<Section, Unproved> {
    let t = texts(lang);
    let month = findings.month.to_lang(lang);
    let blocks = match &findings.frame {
        None => vec![Block::Note(t.frame_none.to_owned())],
        Some(frame) => {
            let mut blocks = vec![Block::Lead(fill(
                frame_words(lang).lead,
                &[("month", &month)],
            ))];
            let said = expected(frame, lang)?;
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
    Ok(Section {
        id: "frame".to_owned(),
        part_of: String::new(),
        heading: t.frame.to_owned(),
        blocks,
    })
}

fn table(lines: &[Line], lang: Lang) -> Table {
    let (t, words) = (texts(lang), frame_words(lang));
    let numbers = [
        words.original,
        words.corrected,
        words.actual,
        words.expected,
        words.distance,
    ];
    // The distance is the last of the columns.
    let mut notes = vec![String::new(); numbers.len()];
    notes.push(t.note_share.to_owned());
    let first = (words.area.to_owned(), false);
    let numbers = numbers.into_iter().map(|name| (name.to_owned(), true));
    Table {
        caption: words.caption.to_owned(),
        columns: std::iter::once(first).chain(numbers).collect(),
        widths: &[],
        notes,
        rows: lines.iter().map(|line| row(line, lang)).collect(),
    }
}

fn row(line: &Line, lang: Lang) -> TableRow {
    let amount = |oere: Option<i64>| {
        let text = oere.map(|oere| kroner(oere, lang));
        let value = oere.map(rules::kroner);
        let cell = TableCell::of(text.unwrap_or_else(|| NOTHING.to_owned()));
        cell.saying(value, NumberStyle::Number { decimals: 0 }, lang)
    };
    let distance = line.distance.as_ref();
    let share = distance.and_then(|one| one.share_of_frame);
    let note = share.map(|share| format_share_as_percent(share, 1, lang));
    TableRow {
        cells: vec![
            TableCell::of(line.area.name.to_lang(lang)),
            amount(line.budgets.original.as_ref().ok().map(|one| one.oere)),
            amount(line.budgets.corrected.as_ref().ok().map(|one| one.oere)),
            amount(line.actual.as_ref().ok().copied()),
            amount(line.expected.as_ref().ok().map(|one| one.oere)),
            amount(distance.map(|one| one.oere)).noting(
                note.unwrap_or_default(),
                share,
                NumberStyle::Percent { decimals: 1 },
                lang,
            ),
        ],
        is_marked: line.area.is_total(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_section_can_be_told_from_every_pejlemaerke_by_its_name() {
        let all = pejl_app::pejlemaerker::board().iter();
        for one in all.flat_map(|one| &one.pejlemaerker) {
            for (lang, article) in [(Lang::Da, "den "), (Lang::En, "the ")] {
                let name = one.name.to_lang(lang).to_lowercase();
                let bare = name.strip_prefix(article).unwrap_or(&name);
                assert!(!texts(lang).frame.to_lowercase().contains(bare), "{name}");
            }
        }
    }
}
