//! What is chance in a process, by the points known so far.

use super::Series;
use crate::mean::{mean, sum};
use crate::quantile::{MEDIAN_TO_DEVIATION, median};
use crate::sample::{Sample, SampleError};

/// Fewest points of a level that may have a slope of its own.
const SLOPE_POINTS: usize = 12;
/// Median deviations (as standard deviations) beyond which a point is taken for one at that distance.
const CLIPPED_AT: f64 = 3.0;
/// Seasons, and points, that there must be before a season is looked for.
const SEASONS_LEAST: usize = 3;
const SEASON_POINTS_LEAST: usize = 24;
/// F of places of the season against what is left, above which there is one.
const SEASON_F: f64 = 3.0;
/// Largest correlation of neighbours that is reckoned with: beyond it no mean of some points says anything.
const CORRELATION_MAX: f64 = 0.95;
/// Fewest degrees of freedom that errors are widened by.
const FREEDOM_LEAST: f64 = 3.0;

/// What is chance in a process.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Noise {
    /// Standard deviation of a point, σ.
    pub(super) deviation: f64,
    /// Correlation of neighbouring points, ρ, at least 0.
    pub(super) correlation: f64,
    /// How much each place of the season lies above the mean; nothing where no season is told from chance.
    season: Vec<f64>,
    /// Seasons there are.
    n_seasons: f64,
    /// Points that do not depend on one another, less what was estimated.
    freedom: f64,
}

impl Noise {
    /// Reckons it from the points before one, of which those from each of `starts` on lie around a level of their own.
    pub(super) fn before(
        end: usize,
        series: &Series<'_>,
        starts: &[usize],
    ) -> Result<Self, SampleError> {
        let values = series.values.get(..end).unwrap_or(series.values);
        let at = series.at.get(..end).unwrap_or(series.at);
        let mut fit = Fit::of(values, at, starts)?;
        let mut season = Vec::new();
        let n = values.len();
        if let Some(places) = series
            .season
            .filter(|one| *one > 1 && n >= (SEASONS_LEAST * one).max(SEASON_POINTS_LEAST))
            && let Some(found) = season_of(&fit, at, places)
        {
            let without: Vec<f64> = values
                .iter()
                .zip(at)
                .map(|(value, at)| value - place(&found, *at))
                .collect();
            fit = Fit::of(&without, at, starts)?;
            fit.n_fitted += places as f64 - 1.0;
            // Waves of a season take 1 from the sum of products of neighbours where a mean adds 1.
            fit.bias.0 -= 1.0;
            season = found;
        }
        let n_seasons = series.season.map_or(1.0, |places| n as f64 / places as f64);
        Ok(fit.noise(at, starts, (season, n_seasons)))
    }

    /// A point without its season.
    pub(super) fn adjusted(&self, value: f64, at: usize) -> f64 {
        match self.season.is_empty() {
            true => value,
            false => value - place(&self.season, at),
        }
    }

    /// How many times the variance of a point new points have, as their season is known from as many seasons only.
    pub(super) fn of_new(&self) -> f64 {
        match self.season.is_empty() {
            true => 1.0,
            false => 1.0 + 1.0 / self.n_seasons,
        }
    }

    /// Standard errors that are as rare as `z` are where σ is known: Student's t for the normal distribution's z (Cornish and
    /// Fisher's expansion; M. Abramowitz and I. Stegun, Handbook of Mathematical Functions (1964), 26.7.5, its first two terms).
    pub(super) fn widened(&self, z: f64) -> f64 {
        let v = self.freedom;
        z + (z.powi(3) + z) / (4.0 * v)
            + (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / (96.0 * v * v)
    }
}

/// Variance of the mean of `n` neighbours in parts of that of one: `(1 + 2 Σ (1 − j/n) ρ^j) / n`, j from 1 to n − 1, where each
/// depends on the one before alone.
pub(super) fn of_mean(n: usize, correlation: f64) -> f64 {
    let all = n as f64;
    let mut power = 1.0;
    let mut found = 1.0;
    for j in 1..n {
        power *= correlation;
        found += 2.0 * (1.0 - j as f64 / all) * power;
    }
    found / all
}

/// Points less the level, and from twelve on the line, that each part of them lies around.
struct Fit {
    residuals: Vec<f64>,
    /// How many numbers were fitted.
    n_fitted: f64,
    /// What fitting takes from the sum of products of neighbours: so much, and so many times ρ, in parts of the variance.
    bias: (f64, f64),
}

impl Fit {
    fn of(values: &[f64], at: &[usize], starts: &[usize]) -> Result<Self, SampleError> {
        let mut found = Self {
            residuals: Vec::with_capacity(values.len()),
            n_fitted: 0.0,
            bias: (0.0, 0.0),
        };
        for (from, to) in parts(starts, values.len()) {
            let (Some(part), Some(at)) = (values.get(from..to), at.get(from..to)) else {
                continue;
            };
            let points = clipped(part)?;
            let centre = sum(&points) / points.len() as f64;
            let slope = match points.len() < SLOPE_POINTS {
                true => None,
                false => Some(slope(&points, at, centre)),
            };
            // Kendall's bias of a correlation of neighbours: (1 + 3ρ)/n around a mean, (2 + 4ρ)/n around a line.
            let (fitted, constant, linear) = match slope {
                None => (1.0, 1.0, 3.0),
                Some(_) => (2.0, 2.0, 4.0),
            };
            found.n_fitted += fitted;
            found.bias.0 += constant;
            found.bias.1 += linear;
            let (slope, middle) = slope.unwrap_or_default();
            let pairs = points.iter().zip(at);
            let of_line = pairs.map(|(value, at)| value - centre - slope * (*at as f64 - middle));
            found.residuals.extend(of_line);
        }
        Ok(found)
    }

    fn noise(self, at: &[usize], starts: &[usize], (season, n_seasons): (Vec<f64>, f64)) -> Noise {
        let n = self.residuals.len() as f64;
        let residuals = clipped(&self.residuals).unwrap_or(self.residuals);
        let squares: Vec<f64> = residuals.iter().map(|one| one * one).collect();
        let squares = sum(&squares);
        let deviation = (squares / (n - self.n_fitted).max(1.0)).sqrt();
        let mut products = Vec::new();
        for (from, to) in parts(starts, residuals.len()) {
            let (Some(part), Some(at)) = (residuals.get(from..to), at.get(from..to)) else {
                continue;
            };
            let neighbours = part.windows(2).zip(at.windows(2));
            products.extend(neighbours.filter_map(|(pair, at)| match (pair, at) {
                ([one, other], [then, now]) if *now == *then + 1 => Some(one * other),
                _ => None,
            }));
        }
        let of_points = match squares > 0.0 && !products.is_empty() {
            true => (sum(&products) / products.len() as f64) / (squares / n),
            false => 0.0,
        };
        let unbiased = (of_points + self.bias.0 / n) / (1.0 - (self.bias.1 / n).min(0.8));
        let correlation = match unbiased.is_finite() {
            true => unbiased.clamp(0.0, CORRELATION_MAX),
            false => CORRELATION_MAX,
        };
        let square = correlation * correlation;
        let freedom = n * (1.0 - square) / (1.0 + square) - self.n_fitted;
        Noise {
            deviation,
            correlation,
            season,
            n_seasons,
            freedom: freedom.max(FREEDOM_LEAST),
        }
    }
}

/// From where to where each part goes.
fn parts(starts: &[usize], end: usize) -> impl Iterator<Item = (usize, usize)> {
    let ends = starts.iter().skip(1).copied().chain([end]);
    let parts = starts.iter().copied().zip(ends);
    parts
        .map(move |(from, to)| (from, to.min(end)))
        .filter(|(from, to)| from < to)
}

/// Points of which those that lie wildly far from the median are put where one that does not might lie.
fn clipped(values: &[f64]) -> Result<Vec<f64>, SampleError> {
    let centre = median(&Sample::new(values)?);
    let far: Vec<f64> = values.iter().map(|one| (one - centre).abs()).collect();
    let most = CLIPPED_AT * MEDIAN_TO_DEVIATION * median(&Sample::new(&far)?);
    // Most are equal: what differs is rare, and no error.
    if most == 0.0 {
        return Ok(values.to_vec());
    }
    let (lower, upper) = (centre - most, centre + most);
    Ok(values.iter().map(|one| one.clamp(lower, upper)).collect())
}

/// The slope of the line of least squares, and the time around which it turns.
fn slope(points: &[f64], at: &[usize], centre: f64) -> (f64, f64) {
    let times: Vec<f64> = at.iter().map(|at| *at as f64).collect();
    let middle = sum(&times) / times.len() as f64;
    let pairs = points.iter().zip(&times);
    let products: Vec<f64> = pairs.map(|(y, t)| (y - centre) * (t - middle)).collect();
    let squares: Vec<f64> = times.iter().map(|t| (t - middle).powi(2)).collect();
    (sum(&products) / sum(&squares), middle)
}

/// How much each place of a season lies above their mean, where they differ by more than chance.
fn season_of(fit: &Fit, at: &[usize], places: usize) -> Option<Vec<f64>> {
    let mut of_place = vec![Vec::new(); places];
    for (residual, at) in fit.residuals.iter().zip(at) {
        of_place.get_mut(at % places)?.push(*residual);
    }
    // A place without a point has no mean, and the series no season that could be taken out.
    let means: Vec<f64> = of_place
        .iter()
        .map(|points| mean(points).ok())
        .collect::<Option<_>>()?;
    let centre = sum(&means) / places as f64;
    let season: Vec<f64> = means.iter().map(|one| one - centre).collect();
    let pairs = || fit.residuals.iter().zip(at);
    let between: Vec<f64> = pairs().map(|(_, at)| place(&season, *at).powi(2)).collect();
    let within: Vec<f64> = pairs()
        .map(|(one, at)| (one - place(&season, *at)).powi(2))
        .collect();
    let n_places = places as f64 - 1.0;
    let left = fit.residuals.len() as f64 - n_places - fit.n_fitted;
    let (between, within) = (sum(&between) / n_places, sum(&within) / left.max(1.0));
    (between > SEASON_F * within).then_some(season)
}

fn place(season: &[f64], at: usize) -> f64 {
    let no = at.checked_rem(season.len()).unwrap_or_default();
    season.get(no).copied().unwrap_or_default()
}
