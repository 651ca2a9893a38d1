//! Rows into a database that has none.

use std::io::{self, BufRead};

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde_json::{Map, Value};

use super::column::{Column, Kind, columns};
use super::dump::fits;
use super::{Contents, LEFT_OUT, TABLES, last_number, quoted};
use crate::Db;
use crate::conn::{DbConn, on_backend};
use crate::db::finish;
use crate::error::{DbError, Task};
use crate::import::ImportState;
use crate::instant;
use crate::migration;
use crate::pool;
use crate::schedule::delivery::DeliveryState;
use crate::schedule::reason::Reason;
use crate::schedule::run::RunState;
use crate::schema::{
    delivery, import, restoration, revision_head, schedule, schedule_run, segment, store_meta,
};
use crate::segment::{Segment, SegmentState, list_segments};

/// Rows are given to the database in texts of about this size.
const BATCH_BYTES: usize = 1 << 20;

/// The backup that rows are from, for the record.
#[derive(Debug, Clone, Copy)]
pub struct Restored<'a> {
    /// SHA-256 of its manifest.
    pub manifest_sha256: &'a str,
    /// When it was taken.
    pub taken_at: DateTime<Utc>,
    /// The time now.
    pub now: DateTime<Utc>,
}

/// What was loaded, before it is committed.
#[derive(Debug)]
pub struct Loaded {
    /// All segments, as they will be recorded.
    pub segments: Vec<Segment>,
    /// Names of the migrations that the backup lacked and that were run on its rows.
    pub migrated: Vec<String>,
}

/// Why rows cannot be loaded; the database is as it was.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The database holds a catalogue.
    #[error("the database holds a catalogue already")]
    NotEmpty,
    /// The rows are of newer or other software.
    #[error("the backup has the migration `{name}`, which this software does not know")]
    UnknownMigration {
        /// The migration.
        name: String,
    },
    /// The rows of a table are missing, or of a table that there is not.
    #[error("the backup and its schema do not agree on table `{table}`")]
    Table {
        /// The table.
        table: String,
    },
    /// A row is not one of its table.
    #[error("row {line} of table `{table}` {problem}")]
    Row {
        /// The table.
        table: &'static str,
        /// Its line, from 1.
        line: u64,
        /// What is wrong.
        problem: String,
    },
    /// The rows cannot be read.
    #[error("failed to read the rows of table `{table}`")]
    Read {
        /// The table.
        table: &'static str,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The caller did not accept what was loaded.
    #[error("{0}")]
    Rejected(String),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Makes the tables and fills them, in one transaction: all of it or nothing.
///
/// The tables are made by the migrations that made those of the backup; the rows are loaded, and what this software
/// has more of migrations is run on them. Imports that were running are abandoned, and segments that were not live are
/// swept: their files are in no backup. `rows` opens the rows of a table, and `before_commit` may still reject all.
///
/// # Errors
/// See [`LoadError`]; the database is then as it was.
pub fn load(
    db: &Db,
    contents: &Contents,
    restored: &Restored<'_>,
    rows: &mut dyn FnMut(&'static str) -> io::Result<Box<dyn BufRead>>,
    before_commit: &mut dyn FnMut(&Loaded) -> Result<(), String>,
) -> Result<Loaded, LoadError> {
    let mut conn = pool::take(db.writer())?;
    conn.begin_write().task("begin to restore")?;
    finish(&mut conn, |conn| {
        migration::lock(conn)?;
        if !migration::is_blank(conn)? {
            return Err(LoadError::NotEmpty);
        }
        if let Some(name) = migration::run_named(conn, &contents.migrations)? {
            return Err(LoadError::UnknownMigration { name });
        }
        check_tables(conn, contents)?;
        for table in &contents.tables {
            let source = rows(table).map_err(|source| LoadError::Read { table, source })?;
            load_table(conn, table, source)?;
        }
        set_contents(conn, contents)?;
        let backend = conn.backend();
        let migrated = migration::pending(conn)?;
        migration::run_set(conn, backend)?;
        settle(conn, restored.now)?;
        record(conn, contents, restored)?;
        let loaded = Loaded {
            segments: list_segments(conn)?,
            migrated,
        };
        before_commit(&loaded).map_err(LoadError::Rejected)?;
        Ok(loaded)
    })
}

/// The tables that the schema has are those whose rows there are.
fn check_tables(conn: &mut DbConn, contents: &Contents) -> Result<(), LoadError> {
    for table in TABLES {
        let exists = !columns(conn, table)?.is_empty();
        if exists != contents.tables.contains(&table) {
            return Err(LoadError::Table {
                table: table.to_owned(),
            });
        }
    }
    debug_assert!(!TABLES.iter().any(|table| LEFT_OUT.contains(table)));
    Ok(())
}

fn load_table(
    conn: &mut DbConn,
    table: &'static str,
    mut rows: Box<dyn BufRead>,
) -> Result<(), LoadError> {
    let columns = columns(conn, table)?;
    // A table may have rows of its own that a migration put there.
    conn.any()
        .batch_execute(&format!("DELETE FROM {}", quoted(table)))
        .task("empty a table")?;
    let statement = insert_statement(conn, table, &columns);
    let (mut batch, mut text, mut line) = (String::new(), String::new(), 0_u64);
    loop {
        text.clear();
        let read = rows
            .read_line(&mut text)
            .map_err(|source| LoadError::Read { table, source })?;
        if read == 0 {
            break;
        }
        line += 1;
        check_row(&columns, &text).map_err(|problem| LoadError::Row {
            table,
            line,
            problem,
        })?;
        batch.push(if batch.is_empty() { '[' } else { ',' });
        batch.push_str(text.trim_end());
        if batch.len() >= BATCH_BYTES {
            insert(conn, &statement, &mut batch)?;
        }
    }
    if !batch.is_empty() {
        insert(conn, &statement, &mut batch)?;
    }
    Ok(())
}

/// Nothing of a row is passed over: it has the columns of its table, no more and no fewer, each with a fitting value.
fn check_row(columns: &[Column], text: &str) -> Result<(), String> {
    let row: Map<String, Value> =
        serde_json::from_str(text).map_err(|error| format!("is no JSON object: {error}"))?;
    for column in columns {
        match row.get(&column.name) {
            None => return Err(format!("lacks the column `{}`", column.name)),
            Some(value) if !fits(column, value) => {
                return Err(format!("has another type of value in `{}`", column.name));
            }
            Some(_) => {}
        }
    }
    match row
        .keys()
        .find(|key| !columns.iter().any(|c| c.name == **key))
    {
        Some(key) => Err(format!("has the unknown column `{key}`")),
        None => Ok(()),
    }
}

fn insert_statement(conn: &DbConn, table: &str, columns: &[Column]) -> String {
    let names: Vec<String> = columns.iter().map(|c| quoted(&c.name)).collect();
    let names = names.join(", ");
    let into = format!("INSERT INTO {} ({names})", quoted(table));
    match conn.backend() {
        crate::Backend::Postgres => format!(
            "{into} SELECT {names} FROM json_populate_recordset(NULL::{}, $1::JSON)",
            quoted(table)
        ),
        crate::Backend::Sqlite => {
            let values: Vec<String> = columns
                .iter()
                .map(|column| {
                    let value = format!("json_extract(value, '$.{}')", quoted(&column.name));
                    match column.kind {
                        Some(Kind::Bytes) => format!("unhex(substr({value}, 3))"),
                        _ => value,
                    }
                })
                .collect();
            format!("{into} SELECT {} FROM json_each($1)", values.join(", "))
        }
    }
}

fn insert(conn: &mut DbConn, statement: &str, batch: &mut String) -> Result<(), DbError> {
    batch.push(']');
    diesel::sql_query(statement)
        .bind::<Text, _>(&*batch)
        .execute(conn.any())
        .task("load rows")?;
    batch.clear();
    Ok(())
}

/// Name, newest revision, and the numbers that rows go on from: none is ever given out again.
fn set_contents(conn: &mut DbConn, contents: &Contents) -> Result<(), DbError> {
    diesel::update(store_meta::table.find(1))
        .set(store_meta::store_id.eq(&contents.store_id))
        .execute(conn.any())
        .task("name the store")?;
    diesel::update(revision_head::table.find(1))
        .set(revision_head::n.eq(contents.revision))
        .execute(conn.any())
        .task("set the newest revision")?;
    for table in &contents.tables {
        let Some(column) = columns(conn, table)?.into_iter().find(|c| c.numbered) else {
            continue;
        };
        let highest = highest(conn, table, &column.name)?;
        let given_out = contents.numbers.get(*table).copied();
        if let Some(n) = highest.max(given_out)
            && last_number(conn, table, &column.name)? != Some(n)
        {
            set_last_number(conn, table, &column.name, n)?;
        }
    }
    Ok(())
}

fn highest(conn: &mut DbConn, table: &str, column: &str) -> Result<Option<i64>, DbError> {
    let statement = format!("SELECT max({}) AS n FROM {}", quoted(column), quoted(table));
    diesel::sql_query(statement)
        .get_result::<super::Number>(conn.any())
        .task("find the highest number of a table")
        .map(|row| row.n)
}

fn set_last_number(conn: &mut DbConn, table: &str, column: &str, n: i64) -> Result<(), DbError> {
    on_backend!(
        conn,
        postgres
            | c
            | diesel::sql_query(
                "SELECT setval(pg_get_serial_sequence($1, $2)::regclass, $3, TRUE)"
            )
            .bind::<Text, _>(table)
            .bind::<Text, _>(column)
            .bind::<BigInt, _>(n)
            .execute(c),
        sqlite | c | {
            let _ = column;
            diesel::sql_query("DELETE FROM sqlite_sequence WHERE name = $1")
                .bind::<Text, _>(table)
                .execute(c)
                .and_then(|_| {
                    diesel::sql_query("INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)")
                        .bind::<Text, _>(table)
                        .bind::<BigInt, _>(n)
                        .execute(c)
                })
        }
    )
    .task("set the last number of a table")
    .map(drop)
}

/// Ends what was under way when the backup was taken.
fn settle(conn: &mut DbConn, now: DateTime<Utc>) -> Result<(), DbError> {
    diesel::update(import::table.filter(import::state.eq(ImportState::Running.as_str())))
        .set(import::state.eq(ImportState::Abandoned.as_str()))
        .execute(conn.any())
        .task("abandon imports")?;
    let without_file = [SegmentState::Reserved, SegmentState::Retired].map(SegmentState::as_str);
    diesel::update(segment::table.filter(segment::state.eq_any(without_file)))
        .set(segment::state.eq(SegmentState::Swept.as_str()))
        .execute(conn.any())
        .task("sweep segments")?;
    settle_schedules(conn, now)
}

/// What was under way may have gone out since the backup was taken, and so may what was due: none of it is made up for.
fn settle_schedules(conn: &mut DbConn, now: DateTime<Utc>) -> Result<(), DbError> {
    let now = instant::stored(now);
    let restored = Reason::stored(Some(&Reason::Restored));
    let under_way = [RunState::Waiting, RunState::Running].map(RunState::as_str);
    diesel::update(schedule_run::table.filter(schedule_run::state.eq_any(under_way)))
        .set((
            schedule_run::state.eq(RunState::Failed.as_str()),
            schedule_run::detail.eq(&restored),
            schedule_run::leased_until.eq(None::<NaiveDateTime>),
            schedule_run::next_try_at.eq(None::<NaiveDateTime>),
            schedule_run::finished_at.eq(Some(now)),
        ))
        .execute(conn.any())
        .task("end runs")?;
    let under_way = [DeliveryState::Pending, DeliveryState::Sending].map(DeliveryState::as_str);
    diesel::update(delivery::table.filter(delivery::state.eq_any(under_way)))
        .set((
            delivery::state.eq(DeliveryState::Unknown.as_str()),
            delivery::detail.eq(&restored),
            delivery::changed_at.eq(now),
            delivery::next_try_at.eq(None::<NaiveDateTime>),
        ))
        .execute(conn.any())
        .task("end deliveries")?;
    let begun = schedule::table
        .filter(schedule::closed_at.is_null())
        .filter(schedule::begun_at.lt(now));
    diesel::update(begun)
        .set(schedule::begun_at.eq(now))
        .execute(conn.any())
        .task("begin schedules anew")?;
    Ok(())
}

fn record(conn: &mut DbConn, contents: &Contents, restored: &Restored<'_>) -> Result<(), DbError> {
    diesel::insert_into(restoration::table)
        .values((
            restoration::manifest_sha256.eq(restored.manifest_sha256),
            restoration::revision.eq(contents.revision),
            restoration::taken_at.eq(instant::stored(restored.taken_at)),
            restoration::restored_at.eq(instant::stored(restored.now)),
        ))
        .execute(conn.any())
        .task("record the restoration")?;
    Ok(())
}
