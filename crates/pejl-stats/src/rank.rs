//! Places with ties, and how far up in a set a number stands.

use crate::sample::{SampleError, check_finite};

/// Which end of the numbers gets rank 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Order {
    /// Rank 1 is the smallest number.
    LowestFirst,
    /// Rank 1 is the largest number.
    HighestFirst,
}

/// The place of one number among all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rank {
    /// 1 plus the count of numbers that come strictly before it.
    pub rank: usize,
    /// How many numbers share the place, itself counted: 1 without a tie.
    pub shared_by: usize,
}

impl Rank {
    /// Whether another number has the same place.
    pub fn is_tied(self) -> bool {
        self.shared_by > 1
    }
}

/// Standard competition ranking ("1-2-2-4"), one rank per number, in the order given.
///
/// `rank = 1 + #{numbers strictly before it}`; equal numbers share a place and the places they
/// take up are skipped, as a spreadsheet's `RANK.EQ` and SQL's `RANK()` do. Numbers are equal when
/// they compare equal as `f64` (so −0 and 0 tie); nothing is rounded first.
///
/// # Errors
/// [`SampleError::NotFinite`] at the first `NaN` or infinity. An empty slice gives no ranks.
///
/// # Example
/// ```
/// # use pejl_stats::{Order, ranks};
/// let places: Vec<usize> =
///     ranks(&[10.0, 20.0, 20.0, 30.0], Order::LowestFirst)?.iter().map(|r| r.rank).collect();
/// assert_eq!(places, [1, 2, 2, 4]);
/// # Ok::<(), pejl_stats::SampleError>(())
/// ```
pub fn ranks(values: &[f64], order: Order) -> Result<Vec<Rank>, SampleError> {
    check_finite(values)?;
    // Adding 0.0 turns −0.0 into 0.0, which total_cmp would otherwise put before it.
    let mut ascending: Vec<f64> = values.iter().map(|value| value + 0.0).collect();
    ascending.sort_by(f64::total_cmp);
    Ok(values
        .iter()
        .map(|value| {
            let below = ascending.partition_point(|other| other < value);
            let not_above = ascending.partition_point(|other| other <= value);
            let before = match order {
                Order::LowestFirst => below,
                Order::HighestFirst => ascending.len() - not_above,
            };
            Rank {
                rank: before + 1,
                shared_by: not_above - below,
            }
        })
        .collect())
}

/// Share of the *other* numbers that lie strictly below each one: 0 for the smallest, 1 for a
/// largest without ties. `None` for every number when there is only one.
///
/// `percentile = #{smaller} / (n − 1)`, dimensionless: a spreadsheet's `PERCENTRANK.INC` and SQL's
/// `PERCENT_RANK()`. It is the inverse of the quantile of type 7 at the numbers themselves.
///
/// # Errors
/// [`SampleError::NotFinite`] at the first `NaN` or infinity.
pub fn percentile(values: &[f64]) -> Result<Vec<Option<f64>>, SampleError> {
    let ranks = ranks(values, Order::LowestFirst)?;
    let others = values.len().saturating_sub(1);
    Ok(ranks
        .iter()
        .map(|rank| (others > 0).then(|| (rank.rank - 1) as f64 / others as f64))
        .collect())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use crate::quantile::quantile;
    use crate::sample::Sample;
    use proptest::prelude::*;

    #[track_caller]
    fn check(values: &[f64], order: Order, expected: &[usize]) {
        let found: Vec<usize> = ranks(values, order)
            .unwrap()
            .iter()
            .map(|r| r.rank)
            .collect();
        assert_eq!(found, expected, "{values:?} {order:?}");
    }

    #[test]
    fn published_spreadsheet_rank() {
        // The manual of RANK ranks 7, 3.5, 3.5, 1, 2: ascending 3.5 is 3 and 7 is 5.
        let data = [7.0, 3.5, 3.5, 1.0, 2.0];
        check(&data, Order::LowestFirst, &[5, 3, 3, 1, 2]);
        check(&data, Order::HighestFirst, &[1, 2, 2, 5, 4]);
    }

    #[test]
    fn ties_share_a_place_and_skip_the_next() {
        check(&[20.0, 10.0, 30.0, 20.0], Order::LowestFirst, &[2, 1, 4, 2]);
        let tied = ranks(&[20.0, 10.0, 30.0, 20.0], Order::LowestFirst).unwrap();
        assert_eq!(
            tied.iter().map(|r| r.is_tied()).collect::<Vec<_>>(),
            [true, false, false, true]
        );
    }

    #[test]
    fn negative_spending_comes_before_zero() {
        check(
            &[-13.0, 0.0, -57.0, -0.0],
            Order::LowestFirst,
            &[2, 3, 1, 3],
        );
    }

    #[test]
    fn nothing_has_no_ranks_and_nan_is_refused() {
        check(&[], Order::LowestFirst, &[]);
        assert_eq!(
            ranks(&[1.0, f64::NAN], Order::LowestFirst),
            Err(SampleError::NotFinite { index: 1 })
        );
    }

    #[test]
    fn published_spreadsheet_percentile() {
        // The manual of PERCENTRANK.INC: among 13, 12, 11, 8, 4, 3, 2, 1, 1, 1 the number 2 has
        // 3 smaller and 6 larger, 3/(3 + 6) = 0.333; 4 has 0.555 and 8 has 0.666.
        let values = [13.0, 12.0, 11.0, 8.0, 4.0, 3.0, 2.0, 1.0, 1.0, 1.0];
        let found = percentile(&values).unwrap();
        assert_eq!(found[6], Some(3.0 / 9.0));
        assert_eq!(found[4], Some(5.0 / 9.0));
        assert_eq!(found[3], Some(6.0 / 9.0));
    }

    #[test]
    fn one_number_has_no_percentile() {
        assert_eq!(percentile(&[4.0]).unwrap(), [None]);
    }

    proptest! {
        #[test]
        fn order_of_the_units_is_irrelevant(values in prop::collection::vec(-9i32..9, 1..60)) {
            let forward: Vec<f64> = values.iter().map(|v| f64::from(*v)).collect();
            let backward: Vec<f64> = forward.iter().rev().copied().collect();
            let mut turned = ranks(&backward, Order::LowestFirst).unwrap();
            turned.reverse();
            prop_assert_eq!(ranks(&forward, Order::LowestFirst).unwrap(), turned);
        }

        #[test]
        fn turning_the_numbers_turns_the_order(values in prop::collection::vec(-9i32..9, 0..60)) {
            let plain: Vec<f64> = values.iter().map(|v| f64::from(*v)).collect();
            let turned: Vec<f64> = plain.iter().map(|v| -v).collect();
            prop_assert_eq!(
                ranks(&plain, Order::LowestFirst).unwrap(),
                ranks(&turned, Order::HighestFirst).unwrap()
            );
        }

        #[test]
        fn places_with_their_ties_fill_one_to_n(values in prop::collection::vec(-9i32..9, 1..60)) {
            let values: Vec<f64> = values.iter().map(|v| f64::from(*v)).collect();
            let mut found = ranks(&values, Order::LowestFirst).unwrap();
            found.sort_by_key(|r| r.rank);
            let mut next = 1;
            for group in found.chunk_by(|a, b| a.rank == b.rank) {
                prop_assert_eq!(group[0].rank, next);
                prop_assert!(group.iter().all(|r| r.shared_by == group.len()));
                next += group.len();
            }
            prop_assert_eq!(next, values.len() + 1);
        }

        #[test]
        fn percentile_is_the_inverse_of_the_quantile(values in prop::collection::vec(-999i32..999, 2..60)) {
            let values: Vec<f64> = values.iter().map(|v| f64::from(*v)).collect();
            let sample = Sample::new(&values).unwrap();
            for (value, share) in values.iter().zip(percentile(&values).unwrap()) {
                let back = quantile(&sample, share.unwrap()).unwrap();
                prop_assert!((back - value).abs() < 1e-6, "{back} is not {value}");
            }
        }
    }
}
