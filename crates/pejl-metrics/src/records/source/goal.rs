//! Goals on the day they were to be evaluated.

use pejl_lake::columns::{
    AREA, BIRTH_YEAR, COURSE_ID, COURSE_TYPE, DUE_DATE, FILE_NO, GOAL_TYPE, IMPORT_ID, LINE,
    PERSON_KEY, RESULT, SET_DATE, SEX, TARGET_GROUP, UNIT_ID,
};
use pejl_lake::{COURSE, EVENT, GOAL};

use super::Source;
use super::citizen::{GONE_ON, with_departure};
use super::course::courses;
use crate::records::age::AGE_DAY;
use crate::records::scope::Scope;
use crate::relation::{Aggregate, Meet, Relation, RelationError, Term, Type};

/// A goal that was due.
pub(super) static GOAL_DUE: Source = Source {
    name: "goal_due",
    doc: "A goal on the day it was to be evaluated, `due_date`, of a citizen who was alive and resident then. `result` is \
as known now, also where it was evaluated late; null where it was not.",
    needs: &[&GOAL],
    uses: &[&EVENT, &COURSE],
    interval: None,
    is_told_apart: false,
    rows: goal_due,
};

fn goal_due(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let goals = scope
        .rows(&GOAL)?
        .filter(column(DUE_DATE).is_null().not())?;
    let goals = with_departure(scope, goals, &[IMPORT_ID, FILE_NO, LINE], SET_DATE)?;
    let is_there = column(GONE_ON)
        .is_null()
        .or(column(GONE_ON).at_least(column(DUE_DATE)));
    // The age is known on no day of a goal; the year of birth alone then tells it.
    let kept = [
        AREA,
        PERSON_KEY,
        COURSE_ID,
        UNIT_ID,
        TARGET_GROUP,
        GOAL_TYPE,
        DUE_DATE,
        RESULT,
        BIRTH_YEAR,
        SEX,
    ];
    let mut columns: Vec<(&str, Term)> = kept.iter().map(|name| (*name, column(name))).collect();
    columns.push((pejl_lake::columns::AGE, Term::null(Type::Int)));
    columns.push((AGE_DAY, column(SET_DATE)));
    let types = courses(scope)?.aggregate(
        [AREA, COURSE_ID],
        [(COURSE_TYPE, Aggregate::Min(column(COURSE_TYPE)))],
    )?;
    let found = goals.filter(is_there)?.select(columns)?;
    let found = found.join(types, Meet::Left, &[(AREA, AREA), (COURSE_ID, COURSE_ID)])?;
    Ok(found.named("goals_due"))
}
