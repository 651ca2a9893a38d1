//! A survival chart as a drawing: layout and axes.

use super::Survival;
use super::below::draw_below;
use super::curves::{draw_curves, drawn_causes};
use super::view::{Tidy, View, ended_by};
use crate::axis_labels::axis_figure;
use crate::chart::Frame;
use crate::end_labels::{END_LABEL, Edge, EndLabel, TO_LABEL, draw_end_labels};
use crate::legend::{Item, MARGIN, Sample, fit_name, text};
use crate::measure::ZeroRule;
use crate::palette::{ABSENT, AXIS, GRID, INTERVALS, OWN, TEXT_QUIET};
use crate::reading::Reading;
use crate::scale::{Axis, Ends};
use crate::scene::{Anchor, Node, Paint, Scene, decoration, horizontal, vertical};
use crate::sheet::Sheet;
use crate::text_width::{BODY, SMALL, STRONG, fit, text_width};
use crate::words::{capitalised, cell_word, percent};

/// Height of a line of labels.
pub(super) const LANE: f64 = 16.0;
/// Space between the figures of the shares and the plot.
const TO_PLOT: f64 = 8.0;
/// Space between the plot's edges and the first and last day.
const PAD: f64 = 10.0;
/// From the axis of days to the baseline of its labels: clear of a name that stands at the end of a curve at nothing.
const TO_DAY: f64 = 19.0;
/// Least space between the labels of two days.
const DAY_GAP: f64 = 8.0;
/// Bounds of the plot's height, and its share of the width between them.
const MIN_PLOT: f64 = 180.0;
const MAX_PLOT: f64 = 320.0;
const PLOT_SHARE: f64 = 0.42;
/// Height that replaces the plot when there is no curve.
const EMPTY_PLOT: f64 = 28.0;
/// Most of the width that names at the ends of the curves may take, and what they get on a narrow chart.
const NAMES_SHARE: f64 = 0.34;
const MIN_NAMES: f64 = 96.0;

/// Where the plot stands.
pub(super) struct Plot<'a> {
    /// What is drawn.
    pub survival: &'a Survival,
    /// Its groups in order.
    pub view: &'a View,
    /// Left edge.
    pub left: f64,
    /// Right edge.
    pub right: f64,
    /// Upper edge.
    pub top: f64,
    /// Lower edge.
    pub bottom: f64,
    /// Days that stand at the axis, as many as have room.
    pub days: Vec<u32>,
}

impl Plot<'_> {
    /// Where a day stands.
    pub fn x(&self, day: u32) -> f64 {
        let share = f64::from(day) / f64::from(self.view.last_day());
        self.left + PAD + share * (self.right - self.left - 2.0 * PAD)
    }

    /// Where a share stands.
    pub fn y(&self, share: f64) -> f64 {
        self.bottom - share * (self.bottom - self.top)
    }
}

/// Draws the curves.
pub(super) fn draw(survival: &Survival, view: &View, frame: &Frame) -> Scene {
    let mut sheet = Sheet::begin(frame, &survival.heading, &legend(survival, view));
    let (width, lang) = (sheet.width, survival.lang);
    let labels = end_labels(survival, view, (width * NAMES_SHARE).max(MIN_NAMES));
    let is_empty = view.told().next().is_none();
    let height = (width * PLOT_SHARE)
        .clamp(MIN_PLOT, MAX_PLOT)
        .max(END_LABEL * labels.len() as f64);
    let axis = Axis::of(
        [0.0, 1.0].into_iter(),
        ZeroRule::Include,
        Ends::OnTick,
        5.0,
        0.0,
    );
    let figures: Vec<String> = axis.ticks.iter().map(|tick| percent(*tick, lang)).collect();
    let figures_width = figures
        .iter()
        .map(|figure| text_width(figure, SMALL))
        .fold(0.0, f64::max)
        .ceil();
    let labels_width = labels
        .iter()
        .map(EndLabel::width)
        .fold(0.0, f64::max)
        .ceil();
    let caption = fit(&caption(survival, view), width - 2.0 * MARGIN, SMALL);
    if !is_empty && !caption.is_empty() {
        sheet.y += LANE;
        let place = (MARGIN, sheet.y - 3.0);
        let caption = text("unit", place, Anchor::Start, SMALL, TEXT_QUIET, caption);
        sheet.nodes.push(decoration("axis", vec![caption]));
    }
    let top = sheet.y + 8.0;
    let mut plot = Plot {
        survival,
        view,
        left: MARGIN
            + if is_empty {
                0.0
            } else {
                figures_width + TO_PLOT
            },
        right: width - MARGIN - labels_width - TO_LABEL,
        top,
        bottom: top + if is_empty { EMPTY_PLOT } else { height },
        days: Vec::new(),
    };
    let mut ground = Vec::new();
    if is_empty {
        let content = lang.pick("Ingen kurver at vise", "No curves to show");
        ground.push(text(
            "empty",
            (MARGIN, plot.top + 14.0),
            Anchor::Start,
            BODY,
            TEXT_QUIET,
            content,
        ));
        sheet.nodes.push(decoration("axis", ground));
    } else {
        plot.days = days_with_room(&plot);
        draw_axes(&mut ground, &plot, &axis, figures);
        sheet.nodes.push(decoration("axis", ground));
        draw_curves(&mut sheet.nodes, &plot, frame.focus);
        let edge = Edge {
            right: plot.right,
            top: plot.top,
            bottom: plot.bottom,
            last: plot.x(view.last_day()),
        };
        draw_end_labels(&mut sheet.nodes, &edge, labels, |(day, share)| {
            (plot.x(day), plot.y(share))
        });
    }
    let below = if is_empty {
        plot.bottom
    } else {
        plot.bottom + TO_DAY + 22.0
    };
    sheet.y = draw_below(&mut sheet.nodes, &plot, below, width);
    sheet.finish(&survival.heading)
}

/// "Andel uden ny hjælp".
fn caption(survival: &Survival, view: &View) -> String {
    format!("{} {}", survival.lang.pick("Andel", "Share"), view.state)
}

/// Days whose label and numbers have room beside those of the others: from the last one on, which always stays.
fn days_with_room(plot: &Plot<'_>) -> Vec<u32> {
    let half = |day: u32| {
        let numbers = plot
            .view
            .told()
            .filter_map(|(_, curve)| curve.at_risk.get(&day))
            .map(ToString::to_string);
        let texts = numbers.chain([day.to_string()]);
        texts.map(|one| text_width(&one, SMALL)).fold(0.0, f64::max) / 2.0
    };
    let mut kept = Vec::new();
    let mut room = f64::INFINITY;
    for day in plot.view.days().into_iter().rev() {
        let (x, half) = (plot.x(day), half(day));
        if x + half <= room {
            kept.push(day);
            room = x - half - DAY_GAP;
        }
    }
    kept.reverse();
    kept
}

fn draw_axes(nodes: &mut Vec<Node>, plot: &Plot<'_>, axis: &Axis, figures: Vec<String>) {
    for (tick, figure) in axis.ticks.iter().zip(figures) {
        let y = plot.y(*tick);
        let (class, paint) = if *tick == 0.0 {
            ("zero", Paint::line(AXIS, 1.2))
        } else {
            ("grid", Paint::line(GRID, 1.0))
        };
        nodes.push(horizontal(class, plot.left, plot.right, y, paint));
        nodes.push(Node::Text(axis_figure(
            plot.left - TO_PLOT,
            y + 3.8,
            Anchor::End,
            &figure,
        )));
    }
    for day in &plot.days {
        let x = plot.x(*day);
        nodes.push(vertical(
            "tick-mark",
            x,
            plot.bottom,
            plot.bottom + 4.0,
            Paint::line(AXIS, 1.0),
        ));
        nodes.push(Node::Text(axis_figure(
            x,
            plot.bottom + TO_DAY,
            Anchor::Middle,
            &day.to_string(),
        )));
    }
    let days = plot.survival.lang.pick("Dage", "Days");
    nodes.push(text(
        "unit",
        (plot.left, plot.bottom + TO_DAY + 15.0),
        Anchor::Start,
        SMALL,
        TEXT_QUIET,
        days,
    ));
}

/// Name and last share of each curve, or where one of them is wider than `most` all the names alone, cut; then those of
/// what else ended it, where that is drawn.
fn end_labels(survival: &Survival, view: &View, most: f64) -> Vec<EndLabel<(u32, f64)>> {
    let lang = survival.lang;
    let ends = || {
        view.told()
            .filter_map(|(group, curve)| Some((group, curve, curve.end()?)))
    };
    let full = |name: &str, share: f64| format!("{name} {}", percent(share, lang));
    let causes = drawn_causes(view);
    let fits =
        ends().all(|(group, _, (_, share))| text_width(&full(&group.name, share), STRONG) <= most);
    let mut labels: Vec<EndLabel<(u32, f64)>> = ends()
        .map(|(group, _, end)| EndLabel {
            content: match fits {
                true => full(&group.name_in_text(), end.1),
                false => fit_name(&group.name, most, STRONG),
            },
            style: STRONG,
            colour: group.look.colour,
            end,
            reach: group.look.r,
            dash: "1 3",
        })
        .collect();
    for (no, (name, steps)) in causes.iter().enumerate() {
        let end = (view.last_day(), ended_by(steps, view.last_day()));
        let share = format!(" {}", percent(end.1, lang));
        let name = fit_name(name, most - text_width(&share, SMALL), SMALL);
        let colour = super::curves::cause_paint(no).0;
        labels.push(EndLabel {
            content: format!("{name}{share}"),
            style: SMALL,
            colour,
            end,
            reach: 0.0,
            dash: "1 3",
        });
    }
    labels
}

impl Tidy {
    /// Where the curve ends: the last day anything is known of, of one told on fixed days the last of these.
    pub fn end(&self) -> Option<(u32, f64)> {
        let day = if self.is_coarse() {
            self.last_told()?.day
        } else {
            self.last_day()
        };
        Some((day, self.at(day)?.share))
    }
}

/// What bands, points and lines mean: those that occur.
fn legend(survival: &Survival, view: &View) -> Vec<Item> {
    let lang = survival.lang;
    let mut items = Vec::new();
    let has_interval = |curve: &Tidy| curve.steps.iter().any(|step| step.interval.is_some());
    let interval = lang.pick("95 %-sikkerhedsinterval", "95% confidence interval");
    let banded = view
        .told()
        .find(|(_, curve)| !curve.is_coarse() && has_interval(curve));
    if let Some((group, _)) = banded.filter(|_| view.told().count() <= INTERVALS.len()) {
        let is_own = group.look.colour == OWN;
        let fill = INTERVALS.get(usize::from(!is_own)).copied();
        items.push(Item::new(
            Sample::Area(fill.unwrap_or_default(), "2 2"),
            interval,
        ));
    }
    if let Some((group, curve)) = view.told().find(|(_, curve)| curve.is_coarse()) {
        let fixed = lang.pick("Opgjort på faste dage", "Told on fixed days");
        items.push(Item::new(Sample::Mark(group.look, Reading::of(1.0)), fixed));
        if has_interval(curve) {
            items.push(Item::new(Sample::Whisker(group.look.colour), interval));
        }
    }
    if view
        .told()
        .any(|(_, curve)| !curve.is_coarse() && curve.median.is_some())
    {
        items.push(Item::new(
            Sample::Line(Paint::dashed(ABSENT, 1.2, "5 3")),
            lang.pick("Median", "Median"),
        ));
    }
    if !drawn_causes(view).is_empty() {
        let sample = Sample::Line(Paint {
            dash: super::curves::cause_paint(0).1,
            ..Paint::line(TEXT_QUIET, 1.4)
        });
        items.push(Item::new(
            sample,
            lang.pick(
                "Andel, som hver årsag har afsluttet",
                "Share that each cause has ended",
            ),
        ));
    }
    let mut cells: Vec<_> = view
        .groups
        .iter()
        .filter_map(|group| group.curve.as_ref().err())
        .collect();
    cells.sort();
    cells.dedup();
    items.extend(
        cells
            .into_iter()
            .map(|cell| Item::new(Sample::Absent(*cell), &capitalised(cell_word(*cell, lang)))),
    );
    items
}
