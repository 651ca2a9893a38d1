//! Observations: one value for indicator × municipality × period × members, or the reason why there is none.

pub mod lineage;
pub mod query;
mod row;

use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::gate::{Role, Viewer};
use pejl_app::observations::{
    DeltaRequest, ObservationRequest, Order, Shape, list_changes, list_observations as list,
};
use pejl_app::{AppError, AsKnown, Request as Question};
use pejl_domain::Lang;

use crate::answer::{Format, ListBody, Table, Validity, table};
use crate::language;
use crate::page::{Cursor, Page, cursor_and_revision};
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::state::ApiState;

pub(crate) use row::source_note;
pub use row::{
    COLUMNS, ChangedBody, DELTA_COLUMNS, ObservationBody, delta_meta, delta_rows, observation_rows,
    observations_meta,
};

/// Parameters of the question, beside those of paging and format.
const KNOWN: [&str; 18] = [
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
    "order",
    "top",
    "totals",
    "changed_since",
    "revision",
    "as_known_at",
    "lang",
    "format",
];

/// Lists observations: a value or a reason for every cell asked for, in the order asked.
#[utoipa::path(get, path = "/api/v1/observations", tag = "indicators",
    params(("indicator" = String, Query, description = "1-25 codes of readings, with commas between; `O3.3@1` asks for a version of the definition", example = "F2.published_per_resident"),
           ("municipality" = String, Query, description = "Codes or names of municipalities, regions and groups, or * for the 98", example = "766,630"),
           ("period" = String, Query, description = "2018, 2014..2018, a list, latest or last:5", example = "2018..2019"),
           ("grain" = Option<String>, Query, description = "Length of the periods", example = "year"),
           ("by" = Option<String>, Query, description = "Dimensions to split by: function, dranst", example = "function"),
           ("filter.function" = Option<String>, Query, description = "Accounts or account areas", example = "5.30.27,5.30.28"),
           ("filter.dranst" = Option<String>, Query, description = "Dranst codes", example = "1"),
           ("price" = Option<String>, Query, description = "current, fixed:YEAR, or fixed:YEAR:SERIES where several price series are imported", example = "current"),
           ("window" = Option<String>, Query, description = "period, year_to_date, rolling_12 or year_to_date_compared: which months a period of own records stands for; the last puts the same months of the year before and the change beside it", example = "period"),
           ("base" = Option<String>, Query, description = "The period in which an index is 100; when left out, the first of those asked for in which the most can be told and be compared with the last", example = "2016"),
           ("order" = Option<String>, Query, description = "What rows are put in order by: indicator, municipality, period, value, n; with - before it the greatest first", example = "-value"),
           ("top" = Option<usize>, Query, description = "Only so many rows, the first in their order", example = 10),
           ("totals" = Option<bool>, Query, description = "Whether totals over the dimensions of own records stand beside their members; computed from the rows, never added up", example = false),
           ("changed_since" = Option<String>, Query, description = "Only figures that changed since this revision or instant: kept totals of readings of own records, with withdrawn ones marked deleted; indicator, municipality, period and grain may be left out. `meta.revision` is what to ask from the next time, and `meta.whole` says that these are all there are, because none were kept at the revision named", example = 12),
           ("role" = Option<String>, Query, description = "Answer as somebody with this role sees it: viewer, analyst, finance, steward or admin", example = "viewer"),
           ("revision" = Option<i64>, Query, description = "Answer as known at this revision"),
           ("as_known_at" = Option<String>, Query, description = "Answer as known at this instant", example = "2018-03-31T22:00:00Z"),
           ("limit" = Option<usize>, Query, description = "Rows of a JSON page, 1,000 when left out; files hold all rows", example = 1000),
           ("cursor" = Option<String>, Query, description = "Where the next page begins, from `next`"),
           ("lang" = Option<String>, Query, description = "da or en", example = "da"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "The observations; with `changed_since` each has `deleted` as well", body = ListBody<Vec<ObservationBody>>),
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
    let answering = Answering::read(&request, &state, &params)?;
    let (_, at) = cursor_and_revision(&params)?;
    if let Some(since) = params.one("changed_since")? {
        for name in ["order", "top", "totals"] {
            if let Some(value) = params.text(name)? {
                let allowed = "nothing beside changed_since";
                return Err(AppError::parameter(name, value, allowed).into());
            }
        }
        let asked = DeltaRequest {
            query: question(&params)?,
            since: since_of(since)?,
            at,
            viewer: viewer(&params)?,
        };
        return answering.with_changes(asked).await;
    }
    let asked = ObservationRequest {
        query: question(&params)?,
        at,
        viewer: viewer(&params)?,
        shape: shape(&params)?,
    };
    answering.with_observations(asked).await
}

/// What an answer is made for.
struct Answering<'a> {
    request: &'a HttpRequest,
    state: &'a web::Data<ApiState>,
    lang: Lang,
    format: Format,
    page: Page,
    cursor: Cursor,
}

impl<'a> Answering<'a> {
    /// Reads language, format and page.
    fn read(
        request: &'a HttpRequest,
        state: &'a web::Data<ApiState>,
        params: &Params,
    ) -> Result<Self, ApiError> {
        let format = Format::choose(params.one("format")?, request.headers())?;
        Ok(Self {
            request,
            state,
            lang: language::choose(params, request.headers())?,
            format,
            page: Page::read(params, format, &state.limits)?,
            cursor: Cursor::read(params)?.unwrap_or_default(),
        })
    }

    async fn with_observations(self, asked: ObservationRequest) -> Result<HttpResponse, ApiError> {
        let store = std::sync::Arc::clone(&self.state.store);
        let found = self.state.pool.run(move || list(&store, &asked)).await?;
        let validity = Validity {
            revision: found.revision,
            committed_at: found.committed_at,
        };
        let cursor = self.cursor.at(found.revision);
        let (rows, next) = self.page.of(&found.observations, cursor)?;
        let bodies = rows.iter().map(|one| ObservationBody::of(one, self.lang));
        table(
            self.request,
            self.format,
            validity,
            Table {
                meta: observations_meta(&found, self.state.store.is_demo(), self.lang),
                columns: &COLUMNS,
                items: bodies,
                next,
                file_name: "observations".to_owned(),
            },
        )
    }

    async fn with_changes(self, asked: DeltaRequest) -> Result<HttpResponse, ApiError> {
        let store = std::sync::Arc::clone(&self.state.store);
        let found = self
            .state
            .pool
            .run(move || list_changes(&store, &asked))
            .await?;
        let validity = Validity {
            revision: found.revision,
            committed_at: found.committed_at,
        };
        let cursor = self.cursor.at(found.revision);
        let (rows, next) = self.page.of(&found.changes, cursor)?;
        let bodies = rows.iter().map(|one| ChangedBody::of(one, self.lang));
        table(
            self.request,
            self.format,
            validity,
            Table {
                meta: delta_meta(&found, self.state.store.is_demo(), self.lang),
                columns: &DELTA_COLUMNS,
                items: bodies,
                next,
                file_name: "changed-observations".to_owned(),
            },
        )
    }
}

/// Returns the revision that a client has: by its number, or as known at an instant.
///
/// # Errors
/// It is neither.
pub fn since_of(text: &str) -> Result<AsKnown, AppError> {
    let read = match text.chars().all(|letter| letter.is_ascii_digit()) {
        true => AsKnown::read(Some(text), None),
        false => AsKnown::read(None, Some(text)),
    };
    read.map_err(|_| {
        let allowed = "a revision number, or an instant such as 2018-03-31T23:59:59Z";
        AppError::parameter("changed_since", text, allowed)
    })
}

/// Returns how the answer is put together.
fn shape(params: &Params) -> Result<Shape, ApiError> {
    let order = params.list("order");
    let order = order.iter().map(|text| Order::parse(text));
    let totals = match params.one("totals")? {
        None | Some("false") => false,
        Some("true") => true,
        Some(other) => return Err(AppError::parameter("totals", other, "true or false").into()),
    };
    Ok(Shape {
        order: order.collect::<Result<_, _>>()?,
        top: params.parsed("top", "a whole number of rows")?,
        totals,
    })
}

/// Returns who asks: anybody, unless the question says who. Keys have no roles yet, so whoever is let in can ask as others
/// see it.
pub(crate) fn viewer(params: &Params) -> Result<Viewer, ApiError> {
    let role = params
        .one("role")?
        .map_or(Ok(Role::default()), Role::parse)?;
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
    cfg.service(crate::get("/observations", list_observations))
        .service(crate::get("/observations/lineage", lineage::get_lineage))
        .service(
            web::resource("/query")
                .route(web::post().to(query::post_query))
                .default_service(crate::other_methods("POST")),
        );
}
