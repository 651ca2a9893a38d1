//! A chart description in, an SVG, a text summary and a table out.
//!
//! A description holds finished figures: ranks, means and quartiles are computed elsewhere, so that a chart
//! shows the same figures as every other exit. From one description come the drawing, sentences that say the
//! same, and the rows as a table.
//!
//! The charts are: a [`Ranking`] of areas, a [`Trend`] with what is drawn upon it ([`Overlay`]), a [`Sparkline`] for a row of a
//! board, [`SmallMultiples`], a [`Waterfall`] of a [`Bridge`], and [`Survival`] curves. What holds for every chart:
//!
//! - the drawing uses presentation attributes and class names only (a strict Content-Security-Policy lets it
//!   pass), escapes every text, and holds no coordinate that is not a number;
//! - labels never overlap, and everything stands inside the view box;
//! - what a mark means is said by shape and word as well as by colour;
//! - the five cells that are no ordinary value (zero, missing, not applicable, confidential, immature) are
//!   drawn as five different things, and nothing behind a confidential cell is in any output;
//! - the same description gives the same bytes.
//!
//! # Example
//! ```
//! use pejl_charts::{AreaNoun, Chart, Frame, Heading, Layout, Mark, Measure, NumberStyle, RankOrder, RankedArea, Ranking,
//!     Reading, Verb, ZeroRule};
//! use pejl_domain::{Lang, Period};
//!
//! let area = |code: &str, name: &str, value: f64, rank: u32, mark: Mark| RankedArea {
//!     code: code.to_owned(), name: name.to_owned(), reading: Reading::of(value), rank: Some(rank), mark, in_group: false,
//! };
//! let chart = Chart::from(Ranking {
//!     lang: Lang::Da,
//!     heading: Heading { title: "Udgift til pleje".to_owned(), ..Heading::default() },
//!     measure: Measure {
//!         unit: "kr. pr. indbygger".to_owned(), short_unit: "kr.".to_owned(),
//!         numbers: NumberStyle::Number { decimals: 0 }, zero: ZeroRule::Include, verb: Verb::Spent,
//!     },
//!     period: Period::year(2019)?,
//!     areas: vec![area("630", "Vejle", 2819.0, 1, Mark::Marked), area("766", "Hedensted", 3079.0, 2, Mark::Own)],
//!     order: RankOrder::LowestFirst,
//!     noun: AreaNoun::Municipality,
//!     group_name: None,
//!     quartiles: None,
//!     references: Vec::new(),
//!     layout: Layout::List { columns: 1 },
//! });
//! let rendered = chart.render(&Frame::default());
//! assert_eq!(
//!     rendered.summary.sentences[0],
//!     "Hedensted brugte 3.079 kr. pr. indbygger i 2019 og ligger nr. 2 af 2 (1 = lavest)."
//! );
//! assert!(rendered.svg.starts_with("<svg"));
//! # Ok::<(), pejl_domain::period::PeriodError>(())
//! ```

mod axis_labels;
mod chart;
mod clean_text;
mod end_labels;
mod glyph;
mod legend;
mod measure;
mod multiples;
mod palette;
mod ranking;
mod reading;
mod scale;
mod scene;
mod sentence;
mod sheet;
mod sparkline;
mod spread;
mod summary;
mod survival;
mod table;
#[cfg(test)]
mod testing;
mod text_width;
mod trend;
mod waterfall;
mod words;

pub use chart::{Chart, Focus, Frame, MIN_WIDTH, Rendered};
pub use legend::Heading;
pub use measure::{Measure, NumberStyle, Verb, ZeroRule};
pub use multiples::{Field, SmallMultiples};
pub use ranking::{Layout, Mark, MeanOf, RankOrder, RankedArea, Ranking, Reference, ReferenceKind};
pub use reading::Reading;
pub use sparkline::Sparkline;
pub use summary::Summary;
pub use survival::{AtRisk, Cause, Curve, CurveGroup, CurveKind, CurveStep, Survival};
pub use table::{Column, ColumnKind, MachineValue, Row, Table, TableCell};
pub use trend::{
    Break, ControlPhase, Event, EventKind, Expected, Meaning, Overlay, PathPoint, Series,
    SeriesRole, SignalAt, SignalRule, TargetPath, Trend, TrendPoint,
};
pub use waterfall::{Bridge, BridgeError, BridgePart, BridgeTotal, PartKind, Waterfall};
pub use words::AreaNoun;
