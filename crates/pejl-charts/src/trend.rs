//! Trends: series over time, with gaps, breaks, provisional values, a target's path, limits, signals, a forecast and what happened.

mod bands;
mod draw;
mod ends;
mod events;
mod marks;
pub(crate) mod mini;
mod overlay;
mod placed;
mod plot;
pub(crate) mod signal;
mod summary;
mod table;
mod told;
mod view;

use pejl_domain::{Lang, Period};

use crate::chart::Frame;
use crate::legend::Heading;
use crate::measure::Measure;
use crate::reading::Reading;
use crate::scene::Scene;
use crate::summary::Summary;
use crate::table::Table;

pub use overlay::{
    ControlPhase, Event, EventKind, Expected, Meaning, Overlay, PathPoint, SignalAt, SignalRule,
    TargetPath,
};

/// Series over the same periods.
///
/// The time axis runs without holes from the first period of any series to the last; a period that a series
/// does not name is missing in it. Where the overlay has a path or a forecast, the axis goes on to their last period.
///
/// # Example
/// ```
/// use pejl_charts::{
///     Chart, Frame, Heading, Measure, NumberStyle, Overlay, PathPoint, Reading, Series, SeriesRole, TargetPath, Trend, TrendPoint,
///     Verb, ZeroRule,
/// };
/// use pejl_domain::{Lang, Period};
///
/// let (before, now) = (Period::year(2018)?, Period::year(2019)?);
/// let chart = Chart::from(Trend {
///     lang: Lang::Da,
///     heading: Heading { title: "Varighed af forløb".to_owned(), ..Heading::default() },
///     measure: Measure {
///         unit: "dage".to_owned(), short_unit: "dage".to_owned(), numbers: NumberStyle::Number { decimals: 0 },
///         zero: ZeroRule::Include, verb: Verb::StoodAt,
///     },
///     series: vec![Series {
///         code: "766".to_owned(), name: "Hedensted".to_owned(), role: SeriesRole::Own,
///         points: vec![
///             TrendPoint { period: before, reading: Reading::of(90.0) },
///             TrendPoint { period: now, reading: Reading::of(84.0) },
///         ],
///     }],
///     breaks: Vec::new(),
///     overlay: Overlay {
///         target: Some(TargetPath { points: vec![PathPoint { period: now, low: None, high: Some(85.0) }], tolerance: 0.0 }),
///         ..Overlay::default()
///     },
/// });
/// assert_eq!(
///     chart.render(&Frame::default()).summary.to_string(),
///     "Hedensted lå på 84 dage i 2019. Det er 6 dage (6,7 %) lavere end i 2018. \
///      Målet for 2019 er højst 85 dage, og tallet opfylder det."
/// );
/// # Ok::<(), pejl_domain::period::PeriodError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// Language of all texts, those given included.
    pub lang: Lang,
    /// Texts around the chart.
    pub heading: Heading,
    /// What is measured and how it is written.
    pub measure: Measure,
    /// The series. The sentences tell of the own one, or of the first when none is own.
    pub series: Vec<Series>,
    /// Where values before and after cannot be compared.
    pub breaks: Vec<Break>,
    /// What is drawn upon the series that the sentences tell of: target, limits, signals, forecast, what happened.
    pub overlay: Overlay,
}

/// The values of one area or group.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Canonical code, for machines.
    pub code: String,
    /// Name in the language of the chart.
    pub name: String,
    /// The part it plays.
    pub role: SeriesRole,
    /// Its values in any order, all periods of one grain; of two for one period the first counts.
    pub points: Vec<TrendPoint>,
}

/// The part a series plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SeriesRole {
    /// The own municipality. Of several, the first is it and the others are others.
    Own,
    /// The comparison group.
    Group,
    /// The whole country or another yardstick.
    Reference,
    /// One the reader asked to see.
    Other,
}

/// The value of one period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrendPoint {
    /// When.
    pub period: Period,
    /// What.
    pub reading: Reading,
}

/// A change after which values cannot be compared with those before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// First period of the new kind.
    pub at: Period,
    /// What changed, in the language of the chart: "ny kontoplan".
    pub label: String,
}

impl Trend {
    pub(crate) fn summary(&self) -> Summary {
        summary::summary(self, &view::View::of(self))
    }

    pub(crate) fn table(&self) -> Table {
        table::table(self, &view::View::of(self))
    }

    pub(crate) fn draw(&self, frame: &Frame) -> Scene {
        draw::draw(self, &view::View::of(self), frame)
    }
}

#[cfg(test)]
mod tests;
