//! The numbers at risk under the days, and groups that have no curve.

use super::draw::{LANE, Plot};
use super::view::{Group, Tidy};
use crate::clean_text::isolate;
use crate::glyph::absent_sign;
use crate::legend::{MARGIN, text};
use crate::palette::{TEXT, TEXT_QUIET};
use crate::scene::{Anchor, Node, decoration};
use crate::text_width::{SMALL, fit, text_width};
use crate::words::{cell_word, median_words};

/// Widest a number is: one of millions of persons is cut, and read out in full.
const WIDEST: f64 = 56.0;
/// Room for the sign of a group that has no curve.
const SIGN: f64 = 16.0;

/// Draws, from `y` down, a line per group with its name and one with its numbers; returns where they end.
pub(super) fn draw_below(nodes: &mut Vec<Node>, plot: &Plot<'_>, y: f64, width: f64) -> f64 {
    let lang = plot.survival.lang;
    let room = width - 2.0 * MARGIN;
    let mut drawn = Vec::new();
    let mut y = y;
    if plot.view.told().any(|(_, curve)| !curve.at_risk.is_empty()) {
        y += LANE;
        let head = lang.pick(
            "Antal, der regnes med på dagen",
            "Number at risk on the day",
        );
        drawn.push(text(
            "at-risk-head",
            (MARGIN, y - 4.0),
            Anchor::Start,
            SMALL,
            TEXT_QUIET,
            fit(head, room, SMALL),
        ));
    }
    for group in &plot.view.groups {
        y += LANE;
        let baseline = y - 4.0;
        match &group.curve {
            Ok(curve) => {
                let tail = format!(": {}", median_words(curve.median, curve.is_coarse(), lang));
                drawn.push(named(group, tail, MARGIN, baseline, room));
                if !curve.at_risk.is_empty() {
                    y += LANE;
                    drawn.extend(numbers(plot, curve, y - 4.0));
                }
            }
            Err(cell) => {
                let sign = absent_sign(
                    *cell,
                    MARGIN + 6.0,
                    baseline - 4.0,
                    Some(group.look.colour),
                    1.0,
                );
                drawn.extend(sign);
                let tail = format!(": {}", cell_word(*cell, lang));
                drawn.push(named(group, tail, MARGIN + SIGN, baseline, room - SIGN));
            }
        }
    }
    nodes.push(decoration("at-risk", drawn));
    y + 4.0
}

/// The name of a group in its colour, with what follows it and is never cut.
fn named(group: &Group, tail: String, x: f64, baseline: f64, room: f64) -> Node {
    let name = isolate(&fit(&group.name, room - text_width(&tail, SMALL), SMALL));
    text(
        "at-risk-name",
        (x, baseline),
        Anchor::Start,
        SMALL,
        group.look.colour,
        format!("{name}{tail}"),
    )
}

/// The numbers at risk on the days that stand at the axis.
fn numbers(plot: &Plot<'_>, curve: &Tidy, baseline: f64) -> Vec<Node> {
    let kept = plot
        .days
        .iter()
        .filter_map(|day| Some((plot.x(*day), curve.at_risk.get(day)?)));
    kept.map(|(x, n)| {
        text(
            "at-risk-number",
            (x, baseline),
            Anchor::Middle,
            SMALL,
            TEXT,
            fit(&n.to_string(), WIDEST, SMALL),
        )
    })
    .collect()
}
