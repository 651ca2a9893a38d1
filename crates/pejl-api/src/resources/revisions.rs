//! Revisions: every committed change of facts or definitions, newest first.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use pejl_app::AsKnown;
use pejl_app::catalogue;
use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::{Format, ListBody, Table, Validity, table};
use crate::page::{Page, key_cursor};
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::state::ApiState;

/// One revision.
#[derive(Debug, Serialize, ToSchema)]
pub struct RevisionBody {
    /// Its number; each change makes the next.
    #[schema(example = 12)]
    pub revision: i64,
    /// When it was made.
    #[schema(example = "2018-04-03T08:15:00Z")]
    pub committed_at: DateTime<Utc>,
    /// What made it: `import`, `forget` (persons were taken out of all revisions) or `retention` (rows past their time were).
    #[schema(example = "import")]
    pub kind: String,
    /// Who made it.
    #[schema(example = "demo")]
    pub actor: String,
}

/// Lists revisions, newest first.
#[utoipa::path(get, path = "/api/v1/revisions", tag = "data",
    params(("limit" = Option<usize>, Query, description = "Rows of a page, 1,000 when left out", example = 100),
           ("cursor" = Option<i64>, Query, description = "Where the next page begins, from `next`"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "A page of revisions", body = ListBody<Vec<RevisionBody>>),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json")))]
pub async fn list_revisions(
    request: HttpRequest,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let params = Params::read(request.query_string(), &["limit", "cursor", "format"])?;
    let format = Format::choose(params.one("format")?, request.headers())?;
    let page = Page::read(&params, format, &state.limits)?;
    let before: Option<i64> = key_cursor(&params)?;
    let store = std::sync::Arc::clone(&state.store);
    let (head, mut revisions) = state
        .pool
        .run(move || -> Result<_, pejl_app::AppError> {
            Ok((
                catalogue::head(&store, AsKnown::Head)?,
                catalogue::revisions(&store, before, page.ask())?,
            ))
        })
        .await?;
    let more = page.cut(&mut revisions)?;
    let next = revisions.last().filter(|_| more).map(|r| r.n.to_string());
    let body = |r: pejl_app::Revision| RevisionBody {
        revision: r.n,
        committed_at: r.committed_at,
        kind: r.kind,
        actor: r.actor,
    };
    let validity = Validity {
        revision: head.revision,
        committed_at: head.committed_at,
    };
    let meta = serde_json::json!({"revision": head.revision, "committed_at": head.committed_at});
    let columns = &["revision", "committed_at", "kind", "actor"];
    table(
        &request,
        format,
        validity,
        Table {
            meta,
            columns,
            items: revisions.into_iter().map(body),
            next,
            file_name: "revisions".to_owned(),
        },
    )
}

/// Registers the paths.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get("/revisions", list_revisions));
}
