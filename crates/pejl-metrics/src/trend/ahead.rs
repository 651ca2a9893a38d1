//! Where a series is heading.

use pejl_domain::{Grain, Period, Unit};
use pejl_stats::forecast::{Expected, ForecastError, choose, forecast, tested_horizon};

use crate::points::{Point, since_last_gap};
use crate::status::Calibration;

/// Farthest back-test, in periods.
const BACK_TEST_MAX: usize = 12;
/// Seasons that figures must have before a forecast looks for one.
const SEASONS_LEAST: usize = 3;

/// What is expected of the periods after a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Ahead {
    /// The period of the first point it goes by.
    pub from: Period,
    /// How many points it goes by: those after the last cut and the last gap.
    pub n: usize,
    /// The model that erred least in the back-test, and how its bands have held.
    pub calibration: Calibration,
    /// Its mean error in parts of that of a naive forecast (MASE); none where points do not differ.
    pub scaled_error: Option<f64>,
    /// One for each period after the last point.
    pub steps: Vec<AheadStep>,
}

/// What is expected of a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AheadStep {
    /// The period.
    pub period: Period,
    /// The figure and its errors, whether there can be such a figure or not.
    pub expected: Expected,
}

/// Which figures there can be: no share of more than the whole, no fewer persons than none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Possible {
    least: f64,
    most: f64,
}

impl Possible {
    /// Those of a unit, where all figures so far are among them: a share may be one of something greater, and money and indices
    /// can be anything.
    pub fn of(unit: &Unit, points: &[Point]) -> Self {
        let (least, most) = match unit {
            Unit::Share => (0.0, 1.0),
            Unit::Percent => (0.0, 100.0),
            Unit::Persons
            | Unit::PerThousand
            | Unit::Fte
            | Unit::Km2
            | Unit::Days
            | Unit::Hours
            | Unit::Courses => (0.0, f64::INFINITY),
            _ => (f64::NEG_INFINITY, f64::INFINITY),
        };
        match points.iter().all(|one| (least..=most).contains(&one.value)) {
            true => Self { least, most },
            false => Self {
                least: f64::NEG_INFINITY,
                most: f64::INFINITY,
            },
        }
    }

    /// The figure expected, as near as there can be one.
    pub fn mean(self, expected: Expected) -> f64 {
        self.nearest(expected.value)
    }

    /// The ends of the band that holds the figure with a probability, as far as there can be such figures.
    pub fn band(self, expected: Expected, probability: f64) -> (f64, f64) {
        self.within(expected.band(probability))
    }

    /// Two ends as far as there can be such figures: of a share from 0.6 to 1.18 the whole is the upper.
    pub fn within(self, (lower, upper): (f64, f64)) -> (f64, f64) {
        (self.nearest(lower), self.nearest(upper))
    }

    fn nearest(self, figure: f64) -> f64 {
        figure.clamp(self.least, self.most)
    }
}

/// Why there is no forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoForecast {
    /// There are too few points since the last cut or gap.
    TooFew {
        /// Points there are.
        n: usize,
    },
    /// Numbers are so large that a forecast is not finite, or more periods are asked for than there can be.
    TooLarge,
}

/// How many periods ahead are told where nobody says: as many as make a year, and of whole years two.
pub fn usual_horizon(grain: Grain) -> usize {
    season(grain).unwrap_or(2)
}

/// Places of a season; none where periods are no parts of a year.
pub(crate) fn season(grain: Grain) -> Option<usize> {
    match grain {
        Grain::Month => Some(12),
        Grain::Quarter => Some(4),
        Grain::Half => Some(2),
        Grain::Year | Grain::Week => None,
    }
}

/// What is expected of the `horizon` periods after the last point, by the model that erred least at earlier ones.
///
/// It goes by the points after the last gap: to a forecast periods that follow one another are the same time apart.
///
/// # Errors
/// There are too few points, or numbers are too large.
pub fn ahead(points: &[Point], horizon: usize) -> Result<Ahead, NoForecast> {
    let points = since_last_gap(points);
    let n = points.len();
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return Err(NoForecast::TooFew { n });
    };
    let values: Vec<f64> = points.iter().map(|one| one.value).collect();
    let season = season(last.period.grain());
    let season = season.filter(|season| n >= SEASONS_LEAST * season);
    let why = |error| match error {
        ForecastError::TooFew { .. } => NoForecast::TooFew { n },
        _ => NoForecast::TooLarge,
    };
    let tested_ahead = tested_horizon(n, horizon).clamp(1, BACK_TEST_MAX);
    let choice = choose(&values, season, tested_ahead).map_err(why)?;
    let model = choice.forecast.model;
    let tested = choice.tested.iter().find(|one| one.model == model);
    let tested = tested.ok_or(NoForecast::TooFew { n })?;
    let far = forecast(&values, season, model, horizon).map_err(why)?;
    let periods = std::iter::successors(last.period.next(), |one| one.next());
    let steps = periods.zip(far.steps);
    let steps: Vec<AheadStep> = steps
        .map(|(period, expected)| AheadStep { period, expected })
        .collect();
    Ok(Ahead {
        from: first.period,
        n,
        calibration: Calibration {
            model,
            n: tested.n,
            within_80: tested.within_80,
            within_95: tested.within_95,
        },
        scaled_error: tested.scaled_error,
        steps,
    })
}
