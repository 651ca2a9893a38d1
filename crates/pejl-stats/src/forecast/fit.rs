//! A model fitted to a series.

use super::regression::least_squares;
use super::smoothing::{Form, Parameters, State, run};
use super::{Expected, Model, Smoothing};

/// Places of each parameter, between its bounds, from which the best is looked for.
const STARTS: [f64; 4] = [0.05, 0.3, 0.6, 0.9];
/// How far the search goes at first, and when it ends, between bounds of 0 and 1.
const FIRST_STEP: f64 = 0.15;
const LAST_STEP: f64 = 1e-7;
/// Most rounds of a search, over all parameters each: about ten times what series have been seen to need.
const ROUNDS_MAX: usize = 1_000;
/// A parameter that has begun near where it ends is looked for near it.
const NEAR_STEP: f64 = 0.02;
const LEVEL_BOUNDS: (f64, f64) = (0.0001, 0.9999);
const DAMPING_BOUNDS: (f64, f64) = (0.8, 0.98);

/// A model with what was estimated.
#[derive(Debug, Clone)]
pub(super) enum Fit {
    /// Repeats the last season, of one point where there is none.
    Naive {
        last: Vec<f64>,
        error: f64,
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
}

/// Fits a model to a series that has points enough.
pub(super) fn fit(values: &[f64], season: usize, model: Model, near: Option<&Fit>) -> Fit {
    let form = |has_trend, is_damped| Form {
        has_trend,
        is_damped,
        season,
    };
    let form = match model {
        Model::Naive | Model::SeasonalNaive => return naive(values, season),
        Model::Level => form(false, false),
        Model::Trend | Model::SeasonalTrend => form(true, false),
        Model::DampedTrend | Model::SeasonalDampedTrend => form(true, true),
    };
    let near = match near {
        Some(Fit::Smoothed(near)) => Some(near.at.clone()),
        _ => None,
    };
    Fit::Smoothed(smoothed(values, form, near))
}

fn naive(values: &[f64], season: usize) -> Fit {
    let steps = values.iter().zip(values.iter().skip(season));
    let squares: f64 = steps.map(|(one, next)| (next - one).powi(2)).sum();
    let n = values.len() - season;
    Fit::Naive {
        last: values.iter().skip(n).copied().collect(),
        error: (squares / n as f64).sqrt(),
    }
}

fn smoothed(values: &[f64], form: Form, near: Option<Vec<f64>>) -> Smoothed {
    // Around their mean, so that large numbers lose nothing.
    let centre = values.iter().sum::<f64>() / values.len() as f64;
    let centred: Vec<f64> = values.iter().map(|value| value - centre).collect();
    let squares = |at: &[f64]| states(&centred, form, &parameters(form, at)).1;
    let (begin, step) = match near {
        Some(near) => (near, NEAR_STEP),
        None => (best_start(form.n_parameters(), &squares), FIRST_STEP),
    };
    let at = search(begin, step, &squares);
    let with = parameters(form, &at);
    let (start, squares) = states(&centred, form, &with);
    let (_, mut state) = run(
        centred.iter().copied(),
        State::at_start(form, &start),
        &with,
    );
    state.level += centre;
    let n_estimated = form.n_parameters() + form.n_states();
    let n_left = values.len().saturating_sub(n_estimated).max(1);
    Smoothed {
        form,
        at,
        with,
        state,
        error: (squares / n_left as f64).sqrt(),
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
    least_squares(&columns, &without)
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
fn search(mut at: Vec<f64>, first: f64, squares: &impl Fn(&[f64]) -> f64) -> Vec<f64> {
    let mut least = squares(&at);
    let mut step = first;
    for _ in 0..ROUNDS_MAX {
        if step <= LAST_STEP {
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
            Fit::Smoothed(fit) => fit.error,
        }
    }

    pub(super) fn smoothing(&self) -> Smoothing {
        match self {
            Fit::Naive { .. } => Smoothing::default(),
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
            Fit::Naive { last, error } => {
                let ahead = last.iter().cycle().take(horizon).enumerate();
                let expected = ahead.map(|(no, value)| {
                    let n_seasons = no / last.len().max(1) + 1;
                    Expected {
                        value: *value,
                        error: error * (n_seasons as f64).sqrt(),
                    }
                });
                expected.collect()
            }
            Fit::Smoothed(fit) => fit.ahead(horizon),
        }
    }
}

impl Smoothed {
    fn ahead(&self, horizon: usize) -> Vec<Expected> {
        let mut state = self.state.clone();
        // 1 + Σ cⱼ² and φ + … + φʲ of the steps before.
        let (mut variance, mut faded, mut fade) = (1.0, 0.0, 1.0);
        let mut found = Vec::new();
        for no in 1..=horizon {
            found.push(Expected {
                value: state.expected(&self.with),
                error: self.error * f64::sqrt(variance),
            });
            state.go_on(&self.with, 0.0);
            fade *= self.with.damping;
            faded += fade;
            let season = match no.is_multiple_of(self.form.season) && self.form.has_season() {
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
        for (at, best) in search(vec![0.9, 0.1], FIRST_STEP, &bowl)
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
        search(vec![0.5, 0.5], FIRST_STEP, &ever_better);
        assert_eq!(asked.get(), 1 + 4 * ROUNDS_MAX);
    }
}
