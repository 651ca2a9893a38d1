//! What a backup says of itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use pejl_db::portable::{Contents, TABLES};
use serde::{Deserialize, Serialize};

use super::folder::{hash_of, write_hashed};
use super::{CATALOGUE, MANIFEST, MANIFEST_HASH};
use crate::error::AppError;
use crate::store::file_error;

/// The form of backups that this program writes and reads.
pub(super) const FORMAT: u32 = 1;

/// The manifest of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The form of the backup; counts up when it changes.
    pub format: u32,
    /// Version of the program that took it.
    pub software: String,
    /// The database it was taken from, `sqlite` or `postgres`; it can be restored to either.
    pub backend: String,
    /// Random name of the store.
    pub store_id: String,
    /// The newest revision in it.
    pub revision: i64,
    /// The instant whose state it is.
    pub taken_at: DateTime<Utc>,
    /// Whether the figures are invented, as `pejl demo` makes them.
    pub invented: bool,
    /// Names of the migrations that made the tables, oldest first.
    pub migrations: Vec<String>,
    /// The highest number that each table has given out.
    pub numbers: BTreeMap<String, i64>,
    /// The tables of the catalogue, each after those it refers to.
    pub tables: Vec<TableEntry>,
    /// The segments, in the order of their numbers.
    pub segments: Vec<SegmentEntry>,
}

/// A table in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableEntry {
    /// Name of the table, and of its file below `catalogue`.
    pub name: String,
    /// Rows, which are lines.
    pub rows: u64,
    /// Length of the file.
    pub bytes: u64,
    /// SHA-256 of the file, in lower-case hexadecimal.
    pub sha256: String,
}

/// A segment in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SegmentEntry {
    /// Path below `lake`.
    pub path: String,
    /// Length of the file.
    pub bytes: u64,
    /// SHA-256 of the file, in lower-case hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// Length of all its files, without the manifest.
    pub fn n_bytes(&self) -> u64 {
        let tables = self.tables.iter().map(|table| table.bytes);
        tables.chain(self.segments.iter().map(|s| s.bytes)).sum()
    }

    /// Reads the manifest of a backup; returns its SHA-256 too.
    ///
    /// # Errors
    /// There is no manifest, it is not the one its hash was taken of, or it is of a form this program does not know.
    pub(super) fn read(folder: &Path) -> Result<(Self, String), AppError> {
        let path = folder.join(MANIFEST);
        let read = |path: &Path| {
            std::fs::read_to_string(path).map_err(|source| match source.kind() {
                std::io::ErrorKind::NotFound => {
                    let shown = folder.display();
                    let name = path.file_name().unwrap_or_default().to_string_lossy();
                    AppError::Refused(format!("`{shown}` is no whole backup: it has no {name}"))
                }
                std::io::ErrorKind::InvalidData => damaged("is not UTF-8"),
                _ => file_error("read", path, source),
            })
        };
        let text = read(&path)?;
        let sha256 = hash_of(text.as_bytes());
        let noted = read(&folder.join(MANIFEST_HASH))?;
        if noted.split_whitespace().next() != Some(sha256.as_str()) {
            return Err(damaged("does not have the SHA-256 in manifest.sha256"));
        }
        let format: Form = serde_json::from_str(&text)
            .map_err(|error| damaged(&format!("cannot be read: {error}")))?;
        if format.format != FORMAT {
            return Err(AppError::Refused(format!(
                "the backup is of form {}, and this program reads form {FORMAT}; restore it with the version that took it ({})",
                format.format, format.software
            )));
        }
        let manifest: Self = serde_json::from_str(&text)
            .map_err(|error| damaged(&format!("cannot be read: {error}")))?;
        Ok((manifest, sha256))
    }

    /// Writes the manifest and its hash into a backup, to the disk.
    pub(super) fn write(&self, folder: &Path) -> Result<String, AppError> {
        let path = folder.join(MANIFEST);
        let mut text = serde_json::to_string_pretty(self).map_err(|error| {
            AppError::Refused(format!("the manifest cannot be written: {error}"))
        })?;
        text.push('\n');
        let written = write_hashed(&path, |file| file.write_all(text.as_bytes()))?;
        let noted = format!("{}  {MANIFEST}\n", written.sha256);
        write_hashed(&folder.join(MANIFEST_HASH), |file| {
            file.write_all(noted.as_bytes())
        })?;
        Ok(written.sha256)
    }

    /// The catalogue as the loader takes it.
    ///
    /// # Errors
    /// The manifest names a table that this program does not know.
    pub(super) fn contents(&self) -> Result<Contents, AppError> {
        let known = |entry: &TableEntry| {
            let found = TABLES.into_iter().find(|table| *table == entry.name);
            found.ok_or_else(|| {
                let name = &entry.name;
                AppError::Refused(format!("the backup has the unknown table `{name}`; restore it with the version that took it ({})", self.software))
            })
        };
        let tables: Result<Vec<&'static str>, AppError> = self.tables.iter().map(known).collect();
        Ok(Contents {
            store_id: self.store_id.clone(),
            revision: self.revision,
            migrations: self.migrations.clone(),
            numbers: self.numbers.clone(),
            tables: tables?,
        })
    }
}

impl TableEntry {
    /// Where the rows are.
    pub(super) fn path(&self, folder: &Path) -> PathBuf {
        table_path(folder, &self.name)
    }
}

/// Where the rows of a table are.
pub(super) fn table_path(folder: &Path, table: &str) -> PathBuf {
    folder.join(CATALOGUE).join(format!("{table}.ndjson"))
}

/// The fields that every form has.
#[derive(Deserialize)]
struct Form {
    format: u32,
    software: String,
}

fn damaged(what: &str) -> AppError {
    AppError::Refused(format!("the backup is damaged: its manifest {what}"))
}
