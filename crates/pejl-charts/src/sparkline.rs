//! Sparklines: a series as a line in a row of a board.

use pejl_domain::Lang;

use crate::chart::Frame;
use crate::legend::Heading;
use crate::measure::Measure;
use crate::palette::{AXIS, GROUND};
use crate::scale::{Axis, Ends};
use crate::scene::{Bounds, Node, Paint, Scene, decoration, horizontal, rect};
use crate::summary::Summary;
use crate::table::Table;
use crate::trend::mini::Mini;
use crate::trend::{Break, Overlay, Series, TargetPath, Trend};

/// Bounds of the width, which are others than those of a chart of its own.
const MIN_WIDTH: f64 = 60.0;
const MAX_WIDTH: f64 = 400.0;
/// Height, the same for every row of a board.
const HEIGHT: f64 = 40.0;

/// A series as a line in a row of a board.
///
/// The newest value is marked, the target is a dashed line, a value that is not there is a gap with its sign below.
/// There are no figures in it: the row has them, and so have the sentences, which are its description. It is always
/// one picture, whatever the frame asks of its marks, and 60 to 400 pixels wide.
///
/// # Example
/// ```
/// use pejl_charts::{Chart, Frame, Measure, NumberStyle, Reading, Series, SeriesRole, Sparkline, TrendPoint, Verb, ZeroRule};
/// use pejl_domain::{Lang, Period};
///
/// let chart = Chart::from(Sparkline {
///     lang: Lang::Da,
///     title: "Varighed af forløb".to_owned(),
///     measure: Measure {
///         unit: "dage".to_owned(), short_unit: "dage".to_owned(), numbers: NumberStyle::Number { decimals: 0 },
///         zero: ZeroRule::Include, verb: Verb::StoodAt,
///     },
///     series: Series {
///         code: "766".to_owned(), name: "Hedensted".to_owned(), role: SeriesRole::Own,
///         points: vec![
///             TrendPoint { period: Period::year(2018)?, reading: Reading::of(90.0) },
///             TrendPoint { period: Period::year(2019)?, reading: Reading::of(84.0) },
///         ],
///     },
///     breaks: Vec::new(),
///     target: None,
/// });
/// let rendered = chart.render(&Frame { width: 120.0, ..Frame::default() });
/// assert!(rendered.svg.contains("role=\"img\""));
/// assert_eq!(rendered.summary.sentences[0], "Hedensted lå på 84 dage i 2019.");
/// # Ok::<(), pejl_domain::period::PeriodError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Sparkline {
    /// Language of all texts, those given included.
    pub lang: Lang,
    /// What the line shows; its accessible name. It is not drawn.
    pub title: String,
    /// What is measured and how it is written.
    pub measure: Measure,
    /// The series.
    pub series: Series,
    /// Where values before and after cannot be compared.
    pub breaks: Vec<Break>,
    /// The path of the target; what it asks after the last period of the series is not drawn.
    pub target: Option<TargetPath>,
}

impl Sparkline {
    /// The same as a trend, which says it at length.
    fn trend(&self) -> Trend {
        let last = self.series.points.iter().map(|point| point.period).max();
        let target = self.target.clone().map(|mut target| {
            target.points.retain(|point| Some(point.period) <= last);
            target
        });
        Trend {
            lang: self.lang,
            heading: Heading {
                title: self.title.clone(),
                ..Heading::default()
            },
            measure: self.measure.clone(),
            series: vec![self.series.clone()],
            breaks: self.breaks.clone(),
            overlay: Overlay {
                target,
                ..Overlay::default()
            },
        }
    }

    fn axis(&self, mini: &Mini<'_>) -> Axis {
        Axis::of(
            mini.values(0).into_iter(),
            self.measure.zero,
            Ends::OnValue,
            3.0,
            self.measure.least_step(),
        )
    }

    pub(crate) fn summary(&self) -> Summary {
        let trend = self.trend();
        let mut summary = trend.summary();
        let mini = Mini::of(&trend, &[trend.overlay.target.as_ref()]);
        if mini.newest(0).is_some() && self.axis(&mini).broken {
            summary.push(self.lang.pick(
                "Linjens skala begynder ikke ved 0",
                "The scale of the line does not start at 0",
            ));
        }
        summary
    }

    pub(crate) fn table(&self) -> Table {
        self.trend().table()
    }

    pub(crate) fn draw(&self, frame: &Frame) -> Scene {
        let trend = self.trend();
        let mini = Mini::of(&trend, &[trend.overlay.target.as_ref()]);
        let axis = self.axis(&mini);
        let width = frame.width_within(MIN_WIDTH, MAX_WIDTH);
        let within = Bounds {
            left: 0.0,
            top: 0.0,
            right: width,
            bottom: HEIGHT,
        };
        let mut nodes = vec![rect(
            "background",
            0.0,
            0.0,
            width,
            HEIGHT,
            Paint::filled(GROUND),
        )];
        let mut drawn = Vec::new();
        drawn.extend(zero_line(&axis, &mini, within));
        drawn.extend(mini.draw(0, &axis, within, mini.has_gaps(0)));
        nodes.push(decoration("sparkline", drawn));
        Scene {
            width,
            height: HEIGHT,
            nodes,
        }
    }
}

/// Zero, where the line holds it; nothing where there is no value.
fn zero_line(axis: &Axis, mini: &Mini<'_>, within: Bounds) -> Option<Node> {
    let y = mini.y_of(0, 0.0, axis, (within, mini.has_gaps(0)))?;
    Some(horizontal(
        "zero",
        within.left,
        within.right,
        y,
        Paint::line(AXIS, 0.8),
    ))
}

#[cfg(test)]
mod tests;
