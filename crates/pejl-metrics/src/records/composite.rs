//! Figures put together from sums of other readings by a formula, exact until they are told.

use std::collections::BTreeMap;

use pejl_domain::Cell;

use super::answer::{Answer, Figure};
use super::cell::CellPlan;
use super::exact::{Inexact, Quotient};
use super::figures::sum_of;
use super::measure::Measures;
use super::side::Side;
use super::taken::Members;
use crate::catalogue::{Composite, NamedSum};
use crate::formula::Product;
use crate::reason;
use crate::relation::Term;
use crate::text::Reason;

/// Why a formula has no number.
enum Fault {
    /// The sum of this name divides and is zero.
    Nothing(String),
    /// A number on the way does not fit.
    TooLarge,
}

impl Answer<'_> {
    /// The figure of a cell.
    pub(super) fn put_together(
        &self,
        composite: &Composite,
        measures: &Measures,
        cell: &CellPlan,
        members: &Members,
    ) -> Figure {
        match self.figure_of_sums(composite, measures, cell, members) {
            Ok(figure) => figure,
            Err((cell, reason)) => Figure::none(cell, reason),
        }
    }

    fn figure_of_sums(
        &self,
        composite: &Composite,
        measures: &Measures,
        cell: &CellPlan,
        members: &Members,
    ) -> Result<Figure, (Cell, Reason)> {
        let missing = |reason| (Cell::Missing, reason);
        let mut sides: BTreeMap<&str, Side> = BTreeMap::new();
        for term in &composite.terms {
            let own = own_measures(measures, term);
            let side = self.side((0, term.measures.0), own, cell, members);
            sides.insert(&term.name, side.map_err(missing)?);
        }
        // A standard population is chosen: it is there, and nobody stands behind it.
        let below = sides.get(composite.bottom.as_str()).copied();
        let below = below.unwrap_or_default();
        if below.is_zero {
            let base = self.side((2, 0), &measures.base, cell, members);
            return Err(match base.map_err(missing)?.is_zero {
                true => (Cell::NotApplicable, reason::nothing_to_divide_by()),
                false => missing(reason::none_measured()),
            });
        }
        let (top, bottom) = evaluated(composite, &sides).map_err(|fault| match fault {
            Fault::Nothing(name) => {
                let of = composite.find_term(&name).map_or("", |term| &term.of);
                (Cell::NotApplicable, reason::nothing_of(of))
            }
            Fault::TooLarge => missing(reason::sum_too_large()),
        })?;
        let value = top
            .over(bottom)
            .map_err(|_| missing(reason::sum_too_large()))?;
        Ok(Figure {
            cell: if top.is_zero() { Cell::Zero } else { Cell::Ok },
            value: Some(value.to_f64() * measures.per),
            numerator: Some(top.to_f64()),
            denominator: Some(bottom.to_f64()),
            n_top: None,
            n_bottom: below.base,
            n_left: None,
            n_least: sides.values().filter_map(|side| side.least).min(),
            reason: None,
        })
    }
}

/// The measures of one of the sums.
fn own_measures<'a>(measures: &'a Measures, term: &NamedSum) -> &'a [super::Measure] {
    let (first, n) = term.measures;
    let own = measures.top.get(first..first.saturating_add(n));
    own.unwrap_or_default()
}

/// What stands above the line and below it.
fn evaluated(
    composite: &Composite,
    sides: &BTreeMap<&str, Side>,
) -> Result<(Quotient, Quotient), Fault> {
    let number = |name: &str| {
        if let Some(setting) = composite.find_setting(name) {
            return Ok(Quotient::whole(i128::from(setting.value)));
        }
        let side = sides.get(name).copied().unwrap_or_default();
        Quotient::new(side.sum, i128::from(side.divide)).map_err(|_| Fault::TooLarge)
    };
    let mut sum = Quotient::whole(0);
    for product in &composite.top.products {
        let product_of = product_of(product, &number)?;
        let sum_of = match product.is_subtracted {
            true => sum.minus(product_of),
            false => sum.plus(product_of),
        };
        sum = sum_of.map_err(|_| Fault::TooLarge)?;
    }
    Ok((sum, number(&composite.bottom)?))
}

fn product_of(
    product: &Product,
    number: &impl Fn(&str) -> Result<Quotient, Fault>,
) -> Result<Quotient, Fault> {
    let mut found = Quotient::whole(1);
    for factor in &product.factors {
        let one = number(&factor.name)?;
        let next = match factor.is_divisor {
            true => found.over(one),
            false => found.times(one),
        };
        found = next.map_err(|inexact| match inexact {
            Inexact::NothingToDivideBy => Fault::Nothing(factor.name.clone()),
            Inexact::TooLarge => Fault::TooLarge,
        })?;
    }
    Ok(found)
}

/// What stands above the line and below it, as terms over the columns of the measures' numbers.
pub(super) fn terms(composite: &Composite, measures: &Measures) -> (Term, Term) {
    let number = |name: &str| match (composite.find_setting(name), composite.find_term(name)) {
        (Some(setting), _) => Term::Float(Box::new(Term::literal(setting.value))),
        (None, Some(term)) => {
            let own = own_measures(measures, term);
            let divide = own.first().map_or(1, |measure| measure.divide);
            let sum = sum_of(own, (0, term.measures.0));
            Term::Float(Box::new(sum)).over(Term::literal(divide))
        }
        (None, None) => Term::null(crate::relation::Type::Float),
    };
    let mut products = composite.top.products.iter().map(|product| {
        let mut factors = product.factors.iter();
        let first = factors.next().map(|factor| number(&factor.name));
        let first = first.unwrap_or_else(|| Term::null(crate::relation::Type::Float));
        let of = factors.fold(first, |found, factor| match factor.is_divisor {
            true => found.over(number(&factor.name)),
            false => found.times(number(&factor.name)),
        });
        (product.is_subtracted, of)
    });
    let zero = Term::Literal(crate::relation::Literal::Float(0.0));
    let top = products
        .by_ref()
        .fold(zero, |sum, (is_subtracted, of)| match is_subtracted {
            true => sum.minus(of),
            false => sum.plus(of),
        });
    (top, number(&composite.bottom))
}
