//! What can go wrong between this crate and a database.

use std::fmt;

use crate::Backend;

/// Failure to reach, open or ask the database.
///
/// Every function of the crate ends in this error or in one that wraps it.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// The URL does not begin with a scheme we know.
    #[error("database URL has {}, expected sqlite://PATH or postgres://…", match .scheme {
        Some(scheme) => format!("the unknown scheme `{scheme}`"),
        None => "no scheme".to_owned(),
    })]
    Scheme {
        /// What stands before `://`; absent when there is no `://` (libpq's `host=… dbname=…` form, a bare path).
        scheme: Option<String>,
    },
    /// The path of an `sqlite://` URL cannot name a database file.
    #[error("database URL sqlite://{path} {problem}")]
    SqlitePath {
        /// What stands after `sqlite://`.
        path: String,
        /// Why it is refused.
        problem: SqlitePathProblem,
    },
    /// No connection could be made.
    #[error("failed to connect to {target}")]
    Connect {
        /// The file, or host and database name; never the password.
        target: String,
        /// What the driver said.
        #[source]
        source: DriverError,
    },
    /// No connection became free, or none could be made, within the time limit of the pool.
    #[error("no database connection within {waited_ms} ms")]
    NoConnection {
        /// How long the caller waited.
        waited_ms: u128,
        /// What the pool said, with the driver's last message if connecting failed.
        #[source]
        source: DriverError,
    },
    /// A statement failed.
    #[error("failed to {task}")]
    Query {
        /// What the statement was for, as "list revisions".
        task: &'static str,
        /// What the driver said.
        #[source]
        source: DriverError,
    },
    /// A migration failed; nothing of it stayed.
    #[error("failed to migrate the {backend} database")]
    Migration {
        /// The connected backend.
        backend: Backend,
        /// What the migration said.
        #[source]
        source: DriverError,
    },
    /// The database lacks migrations that this software needs.
    #[error("the database lacks migrations: {}", .pending.join(", "))]
    NotMigrated {
        /// Names of the missing migrations, oldest first.
        pending: Vec<String>,
    },
    /// The database was made by newer or other software.
    #[error("the database has the migration `{version}`, which this software does not know")]
    UnknownMigration {
        /// Version number of the unknown migration.
        version: String,
    },
    /// The tables were made by the migrations of another backend.
    #[error("the tables were made for {found}, but the database is {connected}")]
    WrongBackend {
        /// The marker in `store_meta`.
        found: String,
        /// What we are connected to.
        connected: Backend,
    },
    /// A stored value is not what the software writes.
    #[error(transparent)]
    Corrupt(#[from] Corrupt),
}

/// Why the path of an `sqlite://` URL is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SqlitePathProblem {
    /// Nothing follows the scheme.
    #[error("names no file")]
    Empty,
    /// `:memory:` is a different database in every connection of a pool.
    #[error("is a database in memory, which several connections cannot share")]
    InMemory,
    /// SQLite would read options out of the name.
    #[error("has options (`file:` or `?`), which are not supported")]
    Options,
}

/// A stored value that the software would never have written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("corrupt row {row} of table `{table}`: column `{column}` holds `{value}`")]
pub struct Corrupt {
    /// The table.
    pub table: &'static str,
    /// Key of the row.
    pub row: String,
    /// The column.
    pub column: &'static str,
    /// The value, cut to its first 80 characters.
    pub value: String,
}

impl Corrupt {
    pub(crate) fn new(
        table: &'static str,
        row: impl fmt::Display,
        column: &'static str,
        value: impl fmt::Display,
    ) -> Corrupt {
        Corrupt {
            table,
            row: row.to_string(),
            column,
            value: value.to_string().chars().take(80).collect(),
        }
    }
}

/// The message of the database driver, without its type.
pub struct DriverError(Box<dyn std::error::Error + Send + Sync>);

impl DriverError {
    pub(crate) fn new(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> DriverError {
        DriverError(source.into())
    }
}

impl fmt::Display for DriverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for DriverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for DriverError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

/// Names the task of a failed statement.
pub(crate) trait Task<T> {
    /// Turns the driver's error into [`DbError::Query`]; `task` fits after "failed to".
    fn task(self, task: &'static str) -> Result<T, DbError>;
}

impl<T> Task<T> for diesel::QueryResult<T> {
    fn task(self, task: &'static str) -> Result<T, DbError> {
        self.map_err(|source| DbError::Query {
            task,
            source: DriverError::new(source),
        })
    }
}
