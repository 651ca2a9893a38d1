#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;

use super::*;

/// Numbers as drawn from a standard normal distribution: sums of twelve uniform ones less six, from a generator of our own, so
/// that they are the same everywhere.
fn draws(seed: u64, n: usize) -> Vec<f64> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut uniform = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        f64::from(u32::try_from(state >> 32).unwrap()) / f64::from(u32::MAX)
    };
    (0..n)
        .map(|_| (0..12).map(|_| uniform()).sum::<f64>() - 6.0)
        .collect()
}

/// Whether another level becomes known from a point on.
fn changes(values: &[f64], from: usize) -> Option<usize> {
    let found = levels(values).unwrap();
    let mut later = found.iter().skip(1).filter(|one| one.is_provisional());
    later
        .find(|one| one.known_at >= from)
        .map(|one| one.known_at)
}

#[test]
fn chance_confirms_hardly_any_change_and_a_jump_is_confirmed_within_months() {
    let n_false = (1..=2000).filter(|seed| changes(&draws(*seed, 48), 36).is_some());
    let n_false = n_false.count();
    let within = |jump: f64, months: usize| {
        let is_found = |seed: &u64| {
            let mut values = draws(*seed, 60);
            values[36..].iter_mut().for_each(|one| *one += jump);
            changes(&values, 36).is_some_and(|at| at < 36 + months)
        };
        (1..=1000).filter(is_found).count()
    };
    let (by_7, by_12, of_2) = (within(3.0, 7), within(3.0, 12), within(2.0, 12));
    let told = format!(
        "{n_false} of 2000 false; of 1000 jumps of 3 σ {by_7} in 7, {by_12} in 12; of 2 σ {of_2} in 12"
    );
    assert!(
        n_false < 20 && by_7 > 950 && by_12 > 970 && of_2 > 750,
        "{told}"
    );
}

#[test]
fn a_level_is_the_mean_of_twelve_points_and_then_left_alone() {
    let base = [
        10.0, 12.0, 11.0, 9.0, 10.0, 11.0, 12.0, 10.0, 9.0, 11.0, 10.0, 11.0,
    ];
    assert_eq!(levels(&base[..11]).unwrap(), []);
    let found = levels(&base).unwrap();
    assert_eq!(found.len(), 1);
    // 126 / 12, and eleven ranges that add up to 15: 15/11 · 2.66/3.
    assert_eq!((found[0].first, found[0].known_at, found[0].n), (0, 11, 12));
    assert!((found[0].value - 10.5).abs() < 1e-12);
    assert!((found[0].deviation - 15.0 / 11.0 * 2.66 / 3.0).abs() < 1e-12);
    let mut longer = base.to_vec();
    longer.extend([13.0, 8.0, 12.0, 9.0, 13.0]);
    assert_eq!(levels(&longer).unwrap(), found);
}

#[test]
fn a_change_is_known_at_once_and_fixed_at_twelve_points() {
    let mut values = vec![
        10.0, 12.0, 11.0, 9.0, 10.0, 11.0, 12.0, 10.0, 9.0, 11.0, 10.0, 11.0,
    ];
    values.extend([
        20.0, 21.0, 19.0, 22.0, 20.0, 21.0, 20.0, 19.0, 22.0, 21.0, 20.0, 23.0, 20.0,
    ]);
    let found: Vec<_> = levels(&values).unwrap();
    let told: Vec<_> = found
        .iter()
        .map(|one| (one.first, one.known_at, one.n))
        .collect();
    assert_eq!(told, [(0, 11, 12), (12, 14, 3), (12, 23, 12)]);
    assert_eq!(found[1].value, 20.0);
    assert!((found[2].value - 248.0 / 12.0).abs() < 1e-12);
}

#[test]
fn one_wild_point_and_a_constant_series_change_nothing() {
    let mut values = vec![
        10.0, 12.0, 11.0, 9.0, 10.0, 11.0, 12.0, 10.0, 9.0, 11.0, 10.0, 11.0,
    ];
    values.extend([90.0, 10.0, 11.0, 9.0, 12.0]);
    assert_eq!(levels(&values).unwrap().len(), 1);
    let constant = levels(&[5.0; 40]).unwrap();
    assert_eq!((constant.len(), constant[0].deviation), (1, 0.0));
    let mut then = vec![5.0; 20];
    then.extend([6.0; 3]);
    assert_eq!(levels(&then).unwrap().len(), 2);
    assert!(levels(&[1.0, f64::NAN]).is_err());
    assert!(levels(&[f64::MAX; 20]).is_err());
}

proptest! {
    #[test]
    fn more_points_change_no_level_that_was_known(
        values in proptest::collection::vec(-10.0_f64..10.0, 0..60), cut in 0_usize..60,
    ) {
        let all = levels(&values).unwrap();
        let cut = cut.min(values.len());
        let then = levels(&values[..cut]).unwrap();
        let known: Vec<Level> = all.into_iter().take_while(|one| one.known_at < cut).collect();
        prop_assert_eq!(then, known);
    }

    #[test]
    fn levels_move_and_scale_with_the_points(
        values in proptest::collection::vec(-10.0_f64..10.0, 12..50), by in 0.5_f64..4.0, plus in -9.0_f64..9.0,
    ) {
        let moved: Vec<f64> = values.iter().map(|one| one * by + plus).collect();
        let (one, other) = (levels(&values).unwrap(), levels(&moved).unwrap());
        prop_assert_eq!(one.len(), other.len());
        for (one, other) in one.iter().zip(&other) {
            prop_assert_eq!((one.first, one.known_at), (other.first, other.known_at));
            prop_assert!((one.value * by + plus - other.value).abs() < 1e-9);
        }
    }
}
