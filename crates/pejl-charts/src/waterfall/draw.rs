//! A bridge as a drawing: a row for each amount, its arrow or bar on one axis, and its figure at the end.

use pejl_domain::{Lang, Oere};

use super::Waterfall;
use super::amount::Writing;
use super::step::{HALF, Plot, Step};
use crate::axis_labels::{axis_figure, masked, thin_out};
use crate::chart::Frame;
use crate::clean_text::{clean, isolate};
use crate::legend::{Heading, Item, MARGIN, Sample, text};
use crate::measure::{Measure, NumberStyle, Thousands, Verb, ZeroRule};
use crate::palette::{AXIS, FALL, GRID, RISE, TEXT, TEXT_QUIET, TOTAL};
use crate::scale::{Axis, Ends};
use crate::scene::{Anchor, Group, Node, Paint, Scene, Text, decoration, line, vertical};
use crate::sheet::Sheet;
use crate::text_width::{BODY, SMALL, STRONG, TextStyle, fit, text_width};
use crate::words::{direction_word, part_words, rounded_words};

/// Height of a row, and of one whose label stands above its bar.
const PITCH: f64 = 26.0;
const TALL_PITCH: f64 = 42.0;
/// Space between label, plot and figure.
const GAP: f64 = 12.0;
/// Widest that labels are beside the plot, as a share of the width; labels stand above where the plot would be narrower
/// than this.
const LABEL_SHARE: f64 = 0.36;
const MIN_PLOT: f64 = 180.0;
/// Pixels of plot per tick.
const PER_TICK: f64 = 84.0;
/// From the middle of a line of text to its baseline.
const TO_BASELINE: f64 = 4.2;
/// Room below the rows for the figures of the axis and its unit.
const AXIS_ROOM: f64 = 38.0;

struct Line {
    step: Step,
    label: String,
    /// What follows the label and is never cut: the kind of a part.
    tail: String,
    figure: String,
    /// What is read out.
    spoken: String,
    style: TextStyle,
}

/// Draws the waterfall.
pub(super) fn draw(waterfall: &Waterfall, frame: &Frame) -> Scene {
    let writing = Writing::of(&waterfall.bridge, waterfall.lang);
    let lines = lines(waterfall, writing);
    let mut sheet = Sheet::begin(frame, &waterfall.heading, &legend(waterfall));
    let width = sheet.width;
    let widest = |of: &dyn Fn(&Line) -> f64| lines.iter().map(of).fold(0.0, f64::max).ceil();
    let figures = widest(&|line| text_width(&line.figure, line.style)).min(width * 0.4);
    let labels =
        widest(&|line| text_width(&line.label, line.style) + text_width(&line.tail, line.style))
            .min(width * LABEL_SHARE);
    let beside = width - 2.0 * MARGIN - figures - 2.0 * GAP - labels;
    let is_beside = beside >= MIN_PLOT;
    let left = if is_beside {
        MARGIN + labels + GAP
    } else {
        MARGIN
    };
    let right = width - MARGIN - figures - GAP;
    let amounts = waterfall
        .bridge
        .levels()
        .into_iter()
        .map(Oere::to_kroner_f64);
    let axis = Axis::of(
        amounts,
        waterfall.zero,
        Ends::OnTick,
        (right - left) / PER_TICK,
        0.01,
    );
    let plot = Plot { axis, left, right };

    let (top, pitch) = (sheet.y + 6.0, if is_beside { PITCH } else { TALL_PITCH });
    let bottom = top + pitch * lines.len() as f64;
    draw_axis(
        &mut sheet.nodes,
        &plot,
        (writing.unit(), waterfall.lang),
        (top, bottom, width),
    );
    let middle_of = |no: usize| {
        let top = top + pitch * no as f64;
        if is_beside {
            top + pitch / 2.0
        } else {
            top + 27.0
        }
    };
    let mut connectors = Vec::new();
    for (no, level) in waterfall.bridge.levels().into_iter().enumerate() {
        let (y1, y2) = (middle_of(no) + HALF, middle_of(no + 1) - HALF);
        connectors.push(vertical(
            "connector",
            plot.x(level),
            y1,
            y2,
            Paint::dashed(AXIS, 1.0, "2 2"),
        ));
    }
    sheet.nodes.push(decoration("connectors", connectors));
    let last = lines.len().saturating_sub(1);
    for (no, one) in lines.into_iter().enumerate() {
        let middle = middle_of(no);
        let label_place = if is_beside {
            (MARGIN, middle + TO_BASELINE)
        } else {
            (MARGIN, middle - 13.0)
        };
        let room = if is_beside {
            labels
        } else {
            width - 2.0 * MARGIN
        };
        let cut = fit(
            &one.label,
            room - text_width(&one.tail, one.style),
            one.style,
        );
        let label = format!("{}{}", isolate(&cut), one.tail);
        let figure = fit(&one.figure, figures, one.style);
        let mut attributes = frame.focus.attributes(no == last, one.spoken.clone());
        attributes.push(("data-row", no.to_string()));
        sheet.nodes.push(Node::Group(Group {
            class: format!("mark {}", one.step.class()),
            attributes,
            title: Some(one.spoken),
            nodes: one.step.shapes(&plot, middle),
        }));
        let label = Text {
            class: "row-label",
            x: label_place.0,
            y: label_place.1,
            anchor: Anchor::Start,
            style: one.style,
            fill: TEXT,
            content: label,
        };
        // Above the bars, lines between them pass behind the labels.
        let mut texts = masked(label).to_vec();
        texts.push(text(
            "row-figure",
            (width - MARGIN, middle + TO_BASELINE),
            Anchor::End,
            one.style,
            TEXT,
            figure,
        ));
        sheet.nodes.push(decoration("row", texts));
    }
    sheet.y = bottom + AXIS_ROOM;
    sheet.finish(&notes(waterfall, writing))
}

/// The notes, and that figures are rounded where they are.
fn notes(waterfall: &Waterfall, writing: Writing) -> Heading {
    let mut heading = waterfall.heading.clone();
    if writing.is_rounded() {
        heading
            .notes
            .push(format!("{}.", rounded_words(waterfall.lang)));
    }
    heading
}

fn lines(waterfall: &Waterfall, writing: Writing) -> Vec<Line> {
    let (lang, bridge) = (waterfall.lang, &waterfall.bridge);
    let total = |label: &str, amount: Oere| {
        let (label, figure) = (clean(label), writing.amount(amount));
        Line {
            step: Step::Total(amount),
            spoken: format!("{}: {figure}", isolate(&label)),
            label,
            tail: String::new(),
            figure,
            style: STRONG,
        }
    };
    let mut lines = vec![total(&bridge.start().label, bridge.start().amount)];
    let levels = bridge.levels();
    let steps = levels.iter().zip(levels.iter().skip(1));
    lines.extend(bridge.parts().iter().zip(steps).map(|(part, (from, to))| {
        let (label, figure) = (clean(&part.label), writing.change(part.amount));
        let direction = direction_word(part.amount.as_oere(), lang);
        let spoken = format!(
            "{}: {figure} ({direction}), {} {}",
            part_words(part.kind, &isolate(&label), lang),
            lang.pick("derefter", "then"),
            writing.amount(*to)
        );
        let step = Step::Part {
            from: *from,
            to: *to,
            amount: part.amount,
        };
        Line {
            step,
            label,
            tail: part_words(part.kind, "", lang),
            figure,
            spoken,
            style: BODY,
        }
    }));
    lines.push(total(&bridge.end().label, bridge.end().amount));
    lines
}

/// What arrows and bars mean: those that occur.
fn legend(waterfall: &Waterfall) -> Vec<Item> {
    let lang = waterfall.lang;
    let mut items = Vec::new();
    let parts = || waterfall.bridge.parts().iter().map(|part| part.amount);
    if parts().any(|amount| amount > Oere::ZERO) {
        items.push(Item::new(
            Sample::Arrow(RISE, true),
            lang.pick("Stigning", "Rise"),
        ));
    }
    if parts().any(|amount| amount < Oere::ZERO) {
        items.push(Item::new(
            Sample::Arrow(FALL, false),
            lang.pick("Fald", "Fall"),
        ));
    }
    if parts().any(|amount| amount == Oere::ZERO) {
        items.push(Item::new(
            Sample::Line(Paint::line(TOTAL, 2.0)),
            lang.pick("Ingen ændring", "No change"),
        ));
    }
    items
}

/// How the figures of the axis are written.
fn measure(lang: Lang) -> Measure {
    let kroner = lang.pick("kr.", "DKK").to_owned();
    Measure {
        unit: kroner.clone(),
        short_unit: kroner,
        numbers: NumberStyle::Number { decimals: 2 },
        zero: ZeroRule::Include,
        verb: Verb::StoodAt,
    }
}

fn draw_axis(
    nodes: &mut Vec<Node>,
    plot: &Plot,
    (unit, lang): (Thousands, Lang),
    (top, bottom, width): (f64, f64, f64),
) {
    let measure = measure(lang);
    let figures = measure.axis_figures_in(&plot.axis, unit, lang);
    let at = |tick: f64| plot.left + plot.axis.share(tick) * (plot.right - plot.left);
    let mut drawn = Vec::new();
    for tick in &plot.axis.ticks {
        let (class, paint) = if *tick == 0.0 {
            ("zero", Paint::line(AXIS, 1.2))
        } else {
            ("grid", Paint::line(GRID, 1.0))
        };
        drawn.push(vertical(class, at(*tick), top, bottom, paint));
    }
    // Labels at the ends are drawn in before it is seen which of them have room.
    let labels = plot.axis.ticks.iter().zip(figures).map(|(tick, figure)| {
        let half = text_width(&figure, SMALL) / 2.0;
        (at(*tick).max(2.0 + half).min(width - 2.0 - half), figure)
    });
    let labels: Vec<(f64, String)> = labels.collect();
    for (x, figure) in thin_out(&labels, labels.len().saturating_sub(1), SMALL) {
        drawn.push(Node::Text(axis_figure(
            x,
            bottom + 14.0,
            Anchor::Middle,
            figure,
        )));
    }
    if plot.axis.broken {
        let x = plot.foot();
        let stroke = |x| {
            line(
                "axis-break",
                x,
                bottom + 2.0,
                x + 3.0,
                bottom - 6.0,
                Paint::line(AXIS, 1.2),
            )
        };
        drawn.extend([x - 3.0, x + 1.0].map(stroke));
    }
    let caption = fit(
        &measure.axis_caption(&plot.axis, unit.word(lang), lang),
        width - 2.0 * MARGIN,
        SMALL,
    );
    drawn.push(text(
        "unit",
        (
            plot.left.min(width - MARGIN - text_width(&caption, SMALL)),
            bottom + 29.0,
        ),
        Anchor::Start,
        SMALL,
        TEXT_QUIET,
        caption,
    ));
    nodes.push(decoration("axis", drawn));
}
