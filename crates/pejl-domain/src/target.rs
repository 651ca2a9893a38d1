//! Targets: what a council has decided an indicator is to reach, by when, and on which path.
//!
//! A target is a baseline and its day, a goal and its deadline, a path between the two, and a tolerance. It is in the unit of
//! its indicator, and its values are whole millionths of that unit ([`Level`]), so that a path is reckoned exactly: linear
//! paths go by whole months and the part of a month, and therefore stand at a quarter of their way after a quarter of the
//! years, leap years or not.
//!
//! A figure of a period is held against the path at the last day of the period.

mod calendar;
mod level;
mod path;
mod problem;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

pub use level::{Level, LevelError};
pub use path::{Bounds, IndexFactors, NoIndex};
pub use problem::TargetProblem;

/// Most steps of a path.
pub const STEPS_MAX: usize = 120;

/// Parts per million of the whole: −20,000 ppm are −2 %.
pub const PPM: i64 = 1_000_000;

/// Most that an index-linked goal may lie above what prices make of the baseline: ten times as much.
const CHANGE_PPM_MAX: i64 = 9 * PPM;

/// Which side of a value is the right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// At least the value.
    Up,
    /// At most the value.
    Down,
    /// Between two values.
    Band,
}

impl Direction {
    /// Every direction.
    pub const ALL: [Self; 3] = [Self::Up, Self::Down, Self::Band];

    /// `up`, `down` or `band`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Band => "band",
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that names no direction or path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not one of {allowed}")]
pub struct UnknownName {
    /// As given.
    pub text: String,
    /// The names there are.
    pub allowed: &'static str,
}

impl FromStr for Direction {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let found = Self::ALL.into_iter().find(|one| one.as_str() == text);
        found.ok_or_else(|| UnknownName {
            text: text.to_owned(),
            allowed: "up, down, band",
        })
    }
}

/// Where an indicator stood when the target was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Baseline {
    /// The day the path begins: the last day of the period that the value is of.
    pub on: NaiveDate,
    /// The value.
    pub value: Level,
}

/// What is to be reached by the deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// This or more.
    AtLeast(Level),
    /// This or less.
    AtMost(Level),
    /// From the one to the other, both included.
    Within {
        /// The least.
        low: Level,
        /// The most.
        high: Level,
    },
}

impl Goal {
    /// Which side is the right one.
    #[must_use]
    pub const fn direction(self) -> Direction {
        match self {
            Self::AtLeast(_) => Direction::Up,
            Self::AtMost(_) => Direction::Down,
            Self::Within { .. } => Direction::Band,
        }
    }
}

/// A value that holds from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The day.
    pub from: NaiveDate,
    /// The value.
    pub value: Level,
}

/// A goal that follows prices: "at most the PL index minus 2 %".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexLink {
    /// Whether the path is a floor ([`Direction::Up`]) or a ceiling ([`Direction::Down`]); never a band.
    pub direction: Direction,
    /// Name of the price series, as imported: `pl`.
    pub series: String,
    /// How far the goal lies from what the prices make of the baseline, in parts per million: −20,000 is 2 % below. At the
    /// baseline it is nothing, and it grows evenly to the deadline.
    pub change_ppm: i64,
}

/// How the goal is to be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Path {
    /// Evenly from the baseline to the goal.
    Linear {
        /// The goal.
        goal: Goal,
    },
    /// In steps, each of which holds until the next; the baseline holds until the first.
    Steps {
        /// The goal; the last step is its value.
        goal: Goal,
        /// The steps, the earliest first.
        steps: Vec<Step>,
    },
    /// Along a price index.
    IndexLinked(IndexLink),
}

impl Path {
    /// `linear`, `steps` or `index_linked`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Linear { .. } => "linear",
            Self::Steps { .. } => "steps",
            Self::IndexLinked(_) => "index_linked",
        }
    }

    /// Which side of it is the right one.
    #[must_use]
    pub const fn direction(&self) -> Direction {
        match self {
            Self::Linear { goal } | Self::Steps { goal, .. } => goal.direction(),
            Self::IndexLinked(link) => link.direction,
        }
    }
}

/// What a target is made of, unchecked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// Where it begins.
    pub baseline: Baseline,
    /// The day by which the goal is to be reached.
    pub deadline: NaiveDate,
    /// How it is to be reached, and what.
    pub path: Path,
    /// How far on the wrong side of the path or the goal counts as held, in the unit of the indicator.
    pub tolerance: Level,
}

/// A target that can be held against figures: it has a path from its baseline to its deadline.
///
/// ```
/// use pejl_domain::target::{Baseline, Goal, Level, Parts, Path, Target};
/// # use pejl_domain::Period;
/// let day = |text: &str| text.parse::<chrono::NaiveDate>();
/// let target = Target::new(Parts {
///     baseline: Baseline { on: day("2014-12-31")?, value: Level::parse("100")? },
///     deadline: day("2018-12-31")?,
///     path: Path::Linear { goal: Goal::AtMost(Level::parse("80")?) },
///     tolerance: Level::ZERO,
/// }).map_err(|problems| format!("{problems:?}"))?;
/// let half = target.bounds_at(Period::year(2016)?, &|_, _| None)?;
/// assert_eq!(half.and_then(|half| half.high), Some(Level::parse("90")?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    parts: Parts,
}

impl Target {
    /// The target of these parts.
    ///
    /// # Errors
    /// Everything that contradicts itself: a deadline that is not after the baseline, a band without room, steps out of order or
    /// outside the path, a last step that is not the goal, an index-linked change that cannot be, a negative tolerance.
    pub fn new(parts: Parts) -> Result<Self, Vec<TargetProblem>> {
        let problems = problem::problems(&parts);
        match problems.is_empty() {
            true => Ok(Self { parts }),
            false => Err(problems),
        }
    }

    /// What it is made of.
    #[must_use]
    pub const fn parts(&self) -> &Parts {
        &self.parts
    }

    /// Which side of the path is the right one.
    #[must_use]
    pub const fn direction(&self) -> Direction {
        self.parts.path.direction()
    }

    /// The name of the price series that its path follows.
    #[must_use]
    pub fn index_series(&self) -> Option<&str> {
        match &self.parts.path {
            Path::IndexLinked(link) => Some(&link.series),
            Path::Linear { .. } | Path::Steps { .. } => None,
        }
    }
}
