#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;

use super::nearest::weights;
use super::*;

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-7 * (1.0 + one.abs().max(other.abs()))
}

fn squares(points: &[Vec<f64>], weights: &[f64]) -> f64 {
    let n = points[0].len();
    let at = |no: usize| -> f64 { points.iter().zip(weights).map(|(p, w)| p[no] * w).sum() };
    (0..n).map(|no| at(no).powi(2)).sum()
}

#[test]
fn the_nearest_point_by_hand() {
    // On the edge from (1, 2) to (2, 0), which is 2x + y = 4, the point nearest to 0 is (1.6, 0.8).
    let points = vec![vec![5.0, 5.0], vec![1.0, 2.0], vec![2.0, 0.0]];
    let found = weights(&points).unwrap();
    assert!(
        found[0].abs() < 1e-12 && near(found[1], 0.4) && near(found[2], 0.6),
        "{found:?}"
    );
    // 0 lies within the triangle: (−1, −1), (2, −1), (−1, 2) have it in their middle.
    let around = vec![vec![-1.0, -1.0], vec![2.0, -1.0], vec![-1.0, 2.0]];
    let found = weights(&around).unwrap();
    assert!(found.iter().all(|one| near(*one, 1.0 / 3.0)), "{found:?}");
    // A corner, and the first of two that are alike.
    let alike = vec![vec![3.0, 0.0], vec![1.0, 0.0], vec![1.0, 0.0]];
    assert_eq!(weights(&alike), Some(vec![0.0, 1.0, 0.0]));
    assert_eq!(weights(&[]), None);
    assert_eq!(weights(&[vec![f64::MAX]]), None);
}

fn others() -> Vec<Vec<f64>> {
    let one = |no: usize| {
        let at = |t: usize| ((no * 37 + t * 11 + no * t * 5) % 23) as f64;
        (0..9).map(at).collect()
    };
    (0..12).map(one).collect()
}

#[test]
fn bad_input_is_told() {
    let of = |one: &[f64], others: &[Vec<f64>], first| placed(one, others, first).unwrap_err();
    let own = [1.0; 9];
    assert_eq!(of(&own, &others()[..9], 6), ControlError::TooFew { n: 9 });
    let points = |before, after| ControlError::Points { before, after };
    assert_eq!(of(&own, &others(), 3), points(3, 6));
    assert_eq!(of(&own, &others(), 9), points(9, 0));
    assert_eq!(of(&own, &others(), 99), points(9, 0));
    assert_eq!(of(&own[..8], &others(), 6), ControlError::Length);
    let nan = SampleError::NotFinite { index: 0 };
    assert_eq!(of(&[f64::NAN; 9], &others(), 6), nan.into());
    assert_eq!(of(&[1e200; 9], &others(), 6), ControlError::TooLarge);
    assert_eq!(of(&own, &vec![vec![1.0; 9]; 151], 6), ControlError::TooMany);
}

#[test]
fn all_alike_is_no_effect_and_the_last_rank() {
    let found = placed(&[4.0; 9], &vec![vec![4.0; 9]; 10], 5).unwrap();
    assert_eq!((found.control.effect, found.rank, found.n), (0.0, 11, 11));
    assert_eq!((found.control.ratio(), found.p()), (1.0, 1.0));
}

/// Numbers between −1 and 1 (SplitMix64).
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }
}

/// Sixty municipalities, all with a rise of their own and noise of 1; the first falls by `effect` after so many years.
fn country(seed: u64, n_before: usize, effect: f64) -> Placed {
    let mut noise = Noise(seed);
    let mut all: Vec<Vec<f64>> = (0..60)
        .map(|_| {
            let (level, slope) = (50.0 + 10.0 * noise.next(), 0.3 * noise.next());
            let years = (0..n_before + 4).map(|t| level + slope * t as f64 + noise.next());
            years.collect()
        })
        .collect();
    let mut own = all.remove(0);
    own.iter_mut()
        .skip(n_before)
        .for_each(|value| *value += effect);
    placed(&own, &all, n_before).unwrap()
}

/// With many others and few years nearly everybody can be put together exactly before; an effect is found all the same.
#[test]
fn an_effect_is_found_and_none_is_claimed_where_there_is_none() {
    const SEEDS: u64 = 20;
    for n_before in [4, 8] {
        let first = |effect| {
            let seeds = 1..=SEEDS;
            seeds
                .filter(|seed| country(*seed, n_before, effect).p() <= 0.1)
                .count()
        };
        let (with, without) = (first(-8.0), first(0.0));
        println!(
            "{n_before} years: p at most 0.1 in {with} of {SEEDS} with an effect, in {without} without"
        );
        assert!(with >= 16, "{n_before}: found in {with} of {SEEDS}");
        // Each rank is as likely as any other: 2 of 20 are expected.
        assert!(without <= 6, "{n_before}: claimed in {without} of {SEEDS}");
    }
    let effects = (1..=SEEDS).map(|seed| country(seed, 8, -8.0).control.effect);
    let mean = effects.sum::<f64>() / SEEDS as f64;
    assert!((mean + 8.0).abs() < 0.5, "{mean}");
}

#[test]
fn one_that_nobody_is_like_is_told_from_one_that_others_are() {
    let found = country(1, 6, 0.0);
    assert!(found.is_alike(), "{found:?}");
    let mut noise = Noise(7);
    let others: Vec<Vec<f64>> = (0..40)
        .map(|_| (0..8).map(|_| 50.0 + noise.next()).collect())
        .collect();
    let own: Vec<f64> = (0..8).map(|_| 20.0 + noise.next()).collect();
    let found = placed(&own, &others, 6).unwrap();
    assert!(!found.is_alike() && found.control.apart_before > 25.0);
}

#[test]
fn one_far_away_changes_nothing() {
    let mut others = others();
    let own = [9.0, 11.0, 10.0, 12.0, 9.0, 11.0, 8.0, 8.0, 8.0];
    let found = control(&own, &others, 6).unwrap();
    others.push(vec![5e7; 9]);
    let other = control(&own, &others, 6).unwrap();
    assert!(
        near(found.apart_before, other.apart_before),
        "{found:?} {other:?}"
    );
    assert!(near(found.effect, other.effect));
}

fn points() -> impl Strategy<Value = Vec<Vec<f64>>> {
    let point = |n| prop::collection::vec((-99i32..99).prop_map(f64::from), n);
    (1usize..6).prop_flat_map(move |n| prop::collection::vec(point(n), 1..12))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// No other weighted mean is nearer: no point lies ahead of the found one.
    #[test]
    fn no_weighted_mean_is_nearer(points in points()) {
        let found = weights(&points).unwrap();
        prop_assert!(found.iter().all(|one| *one >= 0.0));
        prop_assert!(near(found.iter().sum(), 1.0));
        let n = points[0].len();
        let here: Vec<f64> = (0..n)
            .map(|no| points.iter().zip(&found).map(|(p, w)| p[no] * w).sum())
            .collect();
        let of_self = squares(&points, &found);
        for point in &points {
            let ahead: f64 = point.iter().zip(&here).map(|(one, other)| one * other).sum();
            prop_assert!(ahead >= of_self - 1e-6 * (1.0 + of_self), "{found:?}");
        }
    }

    #[test]
    fn a_control_has_the_unit_of_its_series_and_no_order(own in prop::collection::vec(0i32..23, 9), times in 1u32..9, by in -99i32..99, turn in 0usize..12) {
        let own: Vec<f64> = own.into_iter().map(f64::from).collect();
        let found = placed(&own, &others(), 6).unwrap();
        let moved = |series: &[f64]| -> Vec<f64> {
            series.iter().map(|one| one * f64::from(times) + f64::from(by)).collect()
        };
        let mut turned: Vec<Vec<f64>> = others().iter().map(|one| moved(one)).collect();
        turned.rotate_left(turn);
        let other = placed(&moved(&own), &turned, 6).unwrap();
        prop_assert!(near(found.control.effect * f64::from(times), other.control.effect), "{found:?} {other:?}");
        prop_assert_eq!((found.rank, found.n), (other.rank, other.n));
        prop_assert!((1..=found.n).contains(&found.rank));
    }
}
