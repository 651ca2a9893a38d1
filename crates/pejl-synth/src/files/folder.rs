//! Files under temporary names, renamed together at the end.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::error::{SynthError, file_error};

/// What the name of a file ends in until everything is written.
const PART: &str = "part";
/// Bytes gathered before a write.
const BUFFER: usize = 1 << 20;

/// The output folder; what was not finished is removed when it is dropped.
#[derive(Debug)]
pub(crate) struct Folder {
    root: PathBuf,
    /// Temporary and final path of each file, in the order of writing.
    files: Vec<(PathBuf, PathBuf)>,
}

/// One file being written.
#[derive(Debug)]
pub(crate) struct Output {
    path: PathBuf,
    file: File,
    /// Rows go here; [`Output::row_done`] empties it when it is full.
    pub(crate) buffer: Vec<u8>,
}

impl Folder {
    /// Opens the folder, made when it is not there.
    ///
    /// # Errors
    /// It holds something else than what a broken run leaves behind, or cannot be read or made.
    pub(crate) fn open(root: &Path) -> Result<Self, SynthError> {
        fs::create_dir_all(root).map_err(file_error("create", root))?;
        let mut leftovers = Vec::new();
        find_leftovers(root, root, &mut leftovers)?;
        for path in leftovers {
            fs::remove_file(&path).map_err(file_error("remove", &path))?;
        }
        Ok(Self {
            root: root.to_owned(),
            files: Vec::new(),
        })
    }

    /// Begins the file `name` (which may have folders in it) in the municipality's folder, or at the root when `place`
    /// is empty.
    pub(crate) fn create(&mut self, place: &str, name: &str) -> Result<Output, SynthError> {
        let path = self.root.join(place).join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(file_error("create", folder))?;
        }
        let mut part = path.clone().into_os_string();
        part.push(".");
        part.push(PART);
        let part = PathBuf::from(part);
        let file = File::create(&part).map_err(file_error("create", &part))?;
        self.files.push((part.clone(), path));
        Ok(Output {
            path: part,
            file,
            buffer: Vec::with_capacity(BUFFER + (BUFFER >> 3)),
        })
    }

    /// Gives every file its name, `truth.json` last when it was made last.
    pub(crate) fn finish(mut self) -> Result<(), SynthError> {
        for (part, path) in &self.files {
            fs::rename(part, path).map_err(file_error("rename", part))?;
        }
        self.files.clear();
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        for (part, path) in &self.files {
            // The error that brought us here is what the caller hears of; a file that stays is removed by the next run.
            let _ = fs::remove_file(part).or_else(|_| fs::remove_file(path));
        }
    }
}

impl Output {
    /// Says that the buffer ends with a whole row.
    pub(crate) fn row_done(&mut self) -> Result<(), SynthError> {
        if self.buffer.len() >= BUFFER {
            self.flush()
        } else {
            Ok(())
        }
    }

    /// Writes what is left.
    pub(crate) fn finish(mut self) -> Result<(), SynthError> {
        self.flush()?;
        self.file
            .sync_data()
            .map_err(file_error("write", &self.path))
    }

    fn flush(&mut self) -> Result<(), SynthError> {
        self.file
            .write_all(&self.buffer)
            .map_err(file_error("write", &self.path))?;
        self.buffer.clear();
        Ok(())
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, SynthError> {
    fs::read_dir(folder)
        .and_then(|entries| {
            entries
                .map(|entry| entry.map(|entry| entry.path()))
                .collect()
        })
        .map_err(file_error("read", folder))
}

/// Lists the temporary files below `folder`; anything else but folders is somebody's.
fn find_leftovers(
    root: &Path,
    folder: &Path,
    leftovers: &mut Vec<PathBuf>,
) -> Result<(), SynthError> {
    for path in entries(folder)? {
        // A link is not followed: it is somebody's.
        let kind = fs::symlink_metadata(&path).map_err(file_error("read", &path))?;
        if kind.is_dir() {
            find_leftovers(root, &path, leftovers)?;
        } else if kind.is_file() && path.extension().is_some_and(|extension| extension == PART) {
            leftovers.push(path);
        } else {
            return Err(SynthError::Occupied {
                folder: root.to_owned(),
                found: path.strip_prefix(root).map(Path::to_owned).unwrap_or(path),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn nothing_is_left_of_a_run_that_broke() {
        let place = tempfile::tempdir().unwrap();
        let mut folder = Folder::open(place.path()).unwrap();
        folder.create("766", "a.csv").unwrap().finish().unwrap();
        drop(folder);
        assert_eq!(entries(&place.path().join("766")).unwrap().len(), 0);
    }

    #[test]
    fn a_killed_run_s_files_are_removed_and_foreign_ones_refused() {
        let place = tempfile::tempdir().unwrap();
        fs::create_dir(place.path().join("766")).unwrap();
        fs::write(place.path().join("766/a.csv.part"), "x").unwrap();
        drop(Folder::open(place.path()).unwrap());
        assert_eq!(entries(&place.path().join("766")).unwrap().len(), 0);
        fs::write(place.path().join("766/b.csv"), "x").unwrap();
        let refused = Folder::open(place.path()).unwrap_err();
        assert!(
            matches!(&refused, SynthError::Occupied { found, .. } if found.ends_with("766/b.csv"))
        );
        assert!(place.path().join("766/b.csv").exists());
    }

    #[test]
    fn finished_files_have_their_names() {
        let place = tempfile::tempdir().unwrap();
        let mut folder = Folder::open(place.path()).unwrap();
        let mut output = folder.create("", "truth.json").unwrap();
        output.buffer.extend_from_slice(b"{}");
        output.finish().unwrap();
        assert!(!place.path().join("truth.json").exists());
        folder.finish().unwrap();
        assert_eq!(fs::read(place.path().join("truth.json")).unwrap(), b"{}");
    }
}
