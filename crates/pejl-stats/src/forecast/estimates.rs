//! How unsure what a model expects is of what it has estimated.
//!
//! A model of exponential smoothing is a regression on its states at the start, which is linear, and on its smoothing parameters,
//! which is not (R. Hyndman et al., *Forecasting with Exponential Smoothing: The State Space Approach*, 2008, chapter 5). So the
//! variance of what is expected is that of nonlinear regression: `σ² g′(J′J + P)⁻¹g`, with J what each error one step ahead changes
//! by with each estimate, and g what the number ahead changes by with it (G. Seber and C. Wild, *Nonlinear Regression*, 1989,
//! section 5.1). A smoothing parameter lies between bounds, so that it is at most as unsure as a number drawn evenly between
//! them, whose variance is a twelfth of the square of their distance: P has 12σ² at its place, and 0 at those of states.

use super::smoothing::{Form, Parameters, State, run};
use crate::regression::Triangle;

/// How far a smoothing parameter is moved, between bounds of 0 and 1, to see what changes with it.
const MOVED: f64 = 1e-5;
/// One over the variance of a number drawn evenly between 0 and 1.
const EVEN: f64 = 12.0;

/// What changes with each estimate, at the end of a series.
#[derive(Debug, Clone)]
pub(super) struct Estimates {
    tangents: Vec<Tangent>,
    /// The triangle R of `J′J + P = R′R`.
    triangle: Triangle,
}

/// A series that goes on from a state, of which a number ahead is what it changes by with an estimate.
#[derive(Debug, Clone)]
struct Tangent {
    with: Parameters,
    state: State,
    /// What it is compared with, and how far it was moved from there; nothing where the series is the change itself.
    from: Option<(Parameters, State, f64)>,
}

/// A series with the model that was fitted to it.
pub(super) struct Fitted<'a> {
    pub(super) values: &'a [f64],
    pub(super) form: Form,
    /// Where the smoothing parameters lie between their bounds, and what they are there.
    pub(super) at: &'a [f64],
    pub(super) parameters: &'a dyn Fn(&[f64]) -> Parameters,
    /// The states at the start.
    pub(super) start: &'a [f64],
    /// The standard error one step ahead.
    pub(super) error: f64,
}

impl Estimates {
    pub(super) fn of(fitted: &Fitted<'_>) -> Self {
        let form = fitted.form;
        let with = (fitted.parameters)(fitted.at);
        let run_on = |with: &Parameters| {
            let start = State::at_start(form, fitted.start);
            run(fitted.values.iter().copied(), start, with)
        };
        let (errors, end) = run_on(&with);
        let (mut tangents, mut columns) = (Vec::new(), Vec::new());
        for no in 0..form.n_states() {
            let mut one = vec![0.0; form.n_states()];
            if let Some(state) = one.get_mut(no) {
                *state = 1.0;
            }
            let zeros = std::iter::repeat_n(0.0, fitted.values.len());
            let (mut column, state) = run(zeros, State::at_start(form, &one), &with);
            column.extend(fitted.at.iter().map(|_| 0.0));
            columns.push(column);
            tangents.push(Tangent {
                with,
                state,
                from: None,
            });
        }
        for (no, at) in fitted.at.iter().enumerate() {
            // Away from the nearer bound.
            let by = if *at > 0.5 { -MOVED } else { MOVED };
            let mut moved = fitted.at.to_vec();
            if let Some(place) = moved.get_mut(no) {
                *place += by;
            }
            let moved = (fitted.parameters)(&moved);
            let (of_moved, state) = run_on(&moved);
            let changes = of_moved.iter().zip(&errors);
            let mut column: Vec<f64> = changes.map(|(one, other)| (one - other) / by).collect();
            let bound = |other| {
                if other == no {
                    EVEN.sqrt() * fitted.error
                } else {
                    0.0
                }
            };
            column.extend((0..fitted.at.len()).map(bound));
            columns.push(column);
            tangents.push(Tangent {
                with: moved,
                state,
                from: Some((with, end.clone(), by)),
            });
        }
        Self {
            tangents,
            triangle: Triangle::of(columns),
        }
    }

    /// The variance of what is expected one step ahead, two and so on, in parts of σ².
    pub(super) fn variances(&self, horizon: usize) -> Vec<f64> {
        let gradients: Vec<Vec<f64>> = self
            .tangents
            .iter()
            .map(|tangent| tangent.changes(horizon))
            .collect();
        (0..horizon)
            .map(|step| {
                let gradient = gradients.iter();
                let gradient = gradient.map(|of_one| of_one.get(step).copied().unwrap_or_default());
                self.triangle.square(gradient)
            })
            .collect()
    }
}

impl Tangent {
    fn changes(&self, horizon: usize) -> Vec<f64> {
        let ahead = path(self.state.clone(), &self.with, horizon);
        let Some((with, state, by)) = &self.from else {
            return ahead;
        };
        let compared = ahead.iter().zip(path(state.clone(), with, horizon));
        compared
            .map(|(moved, plain)| (moved - plain) / by)
            .collect()
    }
}

/// What is expected one step ahead, two, and so on.
pub(super) fn path(mut state: State, with: &Parameters, horizon: usize) -> Vec<f64> {
    let step = |_| {
        let expected = state.expected(with);
        state.go_on(with, 0.0);
        expected
    };
    (0..horizon).map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is unsure of a level or of a line whose states do not move is what is unsure of a mean or of a line of least squares:
    /// `1/n`, and `1/n + (t − t̄)² / Σ(tᵢ − t̄)²`.
    #[test]
    fn without_smoothing_a_model_is_a_mean_or_a_line() {
        let values = [3.0, 5.0, 4.0, 8.0, 6.0];
        let variances = |has_trend| {
            let still = Parameters {
                level: 0.0,
                trend: 0.0,
                season: 0.0,
                damping: 1.0,
            };
            let estimates = Estimates::of(&Fitted {
                values: &values,
                form: Form {
                    has_trend,
                    is_damped: false,
                    season: 1,
                },
                at: &[],
                parameters: &|_| still,
                start: &[5.0, 0.0],
                error: 1.0,
            });
            estimates.variances(3)
        };
        for found in variances(false) {
            assert!((found - 0.2).abs() < 1e-12, "{found}");
        }
        // Times 1 to 5 have the mean 3 and squares of 10; the next are 6, 7 and 8.
        for (found, away) in variances(true).into_iter().zip([3.0_f64, 4.0, 5.0]) {
            assert!(
                (found - (0.2 + away * away / 10.0)).abs() < 1e-12,
                "{found}"
            );
        }
    }
}
