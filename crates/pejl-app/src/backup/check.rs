//! Checks that a backup is whole without restoring it.

use std::collections::BTreeSet;
use std::path::Path;

use pejl_lake::Lake;

use super::folder::hash_file;
use super::manifest::{Manifest, TableEntry};
use super::{CATALOGUE, LAKE, MANIFEST, MANIFEST_HASH};
use crate::error::{AppError, chain};

/// What a check of a backup found.
#[derive(Debug, Clone)]
pub struct BackupCheck {
    /// What the backup says of itself.
    pub manifest: Manifest,
    /// SHA-256 of the manifest, which names the backup.
    pub manifest_sha256: String,
    /// Bytes that were hashed.
    pub n_bytes: u64,
    /// What is wrong; empty when the backup is whole.
    pub faults: Vec<String>,
    /// Files in the folder that are none of the backup.
    pub strangers: Vec<String>,
}

/// Re-hashes every file of a backup.
///
/// # Errors
/// There is no backup, its manifest cannot be read, or a disk fails; damaged files are in the result.
pub fn check_backup(folder: &Path) -> Result<BackupCheck, AppError> {
    let (manifest, manifest_sha256) = Manifest::read(folder)?;
    let mut found = BackupCheck {
        n_bytes: 0,
        faults: Vec::new(),
        strangers: Vec::new(),
        manifest_sha256,
        manifest: manifest.clone(),
    };
    for table in &manifest.tables {
        check_table(folder, table, &mut found);
    }
    check_segments(folder, &manifest, &mut found)?;
    find_strangers(folder, &manifest, &mut found);
    Ok(found)
}

fn check_table(folder: &Path, table: &TableEntry, found: &mut BackupCheck) {
    let name = &table.name;
    match hash_file(&table.path(folder)) {
        Err(error) => found.faults.push(format!("table {name}: {error}")),
        Ok(read) => {
            found.n_bytes += read.bytes;
            let expected = (&table.sha256, table.bytes, table.rows);
            if (&read.sha256, read.bytes, read.lines) != expected {
                found.faults.push(format!(
                    "table {name} is not as the manifest has it: {} rows of {}, {} bytes of {}, SHA-256 {}",
                    read.lines, table.rows, read.bytes, table.bytes, read.sha256
                ));
            }
        }
    }
}

fn check_segments(
    folder: &Path,
    manifest: &Manifest,
    found: &mut BackupCheck,
) -> Result<(), AppError> {
    let root = folder.join(LAKE);
    if !root.is_dir() {
        found.faults.push(format!("the folder {LAKE} is missing"));
        return Ok(());
    }
    let lake = Lake::open(&root)?;
    for segment in &manifest.segments {
        let path = &segment.path;
        if let Err(error) = lake.check(path, &segment.sha256) {
            found
                .faults
                .push(format!("segment {path}: {}", chain(&error)));
            continue;
        }
        let bytes = std::fs::metadata(root.join(path)).map_or(0, |metadata| metadata.len());
        found.n_bytes += bytes;
        if bytes != segment.bytes {
            found.faults.push(format!(
                "segment {path} has {bytes} bytes, the manifest says {}",
                segment.bytes
            ));
        }
    }
    Ok(())
}

fn find_strangers(folder: &Path, manifest: &Manifest, found: &mut BackupCheck) {
    let tables = manifest
        .tables
        .iter()
        .map(|table| format!("{CATALOGUE}/{}.ndjson", table.name));
    let segments = manifest
        .segments
        .iter()
        .map(|segment| format!("{LAKE}/{}", segment.path));
    let mut known: BTreeSet<String> = tables.chain(segments).collect();
    known.extend([MANIFEST.to_owned(), MANIFEST_HASH.to_owned()]);
    list(folder, "", &mut |path| {
        if !known.contains(&path) {
            found.strangers.push(path);
        }
    });
    found.strangers.sort();
}

/// Gives the path of every file below `root`; what cannot be listed is passed over, since what matters was read.
fn list(root: &Path, folder: &str, give: &mut dyn FnMut(String)) {
    let Ok(entries) = std::fs::read_dir(root.join(folder)) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() {
            name
        } else {
            format!("{folder}/{name}")
        };
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            list(root, &path, give);
        } else {
            give(path);
        }
    }
}
