//! Schedules of monthly reports: when one is made, and to whom it goes.
//!
//! A [`Schedule`] is never changed: it is closed, and another one begun. What became of it at each of its times is a [`run`], who works
//! on that has a [`claim`], where the report of a run went is a [`delivery`], and why any of them is where it is, is a [`reason`].

pub mod claim;
pub mod delivery;
pub mod reason;
pub mod run;
#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::Db;
use crate::conn::DbConn;
use crate::error::{DbError, Task};
use crate::instant;
use crate::schema::schedule;
use crate::text::storable;

/// A schedule about to be begun.
#[derive(Debug, Clone, Copy)]
pub struct NewSchedule<'a> {
    /// Code of the municipality.
    pub municipality: &'a str,
    /// The language, as `da`.
    pub lang: &'a str,
    /// The rule of its times, as whoever keeps it writes them.
    pub rule: &'a str,
    /// How many months before the day it is due the report is of.
    pub months_back: i32,
    /// Whether its files go to the folder of deliveries.
    pub to_folder: bool,
    /// Addresses that it is sent to.
    pub recipients: &'a [String],
    /// Who begins it.
    pub actor: &'a str,
    /// Since when its times count.
    pub begun_at: DateTime<Utc>,
}

/// A schedule as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// Number; a later schedule has a higher one.
    pub id: i64,
    /// Code of the municipality.
    pub municipality: String,
    /// The language, as `da`.
    pub lang: String,
    /// The rule of its times.
    pub rule: String,
    /// How many months before the day it is due the report is of.
    pub months_back: i32,
    /// Whether its files go to the folder of deliveries.
    pub to_folder: bool,
    /// Addresses that it is sent to.
    pub recipients: Vec<String>,
    /// Who began it.
    pub actor: String,
    /// Since when its times count.
    pub begun_at: DateTime<Utc>,
    /// When it was closed; none while it goes on.
    pub closed_at: Option<DateTime<Utc>>,
}

/// Begins a schedule and yields it as recorded.
///
/// # Errors
/// When the database fails.
pub fn insert_schedule(db: &Db, new: &NewSchedule<'_>) -> Result<Schedule, DbError> {
    db.write_tx(|conn| {
        let id: i64 = diesel::insert_into(schedule::table)
            .values((
                schedule::municipality.eq(new.municipality),
                schedule::lang.eq(new.lang),
                schedule::rule.eq(new.rule),
                schedule::months_back.eq(new.months_back),
                schedule::to_folder.eq(new.to_folder),
                schedule::recipients.eq(storable(&new.recipients.join("\n"))),
                schedule::actor.eq(storable(new.actor)),
                schedule::begun_at.eq(instant::stored(new.begun_at)),
            ))
            .returning(schedule::id)
            .get_result(conn.any())
            .task("begin a schedule")?;
        required(conn, id)
    })
}

/// Closes a schedule that goes on, and yields it as recorded; none where there is no such.
///
/// A run of it that is under way goes on to its end; one that waits is overtaken.
///
/// # Errors
/// When the database fails.
pub fn close_schedule(db: &Db, id: i64, now: DateTime<Utc>) -> Result<Option<Schedule>, DbError> {
    db.write_tx(|conn| {
        let open = schedule::table.filter(schedule::id.eq(id).and(schedule::closed_at.is_null()));
        let n_closed = diesel::update(open)
            .set(schedule::closed_at.eq(Some(instant::stored(now))))
            .execute(conn.any())
            .task("close a schedule")?;
        if n_closed == 0 {
            return Ok(None);
        }
        run::overtake(conn, id, now)?;
        required(conn, id).map(Some)
    })
}

/// All schedules that go on, or all there ever were, the first begun first.
///
/// # Errors
/// When the database fails.
pub fn list_schedules(conn: &mut DbConn, with_closed: bool) -> Result<Vec<Schedule>, DbError> {
    let mut wanted = schedule::table
        .order(schedule::id)
        .select(Row::as_select())
        .into_boxed();
    if !with_closed {
        wanted = wanted.filter(schedule::closed_at.is_null());
    }
    let rows: Vec<Row> = wanted.load(conn.any()).task("list schedules")?;
    Ok(rows.into_iter().map(Schedule::from).collect())
}

/// Whether there ever was a schedule of a number.
///
/// # Errors
/// When the database fails.
pub fn is_known(conn: &mut DbConn, id: i64) -> Result<bool, DbError> {
    let found: Option<i64> = schedule::table
        .find(id)
        .select(schedule::id)
        .first(conn.any())
        .optional()
        .task("find a schedule")?;
    Ok(found.is_some())
}

fn required(conn: &mut DbConn, id: i64) -> Result<Schedule, DbError> {
    let row: Row = schedule::table
        .find(id)
        .select(Row::as_select())
        .first(conn.any())
        .task("read a schedule")?;
    Ok(row.into())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = schedule)]
struct Row {
    id: i64,
    municipality: String,
    lang: String,
    rule: String,
    months_back: i32,
    to_folder: bool,
    recipients: String,
    actor: String,
    begun_at: NaiveDateTime,
    closed_at: Option<NaiveDateTime>,
}

impl From<Row> for Schedule {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            municipality: row.municipality,
            lang: row.lang,
            rule: row.rule,
            months_back: row.months_back,
            to_folder: row.to_folder,
            recipients: row.recipients.lines().map(str::to_owned).collect(),
            actor: row.actor,
            begun_at: instant::read(row.begun_at),
            closed_at: row.closed_at.map(instant::read),
        }
    }
}
