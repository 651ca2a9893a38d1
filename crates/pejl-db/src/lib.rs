//! The catalogue: imports, coverage, revisions, leases and keys in SQLite or PostgreSQL.
//!
//! Facts lie in immutable files (the lake); the catalogue says which of them are visible at which revision. What it
//! keeps true:
//!
//! - A change becomes visible in one short write transaction ([`commit::commit_import`]) or not at all.
//! - Nothing is updated in place: a box of facts ([`coverage`]) is inserted with the revision that made it visible and
//!   closed with the revision that took it out of sight. A question about an old revision has the same answer for ever.
//! - Two boxes of a variant that are visible at the same revision share no fact.
//! - Every file has a row before it exists ([`segment::reserve_segments`]); files whose import died can be told from all
//!   others and removed ([`segment::expired_segments`]).
//! - One import at a time changes a dataset within a scope ([`lease`]).
//! - Only an [`erasure`] takes rows out of revisions that are past, and it leaves a record.
//!
//! Everything blocks; callers run it on threads of their own. One code path serves both databases, and no type of the
//! query builder below leaves the crate.
//!
//! ```
//! use std::time::Duration;
//! use pejl_db::{Db, import::{NewImport, begin_import, abandon}, revision::At, coverage::snapshot};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! let db = Db::open(&format!("sqlite://{}/catalogue.sqlite", folder.path().display()))?;
//! db.migrate()?;
//! let now = "2018-03-31T12:00:00Z".parse()?;
//! let new = NewImport {
//!     dataset: "stat_fact", source: "statbank", table_id: "REGK31", municipality: None,
//!     mapping: "{}", scope: "*", actor: "cli",
//! };
//! let ticket = begin_import(&db, &new, now, Duration::from_secs(60))?;
//! abandon(&db, &ticket)?;
//! let seen = db.with(|conn| snapshot(conn, "stat_fact", At::Head))?;
//! assert_eq!((seen.revision, seen.parts.len()), (0, 0));
//! # Ok(())
//! # }
//! ```

mod conn;
mod db;
mod error;
#[cfg(test)]
mod fixture;
mod instant;
mod migration;
mod pool;
mod schema;
mod text;

pub mod card;
pub mod commit;
pub mod compaction;
pub mod coverage;
pub mod erasure;
pub mod import;
pub mod key;
pub mod lease;
pub mod narrative;
pub mod observation;
pub mod person_key;
pub mod portable;
pub mod release;
pub mod report;
pub mod retention;
pub mod revision;
pub mod schedule;
pub mod segment;
pub mod target;
pub mod testing;
pub mod verify;

pub use conn::{Backend, DbConn};
pub use db::{Db, StoreInfo};
pub use error::{Corrupt, DbError, DriverError, SqlitePathProblem};
