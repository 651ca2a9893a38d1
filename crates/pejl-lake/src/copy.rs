//! Segments out of the lake and into it, byte for byte, with their hash compared on the way.

use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::Path;

use crate::error::LakeError;
use crate::hashing::HashingFile;
use crate::lake::Lake;
use crate::path::SegmentPath;
use crate::segment::{create_folder, sync_folder};

/// How much is read at a time.
const BUFFER_BYTES: usize = 1 << 18;

impl Lake {
    /// Copies a segment to the same path below `to`, brings it to the disk, and returns its length.
    ///
    /// The bytes are hashed as they are copied, so that what is written is what was compared. A file that is there is
    /// written anew.
    ///
    /// # Errors
    /// [`LakeError::Missing`] without the segment, [`LakeError::Hash`] when its bytes are others (the copy is then
    /// removed), and when a file cannot be read or written.
    pub fn copy_out(&self, path: &str, sha256: &str, to: &Path) -> Result<u64, LakeError> {
        let path = SegmentPath::parse(path)?;
        let target = to.join(path.as_str());
        self.copy(&path, sha256, &self.root().join(path.as_str()), to, &target)
    }

    /// Copies a segment from the same path below `from` into the lake, and returns its length: first under a temporary
    /// name, and under its own when every byte is on the disk and has the hash.
    ///
    /// A segment that is there already with that hash stays; another is an error, since segments do not change.
    ///
    /// # Errors
    /// As [`Lake::copy_out`].
    pub fn copy_in(&self, path: &str, sha256: &str, from: &Path) -> Result<u64, LakeError> {
        let checked = SegmentPath::parse(path)?;
        let (root, target) = (self.root(), self.root().join(checked.as_str()));
        if target.exists() {
            self.check(path, sha256)?;
            let length = fs::metadata(&target).map_err(failed("read", &checked))?;
            return Ok(length.len());
        }
        let temporary = root.join(checked.temporary());
        let source = from.join(checked.as_str());
        let n_bytes = self.copy(&checked, sha256, &source, root, &temporary)?;
        fs::rename(&temporary, &target).map_err(failed("publish", &checked))?;
        if let Some(folder) = target.parent() {
            sync_folder(folder).map_err(failed("publish", &checked))?;
        }
        Ok(n_bytes)
    }

    fn copy(
        &self,
        path: &SegmentPath,
        sha256: &str,
        source: &Path,
        root: &Path,
        target: &Path,
    ) -> Result<u64, LakeError> {
        let source = File::open(source).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => LakeError::Missing {
                path: path.as_str().to_owned(),
            },
            _ => failed("open", path)(source),
        })?;
        if let Some(folder) = target.parent() {
            create_folder(root, folder).map_err(failed("create the folder of", path))?;
        }
        match fs::remove_file(target) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(failed("replace", path)(error));
            }
            _ => {}
        }
        let mut copy = HashingFile::create_new(target).map_err(failed("create", path))?;
        let mut source = BufReader::with_capacity(BUFFER_BYTES, source);
        io::copy(&mut source, &mut copy).map_err(failed("copy", path))?;
        let written = copy.sync().map_err(failed("write", path))?;
        if !written.sha256.eq_ignore_ascii_case(sha256) {
            fs::remove_file(target).map_err(failed("remove", path))?;
            return Err(LakeError::Hash {
                path: path.as_str().to_owned(),
                expected: sha256.to_owned(),
                found: written.sha256,
            });
        }
        Ok(written.n_bytes)
    }
}

fn failed(action: &'static str, path: &SegmentPath) -> impl FnOnce(io::Error) -> LakeError + use<> {
    let path = path.as_str().to_owned();
    move |source| LakeError::Io {
        action,
        path,
        source,
    }
}

#[cfg(test)]
mod tests;
