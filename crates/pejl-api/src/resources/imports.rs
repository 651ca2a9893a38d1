//! Imports: the history, one import with its files and issues, and a new one by upload.

pub(crate) mod create;

use actix_web::web;
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use pejl_app::import::records::Explained;
use pejl_app::import::wanted::Done;
use pejl_app::{AppError, catalogue};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::answer::{Format, ListBody, Table, Validity, document, table};
use crate::page::{Page, key_cursor};
use crate::params::{Params, number};
use crate::problem::{ApiError, Problem};
use crate::resources::observations::viewer;
use crate::state::ApiState;

/// What its path ends in.
const NUMBER: &str = "the number of an import";

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
    /// Rows of records that it did not keep.
    #[schema(example = 0)]
    pub n_refused: Option<i64>,
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
    /// What it lost since: rows of persons that were forgotten, or rows past the time they are kept. They are in no
    /// revision any more.
    pub lost: Vec<LostRowsBody>,
    /// What was declared because the files do not say it.
    #[schema(value_type = Object, example = json!({"table": "REGK31", "period": "2019"}))]
    pub declared: Value,
}

/// Rows of an import that were taken out of all revisions.
#[derive(Debug, Serialize, ToSchema)]
pub struct LostRowsBody {
    /// Why: `forget` or `retention`.
    #[schema(example = "forget")]
    pub kind: String,
    /// The revision that did it.
    #[schema(example = 14)]
    pub revision: Option<i64>,
    /// When.
    pub erased_at: DateTime<Utc>,
    /// How many rows.
    #[schema(example = 3)]
    pub n_rows: i64,
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
    /// Rows kept, or that would be.
    #[schema(example = 196)]
    pub n_rows: u64,
    /// Rows that were not kept.
    #[schema(example = 0)]
    pub n_refused: u64,
    /// Errors and warnings.
    pub issues: Vec<IssueBody>,
    /// Further issues that were only counted.
    #[schema(example = 0)]
    pub n_issues_dropped: u64,
    /// How many faults each rule found in rows.
    #[schema(value_type = Object, example = json!({"date.invalid": 3}))]
    pub rules: Map<String, Value>,
    /// Amounts kept, in øre, by year of account.
    #[schema(value_type = Object, example = json!({"2018": 41_234_567_890_i64}))]
    pub totals_oere: Map<String, Value>,
    /// Name of the file of rows that were not kept, in the folder `quarantine` of the installation.
    #[schema(example = "import-8.csv")]
    pub quarantine: Option<String>,
    /// What the mapping made of the first rows, where that was asked for.
    pub explained: Vec<ExplainedBody>,
}

/// What a mapping made of one row.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainedBody {
    /// Its line.
    #[schema(example = 2)]
    pub line: u64,
    /// Its columns.
    pub cells: Vec<ExplainedCellBody>,
}

/// What a mapping made of one cell.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainedCellBody {
    /// The dataset's column.
    #[schema(example = "amount_oere")]
    pub column: String,
    /// The cell as written, hidden where it may be about a person.
    #[schema(example = "1.234,50-")]
    pub written: String,
    /// The value that was made of it.
    #[schema(example = "-123450")]
    pub value: String,
}

impl From<&Explained> for ExplainedBody {
    fn from(row: &Explained) -> Self {
        let cells = row.cells.iter();
        let cells = cells.map(|(column, written, value)| ExplainedCellBody {
            column: (*column).to_owned(),
            written: written.clone(),
            value: value.clone(),
        });
        Self {
            line: row.line,
            cells: cells.collect(),
        }
    }
}

impl UploadBody {
    /// What an import did, as it is told.
    pub fn of(done: impl Into<Done>) -> Self {
        let done = done.into();
        let totals = done.totals.iter();
        let totals = totals.map(|(year, oere)| {
            // A total beyond 64 bits is no amount that anybody has.
            let oere = i64::try_from(*oere).ok().map_or(Value::Null, Value::from);
            (year.to_string(), oere)
        });
        let rules = done.rules.into_iter();
        Self {
            state: done.state.as_str().to_owned(),
            id: done.import_id,
            revision: done.revision,
            dataset: done.dataset.to_owned(),
            n_rows: done.n_rows,
            n_refused: done.n_refused,
            issues: done.issues.iter().map(issue_body).collect(),
            n_issues_dropped: done.n_issues_dropped,
            rules: rules.map(|(rule, n)| (rule, Value::from(n))).collect(),
            totals_oere: totals.collect(),
            quarantine: done.quarantine,
            explained: done.explained.iter().map(ExplainedBody::from).collect(),
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
        n_refused: import.n_refused,
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
        "n_refused",
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
    let id = number(&path, NUMBER)?;
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
    let lost = detail.lost.into_iter().map(|lost| LostRowsBody {
        kind: lost.kind.as_str().to_owned(),
        revision: lost.revision,
        erased_at: lost.erased_at,
        n_rows: lost.n_rows,
    });
    let body = ImportDetailBody {
        files: files.collect(),
        lost: lost.collect(),
        rules: rules.map(|(rule, n)| (rule, Value::from(n))).collect(),
        declared: detail.import.mapping.clone(),
        import: import_body(detail.import),
    };
    document(&request, Validity::default(), &body)
}

/// Lists what was wrong with the files and rows of an import.
#[utoipa::path(get, path = "/api/v1/imports/{id}/issues", tag = "data",
    params(("id" = i64, Path, description = "Number of the import", example = 7),
           ("limit" = Option<usize>, Query, description = "Rows of a page, 1,000 when left out", example = 100),
           ("cursor" = Option<i32>, Query, description = "Where the next page begins, from `next`"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json"),
           ("role" = Option<String>, Query, description = "Who asks; what stood in a municipality's own rows is for a steward", example = "steward")),
    responses((status = 200, description = "A page of issues", body = ListBody<Vec<IssueBody>>),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json"),
              (status = 404, description = "No such import", body = Problem, content_type = "application/problem+json")))]
pub async fn list_import_issues(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let params = Params::read(
        request.query_string(),
        &["limit", "cursor", "format", "role"],
    )?;
    let format = Format::choose(params.one("format")?, request.headers())?;
    let page = Page::read(&params, format, &state.limits)?;
    let after: Option<i32> = key_cursor(&params)?;
    let viewer = viewer(&params)?;
    let id = number(&path, NUMBER)?;
    let store = std::sync::Arc::clone(&state.store);
    let (mut issues, indicators) = state
        .pool
        .run(move || {
            let issues = catalogue::import_issues(&store, id, (after, page.ask()), &viewer)?;
            let dataset = catalogue::import_detail(&store, id)?.import.dataset;
            let readings = pejl_app::indicators::readings_of(&store, &dataset)?;
            Ok::<_, AppError>((issues, readings))
        })
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
        // A refused row would have touched these.
        meta: serde_json::json!({"import": id, "indicators": indicators}),
        columns,
        items: issues.into_iter().map(body),
        next,
        file_name: format!("import-{id}-issues"),
    };
    table(&request, format, Validity::default(), found)
}

/// Registers the paths.
pub fn routes(cfg: &mut web::ServiceConfig) {
    let imports = crate::get("/imports", list_imports)
        .route(web::post().to(create::create_import))
        .default_service(crate::other_methods("GET, HEAD, POST"));
    cfg.service(imports)
        .service(crate::get("/imports/{id}", get_import))
        .service(crate::get("/imports/{id}/issues", list_import_issues));
}
