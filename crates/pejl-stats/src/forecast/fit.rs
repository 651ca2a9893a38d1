//! A model fitted to a series.

use super::estimates::{Estimates, Fitted, path};
use super::smoothing::{Form, Parameters, State, run};
use super::{Expected, Model, Smoothing};
use crate::regression::least_squares;
use crate::trend::{LeastSquares, TrendError, least_squares as least_squares_line};

/// Places of each parameter, between its bounds, from which the best is looked for.
const STARTS: [f64; 4] = [0.05, 0.3, 0.6, 0.9];
/// How far the search goes at first, and when it ends, between bounds of 0 and 1. It goes as far at first where it begins at the
/// best of a point before: by small steps it stayed in hollows that had been the best of fewer points, and bands were too narrow.
const FIRST_STEP: f64 = 0.15;
const LAST_STEP: f64 = 5e-7;
/// When a search of a back-test ends: of the 39,600 forecasts of the tests of coverage two changed sides of a band by it.
const LAST_STEP_OF_TEST: f64 = 1e-4;
/// Most rounds of a search, over all parameters each: about ten times what series have been seen to need.
const ROUNDS_MAX: usize = 1_000;
const LEVEL_BOUNDS: (f64, f64) = (0.0001, 0.9999);
const DAMPING_BOUNDS: (f64, f64) = (0.8, 0.98);

/// A model with what was estimated.
#[derive(Debug, Clone)]
pub(super) enum Fit {
    /// Repeats the last season, of one point where there is none.
    Naive {
        last: Vec<f64>,
        error: f64,
        degrees: usize,
    },
    /// A straight line, and the time of the next point.
    Line {
        line: LeastSquares,
        next: f64,
    },
    Smoothed(Smoothed),
}

#[derive(Debug, Clone)]
pub(super) struct Smoothed {
    form: Form,
    /// Where the parameters lie between their bounds.
    at: Vec<f64>,
    with: Parameters,
    state: State,
    error: f64,
    estimates: Estimates,
    degrees: usize,
}

/// Fits a model to a series that has points enough.
///
/// # Errors
/// Numbers are so large that there is no line.
pub(super) fn fit(
    values: &[f64],
    season: usize,
    model: Model,
    near: Option<&Fit>,
) -> Result<Fit, TrendError> {
    let form = |has_trend, is_damped| Form {
        has_trend,
        is_damped,
        season,
    };
    let form = match model {
        Model::Naive | Model::SeasonalNaive => return Ok(naive(values, season)),
        Model::Line => return line(values),
        Model::Level => form(false, false),
        Model::Trend | Model::SeasonalTrend => form(true, false),
        Model::DampedTrend | Model::SeasonalDampedTrend => form(true, true),
    };
    let near = match near {
        Some(Fit::Smoothed(near)) => Some(near.at.clone()),
        _ => None,
    };
    Ok(Fit::Smoothed(smoothed(values, form, near)))
}

fn line(values: &[f64]) -> Result<Fit, TrendError> {
    let times: Vec<f64> = (0..values.len()).map(|no| no as f64).collect();
    Ok(Fit::Line {
        line: least_squares_line(&times, values)?,
        next: values.len() as f64,
    })
}

fn naive(values: &[f64], season: usize) -> Fit {
    let steps = values.iter().zip(values.iter().skip(season));
    let squares: f64 = steps.map(|(one, next)| (next - one).powi(2)).sum();
    let n = values.len() - season;
    Fit::Naive {
        last: values.iter().skip(n).copied().collect(),
        error: (squares / n as f64).sqrt(),
        degrees: n,
    }
}

fn smoothed(values: &[f64], form: Form, near: Option<Vec<f64>>) -> Smoothed {
    // Around their mean, so that large numbers lose nothing.
    let centre = values.iter().sum::<f64>() / values.len() as f64;
    let centred: Vec<f64> = values.iter().map(|value| value - centre).collect();
    let squares = |at: &[f64]| states(&centred, form, &parameters(form, at)).1;
    let (begin, last) = match near {
        Some(near) => (near, LAST_STEP_OF_TEST),
        None => (best_start(form.n_parameters(), &squares), LAST_STEP),
    };
    let at = search(begin, (FIRST_STEP, last), &squares);
    let with = parameters(form, &at);
    let (start, squares) = states(&centred, form, &with);
    let (_, mut state) = run(
        centred.iter().copied(),
        State::at_start(form, &start),
        &with,
    );
    state.level += centre;
    let n_estimated = form.n_parameters() + form.n_states();
    let degrees = values.len().saturating_sub(n_estimated).max(1);
    let error = (squares / degrees as f64).sqrt();
    let estimates = Estimates::of(&Fitted {
        values: &centred,
        form,
        at: &at,
        parameters: &|at| parameters(form, at),
        start: &start,
        error,
    });
    Smoothed {
        form,
        at,
        with,
        state,
        error,
        estimates,
        degrees,
    }
}

/// The parameters at places between their bounds: of the level, the trend, the season, the damping.
fn parameters(form: Form, at: &[f64]) -> Parameters {
    let mut rest = at.iter().copied();
    let mut next = || rest.next().unwrap_or_default();
    let between = |(low, high): (f64, f64), at: f64| low + (high - low) * at;
    let level = between(LEVEL_BOUNDS, next());
    let part = |has: bool, most: f64, at: &mut dyn FnMut() -> f64| match has {
        true => between((LEVEL_BOUNDS.0 * most, LEVEL_BOUNDS.1 * most), at()),
        false => 0.0,
    };
    Parameters {
        level,
        trend: part(form.has_trend, level, &mut next),
        season: part(form.has_season(), 1.0 - level, &mut next),
        damping: match form.is_damped {
            true => between(DAMPING_BOUNDS, next()),
            false => 1.0,
        },
    }
}

/// The states at the start of the least squared errors, and the sum of these: an error is a number that the states do not
/// touch plus each state times another, so that they are found at once.
fn states(values: &[f64], form: Form, with: &Parameters) -> (Vec<f64>, f64) {
    let n_states = form.n_states();
    let nothing = vec![0.0; n_states];
    let (without, _) = run(
        values.iter().copied(),
        State::at_start(form, &nothing),
        with,
    );
    let of_state = |no: usize| {
        let mut one = nothing.clone();
        if let Some(state) = one.get_mut(no) {
            *state = 1.0;
        }
        let zeros = std::iter::repeat_n(0.0, values.len());
        run(zeros, State::at_start(form, &one), with).0
    };
    let columns: Vec<Vec<f64>> = (0..n_states).map(of_state).collect();
    least_squares(columns, without)
}

/// The best of a grid.
fn best_start(n: usize, squares: &impl Fn(&[f64]) -> f64) -> Vec<f64> {
    let mut grid: Vec<Vec<f64>> = vec![Vec::new()];
    for _ in 0..n {
        let further = |at: &Vec<f64>| {
            let at = at.clone();
            STARTS.map(move |next| [at.as_slice(), &[next]].concat())
        };
        grid = grid.iter().flat_map(further).collect();
    }
    let valued = grid.into_iter().map(|at| (squares(&at), at));
    let best = valued.min_by(|(one, _), (other, _)| one.total_cmp(other));
    best.map(|(_, at)| at).unwrap_or_default()
}

/// Goes one way along one parameter wherever that is better, by ever smaller steps, and no further than [`ROUNDS_MAX`] rounds.
fn search(
    mut at: Vec<f64>,
    (first, last): (f64, f64),
    squares: &impl Fn(&[f64]) -> f64,
) -> Vec<f64> {
    let mut least = squares(&at);
    let mut step = first;
    for _ in 0..ROUNDS_MAX {
        if step <= last {
            break;
        }
        let mut is_better = false;
        for no in 0..at.len() {
            for way in [step, -step] {
                let mut other = at.clone();
                if let Some(place) = other.get_mut(no) {
                    *place = (*place + way).clamp(0.0, 1.0);
                }
                let found = squares(&other);
                if found < least {
                    (at, least, is_better) = (other, found, true);
                }
            }
        }
        if !is_better {
            step /= 2.0;
        }
    }
    at
}

impl Fit {
    pub(super) fn residual_error(&self) -> f64 {
        match self {
            Fit::Naive { error, .. } => *error,
            Fit::Line { line, .. } => line.residual_error,
            Fit::Smoothed(fit) => fit.error,
        }
    }

    pub(super) fn smoothing(&self) -> Smoothing {
        match self {
            Fit::Naive { .. } | Fit::Line { .. } => Smoothing::default(),
            Fit::Smoothed(fit) => Smoothing {
                level: Some(fit.with.level),
                trend: fit.form.has_trend.then_some(fit.with.trend),
                season: fit.form.has_season().then_some(fit.with.season),
                damping: fit.form.is_damped.then_some(fit.with.damping),
            },
        }
    }

    /// What is expected one step ahead, two, and so on.
    pub(super) fn ahead(&self, horizon: usize) -> Vec<Expected> {
        match self {
            Fit::Naive {
                last,
                error,
                degrees,
            } => {
                let ahead = last.iter().cycle().take(horizon).enumerate();
                let expected = ahead.map(|(no, value)| {
                    let n_seasons = no / last.len().max(1) + 1;
                    Expected {
                        value: *value,
                        error: error * (n_seasons as f64).sqrt(),
                        estimate_error: 0.0,
                        degrees: *degrees,
                    }
                });
                expected.collect()
            }
            Fit::Line { line, next } => {
                let expected = |no: usize| {
                    let time = next + no as f64;
                    Expected {
                        value: line.line.at(time),
                        error: line.residual_error,
                        estimate_error: line.line_error(time),
                        degrees: line.n.saturating_sub(2),
                    }
                };
                (0..horizon).map(expected).collect()
            }
            Fit::Smoothed(fit) => fit.ahead(horizon),
        }
    }
}

impl Smoothed {
    fn ahead(&self, horizon: usize) -> Vec<Expected> {
        let expected = path(self.state.clone(), &self.with, horizon);
        let of_estimates = self.estimates.variances(horizon);
        // 1 + Σ cⱼ² and φ + … + φʲ of the steps before.
        let (mut variance, mut faded, mut fade) = (1.0, 0.0, 1.0);
        let mut found = Vec::new();
        for (no, (value, of_estimates)) in (1..).zip(expected.into_iter().zip(of_estimates)) {
            found.push(Expected {
                value,
                error: self.error * f64::sqrt(variance),
                estimate_error: self.error * of_estimates.sqrt(),
                degrees: self.degrees,
            });
            fade *= self.with.damping;
            faded += fade;
            let season = match usize::is_multiple_of(no, self.form.season) && self.form.has_season()
            {
                true => self.with.season,
                false => 0.0,
            };
            let c: f64 = self.with.level + self.with.trend * faded + season;
            variance += c * c;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_search_finds_the_least_and_ends() {
        let bowl = |at: &[f64]| -> f64 {
            let away = at.iter().zip([0.25, 0.8]);
            away.map(|(at, best)| (at - best).powi(2)).sum()
        };
        for (at, best) in search(vec![0.9, 0.1], (FIRST_STEP, LAST_STEP), &bowl)
            .iter()
            .zip([0.25, 0.8])
        {
            assert!((at - best).abs() < 1e-6, "{at} {best}");
        }
        // One that is better wherever it is asked would never end.
        let asked = Cell::new(0_usize);
        let ever_better = |_: &[f64]| {
            asked.set(asked.get() + 1);
            -(asked.get() as f64)
        };
        search(vec![0.5, 0.5], (FIRST_STEP, LAST_STEP), &ever_better);
        assert_eq!(asked.get(), 1 + 4 * ROUNDS_MAX);
    }
}
