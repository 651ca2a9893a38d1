//! Labels at the ends of lines, kept apart and tied to their lines.

use crate::legend::text;
use crate::scene::{Anchor, Geometry, Node, Paint, Shape, decoration};
use crate::spread::{Wish, spread};
use crate::text_width::{TextStyle, text_width};

/// Height of a label.
pub(crate) const END_LABEL: f64 = 15.0;
/// Distance of the labels from the plot.
pub(crate) const TO_LABEL: f64 = 16.0;
/// From the middle of a label to its baseline.
const TO_BASELINE: f64 = 4.2;
/// How far a label may be moved before a leader ties it to its line.
const NEAR: f64 = 3.0;

/// The label at the end of a line; `E` is where the line ends, in data.
pub(crate) struct EndLabel<E> {
    /// Its text.
    pub content: String,
    /// Size and weight.
    pub style: TextStyle,
    /// Colour of text and leader.
    pub colour: &'static str,
    /// Where the line ends.
    pub end: E,
    /// How far the mark at the end reaches.
    pub reach: f64,
    /// Dashes of the leader.
    pub dash: &'static str,
}

impl<E> EndLabel<E> {
    /// Widest it can be.
    pub fn width(&self) -> f64 {
        text_width(&self.content, self.style)
    }
}

/// Where labels stand.
pub(crate) struct Edge {
    /// Right edge of the plot.
    pub right: f64,
    /// Upper and lower edge of the plot, which is at least as high as its labels together.
    pub top: f64,
    /// Lower edge.
    pub bottom: f64,
    /// Lines that end before this have a leader.
    pub last: f64,
}

/// Draws the labels, moved apart where lines end close together. `place` says where an end stands.
pub(crate) fn draw_end_labels<E: Copy>(
    nodes: &mut Vec<Node>,
    edge: &Edge,
    labels: Vec<EndLabel<E>>,
    place: impl Fn(E) -> (f64, f64),
) {
    let wishes: Vec<Wish> = labels
        .iter()
        .map(|label| Wish {
            at: place(label.end).1,
            size: END_LABEL,
        })
        .collect();
    let half = END_LABEL / 2.0;
    let Some(middles) = spread(&wishes, 0.0, edge.top - half, edge.bottom + half) else {
        return;
    };
    let mut drawn = Vec::new();
    let left = edge.right + TO_LABEL;
    for (label, middle) in labels.into_iter().zip(middles) {
        let (x, y) = place(label.end);
        if x < edge.last - 1.0 || (middle - y).abs() > NEAR {
            let path = vec![(x + label.reach + 3.0, y), (left - 3.0, middle)];
            drawn.push(Node::Shape(Shape {
                class: "leader",
                geometry: Geometry::Polyline(path),
                paint: Paint::dashed(label.colour, 1.0, label.dash),
            }));
        }
        let at = (left, middle + TO_BASELINE);
        drawn.push(text(
            "end-label",
            at,
            Anchor::Start,
            label.style,
            label.colour,
            label.content,
        ));
    }
    nodes.push(decoration("end-labels", drawn));
}
