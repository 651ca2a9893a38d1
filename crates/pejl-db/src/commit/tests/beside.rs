//! One import, several datasets, one revision.

use super::*;
use crate::fixture::{DATASET, TTL, declared};
use crate::import::{BeginError, ImportState, NewImport, abandon, begin_import, get_import};
use crate::lease::{lease_beside, renew};

const OTHER: &str = "grant";

/// What is seen of a dataset: the import and the content of each box.
fn boxes(db: &Db, dataset: &str, at: At) -> Vec<(i64, String)> {
    let rows = db.with(|conn| coverage::list_coverage(conn, dataset, at));
    let rows = rows.unwrap().into_iter();
    rows.map(|row| (row.import_id, row.sha256)).collect()
}

fn beside(db: &Db, ticket: &Ticket, now: DateTime<Utc>) -> Ticket {
    lease_beside(db, ticket, OTHER, &ticket.scope, now, TTL).unwrap()
}

#[test]
fn two_datasets_change_in_one_revision_or_neither_does() {
    for_each_backend(|db| {
        let ticket = begin(db, "630", at(0)).unwrap();
        let other = beside(db, &ticket, at(0));
        let (own_files, other_files) = ([write_segment(db, &ticket)], [write_segment(db, &other)]);
        let (own_covers, other_covers) = ([new_cover(vejle(), "A")], [new_cover(vejle(), "B")]);
        let parts = [Beside {
            ticket: &other,
            dataset_kind: DatasetKind::Replace,
            covers: &other_covers,
            segments: &other_files,
        }];
        let commit = Commit {
            beside: &parts,
            ..commit_of(&own_covers, &own_files)
        };
        // A part with a file of another import undoes the whole.
        let strangers = begin(db, "101", at(0)).unwrap();
        let strange = [write_segment(db, &strangers)];
        let wrong = [Beside {
            segments: &strange,
            ..parts[0]
        }];
        let refused = Commit {
            beside: &wrong,
            ..commit
        };
        let error = commit_import(db, &ticket, &refused, at(1), &|| ()).unwrap_err();
        assert!(matches!(error, CommitError::NotReserved { .. }), "{error}");
        assert_eq!(boxes(db, DATASET, At::Head), []);
        // The same dataset twice is no commit.
        let twice = [parts[0], parts[0]];
        let refused = Commit {
            beside: &twice,
            ..commit
        };
        let error = commit_import(db, &ticket, &refused, at(1), &|| ()).unwrap_err();
        assert!(matches!(error, CommitError::DatasetTwice { .. }), "{error}");

        let done = commit_import(db, &ticket, &commit, at(2), &|| ()).unwrap();
        assert!(matches!(done, Outcome::Committed { revision: 1, .. }));
        let id = ticket.import_id;
        assert_eq!(boxes(db, DATASET, At::Head), [(id, sha("A"))]);
        assert_eq!(boxes(db, OTHER, At::Head), [(id, sha("B"))]);
        // Both leases are given back.
        let next = begin(db, "630", at(3)).unwrap();
        let other = beside(db, &next, at(3));
        // What is known of one dataset stays, what is new of the other is a revision.
        let (own_files, other_files) = ([write_segment(db, &next)], [write_segment(db, &other)]);
        let other_covers = [new_cover(vejle(), "C")];
        let parts = [Beside {
            ticket: &other,
            dataset_kind: DatasetKind::Replace,
            covers: &other_covers,
            segments: &other_files,
        }];
        let commit = Commit {
            beside: &parts,
            ..commit_of(&own_covers, &own_files)
        };
        let done = commit_import(db, &next, &commit, at(4), &|| ()).unwrap();
        assert!(matches!(done, Outcome::Committed { revision: 2, .. }));
        assert_eq!(boxes(db, DATASET, At::Head), [(id, sha("A"))]);
        assert_eq!(boxes(db, OTHER, At::Head), [(next.import_id, sha("C"))]);
        assert_eq!(boxes(db, OTHER, At::Revision(1)), [(id, sha("B"))]);
    });
}

#[test]
fn leases_of_an_import_are_kept_lost_and_given_back_together() {
    for_each_backend(|db| {
        let ticket = begin(db, "630", at(0)).unwrap();
        beside(db, &ticket, at(0));
        // Another import of that scope waits for either.
        let other = NewImport {
            dataset: OTHER,
            ..declared("630")
        };
        let begin_other = |now| begin_import(db, &other, now, TTL);
        assert!(matches!(begin_other(at(1)), Err(BeginError::Leased { .. })));
        renew(db, &ticket, at(50), TTL).unwrap();
        assert!(matches!(
            begin_other(at(100)),
            Err(BeginError::Leased { .. })
        ));
        // When one runs out and is taken over, the other is lost with it.
        let taken = begin_other(at(200)).unwrap();
        let lost = lease_beside(db, &ticket, "goal", "630", at(200), TTL).unwrap_err();
        assert!(matches!(lost, BeginError::Lost { .. }), "{lost}");
        let covers = [new_cover(vejle(), "A")];
        let unchanged = end_unchanged(db, &ticket, &commit_of(&covers, &[]), at(201));
        assert!(matches!(unchanged, Err(CommitError::LeaseLost { .. })));
        let import = db.with(|conn| get_import(conn, ticket.import_id)).unwrap();
        assert_eq!(import.state, ImportState::Abandoned);
        begin(db, "630", at(202)).unwrap();
        // Given up, both are free at once.
        let beside_taken = lease_beside(db, &taken, "goal", "630", at(203), TTL).unwrap();
        assert_eq!(beside_taken.import_id, taken.import_id);
        abandon(db, &taken).unwrap();
        begin_other(at(204)).unwrap();
    });
}

#[test]
fn an_import_may_know_by_itself_that_nothing_is_new() {
    for_each_backend(|db| {
        let ticket = begin(db, "630", at(0)).unwrap();
        beside(db, &ticket, at(0));
        let revision = end_unchanged(db, &ticket, &commit_of(&[], &[]), at(1)).unwrap();
        assert_eq!(revision, 0);
        let import = db.with(|conn| get_import(conn, ticket.import_id)).unwrap();
        assert_eq!(import.state, ImportState::Unchanged);
        assert_eq!(import.revision, None);
        begin(db, "*", at(2)).unwrap();
    });
}
