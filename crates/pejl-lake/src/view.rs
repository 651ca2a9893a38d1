//! The rows of a dataset that a snapshot shows.

use std::collections::BTreeMap;

use pejl_domain::Cover;
use polars::prelude::{
    DataFrame, Engine, Expr, IntoLazy, JoinArgs, JoinType, LazyFrame, NULL, PlRefPath,
    ScanArgsParquet, SortMultipleOptions, UnionArgs, UniqueKeepStrategy, col, concat, lit,
};

use crate::columns;
use crate::dataset::{DatasetKind, DatasetSpec};
use crate::error::LakeError;
use crate::lake::Lake;
use crate::path::SegmentPath;
use crate::visible::{Visible, visible};

/// The value of `op` that takes a key away.
const VOID: &str = "void";

/// What a snapshot shows of one segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisibleSegment {
    /// The segment's path within the lake.
    pub path: String,
    /// SHA-256 of the file as the catalogue has it, which the bytes must have. None: they are taken as they are.
    pub sha256: Option<String>,
    /// The parts that are seen; rows of no part are not.
    pub parts: Vec<VisiblePart>,
}

/// One live cover of one import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisiblePart {
    /// The import.
    pub import_id: i64,
    /// What is seen of it. None: all its rows.
    pub cover: Option<Cover>,
}

/// The segments of one dataset as a revision shows them. The catalogue makes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SnapshotView {
    /// The revision.
    pub revision: i64,
    /// The segments with something to see. A segment may stand more than once: its parts are then taken together.
    pub segments: Vec<VisibleSegment>,
}

impl Lake {
    /// The rows of the dataset that the snapshot shows, in the dataset's columns and in no promised order.
    ///
    /// For a replace dataset these are the rows inside the live covers of their import. For an append dataset they are
    /// the last version of each `key` by `arrival_no` among the imports shown, unless that version is `void`.
    /// A snapshot without segments gives no rows.
    ///
    /// Only the footers of the segments are read here; [`run`] reads the rows that the plan built on this needs. A
    /// segment with a known hash is hashed before it is read for the first time.
    ///
    /// # Errors
    /// Fails if a segment is missing, is not the file that was written, belongs to another dataset or schema version, or
    /// if a cover cannot cut the dataset.
    pub fn view(
        &self,
        spec: &'static DatasetSpec,
        snapshot: &SnapshotView,
    ) -> Result<LazyFrame, LakeError> {
        let rows = self.versions(spec, snapshot)?;
        Ok(match spec.kind {
            DatasetKind::Replace => rows,
            DatasetKind::Append => last_versions(rows),
        })
    }

    /// As [`Lake::view`], and of an append dataset every version, also those that later ones follow or take back.
    ///
    /// # Errors
    /// As [`Lake::view`].
    pub fn versions(
        &self,
        spec: &'static DatasetSpec,
        snapshot: &SnapshotView,
    ) -> Result<LazyFrame, LakeError> {
        let mut parts_of: BTreeMap<SegmentPath, Vec<VisiblePart>> = BTreeMap::new();
        for segment in &snapshot.segments {
            let path = SegmentPath::parse(&segment.path)?;
            // Before its footer: the reader trusts the lengths in a file, and ends the process over a damaged one.
            if let Some(sha256) = &segment.sha256 {
                self.check_once(&path, sha256)?;
            }
            parts_of
                .entry(path)
                .or_default()
                .extend(segment.parts.iter().cloned());
        }
        let mut whole = Vec::new();
        let mut scans = Vec::new();
        for (path, parts) in &parts_of {
            let footer = self.footer(path)?;
            footer.check(spec, path)?;
            match visible(spec, footer.extent.as_ref(), parts)? {
                Visible::Nothing => {}
                Visible::Everything => whole.push(path),
                Visible::Rows(predicate) => {
                    scans.push(self.scan_as(spec, &[path])?.filter(predicate));
                }
            }
        }
        if !whole.is_empty() {
            scans.push(self.scan_as(spec, &whole)?);
        }
        let rows = match scans.len() {
            0 => DataFrame::empty_with_schema(&spec.schema()).lazy(),
            _ => concat(
                scans,
                UnionArgs {
                    maintain_order: false,
                    ..UnionArgs::default()
                },
            )
            .map_err(LakeError::Engine)?,
        };
        Ok(rows.select(
            spec.columns
                .iter()
                .map(|column| col(column.name))
                .collect::<Vec<_>>(),
        ))
    }

    /// Counts the rows in the files of a snapshot, whether it shows them or not.
    ///
    /// # Errors
    /// A file is damaged or gone.
    pub fn count_rows_of(&self, view: &SnapshotView) -> Result<u64, LakeError> {
        let mut n_rows = 0_u64;
        for segment in &view.segments {
            let path = SegmentPath::parse(&segment.path)?;
            // Before its footer, as above.
            if let Some(sha256) = &segment.sha256 {
                self.check_once(&path, sha256)?;
            }
            let of_file = self.footer(&path)?.n_rows;
            n_rows = n_rows.saturating_add(u64::try_from(of_file).unwrap_or_default());
        }
        Ok(n_rows)
    }

    /// All rows of the segments in the columns of the dataset, whatever a snapshot shows of them. What a segment of an
    /// earlier schema version lacks is null.
    pub(crate) fn scan_as(
        &self,
        spec: &DatasetSpec,
        paths: &[&SegmentPath],
    ) -> Result<LazyFrame, LakeError> {
        let (mut present, mut scans) = (Vec::new(), Vec::new());
        for path in paths {
            // Of a dataset in its first version every segment has every column.
            let lacking = match spec.schema_version {
                1 => Vec::new(),
                _ => self.footer(path)?.lacking(spec),
            };
            if lacking.is_empty() {
                present.push(*path);
                continue;
            }
            let nulls = lacking
                .into_iter()
                .map(|column| lit(NULL).cast(column.dtype.data_type()).alias(column.name));
            let nulls: Vec<Expr> = nulls.collect();
            scans.push(Self::in_order(
                spec,
                self.scan(&[path])?.with_columns(nulls),
            ));
        }
        if !present.is_empty() {
            scans.push(Self::in_order(spec, self.scan(&present)?));
        }
        concat(scans, UnionArgs::default()).map_err(LakeError::Engine)
    }

    fn in_order(spec: &DatasetSpec, rows: LazyFrame) -> LazyFrame {
        let columns = spec.columns.iter().map(|column| col(column.name));
        rows.select(columns.collect::<Vec<_>>())
    }

    /// All rows of the segments in the columns that they have.
    pub(crate) fn scan(&self, paths: &[&SegmentPath]) -> Result<LazyFrame, LakeError> {
        let paths = paths
            .iter()
            .map(|path| PlRefPath::try_from_pathbuf(self.root().join(path.as_str())));
        let paths = paths
            .collect::<Result<Vec<_>, _>>()
            .map_err(LakeError::Engine)?;
        let args = ScanArgsParquet {
            glob: false,
            ..ScanArgsParquet::default()
        };
        LazyFrame::scan_parquet_files(paths.into(), args).map_err(LakeError::Engine)
    }
}

/// The last version of each key, without the keys whose last version is void.
///
/// Arrival numbers order the versions of a key; should two have the same, the later import, file and line is the last.
fn last_versions(rows: LazyFrame) -> LazyFrame {
    let version = [col(columns::KEY), col(columns::ARRIVAL_NO)];
    let last = rows
        .clone()
        .group_by([col(columns::KEY)])
        .agg([col(columns::ARRIVAL_NO).max()]);
    rows.join(
        last,
        version.clone(),
        version,
        JoinArgs::new(JoinType::Semi),
    )
    .sort(columns::PROVENANCE, SortMultipleOptions::default())
    .unique_generic(Some(vec![col(columns::KEY)]), UniqueKeepStrategy::Last)
    .filter(is_not_void())
}

fn is_not_void() -> Expr {
    col(columns::OP).neq(lit(VOID))
}

/// Runs a plan with the streaming engine and returns its rows: the one place where plans are collected.
///
/// Blocks until the rows are there, and must not be called on a thread that runs asynchronous tasks: the engine starts
/// a runtime of its own, which panics within another one. Call it from a thread of a blocking pool.
///
/// # Errors
/// Fails if the plan is wrong or a file it reads is damaged or gone.
pub fn run(plan: LazyFrame) -> Result<DataFrame, LakeError> {
    // One plan has one result; only a plan of several sinks, which cannot be made from one frame, has several.
    plan.collect_with_engine(Engine::Streaming)
        .map(|result| result.unwrap_single())
        .map_err(LakeError::Engine)
}

#[cfg(test)]
mod tests;
