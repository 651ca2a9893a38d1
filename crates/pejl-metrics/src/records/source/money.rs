//! What grants cost: money granted, expected and paid, shared out to the days it is for.

use chrono::{Datelike, NaiveDate};
use pejl_lake::columns::{
    AMOUNT, AMOUNT_KIND, AMOUNT_OERE, PER, PRICE_OERE, STATUS, UNIT, VALID_TO,
};
use pejl_lake::{EVENT, GRANT};

use super::help::{grants, is_own, was_in_force};
use super::{FIRST_DAY, LAST_DAY, Source};
use crate::records::calendar::{MONTH_FIRST, MONTH_LAST, MONTH_NO, first_day, last_day};
use crate::records::scope::Scope;
use crate::relation::{DatePart, Literal, Meet, Relation, RelationError, Term, Type};

/// Granted, expected or paid.
const KIND: &str = "money_kind";
/// The money of the days of the month in force, in øre.
const MONEY: &str = "money_oere";
/// What a full year costs, in øre.
const YEARLY: &str = "yearly_oere";
/// Whether what it costs is known.
const IS_PRICED: &str = "is_priced";
/// Days of the month in force.
const N_DAYS: &str = "n_days";
/// The last day of the month, where it is in force on it.
const MONTH_END: &str = "month_end";
/// The day after it.
const AFTER_MONTH: &str = "after_month";
/// Whether it costs something once, and not as long as it is in force.
const IS_ONCE: &str = "is_once";

/// The most that is taken for what a grant costs each time, in øre: ten billion kroner. What is more is a slip of the pen.
const EACH_MAX: f64 = 1e12;
/// The most that is taken for what a row costs in all, in øre: below it whole numbers are exact as doubles.
const WHOLE_MAX: i64 = 1 << 53;

/// A grant in a month in which it is in force, with what it costs.
pub(super) static GRANT_MONEY: Source = Source {
    name: "grant_money",
    doc: "A grant that was in force, in each month in which it is, paid by the municipality itself: from `first_day` to \
`last_day` in the month, `n_days` in all. `money_kind` is granted where the source does not say; a row of expected money \
may be only applied for. An amount of a row that has an end is shared out evenly over all its days; else price times \
`amount` a day, a week (a seventh a day), a month or a year (shared out over the days of the calendar month or year); what is \
granted once is of the first day. `money_oere` is what falls in the month; shares are cut off to whole øre as a running total, \
so that those of all months are the whole. Null where no price is known (`is_priced`): no amount and no price of money paid, \
per visit, or of more than ten billion kroner. `month_end` is the last day of the month where it is in force that day, \
`after_month` the day after; `yearly_oere` is what a full year of it costs, of the days of that year, rounded, null where \
`is_once`.",
    needs: &[&GRANT],
    uses: &[&EVENT],
    interval: None,
    is_told_apart: false,
    is_case: false,
    names_some: false,
    rows: grant_money,
};

// Between the steps: days of the grant and of the calendar, and what is shared out in how many parts.
const GRANT_FIRST: &str = "grant_first_day";
const GRANT_LAST: &str = "grant_last_day";
const GRANT_TO: &str = "grant_valid_to";
const GRANT_PER: &str = "grant_per";
const EACH: &str = "each_oere";
const TOTAL: &str = "total_oere";
const FROM_MONTH: &str = "from_month";
const TO_MONTH: &str = "to_month";
const MONTH_DAYS: &str = "month_days";
const YEAR_FIRST: &str = "year_first";
const YEAR_DAYS: &str = "year_days";
const SHARED: &str = "shared_oere";
const PARTS: &str = "parts";
const PARTS_BEFORE: &str = "parts_before";
const PARTS_UP_TO: &str = "parts_up_to";
const EVEN: &str = "even_oere";
const REST: &str = "rest_oere";

fn column(name: &str) -> Term {
    Term::column(name)
}

fn grant_money(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let grants = priced_grants(scope)?;
    let months = in_months(scope, grants)?;
    with_money(months)
}

/// The grants with what they cost in all or each time.
fn priced_grants(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let kind = || column(AMOUNT_KIND).or_else(Term::literal("granted"));
    let is_expected = kind()
        .equals(Term::literal("expected"))
        .and(column(STATUS).equals(Term::literal("applied")));
    let total = Term::when(
        Term::All(vec![
            column(AMOUNT_OERE).less(Term::literal(WHOLE_MAX)),
            column(AMOUNT_OERE).more(Term::literal(-WHOLE_MAX)),
        ]),
        column(AMOUNT_OERE),
        Term::null(Type::Int),
    );
    let counts = Term::All(vec![was_in_force().or(is_expected), is_own()]);
    let grants = grants(
        scope,
        counts,
        [
            (KIND, kind()),
            (GRANT_TO, column(VALID_TO)),
            (GRANT_PER, column(PER)),
            (EACH, each()),
            (TOTAL, total),
        ],
    )?;
    // What was paid is an amount: a price says what is to be paid.
    let each = Term::when(
        column(KIND).equals(Term::literal("paid")),
        Term::null(Type::Int),
        column(EACH),
    );
    let is_once = column(GRANT_PER)
        .equals(Term::literal("once"))
        .or_else(Term::literal(false));
    grants.with([
        (EACH, each),
        (IS_ONCE, is_once),
        (GRANT_FIRST, column(FIRST_DAY)),
        (GRANT_LAST, column(LAST_DAY)),
        (FROM_MONTH, column(FIRST_DAY).month_number()),
        (TO_MONTH, column(LAST_DAY).month_number()),
    ])
}

/// Price times amount, or the amount where it is money itself, in whole øre; null where it is not known.
fn each() -> Term {
    let float = |value: f64| Term::Literal(Literal::Float(value));
    let is_money = column(UNIT).equals(Term::literal("dkk"));
    let each = Term::when(
        is_money,
        column(AMOUNT).times(float(100.0)),
        Term::Float(Box::new(column(PRICE_OERE))).times(column(AMOUNT)),
    );
    let fits = Term::All(vec![
        each.clone().at_most(float(EACH_MAX)),
        each.clone().at_least(float(-EACH_MAX)),
    ]);
    Term::Scaled(Box::new(Term::when(fits, each, Term::null(Type::Float))), 0)
}

/// The months asked about, with their first and last day, their year's first day, and how many days both have.
fn calendar((first, last): (i64, i64)) -> Result<Relation, RelationError> {
    let row = |month: i64| {
        let (first, last) = (first_day(month)?, last_day(month)?);
        let year = NaiveDate::from_ymd_opt(first.year(), 1, 1)?;
        let year_end = NaiveDate::from_ymd_opt(first.year(), 12, 31)?;
        let n_days = |from: NaiveDate, to: NaiveDate| (to - from).num_days() + 1;
        Some(vec![
            month.into(),
            first.into(),
            last.into(),
            n_days(first, last).into(),
            year.into(),
            n_days(year, year_end).into(),
        ])
    };
    Relation::values(
        "months_of_years",
        &[
            (MONTH_NO, Type::Int),
            (MONTH_FIRST, Type::Date),
            (MONTH_LAST, Type::Date),
            (MONTH_DAYS, Type::Int),
            (YEAR_FIRST, Type::Date),
            (YEAR_DAYS, Type::Int),
        ],
        (first..=last).filter_map(row).collect(),
    )
}

/// A row for each month in which a grant is in force, with its days in the month.
fn in_months(scope: &Scope<'_>, grants: Relation) -> Result<Relation, RelationError> {
    grants
        .spread(FROM_MONTH, TO_MONTH, scope.months, MONTH_NO)?
        .join(
            calendar(scope.months)?,
            Meet::Inner,
            &[(MONTH_NO, MONTH_NO)],
        )?
        .with([
            (
                FIRST_DAY,
                Term::Greatest(vec![column(GRANT_FIRST), column(MONTH_FIRST)]),
            ),
            (
                LAST_DAY,
                Term::Least(vec![column(GRANT_LAST), column(MONTH_LAST)]),
            ),
        ])
}

/// The rows with the money of their days, and with what a full year costs.
fn with_money(rows: Relation) -> Result<Relation, RelationError> {
    let counted = |from: &str, to: &str| column(from).days_until(column(to)).plus(Term::literal(1));
    let is_total = column(TOTAL)
        .is_null()
        .not()
        .and(column(GRANT_TO).is_null().not());
    let per = |name: &str| column(GRANT_PER).equals(Term::literal(name));
    let begins = column(FIRST_DAY).equals(column(GRANT_FIRST));
    let nothing = || Term::null(Type::Int);
    // What is shared out, in how many parts, how many of them lie before these days, and how many up to their end.
    let cases = |once: Term, total: Term, [day, week, month, year]: [Term; 4]| {
        Term::Case(
            vec![
                (column(IS_ONCE), once),
                (is_total.clone(), total),
                (per("day"), day),
                (per("week"), week),
                (per("month"), month),
                (per("year"), year),
            ],
            Box::new(nothing()),
        )
    };
    let each = || column(EACH);
    let before = || column(GRANT_FIRST).days_until(column(FIRST_DAY));
    let up_to = || counted(GRANT_FIRST, LAST_DAY);
    let day_of_month = |day: &str| column(day).part(DatePart::Day);
    let shared = cases(
        column(TOTAL).or_else(each()),
        column(TOTAL),
        [each(), each(), each(), each()],
    );
    let parts = cases(
        Term::literal(1),
        counted(GRANT_FIRST, GRANT_LAST),
        [
            Term::literal(1),
            Term::literal(7),
            column(MONTH_DAYS),
            column(YEAR_DAYS),
        ],
    );
    let parts_before = cases(
        Term::literal(0),
        before(),
        [
            before(),
            before(),
            day_of_month(FIRST_DAY).minus(Term::literal(1)),
            column(YEAR_FIRST).days_until(column(FIRST_DAY)),
        ],
    );
    let parts_up_to = cases(
        Term::when(begins, Term::literal(1), Term::literal(0)),
        up_to(),
        [
            up_to(),
            up_to(),
            day_of_month(LAST_DAY),
            counted(YEAR_FIRST, LAST_DAY),
        ],
    );
    let rows = rows.with([
        (SHARED, shared),
        (PARTS, parts),
        (PARTS_BEFORE, parts_before),
        (PARTS_UP_TO, parts_up_to),
        (N_DAYS, counted(FIRST_DAY, LAST_DAY)),
    ])?;
    let rows = rows.with([(EVEN, column(SHARED).quotient(column(PARTS)))])?;
    let rest = column(SHARED).minus(column(EVEN).times(column(PARTS)));
    let rows = rows.with([(REST, rest)])?;
    rows.with([
        (MONEY, running(PARTS_UP_TO).minus(running(PARTS_BEFORE))),
        (YEARLY, yearly(&per("month"))),
        (IS_PRICED, column(SHARED).is_null().not()),
        (MONTH_END, at_month_end(0)),
        (AFTER_MONTH, at_month_end(1)),
    ])
    .map(|rows| rows.named("money_of_grants"))
}

/// The money of so many parts from the beginning on, cut off to whole øre: even parts are whole, and of the rest what is due.
fn running(parts: &str) -> Term {
    let due = column(REST).times(column(parts)).quotient(column(PARTS));
    column(EVEN).times(column(parts)).plus(due)
}

/// What a full year costs, rounded to whole øre: as many parts as the year has days, or twelve months.
fn yearly(per_month: &Term) -> Term {
    let (two, days) = (|| Term::literal(2), || column(YEAR_DAYS));
    let rest = column(REST).times(days()).times(two()).plus(column(PARTS));
    let of_days = column(EVEN)
        .times(days())
        .plus(rest.quotient(column(PARTS).times(two())));
    let has_total = column(TOTAL)
        .is_null()
        .not()
        .and(column(GRANT_TO).is_null().not());
    Term::Case(
        vec![
            (column(IS_ONCE), Term::null(Type::Int)),
            (has_total, of_days.clone()),
            (per_month.clone(), column(EACH).times(Term::literal(12))),
        ],
        Box::new(of_days),
    )
}

/// The day so many days after the last of the month, where the grant is in force on that.
fn at_month_end(days: i32) -> Term {
    Term::when(
        column(GRANT_LAST).at_least(column(MONTH_LAST)),
        column(MONTH_LAST).days_later(days),
        Term::null(Type::Date),
    )
}
