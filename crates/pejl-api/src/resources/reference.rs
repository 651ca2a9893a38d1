//! Reference lists: municipalities, regions and municipality groups.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use pejl_app::day_of;
use pejl_app::reference::{self, GroupEntry, MunicipalityEntry, RegionEntry};
use pejl_domain::Lang;
use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::{Format, ListBody, Table, Validity, table};
use crate::language;
use crate::page::{Cursor, Page};
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::state::ApiState;

/// One municipality.
#[derive(Debug, Serialize, ToSchema)]
pub struct MunicipalityBody {
    /// Three digits.
    #[schema(example = "766")]
    pub code: String,
    /// Name in the language asked for.
    #[schema(example = "Hedensted")]
    pub name: String,
    /// Code of its region at the date.
    #[schema(example = "1082")]
    pub region: Option<String>,
    /// Name of its region.
    #[schema(example = "Region Midtjylland")]
    pub region_name: Option<String>,
    /// First day it exists, where the list says so.
    #[schema(example = "2007-01-01")]
    pub valid_from: Option<NaiveDate>,
    /// Last day it exists; null while it does.
    pub valid_to: Option<NaiveDate>,
}

/// One region.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionBody {
    /// Four digits.
    #[schema(example = "1082")]
    pub code: String,
    /// Name.
    #[schema(example = "Region Midtjylland")]
    pub name: String,
    /// Its municipalities at the date.
    #[schema(example = json!(["615", "657", "766"]))]
    pub members: Vec<String>,
    /// First day it exists, where the list says so.
    #[schema(example = "2007-01-01")]
    pub valid_from: Option<NaiveDate>,
    /// Last day it exists.
    #[schema(example = "2026-12-31")]
    pub valid_to: Option<NaiveDate>,
}

/// One municipality group.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupBody {
    /// Code.
    #[schema(example = "SIX_CITIES")]
    pub code: String,
    /// Name in the language asked for.
    #[schema(example = "6-byerne")]
    pub name: String,
    /// Its municipalities.
    #[schema(example = json!(["101", "461", "751", "851", "561", "730"]))]
    pub members: Vec<String>,
    /// First day the membership holds, where it is known.
    pub valid_from: Option<NaiveDate>,
    /// Last day the membership holds.
    pub valid_to: Option<NaiveDate>,
    /// Where the membership is from.
    #[schema(example = "Statistics Denmark, classification of municipality groups v1")]
    pub source: String,
}

const KNOWN: [&str; 5] = ["at", "lang", "limit", "cursor", "format"];

struct Asked {
    at: NaiveDate,
    lang: Lang,
    format: Format,
    page: Page,
    cursor: Cursor,
}

fn asked(request: &HttpRequest, state: &ApiState) -> Result<Asked, ApiError> {
    let params = Params::read(request.query_string(), &KNOWN)?;
    let format = Format::choose(params.one("format")?, request.headers())?;
    Ok(Asked {
        at: params
            .parsed("at", "a date such as 2018-01-01")?
            .unwrap_or_else(|| day_of(state.store.now())),
        lang: language::choose(&params, request.headers())?,
        format,
        page: Page::read(&params, format, &state.limits)?,
        cursor: Cursor::read(&params)?.unwrap_or_default(),
    })
}

/// Lists the 98 municipalities, sorted by name as Danes sort.
#[utoipa::path(get, path = "/api/v1/municipalities", tag = "reference",
    params(("at" = Option<NaiveDate>, Query, description = "Day the list is to hold at; today when left out", example = "2018-01-01"),
           ("lang" = Option<String>, Query, description = "da or en", example = "da"),
           ("limit" = Option<usize>, Query, description = "Rows of a page, 1,000 when left out", example = 100),
           ("cursor" = Option<String>, Query, description = "Where the next page begins, from `next`"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "The municipalities", body = ListBody<Vec<MunicipalityBody>>),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json")))]
pub async fn list_municipalities(
    request: HttpRequest,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let asked = asked(&request, &state)?;
    let entries = reference::list_municipalities(&state.store, Some(asked.at), asked.lang);
    let body = |entry: &MunicipalityEntry| MunicipalityBody {
        code: entry.code.to_owned(),
        name: entry.name.to_owned(),
        region: entry.region.map(|(code, _)| code.to_owned()),
        region_name: entry.region.map(|(_, name)| name.to_owned()),
        valid_from: entry.valid_from,
        valid_to: entry.valid_to,
    };
    let columns = &[
        "code",
        "name",
        "region",
        "region_name",
        "valid_from",
        "valid_to",
    ];
    answer(&request, &asked, columns, &entries, body, "municipalities")
}

/// Lists the regions with their municipalities at a date.
#[utoipa::path(get, path = "/api/v1/regions", tag = "reference",
    params(("at" = Option<NaiveDate>, Query, description = "Day the list is to hold at; today when left out", example = "2018-01-01"),
           ("lang" = Option<String>, Query, description = "da or en", example = "da"),
           ("limit" = Option<usize>, Query, description = "Rows of a page, 1,000 when left out", example = 100),
           ("cursor" = Option<String>, Query, description = "Where the next page begins, from `next`"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "The regions", body = ListBody<Vec<RegionBody>>),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json")))]
pub async fn list_regions(
    request: HttpRequest,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let asked = asked(&request, &state)?;
    let entries = reference::list_regions(&state.store, Some(asked.at), asked.lang);
    let body = |entry: &RegionEntry| RegionBody {
        code: entry.code.to_owned(),
        name: entry.name.to_owned(),
        members: entry
            .members
            .iter()
            .map(|code| (*code).to_owned())
            .collect(),
        valid_from: entry.valid_from,
        valid_to: entry.valid_to,
    };
    let columns = &["code", "name", "members", "valid_from", "valid_to"];
    answer(&request, &asked, columns, &entries, body, "regions")
}

/// Lists the municipality groups that a query or comparison may name.
#[utoipa::path(get, path = "/api/v1/municipality_groups", tag = "reference",
    params(("at" = Option<NaiveDate>, Query, description = "Day the list is to hold at; today when left out", example = "2018-01-01"),
           ("lang" = Option<String>, Query, description = "da or en", example = "da"),
           ("limit" = Option<usize>, Query, description = "Rows of a page, 1,000 when left out", example = 100),
           ("cursor" = Option<String>, Query, description = "Where the next page begins, from `next`"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "The groups", body = ListBody<Vec<GroupBody>>),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json")))]
pub async fn list_municipality_groups(
    request: HttpRequest,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let asked = asked(&request, &state)?;
    let entries = reference::list_groups(&state.store, Some(asked.at), asked.lang);
    let body = |entry: &GroupEntry| GroupBody {
        code: entry.code.to_owned(),
        name: entry.name.to_owned(),
        members: entry
            .members
            .iter()
            .map(|code| (*code).to_owned())
            .collect(),
        valid_from: entry.valid_from,
        valid_to: entry.valid_to,
        source: entry.source.to_owned(),
    };
    let columns = &[
        "code",
        "name",
        "members",
        "valid_from",
        "valid_to",
        "source",
    ];
    answer(
        &request,
        &asked,
        columns,
        &entries,
        body,
        "municipality-groups",
    )
}

fn answer<E, B: Serialize>(
    request: &HttpRequest,
    asked: &Asked,
    columns: &'static [&'static str],
    entries: &[E],
    body: impl Fn(&E) -> B,
    name: &str,
) -> Result<HttpResponse, ApiError> {
    let (shown, next) = asked.page.of(entries, asked.cursor)?;
    let meta = serde_json::json!({"n": entries.len(), "at": asked.at, "lang": asked.lang.as_str()});
    table(
        request,
        asked.format,
        Validity::default(),
        Table {
            meta,
            columns,
            items: shown.iter().map(body),
            next,
            file_name: name.to_owned(),
        },
    )
}

/// Registers the paths.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get("/municipalities", list_municipalities))
        .service(crate::get("/municipality_groups", list_municipality_groups))
        .service(crate::get("/regions", list_regions));
}
