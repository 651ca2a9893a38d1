//! Storing, replacing and withdrawing an initiative.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::initiatives::{self, Applied, ExpectationDraft, InitiativeDraft};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::resources::indicators::own::actor;
use crate::sent::{self, is_dry_run, status_of};
use crate::state::ApiState;

/// Longest document that is read.
const BYTES_MAX: usize = 64 * 1024;

/// What an initiative is expected to change.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ExpectationDraftBody {
    /// Code of an indicator or a reading.
    #[schema(example = "O3.1")]
    pub indicator: String,
    /// The cut: dimension and member.
    #[schema(example = json!({}))]
    pub members: BTreeMap<String, String>,
    /// How it is thought to change: `level`, `level_on_line`, `level_and_slope` or `slope`; level when left out.
    #[schema(example = "level")]
    pub shape: String,
    /// By how much, in the unit of the reading.
    #[schema(example = -20.0)]
    pub change: Option<f64>,
    /// The day by which.
    #[schema(example = "2018-12-31")]
    pub by: String,
}

/// An initiative to be stored. What is left out says nothing.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct InitiativeDraftBody {
    /// The version that this is to replace; another one in force is refused.
    pub version: Option<i32>,
    /// Code or name of a municipality.
    #[schema(example = "766")]
    pub municipality: String,
    /// What it is called.
    #[schema(example = "Rehabilitering først")]
    pub title: String,
    /// What is done, and for whom.
    pub description: String,
    /// The day from which it is done.
    #[schema(example = "2017-01-01")]
    pub started_on: String,
    /// The last day on which it was done.
    #[schema(example = "")]
    pub ended_on: String,
    /// What it is expected to change.
    pub expected: Vec<ExpectationDraftBody>,
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
    pub decided_on: String,
}

impl InitiativeDraftBody {
    /// Returns what is said.
    pub fn draft(self) -> InitiativeDraft {
        let expected = self.expected.into_iter().map(|one| ExpectationDraft {
            indicator: one.indicator,
            members: one.members,
            shape: one.shape,
            change: one.change,
            by: one.by,
        });
        InitiativeDraft {
            version: self.version,
            municipality: self.municipality,
            title: self.title,
            description: self.description,
            started_on: self.started_on,
            ended_on: self.ended_on,
            expected: expected.collect(),
            owner: self.owner,
            decision_case: self.decision_case,
            decision_meeting: self.decision_meeting,
            decided_on: self.decided_on,
        }
    }
}

/// What became of a change.
#[derive(Debug, Serialize, ToSchema)]
pub struct InitiativeChangeBody {
    /// `applied`, `unchanged` or `proved`.
    #[schema(example = "applied")]
    pub state: &'static str,
    /// Number of the initiative; null of a new one in a dry run.
    #[schema(example = 1)]
    pub id: Option<i64>,
    /// The revision it holds from; that which was looked at where nothing was stored.
    #[schema(example = 12)]
    pub revision: i64,
}

impl InitiativeChangeBody {
    /// Returns the body of a change.
    pub fn of(applied: &Applied) -> Self {
        Self {
            state: applied.state.as_str(),
            id: applied.number,
            revision: applied.revision,
        }
    }
}

/// Stores a new initiative.
#[utoipa::path(post, path = "/api/v1/initiatives", tag = "indicators", request_body = InitiativeDraftBody,
    params(("dry_run" = Option<bool>, Query, description = "Prove it, store nothing", example = true)),
    responses((status = 200, description = "It was a dry run", body = InitiativeChangeBody),
              (status = 201, description = "It is known from a new revision on", body = InitiativeChangeBody),
              (status = 400, description = "The document or a parameter cannot be used; `errors` names every fault", body = Problem, content_type = "application/problem+json"),
              (status = 413, description = "The document is too long", body = Problem, content_type = "application/problem+json")))]
pub async fn create_initiative(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let is_dry_run = is_dry_run(&request)?;
    let body: InitiativeDraftBody = sent::document(payload, BYTES_MAX).await?;
    let (store, actor) = (Arc::clone(&state.store), actor(&request));
    let applied = state
        .pool
        .run(move || initiatives::create_initiative(&store, &body.draft(), (&actor, is_dry_run)))
        .await?;
    Ok(answer(&applied, StatusCode::CREATED))
}

/// Stores another version of an initiative; the whole of it is sent.
#[utoipa::path(put, path = "/api/v1/initiatives/{id}", tag = "indicators", request_body = InitiativeDraftBody,
    params(("id" = i64, Path, description = "Number of the initiative", example = 1),
           ("dry_run" = Option<bool>, Query, description = "Prove it, store nothing", example = true)),
    responses((status = 200, description = "It is known from a new revision on, is in force already, or it was a dry run", body = InitiativeChangeBody),
              (status = 400, description = "The document or a parameter cannot be used; `errors` names every fault", body = Problem, content_type = "application/problem+json"),
              (status = 404, description = "No such initiative is in force", body = Problem, content_type = "application/problem+json"),
              (status = 409, description = "It was changed meanwhile", body = Problem, content_type = "application/problem+json"),
              (status = 413, description = "The document is too long", body = Problem, content_type = "application/problem+json")))]
pub async fn replace_initiative(
    request: HttpRequest,
    path: web::Path<i64>,
    payload: web::Payload,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let is_dry_run = is_dry_run(&request)?;
    let body: InitiativeDraftBody = sent::document(payload, BYTES_MAX).await?;
    let (store, actor) = (Arc::clone(&state.store), actor(&request));
    let number = path.into_inner();
    let applied = state
        .pool
        .run(move || {
            let draft = body.draft();
            initiatives::replace_initiative(&store, number, &draft, (&actor, is_dry_run))
        })
        .await?;
    Ok(answer(&applied, StatusCode::OK))
}

/// Withdraws an initiative: it is known no more from a new revision on. One that has ended is given its last day instead.
#[utoipa::path(delete, path = "/api/v1/initiatives/{id}", tag = "indicators",
    params(("id" = i64, Path, description = "Number of the initiative", example = 1)),
    responses((status = 200, description = "It is known no more", body = InitiativeChangeBody),
              (status = 404, description = "No such initiative is in force", body = Problem, content_type = "application/problem+json")))]
pub async fn delete_initiative(
    request: HttpRequest,
    path: web::Path<i64>,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    Params::read(request.query_string(), &[])?;
    let (store, actor) = (Arc::clone(&state.store), actor(&request));
    let number = path.into_inner();
    let applied = state
        .pool
        .run(move || initiatives::withdraw_initiative(&store, number, &actor))
        .await?;
    Ok(answer(&applied, StatusCode::OK))
}

fn answer(applied: &Applied, done: StatusCode) -> HttpResponse {
    HttpResponse::build(status_of(applied.state, done)).json(InitiativeChangeBody::of(applied))
}
