//! Who works on a run.
//!
//! Whoever holds a run's lease works on it ([`claim_run`]); a lease that ran out may be taken over, which raises the fence, after which
//! the claim of the old holder is refused, whatever the clocks say.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::dsl::{case_when, exists, not};
use diesel::prelude::*;

use super::delivery::{self, DeliveryKind, DeliveryState};
use super::reason::Reason;
use super::run::{Run, RunState, close, required};
use super::{Schedule, required as required_schedule};
use crate::Db;
use crate::conn::DbConn;
use crate::error::{DbError, Task};
use crate::instant;
use crate::schema::{delivery as of_run, schedule_run};

/// How many holders may end over one run.
const LOST_MAX: i64 = 3;

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

/// Takes a run that is to be tried by now, or whose holder let its lease run out; none where there is none. Letters that its holder
/// had begun to send are of an unknown fate.
///
/// Runs that were never tried come first, then those that were to be tried, or whose lease ran out, the longest ago: whatever has to be
/// tried again and again keeps no other run waiting.
///
/// `able` says which deliveries the process can carry out: a run that has its report, and of whose deliveries none is due that the
/// process can carry out, is left to another one.
///
/// What is to be tried, or leased, further ahead than anybody puts it was put there by a clock that was wrong, and is taken too. A run
/// whose holders ended too often is given up: it may be what ends them.
///
/// # Errors
/// When the database fails.
pub fn claim_run(
    db: &Db,
    (now, lease): (DateTime<Utc>, Duration),
    able: &[DeliveryKind],
) -> Result<Option<Claim>, DbError> {
    let by = Instants::of(now, lease);
    // Most times there is nothing, and nobody is to be kept waiting for that.
    if db.with(|conn| find_due(conn, by, able))?.is_none() {
        return Ok(None);
    }
    db.write_tx(|conn| {
        while let Some(found) = find_due(conn, by, able)? {
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
                .set(schedule_run::detail.eq(Reason::stored(Some(&Reason::Lost))))
                .execute(conn.any())
                .task("say why a run is given up")?;
            close(conn, found.id, RunState::Failed, now)?;
        }
        Ok(None)
    })
}

/// Until when something is due, and from when on it was put ahead by a clock that was wrong.
#[derive(Debug, Clone, Copy)]
struct Instants {
    at: NaiveDateTime,
    far: NaiveDateTime,
}

impl Instants {
    fn of(now: DateTime<Utc>, lease: Duration) -> Self {
        Self {
            at: instant::stored(now),
            far: instant::stored(until(until(now, lease), lease)),
        }
    }
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
    Instants { at, far }: Instants,
    able: &[DeliveryKind],
) -> Result<Option<Due>, DbError> {
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
    // A file that was being put when its holder ended is put again; a letter is not.
    let is_open = of_run::state
        .eq(DeliveryState::Pending.as_str())
        .or(of_run::state
            .eq(DeliveryState::Sending.as_str())
            .and(of_run::kind.eq(DeliveryKind::Folder.as_str())));
    let open = of_run::table
        .filter(of_run::run_id.eq(schedule_run::id))
        .filter(is_open);
    let is_time = of_run::next_try_at
        .is_null()
        .or(of_run::next_try_at.le(at))
        .or(of_run::next_try_at.gt(far));
    let possible = open
        .filter(is_time)
        .filter(of_run::kind.eq_any(able.iter().map(|one| one.as_str())));
    let has_work = schedule_run::report_id
        .is_null()
        .or(not(exists(open)))
        .or(exists(possible));
    let since = case_when(
        schedule_run::state.eq(RunState::Running.as_str()),
        schedule_run::leased_until,
    )
    .otherwise(schedule_run::next_try_at);
    let is_tried = schedule_run::n_attempts.gt(0_i64);
    schedule_run::table
        .filter(waits.or(runs))
        .filter(has_work)
        .order((is_tried, since, schedule_run::id))
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

/// Lets the lease of a claim run from now on, and yields whether the claim still holds.
///
/// # Errors
/// When the database fails.
pub fn hold_on(
    db: &Db,
    claim: &Claim,
    (now, lease): (DateTime<Utc>, Duration),
) -> Result<bool, DbError> {
    db.write_tx(|conn| renew(conn, claim, (now, lease)))
}

/// Whether a claim still holds, whose lease then runs from now on.
pub(super) fn renew(
    conn: &mut DbConn,
    claim: &Claim,
    (now, lease): (DateTime<Utc>, Duration),
) -> Result<bool, DbError> {
    if !is_held(conn, claim)? {
        return Ok(false);
    }
    diesel::update(schedule_run::table.find(claim.run.id))
        .set(schedule_run::leased_until.eq(Some(instant::stored(until(now, lease)))))
        .execute(conn.any())
        .task("prolong a lease")?;
    Ok(true)
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
