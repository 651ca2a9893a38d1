use pejl_domain::{Cell, Grain, Unit};
use proptest::prelude::*;

use super::super::is_small;
use super::super::solve::{Sum, worked_out};
use super::*;
use crate::testing::observation;

/// The fewest persons that may be told of.
const LEAST: i64 = 5;
const GRAINS: [Grain; 4] = [Grain::Year, Grain::Half, Grain::Quarter, Grain::Month];

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

fn total(text: &str) -> Place {
    (None, period(text))
}

/// A number of persons.
fn count(n: i64) -> Observation {
    Observation {
        unit: Unit::Persons,
        cell: if n == 0 { Cell::Zero } else { Cell::Ok },
        numerator: Some(n as f64),
        denominator: None,
        n: Some(n),
        n_top: Some(n),
        n_bottom: None,
        n_left: None,
        n_least: Some(n),
        ..observation()
    }
}

/// Persons of 2024 in each month, of whom each is in one month alone: the table of them in these lengths of period.
fn add_counts(table: &mut Table, member: Option<&str>, months: &[i64; 12], grains: &[Grain]) {
    for grain in grains {
        for whole in period("2024").parts(*grain).unwrap() {
            let parts = whole.parts(Grain::Month).unwrap();
            let of_month = |month: Period| {
                let all = period("2024").parts(Grain::Month).unwrap();
                months[all.iter().position(|one| *one == month).unwrap()]
            };
            let n = parts.into_iter().map(of_month).sum();
            table.add((member.map(str::to_owned), whole), count(n));
        }
    }
}

/// The table of several groups and their total.
fn table(groups: &[[i64; 12]], grains: &[Grain]) -> Table {
    let mut table = Table::default();
    let mut all = [0; 12];
    for (no, months) in groups.iter().enumerate() {
        for (sum, n) in all.iter_mut().zip(months) {
            *sum += n;
        }
        if groups.len() > 1 {
            add_counts(&mut table, Some(&format!("group-{no}")), months, grains);
        }
    }
    add_counts(&mut table, None, &all, grains);
    table
}

/// What is withheld of the total, as text.
fn hidden_totals(table: &Table) -> Vec<String> {
    let hidden = table.hidden(LEAST).into_iter();
    let totals = hidden.filter(|(member, _)| member.is_none());
    totals.map(|(_, period)| period.to_string()).collect()
}

/// Whether few persons are behind a figure.
fn is_of_few(table: &Table, place: &Place) -> bool {
    is_small(&table.cells[place], LEAST, place.0.is_some())
}

#[test]
fn a_quarter_is_not_what_the_others_lack_of_the_year() {
    // Quarters of 30, 3, 20 and 12.
    let months = [[10, 10, 10, 1, 1, 1, 7, 6, 7, 4, 4, 4]];
    let found = hidden_totals(&table(&months, &[Grain::Year, Grain::Quarter]));
    assert_eq!(found, ["2024-Q2", "2024-Q4"]);
    // Two of few are enough where they are not few together.
    let months = [[10, 10, 10, 1, 1, 1, 2, 1, 0, 4, 4, 4]];
    let found = hidden_totals(&table(&months, &[Grain::Year, Grain::Quarter]));
    assert_eq!(found, ["2024-Q2", "2024-Q3"]);
    // Where the quarters are all there is, nothing is to be worked out.
    let months = [[10, 10, 10, 1, 1, 1, 7, 6, 7, 4, 4, 4]];
    let found = hidden_totals(&table(&months, &[Grain::Quarter]));
    assert_eq!(found, ["2024-Q2"]);
    // And a year of few has no quarters of more.
    let months = [[0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]];
    let found = hidden_totals(&table(&months, &[Grain::Year, Grain::Quarter]));
    assert_eq!(found, ["2024", "2024-Q2"]);
}

#[test]
fn as_many_persons_as_withheld_periods_are_not_what_is_left() {
    // Five months of one person each are not few together, and that nobody is in the sixth is told.
    let months = [[1, 1, 1, 1, 1, 0, 20, 20, 20, 20, 20, 20]];
    let found = hidden_totals(&table(&months, &[Grain::Year, Grain::Month]));
    assert_eq!(found.len(), 6, "{found:?}");
    assert_eq!(found[5], "2024-12");
    let months = [[1, 1, 1, 1, 2, 0, 20, 20, 20, 20, 20, 20]];
    let found = hidden_totals(&table(&months, &[Grain::Year, Grain::Month]));
    assert_eq!(found.len(), 5, "{found:?}");
}

#[test]
fn a_withheld_quarter_is_not_what_its_months_make() {
    // Quarters of 30, 3, 20 and 15, of which the last must be withheld, too: of its months one.
    let months = [[10, 10, 10, 1, 1, 1, 7, 6, 7, 5, 5, 5]];
    let found = hidden_totals(&table(
        &months,
        &[Grain::Year, Grain::Quarter, Grain::Month],
    ));
    assert_eq!(
        found,
        [
            "2024-Q2", "2024-04", "2024-05", "2024-06", "2024-Q4", "2024-12",
        ]
    );
}

#[test]
fn half_years_are_parts_and_have_parts() {
    // The first half is 60, the second 4 and 11.
    let months = [[10, 10, 10, 10, 10, 10, 2, 2, 0, 5, 6, 0]];
    let found = hidden_totals(&table(&months, &[Grain::Year, Grain::Half, Grain::Quarter]));
    // Of the half year both of its quarters must go.
    assert_eq!(found, ["2024-Q3", "2024-Q4"]);
}

#[test]
fn periods_that_do_not_add_up_tell_nothing_of_each_other() {
    let mut table = Table::default();
    // The same persons in several quarters: the year has each once.
    for (text, n) in [
        ("2024", 21),
        ("2024-Q1", 20),
        ("2024-Q2", 3),
        ("2024-Q3", 20),
    ] {
        table.add(total(text), count(n));
    }
    assert_eq!(hidden_totals(&table), ["2024-Q2"]);
}

#[test]
fn the_same_persons_in_several_periods_are_counted_as_few_as_they_can_be() {
    let of_persons = |rows: i64, persons: i64| Observation {
        numerator: Some(rows as f64),
        n_top: Some(persons),
        n: Some(persons),
        n_least: Some(persons),
        ..count(rows)
    };
    let mut table = Table::default();
    // Rows add up, persons do not: those of the first two quarters can be the same three.
    let quarters = [
        ("2024-Q1", 4, 3),
        ("2024-Q2", 5, 3),
        ("2024-Q3", 30, 20),
        ("2024-Q4", 9, 8),
    ];
    for (text, rows, persons) in quarters {
        table.add(total(text), of_persons(rows, persons));
    }
    table.add(total("2024"), of_persons(48, 25));
    let found = hidden_totals(&table);
    assert_eq!(found, ["2024-Q1", "2024-Q2", "2024-Q4"]);
}

#[test]
fn a_group_withheld_for_its_year_is_not_what_the_others_lack_of_its_quarter() {
    // The first group has 3 in the second quarter; the others could tell that of another of its quarters.
    let groups = [
        [10, 0, 0, 3, 0, 0, 10, 0, 0, 8, 0, 0],
        [20, 0, 0, 20, 0, 0, 20, 0, 0, 20, 0, 0],
        [30, 0, 0, 30, 0, 0, 30, 0, 0, 30, 0, 0],
    ];
    let table = table(&groups, &[Grain::Year, Grain::Quarter]);
    let hidden = table.hidden(LEAST);
    let of = |no: usize, text: &str| hidden.contains(&(Some(format!("group-{no}")), period(text)));
    assert!(of(0, "2024-Q2") && of(1, "2024-Q2"), "{hidden:?}");
    for text in ["2024-Q2", "2024-Q4"] {
        let n_hidden = (0..3).filter(|no| of(*no, text)).count();
        assert!(n_hidden >= 2, "{text}: {hidden:?}");
    }
    // The second group, too, has two quarters that are withheld.
    let of_second = hidden
        .iter()
        .filter(|place| place.0.as_deref() == Some("group-1"));
    assert!(of_second.count() >= 2, "{hidden:?}");
    assert!(!hidden.iter().any(|place| place.0.is_none()), "{hidden:?}");
}

/// Which of the withheld places whoever knows all that is told can work out.
fn followed(table: &Table, hidden: &Hidden) -> Vec<Place> {
    let places: Vec<&Place> = table.cells.keys().collect();
    let number = |place: &Place| places.iter().position(|one| *one == place);
    let mut sums: Vec<(usize, Vec<usize>)> = Vec::new();
    for (no, whole) in places.iter().enumerate() {
        for grain in GRAINS.into_iter().filter(|grain| *grain > whole.1.grain()) {
            let parts = whole.1.parts(grain).unwrap().into_iter();
            let parts = parts.filter_map(|part| number(&(whole.0.clone(), part)));
            sums.push((no, parts.collect()));
        }
        let groups = places
            .iter()
            .filter(|place| place.0.is_some() && place.1 == whole.1);
        if whole.0.is_none() {
            sums.push((no, groups.filter_map(|place| number(place)).collect()));
        }
    }
    sums.retain(|(_, parts)| !parts.is_empty());
    let sums = sums.iter().map(|(whole, parts)| Sum {
        whole: *whole,
        parts,
    });
    let sums: Vec<Sum<'_>> = sums.collect();
    let is_unknown: Vec<bool> = places.iter().map(|place| hidden.contains(*place)).collect();
    let found = worked_out(&sums, &is_unknown).into_iter();
    found.map(|one| places[one.place].clone()).collect()
}

fn months(most: i64) -> impl Strategy<Value = [i64; 12]> {
    prop::array::uniform12(prop_oneof![0..4_i64, 0..most])
}

proptest! {
    #[test]
    fn nobody_works_out_few_from_the_periods_that_are_told(months in months(15)) {
        let table = table(&[months], &GRAINS);
        let hidden = table.hidden(LEAST);
        for place in followed(&table, &hidden) {
            // What is known of nobody is known: that a year of few has some and the rest is of none.
            prop_assert!(!is_of_few(&table, &place), "{place:?} of {hidden:?}");
        }
    }

    #[test]
    fn nobody_works_out_few_from_the_groups_and_periods_that_are_told(
        groups in prop::collection::vec(months(12), 2..5),
        is_monthly in any::<bool>(),
    ) {
        let grains = if is_monthly { &GRAINS[..] } else { &GRAINS[..3] };
        let table = table(&groups, grains);
        let hidden = table.hidden(LEAST);
        for place in followed(&table, &hidden) {
            prop_assert!(!is_of_few(&table, &place), "{place:?} of {hidden:?}");
        }
    }

    #[test]
    fn what_longer_periods_tell_does_not_go_by_shorter_ones(groups in prop::collection::vec(months(12), 2..5)) {
        let all = table(&groups, &GRAINS).hidden(LEAST);
        let longer = table(&groups, &GRAINS[..3]).hidden(LEAST);
        let of_all = all.into_iter().filter(|place| place.1.grain() < Grain::Month);
        prop_assert_eq!(of_all.collect::<Hidden>(), longer);
    }
}
