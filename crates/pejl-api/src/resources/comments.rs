//! Comments: what somebody who knows says of one figure, beside the figure that it explains and the figure as it is now.

mod change;

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use pejl_app::Observation;
use pejl_app::comments::{self, Comments, CommentsRequest, Explained, ToldComment};
use pejl_app::targets::reading_name;
use pejl_domain::Lang;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::answer::{Format, ListBody};
use crate::language;
use crate::listed::{self, Listed, Listing};
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::resources::observations::viewer;
use crate::rows::to_row;
use crate::state::ApiState;

pub use change::{
    __path_approve_comment, __path_create_comment, __path_delete_comment, __path_replace_comment,
    CommentDraftBody, approve_comment, create_comment, delete_comment, replace_comment,
};

/// Columns of a list of comments.
pub const COMMENT_COLUMNS: [&str; 18] = [
    "id",
    "version",
    "municipality",
    "indicator",
    "members",
    "period",
    "text_da",
    "text_en",
    "withheld_reason",
    "author",
    "author_role",
    "approved_by",
    "approved_on",
    "explains",
    "now",
    "moved",
    "known_from",
    "known_to",
];

/// A figure that a comment is of.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommentFigureBody {
    /// The figure; null with any cell other than `ok` and `zero`.
    #[schema(example = 82.5)]
    pub value: Option<f64>,
    /// `ok`, `zero`, `missing`, `not_applicable`, `confidential` or `immature`; null where an erasure has taken what was kept.
    #[schema(example = "ok")]
    pub cell: Option<&'static str>,
    /// Unit of the value.
    #[schema(example = "days")]
    pub unit: String,
    /// `current`, or that prices have nothing to do with it.
    #[schema(example = "not_applicable")]
    pub price_level: String,
    /// Whether the period is only partly in.
    pub provisional: Option<bool>,
    /// Version of the definition.
    #[schema(example = 2)]
    pub definition_version: i32,
    /// The revision it was read at.
    #[schema(example = 12)]
    pub revision: i64,
    /// Why there is no value.
    pub reason: Option<String>,
}

impl CommentFigureBody {
    fn of(one: &Observation, lang: Lang) -> Self {
        Self {
            value: one.value,
            cell: Some(one.cell.as_str()),
            unit: one.unit.to_string(),
            price_level: one.price_level.clone(),
            provisional: Some(one.provisional),
            definition_version: one.definition_version,
            revision: one.revision,
            reason: one
                .reason
                .as_ref()
                .map(|reason| reason.to_lang(lang).to_owned()),
        }
    }

    fn explained(one: &Explained, lang: Lang) -> Self {
        if let Some(figure) = &one.figure {
            return Self::of(figure, lang);
        }
        let reason = lang.pick(
            "tallet er taget ud af en sletning af personoplysninger",
            "the figure was taken out by an erasure of personal data",
        );
        Self {
            value: None,
            cell: None,
            unit: one.read_by.unit.clone(),
            price_level: one.read_by.price_level.clone(),
            provisional: None,
            definition_version: one.read_by.definition_version,
            revision: one.read_by.revision,
            reason: Some(reason.to_owned()),
        }
    }
}

/// A version of a comment.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommentBody {
    /// Its number.
    #[schema(example = 1)]
    pub id: i64,
    /// Its version, from 1.
    #[schema(example = 1)]
    pub version: i32,
    /// Code of the municipality.
    #[schema(example = "766")]
    pub municipality: String,
    /// Code of the reading.
    #[schema(example = "O3.1.median_days")]
    pub indicator: String,
    /// The cut: dimension and member; empty for the whole municipality.
    #[schema(example = json!({}))]
    pub members: BTreeMap<String, String>,
    /// The period.
    #[schema(example = "2018-03")]
    pub period: String,
    /// What is said, in Danish, as it was written: text, never markup; null where there is none, or where it is withheld.
    #[schema(example = "Forløbene blev længere, fordi to terapeutstillinger var ubesatte.")]
    pub text_da: Option<String>,
    /// What is said, in English.
    pub text_en: Option<String>,
    /// Why the texts are withheld from whoever asks; null where they are told.
    pub withheld_reason: Option<String>,
    /// Who says it.
    #[schema(example = "Anne Holm")]
    pub author: String,
    /// What the author is.
    #[schema(example = "Leder af træningen")]
    pub author_role: String,
    /// Who has signed it off; null while nobody has.
    #[schema(example = "Ældrechefen")]
    pub approved_by: Option<String>,
    /// The day it was signed off.
    #[schema(example = "2018-04-20")]
    pub approved_on: Option<NaiveDate>,
    /// The figure as it was when it was written.
    pub explains: CommentFigureBody,
    /// The figure as known at the revision asked for; null where it cannot be asked for any more.
    pub now: Option<CommentFigureBody>,
    /// Whether the figure is another now; null where either is withheld or not known.
    #[schema(example = false)]
    pub moved: Option<bool>,
    /// The revision that set it.
    #[schema(example = 12)]
    pub known_from: i64,
    /// The revision that set another version or withdrew it.
    pub known_to: Option<i64>,
}

impl CommentBody {
    /// Returns the body of a comment; its texts are as they were written, the reasons in a language.
    pub fn of(one: &ToldComment, lang: Lang) -> Self {
        let said = &one.said;
        let text = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        Self {
            id: one.number,
            version: one.version,
            municipality: one.municipality.clone(),
            indicator: reading_name(&said.subject(&one.municipality)),
            members: said.members.clone(),
            period: said.period.clone(),
            text_da: text(&said.text_da),
            text_en: text(&said.text_en),
            withheld_reason: one
                .withheld
                .as_ref()
                .map(|reason| reason.to_lang(lang).to_owned()),
            author: said.author.clone(),
            author_role: said.author_role.clone(),
            approved_by: said.approved_by.clone(),
            approved_on: said.approved_on,
            explains: CommentFigureBody::explained(&one.explains, lang),
            now: one.now.as_ref().map(|now| CommentFigureBody::of(now, lang)),
            moved: one.moved,
            known_from: one.known_from,
            known_to: one.known_to,
        }
    }
}

/// Returns comments as rows, for the command line.
pub fn comment_rows(comments: &[ToldComment], lang: Lang) -> Vec<Map<String, Value>> {
    let rows = comments.iter().map(|one| CommentBody::of(one, lang));
    rows.filter_map(|body| to_row(body).ok()).collect()
}

/// Returns what the rows of a list of comments share, for the command line.
pub fn comments_meta(found: &Comments, is_demo: bool) -> Value {
    json!({"revision": found.revision, "committed_at": found.committed_at, "demo": is_demo})
}

/// Lists the comments on figures, each with the figure that it explains and the figure as it is now.
///
/// With a figure that whoever asks may not be told the words about it are withheld too.
#[utoipa::path(get, path = "/api/v1/comments", tag = "indicators",
    params(("municipality" = Option<String>, Query, description = "Code or name of a municipality", example = "766"),
           ("indicator" = Option<String>, Query, description = "Code of an indicator or a reading", example = "O3.1"),
           ("period" = Option<String>, Query, description = "Periods and stretches of them, with commas between: comments on these and on what lies within", example = "2018"),
           ("role" = Option<String>, Query, description = "Answer as somebody with this role sees it", example = "viewer"),
           ("revision" = Option<i64>, Query, description = "Comments and figures as known at this revision"),
           ("as_known_at" = Option<String>, Query, description = "Comments and figures as known at this instant", example = "2018-03-31T22:00:00Z"),
           ("limit" = Option<usize>, Query, description = "Rows of a page, 1,000 when left out", example = 100),
           ("cursor" = Option<String>, Query, description = "Where the next page begins, from `next`"),
           ("lang" = Option<String>, Query, description = "da or en, of the reasons; texts are as they were written", example = "da"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "The comments", body = ListBody<Vec<CommentBody>>),
              (status = 304, description = "The client has them already"),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json")))]
pub async fn list_comments(
    request: HttpRequest,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let own = ["municipality", "indicator", "period", "role", "lang"];
    let asked = Listing::read(&request, &state, &own)?;
    let lang = language::choose(&asked.params, request.headers())?;
    let viewer = viewer(&asked.params)?;
    let which = CommentsRequest {
        municipality: asked.params.one("municipality")?.map(str::to_owned),
        indicator: asked.params.one("indicator")?.map(str::to_owned),
        periods: asked.params.list("period"),
        at: asked.at,
    };
    let (store, page, cursor) = (Arc::clone(&state.store), asked.page, asked.cursor);
    let (found, told, next) = state
        .pool
        .run(move || {
            let found = comments::list_comments(&store, &which)?;
            // Figures are asked for of those on the page alone.
            let (shown, next) = page.of(&found.comments, cursor.at(found.revision))?;
            let told = comments::tell(&store, shown, found.at(which.at), &viewer)?;
            Ok::<_, ApiError>((found, told, next))
        })
        .await?;
    let listed = Listed {
        n: Some(found.comments.len()),
        next,
        demo: Some(state.store.is_demo()),
        ..rows(&found, &told, lang, "comments")
    };
    listed::answer(&request, asked.format, listed)
}

/// Returns the versions of a comment, the latest first.
///
/// The first of them is in force unless it has a `known_to`.
#[utoipa::path(get, path = "/api/v1/comments/{id}", tag = "indicators",
    params(("id" = i64, Path, description = "Number of the comment", example = 1),
           ("role" = Option<String>, Query, description = "Answer as somebody with this role sees it", example = "viewer"),
           ("revision" = Option<i64>, Query, description = "As known at this revision"),
           ("as_known_at" = Option<String>, Query, description = "As known at this instant", example = "2018-03-31T22:00:00Z"),
           ("lang" = Option<String>, Query, description = "da or en, of the reasons", example = "da")),
    responses((status = 200, description = "The versions", body = ListBody<Vec<CommentBody>>),
              (status = 404, description = "There never was such a comment", body = Problem, content_type = "application/problem+json")))]
pub async fn get_comment(
    request: HttpRequest,
    path: web::Path<i64>,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let known = ["role", "revision", "as_known_at", "lang"];
    let params = Params::read(request.query_string(), &known)?;
    let lang = language::choose(&params, request.headers())?;
    let (viewer, at) = (viewer(&params)?, crate::as_known(&params)?);
    let (store, number) = (Arc::clone(&state.store), path.into_inner());
    let (found, told) = state
        .pool
        .run(move || comments::get_told(&store, number, at, &viewer))
        .await?;
    let name = format!("comment-{number}");
    let listed = Listed {
        demo: Some(state.store.is_demo()),
        ..rows(&found, &told, lang, &name)
    };
    listed::answer(&request, Format::Json, listed)
}

/// What both lists share.
fn rows<'a>(
    found: &Comments,
    told: &'a [ToldComment],
    lang: Lang,
    file_name: &str,
) -> Listed<impl Iterator<Item = CommentBody> + 'a> {
    Listed {
        revision: found.revision,
        committed_at: found.committed_at,
        n: None,
        demo: None,
        columns: &COMMENT_COLUMNS,
        items: told.iter().map(move |one| CommentBody::of(one, lang)),
        next: None,
        file_name: file_name.to_owned(),
    }
}

/// Registers the paths.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(
        crate::get("/comments", list_comments)
            .route(web::post().to(create_comment))
            .default_service(crate::other_methods("GET, HEAD, POST")),
    )
    .service(
        crate::get("/comments/{id}", get_comment)
            .route(web::put().to(replace_comment))
            .route(web::delete().to(delete_comment))
            .default_service(crate::other_methods("GET, HEAD, PUT, DELETE")),
    )
    .service(
        web::resource("/comments/{id}/approval")
            .route(web::post().to(approve_comment))
            .default_service(crate::other_methods("POST")),
    );
}
