//! Storing what a run computed, as the difference from what is known.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::row::Row;
use super::{Figure, Known, Run, newest_run};
use crate::Db;
use crate::card;
use crate::conn::{DbConn, on_backend};
use crate::error::{DbError, Task};
use crate::instant;
use crate::revision;
use crate::schema::{erasure, observation, observation_run};

/// Rows per insert: 25 columns each stay below the 32,766 parameters that SQLite takes.
const BATCH: usize = 1_000;

/// What was computed of one reading at one municipality.
#[derive(Debug, Clone)]
pub struct Computed {
    /// Code of the indicator.
    pub indicator: String,
    /// Code of the reading.
    pub reading: String,
    /// Code of the municipality.
    pub municipality: String,
    /// Every period that has figures; those of other periods are closed.
    pub kept: BTreeSet<String>,
    /// The periods that were computed: figures of them that are not among the new ones are closed.
    pub periods: BTreeSet<String>,
    /// The figures.
    pub figures: Vec<Figure>,
}

/// A run that is ready to be stored.
#[derive(Debug, Clone, Copy)]
pub struct Update<'a> {
    /// Revision of the newest run when computing began.
    pub after: Option<i64>,
    /// The revision that was computed at.
    pub revision: i64,
    /// Hash of the definitions.
    pub definitions: &'a str,
    /// Hash of the program's own definitions.
    pub program: &'a str,
    /// Whether the program computes otherwise than the one that made the run before.
    pub is_redefined: bool,
    /// Who asked for it.
    pub actor: &'a str,
    /// What was computed. Readings and municipalities that are not named here keep their figures.
    pub computed: &'a [Computed],
    /// Readings that there are, by indicator and code, and municipalities that have records: figures of others are closed.
    pub known: &'a BTreeSet<(String, String, String)>,
}

/// Why a run is not stored; nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// Another run, or with new definitions another revision, came first.
    #[error("another run was stored meanwhile")]
    Overtaken,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Stores a run: figures that differ take the place of the old ones from its revision on.
///
/// Where the program is another than that of the run before, the run makes a revision of its own, of kind `definitions`.
///
/// # Errors
/// [`UpdateError::Overtaken`], or the database failed.
pub fn update(db: &Db, update: &Update<'_>, now: DateTime<Utc>) -> Result<Run, UpdateError> {
    db.write_tx(|conn| {
        let newest = newest_run(conn, i64::MAX)?;
        if newest.as_ref().map(|run| run.revision) != update.after
            || newest_erasure(conn)? > update.revision
        {
            return Err(UpdateError::Overtaken);
        }
        let n = match update.is_redefined {
            false => update.revision,
            // Facts of a later revision would count as known at this one.
            true if revision::head(conn)? != update.revision => {
                return Err(UpdateError::Overtaken);
            }
            true => revision::insert_revision(conn, card::KIND, update.actor, now)?.n,
        };
        let mut run = Run {
            revision: n,
            definitions: update.definitions.to_owned(),
            program: update.program.to_owned(),
            n_computed: 0,
            n_opened: 0,
            n_closed: 0,
            computed_at: now,
        };
        insert_run(conn, &run)?;
        run.n_closed += close_unknown(conn, update.known, n)?;
        for computed in update.computed {
            apply(conn, computed, &mut run)?;
        }
        set_counts(conn, &run)?;
        Ok(run)
    })
}

/// The revision of the newest erasure that took rows; 0 where there was none.
fn newest_erasure(conn: &mut DbConn) -> Result<i64, DbError> {
    let newest: Option<i64> = erasure::table
        .select(diesel::dsl::max(erasure::revision))
        .first(conn.any())
        .task("find the newest erasure")?;
    Ok(newest.unwrap_or_default())
}

fn insert_run(conn: &mut DbConn, run: &Run) -> Result<(), DbError> {
    diesel::insert_into(observation_run::table)
        .values((
            observation_run::revision.eq(run.revision),
            observation_run::definitions.eq(&run.definitions),
            observation_run::program.eq(&run.program),
            observation_run::n_computed.eq(0_i64),
            observation_run::n_opened.eq(0_i64),
            observation_run::n_closed.eq(0_i64),
            observation_run::computed_at.eq(instant::stored(run.computed_at)),
        ))
        .execute(conn.any())
        .task("record a run")?;
    Ok(())
}

fn set_counts(conn: &mut DbConn, run: &Run) -> Result<(), DbError> {
    diesel::update(observation_run::table.find(run.revision))
        .set((
            observation_run::n_computed.eq(run.n_computed),
            observation_run::n_opened.eq(run.n_opened),
            observation_run::n_closed.eq(run.n_closed),
        ))
        .execute(conn.any())
        .task("record what a run did")?;
    Ok(())
}

/// Closes the figures of readings and municipalities that there are no more; yields how many.
fn close_unknown(
    conn: &mut DbConn,
    known: &BTreeSet<(String, String, String)>,
    n: i64,
) -> Result<i64, DbError> {
    let open: Vec<(String, String, String)> = observation::table
        .filter(observation::known_to.is_null())
        .select((
            observation::indicator,
            observation::reading,
            observation::municipality,
        ))
        .distinct()
        .load(conn.any())
        .task("list readings with observations")?;
    let mut n_closed = 0;
    for (indicator, reading, municipality) in open.into_iter().filter(|one| !known.contains(one)) {
        let closed = diesel::update(
            observation::table
                .filter(observation::known_to.is_null())
                .filter(observation::indicator.eq(indicator))
                .filter(observation::reading.eq(reading))
                .filter(observation::municipality.eq(municipality)),
        )
        .set(observation::known_to.eq(Some(n)))
        .execute(conn.any())
        .task("close observations")?;
        n_closed += i64::try_from(closed).unwrap_or(i64::MAX);
    }
    Ok(n_closed)
}

/// Puts what was computed of a reading in the place of what is known of it.
fn apply(conn: &mut DbConn, computed: &Computed, run: &mut Run) -> Result<(), DbError> {
    let rows = observation::table
        .filter(observation::known_to.is_null())
        .filter(observation::indicator.eq(&computed.indicator))
        .filter(observation::reading.eq(&computed.reading))
        .filter(observation::municipality.eq(&computed.municipality))
        .load::<Row>(conn.any())
        .task("list the observations of a reading")?;
    let mut open: BTreeMap<(String, String), (i64, Figure)> = BTreeMap::new();
    for row in rows {
        let (id, figure) = (row.id, Known::try_from(row)?.figure);
        open.insert(
            (figure.period.clone(), figure.division.clone()),
            (id, figure),
        );
    }
    let (mut closed, mut opened) = (Vec::new(), Vec::new());
    for figure in &computed.figures {
        match open.remove(&(figure.period.clone(), figure.division.clone())) {
            Some((_, old)) if old == *figure => continue,
            Some((id, _)) => closed.push(id),
            None => {}
        }
        opened.push(Row::of(figure, run.revision));
    }
    let is_gone =
        |period: &String| computed.periods.contains(period) || !computed.kept.contains(period);
    let rest = open.values().filter(|(_, old)| is_gone(&old.period));
    closed.extend(rest.map(|(id, _)| *id));
    for ids in closed.chunks(BATCH) {
        diesel::update(observation::table.filter(observation::id.eq_any(ids)))
            .set(observation::known_to.eq(Some(run.revision)))
            .execute(conn.any())
            .task("close observations")?;
    }
    for rows in opened.chunks(BATCH) {
        on_backend!(conn, |c| diesel::insert_into(observation::table)
            .values(rows)
            .execute(c))
        .task("store observations")?;
    }
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    run.n_computed += count(computed.figures.len());
    run.n_opened += count(opened.len());
    run.n_closed += count(closed.len());
    Ok(())
}
