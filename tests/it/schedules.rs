//! Scheduled reports: made once whatever the processes and clocks, put into the folder exactly once, and mailed at most once.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Barrier};
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use pejl_app::reports::get_report;
use pejl_app::schedules::{
    Delivery, DeliveryKind, DeliveryState, Run, RunState, ScheduleDraft, begin_schedule,
    close_schedule, list_runs,
};
use pejl_app::{Clock, Store, StoreOptions};
use pejl_calendar::Calendar;
use pejl_domain::Lang;
use pejl_reports::HTML;
use pejl_scheduler::mail::Server as Mail;
use pejl_scheduler::{Settings, tick};
use pejl_tests::process::wait_for;
use pejl_tests::smtp::{MailServer, Manner};
use pejl_tests::{PejlProcess, Place, for_each_database};
use serde_json::Value;

use crate::pejlemaerker::PEJLEMAERKER;

/// Its fifth working day of April 2018 is the 9th, as Easter was on the 1st.
const RULE: &str = "monthly:5th-working-day@06:00";
const TO: &str = "udvalg@example.dk";
/// Just after the report of March 2018 is due.
const DUE: &str = "2018-04-09T04:00:01Z";
const NOMINAL: &str = "2018-04-09T06:00";

/// An installation with a clock of its own, a folder of deliveries and a mail server.
struct Scene {
    place: Place,
    now: Arc<AtomicI64>,
    server: MailServer,
}

impl Scene {
    /// With the data of March 2018, a schedule since then, and the clock at [`DUE`].
    fn new(manner: Manner) -> Self {
        let place = Place::sqlite();
        PEJLEMAERKER.load(&place);
        let scene = Self::at(place, manner);
        scene.begin("2018-03-20T12:00:00Z");
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
        let draft = ScheduleDraft {
            municipality: "766".to_owned(),
            lang: Lang::Da,
            rule: RULE.to_owned(),
            months_back: 1,
            to_folder: true,
            recipients: vec![TO.to_owned()],
            begun_at: Some(since.parse().unwrap()),
        };
        begin_schedule(&self.store(), &draft, "test").unwrap();
    }

    fn settings(&self) -> Settings {
        let mail = Mail::read(self.server.url(), "pejl@example.dk").unwrap();
        Settings {
            calendar: Calendar::default(),
            writers: vec![HTML],
            folder: Some(self.folder()),
            mail: Some(mail.with_timeout(Duration::from_secs(5))),
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
        let (_, deliveries) = self.runs().remove(0);
        let mut letters = deliveries
            .into_iter()
            .filter(|one| one.kind == DeliveryKind::Mail);
        let letter = letters.next().unwrap();
        assert!(letters.next().is_none());
        (letter.state, letter.n_attempts)
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

/// The line of a letter's head.
fn head<'a>(letter: &'a str, name: &str) -> &'a str {
    let lines = letter.lines().take_while(|line| !line.is_empty());
    let mut found = lines.filter_map(|line| line.strip_prefix(name));
    found.next().unwrap_or_default().trim_start_matches(": ")
}

/// The files of a letter, by name: what is between its boundaries, read back from base64 or quoted-printable.
fn attached(letter: &str) -> Vec<(String, Vec<u8>)> {
    let parts = letter.split("\n--").filter_map(|part| {
        let (head, body) = part.split_once("\n\n")?;
        let name = head.split_once("filename=\"")?.1;
        let name = name.split_once('"')?.0.to_owned();
        let bytes = match head.contains("base64") {
            true => BASE64_STANDARD.decode(body.replace('\n', "")).unwrap(),
            false => unquoted(body),
        };
        Some((name, bytes))
    });
    parts.collect()
}

/// What a quoted-printable text says.
fn unquoted(text: &str) -> Vec<u8> {
    let joined = text.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'=', [high, low, left @ ..]) => {
                let digits = [*high, *low];
                let digits = std::str::from_utf8(&digits).unwrap();
                bytes.push(u8::from_str_radix(digits, 16).unwrap());
                rest = left;
            }
            _ => bytes.push(*first),
        }
    }
    bytes
}

#[test]
fn a_report_is_made_when_it_is_due_and_goes_to_the_folder_and_by_mail() {
    let scene = Scene::new(Manner::Takes);
    scene.set("2018-04-09T03:59:59Z");
    assert_eq!((scene.tick(), scene.runs().len()), (0, 0));
    scene.set(DUE);
    assert_eq!(scene.tick(), 1);
    let (run, deliveries) = scene.runs().remove(0);
    assert_eq!((run.nominal.as_str(), run.state), (NOMINAL, RunState::Done));
    let states: Vec<_> = deliveries.iter().map(|one| (one.kind, one.state)).collect();
    let delivered = DeliveryState::Delivered;
    assert_eq!(
        states,
        [
            (DeliveryKind::Folder, delivered),
            (DeliveryKind::Mail, delivered)
        ]
    );

    let reports = scene.reports();
    assert_eq!(reports.len(), 1);
    assert_eq!(
        (&reports[0]["month"], &reports[0]["actor"]),
        (&Value::from("2018-03"), &Value::from("schedule"))
    );
    let files = scene.delivered();
    let (name, content) = files.first_key_value().unwrap();
    assert_eq!(files.len(), 1);
    assert!(
        name.starts_with("pejl-766-2018-03-da-") && name.ends_with(".html"),
        "{name}"
    );
    let mut written =
        scene
            .place
            .command(["report", "--municipality", "766", "--month", "2018-03"]);
    written.arg("--out").arg(scene.place.folder().join("out"));
    let path = pejl_tests::process::run(written).expect_done().stdout;
    assert!(*content == std::fs::read(path.trim()).unwrap());

    let letters = scene.server.letters();
    assert_eq!(letters.len(), 1);
    assert_eq!(head(&letters[0], "To"), TO);
    assert!(head(&letters[0], "From").contains("pejl@example.dk"));
    assert!(!head(&letters[0], "Message-ID").is_empty());
    assert_eq!(head(&letters[0], "Date"), "Mon, 09 Apr 2018 04:00:01 +0000");
    assert_eq!(head(&letters[0], "Auto-Submitted"), "auto-generated");
    assert_eq!(
        attached(&letters[0]),
        [("pejl-766-2018-03-da.html".to_owned(), content.clone())]
    );
    // Nothing is done again.
    assert_eq!(scene.tick(), 0);
    scene.set("2018-05-01T00:00:00Z");
    assert_eq!((scene.tick(), scene.server.letters().len()), (0, 1));
    scene.place.run(["db", "verify"]).expect_done();
}

#[test]
fn a_report_waits_for_its_data_until_they_are_in_or_the_next_one_is_due() {
    let scene = Scene::new(Manner::Takes);
    // Courses are in to December 2018.
    scene.set("2019-02-07T05:00:01Z");
    scene.tick();
    let first = scene.runs().remove(0).0;
    assert_eq!(
        (first.nominal.as_str(), first.state),
        ("2019-02-07T06:00", RunState::Waiting)
    );
    assert!(
        first.detail.contains("Forløb: januar 2019 mangler"),
        "{}",
        first.detail
    );
    assert_eq!(
        first.next_try_at,
        Some(scene.store().now() + TimeDelta::minutes(15))
    );
    // It is not tried before then, and tried then.
    assert_eq!(scene.tick(), 0);
    scene.set("2019-02-07T05:15:01Z");
    assert_eq!(scene.tick(), 1);
    let first = scene.runs().remove(0).0;
    assert_eq!((first.n_attempts, first.state), (2, RunState::Waiting));
    scene.set("2019-03-07T05:00:01Z");
    scene.tick();
    let states = scene.states();
    assert_eq!(states["2019-02-07T06:00"], RunState::Overtaken);
    assert_eq!(states["2019-03-07T06:00"], RunState::Waiting);
    assert_eq!(
        (scene.reports().len(), scene.server.letters().len()),
        (0, 0)
    );
    assert!(scene.delivered().is_empty());
    // A schedule that is closed waits for nothing.
    close_schedule(&scene.store(), 1).unwrap();
    assert_eq!(scene.states()["2019-03-07T06:00"], RunState::Overtaken);
    scene.set("2019-04-05T04:00:01Z");
    assert_eq!(scene.tick(), 0);
}

#[test]
fn what_was_missed_is_made_up_for_once_and_a_clock_that_jumps_makes_nothing_again() {
    let scene = Scene::new(Manner::Takes);
    scene.begin("2017-12-31T12:00:00Z");
    scene.tick();
    let runs = scene.runs();
    let of_second: Vec<_> = runs.iter().filter(|(run, _)| run.schedule == 2).collect();
    let states: Vec<_> = of_second
        .iter()
        .map(|(run, _)| (run.nominal.as_str(), run.state))
        .collect();
    let expected = [
        (NOMINAL, RunState::Done),
        ("2018-03-07T06:00", RunState::Skipped),
        ("2018-02-07T06:00", RunState::Skipped),
        ("2018-01-08T06:00", RunState::Skipped),
    ];
    assert_eq!(states, expected);
    // Two schedules of one report: it is kept once, lies in the folder once, and each sends its letter.
    assert_eq!((scene.reports().len(), scene.delivered().len()), (1, 1));
    assert_eq!(scene.server.letters().len(), 2);

    let before = scene.runs();
    for at in [
        "2018-04-08T00:00:00Z",
        "2017-01-01T00:00:00Z",
        "2018-04-09T03:59:00Z",
        DUE,
    ] {
        scene.set(at);
        assert_eq!(scene.tick(), 0, "{at}");
    }
    assert_eq!(scene.runs(), before);
    // Ahead by a month, and back: what became due by the wrong clock stands as it was tried.
    scene.set("2018-05-08T04:00:01Z");
    assert_eq!(scene.tick(), 2);
    scene.set(DUE);
    assert_eq!(scene.tick(), 0);
    assert_eq!(scene.server.letters().len(), 4);
    scene.set("2018-05-09T00:00:00Z");
    assert_eq!((scene.tick(), scene.server.letters().len()), (0, 4));
}

#[test]
fn of_several_processes_each_time_is_worked_on_by_one() {
    for_each_database(|place| {
        PEJLEMAERKER.load(place);
        let server = MailServer::start(Manner::Takes);
        let folder = place.folder().join("deliveries");
        std::fs::create_dir(&folder).unwrap();
        let add = [
            "schedules",
            "add",
            "--municipality",
            "766",
            "--rule",
            RULE,
            "--to-folder",
        ];
        let mut add: Vec<&str> = add.to_vec();
        add.extend(["--to", TO, "--since", "2018-01-01"]);
        place.run(add).expect_done();
        let start = |name: &str| {
            let mut command = place.command(["serve", "--bind", "127.0.0.1:0"]);
            command.args(["--smtp", server.url(), "--mail-from", "pejl@example.dk"]);
            command.arg("--deliver").arg(&folder).env("PEJL_CLOCK", DUE);
            PejlProcess::start(command, place.folder(), name)
        };
        let processes = ["one", "two", "three"].map(start);
        let runs = || {
            let told = place.run(["schedules", "runs", "--format", "json"]);
            told.expect_done().json()["items"]
                .as_array()
                .unwrap()
                .clone()
        };
        let is_done = || {
            let found = runs();
            found.first().filter(|run| run["state"] == "done").cloned()
        };
        let done = wait_for("the report of the schedule", is_done);
        assert_eq!(
            (&done["nominal"], &done["report"]),
            (&Value::from(NOMINAL), &Value::from(1))
        );
        let states: Vec<String> = runs().iter().map(|run| run["state"].to_string()).collect();
        assert_eq!(
            states,
            ["\"done\"", "\"skipped\"", "\"skipped\"", "\"skipped\""]
        );
        // Every process has looked by now, or does so after its next glance.
        let looked = |one: &PejlProcess| one.stderr().contains("worked on a schedule");
        assert_eq!(processes.iter().filter(|one| looked(one)).count(), 1);
        assert_eq!(server.letters().len(), 1);
        let n_files = std::fs::read_dir(&folder).unwrap().count();
        let reports = place
            .run(["reports", "--format", "json"])
            .expect_done()
            .json();
        let report = &reports["items"][0];
        assert_eq!(reports["items"].as_array().unwrap().len(), 1);
        assert_eq!(
            n_files,
            report["files"].as_str().unwrap().split(' ').count()
        );
        place.run(["db", "verify"]).expect_done();
    });
}

#[test]
fn of_several_at_the_very_same_time_one_works() {
    let scene = Scene::new(Manner::Takes);
    const N: usize = 4;
    let start = Barrier::new(N);
    let worked: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..N)
            .map(|_| {
                scope.spawn(|| {
                    start.wait();
                    scene.tick()
                })
            })
            .collect();
        threads.into_iter().map(|one| one.join().unwrap()).sum()
    });
    assert_eq!((worked, scene.runs().len()), (1, 1));
    assert_eq!((scene.reports().len(), scene.delivered().len()), (1, 1));
    assert_eq!(scene.server.letters().len(), 1);
}

/// Kills a server at a place, lets another one go on an hour later, and says what the letter came to and how many were taken.
fn killed_at(at: &str) -> (DeliveryState, usize) {
    killed(at, Manner::Takes)
}

/// The same of a mail server that falls silent once it has the letter, killed while it is waited for.
fn killed(at: &str, manner: Manner) -> (DeliveryState, usize) {
    let scene = Scene::new(manner);
    let reached = scene.place.folder().join("reached");
    let serve = |clock: &str| {
        let mut command = scene.place.command(["serve", "--bind", "127.0.0.1:0"]);
        command.args(["--smtp", scene.server.url()]);
        command.args(["--mail-from", "pejl@example.dk"]);
        command.arg("--deliver").arg(scene.folder());
        command.env("PEJL_CLOCK", clock);
        command
    };
    let mut command = serve(DUE);
    command.env("PEJL_PAUSE_AT", at);
    command.env("PEJL_PAUSE_FILE", &reached);
    let mut process = PejlProcess::start(command, scene.place.folder(), "killed");
    wait_for(at, || {
        let is_there = match manner {
            Manner::Takes => reached.exists(),
            _ => !scene.server.letters().is_empty(),
        };
        is_there.then_some(())
    });
    process.kill();
    scene.server.now(Manner::Takes);
    scene.place.run(["db", "verify"]).expect_done();
    // Its lease still runs.
    assert_eq!(scene.tick(), 0, "{at}");
    let later = serve("2018-04-09T05:00:01Z");
    let later = PejlProcess::start(later, scene.place.folder(), "later");
    wait_for("the run to end", || {
        let is_over = |state| matches!(state, RunState::Done | RunState::Failed);
        is_over(scene.runs().remove(0).0.state).then_some(())
    });
    drop(later);
    scene.set("2018-04-09T06:00:01Z");
    assert_eq!(scene.reports().len(), 1, "{at}");
    let files = scene.delivered();
    assert!(!files.is_empty(), "{at}");
    assert!(
        files
            .keys()
            .all(|name| name.starts_with("pejl-766-2018-03-da-")),
        "{at}: {:?}",
        files.keys()
    );
    let (state, _) = scene.letter();
    let run = scene.runs().remove(0).0;
    let expected = match state {
        DeliveryState::Delivered => RunState::Done,
        _ => RunState::Failed,
    };
    assert_eq!(run.state, expected, "{at}: {}", run.detail);
    assert_eq!(scene.tick(), 0, "{at}");
    scene.place.run(["db", "verify"]).expect_done();
    (state, scene.server.letters().len())
}

#[test]
fn a_server_that_is_killed_anywhere_sends_no_letter_twice_and_what_is_not_known_is_called_so() {
    for at in [
        "schedule.claimed",
        "schedule.made",
        "delivery.file",
        "folder.written",
        "delivery.put",
    ] {
        assert_eq!(killed_at(at), (DeliveryState::Delivered, 1), "{at}");
    }
    // From the first byte on it cannot be known.
    assert_eq!(killed_at("delivery.letter"), (DeliveryState::Unknown, 0));
    assert_eq!(killed_at("delivery.sent"), (DeliveryState::Unknown, 1));
    let silent = killed("silence", Manner::SilentAfterLetter);
    assert_eq!(silent, (DeliveryState::Unknown, 1));
}

#[test]
fn a_mail_server_that_refuses_stalls_or_hangs_up_is_told_of_as_it_did() {
    // Manner, what becomes of the letter, of the run, and how many were taken.
    let cases = [
        (
            Manner::RefusesRecipient,
            DeliveryState::Refused,
            RunState::Failed,
            0,
        ),
        (
            Manner::RefusesLetter,
            DeliveryState::Refused,
            RunState::Failed,
            0,
        ),
        (
            Manner::PutsOffRecipient,
            DeliveryState::Pending,
            RunState::Waiting,
            0,
        ),
        (
            Manner::PutsOffLetter,
            DeliveryState::Pending,
            RunState::Waiting,
            0,
        ),
        (Manner::Silent, DeliveryState::Pending, RunState::Waiting, 0),
        (
            Manner::SilentAfterLetter,
            DeliveryState::Unknown,
            RunState::Failed,
            1,
        ),
        (
            Manner::HangsUpAfterLetter,
            DeliveryState::Unknown,
            RunState::Failed,
            1,
        ),
    ];
    for (manner, letter, run, n_letters) in cases {
        let scene = Scene::new(manner);
        scene.tick();
        assert_eq!(scene.letter(), (letter, 1), "{manner:?}");
        let found = scene.runs().remove(0).0;
        assert_eq!(found.state, run, "{manner:?}");
        assert!(found.detail.contains(TO), "{manner:?}: {}", found.detail);
        assert_eq!(scene.server.letters().len(), n_letters, "{manner:?}");
        assert_eq!(scene.delivered().len(), 1, "{manner:?}");
        // What may be tried again goes out then, once; nothing else does.
        scene.server.now(Manner::Takes);
        scene.set("2018-04-09T04:30:00Z");
        scene.tick();
        let (expected, n) = match letter {
            DeliveryState::Pending => (DeliveryState::Delivered, 1),
            other => (other, n_letters),
        };
        assert_eq!(scene.letter().0, expected, "{manner:?}");
        assert_eq!(scene.server.letters().len(), n, "{manner:?}");
        assert_eq!(
            (scene.reports().len(), scene.delivered().len()),
            (1, 1),
            "{manner:?}"
        );
    }
}

#[test]
fn a_letter_that_is_tried_again_is_known_by_the_same_id_and_given_up_after_many_times() {
    let scene = Scene::new(Manner::PutsOffLetter);
    for n in 0..20 {
        // A month has more hours than there are tries.
        scene.now.fetch_add(3_600, Ordering::SeqCst);
        scene.tick();
        let expected = match n {
            19 => DeliveryState::Refused,
            _ => DeliveryState::Pending,
        };
        assert_eq!(scene.letter(), (expected, n + 1));
    }
    assert_eq!(scene.runs().remove(0).0.state, RunState::Failed);
    let offered = scene.server.offered();
    assert_eq!((offered.len(), scene.server.letters().len()), (20, 0));
    let id = head(&offered[0], "Message-ID");
    assert!(id.starts_with('<') && id.ends_with(".pejl>"), "{id}");
    assert!(offered.iter().all(|one| head(one, "Message-ID") == id));
    // The letter of another month has another one.
    scene.server.now(Manner::Takes);
    scene.set("2018-05-07T04:00:01Z");
    scene.tick();
    let letters = scene.server.letters();
    assert_eq!(letters.len(), 1);
    assert_ne!(head(&letters[0], "Message-ID"), id);
}

#[test]
fn a_server_without_the_means_leaves_the_delivery_to_another_one() {
    let scene = Scene::new(Manner::Takes);
    let without = Settings {
        mail: None,
        folder: None,
        ..scene.settings()
    };
    assert_eq!(tick(&scene.store(), &without).unwrap(), 1);
    let run = scene.runs().remove(0).0;
    assert_eq!(run.state, RunState::Waiting);
    assert!(run.detail.contains("pejl serve --smtp"), "{}", run.detail);
    assert_eq!(scene.letter(), (DeliveryState::Pending, 0));
    scene.set("2018-04-09T04:01:02Z");
    assert_eq!(scene.tick(), 1);
    assert_eq!(scene.letter(), (DeliveryState::Delivered, 1));
    assert_eq!(scene.runs().remove(0).0.state, RunState::Done);
}

#[test]
fn a_month_that_nothing_was_imported_since_is_waited_for() {
    let scene = Scene::new(Manner::Takes);
    // The data were imported by the real clock, and this is later than that.
    let ahead = Utc::now() + TimeDelta::days(400);
    scene.set(&ahead.format("%Y-%m-28T12:00:00Z").to_string());
    scene.tick();
    let run = scene.runs().remove(0).0;
    assert_eq!(run.state, RunState::Waiting);
    assert!(
        run.detail.contains("since the month began"),
        "{}",
        run.detail
    );
}

#[test]
fn another_file_of_the_name_is_left_alone_and_a_folder_that_is_gone_is_tried_again() {
    let scene = Scene::new(Manner::Takes);
    let without = Settings {
        folder: None,
        ..scene.settings()
    };
    tick(&scene.store(), &without).unwrap();
    let report = get_report(&scene.store(), 1).unwrap();
    let hash: String = report.files[0].sha256.chars().take(8).collect();
    let other = format!("pejl-766-2018-03-da-{hash}.html");
    let other = scene.folder().join(other);
    scene.set("2018-04-09T04:30:00Z");
    std::fs::write(&other, "other").unwrap();
    scene.tick();
    assert_eq!(scene.runs().remove(0).0.state, RunState::Failed);
    assert_eq!(std::fs::read(&other).unwrap(), b"other");

    let scene = Scene::new(Manner::Takes);
    std::fs::remove_dir(scene.folder()).unwrap();
    scene.tick();
    assert_eq!(scene.runs().remove(0).0.state, RunState::Waiting);
    assert!(!scene.folder().exists());
    std::fs::create_dir(scene.folder()).unwrap();
    scene.set("2018-04-09T04:30:00Z");
    scene.tick();
    assert_eq!(scene.runs().remove(0).0.state, RunState::Done);
    assert_eq!(
        (scene.delivered().len(), scene.server.letters().len()),
        (1, 1)
    );
}

#[test]
fn what_was_under_way_or_due_when_a_backup_was_taken_is_not_sent_after_a_restore() {
    let scene = Scene::new(Manner::PutsOffLetter);
    scene.tick();
    let backup = scene.place.folder().join("backup").display().to_string();
    scene
        .place
        .run(["db", "backup", "--to", &backup])
        .expect_done();
    let other = Place::sqlite();
    other
        .run(["db", "restore", "--from", &backup])
        .expect_done();
    other.run(["db", "verify"]).expect_done();
    let restored = Scene::at(other, Manner::Takes);
    // The restoring process began the schedules anew by its own clock, which is later than this one.
    restored.set("2018-06-01T12:00:00Z");
    assert_eq!(restored.tick(), 0);
    assert_eq!(restored.letter().0, DeliveryState::Unknown);
    assert_eq!(restored.runs().remove(0).0.state, RunState::Failed);
    assert_eq!(restored.server.letters().len(), 0);
}

#[test]
fn what_cannot_be_a_schedule_is_refused_with_what_is_wrong() {
    let place = Place::sqlite();
    let add = |more: &[&str]| {
        let mut all = vec!["schedules", "add"];
        all.extend(more);
        place.run(all)
    };
    let good = ["--municipality", "766", "--rule", RULE];
    let with = |more: &[&'static str]| [&good[..], more].concat();
    let place_of = add(&["--municipality", "nowhere", "--rule", RULE])
        .expect_code(2)
        .stderr;
    assert!(place_of.contains("municipality"), "{place_of}");
    for rule in [
        "",
        "daily",
        "monthly:day-0@06:00",
        "monthly:day-10@25:00",
        &"x".repeat(5_000),
    ] {
        let said = add(&["--municipality", "766", "--rule", rule])
            .expect_code(2)
            .stderr;
        assert!(said.contains("rule") && said.len() < 1_000, "{said}");
    }
    for to in [
        "",
        "nobody",
        "a@b@c",
        "a b@c.dk",
        "<a@b.dk>",
        "a@b.dk\r\nRCPT TO:<c@d.dk>",
        "0101901234@b.dk",
        "@b.dk",
        "a@",
    ] {
        let said = add(&[&good[..], &["--to", to]].concat())
            .expect_code(2)
            .stderr;
        assert!(!said.contains("0101901234"), "{said}");
    }
    add(&with(&["--months-back", "13"])).expect_code(2);
    let many: Vec<String> = (0..21).map(|n| format!("--to=a{n}@b.dk")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    add(&[&good[..], &many].concat()).expect_code(2);
    place.run(["schedules", "close", "1"]).expect_code(2);
    for options in [
        &["--smtp", "http://x", "--mail-from", "a@b.dk"][..],
        &["--smtp", "smtp://x", "--mail-from", "nobody"],
        &["--smtp", "smtp://x"],
    ] {
        let serve = ["serve", "--bind", "127.0.0.1:0"];
        place.run([&serve[..], options].concat()).expect_code(2);
    }
    let listed = place
        .run(["schedules", "list", "--format", "json"])
        .expect_done()
        .json();
    assert_eq!(listed["items"], serde_json::json!([]));
}
