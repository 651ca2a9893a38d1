#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

mod beside;
mod writers;

use super::*;
use crate::fixture::{
    DATASET, at, begin, commit_of, cover, import, import_one, lines, new_cover, seen, sha,
    write_segment,
};
use crate::import::{
    Refusal, Severity, abandon, get_import, list_import_files, list_import_issues,
    list_import_rules, refuse_import,
};
use crate::person_key::find_fingerprint;
use crate::revision::{At, list_revisions};
use crate::segment::expired_segments;
use crate::testing::for_each_backend;

#[test]
fn long_lists_are_cut() {
    assert_eq!(first_few(&["a"; 5]), "a, a, a, a, a");
    assert_eq!(first_few(&["a"; 7]), "a, a, a, a, a and 2 more");
}

fn vejle() -> Cover {
    cover(&["630"], &["2015", "2016", "2017"], &["5.30.27"])
}

#[test]
fn same_content_is_unchanged_and_its_file_can_be_swept() {
    for_each_backend(|db| {
        let covers = [new_cover(vejle(), "A")];
        let first = import(db, &covers, at(0)).unwrap();
        assert!(matches!(first, Outcome::Committed { revision: 1, .. }));
        let before = seen(db, At::Head).unwrap();
        assert_eq!(
            import(db, &covers, at(1)).unwrap(),
            Outcome::Unchanged { revision: 1 }
        );
        assert_eq!(seen(db, At::Head).unwrap(), before);
        let second = db.with(|conn| get_import(conn, 2)).unwrap();
        assert_eq!(second.state, ImportState::Unchanged);
        assert_eq!(second.revision, None);
        assert_eq!(second.finished_at, Some(at(1)));
        let sweepable = expired_segments(db, at(1)).unwrap();
        assert_eq!(sweepable.len(), 1);
        assert_eq!(sweepable[0].id, 2);
    });
}

#[test]
fn content_that_comes_back_is_a_new_revision() {
    for_each_backend(|db| {
        for (second, content) in ["A", "B", "A"].into_iter().enumerate() {
            import_one(db, vejle(), content, at(i64::try_from(second).unwrap()));
        }
        let revisions = db.with(|conn| list_revisions(conn, None, 10)).unwrap();
        assert_eq!(revisions.iter().map(|r| r.n).collect::<Vec<_>>(), [3, 2, 1]);
        let imports: Vec<i64> = (1..=3)
            .map(|n| seen(db, At::Revision(n)).unwrap().parts[0].import_id)
            .collect();
        assert_eq!(imports, [1, 2, 3]);
    });
}

#[test]
fn replacement_cuts_periods_and_keeps_what_stays() {
    for_each_backend(|db| {
        import_one(db, vejle(), "A", at(0));
        let old = seen(db, At::Head).unwrap();
        import_one(db, cover(&["630"], &["2016"], &["5.30.27"]), "B", at(1));
        let new = seen(db, At::Head).unwrap();
        assert_eq!(
            lines(&new),
            [
                "import 1: 630 × 2015 2017 × 5.30.27 in 1 files",
                "import 2: 630 × 2016 × 5.30.27 in 1 files",
            ]
        );
        assert_eq!(new.parts[0].segments, old.parts[0].segments);
        assert_ne!(new.parts[1].segments, old.parts[0].segments);
        assert_eq!(seen(db, At::Revision(1)).unwrap(), old);
    });
}

#[test]
fn replacement_cuts_areas() {
    for_each_backend(|db| {
        let both = cover(&["615", "630"], &["2016", "2017"], &["5.30.27"]);
        import_one(db, both, "A", at(0));
        let part = cover(&["630"], &["2017"], &["5.30.26", "5.30.27"]);
        import_one(db, part, "B", at(1));
        let mut facts: Vec<String> = Vec::new();
        for part in &seen(db, At::Head).unwrap().parts {
            let cover = part.cover.as_ref().unwrap();
            for area in &cover.areas {
                for period in &cover.periods {
                    for function in &cover.members["function"] {
                        facts.push(format!("{area} {period} {function}: {}", part.import_id));
                    }
                }
            }
        }
        facts.sort();
        assert_eq!(
            facts,
            [
                "615 2016 5.30.27: 1",
                "615 2017 5.30.27: 1",
                "630 2016 5.30.27: 1",
                "630 2017 5.30.26: 2",
                "630 2017 5.30.27: 2",
            ]
        );
    });
}

#[test]
fn several_boxes_replace_one() {
    for_each_backend(|db| {
        import_one(db, vejle(), "A", at(0));
        let covers = [
            new_cover(cover(&["630"], &["2015"], &["5.30.27"]), "B"),
            new_cover(cover(&["630"], &["2017", "2018"], &["5.30.27"]), "B"),
        ];
        import(db, &covers, at(1)).unwrap();
        assert_eq!(
            lines(&seen(db, At::Head).unwrap()),
            [
                "import 1: 630 × 2016 × 5.30.27 in 1 files",
                "import 2: 630 × 2015 × 5.30.27 in 1 files",
                "import 2: 630 × 2017 2018 × 5.30.27 in 1 files",
            ]
        );
    });
}

#[test]
fn known_box_is_left_alone_beside_a_new_one() {
    for_each_backend(|db| {
        let known = new_cover(vejle(), "A");
        import(db, std::slice::from_ref(&known), at(0)).unwrap();
        let other = new_cover(cover(&["615"], &["2017"], &["5.30.27"]), "A");
        import(db, &[known, other], at(1)).unwrap();
        assert_eq!(
            lines(&seen(db, At::Head).unwrap()),
            [
                "import 1: 630 × 2015 2016 2017 × 5.30.27 in 1 files",
                "import 2: 615 × 2017 × 5.30.27 in 1 files",
            ]
        );
    });
}

#[test]
fn other_variant_is_not_replaced() {
    for_each_backend(|db| {
        import_one(db, vejle(), "A", at(0));
        let mut other = vejle();
        other.variant.table_id = "REGK11".to_owned();
        import_one(db, other, "B", at(1));
        let parts = seen(db, At::Head).unwrap().parts;
        assert_eq!(
            parts.iter().map(|p| p.import_id).collect::<Vec<_>>(),
            [1, 2]
        );
    });
}

#[test]
fn partial_overlap_is_refused_and_changes_nothing() {
    for_each_backend(|db| {
        let known = cover(&["630"], &["2016", "2017"], &["5.30.26", "5.30.27"]);
        import_one(db, known, "A", at(0));
        let before = seen(db, At::Head).unwrap();

        let ticket = begin(db, "*", at(1)).unwrap();
        let segments = [write_segment(db, &ticket)];
        // The first box alone would be fine: nothing of it may stay either.
        let covers = [
            new_cover(cover(&["615"], &["2017"], &["5.30.27"]), "B"),
            new_cover(cover(&["630"], &["2017"], &["5.30.27"]), "B"),
        ];
        let error =
            commit_import(db, &ticket, &commit_of(&covers, &segments), at(1), &|| ()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "import 1 holds `statbank/REGK31/oere/current/year/function` of 2017 with members of `function` that \
             this one lacks: 5.30.26"
        );
        let CommitError::PartialOverlap {
            by_import,
            variant,
            overlap,
        } = error
        else {
            panic!("{error}");
        };
        assert_eq!(by_import, 1);
        assert_eq!(variant, covers[0].cover.variant.key());
        assert_eq!(overlap.dimension, "function");
        assert_eq!(overlap.only_in_old, ["5.30.26"]);

        assert_eq!(seen(db, At::Head).unwrap(), before);
        let import = db.with(|conn| get_import(conn, ticket.import_id)).unwrap();
        assert_eq!(import.state, ImportState::Running);
        refuse_import(db, &ticket, &Refusal::default(), at(2)).unwrap();
        let import = db.with(|conn| get_import(conn, ticket.import_id)).unwrap();
        assert_eq!(import.state, ImportState::Refused);
    });
}

#[test]
fn appended_boxes_accumulate_and_known_content_is_left_out() {
    for_each_backend(|db| {
        let append = |content: &str, second: i64| {
            let ticket = begin(db, "*", at(second)).unwrap();
            let segments = [write_segment(db, &ticket)];
            let covers = [new_cover(vejle(), content)];
            let commit = Commit {
                dataset_kind: DatasetKind::Append,
                ..commit_of(&covers, &segments)
            };
            commit_import(db, &ticket, &commit, at(second), &|| ()).unwrap()
        };
        append("A", 0);
        append("B", 1);
        assert_eq!(append("A", 2), Outcome::Unchanged { revision: 2 });
        let parts = seen(db, At::Head).unwrap().parts;
        assert_eq!(
            parts
                .iter()
                .map(|p| (p.import_id, p.cover.is_none()))
                .collect::<Vec<_>>(),
            [(1, true), (2, true)]
        );
        let error = import(db, &[new_cover(vejle(), "C")], at(3)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "dataset `stat_fact` is of kind append, not replace"
        );
    });
}

#[test]
fn files_and_issues_are_recorded() {
    for_each_backend(|db| {
        let ticket = begin(db, "*", at(0)).unwrap();
        let segments = [write_segment(db, &ticket)];
        let covers = [new_cover(vejle(), "A")];
        let files = [ImportFile {
            no: 1,
            name: "REGK31.csv".to_owned(),
            sha256: sha("A"),
            bytes: 123,
            encoding: None,
        }];
        let issues: Vec<ImportIssue> = (1..=2_500)
            .map(|no| ImportIssue {
                no,
                severity: Severity::Warning,
                file: "REGK31.csv".to_owned(),
                line: (no > 1).then(|| i64::from(no)),
                column: None,
                rule: "function_unlisted".to_owned(),
                value_masked: Some("5.99.99".to_owned()),
                message_da: "funktionen er ikke på listen".to_owned(),
                message_en: "the function is not listed".to_owned(),
            })
            .collect();
        let commit = Commit {
            files: &files,
            issues: &issues,
            rules: &[
                ("b.two".to_owned(), 2),
                ("a.one".to_owned(), 1),
                ("none".to_owned(), 0),
            ],
            n_refused: 3,
            ..commit_of(&covers, &segments)
        };
        commit_import(db, &ticket, &commit, at(0), &|| ()).unwrap();
        db.with(|conn| {
            let rules = list_import_rules(conn, 1)?;
            assert_eq!(rules, [("a.one".to_owned(), 1), ("b.two".to_owned(), 2)]);
            assert_eq!(list_import_files(conn, 1)?, files);
            assert_eq!(list_import_issues(conn, 1, None, 10_000)?, issues);
            assert_eq!(
                list_import_issues(conn, 1, Some(2_400), 2)?,
                issues[2_400..2_402]
            );
            Ok::<_, DbError>(())
        })
        .unwrap();
        let import = db.with(|conn| get_import(conn, 1)).unwrap();
        assert_eq!(import.state, ImportState::Committed);
        assert_eq!(import.revision, Some(1));
        assert_eq!((import.n_rows, import.n_refused), (Some(10), Some(3)));
    });
}

#[test]
fn commits_that_make_no_sense_are_refused() {
    for_each_backend(|db| {
        let check = |covers: &[NewCover], expected: &str| {
            let error = import(db, covers, at(0)).unwrap_err();
            assert_eq!(error.to_string(), expected);
        };
        let key = vejle().variant.key();
        check(&[], "the import covers nothing");
        check(
            &[
                new_cover(vejle(), "A"),
                new_cover(cover(&["615"], &[], &["5.30.27"]), "A"),
            ],
            "box 1 of the import cannot be stored",
        );
        check(
            &[new_cover(vejle(), "A"), new_cover(vejle(), "B")],
            &format!("boxes 0 and 1 of the import, both `{key}`, share facts"),
        );
        let nameless = NewCover {
            cover: vejle(),
            sha256: "A".to_owned(),
        };
        check(
            &[nameless],
            "`A` is not a SHA-256 in lower-case hexadecimal",
        );
        assert_eq!(seen(db, At::Head).unwrap().revision, 0);
    });
}

#[test]
fn segment_of_another_import_is_refused() {
    for_each_backend(|db| {
        let other = begin(db, "615", at(0)).unwrap();
        let foreign = [write_segment(db, &other)];
        let ticket = begin(db, "630", at(0)).unwrap();
        let covers = [new_cover(vejle(), "A")];
        let error =
            commit_import(db, &ticket, &commit_of(&covers, &foreign), at(0), &|| ()).unwrap_err();
        assert_eq!(error.to_string(), "segment 1 is not reserved by import 2");
        let snapshot = db
            .with(|conn| coverage::snapshot(conn, DATASET, At::Head))
            .unwrap();
        assert_eq!((snapshot.revision, snapshot.parts.len()), (0, 0));
    });
}

#[test]
fn a_municipality_keeps_the_key_of_its_first_import() {
    for_each_backend(|db| {
        let import_with = |fingerprint: &str, municipality: &str, content: &str, second: i64| {
            let ticket = begin(db, "*", at(second)).unwrap();
            let segments = [write_segment(db, &ticket)];
            let covers = [new_cover(vejle(), content)];
            let commit = Commit {
                person_key: Some(UsedKey {
                    municipality,
                    fingerprint,
                }),
                ..commit_of(&covers, &segments)
            };
            let outcome = commit_import(db, &ticket, &commit, at(second), &|| ());
            if outcome.is_err() {
                abandon(db, &ticket).unwrap();
            }
            outcome
        };
        import_with("one", "766", "A", 0).unwrap();
        import_with("one", "766", "B", 1).unwrap();
        import_with("two", "630", "C", 2).unwrap();
        let error = import_with("two", "766", "D", 3).unwrap_err();
        assert!(
            matches!(&error, CommitError::OtherPersonKey { known, given, .. } if known == "one" && given == "two"),
            "{error}"
        );
        let found = db.with(|conn| find_fingerprint(conn, "766")).unwrap();
        assert_eq!(found.as_deref(), Some("one"));
        assert_eq!(seen(db, At::Head).unwrap().revision, 3);
    });
}
