//! A series as an XmR chart whose limits begin anew where the series is cut.

use std::collections::BTreeMap;

use pejl_domain::Period;
use pejl_stats::spc::{Assurance, Limits, Signal, SpcError, SpcOptions, Variation, xmr};

use crate::breaks::Break;
use crate::observation::Observation;
use crate::points::Point;
use crate::trend::Possible;

/// Why a phase begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhaseBegins {
    /// The series begins.
    Series,
    /// Law or accounts cut it.
    Cut,
    /// Whoever asks wants it.
    Asked,
}

impl PhaseBegins {
    /// `series`, `cut` or `asked`.
    pub fn as_str(self) -> &'static str {
        match self {
            PhaseBegins::Series => "series",
            PhaseBegins::Cut => "cut",
            PhaseBegins::Asked => "asked",
        }
    }
}

/// Points with a mean and limits of their own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Phase {
    /// The period of its first point.
    pub from: Period,
    /// The period of its last.
    pub to: Period,
    /// Why it begins.
    pub begins: PhaseBegins,
    /// How many points it has.
    pub n: usize,
    /// Their mean.
    pub mean: f64,
    /// Mean moving range, of those left by screening; none of a single point.
    pub mean_moving_range: Option<f64>,
    /// Moving ranges that were screened out.
    pub n_screened: usize,
    /// None where all points are the same, or there is one.
    pub limits: Option<Limits>,
    /// Whether there are so few points that the limits may still move much.
    pub is_trial: bool,
}

/// Fewest points whose limits are drawn and said: a shift is of seven, and what fewer show of chance is next to nothing.
pub const LIMITS_TOLD_LEAST: usize = 7;

impl Phase {
    /// Its limits, lower and upper, as they are drawn and said: as far as there can be such figures, and none of fewer points than
    /// [`LIMITS_TOLD_LEAST`].
    pub fn told_limits(&self, possible: Possible) -> Option<(f64, f64)> {
        let limits = self.limits.filter(|_| self.n >= LIMITS_TOLD_LEAST)?;
        Some(possible.within((limits.lower, limits.upper)))
    }
}

/// What a chart says of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Position of its phase, from 0.
    pub phase: usize,
    /// The signal.
    pub signal: Signal,
}

/// A series as an XmR chart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chart {
    /// The phases in order; none where there is no point.
    pub phases: Vec<Phase>,
    /// What it says of each period with a point.
    pub marks: BTreeMap<Period, Mark>,
    /// Periods between the first and the last point that have none: moving ranges go across them.
    pub gaps: Vec<Period>,
    /// What the last point says; none without a point.
    pub variation: Option<Variation>,
    /// What the last phase says of the target; none without a target, a better way, or limits.
    pub assurance: Option<Assurance>,
}

impl Chart {
    /// The phase of a period; none where it has no point.
    pub fn phase_of(&self, period: Period) -> Option<&Phase> {
        self.phases.get(self.marks.get(&period)?.phase)
    }
}

/// The chart of a series, with a phase from each cut and each period asked for.
///
/// A period that a cut lies within is of neither side and has no mark.
///
/// # Errors
/// Numbers are so large that a mean or limit is not finite, or an option is too small.
pub fn chart(
    series: &[Observation],
    cuts: &[&Break],
    rebased: &[Period],
    options: &SpcOptions,
) -> Result<Chart, SpcError> {
    let is_cut = |period: Period| {
        let within = |cut: &&Break| period.start() < cut.date && cut.date < period.end();
        cuts.iter().any(within)
    };
    let points = series.iter().filter_map(Point::of);
    let points: Vec<Point> = points.filter(|one| !is_cut(one.period)).collect();
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return Ok(Chart::default());
    };
    let starts = starts(&points, cuts, rebased);
    let positions: Vec<usize> = starts.keys().copied().filter(|start| *start > 0).collect();
    let values: Vec<f64> = points.iter().map(|one| one.value).collect();
    let found = xmr(&values, &positions, options)?;
    let phases = found.phases.iter().filter_map(|phase| {
        let of_phase = points.get(phase.first..phase.first + phase.n)?;
        let begins = starts.get(&phase.first);
        Some(Phase {
            from: of_phase.first()?.period,
            to: of_phase.last()?.period,
            begins: begins.copied().unwrap_or(PhaseBegins::Series),
            n: phase.n,
            mean: phase.mean,
            mean_moving_range: phase.mean_moving_range,
            n_screened: phase.n_screened,
            limits: phase.limits,
            is_trial: phase.is_trial,
        })
    });
    let marks = points.iter().zip(&found.signals).enumerate();
    let marks = marks.map(|(position, (point, signal))| {
        let begun = found.phases.iter().filter(|one| one.first <= position);
        let phase = begun.count().saturating_sub(1);
        let signal = *signal;
        (point.period, Mark { phase, signal })
    });
    let marks: BTreeMap<Period, Mark> = marks.collect();
    let between = std::iter::successors(Some(first.period), |one| one.next());
    let between = between.take_while(|one| *one < last.period);
    Ok(Chart {
        phases: phases.collect(),
        gaps: between.filter(|one| !marks.contains_key(one)).collect(),
        marks,
        variation: Some(found.variation),
        assurance: found.assurance,
    })
}

/// The positions at which phases begin, and why: the first point at or after each cut and each period asked for.
fn starts(points: &[Point], cuts: &[&Break], rebased: &[Period]) -> BTreeMap<usize, PhaseBegins> {
    let mut found = BTreeMap::new();
    let asked = rebased.iter().map(|one| (one.start(), PhaseBegins::Asked));
    let cut = cuts.iter().map(|one| (one.date, PhaseBegins::Cut));
    for (from, begins) in asked.chain(cut) {
        let first = points.iter().position(|one| one.period.start() >= from);
        if let Some(position) = first.filter(|position| *position > 0) {
            found.insert(position, begins);
        }
    }
    found
}
