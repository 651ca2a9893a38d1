//! Small multiples: many series, each in a field of its own, on one scale.

mod draw;
mod scales;
mod summary;
mod table;

use pejl_domain::Lang;

use crate::chart::Frame;
use crate::legend::Heading;
use crate::measure::Measure;
use crate::scene::Scene;
use crate::summary::Summary;
use crate::table::Table;
use crate::trend::{Break, Overlay, Series, TargetPath, Trend};

/// Many series over the same periods, each in a field of its own.
///
/// Fields of one measure (the same unit, numbers and rule of zero) have one scale, so that heights can be compared
/// between them; the drawing says so. All fields have the same periods. Each has the name of its series and its newest
/// value.
///
/// # Example
/// ```
/// use pejl_charts::{Chart, Field, Frame, Heading, Measure, NumberStyle, Reading, Series, SeriesRole, SmallMultiples, TrendPoint, Verb, ZeroRule};
/// use pejl_domain::{Lang, Period};
///
/// let field = |name: &str, value: f64| -> Result<Field, pejl_domain::period::PeriodError> {
///     Ok(Field {
///         measure: Measure {
///             unit: "dage".to_owned(), short_unit: "dage".to_owned(), numbers: NumberStyle::Number { decimals: 0 },
///             zero: ZeroRule::Include, verb: Verb::StoodAt,
///         },
///         series: Series {
///             code: name.to_owned(), name: name.to_owned(), role: SeriesRole::Other,
///             points: vec![TrendPoint { period: Period::year(2019)?, reading: Reading::of(value) }],
///         },
///         target: None,
///     })
/// };
/// let chart = Chart::from(SmallMultiples {
///     lang: Lang::Da,
///     heading: Heading { title: "Varighed af forløb".to_owned(), ..Heading::default() },
///     fields: vec![field("Nord", 84.0)?, field("Syd", 91.0)?],
///     breaks: Vec::new(),
/// });
/// assert_eq!(
///     chart.render(&Frame::default()).summary.to_string(),
///     "Nord lå på 84 dage i 2019. Syd lå på 91 dage i 2019. I 2019 er Syd højest (91 dage) og Nord lavest (84 dage)."
/// );
/// # Ok::<(), pejl_domain::period::PeriodError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct SmallMultiples {
    /// Language of all texts, those given included.
    pub lang: Lang,
    /// Texts around the chart.
    pub heading: Heading,
    /// The fields, in the order in which they are drawn: lines from left to right.
    pub fields: Vec<Field>,
    /// Where values before and after cannot be compared, in every field.
    pub breaks: Vec<Break>,
}

/// A field of small multiples.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// What is measured and how it is written.
    pub measure: Measure,
    /// The series; the name of the own one is bold.
    pub series: Series,
    /// The path of its target; what it asks after the last period of all series is not drawn.
    pub target: Option<TargetPath>,
}

impl SmallMultiples {
    /// All the series as one trend, so that they share their periods.
    fn trend(&self) -> Trend {
        let measure = self.fields.first().map(|field| field.measure.clone());
        Trend {
            lang: self.lang,
            heading: self.heading.clone(),
            measure: measure.unwrap_or_else(Measure::of_nothing),
            series: self
                .fields
                .iter()
                .map(|field| field.series.clone())
                .collect(),
            breaks: self.breaks.clone(),
            overlay: Overlay::default(),
        }
    }

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
