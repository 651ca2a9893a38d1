//! Who is followed from a day on, for how long, and what ended it: the rows of a curve of survival.
//!
//! What a curve tells stands in [`crate::rehabilitation`]; here is who is on it. The relation of a [`FollowedPlan`] has one row
//! for each course or conclusion, with its person, so it is for the program alone: [`FollowedPlan::read`] puts numbers in the
//! place of persons before anything else is done with it.

mod departures;
mod kind;
#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Days, NaiveDate};
use pejl_domain::{Cell, Cover, Period};
use pejl_lake::Frame;
use pejl_lake::columns::{AREA, END_REASON, PERSON_KEY};
use polars::prelude::DataType;

use super::answer::RecordError;
use super::calendar::{Calendar, OpenMonths, PLACE_NO, Span, Window};
use super::cell::{CellPlan, areas_of, decide};
use super::coverage::{Coverage, DatasetCoverage};
use super::dimension::column_of;
use super::measure::{Measure, Take, Time};
use super::pass::{Apart, Making, Pass, counted_rows};
use super::plan::PlanError;
use super::scope::{Scope, far};
use super::source::citizen::{DIED, GONE_ON};
use super::source::followed::{N_HELP_AFTER, RETURNED_ON};
use super::source::run::NEXT_START;
use super::source::{ENDED_ON, LAST_DAY};
use crate::catalogue::Catalogue;
use crate::query::Place;
use crate::relation::{Literal, Relation, Term, Type};
use crate::text::Reason;

pub use departures::Departures;
pub use kind::{Cause, Kind};

/// Days after the last day of the period up to which the length of courses is followed: that of O3.1's Kaplan–Meier median.
const DURATION_DAYS: u64 = 183;

/// Whose courses are followed.
#[derive(Debug, Clone)]
pub struct FollowedQuestion<'a> {
    /// The indicators there are.
    pub catalogue: &'a Catalogue,
    /// What is followed.
    pub kind: Kind,
    /// The municipality.
    pub place: Place,
    /// The periods, one after another.
    pub periods: Vec<Period>,
    /// The dimension to tell groups apart by, if any.
    pub by: Option<String>,
    /// Dimensions and the members wanted of them.
    pub filters: Vec<(String, Vec<String>)>,
}

/// One course or conclusion, and how long it was followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// The member of the dimension that groups are told apart by; none where there is none.
    pub member: Option<String>,
    /// A number of the person, of this answer alone.
    pub person: usize,
    /// Days from the first to the end, or to the last day known.
    pub days: u32,
    /// What ended it; none where it had not ended.
    pub cause: Option<Cause>,
    /// Whether the citizen has help on the day after, and so cannot return to it.
    pub has_help: bool,
}

/// The relation of what is followed, or why there is none.
#[derive(Debug)]
pub struct FollowedPlan {
    /// The months that are in.
    pub span: Span,
    /// Whether months of the period are not in.
    pub provisional: bool,
    /// The last day on which anything is known of it.
    pub until: NaiveDate,
    /// How far deaths and moves are known: who died or moved after that looks as if they managed.
    pub departures: Departures,
    /// Why nothing can be said.
    pub decided: Option<(Cell, Reason)>,
    by: Option<&'static str>,
    relation: Relation,
}

/// Days followed.
const LASTED: &str = "lasted";
/// Number of the cause; null of none.
const CAUSE: &str = "cause_no";
/// One where the citizen has help on the day after.
const HAS_HELP: &str = "has_help";

impl FollowedPlan {
    /// The relation whose rows [`FollowedPlan::read`] needs; nothing is to be read where it is decided.
    pub fn relation(&self) -> &Relation {
        &self.relation
    }

    /// Reads the collected rows, with numbers in the place of persons, in no order that tells of them.
    ///
    /// # Errors
    /// A column is absent or of another type.
    pub fn read(&self, frame: &Frame) -> Result<Vec<Followed>, RecordError> {
        // What is the same in all rows is a literal, of a type as narrow as it can be.
        let whole = |name: &str| frame.column(name)?.cast(&DataType::Int64);
        let (lasted, causes, help) = (whole(LASTED)?, whole(CAUSE)?, whole(HAS_HELP)?);
        let (lasted, causes, help) = (lasted.i64()?, causes.i64()?, help.i64()?);
        let persons = frame.column(PERSON_KEY)?.str()?;
        let members = match self.by {
            Some(name) => Some(frame.column(name)?.str()?),
            None => None,
        };
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut found = Vec::with_capacity(frame.height());
        for row in 0..frame.height() {
            let Some(days) = lasted.get(row).and_then(|days| u32::try_from(days).ok()) else {
                continue;
            };
            let next = numbers.len();
            let person = match persons.get(row) {
                Some(person) => *numbers.entry(person).or_insert(next),
                // Of nobody known: nobody else is that one.
                None => usize::MAX - row,
            };
            found.push(Followed {
                member: members.map(|column| column.get(row).unwrap_or_default().to_owned()),
                person,
                days,
                cause: causes.get(row).and_then(Cause::of),
                has_help: help.get(row).is_some_and(|has| has > 0),
            });
        }
        found.sort_by(|one, other| {
            let key = |of: &Followed| (of.days, of.cause, of.person);
            (&one.member, key(one)).cmp(&(&other.member, key(other)))
        });
        Ok(found)
    }
}

/// Puts the relation of what is followed together.
///
/// `covers` are the live covers of each dataset of the question; `as_of` is the day up to which anything can be known.
///
/// # Errors
/// A period is not made of months or does not follow the one before it, a dimension is none, or a card is at fault.
pub fn followed_plan(
    question: &FollowedQuestion<'_>,
    covers: &BTreeMap<&'static str, Vec<Cover>>,
    as_of: NaiveDate,
) -> Result<FollowedPlan, PlanError> {
    let kind = question.kind;
    let coverage: Coverage = covers
        .iter()
        .map(|(name, covers)| ((*name).to_owned(), DatasetCoverage::new(covers, as_of)))
        .collect();
    let place = areas_of(&question.place);
    let mut cell = CellPlan {
        reading: 0,
        place: 0,
        period: 0,
        span: whole_span(&question.periods)?,
        provisional: false,
        decided: None,
    };
    let period_last = cell.span.last_day();
    let needs: BTreeSet<&str> = kind.source().needs.iter().map(|spec| spec.name).collect();
    decide(&mut cell, &place, (&needs, 0), &coverage, (0, as_of));
    let known = place.areas.iter().map(|area| {
        let dataset = coverage.get(kind.follows().name);
        dataset.and_then(|one| one.known_until(area, &cell.span))
    });
    let known = known.flatten().min().unwrap_or(as_of).min(as_of);
    let until = match (kind, period_last) {
        (Kind::Duration, Some(last)) => last
            .checked_add_days(Days::new(DURATION_DAYS))
            .map_or(known, |day| day.min(known)),
        _ => known,
    };
    let departures = match kind {
        Kind::Return | Kind::Conclusion => {
            Departures::of(&coverage, &place.areas, &cell.span, until)
        }
        Kind::Duration => Departures::Known,
    };
    let dimension = |name: &str| {
        column_of(name).ok_or_else(|| PlanError::UnknownDimension {
            name: name.to_owned(),
        })
    };
    let by = question.by.as_deref().map(dimension).transpose()?;
    let mut only = BTreeMap::new();
    for (name, members) in &question.filters {
        only.insert(dimension(name)?, members.clone());
    }
    let relation = rows(question, &coverage, (&cell.span, until), (by, &only))?;
    Ok(FollowedPlan {
        span: cell.span,
        provisional: cell.provisional,
        until,
        departures,
        decided: cell.decided,
        by,
        relation,
    })
}

/// The months of periods that follow one another.
fn whole_span(periods: &[Period]) -> Result<Span, PlanError> {
    let calendar = Calendar::new(periods, Window::Period).ok_or(PlanError::Period)?;
    let mut spans = calendar.spans().to_vec();
    spans.sort_by_key(|span| span.first);
    let follows = spans
        .iter()
        .zip(spans.iter().skip(1))
        .all(|(one, next)| one.last + 1 == next.first);
    match (spans.first(), spans.last()) {
        (Some(first), Some(last)) if follows => Ok(Span {
            period: last.period,
            first: first.first,
            last: last.last,
        }),
        _ => Err(PlanError::Period),
    }
}

/// The rows: the member, the person, the days, the cause, and whether there is help on the day after.
fn rows(
    question: &FollowedQuestion<'_>,
    coverage: &Coverage,
    (span, until): (&Span, NaiveDate),
    (by, only): (Option<&'static str>, &BTreeMap<&'static str, Vec<String>>),
) -> Result<Relation, PlanError> {
    let kind = question.kind;
    let parts = &question.catalogue.parts;
    let areas = areas_of(&question.place).areas;
    let columns: Vec<&'static str> = by.into_iter().collect();
    let apart: Vec<&'static str> = columns
        .iter()
        .copied()
        .filter(|name| !super::dimension::is_of_person(name))
        .collect();
    let wanted = BTreeSet::new();
    let scope = Scope {
        areas: &areas,
        months: (span.first, span.last),
        coverage,
        apart: &apart,
        only,
        wanted: &wanted,
        sets: parts.sets(),
        posted_level: parts.posted_level(),
    };
    let mut months = OpenMonths::default();
    months.add(0, 0, span);
    let pass = Pass {
        source: kind.source(),
        time: Time::On(kind.from().to_owned()),
        by_period: true,
        is_of_month: false,
        apart: Apart::Members,
        measures: vec![measure(kind)],
        months,
    };
    let places: Vec<Vec<Literal>> = areas
        .iter()
        .map(|area| vec![0.into(), area.as_str().into()])
        .collect();
    let places = Relation::values(
        "places",
        &[(PLACE_NO, Type::Int), (AREA, Type::Text)],
        places,
    )?;
    let mut making = Making {
        scope: &scope,
        parts,
        places: &places,
        by: &columns,
        made: BTreeMap::new(),
    };
    let counted = counted_rows(&pass, &mut making)?;
    told(question, counted, (&columns, until))
}

/// The columns that are read, of the rows that count and have begun by the last day known.
fn told(
    question: &FollowedQuestion<'_>,
    (rows, conditions): (Relation, Vec<Term>),
    (columns, until): (&[&'static str], NaiveDate),
) -> Result<Relation, PlanError> {
    let from = || Term::column(question.kind.from());
    let has_begun = from().at_most(Term::literal(until));
    let rows = rows.filter(Term::All(conditions).and(has_begun))?;
    let (stop, cause) = end_of(question, until);
    let stop = Term::Least(vec![stop, Term::literal(until)]);
    let has_help = match question.kind {
        Kind::Return => Term::column(N_HELP_AFTER).or_else(Term::literal(0)),
        Kind::Conclusion | Kind::Duration => Term::literal(0),
    };
    let members = columns.iter().map(|name| (*name, Term::column(*name)));
    let others = [
        (PERSON_KEY, Term::column(PERSON_KEY)),
        (LASTED, from().days_until(stop)),
        (CAUSE, cause),
        (HAS_HELP, has_help),
    ];
    Ok(rows.select(members.chain(others))?.named("followed"))
}

fn measure(kind: Kind) -> Measure {
    Measure {
        of: kind.source().name.to_owned(),
        time: Time::On(kind.from().to_owned()),
        take: Take::Rows,
        when: kind.when().iter().map(|code| (*code).to_owned()).collect(),
        is_subtracted: false,
        ages: None,
        divide: 1,
        reached: None,
        not_reached: None,
        event: Vec::new(),
        is_few_of_nobody: false,
    }
}

/// The day on which it stopped, far off where it has not, and the number of the cause, null of none by the last day known.
///
/// Who is back on the day of the death or the moving is back: the grant was given to somebody who was there.
fn end_of(question: &FollowedQuestion<'_>, until: NaiveDate) -> (Term, Term) {
    let column = |name: &str| Term::column(name);
    let no = |cause: Cause| Term::literal(cause.no());
    let is_by = |day: Term| day.at_most(Term::literal(until));
    let none = || Box::new(Term::null(Type::Int));
    let back = match question.kind {
        Kind::Return => RETURNED_ON,
        Kind::Conclusion => NEXT_START,
        Kind::Duration => return end_of_course(question, until),
    };
    let back = || column(back).or_else(far());
    let gone = || column(GONE_ON).or_else(far());
    let died = column(DIED).or_else(Term::literal(false));
    let cause = Term::Case(
        vec![
            (is_by(back()).and(back().at_most(gone())), no(Cause::Event)),
            (is_by(gone()).and(died), no(Cause::Death)),
            (is_by(gone()), no(Cause::Moved)),
        ],
        none(),
    );
    (Term::Least(vec![back(), gone()]), cause)
}

/// As [`end_of`], of how long a course lasts.
fn end_of_course(question: &FollowedQuestion<'_>, until: NaiveDate) -> (Term, Term) {
    let column = |name: &str| Term::column(name);
    let no = |cause: Cause| Term::literal(cause.no());
    let is_over = column(ENDED_ON)
        .at_most(Term::literal(until))
        .or_else(Term::literal(false));
    let sets = question.catalogue.parts.sets();
    let effects = sets.get("effect_endings").into_iter().flatten();
    let is_one_of = |reasons: Vec<&str>| {
        let is = column(END_REASON).one_of(reasons);
        is_over.clone().and(is.or_else(Term::literal(false)))
    };
    let cause = Term::Case(
        vec![
            (
                is_one_of(effects.map(String::as_str).collect()),
                no(Cause::Event),
            ),
            (is_one_of(vec!["death"]), no(Cause::Death)),
            (is_one_of(vec!["moved"]), no(Cause::Moved)),
            (is_over, no(Cause::Other)),
        ],
        Box::new(Term::null(Type::Int)),
    );
    (column(LAST_DAY), cause)
}
