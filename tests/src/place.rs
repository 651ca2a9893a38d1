//! A place of its own for a test's data: a folder, and a database on each backend in turn.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use pejl_db::testing::TestDatabase;
use serde_json::Value;
use tempfile::TempDir;

use crate::process::{self, Finished, PejlProcess};

/// An installation of one test; everything goes with this value.
pub struct Place {
    folder: TempDir,
    database: Option<TestDatabase>,
}

impl Place {
    /// Returns a new installation on SQLite, still without anything.
    #[track_caller]
    pub fn sqlite() -> Self {
        match tempfile::tempdir() {
            Ok(folder) => Self {
                folder,
                database: None,
            },
            Err(error) => panic!("no folder for a test: {error}"),
        }
    }

    /// Returns a new installation on PostgreSQL, migrated by the program; none where there is no server.
    #[track_caller]
    pub fn postgres() -> Option<Self> {
        let database = TestDatabase::postgres()?;
        let place = Self {
            database: Some(database),
            ..Self::sqlite()
        };
        place.run(["db", "migrate"]).expect_done();
        Some(place)
    }

    /// Returns a place on each backend there is whose database has no tables, as a restore wants it.
    #[track_caller]
    pub fn each_blank() -> Vec<Self> {
        let postgres = TestDatabase::postgres().map(|database| Self {
            database: Some(database),
            ..Self::sqlite()
        });
        [Some(Self::sqlite()), postgres]
            .into_iter()
            .flatten()
            .collect()
    }

    /// Returns the name of the backend.
    pub fn backend(&self) -> &'static str {
        if self.database.is_some() {
            "postgres"
        } else {
            "sqlite"
        }
    }

    /// Returns the URL of the catalogue when it is not in the data folder.
    pub fn database_url(&self) -> Option<String> {
        self.database
            .as_ref()
            .map(|database| database.url().to_owned())
    }

    /// Returns the data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Returns the folder for what the test itself writes, beside the data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file of the test's and returns where it is.
    #[track_caller]
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        if let Err(error) = std::fs::write(&path, content) {
            panic!("{} cannot be written: {error}", path.display());
        }
        path
    }

    /// Returns the program as a command on this installation.
    pub fn command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = process::command();
        command.env("PEJL_DATA", self.data());
        if let Some(database) = &self.database {
            command.env("PEJL_DATABASE", database.url());
        }
        command.args(arguments);
        command
    }

    /// Runs the program on this installation.
    #[track_caller]
    pub fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Finished {
        process::run(self.command(arguments))
    }

    /// Starts the program on this installation; its output is kept under `name`.
    #[track_caller]
    pub fn start<S: AsRef<OsStr>>(
        &self,
        name: &str,
        arguments: impl IntoIterator<Item = S>,
    ) -> PejlProcess {
        PejlProcess::start(self.command(arguments), self.folder.path(), name)
    }

    /// Imports a StatBank file that must be right, and returns the summary.
    #[track_caller]
    pub fn import(&self, file: &Path, options: &[&str]) -> Value {
        self.try_import(file, options).expect_done().json()
    }

    /// Imports a StatBank file that may be refused; the summary is JSON on stdout.
    #[track_caller]
    pub fn try_import(&self, file: &Path, options: &[&str]) -> Finished {
        let mut command = self.command(["import", "statbank", "--format", "json"]);
        command.arg(file).args(options);
        process::run(command)
    }

    /// Returns the number of the newest revision; 0 before the first.
    #[track_caller]
    pub fn revision(&self) -> i64 {
        let revisions = self
            .run(["revisions", "--limit", "1", "--format", "json"])
            .expect_done()
            .json();
        revisions
            .pointer("/items/0/revision")
            .and_then(Value::as_i64)
            .unwrap_or(0)
    }

    /// Fails unless `pejl db verify` finds everything as it was stored.
    #[track_caller]
    pub fn assert_sound(&self) {
        let verified = self.run(["db", "verify"]).expect_done();
        assert!(verified.stdout.contains(" 0 faults"), "{}", verified.stdout);
    }

    /// Returns every file of the data folder, at any depth, sorted.
    pub fn kept_files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        list(&self.data(), &mut found);
        found.sort();
        found.into_iter().map(|(path, _)| path).collect()
    }

    /// Returns the files of the lake, sorted, with their sizes.
    pub fn lake_files(&self) -> Vec<(PathBuf, u64)> {
        let mut found = Vec::new();
        list(&self.data().join("lake"), &mut found);
        found.sort();
        found
    }
}

fn list(folder: &Path, found: &mut Vec<(PathBuf, u64)>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            list(&path, found);
        } else {
            found.push((path, entry.metadata().map_or(0, |metadata| metadata.len())));
        }
    }
}

/// Runs the test once per backend, each time in a new place: SQLite always, PostgreSQL where there is a server.
#[track_caller]
pub fn for_each_database(test: impl Fn(&Place)) {
    let run = |place: &Place| {
        let _named = NameOnPanic(place.backend());
        test(place);
    };
    run(&Place::sqlite());
    if let Some(place) = Place::postgres() {
        run(&place);
    }
}

/// Says on which backend a test failed.
struct NameOnPanic(&'static str);

impl Drop for NameOnPanic {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("failed on {}", self.0);
        }
    }
}
