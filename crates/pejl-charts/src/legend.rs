//! Legends, headings and notes: what stands around a drawing, laid out in lines.

use pejl_domain::Cell;

use crate::clean_text::{clean, isolate};
use crate::glyph::{Look, absent_sign};
use crate::palette::{AXIS, BAND, REFERENCE, TARGET, TEXT, TEXT_QUIET};
use crate::reading::Reading;
use crate::scene::{Anchor, Node, Paint, Text, decoration, horizontal, line, rect};
use crate::text_width::{BODY, LINE, SMALL, TITLE, TextStyle, fit, text_width, wrap};
use crate::trend::SignalAt;
use crate::trend::signal::sign;
use crate::waterfall::step::arrow;

/// Texts around a chart, in the chart's language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heading {
    /// What the chart shows; also its accessible name.
    pub title: String,
    /// Period, price level or definition, in one line or two.
    pub subtitle: Option<String>,
    /// Lines below the drawing: source, caveats, that figures are invented.
    pub notes: Vec<String>,
}

/// Space between a drawing and the edge of the view box.
pub(crate) const MARGIN: f64 = 12.0;
/// Room for the sample before a legend's text.
const SAMPLE: f64 = 22.0;
/// Space between two items of a legend.
const ITEM_GAP: f64 = 18.0;
/// Height of a legend's line.
const LEGEND_LINE: f64 = 18.0;

/// Lines kept of a title, of a subtitle, and of each note.
const TITLE_LINES: usize = 3;
const SUBTITLE_LINES: usize = 3;
const NOTE_LINES: usize = 4;

/// The sample shown before a legend's text.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sample {
    /// A mark.
    Mark(Look, Reading),
    /// The band between the quartiles.
    Band,
    /// The sign of an empty cell.
    Absent(Cell),
    /// A line.
    Line(Paint),
    /// An area between dotted edges: colour and dashes.
    Area(&'static str, &'static str),
    /// An area between drawn edges.
    Edged(&'static str),
    /// The sign of a signal.
    Signal(SignalAt),
    /// An interval of a point.
    Whisker(&'static str),
    /// An arrow, and whether it points to the right.
    Arrow(&'static str, bool),
}

/// One item of a legend.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    /// The sample.
    pub sample: Sample,
    /// What it stands for, made harmless and isolated.
    pub text: String,
}

impl Item {
    /// An item with its text made harmless.
    pub fn new(sample: Sample, text: &str) -> Self {
        Self {
            sample,
            text: isolate(&clean(text)),
        }
    }
}

/// A text with the given place.
pub(crate) fn text(
    class: &'static str,
    (x, y): (f64, f64),
    anchor: Anchor,
    style: TextStyle,
    fill: &'static str,
    content: impl Into<String>,
) -> Node {
    Node::Text(Text {
        class,
        x,
        y,
        anchor,
        style,
        fill,
        content: content.into(),
    })
}

/// The name cut to the width, isolated if it is written right to left.
pub(crate) fn fit_name(name: &str, max_width: f64, style: TextStyle) -> String {
    isolate(&fit(&clean(name), max_width, style))
}

/// Draws title and subtitle from `y` down; returns where they end.
pub(crate) fn draw_heading(
    nodes: &mut Vec<Node>,
    heading: &Heading,
    width: f64,
    mut y: f64,
) -> f64 {
    let mut texts = Vec::new();
    let room = width - 2.0 * MARGIN;
    let subtitle = heading.subtitle.as_deref().unwrap_or_default();
    for (class, content, style, colour, most) in [
        ("title", heading.title.as_str(), TITLE, TEXT, TITLE_LINES),
        ("subtitle", subtitle, BODY, TEXT_QUIET, SUBTITLE_LINES),
    ] {
        for content in wrap(&clean(content), room, style, most) {
            y += style.size * LINE;
            texts.push(text(
                class,
                (MARGIN, y - 3.0),
                Anchor::Start,
                style,
                colour,
                isolate(&content),
            ));
        }
    }
    nodes.push(decoration("heading", texts));
    y + 6.0
}

/// Draws the notes from `y` down; returns where they end.
pub(crate) fn draw_notes(nodes: &mut Vec<Node>, notes: &[String], width: f64, mut y: f64) -> f64 {
    if notes.is_empty() {
        return y;
    }
    let mut texts = Vec::new();
    for note in notes {
        for content in wrap(&clean(note), width - 2.0 * MARGIN, SMALL, NOTE_LINES) {
            y += SMALL.size * LINE;
            texts.push(text(
                "note",
                (MARGIN, y),
                Anchor::Start,
                SMALL,
                TEXT_QUIET,
                isolate(&content),
            ));
        }
    }
    nodes.push(decoration("notes", texts));
    y + 4.0
}

/// Draws the items in as many lines as they need, from `y` down; returns where they end.
pub(crate) fn draw_legend(
    nodes: &mut Vec<Node>,
    items: &[Item],
    left: f64,
    right: f64,
    y: f64,
) -> f64 {
    let (drawn, end) = lay_out(items, "legend-text", left, right, y);
    if !drawn.is_empty() {
        nodes.push(decoration("legend", drawn.into_iter().flatten().collect()));
    }
    end
}

/// The elements of each item, set in lines from `y` down, and where the last line ends.
pub(crate) fn lay_out(
    items: &[Item],
    class: &'static str,
    left: f64,
    right: f64,
    y: f64,
) -> (Vec<Vec<Node>>, f64) {
    let (mut x, mut line_y) = (left, y);
    let mut drawn = Vec::new();
    for item in items {
        let content = fit(&item.text, right - left - SAMPLE, SMALL);
        let wide = SAMPLE + text_width(&content, SMALL);
        if x > left && x + wide > right {
            x = left;
            line_y += LEGEND_LINE;
        }
        let middle = line_y + LEGEND_LINE / 2.0;
        let mut nodes = Vec::new();
        draw_sample(&mut nodes, item.sample, x, middle);
        nodes.push(text(
            class,
            (x + SAMPLE, middle + 4.0),
            Anchor::Start,
            SMALL,
            TEXT,
            content,
        ));
        drawn.push(nodes);
        x += wide + ITEM_GAP;
    }
    let end = if drawn.is_empty() {
        y
    } else {
        line_y + LEGEND_LINE
    };
    (drawn, end)
}

fn draw_sample(nodes: &mut Vec<Node>, sample: Sample, x: f64, y: f64) {
    let middle = x + SAMPLE / 2.0 - 2.0;
    match sample {
        Sample::Mark(look, reading) => nodes.extend(look.value(reading, middle, y)),
        Sample::Band => {
            let edge = Paint::dashed(AXIS, 1.0, "2 2");
            nodes.push(rect(
                "sample",
                x + 1.0,
                y - 6.0,
                SAMPLE - 6.0,
                12.0,
                Paint::filled(BAND),
            ));
            nodes.push(line("sample", x + 1.0, y - 6.0, x + 1.0, y + 6.0, edge));
            nodes.push(line(
                "sample",
                x + SAMPLE - 5.0,
                y - 6.0,
                x + SAMPLE - 5.0,
                y + 6.0,
                edge,
            ));
        }
        Sample::Line(paint) => nodes.push(horizontal("sample", x, x + SAMPLE - 4.0, y, paint)),
        Sample::Area(fill, dash) => {
            area(nodes, fill, x, y, Paint::dashed(TARGET, 1.0, dash));
        }
        Sample::Edged(fill) => area(nodes, fill, x, y, Paint::line(REFERENCE, 0.9)),
        Sample::Whisker(colour) => {
            let paint = Paint::line(colour, 1.4);
            nodes.push(line("sample", middle, y - 6.0, middle, y + 6.0, paint));
            nodes.extend(
                [y - 6.0, y + 6.0]
                    .map(|y| horizontal("sample", middle - 3.5, middle + 3.5, y, paint)),
            );
        }
        Sample::Arrow(colour, is_right) => {
            let (left, right) = (x + 1.0, x + SAMPLE - 5.0);
            let (from, to) = if is_right {
                (left, right)
            } else {
                (right, left)
            };
            nodes.push(arrow(from, to, y, 5.0, is_right, colour));
        }
        Sample::Signal(signal) => nodes.extend(sign(signal, middle, y)),
        Sample::Absent(cell) => nodes.extend(absent_sign(cell, middle, y, None, 1.0)),
    }
}

/// An area between an upper and a lower edge.
fn area(nodes: &mut Vec<Node>, fill: &'static str, x: f64, y: f64, edge: Paint) {
    let (right, half) = (x + SAMPLE - 5.0, 5.0);
    nodes.push(rect(
        "sample",
        x,
        y - half,
        right - x,
        2.0 * half,
        Paint::filled(fill),
    ));
    nodes.extend([y - half, y + half].map(|y| horizontal("sample", x, right, y, edge)));
}
