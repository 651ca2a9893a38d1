#![expect(clippy::unwrap_used, reason = "tests")]

use pejl_db::testing::TestDatabase;

use super::*;
use crate::test_place::{COURSES, Place};

/// An installation with a revision; the database is there as long as its value.
fn place() -> (TestDatabase, Place) {
    let database = TestDatabase::sqlite();
    let place = Place::on(&database);
    let rows = "F1;0101600001;rehabilitering;SEL-83a;2018-01-15;;2018-02-10;self_reliant\n";
    let rows = format!(
        "{COURSES}{}",
        rows.replace("0101600001", &crate::test_place::cpr(1))
    );
    place.import("course", "766", &rows);
    (database, place)
}

fn draft(name: &str, note: &str) -> ReleaseDraft {
    ReleaseDraft {
        name: name.to_owned(),
        note: note.to_owned(),
        at: AsKnown::Head,
    }
}

#[test]
fn a_release_is_made_once_and_made_again_is_unchanged() {
    let (_database, place) = place();
    let make = |draft: &ReleaseDraft, dry| make_release(&place.store, draft, ("anna", dry));
    let one = draft(" Marts 2018 ", "til udvalget\nden 3.");
    assert_eq!(make(&one, true).unwrap().state, State::Proved);
    let made = make(&one, false).unwrap();
    assert_eq!(
        (made.state, made.name.as_str()),
        (State::Applied, "Marts 2018")
    );
    assert_eq!(make(&one, false).unwrap().state, State::Unchanged);
    assert_eq!(make(&one, true).unwrap().state, State::Unchanged);
    for dry in [true, false] {
        let other = make(&draft("MARTS 2018", "andet"), dry);
        assert!(matches!(other, Err(AppError::Conflict(_))), "{other:?}");
    }
    let found = get_release(&place.store, "marts 2018").unwrap();
    assert_eq!(Some(&found), made.release.as_ref());
    match get_release(&place.store, "Marts 2017") {
        Err(AppError::NotFound { nearest, .. }) => assert_eq!(nearest, ["Marts 2018"]),
        other => assert_eq!(format!("{other:?}"), "a refusal as above"),
    }
    assert_eq!(list_releases(&place.store, None, 10).unwrap().len(), 1);
}

#[test]
fn what_cannot_be_a_name_is_refused_and_not_told_again() {
    let (_database, place) = place();
    let long = "x".repeat(NAME_CHARS_MAX + 1);
    for name in [
        "",
        "  ",
        "--",
        "a\u{7}b",
        "a\nb",
        "om 010190-1234",
        "a\u{202e}b",
        &long,
    ] {
        match make_release(&place.store, &draft(name, ""), ("anna", false)) {
            Err(AppError::Invalid(problems)) => {
                let one = problems.first().unwrap();
                assert_eq!((one.parameter.as_str(), one.value.as_str()), ("name", ""));
            }
            other => assert_eq!(format!("{other:?}"), "a refusal as above"),
        }
        let unknown = get_release(&place.store, name).unwrap_err().to_string();
        assert!(!unknown.contains("1234"), "{unknown}");
    }
    let note = draft("Marts", "om 010190-1234");
    assert!(make_release(&place.store, &note, ("anna", false)).is_err());
    let blank = TestDatabase::sqlite();
    let nothing = Place::on(&blank);
    assert!(make_release(&nothing.store, &draft("Marts", ""), ("anna", false)).is_err());
    let unknown = ReleaseDraft {
        at: AsKnown::Revision(99),
        ..draft("Marts", "")
    };
    let missing = make_release(&place.store, &unknown, ("anna", false));
    assert!(matches!(missing, Err(AppError::NotFound { .. })));
}
