//! Making a store from a backup where there is none.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use pejl_db::Backend;
use pejl_db::portable::{
    LoadError, Loaded, Restored, find_unknown_migration, list_restorations, load,
};
use pejl_db::segment::SegmentState;

use super::check::check_backup;
use super::folder::{lock, sync_folder};
use super::manifest::{Manifest, table_path};
use super::{LAKE, MANIFEST};
use crate::error::AppError;
use crate::pause;
use crate::store::{Store, StoreOptions, file_error};
use crate::verify::{Verification, verify};

/// Name of the file that marks a data folder that is being filled; it holds the SHA-256 of the manifest.
const MARK: &str = "RESTORING";
/// Its name while it is written.
const MARK_PARTIAL: &str = "RESTORING.partial";
/// How many faults a refusal repeats.
const SHOWN: usize = 5;

/// What a restore made.
#[derive(Debug, Clone)]
pub struct RestoreSummary {
    /// What the backup says of itself.
    pub manifest: Manifest,
    /// Names of the migrations that the backup lacked and that were run on it.
    pub migrated: Vec<String>,
    /// Whether a restore that was killed was gone on with.
    pub resumed: bool,
    /// What a check of the restored store found.
    pub verified: Verification,
}

/// Refuses a data folder that a restore has not finished with.
pub(crate) fn refuse_unfinished(data: &Path) -> Result<(), AppError> {
    if data.join(MARK).exists() {
        return Err(AppError::Conflict(format!(
            "a restore into `{}` was not finished; run the same `pejl db restore` again, or empty the folder",
            data.display()
        )));
    }
    Ok(())
}

/// Makes a store from a backup: data folder and database hold nothing, or what this very restore left when it was
/// killed.
///
/// Every byte of the backup is hashed before anything is written. What the backup's schema lacks of migrations is run.
/// In the end the store is verified; faults are in the result and the store is kept: they were in the store that was
/// backed up, since every file has the hash it had there.
///
/// # Errors
/// The backup is damaged or of newer software, something is there already, or a disk or the database fails. Nothing is
/// visible then, and the same restore can be run again.
pub fn restore(options: &StoreOptions, from: &Path) -> Result<RestoreSummary, AppError> {
    let checked = check_backup(from)?;
    if !checked.faults.is_empty() {
        let shown: Vec<&str> = checked
            .faults
            .iter()
            .take(SHOWN)
            .map(String::as_str)
            .collect();
        let (n, shown) = (checked.faults.len(), shown.join("; "));
        return Err(AppError::Refused(format!(
            "the backup is damaged, {n} faults: {shown}"
        )));
    }
    let (manifest, sha256) = (checked.manifest, checked.manifest_sha256);
    // Before anything is written, say what this program cannot restore.
    let contents = manifest.contents()?;
    if let Some(name) = find_unknown_migration(Backend::Sqlite, &manifest.migrations)? {
        return Err(AppError::Refused(format!(
            "the backup has the migration `{name}`, which this software does not know: restore it with the software that took it, or a later one"
        )));
    }
    let target = Target::claim(options, &sha256)?;
    let store = Store::connect(options)?;
    if manifest.invented {
        store.mark_demo()?;
    }
    for segment in &manifest.segments {
        let from = from.join(LAKE);
        store.lake.copy_in(&segment.path, &segment.sha256, &from)?;
        pause::at("restore.copying");
    }
    pause::at("restore.copied");
    let migrated = if target.is_loaded(&store, &sha256)? {
        Vec::new()
    } else {
        let restored = Restored {
            manifest_sha256: &sha256,
            taken_at: manifest.taken_at,
            now: store.now(),
        };
        let mut rows = |table: &'static str| -> io::Result<Box<dyn BufRead>> {
            let file = File::open(table_path(from, table))?;
            Ok(Box::new(BufReader::with_capacity(1 << 16, file)))
        };
        let loaded = load(&store.db, &contents, &restored, &mut rows, &mut |loaded| {
            same_segments(&manifest, loaded)?;
            pause::at("restore.committing");
            Ok(())
        })
        .map_err(load_error)?;
        loaded.migrated
    };
    pause::at("restore.committed");
    let verified = verify(&store)?;
    let resumed = target.resumed;
    target.finish()?;
    Ok(RestoreSummary {
        manifest,
        migrated,
        resumed,
        verified,
    })
}

/// A data folder and a database that are ours to fill.
struct Target {
    data: PathBuf,
    /// Another restore into the folder is refused as long as this is held.
    _lock: File,
    resumed: bool,
}

impl Target {
    /// # Errors
    /// Something is there that this restore did not put there.
    fn claim(options: &StoreOptions, sha256: &str) -> Result<Self, AppError> {
        let data = &options.data;
        fs::create_dir_all(data).map_err(|source| file_error("create", data, source))?;
        let mark = data.join(MARK);
        let resumed = mark.exists();
        if !resumed {
            refuse_filled(data)?;
            if let Some(url) = &options.database
                && !Store::is_blank_database(url)?
            {
                return Err(filled_database());
            }
            write_mark(data, sha256).map_err(|source| file_error("write", &mark, source))?;
        }
        let lock = lock(&mark)?;
        let noted =
            fs::read_to_string(&mark).map_err(|source| file_error("read", &mark, source))?;
        if noted.trim() != sha256 {
            return Err(AppError::Conflict(format!(
                "a restore of another backup into `{}` was not finished; empty the folder first",
                data.display()
            )));
        }
        Ok(Self {
            data: data.clone(),
            _lock: lock,
            resumed,
        })
    }

    /// Whether the catalogue was loaded before this restore was killed.
    fn is_loaded(&self, store: &Store, sha256: &str) -> Result<bool, AppError> {
        if store.db.is_blank()? {
            return Ok(false);
        }
        // A catalogue that lacks migrations is of older software and none of ours.
        if self.resumed && store.db.check().is_ok() {
            let restorations = store.db.with(list_restorations)?;
            let newest = restorations.first();
            if newest.is_some_and(|newest| newest.manifest_sha256 == sha256) {
                return Ok(true);
            }
        }
        Err(filled_database())
    }

    /// Opens the folder to everybody.
    fn finish(self) -> Result<(), AppError> {
        let mark = self.data.join(MARK);
        fs::remove_file(&mark)
            .and_then(|()| sync_folder(&self.data))
            .map_err(|source| file_error("remove", &mark, source))
    }
}

fn filled_database() -> AppError {
    AppError::Conflict(
        "the database holds a catalogue already; a restore wants a new one, without tables"
            .to_owned(),
    )
}

fn refuse_filled(data: &Path) -> Result<(), AppError> {
    let entries = fs::read_dir(data).map_err(|source| file_error("list", data, source))?;
    for entry in entries {
        let entry = entry.map_err(|source| file_error("list", data, source))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // A disk's own folder stands at the root of a new file system.
        if !matches!(name.as_str(), MARK_PARTIAL | "lost+found") {
            return Err(AppError::Conflict(format!(
                "the data folder `{}` is not empty (`{name}`); a restore wants a new one",
                data.display()
            )));
        }
    }
    Ok(())
}

fn write_mark(data: &Path, sha256: &str) -> io::Result<()> {
    let partial = data.join(MARK_PARTIAL);
    let mut file = File::create(&partial)?;
    writeln!(file, "{sha256}")?;
    file.sync_all()?;
    fs::rename(&partial, data.join(MARK))?;
    sync_folder(data)
}

/// The rows name exactly the files that were brought in.
fn same_segments(manifest: &Manifest, loaded: &Loaded) -> Result<(), String> {
    let mut files: BTreeMap<&str, &str> = manifest
        .segments
        .iter()
        .map(|segment| (segment.path.as_str(), segment.sha256.as_str()))
        .collect();
    for segment in &loaded.segments {
        if segment.state != SegmentState::Live {
            continue;
        }
        let written = segment
            .written
            .as_ref()
            .map(|written| written.sha256.as_str());
        if files.remove(segment.path.as_str()) != written {
            return Err(format!(
                "the catalogue of the backup has the segment `{}`, and {MANIFEST} does not",
                segment.path
            ));
        }
    }
    match files.keys().next() {
        Some(path) => Err(format!(
            "{MANIFEST} has the segment `{path}`, and the catalogue of the backup does not"
        )),
        None => Ok(()),
    }
}

fn load_error(error: LoadError) -> AppError {
    match error {
        LoadError::Db(error) => AppError::Db(error),
        LoadError::NotEmpty => filled_database(),
        LoadError::Read { table, source } => AppError::File {
            action: "read",
            path: format!("{table}.ndjson"),
            source,
        },
        LoadError::UnknownMigration { .. } => AppError::Refused(format!(
            "{error}: it was taken by newer software; restore it with that version or a later one"
        )),
        LoadError::Table { .. } | LoadError::Row { .. } | LoadError::Rejected(_) => {
            AppError::Refused(error.to_string())
        }
    }
}
