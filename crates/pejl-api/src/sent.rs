//! What clients send: documents of a bounded length, whether they are only to be proved, and the status of what became of them.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, web};
use pejl_app::kept::wake;
use pejl_app::targets::State;
use serde::de::DeserializeOwned;

use crate::params::Params;
use crate::problem::ApiError;

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
