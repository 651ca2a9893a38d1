//! Where the level of a series changes.

use std::fmt;

use crate::quantile::{MEDIAN_TO_DEVIATION, median};
use crate::sample::{Sample, SampleError, check_finite};

/// Fewest points between two changes that can be asked for.
pub const SEGMENT_LEAST: usize = 2;
/// Most points: all beginnings of all levels are gone through, 200 million of as many.
pub const POINTS_MAX: usize = 20_000;

/// Why no changes are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangePointError {
    /// There is no number, or one that is not finite.
    Sample(SampleError),
    /// There are too few points for two levels.
    TooFew {
        /// Points there are.
        n: usize,
        /// Points needed.
        least: usize,
    },
    /// There are more than [`POINTS_MAX`] points.
    TooMany {
        /// Points there are.
        n: usize,
    },
    /// Levels of fewer than two points are asked for.
    Segment,
    /// Numbers are so large that their squares are not finite.
    TooLarge,
}

impl fmt::Display for ChangePointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChangePointError::Sample(error) => error.fmt(f),
            ChangePointError::TooFew { n, least } => {
                write!(f, "{n} points: at least {least} are needed")
            }
            ChangePointError::TooMany { n } => {
                write!(f, "{n} points: at most {POINTS_MAX} are taken")
            }
            ChangePointError::Segment => {
                write!(f, "a level has at least {SEGMENT_LEAST} points")
            }
            ChangePointError::TooLarge => f.write_str("the numbers are too large"),
        }
    }
}

impl std::error::Error for ChangePointError {}

impl From<SampleError> for ChangePointError {
    fn from(error: SampleError) -> Self {
        ChangePointError::Sample(error)
    }
}

/// Points that lie around one level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// Position of the first, from 0.
    pub first: usize,
    /// How many there are.
    pub n: usize,
    /// Their mean.
    pub mean: f64,
}

/// The levels of a series in the order of time: those that make the squared distances of the points, and a price for each
/// change, the least together; one level where nothing has changed.
///
/// The price of a change is `3 σ² ln n`, with σ the standard deviation of noise as the differences of neighbours show it: their
/// median distance from 0 times 1.4826/√2, so that neither a change nor an outlier makes it larger. The best segmentation is found
/// exactly, by going through all (B. Jackson et al., "An algorithm for optimal partitioning of data on an interval", IEEE Signal
/// Processing Letters 12 (2005), 105–108). A series without noise in most of its steps changes wherever it changes.
///
/// # Errors
/// There are fewer than two levels' points or more than [`POINTS_MAX`], one is not finite, or a level is to have fewer than two.
///
/// # Example
/// ```
/// # use pejl_stats::change_point::levels;
/// let series = [5.0, 5.2, 4.9, 5.1, 5.0, 4.8, 8.0, 8.1, 7.9, 8.2, 8.0, 7.9];
/// let starts: Vec<usize> = levels(&series, 3)?.iter().map(|level| level.first).collect();
/// assert_eq!(starts, [0, 6]);
/// # Ok::<(), pejl_stats::change_point::ChangePointError>(())
/// ```
pub fn levels(values: &[f64], points_least: usize) -> Result<Vec<Level>, ChangePointError> {
    let n = values.len();
    if n > POINTS_MAX {
        return Err(ChangePointError::TooMany { n });
    }
    check_finite(values)?;
    if points_least < SEGMENT_LEAST {
        return Err(ChangePointError::Segment);
    }
    let least = points_least.saturating_mul(2);
    if n < least {
        return Err(ChangePointError::TooFew { n, least });
    }
    // Around their mean, so that large numbers lose nothing.
    let centre = values.iter().sum::<f64>() / n as f64;
    let sums = Sums::of(values.iter().map(|value| value - centre));
    let noise = noise(values)?;
    let price = 3.0 * noise * noise * (n as f64).ln();
    if !(sums.cost(0, n) + price).is_finite() {
        return Err(ChangePointError::TooLarge);
    }
    let starts = best_starts(&sums, n, (points_least, price));
    let ends = starts.iter().copied().skip(1).chain([n]);
    let found = starts.iter().zip(ends).map(|(first, end)| Level {
        first: *first,
        n: end - first,
        mean: centre + sums.mean(*first, end),
    });
    Ok(found.collect())
}

/// The first points of the levels of the best segmentation.
fn best_starts(sums: &Sums, n: usize, (least, price): (usize, f64)) -> Vec<usize> {
    // What the points up to an end cost at best, and where the last level then begins.
    let mut best: Vec<Option<(f64, usize)>> = vec![None; n + 1];
    for end in least..=n {
        let mut found = (sums.cost(0, end), 0);
        for start in least..=end.saturating_sub(least) {
            let Some(Some((before, _))) = best.get(start) else {
                continue;
            };
            let cost = before + price + sums.cost(start, end);
            // Rounding is no reason for a change.
            if cost < found.0 - found.0.abs() * 1e-12 {
                found = (cost, start);
            }
        }
        if let Some(place) = best.get_mut(end) {
            *place = Some(found);
        }
    }
    let mut starts = Vec::new();
    let mut end = n;
    while let Some(Some((_, start))) = best.get(end) {
        starts.push(*start);
        end = *start;
    }
    starts.reverse();
    starts
}

/// The standard deviation of noise, by the differences of neighbours.
fn noise(values: &[f64]) -> Result<f64, ChangePointError> {
    let steps = values.iter().zip(values.iter().skip(1));
    let steps: Vec<f64> = steps.map(|(one, next)| (next - one).abs()).collect();
    // Of finite numbers, so that what is not finite is too large.
    let steps = Sample::new(&steps).map_err(|_| ChangePointError::TooLarge)?;
    Ok(median(&steps) * MEDIAN_TO_DEVIATION / std::f64::consts::SQRT_2)
}

/// Sums of the first numbers and of their squares.
struct Sums {
    plain: Vec<f64>,
    squares: Vec<f64>,
}

impl Sums {
    fn of(values: impl Iterator<Item = f64>) -> Self {
        let (mut plain, mut squares) = (vec![0.0], vec![0.0]);
        let (mut sum, mut square) = (0.0, 0.0);
        for value in values {
            sum += value;
            square += value * value;
            plain.push(sum);
            squares.push(square);
        }
        Self { plain, squares }
    }

    fn between(of: &[f64], first: usize, end: usize) -> f64 {
        let at = |no: usize| of.get(no).copied().unwrap_or_default();
        at(end) - at(first)
    }

    fn mean(&self, first: usize, end: usize) -> f64 {
        Self::between(&self.plain, first, end) / (end - first) as f64
    }

    /// The squared distances of points from their mean.
    fn cost(&self, first: usize, end: usize) -> f64 {
        let sum = Self::between(&self.plain, first, end);
        let square = Self::between(&self.squares, first, end);
        (square - sum * sum / (end - first) as f64).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    /// Numbers between −0.5 and 0.5, the same on every machine.
    fn noise_of(seed: u32, n: usize) -> Vec<f64> {
        let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
        let next = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state >> 16) / 65_536.0 - 0.5
        };
        (0..n).map(next).collect()
    }

    fn starts(values: &[f64], least: usize) -> Vec<usize> {
        let found = levels(values, least).unwrap();
        found.iter().map(|level| level.first).collect()
    }

    #[test]
    fn flow_of_the_nile() {
        // Annual flow at Aswan 1871–1970, 10⁸ m³; the change of 1898, when the first dam was built, is the textbook change
        // point (G. Cobb, "The problem of the Nile", Biometrika 65 (1978), 243–251): means 1098 and 850.
        let nile = [
            1120.0, 1160.0, 963.0, 1210.0, 1160.0, 1160.0, 813.0, 1230.0, 1370.0, 1140.0, 995.0,
            935.0, 1110.0, 994.0, 1020.0, 960.0, 1180.0, 799.0, 958.0, 1140.0, 1100.0, 1210.0,
            1150.0, 1250.0, 1260.0, 1220.0, 1030.0, 1100.0, 774.0, 840.0, 874.0, 694.0, 940.0,
            833.0, 701.0, 916.0, 692.0, 1020.0, 1050.0, 969.0, 831.0, 726.0, 456.0, 824.0, 702.0,
            1120.0, 1100.0, 832.0, 764.0, 821.0, 768.0, 845.0, 864.0, 862.0, 698.0, 845.0, 744.0,
            796.0, 1040.0, 759.0, 781.0, 865.0, 845.0, 944.0, 984.0, 897.0, 822.0, 1010.0, 771.0,
            676.0, 649.0, 846.0, 812.0, 742.0, 801.0, 1040.0, 860.0, 874.0, 848.0, 890.0, 744.0,
            749.0, 838.0, 1050.0, 918.0, 986.0, 797.0, 923.0, 975.0, 815.0, 1020.0, 906.0, 901.0,
            1170.0, 912.0, 746.0, 919.0, 718.0, 714.0, 740.0,
        ];
        let found = levels(&nile, 5).unwrap();
        let told: Vec<(usize, usize, f64)> = found
            .iter()
            .map(|level| (1871 + level.first, level.n, level.mean.round()))
            .collect();
        assert_eq!(told, [(1871, 28, 1098.0), (1899, 72, 850.0)]);
    }

    #[test]
    fn noise_alone_has_one_level_in_nine_of_ten_series() {
        let n_false = (0..200)
            .filter(|seed| starts(&noise_of(*seed, 60), 6) != [0])
            .count();
        assert!(n_false <= 20, "{n_false}");
    }

    #[test]
    fn a_change_is_found_within_two_points_in_nine_of_ten_series() {
        let is_found = |seed: &u32| {
            let shift = |(no, value): (usize, f64)| value + if no >= 36 { 0.8 } else { 0.0 };
            let series: Vec<f64> = noise_of(*seed, 60)
                .into_iter()
                .enumerate()
                .map(shift)
                .collect();
            let found = starts(&series, 6);
            found.get(1).is_some_and(|first| first.abs_diff(36) <= 2)
        };
        let n_found = (0..200).filter(is_found).count();
        assert!(n_found >= 180, "{n_found}");
    }

    #[test]
    fn what_does_not_vary_has_one_level() {
        assert_eq!(starts(&[7.0; 20], 3), [0]);
        assert_eq!(starts(&[0.1; 20], 3), [0]);
        // Without noise every change is one.
        let step = [[1.0; 6], [2.0; 6]].concat();
        assert_eq!(starts(&step, 3), [0, 6]);
    }

    #[test]
    fn what_has_no_levels_is_refused() {
        let few = levels(&[1.0, 2.0, 3.0], 2).unwrap_err();
        assert_eq!(few.to_string(), "3 points: at least 4 are needed");
        assert_eq!(levels(&[1.0; 9], 1), Err(ChangePointError::Segment));
        let nan = SampleError::NotFinite { index: 1 };
        assert_eq!(levels(&[1.0, f64::NAN], 2), Err(nan.into()));
        let large = [1e200, -1e200, 1e200, -1e200];
        assert_eq!(levels(&large, 2), Err(ChangePointError::TooLarge));
        let many = levels(&vec![1.0; POINTS_MAX + 1], 2).unwrap_err();
        assert_eq!(many.to_string(), "20001 points: at most 20000 are taken");
    }

    proptest! {
        #[test]
        fn levels_hold_every_point_once_and_are_long_enough(values in prop::collection::vec(-20i32..20, 8..60), least in 2usize..5) {
            let values: Vec<f64> = values.iter().map(|v| f64::from(*v)).collect();
            let mut next = 0;
            for level in levels(&values, least).unwrap() {
                prop_assert_eq!(level.first, next);
                prop_assert!(level.n >= least);
                let of_level = values.get(level.first..level.first + level.n).unwrap();
                let mean = of_level.iter().sum::<f64>() / level.n as f64;
                prop_assert!((level.mean - mean).abs() < 1e-9);
                next += level.n;
            }
            prop_assert_eq!(next, values.len());
        }

        #[test]
        fn moving_a_series_moves_no_change(values in prop::collection::vec(-20i32..20, 8..60), by in -500i32..500) {
            let plain: Vec<f64> = values.iter().map(|v| f64::from(*v)).collect();
            let moved: Vec<f64> = plain.iter().map(|v| v + f64::from(by)).collect();
            let cost = |values: &[f64]| -> f64 {
                let found = levels(values, 3).unwrap();
                let squares = found.iter().map(|level| {
                    let of_level = values.iter().skip(level.first).take(level.n);
                    of_level.map(|v| (v - level.mean).powi(2)).sum::<f64>()
                });
                squares.sum::<f64>() + 3.0 * noise(values).unwrap().powi(2) * (values.len() as f64).ln() * (found.len() - 1) as f64
            };
            // Equally good segmentations may be told apart by rounding; none is better than the other.
            prop_assert!((cost(&plain) - cost(&moved)).abs() < 1e-6);
        }
    }
}
