//! Where the report of a run went.
//!
//! A file is put into its place as a whole, and is the same file when that is done again. A letter cannot be taken back, so that it is
//! [`DeliveryState::Sending`] before its first byte goes out, and never sent again from there.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::claim::{Claim, is_held, renew};
use super::reason::Reason;
use crate::Db;
use crate::conn::DbConn;
use crate::error::{Corrupt, DbError, Task};
use crate::instant;
use crate::schema::delivery;
use crate::text::storable;

/// How a report goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryKind {
    /// As a file, into the folder of deliveries.
    Folder,
    /// As a letter.
    Mail,
}

impl DeliveryKind {
    /// The name, as stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Folder => "folder",
            Self::Mail => "mail",
        }
    }
}

/// Where a delivery is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    /// It is to be tried, now or again.
    Pending,
    /// It goes out.
    Sending,
    /// It is there, or the server has taken it over.
    Delivered,
    /// It is not taken, or was given up; it did not go out.
    Refused,
    /// Whether it went out cannot be known; it is not sent again.
    Unknown,
}

impl DeliveryState {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Pending,
        Self::Sending,
        Self::Delivered,
        Self::Refused,
        Self::Unknown,
    ];

    /// The name, as stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sending => "sending",
            Self::Delivered => "delivered",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }
}

/// A delivery about to be planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelivery {
    /// How it goes out.
    pub kind: DeliveryKind,
    /// The format of the file, or the address of the letter.
    pub target: String,
    /// What the letter is known by; empty for a file.
    pub message_id: String,
}

/// A delivery as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Number.
    pub id: i64,
    /// The run.
    pub run: i64,
    /// How it goes out.
    pub kind: DeliveryKind,
    /// The format of the file, or the address of the letter.
    pub target: String,
    /// Where it is.
    pub state: DeliveryState,
    /// What the letter is known by; empty for a file.
    pub message_id: String,
    /// How often it was tried; a letter of which no server said anything was not ([`Reason::is_no_try`]).
    pub n_attempts: i64,
    /// Why it was not taken, or what is not known.
    pub reason: Option<Reason>,
    /// When it came there.
    pub changed_at: DateTime<Utc>,
    /// When it is tried again, where it failed.
    pub next_try_at: Option<DateTime<Utc>>,
}

/// What became of a delivery that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fate {
    /// Where it is now.
    pub state: DeliveryState,
    /// Why it was not taken, or what is not known.
    pub reason: Option<Reason>,
    /// When it is tried again; of one that is pending.
    pub next_try_at: Option<DateTime<Utc>>,
}

/// Plans the deliveries of a run that are not planned yet, and yields whether the claim still holds.
///
/// # Errors
/// When the database fails.
pub fn plan_deliveries(
    db: &Db,
    claim: &Claim,
    planned: &[NewDelivery],
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    db.write_tx(|conn| {
        if !is_held(conn, claim)? {
            return Ok(false);
        }
        let known = list_deliveries(conn, &[claim.run.id])?;
        for new in planned {
            let is_known = |one: &Delivery| (one.kind, &one.target) == (new.kind, &new.target);
            if known.iter().any(is_known) {
                continue;
            }
            diesel::insert_into(delivery::table)
                .values((
                    delivery::run_id.eq(claim.run.id),
                    delivery::kind.eq(new.kind.as_str()),
                    delivery::target.eq(storable(&new.target)),
                    delivery::state.eq(DeliveryState::Pending.as_str()),
                    delivery::message_id.eq(storable(&new.message_id)),
                    delivery::n_attempts.eq(0_i64),
                    delivery::detail.eq(""),
                    delivery::changed_at.eq(instant::stored(now)),
                ))
                .execute(conn.any())
                .task("plan a delivery")?;
        }
        Ok(true)
    })
}

/// Begins a delivery that is to be tried, and yields whether it is to be carried out: the claim holds, and nobody began it meanwhile.
/// The lease then runs from now on.
///
/// # Errors
/// When the database fails.
pub fn begin_delivery(
    db: &Db,
    claim: &Claim,
    id: i64,
    (now, lease): (DateTime<Utc>, Duration),
) -> Result<bool, DbError> {
    db.write_tx(|conn| {
        if !renew(conn, claim, (now, lease))? {
            return Ok(false);
        }
        let pending = delivery::table
            .filter(delivery::id.eq(id))
            .filter(delivery::state.eq(DeliveryState::Pending.as_str()));
        let n_begun = diesel::update(pending)
            .set((
                delivery::state.eq(DeliveryState::Sending.as_str()),
                delivery::n_attempts.eq(delivery::n_attempts + 1),
                delivery::changed_at.eq(instant::stored(now)),
            ))
            .execute(conn.any())
            .task("begin a delivery")?;
        Ok(n_begun > 0)
    })
}

/// Says why a delivery that was not begun did not go out: it is to be tried again, or refused. It is one try more, unless the reason says
/// that it was none ([`Reason::is_no_try`]). Yields whether the claim holds, whose lease then runs from now on.
///
/// # Errors
/// When the database fails.
pub fn note_failure(
    db: &Db,
    claim: &Claim,
    id: i64,
    fate: &Fate,
    (now, lease): (DateTime<Utc>, Duration),
) -> Result<bool, DbError> {
    let is_no_try = fate.reason.as_ref().is_some_and(Reason::is_no_try);
    let n_tries = i64::from(!is_no_try);
    db.write_tx(|conn| {
        if !renew(conn, claim, (now, lease))? {
            return Ok(false);
        }
        let pending = delivery::table
            .filter(delivery::id.eq(id))
            .filter(delivery::state.eq(DeliveryState::Pending.as_str()));
        diesel::update(pending)
            .set((
                delivery::state.eq(fate.state.as_str()),
                delivery::n_attempts.eq(delivery::n_attempts + n_tries),
                delivery::detail.eq(storable(&Reason::stored(fate.reason.as_ref()))),
                delivery::changed_at.eq(instant::stored(now)),
                delivery::next_try_at.eq(fate.next_try_at.map(instant::stored)),
            ))
            .execute(conn.any())
            .task("note why a delivery did not go out")?;
        Ok(true)
    })
}

/// Says what became of a delivery that was begun, and yields whether the claim still holds. Where it does not, somebody has called the
/// fate of a letter unknown meanwhile; whoever sent it knows better, for good or ill.
///
/// # Errors
/// When the database fails.
pub fn end_delivery(
    db: &Db,
    claim: &Claim,
    id: i64,
    fate: &Fate,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let is_final = matches!(
        fate.state,
        DeliveryState::Delivered | DeliveryState::Refused
    );
    db.write_tx(|conn| {
        let is_held = is_held(conn, claim)?;
        let from = match (is_held, is_final) {
            (true, _) => DeliveryState::Sending,
            (false, true) => DeliveryState::Unknown,
            (false, false) => return Ok(false),
        };
        let begun = delivery::table
            .filter(delivery::id.eq(id))
            .filter(delivery::state.eq(from.as_str()));
        diesel::update(begun)
            .set((
                delivery::state.eq(fate.state.as_str()),
                delivery::detail.eq(storable(&Reason::stored(fate.reason.as_ref()))),
                delivery::changed_at.eq(instant::stored(now)),
                delivery::next_try_at.eq(fate.next_try_at.map(instant::stored)),
            ))
            .execute(conn.any())
            .task("end a delivery")?;
        Ok(is_held)
    })
}

/// What a run that is over had still to deliver does not go out.
pub(super) fn give_up(conn: &mut DbConn, run: i64, now: DateTime<Utc>) -> Result<(), DbError> {
    let pending = delivery::table
        .filter(delivery::run_id.eq(run))
        .filter(delivery::state.eq(DeliveryState::Pending.as_str()));
    diesel::update(pending)
        .set((
            delivery::state.eq(DeliveryState::Refused.as_str()),
            delivery::changed_at.eq(instant::stored(now)),
            delivery::next_try_at.eq(None::<NaiveDateTime>),
        ))
        .execute(conn.any())
        .task("give deliveries up")?;
    Ok(())
}

/// What had begun in a run whose holder is gone or has given it back: a file can be put into its place again, a letter is of an unknown fate.
pub(super) fn abandon(conn: &mut DbConn, run: i64, now: DateTime<Utc>) -> Result<(), DbError> {
    let interrupted = Some(&Reason::Interrupted);
    for (kind, state, reason) in [
        (DeliveryKind::Folder, DeliveryState::Pending, None),
        (DeliveryKind::Mail, DeliveryState::Unknown, interrupted),
    ] {
        let begun = delivery::table
            .filter(delivery::run_id.eq(run))
            .filter(delivery::kind.eq(kind.as_str()))
            .filter(delivery::state.eq(DeliveryState::Sending.as_str()));
        diesel::update(begun)
            .set((
                delivery::state.eq(state.as_str()),
                delivery::detail.eq(Reason::stored(reason)),
                delivery::changed_at.eq(instant::stored(now)),
                delivery::next_try_at.eq(None::<NaiveDateTime>),
            ))
            .execute(conn.any())
            .task("abandon deliveries")?;
    }
    Ok(())
}

/// Lets what was refused of a run be tried again, and yields how much that is.
pub(super) fn retry(conn: &mut DbConn, run: i64, now: DateTime<Utc>) -> Result<usize, DbError> {
    let refused = delivery::table
        .filter(delivery::run_id.eq(run))
        .filter(delivery::state.eq(DeliveryState::Refused.as_str()));
    diesel::update(refused)
        .set((
            delivery::state.eq(DeliveryState::Pending.as_str()),
            delivery::n_attempts.eq(0_i64),
            delivery::detail.eq(Reason::stored(None)),
            delivery::changed_at.eq(instant::stored(now)),
            delivery::next_try_at.eq(None::<NaiveDateTime>),
        ))
        .execute(conn.any())
        .task("retry deliveries")
}

/// The deliveries of runs, in the order they were planned.
///
/// # Errors
/// When the database fails.
pub fn list_deliveries(conn: &mut DbConn, runs: &[i64]) -> Result<Vec<Delivery>, DbError> {
    let rows: Vec<Row> = delivery::table
        .filter(delivery::run_id.eq_any(runs.iter().copied()))
        .order(delivery::id)
        .select(Row::as_select())
        .load(conn.any())
        .task("list deliveries")?;
    rows.into_iter().map(Delivery::try_from).collect()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = delivery)]
struct Row {
    id: i64,
    run_id: i64,
    kind: String,
    target: String,
    state: String,
    message_id: String,
    n_attempts: i64,
    detail: String,
    changed_at: NaiveDateTime,
    next_try_at: Option<NaiveDateTime>,
}

impl TryFrom<Row> for Delivery {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        let kinds = [DeliveryKind::Folder, DeliveryKind::Mail];
        let kind = kinds.into_iter().find(|one| one.as_str() == row.kind);
        let kind = kind.ok_or_else(|| Corrupt::new("delivery", row.id, "kind", row.kind))?;
        let state = DeliveryState::ALL
            .into_iter()
            .find(|one| one.as_str() == row.state);
        let state = state.ok_or_else(|| Corrupt::new("delivery", row.id, "state", row.state))?;
        Ok(Self {
            id: row.id,
            run: row.run_id,
            kind,
            target: row.target,
            state,
            message_id: row.message_id,
            n_attempts: row.n_attempts,
            reason: Reason::read(row.detail),
            changed_at: instant::read(row.changed_at),
            next_try_at: row.next_try_at.map(instant::read),
        })
    }
}
