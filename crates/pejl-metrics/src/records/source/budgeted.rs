//! Budgets: of every type the newest version, and of forecasts that of each follow-up.

use chrono::NaiveDate;
use pejl_lake::BUDGET;
use pejl_lake::columns::{AREA, BUDGET_TYPE, FISCAL_YEAR, VERSION_DATE};

use super::Source;
use super::posted::ACCOUNT_MONTH;
use crate::records::scope::Scope;
use crate::relation::{Aggregate, DatePart, Meet, Relation, RelationError, Term, Type};

/// A line of a budget.
pub(super) static BUDGETED: Source = Source {
    name: "budget",
    doc: "A line of the newest version of each type of budget, complete; a version without a date is the oldest. A budget is \
counted in December of its year, as only whole years can be told of it.",
    needs: &[&BUDGET],
    uses: &[],
    interval: None,
    is_told_apart: false,
    is_case: false,
    names_some: false,
    rows: budgeted,
};

fn budgeted(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let long_ago = NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default();
    let dated = scope.rows(&BUDGET)?.with([(
        VERSION_DATE,
        Term::column(VERSION_DATE).or_else(Term::literal(long_ago)),
    )])?;
    Ok(newest(dated, BUDGET_TYPE)?.named("newest_budgets"))
}

/// Lines of the newest version of each kind of budget of a year, in December of it.
fn newest(dated: Relation, kind: &str) -> Result<Relation, RelationError> {
    const NEWEST: &str = "newest_version";
    let column = |name: &str| Term::column(name);
    let key = [AREA, FISCAL_YEAR, kind];
    let newest = dated
        .clone()
        .aggregate(key, [(NEWEST, Aggregate::Max(column(VERSION_DATE)))])?;
    let december = column(FISCAL_YEAR)
        .times(Term::literal(12))
        .plus(Term::literal(11));
    dated
        .join(newest, Meet::Inner, &key.map(|name| (name, name)))?
        .filter(column(VERSION_DATE).equals(column(NEWEST)))?
        .with([(ACCOUNT_MONTH, december)])
}

/// The follow-up that a forecast belongs to.
const FOLLOW_UP: &str = "follow_up";
/// Follow-ups of a year, each with the last month of the quarter in which its forecast is dated.
const FOLLOW_UPS: [(&str, i64); 3] = [("march", 3), ("june", 6), ("september", 9)];

/// A line of a forecast.
pub(super) static FORECAST: Source = Source {
    name: "forecast",
    doc: "A line of what a year was expected to end at: of the newest forecast, complete, of each `follow_up`. That of `march` is \
dated in the first quarter of its year, of `june` in the second, of `september` in the third; any other is no row. It is counted in \
December of its year, as budgets are.",
    needs: &[&BUDGET],
    uses: &[],
    interval: None,
    is_told_apart: false,
    is_case: false,
    names_some: false,
    rows: forecast,
};

fn forecast(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let part = |part: DatePart| column(VERSION_DATE).part(part);
    let follow_ups = FOLLOW_UPS.iter().map(|(name, last)| {
        let is_by_then = part(DatePart::Month).at_most(Term::literal(*last));
        (is_by_then, Term::literal(*name))
    });
    let follow_up = Term::Case(follow_ups.collect(), Box::new(Term::null(Type::Text)));
    let is_of_its_year = column(BUDGET_TYPE)
        .equals(Term::literal("forecast"))
        .and(part(DatePart::Year).equals(column(FISCAL_YEAR)));
    let forecasts = scope
        .rows(&BUDGET)?
        .filter(is_of_its_year)?
        .with([(FOLLOW_UP, follow_up)])?
        .filter(column(FOLLOW_UP).is_null().not())?;
    Ok(newest(forecasts, FOLLOW_UP)?.named("newest_forecasts"))
}
