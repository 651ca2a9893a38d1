#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;
use std::sync::Barrier;

use diesel::sql_types::Text;

use super::*;
use crate::Db;
use crate::error::Task;
use crate::schedule::reason::Reason;
use crate::schedule::run::list_runs;
use crate::testing::{TestDatabase, for_each_backend, for_each_database};

/// Every column as `name type`, with `?` when it may be null, by table, in the order of the table.
fn columns(db: &Db) -> BTreeMap<String, Vec<String>> {
    #[derive(QueryableByName)]
    struct Column {
        #[diesel(sql_type = Text)]
        table_name: String,
        #[diesel(sql_type = Text)]
        column_text: String,
    }
    let rows: Vec<Column> = db
        .with(|conn| {
            on_backend!(conn,
                postgres |c| diesel::sql_query(
                    "SELECT table_name::TEXT,
                            column_name || ' ' ||
                            CASE data_type WHEN 'timestamp without time zone' THEN 'timestamp' WHEN 'bytea' THEN 'blob' ELSE data_type END ||
                            CASE is_nullable WHEN 'YES' THEN '?' ELSE '' END AS column_text
                     FROM information_schema.columns
                     WHERE table_schema = current_schema() AND table_name NOT LIKE '\\_\\_diesel%'
                     ORDER BY table_name, ordinal_position",
                )
                .load(c),
                // SQLite gives numbers of its own only to a primary key declared INTEGER, which is 64 bits wide there.
                sqlite |c| diesel::sql_query(
                    "SELECT t.name AS table_name,
                            c.name || ' ' ||
                            CASE WHEN c.pk = 1 AND t.sql LIKE '%AUTOINCREMENT%' THEN 'bigint' ELSE lower(c.type) END ||
                            CASE c.\"notnull\" WHEN 0 THEN '?' ELSE '' END AS column_text
                     FROM sqlite_master t JOIN pragma_table_info(t.name) c
                     WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE '\\_\\_diesel%' ESCAPE '\\'
                     ORDER BY t.name, c.cid",
                )
                .load(c)
            )
            .task("list columns")
        })
        .unwrap();
    let mut by_table: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows {
        by_table
            .entry(row.table_name)
            .or_default()
            .push(row.column_text);
    }
    by_table
}

fn break_marker(db: &Db, statement: &str) {
    db.write_tx(|conn| conn.any().batch_execute(statement).task("break the marker"))
        .unwrap();
}

#[test]
fn tables_and_columns_are_the_same_on_both_backends() {
    let sqlite = TestDatabase::sqlite();
    let sqlite_columns = columns(&sqlite.open_migrated());
    assert_eq!(
        sqlite_columns.keys().collect::<Vec<_>>(),
        [
            "api_key",
            "card",
            "coverage",
            "coverage_segment",
            "delivery",
            "erasure",
            "erasure_import",
            "erasure_segment",
            "import",
            "import_file",
            "import_issue",
            "import_rule",
            "lease",
            "narrative",
            "observation",
            "observation_run",
            "person_key",
            "release",
            "report",
            "report_file",
            "restoration",
            "retention",
            "revision",
            "revision_head",
            "schedule",
            "schedule_run",
            "segment",
            "store_meta",
            "target",
        ]
    );
    assert_eq!(
        sqlite_columns["revision"],
        [
            "n bigint",
            "committed_at timestamp",
            "kind text",
            "actor text"
        ]
    );
    assert_eq!(sqlite_columns["segment"][6], "sha256 text?");
    if let Some(postgres) = TestDatabase::postgres() {
        assert_eq!(sqlite_columns, columns(&postgres.open_migrated()));
    }
}

fn db_names(backend: Backend) -> Vec<String> {
    let set = sorted(backend).unwrap();
    set.iter().map(|m| m.name().to_string()).collect()
}

#[test]
fn migrations_have_the_same_names_in_both_sets() {
    assert_eq!(db_names(Backend::Sqlite), db_names(Backend::Postgres));
    assert_eq!(
        db_names(Backend::Sqlite).first().map(String::as_str),
        Some("2026-11-21-000000_catalogue")
    );
}

#[test]
fn migrating_twice_does_nothing_the_second_time() {
    for_each_database(|database| {
        let db = database.open();
        let pending = db.pending_migrations().unwrap();
        assert_eq!(
            pending,
            [
                "2026-11-21-000000_catalogue",
                "2026-11-21-000100_api_keys",
                "2026-11-25-000000_records",
                "2026-11-25-000200_forgetting",
                "2026-11-25-000300_backup",
                "2026-11-26-000000_observations",
                "2026-11-26-000100_cards",
                "2026-11-26-000200_targets",
                "2026-11-26-000300_narratives",
                "2026-11-27-000400_releases",
                "2026-11-27-000500_reports",
                "2026-11-27-000600_schedules",
                "2026-11-27-000700_schedule_runs",
            ]
        );
        assert_eq!(db.migrate().unwrap(), pending);
        assert_eq!(db.pending_migrations().unwrap(), Vec::<String>::new());
        assert_eq!(db.migrate().unwrap(), Vec::<String>::new());
    });
}

#[test]
fn processes_that_start_together_migrate_once() {
    const PROCESSES: usize = 4;
    for_each_database(|database| {
        let all = db_names(database.backend()).len();
        let barrier = Barrier::new(PROCESSES);
        let ran: Vec<usize> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..PROCESSES)
                .map(|_| {
                    scope.spawn(|| {
                        barrier.wait();
                        database.open().migrate().unwrap().len()
                    })
                })
                .collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert_eq!(ran.iter().filter(|&&n| n == all).count(), 1);
        assert_eq!(ran.iter().filter(|&&n| n == 0).count(), PROCESSES - 1);
    });
}

#[test]
fn wrong_set_fails_and_leaves_nothing() {
    for_each_database(|database| {
        let db = database.open();
        let wrong = match db.backend() {
            Backend::Sqlite => Backend::Postgres,
            Backend::Postgres => Backend::Sqlite,
        };
        let mut conn = crate::pool::Manager::new(
            crate::pool::Target::parse(database.url()).unwrap(),
            crate::pool::Use::Write,
        )
        .establish()
        .unwrap();
        let error = run_set(&mut conn, wrong).unwrap_err();
        assert!(matches!(error, DbError::Migration { backend, .. } if backend == db.backend()));
        assert!(!table_exists(&mut conn, "store_meta").unwrap());
        assert_eq!(db.migrate().unwrap(), db_names(db.backend()));
    });
}

#[test]
fn tables_of_the_other_backend_are_refused() {
    for_each_database(|database| {
        let db = database.open_migrated();
        break_marker(&db, "UPDATE store_meta SET backend = 'oracle'");
        let expected = format!(
            "the tables were made for oracle, but the database is {}",
            database.backend()
        );
        for refused in [
            Db::open(database.url()).unwrap_err(),
            db.migrate().unwrap_err(),
            db.check().unwrap_err(),
        ] {
            assert_eq!(refused.to_string(), expected);
        }
        break_marker(&db, "DELETE FROM store_meta");
        assert_eq!(
            Db::open(database.url()).unwrap_err().to_string(),
            "corrupt row 1 of table `store_meta`: column `id` holds `no row`"
        );
    });
}

#[test]
fn database_of_newer_software_is_refused() {
    for_each_database(|database| {
        let db = database.open_migrated();
        break_marker(
            &db,
            "INSERT INTO __diesel_schema_migrations (version) VALUES ('20991231000000')",
        );
        let expected =
            "the database has the migration `20991231000000`, which this software does not know";
        assert_eq!(Db::open(database.url()).unwrap_err().to_string(), expected);
        assert_eq!(db.migrate().unwrap_err().to_string(), expected);
    });
}

#[test]
fn a_run_of_an_earlier_release_has_the_month_of_its_report_and_its_text_as_it_was() {
    for_each_database(|database| {
        let db = database.open();
        let mut names = db_names(database.backend());
        names.retain(|name| name.as_str() < "2026-11-27-000700");
        let rows = "INSERT INTO revision (n, committed_at, kind, actor) VALUES (1, '2018-03-31 12:00:00', 'import', 'anna');
            INSERT INTO report (municipality, month, lang, revision, head, software, sha256, actor, made_at)
            VALUES ('766', '2018-02', 'da', 1, 1, '0.1.0', 'aa', 'anna', '2018-04-03 04:00:00');
            INSERT INTO schedule (municipality, lang, rule, months_back, to_folder, recipients, actor, begun_at)
            VALUES ('766', 'da', 'monthly:day-31-or-next-working-day@06:00', 1, TRUE, '', 'anna', '2018-03-31 12:00:00');
            INSERT INTO schedule_run (schedule_id, nominal, state, fence, n_attempts, n_lost, report_id, detail, planned_at)
            VALUES (1, '2018-04-03T06:00', 'done', 1, 1, 0, 1, '', '2018-04-03 04:00:00'),
                   (1, '2018-04-30T06:00', 'failed', 1, 1, 0, NULL, 'it failed', '2018-04-30 04:00:00')";
        db.with_writer(|conn| {
            assert_eq!(run_named(conn, &names)?, None);
            conn.any().batch_execute(rows).task("insert rows")
        })
        .unwrap();
        db.migrate().unwrap();
        let runs = db.with(|conn| list_runs(conn, None, None, 10)).unwrap();
        let found: Vec<_> = runs
            .into_iter()
            .map(|run| (run.month, run.reason))
            .collect();
        let said = "it failed".to_owned();
        let expected = [
            (None, Some(Reason::Told { said })),
            (Some("2018-02".to_owned()), None),
        ];
        assert_eq!(found, expected);
    });
}

#[test]
fn every_migration_can_be_taken_back() {
    for_each_backend(|db| {
        let before = columns(db);
        db.write_tx(|conn| {
            let set = embedded(conn.backend());
            // The head is among the tables that go, so the transaction is not one of ours any more; it still commits.
            conn.any()
                .revert_all_migrations(set)
                .map(|_| ())
                .map_err(|source| DbError::Migration {
                    backend: conn.backend(),
                    source: DriverError::new(source),
                })
        })
        .unwrap();
        assert_eq!(columns(db), BTreeMap::new());
        db.migrate().unwrap();
        assert_eq!(columns(db), before);
    });
}
