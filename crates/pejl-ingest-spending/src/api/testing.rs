//! Test support: a StatBank on this machine that behaves as the real one is documented and observed to behave.
//!
//! It is part of the library, and not of its tests, because the tests of the command line and those across crates use it.
//! Nothing of the product calls it.
//!
//! The figures it answers with come from two places: answers that others saved from the real service, sent again byte for
//! byte where a request asks for exactly what they hold ([`ReplayOptions::saved_answers`]); for every other request they
//! are made up from the request ([`made_up_value`]), with zeros left out of BULK answers and unknown values among them.

mod answers;
mod connection;
mod saved;
mod sending;
pub(crate) mod tables;

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

pub use answers::{MadeUp, made_up_value};

/// The most connections that are served at a time; more are closed at once.
const MAX_CONNECTIONS: usize = 16;
/// The longest time a connection may keep silent before it is closed, so that a failed test still ends.
const MAX_SILENCE: Duration = Duration::from_secs(10);

/// What the server starts with.
#[derive(Debug, Clone, Default)]
pub struct ReplayOptions {
    /// The folder that holds the saved answers (`dst-folk1a-api-csv`, `dst-folk1a-koder`, `dst-folk1am`); none if absent.
    pub saved_answers: Option<PathBuf>,
}

/// How one request is answered, instead of as usual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// As usual.
    Answer,
    /// With a status, `Retry-After` if given, and a body in JSON (empty for none).
    Status {
        /// The HTTP status.
        status: u16,
        /// The text of the `Retry-After` header.
        retry_after: Option<String>,
        /// The body.
        body: String,
    },
    /// As a success with this content type and body, whatever was asked.
    Body {
        /// The content type.
        content_type: String,
        /// The body.
        body: Vec<u8>,
    },
    /// As usual and announced as usual (its full length, or chunks with a last one to come), but the connection ends after
    /// so many bytes.
    CutOff {
        /// The bytes sent of the body.
        bytes: usize,
    },
    /// As usual, but without any announced length: the connection's end is the answer's end, after so many bytes if given.
    Unannounced {
        /// The bytes sent of the body; all if `None`.
        bytes: Option<usize>,
    },
    /// As usual, packed with gzip if the client accepts that, with the packed length announced.
    Packed,
    /// Not at all: the connection is closed at once.
    HangUp,
    /// Not at all: the connection stays open and silent until the client leaves.
    Silence,
}

/// A request that the server has received.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenRequest {
    /// The path, such as `/v1/data`.
    pub path: String,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// The posted document; null if it was not JSON.
    pub body: serde_json::Value,
    /// The name of the saved file that was sent again, if one was.
    pub replayed: Option<String>,
}

/// A StatBank service on 127.0.0.1, on a port of its own; it ends, and is waited for, when it is dropped.
///
/// ```
/// use pejl_domain::Lang;
/// use pejl_ingest_spending::api::testing::ReplayServer;
/// use pejl_ingest_spending::api::{Client, ClientOptions};
///
/// let server = ReplayServer::start()?;
/// let mut client = Client::new(&server.base_url(), ClientOptions::default())?.with_sleep(|_| ());
/// let info = client.table_info("REGK31", Lang::Da)?;
/// assert_eq!(info.text, "Kommunernes regnskaber på funktioner");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct ReplayServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    stopping: AtomicBool,
    in_flight: AtomicUsize,
    max_in_flight: AtomicUsize,
    script: Mutex<VecDeque<Step>>,
    seen: Mutex<Vec<SeenRequest>>,
    updated: Mutex<HashMap<String, String>>,
    saved: Vec<saved::SavedAnswer>,
}

impl ReplayServer {
    /// Starts a server without saved answers.
    ///
    /// # Errors
    /// No port of this machine could be opened.
    pub fn start() -> io::Result<ReplayServer> {
        ReplayServer::start_with(&ReplayOptions::default())
    }

    /// Starts a server.
    ///
    /// # Errors
    /// No port of this machine could be opened, or a saved answer could not be read.
    pub fn start_with(options: &ReplayOptions) -> io::Result<ReplayServer> {
        let saved = match &options.saved_answers {
            Some(folder) => saved::load(folder)?,
            None => Vec::new(),
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            stopping: AtomicBool::new(false),
            in_flight: AtomicUsize::new(0),
            max_in_flight: AtomicUsize::new(0),
            script: Mutex::default(),
            seen: Mutex::default(),
            updated: Mutex::default(),
            saved,
        });
        let acceptor = std::thread::spawn({
            let shared = Arc::clone(&shared);
            move || accept(&listener, &shared)
        });
        Ok(ReplayServer {
            address,
            shared,
            acceptor: Some(acceptor),
        })
    }

    /// Returns the address a client is given, such as `http://127.0.0.1:40123/v1`.
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Adds answers for the requests to come, one step each; afterwards requests are answered as usual.
    pub fn script(&self, steps: impl IntoIterator<Item = Step>) {
        lock(&self.shared.script).extend(steps);
    }

    /// Changes when a table claims to have been updated last.
    pub fn republish(&self, table: &str, updated: &str) {
        lock(&self.shared.updated).insert(table.to_owned(), updated.to_owned());
    }

    /// Returns the requests received so far, in order of arrival.
    pub fn requests(&self) -> Vec<SeenRequest> {
        lock(&self.shared.seen).clone()
    }

    /// Returns the most requests that were under way at the same time.
    pub fn max_in_flight(&self) -> usize {
        self.shared.max_in_flight.load(Ordering::SeqCst)
    }
}

impl Drop for ReplayServer {
    fn drop(&mut self) {
        self.shared.stopping.store(true, Ordering::SeqCst);
        // Accepting blocks; a connection of our own wakes it.
        let _ = TcpStream::connect_timeout(&self.address, MAX_SILENCE);
        if let Some(acceptor) = self.acceptor.take() {
            let _ = acceptor.join();
        }
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    let mut connections: Vec<JoinHandle<()>> = Vec::new();
    for stream in listener.incoming() {
        if shared.stopping.load(Ordering::SeqCst) {
            break;
        }
        connections.retain(|connection| !connection.is_finished());
        let Ok(stream) = stream else { continue };
        if connections.len() >= MAX_CONNECTIONS {
            continue;
        }
        let shared = Arc::clone(shared);
        connections.push(std::thread::spawn(move || {
            // A client that leaves early is what some tests are about.
            let _ = connection::serve(&stream, &shared);
        }));
    }
    for connection in connections {
        let _ = connection.join();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
