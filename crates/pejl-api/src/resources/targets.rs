//! Targets: what the council has decided the indicators are to reach.

mod change;

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use pejl_app::targets::{self, StoredTarget, TargetsRequest, reading_name};
use pejl_domain::target::{Goal, Level, PPM, Path};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::answer::{Format, ListBody};
use crate::listed::{self, Listed, Listing};
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::rows::to_row;
use crate::state::ApiState;

pub use change::{
    __path_create_target, __path_delete_target, __path_replace_target, TargetChangeBody,
    TargetDraftBody, create_target, delete_target, replace_target,
};

/// Columns of a list of targets: the fields that are set, and from when to when each holds.
pub const TARGET_COLUMNS: [&str; 27] = [
    "id",
    "version",
    "municipality",
    "indicator",
    "members",
    "unit",
    "price_level",
    "direction",
    "baseline_on",
    "baseline",
    "goal",
    "goal_low",
    "goal_high",
    "deadline",
    "path",
    "steps",
    "index_series",
    "index_change",
    "tolerance",
    "parent",
    "owner",
    "decision_case",
    "decision_meeting",
    "decided_on",
    "note",
    "known_from",
    "known_to",
];

/// Columns of a file of targets, which can be edited: those that can be set.
pub const TARGET_FILE_COLUMNS: &[&str] = TARGET_COLUMNS.split_at(25).0;

/// A version of a target.
#[derive(Debug, Serialize, ToSchema)]
pub struct TargetBody {
    /// Number of the target.
    #[schema(example = 3)]
    pub id: i64,
    /// Its version, from 1.
    #[schema(example = 1)]
    pub version: i32,
    /// Code of the municipality.
    #[schema(example = "766")]
    pub municipality: String,
    /// Code of the reading it is of.
    #[schema(example = "O3.1.median_days")]
    pub indicator: String,
    /// The cut: dimension and member; empty for the whole municipality.
    #[schema(example = json!({"unit": "T1"}))]
    pub members: BTreeMap<String, String>,
    /// Unit of its values.
    #[schema(example = "days")]
    pub unit: String,
    /// `current`, `fixed:YEAR`, or `not_applicable` for what is no money.
    #[schema(example = "not_applicable")]
    pub price_level: String,
    /// `up` (at least), `down` (at most) or `band`.
    #[schema(example = "down")]
    pub direction: String,
    /// The day the path begins: the last day of the period that the baseline is of.
    #[schema(example = "2014-12-31")]
    pub baseline_on: NaiveDate,
    /// Where the indicator stood.
    #[schema(example = 100.0)]
    pub baseline: f64,
    /// What is to be reached; null for a band and for an index-linked path.
    #[schema(example = 80.0)]
    pub goal: Option<f64>,
    /// The low end of a band.
    pub goal_low: Option<f64>,
    /// The high end of a band.
    pub goal_high: Option<f64>,
    /// The day by which it is to be reached.
    #[schema(example = "2018-12-31")]
    pub deadline: NaiveDate,
    /// `linear`, `steps` or `index_linked`.
    #[schema(example = "linear")]
    pub path: &'static str,
    /// The first day of each step and its value.
    #[schema(example = json!({}))]
    pub steps: BTreeMap<String, f64>,
    /// The price series that an index-linked path follows.
    #[schema(example = "pl")]
    pub index_series: Option<String>,
    /// How far from it the goal lies, as a share: −0.02 is 2 % below.
    #[schema(example = -0.02)]
    pub index_change: Option<f64>,
    /// How far on the wrong side of the path counts as held.
    #[schema(example = 1.5)]
    pub tolerance: f64,
    /// Number of the target that it is a part of.
    pub parent: Option<i64>,
    /// Who answers for it.
    #[schema(example = "Ældrechefen")]
    pub owner: String,
    /// Number of the case.
    #[schema(example = "2014-1234")]
    pub decision_case: String,
    /// The meeting that decided it.
    #[schema(example = "Byrådet, punkt 7")]
    pub decision_meeting: String,
    /// Day of the decision.
    #[schema(example = "2014-10-08")]
    pub decided_on: Option<NaiveDate>,
    /// Anything else.
    pub note: String,
    /// The revision that set it.
    #[schema(example = 12)]
    pub known_from: i64,
    /// The revision that set another version or withdrew it.
    pub known_to: Option<i64>,
}

impl TargetBody {
    /// Returns the body of a version of a target.
    pub fn of(one: &StoredTarget) -> Self {
        let (set, parts) = (&one.set, one.set.target.parts());
        let (goal, steps, link) = match &parts.path {
            Path::Linear { goal } => (Some(*goal), [].as_slice(), None),
            Path::Steps { goal, steps } => (Some(*goal), steps.as_slice(), None),
            Path::IndexLinked(link) => (None, [].as_slice(), Some(link)),
        };
        let (goal, low, high) = match goal {
            None => (None, None, None),
            Some(Goal::AtLeast(goal) | Goal::AtMost(goal)) => (Some(goal), None, None),
            Some(Goal::Within { low, high }) => (None, Some(low), Some(high)),
        };
        let steps = steps.iter();
        #[expect(clippy::cast_precision_loss, reason = "at most ten million")]
        let change = |ppm: i64| ppm as f64 / PPM as f64;
        Self {
            id: one.number,
            version: one.version,
            municipality: set.subject.municipality.clone(),
            indicator: reading_name(&set.subject),
            members: set.subject.members.clone(),
            unit: set.unit.to_string(),
            price_level: set.price_level.to_string(),
            direction: set.target.direction().to_string(),
            baseline_on: parts.baseline.on,
            baseline: parts.baseline.value.as_f64(),
            goal: goal.map(Level::as_f64),
            goal_low: low.map(Level::as_f64),
            goal_high: high.map(Level::as_f64),
            deadline: parts.deadline,
            path: parts.path.as_str(),
            steps: steps
                .map(|step| (step.from.to_string(), step.value.as_f64()))
                .collect(),
            index_series: link.map(|link| link.series.clone()),
            index_change: link.map(|link| change(link.change_ppm)),
            tolerance: parts.tolerance.as_f64(),
            parent: set.parent,
            owner: set.decision.owner.clone(),
            decision_case: set.decision.case.clone(),
            decision_meeting: set.decision.meeting.clone(),
            decided_on: set.decision.decided_on,
            note: set.decision.note.clone(),
            known_from: one.known_from,
            known_to: one.known_to,
        }
    }
}

/// Returns targets as rows, for the command line.
pub fn target_rows(targets: &[StoredTarget]) -> Vec<Map<String, Value>> {
    let rows = targets.iter().map(TargetBody::of);
    rows.filter_map(|body| to_row(body).ok()).collect()
}

/// Lists the targets in force.
///
/// As CSV it is a file that `pejl targets import` takes.
#[utoipa::path(get, path = "/api/v1/targets", tag = "indicators",
    params(("municipality" = Option<String>, Query, description = "Code or name of a municipality", example = "766"),
           ("indicator" = Option<String>, Query, description = "Code of an indicator or a reading", example = "O3.1"),
           ("revision" = Option<i64>, Query, description = "As known at this revision"),
           ("as_known_at" = Option<String>, Query, description = "As known at this instant", example = "2018-03-31T22:00:00Z"),
           ("limit" = Option<usize>, Query, description = "Rows of a page, 1,000 when left out", example = 100),
           ("cursor" = Option<String>, Query, description = "Where the next page begins, from `next`"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "The targets", body = ListBody<Vec<TargetBody>>),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json")))]
pub async fn list_targets(
    request: HttpRequest,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let asked = Listing::read(&request, &state, &["municipality", "indicator"])?;
    let which = TargetsRequest {
        municipality: asked.params.one("municipality")?.map(str::to_owned),
        indicator: asked.params.one("indicator")?.map(str::to_owned),
        at: asked.at,
    };
    let store = Arc::clone(&state.store);
    let found = state
        .pool
        .run(move || targets::list_targets(&store, &which))
        .await?;
    let cursor = asked.cursor.at(found.revision);
    let (shown, next) = asked.page.of(&found.targets, cursor)?;
    let columns: &[&str] = match asked.format {
        Format::Json => &TARGET_COLUMNS,
        // Whoever edits a file has no use for what cannot be set.
        Format::Csv | Format::CsvDa => TARGET_FILE_COLUMNS,
    };
    let listed = Listed {
        revision: found.revision,
        committed_at: found.committed_at,
        n: Some(found.targets.len()),
        demo: None,
        columns,
        items: shown.iter().map(TargetBody::of),
        next,
        file_name: "targets".to_owned(),
    };
    listed::answer(&request, asked.format, listed)
}

/// Returns the versions of a target, the latest first.
///
/// The first of them is in force unless it has a `known_to`.
#[utoipa::path(get, path = "/api/v1/targets/{id}", tag = "indicators",
    params(("id" = i64, Path, description = "Number of the target", example = 3),
           ("revision" = Option<i64>, Query, description = "As known at this revision"),
           ("as_known_at" = Option<String>, Query, description = "As known at this instant", example = "2018-03-31T22:00:00Z")),
    responses((status = 200, description = "The versions", body = ListBody<Vec<TargetBody>>),
              (status = 404, description = "There never was such a target", body = Problem, content_type = "application/problem+json")))]
pub async fn get_target(
    request: HttpRequest,
    path: web::Path<i64>,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let params = Params::read(request.query_string(), &["revision", "as_known_at"])?;
    let at = crate::as_known(&params)?;
    let (store, number) = (Arc::clone(&state.store), path.into_inner());
    let found = state
        .pool
        .run(move || targets::get_target(&store, number, at))
        .await?;
    let listed = Listed {
        revision: found.revision,
        committed_at: found.committed_at,
        n: None,
        demo: None,
        columns: &TARGET_COLUMNS,
        items: found.targets.iter().map(TargetBody::of),
        next: None,
        file_name: format!("target-{number}"),
    };
    listed::answer(&request, Format::Json, listed)
}

/// Registers the paths.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(
        crate::get("/targets", list_targets)
            .route(web::post().to(create_target))
            .default_service(crate::other_methods("GET, HEAD, POST")),
    )
    .service(
        crate::get("/targets/{id}", get_target)
            .route(web::put().to(replace_target))
            .route(web::delete().to(delete_target))
            .default_service(crate::other_methods("GET, HEAD, PUT, DELETE")),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_the_fields_of_a_target() {
        let fields = targets::FIELDS.map(|field| field.name);
        assert_eq!(TARGET_FILE_COLUMNS, fields);
    }
}
