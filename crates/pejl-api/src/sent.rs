//! What clients send: documents of a bounded length, and whether they are only to be proved.

use actix_web::{HttpRequest, web};
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
