//! Cards as they are written, and the way from there to a catalogue.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use pejl_domain::{AccountCode, AgeBand, AgeMember, Grain, Unit};
use pejl_lake::columns::AREA;
use serde::Deserialize;

use super::composite::{RawSetting, RawTerm};
use super::standard::{self, RawStandard};
use super::{
    CardError, Composite, Direction, Index, Indicator, Kind, LawBreak, Part, Parts,
    PopulationTable, PostedLevel, PublishedFact, Reading, Reliable,
};
use crate::records::{Measure, Measures, Take, Time};
use crate::text::Text;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReliable {
    by: String,
    least: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawIndicator {
    code: String,
    definition_version: i32,
    default_reading: String,
    direction: String,
    grains: Vec<String>,
    dimensions: Vec<String>,
    maturity_lag_days: u32,
    minimum_base: u32,
    pairing: Vec<String>,
    reliable: Option<RawReliable>,
    #[serde(default)]
    made_of: BTreeMap<String, i32>,
    #[serde(deserialize_with = "crate::text::one_or_both")]
    source: Text,
    name: Text,
    description: Text,
    #[serde(default)]
    pitfalls: Vec<Text>,
    #[serde(default)]
    breaks: Vec<RawBreak>,
    readings: Vec<RawReading>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBreak {
    block: String,
    date: String,
    accounts: Vec<String>,
    comparable: bool,
    text: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReading {
    code: String,
    kind: String,
    unit: String,
    direction: String,
    precision: u8,
    #[serde(default)]
    tables: Vec<String>,
    #[serde(default)]
    dranst: Vec<String>,
    ages: Option<String>,
    #[serde(default)]
    top: Vec<RawMeasure>,
    #[serde(default)]
    bottom: Vec<RawMeasure>,
    #[serde(default)]
    base: Vec<RawMeasure>,
    #[serde(default)]
    told: Vec<RawMeasure>,
    #[serde(default)]
    required: Vec<RawRequired>,
    #[serde(default)]
    needs: Vec<String>,
    per: Option<f64>,
    #[serde(default)]
    bottom_in_full_years: bool,
    #[serde(default)]
    whole_periods: bool,
    #[serde(default)]
    absolute: bool,
    dimensions: Option<Vec<String>>,
    maturity_lag_days: Option<u32>,
    #[serde(default)]
    needs_before_days: u32,
    from: Option<String>,
    #[serde(default)]
    components: Vec<String>,
    across: Option<String>,
    finer: Option<String>,
    #[serde(default)]
    finer_rest_percent: u8,
    #[serde(default)]
    terms: Vec<RawTerm>,
    #[serde(default)]
    settings: Vec<RawSetting>,
    formula: Option<String>,
    over: Option<String>,
    of: Option<String>,
    standard: Option<String>,
    published: Option<RawPublished>,
    name: Text,
    numerator: Text,
    denominator: Text,
    #[serde(default)]
    pitfalls: Vec<Text>,
}

/// What a reading says for itself, where it is not what its card says.
struct Own {
    dimensions: Option<Vec<String>>,
    maturity_lag_days: Option<u32>,
}

/// Which facts of a published table a figure is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPublished {
    unit: String,
    #[serde(default)]
    members: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMeasure {
    of: String,
    time: String,
    take: String,
    #[serde(default)]
    when: Vec<String>,
    #[serde(default)]
    minus: bool,
    ages: Option<String>,
    divide: Option<i64>,
    reached: Option<String>,
    not_reached: Option<String>,
    #[serde(default)]
    event: Vec<String>,
    #[serde(default)]
    nobody: bool,
}

/// Rows that every municipality must have.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRequired {
    of: String,
    time: String,
    when: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawParts {
    #[serde(default)]
    sets: Vec<RawSet>,
    #[serde(default)]
    parts: Vec<RawPart>,
    posted_level: RawPostedLevel,
    #[serde(default)]
    standards: Vec<RawStandard>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPostedLevel {
    column: String,
    levels: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSet {
    code: String,
    #[serde(default)]
    values: Vec<String>,
    /// Accounts whose functions are in the list.
    #[serde(default)]
    accounts: Vec<String>,
    /// Accounts whose functions are not.
    #[serde(default)]
    except: Vec<String>,
}

impl RawSet {
    fn check(self) -> Result<(String, Vec<String>), CardError> {
        let accounts = |texts: &[String]| -> Result<Vec<AccountCode>, CardError> {
            let codes = texts.iter();
            codes
                .map(|text| {
                    AccountCode::parse(text).map_err(|_| bad("parts.toml", "accounts", text))
                })
                .collect()
        };
        let (within, except) = (accounts(&self.accounts)?, accounts(&self.except)?);
        let holds = |codes: &[AccountCode], code: &AccountCode| {
            codes.iter().any(|account| account.contains(code))
        };
        let functions = pejl_domain::account::functions().iter();
        let functions = functions
            .filter(|one| holds(&within, &one.code) && !holds(&except, &one.code))
            .map(|one| one.code.as_str().to_owned());
        let mut values: Vec<String> = self.values.into_iter().chain(functions).collect();
        values.sort();
        values.dedup();
        Ok((self.code, values))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPart {
    code: String,
    when: String,
    da: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPopulation {
    tables: Vec<RawPopulationTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPopulationTable {
    table: String,
    grain: String,
}

impl RawPopulationTable {
    fn check(self) -> Result<PopulationTable, CardError> {
        let file = "population.toml";
        let grain: Grain = field(file, "grain", &self.grain)?;
        let table = PopulationTable {
            table: self.table,
            grain,
        };
        match table.first_of_july(2000) {
            Some(_) => Ok(table),
            None => Err(bad(file, "grain", &self.grain)),
        }
    }
}

/// The parts and lists that cards are made of.
pub(super) fn parts(text: &str) -> Result<Parts, CardError> {
    let raw: RawParts = read("parts.toml", text)?;
    let sets = raw.sets.into_iter().map(RawSet::check);
    let sets = sets.collect::<Result<_, _>>()?;
    let parts = raw.parts.into_iter().map(|part| Part {
        code: part.code,
        when: part.when,
        text: Text {
            da: part.da,
            en: part.en,
        },
    });
    let parts: Vec<Part> = parts.collect();
    let posted_level = PostedLevel {
        column: raw.posted_level.column,
        levels: raw.posted_level.levels,
    };
    let standards = raw.standards.into_iter().map(|one| one.check(&parts));
    let standards = standards.collect::<Result<_, _>>()?;
    Ok(Parts::new((sets, parts), posted_level, standards))
}

/// The tables of residents.
pub(super) fn population(text: &str) -> Result<Vec<PopulationTable>, CardError> {
    let raw: RawPopulation = read("population.toml", text)?;
    raw.tables
        .into_iter()
        .map(RawPopulationTable::check)
        .collect()
}

/// One card.
pub(super) fn indicator(file: &str, text: &str, parts: &Parts) -> Result<Indicator, CardError> {
    let raw: RawIndicator = read(file, text)?;
    let code = raw.code;
    let readings: Vec<(Reading, Own)> = raw
        .readings
        .into_iter()
        .map(|reading| parse_reading(file, &code, raw.definition_version, reading, parts))
        .collect::<Result<_, _>>()?;
    let readings: Vec<Arc<Reading>> = readings
        .into_iter()
        .map(|(reading, own)| {
            Arc::new(Reading {
                dimensions: own.dimensions.unwrap_or_else(|| raw.dimensions.clone()),
                maturity_lag_days: own.maturity_lag_days.unwrap_or(raw.maturity_lag_days),
                ..reading
            })
        })
        .collect();
    if !readings
        .iter()
        .any(|reading| reading.code == raw.default_reading)
    {
        return Err(bad(file, "default_reading", &raw.default_reading));
    }
    Ok(Indicator {
        definition_version: raw.definition_version,
        name: raw.name,
        description: raw.description,
        direction: direction(file, &raw.direction)?,
        grains: raw
            .grains
            .iter()
            .map(|grain| field(file, "grains", grain))
            .collect::<Result<_, _>>()?,
        dimensions: raw.dimensions,
        maturity_lag_days: raw.maturity_lag_days,
        minimum_base: raw.minimum_base,
        pairing: raw.pairing,
        reliable: raw.reliable.map(|raw| Reliable {
            by: raw.by,
            least: raw.least,
        }),
        made_of: raw.made_of,
        default_reading: raw.default_reading,
        source: raw.source,
        pitfalls: raw.pitfalls,
        breaks: raw
            .breaks
            .into_iter()
            .map(|one| parse_break(file, one))
            .collect::<Result<_, _>>()?,
        readings,
        code,
    })
}

fn parse_reading(
    file: &str,
    indicator: &str,
    version: i32,
    raw: RawReading,
    parts: &Parts,
) -> Result<(Reading, Own), CardError> {
    let kind = match raw.kind.as_str() {
        "ratio" => Kind::Ratio,
        "published" => Kind::Published,
        "table" => Kind::Table,
        "freshness" => Kind::Freshness,
        "comparison" => Kind::Comparison,
        "records" | "index" | "composite" | "standardised" => Kind::Records,
        other => return Err(bad(file, "kind", other)),
    };
    let index = (raw.kind == "index").then(|| Index {
        components: raw.components.clone(),
        across: raw.across.clone(),
        finer: raw.finer.clone(),
        finer_rest_percent: raw.finer_rest_percent,
    });
    if index.is_some() == raw.components.is_empty() {
        return Err(bad(file, "components", &raw.components.join(",")));
    }
    let composite = Composite::read(
        (file, &raw.kind, &raw.code),
        (&raw.terms, &raw.settings),
        (raw.formula.as_deref(), raw.over.as_deref()),
    )?;
    let composite = match raw.kind.as_str() {
        "standardised" => Some(standard::rate(file, (&raw.of, &raw.standard), parts)?),
        _ if raw.of.as_ref().or(raw.standard.as_ref()).is_some() => {
            return Err(bad(file, "kind", &raw.kind));
        }
        _ => composite,
    };
    let measures = match kind {
        Kind::Records if index.is_some() || composite.is_some() => None,
        Kind::Records => Some(parse_measures(file, &raw)?),
        _ => None,
    };
    let text = |text: &Text, measures: &[Measure]| match (&kind, &composite) {
        (_, Some(composite)) => Ok(composite.filled(text)),
        (Kind::Records, None) => {
            parts
                .filled(text, measures)
                .map_err(|text| CardError::Condition {
                    file: file.to_owned(),
                    text: format!("{}: {text}", raw.code),
                })
        }
        (_, None) => Ok(text.clone()),
    };
    let (top, bottom) = match &measures {
        Some(measures) => (measures.top.as_slice(), measures.bottom.as_slice()),
        None => (&[][..], &[][..]),
    };
    let (numerator, denominator) = (text(&raw.numerator, top)?, text(&raw.denominator, bottom)?);
    // A ratio that takes dranst as the facts have it would mix operations with capital.
    if (kind == Kind::Ratio) == raw.dranst.is_empty() && kind != Kind::Records {
        return Err(bad(file, "dranst", &raw.dranst.join(",")));
    }
    let ages = band(file, raw.ages.as_deref())?;
    let unit: Unit = field(file, "unit", &raw.unit)?;
    let published = raw.published.as_ref();
    let published = published.map(|raw| published_fact(file, &unit, raw));
    let published = published.transpose()?;
    if (kind == Kind::Table) != (published.is_some() && !raw.tables.is_empty()) {
        return Err(bad(file, "tables", &raw.tables.join(",")));
    }
    let own = Own {
        dimensions: raw.dimensions,
        maturity_lag_days: raw.maturity_lag_days,
    };
    let from = raw.from.map(|day| field(file, "from", &day)).transpose()?;
    let name = match &composite {
        Some(composite) => composite.filled(&raw.name),
        None => raw.name,
    };
    let reading = Reading {
        published,
        dimensions: Vec::new(),
        maturity_lag_days: 0,
        needs_before_days: raw.needs_before_days,
        from,
        own_from: from,
        composite,
        indicator: indicator.to_owned(),
        definition_version: version,
        code: raw.code,
        name,
        kind,
        unit,
        direction: direction(file, &raw.direction)?,
        precision: raw.precision,
        numerator,
        denominator,
        tables: raw.tables,
        dranst: raw.dranst,
        ages,
        pitfalls: raw.pitfalls,
        measures,
        index,
    };
    Ok((reading, own))
}

/// The facts of a table, whose unit must be that of the reading, or per cent where that is a share.
fn published_fact(file: &str, of: &Unit, raw: &RawPublished) -> Result<PublishedFact, CardError> {
    let unit: Unit = field(file, "published.unit", &raw.unit)?;
    let units_in_one = match (&unit, of) {
        (published, reading) if published == reading => 1,
        (Unit::Percent, Unit::Share) => 100,
        _ => return Err(bad(file, "published.unit", &raw.unit)),
    };
    Ok(PublishedFact {
        unit,
        units_in_one,
        members: raw.members.clone(),
    })
}

fn parse_measures(file: &str, raw: &RawReading) -> Result<Measures, CardError> {
    let all = |raw: &[RawMeasure]| -> Result<Vec<Measure>, CardError> {
        raw.iter().map(|one| parse_measure(file, one)).collect()
    };
    let measures = Measures {
        top: all(&raw.top)?,
        bottom: all(&raw.bottom)?,
        base: all(&raw.base)?,
        required: raw
            .required
            .iter()
            .map(|one| parse_required(file, one))
            .collect::<Result<_, _>>()?,
        told: all(&raw.told)?,
        needs: raw.needs.clone(),
        per: raw.per.unwrap_or(1.0),
        bottom_in_full_years: raw.bottom_in_full_years,
        whole_periods: raw.whole_periods,
        absolute: raw.absolute,
        is_put_together: false,
    };
    match measures.top.is_empty() {
        true => Err(bad(file, "top", "")),
        false => Ok(measures),
    }
}

fn parse_measure(file: &str, raw: &RawMeasure) -> Result<Measure, CardError> {
    let divide = raw.divide.unwrap_or(1);
    if divide < 1 {
        return Err(bad(file, "divide", &divide.to_string()));
    }
    Ok(Measure {
        of: raw.of.clone(),
        time: Time::parse(&raw.time).ok_or_else(|| bad(file, "time", &raw.time))?,
        take: Take::parse(&raw.take).ok_or_else(|| bad(file, "take", &raw.take))?,
        when: raw.when.clone(),
        is_subtracted: raw.minus,
        ages: band(file, raw.ages.as_deref())?,
        divide,
        reached: raw.reached.clone(),
        not_reached: raw.not_reached.clone(),
        event: raw.event.clone(),
        is_few_of_nobody: raw.nobody,
    })
}

fn parse_required(file: &str, raw: &RawRequired) -> Result<Measure, CardError> {
    Ok(Measure {
        of: raw.of.clone(),
        time: Time::parse(&raw.time).ok_or_else(|| bad(file, "time", &raw.time))?,
        take: Take::Distinct(AREA.to_owned()),
        when: raw.when.clone(),
        is_subtracted: false,
        ages: None,
        divide: 1,
        reached: None,
        not_reached: None,
        event: Vec::new(),
        is_few_of_nobody: false,
    })
}

pub(super) fn band(file: &str, text: Option<&str>) -> Result<Option<AgeBand>, CardError> {
    match text.map(|text| (text, text.parse::<AgeMember>())) {
        None => Ok(None),
        Some((_, Ok(AgeMember::Band(band)))) => Ok(Some(band)),
        Some((text, _)) => Err(bad(file, "ages", text)),
    }
}

fn parse_break(file: &str, raw: RawBreak) -> Result<LawBreak, CardError> {
    let accounts = raw
        .accounts
        .iter()
        .map(|text| AccountCode::parse(text).map_err(|_| bad(file, "accounts", text)))
        .collect::<Result<_, _>>()?;
    Ok(LawBreak {
        block: raw.block,
        date: field(file, "date", &raw.date)?,
        accounts,
        comparable: raw.comparable,
        text: raw.text,
    })
}

fn direction(file: &str, text: &str) -> Result<Direction, CardError> {
    [
        Direction::Up,
        Direction::Down,
        Direction::Band,
        Direction::Context,
    ]
    .into_iter()
    .find(|direction| direction.as_str() == text)
    .ok_or_else(|| bad(file, "direction", text))
}

pub(super) fn read<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, CardError> {
    toml::from_str(text).map_err(|error| CardError::Shape {
        file: file.to_owned(),
        message: error.message().to_owned(),
    })
}

fn field<T: FromStr>(file: &str, name: &'static str, text: &str) -> Result<T, CardError> {
    text.parse().map_err(|_| bad(file, name, text))
}

pub(super) fn bad(file: &str, field: &'static str, value: &str) -> CardError {
    CardError::Value {
        file: file.to_owned(),
        field,
        value: value.to_owned(),
    }
}
