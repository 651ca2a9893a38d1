//! Where one installation keeps everything: a catalogue, a lake, and the folder they stand in.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use pejl_db::{Db, DbError};
use pejl_domain::cpr::masked;
use pejl_lake::Lake;

use crate::definitions::AtHand;
use crate::error::AppError;

/// Tells what the time is; the only clock there is.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl Clock {
    /// Returns the computer's clock.
    ///
    /// In builds with debug assertions `PEJL_CLOCK` may name an instant that it is when the program starts, so that a test can see a
    /// real process at another time. In release builds nothing of this exists.
    pub fn system() -> Self {
        #[cfg(debug_assertions)]
        if let Some(ahead) = ahead() {
            return Self(Arc::new(move || Utc::now() + ahead));
        }
        Self(Arc::new(Utc::now))
    }

    /// Returns a clock that tells what `now` says, for tests.
    pub fn of(now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// Returns the time.
    pub fn now(&self) -> DateTime<Utc> {
        (self.0)()
    }
}

/// How far the instant of `PEJL_CLOCK` is ahead of now.
#[cfg(debug_assertions)]
fn ahead() -> Option<chrono::TimeDelta> {
    let named: DateTime<Utc> = std::env::var("PEJL_CLOCK").ok()?.parse().ok()?;
    Some(named - Utc::now())
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}

/// Where the data are.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// The folder of this installation: the lake, and the catalogue when it is SQLite.
    pub data: PathBuf,
    /// URL of the catalogue; SQLite in the data folder when not given.
    pub database: Option<String>,
    /// The clock.
    pub clock: Clock,
}

impl StoreOptions {
    /// Returns the options of a folder with its own SQLite catalogue and the computer's clock.
    pub fn embedded(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            database: None,
            clock: Clock::system(),
        }
    }
}

/// An open installation.
#[derive(Debug)]
pub struct Store {
    pub(crate) db: Db,
    pub(crate) lake: Lake,
    pub(crate) clock: Clock,
    pub(crate) data: PathBuf,
    pub(crate) definitions: AtHand,
}

/// Name of the file that marks a data folder whose figures are invented.
const DEMO_MARK: &str = "DEMO";

impl Store {
    /// Opens an installation. An embedded catalogue is created and migrated; a shared one must have been.
    ///
    /// # Errors
    /// The folder cannot be made, the database cannot be reached, or it lacks migrations.
    pub fn open(options: &StoreOptions) -> Result<Self, AppError> {
        crate::backup::refuse_unfinished(&options.data)?;
        let store = Self::connect(options)?;
        let mut pending = store.db.pending_migrations()?;
        // Migrating takes the write lock, which a reader beside a writer would wait for in vain.
        if options.database.is_none() && !pending.is_empty() {
            store.db.migrate()?;
            pending = store.db.pending_migrations()?;
        }
        if pending.is_empty() {
            Ok(store)
        } else {
            Err(AppError::NotMigrated(pending))
        }
    }

    /// Opens an installation and brings its catalogue up to this version; returns the names of what was applied.
    ///
    /// # Errors
    /// The folder cannot be made, the database cannot be reached, or a migration failed.
    pub fn migrate(options: &StoreOptions) -> Result<Vec<String>, AppError> {
        crate::backup::refuse_unfinished(&options.data)?;
        let store = Self::connect(options)?;
        Ok(store.db.migrate()?)
    }

    /// Tells whether the database that the URL names has none of our tables.
    ///
    /// # Errors
    /// It names none, or the database cannot be reached.
    pub(crate) fn is_blank_database(url: &str) -> Result<bool, AppError> {
        let db = Db::open(url).map_err(|error| open_error("database", error))?;
        Ok(db.is_blank()?)
    }

    /// Opens an installation as it is, with or without tables.
    pub(crate) fn connect(options: &StoreOptions) -> Result<Self, AppError> {
        std::fs::create_dir_all(&options.data)
            .map_err(|source| file_error("create", &options.data, source))?;
        let (parameter, url) = match &options.database {
            Some(url) => ("database", url.clone()),
            None => (
                "data",
                format!("sqlite://{}", options.data.join("pejl.sqlite").display()),
            ),
        };
        Ok(Self {
            db: Db::open(&url).map_err(|error| open_error(parameter, error))?,
            lake: Lake::open(&options.data.join("lake"))?,
            clock: options.clock.clone(),
            data: options.data.clone(),
            definitions: AtHand::default(),
        })
    }

    /// Tells whether the store can answer: its database is there and of this version.
    ///
    /// # Errors
    /// The database cannot be reached or is of another backend.
    pub fn check(&self) -> Result<(), AppError> {
        self.db.check()?;
        Ok(())
    }

    /// Tells whether the figures are invented.
    pub fn is_demo(&self) -> bool {
        self.data.join(DEMO_MARK).exists()
    }

    pub(crate) fn mark_demo(&self) -> Result<(), AppError> {
        let path = self.data.join(DEMO_MARK);
        std::fs::write(&path, "The figures in this folder are invented.\n")
            .map_err(|source| file_error("write", &path, source))
    }

    /// Returns the random name that the store was given when its tables were made.
    ///
    /// # Errors
    /// The catalogue cannot be read.
    pub fn id(&self) -> Result<String, AppError> {
        Ok(self.db.check()?.store_id)
    }

    /// Returns the time by the store's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

/// A URL that names no database is wrong use; what it names and does not answer is the environment's failure.
fn open_error(parameter: &str, error: DbError) -> AppError {
    match error {
        DbError::Scheme { scheme } => AppError::parameter(
            parameter,
            // Without a known scheme any part of the text may be a password.
            scheme.as_deref().unwrap_or("…"),
            "a URL such as sqlite://PATH or postgres://HOST/NAME",
        ),
        DbError::SqlitePath { path, problem } => AppError::parameter(
            parameter,
            &path,
            format!("the path of a database file; this one {problem}"),
        ),
        other => AppError::Db(other),
    }
}

pub(crate) fn file_error(action: &'static str, path: &Path, source: std::io::Error) -> AppError {
    AppError::File {
        action,
        // A file may be named after the person it is about.
        path: masked(&path.display().to_string()).into_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

    use super::*;

    #[track_caller]
    fn refused(url: &str, expected: &str) {
        let folder = tempfile::tempdir().unwrap();
        let options = StoreOptions {
            database: Some(url.to_owned()),
            ..StoreOptions::embedded(folder.path())
        };
        match Store::open(&options).unwrap_err() {
            AppError::Invalid(problems) => {
                let shown: Vec<_> = problems
                    .iter()
                    .map(|p| format!("{} `{}`", p.parameter, p.value))
                    .collect();
                assert_eq!(shown, [expected]);
            }
            other => panic!("{}", crate::error::chain(&other)),
        }
    }

    #[test]
    fn a_url_that_names_no_database_is_wrong_use() {
        refused("mysql://host/pejl", "database `mysql`");
        refused("host=db password=hemmeligt", "database `…`");
        refused("sqlite://:memory:", "database `:memory:`");
        let folder = tempfile::tempdir().unwrap();
        let database = format!("sqlite://{}/no/such/folder.sqlite", folder.path().display());
        let options = StoreOptions {
            database: Some(database),
            ..StoreOptions::embedded(folder.path())
        };
        assert!(Store::open(&options).unwrap_err().is_environment());
    }
}
