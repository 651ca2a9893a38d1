//! Checks that what is stored is what was stored: every segment re-hashed, every invariant re-checked.

use std::collections::BTreeSet;

use pejl_db::DbError;
use pejl_db::coverage::list_datasets;
use pejl_db::segment::{Segment, SegmentState, erased_segments, list_segments};
use pejl_db::verify::verify_catalogue;
use pejl_lake::LakeError;

use crate::error::{AppError, chain};
use crate::store::Store;

/// What a check found.
#[derive(Debug, Clone, Default)]
pub struct Verification {
    /// Revisions looked at.
    pub n_revisions: u64,
    /// Covers looked at, visible or not.
    pub n_covers: u64,
    /// Segments re-hashed: live ones, and replaced ones whose files are still there.
    pub n_segments: u64,
    /// Rows in them.
    pub n_rows: i64,
    /// What is wrong; empty when everything holds.
    pub faults: Vec<String>,
    /// Files in the lake that nothing refers to: of a process that went on after its lease was taken over, of another
    /// catalogue, or of nobody. A compaction removes those this catalogue gave out; the others are left alone.
    pub strangers: Vec<String>,
    /// Files whose rows were forgotten and that are still there; the next sweep, of an import or a compaction, removes
    /// them.
    pub erased: Vec<String>,
}

impl Verification {
    /// Tells whether everything holds.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Re-hashes every segment that any snapshot may show and re-checks every invariant of the catalogue.
///
/// Imports may run meanwhile. Segments are read one after another, so memory does not grow with the data.
///
/// # Errors
/// The catalogue or the lake cannot be read at all, or lacks migrations; what is wrong in them is in the result.
pub fn verify(store: &Store) -> Result<Verification, AppError> {
    check(store, Depth::Bytes)
}

/// As [`verify`], but looks at the length of segments only, and does not read what is in them.
///
/// # Errors
/// As [`verify`].
pub fn verify_quickly(store: &Store) -> Result<Verification, AppError> {
    check(store, Depth::Lengths)
}

/// How thoroughly segments are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Depth {
    Lengths,
    Bytes,
}

fn check(store: &Store, depth: Depth) -> Result<Verification, AppError> {
    store.db.check()?;
    let mut found = Verification::default();
    let quick = depth == Depth::Lengths;
    let looked = store
        .db
        .with(|conn| verify_catalogue(conn, quick, &mut |fault| found.faults.push(fault)))?;
    found.n_revisions = looked.n_revisions;
    found.n_covers = looked.n_covers;
    check_datasets(store, &mut found)?;
    let segments = match store.db.with(list_segments) {
        Ok(segments) => segments,
        Err(DbError::Corrupt(corrupt)) => {
            found.faults.push(corrupt.to_string());
            return Ok(found);
        }
        Err(other) => return Err(AppError::Db(other)),
    };
    for segment in &segments {
        check_segment(store, segment, depth, &mut found)?;
    }
    check_strangers(store, &segments, &mut found)?;
    for segment in store.db.with(erased_segments)? {
        if store.lake.measure(&segment.path).is_ok() {
            found.erased.push(segment.path);
        }
    }
    Ok(found)
}

/// Every dataset with covers is one that this program knows.
fn check_datasets(store: &Store, found: &mut Verification) -> Result<(), AppError> {
    for name in store.db.with(list_datasets)? {
        if pejl_lake::dataset(&name).is_none() {
            found.faults.push(format!(
                "covers are of dataset {name}, which this program does not know"
            ));
        }
    }
    Ok(())
}

fn check_segment(
    store: &Store,
    segment: &Segment,
    depth: Depth,
    found: &mut Verification,
) -> Result<(), AppError> {
    let kept = matches!(segment.state, SegmentState::Live | SegmentState::Retired);
    let Some(written) = segment.written.as_ref().filter(|_| kept) else {
        return Ok(());
    };
    let path = &segment.path;
    found.n_segments += 1;
    found.n_rows += written.n_rows;
    let spec = pejl_lake::dataset(&segment.dataset);
    let is_read =
        |version: i32| spec.is_some_and(|spec| (1..=spec.schema_version).contains(&version));
    if !is_read(segment.schema_version) {
        found.faults.push(format!(
            "segment {path} is of dataset {}, schema {}, which this program does not read",
            segment.dataset, segment.schema_version
        ));
        return Ok(());
    }
    let looked = if depth == Depth::Lengths {
        store
            .lake
            .measure(path)
            .map(|bytes| (written.n_rows, bytes))
    } else {
        let verified = store.lake.verify(path, &written.sha256);
        verified.map(|file| (file.n_rows, file.bytes))
    };
    match looked {
        // What was replaced, by a compaction or by forgetting, is in no answer: it may be gone although the one that
        // removed it was stopped before it said so, or it goes while this one looks.
        Err(LakeError::Missing { .. }) if is_gone_by_right(store, segment.id)? => {}
        Err(error) => found
            .faults
            .push(format!("segment {path}: {}", chain(&error))),
        Ok((n_rows, bytes)) if (n_rows, bytes) != (written.n_rows, written.bytes) => {
            found.faults.push(format!(
                "segment {path} has {n_rows} rows and {bytes} bytes, the catalogue says {} and {}",
                written.n_rows, written.bytes
            ));
        }
        Ok(_) => {}
    }
    Ok(())
}

/// Whether the catalogue says now that the segment's file need not be there: no revision lies in it.
fn is_gone_by_right(store: &Store, id: i64) -> Result<bool, AppError> {
    let now = store.db.with(list_segments)?;
    let is_replaced =
        |segment: &Segment| matches!(segment.state, SegmentState::Retired | SegmentState::Swept);
    Ok(now
        .iter()
        .any(|segment| segment.id == id && is_replaced(segment)))
}

fn check_strangers(
    store: &Store,
    segments: &[Segment],
    found: &mut Verification,
) -> Result<(), AppError> {
    let known: BTreeSet<&str> = segments
        .iter()
        .filter(|s| s.state != SegmentState::Swept)
        .map(|s| s.path.as_str())
        .collect();
    for file in store.lake.list_files()? {
        if !known.contains(file.path.as_str()) {
            found.strangers.push(file.path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
