//! Numbers in the order of time.

use pejl_stats::change_point::levels;
use pejl_stats::forecast::choose;
use pejl_stats::spc::{Assurance, Better, Phase, SpcOptions, Variation, xmr};
use pejl_stats::trend::{TrendError, least_squares, mann_kendall, theil_sen};
use serde_json::{Value, json};

use super::{columns, confidence, interval, refused};
use crate::arguments::{BetterArg, ChangesOfArgs, ForecastArgs, SpcArgs, TrendArgs};
use crate::exit::Failure;

/// An XmR chart.
pub(super) fn spc(args: &SpcArgs) -> Result<Value, Failure> {
    let found = columns(&args.file)?;
    let values = found.numbers(&args.value)?;
    let phases = match &args.phase {
        Some(phase) => found.changes(phase)?,
        None => Vec::new(),
    };
    let options = SpcOptions {
        better: match args.better {
            BetterArg::Up => Better::Up,
            BetterArg::Down => Better::Down,
            BetterArg::Neither => Better::Neither,
        },
        target: args.target,
        screen_outliers: !args.no_screening,
        trend_points: args.trend_points,
        shift_points: args.shift_points,
        two_in_three_beyond_limits: args.beyond_limits,
        fixed_after: args.fixed_after,
    };
    let chart = xmr(&values, &phases, &options).map_err(|error| refused(&args.file, error))?;
    let signals = chart.signals.iter().map(|signal| signal.as_str());
    let points = values.iter().zip(signals);
    let points = points.map(|(value, signal)| json!({"value": value, "signal": signal}));
    Ok(json!({
        "phases": chart.phases.iter().map(phase).collect::<Vec<_>>(),
        "points": points.collect::<Vec<_>>(),
        "variation": variation(chart.variation),
        "assurance": chart.assurance.map(assurance),
    }))
}

fn phase(phase: &Phase) -> Value {
    let limits = phase.limits.map(|limits| {
        json!({
            "lower": limits.lower,
            "near_lower": limits.near_lower,
            "near_upper": limits.near_upper,
            "upper": limits.upper,
        })
    });
    json!({
        "first": phase.first,
        "n": phase.n,
        "mean": phase.mean,
        "mean_moving_range": phase.mean_moving_range,
        "n_screened": phase.n_screened,
        "limits": limits,
        "is_trial": phase.is_trial,
    })
}

fn variation(of: Variation) -> &'static str {
    match of {
        Variation::CommonCause => "common_cause",
        Variation::Improving { high: true } => "improving_high",
        Variation::Improving { high: false } => "improving_low",
        Variation::Concerning { high: true } => "concerning_high",
        Variation::Concerning { high: false } => "concerning_low",
        Variation::Neutral { high: true } => "neutral_high",
        Variation::Neutral { high: false } => "neutral_low",
    }
}

fn assurance(of: Assurance) -> &'static str {
    match of {
        Assurance::Passing => "consistently_passing",
        Assurance::Failing => "consistently_failing",
        Assurance::HitOrMiss => "hit_or_miss",
    }
}

/// Whether numbers rise or fall.
pub(super) fn trend(args: &TrendArgs) -> Result<Value, Failure> {
    let found = columns(&args.file)?;
    let values = found.numbers(&args.value)?;
    let times = match &args.time {
        // Mann–Kendall goes by the order of the rows, so that it must be the order of time.
        Some(time) => found.rising(time)?,
        None => (0..values.len()).map(|no| no as f64).collect(),
    };
    let confidence = confidence(args.confidence)?;
    let refused = |error| refused(&args.file, error);
    // The line takes the fewest points, and says so before anything is computed.
    let sen = theil_sen(&times, &values).map_err(refused)?;
    let test = mann_kendall(&values).map_err(refused)?;
    let line = least_squares(&times, &values).map_err(refused)?;
    let slope = line.slope(confidence);
    if ![slope.lower, slope.upper].iter().all(|end| end.is_finite()) {
        return Err(refused(TrendError::TooLarge));
    }
    Ok(json!({
        "n": values.len(),
        "mann_kendall": {
            "s": test.s, "variance": test.variance, "z": test.z, "p": test.p, "tau": test.tau,
        },
        "theil_sen": {"slope": sen.slope, "intercept": sen.intercept},
        "least_squares": {
            "slope": interval(&slope),
            "intercept": line.line.intercept,
            "slope_error": line.slope_error,
            "residual_error": line.residual_error,
            "p": line.p(),
        },
    }))
}

/// How a series goes on.
pub(super) fn forecast(args: &ForecastArgs) -> Result<Value, Failure> {
    let values = columns(&args.file)?.numbers(&args.value)?;
    let found = choose(&values, args.season, args.horizon);
    let found = found.map_err(|error| refused(&args.file, error))?;
    let steps = found.forecast.steps.iter().map(|step| {
        let (low_80, high_80) = step.band(0.8);
        let (low_95, high_95) = step.band(0.95);
        json!({
            "value": step.value, "error": step.error,
            "lower_80": low_80, "upper_80": high_80, "lower_95": low_95, "upper_95": high_95,
        })
    });
    let tested = found.tested.iter().map(|one| {
        json!({
            "model": one.model.as_str(),
            "n": one.n,
            "mean_error": one.mean_error,
            "within_80": one.within_80,
            "within_95": one.within_95,
        })
    });
    let smoothing = found.forecast.smoothing;
    Ok(json!({
        "model": found.forecast.model.as_str(),
        "smoothing": {
            "level": smoothing.level, "trend": smoothing.trend,
            "season": smoothing.season, "damping": smoothing.damping,
        },
        "residual_error": found.forecast.residual_error,
        "steps": steps.collect::<Vec<_>>(),
        "back_test": tested.collect::<Vec<_>>(),
    }))
}

/// Where a level changes.
pub(super) fn changes(args: &ChangesOfArgs) -> Result<Value, Failure> {
    let values = columns(&args.file)?.numbers(&args.value)?;
    let found = levels(&values, args.least).map_err(|error| refused(&args.file, error))?;
    let levels = found.iter();
    let levels = levels.map(|one| json!({"first": one.first, "n": one.n, "mean": one.mean}));
    Ok(json!({"levels": levels.collect::<Vec<_>>()}))
}
