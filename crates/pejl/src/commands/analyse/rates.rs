//! Rates and shares with their intervals.

use pejl_app::analyse::{Columns, Group};
use pejl_stats::rate::{
    Confidence, FEW_EVENTS, Interval, RateError, crude, directly_standardised, funnel,
    indirectly_standardised, proportion,
};
use serde_json::{Map, Value, json};

use super::{answer, columns, refused, with_interval};
use crate::arguments::{FileArgs, FunnelArgs, ProportionArgs, RateArgs, StandardiseArgs};
use crate::exit::Failure;

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
            // Some of nobody is refused as what it is.
            _ => {
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

/// A standardised rate of each area.
pub(super) fn standardise(args: &StandardiseArgs) -> Result<Value, Failure> {
    check_per(args.per)?;
    let found = columns(&args.file)?;
    let strata = Strata::read(&found, args)?;
    let mut items = Vec::new();
    for group in found.groups(args.area.as_deref(), "area")? {
        let stratum = args.stratum.as_deref();
        if found.optional(stratum, "stratum")?.is_some() {
            found.check_once(&group.rows, stratum.unwrap_or("stratum"))?;
        }
        let item = strata.item(&group, args);
        items.push(item.map_err(|error| refused(&args.file, error))?);
    }
    let options = match args.indirect {
        true => json!({
            "area": args.area, "stratum": args.stratum, "count": args.count,
            "population": args.population, "indirect": true, "ref_count": args.ref_count,
            "ref_population": args.ref_population,
        }),
        false => json!({
            "area": args.area, "stratum": args.stratum, "count": args.count,
            "population": args.population, "indirect": false, "standard": args.standard,
            "per": args.per,
        }),
    };
    Ok(answer("standardise", &options, items))
}

/// What each row says.
struct Strata {
    counts: Vec<u64>,
    populations: Vec<f64>,
    /// Of a standard the population, of a reference the rate.
    others: Vec<f64>,
}

impl Strata {
    fn read(found: &Columns, args: &StandardiseArgs) -> Result<Self, Failure> {
        let others = if args.indirect {
            let populations = found.positive(&args.ref_population)?.into_iter();
            let counts = found.not_negative(&args.ref_count)?.into_iter();
            let rates = counts.zip(populations);
            rates
                .map(|(count, population)| count / population)
                .collect()
        } else {
            found.positive(&args.standard)?
        };
        Ok(Self {
            counts: found.counts(&args.count)?,
            populations: found.positive(&args.population)?,
            others,
        })
    }

    fn item(&self, group: &Group, args: &StandardiseArgs) -> Result<Value, RateError> {
        let row = |row: &usize| {
            let count = self.counts.get(*row)?;
            Some((
                (*count, *self.populations.get(*row)?),
                *self.others.get(*row)?,
            ))
        };
        let rows = group.rows.iter().filter_map(row);
        let (strata, others): (Vec<(u64, f64)>, Vec<f64>) = rows.unzip();
        let count = strata
            .iter()
            .fold(0_u64, |sum, (one, _)| sum.saturating_add(*one));
        let populations: Vec<f64> = strata.iter().map(|(_, one)| *one).collect();
        let mut item = Map::new();
        item.insert("area".to_owned(), json!(group.name));
        item.insert("count".to_owned(), json!(count));
        item.insert(
            "population".to_owned(),
            json!(pejl_stats::sum(&populations)),
        );
        if args.indirect {
            let expects = others.iter().any(|rate| *rate > 0.0);
            let found = match expects {
                true => Some(indirectly_standardised(&strata, &others, Confidence::P95)?),
                false => None,
            };
            let nothing = || "nothing is expected".to_owned();
            with_interval(
                &mut item,
                found.map(|found| found.ratio).ok_or_else(nothing),
            );
            item.insert(
                "expected".to_owned(),
                json!(found.map_or(0.0, |found| found.expected)),
            );
        } else {
            let found = directly_standardised(&strata, &others, args.per, Confidence::P95)?;
            let few = || format!("fewer than {FEW_EVENTS} events");
            with_interval(&mut item, found.rate.ok_or_else(few));
        }
        Ok(Value::Object(item))
    }
}
