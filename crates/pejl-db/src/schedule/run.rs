//! What became of a schedule at one of its times.
//!
//! There is one run of each time of a schedule, whatever the number of processes: [`plan_run`] makes it under the writers' lock.
//! Whoever holds its lease works on it ([`claim_run`]); a lease that ran out may be taken over, which raises the fence, after which
//! the claim of the old holder is refused, whatever the clocks say.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::dsl::max;
use diesel::prelude::*;

use super::{Schedule, delivery, required as required_schedule};
use crate::Db;
use crate::conn::DbConn;
use crate::error::{Corrupt, DbError, Task};
use crate::instant;
use crate::schema::schedule_run;
use crate::text::storable;

/// How many holders may end over one run.
const LOST_MAX: i64 = 3;
/// Why a run is given up whose holders did.
const LOST: &str = "the processes that worked on it ended while they did";

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
    /// Where it is.
    pub state: RunState,
    /// How often it was tried.
    pub n_attempts: i64,
    /// When it is tried again.
    pub next_try_at: Option<DateTime<Utc>>,
    /// The report that was made.
    pub report: Option<i64>,
    /// What is waited for, or why it failed; may be empty.
    pub detail: String,
    /// When it was planned.
    pub planned_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// The right to work on a run, as long as its lease is not taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The run.
    pub run: Run,
    /// Its schedule.
    pub schedule: Schedule,
    /// Rises with every take-over.
    pub fence: i64,
}

/// How work on a run ended, for now or for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended<'a> {
    /// Where it is now.
    pub state: RunState,
    /// When it is tried again; of one that waits.
    pub next_try_at: Option<DateTime<Utc>>,
    /// What is waited for, or why it failed; may be empty.
    pub detail: &'a str,
}

/// Plans the run of a schedule's time, with those that it is made in the place of, and yields whether it did: it does not where a run
/// of that time or a later one is there, or the schedule is closed. A run that still waits is overtaken.
///
/// # Errors
/// When the database fails.
pub fn plan_run(
    db: &Db,
    schedule: i64,
    nominal: &str,
    skipped: &[String],
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    db.write_tx(|conn| {
        // The writers' lock is held, so that nobody plans the same meanwhile.
        let newest = newest_nominal(conn, schedule)?.unwrap_or_default();
        let is_closed = required_schedule(conn, schedule)?.closed_at.is_some();
        if is_closed || newest.as_str() >= nominal {
            return Ok(false);
        }
        overtake(conn, schedule, now)?;
        for missed in skipped.iter().filter(|one| **one > newest) {
            insert(conn, (schedule, missed), RunState::Skipped, now)?;
        }
        insert(conn, (schedule, nominal), RunState::Waiting, now)?;
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
fn close(conn: &mut DbConn, id: i64, state: RunState, now: DateTime<Utc>) -> Result<(), DbError> {
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
    (schedule, nominal): (i64, &str),
    state: RunState,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let now = instant::stored(now);
    let is_open = state == RunState::Waiting;
    diesel::insert_into(schedule_run::table)
        .values((
            schedule_run::schedule_id.eq(schedule),
            schedule_run::nominal.eq(nominal),
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

/// Takes the run that is to be tried by now, or whose holder let its lease run out; none where there is none. Letters that its holder
/// had begun to send are of an unknown fate.
///
/// What is to be tried, or leased, further ahead than anybody puts it was put there by a clock that was wrong, and is taken too. A run
/// whose holders ended too often is given up: it may be what ends them.
///
/// # Errors
/// When the database fails.
pub fn claim_run(db: &Db, now: DateTime<Utc>, lease: Duration) -> Result<Option<Claim>, DbError> {
    // Most times there is nothing, and nobody is to be kept waiting for that.
    if db.with(|conn| find_due(conn, now, lease))?.is_none() {
        return Ok(None);
    }
    db.write_tx(|conn| {
        while let Some(found) = find_due(conn, now, lease)? {
            let is_lost = found.state == RunState::Running.as_str();
            let n_lost = found.n_lost + i64::from(is_lost);
            let fence = found.fence + 1;
            diesel::update(schedule_run::table.find(found.id))
                .set((
                    schedule_run::state.eq(RunState::Running.as_str()),
                    schedule_run::fence.eq(fence),
                    schedule_run::n_attempts.eq(schedule_run::n_attempts + 1),
                    schedule_run::n_lost.eq(n_lost),
                    schedule_run::leased_until.eq(Some(instant::stored(until(now, lease)))),
                    schedule_run::next_try_at.eq(None::<NaiveDateTime>),
                ))
                .execute(conn.any())
                .task("take a run")?;
            delivery::abandon(conn, found.id, now)?;
            if n_lost < LOST_MAX {
                let run = required(conn, found.id)?;
                let schedule = required_schedule(conn, run.schedule)?;
                return Ok(Some(Claim {
                    run,
                    schedule,
                    fence,
                }));
            }
            diesel::update(schedule_run::table.find(found.id))
                .set(schedule_run::detail.eq(LOST))
                .execute(conn.any())
                .task("say why a run is given up")?;
            close(conn, found.id, RunState::Failed, now)?;
        }
        Ok(None)
    })
}

#[derive(Queryable)]
struct Due {
    id: i64,
    state: String,
    fence: i64,
    n_lost: i64,
}

/// The first run that may be taken.
fn find_due(
    conn: &mut DbConn,
    now: DateTime<Utc>,
    lease: Duration,
) -> Result<Option<Due>, DbError> {
    let at = instant::stored(now);
    let far = instant::stored(until(until(now, lease), lease));
    let is_due = schedule_run::next_try_at
        .le(at)
        .or(schedule_run::next_try_at.gt(far));
    let is_left = schedule_run::leased_until
        .lt(at)
        .or(schedule_run::leased_until.gt(far));
    let waits = schedule_run::state
        .eq(RunState::Waiting.as_str())
        .and(is_due);
    let runs = schedule_run::state
        .eq(RunState::Running.as_str())
        .and(is_left);
    schedule_run::table
        .filter(waits.or(runs))
        .order(schedule_run::id)
        .select((
            schedule_run::id,
            schedule_run::state,
            schedule_run::fence,
            schedule_run::n_lost,
        ))
        .first(conn.any())
        .optional()
        .task("find a run to work on")
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
pub fn end_run(
    db: &Db,
    claim: &Claim,
    ended: &Ended<'_>,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
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
                schedule_run::detail.eq(storable(ended.detail)),
            ))
            .execute(conn.any())
            .task("give a run back")?;
        if ended.state != RunState::Waiting {
            close(conn, id, ended.state, now)?;
            return Ok(true);
        }
        let newest = newest_nominal(conn, schedule)?.unwrap_or_default();
        let is_closed = required_schedule(conn, schedule)?.closed_at.is_some();
        if is_closed || newest > claim.run.nominal {
            close(conn, id, RunState::Overtaken, now)?;
        }
        Ok(true)
    })
}

/// Whether a claim still holds.
pub(super) fn is_held(conn: &mut DbConn, claim: &Claim) -> Result<bool, DbError> {
    let found: Option<i64> = schedule_run::table
        .filter(schedule_run::id.eq(claim.run.id))
        .filter(schedule_run::fence.eq(claim.fence))
        .filter(schedule_run::state.eq(RunState::Running.as_str()))
        .select(schedule_run::id)
        .first(conn.any())
        .optional()
        .task("look at a claim")?;
    Ok(found.is_some())
}

/// When a lease that begins now runs out.
pub(super) fn until(now: DateTime<Utc>, lease: Duration) -> DateTime<Utc> {
    let lease = TimeDelta::from_std(lease).unwrap_or(TimeDelta::MAX);
    now.checked_add_signed(lease).unwrap_or(now)
}

/// Lets a lease run to a later time.
pub(super) fn prolong(
    conn: &mut DbConn,
    claim: &Claim,
    until: DateTime<Utc>,
) -> Result<(), DbError> {
    diesel::update(schedule_run::table.find(claim.run.id))
        .set(schedule_run::leased_until.eq(Some(instant::stored(until))))
        .execute(conn.any())
        .task("prolong a lease")?;
    Ok(())
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

fn required(conn: &mut DbConn, id: i64) -> Result<Run, DbError> {
    let row: Row = schedule_run::table
        .find(id)
        .select(Row::as_select())
        .first(conn.any())
        .task("read a run")?;
    row.try_into()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = schedule_run)]
struct Row {
    id: i64,
    schedule_id: i64,
    nominal: String,
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
            state,
            n_attempts: row.n_attempts,
            next_try_at: row.next_try_at.map(instant::read),
            report: row.report_id,
            detail: row.detail,
            planned_at: instant::read(row.planned_at),
            finished_at: row.finished_at.map(instant::read),
        })
    }
}
