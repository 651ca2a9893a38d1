//! Migrations: one set per backend, the same names in both, embedded.

use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::conn::{AnyConn, Backend, DbConn, MultiBackend, on_backend};
use crate::db::finish;
use crate::error::{Corrupt, DbError, DriverError, Task};
use crate::schema::{__diesel_schema_migrations, store_meta};

const SQLITE: EmbeddedMigrations = embed_migrations!("../../db/migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../../db/migrations/postgres");

/// Key of the PostgreSQL lock under which migrations run ("pejl" in ASCII).
const MIGRATION_LOCK: i64 = 0x7065_6a6c;

/// Runs what is missing, in one transaction, and yields the names.
pub(crate) fn run(conn: &mut DbConn) -> Result<Vec<String>, DbError> {
    conn.begin_write().task("begin to migrate")?;
    finish(conn, |conn| {
        lock(conn)?;
        check_fit(conn)?;
        let names = pending(conn)?;
        if !names.is_empty() {
            let backend = conn.backend();
            run_set(conn, backend)?;
            log::info!("migrated the database: {}", names.join(", "));
        }
        Ok(names)
    })
}

/// Lets nobody else migrate until the transaction ends.
pub(crate) fn lock(conn: &mut DbConn) -> Result<(), DbError> {
    on_backend!(
        conn,
        postgres | c | c.batch_execute(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")),
        // The transaction already holds the write lock.
        sqlite | _c | Ok(())
    )
    .task("lock the database for migration")
}

/// Whether the database has none of our tables.
pub(crate) fn is_blank(conn: &mut DbConn) -> Result<bool, DbError> {
    Ok(!table_exists(conn, "store_meta")? && applied(conn)?.is_empty())
}

/// The first of these names that is no migration of ours.
///
/// # Errors
/// The embedded migrations cannot be read.
pub fn find_unknown<'n>(
    backend: Backend,
    names: impl IntoIterator<Item = &'n String>,
) -> Result<Option<&'n String>, DbError> {
    let known: Vec<String> = sorted(backend)?
        .iter()
        .map(|migration| migration.name().to_string())
        .collect();
    Ok(names.into_iter().find(|name| !known.contains(name)))
}

/// Names of the migrations that were run, oldest first.
pub(crate) fn applied_names(conn: &mut DbConn) -> Result<Vec<String>, DbError> {
    let applied = applied(conn)?;
    Ok(sorted(conn.backend())?
        .iter()
        .filter(|m| applied.contains(&m.name().version().to_string()))
        .map(|m| m.name().to_string())
        .collect())
}

/// Runs the migrations with these names, oldest first; yields one that is not known, before anything is run.
pub(crate) fn run_named(conn: &mut DbConn, names: &[String]) -> Result<Option<String>, DbError> {
    let backend = conn.backend();
    let failed = |source| DbError::Migration {
        backend,
        source: DriverError::new(source),
    };
    let mut pending = conn
        .any()
        .pending_migrations(embedded(backend))
        .map_err(failed)?;
    let known: Vec<String> = pending.iter().map(|m| m.name().to_string()).collect();
    if let Some(unknown) = names.iter().find(|name| !known.contains(name)) {
        return Ok(Some(unknown.clone()));
    }
    pending.retain(|m| names.contains(&m.name().to_string()));
    conn.any().run_migrations(&pending).map_err(failed)?;
    Ok(None)
}

/// Runs the set of one backend on whatever is connected.
pub(crate) fn run_set(conn: &mut DbConn, set: Backend) -> Result<(), DbError> {
    let backend = conn.backend();
    conn.any()
        .run_pending_migrations(embedded(set))
        .map(|_versions| ())
        .map_err(|source| DbError::Migration {
            backend,
            source: DriverError::new(source),
        })
}

/// Refuses tables made for the other backend and migrations this software does not know.
pub(crate) fn check_fit(conn: &mut DbConn) -> Result<(), DbError> {
    if table_exists(conn, "store_meta")? {
        let found = store_meta::table
            .find(1)
            .select(store_meta::backend)
            .first::<String>(conn.any())
            .optional()
            .task("read the backend of the store")?
            .ok_or_else(|| Corrupt::new("store_meta", 1, "id", "no row"))?;
        let connected = conn.backend();
        if found != connected.as_str() {
            return Err(DbError::WrongBackend { found, connected });
        }
    }
    let known = sorted(conn.backend())?;
    for version in applied(conn)? {
        if !known
            .iter()
            .any(|m| m.name().version().to_string() == version)
        {
            return Err(DbError::UnknownMigration { version });
        }
    }
    Ok(())
}

/// Names of the migrations that were not run yet, oldest first.
pub(crate) fn pending(conn: &mut DbConn) -> Result<Vec<String>, DbError> {
    let applied = applied(conn)?;
    Ok(sorted(conn.backend())?
        .iter()
        .filter(|m| !applied.contains(&m.name().version().to_string()))
        .map(|m| m.name().to_string())
        .collect())
}

/// The random name of the store.
pub(crate) fn store_id(conn: &mut DbConn) -> Result<String, DbError> {
    store_meta::table
        .find(1)
        .select(store_meta::store_id)
        .first(conn.any())
        .task("read the name of the store")
}

/// Versions of the migrations that were run, in order. Diesel's own list would make its table first.
fn applied(conn: &mut DbConn) -> Result<Vec<String>, DbError> {
    if !table_exists(conn, "__diesel_schema_migrations")? {
        return Ok(Vec::new());
    }
    __diesel_schema_migrations::table
        .select(__diesel_schema_migrations::version)
        .order(__diesel_schema_migrations::version)
        .load(conn.any())
        .task("list the migrations that were run")
}

fn table_exists(conn: &mut DbConn, table: &str) -> Result<bool, DbError> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = Bool)]
        found: bool,
    }
    on_backend!(conn,
        postgres |c| diesel::sql_query("SELECT to_regclass($1) IS NOT NULL AS found")
            .bind::<Text, _>(table)
            .get_result::<Found>(c),
        sqlite |c| diesel::sql_query(
            "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1) AS found",
        )
        .bind::<Text, _>(table)
        .get_result::<Found>(c)
    )
    .task("look for a table")
    .map(|row| row.found)
}

fn embedded(backend: Backend) -> EmbeddedMigrations {
    match backend {
        Backend::Sqlite => SQLITE,
        Backend::Postgres => POSTGRES,
    }
}

fn sorted(backend: Backend) -> Result<Vec<Box<dyn Migration<MultiBackend>>>, DbError> {
    let mut migrations =
        MigrationSource::<<AnyConn as Connection>::Backend>::migrations(&embedded(backend))
            .map_err(|source| DbError::Migration {
                backend,
                source: DriverError::new(source),
            })?;
    migrations.sort_by_key(|m| m.name().to_string());
    Ok(migrations)
}

#[cfg(test)]
mod tests;
