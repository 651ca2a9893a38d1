//! A ranking on one line: every area a dot, the own and marked ones labelled.

use super::Ranking;
use super::heap::Heap;
use super::plot::Plot;
use super::view::{Entry, Role, View};
use crate::axis_labels::{axis_figure, masked};
use crate::chart::{Focus, Frame};
use crate::legend::{Item, MARGIN, Sample, fit_name, lay_out, text};
use crate::palette::{AXIS, TEXT_QUIET};
use crate::scene::{Anchor, Geometry, Node, Paint, Scene, Shape, decoration, horizontal, vertical};
use crate::sheet::Sheet;
use crate::spread::{Wish, spread};
use crate::text_width::{SMALL, STRONG, fit, text_width};
use crate::words::cell_word;

/// Height of a line of labels.
const LANE: f64 = 16.0;
/// Room for the leaders between labels and dots.
const LEADERS: f64 = 18.0;
/// Space between two labels.
const GAP: f64 = 10.0;
/// Widest name in a label.
const MAX_NAME: f64 = 150.0;
/// Pixels of plot per tick.
const PER_TICK: f64 = 80.0;

/// Draws the ranking as one line of dots.
pub(super) fn draw(ranking: &Ranking, view: &View<'_>, frame: &Frame) -> Scene {
    let mut sheet = Sheet::begin(frame, &ranking.heading, &view.legend(ranking));
    let width = sheet.width;
    let (left, right) = (MARGIN + 14.0, width - MARGIN - 14.0);
    let axis = view.axis(ranking, ((right - left) / PER_TICK).max(2.0));
    let edges = (MARGIN, width - MARGIN);
    let plot = Plot {
        ranking,
        axis: &axis,
        left,
        right,
        edges,
    };

    if view.valued.is_empty() {
        let content = ranking
            .lang
            .pick("Ingen værdier at vise", "No values to show");
        let place = (MARGIN, sheet.y + LANE);
        sheet.nodes.push(text(
            "empty",
            place,
            Anchor::Start,
            SMALL,
            TEXT_QUIET,
            content,
        ));
        sheet.y += LANE + 8.0;
    } else {
        sheet.y = draw_plot(&mut sheet.nodes, view, frame, &plot, sheet.y);
    }
    sheet.y = draw_absent(&mut sheet.nodes, &plot, view, frame.focus, sheet.y);
    sheet.finish(&ranking.heading)
}

/// Labels, dots, axis and reference lines from `y` down; returns where they end.
fn draw_plot(
    nodes: &mut Vec<Node>,
    view: &View<'_>,
    frame: &Frame,
    plot: &Plot<'_>,
    y: f64,
) -> f64 {
    let ranking = plot.ranking;
    let heap = Heap::of(view, plot);
    let labels_y = y + LANE + 4.0;
    let top = labels_y + LEADERS;
    let middle = top + heap.extent;
    let mut ground = Vec::new();
    let after = draw_ground(&mut ground, plot, top, middle + heap.extent);
    let unlabelled = draw_labels(&mut ground, view, plot, &heap, (labels_y, middle));
    nodes.push(decoration("axis", ground));

    // Drawn last, and so on top where the heap is pressed, are the ones that stand out.
    let stop = view
        .valued
        .iter()
        .position(|e| e.role == Role::Own)
        .unwrap_or(0);
    let mut order: Vec<usize> = (0..view.valued.len()).collect();
    order.sort_by_key(|i| std::cmp::Reverse(view.valued.get(*i).map(|e| e.role)));
    for i in order {
        let (Some(entry), Some(offset)) = (view.valued.get(i), heap.offsets.get(i)) else {
            continue;
        };
        let x = plot.x(entry.value().unwrap_or_default());
        let marks = entry
            .role
            .look()
            .value(entry.area.reading, x, middle + offset);
        nodes.push(entry.group(ranking, view, frame.focus, i == stop, marks));
    }
    draw_unlabelled(nodes, plot, &unlabelled, after)
}

/// Band, grid, axis and reference lines with their labels below; returns where they end.
fn draw_ground(nodes: &mut Vec<Node>, plot: &Plot<'_>, top: f64, bottom: f64) -> f64 {
    plot.draw_ground(nodes, top, bottom);
    nodes.push(horizontal(
        "axis-line",
        plot.left,
        plot.right,
        bottom,
        Paint::line(AXIS, 1.0),
    ));
    let mut texts = Vec::new();
    for (x, figure) in plot.figures() {
        texts.extend(masked(axis_figure(
            x,
            bottom + 14.0,
            Anchor::Middle,
            &figure,
        )));
    }
    let mut y = bottom + LANE + 2.0;
    let unit = plot.caption(plot.right - plot.edges.0);
    if !unit.is_empty() {
        y += LANE;
        texts.extend(masked(axis_figure(plot.right, y - 4.0, Anchor::End, &unit)));
    }
    for reference in &plot.ranking.references {
        let Some(value) = reference.reading.value() else {
            continue;
        };
        y += LANE;
        let label = plot.reference_label(reference, value, y - 4.0);
        let to = label.bounds().top;
        nodes.push(vertical(
            "reference",
            plot.x(value),
            top,
            to,
            reference.kind.paint(),
        ));
        texts.extend(masked(label));
    }
    nodes.extend(texts);
    y + 4.0
}

/// Labels the own and marked areas above the dots; returns those for which there was no room.
fn draw_labels<'a>(
    nodes: &mut Vec<Node>,
    view: &'a View<'a>,
    plot: &Plot<'_>,
    heap: &Heap,
    (labels_y, middle): (f64, f64),
) -> Vec<&'a Entry<'a>> {
    let (ranking, (left, right)) = (plot.ranking, plot.edges);
    let mut named: Vec<(&Entry<'_>, f64, f64, String)> = view
        .valued
        .iter()
        .zip(&heap.offsets)
        .filter(|(entry, _)| entry.role.is_named())
        .map(|(entry, offset)| {
            let value = entry.value().unwrap_or_default();
            let figure = fit(
                &ranking.measure.figure(value, ranking.lang),
                MAX_NAME,
                STRONG,
            );
            let content = format!("{} {figure}", fit_name(&entry.name, MAX_NAME, STRONG));
            (entry, plot.x(value), middle + offset, content)
        })
        .collect();
    // Marked ones that find no room leave it to the own one and those before them.
    named.sort_by_key(|(entry, ..)| entry.role);
    let mut unlabelled = Vec::new();
    let placed = loop {
        let wishes: Vec<Wish> = named
            .iter()
            .map(|(_, x, _, content)| Wish {
                at: *x,
                size: text_width(content, STRONG),
            })
            .collect();
        match spread(&wishes, GAP, left, right) {
            Some(placed) => break placed,
            None => match named.pop() {
                Some((entry, ..)) => unlabelled.push(entry),
                None => break Vec::new(),
            },
        }
    };
    unlabelled.reverse();
    for ((entry, x, dot_y, content), label_x) in named.into_iter().zip(placed) {
        let colour = entry.role.text_colour();
        let half = text_width(&content, STRONG) / 2.0;
        // The leader leaves the label as near above the dot as the label reaches.
        let from = x.clamp(
            label_x - half + 4.0,
            (label_x + half - 4.0).max(label_x - half + 4.0),
        );
        let bend = labels_y + LEADERS - 6.0;
        nodes.push(Node::Shape(Shape {
            class: "leader",
            geometry: Geometry::Polyline(vec![(from, labels_y + 2.0), (x, bend), (x, dot_y)]),
            paint: Paint::line(colour, 1.0),
        }));
        nodes.push(text(
            "label",
            (label_x, labels_y - 2.0),
            Anchor::Middle,
            STRONG,
            colour,
            content,
        ));
    }
    unlabelled
}

/// Names the marked areas for which there was no room above the dots.
fn draw_unlabelled(nodes: &mut Vec<Node>, plot: &Plot<'_>, entries: &[&Entry<'_>], y: f64) -> f64 {
    let ranking = plot.ranking;
    let items: Vec<Item> = entries
        .iter()
        .map(|entry| {
            let figure = ranking
                .measure
                .figure(entry.value().unwrap_or_default(), ranking.lang);
            let sample = Sample::Mark(entry.role.look(), entry.area.reading);
            Item {
                sample,
                text: format!("{} {figure}", entry.name_in_text()),
            }
        })
        .collect();
    let (left, right) = plot.edges;
    let (drawn, end) = lay_out(&items, "unlabelled", left, right, y);
    nodes.push(decoration(
        "unlabelled",
        drawn.into_iter().flatten().collect(),
    ));
    end
}

/// Names every area without value and why.
fn draw_absent(
    nodes: &mut Vec<Node>,
    plot: &Plot<'_>,
    view: &View<'_>,
    focus: Focus,
    y: f64,
) -> f64 {
    if view.absent.is_empty() {
        return y;
    }
    let (ranking, lang, (left, right)) = (plot.ranking, plot.ranking.lang, plot.edges);
    let counted = ranking.noun.counted(view.absent.len(), lang);
    let head = format!("{counted} {}:", lang.pick("uden værdi", "without a value"));
    let head = fit(&head, right - left, SMALL);
    nodes.push(text(
        "absent-head",
        (left, y + 13.0),
        Anchor::Start,
        SMALL,
        TEXT_QUIET,
        head,
    ));
    let item = |entry: &Entry<'_>| {
        let cell = entry.area.reading.cell();
        let text = format!("{} ({})", entry.name_in_text(), cell_word(cell, lang));
        Item {
            sample: Sample::Absent(cell),
            text,
        }
    };
    let items: Vec<Item> = view.absent.iter().map(item).collect();
    let (drawn, end) = lay_out(&items, "absent-name", left, right, y + LANE);
    let groups = view.absent.iter().zip(drawn);
    nodes.extend(groups.map(|(entry, drawn)| entry.group(ranking, view, focus, false, drawn)));
    end
}
