//! Schedules of monthly reports: when one is made, for which month, and to whom it goes.
//!
//! Times are rules of [`pejl_calendar`], which knows working days and Danish holidays. What is missed is made up for once, by the
//! newest; what there is to do is kept in the catalogue, so that any number of processes share it.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use pejl_calendar::{Calendar, Due, History, Nominal, Occurrence, Rule, due};
use pejl_db::DbError;
use pejl_db::schedule::run::Retry;
use pejl_db::schedule::{self as stored, NewSchedule, claim, delivery, run};
use pejl_domain::cpr::masked;
use pejl_domain::{Grain, Lang, Period};

use crate::error::{AppError, ParamProblem};
use crate::reference::municipality;
use crate::store::Store;

pub use pejl_db::schedule::Schedule;
pub use pejl_db::schedule::claim::Claim;
pub use pejl_db::schedule::delivery::{Delivery, DeliveryKind, DeliveryState, Fate, NewDelivery};
pub use pejl_db::schedule::reason::Reason;
pub use pejl_db::schedule::run::{Ended, Run, RunState};

/// Most addresses of a schedule.
pub const RECIPIENTS_MAX: usize = 20;
/// Furthest back that a month may lie.
pub const MONTHS_BACK_MAX: u8 = 12;
/// Longest detail that is kept of what went wrong.
const DETAIL_CHARS_MAX: usize = 2_000;

/// A schedule to be begun, as somebody writes it.
#[derive(Debug, Clone)]
pub struct ScheduleDraft {
    /// Code or name of the municipality.
    pub municipality: String,
    /// The language.
    pub lang: Lang,
    /// The rule of its times, as `monthly:5th-working-day@06:00`.
    pub rule: String,
    /// How many months before the day it is due the report is of; 1 is the month before.
    pub months_back: u8,
    /// Whether its files go to the folder of deliveries.
    pub to_folder: bool,
    /// Addresses that it is sent to.
    pub recipients: Vec<String>,
    /// Since when its times count; from now on, unless said.
    pub begun_at: Option<DateTime<Utc>>,
}

/// Begins a schedule.
///
/// # Errors
/// [`AppError::Invalid`] with all that is wrong with it; the store fails.
///
/// # Example
/// ```no_run
/// use pejl_app::schedules::{ScheduleDraft, begin_schedule};
/// use pejl_app::{Store, StoreOptions};
/// use pejl_domain::Lang;
///
/// let store = Store::open(&StoreOptions::embedded("./pejl-data"))?;
/// let draft = ScheduleDraft {
///     municipality: "766".to_owned(),
///     lang: Lang::Da,
///     rule: "monthly:5th-working-day@06:00".to_owned(),
///     months_back: 1,
///     to_folder: true,
///     recipients: vec!["udvalg@example.dk".to_owned()],
///     begun_at: None,
/// };
/// println!("schedule {}", begin_schedule(&store, &draft, "command line")?.id);
/// # Ok::<(), pejl_app::AppError>(())
/// ```
pub fn begin_schedule(
    store: &Store,
    draft: &ScheduleDraft,
    actor: &str,
) -> Result<Schedule, AppError> {
    let mut problems = Vec::new();
    let mut refuse = |parameter: &str, value: &str, allowed: String| {
        problems.push(ParamProblem {
            parameter: parameter.to_owned(),
            value: masked(value).into_owned(),
            allowed,
            nearest: Vec::new(),
        });
    };
    let area = municipality(&draft.municipality);
    if area.is_err() {
        let allowed = "code or name of one of the 98 municipalities";
        refuse("municipality", &draft.municipality, allowed.to_owned());
    }
    let rule = draft.rule.parse::<Rule>();
    if let Err(error) = &rule {
        refuse("rule", "", said(&error.to_string()));
    }
    if draft.months_back > MONTHS_BACK_MAX {
        let allowed = format!("0 to {MONTHS_BACK_MAX}");
        refuse("months_back", &draft.months_back.to_string(), allowed);
    }
    if draft.recipients.len() > RECIPIENTS_MAX {
        let allowed = format!("at most {RECIPIENTS_MAX} addresses");
        refuse("recipient", &draft.recipients.len().to_string(), allowed);
    }
    for recipient in draft.recipients.iter().filter(|one| !is_address(one)) {
        refuse(
            "recipient",
            recipient,
            "an address such as name@example.dk".to_owned(),
        );
    }
    let (Ok(area), Ok(rule), true) = (area, rule, problems.is_empty()) else {
        return Err(AppError::Invalid(problems));
    };
    let mut recipients = draft.recipients.clone();
    recipients.sort();
    recipients.dedup();
    let new = NewSchedule {
        municipality: area.code,
        lang: draft.lang.as_str(),
        rule: &rule.to_string(),
        months_back: i32::from(draft.months_back),
        to_folder: draft.to_folder,
        recipients: &recipients,
        actor,
        begun_at: draft.begun_at.unwrap_or_else(|| store.now()),
    };
    Ok(stored::insert_schedule(&store.db, &new)?)
}

/// Whether a text is an address that a letter can be sent to, in ASCII and without the number of a person. Whether anybody has it is the
/// server's to say.
fn is_address(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_graphic() && !"<>()[]\\,;:\"".contains(c);
    text.chars().all(is_plain)
        && masked(text) == text
        && email_address::EmailAddress::is_valid(text)
}

/// What a server or a library says, as it may be kept and shown: without what may be the number of a person, on lines of its own at most,
/// and not endless.
fn said(text: &str) -> String {
    let plain = masked(text);
    let plain = plain.chars().map(|c| match c {
        '\n' => c,
        c if c.is_control() => ' ',
        c => c,
    });
    plain.take(DETAIL_CHARS_MAX).collect()
}

/// Closes a schedule. A run of it that is under way goes on to its end.
///
/// # Errors
/// There is no schedule of the number that goes on; the store fails.
pub fn close_schedule(store: &Store, id: i64) -> Result<Schedule, AppError> {
    let closed = stored::close_schedule(&store.db, id, store.now())?;
    closed.ok_or_else(|| AppError::NotFound {
        what: "schedule that goes on",
        id: id.to_string(),
        nearest: Vec::new(),
    })
}

/// Lists the schedules that go on, or all there ever were, the first begun first.
///
/// # Errors
/// The store fails.
pub fn list_schedules(store: &Store, with_closed: bool) -> Result<Vec<Schedule>, AppError> {
    let found = store
        .db
        .with(|conn| stored::list_schedules(conn, with_closed));
    Ok(found?)
}

/// Lists the runs of a schedule, or of all, the latest planned first, each with its deliveries.
///
/// # Errors
/// There is no such schedule; the store fails.
pub fn list_runs(
    store: &Store,
    schedule: Option<i64>,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<(Run, Vec<Delivery>)>, AppError> {
    let found = store.db.with(|conn| -> Result<_, DbError> {
        if let Some(id) = schedule
            && !stored::is_known(conn, id)?
        {
            return Ok(None);
        }
        let runs = run::list_runs(conn, schedule, before, limit)?;
        let ids: Vec<i64> = runs.iter().map(|run| run.id).collect();
        Ok(Some((runs, delivery::list_deliveries(conn, &ids)?)))
    })?;
    let Some((runs, deliveries)) = found else {
        return Err(AppError::NotFound {
            what: "schedule",
            id: schedule.unwrap_or_default().to_string(),
            nearest: Vec::new(),
        });
    };
    let mut by_run: BTreeMap<i64, Vec<Delivery>> = BTreeMap::new();
    for delivery in deliveries {
        by_run.entry(delivery.run).or_default().push(delivery);
    }
    let with = |run: Run| {
        let deliveries = by_run.remove(&run.id).unwrap_or_default();
        (run, deliveries)
    };
    Ok(runs.into_iter().map(with).collect())
}

/// When a schedule is due next after now; never, where it was closed.
pub fn next_time(store: &Store, schedule: &Schedule, calendar: &Calendar) -> Option<DateTime<Utc>> {
    let rule: Rule = schedule.rule.parse().ok()?;
    let after = store.now().max(schedule.begun_at);
    let next = rule.next_after(after, calendar).map(|one| one.at);
    next.filter(|_| schedule.closed_at.is_none())
}

/// Whether a run's report cannot be made for no other reason than that its month had not begun at the newest revision.
///
/// The month is the program's own, so that nothing else can be wrong with it.
pub fn had_not_begun(error: &AppError) -> bool {
    match error {
        AppError::Invalid(problems) => problems.iter().all(|one| one.parameter == "month"),
        _ => false,
    }
}

/// The month that the report of a run is of.
///
/// # Errors
/// The time it is of is none that a program wrote.
pub fn month_of(claim: &Claim, calendar: &Calendar) -> Result<Period, AppError> {
    let corrupt = || AppError::Conflict(format!("run {} is of no month", claim.run.id));
    if let Some(month) = &claim.run.month {
        return month.parse().map_err(|_| corrupt());
    }
    let nominal: Nominal = claim.run.nominal.parse().map_err(|_| corrupt())?;
    // An earlier release planned it; its rule says which month the day was placed in.
    let rule = claim.schedule.rule.parse::<Rule>().ok();
    let placed = rule.and_then(|rule| rule.occurrence_of(nominal, calendar));
    let day = placed.map_or(nominal.date(), |one| one.month);
    report_month(&claim.schedule, day).ok_or_else(corrupt)
}

/// The month that a schedule's report is of, whose day is one of a month.
fn report_month(schedule: &Schedule, day: NaiveDate) -> Option<Period> {
    let month = Period::containing(Grain::Month, day)?;
    (0..schedule.months_back).try_fold(month, |month, _| month.previous())
}

/// Plans what is due by now, and yields how many runs that are.
///
/// # Errors
/// The store fails. A rule that this program does not know is logged and passed over.
pub fn plan_due(store: &Store, calendar: &Calendar) -> Result<usize, AppError> {
    let now = store.now();
    let mut n_planned = 0;
    for schedule in list_schedules(store, false)? {
        let rule: Rule = match schedule.rule.parse() {
            Ok(rule) => rule,
            Err(error) => {
                let said = said(&error.to_string());
                log::error!("schedule {} has no rule: {said}", schedule.id);
                continue;
            }
        };
        let newest = store
            .db
            .with(|conn| run::newest_nominal(conn, schedule.id))?;
        let history = History {
            begun: schedule.begun_at,
            last_done: newest.and_then(|text| text.parse().ok()),
        };
        let Due::Run {
            occurrence,
            skipped,
        } = due(&rule, calendar, history, now)
        else {
            continue;
        };
        let time = |one: &Occurrence| {
            let month = report_month(&schedule, one.month)?;
            Some(run::Time {
                nominal: one.nominal.to_string(),
                month: month.to_string(),
            })
        };
        let missed: Vec<run::Time> = skipped.newest.iter().filter_map(time).collect();
        let Some(time) = time(&occurrence) else {
            log::error!("schedule {} is of no month", schedule.id);
            continue;
        };
        if run::plan_run(&store.db, schedule.id, &time, &missed, now)? {
            n_planned += 1;
        }
    }
    Ok(n_planned)
}

/// Takes a run that is to be worked on, for as long as a lease; none where there is none. A run of which nothing is left but deliveries
/// that are not among the `able` is left to who can carry them out.
///
/// # Errors
/// The store fails.
pub fn claim_run(
    store: &Store,
    lease: Duration,
    able: &[DeliveryKind],
) -> Result<Option<Claim>, AppError> {
    Ok(claim::claim_run(&store.db, (store.now(), lease), able)?)
}

/// Lets the lease of a claim run from now on, and yields whether the claim still holds.
///
/// # Errors
/// The store fails.
pub fn hold_on(store: &Store, claim: &Claim, lease: Duration) -> Result<bool, AppError> {
    Ok(claim::hold_on(&store.db, claim, (store.now(), lease))?)
}

/// Lets what was refused of a run be delivered after all, and yields the run with its deliveries. What was delivered, or may have been,
/// is left as it is.
///
/// # Errors
/// There is no such run, somebody works on it, or nothing of it was refused; the store fails.
pub fn retry_run(store: &Store, id: i64) -> Result<(Run, Vec<Delivery>), AppError> {
    match run::retry_run(&store.db, id, store.now())? {
        Retry::Waits(run) => Ok((run, list_deliveries(store, id)?)),
        Retry::UnderWay => Err(AppError::Conflict(format!(
            "run {id} is being worked on; it can be retried when that is over"
        ))),
        Retry::NothingRefused => Err(AppError::Conflict(format!(
            "of run {id} nothing was refused that could be delivered again"
        ))),
        Retry::Unknown => Err(AppError::NotFound {
            what: "run",
            id: id.to_string(),
            nearest: Vec::new(),
        }),
    }
}

/// Notes the report that a run made, and plans its deliveries; yields whether the claim still holds.
///
/// # Errors
/// The store fails.
pub fn set_report(
    store: &Store,
    claim: &Claim,
    report: i64,
    deliveries: &[NewDelivery],
) -> Result<bool, AppError> {
    let now = store.now();
    Ok(run::set_report(&store.db, claim, report)?
        && delivery::plan_deliveries(&store.db, claim, deliveries, now)?)
}

/// What tells a letter of a run apart from every other one that was ever sent: also one of a history that a restore has lost.
pub fn letter_key(claim: &Claim, to: &str) -> String {
    let (run, planned) = (&claim.run, claim.run.planned_at.timestamp_micros());
    format!("{}|{}|{planned}|{to}", run.schedule, run.nominal)
}

/// The deliveries of a run, in the order they were planned.
///
/// # Errors
/// The store fails.
pub fn list_deliveries(store: &Store, run: i64) -> Result<Vec<Delivery>, AppError> {
    let found = store
        .db
        .with(|conn| delivery::list_deliveries(conn, &[run]));
    Ok(found?)
}

/// Begins a delivery, and yields whether it is to be carried out; the lease runs from now on.
///
/// # Errors
/// The store fails.
pub fn begin_delivery(
    store: &Store,
    claim: &Claim,
    id: i64,
    lease: Duration,
) -> Result<bool, AppError> {
    let now = store.now();
    Ok(delivery::begin_delivery(
        &store.db,
        claim,
        id,
        (now, lease),
    )?)
}

/// Says why a delivery that was not begun did not go out, and yields whether the claim holds; the lease runs from now on.
///
/// # Errors
/// The store fails.
pub fn note_failure(
    store: &Store,
    claim: &Claim,
    id: i64,
    fate: Fate,
    lease: Duration,
) -> Result<bool, AppError> {
    let (fate, now) = (showable(fate), (store.now(), lease));
    Ok(delivery::note_failure(&store.db, claim, id, &fate, now)?)
}

/// Says what became of a delivery that was begun, and yields whether the claim still holds.
///
/// # Errors
/// The store fails.
pub fn end_delivery(store: &Store, claim: &Claim, id: i64, fate: Fate) -> Result<bool, AppError> {
    let (fate, now) = (showable(fate), store.now());
    Ok(delivery::end_delivery(&store.db, claim, id, &fate, now)?)
}

fn showable(fate: Fate) -> Fate {
    Fate {
        reason: fate.reason.map(plain),
        ..fate
    }
}

/// A reason as it may be kept and shown, see [`said`].
fn plain(reason: Reason) -> Reason {
    let lines = |lines: Vec<String>| {
        let text = said(&lines.join("\n"));
        text.lines().map(str::to_owned).collect()
    };
    match reason {
        Reason::Lacks { da, en } => Reason::Lacks {
            da: lines(da),
            en: lines(en),
        },
        Reason::Failed { said: text } => Reason::Failed { said: said(&text) },
        Reason::NoServer { said: text } => Reason::NoServer { said: said(&text) },
        Reason::NoAnswer { said: text } => Reason::NoAnswer { said: said(&text) },
        Reason::Answered { said: text } => Reason::Answered { said: said(&text) },
        Reason::Unwritten { said: text } => Reason::Unwritten { said: said(&text) },
        Reason::NoFolder { said: text } => Reason::NoFolder { said: said(&text) },
        Reason::Unread { said: text } => Reason::Unread { said: said(&text) },
        Reason::Told { said: text } => Reason::Told { said: said(&text) },
        Reason::Taken { name } => Reason::Taken { name: said(&name) },
        Reason::NothingKnown
        | Reason::NotBegun
        | Reason::Panicked
        | Reason::Lost
        | Reason::Restored
        | Reason::Elsewhere { .. }
        | Reason::Interrupted => reason,
    }
}

/// Gives a run back, for now or for good, and yields whether the claim still held.
///
/// # Errors
/// The store fails.
pub fn end_run(store: &Store, claim: &Claim, ended: Ended) -> Result<bool, AppError> {
    let ended = Ended {
        reason: ended.reason.map(plain),
        ..ended
    };
    Ok(run::end_run(&store.db, claim, &ended, store.now())?)
}
