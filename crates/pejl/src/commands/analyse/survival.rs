//! How long things last.

use std::collections::BTreeMap;

use pejl_app::AppError;
use pejl_stats::survival::{Curve, Followed, Step, SurvivalError, Z_95, kaplan_meier, log_rank};
use serde_json::{Value, json};

use super::{columns, refused};
use crate::arguments::SurvivalArgs;
use crate::exit::Failure;

/// A curve for each group, and whether two of them differ.
pub(super) fn survival(args: &SurvivalArgs) -> Result<Value, Failure> {
    let found = columns(&args.file)?;
    let times = found.not_negative(&args.time)?;
    let events = found.flags(&args.event)?;
    let groups = match &args.group {
        Some(group) => Some(found.texts(group)?),
        None => None,
    };
    let mut by_group: BTreeMap<Option<&str>, Vec<Followed>> = BTreeMap::new();
    for (row, (time, is_event)) in times.into_iter().zip(events).enumerate() {
        let group = groups.and_then(|groups| groups.get(row));
        let of_group = by_group.entry(group.map(String::as_str)).or_default();
        of_group.push(Followed { time, is_event });
    }
    let refused = |error: SurvivalError| refused(&args.file, error);
    if by_group.is_empty() {
        return Err(refused(SurvivalError::Empty));
    }
    let mut curves = Vec::new();
    for (group, followed) in &by_group {
        curves.push((*group, kaplan_meier(followed).map_err(refused)?));
    }
    let limit = limit(args, &curves)?;
    let mut told = Vec::new();
    for (group, curve) in &curves {
        let mean = curve.restricted_mean(limit).map_err(refused)?;
        let events: usize = curve.steps().iter().map(|step| step.events).sum();
        told.push(json!({
            "group": group,
            "n": curve.n(),
            "events": events,
            "median": curve.median(),
            "restricted_mean": {"limit": mean.limit, "mean": mean.mean, "error": mean.error},
            "steps": curve.steps().iter().map(step).collect::<Vec<_>>(),
        }));
    }
    let followed: Vec<&Vec<Followed>> = by_group.values().collect();
    let test = match followed.as_slice() {
        [one, other] => match log_rank(one, other) {
            Ok(test) => Some(json!({
                "observed": test.observed, "expected": test.expected, "variance": test.variance,
                "chi_square": test.chi_square, "p": test.p,
            })),
            // Groups that were never at risk together have curves all the same.
            Err(SurvivalError::NoVariance) => None,
            Err(error) => return Err(refused(error)),
        },
        _ => None,
    };
    Ok(json!({"groups": told, "log_rank": test}))
}

/// Up to which time the mean is taken: as asked for, or the earliest at which a group's last is known.
fn limit(args: &SurvivalArgs, curves: &[(Option<&str>, Curve)]) -> Result<f64, Failure> {
    let lasts = || curves.iter().filter_map(|(_, curve)| curve.steps().last());
    let known = lasts().filter(|last| last.survival > 0.0);
    let known = known.map(|last| last.time).fold(f64::INFINITY, f64::min);
    match args.limit {
        Some(limit) if limit.is_finite() && (0.0..=known).contains(&limit) => Ok(limit),
        Some(limit) => {
            let allowed = match known.is_finite() {
                true => format!("from 0 to {known}, up to which all groups are known"),
                false => "a time of at least 0".to_owned(),
            };
            Err(AppError::parameter("limit", &limit.to_string(), allowed).into())
        }
        None => Ok(lasts().map(|last| last.time).fold(f64::INFINITY, f64::min)),
    }
}

fn step(of: &Step) -> Value {
    let ends = of.interval(Z_95);
    json!({
        "time": of.time,
        "at_risk": of.at_risk,
        "events": of.events,
        "censored": of.censored,
        "survival": of.survival,
        "lower_95": ends.map(|(lower, _)| lower),
        "upper_95": ends.map(|(_, upper)| upper),
    })
}
