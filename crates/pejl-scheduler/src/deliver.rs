//! Where the report of a run goes: its files into the folder, its letters to the mail server, one by one.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use pejl_app::reports::{StoredReport, read_report_file};
use pejl_app::schedules::{
    self, Claim, Delivery, DeliveryKind, DeliveryState, Fate, NewDelivery, Reason,
};
use pejl_app::{AppError, Store, chain, pause};

use crate::absence::Away;
use crate::folder::{self, FolderError};
use crate::letter::{letter, message_id};
use crate::mail::{self, NotSent, Server};
use crate::work::{AGAIN, LEASE, Settings, is_time};

/// How often a letter is tried that a server puts off. A file is tried for as long as its run waits, as to put it there again does no
/// harm, and so is a letter for which there is no server.
const LETTER_ATTEMPTS_MAX: i64 = 20;
/// How much later than the others a letter is tried over which the server fell silent: should it do so again, theirs have gone out.
const HEAD_START: Duration = Duration::from_secs(5 * 60);

// A process has given a letter up before another one may take its run over.
const _: () = assert!(mail::LETTER_MAX.as_secs() < LEASE.as_secs());
// What is put further ahead is taken for the work of a wrong clock.
const _: () = assert!(AGAIN.as_secs() + HEAD_START.as_secs() < 2 * LEASE.as_secs());

/// What became of one delivery.
enum Became {
    Delivered,
    /// It is to be tried again in a while.
    Later(Reason),
    /// It was not tried, as the server is away.
    Left(Away),
    Refused(Reason),
    /// It may have gone out.
    Unknown(Reason),
    /// Somebody else has taken the run over.
    Lost,
}

/// What came of trying a delivery.
struct Tried {
    /// Whether it was begun: of a letter, whether its first byte went out.
    is_begun: bool,
    became: Became,
}

impl Tried {
    /// That a delivery was not begun, and what became of it.
    fn not_begun(became: Became) -> Self {
        let is_begun = false;
        Self { is_begun, became }
    }

    /// What became of a delivery that was begun.
    fn begun(became: Became) -> Self {
        let is_begun = true;
        Self { is_begun, became }
    }
}

/// Deliveries of a run's report.
pub(crate) struct Deliveries<'a> {
    pub(crate) stop: &'a AtomicBool,
    pub(crate) store: &'a Store,
    pub(crate) settings: &'a Settings,
    pub(crate) claim: &'a Claim,
    pub(crate) report: &'a StoredReport,
}

impl Deliveries<'_> {
    /// What the run has to deliver.
    pub(crate) fn planned(&self) -> Result<Vec<NewDelivery>, AppError> {
        let schedule = &self.claim.schedule;
        let files = self.report.files.iter().filter(|_| schedule.to_folder);
        let files = files.map(|file| NewDelivery {
            kind: DeliveryKind::Folder,
            target: file.format.clone(),
            message_id: String::new(),
        });
        let store_id = self.store.id()?;
        let letters = schedule.recipients.iter();
        let letters = letters.map(|to| NewDelivery {
            kind: DeliveryKind::Mail,
            target: to.clone(),
            message_id: message_id(&store_id, &schedules::letter_key(self.claim, to)),
        });
        Ok(files.chain(letters).collect())
    }

    /// Carries out what is due and what this process can do. A letter over which the server fell silent comes after the others, so that
    /// it is not in their way again.
    pub(crate) fn carry_out(&self) -> Result<(), AppError> {
        let mut found = schedules::list_deliveries(self.store, self.claim.run.id)?;
        found.sort_by_key(|one| matches!(one.reason, Some(Reason::NoAnswer { .. })));
        let able = self.settings.able();
        for one in found.iter().filter(|one| able.contains(&one.kind)) {
            if self.stop.load(Ordering::SeqCst) {
                break;
            }
            if !self.is_due(one) {
                continue;
            }
            if !schedules::hold_on(self.store, self.claim, LEASE)? {
                break;
            }
            let tried = match one.kind {
                DeliveryKind::Folder => self.file(one)?,
                DeliveryKind::Mail => self.letter(one)?,
            };
            if !self.note(one, tried)? {
                break;
            }
        }
        Ok(())
    }

    /// Whether a delivery is to be tried by now.
    fn is_due(&self, one: &Delivery) -> bool {
        let now = self.store.now();
        one.state == DeliveryState::Pending && one.next_try_at.is_none_or(|at| is_time(at, now))
    }

    /// Writes down what became of a delivery, and yields whether the work goes on.
    fn note(&self, one: &Delivery, tried: Tried) -> Result<bool, AppError> {
        let fate = match tried.became {
            Became::Lost => return Ok(false),
            Became::Delivered => over(DeliveryState::Delivered, None),
            Became::Unknown(reason) => over(DeliveryState::Unknown, Some(reason)),
            Became::Refused(reason) => over(DeliveryState::Refused, Some(reason)),
            Became::Later(reason) if is_last(one, &reason) => {
                over(DeliveryState::Refused, Some(reason))
            }
            Became::Later(reason) => again(reason, self.store.now() + AGAIN),
            Became::Left(away) => again(left(one, away.said), away.until),
        };
        match tried.is_begun {
            true => schedules::end_delivery(self.store, self.claim, one.id, fate),
            false => schedules::note_failure(self.store, self.claim, one.id, fate, LEASE),
        }
    }

    /// Puts a file into the folder.
    fn file(&self, one: &Delivery) -> Result<Tried, AppError> {
        let Some(place) = &self.settings.folder else {
            return Ok(Tried::not_begun(Became::Lost));
        };
        if !schedules::begin_delivery(self.store, self.claim, one.id, LEASE)? {
            return Ok(Tried::not_begun(Became::Lost));
        }
        pause::at("delivery.file");
        let (report, format) = (self.report, &one.target);
        let content = match read_report_file(self.store, report.id, format) {
            Ok(content) => content,
            Err(error) => {
                let said = chain(&error);
                return Ok(Tried::begun(Became::Later(Reason::Unread { said })));
            }
        };
        let known = report.files.iter().find(|file| file.format == *format);
        let sha256 = known.map_or("", |file| &file.sha256);
        let put = folder::put(place, &delivered_name(report, sha256, format), &content);
        pause::at("delivery.put");
        let became = match put {
            Ok(()) => Became::Delivered,
            Err(FolderError::Taken(name)) => Became::Refused(Reason::Taken { name }),
            Err(error) => Became::Later(Reason::NoFolder {
                said: chain(&error),
            }),
        };
        Ok(Tried::begun(became))
    }

    /// Hands a letter over, unless the server is known to be away.
    fn letter(&self, one: &Delivery) -> Result<Tried, AppError> {
        let Some(server) = &self.settings.mail else {
            return Ok(Tried::not_begun(Became::Lost));
        };
        if let Some(away) = server.absence.find(self.store.now()) {
            return Ok(Tried::not_begun(Became::Left(away)));
        }
        let of = (&self.claim.run, one, self.report);
        let letter = match letter(self.store, of, &server.from) {
            Ok(letter) => letter,
            Err(said) => {
                let refused = Became::Refused(Reason::Unwritten { said });
                return Ok(Tried::not_begun(refused));
            }
        };
        let mut begun = None;
        let sent = mail::send(server, letter, || {
            let held = schedules::begin_delivery(self.store, self.claim, one.id, LEASE);
            pause::at("delivery.letter");
            let is_begun = matches!(held, Ok(true));
            begun = Some(held);
            is_begun
        });
        pause::at("delivery.sent");
        self.heed(server, &sent);
        Ok(match begun.transpose()? {
            Some(false) => Tried::not_begun(Became::Lost),
            Some(true) => Tried::begun(came_to(sent)),
            None => Tried::not_begun(came_to(sent)),
        })
    }

    /// Keeps in mind that a server is away: it would hold every other letter, of whichever run, as long as this one.
    fn heed(&self, server: &Server, sent: &Result<(), NotSent>) {
        match sent {
            Err(NotSent::NoServer(said) | NotSent::NoAnswer(said) | NotSent::Unknown(said)) => {
                let (said, until) = (said.clone(), self.store.now() + AGAIN);
                server.absence.note(Away { said, until });
            }
            Ok(()) | Err(NotSent::Later(_) | NotSent::Refused(_)) => {}
        }
    }
}

/// Whether a delivery has been tried as often as it is.
fn is_last(one: &Delivery, reason: &Reason) -> bool {
    one.kind == DeliveryKind::Mail
        && !reason.is_no_try()
        && one.n_attempts + 1 >= LETTER_ATTEMPTS_MAX
}

/// Why a letter is left that is not tried as the server is away: one over which it fell silent stays such a one, so that it goes on coming
/// after the others.
fn left(one: &Delivery, said: String) -> Reason {
    match &one.reason {
        Some(silence @ Reason::NoAnswer { .. }) => silence.clone(),
        _ => Reason::NoServer { said },
    }
}

/// The fate of a delivery that is not tried again.
fn over(state: DeliveryState, reason: Option<Reason>) -> Fate {
    Fate {
        state,
        reason,
        next_try_at: None,
    }
}

/// The fate of a delivery that is tried again, at an instant or after those that are tried then.
fn again(reason: Reason, at: DateTime<Utc>) -> Fate {
    let at = match reason {
        Reason::NoAnswer { .. } => at + HEAD_START,
        _ => at,
    };
    Fate {
        state: DeliveryState::Pending,
        reason: Some(reason),
        next_try_at: Some(at),
    }
}

fn came_to(sent: Result<(), NotSent>) -> Became {
    match sent {
        Ok(()) => Became::Delivered,
        Err(NotSent::NoServer(said)) => Became::Later(Reason::NoServer { said }),
        Err(NotSent::NoAnswer(said)) => Became::Later(Reason::NoAnswer { said }),
        Err(NotSent::Later(said)) => Became::Later(Reason::Answered { said }),
        Err(NotSent::Refused(said)) => Became::Refused(Reason::Answered { said }),
        Err(NotSent::Unknown(said)) => Became::Unknown(Reason::NoAnswer { said }),
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
