//! The signs of signals: a form for each rule, on the side they point to, filled when for the worse.

use super::Trend;
use super::overlay::{Meaning, SignalAt, SignalRule};
use super::view::View;
use crate::legend::{Item, Sample};
use crate::palette::{ABSENT, GROUND, TEXT};
use crate::scene::{Geometry, Node, Paint, Shape};
use crate::words::{capitalised, meaning_word, signal_words};

/// Farthest that a sign reaches from its middle.
pub(crate) const SIGN: f64 = 4.6;

/// The sign of a signal with its middle at a place.
///
/// Outside the limits is an arrowhead, a trend a slanting bar, two in three two dots, a shift a level bar. Filled is for the worse,
/// hollow for the better, grey for neither.
pub(crate) fn sign(signal: SignalAt, x: f64, y: f64) -> Vec<Node> {
    let paint = match signal.meaning {
        Meaning::Worse => Paint {
            fill: Some(TEXT),
            stroke: Some((TEXT, 1.0)),
            ..Paint::default()
        },
        Meaning::Better => Paint {
            fill: Some(GROUND),
            stroke: Some((TEXT, 1.2)),
            ..Paint::default()
        },
        Meaning::Neutral => Paint {
            fill: Some(ABSENT),
            stroke: Some((ABSENT, 1.0)),
            ..Paint::default()
        },
    };
    // Up is the side of more.
    let up = if signal.high { -1.0 } else { 1.0 };
    let polygon = |points: &[(f64, f64)]| {
        let points = points
            .iter()
            .map(|(dx, dy)| (x + dx, y + up * dy))
            .collect();
        Node::Shape(Shape {
            class: "signal",
            geometry: Geometry::Polygon(points),
            paint,
        })
    };
    match signal.rule {
        SignalRule::OutsideLimits => vec![polygon(&[(-4.0, -3.0), (4.0, -3.0), (0.0, 4.0)])],
        SignalRule::Trend => vec![polygon(&[
            (-4.2, -3.8),
            (-4.2, -0.9),
            (4.2, 3.8),
            (4.2, 0.9),
        ])],
        SignalRule::TwoInThree => [-2.9, 2.9]
            .map(|dx| {
                let geometry = Geometry::Circle {
                    cx: x + dx,
                    cy: y,
                    r: 1.9,
                };
                Node::Shape(Shape {
                    class: "signal",
                    geometry,
                    paint,
                })
            })
            .to_vec(),
        SignalRule::Shift => vec![polygon(&[
            (-4.2, -1.4),
            (-4.2, 1.4),
            (4.2, 1.4),
            (4.2, -1.4),
        ])],
    }
}

/// What the signs mean: those that occur.
pub(super) fn legend(view: &View, trend: &Trend) -> Vec<Item> {
    let mut seen: Vec<SignalAt> = Vec::new();
    for signal in view.overlay.signals.values() {
        let is_same = |one: &SignalAt| {
            (one.rule, one.high, one.meaning) == (signal.rule, signal.high, signal.meaning)
        };
        if !seen.iter().any(is_same) {
            seen.push(*signal);
        }
    }
    seen.sort_by_key(|one| (one.rule, !one.high, one.meaning));
    let item = |signal: SignalAt| {
        let words = format!(
            "{}: {}",
            capitalised(meaning_word(signal.meaning, trend.lang)),
            signal_words(signal.rule, signal.high, trend.lang)
        );
        Item::new(Sample::Signal(signal), &words)
    };
    seen.into_iter().map(item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use pejl_domain::Period;

    #[test]
    fn every_rule_side_and_meaning_is_another_drawing()
    -> Result<(), pejl_domain::period::PeriodError> {
        let period = Period::year(2019)?;
        let mut seen = Vec::new();
        for rule in [
            SignalRule::OutsideLimits,
            SignalRule::Trend,
            SignalRule::TwoInThree,
            SignalRule::Shift,
        ] {
            for meaning in [Meaning::Better, Meaning::Worse, Meaning::Neutral] {
                for high in [true, false] {
                    // Level bars and dots are the same upside down: there the side of the point tells them apart.
                    let y = if high { -10.0 } else { 10.0 };
                    seen.push(format!(
                        "{:?}",
                        sign(
                            SignalAt {
                                period,
                                rule,
                                high,
                                meaning
                            },
                            0.0,
                            y
                        )
                    ));
                }
            }
        }
        let n = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), n);
        Ok(())
    }
}
