#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::{Barrier, Mutex};

use super::*;
use crate::fixture::at;
use crate::release::{NewRelease, insert_release};
use crate::testing::for_each_backend;

const PDF: NewFile<'_> = NewFile {
    format: "pdf",
    content: &[0, 255, 10, b'\\'],
};
const HTML: NewFile<'_> = NewFile {
    format: "html",
    content: b"<html>",
};

/// Makes so many revisions.
fn revisions(db: &Db, n: i64) {
    for second in 0..n {
        db.write_tx(|conn| revision::insert_revision(conn, "import", "anna", at(second)))
            .unwrap();
    }
}

fn new<'a>((month, revision): (&'a str, i64), files: &'a [NewFile<'a>]) -> NewReport<'a> {
    NewReport {
        municipality: "766",
        month,
        lang: "da",
        revision,
        release: None,
        reason: Some("Årsmøde"),
        software: "0.1.0",
        actor: "anna",
        files,
    }
}

/// Keeps a report whose only file is other than those of the others.
fn keep(db: &Db, month: &str, revision: i64) -> Report {
    let content = format!("{month} {revision}");
    let file = NewFile {
        format: "html",
        content: content.as_bytes(),
    };
    let (report, is_new) = insert_report(db, &new((month, revision), &[file]), at(100)).unwrap();
    assert!(is_new);
    report
}

#[test]
fn a_report_comes_back_as_it_was_kept_with_every_byte() {
    for_each_backend(|db| {
        revisions(db, 2);
        let files = [PDF, HTML];
        let (kept, is_new) = insert_report(db, &new(("2018-03", 1), &files), at(100)).unwrap();
        assert!(is_new);
        assert_eq!((kept.revision, kept.head, kept.made_at), (1, 2, at(100)));
        assert_eq!(kept.reason.as_deref(), Some("Årsmøde"));
        let formats: Vec<(&str, i64)> = kept
            .files
            .iter()
            .map(|one| (one.format.as_str(), one.n_bytes))
            .collect();
        assert_eq!(formats, [("html", 6), ("pdf", 4)]);
        db.with(|conn| {
            assert_eq!(find_report(conn, kept.id)?, Some(kept.clone()));
            assert_eq!(find_report(conn, kept.id + 1)?, None);
            let content = read_file(conn, kept.id, "pdf")?;
            assert_eq!(content.as_deref(), Some(PDF.content));
            assert_eq!(read_file(conn, kept.id, "xlsx")?, None);
            Ok::<_, DbError>(())
        })
        .unwrap();
    });
}

#[test]
fn the_same_files_are_kept_once_also_by_several_at_once() {
    const N: usize = 4;
    for_each_backend(|db| {
        revisions(db, 2);
        let (start, kept) = (Barrier::new(N), Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            for turn in 0..N {
                let (start, kept) = (&start, &kept);
                scope.spawn(move || {
                    // In whatever order they are given.
                    let files = match turn % 2 {
                        0 => [PDF, HTML],
                        _ => [HTML, PDF],
                    };
                    start.wait();
                    let one = insert_report(db, &new(("2018-03", 1), &files), at(100));
                    kept.lock().unwrap().push(one.unwrap());
                });
            }
        });
        let kept = kept.into_inner().unwrap();
        assert_eq!(kept.iter().filter(|(_, is_new)| *is_new).count(), 1);
        let first = &kept.first().unwrap().0;
        assert!(kept.iter().all(|(one, _)| one == first), "{kept:?}");
        let all = db.with(|conn| list_reports(conn, &Wanted::default(), 10));
        assert_eq!(all.unwrap(), std::slice::from_ref(first));
    });
}

#[test]
fn a_revision_must_be_there() {
    for_each_backend(|db| {
        revisions(db, 2);
        let refused = insert_report(db, &new(("2018-03", 3), &[HTML]), at(100)).unwrap_err();
        assert_eq!(refused.to_string(), "no revision 3, the newest is 2");
        let all = db.with(|conn| list_reports(conn, &Wanted::default(), 10));
        assert_eq!(all.unwrap(), []);
    });
}

#[test]
fn what_was_reported_before_is_the_same_for_ever() {
    for_each_backend(|db| {
        revisions(db, 2);
        let first = keep(db, "2018-02", 1);
        let second = keep(db, "2018-03", 2);
        let below = |n| {
            let found = db.with(|conn| newest_report_below(conn, ("766", "2018-03"), n));
            found.unwrap().map(|one| one.id)
        };
        // They were made when revision 2 was there already.
        assert_eq!(below(2), None);
        revisions(db, 1);
        assert_eq!(below(3), Some(second.id));
        let late = keep(db, "2018-03", 1);
        assert_eq!(below(3), Some(second.id));
        assert!(late.id > second.id && second.id > first.id);
        let other = db.with(|conn| newest_report_below(conn, ("630", "2018-03"), 3));
        assert_eq!(other.unwrap(), None);
    });
}

#[test]
fn a_report_of_a_release_is_published_and_one_that_somebody_kept_is_not() {
    for_each_backend(|db| {
        revisions(db, 1);
        let release = NewRelease {
            name: "Marts",
            revision: 1,
            note: "",
            actor: "anna",
        };
        let release = insert_release(db, &release, at(100)).unwrap();
        let of_release = NewReport {
            release: Some(release.id),
            ..new(("2018-03", 1), &[HTML])
        };
        let (of_release, _) = insert_report(db, &of_release, at(100)).unwrap();
        revisions(db, 1);
        let kept = keep(db, "2018-03", 2);
        revisions(db, 1);
        let of = ("766", "2018-03");
        let below = |n| {
            let found = db.with(|conn| published_report_below(conn, of, n));
            found.unwrap().map(|(one, standing)| (one.id, standing))
        };
        assert_eq!(below(3), Some((of_release.id, Standing::Released)));
        assert_eq!(below(1), None);
        let any = db.with(|conn| newest_report_below(conn, of, 3)).unwrap();
        assert_eq!(any.map(|one| one.id), Some(kept.id));
    });
}

#[test]
fn a_report_of_an_old_month_that_is_kept_late_hides_no_later_month() {
    for_each_backend(|db| {
        revisions(db, 1);
        let march = keep(db, "2018-03", 1);
        revisions(db, 1);
        let old = keep(db, "2017-01", 2);
        revisions(db, 1);
        let before = |month| {
            let found = db.with(|conn| newest_report_below(conn, ("766", month), 3));
            found.unwrap().map(|one| one.id)
        };
        // March has more of the figures of April than the other, which is of a newer revision.
        assert_eq!(before("2018-04"), Some(march.id));
        assert_eq!(before("2018-03"), Some(march.id));
        assert_eq!(before("2017-02"), Some(march.id));
        // Both have all the figures of January 2017: the newer revision is the one that was read last.
        assert_eq!(before("2017-01"), Some(old.id));
        // Of one revision it is the report of the month itself.
        let same = keep(db, "2017-06", 3);
        let later = keep(db, "2017-07", 3);
        revisions(db, 1);
        let before = |month| {
            let found = db.with(|conn| newest_report_below(conn, ("766", month), 4));
            found.unwrap().map(|one| one.id)
        };
        assert_eq!(before("2017-06"), Some(same.id));
        assert_eq!(before("2017-07"), Some(later.id));
        assert_eq!(before("2018-04"), Some(march.id));
    });
}

#[test]
fn reports_are_listed_from_the_latest_to_the_first_of_what_is_wanted() {
    for_each_backend(|db| {
        revisions(db, 1);
        let ids: Vec<i64> = ["2018-01", "2018-02", "2018-03"]
            .map(|month| keep(db, month, 1).id)
            .into();
        let [one, two, three] = <[i64; 3]>::try_from(ids).unwrap();
        let listed = |wanted: Wanted<'_>, limit| -> Vec<i64> {
            let found = db.with(|conn| list_reports(conn, &wanted, limit)).unwrap();
            found.into_iter().map(|one| one.id).collect()
        };
        assert_eq!(listed(Wanted::default(), 2), [three, two]);
        let before = Wanted {
            before: Some(two),
            ..Wanted::default()
        };
        assert_eq!(listed(before, 2), [one]);
        let month = Wanted {
            month: Some("2018-02"),
            ..Wanted::default()
        };
        assert_eq!(listed(month, 2), [two]);
        let elsewhere = Wanted {
            municipality: Some("630"),
            ..Wanted::default()
        };
        assert_eq!(listed(elsewhere, 2), [] as [i64; 0]);
    });
}
