//! Files and folders that survive a crash: hashed while written, brought to the disk, renamed when whole.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use pejl_domain::hex;
use sha2::{Digest, Sha256};

use crate::error::{AppError, chain};
use crate::store::file_error;

/// How much is read or buffered at a time.
const BUFFER_BYTES: usize = 1 << 16;

/// A folder under another name until it is whole; dropping it removes what was written.
#[derive(Debug)]
pub(super) struct Partial {
    path: PathBuf,
    target: PathBuf,
    /// Held as long as this process writes; the system lets go of it when the process dies.
    _lock: File,
    published: bool,
}

impl Partial {
    /// Makes the folder, or takes over what a process that died left of it.
    ///
    /// # Errors
    /// The target exists, somebody else is writing it, or the file system refuses.
    pub(super) fn begin(target: &Path) -> Result<Self, AppError> {
        let shown = target.display();
        let (Some(parent), Some(name)) = (target.parent(), target.file_name()) else {
            return Err(AppError::parameter(
                "to",
                &shown.to_string(),
                "the path of a folder that is still to be made",
            ));
        };
        let exists = || {
            AppError::parameter(
                "to",
                &shown.to_string(),
                "a folder that does not exist: a backup is never written over another",
            )
        };
        if fs::symlink_metadata(target).is_ok() {
            return Err(exists());
        }
        if !parent.as_os_str().is_empty() {
            fs::create_dir_all(parent).map_err(|source| file_error("create", parent, source))?;
        }
        let mut partial_name = name.to_owned();
        partial_name.push(".partial");
        let path = target.with_file_name(partial_name);
        match create_private(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if !is_left_by_a_backup(&path)
                    .map_err(|source| file_error("list", &path, source))?
                {
                    return Err(AppError::parameter(
                        "to",
                        &shown.to_string(),
                        format!(
                            "a path beside which nothing else is called `{}`: it is not of a backup, and is left alone",
                            path.display()
                        ),
                    ));
                }
            }
            made => made.map_err(|source| file_error("create", &path, source))?,
        }
        let lock = lock(&path)?;
        // Whoever held the lock before may have finished meanwhile.
        if fs::symlink_metadata(target).is_ok() || !path.is_dir() {
            return Err(exists());
        }
        let folder = Self {
            target: target.to_owned(),
            _lock: lock,
            published: false,
            path,
        };
        folder.clear("")?;
        Ok(folder)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Removes what is in a folder within this one, which is made where there is none.
    pub(super) fn clear(&self, name: &str) -> Result<PathBuf, AppError> {
        let folder = self.path.join(name);
        fs::create_dir_all(&folder).map_err(|source| file_error("create", &folder, source))?;
        let entries =
            fs::read_dir(&folder).map_err(|source| file_error("list", &folder, source))?;
        for entry in entries {
            let path = entry
                .map_err(|source| file_error("list", &folder, source))?
                .path();
            let removed = if path.is_dir() && !path.is_symlink() {
                fs::remove_dir_all(&path)
            } else {
                fs::remove_file(&path)
            };
            removed.map_err(|source| file_error("remove", &path, source))?;
        }
        Ok(folder)
    }

    /// Takes back that the backup is whole.
    pub(super) fn remove_manifest(&self) -> Result<(), AppError> {
        for name in [super::MANIFEST_HASH, super::MANIFEST] {
            let path = self.path.join(name);
            fs::remove_file(&path).map_err(|source| file_error("remove", &path, source))?;
        }
        Ok(())
    }

    /// Brings every name in the folder to the disk.
    pub(super) fn sync(&self) -> Result<(), AppError> {
        sync_all_folders(&self.path).map_err(|source| file_error("write", &self.path, source))
    }

    /// Gives the folder its name, for good.
    pub(super) fn publish(mut self) -> Result<(), AppError> {
        fs::rename(&self.path, &self.target)
            .map_err(|source| file_error("publish", &self.target, source))?;
        self.published = true;
        let parent = match self.target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        sync_folder(parent).map_err(|source| file_error("publish", &self.target, source))
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.published
            && let Err(error) = fs::remove_dir_all(&self.path)
        {
            let shown = self.path.display();
            log::warn!("failed to remove {shown}: {}", chain(&error));
        }
    }
}

/// Makes a folder that only the owner of the process can look into: what is in it is of citizens.
fn create_private(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Whether a folder holds nothing but what a backup that was stopped left in it.
fn is_left_by_a_backup(path: &Path) -> io::Result<bool> {
    // Not through a link: it could lead anywhere.
    if !fs::symlink_metadata(path)?.is_dir() {
        return Ok(false);
    }
    for entry in fs::read_dir(path)? {
        let name = entry?.file_name();
        let own = [
            super::CATALOGUE,
            super::LAKE,
            super::MANIFEST,
            super::MANIFEST_HASH,
        ];
        if !own.iter().any(|own| name == *own) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Locks a file or folder as long as the value lives.
///
/// # Errors
/// Another process holds the lock, or the file system has none.
pub(super) fn lock(path: &Path) -> Result<File, AppError> {
    let file = File::open(path).map_err(|source| file_error("open", path, source))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(AppError::Conflict(format!(
            "another process is writing `{}`",
            path.display()
        ))),
        Err(TryLockError::Error(source)) => Err(file_error("lock", path, source)),
    }
}

/// Length and hash of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hashed {
    pub(super) sha256: String,
    pub(super) bytes: u64,
    /// Ends of lines.
    pub(super) lines: u64,
}

/// Writes a file and brings it to the disk.
pub(super) fn write_hashed(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<Hashed, AppError> {
    let mut file = HashingFile::create(path)?;
    write(&mut file)
        .and_then(|()| file.finish())
        .map_err(|source| file_error("write", path, source))
}

/// A file that is hashed while it is written.
pub(super) struct HashingFile {
    file: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
    lines: u64,
}

impl HashingFile {
    pub(super) fn create(path: &Path) -> Result<Self, AppError> {
        let file = File::create(path).map_err(|source| file_error("create", path, source))?;
        Ok(Self {
            file: BufWriter::with_capacity(BUFFER_BYTES, file),
            hash: Sha256::new(),
            bytes: 0,
            lines: 0,
        })
    }

    /// Brings every byte to the disk.
    pub(super) fn finish(mut self) -> io::Result<Hashed> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        Ok(Hashed {
            sha256: hex(self.hash.finalize()),
            bytes: self.bytes,
            lines: self.lines,
        })
    }
}

impl Write for HashingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write_all(bytes)?;
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        self.lines += count_lines(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Hashes a file.
pub(super) fn hash_file(path: &Path) -> io::Result<Hashed> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0_u8; BUFFER_BYTES];
    let (mut bytes, mut lines) = (0, 0);
    loop {
        let n = file.read(&mut buffer)?;
        if n == 0 {
            return Ok(Hashed {
                sha256: hex(hash.finalize()),
                bytes,
                lines,
            });
        }
        let read = buffer.get(..n).unwrap_or_default();
        hash.update(read);
        bytes += n as u64;
        lines += count_lines(read);
    }
}

/// Hashes bytes.
pub(super) fn hash_of(bytes: &[u8]) -> String {
    hex(Sha256::digest(bytes))
}

fn count_lines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

fn sync_all_folders(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sync_all_folders(&path)?;
        }
    }
    sync_folder(folder)
}

/// Brings the names in a folder to the disk.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    // Other systems keep names without being asked and do not let a folder be opened.
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}
