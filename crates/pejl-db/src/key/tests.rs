#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::Db;
use crate::fixture::{at, sha};
use crate::testing::for_each_backend;

fn insert(db: &Db, prefix: &str) -> Result<ApiKey, KeyError> {
    let sha256 = sha(prefix);
    let new = NewKey {
        name: "Økonomi",
        role: "admin",
        prefix,
        sha256: &sha256,
    };
    db.write_tx(|conn| insert_key(conn, &new, at(0)))
}

#[test]
fn key_is_found_by_its_prefix_and_proved_by_its_hash() {
    for_each_backend(|db| {
        let inserted = insert(db, "pejl_ab12").unwrap();
        let found = db
            .with(|conn| find_key_by_prefix(conn, "pejl_ab12"))
            .unwrap()
            .unwrap();
        assert_eq!(found, inserted);
        assert_eq!((found.name.as_str(), found.created_at), ("Økonomi", at(0)));
        assert!(found.admits(&sha("pejl_ab12")));
        assert!(!found.admits(&sha("pejl_ab13")));
        assert!(!found.admits(""));
        let other = db.with(|conn| find_key_by_prefix(conn, "pejl_ab")).unwrap();
        assert_eq!(other, None);
    });
}

#[test]
fn closed_key_admits_nobody_and_keeps_its_instant() {
    for_each_backend(|db| {
        let id = insert(db, "a").unwrap().id;
        insert(db, "b").unwrap();
        let close = |seconds| db.write_tx(|conn| close_key(conn, id, at(seconds)));
        assert_eq!(close(5).unwrap().closed_at, Some(at(5)));
        let closed = close(6).unwrap();
        assert_eq!(closed.closed_at, Some(at(5)));
        assert!(!closed.admits(&sha("a")));
        let keys = db.with(list_keys).unwrap();
        let open: Vec<bool> = keys.iter().map(|key| key.closed_at.is_none()).collect();
        assert_eq!(open, [false, true]);
    });
}

#[test]
fn prefix_serves_once_and_unknown_keys_are_not_found() {
    for_each_backend(|db| {
        insert(db, "a").unwrap();
        assert_eq!(
            insert(db, "a").unwrap_err().to_string(),
            "another key begins with `a`"
        );
        let error = db.write_tx(|conn| close_key(conn, 17, at(0))).unwrap_err();
        assert_eq!(error.to_string(), "no key 17");
    });
}
