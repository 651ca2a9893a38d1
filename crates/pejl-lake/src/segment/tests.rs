#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::Cursor;

use polars::prelude::{
    DataType, IdxCa, NamedFrom, NewChunkedArray, ParquetReader, SerReader, Series,
};

use super::*;
use crate::dataset::{PRICE_INDEX, STAT_FACT};
use crate::hashing::hash_file;
use crate::lake::{Lake, LakeFileKind};
use crate::test_support::{cover, facts, frame, lake, lines, part, publish, snapshot};

const PATH: &str = "stat_fact/1-a.parquet";

fn read(lake: &Lake, path: &str) -> DataFrame {
    let bytes = fs::read(lake.root().join(path)).unwrap();
    ParquetReader::new(Cursor::new(bytes)).finish().unwrap()
}

fn kinds(lake: &Lake) -> Vec<(String, LakeFileKind)> {
    lake.list_files()
        .unwrap()
        .into_iter()
        .map(|file| (file.path, file.kind))
        .collect()
}

fn some_rows() -> DataFrame {
    frame(&facts(
        1,
        &cover(
            "T",
            &["101", "766", "851"],
            &[2016, 2017],
            &[("sex", &["M", "K"])],
        ),
        1,
    ))
}

#[test]
fn rows_come_back_as_they_were_written_in_the_datasets_order() {
    let (_folder, lake) = lake();
    let rows = some_rows();
    let backwards = rows.reverse();
    let meta = publish(&lake, PATH, &backwards);
    assert_eq!(meta.n_rows, 12);
    assert_eq!(meta.path, PATH);
    let back = read(&lake, PATH);
    assert_eq!(**back.schema(), STAT_FACT.schema());
    // Built in the order variant, area, period, members; the members' order is that of their texts.
    let options = polars::prelude::SortMultipleOptions::default().with_maintain_order(true);
    assert!(back.equals_missing(&rows.sort(STAT_FACT.sort.iter().copied(), options).unwrap()));
    assert!(back.column(columns::VALUE).unwrap().null_count() > 0);
}

/// Rows are read on one thread and written on another.
#[test]
fn writer_and_lake_go_from_thread_to_thread() {
    fn moves<T: Send>(value: T) -> T {
        value
    }
    fn is_shared<T: Sync>(_: &T) {}
    let (_folder, lake) = lake();
    is_shared(&lake);
    let mut writer = moves(lake.writer(PATH, &STAT_FACT).unwrap());
    writer.write(&some_rows()).unwrap();
    assert_eq!(moves(writer.seal().unwrap()).meta().n_rows, 12);
}

#[test]
fn hash_and_length_are_those_of_the_file() {
    let (_folder, lake) = lake();
    let meta = publish(&lake, PATH, &some_rows());
    let written = hash_file(&lake.root().join(PATH)).unwrap();
    assert_eq!(meta.sha256, written.sha256);
    assert_eq!(u64::try_from(meta.bytes).unwrap(), written.n_bytes);
    assert_eq!(meta.sha256.len(), 64);
}

#[test]
fn same_rows_give_the_same_bytes() {
    let (_folder, lake) = lake();
    let one = publish(&lake, PATH, &some_rows());
    let two = publish(&lake, "stat_fact/2-b.parquet", &some_rows());
    assert_eq!(one.sha256, two.sha256);
}

#[test]
fn frames_are_gathered_into_row_groups() {
    let (_folder, lake) = lake();
    let rows = some_rows();
    let mut writer = lake
        .writer(PATH, &STAT_FACT)
        .unwrap()
        .with_row_group_rows(5);
    for n in 0..4 {
        writer.write(&rows.slice(n * 3, 3)).unwrap();
    }
    let meta = writer.seal().unwrap().publish().unwrap();
    assert_eq!(meta.n_rows, 12);
    let bytes = fs::read(lake.root().join(PATH)).unwrap();
    let mut reader = ParquetReader::new(Cursor::new(bytes));
    let groups: Vec<usize> = reader
        .get_metadata()
        .unwrap()
        .row_groups
        .iter()
        .map(|group| group.num_rows())
        .collect();
    assert_eq!(groups, [5, 5, 2]);
    assert_eq!(read(&lake, PATH).height(), 12);
}

#[test]
fn large_frame_is_cut_into_row_groups() {
    let (_folder, lake) = lake();
    let mut writer = lake
        .writer(PATH, &STAT_FACT)
        .unwrap()
        .with_row_group_rows(5);
    writer.write(&some_rows()).unwrap();
    writer.seal().unwrap().publish().unwrap();
    assert_eq!(read(&lake, PATH).height(), 12);
}

#[track_caller]
fn check_refused(change: impl FnOnce(&mut DataFrame), message: &str) {
    let (_folder, lake) = lake();
    let mut hostile = some_rows();
    change(&mut hostile);
    let mut writer = lake.writer(PATH, &STAT_FACT).unwrap();
    let refused = writer.write(&hostile).unwrap_err();
    assert_eq!(refused.to_string(), message);
    // The refused frame left no trace: the writer goes on.
    writer.write(&some_rows()).unwrap();
    assert_eq!(writer.seal().unwrap().publish().unwrap().n_rows, 12);
}

#[test]
fn wrong_frames_are_refused_by_column_and_types() {
    check_refused(
        |frame| {
            frame.drop_in_place(columns::CELL).unwrap();
        },
        "column `cell` of `stat_fact` is missing",
    );
    check_refused(
        |frame| {
            frame
                .with_column(Series::new("note".into(), vec!["x"; 12]).into())
                .unwrap();
        },
        "`stat_fact` has no column `note`",
    );
    check_refused(
        |frame| {
            let value = frame
                .column(columns::VALUE)
                .unwrap()
                .cast(&DataType::Float64)
                .unwrap();
            frame.with_column(value).unwrap();
        },
        "column `value` of `stat_fact` is f64, expected int64",
    );
    check_refused(
        |frame| {
            let import = frame
                .column(columns::IMPORT_ID)
                .unwrap()
                .cast(&DataType::Int32)
                .unwrap();
            frame.with_column(import).unwrap();
        },
        "column `import_id` of `stat_fact` is i32, expected int64",
    );
    check_refused(
        |frame| {
            frame
                .with_column(
                    Series::new(columns::AREA.into(), [Some("101"), None].repeat(6)).into(),
                )
                .unwrap();
        },
        "column `area` of `stat_fact` is null in 6 rows",
    );
}

#[test]
fn frame_of_another_dataset_is_refused() {
    let (_folder, lake) = lake();
    let mut writer = lake
        .writer("price_index/1-a.parquet", &PRICE_INDEX)
        .unwrap();
    assert!(matches!(
        writer.write(&some_rows()),
        Err(LakeError::MissingColumn {
            dataset: "price_index",
            column: "series"
        })
    ));
}

#[test]
fn order_of_the_columns_does_not_matter() {
    let (_folder, lake) = lake();
    let mut names: Vec<&str> = STAT_FACT.columns.iter().map(|column| column.name).collect();
    names.reverse();
    publish(&lake, PATH, &some_rows().select(names).unwrap());
    assert_eq!(**read(&lake, PATH).schema(), STAT_FACT.schema());
}

#[test]
fn sealed_segment_is_not_seen_until_it_is_published() {
    let (_folder, lake) = lake();
    let mut writer = lake.writer(PATH, &STAT_FACT).unwrap();
    writer.write(&some_rows()).unwrap();
    let temporary = (
        format!("{PATH}.partial"),
        LakeFileKind::Temporary {
            segment: PATH.to_owned(),
        },
    );
    assert_eq!(kinds(&lake), std::slice::from_ref(&temporary));
    let sealed = writer.seal().unwrap();
    assert_eq!(kinds(&lake), [temporary]);
    let snapshot = snapshot(&[(PATH, &[part(1, None)])]);
    assert!(matches!(
        lake.view(&STAT_FACT, &snapshot),
        Err(LakeError::Missing { .. })
    ));
    assert!(matches!(
        lake.verify(PATH, &sealed.meta().sha256),
        Err(LakeError::Missing { .. })
    ));
    let promised = sealed.meta().clone();
    assert_eq!(sealed.publish().unwrap(), promised);
    assert_eq!(kinds(&lake), [(PATH.to_owned(), LakeFileKind::Segment)]);
    assert_eq!(lines(&lake, &snapshot).len(), 12);
}

#[test]
fn dropped_writer_and_dropped_segment_leave_nothing() {
    let (_folder, lake) = lake();
    let mut writer = lake.writer(PATH, &STAT_FACT).unwrap();
    writer.write(&some_rows()).unwrap();
    drop(writer);
    assert_eq!(kinds(&lake), []);
    let mut writer = lake.writer(PATH, &STAT_FACT).unwrap();
    writer.write(&some_rows()).unwrap();
    drop(writer.seal().unwrap());
    assert_eq!(kinds(&lake), []);
    publish(&lake, PATH, &some_rows());
}

/// A killed process runs no destructors: what it was writing stays on disk, under a name nobody reads.
#[test]
fn files_of_a_killed_process_are_never_seen_and_can_be_swept() {
    let (_folder, lake) = lake();
    let other = "stat_fact/2-b.parquet";
    let mut writer = lake
        .writer(PATH, &STAT_FACT)
        .unwrap()
        .with_row_group_rows(4);
    writer.write(&some_rows()).unwrap();
    std::mem::forget(writer);
    let mut writer = lake.writer(other, &STAT_FACT).unwrap();
    writer.write(&some_rows()).unwrap();
    std::mem::forget(writer.seal().unwrap());

    let reopened = Lake::open(lake.root()).unwrap();
    let found = kinds(&reopened);
    assert_eq!(found.len(), 2);
    assert!(
        found
            .iter()
            .all(|(_, kind)| matches!(kind, LakeFileKind::Temporary { .. }))
    );
    for path in [PATH, other] {
        assert!(matches!(
            reopened.view(&STAT_FACT, &snapshot(&[(path, &[part(1, None)])])),
            Err(LakeError::Missing { .. })
        ));
        assert!(matches!(
            reopened.writer(path, &STAT_FACT),
            Err(LakeError::Exists { .. })
        ));
    }
    assert_eq!(reopened.remove([PATH, other]).unwrap(), 2);
    assert_eq!(reopened.remove([PATH, other]).unwrap(), 0);
    assert_eq!(kinds(&reopened), []);
}

#[test]
fn published_segment_is_never_overwritten() {
    let (_folder, lake) = lake();
    let mut writer = lake.writer(PATH, &STAT_FACT).unwrap();
    writer.write(&some_rows()).unwrap();
    let sealed = writer.seal().unwrap();
    fs::write(lake.root().join(PATH), "taken meanwhile").unwrap();
    assert!(matches!(sealed.publish(), Err(LakeError::Exists { path }) if path == PATH));
    assert!(matches!(
        lake.writer(PATH, &STAT_FACT),
        Err(LakeError::Exists { .. })
    ));
    assert_eq!(
        fs::read_to_string(lake.root().join(PATH)).unwrap(),
        "taken meanwhile"
    );
    assert_eq!(kinds(&lake), [(PATH.to_owned(), LakeFileKind::Segment)]);
}

#[test]
fn writer_refuses_paths_out_of_the_lake() {
    let (_folder, lake) = lake();
    for path in [
        "../x.parquet",
        "/elsewhere/x.parquet",
        "stat_fact/.x.parquet",
        "stat_fact/x.csv",
        "",
    ] {
        assert!(
            matches!(
                lake.writer(path, &STAT_FACT),
                Err(LakeError::BadPath { .. })
            ),
            "{path}"
        );
    }
    assert_eq!(kinds(&lake), []);
}

#[test]
fn text_columns_are_plain_utf8_without_an_arrow_schema() {
    let (_folder, lake) = lake();
    publish(&lake, PATH, &some_rows());
    let bytes = fs::read(lake.root().join(PATH)).unwrap();
    let mut reader = ParquetReader::new(Cursor::new(bytes));
    let entries = reader
        .get_metadata()
        .unwrap()
        .key_value_metadata
        .clone()
        .unwrap_or_default();
    let keys: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
    assert_eq!(keys, ["pejl.dataset", "pejl.schema_version", "pejl.extent"]);
}

#[test]
fn every_row_group_has_statistics() {
    let (_folder, lake) = lake();
    let mut writer = lake
        .writer(PATH, &STAT_FACT)
        .unwrap()
        .with_row_group_rows(4);
    let order = IdxCa::from_slice("order".into(), &[3, 11, 0, 7, 1, 9, 2, 10, 4, 8, 5, 6]);
    writer.write(&some_rows().take(&order).unwrap()).unwrap();
    writer.seal().unwrap().publish().unwrap();
    let bytes = fs::read(lake.root().join(PATH)).unwrap();
    let mut reader = ParquetReader::new(Cursor::new(bytes));
    let metadata = reader.get_metadata().unwrap();
    assert_eq!(metadata.row_groups.len(), 3);
    for group in &metadata.row_groups {
        for column in group.parquet_columns() {
            assert!(
                column.statistics(&metadata.footer_buf).is_some(),
                "{:?}",
                column.descriptor().path_in_schema
            );
        }
    }
}
