//! Waterfalls: an amount, the parts of its change, and the amount it became.

mod amount;
mod bridge;
mod draw;
pub(crate) mod step;
mod summary;
mod table;

use pejl_domain::Lang;

use crate::chart::Frame;
use crate::legend::Heading;
use crate::measure::ZeroRule;
use crate::scene::Scene;
use crate::summary::Summary;
use crate::table::Table;

pub use bridge::{Bridge, BridgeError, BridgePart, BridgeTotal, PartKind};

/// A bridge from one amount to another as a waterfall.
///
/// Each part is an arrow from what was reached before it to what is reached with it: to the right where it raises the
/// amount, to the left where it lowers it, and the sign of its figure says the same. Figures are rounded for the eye;
/// the table has whole øre.
///
/// # Example
/// ```
/// use pejl_charts::{Bridge, BridgePart, BridgeTotal, Chart, Frame, Heading, PartKind, Waterfall, ZeroRule};
/// use pejl_domain::{Lang, Oere};
///
/// let total = |label: &str, oere| BridgeTotal { label: label.to_owned(), amount: Oere::from_oere(oere) };
/// let part = |code: &str, label: &str, oere| BridgePart {
///     code: code.to_owned(), label: label.to_owned(), kind: PartKind::Factor, amount: Oere::from_oere(oere),
/// };
/// let bridge = Bridge::new(
///     total("Regnskab 2018", 100_000),
///     vec![part("population", "Befolkning", 25_000), part("price", "Pris", -5_050)],
///     total("Regnskab 2019", 119_950),
/// )?;
/// let chart = Chart::from(Waterfall {
///     lang: Lang::Da,
///     heading: Heading { title: "Udgift til hjælp".to_owned(), ..Heading::default() },
///     zero: ZeroRule::Include,
///     bridge,
/// });
/// assert_eq!(
///     chart.render(&Frame::default()).summary.sentences[0],
///     "Regnskab 2019 er 1.199,50 kr., 199,50 kr. mere end Regnskab 2018 (1.000,00 kr.)."
/// );
/// # Ok::<(), pejl_charts::BridgeError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Waterfall {
    /// Language of all texts, those given included.
    pub lang: Lang,
    /// Texts around the chart.
    pub heading: Heading,
    /// Whether the axis must hold zero. Where it is left out, both amounts are marks and not bars: a bar's length would
    /// mean nothing.
    pub zero: ZeroRule,
    /// The amounts.
    pub bridge: Bridge,
}

impl Waterfall {
    pub(crate) fn summary(&self) -> Summary {
        summary::summary(self)
    }

    pub(crate) fn table(&self) -> Table {
        table::table(self)
    }

    pub(crate) fn draw(&self, frame: &Frame) -> Scene {
        draw::draw(self, frame)
    }
}

#[cfg(test)]
mod tests;
