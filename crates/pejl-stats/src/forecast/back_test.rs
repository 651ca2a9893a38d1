//! What each model would have said at earlier points.

use std::ops::RangeInclusive;

use super::fit::{Begin, Fit};
use super::{Bands, Forecast, ForecastError, Model, check, fitted, of_fit};

/// Share of the points that the first forecast of a back-test is made from, at least.
const FIRST_ORIGIN: f64 = 0.5;
/// Most origins of a back-test: the latest.
const ORIGINS_MAX: usize = 60;

/// How a model has done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tested {
    /// The model.
    pub model: Model,
    /// Forecasts that were compared with what came: of each origin, of each step ahead.
    pub n: usize,
    /// Steps ahead they were compared up to.
    pub horizon: usize,
    /// Mean distance between the two.
    pub mean_error: f64,
    /// The same in parts of the mean distance between points a season (without one, a point) apart before each origin (MASE, R.
    /// Hyndman and A. Koehler, "Another look at measures of forecast accuracy", International Journal of Forecasting 22 (2006),
    /// 679–688); none where these do not differ.
    pub scaled_error: Option<f64>,
    /// How many lay within the band of 80 %.
    pub within_80: usize,
    /// How many lay within the band of 95 %.
    pub within_95: usize,
}

/// A forecast and why it is by this model.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The forecast.
    pub forecast: Forecast,
    /// How every model has done that there are points enough for, the simplest first.
    pub tested: Vec<Tested>,
}

/// Compares what each model would have said with what came, at every origin from the middle of the series on, up to `horizon`
/// steps ahead.
///
/// A straight line is not among the models: where level or trend drift its bands claim too much (of drifting trends those of 80 %
/// held 43 %), and where they do not, a trend that hardly smooths is one.
///
/// All models are asked at the same origins: those from which the one that needs most points can be fitted. Models that would leave
/// fewer origins than steps ahead are left out.
///
/// # Errors
/// A number is not finite, no step ahead is asked for or too many, or there are too few points for any model, or too many.
pub fn back_test(
    values: &[f64],
    season: Option<usize>,
    horizon: usize,
) -> Result<Vec<Tested>, ForecastError> {
    back_test_with(values, season, horizon, Bands::Whole)
}

fn back_test_with(
    values: &[f64],
    season: Option<usize>,
    horizon: usize,
    bands: Bands,
) -> Result<Vec<Tested>, ForecastError> {
    check(values, season, horizon)?;
    let middle = middle(values);
    let last = values.len().saturating_sub(horizon);
    let least = |model: &Model| model.points_least(season.unwrap_or(1));
    let is_possible =
        |model: &Model| *model != Model::Line && (season.is_some() || !model.is_seasonal());
    let models: Vec<Model> = Model::ALL
        .into_iter()
        .filter(is_possible)
        .filter(|model| least(model).max(middle).saturating_add(horizon) <= last.saturating_add(1))
        .collect();
    let Some(first) = models.iter().map(least).max() else {
        return Err(ForecastError::TooFew {
            n: values.len(),
            least: horizon
                .saturating_mul(2)
                .saturating_add(Model::Naive.points_least(1))
                .saturating_sub(1),
        });
    };
    let first = first.max(middle).max(last.saturating_sub(ORIGINS_MAX - 1));
    models
        .into_iter()
        .map(|model| test(values, season, model, (first..=last, horizon, bands)))
        .collect()
}

/// Compares what one model would have said with what came, as [`back_test`] does, at the origins from which it can be fitted, with
/// bands of either kind.
///
/// # Errors
/// As [`back_test`], and where the model needs a season and there is none.
pub fn back_test_of(
    values: &[f64],
    season: Option<usize>,
    model: Model,
    horizon: usize,
    bands: Bands,
) -> Result<Tested, ForecastError> {
    check(values, season, horizon)?;
    if model.is_seasonal() && season.is_none() {
        return Err(ForecastError::Season);
    }
    let last = values.len().saturating_sub(horizon);
    let least = model.points_least(season.unwrap_or(1));
    if least > last {
        return Err(ForecastError::TooFew {
            n: values.len(),
            least: least.saturating_add(horizon),
        });
    }
    let first = least
        .max(middle(values))
        .max(last.saturating_sub(ORIGINS_MAX - 1));
    test(
        values,
        season,
        model,
        (first.min(last)..=last, horizon, bands),
    )
}

/// How many points the first forecast is made from.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a length"
)]
fn middle(values: &[f64]) -> usize {
    (values.len() as f64 * FIRST_ORIGIN).ceil() as usize
}

/// How many steps ahead a series of so many points is tested: as many as are asked for, and a quarter of the points at most.
pub fn tested_horizon(n: usize, horizon: usize) -> usize {
    horizon.min((n / 4).max(1))
}

fn test(
    values: &[f64],
    season: Option<usize>,
    model: Model,
    (origins, horizon, bands): (RangeInclusive<usize>, usize, Bands),
) -> Result<Tested, ForecastError> {
    let mut tested = Tested {
        model,
        n: 0,
        horizon,
        mean_error: 0.0,
        scaled_error: None,
        within_80: 0,
        within_95: 0,
    };
    let mut near: Option<Fit> = None;
    let (mut errors, mut scaled) = (Vec::new(), Vec::new());
    for origin in origins {
        let Some((before, after)) = values.split_at_checked(origin) else {
            continue;
        };
        let fit = fitted(
            before,
            season,
            model,
            near.as_ref().map_or(Begin::BestPlace, Begin::Fit),
        )?;
        let said = of_fit(model, &fit, horizon)?;
        let scale = step_size(before, season);
        for (step, came) in said.steps.iter().zip(after) {
            let error = (step.value - came).abs();
            errors.push(error);
            scaled.push(error / scale);
            let is_within = |probability| {
                let (low, high) = bands.around(model, *step, probability);
                usize::from((low..=high).contains(came))
            };
            tested.n += 1;
            tested.within_80 += is_within(0.8);
            tested.within_95 += is_within(0.95);
        }
        near = Some(fit);
    }
    tested.mean_error = crate::mean::mean(&errors)?;
    // Of points that do not differ there is no scale.
    tested.scaled_error = crate::mean::mean(&scaled).ok();
    match tested.mean_error.is_finite() {
        true => Ok(tested),
        false => Err(ForecastError::TooLarge),
    }
}

/// The mean distance between points a season apart; without one, a point.
fn step_size(values: &[f64], season: Option<usize>) -> f64 {
    let apart = season.unwrap_or(1);
    let steps = values.iter().zip(values.iter().skip(apart));
    let steps: Vec<f64> = steps.map(|(one, next)| (next - one).abs()).collect();
    crate::mean::mean(&steps).unwrap_or_default()
}

/// The forecast of the model that has erred least in the back-test; of equals the simplest.
///
/// The back-test goes as far ahead as is asked for, and a quarter of the points at most.
///
/// # Errors
/// As [`back_test`].
///
/// # Example
/// A series that rises by one a month, for which a trend errs least:
/// ```
/// # use pejl_stats::forecast::{Model, choose};
/// let values: Vec<f64> = (0..24).map(f64::from).collect();
/// let found = choose(&values, None, 3)?;
/// assert_eq!(found.forecast.model, Model::Trend);
/// assert!((found.forecast.steps[2].value - 26.0).abs() < 1e-6);
/// # Ok::<(), pejl_stats::forecast::ForecastError>(())
/// ```
pub fn choose(
    values: &[f64],
    season: Option<usize>,
    horizon: usize,
) -> Result<Choice, ForecastError> {
    choose_with(values, season, horizon, Bands::Whole)
}

/// As [`choose`], with how many numbers of the back-test lay within bands of a kind; the choice is the same with either.
///
/// # Errors
/// As [`back_test`].
pub fn choose_with(
    values: &[f64],
    season: Option<usize>,
    horizon: usize,
    bands: Bands,
) -> Result<Choice, ForecastError> {
    check(values, season, horizon)?;
    let horizon_tested = tested_horizon(values.len(), horizon);
    let tested = back_test_with(values, season, horizon_tested, bands)?;
    let scale = values
        .iter()
        .fold(0.0_f64, |most, value| most.max(value.abs()));
    let least = tested.iter().map(|one| one.mean_error);
    let least = least.fold(f64::INFINITY, f64::min);
    // What rounding alone makes better is not better.
    let is_least = |one: &&Tested| one.mean_error <= least + scale * 1e-12;
    let model = tested
        .iter()
        .find(is_least)
        .map_or(Model::Naive, |one| one.model);
    Ok(Choice {
        forecast: super::forecast(values, season, model, horizon)?,
        tested,
    })
}
