#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::fixture::at;
use crate::testing::for_each_backend;

fn create(db: &Db, kind: Kind, body: &str) -> (i64, i64) {
    let new = Change::Create {
        municipality: "766",
        body,
    };
    let (revision, number) = change(db, kind, new, (i64::MAX, "anna", at(1))).unwrap();
    (revision.n, number)
}

fn replace(db: &Db, number: i64, version: i32) -> Result<(Revision, i64), NarrativeError> {
    let other = Change::Replace {
        number,
        version,
        municipality: "630",
        body: "\"other\"",
    };
    change(db, Kind::Initiative, other, (i64::MAX, "anna", at(2)))
}

/// Number, version, what is said and until when of those in force.
fn seen(db: &Db, kind: Kind, n: i64) -> Vec<(i64, i32, String, Option<i64>)> {
    let found: Vec<Stored<String>> = db.with(|conn| list(conn, (kind, None), n)).unwrap();
    let of = |one: Stored<String>| (one.number, one.version, one.said, one.known_to);
    found.into_iter().map(of).collect()
}

#[test]
fn each_kind_has_numbers_and_versions_of_its_own() {
    for_each_backend(|db| {
        let (first, number) = create(db, Kind::Initiative, "\"Æ \\\"one\\\"\"");
        let (second, comment) = create(db, Kind::Comment, "\"said\"");
        assert_eq!((number, comment), (1, 1));
        let (third, _) = replace(db, 1, 1).unwrap();
        let one = |text: &str, version| (1, version, text.to_owned(), None);
        assert_eq!(seen(db, Kind::Initiative, first), [one("Æ \"one\"", 1)]);
        assert_eq!(seen(db, Kind::Initiative, second), [one("Æ \"one\"", 1)]);
        assert_eq!(seen(db, Kind::Initiative, third.n), [one("other", 2)]);
        assert_eq!(seen(db, Kind::Comment, third.n), [one("said", 1)]);
        let in_place = |place| {
            let of = (Kind::Initiative, Some(place));
            let found: Vec<Stored<String>> = db.with(|conn| list(conn, of, third.n)).unwrap();
            found.len()
        };
        assert_eq!((in_place("630"), in_place("766")), (1, 0));

        let gone = Change::Withdraw { number: 1 };
        let (fourth, _) = change(db, Kind::Initiative, gone, (i64::MAX, "anna", at(3))).unwrap();
        assert_eq!(seen(db, Kind::Initiative, fourth.n), []);
        let versions: Vec<Stored<String>> = db
            .with(|conn| list_versions(conn, (Kind::Initiative, 1), fourth.n))
            .unwrap();
        let known: Vec<_> = versions
            .iter()
            .map(|one| (one.version, one.known_to))
            .collect();
        assert_eq!(known, [(2, Some(fourth.n)), (1, Some(third.n))]);
        // A number is never given to another.
        assert_eq!(create(db, Kind::Initiative, "1").1, 2);
    });
}

#[test]
fn what_cannot_be_changed_leaves_no_revision() {
    for_each_backend(|db| {
        let (head, _) = create(db, Kind::Initiative, "\"one\"");
        assert!(matches!(replace(db, 1, 2), Err(NarrativeError::Overtaken)));
        let missing = replace(db, 2, 1);
        assert!(matches!(
            missing,
            Err(NarrativeError::NotFound { number: 2, .. })
        ));
        let gone = change(
            db,
            Kind::Comment,
            Change::Withdraw { number: 1 },
            (i64::MAX, "anna", at(3)),
        );
        assert_eq!(gone.unwrap_err().to_string(), "no comment 1 is in force");
        assert_eq!(db.with(revision::head).unwrap(), head);
        assert_eq!(seen(db, Kind::Initiative, head).len(), 1);
    });
}

#[test]
fn a_document_of_another_form_is_corrupt() {
    for_each_backend(|db| {
        let (head, _) = create(db, Kind::Comment, "7");
        let found: Result<Vec<Stored<String>>, _> =
            db.with(|conn| list(conn, (Kind::Comment, None), head));
        assert!(found.unwrap_err().to_string().contains("narrative"));
    });
}

#[test]
fn figures_are_taken_out_of_every_version() {
    for_each_backend(|db| {
        let (_, number) = create(db, Kind::Comment, r#"{"text":"Æ","figure":{"value":3.5}}"#);
        let other = Change::Replace {
            number,
            version: 1,
            municipality: "766",
            body: r#"{"figure":null,"text":"two"}"#,
        };
        let (revision, _) = change(db, Kind::Comment, other, (i64::MAX, "anna", at(2))).unwrap();
        create(db, Kind::Initiative, r#"{"title":"figure"}"#);
        db.write_tx(forget_figures).unwrap();
        let left = |kind| -> Vec<Stored<Value>> {
            db.with(|conn| list_versions(conn, (kind, 1), i64::MAX))
                .unwrap()
        };
        let said: Vec<String> = left(Kind::Comment)
            .iter()
            .map(|one| one.said.to_string())
            .collect();
        assert_eq!(said, [r#"{"text":"two"}"#, r#"{"text":"Æ"}"#]);
        let title = left(Kind::Initiative).remove(0).said.to_string();
        assert_eq!(title, r#"{"title":"figure"}"#);
        let known = db.with(|conn| list::<Value>(conn, (Kind::Comment, None), revision.n));
        assert_eq!(known.unwrap().len(), 1);
    });
}
