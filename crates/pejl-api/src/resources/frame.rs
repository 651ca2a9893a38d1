//! The economic frame of a year.

mod body;
mod what_if;

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::frame::{FrameAnswer, FrameRequest};
use pejl_domain::Lang;
use serde_json::{Map, Value, json};

use crate::answer::{Format, Table, Validity, document, table};
use crate::language;
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::resources::observations::viewer;
use crate::rows::to_row;
use crate::state::ApiState;

pub use body::{FrameAreaBody, FrameBody};
pub use what_if::{FrameChangeBody, FrameOutcomeBody, FrameProjectionBody, FrameResidentsBody};

/// Columns of a frame as rows: one of each area of account.
pub const FRAME_COLUMNS: [&str; 34] = [
    "municipality",
    "year",
    "as_of",
    "area",
    "name",
    "original",
    "original_date",
    "corrected",
    "corrected_date",
    "corrected_basis",
    "own_forecast",
    "own_forecast_date",
    "actual",
    "expected",
    "booked_share",
    "n_years",
    "lower_80",
    "upper_80",
    "lower_95",
    "upper_95",
    "frame_of",
    "frame",
    "distance",
    "distance_share",
    "distance_lower_80",
    "distance_upper_80",
    "distance_lower_95",
    "distance_upper_95",
    "probability_inside",
    "reasons",
    "unit",
    "price_level",
    "definition_version",
    "revision",
];

/// Returns the areas of a frame as rows, each with what the figures are of.
///
/// # Errors
/// None but a fault of ours.
pub fn frame_rows(
    found: &FrameAnswer,
    lang: Lang,
    demo: bool,
) -> Result<Vec<Map<String, Value>>, ApiError> {
    let body = FrameBody::of(found, lang, demo);
    let row = |area: &FrameAreaBody| {
        let mut row = to_row(area)?;
        for (name, value) in [
            ("municipality", json!(body.municipality)),
            ("year", json!(body.year)),
            ("as_of", json!(body.as_of)),
            ("frame_of", json!(body.frame)),
            ("reasons", json!(area.reasons.join("; "))),
            ("unit", json!(body.unit)),
            ("price_level", json!(body.price_level)),
            ("definition_version", json!(body.definition_version)),
            ("revision", json!(body.revision)),
        ] {
            row.insert(name.to_owned(), value);
        }
        Ok(row)
    };
    body.areas.iter().map(row).collect()
}

/// Tells what a year is expected to end at against its budget, by area of account, and what would keep it.
#[utoipa::path(get, path = "/api/v1/frame", tag = "indicators",
    params(("municipality" = String, Query, description = "Code or name of a municipality", example = "766"),
           ("year" = Option<String>, Query, description = "The year of account; the newest that a ledger covers when left out", example = "2018"),
           ("as_of" = Option<String>, Query, description = "The last month that counts as booked, and the last of whose days versions of a budget count; or the year itself, closed, where the ledger reaches May of the year after; the newest month covered, and every version, when left out", example = "2018-08"),
           ("frame" = Option<String>, Query, description = "What the year is held against: corrected, original, or kroner of the total", example = "corrected"),
           ("price" = Option<String>, Query, description = "What if prices change, per cent", example = "-2"),
           ("share" = Option<String>, Query, description = "What if the share of residents served changes, per cent", example = "-1"),
           ("length" = Option<String>, Query, description = "What if the length of courses changes, per cent", example = "-5"),
           ("courses_part" = Option<String>, Query, description = "Which part of spending is courses of rehabilitation and training, per cent; what the ledger tells when left out", example = "3.5"),
           ("population_change" = Option<String>, Query, description = "By how many per cent residents are more in the year after; by the newest imported projection of the population when left out", example = "1.2"),
           ("price_change" = Option<String>, Query, description = "By how many per cent prices and wages are higher in the year after", example = "3.1"),
           ("role" = Option<String>, Query, description = "Answer as somebody with this role sees it", example = "viewer"),
           ("revision" = Option<i64>, Query, description = "Answer as known at this revision"),
           ("as_known_at" = Option<String>, Query, description = "Answer as known at this instant", example = "2018-03-31T22:00:00Z"),
           ("lang" = Option<String>, Query, description = "da or en", example = "da"),
           ("format" = Option<String>, Query, description = "json, or csv or csv-da of the areas", example = "json")),
    responses((status = 200, description = "The frame, with why something of it is not there", body = FrameBody),
              (status = 304, description = "The client has it already"),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json")))]
pub async fn get_frame(
    request: HttpRequest,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    const KNOWN: [&str; 15] = [
        "municipality",
        "year",
        "as_of",
        "frame",
        "price",
        "share",
        "length",
        "courses_part",
        "population_change",
        "price_change",
        "role",
        "revision",
        "as_known_at",
        "lang",
        "format",
    ];
    let params = Params::read(request.query_string(), &KNOWN)?;
    let lang = language::choose(&params, request.headers())?;
    let format = Format::choose(params.one("format")?, request.headers())?;
    let one = |name| Ok::<_, ApiError>(params.one(name)?.map(str::to_owned));
    let asked = FrameRequest {
        municipality: one("municipality")?.unwrap_or_default(),
        year: one("year")?,
        as_of: one("as_of")?,
        frame: one("frame")?,
        price: one("price")?,
        share: one("share")?,
        length: one("length")?,
        courses_part: one("courses_part")?,
        population_change: one("population_change")?,
        price_change: one("price_change")?,
        at: crate::as_known(&params)?,
        viewer: viewer(&params)?,
    };
    let store = Arc::clone(&state.store);
    let found = state
        .pool
        .run(move || pejl_app::frame::get_frame(&store, &asked))
        .await?;
    let validity = Validity {
        revision: found.revision,
        committed_at: found.committed_at,
    };
    let demo = state.store.is_demo();
    if format == Format::Json {
        return document(&request, validity, &FrameBody::of(&found, lang, demo));
    }
    let rows = frame_rows(&found, lang, demo)?;
    table(
        &request,
        format,
        validity,
        Table {
            meta: Value::Null,
            columns: &FRAME_COLUMNS,
            items: rows.into_iter(),
            next: None,
            file_name: format!("frame-{}-{}", found.municipality, found.asked.year),
        },
    )
}

/// Registers the path.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get("/frame", get_frame));
}
