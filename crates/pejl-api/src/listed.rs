//! Lists of what is stored one by one, and the versions of one of them: what is asked, and how it is answered.

use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use pejl_app::AsKnown;
use serde::Serialize;
use serde_json::json;

use crate::answer::{Format, Table, Validity, table};
use crate::page::{Cursor, Page, cursor_and_revision};
use crate::params::Params;
use crate::problem::ApiError;
use crate::state::ApiState;

/// Parameters that every such list knows.
const KNOWN: [&str; 5] = ["revision", "as_known_at", "limit", "cursor", "format"];

/// What is asked of a list.
pub(crate) struct Listing {
    /// Its own parameters.
    pub(crate) params: Params,
    /// The format.
    pub(crate) format: Format,
    /// The revision.
    pub(crate) at: AsKnown,
    /// Which rows.
    pub(crate) page: Page,
    /// Where they begin.
    pub(crate) cursor: Cursor,
}

impl Listing {
    /// Reads a question; `own` names the parameters beside those that every list knows.
    ///
    /// # Errors
    /// A parameter is not known or cannot be used.
    pub(crate) fn read(
        request: &HttpRequest,
        state: &ApiState,
        own: &[&str],
    ) -> Result<Self, ApiError> {
        let known: Vec<&str> = own.iter().chain(&KNOWN).copied().collect();
        let params = Params::read(request.query_string(), &known)?;
        let format = Format::choose(params.one("format")?, request.headers())?;
        let page = Page::read(&params, format, &state.limits)?;
        let (cursor, at) = cursor_and_revision(&params)?;
        Ok(Self {
            params,
            format,
            at,
            page,
            cursor,
        })
    }
}

/// Rows of a list and what they share.
pub(crate) struct Listed<I> {
    /// The revision they were read at.
    pub(crate) revision: i64,
    /// When it was made.
    pub(crate) committed_at: Option<DateTime<Utc>>,
    /// How many there are on all pages; none of versions.
    pub(crate) n: Option<usize>,
    /// Whether its figures are invented; none of what has no figures.
    pub(crate) demo: Option<bool>,
    /// The columns of a file.
    pub(crate) columns: &'static [&'static str],
    /// The rows.
    pub(crate) items: I,
    /// Cursor of the next page.
    pub(crate) next: Option<String>,
    /// Name of a file, without its ending.
    pub(crate) file_name: String,
}

/// Renders a list.
///
/// # Errors
/// None but a fault of ours.
pub(crate) fn answer<I: Iterator<Item: Serialize>>(
    request: &HttpRequest,
    format: Format,
    listed: Listed<I>,
) -> Result<HttpResponse, ApiError> {
    let mut meta = json!({"revision": listed.revision, "committed_at": listed.committed_at});
    let more = [
        ("n", listed.n.map(|n| json!(n))),
        ("demo", listed.demo.map(|demo| json!(demo))),
    ];
    if let Some(meta) = meta.as_object_mut() {
        for (name, value) in more {
            meta.extend(value.map(|value| (name.to_owned(), value)));
        }
    }
    let validity = Validity {
        revision: listed.revision,
        committed_at: listed.committed_at,
    };
    let rows = Table {
        meta,
        columns: listed.columns,
        items: listed.items,
        next: listed.next,
        file_name: listed.file_name,
    };
    table(request, format, validity, rows)
}
