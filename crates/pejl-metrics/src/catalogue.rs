//! The indicators as data: cards with their texts, units, populations and breaks.
//!
//! A card is a TOML file in `cards/`, embedded in the crate. Nothing about a reading stands in code
//! but how its `kind` is computed.

use std::str::FromStr;
use std::sync::LazyLock;

use chrono::NaiveDate;
use pejl_domain::{AccountCode, AgeBand, AgeMember, Grain, Period, Unit};
use serde::Deserialize;

use crate::suggest::nearest;
use crate::text::Text;

/// The cards of the crate, each with its file name.
const CARDS: [(&str, &str); 1] = [("F2.toml", include_str!("../cards/F2.toml"))];
const POPULATION: &str = include_str!("../cards/population.toml");

/// Every indicator and the tables that give the residents.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalogue {
    /// The indicators, in the order of their files.
    pub indicators: Vec<Indicator>,
    /// The tables of residents, the preferred one first.
    pub population: Vec<PopulationTable>,
}

/// A defined, versioned key figure with its readings.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// Stable code, `F2`.
    pub code: String,
    /// Counts up when the definition changes; stored with every observation.
    pub definition_version: i32,
    /// Short name.
    pub name: Text,
    /// What it says and what it does not.
    pub description: Text,
    /// Which way is better, if any.
    pub direction: Direction,
    /// Period lengths it is computed for.
    pub grains: Vec<Grain>,
    /// What it can be split by.
    pub dimensions: Vec<String>,
    /// Days after a period until its value can be known.
    pub maturity_lag_days: u32,
    /// Code of the reading meant when none is named.
    pub default_reading: String,
    /// Where the figures come from.
    pub source: String,
    /// What to mind when reading it.
    pub pitfalls: Vec<Text>,
    /// Changes of law drawn on its series; the breaks of the chart of accounts stand in `pejl-domain`.
    pub breaks: Vec<LawBreak>,
    /// The named readings, the default one among them.
    pub readings: Vec<Reading>,
}

impl Indicator {
    /// The reading with this code, `net_per_resident`.
    pub fn find_reading(&self, code: &str) -> Option<&Reading> {
        self.readings.iter().find(|reading| reading.code == code)
    }
}

/// One named way to read an indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Code of the indicator it belongs to.
    pub indicator: String,
    /// The indicator's definition version.
    pub definition_version: i32,
    /// Code, unique over all indicators.
    pub code: String,
    /// Short name.
    pub name: Text,
    /// How it is computed.
    pub kind: Kind,
    /// Unit of the value. The numerator of a ratio is in kroner, its denominator in persons.
    pub unit: Unit,
    /// Which way is better, if any.
    pub direction: Direction,
    /// Decimals to show; values themselves are not rounded.
    pub precision: u8,
    /// What is summed above the line, in words.
    pub numerator: Text,
    /// What is summed below the line, in words.
    pub denominator: Text,
    /// Tables its facts may come from, the preferred one first.
    pub tables: Vec<String>,
    /// Dranst summed when the query names none; empty: as the facts have it.
    pub dranst: Vec<String>,
    /// The residents counted; `None` is all of them.
    pub ages: Option<AgeBand>,
    /// What to mind in this reading alone.
    pub pitfalls: Vec<Text>,
}

/// How a reading is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Sum of amounts over sum of residents.
    Ratio,
    /// A fact published per resident: never divided again.
    Published,
}

/// Which way of moving is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Higher is better.
    Up,
    /// Lower is better.
    Down,
    /// Inside a band is better.
    Band,
    /// No way is better: the figure is context, and is never given a status.
    Context,
}

impl Direction {
    /// `up`, `down`, `band` or `context`.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Up => "up",
            Direction::Down => "down",
            Direction::Band => "band",
            Direction::Context => "context",
        }
    }
}

/// A change of law that touches an indicator's series.
#[derive(Debug, Clone, PartialEq)]
pub struct LawBreak {
    /// Code of the break.
    pub block: String,
    /// First day under the new rules.
    pub date: NaiveDate,
    /// Accounts whose content it touches.
    pub accounts: Vec<AccountCode>,
    /// Whether a change across it is still computed (and flagged).
    pub comparable: bool,
    /// What happened.
    pub text: Text,
}

/// A table of residents and the part of the year that holds 1 July in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PopulationTable {
    /// StatBank's table id.
    pub table: String,
    /// Quarter or month.
    pub grain: Grain,
    part: u32,
}

impl PopulationTable {
    /// The table's period that counts residents on 1 July of the year; `None` for a year no period can have.
    pub fn first_of_july(&self, year: i32) -> Option<Period> {
        match self.grain {
            Grain::Quarter => Period::quarter(year, self.part).ok(),
            Grain::Month => Period::month(year, self.part).ok(),
            _ => None,
        }
    }
}

/// Why a card cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    /// The file is not TOML of the expected shape.
    #[error("card `{file}` cannot be read: {message}")]
    Shape {
        /// Name of the file.
        file: String,
        /// What the TOML reader says.
        message: String,
    },
    /// A field holds something that is not in its value set.
    #[error("card `{file}` has `{value}` as {field}")]
    Value {
        /// Name of the file.
        file: String,
        /// Name of the field.
        field: &'static str,
        /// What stands there.
        value: String,
    },
}

static EMBEDDED: LazyLock<Catalogue> = LazyLock::new(|| {
    // The cards are part of the program and a test reads them; without them the catalogue is
    // empty and every query is refused as unknown, which is the safe way to be wrong.
    Catalogue::parse(&CARDS, POPULATION).unwrap_or(Catalogue {
        indicators: Vec::new(),
        population: Vec::new(),
    })
});

/// The indicators of this version of the product.
pub fn catalogue() -> &'static Catalogue {
    &EMBEDDED
}

impl Catalogue {
    /// Reads cards, each given with its file name, and the card of the tables of residents.
    ///
    /// # Errors
    /// At the first card that is not of the expected shape, with the file and field at fault.
    pub fn parse(cards: &[(&str, &str)], population: &str) -> Result<Self, CardError> {
        let indicators = cards
            .iter()
            .map(|(file, text)| parse_indicator(file, text))
            .collect::<Result<_, _>>()?;
        let raw: RawPopulation = read("population.toml", population)?;
        let population = raw
            .tables
            .into_iter()
            .map(RawPopulationTable::check)
            .collect::<Result<_, _>>()?;
        Ok(Self {
            indicators,
            population,
        })
    }

    /// The indicator with this code.
    pub fn find_indicator(&self, code: &str) -> Option<&Indicator> {
        self.indicators
            .iter()
            .find(|indicator| indicator.code.eq_ignore_ascii_case(code))
    }

    /// The reading a client names: `F2` (its default reading), `net_per_resident` or `F2.net_per_resident`.
    pub fn find_reading(&self, name: &str) -> Option<&Reading> {
        if let Some(indicator) = self.find_indicator(name) {
            return indicator.find_reading(&indicator.default_reading);
        }
        match name.split_once('.') {
            Some((indicator, reading)) => self.find_indicator(indicator)?.find_reading(reading),
            None => self
                .indicators
                .iter()
                .find_map(|indicator| indicator.find_reading(name)),
        }
    }

    /// The names most like the one given, at most `n`, the likest first.
    pub fn nearest_readings(&self, name: &str, n: usize) -> Vec<String> {
        let mut known = Vec::new();
        for indicator in &self.indicators {
            known.push(indicator.code.clone());
            // Compared in the form in which they were asked for.
            known.extend(
                indicator
                    .readings
                    .iter()
                    .map(|reading| match name.contains('.') {
                        true => format!("{}.{}", indicator.code, reading.code),
                        false => reading.code.clone(),
                    }),
            );
        }
        nearest(name, known.iter().map(String::as_str), n)
            .into_iter()
            .map(str::to_owned)
            .collect()
    }
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
    tables: Vec<String>,
    #[serde(default)]
    dranst: Vec<String>,
    ages: Option<String>,
    name: Text,
    numerator: Text,
    denominator: Text,
    #[serde(default)]
    pitfalls: Vec<Text>,
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
    part: u32,
}

impl RawPopulationTable {
    fn check(self) -> Result<PopulationTable, CardError> {
        let file = "population.toml";
        let grain: Grain = field(file, "grain", &self.grain)?;
        let table = PopulationTable {
            table: self.table,
            grain,
            part: self.part,
        };
        match table.first_of_july(2000) {
            Some(_) => Ok(table),
            None => Err(bad(file, "part", &self.part.to_string())),
        }
    }
}

fn parse_indicator(file: &str, text: &str) -> Result<Indicator, CardError> {
    let raw: RawIndicator = read(file, text)?;
    let code = raw.code;
    let readings: Vec<Reading> = raw
        .readings
        .into_iter()
        .map(|reading| parse_reading(file, &code, raw.definition_version, reading))
        .collect::<Result<_, _>>()?;
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
) -> Result<Reading, CardError> {
    let kind = match raw.kind.as_str() {
        "ratio" => Kind::Ratio,
        "published" => Kind::Published,
        other => return Err(bad(file, "kind", other)),
    };
    // A ratio that takes dranst as the facts have it would mix operations with capital.
    if (kind == Kind::Ratio) == raw.dranst.is_empty() {
        return Err(bad(file, "dranst", &raw.dranst.join(",")));
    }
    let ages = match raw.ages {
        None => None,
        Some(text) => match text.parse::<AgeMember>() {
            Ok(AgeMember::Band(band)) => Some(band),
            _ => return Err(bad(file, "ages", &text)),
        },
    };
    Ok(Reading {
        indicator: indicator.to_owned(),
        definition_version: version,
        code: raw.code,
        name: raw.name,
        kind,
        unit: field(file, "unit", &raw.unit)?,
        direction: direction(file, &raw.direction)?,
        precision: raw.precision,
        numerator: raw.numerator,
        denominator: raw.denominator,
        tables: raw.tables,
        dranst: raw.dranst,
        ages,
        pitfalls: raw.pitfalls,
    })
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

fn read<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, CardError> {
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

#[cfg(test)]
mod tests;
