//! Observations: one value for indicator × municipality × period × members, or the reason why there is none.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use pejl_app::gate::{Role, Viewer};
use pejl_app::observations::{ObservationRequest, Observations, list_observations as list};
use pejl_app::{Observation, Request as Question};
use pejl_domain::Lang;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::answer::{Format, ListBody, Table, Validity, table};
use crate::language;
use crate::page::{Page, cursor_and_revision};
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::rows::to_rows;
use crate::state::ApiState;

/// One observation.
#[derive(Debug, Serialize, ToSchema)]
pub struct ObservationBody {
    /// Code of the indicator.
    #[schema(example = "F2")]
    pub indicator: String,
    /// Area code, or the code of a group.
    #[schema(example = "766")]
    pub municipality: String,
    /// The period.
    #[schema(example = "2019")]
    pub period: String,
    /// Its length.
    #[schema(example = "year")]
    pub grain: String,
    /// What the figure is of: the reading, the members it is split by, and for a group the method.
    #[schema(example = json!({"reading": "published_per_resident", "function": "5.30.27", "dranst": "not_stated"}))]
    pub members: BTreeMap<String, String>,
    /// What stands above the line, in kroner, persons, rows, hours or days as the reading says; null for published figures
    /// and medians.
    #[schema(example = 173_220_000.0)]
    pub numerator: Option<f64>,
    /// What stands below the line; null for published figures and plain counts.
    #[schema(example = 46_850.0)]
    pub denominator: Option<f64>,
    /// The figure; null with any cell other than `ok` and `zero`.
    #[schema(example = 3697.3)]
    pub value: Option<f64>,
    /// Unit of the value.
    #[schema(example = "dkk_per_resident")]
    pub unit: String,
    /// `ok`, `zero`, `missing`, `not_applicable`, `confidential` or `immature`.
    #[schema(example = "ok")]
    pub cell: String,
    /// Municipalities behind a group's published figure; of own records the persons or cases below the line, else those above.
    pub n: Option<i64>,
    /// Whether the period is only partly in.
    #[schema(example = false)]
    pub provisional: bool,
    /// `small_base`, `low_coverage`, `break` or `unlinked`.
    pub quality: Vec<String>,
    /// Version of the indicator's definition.
    #[schema(example = 1)]
    pub definition_version: i32,
    /// `current` or `fixed:2018`.
    #[schema(example = "current")]
    pub price_level: String,
    /// Publication day of the newest price rate used, with fixed prices.
    pub price_vintage: Option<NaiveDate>,
    /// The revision the facts were read at.
    #[schema(example = 12)]
    pub revision: i64,
    /// Why there is no value, in the language asked for.
    pub reason: Option<String>,
}

/// Columns of an observation, in the order of every format.
pub const COLUMNS: [&str; 18] = [
    "indicator",
    "municipality",
    "period",
    "grain",
    "members",
    "numerator",
    "denominator",
    "value",
    "unit",
    "cell",
    "n",
    "provisional",
    "quality",
    "definition_version",
    "price_level",
    "price_vintage",
    "revision",
    "reason",
];

impl ObservationBody {
    /// Returns the body of an observation with its reason in a language.
    pub fn of(one: &Observation, lang: Lang) -> Self {
        Self {
            indicator: one.indicator.clone(),
            municipality: one.municipality.clone(),
            period: one.period.to_string(),
            grain: one.grain.as_str().to_owned(),
            members: one.members.clone(),
            numerator: one.numerator,
            denominator: one.denominator,
            value: one.value,
            unit: one.unit.to_string(),
            cell: one.cell.as_str().to_owned(),
            n: one.n,
            provisional: one.provisional,
            quality: one.quality.iter().map(|q| q.as_str().to_owned()).collect(),
            definition_version: one.definition_version,
            price_level: one.price_level.clone(),
            price_vintage: one.price.vintage,
            revision: one.revision,
            reason: one
                .reason
                .as_ref()
                .map(|reason| reason.to_lang(lang).to_owned()),
        }
    }
}

/// Returns observations as rows.
///
/// # Errors
/// None but a fault of ours.
pub fn observation_rows(
    found: &[Observation],
    lang: Lang,
) -> Result<Vec<Map<String, Value>>, ApiError> {
    to_rows(found.iter().map(|one| ObservationBody::of(one, lang)))
}

/// Returns what the rows of an answer share.
pub fn observations_meta(found: &Observations, is_demo: bool) -> Value {
    json!({
        "revision": found.revision,
        "committed_at": found.committed_at,
        "n": found.observations.len(),
        "source": crate::SOURCE_NOTE,
        "demo": is_demo,
    })
}

/// Parameters of the question, beside those of paging and format.
const KNOWN: [&str; 14] = [
    "indicator",
    "municipality",
    "period",
    "grain",
    "by",
    "filter.",
    "price",
    "window",
    "base",
    "role",
    "revision",
    "as_known_at",
    "lang",
    "format",
];

/// Lists observations: a value or a reason for every cell asked for, in the order asked.
#[utoipa::path(get, path = "/api/v1/observations", tag = "indicators",
    params(("indicator" = String, Query, description = "1-25 codes of readings, with commas between", example = "F2.published_per_resident"),
           ("municipality" = String, Query, description = "Codes or names of municipalities, regions and groups, or * for the 98", example = "766,630"),
           ("period" = String, Query, description = "2018, 2014..2018, a list, latest or last:5", example = "2018..2019"),
           ("grain" = Option<String>, Query, description = "Length of the periods", example = "year"),
           ("by" = Option<String>, Query, description = "Dimensions to split by: function, dranst", example = "function"),
           ("filter.function" = Option<String>, Query, description = "Accounts or account areas", example = "5.30.27,5.30.28"),
           ("filter.dranst" = Option<String>, Query, description = "Dranst codes", example = "1"),
           ("price" = Option<String>, Query, description = "current, fixed:YEAR, or fixed:YEAR:SERIES where several price series are imported", example = "current"),
           ("window" = Option<String>, Query, description = "period, year_to_date or rolling_12: which months a period of own records stands for", example = "period"),
           ("base" = Option<String>, Query, description = "The period in which an index is 100; the first one asked for when left out", example = "2016"),
           ("role" = Option<String>, Query, description = "Answer as somebody with this role sees it: viewer, analyst, finance, steward or admin", example = "viewer"),
           ("revision" = Option<i64>, Query, description = "Answer as known at this revision"),
           ("as_known_at" = Option<String>, Query, description = "Answer as known at this instant", example = "2018-03-31T22:00:00Z"),
           ("limit" = Option<usize>, Query, description = "Rows of a JSON page, 1,000 when left out; files hold all rows", example = 1000),
           ("cursor" = Option<String>, Query, description = "Where the next page begins, from `next`"),
           ("lang" = Option<String>, Query, description = "da or en", example = "da"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "The observations", body = ListBody<Vec<ObservationBody>>),
              (status = 304, description = "The client has them already"),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json"),
              (status = 413, description = "The query spans too many cells", body = Problem, content_type = "application/problem+json")))]
pub async fn list_observations(
    request: HttpRequest,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let mut known = KNOWN.to_vec();
    known.extend(["limit", "cursor"]);
    let params = Params::read(request.query_string(), &known)?;
    let lang = language::choose(&params, request.headers())?;
    let format = Format::choose(params.one("format")?, request.headers())?;
    let page = Page::read(&params, format, &state.limits)?;
    let (cursor, at) = cursor_and_revision(&params)?;
    let asked = ObservationRequest {
        query: question(&params)?,
        at,
        viewer: viewer(&params)?,
    };
    let store = std::sync::Arc::clone(&state.store);
    let found = state.pool.run(move || list(&store, &asked)).await?;

    let validity = Validity {
        revision: found.revision,
        committed_at: found.committed_at,
    };
    let meta = observations_meta(&found, state.store.is_demo());
    let (rows, next) = page.of(&found.observations, cursor.at(found.revision))?;
    table(
        &request,
        format,
        validity,
        Table {
            meta,
            columns: &COLUMNS,
            items: rows.iter().map(|one| ObservationBody::of(one, lang)),
            next,
            file_name: "observations".to_owned(),
        },
    )
}

/// Returns who asks. Keys have no roles yet, so whoever is let in sees everything and can ask as others see it.
pub(crate) fn viewer(params: &Params) -> Result<Viewer, ApiError> {
    let role = params.one("role")?.map_or(Ok(Role::Admin), Role::parse)?;
    Ok(Viewer::everywhere(role))
}

/// Returns the question of the parameters.
pub(crate) fn question(params: &Params) -> Result<Question, ApiError> {
    Ok(Question {
        indicators: params.list("indicator"),
        municipalities: params.list("municipality"),
        periods: params.list("period"),
        grain: params.one("grain")?.map(str::to_owned),
        by: params.list("by"),
        filters: params.filters().into_iter().collect(),
        prices: params.list("price"),
        window: params.one("window")?.map(str::to_owned),
        base: params.one("base")?.map(str::to_owned),
    })
}

/// Registers the paths.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get("/observations", list_observations));
}
