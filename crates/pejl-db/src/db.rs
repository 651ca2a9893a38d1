//! The handle on the catalogue and the two ways in: [`Db::with`] to read, [`Db::write_tx`] to write.

use std::fmt;
use std::sync::Arc;

use diesel::r2d2::Pool;

use crate::conn::{Backend, DbConn};
use crate::error::{DbError, Task};
use crate::migration;
use crate::pool::{self, Manager, Target, Use};
use crate::revision;

/// Read connections per process.
const READERS: u32 = 8;

/// Write connections per process. Writers queue for the revision head anyway; on SQLite for the file.
const WRITERS: u32 = 1;

/// The catalogue. Cheap to clone; clones share the connections.
///
/// ```
/// use pejl_db::{Db, DbError};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let folder = tempfile::tempdir()?;
/// let db = Db::open(&format!("sqlite://{}/catalogue.sqlite", folder.path().display()))?;
/// db.migrate()?;
/// let head = db.with(|conn| pejl_db::revision::head(conn))?;
/// assert_eq!(head, 0);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Db {
    target: Target,
    readers: Arc<Pool<Manager>>,
    writer: Arc<Pool<Manager>>,
}

/// What a healthy database says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreInfo {
    /// The connected backend, which is also the one the tables were made for.
    pub backend: Backend,
    /// Random name given to the store when its tables were made.
    pub store_id: String,
    /// Number of the newest revision; 0 before the first.
    pub revision: i64,
}

impl Db {
    /// Opens the database that the URL names: `sqlite://PATH` or `postgres://…`.
    ///
    /// An SQLite file is made when it does not exist; its folder is not. Tables are made by [`Db::migrate`].
    ///
    /// # Errors
    /// An unknown scheme, a database that cannot be reached, tables made for the other backend or by newer software.
    pub fn open(url: &str) -> Result<Db, DbError> {
        let target = Target::parse(url)?;
        // One connection outside the pool: the pool would try again for ten seconds and then hide the cause.
        let mut conn = Manager::new(target.clone(), Use::Write)
            .establish()
            .map_err(|source| DbError::Connect {
                target: target.describe(),
                source,
            })?;
        migration::check_fit(&mut conn)?;
        Ok(Db {
            readers: Arc::new(pool::pool(&target, Use::Read, READERS)),
            writer: Arc::new(pool::pool(&target, Use::Write, WRITERS)),
            target,
        })
    }

    /// The backend the URL named.
    pub fn backend(&self) -> Backend {
        self.target.backend()
    }

    /// Runs the missing migrations, all or none, and yields their names; several processes may call it at once.
    ///
    /// # Errors
    /// As [`Db::open`], and when a migration fails.
    pub fn migrate(&self) -> Result<Vec<String>, DbError> {
        migration::run(&mut *pool::take(&self.writer)?)
    }

    /// Whether the database has none of our tables; changes nothing.
    ///
    /// # Errors
    /// When the database does not answer.
    pub fn is_blank(&self) -> Result<bool, DbError> {
        self.with(migration::is_blank)
    }

    /// Names of the migrations that [`Db::migrate`] would run, oldest first; changes nothing.
    ///
    /// # Errors
    /// When the database does not answer or has unknown migrations.
    pub fn pending_migrations(&self) -> Result<Vec<String>, DbError> {
        self.with(migration::pending)
    }

    /// Checks that the database answers, has all migrations and was made for this backend.
    ///
    /// # Errors
    /// Says which of these does not hold.
    pub fn check(&self) -> Result<StoreInfo, DbError> {
        self.with(|conn| {
            migration::check_fit(conn)?;
            let pending = migration::pending(conn)?;
            if !pending.is_empty() {
                return Err(DbError::NotMigrated { pending });
            }
            Ok(StoreInfo {
                backend: conn.backend(),
                store_id: migration::store_id(conn)?,
                revision: revision::head(conn)?,
            })
        })
    }

    /// Runs queries that all see one state of the database; a statement that writes fails.
    ///
    /// Keep the work short: on SQLite an open read holds back the clearing of the write-ahead log.
    ///
    /// # Errors
    /// Those of the work, and [`DbError`] when no connection is to be had.
    pub fn with<T, E: From<DbError>>(
        &self,
        work: impl FnOnce(&mut DbConn) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut conn = pool::take(&self.readers)?;
        conn.begin_read().task("begin to read")?;
        finish(&mut conn, work)
    }

    /// Runs a write transaction: all of the work is kept, or, when it ends in an error, nothing of it.
    ///
    /// Writers take turns, on one machine or many: the write lock (SQLite) and the revision head (both) are taken
    /// first. Keep the work short, and never call `write_tx` inside it: the inner call would wait for the outer one.
    ///
    /// # Errors
    /// Those of the work, and [`DbError`] when the transaction cannot begin or commit.
    pub fn write_tx<T, E: From<DbError>>(
        &self,
        work: impl FnOnce(&mut DbConn) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut conn = pool::take(&self.writer)?;
        conn.begin_write().task("begin to write")?;
        finish(&mut conn, |conn| {
            revision::lock_head(conn)?;
            work(conn)
        })
    }
}

impl Db {
    /// The connection that writes.
    pub(crate) fn writer(&self) -> &Pool<Manager> {
        &self.writer
    }

    /// Runs work on the connection that writes, outside of a transaction.
    #[cfg(test)]
    pub(crate) fn with_writer<T>(
        &self,
        work: impl FnOnce(&mut DbConn) -> Result<T, DbError>,
    ) -> Result<T, DbError> {
        work(&mut *pool::take(&self.writer)?)
    }
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Db").field(&self.target.describe()).finish()
    }
}

/// Runs the work in the open transaction and ends it.
pub(crate) fn finish<T, E: From<DbError>>(
    conn: &mut DbConn,
    work: impl FnOnce(&mut DbConn) -> Result<T, E>,
) -> Result<T, E> {
    match work(conn) {
        Ok(value) => {
            conn.commit().task("commit")?;
            Ok(value)
        }
        Err(error) => {
            // The first error is the one to report. A connection whose transaction stays open is thrown away by the
            // pool, which ends the transaction too.
            if let Err(rollback) = conn.rollback() {
                log::warn!("rollback failed: {rollback}");
            }
            Err(error)
        }
    }
}

#[cfg(test)]
mod tests;
