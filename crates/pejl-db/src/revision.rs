//! Revisions: one number per committed change.
//!
//! The row `revision_head` holds the newest number. Every write transaction updates it first, so that writers take
//! turns and numbers have no gaps.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;

use crate::conn::DbConn;
use crate::error::{Corrupt, DbError, Task};
use crate::schema::{revision, revision_head};
use crate::{instant, narrative, target};

/// The state a question is asked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// The newest revision.
    Head,
    /// The revision with this number; 0 is the state before the first.
    Revision(i64),
    /// The newest revision committed at or before this instant; the state before the first when there is none.
    Instant(DateTime<Utc>),
}

/// A committed change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Number, from 1 without gaps.
    pub n: i64,
    /// When it was committed; strictly increasing with `n`.
    pub committed_at: DateTime<Utc>,
    /// What changed, as "import".
    pub kind: String,
    /// Who changed it.
    pub actor: String,
}

/// The revision that an [`At`] means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolved {
    /// Number; 0 is the state before the first revision.
    pub n: i64,
    /// When it was committed; absent for 0.
    pub committed_at: Option<DateTime<Utc>>,
}

/// Why no revision can be given.
#[derive(Debug, thiserror::Error)]
pub enum RevisionError {
    /// No revision has this number.
    #[error("no revision {n}, the newest is {head}")]
    NotFound {
        /// The number asked for.
        n: i64,
        /// The newest number.
        head: i64,
    },
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The number of the newest revision; 0 before the first.
///
/// # Errors
/// When the database fails or has no tables yet.
pub fn head(conn: &mut DbConn) -> Result<i64, DbError> {
    revision_head::table
        .find(HEAD)
        .select(revision_head::n)
        .first(conn.any())
        .optional()
        .task("read the newest revision")?
        .ok_or_else(|| Corrupt::new("revision_head", HEAD, "id", "no row").into())
}

/// The revision that `at` means.
///
/// # Errors
/// [`RevisionError::NotFound`] for a number that no revision has.
pub fn resolve(conn: &mut DbConn, at: At) -> Result<Resolved, RevisionError> {
    let newest = head(conn)?;
    let found = match at {
        At::Head => instant_of(conn, newest)?,
        At::Revision(n) if n < 0 || n > newest => {
            return Err(RevisionError::NotFound { n, head: newest });
        }
        At::Revision(n) => instant_of(conn, n)?,
        At::Instant(at) => revision::table
            .filter(revision::committed_at.le(instant::stored(at)))
            .order(revision::n.desc())
            .select((revision::n, revision::committed_at))
            .first(conn.any())
            .optional()
            .task("find the revision of an instant")?,
    };
    Ok(found.map_or(
        Resolved {
            n: 0,
            committed_at: None,
        },
        |(n, committed_at): (i64, NaiveDateTime)| Resolved {
            n,
            committed_at: Some(instant::read(committed_at)),
        },
    ))
}

/// The revision with the number `n`, if there is one.
///
/// # Errors
/// When the database fails.
pub fn find_revision(conn: &mut DbConn, n: i64) -> Result<Option<Revision>, DbError> {
    Ok(revision::table
        .find(n)
        .first::<RevisionRow>(conn.any())
        .optional()
        .task("find a revision")?
        .map(Revision::from))
}

/// Whether every revision after one, up to another, was made by words about figures and by targets, which change no figure.
///
/// # Errors
/// When the database fails.
pub fn is_of_words(conn: &mut DbConn, (after, up_to): (i64, i64)) -> Result<bool, DbError> {
    let others: i64 = revision::table
        .filter(revision::n.gt(after))
        .filter(revision::n.le(up_to))
        .filter(revision::kind.ne_all([narrative::REVISION, target::KIND]))
        .count()
        .get_result(conn.any())
        .task("look for revisions that change figures")?;
    Ok(others == 0)
}

/// At most `limit` revisions, newest first, all older than revision `before` when given.
///
/// # Errors
/// When the database fails.
pub fn list_revisions(
    conn: &mut DbConn,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Revision>, DbError> {
    let rows = revision::table
        .filter(revision::n.lt(before.unwrap_or(i64::MAX)))
        .order(revision::n.desc())
        .limit(i64::from(limit))
        .load::<RevisionRow>(conn.any())
        .task("list revisions")?;
    Ok(rows.into_iter().map(Revision::from).collect())
}

const HEAD: i32 = 1;

#[derive(Queryable)]
struct RevisionRow {
    n: i64,
    committed_at: NaiveDateTime,
    kind: String,
    actor: String,
}

impl From<RevisionRow> for Revision {
    fn from(row: RevisionRow) -> Revision {
        Revision {
            n: row.n,
            committed_at: instant::read(row.committed_at),
            kind: row.kind,
            actor: row.actor,
        }
    }
}

/// Takes the lock that writers take turns by.
pub(crate) fn lock_head(conn: &mut DbConn) -> Result<(), DbError> {
    let locked = diesel::update(revision_head::table.find(HEAD))
        .set(revision_head::n.eq(revision_head::n))
        .execute(conn.any())
        .task("lock the newest revision")?;
    match locked {
        1 => Ok(()),
        _ => Err(Corrupt::new("revision_head", HEAD, "id", "no row").into()),
    }
}

/// Adds a revision; the caller is in a write transaction.
///
/// Its instant is `now`, or a microsecond after the previous revision when the clock stands still or goes back.
pub(crate) fn insert_revision(
    conn: &mut DbConn,
    kind: &str,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<Revision, DbError> {
    let last = head(conn)?;
    let now = instant::stored(now);
    let committed_at = match instant_of(conn, last)? {
        Some((_, previous)) => now.max(previous + TimeDelta::microseconds(1)),
        None => now,
    };
    let n = last + 1;
    diesel::insert_into(revision::table)
        .values((
            revision::n.eq(n),
            revision::committed_at.eq(committed_at),
            revision::kind.eq(kind),
            revision::actor.eq(actor),
        ))
        .execute(conn.any())
        .task("add a revision")?;
    diesel::update(revision_head::table.find(HEAD))
        .set(revision_head::n.eq(n))
        .execute(conn.any())
        .task("move to the new revision")?;
    Ok(Revision {
        n,
        committed_at: instant::read(committed_at),
        kind: kind.to_owned(),
        actor: actor.to_owned(),
    })
}

/// Number and instant of revision `n`; nothing for 0, the state before the first.
fn instant_of(conn: &mut DbConn, n: i64) -> Result<Option<(i64, NaiveDateTime)>, DbError> {
    if n == 0 {
        return Ok(None);
    }
    revision::table
        .find(n)
        .select((revision::n, revision::committed_at))
        .first(conn.any())
        .optional()
        .task("find a revision")?
        .map(Some)
        .ok_or_else(|| Corrupt::new("revision", n, "n", "no row").into())
}
