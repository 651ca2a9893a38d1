//! Datasets: what each holds and how far it reaches.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::DatasetKind;
use pejl_app::catalogue::{self, DatasetStatus, TableCoverage};
use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::{Format, ListBody, Table, Validity, table};
use crate::page::{Page, cursor_and_revision};
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::state::ApiState;

/// One column of a dataset.
#[derive(Debug, Serialize, ToSchema)]
pub struct ColumnBody {
    /// Name in the Parquet files.
    #[schema(example = "value")]
    pub name: String,
    /// Type in the Parquet files.
    #[schema(example = "int64")]
    pub r#type: String,
    /// What the column holds.
    pub doc: String,
}

/// One table of a dataset and what is there of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TableBody {
    /// The table.
    #[schema(example = "REGK31")]
    pub table: String,
    /// Source, table, unit, price level, grain and dimensions in one key.
    #[schema(example = "statbank/REGK31/oere/current/year/art,dranst,function")]
    pub variant: String,
    /// Number of areas.
    #[schema(example = 104)]
    pub n_areas: usize,
    /// First period.
    #[schema(example = "2018")]
    pub first: Option<String>,
    /// Last period.
    #[schema(example = "2025")]
    pub last: Option<String>,
    /// Members of each dimension.
    pub members: BTreeMap<String, Vec<String>>,
}

/// One dataset.
#[derive(Debug, Serialize, ToSchema)]
pub struct DatasetBody {
    /// Name.
    #[schema(example = "stat_fact")]
    pub name: String,
    /// `replace` or `append`.
    #[schema(example = "replace")]
    pub kind: String,
    /// Version of its columns.
    #[schema(example = 1)]
    pub schema_version: i32,
    /// Its columns.
    pub columns: Vec<ColumnBody>,
    /// What is there.
    pub tables: Vec<TableBody>,
}

fn table_body(t: &TableCoverage) -> TableBody {
    TableBody {
        table: t.table_id.clone(),
        variant: t.variant.clone(),
        n_areas: t.n_areas,
        first: t.first.map(|p| p.to_string()),
        last: t.last.map(|p| p.to_string()),
        members: t.members.clone(),
    }
}

fn dataset_body(d: &DatasetStatus) -> DatasetBody {
    let column = |c: &pejl_app::ColumnSpec| ColumnBody {
        name: c.name.to_owned(),
        r#type: c.dtype.as_str().to_owned(),
        doc: c.doc.to_owned(),
    };
    DatasetBody {
        name: d.spec.name.to_owned(),
        kind: match d.spec.kind {
            DatasetKind::Replace => "replace",
            DatasetKind::Append => "append",
        }
        .to_owned(),
        schema_version: d.spec.schema_version,
        columns: d.spec.columns.iter().map(column).collect(),
        tables: d.tables.iter().map(table_body).collect(),
    }
}

/// Lists the datasets, their columns, and the tables, areas and periods that are there.
#[utoipa::path(get, path = "/api/v1/datasets", tag = "data",
    params(("revision" = Option<i64>, Query, description = "Answer as known at this revision"),
           ("as_known_at" = Option<String>, Query, description = "Answer as known at this instant", example = "2018-03-31T22:00:00Z"),
           ("limit" = Option<usize>, Query, description = "Rows of a page, 1,000 when left out", example = 100),
           ("cursor" = Option<String>, Query, description = "Where the next page begins, from `next`"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "The datasets", body = ListBody<Vec<DatasetBody>>),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json"),
              (status = 404, description = "No such revision", body = Problem, content_type = "application/problem+json")))]
pub async fn list_datasets(
    request: HttpRequest,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let params = Params::read(
        request.query_string(),
        &["revision", "as_known_at", "limit", "cursor", "format"],
    )?;
    let format = Format::choose(params.one("format")?, request.headers())?;
    let page = Page::read(&params, format, &state.limits)?;
    let (cursor, at) = cursor_and_revision(&params)?;
    let store = std::sync::Arc::clone(&state.store);
    let (head, datasets) = state
        .pool
        .run(move || -> Result<_, pejl_app::AppError> {
            Ok((
                catalogue::head(&store, at)?,
                catalogue::list_datasets(&store, at)?,
            ))
        })
        .await?;
    let validity = Validity {
        revision: head.revision,
        committed_at: head.committed_at,
    };
    let (datasets, next) = page.of(&datasets, cursor.at(head.revision))?;
    let meta = serde_json::json!({"revision": head.revision, "committed_at": head.committed_at});
    let columns = &["name", "kind", "schema_version"];
    table(
        &request,
        format,
        validity,
        Table {
            meta,
            columns,
            items: datasets.iter().map(dataset_body),
            next,
            file_name: "datasets".to_owned(),
        },
    )
}

/// Registers the paths.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get("/datasets", list_datasets));
}
