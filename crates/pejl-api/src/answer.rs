//! Turns a result into an answer: format, validators for caches, and the name of a file.

use std::cell::Cell;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LANGUAGE, CONTENT_TYPE, ETAG, HeaderMap,
    IF_NONE_MATCH, LAST_MODIFIED, VARY,
};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};
use serde_json::Value;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::accept::by_preference;
use crate::csv::{self, Dialect};
use crate::problem::ApiError;
use crate::rows::to_row;

/// How much of a digest an entity tag carries: 12 bytes, in hexadecimal.
const ETAG_DIGITS: usize = 24;

/// A format of a data answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    Json,
    /// CSV with `,` and `.`.
    Csv,
    /// CSV for a Danish Excel.
    CsvDa,
}

impl Format {
    /// Every format with its name in `format=`.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Json, "json"),
        (Self::Csv, "csv"),
        (Self::CsvDa, "csv-da"),
    ];

    /// Chooses the format: `format=` first, else what the client accepts.
    ///
    /// # Errors
    /// A format that is not offered.
    pub fn choose(param: Option<&str>, headers: &HeaderMap) -> Result<Self, ApiError> {
        let offered = || Self::ALL.map(|(_, name)| name).join(", ");
        if let Some(name) = param {
            let found = Self::ALL
                .iter()
                .find(|(_, known)| *known == name)
                .map(|(format, _)| *format);
            return found.ok_or_else(|| {
                ApiError::App(pejl_app::AppError::parameter(
                    "format",
                    name,
                    format!("one of {}", offered()),
                ))
            });
        }
        let Some(accept) = headers.get(ACCEPT).and_then(|v| v.to_str().ok()) else {
            return Ok(Self::Json);
        };
        let of_type = |media_type: &str| match media_type {
            "*/*" | "application/*" | "application/json" => Some(Self::Json),
            "text/csv" | "text/*" => Some(Self::Csv),
            _ => None,
        };
        let found = by_preference(accept).into_iter().find_map(of_type);
        // A browser that opens the path directly gets JSON rather than a refusal.
        let for_browser = || accept.contains("text/html").then_some(Self::Json);
        found
            .or_else(for_browser)
            .ok_or_else(|| ApiError::NotAcceptable(format!("Offered are {}.", offered())))
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv | Self::CsvDa => "text/csv; charset=utf-8",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::CsvDa => "csv-da",
        }
    }
}

/// What an answer is made from, so that a cache can tell whether it is still the same.
#[derive(Debug, Clone, Copy, Default)]
pub struct Validity {
    /// The revision that was read; 0 for what has none, such as reference lists and the history of imports.
    pub revision: i64,
    /// When that revision was made.
    pub committed_at: Option<DateTime<Utc>>,
}

/// A table to be answered: what all rows share, the rows, and the link to the next page.
#[derive(Debug)]
pub struct Table<I> {
    /// What all rows share.
    pub meta: Value,
    /// Columns of the CSV, in order.
    pub columns: &'static [&'static str],
    /// The rows; each is made when it is written, so that a large answer is not held twice.
    pub items: I,
    /// Cursor of the next page.
    pub next: Option<String>,
    /// Name of the file without its ending.
    pub file_name: String,
}

/// A page of rows as JSON.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListBody<T> {
    /// What all rows share, such as the revision they were read at.
    #[schema(value_type = Object, example = json!({"revision": 12, "committed_at": "2018-04-03T08:15:00Z"}))]
    meta: Value,
    /// The rows.
    items: T,
    /// Cursor of the next page; null on the last one.
    #[schema(example = "12.1000")]
    next: Option<String>,
}

/// Rows that are made while they are written.
struct Rows<I>(Cell<Option<I>>);

impl<I: Iterator<Item: Serialize>> Serialize for Rows<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.take().into_iter().flatten())
    }
}

/// Renders a table in the chosen format, or 304 when the client has it already.
///
/// # Errors
/// None but a fault of ours.
pub fn table<I: Iterator<Item: Serialize>>(
    request: &HttpRequest,
    format: Format,
    validity: Validity,
    table: Table<I>,
) -> Result<HttpResponse, ApiError> {
    let next = table.next.clone();
    let body = match format {
        Format::Json => json(&ListBody {
            meta: table.meta,
            items: Rows(Cell::new(Some(table.items))),
            next: table.next,
        })?,
        Format::Csv => csv_file(table.columns, table.items, Dialect::International)?,
        Format::CsvDa => csv_file(table.columns, table.items, Dialect::Danish)?,
    };
    Ok(respond(request, format, validity, body, |response| {
        if let Some(next) = next {
            response.insert_header(("X-Next-Cursor", next));
        }
        if format != Format::Json {
            let name = file_name(&table.file_name);
            let disposition = format!("attachment; filename=\"{name}.csv\"");
            response.insert_header((CONTENT_DISPOSITION, disposition));
        }
    }))
}

/// Renders one JSON document with validators.
///
/// # Errors
/// None but a fault of ours.
pub fn document(
    request: &HttpRequest,
    validity: Validity,
    body: &impl Serialize,
) -> Result<HttpResponse, ApiError> {
    Ok(respond(
        request,
        Format::Json,
        validity,
        json(body)?,
        |_| (),
    ))
}

/// A file that is stored, and what is known of it.
#[derive(Debug)]
pub struct Stored {
    /// What it is.
    pub media_type: &'static str,
    /// Whether a browser shows it rather than saves it.
    pub is_shown: bool,
    /// The language of what is in it.
    pub lang: String,
    /// Its name, of letters, digits, dashes and points.
    pub name: String,
    /// SHA-256 of what is in it, in hexadecimal.
    pub sha256: String,
}

impl Stored {
    /// The answer to a client that has it already, as it never changes; none for any other.
    pub fn unchanged(&self, request: &HttpRequest) -> Option<HttpResponse> {
        let has_it = has_already(request, &self.tag());
        has_it.then(|| self.head().status(StatusCode::NOT_MODIFIED).finish())
    }

    /// The file.
    pub fn answer(self, content: Vec<u8>) -> HttpResponse {
        let kind = match self.is_shown {
            true => "inline",
            false => "attachment",
        };
        let disposition = format!("{kind}; filename=\"{}\"", self.name);
        self.head()
            .insert_header((CONTENT_TYPE, self.media_type))
            .insert_header((CONTENT_LANGUAGE, self.lang))
            .insert_header((CONTENT_DISPOSITION, disposition))
            .body(content)
    }

    fn tag(&self) -> String {
        format!("\"{}\"", self.sha256)
    }

    fn head(&self) -> HttpResponseBuilder {
        let mut response = HttpResponse::Ok();
        response.insert_header((ETAG, self.tag()));
        response.insert_header((VARY, "Accept-Encoding, Authorization"));
        response.insert_header((CACHE_CONTROL, "private, no-cache"));
        response
    }
}

fn json(body: &impl Serialize) -> Result<Vec<u8>, ApiError> {
    serde_json::to_vec(body).map_err(|error| ApiError::Internal(error.to_string()))
}

fn csv_file(
    columns: &[&str],
    items: impl Iterator<Item: Serialize>,
    dialect: Dialect,
) -> Result<Vec<u8>, ApiError> {
    let mut failed = None;
    let rows = items.map_while(|body| to_row(body).map_err(|error| failed = Some(error)).ok());
    let text = csv::write(columns, rows, dialect);
    failed.map_or_else(|| Ok(text.into_bytes()), Err)
}

/// Puts a body behind its validators; `more` adds the headers that only a body needs.
fn respond(
    request: &HttpRequest,
    format: Format,
    validity: Validity,
    body: Vec<u8>,
    more: impl FnOnce(&mut HttpResponseBuilder),
) -> HttpResponse {
    let tag = etag(request, format, validity, &body);
    let mut response = HttpResponse::Ok();
    response.insert_header((ETAG, tag.as_str()));
    response.insert_header((
        VARY,
        "Accept, Accept-Language, Accept-Encoding, Authorization",
    ));
    response.insert_header((CACHE_CONTROL, "private, no-cache"));
    if let Some(at) = validity.committed_at {
        response.insert_header((
            LAST_MODIFIED,
            at.format("%a, %d %b %Y %H:%M:%S GMT").to_string(),
        ));
    }
    if has_already(request, &tag) {
        return response.status(StatusCode::NOT_MODIFIED).finish();
    }
    response.insert_header((CONTENT_TYPE, format.media_type()));
    more(&mut response);
    response.body(body)
}

/// Tag from revision, query, language, format and the answer itself: a list that is asked for "today" may change
/// without a revision. Callers see the same figures, so no caller is in it. Weak, since the answer may be packed.
fn etag(request: &HttpRequest, format: Format, validity: Validity, body: &[u8]) -> String {
    let language = request
        .headers()
        .get("Accept-Language")
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let mut hash = Sha256::new();
    for part in [
        request.path(),
        request.query_string(),
        language,
        format.name(),
    ] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.update(body);
    let mut digest = pejl_domain::hex(hash.finalize());
    digest.truncate(ETAG_DIGITS);
    format!("W/\"{}-{digest}\"", validity.revision)
}

fn has_already(request: &HttpRequest, tag: &str) -> bool {
    let sent = request
        .headers()
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    sent.split(',')
        .map(str::trim)
        .any(|candidate| candidate == "*" || candidate == tag)
}

/// A file name of letters, digits and dashes only.
fn file_name(name: &str) -> String {
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') {
            c
        } else {
            '-'
        }
    };
    name.chars().take(100).map(safe).collect()
}
