//! Whether numbers rise or fall, and where their level changes.

use pejl_stats::change_point::{ChangePointError, POINTS_MAX, levels};
use pejl_stats::rate::Confidence;
use pejl_stats::trend::{
    THEIL_SEN_POINTS_MAX, TrendError, least_squares, mann_kendall, theil_sen_with_interval,
};
use serde_json::{Value, json};

use super::series::{AllSeries, Asked};
use super::{answer, interval};
use crate::arguments::{ChangesOfArgs, TrendArgs};
use crate::exit::Failure;

/// Most pairs of points of a file whose slopes are computed: those of ten series of 5,000 points.
const PAIRS_MAX: u64 = 125_000_000;
/// Most pairs of points of a file between which a level may lie: those of ten series of 20,000 points.
const ENDS_MAX: u64 = 2_000_000_000;

/// The pairs of points of a series; none of one that has more than are taken, as it is refused for itself.
fn pairs(points: u64, most: usize) -> u64 {
    match usize::try_from(points).is_ok_and(|points| points <= most) {
        true => points.saturating_mul(points.saturating_sub(1)) / 2,
        false => 0,
    }
}

/// Whether the numbers of each series rise or fall.
pub(super) fn trend_test(args: &TrendArgs) -> Result<Value, Failure> {
    let all = AllSeries::read(&args.series, (args.t.as_deref(), "t"), Asked::Distance)?;
    all.check_work(&args.series.file, (PAIRS_MAX, "pairs of points"), |n| {
        pairs(n, THEIL_SEN_POINTS_MAX)
    })?;
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
    let (sen, slope) = theil_sen_with_interval(times, values, Confidence::P95)?;
    let test = mann_kendall(values)?;
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
    let all = AllSeries::read(
        &args.series,
        (args.time.as_deref(), "time"),
        Asked::order(args.in_order),
    )?;
    all.check_work(&args.series.file, (ENDS_MAX, "pairs of points"), |n| {
        pairs(n, POINTS_MAX)
    })?;
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
        "series": args.series.series, "time": args.time, "in_order": args.in_order, "value": args.series.value,
        "least": args.least,
    });
    Ok(answer("changes", &options, items))
}
