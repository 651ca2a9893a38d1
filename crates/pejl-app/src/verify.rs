//! Checks that what is stored is what was stored: every segment re-hashed, every invariant re-checked.

use std::collections::{BTreeMap, BTreeSet};

use pejl_db::coverage::list_coverage;
use pejl_db::revision::{At, list_revisions};
use pejl_db::segment::{Segment, SegmentState, list_segments};
use pejl_domain::Cover;
use pejl_domain::cover::Replacement;

use crate::error::{AppError, chain};
use crate::snapshot::{AsKnown, known};
use crate::store::Store;

/// What a check found.
#[derive(Debug, Clone, Default)]
pub struct Verification {
    /// Revisions looked at.
    pub n_revisions: u64,
    /// Live segments re-hashed.
    pub n_segments: u64,
    /// Rows in them.
    pub n_rows: i64,
    /// What is wrong; empty when everything holds.
    pub faults: Vec<String>,
    /// Files in the lake that nothing refers to: left by a process that died, removed by the next import or compaction.
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
            if segment.state == SegmentState::Live {
                found
                    .faults
                    .push(format!("segment {} is live without a hash", segment.id));
            }
            continue;
        };
        found.n_segments += 1;
        found.n_rows += written.n_rows;
        if let Err(error) = store.lake.verify(&segment.path, &written.sha256) {
            found
                .faults
                .push(format!("segment {}: {}", segment.path, chain(&error)));
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

/// Live covers of one variant share no fact, and each stands in segments that are there.
fn check_covers(
    store: &Store,
    dataset: &str,
    segments: &[Segment],
    found: &mut Verification,
) -> Result<(), AppError> {
    let live = store
        .db
        .with(|conn| list_coverage(conn, dataset, At::Head))?;
    let mut by_variant: BTreeMap<String, Vec<(i64, &Cover)>> = BTreeMap::new();
    for coverage in &live {
        by_variant
            .entry(coverage.cover.variant.key())
            .or_default()
            .push((coverage.id, &coverage.cover));
    }
    for (variant, covers) in by_variant {
        for (number, (id, cover)) in covers.iter().enumerate() {
            for (other_id, other) in covers.iter().skip(number + 1) {
                if !matches!(cover.replaced_by(other), Replacement::Disjoint) {
                    found.faults.push(format!(
                        "covers {id} and {other_id} of {variant} share facts"
                    ));
                }
            }
        }
    }
    let paths: BTreeSet<&str> = segments
        .iter()
        .filter(|s| s.state == SegmentState::Live)
        .map(|s| s.path.as_str())
        .collect();
    for segment in &known(store, dataset, AsKnown::Head)?.view.segments {
        if !paths.contains(segment.path.as_str()) {
            found.faults.push(format!(
                "{dataset} shows segment {}, which is not live",
                segment.path
            ));
        }
    }
    Ok(())
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
