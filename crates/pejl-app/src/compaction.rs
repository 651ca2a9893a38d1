//! Compaction: a few large segments instead of many small ones, without a new revision.

use std::collections::BTreeSet;
use std::time::Duration;

use pejl_db::compaction::{CompactionPlan, CompactionRequest, commit_compaction, plan_compaction};
use pejl_db::import::abandon;
use pejl_db::segment::{SegmentState, WrittenSegment, list_segments, mark_swept, retired_segments};
use pejl_lake::{DatasetSpec, LakeFileKind};

use crate::error::{AppError, chain};
use crate::pause;
use crate::store::Store;

/// Segments with fewer rows are put together.
const ROWS_BELOW: i64 = 4_000_000;
/// Rows of the segment they become, at most.
const ROWS_TOGETHER: i64 = 8_000_000;
/// How long a compaction may take before another writer goes on without it.
const LEASE: Duration = Duration::from_secs(600);
/// How long a replaced segment is kept for readers that hold an older snapshot.
const GRACE: chrono::TimeDelta = chrono::TimeDelta::minutes(10);

/// What a compaction did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Compacted {
    /// Segments that were put together.
    pub n_inputs: usize,
    /// Segments they became.
    pub n_outputs: usize,
    /// Files that were removed: those earlier compactions replaced, and what came too late.
    pub n_removed: usize,
}

/// Puts small segments together and removes what earlier compactions replaced.
///
/// # Errors
/// Somebody writes the dataset just now, or the catalogue or the lake fails.
pub fn compact(store: &Store) -> Result<Compacted, AppError> {
    crate::import::sweep(store)?;
    let mut done = Compacted::default();
    for spec in pejl_lake::datasets() {
        while let Some(n_inputs) = compact_once(store, spec)? {
            done.n_inputs += n_inputs;
            done.n_outputs += 1;
        }
    }
    let before = store.now() - GRACE;
    let retired = store.db.with(|conn| retired_segments(conn, before))?;
    let paths: Vec<&str> = retired
        .iter()
        .map(|segment| segment.path.as_str())
        .collect();
    store.lake.remove(&paths)?;
    let ids: Vec<i64> = retired.iter().map(|segment| segment.id).collect();
    mark_swept(&store.db, &ids)?;
    done.n_removed = retired.len() + remove_latecomers(store)?;
    Ok(done)
}

/// Removes files whose segments were swept before they were written: a process that lost its lease, went on, and died
/// before it was told.
pub(crate) fn remove_latecomers(store: &Store) -> Result<usize, AppError> {
    let swept: BTreeSet<String> = store
        .db
        .with(list_segments)?
        .into_iter()
        .filter(|segment| segment.state == SegmentState::Swept)
        .map(|segment| segment.path)
        .collect();
    let files = store.lake.list_files()?;
    let late = files.iter().filter_map(|file| match &file.kind {
        LakeFileKind::Segment => Some(&file.path),
        LakeFileKind::Temporary { segment } => Some(segment),
        LakeFileKind::Stranger => None,
    });
    let late: BTreeSet<&String> = late.filter(|path| swept.contains(*path)).collect();
    Ok(store.lake.remove(late)?)
}

fn compact_once(store: &Store, spec: &'static DatasetSpec) -> Result<Option<usize>, AppError> {
    let request = CompactionRequest {
        dataset: spec.name,
        schema_version: spec.schema_version,
        rows_below: ROWS_BELOW,
        rows_together: ROWS_TOGETHER,
        actor: "compaction",
    };
    let planned =
        plan_compaction(&store.db, &request, store.now(), LEASE).map_err(AppError::begin)?;
    let Some(plan) = planned else { return Ok(None) };
    match write(store, spec, &plan) {
        Ok(()) => Ok(Some(plan.inputs.len())),
        Err(error) => {
            if let Err(second) = abandon(&store.db, &plan.ticket) {
                log::warn!(
                    "compaction {} could not be given up: {}",
                    plan.ticket.import_id,
                    chain(&second)
                );
            }
            Err(error)
        }
    }
}

fn write(store: &Store, spec: &'static DatasetSpec, plan: &CompactionPlan) -> Result<(), AppError> {
    // A damaged file must not get a new hash that says it is whole.
    for input in &plan.inputs {
        store.lake.check(&input.path, &input.sha256)?;
    }
    let inputs: Vec<&str> = plan
        .inputs
        .iter()
        .map(|input| input.path.as_str())
        .collect();
    let meta = store
        .lake
        .compact(spec, &inputs, &plan.output.path)?
        .publish()?;
    pause::at("compaction.published");
    let written = WrittenSegment {
        id: plan.output.id,
        sha256: meta.sha256,
        n_rows: meta.n_rows,
        bytes: meta.bytes,
    };
    commit_compaction(&store.db, plan, &written, store.now(), &|| {
        pause::at("compaction.committing")
    })?;
    Ok(())
}
