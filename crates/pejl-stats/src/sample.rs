//! A checked set of numbers, the precondition of everything that orders them.

use std::fmt;

/// Why a slice of numbers is not a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleError {
    /// There is no number at all.
    Empty,
    /// The number at this index is `NaN` or infinite.
    NotFinite {
        /// Position in the slice, from 0.
        index: usize,
    },
}

impl fmt::Display for SampleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SampleError::Empty => write!(f, "no values"),
            SampleError::NotFinite { index } => write!(f, "value {index} is not a finite number"),
        }
    }
}

impl std::error::Error for SampleError {}

/// At least one finite number, in ascending order.
///
/// Cannot be empty and cannot hold `NaN` or an infinity, so what is computed from it needs no error.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    ascending: Vec<f64>,
}

impl Sample {
    /// The sample of these numbers, in any order.
    ///
    /// # Errors
    /// [`SampleError::Empty`] without numbers, [`SampleError::NotFinite`] at the first `NaN` or infinity.
    ///
    /// # Example
    /// ```
    /// # use pejl_stats::{Sample, SampleError};
    /// assert_eq!(Sample::new(&[3.0, 1.0])?.as_slice(), [1.0, 3.0]);
    /// assert_eq!(Sample::new(&[1.0, f64::NAN]), Err(SampleError::NotFinite { index: 1 }));
    /// # Ok::<(), SampleError>(())
    /// ```
    pub fn new(values: &[f64]) -> Result<Self, SampleError> {
        check_finite(values)?;
        if values.is_empty() {
            return Err(SampleError::Empty);
        }
        let mut ascending = values.to_vec();
        ascending.sort_unstable_by(f64::total_cmp);
        Ok(Self { ascending })
    }

    /// How many numbers there are, at least 1.
    pub fn n(&self) -> usize {
        self.ascending.len()
    }

    /// The smallest number.
    pub fn min(&self) -> f64 {
        self.at(0)
    }

    /// The largest number.
    pub fn max(&self) -> f64 {
        self.at(self.ascending.len().saturating_sub(1))
    }

    /// The numbers in ascending order.
    pub fn as_slice(&self) -> &[f64] {
        &self.ascending
    }

    /// The number at this place from below; past the end it is the largest.
    pub(crate) fn at(&self, index: usize) -> f64 {
        // A sample is never empty, so the last fallback is never taken.
        self.ascending
            .get(index)
            .or(self.ascending.last())
            .copied()
            .unwrap_or(0.0)
    }
}

/// Nothing if every number is finite, else the index of the first that is not.
pub(crate) fn check_finite(values: &[f64]) -> Result<(), SampleError> {
    match values.iter().position(|value| !value.is_finite()) {
        Some(index) => Err(SampleError::NotFinite { index }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn ends_are_smallest_and_largest() {
        let sample = Sample::new(&[2.0, -57.0, 900.0]).unwrap();
        assert_eq!((sample.n(), sample.min(), sample.max()), (3, -57.0, 900.0));
    }

    #[test]
    fn nothing_and_nan_and_infinity_are_refused() {
        assert_eq!(Sample::new(&[]), Err(SampleError::Empty));
        assert_eq!(
            Sample::new(&[f64::NAN]),
            Err(SampleError::NotFinite { index: 0 })
        );
        assert_eq!(
            Sample::new(&[0.0, f64::INFINITY]).unwrap_err().to_string(),
            "value 1 is not a finite number"
        );
    }
}
