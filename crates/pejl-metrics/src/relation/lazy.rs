//! The steps of the tree as those of a lazy plan.

use polars::lazy::dsl::{max_horizontal, min_horizontal};
use polars::prelude::{
    ChunkApply, DataFrame, DataType, ExplodeOptions, Expr, Field, IntoColumn, JoinArgs, JoinType,
    LazyFrame, LiteralValue, NULL, NamedFrom, PlSmallStr, PolarsResult, QuantileMethod, Scalar,
    Series, SortMultipleOptions, col, cols, int_range, int_ranges, len, lit, when,
};

use super::sql::share;
use super::{Aggregate, Columns, Comparison, DatePart, Literal, Meet, Operation, Over, Term, Type};

/// Sums beyond this are not trusted: a sum of 64 bits wraps around silently.
const SUM_LIMIT: f64 = 9.2e18;
/// Sums are taken of the parts below and above this.
const PART: i64 = 1 << 32;
const PART_DOUBLE: f64 = 4_294_967_296.0;
/// Room for a day within the number of its partition, see [`latest_before`].
const DAYS: i64 = 1 << 33;

pub(super) fn values(columns: &Columns, rows: &[Vec<Literal>]) -> PolarsResult<DataFrame> {
    let mut series = Vec::new();
    for (no, (name, of)) in columns.0.iter().enumerate() {
        let cells = rows.iter().map(|row| row.get(no));
        series.push(column_of(name, *of, cells)?.into());
    }
    DataFrame::new(rows.len(), series)
}

fn column_of<'a>(
    name: &str,
    of: Type,
    cells: impl Iterator<Item = Option<&'a Literal>>,
) -> PolarsResult<Series> {
    let name: PlSmallStr = name.into();
    macro_rules! all {
        ($literal:path) => {
            cells
                .map(|cell| match cell {
                    Some($literal(value)) => Some(value.clone()),
                    _ => None,
                })
                .collect::<Vec<_>>()
        };
    }
    Ok(match of {
        Type::Text => Series::new(name, all!(Literal::Text)),
        Type::Int => Series::new(name, all!(Literal::Int)),
        Type::Float => Series::new(name, all!(Literal::Float)),
        Type::Bool => Series::new(name, all!(Literal::Bool)),
        Type::Date => {
            let days = all!(Literal::Date).into_iter();
            let days: Vec<Option<i32>> = days.map(|day| day.map(pejl_lake::day_number)).collect();
            Series::new(name, days).cast(&DataType::Date)?
        }
    })
}

pub(super) fn select(from: LazyFrame, terms: &[(String, Term)]) -> PolarsResult<LazyFrame> {
    let columns = terms.iter();
    let columns = columns.map(|(name, term)| Ok(expr(term)?.alias(name.as_str())));
    let columns: Vec<Expr> = columns.collect::<PolarsResult<_>>()?;
    // A selection of constants alone would be one row.
    if terms.iter().all(|(_, term)| term.columns().is_empty()) {
        let names: Vec<Expr> = terms.iter().map(|(name, _)| col(name.as_str())).collect();
        return Ok(from.with_columns(columns).select(names));
    }
    Ok(from.select(columns))
}

pub(super) fn join(
    left: LazyFrame,
    right: LazyFrame,
    on: &[(String, String)],
    meet: Meet,
    columns: &Columns,
) -> LazyFrame {
    let names: Vec<Expr> = columns.names().map(col).collect();
    if on.is_empty() {
        return left.cross_join(right, None).select(names);
    }
    let how = match meet {
        Meet::Inner => JoinType::Inner,
        Meet::Left => JoinType::Left,
        Meet::Semi => JoinType::Semi,
        Meet::Anti => JoinType::Anti,
    };
    // Keys of the right under names of their own, so that none is taken for a column of the left.
    let keys = on.iter().enumerate();
    let keys: Vec<(String, String)> = keys
        .map(|(no, (_, key))| (key.clone(), format!("key {no}")))
        .collect();
    let (old, new): (Vec<&String>, Vec<&String>) = keys.iter().map(|(old, new)| (old, new)).unzip();
    let right = right.rename(old, new, true);
    let left_keys: Vec<Expr> = on.iter().map(|(key, _)| col(key.as_str())).collect();
    let right_keys: Vec<Expr> = keys.iter().map(|(_, key)| col(key.as_str())).collect();
    left.join(right, left_keys, right_keys, JoinArgs::new(how))
        .select(names)
}

/// One row for each combination of `by`.
///
/// What is aggregated is made a column first, and what comes of several aggregates is put together after: only then are groups
/// formed while rows stream by, and only then is a constant one value for each row.
pub(super) fn aggregate(
    from: LazyFrame,
    by: &[String],
    values: &[(String, Aggregate)],
) -> PolarsResult<LazyFrame> {
    let mut found = Parts::default();
    for (no, (name, value)) in values.iter().enumerate() {
        found.add(no, name, value)?;
    }
    let from = match found.before.is_empty() {
        true => from,
        false => from.with_columns(found.before),
    };
    let keys: Vec<Expr> = by.iter().map(col).collect();
    let aggregated = match by {
        [] => from.select(found.within),
        _ => from.group_by(keys.clone()).agg(found.within),
    };
    let after: Vec<Expr> = keys.into_iter().chain(found.after).collect();
    Ok(aggregated.select(after))
}

/// The three parts of aggregates: columns before, plain aggregates within, and what is put together after.
#[derive(Default)]
struct Parts {
    before: Vec<Expr>,
    within: Vec<Expr>,
    after: Vec<Expr>,
}

impl Parts {
    fn add(&mut self, no: usize, name: &str, value: &Aggregate) -> PolarsResult<()> {
        let term = match value {
            Aggregate::Rows => {
                self.within.push(len().cast(DataType::Int64).alias(name));
                self.after.push(col(name));
                return Ok(());
            }
            Aggregate::Sum(term)
            | Aggregate::SumAll(term)
            | Aggregate::Distinct(term)
            | Aggregate::Min(term)
            | Aggregate::Max(term)
            | Aggregate::Median(term)
            | Aggregate::Quantile(_, term) => term,
        };
        let is_sum = matches!(value, Aggregate::Sum(_) | Aggregate::SumAll(_));
        let is_count = matches!(term, Term::Case(cases, otherwise) if is_count(cases, otherwise));
        if is_sum && !is_count {
            let is_all = matches!(value, Aggregate::SumAll(_));
            self.sum(no, name, expr(term)?, is_all);
            return Ok(());
        }
        let column = match term {
            Term::Column(column) => column.clone(),
            term => {
                let column = format!("value of {no}");
                self.before.push(expr(term)?.alias(column.as_str()));
                column
            }
        };
        let column = col(column.as_str());
        match value {
            Aggregate::Distinct(_) => self.distinct(no, name, column),
            Aggregate::Min(_) => self.plain(name, column.min()),
            Aggregate::Max(_) => self.plain(name, column.max()),
            Aggregate::Median(_) => {
                self.plain(name, column.cast(DataType::Float64).median());
            }
            Aggregate::Quantile(percent, _) => {
                let column = column.cast(DataType::Float64);
                let at = lit(share(*percent));
                self.plain(name, column.quantile(at, QuantileMethod::Linear));
            }
            // Ones and zeros of fewer rows than 2^63.
            _ => self.plain(name, column.cast(DataType::Int64).sum()),
        }
        Ok(())
    }

    fn plain(&mut self, name: &str, value: Expr) {
        self.within.push(value.alias(name));
        self.after.push(col(name));
    }

    fn distinct(&mut self, no: usize, name: &str, column: Expr) {
        let (distinct, nulls) = (format!("distinct of {no}"), format!("nulls of {no}"));
        let count = |value: Expr| value.cast(DataType::Int64);
        self.within
            .push(count(column.clone().n_unique()).alias(distinct.as_str()));
        self.within
            .push(count(column.null_count()).alias(nulls.as_str()));
        // Nothing is one of the different values, and does not count.
        let null = count(col(nulls.as_str()).gt(lit(0_i64)));
        self.after.push((col(distinct.as_str()) - null).alias(name));
    }

    /// The sum, null where it does not fit into 64 bits: the reader of the answer refuses it.
    ///
    /// The engine's own sum of 64 bits wraps around, or ends the process in a build with checks, so it is taken in two parts
    /// that cannot.
    fn sum(&mut self, no: usize, name: &str, value: Expr, is_all: bool) {
        let (low, high) = (format!("low of {no}"), format!("high of {no}"));
        let value = value.cast(DataType::Int64);
        let below = value.clone() % lit(PART);
        // A multiple of 2^32, of which the quotient is exact as a double.
        let above = (value - below.clone()).cast(DataType::Float64) / lit(PART_DOUBLE);
        self.before.push(below.alias(low.as_str()));
        self.before
            .push(above.cast(DataType::Int64).alias(high.as_str()));
        let nulls = format!("nulls of {no}");
        if is_all {
            let count = col(low.as_str()).null_count().cast(DataType::Int64);
            self.within.push(count.alias(nulls.as_str()));
        }
        self.within.push(col(low.as_str()).sum());
        self.within.push(col(high.as_str()).sum());
        let float = |part: &str| col(part).cast(DataType::Float64);
        let near = float(&high) * lit(PART_DOUBLE) + float(&low);
        let fits = near
            .clone()
            .lt(lit(SUM_LIMIT))
            .and(near.gt(lit(-SUM_LIMIT)));
        let is_known = match is_all {
            true => fits.and(col(nulls.as_str()).eq(lit(0_i64))),
            false => fits,
        };
        let whole = col(high.as_str()) * lit(PART) + col(low.as_str());
        let whole = when(is_known)
            .then(whole)
            .otherwise(lit(NULL).cast(DataType::Int64));
        self.after.push(whole.alias(name));
    }
}

fn is_count(cases: &[(Term, Term)], otherwise: &Term) -> bool {
    let is_small = |term: &Term| matches!(term, Term::Literal(Literal::Int(0 | 1)));
    is_small(otherwise) && cases.iter().all(|(_, value)| is_small(value))
}

/// Values over sorted rows. A row begins a partition where a key differs from the row before.
pub(super) fn window(
    from: LazyFrame,
    partition: &[String],
    order: &[String],
    values: &[(String, Over)],
    columns: &Columns,
) -> LazyFrame {
    const NO: &str = "window: partition";
    let keys: Vec<&String> = partition.iter().chain(order).collect();
    let sorted = match keys.is_empty() {
        true => from,
        false => from.sort_by_exprs(
            keys.iter().map(|key| col(key.as_str())).collect::<Vec<_>>(),
            SortMultipleOptions::default().with_maintain_order(true),
        ),
    };
    let differs = |key: &String| {
        let key = col(key.as_str());
        key.clone().neq_missing(key.shift(lit(1)))
    };
    let begins = partition.iter().map(differs).fold(lit(false), Expr::or);
    let is_first = int_range(lit(0), len(), 1, DataType::Int64).eq(lit(0));
    let numbered = sorted.with_column(
        begins
            .or(is_first)
            .cast(DataType::Int64)
            .cum_sum(false)
            .alias(NO),
    );
    let beside = |by: i64, value: Expr| {
        when(col(NO).eq_missing(col(NO).shift(lit(by))))
            .then(value.shift(lit(by)))
            .otherwise(lit(NULL))
    };
    let found = values.iter().map(|(name, value)| {
        match value {
            Over::Previous(column) => beside(1, col(column.as_str())),
            Over::Next(column) => beside(-1, col(column.as_str())),
            Over::LatestBefore(column) => beside(1, latest_so_far(col(NO), col(column.as_str()))),
            Over::SumSoFar(column) => sum_so_far(col(NO), col(column.as_str())),
            Over::Number => {
                let row = int_range(lit(0), len(), 1, DataType::Int64);
                let first = when(col(NO).neq_missing(col(NO).shift(lit(1))))
                    .then(row.clone())
                    .otherwise(lit(0_i64));
                row - first.cum_max(false) + lit(1_i64)
            }
        }
        .alias(name.as_str())
    });
    numbered
        .with_columns(found.collect::<Vec<_>>())
        .select(columns.names().map(col).collect::<Vec<_>>())
}

/// The latest day so far within a partition: days are counted within the number of the partition, which only grows, so
/// that the largest of all is the latest of the partition.
fn latest_so_far(partition: Expr, day: Expr) -> Expr {
    let day = day.cast(DataType::Int32).cast(DataType::Int64) + lit(DAYS / 2);
    let largest = (partition.clone() * lit(DAYS) + day).cum_max(false);
    (largest - partition * lit(DAYS) - lit(DAYS / 2))
        .cast(DataType::Int32)
        .cast(DataType::Date)
}

/// The sum so far within a partition: sums of all rows only grow, so that the largest sum at which a partition began is that
/// of this partition.
fn sum_so_far(partition: Expr, number: Expr) -> Expr {
    let so_far = number.clone().cum_sum(false);
    let before = when(partition.clone().neq_missing(partition.shift(lit(1))))
        .then(so_far.clone() - number)
        .otherwise(lit(0_i64));
    so_far - before.cum_max(false)
}

pub(super) fn spread(
    from: LazyFrame,
    first: &str,
    last: &str,
    (least, most): (i64, i64),
    name: &str,
) -> PolarsResult<LazyFrame> {
    let is_there = col(first).is_not_null().and(col(last).is_not_null());
    let begin = max_horizontal([col(first), lit(least)])?;
    let end = min_horizontal([col(last), lit(most)])?;
    let options = ExplodeOptions {
        empty_as_null: false,
        keep_nulls: false,
    };
    Ok(from
        .filter(is_there.and(begin.clone().lt_eq(end.clone())))
        .with_column(int_ranges(begin, end + lit(1_i64), lit(1_i64), DataType::Int64).alias(name))
        .explode(cols([name]), options))
}

fn literal(value: &Literal) -> Expr {
    match value {
        Literal::Text(text) => lit(text.as_str()),
        Literal::Int(number) => lit(*number),
        Literal::Float(number) => lit(*number),
        Literal::Date(day) => lit(pejl_lake::day_number(*day)).cast(DataType::Date),
        Literal::Bool(truth) => lit(*truth),
        Literal::Null(of) => lit(NULL).cast(data_type(*of)),
    }
}

fn data_type(of: Type) -> DataType {
    match of {
        Type::Text => DataType::String,
        Type::Int => DataType::Int64,
        Type::Float => DataType::Float64,
        Type::Date => DataType::Date,
        Type::Bool => DataType::Boolean,
    }
}

pub(super) fn expr(term: &Term) -> PolarsResult<Expr> {
    Ok(match term {
        Term::Column(name) => col(name.as_str()),
        Term::Literal(value) => literal(value),
        Term::Not(one) => expr(one)?.not(),
        Term::All(all) => fold(all, true, Expr::and)?,
        Term::Any(any) => fold(any, false, Expr::or)?,
        Term::Compare(how, one, two) => {
            let (one, two) = (expr(one)?, expr(two)?);
            match how {
                Comparison::Equal => one.eq(two),
                Comparison::NotEqual => one.neq(two),
                Comparison::Less => one.lt(two),
                Comparison::AtMost => one.lt_eq(two),
                Comparison::More => one.gt(two),
                Comparison::AtLeast => one.gt_eq(two),
            }
        }
        Term::IsNull(one) => expr(one)?.is_null(),
        Term::OneOf(one, values) => one_of(expr(one)?, values)?,
        Term::Calculate(how, one, two) => {
            let (one, two) = (expr(one)?, expr(two)?);
            match how {
                Operation::Add => one + two,
                Operation::Subtract => one - two,
                Operation::Multiply => one * two,
            }
        }
        Term::Divide(one, two) => {
            let float =
                |term| Ok::<_, polars::prelude::PolarsError>(expr(term)?.cast(DataType::Float64));
            let divisor = float(two)?;
            when(divisor.clone().neq(lit(0.0)))
                .then(float(one)? / divisor)
                .otherwise(lit(NULL))
        }
        Term::Quotient(one, two) => {
            let (whole, divisor) = (expr(one)?, expr(two)?);
            let divisor = when(divisor.clone().gt(lit(0_i64)))
                .then(divisor)
                .otherwise(lit(NULL).cast(DataType::Int64));
            // What is left over is never negative, so that the quotient is rounded down; a multiple of the divisor is exact.
            let rest = (whole.clone() % divisor.clone() + divisor.clone()) % divisor.clone();
            let multiple = (whole - rest).cast(DataType::Float64);
            (multiple / divisor.cast(DataType::Float64)).cast(DataType::Int64)
        }
        Term::Case(cases, otherwise) => {
            let mut found = expr(otherwise)?;
            for (condition, value) in cases.iter().rev() {
                found = when(expr(condition)?).then(expr(value)?).otherwise(found);
            }
            found
        }
        Term::FirstOf(several) => {
            let several = several.iter().rev().map(expr);
            let several = several.collect::<PolarsResult<Vec<_>>>()?;
            let first = several.into_iter().reduce(|later, earlier| {
                when(earlier.clone().is_not_null())
                    .then(earlier)
                    .otherwise(later)
            });
            first.unwrap_or_else(|| lit(NULL))
        }
        Term::Least(several) => min_horizontal(exprs(several)?)?,
        Term::Greatest(several) => max_horizontal(exprs(several)?)?,
        Term::DaysBetween(from, to) => day_count(expr(to)?) - day_count(expr(from)?),
        Term::DaysLater(one, days) => {
            (expr(one)?.cast(DataType::Int32) + lit(*days)).cast(DataType::Date)
        }
        Term::DaysAdded(one, days) => (day_count(expr(one)?) + expr(days)?)
            .cast(DataType::Int32)
            .cast(DataType::Date),
        Term::StartsWith(one, start) => expr(one)?.str().starts_with(expr(start)?),
        Term::Joined(one, two) => expr(one)? + expr(two)?,
        Term::Part(part, one) => {
            let day = expr(one)?.dt();
            match part {
                DatePart::Year => day.year(),
                DatePart::Month => day.month(),
                DatePart::Day => day.day(),
                DatePart::DaysOfMonth => day.days_in_month(),
            }
            .cast(DataType::Int64)
        }
        Term::Scaled(one, decimals) => {
            let value = expr(one)?;
            let half = when(value.clone().lt(lit(0.0)))
                .then(lit(-0.5))
                .otherwise(lit(0.5));
            (value * lit(super::sql::power_of_ten(*decimals)) + half).strict_cast(DataType::Int64)
        }
        Term::Float(one) => expr(one)?.cast(DataType::Float64),
        Term::Ln(one) => ln(expr(one)?),
    })
}

/// The natural logarithm; the engine has its own only as a feature that nothing else here needs.
fn ln(value: Expr) -> Expr {
    value.cast(DataType::Float64).map(
        |column| Ok(column.f64()?.apply_values(f64::ln).into_column()),
        // A constant has no type of its own.
        |_, field| Ok(Field::new(field.name().clone(), DataType::Float64)),
    )
}

fn exprs(terms: &[Term]) -> PolarsResult<Vec<Expr>> {
    terms.iter().map(expr).collect()
}

fn fold(terms: &[Term], none: bool, how: fn(Expr, Expr) -> Expr) -> PolarsResult<Expr> {
    let mut level = exprs(terms)?;
    // In pairs, and these in pairs: what walks the tree goes as deep as it is high.
    while level.len() > 1 {
        let mut of_level = level.into_iter();
        let mut next = Vec::with_capacity(of_level.len().div_ceil(2));
        while let Some(one) = of_level.next() {
            next.push(match of_level.next() {
                Some(other) => how(one, other),
                None => one,
            });
        }
        level = next;
    }
    Ok(level.pop().unwrap_or_else(|| lit(none)))
}

/// Days since 1970.
fn day_count(day: Expr) -> Expr {
    day.cast(DataType::Int32).cast(DataType::Int64)
}

/// One comparison, or a list as one scalar: only then are row groups skipped by it.
fn one_of(value: Expr, literals: &[Literal]) -> PolarsResult<Expr> {
    let of = match literals {
        [] => return Ok(lit(false)),
        [one] => return Ok(value.eq(literal(one))),
        [first, ..] => first.of_type(),
    };
    let list = Scalar::new_list(column_of("list", of, literals.iter().map(Some))?);
    Ok(value.is_in(Expr::Literal(LiteralValue::Scalar(list)), false))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn depth(of: &Expr) -> usize {
        match of {
            Expr::BinaryExpr { left, right, .. } => 1 + depth(left).max(depth(right)),
            _ => 0,
        }
    }

    #[test]
    fn many_conditions_make_no_deep_tree_and_keep_their_order() {
        let names: Vec<String> = (0..1_000).map(|no| format!("c{no}")).collect();
        let terms = || {
            names
                .iter()
                .map(|name| Term::column(name.as_str()))
                .collect()
        };
        for (all, sign) in [(Term::All(terms()), " & "), (Term::Any(terms()), " | ")] {
            let found = expr(&all).unwrap();
            assert_eq!(depth(&found), 10);
            let told = found.to_string();
            assert_eq!(told.matches(sign).count(), 999, "{sign}");
            let mut at = 0;
            for name in &names {
                at += told[at..].find(&format!("\"{name}\"")).unwrap();
            }
        }
    }
}
