//! Quantiles of type 7, and the quartile a number falls in.
//!
//! Type 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", The American
//! Statistician 50 (1996), 361–365: with the numbers `x(1) ≤ … ≤ x(n)` and `h = (n − 1)·p + 1`,
//! the quantile is `x(⌊h⌋) + (h − ⌊h⌋)·(x(⌊h⌋+1) − x(⌊h⌋))`. It is what R's `quantile` and a
//! spreadsheet's `PERCENTILE.INC` and `QUARTILE.INC` give by default.

use crate::sample::Sample;

/// The three numbers that cut a sample into four parts, by type 7.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quartiles {
    /// A quarter of the sample lies at or below it.
    pub lower: f64,
    /// Half of the sample lies at or below it.
    pub median: f64,
    /// Three quarters of the sample lie at or below it.
    pub upper: f64,
}

/// The part of the sample a number falls in, counted from the smallest numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quartile {
    /// At or below the lower quartile.
    First,
    /// Above the lower quartile, at or below the median.
    Second,
    /// Above the median, at or below the upper quartile.
    Third,
    /// Above the upper quartile.
    Fourth,
}

impl Quartile {
    /// 1 for the part with the smallest numbers, 4 for the part with the largest.
    pub fn number(self) -> u8 {
        match self {
            Quartile::First => 1,
            Quartile::Second => 2,
            Quartile::Third => 3,
            Quartile::Fourth => 4,
        }
    }
}

/// The quantile of type 7 at the share `p` of the sample; `None` unless `0 ≤ p ≤ 1`.
///
/// # Example
/// The 30 % quantile of 15, 20, 35, 40, 50: `h = 4·0.3 + 1 = 2.2`, so `20 + 0.2·(35 − 20) = 23`.
/// ```
/// # use pejl_stats::{Sample, quantile};
/// let sample = Sample::new(&[15.0, 20.0, 35.0, 40.0, 50.0])?;
/// assert!((quantile(&sample, 0.3).unwrap_or(f64::NAN) - 23.0).abs() < 1e-12);
/// assert_eq!(quantile(&sample, 1.5), None);
/// # Ok::<(), pejl_stats::SampleError>(())
/// ```
pub fn quantile(sample: &Sample, p: f64) -> Option<f64> {
    if !(0.0..=1.0).contains(&p) {
        return None;
    }
    Some(type_7(sample, p))
}

/// The middle of the sample: the quantile of type 7 at one half.
pub fn median(sample: &Sample) -> f64 {
    type_7(sample, 0.5)
}

/// What a median of distances is multiplied by to be a standard deviation where numbers are normal: 1/Φ⁻¹(¾).
pub(crate) const MEDIAN_TO_DEVIATION: f64 = 1.482_602_218_505_602;

/// Lower quartile, median and upper quartile by type 7.
pub fn quartiles(sample: &Sample) -> Quartiles {
    Quartiles {
        lower: type_7(sample, 0.25),
        median: median(sample),
        upper: type_7(sample, 0.75),
    }
}

/// The quartile a number falls in; a number on a border belongs to the part below it.
pub fn quartile_of(value: f64, quartiles: &Quartiles) -> Quartile {
    if value <= quartiles.lower {
        Quartile::First
    } else if value <= quartiles.median {
        Quartile::Second
    } else if value <= quartiles.upper {
        Quartile::Third
    } else {
        Quartile::Fourth
    }
}

/// The formula itself, for a share already known to lie between 0 and 1.
fn type_7(sample: &Sample, p: f64) -> f64 {
    // `position` is h − 1: places are counted from 0. It is at least 0 and below 2^53, so that the
    // cast to an index neither truncates a large number nor loses a sign.
    let position = (sample.n() - 1) as f64 * p;
    let below = position.floor();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 ≤ below < n"
    )]
    let index = below as usize;
    let low = sample.at(index);
    let high = sample.at(index + 1);
    let fraction = position - below;
    // Equal neighbours must give themselves to the last digit, or a tied number would fall on the
    // wrong side of its own quartile; weighing both ends keeps the step finite for any numbers.
    if fraction == 0.0 || low == high {
        low
    } else {
        low * (1.0 - fraction) + high * fraction
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(values: &[f64], p: f64, expected: f64) {
        let found = quantile(&Sample::new(values).unwrap(), p).unwrap();
        assert!(
            (found - expected).abs() < 1e-12,
            "quantile {p} of {values:?} is {found}"
        );
    }

    #[test]
    fn published_spreadsheet_quartile() {
        // QUARTILE({1,2,4,7,8,9,10,12}, 1) = 3.5 in the spreadsheet's own manual.
        check(&[1.0, 2.0, 4.0, 7.0, 8.0, 9.0, 10.0, 12.0], 0.25, 3.5);
    }

    #[test]
    fn published_upper_quartile_of_one_to_nine() {
        // QUARTILE.INC(A1:A9, 3) = 7 for the numbers 1 to 9 in a spreadsheet's manual.
        check(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0], 0.75, 7.0);
    }

    #[test]
    fn published_quartiles_of_eleven_numbers() {
        // The standard example 6, 7, 15, 36, 39, 40, 41, 42, 43, 47, 49 with the median counted in
        // both halves: 25.5, 40, 42.5.
        let values = [
            6.0, 7.0, 15.0, 36.0, 39.0, 40.0, 41.0, 42.0, 43.0, 47.0, 49.0,
        ];
        let found = quartiles(&Sample::new(&values).unwrap());
        assert_eq!(
            found,
            Quartiles {
                lower: 25.5,
                median: 40.0,
                upper: 42.5
            }
        );
    }

    #[test]
    fn ends_are_smallest_and_largest() {
        check(&[3.0, 1.0, 2.0], 0.0, 1.0);
        check(&[3.0, 1.0, 2.0], 1.0, 3.0);
    }

    #[test]
    fn one_number_is_all_its_quartiles() {
        let found = quartiles(&Sample::new(&[7.0]).unwrap());
        assert_eq!(
            found,
            Quartiles {
                lower: 7.0,
                median: 7.0,
                upper: 7.0
            }
        );
    }

    #[test]
    fn a_border_belongs_to_the_part_below() {
        let cuts = Quartiles {
            lower: 1.0,
            median: 2.0,
            upper: 3.0,
        };
        let parts: Vec<u8> = [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5]
            .map(|v| quartile_of(v, &cuts).number())
            .to_vec();
        assert_eq!(parts, [1, 1, 2, 2, 3, 3, 4]);
    }

    #[test]
    fn a_share_outside_zero_to_one_has_no_quantile() {
        let sample = Sample::new(&[1.0]).unwrap();
        assert_eq!(quantile(&sample, -0.01), None);
        assert_eq!(quantile(&sample, f64::NAN), None);
    }

    proptest! {
        #[test]
        fn quantiles_rise_with_the_share(
            values in prop::collection::vec(-1e9..1e9f64, 1..120), a in 0.0..=1.0f64, b in 0.0..=1.0f64,
        ) {
            let sample = Sample::new(&values).unwrap();
            let (low, high) = if a <= b { (a, b) } else { (b, a) };
            let (low, high) = (quantile(&sample, low).unwrap(), quantile(&sample, high).unwrap());
            prop_assert!(low <= high + 1e-6);
            prop_assert!(sample.min() <= low + 1e-6 && high <= sample.max() + 1e-6);
        }

        #[test]
        fn quantiles_follow_a_change_of_unit(values in prop::collection::vec(-1e6..1e6f64, 1..60)) {
            // 1,000 kroner instead of kroner moves every quartile by the same factor.
            let base = quartiles(&Sample::new(&values).unwrap());
            let scaled: Vec<f64> = values.iter().map(|v| v * 1_000.0).collect();
            let scaled = quartiles(&Sample::new(&scaled).unwrap());
            prop_assert!((base.lower * 1_000.0 - scaled.lower).abs() < 1e-3);
            prop_assert!((base.upper * 1_000.0 - scaled.upper).abs() < 1e-3);
        }
    }
}
