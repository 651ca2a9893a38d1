//! Imports: the history, one import with its files and issues, and a new one by upload.

use std::path::{Path, PathBuf};

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_LENGTH, LOCATION};
use actix_web::web::{self, Payload};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use futures_util::StreamExt as _;
use pejl_app::import::{ImportKind, ImportRequest, ImportState, ImportSummary};
use pejl_app::{AppError, catalogue, declaration};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::answer::{Format, ListBody, Table, Validity, document, table};
use crate::auth::Caller;
use crate::page::{Page, key_cursor};
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::state::ApiState;

/// One import of the history.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportBody {
    /// Its number.
    #[schema(example = 7)]
    pub id: i64,
    /// The dataset.
    #[schema(example = "stat_fact")]
    pub dataset: String,
    /// The source.
    #[schema(example = "statbank")]
    pub source: String,
    /// The table, where it was declared.
    #[schema(example = "REGK31")]
    pub table: String,
    /// `running`, `committed`, `unchanged`, `refused` or `abandoned`.
    #[schema(example = "committed")]
    pub state: String,
    /// The revision it made.
    #[schema(example = 3)]
    pub revision: Option<i64>,
    /// Who asked for it.
    #[schema(example = "demo")]
    pub actor: String,
    /// Facts it brought.
    #[schema(example = 81120)]
    pub n_rows: Option<i64>,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// One file of an import.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileBody {
    /// Name without folders.
    #[schema(example = "REGK31.csv")]
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Size.
    #[schema(example = 3182444)]
    pub bytes: i64,
    /// Character encoding.
    #[schema(example = "utf-8")]
    pub encoding: Option<String>,
}

/// One import with its files and what was declared of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportDetailBody {
    /// The import.
    #[serde(flatten)]
    pub import: ImportBody,
    /// Its files, in the order they were read.
    pub files: Vec<FileBody>,
    /// How many faults each rule found in rows; the rows are in the quarantine.
    #[schema(value_type = Object, example = json!({"date.invalid": 3}))]
    pub rules: Map<String, Value>,
    /// What was declared because the files do not say it.
    #[schema(value_type = Object, example = json!({"table": "REGK31", "period": "2019"}))]
    pub declared: Value,
}

/// Something wrong with a file or a row.
#[derive(Debug, Serialize, ToSchema)]
pub struct IssueBody {
    /// `error` or `warning`.
    #[schema(example = "error")]
    pub severity: String,
    /// The file.
    #[schema(example = "REGK31.csv")]
    pub file: String,
    /// The line, from 1.
    #[schema(example = 1204)]
    pub line: Option<i64>,
    /// The column, as the file calls it.
    #[schema(example = "OMRÅDE")]
    pub column: Option<String>,
    /// The value at fault, masked where it could name a person.
    #[schema(example = "999")]
    pub value: Option<String>,
    /// The rule that was broken.
    #[schema(example = "area.unknown")]
    pub rule: String,
    /// What was expected, in Danish.
    pub message_da: String,
    /// What was expected, in English.
    pub message_en: String,
}

/// What an upload did.
#[derive(Debug, Serialize, ToSchema)]
pub struct UploadBody {
    /// `committed`, `unchanged`, `refused` or `dry_run`.
    #[schema(example = "committed")]
    pub state: String,
    /// Number of the import; null for a dry run.
    #[schema(example = 8)]
    pub id: Option<i64>,
    /// The revision that holds the figures.
    #[schema(example = 4)]
    pub revision: Option<i64>,
    /// The dataset.
    #[schema(example = "stat_fact")]
    pub dataset: String,
    /// Facts read.
    #[schema(example = 196)]
    pub n_rows: u64,
    /// Errors and warnings.
    pub issues: Vec<IssueBody>,
    /// Further issues that were only counted.
    #[schema(example = 0)]
    pub n_issues_dropped: u64,
}

impl From<ImportSummary> for UploadBody {
    fn from(summary: ImportSummary) -> Self {
        Self {
            state: summary.state.as_str().to_owned(),
            id: summary.import_id,
            revision: summary.revision,
            dataset: summary.dataset.to_owned(),
            n_rows: summary.n_rows,
            issues: summary.issues.iter().map(issue_body).collect(),
            n_issues_dropped: summary.n_issues_dropped,
        }
    }
}

fn issue_body(issue: &pejl_app::RowIssue) -> IssueBody {
    IssueBody {
        severity: pejl_app::severity_name(issue.severity).to_owned(),
        file: issue.file.clone(),
        line: issue.line.and_then(|line| i64::try_from(line).ok()),
        column: issue.column.clone(),
        value: issue.value.clone(),
        rule: issue.rule.to_owned(),
        message_da: issue.message.da.clone(),
        message_en: issue.message.en.clone(),
    }
}

fn import_body(import: pejl_app::Import) -> ImportBody {
    ImportBody {
        id: import.id,
        dataset: import.dataset,
        source: import.source,
        table: import.table_id,
        state: import.state.as_str().to_owned(),
        revision: import.revision,
        actor: import.actor,
        n_rows: import.n_rows,
        started_at: import.started_at,
        finished_at: import.finished_at,
    }
}

/// Lists imports, newest first.
#[utoipa::path(get, path = "/api/v1/imports", tag = "data",
    params(("limit" = Option<usize>, Query, description = "Rows of a page, 1,000 when left out", example = 100),
           ("cursor" = Option<i64>, Query, description = "Where the next page begins, from `next`"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "A page of imports", body = ListBody<Vec<ImportBody>>),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json")))]
pub async fn list_imports(
    request: HttpRequest,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let params = Params::read(request.query_string(), &["limit", "cursor", "format"])?;
    let format = Format::choose(params.one("format")?, request.headers())?;
    let page = Page::read(&params, format, &state.limits)?;
    let before: Option<i64> = key_cursor(&params)?;
    let store = std::sync::Arc::clone(&state.store);
    let mut imports = state
        .pool
        .run(move || catalogue::imports(&store, before, page.ask()))
        .await?;
    let more = page.cut(&mut imports)?;
    let next = imports.last().filter(|_| more).map(|i| i.id.to_string());
    let columns = &[
        "id",
        "dataset",
        "source",
        "table",
        "state",
        "revision",
        "actor",
        "n_rows",
        "started_at",
        "finished_at",
    ];
    let found = Table {
        meta: serde_json::json!({}),
        columns,
        items: imports.into_iter().map(import_body),
        next,
        file_name: "imports".to_owned(),
    };
    // Imports change state without making a revision.
    table(&request, format, Validity::default(), found)
}

/// Returns one import with its files.
#[utoipa::path(get, path = "/api/v1/imports/{id}", tag = "data",
    params(("id" = i64, Path, description = "Number of the import", example = 7)),
    responses((status = 200, description = "The import", body = ImportDetailBody),
              (status = 400, description = "The number is none", body = Problem, content_type = "application/problem+json"),
              (status = 404, description = "No such import", body = Problem, content_type = "application/problem+json")))]
pub async fn get_import(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    Params::read(request.query_string(), &[])?;
    let id = number(&path)?;
    let store = std::sync::Arc::clone(&state.store);
    let detail = state
        .pool
        .run(move || catalogue::import_detail(&store, id))
        .await?;
    let files = detail.files.into_iter().map(|file| FileBody {
        name: file.name,
        sha256: file.sha256,
        bytes: file.bytes,
        encoding: file.encoding,
    });
    let rules = detail.rules.into_iter();
    let body = ImportDetailBody {
        files: files.collect(),
        rules: rules.map(|(rule, n)| (rule, Value::from(n))).collect(),
        declared: detail.import.mapping.clone(),
        import: import_body(detail.import),
    };
    document(&request, Validity::default(), &body)
}

/// Reads the number of an import off its path.
fn number(text: &str) -> Result<i64, ApiError> {
    text.parse()
        .map_err(|_| AppError::parameter("id", text, "the number of an import").into())
}

/// Lists what was wrong with the files and rows of an import.
#[utoipa::path(get, path = "/api/v1/imports/{id}/issues", tag = "data",
    params(("id" = i64, Path, description = "Number of the import", example = 7),
           ("limit" = Option<usize>, Query, description = "Rows of a page, 1,000 when left out", example = 100),
           ("cursor" = Option<i32>, Query, description = "Where the next page begins, from `next`"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "A page of issues", body = ListBody<Vec<IssueBody>>),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json"),
              (status = 404, description = "No such import", body = Problem, content_type = "application/problem+json")))]
pub async fn list_import_issues(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let params = Params::read(request.query_string(), &["limit", "cursor", "format"])?;
    let format = Format::choose(params.one("format")?, request.headers())?;
    let page = Page::read(&params, format, &state.limits)?;
    let after: Option<i32> = key_cursor(&params)?;
    let id = number(&path)?;
    let store = std::sync::Arc::clone(&state.store);
    let mut issues = state
        .pool
        .run(move || catalogue::import_issues(&store, id, after, page.ask()))
        .await?;
    let more = page.cut(&mut issues)?;
    let next = issues
        .last()
        .filter(|_| more)
        .map(|issue| issue.no.to_string());
    let body = |issue: pejl_app::ImportIssue| IssueBody {
        severity: issue.severity.as_str().to_owned(),
        file: issue.file,
        line: issue.line,
        column: issue.column,
        value: issue.value_masked,
        rule: issue.rule,
        message_da: issue.message_da,
        message_en: issue.message_en,
    };
    let columns = &[
        "severity",
        "file",
        "line",
        "column",
        "value",
        "rule",
        "message_da",
        "message_en",
    ];
    let found = Table {
        meta: serde_json::json!({"import": id}),
        columns,
        items: issues.into_iter().map(body),
        next,
        file_name: format!("import-{id}-issues"),
    };
    table(&request, format, Validity::default(), found)
}

/// Imports the uploaded file: all of it, or nothing and the reasons.
#[utoipa::path(post, path = "/api/v1/imports", tag = "data",
    params(("dataset" = String, Query, description = "statbank, noegletal or price_index", example = "statbank"),
           ("file_name" = String, Query, description = "Name of the file, for messages and history", example = "REGK31.csv"),
           ("table" = Option<String>, Query, description = "StatBank's table, where the file does not say it", example = "REGK31"),
           ("period" = Option<String>, Query, description = "Period of all rows, where the file does not say it", example = "2019"),
           ("columns" = Option<String>, Query, description = "Names of the columns of a file without header", example = "price_unit,art,function,area,value"),
           ("set" = Option<String>, Query, description = "Members that hold for every row", example = "dranst=1"),
           ("unit" = Option<String>, Query, description = "Unit of all numbers, where the file does not say it", example = "percent"),
           ("price" = Option<String>, Query, description = "Price level of all numbers", example = "current"),
           ("decimal" = Option<String>, Query, description = "comma or point", example = "comma"),
           ("encoding" = Option<String>, Query, description = "utf-8, windows-1252 or iso-8859-1", example = "windows-1252"),
           ("delimiter" = Option<String>, Query, description = "semicolon, comma or tab", example = "semicolon"),
           ("file_format" = Option<String>, Query, description = "csv, px, json-stat, xlsx or noegletal; recognised by content when left out", example = "csv"),
           ("part" = Option<String>, Query, description = "Dataset of a JSON-stat bundle, or sheet of a workbook", example = "FOLK1A"),
           ("bulk" = Option<bool>, Query, description = "The file is a BULK answer: absent rows are zero", example = false),
           ("dry_run" = Option<bool>, Query, description = "Read and check everything, keep nothing", example = true)),
    request_body(content = String, content_type = "application/octet-stream", description = "The bytes of the file"),
    responses((status = 200, description = "Nothing changed: the same bytes are there already, or it was a dry run", body = UploadBody),
              (status = 201, description = "A new revision was made", body = UploadBody),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json"),
              (status = 409, description = "Another import writes the same data", body = Problem, content_type = "application/problem+json"),
              (status = 413, description = "The file is too large", body = Problem, content_type = "application/problem+json"),
              (status = 422, description = "The file was refused; the issues say why", body = UploadBody)))]
pub async fn create_import(
    request: HttpRequest,
    payload: Payload,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let params = Params::read(request.query_string(), &UPLOAD_PARAMS)?;
    let actor = request
        .extensions()
        .get::<Caller>()
        .map_or_else(String::new, |caller| caller.0.clone());
    // What can be refused without the file is refused before it is received.
    let import = import_request(&params, actor)?;
    let name = upload_name(params.text("file_name")?)?;
    let announced = request.headers().get(CONTENT_LENGTH);
    let announced = announced.and_then(|value| value.to_str().ok()?.parse().ok());
    check_length(announced.unwrap_or(0), &state)?;
    let upload = Upload::receive(payload, &name, &state).await?;
    let import = ImportRequest {
        files: vec![upload.path.clone()],
        ..import
    };
    let store = std::sync::Arc::clone(&state.store);
    let summary = state
        .pool
        .run_within(state.limits.import_deadline, move || {
            let summary = pejl_app::import::import(&store, &import, &mut |_| {});
            // The uploaded bytes are kept until here.
            drop(upload);
            summary
        });
    let summary = summary.await?;
    let status = match summary.state {
        ImportState::Committed => StatusCode::CREATED,
        ImportState::Unchanged | ImportState::DryRun => StatusCode::OK,
        ImportState::Refused => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let location = summary.import_id.map(|id| format!("/api/v1/imports/{id}"));
    let mut response = HttpResponse::build(status);
    if let (StatusCode::CREATED, Some(location)) = (status, location) {
        response.insert_header((LOCATION, location));
    }
    Ok(response.json(UploadBody::from(summary)))
}

const UPLOAD_PARAMS: [&str; 15] = [
    "dataset",
    "file_name",
    "table",
    "period",
    "columns",
    "set",
    "unit",
    "price",
    "decimal",
    "encoding",
    "delimiter",
    "file_format",
    "part",
    "bulk",
    "dry_run",
];

/// Returns the import that the parameters ask for, still without a file.
fn import_request(params: &Params, actor: String) -> Result<ImportRequest, ApiError> {
    let known = "one of statbank, noegletal, price_index";
    let dataset = params.one("dataset")?.unwrap_or_default();
    let kind =
        ImportKind::find(dataset).ok_or_else(|| AppError::parameter("dataset", dataset, known))?;
    let declared = declaration::read(&declaration::Said {
        table: params.one("table")?,
        period: params.one("period")?,
        columns: &params.list("columns"),
        set: &params.list("set"),
        unit: params.one("unit")?,
        price: params.one("price")?,
        decimal: params.one("decimal")?,
        encoding: params.one("encoding")?,
        delimiter: params.one("delimiter")?,
        format: params.one("file_format")?,
        part: params.text("part")?,
        bulk: params.parsed("bulk", "true or false")?.unwrap_or(false),
    })?;
    let dry_run = params.parsed("dry_run", "true or false")?.unwrap_or(false);
    Ok(ImportRequest {
        kind,
        files: Vec::new(),
        declared,
        dry_run,
        actor,
    })
}

/// Longest name of an uploaded file; file systems allow 255 bytes.
const FILE_NAME_BYTES_MAX: usize = 200;

/// An uploaded file in a folder of its own, removed when it is no longer needed.
struct Upload {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

/// Returns the name a file is kept under: the last part of what the client says, so that it cannot lead out of its
/// folder.
fn upload_name(said: Option<&str>) -> Result<String, ApiError> {
    let said = said.unwrap_or_default().trim();
    let last = Path::new(said).file_name().and_then(|name| name.to_str());
    let name = last.unwrap_or("upload");
    if name.len() > FILE_NAME_BYTES_MAX || name.contains(char::is_control) {
        let allowed =
            format!("a name of at most {FILE_NAME_BYTES_MAX} bytes without control characters");
        return Err(AppError::parameter("file_name", said, allowed).into());
    }
    Ok(name.to_owned())
}

fn check_length(n_bytes: u64, state: &ApiState) -> Result<(), ApiError> {
    let limit = state.limits.upload_bytes_max;
    if n_bytes > limit {
        Err(ApiError::BodyTooLarge { limit })
    } else {
        Ok(())
    }
}

impl Upload {
    async fn receive(mut payload: Payload, name: &str, state: &ApiState) -> Result<Self, ApiError> {
        let failed = |error: std::io::Error| {
            ApiError::Internal(format!("failed to keep an upload: {error}"))
        };
        let folder = tempfile::tempdir().map_err(failed)?;
        let path = folder.path().join(name);
        let mut file = std::fs::File::create(&path).map_err(failed)?;
        let mut n_bytes: u64 = 0;
        while let Some(chunk) = payload.next().await {
            let chunk = chunk
                .map_err(|error| ApiError::Malformed(format!("The body broke off: {error}.")))?;
            n_bytes = n_bytes.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
            check_length(n_bytes, state)?;
            std::io::Write::write_all(&mut file, &chunk).map_err(failed)?;
        }
        Ok(Self {
            _folder: folder,
            path,
        })
    }
}

/// Registers the paths.
pub fn routes(cfg: &mut web::ServiceConfig) {
    let imports = crate::get("/imports", list_imports)
        .route(web::post().to(create_import))
        .default_service(crate::other_methods("GET, HEAD, POST"));
    cfg.service(imports)
        .service(crate::get("/imports/{id}", get_import))
        .service(crate::get("/imports/{id}/issues", list_import_issues));
}
