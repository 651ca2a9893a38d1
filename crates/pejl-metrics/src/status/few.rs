//! Fewer than twelve figures against a target: every figure of a year is one of few.
//!
//! A level cannot be told of so few. What stands is held to until figures contradict it by more than chance can explain, as far as
//! chance is known: from four figures before, by how much each differed from the one before. With fewer the two newest decide.

use pejl_domain::Period;

use super::Rule;

/// Differences of neighbours that chance is reckoned from, at least.
const RANGES_LEAST: usize = 3;
/// Mean difference of neighbours of a normal process with σ = 1: 2/√π.
const RANGE_OF_ONE: f64 = std::f64::consts::FRAC_2_SQRT_PI;
/// Standard deviations that a single figure lies on one side, at least, to say so clearly.
const CLEAR: f64 = 3.0;
/// Standard errors that the mean of the two newest does, where both lie there: 99 % of the time chance brings less.
const CLEAR_OF_TWO: f64 = 2.58;

/// A figure beside the path and the goal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Few {
    pub(super) period: Period,
    pub(super) value: f64,
    /// How far it lies within the path, tolerance included; negative on the wrong side.
    pub(super) beyond_path: f64,
    /// The same of the goal; none where the goal is not known.
    pub(super) beyond_goal: Option<f64>,
    /// Whether its period ends with the deadline or after it.
    pub(super) is_past: bool,
}

/// What few figures say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OfFew {
    pub(super) rule: Rule,
    /// Whether what is chance is known, roughly.
    pub(super) is_chance_known: bool,
}

/// How the path is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    Yes,
    /// One figure does not keep it, which may be chance.
    Unsure,
    No,
}

/// What few figures say, of which those from one on are later than the baseline.
pub(super) fn few(figures: &[Few], from: usize) -> OfFew {
    let mut kept = None;
    let mut is_met = false;
    let mut spread = None;
    for (no, figure) in figures.iter().enumerate().skip(from) {
        let before = figures
            .get(no.wrapping_sub(1))
            .filter(|one| no > from && one.period.next() == Some(figure.period));
        spread = deviation(figures.get(..no).unwrap_or_default());
        let path = Newest {
            beyond: figure.beyond_path,
            before: before.map(|one| one.beyond_path),
            spread,
        };
        kept = Some(path.kept(kept));
        let goal = Newest {
            beyond: figure.beyond_goal.unwrap_or(f64::NEG_INFINITY),
            before: before.and_then(|one| one.beyond_goal),
            spread,
        };
        // The figure of the deadline needs no second one.
        let is_deadline = figure.is_past && !before.is_some_and(|one| one.is_past);
        is_met = match goal.beyond >= 0.0 {
            true => is_met || is_deadline || goal.before.is_some_and(|one| one >= 0.0),
            false => is_met && !goal.is_clear(),
        };
    }
    let is_past = figures.last().is_some_and(|one| one.is_past);
    let rule = match (is_met, is_past, kept) {
        (true, _, _) => Rule::FewGoalMet,
        (_, true, Some(Kept::Yes | Kept::Unsure)) if spread.is_some() => Rule::MissedByChance,
        (_, true, _) => Rule::Missed,
        (_, _, Some(Kept::Yes)) => Rule::FewOnPath,
        (_, _, Some(Kept::Unsure)) => Rule::FewOnceOffPath,
        (_, _, Some(Kept::No) | None) => Rule::FewOffPath,
    };
    OfFew {
        rule,
        is_chance_known: spread.is_some(),
    }
}

/// A figure beside the one before it.
struct Newest {
    beyond: f64,
    /// That of the period just before, where it is later than the baseline.
    before: Option<f64>,
    spread: Option<f64>,
}

impl Newest {
    /// Whether it says on which side the process is: by itself, or together with the one before.
    fn is_clear(&self) -> bool {
        let is_right = self.beyond >= 0.0;
        let same = self.before.filter(|one| (*one >= 0.0) == is_right);
        match self.spread {
            None => same.is_some(),
            Some(spread) => {
                let of_two = |one: f64| {
                    let mean = (one + self.beyond) / 2.0;
                    mean.abs() >= CLEAR_OF_TWO * spread / std::f64::consts::SQRT_2
                };
                self.beyond.abs() >= CLEAR * spread || same.is_some_and(of_two)
            }
        }
    }

    /// How the path is kept, where it was kept so before.
    fn kept(&self, before: Option<Kept>) -> Kept {
        let is_right = self.beyond >= 0.0;
        match (self.is_clear(), is_right) {
            (true, true) => Kept::Yes,
            (true, false) => Kept::No,
            // Where nothing tells what is chance, no figure can be put down to it.
            (false, true) if self.spread.is_none() => Kept::Yes,
            (false, false) if self.spread.is_none() => Kept::Unsure,
            (false, true) => before.unwrap_or(Kept::Yes),
            (false, false) => before.unwrap_or(Kept::Unsure),
        }
    }
}

/// Standard deviation of a figure, by how much each differs from the one before; none of fewer than four in a row.
///
/// Of the figures or of their distances to the path, whichever differ less: figures that follow a path differ by its steps, and
/// distances of figures that do not.
fn deviation(figures: &[Few]) -> Option<f64> {
    let pairs = figures.iter().zip(figures.iter().skip(1));
    let pairs = pairs.filter(|(one, next)| one.period.next() == Some(next.period));
    let ranges = pairs.map(|(one, next)| {
        let (value, path) = (next.value - one.value, next.beyond_path - one.beyond_path);
        (value.abs(), path.abs())
    });
    let ranges: Vec<(f64, f64)> = ranges.collect();
    let mean = |of: fn(&(f64, f64)) -> f64| {
        let ranges: Vec<f64> = ranges.iter().map(of).collect();
        pejl_stats::mean(&ranges).ok()
    };
    let least = mean(|one| one.0)?.min(mean(|one| one.1)?);
    let found = least / RANGE_OF_ONE;
    Some(found).filter(|_| ranges.len() >= RANGES_LEAST)
}
