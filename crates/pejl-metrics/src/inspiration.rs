//! Who turned the curve: level, change and the largest change that lasted, of many municipalities in one list.
//!
//! The change that lasted is the one worth a visit: not how far apart two years are, which chance decides as well, but how far the
//! figure came down from a level that it had held and stayed down. Nothing since is above the lower end, and the upper one was held for
//! two periods, so that a single good year counts for nothing, nor does a single bad one. With less being worse, all is turned round.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use pejl_domain::Period;
use pejl_stats::change_point::levels;
use pejl_stats::trend::theil_sen;
use pejl_stats::{Order, ranks};

use crate::observation::Observation;
use crate::points::{Point, since_last_cut, since_last_gap};

/// Fewest periods of a series.
pub const PERIODS_LEAST: usize = 5;
/// Fewest periods that a change must have lasted, and that the level must have been held which it is counted from.
pub const LASTED_LEAST: usize = 2;
/// How much of the largest change the first period of one must have.
const MOST_OF_IT: f64 = 0.9;
/// Fewest points of a level that is found.
const LEVEL_POINTS_LEAST: usize = 3;

/// A change that lasted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lasting {
    /// The period it is counted from.
    pub from: Period,
    /// The first period of those that it has lasted in, to the last.
    pub since: Period,
    /// The figure that it is counted from.
    pub before: f64,
    /// The worst figure since.
    pub after: f64,
}

impl Lasting {
    /// `after − before`.
    pub fn change(&self) -> f64 {
        self.after - self.before
    }

    /// The change as a share of what it is counted from; none of nothing.
    pub fn share(&self) -> Option<f64> {
        let share = self.change() / self.before.abs();
        share.is_finite().then_some(share)
    }
}

/// What a municipality has done.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// Its code.
    pub municipality: String,
    /// Its first period that can be compared with the last, and the figure.
    pub first: Point,
    /// The last.
    pub last: Point,
    /// Its rank by the last figure, 1 the best; ties share one.
    pub rank: usize,
    /// The largest change to the better that lasted; none where there is none.
    pub lasting: Option<Lasting>,
    /// Its rank by that change, 1 the largest; none without one.
    pub lasting_rank: Option<usize>,
    /// The period in which the level changed most to the better, found as a change of level; none where none did.
    pub changed_at: Option<Period>,
    /// Whether it went to the worse before the change that lasted, and to the better from there: it turned.
    pub turned: bool,
}

/// Courses of all municipalities that have one, those with the largest lasting change first.
#[derive(Debug, Clone, PartialEq)]
pub struct Courses {
    /// Whether changes are ranked as shares of what they are counted from, else as they are: one of them is counted from nothing, or
    /// from less.
    pub is_by_share: bool,
    /// The courses.
    pub courses: Vec<Course>,
    /// Codes of those without: too few figures that can be compared up to the last period.
    pub missing: Vec<String>,
}

/// The courses of municipalities up to a period; `cells` are of one reading and one cut, in periods of one length.
///
/// Counted are whole, mature and told figures that follow one another without a hole, after the last cut, up to `last`.
/// `better` says whether more or less is better.
///
/// # Example
/// In a municipality with 10, 14, 15, 9, 8 and 8 the largest fall that lasted is from 14, which it held for two periods, to 8, 43 per
/// cent: since the fifth period no figure is above 8.
pub fn courses(cells: &[Observation], last: Period, better: Order) -> Courses {
    let mut by_place: BTreeMap<&str, Vec<Observation>> = BTreeMap::new();
    for cell in cells.iter().filter(|cell| cell.period <= last) {
        let of = by_place.entry(&cell.municipality).or_default();
        of.push(cell.clone());
    }
    let mut found = Courses {
        is_by_share: true,
        courses: Vec::new(),
        missing: Vec::new(),
    };
    for (code, mut series) in by_place {
        series.sort_by_key(|one| one.period);
        let points = since_last_cut(&series);
        let points = since_last_gap(&points);
        match course(code, points, last, better) {
            Some(course) => found.courses.push(course),
            None => found.missing.push(code.to_owned()),
        }
    }
    found.is_by_share = rank(&mut found.courses, better);
    found
}

fn course(code: &str, points: &[Point], last: Period, better: Order) -> Option<Course> {
    let (first, newest) = (points.first()?, points.last()?);
    if points.len() < PERIODS_LEAST || newest.period != last {
        return None;
    }
    let lasting = lasting(points, better);
    Some(Course {
        municipality: code.to_owned(),
        first: *first,
        last: *newest,
        rank: 0,
        lasting_rank: None,
        changed_at: changed_at(points, better),
        turned: lasting.is_some_and(|one| is_turn(points, one, better)),
        lasting,
    })
}

/// A number of which less is better.
fn badness(value: f64, better: Order) -> f64 {
    match better {
        Order::LowestFirst => value,
        Order::HighestFirst => -value,
    }
}

/// The largest change to the better that nothing since has been worse than, from a level that was held as long.
///
/// Of all periods since which a change has lasted the first is told that has nine tenths of the largest: later ones differ by noise.
fn lasting(points: &[Point], better: Order) -> Option<Lasting> {
    let bad = |point: &Point| badness(point.value, better);
    let less_bad = |one: Point, other: &Point| if bad(other) < bad(&one) { *other } else { one };
    let worse = |one: Point, other: &Point| if bad(other) > bad(&one) { *other } else { one };
    // A level is what each run of periods did not get better than, and the worst of these is where a change is counted from.
    let held = |run: &[Point]| {
        run.iter()
            .copied()
            .reduce(|one, other| less_bad(one, &other))
    };
    let levels: Vec<Point> = points.windows(LASTED_LEAST).filter_map(held).collect();
    let mut found: Vec<(f64, Lasting)> = Vec::new();
    let mut from: Option<Point> = None;
    for (no, since) in points.iter().enumerate().skip(LASTED_LEAST) {
        let newest = levels.get(no - LASTED_LEAST).copied();
        from = match (from, newest) {
            (Some(from), Some(newest)) => Some(if bad(&newest) >= bad(&from) {
                newest
            } else {
                from
            }),
            (from, newest) => from.or(newest),
        };
        let rest = points.get(no..).unwrap_or_default();
        let worst = rest.iter().copied().reduce(|one, other| worse(one, &other));
        let (Some(from), Some(worst), true) = (from, worst, rest.len() >= LASTED_LEAST) else {
            continue;
        };
        let lasting = Lasting {
            from: from.period,
            since: since.period,
            before: from.value,
            after: worst.value,
        };
        found.push((bad(&from) - bad(&worst), lasting));
    }
    let most = found.iter().map(|(gain, _)| *gain).fold(0.0, f64::max);
    let first = found
        .into_iter()
        .find(|(gain, _)| *gain > 0.0 && *gain >= MOST_OF_IT * most);
    first.map(|(_, lasting)| lasting)
}

/// The period in which the level changed most to the better.
fn changed_at(points: &[Point], better: Order) -> Option<Period> {
    let values: Vec<f64> = points
        .iter()
        .map(|point| badness(point.value, better))
        .collect();
    let found = levels(&values, LEVEL_POINTS_LEAST).ok()?;
    let pairs = found.iter().zip(found.iter().skip(1));
    let gains = pairs.map(|(one, next)| (one.mean - next.mean, next.first));
    let (_, first) = gains
        .filter(|(gain, _)| *gain > 0.0)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))?;
    points.get(first).map(|point| point.period)
}

/// Whether figures went to the worse up to the start of a change, and to the better from it.
fn is_turn(points: &[Point], lasting: Lasting, better: Order) -> bool {
    let slope = |of: &dyn Fn(&Period) -> bool| {
        let part = points.iter().filter(|point| of(&point.period));
        let values: Vec<f64> = part.map(|point| badness(point.value, better)).collect();
        let times: Vec<f64> = (0..values.len()).map(|no| no as f64).collect();
        theil_sen(&times, &values).ok().map(|line| line.slope)
    };
    let before = slope(&|period| *period <= lasting.from);
    let after = slope(&|period| *period >= lasting.from);
    before.is_some_and(|slope| slope > 0.0) && after.is_some_and(|slope| slope < 0.0)
}

/// Ranks by the last figure and by the change that lasted, and puts the largest change first; whether it is ranked as a share.
fn rank(courses: &mut [Course], better: Order) -> bool {
    let newest: Vec<f64> = courses.iter().map(|one| one.last.value).collect();
    let places = ranks(&newest, better).unwrap_or_default();
    for (course, place) in courses.iter_mut().zip(places) {
        course.rank = place.rank;
    }
    let mut all = courses.iter().filter_map(|one| one.lasting);
    let is_by_share = all.all(|one| one.before > 0.0);
    let size = |course: &Course| {
        let lasting = course.lasting?;
        let size = if is_by_share {
            lasting.share()
        } else {
            Some(lasting.change())
        };
        size.map(|size| badness(size, better))
    };
    courses.sort_by(|one, other| {
        let key = |course: &Course| size(course).unwrap_or(f64::INFINITY);
        let of_size = key(one).total_cmp(&key(other));
        of_size.then_with(|| one.municipality.cmp(&other.municipality))
    });
    let sizes: Vec<f64> = courses.iter().filter_map(size).collect();
    let places = ranks(&sizes, Order::LowestFirst).unwrap_or_default();
    // Those without a change stand last.
    for (course, place) in courses.iter_mut().zip(places) {
        course.lasting_rank = Some(place.rank);
    }
    is_by_share
}
