//! What each point of a phase says.

use super::{Limits, Phase, Signal, SpcOptions};

/// On which side of something a number lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Above,
    Below,
    On,
}

impl Side {
    fn of(value: f64, centre: f64) -> Self {
        if value > centre {
            Side::Above
        } else if value < centre {
            Side::Below
        } else {
            Side::On
        }
    }
}

/// The signal of each point; none at all where the phase has no limits.
pub(super) fn signals(points: &[f64], phase: &Phase, options: &SpcOptions) -> Vec<Signal> {
    let Some(limits) = &phase.limits else {
        return vec![Signal::None; points.len()];
    };
    let sides: Vec<Side> = points
        .iter()
        .map(|value| Side::of(*value, phase.mean))
        .collect();
    // The rules from the last to the first: each overrides what was found before it.
    let mut found = vec![Signal::None; points.len()];
    mark_runs(&mut found, &sides, options.shift_points, |side| {
        high_or_low(side, (Signal::ShiftHigh, Signal::ShiftLow))
    });
    mark_two_in_three(&mut found, points, &sides, (limits, options));
    mark_trends(&mut found, points, options.trend_points);
    for (signal, value) in found.iter_mut().zip(points) {
        if *value > limits.upper {
            *signal = Signal::AboveUpper;
        } else if *value < limits.lower {
            *signal = Signal::BelowLower;
        }
    }
    found
}

fn high_or_low(side: Side, (high, low): (Signal, Signal)) -> Option<Signal> {
    match side {
        Side::Above => Some(high),
        Side::Below => Some(low),
        Side::On => None,
    }
}

/// Marks unbroken runs of the same side that are long enough.
fn mark_runs(
    found: &mut [Signal],
    sides: &[Side],
    least: usize,
    signal: impl Fn(Side) -> Option<Signal>,
) {
    let mut rest = found;
    for run in sides.chunk_by(|one, next| one == next) {
        let (of_run, after) = rest.split_at_mut(run.len());
        rest = after;
        let said = run.first().and_then(|side| signal(*side));
        if let Some(said) = said.filter(|_| run.len() >= least) {
            of_run.fill(said);
        }
    }
}

/// Marks points that rise or fall without a break; each step belongs to the points at both its ends.
fn mark_trends(found: &mut [Signal], points: &[f64], least: usize) {
    let steps: Vec<Side> = points
        .iter()
        .zip(points.iter().skip(1))
        .map(|(one, next)| Side::of(*next, *one))
        .collect();
    let mut marked: Vec<Option<Signal>> = vec![None; points.len()];
    let mut first = 0;
    for run in steps.chunk_by(|one, next| one == next) {
        let side = run.first().copied().unwrap_or(Side::On);
        let said = high_or_low(side, (Signal::TrendUp, Signal::TrendDown));
        if let Some(said) = said.filter(|_| run.len() + 1 >= least) {
            for signal in marked.iter_mut().skip(first).take(run.len() + 1) {
                // The trend that came first keeps the point they share.
                signal.get_or_insert(said);
            }
        }
        first += run.len();
    }
    for (signal, said) in found.iter_mut().zip(marked) {
        *signal = said.unwrap_or(*signal);
    }
}

/// Marks the points near a limit in threes on one side of the mean of which two are near.
fn mark_two_in_three(
    found: &mut [Signal],
    points: &[f64],
    sides: &[Side],
    (limits, options): (&Limits, &SpcOptions),
) {
    let is_near = |value: f64| {
        let is_beyond_near = value > limits.near_upper || value < limits.near_lower;
        let is_outside = value > limits.upper || value < limits.lower;
        is_beyond_near && (options.two_in_three_beyond_limits || !is_outside)
    };
    let near: Vec<bool> = points.iter().map(|value| is_near(*value)).collect();
    for (first, (three, near)) in sides.windows(3).zip(near.windows(3)).enumerate() {
        let is_one_side = three.iter().all(|side| Some(side) == three.first());
        if !is_one_side || near.iter().filter(|is_near| **is_near).count() < 2 {
            continue;
        }
        let side = three.first().copied().unwrap_or(Side::On);
        let said = high_or_low(side, (Signal::TwoInThreeHigh, Signal::TwoInThreeLow));
        let of_three = found.iter_mut().skip(first).zip(near);
        for (signal, _) in of_three.filter(|(_, is_near)| **is_near) {
            *signal = said.unwrap_or(*signal);
        }
    }
}
