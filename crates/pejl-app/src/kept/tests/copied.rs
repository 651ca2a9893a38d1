//! A copy that is kept by what changed is what would be told anew.

use super::*;
use crate::gate::{Role, Viewer};
use crate::observations::{Delta, DeltaRequest, list_changes};

/// What a figure is of.
type Cell = (String, String, Period, BTreeMap<String, String>);
/// What is told of it.
type Told = (pejl_domain::Cell, Option<f64>, Option<i64>, Option<String>);

/// What changed of periods, of all of them where none is named.
fn changes(store: &Store, since: i64, periods: &[&str], viewer: &Viewer) -> Delta {
    let request = DeltaRequest {
        query: pejl_metrics::Request {
            periods: periods.iter().map(ToString::to_string).collect(),
            ..pejl_metrics::Request::default()
        },
        since: AsKnown::Revision(since),
        viewer: viewer.clone(),
        ..DeltaRequest::default()
    };
    list_changes(store, &request).unwrap()
}

fn apply(copy: &mut BTreeMap<Cell, Told>, delta: &Delta) {
    if delta.is_whole {
        copy.clear();
    }
    for change in &delta.changes {
        let one = change.observation.clone();
        let cell = (one.indicator, one.municipality, one.period, one.members);
        match change.is_withdrawn {
            true => copy.remove(&cell),
            false => copy.insert(
                cell,
                (one.cell, one.value, one.n, one.reason.map(|of| of.en)),
            ),
        };
    }
}

#[test]
fn whoever_keeps_a_copy_by_what_changed_has_what_is_told() {
    let database = TestDatabase::sqlite();
    let fixture = Fixture::on(&database, &PEJLEMAERKER, "2026-01-01");
    fixture.import_all();
    let store = &fixture.place.store;
    keep_up(store, "test").unwrap().unwrap();
    let (anybody, admin) = (Viewer::default(), Viewer::everywhere(Role::Admin));
    let asked: [&[&str]; 2] = [&[], &["2017-Q1", "2017-Q2", "2018-Q3", "2017-05"]];
    let mut copies = [BTreeMap::new(), BTreeMap::new()];
    for (copy, periods) in copies.iter_mut().zip(asked) {
        apply(copy, &changes(store, 0, periods, &anybody));
    }
    let mut since = changes(store, 0, &[], &anybody).revision;
    let mut n_beside = 0;
    let corrections = [
        ("course", 0, 2),
        ("grant", 1, 3),
        ("course", 1, 4),
        ("course", 0, 1_000),
    ];
    for (dataset, stretch, but) in corrections {
        let day = if dataset == "course" {
            "start"
        } else {
            "valid_from"
        };
        fixture.import((dataset, Some((day, stretch)), Some(but)));
        keep_up(store, "test").unwrap().unwrap();
        for (copy, periods) in copies.iter_mut().zip(asked) {
            let delta = changes(store, since, periods, &anybody);
            assert!(!delta.is_whole);
            apply(copy, &delta);
            let mut anew = BTreeMap::new();
            apply(&mut anew, &changes(store, 0, periods, &anybody));
            assert_eq!(
                *copy, anew,
                "after a correction of {dataset}, of {periods:?}"
            );
            let to_admin = changes(store, since, periods, &admin);
            n_beside += delta.changes.len() - to_admin.changes.len();
        }
        since = changes(store, since, &[], &anybody).revision;
    }
    // Some did not change and were told of because of others of their year.
    assert!(n_beside > 0);
    let withheld = |told: &&Told| told.0 == pejl_domain::Cell::Confidential;
    assert!(copies[0].values().filter(withheld).count() > 100);
}
