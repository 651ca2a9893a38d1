//! What became of a schedule at one of its times.
//!
//! There is one run of each time of a schedule, whatever the number of processes: [`plan_run`] makes it under the writers' lock.
//! Whoever takes it ([`claim_run`](super::claim::claim_run)) works on it and gives it back ([`end_run`]).

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::dsl::max;
use diesel::prelude::*;

use super::claim::{Claim, is_held};
use super::reason::Reason;
use super::{delivery, required as required_schedule};
use crate::Db;
use crate::conn::DbConn;
use crate::error::{Corrupt, DbError, Task};
use crate::instant;
use crate::schema::schedule_run;
use crate::text::storable;

/// Where a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    /// It is to be tried, now or later.
    Waiting,
    /// Somebody works on it.
    Running,
    /// The report is made, and delivered to everybody.
    Done,
    /// It is given up, or was not delivered to everybody.
    Failed,
    /// It was missed, and a later one is made in its place.
    Skipped,
    /// It still waited when the next one came.
    Overtaken,
}

impl RunState {
    /// Every state.
    pub const ALL: [Self; 6] = [
        Self::Waiting,
        Self::Running,
        Self::Done,
        Self::Failed,
        Self::Skipped,
        Self::Overtaken,
    ];

    /// The name, as stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::Overtaken => "overtaken",
        }
    }
}

/// A run as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Number.
    pub id: i64,
    /// The schedule.
    pub schedule: i64,
    /// The time it is of, in local time, as `2018-04-09T06:00`.
    pub nominal: String,
    /// The month that its report is of, as `2018-03`; none where an earlier release planned it.
    pub month: Option<String>,
    /// Where it is.
    pub state: RunState,
    /// How often it was tried.
    pub n_attempts: i64,
    /// When it is tried again.
    pub next_try_at: Option<DateTime<Utc>>,
    /// The report that was made.
    pub report: Option<i64>,
    /// What is waited for, or why it failed; what became of its deliveries stands with them.
    pub reason: Option<Reason>,
    /// When it was planned.
    pub planned_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// A time of a schedule whose run is to be planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Time {
    /// In local time, as `2018-04-09T06:00`.
    pub nominal: String,
    /// The month that its report is of, as `2018-03`.
    pub month: String,
}

/// How work on a run ended, for now or for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Where it is now.
    pub state: RunState,
    /// When it is tried again; of one that waits.
    pub next_try_at: Option<DateTime<Utc>>,
    /// What is waited for, or why it failed.
    pub reason: Option<Reason>,
}

/// Plans the run of a schedule's time, with those that it is made in the place of, and yields whether it did: it does not where a run
/// of that time or a later one is there, or the schedule is closed. A run that still waits is overtaken.
///
/// # Errors
/// When the database fails.
pub fn plan_run(
    db: &Db,
    schedule: i64,
    time: &Time,
    skipped: &[Time],
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    db.write_tx(|conn| {
        // The writers' lock is held, so that nobody plans the same meanwhile.
        let newest = newest_nominal(conn, schedule)?.unwrap_or_default();
        let is_closed = required_schedule(conn, schedule)?.closed_at.is_some();
        if is_closed || newest >= time.nominal {
            return Ok(false);
        }
        overtake(conn, schedule, now)?;
        for missed in skipped.iter().filter(|one| one.nominal > newest) {
            insert(conn, (schedule, missed), RunState::Skipped, now)?;
        }
        insert(conn, (schedule, time), RunState::Waiting, now)?;
        Ok(true)
    })
}

/// What still waits of a schedule does not begin any more, and what it had to deliver does not go out.
pub(super) fn overtake(
    conn: &mut DbConn,
    schedule: i64,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let waiting: Vec<i64> = schedule_run::table
        .filter(schedule_run::schedule_id.eq(schedule))
        .filter(schedule_run::state.eq(RunState::Waiting.as_str()))
        .select(schedule_run::id)
        .load(conn.any())
        .task("find runs that wait")?;
    for id in waiting {
        close(conn, id, RunState::Overtaken, now)?;
    }
    Ok(())
}

/// Ends a run for good.
pub(super) fn close(
    conn: &mut DbConn,
    id: i64,
    state: RunState,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    diesel::update(schedule_run::table.find(id))
        .set((
            schedule_run::state.eq(state.as_str()),
            schedule_run::leased_until.eq(None::<NaiveDateTime>),
            schedule_run::next_try_at.eq(None::<NaiveDateTime>),
            schedule_run::finished_at.eq(Some(instant::stored(now))),
        ))
        .execute(conn.any())
        .task("end a run")?;
    delivery::give_up(conn, id, now)
}

fn insert(
    conn: &mut DbConn,
    (schedule, time): (i64, &Time),
    state: RunState,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let now = instant::stored(now);
    let is_open = state == RunState::Waiting;
    diesel::insert_into(schedule_run::table)
        .values((
            schedule_run::schedule_id.eq(schedule),
            schedule_run::nominal.eq(&time.nominal),
            schedule_run::month.eq(Some(&time.month)),
            schedule_run::state.eq(state.as_str()),
            schedule_run::fence.eq(0_i64),
            schedule_run::n_attempts.eq(0_i64),
            schedule_run::n_lost.eq(0_i64),
            schedule_run::next_try_at.eq(is_open.then_some(now)),
            schedule_run::detail.eq(""),
            schedule_run::planned_at.eq(now),
            schedule_run::finished_at.eq((!is_open).then_some(now)),
        ))
        .execute(conn.any())
        .task("plan a run")?;
    Ok(())
}

/// The newest time of a schedule that a run is of.
///
/// # Errors
/// When the database fails.
pub fn newest_nominal(conn: &mut DbConn, schedule: i64) -> Result<Option<String>, DbError> {
    schedule_run::table
        .filter(schedule_run::schedule_id.eq(schedule))
        .select(max(schedule_run::nominal))
        .first(conn.any())
        .task("find the newest run")
}

/// Says which report was made, and yields whether the claim still holds.
///
/// # Errors
/// When the database fails.
pub fn set_report(db: &Db, claim: &Claim, report: i64) -> Result<bool, DbError> {
    db.write_tx(|conn| {
        if !is_held(conn, claim)? {
            return Ok(false);
        }
        diesel::update(schedule_run::table.find(claim.run.id))
            .set(schedule_run::report_id.eq(Some(report)))
            .execute(conn.any())
            .task("note the report of a run")?;
        Ok(true)
    })
}

/// Gives a run back, and yields whether the claim still held. One that is to wait is overtaken where its schedule was closed, or a later
/// time planned, meanwhile.
///
/// # Errors
/// When the database fails.
pub fn end_run(db: &Db, claim: &Claim, ended: &Ended, now: DateTime<Utc>) -> Result<bool, DbError> {
    db.write_tx(|conn| {
        if !is_held(conn, claim)? {
            return Ok(false);
        }
        let (id, schedule) = (claim.run.id, claim.schedule.id);
        // Nothing is being sent by a run that nobody holds.
        delivery::abandon(conn, id, now)?;
        diesel::update(schedule_run::table.find(id))
            .set((
                schedule_run::state.eq(ended.state.as_str()),
                schedule_run::leased_until.eq(None::<NaiveDateTime>),
                schedule_run::next_try_at.eq(ended.next_try_at.map(instant::stored)),
                schedule_run::detail.eq(storable(&Reason::stored(ended.reason.as_ref()))),
            ))
            .execute(conn.any())
            .task("give a run back")?;
        if ended.state != RunState::Waiting {
            close(conn, id, ended.state, now)?;
            return Ok(true);
        }
        if is_overtaken(conn, (id, schedule), &claim.run.nominal)? {
            close(conn, id, RunState::Overtaken, now)?;
        }
        Ok(true)
    })
}

/// Whether a run was overtaken while it was worked on: its schedule was closed, or a later time planned. Of a run that somebody asked to
/// be retried, only what happened since counts.
fn is_overtaken(
    conn: &mut DbConn,
    (id, schedule): (i64, i64),
    nominal: &str,
) -> Result<bool, DbError> {
    let retried_at: Option<NaiveDateTime> = schedule_run::table
        .find(id)
        .select(schedule_run::retried_at)
        .first(conn.any())
        .task("look whether a run was retried")?;
    let closed_at = required_schedule(conn, schedule)?.closed_at;
    let since = retried_at.map_or(DateTime::<Utc>::MIN_UTC, instant::read);
    let later = schedule_run::table
        .filter(schedule_run::schedule_id.eq(schedule))
        .filter(schedule_run::nominal.gt(nominal))
        .select(max(schedule_run::planned_at));
    let planned: Option<NaiveDateTime> = later
        .first(conn.any())
        .task("find what was planned later")?;
    let planned_at = planned.map(instant::read);
    Ok([closed_at, planned_at]
        .into_iter()
        .flatten()
        .any(|at| at >= since))
}

/// What came of asking that a run be retried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Retry {
    /// It waits, and is due.
    Waits(Run),
    /// Somebody works on it.
    UnderWay,
    /// Nothing of it was refused.
    NothingRefused,
    /// There is no such run.
    Unknown,
}

/// Lets what was refused of a run be delivered after all: the run waits again, and its deliveries have all their attempts before them.
/// What was delivered, or may have been, is left as it is.
///
/// # Errors
/// When the database fails.
pub fn retry_run(db: &Db, id: i64, now: DateTime<Utc>) -> Result<Retry, DbError> {
    db.write_tx(|conn| {
        let Some(run) = find(conn, id)? else {
            return Ok(Retry::Unknown);
        };
        if run.state == RunState::Running {
            return Ok(Retry::UnderWay);
        }
        if delivery::retry(conn, id, now)? == 0 {
            return Ok(Retry::NothingRefused);
        }
        let now = instant::stored(now);
        diesel::update(schedule_run::table.find(id))
            .set((
                schedule_run::state.eq(RunState::Waiting.as_str()),
                schedule_run::n_lost.eq(0_i64),
                schedule_run::next_try_at.eq(Some(now)),
                schedule_run::retried_at.eq(Some(now)),
                schedule_run::detail.eq(Reason::stored(None)),
                schedule_run::finished_at.eq(None::<NaiveDateTime>),
            ))
            .execute(conn.any())
            .task("retry a run")?;
        required(conn, id).map(Retry::Waits)
    })
}

/// At most `limit` runs, of one schedule when given, the latest planned first, with a number below `before` when given.
///
/// # Errors
/// When the database fails.
pub fn list_runs(
    conn: &mut DbConn,
    schedule: Option<i64>,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Run>, DbError> {
    let mut wanted = schedule_run::table
        .filter(schedule_run::id.lt(before.unwrap_or(i64::MAX)))
        .order(schedule_run::id.desc())
        .limit(i64::from(limit))
        .select(Row::as_select())
        .into_boxed();
    if let Some(schedule) = schedule {
        wanted = wanted.filter(schedule_run::schedule_id.eq(schedule));
    }
    let rows: Vec<Row> = wanted.load(conn.any()).task("list runs")?;
    rows.into_iter().map(Run::try_from).collect()
}

pub(super) fn required(conn: &mut DbConn, id: i64) -> Result<Run, DbError> {
    let found = find(conn, id)?;
    found
        .ok_or(diesel::result::Error::NotFound)
        .task("read a run")
}

fn find(conn: &mut DbConn, id: i64) -> Result<Option<Run>, DbError> {
    let row: Option<Row> = schedule_run::table
        .find(id)
        .select(Row::as_select())
        .first(conn.any())
        .optional()
        .task("find a run")?;
    row.map(Run::try_from).transpose()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = schedule_run)]
struct Row {
    id: i64,
    schedule_id: i64,
    nominal: String,
    month: Option<String>,
    state: String,
    n_attempts: i64,
    next_try_at: Option<NaiveDateTime>,
    report_id: Option<i64>,
    detail: String,
    planned_at: NaiveDateTime,
    finished_at: Option<NaiveDateTime>,
}

impl TryFrom<Row> for Run {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let state = RunState::ALL
            .into_iter()
            .find(|one| one.as_str() == row.state);
        let state =
            state.ok_or_else(|| Corrupt::new("schedule_run", row.id, "state", row.state))?;
        Ok(Self {
            id: row.id,
            schedule: row.schedule_id,
            nominal: row.nominal,
            month: row.month,
            state,
            n_attempts: row.n_attempts,
            next_try_at: row.next_try_at.map(instant::read),
            report: row.report_id,
            reason: Reason::read(row.detail),
            planned_at: instant::read(row.planned_at),
            finished_at: row.finished_at.map(instant::read),
        })
    }
}
