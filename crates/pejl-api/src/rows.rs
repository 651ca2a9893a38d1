//! Bodies as rows of named JSON values: the same cells in the same order for every format.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::problem::ApiError;

/// Turns bodies into rows.
///
/// # Errors
/// A body is not an object; that is a fault of ours.
pub fn to_rows<T: Serialize>(
    bodies: impl Iterator<Item = T>,
) -> Result<Vec<Map<String, Value>>, ApiError> {
    bodies.map(to_row).collect()
}

/// Turns a body into a row.
///
/// # Errors
/// The body is not an object; that is a fault of ours.
pub fn to_row(body: impl Serialize) -> Result<Map<String, Value>, ApiError> {
    match serde_json::to_value(body) {
        Ok(Value::Object(row)) => Ok(row),
        Ok(other) => Err(ApiError::Internal(format!(
            "a row is not an object: {other}"
        ))),
        Err(error) => Err(ApiError::Internal(error.to_string())),
    }
}
