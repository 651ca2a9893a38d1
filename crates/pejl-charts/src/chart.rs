//! One description of a chart, and the three things made of it.

use pejl_domain::Lang;

use crate::clean_text::clean;
use crate::legend::Heading;
use crate::multiples::SmallMultiples;
use crate::ranking::Ranking;
use crate::scene::{Document, Scene, to_svg};
use crate::sparkline::Sparkline;
use crate::summary::Summary;
use crate::survival::Survival;
use crate::table::Table;
use crate::trend::Trend;
use crate::waterfall::Waterfall;

/// A chart of any kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Chart {
    /// Named areas in order of their value.
    Ranking(Ranking),
    /// Series over time.
    Trend(Trend),
    /// A series in a row of a board.
    Sparkline(Sparkline),
    /// The parts of a change.
    Waterfall(Waterfall),
    /// How long until an event.
    Survival(Survival),
    /// Many series, each in a field of its own.
    SmallMultiples(SmallMultiples),
}

/// Where and how large a chart is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// Prefix of every id in the drawing: unique among the charts of a page.
    pub id_prefix: String,
    /// Width in pixels; less than [`MIN_WIDTH`] is taken as that, but for a sparkline, which has bounds of its own. The
    /// height follows from the content.
    pub width: f64,
    /// Whether title and subtitle are drawn, as in a report or a picture; a page has its own heading.
    pub draw_heading: bool,
    /// How the marks are reached by keyboard and assistive technology.
    pub focus: Focus,
}

/// Narrowest chart, in pixels: a phone of 320 less its margins.
pub const MIN_WIDTH: f64 = 280.0;
/// Widest chart, in pixels; a larger width is a mistake of the caller and would only cost memory.
const MAX_WIDTH: f64 = 10_000.0;

/// How the marks are reached by keyboard and assistive technology.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Focus {
    /// Not at all: the chart is one picture with a description. For print, reports and what `pejl-png` makes.
    None,
    /// One mark is a tab stop (the own or last one) and a script moves the focus among the others.
    #[default]
    Roving,
    /// Every mark is a tab stop, which needs no script.
    All,
}

impl Default for Frame {
    /// 720 pixels wide, without drawn heading, for a page.
    fn default() -> Self {
        Self {
            id_prefix: "chart".to_owned(),
            width: 720.0,
            draw_heading: false,
            focus: Focus::Roving,
        }
    }
}

impl Frame {
    /// The width charts are drawn with: finite and within bounds.
    pub(crate) fn safe_width(&self) -> f64 {
        self.width_within(MIN_WIDTH, MAX_WIDTH)
    }

    /// The width within the bounds of a kind of chart.
    pub(crate) fn width_within(&self, least: f64, most: f64) -> f64 {
        if self.width.is_finite() {
            self.width.clamp(least, most).round()
        } else {
            least
        }
    }
}

impl Focus {
    /// Attributes of a mark that can be reached: role, tab stop and what is read out.
    pub(crate) fn attributes(self, is_stop: bool, label: String) -> Vec<(&'static str, String)> {
        let mut attributes = Vec::new();
        if self != Self::None {
            attributes.push(("role", "img".to_owned()));
            let index = if self == Self::All || is_stop {
                "0"
            } else {
                "-1"
            };
            attributes.push(("tabindex", index.to_owned()));
            attributes.push(("aria-label", label));
        }
        attributes
    }
}

/// A chart as drawing, words and table, all from the same rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// An `<svg>` element that also stands alone as a file. Presentation attributes and class names only: no
    /// `style`, no script, nothing from outside.
    pub svg: String,
    /// The chart in sentences; also the drawing's `<desc>`.
    pub summary: Summary,
    /// The rows.
    pub table: Table,
}

impl Chart {
    /// The chart as drawing, words and table.
    ///
    /// The same description and frame give the same bytes.
    pub fn render(&self, frame: &Frame) -> Rendered {
        let (summary, table) = (self.summary(), self.table());
        let scene = self.draw(frame);
        let (class, lang, title) = self.name();
        // An accessible name is never empty.
        let name = Some(clean(title))
            .filter(|t| !t.is_empty())
            .unwrap_or_else(|| lang.pick("Diagram", "Chart").to_owned());
        let document = Document {
            id_prefix: &frame.id_prefix,
            lang,
            class,
            title: &name,
            description: &summary.to_string(),
            explorable: frame.focus != Focus::None && self.has_stops(),
        };
        Rendered {
            svg: to_svg(&scene, &document),
            summary,
            table,
        }
    }

    /// The texts around the chart, to say more where it leaves its page; a sparkline has none.
    pub fn heading_mut(&mut self) -> Option<&mut Heading> {
        match self {
            Self::Ranking(one) => Some(&mut one.heading),
            Self::Trend(one) => Some(&mut one.heading),
            Self::Sparkline(_) => None,
            Self::Waterfall(one) => Some(&mut one.heading),
            Self::Survival(one) => Some(&mut one.heading),
            Self::SmallMultiples(one) => Some(&mut one.heading),
        }
    }

    /// Class names, language and title.
    fn name(&self) -> (&'static str, Lang, &str) {
        match self {
            Self::Ranking(one) => ("pejl-chart pejl-ranking", one.lang, &one.heading.title),
            Self::Trend(one) => ("pejl-chart pejl-trend", one.lang, &one.heading.title),
            Self::Sparkline(one) => ("pejl-chart pejl-sparkline", one.lang, &one.title),
            Self::Waterfall(one) => ("pejl-chart pejl-waterfall", one.lang, &one.heading.title),
            Self::Survival(one) => ("pejl-chart pejl-survival", one.lang, &one.heading.title),
            Self::SmallMultiples(one) => {
                ("pejl-chart pejl-multiples", one.lang, &one.heading.title)
            }
        }
    }

    /// Whether its marks can be reached one by one.
    fn has_stops(&self) -> bool {
        !matches!(self, Self::Sparkline(_))
    }

    /// The chart in words.
    pub fn summary(&self) -> Summary {
        match self {
            Self::Ranking(one) => one.summary(),
            Self::Trend(one) => one.summary(),
            Self::Sparkline(one) => one.summary(),
            Self::Waterfall(one) => one.summary(),
            Self::Survival(one) => one.summary(),
            Self::SmallMultiples(one) => one.summary(),
        }
    }

    /// The chart's rows as a table.
    pub fn table(&self) -> Table {
        match self {
            Self::Ranking(one) => one.table(),
            Self::Trend(one) => one.table(),
            Self::Sparkline(one) => one.table(),
            Self::Waterfall(one) => one.table(),
            Self::Survival(one) => one.table(),
            Self::SmallMultiples(one) => one.table(),
        }
    }

    pub(crate) fn draw(&self, frame: &Frame) -> Scene {
        match self {
            Self::Ranking(one) => one.draw(frame),
            Self::Trend(one) => one.draw(frame),
            Self::Sparkline(one) => one.draw(frame),
            Self::Waterfall(one) => one.draw(frame),
            Self::Survival(one) => one.draw(frame),
            Self::SmallMultiples(one) => one.draw(frame),
        }
    }
}

impl From<Ranking> for Chart {
    fn from(ranking: Ranking) -> Self {
        Self::Ranking(ranking)
    }
}

impl From<Trend> for Chart {
    fn from(trend: Trend) -> Self {
        Self::Trend(trend)
    }
}

impl From<Sparkline> for Chart {
    fn from(sparkline: Sparkline) -> Self {
        Self::Sparkline(sparkline)
    }
}

impl From<Waterfall> for Chart {
    fn from(waterfall: Waterfall) -> Self {
        Self::Waterfall(waterfall)
    }
}

impl From<Survival> for Chart {
    fn from(survival: Survival) -> Self {
        Self::Survival(survival)
    }
}

impl From<SmallMultiples> for Chart {
    fn from(multiples: SmallMultiples) -> Self {
        Self::SmallMultiples(multiples)
    }
}
