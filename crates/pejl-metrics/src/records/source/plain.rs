//! Datasets whose rows are counted as they are.

use pejl_lake::columns::{AGE, BIRTH_YEAR, DATE};
use pejl_lake::{ASSESSMENT, COMPLAINT, DELIVERY, DatasetSpec, LEDGER, PREVENTION_VISIT, STAFFING};

use super::Source;
use crate::records::age::AGE_DAY;
use crate::records::scope::Scope;
use crate::relation::{Relation, RelationError, Term, Type};

/// Rows of a dataset of persons, whose age is known on a day of theirs.
fn of_persons(
    scope: &Scope<'_>,
    spec: &'static DatasetSpec,
    day: &str,
) -> Result<Relation, RelationError> {
    let rows = scope.rows(spec)?;
    let has = |name: &str| rows.columns().find(name).is_some();
    let mut more = vec![(AGE_DAY, Term::column(day))];
    if has(BIRTH_YEAR) && !has(AGE) {
        more.push((AGE, Term::null(Type::Int)));
    }
    rows.with(more)
}

/// A preventive home visit.
pub(super) static VISIT: Source = Source {
    name: "visit",
    doc: "A preventive home visit or the offer of one, on its `date`.",
    needs: &[&PREVENTION_VISIT],
    uses: &[],
    interval: None,
    is_told_apart: false,
    rows: |scope| of_persons(scope, &PREVENTION_VISIT, DATE),
};

/// An assessment.
pub(super) static ASSESSED: Source = Source {
    name: "assessment",
    doc: "An assessment of one domain by one instrument, on its `date`.",
    needs: &[&ASSESSMENT],
    uses: &[],
    interval: None,
    is_told_apart: false,
    rows: |scope| of_persons(scope, &ASSESSMENT, DATE),
};

/// A delivery.
pub(super) static DELIVERED: Source = Source {
    name: "delivery",
    doc: "A delivery of help on its `date`, cancelled ones among them.",
    needs: &[&DELIVERY],
    uses: &[],
    interval: None,
    is_told_apart: false,
    rows: |scope| of_persons(scope, &DELIVERY, DATE),
};

/// A complaint.
pub(super) static CASE: Source = Source {
    name: "complaint",
    doc: "A complaint, `decided` on a day or not yet.",
    needs: &[&COMPLAINT],
    uses: &[],
    interval: None,
    is_told_apart: false,
    rows: |scope| scope.rows(&COMPLAINT),
};

/// A posting.
pub(super) static POSTED: Source = Source {
    name: "ledger",
    doc: "A posting of the ledger; its month of account is the month of `period`, December for the supplementary period.",
    needs: &[&LEDGER],
    uses: &[],
    interval: None,
    is_told_apart: false,
    rows: |scope| scope.rows(&LEDGER),
};

/// Staff of a unit.
pub(super) static STAFF: Source = Source {
    name: "staffing",
    doc: "Staff of one profession at one unit in a `month`.",
    needs: &[&STAFFING],
    uses: &[],
    interval: None,
    is_told_apart: false,
    rows: |scope| scope.rows(&STAFFING),
};
