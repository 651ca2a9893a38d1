//! What contradicts itself in a target, in both languages.

use chrono::NaiveDate;

use super::{CHANGE_PPM_MAX, Direction, Goal, Level, PPM, Parts, Path, STEPS_MAX, Step};
use crate::lang::{Lang, format_date};
use crate::limit::fits;
use crate::period::{FIRST_YEAR, LAST_YEAR};

/// Longest name of a price series.
const SERIES_CHARS_MAX: usize = 60;

/// Something that contradicts itself in a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetProblem {
    /// The deadline is not after the day of the baseline.
    DeadlineNotAfterBaseline {
        /// The deadline.
        deadline: NaiveDate,
        /// Day of the baseline.
        baseline_on: NaiveDate,
    },
    /// A day outside the years that periods have.
    DayOutOfRange {
        /// Name of the field.
        field: &'static str,
        /// The day.
        day: NaiveDate,
    },
    /// The low end of a band is not below its high end.
    BandWithoutRoom {
        /// The low end.
        low: Level,
        /// The high end.
        high: Level,
    },
    /// A path in steps has none, or too many.
    StepCount {
        /// How many there are.
        n: usize,
    },
    /// A step does not come after the one before it, or the baseline.
    StepNotLater {
        /// Day of the step.
        step: NaiveDate,
        /// What it must come after.
        after: NaiveDate,
    },
    /// A step comes after the deadline.
    StepAfterDeadline {
        /// Day of the step.
        step: NaiveDate,
        /// The deadline.
        deadline: NaiveDate,
    },
    /// The last step is not the goal.
    LastStepIsNotGoal {
        /// Value of the step.
        last: Level,
        /// The goal.
        goal: Level,
    },
    /// Steps lead into a band, and the baseline is in it already.
    StepsWithinBand,
    /// An index-linked path can be a floor or a ceiling, and no band.
    IndexedBand,
    /// The name of a price series is empty or too long.
    SeriesName,
    /// The change beside the index would leave nothing, or more than ten times the baseline.
    ChangeOutOfRange {
        /// The change, in parts per million.
        change_ppm: i64,
    },
    /// An index-linked path needs a baseline above zero: nothing grows out of nothing.
    IndexedBaseline {
        /// The baseline.
        baseline: Level,
    },
    /// A negative tolerance.
    NegativeTolerance {
        /// The tolerance.
        tolerance: Level,
    },
}

impl TargetProblem {
    /// The field at fault, as files and requests name it.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::DeadlineNotAfterBaseline { .. } => "deadline",
            Self::DayOutOfRange { field, .. } => field,
            Self::BandWithoutRoom { .. } => "goal_high",
            Self::StepCount { .. }
            | Self::StepNotLater { .. }
            | Self::StepAfterDeadline { .. }
            | Self::LastStepIsNotGoal { .. }
            | Self::StepsWithinBand => "steps",
            Self::IndexedBand => "direction",
            Self::SeriesName => "index_series",
            Self::ChangeOutOfRange { .. } => "index_change",
            Self::IndexedBaseline { .. } => "baseline",
            Self::NegativeTolerance { .. } => "tolerance",
        }
    }

    /// What is wrong and what was expected, as a fragment.
    #[must_use]
    pub fn to_lang(&self, lang: Lang) -> String {
        let date = |day: &NaiveDate| format_date(*day, lang);
        match self {
            Self::DeadlineNotAfterBaseline {
                deadline,
                baseline_on,
            } => match lang {
                Lang::Da => format!(
                    "fristen {} ligger ikke efter udgangspunktets dato {}",
                    date(deadline),
                    date(baseline_on)
                ),
                Lang::En => format!(
                    "the deadline {} is not after the day of the baseline, {}",
                    date(deadline),
                    date(baseline_on)
                ),
            },
            Self::DayOutOfRange { .. } => lang
                .pick(
                    "datoen skal ligge i årene 1900 til 2199",
                    "the day must lie in the years 1900 to 2199",
                )
                .to_owned(),
            Self::BandWithoutRoom { low, high } => match lang {
                Lang::Da => format!("båndets bund {low} skal ligge under dets top {high}"),
                Lang::En => {
                    format!("the low end of the band, {low}, must lie below its high end, {high}")
                }
            },
            Self::StepCount { n } => match lang {
                Lang::Da => format!("en sti i trin har 1 til {STEPS_MAX} trin, og her er {n}"),
                Lang::En => format!("a path in steps has 1 to {STEPS_MAX} of them, and this has {n}"),
            },
            Self::StepNotLater { step, after } => match lang {
                Lang::Da => format!("trinnet {} skal ligge efter {}", date(step), date(after)),
                Lang::En => format!("the step on {} must come after {}", date(step), date(after)),
            },
            Self::StepAfterDeadline { step, deadline } => match lang {
                Lang::Da => format!(
                    "trinnet {} ligger efter fristen {}",
                    date(step),
                    date(deadline)
                ),
                Lang::En => format!(
                    "the step on {} comes after the deadline, {}",
                    date(step),
                    date(deadline)
                ),
            },
            Self::LastStepIsNotGoal { last, goal } => match lang {
                Lang::Da => format!("det sidste trin er {last}, men målet er {goal}"),
                Lang::En => format!("the last step is {last}, but the goal is {goal}"),
            },
            Self::StepsWithinBand => lang
                .pick(
                    "udgangspunktet ligger allerede i båndet, så ingen trin fører derhen",
                    "the baseline is within the band already, so that no steps lead there",
                )
                .to_owned(),
            Self::IndexedBand => lang
                .pick(
                    "en sti efter et indeks er op eller ned, ikke et bånd",
                    "a path along an index is up or down, and no band",
                )
                .to_owned(),
            Self::SeriesName => match lang {
                Lang::Da => format!("navnet på prisrækken skal have 1 til {SERIES_CHARS_MAX} tegn"),
                Lang::En => format!(
                    "the name of the price series must have 1 to {SERIES_CHARS_MAX} characters"
                ),
            },
            Self::ChangeOutOfRange { .. } => lang
                .pick(
                    "ændringen ud over indekset skal være over −1 og højst 9 (−0,02 er 2 % under)",
                    "the change beside the index must be above −1 and at most 9 (−0.02 is 2 % below)",
                )
                .to_owned(),
            Self::IndexedBaseline { .. } => lang
                .pick(
                    "en sti efter et indeks skal have et udgangspunkt over nul",
                    "a path along an index needs a baseline above zero",
                )
                .to_owned(),
            Self::NegativeTolerance { .. } => lang
                .pick(
                    "tolerancen kan ikke være negativ",
                    "the tolerance cannot be negative",
                )
                .to_owned(),
        }
    }
}

/// Everything that contradicts itself.
pub(super) fn problems(parts: &Parts) -> Vec<TargetProblem> {
    let mut found = Vec::new();
    let (baseline_on, deadline) = (parts.baseline.on, parts.deadline);
    for (field, day) in [("baseline_on", baseline_on), ("deadline", deadline)] {
        if !(FIRST_YEAR..=LAST_YEAR).contains(&chrono::Datelike::year(&day)) {
            found.push(TargetProblem::DayOutOfRange { field, day });
        }
    }
    if deadline <= baseline_on {
        found.push(TargetProblem::DeadlineNotAfterBaseline {
            deadline,
            baseline_on,
        });
    }
    match &parts.path {
        Path::Linear { goal } => found.extend(band_problem(*goal)),
        Path::Steps { goal, steps } => {
            found.extend(band_problem(*goal));
            found.extend(step_problems(parts, *goal, steps));
        }
        Path::IndexLinked(link) => {
            if link.direction == Direction::Band {
                found.push(TargetProblem::IndexedBand);
            }
            if link.series.is_empty() || !fits(&link.series, SERIES_CHARS_MAX) {
                found.push(TargetProblem::SeriesName);
            }
            if link.change_ppm <= -PPM || link.change_ppm > CHANGE_PPM_MAX {
                let change_ppm = link.change_ppm;
                found.push(TargetProblem::ChangeOutOfRange { change_ppm });
            }
            if parts.baseline.value <= Level::ZERO {
                let baseline = parts.baseline.value;
                found.push(TargetProblem::IndexedBaseline { baseline });
            }
        }
    }
    if parts.tolerance < Level::ZERO {
        let tolerance = parts.tolerance;
        found.push(TargetProblem::NegativeTolerance { tolerance });
    }
    found
}

fn band_problem(goal: Goal) -> Option<TargetProblem> {
    match goal {
        Goal::Within { low, high } if low >= high => {
            Some(TargetProblem::BandWithoutRoom { low, high })
        }
        _ => None,
    }
}

fn step_problems(parts: &Parts, goal: Goal, steps: &[Step]) -> Vec<TargetProblem> {
    let n = steps.len();
    let Some(last) = steps.last().filter(|_| n <= STEPS_MAX) else {
        return vec![TargetProblem::StepCount { n }];
    };
    let mut found = Vec::new();
    let mut after = parts.baseline.on;
    for step in steps {
        if step.from <= after {
            let step = step.from;
            found.push(TargetProblem::StepNotLater { step, after });
        }
        after = step.from;
    }
    if last.from > parts.deadline {
        found.push(TargetProblem::StepAfterDeadline {
            step: last.from,
            deadline: parts.deadline,
        });
    }
    let baseline = parts.baseline.value;
    let aim = match goal {
        Goal::AtLeast(value) | Goal::AtMost(value) => Some(value),
        Goal::Within { low, .. } if baseline < low => Some(low),
        Goal::Within { high, .. } if baseline > high => Some(high),
        Goal::Within { .. } => None,
    };
    match aim {
        None => found.push(TargetProblem::StepsWithinBand),
        Some(goal) if goal != last.value => found.push(TargetProblem::LastStepIsNotGoal {
            last: last.value,
            goal,
        }),
        Some(_) => {}
    }
    found
}
