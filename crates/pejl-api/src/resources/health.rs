//! Whether the process lives, and whether it can answer.

use actix_web::{HttpResponse, web};

use crate::problem::{ApiError, Problem};
use crate::state::ApiState;

/// Tells that the process lives.
#[utoipa::path(get, path = "/healthz", tag = "operations",
    responses((status = 200, description = "The process lives", body = String, content_type = "text/plain", example = "ok")))]
pub async fn healthz() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body("ok")
}

/// Tells whether the catalogue can be reached and is of this version.
#[utoipa::path(get, path = "/readyz", tag = "operations",
    responses((status = 200, description = "The server can answer", body = String, content_type = "text/plain", example = "ready"),
              (status = 503, description = "It cannot", body = Problem, content_type = "application/problem+json")))]
pub async fn readyz(state: web::Data<ApiState>) -> Result<HttpResponse, ApiError> {
    let store = std::sync::Arc::clone(&state.store);
    state.pool.run(move || store.check()).await?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body("ready"))
}

/// Registers the paths.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get("/healthz", healthz))
        .service(crate::get("/readyz", readyz));
}
