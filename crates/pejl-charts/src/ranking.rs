//! Rankings: named areas in order of their value, with the own one marked.

mod heap;
mod list;
mod plot;
mod reference;
mod strip;
mod summary;
mod table;
mod view;

use pejl_domain::{Lang, Period};

use crate::chart::Frame;
use crate::legend::Heading;
use crate::measure::Measure;
use crate::reading::Reading;
use crate::scene::Scene;
use crate::summary::Summary;
use crate::table::Table;
use crate::words::AreaNoun;

pub use reference::{MeanOf, Reference, ReferenceKind};

/// Areas in order of their value for one period.
///
/// Ranks, quartiles and means are taken as given; the order of the rows follows the values.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// Language of all texts, those given included.
    pub lang: Lang,
    /// Texts around the chart.
    pub heading: Heading,
    /// What is measured and how it is written.
    pub measure: Measure,
    /// The period of all values.
    pub period: Period,
    /// The areas, in any order; those without value are listed after the others.
    pub areas: Vec<RankedArea>,
    /// Which end has rank 1.
    pub order: RankOrder,
    /// What the areas are called.
    pub noun: AreaNoun,
    /// Name of the comparison group whose members have `in_group` set.
    pub group_name: Option<String>,
    /// First quartile, median and third quartile of the values, ascending; ignored unless finite.
    pub quartiles: Option<[f64; 3]>,
    /// Means and published values drawn as lines.
    pub references: Vec<Reference>,
    /// How the areas are laid out.
    pub layout: Layout,
}

/// One area of a ranking.
#[derive(Debug, Clone, PartialEq)]
pub struct RankedArea {
    /// Canonical code, for machines.
    pub code: String,
    /// Name in the language of the chart.
    pub name: String,
    /// Its value, or why there is none.
    pub reading: Reading,
    /// Its rank among the areas with a value; areas with equal rank are tied. Ignored without value.
    pub rank: Option<u32>,
    /// Whether it is the own area or one the reader asked to see.
    pub mark: Mark,
    /// Whether it belongs to the comparison group.
    pub in_group: bool,
}

/// How an area stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mark {
    /// The own municipality. Of several, the first is it and the others are marked.
    Own,
    /// One the reader asked to see.
    Marked,
    /// One of the others.
    #[default]
    Plain,
}

/// Which end has rank 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RankOrder {
    /// The lowest value is number 1.
    #[default]
    LowestFirst,
    /// The highest value is number 1.
    HighestFirst,
}

/// How the areas are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One row per area, every area named; beside each other in so many columns (1 to 3; fewer when too narrow).
    /// Two columns bring 98 rows onto one upright page.
    List {
        /// Columns of rows.
        columns: u8,
    },
    /// All areas as dots on one line, the own and marked ones labelled.
    Strip,
}

impl Ranking {
    pub(crate) fn summary(&self) -> Summary {
        summary::summary(self, &view::View::of(self))
    }

    pub(crate) fn table(&self) -> Table {
        table::table(self, &view::View::of(self))
    }

    pub(crate) fn draw(&self, frame: &Frame) -> Scene {
        let view = view::View::of(self);
        match self.layout {
            Layout::List { columns } => list::draw(self, &view, frame, columns),
            Layout::Strip => strip::draw(self, &view, frame),
        }
    }
}

#[cfg(test)]
mod tests;
