//! Deliveries, and whose they are.

use chrono::NaiveDate;
use pejl_lake::columns::{AREA, DATE, PROVIDER_ID, PROVIDER_TYPE, VALID_FROM, VALID_TO};
use pejl_lake::{DELIVERY, PROVIDER};

use super::Source;
use super::plain::of_persons;
use crate::records::scope::{Scope, far};
use crate::relation::{Aggregate, Meet, Relation, RelationError, Term};

/// Whether the municipality itself delivered.
const BY_OWN_PROVIDER: &str = "by_own_provider";

/// A delivery.
pub(super) static DELIVERED: Source = Source {
    name: "delivery",
    doc: "A delivery of help on its `date`, cancelled ones among them. `by_own_provider`: the register of providers calls \
who delivered `own` on that day.",
    needs: &[&DELIVERY],
    uses: &[&PROVIDER],
    interval: None,
    is_told_apart: false,
    is_case: false,
    rows: delivered,
};

fn delivered(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let rows = of_persons(scope, &DELIVERY, DATE)?;
    match scope.wants(&[BY_OWN_PROVIDER]) {
        true => with_ownership(scope, rows),
        false => Ok(rows),
    }
}

/// The rows with whether the register has their provider as the municipality's own on the day.
fn with_ownership(scope: &Scope<'_>, rows: Relation) -> Result<Relation, RelationError> {
    const FROM: &str = "register_from";
    const TO: &str = "register_to";
    const N_OWN: &str = "n_own";
    let column = |name: &str| Term::column(name);
    let key = [AREA, PROVIDER_ID, DATE];
    let long_ago = Term::literal(NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default());
    let own = scope
        .rows(&PROVIDER)?
        .filter(column(PROVIDER_TYPE).equals(Term::literal("own")))?
        .select([
            (AREA, column(AREA)),
            (PROVIDER_ID, column(PROVIDER_ID)),
            (FROM, column(VALID_FROM).or_else(long_ago)),
            (TO, column(VALID_TO).or_else(far())),
        ])?;
    let then = column(FROM)
        .at_most(column(DATE))
        .and(column(TO).at_least(column(DATE)));
    let days = rows
        .clone()
        .aggregate(key, [("n", Aggregate::Rows)])?
        .keep(key)?
        .join(
            own,
            Meet::Inner,
            &[(AREA, AREA), (PROVIDER_ID, PROVIDER_ID)],
        )?
        .filter(then)?
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
