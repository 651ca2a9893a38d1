//! When citizens died or moved away.

use pejl_lake::EVENT;
use pejl_lake::columns::{AREA, DATE, KIND, PERSON_KEY};

use crate::records::scope::Scope;
use crate::relation::{Aggregate, Meet, Relation, RelationError, Term};

/// The day on which somebody died or moved away.
pub(in crate::records) const GONE_ON: &str = "gone_on";
/// Whether somebody died on the day.
pub(in crate::records) const DIED: &str = "died";
const GONE_KIND: &str = "gone_kind";
const GONE_DAY: &str = "gone_day";

/// The days on which citizens died or moved away: `area`, `person_key`, `gone_day`, `gone_kind`.
fn departures(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let is_gone = Term::column(KIND).one_of(["death", "moved_out"]);
    scope.rows(&EVENT)?.filter(is_gone)?.select([
        (AREA, Term::column(AREA)),
        (PERSON_KEY, Term::column(PERSON_KEY)),
        (GONE_DAY, Term::column(DATE)),
        (GONE_KIND, Term::column(KIND)),
    ])
}

/// The rows with the first day, on or after the day in `from`, on which the citizen died or moved away (`gone_on`, null
/// where neither is known), and whether it was a death (`died`).
///
/// `key` tells the rows apart.
pub(super) fn with_departure(
    scope: &Scope<'_>,
    rows: Relation,
    key: &[&str],
    from: &str,
) -> Result<Relation, RelationError> {
    let both = [(AREA, AREA), (PERSON_KEY, PERSON_KEY)];
    let mut kept: Vec<&str> = key.to_vec();
    for name in [AREA, PERSON_KEY, from] {
        if !kept.contains(&name) {
            kept.push(name);
        }
    }
    let later = rows
        .clone()
        .keep(kept)?
        .join(departures(scope)?, Meet::Inner, &both)?
        .filter(Term::column(GONE_DAY).at_least(Term::column(from)))?;
    let first = later.clone().aggregate(
        key.iter().copied(),
        [(GONE_ON, Aggregate::Min(Term::column(GONE_DAY)))],
    )?;
    let same: Vec<(&str, &str)> = key.iter().map(|name| (*name, *name)).collect();
    // Somebody who moved and died on one day has died.
    let is_death = Term::when(
        Term::column(GONE_KIND).equals(Term::literal("death")),
        Term::literal(1),
        Term::literal(0),
    );
    let on_the_day = later
        .join(first, Meet::Inner, &same)?
        .filter(Term::column(GONE_DAY).equals(Term::column(GONE_ON)))?
        .aggregate(
            key.iter().copied(),
            [
                (GONE_ON, Aggregate::Min(Term::column(GONE_DAY))),
                (DIED, Aggregate::Max(is_death)),
            ],
        )?
        .with([(DIED, Term::column(DIED).equals(Term::literal(1)))])?;
    rows.join(on_the_day, Meet::Left, &same)
}
