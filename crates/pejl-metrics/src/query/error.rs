//! What can be wrong with a question.

use std::borrow::Cow;

use pejl_domain::Grain;

use super::DRANST_CODES;
use crate::records::calendar::Window;

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
    /// A text that is no window.
    #[error("`{text}` is no window")]
    UnknownWindow {
        /// As given.
        text: String,
    },
    /// A window that a reading has no figures of.
    #[error("`{reading}` has no figures of the window `{}`", .window.as_str())]
    ImpossibleWindow {
        /// Code of the reading.
        reading: String,
        /// The window asked for.
        window: Window,
    },
    /// A member that a dimension of records does not have.
    #[error("`{text}` is no member of `{dimension}`")]
    UnknownMember {
        /// The dimension.
        dimension: String,
        /// As given.
        text: String,
        /// Every one there is, where they are few.
        allowed: Vec<String>,
        /// The most alike known ones.
        nearest: Vec<String>,
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
    pub fn parameter(&self) -> Cow<'static, str> {
        let name = match self {
            QueryError::UnknownMember { dimension, .. } => {
                return Cow::Owned(format!("filter.{dimension}"));
            }
            QueryError::Absent { parameter } | QueryError::UnknownDimension { parameter, .. } => {
                *parameter
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
            QueryError::UnknownWindow { .. } | QueryError::ImpossibleWindow { .. } => "window",
            QueryError::BadBase { .. } => "base",
            QueryError::UnknownPrice { .. }
            | QueryError::UnknownPriceSeries { .. }
            | QueryError::TwoPriceLevels { .. } => "price",
        };
        Cow::Borrowed(name)
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
            QueryError::ImpossibleWindow { window, .. } => Some(window.as_str().to_owned()),
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
            QueryError::ImpossibleWindow {
                window: Window::YearToDateCompared,
                ..
            } => "another window, as an index compares with its base".to_owned(),
            QueryError::ImpossibleWindow { .. } => {
                "period, as what is published has no other months than its own".to_owned()
            }
            QueryError::UnknownMember {
                dimension, allowed, ..
            } if allowed.is_empty() => format!("a known member of `{dimension}`"),
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
            QueryError::UnknownMember {
                allowed, nearest, ..
            } if allowed.is_empty() => nearest.clone(),
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
            QueryError::UnknownWindow { .. } => Window::ALL
                .map(|window| window.as_str().to_owned())
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
            | QueryError::ImpossibleWindow { .. }
            | QueryError::NothingCovered => Vec::new(),
        }
    }
}
