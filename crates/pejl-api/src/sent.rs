//! What clients send: documents of a bounded length, whether they are only to be proved, and what became of them.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::kept::wake;
use pejl_app::targets::State;
use pejl_app::{AppError, Store};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::params::Params;
use crate::problem::ApiError;
use crate::resources::indicators::own::actor;
use crate::state::ApiState;

/// Longest document that is read of what is stored one by one.
const DOCUMENT_BYTES_MAX: usize = 64 * 1024;

/// What became of a change, and how it is answered.
pub(crate) trait Became: Send + 'static {
    /// The answer.
    type Body: Serialize;

    /// Whether it holds, could be made, or is in force already.
    fn state(&self) -> State;

    /// The answer.
    fn body(&self) -> Self::Body;
}

/// Stores what a document says, or proves it, and answers what became of it, with `done` where it holds.
///
/// # Errors
/// The document or a parameter cannot be used, and what the use case says.
pub(crate) async fn store<D, R, B>(
    (request, payload, state): (&HttpRequest, web::Payload, &web::Data<ApiState>),
    done: StatusCode,
    read: impl FnOnce(D) -> Result<R, ApiError>,
    put: impl FnOnce(&Store, &R, (&str, bool)) -> Result<B, AppError> + Send + 'static,
) -> Result<HttpResponse, ApiError>
where
    D: DeserializeOwned,
    R: Send + 'static,
    B: Became,
{
    let is_dry_run = is_dry_run(request)?;
    let said = read(document(payload, DOCUMENT_BYTES_MAX).await?)?;
    let (store, actor) = (Arc::clone(&state.store), actor(request));
    let applied = state
        .pool
        .run(move || put(&store, &said, (&actor, is_dry_run)))
        .await?;
    Ok(answer(&applied, done))
}

/// Withdraws something, and answers what became of it.
///
/// # Errors
/// There is a parameter, and what the use case says.
pub(crate) async fn withdraw<B: Became>(
    (request, state): (&HttpRequest, &web::Data<ApiState>),
    withdraw: impl FnOnce(&Store, &str) -> Result<B, AppError> + Send + 'static,
) -> Result<HttpResponse, ApiError> {
    Params::read(request.query_string(), &[])?;
    let (store, actor) = (Arc::clone(&state.store), actor(request));
    let applied = state.pool.run(move || withdraw(&store, &actor)).await?;
    Ok(answer(&applied, StatusCode::OK))
}

fn answer<B: Became>(applied: &B, done: StatusCode) -> HttpResponse {
    HttpResponse::build(status_of(applied.state(), done)).json(applied.body())
}

/// Reads a body of at most so many bytes.
///
/// # Errors
/// It is longer, or the connection ends before it does.
pub(crate) async fn bytes(payload: web::Payload, most: usize) -> Result<web::Bytes, ApiError> {
    let too_large = ApiError::BodyTooLarge {
        limit: u64::try_from(most).unwrap_or(u64::MAX),
    };
    let read = payload.to_bytes_limited(most).await;
    read.map_err(|_| too_large)?
        .map_err(|error| ApiError::Malformed(format!("The document cannot be read: {error}.")))
}

/// Reads a JSON document of at most so many bytes.
///
/// # Errors
/// As [`bytes`], or it is not of the form; line, column, what stands there and what was expected are named.
pub(crate) async fn document<T: DeserializeOwned>(
    payload: web::Payload,
    most: usize,
) -> Result<T, ApiError> {
    let bytes = bytes(payload, most).await?;
    serde_json::from_slice(&bytes)
        .map_err(|error| ApiError::Malformed(format!("The document cannot be read: {error}.")))
}

/// Whether `dry_run` alone is asked for, and is true.
///
/// # Errors
/// There is another parameter, or it is neither true nor false.
pub(crate) fn is_dry_run(request: &HttpRequest) -> Result<bool, ApiError> {
    let params = Params::read(request.query_string(), &["dry_run"])?;
    let said = params.parsed("dry_run", "true or false")?;
    Ok(said.unwrap_or_default())
}

/// The status that a change is answered with, `done` where it was made; figures are then kept at its revision, for which nobody waits.
pub(crate) fn status_of(state: State, done: StatusCode) -> StatusCode {
    match state {
        State::Applied => {
            wake();
            done
        }
        State::Unchanged | State::Proved => StatusCode::OK,
    }
}
