//! From the rows of the relations to one observation per cell.

use std::collections::{BTreeMap, BTreeSet};

use pejl_domain::{Cell, PriceLevel};
use pejl_lake::Frame;
use polars::prelude::PolarsError;

use super::calendar::month;
use super::cell::CellPlan;
use super::dimension::NOT_STATED;
use super::gather::{MeasureId, REQUIRED, TOLD, numbered};
use super::measure::{Measure, Measures};
use super::plan::RecordPlan;
use super::side::{left, whole};
use super::taken::{Members, Number, Rows, Taken, rows_of};
use crate::catalogue::Reading;
use crate::observation::{Observation, Quality};
use crate::quantity::{QuantityError, QuantitySum, read_quantities};
use crate::query::Place;
use crate::reason;
use crate::resolution::PriceBasis;
use crate::text::Reason;

/// Persons below the line under which a figure says little.
const SMALL_BASE: i64 = 20;

/// Why collected rows are not the answer to a plan.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// There are fewer frames than relations.
    #[error("{found} frames for {expected} relations")]
    Frames {
        /// Frames collected.
        found: usize,
        /// Relations of the plan.
        expected: usize,
    },
    /// The residents cannot be read.
    #[error("failed to read residents")]
    Residents(#[from] QuantityError),
    /// A column is absent or of another type.
    #[error("failed to read the collected rows")]
    Frame(#[from] PolarsError),
}

/// The observations of a plan whose relations were collected, in the order of readings, members, places and periods.
///
/// A member stands in every period once it is found in one.
///
/// # Errors
/// The frames are not those of the plan, or a number does not fit.
pub fn observations(
    plan: &RecordPlan<'_>,
    frames: &[Frame],
    revision: i64,
) -> Result<Vec<Observation>, RecordError> {
    Ok(Answer::new(plan, frames, revision)?.observations())
}

/// The member that says which months a figure of a window is of: those of it that are in.
pub const MONTHS_OF_WINDOW: &str = "months";

/// The number that a measure took in a cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Taking {
    /// `top`, `bottom` or `base`.
    pub side: &'static str,
    /// The measure.
    pub measure: Measure,
    /// The number in the measure's own unit, before it is divided: millionths, minutes, øre. None for a median of nothing
    /// and where residents are not known.
    pub number: Option<f64>,
    /// Persons behind it, where its rows are of persons.
    pub persons: Option<i64>,
}

/// What the measures of each cell took, in the order of [`observations`] of a question that is not split; nothing of a
/// cell that coverage decided.
///
/// # Errors
/// As [`observations`].
pub fn takings(plan: &RecordPlan<'_>, frames: &[Frame]) -> Result<Vec<Vec<Taking>>, RecordError> {
    let answer = Answer::new(plan, frames, 0)?;
    let cells = plan.cells.iter();
    Ok(cells.map(|cell| answer.takings(cell)).collect())
}

pub(super) struct Answer<'a> {
    pub(super) plan: &'a RecordPlan<'a>,
    pub(super) residents: Vec<QuantitySum>,
    pub(super) passes: Vec<Rows>,
    revision: i64,
}

impl<'a> Answer<'a> {
    fn new(plan: &'a RecordPlan<'a>, frames: &[Frame], revision: i64) -> Result<Self, RecordError> {
        if frames.len() != plan.relations().len() {
            return Err(RecordError::Frames {
                found: frames.len(),
                expected: plan.relations().len(),
            });
        }
        let residents = match frames.get(plan.passes.len()) {
            Some(frame) => read_quantities(frame, &plan.residents.resolution)?,
            None => Vec::new(),
        };
        let passes = plan.passes.iter().zip(frames);
        let passes =
            passes.map(|(pass, frame)| rows_of(pass, &pass.apart.columns(&plan.columns), frame));
        Ok(Self {
            plan,
            residents,
            passes: passes.collect::<Result<_, _>>()?,
            revision,
        })
    }

    fn takings(&self, cell: &CellPlan) -> Vec<Taking> {
        const SIDES: [&str; 3] = ["top", "bottom", "base"];
        let reading = self.plan.question.readings.get(cell.reading);
        let measures = reading.and_then(|reading| reading.measures.as_ref());
        let (Some(measures), None) = (measures, &cell.decided) else {
            return Vec::new();
        };
        let taking = |(id, measure): (MeasureId, &Measure)| {
            let taken = self.taken(id, measure, cell, &Vec::new()).ok();
            let number = taken.and_then(|taken| match taken.number {
                Number::Whole(number) => Some(whole(i128::from(number))),
                Number::Quantile(number) => number,
                Number::TooLarge => None,
            });
            let side = SIDES.get(usize::from(id.0));
            Taking {
                side: side.copied().unwrap_or_default(),
                measure: measure.clone(),
                number,
                persons: taken.and_then(|taken| taken.persons),
            }
        };
        numbered(measures).map(taking).collect()
    }

    fn observations(&self) -> Vec<Observation> {
        let mut found = Vec::new();
        for (reading_no, reading) in self.plan.question.readings.iter().enumerate() {
            let Some(measures) = &reading.measures else {
                continue;
            };
            for members in self.series(reading_no, measures) {
                let cells = self.plan.cells.iter();
                for cell in cells.filter(|cell| cell.reading == reading_no) {
                    found.push(self.observation(reading, measures, cell, &members));
                }
            }
        }
        found
    }

    /// The members that the answer has a line for.
    fn series(&self, reading: usize, measures: &Measures) -> BTreeSet<Members> {
        if self.plan.columns.is_empty() {
            return BTreeSet::from([Vec::new()]);
        }
        // A pass can have cells that are open for other readings alone.
        let open = self.plan.cells.iter();
        let open: BTreeSet<(usize, usize)> = open
            .filter(|cell| cell.reading == reading && cell.decided.is_none())
            .map(|cell| (cell.place, cell.period))
            .collect();
        let mut found = BTreeSet::new();
        for (id, _) in numbered(measures).filter(|(id, _)| id.0 != REQUIRED) {
            let Some(at) = self.plan.found.get(&(reading, id)) else {
                continue;
            };
            let rows = self.passes.get(at.pass).map(|rows| &rows.taken);
            let rows = rows.into_iter().flatten();
            for ((_, _, members), taken) in
                rows.filter(|((place, period, _), _)| open.contains(&(*place, *period)))
            {
                let is_something = taken.get(at.no).is_some_and(|taken| match taken.number {
                    Number::Whole(number) => number != 0 || taken.persons.is_some_and(|n| n > 0),
                    Number::Quantile(number) => number.is_some(),
                    Number::TooLarge => true,
                });
                if is_something {
                    found.insert(members.clone());
                }
            }
        }
        found.extend(self.plan.members_beside(reading));
        found
    }

    fn observation(
        &self,
        reading: &Reading,
        measures: &Measures,
        cell: &CellPlan,
        members: &Members,
    ) -> Observation {
        let figure = match &cell.decided {
            Some((decided, reason)) => Figure::none(*decided, reason.clone()),
            None => self.figure((reading, measures), cell, members).finite(),
        };
        let spans = self.plan.calendar.spans();
        let period = cell.span.period;
        let between = |earlier, later| match self.plan.breaks.get(cell.reading) {
            Some(breaks) => breaks.between(earlier, later),
            None => Vec::new(),
        };
        let earlier = cell.period.checked_sub(1).and_then(|no| spans.get(no));
        let mut breaks = earlier.map_or_else(Vec::new, |earlier| between(earlier.period, period));
        if self.plan.question.window != super::calendar::Window::Period
            && let (Some(first), Some(last)) = (month(cell.span.first), month(cell.span.last))
        {
            // A window can hold both sides of a break.
            let mut inside = between(first, last);
            inside.retain(|one| !breaks.contains(one));
            breaks.extend(inside);
        }
        let place = self.plan.places.get(cell.place).map(|place| place.place);
        let mut named = BTreeMap::from([("reading".to_owned(), reading.code.clone())]);
        // What was chosen and not counted is told with the figure.
        for setting in reading.composite.iter().flat_map(|one| &one.settings) {
            named.insert(setting.name.clone(), setting.value.to_string());
        }
        for (dimension, member) in self.plan.question.by.iter().zip(members) {
            named.insert(dimension.clone(), member.clone());
        }
        if self.plan.question.window != super::calendar::Window::Period {
            let window = self.plan.question.window.as_str();
            named.insert("window".to_owned(), window.to_owned());
            let months = cell.span.months_text();
            named.extend(months.map(|months| (MONTHS_OF_WINDOW.to_owned(), months)));
        }
        let is_group = matches!(place, Some(Place::Group(_)));
        let method = measures.method(is_group);
        if is_group {
            named.insert("method".to_owned(), method.as_str().to_owned());
        }
        let mut quality = Vec::new();
        if figure.has_value() && figure.n_bottom.is_some_and(|n| n < SMALL_BASE) {
            quality.push(Quality::SmallBase);
        }
        if !breaks.is_empty() {
            quality.push(Quality::Break);
        }
        Observation {
            indicator: reading.indicator.clone(),
            municipality: place.map_or_else(String::new, |place| place.code().to_owned()),
            period,
            grain: period.grain(),
            members: named,
            numerator: figure.numerator,
            denominator: figure.denominator,
            value: figure.value,
            unit: reading.unit.clone(),
            cell: figure.cell,
            n: figure.n_bottom.or(figure.n_top),
            n_top: figure.n_top,
            n_bottom: figure.n_bottom,
            n_left: figure.n_left,
            n_least: figure.n_least,
            provisional: cell.provisional,
            quality,
            definition_version: reading.definition_version,
            price_level: PriceLevel::NotApplicable.to_string(),
            revision: self.revision,
            reason: figure.reason,
            method,
            price: PriceBasis {
                level: PriceLevel::NotApplicable,
                factor: 1.0,
                series: None,
                vintage: None,
            },
            breaks,
            weight: None,
        }
    }

    fn figure(
        &self,
        (reading, measures): (&Reading, &Measures),
        cell: &CellPlan,
        members: &Members,
    ) -> Figure {
        let found = self.counted((reading, measures), cell, members);
        let unstated = self.not_stated(cell, members);
        // What there was nothing of does not miss anything either.
        if found.cell == Cell::NotApplicable && !unstated.as_ref().is_some_and(|one| one.is_below) {
            return found;
        }
        match unstated
            .map(|one| one.reason)
            .or_else(|| self.not_there(measures, cell))
        {
            Some(missing) => Figure::none(Cell::Missing, missing),
            None => Figure {
                n_least: self
                    .fewest_told(measures, cell, members)
                    .map_or(found.n_least, |told| {
                        // A number of nobody tells of those who are told beside it all the same.
                        let own = found.n_least.filter(|least| *least > 0);
                        Some(own.map_or(told, |least| least.min(told)))
                    }),
                ..found
            },
        }
    }

    /// The fewest persons that the figure tells of beside another one, where it tells of anybody; of none where that is not
    /// known, so that the figure is withheld from those who may not see such. Nobody is as few as one where the card says so and
    /// others are somebody.
    fn fewest_told(&self, measures: &Measures, cell: &CellPlan, members: &Members) -> Option<i64> {
        let told = measures.told.iter().enumerate().map(|(no, measure)| {
            let persons = match self.taken((TOLD, no), measure, cell, members) {
                Ok(
                    Taken {
                        persons: Some(persons),
                        ..
                    }
                    | Taken {
                        named: Some(persons),
                        ..
                    },
                ) => persons,
                Ok(Taken {
                    number: Number::Whole(number),
                    ..
                }) => number,
                Ok(_) | Err(_) => 1,
            };
            (persons, measure.is_few_of_nobody)
        });
        let told: Vec<(i64, bool)> = told.collect();
        let is_of_somebody = told.iter().any(|(persons, _)| *persons > 0);
        let counted = told.iter().filter_map(|(persons, is_few_of_nobody)| {
            let nobody = (*is_few_of_nobody && is_of_somebody).then_some(1);
            Some(*persons).filter(|persons| *persons > 0).or(nobody)
        });
        counted.min()
    }

    /// The figure, whether what it cannot do without is there or not.
    fn counted(
        &self,
        (reading, measures): (&Reading, &Measures),
        cell: &CellPlan,
        members: &Members,
    ) -> Figure {
        if let Some(composite) = &reading.composite {
            return self.put_together(composite, measures, cell, members);
        }
        let side = |no: u8, of: &[Measure]| self.side((no, 0), of, cell, members);
        let sides = side(0, &measures.top).and_then(|top| {
            let bottom = match measures.bottom.is_empty() {
                true => None,
                false => Some(side(1, &measures.bottom)?),
            };
            let base = match measures.base.is_empty() {
                true => None,
                false => Some(side(2, &measures.base)?),
            };
            Ok((top, bottom, base))
        });
        let (mut top, mut bottom, base) = match sides {
            Ok(sides) => sides,
            Err(reason) => return Figure::none(Cell::Missing, reason),
        };
        if measures.bottom_in_full_years
            && let (Some(bottom), Some(days)) = (&mut bottom, cell.span.n_days_of_year())
        {
            bottom.number /= whole(i128::from(days));
        }
        if let (true, Some(days), Some(bottom)) =
            (top.is_undefined, measures.followed_days(), bottom)
            && !bottom.is_zero
        {
            // Who is behind it stands with it: that half have not ended tells of them.
            return Figure {
                n_bottom: bottom.base,
                n_least: bottom.least,
                ..Figure::none(Cell::NotApplicable, reason::median_not_reached(days))
            };
        }
        let is_empty = top.is_undefined || bottom.is_some_and(|bottom| bottom.is_zero);
        if is_empty {
            return match base.is_some_and(|base| !base.is_zero) {
                true => Figure::none(Cell::Missing, reason::none_measured()),
                false => Figure::none(Cell::NotApplicable, reason::nothing_to_divide_by()),
            };
        }
        // Without the rows nothing is known of the sum; without anything that has such rows it is nothing.
        if measures.is_sum_of_measured()
            && top.least == Some(0)
            && base.is_some_and(|base| !base.is_zero)
        {
            return Figure::none(Cell::Missing, reason::none_measured());
        }
        let mut value = match bottom {
            Some(bottom) if !measures.is_quantile() => top.number / bottom.number * measures.per,
            _ => top.number * measures.per,
        };
        if measures.absolute {
            (top.number, value) = (top.number.abs(), value.abs());
        }
        Figure {
            cell: if top.is_zero { Cell::Zero } else { Cell::Ok },
            value: Some(value),
            numerator: (!measures.is_quantile()).then_some(top.number),
            denominator: bottom.map(|bottom| bottom.number),
            n_top: top.base.filter(|_| !measures.is_quantile()),
            n_bottom: bottom.and_then(|bottom| bottom.base),
            n_left: bottom.and_then(|bottom| left(&top, &bottom)),
            n_least: [Some(top.least), bottom.map(|bottom| bottom.least)]
                .into_iter()
                .flatten()
                .flatten()
                .min(),
            reason: None,
        }
    }

    /// Why the figure of a member is not known, where none of the money states the member and some states none.
    fn not_stated(&self, cell: &CellPlan, members: &Members) -> Option<NotStated> {
        let money = self.plan.unstated.get(cell.reading)?;
        let is_nothing = |id: MeasureId, members: &Members| {
            let counted = money.rows_of(id);
            counted.is_none_or(|one| {
                let taken = self.taken(one.id, &one.measure, cell, members);
                taken.map(|taken| taken.number) == Ok(Number::Whole(0))
            })
        };
        let mut found = money.of.iter().filter(|one| {
            let columns = self.plan.columns.iter().zip(members);
            let is_itself = columns
                .clone()
                .any(|(column, member)| *column == one.column && member == NOT_STATED);
            let others = columns.filter(|(column, _)| **column != one.column);
            let others: Members = others.map(|(_, member)| member.clone()).collect();
            !is_itself && is_nothing(one.stated, members) && !is_nothing(one.unstated, &others)
        });
        let first = found.next()?;
        Some(NotStated {
            is_below: first.is_below || found.any(|one| one.is_below),
            reason: reason::no_member_stated(),
        })
    }

    /// Why the figure is not known, where a municipality of the place has not what every one must have.
    fn not_there(&self, measures: &Measures, cell: &CellPlan) -> Option<Reason> {
        let place = self.plan.places.get(cell.place)?;
        let mut required = measures.required.iter().enumerate();
        let missing = required.find(|(no, measure)| {
            let taken = self.taken((REQUIRED, *no), measure, cell, &Members::new());
            let n_areas = match taken.map(|taken| taken.number) {
                Ok(Number::Whole(number)) => usize::try_from(number).unwrap_or_default(),
                _ => 0,
            };
            n_areas < place.areas.len()
        });
        let (_, measure) = missing?;
        let parts = &self.plan.question.catalogue.parts;
        let named = measure.when.iter().filter_map(|code| parts.find(code));
        Some(reason::not_there(named.map(|part| &part.text)))
    }
}

/// Money that states no member, where one has none that states it.
struct NotStated {
    /// Whether it stands below the line, so that it is not known either whether there is nothing to divide by.
    is_below: bool,
    reason: Reason,
}

/// The figure of a cell, or why there is none.
pub(super) struct Figure {
    pub(super) cell: Cell,
    pub(super) value: Option<f64>,
    pub(super) numerator: Option<f64>,
    pub(super) denominator: Option<f64>,
    pub(super) n_top: Option<i64>,
    pub(super) n_bottom: Option<i64>,
    pub(super) n_left: Option<i64>,
    pub(super) n_least: Option<i64>,
    pub(super) reason: Option<Reason>,
}

impl Figure {
    pub(super) fn none(cell: Cell, reason: Reason) -> Self {
        Self {
            cell,
            value: None,
            numerator: None,
            denominator: None,
            n_top: None,
            n_bottom: None,
            n_left: None,
            n_least: None,
            reason: Some(reason),
        }
    }

    /// The figure, where its numbers can be told at all.
    fn finite(self) -> Self {
        let numbers = [self.value, self.numerator, self.denominator];
        match numbers.into_iter().flatten().all(f64::is_finite) {
            true => self,
            false => Self::none(Cell::Missing, reason::sum_too_large()),
        }
    }

    fn has_value(&self) -> bool {
        matches!(self.cell, Cell::Ok | Cell::Zero)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_none_is_missing_with_a_reason() {
        let figure = |value: f64, below: f64| {
            let found = Figure {
                cell: Cell::Ok,
                value: Some(value),
                numerator: Some(1.0),
                denominator: Some(below),
                n_bottom: Some(30),
                reason: None,
                ..Figure::none(Cell::Ok, reason::sum_too_large())
            };
            let found = found.finite();
            (found.cell, found.value, found.n_bottom, found.reason)
        };
        assert_eq!(figure(0.5, 2.0), (Cell::Ok, Some(0.5), Some(30), None));
        let missing = (Cell::Missing, None, None, Some(reason::sum_too_large()));
        for (value, below) in [(f64::INFINITY, 2.0), (f64::NAN, 2.0), (0.5, f64::INFINITY)] {
            assert_eq!(figure(value, below), missing);
        }
    }
}
