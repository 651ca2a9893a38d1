//! What is asked: readings × accounts × areas × periods, at one price level.

mod parse;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use pejl_domain::group::Group;
use pejl_domain::{Area, Grain, Period, PriceLevel};

use crate::catalogue::{Catalogue, FigureSource, Reading};
use crate::records::calendar::Window;
use crate::selection::Selection;

pub use parse::Request;

/// A checked question. Every part of it is known; what is there to answer it is not asked here.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// The indicators as they are defined in the question: its readings are among them.
    pub catalogue: Arc<Catalogue>,
    /// The readings, at least one, in the order asked.
    pub readings: Vec<Arc<Reading>>,
    /// The accounts, at least one; added up unless `by` has [`By::Function`].
    pub selections: Vec<Selection>,
    /// The areas and groups, at least one, in the order asked.
    pub places: Vec<Place>,
    /// The periods, at least one.
    pub periods: Periods,
    /// The price level of every amount.
    pub price: PriceLevel,
    /// The price series that fixed prices are made with, where the question names it.
    pub price_series: Option<String>,
    /// Dranst asked for; empty takes the reading's own.
    pub dranst: BTreeSet<String>,
    /// What series of published facts are split by.
    pub by: BTreeSet<By>,
    /// What series of a municipality's own records are split by: names of dimensions, in the order asked.
    pub record_by: Vec<String>,
    /// Dimensions of records and the members wanted of them.
    pub record_filters: Vec<(String, Vec<String>)>,
    /// Which months periods of records stand for.
    pub window: Window,
    /// The period length asked for, which the newest periods have.
    pub grain: Option<Grain>,
    /// The period in which an index is 100; the first of the answer when absent.
    pub base: Option<Period>,
}

impl Query {
    /// A question about totals of records, at current prices.
    pub fn of_totals(
        catalogue: &Arc<Catalogue>,
        readings: Vec<Arc<Reading>>,
        places: Vec<Place>,
        periods: Vec<Period>,
    ) -> Self {
        Self {
            catalogue: Arc::clone(catalogue),
            readings,
            selections: Vec::new(),
            places,
            periods: Periods::Listed(periods),
            price: PriceLevel::Current,
            price_series: None,
            dranst: BTreeSet::new(),
            by: BTreeSet::new(),
            record_by: Vec::new(),
            record_filters: Vec::new(),
            window: Window::Period,
            grain: None,
            base: None,
        }
    }

    /// How many cells the answer will have: readings × series × places × periods.
    ///
    /// Known before any work, so that a question too large can be refused.
    pub fn n_cells(&self) -> usize {
        let by_function = if self.by.contains(&By::Function) {
            self.selections.len()
        } else {
            1
        };
        let by_dranst = match (self.by.contains(&By::Dranst), self.dranst.len()) {
            (false, _) => 1,
            (true, 0) => OPERATING_DRANST.len(),
            (true, n) => n,
        };
        let n_of = |is_of: fn(&Reading) -> bool| {
            let readings = self.readings.iter();
            readings.filter(|reading| is_of(reading)).count()
        };
        let places = self.places.len().saturating_mul(self.periods.n());
        let accounts = [by_function, by_dranst, places]
            .into_iter()
            .fold(n_of(Reading::is_of_accounts), usize::saturating_mul);
        // How many members records have is seen in the records: the lines of each are counted once here.
        let others = n_of(|one| !one.is_of_accounts()).saturating_mul(places);
        accounts.saturating_add(others)
    }

    /// The readings that are made of this.
    pub fn readings_of(&self, source: FigureSource) -> Vec<&Reading> {
        let readings = self.readings.iter().map(Arc::as_ref);
        readings
            .filter(|reading| reading.kind.source() == source)
            .collect()
    }
}

/// Codes of the dranst dimension: operations, state refund, capital, … There is no total.
pub const DRANST_CODES: [&str; 9] = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// Operations and state refund: what net operating expenditure is the sum of.
pub(crate) const OPERATING_DRANST: [&str; 2] = ["1", "2"];

/// An area with figures of its own, or a group made of municipalities.
#[derive(Debug, Clone, Copy)]
pub enum Place {
    /// A municipality, region or the country: answered by the facts at that area and no other level.
    Area(&'static Area),
    /// A group: answered by its members' facts.
    Group(&'static Group),
}

impl Place {
    /// The canonical area code or the group's code.
    pub fn code(&self) -> &'static str {
        match self {
            Place::Area(area) => area.code,
            Place::Group(group) => &group.code,
        }
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        // Codes of areas and groups never coincide, and the lists are static.
        self.code() == other.code()
    }
}

/// The periods of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Periods {
    /// These, in ascending order, each once.
    Listed(Vec<Period>),
    /// The newest so many years up to the last one any import covers.
    Latest(usize),
}

impl Periods {
    /// How many periods these are.
    pub fn n(&self) -> usize {
        match self {
            Periods::Listed(periods) => periods.len(),
            Periods::Latest(n) => *n,
        }
    }
}

/// A dimension that splits the answer into series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// One series per account selected.
    Function,
    /// One series per dranst.
    Dranst,
}

impl By {
    /// `function` or `dranst`.
    pub fn as_str(self) -> &'static str {
        match self {
            By::Function => "function",
            By::Dranst => "dranst",
        }
    }
}

/// What is wrong with a question. Each names the parameter, the value and, for a code, the nearest known ones.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// A parameter that must be given is not.
    #[error("no value for `{parameter}`")]
    Absent {
        /// The parameter.
        parameter: &'static str,
    },
    /// An indicator or reading that does not exist.
    #[error("unknown indicator `{text}`")]
    UnknownReading {
        /// As given.
        text: String,
        /// The most alike known ones.
        nearest: Vec<String>,
    },
    /// A version of an indicator that the question's indicators do not have, or no version at all.
    #[error("unknown version `{text}`")]
    UnknownVersion {
        /// As given.
        text: String,
        /// The versions there are.
        known: Vec<i32>,
    },
    /// An indicator whose card the program cannot use.
    #[error("the card of `{text}` cannot be used: {fault}")]
    UnusableCard {
        /// As given.
        text: String,
        /// Why.
        fault: String,
    },
    /// An account that is neither listed nor in any import, or no account at all.
    #[error("unknown account `{text}`")]
    UnknownAccount {
        /// As given.
        text: String,
        /// The most alike known ones.
        nearest: Vec<String>,
    },
    /// Two accounts of which one is inside the other, to be added up.
    #[error("account `{second}` is already inside `{first}`")]
    Overlap {
        /// The one given first.
        first: String,
        /// The one given later.
        second: String,
    },
    /// A municipality, region or group that does not exist.
    #[error("unknown municipality or group `{text}`")]
    UnknownPlace {
        /// As given.
        text: String,
        /// The most alike known ones, as `630 Vejle`.
        nearest: Vec<String>,
    },
    /// A figure of another indicator against those of others.
    #[error("`{text}` stands in comparisons")]
    StandsInComparisons {
        /// As given.
        text: String,
    },
    /// A text that is no period, list of periods, `a..b`, `latest` or `last:n`.
    #[error("`{text}` is no period")]
    BadPeriod {
        /// As given.
        text: String,
    },
    /// Newest periods asked for beside named ones.
    #[error("`{text}` cannot stand beside other periods")]
    MixedPeriods {
        /// The one that asks for the newest.
        text: String,
    },
    /// A period length the indicator has no values for.
    #[error("`{reading}` has no values per {grain}")]
    ImpossibleGrain {
        /// Code of the reading.
        reading: String,
        /// The length asked for.
        grain: Grain,
        /// The lengths it has.
        allowed: Vec<Grain>,
    },
    /// A text that is no period length.
    #[error("`{text}` is no grain")]
    UnknownGrain {
        /// As given.
        text: String,
    },
    /// A dimension the indicator cannot be split or filtered by.
    #[error("unknown dimension `{text}`")]
    UnknownDimension {
        /// `by` or `filter`.
        parameter: &'static str,
        /// As given.
        text: String,
        /// The ones there are.
        allowed: Vec<String>,
    },
    /// A text that is no dranst code.
    #[error("`{text}` is no dranst")]
    UnknownDranst {
        /// As given.
        text: String,
    },
    /// A text that is no period for an index to be 100 in.
    #[error("`{text}` is no base period")]
    BadBase {
        /// As given.
        text: String,
    },
    /// A text that is no window, or one that a reading of published facts cannot have.
    #[error("`{text}` is no window")]
    UnknownWindow {
        /// As given.
        text: String,
    },
    /// A member that a dimension of records does not have.
    #[error("`{text}` is no member of `{dimension}`")]
    UnknownMember {
        /// The dimension.
        dimension: String,
        /// As given.
        text: String,
        /// The ones there are, where they are known; else any code without a backslash.
        allowed: Vec<String>,
    },
    /// A text that is no price level.
    #[error("`{text}` is no price level")]
    UnknownPrice {
        /// As given.
        text: String,
    },
    /// A price series that no import brought.
    #[error("unknown price series `{text}`")]
    UnknownPriceSeries {
        /// As given.
        text: String,
        /// The ones there are.
        known: Vec<String>,
    },
    /// More than one price level in one question.
    #[error("two price levels, `{first}` and `{second}`")]
    TwoPriceLevels {
        /// The one given first.
        first: String,
        /// The one given later.
        second: String,
    },
    /// The newest periods were asked for and nothing is covered in any period.
    #[error("no import covers what the figures are made of in any period")]
    NothingCovered,
}

impl QueryError {
    /// The parameter at fault, as a client writes it.
    pub fn parameter(&self) -> &'static str {
        match self {
            QueryError::Absent { parameter } | QueryError::UnknownDimension { parameter, .. } => {
                parameter
            }
            QueryError::UnknownReading { .. }
            | QueryError::StandsInComparisons { .. }
            | QueryError::UnknownVersion { .. }
            | QueryError::UnusableCard { .. } => "indicator",
            QueryError::UnknownAccount { .. } | QueryError::Overlap { .. } => "filter.function",
            QueryError::UnknownPlace { .. } => "municipality",
            QueryError::BadPeriod { .. }
            | QueryError::MixedPeriods { .. }
            | QueryError::NothingCovered => "period",
            QueryError::ImpossibleGrain { .. } | QueryError::UnknownGrain { .. } => "grain",
            QueryError::UnknownDranst { .. } => "filter.dranst",
            QueryError::UnknownWindow { .. } => "window",
            QueryError::UnknownMember { .. } => "filter",
            QueryError::BadBase { .. } => "base",
            QueryError::UnknownPrice { .. }
            | QueryError::UnknownPriceSeries { .. }
            | QueryError::TwoPriceLevels { .. } => "price",
        }
    }

    /// The value at fault, if a value is.
    pub fn value(&self) -> Option<String> {
        match self {
            QueryError::UnknownReading { text, .. }
            | QueryError::StandsInComparisons { text }
            | QueryError::UnknownVersion { text, .. }
            | QueryError::UnusableCard { text, .. }
            | QueryError::UnknownAccount { text, .. }
            | QueryError::UnknownPlace { text, .. }
            | QueryError::BadPeriod { text }
            | QueryError::MixedPeriods { text }
            | QueryError::UnknownGrain { text }
            | QueryError::UnknownDimension { text, .. }
            | QueryError::UnknownDranst { text }
            | QueryError::UnknownWindow { text }
            | QueryError::UnknownMember { text, .. }
            | QueryError::BadBase { text }
            | QueryError::UnknownPrice { text }
            | QueryError::UnknownPriceSeries { text, .. } => Some(text.clone()),
            QueryError::Overlap { second, .. } | QueryError::TwoPriceLevels { second, .. } => {
                Some(second.clone())
            }
            QueryError::ImpossibleGrain { grain, .. } => Some(grain.as_str().to_owned()),
            QueryError::Absent { .. } | QueryError::NothingCovered => None,
        }
    }

    /// What would have been accepted, to stand after "expected".
    pub fn expected(&self) -> String {
        match self {
            QueryError::Absent { .. } => "a value".to_owned(),
            QueryError::UnknownReading { .. } => {
                "an indicator or a reading of one, such as F2.net_per_resident".to_owned()
            }
            QueryError::StandsInComparisons { .. } => {
                "an indicator with figures of its own; this one stands in comparisons of others (`pejl comparison`)"
                    .to_owned()
            }
            QueryError::UnknownVersion { .. } => {
                format!("a version that can be run: {}", self.listed())
            }
            QueryError::UnusableCard { fault, .. } => {
                format!("an indicator whose card this program can use; of this one {fault}")
            }
            QueryError::UnknownAccount { .. } => {
                "an account such as 5.30.27, or an account area such as elderly".to_owned()
            }
            QueryError::Overlap { first, .. } => {
                format!("accounts that add up; this one is already inside `{first}`")
            }
            QueryError::UnknownPlace { .. } => {
                "the code or name of a municipality or region, or the code of a group".to_owned()
            }
            QueryError::BadPeriod { .. } => {
                "a period such as 2018, 2014..2018, latest or last:5".to_owned()
            }
            QueryError::MixedPeriods { .. } => "no other period beside it".to_owned(),
            QueryError::ImpossibleGrain { reading, .. } => {
                format!("a period length that `{reading}` has: {}", self.listed())
            }
            QueryError::UnknownDimension { allowed, .. } if allowed.is_empty() => {
                "a dimension: none, as it has none".to_owned()
            }
            QueryError::UnknownDimension { .. } => format!("a dimension: {}", self.listed()),
            QueryError::UnknownGrain { .. } => format!("a period length: {}", self.listed()),
            QueryError::UnknownDranst { .. } => format!("a dranst: {}", self.listed()),
            QueryError::UnknownWindow { .. } => format!("a window: {}", self.listed()),
            QueryError::UnknownMember {
                dimension, allowed, ..
            } if allowed.is_empty() => format!("a code of `{dimension}`"),
            QueryError::UnknownMember { dimension, .. } => {
                format!("a member of `{dimension}`: {}", self.listed())
            }
            QueryError::BadBase { .. } => "one period such as 2016".to_owned(),
            QueryError::UnknownPrice { .. } => format!("a price level: {}", self.listed()),
            QueryError::UnknownPriceSeries { known, .. } if known.is_empty() => {
                "an imported price series; there is none".to_owned()
            }
            QueryError::UnknownPriceSeries { .. } => {
                format!("an imported price series: {}", self.listed())
            }
            QueryError::TwoPriceLevels { first, .. } => {
                format!("one price level; `{first}` is given too")
            }
            QueryError::NothingCovered => {
                "a period that an import covers; none covers what the figures are made of".to_owned()
            }
        }
    }

    fn listed(&self) -> String {
        self.allowed().join(", ")
    }

    /// What is allowed instead: the nearest known codes, or the whole set when it is small.
    pub fn allowed(&self) -> Vec<String> {
        match self {
            QueryError::UnknownReading { nearest, .. }
            | QueryError::UnknownAccount { nearest, .. }
            | QueryError::UnknownPlace { nearest, .. } => nearest.clone(),
            QueryError::UnknownDimension { allowed, .. }
            | QueryError::UnknownMember { allowed, .. } => allowed.clone(),
            QueryError::ImpossibleGrain { allowed, .. } => allowed
                .iter()
                .map(|grain| grain.as_str().to_owned())
                .collect(),
            QueryError::UnknownVersion { known, .. } => {
                known.iter().map(ToString::to_string).collect()
            }
            QueryError::UnknownGrain { .. } => ["year", "half", "quarter", "month", "week"]
                .map(str::to_owned)
                .to_vec(),
            QueryError::UnknownDranst { .. } => DRANST_CODES.map(str::to_owned).to_vec(),
            QueryError::UnknownWindow { .. } => ["period", "year_to_date", "rolling_12"]
                .map(str::to_owned)
                .to_vec(),
            QueryError::UnknownPrice { .. } | QueryError::TwoPriceLevels { .. } => {
                ["current", "fixed:2018", "fixed:2018:SERIES"]
                    .map(str::to_owned)
                    .to_vec()
            }
            QueryError::UnknownPriceSeries { known, .. } => known.clone(),
            QueryError::BadPeriod { .. } | QueryError::MixedPeriods { .. } => {
                ["2018", "2014..2018", "2016,2018", "latest", "last:5"]
                    .map(str::to_owned)
                    .to_vec()
            }
            QueryError::Absent { .. }
            | QueryError::StandsInComparisons { .. }
            | QueryError::UnusableCard { .. }
            | QueryError::Overlap { .. }
            | QueryError::BadBase { .. }
            | QueryError::NothingCovered => Vec::new(),
        }
    }
}
