//! What became of the figures after an initiative began.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use pejl_app::initiatives::{
    Beside, Changed, EffectAnswer, EffectRequest, Held, IndicatorEffect, get_effect,
};
use pejl_app::targets::reading_name;
use pejl_domain::Lang;
use serde::Serialize;
use utoipa::ToSchema;

use super::InitiativeBody;
use crate::answer::{Validity, document};
use crate::language;
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::resources::observations::viewer;
use crate::state::ApiState;

/// Others whose weight is less than this are not listed.
const WEIGHT_LEAST: f64 = 0.005;

/// A number with its interval of 95 %, in the unit of the reading.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeIntervalBody {
    /// The number.
    #[schema(example = -21.5)]
    pub value: f64,
    /// Where its interval begins.
    #[schema(example = -27.0)]
    pub lower: f64,
    /// Where it ends.
    #[schema(example = -16.0)]
    pub upper: f64,
}

impl ChangeIntervalBody {
    fn of(one: pejl_app::initiatives::Interval) -> Self {
        Self {
            value: one.value,
            lower: one.lower,
            upper: one.upper,
        }
    }
}

/// What changed in a series, by an interrupted time series.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedBody {
    /// How far the figures afterwards were, on average, from what those before led to.
    pub mean: ChangeIntervalBody,
    /// The same of the newest figure.
    pub last: ChangeIntervalBody,
    /// What the level changed by at once; null where the shape says it does not.
    pub level: Option<ChangeIntervalBody>,
    /// What the slope changed by, per period; null where the shape says it does not.
    pub slope: Option<ChangeIntervalBody>,
    /// How much of what is left of a period comes again in the next.
    #[schema(example = 0.2)]
    pub autocorrelation: f64,
    /// Places of the season that was told apart; null where there are too few periods.
    #[schema(example = 12)]
    pub season: Option<usize>,
    /// Whether the mean is more than chance.
    #[schema(example = true)]
    pub told: bool,
}

impl ChangedBody {
    fn of(one: &Changed) -> Self {
        let of = ChangeIntervalBody::of;
        Self {
            mean: of(one.effect.mean),
            last: of(one.effect.last),
            level: one.effect.level.map(of),
            slope: one.effect.slope.map(of),
            autocorrelation: one.effect.autocorrelation,
            season: one.season,
            told: one.is_told(),
        }
    }
}

/// A year of a municipality beside others.
#[derive(Debug, Serialize, ToSchema)]
pub struct BesideYearBody {
    /// The period.
    #[schema(example = "2018")]
    pub period: String,
    /// The municipality's own figure.
    pub own: f64,
    /// The weighted mean of the others.
    pub others: f64,
}

/// A municipality beside a weighted mean of others that had been like it.
#[derive(Debug, Serialize, ToSchema)]
pub struct BesideBody {
    /// Mean of the own figures less the weighted mean, afterwards.
    #[schema(example = -1_200.0)]
    pub effect: f64,
    /// How far apart the two were before, as a root mean square.
    pub apart_before: f64,
    /// What weights found without a year miss that year by, as a root mean square.
    pub missed_before: f64,
    /// Whether others had been like it: it is missed by no more than twice what others usually are.
    #[schema(example = true)]
    pub alike: bool,
    /// How far apart the two were afterwards.
    pub apart_after: f64,
    /// Its place by how far apart the two are afterwards for what a year before is missed by, 1 where it is the most unusual.
    #[schema(example = 4)]
    pub rank: usize,
    /// How many are ranked: the municipality, and each of the others as a placebo.
    #[schema(example = 87)]
    pub n: usize,
    /// The chance of such a rank where nothing has changed: rank / n.
    #[schema(example = 0.046)]
    pub p: f64,
    /// Code and weight of the others, those below half a per cent left out.
    #[schema(example = json!({"630": 0.61, "615": 0.39}))]
    pub weights: BTreeMap<String, f64>,
    /// Municipalities that lack a figure of one of the years.
    #[schema(example = 3)]
    pub n_missing: usize,
    /// First year afterwards.
    #[schema(example = "2017")]
    pub first_after: Option<String>,
    /// The years.
    pub years: Vec<BesideYearBody>,
}

impl BesideBody {
    fn of(one: &Beside) -> Self {
        let control = &one.placed.control;
        let weights = one.others.iter().zip(&control.weights);
        let years = one.periods.iter().zip(&one.own).zip(&control.series);
        Self {
            effect: control.effect,
            apart_before: control.apart_before,
            missed_before: control.missed_before,
            alike: one.placed.is_alike(),
            apart_after: control.apart_after,
            rank: one.placed.rank,
            n: one.placed.n,
            p: one.placed.p(),
            weights: weights
                .filter(|(_, weight)| **weight >= WEIGHT_LEAST)
                .map(|(code, weight)| (code.clone(), *weight))
                .collect(),
            n_missing: one.n_missing,
            first_after: one.periods.get(one.first_after).map(ToString::to_string),
            years: years
                .map(|((period, own), others)| BesideYearBody {
                    period: period.to_string(),
                    own: *own,
                    others: *others,
                })
                .collect(),
        }
    }
}

/// Something else that changed in the same time.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlsoBody {
    /// The day.
    #[schema(example = "2018-01-01")]
    pub on: NaiveDate,
    /// What changed.
    pub text: String,
}

/// What became of one indicator.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndicatorEffectBody {
    /// Code of the reading.
    #[schema(example = "O3.1.median_days")]
    pub indicator: String,
    /// Its name.
    pub name: String,
    /// The cut.
    #[schema(example = json!({}))]
    pub members: BTreeMap<String, String>,
    /// Unit of the figures and the changes; a change of a share is a share.
    #[schema(example = "days")]
    pub unit: String,
    /// `current`, `fixed:YEAR`, or `not_applicable` for what is no money; null where there are no figures.
    #[schema(example = "not_applicable")]
    pub price_level: Option<String>,
    /// Version of the definition.
    #[schema(example = 1)]
    pub definition_version: i32,
    /// How it is thought to change.
    #[schema(example = "level")]
    pub shape: &'static str,
    /// What was expected.
    #[schema(example = -20.0)]
    pub expected: Option<f64>,
    /// The day by which.
    pub by: Option<NaiveDate>,
    /// What had changed by that day, or by the newest period where no day was said; null where the day is to come, or nothing can be
    /// told.
    pub reached: Option<ChangeIntervalBody>,
    /// First period that is compared.
    #[schema(example = "2014-01")]
    pub first: Option<String>,
    /// First period afterwards.
    #[schema(example = "2017-01")]
    pub first_after: Option<String>,
    /// Last period that is compared.
    #[schema(example = "2018-09")]
    pub last: Option<String>,
    /// Periods before and after.
    #[schema(example = json!([36, 21]))]
    pub n: [usize; 2],
    /// The period in which it began, if that is of neither side.
    pub left_out: Option<String>,
    /// What changed; null where it cannot be told.
    pub changed: Option<ChangedBody>,
    /// Why it cannot be told.
    pub reason: Option<String>,
    /// The periods in which another level begins, found without knowing the day; empty where there are too few points, and where
    /// the shape is another than a change of level.
    #[schema(example = json!(["2017-02"]))]
    pub level_changes: Vec<String>,
    /// The municipality beside others; null where there is no such comparison.
    pub beside: Option<BesideBody>,
    /// Why there is none.
    pub beside_reason: Option<String>,
    /// What else changed in the time that is compared.
    pub also: Vec<AlsoBody>,
    /// What there is to say, in sentences.
    pub summary: String,
}

impl IndicatorEffectBody {
    fn of(one: &IndicatorEffect, lang: Lang) -> Self {
        let around = &one.around;
        let mut points = around.points().map(|point| point.period.to_string());
        let said = |text: &pejl_app::Text| text.to_lang(lang).to_owned();
        Self {
            indicator: reading_name(&one.subject),
            name: said(&one.reading.name),
            members: one.subject.members.clone(),
            unit: one.reading.unit.to_string(),
            price_level: one.price_level.clone(),
            definition_version: one.reading.definition_version,
            shape: one.shape.as_str(),
            expected: one.expected,
            by: one.by,
            reached: match &one.held {
                Held::Against(of) => Some(ChangeIntervalBody::of(*of)),
                Held::NotYet(_) | Held::Untold => None,
            },
            first: points.next(),
            last: points.last(),
            first_after: around.after.first().map(|point| point.period.to_string()),
            n: [around.before.len(), around.after.len()],
            left_out: around.left_out.map(|period| period.to_string()),
            changed: one.changed.as_ref().ok().map(ChangedBody::of),
            reason: one.changed.as_ref().err().map(said),
            level_changes: one.level_changes.iter().map(ToString::to_string).collect(),
            beside: one.beside.as_ref().ok().map(BesideBody::of),
            beside_reason: one.beside.as_ref().err().map(said),
            also: one
                .also
                .iter()
                .map(|also| AlsoBody {
                    on: also.on,
                    text: said(&also.text),
                })
                .collect(),
            summary: said(&one.sentence),
        }
    }
}

/// An indicator that cannot be asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotAskableBody {
    /// Code of the reading.
    #[schema(example = "O3.1.median_days")]
    pub indicator: String,
    /// What is the matter.
    pub reason: String,
}

/// What became of the figures after an initiative began; never a proof that it is the cause.
#[derive(Debug, Serialize, ToSchema)]
pub struct EffectBody {
    /// The revision it was read at.
    #[schema(example = 12)]
    pub revision: i64,
    /// Whether the figures are invented.
    pub demo: bool,
    /// The initiative.
    pub initiative: InitiativeBody,
    /// What became of each indicator.
    pub effects: Vec<IndicatorEffectBody>,
    /// Indicators that it was expected to change and that cannot be asked for any more, or not as is asked.
    pub not_askable: Vec<NotAskableBody>,
}

impl EffectBody {
    /// Returns the body of an effect in a language.
    pub fn of(found: &EffectAnswer, lang: Lang, demo: bool) -> Self {
        let effects = found.effects.iter();
        Self {
            revision: found.revision,
            demo,
            initiative: InitiativeBody::of(&found.initiative),
            effects: effects
                .map(|one| IndicatorEffectBody::of(one, lang))
                .collect(),
            not_askable: found
                .not_askable
                .iter()
                .map(|(indicator, reason)| NotAskableBody {
                    indicator: indicator.clone(),
                    reason: reason.clone(),
                })
                .collect(),
        }
    }
}

/// Tells what became of the figures after an initiative began, what others' did meanwhile, and what else changed.
#[utoipa::path(get, path = "/api/v1/initiatives/{id}/effect", tag = "indicators",
    params(("id" = i64, Path, description = "Number of the initiative", example = 1),
           ("indicator" = Option<String>, Query, description = "An indicator or a reading; all that it is expected to change when left out", example = "O3.1"),
           ("shape" = Option<String>, Query, description = "level, level_on_line, level_and_slope or slope; as the initiative says when left out", example = "level"),
           ("grain" = Option<String>, Query, description = "Length of the periods; the shortest that the indicator has when left out", example = "month"),
           ("price" = Option<String>, Query, description = "current or fixed:YEAR", example = "current"),
           ("role" = Option<String>, Query, description = "Answer as somebody with this role sees it", example = "viewer"),
           ("revision" = Option<i64>, Query, description = "Answer as known at this revision"),
           ("as_known_at" = Option<String>, Query, description = "Answer as known at this instant", example = "2018-03-31T22:00:00Z"),
           ("lang" = Option<String>, Query, description = "da or en", example = "da")),
    responses((status = 200, description = "What became of the figures", body = EffectBody),
              (status = 304, description = "The client has it already"),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json"),
              (status = 404, description = "No such initiative is in force", body = Problem, content_type = "application/problem+json")))]
pub async fn get_initiative_effect(
    request: HttpRequest,
    path: web::Path<i64>,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    const KNOWN: [&str; 8] = [
        "indicator",
        "shape",
        "grain",
        "price",
        "role",
        "revision",
        "as_known_at",
        "lang",
    ];
    let params = Params::read(request.query_string(), &KNOWN)?;
    let lang = language::choose(&params, request.headers())?;
    let asked = EffectRequest {
        number: path.into_inner(),
        indicator: params.one("indicator")?.map(str::to_owned),
        shape: params.one("shape")?.map(str::to_owned),
        grain: params.one("grain")?.map(str::to_owned),
        prices: params.list("price"),
        at: crate::as_known(&params)?,
        viewer: viewer(&params)?,
    };
    let store = Arc::clone(&state.store);
    let found = state.pool.run(move || get_effect(&store, &asked)).await?;
    let validity = Validity {
        revision: found.revision,
        committed_at: found.committed_at,
    };
    document(
        &request,
        validity,
        &EffectBody::of(&found, lang, state.store.is_demo()),
    )
}
