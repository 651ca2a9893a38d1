//! What was granted anew, and when it first came.

use chrono::Days;
use pejl_lake::columns::{
    AGE, AREA, BIRTH_YEAR, CANCELLED, DATE, DECISION_DATE, END_REASON, LAW, PARAGRAPH, PERSON_KEY,
    SERVICE_CODE, SEX,
};
use pejl_lake::{DELIVERY, EVENT, GRANT};

use super::help::help;
use super::{ENDED_ON, FIRST_DAY, LAST_DAY, Source};
use crate::records::age::AGE_DAY;
use crate::records::calendar::{first_day, last_day};
use crate::records::scope::Scope;
use crate::relation::{Aggregate, Meet, Relation, RelationError, Term, Type};

/// Days before the help begins in which the citizen had none of the service, so that it is new.
const NEW_AFTER: i32 = 30;
/// Days after the decision in which the first delivery is looked for.
const WITHIN: i32 = 90;
const DECIDED_ON: &str = "decided_on";
/// The day on which the help ended as the citizen died or moved away.
const LEFT_ON: &str = "left_on";
/// A service that begins: of one citizen on one day, however many grants and decisions it took.
const KEY: [&str; 4] = [AREA, PERSON_KEY, SERVICE_CODE, FIRST_DAY];

/// A service that was granted anew.
pub(super) static DECIDED_HELP: Source = Source {
    name: "decided_help",
    doc: "A service granted to a citizen who had none of it in the 30 days before it begins, first decided on `decided_on`, and \
paid by the municipality itself. `days_to_delivery` is how many days later the citizen first had a delivery of the service that was \
not cancelled, null where there was none in 90 days. Who died or moved away in these days and had none by then is no row.",
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
    let granted_anew = granted_anew(scope)?;
    let of_citizen = [AREA, PERSON_KEY, SERVICE_CODE].map(|name| (name, name));
    let is_after = column(DATE)
        .at_least(column(DECIDED_ON))
        .and(column(DATE).at_most(column(DECIDED_ON).days_later(WITHIN)));
    let mut kept = KEY.to_vec();
    kept.push(DECIDED_ON);
    let first = granted_anew
        .clone()
        .keep(kept)?
        .join(deliveries(scope)?, Meet::Inner, &of_citizen)?
        .filter(is_after)?
        .aggregate(KEY, [(FIRST_DELIVERED, Aggregate::Min(column(DATE)))])?;
    let days = column(DECIDED_ON).days_until(column(FIRST_DELIVERED));
    let left = column(LEFT_ON)
        .at_most(column(DECIDED_ON).days_later(WITHIN))
        .or_else(Term::literal(false));
    let left_without = column(FIRST_DELIVERED).is_null().and(left);
    Ok(granted_anew
        .join(first, Meet::Left, &KEY.map(|name| (name, name)))?
        .filter(left_without.not())?
        .with([("days_to_delivery", days)])?
        .named("decided_help"))
}

/// The deliveries that citizens had of a service, of the months asked about and as long after them as one is looked for.
///
/// They are not made one for each day first: that holds nearly all of them, and the earliest is looked for anyhow.
fn deliveries(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let mut counts = vec![column(CANCELLED).or_else(Term::literal(false)).not()];
    if let (Some(first), Some(last)) = (first_day(scope.months.0), last_day(scope.months.1)) {
        let last = last.checked_add_days(Days::new(WITHIN.unsigned_abs().into()));
        counts.push(column(DATE).at_least(Term::literal(first)));
        counts.extend(last.map(|last| column(DATE).at_most(Term::literal(last))));
    }
    scope
        .rows(&DELIVERY)?
        .filter(Term::All(counts))?
        .keep([AREA, PERSON_KEY, SERVICE_CODE, DATE])
}

/// The services that citizens did not have shortly before they begin, with the first decision.
fn granted_anew(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    const BEFORE_FROM: &str = "before_from";
    const BEFORE_TO: &str = "before_to";
    const N_BEFORE: &str = "n_before";
    let column = |name: &str| Term::column(name);
    let had = help(scope)?.select([
        (AREA, column(AREA)),
        (PERSON_KEY, column(PERSON_KEY)),
        (SERVICE_CODE, column(SERVICE_CODE)),
        (BEFORE_FROM, column(FIRST_DAY)),
        (BEFORE_TO, column(LAST_DAY)),
    ])?;
    let has_left = column(END_REASON)
        .one_of(["death", "moved"])
        .or_else(Term::literal(false));
    let left_on = Term::when(has_left, column(ENDED_ON), Term::null(Type::Date));
    let least = |name: &'static str| (name, Aggregate::Min(column(name)));
    let decided = help(scope)?
        .filter(column(DECISION_DATE).is_null().not())?
        .with([(DECIDED_ON, column(DECISION_DATE)), (LEFT_ON, left_on)])?
        .aggregate(
            KEY,
            [
                DECIDED_ON, LEFT_ON, LAW, PARAGRAPH, BIRTH_YEAR, SEX, AGE, AGE_DAY,
            ]
            .map(least),
        )?;
    let is_shortly_before = column(BEFORE_FROM)
        .less(column(FIRST_DAY))
        .and(column(BEFORE_TO).at_least(column(FIRST_DAY).days_later(-NEW_AFTER)));
    let of_citizen = [AREA, PERSON_KEY, SERVICE_CODE].map(|name| (name, name));
    let not_new = decided
        .clone()
        .keep(KEY)?
        .join(had, Meet::Inner, &of_citizen)?
        .filter(is_shortly_before)?
        .aggregate(KEY, [(N_BEFORE, Aggregate::Rows)])?;
    decided
        .join(not_new, Meet::Left, &KEY.map(|name| (name, name)))?
        .filter(column(N_BEFORE).is_null())
}
