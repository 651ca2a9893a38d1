//! Who is asking: open on loopback, or by key.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{AUTHORIZATION, HOST, HeaderMap, ORIGIN};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, ResponseError, web};
use base64::prelude::{BASE64_STANDARD, Engine};
use pejl_app::keys::Caller;

use crate::problem::ApiError;
use crate::state::{ApiState, Auth};

/// Paths that answer without a key: they tell nothing about the data.
const OPEN_PATHS: [&str; 2] = ["/healthz", "/readyz"];

/// Lets a request through when its sender may ask, and notes who it is.
///
/// # Errors
/// What the inner service returns; a refusal is an answer, not an error.
pub async fn admit<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match caller(&request).await {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            Ok(next.call(request).await?.map_into_boxed_body())
        }
        Err(refusal) => Ok(request.into_response(refusal.error_response())),
    }
}

async fn caller(request: &ServiceRequest) -> Result<Caller, ApiError> {
    let Some(state) = request.app_data::<web::Data<ApiState>>().cloned() else {
        return Err(ApiError::Internal("no state in the application".into()));
    };
    if !matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    ) {
        check_origin(request.headers())?;
    }
    match state.auth {
        Auth::None => {
            check_local_name(request.headers())?;
            Ok(Caller("local".into()))
        }
        Auth::Keys if OPEN_PATHS.contains(&request.path()) => Ok(Caller("anonymous".into())),
        Auth::Keys => {
            let key = sent_key(request.headers()).ok_or(ApiError::Unauthorised)?;
            let store = std::sync::Arc::clone(&state.store);
            let found = state
                .pool
                .run(move || pejl_app::keys::find_key(&store, &key))
                .await?;
            found
                .map(|key| Caller(key.name))
                .ok_or(ApiError::Unauthorised)
        }
    }
}

/// Browsers send a saved password with every form: another site's form must not write here.
fn check_origin(headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(origin) = headers.get(ORIGIN).and_then(|v| v.to_str().ok()) else {
        return Ok(());
    };
    let host = headers
        .get(HOST)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    let authority = origin
        .split_once("://")
        .map_or(origin, |(_, authority)| authority);
    if authority.eq_ignore_ascii_case(host) {
        Ok(())
    } else {
        Err(ApiError::Forbidden("The request comes from another site."))
    }
}

/// An open server answers only under a loopback name, so that a foreign page cannot reach it through a name of its own.
fn check_local_name(headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(host) = headers.get(HOST).and_then(|v| v.to_str().ok()) else {
        return Ok(());
    };
    let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => host.split(':').next().unwrap_or_default(),
    };
    let is_local = name.eq_ignore_ascii_case("localhost")
        || name
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback());
    if is_local {
        Ok(())
    } else {
        Err(ApiError::Forbidden(
            "Without keys the server answers on loopback only.",
        ))
    }
}

/// Bearer token, or the password of HTTP Basic: Excel and Power BI know only the latter.
fn sent_key(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = value.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(rest.trim().to_owned());
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(BASE64_STANDARD.decode(rest.trim()).ok()?).ok()?;
    text.split_once(':')
        .map(|(_, password)| password.to_owned())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn a_key_is_read_from_bearer_and_from_the_basic_password() {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_static("Bearer pejl_ab_cd"));
        assert_eq!(sent_key(&headers).as_deref(), Some("pejl_ab_cd"));
        headers.insert(
            AUTHORIZATION,
            HeaderValue::from_static("Basic eDpwZWpsX2FiX2Nk"),
        );
        assert_eq!(sent_key(&headers).as_deref(), Some("pejl_ab_cd"));
        headers.insert(AUTHORIZATION, HeaderValue::from_static("Basic !!!"));
        assert_eq!(sent_key(&headers), None);
        headers.insert(AUTHORIZATION, HeaderValue::from_static("Digest x"));
        assert_eq!(sent_key(&headers), None);
    }

    #[test]
    fn only_loopback_names_reach_an_open_server() {
        let check = |host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_str(host).unwrap());
            check_local_name(&headers).is_ok()
        };
        assert!(check("localhost:8080") && check("127.0.0.1:1") && check("[::1]:8080"));
        assert!(!check("evil.example:8080") && !check("10.0.0.1"));
    }

    #[test]
    fn a_form_of_another_site_is_refused() {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static("pejl.example"));
        assert!(check_origin(&headers).is_ok());
        headers.insert(ORIGIN, HeaderValue::from_static("https://pejl.example"));
        assert!(check_origin(&headers).is_ok());
        headers.insert(ORIGIN, HeaderValue::from_static("https://evil.example"));
        assert!(check_origin(&headers).is_err());
    }
}
