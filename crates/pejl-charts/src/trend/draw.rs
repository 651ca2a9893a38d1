//! A trend as a drawing: layout, axes and breaks.

use pejl_domain::Cell;

use super::ends::end_labels;
use super::marks::{draw_gaps, draw_series};
use super::plot::{PAD, Plot};
use super::signal::SIGN;
use super::view::View;
use super::{Trend, bands, events, signal};
use crate::axis_labels::{axis_figure, masked, thin_out};
use crate::chart::Frame;
use crate::end_labels::{END_LABEL, Edge, EndLabel, TO_LABEL, draw_end_labels};
use crate::glyph::{Form, Look};
use crate::legend::{Item, MARGIN, Sample, text};
use crate::palette::{ABSENT, AXIS, GRID, TEXT, TEXT_QUIET};
use crate::reading::Reading;
use crate::scale::{Axis, Ends};
use crate::scene::{Anchor, Node, Paint, Scene, Text, decoration, horizontal, line, vertical};
use crate::sheet::Sheet;
use crate::text_width::{BODY, SMALL, fit, text_width};
use crate::words::{capitalised, cell_word};

/// Height of a line of labels.
pub(super) const LANE: f64 = 16.0;
/// Space between the figures of the value axis and the plot.
const TO_PLOT: f64 = 8.0;
/// From the time axis to the baseline of its labels: clear of the ring around a zero.
const TO_PERIOD: f64 = 19.0;
/// Pixels of plot per step of the value axis.
const PER_TICK: f64 = 46.0;
/// Bounds of the plot's height, and its share of the width between them.
const MIN_PLOT: f64 = 190.0;
const MAX_PLOT: f64 = 320.0;
const PLOT_SHARE: f64 = 0.42;
/// Farthest that the sign of a signal reaches from its point.
const SIGN_ROOM: f64 = 2.0 * SIGN + 10.0;
/// Height that replaces the plot when there is no value to draw.
const EMPTY_PLOT: f64 = 28.0;
/// Most of the width that names at the ends of the lines may take, and what they get on a narrow chart.
const NAMES_SHARE: f64 = 0.34;
const MIN_NAMES: f64 = 96.0;

/// Draws the trend.
pub(super) fn draw(trend: &Trend, view: &View, frame: &Frame) -> Scene {
    let mut sheet = Sheet::begin(frame, &trend.heading, &legend(trend, view));
    let width = sheet.width;

    let names = end_labels(trend, view, (width * NAMES_SHARE).max(MIN_NAMES));
    let is_empty = view.series.iter().all(|line| line.newest().is_none());
    // The plot is at least as high as the labels at its end.
    let height = (width * PLOT_SHARE)
        .clamp(MIN_PLOT, MAX_PLOT)
        .max(END_LABEL * names.len() as f64);
    let values = view
        .series
        .iter()
        .flat_map(|line| line.values().map(|(_, value)| value))
        .chain(view.overlay.values());
    let least_step = trend.measure.least_step();
    let axis = Axis::of(
        values,
        trend.measure.zero,
        Ends::OnTick,
        height / PER_TICK,
        least_step,
    );
    let (figures, factor) = trend.measure.axis_figures(&axis, trend.lang);
    let figures = if is_empty { Vec::new() } else { figures };

    let widest = |widths: &mut dyn Iterator<Item = f64>| widths.fold(0.0, f64::max).ceil();
    let figures_width = widest(&mut figures.iter().map(|f| text_width(f, SMALL))).min(width * 0.25);
    let names_width = widest(&mut names.iter().map(EndLabel::width));

    let caption = trend.measure.axis_caption(&axis, factor, trend.lang);
    if !is_empty && !caption.is_empty() {
        sheet.y += LANE;
        let caption = fit(&caption, width - 2.0 * MARGIN, SMALL);
        let place = (MARGIN, sheet.y - 3.0);
        let caption = text("unit", place, Anchor::Start, SMALL, TEXT_QUIET, caption);
        sheet.nodes.push(decoration("axis", vec![caption]));
    }
    let mut plot = Plot {
        trend,
        view,
        axis,
        left: MARGIN + figures_width + TO_PLOT,
        right: width - MARGIN - names_width - TO_LABEL,
        top: 0.0,
        bottom: 0.0,
        edge: width - MARGIN,
        pad: PAD,
        above: 0.0,
        below: 0.0,
    };
    let n_lanes = plot
        .break_labels()
        .iter()
        .map(|label| label.lane + 1)
        .max()
        .unwrap_or(0);
    (plot.above, plot.below) = room_for_signs(&plot, height);
    plot.top = sheet.y + LANE * n_lanes as f64 + 8.0 + plot.above;
    plot.bottom = plot.top + if is_empty { EMPTY_PLOT } else { height };

    let mut ground = Vec::new();
    if is_empty {
        let content = trend
            .lang
            .pick("Ingen værdier at vise", "No values to show");
        let place = (MARGIN, plot.top + 14.0);
        ground.push(text(
            "empty",
            place,
            Anchor::Start,
            BODY,
            TEXT_QUIET,
            content,
        ));
    }
    draw_value_axis(&mut ground, &plot, &figures);
    draw_periods(&mut ground, &plot);
    draw_breaks(&mut ground, &plot);
    bands::draw_today(&mut ground, &plot);
    sheet.nodes.push(decoration("axis", ground));
    bands::draw_bands(&mut sheet.nodes, &plot);
    draw_series(&mut sheet.nodes, &plot, frame.focus);
    let edge = Edge {
        right: plot.right,
        top: plot.top,
        bottom: plot.bottom,
        last: plot.newest_x(),
    };
    draw_end_labels(&mut sheet.nodes, &edge, names, |(i, value)| {
        (plot.x(i), plot.y(value))
    });
    sheet.y = draw_gaps(
        &mut sheet.nodes,
        &plot,
        frame.focus,
        plot.bottom + plot.below + TO_PERIOD + 8.0,
    );
    sheet.y = events::draw_marks(&mut sheet.nodes, &plot, sheet.y);
    sheet.y = events::draw_list(&mut sheet.nodes, &plot, sheet.y);
    sheet.finish(&trend.heading)
}

/// Room above and below a plot of this height for the signs of signals that stand beside points on its edges.
fn room_for_signs(plot: &Plot<'_>, height: f64) -> (f64, f64) {
    let subject = plot.view.subject();
    let is_near = |high: bool| {
        plot.view.overlay.signals.iter().any(|(i, signal)| {
            let share = subject
                .and_then(|line| line.value(*i))
                .map(|value| plot.axis.share(value));
            let from_edge = share.map(|share| if high { 1.0 - share } else { share });
            signal.high == high && from_edge.is_some_and(|share| share * height < SIGN_ROOM)
        })
    };
    let room = |is_needed: bool| if is_needed { SIGN_ROOM } else { 0.0 };
    (room(is_near(true)), room(is_near(false)))
}

/// What hollow marks, rings and signs mean: only those that occur. Lines are named at their ends.
fn legend(trend: &Trend, view: &View) -> Vec<Item> {
    let lang = trend.lang;
    let mut items = Vec::new();
    let readings = || {
        view.series
            .iter()
            .flat_map(|line| line.readings.iter().flatten())
    };
    let plain = Look {
        form: Form::Circle,
        r: 4.0,
        colour: ABSENT,
    };
    let look = view.subject().map_or(plain, |line| line.look);
    if readings().any(|reading| reading.is_provisional()) {
        let sample = Sample::Mark(look, Reading::new(Cell::Ok, Some(1.0), true));
        items.push(Item::new(
            sample,
            lang.pick("Foreløbigt tal", "Provisional"),
        ));
    }
    if readings().any(|reading| reading.is_zero()) {
        let sample = Sample::Mark(look, Reading::of(0.0));
        items.push(Item::new(sample, lang.pick("Nul", "Zero")));
    }
    for cell in [
        Cell::Missing,
        Cell::NotApplicable,
        Cell::Confidential,
        Cell::Immature,
    ] {
        if view
            .series
            .iter()
            .any(|line| line.gaps().any(|(_, found)| found == cell))
        {
            items.push(Item::new(
                Sample::Absent(cell),
                &capitalised(cell_word(cell, lang)),
            ));
        }
    }
    items.extend(bands::legend(view, trend));
    items.extend(signal::legend(view, trend));
    items
}

/// Grid and figures of the values; nothing without figures.
fn draw_value_axis(nodes: &mut Vec<Node>, plot: &Plot<'_>, figures: &[String]) {
    for (tick, figure) in plot.axis.ticks.iter().zip(figures) {
        let y = plot.y(*tick);
        let (class, paint) = if *tick == 0.0 {
            ("zero", Paint::line(AXIS, 1.2))
        } else {
            ("grid", Paint::line(GRID, 1.0))
        };
        nodes.push(horizontal(class, plot.left, plot.right, y, paint));
        let figure = fit(figure, plot.left - MARGIN - TO_PLOT, SMALL);
        let figure = axis_figure(plot.left - TO_PLOT, y + 3.8, Anchor::End, &figure);
        nodes.push(Node::Text(figure));
    }
    if plot.axis.broken && !figures.is_empty() {
        // Two short strokes across the axis: the usual sign that it does not start at zero.
        let (x1, x2, paint) = (plot.left - 5.0, plot.left + 5.0, Paint::line(AXIS, 1.2));
        let stroke = |y: f64| line("axis-break", x1, y + 2.5, x2, y - 2.5, paint);
        nodes.extend([plot.bottom - 6.0, plot.bottom - 10.0].map(stroke));
    }
}

fn draw_periods(nodes: &mut Vec<Node>, plot: &Plot<'_>) {
    let periods = plot.view.spine.iter().enumerate();
    let labels: Vec<(f64, String)> = periods
        .map(|(i, period)| (plot.x(i), period.to_lang(plot.trend.lang)))
        .collect();
    // The newest period is the one looked for, so its label always stays.
    for (x, content) in thin_out(&labels, labels.len().saturating_sub(1), SMALL) {
        let paint = Paint::line(AXIS, 1.0);
        nodes.push(vertical(
            "tick-mark",
            x,
            plot.bottom,
            plot.bottom + 4.0,
            paint,
        ));
        let half = text_width(content, SMALL) / 2.0;
        let x = x.min(plot.edge + MARGIN - 2.0 - half).max(2.0 + half);
        let content = axis_figure(
            x,
            plot.bottom + plot.below + TO_PERIOD,
            Anchor::Middle,
            content,
        );
        nodes.push(Node::Text(content));
    }
}

fn draw_breaks(nodes: &mut Vec<Node>, plot: &Plot<'_>) {
    let mut labels = Vec::new();
    for label in plot.break_labels() {
        let y = plot.top - 8.0 - plot.above - LANE * label.lane as f64;
        let paint = Paint::dashed(TEXT, 1.3, "4 3");
        nodes.push(vertical("break", label.x, y - 2.0, plot.bottom, paint));
        labels.extend(masked(Text {
            class: "break-label",
            x: label.middle,
            y: y - 4.0,
            anchor: Anchor::Middle,
            style: SMALL,
            fill: TEXT,
            content: label.content,
        }));
    }
    nodes.extend(labels);
}
