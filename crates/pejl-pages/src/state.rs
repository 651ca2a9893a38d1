//! What the pages need: the store, and a bounded way to do blocking work.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::web;
use pejl_app::Store;
use pejl_app::import::records::PersonKeySource;
use pejl_app::uploads::Places;
use pejl_domain::Area;
use pejl_reports::{HTML, Writer};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::problem::PageError;

/// Pages that are computed at the same time, all workers together.
const CONCURRENT_MAX: usize = 4;
/// Longest time from request to answer.
const DEADLINE: Duration = Duration::from_secs(30);
/// Files of the form that are imported at the same time, all workers together; those of the API have threads of their own.
const IMPORTS_MAX: usize = 1;
/// Reports that are made at the same time, and the longest that one may take.
const REPORTS_MAX: usize = 2;
const REPORT_DEADLINE: Duration = Duration::from_secs(180);
/// What uploads may take where nobody says otherwise.
const UPLOAD_PLACES: usize = 8;
const UPLOAD_BYTES_MAX: u64 = 512 * 1024 * 1024;
const UPLOAD_DEADLINE: Duration = Duration::from_secs(600);

/// The municipality shown to somebody who names none, where the installation is of no other.
pub(crate) const HOME: &str = "766";

/// What bounds the files that are sent by a form, and what they are read with.
#[derive(Debug, Clone)]
pub struct Uploads {
    /// How many may be under way; shared with whatever else takes uploads.
    pub places: Places,
    /// Where the keys for pseudonyms are.
    pub person_keys: PersonKeySource,
    /// Most bytes of a file.
    pub bytes_max: u64,
    /// Longest time that an answer is waited for; the import itself goes on to its end.
    pub deadline: Duration,
}

impl Default for Uploads {
    fn default() -> Self {
        Self {
            places: Places::new(UPLOAD_PLACES),
            person_keys: PersonKeySource::default(),
            bytes_max: UPLOAD_BYTES_MAX,
            deadline: UPLOAD_DEADLINE,
        }
    }
}

/// Shared by all pages: make one when the server starts and give each worker a clone.
///
/// Diesel and Polars block, and Polars must not be called from an asynchronous task, so a page is made on a thread of
/// Actix's blocking pool ([`web::block`]). That pool has hundreds of threads per worker; a semaphore shared by all
/// clones keeps the number of pages computed at a time small. Waiting for a turn and computing share one deadline.
/// Work that is given up keeps its turn until it ends, so patience with slow queries cannot pile them up.
#[derive(Debug, Clone)]
pub struct PagesState {
    store: Arc<Store>,
    turns: Arc<Semaphore>,
    deadline: Duration,
    imports: Arc<Semaphore>,
    uploads: Uploads,
    contact: Option<String>,
    reports: Arc<Semaphore>,
    writers: Vec<Writer>,
    home: &'static str,
}

impl PagesState {
    /// Returns the state of an installation.
    pub fn new(store: Arc<Store>) -> Self {
        Self {
            store,
            turns: Arc::new(Semaphore::new(CONCURRENT_MAX)),
            deadline: DEADLINE,
            imports: Arc::new(Semaphore::new(IMPORTS_MAX)),
            uploads: Uploads::default(),
            contact: None,
            reports: Arc::new(Semaphore::new(REPORTS_MAX)),
            writers: vec![HTML],
            home: HOME,
        }
    }

    /// The same, of an installation whose own municipality is this one: it is shown to somebody who names none.
    #[must_use]
    pub fn with_municipality(self, own: &'static Area) -> Self {
        Self {
            home: own.code,
            ..self
        }
    }

    /// The municipality shown to somebody who names none.
    pub(crate) fn home(&self) -> &'static str {
        self.home
    }

    /// The same, with whom to tell what cannot be used, as the accessibility statement says it.
    #[must_use]
    pub fn with_contact(self, contact: Option<String>) -> Self {
        Self { contact, ..self }
    }

    /// The same, with bounds of one's own for files that are sent.
    #[must_use]
    pub fn with_uploads(self, uploads: Uploads) -> Self {
        Self { uploads, ..self }
    }

    /// The same, with an answer given up after `deadline`.
    #[must_use]
    pub fn with_deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// Whether the figures are invented.
    pub(crate) fn is_demo(&self) -> bool {
        self.store.is_demo()
    }

    /// The same, with the formats that reports are written in; HTML alone, unless said.
    #[must_use]
    pub fn with_writers(self, writers: Vec<Writer>) -> Self {
        Self { writers, ..self }
    }

    /// The formats that reports are written in.
    pub(crate) fn writers(&self) -> &[Writer] {
        &self.writers
    }

    /// Makes a report, which takes longer than a page and keeps none waiting.
    ///
    /// # Errors
    /// As [`PagesState::run`].
    pub(crate) async fn report<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, PageError> + Send + 'static,
    ) -> Result<T, PageError> {
        let done = self.run_in(&self.reports, REPORT_DEADLINE, work).await;
        done.map_err(PageError::given_up)
    }

    /// Whom to tell what cannot be used.
    pub(crate) fn contact(&self) -> Option<&str> {
        self.contact.as_deref()
    }

    /// What bounds the files that are sent.
    pub(crate) fn uploads(&self) -> &Uploads {
        &self.uploads
    }

    /// The store.
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// Runs blocking work on the store.
    ///
    /// # Errors
    /// The deadline passed, or the work panicked; else what the work returns.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, PageError> + Send + 'static,
    ) -> Result<T, PageError> {
        let done = self.run_in(&self.turns, self.deadline, work).await;
        done.map_err(PageError::given_up)
    }

    /// Runs an import, so that a long one keeps no page waiting.
    ///
    /// # Errors
    /// As [`PagesState::run`]; [`PageError::StillImporting`] where it began, is waited for too long, and goes on to its end.
    pub(crate) async fn import<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, PageError> + Send + 'static,
    ) -> Result<T, PageError> {
        self.run_in(&self.imports, self.uploads.deadline, work)
            .await
    }

    async fn run_in<T: Send + 'static>(
        &self,
        turns: &Arc<Semaphore>,
        deadline: Duration,
        work: impl FnOnce(&Store) -> Result<T, PageError> + Send + 'static,
    ) -> Result<T, PageError> {
        let store = Arc::clone(&self.store);
        let began = Instant::now();
        // The semaphore is never closed.
        let turn = timeout(deadline, Arc::clone(turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            return Err(PageError::TimedOut);
        };
        let work = web::block(move || {
            let result = work(&store);
            drop(turn);
            result
        });
        let done = timeout(deadline.saturating_sub(began.elapsed()), work).await;
        match done {
            Ok(done) => done.map_err(|_| PageError::Panicked)?,
            Err(_) => Err(PageError::StillImporting),
        }
    }
}
