#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use pejl_app::declaration::{Said, read};
use pejl_app::import::{ImportKind, ImportRequest, import};
use pejl_app::reports::{NewFile, ReportDraft, keep_report};
use pejl_app::schedules::{
    self, Delivery, DeliveryKind, DeliveryState, Ended, Reason, Run, RunState, ScheduleDraft,
};
use pejl_app::{Clock, Store, StoreOptions};
use pejl_calendar::Calendar;
use pejl_domain::Lang;

use crate::mail::Server;
use crate::work::{AGAIN, LEASE};
use crate::{Settings, tick};

const MINUTE: i64 = 60;
const PENDING: DeliveryState = DeliveryState::Pending;
const DELIVERED: DeliveryState = DeliveryState::Delivered;

/// An installation with a clock of its own and a folder of deliveries.
struct Scene {
    folder: tempfile::TempDir,
    now: Arc<AtomicI64>,
    store: Store,
}

impl Scene {
    /// With a schedule to each of these addresses, whose report of March 2018 is made, and due to be delivered.
    fn to(recipients: &[&str]) -> Self {
        let due: DateTime<Utc> = "2018-04-09T04:00:01Z".parse().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let now = Arc::new(AtomicI64::new(due.timestamp()));
        let read = Arc::clone(&now);
        let clock = Clock::of(move || {
            DateTime::from_timestamp(read.load(Ordering::SeqCst), 0).unwrap_or_default()
        });
        let store = Store::open(&StoreOptions {
            clock,
            ..StoreOptions::embedded(folder.path().join("data"))
        });
        let store = store.unwrap();
        std::fs::create_dir(folder.path().join("deliveries")).unwrap();
        let scene = Self { folder, now, store };
        scene.import();
        for to in recipients {
            scene.begin(to);
        }
        schedules::plan_due(&scene.store, &Calendar::default()).unwrap();
        for n in 0..recipients.len() {
            scene.make(n);
        }
        scene.pass(1);
        scene
    }

    /// Makes a revision that reports can be of.
    fn import(&self) {
        let file = self.folder.path().join("figures.csv");
        let figures =
            "OMRÅDE;FUNKTION;DRANST;ART;PRISENHED;TID;INDHOLD\n766;53027;1;TOT;INDL;2018;1\n";
        std::fs::write(&file, figures).unwrap();
        let said = Said {
            table: Some("REGK31"),
            ..Said::default()
        };
        let request = ImportRequest {
            kind: ImportKind::Statbank,
            files: vec![file],
            declared: read(&said).unwrap(),
            dry_run: false,
            actor: "test".to_owned(),
        };
        let told = import(&self.store, &request, &mut |_| {}).unwrap();
        assert_eq!(told.revision, Some(1), "{:?}", told.issues);
    }

    fn begin(&self, to: &str) {
        let draft = ScheduleDraft {
            municipality: "766".to_owned(),
            lang: Lang::Da,
            rule: "monthly:5th-working-day@06:00".to_owned(),
            months_back: 1,
            to_folder: true,
            recipients: vec![to.to_owned()],
            begun_at: Some("2018-03-20T12:00:00Z".parse().unwrap()),
        };
        schedules::begin_schedule(&self.store, &draft, "test").unwrap();
    }

    /// Makes the report of the next run, which is to be delivered a second later.
    fn make(&self, n: usize) {
        let able = [DeliveryKind::Folder, DeliveryKind::Mail];
        let claim = schedules::claim_run(&self.store, LEASE, &able).unwrap();
        let claim = claim.unwrap();
        let content = format!("<p>{n}</p>");
        let file = NewFile {
            format: "html",
            content: content.as_bytes(),
        };
        let draft = ReportDraft {
            municipality: "766",
            month: "2018-03".parse().unwrap(),
            lang: "da",
            revision: 1,
            release: None,
            reason: None,
            software: "0.1.0",
            files: &[file],
        };
        let report = keep_report(&self.store, &draft, "test").unwrap().report;
        assert!(schedules::set_report(&self.store, &claim, report.id, &[]).unwrap());
        let ended = Ended {
            state: RunState::Waiting,
            next_try_at: Some(self.store.now() + TimeDelta::seconds(1)),
            reason: None,
        };
        assert!(schedules::end_run(&self.store, &claim, ended).unwrap());
    }

    fn pass(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::SeqCst);
    }

    fn settings(&self, mail: Server) -> Settings {
        Settings {
            calendar: Calendar::default(),
            writers: Vec::new(),
            folder: Some(self.folder.path().join("deliveries")),
            mail: Some(mail),
        }
    }

    fn tick(&self, settings: &Settings) -> usize {
        tick(&self.store, settings).unwrap()
    }

    /// The runs with their deliveries, the first planned first.
    fn runs(&self) -> Vec<(Run, Vec<Delivery>)> {
        let mut runs = schedules::list_runs(&self.store, None, None, 10).unwrap();
        runs.reverse();
        runs
    }

    /// State and tries of the deliveries of a kind, the first planned first.
    fn of(&self, kind: DeliveryKind) -> Vec<(DeliveryState, i64)> {
        let all = self
            .runs()
            .into_iter()
            .flat_map(|(_, deliveries)| deliveries);
        let found = all.filter(|one| one.kind == kind);
        found.map(|one| (one.state, one.n_attempts)).collect()
    }

    fn n_files(&self) -> usize {
        let entries = std::fs::read_dir(self.folder.path().join("deliveries"));
        entries.unwrap().count()
    }
}

/// A mail server on loopback that falls silent at the lines of which a text is a part, and how many clients came to it.
fn server(silent_at: &'static str) -> (Server, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let server = at(&listener);
    let n_clients = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&n_clients);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            count.fetch_add(1, Ordering::SeqCst);
            std::thread::spawn(move || drop(serve(&stream, silent_at)));
        }
    });
    (server, n_clients)
}

/// A mail server that is not there.
fn no_server() -> Server {
    at(&TcpListener::bind(("127.0.0.1", 0)).unwrap())
}

/// The server that a port is one of, for which nobody waits long.
fn at(listener: &TcpListener) -> Server {
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let server = Server::read(&url, "pejl@example.dk").unwrap();
    server.with_timeout(Duration::from_millis(500))
}

fn serve(stream: &TcpStream, silent_at: &str) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let mut out = stream.try_clone()?;
    let mut is_letter = false;
    let mut line = "connected".to_owned();
    loop {
        if line.contains(silent_at) {
            lines.for_each(drop);
            return Ok(());
        }
        let answer = match line.as_str() {
            "connected" => "220 test\r\n",
            "DATA" => "354 go on\r\n",
            "." => "250 taken\r\n",
            _ if is_letter => "",
            _ => "250 test\r\n",
        };
        is_letter = line == "DATA" || is_letter && line != ".";
        out.write_all(answer.as_bytes())?;
        let Some(next) = lines.next().transpose()? else {
            return Ok(());
        };
        line = next;
    }
}

#[test]
fn a_silent_server_holds_one_letter_and_neither_files_nor_letters_of_other_runs() {
    let scene = Scene::to(&["a@example.dk", "b@example.dk"]);
    let (silent, n_clients) = server("");
    let settings = scene.settings(silent);
    assert_eq!(scene.tick(&settings), 2);
    assert_eq!(scene.of(DeliveryKind::Folder), [(DELIVERED, 1); 2]);
    assert_eq!(scene.n_files(), 2);
    assert_eq!(scene.of(DeliveryKind::Mail), [(PENDING, 0); 2]);
    assert_eq!(n_clients.load(Ordering::SeqCst), 1);
    let again = Some(scene.store.now() + AGAIN);
    for (run, deliveries) in scene.runs() {
        assert_eq!((run.state, run.next_try_at), (RunState::Waiting, again));
        let reason = deliveries.last().and_then(|one| one.reason.clone());
        assert!(
            matches!(reason, Some(Reason::NoServer { .. })),
            "{reason:?}"
        );
    }
    scene.pass(14 * MINUTE);
    assert_eq!(scene.tick(&settings), 0);
    // One letter waits for it again, and no other one.
    scene.pass(MINUTE);
    assert_eq!(scene.tick(&settings), 2);
    assert_eq!(n_clients.load(Ordering::SeqCst), 2);
    assert_eq!(scene.of(DeliveryKind::Mail), [(PENDING, 0); 2]);
}

#[test]
fn a_letter_is_not_given_up_while_there_is_no_server() {
    let scene = Scene::to(&["a@example.dk"]);
    let away = scene.settings(no_server());
    let id = |scene: &Scene| {
        let (_, deliveries) = scene.runs().remove(0);
        deliveries.last().map(|one| one.message_id.clone())
    };
    assert_eq!(scene.tick(&away), 1);
    let first = id(&scene);
    for round in 1..25 {
        scene.pass(15 * MINUTE);
        assert_eq!(scene.tick(&away), 1, "{round}");
        assert_eq!(scene.of(DeliveryKind::Mail), [(PENDING, 0)], "{round}");
    }
    scene.pass(15 * MINUTE);
    let (takes, n_clients) = server("nothing");
    assert_eq!(scene.tick(&scene.settings(takes)), 1);
    assert_eq!(scene.of(DeliveryKind::Mail), [(DELIVERED, 1)]);
    assert_eq!((n_clients.load(Ordering::SeqCst), id(&scene)), (1, first));
    assert_eq!(scene.runs().remove(0).0.state, RunState::Done);
}

#[test]
fn a_letter_for_which_there_is_no_server_ends_when_the_next_report_is_due() {
    let scene = Scene::to(&["a@example.dk"]);
    scene.tick(&scene.settings(no_server()));
    let next: DateTime<Utc> = "2018-05-07T04:00:01Z".parse().unwrap();
    scene.now.store(next.timestamp(), Ordering::SeqCst);
    schedules::plan_due(&scene.store, &Calendar::default()).unwrap();
    assert_eq!(scene.runs().remove(0).0.state, RunState::Overtaken);
    let refused = (DeliveryState::Refused, 0);
    assert_eq!(scene.of(DeliveryKind::Mail), [refused]);
}

#[test]
fn a_letter_over_which_the_server_falls_silent_is_not_in_the_way_of_other_runs_again() {
    let scene = Scene::to(&["a@example.dk", "b@example.dk", "c@example.dk"]);
    let (picky, n_clients) = server("RCPT TO:<a@");
    let settings = scene.settings(picky);
    assert_eq!(scene.tick(&settings), 3);
    assert_eq!(scene.of(DeliveryKind::Mail), [(PENDING, 0); 3]);
    let sent = [(PENDING, 0), (DELIVERED, 1), (DELIVERED, 1)];
    scene.pass(15 * MINUTE);
    assert_eq!(scene.tick(&settings), 2);
    assert_eq!(scene.of(DeliveryKind::Mail), sent);
    assert_eq!(n_clients.load(Ordering::SeqCst), 3);
    scene.pass(5 * MINUTE);
    assert_eq!(scene.tick(&settings), 1);
    assert_eq!(scene.of(DeliveryKind::Mail), sent);
    assert_eq!(n_clients.load(Ordering::SeqCst), 4);
}
