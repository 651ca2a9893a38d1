//! Files that get their names together, or not at all.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::{FetchError, at};

/// Files under temporary names; what is not published is removed.
#[derive(Debug, Default)]
pub(super) struct Staged {
    /// Temporary name and name.
    parts: Vec<(PathBuf, PathBuf)>,
}

impl Staged {
    /// Notes a file that is going to be written and returns its temporary name.
    pub(super) fn add(&mut self, path: &Path) -> PathBuf {
        let mut name = path.as_os_str().to_owned();
        name.push(".part");
        let part = PathBuf::from(name);
        self.parts.push((part.clone(), path.to_owned()));
        part
    }

    /// Gives all files their names. Sidecars go first: a data file without one would be read without what it declares.
    pub(super) fn publish(mut self, out_dir: &Path) -> Result<(), FetchError> {
        let (sidecars, data): (Vec<_>, Vec<_>) = self.parts.iter().partition(|(_, path)| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        });
        let mut published: Vec<&Path> = Vec::new();
        for (part, path) in sidecars.into_iter().chain(data) {
            if let Err(error) = fs::rename(part, path) {
                for path in published {
                    let _ = fs::remove_file(path);
                }
                return Err(at(path)(error));
            }
            published.push(path);
        }
        sync_folder(out_dir).map_err(at(out_dir))?;
        self.parts.clear();
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        for (part, _) in &self.parts {
            // A part that is not there any more needs no removal, and nothing can be done about one that stays.
            let _ = fs::remove_file(part);
        }
    }
}

/// Makes the new names last through a power failure, where the system can be asked for it.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}
