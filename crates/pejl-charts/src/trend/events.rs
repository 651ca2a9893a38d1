//! Initiatives, changes and comments: numbered marks on lines of their own below the periods, and what the numbers stand for.

use pejl_domain::Lang;

use super::draw::LANE;
use super::overlay::EventKind;
use super::placed::PlacedEvent;
use super::plot::Plot;
use crate::clean_text::isolate;
use crate::legend::{MARGIN, text};
use crate::palette::{GROUND, REFERENCE, TEXT, TEXT_QUIET};
use crate::scene::{Anchor, Geometry, Node, Paint, Shape, decoration, horizontal, rect, vertical};
use crate::text_width::{LINE, SMALL, wrap};
use crate::words::event_words;

/// Most events that are drawn; the table has them all.
pub(super) const MOST_EVENTS: usize = 12;
/// Half the extent of a mark.
const MARK: f64 = 8.0;
/// Lines kept of the text of an event.
const TEXT_LINES: usize = 3;
/// Room for the number before the text.
const NUMBER: f64 = 20.0;

/// Draws the marks of events below `y`, and the lines up to the plot; returns where they end.
pub(super) fn draw_marks(nodes: &mut Vec<Node>, plot: &Plot<'_>, y: f64) -> f64 {
    let mut ends: Vec<f64> = Vec::new();
    let (mut guides, mut drawn) = (Vec::new(), Vec::new());
    for (no, event) in plot
        .view
        .overlay
        .events
        .iter()
        .take(MOST_EVENTS)
        .enumerate()
    {
        let x = plot.x(event.from);
        let is_initiative = event.kind == EventKind::Initiative;
        let to = if event.goes_on {
            plot.right
        } else {
            plot.x(event.to)
        };
        let end = if is_initiative {
            to.max(x + MARK)
        } else {
            x + MARK
        };
        let is_free = |taken: &f64| *taken + 3.0 <= x - MARK;
        let lane = ends.iter().position(is_free).unwrap_or(ends.len());
        match ends.get_mut(lane) {
            Some(taken) => *taken = end,
            None => ends.push(end),
        }
        let middle = y + (LANE + 3.0) * (lane as f64 + 0.5);
        if event.kind != EventKind::Comment {
            let paint = Paint::dashed(REFERENCE, 0.9, "1 3");
            guides.push(vertical("event-guide", x, plot.top, plot.bottom, paint));
        }
        if end > x + MARK {
            let paint = Paint::line(TEXT_QUIET, 2.0);
            drawn.push(horizontal("event-span", x, end, middle, paint));
            drawn.push(ending(event, end, middle));
        }
        drawn.extend(mark(event.kind, no + 1, x, middle));
    }
    if drawn.is_empty() {
        return y;
    }
    let bottom = y + (LANE + 3.0) * ends.len() as f64 + 4.0;
    nodes.push(decoration("event-guides", guides));
    nodes.push(decoration("events", drawn));
    bottom
}

/// How the span of an initiative ends: an arrowhead where it goes on, a stroke where it does not.
fn ending(event: &PlacedEvent, x: f64, y: f64) -> Node {
    if event.goes_on {
        let points = vec![(x, y), (x - 6.0, y - 4.0), (x - 6.0, y + 4.0)];
        let geometry = Geometry::Polygon(points);
        return Node::Shape(Shape {
            class: "event-end",
            geometry,
            paint: Paint::filled(TEXT_QUIET),
        });
    }
    vertical(
        "event-end",
        x,
        y - 4.5,
        y + 4.5,
        Paint::line(TEXT_QUIET, 2.0),
    )
}

/// A number in a square for an initiative, on its corner for a change, in a circle for a comment.
fn mark(kind: EventKind, number: usize, x: f64, y: f64) -> [Node; 2] {
    let ink = Paint {
        fill: Some(GROUND),
        stroke: Some((TEXT, 1.2)),
        ..Paint::default()
    };
    let (outline, fill) = match kind {
        EventKind::Initiative => {
            let square = Paint::filled(TEXT);
            (
                rect("event", x - MARK, y - MARK, 2.0 * MARK, 2.0 * MARK, square),
                GROUND,
            )
        }
        EventKind::Change => {
            let r = MARK * 1.15;
            let corners = vec![(x, y - r), (x + r, y), (x, y + r), (x - r, y)];
            let geometry = Geometry::Polygon(corners);
            (
                Node::Shape(Shape {
                    class: "event",
                    geometry,
                    paint: ink,
                }),
                TEXT,
            )
        }
        EventKind::Comment => {
            let geometry = Geometry::Circle {
                cx: x,
                cy: y,
                r: MARK,
            };
            (
                Node::Shape(Shape {
                    class: "event",
                    geometry,
                    paint: ink,
                }),
                TEXT,
            )
        }
    };
    let number = text(
        "event-number",
        (x, y + 3.9),
        Anchor::Middle,
        SMALL,
        fill,
        number.to_string(),
    );
    [outline, number]
}

/// Draws what the numbers stand for from `y` down; returns where it ends.
pub(super) fn draw_list(nodes: &mut Vec<Node>, plot: &Plot<'_>, y: f64) -> f64 {
    let lang = plot.trend.lang;
    let events = &plot.view.overlay.events;
    if events.is_empty() {
        return y;
    }
    let mut drawn = Vec::new();
    let mut y = y + 2.0;
    let room = plot.edge - MARGIN - NUMBER;
    for (no, event) in events.iter().take(MOST_EVENTS).enumerate() {
        let top = y;
        for content in wrap(
            &event_words(event.kind, event.at, event.until, &event.text, lang),
            room,
            SMALL,
            TEXT_LINES,
        ) {
            y += SMALL.size * LINE;
            drawn.push(text(
                "event-text",
                (MARGIN + NUMBER, y),
                Anchor::Start,
                SMALL,
                TEXT,
                isolate(&content),
            ));
        }
        if y > top {
            let baseline = top + SMALL.size * LINE;
            let number = (no + 1).to_string();
            drawn.push(text(
                "event-no",
                (MARGIN + NUMBER - 6.0, baseline),
                Anchor::End,
                SMALL,
                TEXT,
                number,
            ));
        }
        y += 2.0;
    }
    if let Some(more) = events
        .len()
        .checked_sub(MOST_EVENTS)
        .filter(|more| *more > 0)
    {
        y += SMALL.size * LINE;
        let content = match lang {
            Lang::Da => format!("Tabellen har {more} til"),
            Lang::En => format!("The table has {more} more"),
        };
        drawn.push(text(
            "event-text",
            (MARGIN + NUMBER, y),
            Anchor::Start,
            SMALL,
            TEXT_QUIET,
            content,
        ));
    }
    nodes.push(decoration("event-list", drawn));
    y + 4.0
}
