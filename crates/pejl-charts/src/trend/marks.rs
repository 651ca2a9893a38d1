//! What a trend shows of its series: lines, points, signals, and signs of what is not there.

use pejl_domain::Cell;

use super::draw::LANE;
use super::plot::Plot;
use super::signal::{SIGN, sign};
use super::view::Line;
use super::{SeriesRole, SignalAt};
use crate::chart::Focus;
use crate::end_labels::TO_LABEL;
use crate::glyph::{Look, absent_sign};
use crate::legend::{fit_name, text};
use crate::scene::{Anchor, Geometry, Group, Node, Paint, Shape, decoration, horizontal};
use crate::text_width::SMALL;
use crate::words::{bounds_words, cell_word, meaning_word, provisional_mark, signal_words};

/// From the middle of a label to its baseline.
const TO_BASELINE: f64 = 4.2;
/// Distance of two periods below which neighbouring signs would touch, and are drawn smaller.
const SIGN_PITCH: f64 = 12.5;
/// Distance of two periods below which equal neighbours share one sign.
const RUN_PITCH: f64 = 7.0;
/// Half extent of a mark as a share of the distance of two periods, where that is the tighter bound.
const MARK_SHARE: f64 = 0.42;
/// Smallest half extent of a mark.
const LEAST_MARK: f64 = 1.6;

/// Draws lines and points, the own series on top.
pub(super) fn draw_series(nodes: &mut Vec<Node>, plot: &Plot<'_>, focus: Focus) {
    let mut order: Vec<&Line> = plot.view.series.iter().collect();
    order.sort_by_key(|line| std::cmp::Reverse(line.role));
    let subject = plot.view.subject().filter(|line| line.newest().is_some());
    let stop = subject.or_else(|| order.iter().copied().find(|line| line.newest().is_some()));
    for line in order {
        let mut drawn = segments(plot, line);
        let holds_stop = stop.is_some_and(|stop| std::ptr::eq(stop, line));
        let newest = line.newest().map(|(i, _)| i).filter(|_| holds_stop);
        let r = line.look.r.min((plot.pitch() * MARK_SHARE).max(LEAST_MARK));
        let look = Look { r, ..line.look };
        for (i, value) in line.values() {
            let (x, y) = (plot.x(i), plot.y(value));
            let mut marks = look.value(line.reading(i), x, y);
            if let Some(signal) = signal_of(plot, line, i) {
                let beside = look.reach() + SIGN;
                marks.extend(sign(
                    *signal,
                    x,
                    if signal.high { y - beside } else { y + beside },
                ));
            }
            drawn.push(point(plot, line, (i, i), focus, newest == Some(i), marks));
        }
        nodes.push(Node::Group(Group {
            class: format!("series {}", role_class(line.role)),
            attributes: vec![("data-code", line.code.clone())],
            title: None,
            nodes: drawn,
        }));
    }
}

/// The signal of a point: only the series that the sentences tell of has any.
fn signal_of<'a>(plot: &'a Plot<'_>, line: &Line, index: usize) -> Option<&'a SignalAt> {
    let is_subject = plot
        .view
        .subject()
        .is_some_and(|subject| std::ptr::eq(subject, line));
    plot.view.overlay.signals.get(&index).filter(|_| is_subject)
}

/// A stretch of a line, drawn in one stroke.
struct Stretch {
    dashed: bool,
    points: Vec<(f64, f64)>,
}

/// The line in the stretches it is cut into by gaps and breaks, and by the change to dashes.
pub(super) fn segments(plot: &Plot<'_>, line: &Line) -> Vec<Node> {
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut before: Option<(usize, f64, bool)> = None;
    for (i, value) in line.values() {
        let provisional = line.reading(i).is_provisional();
        let place = (plot.x(i), plot.y(value));
        let joined = before.filter(|(b, ..)| b + 1 == i && !plot.view.is_cut_after(*b));
        if let Some((b, value_before, provisional_before)) = joined {
            let dashed = provisional || provisional_before;
            let from = (plot.x(b), plot.y(value_before));
            match stretches.last_mut() {
                Some(last) if last.dashed == dashed && last.points.last() == Some(&from) => {
                    last.points.push(place);
                }
                _ => stretches.push(Stretch {
                    dashed,
                    points: vec![from, place],
                }),
            }
        }
        before = Some((i, value, provisional));
    }
    let shape = |stretch: Stretch| {
        let geometry = Geometry::Polyline(stretch.points);
        Node::Shape(Shape {
            class: "line",
            geometry,
            paint: line.paint(stretch.dashed),
        })
    };
    stretches.into_iter().map(shape).collect()
}

/// The group of elements that is one point, or the sign of a run of periods without value.
fn point(
    plot: &Plot<'_>,
    line: &Line,
    (from, to): (usize, usize),
    focus: Focus,
    is_stop: bool,
    marks: Vec<Node>,
) -> Node {
    let (lang, measure) = (plot.trend.lang, &plot.trend.measure);
    let period = |i: usize| plot.view.spine.get(i);
    let name = |i: usize| period(i).map(|p| p.to_lang(lang)).unwrap_or_default();
    let when = if from == to {
        name(from)
    } else {
        format!("{}–{}", name(from), name(to))
    };
    let reading = line.reading(from);
    let what = match reading.value() {
        Some(value) if reading.is_provisional() => {
            format!(
                "{} {}",
                measure.with_unit(value, lang),
                provisional_mark(lang)
            )
        }
        Some(value) => measure.with_unit(value, lang),
        None => cell_word(reading.cell(), lang).to_owned(),
    };
    let what = match target_at(plot, line, from).filter(|_| reading.value().is_some()) {
        Some(target) => format!("{what}; {} {target}", lang.pick("mål", "target")),
        None => what,
    };
    let what = match signal_of(plot, line, from) {
        Some(signal) => format!(
            "{what}; signal: {}, {}",
            signal_words(signal.rule, signal.high, lang),
            meaning_word(signal.meaning, lang)
        ),
        None => what,
    };
    let label = if plot.view.series.len() > 1 {
        format!("{}, {when}: {what}", line.name_in_text())
    } else {
        format!("{when}: {what}")
    };
    let mut attributes = focus.attributes(is_stop, label.clone());
    attributes.push((
        "data-period",
        period(from).map(ToString::to_string).unwrap_or_default(),
    ));
    let kind = if reading.value().is_some() {
        "mark"
    } else {
        "absent"
    };
    let class = format!("{kind} {}", role_class(line.role));
    Node::Group(Group {
        class,
        attributes,
        title: Some(label),
        nodes: marks,
    })
}

/// What the path of the target asks of a figure of the own series, in words.
fn target_at(plot: &Plot<'_>, line: &Line, at: usize) -> Option<String> {
    let subject = plot.view.subject()?;
    let asked = plot.view.overlay.path_at(at)?;
    let (measure, lang) = (&plot.trend.measure, plot.trend.lang);
    std::ptr::eq(subject, line).then(|| bounds_words(measure, asked.low, asked.high, lang))
}

/// Draws, below the periods, a line of signs per series that has periods without value; returns where they end.
pub(super) fn draw_gaps(nodes: &mut Vec<Node>, plot: &Plot<'_>, focus: Focus, mut y: f64) -> f64 {
    for line in &plot.view.series {
        let runs = runs(plot, line);
        if runs.is_empty() {
            continue;
        }
        let middle = y + LANE / 2.0;
        let colour = line.look.colour;
        for (from, to, cell) in runs {
            let (x1, x2) = (plot.x(from), plot.x(to));
            let scale = plot.pitch() / SIGN_PITCH;
            let mut marks = absent_sign(cell, (x1 + x2) / 2.0, middle, Some(colour), scale);
            if to > from {
                marks.push(horizontal(
                    "run",
                    x1,
                    x2,
                    middle + 7.0,
                    Paint::line(colour, 1.2),
                ));
            }
            nodes.push(point(plot, line, (from, to), focus, false, marks));
        }
        if plot.view.series.len() > 1 {
            let left = plot.right + TO_LABEL;
            let name = fit_name(&line.name, plot.edge - left, SMALL);
            let place = (left, middle + TO_BASELINE);
            let name = text("gap-name", place, Anchor::Start, SMALL, colour, name);
            nodes.push(decoration("gap-name", vec![name]));
        }
        y += LANE;
    }
    y + 2.0
}

/// Runs of periods without value: each period by itself where there is room for its sign, else neighbours of the
/// same kind together.
pub(super) fn runs(plot: &Plot<'_>, line: &Line) -> Vec<(usize, usize, Cell)> {
    let mut runs: Vec<(usize, usize, Cell)> = Vec::new();
    let is_dense = plot.pitch() < RUN_PITCH;
    for (i, cell) in line.gaps() {
        match runs.last_mut() {
            Some((_, to, kind)) if is_dense && *kind == cell && *to + 1 == i => *to = i,
            _ => runs.push((i, i, cell)),
        }
    }
    runs
}

fn role_class(role: SeriesRole) -> &'static str {
    match role {
        SeriesRole::Own => "own",
        SeriesRole::Group => "group",
        SeriesRole::Reference => "reference",
        SeriesRole::Other => "other",
    }
}
