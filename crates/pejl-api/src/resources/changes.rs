//! What a revision changed: how many rows of what, and the rows themselves where they are of no person.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use pejl_app::changes::{ChangesRequest, RevisionChanges, changes};
use pejl_app::{AppError, ChangeCount, ChangedRow, DatasetSpec};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::answer::{Format, ListBody, Table, Validity, table};
use crate::page::{Cursor, Page};
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::rows::to_rows;
use crate::state::ApiState;

/// How many rows changed in one place, or one row that changed: `show` says which.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum ChangeBody {
    /// With `show=counts`.
    Count(ChangeCountBody),
    /// With `show=rows`.
    Row(Box<ChangedRowBody>),
}

/// How many rows changed in one place.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeCountBody {
    /// The dataset.
    #[schema(example = "stat_fact")]
    pub dataset: String,
    /// Source, table, unit, price level, grain and dimensions in one key; the series of prices; null where rows were taken
    /// out of all revisions.
    #[schema(example = "statbank/REGK31/oere/current/year/art,dranst,function")]
    pub variant: Option<String>,
    /// Canonical area code; null where there is none.
    #[schema(example = "766")]
    pub area: Option<String>,
    /// The period; null where there is none.
    #[schema(example = "2019")]
    pub period: Option<String>,
    /// Rows that were not there before.
    #[schema(example = 0)]
    pub added: i64,
    /// Rows that were others before; never of a dataset whose rows nothing identifies.
    #[schema(example = 12)]
    pub changed: i64,
    /// Rows that are not there any more.
    #[schema(example = 1)]
    pub removed: i64,
}

/// One row that changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedRowBody {
    /// The dataset.
    #[schema(example = "stat_fact")]
    pub dataset: String,
    /// `added`, `changed` or `removed`.
    #[schema(example = "changed")]
    pub change: String,
    /// Source, table, unit, price level, grain and dimensions in one key, or the series of prices.
    #[schema(example = "statbank/REGK31/oere/current/year/art,dranst,function")]
    pub variant: Option<String>,
    /// Canonical area code.
    #[schema(example = "766")]
    pub area: Option<String>,
    /// The period, of a changed row the new one.
    #[schema(example = "2019")]
    pub period: Option<String>,
    /// The columns that identify the row; empty where nothing does.
    #[schema(value_type = Object, example = json!({"area": "766", "members": "art=TOT;dranst=1;function=5.30.27"}))]
    pub key: Map<String, Value>,
    /// What stood in the columns that changed; empty of an added row.
    #[schema(value_type = Object, example = json!({"value": 3079}))]
    pub old: Map<String, Value>,
    /// What stands in them now; empty of a removed row.
    #[schema(value_type = Object, example = json!({"value": 3081}))]
    pub new: Map<String, Value>,
}

/// Columns of a count, in the order of every format.
pub const COUNT_COLUMNS: [&str; 7] = [
    "dataset", "variant", "area", "period", "added", "changed", "removed",
];
/// Columns of a changed row, in the order of every format.
pub const ROW_COLUMNS: [&str; 8] = [
    "dataset", "change", "variant", "area", "period", "key", "old", "new",
];

fn unless_empty(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn count_body((spec, count): &(&'static DatasetSpec, ChangeCount)) -> ChangeCountBody {
    ChangeCountBody {
        dataset: spec.name.to_owned(),
        variant: unless_empty(&count.variant),
        area: unless_empty(&count.area),
        period: unless_empty(&count.period),
        added: count.added,
        changed: count.changed,
        removed: count.removed,
    }
}

fn row_body((spec, row): &(&'static DatasetSpec, ChangedRow)) -> ChangedRowBody {
    let change = row.change.as_str();
    let side = |is_new: bool| -> Map<String, Value> {
        let absent = if is_new { "removed" } else { "added" };
        let values = row.values.iter().filter(|_| change != absent);
        let pair = values.map(|one| (one.column, if is_new { &one.new } else { &one.old }));
        pair.map(|(column, value)| (column.to_owned(), value.clone()))
            .collect()
    };
    ChangedRowBody {
        dataset: spec.name.to_owned(),
        change: change.to_owned(),
        variant: unless_empty(&row.variant),
        area: unless_empty(&row.area),
        period: unless_empty(&row.period),
        key: row
            .key
            .iter()
            .map(|(column, value)| ((*column).to_owned(), value.clone()))
            .collect(),
        old: side(false),
        new: side(true),
    }
}

/// Returns how many rows changed, as rows.
///
/// # Errors
/// None but a fault of ours.
pub fn change_count_rows(found: &RevisionChanges) -> Result<Vec<Map<String, Value>>, ApiError> {
    to_rows(found.counts.iter().map(count_body))
}

/// Returns the rows that changed, as rows.
///
/// # Errors
/// None but a fault of ours.
pub fn changed_rows(found: &RevisionChanges) -> Result<Vec<Map<String, Value>>, ApiError> {
    to_rows(found.rows.iter().map(row_body))
}

/// Tells what a revision changed: how many rows per dataset, variant, area and period, or which.
///
/// Rows of persons are only counted. What was forgotten since is in no count.
#[utoipa::path(get, path = "/api/v1/revisions/{n}/changes", tag = "data",
    params(("n" = i64, Path, description = "Number of the revision", example = 2),
           ("show" = Option<String>, Query, description = "`counts` per place, or the `rows` of datasets that are of no persons; counts when left out", example = "counts"),
           ("dataset" = Option<String>, Query, description = "Datasets; all when left out", example = "stat_fact"),
           ("municipality" = Option<String>, Query, description = "Areas in any spelling; all when left out", example = "766"),
           ("period" = Option<String>, Query, description = "Periods with their parts, each one period or from..to; all when left out", example = "2019"),
           ("limit" = Option<usize>, Query, description = "Rows of a page, 1,000 when left out", example = 100),
           ("cursor" = Option<String>, Query, description = "Where the next page begins, from `next`"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "A page of what changed", body = ListBody<Vec<ChangeBody>>),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json"),
              (status = 404, description = "No such revision", body = Problem, content_type = "application/problem+json")))]
pub async fn list_revision_changes(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let known = [
        "show",
        "dataset",
        "municipality",
        "period",
        "limit",
        "cursor",
        "format",
    ];
    let params = Params::read(request.query_string(), &known)?;
    let format = Format::choose(params.one("format")?, request.headers())?;
    let page = Page::read(&params, format, &state.limits)?;
    let revision: i64 = path
        .parse()
        .map_err(|_| AppError::parameter("n", &path, "the number of a revision"))?;
    let with_rows = match params.one("show")? {
        None | Some("counts") => false,
        Some("rows") => true,
        Some(other) => {
            return Err(AppError::parameter("show", other, "counts or rows").into());
        }
    };
    let cursor = Cursor::read(&params)?.unwrap_or_default().at(revision);
    let asked = ChangesRequest {
        revision,
        datasets: params.list("dataset"),
        municipalities: params.list("municipality"),
        periods: params.list("period"),
        rows_max: with_rows.then_some(state.limits.file_rows_max),
    };
    let store = std::sync::Arc::clone(&state.store);
    let found = state.pool.run(move || changes(&store, &asked)).await?;
    let validity = Validity {
        revision,
        committed_at: Some(found.revision.committed_at),
    };
    let meta = meta(&found);
    let file_name = format!("revision-{revision}-changes");
    if with_rows {
        let (rows, next) = page.of(&found.rows, cursor)?;
        let items = rows
            .iter()
            .map(|row| ChangeBody::Row(Box::new(row_body(row))));
        let found = Table {
            meta,
            columns: &ROW_COLUMNS,
            items,
            next,
            file_name,
        };
        table(&request, format, validity, found)
    } else {
        let (counts, next) = page.of(&found.counts, cursor)?;
        let items = counts
            .iter()
            .map(|count| ChangeBody::Count(count_body(count)));
        let found = Table {
            meta,
            columns: &COUNT_COLUMNS,
            items,
            next,
            file_name,
        };
        table(&request, format, validity, found)
    }
}

fn meta(found: &RevisionChanges) -> Value {
    let revision = &found.revision;
    let at: DateTime<Utc> = revision.committed_at;
    json!({"revision": revision.n, "committed_at": at, "kind": revision.kind, "actor": revision.actor})
}

/// Registers the paths.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get("/revisions/{n}/changes", list_revision_changes));
}
