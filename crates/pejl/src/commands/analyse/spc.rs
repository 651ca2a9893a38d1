//! XmR charts.

use pejl_stats::spc::{Assurance, Better, Phase, SpcError, SpcOptions, Variation, xmr};
use serde_json::{Value, json};

use super::answer;
use super::series::{AllSeries, Asked, Series};
use crate::arguments::{DirectionArg, SpcArgs};
use crate::exit::Failure;

const FIELDS: [&str; 5] = ["phases", "points", "gaps", "variation", "assurance"];

/// An XmR chart of each series.
pub(super) fn spc(args: &SpcArgs) -> Result<Value, Failure> {
    let all = AllSeries::read(
        &args.series,
        (args.time.as_deref(), "time"),
        Asked::order(args.in_order),
    )?;
    let starts = all.positions("phase-start", &args.phase_start)?;
    let options = SpcOptions {
        better: match args.direction {
            DirectionArg::Up => Better::Up,
            DirectionArg::Down => Better::Down,
            DirectionArg::Context => Better::Neither,
        },
        target: args.target,
        screen_outliers: !args.no_screening,
        trend_points: args.trend,
        shift_points: args.shift,
        two_in_three_beyond_limits: args.beyond_limits,
        fixed_after: args.fix_after,
    };
    let items = all.items(&args.series.file, &FIELDS, |no, series| {
        // The first point begins a phase in any case.
        let starts = starts.get(no).into_iter().flatten().copied();
        let starts: Vec<usize> = starts.filter(|start| *start > 0).collect();
        chart(&all, series, &starts, &options)
    })?;
    let options = json!({
        "series": args.series.series, "time": args.time, "in_order": args.in_order, "value": args.series.value,
        "direction": args.direction.as_str(), "target": args.target, "phase_start": args.phase_start,
        "screening": !args.no_screening, "shift": args.shift, "trend": args.trend,
        "fix_after": args.fix_after, "beyond_limits": args.beyond_limits,
    });
    Ok(answer("spc", &options, items))
}

fn chart(
    all: &AllSeries,
    series: &Series,
    starts: &[usize],
    options: &SpcOptions,
) -> Result<Value, SpcError> {
    let chart = xmr(&series.values, starts, options)?;
    let time = |position: usize| series.rows.get(position).map(|row| all.time(*row));
    let phases = chart.phases.iter();
    let phases = phases.map(|one| {
        // Without times a phase is named by the number of its first point.
        let start = time(one.first).filter(|time| !time.is_null());
        phase(one, &start.unwrap_or_else(|| json!(one.first + 1)))
    });
    let points = series.values.iter().zip(&chart.signals).enumerate();
    let points = points.map(|(position, (value, signal))| {
        let phase = chart.phases.iter().filter(|phase| phase.first <= position);
        json!({
            "time": time(position),
            "value": value,
            "phase": phase.count(),
            "signal": signal.rule(),
            "signal_direction": signal.is_high().map(|high| if high { "high" } else { "low" }),
        })
    });
    // With a target and a direction there is an assurance but of a phase without limits.
    let is_asked = options.target.is_some() && options.better != Better::Neither;
    let reason = (is_asked && chart.assurance.is_none())
        .then_some("assurance: the last phase has no limits");
    Ok(json!({
        "phases": phases.collect::<Vec<_>>(),
        "points": points.collect::<Vec<_>>(),
        "gaps": all.after_gaps(series),
        "variation": variation(chart.variation),
        "assurance": chart.assurance.map(Assurance::as_str),
        "reason": reason,
    }))
}

fn phase(of: &Phase, start: &Value) -> Value {
    let reason = match (of.limits, of.n) {
        (Some(_), _) => None,
        (None, 1) => Some("one point has no limits"),
        (None, _) => Some("points that do not differ have no limits"),
    };
    let limits = of.limits;
    json!({
        "start": start,
        "n": of.n,
        "centre": of.mean,
        "lower_limit": limits.map(|limits| limits.lower),
        "upper_limit": limits.map(|limits| limits.upper),
        "lower_two_sigma": limits.map(|limits| limits.near_lower),
        "upper_two_sigma": limits.map(|limits| limits.near_upper),
        "mean_moving_range": of.mean_moving_range,
        "screened_out": of.n_screened,
        "trial": of.is_trial,
        "reason": reason,
    })
}

fn variation(of: Variation) -> &'static str {
    match of {
        Variation::CommonCause => "common_cause",
        Variation::Improving { high: true } => "improvement_high",
        Variation::Improving { high: false } => "improvement_low",
        Variation::Concerning { high: true } => "concern_high",
        Variation::Concerning { high: false } => "concern_low",
        Variation::Neutral { high: true } => "neutral_high",
        Variation::Neutral { high: false } => "neutral_low",
    }
}
