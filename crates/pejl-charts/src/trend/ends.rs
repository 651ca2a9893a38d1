//! Names and newest figures at the ends of the lines.

use super::bands::{FORECAST_DASH, TARGET_DASH};
use super::marks::TO_LABEL;
use super::placed::Asked;
use super::plot::Plot;
use super::view::{Line, View};
use super::{SeriesRole, Trend};
use crate::legend::{fit_name, text};
use crate::palette::{REFERENCE, TARGET};
use crate::scene::{Anchor, Geometry, Node, Paint, Shape, decoration};
use crate::spread::{Wish, spread};
use crate::text_width::{BODY, SMALL, STRONG, TextStyle, fit, text_width};
use crate::words::target_words;

/// Height of the label at the end of a line.
pub(super) const END_LABEL: f64 = 15.0;
/// From the middle of a label to its baseline.
const TO_BASELINE: f64 = 4.2;
/// How far a label may be moved before a leader ties it to its line.
const NEAR: f64 = 3.0;

/// The label at the end of a line.
pub(super) struct EndLabel {
    content: String,
    style: TextStyle,
    colour: &'static str,
    /// Period and value at which the line ends.
    end: (usize, f64),
    /// How far the mark at the end reaches.
    reach: f64,
    /// Dashes of the leader that ties it to its line.
    dash: &'static str,
}

impl EndLabel {
    /// Widest it can be.
    pub fn width(&self) -> f64 {
        text_width(&self.content, self.style)
    }
}

/// The labels of the series, or where one of them is wider than `most` their names alone, cut; then those of the path
/// and the forecast.
pub(super) fn end_labels(trend: &Trend, view: &View, most: f64) -> Vec<EndLabel> {
    let style = |line: &Line| {
        if line.role == SeriesRole::Own {
            STRONG
        } else {
            BODY
        }
    };
    let ended = || {
        view.series
            .iter()
            .filter_map(|line| Some((line, line.newest()?)))
    };
    let full = |line: &Line, value: f64| {
        format!(
            "{} {}",
            line.name_in_text(),
            trend.measure.figure(value, trend.lang)
        )
    };
    let fits =
        ended().all(|(line, (_, value))| text_width(&full(line, value), style(line)) <= most);
    let series = ended().map(|(line, end)| EndLabel {
        content: match fits {
            true => full(line, end.1),
            false => fit_name(&line.name, most, style(line)),
        },
        style: style(line),
        colour: line.look.colour,
        end,
        reach: line.look.r,
        dash: "1 3",
    });
    let mut labels: Vec<EndLabel> = series.collect();
    let lang = trend.lang;
    let mut further = |content: String, colour, end, dash| {
        labels.push(EndLabel {
            content: fit(&content, most, SMALL),
            style: SMALL,
            colour,
            end,
            reach: 0.0,
            dash,
        });
    };
    if let Some((i, one)) = view.overlay.forecast.last() {
        let colour = view.subject().map_or(REFERENCE, |line| line.look.colour);
        let figure = trend.measure.figure(one.value, lang);
        further(
            format!("{} {figure}", lang.pick("Prognose", "Forecast")),
            colour,
            (*i, one.value),
            FORECAST_DASH,
        );
    }
    if let Some(Asked { at, low, high }) = view.overlay.path.last() {
        for (bound, is_low) in [(low, true), (high, false)] {
            if let Some(bound) = bound {
                let figure = trend.measure.figure(*bound, lang);
                further(
                    target_words(&figure, is_low, lang),
                    TARGET,
                    (*at, *bound),
                    TARGET_DASH,
                );
            }
        }
    }
    labels
}

/// Draws the labels, moved apart where lines end close together.
pub(super) fn draw_end_labels(nodes: &mut Vec<Node>, plot: &Plot<'_>, labels: Vec<EndLabel>) {
    let place = |label: &EndLabel| (plot.x(label.end.0), plot.y(label.end.1));
    let wishes: Vec<Wish> = labels
        .iter()
        .map(|label| Wish {
            at: place(label).1,
            size: END_LABEL,
        })
        .collect();
    // The plot is at least as high as its labels together, so there is always room.
    let half = END_LABEL / 2.0;
    let Some(middles) = spread(&wishes, 0.0, plot.top - half, plot.bottom + half) else {
        return;
    };
    let mut drawn = Vec::new();
    let left = plot.right + TO_LABEL;
    for (label, middle) in labels.into_iter().zip(middles) {
        let (x, y) = place(&label);
        if x < plot.newest_x() - 1.0 || (middle - y).abs() > NEAR {
            let path = vec![(x + label.reach + 3.0, y), (left - 3.0, middle)];
            drawn.push(Node::Shape(Shape {
                class: "leader",
                geometry: Geometry::Polyline(path),
                paint: Paint::dashed(label.colour, 1.0, label.dash),
            }));
        }
        let place = (left, middle + TO_BASELINE);
        drawn.push(text(
            "end-label",
            place,
            Anchor::Start,
            label.style,
            label.colour,
            label.content,
        ));
    }
    nodes.push(decoration("end-labels", drawn));
}
