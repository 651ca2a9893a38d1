//! What is due: planned, made, delivered, and tried again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use pejl_app::reports::{StoredReport, get_report};
use pejl_app::schedules::{
    self, Claim, Delivery, DeliveryKind, DeliveryState, Ended, Reason, RunState,
};
use pejl_app::{AppError, Store, chain, pause};
use pejl_calendar::Calendar;
use pejl_domain::Lang;
use pejl_reports::{Keeping, ReportError, ReportRequest, Writer, keep, waits_lines};

use crate::deliver::Deliveries;
use crate::mail::Server;

/// Who makes the reports.
const ACTOR: &str = "schedule";
/// How long a run may go on without a word before another process takes it over.
pub(crate) const LEASE: Duration = Duration::from_secs(15 * 60);
/// How long until what waits, or could not be done, is tried again.
pub(crate) const AGAIN: Duration = Duration::from_secs(15 * 60);
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

impl Settings {
    /// What this process can deliver.
    pub(crate) fn able(&self) -> Vec<DeliveryKind> {
        let folder = self.folder.as_ref().map(|_| DeliveryKind::Folder);
        let mail = self.mail.as_ref().map(|_| DeliveryKind::Mail);
        folder.into_iter().chain(mail).collect()
    }
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
    let mut n_worked = 0;
    while !stop.load(Ordering::SeqCst) {
        // What becomes due while much is worked on does not wait until all of that is done.
        schedules::plan_due(store, &settings.calendar)?;
        let Some(claim) = schedules::claim_run(store, LEASE, &settings.able())? else {
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
                let said = chain(&error);
                waits(store, Reason::Failed { said })
            }
            Err(_) => {
                log::error!("work on run {} panicked", claim.run.id);
                failed(Reason::Panicked)
            }
        };
        let state = outcome.state;
        let held = schedules::end_run(store, &claim, outcome)?;
        log::info!(
            "worked on a schedule schedule={} nominal={} state={} held={held}",
            claim.schedule.id,
            claim.run.nominal,
            state.as_str()
        );
    }
    Ok(n_worked)
}

/// Whether an instant has come by now, or was put further ahead than anybody puts one, by a clock that was wrong.
pub(crate) fn is_time(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    at <= now || at > now + 2 * LEASE
}

/// That a run is tried again in a while, and why.
fn waits(store: &Store, reason: Reason) -> Ended {
    Ended {
        state: RunState::Waiting,
        next_try_at: Some(store.now() + AGAIN),
        reason: Some(reason),
    }
}

/// That a run is given up, and why.
fn failed(reason: Reason) -> Ended {
    Ended {
        state: RunState::Failed,
        next_try_at: None,
        reason: Some(reason),
    }
}

/// Work on a run.
struct Work<'a> {
    stop: &'a AtomicBool,
    store: &'a Store,
    settings: &'a Settings,
    claim: &'a Claim,
}

impl Work<'_> {
    fn carry_out(&self) -> Result<Ended, AppError> {
        let report = match self.report() {
            Ok(report) => report,
            Err(error) => return Ok(self.not_made(error)),
        };
        pause::at("schedule.made");
        let deliveries = Deliveries {
            stop: self.stop,
            store: self.store,
            settings: self.settings,
            claim: self.claim,
            report: &report,
        };
        let planned = deliveries.planned()?;
        // Where somebody else has taken it over, it is that one's, and what is said of it here is not heard.
        if schedules::set_report(self.store, self.claim, report.id, &planned)? {
            deliveries.carry_out()?;
        }
        let found = schedules::list_deliveries(self.store, self.claim.run.id)?;
        Ok(ended(&found, &self.settings.able(), self.store.now()))
    }

    /// The report of the run: the one it made before, or one that is made now.
    fn report(&self) -> Result<StoredReport, ReportError> {
        if let Some(id) = self.claim.run.report {
            return Ok(get_report(self.store, id)?);
        }
        let month = schedules::month_of(self.claim, &self.settings.calendar)?;
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
    fn not_made(&self, error: ReportError) -> Ended {
        let reason = match error {
            ReportError::Waits {
                municipality,
                month,
                lack,
            } => {
                let lines = |lang| waits_lines((municipality, month), &lack, lang);
                let (da, en) = (lines(Lang::Da), lines(Lang::En));
                Reason::Lacks { da, en }
            }
            ReportError::NothingKnown { .. } => Reason::NothingKnown,
            ReportError::App(error) if schedules::had_not_begun(&error) => Reason::NotBegun,
            ReportError::App(error) if error.is_environment() => {
                let said = chain(&error);
                log::warn!("a report was not made: {said}");
                Reason::Failed { said }
            }
            error => {
                let said = chain(&error);
                log::error!("a report was not made: {said}");
                return failed(Reason::Failed { said });
            }
        };
        waits(self.store, reason)
    }
}

/// What a run has come to by its deliveries. What is left to another process is due for it at once.
fn ended(deliveries: &[Delivery], able: &[DeliveryKind], now: DateTime<Utc>) -> Ended {
    let is_open =
        |one: &&Delivery| matches!(one.state, DeliveryState::Pending | DeliveryState::Sending);
    let open = || deliveries.iter().filter(is_open);
    let again = open().map(|one| one.next_try_at.unwrap_or(now)).min();
    let is_delivered = |one: &Delivery| one.state == DeliveryState::Delivered;
    let state = match again {
        Some(_) => RunState::Waiting,
        None if deliveries.iter().all(is_delivered) => RunState::Done,
        None => RunState::Failed,
    };
    let needs = |kind| !able.contains(&kind) && open().any(|one| one.kind == kind);
    let (folder, mail) = (needs(DeliveryKind::Folder), needs(DeliveryKind::Mail));
    Ended {
        state,
        next_try_at: again,
        reason: (folder || mail).then_some(Reason::Elsewhere { folder, mail }),
    }
}
