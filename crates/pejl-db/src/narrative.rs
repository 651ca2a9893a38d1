//! What people say beside the figures: initiatives and comments, each version from the revision that set it to the one that set
//! another, or withdrew it.
//!
//! Each kind has numbers of its own, which versions share. What is said is a document in JSON; whoever stores one knows its form.
//! Only its field [`FIGURE`] is known here: an erasure takes the figures that were kept with what was said of them.

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use diesel::dsl::max;
use diesel::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::Db;
use crate::conn::DbConn;
use crate::error::{Corrupt, DbError, Task};
use crate::revision::{self, Revision};
use crate::schema::{erasure, narrative};
use crate::text::storable;

/// The field of a document that holds a figure as it was when something was said of it.
pub const FIGURE: &str = "figure";

/// Kind of the revisions that other narratives make.
pub(crate) const REVISION: &str = "narratives";

/// What is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Something that was done so that figures become others.
    Initiative,
    /// A comment on a figure.
    Comment,
}

impl Kind {
    /// `initiative` or `comment`.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Initiative => "initiative",
            Kind::Comment => "comment",
        }
    }
}

/// A version of what is said, as stored; `T` is the form of its document.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored<T> {
    /// Its number among those of its kind.
    pub number: i64,
    /// The version, from 1.
    pub version: i32,
    /// Code of the municipality.
    pub municipality: String,
    /// What is said.
    pub said: T,
    /// The revision that set it.
    pub known_from: i64,
    /// The revision that set another version or withdrew it; absent while it is in force.
    pub known_to: Option<i64>,
}

/// One change of what is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change<'a> {
    /// A new one.
    Create {
        /// Code of the municipality.
        municipality: &'a str,
        /// The document.
        body: &'a str,
    },
    /// Another version of one in force.
    Replace {
        /// Its number.
        number: i64,
        /// The version that it is to take the place of.
        version: i32,
        /// Code of the municipality.
        municipality: &'a str,
        /// The document.
        body: &'a str,
    },
    /// One does not hold any more.
    Withdraw {
        /// Its number.
        number: i64,
    },
}

/// Why nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum NarrativeError {
    /// Another version is in force than that which was to be replaced.
    #[error("it was changed meanwhile")]
    Overtaken,
    /// None of that number is in force.
    #[error("no {} {number} is in force", kind.as_str())]
    NotFound {
        /// What it is.
        kind: Kind,
        /// The number.
        number: i64,
    },
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Whether an erasure came after a revision: what was read at it may hold what is to be nowhere any more.
fn was_erased_since(conn: &mut DbConn, read_at: i64) -> Result<bool, DbError> {
    let newest: Option<i64> = erasure::table
        .select(max(erasure::revision))
        .first(conn.any())
        .task("look for erasures")?;
    Ok(newest.is_some_and(|n| n > read_at))
}

/// The columns in the order of the table.
#[derive(Queryable)]
struct Row {
    id: i64,
    _kind: String,
    number: i64,
    version: i32,
    municipality: String,
    body: String,
    known_from: i64,
    known_to: Option<i64>,
}

impl Row {
    fn read<T: DeserializeOwned>(self, n: i64) -> Result<Stored<T>, Corrupt> {
        let said = serde_json::from_str(&self.body);
        Ok(Stored {
            said: said.map_err(|_| Corrupt::new("narrative", self.id, "body", &self.body))?,
            number: self.number,
            version: self.version,
            municipality: self.municipality,
            known_from: self.known_from,
            // What came later was not known then.
            known_to: self.known_to.filter(|to| *to <= n),
        })
    }
}

/// Those of a kind in force at a revision, in the order of their numbers; of all municipalities where none is named.
///
/// # Errors
/// When the database fails or a document is not of the form.
pub fn list<T: DeserializeOwned>(
    conn: &mut DbConn,
    (kind, municipality): (Kind, Option<&str>),
    n: i64,
) -> Result<Vec<Stored<T>>, DbError> {
    let mut wanted = narrative::table
        .filter(narrative::kind.eq(kind.as_str()))
        .filter(narrative::known_from.le(n))
        .filter(narrative::known_to.is_null().or(narrative::known_to.gt(n)))
        .order((narrative::number, narrative::id))
        .into_boxed();
    if let Some(municipality) = municipality {
        wanted = wanted.filter(narrative::municipality.eq(municipality));
    }
    let rows: Vec<Row> = wanted
        .load(conn.any())
        .task("list the narratives in force")?;
    rows.into_iter().map(|row| Ok(row.read(n)?)).collect()
}

/// Every version of one that was set up to a revision, the latest first; nothing where there was none.
///
/// # Errors
/// As [`list`].
pub fn list_versions<T: DeserializeOwned>(
    conn: &mut DbConn,
    (kind, number): (Kind, i64),
    n: i64,
) -> Result<Vec<Stored<T>>, DbError> {
    let rows: Vec<Row> = narrative::table
        .filter(narrative::kind.eq(kind.as_str()))
        .filter(narrative::number.eq(number))
        .filter(narrative::known_from.le(n))
        .order((narrative::version.desc(), narrative::id.desc()))
        .load(conn.any())
        .task("list the versions of a narrative")?;
    rows.into_iter().map(|row| Ok(row.read(n)?)).collect()
}

/// Makes a change under a revision of its own, and returns that and the number of what was changed.
///
/// # Errors
/// [`NarrativeError::Overtaken`] where another version is in force than that to be replaced, or something was erased later than the
/// revision `read_at`, at which what is said was read; [`NarrativeError::NotFound`] where none of the number is; the database fails.
pub fn change(
    db: &Db,
    kind: Kind,
    change: Change<'_>,
    (read_at, actor, now): (i64, &str, DateTime<Utc>),
) -> Result<(Revision, i64), NarrativeError> {
    db.write_tx(|conn| {
        let brings_a_body = !matches!(change, Change::Withdraw { .. });
        if brings_a_body && was_erased_since(conn, read_at)? {
            return Err(NarrativeError::Overtaken);
        }
        let revision = revision::insert_revision(conn, REVISION, actor, now)?;
        let (number, new) = match change {
            Change::Create { municipality, body } => {
                let number = newest_number(conn, kind)?.saturating_add(1);
                (number, Some((1, municipality, body)))
            }
            Change::Replace {
                number,
                version,
                municipality,
                body,
            } => {
                let in_force = close(conn, kind, number, revision.n)?;
                if in_force != version {
                    // The transaction is rolled back, and the revision with it.
                    return Err(NarrativeError::Overtaken);
                }
                (
                    number,
                    Some((version.saturating_add(1), municipality, body)),
                )
            }
            Change::Withdraw { number } => {
                close(conn, kind, number, revision.n)?;
                (number, None)
            }
        };
        if let Some((version, municipality, body)) = new {
            diesel::insert_into(narrative::table)
                .values((
                    narrative::kind.eq(kind.as_str()),
                    narrative::number.eq(number),
                    narrative::version.eq(version),
                    narrative::municipality.eq(municipality),
                    narrative::body.eq(storable(body)),
                    narrative::known_from.eq(revision.n),
                ))
                .execute(conn.any())
                .task("set a narrative")?;
        }
        Ok((revision, number))
    })
}

fn newest_number(conn: &mut DbConn, kind: Kind) -> Result<i64, DbError> {
    let found: Option<i64> = narrative::table
        .filter(narrative::kind.eq(kind.as_str()))
        .select(max(narrative::number))
        .first(conn.any())
        .task("find the newest narrative")?;
    Ok(found.unwrap_or_default())
}

/// Closes the version in force, and returns which it was.
fn close(conn: &mut DbConn, kind: Kind, number: i64, n: i64) -> Result<i32, NarrativeError> {
    let open = narrative::table
        .filter(narrative::kind.eq(kind.as_str()))
        .filter(narrative::number.eq(number))
        .filter(narrative::known_to.is_null());
    let version: Option<i32> = open
        .select(narrative::version)
        .first(conn.any())
        .optional()
        .task("find a narrative in force")?;
    let version = version.ok_or(NarrativeError::NotFound { kind, number })?;
    diesel::update(open)
        .set(narrative::known_to.eq(Some(n)))
        .execute(conn.any())
        .task("close a narrative")?;
    Ok(version)
}

/// Takes the kept figures out of every version of every document: one computed with the rows of a person who is forgotten would
/// tell of them beside one that is computed without.
pub(crate) fn forget_figures(conn: &mut DbConn) -> Result<(), DbError> {
    let rows: Vec<(i64, String)> = narrative::table
        .select((narrative::id, narrative::body))
        .order(narrative::id)
        .load(conn.any())
        .task("find the figures of narratives")?;
    for (id, body) in rows {
        let said = serde_json::from_str::<Value>(&body);
        let mut said = said.map_err(|_| Corrupt::new("narrative", id, "body", &body))?;
        let figure = said
            .as_object_mut()
            .and_then(|said| said.shift_remove(FIGURE));
        if figure.is_none() {
            continue;
        }
        diesel::update(narrative::table.filter(narrative::id.eq(id)))
            .set(narrative::body.eq(said.to_string()))
            .execute(conn.any())
            .task("forget the figure of a narrative")?;
    }
    Ok(())
}
