//! Gathers the measures of all readings into passes.

use std::collections::BTreeMap;

use super::calendar::OpenMonths;
use super::cell::CellPlan;
use super::measure::{Measure, Measures, Time};
use super::pass::Pass;
use super::plan::{DAYS, MONTHS, PlanError, RESIDENTS, RecordQuestion};
use super::source::{Source, source};

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

/// Where each measure of each reading stands.
pub(super) type Found = BTreeMap<(usize, MeasureId), At>;

/// Gathers the measures of all readings into passes, equal ones once.
pub(super) fn passes(
    question: &RecordQuestion<'_>,
    cells: &[CellPlan],
) -> Result<(Vec<Pass>, Found), PlanError> {
    let mut passes: Vec<Pass> = Vec::new();
    let mut found = Found::new();
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
            let source = known_source(measure)?;
            let by_period = Pass::needs_period(measure);
            let is_whole = id.0 == REQUIRED;
            let is_by_area = measure.is_per_resident();
            let same = passes.iter_mut().position(|pass| {
                pass.source.name == source.name
                    && pass.time == measure.time
                    && pass.by_period == by_period
                    && pass.is_whole == is_whole
                    && pass.is_by_area == is_by_area
                    && pass.has_quantiles() == measure.take.is_quantile()
                    && pass.months.take_in(&months)
            });
            let pass_no = same.unwrap_or(passes.len());
            if same.is_none() {
                passes.push(Pass {
                    source,
                    time: measure.time.clone(),
                    by_period,
                    is_whole,
                    is_by_area,
                    measures: Vec::new(),
                    months: months.clone(),
                });
            }
            let Some(pass) = passes.get_mut(pass_no) else {
                continue;
            };
            let no = pass.measures.iter().position(|known| {
                // The sign and unit matter when numbers are put together, not when they are taken.
                (
                    &known.take,
                    &known.when,
                    &known.event,
                    &known.reached,
                    &known.not_reached,
                ) == (
                    &measure.take,
                    &measure.when,
                    &measure.event,
                    &measure.reached,
                    &measure.not_reached,
                )
            });
            let no = no.unwrap_or_else(|| {
                pass.measures.push(measure.clone());
                pass.measures.len() - 1
            });
            found.insert((reading_no, id), At { pass: pass_no, no });
        }
    }
    Ok((passes, found))
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
