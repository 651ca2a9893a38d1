//! Sums of amounts over records, by their own columns.

use pejl_domain::Period;
use polars::prelude::{
    AnyValue, DataType, Expr, LazyFrame, Literal, NamedFrom, Scalar, Series, SortMultipleOptions,
    col, len, lit,
};

use crate::columns;
use crate::error::LakeError;
use crate::view::run;

const N_ROWS: &str = "n_rows";

/// Which records are summed, and by what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SumQuery {
    /// Codes of municipalities; all when empty.
    pub areas: Vec<String>,
    /// Periods; all when empty.
    pub periods: Vec<Period>,
    /// Columns that a sum is made for each combination of.
    pub by: Vec<&'static str>,
    /// Column and the values that count, as text.
    pub only: Vec<(&'static str, Vec<String>)>,
}

/// The amounts of one combination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmountSum {
    /// The values of the columns asked for, in that order; none for null.
    pub values: Vec<Option<String>>,
    /// Sum of the amounts, in øre.
    pub amount_oere: i64,
    /// Records summed.
    pub n_rows: i64,
}

/// Sums `amount_oere` by columns, in the order of their values, nulls first.
///
/// In: the columns of a dataset with amounts. Amounts are whole øre and are summed as such; a sum beyond 9.2 × 10^16
/// kroner, a hundred thousand times the public expenditure of the country, would not fit.
///
/// # Errors
/// A column does not exist, or a file is damaged or gone.
pub fn amount_sums(view: LazyFrame, query: &SumQuery) -> Result<Vec<AmountSum>, LakeError> {
    let mut rows = view;
    if !query.areas.is_empty() {
        rows = rows.filter(is_in(col(columns::AREA), &query.areas));
    }
    if !query.periods.is_empty() {
        let periods: Vec<String> = query.periods.iter().map(Period::to_string).collect();
        rows = rows.filter(is_in(col(columns::PERIOD), &periods));
    }
    for (column, values) in &query.only {
        rows = rows.filter(is_in(col(*column).cast(DataType::String), values));
    }
    let by: Vec<Expr> = query.by.iter().map(|name| col(*name)).collect();
    let sums = [
        col(columns::AMOUNT_OERE).sum(),
        len().cast(DataType::Int64).alias(N_ROWS),
    ];
    let frame = if by.is_empty() {
        run(rows.select(sums))?
    } else {
        let sums = rows.group_by(by).agg(sums);
        run(sums.sort(query.by.clone(), SortMultipleOptions::default()))?
    };
    let number = |name: &str| {
        let column = frame.column(name).and_then(|column| column.i64().cloned());
        column.map_err(LakeError::Engine)
    };
    let (amounts, counts) = (number(columns::AMOUNT_OERE)?, number(N_ROWS)?);
    let keys = query.by.iter().map(|name| frame.column(name));
    let keys = keys
        .collect::<Result<Vec<_>, _>>()
        .map_err(LakeError::Engine)?;
    let mut found = Vec::with_capacity(frame.height());
    for row in 0..frame.height() {
        let mut values = Vec::with_capacity(keys.len());
        for key in &keys {
            values.push(match key.get(row).map_err(LakeError::Engine)? {
                AnyValue::Null => None,
                AnyValue::String(text) => Some(text.to_owned()),
                other => Some(other.to_string()),
            });
        }
        found.push(AmountSum {
            values,
            amount_oere: amounts.get(row).unwrap_or_default(),
            n_rows: counts.get(row).unwrap_or_default(),
        });
    }
    // Nothing to sum is no sum.
    found.retain(|sum| sum.n_rows > 0);
    Ok(found)
}

/// Literals, so that they are compared with the statistics of row groups.
fn is_in(column: Expr, values: &[String]) -> Expr {
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
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use polars::prelude::{DataFrame, IntoLazy, NamedFromOwned};

    use super::*;

    fn records() -> LazyFrame {
        let text = |name: &str, values: &[Option<&str>]| Series::new(name.into(), values).into();
        let columns = vec![
            text(
                columns::AREA,
                &[Some("766"), Some("766"), Some("766"), Some("630")],
            ),
            text(
                columns::PERIOD,
                &[
                    Some("2018-01"),
                    Some("2018-02"),
                    Some("2018-02"),
                    Some("2018-01"),
                ],
            ),
            text(
                columns::FUNCTION,
                &[
                    Some("5.30.26"),
                    Some("5.30.26"),
                    Some("5.30.27"),
                    Some("5.30.26"),
                ],
            ),
            text(
                columns::GROUPING,
                &[Some("001"), None, Some("001"), Some("001")],
            ),
            Series::from_vec(columns::AMOUNT_OERE.into(), vec![100_i64, -30, 5, 7]).into(),
        ];
        DataFrame::new(4, columns).unwrap().lazy()
    }

    #[track_caller]
    fn check(query: &SumQuery, expected: &[(&[Option<&str>], i64, i64)]) {
        let found = amount_sums(records(), query).unwrap();
        let found: Vec<_> = found
            .iter()
            .map(|sum| {
                let values: Vec<Option<&str>> = sum.values.iter().map(Option::as_deref).collect();
                (values, sum.amount_oere, sum.n_rows)
            })
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(values, amount, n)| (values.to_vec(), *amount, *n))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn amounts_are_summed_by_the_columns_asked_for() {
        check(&SumQuery::default(), &[(&[], 82, 4)]);
        let by = |columns: &[&'static str]| SumQuery {
            by: columns.to_vec(),
            ..SumQuery::default()
        };
        check(
            &by(&[columns::FUNCTION]),
            &[(&[Some("5.30.26")], 77, 3), (&[Some("5.30.27")], 5, 1)],
        );
        check(
            &by(&[columns::GROUPING]),
            &[(&[None], -30, 1), (&[Some("001")], 112, 3)],
        );
    }

    #[test]
    fn only_what_is_asked_for_counts() {
        let hedensted = SumQuery {
            areas: vec!["766".to_owned()],
            periods: vec!["2018-02".parse().unwrap()],
            ..SumQuery::default()
        };
        check(&hedensted, &[(&[], -25, 2)]);
        let functions = SumQuery {
            only: vec![(
                columns::FUNCTION,
                vec!["5.30.27".to_owned(), "5.30.28".to_owned()],
            )],
            ..SumQuery::default()
        };
        check(&functions, &[(&[], 5, 1)]);
        let nowhere = SumQuery {
            areas: vec!["101".to_owned()],
            ..SumQuery::default()
        };
        check(&nowhere, &[]);
    }
}
