//! Why nothing was written.

use std::io;
use std::path::{Path, PathBuf};

/// Why nothing was written; the folder is as it was.
#[derive(Debug, thiserror::Error)]
pub enum SynthError {
    /// An option outside what can be written.
    #[error("`{option}` is {value}: expected {allowed}")]
    Option {
        /// Its name.
        option: &'static str,
        /// The value given.
        value: String,
        /// What can be given.
        allowed: String,
    },
    /// The folder holds something that an earlier, broken run did not leave.
    #[error("`{}` holds `{}`: expected a new or an empty folder", folder.display(), found.display())]
    Occupied {
        /// The folder.
        folder: PathBuf,
        /// What it holds.
        found: PathBuf,
    },
    /// A file or folder could not be written.
    #[error("failed to {action} `{}`", path.display())]
    File {
        /// What was tried.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The truth could not be put in JSON.
    #[error("failed to write truth.json")]
    Truth(#[source] serde_json::Error),
}

pub(crate) fn file_error(
    action: &'static str,
    path: &Path,
) -> impl FnOnce(io::Error) -> SynthError + use<> {
    let path = path.to_owned();
    move |source| SynthError::File {
        action,
        path,
        source,
    }
}
