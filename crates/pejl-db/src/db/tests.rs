#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::*;
use crate::fixture::{at, cover, import_one, sha};
use crate::key::{NewKey, insert_key, list_keys};
use crate::revision::{find_revision, list_revisions};
use crate::testing::{for_each_backend, for_each_database};

fn insert(conn: &mut DbConn, prefix: &str) -> Result<(), crate::key::KeyError> {
    let sha256 = sha(prefix);
    let new = NewKey {
        name: "n",
        role: "admin",
        prefix,
        sha256: &sha256,
    };
    insert_key(conn, &new, at(0)).map(|_| ())
}

#[test]
fn reading_cannot_write() {
    for_each_backend(|db| {
        assert!(db.with(|conn| insert(conn, "a")).is_err());
        assert_eq!(db.with(list_keys).unwrap(), []);
        db.write_tx(|conn| insert(conn, "a")).unwrap();
        assert_eq!(db.with(list_keys).unwrap().len(), 1);
    });
}

#[test]
fn reading_sees_one_state() {
    for_each_backend(|db| {
        db.with(|conn| {
            assert_eq!(list_keys(conn)?, []);
            db.write_tx(|conn| insert(conn, "a")).unwrap();
            assert_eq!(list_keys(conn)?, []);
            Ok::<_, DbError>(())
        })
        .unwrap();
        assert_eq!(db.with(list_keys).unwrap().len(), 1);
    });
}

#[test]
fn failed_work_leaves_nothing_and_the_handle_goes_on() {
    for_each_backend(|db| {
        let failed = db.write_tx(|conn| {
            insert(conn, "a")?;
            insert(conn, "a")
        });
        assert!(failed.is_err());
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            db.write_tx(|conn| -> Result<(), DbError> {
                insert(conn, "b").unwrap();
                panic!("in the middle")
            })
        }));
        assert!(panicked.is_err());
        assert_eq!(db.with(list_keys).unwrap(), []);
        db.write_tx(|conn| insert(conn, "c")).unwrap();
        assert_eq!(db.with(list_keys).unwrap().len(), 1);
    });
}

#[test]
fn healthy_database_says_what_it_is() {
    for_each_database(|database| {
        let db = database.open();
        let DbError::NotMigrated { pending } = db.check().unwrap_err() else {
            panic!("no tables, but no error");
        };
        assert_eq!(pending, db.migrate().unwrap());
        let info = db.check().unwrap();
        assert_eq!(info.backend, database.backend());
        assert_eq!(info.store_id.len(), 32);
        assert_eq!(info.revision, 0);
        assert_eq!(db.check().unwrap(), info);
    });
}

#[test]
fn unreachable_server_is_named_without_the_password() {
    let error = Db::open("postgres://pejl:hemmeligt@127.0.0.1:1/pejl").unwrap_err();
    assert_eq!(
        error.to_string(),
        "failed to connect to the PostgreSQL server at `127.0.0.1:1/pejl`"
    );
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(!cause.contains("hemmeligt"), "{cause}");
    assert!(cause.contains("127.0.0.1"), "{cause}");
}

#[test]
fn file_in_a_missing_folder_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing/db.sqlite");
    let error = Db::open(&format!("sqlite://{}", path.display())).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("failed to connect to the SQLite file `{}`", path.display())
    );
}

#[test]
fn revisions_are_listed_newest_first_in_pages() {
    for_each_backend(|db| {
        for n in 0..3 {
            let box_ = cover(&["630"], &["2017"], &["5.30.27"]);
            import_one(db, box_, &n.to_string(), at(n));
        }
        db.with(|conn| {
            let page = |conn: &mut DbConn, before| -> Result<Vec<i64>, DbError> {
                let page = list_revisions(conn, before, 2)?;
                Ok(page.iter().map(|revision| revision.n).collect())
            };
            assert_eq!(page(conn, None)?, [3, 2]);
            assert_eq!(page(conn, Some(2))?, [1]);
            let second = find_revision(conn, 2)?.unwrap();
            assert_eq!(second.committed_at, at(1));
            assert_eq!(
                (second.kind.as_str(), second.actor.as_str()),
                ("import", "anna")
            );
            assert_eq!(find_revision(conn, 4)?, None);
            Ok::<_, DbError>(())
        })
        .unwrap();
    });
}
