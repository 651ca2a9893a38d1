//! How far one is from its peers, and which of them are nearest.

use std::fmt;

use crate::mean::{mean, sum};
use crate::quantile::{MEDIAN_TO_DEVIATION, median};
use crate::sample::{Sample, SampleError, check_finite};

/// Why there are no scores or distances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeerError {
    /// There is no number, or one that is not finite.
    Sample(SampleError),
    /// There are fewer than two numbers.
    TooFew,
    /// The numbers do not differ.
    NoSpread,
    /// More than half of the numbers are equal, where outliers are not to count.
    MostEqual,
    /// A peer, or the weights, have another number of factors.
    Factors {
        /// How many there are.
        found: usize,
        /// How many the others have.
        expected: usize,
    },
    /// A weight is below zero, or all are zero.
    Weights,
    /// Numbers, or weights, are so large that a score or a distance is not finite.
    TooLarge,
}

impl fmt::Display for PeerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PeerError::Sample(error) => error.fmt(f),
            PeerError::TooFew => f.write_str("fewer than two numbers"),
            PeerError::NoSpread => f.write_str("the numbers do not differ"),
            PeerError::MostEqual => f.write_str("more than half of the numbers are equal"),
            PeerError::Factors { found, expected } => {
                write!(f, "{found} factors where there are {expected}")
            }
            PeerError::Weights => f.write_str("a weight is below zero, or all are zero"),
            PeerError::TooLarge => f.write_str("the numbers are too large"),
        }
    }
}

impl std::error::Error for PeerError {}

impl From<SampleError> for PeerError {
    fn from(error: SampleError) -> Self {
        PeerError::Sample(error)
    }
}

/// How many standard deviations each number is from the mean: `(x − x̄) / s`, with `s` of n − 1.
///
/// # Errors
/// There are fewer than two numbers, one is not finite, or all are equal.
///
/// # Example
/// ```
/// # use pejl_stats::peer::scores;
/// assert_eq!(scores(&[2.0, 4.0, 6.0])?, [-1.0, 0.0, 1.0]);
/// # Ok::<(), pejl_stats::peer::PeerError>(())
/// ```
pub fn scores(values: &[f64]) -> Result<Vec<f64>, PeerError> {
    let centre = mean(values)?;
    let deviation = deviation(values, centre)?;
    scored(values, centre, deviation)
}

/// How many standard deviations each number is from the median, where the deviation is 1.4826 times the median of the distances
/// from the median, so that few outliers do not hide themselves (B. Iglewicz and D. Hoaglin, *How to Detect and Handle
/// Outliers*, 1993).
///
/// # Errors
/// There are fewer than two numbers, one is not finite, or more than half are equal.
///
/// # Example
/// ```
/// # use pejl_stats::peer::robust_scores;
/// let found = robust_scores(&[1.0, 2.0, 3.0, 4.0, 100.0])?;
/// assert_eq!(found[2], 0.0);
/// assert!((found[4] - 97.0 / 1.4826).abs() < 1e-3);
/// # Ok::<(), pejl_stats::peer::PeerError>(())
/// ```
pub fn robust_scores(values: &[f64]) -> Result<Vec<f64>, PeerError> {
    let centre = median(&Sample::new(values)?);
    if values.len() < 2 {
        return Err(PeerError::TooFew);
    }
    let away: Vec<f64> = values.iter().map(|value| (value - centre).abs()).collect();
    let away = Sample::new(&away).map_err(|_| PeerError::TooLarge)?;
    match median(&away) {
        0.0 => Err(PeerError::MostEqual),
        away => scored(values, centre, MEDIAN_TO_DEVIATION * away),
    }
}

fn scored(values: &[f64], centre: f64, deviation: f64) -> Result<Vec<f64>, PeerError> {
    if !deviation.is_finite() {
        return Err(PeerError::TooLarge);
    }
    if deviation == 0.0 {
        return Err(PeerError::NoSpread);
    }
    let scores = values.iter().map(|value| (value - centre) / deviation);
    all_finite(scores.collect())
}

fn all_finite(found: Vec<f64>) -> Result<Vec<f64>, PeerError> {
    match found.iter().all(|number| number.is_finite()) {
        true => Ok(found),
        false => Err(PeerError::TooLarge),
    }
}

/// The standard deviation of n − 1.
fn deviation(values: &[f64], centre: f64) -> Result<f64, PeerError> {
    if values.len() < 2 {
        return Err(PeerError::TooFew);
    }
    let squares: Vec<f64> = values
        .iter()
        .map(|value| (value - centre).powi(2))
        .collect();
    Ok((sum(&squares) / (values.len() as f64 - 1.0)).sqrt())
}

/// How far each of the others is from one, over weighted factors that are put on one scale first.
///
/// Each factor is divided by its standard deviation (n − 1) over all of them, the one included; a factor that does not differ says
/// nothing and counts for nothing. The distance is `√(Σ wᵢ ((xᵢ − yᵢ)/sᵢ)² / Σ wᵢ)`, so that 1 is one standard deviation whatever
/// the number of factors.
///
/// # Errors
/// There are no others or no factors, some have other factors, a number is not finite, a weight is below zero, no weighted factor
/// differs, or a distance would not be finite.
///
/// # Example
/// ```
/// # use pejl_stats::peer::distances;
/// // 10 and 30 residents more, where s is 15.28; the second factor does not differ.
/// let found = distances(&[100.0, 5.0], &[vec![110.0, 5.0], vec![130.0, 5.0]], &[1.0, 1.0])?;
/// assert!((found[1] / found[0] - 3.0).abs() < 1e-12);
/// # Ok::<(), pejl_stats::peer::PeerError>(())
/// ```
pub fn distances(own: &[f64], others: &[Vec<f64>], weights: &[f64]) -> Result<Vec<f64>, PeerError> {
    check_factors(own, others, weights)?;
    let mut squares = vec![0.0; others.len()];
    let mut weighed = 0.0;
    for (no, (value, weight)) in own.iter().zip(weights).enumerate() {
        let of_others: Vec<f64> = others
            .iter()
            .filter_map(|one| one.get(no))
            .copied()
            .collect();
        let all = [of_others.as_slice(), &[*value]].concat();
        let spread = deviation(&all, mean(&all)?)?;
        if !spread.is_finite() {
            return Err(PeerError::TooLarge);
        }
        if spread == 0.0 || *weight == 0.0 {
            continue;
        }
        weighed += weight;
        for (square, other) in squares.iter_mut().zip(&of_others) {
            *square += weight * ((other - value) / spread).powi(2);
        }
    }
    if weighed == 0.0 {
        return Err(PeerError::NoSpread);
    }
    let away = squares.iter().map(|square| (square / weighed).sqrt());
    // Weights together may be more than a double holds, and so may the squares.
    match weighed.is_finite() {
        true => all_finite(away.collect()),
        false => Err(PeerError::TooLarge),
    }
}

/// The places of the nearest, the nearest first; of equally near ones the first, and no more than there are.
///
/// # Errors
/// As [`distances`].
pub fn nearest(
    own: &[f64],
    others: &[Vec<f64>],
    weights: &[f64],
    n: usize,
) -> Result<Vec<usize>, PeerError> {
    let found = distances(own, others, weights)?;
    let mut order: Vec<(usize, f64)> = found.into_iter().enumerate().collect();
    order.sort_by(|(_, one), (_, other)| one.total_cmp(other));
    Ok(order.into_iter().map(|(no, _)| no).take(n).collect())
}

fn check_factors(own: &[f64], others: &[Vec<f64>], weights: &[f64]) -> Result<(), PeerError> {
    if own.is_empty() || others.is_empty() {
        return Err(SampleError::Empty.into());
    }
    let lengths = others.iter().map(Vec::len).chain([weights.len()]);
    for found in lengths {
        if found != own.len() {
            return Err(PeerError::Factors {
                found,
                expected: own.len(),
            });
        }
    }
    check_finite(own)?;
    check_finite(weights)?;
    for other in others {
        check_finite(other)?;
    }
    let is_weight =
        weights.iter().all(|weight| *weight >= 0.0) && weights.iter().any(|weight| *weight > 0.0);
    match is_weight {
        true => Ok(()),
        false => Err(PeerError::Weights),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn scores_by_hand() {
        // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squares 32, s² 32/7.
        let values = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        let found = scores(&values).unwrap();
        let s = (32.0_f64 / 7.0).sqrt();
        for (score, value) in found.iter().zip(values) {
            assert!((score - (value - 5.0) / s).abs() < 1e-12);
        }
        // Median 4.5, distances 2.5, 0.5 (five times), 2.5, 4.5: their median 0.5.
        let found = robust_scores(&values).unwrap();
        let last = found.last().unwrap();
        assert!((last - 4.5 / (1.4826022 * 0.5)).abs() < 1e-6, "{last}");
    }

    #[test]
    fn nearest_by_hand() {
        // Factors 0, 1, 2, 3 and 0, 0, 10, 0: s is 1.291 and 5.
        let others = [vec![1.0, 0.0], vec![2.0, 10.0], vec![3.0, 0.0]];
        let found = distances(&[0.0, 0.0], &others, &[1.0, 1.0]).unwrap();
        let expected = [
            (0.6_f64 / 2.0).sqrt(),
            ((2.4_f64 + 4.0) / 2.0).sqrt(),
            (5.4_f64 / 2.0).sqrt(),
        ];
        for (one, other) in found.iter().zip(expected) {
            assert!((one - other).abs() < 1e-12, "{found:?}");
        }
        assert_eq!(
            nearest(&[0.0, 0.0], &others, &[1.0, 1.0], 2).unwrap(),
            [0, 2]
        );
        // Without the second factor the second is nearer than the third.
        assert_eq!(
            nearest(&[0.0, 0.0], &others, &[1.0, 0.0], 9).unwrap(),
            [0, 1, 2]
        );
    }

    #[test]
    fn what_cannot_be_compared_is_refused() {
        assert_eq!(scores(&[]), Err(SampleError::Empty.into()));
        assert_eq!(scores(&[1.0]), Err(PeerError::TooFew));
        assert_eq!(robust_scores(&[1.0]), Err(PeerError::TooFew));
        assert_eq!(scores(&[1.0, 1.0]), Err(PeerError::NoSpread));
        assert_eq!(
            robust_scores(&[1.0, 1.0, 1.0, 7.0]),
            Err(PeerError::MostEqual)
        );
        assert_eq!(scores(&[1e308, -1e308]), Err(PeerError::TooLarge));
        let of = |others: &[Vec<f64>], weights: &[f64]| {
            distances(&[1.0, 2.0], others, weights).unwrap_err()
        };
        let factors = PeerError::Factors {
            found: 1,
            expected: 2,
        };
        assert_eq!(of(&[], &[1.0, 1.0]), SampleError::Empty.into());
        assert_eq!(of(&[vec![1.0]], &[1.0, 1.0]), factors);
        assert_eq!(of(&[vec![1.0, 1.0]], &[1.0]), factors);
        assert_eq!(of(&[vec![1.0, 2.0]], &[1.0, 1.0]), PeerError::NoSpread);
        assert_eq!(of(&[vec![1.0, 1.0]], &[1.0, -1.0]), PeerError::Weights);
        assert_eq!(of(&[vec![1.0, 1.0]], &[0.0, 0.0]), PeerError::Weights);
        let nan = SampleError::NotFinite { index: 1 };
        assert_eq!(of(&[vec![1.0, f64::NAN]], &[1.0, 1.0]), nan.into());
    }

    #[test]
    fn what_would_not_be_finite_is_refused() {
        let of = |weights: &[f64]| {
            let others = [vec![3.0, 5.0], vec![7.0, 2.0]];
            distances(&[1.0, 2.0], &others, weights)
        };
        assert_eq!(of(&[1.5e308, 1.5e308]), Err(PeerError::TooLarge));
        assert_eq!(of(&[1.7e308, 0.0]), Err(PeerError::TooLarge));
        // Weights say how factors weigh against each other, however large they are.
        for (one, other) in of(&[1e300, 2e300])
            .unwrap()
            .iter()
            .zip(of(&[1.0, 2.0]).unwrap())
        {
            assert!((one - other).abs() < 1e-12, "{one} {other}");
        }
        // Half of them lie within 1e-300 of the middle, and one does not.
        let values = [0.0, 1e-300, 2e-300, 3e-300, 1e100];
        assert_eq!(robust_scores(&values), Err(PeerError::TooLarge));
    }

    fn peers() -> impl Strategy<Value = Vec<Vec<f64>>> {
        let factor = (-99i32..99).prop_map(f64::from);
        prop::collection::vec(prop::collection::vec(factor, 3), 3..12)
    }

    proptest! {
        #[test]
        fn scores_have_no_unit(values in prop::collection::vec(-99i32..99, 3..30), times in 1u32..50, by in -99i32..99) {
            let plain: Vec<f64> = values.iter().map(|v| f64::from(*v)).collect();
            let other: Vec<f64> = plain.iter().map(|v| v * f64::from(times) + f64::from(by)).collect();
            for of in [scores, robust_scores] {
                match (of(&plain), of(&other)) {
                    (Ok(one), Ok(other)) => for (one, other) in one.iter().zip(other) {
                        prop_assert!((one - other).abs() < 1e-9);
                    },
                    (one, other) => prop_assert_eq!(one.is_err(), other.is_err()),
                }
            }
        }

        #[test]
        fn the_unit_of_a_factor_changes_no_distance(peers in peers(), times in 1u32..50) {
            let (own, others) = peers.split_first().unwrap();
            let scaled = |one: &Vec<f64>| {
                let mut one = one.clone();
                *one.first_mut().unwrap() *= f64::from(times);
                one
            };
            let all: Vec<Vec<f64>> = others.iter().map(scaled).collect();
            let weights = [1.0, 2.0, 0.5];
            let plain = distances(own, others, &weights);
            match (plain, distances(&scaled(own), &all, &weights)) {
                (Ok(one), Ok(other)) => for (one, other) in one.iter().zip(other) {
                    prop_assert!((one - other).abs() < 1e-9);
                },
                (one, other) => prop_assert_eq!(one.is_err(), other.is_err()),
            }
        }

        #[test]
        fn the_nearest_are_in_order(peers in peers(), n in 0usize..20) {
            let (own, others) = peers.split_first().unwrap();
            if let Ok(found) = distances(own, others, &[1.0; 3]) {
                let order = nearest(own, others, &[1.0; 3], n).unwrap();
                prop_assert_eq!(order.len(), n.min(others.len()));
                prop_assert!(order.iter().zip(order.iter().skip(1)).all(|(one, next)| found.get(*one) <= found.get(*next)));
            }
        }
    }
}
