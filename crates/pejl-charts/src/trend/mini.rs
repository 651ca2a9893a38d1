//! A series drawn small: its line, its newest point, the target, and signs of what is not there.

use pejl_domain::{Cell, Period};

use super::bands::{open, paths, wide};
use super::marks::{runs, segments};
use super::overlay::{Overlay, TargetPath};
use super::placed::Placed;
use super::plot::Plot;
use super::view::{Line, View};
use super::{SeriesRole, Trend};
use crate::glyph::{Form, Look, absent_sign};
use crate::palette::{OWN, TARGET, TEXT};
use crate::reading::Reading;
use crate::scale::Axis;
use crate::scene::{Bounds, Node, Paint, horizontal, vertical};

/// Dashes of a target drawn small.
pub(crate) const TARGET_DASH: &str = "5 2 1 2";
/// Width of the line.
const STROKE: f64 = 1.8;
/// Half the extent of the newest point, and of one that no line leads to.
const NEWEST: f64 = 3.4;
const LONE: f64 = 1.7;
/// Least and greatest size of the signs of what is not there, as shares of their full size.
const SIGN: f64 = 0.8;
/// Space between the edge and the first and last period: the ring around a zero fits in.
const PAD: f64 = 7.5;
/// Height of the line of signs below.
const SIGNS: f64 = 11.0;

/// Series on one run of periods, each to be drawn small by itself.
pub(crate) struct Mini<'a> {
    trend: &'a Trend,
    view: View,
    targets: Vec<Placed>,
}

impl<'a> Mini<'a> {
    /// The series of a trend, all of them in the look of an own one, with a target for each.
    pub fn of(trend: &'a Trend, targets: &[Option<&TargetPath>]) -> Self {
        let mut view = View::of(trend);
        let targets = view.series.iter().enumerate().map(|(no, line)| {
            let target = targets.get(no).copied().flatten().cloned();
            let overlay = Overlay {
                target,
                ..Overlay::default()
            };
            Placed::of(&overlay, &view.spine, Some(line))
        });
        let targets = targets.collect();
        for line in &mut view.series {
            line.role = SeriesRole::Own;
            line.look = Look {
                form: Form::Diamond,
                r: NEWEST,
                colour: OWN,
            };
            line.stroke = (STROKE, None);
        }
        Self {
            trend,
            view,
            targets,
        }
    }

    /// Every value that the axis of a series must hold, those of its target among them.
    pub fn values(&self, no: usize) -> Vec<f64> {
        let line = self.view.series.get(no);
        let values = line
            .into_iter()
            .flat_map(|line| line.values().map(|(_, value)| value));
        let target = self.targets.get(no).into_iter().flat_map(Placed::values);
        values.chain(target).collect()
    }

    /// The newest period of a series that has a value, and that value.
    pub fn newest(&self, no: usize) -> Option<(Period, f64)> {
        let (i, value) = self.view.series.get(no)?.newest()?;
        Some((*self.view.spine.get(i)?, value))
    }

    /// Whether a series lacks values.
    pub fn has_gaps(&self, no: usize) -> bool {
        self.view
            .series
            .get(no)
            .is_some_and(|line| line.gaps().next().is_some())
    }

    /// Where a value of a series stands when it is drawn so; none where it has no value, or the axis does not hold this one.
    pub fn y_of(
        &self,
        no: usize,
        value: f64,
        axis: &Axis,
        (within, signs): (Bounds, bool),
    ) -> Option<f64> {
        self.newest(no)?;
        let foot = if signs { SIGNS } else { 0.0 };
        let is_held = axis.lo <= value && value <= axis.hi;
        is_held.then(|| self.plot(axis, within, foot).y(value))
    }

    fn plot(&self, axis: &Axis, within: Bounds, foot: f64) -> Plot<'_> {
        Plot {
            trend: self.trend,
            view: &self.view,
            axis: axis.clone(),
            left: within.left,
            right: within.right,
            top: within.top + PAD,
            bottom: within.bottom - foot - PAD,
            edge: within.right,
            pad: PAD,
            above: 0.0,
            below: 0.0,
        }
    }

    /// First and last period; none where no series has a point.
    pub fn ends(&self) -> Option<(Period, Period)> {
        Some((*self.view.spine.first()?, *self.view.spine.last()?))
    }

    /// Whether the newest value is of a period that is only partly in.
    pub fn is_newest_provisional(&self, no: usize) -> bool {
        let newest = self
            .view
            .series
            .get(no)
            .and_then(|line| Some(line.reading(line.newest()?.0)));
        newest.is_some_and(|reading| reading.is_provisional())
    }

    /// Periods without value, and why.
    pub fn gaps(&self, no: usize) -> Vec<(Period, Cell)> {
        let gaps = self.view.series.get(no).into_iter().flat_map(Line::gaps);
        gaps.filter_map(|(i, cell)| Some((*self.view.spine.get(i)?, cell)))
            .collect()
    }

    /// What the target of a series asks of the period of its newest value: the least and the most that is right.
    pub fn asked(&self, no: usize) -> Option<(Option<f64>, Option<f64>)> {
        let (i, _) = self.view.series.get(no)?.newest()?;
        let asked = self.targets.get(no)?.path_at(i)?;
        Some((asked.low, asked.high))
    }

    /// Kinds of what is not there, in any series.
    pub fn gap_cells(&self) -> Vec<Cell> {
        let cells = self
            .view
            .series
            .iter()
            .flat_map(|line| line.gaps().map(|(_, cell)| cell));
        cells.collect()
    }

    /// Readings of all series.
    pub fn readings(&self) -> impl Iterator<Item = Reading> + '_ {
        self.view
            .series
            .iter()
            .flat_map(|line| line.readings.iter().flatten().copied())
    }

    /// Whether a series has a target that is drawn.
    pub fn has_target(&self, no: usize) -> bool {
        self.targets
            .get(no)
            .is_some_and(|placed| !placed.path.is_empty())
    }

    /// Whether a break cuts the periods.
    pub fn has_breaks(&self) -> bool {
        !self.view.breaks.is_empty()
    }

    /// Draws a series within a box; with `signs`, the lowest line of it is kept for what is not there.
    pub fn draw(&self, no: usize, axis: &Axis, within: Bounds, signs: bool) -> Vec<Node> {
        let (Some(line), Some(target)) = (self.view.series.get(no), self.targets.get(no)) else {
            return Vec::new();
        };
        let foot = if signs { SIGNS } else { 0.0 };
        let plot = self.plot(axis, within, foot);
        let mut nodes = Vec::new();
        for (at, _) in &self.view.breaks {
            let x = (plot.x(*at) + plot.x(at.saturating_sub(1))) / 2.0;
            nodes.push(vertical(
                "break",
                x,
                within.top,
                within.bottom - foot,
                Paint::dashed(TEXT, 0.9, "3 2"),
            ));
        }
        for path in paths(&plot, target) {
            nodes.push(open(
                "target",
                wide(path),
                Paint::dashed(TARGET, 1.2, TARGET_DASH),
            ));
        }
        nodes.extend(segments(&plot, line));
        nodes.extend(points(&plot, line));
        if signs {
            nodes.extend(gaps(&plot, line, within.bottom - SIGNS / 2.0));
        }
        nodes
    }
}

/// The newest point, zeros with their ring, and points that no line leads to.
fn points(plot: &Plot<'_>, line: &Line) -> Vec<Node> {
    let newest = line.newest().map(|(i, _)| i);
    let is_joined = |i: usize| {
        let with = |before: usize| {
            line.value(before).is_some()
                && line.value(before + 1).is_some()
                && !plot.view.is_cut_after(before)
        };
        with(i) || i.checked_sub(1).is_some_and(with)
    };
    let mut nodes = Vec::new();
    for (i, value) in line.values() {
        let (x, y) = (plot.x(i), plot.y(value));
        if Some(i) == newest {
            nodes.extend(line.look.value(line.reading(i), x, y));
        } else if line.reading(i).is_zero() || !is_joined(i) {
            let dot = Look {
                form: Form::Circle,
                r: LONE,
                colour: line.look.colour,
            };
            nodes.extend(dot.value(Reading::new(Cell::Ok, Some(value), false), x, y));
        }
    }
    nodes
}

/// A sign for each run of periods without value.
fn gaps(plot: &Plot<'_>, line: &Line, middle: f64) -> Vec<Node> {
    let mut nodes = Vec::new();
    for (from, to, cell) in runs(plot, line) {
        let (x1, x2) = (plot.x(from), plot.x(to));
        let scale = (plot.pitch() / 12.5).min(SIGN);
        nodes.extend(absent_sign(
            cell,
            (x1 + x2) / 2.0,
            middle,
            Some(line.look.colour),
            scale,
        ));
        if to > from {
            nodes.push(horizontal(
                "run",
                x1,
                x2,
                middle + 4.8,
                Paint::line(line.look.colour, 0.9),
            ));
        }
    }
    nodes
}
