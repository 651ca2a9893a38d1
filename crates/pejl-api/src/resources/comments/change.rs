//! Storing, replacing, signing off and withdrawing a comment.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::comments::{self, CommentDraft};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::problem::{ApiError, Problem};
use crate::resources::narratives::NarrativeChangeBody;
use crate::sent;
use crate::state::ApiState;

/// A comment to be stored. What is left out says nothing.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CommentDraftBody {
    /// The version that this is to replace; another one in force is refused.
    pub version: Option<i32>,
    /// Code or name of a municipality.
    #[schema(example = "766")]
    pub municipality: String,
    /// Code of an indicator or a reading.
    #[schema(example = "O3.1")]
    pub indicator: String,
    /// The cut: dimension and member.
    #[schema(example = json!({}))]
    pub members: BTreeMap<String, String>,
    /// The period; one that has begun, of a length the indicator has.
    #[schema(example = "2018-03")]
    pub period: String,
    /// What is said, in Danish: text, at most 4,000 characters, without person numbers. One of the two languages must be there.
    #[schema(example = "Forløbene blev længere, fordi to terapeutstillinger var ubesatte.")]
    pub text_da: String,
    /// What is said, in English.
    #[schema(example = "Courses became longer as two posts of therapists were vacant.")]
    pub text_en: String,
    /// Who says it.
    #[schema(example = "Anne Holm")]
    pub author: String,
    /// What the author is.
    #[schema(example = "Leder af træningen")]
    pub author_role: String,
}

impl CommentDraftBody {
    /// Returns what is said.
    pub fn draft(self) -> CommentDraft {
        CommentDraft {
            version: self.version,
            municipality: self.municipality,
            indicator: self.indicator,
            members: self.members,
            period: self.period,
            text_da: self.text_da,
            text_en: self.text_en,
            author: self.author,
            author_role: self.author_role,
        }
    }
}

/// A sign-off.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CommentApprovalBody {
    /// The version that is signed off; another one in force is refused.
    #[schema(example = 1)]
    pub version: Option<i32>,
    /// Who signs it off; not its author.
    #[schema(example = "Ældrechefen")]
    pub approved_by: String,
}

/// Stores a new comment, with the figure as it is now.
#[utoipa::path(post, path = "/api/v1/comments", tag = "indicators", request_body = CommentDraftBody,
    params(("dry_run" = Option<bool>, Query, description = "Prove it, store nothing", example = true)),
    responses((status = 200, description = "It was a dry run", body = NarrativeChangeBody),
              (status = 201, description = "It is known from a new revision on", body = NarrativeChangeBody),
              (status = 400, description = "The document or a parameter cannot be used; `errors` names every fault", body = Problem, content_type = "application/problem+json"),
              (status = 413, description = "The document is too long", body = Problem, content_type = "application/problem+json")))]
pub async fn create_comment(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let (sent, done) = ((&request, payload, &state), StatusCode::CREATED);
    sent::store(sent, done, read, comments::create_comment).await
}

/// Stores another version of a comment, of the figure as it is now; the whole of it is sent, and has to be signed off again.
#[utoipa::path(put, path = "/api/v1/comments/{id}", tag = "indicators", request_body = CommentDraftBody,
    params(("id" = i64, Path, description = "Number of the comment", example = 1),
           ("dry_run" = Option<bool>, Query, description = "Prove it, store nothing", example = true)),
    responses((status = 200, description = "It is known from a new revision on, is in force already, or it was a dry run", body = NarrativeChangeBody),
              (status = 400, description = "The document or a parameter cannot be used; `errors` names every fault", body = Problem, content_type = "application/problem+json"),
              (status = 404, description = "No such comment is in force", body = Problem, content_type = "application/problem+json"),
              (status = 409, description = "It was changed meanwhile", body = Problem, content_type = "application/problem+json"),
              (status = 413, description = "The document is too long", body = Problem, content_type = "application/problem+json")))]
pub async fn replace_comment(
    request: HttpRequest,
    path: web::Path<i64>,
    payload: web::Payload,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let (sent, number) = ((&request, payload, &state), path.into_inner());
    sent::store(sent, StatusCode::OK, read, move |store, draft, by| {
        comments::replace_comment(store, number, draft, by)
    })
    .await
}

/// Signs a comment off: a version of its own that says who did. Another text or another figure has to be signed off again.
#[utoipa::path(post, path = "/api/v1/comments/{id}/approval", tag = "indicators", request_body = CommentApprovalBody,
    params(("id" = i64, Path, description = "Number of the comment", example = 1),
           ("dry_run" = Option<bool>, Query, description = "Prove it, store nothing", example = true)),
    responses((status = 200, description = "It is signed off, was already, or it was a dry run", body = NarrativeChangeBody),
              (status = 400, description = "Nobody signs, or the author", body = Problem, content_type = "application/problem+json"),
              (status = 404, description = "No such comment is in force", body = Problem, content_type = "application/problem+json"),
              (status = 409, description = "It was changed meanwhile", body = Problem, content_type = "application/problem+json")))]
pub async fn approve_comment(
    request: HttpRequest,
    path: web::Path<i64>,
    payload: web::Payload,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let (sent, number) = ((&request, payload, &state), path.into_inner());
    let read = |body: CommentApprovalBody| Ok(body);
    sent::store(sent, StatusCode::OK, read, move |store, body, by| {
        comments::approve_comment(store, (number, body.version), &body.approved_by, by)
    })
    .await
}

/// Withdraws a comment: it is known no more from a new revision on.
#[utoipa::path(delete, path = "/api/v1/comments/{id}", tag = "indicators",
    params(("id" = i64, Path, description = "Number of the comment", example = 1)),
    responses((status = 200, description = "It is known no more", body = NarrativeChangeBody),
              (status = 404, description = "No such comment is in force", body = Problem, content_type = "application/problem+json")))]
pub async fn delete_comment(
    request: HttpRequest,
    path: web::Path<i64>,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let number = path.into_inner();
    sent::withdraw((&request, &state), move |store, actor| {
        comments::withdraw_comment(store, number, actor)
    })
    .await
}

fn read(body: CommentDraftBody) -> Result<CommentDraft, ApiError> {
    Ok(body.draft())
}
