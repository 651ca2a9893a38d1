//! The level of a process, and when it has changed by more than chance.
//!
//! A level is the mean of points that are then left alone: of the first twelve, as limits of an XmR chart are fixed
//! ([`crate::spc`]). Points that vary by common cause alone do not move it. It moves when a change is confirmed, which takes more
//! than a signal of the chart, since a chart looks at so many points that chance gives it a signal every now and then:
//!
//! - seven points in a row lie on one side of the median of all points of the level before them, their mean lies further from it
//!   than three and a half standard errors of the difference, and their median further than nine tenths of those points; or
//! - three points in a row lie on one side, each further from it than three standard errors of the difference, and further than
//!   nineteen of twenty of those points.
//!
//! In a row are points that follow one another without a gap. The level after a change is the mean of those points until there
//! are twelve, and then that of the twelve.
//!
//! What chance can do is reckoned from the points before the run, each less the level (and where a level has twelve points,
//! the line) that it lies around:
//!
//! - σ is their standard deviation, with what lies wildly far off counted as three times the median deviation.
//! - Neighbours may depend on one another: ρ is their correlation, with its bias taken away (M. G. Kendall, "Note on bias in the
//!   estimation of autocorrelation", Biometrika 41 (1954), 403–404), at least 0 and at most 0.95. The mean of `n` neighbours has
//!   the variance `σ²/n · (1 + 2 Σ (1 − j/n) ρ^j)`.
//! - A season is taken out once there are three of them (and 24 points), if its places differ by more than chance.
//! - As σ and ρ are estimates, errors are widened as Student's t is against the normal distribution.
//! - Figures of few values, or with a long tail, are not normal: so a run must also lie further out than the points before it.
//!
//! How often this errs and how soon it finds a change is measured in a test and stands in `docs/targets.md`.

mod noise;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::mean::sum;
use crate::quantile::median;
use crate::sample::{Sample, SampleError, check_finite};
use crate::spc::FIXED_AFTER_LEAST;
use noise::{Noise, of_mean};

/// Points that a level is the mean of, once there are as many.
pub const LEVEL_POINTS: usize = FIXED_AFTER_LEAST;
/// Points in a row on one side that may confirm a change.
pub const RUN_POINTS: usize = 7;
/// Points in a row far on one side that may.
pub const FAR_RUN_POINTS: usize = 3;
/// Standard errors that the mean of a run lies from the level, at least.
const RUN_ERRORS: f64 = 3.5;
/// Standard errors that each point of a run of far ones lies from it, at least.
const FAR_ERRORS: f64 = 3.0;
/// Share of the points before that may lie as far out as the median of a run.
const RUN_RARE: f64 = 0.1;
/// Share of the points before that may lie as far out as a point of a run of far ones.
const FAR_RARE: f64 = 0.05;
/// Variance of a median over that of a mean of as many points: π/2.
const OF_MEDIAN: f64 = std::f64::consts::FRAC_PI_2;

/// Why there are no levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LevelError {
    /// A number is not finite.
    Sample(SampleError),
    /// Points and their times are not as many, or times do not ascend.
    Times,
    /// Numbers are so large that a mean or an error is not finite.
    TooLarge,
}

impl fmt::Display for LevelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LevelError::Sample(error) => error.fmt(f),
            LevelError::Times => {
                f.write_str("each point needs a time after that of the one before")
            }
            LevelError::TooLarge => f.write_str("the numbers are too large to have a level"),
        }
    }
}

impl std::error::Error for LevelError {}

/// Points of a process.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Series<'a> {
    /// The points, in the order of time.
    pub values: &'a [f64],
    /// The period of each, counted from that of the first: where a number is missing there is a gap.
    pub at: &'a [usize],
    /// Periods that a season has, 12 of months; none where periods are no parts of a season.
    pub season: Option<usize>,
    /// Where the process is known to have stood before a point; its first level is the mean of its first twelve points where
    /// none is known.
    pub known: Option<Known>,
}

/// Where a process stood, from elsewhere: the baseline of a target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    /// Where it stood. This is its level until a change is confirmed or there are twelve points.
    pub value: f64,
    /// Position of the first point after it. Those before tell what is chance, and nothing else.
    pub from: usize,
}

/// A level of a process, until the next one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// Position of its first point, from 0.
    pub first: usize,
    /// Position of the point by which it is known; of one known from elsewhere the last before its first.
    pub known_at: usize,
    /// The mean.
    pub value: f64,
    /// Points that it is the mean of; none of one known from elsewhere.
    pub n: usize,
    /// Standard deviation of a point, σ.
    pub deviation: f64,
    /// Correlation of neighbouring points, ρ.
    pub correlation: f64,
}

impl Level {
    /// Standard error of the level, `σ √((1 + 2 Σ (1 − j/n) ρ^j) / n)`; 0 of one known from elsewhere.
    pub fn error(&self) -> f64 {
        match self.n {
            0 => 0.0,
            n => self.deviation * of_mean(n, self.correlation).sqrt(),
        }
    }

    /// Whether it is of so few points that it will be fixed later.
    pub fn is_provisional(&self) -> bool {
        self.n < LEVEL_POINTS
    }
}

/// The levels of points that follow one another without a gap or season: [`levels_of`].
///
/// # Errors
/// A number is not finite, or numbers are too large.
///
/// # Example
/// ```
/// # use pejl_stats::level::levels;
/// let mut points = vec![10.0, 12.0, 11.0, 9.0, 10.0, 11.0, 12.0, 10.0, 9.0, 11.0, 10.0, 11.0];
/// assert_eq!(levels(&points)?.len(), 1);
/// points.extend([20.0, 21.0, 19.0]);
/// let found = levels(&points)?;
/// assert_eq!((found[1].first, found[1].known_at, found[1].value), (12, 14, 20.0));
/// # Ok::<(), pejl_stats::level::LevelError>(())
/// ```
pub fn levels(values: &[f64]) -> Result<Vec<Level>, LevelError> {
    let at: Vec<usize> = (0..values.len()).collect();
    levels_of(&Series {
        values,
        at: &at,
        season: None,
        known: None,
    })
}

/// The levels of a series in the order in which they became known; none before there are twelve points.
///
/// A level that is provisional is followed by the same one fixed, with the same `first`. What is known at a point follows from
/// the points up to it alone: more points add levels, and change none. It takes time as the square of the number of points.
///
/// # Errors
/// A number is not finite, times do not ascend, or numbers are too large.
pub fn levels_of(series: &Series<'_>) -> Result<Vec<Level>, LevelError> {
    check_finite(series.values).map_err(LevelError::Sample)?;
    let ascend = series.at.windows(2).all(|pair| pair.first() < pair.last());
    if series.at.len() != series.values.len() || !ascend {
        return Err(LevelError::Times);
    }
    let mut process = match Process::begun(series)? {
        Some(process) => process,
        None => return Ok(Vec::new()),
    };
    for known_at in process.seen..series.values.len() {
        process.see(known_at)?;
    }
    Ok(process.found)
}

/// A process as it is known at a point.
struct Process<'a> {
    series: &'a Series<'a>,
    /// Where points begin that lie around another level than those before.
    starts: Vec<usize>,
    found: Vec<Level>,
    current: Level,
    /// How many points have been looked at.
    seen: usize,
}

impl<'a> Process<'a> {
    /// With its first level; none where there are too few points for one.
    fn begun(series: &'a Series<'a>) -> Result<Option<Self>, LevelError> {
        let n = series.values.len();
        // Without a point before it nothing tells what is chance, and the first twelve do as everywhere.
        let known = series.known.filter(|known| known.from > 0);
        let starts = match known {
            None => vec![0],
            Some(known) if known.from > n => return Ok(None),
            Some(known) => {
                let mut starts = starts_before(known.from, series)?;
                starts.push(known.from);
                starts
            }
        };
        let mut process = Self {
            series,
            starts,
            found: Vec::new(),
            current: Level {
                first: 0,
                known_at: 0,
                value: 0.0,
                n: 0,
                deviation: 0.0,
                correlation: 0.0,
            },
            seen: 0,
        };
        if let Some(Known { value, from }) = known {
            let noise = process.noise(from)?;
            process.current = Level {
                first: from,
                known_at: from - 1,
                value,
                n: 0,
                deviation: noise.deviation,
                correlation: noise.correlation,
            };
            process.found.push(process.current);
            process.seen = from;
            return Ok(Some(process));
        }
        if n < LEVEL_POINTS {
            return Ok(None);
        }
        process.seen = LEVEL_POINTS;
        process.move_to(0, LEVEL_POINTS - 1)?;
        Ok(Some(process))
    }

    /// What is chance in the points before one.
    fn noise(&self, end: usize) -> Result<Noise, LevelError> {
        Noise::before(end, self.series, &self.starts).map_err(|_| LevelError::TooLarge)
    }

    /// Makes the mean of some points the level.
    fn move_to(&mut self, first: usize, known_at: usize) -> Result<(), LevelError> {
        if self.starts.last().is_some_and(|last| *last < first) {
            self.starts.push(first);
        }
        let noise = self.noise(known_at + 1)?;
        let points = self.adjusted(&noise, first, known_at + 1);
        self.current = Level {
            first,
            known_at,
            value: sum(&points) / points.len() as f64,
            n: points.len(),
            deviation: noise.deviation,
            correlation: noise.correlation,
        };
        let is_finite = self.current.value.is_finite() && self.current.error().is_finite();
        if !is_finite {
            return Err(LevelError::TooLarge);
        }
        self.found.push(self.current);
        Ok(())
    }

    /// The points from one up to another without their season.
    fn adjusted(&self, noise: &Noise, from: usize, to: usize) -> Vec<f64> {
        let values = self.series.values.get(from..to).unwrap_or_default();
        let at = self.series.at.get(from..to).unwrap_or_default();
        let pairs = values.iter().zip(at);
        pairs
            .map(|(value, at)| noise.adjusted(*value, *at))
            .collect()
    }

    /// Looks at the next point.
    fn see(&mut self, known_at: usize) -> Result<(), LevelError> {
        let first = self.current.first;
        if self.current.is_provisional() && known_at + 1 == first + LEVEL_POINTS {
            return self.move_to(first, known_at);
        }
        for n in [FAR_RUN_POINTS, RUN_POINTS] {
            let Some(run_first) = (known_at + 1).checked_sub(n) else {
                continue;
            };
            // A level is not left by the points that it is the mean of, nor where nothing tells what is chance.
            let is_after = run_first >= first + self.current.n && run_first >= LEVEL_POINTS;
            if is_after
                && self.follow_one_another(run_first, known_at)
                && self.is_far(run_first, n)?
            {
                return self.move_to(run_first, known_at);
            }
        }
        Ok(())
    }

    /// Whether there is no gap between two points.
    fn follow_one_another(&self, from: usize, to: usize) -> bool {
        let at = |no| self.series.at.get(no).copied();
        matches!((at(from), at(to)), (Some(first), Some(last)) if last - first == to - from)
    }

    /// Whether the run of `n` points from one on lies so far from the level that it is no chance.
    fn is_far(&self, run_first: usize, n: usize) -> Result<bool, LevelError> {
        let noise = self.noise(run_first)?;
        let run = self.adjusted(&noise, run_first, run_first + n);
        let (centre, of_centre, before) = self.centre(&noise, run_first)?;
        let distances: Vec<f64> = run.iter().map(|one| one - centre).collect();
        let side = match distances.first() {
            Some(first) if *first > 0.0 => 1.0,
            _ => -1.0,
        };
        if distances.iter().any(|one| one * side <= 0.0) {
            return Ok(false);
        }
        let rare = |distance: f64, share: f64| {
            let as_far = before.iter().filter(|one| *one * side >= distance * side);
            as_far.count() as f64 <= share * before.len() as f64
        };
        let errors = |of_run: f64| noise.deviation * (noise.of_new() * of_run + of_centre).sqrt();
        Ok(if n == FAR_RUN_POINTS {
            let far = noise.widened(FAR_ERRORS) * errors(1.0);
            distances
                .iter()
                .all(|one| one * side > far && rare(*one, FAR_RARE))
        } else {
            let far = noise.widened(RUN_ERRORS) * errors(of_mean(n, noise.correlation));
            sum(&distances) / n as f64 * side > far && rare(middle(&distances)?, RUN_RARE)
        })
    }

    /// The middle of the points of the level before a run, its variance in parts of that of a point, and how far points before
    /// have lain from their middle.
    fn centre(&self, noise: &Noise, run_first: usize) -> Result<(f64, f64, Vec<f64>), LevelError> {
        let since = self.adjusted(noise, self.current.first, run_first);
        if self.current.n > 0 {
            // A wild point among those before moves a mean, and so would make a change of what follows it.
            let centre = middle(&since)?;
            let of_centre = OF_MEDIAN * of_mean(since.len(), noise.correlation);
            let distances = since.iter().map(|one| one - centre).collect();
            return Ok((centre, of_centre, distances));
        }
        let mut distances: Vec<f64> = since.iter().map(|one| one - self.current.value).collect();
        let before = self
            .starts
            .iter()
            .rev()
            .find(|one| **one < self.current.first);
        let before = self.adjusted(noise, before.copied().unwrap_or(0), self.current.first);
        let centre = middle(&before)?;
        distances.extend(before.iter().map(|one| one - centre));
        Ok((self.current.value, 0.0, distances))
    }
}

/// Where levels begin among the points before one.
fn starts_before(end: usize, series: &Series<'_>) -> Result<Vec<usize>, LevelError> {
    let before = Series {
        values: series.values.get(..end).unwrap_or(series.values),
        at: series.at.get(..end).unwrap_or(series.at),
        season: series.season,
        known: None,
    };
    let mut starts = vec![0];
    for one in levels_of(&before)? {
        if starts.last().is_some_and(|last| *last < one.first) {
            starts.push(one.first);
        }
    }
    Ok(starts)
}

fn middle(values: &[f64]) -> Result<f64, LevelError> {
    let sample = Sample::new(values).map_err(|_| LevelError::TooLarge)?;
    Ok(median(&sample))
}
