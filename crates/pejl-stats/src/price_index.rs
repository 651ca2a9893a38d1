//! Price indices over the same goods or services in two periods.
//!
//! Formulas and the worked example of the tests: ILO/IMF/OECD et al., *Consumer Price Index Manual: Theory and Practice*,
//! Geneva 2004, chapters 15 and 19.

use std::fmt;

use crate::mean::sum;

/// Price and quantity of one service in the base period and in the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Item {
    /// Price in the base period, above 0.
    pub price_base: f64,
    /// Quantity in the base period, at least 0.
    pub quantity_base: f64,
    /// Price in the other period, above 0.
    pub price: f64,
    /// Quantity in the other period, at least 0.
    pub quantity: f64,
}

/// Four price indices of one period against another; 1 where prices have not changed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PriceIndices {
    /// What the base period's quantities cost now over what they cost then: `Σ p₁q₀ / Σ p₀q₀`.
    pub laspeyres: f64,
    /// What this period's quantities cost now over what they would have cost then: `Σ p₁q₁ / Σ p₀q₁`.
    pub paasche: f64,
    /// The geometric mean of the two.
    pub fisher: f64,
    /// The geometric mean of the price ratios, weighted by the mean of the shares of expenditure: `exp Σ ½(s₀+s₁) ln(p₁/p₀)`.
    pub tornqvist: f64,
}

/// Why there is no index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexError {
    /// There are no items.
    Empty,
    /// A price is not a finite number above 0: an index needs the price of every item in both periods.
    Price {
        /// Position of the item, from 0.
        index: usize,
    },
    /// A quantity is not a finite number of at least 0.
    Quantity {
        /// Position of the item, from 0.
        index: usize,
    },
    /// Nothing at all was bought in one of the periods.
    NoQuantity,
    /// Numbers are so large that an index is not finite.
    TooLarge,
}

impl fmt::Display for IndexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IndexError::Empty => f.write_str("no items"),
            IndexError::Price { index } => {
                write!(f, "a price of item {index} is not finite and above zero")
            }
            IndexError::Quantity { index } => {
                write!(f, "a quantity of item {index} is not finite or below zero")
            }
            IndexError::NoQuantity => f.write_str("nothing was bought in one of the periods"),
            IndexError::TooLarge => f.write_str("the numbers are too large"),
        }
    }
}

impl std::error::Error for IndexError {}

/// The price indices of one period against a base period.
///
/// An item that is there in one of the periods alone has no price in the other; it must be left out, and be named.
///
/// # Errors
/// There are no items, a price is not above 0, a quantity is below 0, or nothing was bought.
///
/// # Example
/// One price doubles while less is bought, the other stays:
/// ```
/// # use pejl_stats::price_index::{Item, price_indices};
/// let item = |price_base, quantity_base, price, quantity| Item { price_base, quantity_base, price, quantity };
/// let found = price_indices(&[item(1.0, 10.0, 2.0, 5.0), item(1.0, 10.0, 1.0, 15.0)])?;
/// // 30/20 and 25/20.
/// assert_eq!((found.laspeyres, found.paasche), (1.5, 1.25));
/// # Ok::<(), pejl_stats::price_index::IndexError>(())
/// ```
pub fn price_indices(items: &[Item]) -> Result<PriceIndices, IndexError> {
    check(items)?;
    let of = |value: fn(&Item) -> f64| sum(&items.iter().map(value).collect::<Vec<_>>());
    let base = of(|item| item.price_base * item.quantity_base);
    let now = of(|item| item.price * item.quantity);
    let base_quantities_now = of(|item| item.price * item.quantity_base);
    let quantities_then = of(|item| item.price_base * item.quantity);
    if base <= 0.0 || now <= 0.0 {
        return Err(IndexError::NoQuantity);
    }
    let laspeyres = base_quantities_now / base;
    let paasche = now / quantities_then;
    let logs: Vec<f64> = items
        .iter()
        .map(|item| {
            let share_base = item.price_base * item.quantity_base / base;
            let share = item.price * item.quantity / now;
            (share_base + share) / 2.0 * (item.price.ln() - item.price_base.ln())
        })
        .collect();
    let found = PriceIndices {
        laspeyres,
        paasche,
        fisher: laspeyres.sqrt() * paasche.sqrt(),
        tornqvist: sum(&logs).exp(),
    };
    let all = [laspeyres, paasche, found.fisher, found.tornqvist];
    match all.iter().all(|index| index.is_finite() && *index > 0.0) {
        true => Ok(found),
        false => Err(IndexError::TooLarge),
    }
}

fn check(items: &[Item]) -> Result<(), IndexError> {
    if items.is_empty() {
        return Err(IndexError::Empty);
    }
    for (index, item) in items.iter().enumerate() {
        let prices = [item.price_base, item.price];
        if !prices.iter().all(|price| price.is_finite() && *price > 0.0) {
            return Err(IndexError::Price { index });
        }
        let quantities = [item.quantity_base, item.quantity];
        if !quantities.iter().all(|one| one.is_finite() && *one >= 0.0) {
            return Err(IndexError::Quantity { index });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    /// Table 19.1 of the manual: six commodities in five periods.
    const PRICES: [[f64; 6]; 5] = [
        [1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
        [1.2, 3.0, 1.3, 0.7, 1.4, 0.8],
        [1.0, 1.0, 1.5, 0.5, 1.7, 0.6],
        [0.8, 0.5, 1.6, 0.3, 1.9, 0.4],
        [1.0, 1.0, 1.6, 0.1, 2.0, 0.2],
    ];
    const QUANTITIES: [[f64; 6]; 5] = [
        [1.0, 1.0, 2.0, 1.0, 4.5, 0.5],
        [0.8, 0.9, 1.9, 1.3, 4.7, 0.6],
        [1.0, 1.1, 1.8, 3.0, 5.0, 0.8],
        [1.2, 1.2, 1.9, 6.0, 5.6, 1.3],
        [0.9, 1.2, 2.0, 12.0, 6.5, 2.5],
    ];

    #[test]
    fn published_indices_with_a_fixed_base() {
        // Tables 19.4 and 19.5, to the last digit printed, which is cut and not rounded in places; of Törnqvist four periods.
        let printed = [
            [1.0000, 1.0000, 1.0000, 1.0000],
            [1.4200, 1.3823, 1.4011, 1.4052],
            [1.3450, 1.2031, 1.2721, 1.2890],
            [1.3550, 1.0209, 1.1762, 1.2268],
            [1.4400, 0.7968, 1.0712, f64::NAN],
        ];
        for (no, expected) in printed.iter().enumerate() {
            let period = PRICES.iter().zip(&QUANTITIES).nth(no).unwrap();
            let items: Vec<Item> = (0..6)
                .map(|item| Item {
                    price_base: *PRICES[0].get(item).unwrap(),
                    quantity_base: *QUANTITIES[0].get(item).unwrap(),
                    price: *period.0.get(item).unwrap(),
                    quantity: *period.1.get(item).unwrap(),
                })
                .collect();
            let found = price_indices(&items).unwrap();
            let found = [
                found.laspeyres,
                found.paasche,
                found.fisher,
                found.tornqvist,
            ];
            for (one, printed) in found.iter().zip(expected).filter(|(_, one)| !one.is_nan()) {
                assert!((one - printed).abs() < 1e-4, "{no}: {found:?}");
            }
        }
    }

    fn item(prices: (f64, f64), quantities: (f64, f64)) -> Item {
        Item {
            price_base: prices.0,
            quantity_base: quantities.0,
            price: prices.1,
            quantity: quantities.1,
        }
    }

    #[test]
    fn what_has_no_index_is_refused() {
        let refused = |items: &[Item]| price_indices(items).unwrap_err();
        let whole = item((1.0, 1.0), (1.0, 1.0));
        assert_eq!(refused(&[]), IndexError::Empty);
        for price in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let items = [whole, item((1.0, price), (1.0, 1.0))];
            assert_eq!(refused(&items), IndexError::Price { index: 1 });
        }
        let negative = item((1.0, 1.0), (-1.0, 1.0));
        assert_eq!(refused(&[negative]), IndexError::Quantity { index: 0 });
        let nothing = item((1.0, 1.0), (1.0, 0.0));
        assert_eq!(refused(&[nothing]), IndexError::NoQuantity);
        let large = item((1e300, 1e300), (1e300, 1.0));
        assert_eq!(refused(&[large]), IndexError::TooLarge);
    }

    fn items() -> impl Strategy<Value = Vec<Item>> {
        let number = || (1u32..1000).prop_map(f64::from);
        let one = ((number(), number()), (number(), number()));
        prop::collection::vec(one.prop_map(|(p, q)| item(p, q)), 1..12)
    }

    fn near(one: f64, other: f64) -> bool {
        (one - other).abs() <= 1e-9 * other.abs()
    }

    proptest! {
        #[test]
        fn prices_that_all_change_alike_are_the_index(items in items(), times in 1u32..50) {
            let times = f64::from(times) / 10.0;
            let items: Vec<Item> = items
                .into_iter()
                .map(|item| Item { price: item.price_base * times, ..item })
                .collect();
            let found = price_indices(&items).unwrap();
            for one in [found.laspeyres, found.paasche, found.fisher, found.tornqvist] {
                prop_assert!(near(one, times));
            }
        }

        #[test]
        fn back_in_time_fisher_and_tornqvist_are_turned_and_the_others_exchanged(items in items()) {
            let back: Vec<Item> = items
                .iter()
                .map(|one| item((one.price, one.price_base), (one.quantity, one.quantity_base)))
                .collect();
            let (there, back) = (price_indices(&items).unwrap(), price_indices(&back).unwrap());
            prop_assert!(near(there.fisher * back.fisher, 1.0));
            prop_assert!(near(there.tornqvist * back.tornqvist, 1.0));
            prop_assert!(near(there.laspeyres * back.paasche, 1.0));
            prop_assert!(near(there.paasche * back.laspeyres, 1.0));
        }

        #[test]
        fn fisher_lies_between_the_two_it_is_made_of(items in items()) {
            let found = price_indices(&items).unwrap();
            let (low, high) = (found.laspeyres.min(found.paasche), found.laspeyres.max(found.paasche));
            prop_assert!(low * (1.0 - 1e-12) <= found.fisher && found.fisher <= high * (1.0 + 1e-12));
        }
    }
}
