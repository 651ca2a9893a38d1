//! What a question comes down to: the facts to read and how they are put together.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use pejl_domain::{Cell, Period, PriceLevel};

use crate::breaks::Break;
use crate::catalogue::Reading;
use crate::text::Reason;
use crate::tile::{Part, Tile};

/// The spine of an answer, one cell for every series × place × period, and the facts it needs.
///
/// Made by [`crate::resolve()`]; read by [`crate::quantities`], [`crate::read_quantities`] and [`crate::observations`],
/// which must be given the same one.
#[derive(Debug, Clone)]
pub struct Resolution {
    /// The cells in the order of the answer.
    pub cells: Vec<SpineCell>,
    /// The sums of facts that the cells are made of.
    pub(crate) quantities: Vec<Quantity>,
    /// The facts of one variant that are summed together, whatever the area and period.
    pub(crate) tiles: Vec<VariantTile>,
}

impl Resolution {
    /// How many facts a quantity is the sum of.
    pub(crate) fn n_parts(&self, quantity: usize) -> usize {
        let quantity = self.quantities.get(quantity);
        quantity.map_or(0, |one| self.parts_of(one).count())
    }

    /// The facts that a quantity is the sum of, each with the tile it is of.
    pub(crate) fn parts_of<'a>(
        &'a self,
        quantity: &'a Quantity,
    ) -> impl Iterator<Item = (&'a VariantTile, &'a Part)> {
        let tiles = quantity.tiles.iter().filter_map(|no| self.tiles.get(*no));
        tiles.flat_map(|tile| tile.tile.parts.iter().map(move |part| (tile, part)))
    }
}

/// One cell of the answer, before any fact is read.
#[derive(Debug, Clone)]
pub struct SpineCell {
    /// What is read.
    pub reading: Arc<Reading>,
    /// Area or group code.
    pub place: String,
    /// The period.
    pub period: Period,
    /// What the figure is of: `reading`, `function`, `dranst`, and for a group `method`.
    pub members: BTreeMap<String, String>,
    /// How it is computed.
    pub method: Method,
    /// The cell and its reason where no fact is needed to know them.
    pub decided: Option<(Cell, Reason)>,
    /// The prices it stands in.
    pub price: PriceBasis,
    /// Breaks since the previous period of the question.
    pub breaks: Vec<Break>,
    /// Municipalities in a group; `None` for an area.
    pub n: Option<i64>,
    pub(crate) shares: Vec<Share>,
}

impl SpineCell {
    /// Thousandths of the published unit in one of the unit of the reading.
    pub(crate) fn published_parts(&self) -> f64 {
        const THOUSANDTHS: f64 = 1_000.0;
        let published = self.reading.published.as_ref();
        THOUSANDTHS * published.map_or(1.0, |one| f64::from(one.units_in_one))
    }
}

/// The prices a figure stands in.
#[derive(Debug, Clone, PartialEq)]
pub struct PriceBasis {
    /// Current or fixed prices.
    pub level: PriceLevel,
    /// What the figure was multiplied by to get there; 1 in current prices.
    pub factor: f64,
    /// Name of the price series, when one was used.
    pub series: Option<String>,
    /// Newest publication day among the rates used.
    pub vintage: Option<NaiveDate>,
}

/// How a cell is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// One area's amounts over its residents.
    Ratio,
    /// A group's amounts over its residents: parts are summed, then divided.
    RatioOfSums,
    /// A figure published per resident, or the sum of several for the same residents.
    Published,
    /// Published figures of a group, weighted by residents on 1 July.
    PopulationWeightedMean,
    /// The middle value of all cases of the place.
    Median,
    /// Another quantile of all cases of the place.
    Quantile,
}

impl Method {
    /// Whether the residents are part of the figure; a published figure stands without those it could be weighted by.
    pub(crate) fn needs_residents(self) -> bool {
        self != Method::Published
    }

    /// The name that stands in the answer: `ratio_of_sums`.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Ratio => "ratio",
            Method::RatioOfSums => "ratio_of_sums",
            Method::Published => "published",
            Method::PopulationWeightedMean => "population_weighted_mean",
            Method::Median => "median",
            Method::Quantile => "quantile",
        }
    }
}

/// Part of a cell at one area: the whole cell for an area, one member of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) area: String,
    pub(crate) numerator: u32,
    /// The residents: below the line, or the weight. A published figure of one area can do without.
    pub(crate) denominator: Option<u32>,
}

/// A sum of facts at one area and period.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Quantity {
    /// Numbers of the tiles, in ascending order.
    pub(crate) tiles: Vec<usize>,
    pub(crate) area: String,
    pub(crate) period: Period,
}

/// A tile of one variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct VariantTile {
    pub(crate) variant: String,
    pub(crate) tile: Tile,
    pub(crate) measure: Measure,
}

/// What the facts of a tile measure: decides the decimals they are summed in and how large one may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Measure {
    /// Whole øre.
    Amount,
    /// Persons.
    Residents,
    /// Kroner per resident, summed in thousandths.
    PerResident,
}

impl Measure {
    /// Decimals of the integer the parts are summed as.
    pub(crate) fn decimals(self) -> i32 {
        match self {
            Measure::Amount | Measure::Residents => 0,
            Measure::PerResident => 3,
        }
    }

    /// The largest magnitude one part may have, in those decimals.
    ///
    /// Amounts: 10^14 øre are 1,000 billion kroner, more than all municipalities spend; 92,000 of them fit an
    /// `i64`. Residents: eight times Denmark. Per resident: a million kroner. A group of the 98 with the largest
    /// of both, 98 · 10^9 · 5·10^7 = 4.9·10^18, still fits.
    pub(crate) fn limit(self) -> i64 {
        match self {
            Measure::Amount => 100_000_000_000_000,
            Measure::Residents => 50_000_000,
            Measure::PerResident => 1_000_000_000,
        }
    }
}
