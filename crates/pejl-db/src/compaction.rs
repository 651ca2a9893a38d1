//! Compaction: many small files become one. It changes no fact and makes no revision.
//!
//! The new file holds every row of the old ones, visible or not, so that boxes of all revisions can be moved to it.
//! The old files are retired, not removed: a reader that began earlier still has their names.

use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::Db;
use crate::conn::DbConn;
use crate::coverage;
use crate::error::{DbError, Task};
use crate::import::{self, BeginError, ImportState, Kind, NewImport};
use crate::lease::{self, SCOPE_COMPACTION, Ticket, TicketError};
use crate::schema::segment;
use crate::segment::{
    ReservedSegment, Segment, SegmentRow, SegmentState, StoredSegment, WrittenSegment, make_live,
    reserve, retire,
};

/// Which files to put together.
#[derive(Debug, Clone, Copy)]
pub struct CompactionRequest<'a> {
    /// The dataset.
    pub dataset: &'a str,
    /// Version of the columns that the new file is written in: the present one, whatever that of the old files is.
    pub schema_version: i32,
    /// Only files with fewer rows are taken.
    pub rows_below: i64,
    /// Files are taken, oldest first, as long as their rows together are no more than this.
    pub rows_together: i64,
    /// Who compacts.
    pub actor: &'a str,
}

/// Files to put together, and the path to write to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompactionPlan {
    /// The lease; give it up with [`crate::import::abandon`] when the work fails.
    pub ticket: Ticket,
    /// Version of the columns of the new file.
    pub schema_version: i32,
    /// Two or more files, in the order of their numbers.
    pub inputs: Vec<SegmentRow>,
    /// Where to write.
    pub output: ReservedSegment,
}

/// Why a compaction cannot be committed; nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum CompactionError {
    /// Another compaction took the lease over, or this one has ended.
    #[error("compaction {import_id} no longer holds the lease on `{dataset}`")]
    LeaseLost {
        /// The compaction's number.
        import_id: i64,
        /// Its dataset.
        dataset: String,
    },
    /// A file to be replaced is not live.
    #[error("segment {segment} is not live")]
    NotLive {
        /// The segment.
        segment: i64,
    },
    /// The written segment is not the one that was reserved.
    #[error("segment {segment} is not reserved by compaction {import_id}")]
    NotReserved {
        /// The segment.
        segment: i64,
        /// The compaction's number.
        import_id: i64,
    },
    /// Rows were lost or doubled.
    #[error("the files have {expected} rows together, the new one has {written}")]
    RowsDiffer {
        /// Rows of the old files.
        expected: i64,
        /// Rows of the new one.
        written: i64,
    },
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<TicketError> for CompactionError {
    fn from(error: TicketError) -> CompactionError {
        match error {
            TicketError::LeaseLost {
                import_id, dataset, ..
            } => CompactionError::LeaseLost { import_id, dataset },
            TicketError::Db(error) => CompactionError::Db(error),
        }
    }
}

/// Chooses files to put together and takes the lease for it; nothing when there are not two.
///
/// The lease excludes other compactions of the dataset, not imports.
///
/// # Errors
/// [`BeginError::Leased`] while another compaction of the dataset is under way.
pub fn plan_compaction(
    db: &Db,
    request: &CompactionRequest<'_>,
    now: DateTime<Utc>,
    ttl: Duration,
) -> Result<Option<CompactionPlan>, BeginError> {
    db.write_tx(|conn| {
        let Some(inputs) = choose(conn, request)? else {
            return Ok(None);
        };
        let ids: Vec<i64> = inputs.iter().map(|input| input.id).collect();
        let new = NewImport {
            dataset: request.dataset,
            source: "pejl",
            table_id: "compaction",
            municipality: None,
            mapping: &serde_json::json!({ "segments": ids }).to_string(),
            scope: SCOPE_COMPACTION,
            actor: request.actor,
        };
        let ticket = import::begin(conn, Kind::Compaction, &new, now, ttl)?;
        let output = reserve(conn, &ticket, request.schema_version)?;
        Ok(Some(CompactionPlan {
            ticket,
            schema_version: request.schema_version,
            inputs,
            output,
        }))
    })
}

/// Moves every box, of all revisions, from the old files to the new one and retires the old ones.
///
/// `before_commit` runs last in the transaction; a test kills the process there.
///
/// # Errors
/// See [`CompactionError`]; nothing is changed then.
pub fn commit_compaction(
    db: &Db,
    plan: &CompactionPlan,
    written: &WrittenSegment,
    now: DateTime<Utc>,
    before_commit: &dyn Fn(),
) -> Result<(), CompactionError> {
    let expected = plan.inputs.iter().map(|input| input.n_rows).sum();
    if written.n_rows != expected {
        return Err(CompactionError::RowsDiffer {
            expected,
            written: written.n_rows,
        });
    }
    let import_id = plan.ticket.import_id;
    let ids: Vec<i64> = plan.inputs.iter().map(|input| input.id).collect();
    db.write_tx(|conn| {
        lease::check(conn, &plan.ticket)?;
        if written.id != plan.output.id || !make_live(conn, import_id, written)? {
            return Err(CompactionError::NotReserved {
                segment: written.id,
                import_id,
            });
        }
        for &id in &ids {
            if !retire(conn, id, now)? {
                return Err(CompactionError::NotLive { segment: id });
            }
        }
        coverage::relink(conn, &ids, written.id)?;
        import::set_result(conn, import_id, None, written.n_rows, 0)?;
        import::set_state(conn, import_id, ImportState::Committed, Some(now))?;
        lease::give_back(conn, &plan.ticket)?;
        before_commit();
        Ok(())
    })
}

/// The oldest small files, if there are two or more.
fn choose(
    conn: &mut DbConn,
    request: &CompactionRequest<'_>,
) -> Result<Option<Vec<SegmentRow>>, DbError> {
    let rows = segment::table
        .filter(segment::dataset.eq(request.dataset))
        .filter(segment::state.eq(SegmentState::Live.as_str()))
        .filter(segment::n_rows.lt(request.rows_below))
        .order(segment::id)
        .select(StoredSegment::as_select())
        .load(conn.any())
        .task("list segments to compact")?;
    let (mut rows_together, mut inputs) = (0_i64, Vec::new());
    for row in rows {
        let input = SegmentRow::try_from(Segment::try_from(row)?)?;
        if let Some(together) = rows_together.checked_add(input.n_rows)
            && together <= request.rows_together
        {
            rows_together = together;
            inputs.push(input);
        }
    }
    Ok(Some(inputs).filter(|inputs| inputs.len() >= 2))
}

#[cfg(test)]
mod tests;
