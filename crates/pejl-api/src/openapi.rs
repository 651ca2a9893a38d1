//! The OpenAPI document and the page that shows it.

use actix_web::{HttpResponse, web};
use utoipa::OpenApi;
use utoipa_swagger_ui::SwaggerUi;

use crate::resources::{
    comparison, config, datasets, facts, health, imports, indicators, observations, reference,
    revisions,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Pejl",
        description = "Shows whether a municipality's social care moves where its council decided: published and own \
            figures, indicators, and comparison with other municipalities.",
        license(name = "MPL-2.0", identifier = "MPL-2.0")
    ),
    paths(
        config::get_config,
        reference::list_municipalities,
        reference::list_municipality_groups,
        reference::list_regions,
        indicators::list_indicators,
        indicators::get_indicator,
        comparison::get_comparison,
        observations::list_observations,
        facts::list_facts,
        datasets::list_datasets,
        imports::list_imports,
        imports::create_import,
        imports::get_import,
        imports::list_import_issues,
        revisions::list_revisions,
        health::healthz,
        health::readyz,
    ),
    components(schemas(crate::problem::Problem, imports::FileBody)),
    tags(
        (name = "indicators", description = "Key figures and comparison"),
        (name = "data", description = "What is imported, and when"),
        (name = "reference", description = "Municipalities, regions and groups"),
        (name = "operations", description = "How the server is and what it allows")
    )
)]
struct Document;

/// Returns the OpenAPI document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// Returns the OpenAPI document as indented JSON.
pub fn openapi_json() -> String {
    openapi().to_pretty_json().unwrap_or_default()
}

async fn openapi_document() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .body(openapi_json())
}

/// Registers the document and its page.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get("/openapi.json", openapi_document))
        .service(web::redirect("/docs", "/docs/"))
        .service(
            SwaggerUi::new("/docs/{_:.*}").config(utoipa_swagger_ui::Config::from("/openapi.json")),
        );
}
