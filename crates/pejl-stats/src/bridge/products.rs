//! Changes of amounts in any unit, put down to their factors exactly in decimals.

use super::{Bridge, BridgeError, Method, Service, Spent, bridge};
use crate::mean::sum;

/// Digits that all amounts together are told with: exact in a double, with room for parts that are larger than the whole.
const DIGITS: i32 = 13;

/// The factors of a product before and after, whose product is its amount; none where it was not there.
pub type Factors = (Option<Vec<f64>>, Option<Vec<f64>>);

/// A change of amounts in decimals: the numbers of its bridges are whole multiples of a power of ten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecimalBridge {
    /// Of each product, in the order they were given.
    pub products: Vec<Bridge>,
    /// Of all of them: each number is the sum of theirs.
    pub whole: Bridge,
    /// The power of ten.
    exponent: i32,
}

impl DecimalBridge {
    /// A number of a bridge in the unit of the amounts.
    pub fn amount(&self, number: i64) -> f64 {
        // Powers of ten up to 22 are exact, so that the quotient is the double next to the decimal.
        match self.exponent {
            0.. => number as f64 * 10_f64.powi(self.exponent),
            _ => number as f64 / 10_f64.powi(-self.exponent),
        }
    }
}

/// Puts the change of the amounts of products down to their factors, as [`bridge`] does, in decimals of thirteen digits of all
/// amounts together, so that parts + new − ceased are exactly the change, of each product and of all.
///
/// # Errors
/// As [`bridge`].
///
/// # Example
/// 10 at 5.5 become 12 at 4.25; something else is new:
/// ```
/// # use pejl_stats::bridge::{Method, bridge_of_products};
/// let bread = (Some(vec![5.5, 10.0]), Some(vec![4.25, 12.0]));
/// let cake = (None, Some(vec![2.5, 3.0]));
/// let found = bridge_of_products(&[bread, cake], Method::Shapley)?;
/// let parts: Vec<f64> = found.whole.parts.iter().map(|part| found.amount(*part)).collect();
/// assert_eq!((parts, found.amount(found.whole.new)), (vec![-13.75, 9.75], 7.5));
/// # Ok::<(), pejl_stats::bridge::BridgeError>(())
/// ```
pub fn bridge_of_products(
    products: &[Factors],
    method: Method,
) -> Result<DecimalBridge, BridgeError> {
    let sides = products.iter().flat_map(|(before, after)| [before, after]);
    let amounts: Vec<f64> = sides
        .flatten()
        .map(|factors| factors.iter().product())
        .collect();
    let all = sum(&amounts);
    if !all.is_finite() {
        return Err(BridgeError::TooLarge);
    }
    #[expect(clippy::cast_possible_truncation, reason = "the exponent of a double")]
    let exponent = match all > 0.0 {
        true => all.log10().floor() as i32 + 1 - DIGITS,
        false => 0,
    };
    let mut found = DecimalBridge {
        products: Vec::new(),
        whole: Bridge {
            before: 0,
            after: 0,
            parts: Vec::new(),
            new: 0,
            ceased: 0,
        },
        exponent,
    };
    for (service, (before, after)) in products.iter().enumerate() {
        let spent = |factors: &Option<Vec<f64>>| match factors {
            Some(factors) => in_units(factors, exponent).map(Some),
            None => Ok(None),
        };
        let one = Service {
            before: spent(before)?,
            after: spent(after)?,
        };
        let one = bridge(&[one], method).map_err(|error| of_service(error, service))?;
        add(&mut found.whole, &one).ok_or(BridgeError::TooLarge)?;
        found.products.push(one);
    }
    match found.products.is_empty() {
        true => Err(BridgeError::Empty),
        false => Ok(found),
    }
}

/// Factors whose product is in units of a power of ten.
fn in_units(factors: &[f64], exponent: i32) -> Result<Spent, BridgeError> {
    let unit = 10_f64.powi(exponent);
    let mut factors = factors.to_vec();
    if let Some(first) = factors.first_mut() {
        *first /= unit;
    }
    let amount: f64 = factors.iter().product();
    // Far above what thirteen digits need.
    const MOST: f64 = 1e16;
    match amount.abs() < MOST {
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 1e16")]
        true => Ok(Spent {
            oere: amount.round() as i64,
            factors,
        }),
        false => Err(BridgeError::TooLarge),
    }
}

/// A refusal that names the product and not the only one of its bridge.
fn of_service(error: BridgeError, service: usize) -> BridgeError {
    match error {
        BridgeError::Factors { found, .. } => BridgeError::Factors { service, found },
        BridgeError::NotPositive { .. } => BridgeError::NotPositive { service },
        BridgeError::Product { oere, product, .. } => BridgeError::Product {
            service,
            oere,
            product,
        },
        BridgeError::Empty | BridgeError::TooLarge => error,
    }
}

fn add(whole: &mut Bridge, one: &Bridge) -> Option<()> {
    if whole.parts.is_empty() {
        whole.parts = vec![0; one.parts.len()];
    }
    whole.before = whole.before.checked_add(one.before)?;
    whole.after = whole.after.checked_add(one.after)?;
    whole.new = whole.new.checked_add(one.new)?;
    whole.ceased = whole.ceased.checked_add(one.ceased)?;
    for (sum, part) in whole.parts.iter_mut().zip(&one.parts) {
        *sum = sum.checked_add(*part)?;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    fn products() -> impl Strategy<Value = Vec<Factors>> {
        let factor = || (1u32..100_000).prop_map(|factor| f64::from(factor) / 1000.0);
        let side = || prop::option::weighted(0.8, prop::collection::vec(factor(), 2));
        let one = (side(), side()).prop_filter("there once", |(one, other)| {
            one.is_some() || other.is_some()
        });
        prop::collection::vec(one, 1..10)
    }

    fn of_all(bridge: &Bridge) -> i64 {
        bridge.parts.iter().sum::<i64>() + bridge.new - bridge.ceased
    }

    proptest! {
        #[test]
        fn parts_add_up_exactly_of_each_product_and_of_all(products in products()) {
            for method in [Method::Lmdi, Method::Shapley] {
                let found = bridge_of_products(&products, method).unwrap();
                for one in found.products.iter().chain([&found.whole]) {
                    prop_assert_eq!(of_all(one), one.after - one.before);
                }
                let changes: i64 = found.products.iter().map(|one| one.after - one.before).sum();
                prop_assert_eq!(changes, found.whole.after - found.whole.before);
            }
        }

        #[test]
        fn of_two_factors_shapley_is_bennet(products in products()) {
            let both: Vec<_> = products.iter().filter(|(one, other)| one.is_some() && other.is_some()).cloned().collect();
            let pair = |side: &Option<Vec<f64>>| match side.as_deref() {
                Some([price, quantity]) => (*price, *quantity),
                _ => unreachable!("two factors"),
            };
            let items: Vec<_> = both.iter().map(|(one, other)| (pair(one), pair(other))).collect();
            if let Ok(found) = bridge_of_products(&both, Method::Shapley) {
                let (price, quantity) = super::super::bennet(&items);
                let told: Vec<f64> = found.whole.parts.iter().map(|part| found.amount(*part)).collect();
                let whole = found.amount(found.whole.before + found.whole.after);
                for (told, expected) in told.iter().zip([price, quantity]) {
                    prop_assert!((told - expected).abs() <= 1e-11 * whole, "{told} {expected}");
                }
            }
        }

        #[test]
        fn back_in_time_parts_are_turned(products in products()) {
            let back: Vec<Factors> = products.iter().map(|(before, after)| (after.clone(), before.clone())).collect();
            let (there, back) = (
                bridge_of_products(&products, Method::Lmdi).unwrap(),
                bridge_of_products(&back, Method::Lmdi).unwrap(),
            );
            // A unit of the last digit for each product is what rounding may give to one factor or the other.
            let within = i64::try_from(products.len()).unwrap();
            for (there, back) in there.whole.parts.iter().zip(&back.whole.parts) {
                prop_assert!((there + back).abs() <= within);
            }
            prop_assert_eq!((there.whole.new, there.whole.ceased), (back.whole.ceased, back.whole.new));
        }
    }
}
