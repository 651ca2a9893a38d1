//! The board: the council's pejlemærker and where their indicators stand.

use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::pejlemaerker::{Board, BoardRequest, Line, get_board};
use pejl_domain::Lang;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::answer::{Format, ListBody, Table, Validity, table};
use crate::language;
use crate::page::{Page, cursor_and_revision};
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::resources::observations::viewer;
use crate::resources::status::why;
use crate::rows::to_rows;
use crate::state::ApiState;

/// One indicator of one pejlemærke.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoardLineBody {
    /// Code of the perspective.
    #[schema(example = "organisation")]
    pub perspective: String,
    /// Its name, in the language asked for.
    pub perspective_name: String,
    /// Code of the pejlemærke.
    #[schema(example = "shorter_courses_greater_effect")]
    pub pejlemaerke: String,
    /// Its name.
    pub pejlemaerke_name: String,
    /// What the council wants.
    pub statement: String,
    /// Code of the indicator.
    #[schema(example = "O3.1")]
    pub indicator: String,
    /// `lead` or `support`.
    #[schema(example = "lead")]
    pub role: String,
    /// The reading shown; null where the indicator is not computed yet.
    #[schema(example = "median_days")]
    pub reading: Option<String>,
    /// Name of the reading.
    pub name: Option<String>,
    /// `up`, `down`, `band` or `context`.
    pub direction: Option<String>,
    /// `reached`, `on_track`, `at_risk`, `off_track`, `no_target`, `context`, `immature` or `not_computable`.
    #[schema(example = "no_target")]
    pub status: String,
    /// The newest period that can be known.
    #[schema(example = "2018-Q3")]
    pub period: Option<String>,
    /// Its figure.
    #[schema(example = 58.0)]
    pub value: Option<f64>,
    /// Unit of the figure.
    #[schema(example = "days")]
    pub unit: Option<String>,
    /// Why the figure is there or is not.
    pub cell: Option<String>,
    /// Whether the period is only partly in.
    pub provisional: Option<bool>,
    /// The figure of the same period a year before.
    pub year_before: Option<f64>,
    /// Why there is no figure.
    pub reason: Option<String>,
    /// Why it stands where it does against its target; null without one.
    pub sentence: Option<String>,
    /// Probability of being on the right side of the goal at its deadline; null where there is no forecast.
    #[schema(example = 0.71)]
    pub probability: Option<f64>,
}

/// Columns of a line, in the order of every format.
pub const BOARD_COLUMNS: [&str; 20] = [
    "perspective",
    "perspective_name",
    "pejlemaerke",
    "pejlemaerke_name",
    "statement",
    "indicator",
    "role",
    "reading",
    "name",
    "direction",
    "status",
    "period",
    "value",
    "unit",
    "cell",
    "provisional",
    "year_before",
    "reason",
    "sentence",
    "probability",
];

/// Returns a line of the board in a language.
pub fn board_line(line: &Line, lang: Lang) -> BoardLineBody {
    let text = |text: &pejl_app::Text| text.to_lang(lang).to_owned();
    let pejlemaerke = line.perspective.pejlemaerker.get(line.pejlemaerke);
    let of_newest = |of: fn(&pejl_app::Observation) -> String| line.newest.as_ref().map(of);
    BoardLineBody {
        perspective: line.perspective.code.clone(),
        perspective_name: text(&line.perspective.name),
        pejlemaerke: pejlemaerke.map_or_else(String::new, |one| one.code.clone()),
        pejlemaerke_name: pejlemaerke.map_or_else(String::new, |one| text(&one.name)),
        statement: pejlemaerke.map_or_else(String::new, |one| text(&one.statement)),
        indicator: line.indicator.clone(),
        role: if line.is_lead { "lead" } else { "support" }.to_owned(),
        reading: line.reading.as_ref().map(|reading| reading.code.clone()),
        name: line.reading.as_ref().map(|reading| text(&reading.name)),
        direction: line
            .reading
            .as_ref()
            .map(|reading| reading.direction.as_str().to_owned()),
        status: line.status.as_str().to_owned(),
        period: of_newest(|one| one.period.to_string()),
        value: line.newest.as_ref().and_then(|one| one.value),
        unit: of_newest(|one| one.unit.to_string()),
        cell: of_newest(|one| one.cell.as_str().to_owned()),
        provisional: line.newest.as_ref().map(|one| one.provisional),
        year_before: line.year_before.as_ref().and_then(|one| one.value),
        reason: line
            .newest
            .as_ref()
            .and_then(|one| one.reason.as_ref())
            .map(text),
        sentence: line.stand.as_ref().map(|stand| why(stand, lang)),
        probability: line
            .stand
            .as_ref()
            .and_then(|stand| stand.judgement.as_ref())
            .and_then(|one| one.probability),
    }
}

/// Returns the lines of a board as rows.
///
/// # Errors
/// None but a fault of ours.
pub fn board_rows(board: &Board, lang: Lang) -> Result<Vec<Map<String, Value>>, ApiError> {
    to_rows(board.lines.iter().map(|line| board_line(line, lang)))
}

/// Lists the council's pejlemærker with where their indicators stand in a municipality.
#[utoipa::path(get, path = "/api/v1/pejlemaerker", tag = "indicators",
    params(("municipality" = String, Query, description = "Code or name of a municipality", example = "766"),
           ("role" = Option<String>, Query, description = "Answer as somebody with this role sees it", example = "viewer"),
           ("revision" = Option<i64>, Query, description = "Answer as known at this revision"),
           ("as_known_at" = Option<String>, Query, description = "Answer as known at this instant", example = "2018-03-31T22:00:00Z"),
           ("limit" = Option<usize>, Query, description = "Rows of a page, 1,000 when left out", example = 100),
           ("cursor" = Option<String>, Query, description = "Where the next page begins, from `next`"),
           ("lang" = Option<String>, Query, description = "da or en", example = "da"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "One row for each indicator of each pejlemærke", body = ListBody<Vec<BoardLineBody>>),
              (status = 304, description = "The client has them already"),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json")))]
pub async fn list_pejlemaerker(
    request: HttpRequest,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    const KNOWN: [&str; 8] = [
        "municipality",
        "role",
        "revision",
        "as_known_at",
        "limit",
        "cursor",
        "lang",
        "format",
    ];
    let params = Params::read(request.query_string(), &KNOWN)?;
    let lang = language::choose(&params, request.headers())?;
    let format = Format::choose(params.one("format")?, request.headers())?;
    let page = Page::read(&params, format, &state.limits)?;
    let (cursor, at) = cursor_and_revision(&params)?;
    let asked = BoardRequest {
        municipality: params.one("municipality")?.unwrap_or_default().to_owned(),
        at,
        viewer: viewer(&params)?,
        ..BoardRequest::default()
    };
    let store = std::sync::Arc::clone(&state.store);
    let found: Board = state.pool.run(move || get_board(&store, &asked)).await?;
    let validity = Validity {
        revision: found.revision,
        committed_at: found.committed_at,
    };
    let (rows, next) = page.of(&found.lines, cursor.at(found.revision))?;
    let meta = json!({
        "revision": found.revision,
        "committed_at": found.committed_at,
        "n": found.lines.len(),
        "lang": lang.as_str(),
        "demo": state.store.is_demo(),
    });
    table(
        &request,
        format,
        validity,
        Table {
            meta,
            columns: &BOARD_COLUMNS,
            items: rows.iter().map(|line| board_line(line, lang)),
            next,
            file_name: "pejlemaerker".to_owned(),
        },
    )
}

/// Registers the paths.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get("/pejlemaerker", list_pejlemaerker));
}
