//! What comes of rehabilitation: the courses of the newest quarter beside those of the year before.

use pejl_app::Reading;
use pejl_app::rehabilitation::{CoursesAnswer, Figure};
use pejl_domain::Lang;
use pejl_wording::cell;

use crate::document::{Block, Section, Table, TableCell, TableRow};
use crate::findings::Findings;
use crate::sections::board;
use crate::texts::texts;

/// The courses of the findings.
pub(crate) fn section(findings: &Findings, lang: Lang) -> Section {
    let t = texts(lang);
    let told = findings.courses.as_ref();
    let told = told.filter(|answer| answer.lines.iter().any(|line| !line.figures.is_empty()));
    let blocks = match told {
        None => vec![Block::Note(t.rehabilitation_none.to_owned())],
        Some(answer) => vec![
            Block::Lead(t.rehabilitation_lead.to_owned()),
            Block::Table(table(answer, lang)),
        ],
    };
    Section {
        id: "rehabilitation".to_owned(),
        part_of: String::new(),
        heading: t.rehabilitation.to_owned(),
        blocks,
    }
}

/// The table, a row for each reading and a column for each period.
fn table(answer: &CoursesAnswer, lang: Lang) -> Table {
    let t = texts(lang);
    let first = (t.rehabilitation_row.to_owned(), false);
    let periods = answer
        .lines
        .iter()
        .map(|line| (line.period.to_lang(lang), true));
    let readings = answer.readings.iter().enumerate();
    let rows = readings.filter_map(|(no, reading)| {
        let reading = reading.as_deref()?;
        let name = TableCell::with_note(
            reading.name.to_lang(lang),
            format!("{}.{}", reading.indicator, reading.code),
        );
        let of_periods = answer
            .lines
            .iter()
            .map(|line| figure(line.figures.get(no), reading, lang));
        Some(TableRow {
            cells: std::iter::once(name).chain(of_periods).collect(),
            is_marked: false,
        })
    });
    Table {
        caption: t.rehabilitation_caption.to_owned(),
        columns: std::iter::once(first).chain(periods).collect(),
        widths: &[],
        notes: vec![t.note_code.to_owned()],
        rows: rows.collect(),
    }
}

fn figure(found: Option<&Figure>, reading: &Reading, lang: Lang) -> TableCell {
    match found {
        Some(Figure::Told(one)) => board::figure(one, Some(reading), lang),
        Some(Figure::None(of, _)) => TableCell::of(cell(*of, lang)),
        None => TableCell::default(),
    }
}
