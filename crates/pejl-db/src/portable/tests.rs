#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Cursor};

use diesel::connection::SimpleConnection;
use diesel::sql_types::Text;

use super::*;
use crate::coverage::Snapshot;
use crate::fixture::{at, begin, cover, import_one, seen, write_segment};
use crate::report;
use crate::revision::At;
use crate::schema::report_file;
use crate::testing::{TestDatabase, for_each_backend};
use crate::{Backend, Db};

type Dump = (Contents, BTreeMap<&'static str, String>);
type Spoil = fn(&mut Dump);

fn sql(db: &Db, statements: &str) {
    db.write_tx(|conn| conn.any().batch_execute(statements).task("run statements"))
        .unwrap();
}

fn dump(db: &Db) -> Dump {
    db.with(|conn| {
        let contents = describe(conn)?;
        let mut tables = BTreeMap::new();
        for &table in &contents.tables {
            let mut text = String::new();
            dump_table(conn, table, &mut |line| {
                text.push_str(line);
                text.push('\n');
                Ok(())
            })
            .unwrap();
            tables.insert(table, text);
        }
        Ok::<_, DbError>((contents, tables))
    })
    .unwrap()
}

fn load_into(db: &Db, (contents, tables): &Dump) -> Result<Loaded, LoadError> {
    let restored = Restored {
        manifest_sha256: "ab",
        taken_at: at(1_000),
        now: at(2_000),
    };
    let mut rows = |table: &'static str| {
        let text = tables.get(table).cloned().unwrap_or_default();
        Ok(Box::new(Cursor::new(text.into_bytes())) as Box<dyn BufRead>)
    };
    load(db, contents, &restored, &mut rows, &mut |_| Ok(()))
}

/// A catalogue with a row in every table, one import and one lease still running, and texts and numbers at the edges.
fn fill(db: &Db) {
    let functions: &[&str] = &["5.30.27"];
    import_one(
        db,
        cover(&["766", "630"], &["2018", "2019"], functions),
        "a",
        at(0),
    );
    import_one(db, cover(&["766"], &["2019"], functions), "b", at(10));
    let ticket = begin(db, "*", at(20)).unwrap();
    write_segment(db, &ticket);
    sql(
        db,
        "INSERT INTO import_issue (import_id, no, severity, file, line, col, rule, masked, message_da, message_en)
         VALUES (1, 0, 'warning', 'a \"b\".csv', 9223372036854775807, NULL, 'x.y', 'Æ; ''ø'' \\ 😀', 'linje
to', '{\"json\": [1]}');
         INSERT INTO import_file (import_id, no, name, sha256, bytes) VALUES (1, 0, 'a.csv', 'ff', 0);
         INSERT INTO import_rule (import_id, rule, n) VALUES (1, 'Z', 1), (1, 'a', 2), (1, 'å', 3);
         INSERT INTO person_key (municipality, fingerprint, import_id, noted_at)
         VALUES ('766', 'f00', 1, '2018-03-31 12:00:00.000001');
         INSERT INTO api_key (name, role, prefix, sha256, created_at, closed_at)
         VALUES ('Ørsted', 'reader', 'pejl_x', 'aa', '2018-03-31 12:00:00', '2018-03-31 12:00:00.5');
         INSERT INTO erasure (kind, revision, actor, municipality, case_text, n_persons, erased_at)
         VALUES ('forget', 2, 'anna', '766', 'sag 7', 1, '2018-03-31 13:00:00');
         INSERT INTO erasure_import (erasure_id, import_id, dataset, n_rows) VALUES (1, 1, 'stat_fact', 3);
         INSERT INTO erasure_segment (segment_id, erasure_id) VALUES (1, 1);
         INSERT INTO retention (dataset, municipality, months, actor, set_at)
         VALUES ('grant', NULL, 60, 'anna', '2018-03-31 12:00:00');
         INSERT INTO restoration (manifest_sha256, revision, taken_at, restored_at)
         VALUES ('old', 1, '2017-01-01 00:00:00', '2017-01-02 00:00:00');
         INSERT INTO observation_run (revision, definitions, n_computed, n_opened, n_closed, computed_at)
         VALUES (1, 'ab', 2, 2, 0, '2018-03-31 12:00:00'), (2, 'ab', 1, 0, 1, '2018-03-31 12:00:10');
         INSERT INTO observation (indicator, reading, municipality, grain, period, division, members,
             definition_version, unit, cell, numerator, denominator, value, n, provisional, quality, known_from, known_to)
         VALUES ('O3.3', 'x', '766', 'year', '2018', '', '{\"reading\":\"x\"}', 1, 'share', 'ok', '1', '3',
             '0.3333333333333333', 3, TRUE, 'small_base', 1, 2);
         INSERT INTO card (code, definition_version, text, sha256, known_from, known_to)
         VALUES ('O3.3', 2, 'code = \"O3.3\"
# æ ''', 'ff', 1, 2), ('O3.3', 3, '', 'fe', 2, NULL);
         INSERT INTO target (number, version, municipality, indicator, reading, members, unit, price_level, direction, path,
             baseline_on, baseline, goal_high, deadline, steps, tolerance, owner, decision_case, decision_meeting, note,
             known_from)
         VALUES (1, 1, '766', 'O3.1', 'x', '{}', 'days', 'not_applicable', 'down', 'linear', '2014-12-31', 100000000,
             80000000, '2018-12-31', '{}', 0, 'Æ', '', '', '', 1);
         INSERT INTO narrative (kind, number, version, municipality, body, known_from, known_to)
         VALUES ('initiative', 1, 1, '766', '{\"title\":\"Æ\"}', 1, 2), ('comment', 1, 1, '766', '{}', 2, NULL);
         INSERT INTO release (name, folded, revision, head, note, actor, made_at)
         VALUES ('Marts ''Æ''', 'marts ''æ''', 1, 2, 'til
udvalget', 'anna', '2018-03-31 14:00:00.25');
         INSERT INTO report (municipality, month, lang, revision, head, release_id, reason, software, sha256, actor, made_at)
         VALUES ('766', '2018-03', 'da', 1, 2, 1, 'Hæ', '0.1.0', 'aa', 'anna', '2018-03-31 14:00:00'),
                ('766', '2018-03', 'en', 1, 2, NULL, NULL, '0.1.0', 'ab', 'anna', '2018-03-31 14:00:00');
         INSERT INTO schedule (municipality, lang, rule, months_back, to_folder, recipients, actor, begun_at, closed_at)
         VALUES ('766', 'da', 'monthly:day-10@06:00', 1, TRUE, 'a@b.dk
c@d.dk', 'anna', '2018-03-31 14:00:00', '2018-05-31 14:00:00');
         INSERT INTO schedule_run (schedule_id, nominal, state, fence, n_attempts, n_lost, report_id, detail, planned_at, finished_at,
                                   month, retried_at)
         VALUES (1, '2018-04-10T06:00', 'done', 1, 1, 0, 1, '', '2018-04-10 04:00:00', '2018-04-10 04:00:10',
                 '2018-03', '2018-04-10 04:00:05'),
                (1, '2018-05-10T06:00', 'skipped', 0, 0, 0, NULL, '', '2018-05-10 04:00:00', '2018-05-10 04:00:10', NULL, NULL);
         INSERT INTO delivery (run_id, kind, target, state, message_id, n_attempts, detail, changed_at, next_try_at)
         VALUES (1, 'mail', 'a@b.dk', 'delivered', '<1.x@y.pejl>', 1, 'Æ', '2018-04-10 04:00:05', '2018-04-10 04:15:05')",
    );
    for (format, content) in [("html", &b""[..]), ("pdf", &[0, 255, b'\\', b'"', 10])] {
        db.write_tx(|conn| {
            diesel::insert_into(report_file::table)
                .values((
                    report_file::report_id.eq(1),
                    report_file::format.eq(format),
                    report_file::sha256.eq(report::hash(content)),
                    report_file::n_bytes.eq(report::length(content)),
                    report_file::content.eq(content),
                ))
                .execute(conn.any())
                .task("keep a file")
        })
        .unwrap();
    }
}

fn databases() -> Vec<TestDatabase> {
    [Some(TestDatabase::sqlite()), TestDatabase::postgres()]
        .into_iter()
        .flatten()
        .collect()
}

/// Names of all tables, and of the tables each refers to.
fn tables_and_parents(db: &Db) -> BTreeMap<String, BTreeSet<String>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        child: String,
        #[diesel(sql_type = Text)]
        parent: String,
    }
    let rows: Vec<Row> = db
        .with(|conn| {
            on_backend!(conn,
                postgres |c| diesel::sql_query(
                    "SELECT t.tablename::TEXT AS child, coalesce(f.relname::TEXT, '') AS parent
                     FROM pg_tables t
                     LEFT JOIN pg_constraint k ON k.conrelid = to_regclass(t.tablename) AND k.contype = 'f'
                     LEFT JOIN pg_class f ON f.oid = k.confrelid
                     WHERE t.schemaname = current_schema()",
                )
                .load(c),
                sqlite |c| diesel::sql_query(
                    "SELECT t.name AS child, coalesce(f.\"table\", '') AS parent
                     FROM sqlite_master t LEFT JOIN pragma_foreign_key_list(t.name) f
                     WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%'",
                )
                .load(c)
            )
            .task("list tables")
        })
        .unwrap();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows {
        let parents = found.entry(row.child).or_default();
        parents.extend(Some(row.parent).filter(|parent| !parent.is_empty()));
    }
    found
}

#[test]
fn every_table_is_carried_over_after_its_parents_or_left_out() {
    for_each_backend(|db| {
        let found = tables_and_parents(db);
        let listed: BTreeSet<&str> = TABLES.iter().chain(&LEFT_OUT).copied().collect();
        assert_eq!(listed.len(), TABLES.len() + LEFT_OUT.len());
        assert_eq!(
            found.keys().map(String::as_str).collect::<BTreeSet<_>>(),
            listed
        );
        assert!(found["coverage"].contains("import"));
        for (position, table) in TABLES.iter().enumerate() {
            for parent in found[*table].iter().filter(|parent| *parent != table) {
                let before = TABLES[..position].contains(&parent.as_str());
                assert!(
                    before,
                    "{table} refers to {parent}, which comes later or never"
                );
            }
            let columns = db.with(|conn| column::columns(conn, table)).unwrap();
            for column in columns {
                assert!(
                    column.kind.is_some(),
                    "{table}.{} cannot be carried over",
                    column.name
                );
            }
        }
    });
}

#[test]
fn rows_load_into_either_database_and_come_out_the_same() {
    for database in databases() {
        let source = database.open_migrated();
        fill(&source);
        let before = dump(&source);
        for (table, text) in &before.1 {
            assert_ne!(text, "", "{table} is not tried");
        }
        for target in databases() {
            let target = target.open();
            let loaded = load_into(&target, &before).unwrap();
            assert_eq!(loaded.migrated, Vec::<String>::new());
            let (contents, tables) = dump(&target);
            let given_out = |contents: &Contents| contents.numbers.clone();
            assert_eq!(
                contents,
                Contents {
                    numbers: given_out(&contents),
                    ..before.0.clone()
                }
            );
            for (table, expected) in &before.1 {
                let expected = match *table {
                    "import" => expected.replace("\"running\"", "\"abandoned\""),
                    "segment" => expected.replace("\"reserved\"", "\"swept\""),
                    "restoration" => format!(
                        "{}{expected}",
                        "{\"manifest_sha256\":\"ab\",\"revision\":2,\"taken_at\":\"2018-03-31 12:16:40\",\
                         \"restored_at\":\"2018-03-31 12:33:20\"}\n"
                    ),
                    _ => expected.clone(),
                };
                assert_eq!(tables[table], expected, "{table} on {}", target.backend());
            }
            for at in [At::Head, At::Revision(1), At::Instant(at(5))] {
                let answer = |db: &Db| -> Snapshot { seen(db, at).unwrap() };
                assert_eq!(answer(&target), answer(&source));
            }
            assert_eq!(target.with(list_restorations).unwrap().len(), 2);
        }
    }
}

#[test]
fn numbers_go_on_after_the_highest_that_was_given_out() {
    for database in databases() {
        let source = database.open_migrated();
        fill(&source);
        sql(
            &source,
            "INSERT INTO api_key (id, name, role, prefix, sha256, created_at)
             VALUES (41, 'x', 'reader', 'p41', 'aa', '2018-03-31 12:00:00')",
        );
        if source.backend() == Backend::Postgres {
            sql(&source, "SELECT setval('api_key_id_seq', 41)");
        }
        sql(&source, "DELETE FROM api_key WHERE id = 41");
        let before = dump(&source);
        assert_eq!(before.0.numbers["api_key"], 41);
        for target in databases() {
            let target = target.open();
            load_into(&target, &before).unwrap();
            sql(
                &target,
                "INSERT INTO api_key (name, role, prefix, sha256, created_at)
                 VALUES ('y', 'reader', 'p42', 'aa', '2018-03-31 12:00:00')",
            );
            let keys = target.with(crate::key::list_keys).unwrap();
            assert_eq!(keys.iter().map(|key| key.id).max(), Some(42));
            let next = begin(&target, "*", at(30)).unwrap();
            assert!(next.import_id > 3, "{}", next.import_id);
        }
    }
}

#[test]
fn a_database_that_holds_a_catalogue_is_left_alone() {
    for_each_backend(|db| {
        fill(db);
        let before = dump(db);
        assert!(matches!(load_into(db, &before), Err(LoadError::NotEmpty)));
        assert_eq!(dump(db), before);
    });
}

#[test]
fn an_older_catalogue_is_loaded_into_its_own_schema_and_migrated() {
    const OLD: [&str; 2] = ["2026-11-21-000000_catalogue", "2026-11-21-000100_api_keys"];
    for source in databases() {
        let source = source.open();
        source
            .with_writer(|conn| migration::run_named(conn, &OLD.map(str::to_owned)))
            .unwrap();
        import_one(
            &source,
            cover(&["766"], &["2019"], &["5.30.27"]),
            "a",
            at(0),
        );
        let before = dump(&source);
        assert_eq!(before.0.migrations, OLD);
        assert!(
            !before.0.tables.contains(&"import_rule"),
            "{:?}",
            before.0.tables
        );
        for target in databases() {
            let target = target.open();
            let loaded = load_into(&target, &before).unwrap();
            assert!(
                loaded
                    .migrated
                    .contains(&"2026-11-25-000300_backup".to_owned())
            );
            assert_eq!(target.check().unwrap().revision, 1);
            assert_eq!(
                seen(&target, At::Head).unwrap(),
                seen(&source, At::Head).unwrap()
            );
        }
    }
}

#[test]
fn what_does_not_fit_is_refused_and_leaves_nothing() {
    let database = TestDatabase::sqlite();
    let source = database.open_migrated();
    fill(&source);
    let good = dump(&source);
    let cases: [(&str, Spoil); 6] = [
        (
            "the backup has the migration `2099-01-01-000000_later`, which this software does not know",
            |(contents, _)| {
                contents
                    .migrations
                    .push("2099-01-01-000000_later".to_owned())
            },
        ),
        (
            "the backup and its schema do not agree on table `segment`",
            |(contents, _)| contents.tables.retain(|table| *table != "segment"),
        ),
        (
            "row 1 of table `import_rule` has the unknown column `m`",
            |(_, tables)| replace(tables, "import_rule", "\"n\":1", "\"n\":1,\"m\":1"),
        ),
        (
            "row 1 of table `import_rule` lacks the column `n`",
            |(_, tables)| replace(tables, "import_rule", ",\"n\":1", ""),
        ),
        (
            "row 2 of table `import_rule` has another type of value in `n`",
            |(_, tables)| replace(tables, "import_rule", "\"n\":2", "\"n\":\"2\""),
        ),
        ("failed to load rows", |(_, tables)| {
            // Its parent is gone.
            replace(tables, "import_rule", "\"import_id\":1", "\"import_id\":77");
        }),
    ];
    for target in databases() {
        let target = target.open();
        for (expected, spoil) in &cases {
            let mut spoilt = good.clone();
            spoil(&mut spoilt);
            let error = load_into(&target, &spoilt).unwrap_err();
            let on_commit = "failed to commit";
            let text = error.to_string();
            assert!(
                text == *expected || (*expected == "failed to load rows" && text == on_commit),
                "{text}"
            );
            assert!(target.with(migration::is_blank).unwrap(), "{expected}");
        }
        load_into(&target, &good).unwrap();
    }
}

fn replace(tables: &mut BTreeMap<&'static str, String>, table: &str, from: &str, to: &str) {
    let text = tables.get_mut(table).unwrap();
    assert!(text.contains(from), "{text}");
    *text = text.replacen(from, to, 1);
}
