//! What is written of a report by hand.

use std::io::{Cursor, Read as _};

use chrono::DateTime;
use pejl_domain::{Lang, Period};
use pejl_reports::{
    Block, Drawn, Figure, Item, NumberStyle, Plot, PlotKind, Report, Section, Sentence, Sign,
    Table, TableCell, TableRow, Term,
};

use crate::write;

/// What would be a formula, markup, a code of a header or the place of a cell, were it read, and what no document can hold.
const HOSTILE: &str = "=1+1|cmd'!A1 <b>&C&P\"' \u{0}\u{7}\u{fffe}\u{1b}_x0041_ 🎉";
/// What is left of it.
const SHOWN: &str = "=1+1|cmd&apos;!A1 &lt;b&gt;&amp;C&amp;P";

const WHOLE: NumberStyle = NumberStyle::Number { decimals: 0 };

/// The parts of a workbook, by their names.
fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect();
    let part = |name: String| {
        let mut text = String::new();
        let mut file = archive.by_name(&name).unwrap();
        file.read_to_string(&mut text).unwrap();
        (name, text)
    };
    names.into_iter().map(part).collect()
}

/// The parts whose names begin so, one after another.
fn part(bytes: &[u8], beginning: &str) -> String {
    let parts = parts(bytes).into_iter();
    let texts = parts.filter(|(name, _)| name.starts_with(beginning));
    texts.map(|(_, text)| text).collect()
}

fn figure_of(value: f64, text: &str) -> TableCell {
    TableCell::of(text).saying(Some(value), WHOLE, Lang::Da)
}

fn row(name: &str, cells: Vec<TableCell>) -> TableRow {
    TableRow {
        cells: std::iter::once(TableCell::with_note(name, name))
            .chain(cells)
            .collect(),
        is_marked: false,
    }
}

fn table(text: &str, rows: Vec<TableRow>) -> Table {
    Table {
        caption: text.to_owned(),
        columns: vec![(text.to_owned(), false), (text.to_owned(), true)],
        widths: &[],
        notes: Vec::new(),
        rows,
    }
}

/// A figure whose second row has a word instead of a number.
fn figure(kind: PlotKind, text: &str) -> Figure {
    let rows = vec![
        row(text, vec![figure_of(12.0, "12")]),
        row(text, vec![TableCell::of("fortroligt")]),
        row(text, vec![figure_of(1234.0, "1.234")]),
    ];
    Figure {
        caption: text.to_owned(),
        svg: String::new(),
        summary: text.repeat(40),
        plot: Plot {
            kind,
            unit: text.to_owned(),
            n_rows: rows.len(),
            columns: vec![Drawn::Names, Drawn::Figures],
        },
        table: table(text, rows),
    }
}

fn section(text: &'static str) -> Section {
    let item = |sign| Item {
        sign,
        sentences: vec![Sentence::of("{name}.", Lang::Da).name("name", text)],
        more: text.to_owned(),
    };
    let sign = Sign {
        class: "at-risk",
        word: text,
    };
    let kinds = [PlotKind::Course, PlotKind::Ranking, PlotKind::Bridge];
    let mut blocks = vec![
        Block::Heading(text.to_owned()),
        Block::Lead(text.to_owned()),
        Block::Paragraph(text.to_owned()),
        Block::Note(text.to_owned()),
        Block::List(vec![item(None), item(Some(sign))]),
        Block::Sentences(item(None).sentences),
        Block::Terms(vec![Term::of(text, text)]),
        Block::Table(table(text, vec![row(text, vec![figure_of(7.0, "7")])])),
    ];
    blocks.extend(kinds.map(|kind| Block::Figure(figure(kind, text))));
    Section {
        id: "one".to_owned(),
        part_of: text.to_owned(),
        heading: text.to_owned(),
        blocks,
    }
}

/// A report with every kind of block, in which every text is this one.
fn report(text: &'static str) -> Report {
    Report {
        lang: Lang::Da,
        municipality: "766",
        month: "2018-03".parse().unwrap(),
        revision: 7,
        committed_at: DateTime::from_timestamp(1_522_533_600, 0),
        kind: text.to_owned(),
        title: text.to_owned(),
        description: text.to_owned(),
        warning: Some(text.to_owned()),
        cover: vec![Term::of(text, text)],
        contents: text.to_owned(),
        behind: text.to_owned(),
        foot: text.to_owned(),
        page_of: "side {page} af {pages}".to_owned(),
        sections: vec![section(text), section(text)],
    }
}

#[test]
fn no_text_becomes_a_formula_markup_or_a_code() {
    let bytes = write(&report(HOSTILE)).unwrap();
    for (name, text) in parts(&bytes) {
        assert!(
            !text.contains(['\u{0}', '\u{7}', '\u{1b}', '\u{fffe}']),
            "{name}"
        );
        assert!(!text.contains("<b>"), "{name}");
        assert!(!text.contains("_x0007_"), "{name}");
    }
    let sheets = part(&bytes, "xl/worksheets/sheet");
    assert!(!sheets.contains("<f>") && !sheets.contains("<f "));
    // The headers have their own codes and none of the text's.
    assert!(sheets.contains("&amp;&amp;C&amp;&amp;P"), "{sheets}");
    let strings = part(&bytes, "xl/sharedStrings");
    assert!(strings.replace("'", "&apos;").contains(SHOWN), "{strings}");
    // What looks as an escape of a character stands as it was written.
    assert!(strings.contains("_x005F_x0041_"));
}

#[test]
fn a_text_that_looks_as_markup_of_the_writer_is_escaped() {
    let bytes = write(&report("<r><t>a</t></b>&</r>")).unwrap();
    let strings = part(&bytes, "xl/sharedStrings");
    assert!(strings.contains("&lt;r&gt;&lt;t&gt;a"), "{strings}");
    assert!(!strings.contains("<r>"));
}

#[test]
fn charts_draw_a_word_as_a_gap_and_say_what_they_show() {
    let bytes = write(&report("Tal")).unwrap();
    let charts = part(&bytes, "xl/charts/chart");
    assert_eq!(charts.matches("<c:chartSpace").count(), 6);
    assert_eq!(charts.matches("<c:dispBlanksAs val=\"gap\"/>").count(), 6);
    // The word is in no chart.
    assert!(!charts.contains("fortroligt"));
    assert!(part(&bytes, "xl/sharedStrings").contains("fortroligt"));
    // A course draws the column beside the table, in which the cell of the word is empty.
    assert!(charts.contains("<c:ptCount val=\"3\"/><c:pt idx=\"0\"><c:v>12</c:v></c:pt><c:pt idx=\"2\"><c:v>1234</c:v></c:pt>"));
    let drawings = part(&bytes, "xl/drawings/drawing");
    let told = drawings.split("descr=\"").skip(1);
    let told: Vec<&str> = told.filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(told.len(), 6);
    assert!(told.iter().all(|text| text.starts_with("Tal. TalTal")));
}

#[test]
fn a_figure_without_a_number_has_no_chart() {
    let mut report = report("Tal");
    let withheld = |figure: &mut Figure| {
        for row in &mut figure.table.rows {
            row.cells = vec![TableCell::of("Tal"), TableCell::of("fortroligt")];
        }
    };
    for block in report.sections.iter_mut().flat_map(|one| &mut one.blocks) {
        if let Block::Figure(figure) = block {
            withheld(figure);
        }
    }
    let bytes = write(&report).unwrap();
    assert_eq!(part(&bytes, "xl/charts/chart"), "");
    assert!(part(&bytes, "xl/sharedStrings").contains("fortroligt"));
}

#[test]
fn periods_are_dates_and_years_are_numbers() {
    let period = |text: &str| TableCell::period(text.parse::<Period>().unwrap(), Lang::Da);
    let mut report = report("Tal");
    let rows = ["2018-03", "2018", "2018-Q1"].map(|text| row("Tal", vec![period(text)]));
    for section in &mut report.sections {
        section.blocks = vec![Block::Table(table("Tal", rows.to_vec()))];
    }
    let bytes = write(&report).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet2");
    // The first of March 2018 is the 43,160th day of Excel's calendar.
    assert!(
        sheet.contains("<v>43160</v>") && sheet.contains("<v>2018</v>"),
        "{sheet}"
    );
    assert!(part(&bytes, "xl/styles").contains("[$-406]mmmm yyyy"));
    assert!(part(&bytes, "xl/sharedStrings").contains("1. kvartal 2018"));
}

#[test]
fn texts_of_any_length_leave_a_file_that_can_be_read() {
    let long: &'static str = "æ🎉 ".repeat(20_000).leak();
    let bytes = write(&report(long)).unwrap();
    let strings = part(&bytes, "xl/sharedStrings");
    let longest = strings
        .split("<t")
        .map(|one| one.encode_utf16().count())
        .max();
    assert!(longest.unwrap() < 33_000);
    assert!(strings.contains('…'));
}

#[test]
fn texts_stand_in_one_cell_where_two_columns_have_the_width_of_a_page() {
    let mut report = report("Tekst");
    let text = format!("1 {}", "enhed ".repeat(20));
    let wide = table("Tal", vec![row("Tekst", vec![figure_of(1.0, &text)])]);
    let wide = Table {
        rows: wide.rows.into_iter().map(without_notes).collect(),
        ..wide
    };
    for section in &mut report.sections {
        let terms = Block::Terms(vec![Term::of("Navn", "Linje")]);
        section.blocks = vec![terms, Block::Table(wide.clone())];
    }
    let bytes = write(&report).unwrap();
    assert!(part(&bytes, "xl/sharedStrings").contains("Linje"));
}

fn without_notes(mut row: TableRow) -> TableRow {
    row.cells
        .iter_mut()
        .for_each(|cell| cell.note = String::new());
    row
}

#[test]
fn an_empty_report_is_a_workbook() {
    let mut report = report("Tekst");
    report.committed_at = None;
    report.sections.clear();
    assert!(write(&report).is_ok());
    let empty = Report {
        title: String::new(),
        kind: String::new(),
        description: String::new(),
        contents: String::new(),
        foot: String::new(),
        cover: Vec::new(),
        warning: None,
        sections: vec![Section {
            id: String::new(),
            part_of: String::new(),
            heading: String::new(),
            blocks: vec![
                Block::Lead(String::new()),
                Block::List(vec![Item::default()]),
                Block::Terms(vec![Term::of("", "")]),
                Block::Table(Table::default()),
                Block::Figure(figure(PlotKind::Course, "")),
            ],
        }],
        ..report
    };
    assert!(write(&empty).is_ok());
}

#[test]
fn the_same_report_gives_the_same_bytes_on_every_thread() {
    let first = write(&report(HOSTILE)).unwrap();
    let again = std::thread::spawn(|| write(&report(HOSTILE)).unwrap());
    assert!(again.join().unwrap() == first);
    assert!(write(&report("Andet")).unwrap() != first);
}

#[test]
fn more_columns_than_a_sheet_has_are_refused() {
    let mut report = report("Tal");
    let wide = Table {
        columns: vec![("Tal".to_owned(), true); 20_000],
        ..Table::default()
    };
    if let Some(section) = report.sections.first_mut() {
        section.blocks = vec![Block::Table(wide)];
    }
    let fault = write(&report).unwrap_err().to_string();
    assert_eq!(fault, "the report cannot be written as XLSX");
}
