//! Leases: who may change a dataset.
//!
//! One live lease per dataset and scope; the scope `*` excludes all others. A lease that was not renewed in time may
//! be taken over: its import is abandoned and its fence raised, after which the ticket of the old holder is refused,
//! whatever the clocks say.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;

use crate::Db;
use crate::conn::DbConn;
use crate::error::{DbError, Task};
use crate::import::{BeginError, ImportState, set_state};
use crate::instant;
use crate::schema::lease;

/// The scope that excludes all others.
pub const SCOPE_ALL: &str = "*";

/// The scope of compaction, which excludes only itself: it rewrites files and changes no facts.
pub(crate) const SCOPE_COMPACTION: &str = "~compaction";

/// The scope of an erasure, which excludes imports and compactions alike: it must find every row there is.
pub(crate) const SCOPE_ERASURE: &str = "~erasure";

/// The right to change one dataset within one scope, as long as the lease is not taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// The import that holds the lease.
    pub import_id: i64,
    /// Rises with every take-over; an old one is refused.
    pub fence: i64,
    /// The dataset.
    pub dataset: String,
    /// The scope, as a municipality code or `*`.
    pub scope: String,
}

/// Why a ticket cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TicketError {
    /// Another import took the lease over, or this one has ended.
    #[error("import {import_id} no longer holds the lease on `{dataset}`, scope `{scope}`")]
    LeaseLost {
        /// The import of the ticket.
        import_id: i64,
        /// Its dataset.
        dataset: String,
        /// Its scope.
        scope: String,
    },
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A live lease that excludes the one asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) by_import: i64,
    pub(crate) scope: String,
    pub(crate) until: DateTime<Utc>,
}

/// Takes a further lease for the import of a ticket: one import may change several datasets in one step.
///
/// Renewing, giving back and giving up the one ticket does the same to all leases of its import.
///
/// # Errors
/// [`BeginError::Leased`] while another import holds the scope, or the ticket's own lease was taken over.
pub fn lease_beside(
    db: &Db,
    ticket: &Ticket,
    dataset: &str,
    scope: &str,
    now: DateTime<Utc>,
    ttl: Duration,
) -> Result<Ticket, BeginError> {
    db.write_tx(|conn| {
        check(conn, ticket).map_err(|error| match error {
            TicketError::LeaseLost { dataset, scope, .. } => BeginError::Lost { dataset, scope },
            TicketError::Db(error) => BeginError::Db(error),
        })?;
        match take(conn, dataset, scope, ticket.import_id, now, ttl)? {
            Ok(fence) => Ok(Ticket {
                import_id: ticket.import_id,
                fence,
                dataset: dataset.to_owned(),
                scope: scope.to_owned(),
            }),
            Err(held) => Err(BeginError::Leased {
                dataset: dataset.to_owned(),
                scope: held.scope,
                by_import: held.by_import,
                until: held.until,
            }),
        }
    })
}

/// Extends the lease, and those beside it, to `now + ttl`.
///
/// # Errors
/// [`TicketError::LeaseLost`] when it was taken over; an expired lease that nobody took can be renewed.
pub fn renew(
    db: &Db,
    ticket: &Ticket,
    now: DateTime<Utc>,
    ttl: Duration,
) -> Result<(), TicketError> {
    db.write_tx(|conn| {
        check(conn, ticket)?;
        diesel::update(lease::table.filter(lease::import_id.eq(ticket.import_id)))
            .set(lease::expires_at.eq(expiry(now, ttl)))
            .execute(conn.any())
            .task("renew a lease")?;
        Ok(())
    })
}

/// Takes the lease for `import_id` and yields its fence, or the live lease that is in the way.
///
/// Expired leases in the way are freed and their imports abandoned.
pub(crate) fn take(
    conn: &mut DbConn,
    dataset: &str,
    scope: &str,
    import_id: i64,
    now: DateTime<Utc>,
    ttl: Duration,
) -> Result<Result<i64, Held>, DbError> {
    let in_the_way: Vec<LeaseRow> = taken(conn, Some(dataset))?
        .into_iter()
        .filter(|row| excludes(&row.scope, scope))
        .collect();
    for row in &in_the_way {
        if row.expires_at > instant::stored(now) {
            return Ok(Err(Held {
                by_import: row.import_id,
                scope: row.scope.clone(),
                until: instant::read(row.expires_at),
            }));
        }
    }
    for row in &in_the_way {
        take_over(conn, row, now)?;
    }
    let last_fence: Option<i64> = lease::table
        .find((dataset, scope))
        .select(lease::fence)
        .first(conn.any())
        .optional()
        .task("find a lease")?;
    let fence = last_fence.unwrap_or(0) + 1;
    let values = (
        lease::import_id.eq(Some(import_id)),
        lease::fence.eq(fence),
        lease::expires_at.eq(expiry(now, ttl)),
    );
    match last_fence {
        Some(_) => diesel::update(lease::table.find((dataset, scope)))
            .set(values)
            .execute(conn.any()),
        None => diesel::insert_into(lease::table)
            .values((lease::dataset.eq(dataset), lease::scope.eq(scope), values))
            .execute(conn.any()),
    }
    .task("take a lease")?;
    Ok(Ok(fence))
}

/// Refuses a ticket whose lease was taken over or given back.
pub(crate) fn check(conn: &mut DbConn, ticket: &Ticket) -> Result<(), TicketError> {
    let holds: bool = diesel::select(diesel::dsl::exists(
        lease::table
            .find((&ticket.dataset, &ticket.scope))
            .filter(lease::import_id.eq(ticket.import_id))
            .filter(lease::fence.eq(ticket.fence)),
    ))
    .get_result(conn.any())
    .task("check a lease")?;
    if holds {
        Ok(())
    } else {
        Err(TicketError::LeaseLost {
            import_id: ticket.import_id,
            dataset: ticket.dataset.clone(),
            scope: ticket.scope.clone(),
        })
    }
}

/// Gives the lease back, and those beside it; the ticket was checked in the same transaction.
pub(crate) fn give_back(conn: &mut DbConn, ticket: &Ticket) -> Result<(), DbError> {
    diesel::update(lease::table.filter(lease::import_id.eq(ticket.import_id)))
        .set(lease::import_id.eq(None::<i64>))
        .execute(conn.any())
        .task("give a lease back")?;
    Ok(())
}

/// Frees every lease that has expired at `now` and abandons its import.
pub(crate) fn take_over_expired(conn: &mut DbConn, now: DateTime<Utc>) -> Result<(), DbError> {
    for row in taken(conn, None)? {
        if row.expires_at <= instant::stored(now) {
            take_over(conn, &row, now)?;
        }
    }
    Ok(())
}

struct LeaseRow {
    dataset: String,
    scope: String,
    import_id: i64,
    expires_at: NaiveDateTime,
}

/// Leases somebody holds, expired or not.
fn taken(conn: &mut DbConn, dataset: Option<&str>) -> Result<Vec<LeaseRow>, DbError> {
    let mut query = lease::table
        .filter(lease::import_id.is_not_null())
        .order((lease::dataset, lease::scope))
        .select((
            lease::dataset,
            lease::scope,
            lease::import_id.assume_not_null(),
            lease::expires_at,
        ))
        .into_boxed();
    if let Some(dataset) = dataset {
        query = query.filter(lease::dataset.eq(dataset));
    }
    let rows: Vec<(String, String, i64, NaiveDateTime)> =
        query.load(conn.any()).task("list leases")?;
    Ok(rows
        .into_iter()
        .map(|(dataset, scope, import_id, expires_at)| LeaseRow {
            dataset,
            scope,
            import_id,
            expires_at,
        })
        .collect())
}

fn take_over(conn: &mut DbConn, row: &LeaseRow, now: DateTime<Utc>) -> Result<(), DbError> {
    set_state(conn, row.import_id, ImportState::Abandoned, Some(now))?;
    // All leases of the import: it has none left, and none of its tickets holds.
    diesel::update(lease::table.filter(lease::import_id.eq(row.import_id)))
        .set((
            lease::import_id.eq(None::<i64>),
            lease::fence.eq(lease::fence + 1),
        ))
        .execute(conn.any())
        .task("take a lease over")?;
    log::warn!(
        "lease of import {} on dataset {} scope {} had expired, import abandoned",
        row.import_id,
        row.dataset,
        row.scope
    );
    Ok(())
}

fn excludes(held: &str, wanted: &str) -> bool {
    let excludes_other =
        |a: &str, b: &str| a == SCOPE_ERASURE || (a == SCOPE_ALL && b != SCOPE_COMPACTION);
    held == wanted || excludes_other(held, wanted) || excludes_other(wanted, held)
}

fn expiry(now: DateTime<Utc>, ttl: Duration) -> NaiveDateTime {
    let until = TimeDelta::from_std(ttl)
        .ok()
        .and_then(|ttl| now.checked_add_signed(ttl))
        .unwrap_or(DateTime::<Utc>::MAX_UTC);
    instant::stored(until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_excludes_everything_but_compaction_and_an_erasure_that_too() {
        let pairs = [
            ("101", "101", true),
            ("101", "615", false),
            ("*", "101", true),
            ("101", "*", true),
            ("*", "*", true),
            (SCOPE_COMPACTION, "*", false),
            ("*", SCOPE_COMPACTION, false),
            (SCOPE_COMPACTION, SCOPE_COMPACTION, true),
            (SCOPE_ERASURE, SCOPE_COMPACTION, true),
            (SCOPE_COMPACTION, SCOPE_ERASURE, true),
            (SCOPE_ERASURE, "101", true),
            ("*", SCOPE_ERASURE, true),
            (SCOPE_ERASURE, SCOPE_ERASURE, true),
        ];
        for (held, wanted, expected) in pairs {
            assert_eq!(excludes(held, wanted), expected, "{held} and {wanted}");
        }
    }

    #[test]
    fn expiry_beyond_the_calendar_is_bounded() {
        let far = expiry(DateTime::<Utc>::UNIX_EPOCH, Duration::MAX);
        assert_eq!(far.to_string(), "9999-12-31 00:00:00");
    }
}
