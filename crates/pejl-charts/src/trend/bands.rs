//! What lies below the series: the tolerance of a target, what is expected, the limits of chance, and the path.

use super::overlay::Expected;
use super::placed::{Asked, Placed};
use super::plot::Plot;
use crate::legend::{Item, Sample};
use crate::palette::{FORECAST_80, FORECAST_95, REFERENCE, TARGET, TOLERANCE};
use crate::scene::{Geometry, Node, Paint, Shape, decoration, horizontal, vertical};

/// Dashes of the path of a target.
pub(crate) const TARGET_DASH: &str = "10 3 2 3";
/// Dashes of the limits of chance.
const LIMIT_DASH: &str = "4 4";
/// Dashes of the line of what is expected.
pub(super) const FORECAST_DASH: &str = "6 4";
/// Half the width of a band that is of one period alone.
const LONE: f64 = 6.0;

/// Points of a line, from left to right.
pub(super) type Points = Vec<(f64, f64)>;

/// Draws what lies below the series.
pub(super) fn draw_bands(nodes: &mut Vec<Node>, plot: &Plot<'_>) {
    let mut drawn = Vec::new();
    draw_tolerance(&mut drawn, plot);
    draw_forecast(&mut drawn, plot);
    draw_limits(&mut drawn, plot);
    for path in paths(plot, &plot.view.overlay) {
        drawn.push(open(
            "target",
            wide(path),
            Paint::dashed(TARGET, 1.8, TARGET_DASH),
        ));
    }
    if !drawn.is_empty() {
        nodes.push(decoration("overlay", drawn));
    }
}

/// The lines of the path: that of the least, and that of the most, in the runs they have.
pub(super) fn paths(plot: &Plot<'_>, overlay: &Placed) -> Vec<Points> {
    let path = &overlay.path;
    let of = |pick: fn(&Asked) -> Option<f64>| {
        let values = path
            .iter()
            .filter_map(|point| Some((point.at, pick(point)?)));
        runs(values.map(|(i, value)| (i, (plot.x(i), plot.y(value)))))
    };
    let mut paths = of(|asked| asked.low);
    paths.extend(of(|asked| asked.high));
    paths
}

/// The area on the wrong side of the path that is tolerated.
fn draw_tolerance(nodes: &mut Vec<Node>, plot: &Plot<'_>) {
    let (path, tolerance) = (&plot.view.overlay.path, plot.view.overlay.tolerance);
    if tolerance <= 0.0 {
        return;
    }
    let edges = |pick: fn(&Asked) -> Option<f64>, side: f64| {
        let values = path
            .iter()
            .filter_map(|point| Some((point.at, pick(point)?)));
        let place = |value: f64, i: usize| (plot.x(i), plot.y(value));
        runs(values.map(|(i, value)| (i, (place(value, i), place(value + side * tolerance, i)))))
    };
    let mut areas = edges(|asked| asked.low, -1.0);
    areas.extend(edges(|asked| asked.high, 1.0));
    for area in areas {
        let (path, edge): (Vec<_>, Vec<_>) = area.into_iter().unzip();
        let edge = wide(edge);
        nodes.push(closed("tolerance", (wide(path), edge.clone()), TOLERANCE));
        nodes.push(open(
            "tolerance-edge",
            edge,
            Paint::dashed(TARGET, 1.0, "1 3"),
        ));
    }
}

/// The bands of what is expected, the wider first, and the line between; they start at the newest figure before.
fn draw_forecast(nodes: &mut Vec<Node>, plot: &Plot<'_>) {
    let forecast = &plot.view.overlay.forecast;
    let Some((first, _)) = forecast.first() else {
        return;
    };
    let subject = plot.view.subject();
    let before = first
        .checked_sub(1)
        .filter(|before| !plot.view.is_cut_after(*before));
    // A forecast does not go by a figure of a period that is only partly in.
    let is_whole = |i: &usize| subject.is_some_and(|line| !line.reading(*i).is_provisional());
    let start = before
        .filter(is_whole)
        .and_then(|i| Some((i, subject?.value(i)?)));
    let steps = || {
        let known = start.map(|(i, value)| (i, value, (value, value), (value, value)));
        let ahead = forecast.iter().map(
            |(
                i,
                Expected {
                    value,
                    band_80,
                    band_95,
                    ..
                },
            )| (*i, *value, *band_80, *band_95),
        );
        known.into_iter().chain(ahead)
    };
    for (class, edge, fill, is_wide) in [
        ("band-95", "1 3", FORECAST_95, true),
        ("band-80", "", FORECAST_80, false),
    ] {
        let ends = steps().map(|(i, _, band_80, band_95)| {
            let (a, b) = if is_wide { band_95 } else { band_80 };
            (
                i,
                ((plot.x(i), plot.y(a.max(b))), (plot.x(i), plot.y(a.min(b)))),
            )
        });
        for run in runs(ends) {
            let (upper, lower): (Vec<_>, Vec<_>) = run.into_iter().unzip();
            let (upper, lower) = (wide(upper), wide(lower));
            nodes.push(closed(class, (upper.clone(), lower.clone()), fill));
            let paint = Paint {
                dash: Some(edge).filter(|dash| !dash.is_empty()),
                ..Paint::line(REFERENCE, 0.9)
            };
            nodes.extend([upper, lower].map(|points| open("band-edge", points, paint)));
        }
    }
    let colour = subject.map_or(REFERENCE, |line| line.look.colour);
    for run in runs(steps().map(|(i, value, ..)| (i, (plot.x(i), plot.y(value))))) {
        nodes.push(open(
            "forecast",
            wide(run),
            Paint::dashed(colour, 1.8, FORECAST_DASH),
        ));
    }
}

/// Mean and limits of each phase, from half a period before its first point to half a period after its last.
fn draw_limits(nodes: &mut Vec<Node>, plot: &Plot<'_>) {
    let half = (plot.pitch() / 2.0).min(LONE * 2.0);
    for (from, to, phase) in &plot.view.overlay.phases {
        let (x1, x2) = (plot.x(*from) - half, plot.x(*to) + half);
        let (x1, x2) = (x1.max(plot.left), x2.min(plot.right));
        nodes.push(horizontal(
            "centre",
            x1,
            x2,
            plot.y(phase.centre),
            Paint::line(REFERENCE, 1.2),
        ));
        for limit in phase
            .limits
            .iter()
            .flat_map(|(lower, upper)| [*lower, *upper])
        {
            nodes.push(horizontal(
                "limit",
                x1,
                x2,
                plot.y(limit),
                Paint::dashed(REFERENCE, 1.2, LIMIT_DASH),
            ));
        }
    }
}

/// What the lines and areas mean.
pub(super) fn legend(plot: &super::view::View, trend: &super::Trend) -> Vec<Item> {
    let (lang, overlay) = (trend.lang, &plot.overlay);
    let figure = |value: f64| trend.measure.figure(value, lang);
    let mut items = Vec::new();
    if !overlay.path.is_empty() {
        let sample = Sample::Line(Paint::dashed(TARGET, 1.8, TARGET_DASH));
        items.push(Item::new(
            sample,
            lang.pick("Målets bane", "Path of the target"),
        ));
        if overlay.tolerance > 0.0 {
            let tolerance = format!("Tolerance {}", figure(overlay.tolerance));
            items.push(Item::new(Sample::Area(TOLERANCE, "1 3"), &tolerance));
        }
    }
    if let [.., (_, _, last)] = overlay.phases.as_slice() {
        let is_one = overlay.phases.len() == 1;
        let mean = match is_one {
            true => format!("{} {}", lang.pick("Middel", "Mean"), figure(last.centre)),
            false => lang
                .pick("Middel pr. fase", "Mean of each phase")
                .to_owned(),
        };
        items.push(Item::new(Sample::Line(Paint::line(REFERENCE, 1.2)), &mean));
        if overlay
            .phases
            .iter()
            .any(|(_, _, phase)| phase.limits.is_some())
        {
            let limits = match last.limits.filter(|_| is_one) {
                Some((lower, upper)) => format!(
                    "{} {}–{}",
                    lang.pick("Tilfældig variation", "Chance"),
                    figure(lower),
                    figure(upper)
                ),
                None => lang
                    .pick("Grænser for tilfældig variation", "Limits of chance")
                    .to_owned(),
            };
            items.push(Item::new(
                Sample::Line(Paint::dashed(REFERENCE, 1.2, LIMIT_DASH)),
                &limits,
            ));
        }
    }
    if !overlay.forecast.is_empty() {
        let colour = plot.subject().map_or(REFERENCE, |line| line.look.colour);
        let sample = Sample::Line(Paint::dashed(colour, 1.8, FORECAST_DASH));
        let word = lang.pick("Prognose", "Forecast");
        let words = match plot.subject().filter(|_| plot.series.len() > 1) {
            Some(subject) => format!("{word}, {}", subject.name_in_text()),
            None => word.to_owned(),
        };
        items.push(Item::new(sample, &words));
        items.push(Item::new(
            Sample::Edged(FORECAST_80),
            lang.pick("80 % sandsynlighed", "80% probability"),
        ));
        items.push(Item::new(
            Sample::Area(FORECAST_95, "1 3"),
            lang.pick("95 % sandsynlighed", "95% probability"),
        ));
    }
    items
}

/// Values of neighbouring periods together.
fn runs<T>(values: impl Iterator<Item = (usize, T)>) -> Vec<Vec<T>> {
    let mut found: Vec<Vec<T>> = Vec::new();
    let mut before: Option<usize> = None;
    for (i, value) in values {
        match found.last_mut() {
            Some(run) if before.is_some_and(|before| before + 1 == i) => run.push(value),
            _ => found.push(vec![value]),
        }
        before = Some(i);
    }
    found
}

/// A run of one point drawn out to both sides, so that it is seen.
pub(super) fn wide(points: Points) -> Points {
    match points.as_slice() {
        [(x, y)] => vec![(x - LONE, *y), (x + LONE, *y)],
        _ => points,
    }
}

pub(super) fn open(class: &'static str, points: Points, paint: Paint) -> Node {
    Node::Shape(Shape {
        class,
        geometry: Geometry::Polyline(points),
        paint,
    })
}

/// The area between two lines.
fn closed(class: &'static str, (one, other): (Points, Points), fill: &'static str) -> Node {
    let points = one.into_iter().chain(other.into_iter().rev()).collect();
    Node::Shape(Shape {
        class,
        geometry: Geometry::Polygon(points),
        paint: Paint::filled(fill),
    })
}

/// Draws where the figures end and what is expected begins.
pub(super) fn draw_today(nodes: &mut Vec<Node>, plot: &Plot<'_>) {
    let Some((first, _)) = plot.view.overlay.forecast.first() else {
        return;
    };
    if let Some(before) = first.checked_sub(1) {
        let x = (plot.x(before) + plot.x(*first)) / 2.0;
        nodes.push(vertical(
            "today",
            x,
            plot.top,
            plot.bottom,
            Paint::dashed(REFERENCE, 0.8, "1 2"),
        ));
    }
}
