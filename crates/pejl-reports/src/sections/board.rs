//! The board: every indicator with its newest figure, the year before, its target and where it stands.

use pejl_app::pejlemaerker::Line;
use pejl_app::trend::Break;
use pejl_app::{Observation, Reading};
use pejl_domain::Lang;
use pejl_wording::{NOTHING, before_change, decimals, figure_of, goal, period_of};

use crate::document::{Block, Section, Table, TableCell, TableRow};
use crate::findings::Findings;
use crate::rules::{name, sign};
use crate::texts::texts;
use crate::value::{Value, style};

/// Widths of the columns, in per cent: the tables of a board line up.
const WIDTHS: [u8; 5] = [36, 16, 16, 16, 16];

/// The board of the findings, a table for each pejlemærke.
pub(crate) fn section(findings: &Findings, lang: Lang) -> Section {
    let t = texts(lang);
    let mut blocks = vec![Block::Lead(t.board_lead.to_owned())];
    let mut perspective = "";
    let lines = &findings.board.lines;
    for of in lines.chunk_by(is_same) {
        let Some(first) = of.first() else { continue };
        if perspective != first.perspective.code {
            perspective = &first.perspective.code;
            let name = first.perspective.name.to_lang(lang);
            blocks.push(Block::Heading(name.to_owned()));
        }
        let pejlemaerke = first.perspective.pejlemaerker.get(first.pejlemaerke);
        let caption = pejlemaerke.map_or("", |one| one.name.to_lang(lang));
        blocks.push(Block::Table(table(of.iter(), caption, lang)));
    }
    Section {
        id: "board".to_owned(),
        part_of: String::new(),
        heading: t.board.to_owned(),
        blocks,
    }
}

/// Whether two lines are of the same pejlemærke.
pub(crate) fn is_same(one: &Line, other: &Line) -> bool {
    one.perspective.code == other.perspective.code && one.pejlemaerke == other.pejlemaerke
}

/// Lines of a board as a table.
pub(crate) fn table<'a>(lines: impl Iterator<Item = &'a Line>, caption: &str, lang: Lang) -> Table {
    let t = texts(lang);
    Table {
        caption: caption.to_owned(),
        columns: vec![
            (t.indicator.to_owned(), false),
            (t.newest.to_owned(), true),
            (t.before.to_owned(), true),
            (t.goal.to_owned(), false),
            (t.status.to_owned(), false),
        ],
        widths: &WIDTHS,
        notes: [t.note_code, t.note_period, t.note_period_before]
            .map(str::to_owned)
            .to_vec(),
        rows: lines.map(|line| row(line, lang)).collect(),
    }
}

fn row(line: &Line, lang: Lang) -> TableRow {
    let t = texts(lang);
    let reading = line.reading.as_deref();
    let code = match line.is_lead {
        true => line.indicator.clone(),
        false => format!("{}, {}", line.indicator, t.beside),
    };
    let figure = |one: &Observation, change: Option<&Break>| {
        let change = change.map(|change| before_change(change, lang));
        let note = std::iter::once(period_of(one, lang)).chain(change);
        let note = note.collect::<Vec<_>>().join(", ");
        let is_period_alone = note == one.period.to_lang(lang);
        TableCell {
            note_value: is_period_alone.then_some(Value::Period(one.period)),
            note,
            ..figure(one, reading, lang)
        }
    };
    let nothing = || TableCell::of(NOTHING);
    TableRow {
        cells: vec![
            TableCell::with_note(name(line, lang), code),
            line.newest
                .as_ref()
                .map_or_else(nothing, |one| figure(one, None)),
            line.year_before
                .as_ref()
                .map_or_else(nothing, |one| figure(one, line.cut_since_year_before())),
            TableCell::of(goal(line.stand.as_ref(), lang)),
            TableCell {
                sign: Some(sign(line.status, lang)),
                ..TableCell::default()
            },
        ],
        is_marked: false,
    }
}

/// A figure with its unit and the number it says, or the word for why there is none.
pub(crate) fn figure(one: &Observation, reading: Option<&Reading>, lang: Lang) -> TableCell {
    let style = style(&one.unit, reading.map_or(1, decimals));
    TableCell::of(figure_of(one, reading, lang)).saying(one.value, style, lang)
}
