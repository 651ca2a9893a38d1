//! Curves, bands, points on fixed days, medians, and what else ended a course.

use std::collections::BTreeMap;

use super::CurveStep;
use super::draw::Plot;
use super::view::{Group, Tidy, View};
use crate::chart::Focus;
use crate::palette::{ABSENT, INTERVALS, OTHERS, TEXT_QUIET};
use crate::reading::Reading;
use crate::scene::{
    Geometry, Group as Elements, Node, Paint, Shape, decoration, horizontal, vertical,
};
use crate::words::curve_words;

/// Dashes of the edges of an interval.
const EDGE: &str = "2 2";
/// How far points of two groups on one day stand apart, so that their intervals do not hide each other.
const APART: f64 = 7.0;

/// Points of a line, from left to right.
type Points = Vec<(f64, f64)>;

/// What else ended the courses, and by when: drawn of a lone curve known for every day.
pub(super) fn drawn_causes(view: &View) -> Vec<(&str, &BTreeMap<u32, f64>)> {
    let mut told = view.told();
    match (told.next(), told.next(), view.groups.len()) {
        (Some((_, curve)), None, 1) if !curve.is_coarse() => {
            let causes = curve
                .causes
                .iter()
                .filter(|(_, steps)| steps.values().any(|share| *share > 0.0));
            causes.map(|(name, steps)| (name.as_str(), steps)).collect()
        }
        _ => Vec::new(),
    }
}

/// Colour and dashes of the line of a cause.
pub(super) fn cause_paint(no: usize) -> (&'static str, Option<&'static str>) {
    let colour = OTHERS.get(no % OTHERS.len()).copied().unwrap_or(TEXT_QUIET);
    let dash = ["6 3", "2 2", "8 2 2 2", "4 2"];
    (colour, dash.get(no % dash.len()).copied())
}

/// Draws the share that each cause has ended.
fn draw_causes(nodes: &mut Vec<Node>, plot: &Plot<'_>) {
    let mut drawn = Vec::new();
    for (no, (_, steps)) in drawn_causes(plot.view).into_iter().enumerate() {
        let (colour, dash) = cause_paint(no);
        let shares = steps.iter().map(|(day, share)| (*day, *share));
        let points = stairs(
            plot,
            std::iter::once((0, 0.0)).chain(shares),
            plot.view.last_day(),
        );
        drawn.push(shape(
            "cause",
            Geometry::Polyline(points),
            Paint {
                dash,
                ..Paint::line(colour, 1.4)
            },
        ));
    }
    if !drawn.is_empty() {
        nodes.push(decoration("causes", drawn));
    }
}

/// Draws a line at one half and down to the day of each median.
fn draw_median(nodes: &mut Vec<Node>, plot: &Plot<'_>) {
    let curves = plot.view.told().filter(|(_, curve)| !curve.is_coarse());
    let medians: Vec<u32> = curves
        .filter_map(|(_, curve)| Some(curve.median?.min(plot.view.last_day())))
        .collect();
    let Some(last) = medians.iter().max() else {
        return;
    };
    let paint = Paint::dashed(ABSENT, 1.2, "5 3");
    nodes.push(horizontal(
        "median",
        plot.left,
        plot.x(*last),
        plot.y(0.5),
        paint,
    ));
    nodes.extend(
        medians
            .iter()
            .map(|day| vertical("median", plot.x(*day), plot.y(0.5), plot.bottom, paint)),
    );
}

/// Draws the curves, the first on top.
pub(super) fn draw_curves(nodes: &mut Vec<Node>, plot: &Plot<'_>, focus: Focus) {
    let told: Vec<(usize, &Group, &Tidy)> = plot
        .view
        .told()
        .enumerate()
        .map(|(no, (group, curve))| (no, group, curve))
        .collect();
    let mut bands = Vec::new();
    // Bands of more than two groups would hide one another.
    if told.len() <= INTERVALS.len() {
        for (no, _, curve) in told.iter().rev().filter(|(.., curve)| !curve.is_coarse()) {
            let fill = INTERVALS.get(*no).copied().unwrap_or_default();
            bands.extend(band(plot, curve).into_iter().map(|(upper, lower)| {
                let around = upper.into_iter().chain(lower.into_iter().rev()).collect();
                shape("interval", Geometry::Polygon(around), Paint::filled(fill))
            }));
        }
        for (_, group, curve) in told.iter().rev().filter(|(.., curve)| !curve.is_coarse()) {
            let paint = Paint::dashed(group.look.colour, 0.9, EDGE);
            bands.extend(band(plot, curve).into_iter().flat_map(|(upper, lower)| {
                [upper, lower]
                    .map(|points| shape("interval-edge", Geometry::Polyline(points), paint))
            }));
        }
    }
    if !bands.is_empty() {
        nodes.push(decoration("intervals", bands));
    }
    let mut median = Vec::new();
    draw_median(&mut median, plot);
    nodes.push(decoration("medians", median));
    draw_causes(nodes, plot);
    let n = told.len();
    for (no, group, curve) in told.into_iter().rev() {
        let shift = if curve.is_coarse() {
            (no as f64 - (n as f64 - 1.0) / 2.0) * APART.min(28.0 / n as f64)
        } else {
            0.0
        };
        let mut drawn = Vec::new();
        if !curve.is_coarse() {
            let steps = curve.steps.iter().map(|step| (step.day, step.share));
            let points = stairs(
                plot,
                std::iter::once((0, 1.0)).chain(steps),
                curve.last_day(),
            );
            drawn.push(shape(
                "line",
                Geometry::Polyline(points),
                Paint::line(group.look.colour, 2.2),
            ));
        }
        let days: Vec<u32> = curve
            .told_days()
            .into_iter()
            .filter(|day| curve.at(*day).is_some())
            .collect();
        for day in &days {
            if let Some(step) = curve.at(*day) {
                let is_stop = no == 0 && days.last() == Some(day);
                drawn.push(point(plot, (group, curve), step, shift, focus, is_stop));
            }
        }
        nodes.push(Node::Group(Elements {
            class: "series".to_owned(),
            attributes: vec![("data-code", group.code.clone())],
            title: None,
            nodes: drawn,
        }));
    }
}

/// A point of a curve with what is read out; of one told on fixed days with its interval.
fn point(
    plot: &Plot<'_>,
    (group, curve): (&Group, &Tidy),
    step: CurveStep,
    shift: f64,
    focus: Focus,
    is_stop: bool,
) -> Node {
    let (x, y) = (plot.x(step.day) + shift, plot.y(step.share));
    let mut nodes = Vec::new();
    if let Some((lower, upper)) = step.interval.filter(|_| curve.is_coarse()) {
        let paint = Paint::line(group.look.colour, 1.4);
        let (top, bottom) = (plot.y(upper), plot.y(lower));
        nodes.push(vertical("whisker", x, top, bottom, paint));
        nodes.extend([top, bottom].map(|y| horizontal("whisker", x - 3.5, x + 3.5, y, paint)));
    }
    // A share of nothing has the ring that zero has everywhere.
    nodes.extend(group.look.value(Reading::of(step.share), x, y));
    let n = curve.at_risk.get(&step.day).copied();
    let spoken = curve_words(
        &group.name_in_text(),
        step,
        &plot.view.state,
        n,
        plot.survival.lang,
    );
    let mut attributes = focus.attributes(is_stop, spoken.clone());
    attributes.push(("data-day", step.day.to_string()));
    Node::Group(Elements {
        class: "mark".to_owned(),
        attributes,
        title: Some(spoken),
        nodes,
    })
}

/// Upper and lower edge of the interval, in the stretches in which there is one.
fn band(plot: &Plot<'_>, curve: &Tidy) -> Vec<(Points, Points)> {
    let mut stretches: Vec<(Points, Points)> = Vec::new();
    let ends = curve
        .steps
        .iter()
        .skip(1)
        .map(|step| step.day)
        .chain([curve.last_day()]);
    let mut is_open = false;
    for (step, end) in curve.steps.iter().zip(ends) {
        let Some((lower, upper)) = step.interval else {
            is_open = false;
            continue;
        };
        if !is_open {
            stretches.push((Vec::new(), Vec::new()));
            is_open = true;
        }
        if let Some((uppers, lowers)) = stretches.last_mut() {
            for day in [step.day, end] {
                uppers.push((plot.x(day), plot.y(upper)));
                lowers.push((plot.x(day), plot.y(lower)));
            }
        }
    }
    stretches
}

/// A line of steps: level until the next day, then down or up.
fn stairs(plot: &Plot<'_>, steps: impl Iterator<Item = (u32, f64)>, last: u32) -> Points {
    let mut points: Points = Vec::new();
    for (day, share) in steps {
        let (x, y) = (plot.x(day), plot.y(share));
        if let Some((_, before)) = points.last().copied() {
            points.push((x, before));
        }
        points.push((x, y));
    }
    if let Some((_, y)) = points.last().copied() {
        points.push((plot.x(last), y));
    }
    points
}

fn shape(class: &'static str, geometry: Geometry, paint: Paint) -> Node {
    Node::Shape(Shape {
        class,
        geometry,
        paint,
    })
}
