//! Comparison of a municipality with others on one reading.

mod potential;

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::comparison::{
    Compared, ComparisonRequest, Nearest, Peers, get_comparison as compare,
};
use pejl_app::reference::place_name;
use pejl_app::{GroupMean, Order, Standing};
use pejl_domain::Lang;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::answer::{Format, Table, Validity, document, table};
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::rows::to_rows;
use crate::state::ApiState;
use crate::{as_known, language};

pub use potential::PotentialBody;

/// Where one municipality stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct StandingBody {
    /// Its code.
    #[schema(example = "766")]
    pub municipality: String,
    /// Its name.
    #[schema(example = "Hedensted")]
    pub name: String,
    /// Its rank, 1 first; ties share one and the next is passed over.
    #[schema(example = 23)]
    pub rank: Option<usize>,
    /// How many share the rank, itself counted.
    #[schema(example = 1)]
    pub shared_by: Option<usize>,
    /// Its value.
    #[schema(example = 3412.0)]
    pub value: Option<f64>,
    /// Why the value is there or is not.
    #[schema(example = "ok")]
    pub cell: String,
    /// The quarter of the values it lies in, 1 with the lowest.
    #[schema(example = 1)]
    pub quartile: Option<u8>,
    /// Share of the others with a lower value.
    #[schema(example = 0.227)]
    pub percentile: Option<f64>,
    /// Value in the earlier period.
    pub from_value: Option<f64>,
    /// Rank in the earlier period, among those that had a value then.
    pub from_rank: Option<usize>,
    /// Change since the earlier period, in the unit of the values.
    pub change: Option<f64>,
    /// The change as a share of the earlier value.
    pub change_share: Option<f64>,
    /// Rank of the change, 1 the largest fall.
    pub change_rank: Option<usize>,
    /// Rank of the change as a share, 1 the largest fall.
    pub change_share_rank: Option<usize>,
    /// Rank minus the earlier rank: negative is nearer to rank 1.
    pub rank_change: Option<i64>,
    /// Where chance alone would place a share around that of all: `within`, `below` or `above` 95 of 100, `far_below` or
    /// `far_above` 998 of 1,000; null of what is no share of persons or cases.
    #[schema(example = "within")]
    pub funnel: Option<&'static str>,
    /// Why there is no value or no change, in the language asked for.
    pub reason: Option<String>,
}

/// Columns of a standing, in the order of every format.
pub const COLUMNS: [&str; 17] = [
    "municipality",
    "name",
    "rank",
    "shared_by",
    "value",
    "cell",
    "quartile",
    "percentile",
    "from_value",
    "from_rank",
    "change",
    "change_share",
    "change_rank",
    "change_share_rank",
    "rank_change",
    "funnel",
    "reason",
];

/// The mean of the municipalities compared with that have a value; a municipality outside the group is not in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeanBody {
    /// `ratio_of_sums` or `population_weighted_mean`.
    #[schema(example = "population_weighted_mean")]
    pub method: String,
    /// Municipalities in it.
    #[schema(example = 98)]
    pub n: usize,
    /// The mean, in the unit of the values.
    #[schema(example = 3833.76)]
    pub value: Option<f64>,
    /// Why there is none.
    pub reason: Option<String>,
}

impl MeanBody {
    fn of(one: &GroupMean, lang: Lang) -> Self {
        let reason = one.reason.as_ref();
        Self {
            method: one.method.as_str().to_owned(),
            n: one.n,
            value: one.value,
            reason: reason.map(|text| text.to_lang(lang).to_owned()),
        }
    }
}

/// The others that have a value, the own municipality not among them.
#[derive(Debug, Serialize, ToSchema)]
pub struct PeersBody {
    /// How many there are.
    #[schema(example = 97)]
    pub n: usize,
    /// Lower quartile, median and upper quartile (type 7) of them.
    #[schema(example = json!([3310.5, 3745.0, 4190.0]))]
    pub quartiles: Option<[f64; 3]>,
    /// Their mean by sums or by residents.
    pub mean: MeanBody,
    /// Their mean in which each counts once.
    #[schema(example = 3768.1)]
    pub unweighted_mean: Option<f64>,
}

impl PeersBody {
    fn of(one: &Peers, lang: Lang) -> Self {
        Self {
            n: one.n,
            quartiles: one.quartiles.map(|q| [q.lower, q.median, q.upper]),
            mean: MeanBody::of(&one.mean, lang),
            unweighted_mean: one.unweighted_mean,
        }
    }
}

/// A factor that decides who is near.
#[derive(Debug, Serialize, ToSchema)]
pub struct FactorBody {
    /// Its name, as imported.
    #[schema(example = "share_80_plus")]
    pub factor: String,
    /// How much it weighs beside the others.
    #[schema(example = 1.0)]
    pub weight: f64,
    /// The year its values are of.
    #[schema(example = 2019)]
    pub year: i32,
}

/// One of the nearest municipalities.
#[derive(Debug, Serialize, ToSchema)]
pub struct NeighbourBody {
    /// Its code.
    #[schema(example = "615")]
    pub municipality: String,
    /// Its name.
    #[schema(example = "Horsens")]
    pub name: String,
    /// How far it is: 1 is one standard deviation, whatever the number of factors.
    #[schema(example = 0.42)]
    pub distance: f64,
}

/// The nearest municipalities, and by what.
#[derive(Debug, Serialize, ToSchema)]
pub struct NearestBody {
    /// What decided.
    pub factors: Vec<FactorBody>,
    /// The nearest first.
    pub neighbours: Vec<NeighbourBody>,
    /// Municipalities that lack one of the factors, so that it is not known how far they are.
    pub without: Vec<String>,
}

impl NearestBody {
    fn of(one: &Nearest, lang: Lang) -> Self {
        let factors = one.factors.iter().map(|factor| FactorBody {
            factor: factor.name.clone(),
            weight: factor.weight,
            year: factor.year,
        });
        let neighbours = one.neighbours.iter().map(|of| NeighbourBody {
            municipality: of.municipality.to_owned(),
            name: place_name(of.municipality, lang),
            distance: of.distance,
        });
        Self {
            factors: factors.collect(),
            neighbours: neighbours.collect(),
            without: one.without.iter().map(|code| (*code).to_owned()).collect(),
        }
    }
}

/// The country's own figure.
#[derive(Debug, Serialize, ToSchema)]
pub struct CountryBody {
    /// As published, or from the country's own facts.
    #[schema(example = 3834.0)]
    pub value: Option<f64>,
    /// Why the value is there or is not.
    #[schema(example = "ok")]
    pub cell: String,
    /// Mean of the municipalities minus the country's figure.
    #[schema(example = -0.24)]
    pub difference: Option<f64>,
}

/// A comparison.
#[derive(Debug, Serialize, ToSchema)]
pub struct ComparisonBody {
    /// Code of the indicator.
    #[schema(example = "F2")]
    pub indicator: String,
    /// What the figures are of.
    #[schema(example = json!({"reading": "published_per_resident", "function": "5.30.27", "dranst": "not_stated"}))]
    pub members: BTreeMap<String, String>,
    /// The period ranked.
    #[schema(example = "2019")]
    pub period: String,
    /// The earlier period.
    pub from: Option<String>,
    /// Group compared with.
    #[schema(example = "ALL")]
    pub group: String,
    /// Unit of every value.
    #[schema(example = "dkk_per_resident")]
    pub unit: Option<String>,
    /// `current` or `fixed:2018`.
    #[schema(example = "current")]
    pub price_level: String,
    /// Which end has rank 1: `lowest` or `highest`.
    #[schema(example = "lowest")]
    pub rank_1_is: String,
    /// Municipalities with a value.
    #[schema(example = 98)]
    pub n: usize,
    /// Municipalities compared.
    #[schema(example = 98)]
    pub n_members: usize,
    /// The municipality the comparison is made for.
    pub own: StandingBody,
    /// Lower quartile, median and upper quartile (type 7).
    #[schema(example = json!([3310.5, 3742.0, 4188.25]))]
    pub quartiles: Option<[f64; 3]>,
    /// Mean by sums or by residents.
    pub mean: MeanBody,
    /// Mean in which every municipality counts once.
    #[schema(example = 3765.4)]
    pub unweighted_mean: Option<f64>,
    /// The others, the own municipality not among them: what it can be held against.
    pub peers: PeersBody,
    /// The nearest, where these are compared with; null otherwise.
    pub nearest: Option<NearestBody>,
    /// What it would mean in kroner to be as they are.
    pub potential: PotentialBody,
    /// The country's own figure, and how far the mean is from it.
    pub country: Option<CountryBody>,
    /// Own value over the mean of the peers, times 100 (C1).
    #[schema(example = 91.2)]
    pub index: Option<f64>,
    /// Whether the peers are the same in all periods from `from` on (C2); null without peers.
    pub comparability: Option<ComparabilityBody>,
    /// Municipalities without a value.
    pub missing: Vec<String>,
    /// Breaks between the periods, in words.
    pub breaks: Vec<String>,
    /// The revision the facts were read at.
    #[schema(example = 12)]
    pub revision: i64,
    /// Whether the figures are invented.
    #[schema(example = false)]
    pub demo: bool,
    /// Every municipality compared, by rank.
    pub items: Vec<StandingBody>,
}

fn standing_body(one: &Standing, lang: Lang) -> StandingBody {
    let change = one.change.as_ref();
    let reason = one
        .reason
        .as_ref()
        .or(change.and_then(|c| c.reason.as_ref()));
    StandingBody {
        municipality: one.municipality.clone(),
        name: place_name(&one.municipality, lang),
        rank: one.rank,
        shared_by: one.shared_by,
        value: one.value,
        cell: one.cell.as_str().to_owned(),
        quartile: one.quartile.map(|quartile| quartile.number()),
        percentile: one.percentile,
        from_value: change.and_then(|c| c.from_value),
        from_rank: change.and_then(|c| c.from_rank),
        change: change.and_then(|c| c.absolute),
        change_share: change.and_then(|c| c.share),
        change_rank: change.and_then(|c| c.rank),
        change_share_rank: change.and_then(|c| c.share_rank),
        rank_change: change.and_then(|c| c.rank_change),
        funnel: one.funnel.map(|funnel| funnel.place.as_str()),
        reason: reason.map(|r| r.to_lang(lang).to_owned()),
    }
}

/// How many of the peers have a usable figure in every period shown.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ComparabilityBody {
    /// Usable peers over all of them.
    #[schema(example = 0.958)]
    pub share: f64,
    /// Peers with a figure that is there and can be shown in every period.
    #[schema(example = 93)]
    pub n_usable: usize,
    /// Municipalities compared with, the own one not counted.
    #[schema(example = 97)]
    pub n_peers: usize,
    /// Periods from `from` to `period`.
    #[schema(example = 5)]
    pub n_periods: usize,
    /// Whether a trend line of the peers may be drawn: from 80 % on. Null of one period.
    #[schema(example = true)]
    pub allows_line: Option<bool>,
}

impl ComparisonBody {
    /// Returns the body of a comparison with its texts in a language.
    pub fn of(compared: &Compared, lang: Lang, demo: bool) -> Self {
        let c = &compared.comparison;
        Self {
            indicator: c.indicator.clone(),
            members: c.members.clone(),
            period: c.period.to_string(),
            from: c.from.map(|p| p.to_string()),
            group: compared.group.clone(),
            unit: c.unit.as_ref().map(ToString::to_string),
            price_level: c.price_level.clone(),
            rank_1_is: match c.order {
                Order::LowestFirst => "lowest",
                Order::HighestFirst => "highest",
            }
            .to_owned(),
            n: c.n,
            n_members: c.n_members,
            own: standing_body(&c.own, lang),
            quartiles: c.quartiles.map(|q| [q.lower, q.median, q.upper]),
            mean: MeanBody::of(&c.mean, lang),
            unweighted_mean: c.unweighted_mean,
            peers: PeersBody::of(&c.peers, lang),
            nearest: compared
                .nearest
                .as_ref()
                .map(|one| NearestBody::of(one, lang)),
            potential: PotentialBody::of(&compared.potential, lang),
            country: c.country.as_ref().map(|country| CountryBody {
                value: country.value,
                cell: country.cell.as_str().to_owned(),
                difference: country.difference,
            }),
            index: c.index.map(|index| index.value),
            comparability: c.comparability.map(|of| ComparabilityBody {
                share: of.share,
                n_usable: of.n_usable,
                n_peers: of.n_peers,
                n_periods: of.n_periods,
                allows_line: of.allows_line,
            }),
            missing: c.missing.iter().map(|m| m.municipality.clone()).collect(),
            breaks: c
                .breaks
                .iter()
                .map(|b| b.text.to_lang(lang).to_owned())
                .collect(),
            revision: compared.revision,
            demo,
            items: c
                .standings
                .iter()
                .map(|one| standing_body(one, lang))
                .collect(),
        }
    }
}

/// Returns the standings of a comparison as rows.
///
/// # Errors
/// None but a fault of ours.
pub fn standing_rows(compared: &Compared, lang: Lang) -> Result<Vec<Map<String, Value>>, ApiError> {
    to_rows(
        compared
            .comparison
            .standings
            .iter()
            .map(|one| standing_body(one, lang)),
    )
}

/// Returns the comparison of the parameters; a parameter that a path does not know is not among them.
pub(crate) fn asked(indicator: String, params: &Params) -> Result<ComparisonRequest, ApiError> {
    Ok(ComparisonRequest {
        indicator,
        municipality: params.one("municipality")?.unwrap_or_default().to_owned(),
        period: params.one("period")?.unwrap_or_default().to_owned(),
        from: params.one("from")?.map(str::to_owned),
        group: group(params),
        factors: params.list("factors"),
        volume: params.one("volume")?.map(str::to_owned),
        filters: params.filters().into_iter().collect(),
        prices: params.list("price"),
        at: as_known(params)?,
    })
}

/// Compares a municipality with all others or a group: rank with ties, quartiles, means, and who has moved.
#[utoipa::path(get, path = "/api/v1/indicators/{code}/comparison", tag = "indicators",
    params(("code" = String, Path, description = "Code of a reading", example = "F2.published_per_resident"),
           ("municipality" = String, Query, description = "The municipality to mark", example = "766"),
           ("period" = String, Query, description = "The period that is ranked", example = "2019"),
           ("from" = Option<String>, Query, description = "An earlier period that changes are counted from", example = "2018"),
           ("group" = Option<String>, Query, description = "all, the code of a group, municipalities with commas between them, or nearest:10", example = "all"),
           ("factors" = Option<String>, Query, description = "With nearest: structural factors and how much each weighs; all that are imported when left out", example = "share_80_plus:2,travel_minutes"),
           ("volume" = Option<String>, Query, description = "The reading that counts the units of the service, by which the potential is told apart into price and use", example = "O4.0.stock_persons"),
           ("filter.function" = Option<String>, Query, description = "Account or account area", example = "5.30.27"),
           ("filter.dranst" = Option<String>, Query, description = "Dranst codes", example = "1"),
           ("price" = Option<String>, Query, description = "current, fixed:YEAR, or fixed:YEAR:SERIES where several price series are imported", example = "current"),
           ("revision" = Option<i64>, Query, description = "Answer as known at this revision"),
           ("as_known_at" = Option<String>, Query, description = "Answer as known at this instant", example = "2018-03-31T22:00:00Z"),
           ("lang" = Option<String>, Query, description = "da or en", example = "da"),
           ("format" = Option<String>, Query, description = "json, csv or csv-da", example = "json")),
    responses((status = 200, description = "The comparison", body = ComparisonBody),
              (status = 304, description = "The client has it already"),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json")))]
pub async fn get_comparison(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    let params = Params::read(
        request.query_string(),
        &[
            "municipality",
            "period",
            "from",
            "group",
            "factors",
            "volume",
            "filter.",
            "price",
            "revision",
            "as_known_at",
            "lang",
            "format",
        ],
    )?;
    let lang = language::choose(&params, request.headers())?;
    let format = Format::choose(params.one("format")?, request.headers())?;
    let asked = asked(path.into_inner(), &params)?;
    let store = std::sync::Arc::clone(&state.store);
    let compared = state.pool.run(move || compare(&store, &asked)).await?;
    let validity = Validity {
        revision: compared.revision,
        committed_at: compared.committed_at,
    };
    if format == Format::Json {
        let body = ComparisonBody::of(&compared, lang, state.store.is_demo());
        return document(&request, validity, &body);
    }
    let file_name = format!(
        "comparison-{}-{}",
        compared.own.code, compared.comparison.period
    );
    let standings = &compared.comparison.standings;
    table(
        &request,
        format,
        validity,
        Table {
            meta: Value::Null,
            columns: &COLUMNS,
            items: standings.iter().map(|one| standing_body(one, lang)),
            next: None,
            file_name,
        },
    )
}

/// The group asked for; all where none is.
fn group(params: &Params) -> String {
    match params.list("group") {
        named if named.is_empty() => "ALL".to_owned(),
        named => named.join(","),
    }
}

/// Registers the paths.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get("/indicators/{code}/comparison", get_comparison));
}
