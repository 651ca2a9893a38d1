//! Axes: round steps, honest zero, values to pixels.

use crate::measure::ZeroRule;

/// An axis' range and ticks, in the unit of the values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Axis {
    /// Lower end.
    pub lo: f64,
    /// Upper end, above `lo`.
    pub hi: f64,
    /// Distance between ticks.
    pub step: f64,
    /// Ticks from `lo` to `hi`.
    pub ticks: Vec<f64>,
    /// Whether zero is left out, which the drawing must show.
    pub broken: bool,
}

/// Where an axis ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ends {
    /// On a tick: the grid closes the plot.
    OnTick,
    /// On the outermost value: no room is left empty.
    OnValue,
}

/// Values beyond this are drawn at it: their distance would no longer be a finite number.
const FARTHEST: f64 = 1e300;
/// Spread in proportion to the values below which they are one value to a reader of the axis.
const SAME: f64 = 1e-9;
/// More ticks than any axis wants; ends a loop whose step vanished in rounding.
const MAX_TICKS: usize = 60;

impl Axis {
    /// The axis for these values with about `wanted` steps, none of them smaller than `least_step`.
    pub fn of(
        values: impl Iterator<Item = f64>,
        zero: ZeroRule,
        ends: Ends,
        wanted: f64,
        least_step: f64,
    ) -> Self {
        let (mut lo, mut hi) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values
            .filter(|v| v.is_finite())
            .map(|v| v.clamp(-FARTHEST, FARTHEST))
        {
            lo = lo.min(value);
            hi = hi.max(value);
        }
        if lo > hi {
            (lo, hi) = (0.0, 0.0);
        }
        if zero == ZeroRule::Include {
            lo = lo.min(0.0);
            hi = hi.max(0.0);
        }
        let largest = lo.abs().max(hi.abs());
        if hi - lo <= largest * SAME || hi - lo < f64::MIN_POSITIVE * 1e6 {
            let around = if largest > f64::MIN_POSITIVE * 1e6 {
                largest * 0.1
            } else {
                1.0
            };
            // One value on an axis with zero is that zero: the axis then runs up from it.
            lo = if zero == ZeroRule::Include {
                lo
            } else {
                lo - around
            };
            hi += around;
        }
        let step = nice_step((hi - lo) / wanted.max(1.0)).max(least_step);
        let first = (lo / step).floor();
        let last = (hi / step).ceil();
        let mut ticks = Vec::new();
        let mut k = first;
        while k <= last && ticks.len() < MAX_TICKS {
            ticks.push(k * step);
            k += 1.0;
        }
        let mut axis = Self {
            lo: first * step,
            hi: last * step,
            step,
            ticks,
            broken: false,
        };
        axis.broken = axis.lo > 0.0 || axis.hi < 0.0;
        if ends == Ends::OnValue {
            axis.end_on(lo, hi);
        }
        axis
    }

    /// Draws the ends in to the outermost values, but not an end that is the broken one, nor so far that only
    /// one tick is left.
    fn end_on(&mut self, lo: f64, hi: f64) {
        let lo = if self.lo < 0.0 { lo } else { self.lo };
        let hi = if self.hi > 0.0 { hi } else { self.hi };
        let near = self.step * SAME;
        let kept: Vec<f64> = self
            .ticks
            .iter()
            .copied()
            .filter(|t| *t >= lo - near && *t <= hi + near)
            .collect();
        if kept.len() >= 2 {
            (self.lo, self.hi, self.ticks) = (lo, hi, kept);
        }
    }

    /// Where a value stands on the way from `lo` (0) to `hi` (1).
    pub fn share(&self, value: f64) -> f64 {
        let value = value.clamp(self.lo, self.hi);
        ((value - self.lo) / (self.hi - self.lo)).clamp(0.0, 1.0)
    }

    /// The value bars and stems start from: zero, or on a broken axis the end nearest to it.
    pub fn foot(&self) -> f64 {
        0.0_f64.clamp(self.lo, self.hi)
    }
}

/// The smallest of 1, 2, 2.5, 5 and 10 times a power of ten that is at least `rough`.
fn nice_step(rough: f64) -> f64 {
    let power = 10.0_f64.powf(rough.log10().floor());
    [1.0, 2.0, 2.5, 5.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= rough * (1.0 - SAME))
        .unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(values: &[f64], zero: ZeroRule, expected: &[f64], broken: bool) {
        let axis = Axis::of(values.iter().copied(), zero, Ends::OnTick, 5.0, 0.0);
        assert_eq!(axis.ticks, expected);
        assert_eq!(axis.broken, broken);
    }

    #[test]
    fn money_starts_at_zero() {
        check(
            &[3079.0, 4321.0],
            ZeroRule::Include,
            &[0.0, 1000.0, 2000.0, 3000.0, 4000.0, 5000.0],
            false,
        );
    }

    #[test]
    fn an_axis_that_may_be_cut_says_so() {
        check(
            &[3079.0, 4321.0],
            ZeroRule::MayCut,
            &[3000.0, 3250.0, 3500.0, 3750.0, 4000.0, 4250.0, 4500.0],
            true,
        );
    }

    #[test]
    fn an_axis_that_reaches_zero_by_itself_is_not_broken() {
        check(
            &[10.0, 100.0],
            ZeroRule::MayCut,
            &[0.0, 20.0, 40.0, 60.0, 80.0, 100.0],
            false,
        );
    }

    #[test]
    fn negative_values_get_their_side_of_zero() {
        check(
            &[-150.0, 320.0],
            ZeroRule::Include,
            &[-200.0, -100.0, 0.0, 100.0, 200.0, 300.0, 400.0],
            false,
        );
    }

    #[test]
    fn no_values_and_only_zeros_give_a_small_axis() {
        let expected = [0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0];
        check(&[], ZeroRule::Include, &expected, false);
        check(&[0.0, 0.0], ZeroRule::Include, &expected, false);
    }

    #[test]
    fn whole_numbers_get_no_ticks_between_them() {
        let axis = Axis::of(
            [1.0, 2.0].into_iter(),
            ZeroRule::Include,
            Ends::OnTick,
            5.0,
            1.0,
        );
        assert_eq!(axis.ticks, [0.0, 1.0, 2.0]);
    }

    #[track_caller]
    fn check_ends(values: &[f64], zero: ZeroRule, lo: f64, hi: f64, ticks: &[f64]) {
        let axis = Axis::of(values.iter().copied(), zero, Ends::OnValue, 3.0, 0.0);
        assert_eq!((axis.lo, axis.hi), (lo, hi));
        assert_eq!(axis.ticks, ticks);
    }

    #[test]
    fn an_axis_can_end_on_its_outermost_values() {
        check_ends(
            &[2364.0, 12153.0],
            ZeroRule::Include,
            0.0,
            12153.0,
            &[0.0, 5000.0, 10000.0],
        );
        check_ends(
            &[-1200.0, 12153.0],
            ZeroRule::Include,
            -1200.0,
            12153.0,
            &[0.0, 5000.0, 10000.0],
        );
    }

    #[test]
    fn a_broken_end_stays_on_its_tick() {
        check_ends(
            &[3079.0, 4321.0],
            ZeroRule::MayCut,
            3000.0,
            4321.0,
            &[3000.0, 3500.0, 4000.0],
        );
    }

    proptest! {
        #[test]
        fn every_axis_holds_its_values_and_has_few_finite_ticks(
            values in proptest::collection::vec(
                prop_oneof![-1e4..1e4f64, -1e-9..1e-9f64, proptest::num::f64::NORMAL, proptest::num::f64::SUBNORMAL], 0..6),
            cut in any::<bool>(),
            on_value in any::<bool>(),
        ) {
            let zero = if cut { ZeroRule::MayCut } else { ZeroRule::Include };
            let ends = if on_value { Ends::OnValue } else { Ends::OnTick };
            let axis = Axis::of(values.iter().copied(), zero, ends, 5.0, 0.0);
            prop_assert!(axis.lo.is_finite() && axis.hi.is_finite() && axis.lo < axis.hi);
            prop_assert!((2..=12).contains(&axis.ticks.len()), "{} ticks", axis.ticks.len());
            for value in values {
                let share = axis.share(value);
                prop_assert!((0.0..=1.0).contains(&share));
                let tolerance = (axis.hi - axis.lo) * 1e-6;
                prop_assert!(value.abs() > FARTHEST || (value >= axis.lo - tolerance && value <= axis.hi + tolerance));
            }
        }
    }
}
