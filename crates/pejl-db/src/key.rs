//! Keys of callers: the prefix finds the row, the SHA-256 proves the key. The key itself is never stored.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use subtle::ConstantTimeEq;

use crate::conn::DbConn;
use crate::error::{DbError, Task};
use crate::instant;
use crate::schema::api_key;

/// A key about to be recorded.
#[derive(Debug, Clone, Copy)]
pub struct NewKey<'a> {
    /// Whose key it is, for lists.
    pub name: &'a str,
    /// What its holder may do.
    pub role: &'a str,
    /// The first characters of the key, in clear; no two keys share them.
    pub prefix: &'a str,
    /// SHA-256 of the whole key, in lower-case hexadecimal.
    pub sha256: &'a str,
}

/// A key as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Number.
    pub id: i64,
    /// Whose key it is.
    pub name: String,
    /// What its holder may do.
    pub role: String,
    /// The first characters of the key.
    pub prefix: String,
    /// SHA-256 of the whole key.
    pub sha256: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was closed; absent while it is valid.
    pub closed_at: Option<DateTime<Utc>>,
}

impl ApiKey {
    /// Whether this key is open and has the SHA-256 given; the comparison takes the same time wherever they differ.
    pub fn admits(&self, sha256: &str) -> bool {
        let same: bool = self.sha256.as_bytes().ct_eq(sha256.as_bytes()).into();
        same && self.closed_at.is_none()
    }
}

/// Why a key cannot be changed.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Another key has this prefix.
    #[error("another key begins with `{prefix}`")]
    PrefixTaken {
        /// The prefix.
        prefix: String,
    },
    /// No key has this number.
    #[error("no key {id}")]
    NotFound {
        /// The number asked for.
        id: i64,
    },
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Records a key and yields it as recorded.
///
/// # Errors
/// [`KeyError::PrefixTaken`] when another key, open or closed, has the prefix.
pub fn insert_key(
    conn: &mut DbConn,
    new: &NewKey<'_>,
    now: DateTime<Utc>,
) -> Result<ApiKey, KeyError> {
    if find_key_by_prefix(conn, new.prefix)?.is_some() {
        return Err(KeyError::PrefixTaken {
            prefix: new.prefix.to_owned(),
        });
    }
    let id = diesel::insert_into(api_key::table)
        .values((
            api_key::name.eq(new.name),
            api_key::role.eq(new.role),
            api_key::prefix.eq(new.prefix),
            api_key::sha256.eq(new.sha256),
            api_key::created_at.eq(instant::stored(now)),
        ))
        .returning(api_key::id)
        .get_result(conn.any())
        .task("record a key")?;
    get_key(conn, id)
}

/// The key with this prefix, open or closed, if there is one.
///
/// # Errors
/// When the database fails.
pub fn find_key_by_prefix(conn: &mut DbConn, prefix: &str) -> Result<Option<ApiKey>, DbError> {
    Ok(api_key::table
        .filter(api_key::prefix.eq(prefix))
        .first::<KeyRow>(conn.any())
        .optional()
        .task("find a key")?
        .map(ApiKey::from))
}

/// All keys, open and closed, in the order of their numbers.
///
/// # Errors
/// When the database fails.
pub fn list_keys(conn: &mut DbConn) -> Result<Vec<ApiKey>, DbError> {
    let rows = api_key::table
        .order(api_key::id)
        .load::<KeyRow>(conn.any())
        .task("list keys")?;
    Ok(rows.into_iter().map(ApiKey::from).collect())
}

/// Closes a key and yields it; one that is closed keeps the instant it was closed at.
///
/// # Errors
/// [`KeyError::NotFound`] when there is no such key.
pub fn close_key(conn: &mut DbConn, id: i64, now: DateTime<Utc>) -> Result<ApiKey, KeyError> {
    diesel::update(api_key::table.find(id))
        .filter(api_key::closed_at.is_null())
        .set(api_key::closed_at.eq(Some(instant::stored(now))))
        .execute(conn.any())
        .task("close a key")?;
    get_key(conn, id)
}

fn get_key(conn: &mut DbConn, id: i64) -> Result<ApiKey, KeyError> {
    api_key::table
        .find(id)
        .first::<KeyRow>(conn.any())
        .optional()
        .task("find a key")?
        .map(ApiKey::from)
        .ok_or(KeyError::NotFound { id })
}

#[derive(Queryable)]
struct KeyRow {
    id: i64,
    name: String,
    role: String,
    prefix: String,
    sha256: String,
    created_at: NaiveDateTime,
    closed_at: Option<NaiveDateTime>,
}

impl From<KeyRow> for ApiKey {
    fn from(row: KeyRow) -> ApiKey {
        ApiKey {
            id: row.id,
            name: row.name,
            role: row.role,
            prefix: row.prefix,
            sha256: row.sha256,
            created_at: instant::read(row.created_at),
            closed_at: row.closed_at.map(instant::read),
        }
    }
}

#[cfg(test)]
mod tests;
