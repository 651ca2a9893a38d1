//! Taking a backup while the store is in use.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use chrono::{DateTime, Utc};
use pejl_db::portable::{Contents, DumpError, describe, dump_table};
use pejl_db::segment::{Segment, SegmentState, WrittenSegment, erased_segments, list_segments};
use pejl_lake::LakeError;

use super::folder::{HashingFile, Partial};
use super::manifest::{FORMAT, Manifest, SegmentEntry, TableEntry, table_path};
use super::{CATALOGUE, LAKE};
use crate::error::AppError;
use crate::pause;
use crate::store::{Store, file_error};

/// How often a backup starts over because files went away while it copied them.
const ATTEMPTS: usize = 5;

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupSummary {
    /// What the backup says of itself.
    pub manifest: Manifest,
    /// SHA-256 of the manifest, which names the backup.
    pub manifest_sha256: String,
    /// How often the state was taken until all its files could be copied; 1 when nothing was in the way.
    pub attempts: usize,
}

/// Takes a backup of the store to the folder `to`, which must not exist.
///
/// Imports may run meanwhile. The backup is the state of one instant: the tables are read in one transaction, and
/// segments do not change. When a compaction or `forget` removes a segment before it is copied, or while others are, the
/// state is taken anew; a segment that was copied is not copied again. So no backup holds what was forgotten before it
/// was finished.
///
/// # Errors
/// The folder exists, a segment is damaged or lost, files went away at every attempt, or a disk or the database fails.
/// Nothing is left then.
pub fn backup(store: &Store, to: &Path, software: &str) -> Result<BackupSummary, AppError> {
    let folder = Partial::begin(to)?;
    folder.clear(LAKE)?;
    let mut copied = BTreeMap::new();
    for attempt in 1..=ATTEMPTS {
        let state = take_state(store, &folder)?;
        pause::at("backup.catalogue");
        if !copy_segments(store, &folder, &state.segments, &mut copied)? {
            log::info!("segments went away during attempt {attempt} of the backup");
            continue;
        }
        let ids: BTreeSet<i64> = state.segments.iter().map(|(s, _)| s.id).collect();
        let manifest = state.into_manifest(store, software, &copied)?;
        let manifest_sha256 = manifest.write(folder.path())?;
        folder.sync()?;
        pause::at("backup.written");
        // As late as can be: nobody who is forgotten while the backup is taken is in it.
        if is_any_erased(store, &ids)? {
            log::info!("persons were forgotten during attempt {attempt} of the backup");
            folder.remove_manifest()?;
            continue;
        }
        folder.publish()?;
        pause::at("backup.published");
        return Ok(BackupSummary {
            manifest,
            manifest_sha256,
            attempts: attempt,
        });
    }
    Err(AppError::Conflict(format!(
        "segments went away during each of {ATTEMPTS} attempts; take the backup while nothing is compacted or forgotten"
    )))
}

/// The catalogue at one instant.
pub(super) struct State {
    contents: Contents,
    tables: Vec<TableEntry>,
    pub(super) segments: Vec<(Segment, WrittenSegment)>,
    taken_at: DateTime<Utc>,
}

/// Writes the tables, all of them as of one instant.
pub(super) fn take_state(store: &Store, folder: &Partial) -> Result<State, AppError> {
    folder.clear(CATALOGUE)?;
    store.db.with(|conn| {
        let contents = describe(conn)?;
        let taken_at = store.now();
        let mut tables = Vec::new();
        for &table in &contents.tables {
            let path = table_path(folder.path(), table);
            let mut file = HashingFile::create(&path)?;
            dump_table(conn, table, &mut |line| {
                file.write_all(line.as_bytes())?;
                file.write_all(b"\n")
            })
            .map_err(dump_error)?;
            let written = file
                .finish()
                .map_err(|source| file_error("write", &path, source))?;
            tables.push(TableEntry {
                name: table.to_owned(),
                rows: written.lines,
                bytes: written.bytes,
                sha256: written.sha256,
            });
        }
        let live = list_segments(conn)?.into_iter().filter_map(|segment| {
            let written = segment.written.clone()?;
            (segment.state == SegmentState::Live).then_some((segment, written))
        });
        Ok(State {
            segments: live.collect(),
            contents,
            tables,
            taken_at,
        })
    })
}

/// Copies what is not copied yet, and tells whether all of it was there till the end.
pub(super) fn copy_segments(
    store: &Store,
    folder: &Partial,
    segments: &[(Segment, WrittenSegment)],
    copied: &mut BTreeMap<String, u64>,
) -> Result<bool, AppError> {
    let lake = folder.path().join(LAKE);
    let wanted: BTreeSet<&str> = segments.iter().map(|(s, _)| s.path.as_str()).collect();
    let gone: Vec<String> = copied
        .keys()
        .filter(|path| !wanted.contains(path.as_str()))
        .cloned()
        .collect();
    for path in gone {
        let file = lake.join(&path);
        std::fs::remove_file(&file).map_err(|source| file_error("remove", &file, source))?;
        copied.remove(&path);
    }
    for (segment, written) in segments {
        if copied.contains_key(&segment.path) {
            continue;
        }
        match store.lake.copy_out(&segment.path, &written.sha256, &lake) {
            Ok(bytes) => copied.insert(segment.path.clone(), bytes),
            Err(LakeError::Missing { .. }) if !is_live(store, segment.id)? => return Ok(false),
            Err(error) => return Err(AppError::Lake(error)),
        };
        pause::at("backup.copying");
    }
    // What was copied first may have been removed since, and for a reason: a citizen who was forgotten.
    let ids: BTreeSet<i64> = segments.iter().map(|(segment, _)| segment.id).collect();
    if is_any_erased(store, &ids)? {
        return Ok(false);
    }
    let now = store.db.with(list_segments)?;
    for segment in now.iter().filter(|s| wanted.contains(s.path.as_str())) {
        let there = match store.lake.measure(&segment.path) {
            Err(LakeError::Missing { .. }) => false,
            measured => measured.map(|_| true)?,
        };
        if segment.state == SegmentState::Swept || !there {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether rows were taken out of one of the segments for good, be its file there still or not.
fn is_any_erased(store: &Store, ids: &BTreeSet<i64>) -> Result<bool, AppError> {
    let erased = store.db.with(erased_segments)?;
    Ok(erased.iter().any(|segment| ids.contains(&segment.id)))
}

fn is_live(store: &Store, id: i64) -> Result<bool, AppError> {
    let segments = store.db.with(list_segments)?;
    let found = segments.iter().find(|segment| segment.id == id);
    Ok(found.is_some_and(|segment| segment.state == SegmentState::Live))
}

impl State {
    fn into_manifest(
        self,
        store: &Store,
        software: &str,
        copied: &BTreeMap<String, u64>,
    ) -> Result<Manifest, AppError> {
        let segments = self.segments.into_iter().map(|(segment, written)| {
            let bytes = copied.get(&segment.path).copied();
            SegmentEntry {
                bytes: bytes.unwrap_or_default(),
                path: segment.path,
                sha256: written.sha256,
            }
        });
        Ok(Manifest {
            format: FORMAT,
            software: software.to_owned(),
            backend: store.db.backend().as_str().to_owned(),
            store_id: self.contents.store_id,
            revision: self.contents.revision,
            taken_at: self.taken_at,
            invented: store.is_demo(),
            migrations: self.contents.migrations,
            numbers: self.contents.numbers,
            tables: self.tables,
            segments: segments.collect(),
        })
    }
}

fn dump_error(error: DumpError) -> AppError {
    match error {
        DumpError::Db(error) => AppError::Db(error),
        DumpError::Write { table, source } => AppError::File {
            action: "write",
            path: format!("{CATALOGUE}/{table}.ndjson"),
            source,
        },
        other @ DumpError::Type { .. } => AppError::Conflict(other.to_string()),
    }
}
