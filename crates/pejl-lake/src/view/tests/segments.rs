//! Segments: empty ones, damaged and strange ones, and those of an earlier schema version.

use polars::prelude::{ParquetWriter, SortMultipleOptions};

use super::*;
use crate::dataset::CoverRule;

#[test]
fn segment_without_rows_is_seen_as_empty() {
    let (_folder, lake) = lake();
    publish(&lake, A, &DataFrame::empty_with_schema(&STAT_FACT.schema()));
    let whole = cover("T", &["101"], &[2016], &[]);
    assert_eq!(
        lines(&lake, &snapshot(&[(A, &[part(1, Some(&whole))])])),
        NONE
    );
    publish(&lake, B, &frame(&facts(1, &whole, 1)));
    let both = snapshot(&[(A, &[part(1, Some(&whole))]), (B, &[part(1, Some(&whole))])]);
    assert_eq!(lines(&lake, &both), [1]);
}

#[test]
fn a_segment_that_is_not_the_file_written_is_refused_before_it_is_read() {
    let (_folder, lake) = lake();
    let whole = cover("T", &["101", "766"], &[2016, 2017], &[]);
    let meta = publish(&lake, A, &frame(&facts(1, &whole, 1)));
    let shown = SnapshotView {
        revision: 1,
        segments: vec![VisibleSegment {
            path: A.to_owned(),
            sha256: Some(meta.sha256),
            parts: vec![part(1, None)],
        }],
    };
    let file = lake.root().join(A);
    let whole = std::fs::read(&file).unwrap();
    for place in [4, whole.len() / 2, whole.len() - 6] {
        let mut damaged = whole.clone();
        damaged[place] ^= 1;
        std::fs::write(&file, &damaged).unwrap();
        let refused = lake.view(&STAT_FACT, &shown).err();
        assert!(
            matches!(refused, Some(LakeError::Hash { path, .. }) if path == A),
            "{place}"
        );
    }
    std::fs::write(&file, &whole).unwrap();
    assert_eq!(lines(&lake, &shown), [1, 2, 3, 4]);
    assert!(lake.check(A, &"0".repeat(64)).is_err());
}

#[test]
fn strange_segments_are_refused_by_name() {
    let (_folder, lake) = lake();
    let whole = cover("T", &["101"], &[2016], &[]);
    publish(&lake, A, &frame(&facts(1, &whole, 1)));
    let refused = |spec: &'static DatasetSpec, path: &str| {
        lake.view(spec, &snapshot(&[(path, &[part(1, None)])]))
            .err()
            .unwrap()
    };

    assert!(
        matches!(refused(&PRICE_INDEX, A), LakeError::Dataset { found, .. } if found == "stat_fact")
    );
    assert!(matches!(refused(&STAT_FACT, B), LakeError::Missing { path } if path == B));
    assert!(matches!(
        refused(&STAT_FACT, "../a.parquet"),
        LakeError::BadPath { .. }
    ));

    static BEFORE: DatasetSpec = DatasetSpec {
        schema_version: 0,
        cover: CoverRule::Box,
        ..copy_of_stat_fact()
    };
    assert!(
        matches!(refused(&BEFORE, A), LakeError::SchemaVersion { expected: 0, found, .. } if found == "1")
    );

    let foreign = lake.root().join("stat_fact/9-x.parquet");
    ParquetWriter::new(std::fs::File::create(&foreign).unwrap())
        .finish(&mut frame(&facts(1, &whole, 1)))
        .unwrap();
    assert!(matches!(
        refused(&STAT_FACT, "stat_fact/9-x.parquet"),
        LakeError::NotASegment { source: None, .. }
    ));
    std::fs::write(&foreign, "no parquet at all").unwrap();
    assert!(matches!(
        refused(&STAT_FACT, "stat_fact/9-x.parquet"),
        LakeError::NotASegment {
            source: Some(_),
            ..
        }
    ));
}

const fn copy_of_stat_fact() -> DatasetSpec {
    DatasetSpec {
        name: "stat_fact",
        kind: DatasetKind::Replace,
        schema_version: 1,
        columns: &[],
        sort: &[],
        cover: CoverRule::Box,
        personal: false,
        key: &[],
        anchor: &[],
        grain: None,
        refused_percent_max: 0,
    }
}

#[test]
fn a_segment_of_an_earlier_schema_version_lacks_nothing_that_may_be_null() {
    use crate::dataset::{ColumnSpec, DatasetSpec};
    use crate::row_builder::{RowBuilder, Value};
    use crate::{Days, GOAL, Texts};

    let added = [
        columns::INSTRUMENT,
        columns::DOMAIN_CODE,
        columns::TARGET_SCORE,
    ];
    let kept: Vec<ColumnSpec> = GOAL
        .columns
        .iter()
        .filter(|column| !added.contains(&column.name))
        .copied()
        .collect();
    let earlier: &'static DatasetSpec = Box::leak(Box::new(DatasetSpec {
        name: GOAL.name,
        kind: GOAL.kind,
        schema_version: 1,
        columns: Box::leak(kept.into_boxed_slice()),
        sort: GOAL.sort,
        cover: GOAL.cover,
        personal: GOAL.personal,
        key: GOAL.key,
        anchor: GOAL.anchor,
        grain: GOAL.grain,
        refused_percent_max: GOAL.refused_percent_max,
    }));
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).unwrap();
    let write = |path: &str, spec: &'static DatasetSpec, more: &[(&'static str, Value<'_>)]| {
        let mut rows = RowBuilder::new(spec);
        let own = [
            (
                columns::VARIANT,
                Value::Text("x/goal/records/current/month/rows"),
            ),
            (columns::AREA, Value::Text("766")),
            (columns::PERIOD, Value::Text("2021-01")),
            (columns::MEMBERS, Value::Text("rows=all")),
            (columns::GOAL_ID, Value::Text(path)),
            (columns::PERSON_KEY, Value::Text("p")),
            (columns::SET_BY, Value::Text("unknown")),
            (columns::SET_DATE, Value::Day("2021-01-02".parse().unwrap())),
            (columns::IMPORT_ID, Value::Whole(1)),
            (columns::FILE_NO, Value::Whole(0)),
            (columns::LINE, Value::Whole(2)),
        ];
        rows.push(&[&own[..], more].concat()).unwrap();
        let mut writer = lake.writer(path, spec).unwrap();
        writer.write(&rows.finish().unwrap()).unwrap();
        writer.seal().unwrap().publish().unwrap()
    };
    let old = write("goal/1-a.parquet", earlier, &[]);
    let new = write(
        "goal/2-b.parquet",
        &GOAL,
        &[(columns::INSTRUMENT, Value::Text("FSIII"))],
    );
    let segments = [&old, &new].map(|meta| VisibleSegment {
        path: meta.path.clone(),
        sha256: Some(meta.sha256.clone()),
        parts: vec![VisiblePart {
            import_id: 1,
            cover: None,
        }],
    });
    let snapshot = SnapshotView {
        revision: 1,
        segments: segments.to_vec(),
    };
    let order = SortMultipleOptions::default();
    let check = |rows: DataFrame| {
        let rows = run(rows.lazy().sort([columns::GOAL_ID], order.clone())).unwrap();
        let instruments = Texts::of(&rows, columns::INSTRUMENT).unwrap();
        let found = [instruments.get(0), instruments.get(1)];
        assert_eq!((rows.height(), found), (2, [None, Some("FSIII")]));
        assert!(Days::of(&rows, columns::SET_DATE).unwrap().get(0).is_some());
    };
    check(run(lake.view(&GOAL, &snapshot).unwrap()).unwrap());
    // Put together they are of the present version.
    let together = lake
        .compact(&GOAL, &[&old.path, &new.path], "goal/3-c.parquet")
        .unwrap()
        .publish()
        .unwrap();
    let snapshot = SnapshotView {
        revision: 1,
        segments: vec![VisibleSegment {
            path: together.path,
            sha256: Some(together.sha256),
            parts: vec![VisiblePart {
                import_id: 1,
                cover: None,
            }],
        }],
    };
    check(run(lake.view(&GOAL, &snapshot).unwrap()).unwrap());
    // The other way round, a later version is not read.
    assert!(matches!(
        lake.view(earlier, &snapshot),
        Err(LakeError::SchemaVersion { .. })
    ));
}
