//! The server that letters are handed to (SMTP), step by step, so that it is known how far a letter came.

use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;

/// Longest silence of the server.
const STEP: Duration = Duration::from_secs(60);

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
    timeout: Duration,
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
            timeout: STEP,
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

    /// The same, with another longest silence of it.
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }
}

/// The address of a sender; it goes to servers that take ASCII alone.
fn sender(text: &str) -> Option<Address> {
    text.parse().ok().filter(|_| text.is_ascii())
}

/// Why it is not known that a letter was taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSent {
    /// The server cannot be spoken with, so that no other letter goes out either.
    NoServer(String),
    /// It did not go out, and may be tried again.
    Later(String),
    /// It did not go out, and will not be taken.
    Refused(String),
    /// It may have gone out.
    Unknown(String),
}

/// Hands a letter over; `begun` is called when its first byte is about to go out, and says whether it is to.
///
/// # Errors
/// See [`NotSent`].
pub fn send(
    server: &Server,
    (to, letter): (&Address, &[u8]),
    begun: impl FnOnce() -> bool,
) -> Result<(), NotSent> {
    let mut connection = greet(server).map_err(NotSent::NoServer)?;
    hand_over(&mut connection, (server, to, letter), begun)?;
    // What the server says to the last word is of no interest; where it failed, the connection just ends.
    drop(connection.quit());
    Ok(())
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
    let timeout = Some(server.timeout);
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
    (server, to, letter): (&Server, &Address, &[u8]),
    begun: impl FnOnce() -> bool,
) -> Result<(), NotSent> {
    let before = |error: lettre::transport::smtp::Error| match error.is_permanent() {
        true => NotSent::Refused(pejl_app::chain(&error)),
        false => NotSent::Later(pejl_app::chain(&error)),
    };
    let from = Some(server.from.clone());
    connection
        .command(Mail::new(from, Vec::new()))
        .map_err(before)?;
    connection
        .command(Rcpt::new(to.clone(), Vec::new()))
        .map_err(before)?;
    connection.command(Data).map_err(before)?;
    if !begun() {
        return Err(NotSent::Later("another process took over".to_owned()));
    }
    let sent = connection.message(letter);
    sent.map(drop).map_err(|error| {
        let text = pejl_app::chain(&error);
        // Only a server that says so has not taken it over.
        match (error.is_permanent(), error.is_transient()) {
            (true, _) => NotSent::Refused(text),
            (_, true) => NotSent::Later(text),
            _ => NotSent::Unknown(text),
        }
    })
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
