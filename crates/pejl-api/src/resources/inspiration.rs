//! Who turned the curve of an indicator.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::Order;
use pejl_app::inspiration::{Course, InspirationRequest, Inspired, get_inspiration};
use pejl_app::reference::place_name;
use pejl_domain::Lang;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::answer::{Format, Table, Validity, document, table};
use crate::language;
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::resources::comparison::asked;
use crate::rows::to_rows;
use crate::state::ApiState;

/// Columns of the courses.
pub const CURVE_COLUMNS: [&str; 16] = [
    "lasting_rank",
    "municipality",
    "name",
    "from",
    "since",
    "before",
    "after",
    "change",
    "change_share",
    "turned",
    "changed_at",
    "first_period",
    "first_value",
    "last_value",
    "rank",
    "own",
];

/// What a municipality has done.
#[derive(Debug, Serialize, ToSchema)]
pub struct CurveBody {
    /// Its rank by the change that lasted; null without one.
    #[schema(example = 1)]
    pub lasting_rank: Option<usize>,
    /// Its code.
    #[schema(example = "607")]
    pub municipality: String,
    /// Its name.
    #[schema(example = "Fredericia")]
    pub name: String,
    /// The period that the largest change that lasted is counted from: of a level that was held for two.
    #[schema(example = "2011")]
    pub from: Option<String>,
    /// The first of the periods, up to the last, in which no figure was worse than `after`, and nine tenths of the largest such change
    /// had come.
    #[schema(example = "2014")]
    pub since: Option<String>,
    /// The figure that it is counted from.
    #[schema(example = 62_000.0)]
    pub before: Option<f64>,
    /// The worst figure since.
    #[schema(example = 54_000.0)]
    pub after: Option<f64>,
    /// `after` − `before`.
    #[schema(example = -8_000.0)]
    pub change: Option<f64>,
    /// The change as a share of `before`.
    #[schema(example = -0.129)]
    pub change_share: Option<f64>,
    /// Whether it went to the worse before, and to the better from there.
    #[schema(example = true)]
    pub turned: bool,
    /// The period in which another, better level begins; null where none does.
    #[schema(example = "2013")]
    pub changed_at: Option<String>,
    /// Its first period that can be compared with the last.
    #[schema(example = "2008")]
    pub first_period: String,
    /// The figure then.
    #[schema(example = 60_000.0)]
    pub first_value: f64,
    /// The figure in the last period.
    #[schema(example = 54_000.0)]
    pub last_value: f64,
    /// Its rank by that figure, 1 the best.
    #[schema(example = 7)]
    pub rank: usize,
    /// Whether it is the municipality that is marked.
    #[schema(example = false)]
    pub own: bool,
}

impl CurveBody {
    fn of(one: &Course, own: &str, lang: Lang) -> Self {
        let lasting = one.lasting.as_ref();
        Self {
            lasting_rank: one.lasting_rank,
            name: place_name(&one.municipality, lang),
            own: one.municipality == own,
            municipality: one.municipality.clone(),
            from: lasting.map(|of| of.from.to_string()),
            since: lasting.map(|of| of.since.to_string()),
            before: lasting.map(|of| of.before),
            after: lasting.map(|of| of.after),
            change: lasting.map(|of| of.change()),
            change_share: lasting.and_then(|of| of.share()),
            turned: one.turned,
            changed_at: one.changed_at.map(|period| period.to_string()),
            first_period: one.first.period.to_string(),
            first_value: one.first.value,
            last_value: one.last.value,
            rank: one.rank,
        }
    }
}

/// Who turned the curve, those with the largest change that lasted first.
#[derive(Debug, Serialize, ToSchema)]
pub struct InspirationBody {
    /// The revision it was read at.
    #[schema(example = 12)]
    pub revision: i64,
    /// Code of the reading.
    #[schema(example = "F2.published_per_resident")]
    pub indicator: String,
    /// What the figures are of.
    #[schema(example = json!({"function": "5.30.27"}))]
    pub members: BTreeMap<String, String>,
    /// The period that is looked at from.
    #[schema(example = "2008")]
    pub from: String,
    /// The last.
    #[schema(example = "2022")]
    pub period: String,
    /// The group compared with.
    #[schema(example = "ALL")]
    pub group: String,
    /// Unit of all values; null without an observation.
    #[schema(example = "dkk_per_resident")]
    pub unit: Option<String>,
    /// `current` or `fixed:2018`.
    #[schema(example = "current")]
    pub price_level: String,
    /// Which way is better: `down` or `up`.
    #[schema(example = "down")]
    pub better: &'static str,
    /// What changes are ranked by: `share` of what they are counted from, or `change` where one is counted from nothing or less.
    #[schema(example = "share")]
    pub ranked_by: &'static str,
    /// Whether the figures are invented.
    pub demo: bool,
    /// The municipalities.
    pub items: Vec<CurveBody>,
    /// Codes of those without five figures that follow one another after the last cut, up to the last period.
    #[schema(example = json!(["411"]))]
    pub missing: Vec<String>,
}

impl InspirationBody {
    /// Returns the body of courses in a language.
    pub fn of(found: &Inspired, lang: Lang, demo: bool) -> Self {
        let (compared, comparison) = (&found.compared, &found.compared.comparison);
        let from = comparison.from.map(|period| period.to_string());
        Self {
            revision: compared.revision,
            indicator: comparison.indicator.clone(),
            members: comparison.members.clone(),
            from: from.unwrap_or_default(),
            period: comparison.period.to_string(),
            group: compared.group.clone(),
            unit: comparison.unit.as_ref().map(ToString::to_string),
            price_level: comparison.price_level.clone(),
            better: match found.better {
                Order::LowestFirst => "down",
                Order::HighestFirst => "up",
            },
            ranked_by: match found.courses.is_by_share {
                true => "share",
                false => "change",
            },
            demo,
            items: items(found, lang).collect(),
            missing: found.courses.missing.clone(),
        }
    }
}

fn items(found: &Inspired, lang: Lang) -> impl Iterator<Item = CurveBody> {
    let own = found.compared.own.code;
    let courses = found.courses.courses.iter();
    courses.map(move |one| CurveBody::of(one, own, lang))
}

/// Returns the courses as rows.
///
/// # Errors
/// None but a fault of ours.
pub fn curve_rows(found: &Inspired, lang: Lang) -> Result<Vec<Map<String, Value>>, ApiError> {
    to_rows(items(found, lang))
}

/// Tells who turned the curve: level, change and the largest change that lasted, of many municipalities in one list.
#[utoipa::path(get, path = "/api/v1/indicators/{code}/inspiration", tag = "indicators",
    params(("code" = String, Path, description = "Code of a reading", example = "F2.published_per_resident"),
           ("municipality" = String, Query, description = "The municipality to mark", example = "766"),
           ("from" = String, Query, description = "The period that is looked at from", example = "2008"),
           ("period" = String, Query, description = "The last", example = "2019"),
           ("better" = Option<String>, Query, description = "down or up; the indicator's own way when left out, and down where it has none", example = "down"),
           ("group" = Option<String>, Query, description = "all, the code of a group, municipalities with commas between them, or nearest:10", example = "all"),
           ("factors" = Option<String>, Query, description = "With nearest: structural factors and how much each weighs; all that are imported when left out", example = "share_80_plus:2,travel_minutes"),
           ("filter.function" = Option<String>, Query, description = "Account or account area; any dimension can be filtered by", example = "5.30.27"),
           ("price" = Option<String>, Query, description = "current, fixed:YEAR, or fixed:YEAR:SERIES where several price series are imported", example = "current"),
           ("revision" = Option<i64>, Query, description = "Answer as known at this revision"),
           ("as_known_at" = Option<String>, Query, description = "Answer as known at this instant", example = "2018-03-31T22:00:00Z"),
           ("lang" = Option<String>, Query, description = "da or en", example = "da"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "The courses", body = InspirationBody),
              (status = 304, description = "The client has it already"),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json")))]
pub async fn get_indicator_inspiration(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    const KNOWN: [&str; 12] = [
        "municipality",
        "period",
        "from",
        "better",
        "group",
        "factors",
        "filter.",
        "price",
        "revision",
        "as_known_at",
        "lang",
        "format",
    ];
    let params = Params::read(request.query_string(), &KNOWN)?;
    let lang = language::choose(&params, request.headers())?;
    let format = Format::choose(params.one("format")?, request.headers())?;
    let asked = InspirationRequest {
        comparison: asked(path.into_inner(), &params)?,
        better: params.one("better")?.map(str::to_owned),
    };
    let store = Arc::clone(&state.store);
    let found = state
        .pool
        .run(move || get_inspiration(&store, &asked))
        .await?;
    let validity = Validity {
        revision: found.compared.revision,
        committed_at: found.compared.committed_at,
    };
    if format == Format::Json {
        let body = InspirationBody::of(&found, lang, state.store.is_demo());
        return document(&request, validity, &body);
    }
    let answer = Table {
        meta: Value::Null,
        columns: &CURVE_COLUMNS,
        items: items(&found, lang),
        next: None,
        file_name: format!("inspiration-{}", found.compared.comparison.period),
    };
    table(&request, format, validity, answer)
}
