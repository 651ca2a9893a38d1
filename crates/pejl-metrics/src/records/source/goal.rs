//! Goals while they are active, on the day they were to be evaluated, and on the day they were.

use pejl_lake::columns::{
    AGE, AREA, BIRTH_YEAR, COURSE_ID, COURSE_TYPE, DATE, DOMAIN_CODE, DUE_DATE, EVALUATED_DATE,
    FILE_NO, GOAL_ID, GOAL_TYPE, IMPORT_ID, INSTRUMENT, LINE, PERSON_KEY, REGISTERED_AT, RESULT,
    SCORE, SET_DATE, SEX, TARGET_GROUP, TARGET_SCORE, UNIT_ID,
};
use pejl_lake::{ASSESSMENT, COURSE, EVENT, GOAL};

use super::citizen::{GONE_ON, with_departure};
use super::course::courses;
use super::{ENDED_ON, FIRST_DAY, LAST_DAY, Source};
use crate::records::age::AGE_DAY;
use crate::records::scope::{Scope, far};
use crate::relation::{Aggregate, Meet, Over, Relation, RelationError, Term, Type};

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
    is_case: false,
    names_some: false,
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
    is_case: false,
    names_some: false,
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

/// The instrument of levels of functioning, on which 0 is no limitation and 4 a total one.
const LEVELS: &str = "FFB_LEVEL";
/// The level by the day the goal was set.
const LEVEL_BEFORE: &str = "level_before";
/// The level by the day it was evaluated, assessed after it was set.
const LEVEL_AFTER: &str = "level_after";

/// A goal that was evaluated.
pub(super) static EVALUATED_GOAL: Source = Source {
    name: "evaluated_goal",
    doc: "A goal on the day it was evaluated, `evaluated_date`, with the levels of its domain by FFB (low is better): \
`level_before`, the last by the day it was set, and `level_after`, the last after that day and by that of the evaluation. \
`has_levels`: both are there, the goal is measured with no other instrument, and, to limit loss, has a score that is aimed at. \
`is_kept`: these given, the level is better (develop), no worse (maintain), or no worse than that score (limit_loss).",
    needs: &[&GOAL],
    uses: &[&ASSESSMENT],
    interval: None,
    is_told_apart: false,
    is_case: false,
    names_some: false,
    rows: evaluated_goal,
};

fn evaluated_goal(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let is_type = |name: &str| column(GOAL_TYPE).equals(Term::literal(name));
    let goals = scope
        .rows(&GOAL)?
        .filter(column(EVALUATED_DATE).is_null().not())?;
    let by_set_date = column(DATE).at_most(column(SET_DATE));
    let since = column(DATE)
        .more(column(SET_DATE))
        .and(column(DATE).at_most(column(EVALUATED_DATE)));
    let before = level(scope, &goals, by_set_date, LEVEL_BEFORE)?;
    let after = level(scope, &goals, since, LEVEL_AFTER)?;
    let row = ROW.map(|name| (name, name));
    let has_levels = Term::All(vec![
        column(LEVEL_BEFORE).is_null().not(),
        column(LEVEL_AFTER).is_null().not(),
        column(INSTRUMENT)
            .equals(Term::literal(LEVELS))
            .or_else(Term::literal(true)),
        is_type("limit_loss")
            .not()
            .or(column(TARGET_SCORE).is_null().not()),
    ]);
    let is_as_asked = Term::Case(
        vec![
            (
                is_type("develop"),
                column(LEVEL_AFTER).less(column(LEVEL_BEFORE)),
            ),
            (
                is_type("maintain"),
                column(LEVEL_AFTER).at_most(column(LEVEL_BEFORE)),
            ),
            (
                is_type("limit_loss"),
                column(LEVEL_AFTER).at_most(column(TARGET_SCORE)),
            ),
        ],
        Box::new(Term::literal(false)),
    );
    let mut columns = kept();
    columns.extend([
        (EVALUATED_DATE, column(EVALUATED_DATE)),
        (RESULT, column(RESULT)),
        (LEVEL_BEFORE, column(LEVEL_BEFORE)),
        (LEVEL_AFTER, column(LEVEL_AFTER)),
        (
            "has_levels",
            has_levels.clone().or_else(Term::literal(false)),
        ),
        (
            "is_kept",
            has_levels.and(is_as_asked).or_else(Term::literal(false)),
        ),
    ]);
    let found = goals
        .join(before, Meet::Left, &row)?
        .join(after, Meet::Left, &row)?
        .select(columns)?;
    Ok(found.named("evaluated_goals"))
}

/// The last level of the domain of each goal among those assessed in time, by the row of the goal.
///
/// Of two on one day it is the one registered last, and then the higher.
fn level(
    scope: &Scope<'_>,
    goals: &Relation,
    in_time: Term,
    name: &str,
) -> Result<Relation, RelationError> {
    const LATER: &str = "later_level";
    let column = |name: &str| Term::column(name);
    let key = [AREA, PERSON_KEY, DOMAIN_CODE];
    let is_level = column(INSTRUMENT)
        .equals(Term::literal(LEVELS))
        .and(column(SCORE).is_null().not());
    let levels = scope.rows(&ASSESSMENT)?.filter(is_level)?.keep([
        AREA,
        PERSON_KEY,
        DOMAIN_CODE,
        DATE,
        REGISTERED_AT,
        SCORE,
    ])?;
    goals
        .clone()
        .keep(key.into_iter().chain(ROW).chain([SET_DATE, EVALUATED_DATE]))?
        .join(levels, Meet::Inner, &key.map(|name| (name, name)))?
        .filter(in_time)?
        .window(
            &ROW,
            &[DATE, REGISTERED_AT, SCORE],
            [(LATER, Over::Next(SCORE.to_owned()))],
        )?
        .filter(column(LATER).is_null())?
        .select(
            ROW.map(|name| (name, column(name)))
                .into_iter()
                .chain([(name, column(SCORE))]),
        )
}
