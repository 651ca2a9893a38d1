//! What a trend shows upon its series: the path of a target, limits, signals, what is expected, and what happened.

use pejl_domain::Period;

/// What is drawn upon the series that the sentences tell of.
///
/// Everything is reckoned elsewhere and taken as given. Where that series shows no value at all, nothing of it is drawn
/// or told but what happened, and a signal or limits without a value beside them are left out: they would tell of
/// figures that are withheld. What is not finite is left out as well.
///
/// # Example
/// ```
/// use pejl_charts::{Event, EventKind, Overlay, PathPoint, TargetPath};
/// use pejl_domain::Period;
///
/// let overlay = Overlay {
///     target: Some(TargetPath {
///         points: vec![PathPoint { period: Period::year(2019)?, low: None, high: Some(85.0) }],
///         tolerance: 2.0,
///     }),
///     events: vec![Event {
///         kind: EventKind::Initiative, at: Period::year(2018)?, until: None, text: "Rehabilitering først".to_owned(),
///     }],
///     ..Overlay::default()
/// };
/// assert!(overlay.forecast.is_empty());
/// # Ok::<(), pejl_domain::period::PeriodError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Overlay {
    /// The path of the target in force.
    pub target: Option<TargetPath>,
    /// Phases of the control chart, in any order.
    pub phases: Vec<ControlPhase>,
    /// Periods whose value is more than chance explains.
    pub signals: Vec<SignalAt>,
    /// What is expected of the periods ahead.
    pub forecast: Vec<Expected>,
    /// Initiatives, changes and comments.
    pub events: Vec<Event>,
}

/// The path of a target.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TargetPath {
    /// What the path asks of each period; those before the first period of a series are not drawn.
    pub points: Vec<PathPoint>,
    /// How far a figure may lie on the wrong side, in the unit of the values; 0 for not at all.
    pub tolerance: f64,
}

/// What a path asks of a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PathPoint {
    /// When.
    pub period: Period,
    /// The least that is right; `None` where any small value is.
    pub low: Option<f64>,
    /// The most that is right; `None` where any large value is.
    pub high: Option<f64>,
}

/// Points with a mean and limits of their own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ControlPhase {
    /// The period of its first point.
    pub from: Period,
    /// The period of its last.
    pub to: Period,
    /// Their mean.
    pub centre: f64,
    /// Lower and upper limit of what chance explains; `None` where there are none.
    pub limits: Option<(f64, f64)>,
    /// Whether there are so few points that the limits may still move.
    pub trial: bool,
}

/// A period whose value is more than chance explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignalAt {
    /// When.
    pub period: Period,
    /// By which rule.
    pub rule: SignalRule,
    /// Whether it points to more.
    pub high: bool,
    /// What it means.
    pub meaning: Meaning,
}

/// The rule that a signal follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SignalRule {
    /// Outside the limits.
    OutsideLimits,
    /// One of several that rise or fall without a break.
    Trend,
    /// Near a limit, as is another of three.
    TwoInThree,
    /// One of several on the same side of the mean.
    Shift,
}

/// What a signal means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// A change for the better.
    Better,
    /// A change for the worse.
    Worse,
    /// A change that is neither.
    Neutral,
}

/// What is expected of a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// When.
    pub period: Period,
    /// The figure expected.
    pub value: f64,
    /// Between which figures it lies with a probability of 80 %.
    pub band_80: (f64, f64),
    /// Between which figures it lies with a probability of 95 %.
    pub band_95: (f64, f64),
}

/// Something that happened, and stands beside the figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What it is.
    pub kind: EventKind,
    /// The period it began in, or that a change or a comment is of.
    pub at: Period,
    /// The last period it went on in; `None` for one that goes on. Only of an initiative.
    pub until: Option<Period>,
    /// What it is called, or what is said, in the language of the chart.
    pub text: String,
}

/// What an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventKind {
    /// Something that was done so that the figures become others.
    Initiative,
    /// A change of law or accounts across which figures are still compared; one that cuts the series is a break.
    Change,
    /// Words that explain a figure.
    Comment,
}
