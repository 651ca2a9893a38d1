//! What initiatives and comments share: how a version is stored, found and withdrawn, and what may be written in it.

pub(crate) mod draft;

use chrono::{DateTime, Utc};
use pejl_db::narrative::{self, Change, Kind, NarrativeError, Stored};
use pejl_db::revision::resolve;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::AppError;
use crate::snapshot::AsKnown;
use crate::store::Store;
use crate::targets::State;

/// What became of a change of an initiative or a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applied {
    /// Whether it holds, could be made, or is in force already.
    pub state: State,
    /// The revision it holds from; that which was looked at where nothing was stored.
    pub revision: i64,
    /// Its number; none of a new one in a dry run.
    pub number: Option<i64>,
}

/// Versions of narratives, and the revision they are known at.
#[derive(Debug, Clone)]
pub(crate) struct Known<T> {
    pub(crate) revision: i64,
    pub(crate) committed_at: Option<DateTime<Utc>>,
    pub(crate) items: Vec<Stored<T>>,
}

/// Those of a kind in force at a revision, in the order of their numbers; of all municipalities where none is named by its code.
pub(crate) fn in_force<T: DeserializeOwned>(
    store: &Store,
    of: (Kind, Option<&str>),
    at: AsKnown,
) -> Result<Known<T>, AppError> {
    let at = store.db.with(|conn| resolve(conn, at.at()))?;
    Ok(Known {
        revision: at.n,
        committed_at: at.committed_at,
        items: store.db.with(|conn| narrative::list(conn, of, at.n))?,
    })
}

/// Every version of one that is known at a revision, the latest first.
///
/// # Errors
/// There never was one of the number, there is no such revision, or the store fails.
pub(crate) fn versions<T: DeserializeOwned>(
    store: &Store,
    (kind, number): (Kind, i64),
    at: AsKnown,
) -> Result<Known<T>, AppError> {
    let at = store.db.with(|conn| resolve(conn, at.at()))?;
    let items = store
        .db
        .with(|conn| narrative::list_versions(conn, (kind, number), at.n))?;
    match items.is_empty() {
        true => Err(not_found(kind, number)),
        false => Ok(Known {
            revision: at.n,
            committed_at: at.committed_at,
            items,
        }),
    }
}

/// The version in force that another is to take the place of.
///
/// # Errors
/// None of the number is in force; [`AppError::Conflict`] where another version is in force than that which was meant.
pub(crate) fn to_replace<T: DeserializeOwned>(
    store: &Store,
    (kind, number): (Kind, i64),
    (meant, revision): (Option<i32>, i64),
) -> Result<Stored<T>, AppError> {
    let mut known = store
        .db
        .with(|conn| narrative::list::<T>(conn, (kind, None), revision))?;
    known.retain(|one| one.number == number);
    let known = known.pop().ok_or_else(|| not_found(kind, number))?;
    match meant.filter(|meant| *meant != known.version) {
        Some(meant) => Err(AppError::Conflict(format!(
            "version {meant} is not in force any more, {} is: fetch the {} again",
            known.version,
            kind.as_str()
        ))),
        None => Ok(known),
    }
}

/// Stores something new, read at a revision, or says that it could be.
pub(crate) fn create(
    store: &Store,
    kind: Kind,
    (place, revision, said): (&str, i64, &impl Serialize),
    (actor, is_dry_run): (&str, bool),
) -> Result<Applied, AppError> {
    if is_dry_run {
        return Ok(Applied {
            state: State::Proved,
            revision,
            number: None,
        });
    }
    let change = Change::Create {
        municipality: place,
        body: &written(said),
    };
    apply(store, kind, change, (revision, actor))
}

/// Puts another version, read at a revision, in the place of a known one, where it is another, or says that it could be.
pub(crate) fn put<T: Serialize>(
    store: &Store,
    (kind, known): (Kind, &Stored<T>),
    (place, revision, other): (&str, i64, Option<&T>),
    (actor, is_dry_run): (&str, bool),
) -> Result<Applied, AppError> {
    let state = match other {
        None => State::Unchanged,
        Some(_) if is_dry_run => State::Proved,
        Some(other) => {
            let change = Change::Replace {
                number: known.number,
                version: known.version,
                municipality: place,
                body: &written(other),
            };
            return apply(store, kind, change, (revision, actor));
        }
    };
    Ok(Applied {
        state,
        revision,
        number: Some(known.number),
    })
}

/// Withdraws one: it is known no more from a new revision on.
pub(crate) fn withdraw(
    store: &Store,
    (kind, number): (Kind, i64),
    actor: &str,
) -> Result<Applied, AppError> {
    // Nothing is stored of what was read.
    apply(store, kind, Change::Withdraw { number }, (i64::MAX, actor))
}

/// Makes a change under a revision of its own, of what was read at an earlier one.
pub(crate) fn apply(
    store: &Store,
    kind: Kind,
    change: Change<'_>,
    (read_at, actor): (i64, &str),
) -> Result<Applied, AppError> {
    match narrative::change(&store.db, kind, change, (read_at, actor, store.now())) {
        Ok((revision, number)) => Ok(Applied {
            state: State::Applied,
            revision: revision.n,
            number: Some(number),
        }),
        Err(NarrativeError::Overtaken) => {
            let what = kind.as_str();
            Err(AppError::Conflict(format!(
                "the {what}, or what it is about, was changed meanwhile; fetch it again"
            )))
        }
        Err(NarrativeError::NotFound { number, .. }) => Err(not_found(kind, number)),
        Err(NarrativeError::Db(error)) => Err(error.into()),
    }
}

/// The document of what is said.
pub(crate) fn written(said: &impl Serialize) -> String {
    // Text, days and finite numbers always have a form in JSON.
    serde_json::to_string(said).unwrap_or_default()
}

/// There is none of the number.
pub(crate) fn not_found(kind: Kind, number: i64) -> AppError {
    AppError::NotFound {
        what: kind.as_str(),
        id: number.to_string(),
        nearest: Vec::new(),
    }
}
