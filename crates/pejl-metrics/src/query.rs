//! What is asked: readings × accounts × areas × periods, at one price level.

mod error;
mod filters;
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

pub use error::QueryError;
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
    /// The period in which an index is 100; the usual one when absent ([`crate::records::index::default_base`]).
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
        let lines = match self.window {
            // The figure, that of the year before and the change.
            Window::YearToDateCompared => 3,
            _ => 1,
        };
        let others = n_of(|one| !one.is_of_accounts()).saturating_mul(places);
        let others = others.saturating_mul(lines);
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
