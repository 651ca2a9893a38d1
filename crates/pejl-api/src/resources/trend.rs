//! The series of an indicator: chance and change, its target's path, and where it is heading.

mod beside;
mod rows;

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use pejl_app::reference::place_name;
use pejl_app::targets::reading_name;
use pejl_app::trend::{
    Ahead, Assurance, NoForecast, Phase, Tendency, TrendAnswer, TrendRequest, Variation, get_trend,
};
use pejl_domain::{Lang, Period};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::answer::{Format, Table, Validity, document, table};
use crate::language;
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::resources::observations::viewer;
use crate::resources::status::{CalibrationBody, why};
use crate::state::ApiState;

pub use beside::{TrendBreakBody, TrendCommentBody, TrendInitiativeBody};
use rows::rows;
pub use rows::{TREND_COLUMNS, TrendRowBody, trend_rows};

/// Points with a mean and limits of their own.
#[derive(Debug, Serialize, ToSchema)]
pub struct PhaseBody {
    /// Its first period.
    #[schema(example = "2014-01")]
    pub from: String,
    /// Its last.
    #[schema(example = "2017-12")]
    pub to: String,
    /// Why it begins: `series`, `cut` (law or accounts) or `asked`.
    #[schema(example = "series")]
    pub begins: &'static str,
    /// Points.
    #[schema(example = 48)]
    pub n: usize,
    /// Their mean.
    #[schema(example = 86.1)]
    pub centre: f64,
    /// Lower limit; null where all points are the same, or there is one.
    pub lower_limit: Option<f64>,
    /// Upper limit.
    pub upper_limit: Option<f64>,
    /// Mean moving range; null of a single point.
    pub mean_moving_range: Option<f64>,
    /// Moving ranges that were screened out.
    #[schema(example = 1)]
    pub screened_out: usize,
    /// Whether there are fewer than 13 points, so that limits may still move.
    pub trial: bool,
}

/// Which way the points since the last cut go.
#[derive(Debug, Serialize, ToSchema)]
pub struct TendencyBody {
    /// The first period.
    #[schema(example = "2014-01")]
    pub from: String,
    /// Points.
    #[schema(example = 48)]
    pub n: usize,
    /// Kendall's tau-a, from −1 to 1.
    #[schema(example = -0.41)]
    pub tau: f64,
    /// Probability of as much order by chance (Mann–Kendall, two-sided), where points do not depend on one another.
    #[schema(example = 0.0002)]
    pub p: f64,
    /// Rise in one period (Theil–Sen).
    #[schema(example = -0.31)]
    pub slope: f64,
    /// Where its interval of 95 % begins.
    pub slope_lower_95: f64,
    /// Where it ends.
    pub slope_upper_95: f64,
}

impl TendencyBody {
    fn of(one: &Tendency) -> Self {
        Self {
            from: one.from.to_string(),
            n: one.n,
            tau: one.tau,
            p: one.p,
            slope: one.slope.value,
            slope_lower_95: one.slope.lower,
            slope_upper_95: one.slope.upper,
        }
    }
}

/// What the periods ahead are expected by.
#[derive(Debug, Serialize, ToSchema)]
pub struct ForecastBody {
    /// The first period it goes by: after the last cut and the last gap.
    #[schema(example = "2014-01")]
    pub from: String,
    /// Points it goes by.
    #[schema(example = 48)]
    pub n: usize,
    /// The model, chosen by back-test, and how its bands have held.
    pub calibration: CalibrationBody,
    /// Mean error in the back-test in parts of that of a naive forecast (MASE); null where points do not differ.
    #[schema(example = 0.83)]
    pub mase: Option<f64>,
}

impl ForecastBody {
    fn of(one: &Ahead) -> Self {
        Self {
            from: one.from.to_string(),
            n: one.n,
            calibration: CalibrationBody::of(&one.calibration),
            mase: one.scaled_error,
        }
    }
}

/// The series of an indicator, ready for a chart.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrendBody {
    /// The revision it was read at.
    #[schema(example = 12)]
    pub revision: i64,
    /// Code of the reading.
    #[schema(example = "O3.1.median_days")]
    pub indicator: String,
    /// Its name.
    #[schema(example = "Median length of a course")]
    pub name: String,
    /// Code of the municipality.
    #[schema(example = "766")]
    pub municipality: String,
    /// Its name.
    #[schema(example = "Hedensted")]
    pub municipality_name: String,
    /// The cut.
    #[schema(example = json!({}))]
    pub members: BTreeMap<String, String>,
    /// Unit of all values.
    #[schema(example = "days")]
    pub unit: String,
    /// Decimals that a figure is shown with.
    #[schema(example = 1)]
    pub precision: u8,
    /// Which way is better.
    #[schema(example = "down")]
    pub direction: &'static str,
    /// Length of the periods; null where there is none.
    #[schema(example = "month")]
    pub grain: Option<&'static str>,
    /// `current` or `fixed:2018`; null where there is no period.
    #[schema(example = "current")]
    pub price_level: Option<String>,
    /// Version of the definition.
    #[schema(example = 2)]
    pub definition_version: i32,
    /// Whether the figures are invented.
    pub demo: bool,
    /// What the series shows, in sentences.
    pub summary: String,
    /// Where it stands against its target.
    #[schema(example = "on_track")]
    pub status: &'static str,
    /// Why, as sentences.
    pub reason: String,
    /// Number of the target in force.
    #[schema(example = 3)]
    pub target: Option<i64>,
    /// Its deadline.
    #[schema(example = "2018-12-31")]
    pub deadline: Option<NaiveDate>,
    /// What the newest point says: `common_cause`, `improving`, `concerning` or `neutral`; null without a point.
    #[schema(example = "common_cause")]
    pub variation: Option<&'static str>,
    /// Whether that is to more; null where it is common cause.
    pub variation_high: Option<bool>,
    /// What the last phase says of the goal: `passing`, `failing` or `hit_or_miss`.
    #[schema(example = "hit_or_miss")]
    pub assurance: Option<&'static str>,
    /// The phases of the chart.
    pub phases: Vec<PhaseBody>,
    /// Periods between the first and the last point that the chart does not go by.
    pub gaps: Vec<String>,
    /// Which way it goes; null of fewer than three points since the last cut.
    pub tendency: Option<TendencyBody>,
    /// What the periods ahead are expected by; null where they are not.
    pub forecast: Option<ForecastBody>,
    /// Why there is no forecast.
    pub forecast_reason: Option<&'static str>,
    /// Changes of law or accounts, the earliest first.
    pub breaks: Vec<TrendBreakBody>,
    /// Initiatives of the municipality that are expected to change the series, the earliest first.
    pub initiatives: Vec<TrendInitiativeBody>,
    /// Comments on figures of the series, the earliest period first.
    pub comments: Vec<TrendCommentBody>,
    /// The periods, and those ahead.
    pub items: Vec<TrendRowBody>,
}

impl TrendBody {
    /// Returns the body of a trend in a language.
    pub fn of(found: &TrendAnswer, lang: Lang, demo: bool) -> Self {
        let (stand, trend) = (&found.stand, &found.trend);
        let (reading, target) = (&stand.reading, stand.target.as_ref());
        let newest = found.series.last();
        let ahead = trend.ahead.as_ref();
        let breaks = trend.breaks.iter();
        Self {
            revision: found.revision,
            indicator: reading_name(&stand.subject),
            name: reading.name.to_lang(lang).to_owned(),
            municipality: stand.subject.municipality.clone(),
            municipality_name: place_name(&stand.subject.municipality, lang),
            members: stand.subject.members.clone(),
            unit: reading.unit.to_string(),
            precision: reading.precision,
            direction: reading.direction.as_str(),
            grain: newest.map(|one| one.grain.as_str()),
            price_level: newest.map(|one| one.price_level.clone()),
            definition_version: reading.definition_version,
            demo,
            summary: found.summary.to_lang(lang).to_owned(),
            status: stand.status.as_str(),
            reason: why(stand, lang),
            target: target.map(|one| one.number),
            deadline: target.map(|one| one.set.target.parts().deadline),
            variation: trend.chart.variation.map(variation),
            variation_high: trend.chart.variation.and_then(is_high),
            assurance: trend.chart.assurance.map(Assurance::as_str),
            phases: trend.chart.phases.iter().map(phase).collect(),
            gaps: trend.chart.gaps.iter().map(Period::to_string).collect(),
            tendency: trend.tendency.as_ref().map(TendencyBody::of),
            forecast: ahead.ok().map(ForecastBody::of),
            forecast_reason: ahead.err().map(|error| no_forecast(*error, lang)),
            breaks: breaks.map(|one| TrendBreakBody::of(one, lang)).collect(),
            initiatives: found
                .initiatives
                .iter()
                .map(TrendInitiativeBody::of)
                .collect(),
            comments: found
                .comments
                .iter()
                .map(|one| TrendCommentBody::of(one, lang))
                .collect(),
            items: rows(found, lang),
        }
    }
}

fn phase(of: &Phase) -> PhaseBody {
    PhaseBody {
        from: of.from.to_string(),
        to: of.to.to_string(),
        begins: of.begins.as_str(),
        n: of.n,
        centre: of.mean,
        lower_limit: of.limits.map(|limits| limits.lower),
        upper_limit: of.limits.map(|limits| limits.upper),
        mean_moving_range: of.mean_moving_range,
        screened_out: of.n_screened,
        trial: of.is_trial,
    }
}

fn variation(of: Variation) -> &'static str {
    match of {
        Variation::CommonCause => "common_cause",
        Variation::Improving { .. } => "improving",
        Variation::Concerning { .. } => "concerning",
        Variation::Neutral { .. } => "neutral",
    }
}

fn is_high(of: Variation) -> Option<bool> {
    match of {
        Variation::CommonCause => None,
        Variation::Improving { high }
        | Variation::Concerning { high }
        | Variation::Neutral { high } => Some(high),
    }
}

fn no_forecast(of: NoForecast, lang: Lang) -> &'static str {
    match of {
        NoForecast::TooFew { .. } => lang.pick(
            "der er for få sammenhængende tal siden det sidste brud",
            "there are too few consecutive figures since the last cut",
        ),
        NoForecast::TooLarge => lang.pick("tallene er for store", "the numbers are too large"),
    }
}

/// Shows the series of an indicator in a municipality, ready for a chart: figures, limits and signals, the target's path, and
/// the periods ahead.
#[utoipa::path(get, path = "/api/v1/indicators/{code}/trend", tag = "indicators",
    params(("code" = String, Path, description = "Code of an indicator or of one of its readings", example = "O3.1"),
           ("municipality" = String, Query, description = "Code or name of a municipality", example = "766"),
           ("period" = Option<String>, Query, description = "Periods as in /observations, at most 240; the newest sixty, from the first that is imported, when left out", example = "last:48"),
           ("grain" = Option<String>, Query, description = "Length of the periods; the shortest that the indicator has when left out", example = "month"),
           ("filter.unit" = Option<String>, Query, description = "A cut; any dimension can be filtered by", example = "T1"),
           ("price" = Option<String>, Query, description = "current or fixed:YEAR; that of the target when left out", example = "current"),
           ("phase" = Option<String>, Query, description = "Periods in which limits begin anew, beside the cuts", example = "2017-01"),
           ("horizon" = Option<usize>, Query, description = "Periods ahead, 1 to 60; when left out up to the target's deadline, else a year (of whole years two)", example = 12),
           ("role" = Option<String>, Query, description = "Answer as somebody with this role sees it", example = "viewer"),
           ("revision" = Option<i64>, Query, description = "Answer as known at this revision"),
           ("as_known_at" = Option<String>, Query, description = "Answer as known at this instant", example = "2018-03-31T22:00:00Z"),
           ("lang" = Option<String>, Query, description = "da or en", example = "da"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da; of the last two the periods alone", example = "json")),
    responses((status = 200, description = "The series", body = TrendBody),
              (status = 304, description = "The client has it already"),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json"),
              (status = 413, description = "More periods than are answered", body = Problem, content_type = "application/problem+json")))]
pub async fn get_indicator_trend(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    const KNOWN: [&str; 12] = [
        "municipality",
        "period",
        "grain",
        "filter.",
        "price",
        "phase",
        "horizon",
        "role",
        "revision",
        "as_known_at",
        "lang",
        "format",
    ];
    let params = Params::read(request.query_string(), &KNOWN)?;
    let lang = language::choose(&params, request.headers())?;
    let format = Format::choose(params.one("format")?, request.headers())?;
    let asked = TrendRequest {
        indicator: path.into_inner(),
        municipality: params.one("municipality")?.unwrap_or_default().to_owned(),
        filters: params.filters().into_iter().collect(),
        periods: params.list("period"),
        grain: params.one("grain")?.map(str::to_owned),
        prices: params.list("price"),
        phases: params.list("phase"),
        horizon: params.one("horizon")?.map(str::to_owned),
        at: crate::as_known(&params)?,
        viewer: viewer(&params)?,
        ..TrendRequest::default()
    };
    let store = Arc::clone(&state.store);
    let found = state.pool.run(move || get_trend(&store, &asked)).await?;
    let validity = Validity {
        revision: found.revision,
        committed_at: found.committed_at,
    };
    if format == Format::Json {
        let body = TrendBody::of(&found, lang, state.store.is_demo());
        return document(&request, validity, &body);
    }
    let subject = &found.stand.subject;
    let file_name = format!("trend-{}-{}", reading_name(subject), subject.municipality);
    let shape = Table {
        meta: Value::Null,
        columns: &TREND_COLUMNS,
        items: rows(&found, lang).into_iter(),
        next: None,
        file_name,
    };
    table(&request, format, validity, shape)
}
