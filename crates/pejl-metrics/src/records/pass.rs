//! One pass over the rows of a source: every measure of the same source and time at once.

use std::collections::BTreeMap;

use pejl_lake::columns::{AREA, PERSON_KEY};

use super::age::birthdays;
use super::calendar::{
    MONTH_FIRST, MONTH_LAST, MONTH_NO, OpenMonths, PERIOD_LAST, PERIOD_NO, PLACE_NO,
};
use super::described::{described, wants_age};
use super::dimension::NOT_STATED;
use super::measure::{Measure, Take, Time};
use super::scope::Scope;
use super::source::Source;
use super::survival;
use crate::catalogue::Parts;
use crate::condition::condition;
use crate::records::plan::PlanError;
use crate::relation::{Aggregate, Meet, Relation, RelationError, Term, Type};

/// The day of the event, on which age and district are told.
pub(super) const EVENT_DAY: &str = "event_day";
const DAYS: &str = "days_in_force";
/// The municipality of a row as what numbers are told apart by.
pub(super) const AREA_OF_NUMBER: &str = "area_of_number";
/// How numbers are told apart that are multiplied by residents.
const BY_AREA: [&str; 1] = [AREA_OF_NUMBER];

/// What the numbers of a pass are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Apart {
    /// By what figures are split by, of the members they are filtered by.
    Members,
    /// By nothing: they are of whole places, whatever figures are split or filtered by.
    Nothing,
    /// By municipality, of whole places, since each number is multiplied by the residents of its own.
    Area,
    /// As figures, but for this column: they are of the rows that do not state it.
    NotStated(&'static str),
}

impl Apart {
    /// The columns, of those that figures are told apart by.
    pub(super) fn columns(self, by: &[&'static str]) -> Vec<&'static str> {
        match self {
            Apart::Members => by.to_vec(),
            Apart::Nothing => Vec::new(),
            Apart::Area => BY_AREA.to_vec(),
            Apart::NotStated(of) => by.iter().copied().filter(|name| *name != of).collect(),
        }
    }

    /// The members that rows are of, of those that figures are filtered by.
    pub(super) fn only(
        self,
        only: &BTreeMap<&'static str, Vec<String>>,
    ) -> BTreeMap<&'static str, Vec<String>> {
        match self {
            Apart::Members => only.clone(),
            Apart::Nothing | Apart::Area => BTreeMap::new(),
            Apart::NotStated(of) => {
                let mut only = only.clone();
                only.insert(of, vec![NOT_STATED.to_owned()]);
                only
            }
        }
    }
}

/// Measures that are taken in one pass.
#[derive(Debug)]
pub(super) struct Pass {
    pub(super) source: &'static Source,
    pub(super) time: Time,
    /// Whether rows meet their periods before they are summed: for what cannot be put together from months.
    pub(super) by_period: bool,
    /// What its numbers are told apart by.
    pub(super) apart: Apart,
    /// Whether age and district are those of the first day in force of the month in which the day of the event lies, and not
    /// of that day: so that who stands above the line stands in the same cut below it.
    pub(super) is_of_month: bool,
    pub(super) measures: Vec<Measure>,
    /// The months of its cells, of any of its readings.
    pub(super) months: OpenMonths,
}

impl Pass {
    /// Whether the measure cannot be put together from sums of persons and months.
    pub(super) fn needs_period(measure: &Measure) -> bool {
        measure.reached.is_some()
            || measure.not_reached.is_some()
            || measure.take.is_quantile()
            || matches!(measure.take, Take::Distinct(_))
    }

    /// Whether it takes a quantile of all rows of a place: other numbers are those of municipalities added up.
    pub(super) fn has_quantiles(&self) -> bool {
        self.measures
            .iter()
            .any(|measure| measure.take.is_quantile())
    }

    /// The column of a measure.
    pub(super) fn column(no: usize) -> String {
        format!("m{no}")
    }

    /// The column of the persons behind a measure, or of the cases where rows are these.
    pub(super) fn persons(no: usize) -> String {
        format!("n{no}")
    }

    /// The column of the persons that some of the rows behind a measure name, where the others are of nobody.
    pub(super) fn named(no: usize) -> String {
        format!("g{no}")
    }

    /// How the persons of a measure are counted over rows, where these have such: the column, and what it counts.
    fn counted_persons(
        &self,
        no: usize,
        rows: &Relation,
        condition: &Term,
    ) -> Option<(String, Aggregate)> {
        rows.columns().find(PERSON_KEY)?;
        let name = match self.source.names_some {
            true => Self::named(no),
            false => Self::persons(no),
        };
        Some((name, persons_if(condition)))
    }
}

/// What passes are made under.
pub(super) struct Making<'a> {
    pub(super) scope: &'a Scope<'a>,
    pub(super) parts: &'a Parts,
    /// Areas and the numbers of the places they are in.
    pub(super) places: &'a Relation,
    /// Columns to tell figures apart by.
    pub(super) by: &'a [&'static str],
    /// Rows of each source, made once.
    pub(super) made: BTreeMap<&'static str, Relation>,
}

/// The numbers of a pass: `place_no`, `period_no`, the columns to tell apart by, and for each measure its number and the
/// persons behind it.
///
/// # Errors
/// A condition cannot be read over the rows, or a column is not there.
pub(super) fn relation(pass: &Pass, making: &mut Making<'_>) -> Result<Relation, PlanError> {
    let (rows, conditions) = counted_rows(pass, making)?;
    let summed = match pass.by_period {
        true => by_period(pass, making, rows, &conditions)?,
        false => by_person_and_month(pass, making, rows, &conditions)?,
    };
    let name = format!("{}_{}", pass.source.name, time_name(&pass.time));
    Ok(summed.named(&name))
}

/// The rows of a pass in time, of the members asked for, with what figures are told apart by; and what must hold of a row for
/// each measure to count it.
///
/// # Errors
/// A condition cannot be read over the rows, or a column is not there.
pub(super) fn counted_rows(
    pass: &Pass,
    making: &mut Making<'_>,
) -> Result<(Relation, Vec<Term>), PlanError> {
    let rows = match making.made.get(pass.source.name) {
        Some(rows) => rows.clone(),
        None => {
            let rows = (pass.source.rows)(making.scope)?;
            making.made.insert(pass.source.name, rows.clone());
            rows
        }
    };
    let birthdays = match wants_age(pass, making) {
        true => Some(birthdays(&rows)?),
        false => None,
    };
    let rows = kept_before(pass, making, rows)?;
    let rows = match pass.apart {
        Apart::Area => rows.with([(AREA_OF_NUMBER, Term::column(AREA))])?,
        _ => rows,
    };
    let rows = in_time(pass, rows)?;
    let rows = described(pass, making, rows, birthdays)?;
    let conditions = conditions(pass, making.parts, making.scope, &rows)?;
    Ok((rows, conditions))
}

fn time_name(time: &Time) -> String {
    match time {
        Time::On(column) => format!("on_{column}"),
        Time::MonthEnd => "at_month_end".to_owned(),
        Time::During => "during".to_owned(),
        Time::Days => "days".to_owned(),
        Time::Period => "period".to_owned(),
    }
}

/// The rows that can count at all: early, so that the files need not be read for others.
fn kept_before(pass: &Pass, making: &Making<'_>, rows: Relation) -> Result<Relation, PlanError> {
    let (first, last) = pass.months.bounds();
    let (first, last) = (
        super::calendar::first_day(first),
        super::calendar::last_day(last),
    );
    let (Some(first), Some(last)) = (first, last) else {
        return Ok(rows.filter(Term::literal(false))?);
    };
    let mut kept = match (&pass.time, pass.source.interval) {
        (Time::On(month), _) if rows.columns().find(month) == Some(Type::Int) => {
            let (first, last) = pass.months.bounds();
            let month = || Term::column(month.as_str());
            vec![
                month().at_least(Term::literal(first)),
                month().at_most(Term::literal(last)),
            ]
        }
        (Time::On(day), _) => {
            let day = || Term::column(day.as_str());
            vec![
                day().at_least(Term::literal(first)),
                day().at_most(Term::literal(last)),
            ]
        }
        (_, Some((from, to))) => vec![
            Term::column(from).at_most(Term::literal(last)),
            Term::column(to).at_least(Term::literal(first)),
        ],
        _ => Vec::new(),
    };
    // A row that no measure wants is dropped, as far as its own columns tell.
    let mut wanted = Vec::new();
    for measure in &pass.measures {
        let mut all = Vec::new();
        for code in &measure.when {
            let text = part(making.parts, code)?;
            let told = condition(text, rows.columns(), making.scope.sets);
            all.extend(told.ok());
        }
        wanted.push(all);
    }
    if wanted.iter().all(|all| !all.is_empty()) {
        kept.push(Term::Any(wanted.into_iter().map(Term::All).collect()));
    }
    Ok(rows.filter(Term::All(kept))?)
}

/// The rows with the month they count in, the day of the event, and the days in force in that month.
fn in_time(pass: &Pass, rows: Relation) -> Result<Relation, RelationError> {
    const FROM: &str = "first_month";
    const TO: &str = "last_month";
    let column = |name: &str| Term::column(name);
    let (from, to) = match (&pass.time, pass.source.interval) {
        // A number of a month is no day: what is read off the day of the event cannot be asked for.
        (Time::On(month), _) if rows.columns().find(month) == Some(Type::Int) => {
            return rows.with([(MONTH_NO, column(month.as_str()))]);
        }
        (Time::On(day), interval) => {
            let month = column(day.as_str()).month_number();
            let rows = rows.with([(MONTH_NO, month), (EVENT_DAY, column(day.as_str()))])?;
            let Some((from, _)) = interval.filter(|_| pass.is_of_month) else {
                return Ok(rows);
            };
            let months = pass.months.months()?;
            let begins = Term::Greatest(vec![column(from), column(MONTH_FIRST)]);
            return rows
                .join(months, Meet::Inner, &[(MONTH_NO, MONTH_NO)])?
                .with([(EVENT_DAY, begins)]);
        }
        (_, Some(interval)) => interval,
        // Checked with the card.
        (_, None) => return rows.filter(Term::literal(false)),
    };
    let last_month = match pass.time {
        // The last month whose last day it is in force on.
        Time::MonthEnd => column(to)
            .days_later(1)
            .month_number()
            .minus(Term::literal(1)),
        _ => column(to).month_number(),
    };
    let months = pass.months.months()?;
    let spread = rows
        .with([(FROM, column(from).month_number()), (TO, last_month)])?
        .spread(FROM, TO, pass.months.bounds(), MONTH_NO)?
        .join(months, Meet::Inner, &[(MONTH_NO, MONTH_NO)])?;
    let begins = Term::Greatest(vec![column(from), column(MONTH_FIRST)]);
    let ends = Term::Least(vec![column(to), column(MONTH_LAST)]);
    let event = match pass.time {
        Time::MonthEnd => column(MONTH_LAST),
        _ => begins.clone(),
    };
    spread.with([
        (EVENT_DAY, event),
        (DAYS, begins.days_until(ends).plus(Term::literal(1))),
    ])
}

fn part<'a>(parts: &'a Parts, code: &str) -> Result<&'a str, PlanError> {
    let found = parts.find(code).map(|part| part.when.as_str());
    found.ok_or_else(|| PlanError::UnknownPart {
        code: code.to_owned(),
    })
}

/// What must hold of a row for each measure to count it.
fn conditions(
    pass: &Pass,
    parts: &Parts,
    scope: &Scope<'_>,
    rows: &Relation,
) -> Result<Vec<Term>, PlanError> {
    let of_measure = |measure: &Measure| {
        let mut all = all_of(measure, &measure.when, (parts, scope), rows)?;
        if let Some(day) = &measure.reached {
            all.push(Term::column(day.as_str()).at_most(Term::column(PERIOD_LAST)));
        }
        if let Some(day) = &measure.not_reached {
            let day = || Term::column(day.as_str());
            all.push(day().is_null().or(day().more(Term::column(PERIOD_LAST))));
        }
        Ok(Term::All(all))
    };
    pass.measures.iter().map(of_measure).collect()
}

/// What these parts say of a row.
pub(super) fn all_of(
    measure: &Measure,
    codes: &[String],
    (parts, scope): (&Parts, &Scope<'_>),
    rows: &Relation,
) -> Result<Vec<Term>, PlanError> {
    let of_part = |code: &String| {
        let term = condition(part(parts, code)?, rows.columns(), scope.sets);
        term.map_err(|source| PlanError::Condition {
            part: code.clone(),
            of: measure.of.clone(),
            source,
        })
    };
    codes.iter().map(of_part).collect()
}

fn one_if(condition: &Term) -> Term {
    Term::when(condition.clone(), Term::literal(1), Term::literal(0))
}

fn number_if(condition: &Term, value: Term) -> Aggregate {
    Aggregate::Sum(Term::when(condition.clone(), value, Term::literal(0)))
}

/// The whole number that a measure adds up of a row; none where it counts rows.
fn added(take: &Take) -> Option<Term> {
    match take {
        Take::Sum(column) => Some(Term::column(column.as_str())),
        Take::Days(None) => Some(Term::column(DAYS)),
        Take::Days(Some(column)) => Some(Term::column(column.as_str()).times(Term::column(DAYS))),
        _ => None,
    }
}

/// Sums of each person and month first, and of these the sums of periods: persons are counted once in a period, and the
/// rows are met by their months only when they are few.
fn by_person_and_month(
    pass: &Pass,
    making: &Making<'_>,
    rows: Relation,
    conditions: &[Term],
) -> Result<Relation, RelationError> {
    let has_persons = rows.columns().find(PERSON_KEY).is_some();
    let mut key = vec![AREA, MONTH_NO];
    key.extend(making.by);
    let mut person_key = key.clone();
    if has_persons {
        person_key.push(PERSON_KEY);
    }
    let count = |no: usize| format!("c{no}");
    let sum = |no: usize| format!("s{no}");
    let mut first = Vec::new();
    for (no, (measure, condition)) in pass.measures.iter().zip(conditions).enumerate() {
        first.push((count(no), Aggregate::Sum(one_if(condition))));
        if let Some(value) = added(&measure.take) {
            first.push((sum(no), number_if(condition, value)));
        }
    }
    let months = rows.aggregate(person_key, first)?;
    let mut second = Vec::new();
    for (no, measure) in pass.measures.iter().enumerate() {
        let counted = || Term::column(count(no)).more(Term::literal(0));
        let value = match measure.take {
            // On the last day of a month a person counts once, and in each month of a period.
            Take::Persons if pass.time == Time::MonthEnd => Aggregate::Sum(one_if(&counted())),
            Take::Persons => persons_if(&counted()),
            _ if added(&measure.take).is_some() => Aggregate::SumAll(Term::column(sum(no))),
            _ => Aggregate::Sum(Term::column(count(no))),
        };
        second.push((Pass::column(no), value));
        match pass.counted_persons(no, &months, &counted()) {
            Some(counted) => second.push(counted),
            None if pass.source.is_case => {
                second.push((Pass::persons(no), Aggregate::Sum(Term::column(count(no)))));
            }
            None => {}
        }
    }
    let mut last_key = vec![AREA, PLACE_NO, PERIOD_NO];
    last_key.extend(making.by);
    let of_areas = placed(pass, making, months)?.aggregate(last_key, second)?;
    of_places(pass, making, of_areas)
}

fn persons_if(condition: &Term) -> Aggregate {
    Aggregate::Distinct(Term::when(
        condition.clone(),
        Term::column(PERSON_KEY),
        Term::null(Type::Text),
    ))
}

/// The rows beside the places and periods that they count in.
fn placed(pass: &Pass, making: &Making<'_>, rows: Relation) -> Result<Relation, RelationError> {
    let key = [(PLACE_NO, PLACE_NO), (MONTH_NO, MONTH_NO)];
    rows.join(making.places.clone(), Meet::Inner, &[(AREA, AREA)])?
        .join(pass.months.of_places()?, Meet::Inner, &key)
}

/// Numbers of areas added up to those of places: nobody and nothing is the same in two municipalities.
fn of_places(
    pass: &Pass,
    making: &Making<'_>,
    of_areas: Relation,
) -> Result<Relation, RelationError> {
    let mut values = Vec::new();
    for no in 0..pass.measures.len() {
        for name in [Pass::column(no), Pass::persons(no), Pass::named(no)] {
            if of_areas.columns().find(&name).is_some() {
                values.push((name.clone(), Aggregate::SumAll(Term::column(name))));
            }
        }
    }
    let mut key = vec![PLACE_NO, PERIOD_NO];
    key.extend(making.by);
    of_areas.aggregate(key, values)
}

/// Numbers of periods straight from the rows.
fn by_period(
    pass: &Pass,
    making: &Making<'_>,
    rows: Relation,
    conditions: &[Term],
) -> Result<Relation, PlanError> {
    let placed = placed(pass, making, rows)?;
    let mut values = Vec::new();
    for (no, (measure, condition)) in pass.measures.iter().zip(conditions).enumerate() {
        let value = match &measure.take {
            Take::Persons => persons_if(condition),
            Take::Distinct(column) => Aggregate::Distinct(Term::when(
                condition.clone(),
                Term::column(column.as_str()),
                Term::null(placed.columns().get(column)?),
            )),
            Take::Median(column) => Aggregate::Median(Term::when(
                condition.clone(),
                Term::column(column.as_str()),
                Term::null(placed.columns().get(column)?),
            )),
            Take::Quantile(percent, column) => Aggregate::Quantile(
                *percent,
                Term::when(
                    condition.clone(),
                    Term::column(column.as_str()),
                    Term::null(placed.columns().get(column)?),
                ),
            ),
            // Made of many rows at once, and met below.
            Take::KaplanMeier(_) => Aggregate::Sum(one_if(condition)),
            take => match added(take) {
                Some(value) => number_if(condition, value),
                None => Aggregate::Sum(one_if(condition)),
            },
        };
        values.push((Pass::column(no), value));
        match pass.counted_persons(no, &placed, condition) {
            Some(counted) => values.push(counted),
            None if pass.source.is_case => {
                values.push((Pass::persons(no), Aggregate::Sum(one_if(condition))));
            }
            None => {}
        }
    }
    let mut key = vec![PLACE_NO, PERIOD_NO];
    key.extend(making.by);
    // A quantile of all cases of a place is not made of those of its municipalities.
    if pass
        .measures
        .iter()
        .any(|measure| measure.take.is_quantile())
    {
        let pooled = placed.clone().aggregate(key.iter().copied(), values)?;
        return survival::with_medians(pass, making, (pooled, &placed), (&key, conditions));
    }
    key.push(AREA);
    let of_areas = placed.aggregate(key, values)?;
    Ok(of_places(pass, making, of_areas)?)
}
