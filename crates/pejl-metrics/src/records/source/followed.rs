//! Courses and when their citizens were back in help, dead or gone: what a curve of the time to return is made of.
//!
//! These rows are followed until a day that the question knows, so they are no source of cards: see `records::followed`.

use pejl_lake::columns::{AREA, PERSON_KEY};
use pejl_lake::{COURSE, EVENT, GRANT};

use super::citizen::with_departure;
use super::course::courses;
use super::run::runs;
use super::{ENDED_ON, FIRST_DAY, LAST_DAY, Source};
use crate::records::scope::Scope;
use crate::relation::{Aggregate, Meet, Relation, RelationError, Term, Type};

/// The first day of the citizen's next run of help.
pub(in crate::records) const RETURNED_ON: &str = "returned_on";
/// How many runs of help were in force on the day after the end.
pub(in crate::records) const N_HELP_AFTER: &str = "n_help_after";

/// A course that ended, with what came of its citizen.
pub(in crate::records) static ENDED_COURSE: Source = Source {
    name: "ended_course",
    doc: "A course with the day its citizen's next run of help began, and the day the citizen died or moved away.",
    needs: &[&COURSE, &GRANT],
    uses: &[&EVENT],
    interval: Some((FIRST_DAY, LAST_DAY)),
    is_told_apart: false,
    is_case: false,
    names_some: false,
    rows: ended_courses,
};

/// A course as it was, running or not.
pub(in crate::records) static ANY_COURSE: Source = Source {
    name: "any_course",
    doc: "A course from its first to its last day.",
    needs: &[&COURSE],
    uses: &[&EVENT],
    interval: Some((FIRST_DAY, LAST_DAY)),
    is_told_apart: false,
    is_case: false,
    names_some: false,
    rows: courses,
};

/// The courses that ended: beside their own columns `returned_on`, `n_help_after`, `gone_on` and `died`.
///
/// Returned is who has a run of help that begins after a day without help, as O4.2 has it: a grant that begins on the day after
/// the end goes on with what was. Every service counts, whatever the courses are filtered by.
fn ended_courses(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let key = [AREA, PERSON_KEY, ENDED_ON];
    let same = key.map(|name| (name, name));
    let courses = courses(scope)?.filter(column(ENDED_ON).is_null().not())?;
    let ends = courses
        .clone()
        .aggregate(key, [("n", Aggregate::Rows)])?
        .keep(key)?;
    let after = help_after(scope, &ends)?;
    let ends = with_departure(scope, ends, &key, ENDED_ON)?.join(after, Meet::Left, &same)?;
    Ok(courses
        .join(ends, Meet::Left, &same)?
        .named("ended_courses"))
}

/// What help there was after each end: how many runs of it on the day after, and when the next one began.
fn help_after(scope: &Scope<'_>, ends: &Relation) -> Result<Relation, RelationError> {
    const FROM: &str = "run_first_day";
    const TO: &str = "run_last_day";
    let column = |name: &str| Term::column(name);
    let nobody = Default::default();
    let all_help = Scope {
        apart: &[],
        only: &nobody,
        ..*scope
    };
    let runs = runs(&all_help, &[])?.select([
        (AREA, column(AREA)),
        (PERSON_KEY, column(PERSON_KEY)),
        (FROM, column(FIRST_DAY)),
        (TO, column(LAST_DAY)),
    ])?;
    let day_after = || column(ENDED_ON).days_later(1);
    let goes_on = column(FROM)
        .at_most(day_after())
        .and(column(TO).at_least(day_after()));
    let begins = Term::when(
        column(FROM).more(day_after()),
        column(FROM),
        Term::null(Type::Date),
    );
    ends.clone()
        .join(runs, Meet::Inner, &[(AREA, AREA), (PERSON_KEY, PERSON_KEY)])?
        .aggregate(
            [AREA, PERSON_KEY, ENDED_ON],
            [
                (
                    N_HELP_AFTER,
                    Aggregate::Sum(Term::when(goes_on, Term::literal(1), Term::literal(0))),
                ),
                (RETURNED_ON, Aggregate::Min(begins)),
            ],
        )
        .map(|after| after.named("help_after_courses"))
}
