//! The indicators as data: cards with their texts, units, populations and breaks.
//!
//! A card is a TOML file in `cards/`, embedded in the crate. Nothing about a reading stands in code
//! but how its `kind` is computed.

mod board;
pub(crate) mod composite;
mod embedded;
mod limit;
mod own;
mod part;
mod raw;
mod standard;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use pejl_domain::{AccountCode, AgeBand, Grain, Period, Unit};

use crate::records::Measures;
use crate::suggest::nearest;
use crate::text::Text;

pub use board::{Pejlemaerke, Perspective, board};
pub use composite::{Composite, NamedSum, Setting};
pub use limit::{AgeLimits, age_limits};
pub use own::{read_card, with_own_cards};
pub use part::{Part, Parts, PostedLevel};
pub use standard::{Standard, StandardBand};

/// Every indicator and the tables that give the residents.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalogue {
    /// The indicators, in the order of their files.
    pub indicators: Vec<Indicator>,
    /// The tables of residents, the preferred one first.
    pub population: Vec<PopulationTable>,
    /// The named conditions and lists of codes that cards are made of.
    pub parts: Parts,
    /// Own cards that the program cannot use, and what is made of them: nothing stands in their place.
    pub unusable: Vec<Unusable>,
}

/// A card that the program cannot use: a municipality's own, or one that is made of readings of such a card.
#[derive(Debug, Clone, PartialEq)]
pub struct Unusable {
    /// Code of the indicator.
    pub code: String,
    /// Version of the definition.
    pub definition_version: i32,
    /// Why it cannot be used.
    pub fault: String,
    /// The indicator itself, where it lacks nothing but readings of other cards.
    dependent: Option<Box<Indicator>>,
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
    /// Days after a period until its value can be known, where a reading does not say otherwise.
    pub maturity_lag_days: u32,
    /// Persons (or cases) below which a figure is withheld from roles without access; 0 where no persons are behind it.
    pub minimum_base: u32,
    /// Indicators that it is never shown without.
    pub pairing: Vec<String>,
    /// What tells whether it was measured for enough of those it is about.
    pub reliable: Option<Reliable>,
    /// The other cards whose readings its own are made of, each with the version that this one was written for.
    pub made_of: BTreeMap<String, i32>,
    /// Code of the reading meant when none is named.
    pub default_reading: String,
    /// Where the figures come from.
    pub source: Text,
    /// What to mind when reading it.
    pub pitfalls: Vec<Text>,
    /// Changes of law drawn on its series; the breaks of the chart of accounts stand in `pejl-domain`.
    pub breaks: Vec<LawBreak>,
    /// The named readings, the default one among them.
    pub readings: Vec<Arc<Reading>>,
}

impl Indicator {
    /// The reading with this code, `net_per_resident`.
    pub fn find_reading(&self, code: &str) -> Option<&Arc<Reading>> {
        self.readings.iter().find(|reading| reading.code == code)
    }
}

/// A share of those it is about for whom an indicator was measured, and from which on it is reliable.
#[derive(Debug, Clone, PartialEq)]
pub struct Reliable {
    /// The reading that is the share, `E1.1.measured_courses`.
    pub by: String,
    /// The least share: figures of places and periods with less are marked.
    pub least: f64,
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
    /// What an index is made of, where it is one: its readings are computed, and put together.
    pub index: Option<Index>,
    /// What it is put together from by a formula, where it is: the measures are those of all its sums.
    pub composite: Option<Composite>,
    /// First day from which it can be said; what it is made of did not exist before.
    pub from: Option<NaiveDate>,
    /// That day as the card says it, what it is put together from left aside.
    pub own_from: Option<NaiveDate>,
    /// What it can be split and filtered by: what the card says, unless the reading says otherwise.
    pub dimensions: Vec<String>,
    /// Days after a period until its value can be known: what the card says, unless the reading says otherwise.
    pub maturity_lag_days: u32,
    /// Days before a period that must be covered as well: who is new cannot be told without them.
    pub needs_before_days: u32,
    /// What is counted above and below the line, where it is of a municipality's own records.
    pub measures: Option<Measures>,
    /// Which facts it is, where it is a figure of a published table.
    pub published: Option<PublishedFact>,
}

impl Reading {
    /// Whether it is of accounts, so that a question must say of which.
    pub fn is_of_accounts(&self) -> bool {
        matches!(self.kind, Kind::Ratio | Kind::Published)
    }

    /// Whether it is a share that cannot exceed the whole: what is counted above the line is among what is counted below.
    ///
    /// Shares of amounts are not (what is booked back counts against them), nor what is delivered of what was granted.
    pub fn is_part_of_whole(&self) -> bool {
        let is_of_records = || {
            let is_put_together = self.index.is_some() || self.composite.is_some();
            let measures = self.measures.as_ref().filter(|_| !is_put_together);
            measures.is_some_and(Measures::is_part_of_whole)
        };
        self.unit == Unit::Share
            && match self.kind {
                Kind::Freshness => true,
                Kind::Records => is_of_records(),
                Kind::Ratio | Kind::Published | Kind::Table | Kind::Comparison => false,
            }
    }
}

/// The facts of a table that are a figure as they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedFact {
    /// The unit they are published in.
    pub unit: Unit,
    /// How many of them make one of the reading's unit: 100 per cent are a share of 1.
    pub units_in_one: u32,
    /// The members they have; any other dimension is wanted as its total.
    pub members: BTreeMap<String, String>,
}

/// What an index is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Codes of the readings that are its components: their values are rates, what is below their line quantities.
    pub components: Vec<String>,
    /// The dimension whose members are components of their own.
    pub across: Option<String>,
    /// The dimension whose members are components of their own where both sides of a component are told apart by it.
    pub finer: Option<String>,
    /// How many per cent of what stands above the line may be of no member of it.
    pub finer_rest_percent: u8,
}

/// How a reading is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Sum of amounts over sum of residents.
    Ratio,
    /// A fact published per resident: never divided again.
    Published,
    /// A fact of a published table, of no accounts: as it stands.
    Table,
    /// Measures of a municipality's own records, an index over such, or sums of such in a formula.
    Records,
    /// How recent the data of the board's indicators are: told from what imports cover.
    Freshness,
    /// Another indicator's figure against those of others: it stands in comparisons, and is not asked for by itself.
    Comparison,
}

/// What figures are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FigureSource {
    /// Published facts.
    Facts,
    /// A municipality's own records.
    Records,
    /// What imports cover.
    Covers,
    /// Figures of other indicators.
    Comparisons,
}

impl Kind {
    /// What figures of the kind are made of.
    pub fn source(self) -> FigureSource {
        match self {
            Kind::Ratio | Kind::Published | Kind::Table => FigureSource::Facts,
            Kind::Records => FigureSource::Records,
            Kind::Freshness => FigureSource::Covers,
            Kind::Comparison => FigureSource::Comparisons,
        }
    }
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
}

impl PopulationTable {
    /// The table's period that counts residents on 1 July of the year; `None` for a year no period can have.
    pub fn first_of_july(&self, year: i32) -> Option<Period> {
        self.in_month(year, 7)
    }

    /// The table's last count up to a month: its own, or that of the first day of its quarter.
    pub fn in_month(&self, year: i32, month: u32) -> Option<Period> {
        match self.grain {
            Grain::Quarter => Period::quarter(year, month.checked_sub(1)? / 3 + 1).ok(),
            Grain::Month => Period::month(year, month).ok(),
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
    /// A condition cannot be read, or does not fit the rows it is about.
    #[error("card `{file}`: {text}")]
    Condition {
        /// Name of the file.
        file: String,
        /// What is wrong, and where.
        text: String,
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

/// Reads the cards that are part of the program.
///
/// # Errors
/// At the first that cannot be used: the program is then without indicators, and says so here.
pub fn read_embedded() -> Result<Catalogue, CardError> {
    Catalogue::parse(&embedded::CARDS, embedded::POPULATION, embedded::PARTS)
}

static EMBEDDED: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
    // The cards are part of the program and a test reads them; without them the catalogue is
    // empty and every query is refused as unknown, which is the safe way to be wrong.
    Arc::new(read_embedded().unwrap_or(Catalogue {
        indicators: Vec::new(),
        population: Vec::new(),
        parts: Parts::default(),
        unusable: Vec::new(),
    }))
});

/// The indicators of this version of the product.
pub fn catalogue() -> &'static Arc<Catalogue> {
    &EMBEDDED
}

/// The name of an indicator or reading and the version asked for, of `O3.3@1`; no version where the text names none.
pub fn split_version(text: &str) -> (&str, Option<&str>) {
    match text.split_once('@') {
        Some((name, version)) => (name, Some(version)),
        None => (text, None),
    }
}

impl Unusable {
    /// An own card with what is wrong with it.
    pub fn new(code: &str, definition_version: i32, fault: &str) -> Self {
        Self {
            code: code.to_owned(),
            definition_version,
            fault: fault.to_owned(),
            dependent: None,
        }
    }

    /// Whether a text names the indicator, or a reading of it.
    pub fn is_named(&self, name: &str) -> bool {
        let start = name.get(..self.code.len());
        let rest = name.get(self.code.len()..);
        start.is_some_and(|start| start.eq_ignore_ascii_case(&self.code))
            && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}

impl Catalogue {
    /// Reads cards, each given with its file name, the card of the tables of residents and that of the parts.
    ///
    /// # Errors
    /// At the first card that is not of the expected shape, with the file and field at fault.
    pub fn parse(cards: &[(&str, &str)], population: &str, parts: &str) -> Result<Self, CardError> {
        let parts = raw::parts(parts)?;
        let cards = cards.iter();
        let cards = cards.map(|(file, text)| raw::indicator(file, text, &parts));
        let mut indicators = cards.collect::<Result<Vec<_>, _>>()?;
        composite::resolve(&mut indicators)?;
        Ok(Self {
            indicators,
            population: raw::population(population)?,
            parts,
            unusable: Vec::new(),
        })
    }

    /// The indicator with this code.
    pub fn find_indicator(&self, code: &str) -> Option<&Indicator> {
        self.indicators
            .iter()
            .find(|indicator| indicator.code.eq_ignore_ascii_case(code))
    }

    /// The reading a client names: `F2` (its default reading), `net_per_resident` or `F2.net_per_resident`.
    pub fn find_reading(&self, name: &str) -> Option<&Arc<Reading>> {
        if let Some(indicator) = self.find_indicator(name) {
            return indicator.find_reading(&indicator.default_reading);
        }
        let of_indicator = |indicator: &'_ Indicator| {
            // Codes of indicators have points of their own.
            let start = name.get(..indicator.code.len())?;
            let rest = name.get(indicator.code.len()..)?.strip_prefix('.')?;
            let is_of_it = start.eq_ignore_ascii_case(&indicator.code);
            is_of_it.then(|| rest.to_owned())
        };
        let mut indicators = self.indicators.iter();
        let named = indicators.find_map(|indicator| {
            let reading = of_indicator(indicator)?;
            indicator.find_reading(&reading)
        });
        named.or_else(|| {
            let mut indicators = self.indicators.iter();
            indicators.find_map(|indicator| indicator.find_reading(name))
        })
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

#[cfg(test)]
mod tests;
