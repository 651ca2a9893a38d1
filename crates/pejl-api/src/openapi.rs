//! The OpenAPI document and the page that shows it.

use std::sync::Arc;

use actix_web::http::header::CONTENT_ENCODING;
use actix_web::{HttpResponse, web};
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Content, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{Modify, OpenApi};

use crate::problem::{ApiError, Problem};
use crate::resources::{
    bridge, changes, comments, comparison, config, datasets, facts, frame, health, imports,
    indicators, initiatives, inspiration, observations, pejlemaerker, reference, rehabilitation,
    releases, reports, revisions, schedules, status, targets, trend,
};

/// Where the document is.
const DOCUMENT_PATH: &str = "/openapi.json";

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
        pejlemaerker::list_pejlemaerker,
        indicators::list_indicators,
        indicators::get_indicator,
        indicators::get_indicator_sql,
        indicators::own::list_indicator_versions,
        indicators::own::put_indicator,
        indicators::own::delete_indicator,
        status::get_indicator_status,
        trend::get_indicator_trend,
        bridge::get_indicator_bridge,
        frame::get_frame,
        rehabilitation::courses::list_rehabilitation_courses,
        rehabilitation::survival::get_rehabilitation_survival,
        targets::list_targets,
        targets::create_target,
        targets::get_target,
        targets::replace_target,
        targets::delete_target,
        initiatives::list_initiatives,
        initiatives::create_initiative,
        initiatives::get_initiative,
        initiatives::replace_initiative,
        initiatives::delete_initiative,
        initiatives::get_initiative_effect,
        comments::list_comments,
        comments::create_comment,
        comments::get_comment,
        comments::replace_comment,
        comments::delete_comment,
        comments::approve_comment,
        comparison::get_comparison,
        inspiration::get_indicator_inspiration,
        observations::list_observations,
        observations::lineage::get_lineage,
        observations::query::post_query,
        facts::list_facts,
        datasets::list_datasets,
        imports::list_imports,
        imports::create::create_import,
        imports::get_import,
        imports::list_import_issues,
        revisions::list_revisions,
        changes::list_revision_changes,
        releases::list_releases,
        releases::create_release,
        reports::list_reports,
        reports::create_report,
        reports::get_report,
        reports::get_report_file,
        schedules::list_schedules,
        schedules::list_schedule_runs,
        health::healthz,
        health::readyz,
    ),
    components(schemas(Problem)),
    modifiers(&Common),
    tags(
        (name = "indicators", description = "Key figures and comparison"),
        (name = "data", description = "What is imported, and when"),
        (name = "reference", description = "Municipalities, regions and groups"),
        (name = "operations", description = "How the server is and what it allows")
    )
)]
struct Document;

/// What holds for every operation, stated once.
struct Common;

/// Operations that need no key.
const OPEN: [&str; 2] = ["healthz", "readyz"];

impl Modify for Common {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = |scheme, description| {
            let mut http = Http::new(scheme);
            http.description = Some(String::from(description));
            SecurityScheme::Http(http)
        };
        if let Some(components) = openapi.components.as_mut() {
            components.add_security_scheme("key", scheme(HttpAuthScheme::Bearer, "An API key."));
            components.add_security_scheme(
                "key_as_password",
                scheme(
                    HttpAuthScheme::Basic,
                    "Any user name, and an API key as the password.",
                ),
            );
        }
        for item in openapi.paths.paths.values_mut() {
            if let Some(operation) = &mut item.get {
                state_common(operation);
                state_conditional(operation);
            }
            let writing = [&mut item.post, &mut item.put, &mut item.delete];
            for operation in writing.into_iter().flatten() {
                state_common(operation);
            }
        }
    }
}

fn is_open(operation: &Operation) -> bool {
    let id = operation.operation_id.as_deref();
    id.is_some_and(|id| OPEN.contains(&id))
}

fn takes(operation: &Operation, name: &str) -> bool {
    operation.parameters.iter().flatten().any(|parameter| {
        matches!(parameter, RefOr::T(one) if one.name == name && one.parameter_in == ParameterIn::Query)
    })
}

/// Adds that a client which has the answer is told so; every answer with data has a tag.
fn state_conditional(operation: &mut Operation) {
    if !is_open(operation) {
        add(operation, "304", Response::new("The client has it already"));
    }
}

/// Adds what an operation shares with others: parameters, formats, keys, and a server that is too busy.
fn state_common(operation: &mut Operation) {
    if takes(operation, "format") {
        if let Some(RefOr::T(answer)) = operation.responses.responses.get_mut("200") {
            let text = Content::new(Some(<String as utoipa::PartialSchema>::schema()));
            answer.content.insert("text/csv".to_owned(), text.into());
        }
        add(
            operation,
            "406",
            problem("None of the formats the client accepts"),
        );
        add(operation, "413", problem("The answer would be too large"));
    }
    if takes(operation, "revision") {
        add(operation, "404", problem("No such revision"));
    }
    if !is_open(operation) {
        // A parameter that nobody asked for is refused as well.
        add(operation, "400", problem("A parameter cannot be used"));
        add(
            operation,
            "401",
            problem("A key is needed, on a server that asks for keys"),
        );
        let by = |scheme| SecurityRequirement::new(scheme, [] as [&str; 0]);
        operation.security = Some(vec![
            SecurityRequirement::default(),
            by("key"),
            by("key_as_password"),
        ]);
    }
    add(
        operation,
        "503",
        problem("Busy, too slow, or the database cannot be reached"),
    );
}

/// Adds a response unless the operation itself states it.
fn add(operation: &mut Operation, status: &str, response: Response) {
    operation
        .responses
        .responses
        .entry(status.to_owned())
        .or_insert(RefOr::T(response));
}

fn problem(description: &str) -> Response {
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    ResponseBuilder::new()
        .description(description)
        .content(crate::problem::PROBLEM_JSON, content)
        .build()
}

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

/// Serves a file of the page that shows the document.
async fn documentation(path: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let config = Arc::new(utoipa_swagger_ui::Config::from(DOCUMENT_PATH));
    let file = utoipa_swagger_ui::serve(&path, config)
        .map_err(|error| ApiError::Internal(error.to_string()))?
        .ok_or(ApiError::NoSuchPath)?;
    let mut response = HttpResponse::Ok();
    if file.gzpipped {
        response.insert_header((CONTENT_ENCODING, "gzip"));
    }
    Ok(response
        .content_type(file.content_type)
        .body(file.bytes.into_owned()))
}

/// Registers the document and its page.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get(DOCUMENT_PATH, openapi_document))
        .service(web::redirect("/docs", "/docs/"))
        .service(crate::get("/docs/{path:.*}", documentation));
}
