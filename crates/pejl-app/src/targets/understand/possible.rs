//! Values that there can be no figure of, and such as are odd.

use pejl_domain::Unit;
use pejl_domain::target::{Goal, Level, Parts, Path};
use pejl_metrics::Reading;

use super::Reader;
use crate::targets::fault::TargetFault;

/// Most that a share can be which may exceed the whole, as what is delivered of what was granted: ten times as much. A greater one
/// is meant in per cent.
const SHARE_MAX: f64 = 10.0;

impl Reader<'_> {
    /// Refuses values that no figure of a reading can have.
    pub(super) fn possible(&mut self, reading: &Reading, parts: &Parts) {
        let (least, most, texts) = match reading.unit {
            Unit::Share if reading.is_part_of_whole() => (
                0.0,
                1.0,
                (
                    "en andel af helheden ligger fra 0 til 1, eller fra 0 % til 100 %",
                    "a share of the whole lies from 0 to 1, or from 0 % to 100 %",
                ),
            ),
            Unit::Share => (
                -SHARE_MAX,
                SHARE_MAX,
                (
                    "en andel skrives som 0,7 eller 70 %, og er højst 10 (1.000 %)",
                    "a share is written as 0.7 or 70 %, and is at most 10 (1,000 %)",
                ),
            ),
            Unit::Persons
            | Unit::PerThousand
            | Unit::Fte
            | Unit::Km2
            | Unit::Days
            | Unit::Hours
            | Unit::Courses => (
                0.0,
                f64::INFINITY,
                ("kan ikke være under nul", "cannot be below zero"),
            ),
            _ => return,
        };
        let mut refused: Vec<&'static str> = values(parts)
            .filter(|(_, value)| !(least..=most).contains(&value.as_f64()))
            .map(|(field, _)| field)
            .collect();
        refused.dedup();
        for field in refused {
            self.fault(field, texts);
        }
    }

    /// A goal that lies on the other side of the baseline than the direction has it.
    pub(super) fn odd(&self, parts: &Parts) -> Vec<TargetFault> {
        let baseline = parts.baseline.value;
        let texts = match &parts.path {
            Path::Linear { goal } | Path::Steps { goal, .. } => match goal {
                Goal::AtLeast(low) if *low < baseline => (
                    "målet er lavere end udgangspunktet, skønt retningen er op (up)",
                    "the goal is less than the baseline, though the direction is up",
                ),
                Goal::AtMost(high) if *high > baseline => (
                    "målet er højere end udgangspunktet, skønt retningen er ned (down)",
                    "the goal is more than the baseline, though the direction is down",
                ),
                Goal::AtLeast(_) | Goal::AtMost(_) | Goal::Within { .. } => return Vec::new(),
            },
            Path::IndexLinked(_) => return Vec::new(),
        };
        let value = self.draft.get("goal").unwrap_or_default();
        vec![TargetFault::new("goal", value, texts)]
    }
}

/// The values that figures are held against, each with its field.
fn values(parts: &Parts) -> impl Iterator<Item = (&'static str, Level)> {
    let (goal, steps) = match &parts.path {
        Path::Linear { goal } => (Some(*goal), [].as_slice()),
        Path::Steps { goal, steps } => (Some(*goal), steps.as_slice()),
        Path::IndexLinked(_) => (None, [].as_slice()),
    };
    let ends = match goal {
        Some(Goal::AtLeast(value) | Goal::AtMost(value)) => vec![("goal", value)],
        Some(Goal::Within { low, high }) => vec![("goal_low", low), ("goal_high", high)],
        None => Vec::new(),
    };
    let steps = steps.iter().map(|step| ("steps", step.value));
    let baseline = std::iter::once(("baseline", parts.baseline.value));
    baseline.chain(ends).chain(steps)
}
