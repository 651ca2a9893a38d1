//! Checks of the catalogue: that its rows are what the software writes and fit each other.
//!
//! What is checked, beside that every row can be read:
//!
//! - `references`: every row that another one names is there, by whatever foreign keys the tables have; SQLite's own
//!   check of its file.
//! - `rules`: revisions count up by one and their instants strictly; imports, leases, revisions, covers, files and
//!   segments agree on what was done.
//! - `covers`: no fact is covered twice at a revision (no overlap), and none that was covered is uncovered by an
//!   import (no gap).
//!
//! - `cards`: the text of every card is what its hash says.
//! - `reports`: so is every file of a report; left out where only lengths are looked at.
//!
//! The bytes of segments are the lake's to check.

mod cards;
mod covers;
mod references;
mod reports;
mod rules;
#[cfg(test)]
mod tests;

use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::conn::DbConn;
use crate::error::{DbError, Task};

/// How many faults a single check tells of.
const MOST: i64 = 100;

/// What was looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Looked {
    /// Revisions.
    pub n_revisions: u64,
    /// Covers, visible or not.
    pub n_covers: u64,
}

/// Checks the catalogue as of one instant, and gives what is wrong, one sentence each; `quick` leaves out what reads the
/// whole database file, and the files of reports.
///
/// The covers of one variant at a time are in memory.
///
/// # Errors
/// When the database fails; what is wrong with its rows is given, not an error.
pub fn verify_catalogue(
    conn: &mut DbConn,
    quick: bool,
    fault: &mut dyn FnMut(String),
) -> Result<Looked, DbError> {
    references::check(conn, quick, fault)?;
    rules::check(conn, fault)?;
    cards::check(conn, fault)?;
    if !quick {
        reports::check(conn, fault)?;
    }
    let n_covers = covers::check(conn, fault)?;
    Ok(Looked {
        n_revisions: rules::count_revisions(conn)?,
        n_covers,
    })
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// The texts of a query that calls its only column `line`.
fn lines(conn: &mut DbConn, statement: &str) -> Result<Vec<String>, DbError> {
    let rows: Vec<Line> = diesel::sql_query(statement)
        .load(conn.any())
        .task("check the catalogue")?;
    Ok(rows.into_iter().map(|row| row.line).collect())
}
