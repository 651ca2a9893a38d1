//! Releases: a revision under a name, the latest made first.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use pejl_app::releases::{self, Made, ReleaseDraft, StoredRelease};
use pejl_app::targets::State;
use pejl_app::{AppError, AsKnown, catalogue};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::answer::{Format, ListBody, Table, Validity, table};
use crate::page::{Page, key_cursor};
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::rows::to_row;
use crate::sent::{self, Became};
use crate::state::ApiState;

/// Columns of a list of releases.
pub const RELEASE_COLUMNS: [&str; 6] = ["id", "name", "revision", "note", "actor", "made_at"];

/// A release.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReleaseBody {
    /// Its number; a later one has a higher one.
    #[schema(example = 3)]
    pub id: i64,
    /// Its name.
    #[schema(example = "Marts 2018")]
    pub name: String,
    /// The revision that is published.
    #[schema(example = 12)]
    pub revision: i64,
    /// What is said of it; may be empty.
    #[schema(example = "Forelagt udvalget den 24. april")]
    pub note: String,
    /// Who made it.
    #[schema(example = "demo")]
    pub actor: String,
    /// When it was made.
    #[schema(example = "2018-04-20T08:15:00Z")]
    pub made_at: DateTime<Utc>,
}

impl ReleaseBody {
    /// Returns the body of a release.
    pub fn of(one: &StoredRelease) -> Self {
        Self {
            id: one.id,
            name: one.name.clone(),
            revision: one.revision,
            note: one.note.clone(),
            actor: one.actor.clone(),
            made_at: one.made_at,
        }
    }
}

/// Returns releases as rows, for the command line.
pub fn release_rows(releases: &[StoredRelease]) -> Vec<Map<String, Value>> {
    let rows = releases.iter().map(ReleaseBody::of);
    rows.filter_map(|body| to_row(body).ok()).collect()
}

/// A release to be made.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReleaseDraftBody {
    /// Its name: 1 to 80 characters on one line, with a letter or a digit. Names that differ in small and large letters are one.
    #[schema(example = "Marts 2018")]
    pub name: String,
    /// The revision that is published; the newest when left out.
    #[schema(example = 12)]
    pub revision: Option<i64>,
    /// What is said of it: text, at most 1,000 characters, without person numbers.
    #[schema(example = "Forelagt udvalget den 24. april")]
    pub note: String,
}

/// What became of a release.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReleaseChangeBody {
    /// `applied`, `unchanged` (it is there already) or `proved` (a dry run).
    #[schema(example = "applied")]
    pub state: &'static str,
    /// Its number; null in a dry run.
    #[schema(example = 3)]
    pub id: Option<i64>,
    /// Its name.
    #[schema(example = "Marts 2018")]
    pub name: String,
    /// The revision that is published.
    #[schema(example = 12)]
    pub revision: i64,
}

impl ReleaseChangeBody {
    /// Returns the body of what became of a release.
    pub fn of(made: &Made) -> Self {
        Self {
            state: made.state.as_str(),
            id: made.release.as_ref().map(|one| one.id),
            name: made.name.clone(),
            revision: made.revision,
        }
    }
}

impl Became for Made {
    type Body = ReleaseChangeBody;

    fn state(&self) -> State {
        self.state
    }

    fn body(&self) -> ReleaseChangeBody {
        ReleaseChangeBody::of(self)
    }
}

/// Lists the releases, the latest made first.
#[utoipa::path(get, path = "/api/v1/releases", tag = "data",
    params(("limit" = Option<usize>, Query, description = "Rows of a page, 1,000 when left out", example = 100),
           ("cursor" = Option<i64>, Query, description = "Where the next page begins, from `next`"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "A page of releases", body = ListBody<Vec<ReleaseBody>>),
              (status = 304, description = "The client has them already"),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json")))]
pub async fn list_releases(
    request: HttpRequest,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let params = Params::read(request.query_string(), &["limit", "cursor", "format"])?;
    let format = Format::choose(params.one("format")?, request.headers())?;
    let page = Page::read(&params, format, &state.limits)?;
    let before: Option<i64> = key_cursor(&params)?;
    let store = Arc::clone(&state.store);
    let (head, mut found) = state
        .pool
        .run(move || -> Result<_, AppError> {
            Ok((
                catalogue::head(&store, AsKnown::Head)?,
                releases::list_releases(&store, before, page.ask())?,
            ))
        })
        .await?;
    let more = page.cut(&mut found)?;
    let rows = Table {
        meta: json!({"revision": head.revision, "committed_at": head.committed_at}),
        columns: &RELEASE_COLUMNS,
        next: found.last().filter(|_| more).map(|one| one.id.to_string()),
        items: found.iter().map(ReleaseBody::of),
        file_name: "releases".to_owned(),
    };
    let validity = Validity {
        revision: head.revision,
        // A release makes no revision, so that its day says nothing of the list.
        committed_at: None,
    };
    table(&request, format, validity, rows)
}

/// Freezes a revision under a name. A release is never changed and never deleted; made again alike it is unchanged.
#[utoipa::path(post, path = "/api/v1/releases", tag = "data", request_body = ReleaseDraftBody,
    params(("dry_run" = Option<bool>, Query, description = "Prove it, store nothing", example = true)),
    responses((status = 200, description = "It is there already, or it was a dry run", body = ReleaseChangeBody),
              (status = 201, description = "It is made", body = ReleaseChangeBody),
              (status = 400, description = "The document or a parameter cannot be used; `errors` names every fault", body = Problem, content_type = "application/problem+json"),
              (status = 404, description = "No such revision", body = Problem, content_type = "application/problem+json"),
              (status = 409, description = "The name is given to another revision or with another note", body = Problem, content_type = "application/problem+json"),
              (status = 413, description = "The document is too long", body = Problem, content_type = "application/problem+json")))]
pub async fn create_release(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let read = |body: ReleaseDraftBody| {
        Ok(ReleaseDraft {
            name: body.name,
            at: body.revision.map_or(AsKnown::Head, AsKnown::Revision),
            note: body.note,
        })
    };
    let (sent, done) = ((&request, payload, &state), StatusCode::CREATED);
    sent::store(sent, done, read, releases::make_release).await
}

/// Registers the paths.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(
        crate::get("/releases", list_releases)
            .route(web::post().to(create_release))
            .default_service(crate::other_methods("GET, HEAD, POST")),
    );
}
