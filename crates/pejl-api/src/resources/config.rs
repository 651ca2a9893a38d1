//! What a client must know of this server: limits, formats, languages, version, revision and the notes on the data.

use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::AsKnown;
use pejl_app::catalogue::head;
use pejl_app::observations::CELLS_MAX;
use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::{Format, Validity, document};
use crate::params::Params;
use crate::problem::ApiError;
use crate::state::ApiState;

/// Limits of this server.
#[derive(Debug, Serialize, ToSchema)]
pub struct LimitsBody {
    /// Cells that a query may span; more is answered with 413.
    #[schema(example = 200_000)]
    pub cells_max: u64,
    /// Rows of a page when the client does not say.
    #[schema(example = 1000)]
    pub page_default: usize,
    /// Most rows of a page.
    #[schema(example = 50_000)]
    pub page_max: usize,
    /// Most rows of a CSV file; more is answered with 413.
    #[schema(example = 200_000)]
    pub file_rows_max: usize,
    /// Most bytes of an uploaded file.
    #[schema(example = 536_870_912)]
    pub upload_bytes_max: u64,
    /// Seconds a query may take.
    #[schema(example = 30)]
    pub query_seconds_max: u64,
}

/// The configuration a client may rely on.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConfigBody {
    /// Version of the software.
    #[schema(example = "0.1.0")]
    pub version: String,
    /// The current revision; 0 before the first.
    #[schema(example = 12)]
    pub revision: i64,
    /// When it was made.
    pub committed_at: Option<chrono::DateTime<chrono::Utc>>,
    /// Formats of data answers.
    #[schema(example = json!(["json", "csv", "csv-da"]))]
    pub formats: Vec<String>,
    /// Languages of texts, the default first.
    #[schema(example = json!(["da", "en"]))]
    pub languages: Vec<String>,
    /// How callers are told apart: `none` or `keys`.
    #[schema(example = "none")]
    pub auth: String,
    /// Limits.
    pub limits: LimitsBody,
    /// Notes on the licence and the source of the data.
    pub data_notes: Vec<String>,
    /// Whether the figures are invented.
    #[schema(example = false)]
    pub demo: bool,
}

/// Returns limits, formats, languages, the current revision, the software version and the notes on the data.
#[utoipa::path(get, path = "/api/v1/config", tag = "operations",
    responses((status = 200, description = "The configuration", body = ConfigBody)))]
pub async fn get_config(
    request: HttpRequest,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    Params::read(request.query_string(), &[])?;
    let store = std::sync::Arc::clone(&state.store);
    let head = state.pool.run(move || head(&store, AsKnown::Head)).await?;
    let demo = state.store.is_demo();
    let mut data_notes = vec![crate::SOURCE_NOTE.to_owned()];
    if demo {
        data_notes.push(crate::DEMO_NOTE.to_owned());
    }
    let body = ConfigBody {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        revision: head.revision,
        committed_at: head.committed_at,
        formats: Format::ALL.map(|(_, name)| name.to_owned()).to_vec(),
        languages: vec!["da".to_owned(), "en".to_owned()],
        auth: state.auth.as_str().to_owned(),
        limits: LimitsBody {
            cells_max: CELLS_MAX,
            page_default: state.limits.page_default,
            page_max: state.limits.page_max,
            file_rows_max: state.limits.file_rows_max,
            upload_bytes_max: state.limits.upload_bytes_max,
            query_seconds_max: state.limits.query_deadline.as_secs(),
        },
        data_notes,
        demo,
    };
    let validity = Validity {
        revision: head.revision,
        committed_at: head.committed_at,
    };
    document(&request, validity, &body)
}

/// Registers the paths.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get("/config", get_config));
}
