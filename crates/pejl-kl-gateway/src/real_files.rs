//! The guides' own examples: every bundle is read, and every story ends as `expected.json` says.
//!
//! The files are found by `PEJL_REAL_DATA`; without them the tests say so and pass.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

mod bundles;
mod orders;
mod stories;
mod times;

use std::path::PathBuf;

use serde_json::Value;

use crate::codes::Codes;
use crate::history::History;
use crate::project::Settings;
use crate::report::{DeliveryReport, Report};
use crate::system;
use crate::testing::{codes_of, organisations, read_with, real_data};

/// The organisations of the examples.
const ORGANISATIONS: [(&str, &str); 3] = [
    (system::SOR, "123456789012345"),
    (system::SOR, "451000016003"),
    (system::KOMBIT, "d4e3f4fb-6761-4d6c-9086-74c49231f11e"),
];

/// The folder of the examples and what stands beside it.
struct Examples {
    folder: PathBuf,
    codes: Codes,
    expected: Value,
}

impl Examples {
    /// The examples, or `None` where the checkout has none.
    fn find() -> Option<Self> {
        let data = real_data()?;
        let folder = data.join("kl-gateway");
        let codes = codes_of(&data.join("../domain"));
        let expected = std::fs::read(folder.join("expected.json")).unwrap();
        Some(Self {
            expected: serde_json::from_slice(&expected).unwrap(),
            folder,
            codes,
        })
    }

    fn bytes(&self, file: &str) -> Vec<u8> {
        std::fs::read(self.folder.join("json").join(file)).unwrap()
    }

    fn read(&self, file: &str) -> Report {
        read_with(&self.bytes(file), &organisations(&ORGANISATIONS))
    }

    fn story(&self, name: &str) -> Story<'_> {
        let series = self.expected["series"].as_array().unwrap();
        let expected = series.iter().find(|series| series["name"] == name).unwrap();
        let files = expected["files"].as_array().unwrap();
        let reports = files.iter().map(|file| {
            let mut report = self.read(file.as_str().unwrap());
            assert!(report.is_whole(), "{file}: {:?}", report.issues);
            report.deliveries.remove(0)
        });
        Story {
            expected,
            codes: &self.codes,
            reports: reports.collect(),
        }
    }

    fn stories(&self) -> Vec<Story<'_>> {
        let series = self.expected["series"].as_array().unwrap();
        series
            .iter()
            .map(|series| self.story(series["name"].as_str().unwrap()))
            .collect()
    }
}

/// A story: its reports in the order of the files, and what they must lead to.
struct Story<'e> {
    expected: &'e Value,
    codes: &'e Codes,
    reports: Vec<DeliveryReport>,
}

impl Story<'_> {
    fn name(&self) -> &str {
        self.expected["name"].as_str().unwrap()
    }

    /// The history of the reports in the order of the files, which is that of their arrival.
    fn history(&self) -> History {
        let mut history = History::default();
        for report in &self.reports {
            history.append(report.clone());
        }
        history
    }

    /// Settings for the day after the last report.
    fn settings(&self) -> Settings {
        let last = self
            .reports
            .iter()
            .map(|report| crate::danish_day(report.reported_at))
            .max();
        Settings::on(last.unwrap().succ_opt().unwrap())
    }

    #[track_caller]
    fn check(&self, name: &str, found: impl Into<Value>) {
        let expected = self.expected.get(name);
        let expected = expected.unwrap_or_else(|| panic!("{} expects no {name}", self.name()));
        assert_eq!(&found.into(), expected, "{}: {name}", self.name());
    }
}
