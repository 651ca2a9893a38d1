//! What a year will end at, from the share of earlier years that was booked by the same point.
//!
//! The chain-ladder estimate of claims reserving, for one step (T. Mack, "Distribution-free calculation of the standard error of
//! chain ladder reserve estimates", ASTIN Bulletin 23 (1993), 213–225): the share is a ratio of sums, `Σ booked / Σ whole` over the
//! earlier years, and the year is expected to end at `booked / share`.
//!
//! How sure that is follows from what it would have said of each earlier year by the others alone. Where relative errors of `n`
//! years are alike and independent, the mean square of these errors is `s² (1 + 1/n) / (1 − 1/n²)` of their variance `s²`: that of
//! a new year, and a little more. So the square root of it is taken as the standard error, with Student's distribution of `n − 1`
//! degrees of freedom.

use std::fmt;

use crate::forecast::Expected;
use crate::mean::sum;
use crate::sample::{SampleError, check_finite};

/// Below this share of the years before nothing is foretold: what is multiplied by more than twenty is mostly chance.
pub const SHARE_MIN: f64 = 0.05;
/// Fewest earlier years of which an error has a distribution that can be told.
pub const YEARS_MIN: usize = 3;

/// An earlier year: what was booked by the same point, and what it ended at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Earlier {
    /// Booked by then.
    pub booked: f64,
    /// The whole year, above zero.
    pub whole: f64,
}

/// What a year is expected to end at.
#[derive(Debug, Clone, PartialEq)]
pub struct RunOff {
    /// The share of the earlier years that was booked by then.
    pub share: f64,
    /// What the year is expected to end at.
    pub value: f64,
    /// By how much of the estimate each earlier year ended above what the others say of it; none where they say nothing, or where
    /// less than [`SHARE_MIN`] of the year itself was booked by then.
    pub errors: Vec<Option<f64>>,
    /// The same with its standard error; none of fewer than [`YEARS_MIN`] years, or where one has no error.
    pub expected: Option<Expected>,
}

/// Why nothing is foretold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RunOffError {
    /// There is no earlier year, or a number that is not finite.
    Sample(SampleError),
    /// An earlier year ended at zero or below.
    NotPositive {
        /// Its position, from 0.
        index: usize,
    },
    /// Less than [`SHARE_MIN`] of the earlier years was booked by then.
    SmallShare {
        /// The share.
        share: f64,
    },
    /// Numbers are so large that the estimate is not finite.
    TooLarge,
}

impl fmt::Display for RunOffError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RunOffError::Sample(error) => error.fmt(f),
            RunOffError::NotPositive { index } => write!(f, "year {index} is not above zero"),
            RunOffError::SmallShare { share } => {
                write!(
                    f,
                    "a share of {share} was booked: at least {SHARE_MIN} is needed"
                )
            }
            RunOffError::TooLarge => write!(f, "numbers are too large"),
        }
    }
}

impl std::error::Error for RunOffError {}

impl From<SampleError> for RunOffError {
    fn from(error: SampleError) -> Self {
        RunOffError::Sample(error)
    }
}

/// What a year is expected to end at of which this much is booked.
///
/// # Errors
/// There is no earlier year, one is not above zero, a number is not finite, or too little of the earlier years was booked by then.
///
/// # Example
/// ```
/// use pejl_stats::run_off::{Earlier, run_off};
/// let earlier = [Earlier { booked: 40.0, whole: 100.0 }, Earlier { booked: 50.0, whole: 100.0 }];
/// // 90 of 200 were booked by then, and 54 this year.
/// let found = run_off(&earlier, 54.0)?;
/// assert_eq!((found.share, found.value), (0.45, 120.0));
/// // By the second year alone the first would have ended at 80, and ended at 100.
/// assert_eq!(found.errors, [Some(0.25), Some(-0.2)]);
/// assert_eq!(found.expected, None);
/// # Ok::<(), pejl_stats::run_off::RunOffError>(())
/// ```
pub fn run_off(earlier: &[Earlier], booked: f64) -> Result<RunOff, RunOffError> {
    let numbers: Vec<f64> = earlier
        .iter()
        .flat_map(|year| [year.booked, year.whole])
        .chain([booked])
        .collect();
    check_finite(&numbers)?;
    if earlier.is_empty() {
        return Err(SampleError::Empty.into());
    }
    if let Some(index) = earlier.iter().position(|year| year.whole <= 0.0) {
        return Err(RunOffError::NotPositive { index });
    }
    let share = share(earlier.iter());
    if share < SHARE_MIN {
        return Err(RunOffError::SmallShare { share });
    }
    let value = booked / share;
    let errors: Vec<Option<f64>> = (0..earlier.len())
        .map(|place| error_of(earlier, place))
        .collect();
    let known: Option<Vec<f64>> = errors.iter().copied().collect();
    let expected = known.filter(|known| known.len() >= YEARS_MIN).map(|known| {
        let squares: Vec<f64> = known.iter().map(|error| error * error).collect();
        let relative = (sum(&squares) / known.len() as f64).sqrt();
        Expected {
            value,
            error: relative * value.abs(),
            estimate_error: 0.0,
            degrees: known.len() - 1,
        }
    });
    // A band of 95 % of two degrees of freedom reaches 4.3 standard errors either way.
    let reach = expected.map_or(0.0, |one| 5.0 * one.error);
    match (value.abs() + reach).is_finite() {
        true => Ok(RunOff {
            share,
            value,
            errors,
            expected,
        }),
        false => Err(RunOffError::TooLarge),
    }
}

/// The share of years that was booked by then.
fn share<'a>(years: impl Iterator<Item = &'a Earlier> + Clone) -> f64 {
    let booked: Vec<f64> = years.clone().map(|year| year.booked).collect();
    let whole: Vec<f64> = years.map(|year| year.whole).collect();
    sum(&booked) / sum(&whole)
}

/// By how much of the estimate a year ended above what the others say of it.
///
/// What is booked is divided by: a year of which next to nothing was booked by then has an error that is as large as one likes.
fn error_of(earlier: &[Earlier], place: usize) -> Option<f64> {
    let own = earlier.get(place)?;
    if own.booked / own.whole < SHARE_MIN {
        return None;
    }
    let others = earlier.iter().enumerate();
    let others = others
        .filter(move |(other, _)| *other != place)
        .map(|(_, year)| year);
    others.clone().next()?;
    let share = share(others);
    let value = own.booked / share;
    let error = (own.whole - value) / value.abs();
    (share >= SHARE_MIN && error.is_finite()).then_some(error)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn years(of: &[(f64, f64)]) -> Vec<Earlier> {
        of.iter()
            .map(|&(booked, whole)| Earlier { booked, whole })
            .collect()
    }

    #[test]
    fn three_years_have_an_interval_of_two_degrees_of_freedom() {
        // 120 of 300. Each year by the two others: 40/0.35, 30/0.45 and 50/0.35 … each share is that of the sums.
        let found = run_off(&years(&[(40.0, 100.0), (30.0, 100.0), (50.0, 100.0)]), 44.0).unwrap();
        assert!((found.share - 0.4).abs() < 1e-15);
        assert!((found.value - 110.0).abs() < 1e-12);
        // The others of the first booked 80 of 200: 40 / 0.4 = 100, as it ended. Of the second 90 of 200: 30 / 0.45 = 66.7, and it
        // ended half as high again. Of the third 70 of 200: 50 / 0.35 = 142.9, and it ended 30 % below.
        let errors: Vec<f64> = found.errors.iter().map(|one| one.unwrap()).collect();
        let by_hand = [0.0, 0.5, -0.3];
        let agree = |(one, other): (&f64, &f64)| (one - other).abs() < 1e-12;
        assert!(errors.iter().zip(&by_hand).all(agree), "{errors:?}");
        let expected = found.expected.unwrap();
        // √((0 + 0.25 + 0.09) / 3) of 110, and t(2) at 97.5 % is 4.302653.
        let error = (0.34_f64 / 3.0).sqrt() * 110.0;
        assert!((expected.error - error).abs() < 1e-9);
        let (low, high) = expected.band(0.95);
        assert!(
            (high - 110.0 - 4.302_652_729_9 * error).abs() < 1e-6,
            "{high}"
        );
        assert!((low + high - 220.0).abs() < 1e-9);
        assert!((expected.probability_up_to(110.0) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_foretold_says_why() {
        assert_eq!(
            run_off(&[], 1.0),
            Err(RunOffError::Sample(SampleError::Empty))
        );
        assert_eq!(
            run_off(&years(&[(1.0, 100.0), (3.0, 100.0)]), 1.0),
            Err(RunOffError::SmallShare { share: 0.02 })
        );
        assert_eq!(
            run_off(&years(&[(1.0, 0.0)]), 1.0),
            Err(RunOffError::NotPositive { index: 0 })
        );
        assert!(run_off(&years(&[(f64::NAN, 1.0)]), 1.0).is_err());
        assert_eq!(
            run_off(&years(&[(f64::MAX, f64::MAX), (f64::MAX, f64::MAX)]), 1.0).ok(),
            None
        );
        // One year says something, and not how sure it is.
        let found = run_off(&years(&[(50.0, 100.0)]), 60.0).unwrap();
        assert_eq!((found.value, found.errors), (120.0, vec![None]));
    }

    #[test]
    fn a_year_of_which_nothing_was_booked_takes_the_interval() {
        let found = run_off(&years(&[(0.0, 10.0), (50.0, 100.0), (60.0, 100.0)]), 60.0).unwrap();
        assert_eq!((found.errors.first(), found.expected), (Some(&None), None));
        // 4.9 % of a year is as little as nothing, and 5 % is not.
        let with = |booked| {
            let of = [(booked, 100.0), (50.0, 100.0), (60.0, 100.0)];
            run_off(&years(&of), 60.0).unwrap().expected.is_some()
        };
        assert_eq!((with(4.9), with(5.0), with(-20.0)), (false, true, false));
    }

    proptest! {
        #[test]
        fn years_of_one_profile_are_foretold_exactly(
            wholes in prop::collection::vec(1.0..1e9_f64, 3..8), share in 0.1..1.0_f64, whole in 1.0..1e9_f64,
        ) {
            let earlier: Vec<Earlier> = wholes.iter().map(|&of| Earlier { booked: share * of, whole: of }).collect();
            let found = run_off(&earlier, share * whole).unwrap();
            prop_assert!((found.value / whole - 1.0).abs() < 1e-9);
            prop_assert!(found.expected.unwrap().error <= whole * 1e-9);
        }

        #[test]
        fn the_unit_is_of_no_matter(
            of in prop::collection::vec((1.0..100.0_f64, 100.0..200.0_f64), 3..8), booked in 1.0..100.0_f64,
        ) {
            let scaled: Vec<(f64, f64)> = of.iter().map(|&(booked, whole)| (8.0 * booked, 8.0 * whole)).collect();
            let one = run_off(&years(&of), booked);
            let other = run_off(&years(&scaled), 8.0 * booked);
            if let (Ok(one), Ok(other)) = (one, other) {
                prop_assert_eq!(8.0 * one.value, other.value);
                prop_assert_eq!(one.errors, other.errors);
            }
        }

        #[test]
        fn no_numbers_panic(of in prop::collection::vec((any::<f64>(), any::<f64>()), 0..6), booked in any::<f64>()) {
            if let Ok(found) = run_off(&years(&of), booked) {
                prop_assert!(found.value.is_finite());
            }
        }
    }
}
