use pejl_metrics::{Query, Request, catalogue};

use super::*;
use crate::testing::observation;

fn query(by: &[&str], filters: &[(&str, &[&str])]) -> Query {
    let request = Request {
        indicators: vec!["O3.3".to_owned()],
        municipalities: vec!["766".to_owned()],
        periods: vec!["2018".to_owned()],
        by: by.iter().map(ToString::to_string).collect(),
        filters: filters
            .iter()
            .map(|(name, members)| {
                let members = members.iter().map(ToString::to_string).collect();
                ((*name).to_owned(), members)
            })
            .collect(),
        ..Request::default()
    };
    Query::parse(catalogue(), &request).unwrap()
}

#[test]
fn cuts_of_cuts_are_for_those_with_access() {
    let anybody = Viewer::default();
    let own = Viewer::of(Role::Analyst, vec!["766".to_owned()]);
    let other = Viewer::of(Role::Analyst, vec!["615".to_owned()]);
    let check = |query: &Query, viewer: &Viewer| check_cuts(query, viewer).is_ok();
    let one = query(&["sex"], &[("sex", &["K"])]);
    let two = query(&["sex", "course_type"], &[]);
    let hidden = query(&["sex"], &[("course_type", &["training"])]);
    for viewer in [&anybody, &own, &other] {
        assert!(check(&one, viewer));
        assert_eq!(check(&two, viewer), viewer == &own);
        assert_eq!(check(&hidden, viewer), viewer == &own);
    }
}

#[track_caller]
fn small(unit: Unit, top: Option<i64>, bottom: Option<i64>, expected: bool) {
    let one = Observation {
        unit,
        n_top: top,
        n_bottom: bottom,
        n_left: top.zip(bottom).map(|(top, bottom)| bottom - top),
        n_least: [top, bottom].into_iter().flatten().min(),
        ..observation()
    };
    assert_eq!(is_small(&one, 5, false), expected, "{top:?} of {bottom:?}");
}

#[test]
fn few_in_a_share_or_outside_it_are_withheld() {
    small(Unit::Share, Some(0), Some(30), true);
    small(Unit::Share, Some(4), Some(30), true);
    small(Unit::Share, Some(5), Some(30), false);
    small(Unit::Share, Some(25), Some(30), false);
    small(Unit::Share, Some(26), Some(30), true);
    small(Unit::Persons, Some(0), None, false);
    small(Unit::Persons, Some(4), None, true);
    small(Unit::Persons, Some(5), None, false);
    small(Unit::PerThousand, Some(4), Some(1_000), true);
    small(Unit::Days, None, Some(4), true);
    small(Unit::Days, None, Some(5), false);
}

/// A question of totals.
fn question() -> Query {
    let catalogue = std::sync::Arc::new(catalogue().clone());
    Query::of_totals(&catalogue, Vec::new(), Vec::new(), Vec::new())
}

#[test]
fn one_member_that_is_kept_is_a_cut_as_one_that_is_split_by() {
    let staff = Observation {
        indicator: "O7.2".to_owned(),
        members: [("reading".to_owned(), "fte".to_owned())].into(),
        unit: Unit::Fte,
        n_top: None,
        n_bottom: None,
        n_left: None,
        n_least: None,
        ..observation()
    };
    let cell =
        |query: &Query, viewer: &Viewer| pass(query, vec![staff.clone()], viewer).remove(0).cell;
    let mut of_unit = question();
    of_unit.record_filters = vec![("unit".to_owned(), vec!["U1".to_owned()])];
    assert_eq!(cell(&question(), &Viewer::default()), Cell::Ok);
    assert_eq!(cell(&of_unit, &Viewer::default()), Cell::Confidential);
    assert_eq!(cell(&of_unit, &Viewer::everywhere(Role::Analyst)), Cell::Ok);
}

#[test]
fn a_withheld_figure_tells_nothing_and_those_with_access_see_it() {
    let told = |viewer: &Viewer| pass(&question(), vec![observation()], viewer).remove(0);
    let hidden = told(&Viewer::default());
    assert_eq!(hidden.cell, Cell::Confidential);
    let numbers = [hidden.numerator, hidden.denominator, hidden.value];
    assert_eq!(numbers, [None; 3]);
    assert_eq!([hidden.n, hidden.n_top, hidden.n_bottom], [None; 3]);
    assert!(hidden.reason.is_some());
    assert_eq!(told(&Viewer::everywhere(Role::Analyst)), observation());
    let own = Viewer::of(Role::Finance, vec!["766".to_owned()]);
    assert_eq!(told(&own), observation());
    let other = Viewer::of(Role::Admin, vec!["615".to_owned()]);
    assert_eq!(told(&other).cell, Cell::Confidential);
    assert!(Role::parse("steward").is_ok());
    assert!(Role::parse("mayor").is_err());
}

#[test]
fn a_cell_without_a_figure_is_withheld_where_it_tells_of_few() {
    let without = |cell: Cell, n_bottom: Option<i64>| Observation {
        cell,
        unit: Unit::Days,
        value: None,
        numerator: None,
        denominator: None,
        n: n_bottom,
        n_top: None,
        n_bottom,
        n_left: None,
        n_least: n_bottom,
        ..observation()
    };
    // That half of two courses did not end tells of two persons; that there was none tells of nobody.
    assert!(is_small(&without(Cell::NotApplicable, Some(2)), 5, false));
    assert!(!is_small(&without(Cell::NotApplicable, Some(5)), 5, false));
    assert!(!is_small(&without(Cell::NotApplicable, None), 5, false));
    assert!(!is_small(&without(Cell::Missing, None), 5, false));
}

/// A share of a group: so many of so many.
fn group(no: usize, top: i64, bottom: i64) -> Observation {
    let one = Observation {
        unit: Unit::Share,
        n: Some(bottom),
        n_top: Some(top),
        n_bottom: Some(bottom),
        n_left: Some(bottom - top),
        n_least: Some(top.min(bottom - top)),
        ..observation()
    };
    let member = ("course_type".to_owned(), format!("group-{no}"));
    let members = one.members.clone().into_iter().chain([member]);
    Observation {
        members: members.collect(),
        ..one
    }
}

/// Which of the groups are told to whoever may not know of few.
fn groups_told(groups: &[(i64, i64)], viewer: &Viewer) -> Vec<bool> {
    let groups = groups.iter().enumerate();
    let groups = groups.map(|(no, (top, bottom))| group(no, *top, *bottom));
    let told = pass(&query(&["course_type"], &[]), groups.collect(), viewer);
    let is_told = |one: &Observation| one.cell != Cell::Confidential;
    told.iter().map(is_told).collect()
}

#[test]
fn what_the_told_groups_lack_of_the_total_is_not_few() {
    let anybody = Viewer::default();
    // 20 of 50 and 3 of 40: of the total of 23 of 90 the first would leave the second.
    assert_eq!(groups_told(&[(20, 50), (3, 40)], &anybody), [false, false]);
    // The smallest is withheld beside it, and no more than is needed.
    let told = groups_told(&[(20, 50), (3, 40), (9, 30), (40, 90)], &anybody);
    assert_eq!(told, [true, false, false, true]);
    // Two that are withheld are left together, and seven are not few.
    let told = groups_told(&[(20, 50), (3, 40), (4, 44)], &anybody);
    assert_eq!(told, [true, false, false]);
    // Of a group of nobody there is nothing to leave.
    let told = groups_told(&[(20, 50), (3, 40), (0, 0)], &anybody);
    assert_eq!(told[..2], [false, false]);
    // Without a small one everything is told, and to whoever may know of few everything.
    assert_eq!(groups_told(&[(20, 50), (9, 30)], &anybody), [true, true]);
    let admin = Viewer::everywhere(Role::Admin);
    assert_eq!(groups_told(&[(20, 50), (3, 40)], &admin), [true, true]);
}

#[test]
fn a_group_withheld_beside_a_smaller_one_says_no_more_than_the_smaller_one() {
    let groups = vec![group(0, 20, 50), group(1, 3, 40)];
    let told = pass(&query(&["course_type"], &[]), groups, &Viewer::default());
    let reasons: Vec<_> = told.iter().map(|one| one.reason.clone().unwrap()).collect();
    assert_eq!(reasons, [too_few(), too_few()]);
    assert!(
        told.iter()
            .all(|one| one.n.is_none() && one.value.is_none())
    );
}
