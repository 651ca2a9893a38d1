//! Figures of money in the prices asked for.

use pejl_domain::{Cell, Period, PriceLevel, Unit};

use super::calendar::Window;
use super::figures::PERIOD;
use super::plan::RecordPlan;
use crate::catalogue::Reading;
use crate::observation::Observation;
use crate::query::Query;
use crate::reason;
use crate::relation::{Literal, Relation, RelationError, Type};
use crate::resolution::PriceBasis;
use crate::resolve::{Prices, price_basis};
use crate::text::Reason;

/// What a figure of money is multiplied by to stand in the prices asked for.
pub(super) const PRICE_FACTOR: &str = "price_factor";

/// Puts figures of money into the prices that the question asks for; what is no money has no price level.
///
/// A figure whose prices cannot be made is missing. Months of two years have no one price, so a window that reaches over
/// New Year is not put into fixed prices.
pub fn in_prices(found: Vec<Observation>, query: &Query, prices: &Prices<'_>) -> Vec<Observation> {
    let found = found.into_iter();
    found
        .map(|one| match is_money(&one.unit) {
            true => in_price(one, query, prices),
            false => one,
        })
        .collect()
}

/// What figures of money are multiplied by in each period, null where the prices asked for cannot be made: `period` text,
/// `price_factor` double. None for what is no money and for current prices.
pub(super) fn price_factors(
    plan: &RecordPlan<'_>,
    reading: &Reading,
    (query, prices): (&Query, &Prices<'_>),
) -> Result<Option<Relation>, RelationError> {
    let is_fixed = matches!(query.price, PriceLevel::Fixed { .. });
    if !(is_fixed && is_money(&reading.unit)) {
        return Ok(None);
    }
    let periods = plan.calendar.spans().iter().map(|span| span.period);
    let rows = periods.map(|period| {
        let (basis, reason) = basis(period, query, prices);
        let factor = match reason {
            None => Literal::Float(basis.factor),
            Some(_) => Literal::Null(Type::Float),
        };
        vec![period.to_string().as_str().into(), factor]
    });
    let columns = [(PERIOD, Type::Text), (PRICE_FACTOR, Type::Float)];
    Relation::values("prices", &columns, rows.collect()).map(Some)
}

fn is_money(unit: &Unit) -> bool {
    matches!(unit, Unit::Dkk | Unit::DkkPerResident)
}

/// The prices that figures of a period are put into, and why they cannot be made.
fn basis(period: Period, query: &Query, prices: &Prices<'_>) -> (PriceBasis, Option<Reason>) {
    let (basis, mut reason) = price_basis(period, query, prices);
    let is_fixed = matches!(query.price, PriceLevel::Fixed { .. });
    if is_fixed && query.window == Window::Rolling12 {
        reason = Some(reason::two_years_of_prices());
    }
    (basis, reason)
}

fn in_price(mut one: Observation, query: &Query, prices: &Prices<'_>) -> Observation {
    let (basis, reason) = basis(one.period, query, prices);
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
