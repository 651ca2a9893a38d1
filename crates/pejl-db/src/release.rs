//! Releases: a revision under a name, as it was published. A release is never changed and never deleted.

#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::Db;
use crate::conn::DbConn;
use crate::error::{DbError, Task};
use crate::instant;
use crate::revision::{self, At, RevisionError};
use crate::schema::release;
use crate::text::storable;

/// A release about to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewRelease<'a> {
    /// Its name; no other release has it, in small or large letters.
    pub name: &'a str,
    /// The revision that is published.
    pub revision: i64,
    /// What is said of it; may be empty.
    pub note: &'a str,
    /// Who makes it.
    pub actor: &'a str,
}

/// A release as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Number; a later release has a higher one.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The revision that is published.
    pub revision: i64,
    /// The newest revision when it was made.
    pub head: i64,
    /// What is said of it; may be empty.
    pub note: String,
    /// Who made it.
    pub actor: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}

/// Why no release is made.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseError {
    /// There is a release of that name.
    #[error("there is a release `{}`, of revision {}", .0.name, .0.revision)]
    Taken(Box<Release>),
    /// There is no such revision, or the database failed.
    #[error(transparent)]
    Revision(#[from] RevisionError),
}

impl From<DbError> for ReleaseError {
    fn from(error: DbError) -> Self {
        Self::Revision(error.into())
    }
}

/// Makes a release and yields it as recorded.
///
/// # Errors
/// [`ReleaseError::Taken`] when there is one of the name; there is no such revision; the database fails.
pub fn insert_release(
    db: &Db,
    new: &NewRelease<'_>,
    now: DateTime<Utc>,
) -> Result<Release, ReleaseError> {
    db.write_tx(|conn| {
        // The writers' lock is held, so that nobody takes the name meanwhile.
        if let Some(known) = find_release(conn, new.name)? {
            return Err(ReleaseError::Taken(Box::new(known)));
        }
        let revision = revision::resolve(conn, At::Revision(new.revision))?.n;
        let head = revision::head(conn)?;
        let id: i64 = diesel::insert_into(release::table)
            .values((
                release::name.eq(storable(new.name)),
                release::folded.eq(folded(new.name)),
                release::revision.eq(revision),
                release::head.eq(head),
                release::note.eq(storable(new.note)),
                release::actor.eq(storable(new.actor)),
                release::made_at.eq(instant::stored(now)),
            ))
            .returning(release::id)
            .get_result(conn.any())
            .task("make a release")?;
        let row: Row = release::table
            .find(id)
            .select(COLUMNS)
            .first(conn.any())
            .task("read a release")?;
        Ok(row.into())
    })
}

/// The release of that name, in small or large letters, if there is one.
///
/// # Errors
/// When the database fails.
pub fn find_release(conn: &mut DbConn, name: &str) -> Result<Option<Release>, DbError> {
    let row: Option<Row> = release::table
        .filter(release::folded.eq(folded(name)))
        .select(COLUMNS)
        .first(conn.any())
        .optional()
        .task("find a release")?;
    Ok(row.map(Release::from))
}

/// At most `limit` releases, the latest made first, all with a number below `before` when given.
///
/// # Errors
/// When the database fails.
pub fn list_releases(
    conn: &mut DbConn,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Release>, DbError> {
    let rows: Vec<Row> = release::table
        .filter(release::id.lt(before.unwrap_or(i64::MAX)))
        .order(release::id.desc())
        .limit(i64::from(limit))
        .select(COLUMNS)
        .load(conn.any())
        .task("list releases")?;
    Ok(rows.into_iter().map(Release::from).collect())
}

/// What was there when something was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Releases made before the one with this number.
    Release(i64),
    /// Releases made before this revision was.
    Revision(i64),
}

/// The release of the newest revision below `n`, of those made before something: the same for ever, as no release is changed.
///
/// # Errors
/// When the database fails.
pub fn newest_release_below(
    conn: &mut DbConn,
    n: i64,
    before: Before,
) -> Result<Option<Release>, DbError> {
    let mut wanted = release::table
        .filter(release::revision.lt(n))
        .order((release::revision.desc(), release::id.desc()))
        .select(COLUMNS)
        .into_boxed();
    wanted = match before {
        Before::Release(id) => wanted.filter(release::id.lt(id)),
        Before::Revision(n) => wanted.filter(release::head.lt(n)),
    };
    let row: Option<Row> = wanted
        .first(conn.any())
        .optional()
        .task("find the release before")?;
    Ok(row.map(Release::from))
}

/// The name as it is compared.
fn folded(name: &str) -> String {
    storable(name).to_lowercase()
}

type Columns = (
    release::id,
    release::name,
    release::revision,
    release::head,
    release::note,
    release::actor,
    release::made_at,
);

const COLUMNS: Columns = (
    release::id,
    release::name,
    release::revision,
    release::head,
    release::note,
    release::actor,
    release::made_at,
);

/// The columns in the order of [`COLUMNS`].
#[derive(Queryable)]
struct Row {
    id: i64,
    name: String,
    revision: i64,
    head: i64,
    note: String,
    actor: String,
    made_at: NaiveDateTime,
}

impl From<Row> for Release {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            name: row.name,
            revision: row.revision,
            head: row.head,
            note: row.note,
            actor: row.actor,
            made_at: instant::read(row.made_at),
        }
    }
}
