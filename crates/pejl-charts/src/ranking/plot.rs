//! The plot of a ranking: values from left to right, with what lies behind the marks.

use super::{Ranking, Reference};
use crate::axis_labels::thin_out;
use crate::palette::{AXIS, BAND, GRID};
use crate::scale::Axis;
use crate::scene::{Anchor, Node, Paint, Text, line, rect, vertical};
use crate::text_width::{SMALL, fit, text_width};

/// Least space between two figures.
const FIGURE_GAP: f64 = 4.0;

/// Where values stand from left to right.
pub(super) struct Plot<'a> {
    /// What is drawn.
    pub ranking: &'a Ranking,
    /// Range and ticks.
    pub axis: &'a Axis,
    /// Where the lower end stands.
    pub left: f64,
    /// Where the upper end stands.
    pub right: f64,
    /// Bounds that no label of the plot crosses.
    pub edges: (f64, f64),
}

impl Plot<'_> {
    /// Where a value stands.
    pub fn x(&self, value: f64) -> f64 {
        self.left + self.axis.share(value) * (self.right - self.left)
    }

    /// Quartile band, grid, and zero or the sign that it is left out.
    pub fn draw_ground(&self, nodes: &mut Vec<Node>, top: f64, bottom: f64) {
        if let Some([lower, _, upper]) = self.ranking.quartiles() {
            let (x1, x2) = (self.x(lower), self.x(upper));
            nodes.push(rect(
                "band",
                x1,
                top,
                x2 - x1,
                bottom - top,
                Paint::filled(BAND),
            ));
            let edge = Paint::dashed(AXIS, 1.0, "2 2");
            nodes.extend([x1, x2].map(|x| vertical("band-edge", x, top, bottom, edge)));
        }
        for tick in &self.axis.ticks {
            nodes.push(vertical(
                "grid",
                self.x(*tick),
                top,
                bottom,
                Paint::line(GRID, 1.0),
            ));
        }
        let foot = self.x(self.axis.foot());
        let paint = Paint::line(AXIS, 1.2);
        if self.axis.broken {
            let stroke = |x| line("axis-break", x, bottom + 4.0, x + 3.0, bottom - 4.0, paint);
            nodes.extend([foot + 2.0, foot + 6.0].map(stroke));
        } else {
            nodes.push(vertical("zero", foot, top, bottom, paint));
        }
    }

    /// The figures at the ticks that can stand beside each other, with the middles they stand at.
    pub fn figures(&self) -> Vec<(f64, String)> {
        let (figures, _) = self
            .ranking
            .measure
            .axis_figures(self.axis, self.ranking.lang);
        let at = self.axis.ticks.iter().map(|tick| self.x(*tick));
        let labels: Vec<(f64, String)> = at.zip(figures).collect();
        let zero = self
            .axis
            .ticks
            .iter()
            .position(|tick| *tick == self.axis.foot());
        let mut placed: Vec<(f64, String)> = Vec::new();
        let mut free_from = f64::NEG_INFINITY;
        for (x, figure) in thin_out(&labels, zero.unwrap_or(0), SMALL) {
            // A figure as wide as the chart was cut and moved, and may now reach over its neighbour.
            let (x, figure) = self.within_edges(x, figure);
            let half = text_width(&figure, SMALL) / 2.0;
            if x - half >= free_from {
                free_from = x + half + FIGURE_GAP;
                placed.push((x, figure));
            }
        }
        placed
    }

    /// What is measured, cut to the width.
    pub fn caption(&self, max_width: f64) -> String {
        let measure = &self.ranking.measure;
        let (_, factor) = measure.axis_figures(self.axis, self.ranking.lang);
        fit(
            &measure.axis_caption(self.axis, factor, self.ranking.lang),
            max_width,
            SMALL,
        )
    }

    /// The label of a line, as near to it as the edges allow.
    pub fn reference_label(&self, reference: &Reference, value: f64, y: f64) -> Text {
        let figure = self.ranking.measure.figure(value, self.ranking.lang);
        let content = format!("{} {figure}", reference.kind.label(self.ranking.lang));
        let (x, content) = self.within_edges(self.x(value), &content);
        Text {
            class: "reference-label",
            x,
            y,
            anchor: Anchor::Middle,
            style: SMALL,
            fill: reference.kind.text_colour(),
            content,
        }
    }

    /// The text cut to the room between the edges, and the middle nearest to `x` that keeps it there.
    fn within_edges(&self, x: f64, content: &str) -> (f64, String) {
        let (left, right) = self.edges;
        let content = fit(content, right - left, SMALL);
        let half = text_width(&content, SMALL) / 2.0;
        (x.min(right - half).max(left + half), content)
    }
}
