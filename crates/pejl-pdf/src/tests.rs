//! What is set of a report by hand.

use chrono::DateTime;
use pejl_domain::Lang;
use pejl_reports::{
    Block, Figure, Item, Plot, Report, Section, Sentence, Sign, Table, TableCell, TableRow, Term,
};
use typst::layout::{Frame, FrameItem};
use typst_layout::PagedDocument;

use crate::typeset::set;
use crate::write;

/// What would be markup, code, an escape or the end of a string, were it read.
const HOSTILE: &str = "#panic(\"x\") *a* _b_ $x$ \\ \"] #] `raw` <l> @r = h // c /* d */ ~ -- --- ... 'q' https://e.dk [z] #{1+1} \\u{41}";

/// Every status that there is.
const STATUSES: [&str; 8] = [
    "reached",
    "on-track",
    "at-risk",
    "off-track",
    "immature",
    "not-computable",
    "no-target",
    "context",
];

fn svg(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 680 300\" width=\"680\" height=\"300\" \
         font-family=\"Noto Sans, sans-serif\"><rect x=\"0\" y=\"0\" width=\"680\" height=\"300\" fill=\"#ffffff\"/>\
         <text x=\"10\" y=\"40\" font-size=\"12\" fill=\"#1d2730\">{escaped}</text></svg>"
    )
}

fn table(text: &str, n_numbers: usize, n_rows: usize) -> Table {
    let numbers = || 0..n_numbers;
    let row = |no: usize| {
        let name = TableCell::with_note(text, text);
        let mut cells = vec![name];
        cells.extend(numbers().map(|column| TableCell::of(format!("{no}.{column:03},5 kr."))));
        TableRow {
            cells,
            is_marked: no % 2 == 1,
        }
    };
    let named = numbers().map(|no| (format!("{text} {no}"), true));
    Table {
        caption: text.to_owned(),
        columns: std::iter::once((text.to_owned(), false))
            .chain(named)
            .collect(),
        widths: &[],
        notes: Vec::new(),
        rows: (0..n_rows).map(row).collect(),
    }
}

/// A report with every kind of block, in which every text is this one.
fn report(text: &'static str) -> Report {
    let sign = |class: &'static str| Sign { class, word: text };
    let items = STATUSES.map(|class| Item {
        sign: Some(sign(class)),
        sentences: vec![Sentence::of("{name}.", Lang::Da).name("name", text)],
        more: text.to_owned(),
    });
    let section = |id: &str| Section {
        id: id.to_owned(),
        part_of: text.to_owned(),
        heading: text.to_owned(),
        blocks: vec![
            Block::Heading(text.to_owned()),
            Block::Lead(text.to_owned()),
            Block::Paragraph(text.to_owned()),
            Block::Note(text.to_owned()),
            Block::List(items.to_vec()),
            Block::List(vec![Item {
                more: text.to_owned(),
                ..Item::default()
            }]),
            Block::Sentences(vec![Sentence::of("{name}.", Lang::Da).name("name", text)]),
            Block::Terms(vec![Term {
                name: text.to_owned(),
                lines: vec![text.to_owned(), text.to_owned()],
            }]),
            Block::Table(table(text, 2, 3)),
            Block::Table(table("Bredt", 14, 2)),
            Block::Figure(Figure {
                caption: text.to_owned(),
                svg: svg(text),
                summary: text.to_owned(),
                table: table(text, 1, 1),
                plot: Plot::default(),
            }),
        ],
    };
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
        behind: String::new(),
        foot: text.to_owned(),
        page_of: "side {page} af {pages}".to_owned(),
        sections: vec![section("one"), section("two")],
    }
}

/// The texts of the pages, in the order they are drawn, without spaces: where a line ends is not the text's.
fn texts(document: &PagedDocument) -> String {
    let mut found = String::new();
    for page in document.pages() {
        gather(&page.frame, &mut found);
    }
    without_spaces(&found)
}

fn gather(frame: &Frame, found: &mut String) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Text(text) => found.push_str(&text.text),
            FrameItem::Group(group) => gather(&group.frame, found),
            _ => {}
        }
    }
}

fn without_spaces(text: &str) -> String {
    let is_shown = |c: &char| !c.is_whitespace() && !['\u{200b}', '\u{ad}', '-'].contains(c);
    text.chars().filter(is_shown).collect()
}

#[test]
fn whatever_stands_in_a_text_stands_so_on_the_page() {
    let set = set(&report(HOSTILE)).unwrap();
    let found = texts(&set.output);
    let n_found = found.matches(&without_spaces(HOSTILE)).count();
    // The cover has six, a line of the contents for each section, and each section more than thirty.
    assert!(n_found > 60, "{n_found}: {found}");
    let warnings: Vec<_> = set
        .warnings
        .iter()
        .map(|one| one.message.as_str())
        .collect();
    assert_eq!(warnings, [""; 0]);
}

#[test]
fn a_report_of_hostile_texts_is_a_file_that_meets_the_standards() {
    let pdf = write(&report(HOSTILE)).unwrap();
    assert!(pdf.starts_with(b"%PDF-1.7"));
}

#[test]
fn what_the_face_does_not_have_is_told_to_be_missing() {
    let of = "emoji 🎉, 漢字, العربية, \u{e000}, \u{7}\u{0}\u{feff}nul, e\u{301}, å\tb\nc, \u{202e}bagfra";
    let set = set(&report(of)).unwrap();
    let found = texts(&set.output);
    assert!(found.contains("emoji\u{fffd},\u{fffd}\u{fffd},"), "{found}");
    assert!(write(&report(of)).is_ok());
}

#[test]
fn an_empty_text_leaves_a_file_that_can_be_read() {
    // A report always has a title and headings; what may be empty is.
    let mut report = report("Tekst");
    report.warning = None;
    report.committed_at = None;
    for section in &mut report.sections {
        section.part_of = String::new();
        section.blocks = vec![
            Block::List(Vec::new()),
            Block::Terms(Vec::new()),
            Block::Paragraph(String::new()),
            Block::Table(Table {
                rows: Vec::new(),
                ..table("Tom", 2, 0)
            }),
        ];
    }
    assert!(write(&report).is_ok());
}

#[test]
fn the_same_report_gives_the_same_bytes_on_every_thread() {
    let first = write(&report(HOSTILE)).unwrap();
    let again = std::thread::spawn(|| write(&report(HOSTILE)).unwrap());
    assert!(again.join().unwrap() == first);
    assert!(write(&report("Andet")).unwrap() != first);
}

#[test]
fn a_long_table_goes_on_over_pages_and_a_long_word_is_broken() {
    let mut report = report("Tekst");
    let word: &'static str = "x".repeat(400).leak();
    report.sections.truncate(1);
    let blocks = vec![
        Block::Table(table("Række", 3, 120)),
        Block::Table(table(word, 2, 2)),
        // The widest letters, in words that are just not broken and that are.
        Block::Paragraph("W".repeat(32)),
        Block::Paragraph("W".repeat(400)),
        Block::Note("W".repeat(64)),
    ];
    report
        .sections
        .iter_mut()
        .for_each(|one| one.blocks = blocks.clone());
    let set = set(&report).unwrap();
    let pages = set.output.pages();
    assert!(pages.len() > 3, "{}", pages.len());
    // Nothing stands over the edge.
    for page in pages {
        let (width, mut right) = (page.frame.width(), 0.0);
        rightmost(&page.frame, 0.0, &mut right);
        assert!(right <= width.to_pt() - 55.0, "{right} of {width:?}");
    }
    assert!(write(&report).is_ok());
}

/// How far to the right a text goes, in points.
fn rightmost(frame: &Frame, at: f64, right: &mut f64) {
    for (position, item) in frame.items() {
        let left = at + position.x.to_pt();
        match item {
            FrameItem::Text(text) => *right = right.max(left + text.width().to_pt()),
            FrameItem::Group(group) => rightmost(&group.frame, left, right),
            _ => {}
        }
    }
}

#[test]
fn no_line_ends_between_a_number_and_its_sign() {
    let mut report = report("Tekst");
    report.sections.truncate(1);
    // Whatever the place on the line: one more letter before it in each paragraph.
    let said = |no: usize| {
        format!(
            "{} 42,2 % 1.250 kr. § 83 {}",
            "a ".repeat(no),
            "b ".repeat(40)
        )
    };
    let blocks: Vec<_> = (0..120).map(|no| Block::Paragraph(said(no))).collect();
    report
        .sections
        .iter_mut()
        .for_each(|one| one.blocks = blocks.clone());
    let set = set(&report).unwrap();
    let mut runs = Vec::new();
    for page in set.output.pages() {
        runs_of(&page.frame, &mut runs);
    }
    let parted = ["%", "kr.", "83"];
    let parted = |run: &&String| parted.iter().any(|sign| run.starts_with(sign));
    assert_eq!(runs.iter().find(parted), None);
    // They are there, and some begin a line.
    assert!(runs.iter().any(|run| run.starts_with("42,2\u{a0}%")));
    assert!(runs.iter().any(|run| run.starts_with("§\u{a0}83")));
}

/// The pages of a section of these blocks under a heading, as their texts and whether a drawing is on them.
fn pages_of(blocks: &[Block]) -> Vec<(String, bool)> {
    let mut report = report("Tekst");
    report.sections.truncate(1);
    for one in &mut report.sections {
        one.heading = "Overskrift".to_owned();
        one.blocks = blocks.to_vec();
    }
    let set = set(&report).unwrap();
    // The cover is a page of its own.
    let pages = set.output.pages().iter().skip(1);
    let page = |frame: &Frame| {
        let mut found = String::new();
        gather(frame, &mut found);
        (without_spaces(&found), has_drawing(frame))
    };
    pages.map(|one| page(&one.frame)).collect()
}

fn has_drawing(frame: &Frame) -> bool {
    frame.items().any(|(_, item)| match item {
        FrameItem::Image(..) => true,
        FrameItem::Group(group) => has_drawing(&group.frame),
        _ => false,
    })
}

#[test]
fn a_section_begins_with_more_than_its_heading_however_long_its_first_drawing_is() {
    let pages = |height: u32, n_sentences: usize| {
        pages_of(&[
            Block::Lead("Forløbene bliver kortere.".to_owned()),
            Block::Heading("Indikatoren".to_owned()),
            Block::List(vec![Item {
                more: "Den står her. ".repeat(30),
                ..Item::default()
            }]),
            Block::Figure(Figure {
                caption: "Tegningen".to_owned(),
                svg: svg("x").replace("300", &height.to_string()),
                summary: "Det siges i en sætning. ".repeat(n_sentences),
                table: table("Tabel", 1, 1),
                plot: Plot::default(),
            }),
        ])
    };
    for (height, n_sentences) in [(300, 5), (560, 60), (560, 400), (2000, 60)] {
        let pages = pages(height, n_sentences);
        let (first, _) = &pages[0];
        assert!(first.contains("Indikatoren"), "{height}: {first}");
        assert!(first.contains("Denstårher"), "{height}: {first}");
        assert_eq!(pages.iter().filter(|(_, has)| *has).count(), 1);
    }
    // One that there is room for stands there, though its sentences go on.
    assert!(pages(560, 60)[0].1);
}

#[test]
fn a_heading_stands_on_the_turned_page_of_its_table() {
    let pages = pages_of(&[
        Block::Paragraph("Før".to_owned()),
        Block::Heading("Indlæst".to_owned()),
        Block::Table(table("Bredt", 14, 2)),
        Block::Note("Efter".to_owned()),
    ]);
    let of = |word: &str| pages.iter().position(|(text, _)| text.contains(word));
    assert!(of("Bredt0").is_some());
    assert_eq!(of("Indlæst"), of("Bredt0"));
    assert_ne!(of("Før"), of("Indlæst"));
}

#[test]
fn each_warning_is_a_paragraph_of_the_cover() {
    let mut report = report("Tekst");
    report.warning = Some("Data mangler\nTallene er opfundet.".to_owned());
    let set = set(&report).unwrap();
    let mut runs = Vec::new();
    runs_of(&set.output.pages()[0].frame, &mut runs);
    assert!(runs.iter().any(|run| run == "Data mangler"), "{runs:?}");
    assert!(runs.iter().any(|run| run == "Tallene er opfundet."));
}

/// The texts of a page, each as far as it is set in one piece.
fn runs_of(frame: &Frame, found: &mut Vec<String>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Text(text) => found.push(text.text.to_string()),
            FrameItem::Group(group) => runs_of(&group.frame, found),
            _ => {}
        }
    }
}

#[test]
fn a_fault_is_told_and_no_file_is_made() {
    let mut report = report("Tekst");
    for block in report.sections.iter_mut().flat_map(|one| &mut one.blocks) {
        if let Block::Figure(figure) = block {
            figure.svg = "<svg".to_owned();
        }
    }
    let fault = write(&report).unwrap_err().to_string();
    assert!(
        fault.starts_with("the report cannot be set as PDF: "),
        "{fault}"
    );
    assert!(fault.contains("SVG"), "{fault}");
}
