//! A change in spending put down to what it is the product of, exact to the øre.
//!
//! Spending on a service is a product, such as population × share served × units for each recipient × price of a unit. Its
//! change is split into one part for each factor, by one of two methods that need no order of factors and no interaction left over:
//!
//! - LMDI-I (B. Ang, "LMDI decomposition approach: a guide for implementation", Energy Policy 86 (2015), 233–238), which adds
//!   up over services and is the default;
//! - Shapley (A. Shorrocks, "Decomposition procedures for distributional analysis", Journal of Economic Inequality 11
//!   (2013), 99–126), the mean over all orders in which the factors can change. Of two factors it is Bennet's.
//!
//! A service that is new or has ceased has no factors on one side; all of it is a part of its own.

mod products;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::mean::sum;

pub use products::{Decimal, DecimalBridge, Factors, bridge_of_products};

/// How far the product of factors may lie from the amount, relatively and beside one øre: they are rounded otherwise.
const PRODUCT_WITHIN: f64 = 1e-6;
/// Factors up to which every order is looked at.
const FACTORS_MAX: usize = 8;

/// How a change is put down to factors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// The logarithmic mean Divisia index, additive, of type I.
    #[default]
    Lmdi,
    /// The mean over all orders.
    Shapley,
}

/// What was spent on a service in one period, and the factors it is the product of.
#[derive(Debug, Clone, PartialEq)]
pub struct Spent {
    /// The amount in øre, above 0.
    pub oere: i64,
    /// The factors in their order, each above 0; their product is the amount.
    pub factors: Vec<f64>,
}

/// Price and quantity of an item before, and after.
pub type Change = ((f64, f64), (f64, f64));

/// A service in both periods; none where it was not there.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// In the first period.
    pub before: Option<Spent>,
    /// In the second.
    pub after: Option<Spent>,
}

/// A change in spending and what it is made of: `parts` + `new` − `ceased` are exactly `after` − `before`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bridge {
    /// Spent in the first period, øre.
    pub before: i64,
    /// Spent in the second period, øre.
    pub after: i64,
    /// The part of each factor, øre.
    pub parts: Vec<i64>,
    /// Spent in the second period on services that are new, øre.
    pub new: i64,
    /// Spent in the first period on services that have ceased, øre.
    pub ceased: i64,
}

/// Why there is no bridge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BridgeError {
    /// There is no service in either period.
    Empty,
    /// Services have different numbers of factors, none, or too many.
    Factors {
        /// Position of the service, from 0.
        service: usize,
        /// How many it has.
        found: usize,
    },
    /// An amount or a factor is not a finite number above 0.
    NotPositive {
        /// Position of the service, from 0.
        service: usize,
    },
    /// The product of the factors is another than the amount.
    Product {
        /// Position of the service, from 0.
        service: usize,
        /// The amount, øre.
        oere: i64,
        /// The product of the factors, øre.
        product: f64,
    },
    /// Amounts do not fit together into 64 bits.
    TooLarge,
    /// Amounts in decimals, or their parts, have more digits than are exact in a double.
    TooManyDigits,
}

impl fmt::Display for BridgeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BridgeError::Empty => f.write_str("no services"),
            BridgeError::Factors { service, found } => write!(
                f,
                "service {service} has {found} factors: all have the same number, from 1 to {FACTORS_MAX}"
            ),
            BridgeError::NotPositive { service } => write!(
                f,
                "an amount or factor of service {service} is not finite and above zero"
            ),
            BridgeError::Product {
                service,
                oere,
                product,
            } => write!(
                f,
                "the factors of service {service} multiply to {product} øre, and {oere} were spent"
            ),
            BridgeError::TooLarge => f.write_str("the amounts are too large"),
            BridgeError::TooManyDigits => f.write_str(
                "the amounts, or what they change by, have more than fifteen digits, hundredths included",
            ),
        }
    }
}

impl std::error::Error for BridgeError {}

/// Puts the change in spending on all services down to its factors.
///
/// With V the amount of a service and x a factor of it, LMDI gives a factor `Σ L(V₁, V₀) ln(x₁/x₀)`, where the logarithmic mean
/// `L(a, b) = (a − b) / ln(a/b)` and `L(a, a) = a`. Shapley gives it the mean, over all orders of the factors, of what the
/// product changes by when it changes in its turn. Parts are rounded to whole øre by largest remainders, so that they add up.
///
/// # Errors
/// There are no services, an amount or factor is not above 0, or factors do not multiply to the amount.
///
/// # Example
/// 50,000 residents of whom 1.20 % are served at 620,000 kroner, and later 50,500, 1.18 % and 600,000; in thousands of kroner:
/// ```
/// # use pejl_stats::bridge::{Method, Service, Spent, bridge};
/// let before = Spent { oere: 37_200_000_000, factors: vec![50_000.0, 0.0120, 62_000_000.0] };
/// let after = Spent { oere: 35_754_000_000, factors: vec![50_500.0, 0.0118, 60_000_000.0] };
/// let found = bridge(&[Service { before: Some(before), after: Some(after) }], Method::Lmdi)?;
/// let thousands: Vec<i64> = found.parts.iter().map(|oere| oere / 100_000).collect();
/// assert_eq!(thousands, [3_629, -6_129, -11_959]);
/// assert_eq!(found.parts.iter().sum::<i64>(), -1_446_000_000);
/// # Ok::<(), pejl_stats::bridge::BridgeError>(())
/// ```
pub fn bridge(services: &[Service], method: Method) -> Result<Bridge, BridgeError> {
    let n_factors = check(services)?;
    let mut found = Bridge {
        before: 0,
        after: 0,
        parts: Vec::new(),
        new: 0,
        ceased: 0,
    };
    let mut of_factors: Vec<Vec<f64>> = vec![Vec::new(); n_factors];
    for service in services {
        let amount = |spent: &Option<Spent>| spent.as_ref().map_or(0, |spent| spent.oere);
        let (before, after) = (amount(&service.before), amount(&service.after));
        add(&mut found.before, before)?;
        add(&mut found.after, after)?;
        match (&service.before, &service.after) {
            (Some(before), Some(after)) => {
                let factors = (balanced(before), balanced(after));
                let parts = match method {
                    Method::Lmdi => lmdi((before.oere as f64, after.oere as f64), &factors),
                    Method::Shapley => shapley(&factors),
                };
                for (of_factor, part) in of_factors.iter_mut().zip(parts) {
                    of_factor.push(part);
                }
            }
            (None, _) => add(&mut found.new, after)?,
            (_, None) => add(&mut found.ceased, before)?,
        }
    }
    let parts: Vec<f64> = of_factors.iter().map(|parts| sum(parts)).collect();
    let of_both = found
        .after
        .checked_sub(found.before)
        .and_then(|change| change.checked_sub(found.new))
        .and_then(|change| change.checked_add(found.ceased));
    let of_both = of_both.ok_or(BridgeError::TooLarge)?;
    found.parts = whole_parts(&parts, of_both).ok_or(BridgeError::TooLarge)?;
    Ok(found)
}

/// Rounds parts to whole numbers that add up to a total: each to the whole number below, and what is left over, one by one, to
/// those with the largest remainders; of equal ones to the first.
///
/// None where the parts are not finite, do not fit, or lie further from the total than rounding explains: by more than one for
/// each part and a billionth of the largest.
///
/// # Example
/// ```
/// # use pejl_stats::bridge::whole_parts;
/// assert_eq!(whole_parts(&[33.34, 33.33, 33.33], 100), Some(vec![34, 33, 33]));
/// assert_eq!(whole_parts(&[-0.5, 0.5], 0), Some(vec![0, 0]));
/// assert_eq!(whole_parts(&[10.0, 20.0], 40), None);
/// ```
pub fn whole_parts(parts: &[f64], total: i64) -> Option<Vec<i64>> {
    // Whole numbers beyond this have no place for a remainder.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if !parts.iter().all(|part| part.abs() < EXACT) {
        return None;
    }
    let largest = parts
        .iter()
        .fold(0.0_f64, |most, part| most.max(part.abs()));
    let n_parts = parts.len() as f64;
    let off = sum(parts) - total as f64;
    if off.abs() > n_parts + largest * 1e-9 {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
    let mut whole: Vec<i64> = parts.iter().map(|part| part.floor() as i64).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let remainder = |no: &usize| parts.get(*no).map_or(0.0, |part| part - part.floor());
    order.sort_by(|one, other| remainder(other).total_cmp(&remainder(one)));
    let given = whole
        .iter()
        .try_fold(0_i64, |n, part| n.checked_add(*part))?;
    let left = total.checked_sub(given)?;
    let each = left.checked_div_euclid(i64::try_from(parts.len()).ok()?)?;
    let more = left.checked_rem_euclid(i64::try_from(parts.len()).ok()?)?;
    for (place, no) in (0_i64..).zip(order) {
        let part = whole.get_mut(no)?;
        *part = part
            .checked_add(each)?
            .checked_add(i64::from(place < more))?;
    }
    Some(whole)
}

/// The part of price and of quantity in the change of `Σ pq`, by Bennet: `Σ ½(q₀+q₁)(p₁−p₀)` and `Σ ½(p₀+p₁)(q₁−q₀)` (T.
/// Bennet, "The theory of measurement of changes in cost of living", JRSS 83 (1920), 455–462).
///
/// Each item is price and quantity before, and price and quantity after. The two parts add up to the change but for rounding.
///
/// # Example
/// ```
/// # use pejl_stats::bridge::bennet;
/// // 10 at 5 become 12 at 4: 50 become 48.
/// assert_eq!(bennet(&[((5.0, 10.0), (4.0, 12.0))]), (-11.0, 9.0));
/// ```
pub fn bennet(items: &[Change]) -> (f64, f64) {
    let price = |((p0, q0), (p1, q1)): &Change| (q0 + q1) / 2.0 * (p1 - p0);
    let quantity = |((p0, q0), (p1, q1)): &Change| (p0 + p1) / 2.0 * (q1 - q0);
    let prices: Vec<f64> = items.iter().map(price).collect();
    let quantities: Vec<f64> = items.iter().map(quantity).collect();
    (sum(&prices), sum(&quantities))
}

fn add(to: &mut i64, amount: i64) -> Result<(), BridgeError> {
    *to = to.checked_add(amount).ok_or(BridgeError::TooLarge)?;
    Ok(())
}

/// How many factors the services have.
fn check(services: &[Service]) -> Result<usize, BridgeError> {
    let mut n_factors = None;
    for (service, sides) in services.iter().enumerate() {
        for spent in [&sides.before, &sides.after].into_iter().flatten() {
            let found = spent.factors.len();
            let expected = *n_factors.get_or_insert(found);
            if found != expected || !(1..=FACTORS_MAX).contains(&found) {
                return Err(BridgeError::Factors { service, found });
            }
            let is_positive = |factor: &f64| factor.is_finite() && *factor > 0.0;
            if spent.oere <= 0 || !spent.factors.iter().all(is_positive) {
                return Err(BridgeError::NotPositive { service });
            }
            let amount = spent.oere as f64;
            let product: f64 = spent.factors.iter().product();
            let is_near = (product - amount).abs() <= amount * PRODUCT_WITHIN + 1.0;
            if !is_near {
                return Err(BridgeError::Product {
                    service,
                    oere: spent.oere,
                    product,
                });
            }
        }
    }
    n_factors.ok_or(BridgeError::Empty)
}

/// The factors with what rounding took from their product given back, to each the same share.
fn balanced(spent: &Spent) -> Vec<f64> {
    let product: f64 = spent.factors.iter().product();
    let share = (spent.oere as f64 / product).powf(1.0 / spent.factors.len() as f64);
    spent.factors.iter().map(|factor| factor * share).collect()
}

/// The parts of the factors of an amount by LMDI-I; the amount is their product, before and after.
fn lmdi((before, after): (f64, f64), factors: &(Vec<f64>, Vec<f64>)) -> Vec<f64> {
    let mean = log_mean(after, before);
    let factors = factors.0.iter().zip(&factors.1);
    factors
        .map(|(before, after)| mean * (after.ln() - before.ln()))
        .collect()
}

/// The logarithmic mean of two numbers above 0.
fn log_mean(one: f64, other: f64) -> f64 {
    let ratio = one / other - 1.0;
    // Near each other the quotient loses its digits; the mean is their middle but for ratio²/12.
    match ratio.abs() < 1e-5 {
        true => (one + other) / 2.0 * (1.0 - ratio * ratio / 12.0),
        false => (one - other) / (one.ln() - other.ln()),
    }
}

/// The parts of a service's factors by Shapley: of each factor the weighted sum, over all sets of the others that have changed
/// before it, of what the product then changes by.
fn shapley((before, after): &(Vec<f64>, Vec<f64>)) -> Vec<f64> {
    let n = before.len();
    let product = |changed: usize| -> f64 {
        let factors = before.iter().zip(after).enumerate();
        factors
            .map(|(no, (before, after))| match changed >> no & 1 {
                1 => after,
                _ => before,
            })
            .product()
    };
    let products: Vec<f64> = (0..1_usize << n).map(product).collect();
    let at = |changed: usize| products.get(changed).copied().unwrap_or_default();
    (0..n)
        .map(|no| {
            let others = (0..1_usize << n).filter(|changed| changed >> no & 1 == 0);
            let parts: Vec<f64> = others
                .map(|changed| {
                    let weight = order_share(changed.count_ones(), n);
                    weight * (at(changed | 1 << no) - at(changed))
                })
                .collect();
            sum(&parts)
        })
        .collect()
}

/// The share of all orders of `n` factors in which just a given set of `before` of them comes before a given one:
/// `before! (n − 1 − before)! / n!`.
fn order_share(before: u32, n: usize) -> f64 {
    let n = n as f64;
    let mut share = 1.0 / n;
    for no in 0..before {
        share *= f64::from(no + 1) / (n - 1.0 - f64::from(no));
    }
    share
}
