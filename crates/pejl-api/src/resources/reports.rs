//! Monthly reports that were made and kept, with their files.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use pejl_app::reports::{self, KeptReport, ReportsRequest, StoredReport};
use pejl_app::targets::State;
use pejl_app::{AppError, AsKnown};
use pejl_domain::Lang;
use pejl_reports::{Format, Keeping, ReportError, ReportRequest, file_name, keep, waits_lines};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::answer::{self, ListBody, Stored, Table, Validity, document, table};
use crate::page::{Page, key_cursor};
use crate::params::{Params, number};
use crate::problem::{ApiError, Problem};
use crate::resources::indicators::own::actor;
use crate::rows::to_row;
use crate::sent;
use crate::state::ApiState;

/// Columns of a list of reports.
pub const REPORT_COLUMNS: [&str; 11] = [
    "id",
    "municipality",
    "month",
    "lang",
    "revision",
    "release",
    "reason",
    "software",
    "actor",
    "made_at",
    "files",
];

/// Longest document that asks for a report.
const DOCUMENT_BYTES_MAX: usize = 16 * 1024;

/// A report that was kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportBody {
    /// Its number; a later one has a higher one.
    #[schema(example = 5)]
    pub id: i64,
    /// Code of the municipality.
    #[schema(example = "766")]
    pub municipality: String,
    /// The month.
    #[schema(example = "2018-03")]
    pub month: String,
    /// The language.
    #[schema(example = "da")]
    pub lang: String,
    /// The revision that every figure in it is of.
    #[schema(example = 12)]
    pub revision: i64,
    /// Number of the release that it is of; null where it is of a revision.
    #[schema(example = 3)]
    pub release: Option<i64>,
    /// Why it was made although data of the month were not in; null where they were.
    #[schema(example = "Regnskabet kommer først i maj")]
    pub reason: Option<String>,
    /// The version of the program that made it.
    #[schema(example = "0.1.0")]
    pub software: String,
    /// Who made it.
    #[schema(example = "demo")]
    pub actor: String,
    /// When it was made.
    #[schema(example = "2018-04-20T08:15:00Z")]
    pub made_at: DateTime<Utc>,
    /// Its files, by format.
    pub files: Vec<ReportFileBody>,
}

/// A file of a report.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportFileBody {
    /// The format: `html`, `pdf` or `xlsx`.
    #[schema(example = "pdf")]
    pub format: String,
    /// Where it is.
    #[schema(example = "/api/v1/reports/5.pdf")]
    pub href: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its length.
    #[schema(example = 482_113)]
    pub bytes: i64,
}

impl ReportBody {
    /// Returns the body of a report.
    pub fn of(one: &StoredReport) -> Self {
        let files = one.files.iter().map(|file| ReportFileBody {
            href: format!("/api/v1/reports/{}.{}", one.id, file.format),
            format: file.format.clone(),
            sha256: file.sha256.clone(),
            bytes: file.n_bytes,
        });
        Self {
            files: files.collect(),
            id: one.id,
            municipality: one.municipality.clone(),
            month: one.month.clone(),
            lang: one.lang.clone(),
            revision: one.revision,
            release: one.release,
            reason: one.reason.clone(),
            software: one.software.clone(),
            actor: one.actor.clone(),
            made_at: one.made_at,
        }
    }
}

/// Returns reports as rows, for the command line and for tables; the files are named by their formats.
pub fn report_rows(reports: &[StoredReport]) -> Vec<Map<String, Value>> {
    let rows = reports.iter().filter_map(|one| {
        let mut row = to_row(ReportBody::of(one)).ok()?;
        let formats: Vec<&str> = one.files.iter().map(|file| file.format.as_str()).collect();
        row.insert("files".to_owned(), Value::from(formats.join(" ")));
        Some(row)
    });
    rows.collect()
}

/// A report to be made and kept.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReportDraftBody {
    /// Code or name of the municipality.
    #[schema(example = "766")]
    pub municipality: String,
    /// The month.
    #[schema(example = "2018-03")]
    pub month: String,
    /// The language, `da` or `en`; Danish when left out.
    #[schema(example = "da")]
    pub lang: Option<String>,
    /// The revision that it is of; the newest when left out, and none beside a release.
    #[schema(example = 12)]
    pub revision: Option<i64>,
    /// Name of the release that it is of.
    #[schema(example = "Marts 2018")]
    pub release: Option<String>,
    /// Why it is made although data of the month are not in: 1 to 500 characters on one line, without person numbers. It waits for them
    /// when left out.
    #[schema(example = "Regnskabet kommer først i maj")]
    pub force: Option<String>,
}

impl ReportDraftBody {
    fn read(self) -> Result<(ReportRequest, Lang), ApiError> {
        let lang = match self.lang.as_deref() {
            None => Lang::default(),
            Some(text) => text
                .parse()
                .map_err(|_| AppError::parameter("lang", text, "da or en"))?,
        };
        let at = match (self.revision, &self.release) {
            (Some(n), Some(_)) => {
                let allowed = "a revision or a release, not both";
                return Err(AppError::parameter("revision", &n.to_string(), allowed).into());
            }
            (Some(n), None) => AsKnown::Revision(n),
            (None, _) => AsKnown::Head,
        };
        let request = ReportRequest {
            municipality: self.municipality,
            month: self.month,
            at,
            release: self.release,
            force: self.force,
            ..ReportRequest::default()
        };
        Ok((request, lang))
    }
}

impl From<ReportError> for ApiError {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::App(error) => error.into(),
            ReportError::Waits {
                municipality,
                month,
                lack,
            } => Self::Waits(waits_lines((municipality, month), &lack, Lang::En)),
            ReportError::NothingKnown { .. } => AppError::Conflict(error.to_string()).into(),
            ReportError::Unproved(fault) => Self::Internal(fault.to_string()),
            ReportError::Unwritten { .. } => Self::Internal(error.to_string()),
        }
    }
}

/// Lists the reports that were kept, the latest made first.
#[utoipa::path(get, path = "/api/v1/reports", tag = "data",
    params(("municipality" = Option<String>, Query, description = "Code or name of a municipality", example = "766"),
           ("month" = Option<String>, Query, description = "The month that they are of", example = "2018-03"),
           ("limit" = Option<usize>, Query, description = "Rows of a page, 1,000 when left out", example = 100),
           ("cursor" = Option<i64>, Query, description = "Where the next page begins, from `next`"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "A page of reports", body = ListBody<Vec<ReportBody>>),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json")))]
pub async fn list_reports(
    request: HttpRequest,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let known = ["municipality", "month", "limit", "cursor", "format"];
    let params = Params::read(request.query_string(), &known)?;
    let format = answer::Format::choose(params.one("format")?, request.headers())?;
    let page = Page::read(&params, format, &state.limits)?;
    let wanted = ReportsRequest {
        municipality: params.one("municipality")?.map(str::to_owned),
        month: params.one("month")?.map(str::to_owned),
        before: key_cursor(&params)?,
    };
    let store = Arc::clone(&state.store);
    let mut found = state
        .pool
        .run(move || reports::list_reports(&store, &wanted, page.ask()))
        .await?;
    let more = page.cut(&mut found)?;
    let next = found.last().filter(|_| more).map(|one| one.id.to_string());
    let items = match format {
        answer::Format::Json => found
            .iter()
            .map(|one| to_row(ReportBody::of(one)))
            .collect::<Result<_, _>>()?,
        answer::Format::Csv | answer::Format::CsvDa => report_rows(&found),
    };
    let rows = Table {
        meta: json!({}),
        columns: &REPORT_COLUMNS,
        items: items.into_iter(),
        next,
        file_name: "reports".to_owned(),
    };
    // A report makes no revision, so that none says anything of the list.
    table(&request, format, Validity::default(), rows)
}

/// Makes the report of a month in every format and keeps it. The same report again, byte for byte, is the one that was kept.
///
/// It waits until the data of the month are in: until then it is refused, with what it waits for, unless a reason is given, which is
/// printed on its cover. A report is never changed and never deleted.
#[utoipa::path(post, path = "/api/v1/reports", tag = "data", request_body = ReportDraftBody,
    responses((status = 200, description = "It was kept already", body = ReportBody),
              (status = 201, description = "It is kept", body = ReportBody),
              (status = 400, description = "The document cannot be used; `errors` names every fault", body = Problem, content_type = "application/problem+json"),
              (status = 404, description = "No such revision or release", body = Problem, content_type = "application/problem+json"),
              (status = 409, description = "It waits for data, a line each in `errors`; or nothing is known of the municipality", body = Problem, content_type = "application/problem+json"),
              (status = 413, description = "The document is too long", body = Problem, content_type = "application/problem+json")))]
pub async fn create_report(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    Params::read(request.query_string(), &[])?;
    let body: ReportDraftBody = sent::document(payload, DOCUMENT_BYTES_MAX).await?;
    let (wanted, lang) = body.read()?;
    let (store, writers, actor) = (
        Arc::clone(&state.store),
        state.writers.clone(),
        actor(&request),
    );
    let kept = state
        .reports
        .run(move || {
            let keeping = Keeping {
                request: &wanted,
                lang,
                writers: &writers,
                actor: &actor,
            };
            keep(&store, &keeping)
        })
        .await?;
    Ok(answer(&kept))
}

fn answer(kept: &KeptReport) -> HttpResponse {
    let status = match kept.state {
        State::Applied => StatusCode::CREATED,
        State::Unchanged | State::Proved => StatusCode::OK,
    };
    HttpResponse::build(status)
        .insert_header(("Location", format!("/api/v1/reports/{}", kept.report.id)))
        .json(ReportBody::of(&kept.report))
}

/// Returns a report that was kept, with what is known of its files.
#[utoipa::path(get, path = "/api/v1/reports/{id}", tag = "data",
    params(("id" = i64, Path, description = "Number of the report", example = 5)),
    responses((status = 200, description = "The report", body = ReportBody),
              (status = 400, description = "The number is none", body = Problem, content_type = "application/problem+json"),
              (status = 404, description = "No such report", body = Problem, content_type = "application/problem+json")))]
pub async fn get_report(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    Params::read(request.query_string(), &[])?;
    let id = number(&path, "the number of a report")?;
    let store = Arc::clone(&state.store);
    let found = state
        .pool
        .run(move || reports::get_report(&store, id))
        .await?;
    document(&request, Validity::default(), &ReportBody::of(&found))
}

/// Returns a file of a report, byte for byte as it was made.
#[utoipa::path(get, path = "/api/v1/reports/{id}.{format}", tag = "data",
    params(("id" = i64, Path, description = "Number of the report", example = 5),
           ("format" = String, Path, description = "html, pdf or xlsx", example = "pdf")),
    responses((status = 200, description = "The file; `ETag` is its SHA-256", content(
                  (Vec<u8> = "application/pdf"),
                  (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                  (String = "text/html"))),
              (status = 400, description = "The number is none", body = Problem, content_type = "application/problem+json"),
              (status = 404, description = "No such report, or it has no file of the format", body = Problem, content_type = "application/problem+json")))]
pub async fn get_report_file(
    request: HttpRequest,
    path: web::Path<(String, String)>,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    Params::read(request.query_string(), &[])?;
    let (id, format) = path.into_inner();
    let id = number(&id, "the number of a report")?;
    let store = Arc::clone(&state.store);
    let (report, known) = state
        .pool
        .run(move || reports::find_report_file(&store, id, &format))
        .await?;
    let format = Format::of(&known.format).ok_or(ApiError::NoSuchPath)?;
    let file = Stored {
        media_type: format.media_type,
        is_shown: format.is_shown,
        name: file_name(
            (&report.municipality, &report.month, &report.lang),
            format.ending,
        ),
        lang: report.lang,
        sha256: known.sha256,
    };
    if let Some(same) = file.unchanged(&request) {
        return Ok(same);
    }
    let store = Arc::clone(&state.store);
    let content = state
        .pool
        .run(move || reports::read_report_file(&store, id, format.ending))
        .await?;
    Ok(file.answer(content))
}

/// Registers the paths.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(
        crate::get("/reports", list_reports)
            .route(web::post().to(create_report))
            .default_service(crate::other_methods("GET, HEAD, POST")),
    )
    .service(crate::get(
        r"/reports/{id}.{format:[a-z]+}",
        get_report_file,
    ))
    .service(crate::get("/reports/{id}", get_report));
}
