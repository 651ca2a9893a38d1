//! The sums of facts that the figures of a resolution are made of.
//!
//! Facts are filtered first (the predicates reach the Parquet scan), met with the parts that are wanted, and summed as
//! integers, which add up to the same in any order.

use std::collections::BTreeSet;

use pejl_domain::Cell;
use pejl_lake::STAT_FACT;
use pejl_lake::columns::{AREA, CELL, MEMBERS, PERIOD, SCALE, VALUE, VARIANT};
use polars::prelude::{DataFrame, PolarsError};

use crate::relation::{Aggregate, Literal, Meet, Relation, RelationError, Term, Type};
use crate::resolution::Resolution;

const QUANTITY: &str = "quantity";
const ABSENT_IS_ZERO: &str = "absent_is_zero";
const DECIMALS: &str = "decimals";
const LIMIT: &str = "limit";
const PART_VALUE: &str = "part_value";
const STATE: &str = "state";
const SUM: &str = "sum";
const N_FACTS: &str = "n_facts";
const N_MISSING: &str = "n_missing";
const N_CONFIDENTIAL: &str = "n_confidential";
const N_NOT_APPLICABLE: &str = "n_not_applicable";
const FIRST_UNKNOWN: &str = "first_unknown";
const FIRST_UNUSABLE: &str = "first_unusable";

/// What identifies a fact among those that are visible.
const FACT_KEY: [&str; 4] = [VARIANT, AREA, PERIOD, MEMBERS];

/// What is known of one sum of facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuantitySum {
    /// The sum of the known parts, in the decimals of the quantity.
    pub sum: i64,
    /// `ok`, or why the sum is not the whole: `missing`, `confidential` or `not_applicable`.
    pub cell: Cell,
    /// Members of the first part without a number.
    pub first_unknown: Option<String>,
    /// Members of the first part whose number is too precise or too large to be summed.
    pub first_unusable: Option<String>,
}

/// Why collected sums are not those of a resolution.
#[derive(Debug, thiserror::Error)]
pub enum QuantityError {
    /// A sum is of more facts than it has parts: a fact is visible twice.
    #[error("a sum of {n_parts} facts met {n_facts}: one is visible twice")]
    Twice {
        /// Facts that the sum is of.
        n_parts: usize,
        /// Facts that were met.
        n_facts: i64,
    },
    /// A sum is not there.
    #[error("sum {no} of {n} is not there")]
    Absent {
        /// Its number.
        no: usize,
        /// How many there are.
        n: usize,
    },
    /// A sum does not fit into 64 bits.
    #[error("a sum does not fit into 64 bits")]
    TooLarge,
    /// A column is absent or of another type.
    #[error("failed to read the collected sums")]
    Frame(#[source] PolarsError),
}

/// The sums of a resolution, one row per quantity.
///
/// In: the visible facts of `stat_fact`. Out: `quantity` int, its number; `sum` int; `n_facts`, `n_missing`,
/// `n_confidential`, `n_not_applicable` int: its parts by what is known of them; `first_unknown` and `first_unusable`
/// text, null where there is none.
///
/// # Errors
/// None unless the schema of `stat_fact` changes.
pub fn quantities(resolution: &Resolution) -> Result<Relation, RelationError> {
    let column = Term::column;
    let ok = || column(CELL).one_of([Cell::Ok.as_str(), Cell::Zero.as_str()]);
    let is = |cell: Cell| column(STATE).equals(Term::literal(cell.as_str()));
    let number_of =
        |condition: Term| Aggregate::Sum(Term::when(condition, Term::literal(1), Term::literal(0)));
    let first = |condition: Term| {
        Aggregate::Min(Term::when(
            condition,
            column(MEMBERS),
            Term::null(Type::Text),
        ))
    };
    let is_unusable = is(Cell::Missing)
        .and(ok())
        .and(column(VALUE).is_null().not());
    let facts = wanted_facts(resolution)?;
    parts(resolution)?
        .join(facts, Meet::Left, &FACT_KEY.map(|key| (key, key)))?
        .with([(PART_VALUE, part_value(ok()))])?
        .with([(STATE, part_state())])?
        .aggregate(
            [QUANTITY],
            [
                (SUM, Aggregate::Sum(column(PART_VALUE))),
                (N_FACTS, Aggregate::Rows),
                (N_MISSING, number_of(is(Cell::Missing))),
                (N_CONFIDENTIAL, number_of(is(Cell::Confidential))),
                (N_NOT_APPLICABLE, number_of(is(Cell::NotApplicable))),
                (
                    FIRST_UNKNOWN,
                    first(is(Cell::Missing).or(is(Cell::Confidential))),
                ),
                (FIRST_UNUSABLE, first(is_unusable)),
            ],
        )
        .map(|sums| sums.named("sums_of_facts"))
}

/// The facts whose key can be among the wanted ones.
///
/// One condition per column, because that is what row groups can be skipped by.
fn wanted_facts(resolution: &Resolution) -> Result<Relation, RelationError> {
    let mut keys: [BTreeSet<String>; 4] = Default::default();
    {
        let [variants, areas, periods, members] = &mut keys;
        for quantity in &resolution.quantities {
            areas.insert(quantity.area.clone());
            periods.insert(quantity.period.to_string());
            for (tile, part) in resolution.parts_of(quantity) {
                variants.insert(tile.variant.clone());
                members.insert(part.members.clone());
            }
        }
    }
    let wanted = FACT_KEY.into_iter().zip(keys);
    let wanted = wanted.map(|(name, wanted)| {
        let wanted = wanted.iter().map(String::as_str);
        Term::column(name).one_of(wanted.collect::<Vec<_>>())
    });
    let wanted = Term::All(wanted.collect());
    let columns = FACT_KEY.into_iter().chain([VALUE, SCALE, CELL]);
    Relation::table(&STAT_FACT).filter(wanted)?.keep(columns)
}

/// One row per fact of each quantity: the fact's key, and how its value is read.
fn parts(resolution: &Resolution) -> Result<Relation, RelationError> {
    let mut rows = Vec::new();
    for (no, one) in (0_i64..).zip(&resolution.quantities) {
        let period = one.period.to_string();
        for (tile, part) in resolution.parts_of(one) {
            rows.push(vec![
                no.into(),
                tile.variant.as_str().into(),
                one.area.as_str().into(),
                period.as_str().into(),
                part.members.as_str().into(),
                part.absent_is_zero.into(),
                i64::from(tile.measure.decimals()).into(),
                tile.measure.limit().into(),
            ]);
        }
    }
    Relation::values(
        "wanted_facts",
        &[
            (QUANTITY, Type::Int),
            (VARIANT, Type::Text),
            (AREA, Type::Text),
            (PERIOD, Type::Text),
            (MEMBERS, Type::Text),
            (ABSENT_IS_ZERO, Type::Bool),
            (DECIMALS, Type::Int),
            (LIMIT, Type::Int),
        ],
        rows,
    )
}

/// A part's number in the decimals of its quantity: zero for a fact that is absent and stands for zero, null where there
/// is no number, or one too precise or too large to be summed.
fn part_value(has_number: Term) -> Term {
    let column = Term::column;
    let nothing = || Term::null(Type::Int);
    let is_absent_zero = column(CELL).is_null().and(column(ABSENT_IS_ZERO));
    let mut cases = vec![
        (is_absent_zero, Term::literal(0)),
        (has_number.not(), nothing()),
    ];
    // The product is compared as a double, where it cannot wrap around; limits are far below 2^53.
    for (finer, factor) in [(0, 1), (1, 10), (2, 100), (3, 1_000)] {
        let float = |term: Term| Term::Float(Box::new(term));
        let near = || float(column(VALUE)).times(float(Term::literal(factor)));
        let limit = || float(column(LIMIT));
        let least = Term::Literal(Literal::Float(0.0)).minus(limit());
        let is_so_fine = column(SCALE).equals(column(DECIMALS).minus(Term::literal(finer)));
        let is_within = near().at_most(limit()).and(near().at_least(least));
        cases.push((
            is_so_fine.and(is_within),
            column(VALUE).times(Term::literal(factor)),
        ));
    }
    Term::Case(cases, Box::new(nothing()))
}

/// What is known of a part. Over [`part_value`].
fn part_state() -> Term {
    let cell = |cell: Cell| Term::literal(cell.as_str());
    let is = |state: Cell| Term::column(CELL).equals(cell(state));
    Term::Case(
        vec![
            (Term::column(PART_VALUE).is_null().not(), cell(Cell::Ok)),
            (is(Cell::Confidential), cell(Cell::Confidential)),
            (is(Cell::NotApplicable), cell(Cell::NotApplicable)),
        ],
        Box::new(cell(Cell::Missing)),
    )
}

/// The sums of collected [`quantities`], in the order of the resolution.
///
/// # Errors
/// When the frame is not that of the resolution, a fact is visible twice, or a sum does not fit.
pub fn read_quantities(
    frame: &DataFrame,
    resolution: &Resolution,
) -> Result<Vec<QuantitySum>, QuantityError> {
    let whole = |name: &str| {
        let column = frame.column(name).and_then(|column| column.i64());
        column.map_err(QuantityError::Frame)
    };
    let text = |name: &str| {
        let column = frame.column(name).and_then(|column| column.str());
        column.map_err(QuantityError::Frame)
    };
    let (no, sum, n_facts) = (whole(QUANTITY)?, whole(SUM)?, whole(N_FACTS)?);
    let (missing, confidential) = (whole(N_MISSING)?, whole(N_CONFIDENTIAL)?);
    let not_applicable = whole(N_NOT_APPLICABLE)?;
    let (unknown, unusable) = (text(FIRST_UNKNOWN)?, text(FIRST_UNUSABLE)?);
    let n = resolution.quantities.len();
    let mut found: Vec<Option<QuantitySum>> = vec![None; n];
    for row in 0..frame.height() {
        let place = no.get(row).and_then(|no| usize::try_from(no).ok());
        let Some((place, slot)) = place.and_then(|no| Some((no, found.get_mut(no)?))) else {
            return Err(QuantityError::Absent { no: row, n });
        };
        let n_parts = resolution.n_parts(place);
        let n_facts = n_facts.get(row).unwrap_or_default();
        if usize::try_from(n_facts) != Ok(n_parts) {
            return Err(QuantityError::Twice { n_parts, n_facts });
        }
        let some = |column: &polars::prelude::Int64Chunked| column.get(row).unwrap_or_default();
        // One missing part makes a sum missing, one withheld part withheld; parts that cannot occur add nothing, and
        // a sum of nothing else cannot occur either.
        let cell = if some(missing) > 0 {
            Cell::Missing
        } else if some(confidential) > 0 {
            Cell::Confidential
        } else if some(not_applicable) == n_facts {
            Cell::NotApplicable
        } else {
            Cell::Ok
        };
        *slot = Some(QuantitySum {
            sum: sum.get(row).ok_or(QuantityError::TooLarge)?,
            cell,
            first_unknown: unknown.get(row).map(str::to_owned),
            first_unusable: unusable.get(row).map(str::to_owned),
        });
    }
    let found = found.into_iter().enumerate();
    found
        .map(|(no, sum)| sum.ok_or(QuantityError::Absent { no, n }))
        .collect()
}
