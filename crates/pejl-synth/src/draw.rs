//! Draws that depend on their key alone.
//!
//! Every decision of a life has a stream of its own, keyed by seed, municipality, person and purpose. A programme that
//! changes one decision therefore leaves every other draw as it was, and the difference between two runs is the
//! effect and nothing else. The generator is SplitMix64, written out here because the standard generators of `rand`
//! may change between its versions, and the same seed must give the same bytes for good.

/// Quantiles of the exponential distribution with mean 1,000, at k/32; the last is chosen to keep the mean.
const EXPONENTIAL: [i64; 33] = [
    0, 32, 65, 98, 134, 170, 208, 247, 288, 330, 375, 421, 470, 521, 575, 633, 693, 758, 827, 901,
    981, 1068, 1163, 1269, 1386, 1520, 1674, 1856, 2079, 2367, 2773, 3466, 5466,
];

/// Quantiles of a lognormal distribution with median 1,000 and σ = 0.42, at k/32, cut at ±2.45 σ.
const SPREAD: [i64; 33] = [
    357, 457, 525, 575, 617, 654, 689, 722, 753, 784, 814, 845, 875, 905, 936, 968, 1000, 1033,
    1068, 1105, 1143, 1184, 1228, 1275, 1327, 1386, 1452, 1528, 1621, 1739, 1905, 2187, 2798,
];

const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/// One stream of draws.
#[derive(Debug, Clone)]
pub(crate) struct Draws {
    state: u64,
}

impl Draws {
    /// The stream of `keys` under `seed`.
    pub(crate) fn of(seed: u64, keys: &[u64]) -> Self {
        let state = keys.iter().fold(mix(seed ^ GAMMA), |state, key| {
            mix(state ^ mix(key.wrapping_add(GAMMA)))
        });
        Self { state }
    }

    pub(crate) fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GAMMA);
        mix(self.state)
    }

    /// A number below `n`; 0 when `n` is 0.
    pub(crate) fn below(&mut self, n: u32) -> u32 {
        let high = self.next_u64() >> 32;
        u32::try_from((high * u64::from(n)) >> 32).unwrap_or_default()
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i32, high: i32) -> i32 {
        let width = u32::try_from(high.saturating_sub(low)).unwrap_or_default();
        low + i32::try_from(self.below(width.saturating_add(1))).unwrap_or_default()
    }

    /// True `per_mille` times in a thousand.
    pub(crate) fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1000) < per_mille
    }

    /// A position in `weights`, drawn by weight; 0 when there are none.
    pub(crate) fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (position, weight) in weights.iter().enumerate() {
            if left < *weight {
                return position;
            }
            left -= weight;
        }
        0
    }

    /// One of `items` by weight; `None` when there are none.
    pub(crate) fn choose<T: Copy>(&mut self, items: &[(T, u32)]) -> Option<T> {
        let mut left = self.below(items.iter().map(|(_, weight)| weight).sum());
        for (item, weight) in items {
            if left < *weight {
                return Some(*item);
            }
            left -= weight;
        }
        items.first().map(|(item, _)| *item)
    }

    /// Exponential with this mean, in whole units.
    pub(crate) fn exponential(&mut self, mean: i32) -> i32 {
        self.quantile(&EXPONENTIAL, mean)
    }

    /// Lognormal with this median, in whole units.
    pub(crate) fn spread(&mut self, median: i32) -> i32 {
        self.quantile(&SPREAD, median)
    }

    fn quantile(&mut self, table: &[i64; 33], scale: i32) -> i32 {
        let place = self.below(32 << 10);
        let (step, part) = (place >> 10, i64::from(place & 1023));
        let at = |step: u32| {
            usize::try_from(step)
                .ok()
                .and_then(|step| table.get(step))
                .copied()
                .unwrap_or(1000)
        };
        let low = at(step);
        let thousandths = low * 1024 + (at(step + 1) - low) * part;
        i32::try_from((i64::from(scale) * thousandths + 512_000) / 1_024_000).unwrap_or(i32::MAX)
    }
}

/// SplitMix64's output function.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_key_gives_the_same_draws_for_good() {
        let mut draws = Draws::of(1, &[766, 2]);
        let first = [draws.next_u64(), draws.next_u64()];
        let mut again = Draws::of(1, &[766, 2]);
        assert_eq!(first, [again.next_u64(), again.next_u64()]);
        let mut other = Draws::of(1, &[766, 3]);
        assert_ne!(first, [other.next_u64(), other.next_u64()]);
    }

    #[test]
    fn draws_keep_their_bounds_and_their_mean() {
        let mut draws = Draws::of(7, &[1]);
        let mut sum = 0_i64;
        for _ in 0..100_000 {
            assert!(draws.below(10) < 10);
            assert!((3..=5).contains(&draws.between(3, 5)));
            sum += i64::from(draws.exponential(1000));
        }
        let mean = sum / 100_000;
        assert!((980..=1020).contains(&mean), "{mean}");
    }

    #[test]
    fn half_of_a_spread_lies_below_its_median() {
        let mut draws = Draws::of(7, &[2]);
        let below = (0..100_000)
            .filter(|_| draws.spread(10_000) < 10_000)
            .count();
        assert!((49_000..=51_000).contains(&below), "{below}");
    }
}
