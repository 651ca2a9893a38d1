//! Figures along an axis: as many as fit beside each other, and labels that hide the line behind them.

use crate::palette::{GROUND, TEXT_QUIET};
use crate::scene::{Anchor, Node, Paint, Text, rect};
use crate::text_width::{SMALL, TextStyle, text_width};

/// Least space between two labels of an axis.
const GAP: f64 = 8.0;

/// The labels of a horizontal axis that can stand beside each other: every one, every second, and so on,
/// counted from the label with number `anchor`, which is always kept.
///
/// In: middle and text of every label, from left to right, evenly spaced.
pub(crate) fn thin_out(
    labels: &[(f64, String)],
    anchor: usize,
    style: TextStyle,
) -> Vec<(f64, &str)> {
    let every = (1..=labels.len().max(1)).find(|every| {
        let kept: Vec<&(f64, String)> = kept(labels, anchor, *every).collect();
        kept.iter().zip(kept.iter().skip(1)).all(|(a, b)| {
            let half = (text_width(&a.1, style) + text_width(&b.1, style)) / 2.0;
            b.0 - a.0 >= half + GAP
        })
    });
    kept(labels, anchor, every.unwrap_or(labels.len()))
        .map(|(x, text)| (*x, text.as_str()))
        .collect()
}

fn kept(
    labels: &[(f64, String)],
    anchor: usize,
    every: usize,
) -> impl Iterator<Item = &(f64, String)> {
    labels
        .iter()
        .enumerate()
        .filter(move |(i, _)| i.abs_diff(anchor) % every.max(1) == 0)
        .map(|(_, label)| label)
}

/// A text with its ground painted first, so that a line passing behind does not run through the letters.
pub(crate) fn masked(text: Text) -> [Node; 2] {
    let bounds = text.bounds();
    let ground = rect(
        "mask",
        bounds.left - 2.0,
        bounds.top,
        bounds.right - bounds.left + 4.0,
        bounds.bottom - bounds.top,
        Paint::filled(GROUND),
    );
    [ground, Node::Text(text)]
}

/// A figure at an axis.
pub(crate) fn axis_figure(x: f64, y: f64, anchor: Anchor, content: &str) -> Text {
    Text {
        class: "tick",
        x,
        y,
        anchor,
        style: SMALL,
        fill: TEXT_QUIET,
        content: content.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_do_not_fit_are_left_out_evenly_and_the_anchor_stays() {
        let labels: Vec<(f64, String)> = (0..6_i32)
            .map(|i| (f64::from(i) * 25.0, (2008 + i).to_string()))
            .collect();
        let texts: Vec<&str> = thin_out(&labels, 5, SMALL)
            .into_iter()
            .map(|(_, text)| text)
            .collect();
        assert_eq!(texts, ["2009", "2011", "2013"]);
    }

    #[test]
    fn labels_with_room_all_stay() {
        let labels = [(0.0, "0".to_owned()), (100.0, "1".to_owned())];
        assert_eq!(thin_out(&labels, 0, SMALL).len(), 2);
    }
}
