//! A new import by upload: figures of a published table, records of a municipality's own, or reports to KL Gateway.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_LENGTH, LOCATION};
use actix_web::web::{self, Payload};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use futures_util::StreamExt as _;
use pejl_app::import::kl_gateway::ReportImport;
use pejl_app::import::records::RecordImport;
use pejl_app::import::wanted::{Done, Wanted, WantedKind};
use pejl_app::import::{ImportKind, ImportRequest, ImportState};
use pejl_app::keys::Caller;
use pejl_app::uploads::{FILE_NAME_BYTES_MAX, Upload, file_name};
use pejl_app::{AppError, declaration};

use super::UploadBody;
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::state::ApiState;

/// Parameters of figures.
const FIGURES: [&str; 15] = [
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
/// Parameters of records.
const RECORDS: [&str; 9] = [
    "dataset",
    "file_name",
    "source",
    "municipality",
    "period",
    "control_total",
    "max_refused",
    "explain",
    "dry_run",
];
/// Parameters of reports to KL Gateway.
const REPORTS: [&str; 5] = [
    "dataset",
    "file_name",
    "municipality",
    "max_refused",
    "dry_run",
];
/// Most rows that may be explained.
const EXPLAINED_MAX: usize = 100;
/// Longest pause within an uploaded body.
const BODY_STALLS: Duration = Duration::from_secs(30);

/// Imports the uploaded file: all of it, or nothing and the reasons.
///
/// Of records, rows that break a rule are refused one by one and go to the quarantine, up to what `max_refused` or the
/// dataset allows. Person numbers become pseudonyms with the key that the server has for the municipality; the upload
/// itself is removed when it has been read.
#[utoipa::path(post, path = "/api/v1/imports", tag = "data",
    params(("dataset" = String, Query, description = "statbank, noegletal or price_index; kl_gateway for reports to KL Gateway; or records: ledger, budget, grant, delivery, … as `/datasets` lists them", example = "statbank"),
           ("file_name" = String, Query, description = "Name of the file, for messages and history", example = "REGK31.csv"),
           ("table" = Option<String>, Query, description = "StatBank's table, where the file does not say it", example = "REGK31"),
           ("period" = Option<String>, Query, description = "Figures: period of all rows, where the file does not say it. Records: periods that the file covers wholly", example = "2019"),
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
           ("source" = Option<String>, Query, description = "Records: the source system, which names the mapping", example = "prisme"),
           ("municipality" = Option<String>, Query, description = "Records and reports: whose data these are, code or name", example = "766"),
           ("control_total" = Option<Vec<String>>, Query, description = "Records: total of a year in kroner that the rows must meet; may be repeated", example = json!(["2018=1.234.567,89"])),
           ("max_refused" = Option<String>, Query, description = "Records and reports: how many rows, or reports, may be refused, a number or a share", example = "1%"),
           ("explain" = Option<usize>, Query, description = "Records: show what the mapping made of so many rows, at most 100", example = 5),
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
    // What can be refused without the file is refused before it is received.
    let (asked, name) = asked(&request, &state)?;
    let announced = request.headers().get(CONTENT_LENGTH);
    let announced = announced.and_then(|value| value.to_str().ok()?.parse().ok());
    check_length(announced.unwrap_or(0), &state)?;
    let asked = proved(asked, &state).await?;
    let place = state.uploads.take().ok_or(ApiError::Overloaded)?;
    let upload = receive(payload, &name, &state).await?;
    let store = Arc::clone(&state.store);
    let imported = state
        .imports
        .run_within(state.limits.import_deadline, move || {
            let done = asked.carry_out(&store, vec![upload.path().to_owned()]);
            // The uploaded bytes are kept until here, also when the client has left.
            drop(upload);
            drop(place);
            done
        });
    Ok(answer(imported.await?))
}

fn answer(done: Done) -> HttpResponse {
    let status = match done.state {
        ImportState::Committed => StatusCode::CREATED,
        ImportState::Unchanged | ImportState::DryRun => StatusCode::OK,
        ImportState::Refused => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let location = done.import_id.map(|id| format!("/api/v1/imports/{id}"));
    let mut response = HttpResponse::build(status);
    if let (StatusCode::CREATED, Some(location)) = (status, location) {
        response.insert_header((LOCATION, location));
    }
    response.json(UploadBody::of(done))
}

/// Reads what the parameters ask for, and the name of the file.
fn asked(request: &HttpRequest, state: &ApiState) -> Result<(Wanted, String), ApiError> {
    let query = request.query_string();
    let of_records = RECORDS.into_iter().filter(|name| !FIGURES.contains(name));
    let all: Vec<&str> = FIGURES.into_iter().chain(of_records).collect();
    let params = Params::read(query, &all)?;
    let name = upload_name(params.text("file_name")?)?;
    let actor = request
        .extensions()
        .get::<Caller>()
        .map_or_else(String::new, |caller| caller.0.clone());
    let wanted = match WantedKind::find(params.one("dataset")?.unwrap_or_default())? {
        WantedKind::Figures(kind) => {
            let params = Params::read(query, &FIGURES)?;
            Wanted::Figures(figures(&params, kind, actor)?)
        }
        WantedKind::Reports => {
            let params = Params::read(query, &REPORTS)?;
            Wanted::Reports(reports(&params, actor, state)?)
        }
        WantedKind::Records(dataset) => {
            let params = Params::read(query, &RECORDS)?;
            Wanted::Records(records(&params, dataset, actor, state)?)
        }
    };
    Ok((wanted, name))
}

fn figures(params: &Params, kind: ImportKind, actor: String) -> Result<ImportRequest, ApiError> {
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
    Ok(ImportRequest {
        kind,
        files: Vec::new(),
        declared,
        dry_run: params.parsed("dry_run", "true or false")?.unwrap_or(false),
        actor,
    })
}

fn records(
    params: &Params,
    dataset: &str,
    actor: String,
    state: &ApiState,
) -> Result<RecordImport, ApiError> {
    let text = |name: &str| Ok::<_, ApiError>(params.text(name)?.map(str::to_owned));
    let allowed = format!("a number of rows up to {EXPLAINED_MAX}");
    let explain: usize = params.parsed("explain", &allowed)?.unwrap_or(0);
    if explain > EXPLAINED_MAX {
        return Err(AppError::parameter("explain", &explain.to_string(), allowed).into());
    }
    Ok(RecordImport {
        dataset: dataset.to_owned(),
        files: Vec::new(),
        source: text("source")?,
        // A mapping is a file of the operator's, never of a client's.
        mapping: None,
        municipality: text("municipality")?.unwrap_or_default(),
        person_key: state.person_keys.clone(),
        period: text("period")?,
        // Amounts have commas.
        control_totals: params.texts("control_total"),
        max_refused: text("max_refused")?,
        explain,
        dry_run: params.parsed("dry_run", "true or false")?.unwrap_or(false),
        actor,
    })
}

fn reports(params: &Params, actor: String, state: &ApiState) -> Result<ReportImport, ApiError> {
    let text = |name: &str| Ok::<_, ApiError>(params.text(name)?.map(str::to_owned));
    Ok(ReportImport {
        files: Vec::new(),
        municipality: text("municipality")?.unwrap_or_default(),
        person_key: state.person_keys.clone(),
        max_refused: text("max_refused")?,
        dry_run: params.parsed("dry_run", "true or false")?.unwrap_or(false),
        actor,
    })
}

/// The same, when mapping, municipality, key and totals are what an import can be made with.
async fn proved(wanted: Wanted, state: &ApiState) -> Result<Wanted, ApiError> {
    let store = Arc::clone(&state.store);
    let prove = move || wanted.prove(&store).map(|()| wanted);
    state.pool.run(prove).await
}

/// The name a file is kept under.
fn upload_name(said: Option<&str>) -> Result<String, ApiError> {
    let said = said.unwrap_or_default().trim();
    file_name(said).ok_or_else(|| {
        let allowed =
            format!("a name of at most {FILE_NAME_BYTES_MAX} bytes without control characters");
        AppError::parameter("file_name", said, allowed).into()
    })
}

fn check_length(n_bytes: u64, state: &ApiState) -> Result<(), ApiError> {
    let limit = state.limits.upload_bytes_max;
    if n_bytes > limit {
        Err(ApiError::BodyTooLarge { limit })
    } else {
        Ok(())
    }
}

/// Takes the body into a private file; nothing of it is left when the client goes or sends too much.
async fn receive(mut payload: Payload, name: &str, state: &ApiState) -> Result<Upload, ApiError> {
    let mut upload = Upload::begin(&state.store, name)?;
    let mut n_bytes: u64 = 0;
    loop {
        // A client that says nothing more must not keep a place that others wait for.
        let next = actix_web::rt::time::timeout(BODY_STALLS, payload.next()).await;
        let stalled = |_| ApiError::Malformed("The body stalled.".to_owned());
        let Some(chunk) = next.map_err(stalled)? else {
            break;
        };
        let chunk =
            chunk.map_err(|error| ApiError::Malformed(format!("The body broke off: {error}.")))?;
        n_bytes = n_bytes.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        check_length(n_bytes, state)?;
        upload.write(&chunk)?;
    }
    Ok(upload)
}
