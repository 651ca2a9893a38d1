//! Figures of published facts as one relation, from the sums of facts to the value, so that they can be printed as SQL.

use crate::quantity::quantities;
use crate::relation::{Aggregate, Literal, Meet, Relation, RelationError, Term, Type};
use crate::resolution::{Method, Resolution};

const CELL_NO: &str = "cell_no";
const QUANTITY: &str = "quantity";
const QUANTITY_BELOW: &str = "quantity_below";
const ABOVE: &str = "above";
const BELOW: &str = "below";
/// Figures times residents.
const WEIGHTED: &str = "weighted";
/// How a figure is made of its sums: divided, weighted by residents, or as published.
const RATIO: &str = "ratio";
const MEAN: &str = "mean";
const PUBLISHED: &str = "published";

/// The figures of a resolution: `municipality`, `period`, `members`, `numerator`, `denominator` and `value`, as doubles.
///
/// There is a row for every cell that covers leave open. The value is null where a fact is not known, cannot occur anywhere,
/// or there is nothing to divide by; published figures have neither numerator nor denominator, and those of a group are a
/// mean weighted by residents.
///
/// # Errors
/// None unless the schema of `stat_fact` changes.
pub fn published_figures(resolution: &Resolution) -> Result<Relation, RelationError> {
    const OERE: f64 = 100.0;
    const THOUSANDTHS: f64 = 1_000.0;
    let column = |name: &str| Term::column(name);
    let float = |name: &str| Term::Float(Box::new(Term::column(name)));
    let number = |value: f64| Term::Literal(Literal::Float(value));
    let method = |of: &str| column("method").equals(Term::literal(of));
    let factor = || column("price_factor");
    let kroner = float(ABOVE).over(number(OERE)).times(factor());
    let divided = |above: &str, units: f64| {
        let below = float(BELOW).times(number(units));
        float(above).over(below).times(factor())
    };
    let published = float(ABOVE).over(column("published_parts")).times(factor());
    let cannot_occur = column("n_not_applicable").equals(column("n_shares"));
    let has_none = column("n_unknown").more(Term::literal(0)).or(cannot_occur);
    let nothing = || Term::null(Type::Float);
    let value = Term::Case(
        vec![
            (has_none.clone(), nothing()),
            (method(RATIO), divided(ABOVE, OERE)),
            (method(MEAN), divided(WEIGHTED, THOUSANDTHS)),
        ],
        Box::new(published),
    );
    let side =
        |number: Term| Term::when(method(RATIO).and(has_none.clone().not()), number, nothing());
    spine(resolution)?
        .join(sums(resolution)?, Meet::Inner, &[(CELL_NO, CELL_NO)])?
        .select([
            ("municipality", column("municipality")),
            ("period", column("period")),
            ("members", column("members")),
            ("numerator", side(kroner)),
            ("denominator", side(float(BELOW))),
            ("value", value),
        ])
        .map(|figures| figures.named("figures"))
}

/// What the shares of each cell add up to, and how many of them have no number.
fn sums(resolution: &Resolution) -> Result<Relation, RelationError> {
    let column = |name: &str| Term::column(name);
    let count =
        |condition: Term| Aggregate::Sum(Term::when(condition, Term::literal(1), Term::literal(0)));
    let unknown = column("n_missing").plus(column("n_confidential"));
    let cannot_occur = column("n_not_applicable").equals(column("n_facts"));
    let sums = quantities(resolution)?.select([
        (QUANTITY, column(QUANTITY)),
        ("sum", column("sum")),
        ("is_unknown", unknown.more(Term::literal(0))),
        ("cannot_occur", cannot_occur),
    ])?;
    let below = sums.clone().select([
        (QUANTITY_BELOW, column(QUANTITY)),
        ("sum_below", column("sum")),
        ("is_unknown_below", column("is_unknown")),
        ("cannot_occur_below", column("cannot_occur")),
    ])?;
    // A figure that is divided by nothing has no row there.
    let either =
        |one: &str, other: &str| column(one).or(column(other).or_else(Term::literal(false)));
    let unknown = either("is_unknown", "is_unknown_below");
    let nowhere = either("cannot_occur", "cannot_occur_below");
    let weighted = column("sum").times(column("sum_below"));
    shares(resolution)?
        .join(sums, Meet::Inner, &[(QUANTITY, QUANTITY)])?
        .join(below, Meet::Left, &[(QUANTITY_BELOW, QUANTITY_BELOW)])?
        .aggregate(
            [CELL_NO],
            [
                (ABOVE, Aggregate::Sum(column("sum"))),
                (BELOW, Aggregate::Sum(column("sum_below"))),
                (WEIGHTED, Aggregate::Sum(weighted)),
                ("n_unknown", count(unknown)),
                ("n_not_applicable", count(nowhere)),
                ("n_shares", Aggregate::Rows),
            ],
        )
}

/// One row per cell and area: its facts above the line, and its residents where the figure is divided or weighted by them.
fn shares(resolution: &Resolution) -> Result<Relation, RelationError> {
    let mut rows = Vec::new();
    for (no, cell) in (0_i64..).zip(&resolution.cells) {
        for share in &cell.shares {
            // A published figure of one area stands without the residents it could be weighted by.
            let below = share
                .denominator
                .filter(|_| cell.method != Method::Published);
            let below = below.map_or(Literal::Null(Type::Int), |no| i64::from(no).into());
            rows.push(vec![no.into(), i64::from(share.numerator).into(), below]);
        }
    }
    let columns = [CELL_NO, QUANTITY, QUANTITY_BELOW].map(|name| (name, Type::Int));
    Relation::values("shares", &columns, rows)
}

/// One row per cell that is open.
fn spine(resolution: &Resolution) -> Result<Relation, RelationError> {
    let cells = (0_i64..).zip(&resolution.cells);
    let open = cells.filter(|(_, cell)| cell.decided.is_none());
    let rows = open.map(|(no, cell)| {
        let members = cell.members.iter();
        let members = members.map(|(name, member)| format!("{name}={member}"));
        let method = match cell.method {
            Method::Ratio | Method::RatioOfSums => RATIO,
            Method::PopulationWeightedMean => MEAN,
            Method::Published | Method::Median | Method::Quantile => PUBLISHED,
        };
        vec![
            no.into(),
            cell.place.as_str().into(),
            cell.period.to_string().as_str().into(),
            members.collect::<Vec<_>>().join(";").as_str().into(),
            method.into(),
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
            ("method", Type::Text),
            ("price_factor", Type::Float),
            ("published_parts", Type::Float),
        ],
        rows.collect(),
    )
}
