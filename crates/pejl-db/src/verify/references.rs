//! Foreign keys, whichever the tables have, and SQLite's check of its own file.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::lines;
use crate::conn::{Backend, DbConn, on_backend};
use crate::error::{DbError, Task};

/// One column of a foreign key.
#[derive(QueryableByName)]
struct KeyColumn {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    child: String,
    #[diesel(sql_type = Text)]
    parent: String,
    #[diesel(sql_type = Text)]
    from_column: String,
    #[diesel(sql_type = Text)]
    to_column: String,
}

pub(super) fn check(
    conn: &mut DbConn,
    quick: bool,
    fault: &mut dyn FnMut(String),
) -> Result<(), DbError> {
    if conn.backend() == Backend::Sqlite {
        let pragma = if quick {
            "quick_check"
        } else {
            "integrity_check"
        };
        let statement = format!("SELECT {pragma} AS line FROM pragma_{pragma}");
        for line in lines(conn, &statement)? {
            if line != "ok" {
                fault(format!("the database file: {line}"));
            }
        }
    }
    let mut keys: BTreeMap<(String, String), Vec<KeyColumn>> = BTreeMap::new();
    for column in key_columns(conn)? {
        let key = (column.child.clone(), column.name.clone());
        keys.entry(key).or_default().push(column);
    }
    for columns in keys.values() {
        check_key(conn, columns, fault)?;
    }
    Ok(())
}

fn key_columns(conn: &mut DbConn) -> Result<Vec<KeyColumn>, DbError> {
    on_backend!(conn,
        postgres |c| diesel::sql_query(
            "SELECT k.conname::TEXT AS name, child.relname::TEXT AS child, parent.relname::TEXT AS parent,
                    a.attname::TEXT AS from_column, b.attname::TEXT AS to_column
             FROM pg_constraint k
             JOIN pg_class child ON child.oid = k.conrelid
             JOIN pg_class parent ON parent.oid = k.confrelid
             CROSS JOIN LATERAL unnest(k.conkey, k.confkey) AS place (from_no, to_no)
             JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = place.from_no
             JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = place.to_no
             WHERE k.contype = 'f' AND child.relnamespace = current_schema()::regnamespace
             ORDER BY child.relname, k.conname",
        )
        .load(c),
        sqlite |c| diesel::sql_query(
            "SELECT CAST(f.id AS TEXT) AS name, t.name AS child, f.\"table\" AS parent,
                    f.\"from\" AS from_column, coalesce(f.\"to\", 'id') AS to_column
             FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) f
             WHERE t.type = 'table'
             ORDER BY t.name, f.id, f.seq",
        )
        .load(c)
    )
    .task("list foreign keys")
}

fn check_key(
    conn: &mut DbConn,
    columns: &[KeyColumn],
    fault: &mut dyn FnMut(String),
) -> Result<(), DbError> {
    #[derive(QueryableByName)]
    struct Orphans {
        #[diesel(sql_type = BigInt)]
        n: i64,
        #[diesel(sql_type = Nullable<Text>)]
        example: Option<String>,
    }
    let Some(first) = columns.first() else {
        return Ok(());
    };
    let each = |form: fn(&KeyColumn) -> String| -> String {
        columns.iter().map(form).collect::<Vec<_>>().join(" AND ")
    };
    let filled = each(|column| format!("c.\"{}\" IS NOT NULL", column.from_column));
    let same = each(|column| format!("p.\"{}\" = c.\"{}\"", column.to_column, column.from_column));
    let (child, parent) = (&first.child, &first.parent);
    let statement = format!(
        "SELECT count(*) AS n, min(CAST(c.\"{}\" AS TEXT)) AS example FROM \"{child}\" c
         WHERE {filled} AND NOT EXISTS (SELECT 1 FROM \"{parent}\" p WHERE {same})",
        first.from_column
    );
    let orphans: Orphans = diesel::sql_query(statement)
        .get_result(conn.any())
        .task("check a foreign key")?;
    if orphans.n > 0 {
        fault(format!(
            "{} rows of {child} name by {} a row of {parent} that is not there, such as {}",
            orphans.n,
            first.from_column,
            orphans.example.unwrap_or_default()
        ));
    }
    Ok(())
}
