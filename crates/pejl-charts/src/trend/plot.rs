//! Where the parts of a trend stand.

use super::Trend;
use super::view::View;
use crate::legend::MARGIN;
use crate::scale::Axis;
use crate::text_width::{SMALL, fit, text_width};

/// Space between the plot's edge and its first and last period, in a chart of its own.
pub(super) const PAD: f64 = 12.0;
/// Least space between the labels of two breaks.
const LABEL_GAP: f64 = 8.0;

/// Where the plot stands.
pub(super) struct Plot<'a> {
    /// What is drawn.
    pub trend: &'a Trend,
    /// Its series on their periods.
    pub view: &'a View,
    /// Range and ticks of the values.
    pub axis: Axis,
    /// Left edge.
    pub left: f64,
    /// Right edge.
    pub right: f64,
    /// Upper edge.
    pub top: f64,
    /// Lower edge.
    pub bottom: f64,
    /// Right end of the texts beside the plot.
    pub edge: f64,
    /// Space between the plot's edge and its first and last period.
    pub pad: f64,
    /// Room above the plot for signs of signals.
    pub above: f64,
    /// Room below it for them.
    pub below: f64,
}

/// The label of a break.
pub(super) struct BreakLabel {
    /// Where the break cuts the periods.
    pub x: f64,
    /// The line of labels it stands in, counted from the plot upwards.
    pub lane: usize,
    /// Its middle.
    pub middle: f64,
    /// Its text.
    pub content: String,
}

impl Plot<'_> {
    /// Where a period stands.
    pub fn x(&self, index: usize) -> f64 {
        match self.view.spine.len() {
            0 | 1 => (self.left + self.right) / 2.0,
            n => {
                self.left
                    + self.pad
                    + index as f64 * (self.right - self.left - 2.0 * self.pad) / (n - 1) as f64
            }
        }
    }

    /// Where a value stands.
    pub fn y(&self, value: f64) -> f64 {
        self.bottom - self.axis.share(value) * (self.bottom - self.top)
    }

    /// Where the newest period stands.
    pub fn newest_x(&self) -> f64 {
        self.x(self.view.spine.len().saturating_sub(1))
    }

    /// Distance of two neighbouring periods.
    pub fn pitch(&self) -> f64 {
        if self.view.spine.len() < 2 {
            f64::INFINITY
        } else {
            self.x(1) - self.x(0)
        }
    }

    /// The labels of the breaks, each in the lowest line where none before it is in the way.
    pub fn break_labels(&self) -> Vec<BreakLabel> {
        let mut ends: Vec<f64> = Vec::new();
        let labels = self.view.breaks.iter().map(|(at, label)| {
            let word = self.trend.lang.pick("Databrud", "Break in series");
            let content = if label.is_empty() {
                word.to_owned()
            } else {
                format!("{word}: {label}")
            };
            // Nothing else stands above the plot, so a label may reach beyond it to both sides.
            let content = fit(&content, self.edge - MARGIN, SMALL);
            let half = text_width(&content, SMALL) / 2.0;
            let x = (self.x(*at) + self.x(at.saturating_sub(1))) / 2.0;
            let middle = x.min(self.edge - half).max(MARGIN + half);
            let is_free = |end: &f64| *end + LABEL_GAP <= middle - half;
            let lane = ends.iter().position(is_free).unwrap_or(ends.len());
            match ends.get_mut(lane) {
                Some(end) => *end = middle + half,
                None => ends.push(middle + half),
            }
            BreakLabel {
                x,
                lane,
                middle,
                content,
            }
        });
        labels.collect()
    }
}
