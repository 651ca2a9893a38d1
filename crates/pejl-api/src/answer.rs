//! Turns a result into an answer: format, validators for caches, and the name of a file.

use actix_web::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH,
    LAST_MODIFIED, VARY,
};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::csv::{self, Dialect};
use crate::problem::ApiError;

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
        let mut best: Option<(f32, Self)> = None;
        for item in accept.split(',') {
            let mut parts = item.split(';').map(str::trim);
            let format = match parts.next().unwrap_or_default() {
                "" | "*/*" | "application/*" | "application/json" => Self::Json,
                "text/csv" | "text/*" => Self::Csv,
                _ => continue,
            };
            let quality = parts
                .find_map(|part| part.strip_prefix("q=")?.parse().ok())
                .unwrap_or(1.0_f32);
            if quality > 0.0 && best.is_none_or(|(least, _)| quality > least) {
                best = Some((quality, format));
            }
        }
        if let Some((_, format)) = best {
            return Ok(format);
        }
        // A browser that opens the path directly gets JSON rather than a refusal.
        if accept.contains("text/html") {
            return Ok(Self::Json);
        }
        Err(ApiError::NotAcceptable(format!(
            "Offered are {}.",
            offered()
        )))
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
#[derive(Debug, Clone, Copy)]
pub struct Validity {
    /// The revision that was read.
    pub revision: i64,
    /// When that revision was made.
    pub committed_at: Option<DateTime<Utc>>,
}

/// A table to be answered: what all rows share, the rows, and the link to the next page.
#[derive(Debug)]
pub struct Table {
    /// What all rows share.
    pub meta: Value,
    /// Columns of the CSV, in order.
    pub columns: &'static [&'static str],
    /// The rows.
    pub items: Vec<Map<String, Value>>,
    /// Cursor of the next page.
    pub next: Option<String>,
    /// Name of the file without its ending.
    pub file_name: String,
}

/// Renders a table in the chosen format, or 304 when the client has it already.
pub fn table(
    request: &HttpRequest,
    format: Format,
    validity: Validity,
    table: Table,
) -> HttpResponse {
    let tag = etag(request, format, validity);
    if let Some(unchanged) = not_modified(request, &tag, validity) {
        return unchanged;
    }
    let mut response = validated(&tag, validity);
    response.insert_header((CONTENT_TYPE, format.media_type()));
    if let Some(next) = &table.next {
        response.insert_header(("X-Next-Cursor", next.as_str()));
    }
    match format {
        Format::Json => response.json(
            serde_json::json!({"meta": table.meta, "items": table.items, "next": table.next}),
        ),
        Format::Csv | Format::CsvDa => {
            let dialect = if format == Format::Csv {
                Dialect::International
            } else {
                Dialect::Danish
            };
            let name = format!(
                "attachment; filename=\"{}.csv\"",
                file_name(&table.file_name)
            );
            response.insert_header((CONTENT_DISPOSITION, name));
            response.body(csv::write(table.columns, &table.items, dialect))
        }
    }
}

/// Renders one JSON document with validators.
pub fn document(request: &HttpRequest, validity: Validity, body: &Value) -> HttpResponse {
    let tag = etag(request, Format::Json, validity);
    if let Some(unchanged) = not_modified(request, &tag, validity) {
        return unchanged;
    }
    validated(&tag, validity).json(body)
}

fn validated(tag: &str, validity: Validity) -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response.insert_header((ETAG, tag));
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
    response
}

/// Tag from revision, software, query, language and format; callers see the same figures, so no caller is in it.
fn etag(request: &HttpRequest, format: Format, validity: Validity) -> String {
    let mut hash = Sha256::new();
    let language = request
        .headers()
        .get("Accept-Language")
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let version = env!("CARGO_PKG_VERSION");
    let parts = [
        request.path(),
        request.query_string(),
        language,
        format.name(),
        version,
    ];
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.update(validity.revision.to_le_bytes());
    let digest: String = hash
        .finalize()
        .iter()
        .take(12)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("W/\"{}-{digest}\"", validity.revision)
}

fn not_modified(request: &HttpRequest, tag: &str, validity: Validity) -> Option<HttpResponse> {
    let sent = request.headers().get(IF_NONE_MATCH)?.to_str().ok()?;
    let same = sent
        .split(',')
        .map(str::trim)
        .any(|candidate| candidate == "*" || candidate == tag);
    same.then(|| {
        let mut response = validated(tag, validity);
        response
            .status(actix_web::http::StatusCode::NOT_MODIFIED)
            .finish()
    })
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
