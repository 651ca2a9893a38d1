//! The figures of a series that can be reckoned with.

use pejl_domain::{Cell, Period};

use crate::breaks::Break;
use crate::observation::Observation;

/// A figure that is whole and mature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The period.
    pub period: Period,
    /// The figure.
    pub value: f64,
}

impl Point {
    /// The point of a cell; none where the period is only partly in, or there is no figure that may be told.
    pub fn of(one: &Observation) -> Option<Self> {
        let value = one.value.filter(|_| is_telling(one))?;
        let period = one.period;
        Some(Self { period, value })
    }
}

/// Whether a cell tells something of its period, or that it must not be told.
pub fn is_telling(one: &Observation) -> bool {
    !one.provisional && matches!(one.cell, Cell::Ok | Cell::Zero | Cell::Confidential)
}

/// The breaks of a series across which nothing can be compared, each once and the earliest first.
pub fn cuts(series: &[Observation]) -> Vec<&Break> {
    let breaks = series.iter().flat_map(|one| &one.breaks);
    let mut found: Vec<&Break> = breaks.filter(|one| !one.comparable).collect();
    found.sort_by(|a, b| (a.date, &a.block).cmp(&(b.date, &b.block)));
    found.dedup_by(|a, b| (a.date, &a.block) == (b.date, &b.block));
    found
}

/// The points of a series after the last of its cuts: those that can be compared with one another.
pub fn since_last_cut(series: &[Observation]) -> Vec<Point> {
    let from = cuts(series).last().map(|cut| cut.date);
    let points = series.iter().filter_map(Point::of);
    points
        .filter(|one| from.is_none_or(|from| one.period.start() >= from))
        .collect()
}

/// The points after the last hole: those of periods that follow one another without a gap, up to the newest.
pub fn since_last_gap(points: &[Point]) -> &[Point] {
    let follows = |(one, next): &(&Point, &Point)| one.period.next() == Some(next.period);
    let pairs = points.iter().zip(points.iter().skip(1)).rev();
    let n = match points.is_empty() {
        true => 0,
        false => 1 + pairs.take_while(follows).count(),
    };
    points.get(points.len() - n..).unwrap_or(points)
}

/// The period of each point, counted from that of the first: a period without a point takes its time all the same. None where
/// points are not in the order of time, or of other lengths.
pub fn positions(points: &[Point]) -> Option<Vec<usize>> {
    let mut at = 0;
    let mut period = points.first().map(|one| one.period);
    let mut found = Vec::with_capacity(points.len());
    for point in points {
        while period? < point.period {
            period = period?.next();
            at += 1;
        }
        if period? != point.period {
            return None;
        }
        found.push(at);
    }
    Some(found)
}
