//! Append datasets: the last version of each key.

use super::*;
use crate::test_support::versions;

#[test]
fn append_view_is_the_last_version_of_each_key() {
    let (_folder, lake) = lake();
    let one = "versions/1-a.parquet";
    let two = "versions/2-b.parquet";
    // Lines 1 to 5; b is taken away by its last version, d comes back after a void.
    publish_as(
        &lake,
        one,
        &VERSIONS,
        &versions(&[
            ("a", 1, "put", 1),
            ("b", 2, "put", 1),
            ("c", 3, "put", 1),
            ("d", 4, "void", 1),
            ("a", 5, "put", 1),
        ]),
    );
    publish_as(
        &lake,
        two,
        &VERSIONS,
        &versions(&[("b", 7, "void", 2), ("d", 6, "put", 2), ("e", 8, "put", 2)]),
    );
    let shown = |parts: &[(&str, &[VisiblePart])]| {
        let rows = run(lake.view(&VERSIONS, &snapshot(parts)).unwrap()).unwrap();
        let keys = rows.column(columns::KEY).unwrap().str().unwrap().clone();
        let arrivals = rows
            .column(columns::ARRIVAL_NO)
            .unwrap()
            .i64()
            .unwrap()
            .clone();
        let mut versions: Vec<(String, i64)> = keys
            .iter()
            .zip(arrivals.iter())
            .map(|(key, no)| (key.unwrap().to_owned(), no.unwrap()))
            .collect();
        versions.sort();
        versions
    };
    let named = |versions: &[(&str, i64)]| {
        versions
            .iter()
            .map(|(key, no)| ((*key).to_owned(), *no))
            .collect::<Vec<_>>()
    };

    assert_eq!(
        shown(&[(one, &[part(1, None)])]),
        named(&[("a", 5), ("b", 2), ("c", 3)])
    );
    let both: [(&str, &[VisiblePart]); 2] = [(one, &[part(1, None)]), (two, &[part(2, None)])];
    assert_eq!(
        shown(&both),
        named(&[("a", 5), ("c", 3), ("d", 6), ("e", 8)])
    );
    assert_eq!(
        shown(&[(two, &[part(2, None)])]),
        named(&[("d", 6), ("e", 8)])
    );
}

#[test]
fn equal_arrival_numbers_are_settled_by_import_and_line() {
    let (_folder, lake) = lake();
    let path = "versions/1-a.parquet";
    let rows = versions(&[
        ("a", 1, "put", 2),
        ("a", 1, "void", 1),
        ("b", 1, "put", 1),
        ("b", 1, "put", 1),
    ]);
    publish_as(&lake, path, &VERSIONS, &rows);
    let parts = [part(1, None), part(2, None)];
    assert_eq!(
        lines_as(&lake, &VERSIONS, &snapshot(&[(path, &parts)])),
        [1, 4]
    );
}
