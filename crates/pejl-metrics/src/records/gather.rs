//! Gathers the measures of all readings into passes.

use std::collections::BTreeMap;

use super::calendar::OpenMonths;
use super::cell::CellPlan;
use super::dimension::{changes_with_time, column_of};
use super::measure::{Measure, Measures, Time};
use super::pass::{Apart, Pass};
use super::plan::{DAYS, MONTHS, PlanError, RESIDENTS, RecordQuestion};
use super::source::{Source, source};
use super::unstated::UnstatedMoney;

/// Where a measure's number stands in the answers of the passes.
#[derive(Debug, Clone, Copy)]
pub(super) struct At {
    pub(super) pass: usize,
    pub(super) no: usize,
}

/// A measure within its reading: which side, and its number there.
pub(super) type MeasureId = (u8, usize);

/// The side of what every municipality must have.
pub(super) const REQUIRED: u8 = 3;
/// The side of whom the figure tells beside another one.
pub(super) const TOLD: u8 = 4;
/// The side of rows of money that state no member, which no card writes.
pub(super) const UNSTATED: u8 = 5;
/// The side of rows of money that state a member.
pub(super) const STATED: u8 = 6;

/// Where each measure of each reading stands.
pub(super) type Found = BTreeMap<(usize, MeasureId), At>;

/// Gathers the measures of all readings into passes, equal ones once.
pub(super) fn passes(
    question: &RecordQuestion<'_>,
    cells: &[CellPlan],
    unstated: &[UnstatedMoney],
) -> Result<(Vec<Pass>, Found), PlanError> {
    let mut gathered = Gathered::default();
    for (reading_no, reading) in question.readings.iter().enumerate() {
        let Some(measures) = &reading.measures else {
            continue;
        };
        let mut months = OpenMonths::default();
        let open = cells
            .iter()
            .filter(|cell| cell.reading == reading_no && cell.decided.is_none());
        for cell in open {
            months.add(cell.place, cell.period, &cell.span);
        }
        for (id, measure) in numbered(measures) {
            if [RESIDENTS, MONTHS, DAYS].contains(&measure.of.as_str()) {
                continue;
            }
            let apart = match id.0 {
                _ if measure.is_per_resident() => Apart::Area,
                REQUIRED => Apart::Nothing,
                _ => Apart::Members,
            };
            let is_of_month = is_of_month(question, measures, (id, measure));
            let at = gathered.add(measure, (apart, is_of_month), &months)?;
            gathered.found.insert((reading_no, id), at);
        }
        for rows in unstated.get(reading_no).iter().flat_map(|one| &one.rows) {
            let at = gathered.add(&rows.measure, (rows.apart, false), &months)?;
            gathered.found.insert((reading_no, rows.id), at);
        }
    }
    Ok((gathered.passes, gathered.found))
}

/// Passes so far, and where each measure stands.
#[derive(Default)]
struct Gathered {
    passes: Vec<Pass>,
    found: Found,
}

impl Gathered {
    /// Puts a measure into the pass that it fits, or into one of its own.
    fn add(
        &mut self,
        measure: &Measure,
        (apart, is_of_month): (Apart, bool),
        months: &OpenMonths,
    ) -> Result<At, PlanError> {
        let source = known_source(measure)?;
        let by_period = Pass::needs_period(measure);
        let same = self.passes.iter_mut().position(|pass| {
            pass.source.name == source.name
                && pass.time == measure.time
                && pass.by_period == by_period
                && pass.apart == apart
                && pass.is_of_month == is_of_month
                && pass.has_quantiles() == measure.take.is_quantile()
                && pass.months.take_in(months)
        });
        let pass_no = same.unwrap_or(self.passes.len());
        if same.is_none() {
            self.passes.push(Pass {
                source,
                time: measure.time.clone(),
                by_period,
                apart,
                is_of_month,
                measures: Vec::new(),
                months: months.clone(),
            });
        }
        let measures = self.passes.get_mut(pass_no).map(|pass| &mut pass.measures);
        let no = measures.map_or(0, |measures| {
            let known = measures.iter().position(|known| is_same(known, measure));
            known.unwrap_or_else(|| {
                measures.push(measure.clone());
                measures.len() - 1
            })
        });
        Ok(At { pass: pass_no, no })
    }
}

/// Whether two measures of a pass take the same number: the sign and the unit matter when numbers are put together, not when
/// they are taken.
fn is_same(one: &Measure, other: &Measure) -> bool {
    one.take == other.take
        && one.when == other.when
        && one.event == other.event
        && one.reached == other.reached
        && one.not_reached == other.not_reached
}

/// Whether a measure above the line is of some of those below it, where these stand in the cut that they are in on the first
/// day in force of each month. On the day of the event itself a person may have moved, or have had a birthday, and would be in
/// no cut's share.
fn is_of_month(
    question: &RecordQuestion<'_>,
    measures: &Measures,
    (id, measure): (MeasureId, &Measure),
) -> bool {
    let below = |one: &Measure| one.of == measure.of && one.time == Time::During;
    let mut dimensions = question.by.iter();
    let mut filters = question.filters.iter().map(|(name, _)| name);
    let changes = |name: &String| column_of(name).is_some_and(changes_with_time);
    id.0 == 0
        && matches!(measure.time, Time::On(_))
        && measures.bottom.iter().any(below)
        && (dimensions.any(changes) || filters.any(changes))
}

/// The measures of a reading with what identifies them in it.
pub(super) fn numbered(measures: &Measures) -> impl Iterator<Item = (MeasureId, &Measure)> {
    let sides = [
        &measures.top,
        &measures.bottom,
        &measures.base,
        &measures.required,
        &measures.told,
    ];
    (0_u8..).zip(sides).flat_map(|(side, of_side)| {
        let numbered = of_side.iter().enumerate();
        numbered.map(move |(no, measure)| ((side, no), measure))
    })
}

fn known_source(measure: &Measure) -> Result<&'static Source, PlanError> {
    let found = source(&measure.of).ok_or_else(|| PlanError::UnknownSource {
        name: measure.of.clone(),
    })?;
    let has_interval = found.interval.is_some();
    let wrong = |how| {
        Err(PlanError::Time {
            of: measure.of.clone(),
            how,
        })
    };
    // What is followed is followed from the day on which it began.
    let began = found.interval.map(|(first, _)| Time::On(first.to_owned()));
    if measure.take.is_survival() && began.as_ref() != Some(&measure.time) {
        return wrong("for how long they last by any other day than their first");
    }
    match &measure.time {
        Time::MonthEnd | Time::During | Time::Days if !has_interval => {
            wrong("by the days in force")
        }
        Time::Period => wrong("without a time"),
        _ => Ok(found),
    }
}
