#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::compaction::{CompactionRequest, plan_compaction};
use crate::coverage::Snapshot;
use crate::fixture::{DATASET, TTL, at, begin, cover, import_one, seen, sha};
use crate::import::{abandon, list_imports};
use crate::revision::{At, list_revisions};
use crate::segment::{
    ReservedSegment, SegmentState, erased_segments, list_kept_segments, mark_swept,
    reserve_segments,
};
use crate::testing::for_each_backend;

fn two_revisions(db: &Db) {
    import_one(
        db,
        cover(&["630"], &["2015", "2016"], &["5.30.27"]),
        "A",
        at(0),
    );
    import_one(db, cover(&["630"], &["2016"], &["5.30.27"]), "B", at(1));
}

fn hold(db: &Db, now: i64) -> Result<Vec<Ticket>, BeginError> {
    begin_erasure(
        db,
        ErasureKind::Forget,
        &[DATASET, "grant"],
        "anna",
        at(now),
        TTL,
    )
}

/// Claims to have written file 1 anew without so many rows.
fn rewritten(db: &Db, tickets: &[Ticket], old: i64, n_rows: i64) -> Replaced {
    let reserved: Vec<ReservedSegment> = reserve_segments(db, &tickets[0], 1, 1).unwrap();
    Replaced {
        dataset: DATASET.to_owned(),
        old,
        old_rows: 10,
        new: WrittenSegment {
            id: reserved[0].id,
            sha256: sha(&reserved[0].path),
            n_rows,
            bytes: 900,
        },
    }
}

fn erasure_of<'a>(
    replaced: &'a [Replaced],
    lost: &'a BTreeMap<(String, i64), i64>,
) -> NewErasure<'a> {
    NewErasure {
        kind: ErasureKind::Forget,
        actor: "anna",
        municipality: Some("630"),
        case_text: Some("sag 12"),
        n_persons: Some(2),
        replaced,
        retired: &[],
        lost,
        issues_of: &[DATASET],
    }
}

/// So many rows of import 1 in each of these datasets.
fn lost_by(rows: &[(&str, i64)]) -> BTreeMap<(String, i64), i64> {
    let row = |(dataset, n): &(&str, i64)| (((*dataset).to_owned(), 1), *n);
    rows.iter().map(row).collect()
}

fn boxes(snapshot: &Snapshot) -> Vec<(i64, i64)> {
    let parts = snapshot.parts.iter();
    parts
        .map(|part| (part.coverage_id, part.import_id))
        .collect()
}

#[test]
fn every_revision_moves_to_the_new_file_and_a_record_stays() {
    for_each_backend(|db| {
        two_revisions(db);
        let before: Vec<Snapshot> = (1..=2)
            .map(|n| seen(db, At::Revision(n)).unwrap())
            .collect();
        let tickets = hold(db, 10).unwrap();
        let replaced = [rewritten(db, &tickets, 1, 7)];
        // An import may have rows in several datasets; the files are only told apart by the one.
        let lost = lost_by(&[(DATASET, 2), ("grant", 1)]);
        let new = erasure_of(&replaced, &lost);
        let done = commit_erasure(db, &tickets, &new, at(11), &|| ()).unwrap();
        assert_eq!(done.revision, Some(3));
        for (n, old) in (1..=2).zip(&before) {
            let now = seen(db, At::Revision(n)).unwrap();
            assert_eq!(boxes(&now), boxes(old));
            assert_eq!(now.parts[0].segments[0].id, replaced[0].new.id);
        }
        assert_eq!(boxes(&seen(db, At::Head).unwrap()), boxes(&before[1]));
        let revisions = db.with(|conn| list_revisions(conn, None, 1)).unwrap();
        assert_eq!(revisions[0].kind, "forget");
        // The file is to go at once, not after the time that readers of a compacted one have.
        let gone = db.with(erased_segments).unwrap();
        assert_eq!(gone.iter().map(|one| one.id).collect::<Vec<_>>(), [1]);
        mark_swept(db, &[1]).unwrap();
        assert!(db.with(erased_segments).unwrap().is_empty());
        let kept = db.with(|conn| list_kept_segments(conn, DATASET)).unwrap();
        assert!(kept.iter().all(|one| one.state == SegmentState::Live));
        let found = db.with(|conn| list_erasures(conn, None, 10)).unwrap();
        assert_eq!(found.len(), 1);
        let rows = [(DATASET.to_owned(), 2), ("grant".to_owned(), 1)];
        assert_eq!(found[0].rows, BTreeMap::from(rows));
        assert_eq!(found[0].case_text.as_deref(), Some("sag 12"));
        assert_eq!((found[0].n_persons, found[0].erased_at), (Some(2), at(11)));
        let of = db.with(|conn| find_erasure_of_revision(conn, 3)).unwrap();
        assert_eq!(of.as_ref(), found.first());
        assert_eq!(
            db.with(|conn| find_erasure_of_revision(conn, 2)).unwrap(),
            None
        );
        let lost = db.with(|conn| list_lost_rows(conn, 1)).unwrap();
        assert_eq!((lost[0].erasure, lost[0].n_rows), (done.erasure, 3));
        assert!(db.with(|conn| list_lost_rows(conn, 2)).unwrap().is_empty());
        // It is no import to its users, and the leases are free.
        assert_eq!(
            db.with(|conn| list_imports(conn, None, 10)).unwrap().len(),
            2
        );
        abandon(db, &begin(db, "630", at(12)).unwrap()).unwrap();
    });
}

#[test]
fn nothing_found_is_recorded_without_a_revision() {
    for_each_backend(|db| {
        two_revisions(db);
        let tickets = hold(db, 10).unwrap();
        let lost = BTreeMap::new();
        let done = commit_erasure(db, &tickets, &erasure_of(&[], &lost), at(11), &|| ()).unwrap();
        assert_eq!(done.revision, None);
        assert_eq!(seen(db, At::Head).unwrap().revision, 2);
        let found = db.with(|conn| list_erasures(conn, None, 10)).unwrap();
        assert_eq!((found[0].revision, found[0].rows.len()), (None, 0));
    });
}

#[test]
fn imports_and_compactions_keep_an_erasure_away_and_it_them() {
    for_each_backend(|db| {
        two_revisions(db);
        let compaction = CompactionRequest {
            dataset: DATASET,
            schema_version: 1,
            rows_below: 100,
            rows_together: 1_000,
            actor: "scheduler",
        };
        let import = begin(db, "630", at(10)).unwrap();
        assert!(matches!(hold(db, 11), Err(BeginError::Leased { .. })));
        abandon(db, &import).unwrap();
        let compacting = plan_compaction(db, &compaction, at(12), TTL)
            .unwrap()
            .unwrap();
        assert!(matches!(hold(db, 13), Err(BeginError::Leased { .. })));
        abandon(db, &compacting.ticket).unwrap();
        let tickets = hold(db, 14).unwrap();
        assert!(matches!(
            begin(db, "615", at(15)),
            Err(BeginError::Leased { .. })
        ));
        assert!(matches!(
            plan_compaction(db, &compaction, at(15), TTL),
            Err(BeginError::Leased { .. })
        ));
        // Whoever comes after its time takes over, and it commits no more.
        abandon(db, &begin(db, "615", at(100)).unwrap()).unwrap();
        let lost = BTreeMap::new();
        let late = commit_erasure(db, &tickets, &erasure_of(&[], &lost), at(101), &|| ());
        assert!(matches!(late, Err(ErasureError::LeaseLost { .. })));
    });
}

#[test]
fn rows_that_were_to_stay_cannot_go() {
    for_each_backend(|db| {
        two_revisions(db);
        let before = seen(db, At::Head).unwrap();
        let tickets = hold(db, 10).unwrap();
        let replaced = [rewritten(db, &tickets, 1, 7)];
        let refused = |replaced: &[Replaced], lost: i64, expected: &str| {
            let lost = lost_by(&[(DATASET, lost)]);
            let new = erasure_of(replaced, &lost);
            let error = commit_erasure(db, &tickets, &new, at(11), &|| ()).unwrap_err();
            assert_eq!(error.to_string(), expected);
        };
        let differ = "the new files have 3 rows less than the old ones, 2 were to go";
        refused(&replaced, 2, differ);
        let mut other = replaced.clone();
        other[0].new.id = 1;
        let import = tickets[0].import_id;
        let not_reserved = format!("segment 1 is not reserved by erasure {import}");
        refused(&other, 3, &not_reserved);
        let mut other = replaced.clone();
        other[0].old = 99;
        refused(&other, 3, "segment 99 is not live");
        let mut other = replaced.clone();
        other[0].dataset = "course".to_owned();
        refused(
            &other,
            3,
            "segment 1 belongs to `course`, which is not held",
        );
        assert_eq!(seen(db, At::Head).unwrap(), before);
        assert!(
            db.with(|conn| list_erasures(conn, None, 10))
                .unwrap()
                .is_empty()
        );
    });
}
