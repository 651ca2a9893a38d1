//! The columns of a table, as the database knows them.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

use crate::conn::{DbConn, on_backend};
use crate::error::{DbError, Task};

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    /// None for a type that is not carried over; a test finds it.
    pub(super) kind: Option<Kind>,
    /// Place in the primary key, from 1.
    pub(super) key: Option<i64>,
    /// The database numbers its rows.
    pub(super) numbered: bool,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Integer,
    Boolean,
    Text,
    /// UTC, as `2018-03-31 12:00:00.123456`, without the fraction where it is zero.
    Instant,
    /// In lower-case hexadecimal after `\x`, as PostgreSQL writes and reads it.
    Bytes,
}

impl Kind {
    fn of(declared: &str) -> Option<Self> {
        match declared.to_ascii_lowercase().as_str() {
            "bigint" | "integer" | "smallint" => Some(Self::Integer),
            "boolean" => Some(Self::Boolean),
            "text" => Some(Self::Text),
            "timestamp" | "timestamp without time zone" => Some(Self::Instant),
            "bytea" | "blob" => Some(Self::Bytes),
            _ => None,
        }
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    declared: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    key: Option<i64>,
    #[diesel(sql_type = Bool)]
    numbered: bool,
}

/// The columns of a table in its order; none when there is no such table.
pub(super) fn columns(conn: &mut DbConn, table: &str) -> Result<Vec<Column>, DbError> {
    let rows: Vec<Row> = on_backend!(
        conn,
        postgres
            | c
            | diesel::sql_query(
                "SELECT c.column_name::TEXT AS name, c.data_type::TEXT AS declared,
                    (SELECT array_position(i.indkey::INT2[], a.attnum)::BIGINT + 1
                     FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid
                     WHERE i.indrelid = to_regclass($1) AND i.indisprimary
                       AND a.attname = c.column_name AND a.attnum = ANY (i.indkey)) AS key,
                    c.is_identity = 'YES' AS numbered
             FROM information_schema.columns c
             WHERE c.table_schema = current_schema() AND c.table_name = $1
             ORDER BY c.ordinal_position",
            )
            .bind::<Text, _>(table)
            .load(c),
        sqlite
            | c
            | diesel::sql_query(
                "SELECT c.name AS name, c.type AS declared, nullif(c.pk, 0) AS key,
                    c.pk = 1 AND t.sql LIKE '%AUTOINCREMENT%' AS numbered
             FROM sqlite_master t JOIN pragma_table_info(t.name) c
             WHERE t.type = 'table' AND t.name = $1
             ORDER BY c.cid",
            )
            .bind::<Text, _>(table)
            .load(c)
    )
    .task("list the columns of a table")?;
    Ok(rows
        .into_iter()
        .map(|row| Column {
            kind: Kind::of(&row.declared),
            name: row.name,
            key: row.key,
            numbered: row.numbered,
        })
        .collect())
}
