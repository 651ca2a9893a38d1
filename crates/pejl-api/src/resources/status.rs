//! Where an indicator stands against its target, and why.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use pejl_app::status::{
    Assurance, Calibration, Judgement, Stand, StatusAnswer, StatusRequest, get_status,
};
use pejl_app::targets::reading_name;
use pejl_domain::Lang;
use pejl_domain::target::{Bounds, Level};
use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::{Validity, document};
use crate::language;
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::resources::observations::viewer;
use crate::state::ApiState;

/// Between which values a figure is on the right side.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoundsBody {
    /// The least; null where any small value is right.
    pub low: Option<f64>,
    /// The most; null where any large value is right.
    #[schema(example = 80.0)]
    pub high: Option<f64>,
}

impl BoundsBody {
    fn of(bounds: Bounds) -> Self {
        Self {
            low: bounds.low.map(Level::as_f64),
            high: bounds.high.map(Level::as_f64),
        }
    }
}

/// How forecasts of the model have done at earlier points of the series.
#[derive(Debug, Serialize, ToSchema)]
pub struct CalibrationBody {
    /// The model that erred least.
    #[schema(example = "ses")]
    pub model: &'static str,
    /// Forecasts that were compared with what came.
    #[schema(example = 120)]
    pub n: usize,
    /// How many lay within the band of 80 %.
    #[schema(example = 95)]
    pub within_80: usize,
    /// How many lay within the band of 95 %.
    #[schema(example = 113)]
    pub within_95: usize,
}

impl CalibrationBody {
    pub(crate) fn of(one: &Calibration) -> Self {
        Self {
            model: one.model.as_str(),
            n: one.n,
            within_80: one.within_80,
            within_95: one.within_95,
        }
    }
}

/// How figures stand against a target.
#[derive(Debug, Serialize, ToSchema)]
pub struct JudgementBody {
    /// The rule that decided: a row of the table in the documentation of targets.
    #[schema(example = "on_path")]
    pub rule: &'static str,
    /// When the rule holds.
    pub rule_text: String,
    /// The newest period that is whole and mature.
    #[schema(example = "2018-03")]
    pub period: String,
    /// Its figure.
    #[schema(example = 84.0)]
    pub value: f64,
    /// How many figures it goes by.
    #[schema(example = 48)]
    pub n: usize,
    /// How many of them are later than the baseline.
    #[schema(example = 38)]
    pub n_since: usize,
    /// The level of the figures; null with fewer than twelve, or before there is one since the baseline.
    #[schema(example = 82.5)]
    pub level: Option<f64>,
    /// The period by whose figure that level became known.
    #[schema(example = "2017-06")]
    pub level_since: Option<String>,
    /// The period by whose figure a level last became known, of the figures or of their distance to the path: nothing but the
    /// deadline has changed the status since. Null with fewer than twelve.
    #[schema(example = "2017-06")]
    pub since: Option<String>,
    /// The path at that period.
    pub path: BoundsBody,
    /// The goal; null where prices of the deadline are not known.
    pub goal: Option<BoundsBody>,
    /// How far within the path of that period the level (or where there is none the newest) lies; negative on the wrong side.
    #[schema(example = 1.2)]
    pub distance: f64,
    /// The level of the distance to the path, which the rule goes by; where there is none that of the newest figure.
    #[schema(example = 1.4)]
    pub mean_distance: f64,
    /// `passing`: as it is, the process meets the goal all the time; `failing`: it misses it all the time; `hit_or_miss`.
    #[schema(example = "hit_or_miss")]
    pub assurance: Option<&'static str>,
    /// Probability of being on the right side of the goal at the deadline, by all figures.
    #[schema(example = 0.71)]
    pub probability: Option<f64>,
    /// The same by the figures up to `since`, which the status goes by.
    #[schema(example = 0.66)]
    pub probability_then: Option<f64>,
    /// How far the probabilities of the model have held.
    pub calibration: Option<CalibrationBody>,
    /// The period of the deadline, where the deadline has passed and its figure is still waited for.
    #[schema(example = "2018-12")]
    pub awaited: Option<String>,
}

impl JudgementBody {
    fn of(one: &Judgement, lang: Lang) -> Self {
        Self {
            rule: one.rule.code(),
            rule_text: one.rule.text().to_lang(lang).to_owned(),
            period: one.newest.period.to_string(),
            value: one.newest.value,
            n: one.n,
            n_since: one.n_since,
            level: one.level,
            level_since: one.level_since.map(|period| period.to_string()),
            since: one.since.map(|period| period.to_string()),
            path: BoundsBody::of(one.path),
            goal: one.goal.map(BoundsBody::of),
            distance: one.distance(),
            mean_distance: one.margin,
            assurance: one.assurance.map(Assurance::as_str),
            probability: one.probability,
            probability_then: one.probability_then,
            calibration: one.calibration.as_ref().map(CalibrationBody::of),
            awaited: one.awaited.map(|period| period.to_string()),
        }
    }
}

/// Where an indicator stands, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatusBody {
    /// The revision it was read at.
    #[schema(example = 12)]
    pub revision: i64,
    /// Code of the reading.
    #[schema(example = "O3.1.median_days")]
    pub indicator: String,
    /// Code of the municipality.
    #[schema(example = "766")]
    pub municipality: String,
    /// The cut.
    #[schema(example = json!({}))]
    pub members: BTreeMap<String, String>,
    /// `reached`, `on_track`, `at_risk`, `off_track`, `no_target`, `context`, `not_computable` or `immature`.
    #[schema(example = "on_track")]
    pub status: &'static str,
    /// Why, as sentences, with what contradicts it.
    pub reason: String,
    /// Unit of all values.
    #[schema(example = "days")]
    pub unit: String,
    /// Number of the target in force.
    #[schema(example = 3)]
    pub target: Option<i64>,
    /// Its deadline.
    #[schema(example = "2018-12-31")]
    pub deadline: Option<NaiveDate>,
    /// How the figures stand against it; null where they cannot.
    pub judgement: Option<JudgementBody>,
    /// Indicators that it is to be shown with, and that have worsened meanwhile.
    pub contradictions: Vec<String>,
}

impl StatusBody {
    /// Returns the body of a status in a language.
    pub fn of(found: &StatusAnswer, lang: Lang) -> Self {
        let stand = &found.stand;
        let target = stand.target.as_ref();
        let judgement = stand.judgement.as_ref();
        let contradictions = stand.contradictions.iter();
        Self {
            revision: found.revision,
            indicator: reading_name(&stand.subject),
            municipality: stand.subject.municipality.clone(),
            members: stand.subject.members.clone(),
            status: stand.status.as_str(),
            reason: why(stand, lang),
            unit: stand.reading.unit.to_string(),
            target: target.map(|one| one.number),
            deadline: target.map(|one| one.set.target.parts().deadline),
            judgement: judgement.map(|one| JudgementBody::of(one, lang)),
            contradictions: contradictions
                .map(|text| text.to_lang(lang).to_owned())
                .collect(),
        }
    }
}

/// The sentences that say why, with what contradicts it.
pub(crate) fn why(stand: &Stand, lang: Lang) -> String {
    let mut text = stand.sentence.to_lang(lang).to_owned();
    for one in &stand.contradictions {
        text.push(' ');
        text.push_str(one.to_lang(lang));
    }
    text
}

/// Tells where an indicator stands against its target, and why.
#[utoipa::path(get, path = "/api/v1/indicators/{code}/status", tag = "indicators",
    params(("code" = String, Path, description = "Code of an indicator or of one of its readings", example = "O3.1"),
           ("municipality" = String, Query, description = "Code or name of a municipality", example = "766"),
           ("filter.unit" = Option<String>, Query, description = "The cut that the target is of; any dimension can be filtered by", example = "T1"),
           ("role" = Option<String>, Query, description = "Answer as somebody with this role sees it", example = "viewer"),
           ("revision" = Option<i64>, Query, description = "Answer as known at this revision"),
           ("as_known_at" = Option<String>, Query, description = "Answer as known at this instant", example = "2018-03-31T22:00:00Z"),
           ("lang" = Option<String>, Query, description = "da or en", example = "da")),
    responses((status = 200, description = "Where it stands", body = StatusBody),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json")))]
pub async fn get_indicator_status(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    const KNOWN: [&str; 6] = [
        "municipality",
        "filter.",
        "role",
        "revision",
        "as_known_at",
        "lang",
    ];
    let params = Params::read(request.query_string(), &KNOWN)?;
    let lang = language::choose(&params, request.headers())?;
    let asked = StatusRequest {
        indicator: path.into_inner(),
        municipality: params.one("municipality")?.unwrap_or_default().to_owned(),
        filters: params.filters().into_iter().collect(),
        at: crate::as_known(&params)?,
        viewer: viewer(&params)?,
        ..StatusRequest::default()
    };
    let store = Arc::clone(&state.store);
    let found = state.pool.run(move || get_status(&store, &asked)).await?;
    let validity = Validity {
        revision: found.revision,
        committed_at: found.committed_at,
    };
    document(&request, validity, &StatusBody::of(&found, lang))
}
