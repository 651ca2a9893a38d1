//! Several writers, late writers, dying writers and clocks that go back.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;

use super::*;
use crate::fixture::TTL;
use crate::lease::renew;
use crate::testing::for_each_database;

#[test]
fn instants_increase_when_the_clock_goes_back() {
    for_each_backend(|db| {
        let clock = [at(100), at(100), at(50), at(-1_000_000), at(101)];
        for (i, now) in clock.into_iter().enumerate() {
            import_one(db, vejle(), &i.to_string(), now);
        }
        let mut revisions = db.with(|conn| list_revisions(conn, None, 10)).unwrap();
        revisions.reverse();
        let instants: Vec<_> = revisions.iter().map(|r| r.committed_at).collect();
        let microseconds = |n| at(100) + chrono::TimeDelta::microseconds(n);
        assert_eq!(
            instants,
            [
                at(100),
                microseconds(1),
                microseconds(2),
                microseconds(3),
                at(101)
            ]
        );
        // An instant between two commits means the earlier one, even where they are a microsecond apart.
        for revision in &revisions {
            let seen = seen(db, At::Instant(revision.committed_at)).unwrap();
            assert_eq!(seen.revision, revision.n);
        }
    });
}

#[test]
fn two_writers_on_one_scope_the_second_is_refused_while_the_lease_lives() {
    for_each_database(|database| {
        let first = database.open_migrated();
        let second = database.open();
        let barrier = Barrier::new(2);
        let results: Vec<_> = std::thread::scope(|scope| {
            let begin_at_once = |db| {
                let barrier = &barrier;
                scope.spawn(move || {
                    barrier.wait();
                    begin(db, "630", at(0))
                })
            };
            let threads = [begin_at_once(&first), begin_at_once(&second)];
            threads.map(|thread| thread.join().unwrap()).into()
        });
        let tickets: Vec<_> = results.iter().flatten().collect();
        assert_eq!(tickets.len(), 1);
        let refused = results.iter().find_map(|r| r.as_ref().err()).unwrap();
        // Numbers of refused imports are given back on SQLite and skipped on PostgreSQL.
        assert_eq!(
            refused.to_string(),
            format!(
                "import {} holds the scope `630` of dataset `stat_fact` until 2018-03-31 12:01:00 UTC",
                tickets[0].import_id
            )
        );
        assert!(begin(&second, "630", at(59)).is_err());
        renew(&first, tickets[0], at(59), TTL).unwrap();
        assert!(begin(&second, "630", at(118)).is_err());
        assert!(begin(&second, "630", at(119)).is_ok());
    });
}

#[test]
fn old_fence_is_refused() {
    for_each_backend(|db| {
        let old = begin(db, "630", at(0)).unwrap();
        let segments = [write_segment(db, &old)];
        let new = begin(db, "630", at(60)).unwrap();
        assert!(new.fence > old.fence);
        let covers = [new_cover(vejle(), "A")];
        let commit = commit_of(&covers, &segments);
        // The old holder's clock stands still: it believes that its lease lives.
        let error = commit_import(db, &old, &commit, at(1), &|| ()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "import 1 no longer holds the lease on `stat_fact`, scope `630`"
        );
        assert_eq!(seen(db, At::Head).unwrap().revision, 0);
        let import = db.with(|conn| get_import(conn, old.import_id)).unwrap();
        assert_eq!(import.state, ImportState::Abandoned);
        assert_eq!(import.finished_at, Some(at(60)));

        let segments = [write_segment(db, &new)];
        let commit = commit_of(&covers, &segments);
        commit_import(db, &new, &commit, at(61), &|| ()).unwrap();
        // A ticket serves once.
        assert!(matches!(
            commit_import(db, &new, &commit, at(61), &|| ()),
            Err(CommitError::LeaseLost { .. })
        ));
    });
}

#[test]
fn lease_on_everything_that_took_over_a_scope_refuses_its_old_holder() {
    for_each_backend(|db| {
        let old = begin(db, "630", at(0)).unwrap();
        let all = begin(db, "*", at(60)).unwrap();
        let covers = [new_cover(vejle(), "A")];
        let refused = commit_import(db, &old, &commit_of(&covers, &[]), at(61), &|| ());
        assert!(matches!(refused, Err(CommitError::LeaseLost { .. })));
        commit_import(db, &all, &commit_of(&covers, &[]), at(61), &|| ()).unwrap();
    });
}

#[test]
fn lease_that_expired_but_was_not_taken_over_commits() {
    for_each_backend(|db| {
        let ticket = begin(db, "630", at(0)).unwrap();
        let covers = [new_cover(vejle(), "A")];
        commit_import(db, &ticket, &commit_of(&covers, &[]), at(600), &|| ()).unwrap();
        assert_eq!(seen(db, At::Head).unwrap().revision, 1);
    });
}

#[test]
fn many_writers_of_different_scopes_all_succeed() {
    const WRITERS: usize = 4;
    const IMPORTS: usize = 5;
    for_each_database(|database| {
        let first = database.open_migrated();
        let areas = ["607", "615", "621", "630"];
        std::thread::scope(|scope| {
            for area in areas {
                scope.spawn(move || {
                    let db = database.open();
                    for i in 0..IMPORTS {
                        let ticket = begin(&db, area, at(0)).unwrap();
                        let segments = [write_segment(&db, &ticket)];
                        let covers = [new_cover(
                            cover(&[area], &["2016", "2017"], &["5.30.27"]),
                            &i.to_string(),
                        )];
                        let commit = commit_of(&covers, &segments);
                        commit_import(&db, &ticket, &commit, at(0), &|| ()).unwrap();
                        seen(&db, At::Head).unwrap();
                    }
                });
            }
        });
        let revisions = first.with(|conn| list_revisions(conn, None, 100)).unwrap();
        assert_eq!(revisions.len(), WRITERS * IMPORTS);
        assert!(revisions.windows(2).all(|pair| {
            pair[0].n == pair[1].n + 1 && pair[0].committed_at > pair[1].committed_at
        }));
        assert_eq!(seen(&first, At::Head).unwrap().parts.len(), WRITERS);
    });
}

#[test]
fn death_before_the_commit_changes_nothing() {
    for_each_backend(|db| {
        import_one(db, vejle(), "A", at(0));
        let before = seen(db, At::Head).unwrap();
        let ticket = begin(db, "*", at(1)).unwrap();
        let segments = [write_segment(db, &ticket)];
        let covers = [new_cover(vejle(), "B")];
        let commit = commit_of(&covers, &segments);
        let died = catch_unwind(AssertUnwindSafe(|| {
            commit_import(db, &ticket, &commit, at(1), &|| panic!("killed"))
        }));
        assert!(died.is_err());
        assert_eq!(seen(db, At::Head).unwrap(), before);
        // The same handle goes on, and the import can still be committed.
        commit_import(db, &ticket, &commit, at(2), &|| ()).unwrap();
        assert_eq!(seen(db, At::Head).unwrap().revision, 2);
    });
}
