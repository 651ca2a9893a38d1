//! What the tests ask of a drawing: where its labels and marks stand, and whether its SVG is sound.

#![expect(clippy::panic, reason = "tests")]

use std::collections::BTreeSet;

use pejl_domain::Cell;
use proptest::prelude::*;

use crate::chart::{Chart, Focus, Frame};
use crate::reading::Reading;
use crate::scene::{Bounds, Geometry, Group, Node, Scene, escape};
use crate::table::{MachineValue, Row, Table};

/// Names that have broken charts before, and some that would like to.
pub(crate) const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"quoted\" 'name' & <b>",
    "]]><!--",
    "ויילה עירייה",
    "\u{202e}Vejle\u{0}\n\tKommune",
    "Z\u{351}\u{351}\u{351}\u{351}\u{351}algo",
    "",
    "NaN style=\"x\"",
];

/// A name of 200 characters without a space.
pub(crate) fn long_name() -> String {
    "Langenavnekommune".chars().cycle().take(200).collect()
}

/// A reading of any kind, and any number behind it.
pub(crate) fn any_reading() -> impl Strategy<Value = Reading> {
    let cell = prop_oneof![
        8 => Just(Cell::Ok), 1 => Just(Cell::Zero), 1 => Just(Cell::Missing), 1 => Just(Cell::NotApplicable),
        1 => Just(Cell::Confidential), 1 => Just(Cell::Immature)
    ];
    let value = prop_oneof![
        6 => 0.0..12_000.0f64, 2 => -5_000.0..0.0f64, 2 => (0..5_i32).prop_map(f64::from), 1 => -1e13..1e13f64,
        1 => proptest::num::f64::ANY
    ];
    (cell, proptest::option::weighted(0.9, value), any::<bool>())
        .prop_map(|(c, v, p)| Reading::new(c, v, p))
}

/// The frames a chart must stand up to.
pub(crate) fn frame(width: f64, focus: Focus) -> Frame {
    Frame {
        id_prefix: "t".to_owned(),
        width,
        draw_heading: true,
        focus,
    }
}

/// Fails when a label leaves the drawing or lies on another, when a shape leaves the drawing, when a number is
/// none, when the SVG is not sound XML with ids of its own, when its description is not the summary, or when a
/// chart for print can be reached mark by mark.
#[track_caller]
pub(crate) fn check_drawing(chart: &Chart, frame: &Frame) {
    let scene = chart.draw(frame);
    let rendered = chart.render(frame);
    check_places(&scene);
    check_labels(&scene);
    check_svg(&rendered.svg, &frame.id_prefix);
    assert_eq!(rendered.svg, chart.render(frame).svg, "not deterministic");
    let description = format!("-desc\">{}</desc>", escape(&rendered.summary.to_string()));
    assert!(rendered.svg.contains(&description), "{description}");
    assert!(!rendered.summary.sentences.is_empty(), "no sentence");
    let print = Frame {
        focus: Focus::None,
        ..frame.clone()
    };
    let print = chart.render(&print).svg;
    assert!(
        print.contains("role=\"img\"") && !print.contains("tabindex"),
        "{print}"
    );
    for row in rendered.table.rows.iter().chain(&rendered.table.footer) {
        assert_eq!(
            row.cells.len(),
            rendered.table.columns.len(),
            "cells per row"
        );
        for cell in &row.cells {
            if let Some(MachineValue::Number(value)) = cell.machine {
                assert!(value.is_finite() && cell.cell.is_some(), "{cell:?}");
            }
        }
    }
}

/// How many groups of a class a drawing has, wherever they stand.
pub(crate) fn count_groups(scene: &Scene, class: &str) -> usize {
    let mut n = 0;
    walk(&scene.nodes, &mut |node| {
        if let Node::Group(group) = node {
            n += usize::from(group.class.split(' ').any(|c| c == class));
        }
    });
    n
}

/// Contents of the texts of a class, in drawing order.
pub(crate) fn texts(scene: &Scene, class: &str) -> Vec<String> {
    let mut found = Vec::new();
    walk(&scene.nodes, &mut |node| {
        if let Node::Text(text) = node
            && text.class == class
        {
            found.push(text.content.clone());
        }
    });
    found
}

/// All groups of a class.
pub(crate) fn groups<'a>(scene: &'a Scene, class: &str) -> Vec<&'a Group> {
    let mut found = Vec::new();
    walk(&scene.nodes, &mut |node| {
        if let Node::Group(group) = node
            && group.class.split(' ').any(|c| c == class)
        {
            found.push(group);
        }
    });
    found
}

/// The table as lines of text: display, machine value and state of every cell.
pub(crate) fn table_text(table: &Table) -> String {
    let head: Vec<String> = table
        .columns
        .iter()
        .map(|c| format!("{}:{}", c.key, c.label))
        .collect();
    let line = |row: &Row| {
        let cells = row.cells.iter().map(|cell| {
            let machine = match &cell.machine {
                None => String::new(),
                Some(MachineValue::Number(value)) => format!(" ={value}"),
                Some(MachineValue::Integer(value)) => format!(" ={value}"),
                Some(MachineValue::Text(value)) => format!(" ={value}"),
            };
            let state = cell
                .cell
                .map(|cell| format!(" ({})", cell.as_str()))
                .unwrap_or_default();
            let provisional = if cell.provisional { " provisional" } else { "" };
            format!("{}{machine}{state}{provisional}", cell.display)
        });
        format!(
            "{}{}",
            if row.own { "* " } else { "  " },
            cells.collect::<Vec<_>>().join(" | ")
        )
    };
    let mut lines = vec![table.caption.clone(), head.join(" | ")];
    lines.extend(table.rows.iter().map(line));
    lines.push("  ---".to_owned());
    lines.extend(table.footer.iter().map(line));
    lines.join("\n")
}

fn walk<'a>(nodes: &'a [Node], visit: &mut dyn FnMut(&'a Node)) {
    for node in nodes {
        visit(node);
        if let Node::Group(group) = node {
            walk(&group.nodes, visit);
        }
    }
}

fn shape_bounds(geometry: &Geometry) -> Bounds {
    let points = match geometry {
        Geometry::Rect {
            x,
            y,
            width,
            height,
        } => vec![(*x, *y), (x + width, y + height)],
        Geometry::Line { x1, y1, x2, y2 } => vec![(*x1, *y1), (*x2, *y2)],
        Geometry::Circle { cx, cy, r } => vec![(cx - r, cy - r), (cx + r, cy + r)],
        Geometry::Polygon(points) | Geometry::Polyline(points) => points.clone(),
    };
    let of = |pick: fn(&(f64, f64)) -> f64, fold: fn(f64, f64) -> f64| {
        points.iter().map(pick).reduce(fold).unwrap_or(f64::NAN)
    };
    Bounds {
        left: of(|p| p.0, f64::min),
        top: of(|p| p.1, f64::min),
        right: of(|p| p.0, f64::max),
        bottom: of(|p| p.1, f64::max),
    }
}

#[track_caller]
fn check_places(scene: &Scene) {
    assert!(scene.width.is_finite() && scene.height.is_finite() && scene.height > 0.0);
    walk(&scene.nodes, &mut |node| {
        let bounds = match node {
            Node::Group(_) => return,
            Node::Shape(shape) => shape_bounds(&shape.geometry),
            Node::Text(text) => text.bounds(),
        };
        let inside = bounds.left >= -0.01
            && bounds.top >= -0.01
            && bounds.right <= scene.width + 0.01
            && bounds.bottom <= scene.height + 0.01;
        assert!(
            inside,
            "outside {} x {}: {node:?} at {bounds:?}",
            scene.width, scene.height
        );
    });
}

#[track_caller]
fn check_labels(scene: &Scene) {
    let mut labels: Vec<(String, Bounds)> = Vec::new();
    walk(&scene.nodes, &mut |node| {
        if let Node::Text(text) = node
            && !text.content.is_empty()
        {
            labels.push((text.content.clone(), text.bounds()));
        }
    });
    labels.sort_by(|a, b| a.1.top.total_cmp(&b.1.top));
    for (i, (name, a)) in labels.iter().enumerate() {
        for (other, b) in labels
            .iter()
            .skip(i + 1)
            .take_while(|(_, b)| b.top < a.bottom)
        {
            let apart =
                a.right <= b.left + 0.01 || b.right <= a.left + 0.01 || a.bottom <= b.top + 0.01;
            assert!(apart, "`{name}` {a:?} lies on `{other}` {b:?}");
        }
    }
}

/// Reads the SVG with a small strict reader: balanced elements, quoted and escaped attributes, numbers that are
/// numbers, unique ids with the prefix, nothing that a strict Content-Security-Policy would block.
#[track_caller]
fn check_svg(svg: &str, prefix: &str) {
    const NUMERIC: [&str; 15] = [
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "cx",
        "cy",
        "r",
        "width",
        "height",
        "stroke-width",
        "font-size",
        "points",
        "viewBox",
    ];
    let (mut open, mut ids): (Vec<String>, BTreeSet<String>) = (Vec::new(), BTreeSet::new());
    let mut rest = svg;
    while let Some(at) = rest.find('<') {
        check_text(&rest[..at]);
        let Some(end) = rest[at..].find('>').map(|end| at + end) else {
            panic!("tag without end: {rest}")
        };
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "closing tag");
            continue;
        }
        let (tag, is_empty) = tag
            .strip_suffix('/')
            .map_or((tag, false), |tag| (tag, true));
        let (name, mut attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(
            [
                "svg", "g", "title", "desc", "rect", "line", "circle", "polygon", "polyline",
                "text"
            ]
            .contains(&name),
            "element `{name}`"
        );
        while !attributes.is_empty() {
            let Some((key, value)) = attributes.split_once("=\"") else {
                panic!("attribute: {attributes}")
            };
            let Some((value, after)) = value.split_once('"') else {
                panic!("attribute value: {attributes}")
            };
            check_text(value);
            assert!(
                key != "style" && !key.starts_with("on") && key != "href",
                "attribute `{key}`"
            );
            if NUMERIC.contains(&key) {
                for number in value.split([' ', ',']) {
                    let number: f64 = number.parse().unwrap_or(f64::NAN);
                    assert!(number.is_finite(), "{key}=\"{value}\"");
                }
            }
            if key == "id" {
                assert!(
                    value.starts_with(prefix) && ids.insert(value.to_owned()),
                    "id `{value}`"
                );
            }
            attributes = after.trim_start();
        }
        if !is_empty {
            open.push(name.to_owned());
        }
    }
    assert!(
        open.is_empty() && rest.trim().is_empty(),
        "left open: {open:?}"
    );
    assert!(ids.len() == 2, "{ids:?}");
}

/// Character data may hold no bare markup and no character that XML refuses.
#[track_caller]
fn check_text(text: &str) {
    for (at, _) in text.match_indices('&') {
        let known = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"]
            .iter()
            .any(|entity| text[at..].starts_with(entity));
        assert!(known, "bare ampersand in {text}");
    }
    let refused = text
        .chars()
        .find(|c| c.is_control() && *c != '\n' || matches!(c, '\u{fffe}' | '\u{ffff}'));
    assert_eq!(refused, None, "character XML refuses in {text:?}");
}
