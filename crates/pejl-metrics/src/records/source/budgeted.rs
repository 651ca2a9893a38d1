//! Budgets: of every type the newest version.

use chrono::NaiveDate;
use pejl_lake::BUDGET;
use pejl_lake::columns::{AREA, BUDGET_TYPE, FISCAL_YEAR, VERSION_DATE};

use super::Source;
use super::posted::ACCOUNT_MONTH;
use crate::records::scope::Scope;
use crate::relation::{Aggregate, Meet, Relation, RelationError, Term};

/// A line of a budget.
pub(super) static BUDGETED: Source = Source {
    name: "budget",
    doc: "A line of the newest version of each type of budget, complete; a version without a date is the oldest. A budget is \
counted in December of its year, as only whole years can be told of it.",
    needs: &[&BUDGET],
    uses: &[],
    interval: None,
    is_told_apart: false,
    rows: budgeted,
};

fn budgeted(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    const NEWEST: &str = "newest_version";
    let column = |name: &str| Term::column(name);
    let long_ago = NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default();
    let dated = scope.rows(&BUDGET)?.with([(
        VERSION_DATE,
        column(VERSION_DATE).or_else(Term::literal(long_ago)),
    )])?;
    let key = [AREA, FISCAL_YEAR, BUDGET_TYPE];
    let newest = dated
        .clone()
        .aggregate(key, [(NEWEST, Aggregate::Max(column(VERSION_DATE)))])?;
    let december = column(FISCAL_YEAR)
        .times(Term::literal(12))
        .plus(Term::literal(11));
    let lines = dated
        .join(newest, Meet::Inner, &key.map(|name| (name, name)))?
        .filter(column(VERSION_DATE).equals(column(NEWEST)))?
        .with([(ACCOUNT_MONTH, december)])?;
    Ok(lines.named("newest_budgets"))
}
