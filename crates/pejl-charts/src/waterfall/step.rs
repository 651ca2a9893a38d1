//! The steps of a waterfall: bars at both ends, arrows between them.

use pejl_domain::Oere;

use crate::palette::{FALL, RISE, TOTAL};
use crate::scale::Axis;
use crate::scene::{Geometry, Node, Paint, Shape, rect, vertical};

/// Half the height of a bar.
pub(super) const HALF: f64 = 7.5;
/// Length of an arrow's tip, and least length of an arrow.
const TIP: f64 = 7.0;
const LEAST: f64 = 3.0;

/// Where amounts stand from left to right.
pub(super) struct Plot {
    /// Range and ticks, in kroner.
    pub axis: Axis,
    /// Where its lower end stands.
    pub left: f64,
    /// Where its upper end stands.
    pub right: f64,
}

impl Plot {
    /// Where an amount stands.
    pub fn x(&self, amount: Oere) -> f64 {
        self.left + self.axis.share(amount.to_kroner_f64()) * (self.right - self.left)
    }

    /// Where bars start.
    pub fn foot(&self) -> f64 {
        self.left + self.axis.share(self.axis.foot()) * (self.right - self.left)
    }
}

/// What a row shows.
pub(super) enum Step {
    /// An amount at an end.
    Total(Oere),
    /// A part, from what was reached before it to what is reached with it.
    Part { from: Oere, to: Oere, amount: Oere },
}

impl Step {
    /// Class name: what it is and which way it goes.
    pub fn class(&self) -> &'static str {
        match self {
            Self::Total(_) => "total",
            Self::Part { amount, .. } if *amount > Oere::ZERO => "rise",
            Self::Part { amount, .. } if *amount < Oere::ZERO => "fall",
            Self::Part { .. } => "none",
        }
    }

    /// The bar of an amount, or a mark where the axis has no zero; the arrow of a part, or a stroke where it is nothing.
    pub fn shapes(&self, plot: &Plot, y: f64) -> Vec<Node> {
        match self {
            Self::Total(amount) if plot.axis.broken => {
                let x = plot.x(*amount);
                vec![rect(
                    "shape",
                    x - 2.5,
                    y - HALF - 1.5,
                    5.0,
                    2.0 * HALF + 3.0,
                    Paint::filled(TOTAL),
                )]
            }
            Self::Total(amount) => {
                let (foot, x) = (plot.foot(), plot.x(*amount));
                // A bar of nothing is still seen.
                let length = if (x - foot).abs() < 1.5 {
                    1.5
                } else {
                    x - foot
                };
                vec![rect(
                    "shape",
                    foot,
                    y - HALF,
                    length,
                    2.0 * HALF,
                    Paint::filled(TOTAL),
                )]
            }
            Self::Part { from, amount, .. } if *amount == Oere::ZERO => {
                let x = plot.x(*from);
                vec![vertical(
                    "shape",
                    x,
                    y - HALF,
                    y + HALF,
                    Paint::line(TOTAL, 2.0),
                )]
            }
            Self::Part { from, to, amount } => {
                let colour = if *amount > Oere::ZERO { RISE } else { FALL };
                let (x1, x2) = (plot.x(*from), plot.x(*to));
                vec![arrow(x1, x2, y, HALF, *amount > Oere::ZERO, colour)]
            }
        }
    }
}

/// An arrow from one place to another, long enough to be seen to which side it points.
pub(crate) fn arrow(
    from: f64,
    to: f64,
    y: f64,
    half: f64,
    is_right: bool,
    colour: &'static str,
) -> Node {
    let side = if is_right { 1.0 } else { -1.0 };
    let length = (to - from).abs();
    // One too short stands around where it is.
    let (from, to) = if length < LEAST {
        let middle = (from + to) / 2.0;
        (middle - side * LEAST / 2.0, middle + side * LEAST / 2.0)
    } else {
        (from, to)
    };
    let neck = to - side * TIP.min((to - from).abs());
    let points = vec![
        (from, y - half),
        (neck, y - half),
        (to, y),
        (neck, y + half),
        (from, y + half),
    ];
    Node::Shape(Shape {
        class: "shape",
        geometry: Geometry::Polygon(points),
        paint: Paint::filled(colour),
    })
}
