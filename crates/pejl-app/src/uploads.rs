//! Uploaded files while they are read: person numbers stand in them in clear, so that nobody else may read them and
//! none may stay.
//!
//! Each has a folder of its own below `uploads` in the data folder, closed to everybody but the owner of the process,
//! and is locked as long as its process lives. It is removed when the import has ended, however it ended; what a
//! process that was killed left behind is removed when the next one starts.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use pejl_domain::cpr::masked;
use tempfile::TempDir;

use crate::error::AppError;
use crate::store::{Store, file_error};

/// Name of the folder within the data folder.
const FOLDER: &str = "uploads";
/// How often a new upload is begun again when a sweep took it for one that was left behind.
const ATTEMPTS: usize = 3;

/// Longest name of an uploaded file; file systems allow 255 bytes.
pub const FILE_NAME_BYTES_MAX: usize = 200;

/// The name an upload is kept under: the last part of what its sender says, so that it cannot lead out of its folder. None
/// where that is too long or has control characters.
///
/// # Example
/// ```
/// use pejl_app::uploads::file_name;
///
/// assert_eq!(file_name("../../2018.csv").as_deref(), Some("2018.csv"));
/// assert_eq!(file_name("").as_deref(), Some("upload"));
/// assert_eq!(file_name("a\nb"), None);
/// ```
pub fn file_name(said: &str) -> Option<String> {
    let last = Path::new(said.trim()).file_name();
    let name = last.and_then(|name| name.to_str()).unwrap_or("upload");
    let fits = name.len() <= FILE_NAME_BYTES_MAX && !name.contains(char::is_control);
    fits.then(|| name.to_owned())
}

/// Bounds the uploads under way, and with them the space they take. Clones share the same places.
#[derive(Debug, Clone)]
pub struct Places(Arc<AtomicUsize>);

impl Places {
    /// So many free places.
    pub fn new(n_places: usize) -> Self {
        Self(Arc::new(AtomicUsize::new(n_places)))
    }

    /// Takes a place until the returned value is dropped; none where all are taken.
    pub fn take(&self) -> Option<Place> {
        let (set, fetch) = (Ordering::AcqRel, Ordering::Acquire);
        let taken = self.0.fetch_update(set, fetch, |free| free.checked_sub(1));
        taken.ok().map(|_| Place(Arc::clone(&self.0)))
    }
}

/// A place that is taken, as long as this lives.
#[derive(Debug)]
pub struct Place(Arc<AtomicUsize>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::AcqRel);
    }
}

/// A file on its way in; it is gone when this is dropped.
#[derive(Debug)]
pub struct Upload {
    // Before the folder, so that it is closed before it is removed.
    file: File,
    path: PathBuf,
    _folder: TempDir,
    _live: Live,
}

/// The folders of uploads that this process reads.
static LIVE: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Stands for an upload as long as it lives.
#[derive(Debug)]
struct Live(PathBuf);

impl Live {
    fn of(folder: &Path) -> Self {
        let mut live = LIVE.lock().unwrap_or_else(PoisonError::into_inner);
        live.insert(folder.to_owned());
        Self(folder.to_owned())
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        let mut live = LIVE.lock().unwrap_or_else(PoisonError::into_inner);
        live.remove(&self.0);
    }
}

/// Removes the uploads that this process still reads: it is about to end, and nobody would.
pub fn remove_live_uploads() {
    let live = LIVE.lock().unwrap_or_else(PoisonError::into_inner);
    for folder in live.iter() {
        if let Err(error) = std::fs::remove_dir_all(folder)
            && error.kind() != io::ErrorKind::NotFound
        {
            log::warn!("an upload could not be removed: {error}");
        }
    }
}

impl Upload {
    /// Begins an empty file called `name`, which is a name without folders; the digits of what may be a person number
    /// in it are hidden.
    ///
    /// # Errors
    /// The file cannot be made.
    pub fn begin(store: &Store, name: &str) -> Result<Self, AppError> {
        let folder = store.data.join(FOLDER);
        create_private(&folder).map_err(|source| file_error("create", &folder, source))?;
        for _ in 0..ATTEMPTS {
            let begun = begin(&folder, &masked(name));
            if let Some(upload) = begun.map_err(|source| file_error("create", &folder, source))? {
                return Ok(upload);
            }
        }
        let source = io::Error::other("it was removed again and again");
        Err(file_error("create", &folder, source))
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), AppError> {
        let written = self.file.write_all(bytes);
        written.map_err(|source| file_error("write", &self.path, source))
    }

    /// Returns where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A locked new file; none where a sweep came between making and locking it.
fn begin(folder: &Path, name: &str) -> io::Result<Option<Upload>> {
    let own = own_folder(folder)?;
    let path = own.path().join(name);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = match options.open(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    let upload = Upload {
        file,
        path,
        _live: Live::of(own.path()),
        _folder: own,
    };
    Ok(upload.path.try_exists()?.then_some(upload))
}

/// A new folder below `folder` that only the owner of the process can look into.
fn own_folder(folder: &Path) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder.tempdir_in(folder)
}

fn create_private(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Removes what dead processes left of uploads, and returns how many there were. Those of living ones are locked, and
/// stay.
///
/// # Errors
/// The folder cannot be read, or something in it cannot be removed.
pub fn sweep_uploads(store: &Store) -> Result<u64, AppError> {
    let folder = store.data.join(FOLDER);
    let failed = |source| file_error("sweep", &folder, source);
    let entries = match std::fs::read_dir(&folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        entries => entries.map_err(failed)?,
    };
    let mut n_removed = 0;
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        match remove_dead(&path) {
            Ok(true) => n_removed += 1,
            Ok(false) => {}
            // Another process swept it, or ended it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            // One that cannot be removed must not keep the server from starting.
            Err(error) => log::warn!("something in `{FOLDER}` could not be removed: {error}"),
        }
    }
    Ok(n_removed)
}

/// Removes one upload unless a living process holds it.
fn remove_dead(path: &Path) -> io::Result<bool> {
    if !std::fs::symlink_metadata(path)?.is_dir() {
        return std::fs::remove_file(path).map(|()| true);
    }
    for entry in std::fs::read_dir(path)? {
        let left = entry?.path();
        // The lock is held until the file is gone: who waits to lock it finds that it is.
        let file = File::open(&left)?;
        match file.try_lock() {
            Ok(()) => std::fs::remove_file(&left)?,
            Err(TryLockError::WouldBlock) => return Ok(false),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    match std::fs::remove_dir(path) {
        // An upload was begun in it meanwhile.
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(false),
        removed => removed.map(|()| true),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::store::StoreOptions;

    fn store() -> (TempDir, Store) {
        let place = tempfile::tempdir().unwrap();
        let store = Store::open(&StoreOptions::embedded(place.path().join("data"))).unwrap();
        (place, store)
    }

    fn left(store: &Store) -> usize {
        std::fs::read_dir(store.data.join(FOLDER)).unwrap().count()
    }

    #[test]
    fn an_upload_is_private_and_gone_when_it_is_dropped() {
        let (_place, store) = store();
        let mut upload = Upload::begin(&store, "010240-1234.csv").unwrap();
        upload.write(b"cpr\n").unwrap();
        upload.write(b"010240-1234\n").unwrap();
        assert_eq!(std::fs::read(upload.path()).unwrap(), b"cpr\n010240-1234\n");
        let shown = upload.path().display().to_string();
        assert!(!shown.contains("010240"), "{shown}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(upload.path()), 0o600);
            assert_eq!(mode(upload.path().parent().unwrap()), 0o700);
            assert_eq!(mode(&store.data.join(FOLDER)), 0o700);
        }
        drop(upload);
        assert_eq!(left(&store), 0);
    }

    #[test]
    fn a_place_is_free_again_when_it_is_dropped() {
        let places = Places::new(2);
        let first = places.take().unwrap();
        let _second = places.clone().take().unwrap();
        assert!(places.take().is_none());
        drop(first);
        assert!(places.take().is_some());
    }

    #[test]
    fn only_what_nobody_holds_is_swept() {
        let (_place, store) = store();
        assert_eq!(sweep_uploads(&store).unwrap(), 0);
        let held = Upload::begin(&store, "held.csv").unwrap();
        let dead = store.data.join(FOLDER).join("dead");
        std::fs::create_dir(&dead).unwrap();
        std::fs::write(dead.join("left.csv"), "010240-1234").unwrap();
        std::fs::create_dir(store.data.join(FOLDER).join("empty")).unwrap();
        assert_eq!(sweep_uploads(&store).unwrap(), 2);
        assert!(held.path().exists() && !dead.exists());
        drop(held);
        assert_eq!(left(&store), 0);
    }
}
