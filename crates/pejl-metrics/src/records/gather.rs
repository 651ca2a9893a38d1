//! Gathers the measures of all readings into passes.

use std::collections::BTreeMap;

use pejl_lake::columns::AMOUNT_OERE;
use pejl_lake::{BUDGET, LEDGER};

use super::calendar::OpenMonths;
use super::cell::CellPlan;
use super::dimension::{NOT_STATED, changes_with_time, column_of};
use super::measure::{Measure, Measures, Take, Time};
use super::pass::{Apart, Pass};
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
/// The side of rows of money that state no member, which no card writes.
pub(super) const UNSTATED: u8 = 5;
/// The side of rows of money that state a member.
pub(super) const STATED: u8 = 6;

/// Where each measure of each reading stands.
pub(super) type Found = BTreeMap<(usize, MeasureId), At>;

/// Money of the accounts that may be of a member although its rows do not state one.
pub(super) struct Unstated {
    /// The column that rows need not state.
    pub(super) column: &'static str,
    /// How many rows there are that state the member.
    pub(super) stated: MeasureId,
    /// How many that state none.
    pub(super) unstated: MeasureId,
    /// Whether it stands below the line, so that it is not known either whether there is nothing to divide by.
    pub(super) is_below: bool,
}

/// Rows of a measure of money, of which a figure needs to know how many there are.
pub(super) struct RowsOfMoney {
    pub(super) id: MeasureId,
    pub(super) apart: Apart,
    pub(super) measure: Measure,
}

/// Gathers the measures of all readings into passes, equal ones once.
pub(super) fn passes(
    question: &RecordQuestion<'_>,
    cells: &[CellPlan],
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
        for rows in unstated(question, measures).1 {
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
    let taken = |measure: &Measure| {
        let measure = measure.clone();
        (
            measure.take,
            measure.when,
            measure.event,
            measure.reached,
            measure.not_reached,
        )
    };
    taken(one) == taken(other)
}

/// The money of the accounts in a reading that need not state what figures are split or filtered by, and the rows of it that must
/// be counted for that. Where no row of it states a member, and some state none, nothing is known of the member.
pub(super) fn unstated(
    question: &RecordQuestion<'_>,
    measures: &Measures,
) -> (Vec<Unstated>, Vec<RowsOfMoney>) {
    let filters = question.filters.iter();
    let filters = filters.filter(|(_, members)| !members.iter().any(|one| one == NOT_STATED));
    let mut columns: Vec<&'static str> = Vec::new();
    for name in question.by.iter().chain(filters.map(|(name, _)| name)) {
        columns.extend(column_of(name).filter(|column| !columns.contains(column)));
    }
    let of_money: Vec<(MeasureId, &Measure)> = numbered(measures)
        .filter(|(id, measure)| id.0 < REQUIRED && is_money(measure))
        .collect();
    // Who has some of a whole has what is stated of its part, if it is nothing.
    let is_part = |one: &Measure| {
        let mut others = of_money.iter().map(|(_, other)| other);
        others.any(|whole| is_among(one, whole))
    };
    let (mut found, mut rows): (Vec<Unstated>, Vec<RowsOfMoney>) = (Vec::new(), Vec::new());
    for column in columns {
        let wholes = of_money.iter().filter(|(_, one)| !is_part(one));
        for (id, measure) in wholes.filter(|(_, one)| may_be_unstated(one, column)) {
            let mut count = |side, apart| {
                let id = (side, rows.len());
                let measure = Measure {
                    take: Take::Rows,
                    ..(*measure).clone()
                };
                rows.push(RowsOfMoney { id, apart, measure });
                id
            };
            found.push(Unstated {
                column,
                stated: count(STATED, Apart::Members),
                unstated: count(UNSTATED, Apart::NotStated(column)),
                is_below: id.0 != 0,
            });
        }
    }
    (found, rows)
}

fn is_money(measure: &Measure) -> bool {
    matches!(&measure.take, Take::Sum(of) if of == AMOUNT_OERE)
}

/// Whether the rows of a measure are some of those of another one, by what must hold of them.
fn is_among(part: &Measure, whole: &Measure) -> bool {
    let holds_too = whole.when.iter().all(|code| part.when.contains(code));
    let is_narrower = part.when.iter().any(|code| !whole.when.contains(code));
    part.of == whole.of && part.time == whole.time && holds_too && is_narrower
}

/// Whether rows of the accounts that a measure is of need not state a column.
fn may_be_unstated(measure: &Measure, column: &str) -> bool {
    let datasets = source(&measure.of).map_or(&[][..], |source| source.needs);
    let mut accounts = datasets
        .iter()
        .filter(|spec| [LEDGER.name, BUDGET.name].contains(&spec.name));
    accounts.any(|spec| {
        let found = spec.columns.iter().find(|one| one.name == column);
        found.is_none_or(|one| one.nullable)
    })
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
