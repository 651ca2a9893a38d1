//! An observation as it is kept, and back.

use std::collections::BTreeMap;

use pejl_db::observation::{Figure, Known};
use pejl_domain::{Grain, Period, PriceLevel};
use pejl_metrics::{Catalogue, Method, Observation, PriceBasis, Quality, Text};

use crate::error::AppError;

/// The member that names the reading.
const READING: &str = "reading";
/// Members that do not tell figures of a reading apart.
const BESIDE: [&str; 2] = [READING, "components"];
/// Every quality that a kept figure can have.
const QUALITIES: [Quality; 3] = [Quality::SmallBase, Quality::LowCoverage, Quality::Unlinked];

/// The figure of an observation at current prices, apart from its question.
pub(crate) fn kept(one: &Observation) -> Result<Figure, AppError> {
    let one = one.clone().without_breaks();
    let division: Vec<String> = one
        .members
        .iter()
        .filter(|(name, _)| !BESIDE.contains(&name.as_str()))
        .map(|(name, member)| format!("{name}={member}"))
        .collect();
    let members = serde_json::to_string(&one.members)
        .map_err(|error| AppError::Conflict(format!("members cannot be written: {error}")))?;
    let quality: Vec<&str> = one.quality.iter().map(|one| one.as_str()).collect();
    Ok(Figure {
        reading: one.members.get(READING).cloned().unwrap_or_default(),
        division: division.join(";"),
        members,
        indicator: one.indicator,
        municipality: one.municipality,
        grain: one.grain.as_str().to_owned(),
        period: one.period.to_string(),
        definition_version: one.definition_version,
        unit: one.unit.to_string(),
        cell: one.cell.as_str().to_owned(),
        numerator: one.numerator,
        denominator: one.denominator,
        value: one.value,
        n: one.n,
        n_top: one.n_top,
        n_bottom: one.n_bottom,
        n_left: one.n_left,
        n_least: one.n_least,
        provisional: one.provisional,
        quality: quality.join(","),
        reason: one.reason.map(|reason| [reason.da, reason.en]),
    })
}

/// The observation of a kept figure, as of a revision, at current prices and without breaks.
pub(crate) fn restored(
    catalogue: &Catalogue,
    known: &Known,
    revision: i64,
) -> Result<Observation, AppError> {
    let figure = &known.figure;
    let period: Period = read(figure, "period", &figure.period)?;
    let grain: Grain = read(figure, "grain", &figure.grain)?;
    let members: BTreeMap<String, String> = serde_json::from_str(&figure.members)
        .map_err(|_| corrupt(figure, "members", &figure.members))?;
    let quality = figure.quality.split(',').filter(|name| !name.is_empty());
    let quality = quality.map(|name| {
        let mut all = QUALITIES.into_iter();
        let found = all.find(|quality| quality.as_str() == name);
        found.ok_or_else(|| corrupt(figure, "quality", name))
    });
    let reading = catalogue.find_reading(&format!("{}.{}", figure.indicator, figure.reading));
    let measures = reading.and_then(|reading| reading.measures.as_ref());
    Ok(Observation {
        indicator: figure.indicator.clone(),
        municipality: figure.municipality.clone(),
        period,
        grain,
        members,
        numerator: figure.numerator,
        denominator: figure.denominator,
        value: figure.value,
        unit: read(figure, "unit", &figure.unit)?,
        cell: read(figure, "cell", &figure.cell)?,
        n: figure.n,
        n_top: figure.n_top,
        n_bottom: figure.n_bottom,
        n_left: figure.n_left,
        n_least: figure.n_least,
        provisional: figure.provisional,
        quality: quality.collect::<Result<_, _>>()?,
        definition_version: figure.definition_version,
        price_level: PriceLevel::NotApplicable.to_string(),
        revision,
        reason: figure.reason.as_ref().map(|[da, en]| Text {
            da: da.clone(),
            en: en.clone(),
        }),
        method: measures.map_or(Method::Ratio, |measures| measures.method(false)),
        price: PriceBasis {
            level: PriceLevel::NotApplicable,
            factor: 1.0,
            series: None,
            vintage: None,
        },
        breaks: Vec::new(),
        weight: None,
    })
}

fn read<T: std::str::FromStr>(figure: &Figure, column: &str, text: &str) -> Result<T, AppError> {
    text.parse().map_err(|_| corrupt(figure, column, text))
}

fn corrupt(figure: &Figure, column: &str, value: &str) -> AppError {
    AppError::Conflict(format!(
        "a kept observation of {} has `{value}` as its {column}",
        figure.indicator
    ))
}
