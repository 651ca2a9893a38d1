//! Installations for the tests of this crate, on both databases.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::PathBuf;

use chrono::{TimeDelta, Utc};
use pejl_db::testing::TestDatabase;
use pejl_domain::{Cell, Grain, PriceLevel, Unit};
use pejl_lake::STAT_FACT;
use pejl_metrics::{Method, Observation, PriceBasis};

use crate::import::{ImportKind, ImportRequest, ImportSummary, import};
use crate::snapshot::{AsKnown, known};
use crate::store::{Clock, Store, StoreOptions};

/// A data folder and a database of one test, still without anything.
pub(crate) struct Installation {
    folder: tempfile::TempDir,
    pub(crate) database: TestDatabase,
}

impl Installation {
    /// One on each database there is.
    pub(crate) fn on_each() -> Vec<Self> {
        let databases = [Some(TestDatabase::sqlite()), TestDatabase::postgres()];
        databases.into_iter().flatten().map(Self::on).collect()
    }

    pub(crate) fn on(database: TestDatabase) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder, database }
    }

    pub(crate) fn options(&self) -> StoreOptions {
        StoreOptions {
            database: Some(self.database.url().to_owned()),
            ..StoreOptions::embedded(self.data())
        }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path("data")
    }

    /// A path beside the data folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Opens it, with all tables.
    pub(crate) fn open(&self) -> Store {
        Store::migrate(&self.options()).unwrap();
        Store::open(&self.options()).unwrap()
    }

    /// Opens it an hour later: leases have run out and replaced segments may go.
    pub(crate) fn open_later(&self) -> Store {
        self.open_at(TimeDelta::hours(1))
    }

    /// Opens it when what was replaced an hour later may go, too.
    pub(crate) fn open_two_hours_later(&self) -> Store {
        self.open_at(TimeDelta::hours(2))
    }

    fn open_at(&self, later: TimeDelta) -> Store {
        Store::open(&StoreOptions {
            clock: Clock::of(move || Utc::now() + later),
            ..self.options()
        })
        .unwrap()
    }

    /// Imports a value of one municipality in some years.
    pub(crate) fn import(&self, store: &Store, years: &[u16], value: u32) -> ImportSummary {
        let rows: String = years
            .iter()
            .map(|year| format!("766;53027;1;TOT;INDL;{year};{value}\n"))
            .collect();
        let file = self.path("figures.csv");
        let header = "OMRÅDE;FUNKTION;DRANST;ART;PRISENHED;TID;INDHOLD\n";
        std::fs::write(&file, format!("{header}{rows}")).unwrap();
        let request = ImportRequest {
            kind: ImportKind::Statbank,
            files: vec![file],
            declared: crate::declaration::read(&crate::declaration::Said {
                table: Some("REGK31"),
                ..Default::default()
            })
            .unwrap(),
            dry_run: false,
            actor: "test".to_owned(),
        };
        import(store, &request, &mut |_| {}).unwrap()
    }
}

/// Every fact there is, at the head and at each revision: the rows as text, in their own order.
pub(crate) fn answers(store: &Store) -> Vec<Vec<String>> {
    let head = crate::catalogue::head(store, AsKnown::Head)
        .unwrap()
        .revision;
    let revisions = (0..=head).map(AsKnown::Revision);
    [AsKnown::Head]
        .into_iter()
        .chain(revisions)
        .map(|at| {
            let known = known(store, STAT_FACT.name, at).unwrap();
            let view = store.lake.view(&STAT_FACT, &known.view).unwrap();
            let frame = pejl_lake::run(view).unwrap();
            let row = |row: usize| {
                let values = frame.columns().iter();
                let values = values.map(|column| column.get(row).unwrap().to_string());
                values.collect::<Vec<_>>().join("|")
            };
            // Files are read beside each other, so that rows come in any order.
            let mut rows: Vec<String> = (0..frame.height()).map(row).collect();
            rows.sort();
            rows
        })
        .collect()
}

/// A share of 3 in 30 of a year, known and whole.
pub(crate) fn observation() -> Observation {
    Observation {
        indicator: "O3.3".to_owned(),
        municipality: "766".to_owned(),
        period: "2018".parse().unwrap(),
        grain: Grain::Year,
        members: [("reading".to_owned(), "self_reliant_endings".to_owned())].into(),
        numerator: Some(3.0),
        denominator: Some(30.0),
        value: Some(0.1),
        unit: Unit::Share,
        cell: Cell::Ok,
        n: Some(30),
        n_top: Some(3),
        n_bottom: Some(30),
        n_left: Some(27),
        n_least: Some(3),
        provisional: false,
        quality: Vec::new(),
        definition_version: 1,
        price_level: "not_applicable".to_owned(),
        revision: 1,
        reason: None,
        method: Method::Ratio,
        price: PriceBasis {
            level: PriceLevel::NotApplicable,
            factor: 1.0,
            series: None,
            vintage: None,
        },
        breaks: Vec::new(),
        weight: None,
    }
}
