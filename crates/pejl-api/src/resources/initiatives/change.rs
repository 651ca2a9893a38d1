//! Storing, replacing and withdrawing an initiative.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::initiatives::{self, ExpectationDraft, InitiativeDraft};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::{ApiError, Problem};
use crate::resources::narratives::NarrativeChangeBody;
use crate::sent;
use crate::state::ApiState;

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

/// Stores a new initiative.
#[utoipa::path(post, path = "/api/v1/initiatives", tag = "indicators", request_body = InitiativeDraftBody,
    params(("dry_run" = Option<bool>, Query, description = "Prove it, store nothing", example = true)),
    responses((status = 200, description = "It was a dry run", body = NarrativeChangeBody),
              (status = 201, description = "It is known from a new revision on", body = NarrativeChangeBody),
              (status = 400, description = "The document or a parameter cannot be used; `errors` names every fault", body = Problem, content_type = "application/problem+json"),
              (status = 413, description = "The document is too long", body = Problem, content_type = "application/problem+json")))]
pub async fn create_initiative(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let (sent, done) = ((&request, payload, &state), StatusCode::CREATED);
    sent::store(sent, done, read, initiatives::create_initiative).await
}

/// Stores another version of an initiative; the whole of it is sent.
#[utoipa::path(put, path = "/api/v1/initiatives/{id}", tag = "indicators", request_body = InitiativeDraftBody,
    params(("id" = i64, Path, description = "Number of the initiative", example = 1),
           ("dry_run" = Option<bool>, Query, description = "Prove it, store nothing", example = true)),
    responses((status = 200, description = "It is known from a new revision on, is in force already, or it was a dry run", body = NarrativeChangeBody),
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
    let (sent, number) = ((&request, payload, &state), path.into_inner());
    sent::store(sent, StatusCode::OK, read, move |store, draft, by| {
        initiatives::replace_initiative(store, number, draft, by)
    })
    .await
}

/// Withdraws an initiative: it is known no more from a new revision on. One that has ended is given its last day instead.
#[utoipa::path(delete, path = "/api/v1/initiatives/{id}", tag = "indicators",
    params(("id" = i64, Path, description = "Number of the initiative", example = 1)),
    responses((status = 200, description = "It is known no more", body = NarrativeChangeBody),
              (status = 404, description = "No such initiative is in force", body = Problem, content_type = "application/problem+json")))]
pub async fn delete_initiative(
    request: HttpRequest,
    path: web::Path<i64>,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let number = path.into_inner();
    sent::withdraw((&request, &state), move |store, actor| {
        initiatives::withdraw_initiative(store, number, actor)
    })
    .await
}

fn read(body: InitiativeDraftBody) -> Result<InitiativeDraft, ApiError> {
    Ok(body.draft())
}
