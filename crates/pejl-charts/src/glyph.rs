//! The marks: a shape per role, and a sign per kind of empty cell, told apart without colour.

use pejl_domain::Cell;

use crate::palette::{ABSENT, GROUND};
use crate::reading::Reading;
use crate::scene::{Geometry, Node, Paint, Shape, line, rect};

/// Form of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// The own municipality.
    Diamond,
    /// The comparison group and its members.
    Triangle,
    /// Areas the reader asked to see; the first further series.
    Square,
    /// All others; reference series.
    Circle,
    /// A further series.
    TriangleDown,
    /// A further series.
    Plus,
    /// A further series.
    Pentagon,
}

/// Forms of the further series of a trend, in order.
pub(crate) const OTHER_FORMS: [Form; 4] =
    [Form::Square, Form::TriangleDown, Form::Plus, Form::Pentagon];

/// A mark's look: form, half its extent in pixels, colour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Look {
    /// Form.
    pub form: Form,
    /// Half the extent of the mark.
    pub r: f64,
    /// Colour of its inside, or of its outline when hollow.
    pub colour: &'static str,
}

/// How far the ring of a zero stands out around a mark.
const RING: f64 = 2.6;

impl Look {
    /// Radius of the circle around the bare mark.
    pub fn radius(self) -> f64 {
        self.r * if self.form == Form::Circle { 1.0 } else { 1.15 }
    }

    /// Farthest that the mark of any reading reaches from its middle.
    pub fn reach(self) -> f64 {
        self.r * 1.25 + RING + 1.0
    }

    /// The mark of a value: hollow when provisional, with a ring around it when zero.
    pub fn value(self, reading: Reading, x: f64, y: f64) -> Vec<Node> {
        let mut nodes = Vec::new();
        if reading.is_zero() {
            let geometry = Geometry::Circle {
                cx: x,
                cy: y,
                r: self.r * 1.15 + RING,
            };
            let paint = Paint {
                fill: Some(GROUND),
                stroke: Some((self.colour, 1.2)),
                ..Paint::default()
            };
            nodes.push(Node::Shape(Shape {
                class: "zero-ring",
                geometry,
                paint,
            }));
        }
        nodes.push(self.shape(reading.is_provisional(), x, y));
        nodes
    }

    /// The bare mark.
    pub fn shape(self, hollow: bool, x: f64, y: f64) -> Node {
        let paint = if hollow {
            Paint {
                fill: Some(GROUND),
                stroke: Some((self.colour, 1.8)),
                ..Paint::default()
            }
        } else {
            // A thin edge in the ground's colour keeps marks apart that lie on each other.
            Paint {
                fill: Some(self.colour),
                stroke: Some((GROUND, 0.8)),
                ..Paint::default()
            }
        };
        // An outline reaches half its width outside.
        let r = if hollow { self.r - 0.5 } else { self.r };
        let geometry = match self.form {
            Form::Circle => Geometry::Circle { cx: x, cy: y, r },
            Form::Square => {
                let r = r * 0.92;
                Geometry::Rect {
                    x: x - r,
                    y: y - r,
                    width: 2.0 * r,
                    height: 2.0 * r,
                }
            }
            form => {
                let corners = form
                    .corners()
                    .iter()
                    .map(|(dx, dy)| (x + r * dx, y + r * dy));
                Geometry::Polygon(corners.collect())
            }
        };
        Node::Shape(Shape {
            class: if hollow { "shape hollow" } else { "shape" },
            geometry,
            paint,
        })
    }
}

impl Form {
    /// Corners of a polygon of half extent 1; none for circle and square, which have their own elements.
    fn corners(self) -> &'static [(f64, f64)] {
        match self {
            Self::Diamond => &[(0.0, -1.25), (1.15, 0.0), (0.0, 1.25), (-1.15, 0.0)],
            Self::Triangle => &[(0.0, -1.15), (1.15, 0.9), (-1.15, 0.9)],
            Self::TriangleDown => &[(0.0, 1.15), (1.15, -0.9), (-1.15, -0.9)],
            Self::Plus => &[
                (-0.4, -1.15),
                (0.4, -1.15),
                (0.4, -0.4),
                (1.15, -0.4),
                (1.15, 0.4),
                (0.4, 0.4),
                (0.4, 1.15),
                (-0.4, 1.15),
                (-0.4, 0.4),
                (-1.15, 0.4),
                (-1.15, -0.4),
                (-0.4, -0.4),
            ],
            Self::Pentagon => &[
                (0.0, -1.2),
                (1.14, -0.37),
                (0.71, 0.97),
                (-0.71, 0.97),
                (-1.14, -0.37),
            ],
            Self::Circle | Self::Square => &[],
        }
    }
}

/// The sign of a cell without value: a cross for missing, a dash for not applicable, a padlock for confidential,
/// an hourglass for not yet complete.
///
/// It is at most 10 pixels wide and high, times `scale`, which is kept between a half and one.
pub(crate) fn absent_sign(
    cell: Cell,
    x: f64,
    y: f64,
    colour: Option<&'static str>,
    scale: f64,
) -> Vec<Node> {
    let colour = colour.unwrap_or(ABSENT);
    let s = scale.clamp(0.5, 1.0);
    let stroke = Paint::line(colour, 1.8 * s);
    let at = |points: &[(f64, f64)]| {
        points
            .iter()
            .map(|(dx, dy)| (x + dx * s, y + dy * s))
            .collect::<Vec<_>>()
    };
    match cell {
        Cell::Ok | Cell::Zero | Cell::Missing => vec![
            line(
                "sign",
                x - 3.6 * s,
                y - 3.6 * s,
                x + 3.6 * s,
                y + 3.6 * s,
                stroke,
            ),
            line(
                "sign",
                x - 3.6 * s,
                y + 3.6 * s,
                x + 3.6 * s,
                y - 3.6 * s,
                stroke,
            ),
        ],
        Cell::NotApplicable => vec![line(
            "sign",
            x - 4.4 * s,
            y,
            x + 4.4 * s,
            y,
            Paint::line(colour, 2.2 * s),
        )],
        Cell::Confidential => {
            let shackle = [
                (-2.4, -0.5),
                (-2.4, -3.0),
                (-1.2, -4.4),
                (1.2, -4.4),
                (2.4, -3.0),
                (2.4, -0.5),
            ];
            vec![
                Node::Shape(Shape {
                    class: "sign",
                    geometry: Geometry::Polyline(at(&shackle)),
                    paint: Paint::line(colour, 1.4 * s),
                }),
                rect(
                    "sign",
                    x - 4.0 * s,
                    y - 0.8 * s,
                    8.0 * s,
                    5.6 * s,
                    Paint::filled(colour),
                ),
            ]
        }
        Cell::Immature => {
            let glass = [(-3.4, -4.4), (3.4, -4.4), (-3.4, 4.4), (3.4, 4.4)];
            vec![Node::Shape(Shape {
                class: "sign",
                geometry: Geometry::Polygon(at(&glass)),
                paint: Paint {
                    fill: Some(GROUND),
                    stroke: Some((colour, 1.4 * s)),
                    ..Paint::default()
                },
            })]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A drawing as text, so that two can be compared.
    fn drawn(nodes: &[Node]) -> String {
        format!("{nodes:?}")
    }

    #[test]
    fn five_cells_without_an_ordinary_value_are_five_drawings() {
        let look = Look {
            form: Form::Circle,
            r: 4.0,
            colour: ABSENT,
        };
        let mut seen = vec![
            drawn(&look.value(Reading::of(0.0), 0.0, 0.0)),
            drawn(&look.value(Reading::of(1.0), 0.0, 0.0)),
            drawn(&look.value(Reading::new(Cell::Ok, Some(1.0), true), 0.0, 0.0)),
        ];
        for cell in [
            Cell::Missing,
            Cell::NotApplicable,
            Cell::Confidential,
            Cell::Immature,
        ] {
            seen.push(drawn(&absent_sign(cell, 0.0, 0.0, None, 1.0)));
        }
        let n = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), n);
    }

    #[test]
    fn every_role_has_its_own_form() {
        let mut seen: Vec<String> = [Form::Diamond, Form::Triangle, Form::Circle]
            .into_iter()
            .chain(OTHER_FORMS)
            .map(|form| {
                drawn(&[Look {
                    form,
                    r: 4.0,
                    colour: ABSENT,
                }
                .shape(false, 0.0, 0.0)])
            })
            .collect();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 7);
    }
}
