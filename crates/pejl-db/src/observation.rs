//! Observations: figures as they were computed, each from the revision that first gave it to the one that gave another.
//!
//! An erasure takes all of them, also those of past revisions: what was computed with the rows of a person who is forgotten
//! would tell of them beside what is computed without. The next run computes everything anew.
//!
//! They are brought up to date in runs, each at one revision. A run inserts what is new, closes what is not so any more,
//! and leaves alone what is the same, so that the difference of two runs is what changed. At a revision of a run the
//! stored figures are those that computing at it gives; revisions between two runs have none of their own.

mod row;
#[cfg(test)]
mod tests;
mod update;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::conn::{DbConn, MultiBackend};
use crate::error::{DbError, Task};
use crate::instant;
use crate::schema::{observation, observation_run};
use row::Row;

pub use update::{Computed, Update, UpdateError, update};

/// A figure, before the gate; a comment keeps the one that it explains.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Code of the indicator.
    pub indicator: String,
    /// Code of the reading.
    pub reading: String,
    /// Code of the municipality.
    pub municipality: String,
    /// Length of the period.
    pub grain: String,
    /// The period.
    pub period: String,
    /// What it is a part of, beside these; empty for a total.
    pub division: String,
    /// All members, as a JSON object.
    pub members: String,
    /// Version of the definition.
    pub definition_version: i32,
    /// Unit of the value.
    pub unit: String,
    /// Name of the cell.
    pub cell: String,
    /// What stands above the line.
    pub numerator: Option<f64>,
    /// What stands below it.
    pub denominator: Option<f64>,
    /// The figure; none unless the cell is ok or zero.
    pub value: Option<f64>,
    /// Persons or cases behind it.
    pub n: Option<i64>,
    /// Those above the line.
    pub n_top: Option<i64>,
    /// Those below it.
    pub n_bottom: Option<i64>,
    /// Those below and not above it.
    pub n_left: Option<i64>,
    /// The fewest behind any number it is made of.
    pub n_least: Option<i64>,
    /// Whether the period is only partly in.
    pub provisional: bool,
    /// Names of what must be known beside it, with commas between.
    pub quality: String,
    /// Why there is no value, in Danish and English.
    pub reason: Option<[String; 2]>,
}

/// A figure and the revisions between which it was known.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// The figure.
    pub figure: Figure,
    /// The revision of the run that first gave it.
    pub known_from: i64,
    /// The revision of the run that gave another, or none; absent while it is known.
    pub known_to: Option<i64>,
}

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The revision it was made at.
    pub revision: i64,
    /// Hash of the definitions.
    pub definitions: String,
    /// Hash of the program's own definitions.
    pub program: String,
    /// Figures that were computed.
    pub n_computed: i64,
    /// Figures that became known.
    pub n_opened: i64,
    /// Figures that ceased to be.
    pub n_closed: i64,
    /// When it was made.
    pub computed_at: DateTime<Utc>,
}

/// Which figures are wanted; an empty list wants all.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Indicator and reading.
    pub readings: Vec<(String, String)>,
    /// Municipalities.
    pub municipalities: Vec<String>,
    /// Periods.
    pub periods: Vec<String>,
    /// Lengths of periods.
    pub grains: Vec<String>,
}

/// Takes all figures and runs away.
pub(crate) fn forget_all(conn: &mut DbConn) -> Result<(), DbError> {
    diesel::delete(observation::table)
        .execute(conn.any())
        .task("forget observations")?;
    diesel::delete(observation_run::table)
        .execute(conn.any())
        .task("forget runs")?;
    Ok(())
}

/// Whether there was a run by this program with these definitions: where another made the newest, this one is older.
///
/// Of programs that differ the definitions may be any, as own cards may have changed since.
///
/// # Errors
/// When the database fails.
pub fn was_run_by(
    conn: &mut DbConn,
    program: &str,
    definitions: Option<&str>,
) -> Result<bool, DbError> {
    let mut runs = observation_run::table
        .filter(observation_run::program.eq(program))
        .into_boxed();
    if let Some(definitions) = definitions {
        runs = runs.filter(observation_run::definitions.eq(definitions));
    }
    let n: i64 = runs
        .count()
        .first(conn.any())
        .task("look for runs by this program")?;
    Ok(n > 0)
}

/// A period of a reading at a municipality: indicator, reading, municipality and period.
pub type Place = (String, String, String, String);

/// What figures are known of now.
///
/// # Errors
/// When the database fails.
pub fn open_places(conn: &mut DbConn) -> Result<BTreeSet<Place>, DbError> {
    let places: Vec<Place> = observation::table
        .filter(observation::known_to.is_null())
        .select((
            observation::indicator,
            observation::reading,
            observation::municipality,
            observation::period,
        ))
        .load(conn.any())
        .task("list what figures are known of")?;
    Ok(places.into_iter().collect())
}

/// Whether there was a run at just this revision.
///
/// # Errors
/// When the database fails.
pub fn is_run(conn: &mut DbConn, n: i64) -> Result<bool, DbError> {
    Ok(newest_run(conn, n)?.is_some_and(|run| run.revision == n))
}

/// The newest run at or before a revision.
///
/// # Errors
/// When the database fails.
pub fn newest_run(conn: &mut DbConn, at: i64) -> Result<Option<Run>, DbError> {
    type Row = (i64, String, i64, i64, i64, NaiveDateTime, String);
    let row: Option<Row> = observation_run::table
        .filter(observation_run::revision.le(at))
        .order(observation_run::revision.desc())
        .first(conn.any())
        .optional()
        .task("find the newest run")?;
    let read =
        |(revision, definitions, n_computed, n_opened, n_closed, computed_at, program)| Run {
            revision,
            definitions,
            program,
            n_computed,
            n_opened,
            n_closed,
            computed_at: instant::read(computed_at),
        };
    Ok(row.map(read))
}

/// The first run after a revision.
///
/// # Errors
/// When the database fails.
pub fn next_run(conn: &mut DbConn, after: i64) -> Result<Option<Run>, DbError> {
    let first: Option<i64> = observation_run::table
        .filter(observation_run::revision.gt(after))
        .order(observation_run::revision.asc())
        .select(observation_run::revision)
        .first(conn.any())
        .optional()
        .task("find the next run")?;
    match first {
        Some(n) => newest_run(conn, n),
        None => Ok(None),
    }
}

/// The figures that were known at the revision of a run, in the order of reading, municipality and period.
///
/// # Errors
/// When the database fails or a row is corrupt.
pub fn figures_at(conn: &mut DbConn, n: i64, wanted: &Wanted) -> Result<Vec<Known>, DbError> {
    let rows = asked(wanted)
        .filter(observation::known_from.le(n))
        .filter(
            observation::known_to
                .is_null()
                .or(observation::known_to.gt(n)),
        )
        .load::<Row>(conn.any())
        .task("list observations")?;
    read_all(rows, wanted)
}

/// What two runs differ in.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Difference {
    /// Figures of the later one that the earlier one did not give so.
    pub changed: Vec<Known>,
    /// Figures of the earlier one in whose place the later one has none.
    pub withdrawn: Vec<Known>,
}

/// What changed after revision `since` and up to that of a run, `until`.
///
/// # Errors
/// When the database fails or a row is corrupt.
pub fn difference(
    conn: &mut DbConn,
    (since, until): (i64, i64),
    wanted: &Wanted,
) -> Result<Difference, DbError> {
    let changed = asked(wanted)
        .filter(observation::known_from.gt(since))
        .filter(observation::known_from.le(until))
        .filter(
            observation::known_to
                .is_null()
                .or(observation::known_to.gt(until)),
        )
        .load::<Row>(conn.any())
        .task("list changed observations")?;
    let gone = asked(wanted)
        .filter(observation::known_from.le(since))
        .filter(observation::known_to.gt(since))
        .filter(observation::known_to.le(until))
        .load::<Row>(conn.any())
        .task("list closed observations")?;
    let mut changed = read_all(changed, wanted)?;
    let mut withdrawn = read_all(gone, wanted)?;
    let there: BTreeSet<_> = changed.iter().map(|one| key(&one.figure)).collect();
    // A figure that another took the place of, and that came back as it was, is the one the earlier run gave.
    let before: BTreeMap<_, &Figure> = withdrawn
        .iter()
        .map(|one| (key(&one.figure), &one.figure))
        .collect();
    changed.retain(|one| before.get(&key(&one.figure)) != Some(&&one.figure));
    withdrawn.retain(|one| !there.contains(&key(&one.figure)));
    Ok(Difference { changed, withdrawn })
}

type Boxed<'a> = observation::BoxedQuery<'a, MultiBackend>;

/// The wanted figures, in no order.
fn asked(wanted: &Wanted) -> Boxed<'_> {
    let mut query = observation::table.into_boxed();
    if !wanted.readings.is_empty() {
        let indicators: Vec<&str> = wanted.readings.iter().map(|one| one.0.as_str()).collect();
        let readings: Vec<&str> = wanted.readings.iter().map(|one| one.1.as_str()).collect();
        query = query
            .filter(observation::indicator.eq_any(indicators))
            .filter(observation::reading.eq_any(readings));
    }
    if !wanted.municipalities.is_empty() {
        query = query.filter(observation::municipality.eq_any(&wanted.municipalities));
    }
    if !wanted.periods.is_empty() {
        query = query.filter(observation::period.eq_any(&wanted.periods));
    }
    if !wanted.grains.is_empty() {
        query = query.filter(observation::grain.eq_any(&wanted.grains));
    }
    query
}

fn read_all(rows: Vec<Row>, wanted: &Wanted) -> Result<Vec<Known>, DbError> {
    let is_wanted = |row: &Row| {
        let pairs = &wanted.readings;
        pairs.is_empty()
            || pairs
                .iter()
                .any(|(indicator, reading)| *indicator == row.indicator && *reading == row.reading)
    };
    let found = rows.into_iter().filter(is_wanted);
    let found = found.map(|row| Ok(Known::try_from(row)?));
    let mut found = found.collect::<Result<Vec<_>, DbError>>()?;
    // Here, because each database sorts text in its own way.
    found.sort_by_cached_key(|one| key(&one.figure));
    Ok(found)
}

/// What tells a figure apart at one revision, in the order in which figures are listed.
fn key(figure: &Figure) -> [String; 5] {
    [
        &figure.indicator,
        &figure.reading,
        &figure.municipality,
        &figure.period,
        &figure.division,
    ]
    .map(Clone::clone)
}
