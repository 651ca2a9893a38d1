//! A copy that is kept by what changed is what would be told anew.

use super::*;
use crate::gate::{Role, Viewer};
use crate::observations::{Delta, DeltaRequest, list_changes};

/// What a figure is of.
type Cell = (String, String, Period, BTreeMap<String, String>);
/// What is told of it.
type Told = (pejl_domain::Cell, Option<f64>, Option<i64>, Option<String>);

fn changes(store: &Store, since: i64, viewer: &Viewer) -> Delta {
    let request = DeltaRequest {
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
    let anybody = Viewer::default();
    let (mut copy, mut since, mut n_beside) = (BTreeMap::new(), 0, 0);
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
        let delta = changes(store, since, &anybody);
        assert_eq!(delta.is_whole, since == 0);
        apply(&mut copy, &delta);
        let to_admin = changes(store, since, &Viewer::everywhere(Role::Admin));
        n_beside += delta.changes.len() - to_admin.changes.len();
        let mut anew = BTreeMap::new();
        apply(&mut anew, &changes(store, 0, &anybody));
        assert_eq!(copy, anew, "{dataset}");
        since = delta.revision;
        fixture.import((dataset, Some((day, stretch)), Some(but)));
        keep_up(store, "test").unwrap().unwrap();
    }
    // Some did not change and were told of because of others of their year.
    assert!(n_beside > 0);
    let withheld = copy
        .values()
        .filter(|told| told.0 == pejl_domain::Cell::Confidential);
    assert!(withheld.count() > 100);
}
