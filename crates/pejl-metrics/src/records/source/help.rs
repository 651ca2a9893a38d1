//! Help in force: the grants that gave a citizen something, and until when.

use pejl_lake::columns::{
    ACTING_MUNICIPALITY, AGE, AMOUNT, AMOUNT_KIND, APPLIED_DATE, AREA, BIRTH_YEAR, DECISION_DATE,
    END_REASON, FILE_NO, GRANT_ID, IMPORT_ID, LAW, LINE, PACKAGE_LEVEL, PARAGRAPH,
    PAYING_MUNICIPALITY, PER, PERSON_KEY, PROVIDER_ID, PROVIDER_TYPE, SERVICE_CODE, SETTING, SEX,
    STATUS, TARGET_GROUP, UNIT, VALID_FROM, VALID_TO,
};
use pejl_lake::{EVENT, GRANT};

use super::citizen::{DIED, GONE_ON, with_departure};
use super::{ENDED_ON, FIRST_DAY, LAST_DAY, Source};
use crate::records::age::AGE_DAY;
use crate::records::scope::{Scope, far};
use crate::relation::{Comparison, Relation, RelationError, Term, Type};

/// Millionths of a minute granted a week.
pub(crate) const WEEKLY: &str = "weekly_micro_minutes";

/// A grant that was in force.
pub(super) static HELP: Source = Source {
    name: "help",
    doc: "A grant that was in force, paid by the municipality itself: from `first_day` to `last_day`, both in; \
`ended_on` is null while it is open. Applied for, rejected and cancelled grants are none. One that was never closed ends \
on the day the citizen died or moved away, with that as `end_reason`. `weekly_micro_minutes` is what is granted a week, \
in millionths of a minute, null for a package without hours.",
    needs: &[&GRANT],
    uses: &[&EVENT],
    interval: Some((FIRST_DAY, LAST_DAY)),
    is_told_apart: false,
    is_case: false,
    names_some: false,
    rows: help,
};

/// Columns of a grant that are kept as they are.
const KEPT: [&str; 17] = [
    AREA,
    PERSON_KEY,
    GRANT_ID,
    SERVICE_CODE,
    LAW,
    PARAGRAPH,
    TARGET_GROUP,
    SETTING,
    PROVIDER_ID,
    PROVIDER_TYPE,
    PACKAGE_LEVEL,
    APPLIED_DATE,
    DECISION_DATE,
    STATUS,
    BIRTH_YEAR,
    SEX,
    AGE,
];

pub(super) fn help(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let counts = Term::All(vec![was_in_force(), is_granted(), is_own()]);
    let grants = grants(scope, counts, [(WEEKLY, weekly())])?;
    Ok(grants.named("help"))
}

/// The same with the grants that other municipalities pay for.
pub(super) fn help_of_all_payers(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let counts = was_in_force().and(is_granted());
    let grants = grants(scope, counts, [(WEEKLY, weekly())])?;
    Ok(grants.named("help_of_all_payers"))
}

/// As `help`, of grants that other municipalities pay for alone.
pub(super) fn help_paid_by_others(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let counts = was_in_force().and(is_granted()).and(is_own().not());
    let grants = grants(scope, counts, [(WEEKLY, weekly())])?;
    Ok(grants.named("help_paid_by_others"))
}

/// Whether the municipality pays for a grant itself.
pub(super) fn is_own() -> Term {
    let payer = || Term::column(PAYING_MUNICIPALITY);
    payer().is_null().or(payer().equals(Term::column(AREA)))
}

/// Whether a grant was decided and not taken back.
pub(super) fn was_in_force() -> Term {
    let status = || Term::column(STATUS);
    status().is_null().or(status().one_of(["granted", "ended"]))
}

/// Whether a row is the grant itself, and not what it was expected to cost or what was paid for it.
pub(super) fn is_granted() -> Term {
    let kind = || Term::column(AMOUNT_KIND);
    kind().is_null().or(kind().equals(Term::literal("granted")))
}

/// The grants that count, with their days in force and more columns made of the dataset's own.
pub(super) fn grants<'a>(
    scope: &Scope<'_>,
    counts: Term,
    more: impl IntoIterator<Item = (&'a str, Term)>,
) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let has_days = column(VALID_TO)
        .is_null()
        .or(column(VALID_TO).at_least(column(VALID_FROM)));
    let grants = scope.rows(&GRANT)?.filter(counts.and(has_days))?;
    let row = [IMPORT_ID, FILE_NO, LINE];
    let grants = with_departure(scope, grants, &row, VALID_FROM)?;
    // Who lives in a place in another municipality moves there, and is still this one's citizen for money and help.
    let lives_elsewhere = column(ACTING_MUNICIPALITY)
        .compare(Comparison::NotEqual, column(AREA))
        .or_else(Term::literal(false));
    let gone = Term::when(
        lives_elsewhere.and(column(DIED).or_else(Term::literal(false)).not()),
        Term::null(Type::Date),
        column(GONE_ON),
    );
    let ended = column(VALID_TO).or_else(gone);
    let by_departure = column(VALID_TO).is_null();
    let reason = Term::Case(
        vec![
            (
                by_departure.clone().and(column(DIED)),
                Term::literal("death"),
            ),
            (
                by_departure.and(column(GONE_ON).is_null().not()),
                Term::literal("moved"),
            ),
        ],
        Box::new(column(END_REASON)),
    );
    let mut columns: Vec<(&str, Term)> = KEPT.iter().map(|name| (*name, column(name))).collect();
    columns.extend([
        (AGE_DAY, column(VALID_FROM)),
        (FIRST_DAY, column(VALID_FROM)),
        (ENDED_ON, ended.clone()),
        (LAST_DAY, ended.or_else(far())),
        (END_REASON, reason),
    ]);
    columns.extend(more);
    grants.select(columns)
}

/// What is granted a week; null where it is no time, or per visit.
fn weekly() -> Term {
    // Minutes in the unit times occasions a week: a month is 12/52 of it, a year 1/52.
    let minutes = Term::Case(
        vec![
            (
                Term::column(UNIT).equals(Term::literal("minutes")),
                Term::column(AMOUNT),
            ),
            (
                Term::column(UNIT).equals(Term::literal("hours")),
                Term::column(AMOUNT).times(number(60.0)),
            ),
        ],
        Box::new(Term::null(Type::Float)),
    );
    let a_week = |per: &str, times: f64| {
        (
            Term::column(PER).equals(Term::literal(per)),
            minutes.clone().times(number(times)),
        )
    };
    let weekly = Term::Case(
        vec![
            a_week("day", 7.0),
            a_week("week", 1.0),
            a_week("month", 12.0 / 52.0),
            a_week("year", 1.0 / 52.0),
        ],
        Box::new(Term::null(Type::Float)),
    );
    Term::Scaled(Box::new(weekly), 6)
}

fn number(value: f64) -> Term {
    Term::Literal(crate::relation::Literal::Float(value))
}
