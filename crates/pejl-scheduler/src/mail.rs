//! The server that letters are handed to (SMTP), step by step, so that it is known how far a letter came.
//!
//! A letter is handed over in a thread of its own, which is given up where the server takes too long: one that says a byte now and then
//! is never silent, and would hold its client for ever.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;

use crate::absence::Absence;

/// Longest silence of the server before it has the letter.
const STEP: Duration = Duration::from_secs(60);
/// Longest silence of the server once it has the letter (RFC 5321, section 4.5.3.2.6): it may be delivering it.
const REPLY: Duration = Duration::from_secs(10 * 60);
/// How many times the longest silence it may take until the letter itself goes out: it is connected, greeted, told who we are, and told
/// of sender and recipient.
const STEPS_BEFORE: u32 = 5;
/// How many times the longest silence the letter itself may take, beside the reply to it.
const STEPS_WRITING: u32 = 3;
/// Longest time from the first byte of a letter until it is known, or given up, what became of it.
pub const LETTER_MAX: Duration = REPLY.saturating_add(STEP.saturating_mul(STEPS_WRITING));
/// How long the server may take to say goodbye. Nobody waits for it.
const QUIT: Duration = Duration::from_secs(5);

/// How letters are kept secret on their way to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    /// From the first byte on (`smtps://`).
    Always,
    /// After a greeting (`smtp://`); a server that cannot is refused.
    AfterGreeting,
    /// Not at all (`smtp://` to this machine itself).
    None,
}

/// Where letters are handed over, and from whom they are.
#[derive(Clone)]
pub struct Server {
    host: String,
    port: u16,
    secrecy: Secrecy,
    credentials: Option<Credentials>,
    /// Who they are from.
    pub from: Address,
    step: Duration,
    reply: Duration,
    /// Whether it is away; every copy knows.
    pub(crate) absence: Absence,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("secrecy", &self.secrecy)
            .finish_non_exhaustive()
    }
}

/// Why a server cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ServerError {
    /// It is no address of a server.
    #[error(
        "a mail server is smtp://HOST[:PORT] or smtps://HOST[:PORT], without user, password and path"
    )]
    Url,
    /// It is no address of a sender.
    #[error("the sender is an address such as pejl@example.dk")]
    From,
}

impl Server {
    /// A server by its URL: `smtps://HOST[:465]`, or `smtp://HOST[:25]`, which has to offer secrecy unless it is this machine itself.
    ///
    /// # Errors
    /// See [`ServerError`].
    ///
    /// # Example
    /// ```
    /// use pejl_scheduler::mail::Server;
    ///
    /// assert!(Server::read("smtp://127.0.0.1:2525", "pejl@example.dk").is_ok());
    /// assert!(Server::read("http://example.dk", "pejl@example.dk").is_err());
    /// ```
    pub fn read(url: &str, from: &str) -> Result<Self, ServerError> {
        let (scheme, rest) = url.split_once("://").ok_or(ServerError::Url)?;
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (host, port) = match rest.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().map_err(|_| ServerError::Url)?)),
            None => (rest, None),
        };
        let is_host = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
        if host.is_empty() || !host.chars().all(is_host) {
            return Err(ServerError::Url);
        }
        let is_here = matches!(host, "localhost" | "127.0.0.1");
        let (secrecy, usual) = match scheme {
            "smtps" => (Secrecy::Always, 465),
            "smtp" if is_here => (Secrecy::None, 25),
            "smtp" => (Secrecy::AfterGreeting, 25),
            _ => return Err(ServerError::Url),
        };
        Ok(Self {
            host: host.to_owned(),
            port: port.unwrap_or(usual),
            secrecy,
            credentials: None,
            from: sender(from).ok_or(ServerError::From)?,
            step: STEP,
            reply: REPLY,
            absence: Absence::default(),
        })
    }

    /// The same, with who we are to it. Both are sent in secrecy only.
    #[must_use]
    pub fn with_credentials(self, user: String, password: String) -> Self {
        let credentials = Some(Credentials::new(user, password));
        Self {
            credentials,
            ..self
        }
    }

    /// The same, with another longest silence of it, shorter than usual.
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        let (step, reply) = (timeout.min(STEP), timeout.min(REPLY));
        Self {
            step,
            reply,
            ..self
        }
    }
}

/// The address of a sender; it goes to servers that take ASCII alone.
fn sender(text: &str) -> Option<Address> {
    text.parse().ok().filter(|_| text.is_ascii())
}

/// Why it is not known that a letter was taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSent {
    /// The server cannot be spoken with, or does not let us in, so that no other letter goes out either.
    NoServer(String),
    /// The server fell silent, or hung up, before it had the letter. It did not go out, and no other letter is to be tried now.
    NoAnswer(String),
    /// The server answered that the letter may be tried again; it did not go out.
    Later(String),
    /// The server answered that it does not take the letter; it did not go out.
    Refused(String),
    /// It may have gone out. No other letter is to be tried now.
    Unknown(String),
}

/// Hands a letter over; `begun` is called when its first byte is about to go out, and says whether it is to. What became of it is told as
/// soon as the server has said so.
///
/// # Errors
/// See [`NotSent`].
pub fn send(
    server: &Server,
    letter: (Address, Vec<u8>),
    begun: impl FnOnce() -> bool,
) -> Result<(), NotSent> {
    let (tell, told) = mpsc::channel();
    let (allow, allowed) = mpsc::channel();
    let (of_thread, wire) = (server.clone(), Wire { tell, allowed });
    std::thread::Builder::new()
        .name("pejl-letter".to_owned())
        .spawn(move || wire.hand_over(&of_thread, &letter))
        .map_err(|error| NotSent::NoServer(pejl_app::chain(&error)))?;
    match told.recv_timeout(server.step.saturating_mul(STEPS_BEFORE)) {
        Ok(Step::Ended(ended)) => return ended,
        Ok(Step::Begins) => {}
        // As nobody allows it any more, the letter does not begin later either.
        Err(RecvTimeoutError::Timeout) => return Err(NotSent::NoAnswer(TOO_LONG.to_owned())),
        Err(RecvTimeoutError::Disconnected) => return Err(NotSent::NoAnswer(PANICKED.to_owned())),
    }
    if !begun() {
        return Err(NotSent::Later("another process took over".to_owned()));
    }
    let longest = server.reply + server.step.saturating_mul(STEPS_WRITING);
    if allow.send(()).is_err() {
        return Err(NotSent::NoAnswer(PANICKED.to_owned()));
    }
    match told.recv_timeout(longest) {
        Ok(Step::Ended(ended)) => ended,
        Err(RecvTimeoutError::Timeout) => Err(NotSent::Unknown(TOO_LONG.to_owned())),
        Ok(Step::Begins) | Err(RecvTimeoutError::Disconnected) => {
            Err(NotSent::Unknown(PANICKED.to_owned()))
        }
    }
}

/// Said of a server that is never silent for long and comes to no end.
const TOO_LONG: &str = "the server took too long";
/// Said of a letter whose thread ended without a word.
const PANICKED: &str = "the program panicked";

/// How far a letter has come.
enum Step {
    /// The server waits for it.
    Begins,
    Ended(Result<(), NotSent>),
}

/// What the thread of a letter and whoever waits for it tell each other.
struct Wire {
    tell: Sender<Step>,
    /// Whether the letter may begin; closed where it may not.
    allowed: Receiver<()>,
}

impl Wire {
    fn hand_over(&self, server: &Server, letter: &(Address, Vec<u8>)) {
        let mut connection = match greet(server) {
            Ok(connection) => connection,
            Err(said) => return self.end(Err(NotSent::NoServer(said))),
        };
        let begun = || self.tell.send(Step::Begins).is_ok() && self.allowed.recv().is_ok();
        let ended = hand_over(&mut connection, (server, letter), begun);
        let is_answered = matches!(ended, Ok(()) | Err(NotSent::Later(_) | NotSent::Refused(_)));
        // What became of it is not kept waiting for a goodbye that may never come.
        self.end(ended);
        if is_answered && connection.set_timeout(Some(QUIT)).is_ok() {
            drop(connection.quit());
        }
    }

    /// Tells what became of the letter; who gave it up meanwhile has no use for that.
    fn end(&self, ended: Result<(), NotSent>) {
        drop(self.tell.send(Step::Ended(ended)));
    }
}

fn greet(server: &Server) -> Result<SmtpConnection, String> {
    let said = |error: lettre::transport::smtp::Error| pejl_app::chain(&error);
    let name = ClientId::Domain(server.from.domain().to_owned());
    let tls = || TlsParameters::new(server.host.clone()).map_err(said);
    let wrapper = match server.secrecy {
        Secrecy::Always => Some(tls()?),
        Secrecy::AfterGreeting | Secrecy::None => None,
    };
    let place = (server.host.as_str(), server.port);
    let timeout = Some(server.step);
    let mut connection =
        SmtpConnection::connect(place, timeout, &name, wrapper.as_ref(), None).map_err(said)?;
    if server.secrecy == Secrecy::AfterGreeting {
        connection.starttls(&tls()?, &name).map_err(said)?;
    }
    if let Some(credentials) = &server.credentials {
        if server.secrecy == Secrecy::None {
            return Err("a password is sent in secrecy only".to_owned());
        }
        connection
            .auth(DEFAULT_MECHANISMS, credentials)
            .map_err(said)?;
    }
    Ok(connection)
}

fn hand_over(
    connection: &mut SmtpConnection,
    (server, (to, letter)): (&Server, &(Address, Vec<u8>)),
    begun: impl FnOnce() -> bool,
) -> Result<(), NotSent> {
    // What is no answer of the server is a silence, or the end of the connection.
    let not_sent = |error: lettre::transport::smtp::Error, otherwise: fn(String) -> NotSent| {
        let text = pejl_app::chain(&error);
        match (error.is_permanent(), error.is_transient()) {
            (true, _) => NotSent::Refused(text),
            (_, true) => NotSent::Later(text),
            _ => otherwise(text),
        }
    };
    let before = |error| not_sent(error, NotSent::NoAnswer);
    let from = Some(server.from.clone());
    connection
        .command(Mail::new(from, Vec::new()))
        .map_err(before)?;
    connection
        .command(Rcpt::new(to.clone(), Vec::new()))
        .map_err(before)?;
    connection.command(Data).map_err(before)?;
    connection
        .set_timeout(Some(server.reply))
        .map_err(|error| NotSent::NoAnswer(pejl_app::chain(&error)))?;
    if !begun() {
        return Err(NotSent::NoAnswer("it was given up".to_owned()));
    }
    let sent = connection.message(letter);
    // Only a server that says so has not taken it over.
    sent.map(drop)
        .map_err(|error| not_sent(error, NotSent::Unknown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_read_with_its_usual_port_and_never_without_secrecy_elsewhere() {
        let read = |url: &str| {
            let server = Server::read(url, "pejl@example.dk");
            server.map(|one| (one.host, one.port, one.secrecy))
        };
        let of = |host: &str, port, secrecy| Ok((host.to_owned(), port, secrecy));
        assert_eq!(
            read("smtps://mail.example.dk"),
            of("mail.example.dk", 465, Secrecy::Always)
        );
        assert_eq!(
            read("smtp://mail.example.dk:587/"),
            of("mail.example.dk", 587, Secrecy::AfterGreeting)
        );
        assert_eq!(read("smtp://localhost"), of("localhost", 25, Secrecy::None));
        for url in [
            "",
            "mail.example.dk",
            "http://x",
            "smtp://",
            "smtp://a b",
            "smtp://user:pass@x",
            "smtp://x:y",
            "smtp://x/y",
            "smtp://x:99999",
        ] {
            assert_eq!(read(url), Err(ServerError::Url), "{url}");
        }
        for from in ["nobody", "øst@example.dk", "", "a b@example.dk"] {
            let read = Server::read("smtp://x", from).map(|_| ());
            assert_eq!(read, Err(ServerError::From), "{from}");
        }
    }
}
