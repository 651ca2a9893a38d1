//! What the pages need: the store, and a bounded way to do blocking work.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web;
use pejl_app::Store;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::problem::PageError;

/// Pages that are computed at the same time, all workers together.
const CONCURRENT_MAX: usize = 4;
/// Longest time from request to answer.
const DEADLINE: Duration = Duration::from_secs(30);

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
}

impl PagesState {
    /// Returns the state of an installation.
    pub fn new(store: Arc<Store>) -> Self {
        Self {
            store,
            turns: Arc::new(Semaphore::new(CONCURRENT_MAX)),
            deadline: DEADLINE,
        }
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

    /// Runs blocking work on the store.
    ///
    /// # Errors
    /// The deadline passed, or the work panicked; else what the work returns.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, PageError> + Send + 'static,
    ) -> Result<T, PageError> {
        let (store, turns) = (Arc::clone(&self.store), Arc::clone(&self.turns));
        let answer = async move {
            // The semaphore is never closed.
            let turn = turns
                .acquire_owned()
                .await
                .map_err(|_| PageError::TimedOut)?;
            web::block(move || {
                let result = work(&store);
                drop(turn);
                result
            })
            .await
            .map_err(|_| PageError::Panicked)?
        };
        timeout(self.deadline, answer)
            .await
            .map_err(|_| PageError::TimedOut)?
    }
}
