//! Carries out a plan: each answer becomes a file with a sidecar beside it.

mod staged;

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use ureq::{Body, http};

use self::staged::Staged;
use super::answer::{AnswerError, Copied, Expected};
use super::client::{Client, ClientError, Connection, Fault};
use super::plan::{Format, Plan, PlannedRequest};
use super::retry::Failure;
use super::sidecar::{AbsentRows, SIDECAR_VERSION, Sidecar, SidecarVariable};

/// Bytes that are gathered before they go to the disk.
const BUFFER_BYTES: usize = 256 * 1024;

/// How a fetch is getting on.
#[derive(Debug)]
pub struct Progress<'a> {
    /// The request under way, from 1.
    pub request_no: usize,
    /// How many requests the fetch has.
    pub n_requests: usize,
    /// What happens.
    pub event: Event<'a>,
}

/// What happens to one request of a fetch.
#[derive(Debug)]
pub enum Event<'a> {
    /// The request is being made.
    Asking {
        /// The combinations asked for, which is the most rows the answer can have.
        rows: u64,
    },
    /// So much of the answer has arrived; told about once per mebibyte and at the end.
    Receiving {
        /// Rows so far.
        rows: u64,
        /// Bytes so far, unpacked.
        bytes: u64,
    },
    /// The attempt failed, and the next follows after a wait.
    Waiting {
        /// How long.
        wait: Duration,
        /// The attempt that failed, from 1.
        attempt: u32,
        /// Why it failed.
        cause: &'a ClientError,
    },
    /// The answer is whole and on the disk, though not yet under its name.
    Received {
        /// Rows of the answer.
        rows: u64,
        /// Bytes of the answer, unpacked.
        bytes: u64,
    },
}

/// What a fetch left on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The files, in the order of the requests.
    pub files: Vec<FetchedFile>,
}

/// One answer as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchedFile {
    /// The data file, byte for byte as StatBank sent it.
    pub data: PathBuf,
    /// The file beside it that says what was asked for.
    pub sidecar: PathBuf,
    /// Its rows, the heading not among them.
    pub n_rows: u64,
    /// The combinations asked for.
    pub n_combinations: u64,
    /// Its length in bytes.
    pub bytes: u64,
}

/// Why a fetch left nothing behind.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// One of the requests failed.
    #[error("failed to fetch table `{table}`, request {request_no} of {n_requests}")]
    Request {
        /// The table.
        table: String,
        /// The request, from 1.
        request_no: usize,
        /// How many requests the fetch has.
        n_requests: usize,
        /// The cause.
        #[source]
        source: Box<ClientError>,
    },
    /// After the last answer the table's description could not be read again.
    #[error("failed to confirm that table `{table}` did not change during the fetch")]
    Confirm {
        /// The table.
        table: String,
        /// The cause.
        #[source]
        source: Box<ClientError>,
    },
    /// The table changed between planning and the end of fetching; the answers may mix old and new figures.
    #[error("table `{table}` changed during the fetch: it was of {planned} and is now of {found}")]
    Changed {
        /// The table.
        table: String,
        /// When it had last changed at planning.
        planned: String,
        /// When it has last changed now.
        found: String,
    },
    /// A file could not be written.
    #[error("failed to write `{}`", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
}

impl FetchError {
    /// Returns where the cause lies.
    pub fn fault(&self) -> Fault {
        match self {
            FetchError::Request { source, .. } | FetchError::Confirm { source, .. } => {
                source.fault()
            }
            FetchError::Changed { .. } | FetchError::File { .. } => Fault::Environment,
        }
    }
}

impl Client {
    /// Makes the requests of a plan one after the other and leaves their answers as files in `out_dir`.
    ///
    /// The files are named `TABLE-<fetched_at>-<request>.csv`; each has its sidecar ([`Sidecar::path_of`]). They get their
    /// names together, after the last answer was proven whole and the table was confirmed unchanged: a fetch that fails
    /// leaves nothing but the folder. `fetched_at` is the instant the caller calls now; the client reads no clock.
    ///
    /// # Errors
    /// A request failed for good, the table changed meanwhile, or the disk failed.
    pub fn fetch(
        &mut self,
        plan: &Plan,
        out_dir: &Path,
        fetched_at: DateTime<Utc>,
        progress: &mut dyn FnMut(&Progress<'_>),
    ) -> Result<Fetched, FetchError> {
        fs::create_dir_all(out_dir).map_err(at(out_dir))?;
        let n_requests = plan.n_requests();
        let stamp = fetched_at.format("%Y%m%dT%H%M%SZ");
        let mut staged = Staged::default();
        let mut files = Vec::with_capacity(n_requests);
        for (request_no, request) in (1..).zip(plan.requests()) {
            let data = out_dir.join(format!("{}-{stamp}-{request_no:03}.csv", plan.table));
            let mut tell = |event: Event<'_>| {
                progress(&Progress {
                    request_no,
                    n_requests,
                    event,
                })
            };
            tell(Event::Asking {
                rows: request.rows(),
            });
            let part = staged.add(&data);
            let copied = self
                .fetch_one(plan, request, &part, &mut tell)
                .map_err(|source| match source {
                    ClientError::Answer(AnswerError::Write(source)) => FetchError::File {
                        path: part.clone(),
                        source,
                    },
                    source => FetchError::Request {
                        table: plan.table.clone(),
                        request_no,
                        n_requests,
                        source: Box::new(source),
                    },
                })?;
            tell(Event::Received {
                rows: copied.rows,
                bytes: copied.bytes,
            });
            let sidecar = describe(
                plan,
                request,
                &data,
                copied,
                self.connection.url("data"),
                request_no,
                fetched_at,
            );
            let sidecar_path = Sidecar::path_of(&data);
            write_sidecar(&sidecar, &staged.add(&sidecar_path))?;
            files.push(FetchedFile {
                data,
                sidecar: sidecar_path,
                n_rows: copied.rows,
                n_combinations: request.rows(),
                bytes: copied.bytes,
            });
        }
        self.confirm(plan)?;
        staged.publish(out_dir)?;
        Ok(Fetched { files })
    }

    fn fetch_one(
        &mut self,
        plan: &Plan,
        request: PlannedRequest<'_>,
        part: &Path,
        tell: &mut dyn FnMut(Event<'_>),
    ) -> Result<Copied, ClientError> {
        let body = request.body();
        let expected = Expected::of(request, &plan.table, plan.format);
        let max_bytes = self.options.max_answer_bytes;
        log::debug!(
            "asking StatBank for table {} in {}, at most n_rows={}",
            plan.table,
            plan.format.as_str(),
            request.rows()
        );
        // Shared by turns: one attempt receives, then the wait before the next is told of.
        let tell = std::cell::RefCell::new(tell);
        let mut packed = true;
        self.with_attempts(
            &mut |wait, attempt, cause| {
                (tell.borrow_mut())(Event::Waiting {
                    wait,
                    attempt,
                    cause,
                })
            },
            |connection| {
                let receiving = &mut |copied: Copied| {
                    (tell.borrow_mut())(Event::Receiving {
                        rows: copied.rows,
                        bytes: copied.bytes,
                    });
                };
                let answer = connection.copy_answer(
                    &plan.table,
                    &body,
                    packed,
                    &expected,
                    part,
                    max_bytes,
                    receiving,
                );
                if let Err(Failure {
                    error: ClientError::Answer(AnswerError::EndNotProven { .. }),
                    ..
                }) = &answer
                {
                    // Unpacking hides the length that was announced; without packing it shows.
                    packed = false;
                }
                answer
            },
        )
    }

    /// Reads the table's description again: a table that was republished meanwhile may have given old and new figures.
    fn confirm(&mut self, plan: &Plan) -> Result<(), FetchError> {
        let now =
            self.table_info(&plan.table, plan.lang)
                .map_err(|source| FetchError::Confirm {
                    table: plan.table.clone(),
                    source: Box::new(source),
                })?;
        if now.updated == plan.updated {
            return Ok(());
        }
        Err(FetchError::Changed {
            table: plan.table.clone(),
            planned: plan.updated.clone(),
            found: now.updated,
        })
    }
}

impl Connection {
    #[expect(
        clippy::too_many_arguments,
        reason = "one call, and each argument is of another kind"
    )]
    fn copy_answer(
        &self,
        table: &str,
        body: &serde_json::Value,
        packed: bool,
        expected: &Expected<'_>,
        part: &Path,
        max_bytes: u64,
        receiving: &mut dyn FnMut(Copied),
    ) -> Result<Copied, Failure> {
        let response = self.post("data", table, body, packed)?;
        check_content_type(&response)?;
        // The connection's own layer refuses an answer that is shorter than announced or lacks its last chunk.
        let chunked = response
            .headers()
            .get("transfer-encoding")
            .is_some_and(|coding| coding == "chunked");
        let end_proven = chunked || response.body().content_length().is_some();
        let mut input = BufReader::with_capacity(BUFFER_BYTES, response.into_body().into_reader());
        let wrote = AnswerError::Write;
        let mut out = BufWriter::with_capacity(BUFFER_BYTES, File::create(part).map_err(wrote)?);
        let copied = expected.copy(&mut input, &mut out, end_proven, max_bytes, receiving)?;
        let file = out
            .into_inner()
            .map_err(|error| wrote(error.into_error()))?;
        file.sync_all().map_err(wrote)?;
        Ok(copied)
    }
}

/// StatBank sends figures as `text/csv`; JSON is let through, because it may be an error that says why.
fn check_content_type(response: &http::Response<Body>) -> Result<(), AnswerError> {
    let body = response.body();
    let kind = body
        .mime_type()
        .map(|kind| kind.trim().to_ascii_lowercase());
    let charset = body
        .charset()
        .map(|charset| charset.trim_matches('"').to_ascii_lowercase());
    let known = kind.as_deref().is_none_or(|kind| {
        matches!(
            kind,
            "text/csv"
                | "text/plain"
                | "application/csv"
                | "application/octet-stream"
                | "application/json"
        )
    });
    let utf8 = charset
        .as_deref()
        .is_none_or(|charset| matches!(charset, "utf-8" | "utf8" | "us-ascii"));
    if known && utf8 {
        return Ok(());
    }
    let found = [kind, charset]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("; charset=");
    Err(AnswerError::ContentType {
        found: super::answer::excerpt(&found),
    })
}

fn describe(
    plan: &Plan,
    request: PlannedRequest<'_>,
    data: &Path,
    copied: Copied,
    url: String,
    request_no: usize,
    fetched_at: DateTime<Utc>,
) -> Sidecar {
    let zero = plan.format == Format::Bulk && plan.absent_is_zero;
    let variables = request
        .variables()
        .map(|(variable, values)| SidecarVariable {
            id: variable.id.clone(),
            text: variable.text.clone(),
            time: variable.time,
            values: values.to_vec(),
        });
    let left_out = plan.left_out().map(|variable| SidecarVariable {
        id: variable.id.clone(),
        text: variable.text.clone(),
        time: variable.time,
        values: Vec::new(),
    });
    Sidecar {
        pejl_statbank_sidecar: SIDECAR_VERSION,
        file: data
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default(),
        bytes: copied.bytes,
        n_rows: copied.rows,
        n_combinations: request.rows(),
        absent: if zero {
            AbsentRows::Zero
        } else {
            AbsentRows::Missing
        },
        table: plan.table.clone(),
        title: plan.title.clone(),
        unit: plan.unit.clone(),
        updated: plan.updated.clone(),
        format: plan.format.as_str().to_owned(),
        language: plan.lang.as_str().to_owned(),
        value_presentation: "Code".to_owned(),
        variables: variables.collect(),
        left_out: left_out.collect(),
        url,
        request: request.body(),
        request_no,
        n_requests: plan.n_requests(),
        fetched_at,
    }
}

fn write_sidecar(sidecar: &Sidecar, part: &Path) -> Result<(), FetchError> {
    let write = || -> io::Result<()> {
        let mut text = serde_json::to_string_pretty(sidecar)?;
        text.push('\n');
        let mut file = File::create(part)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(at(part))
}

/// Names the file or folder that a failure of the disk is about.
fn at(path: &Path) -> impl FnOnce(io::Error) -> FetchError {
    let path = path.to_owned();
    move |source| FetchError::File { path, source }
}

#[cfg(test)]
mod tests;
