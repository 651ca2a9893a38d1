//! Rates and shares with their intervals.

use pejl_stats::rate::{
    RateError, crude, directly_standardised, funnel, indirectly_standardised, proportion,
};
use serde_json::{Value, json};

use super::{columns, confidence, interval, refused};
use crate::arguments::{RatesArgs, SharesArgs, StandardiseArgs};
use crate::exit::Failure;

/// The events and the population of each row.
fn strata(args: &RatesArgs) -> Result<Vec<(u64, f64)>, Failure> {
    let found = columns(&args.file)?;
    let events = found.counts(&args.events)?;
    let populations = found.numbers(&args.population)?;
    Ok(events.into_iter().zip(populations).collect())
}

/// A crude rate for each row.
pub(super) fn rates(args: &RatesArgs) -> Result<Value, Failure> {
    let confidence = confidence(args.confidence)?;
    let of_row = |(events, population): (u64, f64)| {
        let found = crude(events, population, args.per, confidence)?;
        Ok(json!({"events": events, "population": population, "rate": interval(&found)}))
    };
    let rows = strata(args)?.into_iter().map(of_row);
    let rows: Result<Vec<Value>, RateError> = rows.collect();
    let rows = rows.map_err(|error| refused(&args.file, error))?;
    Ok(json!({"per": args.per, "rows": rows}))
}

/// A share for each row, and where it is expected.
pub(super) fn shares(args: &SharesArgs) -> Result<Value, Failure> {
    let found = columns(&args.file)?;
    let (cases, persons) = (found.counts(&args.cases)?, found.counts(&args.n)?);
    let confidence = confidence(args.confidence)?;
    let total = |of: &[u64]| of.iter().fold(0_u64, |sum, one| sum.saturating_add(*one));
    let refused = |error: RateError| refused(&args.file, error);
    let all = proportion(total(&cases), total(&persons), confidence).map_err(refused)?;
    let of_row = |(cases, n): (&u64, &u64)| {
        let share = proportion(*cases, *n, confidence)?;
        let limits = funnel(all.value, *n)?;
        Ok(json!({
            "cases": cases,
            "n": n,
            "share": interval(&share),
            "funnel": {
                "far_lower": limits.far_lower, "lower": limits.lower,
                "upper": limits.upper, "far_upper": limits.far_upper,
            },
        }))
    };
    let rows: Result<Vec<Value>, RateError> = cases.iter().zip(&persons).map(of_row).collect();
    Ok(json!({"all": interval(&all), "rows": rows.map_err(refused)?}))
}

/// One rate over all rows.
pub(super) fn standardise(args: &StandardiseArgs) -> Result<Value, Failure> {
    let strata = strata(&args.rates)?;
    let found = columns(&args.rates.file)?;
    let confidence = confidence(args.rates.confidence)?;
    let refused = |error: RateError| refused(&args.rates.file, error);
    if let Some(reference) = &args.reference {
        let reference = found.numbers(reference)?;
        let found = indirectly_standardised(&strata, &reference, confidence).map_err(refused)?;
        return Ok(json!({
            "ratio": interval(&found.ratio), "observed": found.observed, "expected": found.expected,
        }));
    }
    let weights = found.numbers(&args.weight)?;
    let found = directly_standardised(&strata, &weights, args.rates.per, confidence);
    let found = found.map_err(refused)?;
    Ok(json!({
        "per": args.rates.per,
        "rate": found.rate.as_ref().map(interval),
        "events": found.events,
        "variance": found.variance,
    }))
}
