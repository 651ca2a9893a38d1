//! Figures of published facts as one relation, from the sums of facts to the value, so that they can be printed as SQL.

use crate::quantity::quantities;
use crate::relation::{Aggregate, Literal, Meet, Relation, RelationError, Term, Type};
use crate::resolution::{Method, Resolution};

const CELL_NO: &str = "cell_no";
const QUANTITY: &str = "quantity";
const IS_ABOVE: &str = "is_above";

/// The figures of a resolution: `municipality`, `period`, `members`, `numerator`, `denominator` and `value`, as doubles.
///
/// There is a row for every cell that covers leave open. The value is null where a fact is not known or there is nothing
/// to divide by; published figures have neither numerator nor denominator, and only those of one area are computed here: a
/// group of them is a mean weighted by residents.
///
/// # Errors
/// None unless the schema of `stat_fact` changes.
pub fn published_figures(resolution: &Resolution) -> Result<Relation, RelationError> {
    const OERE: f64 = 100.0;
    let column = |name: &str| Term::column(name);
    let float = |name: &str| Term::Float(Box::new(Term::column(name)));
    let number = |value: f64| Term::Literal(Literal::Float(value));
    let is_whole = column("n_unknown").equals(Term::literal(0));
    let sum_if = |is_above: bool| {
        let is_there = column(IS_ABOVE).equals(Term::literal(is_above));
        Aggregate::Sum(Term::when(is_there, column("sum"), Term::literal(0)))
    };
    let unknown = column("n_missing").plus(column("n_confidential"));
    let cells = shares(resolution)?
        .join(
            quantities(resolution)?,
            Meet::Inner,
            &[(QUANTITY, QUANTITY)],
        )?
        .aggregate(
            [CELL_NO],
            [
                ("above", sum_if(true)),
                ("below", sum_if(false)),
                ("n_unknown", Aggregate::Sum(unknown)),
            ],
        )?;
    let ratio = column("is_ratio");
    let kroner = float("above")
        .over(number(OERE))
        .times(column("price_factor"));
    let of_ratio = float("above")
        .over(float("below").times(number(OERE)))
        .times(column("price_factor"));
    let published = float("above")
        .over(column("published_parts"))
        .times(column("price_factor"));
    let nothing = || Term::null(Type::Float);
    spine(resolution)?
        .join(cells, Meet::Inner, &[(CELL_NO, CELL_NO)])?
        .select([
            ("municipality", column("municipality")),
            ("period", column("period")),
            ("members", column("members")),
            (
                "numerator",
                Term::when(ratio.clone().and(is_whole.clone()), kroner, nothing()),
            ),
            (
                "denominator",
                Term::when(
                    ratio.clone().and(is_whole.clone()),
                    float("below"),
                    nothing(),
                ),
            ),
            (
                "value",
                Term::when(is_whole, Term::when(ratio, of_ratio, published), nothing()),
            ),
        ])
        .map(|figures| figures.named("figures"))
}

/// One row per cell, area and side of the line.
fn shares(resolution: &Resolution) -> Result<Relation, RelationError> {
    let mut rows = Vec::new();
    for (no, cell) in (0_i64..).zip(&resolution.cells) {
        for share in &cell.shares {
            rows.push(vec![
                no.into(),
                true.into(),
                i64::from(share.numerator).into(),
            ]);
            // A published figure of one area stands without the residents it could be weighted by.
            let below = share
                .denominator
                .filter(|_| cell.method != Method::Published);
            if let Some(below) = below {
                rows.push(vec![no.into(), false.into(), i64::from(below).into()]);
            }
        }
    }
    Relation::values(
        "shares",
        &[
            (CELL_NO, Type::Int),
            (IS_ABOVE, Type::Bool),
            (QUANTITY, Type::Int),
        ],
        rows,
    )
}

/// One row per cell that is open.
fn spine(resolution: &Resolution) -> Result<Relation, RelationError> {
    let cells = (0_i64..).zip(&resolution.cells);
    let open = cells.filter(|(_, cell)| {
        cell.decided.is_none() && cell.method != Method::PopulationWeightedMean
    });
    let rows = open.map(|(no, cell)| {
        let members = cell.members.iter();
        let members = members.map(|(name, member)| format!("{name}={member}"));
        vec![
            no.into(),
            cell.place.as_str().into(),
            cell.period.to_string().as_str().into(),
            members.collect::<Vec<_>>().join(";").as_str().into(),
            matches!(cell.method, Method::Ratio | Method::RatioOfSums).into(),
            Literal::Float(cell.price.factor),
            Literal::Float(cell.published_parts()),
        ]
    });
    Relation::values(
        "cells",
        &[
            (CELL_NO, Type::Int),
            ("municipality", Type::Text),
            ("period", Type::Text),
            ("members", Type::Text),
            ("is_ratio", Type::Bool),
            ("price_factor", Type::Float),
            ("published_parts", Type::Float),
        ],
        rows.collect(),
    )
}
