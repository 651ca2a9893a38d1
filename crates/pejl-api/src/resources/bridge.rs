//! What a change in spending is put down to.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::bridge::{Amount, BridgeAnswer, BridgeRequest, Part, Side, get_bridge};
use pejl_domain::{Lang, Oere};
use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::{Validity, document};
use crate::language;
use crate::params::Params;
use crate::problem::{ApiError, Problem};
use crate::resources::observations::viewer;
use crate::state::ApiState;

/// Kroner of whole øre, exact below 2⁵³ øre.
fn kroner(oere: i64) -> f64 {
    Oere::from_oere(oere).to_kroner_f64()
}

/// One side of a change.
#[derive(Debug, Serialize, ToSchema)]
pub struct BridgeSideBody {
    /// Code of the municipality.
    #[schema(example = "766")]
    pub municipality: String,
    /// The period.
    #[schema(example = "2017")]
    pub period: String,
    /// Residents; null where they are not known.
    #[schema(example = 35_900.0)]
    pub residents: Option<f64>,
    /// Spent, kroner; null where there is no bridge.
    #[schema(example = 372_000_000.0)]
    pub kroner: Option<f64>,
}

/// A part of a change.
#[derive(Debug, Serialize, ToSchema)]
pub struct BridgePartBody {
    /// `population`, `use`, `mix` or `price`.
    #[schema(example = "price")]
    pub factor: &'static str,
    /// Its part, kroner.
    #[schema(example = -11_959_000.0)]
    pub kroner: f64,
}

/// What a service spent and counted.
#[derive(Debug, Serialize, ToSchema)]
pub struct BridgeAmountBody {
    /// Kroner.
    pub kroner: f64,
    /// Units: full-year persons, hours or residents.
    pub units: f64,
}

impl BridgeAmountBody {
    fn of(one: &Amount) -> Self {
        Self {
            kroner: kroner(one.oere),
            units: one.units,
        }
    }
}

/// A service in a bridge.
#[derive(Debug, Serialize, ToSchema)]
pub struct BridgeServiceBody {
    /// The reading that its price is.
    #[schema(example = "O5.1.temporary_net")]
    pub reading: String,
    /// Its name.
    pub name: String,
    /// Before; null where nothing was spent and counted.
    pub before: Option<BridgeAmountBody>,
    /// After.
    pub after: Option<BridgeAmountBody>,
    /// Whether its change stands as unpriced: an amount below zero, or units or an amount alone.
    pub unpriced: bool,
}

impl BridgeServiceBody {
    fn of(one: &Part, lang: Lang) -> Self {
        Self {
            reading: one.code.clone(),
            name: one.name.to_lang(lang).to_owned(),
            before: one.before.as_ref().map(BridgeAmountBody::of),
            after: one.after.as_ref().map(BridgeAmountBody::of),
            unpriced: one.is_unpriced,
        }
    }
}

/// A change in spending and what it is put down to: `parts` + `new` − `ceased` + `unpriced` = `change`, to the øre.
#[derive(Debug, Serialize, ToSchema)]
pub struct BridgeBody {
    /// The revision it was read at.
    #[schema(example = 12)]
    pub revision: i64,
    /// Code of the reading.
    #[schema(example = "O5.3.price_index")]
    pub indicator: String,
    /// Its name.
    pub name: String,
    /// The cut.
    #[schema(example = json!({}))]
    pub members: BTreeMap<String, String>,
    /// `current` or `fixed:2018`.
    #[schema(example = "current")]
    pub price_level: String,
    /// Version of the definition.
    #[schema(example = 3)]
    pub definition_version: i32,
    /// How it is split.
    #[schema(example = "lmdi")]
    pub method: &'static str,
    /// Whether the figures are invented.
    pub demo: bool,
    /// The side it is counted from.
    pub from: BridgeSideBody,
    /// The side it is counted to.
    pub to: BridgeSideBody,
    /// The change, kroner; null where there is no bridge.
    #[schema(example = -14_460_000.0)]
    pub change: Option<f64>,
    /// The part of each factor.
    pub parts: Vec<BridgePartBody>,
    /// Spent on services that are new, kroner.
    pub new: Option<f64>,
    /// Spent before on services that have ceased, kroner.
    pub ceased: Option<f64>,
    /// Change of services that have no price on one side, kroner.
    pub unpriced: Option<f64>,
    /// The services.
    pub services: Vec<BridgeServiceBody>,
    /// Changes of law or accounts between the two periods across which figures are still compared.
    pub breaks: Vec<String>,
    /// Why there is no bridge.
    pub reason: Option<String>,
}

impl BridgeBody {
    /// Returns the body of a bridge in a language.
    pub fn of(found: &BridgeAnswer, lang: Lang, demo: bool) -> Self {
        let bridge = found.bridge.as_ref().ok();
        let reading = &found.reading;
        let side = |of: &Side, oere: Option<i64>| BridgeSideBody {
            municipality: of.municipality.clone(),
            period: of.period.to_string(),
            residents: of.residents,
            kroner: oere.map(kroner),
        };
        let parts = bridge.map_or(&[][..], |one| &one.parts);
        let services = bridge.map_or(&[][..], |one| &one.services);
        let breaks = bridge.map_or(&[][..], |one| &one.breaks);
        let reason = found.bridge.as_ref().err();
        Self {
            revision: found.revision,
            indicator: format!("{}.{}", reading.indicator, reading.code),
            name: reading.name.to_lang(lang).to_owned(),
            members: found.members.iter().cloned().collect(),
            price_level: found.price_level.clone(),
            definition_version: reading.definition_version,
            method: "lmdi",
            demo,
            from: side(&found.before, bridge.map(|one| one.before)),
            to: side(&found.after, bridge.map(|one| one.after)),
            change: bridge.map(|one| kroner(one.after - one.before)),
            parts: parts
                .iter()
                .map(|(factor, oere)| BridgePartBody {
                    factor: factor.as_str(),
                    kroner: kroner(*oere),
                })
                .collect(),
            new: bridge.map(|one| kroner(one.new)),
            ceased: bridge.map(|one| kroner(one.ceased)),
            unpriced: bridge.map(|one| kroner(one.unpriced)),
            services: services
                .iter()
                .map(|one| BridgeServiceBody::of(one, lang))
                .collect(),
            breaks: breaks
                .iter()
                .map(|one| one.text.to_lang(lang).to_owned())
                .collect(),
            reason: reason.map(|text| text.to_lang(lang).to_owned()),
        }
    }
}

/// Puts the change in spending from one period to another, or from one municipality to another, down to residents, use, mix and
/// price.
#[utoipa::path(get, path = "/api/v1/indicators/{code}/bridge", tag = "indicators",
    params(("code" = String, Path, description = "A price (O5.1), an index of prices whose services are told apart (O5.3), or spending per resident (F2.net_per_resident)", example = "O5.3"),
           ("municipality" = String, Query, description = "Code or name of a municipality", example = "766"),
           ("from" = Option<String>, Query, description = "The period that the change is counted from; or other_municipality", example = "2017"),
           ("to" = String, Query, description = "The period that it is counted to", example = "2018"),
           ("other_municipality" = Option<String>, Query, description = "The municipality that spending is compared with, in the same period", example = "630"),
           ("filter.function" = Option<String>, Query, description = "A cut; any dimension can be filtered by", example = "5.30.26"),
           ("price" = Option<String>, Query, description = "current or fixed:YEAR", example = "current"),
           ("role" = Option<String>, Query, description = "Answer as somebody with this role sees it", example = "viewer"),
           ("revision" = Option<i64>, Query, description = "Answer as known at this revision"),
           ("as_known_at" = Option<String>, Query, description = "Answer as known at this instant", example = "2018-03-31T22:00:00Z"),
           ("lang" = Option<String>, Query, description = "da or en", example = "da")),
    responses((status = 200, description = "The bridge, or why there is none", body = BridgeBody),
              (status = 304, description = "The client has it already"),
              (status = 400, description = "A parameter cannot be used", body = Problem, content_type = "application/problem+json")))]
pub async fn get_indicator_bridge(
    request: HttpRequest,
    path: web::Path<String>,
    state: web::Data<ApiState>,
) -> Result<HttpResponse, ApiError> {
    const KNOWN: [&str; 10] = [
        "municipality",
        "from",
        "to",
        "other_municipality",
        "filter.",
        "price",
        "role",
        "revision",
        "as_known_at",
        "lang",
    ];
    let params = Params::read(request.query_string(), &KNOWN)?;
    let lang = language::choose(&params, request.headers())?;
    let asked = BridgeRequest {
        indicator: path.into_inner(),
        municipality: params.one("municipality")?.unwrap_or_default().to_owned(),
        from: params.one("from")?.map(str::to_owned),
        to: params.one("to")?.unwrap_or_default().to_owned(),
        other: params.one("other_municipality")?.map(str::to_owned),
        filters: params.filters().into_iter().collect(),
        prices: params.list("price"),
        at: crate::as_known(&params)?,
        viewer: viewer(&params)?,
    };
    let store = Arc::clone(&state.store);
    let found = state.pool.run(move || get_bridge(&store, &asked)).await?;
    let validity = Validity {
        revision: found.revision,
        committed_at: found.committed_at,
    };
    document(
        &request,
        validity,
        &BridgeBody::of(&found, lang, state.store.is_demo()),
    )
}
