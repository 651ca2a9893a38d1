//! An installation for tests, and records of persons to put into it.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::{Path, PathBuf};

use pejl_db::testing::TestDatabase;

use crate::declaration::{Said, read};
use crate::error::AppError;
use crate::import::records::{
    PersonKeySource, RecordImport, RecordSummary, create_person_key, import_records,
};
use crate::import::{ImportKind, ImportRequest, ImportSummary, import};
use crate::store::{Store, StoreOptions};

/// An installation with a key, and the files it is given.
pub(crate) struct Place {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) store: Store,
}

impl Place {
    pub(crate) fn on(database: &TestDatabase) -> Self {
        database.open_migrated();
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&StoreOptions {
            database: Some(database.url().to_owned()),
            ..StoreOptions::embedded(folder.path().join("data"))
        })
        .unwrap();
        create_person_key(&folder.path().join("key")).unwrap();
        Self { folder, store }
    }

    pub(crate) fn write(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn key(&self) -> PersonKeySource {
        PersonKeySource {
            file: Some(self.folder.path().join("key")),
            folder: None,
        }
    }

    pub(crate) fn import(&self, dataset: &str, municipality: &str, content: &str) -> RecordSummary {
        self.try_import(dataset, municipality, content).unwrap()
    }

    pub(crate) fn try_import(
        &self,
        dataset: &str,
        municipality: &str,
        content: &str,
    ) -> Result<RecordSummary, AppError> {
        self.try_import_of(dataset, municipality, content, None)
    }

    /// Imports rows that are all there is of some months, where these are named.
    pub(crate) fn import_of(
        &self,
        dataset: &str,
        municipality: &str,
        content: &str,
        period: Option<&str>,
    ) -> RecordSummary {
        self.try_import_of(dataset, municipality, content, period)
            .unwrap()
    }

    /// Imports a file of a table as StatBank gives it.
    pub(crate) fn import_statbank(&self, table: &str, file: &Path) -> ImportSummary {
        let request = ImportRequest {
            kind: ImportKind::Statbank,
            files: vec![file.to_owned()],
            declared: read(&Said {
                table: Some(table),
                ..Said::default()
            })
            .unwrap(),
            dry_run: false,
            actor: "test".to_owned(),
        };
        import(&self.store, &request, &mut |_| {}).unwrap()
    }

    fn try_import_of(
        &self,
        dataset: &str,
        municipality: &str,
        content: &str,
        period: Option<&str>,
    ) -> Result<RecordSummary, AppError> {
        let request = RecordImport {
            dataset: dataset.to_owned(),
            files: vec![self.write("records.csv", content)],
            source: Some("canonical".to_owned()),
            mapping: None,
            municipality: municipality.to_owned(),
            person_key: self.key(),
            period: period.map(str::to_owned),
            control_totals: Vec::new(),
            max_refused: Some("50%".to_owned()),
            explain: 0,
            dry_run: false,
            actor: "test".to_owned(),
        };
        import_records(&self.store, &request, &mut |_| {})
    }
}

/// A person number, the same for the same number.
pub(crate) fn cpr(n: usize) -> String {
    format!("{:02}0340-{:04}", n % 28 + 1, 1_000 + n)
}

/// Heading of a file of courses.
pub(crate) const COURSES: &str =
    "course_id;cpr;course_type;service;start;planned_end;end;end_reason\n";

/// A course of a person that started in a month of 2018, and perhaps ended.
pub(crate) fn course(id: usize, person: usize, month: usize, end: &str) -> String {
    format!(
        "F{id};{};rehabilitering;SEL-83a;2018-{month:02}-15;;{end};\n",
        cpr(person)
    )
}
