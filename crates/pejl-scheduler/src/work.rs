//! What is due: planned, made, delivered, and tried again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use pejl_app::reports::{StoredReport, get_report, read_report_file};
use pejl_app::schedules::{
    self, Claim, Delivery, DeliveryKind, DeliveryState, Ended, NewDelivery, RunState,
};
use pejl_app::{AppError, Store, chain, pause};
use pejl_calendar::Calendar;
use pejl_domain::Lang;
use pejl_reports::{Keeping, ReportError, ReportRequest, Writer, keep, waits_lines};

use crate::folder::{self, FolderError};
use crate::letter::{letter, message_id};
use crate::mail::{self, NotSent, Server};

/// Who makes the reports.
const ACTOR: &str = "schedule";
/// How long a run may go on without a word before another process takes it over.
const LEASE: Duration = Duration::from_secs(15 * 60);
/// How long until what waits, or could not be done, is tried again.
const AGAIN: Duration = Duration::from_secs(15 * 60);
/// How long until what this process cannot do is tried again, so that another one may.
const ELSEWHERE: Duration = Duration::from_secs(60);
/// How often a delivery is tried.
const DELIVERY_ATTEMPTS_MAX: i64 = 20;
/// How often it is looked whether anything is due.
const GLANCE: Duration = Duration::from_secs(30);

/// What reports are made and delivered with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Which days are working days, and where.
    pub calendar: Calendar,
    /// The formats.
    pub writers: Vec<Writer>,
    /// The folder of deliveries; none where files are delivered to none.
    pub folder: Option<PathBuf>,
    /// Where letters are handed over; none where none are sent.
    pub mail: Option<Server>,
}

/// Looks what is due until it is told to stop. It then ends after the delivery that is under way; whoever tells it may wake the thread
/// ([`std::thread::Thread::unpark`]).
pub fn run_until(stop: &AtomicBool, store: &Store, settings: &Settings) {
    while !stop.load(Ordering::SeqCst) {
        if let Err(error) = tick_unless(stop, store, settings) {
            log::warn!("schedules were not looked at: {}", chain(&error));
        }
        std::thread::park_timeout(GLANCE);
    }
}

/// Plans what is due by now and works on all that is to be worked on; yields on how much that was.
///
/// # Errors
/// The store fails. What fails of one run is in its history.
pub fn tick(store: &Store, settings: &Settings) -> Result<usize, AppError> {
    tick_unless(&AtomicBool::new(false), store, settings)
}

fn tick_unless(stop: &AtomicBool, store: &Store, settings: &Settings) -> Result<usize, AppError> {
    schedules::plan_due(store, &settings.calendar)?;
    let mut n_worked = 0;
    while !stop.load(Ordering::SeqCst) {
        let Some(claim) = schedules::claim_run(store, LEASE)? else {
            break;
        };
        n_worked += 1;
        pause::at("schedule.claimed");
        let work = Work {
            stop,
            store,
            settings,
            claim: &claim,
        };
        // A panic over one report must neither end the schedule nor be met again and again.
        let outcome = match catch_unwind(AssertUnwindSafe(|| work.carry_out())) {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => {
                log::warn!("work on run {} failed: {}", claim.run.id, chain(&error));
                Outcome::new(RunState::Waiting, chain(&error))
            }
            Err(_) => {
                log::error!("work on run {} panicked", claim.run.id);
                Outcome::new(RunState::Failed, "the program panicked")
            }
        };
        let held = schedules::end_run(store, &claim, &outcome.ended(store))?;
        log::info!(
            "worked on a schedule schedule={} nominal={} state={} held={held}",
            claim.schedule.id,
            claim.run.nominal,
            outcome.state.as_str()
        );
    }
    Ok(n_worked)
}

/// How work on a run ended.
#[derive(Debug)]
struct Outcome {
    state: RunState,
    detail: String,
    /// How long it waits, if it does.
    again: Duration,
}

impl Outcome {
    fn new(state: RunState, detail: impl Into<String>) -> Self {
        Self {
            state,
            detail: detail.into(),
            again: AGAIN,
        }
    }

    fn ended(&self, store: &Store) -> Ended<'_> {
        let waits = self.state == RunState::Waiting;
        Ended {
            state: self.state,
            next_try_at: waits.then(|| store.now() + self.again),
            detail: &self.detail,
        }
    }
}

/// What became of one delivery.
enum Became {
    Delivered,
    /// It is to be tried again.
    Later(String),
    Refused(String),
    /// It may have gone out.
    Unknown(String),
    /// Nothing of this kind goes out now.
    NoServer(String),
    /// This process has no means for it.
    Elsewhere(&'static str),
    /// Somebody else has taken the run over.
    Lost,
}

/// Work on a run.
struct Work<'a> {
    stop: &'a AtomicBool,
    store: &'a Store,
    settings: &'a Settings,
    claim: &'a Claim,
}

impl Work<'_> {
    fn carry_out(&self) -> Result<Outcome, AppError> {
        let report = match self.report() {
            Ok(report) => report,
            Err(error) => return Ok(self.not_made(error)),
        };
        pause::at("schedule.made");
        let planned = self.deliveries(&report)?;
        if !schedules::set_report(self.store, self.claim, report.id, &planned)? {
            return Ok(Outcome::new(RunState::Waiting, ""));
        }
        let mut elsewhere = None;
        let mut no_server = None;
        for one in schedules::list_deliveries(self.store, self.claim.run.id)? {
            if one.state != DeliveryState::Pending || self.stop.load(Ordering::SeqCst) {
                continue;
            }
            let (is_begun, became) = match (&no_server, one.kind) {
                (Some(detail), DeliveryKind::Mail) => {
                    (false, Became::NoServer(String::clone(detail)))
                }
                (_, DeliveryKind::Folder) => self.file(&one, &report)?,
                (None, DeliveryKind::Mail) => self.letter(&one, &report)?,
            };
            match &became {
                Became::NoServer(detail) => no_server = Some(detail.clone()),
                Became::Elsewhere(detail) => elsewhere = Some(*detail),
                _ => {}
            }
            if !self.note(&one, (is_begun, became))? {
                break;
            }
        }
        let found = schedules::list_deliveries(self.store, self.claim.run.id)?;
        Ok(outcome(&found, elsewhere))
    }

    /// The report of the run: the one it made before, or one that is made now.
    fn report(&self) -> Result<StoredReport, ReportError> {
        if let Some(id) = self.claim.run.report {
            return Ok(get_report(self.store, id)?);
        }
        let month = schedules::month_of(self.claim)?;
        let request = ReportRequest {
            municipality: self.claim.schedule.municipality.clone(),
            month: month.to_string(),
            ..ReportRequest::default()
        };
        let keeping = Keeping {
            request: &request,
            lang: self.lang(),
            writers: &self.settings.writers,
            actor: ACTOR,
        };
        Ok(keep(self.store, &keeping)?.report)
    }

    fn lang(&self) -> Lang {
        self.claim.schedule.lang.parse().unwrap_or_default()
    }

    /// What there is no report for is given up, or tried again where it may be otherwise by then.
    fn not_made(&self, error: ReportError) -> Outcome {
        match error {
            ReportError::Waits {
                municipality,
                month,
                lack,
            } => {
                let lines = waits_lines((municipality, month), &lack, self.lang());
                Outcome::new(RunState::Waiting, lines.join("\n"))
            }
            ReportError::NothingKnown { .. } => Outcome::new(RunState::Waiting, error.to_string()),
            ReportError::App(error) if schedules::had_not_begun(&error) => {
                let detail = "nothing was imported since the month began";
                Outcome::new(RunState::Waiting, detail)
            }
            ReportError::App(error) if error.is_environment() => {
                log::warn!("a report was not made: {}", chain(&error));
                Outcome::new(RunState::Waiting, chain(&error))
            }
            error => {
                log::error!("a report was not made: {}", chain(&error));
                Outcome::new(RunState::Failed, chain(&error))
            }
        }
    }

    /// What the run has to deliver.
    fn deliveries(&self, report: &StoredReport) -> Result<Vec<NewDelivery>, AppError> {
        let to_folder = self.claim.schedule.to_folder;
        let files = report.files.iter().filter(|_| to_folder);
        let files = files.map(|file| NewDelivery {
            kind: DeliveryKind::Folder,
            target: file.format.clone(),
            message_id: String::new(),
        });
        let store_id = self.store.id()?;
        let letters = self.claim.schedule.recipients.iter();
        let letters = letters.map(|to| NewDelivery {
            kind: DeliveryKind::Mail,
            target: to.clone(),
            message_id: message_id(&store_id, &schedules::letter_key(self.claim, to)),
        });
        Ok(files.chain(letters).collect())
    }

    /// Writes down what became of a delivery, and yields whether the work goes on.
    fn note(&self, one: &Delivery, (is_begun, became): (bool, Became)) -> Result<bool, AppError> {
        let is_last = one.n_attempts + 1 >= DELIVERY_ATTEMPTS_MAX;
        let (state, detail) = match became {
            Became::Lost => return Ok(false),
            Became::Elsewhere(_) => return Ok(true),
            Became::Delivered => (DeliveryState::Delivered, String::new()),
            Became::Unknown(detail) => (DeliveryState::Unknown, detail),
            Became::Refused(detail) => (DeliveryState::Refused, detail),
            Became::Later(detail) | Became::NoServer(detail) if is_last => {
                (DeliveryState::Refused, detail)
            }
            Became::Later(detail) | Became::NoServer(detail) => (DeliveryState::Pending, detail),
        };
        let said = (state, detail.as_str());
        match is_begun {
            true => schedules::end_delivery(self.store, self.claim, one.id, said),
            false => schedules::note_failure(self.store, self.claim, one.id, said, LEASE),
        }
    }

    /// Puts a file into the folder, and yields whether that was begun.
    fn file(&self, one: &Delivery, report: &StoredReport) -> Result<(bool, Became), AppError> {
        let Some(place) = &self.settings.folder else {
            let detail = "this server has no folder of deliveries (pejl serve --deliver)";
            return Ok((false, Became::Elsewhere(detail)));
        };
        if !schedules::begin_delivery(self.store, self.claim, one.id, LEASE)? {
            return Ok((false, Became::Lost));
        }
        pause::at("delivery.file");
        let format = &one.target;
        let content = match read_report_file(self.store, report.id, format) {
            Ok(content) => content,
            Err(error) => return Ok((true, Became::Later(chain(&error)))),
        };
        let known = report.files.iter().find(|file| file.format == *format);
        let sha256 = known.map_or("", |file| &file.sha256);
        let put = folder::put(place, &delivered_name(report, sha256, format), &content);
        pause::at("delivery.put");
        let became = match put {
            Ok(()) => Became::Delivered,
            Err(error @ FolderError::Taken(_)) => Became::Refused(chain(&error)),
            Err(error) => Became::Later(chain(&error)),
        };
        Ok((true, became))
    }

    /// Hands a letter over, and yields whether its first byte went out.
    fn letter(&self, one: &Delivery, report: &StoredReport) -> Result<(bool, Became), AppError> {
        let Some(server) = &self.settings.mail else {
            let detail = "this server sends no letters (pejl serve --smtp)";
            return Ok((false, Became::Elsewhere(detail)));
        };
        let of = (&self.claim.run, one, report);
        let (to, letter) = match letter(self.store, of, &server.from) {
            Ok(letter) => letter,
            Err(detail) => return Ok((false, Became::Refused(detail))),
        };
        let mut begun = None;
        let sent = mail::send(server, (&to, &letter), || {
            let held = schedules::begin_delivery(self.store, self.claim, one.id, LEASE);
            pause::at("delivery.letter");
            let is_begun = matches!(held, Ok(true));
            begun = Some(held);
            is_begun
        });
        pause::at("delivery.sent");
        let is_begun = match begun.transpose()? {
            Some(false) => return Ok((false, Became::Lost)),
            other => other.is_some(),
        };
        let became = match sent {
            Ok(()) => Became::Delivered,
            Err(NotSent::NoServer(detail)) => Became::NoServer(detail),
            Err(NotSent::Later(detail)) => Became::Later(detail),
            Err(NotSent::Refused(detail)) => Became::Refused(detail),
            Err(NotSent::Unknown(detail)) => Became::Unknown(detail),
        };
        Ok((is_begun, became))
    }
}

/// The name of a file in the folder; it has a part of the hash, so that two reports of one month never share one.
fn delivered_name(report: &StoredReport, sha256: &str, format: &str) -> String {
    let short: String = sha256.chars().take(8).collect();
    format!(
        "pejl-{}-{}-{}-{short}.{format}",
        report.municipality, report.month, report.lang
    )
}

/// What a run has come to by its deliveries.
fn outcome(deliveries: &[Delivery], elsewhere: Option<&'static str>) -> Outcome {
    let lines = deliveries
        .iter()
        .filter(|one| one.state != DeliveryState::Delivered)
        .map(|one| {
            let (kind, state) = (one.kind.as_str(), one.state.as_str());
            format!("{kind} {}: {state}; {}", one.target, one.detail)
        });
    let lines: Vec<String> = lines.chain(elsewhere.map(str::to_owned)).collect();
    let is_open =
        |one: &Delivery| matches!(one.state, DeliveryState::Pending | DeliveryState::Sending);
    let state = match deliveries.iter().any(is_open) {
        true => RunState::Waiting,
        false if lines.is_empty() => RunState::Done,
        false => RunState::Failed,
    };
    let mut outcome = Outcome::new(state, lines.join("\n"));
    if elsewhere.is_some() {
        outcome.again = ELSEWHERE;
    }
    outcome
}
