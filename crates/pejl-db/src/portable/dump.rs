//! Rows out of a database.

use std::io;

use chrono::NaiveDateTime;
use diesel::connection::DefaultLoadingMode;
use diesel::pg::PgRowByRowLoadingMode;
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde_json::{Map, Value};

use super::column::{Column, Kind, columns};
use super::quoted;
use crate::conn::{DbConn, on_backend};
use crate::error::{Corrupt, DbError, Task};

/// How instants are written: as SQLite keeps them, and as PostgreSQL reads them.
pub(super) const INSTANT: &str = "%F %T%.f";

/// Why a table cannot be written out.
#[derive(Debug, thiserror::Error)]
pub enum DumpError {
    /// A column is of a type that is not carried over.
    #[error("column `{column}` of table `{table}` is of a type that a backup cannot hold")]
    Type {
        /// The table.
        table: &'static str,
        /// The column.
        column: String,
    },
    /// The rows cannot be written to where they go.
    #[error("failed to write the rows of table `{table}`")]
    Write {
        /// The table.
        table: &'static str,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Gives every row of a table to `write`, one line each, without the end of the line; one row at a time is in memory.
///
/// # Errors
/// See [`DumpError`].
pub fn dump_table(
    conn: &mut DbConn,
    table: &'static str,
    write: &mut dyn FnMut(&str) -> io::Result<()>,
) -> Result<(), DumpError> {
    #[derive(QueryableByName)]
    struct Line {
        #[diesel(sql_type = Text)]
        line: String,
    }
    let columns = columns(conn, table)?;
    let mut give = |line: QueryResult<Line>| -> Result<(), DumpError> {
        let line = line.task("read a row")?.line;
        let row = portable(table, &columns, &line)?;
        write(&row).map_err(|source| DumpError::Write { table, source })
    };
    if let Some(column) = columns.iter().find(|column| column.kind.is_none()) {
        return Err(DumpError::Type {
            table,
            column: column.name.clone(),
        });
    }
    on_backend!(
        conn,
        postgres | c | {
            let query = diesel::sql_query(select_on_postgres(table, &columns));
            // Row by row: the driver would otherwise take the whole table first.
            let rows = query
                .load_iter::<Line, PgRowByRowLoadingMode>(c)
                .task("read a table")?;
            for line in rows {
                give(line)?;
            }
        },
        sqlite | c | {
            let query = diesel::sql_query(select_on_sqlite(table, &columns));
            let rows = query
                .load_iter::<Line, DefaultLoadingMode>(c)
                .task("read a table")?;
            for line in rows {
                give(line)?;
            }
        }
    );
    Ok(())
}

fn select_on_postgres(table: &str, columns: &[Column]) -> String {
    let parts: Vec<String> = columns
        .iter()
        .map(|column| {
            let name = quoted(&column.name);
            let value = match column.kind {
                Some(Kind::Instant) => format!("to_char({name}, 'YYYY-MM-DD HH24:MI:SS.US')"),
                Some(Kind::Bytes) => format!("'\\x' || encode({name}, 'hex')"),
                _ => name,
            };
            format!("'{}', {value}", column.name)
        })
        .collect();
    // The order of bytes, as SQLite has it, whatever language the server sorts by.
    let order = order_by(columns, |column| match column.kind {
        Some(Kind::Text) => format!("{} COLLATE \"C\"", quoted(&column.name)),
        _ => quoted(&column.name),
    });
    format!(
        "SELECT json_build_object({})::TEXT AS line FROM {}{order}",
        parts.join(", "),
        quoted(table)
    )
}

fn select_on_sqlite(table: &str, columns: &[Column]) -> String {
    let parts: Vec<String> = columns
        .iter()
        .map(|column| {
            let name = quoted(&column.name);
            let value = match column.kind {
                Some(Kind::Bytes) => format!("'\\x' || lower(hex({name}))"),
                _ => name,
            };
            format!("'{}', {value}", column.name)
        })
        .collect();
    let order = order_by(columns, |column| quoted(&column.name));
    format!(
        "SELECT json_object({}) AS line FROM {}{order}",
        parts.join(", "),
        quoted(table)
    )
}

fn order_by(columns: &[Column], term: impl Fn(&Column) -> String) -> String {
    let mut key: Vec<&Column> = columns.iter().filter(|c| c.key.is_some()).collect();
    key.sort_by_key(|column| column.key);
    let terms: Vec<String> = key.into_iter().map(term).collect();
    if terms.is_empty() {
        String::new()
    } else {
        format!(" ORDER BY {}", terms.join(", "))
    }
}

/// The row as both databases write it: a driver's own spaces and forms of values taken out.
fn portable(table: &'static str, columns: &[Column], line: &str) -> Result<String, DbError> {
    let corrupt = |column: &str, value: &dyn std::fmt::Display| {
        DbError::from(Corrupt::new(
            table,
            line_key(line),
            "*",
            format!("{column}: {value}"),
        ))
    };
    let mut row: Map<String, Value> =
        serde_json::from_str(line).map_err(|error| corrupt("row", &error))?;
    for column in columns {
        let Some(value) = row.get_mut(&column.name) else {
            return Err(corrupt(&column.name, &"not in the row"));
        };
        match (column.kind, &*value) {
            (Some(Kind::Boolean), Value::Number(n)) => *value = Value::Bool(n.as_i64() != Some(0)),
            (Some(Kind::Instant), Value::String(text)) => {
                let instant = NaiveDateTime::parse_from_str(text, INSTANT)
                    .map_err(|_| corrupt(&column.name, text))?;
                *value = Value::String(instant.format(INSTANT).to_string());
            }
            _ => {}
        }
        if !fits(column, value) {
            return Err(corrupt(&column.name, &value));
        }
    }
    serde_json::to_string(&row).map_err(|error| corrupt("row", &error))
}

/// Whether a value is one that the column may hold; null is the database's to refuse.
pub(super) fn fits(column: &Column, value: &Value) -> bool {
    match (column.kind, value) {
        (_, Value::Null) => true,
        (Some(Kind::Integer), Value::Number(n)) => n.is_i64(),
        (Some(Kind::Boolean), Value::Bool(_)) | (Some(Kind::Text), Value::String(_)) => true,
        (Some(Kind::Instant), Value::String(text)) => {
            NaiveDateTime::parse_from_str(text, INSTANT).is_ok()
        }
        (Some(Kind::Bytes), Value::String(text)) => is_bytes(text),
        _ => false,
    }
}

/// Whether a text is bytes as they are carried over.
fn is_bytes(text: &str) -> bool {
    let is_digit = |of: u8| matches!(of, b'0'..=b'9' | b'a'..=b'f');
    text.strip_prefix("\\x")
        .is_some_and(|digits| digits.len().is_multiple_of(2) && digits.bytes().all(is_digit))
}

/// What tells the row apart in a message.
fn line_key(line: &str) -> String {
    line.chars().take(40).collect()
}
