//! Segments: the files that facts lie in. A file's life: reserved → live → retired → swept.
//!
//! A path is reserved before the file is written, so that no file is ever without a row. A segment that was never
//! made live goes from reserved to swept.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::Db;
use crate::conn::DbConn;
use crate::error::{Corrupt, DbError, Task};
use crate::import::ImportState;
use crate::instant;
use crate::lease::{self, Ticket, TicketError};
use crate::schema::{erasure_segment, import, segment};

/// A path that an import may write to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReservedSegment {
    /// Number, never used again.
    pub id: i64,
    /// Path below the root of the lake, as `stat_fact/17-5f3a….parquet`.
    pub path: String,
}

/// A file that was written to its reserved path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenSegment {
    /// Number of the reserved segment.
    pub id: i64,
    /// SHA-256 of the file, in lower-case hexadecimal.
    pub sha256: String,
    /// Rows in the file.
    pub n_rows: i64,
    /// Size of the file.
    pub bytes: i64,
}

/// A live file, as a snapshot needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentRow {
    /// Number.
    pub id: i64,
    /// Path below the root of the lake.
    pub path: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Rows in the file, visible or not.
    pub n_rows: i64,
}

/// Where a segment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SegmentState {
    /// May be written by its import.
    Reserved,
    /// Holds facts of some revision.
    Live,
    /// Its rows lie in another file since a compaction, where readers that began earlier may still need it, or an
    /// erasure, where nobody may have it.
    Retired,
    /// The file is gone.
    Swept,
}

impl SegmentState {
    const ALL: [SegmentState; 4] = [
        SegmentState::Reserved,
        SegmentState::Live,
        SegmentState::Retired,
        SegmentState::Swept,
    ];

    /// The stored name: `reserved`, `live`, `retired`, `swept`.
    pub fn as_str(self) -> &'static str {
        match self {
            SegmentState::Reserved => "reserved",
            SegmentState::Live => "live",
            SegmentState::Retired => "retired",
            SegmentState::Swept => "swept",
        }
    }
}

/// A segment as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Number.
    pub id: i64,
    /// The dataset.
    pub dataset: String,
    /// Version of the dataset's columns that the file was written with.
    pub schema_version: i32,
    /// Path below the root of the lake.
    pub path: String,
    /// Where it stands.
    pub state: SegmentState,
    /// The import (or compaction) that wrote it.
    pub import_id: i64,
    /// What was written; absent until the segment is live.
    pub written: Option<WrittenSegment>,
    /// When a compaction replaced it.
    pub retired_at: Option<DateTime<Utc>>,
}

/// Why segments cannot be marked as swept.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The segment is live, still being written, or does not exist.
    #[error("segment {id} is not to be swept")]
    NotSweepable {
        /// The segment.
        id: i64,
    },
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Reserves `n` paths for the import to write to.
///
/// # Errors
/// [`TicketError::LeaseLost`] when the lease was taken over.
pub fn reserve_segments(
    db: &Db,
    ticket: &Ticket,
    n: usize,
    schema_version: i32,
) -> Result<Vec<ReservedSegment>, TicketError> {
    db.write_tx(|conn| {
        lease::check(conn, ticket)?;
        (0..n)
            .map(|_| Ok(reserve(conn, ticket, schema_version)?))
            .collect()
    })
}

/// Segments whose files may be removed because they never became live, in the order of their numbers.
///
/// Takes over every lease that has expired at `now`: its import is abandoned and cannot commit any more, so removing
/// the files is safe. Mark them with [`mark_swept`] afterwards.
///
/// # Errors
/// When the database fails.
pub fn expired_segments(db: &Db, now: DateTime<Utc>) -> Result<Vec<ReservedSegment>, DbError> {
    db.write_tx(|conn| {
        lease::take_over_expired(conn, now)?;
        let rows = segment::table
            .inner_join(import::table)
            .filter(segment::state.eq(SegmentState::Reserved.as_str()))
            .filter(import::state.ne(ImportState::Running.as_str()))
            .order(segment::id)
            .select((segment::id, segment::path))
            .load::<(i64, String)>(conn.any())
            .task("list segments to sweep")?;
        Ok(reserved(rows))
    })
}

/// Segments that a compaction replaced before `before`, in the order of their numbers.
///
/// Leave readers time: a snapshot taken before the compaction names the old files.
///
/// # Errors
/// When the database fails.
pub fn retired_segments(
    conn: &mut DbConn,
    before: DateTime<Utc>,
) -> Result<Vec<ReservedSegment>, DbError> {
    let rows = segment::table
        .filter(segment::state.eq(SegmentState::Retired.as_str()))
        .filter(segment::retired_at.lt(instant::stored(before)))
        .order(segment::id)
        .select((segment::id, segment::path))
        .load::<(i64, String)>(conn.any())
        .task("list retired segments")?;
    Ok(reserved(rows))
}

/// Segments whose rows an erasure took out, in the order of their numbers: their files are to go at once, whoever reads
/// them.
///
/// # Errors
/// When the database fails.
pub fn erased_segments(conn: &mut DbConn) -> Result<Vec<ReservedSegment>, DbError> {
    let erased = erasure_segment::table.select(erasure_segment::segment_id);
    let rows = segment::table
        .filter(segment::state.eq(SegmentState::Retired.as_str()))
        .filter(segment::id.eq_any(erased))
        .order(segment::id)
        .select((segment::id, segment::path))
        .load::<(i64, String)>(conn.any())
        .task("list erased segments")?;
    Ok(reserved(rows))
}

/// The segments of a dataset whose files are there: live, or replaced and kept for readers. In the order of their numbers.
///
/// # Errors
/// When the database fails or a row is corrupt.
pub fn list_kept_segments(conn: &mut DbConn, dataset: &str) -> Result<Vec<Segment>, DbError> {
    segment::table
        .filter(segment::dataset.eq(dataset))
        .filter(
            segment::state.eq_any([SegmentState::Live.as_str(), SegmentState::Retired.as_str()]),
        )
        .order(segment::id)
        .select(StoredSegment::as_select())
        .load(conn.any())
        .task("list the files of a dataset")?
        .into_iter()
        .map(|row| Ok(Segment::try_from(row)?))
        .collect()
}

/// Records that the files of these segments are gone. One that another process has marked meanwhile stays so: two may
/// sweep the same files.
///
/// # Errors
/// [`SweepError::NotSweepable`] for a segment that [`expired_segments`] and [`retired_segments`] never listed; then none
/// is marked.
pub fn mark_swept(db: &Db, ids: &[i64]) -> Result<(), SweepError> {
    db.write_tx(|conn| {
        for &id in ids {
            let given_up = import::table
                .filter(import::state.ne(ImportState::Running.as_str()))
                .select(import::id);
            let marked = diesel::update(segment::table.find(id))
                .filter(
                    segment::state
                        .eq_any([SegmentState::Retired.as_str(), SegmentState::Swept.as_str()])
                        .or(segment::state
                            .eq(SegmentState::Reserved.as_str())
                            .and(segment::import_id.eq_any(given_up))),
                )
                .set(segment::state.eq(SegmentState::Swept.as_str()))
                .execute(conn.any())
                .task("mark a segment as swept")?;
            if marked != 1 {
                return Err(SweepError::NotSweepable { id });
            }
        }
        Ok(())
    })
}

/// All segments in the order of their numbers.
///
/// # Errors
/// When the database fails or a row is corrupt.
pub fn list_segments(conn: &mut DbConn) -> Result<Vec<Segment>, DbError> {
    segment::table
        .order(segment::id)
        .select(StoredSegment::as_select())
        .load(conn.any())
        .task("list segments")?
        .into_iter()
        .map(|row| Ok(Segment::try_from(row)?))
        .collect()
}

pub(crate) fn reserve(
    conn: &mut DbConn,
    ticket: &Ticket,
    schema_version: i32,
) -> Result<ReservedSegment, DbError> {
    // Numbers repeat when an older copy of the database is restored beside a newer lake; the random part does not.
    let random = format!("{:016x}", rand::random::<u64>());
    let id: i64 = diesel::insert_into(segment::table)
        .values((
            segment::dataset.eq(&ticket.dataset),
            segment::schema_version.eq(schema_version),
            segment::path.eq(&random),
            segment::state.eq(SegmentState::Reserved.as_str()),
            segment::import_id.eq(ticket.import_id),
        ))
        .returning(segment::id)
        .get_result(conn.any())
        .task("reserve a segment")?;
    let path = format!("{}/{id}-{random}.parquet", ticket.dataset);
    diesel::update(segment::table.find(id))
        .set(segment::path.eq(&path))
        .execute(conn.any())
        .task("name a segment")?;
    Ok(ReservedSegment { id, path })
}

/// Makes a reserved segment of the import live; false when it is not one.
pub(crate) fn make_live(
    conn: &mut DbConn,
    import_id: i64,
    written: &WrittenSegment,
) -> Result<bool, DbError> {
    let changed = diesel::update(segment::table.find(written.id))
        .filter(segment::import_id.eq(import_id))
        .filter(segment::state.eq(SegmentState::Reserved.as_str()))
        .set((
            segment::state.eq(SegmentState::Live.as_str()),
            segment::sha256.eq(Some(&written.sha256)),
            segment::n_rows.eq(Some(written.n_rows)),
            segment::bytes.eq(Some(written.bytes)),
        ))
        .execute(conn.any())
        .task("make a segment live")?;
    Ok(changed == 1)
}

/// Retires a live segment; false when it is not live.
pub(crate) fn retire(conn: &mut DbConn, id: i64, now: DateTime<Utc>) -> Result<bool, DbError> {
    let changed = diesel::update(segment::table.find(id))
        .filter(segment::state.eq(SegmentState::Live.as_str()))
        .set((
            segment::state.eq(SegmentState::Retired.as_str()),
            segment::retired_at.eq(Some(instant::stored(now))),
        ))
        .execute(conn.any())
        .task("retire a segment")?;
    Ok(changed == 1)
}

fn reserved(rows: Vec<(i64, String)>) -> Vec<ReservedSegment> {
    rows.into_iter()
        .map(|(id, path)| ReservedSegment { id, path })
        .collect()
}

/// A row of the table `segment`.
#[derive(Queryable, Selectable)]
#[diesel(table_name = segment)]
pub(crate) struct StoredSegment {
    id: i64,
    dataset: String,
    schema_version: i32,
    path: String,
    state: String,
    import_id: i64,
    sha256: Option<String>,
    n_rows: Option<i64>,
    bytes: Option<i64>,
    retired_at: Option<NaiveDateTime>,
}

impl TryFrom<StoredSegment> for Segment {
    type Error = Corrupt;

    fn try_from(row: StoredSegment) -> Result<Segment, Corrupt> {
        let corrupt = |column, value: &str| Corrupt::new("segment", row.id, column, value);
        let state = SegmentState::ALL
            .into_iter()
            .find(|state| state.as_str() == row.state)
            .ok_or_else(|| corrupt("state", &row.state))?;
        let written = match (row.sha256, row.n_rows, row.bytes) {
            (Some(sha256), Some(n_rows), Some(bytes)) => Some(WrittenSegment {
                id: row.id,
                sha256,
                n_rows,
                bytes,
            }),
            (None, None, None) => None,
            _ => return Err(corrupt("sha256", "only a part of what was written")),
        };
        let needs_file = matches!(state, SegmentState::Live | SegmentState::Retired);
        if needs_file && written.is_none() {
            return Err(corrupt("sha256", "null"));
        }
        Ok(Segment {
            id: row.id,
            dataset: row.dataset,
            schema_version: row.schema_version,
            path: row.path,
            state,
            import_id: row.import_id,
            written,
            retired_at: row.retired_at.map(instant::read),
        })
    }
}

impl TryFrom<Segment> for SegmentRow {
    type Error = Corrupt;

    /// A segment that facts lie in; it has to be live.
    fn try_from(segment: Segment) -> Result<SegmentRow, Corrupt> {
        match segment.written {
            Some(written) if segment.state == SegmentState::Live => Ok(SegmentRow {
                id: segment.id,
                path: segment.path,
                sha256: written.sha256,
                n_rows: written.n_rows,
            }),
            _ => Err(Corrupt::new(
                "segment",
                segment.id,
                "state",
                segment.state.as_str(),
            )),
        }
    }
}

#[cfg(test)]
mod tests;
