//! REST: the HTTP contract over the use cases.
//!
//! Handlers extract, call and render; what they call blocks, and runs on the threads of [`Pool`]. Every error is a
//! problem document. The same bodies and rows serve the command line, so that its answers are those of the API.

mod accept;
mod answer;
mod auth;
pub mod csv;
mod headers;
mod language;
mod listed;
mod openapi;
mod page;
mod params;
mod pool;
mod problem;
mod request_id;
mod resources;
mod rows;
mod sent;
mod state;

use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpResponse, Resource, Responder, ResponseError, Route};
use pejl_app::AsKnown;

pub use auth::admit;
pub use headers::headers;
pub use openapi::{openapi, openapi_json};
pub use pool::Pool;
pub use problem::{ApiError, Problem};
pub use request_id::assign as assign_request_id;
pub use resources::bridge::BridgeBody;
pub use resources::changes::{
    COUNT_COLUMNS as CHANGE_COUNT_COLUMNS, ROW_COLUMNS as CHANGED_ROW_COLUMNS, change_count_rows,
    changed_rows,
};
pub use resources::comments::{
    COMMENT_COLUMNS, CommentBody, CommentDraftBody, comment_rows, comments_meta,
};
pub use resources::comparison::{
    COLUMNS as COMPARISON_COLUMNS, ComparisonBody, NearestBody, PotentialBody, standing_rows,
};
pub use resources::facts::{COLUMNS as FACT_COLUMNS, fact_rows};
pub use resources::frame::{
    FRAME_COLUMNS, FrameAreaBody, FrameBody, FrameChangeBody, FrameOutcomeBody,
    FrameProjectionBody, FrameResidentsBody, frame_rows,
};
pub use resources::imports::UploadBody;
pub use resources::indicators::own::{
    ApplicationBody, VERSION_COLUMNS, WithdrawalBody, version_rows,
};
pub use resources::indicators::{SqlBody, indicator_card, indicator_rows};
pub use resources::initiatives::{
    EffectBody, INITIATIVE_COLUMNS, InitiativeBody, InitiativeDraftBody, initiative_rows,
};
pub use resources::inspiration::{CURVE_COLUMNS, InspirationBody, curve_rows};
pub use resources::narratives::NarrativeChangeBody;
pub use resources::observations::lineage::LineageBody;
pub use resources::observations::{
    COLUMNS as OBSERVATION_COLUMNS, DELTA_COLUMNS, delta_meta, delta_rows, observation_rows,
    observations_meta, since_of,
};
pub use resources::pejlemaerker::{BOARD_COLUMNS, BoardLineBody, board_line, board_rows};
pub use resources::rehabilitation::courses::{
    COURSE_COLUMNS, CourseFigureBody, CourseGroupBody, RehabilitationCoursesBody, course_rows,
};
pub use resources::rehabilitation::survival::{
    RehabilitationSurvivalBody, SURVIVAL_COLUMNS, SurvivalGroupBody, survival_rows,
};
pub use resources::releases::{
    RELEASE_COLUMNS, ReleaseBody, ReleaseChangeBody, ReleaseDraftBody, release_rows,
};
pub use resources::reports::{REPORT_COLUMNS, ReportBody, ReportDraftBody, report_rows};
pub use resources::schedules::{
    RUN_COLUMNS, RunBody, SCHEDULE_COLUMNS, ScheduleBody, run_rows, schedule_rows,
};
pub use resources::status::StatusBody;
pub use resources::targets::{
    TARGET_COLUMNS, TARGET_FILE_COLUMNS, TargetBody, TargetChangeBody, TargetDraftBody, target_rows,
};
pub use resources::trend::{TREND_COLUMNS, TrendBody, TrendCommentBody, TrendRowBody, trend_rows};
pub use state::{ApiState, Auth, Limits};

/// What an answer of published facts says of where they come from.
pub const SOURCE_NOTE: &str = "Kilde: Danmarks Statistik (StatBank) og egne beregninger. \
    Source: Statistics Denmark (StatBank) and own computations.";
/// What an answer says of invented figures.
pub const DEMO_NOTE: &str =
    "Tallene er opfundet til demonstration. The figures are invented for demonstration.";

/// Registers every path, in the order a client meets them.
pub fn configure(cfg: &mut ServiceConfig) {
    cfg.configure(resources::health::routes)
        .configure(openapi::routes)
        .service(
            web::scope("/api/v1")
                .configure(resources::config::routes)
                .configure(resources::reference::routes)
                .configure(resources::comparison::routes)
                .configure(resources::pejlemaerker::routes)
                .configure(resources::indicators::routes)
                .configure(resources::frame::routes)
                .configure(resources::rehabilitation::routes)
                .configure(resources::targets::routes)
                .configure(resources::initiatives::routes)
                .configure(resources::comments::routes)
                .configure(resources::observations::routes)
                .configure(resources::facts::routes)
                .configure(resources::datasets::routes)
                .configure(resources::imports::routes)
                .configure(resources::revisions::routes)
                .configure(resources::changes::routes)
                .configure(resources::releases::routes)
                .configure(resources::reports::routes)
                .configure(resources::schedules::routes)
                .default_service(web::to(no_such_path)),
        );
}

/// Makes the extractors fail with problem documents.
pub fn errors(cfg: &mut ServiceConfig) {
    cfg.app_data(web::QueryConfig::default().error_handler(|error, _| malformed(&error)))
        .app_data(web::PathConfig::default().error_handler(|error, _| malformed(&error)))
        .app_data(web::JsonConfig::default().error_handler(|error, _| malformed(&error)));
}

fn malformed(error: &dyn std::error::Error) -> actix_web::Error {
    ApiError::Malformed(format!("{error}.")).into()
}

/// Answers a path that does not exist.
pub async fn no_such_path() -> HttpResponse {
    ApiError::NoSuchPath.error_response()
}

/// Returns what answers a method that a resource does not know; `allow` names those it does.
pub(crate) fn other_methods(allow: &'static str) -> Route {
    web::to(move || async move { ApiError::MethodNotAllowed { allow }.error_response() })
}

/// Returns a resource that answers GET and HEAD; another method is 405.
pub(crate) fn get<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args> + Clone,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path)
        .route(web::get().to(handler.clone()))
        .route(web::head().to(handler))
        .default_service(other_methods("GET, HEAD"))
}

/// Reads `revision` and `as_known_at`.
pub(crate) fn as_known(params: &params::Params) -> Result<AsKnown, ApiError> {
    Ok(AsKnown::read(
        params.one("revision")?,
        params.one("as_known_at")?,
    )?)
}
