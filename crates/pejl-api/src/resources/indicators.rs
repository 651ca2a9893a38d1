//! Indicators: what each says, how it is computed, and its readings.

use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::indicators as cards;
use pejl_app::{AppError, Indicator, Reading, Text};
use pejl_domain::Lang;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::answer::{Format, ListBody, Table, Validity, document, table};
use crate::language;
use crate::page::{Cursor, Page};
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::state::ApiState;

/// One reading of an indicator.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReadingBody {
    /// Code to ask for it by.
    #[schema(example = "F2.published_per_resident")]
    pub code: String,
    /// Name, in the language asked for.
    #[schema(example = "Offentliggjort nettoudgift pr. indbygger")]
    pub name: String,
    /// Unit of the value.
    #[schema(example = "dkk_per_resident")]
    pub unit: String,
    /// `up`, `down`, `band` or `context`.
    #[schema(example = "context")]
    pub direction: String,
    /// Decimals to show.
    #[schema(example = 0)]
    pub precision: u8,
    /// What is summed above the line.
    pub numerator: String,
    /// What is summed below the line.
    pub denominator: String,
    /// Tables its facts may come from.
    #[schema(example = json!(["REGK11", "REGK31"]))]
    pub tables: Vec<String>,
    /// Dranst summed when the query names none.
    #[schema(example = json!(["1", "2"]))]
    pub dranst: Vec<String>,
    /// The residents counted; null is all of them.
    #[schema(example = "67+")]
    pub ages: Option<String>,
    /// What to mind.
    pub pitfalls: Vec<String>,
}

/// A change of law or accounts that touches an indicator's series.
#[derive(Debug, Serialize, ToSchema)]
pub struct BreakBody {
    /// Its code.
    #[schema(example = "ELDERLY_ACT_2025")]
    pub block: String,
    /// First day under the new rules.
    #[schema(example = "2025-07-01")]
    pub date: chrono::NaiveDate,
    /// Whether a change across it is still computed.
    pub comparable: bool,
    /// What happened.
    pub text: String,
}

/// One indicator.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndicatorBody {
    /// Its code.
    #[schema(example = "F2")]
    pub code: String,
    /// Name, in the language asked for.
    #[schema(example = "Nettodriftsudgift pr. indbygger")]
    pub name: String,
    /// What it says and what it does not.
    pub description: String,
    /// Version of its definition.
    #[schema(example = 1)]
    pub definition_version: i32,
    /// `up`, `down`, `band` or `context`.
    #[schema(example = "context")]
    pub direction: String,
    /// Lengths of period it has values for.
    #[schema(example = json!(["year"]))]
    pub grains: Vec<String>,
    /// Dimensions it can be split and filtered by.
    #[schema(example = json!(["function", "dranst"]))]
    pub dimensions: Vec<String>,
    /// Reading meant when none is named.
    #[schema(example = "net_per_resident")]
    pub default_reading: String,
    /// Where the figures come from.
    pub source: String,
    /// What to mind.
    pub pitfalls: Vec<String>,
    /// Changes of law drawn on its series.
    pub breaks: Vec<BreakBody>,
    /// Its readings.
    pub readings: Vec<ReadingBody>,
}

fn texts(texts: &[Text], lang: Lang) -> Vec<String> {
    texts
        .iter()
        .map(|text| text.to_lang(lang).to_owned())
        .collect()
}

fn reading_body(r: &Reading, lang: Lang) -> ReadingBody {
    ReadingBody {
        code: format!("{}.{}", r.indicator, r.code),
        name: r.name.to_lang(lang).to_owned(),
        unit: r.unit.to_string(),
        direction: r.direction.as_str().to_owned(),
        precision: r.precision,
        numerator: r.numerator.to_lang(lang).to_owned(),
        denominator: r.denominator.to_lang(lang).to_owned(),
        tables: r.tables.clone(),
        dranst: r.dranst.clone(),
        ages: r.ages.map(|band| band.to_string()),
        pitfalls: texts(&r.pitfalls, lang),
    }
}

impl IndicatorBody {
    /// Returns the body of an indicator with its texts in a language.
    pub fn of(one: &Indicator, lang: Lang) -> Self {
        let law = |b: &pejl_app::LawBreak| BreakBody {
            block: b.block.clone(),
            date: b.date,
            comparable: b.comparable,
            text: b.text.to_lang(lang).to_owned(),
        };
        Self {
            code: one.code.clone(),
            name: one.name.to_lang(lang).to_owned(),
            description: one.description.to_lang(lang).to_owned(),
            definition_version: one.definition_version,
            direction: one.direction.as_str().to_owned(),
            grains: one
                .grains
                .iter()
                .map(|grain| grain.as_str().to_owned())
                .collect(),
            dimensions: one.dimensions.clone(),
            default_reading: one.default_reading.clone(),
            source: one.source.clone(),
            pitfalls: texts(&one.pitfalls, lang),
            breaks: one.breaks.iter().map(law).collect(),
            readings: one
                .readings
                .iter()
                .map(|reading| reading_body(reading, lang))
                .collect(),
        }
    }
}

/// Returns one row for each reading of every indicator, for the command line.
pub fn indicator_rows(lang: Lang) -> Vec<Map<String, Value>> {
    let readings = cards::list_indicators()
        .indicators
        .iter()
        .flat_map(|one| &one.readings);
    let row = |reading: &Reading| {
        let body = reading_body(reading, lang);
        let row = json!({"code": body.code, "name": body.name, "unit": body.unit, "direction": body.direction});
        row.as_object().cloned().unwrap_or_default()
    };
    readings.map(row).collect()
}

/// Returns the card of one indicator.
///
/// # Errors
/// There is none with the code.
pub fn indicator_card(code: &str, lang: Lang) -> Result<IndicatorBody, AppError> {
    Ok(IndicatorBody::of(cards::get_indicator(code)?, lang))
}

/// Lists the indicators with their readings.
#[utoipa::path(get, path = "/api/v1/indicators", tag = "indicators",
    params(("lang" = Option<String>, Query, description = "da or en", example = "da"),
           ("limit" = Option<usize>, Query, description = "Rows of a page, 1,000 when left out", example = 100),
           ("cursor" = Option<String>, Query, description = "Where the next page begins, from `next`"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "The indicators", body = ListBody<Vec<IndicatorBody>>),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json")))]
pub async fn list_indicators(
    request: HttpRequest,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let params = Params::read(
        request.query_string(),
        &["lang", "limit", "cursor", "format"],
    )?;
    let lang = language::choose(&params, request.headers())?;
    let format = Format::choose(params.one("format")?, request.headers())?;
    let page = Page::read(&params, format, &state.limits)?;
    let all = &cards::list_indicators().indicators;
    let (shown, next) = page.of(all, Cursor::read(&params)?.unwrap_or_default())?;
    let columns = &[
        "code",
        "name",
        "description",
        "definition_version",
        "direction",
        "grains",
        "dimensions",
        "default_reading",
        "source",
    ];
    let meta = json!({"n": all.len(), "lang": lang.as_str()});
    let found = Table {
        meta,
        columns,
        items: shown.iter().map(|one| IndicatorBody::of(one, lang)),
        next,
        file_name: "indicators".to_owned(),
    };
    table(&request, format, Validity::default(), found)
}

/// Returns the card of one indicator.
#[utoipa::path(get, path = "/api/v1/indicators/{code}", tag = "indicators",
    params(("code" = String, Path, description = "Code of an indicator or of one of its readings", example = "F2"),
           ("lang" = Option<String>, Query, description = "da or en", example = "da")),
    responses((status = 200, description = "The indicator", body = IndicatorBody),
              (status = 404, description = "No such indicator; the nearest are named", body = Problem, content_type = "application/problem+json")))]
pub async fn get_indicator(
    request: HttpRequest,
    path: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let params = Params::read(request.query_string(), &["lang"])?;
    let lang = language::choose(&params, request.headers())?;
    document(&request, Validity::default(), &indicator_card(&path, lang)?)
}

/// Registers the paths.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get("/indicators", list_indicators))
        .service(crate::get("/indicators/{code}", get_indicator));
}
