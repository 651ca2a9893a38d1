//! Observations: figures as they were computed, each from the revision that first gave it to the one that gave another.
//!
//! An erasure takes all of them, also those of past revisions: what was computed with the rows of a person who is forgotten
//! would tell of them beside what is computed without. The next run computes everything anew.
//!
//! They are brought up to date in runs, each at one revision. A run inserts what is new, closes what is not so any more,
//! and leaves alone what is the same, so that the difference of two runs is what changed. At a revision of a run the
//! stored figures are those that computing at it gives; revisions between two runs have none of their own.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::Db;
use crate::conn::{DbConn, MultiBackend, on_backend};
use crate::error::{Corrupt, DbError, Task};
use crate::instant;
use crate::revision;
use crate::schema::{erasure, observation, observation_run};
use crate::text;

/// Rows per insert: 24 columns each stay below the 32,766 parameters that SQLite takes.
const BATCH: usize = 1_000;

/// Kind of the revision that another set of definitions makes.
const KIND: &str = "definitions";

/// A figure, before the gate.
#[derive(Debug, Clone, PartialEq)]
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
    /// Figures that were computed.
    pub n_computed: i64,
    /// Figures that became known.
    pub n_opened: i64,
    /// Figures that ceased to be.
    pub n_closed: i64,
    /// When it was made.
    pub computed_at: DateTime<Utc>,
}

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

/// Stores a run: figures that differ take the place of the old ones from its revision on.
///
/// Where the definitions are not those of the run before, the run makes a revision of its own, of kind `definitions`.
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
        let is_redefined = newest.is_some_and(|run| run.definitions != update.definitions);
        let n = match is_redefined {
            false => update.revision,
            // Facts of a later revision would count as known at this one.
            true if revision::head(conn)? != update.revision => {
                return Err(UpdateError::Overtaken);
            }
            true => revision::insert_revision(conn, KIND, update.actor, now)?.n,
        };
        let mut run = Run {
            revision: n,
            definitions: update.definitions.to_owned(),
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

/// The revision of the newest erasure that took rows; 0 where there was none.
fn newest_erasure(conn: &mut DbConn) -> Result<i64, DbError> {
    let newest: Option<i64> = erasure::table
        .select(diesel::dsl::max(erasure::revision))
        .first(conn.any())
        .task("find the newest erasure")?;
    Ok(newest.unwrap_or_default())
}

/// Whether an earlier run was made by these definitions: then a program with them is older than the one that made the newest.
///
/// # Errors
/// When the database fails.
pub fn was_defined_so(conn: &mut DbConn, definitions: &str) -> Result<bool, DbError> {
    let n: i64 = observation_run::table
        .filter(observation_run::definitions.eq(definitions))
        .count()
        .first(conn.any())
        .task("look for runs by these definitions")?;
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
    let row: Option<(i64, String, i64, i64, i64, NaiveDateTime)> = observation_run::table
        .filter(observation_run::revision.le(at))
        .order(observation_run::revision.desc())
        .first(conn.any())
        .optional()
        .task("find the newest run")?;
    let read = |(revision, definitions, n_computed, n_opened, n_closed, computed_at)| Run {
        revision,
        definitions,
        n_computed,
        n_opened,
        n_closed,
        computed_at: instant::read(computed_at),
    };
    Ok(row.map(read))
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
    let changed = read_all(changed, wanted)?;
    let mut withdrawn = read_all(gone, wanted)?;
    let there: BTreeSet<_> = changed.iter().map(|one| key(&one.figure)).collect();
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

fn insert_run(conn: &mut DbConn, run: &Run) -> Result<(), DbError> {
    diesel::insert_into(observation_run::table)
        .values((
            observation_run::revision.eq(run.revision),
            observation_run::definitions.eq(&run.definitions),
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
        opened.push(NewRow::of(figure, run.revision));
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

#[derive(Debug, Queryable)]
struct Row {
    id: i64,
    indicator: String,
    reading: String,
    municipality: String,
    grain: String,
    period: String,
    division: String,
    members: String,
    definition_version: i32,
    unit: String,
    cell: String,
    numerator: Option<String>,
    denominator: Option<String>,
    value: Option<String>,
    n: Option<i64>,
    n_top: Option<i64>,
    n_bottom: Option<i64>,
    n_left: Option<i64>,
    n_least: Option<i64>,
    provisional: bool,
    quality: String,
    reason_da: Option<String>,
    reason_en: Option<String>,
    known_from: i64,
    known_to: Option<i64>,
}

#[derive(Debug, Insertable)]
#[diesel(table_name = observation)]
struct NewRow {
    indicator: String,
    reading: String,
    municipality: String,
    grain: String,
    period: String,
    division: String,
    members: String,
    definition_version: i32,
    unit: String,
    cell: String,
    numerator: Option<String>,
    denominator: Option<String>,
    value: Option<String>,
    n: Option<i64>,
    n_top: Option<i64>,
    n_bottom: Option<i64>,
    n_left: Option<i64>,
    n_least: Option<i64>,
    provisional: bool,
    quality: String,
    reason_da: Option<String>,
    reason_en: Option<String>,
    known_from: i64,
}

impl NewRow {
    fn of(figure: &Figure, known_from: i64) -> Self {
        // Rust writes the shortest decimal that gives the same number back.
        let decimal = |number: Option<f64>| number.map(|number| number.to_string());
        let stored = |text: &str| text::storable(text).into_owned();
        let [da, en] = match &figure.reason {
            Some(texts) => texts.each_ref().map(|text| Some(stored(text))),
            None => [None, None],
        };
        Self {
            indicator: stored(&figure.indicator),
            reading: stored(&figure.reading),
            municipality: stored(&figure.municipality),
            grain: figure.grain.clone(),
            period: figure.period.clone(),
            division: stored(&figure.division),
            members: stored(&figure.members),
            definition_version: figure.definition_version,
            unit: figure.unit.clone(),
            cell: figure.cell.clone(),
            numerator: decimal(figure.numerator),
            denominator: decimal(figure.denominator),
            value: decimal(figure.value),
            n: figure.n,
            n_top: figure.n_top,
            n_bottom: figure.n_bottom,
            n_left: figure.n_left,
            n_least: figure.n_least,
            provisional: figure.provisional,
            quality: figure.quality.clone(),
            reason_da: da,
            reason_en: en,
            known_from,
        }
    }
}

impl TryFrom<Row> for Known {
    type Error = Corrupt;

    fn try_from(row: Row) -> Result<Known, Corrupt> {
        let id = row.id;
        let number = |column: &'static str, text: &Option<String>| {
            let text = text.as_deref();
            text.map(|text| {
                let number: Option<f64> = text.parse().ok();
                number.ok_or_else(|| Corrupt::new("observation", id, column, text))
            })
            .transpose()
        };
        Ok(Known {
            known_from: row.known_from,
            known_to: row.known_to,
            figure: Figure {
                numerator: number("numerator", &row.numerator)?,
                denominator: number("denominator", &row.denominator)?,
                value: number("value", &row.value)?,
                indicator: row.indicator,
                reading: row.reading,
                municipality: row.municipality,
                grain: row.grain,
                period: row.period,
                division: row.division,
                members: row.members,
                definition_version: row.definition_version,
                unit: row.unit,
                cell: row.cell,
                n: row.n,
                n_top: row.n_top,
                n_bottom: row.n_bottom,
                n_left: row.n_left,
                n_least: row.n_least,
                provisional: row.provisional,
                quality: row.quality,
                reason: row.reason_da.zip(row.reason_en).map(|(da, en)| [da, en]),
            },
        })
    }
}

#[cfg(test)]
mod tests;
