#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::coverage::Snapshot;
use crate::fixture::{DATASET, TTL, at, begin, cover, import_one, seen, sha};
use crate::import::{abandon, get_import, list_imports};
use crate::revision::At;
use crate::segment::{expired_segments, list_segments, mark_swept, retired_segments};
use crate::testing::for_each_backend;

const REQUEST: CompactionRequest<'static> = CompactionRequest {
    dataset: DATASET,
    schema_version: 1,
    rows_below: 100,
    rows_together: 1_000,
    actor: "scheduler",
};

/// Three revisions in three files of ten rows.
fn three_revisions(db: &Db) {
    for (n, content) in ["A", "B", "C"].into_iter().enumerate() {
        let years: &[&str] = if n == 1 { &["2016"] } else { &["2015", "2016"] };
        let now = at(i64::try_from(n).unwrap());
        import_one(db, cover(&["630"], years, &["5.30.27"]), content, now);
    }
}

fn written(plan: &CompactionPlan, n_rows: i64) -> WrittenSegment {
    WrittenSegment {
        id: plan.output.id,
        sha256: sha("compacted"),
        n_rows,
        bytes: 2_500,
    }
}

/// The snapshot with the files taken out.
fn boxes(snapshot: &Snapshot) -> Snapshot {
    let mut snapshot = snapshot.clone();
    for part in &mut snapshot.parts {
        part.segments.clear();
    }
    snapshot
}

#[test]
fn swap_makes_no_revision_and_old_snapshots_still_resolve() {
    for_each_backend(|db| {
        three_revisions(db);
        let was: Vec<Snapshot> = (1..=3)
            .map(|n| seen(db, At::Revision(n)).unwrap())
            .collect();
        let plan = plan_compaction(db, &REQUEST, at(10), TTL).unwrap().unwrap();
        assert_eq!(
            plan.inputs.iter().map(|s| s.id).collect::<Vec<_>>(),
            [1, 2, 3]
        );
        commit_compaction(db, &plan, &written(&plan, 30), at(11), &|| ()).unwrap();

        assert_eq!(seen(db, At::Head).unwrap().revision, 3);
        for (n, old) in (1..=3).zip(&was) {
            let now = seen(db, At::Revision(n)).unwrap();
            assert_eq!(boxes(&now), boxes(old));
            for part in &now.parts {
                let paths: Vec<&str> = part.segments.iter().map(|s| s.path.as_str()).collect();
                assert_eq!(paths, [plan.output.path.as_str()]);
            }
        }

        // Readers of the old files have until the caller says so.
        let retired = |before| -> Vec<i64> {
            let retired = db.with(|conn| retired_segments(conn, before)).unwrap();
            retired.iter().map(|s| s.id).collect()
        };
        assert!(retired(at(11)).is_empty());
        assert_eq!(retired(at(12)), [1, 2, 3]);
        mark_swept(db, &[1, 2, 3]).unwrap();
        assert!(retired(at(12)).is_empty());
        // A compaction is no import to its users.
        let imports = db.with(|conn| list_imports(conn, None, 10)).unwrap();
        assert_eq!(imports.len(), 3);
        let error = db
            .with(|conn| get_import(conn, plan.ticket.import_id))
            .unwrap_err();
        assert_eq!(error.to_string(), "no import 4");
    });
}

#[test]
fn boxes_cut_while_files_are_rewritten_move_too() {
    for_each_backend(|db| {
        three_revisions(db);
        let plan = plan_compaction(db, &REQUEST, at(10), TTL).unwrap().unwrap();
        // Neither a single scope nor everything is excluded by a compaction.
        abandon(db, &begin(db, "630", at(11)).unwrap()).unwrap();
        import_one(db, cover(&["630"], &["2016"], &["5.30.27"]), "D", at(11));
        commit_compaction(db, &plan, &written(&plan, 30), at(12), &|| ()).unwrap();
        let parts = seen(db, At::Head).unwrap().parts;
        assert_eq!(parts.len(), 2);
        assert_eq!(parts[0].import_id, 3);
        assert_eq!(parts[0].segments[0].path, plan.output.path);
        assert_ne!(parts[1].segments[0].path, plan.output.path);
    });
}

#[test]
fn nothing_to_put_together_is_no_plan() {
    for_each_backend(|db| {
        let plan = |request| plan_compaction(db, &request, at(10), TTL).unwrap();
        assert_eq!(plan(REQUEST), None);
        three_revisions(db);
        let large_files_only = CompactionRequest {
            rows_below: 10,
            ..REQUEST
        };
        assert_eq!(plan(large_files_only), None);
        let two_fit = CompactionRequest {
            rows_together: 25,
            ..REQUEST
        };
        let chosen = plan(two_fit).unwrap();
        assert_eq!(
            chosen.inputs.iter().map(|s| s.id).collect::<Vec<_>>(),
            [1, 2]
        );
    });
}

#[test]
fn one_compaction_at_a_time() {
    for_each_backend(|db| {
        three_revisions(db);
        let first = plan_compaction(db, &REQUEST, at(10), TTL).unwrap().unwrap();
        assert!(matches!(
            plan_compaction(db, &REQUEST, at(69), TTL),
            Err(BeginError::Leased { .. })
        ));
        let second = plan_compaction(db, &REQUEST, at(70), TTL).unwrap().unwrap();
        assert!(matches!(
            commit_compaction(db, &first, &written(&first, 30), at(71), &|| ()),
            Err(CompactionError::LeaseLost { .. })
        ));
        commit_compaction(db, &second, &written(&second, 30), at(71), &|| ()).unwrap();
        let abandoned = expired_segments(db, at(71)).unwrap();
        assert_eq!(abandoned, [first.output]);
    });
}

#[test]
fn lost_rows_and_wrong_files_are_refused() {
    for_each_backend(|db| {
        three_revisions(db);
        let before = seen(db, At::Head).unwrap();
        let plan = plan_compaction(db, &REQUEST, at(10), TTL).unwrap().unwrap();
        let refused = |plan: &CompactionPlan, written: &WrittenSegment, expected: &str| {
            let error = commit_compaction(db, plan, written, at(11), &|| ()).unwrap_err();
            assert_eq!(error.to_string(), expected);
        };
        refused(
            &plan,
            &written(&plan, 29),
            "the files have 30 rows together, the new one has 29",
        );
        let stranger = WrittenSegment {
            id: 1,
            ..written(&plan, 30)
        };
        let output = plan.ticket.import_id;
        refused(
            &plan,
            &stranger,
            &format!("segment 1 is not reserved by compaction {output}"),
        );
        let mut twice = plan.clone();
        twice.inputs[2] = twice.inputs[1].clone();
        refused(&twice, &written(&plan, 30), "segment 2 is not live");
        assert_eq!(seen(db, At::Head).unwrap(), before);
        let live = db.with(list_segments).unwrap();
        assert_eq!(
            live.iter()
                .filter(|s| s.state == SegmentState::Live)
                .count(),
            3
        );
    });
}
