//! Survival: the share without an event over the days, with its interval and the numbers at risk.

mod below;
mod curves;
mod draw;
mod summary;
mod table;
mod view;

use pejl_domain::{Cell, Lang};

use crate::chart::Frame;
use crate::legend::Heading;
use crate::scene::Scene;
use crate::summary::Summary;
use crate::table::Table;

/// How long until an event, of one group or several.
///
/// A curve known for every day is drawn in steps with the band of its interval; one that is told on fixed days alone is
/// drawn as points with their intervals on these days, with nothing between them. The axis of shares always goes from
/// 0 to 100 %.
///
/// # Example
/// ```
/// use pejl_charts::{AtRisk, Chart, Curve, CurveGroup, CurveKind, CurveStep, Frame, Heading, Survival};
/// use pejl_domain::Lang;
///
/// let step = |day, share| CurveStep { day, share, interval: None };
/// let chart = Chart::from(Survival {
///     lang: Lang::Da,
///     heading: Heading { title: "Tid til ny hjælp".to_owned(), ..Heading::default() },
///     state: "uden ny hjælp".to_owned(),
///     groups: vec![CurveGroup {
///         code: "rehabilitation".to_owned(),
///         name: "Rehabilitering".to_owned(),
///         curve: Ok(Curve {
///             kind: CurveKind::EveryDay,
///             n: 40,
///             steps: vec![step(30, 0.9), step(200, 0.45)],
///             at_risk: vec![AtRisk { day: 0, n: 40 }, AtRisk { day: 90, n: 33 }],
///             median: Some(200),
///             causes: Vec::new(),
///         }),
///     }],
/// });
/// assert_eq!(
///     chart.render(&Frame::default()).summary.sentences[0],
///     "Rehabilitering: 40 følges, og efter 90 dage er 90 % uden ny hjælp."
/// );
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Survival {
    /// Language of all texts, those given included.
    pub lang: Lang,
    /// Texts around the chart.
    pub heading: Heading,
    /// What those are who have not had the event, as it follows "er": "uden ny hjælp", "stadig i forløb"; "without new
    /// help".
    pub state: String,
    /// The groups, in the order in which they are named.
    pub groups: Vec<CurveGroup>,
}

/// A group and its curve.
#[derive(Debug, Clone, PartialEq)]
pub struct CurveGroup {
    /// Code, for machines.
    pub code: String,
    /// Name in the language of the chart.
    pub name: String,
    /// Its curve, or why there is none; ok and zero are taken as missing there.
    pub curve: Result<Curve, Cell>,
}

/// The curve of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// On which days it is known.
    pub kind: CurveKind,
    /// How many are followed.
    pub n: usize,
    /// The share without the event from each day on, in any order; before the first it is the whole.
    pub steps: Vec<CurveStep>,
    /// How many are at risk on these days.
    pub at_risk: Vec<AtRisk>,
    /// The first day on which at most half are without the event; `None` where more than half are left. Of a curve told on
    /// fixed days the first of these.
    pub median: Option<u32>,
    /// The shares that each cause has ended, the event among them.
    pub causes: Vec<Cause>,
}

/// On which days a curve is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CurveKind {
    /// On every day: between two steps nothing happens.
    EveryDay,
    /// On the days told alone, so that none tells of few persons; what happens between is not known.
    FixedDays,
}

/// The share without the event on a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurveStep {
    /// Days from the first.
    pub day: u32,
    /// The share, from 0 to 1; what lies outside is drawn and told at the nearer of them.
    pub share: f64,
    /// Its interval of 95 %.
    pub interval: Option<(f64, f64)>,
}

/// How many are at risk on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtRisk {
    /// Days from the first.
    pub day: u32,
    /// How many.
    pub n: usize,
}

/// A cause and the share that it has ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Cause {
    /// What it is, in the language of the chart: "død".
    pub name: String,
    /// The share from each day on.
    pub steps: Vec<(u32, f64)>,
}

impl Survival {
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
