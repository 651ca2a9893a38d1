//! Changes of amounts in any unit, put down to their factors exactly in decimals.

use super::{Bridge, BridgeError, FACTORS_MAX, Method, lmdi, shapley, whole_parts};
use crate::mean::sum;

/// Digits that all amounts together are told with, where fewer do not say all: parts may be larger than the whole.
const DIGITS: i32 = 13;
/// Most digits of a number: so many are exact in a double.
const DIGITS_MOST: i32 = 15;
/// The power of ten that amounts are told in at the coarsest, unless none of them has decimals beyond it: the øre of a krone.
const OERE: i32 = -2;
/// Most decimals of a factor.
const SCALE_MAX: u32 = 18;

/// A decimal number: `digits / 10^scale`, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    digits: i64,
    scale: u32,
}

impl Decimal {
    /// The number of these digits with the last `scale` of them after the decimal sign; none with more than 18 decimals.
    ///
    /// # Example
    /// ```
    /// # use pejl_stats::bridge::Decimal;
    /// assert_eq!(Decimal::new(1_234, 2).map(Decimal::number), Some(12.34));
    /// assert_eq!(Decimal::new(1, 19), None);
    /// ```
    pub fn new(digits: i64, scale: u32) -> Option<Self> {
        (scale <= SCALE_MAX).then_some(Self { digits, scale })
    }

    /// The double next to it, where its digits fit into one.
    pub fn number(self) -> f64 {
        // Powers of ten up to 22 are exact.
        self.digits as f64 / 10_f64.powi(self.scale.cast_signed())
    }
}

/// The factors of a product before and after, whose product is its amount; none where it was not there.
pub type Factors = (Option<Vec<Decimal>>, Option<Vec<Decimal>>);

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

/// Puts the change of the amounts of products down to their factors, as [`super::bridge`] does, in decimals, so that parts + new −
/// ceased are exactly the change, of each product and of all.
///
/// Amounts are the exact products of their factors, rounded to a power of ten: that of the last of thirteen digits of all together,
/// and one hundredth at the coarsest. So amounts of at most two decimals are never rounded, and add up to the øre. What is rounded
/// to nothing has parts of nothing. Only where no amount has decimals beyond it may the power be larger.
///
/// # Errors
/// There are no products, they have different numbers of factors, none or too many, or one is not above 0; or amounts or parts have
/// more than fifteen digits, hundredths included.
///
/// # Example
/// 10 at 5.5 become 12 at 4.25; something else is new:
/// ```
/// # use pejl_stats::bridge::{Decimal, Method, bridge_of_products};
/// let factors = |of: [(i64, u32); 2]| of.iter().filter_map(|(digits, scale)| Decimal::new(*digits, *scale)).collect();
/// let bread = (Some(factors([(55, 1), (10, 0)])), Some(factors([(425, 2), (12, 0)])));
/// let cake = (None, Some(factors([(25, 1), (3, 0)])));
/// let found = bridge_of_products(&[bread, cake], Method::Shapley)?;
/// let parts: Vec<f64> = found.whole.parts.iter().map(|part| found.amount(*part)).collect();
/// assert_eq!((parts, found.amount(found.whole.new)), (vec![-13.75, 9.75], 7.5));
/// # Ok::<(), pejl_stats::bridge::BridgeError>(())
/// ```
pub fn bridge_of_products(
    products: &[Factors],
    method: Method,
) -> Result<DecimalBridge, BridgeError> {
    let n_factors = check(products)?;
    let unrounded: Vec<Unrounded> = products
        .iter()
        .map(|product| Unrounded::of(product, method))
        .collect();
    let exponent = exponent(&unrounded, n_factors)?;
    let mut whole = nothing(n_factors);
    let mut found = Vec::new();
    for product in &unrounded {
        let one = product.bridge(exponent, n_factors).ok_or(TOO_MANY)?;
        add(&mut whole, &one).ok_or(TOO_MANY)?;
        found.push(one);
    }
    Ok(DecimalBridge {
        products: found,
        whole,
        exponent,
    })
}

const TOO_MANY: BridgeError = BridgeError::TooManyDigits;

/// How many factors the products have.
fn check(products: &[Factors]) -> Result<usize, BridgeError> {
    let mut n_factors = None;
    for (service, (before, after)) in products.iter().enumerate() {
        for factors in [before, after].into_iter().flatten() {
            let found = factors.len();
            let expected = *n_factors.get_or_insert(found);
            if found != expected || !(1..=FACTORS_MAX).contains(&found) {
                return Err(BridgeError::Factors { service, found });
            }
            if factors.iter().any(|factor| factor.digits <= 0) {
                return Err(BridgeError::NotPositive { service });
            }
        }
    }
    n_factors.ok_or(BridgeError::Empty)
}

fn nothing(n_factors: usize) -> Bridge {
    Bridge {
        before: 0,
        after: 0,
        parts: vec![0; n_factors],
        new: 0,
        ceased: 0,
    }
}

/// The amount of a product in a period.
#[derive(Debug, Clone, Copy)]
struct Amount {
    /// As near as a double is.
    number: f64,
    /// Digits and decimals of the exact one, without zeros at its end; none where that has more digits than fit.
    exact: Option<(i128, u32)>,
}

impl Amount {
    fn of(factors: &[Decimal]) -> Self {
        let start = Some((1_i128, 0_u32));
        let exact = factors.iter().fold(start, |product, factor| {
            let (digits, scale) = product?;
            let digits = digits.checked_mul(i128::from(factor.digits))?;
            Some(without_zeros(digits, scale + factor.scale))
        });
        Self {
            number: factors.iter().map(|factor| factor.number()).product(),
            exact,
        }
    }

    /// Rounded to a power of ten, halves up.
    fn rounded(&self, exponent: i32) -> Option<i64> {
        let Some((digits, scale)) = self.exact else {
            return rounded(self.number, exponent);
        };
        // What its digits are to be multiplied by.
        let power = i64::from(scale) + i64::from(exponent);
        let ten = 10_i128.checked_pow(u32::try_from(power.unsigned_abs()).ok()?);
        match (power > 0, ten) {
            (false, ten) => i64::try_from(digits.checked_mul(ten?)?).ok(),
            (true, Some(ten)) => {
                let half = i128::from(digits % ten >= ten / 2);
                i64::try_from(digits / ten + half).ok()
            }
            // So small that it has no digit left.
            (true, None) => Some(0),
        }
    }
}

fn without_zeros(mut digits: i128, mut scale: u32) -> (i128, u32) {
    while scale > 0 && digits % 10 == 0 {
        (digits, scale) = (digits / 10, scale - 1);
    }
    (digits, scale)
}

/// A number in units of a power of ten, where it is a whole one of fifteen digits.
fn rounded(number: f64, exponent: i32) -> Option<i64> {
    let units = (number / 10_f64.powi(exponent)).round();
    #[expect(clippy::cast_possible_truncation, reason = "whole and below 1e15")]
    (units.abs() < 10_f64.powi(DIGITS_MOST)).then_some(units as i64)
}

/// What the change of a product comes of, before anything is rounded.
struct Unrounded {
    before: Option<Amount>,
    after: Option<Amount>,
    /// The part of each factor; none where the product is new or has ceased.
    parts: Vec<f64>,
}

impl Unrounded {
    fn of((before, after): &Factors, method: Method) -> Self {
        let numbers =
            |factors: &[Decimal]| -> Vec<f64> { factors.iter().map(|one| one.number()).collect() };
        let parts = match (before, after) {
            (Some(before), Some(after)) => {
                let factors = (numbers(before), numbers(after));
                let amount = |factors: &[f64]| factors.iter().product::<f64>();
                match method {
                    Method::Lmdi => lmdi((amount(&factors.0), amount(&factors.1)), &factors),
                    Method::Shapley => shapley(&factors),
                }
            }
            _ => Vec::new(),
        };
        Self {
            before: before.as_deref().map(Amount::of),
            after: after.as_deref().map(Amount::of),
            parts,
        }
    }

    fn bridge(&self, exponent: i32, n_factors: usize) -> Option<Bridge> {
        let amount = |amount: &Option<Amount>| match amount {
            Some(amount) => amount.rounded(exponent),
            None => Some(0),
        };
        let mut found = nothing(n_factors);
        found.before = amount(&self.before)?;
        found.after = amount(&self.after)?;
        match (self.before, self.after) {
            (None, _) => found.new = found.after,
            (_, None) => found.ceased = found.before,
            (Some(_), Some(_)) => {
                let unit = 10_f64.powi(exponent);
                let parts: Vec<f64> = self.parts.iter().map(|part| part / unit).collect();
                found.parts = whole_parts(&parts, found.after - found.before)?;
            }
        }
        Some(found)
    }
}

/// The power of ten that amounts are rounded to.
fn exponent(products: &[Unrounded], n_factors: usize) -> Result<i32, BridgeError> {
    let amounts = || {
        products
            .iter()
            .flat_map(|one| [one.before, one.after].into_iter().flatten())
    };
    let total = |of: &dyn Fn(&Unrounded) -> f64| sum(&products.iter().map(of).collect::<Vec<_>>());
    let number = |amount: &Option<Amount>| amount.map_or(0.0, |amount| amount.number);
    let (before, after) = (
        total(&|one| number(&one.before)),
        total(&|one| number(&one.after)),
    );
    let part = |no: usize| total(&|one| one.parts.get(no).copied().unwrap_or_default().abs());
    let largest = (0..n_factors).map(part).fold(before.max(after), f64::max);
    let all = before + after;
    if !(all.is_finite() && largest.is_finite() && all > 0.0) {
        return Err(TOO_MANY);
    }
    #[expect(clippy::cast_possible_truncation, reason = "the exponent of a double")]
    let digits = |of: f64| of.log10().floor() as i32 + 1;
    let wanted = (digits(all) - DIGITS).min(OERE);
    let needed = digits(largest) - DIGITS_MOST;
    if needed <= OERE {
        return Ok(wanted.max(needed));
    }
    // Nothing is lost where no amount has a decimal beyond it.
    let is_exact = |amount: Amount| match amount.exact {
        Some((digits, scale)) => match u32::try_from(needed) {
            Ok(zeros) => {
                scale == 0
                    && 10_i128
                        .checked_pow(zeros)
                        .is_some_and(|ten| digits % ten == 0)
            }
            Err(_) => i64::from(scale) <= -i64::from(needed),
        },
        None => false,
    };
    match amounts().all(is_exact) {
        true => Ok(needed),
        false => Err(TOO_MANY),
    }
}

fn add(whole: &mut Bridge, one: &Bridge) -> Option<()> {
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
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    fn products() -> impl Strategy<Value = Vec<Factors>> {
        let factor = || (1_i64..100_000).prop_map(|digits| Decimal::new(digits, 3).unwrap());
        let side = || prop::option::weighted(0.8, prop::collection::vec(factor(), 2));
        let one = (side(), side()).prop_filter("there once", |(one, other)| {
            one.is_some() || other.is_some()
        });
        prop::collection::vec(one, 1..10)
    }

    fn of_all(bridge: &Bridge) -> i64 {
        bridge.parts.iter().sum::<i64>() + bridge.new - bridge.ceased
    }

    fn amounts(of: &[i64], decimals: u32) -> Vec<Factors> {
        let one = Decimal::new(1, 0).unwrap();
        let side = |digits| Some(vec![Decimal::new(digits, decimals).unwrap(), one]);
        of.chunks(2)
            .map(|pair| match pair {
                [before, after] => (side(*before), side(*after)),
                _ => unreachable!("pairs"),
            })
            .collect()
    }

    #[test]
    fn amounts_of_two_decimals_are_exact_to_the_oere() {
        // 400,000,000,000.37 kroner become 399,999,999,999.99, beside 12.34 that become 0.01.
        let products = amounts(&[40_000_000_000_037, 39_999_999_999_999, 1_234, 1], 2);
        for method in [Method::Lmdi, Method::Shapley] {
            let found = bridge_of_products(&products, method).unwrap();
            assert_eq!(found.amount(found.products[0].before), 400_000_000_000.37);
            assert_eq!(found.amount(found.whole.before), 400_000_000_012.71);
            assert_eq!(found.amount(found.whole.after), 400_000_000_000.00);
            assert_eq!(of_all(&found.whole), found.whole.after - found.whole.before);
            assert_eq!(found.amount(of_all(&found.whole)), -12.71);
        }
        // Up to ten billion kroner of fifteen digits; the factors' own product is not exact in a double.
        let price = Decimal::new(333_333_333_333, 2).unwrap();
        let quantity = |digits| Decimal::new(digits, 1).unwrap();
        let whole = (
            Some(vec![price, quantity(29_990)]),
            Some(vec![price, quantity(10)]),
        );
        let found = bridge_of_products(&[whole], Method::Shapley).unwrap();
        assert_eq!(found.whole.before, 999_666_666_665_667);
        assert_eq!(
            found.whole.parts,
            [0, 333_333_333_333 - 999_666_666_665_667]
        );
    }

    #[test]
    fn what_is_too_small_beside_the_others_has_parts_of_nothing() {
        let products = amounts(
            &[1_000_000_000_000_000, 1_000_000_000_010_000, 1, 30_000],
            4,
        );
        let found = bridge_of_products(&products, Method::Lmdi).unwrap();
        let tiny = &found.products[1];
        assert_eq!((tiny.before, of_all(tiny)), (0, tiny.after));
        assert_eq!(found.amount(tiny.after), 3.0);
        // Of 10¹⁵ kroner neither hundredths nor ten-thousandths fit into fifteen digits.
        let products = amounts(&[10_000_000_000_000_000, 10_000_000_000_000_000, 1, 1], 1);
        let found = bridge_of_products(&products, Method::Lmdi).unwrap_err();
        assert_eq!(
            found.to_string(),
            "the amounts, or what they change by, have more than fifteen digits, hundredths included"
        );
        // Whole hundreds are told all the same.
        let products = amounts(&[1_000_000_000_000_000, 2_000_000_000_000_000], 0);
        let found = bridge_of_products(&products, Method::Lmdi).unwrap();
        assert_eq!(found.amount(found.whole.after), 2e15);
        // So is a factor that changes much more than the amounts do.
        let sides = [[1, 1_000_000], [1_000_000, 1]];
        let sides = sides.map(|of| of.map(|digits| Decimal::new(digits, 0).unwrap()).to_vec());
        let [before, after] = sides;
        let found = bridge_of_products(&[(Some(before), Some(after))], Method::Shapley).unwrap();
        // Half of the quantities' sum times the prices' difference.
        assert_eq!(
            found.amount(found.whole.parts[0]),
            999_999.0 * 1_000_001.0 / 2.0
        );
        assert_eq!(of_all(&found.whole), 0);
    }

    #[test]
    fn what_has_no_bridge_is_refused() {
        let refused =
            |products: &[Factors]| bridge_of_products(products, Method::Lmdi).unwrap_err();
        assert_eq!(refused(&[]), BridgeError::Empty);
        let zero = amounts(&[0, 1], 0);
        assert_eq!(refused(&zero), BridgeError::NotPositive { service: 0 });
        let other = (Some(vec![Decimal::new(1, 0).unwrap()]), None);
        let both = [amounts(&[1, 1], 0), vec![other]].concat();
        assert_eq!(
            refused(&both),
            BridgeError::Factors {
                service: 1,
                found: 1
            }
        );
        let large = amounts(&[i64::MAX, i64::MAX], 18);
        let large = large.iter().map(|(before, after)| {
            let eight =
                |one: &Option<Vec<Decimal>>| Some(vec![*one.as_ref().unwrap().first().unwrap(); 8]);
            (eight(before), eight(after))
        });
        // More digits than fit are rounded as a double is.
        let found = bridge_of_products(&large.collect::<Vec<_>>(), Method::Lmdi).unwrap();
        let expected = 9.223_372_036_854_776_f64.powi(8);
        assert!((found.amount(found.whole.before) / expected - 1.0).abs() < 1e-12);
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
            let pair = |side: &Option<Vec<Decimal>>| match side.as_deref() {
                Some([price, quantity]) => (price.number(), quantity.number()),
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
