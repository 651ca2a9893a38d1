//! Whether numbers rise or fall, and where their level changes.

use pejl_stats::change_point::{ChangePointError, levels};
use pejl_stats::rate::Confidence;
use pejl_stats::trend::{TrendError, least_squares, mann_kendall, theil_sen, theil_sen_slope};
use serde_json::{Value, json};

use super::series::{AllSeries, Asked};
use super::{answer, interval};
use crate::arguments::{ChangesOfArgs, TrendArgs};
use crate::exit::Failure;

/// Whether the numbers of each series rise or fall.
pub(super) fn trend_test(args: &TrendArgs) -> Result<Value, Failure> {
    let all = AllSeries::read(&args.series, (args.t.as_deref(), "t"), Asked::Distance)?;
    let fields = ["n", "mann_kendall", "theil_sen", "least_squares"];
    let items = all.items(&args.series.file, &fields, |_, series| {
        tests(&all.numbers(series), &series.values)
    })?;
    let options = json!({
        "series": args.series.series, "t": args.t, "value": args.series.value,
    });
    Ok(answer("trend-test", &options, items))
}

fn tests(times: &[f64], values: &[f64]) -> Result<Value, TrendError> {
    // The line takes the fewest points, and says so before anything is computed.
    let sen = theil_sen(times, values)?;
    let test = mann_kendall(values)?;
    let slope = theil_sen_slope(times, values, Confidence::P95)?;
    let line = least_squares(times, values)?;
    let of_line = line.slope(Confidence::P95);
    if ![of_line.lower, of_line.upper]
        .iter()
        .all(|end| end.is_finite())
    {
        return Err(TrendError::TooLarge);
    }
    Ok(json!({
        "n": values.len(),
        "mann_kendall": {
            "s": test.s, "var_s": test.variance, "z": test.z, "p": test.p, "tau": test.tau,
        },
        "theil_sen": {
            "slope": sen.slope, "intercept": sen.intercept,
            "lower_95": slope.lower, "upper_95": slope.upper,
        },
        "least_squares": {
            "slope": interval(&of_line),
            "intercept": line.line.intercept,
            "slope_error": line.slope_error,
            "residual_error": line.residual_error,
            "p": line.p(),
        },
    }))
}

/// Where the level of each series changes.
pub(super) fn changes(args: &ChangesOfArgs) -> Result<Value, Failure> {
    let all = AllSeries::read(&args.series, (args.time.as_deref(), "time"), Asked::Order)?;
    let items = all.items(&args.series.file, &["levels"], |_, series| {
        let found = levels(&series.values, args.least)?;
        let levels = found.iter().map(|level| {
            let start = series.rows.get(level.first).map(|row| all.time(*row));
            let start = start.filter(|start| !start.is_null());
            let start = start.unwrap_or_else(|| json!(level.first + 1));
            json!({"start": start, "n": level.n, "mean": level.mean})
        });
        Ok::<_, ChangePointError>(json!({"levels": levels.collect::<Vec<_>>()}))
    })?;
    let options = json!({
        "series": args.series.series, "time": args.time, "value": args.series.value,
        "least": args.least,
    });
    Ok(answer("changes", &options, items))
}
