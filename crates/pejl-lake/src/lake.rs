//! The folder of segments.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use polars::prelude::{DataType, IntoLazy, col, len};

use crate::columns;
use crate::dataset::{self, DatasetSpec};
use crate::error::LakeError;
use crate::footer::Footer;
use crate::hashing::{Written, hash_file};
use crate::path::SegmentPath;
use crate::segment::{SegmentMeta, SegmentWriter, sync_folder};
use crate::view::run;

/// How deep folders are looked into: segments lie in one folder per dataset.
const MAX_DEPTH: usize = 4;

/// A folder of segments: immutable Parquet files. Clones share what was learned of the files.
///
/// The lake knows files, not which of them count: that is the catalogue's, and comes in as a
/// [`SnapshotView`](crate::SnapshotView).
#[derive(Debug, Clone)]
pub struct Lake {
    root: PathBuf,
    footers: Arc<Mutex<HashMap<SegmentPath, Arc<Footer>>>>,
    /// Segments whose bytes were compared with their hash, and the hash.
    checked: Arc<Mutex<HashSet<(SegmentPath, String)>>>,
}

/// A file found in the lake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LakeFile {
    /// The path within the lake.
    pub path: String,
    /// What it is.
    pub kind: LakeFileKind,
    /// Length in bytes.
    pub n_bytes: u64,
    /// When it was last written, where the file system knows.
    pub modified: Option<SystemTime>,
}

/// What a file in the lake is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LakeFileKind {
    /// A published segment.
    Segment,
    /// A segment being written, or left behind by a process that died: it was to be published as `segment`.
    Temporary {
        /// The path it was to have.
        segment: String,
    },
    /// Nothing we write.
    Stranger,
}

impl Lake {
    /// Opens the folder, and makes it where there is none.
    ///
    /// # Errors
    /// Fails if the folder cannot be made or entered.
    pub fn open(root: &Path) -> Result<Self, LakeError> {
        let failed = |source| LakeError::Io {
            action: "open",
            path: root.display().to_string(),
            source,
        };
        fs::create_dir_all(root).map_err(failed)?;
        // An absolute path stays right if the process changes its directory.
        let root = root.canonicalize().map_err(failed)?;
        Ok(Self {
            root,
            footers: Arc::default(),
            checked: Arc::default(),
        })
    }

    /// Returns the folder, as an absolute path.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Starts a segment of the dataset at the path, which is relative, ends in `.parquet` and is not taken.
    ///
    /// The file is written under a temporary name until [`SealedSegment::publish`](crate::SealedSegment::publish).
    ///
    /// # Errors
    /// Fails if the path is not one of a segment within the lake, if it is taken, or if the file cannot be made.
    pub fn writer(
        &self,
        path: &str,
        spec: &'static DatasetSpec,
    ) -> Result<SegmentWriter, LakeError> {
        SegmentWriter::create(&self.root, SegmentPath::parse(path)?, spec)
    }

    /// Removes segments and what was left of unfinished ones, and returns how many files that were.
    ///
    /// A path may be that of a segment or of a temporary file. What is not there is not an error, so that a sweep can be
    /// repeated; a stranger is never removed.
    ///
    /// # Errors
    /// Fails, before anything is removed, if a path is not one of a segment; and if the file system refuses.
    pub fn remove<P: AsRef<str>>(
        &self,
        paths: impl IntoIterator<Item = P>,
    ) -> Result<usize, LakeError> {
        let parse = |path: P| {
            let path = path.as_ref();
            SegmentPath::of_temporary(path).map_or_else(|| SegmentPath::parse(path), Ok)
        };
        let paths = paths
            .into_iter()
            .map(parse)
            .collect::<Result<Vec<_>, _>>()?;
        let mut n_removed = 0;
        for path in paths {
            let failed = |source| LakeError::Io {
                action: "remove",
                path: path.as_str().to_owned(),
                source,
            };
            self.footers
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .remove(&path);
            self.checked
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .retain(|(checked, _)| *checked != path);
            let mut found = false;
            for name in [path.as_str().to_owned(), path.temporary()] {
                match fs::remove_file(self.root.join(name)) {
                    Ok(()) => {
                        found = true;
                        n_removed += 1;
                    }
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => return Err(failed(error)),
                }
            }
            if found && let Some(folder) = self.root.join(path.as_str()).parent() {
                sync_folder(folder).map_err(failed)?;
            }
        }
        Ok(n_removed)
    }

    /// Checks that a segment is whole: its bytes have the hash, it is one of a dataset as this program writes it, and it
    /// has the rows its footer promises. Returns what was found, for comparison with the catalogue.
    ///
    /// # Errors
    /// Fails if the segment is missing or anything about it is not so.
    pub fn verify(&self, path: &str, sha256: &str) -> Result<SegmentMeta, LakeError> {
        let path = SegmentPath::parse(path)?;
        let written = self.check_bytes(&path, sha256)?;
        // Not the remembered footer: the file may have been changed since.
        let footer = Footer::read(&self.root, &path)?;
        let spec = dataset::dataset(&footer.dataset).ok_or_else(|| LakeError::Dataset {
            path: path.as_str().to_owned(),
            found: footer.dataset.clone(),
        })?;
        footer.check(spec, &path)?;
        let n_rows = self.count_rows(&path)?;
        if n_rows != footer.n_rows {
            return Err(LakeError::RowCount {
                path: path.as_str().to_owned(),
                expected: footer.n_rows,
                found: n_rows,
            });
        }
        let bytes = i64::try_from(written.n_bytes).map_err(|_| LakeError::TooLarge {
            path: path.as_str().to_owned(),
        })?;
        Ok(SegmentMeta {
            path: path.as_str().to_owned(),
            n_rows,
            bytes,
            sha256: written.sha256,
        })
    }

    /// Checks that the bytes of a segment have the hash: those on the disk now, whatever was found before.
    ///
    /// # Errors
    /// Fails if the segment is missing, cannot be read or has another hash.
    pub fn check(&self, path: &str, sha256: &str) -> Result<(), LakeError> {
        self.check_bytes(&SegmentPath::parse(path)?, sha256)
            .map(drop)
    }

    /// Returns the length of a segment in bytes, without reading it.
    ///
    /// # Errors
    /// Fails if the segment is missing or its folder cannot be read.
    pub fn measure(&self, path: &str) -> Result<i64, LakeError> {
        let path = SegmentPath::parse(path)?;
        let metadata =
            fs::metadata(self.root.join(path.as_str())).map_err(|source| match source.kind() {
                io::ErrorKind::NotFound => LakeError::Missing {
                    path: path.as_str().to_owned(),
                },
                _ => LakeError::Io {
                    action: "measure",
                    path: path.as_str().to_owned(),
                    source,
                },
            })?;
        i64::try_from(metadata.len()).map_err(|_| LakeError::TooLarge {
            path: path.as_str().to_owned(),
        })
    }

    fn check_bytes(&self, path: &SegmentPath, sha256: &str) -> Result<Written, LakeError> {
        let written =
            hash_file(&self.root.join(path.as_str())).map_err(|source| match source.kind() {
                io::ErrorKind::NotFound => LakeError::Missing {
                    path: path.as_str().to_owned(),
                },
                _ => LakeError::Io {
                    action: "read",
                    path: path.as_str().to_owned(),
                    source,
                },
            })?;
        if written.sha256.eq_ignore_ascii_case(sha256) {
            Ok(written)
        } else {
            Err(LakeError::Hash {
                path: path.as_str().to_owned(),
                expected: sha256.to_owned(),
                found: written.sha256,
            })
        }
    }

    /// Compares a segment's bytes with its hash, once as long as this lake is open: segments do not change, and what
    /// happened to a file while nobody looked is found before anything is read from it.
    pub(crate) fn check_once(&self, path: &SegmentPath, sha256: &str) -> Result<(), LakeError> {
        let key = (path.clone(), sha256.to_owned());
        let lock = || self.checked.lock().unwrap_or_else(PoisonError::into_inner);
        if lock().contains(&key) {
            return Ok(());
        }
        self.check_bytes(path, sha256)?;
        lock().insert(key);
        Ok(())
    }

    /// Counts the rows by reading a column of them.
    fn count_rows(&self, path: &SegmentPath) -> Result<i64, LakeError> {
        let import_ids = run(self.scan(&[path])?.select([col(columns::IMPORT_ID)]))?;
        let counted = import_ids.lazy().select([len().cast(DataType::Int64)]);
        let counted = run(counted)?;
        let n_rows = counted
            .columns()
            .first()
            .and_then(|column| column.i64().ok())
            .and_then(|values| values.get(0));
        Ok(n_rows.unwrap_or_default())
    }

    /// Lists the files in the lake by path, so that strangers and leftovers can be found.
    ///
    /// # Errors
    /// Fails if a folder cannot be read.
    pub fn list_files(&self) -> Result<Vec<LakeFile>, LakeError> {
        let mut files = Vec::new();
        self.list_folder("", 0, &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    fn list_folder(
        &self,
        folder: &str,
        depth: usize,
        files: &mut Vec<LakeFile>,
    ) -> Result<(), LakeError> {
        let failed = |source| LakeError::Io {
            action: "list",
            path: folder.to_owned(),
            source,
        };
        for entry in fs::read_dir(self.root.join(folder)).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let path = if folder.is_empty() {
                name.into_owned()
            } else {
                format!("{folder}/{name}")
            };
            let metadata = match entry.metadata() {
                Ok(metadata) => metadata,
                // Published or removed while we look.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(failed(error)),
            };
            if metadata.is_dir() {
                if depth < MAX_DEPTH {
                    self.list_folder(&path, depth + 1, files)?;
                }
                continue;
            }
            let kind = if SegmentPath::parse(&path).is_ok() {
                LakeFileKind::Segment
            } else if let Some(segment) = SegmentPath::of_temporary(&path) {
                LakeFileKind::Temporary {
                    segment: segment.as_str().to_owned(),
                }
            } else {
                LakeFileKind::Stranger
            };
            files.push(LakeFile {
                path,
                kind,
                n_bytes: metadata.len(),
                modified: metadata.modified().ok(),
            });
        }
        Ok(())
    }

    /// Returns the footer of a segment. Segments do not change, so it is read once.
    pub(crate) fn footer(&self, path: &SegmentPath) -> Result<Arc<Footer>, LakeError> {
        if let Some(footer) = self
            .footers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(path)
        {
            return Ok(Arc::clone(footer));
        }
        let footer = Arc::new(Footer::read(&self.root, path)?);
        self.footers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(path.clone(), Arc::clone(&footer));
        Ok(footer)
    }
}

#[cfg(test)]
mod tests;
