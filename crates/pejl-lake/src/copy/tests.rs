#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::segment::SegmentMeta;
use crate::test_support::{cover, facts, frame, lake, publish};

const PATH: &str = "stat_fact/1-a.parquet";

fn publish_some(lake: &Lake) -> SegmentMeta {
    let rows = facts(1, &cover("T", &["101", "766"], &[2016, 2017], &[]), 1);
    publish(lake, PATH, &frame(&rows))
}

#[test]
fn a_segment_goes_out_and_comes_into_another_lake_as_it_is() {
    let (_one, from) = lake();
    let (_other, into) = lake();
    let meta = publish_some(&from);
    let between = tempfile::tempdir().unwrap();
    let n_bytes = from.copy_out(PATH, &meta.sha256, between.path()).unwrap();
    assert_eq!(i64::try_from(n_bytes).unwrap(), meta.bytes);
    for _again in 0..2 {
        assert_eq!(
            into.copy_in(PATH, &meta.sha256, between.path()).unwrap(),
            n_bytes
        );
    }
    assert_eq!(into.verify(PATH, &meta.sha256).unwrap(), meta);
    assert_eq!(into.list_files().unwrap().len(), 1);
}

#[test]
fn what_is_damaged_on_the_way_is_not_kept() {
    let (_one, from) = lake();
    let (_other, into) = lake();
    let meta = publish_some(&from);
    let between = tempfile::tempdir().unwrap();
    from.copy_out(PATH, &meta.sha256, between.path()).unwrap();
    let copy = between.path().join(PATH);
    let mut bytes = fs::read(&copy).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&copy, &bytes).unwrap();
    let error = into
        .copy_in(PATH, &meta.sha256, between.path())
        .unwrap_err();
    assert!(matches!(error, LakeError::Hash { .. }), "{error}");
    assert_eq!(into.list_files().unwrap(), []);

    fs::write(from.root().join(PATH), &bytes).unwrap();
    let error = from
        .copy_out(PATH, &meta.sha256, between.path())
        .unwrap_err();
    assert!(matches!(error, LakeError::Hash { .. }), "{error}");
    assert!(!copy.exists());
}

#[test]
fn what_is_not_there_and_what_is_no_segment_is_said() {
    let (_one, lake) = lake();
    let folder = tempfile::tempdir().unwrap();
    let missing = lake.copy_out(PATH, "00", folder.path()).unwrap_err();
    assert!(matches!(missing, LakeError::Missing { .. }), "{missing}");
    let missing = lake.copy_in(PATH, "00", folder.path()).unwrap_err();
    assert!(matches!(missing, LakeError::Missing { .. }), "{missing}");
    for path in ["../1-a.parquet", "/1-a.parquet", "stat_fact/1-a.txt"] {
        let bad = lake.copy_in(path, "00", folder.path()).unwrap_err();
        assert!(matches!(bad, LakeError::BadPath { .. }), "{bad}");
    }
}
