//! Counts and sums of records, by their own columns.
//!
//! Whole numbers are added as such, and decimals as whole millionths, so that a sum does not depend on the order in
//! which threads meet the rows.

mod by;
mod measure;

pub use by::ByColumn;
pub use measure::{Measure, MeasureOf, measures};

use std::fmt;

use chrono::NaiveDate;
use pejl_domain::Period;
use polars::prelude::{
    AnyValue, Column, DataFrame, DataType, Expr, LazyFrame, Literal, NULL, NamedFrom, Scalar,
    Series, SortMultipleOptions, col, len, lit, when,
};

use crate::columns;
use crate::dataset::{ColumnType, DatasetSpec};
use crate::error::LakeError;
use crate::view::run;

const N_ROWS: &str = "n_rows";
const N_PERSONS: &str = "n_persons";
/// Decimals that are kept of a number with decimals; files of records have fewer.
const DECIMALS: u32 = 6;
/// Whole numbers of that many decimals in one.
const MILLIONTHS: f64 = 1_000_000.0;
/// Numbers of 64 bits are added in two parts of 32 bits: neither can overflow below 2^31 rows.
const PART: i64 = 1 << 32;
/// The same as a double.
const PART_DOUBLE: f64 = 4_294_967_296.0;

/// Which records are counted and summed, and by what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SumQuery {
    /// Codes of municipalities; all when empty.
    pub areas: Vec<String>,
    /// Periods; all when empty.
    pub periods: Vec<Period>,
    /// Columns that a sum is made for each combination of.
    pub by: Vec<ByColumn>,
    /// Columns and the values that count, as text.
    pub only: Vec<(ByColumn, Vec<String>)>,
    /// Only rows in force on this day, see [`interval`].
    pub on: Option<NaiveDate>,
    /// What is summed.
    pub measures: Vec<Measure>,
}

/// An exact sum: `units` of 10^−`decimals`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExactSum {
    /// The sum times 10^`decimals`.
    pub units: i64,
    /// 0 for whole numbers, else 6.
    pub decimals: u32,
}

impl fmt::Display for ExactSum {
    /// Digits with a decimal point, and no more decimals than needed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = 10_u64.pow(self.decimals);
        let (whole, rest) = (
            self.units.unsigned_abs() / unit,
            self.units.unsigned_abs() % unit,
        );
        if self.units < 0 {
            f.write_str("-")?;
        }
        write!(f, "{whole}")?;
        if rest == 0 {
            return Ok(());
        }
        let width = usize::try_from(self.decimals).unwrap_or_default();
        let decimals = format!("{rest:0width$}");
        write!(f, ".{}", decimals.trim_end_matches('0'))
    }
}

/// The records of one combination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordSum {
    /// The values of the columns asked for, in that order; none for null.
    pub values: Vec<Option<String>>,
    /// Records.
    pub n_rows: i64,
    /// Distinct persons among them; none where the dataset names nobody.
    pub n_persons: Option<i64>,
    /// The sums in the order of the measures; none where no record has a number.
    pub sums: Vec<Option<ExactSum>>,
}

/// The columns of the first and last day that a record is in force; none where the dataset has no such days.
///
/// A missing first day lies before every day, a missing last day after.
pub fn interval(spec: &DatasetSpec) -> Option<(&'static str, &'static str)> {
    [
        (columns::VALID_FROM, columns::VALID_TO),
        (columns::START, columns::END),
    ]
    .into_iter()
    .find(|(from, to)| spec.column(from).is_some() && spec.column(to).is_some())
}

/// Counts and sums the records of a dataset by columns, in the order of their values, nulls first.
///
/// Amounts are whole øre and are summed as such.
///
/// # Errors
/// A column does not exist, a sum does not fit into 64 bits, or a file is damaged or gone.
pub fn record_sums(
    spec: &'static DatasetSpec,
    view: LazyFrame,
    query: &SumQuery,
) -> Result<Vec<RecordSum>, LakeError> {
    let rows = chosen(spec, view, query);
    let mut wanted = vec![len().cast(DataType::Int64).alias(N_ROWS)];
    let has_persons = spec.column(columns::PERSON_KEY).is_some();
    if has_persons {
        let persons = col(columns::PERSON_KEY).drop_nulls().n_unique();
        wanted.push(persons.cast(DataType::Int64).alias(N_PERSONS));
    }
    for (place, measure) in query.measures.iter().enumerate() {
        wanted.extend(aggregates(spec, place, measure));
    }
    let by: Vec<Expr> = query.by.iter().map(ByColumn::expr).collect();
    let frame = if by.is_empty() {
        run(rows.select(wanted))?
    } else {
        let names: Vec<&str> = query.by.iter().map(ByColumn::name).collect();
        let sums = rows.group_by(by).agg(wanted);
        run(sums.sort(names, SortMultipleOptions::default()))?
    };
    read(spec, &frame, query, has_persons)
}

/// The rows that a query asks for.
fn chosen(spec: &'static DatasetSpec, view: LazyFrame, query: &SumQuery) -> LazyFrame {
    let mut rows = view;
    if !query.areas.is_empty() {
        rows = rows.filter(is_in(col(columns::AREA), &query.areas));
    }
    if !query.periods.is_empty() {
        let periods: Vec<String> = query.periods.iter().map(Period::to_string).collect();
        rows = rows.filter(is_in(col(columns::PERIOD), &periods));
    }
    for (column, values) in &query.only {
        rows = rows.filter(is_in(column.expr().cast(DataType::String), values));
    }
    if let (Some(day), Some((from, to))) = (query.on, interval(spec)) {
        let begun = col(from).is_null().or(col(from).lt_eq(lit(day)));
        let not_over = col(to).is_null().or(col(to).gt_eq(lit(day)));
        rows = rows.filter(begun.and(not_over));
    }
    rows
}

/// Name of an aggregate of the measure at `place`.
fn named(place: usize, what: &str) -> String {
    format!("{what} {place}")
}

/// The sum of a measure in whole units, in its two parts, both null where no row has a number.
///
/// The engine's sums of 64 bits end the plan or wrap around when they do not fit, so that no part may come near.
fn aggregates(spec: &DatasetSpec, place: usize, measure: &Measure) -> [Expr; 2] {
    let units = match measure.of {
        MeasureOf::Days { from, to } => {
            let day = |name: &'static str| col(name).cast(DataType::Int32).cast(DataType::Int64);
            day(to) - day(from)
        }
        MeasureOf::Column(name) if decimals(spec, measure) == 0 => col(name).cast(DataType::Int64),
        MeasureOf::Column(name) => {
            let half = when(col(name).lt(lit(0.0)))
                .then(lit(-0.5))
                .otherwise(lit(0.5));
            // Truncated towards zero; a number that does not fit fails the plan.
            (col(name) * lit(MILLIONTHS) + half).strict_cast(DataType::Int64)
        }
    };
    let is_there = units.clone().count().gt(lit(0_u32));
    let or_none = |sum: Expr| when(is_there.clone()).then(sum).otherwise(lit(NULL));
    let low = units.clone() % lit(PART);
    // A multiple of 2^32, of which the quotient is exact as a double.
    let high = (units - low.clone()).cast(DataType::Float64) / lit(PART_DOUBLE);
    [
        or_none(high.cast(DataType::Int64).sum()).alias(named(place, "high")),
        or_none(low.sum()).alias(named(place, "low")),
    ]
}

fn decimals(spec: &DatasetSpec, measure: &Measure) -> u32 {
    let is_decimal = match measure.of {
        MeasureOf::Column(name) => spec
            .column(name)
            .is_some_and(|column| column.dtype == ColumnType::Float64),
        MeasureOf::Days { .. } => false,
    };
    if is_decimal { DECIMALS } else { 0 }
}

/// The frame of aggregates as rows.
fn read(
    spec: &'static DatasetSpec,
    frame: &DataFrame,
    query: &SumQuery,
    has_persons: bool,
) -> Result<Vec<RecordSum>, LakeError> {
    let column = |name: &str| frame.column(name).map_err(LakeError::Engine);
    let keys = query.by.iter().map(|by| column(by.name()));
    let keys = keys.collect::<Result<Vec<&Column>, _>>()?;
    let n_rows = column(N_ROWS)?.i64().map_err(LakeError::Engine)?;
    let n_persons = match has_persons {
        true => Some(column(N_PERSONS)?.i64().map_err(LakeError::Engine)?),
        false => None,
    };
    let mut sums = Vec::with_capacity(query.measures.len());
    for (place, measure) in query.measures.iter().enumerate() {
        let part = |what| {
            let part = column(&named(place, what))?;
            part.i64().map_err(LakeError::Engine)
        };
        sums.push((measure, part("high")?, part("low")?));
    }
    let mut found = Vec::with_capacity(frame.height());
    for row in 0..frame.height() {
        let values = keys.iter().map(|key| value(key, row));
        found.push(RecordSum {
            values: values.collect::<Result<_, _>>()?,
            n_rows: n_rows.get(row).unwrap_or_default(),
            n_persons: n_persons.map(|persons| persons.get(row).unwrap_or_default()),
            sums: sums
                .iter()
                .map(|(measure, high, low)| {
                    let parts = high.get(row).zip(low.get(row));
                    parts.map(|parts| whole(spec, measure, parts)).transpose()
                })
                .collect::<Result<_, _>>()?,
        });
    }
    // Nothing to sum is no sum.
    found.retain(|sum| sum.n_rows > 0);
    Ok(found)
}

/// The sum of two parts.
fn whole(
    spec: &'static DatasetSpec,
    measure: &Measure,
    (high, low): (i64, i64),
) -> Result<ExactSum, LakeError> {
    let units = i128::from(high) * i128::from(PART) + i128::from(low);
    let units = i64::try_from(units).map_err(|_| LakeError::SumTooLarge {
        dataset: spec.name,
        measure: measure.name,
    })?;
    Ok(ExactSum {
        units,
        decimals: decimals(spec, measure),
    })
}

fn value(key: &Column, row: usize) -> Result<Option<String>, LakeError> {
    Ok(match key.get(row).map_err(LakeError::Engine)? {
        AnyValue::Null => None,
        AnyValue::String(text) => Some(text.to_owned()),
        other => Some(other.to_string()),
    })
}

/// Literals, so that they are compared with the statistics of row groups.
pub(crate) fn is_in(column: Expr, values: &[String]) -> Expr {
    match values {
        [single] => column.eq(lit(single.as_str())),
        _ => {
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            let values = Series::new("values".into(), values);
            column.is_in(Scalar::new_list(values).lit(), false)
        }
    }
}

#[cfg(test)]
mod tests;
