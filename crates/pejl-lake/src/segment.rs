//! Writes a segment: temporary while it is written, visible in one step.
//!
//! ```text
//! writer → write* → seal (on disk, hashed, still temporary) → publish (renamed, folder on disk)
//! ```
//! A process that dies before `publish` leaves a file that no reader takes for a segment.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use polars::io::parquet::write::BatchedWriter;
use polars::prelude::{
    DataFrame, KeyValueMetadata, ParquetCompression, ParquetWriter, StatisticsOptions,
};

use crate::columns;
use crate::dataset::DatasetSpec;
use crate::error::LakeError;
use crate::extent::ExtentBuilder;
use crate::footer;
use crate::hashing::HashingFile;
use crate::path::SegmentPath;
use crate::row_group::{Ordered, whole_numbers};

/// Rows per row group: large enough for dictionaries to pay, small enough that one is sorted in memory without notice.
pub(crate) const ROW_GROUP_ROWS: usize = 1 << 18;

/// A published or sealed segment, as the catalogue keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentMeta {
    /// The path within the lake.
    pub path: String,
    /// Number of rows.
    pub n_rows: i64,
    /// Length of the file in bytes.
    pub bytes: i64,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
}

/// Writes one segment of a dataset. Made by [`crate::Lake::writer`]; dropping it removes what was written.
///
/// Rows are gathered into row groups of 262,144, each sorted by the dataset's sort columns; only one row group
/// (and the frame being given) is in memory at a time.
#[must_use]
pub struct SegmentWriter {
    spec: &'static DatasetSpec,
    path: SegmentPath,
    temporary: TemporaryFile,
    file: HashingFile,
    writer: BatchedWriter<HashingFile>,
    extent: ExtentBuilder,
    pending: Option<DataFrame>,
    n_rows: usize,
    row_group_rows: usize,
    /// A row group was begun and not finished: the file is of no use.
    broken: bool,
}

/// A finished file under its temporary name. Dropping it removes the file.
#[must_use]
#[derive(Debug)]
pub struct SealedSegment {
    meta: SegmentMeta,
    temporary: TemporaryFile,
    target: PathBuf,
}

/// A file that is removed unless it is kept.
#[derive(Debug)]
struct TemporaryFile {
    path: PathBuf,
    keep: bool,
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        if !self.keep
            && let Err(error) = fs::remove_file(&self.path)
            && error.kind() != io::ErrorKind::NotFound
        {
            log::warn!(
                "failed to remove temporary segment {}: {error}",
                self.path.display()
            );
        }
    }
}

impl SegmentWriter {
    pub(crate) fn create(
        root: &Path,
        path: SegmentPath,
        spec: &'static DatasetSpec,
    ) -> Result<Self, LakeError> {
        let failed = |action| io_error(action, &path);
        let target = root.join(path.as_str());
        if target.exists() {
            return Err(LakeError::Exists {
                path: path.as_str().to_owned(),
            });
        }
        if let Some(folder) = target.parent() {
            create_folder(root, folder).map_err(failed("create the folder of"))?;
        }
        let temporary = root.join(path.temporary());
        let file = HashingFile::create_new(&temporary).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => LakeError::Exists {
                path: path.as_str().to_owned(),
            },
            _ => failed("create")(source),
        })?;
        let temporary = TemporaryFile {
            path: temporary,
            keep: false,
        };
        let statistics = StatisticsOptions {
            // Cut-off statistics would not tell two long members texts apart.
            binary_statistics_truncate_length: Some(0),
            ..StatisticsOptions::default()
        };
        let writer = ParquetWriter::new(file.clone())
            .with_compression(ParquetCompression::Zstd(None))
            .with_statistics(statistics)
            .batched(&spec.schema())
            .map_err(LakeError::Engine)?;
        Ok(Self {
            spec,
            path,
            temporary,
            file,
            writer,
            extent: ExtentBuilder::new(spec),
            pending: None,
            n_rows: 0,
            row_group_rows: ROW_GROUP_ROWS,
            broken: false,
        })
    }

    #[cfg(test)]
    pub(crate) fn with_row_group_rows(mut self, n: usize) -> Self {
        self.row_group_rows = n;
        self
    }

    /// As another program might write the file.
    #[cfg(test)]
    pub(crate) fn without_extent(mut self) -> Self {
        self.extent = ExtentBuilder::none();
        self
    }

    /// Adds the rows of a frame. The order of its columns does not matter; nothing else may differ from the dataset.
    ///
    /// # Errors
    /// Names the first column that is missing, unexpected, of another type (with both types) or null where it must not
    /// be; the frame is then not added, and the writer can be used further. Fails also if the file cannot be written;
    /// the writer is then of no use, and must be dropped.
    pub fn write(&mut self, frame: &DataFrame) -> Result<(), LakeError> {
        let frame = self.spec.checked_frame(frame)?;
        let mut pending = match self.pending.take() {
            Some(mut pending) => {
                pending.vstack_mut_owned(frame).map_err(LakeError::Engine)?;
                pending
            }
            None => frame,
        };
        while pending.height() >= self.row_group_rows {
            self.write_row_group(pending.head(Some(self.row_group_rows)))?;
            let rest = pending.height() - self.row_group_rows;
            pending = pending.tail(Some(rest));
        }
        self.pending = Some(pending).filter(|rest| rest.height() > 0);
        Ok(())
    }

    fn write_row_group(&mut self, rows: DataFrame) -> Result<(), LakeError> {
        if self.broken {
            return Err(LakeError::Broken {
                path: self.path.as_str().to_owned(),
            });
        }
        self.broken = true;
        let n_rows = rows.height();
        let imports = whole_numbers(rows.column(columns::IMPORT_ID).map_err(LakeError::Engine)?)
            .unwrap_or_default();
        let group = Ordered::by(rows, self.spec.sort)?;
        self.extent.add(&group, &imports);
        self.writer
            .write_batch(&group.frame)
            .map_err(LakeError::Engine)?;
        self.n_rows += n_rows;
        self.broken = false;
        Ok(())
    }

    /// Finishes the file: every byte is on the disk and hashed, but no reader can see it yet.
    ///
    /// # Errors
    /// Fails if the file cannot be written; what was written is removed.
    pub fn seal(mut self) -> Result<SealedSegment, LakeError> {
        if let Some(rows) = self.pending.take() {
            self.write_row_group(rows)?;
        }
        if self.broken {
            return Err(LakeError::Broken {
                path: self.path.as_str().to_owned(),
            });
        }
        let extent = self.extent.finish(self.spec);
        let entries = match footer::entries(self.spec, extent.as_ref()) {
            KeyValueMetadata::Static(entries) => Some(entries),
            // Only other ways of making entries yield other variants.
            _ => None,
        };
        let mut writer = self
            .writer
            .get_writer()
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        writer.end(entries).map_err(LakeError::Engine)?;
        drop(writer);

        let written = self.file.sync().map_err(io_error("write", &self.path))?;
        let too_large = |_| LakeError::TooLarge {
            path: self.path.as_str().to_owned(),
        };
        let meta = SegmentMeta {
            path: self.path.as_str().to_owned(),
            n_rows: i64::try_from(self.n_rows).map_err(too_large)?,
            bytes: i64::try_from(written.n_bytes).map_err(too_large)?,
            sha256: written.sha256,
        };
        // The temporary file lies beside the segment it becomes: the name without the suffix.
        let target = self.temporary.path.with_extension("");
        Ok(SealedSegment {
            meta,
            temporary: self.temporary,
            target,
        })
    }
}

impl SealedSegment {
    /// Returns what the catalogue needs to know.
    pub fn meta(&self) -> &SegmentMeta {
        &self.meta
    }

    /// Gives the file its name, for good: after this it survives a crash of the machine.
    ///
    /// # Errors
    /// Fails if there is a segment of that name (the temporary file is then removed), or if the file system refuses.
    pub fn publish(mut self) -> Result<SegmentMeta, LakeError> {
        let failed = |action| {
            let path = self.meta.path.clone();
            move |source| LakeError::Io {
                action,
                path,
                source,
            }
        };
        if self.target.exists() {
            return Err(LakeError::Exists {
                path: self.meta.path.clone(),
            });
        }
        fs::rename(&self.temporary.path, &self.target).map_err(failed("publish"))?;
        self.temporary.keep = true;
        if let Some(folder) = self.target.parent() {
            sync_folder(folder).map_err(failed("publish"))?;
        }
        Ok(self.meta.clone())
    }
}

fn io_error(
    action: &'static str,
    path: &SegmentPath,
) -> impl FnOnce(io::Error) -> LakeError + use<> {
    let path = path.as_str().to_owned();
    move |source| LakeError::Io {
        action,
        path,
        source,
    }
}

/// Creates a folder within the lake so that it survives a crash: each new one is entered in its parent on disk.
pub(crate) fn create_folder(root: &Path, folder: &Path) -> io::Result<()> {
    if folder == root || folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent() {
        create_folder(root, parent)?;
        match fs::create_dir(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => sync_folder(parent)?,
        }
    }
    Ok(())
}

/// Brings the names in a folder to the disk.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    // Other systems keep names without being asked and do not let a folder be opened.
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
