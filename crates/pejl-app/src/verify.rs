//! Checks that what is stored is what was stored: every segment re-hashed, every invariant re-checked.

use std::collections::{BTreeMap, BTreeSet};

use pejl_db::DbError;
use pejl_db::coverage::{Coverage, DatasetKind, list_all_coverage, list_links};
use pejl_db::revision::list_revisions;
use pejl_db::segment::{Segment, SegmentState, list_segments};

use crate::error::{AppError, chain};
use crate::snapshot::AsKnown;
use crate::store::Store;

/// What a check found.
#[derive(Debug, Clone, Default)]
pub struct Verification {
    /// Revisions looked at.
    pub n_revisions: u64,
    /// Segments re-hashed: live ones, and replaced ones whose files are still there.
    pub n_segments: u64,
    /// Rows in them.
    pub n_rows: i64,
    /// What is wrong; empty when everything holds.
    pub faults: Vec<String>,
    /// Files in the lake that nothing refers to: of a process that went on after its lease was taken over, of another
    /// catalogue, or of nobody. A compaction removes those this catalogue gave out; the others are left alone.
    pub strangers: Vec<String>,
}

impl Verification {
    /// Tells whether everything holds.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Re-hashes every segment that any snapshot may show and re-checks every invariant of the catalogue.
///
/// # Errors
/// The catalogue or the lake cannot be read at all; what is wrong in them is in the result.
pub fn verify(store: &Store) -> Result<Verification, AppError> {
    let mut found = Verification::default();
    let segments = store.db.with(list_segments)?;
    check_segments(store, &segments, &mut found);
    check_revisions(store, &mut found)?;
    for spec in pejl_lake::datasets() {
        check_covers(store, spec.name, &segments, &mut found)?;
    }
    check_strangers(store, &segments, &mut found)?;
    Ok(found)
}

fn check_segments(store: &Store, segments: &[Segment], found: &mut Verification) {
    for segment in segments {
        let kept = matches!(segment.state, SegmentState::Live | SegmentState::Retired);
        let Some(written) = segment.written.as_ref().filter(|_| kept) else {
            continue;
        };
        found.n_segments += 1;
        found.n_rows += written.n_rows;
        match store.lake.verify(&segment.path, &written.sha256) {
            Err(error) => found
                .faults
                .push(format!("segment {}: {}", segment.path, chain(&error))),
            Ok(file) if (file.n_rows, file.bytes) != (written.n_rows, written.bytes) => {
                found.faults.push(format!(
                    "segment {} has {} rows and {} bytes, the catalogue says {} and {}",
                    segment.path, file.n_rows, file.bytes, written.n_rows, written.bytes
                ));
            }
            Ok(_) => {}
        }
    }
}

/// Numbers grow by one and instants strictly.
fn check_revisions(store: &Store, found: &mut Verification) -> Result<(), AppError> {
    let mut later: Option<pejl_db::revision::Revision> = None;
    loop {
        let before = later.as_ref().map(|r| r.n);
        let page = store.db.with(|conn| list_revisions(conn, before, 1_000))?;
        let Some(last) = page.last() else { break };
        let is_first_page = later.is_none();
        let newest = page.first().map(|r| r.n);
        let mut previous = later.take();
        for revision in &page {
            found.n_revisions += 1;
            if let Some(later) = &previous {
                if later.n != revision.n + 1 {
                    found
                        .faults
                        .push(format!("revision {} follows {}", later.n, revision.n));
                }
                if later.committed_at <= revision.committed_at {
                    found.faults.push(format!(
                        "revision {} is not later than {}",
                        later.n, revision.n
                    ));
                }
            }
            previous = Some(revision.clone());
        }
        if is_first_page {
            let head = crate::catalogue::head(store, AsKnown::Head)?.revision;
            if newest != Some(head) {
                found.faults.push(format!(
                    "the head is {head}, the newest revision {newest:?}"
                ));
            }
        }
        later = Some(last.clone());
    }
    Ok(())
}

/// At no revision do two covers of one variant share a fact, and each stands in files that are there.
fn check_covers(
    store: &Store,
    dataset: &str,
    segments: &[Segment],
    found: &mut Verification,
) -> Result<(), AppError> {
    let (covers, links) = store.db.with(|conn| {
        Ok::<_, DbError>((
            list_all_coverage(conn, dataset)?,
            list_links(conn, dataset)?,
        ))
    })?;
    check_overlaps(&covers, found);
    let live: BTreeSet<i64> = segments
        .iter()
        .filter(|segment| segment.state == SegmentState::Live)
        .map(|segment| segment.id)
        .collect();
    for (cover, segment) in &links {
        if !live.contains(segment) {
            found.faults.push(format!(
                "cover {cover} of {dataset} lies in segment {segment}, which is not live"
            ));
        }
    }
    let with_files: BTreeSet<i64> = links.iter().map(|(cover, _)| *cover).collect();
    for cover in covers.iter().filter(|one| !with_files.contains(&one.id)) {
        found.faults.push(format!(
            "cover {} of {dataset} lies in no segment",
            cover.id
        ));
    }
    Ok(())
}

fn check_overlaps(covers: &[Coverage], found: &mut Verification) {
    let mut by_variant: BTreeMap<String, Vec<&Coverage>> = BTreeMap::new();
    for one in covers.iter().filter(|one| one.kind == DatasetKind::Replace) {
        by_variant
            .entry(one.cover.variant.key())
            .or_default()
            .push(one);
    }
    let ends_before =
        |one: &Coverage, other: &Coverage| one.known_to.is_some_and(|end| end <= other.known_from);
    for (variant, covers) in by_variant {
        for (number, one) in covers.iter().enumerate() {
            for other in covers.iter().skip(number + 1) {
                let apart = ends_before(one, other) || ends_before(other, one);
                if !apart && one.cover.overlaps(&other.cover) {
                    found.faults.push(format!(
                        "covers {} and {} of {variant} share facts",
                        one.id, other.id
                    ));
                }
            }
        }
    }
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
