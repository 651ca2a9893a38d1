//! The lazy plan that turns facts into figures.
//!
//! Facts are filtered first (the predicates reach the Parquet scan), joined to the parts that are
//! wanted, summed as integers, and divided as the last step. Integers add up to the same in any
//! order, and each figure is divided once, so neither threads nor the order of rows can show in it.

use std::collections::BTreeSet;

use pejl_lake::columns as fact;
use polars::prelude::{
    DataType, Expr, IntoLazy, JoinArgs, JoinType, JoinValidation, LazyFrame, LiteralValue, NULL,
    NamedFrom, PolarsResult, Scalar, Series, SortMultipleOptions, SortOptions, col, len, lit,
    polars_bail, when,
};

use crate::columns::{
    ABSENT_IS_ZERO, CELL, CELL_NO, DECIDED, DECIMALS, DENOMINATOR, FIRST_UNKNOWN, FIRST_UNUSABLE,
    IS_NUMERATOR, IS_REQUIRED, IS_WEIGHTED, LIMIT, METHOD, N_CONFIDENTIAL, N_MISSING,
    N_NOT_APPLICABLE, N_SHARES, NUMERATOR, PART_STATE, PART_VALUE, PRICE_FACTOR, QUANTITY,
    SHARE_AREA, STATE, SUM, SUM_ABOVE, SUM_BELOW, UNKNOWN_AREAS, VALUE, WEIGHT, WEIGHTED_SUM,
};
use crate::frames;
use crate::resolution::{Method, Resolution};

const OK: &str = "ok";
const ZERO: &str = "zero";
const MISSING: &str = "missing";
const CONFIDENTIAL: &str = "confidential";
const NOT_APPLICABLE: &str = "not_applicable";

/// Columns of the facts that the plan reads, with their types.
const FACT_COLUMNS: [(&str, DataType); 7] = [
    (fact::VARIANT, DataType::String),
    (fact::AREA, DataType::String),
    (fact::PERIOD, DataType::String),
    (fact::MEMBERS, DataType::String),
    (fact::VALUE, DataType::Int64),
    (fact::SCALE, DataType::Int32),
    (fact::CELL, DataType::String),
];
/// What identifies a fact among those that are visible.
const FACT_KEY: [&str; 4] = [fact::VARIANT, fact::AREA, fact::PERIOD, fact::MEMBERS];

/// Columns of the plan's answer, in order.
pub(crate) const OBSERVATION_COLUMNS: [&str; 10] = [
    CELL_NO,
    NUMERATOR,
    DENOMINATOR,
    WEIGHT,
    VALUE,
    CELL,
    UNKNOWN_AREAS,
    FIRST_UNKNOWN,
    FIRST_UNUSABLE,
    N_NOT_APPLICABLE,
];

/// The figures of a resolution, one row per cell of its spine in the same order.
///
/// In: the visible facts of `stat_fact`. Out: `cell_no` u32; `numerator` f64, kroner at the price
/// level; `denominator` f64, persons; `weight` i64, residents a published figure is weighted by;
/// `value` f64, kroner per resident; `cell`; `unknown_areas`, the areas without a number;
/// `first_unknown` and `first_unusable`, the members of one fact without a number, or with one too
/// precise or too large to sum; `n_not_applicable`, the areas where the figure cannot occur. All but
/// `cell_no` and `cell` are null where they do not apply, and `value` is unless the cell is ok or zero.
///
/// `value = Σ øre / (100 · Σ persons)`, for published figures the figure itself and in a group
/// `Σ (residents · figure) / Σ residents`, all times the price factor.
///
/// # Errors
/// When `facts` lacks a column of `stat_fact` or has it with another type. Collecting fails if a
/// fact is visible twice.
///
/// # Example
/// 100.00 kroner and 2 persons, 300.00 kroner and 8 persons: the group has 400/10 = 40 kroner per
/// resident, not the mean of 50 and 37.50.
pub fn observations_plan(facts: LazyFrame, resolution: &Resolution) -> PolarsResult<LazyFrame> {
    let facts = wanted_facts(checked(facts)?, resolution);
    let sums = quantity_sums(frames::parts(resolution)?.lazy(), facts);
    let cells = cell_sums(frames::shares(resolution)?.lazy(), sums);
    Ok(figures(frames::spine(resolution)?.lazy(), cells))
}

/// The facts, once their columns are known to be those of `stat_fact`.
fn checked(mut facts: LazyFrame) -> PolarsResult<LazyFrame> {
    let schema = facts.collect_schema()?;
    for (name, dtype) in &FACT_COLUMNS {
        match schema.get(name) {
            Some(found) if found == dtype => {}
            Some(found) => {
                polars_bail!(SchemaMismatch: "column `{name}` of the facts is {found}, not {dtype}")
            }
            None => polars_bail!(SchemaMismatch: "the facts have no column `{name}`"),
        }
    }
    Ok(facts)
}

/// The facts whose key can be among the wanted ones.
///
/// One predicate per column, because that is what row groups can be skipped by.
fn wanted_facts(facts: LazyFrame, resolution: &Resolution) -> LazyFrame {
    let mut keys: [BTreeSet<String>; 4] = Default::default();
    {
        let [variants, areas, periods, members] = &mut keys;
        for quantity in &resolution.quantities {
            areas.insert(quantity.area.clone());
            periods.insert(quantity.period.to_string());
            for tile in quantity
                .tiles
                .iter()
                .filter_map(|no| resolution.tiles.get(*no))
            {
                variants.insert(tile.variant.clone());
                members.extend(tile.tile.parts.iter().map(|part| part.members.clone()));
            }
        }
    }
    let predicate = FACT_KEY
        .into_iter()
        .zip(keys)
        .map(|(column, wanted)| is_one_of(column, wanted))
        .fold(lit(true), Expr::and);
    facts
        .filter(predicate)
        .select(FACT_COLUMNS.map(|(name, _)| col(name)))
}

fn is_one_of(column: &str, wanted: BTreeSet<String>) -> Expr {
    let wanted: Vec<String> = wanted.into_iter().collect();
    match wanted.as_slice() {
        [one] => col(column).eq(lit(one.as_str())),
        // A list as one scalar: only then are row groups skipped by it.
        _ => {
            let list = Scalar::new_list(Series::new(column.into(), wanted));
            col(column).is_in(Expr::Literal(LiteralValue::Scalar(list)), false)
        }
    }
}

/// Each quantity's sum: `quantity`, `sum` i64, `state`, `first_unknown`, `first_unusable`.
fn quantity_sums(parts: LazyFrame, facts: LazyFrame) -> LazyFrame {
    // A fact that is visible twice would be counted twice: the join refuses it.
    let one_fact = JoinArgs {
        validation: JoinValidation::ManyToOne,
        ..JoinArgs::new(JoinType::Left)
    };
    parts
        .join(facts, FACT_KEY.map(col), FACT_KEY.map(col), one_fact)
        .with_column(part_value())
        .with_column(part_state())
        .group_by([col(QUANTITY)])
        .agg([
            col(PART_VALUE).sum().alias(SUM),
            worst_state(col(PART_STATE)).alias(STATE),
            col(fact::MEMBERS)
                .filter(is_unknown())
                .min()
                .alias(FIRST_UNKNOWN),
            col(fact::MEMBERS)
                .filter(is_unusable())
                .min()
                .alias(FIRST_UNUSABLE),
        ])
        .select([QUANTITY, SUM, STATE, FIRST_UNKNOWN, FIRST_UNUSABLE].map(col))
        .sort([QUANTITY], SortMultipleOptions::default())
}

/// A part's number in the decimals of its quantity: zero for a fact that is absent and stands for
/// zero, null where there is no number, or one too precise or too large to be summed.
fn part_value() -> Expr {
    let finer = |digits: i32| col(fact::SCALE).eq(col(DECIMALS) - lit(digits));
    let within = |value: Expr, factor: i32| {
        // Whole: limits are multiples of a thousand and far below 2^53. Dividing whole numbers down is a feature of the
        // engine that nothing else needs.
        let limit =
            (col(LIMIT).cast(DataType::Float64) / lit(f64::from(factor))).cast(DataType::Int64);
        when(
            value
                .clone()
                .gt_eq(lit(0_i64) - limit.clone())
                .and(value.clone().lt_eq(limit)),
        )
        .then(value * lit(i64::from(factor)))
        .otherwise(lit(NULL))
    };
    let value = || col(fact::VALUE);
    when(is_absent_zero())
        .then(lit(0_i64))
        .when(has_number().not())
        .then(lit(NULL))
        .when(finer(0))
        .then(within(value(), 1))
        .when(finer(1))
        .then(within(value(), 10))
        .when(finer(2))
        .then(within(value(), 100))
        .when(finer(3))
        .then(within(value(), 1_000))
        .otherwise(lit(NULL))
        .cast(DataType::Int64)
        .alias(PART_VALUE)
}

/// Whether the fact is not in the file and its cover says that this means zero.
fn is_absent_zero() -> Expr {
    col(fact::CELL).is_null().and(col(ABSENT_IS_ZERO))
}

/// What is known of a part. Over `part_value`.
fn part_state() -> Expr {
    when(col(PART_VALUE).is_not_null())
        .then(lit(OK))
        .when(col(fact::CELL).eq(lit(CONFIDENTIAL)))
        .then(lit(CONFIDENTIAL))
        .when(col(fact::CELL).eq(lit(NOT_APPLICABLE)))
        .then(lit(NOT_APPLICABLE))
        .otherwise(lit(MISSING))
        .alias(PART_STATE)
}

/// The state of a sum of parts: one missing part makes it missing, one withheld part withheld;
/// parts that cannot occur add nothing, and a sum of nothing else cannot occur either.
fn worst_state(state: Expr) -> Expr {
    when(state.clone().eq(lit(MISSING)).any(true))
        .then(lit(MISSING))
        .when(state.clone().eq(lit(CONFIDENTIAL)).any(true))
        .then(lit(CONFIDENTIAL))
        .when(state.eq(lit(NOT_APPLICABLE)).all(true))
        .then(lit(NOT_APPLICABLE))
        .otherwise(lit(OK))
}

/// Whether a part keeps its sum from being known.
fn is_unknown() -> Expr {
    col(PART_STATE)
        .eq(lit(MISSING))
        .or(col(PART_STATE).eq(lit(CONFIDENTIAL)))
}

/// Whether a part has a number that cannot be summed.
fn is_unusable() -> Expr {
    col(PART_STATE)
        .eq(lit(MISSING))
        .and(has_number())
        .and(col(fact::VALUE).is_not_null())
}

fn has_number() -> Expr {
    col(fact::CELL)
        .eq(lit(OK))
        .or(col(fact::CELL).eq(lit(ZERO)))
}

/// Each cell's sums and the counts of its shares by state, one row per cell that needs facts.
fn cell_sums(shares: LazyFrame, sums: LazyFrame) -> LazyFrame {
    let one_sum = JoinArgs {
        validation: JoinValidation::ManyToOne,
        ..JoinArgs::new(JoinType::Left)
    };
    let above = || col(IS_NUMERATOR);
    let state_is = |state: &'static str| col(IS_REQUIRED).and(col(STATE).eq(lit(state)));
    shares
        .join(sums, [col(QUANTITY)], [col(QUANTITY)], one_sum)
        .group_by([col(CELL_NO), col(SHARE_AREA)])
        .agg([
            col(SUM).filter(above()).sum().alias(SUM_ABOVE),
            // `min` of the one row there is, so that no row gives null and not zero.
            col(SUM)
                .filter(above().not().and(col(STATE).eq(lit(OK))))
                .min()
                .alias(SUM_BELOW),
            state_is(MISSING).any(true).alias(N_MISSING),
            state_is(CONFIDENTIAL).any(true).alias(N_CONFIDENTIAL),
            state_is(NOT_APPLICABLE).any(true).alias(N_NOT_APPLICABLE),
            col(FIRST_UNKNOWN)
                .filter(col(IS_REQUIRED))
                .min()
                .alias(FIRST_UNKNOWN),
            col(FIRST_UNUSABLE)
                .filter(col(IS_REQUIRED))
                .min()
                .alias(FIRST_UNUSABLE),
            col(IS_WEIGHTED).any(true).alias(IS_WEIGHTED),
        ])
        // Masked before multiplying: øre times persons need not fit.
        .with_column(
            (when(col(IS_WEIGHTED))
                .then(col(SUM_ABOVE))
                .otherwise(lit(0_i64))
                * col(SUM_BELOW))
            .alias(WEIGHTED_SUM),
        )
        .group_by([col(CELL_NO)])
        .agg([
            col(SUM_ABOVE).sum().alias(SUM_ABOVE),
            when(col(SUM_BELOW).is_null().any(true))
                .then(lit(NULL))
                .otherwise(col(SUM_BELOW).sum())
                .cast(DataType::Int64)
                .alias(SUM_BELOW),
            col(WEIGHTED_SUM).sum().alias(WEIGHTED_SUM),
            col(N_MISSING).sum().alias(N_MISSING),
            col(N_CONFIDENTIAL).sum().alias(N_CONFIDENTIAL),
            col(N_NOT_APPLICABLE).sum().alias(N_NOT_APPLICABLE),
            len().alias(N_SHARES),
            col(SHARE_AREA)
                .filter(col(N_MISSING).or(col(N_CONFIDENTIAL)))
                .sort(SortOptions::default())
                .alias(UNKNOWN_AREAS),
            col(FIRST_UNKNOWN).min().alias(FIRST_UNKNOWN),
            col(FIRST_UNUSABLE).min().alias(FIRST_UNUSABLE),
        ])
        .select(
            [
                CELL_NO,
                SUM_ABOVE,
                SUM_BELOW,
                WEIGHTED_SUM,
                N_MISSING,
                N_CONFIDENTIAL,
                N_NOT_APPLICABLE,
                N_SHARES,
                UNKNOWN_AREAS,
                FIRST_UNKNOWN,
                FIRST_UNUSABLE,
            ]
            .map(col),
        )
        .sort([CELL_NO], SortMultipleOptions::default())
}

/// The figures, one row per cell of the spine.
fn figures(spine: LazyFrame, cells: LazyFrame) -> LazyFrame {
    let one_cell = JoinArgs {
        validation: JoinValidation::OneToOne,
        ..JoinArgs::new(JoinType::Left)
    };
    spine
        .join(cells, [col(CELL_NO)], [col(CELL_NO)], one_cell)
        .with_column(cell())
        .with_columns([value(), numerator(), denominator(), weight()])
        .select(OBSERVATION_COLUMNS.map(col))
        .sort([CELL_NO], SortMultipleOptions::default())
}

fn method_is(methods: &[Method]) -> Expr {
    methods
        .iter()
        .map(|method| col(METHOD).eq(lit(method.as_str())))
        .fold(lit(false), Expr::or)
}

fn is_ratio() -> Expr {
    method_is(&[Method::Ratio, Method::RatioOfSums])
}

/// Why the value is there or is not.
///
/// A ratio to no residents is undefined, whether its amount is zero or not.
fn cell() -> Expr {
    let weighted = method_is(&[Method::PopulationWeightedMean]);
    let above = when(weighted.clone())
        .then(col(WEIGHTED_SUM))
        .otherwise(col(SUM_ABOVE));
    when(col(DECIDED).is_not_null())
        .then(col(DECIDED))
        .when(col(N_MISSING).gt(lit(0)))
        .then(lit(MISSING))
        .when(col(N_CONFIDENTIAL).gt(lit(0)))
        .then(lit(CONFIDENTIAL))
        .when(col(N_NOT_APPLICABLE).eq(col(N_SHARES)))
        .then(lit(NOT_APPLICABLE))
        .when(is_ratio().or(weighted).and(col(SUM_BELOW).eq(lit(0_i64))))
        .then(lit(NOT_APPLICABLE))
        .when(above.eq(lit(0_i64)))
        .then(lit(ZERO))
        .otherwise(lit(OK))
        .alias(CELL)
}

fn has_value() -> Expr {
    col(CELL).eq(lit(OK)).or(col(CELL).eq(lit(ZERO)))
}

fn float(column: &str) -> Expr {
    col(column).cast(DataType::Float64)
}

/// Kroner per resident at the price level; null unless the cell is ok or zero.
///
/// Both sides of the division are integers below 2^53, so it is rounded once: municipalities with
/// the same ratio get the same number and share their rank.
fn value() -> Expr {
    let ratio = float(SUM_ABOVE) / (float(SUM_BELOW) * lit(100.0));
    let weighted = float(WEIGHTED_SUM) / (float(SUM_BELOW) * lit(1_000.0));
    let published = float(SUM_ABOVE) / lit(1_000.0);
    let value = when(is_ratio())
        .then(ratio)
        .when(method_is(&[Method::PopulationWeightedMean]))
        .then(weighted)
        .otherwise(published);
    when(has_value())
        .then(value * col(PRICE_FACTOR))
        .otherwise(lit(NULL))
        .alias(VALUE)
}

/// Kroner above the line at the price level; null for published figures and where the cell has no value.
fn numerator() -> Expr {
    let kroner = float(SUM_ABOVE) / lit(100.0) * col(PRICE_FACTOR);
    when(is_ratio().and(has_value()))
        .then(kroner)
        .otherwise(lit(NULL))
        .alias(NUMERATOR)
}

/// Persons below the line; null for published figures and where the cell has no value.
fn denominator() -> Expr {
    when(is_ratio().and(has_value()))
        .then(float(SUM_BELOW))
        .otherwise(lit(NULL))
        .alias(DENOMINATOR)
}

/// Residents on 1 July behind a published figure; null for ratios and where they are not known.
fn weight() -> Expr {
    when(is_ratio().not().and(has_value()))
        .then(col(SUM_BELOW))
        .otherwise(lit(NULL))
        .alias(WEIGHT)
}
