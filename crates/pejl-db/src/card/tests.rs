#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::fixture::{at, cover, import_one, sha};
use crate::testing::for_each_backend;

fn apply(
    db: &Db,
    (code, version, text): (&str, i32, &str),
    proved_at: i64,
) -> Result<i64, CardError> {
    let new = NewCard {
        code,
        definition_version: version,
        text,
        sha256: &sha(text),
    };
    apply_card(db, &new, (proved_at, "anna"), at(proved_at)).map(|made| made.n)
}

/// Code and version of the cards in force at a revision.
fn seen(db: &Db, n: i64) -> Vec<(String, i32)> {
    let found = db.with(|conn| cards_at(conn, n)).unwrap();
    let found = found.into_iter();
    found
        .map(|one| (one.code, one.definition_version))
        .collect()
}

fn own(code: &str, version: i32) -> (String, i32) {
    (code.to_owned(), version)
}

#[test]
fn a_card_counts_from_the_revision_that_applied_it_to_the_one_that_closed_it() {
    for_each_backend(|db| {
        assert_eq!(apply(db, ("O3.3", 2, "two"), 0).unwrap(), 1);
        assert_eq!(apply(db, ("H1", 1, "æ"), 1).unwrap(), 2);
        assert_eq!(apply(db, ("O3.3", 3, "three"), 2).unwrap(), 3);
        assert_eq!(withdraw_card(db, "O3.3", (3, "bo"), at(9)).unwrap().n, 4);
        assert_eq!(seen(db, 0), []);
        assert_eq!(seen(db, 1), [own("O3.3", 2)]);
        assert_eq!(seen(db, 2), [own("H1", 1), own("O3.3", 2)]);
        assert_eq!(seen(db, 3), [own("H1", 1), own("O3.3", 3)]);
        assert_eq!(seen(db, 4), [own("H1", 1)]);

        let of = |n| db.with(|conn| list_applied(conn, "O3.3", n)).unwrap();
        let told = |one: &Applied| {
            let to = one.to.as_ref().map(|to| (to.n, to.actor.clone()));
            (
                one.card.definition_version,
                one.from.n,
                one.card.known_to,
                to,
            )
        };
        let all: Vec<_> = of(4).iter().map(told).collect();
        assert_eq!(
            all,
            [
                (3, 3, Some(4), Some((4, "bo".to_owned()))),
                (2, 1, Some(3), Some((3, "anna".to_owned()))),
            ]
        );
        let then: Vec<_> = of(2).iter().map(told).collect();
        assert_eq!(then, [(2, 1, None, None)]);
        assert!(of(4).iter().all(|one| one.from.kind == "definitions"));

        let ids: Vec<i64> = db
            .with(|conn| cards_at(conn, 4))
            .unwrap()
            .iter()
            .map(|one| one.id)
            .collect();
        let texts = db.with(|conn| card_texts(conn, &ids)).unwrap();
        assert_eq!(texts.into_values().collect::<Vec<_>>(), ["æ"]);
    });
}

#[test]
fn a_version_stands_for_one_text_and_can_come_back() {
    for_each_backend(|db| {
        apply(db, ("H1", 1, "one"), 0).unwrap();
        withdraw_card(db, "H1", (1, "anna"), at(5)).unwrap();
        let other = apply(db, ("H1", 1, "another"), 2);
        assert!(matches!(
            other,
            Err(CardError::Taken {
                definition_version: 1,
                ..
            })
        ));
        assert_eq!(seen(db, 2), []);
        assert_eq!(apply(db, ("H1", 1, "one"), 2).unwrap(), 3);
        assert_eq!(seen(db, 3), [own("H1", 1)]);
        assert!(apply(db, ("H1", 0, "none"), 3).is_err());
        assert_eq!(db.with(revision::head).unwrap(), 3);
    });
}

#[test]
fn what_was_proved_beside_other_cards_is_refused() {
    for_each_backend(|db| {
        apply(db, ("H1", 1, "one"), 0).unwrap();
        let late = apply(db, ("H2", 1, "two"), 0);
        assert!(matches!(late, Err(CardError::Overtaken)));
        withdraw_card(db, "H1", (1, "anna"), at(5)).unwrap();
        let late = apply(db, ("H2", 1, "two"), 1);
        assert!(matches!(late, Err(CardError::Overtaken)));
        let late = withdraw_card(db, "H1", (1, "anna"), at(6));
        assert!(matches!(late, Err(CardError::Overtaken)));
        // Facts that came meanwhile are no other cards.
        import_one(db, cover(&["766"], &["2018"], &["5.30.27"]), "a", at(7));
        assert_eq!(apply(db, ("H2", 1, "two"), 2).unwrap(), 4);
        let none = withdraw_card(db, "H1", (4, "anna"), at(8));
        assert!(matches!(none, Err(CardError::NotFound { .. })));
        assert_eq!(db.with(revision::head).unwrap(), 4);
    });
}
