//! Deliveries, and whose they are.

use chrono::NaiveDate;
use pejl_lake::columns::{
    AREA, DATE, GRANT_ID, PROVIDER_ID, PROVIDER_TYPE, SETTING, TARGET_GROUP, VALID_FROM, VALID_TO,
};
use pejl_lake::{DELIVERY, GRANT, PROVIDER};

use super::Source;
use super::help::{is_granted, was_in_force};
use super::plain::of_persons;
use crate::records::scope::{Scope, far};
use crate::relation::{Aggregate, Meet, Relation, RelationError, Term, Type};

/// Whether the municipality itself delivered.
const BY_OWN_PROVIDER: &str = "by_own_provider";
/// Where the citizen lives by the grant.
pub(crate) const GRANT_SETTING: &str = "grant_setting";
/// Whom the grant is for.
pub(crate) const GRANT_TARGET_GROUP: &str = "grant_target_group";

/// A delivery.
pub(super) static DELIVERED: Source = Source {
    name: "delivery",
    doc: "A delivery of help on its `date`, cancelled ones among them. `by_own_provider`: the register of providers calls \
who delivered `own` on that day. `grant_setting` and `grant_target_group` are the setting and the target group of the grant \
it is delivered on, as they were in force that day; null where it names none, where it says neither, and where rows in force that \
day do not agree.",
    needs: &[&DELIVERY],
    uses: &[&PROVIDER, &GRANT],
    interval: None,
    is_told_apart: false,
    is_case: false,
    names_some: false,
    rows: delivered,
};

fn delivered(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let rows = of_persons(scope, &DELIVERY, DATE)?;
    let rows = match scope.wants(&[BY_OWN_PROVIDER]) {
        true => with_ownership(scope, rows)?,
        false => rows,
    };
    match scope.wants(&[GRANT_SETTING, GRANT_TARGET_GROUP]) {
        true => with_grant(scope, rows),
        false => Ok(rows),
    }
}

/// First and last day of what a register or a grant says.
const SAID_FROM: &str = "said_from";
const SAID_TO: &str = "said_to";

/// The rows with the setting and the target group of their grants on the day.
fn with_grant(scope: &Scope<'_>, rows: Relation) -> Result<Relation, RelationError> {
    const N_SETTINGS: &str = "n_settings";
    const N_GROUPS: &str = "n_target_groups";
    let column = |name: &str| Term::column(name);
    let key = [AREA, GRANT_ID, DATE];
    let grants = scope
        .rows(&GRANT)?
        .filter(was_in_force().and(is_granted()))?
        .select([
            (AREA, column(AREA)),
            (GRANT_ID, column(GRANT_ID)),
            (GRANT_SETTING, column(SETTING)),
            (GRANT_TARGET_GROUP, column(TARGET_GROUP)),
            (SAID_FROM, said_from()),
            (SAID_TO, said_to()),
        ])?;
    let agreed = |name: &str, n: &str| {
        let is_one = column(n).equals(Term::literal(1));
        Term::when(is_one, column(name), Term::null(Type::Text))
    };
    let days = said_on_the_day(&rows, grants, GRANT_ID)?
        .aggregate(
            key,
            [
                (N_SETTINGS, Aggregate::Distinct(column(GRANT_SETTING))),
                (N_GROUPS, Aggregate::Distinct(column(GRANT_TARGET_GROUP))),
                (GRANT_SETTING, Aggregate::Min(column(GRANT_SETTING))),
                (
                    GRANT_TARGET_GROUP,
                    Aggregate::Min(column(GRANT_TARGET_GROUP)),
                ),
            ],
        )?
        .select([
            (AREA, column(AREA)),
            (GRANT_ID, column(GRANT_ID)),
            (DATE, column(DATE)),
            (GRANT_SETTING, agreed(GRANT_SETTING, N_SETTINGS)),
            (GRANT_TARGET_GROUP, agreed(GRANT_TARGET_GROUP, N_GROUPS)),
        ])?
        .named("grants_of_deliveries");
    rows.join(days, Meet::Left, &key.map(|name| (name, name)))
}

/// The rows with whether the register has their provider as the municipality's own on the day.
fn with_ownership(scope: &Scope<'_>, rows: Relation) -> Result<Relation, RelationError> {
    const N_OWN: &str = "n_own";
    let column = |name: &str| Term::column(name);
    let key = [AREA, PROVIDER_ID, DATE];
    let own = scope
        .rows(&PROVIDER)?
        .filter(column(PROVIDER_TYPE).equals(Term::literal("own")))?
        .select([
            (AREA, column(AREA)),
            (PROVIDER_ID, column(PROVIDER_ID)),
            (SAID_FROM, said_from()),
            (SAID_TO, said_to()),
        ])?;
    let days = said_on_the_day(&rows, own, PROVIDER_ID)?
        .aggregate(key, [(N_OWN, Aggregate::Rows)])?
        .named("days_of_own_providers");
    let mut kept: Vec<(String, Term)> = rows
        .columns()
        .names()
        .map(|name| (name.to_owned(), column(name)))
        .collect();
    kept.push((BY_OWN_PROVIDER.to_owned(), column(N_OWN).is_null().not()));
    rows.join(days, Meet::Left, &key.map(|name| (name, name)))?
        .select(kept)
}

/// What is said of a number on each day that rows have it: the rows are joined once for a number and day.
fn said_on_the_day(
    rows: &Relation,
    said: Relation,
    number: &str,
) -> Result<Relation, RelationError> {
    let day = || Term::column(DATE);
    let then = Term::column(SAID_FROM)
        .at_most(day())
        .and(Term::column(SAID_TO).at_least(day()));
    rows.clone()
        .aggregate([AREA, number, DATE], [("n", Aggregate::Rows)])?
        .keep([AREA, number, DATE])?
        .join(said, Meet::Inner, &[(AREA, AREA), (number, number)])?
        .filter(then)
}

fn said_from() -> Term {
    let long_ago = Term::literal(NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default());
    Term::column(VALID_FROM).or_else(long_ago)
}

fn said_to() -> Term {
    Term::column(VALID_TO).or_else(far())
}
