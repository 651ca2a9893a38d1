#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::commit::{CommitError, commit_import};
use crate::fixture::{
    at, begin, commit_of, cover, import_one, new_cover, seen, sha, write_segment,
};
use crate::import::{abandon, get_import};
use crate::revision::At;
use crate::testing::for_each_backend;

#[test]
fn reserved_paths_name_dataset_and_number_and_differ() {
    for_each_backend(|db| {
        let ticket = begin(db, "*", at(0)).unwrap();
        let reserved = reserve_segments(db, &ticket, 3, 7).unwrap();
        assert_eq!(reserved.iter().map(|s| s.id).collect::<Vec<_>>(), [1, 2, 3]);
        for segment in &reserved {
            let random = segment
                .path
                .strip_prefix(&format!("stat_fact/{}-", segment.id))
                .and_then(|rest| rest.strip_suffix(".parquet"))
                .unwrap();
            assert_eq!(random.len(), 16);
        }
        let listed = db.with(list_segments).unwrap();
        assert_eq!(listed.len(), 3);
        assert_eq!(listed[0].path, reserved[0].path);
        assert_eq!(listed[0].schema_version, 7);
        assert_eq!(listed[0].state, SegmentState::Reserved);
        assert_eq!(listed[0].written, None);
    });
}

#[test]
fn expired_lease_is_swept_and_a_living_one_is_not() {
    for_each_backend(|db| {
        import_one(db, cover(&["607"], &["2017"], &["5.30.27"]), "A", at(0));
        let dead = begin(db, "615", at(0)).unwrap();
        let dead_segments = reserve_segments(db, &dead, 2, 1).unwrap();
        let living = begin(db, "630", at(30)).unwrap();
        let living_segment = write_segment(db, &living);

        assert_eq!(expired_segments(db, at(59)).unwrap(), []);
        assert_eq!(expired_segments(db, at(60)).unwrap(), dead_segments);
        let import = db.with(|conn| get_import(conn, dead.import_id)).unwrap();
        assert_eq!(import.state, ImportState::Abandoned);

        // Once its files may go, the import cannot commit them, however late it wakes.
        let covers = [new_cover(cover(&["615"], &["2017"], &["5.30.27"]), "late")];
        let late = commit_import(db, &dead, &commit_of(&covers, &[]), at(59), &|| ());
        assert!(matches!(late, Err(CommitError::LeaseLost { .. })));

        // Until they are marked they are listed again: the sweeper may have died.
        assert_eq!(expired_segments(db, at(61)).unwrap(), dead_segments);
        let ids: Vec<i64> = dead_segments.iter().map(|s| s.id).collect();
        mark_swept(db, &ids).unwrap();
        assert_eq!(expired_segments(db, at(61)).unwrap(), []);
        // Another process that swept the same files at the same time is not at fault.
        mark_swept(db, &ids).unwrap();

        let covers = [new_cover(cover(&["630"], &["2017"], &["5.30.27"]), "B")];
        let segments = [living_segment];
        commit_import(db, &living, &commit_of(&covers, &segments), at(61), &|| ()).unwrap();
        assert_eq!(seen(db, At::Head).unwrap().parts.len(), 2);
    });
}

#[test]
fn abandoned_import_is_swept_at_once() {
    for_each_backend(|db| {
        let ticket = begin(db, "*", at(0)).unwrap();
        let reserved = reserve_segments(db, &ticket, 1, 1).unwrap();
        abandon(db, &ticket).unwrap();
        assert_eq!(expired_segments(db, at(0)).unwrap(), reserved);
    });
}

#[test]
fn segments_in_use_are_not_marked_as_swept() {
    for_each_backend(|db| {
        import_one(db, cover(&["607"], &["2017"], &["5.30.27"]), "A", at(0));
        let given_up = begin(db, "615", at(0)).unwrap();
        let sweepable = reserve_segments(db, &given_up, 1, 1).unwrap();
        abandon(db, &given_up).unwrap();
        let running = begin(db, "630", at(0)).unwrap();
        let in_use = reserve_segments(db, &running, 1, 1).unwrap();
        for id in [1, in_use[0].id, 999] {
            let error = mark_swept(db, &[sweepable[0].id, id]).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("segment {id} is not to be swept")
            );
        }
        // Nothing of the refused calls stayed.
        assert_eq!(expired_segments(db, at(0)).unwrap(), sweepable);
    });
}

#[test]
fn live_segment_says_what_was_written() {
    for_each_backend(|db| {
        import_one(db, cover(&["607"], &["2017"], &["5.30.27"]), "A", at(0));
        let listed = db.with(list_segments).unwrap();
        let written = listed[0].written.as_ref().unwrap();
        assert_eq!(listed[0].state, SegmentState::Live);
        assert_eq!(written.sha256, sha(&listed[0].path));
        assert_eq!((written.n_rows, written.bytes), (10, 1_000));
    });
}
