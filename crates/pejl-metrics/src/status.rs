//! Where an indicator stands against its target, and why.
//!
//! A status follows from the target's path, from what is no chance in the figures, and from a forecast. Only figures that are
//! whole and mature are given here. With twelve of them or more on one side of the target's baseline, not the newest figure is
//! held against the path but the *level*: the mean of twelve figures, which a change moves that chance hardly explains, and
//! nothing else ([`pejl_stats::level`]). It is looked at twice: the level of the distance to the path tells whether the path is
//! kept (so that figures that follow a path stay on it), and the level of the figures tells whether the goal is met. The forecast
//! that decides is the one of the day on which a level last became known. So what a status follows from stands still until a
//! change is confirmed or the deadline passes.
//!
//! Figures up to the baseline tell what is chance, and nothing else: a target is on its path until a change since its baseline is
//! confirmed, or there are twelve figures since.
//!
//! With fewer than twelve figures on both sides of the baseline what stands is held to until figures contradict it clearly
//! (`few`), which chance does now and then.

mod few;
mod judge;
mod rule;
mod sentence;
#[cfg(test)]
mod tests;

use pejl_domain::Period;
use pejl_domain::target::{Bounds, Target};
use pejl_stats::forecast::Model;
use pejl_stats::level::{Series, levels_of};
pub use pejl_stats::spc::Assurance;

use crate::catalogue::Direction;
use crate::points::positions;
use crate::trend::season;

pub use crate::points::Point;
pub use judge::judge;
pub use rule::{RULES, Rule, RuleText};
pub use sentence::{
    Shown, contradiction, cut_by, few_behind, immature, no_figure, no_index, no_target, sentence,
};

/// Least probability of being on the right side of the goal at which a forecast does not speak against it clearly, and one less
/// it, at which a forecast speaks for it clearly.
pub const CLEARLY: f64 = 0.2;

/// Where an indicator stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// The goal is met.
    Reached,
    /// The path is kept.
    OnTrack,
    /// The path is kept and the goal is not expected, or the other way round, or chance may explain what is missing.
    AtRisk,
    /// The path is not kept, or the goal is missed.
    OffTrack,
    /// There is no target.
    NoTarget,
    /// There is no target, and no way is better.
    Context,
    /// There is no figure, or none that can be held against the target.
    NotComputable,
    /// No figure since the baseline can be known yet.
    Immature,
}

impl Status {
    /// Where an indicator stands that has no target, by its better way.
    pub fn without_target(direction: Direction) -> Self {
        match direction {
            Direction::Context => Status::Context,
            Direction::Up | Direction::Down | Direction::Band => Status::NoTarget,
        }
    }

    /// `reached`, `on_track`, `at_risk`, `off_track`, `no_target`, `context`, `not_computable` or `immature`.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Reached => "reached",
            Status::OnTrack => "on_track",
            Status::AtRisk => "at_risk",
            Status::OffTrack => "off_track",
            Status::NoTarget => "no_target",
            Status::Context => "context",
            Status::NotComputable => "not_computable",
            Status::Immature => "immature",
        }
    }
}

/// How a forecast has done before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibration {
    /// The model that erred least.
    pub model: Model,
    /// Forecasts that were compared with what came.
    pub n: usize,
    /// How many lay within the band of 80 %.
    pub within_80: usize,
    /// How many lay within the band of 95 %.
    pub within_95: usize,
}

/// How figures stand against a target.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The rule that decided, and with it the status.
    pub rule: Rule,
    /// The newest figure.
    pub newest: Point,
    /// How many figures there are.
    pub n: usize,
    /// How many of them are later than the baseline.
    pub n_since: usize,
    /// The path at the period of the newest figure.
    pub path: Bounds,
    /// The goal; none where prices of the deadline are not known.
    pub goal: Option<Bounds>,
    /// The level of the distance to the path, which the rule goes by: how far within the path figures have been in the mean; with
    /// few figures, or before there is a level since the baseline, how far the newest is. In the unit of the indicator, negative
    /// on the wrong side, without tolerance.
    pub margin: f64,
    /// The same where it is a level, and so the mean of figures; none with few figures, or before there is one since the baseline.
    pub mean_margin: Option<f64>,
    /// The level of the figures; none with few, or before there is one since the baseline.
    pub level: Option<f64>,
    /// The period by whose figure the level of the figures became known.
    pub level_since: Option<Period>,
    /// The period by whose figure a level last became known, of the figures or of their distance to the path: nothing but the
    /// deadline has changed the status since. None with few figures.
    pub since: Option<Period>,
    /// Whether what is chance is known, if roughly; not with very few figures.
    pub is_chance_known: bool,
    /// Probability of being on the right side of the goal at the deadline, by all figures; none where the deadline has passed or
    /// there are too few.
    pub probability: Option<f64>,
    /// The same by the figures up to `since`, which the status goes by.
    pub probability_then: Option<f64>,
    /// How forecasts of the model have done, by all figures.
    pub calibration: Option<Calibration>,
    /// The period of the deadline, where the deadline has passed on the day asked and its figure is not there yet.
    pub awaited: Option<Period>,
    /// Whether the process as it is meets the goal all the time, misses it all the time, or does either by chance; none for a band
    /// and where the chart has no limits.
    pub assurance: Option<Assurance>,
    /// Whether the last change that is no chance was to more; none where there was no change.
    pub moved_up: Option<bool>,
}

impl Judgement {
    /// Where the indicator stands.
    pub fn status(&self) -> Status {
        self.rule.status()
    }

    /// How far within the path of the newest period the level of the figures lies (with few figures the newest); negative on the
    /// wrong side.
    pub fn distance(&self) -> f64 {
        self.path.margin(self.level.unwrap_or(self.newest.value))
    }
}

/// Whether figures have moved to the worse since a day by more than chance, of which more (or less) is better.
///
/// None with fewer than twelve figures, or where numbers are too large.
pub fn has_worsened(
    points: &[Point],
    since: chrono::NaiveDate,
    is_up_better: bool,
) -> Option<bool> {
    let values: Vec<f64> = points.iter().map(|one| one.value).collect();
    let series = Series {
        values: &values,
        at: &positions(points)?,
        season: season(points.last()?.period.grain()),
        known: None,
    };
    let levels = levels_of(&series).ok()?;
    let last = levels.last()?;
    let begun = |first: usize| points.get(first).map(|one| one.period.end());
    let before = levels
        .iter()
        .rev()
        .find(|one| one.first != last.first && begun(one.first).is_some_and(|end| end <= since));
    let before = before.or(levels.first())?;
    let is_later = begun(last.first).is_some_and(|end| end > since);
    let is_worse = match is_up_better {
        true => last.value < before.value,
        false => last.value > before.value,
    };
    Some(is_later && last.first != before.first && is_worse)
}

/// Whether the figures of a period are past the deadline or end with it.
pub(crate) fn has_passed(target: &Target, period: Period) -> bool {
    period
        .end()
        .pred_opt()
        .is_some_and(|last| last >= target.parts().deadline)
}
