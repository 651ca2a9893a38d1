//! Initiatives: what was done, when, what it was expected to change, and what became of the figures.

mod change;
mod effect;

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use pejl_app::initiatives::{self, Expectation, InitiativesRequest, StoredInitiative};
use pejl_app::targets::reading_name;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::answer::{Format, ListBody};
use crate::listed::{self, Listed, Listing};
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::rows::to_row;
use crate::state::ApiState;

pub use change::{
    __path_create_initiative, __path_delete_initiative, __path_replace_initiative,
    InitiativeDraftBody, create_initiative, delete_initiative, replace_initiative,
};
pub use effect::{__path_get_initiative_effect, EffectBody, get_initiative_effect};

/// Columns of a list of initiatives.
pub const INITIATIVE_COLUMNS: [&str; 14] = [
    "id",
    "version",
    "municipality",
    "title",
    "description",
    "started_on",
    "ended_on",
    "expected",
    "owner",
    "decision_case",
    "decision_meeting",
    "decided_on",
    "known_from",
    "known_to",
];

/// What an initiative is expected to change.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExpectationBody {
    /// Code of the reading.
    #[schema(example = "O3.1.median_days")]
    pub indicator: String,
    /// The cut: dimension and member; empty for the whole municipality.
    #[schema(example = json!({}))]
    pub members: BTreeMap<String, String>,
    /// `level`, `level_on_line`, `level_and_slope` or `slope`.
    #[schema(example = "level")]
    pub shape: String,
    /// By how much, in the unit of the reading; null where it was not said.
    #[schema(example = -20.0)]
    pub change: Option<f64>,
    /// The day by which.
    #[schema(example = "2018-12-31")]
    pub by: Option<NaiveDate>,
}

/// A version of an initiative.
#[derive(Debug, Serialize, ToSchema)]
pub struct InitiativeBody {
    /// Its number.
    #[schema(example = 1)]
    pub id: i64,
    /// Its version, from 1.
    #[schema(example = 1)]
    pub version: i32,
    /// Code of the municipality.
    #[schema(example = "766")]
    pub municipality: String,
    /// What it is called.
    #[schema(example = "Rehabilitering først")]
    pub title: String,
    /// What is done, and for whom.
    pub description: String,
    /// The day from which it is done.
    #[schema(example = "2017-01-01")]
    pub started_on: NaiveDate,
    /// The last day on which it was done; null while it is.
    pub ended_on: Option<NaiveDate>,
    /// What it is expected to change.
    pub expected: Vec<ExpectationBody>,
    /// Who answers for it.
    #[schema(example = "Ældrechefen")]
    pub owner: String,
    /// Number of the case.
    #[schema(example = "2016-1234")]
    pub decision_case: String,
    /// The meeting that decided it.
    #[schema(example = "Byrådet, punkt 7")]
    pub decision_meeting: String,
    /// Day of the decision.
    #[schema(example = "2016-10-12")]
    pub decided_on: Option<NaiveDate>,
    /// The revision that set it.
    #[schema(example = 12)]
    pub known_from: i64,
    /// The revision that set another version or withdrew it.
    pub known_to: Option<i64>,
}

impl InitiativeBody {
    /// Returns the body of a version of an initiative.
    pub fn of(one: &StoredInitiative) -> Self {
        let said = &one.said;
        let expected = |of: &Expectation| ExpectationBody {
            indicator: reading_name(&of.subject(&one.municipality)),
            members: of.members.clone(),
            shape: of.shape.clone(),
            change: of.change,
            by: of.by,
        };
        Self {
            id: one.number,
            version: one.version,
            municipality: one.municipality.clone(),
            title: said.title.clone(),
            description: said.description.clone(),
            started_on: said.started_on,
            ended_on: said.ended_on,
            expected: said.expected.iter().map(expected).collect(),
            owner: said.owner.clone(),
            decision_case: said.decision_case.clone(),
            decision_meeting: said.decision_meeting.clone(),
            decided_on: said.decided_on,
            known_from: one.known_from,
            known_to: one.known_to,
        }
    }
}

/// Returns initiatives as rows, for the command line.
pub fn initiative_rows(initiatives: &[StoredInitiative]) -> Vec<Map<String, Value>> {
    let rows = initiatives.iter().map(InitiativeBody::of);
    rows.filter_map(|body| to_row(body).ok()).collect()
}

/// Lists the initiatives that are known, also those that have ended.
#[utoipa::path(get, path = "/api/v1/initiatives", tag = "indicators",
    params(("municipality" = Option<String>, Query, description = "Code or name of a municipality", example = "766"),
           ("indicator" = Option<String>, Query, description = "Those expected to change this indicator or reading", example = "O3.1"),
           ("revision" = Option<i64>, Query, description = "As known at this revision"),
           ("as_known_at" = Option<String>, Query, description = "As known at this instant", example = "2018-03-31T22:00:00Z"),
           ("limit" = Option<usize>, Query, description = "Rows of a page, 1,000 when left out", example = 100),
           ("cursor" = Option<String>, Query, description = "Where the next page begins, from `next`"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "The initiatives", body = ListBody<Vec<InitiativeBody>>),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json")))]
pub async fn list_initiatives(
    request: HttpRequest,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let asked = Listing::read(&request, &state, &["municipality", "indicator"])?;
    let which = InitiativesRequest {
        municipality: asked.params.one("municipality")?.map(str::to_owned),
        indicator: asked.params.one("indicator")?.map(str::to_owned),
        at: asked.at,
        ..InitiativesRequest::default()
    };
    let store = Arc::clone(&state.store);
    let found = state
        .pool
        .run(move || initiatives::list_initiatives(&store, &which))
        .await?;
    let cursor = asked.cursor.at(found.revision);
    let (shown, next) = asked.page.of(&found.initiatives, cursor)?;
    let listed = Listed {
        revision: found.revision,
        committed_at: found.committed_at,
        n: Some(found.initiatives.len()),
        demo: None,
        columns: &INITIATIVE_COLUMNS,
        items: shown.iter().map(InitiativeBody::of),
        next,
        file_name: "initiatives".to_owned(),
    };
    listed::answer(&request, asked.format, listed)
}

/// Returns the versions of an initiative, the latest first.
///
/// The first of them is in force unless it has a `known_to`.
#[utoipa::path(get, path = "/api/v1/initiatives/{id}", tag = "indicators",
    params(("id" = i64, Path, description = "Number of the initiative", example = 1),
           ("revision" = Option<i64>, Query, description = "As known at this revision"),
           ("as_known_at" = Option<String>, Query, description = "As known at this instant", example = "2018-03-31T22:00:00Z")),
    responses((status = 200, description = "The versions", body = ListBody<Vec<InitiativeBody>>),
              (status = 404, description = "There never was such an initiative", body = Problem, content_type = "application/problem+json")))]
pub async fn get_initiative(
    request: HttpRequest,
    path: web::Path<i64>,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let params = Params::read(request.query_string(), &["revision", "as_known_at"])?;
    let at = crate::as_known(&params)?;
    let (store, number) = (Arc::clone(&state.store), path.into_inner());
    let found = state
        .pool
        .run(move || initiatives::get_initiative(&store, number, at))
        .await?;
    let listed = Listed {
        revision: found.revision,
        committed_at: found.committed_at,
        n: None,
        demo: None,
        columns: &INITIATIVE_COLUMNS,
        items: found.initiatives.iter().map(InitiativeBody::of),
        next: None,
        file_name: format!("initiative-{number}"),
    };
    listed::answer(&request, Format::Json, listed)
}

/// Registers the paths.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(
        crate::get("/initiatives", list_initiatives)
            .route(web::post().to(create_initiative))
            .default_service(crate::other_methods("GET, HEAD, POST")),
    )
    .service(
        crate::get("/initiatives/{id}", get_initiative)
            .route(web::put().to(replace_initiative))
            .route(web::delete().to(delete_initiative))
            .default_service(crate::other_methods("GET, HEAD, PUT, DELETE")),
    )
    .service(crate::get(
        "/initiatives/{id}/effect",
        get_initiative_effect,
    ));
}
