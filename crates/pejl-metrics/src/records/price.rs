//! Figures of money in the prices asked for.

use pejl_domain::{Cell, PriceLevel, Unit};

use super::calendar::Window;
use crate::observation::Observation;
use crate::query::Query;
use crate::reason;
use crate::resolution::PriceBasis;
use crate::resolve::{Prices, price_basis};

/// Puts figures of money into the prices that the question asks for; what is no money has no price level.
///
/// A figure whose prices cannot be made is missing. Months of two years have no one price, so a window that reaches over
/// New Year is not put into fixed prices.
pub fn in_prices(found: Vec<Observation>, query: &Query, prices: &Prices<'_>) -> Vec<Observation> {
    let found = found.into_iter();
    found
        .map(|one| match one.unit {
            Unit::Dkk | Unit::DkkPerResident => in_price(one, query, prices),
            _ => one,
        })
        .collect()
}

fn in_price(mut one: Observation, query: &Query, prices: &Prices<'_>) -> Observation {
    let (basis, mut reason) = price_basis(one.period, query, prices);
    let is_fixed = matches!(query.price, PriceLevel::Fixed { .. });
    if is_fixed && query.window == Window::Rolling12 {
        reason = Some(reason::two_years_of_prices());
    }
    one.price_level = basis.level.to_string();
    let PriceBasis { factor, .. } = basis;
    one.price = basis;
    let has_value = matches!(one.cell, Cell::Ok | Cell::Zero);
    match reason {
        Some(reason) if has_value => Observation {
            cell: Cell::Missing,
            numerator: None,
            denominator: None,
            value: None,
            n: None,
            n_top: None,
            n_bottom: None,
            n_left: None,
            n_least: None,
            reason: Some(reason),
            ..one
        },
        _ => Observation {
            numerator: one.numerator.map(|number| number * factor),
            value: one.value.map(|number| number * factor),
            ..one
        },
    }
}
