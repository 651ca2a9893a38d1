//! Rates and shares with their intervals.

use pejl_app::analyse::Columns;
use pejl_stats::rate::{
    RateError, crude, directly_standardised, funnel, indirectly_standardised, proportion,
};
use serde_json::{Value, json};

use super::{columns, confidence, interval, refused};
use crate::arguments::{RatesArgs, SharesArgs, StandardiseArgs};
use crate::exit::Failure;

/// The events and the population of each row.
fn strata(found: &Columns, args: &RatesArgs) -> Result<Vec<(u64, f64)>, Failure> {
    let events = found.counts(&args.events)?;
    let populations = found.positive(&args.population)?;
    Ok(events.into_iter().zip(populations).collect())
}

fn check_per(per: f64) -> Result<(), Failure> {
    match per.is_finite() && per > 0.0 {
        true => Ok(()),
        false => Err(Failure::Usage(format!("--per {per}: expected above 0"))),
    }
}

/// Why a row has no rate or share, at one of its cells.
fn at(found: &Columns, row: usize, column: &str, error: &RateError) -> Failure {
    let da = match error {
        RateError::MoreThanAll { cases, n } => format!("{cases} tilfælde blandt {n} personer"),
        RateError::TooLarge => "tallene er for store".to_owned(),
        _ => "kan ikke beregnes".to_owned(),
    };
    found.refusal(row, column, &error.to_string(), &da).into()
}

/// A crude rate for each row.
pub(super) fn rates(args: &RatesArgs) -> Result<Value, Failure> {
    let confidence = confidence(args.confidence)?;
    check_per(args.per)?;
    let found = columns(&args.file)?;
    let mut rows = Vec::new();
    for (row, (events, population)) in strata(&found, args)?.into_iter().enumerate() {
        // Events and population are checked; what is left is a rate that is not finite.
        let rate = crude(events, population, args.per, confidence)
            .map_err(|error| at(&found, row, &args.population, &error))?;
        rows.push(json!({"events": events, "population": population, "rate": interval(&rate)}));
    }
    Ok(json!({"per": args.per, "rows": rows}))
}

/// A share for each row, and where it is expected.
pub(super) fn shares(args: &SharesArgs) -> Result<Value, Failure> {
    let found = columns(&args.file)?;
    let (cases, persons) = (found.counts(&args.cases)?, found.counts(&args.n)?);
    let confidence = confidence(args.confidence)?;
    let total = |of: &[u64]| of.iter().fold(0_u64, |sum, one| sum.saturating_add(*one));
    // Each row first, so that the one that has no share is named.
    found.positive(&args.n)?;
    let mut shares = Vec::new();
    for (row, (cases, n)) in cases.iter().zip(&persons).enumerate() {
        let share = proportion(*cases, *n, confidence)
            .map_err(|error| at(&found, row, &args.cases, &error))?;
        shares.push((*cases, *n, share));
    }
    if shares.is_empty() {
        return Err(refused(&args.file, RateError::Empty));
    }
    let refused = |error: RateError| refused(&args.file, error);
    let all = proportion(total(&cases), total(&persons), confidence).map_err(refused)?;
    let mut rows = Vec::new();
    for (cases, n, share) in &shares {
        let limits = funnel(all.value, *n).map_err(refused)?;
        rows.push(json!({
            "cases": cases,
            "n": n,
            "share": interval(share),
            "funnel": {
                "far_lower": limits.far_lower, "lower": limits.lower,
                "upper": limits.upper, "far_upper": limits.far_upper,
            },
        }));
    }
    Ok(json!({"all": interval(&all), "rows": rows}))
}

/// One rate over all rows.
pub(super) fn standardise(args: &StandardiseArgs) -> Result<Value, Failure> {
    let confidence = confidence(args.rates.confidence)?;
    check_per(args.rates.per)?;
    let found = columns(&args.rates.file)?;
    let strata = strata(&found, &args.rates)?;
    let refused = |error: RateError| refused(&args.rates.file, error);
    if let Some(reference) = &args.reference {
        let reference = found.not_negative(reference)?;
        let found = indirectly_standardised(&strata, &reference, confidence).map_err(refused)?;
        return Ok(json!({
            "ratio": interval(&found.ratio), "observed": found.observed, "expected": found.expected,
        }));
    }
    let weights = found.positive(&args.weight)?;
    let found = directly_standardised(&strata, &weights, args.rates.per, confidence);
    let found = found.map_err(refused)?;
    Ok(json!({
        "per": args.rates.per,
        "rate": found.rate.as_ref().map(interval),
        "events": found.events,
        "variance": found.variance,
    }))
}
