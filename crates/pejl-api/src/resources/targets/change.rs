//! Setting, replacing and withdrawing a target.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::AppError;
use pejl_app::targets::{self, Applied, Draft, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::{ApiError, Problem};
use crate::sent::{self, Became};
use crate::state::ApiState;

/// A target to be set. What is left out says nothing.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TargetDraftBody {
    /// The version that this is to replace; another one in force is refused.
    #[schema(example = 1)]
    pub version: Option<i32>,
    /// Code or name of a municipality.
    #[schema(example = "766")]
    pub municipality: Option<String>,
    /// Code of an indicator or a reading.
    #[schema(example = "O3.1")]
    pub indicator: Option<String>,
    /// The cut: dimension and member.
    #[schema(example = json!({"unit": "T1"}))]
    pub members: BTreeMap<String, String>,
    /// Unit of the values; that of the indicator, if it is said.
    #[schema(example = "days")]
    pub unit: Option<String>,
    /// `current` or `fixed:YEAR`, for money; current when left out.
    #[schema(example = "current")]
    pub price_level: Option<String>,
    /// `up`, `down` or `band`; the indicator's own when left out.
    #[schema(example = "down")]
    pub direction: Option<String>,
    /// The last day of the period that the baseline is of, or the period.
    #[schema(example = "2014-12-31")]
    pub baseline_on: Option<String>,
    /// Where the indicator stood.
    #[schema(example = 100.0)]
    pub baseline: Option<f64>,
    /// What is to be reached.
    #[schema(example = 80.0)]
    pub goal: Option<f64>,
    /// The low end of a band.
    pub goal_low: Option<f64>,
    /// The high end of a band.
    pub goal_high: Option<f64>,
    /// The day by which it is to be reached, or a period.
    #[schema(example = "2018")]
    pub deadline: Option<String>,
    /// `linear`, `steps` or `index_linked`; linear when left out.
    #[schema(example = "linear")]
    pub path: Option<String>,
    /// The first day (or the period) of each step and its value.
    #[schema(example = json!({}))]
    pub steps: BTreeMap<String, f64>,
    /// The price series that an index-linked path follows.
    pub index_series: Option<String>,
    /// How far from it the goal lies, as a share: −0.02 is 2 % below.
    pub index_change: Option<f64>,
    /// How far on the wrong side of the path counts as held; nothing when left out.
    #[schema(example = 1.5)]
    pub tolerance: Option<f64>,
    /// Number of the target that it is a part of.
    pub parent: Option<i64>,
    /// Who answers for it.
    #[schema(example = "Ældrechefen")]
    pub owner: Option<String>,
    /// Number of the case.
    #[schema(example = "2014-1234")]
    pub decision_case: Option<String>,
    /// The meeting that decided it.
    #[schema(example = "Byrådet, punkt 7")]
    pub decision_meeting: Option<String>,
    /// Day of the decision.
    #[schema(example = "2014-10-08")]
    pub decided_on: Option<String>,
    /// Anything else.
    pub note: Option<String>,
}

impl TargetDraftBody {
    fn draft(&self) -> Draft {
        let mut draft = Draft::default();
        let texts = [
            ("municipality", &self.municipality),
            ("indicator", &self.indicator),
            ("unit", &self.unit),
            ("price_level", &self.price_level),
            ("direction", &self.direction),
            ("baseline_on", &self.baseline_on),
            ("deadline", &self.deadline),
            ("path", &self.path),
            ("index_series", &self.index_series),
            ("owner", &self.owner),
            ("decision_case", &self.decision_case),
            ("decision_meeting", &self.decision_meeting),
            ("decided_on", &self.decided_on),
            ("note", &self.note),
        ];
        for (name, text) in texts {
            draft.put(name, text.as_deref().unwrap_or_default());
        }
        let numbers = [
            ("baseline", self.baseline),
            ("goal", self.goal),
            ("goal_low", self.goal_low),
            ("goal_high", self.goal_high),
            ("index_change", self.index_change),
            ("tolerance", self.tolerance),
        ];
        for (name, number) in numbers {
            // A float prints the shortest digits that are it.
            draft.put(name, &number.map(|one| one.to_string()).unwrap_or_default());
        }
        draft.put("version", &text(self.version));
        draft.put("parent", &text(self.parent));
        draft.put("members", &joined(&self.members));
        draft.put("steps", &joined(&self.steps));
        draft
    }
}

fn text<T: ToString>(value: Option<T>) -> String {
    value.map(|one| one.to_string()).unwrap_or_default()
}

fn joined<T: ToString>(pairs: &BTreeMap<String, T>) -> String {
    let pairs = pairs.iter();
    let pairs = pairs.map(|(name, value)| format!("{name}={}", value.to_string()));
    pairs.collect::<Vec<_>>().join(";")
}

/// What became of a change.
#[derive(Debug, Serialize, ToSchema)]
pub struct TargetChangeBody {
    /// `applied`; `unchanged`, where it is in force already; `proved`, where it was a dry run.
    #[schema(example = "applied")]
    pub state: &'static str,
    /// Number of the target; of a new one in a dry run the number it would have.
    #[schema(example = 3)]
    pub id: Option<i64>,
    /// `created`, `replaced`, `unchanged` or `withdrawn`.
    #[schema(example = "created")]
    pub what: Option<&'static str>,
    /// The revision it holds from; where nothing was stored, the one that was looked at.
    #[schema(example = 12)]
    pub revision: i64,
    /// What somebody should look at again in it, though it can be set.
    pub warnings: Vec<TargetWarningBody>,
}

/// Something odd about a target.
#[derive(Debug, Serialize, ToSchema)]
pub struct TargetWarningBody {
    /// The field.
    #[schema(example = "goal")]
    pub field: &'static str,
    /// What stands there.
    #[schema(example = "120")]
    pub value: String,
    /// What is odd.
    #[schema(example = "the goal is more than the baseline, though the direction is down")]
    pub text: String,
}

impl TargetChangeBody {
    fn of(applied: &Applied) -> Self {
        let outcome = applied.outcomes.first();
        Self {
            state: applied.state.as_str(),
            id: outcome.map(|one| one.number),
            what: outcome.map(|one| one.what.as_str()),
            revision: applied.revision,
            warnings: applied
                .warnings
                .iter()
                .map(|one| TargetWarningBody {
                    field: one.field,
                    value: one.value.clone(),
                    text: one.text.en.clone(),
                })
                .collect(),
        }
    }
}

impl Became for Applied {
    type Body = TargetChangeBody;

    fn state(&self) -> State {
        self.state
    }

    fn body(&self) -> TargetChangeBody {
        TargetChangeBody::of(self)
    }
}

/// Sets a new target.
#[utoipa::path(post, path = "/api/v1/targets", tag = "indicators", request_body = TargetDraftBody,
    params(("dry_run" = Option<bool>, Query, description = "Prove it, store nothing", example = true)),
    responses((status = 200, description = "It was a dry run", body = TargetChangeBody),
              (status = 201, description = "It holds from a new revision on", body = TargetChangeBody),
              (status = 400, description = "The document or a parameter cannot be used", body = Problem, content_type = "application/problem+json"),
              (status = 409, description = "Other targets are changed meanwhile", body = Problem, content_type = "application/problem+json"),
              (status = 413, description = "The document is too long", body = Problem, content_type = "application/problem+json"),
              (status = 422, description = "The target is refused; `errors` names every fault", body = Problem, content_type = "application/problem+json")))]
pub async fn create_target(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let sent = (&request, payload, &state);
    sent::store(sent, StatusCode::CREATED, read, targets::create_target).await
}

/// Sets another version of a target in force; the whole of it is sent.
#[utoipa::path(put, path = "/api/v1/targets/{id}", tag = "indicators", request_body = TargetDraftBody,
    params(("id" = i64, Path, description = "Number of the target", example = 3),
           ("dry_run" = Option<bool>, Query, description = "Prove it, store nothing", example = true)),
    responses((status = 200, description = "It holds from a new revision on, is in force already, or it was a dry run", body = TargetChangeBody),
              (status = 400, description = "The document or a parameter cannot be used", body = Problem, content_type = "application/problem+json"),
              (status = 404, description = "No such target is in force", body = Problem, content_type = "application/problem+json"),
              (status = 409, description = "Other targets are changed meanwhile", body = Problem, content_type = "application/problem+json"),
              (status = 413, description = "The document is too long", body = Problem, content_type = "application/problem+json"),
              (status = 422, description = "The target is refused; `errors` names every fault", body = Problem, content_type = "application/problem+json")))]
pub async fn replace_target(
    request: HttpRequest,
    path: web::Path<i64>,
    payload: web::Payload,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let (sent, number) = ((&request, payload, &state), path.into_inner());
    sent::store(sent, StatusCode::OK, read, move |store, draft, by| {
        targets::replace_target(store, number, draft, by)
    })
    .await
}

/// Which version a caller has seen.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeenVersion {
    version: Option<i32>,
}

/// Withdraws a target: it does not hold from a new revision on.
#[utoipa::path(delete, path = "/api/v1/targets/{id}", tag = "indicators",
    params(("id" = i64, Path, description = "Number of the target", example = 3),
           ("version" = Option<i32>, Query, description = "The version that is meant; another one is not withdrawn", example = 2)),
    responses((status = 200, description = "It does not hold any more", body = TargetChangeBody),
              (status = 404, description = "No such target is in force", body = Problem, content_type = "application/problem+json"),
              (status = 409, description = "Other targets are changed meanwhile", body = Problem, content_type = "application/problem+json"),
              (status = 422, description = "Another version is in force, or other targets are parts of it; `errors` names them", body = Problem, content_type = "application/problem+json")))]
pub async fn delete_target(
    request: HttpRequest,
    path: web::Path<i64>,
    seen: web::Query<SeenVersion>,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let meant = (path.into_inner(), seen.version);
    sent::withdraw((&request, &state), move |store, actor| {
        targets::withdraw_target(store, meant, actor)
    })
    .await
}

/// Reads what a document says of a target.
fn read(body: TargetDraftBody) -> Result<Draft, ApiError> {
    // What joins the pairs of a map cannot stand in them.
    let mut members = body
        .members
        .iter()
        .flat_map(|(name, member)| [name, member]);
    if let Some(text) = members.find(|text| text.contains([';', '|'])) {
        return Err(AppError::parameter("members", text, "a text without ; and |").into());
    }
    Ok(body.draft())
}
