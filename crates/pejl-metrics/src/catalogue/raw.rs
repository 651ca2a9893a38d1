//! Cards as they are written, and the way from there to a catalogue.

use std::str::FromStr;
use std::sync::Arc;

use pejl_domain::{AccountCode, AgeBand, AgeMember, Grain};
use pejl_lake::columns::AREA;
use serde::Deserialize;

use super::{
    CardError, Direction, Index, Indicator, Kind, LawBreak, Part, Parts, PopulationTable, Reading,
    Reliable,
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
    source: String,
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
    from: Option<String>,
    #[serde(default)]
    components: Vec<String>,
    across: Option<String>,
    name: Text,
    numerator: Text,
    denominator: Text,
    #[serde(default)]
    pitfalls: Vec<Text>,
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
    Ok(Parts::new(sets, parts.collect()))
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
    let readings: Vec<(Reading, Option<Vec<String>>)> = raw
        .readings
        .into_iter()
        .map(|reading| parse_reading(file, &code, raw.definition_version, reading, parts))
        .collect::<Result<_, _>>()?;
    let readings: Vec<Arc<Reading>> = readings
        .into_iter()
        .map(|(reading, own)| {
            Arc::new(Reading {
                dimensions: own.unwrap_or_else(|| raw.dimensions.clone()),
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
) -> Result<(Reading, Option<Vec<String>>), CardError> {
    let kind = match raw.kind.as_str() {
        "ratio" => Kind::Ratio,
        "published" => Kind::Published,
        "records" | "index" => Kind::Records,
        other => return Err(bad(file, "kind", other)),
    };
    let index = (raw.kind == "index").then(|| Index {
        components: raw.components.clone(),
        across: raw.across.clone(),
    });
    if index.is_some() == raw.components.is_empty() {
        return Err(bad(file, "components", &raw.components.join(",")));
    }
    let measures = match kind {
        Kind::Records if index.is_some() => None,
        Kind::Records => Some(parse_measures(file, &raw)?),
        Kind::Ratio | Kind::Published => None,
    };
    let text = |text: &Text, measures: &[Measure]| match &kind {
        Kind::Records => parts
            .filled(text, measures)
            .map_err(|text| CardError::Condition {
                file: file.to_owned(),
                text: format!("{}: {text}", raw.code),
            }),
        Kind::Ratio | Kind::Published => Ok(text.clone()),
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
    let own = raw.dimensions;
    let reading = Reading {
        dimensions: Vec::new(),
        from: raw.from.map(|day| field(file, "from", &day)).transpose()?,
        indicator: indicator.to_owned(),
        definition_version: version,
        code: raw.code,
        name: raw.name,
        kind,
        unit: field(file, "unit", &raw.unit)?,
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
        needs: raw.needs.clone(),
        per: raw.per.unwrap_or(1.0),
        bottom_in_full_years: raw.bottom_in_full_years,
        whole_periods: raw.whole_periods,
        absolute: raw.absolute,
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
    })
}

fn band(file: &str, text: Option<&str>) -> Result<Option<AgeBand>, CardError> {
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

fn bad(file: &str, field: &'static str, value: &str) -> CardError {
    CardError::Value {
        file: file.to_owned(),
        field,
        value: value.to_owned(),
    }
}
