//! Cards of a municipality's own: definitions of indicators that are stored, each from the revision that applied it to the one
//! that applied another, or withdrew it.
//!
//! Which indicators a card is made of is not known here: it is a text with a code and a version. A version of a code stands
//! for one text for ever.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::Db;
use crate::conn::DbConn;
use crate::error::{DbError, Task};
use crate::instant;
use crate::revision::{self, Revision};
use crate::schema::{card, revision as made};

/// Kind of the revisions that other definitions make.
pub(crate) const KIND: &str = "definitions";

/// A card about to be applied.
#[derive(Debug, Clone, Copy)]
pub struct NewCard<'a> {
    /// Code of the indicator.
    pub code: &'a str,
    /// Version of the definition, from 1.
    pub definition_version: i32,
    /// The card as it was given; never with the character U+0000.
    pub text: &'a str,
    /// SHA-256 of the text, in lower-case hexadecimal.
    pub sha256: &'a str,
}

/// A card as stored, without its text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Card {
    /// Number.
    pub id: i64,
    /// Code of the indicator.
    pub code: String,
    /// Version of the definition.
    pub definition_version: i32,
    /// SHA-256 of the text.
    pub sha256: String,
    /// The revision that applied it.
    pub known_from: i64,
    /// The revision that applied another or withdrew it; absent while it is in force.
    pub known_to: Option<i64>,
}

/// When a card was applied, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The card.
    pub card: Card,
    /// The revision that applied it.
    pub from: Revision,
    /// The revision that closed it.
    pub to: Option<Revision>,
}

/// Why cards cannot be changed; nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum CardError {
    /// Cards were changed after the revision that the change was proved at.
    #[error("cards were changed meanwhile")]
    Overtaken,
    /// The version stands for another text.
    #[error("version {definition_version} of `{code}` is another card")]
    Taken {
        /// Code of the indicator.
        code: String,
        /// The version.
        definition_version: i32,
    },
    /// No card of that code is in force.
    #[error("no own card of `{code}` is in force")]
    NotFound {
        /// The code asked for.
        code: String,
    },
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

type Row = (i64, String, i32, String, i64, Option<i64>);

const COLUMNS: (
    card::id,
    card::code,
    card::definition_version,
    card::sha256,
    card::known_from,
    card::known_to,
) = (
    card::id,
    card::code,
    card::definition_version,
    card::sha256,
    card::known_from,
    card::known_to,
);

fn read((id, code, definition_version, sha256, known_from, known_to): Row) -> Card {
    Card {
        id,
        code,
        definition_version,
        sha256,
        known_from,
        known_to,
    }
}

/// The cards in force at a revision, in the order of their codes.
///
/// # Errors
/// When the database fails.
pub fn cards_at(conn: &mut DbConn, n: i64) -> Result<Vec<Card>, DbError> {
    let rows: Vec<Row> = card::table
        .filter(card::known_from.le(n))
        .filter(card::known_to.is_null().or(card::known_to.gt(n)))
        .order((card::code, card::id))
        .select(COLUMNS)
        .load(conn.any())
        .task("list the cards in force")?;
    Ok(rows.into_iter().map(read).collect())
}

/// The texts of cards, by number.
///
/// # Errors
/// When the database fails.
pub fn card_texts(conn: &mut DbConn, ids: &[i64]) -> Result<BTreeMap<i64, String>, DbError> {
    let rows: Vec<(i64, String)> = card::table
        .filter(card::id.eq_any(ids))
        .select((card::id, card::text))
        .load(conn.any())
        .task("read cards")?;
    Ok(rows.into_iter().collect())
}

/// Every card of a code that was applied up to a revision, the latest first.
///
/// # Errors
/// When the database fails or a revision is not there.
pub fn list_applied(conn: &mut DbConn, code: &str, n: i64) -> Result<Vec<Applied>, DbError> {
    let rows: Vec<Row> = card::table
        .filter(card::code.eq(code))
        .filter(card::known_from.le(n))
        .order((card::known_from.desc(), card::id.desc()))
        .select(COLUMNS)
        .load(conn.any())
        .task("list the versions of a card")?;
    let mut found = Vec::new();
    for card in rows.into_iter().map(read) {
        let to = card.known_to.filter(|to| *to <= n);
        found.push(Applied {
            from: made_by(conn, card.known_from)?,
            to: to.map(|to| made_by(conn, to)).transpose()?,
            card: Card {
                known_to: to,
                ..card
            },
        });
    }
    Ok(found)
}

fn made_by(conn: &mut DbConn, n: i64) -> Result<Revision, DbError> {
    let (committed_at, kind, actor): (NaiveDateTime, String, String) = made::table
        .find(n)
        .select((made::committed_at, made::kind, made::actor))
        .first(conn.any())
        .task("find the revision of a card")?;
    Ok(Revision {
        n,
        committed_at: instant::read(committed_at),
        kind,
        actor,
    })
}

/// Puts a card in force from a revision of its own on, and closes the one of its code that was.
///
/// `proved_at` is the revision whose cards it was proved beside.
///
/// # Errors
/// [`CardError::Overtaken`] where cards changed after that revision, [`CardError::Taken`] where the version stands for
/// another text.
pub fn apply_card(
    db: &Db,
    new: &NewCard<'_>,
    (proved_at, actor): (i64, &str),
    now: DateTime<Utc>,
) -> Result<Revision, CardError> {
    db.write_tx(|conn| {
        refuse_overtaken(conn, proved_at)?;
        let same_version = card::table
            .filter(card::code.eq(new.code))
            .filter(card::definition_version.eq(new.definition_version))
            .filter(card::sha256.ne(new.sha256));
        let n: i64 = same_version
            .count()
            .first(conn.any())
            .task("look for another card of this version")?;
        if n > 0 {
            return Err(CardError::Taken {
                code: new.code.to_owned(),
                definition_version: new.definition_version,
            });
        }
        let revision = revision::insert_revision(conn, KIND, actor, now)?;
        close(conn, new.code, revision.n)?;
        diesel::insert_into(card::table)
            .values((
                card::code.eq(new.code),
                card::definition_version.eq(new.definition_version),
                card::text.eq(new.text),
                card::sha256.eq(new.sha256),
                card::known_from.eq(revision.n),
            ))
            .execute(conn.any())
            .task("apply a card")?;
        Ok(revision)
    })
}

/// Closes the card of a code that is in force, from a revision of its own on.
///
/// # Errors
/// [`CardError::Overtaken`] where cards changed after the revision it was proved at, [`CardError::NotFound`] where there is
/// none.
pub fn withdraw_card(
    db: &Db,
    code: &str,
    (proved_at, actor): (i64, &str),
    now: DateTime<Utc>,
) -> Result<Revision, CardError> {
    db.write_tx(|conn| {
        refuse_overtaken(conn, proved_at)?;
        let revision = revision::insert_revision(conn, KIND, actor, now)?;
        match close(conn, code, revision.n)? {
            // The transaction is rolled back, and the revision with it.
            0 => Err(CardError::NotFound {
                code: code.to_owned(),
            }),
            _ => Ok(revision),
        }
    })
}

fn refuse_overtaken(conn: &mut DbConn, proved_at: i64) -> Result<(), CardError> {
    let n: i64 = card::table
        .filter(
            card::known_from
                .gt(proved_at)
                .or(card::known_to.gt(proved_at)),
        )
        .count()
        .first(conn.any())
        .task("look for later cards")?;
    match n {
        0 => Ok(()),
        _ => Err(CardError::Overtaken),
    }
}

fn close(conn: &mut DbConn, code: &str, n: i64) -> Result<usize, DbError> {
    diesel::update(
        card::table
            .filter(card::code.eq(code))
            .filter(card::known_to.is_null()),
    )
    .set(card::known_to.eq(Some(n)))
    .execute(conn.any())
    .task("close a card")
}
