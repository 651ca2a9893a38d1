#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use pejl_domain::{Absent, Cover, Grain, Period, PriceLevel, Replacement, Unit, Variant};
use polars::prelude::{DataFrame, ParquetWriter, SortMultipleOptions};

use super::*;
use crate::dataset::{CoverRule, PRICE_INDEX, STAT_FACT};
use crate::price_index::{PriceIndexBuilder, PriceIndexRow};
use crate::test_support::{
    VERSIONS, cover, facts, frame, lake, lines, lines_as, part, publish, publish_as, snapshot,
    versions,
};

const A: &str = "stat_fact/1-a.parquet";
const B: &str = "stat_fact/2-b.parquet";
const NONE: [i64; 0] = [];

#[test]
fn empty_snapshot_gives_no_rows_of_the_schema() {
    let (_folder, lake) = lake();
    for spec in [&STAT_FACT, &PRICE_INDEX, &VERSIONS] {
        assert_eq!(lines_as(&lake, spec, &SnapshotView::default()), NONE);
    }
}

#[test]
fn part_without_cover_shows_its_import_and_no_other() {
    let (_folder, lake) = lake();
    let whole = cover("T", &["101", "766"], &[2016, 2017], &[("sex", &["M", "K"])]);
    publish(
        &lake,
        A,
        &frame(&[facts(1, &whole, 1), facts(2, &whole, 101)].concat()),
    );
    assert_eq!(
        lines(&lake, &snapshot(&[(A, &[part(1, None)])])),
        (1..=8).collect::<Vec<_>>()
    );
    assert_eq!(
        lines(&lake, &snapshot(&[(A, &[part(2, Some(&whole))])])),
        (101..=108).collect::<Vec<_>>()
    );
    assert_eq!(lines(&lake, &snapshot(&[(A, &[part(3, None)])])), NONE);
    assert_eq!(lines(&lake, &snapshot(&[(A, &[])])), NONE);
    assert_eq!(
        lines(&lake, &snapshot(&[(A, &[part(1, None), part(2, None)])])).len(),
        16
    );
}

#[test]
fn rows_in_two_parts_or_of_a_segment_named_twice_are_shown_once() {
    let (_folder, lake) = lake();
    let whole = cover("T", &["101", "766"], &[2016, 2017], &[]);
    publish(&lake, A, &frame(&facts(1, &whole, 1)));
    let half = cover("T", &["101"], &[2016, 2017], &[]);
    let parts = [part(1, Some(&whole)), part(1, Some(&half))];
    assert_eq!(lines(&lake, &snapshot(&[(A, &parts)])), [1, 2, 3, 4]);
    assert_eq!(
        lines(&lake, &snapshot(&[(A, &parts[..1]), (A, &parts[1..])])),
        [1, 2, 3, 4]
    );
}

/// A newer import of some areas and periods replaces exactly those; the rest of the old one stays.
#[test]
fn cut_covers_show_what_the_newer_import_left() {
    let (_folder, lake) = lake();
    let members: &[(&str, &[&str])] = &[("function", &["5.30", "5.32"])];
    let old = cover(
        "T",
        &["101", "766", "851"],
        &[2015, 2016, 2017, 2018],
        members,
    );
    let new = cover("T", &["766", "851"], &[2016, 2017], members);
    let (old_facts, new_facts) = (facts(1, &old, 1), facts(2, &new, 101));
    publish(&lake, A, &frame(&old_facts));
    publish(&lake, B, &frame(&new_facts));
    let Replacement::Cut(rest) = old.replaced_by(&new) else {
        unreachable!("members are the same")
    };

    let old_parts: Vec<_> = rest.iter().map(|cover| part(1, Some(cover))).collect();
    let stays = |fact: &&crate::test_support::Fact| {
        fact.area == "101" || ![2016, 2017].contains(&fact.year)
    };
    let mut expected: Vec<i64> = old_facts
        .iter()
        .filter(stays)
        .chain(&new_facts)
        .map(|fact| fact.line)
        .collect();
    expected.sort_unstable();
    assert_eq!(
        lines(
            &lake,
            &snapshot(&[(A, &old_parts), (B, &[part(2, Some(&new))])])
        ),
        expected
    );
}

/// Two covers of one import that differ in their members only: closing one must not hide or show the other's facts.
#[test]
fn covers_are_told_apart_by_members() {
    let (_folder, lake) = lake();
    let men = cover(
        "T",
        &["101"],
        &[2016],
        &[("sex", &["M"]), ("age", &["67", "68"])],
    );
    let women = cover(
        "T",
        &["101"],
        &[2016],
        &[("sex", &["K"]), ("age", &["67", "68"])],
    );
    publish(
        &lake,
        A,
        &frame(&[facts(1, &men, 1), facts(1, &women, 101)].concat()),
    );
    assert_eq!(
        lines(&lake, &snapshot(&[(A, &[part(1, Some(&men))])])),
        [1, 2]
    );
    assert_eq!(
        lines(&lake, &snapshot(&[(A, &[part(1, Some(&women))])])),
        [101, 102]
    );
}

#[test]
fn variants_of_one_import_are_told_apart() {
    let (_folder, lake) = lake();
    let one = cover("ONE", &["101"], &[2016], &[]);
    let two = cover("TWO", &["101"], &[2016], &[]);
    publish(
        &lake,
        A,
        &frame(&[facts(1, &one, 1), facts(1, &two, 101)].concat()),
    );
    assert_eq!(
        lines(&lake, &snapshot(&[(A, &[part(1, Some(&two))])])),
        [101]
    );
}

#[test]
fn cover_without_areas_or_members_shows_nothing() {
    let (_folder, lake) = lake();
    let whole = cover("T", &["101"], &[2016], &[("sex", &["M"])]);
    publish(&lake, A, &frame(&facts(1, &whole, 1)));
    for empty in [
        Cover {
            areas: [].into(),
            ..whole.clone()
        },
        Cover {
            periods: [].into(),
            ..whole.clone()
        },
        cover("T", &["101"], &[2016], &[("sex", &[])]),
    ] {
        assert_eq!(
            lines(&lake, &snapshot(&[(A, &[part(1, Some(&empty))])])),
            NONE
        );
    }
}

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

fn price(series: &str, year: i32, import_id: i64, line: i64) -> DataFrame {
    let mut builder = PriceIndexBuilder::new();
    builder.push(&PriceIndexRow {
        series,
        year,
        pct_change: 0.021,
        published_on: chrono::NaiveDate::from_ymd_opt(2017, 7, 1).unwrap(),
        source: "KL",
        import_id,
        file_no: 0,
        line,
    });
    builder.finish().unwrap()
}

fn price_cover(table_id: &str, periods: &[Period]) -> Cover {
    Cover {
        variant: Variant {
            source: "kl".to_owned(),
            table_id: table_id.to_owned(),
            unit: Unit::Share,
            price: PriceLevel::NotApplicable,
            grain: Grain::Year,
            dimensions: [].into(),
        },
        areas: ["000".to_owned()].into(),
        periods: periods.iter().copied().collect(),
        members: [].into(),
        absent: Absent::Missing,
    }
}

#[test]
fn price_covers_cut_by_series_and_year() {
    let (_folder, lake) = lake();
    let path = "price_index/1-a.parquet";
    let mut all = price("PL", 2017, 1, 1);
    for (n, (series, year)) in [("PL", 2018), ("LON", 2017), ("LON", 2018)]
        .into_iter()
        .enumerate()
    {
        all.vstack_mut(&price(series, year, 1, 2 + i64::try_from(n).unwrap()))
            .unwrap();
    }
    all.vstack_mut(&price("PL", 2018, 2, 5)).unwrap();
    publish_as(&lake, path, &PRICE_INDEX, &all);
    let shown = |cover: Option<&Cover>| {
        lines_as(&lake, &PRICE_INDEX, &snapshot(&[(path, &[part(1, cover)])]))
    };
    let years = |years: &[i32]| {
        years
            .iter()
            .map(|year| Period::year(*year).unwrap())
            .collect::<Vec<_>>()
    };

    assert_eq!(shown(None), [1, 2, 3, 4]);
    assert_eq!(
        shown(Some(&price_cover("PL", &years(&[2017, 2018])))),
        [1, 2]
    );
    assert_eq!(shown(Some(&price_cover("PL", &years(&[2018])))), [2]);
    assert_eq!(
        shown(Some(&price_cover("price_index", &years(&[2018])))),
        [2, 4]
    );
    assert_eq!(shown(Some(&price_cover("PL", &[]))), NONE);
    let both = [part(1, None), part(2, None)];
    assert_eq!(
        lines_as(&lake, &PRICE_INDEX, &snapshot(&[(path, &both)])).len(),
        5
    );

    let quarter = price_cover("PL", &[Period::quarter(2018, 1).unwrap()]);
    let refused = lake
        .view(
            &PRICE_INDEX,
            &snapshot(&[(path, &[part(1, Some(&quarter))])]),
        )
        .err();
    assert!(matches!(refused, Some(LakeError::CoverPeriod { period, .. }) if period == "2018-Q1"));
}

/// A corrected publication replaces that publication alone: the earlier and later ones of the same years stay.
#[test]
fn price_covers_cut_by_publication() {
    let (_folder, lake) = lake();
    let path = "price_index/1-a.parquet";
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    let mut builder = PriceIndexBuilder::new();
    for (line, year, published_on) in [
        (1, 2018, "2017-07-01"),
        (2, 2019, "2017-07-01"),
        (3, 2019, "2018-07-01"),
    ] {
        builder.push(&PriceIndexRow {
            series: "PL",
            year,
            pct_change: 0.021,
            published_on: day(published_on),
            source: "KL",
            import_id: 1,
            file_no: 0,
            line,
        });
    }
    publish_as(&lake, path, &PRICE_INDEX, &builder.finish().unwrap());
    let of_day = |text: &str, years: &[i32]| {
        let periods: Vec<Period> = years.iter().map(|y| Period::year(*y).unwrap()).collect();
        let mut cover = price_cover("PL", &periods);
        cover.variant.dimensions = ["published_on".to_owned()].into();
        cover.members = [("published_on".to_owned(), [text.to_owned()].into())].into();
        cover
    };
    let shown = |covers: &[Cover]| {
        let parts: Vec<VisiblePart> = covers.iter().map(|cover| part(1, Some(cover))).collect();
        lines_as(&lake, &PRICE_INDEX, &snapshot(&[(path, &parts)]))
    };
    let (early, late) = (
        of_day("2017-07-01", &[2018, 2019]),
        of_day("2018-07-01", &[2019]),
    );
    assert_eq!(shown(&[early.clone(), late.clone()]), [1, 2, 3]);
    assert_eq!(shown(std::slice::from_ref(&late)), [3]);
    // 2019 of the early publication was corrected by a later import.
    assert_eq!(shown(&[of_day("2017-07-01", &[2018]), late]), [1, 3]);
    let refused = lake.view(
        &PRICE_INDEX,
        &snapshot(&[(path, &[part(1, Some(&of_day("July", &[2018])))])]),
    );
    assert!(
        matches!(refused.err(), Some(LakeError::CoverMember { member, .. }) if member == "July")
    );
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

mod laws;

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
