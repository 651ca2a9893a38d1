//! What a municipality's ledger and budgets hold at a revision.

use std::collections::{BTreeMap, BTreeSet};

use pejl_domain::Period;
use pejl_domain::budget::BudgetType;
use pejl_lake::{
    BUDGET, ByColumn, DatasetSpec, LEDGER, LakeError, RecordSum, SumQuery, measures, record_sums,
};
use pejl_metrics::frame::{Books, Budgeted, Posted};
use pejl_metrics::records::DatasetCoverage;
use pejl_metrics::records::calendar::{Span, number};
use pejl_metrics::records::coverage::Covered;

use crate::error::AppError;
use crate::snapshot::{AsKnown, Known, known, read_again};
use crate::status::Asker;
use crate::store::Store;

/// Months of a year.
const YEAR: i64 = 12;
/// Operations and central refund.
const NET: [&str; 2] = ["1", "2"];
/// The set of services that rehabilitate, as the cards name it.
const COURSES: &str = "rehabilitating_services";
const AMOUNT: &str = "amount_oere";

/// The books of a municipality, from the ledger and the budgets visible at the revision.
///
/// # Errors
/// Amounts of one account and month add up to more than 64 bits of øre, or the store fails.
pub(super) fn books(
    store: &Store,
    asker: &Asker<'_>,
    municipality: &str,
) -> Result<Books, AppError> {
    let at = AsKnown::Revision(asker.revision());
    let by = ["fiscal_year", "fiscal_period", "function", "service_code"];
    let net = [("dranst", NET.map(str::to_owned).to_vec())];
    let (ledger, sums) = sums(store, &LEDGER, (at, municipality), (&by, &net))?;
    let sets = asker.catalogue().parts.sets();
    let courses: BTreeSet<&str> = sets
        .get(COURSES)
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let posted = sums.iter().filter_map(|sum| posted(sum, &courses));
    let posted = posted.collect();
    let by = [
        "fiscal_year",
        "budget_type",
        "version_date",
        "function",
        "dranst",
    ];
    let (_, sums) = self::sums(store, &BUDGET, (at, municipality), (&by, &[]))?;
    let coverage = DatasetCoverage::new(&ledger.covers, asker.known_on());
    Ok(Books {
        posted,
        budgeted: sums.iter().filter_map(budgeted).collect(),
        months: months(&coverage, municipality),
    })
}

/// The sums of amounts by columns.
fn sums(
    store: &Store,
    spec: &'static DatasetSpec,
    (at, municipality): (AsKnown, &str),
    (by, only): (&[&str], &[(&str, Vec<String>)]),
) -> Result<(Known, Vec<RecordSum>), AppError> {
    let query = SumQuery {
        areas: vec![municipality.to_owned()],
        by: by
            .iter()
            .filter_map(|name| ByColumn::find(spec, name))
            .collect(),
        only: only
            .iter()
            .filter_map(|(name, values)| Some((ByColumn::find(spec, name)?, values.clone())))
            .collect(),
        measures: measures(spec)
            .iter()
            .filter(|one| one.name == AMOUNT)
            .copied()
            .collect(),
        ..SumQuery::default()
    };
    read_again(
        || known(store, spec.name, at),
        |known| {
            let view = store.lake.view(spec, &known.view)?;
            let sums = record_sums(spec, view, &query).map_err(too_large)?;
            Ok((known.clone(), sums))
        },
    )
}

/// Amounts that add up to more than can be held are the data's fault and not the store's.
fn too_large(error: LakeError) -> AppError {
    match error {
        LakeError::SumTooLarge { .. } => AppError::Conflict(error.to_string()),
        other => AppError::Lake(other),
    }
}

/// A value of a row, as text.
fn value(sum: &RecordSum, place: usize) -> Option<&str> {
    sum.values.get(place)?.as_deref()
}

fn amount(sum: &RecordSum) -> Option<i64> {
    sum.sums.first()?.as_ref().map(|sum| sum.units)
}

fn posted(sum: &RecordSum, courses: &BTreeSet<&str>) -> Option<Posted> {
    Some(Posted {
        year: value(sum, 0)?.parse().ok()?,
        month: value(sum, 1)?.parse().ok()?,
        function: value(sum, 2)?.to_owned(),
        is_of_courses: value(sum, 3).is_some_and(|service| courses.contains(service)),
        oere: amount(sum)?,
    })
}

fn budgeted(sum: &RecordSum) -> Option<Budgeted> {
    Some(Budgeted {
        year: value(sum, 0)?.parse().ok()?,
        kind: value(sum, 1)?.parse::<BudgetType>().ok()?,
        version: match value(sum, 2) {
            Some(day) => Some(day.parse().ok()?),
            None => None,
        },
        function: value(sum, 3)?.to_owned(),
        is_net: value(sum, 4).is_some_and(|dranst| NET.contains(&dranst)),
        oere: amount(sum)?,
    })
}

/// Of each year how many months from January on are covered; years of which there is nothing from January on have none.
fn months(coverage: &DatasetCoverage, municipality: &str) -> BTreeMap<i32, u8> {
    let (Some(oldest), Some(newest)) =
        (coverage.oldest(municipality), coverage.newest(municipality))
    else {
        return BTreeMap::new();
    };
    let years = oldest.div_euclid(YEAR)..=newest.div_euclid(YEAR);
    let years = years.filter_map(|year| i32::try_from(year).ok());
    let of_year = |year: i32| {
        let period = Period::year(year).ok()?;
        let first = number(period);
        let span = Span {
            period,
            first,
            last: first + YEAR - 1,
        };
        // A gap before the last month covered does not take the months before the gap.
        let covered = match coverage.of(municipality, &span) {
            Covered::Whole => YEAR,
            Covered::Partly { until } => until - first + 1,
            Covered::Not => up_to_gap(coverage, municipality, &span),
        };
        Some((year, u8::try_from(covered).ok()?))
    };
    years.filter_map(of_year).collect()
}

/// How many months from the first on are covered before the first that is not.
fn up_to_gap(coverage: &DatasetCoverage, municipality: &str, span: &Span) -> i64 {
    let is_covered = |month: &i64| {
        let one = Span {
            period: span.period,
            first: *month,
            last: *month,
        };
        coverage.of(municipality, &one) == Covered::Whole
    };
    let covered = span.months().take_while(is_covered).count();
    i64::try_from(covered).unwrap_or(0)
}
