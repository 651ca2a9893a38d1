#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use serde_json::json;

use super::*;
use crate::dataset::STAT_FACT;
use crate::test_support::{
    Fact, VERSIONS, cover, facts, frame, lake, part, publish, publish_as, snapshot, versions,
};
use crate::view::VisiblePart;

const OLD: &str = "any/1-a.parquet";
const NEW: &str = "any/2-b.parquet";

fn wanted(rows_max: Option<usize>) -> ChangeQuery {
    ChangeQuery {
        rows_max,
        ..ChangeQuery::default()
    }
}

fn shown(changes: &Changes) -> Vec<String> {
    let line = |one: &ChangeCount| {
        format!(
            "{} {} +{} ~{} -{}",
            one.area, one.period, one.added, one.changed, one.removed
        )
    };
    changes.counts.iter().map(line).collect()
}

/// Facts whose values are those of `lines`; a value is ten times its line, and none for every seventh.
fn with_lines(mut facts: Vec<Fact>, lines: &[i64]) -> Vec<Fact> {
    facts.truncate(lines.len());
    for (fact, line) in facts.iter_mut().zip(lines) {
        fact.line = *line;
    }
    facts
}

#[test]
fn facts_are_told_apart_by_place_and_members_and_not_by_where_they_came_from() {
    let (_folder, lake) = lake();
    let members: &[(&str, &[&str])] = &[("function", &["5.30", "5.32"])];
    let both = cover("T", &["766"], &[2016, 2017], members);
    // In 2016 one value is another; in 2017 one fact went. The year 2018 is new.
    let old = with_lines(facts(1, &both, 1), &[1, 2, 3, 4]);
    publish(&lake, OLD, &frame(&old));
    let wider = cover("T", &["766"], &[2016, 2017, 2018], members);
    let mut new = with_lines(facts(2, &wider, 1), &[1, 8, 3, 4, 5, 6]);
    new.remove(3);
    publish(&lake, NEW, &frame(&new));
    let changes = lake
        .changes(
            &STAT_FACT,
            &snapshot(&[(OLD, &[part(1, Some(&both))])]),
            &snapshot(&[(NEW, &[part(2, Some(&wider))])]),
            &wanted(Some(10)),
        )
        .unwrap();
    let expected = [
        "766 2016 +0 ~1 -0",
        "766 2017 +0 ~0 -1",
        "766 2018 +2 ~0 -0",
    ];
    assert_eq!(shown(&changes), expected);
    assert_eq!(changes.n_rows(), 4);
    let rows = changes.rows.unwrap();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0].change, Change::Changed);
    assert_eq!(
        rows[0].key.last().unwrap(),
        &("members", json!("function=5.32"))
    );
    let value = ChangedValue {
        column: "value",
        old: json!(20),
        new: json!(80),
    };
    assert_eq!(rows[0].values, [value]);
    assert_eq!(
        (rows[1].change, rows[1].values[0].new.clone()),
        (Change::Removed, Value::Null)
    );
    assert_eq!(
        (rows[2].change, rows[2].period.as_str()),
        (Change::Added, "2018")
    );
    // Asked for one period, only that one is told of.
    let of_2018 = ChangeQuery {
        periods: vec!["2018".to_owned()],
        ..wanted(Some(1))
    };
    let changes = lake
        .changes(
            &STAT_FACT,
            &snapshot(&[(OLD, &[part(1, Some(&both))])]),
            &snapshot(&[(NEW, &[part(2, Some(&wider))])]),
            &of_2018,
        )
        .unwrap();
    assert_eq!(shown(&changes), ["766 2018 +2 ~0 -0"]);
    assert_eq!(changes.rows, None, "more than was wanted");
}

#[test]
fn the_same_rows_again_are_no_change_and_only_new_ones_are_added() {
    let (_folder, lake) = lake();
    let one = cover("T", &["766"], &[2016], &[("function", &["5.30", "5.32"])]);
    publish(&lake, OLD, &frame(&facts(1, &one, 1)));
    publish(&lake, NEW, &frame(&facts(2, &one, 1)));
    let old = snapshot(&[(OLD, &[part(1, Some(&one))])]);
    let new = snapshot(&[(NEW, &[part(2, Some(&one))])]);
    let changes = |old, new| {
        lake.changes(&STAT_FACT, old, new, &wanted(Some(9)))
            .unwrap()
    };
    assert_eq!(changes(&old, &new).n_rows(), 0);
    let nothing = SnapshotView::default();
    assert_eq!(shown(&changes(&nothing, &new)), ["766 2016 +2 ~0 -0"]);
    assert_eq!(shown(&changes(&old, &nothing)), ["766 2016 +0 ~0 -2"]);
    assert_eq!(
        changes(&nothing, &nothing),
        Changes {
            rows: Some(Vec::new()),
            ..Changes::default()
        }
    );
}

#[test]
fn every_version_is_added() {
    let (_folder, lake) = lake();
    publish_as(
        &lake,
        OLD,
        &VERSIONS,
        &versions(&[("a", 1, "put", 1), ("a", 2, "void", 2)]),
    );
    let parts: Vec<VisiblePart> = vec![part(2, None)];
    let new = snapshot(&[(OLD, &parts)]);
    let changes = lake
        .changes(&VERSIONS, &SnapshotView::default(), &new, &wanted(None))
        .unwrap();
    assert_eq!(changes.n_rows(), 1);
    assert_eq!(changes.counts[0].added, 1);
    assert_eq!(changes.rows, None);
}

mod records;
