//! What the columns of a dataset do for a comparison, and its rows as they are shown.

use std::collections::BTreeSet;

use polars::prelude::{
    AnyValue, DataFrame, DataType, Expr, IntoLazy, LazyFrame, SortMultipleOptions, UnionArgs, col,
    concat, len, lit,
};
use serde_json::Value;

use super::{Change, ChangeQuery, ChangedRow, ChangedValue};
use crate::columns;
use crate::dataset::{ColumnType, CoverRule, DatasetSpec};
use crate::error::LakeError;
use crate::price_index::day;
use crate::sums::is_in;
use crate::view::run;

/// Name of the column that says how many times more a row stands in the new view than in the old one.
pub(super) const MORE: &str = "more";
/// Name of the count in the plan that counts rows.
pub(super) const N_ROWS: &str = "n_rows";

/// Variant, area, period; empty where the dataset has none.
pub(super) type Place = (String, String, String);

/// The columns of a dataset by what they do for a comparison.
pub(super) struct Shape {
    spec: &'static DatasetSpec,
    variant: Option<&'static str>,
    area: Option<&'static str>,
    period: Option<&'static str>,
    /// What identifies a row; none where nothing does.
    key: Vec<&'static str>,
    /// Everything but where a row came from.
    content: Vec<&'static str>,
}

impl Shape {
    pub(super) fn of(spec: &'static DatasetSpec) -> Self {
        let has = |name: &'static str| spec.column(name).map(|column| column.name);
        let is_series = spec.cover == CoverRule::SeriesYears;
        let figures = spec.cover == CoverRule::Box && spec.grain.is_none() && spec.key.is_empty();
        let identifying: &[&str] = if is_series {
            &[columns::SERIES, columns::YEAR, columns::PUBLISHED_ON]
        } else if figures {
            &[
                columns::VARIANT,
                columns::AREA,
                columns::PERIOD,
                columns::MEMBERS,
            ]
        } else if spec.key.is_empty() {
            &[]
        } else {
            &[columns::VARIANT, columns::AREA]
        };
        let key = identifying
            .iter()
            .filter_map(|name| spec.column(name))
            .map(|column| column.name)
            .chain(spec.key.iter().copied())
            .collect();
        Self {
            spec,
            variant: if is_series {
                has(columns::SERIES)
            } else {
                has(columns::VARIANT)
            },
            area: has(columns::AREA),
            period: if is_series {
                has(columns::YEAR)
            } else {
                has(columns::PERIOD)
            },
            key,
            content: spec
                .columns
                .iter()
                .map(|column| column.name)
                .filter(|name| !columns::PROVENANCE.contains(name))
                .collect(),
        }
    }

    pub(super) fn columns(&self) -> Vec<Expr> {
        self.content.iter().map(|name| col(*name)).collect()
    }

    /// The periods as texts, where no row can have moved from one to another unnoticed.
    pub(super) fn alone(&self) -> Option<Expr> {
        let period = self.period?;
        (self.key.is_empty() || self.key.contains(&period)).then(|| self.text_of(period))
    }

    /// A column as text. One that is text stays itself, so that it is compared with the statistics of row groups.
    fn text_of(&self, name: &'static str) -> Expr {
        let column = self.spec.column(name);
        match column.is_some_and(|column| column.dtype == ColumnType::Text) {
            true => col(name),
            false => col(name).cast(DataType::String),
        }
    }

    pub(super) fn filtered(&self, rows: LazyFrame, query: &ChangeQuery) -> LazyFrame {
        let mut rows = rows;
        for (column, wanted) in [(self.area, &query.areas), (self.period, &query.periods)] {
            match column {
                _ if wanted.is_empty() => {}
                Some(name) => rows = rows.filter(is_in(self.text_of(name), wanted)),
                None => rows = rows.filter(lit(false)),
            }
        }
        rows
    }

    /// The periods that have rows; one without a name where the dataset has no periods and there are rows.
    pub(super) fn periods(&self, rows: &LazyFrame) -> Result<BTreeSet<String>, LakeError> {
        let Some(period) = self.period else {
            let n_rows = run(rows.clone().select([len().alias(N_ROWS)]))?;
            let n_rows = n_rows
                .column(N_ROWS)
                .and_then(|column| column.get(0).map(AnyValue::into_static));
            let is_empty = n_rows.map_err(LakeError::Engine)?.extract::<u64>() == Some(0);
            return Ok(if is_empty {
                BTreeSet::new()
            } else {
                BTreeSet::from([String::new()])
            });
        };
        let texts = rows
            .clone()
            .group_by([col(period).cast(DataType::String)])
            .agg([]);
        let frame = run(texts)?;
        let texts = frame
            .column(period)
            .and_then(|column| column.str().cloned());
        let texts = texts.map_err(LakeError::Engine)?;
        Ok(texts.iter().flatten().map(str::to_owned).collect())
    }

    /// The rows that stand more often in one view than in the other, and how much more often in the new one.
    pub(super) fn differences(
        &self,
        old: LazyFrame,
        new: LazyFrame,
    ) -> Result<DataFrame, LakeError> {
        let side = |rows: LazyFrame, sign: i64| {
            let mut columns = self.columns();
            columns.push(lit(sign).cast(DataType::Int64).alias(MORE));
            rows.select(columns)
        };
        let both = concat(
            [side(old, -1), side(new, 1)],
            UnionArgs {
                maintain_order: false,
                ..UnionArgs::default()
            },
        );
        let differ = both
            .map_err(LakeError::Engine)?
            .group_by(self.columns())
            .agg([col(MORE).sum()])
            .filter(col(MORE).neq(lit(0_i64)));
        run(differ)
    }

    /// How many rows there are in each place.
    pub(super) fn counted(&self, rows: LazyFrame) -> Result<DataFrame, LakeError> {
        let places = [self.variant, self.area, self.period].into_iter().flatten();
        let places: Vec<Expr> = places.map(col).collect();
        let n_rows = [len().cast(DataType::Int64).alias(N_ROWS)];
        run(match places.is_empty() {
            true => rows.select(n_rows),
            false => rows.group_by(places).agg(n_rows),
        })
    }

    /// The rows in a certain order, so that the same pairs are made whenever it is asked.
    pub(super) fn ordered(&self, rows: DataFrame) -> Result<DataFrame, LakeError> {
        let options = SortMultipleOptions::default();
        run(rows.lazy().sort(self.content.clone(), options))
    }

    /// What identifies a row; none where nothing does, as a grant without a number.
    pub(super) fn key_of(
        &self,
        frame: &DataFrame,
        row: usize,
    ) -> Result<Option<Vec<String>>, LakeError> {
        let mut key = Vec::with_capacity(self.key.len());
        let mut own = self.spec.key.is_empty() && !self.key.is_empty();
        for name in &self.key {
            let found = value(frame, name, row)?;
            own |= self.spec.key.contains(name) && !found.is_null();
            key.push(found.to_string());
        }
        Ok(own.then_some(key))
    }

    pub(super) fn place(&self, frame: &DataFrame, row: usize) -> Result<Place, LakeError> {
        let text = |name: Option<&'static str>| match name {
            None => Ok(String::new()),
            Some(name) => Ok(match value(frame, name, row)? {
                Value::String(text) => text,
                Value::Null => String::new(),
                other => other.to_string(),
            }),
        };
        Ok((text(self.variant)?, text(self.area)?, text(self.period)?))
    }

    /// A row that was added or removed.
    pub(super) fn row(
        &self,
        frame: &DataFrame,
        row: usize,
        change: Change,
    ) -> Result<ChangedRow, LakeError> {
        self.changed(frame, (change, row, row), |old, new| match change {
            Change::Removed => (old, Value::Null),
            Change::Added | Change::Changed => (Value::Null, new),
        })
    }

    pub(super) fn pair(
        &self,
        frame: &DataFrame,
        old: usize,
        new: usize,
    ) -> Result<ChangedRow, LakeError> {
        self.changed(frame, (Change::Changed, old, new), |old, new| (old, new))
    }

    fn changed(
        &self,
        frame: &DataFrame,
        (change, old, new): (Change, usize, usize),
        sides: impl Fn(Value, Value) -> (Value, Value),
    ) -> Result<ChangedRow, LakeError> {
        let (variant, area, period) = self.place(frame, new)?;
        let mut values = Vec::new();
        let key_columns = self.key.iter().copied();
        let key = key_columns.map(|name| Ok((name, value(frame, name, new)?)));
        let key: Vec<(&'static str, Value)> = key.collect::<Result<_, LakeError>>()?;
        for name in self.content.iter().filter(|name| !self.key.contains(name)) {
            let (old, new) = sides(value(frame, name, old)?, value(frame, name, new)?);
            if old != new {
                values.push(ChangedValue {
                    column: name,
                    old,
                    new,
                });
            }
        }
        Ok(ChangedRow {
            change,
            variant,
            area,
            period,
            key,
            values,
        })
    }
}

/// A cell as JSON has it.
fn value(frame: &DataFrame, column: &str, row: usize) -> Result<Value, LakeError> {
    let value = frame
        .column(column)
        .and_then(|column| column.get(row).map(AnyValue::into_static))
        .map_err(LakeError::Engine)?;
    Ok(match value {
        AnyValue::Null => Value::Null,
        AnyValue::Boolean(is) => Value::from(is),
        AnyValue::Int32(n) => Value::from(n),
        AnyValue::Int64(n) => Value::from(n),
        AnyValue::Float64(n) => Value::from(n),
        AnyValue::Date(n) => day(n).map_or(Value::Null, |day| Value::from(day.to_string())),
        other => match other.get_str() {
            Some(text) => Value::from(text),
            None => Value::from(other.to_string()),
        },
    })
}
