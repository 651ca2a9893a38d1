//! The catalogue as rows that either database takes: what a backup holds and a restore brings back.
//!
//! A row is one JSON object on one line, with its columns in the order of the table; instants are text in UTC. Rows come
//! in the order of their primary key, so that the same catalogue gives the same bytes on both databases.
//!
//! Columns are read off the database, not off this program: a table that gains a column, or a catalogue of an older
//! schema, needs no change here. A new table does: it goes into [`TABLES`] or [`LEFT_OUT`], and a test says so.

mod column;
mod dump;
mod load;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::conn::{DbConn, on_backend};
use crate::error::{DbError, Task};
use crate::migration;
use crate::revision;
use crate::schema::restoration;

pub use dump::{DumpError, dump_table};
pub use load::{LoadError, Loaded, Restored, load};

pub use crate::migration::find_unknown as find_unknown_migration;

/// The tables whose rows are carried over, each after those it refers to.
pub const TABLES: [&str; 26] = [
    "revision",
    "card",
    "target",
    "narrative",
    "release",
    "report",
    "report_file",
    "schedule",
    "schedule_run",
    "delivery",
    "import",
    "import_file",
    "import_issue",
    "import_rule",
    "segment",
    "coverage",
    "coverage_segment",
    "api_key",
    "person_key",
    "erasure",
    "erasure_import",
    "erasure_segment",
    "retention",
    "restoration",
    "observation_run",
    "observation",
];

/// The tables whose rows are not carried over: the first three stand in [`Contents`], and a lease belongs to a process
/// that does not move.
pub const LEFT_OUT: [&str; 4] = [
    "__diesel_schema_migrations",
    "store_meta",
    "revision_head",
    "lease",
];

/// What a catalogue is, beside its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// Random name given to the store when its tables were made.
    pub store_id: String,
    /// Number of the newest revision; 0 before the first.
    pub revision: i64,
    /// Names of the migrations that made the tables, oldest first.
    pub migrations: Vec<String>,
    /// The highest number each table has given out, also to rows that are gone.
    pub numbers: BTreeMap<String, i64>,
    /// Which of [`TABLES`] there are, in that order.
    pub tables: Vec<&'static str>,
}

/// Says what the catalogue is, beside its rows.
///
/// # Errors
/// When the database fails or lacks migrations.
pub fn describe(conn: &mut DbConn) -> Result<Contents, DbError> {
    let mut numbers = BTreeMap::new();
    let mut tables = Vec::new();
    for table in TABLES {
        let columns = column::columns(conn, table)?;
        if columns.is_empty() {
            continue;
        }
        if let Some(numbered) = columns.iter().find(|column| column.numbered)
            && let Some(n) = last_number(conn, table, &numbered.name)?
        {
            numbers.insert(table.to_owned(), n);
        }
        tables.push(table);
    }
    Ok(Contents {
        store_id: migration::store_id(conn)?,
        revision: revision::head(conn)?,
        migrations: migration::applied_names(conn)?,
        numbers,
        tables,
    })
}

/// A backup that the store was restored from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restoration {
    /// SHA-256 of the backup's manifest, in lower-case hexadecimal.
    pub manifest_sha256: String,
    /// The newest revision it held.
    pub revision: i64,
    /// When it was taken.
    pub taken_at: DateTime<Utc>,
    /// When it was restored.
    pub restored_at: DateTime<Utc>,
}

/// The backups that the store was restored from, latest first.
///
/// # Errors
/// When the database fails.
pub fn list_restorations(conn: &mut DbConn) -> Result<Vec<Restoration>, DbError> {
    let rows: Vec<(String, i64, chrono::NaiveDateTime, chrono::NaiveDateTime)> = restoration::table
        .order((
            restoration::restored_at.desc(),
            restoration::manifest_sha256,
        ))
        .load(conn.any())
        .task("list restorations")?;
    let read = |(manifest_sha256, revision, taken_at, restored_at)| Restoration {
        manifest_sha256,
        revision,
        taken_at: crate::instant::read(taken_at),
        restored_at: crate::instant::read(restored_at),
    };
    Ok(rows.into_iter().map(read).collect())
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::BigInt>)]
    n: Option<i64>,
}

/// The highest number the table has given out; none before the first.
fn last_number(conn: &mut DbConn, table: &str, column: &str) -> Result<Option<i64>, DbError> {
    use diesel::sql_types::Text;
    on_backend!(
        conn,
        postgres
            | c
            | diesel::sql_query(
                "SELECT pg_sequence_last_value(pg_get_serial_sequence($1, $2)::regclass) AS n"
            )
            .bind::<Text, _>(table)
            .bind::<Text, _>(column)
            .get_result::<Number>(c),
        sqlite | c | {
            let _ = column;
            diesel::sql_query("SELECT (SELECT seq FROM sqlite_sequence WHERE name = $1) AS n")
                .bind::<Text, _>(table)
                .get_result::<Number>(c)
        }
    )
    .task("read the last number of a table")
    .map(|row| row.n)
}

/// An identifier as both databases take it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
