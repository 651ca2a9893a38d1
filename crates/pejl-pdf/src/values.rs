//! What the template reads: the document as values.

use pejl_reports::{Block, Figure, Item, Report, Section, Sign, Table, TableCell, Term};
use typst::foundations::{Array, Bytes, Dict, IntoValue as _, Value, dict};
use typst::layout::{Abs, Fr, Length};

use crate::face::FACE;
use crate::table::{Width, layout};

/// A drawing is no higher, in points, so that its caption and sentences stand on its page.
const HIGHEST: f64 = 560.0;
/// A drawing is as wide as the text, in points.
const WIDEST: f64 = 470.0;

/// A word that is wider may be broken anywhere: in prose, where a hash of a file is not, and in a cell of a table, where words are
/// broken at their syllables and codes are not. In small letters, of which so many fit on the narrowest line of prose.
const WORD: usize = 64;
const WORD_IN_CELL: usize = 26;
/// Of a word that may be broken so many characters stay together.
const PIECE: usize = 4;
/// A figure in a cell that is longer may be broken into lines.
const FIGURE: usize = 16;

/// The document, as `report`.
pub(crate) fn inputs(report: &Report) -> Dict {
    let sections = report.sections.iter().map(section);
    let report = dict! {
        "lang" => report.lang.as_str(),
        "kind" => text(&report.kind),
        "title" => text(&report.title),
        "description" => text(&report.description),
        "warnings" => array(report.warning.iter().flat_map(|all| all.lines()).map(text)),
        "cover" => terms(&report.cover),
        "contents" => text(&report.contents),
        "page_of" => text(&report.page_of),
        "foot" => text(&report.foot),
        "sections" => array(sections),
    };
    dict! { "report" => report }
}

fn section(one: &Section) -> Value {
    dict! {
        "part_of" => text(&one.part_of),
        "heading" => text(&one.heading),
        "blocks" => array(one.blocks.iter().map(block)),
    }
    .into_value()
}

fn block(one: &Block) -> Value {
    let (kind, of) = match one {
        Block::Heading(said) => ("heading", text(said)),
        Block::Lead(said) => ("lead", text(said)),
        Block::Paragraph(said) => ("paragraph", text(said)),
        Block::Note(said) => ("note", text(said)),
        Block::Sentences(all) => {
            let texts: Vec<String> = all.iter().map(|one| one.text()).collect();
            ("paragraph", text(&texts.join(" ")))
        }
        Block::List(items) => ("list", array(items.iter().map(item))),
        Block::Figure(of) => ("drawing", figure(of)),
        Block::Table(of) => ("table", table(of)),
        Block::Terms(of) => ("terms", terms(of)),
    };
    dict! { "kind" => kind, "of" => of }.into_value()
}

fn item(one: &Item) -> Value {
    let mut texts: Vec<String> = one.sentences.iter().map(|one| one.text()).collect();
    texts.extend(Some(one.more.clone()).filter(|text| !text.is_empty()));
    dict! { "sign" => one.sign.as_ref().map(sign), "text" => text(&texts.join(" ")) }.into_value()
}

fn sign(one: &Sign) -> Value {
    dict! { "class" => one.class, "word" => text(one.word) }.into_value()
}

fn figure(one: &Figure) -> Value {
    let width = match size(&one.svg) {
        Some((width, height)) if width > 0.0 && height > 0.0 => {
            WIDEST.min(HIGHEST * width / height)
        }
        _ => WIDEST,
    };
    // What a face does not have would be a hole in a file that is to last: in a drawing as in a text.
    let svg = FACE.shown(&one.svg);
    dict! {
        "caption" => text(&one.caption),
        "svg" => Bytes::new(svg.into_bytes()),
        "width" => Abs::pt(width),
        "alt" => FACE.shown(&format!("{}. {}", one.caption, one.summary)),
        "summary" => text(&one.summary),
    }
    .into_value()
}

/// Width and height that the drawing states.
fn size(svg: &str) -> Option<(f64, f64)> {
    let (_, after) = svg.split_once(" viewBox=\"")?;
    let (numbers, _) = after.split_once('"')?;
    let mut numbers = numbers.split(' ').skip(2).map(str::parse::<f64>);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

fn table(one: &Table) -> Value {
    let layout = layout(one);
    let is_number = |no: usize| one.columns.get(no).is_some_and(|(_, is_number)| *is_number);
    let widths = layout.columns.iter().map(|width| match width {
        Width::Points(points) => Value::Length(Length::from(Abs::pt(*points))),
        Width::Share(share) => Value::Fraction(Fr::new(*share)),
    });
    let columns = one.columns.iter().map(|(name, is_number)| {
        dict! { "name" => text_in_cell(name), "is_number" => *is_number }.into_value()
    });
    let rows = one.rows.iter().map(|row| {
        let cells = row.cells.iter().enumerate();
        dict! {
            "is_marked" => row.is_marked,
            "cells" => array(cells.map(|(no, one)| cell(one, is_number(no)))),
        }
        .into_value()
    });
    dict! {
        "caption" => text(&one.caption),
        "size" => Abs::pt(layout.size),
        "is_turned" => layout.is_turned,
        "widths" => array(widths),
        "columns" => array(columns),
        "rows" => array(rows),
    }
    .into_value()
}

fn cell(one: &TableCell, is_number: bool) -> Value {
    let said = match is_number && one.text.chars().count() <= FIGURE {
        // A figure and its unit stand on one line.
        true => FACE.shown(&one.text).replace(' ', "\u{a0}").into_value(),
        false => text_in_cell(&one.text),
    };
    dict! {
        "sign" => one.sign.as_ref().map(sign),
        "text" => said,
        "note" => text_in_cell(&one.note),
    }
    .into_value()
}

fn terms(all: &[Term]) -> Value {
    let terms = all.iter().map(|one| {
        let lines = one.lines.iter().map(|line| text(line));
        dict! { "name" => text(&one.name), "lines" => array(lines) }.into_value()
    });
    array(terms)
}

fn text(said: &str) -> Value {
    breakable(said, WORD).into_value()
}

fn text_in_cell(said: &str) -> Value {
    breakable(said, WORD_IN_CELL).into_value()
}

/// A text as the face shows it, whose overlong words may be broken: nothing stands over the edge.
fn breakable(said: &str, longest: usize) -> String {
    let shown = kept_together(&FACE.shown(said));
    let mut broken = String::with_capacity(shown.len());
    for word in shown.split_inclusive(char::is_whitespace) {
        if word.chars().map(wide).sum::<usize>() <= longest {
            broken.push_str(word);
            continue;
        }
        for (no, c) in word.chars().enumerate() {
            if no > 0 && no.is_multiple_of(PIECE) && !c.is_whitespace() {
                broken.push('\u{200b}');
            }
            broken.push(c);
        }
    }
    broken
}

/// A text in which no line ends between a number and its sign, as in `42,2 %`, `1.250 kr.` and `§ 83`.
fn kept_together(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for (no, word) in text.split(' ').enumerate() {
        if no > 0 {
            let is_kept = match kept.chars().next_back() {
                Some('§') => true,
                Some(last) => {
                    last.is_ascii_digit() && (word.starts_with('%') || word.starts_with("kr."))
                }
                None => false,
            };
            kept.push(if is_kept { '\u{a0}' } else { ' ' });
        }
        kept.push_str(word);
    }
    kept
}

/// How wide a character is, in small letters: capitals, signs and the widest letters are two.
fn wide(c: char) -> usize {
    let is_narrow = c.is_lowercase() || c.is_ascii_digit();
    1 + usize::from(!is_narrow || matches!(c, 'm' | 'w' | 'æ' | 'œ'))
}

fn array(values: impl Iterator<Item = Value>) -> Value {
    Value::Array(values.collect::<Array>())
}
