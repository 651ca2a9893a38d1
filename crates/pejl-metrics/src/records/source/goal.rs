//! Goals while they are active, and on the day they were to be evaluated.

use pejl_lake::columns::{
    AGE, AREA, BIRTH_YEAR, COURSE_ID, COURSE_TYPE, DUE_DATE, EVALUATED_DATE, FILE_NO, GOAL_ID,
    GOAL_TYPE, IMPORT_ID, LINE, PERSON_KEY, RESULT, SET_DATE, SEX, TARGET_GROUP, UNIT_ID,
};
use pejl_lake::{COURSE, EVENT, GOAL};

use super::citizen::{GONE_ON, with_departure};
use super::course::courses;
use super::{ENDED_ON, FIRST_DAY, LAST_DAY, Source};
use crate::records::age::AGE_DAY;
use crate::records::scope::{Scope, far};
use crate::relation::{Aggregate, Meet, Relation, RelationError, Term, Type};

/// What tells the rows of goals apart.
const ROW: [&str; 3] = [IMPORT_ID, FILE_NO, LINE];
/// Columns of a goal that are kept as they are.
const KEPT: [&str; 9] = [
    AREA,
    PERSON_KEY,
    GOAL_ID,
    COURSE_ID,
    UNIT_ID,
    TARGET_GROUP,
    GOAL_TYPE,
    BIRTH_YEAR,
    SEX,
];

/// The columns kept of a goal, and the age: it is known on no day of a goal, and the year of birth alone then tells it.
fn kept() -> Vec<(&'static str, Term)> {
    let kept = KEPT.iter().map(|name| (*name, Term::column(*name)));
    let age = [
        (AGE, Term::null(Type::Int)),
        (AGE_DAY, Term::column(SET_DATE)),
    ];
    kept.chain(age).collect()
}

/// A goal while it is active.
pub(super) static ACTIVE_GOAL: Source = Source {
    name: "active_goal",
    doc: "A goal from `first_day`, on which it was set, to `last_day`, on which it was evaluated, or the citizen died or \
moved away; `ended_on` is null while neither has come. A due date that has passed closes nothing.",
    needs: &[&GOAL],
    uses: &[&EVENT],
    interval: Some((FIRST_DAY, LAST_DAY)),
    is_told_apart: false,
    rows: active_goal,
};

fn active_goal(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let goals = with_departure(scope, scope.rows(&GOAL)?, &ROW, SET_DATE)?;
    let ended = Term::Least(vec![column(EVALUATED_DATE), column(GONE_ON)]);
    let mut columns = kept();
    columns.extend([
        (FIRST_DAY, column(SET_DATE)),
        (ENDED_ON, ended.clone()),
        (LAST_DAY, ended.or_else(far())),
    ]);
    Ok(goals.select(columns)?.named("active_goals"))
}

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
    let goals = with_departure(scope, goals, &ROW, SET_DATE)?;
    let is_there = column(GONE_ON)
        .is_null()
        .or(column(GONE_ON).at_least(column(DUE_DATE)));
    let mut columns = kept();
    columns.extend([(DUE_DATE, column(DUE_DATE)), (RESULT, column(RESULT))]);
    let types = courses(scope)?.aggregate(
        [AREA, COURSE_ID],
        [(COURSE_TYPE, Aggregate::Min(column(COURSE_TYPE)))],
    )?;
    let found = goals.filter(is_there)?.select(columns)?;
    let found = found.join(types, Meet::Left, &[(AREA, AREA), (COURSE_ID, COURSE_ID)])?;
    Ok(found.named("goals_due"))
}
