//! What changed in series when something was done.

use pejl_stats::interrupted::{Change, InterruptedError, POINTS_MAX, interrupted as effect};
use pejl_stats::rate::Confidence;
use serde_json::{Value, json};

use super::series::{AllSeries, Asked, SEASONAL_WORK_MAX, seasonal_work};
use super::{answer, interval};
use crate::arguments::{ChangeArg, InterruptedArgs};
use crate::exit::Failure;

const FIELDS: [&str; 6] = [
    "level",
    "slope",
    "mean",
    "last",
    "autocorrelation",
    "residual_error",
];

/// What changed in each series.
pub(super) fn interrupted(args: &InterruptedArgs) -> Result<Value, Failure> {
    let all = AllSeries::read(&args.series, (args.t.as_deref(), "t"), Asked::NoGap)?;
    let starts = all.positions("start", std::slice::from_ref(&args.start))?;
    let (change, name) = match args.change {
        ChangeArg::Level => (Change::OfLevel, "level"),
        ChangeArg::LevelOnLine => (Change::OfLevelOnLine, "level_on_line"),
        ChangeArg::LevelAndSlope => (Change::OfLevelAndSlope, "level_and_slope"),
        ChangeArg::Slope => (Change::OfSlope, "slope"),
    };
    all.check_work(&args.series.file, SEASONAL_WORK_MAX, |n| {
        match usize::try_from(n).is_ok_and(|n| n <= POINTS_MAX) {
            true => seasonal_work(n, args.season),
            // It is refused for itself.
            false => 0,
        }
    })?;
    let items = all.items(&args.series.file, &FIELDS, |no, series| {
        // A series that does not reach the start has no points after it.
        let n = series.values.len();
        let start = starts.get(no).and_then(|starts| starts.first());
        let start = start.copied().unwrap_or(n);
        let found = effect(&series.values, start, args.season, change, Confidence::P95)?;
        Ok::<_, InterruptedError>(json!({
            "n_before": start,
            "n_after": n - start,
            "level": found.level.as_ref().map(interval),
            "slope": found.slope.as_ref().map(interval),
            "mean": interval(&found.mean),
            "last": interval(&found.last),
            "autocorrelation": found.autocorrelation,
            "residual_error": found.residual_error,
        }))
    })?;
    let options = json!({
        "series": args.series.series, "t": args.t, "value": args.series.value,
        "start": args.start, "change": name, "season": args.season,
    });
    Ok(answer("interrupted", &options, items))
}
