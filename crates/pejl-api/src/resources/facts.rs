//! Published facts as they stand in the lake, with the file and line they came from.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::facts::{FactRequest, Facts, list_facts as list};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::answer::{Format, ListBody, Table, Validity, table};
use crate::page::{Cursor, Page, cursor_and_revision};
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::rows::to_rows;
use crate::state::ApiState;

/// One published fact.
#[derive(Debug, Serialize, ToSchema)]
pub struct FactBody {
    /// The table.
    #[schema(example = "FOLK1A")]
    pub table: String,
    /// Canonical area code.
    #[schema(example = "766")]
    pub area: String,
    /// Level of the area.
    #[schema(example = "municipality")]
    pub level: String,
    /// The period.
    #[schema(example = "2020-Q1")]
    pub period: String,
    /// Dimension → member.
    #[schema(example = json!({"sex": "TOT", "age": "TOT"}))]
    pub members: BTreeMap<String, String>,
    /// The number; null with any cell other than `ok` and `zero`.
    #[schema(example = 46722.0)]
    pub value: Option<f64>,
    /// Unit of the number; `oere` is whole øre.
    #[schema(example = "persons")]
    pub unit: String,
    /// Price level.
    #[schema(example = "not_applicable")]
    pub price_level: String,
    /// Why the value is there or is not.
    #[schema(example = "ok")]
    pub cell: String,
    /// The import it came with.
    #[schema(example = 3)]
    pub import: i64,
    /// The file within the import, from 0.
    #[schema(example = 0)]
    pub file_no: i32,
    /// The line within the file, from 1.
    #[schema(example = 17)]
    pub line: i64,
}

/// Columns of a fact, in the order of every format.
pub const COLUMNS: [&str; 12] = [
    "table",
    "area",
    "level",
    "period",
    "members",
    "value",
    "unit",
    "price_level",
    "cell",
    "import",
    "file_no",
    "line",
];

/// Returns facts as rows.
///
/// # Errors
/// A fact has a variant that cannot be read, which is a fault of ours.
pub fn fact_rows(found: &Facts) -> Result<Vec<Map<String, Value>>, ApiError> {
    to_rows(fact_bodies(found)?.into_iter())
}

fn fact_bodies(found: &Facts) -> Result<Vec<FactBody>, ApiError> {
    let body = |fact: &pejl_app::PublishedFact| {
        let variant = pejl_domain::Variant::parse_key(&fact.variant)
            .map_err(|e| ApiError::Internal(e.to_string()))?;
        Ok(FactBody {
            table: variant.table_id,
            area: fact.area.clone(),
            level: fact.level.as_str().to_owned(),
            period: fact.period.to_string(),
            members: fact.members.clone(),
            value: fact.value,
            unit: variant.unit.to_string(),
            price_level: variant.price.to_string(),
            cell: fact.cell.as_str().to_owned(),
            import: fact.import_id,
            file_no: fact.file_no,
            line: fact.line,
        })
    };
    found.facts.iter().map(body).collect()
}

/// Lists the facts of a table as they were published.
#[utoipa::path(get, path = "/api/v1/facts", tag = "data",
    params(("table" = String, Query, description = "The table", example = "FOLK1A"),
           ("municipality" = Option<String>, Query, description = "Areas in any spelling; all when left out", example = "766"),
           ("period" = Option<String>, Query, description = "Periods, each one period or from..to; all when left out", example = "2020-Q1"),
           ("filter.sex" = Option<String>, Query, description = "Members of a dimension; any dimension of the table", example = "TOT"),
           ("revision" = Option<i64>, Query, description = "Answer as known at this revision"),
           ("as_known_at" = Option<String>, Query, description = "Answer as known at this instant", example = "2018-03-31T22:00:00Z"),
           ("limit" = Option<usize>, Query, description = "Rows of a page, 1,000 when left out", example = 100),
           ("cursor" = Option<String>, Query, description = "Where the next page begins, from `next`"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "A page of facts", body = ListBody<Vec<FactBody>>),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json"),
              (status = 404, description = "No such table is imported", body = Problem, content_type = "application/problem+json")))]
pub async fn list_facts(
    request: HttpRequest,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let params = Params::read(
        request.query_string(),
        &[
            "table",
            "municipality",
            "period",
            "filter.",
            "revision",
            "as_known_at",
            "limit",
            "cursor",
            "format",
        ],
    )?;
    let format = Format::choose(params.one("format")?, request.headers())?;
    let page = Page::read(&params, format, &state.limits)?;
    let (cursor, at) = cursor_and_revision(&params)?;
    let asked = FactRequest {
        table: params.one("table")?.unwrap_or_default().to_owned(),
        municipalities: params.list("municipality"),
        periods: params.list("period"),
        filters: params.filters(),
        at,
        offset: u32::try_from(cursor.offset).unwrap_or(u32::MAX),
        limit: u32::try_from(page.limit()).unwrap_or(u32::MAX),
    };
    let store = std::sync::Arc::clone(&state.store);
    let found = state.pool.run(move || list(&store, &asked)).await?;
    page.refuse(found.more)?;
    let behind = Cursor {
        revision: found.revision,
        offset: cursor.offset.saturating_add(found.facts.len()),
    };
    let next = found.more.then(|| behind.to_string());
    let validity = Validity {
        revision: found.revision,
        committed_at: found.committed_at,
    };
    let meta = json!({"revision": found.revision, "committed_at": found.committed_at, "source": crate::SOURCE_NOTE,
        "demo": state.store.is_demo()});
    table(
        &request,
        format,
        validity,
        Table {
            meta,
            columns: &COLUMNS,
            items: fact_bodies(&found)?.into_iter(),
            next,
            file_name: "facts".to_owned(),
        },
    )
}

/// Registers the paths.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get("/facts", list_facts));
}
