//! What residents are expected to cost.

use pejl_lake::BAND_COST;
use pejl_lake::columns::YEAR;

use super::Source;
use crate::relation::Term;

/// Number of the month that stands for the year of a cost.
const COST_MONTH: &str = "cost_month";

/// An expected cost.
pub(super) static EXPECTED: Source = Source {
    name: "band_cost",
    doc: "What a resident of one `age_band` is expected to cost on some `accounts` in a year, in its prices: `cost_oere`. It is \
counted in January of its year (`cost_month`), as only whole years can be told of it.",
    needs: &[&BAND_COST],
    uses: &[],
    interval: None,
    is_told_apart: false,
    is_case: false,
    names_some: false,
    rows: |scope| {
        let january = Term::column(YEAR).times(Term::literal(12));
        scope.rows(&BAND_COST)?.with([(COST_MONTH, january)])
    },
};
