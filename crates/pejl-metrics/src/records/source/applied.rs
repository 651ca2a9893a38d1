//! Applications, and the deadline that the municipality has published for them.

use pejl_lake::columns::{
    ACTING_MUNICIPALITY, AGE, APPLIED_DATE, AREA, BIRTH_YEAR, CANCELLED_DATE, DEADLINE_DAYS,
    DECISION_DATE, FILE_NO, GRANT_ID, IMPORT_ID, LAW, LINE, PARAGRAPH, PERSON_KEY, REJECTED_DATE,
    SERVICE_CODE, SETTING, SEX, STATUS, TARGET_GROUP, VALID_FROM, VALID_TO,
};
use pejl_lake::{DEADLINE, EVENT, GRANT};

use super::Source;
use super::citizen::{GONE_ON, with_departure};
use super::help::is_granted;
use crate::records::age::AGE_DAY;
use crate::records::scope::{Scope, far, long_ago};
use crate::relation::{Aggregate, Meet, Relation, RelationError, Term, Type};

/// The last day on which an application is decided in time.
const DEADLINE_ON: &str = "deadline_on";
/// The day it was decided, either way.
const DECIDED_ON: &str = "decided_on";
/// Whether it was decided by the deadline.
const IN_TIME: &str = "in_time";
/// Whether there was nothing left to decide by the deadline.
const LAPSED: &str = "lapsed";
/// A row of the source.
const ROW: [&str; 3] = [IMPORT_ID, FILE_NO, LINE];

/// An application for help.
pub(super) static APPLICATION: Source = Source {
    name: "application",
    doc: "A grant that somebody applied for, granted or not, and that the municipality itself decides. `decided_on` is the \
day it was granted or rejected. `deadline_on` is the day of application and as many days later as the register of deadlines \
has for it on that day: of its service, else of its paragraph or the longest part of it, else of everything; the shortest \
where it has several; null where it has none. `in_time`: it was decided by then. `lapsed`: undecided and by the deadline it \
was taken back, or the citizen died or moved away.",
    needs: &[&GRANT, &DEADLINE],
    uses: &[&EVENT],
    interval: None,
    is_told_apart: false,
    is_case: false,
    names_some: false,
    rows: applications,
};

/// Columns of a grant that are kept as they are.
const KEPT: [&str; 13] = [
    AREA,
    PERSON_KEY,
    GRANT_ID,
    SERVICE_CODE,
    LAW,
    PARAGRAPH,
    TARGET_GROUP,
    SETTING,
    STATUS,
    APPLIED_DATE,
    BIRTH_YEAR,
    SEX,
    AGE,
];

fn applications(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let is_own = column(ACTING_MUNICIPALITY)
        .is_null()
        .or(column(ACTING_MUNICIPALITY).equals(column(AREA)));
    let applied = scope.rows(&GRANT)?.filter(Term::All(vec![
        column(APPLIED_DATE).is_null().not(),
        is_granted(),
        is_own,
    ]))?;
    let applied = with_departure(scope, applied, &ROW, APPLIED_DATE)?;
    let applied = with_days(scope, applied)?;
    let decided_on = Term::Least(vec![column(DECISION_DATE), column(REJECTED_DATE)]);
    let deadline_on = column(APPLIED_DATE).days_added(column(DEADLINE_DAYS));
    let dated = applied.with([(DECIDED_ON, decided_on), (DEADLINE_ON, deadline_on)])?;
    let in_time = column(DECIDED_ON)
        .at_most(column(DEADLINE_ON))
        .or_else(Term::literal(false));
    let by_deadline = |day: &str| {
        column(day)
            .at_most(column(DEADLINE_ON))
            .or_else(Term::literal(false))
    };
    let is_taken_back = column(STATUS)
        .equals(Term::literal("cancelled"))
        .and(column(CANCELLED_DATE).is_null())
        .and(column(DECIDED_ON).is_null())
        .or_else(Term::literal(false));
    let is_gone = Term::Any(vec![
        by_deadline(GONE_ON),
        by_deadline(CANCELLED_DATE),
        is_taken_back,
    ]);
    let mut columns: Vec<(&str, Term)> = KEPT.iter().map(|name| (*name, column(name))).collect();
    columns.extend([
        (AGE_DAY, column(VALID_FROM)),
        (DECIDED_ON, column(DECIDED_ON)),
        (DEADLINE_ON, column(DEADLINE_ON)),
        (IN_TIME, column(IN_TIME)),
        (LAPSED, column(IN_TIME).not().and(is_gone)),
    ]);
    dated
        .with([(IN_TIME, in_time)])?
        .select(columns)
        .map(|rows| rows.named("applications"))
}

/// The rows with the days of the deadline that stands for each on the day of application, null where none does.
fn with_days(scope: &Scope<'_>, applied: Relation) -> Result<Relation, RelationError> {
    const SERVICE: &str = "deadline_service";
    const OF_LAW: &str = "deadline_law";
    const OF_PARAGRAPH: &str = "deadline_paragraph";
    const FROM: &str = "deadline_from";
    const TO: &str = "deadline_to";
    const OF_SERVICE_DAYS: &str = "days_of_service";
    const OF_PARAGRAPH_DAYS: &str = "days_of_paragraph";
    const OF_ALL_DAYS: &str = "days_of_all";
    const LONGEST: &str = "longest_paragraph";
    let column = |name: &str| Term::column(name);
    let register = scope.rows(&DEADLINE)?.select([
        (AREA, column(AREA)),
        (SERVICE, column(SERVICE_CODE)),
        (OF_LAW, column(LAW)),
        (OF_PARAGRAPH, column(PARAGRAPH)),
        (DEADLINE_DAYS, column(DEADLINE_DAYS)),
        (FROM, column(VALID_FROM).or_else(long_ago())),
        (TO, column(VALID_TO).or_else(far())),
    ])?;
    let then = column(FROM)
        .at_most(column(APPLIED_DATE))
        .and(column(TO).at_least(column(APPLIED_DATE)));
    let mut kept = ROW.to_vec();
    kept.extend([AREA, APPLIED_DATE, SERVICE_CODE, LAW, PARAGRAPH]);
    let in_force = applied
        .clone()
        .keep(kept)?
        .join(register, Meet::Inner, &[(AREA, AREA)])?
        .filter(then)?;
    let of_service = column(SERVICE).equals(column(SERVICE_CODE));
    let is_of_law = column(OF_LAW)
        .is_null()
        .or(column(LAW).is_null())
        .or(column(OF_LAW).equals(column(LAW)));
    // A part of a paragraph goes on after a comma: § 83 is not a part of § 83 a.
    let closed = |name: &str| column(name).joined(Term::literal(","));
    let of_paragraph = is_of_law.and(closed(PARAGRAPH).starts_with(closed(OF_PARAGRAPH)));
    let of_all = column(SERVICE)
        .is_null()
        .and(column(OF_PARAGRAPH).is_null());
    let days_if = |condition: Term| {
        Aggregate::Min(Term::when(
            condition,
            column(DEADLINE_DAYS),
            Term::null(Type::Int),
        ))
    };
    let longest = Aggregate::Max(Term::when(
        of_paragraph.clone(),
        column(OF_PARAGRAPH),
        Term::null(Type::Text),
    ));
    let same = ROW.map(|name| (name, name));
    let found = in_force.clone().aggregate(
        ROW,
        [
            (OF_SERVICE_DAYS, days_if(of_service)),
            (LONGEST, longest),
            (OF_ALL_DAYS, days_if(of_all)),
        ],
    )?;
    // Of texts that one text begins with, the greatest is the longest.
    let of_longest = in_force
        .filter(of_paragraph)?
        .join(found.clone(), Meet::Inner, &same)?
        .filter(column(OF_PARAGRAPH).equals(column(LONGEST)))?
        .aggregate(
            ROW,
            [(OF_PARAGRAPH_DAYS, Aggregate::Min(column(DEADLINE_DAYS)))],
        )?;
    let days = Term::FirstOf(vec![
        column(OF_SERVICE_DAYS),
        column(OF_PARAGRAPH_DAYS),
        column(OF_ALL_DAYS),
    ]);
    let mut with_days: Vec<(&str, Term)> = ROW.iter().map(|name| (*name, column(name))).collect();
    with_days.push((DEADLINE_DAYS, days));
    let days = found
        .join(of_longest, Meet::Left, &same)?
        .select(with_days)?
        .named("deadlines_of_applications");
    applied.join(days, Meet::Left, &same)
}
