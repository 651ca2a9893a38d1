//! One connection type over both databases.
//!
//! Diesel's multi-connection is wrapped, so that no caller can name a backend or a Diesel type.

use std::fmt;

use diesel::connection::{AnsiTransactionManager, Connection, TransactionManager};
use diesel::{PgConnection, QueryResult, SqliteConnection};

/// The databases the catalogue can live in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// A file, for one machine.
    Sqlite,
    /// A server, for several processes.
    Postgres,
}

impl Backend {
    /// The name as stored in `store_meta`: `sqlite` or `postgres`.
    pub fn as_str(self) -> &'static str {
        match self {
            Backend::Sqlite => "sqlite",
            Backend::Postgres => "postgres",
        }
    }
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Backend::Sqlite => "SQLite",
            Backend::Postgres => "PostgreSQL",
        })
    }
}

/// A connection inside [`Db::with`](crate::Db::with) or [`Db::write_tx`](crate::Db::write_tx); the queries of this
/// crate take it as their first argument.
pub struct DbConn {
    any: AnyConn,
}

impl DbConn {
    pub(crate) fn new(any: AnyConn) -> DbConn {
        DbConn { any }
    }

    /// The connection as Diesel knows it.
    pub(crate) fn any(&mut self) -> &mut AnyConn {
        &mut self.any
    }

    /// Which database is on the other side.
    pub fn backend(&self) -> Backend {
        match self.any {
            AnyConn::Postgres(_) => Backend::Postgres,
            AnyConn::Sqlite(_) => Backend::Sqlite,
        }
    }

    /// Opens a transaction that sees one state of the database and cannot write.
    pub(crate) fn begin_read(&mut self) -> QueryResult<()> {
        match &mut self.any {
            AnyConn::Postgres(c) => AnsiTransactionManager::begin_transaction_sql(
                c,
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            ),
            // Read connections have `query_only` set.
            AnyConn::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN"),
        }
    }

    /// Opens a transaction that may write.
    ///
    /// On SQLite it takes the write lock at once: a transaction that reads first and wants to write later fails with
    /// "database is locked" when another one wrote in between, whatever the busy timeout.
    pub(crate) fn begin_write(&mut self) -> QueryResult<()> {
        match &mut self.any {
            AnyConn::Postgres(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN"),
            AnyConn::Sqlite(c) => {
                AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE")
            }
        }
    }

    pub(crate) fn commit(&mut self) -> QueryResult<()> {
        <AnyConn as Connection>::TransactionManager::commit_transaction(&mut self.any)
    }

    pub(crate) fn rollback(&mut self) -> QueryResult<()> {
        <AnyConn as Connection>::TransactionManager::rollback_transaction(&mut self.any)
    }
}

/// Diesel's view of a connection. Public in a private module: the derive asks for it, nobody outside can name it.
#[derive(diesel::MultiConnection)]
pub enum AnyConn {
    /// PostgreSQL through libpq.
    Postgres(PgConnection),
    /// SQLite, compiled in.
    Sqlite(SqliteConnection),
}

/// Runs an expression that Diesel offers per backend only: batch insert, upsert, backend-specific SQL.
///
/// The expression is compiled once per backend; queries name a backend nowhere else.
macro_rules! on_backend {
    ($conn:expr, |$c:ident| $query:expr) => {
        match $crate::conn::DbConn::any($conn) {
            $crate::conn::AnyConn::Postgres($c) => $query,
            $crate::conn::AnyConn::Sqlite($c) => $query,
        }
    };
    ($conn:expr, postgres |$p:ident| $postgres:expr, sqlite |$s:ident| $sqlite:expr) => {
        match $crate::conn::DbConn::any($conn) {
            $crate::conn::AnyConn::Postgres($p) => $postgres,
            $crate::conn::AnyConn::Sqlite($s) => $sqlite,
        }
    };
}
pub(crate) use on_backend;
