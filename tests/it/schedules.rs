//! Scheduled reports: made once whatever the processes and clocks, put into the folder exactly once, and mailed at most once.

mod delivered;
mod due;
mod killed;
mod retried;
mod stalled;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use pejl_app::schedules::{
    Delivery, DeliveryKind, DeliveryState, Run, RunState, ScheduleDraft, begin_schedule, list_runs,
};
use pejl_app::{Clock, Store, StoreOptions};
use pejl_calendar::Calendar;
use pejl_domain::Lang;
use pejl_reports::HTML;
use pejl_scheduler::mail::Server as Mail;
use pejl_scheduler::{Settings, tick};
use pejl_tests::smtp::{MailServer, Manner};
use pejl_tests::{PejlProcess, Place, Server};
use serde_json::Value;

use crate::pejlemaerker::PEJLEMAERKER;

/// Its fifth working day of April 2018 is the 9th, as Easter was on the 1st.
const RULE: &str = "monthly:5th-working-day@06:00";
const TO: &str = "udvalg@example.dk";
/// Just after the report of March 2018 is due.
const DUE: &str = "2018-04-09T04:00:01Z";
const NOMINAL: &str = "2018-04-09T06:00";

/// A schedule of [`RULE`] that counts from an instant on.
fn draft(since: &str) -> ScheduleDraft {
    ScheduleDraft {
        municipality: "766".to_owned(),
        lang: Lang::Da,
        rule: RULE.to_owned(),
        months_back: 1,
        to_folder: true,
        recipients: vec![TO.to_owned()],
        begun_at: Some(since.parse().unwrap()),
    }
}

/// An installation with a clock of its own, a folder of deliveries and a mail server.
struct Scene {
    place: Place,
    now: Arc<AtomicI64>,
    server: MailServer,
}

impl Scene {
    /// With the data of March 2018, a schedule since then, and the clock at [`DUE`].
    fn new(manner: Manner) -> Self {
        Self::to(&[TO], manner)
    }

    /// The same, with a schedule whose report goes to these addresses.
    fn to(recipients: &[&str], manner: Manner) -> Self {
        let place = Place::sqlite();
        PEJLEMAERKER.load(&place);
        let scene = Self::at(place, manner);
        let recipients = recipients.iter().map(|one| (*one).to_owned()).collect();
        scene.begin_as(ScheduleDraft {
            recipients,
            ..draft("2018-03-20T12:00:00Z")
        });
        scene
    }

    fn at(place: Place, manner: Manner) -> Self {
        std::fs::create_dir(place.folder().join("deliveries")).unwrap();
        let scene = Self {
            place,
            now: Arc::new(AtomicI64::new(0)),
            server: MailServer::start(manner),
        };
        scene.set(DUE);
        scene
    }

    fn set(&self, at: &str) {
        let at: DateTime<Utc> = at.parse().unwrap();
        self.now.store(at.timestamp(), Ordering::SeqCst);
    }

    fn store(&self) -> Store {
        let now = Arc::clone(&self.now);
        let clock = Clock::of(move || {
            DateTime::from_timestamp(now.load(Ordering::SeqCst), 0).unwrap_or_default()
        });
        Store::open(&StoreOptions {
            database: self.place.database_url(),
            clock,
            ..StoreOptions::embedded(self.place.data())
        })
        .unwrap()
    }

    fn begin(&self, since: &str) {
        self.begin_as(draft(since));
    }

    fn begin_as(&self, draft: ScheduleDraft) {
        begin_schedule(&self.store(), &draft, "test").unwrap();
    }

    fn settings(&self) -> Settings {
        self.patient_for(Duration::from_secs(5))
    }

    /// Of a process that waits so long for a word of the mail server.
    fn patient_for(&self, silence: Duration) -> Settings {
        let mail = Mail::read(self.server.url(), "pejl@example.dk").unwrap();
        Settings {
            calendar: Calendar::default(),
            writers: vec![HTML],
            folder: Some(self.folder()),
            mail: Some(mail.with_timeout(silence)),
        }
    }

    fn folder(&self) -> PathBuf {
        self.place.folder().join("deliveries")
    }

    fn tick(&self) -> usize {
        tick(&self.store(), &self.settings()).unwrap()
    }

    fn runs(&self) -> Vec<(Run, Vec<Delivery>)> {
        list_runs(&self.store(), None, None, 100).unwrap()
    }

    /// The states of the runs, by their times.
    fn states(&self) -> BTreeMap<String, RunState> {
        let runs = self.runs().into_iter();
        runs.map(|(run, _)| (run.nominal, run.state)).collect()
    }

    /// State and attempts of the only letter.
    fn letter(&self) -> (DeliveryState, i64) {
        let letters = self.letters();
        assert_eq!(letters.len(), 1);
        letters[0]
    }

    /// State and attempts of the letters of the last run, by address.
    fn letters(&self) -> Vec<(DeliveryState, i64)> {
        let (_, deliveries) = self.runs().remove(0);
        let letters = deliveries
            .into_iter()
            .filter(|one| one.kind == DeliveryKind::Mail);
        letters.map(|one| (one.state, one.n_attempts)).collect()
    }

    /// What the page of reports tells in a language, of a server that has the same clock and neither folder nor mail.
    fn page(&self, lang: &str) -> String {
        let now = self.store().now().format("%Y-%m-%dT%H:%M:%SZ").to_string();
        let mut command = self.place.command(["serve", "--bind", "127.0.0.1:0"]);
        command.env("PEJL_CLOCK", now);
        let server = Server::of(PejlProcess::start(command, self.place.folder(), "page"));
        let path = format!("/rapporter?municipality=766&month=2018-03&lang={lang}");
        server.get(&path).expect_status(200).text()
    }

    /// What is in the folder, by name, but for what is unfinished.
    fn delivered(&self) -> BTreeMap<String, Vec<u8>> {
        let entries = std::fs::read_dir(self.folder()).unwrap();
        let read = |entry: std::fs::DirEntry| {
            let name = entry.file_name().into_string().unwrap();
            (name, std::fs::read(entry.path()).unwrap())
        };
        let found = entries.map(|entry| read(entry.unwrap()));
        found.filter(|(name, _)| !name.starts_with('.')).collect()
    }

    fn reports(&self) -> Vec<Value> {
        let told = self.place.run(["reports", "--format", "json"]);
        told.expect_done().json()["items"]
            .as_array()
            .unwrap()
            .clone()
    }
}
