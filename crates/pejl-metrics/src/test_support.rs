//! Reads the hand-computed tables of `fixtures/metrics` and runs the whole way from a question to its answer.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chrono::NaiveDate;
use pejl_domain::cover::members_text;
use pejl_domain::price::{PriceChange, PriceSeries};
use pejl_domain::{Absent, AreaLevel, Cell, Cover, Period, PriceLevel, Unit, Variant};
use pejl_lake::{StatFact, StatFactBuilder};
use polars::prelude::{DataFrame, IntoLazy, LazyFrame, PolarsResult};

use crate::resolution::{Method, PriceBasis};
use crate::{
    Observation, Prices, Query, QueryError, Request, Resolution, catalogue, observations,
    quantities, read_quantities, relation, resolve,
};

/// A figure of thirty persons, by itself: missing without a value.
pub(crate) fn observation(
    municipality: &str,
    period: Period,
    (unit, value): (Unit, Option<f64>),
) -> Observation {
    Observation {
        indicator: "X1".to_owned(),
        municipality: municipality.to_owned(),
        period,
        grain: period.grain(),
        members: BTreeMap::new(),
        numerator: None,
        denominator: None,
        value,
        unit,
        cell: match value {
            Some(_) => Cell::Ok,
            None => Cell::Missing,
        },
        n: Some(30),
        n_top: None,
        n_bottom: None,
        n_left: None,
        n_least: None,
        provisional: false,
        quality: Vec::new(),
        definition_version: 1,
        price_level: "current".to_owned(),
        revision: 3,
        reason: None,
        method: Method::Ratio,
        price: PriceBasis {
            level: PriceLevel::Current,
            factor: 1.0,
            series: None,
            vintage: None,
        },
        breaks: Vec::new(),
        weight: None,
    }
}

/// A row of a CSV file by column name.
pub(crate) type Row = BTreeMap<String, String>;

/// One folder of `fixtures/metrics`.
pub(crate) struct Case {
    pub(crate) folder: PathBuf,
    pub(crate) covers: Vec<Cover>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) prices: Vec<PriceSeries>,
}

/// A fact as it stands in `stat_fact`.
#[derive(Debug, Clone)]
pub(crate) struct Fact {
    pub(crate) variant: String,
    pub(crate) area: String,
    pub(crate) period: Period,
    pub(crate) members: String,
    pub(crate) value: Option<i64>,
    pub(crate) scale: i32,
    pub(crate) cell: Cell,
}

impl Case {
    pub(crate) fn read(name: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("../../fixtures/metrics")
            .join(name);
        let covers = table(&folder, "covers.csv").unwrap();
        let keys: BTreeMap<String, String> = covers
            .iter()
            .map(|row| (row["name"].clone(), row["variant"].clone()))
            .collect();
        let facts = table(&folder, "facts.csv")
            .unwrap()
            .iter()
            .map(|row| fact(row, &keys))
            .collect();
        let prices = table(&folder, "prices.csv").map(|rows| series(&rows));
        let prices = prices.unwrap_or_default();
        Self {
            covers: covers.iter().map(cover).collect(),
            facts,
            prices,
            folder,
        }
    }

    pub(crate) fn table(&self, file: &str) -> Option<Vec<Row>> {
        table(&self.folder, file)
    }

    /// The answer to one row of `questions.csv`.
    pub(crate) fn answer(&self, question: &Row) -> Vec<Observation> {
        let (query, as_known_at) = query(question);
        let prices = Prices {
            series: &self.prices,
            as_known_at,
        };
        let resolution = resolve(&query, &self.covers, &prices).unwrap();
        run(frame(&self.facts).lazy(), &resolution)
    }
}

impl Case {
    /// What is wrong with a question that has one fault.
    pub(crate) fn refusal(&self, question: &Row) -> QueryError {
        let (query, as_known_at) = query(question);
        let prices = Prices {
            series: &self.prices,
            as_known_at,
        };
        let mut errors = resolve(&query, &self.covers, &prices).unwrap_err();
        assert_eq!(errors.len(), 1, "{errors:?}");
        errors.remove(0)
    }
}

/// The facts as a frame of `stat_fact`.
pub(crate) fn frame(facts: &[Fact]) -> DataFrame {
    let mut builder = StatFactBuilder::new();
    for (line, fact) in (1..).zip(facts) {
        builder
            .push(&StatFact {
                variant: &fact.variant,
                area: &fact.area,
                level: AreaLevel::Municipality,
                period: fact.period,
                members: &fact.members,
                value: fact.value,
                scale: fact.scale,
                cell: fact.cell,
                import_id: 1,
                file_no: 0,
                line,
            })
            .unwrap();
    }
    builder.finish().unwrap()
}

/// Collects the plan and reads its observations, as of revision 7.
pub(crate) fn run(facts: LazyFrame, resolution: &Resolution) -> Vec<Observation> {
    let frame = pejl_lake::run(plan_of(facts, resolution).unwrap()).unwrap();
    let sums = read_quantities(&frame, resolution).unwrap();
    observations(resolution, &sums, 7)
}

/// The plan of a resolution's sums over these facts.
pub(crate) fn plan_of(facts: LazyFrame, resolution: &Resolution) -> PolarsResult<LazyFrame> {
    relation::plan(
        &quantities(resolution).unwrap(),
        &[("stat_fact", facts)].into(),
    )
}

/// The question of a row; blanks stand between values.
pub(crate) fn query(row: &Row) -> (Query, NaiveDate) {
    let list = |column: &str| -> Vec<String> {
        row[column].split_whitespace().map(str::to_owned).collect()
    };
    let request = Request {
        indicators: list("indicators"),
        municipalities: list("municipalities"),
        periods: list("periods"),
        grain: None,
        window: None,
        base: None,
        by: list("by"),
        filters: vec![
            ("function".to_owned(), list("functions")),
            ("dranst".to_owned(), list("dranst")),
        ],
        prices: list("price"),
    };
    let as_known_at = match row["as_known_at"].as_str() {
        "" => NaiveDate::MAX,
        day => day.parse().unwrap(),
    };
    (Query::parse(catalogue(), &request).unwrap(), as_known_at)
}

/// A number, or products divided by one another, such as `931/1102` and `98*1.015`; `None` for nothing.
pub(crate) fn number(text: &str) -> Option<f64> {
    if text.is_empty() {
        return None;
    }
    let product = |text: &str| {
        text.split('*')
            .map(|factor| factor.parse::<f64>().unwrap())
            .product::<f64>()
    };
    let mut parts = text.split('/').map(product);
    let first = parts.next().unwrap();
    Some(parts.fold(first, |value, divisor| value / divisor))
}

/// Whether two numbers are the same to the twelfth digit, or both absent.
pub(crate) fn same(found: Option<f64>, expected: Option<f64>) -> bool {
    match (found, expected) {
        (None, None) => true,
        (Some(a), Some(b)) => (a - b).abs() <= 1e-12 * b.abs().max(1.0),
        _ => false,
    }
}

fn table(folder: &std::path::Path, file: &str) -> Option<Vec<Row>> {
    let text = std::fs::read_to_string(folder.join(file)).ok()?;
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(';').collect();
    let rows = lines.map(|line| {
        let fields: Vec<&str> = line.split(';').collect();
        assert_eq!(fields.len(), header.len(), "{file}: {line}");
        header
            .iter()
            .zip(fields)
            .map(|(name, field)| ((*name).to_owned(), field.to_owned()))
            .collect()
    });
    Some(rows.collect())
}

fn cover(row: &Row) -> Cover {
    let words = |column: &str| {
        row[column]
            .split_whitespace()
            .map(str::to_owned)
            .collect::<BTreeSet<String>>()
    };
    let members = row["members"].split_whitespace().map(|pair| {
        let (dimension, members) = pair.split_once('=').unwrap();
        (
            dimension.to_owned(),
            members.split('|').flat_map(expand).collect(),
        )
    });
    Cover {
        variant: Variant::parse_key(&row["variant"]).unwrap(),
        areas: words("areas"),
        periods: words("periods")
            .iter()
            .map(|text| text.parse().unwrap())
            .collect(),
        members: members.collect(),
        absent: match row["absent"].as_str() {
            "zero" => Absent::Zero,
            "missing" => Absent::Missing,
            other => panic!("{other}"),
        },
    }
}

/// `0..125` as every number from the first to the last.
fn expand(member: &str) -> Vec<String> {
    match member.split_once("..") {
        None => vec![member.to_owned()],
        Some((from, to)) => {
            let (from, to): (u8, u8) = (from.parse().unwrap(), to.parse().unwrap());
            (from..=to).map(|age| age.to_string()).collect()
        }
    }
}

fn fact(row: &Row, keys: &BTreeMap<String, String>) -> Fact {
    let members: BTreeMap<String, String> = row["members"]
        .split_whitespace()
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(dimension, member)| (dimension.to_owned(), member.to_owned()))
        .collect();
    Fact {
        variant: keys[&row["name"]].clone(),
        area: row["area"].clone(),
        period: row["period"].parse().unwrap(),
        members: members_text(&members),
        value: row["value"].parse().ok(),
        scale: row["scale"].parse().unwrap(),
        cell: row["cell"].parse().unwrap(),
    }
}

/// The series of a table, by name.
fn series(rows: &[Row]) -> Vec<PriceSeries> {
    let names: BTreeSet<&String> = rows.iter().map(|row| &row["series"]).collect();
    names
        .into_iter()
        .map(|name| one_series(rows, name))
        .collect()
}

fn one_series(rows: &[Row], name: &str) -> PriceSeries {
    let rows = rows.iter().filter(|row| row["series"] == name);
    let changes = rows.map(|row| PriceChange {
        series: row["series"].clone(),
        year: row["year"].parse().unwrap(),
        pct_change_ppm: row["pct_change_ppm"].parse().unwrap(),
        published_on: row["published_on"].parse().unwrap(),
        source: "invented".to_owned(),
    });
    PriceSeries::from_changes(changes).unwrap()
}
