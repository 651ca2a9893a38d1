//! What each model would have said at earlier points.

use super::{Forecast, ForecastError, Model, check, fitted, of_fit};

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
    /// Mean distance between the two.
    pub mean_error: f64,
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
    check(values, season, horizon)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a length"
    )]
    let middle = (values.len() as f64 * FIRST_ORIGIN).ceil() as usize;
    let last = values.len().saturating_sub(horizon);
    let least = |model: &Model| model.points_least(season.unwrap_or(1));
    let is_possible = |model: &Model| season.is_some() || !model.is_seasonal();
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
        .map(|model| test(values, season, model, (first, last, horizon)))
        .collect()
}

fn test(
    values: &[f64],
    season: Option<usize>,
    model: Model,
    (first, last, horizon): (usize, usize, usize),
) -> Result<Tested, ForecastError> {
    let mut tested = Tested {
        model,
        n: 0,
        mean_error: 0.0,
        within_80: 0,
        within_95: 0,
    };
    let mut near = None;
    let mut errors = Vec::new();
    for origin in first..=last {
        let Some((before, after)) = values.split_at_checked(origin) else {
            continue;
        };
        let fit = fitted(before, season, model, near.as_ref())?;
        let said = of_fit(model, &fit, horizon)?;
        for (step, came) in said.steps.iter().zip(after) {
            errors.push((step.value - came).abs());
            let is_within = |probability| {
                let (low, high) = step.band(probability);
                usize::from((low..=high).contains(came))
            };
            tested.n += 1;
            tested.within_80 += is_within(0.8);
            tested.within_95 += is_within(0.95);
        }
        near = Some(fit);
    }
    tested.mean_error = crate::mean::mean(&errors)?;
    match tested.mean_error.is_finite() {
        true => Ok(tested),
        false => Err(ForecastError::TooLarge),
    }
}

/// The forecast of the model that has erred least in the back-test; of equals the simplest.
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
    let tested = back_test(values, season, horizon)?;
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
