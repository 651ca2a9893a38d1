//! The client: one request at a time, with patience.

use std::fmt;
use std::io::Read;
use std::net::IpAddr;
use std::time::Duration;

use pejl_domain::Lang;
use ureq::http::Uri;
use ureq::{Agent, Body, http};

use super::answer::{AnswerError, excerpt};
use super::retry::{Again, Failure, back_off, retry_after};
use super::service::{MAX_ERROR_BODY_BYTES, ServiceError};
use super::table_info::{TableInfo, TableInfoError};

/// The address of StatBank's API.
pub const DEFAULT_BASE_URL: &str = "https://api.statbank.dk/v1";

/// The most bytes of a table description; the largest tables have some tens of thousands of values.
const MAX_INFO_BYTES: u64 = 64 * 1024 * 1024;
/// The longest table identifier that is asked for; StatBank's have at most a dozen characters.
const MAX_TABLE_ID_CHARS: usize = 32;

/// How the client behaves.
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// What the client calls itself, so that Statistics Denmark can see who asks.
    pub user_agent: String,
    /// The longest time to find and reach the service.
    pub connect_timeout: Duration,
    /// The longest silence, before an answer (large ones are computed first) and within it. There is no limit on the
    /// whole: BULK answers take as long as they take.
    pub silence_timeout: Duration,
    /// How often one request is made at most; at least once.
    pub max_attempts: u32,
    /// The wait after the first failed attempt; each further wait is twice as long.
    pub first_wait: Duration,
    /// The longest wait between attempts that the client chooses itself.
    pub max_wait: Duration,
    /// The longest wait that the service may ask for (`Retry-After`); beyond it the client gives up rather than ask sooner.
    pub max_told_wait: Duration,
    /// The pause between two requests.
    pub pause: Duration,
    /// The most bytes of one answer with figures, unpacked.
    pub max_answer_bytes: u64,
}

impl Default for ClientOptions {
    fn default() -> Self {
        ClientOptions {
            user_agent: concat!(
                "Pejl/",
                env!("CARGO_PKG_VERSION"),
                " (+municipal key figures)"
            )
            .to_owned(),
            connect_timeout: Duration::from_secs(15),
            silence_timeout: Duration::from_secs(180),
            max_attempts: 5,
            first_wait: Duration::from_secs(2),
            max_wait: Duration::from_secs(60),
            max_told_wait: Duration::from_secs(600),
            pause: Duration::from_millis(500),
            max_answer_bytes: 16 * 1024 * 1024 * 1024,
        }
    }
}

/// A client of one StatBank service.
///
/// Every request takes `&mut self`, so a client never has two under way.
pub struct Client {
    pub(crate) connection: Connection,
    pub(crate) options: ClientOptions,
    sleep: Box<dyn FnMut(Duration) + Send>,
    asked_before: bool,
}

/// What a single attempt needs.
pub(crate) struct Connection {
    agent: Agent,
    base_url: String,
}

/// Where the cause of a failure lies, for exit codes and advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The client was set up wrongly: the base address or the user agent.
    Use,
    /// What was asked for does not exist or is not allowed.
    Input,
    /// The network, the service or the disk failed.
    Environment,
}

/// Why a request failed.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The base address cannot be used.
    #[error("`{url}` cannot be used as the address of StatBank: {problem}")]
    BaseUrl {
        /// The address as given.
        url: String,
        /// What is wrong with it.
        problem: BaseUrlProblem,
    },
    /// The user agent holds characters that a header cannot carry.
    #[error("`{user_agent}` cannot be sent as user agent")]
    UserAgent {
        /// The user agent as given.
        user_agent: String,
    },
    /// The table identifier is not one: StatBank's are letters and digits.
    #[error("`{table}` is not a table identifier")]
    TableId {
        /// The identifier as given.
        table: String,
    },
    /// The service could not be reached, or the connection broke before the head of an answer.
    #[error("failed to reach {url}")]
    Unreachable {
        /// The address asked.
        url: String,
        /// The cause.
        #[source]
        source: Box<ureq::Error>,
    },
    /// StatBank refused the request and said why.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The answer has a status other than success, without words of StatBank's own.
    #[error("{url} answered with status {status}")]
    Status {
        /// The address asked.
        url: String,
        /// The HTTP status.
        status: u16,
    },
    /// A table description cannot be used.
    #[error("failed to read the description of table `{table}`")]
    TableInfo {
        /// The table asked for.
        table: String,
        /// The cause.
        #[source]
        source: TableInfoError,
    },
    /// An answer with figures was not taken.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// The request failed again and again.
    #[error("gave up after {attempts} attempts")]
    GaveUp {
        /// The attempts made.
        attempts: u32,
        /// Why the last one failed.
        #[source]
        source: Box<ClientError>,
    },
    /// The service asks for a longer wait than the client accepts.
    #[error("StatBank asks to wait {seconds} seconds")]
    ToldToWait {
        /// The wait asked for.
        seconds: u64,
        /// Why the attempt failed.
        #[source]
        source: Box<ClientError>,
    },
}

/// What is wrong with a base address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BaseUrlProblem {
    /// It is not an address with scheme and host.
    #[error("it is not an address")]
    NotAnAddress,
    /// It is not `https`, and not `http` to this machine.
    #[error("only https is allowed, or http to this machine")]
    NotSecure,
    /// It holds a user name, a query or a fragment.
    #[error("it may have no user name, query or fragment")]
    TooMuch,
}

impl ClientError {
    /// Returns where the cause lies.
    pub fn fault(&self) -> Fault {
        match self {
            ClientError::BaseUrl { .. } | ClientError::UserAgent { .. } => Fault::Use,
            ClientError::TableId { .. }
            | ClientError::Service(_)
            | ClientError::Answer(AnswerError::Service(_)) => Fault::Input,
            ClientError::GaveUp { .. }
            | ClientError::ToldToWait { .. }
            | ClientError::Unreachable { .. }
            | ClientError::Status { .. }
            | ClientError::TableInfo { .. }
            | ClientError::Answer(_) => Fault::Environment,
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.connection.base_url)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Returns a client of the service at `base_url`, such as [`DEFAULT_BASE_URL`]; nothing is asked yet.
    ///
    /// # Errors
    /// The address is not `https` (or `http` to this machine), or the user agent cannot be sent.
    pub fn new(base_url: &str, options: ClientOptions) -> Result<Client, ClientError> {
        let loopback = check_base_url(base_url).map_err(|problem| ClientError::BaseUrl {
            url: base_url.to_owned(),
            problem,
        })?;
        // The header is built without a way to fail later on, so it must be right now.
        let sendable = |c: char| c == ' ' || c.is_ascii_graphic();
        if options.user_agent.trim().is_empty() || !options.user_agent.chars().all(sendable) {
            return Err(ClientError::UserAgent {
                user_agent: options.user_agent,
            });
        }
        let mut config = Agent::config_builder()
            .user_agent(options.user_agent.as_str())
            .http_status_as_error(false)
            // A redirect could lead a request to another host or off https; the API has none.
            .max_redirects(0)
            .max_redirects_will_error(false)
            // Requests lie seconds apart: a kept connection would often be a dead one.
            .max_idle_connections(0)
            .timeout_resolve(Some(options.connect_timeout))
            .timeout_connect(Some(options.connect_timeout))
            .timeout_recv_response(Some(options.silence_timeout))
            .timeout_per_write(Some(options.silence_timeout))
            .timeout_per_read(Some(options.silence_timeout));
        if loopback {
            // A proxy from the environment cannot reach this machine's own loopback.
            config = config.proxy(None);
        }
        let agent = Agent::new_with_config(config.build());
        let base_url = base_url.trim_end_matches('/').to_owned();
        let connection = Connection { agent, base_url };
        Ok(Client {
            connection,
            options,
            sleep: Box::new(std::thread::sleep),
            asked_before: false,
        })
    }

    /// Replaces the function that waits, so that tests need not.
    #[must_use]
    pub fn with_sleep(mut self, sleep: impl FnMut(Duration) + Send + 'static) -> Client {
        self.sleep = Box::new(sleep);
        self
    }

    /// Reads what a table holds, with texts in the given language.
    ///
    /// # Errors
    /// There is no such table ([`ServiceError::UnknownTable`]), or the service does not answer properly in spite of
    /// repeated attempts.
    pub fn table_info(&mut self, table: &str, lang: Lang) -> Result<TableInfo, ClientError> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if table.is_empty() || table.len() > MAX_TABLE_ID_CHARS || !table.chars().all(allowed) {
            return Err(ClientError::TableId {
                table: table.to_owned(),
            });
        }
        let body = serde_json::json!({ "table": table, "lang": lang.as_str(), "format": "JSON" });
        self.with_attempts(&mut |_, _, _| (), |connection| {
            let response = connection.post("tableinfo", table, &body, true)?;
            let text = read_text(response, MAX_INFO_BYTES)?;
            if let Some(error) = ServiceError::parse(&text, table) {
                return Err(Failure::last(not_found_is_the_table(error)));
            }
            let unusable = |source| ClientError::TableInfo {
                table: table.to_owned(),
                source,
            };
            let info = TableInfo::parse(&text, lang).map_err(|source| {
                let broke_off = matches!(&source, TableInfoError::Json(json) if json.is_eof());
                if broke_off {
                    Failure::passing(unusable(source))
                } else {
                    Failure::last(unusable(source))
                }
            })?;
            if !info.id.eq_ignore_ascii_case(table) {
                let other = TableInfoError::OtherTable {
                    asked: table.to_owned(),
                    found: excerpt(&info.id),
                };
                return Err(Failure::last(unusable(other)));
            }
            Ok(info)
        })
    }

    /// Makes a request until it succeeds, fails for good, or has been made often enough.
    ///
    /// `waiting` hears of each wait beforehand: how long, after which attempt, and why.
    pub(crate) fn with_attempts<T>(
        &mut self,
        waiting: &mut dyn FnMut(Duration, u32, &ClientError),
        mut attempt: impl FnMut(&Connection) -> Result<T, Failure>,
    ) -> Result<T, ClientError> {
        if self.asked_before && !self.options.pause.is_zero() {
            (self.sleep)(self.options.pause);
        }
        self.asked_before = true;
        let mut number = 1;
        loop {
            let Failure { error, again } = match attempt(&self.connection) {
                Ok(done) => return Ok(done),
                Err(failure) => failure,
            };
            let wait = match again {
                Again::Never => return Err(error),
                Again::AfterBackOff => back_off(number, &self.options),
                Again::After(told) if told > self.options.max_told_wait => {
                    return Err(ClientError::ToldToWait {
                        seconds: told.as_secs(),
                        source: Box::new(error),
                    });
                }
                Again::After(told) => told,
            };
            if number >= self.options.max_attempts {
                return Err(ClientError::GaveUp {
                    attempts: number,
                    source: Box::new(error),
                });
            }
            log::warn!(
                "StatBank attempt {number} failed ({error}); next attempt in wait_ms={}",
                wait.as_millis()
            );
            waiting(wait, number, &error);
            (self.sleep)(wait);
            number += 1;
        }
    }
}

impl Connection {
    /// The address of one of the API's functions.
    pub(crate) fn url(&self, function: &str) -> String {
        format!("{}/{function}", self.base_url)
    }

    /// Posts a JSON document and returns the answer if it is a success.
    pub(crate) fn post(
        &self,
        function: &str,
        table: &str,
        body: &serde_json::Value,
        packed: bool,
    ) -> Result<http::Response<Body>, Failure> {
        let url = self.url(function);
        let mut request = self
            .agent
            .post(&url)
            .header("content-type", "application/json; charset=utf-8");
        if !packed {
            request = request.header("accept-encoding", "identity");
        }
        let response = request.send(body.to_string()).map_err(|source| {
            let passing = is_passing(&source);
            let error = ClientError::Unreachable {
                url: url.clone(),
                source: Box::new(source),
            };
            if passing {
                Failure::passing(error)
            } else {
                Failure::last(error)
            }
        })?;
        let status = response.status();
        if status == http::StatusCode::OK {
            return Ok(response);
        }
        let told = retry_after(response.headers());
        // An error body that cannot be read tells nothing; the status stands on its own.
        let words = read_text(response, MAX_ERROR_BODY_BYTES).ok();
        let error = match words.and_then(|text| ServiceError::parse(&text, table)) {
            Some(error) if function == "tableinfo" => not_found_is_the_table(error).into(),
            Some(error) => error.into(),
            None => ClientError::Status {
                url,
                status: status.as_u16(),
            },
        };
        let again = match (
            status == http::StatusCode::TOO_MANY_REQUESTS || status.is_server_error(),
            told,
        ) {
            (false, _) => Again::Never,
            (true, None) => Again::AfterBackOff,
            (true, Some(told)) => Again::After(told),
        };
        Err(Failure { error, again })
    }
}

/// On a call that names nothing but a table, whatever was not found is the table.
fn not_found_is_the_table(error: ServiceError) -> ServiceError {
    match error {
        ServiceError::UnknownValue { table, message, .. }
        | ServiceError::UnknownVariable { table, message } => {
            ServiceError::UnknownTable { table, message }
        }
        ServiceError::Other {
            table,
            code,
            message,
        } if code == "EXTRACT-NOTFOUND" => ServiceError::UnknownTable { table, message },
        other => other,
    }
}

/// A short answer as text.
fn read_text(response: http::Response<Body>, limit: u64) -> Result<String, AnswerError> {
    let mut bytes = Vec::new();
    let reader = response.into_body().into_reader();
    reader
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(AnswerError::Broken)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit {
        return Err(AnswerError::TooLong { limit });
    }
    // Broken UTF-8 shows as replacement characters in a message, or fails as a code that does not exist.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Whether the same request may succeed later: broken connections and silence, but not wrong names or certificates.
fn is_passing(error: &ureq::Error) -> bool {
    match error {
        // A certificate that is not trusted arrives as invalid data of the connection.
        ureq::Error::Io(source) => source.kind() != std::io::ErrorKind::InvalidData,
        ureq::Error::Timeout(_)
        | ureq::Error::ConnectionFailed
        | ureq::Error::Protocol(_)
        | ureq::Error::Decompress(..)
        | ureq::Error::BodyStalled => true,
        _ => false,
    }
}

/// Checks a base address and returns whether it is this machine's own.
fn check_base_url(url: &str) -> Result<bool, BaseUrlProblem> {
    if url.contains('#') {
        return Err(BaseUrlProblem::TooMuch);
    }
    let uri: Uri = url.parse().map_err(|_| BaseUrlProblem::NotAnAddress)?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(BaseUrlProblem::NotAnAddress);
    };
    if authority.as_str().contains('@') || uri.query().is_some() {
        return Err(BaseUrlProblem::TooMuch);
    }
    let host = authority
        .host()
        .trim_start_matches('[')
        .trim_end_matches(']');
    if host.is_empty() {
        return Err(BaseUrlProblem::NotAnAddress);
    }
    let loopback = host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback());
    match scheme {
        "https" => Ok(loopback),
        "http" if loopback => Ok(true),
        _ => Err(BaseUrlProblem::NotSecure),
    }
}

#[cfg(test)]
mod tests;
