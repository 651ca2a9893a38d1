//! How long citizens manage without help after a course, as curves.

mod body;
mod file;

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::rehabilitation::{SurvivalAnswer, SurvivalRequest, get_survival};
use pejl_domain::Lang;
use serde_json::{Map, Value};

use crate::answer::{Format, Table, Validity, document, table};
use crate::language;
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::resources::observations::viewer;
use crate::rows::to_rows;
use crate::state::ApiState;

pub use body::{RehabilitationSurvivalBody, SurvivalGroupBody};
pub use file::SURVIVAL_COLUMNS;

/// Returns the steps of the curves as rows of a file; a group without a curve is one row with its reason.
///
/// # Errors
/// None but a fault of ours.
pub fn survival_rows(
    found: &SurvivalAnswer,
    lang: Lang,
) -> Result<Vec<Map<String, Value>>, ApiError> {
    to_rows(file::rows(found, lang).into_iter())
}

/// Tells how long until citizens are back in help after a course, or how long courses last: Kaplan and Meier's curve with its interval,
/// the numbers at risk, and the incidence of the event and of what competes with it (Aalen and Johansen).
#[utoipa::path(get, path = "/api/v1/rehabilitation/survival", tag = "indicators",
    params(("municipality" = String, Query, description = "Code or name of a municipality", example = "766"),
           ("period" = String, Query, description = "In which the courses ended, or started: one period, or several that follow one another; for a viewer one calendar year", example = "2017..2018"),
           ("of" = Option<String>, Query, description = "return: from the end of courses with a result to new help; conclusion: from the end of all help, as O4.2; duration: from the start of courses to their end with a result, as O3.1", example = "return"),
           ("grain" = Option<String>, Query, description = "Length of the periods", example = "year"),
           ("by" = Option<String>, Query, description = "One dimension to tell groups apart by, which are then tested for whether they differ (log-rank); not for a viewer", example = "course_type"),
           ("filter.course_type" = Option<String>, Query, description = "A cut; any dimension can be filtered by; not for a viewer", example = "rehabilitation"),
           ("horizon" = Option<u32>, Query, description = "Days up to which the mean counts, 1 to 3650; 365 when left out", example = 365),
           ("role" = Option<String>, Query, description = "Answer as somebody with this role sees it; a viewer, who nobody need say to be, is told of everybody in one calendar year that is wholly imported, with days put together so that no step tells of few persons", example = "admin"),
           ("revision" = Option<i64>, Query, description = "Answer as known at this revision"),
           ("as_known_at" = Option<String>, Query, description = "Answer as known at this instant", example = "2018-03-31T22:00:00Z"),
           ("lang" = Option<String>, Query, description = "da or en", example = "da"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da; of the last two the steps alone", example = "json")),
    responses((status = 200, description = "The curves, or why there are none", body = RehabilitationSurvivalBody),
              (status = 304, description = "The client has them already"),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json")))]
pub async fn get_rehabilitation_survival(
    request: HttpRequest,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    const KNOWN: [&str; 12] = [
        "municipality",
        "period",
        "of",
        "grain",
        "by",
        "filter.",
        "horizon",
        "role",
        "revision",
        "as_known_at",
        "lang",
        "format",
    ];
    let params = Params::read(request.query_string(), &KNOWN)?;
    let lang = language::choose(&params, request.headers())?;
    let format = Format::choose(params.one("format")?, request.headers())?;
    let asked = SurvivalRequest {
        of: params.one("of")?.map(str::to_owned),
        municipality: params.one("municipality")?.unwrap_or_default().to_owned(),
        periods: params.list("period"),
        grain: params.one("grain")?.map(str::to_owned),
        by: params.list("by"),
        filters: params.filters().into_iter().collect(),
        horizon: params.one("horizon")?.map(str::to_owned),
        at: crate::as_known(&params)?,
        viewer: viewer(&params)?,
    };
    let store = Arc::clone(&state.store);
    let found = state.pool.run(move || get_survival(&store, &asked)).await?;
    let validity = Validity {
        revision: found.revision,
        committed_at: found.committed_at,
    };
    if format == Format::Json {
        let body = RehabilitationSurvivalBody::of(&found, lang, state.store.is_demo());
        return document(&request, validity, &body);
    }
    let shape = Table {
        meta: Value::Null,
        columns: &SURVIVAL_COLUMNS,
        items: file::rows(&found, lang).into_iter(),
        next: None,
        file_name: format!("rehabilitation-survival-{}", found.municipality),
    };
    table(&request, format, validity, shape)
}
