#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::Barrier;

use super::*;
use crate::fixture::at;
use crate::testing::for_each_backend;

/// Makes so many revisions.
fn revisions(db: &Db, n: i64) {
    for second in 0..n {
        db.write_tx(|conn| revision::insert_revision(conn, "import", "anna", at(second)))
            .unwrap();
    }
}

fn make(db: &Db, name: &str, revision: i64) -> Result<Release, ReleaseError> {
    let new = NewRelease {
        name,
        revision,
        note: "til udvalget",
        actor: "anna",
    };
    insert_release(db, &new, at(100))
}

#[test]
fn a_release_is_found_by_its_name_in_small_and_large_letters() {
    for_each_backend(|db| {
        revisions(db, 2);
        let made = make(db, "Årsmøde Øst", 1).unwrap();
        assert_eq!((made.revision, made.head, made.made_at), (1, 2, at(100)));
        let found = |name: &str| db.with(|conn| find_release(conn, name)).unwrap();
        assert_eq!(found("årsmøde ØST"), Some(made));
        assert_eq!(found("årsmøde"), None);
    });
}

#[test]
fn a_name_is_given_once_and_a_revision_must_be_there() {
    for_each_backend(|db| {
        revisions(db, 2);
        let made = make(db, "Marts", 1).unwrap();
        match make(db, "MARTS", 2) {
            Err(ReleaseError::Taken(known)) => assert_eq!(*known, made),
            other => assert_eq!(format!("{other:?}"), "a refusal as above"),
        }
        let missing = make(db, "April", 3).unwrap_err();
        assert_eq!(missing.to_string(), "no revision 3, the newest is 2");
        let all = db.with(|conn| list_releases(conn, None, 10)).unwrap();
        assert_eq!(all, [made]);
    });
}

#[test]
fn of_several_at_once_with_one_name_one_is_made() {
    const N: usize = 4;
    for_each_backend(|db| {
        revisions(db, 4);
        let (start, made) = (Barrier::new(N), std::sync::Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            for revision in [1, 2, 3, 4] {
                let (start, made) = (&start, &made);
                scope.spawn(move || {
                    start.wait();
                    let one = make(db, "Marts", revision);
                    made.lock().unwrap().push(one);
                });
            }
        });
        let made = made.into_inner().unwrap();
        let won: Vec<&Release> = made.iter().flatten().collect();
        assert_eq!(won.len(), 1);
        let is_taken = |one: &Result<Release, ReleaseError>| match one {
            Ok(_) => true,
            Err(ReleaseError::Taken(known)) => Some(&known.as_ref()) == won.first(),
            Err(ReleaseError::Revision(_)) => false,
        };
        assert!(made.iter().all(is_taken), "{made:?}");
    });
}

#[test]
fn what_was_released_before_is_the_same_for_ever() {
    for_each_backend(|db| {
        revisions(db, 3);
        let first = make(db, "one", 2).unwrap();
        let second = make(db, "two", 3).unwrap();
        let below = |n, before| {
            let found = db.with(|conn| newest_release_below(conn, n, before));
            found.unwrap().map(|one| one.name)
        };
        assert_eq!(below(3, Before::Release(second.id)).as_deref(), Some("one"));
        // It was made when revision 3 was there already.
        assert_eq!(below(3, Before::Revision(3)), None);
        revisions(db, 1);
        assert_eq!(below(4, Before::Revision(4)).as_deref(), Some("two"));
        make(db, "late", 1).unwrap();
        assert_eq!(below(4, Before::Revision(4)).as_deref(), Some("two"));
        assert_eq!(below(3, Before::Release(second.id)).as_deref(), Some("one"));
        assert_eq!(below(2, Before::Release(first.id)), None);
    });
}

#[test]
fn pages_go_from_the_latest_to_the_first() {
    for_each_backend(|db| {
        revisions(db, 1);
        for name in ["one", "two", "three"] {
            make(db, name, 1).unwrap();
        }
        let names = |before, limit| -> Vec<String> {
            let found = db.with(|conn| list_releases(conn, before, limit)).unwrap();
            found.into_iter().map(|one| one.name).collect()
        };
        assert_eq!(names(None, 2), ["three", "two"]);
        let last = db.with(|conn| find_release(conn, "two")).unwrap().unwrap();
        assert_eq!(names(Some(last.id), 2), ["one"]);
    });
}
