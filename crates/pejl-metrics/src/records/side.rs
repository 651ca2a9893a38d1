//! What stands on one side of the line of a figure.

use super::answer::Answer;
use super::cell::CellPlan;
use super::gather::MeasureId;
use super::measure::{Measure, Take};
use super::plan::{DAYS, MONTHS, RESIDENTS};
use super::source::source;
use super::taken::{Members, Number, Taken};
use crate::reason;
use crate::text::Reason;

/// What stands on one side of a line.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Side {
    /// The sum in its unit.
    pub(super) number: f64,
    /// The sum before it is divided, and what it is divided by to be in its unit.
    pub(super) sum: i128,
    pub(super) divide: i64,
    /// Whether the sum is nothing.
    pub(super) is_zero: bool,
    /// Persons behind it, or cases where there are no persons.
    pub(super) base: Option<i64>,
    /// The fewest of these behind any one measure of it, where it has any.
    pub(super) least: Option<i64>,
    /// Whether it counts persons or cases, and is no sum of something else.
    pub(super) is_count: bool,
    /// Persons taken off residents.
    pub(super) taken_off: Option<i64>,
    /// A quantile of nothing.
    pub(super) is_undefined: bool,
}

impl Answer<'_> {
    /// What these measures add up to, the first of them with that number.
    pub(super) fn side(
        &self,
        (side, first): MeasureId,
        measures: &[Measure],
        cell: &CellPlan,
        members: &Members,
    ) -> Result<Side, Reason> {
        let mut sum = 0_i128;
        let mut found = Side {
            is_count: true,
            ..Side::default()
        };
        let divide = measures.first().map_or(1, |measure| measure.divide);
        let mut has_residents = false;
        for (no, measure) in measures.iter().enumerate() {
            let taken = self.taken((side, first + no), measure, cell, members)?;
            has_residents |= measure.of == RESIDENTS;
            match taken.number {
                Number::Whole(number) if measure.is_subtracted => sum -= i128::from(number),
                Number::Whole(number) => sum += i128::from(number),
                Number::Quantile(Some(number)) => found.number = number,
                Number::Quantile(None) => found.is_undefined = true,
                Number::TooLarge => return Err(reason::sum_too_large()),
            }
            if ![MONTHS, DAYS].contains(&measure.of.as_str()) {
                let counts_cases = matches!(measure.take, Take::Rows | Take::Distinct(_));
                let cases = match (taken.number, taken.persons) {
                    (_, Some(persons)) => Some(persons),
                    (Number::Whole(number), None) if counts_cases => Some(number),
                    // Kroner and hours are no persons.
                    (_, None) => None,
                };
                found.base = found.base.max(cases);
                let told = cases.map(|cases| measure.take.told_of(cases));
                found.least = match (found.least, told) {
                    (Some(least), Some(cases)) => Some(least.min(cases)),
                    (least, cases) => least.or(cases),
                };
                // Answers add up by weight, and are counted all the same.
                let of_cases = source(&measure.of).is_some_and(|source| source.is_case);
                found.is_count &= counts_cases || of_cases || measure.take == Take::Persons;
            }
            if measure.is_subtracted {
                found.taken_off = taken.persons;
            }
        }
        if let [measure] = measures
            && measure.take.is_quantile()
        {
            found.is_zero = found.number == 0.0;
            return Ok(found);
        }
        found.is_zero = sum == 0;
        (found.sum, found.divide) = (sum, divide);
        found.number = whole(sum) / whole(i128::from(divide));
        if has_residents {
            found.base = i64::try_from(sum).ok();
        }
        Ok(found)
    }

    pub(super) fn taken(
        &self,
        id: MeasureId,
        measure: &Measure,
        cell: &CellPlan,
        members: &Members,
    ) -> Result<Taken, Reason> {
        let whole = |number: i64| Taken {
            number: Number::Whole(number),
            persons: None,
        };
        match measure.of.as_str() {
            _ if measure.is_per_resident() => self.of_residents(id, measure, cell),
            RESIDENTS => self.residents(measure, cell, members).map(whole),
            MONTHS => Ok(whole(cell.span.n_months())),
            DAYS => Ok(whole(cell.span.n_days().unwrap_or_default())),
            _ => {
                let nothing = match measure.take.is_quantile() {
                    true => Number::Quantile(None),
                    false => Number::Whole(0),
                };
                let key = (cell.place, cell.period, members.clone());
                let at = self.plan.found.get(&(cell.reading, id));
                let row = at.and_then(|at| self.passes.get(at.pass)?.taken.get(&key)?.get(at.no));
                Ok(row.copied().unwrap_or(Taken {
                    number: nothing,
                    persons: Some(0).filter(|_| self.counts_persons(id, cell)),
                }))
            }
        }
    }

    /// A number per resident, times the residents: in each municipality by itself, and then added up.
    fn of_residents(
        &self,
        id: MeasureId,
        measure: &Measure,
        cell: &CellPlan,
    ) -> Result<Taken, Reason> {
        let place = self.plan.places.get(cell.place);
        let areas = place.map(|place| place.areas.as_slice());
        let at = self.plan.found.get(&(cell.reading, id));
        let rows = at.and_then(|at| Some((self.passes.get(at.pass)?, at.no)));
        let mut sum = Some(0_i64);
        for area in areas.unwrap_or_default() {
            let key = (cell.place, cell.period, vec![area.clone()]);
            let number = rows.and_then(|(rows, no)| rows.taken.get(&key)?.get(no));
            let number = match number.map(|taken| taken.number) {
                None => Some(0),
                Some(Number::Whole(number)) => Some(number),
                Some(Number::Quantile(_) | Number::TooLarge) => None,
            };
            let residents = self.residents_of(area, measure, cell, measure.ages)?;
            let product = number.and_then(|number| number.checked_mul(residents));
            sum = sum
                .zip(product)
                .and_then(|(sum, more)| sum.checked_add(more));
        }
        Ok(Taken {
            number: sum.map_or(Number::TooLarge, Number::Whole),
            persons: None,
        })
    }

    /// Whether the rows of a measure are of persons.
    fn counts_persons(&self, id: MeasureId, cell: &CellPlan) -> bool {
        let at = self.plan.found.get(&(cell.reading, id));
        let of_persons = at.and_then(|at| self.passes.get(at.pass)?.of_persons.get(at.no));
        of_persons.copied().unwrap_or_default()
    }
}

/// How many persons or cases a share leaves: those taken off residents, else those below the line and not above it, where
/// both sides count them.
pub(super) fn left(top: &Side, bottom: &Side) -> Option<i64> {
    if top.taken_off.is_some() {
        return top.taken_off;
    }
    let (above, below) = (top.base?, bottom.base?);
    (top.is_count && bottom.is_count).then(|| below.saturating_sub(above))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts and sums of a municipality lie far below 2^53, or are rounded once"
)]
pub(super) fn whole(number: i128) -> f64 {
    number as f64
}
