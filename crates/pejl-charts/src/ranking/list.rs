//! A ranking as a list: one row per area, every area named.

use pejl_domain::Cell;

use super::Ranking;
use super::plot::Plot;
use super::view::{Entry, Role, View};
use crate::axis_labels::{axis_figure, masked};
use crate::chart::{Focus, Frame};
use crate::glyph::absent_sign;
use crate::legend::{MARGIN, fit_name, text};
use crate::palette::{GROUND, OWN_GROUND, STEM, TEXT, TEXT_QUIET};
use crate::scale::Axis;
use crate::scene::{Anchor, Node, Paint, Scene, decoration, line, rect, vertical};
use crate::sheet::Sheet;
use crate::text_width::{SMALL, STRONG, fit, text_width};
use crate::words::cell_word;

/// Height of a row.
const PITCH: f64 = 17.0;
/// Height of a line of labels above the rows.
const LANE: f64 = 16.0;
/// Space between two columns of rows.
const COLUMN_GAP: f64 = 28.0;
/// Narrowest column of rows; fewer columns are drawn where there is not room for them.
const MIN_COLUMN: f64 = 250.0;
/// Narrowest plot in a column; names give way first.
const MIN_PLOT: f64 = 64.0;
/// Space between the parts of a row.
const GAP: f64 = 8.0;
/// Pixels of plot per tick.
const PER_TICK: f64 = 44.0;
/// From the middle of a row to the baseline of its texts.
const TO_BASELINE: f64 = 4.2;

/// One row.
enum Line<'a> {
    /// With whether it is the tab stop.
    Valued(&'a Entry<'a>, bool),
    /// Heads the areas without value.
    AbsentHead(usize),
    Absent(&'a Entry<'a>),
}

impl Line<'_> {
    fn is_own(&self) -> bool {
        match self {
            Self::Valued(entry, _) | Self::Absent(entry) => entry.role == Role::Own,
            Self::AbsentHead(_) => false,
        }
    }
}

/// Where the parts of a row stand, the same in every column but for its left edge.
struct Columns {
    rank: f64,
    name: f64,
    plot: f64,
    value: f64,
    width: f64,
}

/// One column of rows on the drawing.
struct Panel<'a> {
    ranking: &'a Ranking,
    focus: Focus,
    columns: &'a Columns,
    axis: &'a Axis,
    left: f64,
    top: f64,
    view: &'a View<'a>,
}

/// Draws the ranking as a list in so many columns, or fewer when too narrow.
pub(super) fn draw(ranking: &Ranking, view: &View<'_>, frame: &Frame, columns: u8) -> Scene {
    let mut sheet = Sheet::begin(frame, &ranking.heading, &view.legend(ranking));
    let width = sheet.width;
    let n_columns = (1..=columns.clamp(1, 3))
        .rev()
        .find(|n| column_width(width, *n) >= MIN_COLUMN)
        .unwrap_or(1);
    let column_width = column_width(width, n_columns);
    let columns = measure_columns(ranking, view, column_width);
    let axis = view.axis(ranking, (columns.plot / PER_TICK).max(2.0));

    let stop = view
        .valued
        .iter()
        .position(|e| e.role == Role::Own)
        .unwrap_or(0);
    let mut lines: Vec<Line<'_>> = view
        .valued
        .iter()
        .enumerate()
        .map(|(i, e)| Line::Valued(e, i == stop))
        .collect();
    if !view.absent.is_empty() {
        lines.push(Line::AbsentHead(view.absent.len()));
        lines.extend(view.absent.iter().map(Line::Absent));
    }
    let per_column = lines.len().div_ceil(usize::from(n_columns)).max(1);
    let unit_lane = sheet.y + 4.0;
    let lanes = ranking
        .references
        .iter()
        .filter(|r| r.reading.value().is_some())
        .count();
    let top = unit_lane + LANE * (lanes as f64 + 2.0) + 4.0;
    sheet.y = top;
    for (i, lines) in lines.chunks(per_column).enumerate() {
        let left = MARGIN + i as f64 * (column_width + COLUMN_GAP);
        let panel = Panel {
            ranking,
            focus: frame.focus,
            columns: &columns,
            axis: &axis,
            left,
            top,
            view,
        };
        let bottom = panel.draw(&mut sheet.nodes, lines, unit_lane);
        sheet.y = sheet.y.max(bottom + 4.0);
    }
    if lines.is_empty() {
        let content = ranking
            .lang
            .pick("Ingen værdier at vise", "No values to show");
        let place = (MARGIN, top);
        sheet.nodes.push(text(
            "empty",
            place,
            Anchor::Start,
            SMALL,
            TEXT_QUIET,
            content,
        ));
        sheet.y = top + LANE;
    }
    sheet.finish(&ranking.heading)
}

fn column_width(width: f64, n_columns: u8) -> f64 {
    let n = f64::from(n_columns);
    (width - 2.0 * MARGIN - COLUMN_GAP * (n - 1.0)) / n
}

/// Widths of the parts: rank and value as wide as the widest, names at most what leaves a plot to read.
fn measure_columns(ranking: &Ranking, view: &View<'_>, width: f64) -> Columns {
    let lang = ranking.lang;
    let widest = |widths: &mut dyn Iterator<Item = f64>| widths.fold(0.0_f64, f64::max);
    let ranks = view.valued.iter().filter_map(|e| e.area.rank);
    let rank = widest(&mut ranks.map(|rank| text_width(&rank.to_string(), STRONG)));
    let values = view.valued.iter().filter_map(|e| e.value());
    let value = widest(&mut values.map(|v| text_width(&ranking.measure.figure(v, lang), STRONG)));
    let value = value.min(width * 0.3);
    let names = view.valued.iter().chain(&view.absent);
    let name = widest(&mut names.map(|e| text_width(&e.name, e.role.text_style())));
    let room = width - rank - value - 3.0 * GAP - 2.0 * Role::Own.look().reach();
    let name = name
        .min((room - MIN_PLOT).max(40.0))
        .min(room * 0.66)
        .ceil();
    Columns {
        rank: rank.ceil(),
        name,
        value: value.ceil(),
        plot: (room - name).floor(),
        width,
    }
}

impl Panel<'_> {
    fn name_left(&self) -> f64 {
        self.left + self.columns.rank + GAP
    }

    fn plot_left(&self) -> f64 {
        self.name_left() + self.columns.name + GAP + Role::Own.look().reach()
    }

    fn right(&self) -> f64 {
        self.left + self.columns.width
    }

    fn plot(&self) -> Plot<'_> {
        let left = self.plot_left();
        let right = left + self.columns.plot;
        let edges = (self.left, self.right());
        Plot {
            ranking: self.ranking,
            axis: self.axis,
            left,
            right,
            edges,
        }
    }

    /// Draws one column of rows; returns where it ends.
    fn draw(&self, nodes: &mut Vec<Node>, lines: &[Line<'_>], unit_lane: f64) -> f64 {
        let n_valued = lines
            .iter()
            .filter(|l| matches!(l, Line::Valued(..)))
            .count();
        let plot = self.plot();
        let plot_bottom = self.top + n_valued as f64 * PITCH;
        // The axis is repeated below the last value, so what follows makes room for it.
        let axis_room = if n_valued > 0 { LANE + 4.0 } else { 0.0 };
        let middle = |i: usize| {
            let below_axis = if i < n_valued { 0.0 } else { axis_room };
            self.top + (i as f64 + 0.5) * PITCH + below_axis
        };
        if let Some(own) = lines.iter().position(Line::is_own) {
            let (x, y) = (self.left - 4.0, middle(own) - PITCH / 2.0);
            let paint = Paint::filled(OWN_GROUND);
            nodes.push(rect(
                "own-row",
                x,
                y,
                self.columns.width + 8.0,
                PITCH,
                paint,
            ));
        }
        if n_valued > 0 {
            self.draw_ground(nodes, &plot, plot_bottom, unit_lane);
        }
        for (i, line) in lines.iter().enumerate() {
            nodes.push(match line {
                Line::Valued(entry, is_stop) => self.row(&plot, entry, *is_stop, middle(i)),
                Line::AbsentHead(n) => self.absent_head(*n, middle(i)),
                Line::Absent(entry) => self.absent_row(entry, middle(i)),
            });
        }
        self.top + lines.len() as f64 * PITCH + axis_room
    }

    /// Band, grid, lines and figures behind the marks.
    fn draw_ground(&self, nodes: &mut Vec<Node>, plot: &Plot<'_>, bottom: f64, unit_lane: f64) {
        let lang = self.ranking.lang;
        let (mut ground, mut labels) = (Vec::new(), Vec::new());
        plot.draw_ground(&mut ground, self.top, bottom);
        let mut lane = unit_lane + LANE;
        for reference in &self.ranking.references {
            let Some(value) = reference.reading.value() else {
                continue;
            };
            let label = plot.reference_label(reference, value, lane + LANE - 5.0);
            let from = label.bounds().bottom;
            ground.push(vertical(
                "reference",
                plot.x(value),
                from,
                bottom,
                reference.kind.paint(),
            ));
            labels.extend(masked(label));
            lane += LANE;
        }
        for (x, figure) in plot.figures() {
            labels.extend(masked(axis_figure(
                x,
                self.top - 5.0,
                Anchor::Middle,
                &figure,
            )));
            let below = axis_figure(x, bottom + 13.0, Anchor::Middle, &figure);
            labels.push(Node::Text(below));
        }
        let y = unit_lane + LANE - 5.0;
        let unit = plot.caption(self.columns.width * 0.6);
        let order = format!("{} {}", lang.pick("Nr.", "Rank"), self.ranking.order_text());
        let order = fit(&order, self.columns.width * 0.4 - GAP, SMALL);
        labels.push(text(
            "unit",
            (self.right(), y),
            Anchor::End,
            SMALL,
            TEXT_QUIET,
            unit,
        ));
        labels.push(text(
            "order",
            (self.left, y),
            Anchor::Start,
            SMALL,
            TEXT_QUIET,
            order,
        ));
        ground.extend(labels);
        nodes.push(decoration("axis", ground));
    }

    fn row(&self, plot: &Plot<'_>, entry: &Entry<'_>, is_stop: bool, y: f64) -> Node {
        let ranking = self.ranking;
        let (role, style, colour) = (
            entry.role,
            entry.role.text_style(),
            entry.role.text_colour(),
        );
        let value = entry.value().unwrap_or_default();
        let look = role.look();
        let x = plot.x(value);
        let mut nodes = Vec::new();
        if self.focus != Focus::None {
            // The whole row answers to the pointer, not only the few pixels of the mark.
            let paint = Paint {
                invisible: true,
                ..Paint::filled(GROUND)
            };
            nodes.push(rect(
                "hit",
                self.left,
                y - PITCH / 2.0,
                self.columns.width,
                PITCH,
                paint,
            ));
        }
        let baseline = y + TO_BASELINE;
        if let Some(rank) = entry.area.rank {
            let x = self.left + self.columns.rank;
            nodes.push(text(
                "rank",
                (x, baseline),
                Anchor::End,
                style,
                colour,
                fit(&rank.to_string(), self.columns.rank, style),
            ));
        }
        let name = fit_name(&entry.name, self.columns.name, style);
        nodes.push(text(
            "name",
            (self.name_left(), baseline),
            Anchor::Start,
            style,
            colour,
            name,
        ));
        if self.axis.broken {
            let from = self.plot_left();
            nodes.push(line(
                "guide",
                from,
                y,
                x,
                y,
                Paint::dashed(STEM, 1.0, "1 3"),
            ));
        } else {
            let (colour, thick) = if role == Role::Plain {
                (STEM, 2.0)
            } else {
                (look.colour, 2.4)
            };
            nodes.push(line(
                "stem",
                plot.x(self.axis.foot()),
                y,
                x,
                y,
                Paint::line(colour, thick),
            ));
        }
        nodes.extend(look.value(entry.area.reading, x, y));
        let figure = fit(
            &ranking.measure.figure(value, ranking.lang),
            self.columns.value,
            style,
        );
        nodes.push(text(
            "value",
            (self.right(), baseline),
            Anchor::End,
            style,
            colour,
            figure,
        ));
        entry.group(ranking, self.view, self.focus, is_stop, nodes)
    }

    fn absent_head(&self, n: usize, y: f64) -> Node {
        let words = self.ranking.noun.counted(n, self.ranking.lang);
        let content = format!(
            "{words} {}",
            self.ranking.lang.pick("uden værdi", "without a value")
        );
        let content = fit(&content, self.columns.width, SMALL);
        text(
            "absent-head",
            (self.left, y + TO_BASELINE),
            Anchor::Start,
            SMALL,
            TEXT_QUIET,
            content,
        )
    }

    fn absent_row(&self, entry: &Entry<'_>, y: f64) -> Node {
        let (style, colour) = (entry.role.text_style(), entry.role.text_colour());
        let cell: Cell = entry.area.reading.cell();
        let sign = self.plot_left() + 4.0;
        let room = self.right() - sign - 12.0;
        let name = fit_name(&entry.name, self.columns.name, style);
        let mut nodes = absent_sign(cell, sign, y, None, 1.0);
        let baseline = y + TO_BASELINE;
        nodes.push(text(
            "name",
            (self.name_left(), baseline),
            Anchor::Start,
            style,
            colour,
            name,
        ));
        let word = fit(cell_word(cell, self.ranking.lang), room, SMALL);
        nodes.push(text(
            "why",
            (sign + 12.0, baseline),
            Anchor::Start,
            SMALL,
            TEXT,
            word,
        ));
        entry.group(self.ranking, self.view, self.focus, false, nodes)
    }
}
