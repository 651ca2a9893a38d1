//! What was granted anew, and when it first came.

use pejl_lake::columns::{
    AGE, AREA, BIRTH_YEAR, CANCELLED, DATE, DECISION_DATE, LAW, PARAGRAPH, PERSON_KEY,
    SERVICE_CODE, SEX,
};
use pejl_lake::{DELIVERY, EVENT, GRANT};

use super::help::help;
use super::{FIRST_DAY, LAST_DAY, Source};
use crate::records::age::AGE_DAY;
use crate::records::scope::Scope;
use crate::relation::{Aggregate, Meet, Relation, RelationError, Term};

/// Days before the help begins in which the citizen had none of the service, so that it is new.
const NEW_AFTER: i32 = 30;
/// Days after the decision in which the first delivery is looked for.
const WITHIN: i32 = 90;
const DECIDED_ON: &str = "decided_on";
/// A decision: of one citizen on one service on one day, however many grants it made.
const KEY: [&str; 4] = [AREA, PERSON_KEY, SERVICE_CODE, DECIDED_ON];

/// A service that was granted anew.
pub(super) static DECIDED_HELP: Source = Source {
    name: "decided_help",
    doc: "A service granted to a citizen who had none of it in the 30 days before it begins, decided on one day, `decided_on`, and \
paid by the municipality itself. `days_to_delivery` is how many days later the citizen first had a delivery of the service that was \
not cancelled, null where there was none in 90 days.",
    needs: &[&GRANT, &DELIVERY],
    uses: &[&EVENT],
    interval: None,
    is_told_apart: false,
    is_case: false,
    names_some: false,
    rows: decided_help,
};

fn decided_help(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    const FIRST_DELIVERED: &str = "first_delivered_on";
    let column = |name: &str| Term::column(name);
    let same = KEY.map(|name| (name, name));
    let granted_anew = granted_anew(scope)?;
    let of_citizen = [AREA, PERSON_KEY, SERVICE_CODE].map(|name| (name, name));
    let is_held = column(CANCELLED).or_else(Term::literal(false)).not();
    let deliveries =
        scope
            .rows(&DELIVERY)?
            .filter(is_held)?
            .keep([AREA, PERSON_KEY, SERVICE_CODE, DATE])?;
    let is_after = column(DATE)
        .at_least(column(DECIDED_ON))
        .and(column(DATE).at_most(column(DECIDED_ON).days_later(WITHIN)));
    let first = granted_anew
        .clone()
        .keep(KEY)?
        .join(deliveries, Meet::Inner, &of_citizen)?
        .filter(is_after)?
        .aggregate(KEY, [(FIRST_DELIVERED, Aggregate::Min(column(DATE)))])?;
    let days = column(DECIDED_ON).days_until(column(FIRST_DELIVERED));
    Ok(granted_anew
        .join(first, Meet::Left, &same)?
        .with([("days_to_delivery", days)])?
        .named("decided_help"))
}

/// The decisions on services that the citizen did not have shortly before.
fn granted_anew(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    const BEFORE_FROM: &str = "before_from";
    const BEFORE_TO: &str = "before_to";
    const N_BEFORE: &str = "n_before";
    let column = |name: &str| Term::column(name);
    let least = |name: &'static str| (name, Aggregate::Min(column(name)));
    let had = help(scope)?.select([
        (AREA, column(AREA)),
        (PERSON_KEY, column(PERSON_KEY)),
        (SERVICE_CODE, column(SERVICE_CODE)),
        (BEFORE_FROM, column(FIRST_DAY)),
        (BEFORE_TO, column(LAST_DAY)),
    ])?;
    let decided = help(scope)?
        .filter(column(DECISION_DATE).is_null().not())?
        .with([(DECIDED_ON, column(DECISION_DATE))])?
        .aggregate(
            KEY,
            [FIRST_DAY, LAW, PARAGRAPH, BIRTH_YEAR, SEX, AGE, AGE_DAY].map(least),
        )?;
    let is_shortly_before = column(BEFORE_FROM)
        .less(column(FIRST_DAY))
        .and(column(BEFORE_TO).at_least(column(FIRST_DAY).days_later(-NEW_AFTER)));
    let of_citizen = [AREA, PERSON_KEY, SERVICE_CODE].map(|name| (name, name));
    let not_new = decided
        .clone()
        .join(had, Meet::Inner, &of_citizen)?
        .filter(is_shortly_before)?
        .aggregate(KEY, [(N_BEFORE, Aggregate::Rows)])?;
    let same = KEY.map(|name| (name, name));
    decided
        .join(not_new, Meet::Left, &same)?
        .filter(column(N_BEFORE).is_null())
}
