//! Discharges from hospital, and the rehabilitation that followed them.

use pejl_lake::columns::{AGE, AREA, BIRTH_YEAR, DATE, KIND, PERSON_KEY, PLANNED, SEX};
use pejl_lake::{EVENT, GRANT};

use super::support::{FROM, PLACES, RANK, TO, support};
use super::{FIRST_DAY, Source};
use crate::records::age::AGE_DAY;
use crate::records::scope::{Scope, far};
use crate::relation::{Aggregate, Meet, Over, Relation, RelationError, Term, Type};

/// Days before a discharge from which on a cluster that begins is linked to it.
const BEFORE: i32 = 3;
/// Days after a discharge up to which a cluster that begins is linked to it.
const AFTER: i32 = 7;
/// Days after a discharge on which its outcome is told.
const OUTCOME: i32 = 84;

/// The day of discharge.
const DISCHARGED_ON: &str = "discharged_on";
const ADMITTED_ON: &str = "admitted_on";
const IS_AT_HOME: &str = "is_at_home_84";
/// Columns of a cluster that discharges make.
pub(super) const OF_DISCHARGES: [&str; 2] = [DISCHARGED_ON, IS_AT_HOME];

/// A discharge that counts.
pub(super) static DISCHARGE: Source = Source {
    name: "discharge",
    doc: "A citizen's discharge from hospital after at least one night, on `discharged_on`, of somebody who did not live in \
residential or nursing care when admitted; none where no admission is known since the discharge before, or where the \
citizen is admitted again on the day.",
    needs: &[&EVENT],
    uses: &[&GRANT],
    interval: None,
    is_told_apart: false,
    is_case: false,
    names_some: false,
    rows: |scope| discharges(scope).map(|rows| rows.named("discharges")),
};

/// Days on which citizens were admitted, planned or not.
fn admissions(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let is_it = Term::column(KIND).one_of(["admission", "readmission"]);
    scope.rows(&EVENT)?.filter(is_it)?.select([
        (AREA, Term::column(AREA)),
        (PERSON_KEY, Term::column(PERSON_KEY)),
        (ADMITTED_ON, Term::column(DATE)),
        (PLANNED, Term::column(PLANNED)),
    ])
}

/// The discharges that count, see [`DISCHARGE`].
fn discharges(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    const N_AGAIN: &str = "n_admitted_again";
    let column = |name: &str| Term::column(name);
    let same = DAY.map(|name| (name, name));
    let person = [(AREA, AREA), (PERSON_KEY, PERSON_KEY)];
    let days = days_of_discharge(scope)?;
    let since = column(PREVIOUS)
        .is_null()
        .or(column(ADMITTED_ON).at_least(column(PREVIOUS)));
    let is_night = column(ADMITTED_ON).less(column(DISCHARGED_ON)).and(since);
    let began = Term::when(is_night, column(ADMITTED_ON), Term::null(Type::Date));
    // The stay goes on, or was no night.
    let is_again = column(ADMITTED_ON).equals(column(DISCHARGED_ON));
    let again = Term::when(is_again, Term::literal(1), Term::literal(0));
    let is_stay = column(N_AGAIN)
        .equals(Term::literal(0))
        .and(column(ADMITTED_ON).is_null().not());
    let admitted = days
        .clone()
        .keep(DAY.into_iter().chain([PREVIOUS]))?
        .join(admissions(scope)?, Meet::Inner, &person)?
        .aggregate(
            DAY,
            [
                (N_AGAIN, Aggregate::Sum(again)),
                (ADMITTED_ON, Aggregate::Min(began)),
            ],
        )?
        .filter(is_stay)?
        .keep(DAY.into_iter().chain([ADMITTED_ON]))?;
    let lived_there = Term::All(vec![
        column(RANK).at_most(Term::literal(PLACES)),
        column(FROM).at_most(column(ADMITTED_ON)),
        column(TO).at_least(column(ADMITTED_ON)),
    ]);
    let residents = admitted
        .clone()
        .join(support(scope)?, Meet::Inner, &person)?
        .filter(lived_there)?
        .keep(DAY)?;
    days.join(admitted, Meet::Inner, &same)?
        .join(residents, Meet::Anti, &same)?
        .with([(AGE_DAY, column(DISCHARGED_ON))])
}

/// What tells discharges apart.
const DAY: [&str; 3] = [AREA, PERSON_KEY, DISCHARGED_ON];
/// The citizen's discharge before.
const PREVIOUS: &str = "previous_discharge";

/// The days on which citizens were discharged: one that two systems tell is one.
fn days_of_discharge(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    scope
        .rows(&EVENT)?
        .filter(column(KIND).equals(Term::literal("discharge")))?
        .with([(DISCHARGED_ON, column(DATE))])?
        .aggregate(
            DAY,
            [BIRTH_YEAR, SEX, AGE].map(|name| (name, Aggregate::Max(column(name)))),
        )?
        .window(
            &[AREA, PERSON_KEY],
            &[DISCHARGED_ON],
            [(PREVIOUS, Over::Previous(DISCHARGED_ON.to_owned()))],
        )
}

/// What tells clusters apart.
const CLUSTER: [&str; 3] = [AREA, PERSON_KEY, FIRST_DAY];

/// Clusters with the discharge they are linked to, the latest of several, and whether the citizen is at home after it.
pub(super) fn with_discharges(
    scope: &Scope<'_>,
    found: Relation,
) -> Result<Relation, RelationError> {
    const N_FAILED: &str = "n_not_at_home";
    let column = |name: &str| Term::column(name);
    let same = CLUSTER.map(|name| (name, name));
    let person = [(AREA, AREA), (PERSON_KEY, PERSON_KEY)];
    let days = discharges(scope)?.keep([AREA, PERSON_KEY, DISCHARGED_ON])?;
    let is_near = column(FIRST_DAY)
        .at_least(column(DISCHARGED_ON).days_later(-BEFORE))
        .and(column(FIRST_DAY).at_most(column(DISCHARGED_ON).days_later(AFTER)));
    let linked = found
        .clone()
        .keep(CLUSTER)?
        .join(days, Meet::Inner, &person)?
        .filter(is_near)?
        .aggregate(
            CLUSTER,
            [(DISCHARGED_ON, Aggregate::Max(column(DISCHARGED_ON)))],
        )?;
    let failed = not_at_home(scope, &linked)?.aggregate(CLUSTER, [(N_FAILED, Aggregate::Rows)])?;
    let is_linked = column(DISCHARGED_ON).is_null().not();
    let is_at_home = Term::when(
        is_linked,
        column(N_FAILED).is_null(),
        Term::null(Type::Bool),
    );
    found
        .join(linked, Meet::Left, &same)?
        .join(failed, Meet::Left, &same)?
        .with([(IS_AT_HOME, is_at_home)])
}

/// The clusters of which the citizen died, was readmitted or moved into care in the days after the discharge; one can stand
/// in several rows.
fn not_at_home(scope: &Scope<'_>, linked: &Relation) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let person = [(AREA, AREA), (PERSON_KEY, PERSON_KEY)];
    let is_so = column(TO)
        .at_least(column(DISCHARGED_ON))
        .and(column(FROM).at_most(column(DISCHARGED_ON).days_later(OUTCOME)));
    linked
        .clone()
        .join(away(scope)?, Meet::Inner, &person)?
        .filter(is_so)?
        .keep(CLUSTER)
}

/// When citizens were not at home: from their death on, on the day of an admission that was not planned (to the day before,
/// so that one on the day of discharge is none after it), and in long-term places in care.
///
/// An admission counts as unplanned unless it is said to be planned.
fn away(scope: &Scope<'_>) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let when = |from: Term, to: Term| {
        [
            (AREA, column(AREA)),
            (PERSON_KEY, column(PERSON_KEY)),
            (FROM, from),
            (TO, to),
        ]
    };
    let deaths = scope
        .rows(&EVENT)?
        .filter(column(KIND).equals(Term::literal("death")))?
        .select(when(column(DATE), far()))?;
    let is_planned = column(PLANNED).or_else(Term::literal(false));
    let days = when(column(ADMITTED_ON), column(ADMITTED_ON).days_later(-1));
    let admissions = admissions(scope)?.filter(is_planned.not())?.select(days)?;
    let places = support(scope)?
        .filter(column(RANK).at_most(Term::literal(PLACES)))?
        .select(when(column(FROM), column(TO)))?;
    Relation::union(vec![deaths, admissions, places])
}
