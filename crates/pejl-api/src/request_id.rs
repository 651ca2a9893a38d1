//! Gives every request an identifier that stands in the answer, in problem documents and in the log.

use std::time::Instant;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use pejl_domain::cpr::{has_shape, masked};

/// Header that carries the identifier.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");
/// Longest identifier accepted from a client.
const LENGTH_MAX: usize = 64;

tokio::task_local! {
    static CURRENT: String;
}

/// Returns the identifier of the request being answered; empty outside of one.
pub fn current() -> String {
    CURRENT.try_with(String::clone).unwrap_or_default()
}

/// Accepts a client's identifier when it is harmless, else makes one; logs one line when the request is answered.
///
/// # Errors
/// What the inner service returns.
pub async fn assign<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let sent = request
        .headers()
        .get(&HEADER)
        .and_then(|value| value.to_str().ok())
        .filter(|id| is_harmless(id));
    let id = sent.map_or_else(|| uuid::Uuid::now_v7().to_string(), str::to_owned);
    let started = Instant::now();
    let method = request.method().clone();
    // A path may hold anything a client writes into it, also a person's number.
    let path = masked(request.path()).into_owned();
    let answer = CURRENT.scope(id.clone(), next.call(request)).await;
    let mut response = answer?;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    let duration_ms = started.elapsed().as_millis();
    log::info!(
        "request method={method} path={path:?} status={} duration_ms={duration_ms} request_id={id}",
        response.status().as_u16()
    );
    Ok(response)
}

fn is_harmless(id: &str) -> bool {
    !id.is_empty()
        && !has_shape(id)
        && id.len() <= LENGTH_MAX
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
}
