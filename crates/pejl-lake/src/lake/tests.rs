#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use polars::prelude::ParquetWriter;

use super::*;
use crate::dataset::STAT_FACT;
use crate::test_support::{VERSIONS, cover, facts, frame, lake, publish, publish_as, versions};

const PATH: &str = "stat_fact/1-a.parquet";

fn publish_some(lake: &Lake) -> SegmentMeta {
    publish(
        lake,
        PATH,
        &frame(&facts(
            1,
            &cover("T", &["101", "766"], &[2016, 2017], &[]),
            1,
        )),
    )
}

#[test]
fn lake_is_made_where_there_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("data").join("lake");
    let lake = Lake::open(&root).unwrap();
    assert!(lake.root().is_absolute());
    assert_eq!(lake.list_files().unwrap(), []);
}

#[test]
fn lake_cannot_be_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("taken");
    fs::write(&root, "x").unwrap();
    assert!(matches!(
        Lake::open(&root),
        Err(LakeError::Io { action: "open", .. })
    ));
}

#[test]
fn whole_segment_verifies() {
    let (_folder, lake) = lake();
    let meta = publish_some(&lake);
    assert_eq!(lake.verify(PATH, &meta.sha256).unwrap(), meta);
    assert_eq!(
        lake.verify(PATH, &meta.sha256.to_uppercase()).unwrap(),
        meta
    );
}

#[test]
fn changed_bytes_do_not_verify() {
    let (_folder, lake) = lake();
    let meta = publish_some(&lake);
    let file = lake.root().join(PATH);
    let good = fs::read(&file).unwrap();
    for place in [0, good.len() / 2, good.len() - 1] {
        let mut bad = good.clone();
        bad[place] ^= 1;
        fs::write(&file, &bad).unwrap();
        let found = hash_file(&file).unwrap().sha256;
        let refused = lake.verify(PATH, &meta.sha256).unwrap_err();
        assert!(matches!(refused, LakeError::Hash { found: told, .. } if told == found));
    }
    fs::write(&file, &good[..good.len() - 10]).unwrap();
    assert!(matches!(
        lake.verify(PATH, &meta.sha256),
        Err(LakeError::Hash { .. })
    ));
    // Even with the right hash, a truncated file is no segment.
    let hash = hash_file(&file).unwrap().sha256;
    assert!(matches!(
        lake.verify(PATH, &hash),
        Err(LakeError::NotASegment {
            source: Some(_),
            ..
        })
    ));
}

#[test]
fn files_that_are_no_segment_of_ours_do_not_verify() {
    let (_folder, lake) = lake();
    assert!(matches!(
        lake.verify(PATH, ""),
        Err(LakeError::Missing { .. })
    ));
    assert!(matches!(
        lake.verify("../x.parquet", ""),
        Err(LakeError::BadPath { .. })
    ));

    let unknown = publish_as(
        &lake,
        "versions/1-a.parquet",
        &VERSIONS,
        &versions(&[("a", 1, "put", 1)]),
    );
    assert!(
        matches!(lake.verify(&unknown.path, &unknown.sha256), Err(LakeError::Dataset { found, .. }) if found == "versions")
    );

    fs::create_dir_all(lake.root().join("stat_fact")).unwrap();
    let file = lake.root().join(PATH);
    ParquetWriter::new(fs::File::create(&file).unwrap())
        .finish(&mut versions(&[("a", 1, "put", 1)]))
        .unwrap();
    let hash = hash_file(&file).unwrap().sha256;
    assert!(matches!(
        lake.verify(PATH, &hash),
        Err(LakeError::NotASegment { source: None, .. })
    ));
}

#[test]
fn files_are_listed_by_what_they_are() {
    let (_folder, lake) = lake();
    publish_some(&lake);
    let writer = lake.writer("stat_fact/2-b.parquet", &STAT_FACT).unwrap();
    fs::write(lake.root().join("README"), "x").unwrap();
    fs::write(lake.root().join("stat_fact/.hidden.parquet"), "x").unwrap();
    fs::create_dir(lake.root().join("empty")).unwrap();
    let found: Vec<(String, LakeFileKind)> = lake
        .list_files()
        .unwrap()
        .into_iter()
        .map(|f| (f.path, f.kind))
        .collect();
    assert_eq!(
        found,
        [
            ("README".to_owned(), LakeFileKind::Stranger),
            (
                "stat_fact/.hidden.parquet".to_owned(),
                LakeFileKind::Stranger
            ),
            (PATH.to_owned(), LakeFileKind::Segment),
            (
                "stat_fact/2-b.parquet.partial".to_owned(),
                LakeFileKind::Temporary {
                    segment: "stat_fact/2-b.parquet".to_owned()
                },
            ),
        ],
    );
    drop(writer);
}

#[test]
fn only_segments_and_their_leftovers_are_removed() {
    let (_folder, lake) = lake();
    publish_some(&lake);
    fs::write(lake.root().join("stat_fact/2-b.parquet.partial"), "left").unwrap();
    fs::write(lake.root().join("README"), "x").unwrap();
    for stranger in ["README", "../README", "/etc/passwd", "stat_fact"] {
        assert!(
            matches!(
                lake.remove([PATH, stranger]),
                Err(LakeError::BadPath { .. })
            ),
            "{stranger}"
        );
    }
    assert_eq!(lake.list_files().unwrap().len(), 3);
    assert_eq!(
        lake.remove([
            PATH,
            "stat_fact/2-b.parquet.partial",
            "stat_fact/3-c.parquet"
        ])
        .unwrap(),
        2
    );
    let left: Vec<String> = lake
        .list_files()
        .unwrap()
        .into_iter()
        .map(|file| file.path)
        .collect();
    assert_eq!(left, ["README"]);
}

#[test]
fn removed_segment_is_not_remembered() {
    let (_folder, lake) = lake();
    publish_some(&lake);
    let path = SegmentPath::parse(PATH).unwrap();
    assert_eq!(lake.footer(&path).unwrap().n_rows, 4);
    lake.remove([PATH]).unwrap();
    assert!(matches!(lake.footer(&path), Err(LakeError::Missing { .. })));
}
