//! Reference lists: municipalities, regions and municipality groups.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use pejl_app::reference::{self, GroupEntry, MunicipalityEntry, RegionEntry};
use pejl_domain::Lang;
use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::{Format, Table, Validity, table};
use crate::language;
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::rows::to_rows;
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

const KNOWN: [&str; 4] = ["at", "lang", "format", "limit"];

struct Asked {
    at: Option<NaiveDate>,
    lang: Lang,
    format: Format,
}

fn asked(request: &HttpRequest) -> Result<Asked, ApiError> {
    let params = Params::read(request.query_string(), &KNOWN)?;
    Ok(Asked {
        at: params.parsed("at", "a date such as 2018-01-01")?,
        lang: language::choose(&params, request.headers())?,
        format: Format::choose(params.one("format")?, request.headers())?,
    })
}

/// Reference lists change with the software, not with the data.
const OF_SOFTWARE: Validity = Validity {
    revision: 0,
    committed_at: None,
};

/// Lists the 98 municipalities, sorted by name as Danes sort.
#[utoipa::path(get, path = "/api/v1/municipalities", tag = "reference",
    params(("at" = Option<NaiveDate>, Query, description = "Day the list is to hold at; today when left out", example = "2018-01-01"),
           ("lang" = Option<String>, Query, description = "da or en", example = "da"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "The municipalities", body = Vec<MunicipalityBody>),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json")))]
pub async fn list_municipalities(
    request: HttpRequest,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let asked = asked(&request)?;
    let entries = reference::list_municipalities(&state.store, asked.at, asked.lang);
    let body = |entry: MunicipalityEntry| MunicipalityBody {
        code: entry.code.to_owned(),
        name: entry.name.to_owned(),
        region: entry.region.map(|(code, _)| code.to_owned()),
        region_name: entry.region.map(|(_, name)| name.to_owned()),
        valid_from: entry.valid_from,
        valid_to: entry.valid_to,
    };
    let items = to_rows(entries.into_iter().map(body))?;
    let columns = &[
        "code",
        "name",
        "region",
        "region_name",
        "valid_from",
        "valid_to",
    ];
    Ok(answer(&request, &asked, columns, items, "municipalities"))
}

/// Lists the regions with their municipalities at a date.
#[utoipa::path(get, path = "/api/v1/regions", tag = "reference",
    params(("at" = Option<NaiveDate>, Query, description = "Day the list is to hold at; today when left out", example = "2018-01-01"),
           ("lang" = Option<String>, Query, description = "da or en", example = "da"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "The regions", body = Vec<RegionBody>),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json")))]
pub async fn list_regions(
    request: HttpRequest,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let asked = asked(&request)?;
    let entries = reference::list_regions(&state.store, asked.at, asked.lang);
    let body = |entry: RegionEntry| RegionBody {
        code: entry.code.to_owned(),
        name: entry.name.to_owned(),
        members: entry.members.into_iter().map(str::to_owned).collect(),
        valid_from: entry.valid_from,
        valid_to: entry.valid_to,
    };
    let items = to_rows(entries.into_iter().map(body))?;
    Ok(answer(
        &request,
        &asked,
        &["code", "name", "members", "valid_from", "valid_to"],
        items,
        "regions",
    ))
}

/// Lists the municipality groups that a query or comparison may name.
#[utoipa::path(get, path = "/api/v1/municipality_groups", tag = "reference",
    params(("at" = Option<NaiveDate>, Query, description = "Day the list is to hold at; today when left out", example = "2018-01-01"),
           ("lang" = Option<String>, Query, description = "da or en", example = "da"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "The groups", body = Vec<GroupBody>),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json")))]
pub async fn list_municipality_groups(
    request: HttpRequest,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let asked = asked(&request)?;
    let entries = reference::list_groups(&state.store, asked.at, asked.lang);
    let body = |entry: GroupEntry| GroupBody {
        code: entry.code.to_owned(),
        name: entry.name.to_owned(),
        members: entry.members.into_iter().map(str::to_owned).collect(),
        valid_from: entry.valid_from,
        valid_to: entry.valid_to,
        source: entry.source.to_owned(),
    };
    let items = to_rows(entries.into_iter().map(body))?;
    let columns = &[
        "code",
        "name",
        "members",
        "valid_from",
        "valid_to",
        "source",
    ];
    Ok(answer(
        &request,
        &asked,
        columns,
        items,
        "municipality-groups",
    ))
}

fn answer(
    request: &HttpRequest,
    asked: &Asked,
    columns: &'static [&'static str],
    items: Vec<serde_json::Map<String, serde_json::Value>>,
    name: &str,
) -> HttpResponse {
    let meta = serde_json::json!({"n": items.len(), "at": asked.at, "lang": asked.lang.as_str()});
    table(
        request,
        asked.format,
        OF_SOFTWARE,
        Table {
            meta,
            columns,
            items,
            next: None,
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
