//! Which language the texts of an answer are in.

use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap};
use pejl_domain::Lang;

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

/// Returns the first language the client accepts that there is; Danish when it accepts none.
pub fn preferred(headers: &HeaderMap) -> Lang {
    let sent = headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    for item in sent.split(',') {
        let tag = item
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        match tag.split('-').next().unwrap_or_default() {
            "da" => return Lang::Da,
            "en" => return Lang::En,
            _ => {}
        }
    }
    Lang::Da
}
