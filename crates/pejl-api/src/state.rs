//! What every handler needs: the store, the query threads, and how the server was started.

use std::sync::Arc;
use std::time::Duration;

use pejl_app::Store;
use pejl_app::import::records::PersonKeySource;
use pejl_app::uploads::Places;
use pejl_reports::Writer;

use crate::pool::Pool;

/// How callers are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auth {
    /// Everybody may ask; only on loopback.
    None,
    /// Everybody needs a key.
    Keys,
}

impl Auth {
    /// Returns the name used on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Keys => "keys",
        }
    }
}

/// Limits that are published in `/api/v1/config`.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Rows of a page when the client does not say.
    pub page_default: usize,
    /// Most rows of a page.
    pub page_max: usize,
    /// Most rows of a file, which holds all of an answer.
    pub file_rows_max: usize,
    /// Most bytes of an uploaded file.
    pub upload_bytes_max: u64,
    /// Longest time a query may take.
    pub query_deadline: Duration,
    /// Longest time an uploaded import may take.
    pub import_deadline: Duration,
    /// Longest time a report may take.
    pub report_deadline: Duration,
}

impl Limits {
    /// The limits of a server.
    pub const PUBLISHED: Self = Self {
        page_default: 1_000,
        page_max: 50_000,
        file_rows_max: 200_000,
        upload_bytes_max: 512 * 1024 * 1024,
        query_deadline: Duration::from_secs(30),
        import_deadline: Duration::from_secs(600),
        report_deadline: Duration::from_secs(180),
    };
}

/// Shared by all handlers.
#[derive(Debug, Clone)]
pub struct ApiState {
    /// The installation.
    pub store: Arc<Store>,
    /// Where queries run.
    pub pool: Pool,
    /// Where uploads are read, so that a long one keeps no query waiting.
    pub imports: Pool,
    /// Where reports are made, which takes longer than a query.
    pub reports: Pool,
    /// The formats that reports are written in.
    pub writers: Vec<Writer>,
    /// How many uploads may be under way, from the first byte to the answer.
    pub uploads: Places,
    /// Where the keys for pseudonyms are.
    pub person_keys: PersonKeySource,
    /// How callers are told apart.
    pub auth: Auth,
    /// Published limits.
    pub limits: Limits,
}
