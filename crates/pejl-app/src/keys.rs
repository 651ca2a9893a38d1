//! API keys: made once, shown once, kept as a hash.

use pejl_db::key::{ApiKey, NewKey};
use pejl_domain::hex;
use rand::TryRngCore;
use sha2::{Digest, Sha256};

use crate::error::AppError;
use crate::store::Store;

/// What every key begins with, so that a leaked one is recognised.
const MARK: &str = "pejl";
/// Characters of the part that is kept in clear to find the key.
const PREFIX_CHARS: usize = 12;
/// Random bytes of the secret part.
const SECRET_BYTES: usize = 32;

/// Who sends a request: a key's name, or `local` on an open server. The server notes it beside the request before anything answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller(pub String);

/// A new key; the secret is nowhere else.
#[derive(Debug, Clone)]
pub struct CreatedKey {
    /// Number of the key.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The key itself.
    pub secret: String,
}

/// Makes a key.
///
/// # Errors
/// The name is empty or long, the system gives no randomness, or the catalogue cannot be written.
pub fn create_key(store: &Store, name: &str) -> Result<CreatedKey, AppError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 100 {
        return Err(AppError::parameter("name", name, "1 to 100 characters"));
    }
    let mut random = [0_u8; SECRET_BYTES + PREFIX_CHARS / 2];
    rand::rngs::OsRng
        .try_fill_bytes(&mut random)
        .map_err(|error| AppError::File {
            action: "read randomness from",
            path: "the system".to_owned(),
            source: std::io::Error::other(error),
        })?;
    let hex = hex(random);
    let (prefix, secret) = hex.split_at(PREFIX_CHARS);
    let text = format!("{MARK}_{prefix}_{secret}");
    let sha256 = hash(&text);
    let now = store.now();
    let new = NewKey {
        name,
        role: "analyst",
        prefix,
        sha256: &sha256,
    };
    let id = store
        .db
        .write_tx(|conn| pejl_db::key::insert_key(conn, &new, now))?
        .id;
    Ok(CreatedKey {
        id,
        name: name.to_owned(),
        secret: text,
    })
}

/// Finds the live key that a client sent; none when it is unknown or closed.
///
/// # Errors
/// The catalogue cannot be read.
pub fn find_key(store: &Store, sent: &str) -> Result<Option<ApiKey>, AppError> {
    let mut parts = sent.splitn(3, '_');
    let (Some(MARK), Some(prefix), Some(_)) = (parts.next(), parts.next(), parts.next()) else {
        return Ok(None);
    };
    if prefix.len() != PREFIX_CHARS {
        return Ok(None);
    }
    let found = store
        .db
        .with(|conn| pejl_db::key::find_key_by_prefix(conn, prefix))?;
    let hashed = hash(sent);
    Ok(found.filter(|key| key.admits(&hashed)))
}

/// Lists all keys, closed ones too.
///
/// # Errors
/// The catalogue cannot be read.
pub fn list_keys(store: &Store) -> Result<Vec<ApiKey>, AppError> {
    Ok(store.db.with(pejl_db::key::list_keys)?)
}

/// Closes a key; it no longer opens anything.
///
/// # Errors
/// There is no such live key, or the catalogue cannot be written.
pub fn close_key(store: &Store, id: i64) -> Result<(), AppError> {
    let now = store.now();
    store
        .db
        .write_tx(|conn| pejl_db::key::close_key(conn, id, now))?;
    Ok(())
}

fn hash(text: &str) -> String {
    hex(Sha256::digest(text.as_bytes()))
}
