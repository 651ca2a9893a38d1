#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use diesel::connection::SimpleConnection;

use super::*;
use crate::fixture::{TTL, at, begin, declared};
use crate::lease::renew;
use crate::segment::reserve_segments;
use crate::testing::for_each_backend;

#[test]
fn lease_excludes_its_scope_and_everything() {
    for_each_backend(|db| {
        begin(db, "630", at(0)).unwrap();
        begin(db, "615", at(0)).unwrap();
        let BeginError::Leased {
            dataset,
            scope,
            by_import,
            until,
        } = begin(db, "*", at(1)).unwrap_err()
        else {
            panic!("not leased");
        };
        assert_eq!(
            (dataset.as_str(), scope.as_str(), by_import, until),
            ("stat_fact", "615", 2, at(60))
        );
        let other = NewImport {
            dataset: "price_index",
            ..declared("*")
        };
        begin_import(db, &other, at(1), TTL).unwrap();
    });
}

#[test]
fn refused_begin_records_no_import() {
    for_each_backend(|db| {
        begin(db, "*", at(0)).unwrap();
        assert!(begin(db, "630", at(1)).is_err());
        let imports = db.with(|conn| list_imports(conn, None, 10)).unwrap();
        assert_eq!(imports.len(), 1);
    });
}

#[test]
fn fence_rises_with_every_holder() {
    for_each_backend(|db| {
        let mut last = 0;
        for round in 0..4 {
            let ticket = begin(db, "630", at(100 * round)).unwrap();
            assert!(ticket.fence > last);
            last = ticket.fence;
            // Every other lease is given back, the rest expire.
            if round % 2 == 0 {
                abandon(db, &ticket).unwrap();
            }
        }
    });
}

#[test]
fn lost_ticket_is_refused_everywhere() {
    for_each_backend(|db| {
        let old = begin(db, "630", at(0)).unwrap();
        begin(db, "630", at(60)).unwrap();
        let lost = |result: Result<(), TicketError>| {
            assert!(matches!(
                result,
                Err(TicketError::LeaseLost { import_id: 1, .. })
            ));
        };
        lost(renew(db, &old, at(1), TTL));
        lost(reserve_segments(db, &old, 1, 1).map(|_| ()));
        lost(refuse_import(db, &old, &Refusal::default(), at(1)));
        lost(abandon(db, &old));
        let import = db.with(|conn| get_import(conn, 1)).unwrap();
        assert_eq!(import.state, ImportState::Abandoned);
    });
}

#[test]
fn refused_import_keeps_what_was_wrong() {
    for_each_backend(|db| {
        let ticket = begin(db, "630", at(0)).unwrap();
        let files = [ImportFile {
            no: 1,
            name: "årets tal.csv".to_owned(),
            sha256: "0".repeat(64),
            bytes: 7,
            encoding: Some("windows-1252".to_owned()),
        }];
        let issues = [ImportIssue {
            no: 1,
            severity: Severity::Error,
            file: "årets tal.csv".to_owned(),
            line: Some(3),
            column: Some("OMRÅDE".to_owned()),
            rule: "area_unknown".to_owned(),
            // PostgreSQL cannot store the character that stands between the digits.
            value_masked: Some("76\u{0}6".to_owned()),
            message_da: "kommunen findes ikke".to_owned(),
            message_en: "no such municipality".to_owned(),
        }];
        let refusal = Refusal {
            origin: Origin {
                table_id: Some("FOLK1A"),
                ..Origin::default()
            },
            files: &files,
            issues: &issues,
            rules: &[("area.unknown".to_owned(), 1)],
        };
        refuse_import(db, &ticket, &refusal, at(5)).unwrap();
        db.with(|conn| {
            assert_eq!(list_import_files(conn, 1)?, files);
            let [found] = &list_import_issues(conn, 1, None, 10)?[..] else {
                panic!("not one issue");
            };
            assert_eq!(found.value_masked.as_deref(), Some("76\u{fffd}6"));
            let value_masked = issues[0].value_masked.clone();
            assert_eq!(
                ImportIssue {
                    value_masked,
                    ..found.clone()
                },
                issues[0]
            );
            let import = get_import(conn, 1)?;
            assert_eq!(
                (import.source.as_str(), import.table_id.as_str()),
                ("statbank", "FOLK1A"),
                "the files name the table"
            );
            assert_eq!(import.state, ImportState::Refused);
            assert_eq!(import.finished_at, Some(at(5)));
            assert_eq!((import.n_rows, import.revision), (None, None));
            assert_eq!(import.mapping, serde_json::json!({"dranst": "1"}));
            Ok::<_, ImportError>(())
        })
        .unwrap();
        begin(db, "630", at(6)).unwrap();
    });
}

#[test]
fn imports_are_listed_newest_first_in_pages() {
    for_each_backend(|db| {
        for scope in ["607", "615", "630"] {
            begin(db, scope, at(0)).unwrap();
        }
        let ids = |before, limit| -> Vec<i64> {
            let page = db.with(|conn| list_imports(conn, before, limit)).unwrap();
            page.iter().map(|import| import.id).collect()
        };
        assert_eq!(ids(None, 2), [3, 2]);
        assert_eq!(ids(Some(2), 2), [1]);
        assert!(ids(Some(1), 2).is_empty());
    });
}

#[test]
fn unknown_import_is_not_found() {
    for_each_backend(|db| {
        let error = db.with(|conn| get_import(conn, 17)).unwrap_err();
        assert_eq!(error.to_string(), "no import 17");
    });
}

#[test]
fn declarations_that_make_no_sense_are_refused() {
    for_each_backend(|db| {
        let check = |new: NewImport<'_>, expected: &str| {
            let error = begin_import(db, &new, at(0), TTL).unwrap_err();
            assert_eq!(error.to_string(), expected);
        };
        check(declared(""), "scope `` cannot be leased");
        check(
            declared("~compaction"),
            "scope `~compaction` cannot be leased",
        );
        check(
            NewImport {
                dataset: "../stat_fact",
                ..declared("*")
            },
            "dataset name `../stat_fact` is not made of a-z, 0-9 and `_`",
        );
        check(
            NewImport {
                mapping: "{",
                ..declared("*")
            },
            "the mapping is not JSON",
        );
    });
}

#[test]
fn corrupt_mapping_is_an_error() {
    for_each_backend(|db| {
        begin(db, "*", at(0)).unwrap();
        db.write_tx(|conn| {
            conn.any()
                .batch_execute("UPDATE import SET mapping = '{'")
                .task("break a row")
        })
        .unwrap();
        let error = db.with(|conn| list_imports(conn, None, 10)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "corrupt row 1 of table `import`: column `mapping` holds `{`"
        );
    });
}
