//! The question of `GET /observations` as a JSON document, for questions that are long or put together by a program.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::gate::{Role, Viewer};
use pejl_app::observations::{ObservationRequest, Order, Shape};
use pejl_app::{AsKnown, Request as Question};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Answering, ObservationBody};
use crate::answer::ListBody;
use crate::page::Cursor;
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::sent;
use crate::state::ApiState;

/// Longest document that is read.
const BYTES_MAX: usize = 64 * 1024;

/// A question. What is left out is as in `GET /observations`.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct QueryBody {
    /// 1–25 codes of indicators or readings; `O3.3@1` asks for a version of the definition.
    #[schema(example = json!(["O3.3", "O3.1"]))]
    pub indicator: Vec<String>,
    /// Codes or names of municipalities, regions and groups, or `*` for the 98.
    #[schema(example = json!(["766"]))]
    pub municipality: Vec<String>,
    /// `2018`, `2014..2018`, `latest` or `last:5`.
    #[schema(example = json!(["2017..2018"]))]
    pub period: Vec<String>,
    /// Length of the periods.
    #[schema(example = "year")]
    pub grain: Option<String>,
    /// Dimensions to split by.
    #[schema(example = json!(["course_type"]))]
    pub by: Vec<String>,
    /// Dimensions, and the members wanted of them.
    #[schema(example = json!({"sex": ["K"]}))]
    pub filter: BTreeMap<String, Vec<String>>,
    /// `current`, `fixed:YEAR` or `fixed:YEAR:SERIES`.
    #[schema(example = "current")]
    pub price: Option<String>,
    /// `period`, `year_to_date`, `rolling_12` or `year_to_date_compared`.
    #[schema(example = "period")]
    pub window: Option<String>,
    /// The period in which an index is 100.
    pub base: Option<String>,
    /// Answer as somebody with this role sees it.
    #[schema(example = "viewer")]
    pub role: Option<String>,
    /// Answer as known at this revision.
    pub revision: Option<i64>,
    /// Answer as known at this instant.
    pub as_known_at: Option<String>,
    /// What rows are put in order by: `indicator`, `municipality`, `period`, `value`, `n`; with `-` before it the greatest
    /// first.
    #[schema(example = json!(["-value"]))]
    pub order: Vec<String>,
    /// Only so many rows, the first in their order.
    #[schema(example = 10)]
    pub top: Option<usize>,
    /// Whether totals over the dimensions stand beside their members; computed from the rows, never added up.
    #[schema(example = true)]
    pub totals: bool,
}

/// Answers a question that is sent as a document.
#[utoipa::path(post, path = "/api/v1/query", tag = "indicators", request_body = QueryBody,
    params(("limit" = Option<usize>, Query, description = "Rows of a JSON page, 1,000 when left out; files hold all rows", example = 1000),
           ("cursor" = Option<String>, Query, description = "Where the next page begins, from `next`; the same document is sent again"),
           ("lang" = Option<String>, Query, description = "da or en", example = "da"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "The observations", body = ListBody<Vec<ObservationBody>>),
              (status = 400, description = "The document or a parameter cannot be used", body = Problem, content_type = "application/problem+json"),
              (status = 413, description = "The document is too long, or the query spans too many cells", body = Problem, content_type = "application/problem+json")))]
pub async fn post_query(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let params = Params::read(
        request.query_string(),
        &["limit", "cursor", "lang", "format"],
    )?;
    let answering = Answering::read(&request, &state, &params)?;
    let cursor = Cursor::read(&params)?;
    let body: QueryBody = sent::document(payload, BYTES_MAX).await?;
    let at = match cursor {
        Some(cursor) => AsKnown::Revision(cursor.revision),
        None => AsKnown::read(
            body.revision.map(|n| n.to_string()).as_deref(),
            body.as_known_at.as_deref(),
        )?,
    };
    let role = body
        .role
        .as_deref()
        .map_or(Ok(Role::default()), Role::parse)?;
    let order = body.order.iter().map(|text| Order::parse(text));
    let shape = Shape {
        order: order.collect::<Result<_, _>>()?,
        top: body.top,
        totals: body.totals,
    };
    let asked = ObservationRequest {
        query: question(body),
        at,
        viewer: Viewer::everywhere(role),
        shape,
    };
    answering.with_observations(asked).await
}

fn question(body: QueryBody) -> Question {
    Question {
        indicators: body.indicator,
        municipalities: body.municipality,
        periods: body.period,
        grain: body.grain,
        by: body.by,
        filters: body.filter.into_iter().collect(),
        prices: body.price.into_iter().collect(),
        window: body.window,
        base: body.base,
    }
}
