//! The folder of deliveries.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

use pejl_app::pause;

/// How old an unfinished file must be to be nobody's any more.
const LEFT: Duration = Duration::from_secs(60 * 60);
/// What the names of unfinished files begin with, as those of what is delivered begin with `pejl-`, and what follows on the name.
const PART: (&str, &str) = (".pejl-", ".part-");
/// The name of what is written to see whether a folder can be written to.
const PROBE: &str = "pejl-probe";

/// Why a file is not in the folder.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Something else has its name; it is left as it is.
    #[error("the folder has another file `{0}`")]
    Taken(String),
    /// The folder cannot be written to.
    #[error("failed to write `{name}` to the folder")]
    Io {
        /// The name of the file.
        name: String,
        /// The cause.
        #[source]
        source: io::Error,
    },
}

/// Puts a file into a folder that is there: as a whole, or not at all, and never in the place of another one. Where the same file is
/// there already, nothing is to be done. Unfinished files that somebody left an hour ago are removed, of whatever report.
///
/// # Errors
/// See [`FolderError`].
///
/// # Example
/// ```
/// use pejl_scheduler::folder::{FolderError, put};
///
/// let folder = tempfile::tempdir()?;
/// put(folder.path(), "report.pdf", b"%PDF")?;
/// put(folder.path(), "report.pdf", b"%PDF")?;
/// let other = put(folder.path(), "report.pdf", b"other");
/// assert!(matches!(other, Err(FolderError::Taken(_))));
/// assert_eq!(std::fs::read(folder.path().join("report.pdf"))?, b"%PDF");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn put(folder: &Path, name: &str, content: &[u8]) -> Result<(), FolderError> {
    let failed = |source| FolderError::Io {
        name: name.to_owned(),
        source,
    };
    remove_left(folder);
    let place = folder.join(name);
    let part = part(folder, name, content).map_err(failed)?;
    pause::at("folder.written");
    match part.persist_noclobber(&place) {
        Ok(_) => {}
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            if fs::read(&place).map_err(failed)? != content {
                return Err(FolderError::Taken(name.to_owned()));
            }
        }
        Err(error) => return Err(failed(error.error)),
    }
    let folder = File::open(folder).and_then(|folder| folder.sync_all());
    folder.map_err(failed)
}

/// Whether files can be put into a folder: it is there, and can be written to. What is written to see that is gone afterwards.
///
/// # Errors
/// The folder is not there, or cannot be written to.
pub fn check(folder: &Path) -> io::Result<()> {
    // The file goes with its handle.
    part(folder, PROBE, b"pejl").map(drop)
}

/// The content whole and on the disk, under a name that nobody else has.
fn part(folder: &Path, name: &str, content: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let prefix = format!(".{name}{}", PART.1);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // What the mask takes off is taken off.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Removes what processes that ended left.
fn remove_left(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_part = name.starts_with(PART.0) && name.contains(PART.1);
        let written = entry.metadata().and_then(|of| of.modified()).ok();
        let is_left = written.is_some_and(|at| at.elapsed().is_ok_and(|age| age > LEFT));
        if is_part
            && is_left
            && let Err(error) = fs::remove_file(entry.path())
        {
            log::debug!("failed to remove an unfinished file: {error}");
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use std::time::SystemTime;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|one| one.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_was_left_long_ago_is_removed_and_what_may_be_under_way_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let old = SystemTime::now() - 2 * LEFT;
        for (name, is_old) in [
            (".pejl-a.pdf.part-old", true),
            (".pejl-b.pdf.part-old", true),
            (".pejl-a.pdf.part-new", false),
            (".pejl-a.pdf", true),
            (".b.pdf.part-old", true),
            ("pejl-b.pdf.part-old", true),
        ] {
            let left = folder.path().join(name);
            fs::write(&left, b"%P").unwrap();
            if is_old {
                let left = File::options().write(true).open(left).unwrap();
                left.set_modified(old).unwrap();
            }
        }
        put(folder.path(), "pejl-a.pdf", b"%PDF").unwrap();
        // What others put there is theirs.
        let expected = [
            ".b.pdf.part-old",
            ".pejl-a.pdf",
            ".pejl-a.pdf.part-new",
            "pejl-a.pdf",
            "pejl-b.pdf.part-old",
        ];
        assert_eq!(names(folder.path()), expected);
    }

    #[test]
    fn an_unfinished_file_that_is_the_finished_one_harms_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a.pdf");
        fs::write(&place, b"%PDF").unwrap();
        fs::hard_link(&place, folder.path().join(".a.pdf.part-1")).unwrap();
        put(folder.path(), "a.pdf", b"%PDF").unwrap();
        assert_eq!(fs::read(&place).unwrap(), b"%PDF");
    }

    #[test]
    fn several_at_once_put_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let content = vec![7_u8; 1 << 20];
        std::thread::scope(|scope| {
            let put = || put(folder.path(), "a.pdf", &content);
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(put)).collect();
            for thread in threads {
                thread.join().unwrap().unwrap();
            }
        });
        assert_eq!(names(folder.path()), ["a.pdf"]);
        assert_eq!(fs::read(folder.path().join("a.pdf")).unwrap(), content);
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error_and_no_folder_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing");
        let refused = put(&missing, "a.pdf", b"%PDF").unwrap_err();
        assert!(refused.to_string().contains("a.pdf"), "{refused}");
        assert!(!missing.exists());
    }

    #[test]
    fn whether_a_folder_can_be_written_to_is_seen_and_nothing_is_left_of_it() {
        let folder = tempfile::tempdir().unwrap();
        check(folder.path()).unwrap();
        assert!(names(folder.path()).is_empty());
        let missing = folder.path().join("missing");
        assert!(check(&missing).is_err() && !missing.exists());
        let file = folder.path().join("file");
        fs::write(&file, b"x").unwrap();
        assert!(check(&file).is_err());
    }
}
