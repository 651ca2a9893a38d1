//! Forecasts of a series, with how sure they are and how they have done.
//!
//! Models are those of exponential smoothing with additive errors (R. Hyndman et al., *Forecasting with Exponential Smoothing:
//! The State Space Approach*, 2008), beside two that anything must beat: that nothing changes, and that a season is as the last
//! one, and a straight line. Which of them is taken is decided by what each would have said at earlier points ([`choose`]), and
//! never by how well it fits.
//!
//! The bands that textbooks print hold the noise to come alone. What is unsure of the estimates is a second error
//! ([`Expected::estimate_error`]), and [`Expected::band`] holds both, with Student's distribution.

mod back_test;
#[cfg(test)]
mod coverage;
mod estimates;
mod fit;
mod smoothing;
#[cfg(test)]
mod tests;

use std::fmt;

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

use crate::sample::{SampleError, check_finite};

pub use back_test::{Choice, Tested, back_test, back_test_of, choose, choose_with, tested_horizon};
use fit::{Begin, Fit, fit};

/// Longest season.
pub const SEASON_MAX: usize = 60;
/// Most points of a series without a season.
pub const POINTS_MAX: usize = 5_000;
/// Most points of a series times those of its season, as every place of the season is one more number to estimate: 5,000 with a
/// season of 12, 1,000 with one of 60.
pub const POINTS_TIMES_SEASON_MAX: usize = 60_000;
/// Most steps ahead.
pub const HORIZON_MAX: usize = 600;

/// How a series goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Model {
    /// As the last number.
    Naive,
    /// As the last number of the same place in the season.
    SeasonalNaive,
    /// A level that drifts (ANN, simple exponential smoothing).
    Level,
    /// A straight line, by least squares.
    Line,
    /// A level with a trend (AAN, Holt).
    Trend,
    /// A level with a trend that fades (AAdN).
    DampedTrend,
    /// A level with a trend and a season (AAA, additive Holt–Winters).
    SeasonalTrend,
    /// A level with a trend that fades and a season (AAdA).
    SeasonalDampedTrend,
}

impl Model {
    /// All, the simplest first.
    pub const ALL: [Self; 8] = [
        Model::Naive,
        Model::SeasonalNaive,
        Model::Level,
        Model::Line,
        Model::Trend,
        Model::DampedTrend,
        Model::SeasonalTrend,
        Model::SeasonalDampedTrend,
    ];

    /// `naive`, `seasonal_naive`, `ses`, `ols`, `holt`, `holt_damped`, `holt_winters` or `holt_winters_damped`.
    pub fn as_str(self) -> &'static str {
        match self {
            Model::Naive => "naive",
            Model::SeasonalNaive => "seasonal_naive",
            Model::Level => "ses",
            Model::Line => "ols",
            Model::Trend => "holt",
            Model::DampedTrend => "holt_damped",
            Model::SeasonalTrend => "holt_winters",
            Model::SeasonalDampedTrend => "holt_winters_damped",
        }
    }

    /// Whether it needs to know how long a season is.
    pub fn is_seasonal(self) -> bool {
        matches!(
            self,
            Model::SeasonalNaive | Model::SeasonalTrend | Model::SeasonalDampedTrend
        )
    }

    /// The fewest points it can be fitted to: one more than it estimates, and two seasons and one.
    pub fn points_least(self, season: usize) -> usize {
        let estimated = match self {
            Model::Naive => 1,
            Model::SeasonalNaive => season,
            Model::Level | Model::Line => 2,
            Model::Trend => 4,
            Model::DampedTrend => 5,
            Model::SeasonalTrend => season.saturating_add(4),
            Model::SeasonalDampedTrend => season.saturating_add(5),
        };
        let least = estimated.saturating_add(2);
        match self.is_seasonal() {
            true => least.max(season.saturating_mul(2).saturating_add(1)),
            false => least,
        }
    }
}

/// Why there is no forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForecastError {
    /// There is no number, or one that is not finite.
    Sample(SampleError),
    /// There are too few points.
    TooFew {
        /// Points there are.
        n: usize,
        /// Points needed.
        least: usize,
    },
    /// There are more points than [`POINTS_MAX`], or with their season more than [`POINTS_TIMES_SEASON_MAX`].
    TooMany {
        /// Points there are.
        n: usize,
        /// Points taken.
        most: usize,
    },
    /// A season is of fewer than 2 points or more than 60, or a seasonal model is asked for without one.
    Season,
    /// No step ahead is asked for, or more than [`HORIZON_MAX`].
    Horizon,
    /// Numbers are so large that the forecast is not finite.
    TooLarge,
}

impl fmt::Display for ForecastError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ForecastError::Sample(error) => error.fmt(f),
            ForecastError::TooFew { n, least } => {
                write!(f, "{n} points: at least {least} are needed")
            }
            ForecastError::TooMany { n, most } => {
                write!(f, "{n} points: at most {most} are taken")
            }
            ForecastError::Season => {
                write!(f, "a season has from 2 to {SEASON_MAX} points")
            }
            ForecastError::Horizon => {
                write!(f, "from 1 to {HORIZON_MAX} steps ahead can be asked for")
            }
            ForecastError::TooLarge => f.write_str("the numbers are too large"),
        }
    }
}

impl std::error::Error for ForecastError {}

impl From<SampleError> for ForecastError {
    fn from(error: SampleError) -> Self {
        ForecastError::Sample(error)
    }
}

/// What is expected some steps ahead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// The number itself.
    pub value: f64,
    /// The standard error of the noise to come.
    pub error: f64,
    /// The standard error of the number itself, which comes of what was estimated.
    pub estimate_error: f64,
    /// Degrees of freedom of both: points less what was estimated of them.
    pub degrees: usize,
}

impl Expected {
    /// The ends of the band that holds the number with a probability: 0.8 or 0.95, say.
    ///
    /// It holds the noise to come and what is unsure of the estimates: `± t(n − k) √(error² + estimate_error²)`.
    pub fn band(self, probability: f64) -> (f64, f64) {
        let share = 0.5 + probability.clamp(0.0, 1.0) / 2.0;
        let deviate = self
            .student()
            .map_or(0.0, |student| student.inverse_cdf(share));
        self.around(deviate * self.whole_error())
    }

    /// The ends of the band of the noise to come alone: `± z · error`, as textbooks print it. It is too narrow by what is unsure of
    /// the estimates.
    pub fn noise_band(self, probability: f64) -> (f64, f64) {
        let share = 0.5 + probability.clamp(0.0, 1.0) / 2.0;
        self.around(Normal::standard().inverse_cdf(share) * self.error)
    }

    /// The probability of a number of at most this.
    pub fn probability_up_to(self, limit: f64) -> f64 {
        match (self.student(), self.whole_error() > 0.0) {
            (Some(student), true) => student.cdf((limit - self.value) / self.whole_error()),
            _ => f64::from(u8::from(self.value <= limit)),
        }
    }

    fn whole_error(self) -> f64 {
        self.error.hypot(self.estimate_error)
    }

    fn student(self) -> Option<StudentsT> {
        StudentsT::new(0.0, 1.0, self.degrees.max(1) as f64).ok()
    }

    fn around(self, spread: f64) -> (f64, f64) {
        // A band of no width stays where it is, also where the deviate is infinite.
        let spread = if spread > 0.0 { spread } else { 0.0 };
        (self.value - spread, self.value + spread)
    }
}

/// What a band holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bands {
    /// What textbooks print of a model: the noise to come, of a line of least squares the estimates as well.
    Textbook,
    /// The noise to come and what is unsure of the estimates.
    Whole,
}

impl Bands {
    /// The ends of the band of a model that holds what is expected with a probability.
    pub fn around(self, model: Model, expected: Expected, probability: f64) -> (f64, f64) {
        match (self, model) {
            (Bands::Textbook, Model::Line) | (Bands::Whole, _) => expected.band(probability),
            (Bands::Textbook, _) => expected.noise_band(probability),
        }
    }
}

/// A forecast by one model.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// The model.
    pub model: Model,
    /// What is expected one step ahead, two, and so on.
    pub steps: Vec<Expected>,
    /// Standard error one step ahead: √(SSE / (n − k)) of k numbers estimated.
    pub residual_error: f64,
    /// What the model estimated.
    pub smoothing: Smoothing,
}

/// How fast a model forgets, as far as it has the part.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Smoothing {
    /// Of the level, α.
    pub level: Option<f64>,
    /// Of the trend, β.
    pub trend: Option<f64>,
    /// Of the season, γ.
    pub season: Option<f64>,
    /// What the trend fades by at each step, φ.
    pub damping: Option<f64>,
}

/// The forecast of a series by one model.
///
/// Smoothing parameters are those of the least squared errors one step ahead that a search finds from the sixteen best places of a grid
/// (of long series with a long season from fewer; in back-tests from one, and from the fit before), with α from 0.0001 to 0.9999, β below α, γ below 1 −
/// α and φ from 0.8 to 0.98; for each of them the states at the start are those of the least squared errors, exactly. The variance
/// h steps ahead is `σ² (1 + Σ cⱼ²)` over j < h, with `cⱼ = α + β (φ + … + φʲ) + γ` (γ where j is a whole number of seasons), of
/// the naive model `hσ²`.
///
/// `season` is how many points a season has; a model without one does not use it.
///
/// # Errors
/// There are too few points for the model or too many, a number is not finite, a seasonal model has no season, or no step ahead is
/// asked for or too many. Limits are checked before anything is computed.
///
/// # Example
/// ```
/// # use pejl_stats::forecast::{Model, forecast};
/// let found = forecast(&[3.0, 5.0, 4.0], None, Model::Naive, 2)?;
/// assert_eq!(found.steps[1].value, 4.0);
/// // Steps of 2 and −1: σ² = 5/2, and twice that two steps ahead.
/// assert_eq!(found.steps[1].error, 5.0_f64.sqrt());
/// # Ok::<(), pejl_stats::forecast::ForecastError>(())
/// ```
pub fn forecast(
    values: &[f64],
    season: Option<usize>,
    model: Model,
    horizon: usize,
) -> Result<Forecast, ForecastError> {
    check(values, season, horizon)?;
    let fitted = fitted(values, season, model, Begin::BestPlaces)?;
    of_fit(model, &fitted, horizon)
}

fn check(values: &[f64], season: Option<usize>, horizon: usize) -> Result<(), ForecastError> {
    if season.is_some_and(|season| !(2..=SEASON_MAX).contains(&season)) {
        return Err(ForecastError::Season);
    }
    if !(1..=HORIZON_MAX).contains(&horizon) {
        return Err(ForecastError::Horizon);
    }
    let (n, most) = (values.len(), points_most(season));
    if n > most {
        return Err(ForecastError::TooMany { n, most });
    }
    Ok(check_finite(values)?)
}

/// Most points of a series with a season of so many, or without one.
pub fn points_most(season: Option<usize>) -> usize {
    POINTS_MAX.min(POINTS_TIMES_SEASON_MAX / season.unwrap_or(1).max(1))
}

/// The fit of a model.
fn fitted(
    values: &[f64],
    season: Option<usize>,
    model: Model,
    from: Begin<'_>,
) -> Result<Fit, ForecastError> {
    if model.is_seasonal() && season.is_none() {
        return Err(ForecastError::Season);
    }
    let season = season.filter(|_| model.is_seasonal()).unwrap_or(1);
    let least = model.points_least(season);
    match values.len() < least {
        true => Err(ForecastError::TooFew {
            n: values.len(),
            least,
        }),
        // Numbers are finite and times differ, so that only their size is left.
        false => fit(values, season, model, from).map_err(|_| ForecastError::TooLarge),
    }
}

fn of_fit(model: Model, fitted: &Fit, horizon: usize) -> Result<Forecast, ForecastError> {
    let steps = fitted.ahead(horizon);
    // A band of 95 % reaches two standard errors either way, of one degree of freedom 13; twice that is to be finite too.
    let is_finite = |step: &Expected| {
        (step.value.abs() + 26.0 * (step.error + step.estimate_error)).is_finite()
    };
    match steps.iter().all(is_finite) {
        true => Ok(Forecast {
            model,
            steps,
            residual_error: fitted.residual_error(),
            smoothing: fitted.smoothing(),
        }),
        false => Err(ForecastError::TooLarge),
    }
}
