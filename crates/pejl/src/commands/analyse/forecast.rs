//! How series go on.

use pejl_stats::forecast::{
    Bands, Forecast, ForecastError, Model, Tested, back_test_of, choose_with, forecast as by_model,
    points_most, tested_horizon,
};
use serde_json::{Map, Value, json};

use super::answer;
use super::series::{AllSeries, Asked, SEASONAL_WORK_MAX, seasonal_work};
use crate::arguments::{BandsArg, ForecastArgs, ForecastMethod};
use crate::exit::Failure;

const FIELDS: [&str; 4] = ["method", "parameters", "points", "backtest"];

/// A forecast of each series, by the method that is named or the one that has erred least.
pub(super) fn forecast(args: &ForecastArgs) -> Result<Value, Failure> {
    let all = AllSeries::read(&args.series, (args.t.as_deref(), "t"), Asked::NoGap)?;
    all.check_work(&args.series.file, SEASONAL_WORK_MAX, |n| {
        match usize::try_from(n).is_ok_and(|n| n <= points_most(args.season)) {
            true => seasonal_work(n, args.season),
            // It is refused for itself.
            false => 0,
        }
    })?;
    let model = model(args.method);
    let bands = match (args.bands, model) {
        (BandsArg::Whole, _) | (BandsArg::Auto, None) => Bands::Whole,
        (BandsArg::Textbook, _) | (BandsArg::Auto, Some(_)) => Bands::Textbook,
    };
    let items = all.items(&args.series.file, &FIELDS, |_, series| match model {
        Some(model) => named(&series.values, model, args, bands),
        None => chosen(&series.values, args, bands),
    })?;
    let options = json!({
        "series": args.series.series, "t": args.t, "value": args.series.value,
        "horizon": args.horizon, "method": model.map_or("auto", Model::as_str),
        "season": args.season,
        "bands": match bands {
            Bands::Whole => "whole",
            Bands::Textbook => "textbook",
        },
    });
    Ok(answer("forecast", &options, items))
}

fn model(of: ForecastMethod) -> Option<Model> {
    match of {
        ForecastMethod::Auto => None,
        ForecastMethod::Ols => Some(Model::Line),
        ForecastMethod::Naive => Some(Model::Naive),
        ForecastMethod::SeasonalNaive => Some(Model::SeasonalNaive),
        ForecastMethod::Ses => Some(Model::Level),
        ForecastMethod::Holt => Some(Model::Trend),
        ForecastMethod::HoltDamped => Some(Model::DampedTrend),
        ForecastMethod::HoltWinters => Some(Model::SeasonalTrend),
        ForecastMethod::HoltWintersDamped => Some(Model::SeasonalDampedTrend),
    }
}

/// By the model that has erred least, and how every model has done.
fn chosen(values: &[f64], args: &ForecastArgs, bands: Bands) -> Result<Value, ForecastError> {
    let found = choose_with(values, args.season, args.horizon, bands)?;
    let mut tested = found.tested.iter();
    let of_model = tested.find(|one| one.model == found.forecast.model);
    let mut backtest = backtest(of_model.ok_or(ForecastError::TooLarge)?);
    let all = found.tested.iter().map(|one| {
        let mut of_method = Map::new();
        of_method.insert("method".to_owned(), json!(one.model.as_str()));
        of_method.extend(self::backtest(one));
        Value::Object(of_method)
    });
    backtest.insert("methods".to_owned(), all.collect());
    Ok(told(&found.forecast, bands, Value::Object(backtest)))
}

/// By a model that is named.
fn named(
    values: &[f64],
    model: Model,
    args: &ForecastArgs,
    bands: Bands,
) -> Result<Value, ForecastError> {
    let found = by_model(values, args.season, model, args.horizon)?;
    let horizon = tested_horizon(values.len(), args.horizon);
    let backtest = match back_test_of(values, args.season, model, horizon, bands) {
        Ok(tested) => Value::Object(backtest(&tested)),
        // There is a forecast all the same.
        Err(error) => json!({
            "mase": null, "coverage_80": null, "coverage_95": null, "reason": error.to_string(),
        }),
    };
    Ok(told(&found, bands, backtest))
}

fn told(found: &Forecast, bands: Bands, backtest: Value) -> Value {
    let points = (1..).zip(&found.steps).map(|(h, step)| {
        let (lower_80, upper_80) = bands.around(found.model, *step, 0.8);
        let (lower_95, upper_95) = bands.around(found.model, *step, 0.95);
        json!({
            "h": h, "mean": step.value,
            "lower_80": lower_80, "upper_80": upper_80,
            "lower_95": lower_95, "upper_95": upper_95,
        })
    });
    let smoothing = found.smoothing;
    json!({
        "method": found.model.as_str(),
        "parameters": {
            "alpha": smoothing.level, "beta": smoothing.trend,
            "gamma": smoothing.season, "phi": smoothing.damping,
            "sigma": found.residual_error,
        },
        "points": points.collect::<Vec<_>>(),
        "backtest": backtest,
    })
}

fn backtest(of: &Tested) -> Map<String, Value> {
    let share = |within: usize| within as f64 / of.n.max(1) as f64;
    let reason = of
        .scaled_error
        .is_none()
        .then_some("mase: points before the forecasts do not differ");
    let fields = [
        ("mase", json!(of.scaled_error)),
        ("coverage_80", json!(share(of.within_80))),
        ("coverage_95", json!(share(of.within_95))),
        ("n", json!(of.n)),
        ("within_80", json!(of.within_80)),
        ("within_95", json!(of.within_95)),
        ("horizon", json!(of.horizon)),
        ("mean_error", json!(of.mean_error)),
        ("reason", json!(reason)),
    ];
    let fields = fields.into_iter();
    fields
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
