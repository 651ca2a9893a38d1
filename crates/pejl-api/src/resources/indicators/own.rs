//! Cards of a municipality's own: the versions of an indicator, and applying and withdrawing cards.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use pejl_app::Revision;
use pejl_app::cards::{self, Application, CARD_BYTES_MAX, State, Version};
use pejl_app::kept::wake;
use pejl_app::keys::Caller;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::answer::{Format, ListBody, Table, Validity, table};
use crate::page::{Page, cursor_and_revision};
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::rows::to_row;
use crate::sent::{self, is_dry_run};
use crate::state::ApiState;

/// Columns of the list of versions.
pub const VERSION_COLUMNS: [&str; 10] = [
    "definition_version",
    "origin",
    "in_force",
    "runnable",
    "fault",
    "known_from",
    "known_to",
    "applied_at",
    "applied_by",
    "sha256",
];

/// One version of an indicator.
#[derive(Debug, Serialize, ToSchema)]
pub struct VersionBody {
    /// Version of the definition; `O3.3@2` asks for it.
    #[schema(example = 2)]
    pub definition_version: i32,
    /// `own` of a card of the municipality's, `program` of the one that comes with the program.
    #[schema(example = "own")]
    pub origin: &'static str,
    /// Whether the code of the indicator stands for it at the revision asked at.
    pub in_force: bool,
    /// Whether this program can compute it.
    pub runnable: bool,
    /// Why not.
    pub fault: Option<String>,
    /// The revision that applied an own card.
    #[schema(example = 12)]
    pub known_from: Option<i64>,
    /// The revision that applied another, or withdrew it.
    pub known_to: Option<i64>,
    /// When it was applied.
    pub applied_at: Option<DateTime<Utc>>,
    /// Who applied it.
    #[schema(example = "anna")]
    pub applied_by: Option<String>,
    /// SHA-256 of an own card.
    pub sha256: Option<String>,
}

impl VersionBody {
    /// Returns the body of a version.
    pub fn of(one: &Version) -> Self {
        let revision = |one: &Option<Revision>| one.as_ref().map(|one| one.n);
        Self {
            definition_version: one.definition_version,
            origin: if one.is_own { "own" } else { "program" },
            in_force: one.is_in_force,
            runnable: one.fault.is_none(),
            fault: one.fault.clone(),
            known_from: revision(&one.from),
            known_to: revision(&one.to),
            applied_at: one.from.as_ref().map(|one| one.committed_at),
            applied_by: one.from.as_ref().map(|one| one.actor.clone()),
            sha256: one.sha256.clone(),
        }
    }
}

/// Returns the versions as rows, for the command line.
pub fn version_rows(versions: &[Version]) -> Vec<Map<String, Value>> {
    let rows = versions.iter().map(VersionBody::of);
    rows.filter_map(|body| to_row(body).ok()).collect()
}

/// What became of a card.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApplicationBody {
    /// `applied`; `unchanged`, where it is in force already; `proved`, where it was a dry run.
    #[schema(example = "applied")]
    pub state: &'static str,
    /// Code of the indicator.
    #[schema(example = "O3.3")]
    pub code: String,
    /// Version of its definition.
    #[schema(example = 2)]
    pub definition_version: i32,
    /// The version in whose place it stands; null where there was no such indicator.
    #[schema(example = 1)]
    pub supersedes: Option<i32>,
    /// The revision it counts from; where nothing was stored, the one that was looked at.
    #[schema(example = 12)]
    pub revision: i64,
}

impl ApplicationBody {
    /// Returns the body of what became of a card.
    pub fn of(one: &Application) -> Self {
        Self {
            state: one.state.as_str(),
            code: one.code.clone(),
            definition_version: one.definition_version,
            supersedes: one.supersedes,
            revision: one.revision,
        }
    }
}

/// A card that was withdrawn.
#[derive(Debug, Serialize, ToSchema)]
pub struct WithdrawalBody {
    /// Code of the indicator.
    #[schema(example = "O3.3")]
    pub code: String,
    /// The revision from which it does not count any more.
    #[schema(example = 13)]
    pub revision: i64,
}

/// Lists the versions of an indicator: own cards, the latest applied first, and the program's.
///
/// Earlier versions of the program's own cards are not stored: they run in the programs they came with.
#[utoipa::path(get, path = "/api/v1/indicators/{code}/versions", tag = "indicators",
    params(("code" = String, Path, description = "Code of an indicator or of one of its readings", example = "O3.3"),
           ("revision" = Option<i64>, Query, description = "As known at this revision"),
           ("as_known_at" = Option<String>, Query, description = "As known at this instant", example = "2018-03-31T22:00:00Z"),
           ("limit" = Option<usize>, Query, description = "Rows of a page, 1,000 when left out", example = 100),
           ("cursor" = Option<String>, Query, description = "Where the next page begins, from `next`"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "The versions", body = ListBody<Vec<VersionBody>>),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json"),
              (status = 404, description = "There never was such an indicator; the nearest are named", body = Problem, content_type = "application/problem+json")))]
pub async fn list_indicator_versions(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let params = Params::read(
        request.query_string(),
        &["revision", "as_known_at", "limit", "cursor", "format"],
    )?;
    let format = Format::choose(params.one("format")?, request.headers())?;
    let page = Page::read(&params, format, &state.limits)?;
    let (cursor, at) = cursor_and_revision(&params)?;
    let store = Arc::clone(&state.store);
    let code = path.into_inner();
    let found = state
        .pool
        .run(move || cards::list_versions(&store, &code, at))
        .await?;
    let validity = Validity {
        revision: found.revision,
        committed_at: found.committed_at,
    };
    let (shown, next) = page.of(&found.versions, cursor.at(found.revision))?;
    let meta = json!({
        "revision": found.revision,
        "committed_at": found.committed_at,
        "code": found.code,
        "n": found.versions.len(),
    });
    let found = Table {
        meta,
        columns: &VERSION_COLUMNS,
        items: shown.iter().map(VersionBody::of),
        next,
        file_name: format!("indicator-{}-versions", found.code),
    };
    table(&request, format, validity, found)
}

/// Applies a card of the municipality's own: a new indicator, or one in the place of that with its code.
///
/// The card is proved beside all others before it is stored, and counts from a revision of its own on. A definition that
/// changes has a higher version.
#[utoipa::path(put, path = "/api/v1/indicators/{code}", tag = "indicators",
    params(("code" = String, Path, description = "Code of the indicator, as the card has it", example = "O3.3"),
           ("dry_run" = Option<bool>, Query, description = "Prove the card, store nothing", example = true)),
    request_body(content = String, content_type = "application/toml", description = "The card"),
    responses((status = 200, description = "It is in force already, or it was a dry run", body = ApplicationBody),
              (status = 201, description = "It counts from a new revision on", body = ApplicationBody),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json"),
              (status = 409, description = "Other cards are applied meanwhile", body = Problem, content_type = "application/problem+json"),
              (status = 413, description = "The card is too long", body = Problem, content_type = "application/problem+json"),
              (status = 422, description = "The card is refused; `errors` names every fault", body = Problem, content_type = "application/problem+json")))]
pub async fn put_indicator(
    request: HttpRequest,
    path: web::Path<String>,
    payload: web::Payload,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let is_dry_run = is_dry_run(&request)?;
    let bytes = sent::bytes(payload, CARD_BYTES_MAX).await?;
    let (store, code) = (Arc::clone(&state.store), path.into_inner());
    let actor = actor(&request);
    let applied = state
        .pool
        .run(move || cards::apply_card(&store, Some(&code), (&code, &bytes), (&actor, is_dry_run)))
        .await?;
    let status = match applied.state {
        State::Applied => {
            // Nobody waits for figures that are kept.
            wake();
            StatusCode::CREATED
        }
        State::Unchanged | State::Proved => StatusCode::OK,
    };
    Ok(HttpResponse::build(status).json(ApplicationBody::of(&applied)))
}

/// Withdraws the own card of an indicator: the program's is back, where it has one.
#[utoipa::path(delete, path = "/api/v1/indicators/{code}", tag = "indicators",
    params(("code" = String, Path, description = "Code of the indicator", example = "O3.3")),
    responses((status = 200, description = "It does not count any more from a new revision on", body = WithdrawalBody),
              (status = 404, description = "No own card of this code is in force", body = Problem, content_type = "application/problem+json"),
              (status = 409, description = "Other cards are applied meanwhile", body = Problem, content_type = "application/problem+json"),
              (status = 422, description = "Other cards need it; `errors` names them", body = Problem, content_type = "application/problem+json")))]
pub async fn delete_indicator(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    Params::read(request.query_string(), &[])?;
    let (store, code) = (Arc::clone(&state.store), path.into_inner());
    let actor = actor(&request);
    let withdrawn = state
        .pool
        .run(move || cards::withdraw_card(&store, &code, &actor))
        .await?;
    wake();
    Ok(HttpResponse::Ok().json(WithdrawalBody {
        code: withdrawn.code,
        revision: withdrawn.revision.n,
    }))
}

/// Who sent the request.
pub(crate) fn actor(request: &HttpRequest) -> String {
    let caller = request.extensions().get::<Caller>().cloned();
    caller.map_or_else(|| "unknown".to_owned(), |caller| caller.0)
}
