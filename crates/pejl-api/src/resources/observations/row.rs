//! An observation as it is sent.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use pejl_app::observations::{Changed, Delta, Observations};
use pejl_app::{Observation, Text};
use pejl_domain::Lang;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::problem::ApiError;
use crate::rows::to_rows;

/// One observation.
#[derive(Debug, Serialize, ToSchema)]
pub struct ObservationBody {
    /// Code of the indicator.
    #[schema(example = "F2")]
    pub indicator: String,
    /// Area code, or the code of a group.
    #[schema(example = "766")]
    pub municipality: String,
    /// The period.
    #[schema(example = "2019")]
    pub period: String,
    /// Its length.
    #[schema(example = "year")]
    pub grain: String,
    /// What the figure is of: the reading, the members it is split by, and for a group the method.
    #[schema(example = json!({"reading": "published_per_resident", "function": "5.30.27", "dranst": "not_stated"}))]
    pub members: BTreeMap<String, String>,
    /// What stands above the line, in kroner, persons, rows, hours or days as the reading says; null for published figures
    /// and quantiles.
    #[schema(example = 173_220_000.0)]
    pub numerator: Option<f64>,
    /// What stands below the line; null for published figures and plain counts.
    #[schema(example = 46_850.0)]
    pub denominator: Option<f64>,
    /// The figure; null with any cell other than `ok` and `zero`.
    #[schema(example = 3697.3)]
    pub value: Option<f64>,
    /// Unit of the value.
    #[schema(example = "dkk_per_resident")]
    pub unit: String,
    /// `ok`, `zero`, `missing`, `not_applicable`, `confidential` or `immature`.
    #[schema(example = "ok")]
    pub cell: String,
    /// Municipalities behind a group's published figure; of own records the persons or cases below the line, else those above.
    pub n: Option<i64>,
    /// Whether the period is only partly in.
    #[schema(example = false)]
    pub provisional: bool,
    /// `small_base`, `low_coverage`, `break` or `unlinked`.
    pub quality: Vec<String>,
    /// Version of the indicator's definition.
    #[schema(example = 1)]
    pub definition_version: i32,
    /// `current` or `fixed:2018`.
    #[schema(example = "current")]
    pub price_level: String,
    /// Publication day of the newest price rate used, with fixed prices.
    pub price_vintage: Option<NaiveDate>,
    /// The revision the facts were read at.
    #[schema(example = 12)]
    pub revision: i64,
    /// Why there is no value, in the language asked for.
    pub reason: Option<String>,
}

/// Columns of an observation, in the order of every format.
pub const COLUMNS: [&str; 18] = [
    "indicator",
    "municipality",
    "period",
    "grain",
    "members",
    "numerator",
    "denominator",
    "value",
    "unit",
    "cell",
    "n",
    "provisional",
    "quality",
    "definition_version",
    "price_level",
    "price_vintage",
    "revision",
    "reason",
];

/// Columns of a figure that changed.
pub const DELTA_COLUMNS: [&str; 19] = with_deleted(COLUMNS);

/// The columns of an observation, and whether it was withdrawn.
const fn with_deleted(columns: [&'static str; 18]) -> [&'static str; 19] {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r] = columns;
    [
        a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, "deleted",
    ]
}

/// A figure that changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedBody {
    /// The figure as it is now, with the revision that first gave it; where it was withdrawn, what it was a figure of.
    #[serde(flatten)]
    pub observation: ObservationBody,
    /// Whether there is no such figure any more.
    #[schema(example = false)]
    pub deleted: bool,
}

impl ChangedBody {
    /// Returns the body of a figure that changed.
    pub fn of(one: &Changed, lang: Lang) -> Self {
        Self {
            observation: ObservationBody::of(&one.observation, lang),
            deleted: one.is_withdrawn,
        }
    }
}

impl ObservationBody {
    /// Returns the body of an observation with its reason in a language.
    pub fn of(one: &Observation, lang: Lang) -> Self {
        Self {
            indicator: one.indicator.clone(),
            municipality: one.municipality.clone(),
            period: one.period.to_string(),
            grain: one.grain.as_str().to_owned(),
            members: one.members.clone(),
            numerator: one.numerator,
            denominator: one.denominator,
            value: one.value,
            unit: one.unit.to_string(),
            cell: one.cell.as_str().to_owned(),
            n: one.n,
            provisional: one.provisional,
            quality: one.quality.iter().map(|q| q.as_str().to_owned()).collect(),
            definition_version: one.definition_version,
            price_level: one.price_level.clone(),
            price_vintage: one.price.vintage,
            revision: one.revision,
            reason: one
                .reason
                .as_ref()
                .map(|reason| reason.to_lang(lang).to_owned()),
        }
    }
}

/// Returns observations as rows.
///
/// # Errors
/// None but a fault of ours.
pub fn observation_rows(
    found: &[Observation],
    lang: Lang,
) -> Result<Vec<Map<String, Value>>, ApiError> {
    to_rows(found.iter().map(|one| ObservationBody::of(one, lang)))
}

/// Returns what an answer says of where its figures come from: what the cards of its indicators say.
pub(crate) fn source_note(sources: &[Text], lang: Lang) -> String {
    let sources = sources.iter().map(|one| one.to_lang(lang));
    let sources: Vec<&str> = sources.collect();
    let sources = sources.join("; ");
    match (lang, sources.is_empty()) {
        (Lang::Da, true) => "Kilde: egne beregninger.".to_owned(),
        (Lang::Da, false) => format!("Kilde: {sources}. Egne beregninger."),
        (Lang::En, true) => "Source: own computations.".to_owned(),
        (Lang::En, false) => format!("Source: {sources}. Own computations."),
    }
}

/// Returns what the rows of an answer share.
pub fn observations_meta(found: &Observations, is_demo: bool, lang: Lang) -> Value {
    json!({
        "revision": found.revision,
        "committed_at": found.committed_at,
        "n": found.observations.len(),
        "source": source_note(&found.sources, lang),
        "demo": is_demo,
    })
}

/// Returns figures that changed as rows.
///
/// # Errors
/// None but a fault of ours.
pub fn delta_rows(found: &[Changed], lang: Lang) -> Result<Vec<Map<String, Value>>, ApiError> {
    to_rows(found.iter().map(|one| ChangedBody::of(one, lang)))
}

/// Returns what the rows of an answer to `changed_since` share.
pub fn delta_meta(found: &Delta, is_demo: bool, lang: Lang) -> Value {
    json!({
        "revision": found.revision,
        "committed_at": found.committed_at,
        "changed_since": found.since,
        "whole": found.is_whole,
        "n": found.changes.len(),
        "source": source_note(&found.sources, lang),
        "demo": is_demo,
    })
}
