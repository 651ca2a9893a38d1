//! Indicators: what each says, how it is computed, and its readings.

pub(crate) mod own;

use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::indicators::{self as cards, Listed};
use pejl_app::observations::{ObservationRequest, Shape};
use pejl_app::sql::{Computation, get_sql};
use pejl_app::{AppError, AsKnown, Indicator, Reading, Text};
use pejl_domain::Lang;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::answer::{Format, ListBody, Table, Validity, document, table};
use crate::language;
use crate::page::{Page, cursor_and_revision};
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::resources::observations::{question, viewer};
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
            source: one.source.to_lang(lang).to_owned(),
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
pub fn indicator_rows(listed: &Listed, lang: Lang) -> Vec<Map<String, Value>> {
    let indicators = listed.catalogue.indicators.iter();
    let readings = indicators.flat_map(|one| &one.readings);
    let row = |reading: &std::sync::Arc<Reading>| {
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
pub fn indicator_card(listed: &Listed, code: &str, lang: Lang) -> Result<IndicatorBody, AppError> {
    Ok(IndicatorBody::of(listed.get(code)?, lang))
}

/// Lists the indicators with their readings, as they are defined.
#[utoipa::path(get, path = "/api/v1/indicators", tag = "indicators",
    params(("revision" = Option<i64>, Query, description = "As defined at this revision"),
           ("as_known_at" = Option<String>, Query, description = "As defined at this instant", example = "2018-03-31T22:00:00Z"),
           ("lang" = Option<String>, Query, description = "da or en", example = "da"),
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
        &[
            "revision",
            "as_known_at",
            "lang",
            "limit",
            "cursor",
            "format",
        ],
    )?;
    let lang = language::choose(&params, request.headers())?;
    let format = Format::choose(params.one("format")?, request.headers())?;
    let page = Page::read(&params, format, &state.limits)?;
    let (cursor, at) = cursor_and_revision(&params)?;
    let store = std::sync::Arc::clone(&state.store);
    let listed = state
        .pool
        .run(move || cards::list_indicators(&store, at))
        .await?;
    let all = &listed.catalogue.indicators;
    let (shown, next) = page.of(all, cursor.at(listed.revision))?;
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
    let meta = json!({
        "revision": listed.revision,
        "committed_at": listed.committed_at,
        "n": all.len(),
        "lang": lang.as_str(),
    });
    let found = Table {
        meta,
        columns,
        items: shown.iter().map(|one| IndicatorBody::of(one, lang)),
        next,
        file_name: "indicators".to_owned(),
    };
    table(&request, format, validity(&listed), found)
}

/// Returns the card of one indicator.
#[utoipa::path(get, path = "/api/v1/indicators/{code}", tag = "indicators",
    params(("code" = String, Path, description = "Code of an indicator or of one of its readings", example = "F2"),
           ("revision" = Option<i64>, Query, description = "As defined at this revision"),
           ("as_known_at" = Option<String>, Query, description = "As defined at this instant", example = "2018-03-31T22:00:00Z"),
           ("lang" = Option<String>, Query, description = "da or en", example = "da")),
    responses((status = 200, description = "The indicator", body = IndicatorBody),
              (status = 404, description = "No such indicator; the nearest are named", body = Problem, content_type = "application/problem+json")))]
pub async fn get_indicator(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let params = Params::read(request.query_string(), &["revision", "as_known_at", "lang"])?;
    let lang = language::choose(&params, request.headers())?;
    let at = crate::as_known(&params)?;
    let store = std::sync::Arc::clone(&state.store);
    let listed = state
        .pool
        .run(move || cards::list_indicators(&store, at))
        .await?;
    let body = indicator_card(&listed, &path, lang)?;
    document(&request, validity(&listed), &body)
}

fn validity(listed: &Listed) -> Validity {
    Validity {
        revision: listed.revision,
        committed_at: listed.committed_at,
    }
}

/// A file of a table.
#[derive(Debug, Serialize, ToSchema)]
pub struct SqlFileBody {
    /// Path below the lake of the data folder.
    #[schema(example = "course/12-a.parquet")]
    pub path: String,
    /// SHA-256 of the file.
    pub sha256: Option<String>,
    /// What a row of the file must meet to count, as SQL.
    #[schema(example = "\"import_id\" = 12")]
    pub condition: String,
}

/// A table of a statement.
#[derive(Debug, Serialize, ToSchema)]
pub struct SqlTableBody {
    /// The name under which the statement reads it.
    #[schema(example = "course")]
    pub name: String,
    /// Its files; columns that a file lacks are null.
    pub files: Vec<SqlFileBody>,
}

/// The computation of an indicator as SQL.
#[derive(Debug, Serialize, ToSchema)]
pub struct SqlBody {
    /// The revision that the files are of.
    #[schema(example = 12)]
    pub revision: i64,
    /// The statement; names in double quotes, no function that only one engine has.
    pub sql: String,
    /// The tables it reads: make each a view of its files under its name.
    pub tables: Vec<SqlTableBody>,
}

impl SqlBody {
    /// Returns the body of a computation.
    pub fn of(found: &Computation) -> Self {
        let table = |table: &pejl_app::sql::SqlTable| SqlTableBody {
            name: table.name.clone(),
            files: table
                .files
                .iter()
                .map(|file| SqlFileBody {
                    path: file.path.clone(),
                    sha256: file.sha256.clone(),
                    condition: file.condition.clone(),
                })
                .collect(),
        };
        Self {
            revision: found.revision,
            sql: found.sql.clone(),
            tables: found.tables.iter().map(table).collect(),
        }
    }
}

/// Returns the computation of an indicator as SQL over the files of the lake.
#[utoipa::path(get, path = "/api/v1/indicators/{code}/sql", tag = "indicators",
    params(("code" = String, Path, description = "Code of an indicator or of one of its readings", example = "O3.3"),
           ("municipality" = String, Query, description = "Codes or names of municipalities, regions and groups", example = "766"),
           ("period" = String, Query, description = "2018, 2014..2018, a list, latest or last:5", example = "2018"),
           ("grain" = Option<String>, Query, description = "Length of the periods", example = "year"),
           ("by" = Option<String>, Query, description = "Dimensions to split by", example = "course_type"),
           ("filter.function" = Option<String>, Query, description = "Accounts, of published figures; any dimension can be filtered by", example = "5.30.27"),
           ("price" = Option<String>, Query, description = "current or fixed:YEAR", example = "current"),
           ("window" = Option<String>, Query, description = "period, year_to_date or rolling_12; year_to_date_compared is two statements", example = "period"),
           ("base" = Option<String>, Query, description = "The period in which an index is 100; when left out, the first of those asked for in which the most can be told and be compared with the last", example = "2016"),
           ("revision" = Option<i64>, Query, description = "As known at this revision"),
           ("as_known_at" = Option<String>, Query, description = "As known at this instant", example = "2018-03-31T22:00:00Z")),
    responses((status = 200, description = "The statement and its tables", body = SqlBody),
              (status = 304, description = "The client has it already"),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json")))]
pub async fn get_indicator_sql(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    const KNOWN: [&str; 10] = [
        "municipality",
        "period",
        "grain",
        "by",
        "filter.",
        "price",
        "window",
        "base",
        "revision",
        "as_known_at",
    ];
    let params = Params::read(request.query_string(), &KNOWN)?;
    let mut query = question(&params)?;
    query.indicators = vec![path.into_inner()];
    let at = AsKnown::read(params.one("revision")?, params.one("as_known_at")?)?;
    let asked = ObservationRequest {
        query,
        at,
        viewer: viewer(&params)?,
        shape: Shape::default(),
    };
    let store = std::sync::Arc::clone(&state.store);
    let found = state.pool.run(move || get_sql(&store, &asked)).await?;
    let validity = Validity {
        revision: found.revision,
        committed_at: found.committed_at,
    };
    document(&request, validity, &SqlBody::of(&found))
}

/// Registers the paths.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get("/indicators", list_indicators))
        .service(
            crate::get("/indicators/{code}", get_indicator)
                .route(web::put().to(own::put_indicator))
                .route(web::delete().to(own::delete_indicator))
                .default_service(crate::other_methods("GET, HEAD, PUT, DELETE")),
        )
        .service(crate::get(
            "/indicators/{code}/versions",
            own::list_indicator_versions,
        ))
        .service(crate::get("/indicators/{code}/sql", get_indicator_sql))
        .service(crate::get(
            "/indicators/{code}/status",
            crate::resources::status::get_indicator_status,
        ))
        .service(crate::get(
            "/indicators/{code}/trend",
            crate::resources::trend::get_indicator_trend,
        ))
        .service(crate::get(
            "/indicators/{code}/bridge",
            crate::resources::bridge::get_indicator_bridge,
        ))
        .service(crate::get(
            "/indicators/{code}/inspiration",
            crate::resources::inspiration::get_indicator_inspiration,
        ));
}
