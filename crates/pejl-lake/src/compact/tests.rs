#![expect(clippy::unwrap_used, reason = "tests")]

use pejl_domain::{Cover, Replacement};
use polars::prelude::{LazyFrame, PlRefPath, ScanArgsParquet};
use proptest::prelude::*;

use super::*;
use crate::dataset::{PRICE_INDEX, STAT_FACT};
use crate::test_support::{
    VERSIONS, cover, facts, frame, lake, lines, lines_as, part, publish, publish_as, snapshot,
    versions,
};
use crate::view::VisiblePart;

const OLD: &str = "stat_fact/1-a.parquet";
const NEW: &str = "stat_fact/2-b.parquet";
const BOTH: &str = "stat_fact/3-c.parquet";

/// Rows as the file has them.
fn all_rows(lake: &Lake, path: &str) -> DataFrame {
    let path = PlRefPath::try_from_pathbuf(lake.root().join(path)).unwrap();
    run(LazyFrame::scan_parquet(path, ScanArgsParquet::default()).unwrap()).unwrap()
}

fn full_order(spec: &DatasetSpec) -> Vec<&'static str> {
    spec.sort
        .iter()
        .copied()
        .chain(columns::PROVENANCE)
        .collect()
}

/// Two imports, the second of which replaced a part of the first: what each revision shows.
fn two_revisions() -> (Cover, Cover, Vec<Cover>) {
    let members: &[(&str, &[&str])] = &[("function", &["5.30", "5.32", "TOT"])];
    let old = cover(
        "T",
        &["101", "766", "851"],
        &[2015, 2016, 2017, 2018],
        members,
    );
    let new = cover("T", &["766"], &[2016, 2017], members);
    let Replacement::Cut(rest) = old.replaced_by(&new) else {
        unreachable!("members are the same")
    };
    (old, new, rest)
}

#[test]
fn every_snapshot_shows_the_same_rows_afterwards() {
    let (_folder, lake) = lake();
    let (old, new, rest) = two_revisions();
    publish(&lake, OLD, &frame(&facts(1, &old, 1)));
    publish(&lake, NEW, &frame(&facts(2, &new, 101)));
    let rest: Vec<VisiblePart> = rest.iter().map(|cover| part(1, Some(cover))).collect();
    let first = lines(&lake, &snapshot(&[(OLD, &[part(1, Some(&old))])]));
    let second = lines(
        &lake,
        &snapshot(&[(OLD, &rest), (NEW, &[part(2, Some(&new))])]),
    );
    assert_eq!((first.len(), second.len()), (36, 36));

    let meta = lake
        .compact_in_runs(&STAT_FACT, &[OLD, NEW], BOTH, 5)
        .unwrap()
        .publish()
        .unwrap();
    assert_eq!(meta.n_rows, 42);
    assert_eq!(
        lines(&lake, &snapshot(&[(BOTH, &[part(1, Some(&old))])])),
        first
    );
    let after: Vec<VisiblePart> = rest.iter().cloned().chain([part(2, Some(&new))]).collect();
    assert_eq!(lines(&lake, &snapshot(&[(BOTH, &after)])), second);
    assert_eq!(lake.verify(BOTH, &meta.sha256).unwrap(), meta);
    // The inputs are the caller's to remove.
    assert_eq!(lake.remove([OLD, NEW]).unwrap(), 2);
    assert_eq!(lines(&lake, &snapshot(&[(BOTH, &after)])), second);
}

#[test]
fn append_versions_survive() {
    let (_folder, lake) = lake();
    let (one, two, both) = (
        "versions/1-a.parquet",
        "versions/2-b.parquet",
        "versions/3-c.parquet",
    );
    publish_as(
        &lake,
        one,
        &VERSIONS,
        &versions(&[("a", 1, "put", 1), ("b", 2, "put", 1)]),
    );
    publish_as(
        &lake,
        two,
        &VERSIONS,
        &versions(&[("b", 4, "void", 2), ("a", 3, "put", 2), ("c", 5, "put", 2)]),
    );
    lake.compact(&VERSIONS, &[one, two], both)
        .unwrap()
        .publish()
        .unwrap();
    let (first, second) = (part(1, None), part(2, None));
    assert_eq!(
        lines_as(
            &lake,
            &VERSIONS,
            &snapshot(&[(both, std::slice::from_ref(&first))])
        ),
        [1, 2]
    );
    assert_eq!(
        lines_as(&lake, &VERSIONS, &snapshot(&[(both, &[first, second])])),
        [2, 3]
    );
}

#[test]
fn nothing_makes_an_empty_segment() {
    let (_folder, lake) = lake();
    let meta = lake
        .compact::<&str>(&STAT_FACT, &[], BOTH)
        .unwrap()
        .publish()
        .unwrap();
    assert_eq!(meta.n_rows, 0);
    assert_eq!(
        lines(&lake, &snapshot(&[(BOTH, &[part(1, None)])])),
        [0_i64; 0]
    );
    publish(&lake, OLD, &frame(&[]));
    assert_eq!(
        lake.compact(&STAT_FACT, &[OLD, OLD], NEW)
            .unwrap()
            .meta()
            .n_rows,
        0
    );
}

#[test]
fn wrong_inputs_leave_nothing_behind() {
    let (_folder, lake) = lake();
    let (old, ..) = two_revisions();
    publish(&lake, OLD, &frame(&facts(1, &old, 1)));
    assert!(
        matches!(lake.compact(&STAT_FACT, &[OLD, NEW], BOTH), Err(LakeError::Missing { path }) if path == NEW)
    );
    assert!(matches!(
        lake.compact(&PRICE_INDEX, &[OLD], BOTH),
        Err(LakeError::Dataset { .. })
    ));
    assert!(matches!(
        lake.compact(&STAT_FACT, &[OLD], OLD),
        Err(LakeError::Exists { .. })
    ));
    assert!(matches!(
        lake.compact(&STAT_FACT, &["../a.parquet"], BOTH),
        Err(LakeError::BadPath { .. })
    ));
    let files: Vec<String> = lake
        .list_files()
        .unwrap()
        .into_iter()
        .map(|file| file.path)
        .collect();
    assert_eq!(files, [OLD]);
}

#[test]
fn packs_hold_neighbours_up_to_the_limit() {
    assert_eq!(cut(&[], 5), []);
    assert_eq!(cut(&[2, 2, 2, 9, 1], 5), [(0, 1), (2, 2), (3, 3), (4, 4)]);
    assert_eq!(cut(&[1, 1, 1], 5), [(0, 2)]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn compacted_rows_are_the_inputs_rows_in_order(
        seeds in proptest::collection::vec((1..=3_i64, 0..2_usize, 0..4_usize, 2015..2019_i32, 0..4_usize, 0..3_usize), 0..80),
        run_rows in 1..40_usize,
    ) {
        let (_folder, lake) = lake();
        let mut files = [Vec::new(), Vec::new(), Vec::new()];
        for (line, (import, table, area, year, member, file)) in seeds.into_iter().enumerate() {
            let area = ["101", "1010", "766", "851"].get(area).copied().unwrap();
            let member = ["", "A", "AB", "Å"].get(member).copied().unwrap();
            let table = ["ONE", "TWO"].get(table).copied().unwrap();
            let cover = cover(table, &[area], &[year], &[("sex", &[member])]);
            files.get_mut(file).unwrap().extend(facts(import, &cover, i64::try_from(line).unwrap()));
        }
        let mut expected = DataFrame::empty_with_schema(&STAT_FACT.schema());
        let mut paths = Vec::new();
        for (n, rows) in files.iter().enumerate() {
            let path = format!("stat_fact/{n}-x.parquet");
            let mut writer = lake.writer(&path, &STAT_FACT).unwrap().with_row_group_rows(8);
            writer.write(&frame(rows)).unwrap();
            writer.seal().unwrap().publish().unwrap();
            expected.vstack_mut(&frame(rows)).unwrap();
            paths.push(path);
        }
        let expected = expected.sort(full_order(&STAT_FACT), SortMultipleOptions::default()).unwrap();
        lake.compact_in_runs(&STAT_FACT, &paths, BOTH, run_rows).unwrap().publish().unwrap();
        prop_assert!(all_rows(&lake, BOTH).equals_missing(&expected));
    }
}
