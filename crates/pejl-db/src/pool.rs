//! Pools of connections whose backend is picked by the scheme of the URL, before connecting.
//!
//! Diesel's own manager for a multi-connection tries every backend in turn: with PostgreSQL down it would make an
//! SQLite file named like the URL and carry on.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::r2d2::{ManageConnection, Pool, PooledConnection, R2D2Connection};
use diesel::{Connection, PgConnection, SqliteConnection};

use crate::conn::{AnyConn, Backend, DbConn};
use crate::error::{DbError, DriverError, SqlitePathProblem};

/// How long a caller waits for a connection.
const WAIT: Duration = Duration::from_secs(10);

/// How long SQLite waits for another process' write lock; write transactions are short.
const SQLITE_BUSY_MS: u32 = 10_000;

/// A parsed database URL.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Sqlite { path: String },
    Postgres { url: String },
}

impl Target {
    pub(crate) fn parse(url: &str) -> Result<Target, DbError> {
        let Some((scheme, rest)) = url.split_once("://") else {
            return Err(DbError::Scheme { scheme: None });
        };
        match scheme {
            "sqlite" => {
                let refuse = |problem| {
                    Err(DbError::SqlitePath {
                        path: rest.to_owned(),
                        problem,
                    })
                };
                if rest.is_empty() {
                    refuse(SqlitePathProblem::Empty)
                } else if rest.contains(":memory:") {
                    refuse(SqlitePathProblem::InMemory)
                } else if rest.starts_with("file:") || rest.contains('?') {
                    refuse(SqlitePathProblem::Options)
                } else {
                    Ok(Target::Sqlite {
                        path: rest.to_owned(),
                    })
                }
            }
            "postgres" | "postgresql" => Ok(Target::Postgres {
                url: url.to_owned(),
            }),
            // Something like `host=x password=a://b`: the part before `://` may be a secret.
            _ if !scheme.chars().all(|c| c.is_ascii_alphanumeric()) => {
                Err(DbError::Scheme { scheme: None })
            }
            _ => Err(DbError::Scheme {
                scheme: Some(scheme.to_owned()),
            }),
        }
    }

    pub(crate) fn backend(&self) -> Backend {
        match self {
            Target::Sqlite { .. } => Backend::Sqlite,
            Target::Postgres { .. } => Backend::Postgres,
        }
    }

    /// The target for messages: what stands before `@` may hold a password and what stands after `?` too.
    pub(crate) fn describe(&self) -> String {
        match self {
            Target::Sqlite { path } => format!("the SQLite file `{path}`"),
            Target::Postgres { url } => {
                let rest = url.split_once("://").map_or("", |(_, rest)| rest);
                let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
                let place = place.split_once('?').map_or(place, |(place, _)| place);
                format!("the PostgreSQL server at `{place}`")
            }
        }
    }
}

/// What the connections of a pool are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    Read,
    Write,
}

/// Makes the connections of one pool.
pub(crate) struct Manager {
    target: Target,
    purpose: Use,
}

impl Manager {
    pub(crate) fn new(target: Target, purpose: Use) -> Manager {
        Manager { target, purpose }
    }

    pub(crate) fn establish(&self) -> Result<DbConn, DriverError> {
        let any = match &self.target {
            Target::Sqlite { path } => {
                let mut conn = SqliteConnection::establish(path).map_err(DriverError::new)?;
                self.prepare_sqlite(&mut conn).map_err(DriverError::new)?;
                AnyConn::Sqlite(conn)
            }
            Target::Postgres { url } => {
                let mut conn = PgConnection::establish(url).map_err(DriverError::new)?;
                // A writer that hangs must not stop all others for ever.
                conn.batch_execute(
                    "SET lock_timeout = '30s'; SET idle_in_transaction_session_timeout = '300s'",
                )
                .map_err(DriverError::new)?;
                AnyConn::Postgres(conn)
            }
        };
        Ok(DbConn::new(any))
    }

    /// Sets the pragmas; the busy timeout comes first, since turning on the write-ahead log takes a lock.
    fn prepare_sqlite(&self, conn: &mut SqliteConnection) -> diesel::QueryResult<()> {
        conn.batch_execute(&format!("PRAGMA busy_timeout = {SQLITE_BUSY_MS}"))?;
        turn_on_wal(conn)?;
        // FULL: an import that was reported as committed survives a power cut. Commits are few.
        conn.batch_execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON")?;
        match self.purpose {
            Use::Read => conn.batch_execute("PRAGMA query_only = ON"),
            Use::Write => Ok(()),
        }
    }
}

/// Turns the write-ahead log on.
///
/// On a new file this takes a lock that SQLite does not wait for, whatever the busy timeout: of processes that start
/// together some would fail with "database is locked".
fn turn_on_wal(conn: &mut SqliteConnection) -> diesel::QueryResult<()> {
    let give_up = Instant::now() + Duration::from_millis(SQLITE_BUSY_MS.into());
    loop {
        match conn.batch_execute("PRAGMA journal_mode = WAL") {
            Err(error) if is_locked(&error) && Instant::now() < give_up => {
                std::thread::sleep(Duration::from_millis(5));
            }
            done => return done,
        }
    }
}

fn is_locked(error: &diesel::result::Error) -> bool {
    matches!(error, diesel::result::Error::DatabaseError(_, info) if info.message().contains("locked"))
}

impl ManageConnection for Manager {
    type Connection = DbConn;
    type Error = DriverError;

    fn connect(&self) -> Result<DbConn, DriverError> {
        self.establish()
    }

    fn is_valid(&self, conn: &mut DbConn) -> Result<(), DriverError> {
        conn.any().ping().map_err(DriverError::new)
    }

    fn has_broken(&self, conn: &mut DbConn) -> bool {
        // An open transaction counts as broken: it belongs to a closure that panicked.
        std::thread::panicking() || conn.any().is_broken()
    }
}

/// A pool that connects when first asked.
pub(crate) fn pool(target: &Target, purpose: Use, size: u32) -> Pool<Manager> {
    Pool::builder()
        .max_size(size)
        .min_idle(Some(0))
        .connection_timeout(WAIT)
        .build_unchecked(Manager::new(target.clone(), purpose))
}

/// Takes a connection from the pool.
pub(crate) fn take(pool: &Pool<Manager>) -> Result<PooledConnection<Manager>, DbError> {
    pool.get().map_err(|source| DbError::NoConnection {
        waited_ms: WAIT.as_millis(),
        source: DriverError::new(source),
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[track_caller]
    fn refused(url: &str, expected: &str) {
        assert_eq!(Target::parse(url).err().unwrap().to_string(), expected);
    }

    #[test]
    fn scheme_picks_the_backend() {
        assert!(matches!(
            Target::parse("sqlite:///var/pejl/db.sqlite").unwrap(),
            Target::Sqlite { path } if path == "/var/pejl/db.sqlite"
        ));
        assert!(matches!(
            Target::parse("sqlite://pejl-data/db.sqlite").unwrap(),
            Target::Sqlite { path } if path == "pejl-data/db.sqlite"
        ));
        for url in ["postgres://host/pejl", "postgresql://host/pejl"] {
            assert_eq!(Target::parse(url).unwrap().backend(), Backend::Postgres);
        }
    }

    #[test]
    fn other_urls_are_refused() {
        let no_scheme = "database URL has no scheme, expected sqlite://PATH or postgres://…";
        refused("host=db dbname=pejl", no_scheme);
        refused("pejl.sqlite", no_scheme);
        refused("host=db password=a://b", no_scheme);
        refused(
            "mysql://host/pejl",
            "database URL has the unknown scheme `mysql`, expected sqlite://PATH or postgres://…",
        );
        refused("sqlite://", "database URL sqlite:// names no file");
        refused(
            "sqlite://:memory:",
            "database URL sqlite://:memory: is a database in memory, which several connections cannot share",
        );
        refused(
            "sqlite://db.sqlite?mode=ro",
            "database URL sqlite://db.sqlite?mode=ro has options (`file:` or `?`), which are not supported",
        );
        refused(
            "sqlite://file:db.sqlite",
            "database URL sqlite://file:db.sqlite has options (`file:` or `?`), which are not supported",
        );
    }

    #[test]
    fn description_holds_no_password() {
        let target =
            Target::parse("postgres://pejl:hemmeligt@db.example:5432/pejl?password=x").unwrap();
        assert_eq!(
            target.describe(),
            "the PostgreSQL server at `db.example:5432/pejl`"
        );
    }
}
