#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use pejl_domain::{Cell, Unit};
use proptest::prelude::*;

use super::*;
use crate::test_support::observation;

fn year(no: usize) -> Period {
    format!("{}", 2010 + no).parse().unwrap()
}

fn series(place: &str, values: &[f64]) -> Vec<Observation> {
    let cells = values.iter().enumerate();
    let cell = |(no, value): (usize, &f64)| observation(place, year(no), (Unit::Dkk, Some(*value)));
    cells.map(cell).collect()
}

fn of(values: &[f64], better: Order) -> Course {
    let found = courses(&series("766", values), year(values.len() - 1), better);
    found.courses.into_iter().next().unwrap()
}

#[test]
fn the_change_that_lasted_by_hand() {
    let found = of(&[10.0, 14.0, 15.0, 9.0, 8.0, 8.0], Order::LowestFirst);
    // It held 14 for two years; since the fourth no figure is above 9, since the fifth none above 8: 5 is less than nine tenths of 6.
    let lasting = found.lasting.unwrap();
    assert_eq!((lasting.before, lasting.after), (14.0, 8.0));
    assert_eq!((lasting.from, lasting.since), (year(1), year(4)));
    assert!((lasting.share().unwrap() + 6.0 / 14.0).abs() < 1e-12);

    // One good year at the end has not lasted, and one bad year is nothing to come down from.
    let found = of(&[10.0, 12.0, 14.0, 14.0, 14.0, 5.0], Order::LowestFirst);
    assert_eq!((found.lasting, found.turned), (None, false));
    let found = of(&[10.0, 10.0, 15.0, 10.0, 10.0, 10.0], Order::LowestFirst);
    assert_eq!(found.lasting, None);
    // A fall that was taken back is none.
    let found = of(&[10.0, 4.0, 4.0, 10.0, 11.0], Order::LowestFirst);
    assert_eq!((found.lasting, found.lasting_rank), (None, None));
    // It fell all the time, and did not turn.
    let found = of(&[10.0, 9.0, 8.0, 7.0, 6.0], Order::LowestFirst);
    assert!(found.lasting.is_some() && !found.turned);
    // It rose, fell at once, and lay there with some noise: since it fell, and not since the noise was least.
    let found = of(
        &[98.0, 100.0, 102.0, 104.0, 85.0, 85.2, 84.9, 85.1, 85.0],
        Order::LowestFirst,
    );
    let lasting = found.lasting.unwrap();
    assert_eq!((lasting.before, lasting.after), (102.0, 85.2));
    assert_eq!((lasting.since, found.turned), (year(4), true));
    // Where more is better, the same turned round.
    let found = of(&[10.0, 8.0, 6.0, 11.0, 12.0, 12.0], Order::HighestFirst);
    let lasting = found.lasting.unwrap();
    assert_eq!(
        (lasting.before, lasting.after, found.turned),
        (8.0, 12.0, true)
    );
}

#[test]
fn where_one_came_from_nothing_changes_are_ranked_as_they_are() {
    let mut cells = series("630", &[0.0, 0.0, 20.0, 21.0, 20.0]);
    cells.extend(series("766", &[100.0, 89.0, 89.0, 100.0, 100.0]));
    let found = courses(&cells, year(4), Order::HighestFirst);
    assert!(!found.is_by_share);
    let told = found
        .courses
        .iter()
        .map(|one| (one.municipality.as_str(), one.lasting_rank));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [("630", Some(1)), ("766", Some(2))]
    );
    assert_eq!(found.courses[0].lasting.unwrap().share(), None);
}

#[test]
fn a_change_of_level_has_its_period() {
    let values = [10.0, 10.2, 9.9, 10.1, 10.0, 6.0, 6.1, 5.9, 6.2];
    assert_eq!(of(&values, Order::LowestFirst).changed_at, Some(year(5)));
    assert_eq!(of(&values, Order::HighestFirst).changed_at, None);
}

#[test]
fn those_without_enough_figures_are_named() {
    let mut cells = series("766", &[10.0, 9.0, 8.0, 7.0, 6.0]);
    cells.extend(series("630", &[9.0, 9.0, 9.0, 9.0, 9.0]));
    cells.extend(series("615", &[10.0, 9.0, 8.0, 7.0]));
    let mut holed = series("657", &[5.0, 5.0, 5.0, 5.0, 5.0]);
    holed[2].cell = Cell::Missing;
    holed[2].value = None;
    cells.extend(holed);
    let found = courses(&cells, year(4), Order::LowestFirst);
    assert_eq!(found.missing, ["615", "657"]);
    let told: Vec<(&str, usize, Option<usize>)> = found
        .courses
        .iter()
        .map(|one| (one.municipality.as_str(), one.rank, one.lasting_rank))
        .collect();
    assert_eq!(told, [("766", 1, Some(1)), ("630", 2, None)]);
}

fn country() -> impl Strategy<Value = Vec<Vec<f64>>> {
    let values = prop::collection::vec((1i32..99).prop_map(f64::from), 8);
    prop::collection::vec(values, 2..9)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Nothing since is worse than its lower end, nothing before is worse than its upper, and it is no larger than the whole range.
    #[test]
    fn what_lasted_has_lasted(values in country()) {
        for values in &values {
            let found = of(values, Order::LowestFirst);
            let Some(lasting) = found.lasting else { continue };
            let at = |period: Period| (0..8).find(|no| year(*no) == period).unwrap();
            let (from, since) = (at(lasting.from), at(lasting.since));
            prop_assert!(from < since && since <= 6);
            let beside = [from.checked_sub(1), Some(from + 1)].into_iter().flatten();
            prop_assert!(beside.filter(|no| *no < since).any(|no| values[no] >= lasting.before));
            prop_assert!(values[since..].iter().all(|one| *one <= lasting.after));
            prop_assert!(lasting.change() < 0.0);
        }
    }

    #[test]
    fn other_units_and_another_order_change_no_rank(values in country(), times in 1u32..9) {
        let all = |times: f64, is_reversed: bool| {
            let places = values.iter().enumerate();
            let mut cells: Vec<Observation> = places
                .flat_map(|(no, values)| {
                    let scaled: Vec<f64> = values.iter().map(|one| one * times).collect();
                    series(&format!("{}", 700 + no), &scaled)
                })
                .collect();
            if is_reversed {
                cells.reverse();
            }
            let found = courses(&cells, year(7), Order::LowestFirst).courses;
            found.into_iter().map(|one| (one.municipality, one.rank, one.turned)).collect::<Vec<_>>()
        };
        prop_assert_eq!(all(1.0, false), all(f64::from(times), true));
    }
}
