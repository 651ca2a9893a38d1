//! What is written of a report by hand.

use chrono::DateTime;
use pejl_domain::Lang;

use super::*;
use crate::document::{Plot, Table, TableCell, TableRow};
use crate::sentence::Sentence;

const HOSTILE: &str = "<script>alert('x')</script>\u{7}&\"";

fn report() -> Report {
    let table = Table {
        caption: HOSTILE.to_owned(),
        columns: vec![(HOSTILE.to_owned(), false), ("Tal".to_owned(), true)],
        widths: &[70, 30],
        notes: Vec::new(),
        rows: vec![TableRow {
            cells: vec![
                TableCell::with_note(HOSTILE, HOSTILE),
                TableCell::of("1.234"),
            ],
            is_marked: true,
        }],
    };
    let item = Item {
        sign: Some(Sign {
            class: "at-risk",
            word: "i risiko",
        }),
        sentences: vec![Sentence::of("{name}.", Lang::Da).name("name", HOSTILE)],
        more: HOSTILE.to_owned(),
    };
    Report {
        lang: Lang::Da,
        municipality: "766",
        month: "2018-03".parse().unwrap(),
        revision: 7,
        committed_at: DateTime::from_timestamp(1_522_533_600, 0),
        kind: "Månedsrapport".to_owned(),
        title: HOSTILE.to_owned(),
        description: HOSTILE.to_owned(),
        warning: Some(HOSTILE.to_owned()),
        cover: vec![Term::of(HOSTILE, HOSTILE)],
        contents: "Indhold".to_owned(),
        behind: "Tallene".to_owned(),
        foot: HOSTILE.to_owned(),
        page_of: HOSTILE.to_owned(),
        sections: vec![Section {
            id: "one".to_owned(),
            part_of: HOSTILE.to_owned(),
            heading: HOSTILE.to_owned(),
            blocks: vec![
                Block::Heading(HOSTILE.to_owned()),
                Block::Lead(HOSTILE.to_owned()),
                Block::Paragraph(HOSTILE.to_owned()),
                Block::Note(HOSTILE.to_owned()),
                Block::List(vec![item.clone()]),
                Block::Sentences(item.sentences),
                Block::Terms(vec![Term::of(HOSTILE, HOSTILE)]),
                Block::Table(table.clone()),
                Block::Figure(Figure {
                    caption: HOSTILE.to_owned(),
                    svg: "<svg></svg>".to_owned(),
                    summary: HOSTILE.to_owned(),
                    table,
                    plot: Plot::default(),
                }),
            ],
        }],
    }
}

#[test]
fn no_text_becomes_markup() {
    let html = write(&report());
    assert!(!html.contains("<script"), "{html}");
    assert!(!html.contains('\u{7}'));
    assert!(html.contains("&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;&amp;&quot;"));
}

#[test]
fn the_file_needs_nothing_else_and_names_its_language() {
    let html = write(&report());
    assert!(html.starts_with("<!doctype html>\n<html lang=\"da\">"));
    for outside in [" src=", "url(", "@import", "<link", "http:", "https:"] {
        assert!(!html.contains(outside), "{outside}");
    }
}

#[test]
fn every_element_that_is_opened_is_closed() {
    let html = write(&report());
    for tag in [
        "html", "head", "body", "main", "section", "header", "nav", "figure", "table", "tbody",
        "tr", "th", "td", "ul", "li", "dl", "dt", "dd", "div", "span", "details", "p", "h1", "h2",
        "h3",
    ] {
        let opened =
            html.matches(&format!("<{tag}>")).count() + html.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, html.matches(&format!("</{tag}>")).count(), "{tag}");
        assert!(opened > 0, "{tag}");
    }
}

#[test]
fn a_table_has_a_caption_and_its_headings_a_scope() {
    let html = write(&report());
    assert_eq!(
        html.matches("<table>").count(),
        html.matches("<caption>").count()
    );
    let headings = html.matches("<th ").count();
    assert_eq!(headings, html.matches("<th scope=").count());
    assert!(
        html.contains("<th scope=\"row\">") && html.contains("<th scope=\"col\" class=\"number\">")
    );
}

#[test]
fn the_file_is_named_by_place_month_and_language() {
    assert_eq!(report().file_name("html"), "pejl-766-2018-03-da.html");
}

#[test]
fn each_warning_is_a_paragraph() {
    let warned = Report {
        warning: Some("Data mangler\nTallene er opfundet.".to_owned()),
        ..report()
    };
    let html = write(&warned);
    for warning in ["Data mangler", "Tallene er opfundet."] {
        assert!(html.contains(&format!("<p class=\"warning\">{warning}</p>")));
    }
}
