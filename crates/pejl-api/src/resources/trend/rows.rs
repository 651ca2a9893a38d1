//! The periods of a series, and those ahead of it.

use std::collections::BTreeMap;

use pejl_app::trend::TrendAnswer;
use pejl_domain::target::{Bounds, Level};
use pejl_domain::{Lang, Period};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::problem::ApiError;
use crate::rows::to_rows;

/// A period of a series, or one ahead of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrendRowBody {
    /// The period.
    #[schema(example = "2018-03")]
    pub period: String,
    /// The figure; null ahead, and where there is none.
    #[schema(example = 84.0)]
    pub value: Option<f64>,
    /// Why it is there or is not; null ahead.
    #[schema(example = "ok")]
    pub cell: Option<&'static str>,
    /// Whether the period is only partly in; null ahead.
    pub provisional: Option<bool>,
    /// What must be known beside the figure.
    pub quality: Vec<&'static str>,
    /// Persons (or cases) behind it.
    #[schema(example = 31)]
    pub n: Option<i64>,
    /// Why there is no figure.
    pub reason: Option<String>,
    /// Number of the phase of the chart, from 1; null where the chart does not go by the period.
    #[schema(example = 1)]
    pub phase: Option<usize>,
    /// Mean of the phase.
    #[schema(example = 86.1)]
    pub centre: Option<f64>,
    /// Lower limit of the phase; null where it has no limits.
    pub lower_limit: Option<f64>,
    /// Upper limit.
    pub upper_limit: Option<f64>,
    /// Two thirds of the way to the lower limit.
    pub lower_two_sigma: Option<f64>,
    /// Two thirds of the way to the upper limit.
    pub upper_two_sigma: Option<f64>,
    /// `none`, `outside_limits`, `trend`, `two_in_three` or `shift`.
    #[schema(example = "none")]
    pub signal: Option<&'static str>,
    /// `high` or `low`; null where there is no signal.
    pub signal_direction: Option<&'static str>,
    /// The least that the target's path allows; null without one, and where any small value is right.
    pub path_low: Option<f64>,
    /// The most that it allows.
    #[schema(example = 85.0)]
    pub path_high: Option<f64>,
    /// The figure that is expected; null up to the newest figure.
    pub forecast: Option<f64>,
    /// Where the band of 80 % begins.
    pub lower_80: Option<f64>,
    /// Where it ends.
    pub upper_80: Option<f64>,
    /// Where the band of 95 % begins.
    pub lower_95: Option<f64>,
    /// Where it ends.
    pub upper_95: Option<f64>,
}

/// Columns of a series, in the order of every format.
pub const TREND_COLUMNS: [&str; 22] = [
    "period",
    "value",
    "cell",
    "provisional",
    "quality",
    "n",
    "reason",
    "phase",
    "centre",
    "lower_limit",
    "upper_limit",
    "lower_two_sigma",
    "upper_two_sigma",
    "signal",
    "signal_direction",
    "path_low",
    "path_high",
    "forecast",
    "lower_80",
    "upper_80",
    "lower_95",
    "upper_95",
];

/// The periods of the series, and those ahead up to the end of forecast and path: a period that is not in yet may be both.
pub(super) fn rows(found: &TrendAnswer, lang: Lang) -> Vec<TrendRowBody> {
    let mut rows: BTreeMap<Period, TrendRowBody> = BTreeMap::new();
    for one in &found.series {
        let row = rows.entry(one.period).or_insert_with(|| empty(one.period));
        row.value = one.value;
        row.cell = Some(one.cell.as_str());
        row.provisional = Some(one.provisional);
        row.quality = one.quality.iter().map(|quality| quality.as_str()).collect();
        row.n = one.n;
        let reason = one.reason.as_ref();
        row.reason = reason.map(|text| text.to_lang(lang).to_owned());
    }
    let chart = &found.trend.chart;
    for (period, mark) in &chart.marks {
        let (Some(row), Some(phase)) = (rows.get_mut(period), chart.phases.get(mark.phase)) else {
            continue;
        };
        row.phase = Some(mark.phase + 1);
        row.centre = Some(phase.mean);
        row.lower_limit = phase.limits.map(|limits| limits.lower);
        row.upper_limit = phase.limits.map(|limits| limits.upper);
        row.lower_two_sigma = phase.limits.map(|limits| limits.near_lower);
        row.upper_two_sigma = phase.limits.map(|limits| limits.near_upper);
        row.signal = Some(mark.signal.rule());
        let direction = |high| if high { "high" } else { "low" };
        row.signal_direction = mark.signal.is_high().map(direction);
    }
    let possible = found.trend.possible;
    for step in found.trend.ahead.iter().flat_map(|ahead| &ahead.steps) {
        let row = rows
            .entry(step.period)
            .or_insert_with(|| empty(step.period));
        let (lower_80, upper_80) = possible.band(step.expected, 0.8);
        let (lower_95, upper_95) = possible.band(step.expected, 0.95);
        row.forecast = Some(possible.mean(step.expected));
        (row.lower_80, row.upper_80) = (Some(lower_80), Some(upper_80));
        (row.lower_95, row.upper_95) = (Some(lower_95), Some(upper_95));
    }
    for (period, Bounds { low, high }) in &found.path {
        let row = rows.entry(*period).or_insert_with(|| empty(*period));
        row.path_low = low.map(Level::as_f64);
        row.path_high = high.map(Level::as_f64);
    }
    rows.into_values().collect()
}

fn empty(period: Period) -> TrendRowBody {
    TrendRowBody {
        period: period.to_string(),
        value: None,
        cell: None,
        provisional: None,
        quality: Vec::new(),
        n: None,
        reason: None,
        phase: None,
        centre: None,
        lower_limit: None,
        upper_limit: None,
        lower_two_sigma: None,
        upper_two_sigma: None,
        signal: None,
        signal_direction: None,
        path_low: None,
        path_high: None,
        forecast: None,
        lower_80: None,
        upper_80: None,
        lower_95: None,
        upper_95: None,
    }
}

/// Returns the periods of a series as rows.
///
/// # Errors
/// None but a fault of ours.
pub fn trend_rows(found: &TrendAnswer, lang: Lang) -> Result<Vec<Map<String, Value>>, ApiError> {
    to_rows(rows(found, lang).into_iter())
}
