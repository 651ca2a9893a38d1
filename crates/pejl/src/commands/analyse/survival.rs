//! How long things last.

use std::collections::BTreeSet;

use pejl_app::AppError;
use pejl_app::analyse::{Columns, Group};
use pejl_stats::survival::{
    Curve, Ended, Followed, IncidenceStep, SurvivalError, Z_95, cumulative_incidence, kaplan_meier,
    log_rank_of_many,
};
use serde_json::{Map, Value, json};

use super::{columns, refused};
use crate::arguments::SurvivalArgs;
use crate::exit::Failure;

/// Most causes that are told apart: each has a table of its own.
const CAUSES_MAX: usize = 50;
/// What stands where nothing has ended.
const NOT_ENDED: [&str; 3] = ["", "0", "false"];

/// What each row says.
struct Rows {
    ended: Vec<Ended>,
    /// The number of the cause that is looked at.
    of_cause: usize,
    /// Names of the causes; none where the file has 0 and 1.
    causes: Vec<String>,
}

impl Rows {
    fn read(found: &Columns, args: &SurvivalArgs) -> Result<Self, Failure> {
        let times = found.not_negative(&args.time)?;
        let (of_rows, causes): (Vec<Option<usize>>, Vec<String>) = match &args.cause {
            None => {
                let events = found.flags(&args.event)?;
                (
                    events.iter().map(|is| is.then_some(0)).collect(),
                    Vec::new(),
                )
            }
            Some(_) => causes(found.texts(&args.event)?),
        };
        if causes.len() > CAUSES_MAX {
            let n = causes.len();
            let said = format!("{n} causes: at most {CAUSES_MAX} are told apart");
            return Err(refused(&args.file, said));
        }
        let of_cause = match &args.cause {
            None => 0,
            Some(cause) => causes.iter().position(|one| one == cause).ok_or_else(|| {
                let known = causes.join(", ");
                Failure::from(AppError::parameter(
                    "cause",
                    cause,
                    format!("one of {known}"),
                ))
            })?,
        };
        let ended = times.into_iter().zip(of_rows);
        Ok(Self {
            ended: ended.map(|(time, cause)| Ended { time, cause }).collect(),
            of_cause,
            causes,
        })
    }

    fn of_group(&self, group: &Group) -> Vec<Ended> {
        let rows = group.rows.iter().filter_map(|row| self.ended.get(*row));
        rows.copied().collect()
    }

    /// The cause that is looked at is the event; what another has ended is censored.
    fn followed(&self, ended: &[Ended]) -> Vec<Followed> {
        let followed = ended.iter().map(|one| Followed {
            time: one.time,
            is_event: one.cause == Some(self.of_cause),
        });
        followed.collect()
    }
}

fn causes(cells: &[String]) -> (Vec<Option<usize>>, Vec<String>) {
    let cells = || cells.iter().map(|cell| cell.trim());
    let names: BTreeSet<&str> = cells().filter(|cell| !NOT_ENDED.contains(cell)).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let of_rows = cells().map(|cell| names.iter().position(|name| *name == cell));
    (
        of_rows.collect(),
        names.iter().map(|name| (*name).to_owned()).collect(),
    )
}

/// A curve for each group, the incidence of causes that compete, and whether the groups differ.
pub(super) fn survival(args: &SurvivalArgs) -> Result<Value, Failure> {
    let found = columns(&args.file)?;
    let rows = Rows::read(&found, args)?;
    if let Some(at) = args.at.iter().find(|at| !at.is_finite() || **at < 0.0) {
        return Err(AppError::parameter("at", &at.to_string(), "a time of at least 0").into());
    }
    let refused = |error: SurvivalError| refused(&args.file, error);
    let (mut followed, mut curves) = (Vec::new(), Vec::new());
    for group in found.groups(args.group.as_deref(), "group")? {
        let ended = rows.of_group(&group);
        let of_group = rows.followed(&ended);
        let curve = kaplan_meier(&of_group).map_err(refused)?;
        let incidence = cumulative_incidence(&ended, rows.causes.len().max(1)).map_err(refused)?;
        followed.push(of_group);
        curves.push((group.name, curve, incidence));
    }
    let limit = limit(args, curves.iter().map(|(_, curve, _)| curve))?;
    let mut items = Vec::new();
    for (group, curve, incidence) in &curves {
        let mut item = Map::new();
        item.insert("group".to_owned(), json!(group));
        item.extend(of_curve(curve, limit, &args.at).map_err(refused)?);
        if !rows.causes.is_empty() {
            let of_causes = rows.causes.iter().zip(incidence);
            let of_causes = of_causes.map(|(cause, steps)| of_cause(cause, steps, &args.at));
            item.insert("incidence".to_owned(), of_causes.collect());
        }
        items.push(Value::Object(item));
    }
    let options = json!({
        "group": args.group, "time": args.time, "event": args.event, "cause": args.cause,
        "at": args.at, "limit": args.limit,
    });
    let log_rank = log_rank(&followed).map_err(refused)?;
    let meta = json!({"method": "survival", "options": options, "log_rank": log_rank});
    Ok(json!({"meta": meta, "items": items}))
}

/// The log-rank test; null of one group.
fn log_rank(groups: &[Vec<Followed>]) -> Result<Value, SurvivalError> {
    if groups.len() < 2 {
        return Ok(Value::Null);
    }
    let groups: Vec<&[Followed]> = groups.iter().map(Vec::as_slice).collect();
    match log_rank_of_many(&groups) {
        Ok(test) => Ok(json!({
            "observed": test.observed, "expected": test.expected,
            "chi_square": test.chi_square, "degrees": test.degrees, "p": test.p,
        })),
        // Groups that were never at risk together, or are too many, have curves all the same.
        Err(error @ (SurvivalError::NoVariance | SurvivalError::Groups { .. })) => Ok(json!({
            "chi_square": null, "degrees": null, "p": null, "reason": error.to_string(),
        })),
        Err(error) => Err(error),
    }
}

/// Up to which time the mean is taken: as asked for, or the earliest at which a group's last is known.
fn limit<'a>(
    args: &SurvivalArgs,
    curves: impl Iterator<Item = &'a Curve> + Clone,
) -> Result<f64, Failure> {
    let lasts = || curves.clone().filter_map(|curve| curve.steps().last());
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

fn of_curve(curve: &Curve, limit: f64, at: &[f64]) -> Result<Map<String, Value>, SurvivalError> {
    let mean = curve.restricted_mean(limit)?;
    let events: usize = curve.steps().iter().map(|step| step.events).sum();
    let table = curve.steps().iter().map(|step| {
        let ends = step.interval(Z_95);
        json!({
            "time": step.time,
            "at_risk": step.at_risk,
            "events": step.events,
            "censored": step.censored,
            "survival": step.survival,
            "se": step.variance().sqrt(),
            "lower_95": ends.map(|(lower, _)| lower),
            "upper_95": ends.map(|(_, upper)| upper),
            "reason": without_interval(ends, step.survival),
        })
    });
    let median = curve.median();
    let mut item = Map::new();
    item.insert("n".to_owned(), json!(curve.n()));
    item.insert("events".to_owned(), json!(events));
    item.insert("median".to_owned(), json!(median));
    item.insert("rmst".to_owned(), json!(mean.mean));
    item.insert("rmst_se".to_owned(), json!(mean.error));
    item.insert("rmst_limit".to_owned(), json!(mean.limit));
    item.insert("table".to_owned(), table.collect());
    item.insert(
        "at".to_owned(),
        at.iter().map(|at| of_time(curve, *at)).collect(),
    );
    let reason = median
        .is_none()
        .then_some("median: more than half are left to the end");
    item.insert("reason".to_owned(), json!(reason));
    Ok(item)
}

/// The curve at a time that was asked for; null after the last time that is known, unless nobody is left then.
fn of_time(curve: &Curve, at: f64) -> Value {
    let last = curve.steps().last();
    let is_known = last.is_some_and(|last| at <= last.time || last.survival == 0.0);
    if !is_known {
        return json!({
            "time": at, "at_risk": 0, "survival": null, "se": null,
            "lower_95": null, "upper_95": null, "reason": "after the last time that is known",
        });
    }
    let before = curve.steps().iter().take_while(|step| step.time <= at);
    let step = before.last();
    let ends = step.and_then(|step| step.interval(Z_95));
    let survival = curve.survival_at(at);
    json!({
        "time": at,
        "at_risk": curve.at_risk_at(at),
        "survival": survival,
        "se": step.map_or(0.0, |step| step.variance().sqrt()),
        "lower_95": ends.map(|(lower, _)| lower),
        "upper_95": ends.map(|(_, upper)| upper),
        "reason": without_interval(ends, survival),
    })
}

/// Why the share that is left has no interval.
fn without_interval(ends: Option<(f64, f64)>, left: f64) -> Option<&'static str> {
    match (ends, left > 0.0) {
        (Some(_), _) => None,
        (None, true) => Some("interval: nothing has ended"),
        (None, false) => Some("interval: nobody is left"),
    }
}

fn of_cause(cause: &str, steps: &[IncidenceStep], at: &[f64]) -> Value {
    let told = |time: f64, step: &IncidenceStep| {
        let ends = step.interval(Z_95);
        json!({
            "time": time,
            "at_risk": step.at_risk,
            "events": step.events,
            "incidence": step.incidence,
            "se": step.variance.sqrt(),
            "lower_95": ends.map(|(lower, _)| lower),
            "upper_95": ends.map(|(_, upper)| upper),
            "reason": match (ends, step.incidence > 0.0) {
                (Some(_), _) => None,
                (None, false) => Some("interval: the cause has ended nothing"),
                (None, true) => Some("interval: the cause has ended all"),
            },
        })
    };
    let events: usize = steps.iter().map(|step| step.events).sum();
    let at = at.iter().map(|at| {
        let step = steps.iter().take_while(|step| step.time <= *at).last();
        // Once nobody is left, nothing changes any more.
        let is_known = steps
            .last()
            .is_some_and(|last| *at <= last.time || last.events + last.others == last.at_risk);
        match (step, is_known) {
            (Some(step), true) => json!({
                "time": at, "incidence": step.incidence, "se": step.variance.sqrt(),
            }),
            (None, true) => json!({"time": at, "incidence": 0.0, "se": 0.0}),
            (_, false) => json!({
                "time": at, "incidence": null, "se": null,
                "reason": "after the last time that is known",
            }),
        }
    });
    json!({
        "cause": cause,
        "events": events,
        "table": steps.iter().map(|step| told(step.time, step)).collect::<Vec<_>>(),
        "at": at.collect::<Vec<_>>(),
    })
}
