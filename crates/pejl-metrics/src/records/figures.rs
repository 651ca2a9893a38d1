//! The whole computation of one reading as one relation, so that it can be printed as SQL and run by another engine.

mod numbers;

use pejl_domain::Cell;

use super::calendar::{PERIOD_NO, PLACE_NO};
use super::composite;
use super::dimension::NOT_STATED;
use super::gather::{MeasureId, REQUIRED, numbered};
use super::measure::{Measure, Measures};
use super::plan::{DAYS, MONTHS, PlanError, RESIDENTS, RecordPlan};
use super::price::{PRICE_FACTOR, price_factors};
use crate::query::Query;
use crate::relation::{Comparison, Literal, Meet, Relation, RelationError, Term, Type};
use crate::resolve::Prices;

pub(super) const MUNICIPALITY: &str = "municipality";
pub(super) const PERIOD: &str = "period";
pub(super) const NUMERATOR: &str = "numerator";
pub(super) const DENOMINATOR: &str = "denominator";
pub(super) const VALUE: &str = "value";
/// Whether there is nothing to divide by, so that a figure that is not there is not missing either.
pub(super) const IS_NOTHING: &str = "is_nothing";
const N_MONTHS: &str = "n_months";
const N_DAYS: &str = "n_days";
const N_DAYS_OF_YEAR: &str = "n_days_of_year";
const N_AREAS: &str = "n_municipalities";

/// The figures of the first reading of a plan at current prices: `municipality`, `period`, the columns split by,
/// `numerator`, `denominator` and `value`, as doubles.
///
/// There is a row for every cell that coverage leaves open; the value is null where there is nothing to divide by or
/// residents are not known. A plain count has no denominator, a quantile no numerator.
///
/// # Errors
/// A step does not fit: a fault of ours.
pub fn figures(plan: &RecordPlan<'_>) -> Result<Relation, PlanError> {
    open_figures(plan, None)
}

/// The same in the prices that the question of the plan asks for; null where they cannot be made.
///
/// # Errors
/// As [`figures`].
pub fn figures_in_prices(
    plan: &RecordPlan<'_>,
    asked: (&Query, &Prices<'_>),
) -> Result<Relation, PlanError> {
    open_figures(plan, Some(asked))
}

fn open_figures(plan: &RecordPlan<'_>, asked: Option<Asked<'_>>) -> Result<Relation, PlanError> {
    let Some(stated) = Stated::of(plan, asked)? else {
        return Ok(numbers::lines(plan)?);
    };
    let columns = stated.columns;
    Ok(stated.lines.select(columns)?.named("figures"))
}

/// A question, and the price series there are.
type Asked<'a> = (&'a Query, &'a Prices<'a>);

/// The figures of all cells in the prices asked for, also of those that coverage leaves missing or immature: these have no
/// value. Whether what has no value has nothing to divide by stands in a column of its own.
pub(super) fn all_figures(
    plan: &RecordPlan<'_>,
    asked: (&Query, &Prices<'_>),
) -> Result<Option<Relation>, RelationError> {
    let Some(mut stated) = Stated::of(plan, Some(asked))? else {
        return Ok(None);
    };
    stated
        .columns
        .push((IS_NOTHING.to_owned(), stated.is_nothing));
    let open = stated.lines.select(stated.columns)?;
    let is_shut = |cell: &Cell| matches!(cell, Cell::Missing | Cell::Immature);
    let shut = numbers::lines_of(plan, |decided| decided.is_some_and(is_shut))?;
    let nothing = [NUMERATOR, DENOMINATOR, VALUE].map(|name| (name, Term::null(Type::Float)));
    let names: Vec<String> = open.columns().names().map(str::to_owned).collect();
    let shut = shut
        .with(nothing)?
        .with([(IS_NOTHING, Term::literal(false))])?
        .keep(names.iter().map(String::as_str))?;
    Relation::union(vec![open, shut]).map(Some)
}

/// The numbers of every line, and the figures as terms over them.
struct Stated {
    lines: Relation,
    columns: Vec<(String, Term)>,
    is_nothing: Term,
}

impl Stated {
    /// Those of the first reading of a plan; none where it is not of measures.
    fn of(plan: &RecordPlan<'_>, asked: Option<Asked<'_>>) -> Result<Option<Self>, RelationError> {
        let reading = plan.question.readings.first();
        let Some((reading, measures)) =
            reading.and_then(|reading| Some((reading, reading.measures.as_ref()?)))
        else {
            return Ok(None);
        };
        let ((top, bottom), is_nothing) = match &reading.composite {
            Some(composite) => (
                composite::terms(composite, measures),
                composite::is_nothing(composite, measures),
            ),
            None => (sides(measures), is_nothing(measures)),
        };
        let number = |value: f64| Term::Literal(Literal::Float(value));
        let amiss = |is_below: bool| unstated_where_none(plan, is_below);
        let top = measured(measures, known(measures, signed(measures, top)));
        let top = match amiss(false)
            .into_iter()
            .chain(amiss(true))
            .collect::<Vec<_>>()
        {
            none if none.is_empty() => top,
            amiss => Term::when(Term::Any(amiss), Term::null(Type::Float), top),
        };
        let is_nothing = match amiss(true) {
            none if none.is_empty() => is_nothing,
            amiss => is_nothing.and(Term::Any(amiss).not()),
        };
        let has_line = !measures.bottom.is_empty() || measures.is_put_together;
        let is_plain = !has_line || measures.is_quantile();
        let lines = lines_with_numbers(plan, measures)?;
        let mut lines = lines.with([("top", top), (DENOMINATOR, bottom)])?;
        let value = match is_plain {
            true => Term::column("top").times(number(measures.per)),
            false => Term::column("top")
                .over(Term::column(DENOMINATOR))
                .times(number(measures.per)),
        };
        let mut value = signed(measures, value);
        // A quantile stands on no line: what is below it is only counted.
        let mut numerator = match measures.is_quantile() {
            true => Term::null(Type::Float),
            false => Term::column("top"),
        };
        let mut denominator = Term::column(DENOMINATOR);
        let factors = asked.map(|asked| price_factors(plan, reading, asked));
        if let Some(factors) = factors.transpose()?.flatten() {
            let factor = || Term::column(PRICE_FACTOR);
            lines = lines.join(factors, Meet::Inner, &[(PERIOD, PERIOD)])?;
            (numerator, value) = (numerator.times(factor()), value.times(factor()));
            denominator = Term::when(factor().is_null(), Term::null(Type::Float), denominator);
        }
        let key = [MUNICIPALITY, PERIOD]
            .into_iter()
            .chain(plan.columns.iter().copied());
        let mut columns: Vec<(String, Term)> = key
            .map(|name| (name.to_owned(), Term::column(name)))
            .collect();
        let figures = [
            (NUMERATOR, numerator),
            (DENOMINATOR, denominator),
            (VALUE, value),
        ];
        columns.extend(figures.map(|(name, term)| (name.to_owned(), term)));
        Ok(Some(Self {
            lines,
            columns,
            // What is not known is not nothing.
            is_nothing: is_nothing.or_else(Term::literal(false)),
        }))
    }
}

/// The lines, and beside each the numbers of its measures.
fn lines_with_numbers(
    plan: &RecordPlan<'_>,
    measures: &Measures,
) -> Result<Relation, RelationError> {
    let mut key = vec![PLACE_NO, PERIOD_NO];
    key.extend(&plan.columns);
    let same: Vec<(&str, &str)> = key.iter().map(|name| (*name, *name)).collect();
    let mut lines = numbers::lines(plan)?;
    let unstated = plan.unstated.first().into_iter();
    let rows = unstated.flat_map(|one| &one.rows);
    let rows = rows.map(|one| (one.id, &one.measure));
    for (id, measure) in numbered(measures).chain(rows) {
        let Some(numbers) = numbers::numbers(plan, id, measure)? else {
            continue;
        };
        let shared: Vec<(&str, &str)> = same
            .iter()
            .copied()
            .filter(|(name, _)| numbers.columns().find(name).is_some())
            .collect();
        lines = lines.join(numbers, Meet::Left, &shared)?;
    }
    Ok(lines)
}

/// Whether there is nothing to divide by, and nothing that could have been measured either; null where that is not
/// known.
fn is_nothing(measures: &Measures) -> Term {
    let (top, bottom) = sides(measures);
    let nothing_below = bottom.clone().equals(Term::Literal(Literal::Float(0.0)));
    let is_nothing = match (measures.is_quantile(), measures.bottom.is_empty()) {
        (true, true) => top.is_null(),
        (true, false) => {
            let no_middle = top.is_null().or(nothing_below.clone());
            bottom.is_null().not().and(no_middle)
        }
        (false, true) => Term::literal(false),
        (false, false) => nothing_below.clone().and(top.is_null().not()),
    };
    let could_not_be = match measures.followed_days() {
        // Where somebody is followed, half of them have not ended.
        Some(_) if !measures.bottom.is_empty() => nothing_below.not().or(base_is_zero(measures)),
        _ => base_is_zero(measures),
    };
    is_nothing.and(could_not_be)
}

/// Whether nothing could have been measured.
pub(super) fn base_is_zero(measures: &Measures) -> Term {
    sum_of(&measures.base, (2, 0)).equals(Term::literal(0))
}

/// What stands above the line and below it, in their units.
fn sides(measures: &Measures) -> (Term, Term) {
    let float = |term: Term| Term::Float(Box::new(term));
    let divide = |side: &[Measure]| side.first().map_or(1, |measure| measure.divide);
    let sum = |side: &[Measure], no: u8| sum_of(side, (no, 0));
    let top = match measures.is_quantile() {
        true => Term::column(name_of((0, 0))),
        false => float(sum(&measures.top, 0)).over(Term::literal(divide(&measures.top))),
    };
    let bottom = match measures.bottom.is_empty() {
        true => Term::null(Type::Float),
        false if measures.bottom_in_full_years => {
            float(sum(&measures.bottom, 1)).over(Term::column(N_DAYS_OF_YEAR))
        }
        false => float(sum(&measures.bottom, 1)).over(Term::literal(divide(&measures.bottom))),
    };
    (top, bottom)
}

/// A number without its sign, where the reading is told so.
fn signed(measures: &Measures, number: Term) -> Term {
    let zero = Term::Literal(Literal::Float(0.0));
    match measures.absolute {
        true => Term::Greatest(vec![number.clone(), zero.minus(number)]),
        false => number,
    }
}

/// A number where every municipality has what it must have, else nothing.
fn known(measures: &Measures, number: Term) -> Term {
    let required = (0..measures.required.len()).map(|no| {
        let n_areas = Term::column(name_of((REQUIRED, no))).or_else(Term::literal(0));
        n_areas.at_least(Term::column(N_AREAS))
    });
    match measures.required.is_empty() {
        true => number,
        false => Term::when(
            Term::All(required.collect()),
            number,
            Term::null(Type::Float),
        ),
    }
}

/// Where no row of the money states a member, and some state none: of money above the line, or else of such as stands below it.
fn unstated_where_none(plan: &RecordPlan<'_>, is_below: bool) -> Vec<Term> {
    let number = |id| Term::column(name_of(id)).or_else(Term::literal(0));
    let all = plan.unstated.first().into_iter().flat_map(|one| &one.of);
    let wanted = all.filter(|one| one.is_below == is_below);
    let amiss = wanted.map(|one| {
        let has_none = number(one.stated).equals(Term::literal(0));
        let is_some = number(one.unstated).compare(Comparison::NotEqual, Term::literal(0));
        let mut all = vec![has_none, is_some];
        if plan.columns.contains(&one.column) {
            let not_stated = Term::literal(NOT_STATED);
            all.push(Term::column(one.column).equals(not_stated).not());
        }
        Term::All(all)
    });
    amiss.collect()
}

/// A sum where somebody is behind each number of it, or nothing could have been measured; else nothing.
fn measured(measures: &Measures, sum: Term) -> Term {
    if !measures.is_sum_of_measured() {
        return sum;
    }
    let nobody = (0..measures.top.len()).map(|no| {
        let persons = Term::column(persons_of((0, no))).or_else(Term::literal(0));
        persons.equals(Term::literal(0))
    });
    let is_amiss = sum_of(&measures.base, (2, 0))
        .compare(Comparison::NotEqual, Term::literal(0))
        .and(Term::Any(nobody.collect()));
    Term::when(is_amiss, Term::null(Type::Float), sum)
}

fn persons_of(id: MeasureId) -> String {
    format!("n_{}", name_of(id))
}

fn name_of((side, no): MeasureId) -> String {
    let side = [
        "top", "bottom", "base", "required", "told", "unstated", "stated",
    ]
    .get(usize::from(side))
    .copied();
    format!("{}_{no}", side.unwrap_or("side"))
}

/// The sum of measures, the first of them with that number.
pub(super) fn sum_of(measures: &[Measure], (side, first): MeasureId) -> Term {
    let mut sum = Term::literal(0);
    for (no, measure) in (first..).zip(measures) {
        let number = match measure.of.as_str() {
            MONTHS => Term::column(N_MONTHS),
            DAYS => Term::column(N_DAYS),
            // Residents that are not known make the figure unknown.
            RESIDENTS => Term::column(name_of((side, no))),
            _ if measure.is_per_resident() => Term::column(name_of((side, no))),
            _ => Term::column(name_of((side, no))).or_else(Term::literal(0)),
        };
        sum = match measure.is_subtracted {
            true => sum.minus(number),
            false => sum.plus(number),
        };
    }
    sum
}
