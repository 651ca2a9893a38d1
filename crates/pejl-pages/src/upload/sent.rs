//! What the form of an import sends: a file, which goes straight to a private place, and named texts, bounded, each once.

use std::collections::BTreeMap;
use std::time::Duration;

use actix_multipart::{Field, Multipart};
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::{HttpRequest, web};
use futures_util::StreamExt as _;
use pejl_app::uploads::{Upload, file_name};
use tokio::time::timeout;

use crate::problem::PageError;
use crate::query::problem;
use crate::state::PagesState;

/// The field that holds the file.
pub(super) const FILE: &str = "file";
/// Most fields that are read, and most bytes of a text in one.
const FIELDS_MAX: usize = 32;
const TEXT_BYTES_MAX: usize = 4 * 1024;
/// Bytes that a form takes beside its file.
const AROUND_BYTES_MAX: u64 = 64 * 1024;
/// Longest pause within what is sent.
const STALLS: Duration = Duration::from_secs(30);
/// How a form with a file is sent.
const FORM: &str = "multipart/form-data";

/// A form as it was sent. The file is gone when this is dropped.
#[derive(Debug, Default)]
pub(super) struct Sent {
    texts: BTreeMap<String, String>,
    file: Option<Upload>,
}

impl Sent {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// It is not sent as a form with a file is, is too long, says a field twice or breaks off, or the file cannot be kept.
    pub(super) async fn read(
        (request, payload): (&HttpRequest, web::Payload),
        state: &PagesState,
    ) -> Result<Self, PageError> {
        check_head(request, state)?;
        let mut form = Multipart::new(request.headers(), payload);
        let mut found = Self::default();
        for _ in 0..FIELDS_MAX {
            let Some(field) = next(form.next()).await? else {
                return Ok(found);
            };
            found.add(field, state).await?;
        }
        Err(unreadable(""))
    }

    async fn add(&mut self, mut field: Field, state: &PagesState) -> Result<(), PageError> {
        let name = field.name().unwrap_or_default().to_owned();
        if name != FILE {
            let text = read_text(&mut field, &name).await?;
            return match self.texts.insert(name.clone(), text) {
                None => Ok(()),
                Some(_) => Err(unreadable(&name)),
            };
        }
        if self.file.is_some() {
            return Err(unreadable(FILE));
        }
        let said = field.content_disposition();
        let said = said.and_then(|one| one.get_filename()).unwrap_or_default();
        // A browser sends a file without a name where none was chosen.
        if said.is_empty() {
            return Ok(());
        }
        let name =
            file_name(said).ok_or_else(|| PageError::Parameters(vec![problem(FILE, said)]))?;
        self.file = Some(read_file(&mut field, &name, state).await?);
        Ok(())
    }

    /// What a field says; empty where it says nothing.
    pub(super) fn text(&self, name: &str) -> &str {
        self.texts
            .get(name)
            .map(|text| text.trim())
            .unwrap_or_default()
    }

    /// What a field says, where it says something.
    pub(super) fn said(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// Whether the file is to be kept; unless the form says so it is read and checked alone.
    pub(super) fn is_to_be_kept(&self) -> bool {
        self.text("do") == "import"
    }

    /// The file, where one was chosen.
    pub(super) fn take_file(&mut self) -> Option<Upload> {
        self.file.take()
    }
}

/// Refuses what can be refused before it is read.
fn check_head(request: &HttpRequest, state: &PagesState) -> Result<(), PageError> {
    let header = |name| {
        let value = request.headers().get(name);
        value.and_then(|value| value.to_str().ok())
    };
    let kind = header(CONTENT_TYPE).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case(FORM) {
        return Err(unreadable(kind));
    }
    let announced = header(CONTENT_LENGTH).and_then(|text| text.parse::<u64>().ok());
    let limit = state.uploads().bytes_max;
    match announced.is_some_and(|n| n > limit.saturating_add(AROUND_BYTES_MAX)) {
        true => Err(PageError::FileTooLarge { limit }),
        false => Ok(()),
    }
}

/// What comes next of a body. Whoever says nothing more must not keep a place that others wait for.
async fn next<T, E>(
    coming: impl Future<Output = Option<Result<T, E>>>,
) -> Result<Option<T>, PageError> {
    let come = timeout(STALLS, coming).await.map_err(|_| unreadable(""))?;
    come.transpose().map_err(|_| unreadable(""))
}

async fn read_text(field: &mut Field, name: &str) -> Result<String, PageError> {
    let read = timeout(STALLS, field.bytes(TEXT_BYTES_MAX)).await;
    let Ok(Ok(Ok(bytes))) = read else {
        return Err(unreadable(name));
    };
    String::from_utf8(bytes.to_vec()).map_err(|_| unreadable(name))
}

/// Takes a file into a private place; nothing of it is left when its sender goes or sends too much.
async fn read_file(field: &mut Field, name: &str, state: &PagesState) -> Result<Upload, PageError> {
    let limit = state.uploads().bytes_max;
    let mut upload = Upload::begin(state.store(), name)?;
    let mut n_bytes: u64 = 0;
    while let Some(chunk) = next(field.next()).await? {
        n_bytes = n_bytes.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        if n_bytes > limit {
            return Err(PageError::FileTooLarge { limit });
        }
        upload.write(&chunk)?;
    }
    Ok(upload)
}

fn unreadable(value: &str) -> PageError {
    PageError::Parameters(vec![problem("form", value)])
}
