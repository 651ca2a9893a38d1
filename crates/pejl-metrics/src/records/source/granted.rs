//! The help in hours that a citizen was granted before a course and after it.

use pejl_lake::columns::{AREA, COURSE_ID, HOURS_AFTER, HOURS_BEFORE, PERSON_KEY, SERVICE_CODE};

use super::citizen::{DIED, GONE_ON, with_departure};
use super::help::{WEEKLY, help};
use super::{ENDED_ON, FIRST_DAY, LAST_DAY};
use crate::records::scope::Scope;
use crate::relation::{Aggregate, Meet, Relation, RelationError, Term, Type};

/// Days before the start and after the end of a course on which help is measured; without help on the days between such a
/// day and the start a citizen is a new applicant.
const DAYS: i32 = 30;
/// Minutes of an hour.
const MINUTES: i64 = 60;
/// Services that are not the help measured: what rehabilitates, and what is no help in hours by its nature.
const OTHER_SERVICES: [&str; 2] = ["rehabilitating_services", "not_help_in_hours"];

/// Help a week before less help a week after, in millionths of a minute.
pub(crate) const GAINED: &str = "micro_minutes_gained";
/// Help a week before, in millionths of a minute; null where [`GAINED`] is.
pub(crate) const BEFORE: &str = "micro_minutes_before";
/// Help a week after, in millionths of a minute; null where [`GAINED`] is.
pub(crate) const AFTER: &str = "micro_minutes_after";
/// Where the hours are from: `recorded` or `grants`.
pub(crate) const HOURS_FROM: &str = "hours_from";
/// Whether no such help was in force in the days before the start.
pub(crate) const IS_NEW: &str = "is_new_applicant";

/// The first and last day of help, beside those of a course.
const FROM: &str = "help_first_day";
const TO: &str = "help_last_day";

/// Grants in force of the help that is measured in hours: `area`, `person_key`, `help_first_day`, `help_last_day` and what is
/// granted a week, null for a package without hours.
fn help_in_hours(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let others = OTHER_SERVICES.iter().flat_map(|set| scope.set(set));
    let is_other = column(SERVICE_CODE)
        .one_of(others)
        .or_else(Term::literal(false));
    help(scope)?.filter(is_other.not())?.select([
        (AREA, column(AREA)),
        (PERSON_KEY, column(PERSON_KEY)),
        (FROM, column(FIRST_DAY)),
        (TO, column(LAST_DAY)),
        (WEEKLY, column(WEEKLY)),
    ])
}

/// The courses with [`IS_NEW`].
pub(super) fn with_new_applicants(
    scope: &Scope<'_>,
    found: Relation,
    courses: &Relation,
) -> Result<Relation, RelationError> {
    const N: &str = "n_help";
    let column = |name: &str| Term::column(name);
    let key = [(AREA, AREA), (PERSON_KEY, PERSON_KEY)];
    let before = column(FROM)
        .less(column(FIRST_DAY))
        .and(column(TO).at_least(column(FIRST_DAY).days_later(-DAYS)));
    let with_help = courses
        .clone()
        .keep([AREA, PERSON_KEY, COURSE_ID, FIRST_DAY])?
        .join(help_in_hours(scope)?, Meet::Inner, &key)?
        .filter(before)?
        .aggregate([AREA, COURSE_ID], [(N, Aggregate::Rows)])?
        .named("help_before_courses");
    let is_new = column(N).is_null();
    found
        .join(
            with_help,
            Meet::Left,
            &[(AREA, AREA), (COURSE_ID, COURSE_ID)],
        )?
        .with([(IS_NEW, is_new)])
}

/// The courses with [`GAINED`], [`BEFORE`], [`AFTER`] and [`HOURS_FROM`].
///
/// Hours recorded on the course count where both are; else what was granted on the day 30 days before the start less what
/// was on the day 30 days after the end. A side is not known where a grant of such help without hours was in force that day,
/// the one before where there was no such help to compare with, the one after where the citizen was dead or gone by then.
pub(super) fn with_hours(
    scope: &Scope<'_>,
    found: Relation,
    courses: &Relation,
) -> Result<Relation, RelationError> {
    const RECORDED: &str = "recorded_gain";
    const GRANTED: &str = "granted_gain";
    const GRANTED_BEFORE: &str = "granted_before";
    const GRANTED_AFTER: &str = "granted_after";
    let column = |name: &str| Term::column(name);
    let scaled = |name: &str| Term::Scaled(Box::new(column(name)), 6).times(Term::literal(MINUTES));
    let text = |text: &str| Term::literal(text);
    let from = Term::Case(
        vec![
            (column(RECORDED).is_null().not(), text("recorded")),
            (column(GRANTED).is_null().not(), text("grants")),
        ],
        Box::new(Term::null(Type::Text)),
    );
    // Both sides are always of one source.
    let of_side = |recorded: &str, granted: &str| {
        Term::Case(
            vec![
                (column(RECORDED).is_null().not(), scaled(recorded)),
                (column(GRANTED).is_null().not(), column(granted)),
            ],
            Box::new(Term::null(Type::Int)),
        )
    };
    with_grants(scope, found, courses)?
        .with([
            (GRANTED_BEFORE, granted_before()),
            (GRANTED_AFTER, granted_after()),
        ])?
        .with([
            (RECORDED, scaled(HOURS_BEFORE).minus(scaled(HOURS_AFTER))),
            (GRANTED, column(GRANTED_BEFORE).minus(column(GRANTED_AFTER))),
        ])?
        .with([
            (GAINED, column(RECORDED).or_else(column(GRANTED))),
            (BEFORE, of_side(HOURS_BEFORE, GRANTED_BEFORE)),
            (AFTER, of_side(HOURS_AFTER, GRANTED_AFTER)),
            (HOURS_FROM, from),
        ])
}

/// The day before a course on which help is measured.
const BEFORE_DAY: &str = "before_day";
/// The day after it.
const AFTER_DAY: &str = "after_day";
/// The sides of a course, each with its day.
const SIDES: [(&str, &str); 2] = [("before", BEFORE_DAY), ("after", AFTER_DAY)];

/// The courses with what was granted on both days, and when the citizen was gone after the end.
fn with_grants(
    scope: &Scope<'_>,
    found: Relation,
    courses: &Relation,
) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let days = [
        (BEFORE_DAY, column(FIRST_DAY).days_later(-DAYS)),
        (AFTER_DAY, column(ENDED_ON).days_later(DAYS)),
    ];
    let courses = courses.clone().with(days.clone())?;
    let granted = granted_on(scope, &courses, [BEFORE_DAY, AFTER_DAY])?;
    let mut found = found.with(days)?;
    for (side, day) in SIDES {
        let of_side = granted.clone().select([
            (AREA.to_owned(), column(AREA)),
            (PERSON_KEY.to_owned(), column(PERSON_KEY)),
            (day.to_owned(), column(DAY)),
            (named(N_WITHOUT, side), column(N_WITHOUT)),
            (named(SUM, side), column(SUM)),
        ])?;
        let key = [(AREA, AREA), (PERSON_KEY, PERSON_KEY), (day, day)];
        found = found.join(of_side, Meet::Left, &key)?;
    }
    let key = [AREA, PERSON_KEY, ENDED_ON].map(|name| (name, name));
    found.join(departed(scope, &courses)?, Meet::Left, &key)
}

fn named(column: &str, side: &str) -> String {
    format!("{column}_{side}")
}

/// What was granted on a side, null where it is unknown; `none` where nothing was in force.
fn granted(side: &str, none: Term, is_unknown: Term) -> Term {
    let unknown = || Term::null(Type::Int);
    let n_without = Term::column(named(N_WITHOUT, side));
    let cases = vec![
        (is_unknown, unknown()),
        (n_without.clone().is_null(), none),
        (n_without.more(Term::literal(0)), unknown()),
    ];
    Term::Case(cases, Box::new(Term::column(named(SUM, side))))
}

/// What was granted before, where that is known.
fn granted_before() -> Term {
    granted("before", Term::null(Type::Int), Term::literal(false))
}

/// What was granted after, where that is known.
fn granted_after() -> Term {
    let unknown = || Term::null(Type::Int);
    let is_gone = Term::column(GONE_AFTER).at_most(Term::column(AFTER_DAY));
    // A grant may have a last day after the death.
    let is_dead = is_gone.clone().and(Term::column(DIED_AFTER));
    let nothing_after = Term::Case(
        vec![
            (Term::column(ENDED_ON).is_null(), unknown()),
            (is_gone, unknown()),
        ],
        Box::new(Term::literal(0)),
    );
    granted("after", nothing_after, is_dead)
}

/// A day on which help is looked at.
const DAY: &str = "day_of_help";
/// How many grants of a day have no hours.
const N_WITHOUT: &str = "n_without_hours";
/// What is granted a week on a day.
const SUM: &str = "granted_micro_minutes";
/// The first day from the end of a course on which the citizen died or moved away.
const GONE_AFTER: &str = "gone_after_end";
/// Whether that was by death.
const DIED_AFTER: &str = "died_after_end";

/// What help in hours citizens had on the days beside their courses; nothing of a day without any.
fn granted_on(
    scope: &Scope<'_>,
    courses: &Relation,
    days: [&str; 2],
) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let person = [(AREA, AREA), (PERSON_KEY, PERSON_KEY)];
    let key = [AREA, PERSON_KEY, DAY];
    let asked = days.map(|day| {
        courses.clone().select([
            (AREA, column(AREA)),
            (PERSON_KEY, column(PERSON_KEY)),
            (DAY, column(day)),
        ])
    });
    let asked = asked.into_iter().collect::<Result<Vec<_>, _>>()?;
    let in_force = column(FROM)
        .at_most(column(DAY))
        .and(column(TO).at_least(column(DAY)));
    let without = Term::when(column(WEEKLY).is_null(), Term::literal(1), Term::literal(0));
    Relation::union(asked)?
        .filter(column(DAY).is_null().not())?
        .aggregate(key, [("n", Aggregate::Rows)])?
        .keep(key)?
        .join(help_in_hours(scope)?, Meet::Inner, &person)?
        .filter(in_force)?
        .aggregate(
            key,
            [
                (N_WITHOUT, Aggregate::Sum(without)),
                (SUM, Aggregate::Sum(column(WEEKLY))),
            ],
        )
        .map(|granted| granted.named("help_beside_courses"))
}

/// When citizens whose course ended on a day died or moved away from then on.
fn departed(scope: &Scope<'_>, courses: &Relation) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let key = [AREA, PERSON_KEY, ENDED_ON];
    let ends = courses
        .clone()
        .filter(column(ENDED_ON).is_null().not())?
        .aggregate(key, [("n", Aggregate::Rows)])?
        .keep(key)?;
    with_departure(scope, ends, &key, ENDED_ON)?.select([
        (AREA, column(AREA)),
        (PERSON_KEY, column(PERSON_KEY)),
        (ENDED_ON, column(ENDED_ON)),
        (GONE_AFTER, column(GONE_ON)),
        (DIED_AFTER, column(DIED)),
    ])
}
