//! Which language the texts of an answer are in.

use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap};
use pejl_domain::Lang;

use crate::accept::by_preference;
use crate::params::Params;
use crate::problem::ApiError;

/// Chooses the language: `lang=` first, else what the client prefers, else Danish.
///
/// # Errors
/// `lang=` names a language there is not.
pub fn choose(params: &Params, headers: &HeaderMap) -> Result<Lang, ApiError> {
    if let Some(lang) = params.parsed::<Lang>("lang", "da or en")? {
        return Ok(lang);
    }
    Ok(preferred(headers))
}

/// Returns the language there is that the client prefers; Danish when it accepts none.
pub fn preferred(headers: &HeaderMap) -> Lang {
    let sent = headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let known = |tag: &str| match tag.split('-').next().unwrap_or_default() {
        language if language.eq_ignore_ascii_case("da") => Some(Lang::Da),
        language if language.eq_ignore_ascii_case("en") => Some(Lang::En),
        _ => None,
    };
    by_preference(sent)
        .into_iter()
        .find_map(known)
        .unwrap_or(Lang::Da)
}
