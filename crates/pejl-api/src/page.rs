//! How many rows a page has.

use pejl_app::AppError;

use crate::problem::ApiError;
use crate::state::Limits;

/// What `limit` may be, in words.
pub const LIMIT_ALLOWED: &str = "a number of rows";

/// Returns the rows of a page.
///
/// # Errors
/// None, or more than the published maximum.
pub fn page_size(asked: Option<usize>, limits: &Limits) -> Result<usize, ApiError> {
    match asked {
        None => Ok(limits.page_default),
        Some(n) if (1..=limits.page_max).contains(&n) => Ok(n),
        Some(n) => {
            let allowed = format!("1 to {}", limits.page_max);
            Err(AppError::parameter("limit", &n.to_string(), allowed).into())
        }
    }
}
