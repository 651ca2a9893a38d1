//! Where the report of a run goes: its files into the folder, its letters to the mail server, one by one.

use std::sync::atomic::{AtomicBool, Ordering};

use pejl_app::reports::{StoredReport, read_report_file};
use pejl_app::schedules::{
    self, Claim, Delivery, DeliveryKind, DeliveryState, Fate, NewDelivery, Reason,
};
use pejl_app::{AppError, Store, chain, pause};

use crate::folder::{self, FolderError};
use crate::letter::{letter, message_id};
use crate::mail::{self, NotSent};
use crate::work::{AGAIN, LEASE, Settings};

/// How often a letter is tried. A file is tried for as long as its run waits: to put it there again does no harm.
const LETTER_ATTEMPTS_MAX: i64 = 20;

// A process has given a letter up before another one may take its run over.
const _: () = assert!(mail::LETTER_MAX.as_secs() < LEASE.as_secs());

/// What became of one delivery.
enum Became {
    Delivered,
    /// It is to be tried again.
    Later(Reason),
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
    /// Why no other letter is to be tried now.
    no_server: Option<String>,
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
        let mut no_server: Option<String> = None;
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
            let tried = match (&no_server, one.kind) {
                (_, DeliveryKind::Folder) => self.file(one)?,
                (Some(said), DeliveryKind::Mail) => Tried {
                    is_begun: false,
                    became: Became::Later(Reason::NoServer { said: said.clone() }),
                    no_server: None,
                },
                (None, DeliveryKind::Mail) => self.letter(one)?,
            };
            no_server = no_server.or(tried.no_server);
            if !self.note(one, (tried.is_begun, tried.became))? {
                break;
            }
        }
        Ok(())
    }

    /// Whether a delivery is to be tried by now; also one that a clock that was wrong put far ahead.
    fn is_due(&self, one: &Delivery) -> bool {
        let now = self.store.now();
        let is_time = one
            .next_try_at
            .is_none_or(|at| at <= now || at > now + 2 * LEASE);
        one.state == DeliveryState::Pending && is_time
    }

    /// Writes down what became of a delivery, and yields whether the work goes on.
    fn note(&self, one: &Delivery, (is_begun, became): (bool, Became)) -> Result<bool, AppError> {
        let is_last = one.kind == DeliveryKind::Mail && one.n_attempts + 1 >= LETTER_ATTEMPTS_MAX;
        let (state, reason) = match became {
            Became::Lost => return Ok(false),
            Became::Delivered => (DeliveryState::Delivered, None),
            Became::Unknown(reason) => (DeliveryState::Unknown, Some(reason)),
            Became::Refused(reason) => (DeliveryState::Refused, Some(reason)),
            Became::Later(reason) if is_last => (DeliveryState::Refused, Some(reason)),
            Became::Later(reason) => (DeliveryState::Pending, Some(reason)),
        };
        let again = (state == DeliveryState::Pending).then(|| self.store.now() + AGAIN);
        let fate = Fate {
            state,
            reason,
            next_try_at: again,
        };
        match is_begun {
            true => schedules::end_delivery(self.store, self.claim, one.id, fate),
            false => schedules::note_failure(self.store, self.claim, one.id, fate, LEASE),
        }
    }

    /// Puts a file into the folder.
    fn file(&self, one: &Delivery) -> Result<Tried, AppError> {
        let told = |is_begun, became| Tried {
            is_begun,
            became,
            no_server: None,
        };
        let Some(place) = &self.settings.folder else {
            return Ok(told(false, Became::Lost));
        };
        if !schedules::begin_delivery(self.store, self.claim, one.id, LEASE)? {
            return Ok(told(false, Became::Lost));
        }
        pause::at("delivery.file");
        let (report, format) = (self.report, &one.target);
        let content = match read_report_file(self.store, report.id, format) {
            Ok(content) => content,
            Err(error) => {
                let said = chain(&error);
                return Ok(told(true, Became::Later(Reason::Unread { said })));
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
        Ok(told(true, became))
    }

    /// Hands a letter over.
    fn letter(&self, one: &Delivery) -> Result<Tried, AppError> {
        let told = |is_begun, became| Tried {
            is_begun,
            became,
            no_server: None,
        };
        let Some(server) = &self.settings.mail else {
            return Ok(told(false, Became::Lost));
        };
        let of = (&self.claim.run, one, self.report);
        let letter = match letter(self.store, of, &server.from) {
            Ok(letter) => letter,
            Err(said) => return Ok(told(false, Became::Refused(Reason::Unwritten { said }))),
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
        let is_begun = match begun.transpose()? {
            Some(false) => return Ok(told(false, Became::Lost)),
            other => other.is_some(),
        };
        Ok(Tried {
            no_server: ends_the_try(&sent),
            ..told(is_begun, came_to(sent))
        })
    }
}

/// Why no other letter is to be tried now: a server that does not answer would hold each of them as long.
fn ends_the_try(sent: &Result<(), NotSent>) -> Option<String> {
    match sent {
        Err(NotSent::NoServer(said) | NotSent::NoAnswer(said) | NotSent::Unknown(said)) => {
            Some(said.clone())
        }
        Ok(()) | Err(NotSent::Later(_) | NotSent::Refused(_)) => None,
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
