//! Courses and what came of them.

use pejl_lake::columns::{
    AGE, AREA, BIRTH_YEAR, CANCELLED, COURSE_ID, COURSE_TYPE, DATE, DOMAIN_CODE, END, END_REASON,
    EVALUATED_DATE, FILE_NO, HOURS_AFTER, HOURS_BEFORE, IMPORT_ID, INSTRUMENT, LINE, PERSON_KEY,
    PLANNED_END, PROFESSION, REGISTERED_AT, RESULT, SCORE, SERVICE_CODE, SET_BY, SET_DATE, SEX,
    START, STATUS, TIMING, UNIT_ID,
};
use pejl_lake::{ASSESSMENT, COURSE, DELIVERY, EVENT, GOAL, GRANT};

use super::citizen::{DIED, GONE_ON, with_departure};
use super::granted::{AFTER, BEFORE, GAINED, HOURS_FROM, IS_NEW, with_hours, with_new_applicants};
use super::{ENDED_ON, FIRST_DAY, LAST_DAY, Source};
use crate::records::age::AGE_DAY;
use crate::records::scope::{Scope, far};
use crate::relation::{Aggregate, Meet, Over, Relation, RelationError, Term, Type};

/// Days within which a course must be registered to have been measured.
const MEASURED_WITHIN: i32 = 14;
/// Days either side of the start within which a goal counts as set for the course.
const GOAL_WITHIN: i64 = 30;
/// FSIII's score for what is not relevant, which is no number.
const NOT_RELEVANT: i64 = 9;

/// A course and what came of it.
pub(super) static COURSE_OUTCOME: Source = Source {
    name: "course_outcome",
    doc: "A course from `first_day` to `last_day`; `ended_on` is null while it runs, and the day the citizen died or moved \
away where it was never closed. `days` is from the first to the last day. `micro_minutes_gained` is the help in hours a week \
before it less that after it, in millionths of a minute: `hours_from` `recorded` on the course where both are, else from \
the `grants` in force 30 days before and after, null where one of them is not known, and `micro_minutes_before` and \
`micro_minutes_after` the two; `is_new_applicant` where no such help \
was in force in the 30 days before. `n_domains` are the FSIII domains scored before and after (9 is no score; of several after, the last), \
`score_change` the sum after less the sum before, null without domains. `has_own_goal`: a goal set by the citizen within \
30 days either side of the start. `registration_days`: from the end until it was registered. `ripe_on`: 30 days after the start. `is_measured`: registered, scored on both sides and \
with a goal evaluated by 14 days after the end, and with an end reason. `n_profession_groups`: how many groups of professions \
delivered on it from its first to its last day, null without any.",
    needs: &[&COURSE],
    uses: &[&EVENT, &ASSESSMENT, &DELIVERY, &GOAL, &GRANT],
    interval: Some((FIRST_DAY, LAST_DAY)),
    is_told_apart: false,
    is_case: false,
    names_some: false,
    rows: course_outcome,
};

/// Columns that scores make.
const OF_SCORES: [&str; 2] = ["n_domains", "score_change"];
/// Columns that goals make.
const OF_GOALS: [&str; 2] = ["has_own_goal", "is_measured"];

/// The column that professions make.
pub(crate) const PROFESSION_GROUPS: &str = "n_profession_groups";
/// Names of the lists of professions that are one group each; any other profession is of the group of others.
const GROUPS_OF_PROFESSIONS: [&str; 4] = ["therapists", "nurses", "care_assistants", "educators"];
const OTHER_PROFESSIONS: &str = "others";

fn course_outcome(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let courses = courses(scope)?;
    let key = [(AREA, AREA), (COURSE_ID, COURSE_ID)];
    let flag = |name: &str| {
        column(name)
            .more(Term::literal(0))
            .or_else(Term::literal(false))
    };
    let in_time = |name: &str| {
        let limit = column(ENDED_ON).days_later(MEASURED_WITHIN);
        column(name).at_most(limit).or_else(Term::literal(false))
    };
    let mut found = courses.clone().with([
        ("days", column(FIRST_DAY).days_until(column(ENDED_ON))),
        ("ripe_on", column(FIRST_DAY).days_later(30)),
        (
            "registration_days",
            column(ENDED_ON).days_until(column(REGISTERED_AT)),
        ),
    ])?;
    // What is not asked for is not joined: most questions are about courses alone.
    if scope.wants(&OF_SCORES) {
        found = found.join(scores(scope)?, Meet::Left, &key)?;
    }
    if scope.wants(&OF_GOALS) {
        found = found
            .join(goals(scope, &courses)?, Meet::Left, &key)?
            .with([("has_own_goal", flag("n_own_goals"))])?;
    }
    if scope.wants(&[IS_NEW]) {
        found = with_new_applicants(scope, found, &courses)?;
    }
    if scope.wants(&[GAINED, BEFORE, AFTER, HOURS_FROM]) {
        found = with_hours(scope, found, &courses)?;
    }
    if scope.wants(&[PROFESSION_GROUPS]) {
        found = found.join(profession_groups(scope, &courses)?, Meet::Left, &key)?;
    }
    if scope.wants(&["is_measured"]) {
        found = found.join(scored_in_time(scope, &courses)?, Meet::Left, &key)?;
        let is_measured = Term::All(vec![
            column(END_REASON).is_null().not(),
            flag("n_scored_in_time"),
            in_time("goal_evaluated_on"),
            in_time(REGISTERED_AT),
        ]);
        found = found.with([("is_measured", is_measured)])?;
    }
    Ok(found.named("course_outcomes"))
}

/// Courses with their end, also where only the citizen's death or moving tells it.
pub(super) fn courses(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let rows = scope.rows(&COURSE)?;
    let rows = with_departure(scope, rows, &[IMPORT_ID, FILE_NO, LINE], START)?;
    let ended = column(END).or_else(column(GONE_ON));
    // One that the source says has ended, on no day it says, was not under way after its first day as far as is known.
    let is_over = column(STATUS)
        .equals(Term::literal("ended"))
        .or_else(Term::literal(false));
    let open_end = Term::when(is_over, column(START), far());
    let last = ended.clone().or_else(open_end);
    let closed_by = column(END).is_null();
    let reason = Term::Case(
        vec![
            (closed_by.clone().and(column(DIED)), Term::literal("death")),
            (
                closed_by.and(column(GONE_ON).is_null().not()),
                Term::literal("moved"),
            ),
        ],
        Box::new(column(END_REASON)),
    );
    let kept = [
        AREA,
        PERSON_KEY,
        COURSE_ID,
        COURSE_TYPE,
        SERVICE_CODE,
        UNIT_ID,
        PLANNED_END,
        RESULT,
        HOURS_BEFORE,
        HOURS_AFTER,
        REGISTERED_AT,
        BIRTH_YEAR,
        SEX,
        AGE,
    ];
    let mut columns: Vec<(&str, Term)> = kept.iter().map(|name| (*name, column(name))).collect();
    columns.extend([
        (AGE_DAY, column(START)),
        (FIRST_DAY, column(START)),
        (ENDED_ON, ended.clone()),
        (LAST_DAY, last),
        (END_REASON, reason),
    ]);
    Ok(rows.select(columns)?.named("courses"))
}

/// FSIII domains scored before and after, by course.
fn scores(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    const LATER: &str = "later_scores";
    let column = |name: &str| Term::column(name);
    let key = [AREA, COURSE_ID, DOMAIN_CODE];
    let is_scored = Term::All(vec![
        column(INSTRUMENT).equals(Term::literal("FSIII")),
        column(COURSE_ID).is_null().not(),
        column(SCORE).at_least(Term::literal(0)),
        column(SCORE).compare(
            crate::relation::Comparison::NotEqual,
            Term::literal(NOT_RELEVANT),
        ),
    ]);
    let scored = scope.rows(&ASSESSMENT)?.filter(is_scored)?;
    // The last score on a side counts; of two on one day, the one further down in the file.
    let last_of = |timing: &str, score: &str| {
        scored
            .clone()
            .filter(column(TIMING).equals(Term::literal(timing)))?
            .window(
                &key,
                &[DATE, IMPORT_ID, FILE_NO, LINE],
                [(LATER, Over::Next(LINE.to_owned()))],
            )?
            .filter(column(LATER).is_null())?
            .select([
                (AREA, column(AREA)),
                (COURSE_ID, column(COURSE_ID)),
                (DOMAIN_CODE, column(DOMAIN_CODE)),
                (score, column(SCORE)),
            ])
    };
    let before = last_of("before", "before")?;
    let after = last_of("after", "after")?;
    before
        .join(after, Meet::Inner, &key.map(|name| (name, name)))?
        .aggregate(
            [AREA, COURSE_ID],
            [
                ("n_domains", Aggregate::Rows),
                (
                    "score_change",
                    Aggregate::Sum(column("after").minus(column("before"))),
                ),
            ],
        )
        .map(|scores| scores.named("scores_of_courses"))
}

/// Courses scored before and after with the same instrument on the same domain, the score after registered by 14 days after
/// the end.
fn scored_in_time(scope: &Scope<'_>, courses: &Relation) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let key = [AREA, COURSE_ID, INSTRUMENT, DOMAIN_CODE];
    let is_relevant = column(INSTRUMENT)
        .equals(Term::literal("FSIII"))
        .and(column(SCORE).equals(Term::literal(NOT_RELEVANT)))
        .not();
    let is_scored = Term::All(vec![
        column(COURSE_ID).is_null().not(),
        column(SCORE).is_null().not(),
        is_relevant,
    ]);
    let scored = scope.rows(&ASSESSMENT)?.filter(is_scored)?;
    let at = |timing: &str| {
        let is_then = column(TIMING).equals(Term::literal(timing));
        scored.clone().filter(is_then)
    };
    let before = at("before")?.keep(key)?;
    let ends = courses.clone().keep([AREA, COURSE_ID, ENDED_ON])?;
    let day = column(REGISTERED_AT).or_else(column(DATE));
    let in_time = column("after_day").at_most(column(ENDED_ON).days_later(MEASURED_WITHIN));
    let mut after: Vec<(&str, Term)> = key.iter().map(|name| (*name, column(name))).collect();
    after.push(("after_day", day));
    at("after")?
        .select(after)?
        .join(ends, Meet::Inner, &[(AREA, AREA), (COURSE_ID, COURSE_ID)])?
        .filter(in_time)?
        .join(before, Meet::Semi, &key.map(|name| (name, name)))?
        .aggregate([AREA, COURSE_ID], [("n_scored_in_time", Aggregate::Rows)])
        .map(|scored| scored.named("scored_in_time"))
}

/// Goals by course: how many of the citizen's own were set for it, and when the first was evaluated.
fn goals(scope: &Scope<'_>, courses: &Relation) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let key = [(AREA, AREA), (COURSE_ID, COURSE_ID)];
    let starts = courses.clone().keep([AREA, COURSE_ID, FIRST_DAY])?;
    let apart = column(FIRST_DAY).days_until(column(SET_DATE));
    let near = apart
        .clone()
        .at_most(Term::literal(GOAL_WITHIN))
        .and(apart.at_least(Term::literal(-GOAL_WITHIN)));
    let own = column(SET_BY).one_of(["citizen", "both"]).and(near);
    let is_own = Term::when(own, Term::literal(1), Term::literal(0));
    let evaluated = Term::when(
        column(RESULT).is_null().not(),
        column(EVALUATED_DATE),
        Term::null(Type::Date),
    );
    scope
        .rows(&GOAL)?
        .keep([AREA, COURSE_ID, SET_BY, SET_DATE, EVALUATED_DATE, RESULT])?
        .join(starts, Meet::Inner, &key)?
        .aggregate(
            [AREA, COURSE_ID],
            [
                ("n_own_goals", Aggregate::Sum(is_own)),
                ("goal_evaluated_on", Aggregate::Min(evaluated)),
            ],
        )
        .map(|goals| goals.named("goals_of_courses"))
}

/// How many groups of professions delivered on a course while it ran, by course; one that nobody is known to have delivered
/// on is no row.
fn profession_groups(scope: &Scope<'_>, courses: &Relation) -> Result<Relation, RelationError> {
    const GROUP: &str = "profession_group";
    let column = |name: &str| Term::column(name);
    let was_delivered = column(CANCELLED)
        .equals(Term::literal(true))
        .or_else(Term::literal(false))
        .not();
    let is_named = column(PROFESSION).is_null().not();
    let groups = GROUPS_OF_PROFESSIONS.iter().map(|name| {
        let is_of_it = column(PROFESSION).one_of(scope.set(name));
        (is_of_it, Term::literal(*name))
    });
    let group = Term::Case(groups.collect(), Box::new(Term::literal(OTHER_PROFESSIONS)));
    let ran = courses
        .clone()
        .keep([AREA, COURSE_ID, FIRST_DAY, LAST_DAY])?;
    let while_it_ran = column(DATE)
        .at_least(column(FIRST_DAY))
        .and(column(DATE).at_most(column(LAST_DAY)));
    scope
        .rows(&DELIVERY)?
        .filter(was_delivered.and(is_named))?
        .select([
            (AREA, column(AREA)),
            (COURSE_ID, column(COURSE_ID)),
            (DATE, column(DATE)),
            (GROUP, group),
        ])?
        .join(ran, Meet::Inner, &[(AREA, AREA), (COURSE_ID, COURSE_ID)])?
        .filter(while_it_ran)?
        .aggregate(
            [AREA, COURSE_ID],
            [(PROFESSION_GROUPS, Aggregate::Distinct(column(GROUP)))],
        )
        .map(|groups| groups.named("professions_of_courses"))
}
