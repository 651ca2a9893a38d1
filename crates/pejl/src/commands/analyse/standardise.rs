//! Rates of areas that are made comparable: all are weighed by one standard, or held to one reference.

use std::collections::BTreeMap;

use pejl_app::AppError;
use pejl_app::analyse::{Columns, Group};
use pejl_stats::rate::{
    Confidence, FEW_EVENTS, Interval, directly_standardised, indirectly_standardised,
};
use serde_json::{Map, Value, json};

use super::rates::{check_per, of_nobody};
use super::{answer, columns, with_interval};
use crate::arguments::StandardiseArgs;
use crate::exit::Failure;

/// A standardised rate of each area.
pub(super) fn standardise(args: &StandardiseArgs) -> Result<Value, Failure> {
    check_per(args.per)?;
    let found = columns(&args.file)?;
    let areas = found.groups(args.area.as_deref(), "area")?;
    let strata = Strata::read(&found, args, areas.len())?;
    let mut items = Vec::new();
    for area in &areas {
        if strata.are_named {
            found.check_once(&area.rows, args.stratum.as_deref().unwrap_or(STRATUM))?;
        }
        items.push(strata.item(area, args));
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

/// Name of the column of strata, where none is named.
const STRATUM: &str = "stratum";

/// What each row says, and the strata that all areas have.
struct Strata {
    counts: Vec<u64>,
    populations: Vec<f64>,
    /// The number of the stratum of each row.
    of_rows: Vec<usize>,
    /// Name of each stratum as it is told.
    names: Vec<String>,
    /// Of a standard the population of each stratum, of a reference its rate.
    weights: Vec<f64>,
    /// Whether strata have names, by which those of areas are the same.
    are_named: bool,
}

/// Rows of an area in its strata.
struct OfArea {
    /// Events and population.
    strata: Vec<(u64, f64)>,
    weights: Vec<f64>,
}

impl Strata {
    fn read(found: &Columns, args: &StandardiseArgs, n_areas: usize) -> Result<Self, Failure> {
        let cells = found.optional(args.stratum.as_deref(), STRATUM)?;
        if cells.is_none() && n_areas > 1 {
            let allowed = "a column of strata, by which areas are compared";
            return Err(AppError::parameter("stratum", STRATUM, allowed).into());
        }
        let (counts, populations) = (
            found.counts(&args.count)?,
            found.not_negative(&args.population)?,
        );
        let mut rows = counts.iter().zip(&populations).enumerate();
        if let Some((row, (count, _))) = rows.find(|(_, (count, n))| **count > 0 && **n == 0.0) {
            return Err(of_nobody(found, row, &args.population, *count));
        }
        let mut strata = Self {
            counts,
            populations,
            of_rows: Vec::new(),
            names: Vec::new(),
            weights: Vec::new(),
            are_named: cells.is_some(),
        };
        let standards = Standards::read(found, args)?;
        let mut firsts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for row in 0..found.n_rows() {
            let name = cells.and_then(|cells| cells.get(row));
            let first = name.and_then(|name| firsts.get(name.as_str()).copied());
            if let (Some((no, first)), Some(name)) = (first, name) {
                standards.check_same(found, (first, row), name)?;
                strata.of_rows.push(no);
                continue;
            }
            if let Some(name) = name {
                firsts.insert(name, (strata.names.len(), row));
            }
            strata.of_rows.push(strata.names.len());
            strata.weights.push(standards.weight(row));
            strata.names.push(match name {
                Some(name) => format!("stratum `{name}`"),
                None => format!("line {}", found.line(row).unwrap_or_default()),
            });
        }
        Ok(strata)
    }

    fn item(&self, area: &Group, args: &StandardiseArgs) -> Value {
        let rows = || area.rows.iter();
        let counts = rows().filter_map(|row| self.counts.get(*row));
        let populations = rows().filter_map(|row| self.populations.get(*row)).copied();
        let populations: Vec<f64> = populations.collect();
        let mut item = Map::new();
        item.insert("area".to_owned(), json!(area.name));
        let count = counts.fold(0_u64, |sum, one| sum.saturating_add(*one));
        item.insert("count".to_owned(), json!(count));
        let population = pejl_stats::sum(&populations);
        item.insert("population".to_owned(), json!(population));
        match args.indirect {
            true => {
                let found = self.ratio(area);
                let (ratio, expected) = match found {
                    Ok((ratio, expected)) => (ratio, Some(expected)),
                    Err(reason) => (Err(reason), None),
                };
                with_interval(&mut item, ratio);
                item.insert("expected".to_owned(), json!(expected));
            }
            false => with_interval(&mut item, self.rate(area, args.per)),
        }
        Value::Object(item)
    }

    /// The rate of an area that has somebody in every stratum, so that all areas are weighed alike; else why there is none.
    fn rate(&self, area: &Group, per: f64) -> Result<Interval, String> {
        let rows = self.of_area(area)?;
        if let Some(no) = rows.strata.iter().position(|(_, n)| *n == 0.0) {
            return Err(format!("{}: nobody", self.name(no)));
        }
        let found = directly_standardised(&rows.strata, &rows.weights, per, Confidence::P95);
        let rate = found.map_err(|error| error.to_string())?.rate;
        rate.ok_or_else(|| format!("fewer than {FEW_EVENTS} events"))
    }

    /// The ratio of an area, or why there is none, and what is expected of it; where nobody is, nothing is expected.
    fn ratio(&self, area: &Group) -> Result<(Result<Interval, String>, f64), String> {
        let rows = self.of_area(area)?;
        let there = rows.strata.iter().zip(&rows.weights);
        let there = there.filter(|((_, n), _)| *n > 0.0);
        let (strata, rates): (Vec<(u64, f64)>, Vec<f64>) = there.unzip();
        if !rates.iter().any(|rate| *rate > 0.0) {
            return Ok((Err("nothing is expected".to_owned()), 0.0));
        }
        let found = indirectly_standardised(&strata, &rates, Confidence::P95);
        let found = found.map_err(|error| error.to_string())?;
        Ok((Ok(found.ratio), found.expected))
    }

    /// The rows of an area in the order of all strata; why not, where one is missing.
    fn of_area(&self, area: &Group) -> Result<OfArea, String> {
        let number = |row: &usize| self.of_rows.get(*row).copied().unwrap_or_default();
        let mut rows = area.rows.clone();
        rows.sort_by_key(number);
        let mut of_area = OfArea {
            strata: Vec::new(),
            weights: Vec::new(),
        };
        for no in 0..self.names.len() {
            // A stratum stands once in an area, so that its row is at its place where none before it is missing.
            let row = rows.get(no).filter(|row| number(row) == no);
            let of_row = row.and_then(|row| {
                let (count, population) = (self.counts.get(*row)?, self.populations.get(*row)?);
                Some(((*count, *population), *self.weights.get(no)?))
            });
            let Some((stratum, weight)) = of_row else {
                return Err(format!("{}: no row", self.name(no)));
            };
            of_area.strata.push(stratum);
            of_area.weights.push(weight);
        }
        Ok(of_area)
    }

    fn name(&self, stratum: usize) -> &str {
        self.names.get(stratum).map_or("", String::as_str)
    }
}

/// The standard, or the reference, as each row has it.
struct Standards {
    /// Names of the columns with their numbers: of a standard one, of a reference events and population.
    columns: Vec<(String, Vec<f64>)>,
}

impl Standards {
    fn read(found: &Columns, args: &StandardiseArgs) -> Result<Self, Failure> {
        let columns = match args.indirect {
            true => vec![
                (args.ref_count.clone(), found.not_negative(&args.ref_count)?),
                (
                    args.ref_population.clone(),
                    found.positive(&args.ref_population)?,
                ),
            ],
            false => vec![(args.standard.clone(), found.positive(&args.standard)?)],
        };
        Ok(Self { columns })
    }

    /// What a stratum weighs by a row: the population of the standard, or the rate of the reference.
    fn weight(&self, row: usize) -> f64 {
        let mut numbers = self
            .columns
            .iter()
            .filter_map(|(_, of_rows)| of_rows.get(row));
        let first = numbers.next().copied().unwrap_or_default();
        numbers
            .next()
            .map_or(first, |population| first / population)
    }

    /// Refuses a row whose standard, or reference, is another than that of the first row of its stratum.
    fn check_same(
        &self,
        found: &Columns,
        (first, row): (usize, usize),
        stratum: &str,
    ) -> Result<(), Failure> {
        let differs = |(_, numbers): &&(String, Vec<f64>)| numbers.get(first) != numbers.get(row);
        let Some((column, _)) = self.columns.iter().find(differs) else {
            return Ok(());
        };
        let cell = found.texts(column)?.get(first);
        let cell = cell.map_or("", |cell| cell.trim());
        let line = found.line(first).unwrap_or_default();
        let en = format!("expected {cell} as on line {line}: `{stratum}` is one for all areas");
        let da =
            format!("forventede {cell} som på linje {line}: `{stratum}` er ét for alle områder");
        Err(found.refusal(row, column, &en, &da).into())
    }
}
