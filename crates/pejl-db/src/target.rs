//! Targets as they were set: each version from the revision that set it to the one that set another, or withdrew it.
//!
//! A target has a number that its versions share. Of one municipality, reading and cut one target is in force at a time.

mod row;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::max;
use diesel::prelude::*;
use pejl_domain::target::Target;
use pejl_domain::{PriceLevel, Unit};

use crate::Db;
use crate::conn::DbConn;
use crate::error::{DbError, Task};
use crate::revision::{self, Revision};
use crate::schema::target;
use row::Row;

/// Kind of the revisions that other targets make.
pub(crate) const KIND: &str = "targets";

/// What a target is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// Code of the municipality.
    pub municipality: String,
    /// Code of the indicator.
    pub indicator: String,
    /// Code of the reading.
    pub reading: String,
    /// The cut: dimension → member, such as a unit or a district; empty for the whole municipality.
    pub members: BTreeMap<String, String>,
}

/// What stands beside the path of a target, all of it text as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decision {
    /// Who answers for it.
    pub owner: String,
    /// Number of the case.
    pub case: String,
    /// The meeting that decided it.
    pub meeting: String,
    /// Day of the decision.
    pub decided_on: Option<NaiveDate>,
    /// Anything else.
    pub note: String,
}

/// A target to be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTarget {
    /// What it is of.
    pub subject: Subject,
    /// Unit of its values.
    pub unit: Unit,
    /// The prices its values are in.
    pub price_level: PriceLevel,
    /// Path, goal, deadline and tolerance.
    pub target: Target,
    /// Number of the target it is a part of.
    pub parent: Option<i64>,
    /// Owner and decision.
    pub decision: Decision,
}

/// A version of a target as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTarget {
    /// The target's number.
    pub number: i64,
    /// The version, from 1.
    pub version: i32,
    /// What was set.
    pub set: NewTarget,
    /// The revision that set it.
    pub known_from: i64,
    /// The revision that set another version or withdrew it; absent while it is in force.
    pub known_to: Option<i64>,
}

/// One change of the targets in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A version of a target: of one in force, or of a new one.
    Set {
        /// Its number; a new one is the next after [`newest_number`], and so on.
        number: i64,
        /// What it says.
        target: Box<NewTarget>,
    },
    /// A target does not hold any more.
    Withdraw {
        /// Its number.
        number: i64,
    },
}

/// Why targets cannot be changed; nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// Targets were changed after the revision that the change was proved at.
    #[error("targets were changed meanwhile")]
    Overtaken,
    /// No target of that number is in force.
    #[error("no target {number} is in force")]
    NotFound {
        /// The number.
        number: i64,
    },
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The targets in force at a revision, in the order of their numbers.
///
/// # Errors
/// When the database fails or a row is not what the software writes.
pub fn list_targets(conn: &mut DbConn, n: i64) -> Result<Vec<StoredTarget>, DbError> {
    let rows: Vec<Row> = target::table
        .filter(target::known_from.le(n))
        .filter(target::known_to.is_null().or(target::known_to.gt(n)))
        .order((target::number, target::id))
        .load(conn.any())
        .task("list the targets in force")?;
    rows.into_iter().map(|row| Ok(row.read()?)).collect()
}

/// Every version of a target that was set up to a revision, the latest first.
///
/// # Errors
/// As [`list_targets`].
pub fn list_versions(conn: &mut DbConn, number: i64, n: i64) -> Result<Vec<StoredTarget>, DbError> {
    let rows: Vec<Row> = target::table
        .filter(target::number.eq(number))
        .filter(target::known_from.le(n))
        .order((target::version.desc(), target::id.desc()))
        .load(conn.any())
        .task("list the versions of a target")?;
    let as_known = |one: StoredTarget| StoredTarget {
        known_to: one.known_to.filter(|to| *to <= n),
        ..one
    };
    rows.into_iter()
        .map(|row| Ok(as_known(row.read()?)))
        .collect()
}

/// The highest number that any target has, withdrawn ones with it; 0 where there never was one.
///
/// # Errors
/// When the database fails.
pub fn newest_number(conn: &mut DbConn) -> Result<i64, DbError> {
    let found: Option<i64> = target::table
        .select(max(target::number))
        .first(conn.any())
        .task("find the newest target")?;
    Ok(found.unwrap_or_default())
}

/// Makes changes under one revision of their own, all of them or none.
///
/// `proved_at` is the revision whose targets they were proved beside.
///
/// # Errors
/// [`TargetError::Overtaken`] where targets changed after that revision, [`TargetError::NotFound`] where one is to be withdrawn
/// that is not in force.
pub fn change_targets(
    db: &Db,
    changes: &[Change],
    (proved_at, actor): (i64, &str),
    now: DateTime<Utc>,
) -> Result<Revision, TargetError> {
    db.write_tx(|conn| {
        refuse_overtaken(conn, proved_at)?;
        let revision = revision::insert_revision(conn, KIND, actor, now)?;
        // All are closed before any is opened, so that two targets may change places.
        for change in changes {
            let (Change::Set { number, .. } | Change::Withdraw { number }) = change;
            let n_closed = close(conn, *number, revision.n)?;
            if n_closed == 0 && matches!(change, Change::Withdraw { .. }) {
                // The transaction is rolled back, and the revision with it.
                return Err(TargetError::NotFound { number: *number });
            }
        }
        for change in changes {
            if let Change::Set { number, target } = change {
                let version = next_version(conn, *number)?;
                row::insert(conn, (*number, version), target, revision.n)?;
            }
        }
        Ok(revision)
    })
}

fn next_version(conn: &mut DbConn, number: i64) -> Result<i32, DbError> {
    let found: Option<i32> = target::table
        .filter(target::number.eq(number))
        .select(max(target::version))
        .first(conn.any())
        .task("find the newest version of a target")?;
    Ok(found.unwrap_or_default().saturating_add(1))
}

fn refuse_overtaken(conn: &mut DbConn, proved_at: i64) -> Result<(), TargetError> {
    let n: i64 = target::table
        .filter(
            target::known_from
                .gt(proved_at)
                .or(target::known_to.gt(proved_at)),
        )
        .count()
        .first(conn.any())
        .task("look for later targets")?;
    match n {
        0 => Ok(()),
        _ => Err(TargetError::Overtaken),
    }
}

fn close(conn: &mut DbConn, number: i64, n: i64) -> Result<usize, DbError> {
    diesel::update(
        target::table
            .filter(target::number.eq(number))
            .filter(target::known_to.is_null()),
    )
    .set(target::known_to.eq(Some(n)))
    .execute(conn.any())
    .task("close a target")
}
