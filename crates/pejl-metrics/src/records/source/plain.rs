//! Datasets whose rows are counted as they are.

use pejl_lake::columns::{
    ACCEPTED, AGE, AREA, BIRTH_YEAR, COURSE_ID, DATE, DAYS_ABSENT, END, FIRST_CONTACT, FTE, LISTED,
    MONTH, OFFERED,
};
use pejl_lake::{
    ABSENCE, ASSESSMENT, COMPLAINT, COURSE, DatasetSpec, PREVENTION_VISIT, STAFFING, WAITING,
};

use super::Source;
use crate::records::age::AGE_DAY;
use crate::records::scope::Scope;
use crate::relation::{Aggregate, DatePart, Meet, Relation, RelationError, Term, Type};

/// Rows of a dataset of persons, whose age is known on a day of theirs.
pub(super) fn of_persons(
    scope: &Scope<'_>,
    spec: &'static DatasetSpec,
    day: &str,
) -> Result<Relation, RelationError> {
    let rows = scope.rows(spec)?;
    let has = |name: &str| rows.columns().find(name).is_some();
    let mut more = vec![(AGE_DAY, Term::column(day))];
    if has(BIRTH_YEAR) && !has(AGE) {
        more.push((AGE, Term::null(Type::Int)));
    }
    rows.with(more)
}

/// A preventive home visit.
pub(super) static VISIT: Source = Source {
    name: "visit",
    doc: "A preventive home visit or the offer of one, on its `date`.",
    needs: &[&PREVENTION_VISIT],
    uses: &[],
    interval: None,
    is_told_apart: false,
    is_case: false,
    names_some: false,
    rows: |scope| of_persons(scope, &PREVENTION_VISIT, DATE),
};

/// Days from the end of its course.
const DAYS_AFTER_END: &str = "days_after_end";

/// An assessment.
pub(super) static ASSESSED: Source = Source {
    name: "assessment",
    doc: "An assessment of one domain by one instrument, on its `date`. `days_after_end` is how many days before it the course \
ended that it belongs to; null where it names none, none of that number is known, or it has not ended.",
    needs: &[&ASSESSMENT],
    uses: &[&COURSE],
    interval: None,
    is_told_apart: false,
    is_case: false,
    names_some: false,
    rows: |scope| {
        let rows = of_persons(scope, &ASSESSMENT, DATE)?;
        match scope.wants(&[DAYS_AFTER_END]) {
            true => after_courses(scope, rows),
            false => Ok(rows),
        }
    },
};

/// The assessments with the days since the end of their courses.
fn after_courses(scope: &Scope<'_>, rows: Relation) -> Result<Relation, RelationError> {
    const COURSE_ENDED: &str = "course_ended_on";
    let key = [AREA, COURSE_ID];
    let ends = scope
        .rows(&COURSE)?
        .aggregate(key, [(COURSE_ENDED, Aggregate::Max(Term::column(END)))])?;
    let days = Term::column(COURSE_ENDED).days_until(Term::column(DATE));
    rows.join(ends, Meet::Left, &key.map(|name| (name, name)))?
        .with([(DAYS_AFTER_END, days)])
}

/// A complaint.
pub(super) static CASE: Source = Source {
    name: "complaint",
    doc: "A complaint, `decided` on a day or not yet.",
    needs: &[&COMPLAINT],
    uses: &[],
    interval: None,
    is_told_apart: false,
    is_case: true,
    names_some: false,
    rows: |scope| scope.rows(&COMPLAINT),
};

/// Staff of a unit.
pub(super) static STAFF: Source = Source {
    name: "staffing",
    doc: "Staff of one profession at one unit in a `month`: `fte_millionths` full-time equivalents, the \
`fte_days_millionths` that they are over the calendar days of the month, and `headcount` persons.",
    needs: &[&STAFFING],
    uses: &[],
    interval: None,
    is_told_apart: false,
    is_case: false,
    names_some: false,
    rows: |scope| {
        let fte = Term::Scaled(Box::new(Term::column(FTE)), 6);
        let days = Term::column(MONTH).part(DatePart::DaysOfMonth);
        scope.rows(&STAFFING)?.with([
            ("fte_days_millionths", fte.clone().times(days)),
            ("fte_millionths", fte),
        ])
    },
};

/// Absence of staff.
pub(super) static ABSENT: Source = Source {
    name: "absence",
    doc: "Absence of staff of one profession at one unit for one `cause` in a `month`: `absent_millionths` of a day.",
    needs: &[&ABSENCE],
    uses: &[],
    interval: None,
    is_told_apart: false,
    is_case: false,
    names_some: false,
    rows: |scope| {
        let days = Term::Scaled(Box::new(Term::column(DAYS_ABSENT)), 6);
        scope.rows(&ABSENCE)?.with([("absent_millionths", days)])
    },
};

/// Somebody who waits.
pub(super) static WAITED: Source = Source {
    name: "waiting",
    doc: "A citizen on a list: `days_to_offer`, `days_to_accept` and `days_to_contact` are from the day of listing, null \
while it has not come.",
    needs: &[&WAITING],
    uses: &[],
    interval: None,
    is_told_apart: false,
    is_case: false,
    names_some: false,
    rows: |scope| {
        let until = |day: &str| Term::column(LISTED).days_until(Term::column(day));
        of_persons(scope, &WAITING, LISTED)?.with([
            ("days_to_offer", until(OFFERED)),
            ("days_to_accept", until(ACCEPTED)),
            ("days_to_contact", until(FIRST_CONTACT)),
        ])
    },
};
