//! Coverage: which boxes of facts are known at which revision, and in which files they lie.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use pejl_domain::cover::Cover;
use sha2::{Digest, Sha256};

use crate::conn::{DbConn, on_backend};
use crate::error::{Corrupt, DbError, Task};
use crate::revision::{self, At, Resolved, RevisionError};
use crate::schema::{coverage, coverage_segment, import, segment};
use crate::segment::{Segment, SegmentRow, StoredSegment};

/// How the facts of a dataset follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatasetKind {
    /// An import replaces exactly what it covers.
    Replace,
    /// Imports accumulate; the last version of a key counts.
    Append,
}

impl DatasetKind {
    /// The stored name: `replace` or `append`.
    pub fn as_str(self) -> &'static str {
        match self {
            DatasetKind::Replace => "replace",
            DatasetKind::Append => "append",
        }
    }
}

/// A box of facts as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Number.
    pub id: i64,
    /// The dataset.
    pub dataset: String,
    /// How the dataset's imports follow each other.
    pub kind: DatasetKind,
    /// The import that brought the facts; what stays of a box that was cut keeps the import of the whole.
    pub import_id: i64,
    /// The box.
    pub cover: Cover,
    /// SHA-256 of the content it was read from.
    pub sha256: String,
    /// The revision that made it visible.
    pub known_from: i64,
    /// The revision that took it out of sight; absent while it is visible.
    pub known_to: Option<i64>,
}

/// The visible facts of a dataset at one revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Number of the revision; 0 is the state before the first.
    pub revision: i64,
    /// When it was committed; absent for revision 0.
    pub committed_at: Option<DateTime<Utc>>,
    /// The visible boxes in the order of their numbers.
    pub parts: Vec<LivePart>,
}

/// One visible box and the files its rows lie in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LivePart {
    /// Number of the box.
    pub coverage_id: i64,
    /// The import whose rows are visible.
    pub import_id: i64,
    /// The rows of the import that are visible; absent (all of them) for a dataset of kind append.
    pub cover: Option<Cover>,
    /// The files, in the order of their numbers.
    pub segments: Vec<SegmentRow>,
}

/// What was visible in a dataset at `at`, with the files to read it from.
///
/// The same question about a revision always gives the same boxes; compaction may give other files for them.
///
/// # Errors
/// [`RevisionError::NotFound`] for a revision that does not exist. A dataset that was never imported has no parts.
pub fn snapshot(conn: &mut DbConn, dataset: &str, at: At) -> Result<Snapshot, RevisionError> {
    let Resolved { n, committed_at } = revision::resolve(conn, at)?;
    let mut segments = segments_of(conn, dataset, n)?;
    let parts = known_at(conn, dataset, n)?
        .into_iter()
        .map(|row| LivePart {
            coverage_id: row.id,
            import_id: row.import_id,
            segments: segments.remove(&row.id).unwrap_or_default(),
            cover: match row.kind {
                DatasetKind::Replace => Some(row.cover),
                DatasetKind::Append => None,
            },
        })
        .collect();
    Ok(Snapshot {
        revision: n,
        committed_at,
        parts,
    })
}

/// The boxes of a dataset that were visible at `at`, in the order of their numbers.
///
/// # Errors
/// As [`snapshot`].
pub fn list_coverage(
    conn: &mut DbConn,
    dataset: &str,
    at: At,
) -> Result<Vec<Coverage>, RevisionError> {
    let n = revision::resolve(conn, at)?.n;
    Ok(known_at(conn, dataset, n)?)
}

/// A box that a revision made visible or took out of sight, and the files its rows lie in now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedBox {
    /// The box.
    pub coverage: Coverage,
    /// The files, in the order of their numbers.
    pub segments: Vec<SegmentRow>,
}

/// The boxes of a dataset that revision `n` opened or closed, in the order of their numbers. None for a revision that
/// does not exist.
///
/// # Errors
/// When the database fails or a row is corrupt.
pub fn list_changed(conn: &mut DbConn, dataset: &str, n: i64) -> Result<Vec<ChangedBox>, DbError> {
    let rows = coverage::table
        .filter(coverage::dataset.eq(dataset))
        .filter(
            coverage::known_from
                .eq(n)
                .or(coverage::known_to.eq(Some(n))),
        )
        .order(coverage::id)
        .select(CoverageRow::as_select())
        .load(conn.any())
        .task("list the boxes that a revision changed")?;
    let boxes = from_rows(rows)?;
    let ids: Vec<i64> = boxes.iter().map(|one| one.id).collect();
    let mut segments: BTreeMap<i64, Vec<SegmentRow>> = BTreeMap::new();
    for ids in ids.chunks(1_000) {
        let rows: Vec<(i64, StoredSegment)> = coverage_segment::table
            .inner_join(segment::table)
            .filter(coverage_segment::coverage_id.eq_any(ids))
            .order((coverage_segment::coverage_id, coverage_segment::segment_id))
            .select((coverage_segment::coverage_id, StoredSegment::as_select()))
            .load(conn.any())
            .task("list the files of the boxes that a revision changed")?;
        for (id, row) in rows {
            let segment = SegmentRow::try_from(Segment::try_from(row)?)?;
            segments.entry(id).or_default().push(segment);
        }
    }
    Ok(boxes
        .into_iter()
        .map(|coverage| ChangedBox {
            segments: segments.remove(&coverage.id).unwrap_or_default(),
            coverage,
        })
        .collect())
}

/// The boxes of all datasets that imports brought after revision `from` and up to `to`, whole as far as they are, in the order of
/// their numbers. What stays of a box that was cut is none of them.
///
/// # Errors
/// When the database fails or a row is corrupt.
pub fn list_brought(conn: &mut DbConn, from: i64, to: i64) -> Result<Vec<Coverage>, DbError> {
    let imports: Vec<(i64, Option<i64>)> = import::table
        .filter(import::revision.gt(from).and(import::revision.le(to)))
        .select((import::id, import::revision))
        .load(conn.any())
        .task("list the imports between two revisions")?;
    let imports: BTreeMap<i64, Option<i64>> = imports.into_iter().collect();
    let rows: Vec<CoverageRow> = coverage::table
        .filter(coverage::known_from.gt(from))
        .filter(coverage::known_from.le(to))
        .order(coverage::id)
        .select(CoverageRow::as_select())
        .load(conn.any())
        .task("list the boxes between two revisions")?;
    let is_new = |one: &CoverageRow| imports.get(&one.import_id) == Some(&Some(one.known_from));
    from_rows(rows.into_iter().filter(is_new).collect())
}

/// The names of the datasets that ever had a box, in order.
///
/// # Errors
/// When the database fails.
pub fn list_datasets(conn: &mut DbConn) -> Result<Vec<String>, DbError> {
    coverage::table
        .select(coverage::dataset)
        .distinct()
        .order(coverage::dataset)
        .load(conn.any())
        .task("list datasets")
}

/// Every box a dataset ever had, visible or not, in the order of their numbers.
///
/// # Errors
/// When the database fails or a row is corrupt.
pub fn list_all_coverage(conn: &mut DbConn, dataset: &str) -> Result<Vec<Coverage>, DbError> {
    let rows = coverage::table
        .filter(coverage::dataset.eq(dataset))
        .order(coverage::id)
        .select(CoverageRow::as_select())
        .load(conn.any())
        .task("list all boxes")?;
    from_rows(rows)
}

/// Every box a variant of a dataset ever had, visible or not, in the order of their numbers.
pub(crate) fn history(
    conn: &mut DbConn,
    dataset: &str,
    variant: &str,
) -> Result<Vec<Coverage>, DbError> {
    let rows = coverage::table
        .filter(coverage::dataset.eq(dataset))
        .filter(coverage::variant.eq(variant))
        .order(coverage::id)
        .select(CoverageRow::as_select())
        .load(conn.any())
        .task("list all boxes of a variant")?;
    from_rows(rows)
}

/// A box about to be recorded.
pub(crate) struct NewCoverage<'a> {
    pub(crate) dataset: &'a str,
    pub(crate) kind: DatasetKind,
    pub(crate) import_id: i64,
    pub(crate) cover: &'a Cover,
    pub(crate) sha256: &'a str,
    pub(crate) known_from: i64,
}

/// The box as stored, and its SHA-256.
pub(crate) fn cover_text(cover: &Cover) -> Result<(String, String), serde_json::Error> {
    let text = serde_json::to_string(cover)?;
    let sha = sha256_hex(&text);
    Ok((text, sha))
}

/// The visible boxes of a dataset that are of one of these variants.
pub(crate) fn open_rows(
    conn: &mut DbConn,
    dataset: &str,
    variants: &BTreeSet<String>,
) -> Result<Vec<Coverage>, DbError> {
    let rows = coverage::table
        .filter(coverage::dataset.eq(dataset))
        .filter(coverage::variant.eq_any(variants))
        .filter(coverage::known_to.is_null())
        .order(coverage::id)
        .select(CoverageRow::as_select())
        .load(conn.any())
        .task("list the visible boxes")?;
    from_rows(rows)
}

/// Adds a box that is visible from `new.known_from` on, and yields its number.
pub(crate) fn insert_coverage(
    conn: &mut DbConn,
    new: &NewCoverage<'_>,
) -> Result<i64, InsertCoverageError> {
    let (cover, cover_sha) = cover_text(new.cover).map_err(InsertCoverageError::Json)?;
    let id = diesel::insert_into(coverage::table)
        .values((
            coverage::dataset.eq(new.dataset),
            coverage::kind.eq(new.kind.as_str()),
            coverage::source.eq(&new.cover.variant.source),
            coverage::variant.eq(new.cover.variant.key()),
            coverage::import_id.eq(new.import_id),
            coverage::cover.eq(&cover),
            coverage::cover_sha.eq(&cover_sha),
            coverage::sha256.eq(new.sha256),
            coverage::known_from.eq(new.known_from),
        ))
        .returning(coverage::id)
        .get_result(conn.any())
        .task("record a box")?;
    Ok(id)
}

/// Takes a box out of sight from revision `known_to` on.
pub(crate) fn close(conn: &mut DbConn, id: i64, known_to: i64) -> Result<(), DbError> {
    diesel::update(coverage::table.find(id))
        .filter(coverage::known_to.is_null())
        .set(coverage::known_to.eq(Some(known_to)))
        .execute(conn.any())
        .task("close a box")?;
    Ok(())
}

/// The files a box lies in.
pub(crate) fn segment_ids(conn: &mut DbConn, coverage_id: i64) -> Result<Vec<i64>, DbError> {
    coverage_segment::table
        .filter(coverage_segment::coverage_id.eq(coverage_id))
        .order(coverage_segment::segment_id)
        .select(coverage_segment::segment_id)
        .load(conn.any())
        .task("list the files of a box")
}

/// Records the files that boxes lie in.
pub(crate) fn link(conn: &mut DbConn, pairs: &[(i64, i64)]) -> Result<(), DbError> {
    for pairs in pairs.chunks(1_000) {
        let rows: Vec<_> = pairs
            .iter()
            .map(|&(coverage_id, segment_id)| {
                (
                    coverage_segment::coverage_id.eq(coverage_id),
                    coverage_segment::segment_id.eq(segment_id),
                )
            })
            .collect();
        on_backend!(conn, |c| diesel::insert_into(coverage_segment::table)
            .values(&rows)
            .execute(c))
        .task("record the files of a box")?;
    }
    Ok(())
}

/// Lets every box that lies in `from`, visible or not, lie in `to`.
pub(crate) fn relink(conn: &mut DbConn, from: &[i64], to: i64) -> Result<(), DbError> {
    let boxes: Vec<i64> = coverage_segment::table
        .filter(coverage_segment::segment_id.eq_any(from))
        .select(coverage_segment::coverage_id)
        .distinct()
        .order(coverage_segment::coverage_id)
        .load(conn.any())
        .task("list the boxes in some files")?;
    diesel::delete(coverage_segment::table.filter(coverage_segment::segment_id.eq_any(from)))
        .execute(conn.any())
        .task("move boxes to another file")?;
    let pairs: Vec<(i64, i64)> = boxes.into_iter().map(|id| (id, to)).collect();
    link(conn, &pairs)
}

/// Why a box cannot be recorded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InsertCoverageError {
    #[error("failed to write a box as JSON")]
    Json(#[source] serde_json::Error),
    #[error(transparent)]
    Db(#[from] DbError),
}

fn sha256_hex(text: &str) -> String {
    pejl_domain::hex(Sha256::digest(text.as_bytes()))
}

fn known_at(conn: &mut DbConn, dataset: &str, n: i64) -> Result<Vec<Coverage>, DbError> {
    let rows = coverage::table
        .filter(coverage::dataset.eq(dataset))
        .filter(coverage::known_from.le(n))
        .filter(coverage::known_to.is_null().or(coverage::known_to.gt(n)))
        .order(coverage::id)
        .select(CoverageRow::as_select())
        .load(conn.any())
        .task("list the boxes of a revision")?;
    from_rows(rows)
}

/// The files of every box visible at revision `n`, by the number of the box.
fn segments_of(
    conn: &mut DbConn,
    dataset: &str,
    n: i64,
) -> Result<BTreeMap<i64, Vec<SegmentRow>>, DbError> {
    let rows: Vec<(i64, StoredSegment)> = coverage_segment::table
        .inner_join(coverage::table)
        .inner_join(segment::table)
        .filter(coverage::dataset.eq(dataset))
        .filter(coverage::known_from.le(n))
        .filter(coverage::known_to.is_null().or(coverage::known_to.gt(n)))
        .order((coverage_segment::coverage_id, coverage_segment::segment_id))
        .select((coverage_segment::coverage_id, StoredSegment::as_select()))
        .load(conn.any())
        .task("list the files of a revision")?;
    let mut by_box: BTreeMap<i64, Vec<SegmentRow>> = BTreeMap::new();
    for (coverage_id, row) in rows {
        let segment = SegmentRow::try_from(Segment::try_from(row)?)?;
        by_box.entry(coverage_id).or_default().push(segment);
    }
    Ok(by_box)
}

fn from_rows(rows: Vec<CoverageRow>) -> Result<Vec<Coverage>, DbError> {
    rows.into_iter()
        .map(|row| Ok(Coverage::try_from(row)?))
        .collect()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = coverage)]
struct CoverageRow {
    id: i64,
    dataset: String,
    kind: String,
    variant: String,
    import_id: i64,
    cover: String,
    cover_sha: String,
    sha256: String,
    known_from: i64,
    known_to: Option<i64>,
}

impl TryFrom<CoverageRow> for Coverage {
    type Error = Corrupt;

    fn try_from(row: CoverageRow) -> Result<Coverage, Corrupt> {
        let corrupt = |column, value: &str| Corrupt::new("coverage", row.id, column, value);
        let kind = [DatasetKind::Replace, DatasetKind::Append]
            .into_iter()
            .find(|kind| kind.as_str() == row.kind)
            .ok_or_else(|| corrupt("kind", &row.kind))?;
        if sha256_hex(&row.cover) != row.cover_sha {
            return Err(corrupt("cover_sha", &row.cover_sha));
        }
        let cover: Cover =
            serde_json::from_str(&row.cover).map_err(|_| corrupt("cover", &row.cover))?;
        if cover.variant.key() != row.variant {
            return Err(corrupt("variant", &row.variant));
        }
        Ok(Coverage {
            id: row.id,
            dataset: row.dataset,
            kind,
            import_id: row.import_id,
            cover,
            sha256: row.sha256,
            known_from: row.known_from,
            known_to: row.known_to,
        })
    }
}

#[cfg(test)]
mod tests;
