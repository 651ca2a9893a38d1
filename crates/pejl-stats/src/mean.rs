//! Sums and means, added up in a fixed order with the lost digits kept.

use std::fmt;

use crate::sample::{SampleError, check_finite};

/// Why there is no weighted mean or ratio of sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeanError {
    /// There is no number, or one that is not finite.
    Sample(SampleError),
    /// The two slices have different lengths.
    Lengths {
        /// Length of the first slice.
        values: usize,
        /// Length of the second slice.
        weights: usize,
    },
    /// A weight is below zero.
    NegativeWeight {
        /// Position in the slice, from 0.
        index: usize,
    },
    /// The weights, or the denominators, add up to zero.
    ZeroWeight,
}

impl fmt::Display for MeanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MeanError::Sample(error) => error.fmt(f),
            MeanError::Lengths { values, weights } => {
                write!(f, "{values} values but {weights} weights")
            }
            MeanError::NegativeWeight { index } => write!(f, "weight {index} is negative"),
            MeanError::ZeroWeight => write!(f, "the weights add up to zero"),
        }
    }
}

impl std::error::Error for MeanError {}

impl From<SampleError> for MeanError {
    fn from(error: SampleError) -> Self {
        MeanError::Sample(error)
    }
}

/// The sum of the numbers in the order given; 0 for none.
///
/// Neumaier's compensated sum (A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation
/// endlicher Summen", ZAMM 54 (1974), 39–51): the digits that an addition loses are summed
/// separately and added at the end. Not finite if a number is not.
///
/// # Example
/// ```
/// # use pejl_stats::sum;
/// // Added plainly this is 0: the ones vanish beside 1e100.
/// assert_eq!(sum(&[1.0, 1e100, 1.0, -1e100]), 2.0);
/// ```
pub fn sum(values: &[f64]) -> f64 {
    let mut total = 0.0_f64;
    let mut lost = 0.0_f64;
    for &value in values {
        let next = total + value;
        lost += if total.abs() >= value.abs() {
            (total - next) + value
        } else {
            (value - next) + total
        };
        total = next;
    }
    total + lost
}

/// The unweighted mean: every number counts once.
///
/// # Errors
/// [`SampleError::Empty`] without numbers, [`SampleError::NotFinite`] at the first `NaN` or infinity.
pub fn mean(values: &[f64]) -> Result<f64, SampleError> {
    check_finite(values)?;
    if values.is_empty() {
        return Err(SampleError::Empty);
    }
    Ok(sum(values) / values.len() as f64)
}

/// The weighted mean `Σ(w·x) / Σw`.
///
/// # Errors
/// When the lengths differ, a number is not finite, a weight is negative, or the weights add up to 0.
///
/// # Example
/// Twenty pupils with a mean of 80 and thirty with a mean of 90 have a mean of 86 together.
/// ```
/// # use pejl_stats::weighted_mean;
/// assert_eq!(weighted_mean(&[80.0, 90.0], &[20.0, 30.0])?, 86.0);
/// # Ok::<(), pejl_stats::MeanError>(())
/// ```
pub fn weighted_mean(values: &[f64], weights: &[f64]) -> Result<f64, MeanError> {
    check_pairs(values, weights)?;
    if let Some(index) = weights.iter().position(|weight| *weight < 0.0) {
        return Err(MeanError::NegativeWeight { index });
    }
    let weighted: Vec<f64> = values
        .iter()
        .zip(weights)
        .map(|(value, weight)| value * weight)
        .collect();
    divide(sum(&weighted), sum(weights))
}

/// The sum of the numerators over the sum of the denominators: what a group's ratio is.
///
/// Differs from the mean of the ratios, in which a small municipality counts as much as a large one.
///
/// # Errors
/// When the lengths differ, a number is not finite, or the denominators add up to 0.
///
/// # Example
/// 30 of 100, 1 of 2 and 900 of 1,000: 931/1,102 = 0.8448, while the mean of the three ratios is 0.5667.
/// ```
/// # use pejl_stats::{mean, ratio_of_sums};
/// let together = ratio_of_sums(&[30.0, 1.0, 900.0], &[100.0, 2.0, 1_000.0])?;
/// assert_eq!(format!("{together:.4}"), "0.8448");
/// assert_eq!(format!("{:.4}", mean(&[0.3, 0.5, 0.9])?), "0.5667");
/// # Ok::<(), pejl_stats::MeanError>(())
/// ```
pub fn ratio_of_sums(numerators: &[f64], denominators: &[f64]) -> Result<f64, MeanError> {
    check_pairs(numerators, denominators)?;
    divide(sum(numerators), sum(denominators))
}

fn check_pairs(values: &[f64], weights: &[f64]) -> Result<(), MeanError> {
    if values.len() != weights.len() {
        return Err(MeanError::Lengths {
            values: values.len(),
            weights: weights.len(),
        });
    }
    if values.is_empty() {
        return Err(MeanError::Sample(SampleError::Empty));
    }
    check_finite(values)?;
    check_finite(weights)?;
    Ok(())
}

fn divide(numerator: f64, denominator: f64) -> Result<f64, MeanError> {
    if denominator == 0.0 {
        Err(MeanError::ZeroWeight)
    } else {
        Ok(numerator / denominator)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lost_digits_are_kept() {
        assert_eq!(sum(&[1.0, 1e100, 1.0, -1e100]), 2.0);
        assert_eq!(sum(&[0.1; 10]), 1.0);
        assert_eq!(sum(&[]), 0.0);
    }

    #[test]
    fn mean_needs_numbers() {
        assert_eq!(mean(&[]), Err(SampleError::Empty));
        assert_eq!(mean(&[1.0, 2.0, 6.0]), Ok(3.0));
    }

    #[test]
    fn bad_weights_are_named() {
        assert_eq!(
            weighted_mean(&[1.0], &[1.0, 2.0]),
            Err(MeanError::Lengths {
                values: 1,
                weights: 2
            })
        );
        assert_eq!(
            weighted_mean(&[1.0, 2.0], &[1.0, -1.0]),
            Err(MeanError::NegativeWeight { index: 1 })
        );
        assert_eq!(
            weighted_mean(&[1.0, 2.0], &[0.0, 0.0]),
            Err(MeanError::ZeroWeight)
        );
        assert_eq!(ratio_of_sums(&[0.0], &[0.0]), Err(MeanError::ZeroWeight));
        assert_eq!(
            ratio_of_sums(&[], &[]),
            Err(MeanError::Sample(SampleError::Empty))
        );
        assert_eq!(
            ratio_of_sums(&[1.0], &[f64::NAN]).unwrap_err().to_string(),
            "value 0 is not a finite number"
        );
    }

    proptest! {
        #[test]
        fn whole_numbers_are_summed_exactly(values in prop::collection::vec(-1_000_000_000i64..1_000_000_000, 0..200)) {
            let exact: i64 = values.iter().sum();
            let floats: Vec<f64> = values.iter().map(|v| *v as f64).collect();
            prop_assert_eq!(sum(&floats), exact as f64);
        }

        #[test]
        fn equal_weights_give_the_plain_mean(values in prop::collection::vec(-1e6..1e6f64, 1..60)) {
            let weights = vec![3.0; values.len()];
            let plain = mean(&values).unwrap();
            prop_assert!((weighted_mean(&values, &weights).unwrap() - plain).abs() < 1e-9 * (1.0 + plain.abs()));
        }

        #[test]
        fn ratio_of_sums_is_the_mean_weighted_by_denominators(
            pairs in prop::collection::vec((-1e6..1e6f64, 1.0..1e6f64), 1..60),
        ) {
            let (numerators, denominators): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
            let ratios: Vec<f64> = numerators.iter().zip(&denominators).map(|(a, b)| a / b).collect();
            let direct = ratio_of_sums(&numerators, &denominators).unwrap();
            let weighted = weighted_mean(&ratios, &denominators).unwrap();
            prop_assert!((direct - weighted).abs() < 1e-6 * (1.0 + direct.abs()));
        }

        #[test]
        fn a_unit_without_weight_changes_nothing(
            values in prop::collection::vec(-1e6..1e6f64, 1..60), extra in -1e6..1e6f64,
        ) {
            let mut longer = values.clone();
            longer.push(extra);
            let mut weights = vec![2.0; values.len()];
            let before = weighted_mean(&values, &weights).unwrap();
            weights.push(0.0);
            prop_assert_eq!(before, weighted_mean(&longer, &weights).unwrap());
        }
    }
}
