//! What became of a series after something was done.
//!
//! A difference between before and after says what happened, and never why: whatever else changed at the same time is in it.

mod beside;
mod sentence;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use pejl_domain::{Cell, Lang, Period};
use pejl_stats::change_point::levels;
use pejl_stats::interrupted::{Change, Effect, InterruptedError, interrupted};
use pejl_stats::rate::Confidence;

use crate::observation::Observation;
use crate::points::{Point, cuts};
use crate::text::{Reason, Text};
use crate::trend::season;

pub use beside::{Beside, beside};
pub use sentence::{Held, Told, held, sentence};

/// Whole seasons there must be before the day for a season to be told from the rest, and after it.
const SEASONS_BEFORE: usize = 2;
const SEASONS_AFTER: usize = 1;
/// Fewest points of a level that is found.
const LEVEL_POINTS_LEAST: usize = 6;

/// How a series is thought to change when something is done. It is chosen beforehand: whoever tries all of them finds something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// To another level at once, of what has no trend.
    #[default]
    Level,
    /// To another level at once, of what rises or falls along a line.
    LevelOnLine,
    /// To another level and another slope.
    LevelAndSlope,
    /// To another slope, without a jump: little by little.
    Slope,
}

impl Shape {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Level,
        Self::LevelOnLine,
        Self::LevelAndSlope,
        Self::Slope,
    ];

    /// `level`, `level_on_line`, `level_and_slope` or `slope`.
    pub fn as_str(self) -> &'static str {
        match self {
            Shape::Level => "level",
            Shape::LevelOnLine => "level_on_line",
            Shape::LevelAndSlope => "level_and_slope",
            Shape::Slope => "slope",
        }
    }

    fn change(self) -> Change {
        match self {
            Shape::Level => Change::OfLevel,
            Shape::LevelOnLine => Change::OfLevelOnLine,
            Shape::LevelAndSlope => Change::OfLevelAndSlope,
            Shape::Slope => Change::OfSlope,
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that is no [`Shape`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoShape;

impl FromStr for Shape {
    type Err = NoShape;

    fn from_str(text: &str) -> Result<Self, NoShape> {
        let mut all = Self::ALL.into_iter();
        all.find(|one| one.as_str() == text).ok_or(NoShape)
    }
}

/// The points of a series around a day that can be compared with one another.
///
/// They are those from the last cut or hole before the day to the first one after it. A period in which the day lies, without being
/// its first, is of neither side.
#[derive(Debug, Clone, PartialEq)]
pub struct Around {
    /// Of periods that end before the day, the earliest first.
    pub before: Vec<Point>,
    /// Of periods that begin on the day or after it.
    pub after: Vec<Point>,
    /// The period that is of neither side.
    pub left_out: Option<Period>,
    /// The cells without a point that end the points before and after; none where a cut or the series itself does.
    pub ended_by: [Option<Stop>; 2],
}

/// A cell that tells nothing of its period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    /// The period.
    pub period: Period,
    /// Why there is no figure.
    pub cell: Cell,
    /// Whether the period is only partly in.
    pub provisional: bool,
}

impl Stop {
    fn of(one: &Observation) -> Self {
        Self {
            period: one.period,
            cell: one.cell,
            provisional: one.provisional,
        }
    }

    /// What is the matter with the period, as a clause.
    fn clause(self, lang: Lang) -> String {
        let period = self.period.to_lang(lang);
        let is = match (self.provisional, self.cell) {
            (true, _) => lang.pick("er kun delvis inde", "is only partly in"),
            (_, Cell::Confidential) => lang.pick("må ikke vises", "may not be told"),
            (_, Cell::Immature) => lang.pick("er ikke modent endnu", "is not mature yet"),
            (_, Cell::NotApplicable) => lang.pick("kan ikke opgøres", "has nothing to be told of"),
            _ => lang.pick("mangler", "is missing"),
        };
        match lang {
            Lang::Da => format!("tallet for {period} {is}"),
            Lang::En => format!("the figure of {period} {is}"),
        }
    }
}

impl Around {
    /// The points of a series around a day; one cell for each period, ascending, of one reading of one place. Those after it end
    /// with `last`, the last day on which something was done.
    pub fn of(series: &[Observation], day: NaiveDate, last: Option<NaiveDate>) -> Self {
        let cuts = cuts(series);
        let from = cuts.iter().map(|cut| cut.date).rfind(|date| *date <= day);
        let to = cuts.iter().map(|cut| cut.date).find(|date| *date > day);
        let is_within = |period: &Period| {
            from.is_none_or(|from| period.start() >= from)
                && to.is_none_or(|to| period.end() <= to)
                && last.is_none_or(|last| period.start() <= last && ends_by(*period, last))
        };
        let is_astride = |period: &Period| period.start() < day && day < period.end();
        let cells = series.iter().filter(|one| is_within(&one.period));
        let cells: Vec<&Observation> = cells.filter(|one| !is_astride(&one.period)).collect();
        let at = cells.partition_point(|one| one.period.start() < day);
        let (early, late) = cells.split_at(at);
        let points = early.iter().rev().map_while(|one| Point::of(one));
        let mut before: Vec<Point> = points.collect();
        before.reverse();
        let after: Vec<Point> = late.iter().map_while(|one| Point::of(one)).collect();
        let stop = |cell: Option<&&Observation>| cell.map(|one| Stop::of(one));
        let ended_by = [
            stop(early.iter().rev().nth(before.len())),
            stop(late.get(after.len())),
        ];
        let left_out = series.iter().map(|one| one.period).find(is_astride);
        Self {
            before,
            after,
            left_out,
            ended_by,
        }
    }

    /// The same, with no point after it of a period that ends after a day.
    pub fn until(&self, last: NaiveDate) -> Self {
        let mut found = self.clone();
        found.after.retain(|point| ends_by(point.period, last));
        found
    }

    /// All points, the earliest first.
    pub fn points(&self) -> impl Iterator<Item = &Point> {
        self.before.iter().chain(&self.after)
    }

    fn season(&self) -> Option<usize> {
        let grain = self.before.first()?.period.grain();
        // A period left out moves the places of those after it.
        let season = season(grain).filter(|_| self.left_out.is_none())?;
        let is_long = self.before.len() >= season * SEASONS_BEFORE
            && self.after.len() >= season * SEASONS_AFTER;
        is_long.then_some(season)
    }
}

/// Whether a period ends on a day or before it.
fn ends_by(period: Period, last: NaiveDate) -> bool {
    period.end().pred_opt().is_some_and(|end| end <= last)
}

/// What changed in a series, by an interrupted time series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Changed {
    /// What changed, with intervals of 95 %, in the unit of the reading; slopes are per period.
    pub effect: Effect,
    /// Places of the season that was told apart; none where there are too few points for one.
    pub season: Option<usize>,
}

impl Changed {
    /// Whether the mean difference is more than chance: 0 is not within its interval.
    pub fn is_told(&self) -> bool {
        let mean = self.effect.mean;
        !(mean.lower..=mean.upper).contains(&0.0)
    }
}

/// What changed in a series on a day, by [`pejl_stats::interrupted`].
///
/// # Errors
/// The reason why it cannot be told: there are too few points before or after that can be compared, or numbers are too large.
pub fn changed(around: &Around, shape: Shape) -> Result<Changed, Reason> {
    let values: Vec<f64> = around.points().map(|point| point.value).collect();
    let n_before = around.before.len();
    let of = |season| interrupted(&values, n_before, season, shape.change(), Confidence::P95);
    let season = around.season();
    let found = match (of(season), season) {
        // Without its season it can still be told.
        (Err(InterruptedError::Confounded), Some(_)) => (of(None), None),
        (found, season) => (found, season),
    };
    let (effect, season) = found;
    match effect {
        Ok(effect) => Ok(Changed { effect, season }),
        Err(InterruptedError::TooFew { least, whole, .. }) => Err(too_few(around, (least, whole))),
        Err(_) => Err(Text {
            da: "tallene er for store til at regne med".to_owned(),
            en: "the numbers are too large to reckon with".to_owned(),
        }),
    }
}

/// The periods in which another level begins, of all points around a day and without regard to the day; none of too few points.
///
/// It is of series that lie around levels: one that rises or falls evenly is cut into steps, of which one is always near. Where one
/// begins near the day in such a series, the figures say by themselves that something changed then.
pub fn level_changes(around: &Around) -> Vec<Period> {
    let points: Vec<&Point> = around.points().collect();
    let values: Vec<f64> = points.iter().map(|point| point.value).collect();
    let found = levels(&values, LEVEL_POINTS_LEAST).unwrap_or_default();
    let begins = found.iter().skip(1);
    begins
        .filter_map(|level| points.get(level.first).map(|point| point.period))
        .collect()
}

fn too_few(around: &Around, (least, whole): (usize, usize)) -> Reason {
    let (before, after) = (around.before.len(), around.after.len());
    let ended = |lang: Lang| -> String {
        let stops = around.ended_by.into_iter().flatten();
        stops
            .map(|stop| format!("; {}", stop.clause(lang)))
            .collect()
    };
    let figures = match before {
        1 => "sammenligneligt tal",
        _ => "sammenlignelige tal",
    };
    Text {
        da: format!(
            "der er {before} {figures} før og {after} efter; mindst {least} på hver side og {whole} i alt er nødvendige{}",
            ended(Lang::Da)
        ),
        en: format!(
            "comparable figures: {before} before and {after} after; at least {least} on each side and {whole} together are needed{}",
            ended(Lang::En)
        ),
    }
}
