//! Where blocking work runs: a few threads of our own with a short queue and a deadline.
//!
//! Diesel and Polars block, and Polars must not be called from an asynchronous task. When all threads are busy and the
//! queue is full a request is refused at once rather than kept waiting.

use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::problem::ApiError;

type Job = Box<dyn FnOnce() + Send>;

/// Threads for blocking work.
#[derive(Clone)]
pub struct Pool {
    jobs: SyncSender<Job>,
    deadline: Duration,
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool")
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}

impl Pool {
    /// Starts `n_threads` threads called `name` and a number that take from a queue of `queue` jobs; an answer later than `deadline` is given up.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(
        name: &str,
        n_threads: usize,
        queue: usize,
        deadline: Duration,
    ) -> std::io::Result<Self> {
        let (jobs, receiver) = sync_channel::<Job>(queue);
        let receiver = Arc::new(Mutex::new(receiver));
        for number in 0..n_threads.max(1) {
            let receiver = Arc::clone(&receiver);
            std::thread::Builder::new()
                .name(format!("{name}-{number}"))
                .spawn(move || {
                    loop {
                        // A job that panicked poisons nothing here: the lock is held only while waiting.
                        let job = receiver
                            .lock()
                            .unwrap_or_else(std::sync::PoisonError::into_inner)
                            .recv();
                        let Ok(job) = job else { return };
                        if std::panic::catch_unwind(std::panic::AssertUnwindSafe(job)).is_err() {
                            log::error!("a job of the pool panicked");
                        }
                    }
                })?;
        }
        Ok(Self { jobs, deadline })
    }

    /// Runs a blocking query and returns what it gives.
    ///
    /// # Errors
    /// As [`Pool::run_within`].
    pub async fn run<T, E>(
        &self,
        work: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<T, ApiError>
    where
        T: Send + 'static,
        E: Into<ApiError> + Send + 'static,
    {
        self.run_within(self.deadline, work).await
    }

    /// Runs blocking work that may take as long as `deadline` and returns what it gives.
    ///
    /// Work that is given up by its client goes on to its end: an import is atomic, and a query only reads.
    ///
    /// # Errors
    /// The queue is full, the deadline passed, or the work panicked; else what the work returns.
    pub async fn run_within<T, E>(
        &self,
        deadline: Duration,
        work: impl FnOnce() -> Result<T, E> + Send + 'static,
    ) -> Result<T, ApiError>
    where
        T: Send + 'static,
        E: Into<ApiError> + Send + 'static,
    {
        let (send, receive) = oneshot::channel();
        let job: Job = Box::new(move || {
            // Nobody waits for work whose client has left while it stood in the queue.
            if !send.is_closed() {
                let _unheard = send.send(work());
            }
        });
        match self.jobs.try_send(job) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => return Err(ApiError::Overloaded),
            Err(TrySendError::Disconnected(_)) => {
                return Err(ApiError::Internal("the threads are gone".into()));
            }
        }
        match tokio::time::timeout(deadline, receive).await {
            Ok(Ok(result)) => result.map_err(Into::into),
            Ok(Err(_)) => Err(ApiError::Internal("a job panicked".into())),
            Err(_) => Err(ApiError::TimedOut),
        }
    }
}
