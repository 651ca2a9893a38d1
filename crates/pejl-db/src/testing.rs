//! Support for tests, of this crate and of those above: every test gets databases of its own.
//!
//! SQLite always takes part. PostgreSQL does when the environment variable `PEJL_TEST_POSTGRES` holds the `postgres://`
//! URL of a server on which databases may be made; without it that half is skipped with a printed line, or fails when
//! `CI` is `true`.
//!
//! The functions panic where a test should fail.
#![expect(clippy::panic, reason = "a test that cannot have its database fails")]

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use tempfile::TempDir;

use crate::{Backend, Db};

/// The variable that names the PostgreSQL server for tests.
pub const POSTGRES_VARIABLE: &str = "PEJL_TEST_POSTGRES";

/// A database that exists as long as this value: a file in a folder of its own, or a database on the test server.
pub struct TestDatabase {
    url: String,
    place: Place,
}

enum Place {
    File { _folder: TempDir },
    Server { url: String, name: String },
}

impl TestDatabase {
    /// A new SQLite file, still without tables.
    #[track_caller]
    pub fn sqlite() -> TestDatabase {
        let folder = match tempfile::tempdir() {
            Ok(folder) => folder,
            Err(error) => panic!("no folder for a test database: {error}"),
        };
        TestDatabase {
            url: format!("sqlite://{}", folder.path().join("test.sqlite").display()),
            place: Place::File { _folder: folder },
        }
    }

    /// A new PostgreSQL database, still without tables; nothing when no server is named.
    #[track_caller]
    pub fn postgres() -> Option<TestDatabase> {
        let Ok(server) = std::env::var(POSTGRES_VARIABLE) else {
            if std::env::var("CI").is_ok_and(|ci| ci == "true") {
                panic!("{POSTGRES_VARIABLE} is not set, and CI leaves nothing out");
            }
            println!("skipped on PostgreSQL: {POSTGRES_VARIABLE} is not set");
            return None;
        };
        let name = format!("pejl_test_{:016x}", rand::random::<u64>());
        execute(
            &server,
            &format!("CREATE DATABASE {name} TEMPLATE template0"),
        );
        Some(TestDatabase {
            url: with_database(&server, &name),
            place: Place::Server { url: server, name },
        })
    }

    /// The URL to open the database with, also from another process.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Which database it is.
    pub fn backend(&self) -> Backend {
        match self.place {
            Place::File { .. } => Backend::Sqlite,
            Place::Server { .. } => Backend::Postgres,
        }
    }

    /// Runs statements on the database, whatever the software thinks of them; foreign keys are not looked after.
    #[track_caller]
    pub fn execute(&self, statements: &str) {
        match &self.place {
            Place::File { .. } => {
                let path = self.url.trim_start_matches("sqlite://");
                let done = SqliteConnection::establish(path)
                    .map_err(|error| error.to_string())
                    .and_then(|mut conn| {
                        conn.batch_execute("PRAGMA foreign_keys = OFF")
                            .and_then(|()| conn.batch_execute(statements))
                            .map_err(|error| error.to_string())
                    });
                if let Err(error) = done {
                    panic!("`{statements}` failed: {error}");
                }
            }
            Place::Server { .. } => execute(
                &self.url,
                &format!("SET session_replication_role = replica; {statements}"),
            ),
        }
    }

    /// Opens the database; every call makes connections of its own, as another process would.
    #[track_caller]
    pub fn open(&self) -> Db {
        match Db::open(&self.url) {
            Ok(db) => db,
            Err(error) => panic!("test database does not open: {}", chain(&error)),
        }
    }

    /// Opens the database and makes the tables.
    #[track_caller]
    pub fn open_migrated(&self) -> Db {
        let db = self.open();
        if let Err(error) = db.migrate() {
            panic!("test database does not migrate: {}", chain(&error));
        }
        db
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Place::Server { url, name } = &self.place {
            execute(url, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

/// Runs the test once per backend, each time with a new database that has all tables.
///
/// ```
/// pejl_db::testing::for_each_backend(|db| {
///     assert_eq!(db.check().unwrap().revision, 0);
/// });
/// ```
#[track_caller]
pub fn for_each_backend(test: impl Fn(&Db)) {
    for_each_database(|database| test(&database.open_migrated()));
}

/// Runs the test once per backend, each time with a new database without tables.
#[track_caller]
pub fn for_each_database(test: impl Fn(&TestDatabase)) {
    let run = |database: TestDatabase| {
        let _named = NameOnPanic(database.backend());
        test(&database);
    };
    run(TestDatabase::sqlite());
    if let Some(database) = TestDatabase::postgres() {
        run(database);
    }
}

/// Says on which backend a test failed.
struct NameOnPanic(Backend);

impl Drop for NameOnPanic {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("failed on {}", self.0);
        }
    }
}

fn execute(url: &str, statement: &str) {
    let done = PgConnection::establish(url)
        .map_err(|error| error.to_string())
        .and_then(|mut conn| {
            conn.batch_execute(statement)
                .map_err(|error| error.to_string())
        });
    match done {
        Ok(()) => {}
        // A second panic would abort the process and hide the first.
        Err(error) if std::thread::panicking() => println!("`{statement}` failed: {error}"),
        Err(error) => panic!("`{statement}` failed: {error}"),
    }
}

/// The URL with another database name.
fn with_database(url: &str, name: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
    let (place, options) = match rest.split_once('?') {
        Some((place, options)) => (place, format!("?{options}")),
        None => (rest, String::new()),
    };
    let server = place.split_once('/').map_or(place, |(server, _)| server);
    format!("{scheme}://{server}/{name}{options}")
}

/// The error and its causes on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn database_name_is_exchanged() {
        let cases = [
            (
                "postgres://u:p@host:5432/old",
                "postgres://u:p@host:5432/new",
            ),
            ("postgres://host", "postgres://host/new"),
            (
                "postgresql://host/old?sslmode=disable",
                "postgresql://host/new?sslmode=disable",
            ),
        ];
        for (url, expected) in cases {
            assert_eq!(with_database(url, "new"), expected);
        }
    }
}
