//! Which key a municipality's pseudonyms are made with: its fingerprint, never the key.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::conn::DbConn;
use crate::error::{DbError, Task};
use crate::instant;
use crate::schema::person_key;

/// The key an import made pseudonyms with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsedKey<'a> {
    /// Code of the municipality.
    pub municipality: &'a str,
    /// What tells the key from others.
    pub fingerprint: &'a str,
}

/// The fingerprint of the key that the municipality's pseudonyms are made with; none before its first import of persons.
///
/// # Errors
/// When the database fails.
pub fn find_fingerprint(conn: &mut DbConn, municipality: &str) -> Result<Option<String>, DbError> {
    person_key::table
        .find(municipality)
        .select(person_key::fingerprint)
        .first(conn.any())
        .optional()
        .task("find the key of a municipality")
}

/// Notes the key of a municipality's first import of persons; yields the fingerprint of another key if one is known.
pub(crate) fn note(
    conn: &mut DbConn,
    used: &UsedKey<'_>,
    import_id: i64,
    now: DateTime<Utc>,
) -> Result<Option<String>, DbError> {
    if let Some(known) = find_fingerprint(conn, used.municipality)? {
        return Ok((known != used.fingerprint).then_some(known));
    }
    diesel::insert_into(person_key::table)
        .values((
            person_key::municipality.eq(used.municipality),
            person_key::fingerprint.eq(used.fingerprint),
            person_key::import_id.eq(import_id),
            person_key::noted_at.eq(instant::stored(now)),
        ))
        .execute(conn.any())
        .task("note the key of a municipality")?;
    Ok(None)
}
