//! Where the key for pseudonyms comes from: a file or the environment, never the store.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use pejl_db::person_key::find_fingerprint;
use pejl_domain::{Area, hex};
use pejl_ingest::person::{KEY_BYTES, PersonKey};

use crate::error::AppError;
use crate::store::{Store, file_error};

/// Name of the variable that holds the key itself; with `_` and a municipality's code it is that one's.
const KEY_VARIABLE: &str = "PEJL_PERSON_KEY";

/// Where the key for pseudonyms is.
#[derive(Debug, Clone, Default)]
pub struct PersonKeySource {
    /// A file that holds the key.
    pub file: Option<PathBuf>,
    /// A folder with a file for each municipality, `766.key`, which is asked when no file is given. The environment is
    /// asked when neither holds a key.
    pub folder: Option<PathBuf>,
}

impl PersonKeySource {
    /// Reads the key of a municipality.
    ///
    /// # Errors
    /// No key, or a text that is none. No message repeats it.
    pub(crate) fn read(&self, municipality: &str) -> Result<PersonKey, AppError> {
        let name = format!("{municipality}.key");
        let in_folder = self.folder.as_ref().map(|folder| folder.join(&name));
        let in_folder = in_folder.filter(|path| path.exists());
        let (place, text) = match (&self.file, in_folder) {
            (Some(path), _) => (path.display().to_string(), read(path)?),
            // The folder is the server's, and is not told to its clients.
            (None, Some(path)) => (name, read(&path)?),
            (None, None) => from_environment(municipality)?,
        };
        PersonKey::parse(&text)
            .map_err(|error| AppError::parameter("person_key", &place, error.to_string()))
    }
}

/// Refuses a key that is not the one a municipality's pseudonyms are made with, before anything is read.
///
/// # Errors
/// It is another key, or the catalogue cannot be read.
pub(in crate::import) fn check_fingerprint(
    store: &Store,
    municipality: &Area,
    given: &str,
) -> Result<(), AppError> {
    let known = store
        .db
        .with(|conn| find_fingerprint(conn, municipality.code))?;
    if known.is_some_and(|known| known != given) {
        return Err(AppError::Refused(format!(
            "the key for pseudonyms is not the one municipality {} was imported with",
            municipality.code
        )));
    }
    Ok(())
}

fn read(path: &Path) -> Result<String, AppError> {
    std::fs::read_to_string(path).map_err(|source| file_error("read", path, source))
}

fn from_environment(municipality: &str) -> Result<(String, String), AppError> {
    let own = format!("{KEY_VARIABLE}_{municipality}");
    for name in [own.as_str(), KEY_VARIABLE] {
        if let Ok(text) = std::env::var(name) {
            return Ok((name.to_owned(), text));
        }
    }
    Err(AppError::parameter(
        "person_key",
        "",
        format!(
            "a file with the key for pseudonyms, or the variable {own} or {KEY_VARIABLE}; `pejl person-key FILE` makes one"
        ),
    ))
}

/// Makes a key and writes it to a new file that only its owner can read.
///
/// # Errors
/// The file exists, or cannot be written.
pub fn create_person_key(path: &Path) -> Result<(), AppError> {
    let bytes: [u8; KEY_BYTES] = rand::random();
    let mut text = hex(bytes);
    text.push('\n');
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let failed = |source| file_error("create", path, source);
    let mut file = options.open(path).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    file.sync_all().map_err(failed)
}
