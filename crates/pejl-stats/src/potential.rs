//! What it would mean to be as a yardstick among peers is, and how sure the yardstick is.
//!
//! Peers are few, and a yardstick among them is the work of some of them. So it is told with two intervals: where it would lie
//! without each of the peers in turn, and where it would lie had the same number been drawn from such peers.

use std::fmt;

use crate::mean::mean;
use crate::quantile::quantile;
use crate::rank::Order;
use crate::sample::{Sample, SampleError, check_finite};

/// Fewest peers that a yardstick is of.
pub const PEERS_LEAST: usize = 5;
/// Most peers.
pub const PEERS_MAX: usize = 1_000;
/// How often peers are drawn anew.
const DRAWS: usize = 2_000;

/// What among peers is aimed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Yardstick {
    /// The median.
    Median,
    /// The edge of the best quarter: the lower quartile where less is better.
    BestQuarter,
    /// The mean of the five best.
    BestFive,
}

impl Yardstick {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Median, Self::BestQuarter, Self::BestFive];

    /// `median`, `best_quarter` or `best_five`.
    pub fn as_str(self) -> &'static str {
        match self {
            Yardstick::Median => "median",
            Yardstick::BestQuarter => "best_quarter",
            Yardstick::BestFive => "best_five",
        }
    }

    /// Where it lies among numbers, of which there is one at least.
    fn among(self, peers: &[f64], order: Order) -> Result<f64, SampleError> {
        let sample = Sample::new(peers)?;
        let at = |share| quantile(&sample, share).ok_or(SampleError::Empty);
        match (self, order) {
            (Yardstick::Median, _) => at(0.5),
            (Yardstick::BestQuarter, Order::LowestFirst) => at(0.25),
            (Yardstick::BestQuarter, Order::HighestFirst) => at(0.75),
            (Yardstick::BestFive, order) => {
                let mut best = peers.to_vec();
                best.sort_by(f64::total_cmp);
                if order == Order::HighestFirst {
                    best.reverse();
                }
                best.truncate(PEERS_LEAST);
                mean(&best).map_err(|_| SampleError::Empty)
            }
        }
    }
}

/// Why there is no potential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PotentialError {
    /// A number is not finite.
    Sample(SampleError),
    /// There are fewer than [`PEERS_LEAST`] peers.
    TooFew {
        /// Peers there are.
        n: usize,
    },
    /// There are more than [`PEERS_MAX`].
    TooMany {
        /// Peers there are.
        n: usize,
    },
    /// Numbers are so large that a mean of them is not finite.
    TooLarge,
}

impl fmt::Display for PotentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PotentialError::Sample(error) => error.fmt(f),
            PotentialError::TooFew { n } => {
                write!(f, "{n} peers: at least {PEERS_LEAST} are needed")
            }
            PotentialError::TooMany { n } => write!(f, "{n} peers: at most {PEERS_MAX} are taken"),
            PotentialError::TooLarge => f.write_str("the numbers are too large"),
        }
    }
}

impl std::error::Error for PotentialError {}

impl From<SampleError> for PotentialError {
    fn from(error: SampleError) -> Self {
        PotentialError::Sample(error)
    }
}

/// Where a yardstick lies among peers, and how sure that is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// The yardstick.
    pub yardstick: Yardstick,
    /// Where it lies.
    pub value: f64,
    /// How many peers it is of.
    pub n: usize,
    /// The least and the most it would be without one of the peers.
    pub without_one: (f64, f64),
    /// Between which values it lay in 95 % of draws of as many peers from these.
    pub drawn_95: (f64, f64),
}

/// Where a yardstick lies among peers (of which the own one is none), with where it would lie without each of them, and its interval of
/// 95 % by the percentiles of 2,000 bootstrap samples (B. Efron and R. Tibshirani, *An Introduction to the Bootstrap*, 1993,
/// chapter 13). Draws are the same on every machine and at every call.
///
/// # Errors
/// There are fewer than five peers or more than 1,000, or a number is not finite or too large.
///
/// # Example
/// Prices of eight peers: their median lies between 410 and 420.
/// ```
/// # use pejl_stats::{Order, potential::{Yardstick, mark}};
/// let prices = [380.0, 395.0, 400.0, 410.0, 420.0, 430.0, 440.0, 500.0];
/// let found = mark(Yardstick::Median, &prices, Order::LowestFirst)?;
/// assert_eq!((found.value, found.without_one), (415.0, (410.0, 420.0)));
/// let best = mark(Yardstick::BestFive, &prices, Order::LowestFirst)?;
/// assert_eq!(best.value, 401.0);
/// # Ok::<(), pejl_stats::potential::PotentialError>(())
/// ```
pub fn mark(yardstick: Yardstick, peers: &[f64], order: Order) -> Result<Mark, PotentialError> {
    let n = peers.len();
    check_finite(peers)?;
    if n < PEERS_LEAST {
        return Err(PotentialError::TooFew { n });
    }
    if n > PEERS_MAX {
        return Err(PotentialError::TooMany { n });
    }
    let value = yardstick.among(peers, order)?;
    let mut without_one = (f64::INFINITY, f64::NEG_INFINITY);
    for left_out in 0..n {
        let others = peers.iter().enumerate();
        let others = others.filter(|(no, _)| *no != left_out);
        let others: Vec<f64> = others.map(|(_, peer)| *peer).collect();
        let found = yardstick.among(&others, order)?;
        without_one = (without_one.0.min(found), without_one.1.max(found));
    }
    let mut draws = Vec::with_capacity(DRAWS);
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    for _ in 0..DRAWS {
        let drawn = std::iter::repeat_with(|| peers.get(dice.below(n)).copied());
        let drawn: Vec<f64> = drawn.take(n).flatten().collect();
        draws.push(yardstick.among(&drawn, order)?);
    }
    let draws = Sample::new(&draws).map_err(|_| PotentialError::TooLarge)?;
    let end = |share| quantile(&draws, share).ok_or(PotentialError::TooLarge);
    let drawn_95 = (end(0.025)?, end(0.975)?);
    let ends = [value, without_one.0, without_one.1, drawn_95.0, drawn_95.1];
    match ends.iter().all(|end| end.is_finite()) {
        true => Ok(Mark {
            yardstick,
            value,
            n,
            without_one,
            drawn_95,
        }),
        false => Err(PotentialError::TooLarge),
    }
}

/// Numbers without order, the same at every call (G. Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8 (2003)).
struct Dice(u64);

impl Dice {
    /// A number from 0 to below n, of at most 1,000: what remains of a division is even to one part in 10¹⁶.
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let n = u64::try_from(n).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.0 % n).unwrap_or(0)
    }
}

/// How fast peers have come down: the yearly change of a quarter of them, as a share of where they began.
///
/// `pairs` are a peer's figure before and now, `years` how far these are apart. The yearly change of each is `(now / before)^(1 /
/// years) − 1`; what is told is the lower quartile of these (type 7), and 0 where that is no fall: a quarter of the peers have come
/// down at least as fast. Peers that began at zero or below have no yearly change and are left out.
///
/// # Errors
/// Fewer than five peers are left, a number is not finite, or there is no time between the two.
///
/// # Example
/// ```
/// # use pejl_stats::potential::speed;
/// let pairs = [(100.0, 81.0), (100.0, 90.25), (100.0, 100.0), (100.0, 110.25), (100.0, 121.0)];
/// // Yearly −10, −5, 0, 5 and 10 %: a quarter have come down by 5 % or more.
/// assert!((speed(&pairs, 2.0)? + 0.05).abs() < 1e-12);
/// # Ok::<(), pejl_stats::potential::PotentialError>(())
/// ```
pub fn speed(pairs: &[(f64, f64)], years: f64) -> Result<f64, PotentialError> {
    if !(years.is_finite() && years > 0.0) {
        return Err(PotentialError::TooFew { n: 0 });
    }
    let usable = pairs
        .iter()
        .filter(|(before, now)| *before > 0.0 && *now >= 0.0);
    let yearly: Vec<f64> = usable
        .map(|(before, now)| (now / before).powf(1.0 / years) - 1.0)
        .collect();
    let n = yearly.len();
    if n < PEERS_LEAST {
        return Err(PotentialError::TooFew { n });
    }
    let yearly = Sample::new(&yearly)?;
    let quarter = quantile(&yearly, 0.25).ok_or(PotentialError::TooFew { n })?;
    Ok(quarter.min(0.0))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_interval_of_a_median_holds_what_the_binomial_says() {
        // Of 1 to 20 the interval of the median by order statistics with 95.9 % is from the sixth to the fifteenth.
        let peers: Vec<f64> = (1..=20).map(f64::from).collect();
        let found = mark(Yardstick::Median, &peers, Order::LowestFirst).unwrap();
        assert_eq!(found.value, 10.5);
        let (lower, upper) = found.drawn_95;
        assert!((6.0..=7.5).contains(&lower), "{lower}");
        assert!((13.5..=15.0).contains(&upper), "{upper}");
        // Without one of the upper half it is the tenth, without one of the lower half the eleventh.
        assert_eq!(found.without_one, (10.0, 11.0));
    }

    #[test]
    fn the_best_are_at_the_end_that_is_better() {
        let peers: Vec<f64> = (1..=9).map(f64::from).collect();
        let of = |yardstick, order| mark(yardstick, &peers, order).unwrap().value;
        assert_eq!(of(Yardstick::BestQuarter, Order::LowestFirst), 3.0);
        assert_eq!(of(Yardstick::BestQuarter, Order::HighestFirst), 7.0);
        assert_eq!(of(Yardstick::BestFive, Order::LowestFirst), 3.0);
        assert_eq!(of(Yardstick::BestFive, Order::HighestFirst), 7.0);
    }

    #[test]
    fn too_few_too_many_and_numbers_that_are_none_are_refused() {
        let of = |peers: &[f64]| mark(Yardstick::Median, peers, Order::LowestFirst);
        assert_eq!(of(&[1.0; 4]), Err(PotentialError::TooFew { n: 4 }));
        let many = vec![1.0; PEERS_MAX + 1];
        assert_eq!(of(&many), Err(PotentialError::TooMany { n: 1_001 }));
        let nan = SampleError::NotFinite { index: 2 };
        assert_eq!(of(&[1.0, 2.0, f64::NAN, 3.0, 4.0]), Err(nan.into()));
        assert!(of(&[f64::MAX; 5]).is_ok());
        let best = mark(Yardstick::BestFive, &[f64::MAX; 5], Order::LowestFirst);
        assert!(best.is_err());
        assert_eq!(
            speed(&[(1.0, 1.0); 5], 0.0),
            Err(PotentialError::TooFew { n: 0 })
        );
        assert_eq!(
            speed(&[(0.0, 1.0); 5], 1.0),
            Err(PotentialError::TooFew { n: 0 })
        );
        // Where peers have gone up there is no fall to go by.
        assert_eq!(speed(&[(1.0, 2.0); 5], 1.0), Ok(0.0));
    }

    fn peers() -> impl Strategy<Value = Vec<f64>> {
        prop::collection::vec((-9_999i32..9_999).prop_map(f64::from), 5..40)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn the_order_of_peers_changes_no_mark(peers in peers(), by in 0usize..40) {
            let mut turned = peers.clone();
            turned.rotate_left(by % peers.len());
            for yardstick in Yardstick::ALL {
                let one = mark(yardstick, &peers, Order::LowestFirst).unwrap();
                let other = mark(yardstick, &turned, Order::LowestFirst).unwrap();
                prop_assert_eq!((one.value, one.without_one), (other.value, other.without_one));
            }
        }

        #[test]
        fn a_mark_lies_within_its_intervals_and_has_the_unit_of_its_peers(peers in peers(), times in 1u32..9, by in -99i32..99) {
            let moved: Vec<f64> = peers.iter().map(|one| one * f64::from(times) + f64::from(by)).collect();
            for yardstick in Yardstick::ALL {
                let one = mark(yardstick, &peers, Order::LowestFirst).unwrap();
                let other = mark(yardstick, &moved, Order::LowestFirst).unwrap();
                prop_assert!((one.value * f64::from(times) + f64::from(by) - other.value).abs() < 1e-6);
                let within = |(low, high): (f64, f64)| low <= one.value + 1e-9 && one.value - 1e-9 <= high;
                prop_assert!(within(one.without_one));
                prop_assert!(one.drawn_95.0 <= one.drawn_95.1);
            }
        }

        #[test]
        fn a_turned_sign_turns_the_order(peers in peers()) {
            let turned: Vec<f64> = peers.iter().map(|one| -one).collect();
            for yardstick in Yardstick::ALL {
                let one = mark(yardstick, &peers, Order::LowestFirst).unwrap();
                let other = mark(yardstick, &turned, Order::HighestFirst).unwrap();
                prop_assert!((one.value + other.value).abs() < 1e-9);
            }
        }
    }
}
