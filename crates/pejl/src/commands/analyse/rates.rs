//! Rates and shares with their intervals.

use pejl_app::analyse::Columns;
use pejl_stats::rate::{Confidence, FEW_EVENTS, Interval, RateError, crude, funnel, proportion};
use serde_json::{Map, Value, json};

use super::{answer, columns, refused, with_interval};
use crate::arguments::{FileArgs, FunnelArgs, ProportionArgs, RateArgs};
use crate::exit::Failure;

/// Refuses a base of rates that is not above 0.
pub(super) fn check_per(per: f64) -> Result<(), Failure> {
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

/// Events where there is nobody they could have come to.
pub(super) fn of_nobody(found: &Columns, row: usize, column: &str, count: u64) -> Failure {
    let en = format!("{count} events of nobody");
    let da = format!("{count} hændelser blandt ingen");
    found.refusal(row, column, &en, &da).into()
}

/// Cases of each row, and all that they are among.
struct Shares {
    cases: Vec<u64>,
    all: Vec<u64>,
}

impl Shares {
    fn read(found: &Columns, numerator: &str, denominator: &str) -> Result<Self, Failure> {
        let shares = Self {
            cases: found.counts(numerator)?,
            all: found.counts(denominator)?,
        };
        let more = shares.rows().find(|(_, cases, n)| cases > n);
        match more {
            Some((row, cases, n)) => Err(at(
                found,
                row,
                numerator,
                &RateError::MoreThanAll { cases, n },
            )),
            None => Ok(shares),
        }
    }

    /// Position, cases and all of each row.
    fn rows(&self) -> impl Iterator<Item = (usize, u64, u64)> + '_ {
        let pairs = self.cases.iter().zip(&self.all).enumerate();
        pairs.map(|(row, (cases, n))| (row, *cases, *n))
    }
}

/// The share of a row; why not, where it is of nothing.
fn share(cases: u64, n: u64) -> Result<Interval, String> {
    match n {
        0 => Err("a share of nothing".to_owned()),
        _ => proportion(cases, n, Confidence::P95).map_err(|error| error.to_string()),
    }
}

/// A crude rate for each row.
pub(super) fn rate(args: &RateArgs) -> Result<Value, Failure> {
    check_per(args.per)?;
    let found = columns(&args.file)?;
    let ids = found.optional(args.id.as_deref(), "id")?;
    let counts = found.counts(&args.count)?;
    let populations = found.not_negative(&args.population)?;
    let mut items = Vec::new();
    for (row, (count, population)) in counts.into_iter().zip(populations).enumerate() {
        let of_row = match (count, population > 0.0) {
            (0, false) => Err("a rate of nobody".to_owned()),
            (_, false) => return Err(of_nobody(&found, row, &args.population, count)),
            (_, true) => {
                let rate = crude(count, population, args.per, Confidence::P95);
                Ok(rate.map_err(|error| at(&found, row, &args.population, &error))?)
            }
        };
        let mut item = Map::new();
        item.insert("id".to_owned(), json!(ids.and_then(|ids| ids.get(row))));
        with_interval(&mut item, of_row);
        let method = if count < FEW_EVENTS { "exact" } else { "byar" };
        item.insert("method".to_owned(), json!(method));
        items.push(Value::Object(item));
    }
    check_rows(&args.file, &items)?;
    let options = json!({
        "id": args.id, "count": args.count, "population": args.population, "per": args.per,
    });
    Ok(answer("rate", &options, items))
}

fn check_rows(file: &FileArgs, items: &[Value]) -> Result<(), Failure> {
    match items.is_empty() {
        true => Err(refused(file, "no rows")),
        false => Ok(()),
    }
}

/// A share for each row.
pub(super) fn proportions(args: &ProportionArgs) -> Result<Value, Failure> {
    let found = columns(&args.file)?;
    let ids = found.optional(args.id.as_deref(), "id")?;
    let shares = Shares::read(&found, &args.numerator, &args.denominator)?;
    let items = shares.rows().map(|(row, cases, n)| {
        let mut item = Map::new();
        item.insert("id".to_owned(), json!(ids.and_then(|ids| ids.get(row))));
        with_interval(&mut item, share(cases, n));
        item.insert("method".to_owned(), json!("wilson"));
        Value::Object(item)
    });
    let items: Vec<Value> = items.collect();
    check_rows(&args.file, &items)?;
    let options = json!({
        "id": args.id, "numerator": args.numerator, "denominator": args.denominator,
    });
    Ok(answer("proportion", &options, items))
}

/// A share for each unit against where it is expected.
pub(super) fn funnels(args: &FunnelArgs) -> Result<Value, Failure> {
    let found = columns(&args.file)?;
    let units = found.optional(args.unit.as_deref(), "unit")?;
    let shares = Shares::read(&found, &args.numerator, &args.denominator)?;
    let total = |of: &[u64]| of.iter().fold(0_u64, |sum, one| sum.saturating_add(*one));
    let (cases, all) = (total(&shares.cases), total(&shares.all));
    let baseline = proportion(cases, all, Confidence::P95);
    let baseline = baseline.map_err(|_| refused(&args.file, "there is nobody in any unit"))?;
    let mut items = Vec::new();
    for (row, cases, n) in shares.rows() {
        let limits = funnel(baseline.value, n).ok();
        let value = share(cases, n).map(|share| share.value);
        let position = limits.and_then(|limits| {
            let value = value.as_ref().ok()?;
            Some(if *value > limits.far_upper {
                "above_998"
            } else if *value > limits.upper {
                "above_95"
            } else if *value < limits.far_lower {
                "below_998"
            } else if *value < limits.lower {
                "below_95"
            } else {
                "within"
            })
        });
        items.push(json!({
            "unit": units.and_then(|units| units.get(row)),
            "value": value.as_ref().ok(),
            "baseline": baseline.value,
            "lower_95": limits.map(|limits| limits.lower),
            "upper_95": limits.map(|limits| limits.upper),
            "lower_998": limits.map(|limits| limits.far_lower),
            "upper_998": limits.map(|limits| limits.far_upper),
            "position": position,
            "reason": value.as_ref().err(),
        }));
    }
    let options = json!({
        "unit": args.unit, "numerator": args.numerator, "denominator": args.denominator,
    });
    Ok(answer("funnel", &options, items))
}
