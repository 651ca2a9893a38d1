//! The recursions of exponential smoothing with additive errors.

/// Which parts a model has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    pub(super) has_trend: bool,
    pub(super) is_damped: bool,
    /// Points of a season; 1 without one.
    pub(super) season: usize,
}

impl Form {
    pub(super) fn has_season(self) -> bool {
        self.season > 1
    }

    /// How many numbers its states are at the start: the level, the trend, and the season but one, as it adds up to 0.
    pub(super) fn n_states(self) -> usize {
        1 + usize::from(self.has_trend) + self.season.saturating_sub(1)
    }

    /// How many smoothing parameters it has.
    pub(super) fn n_parameters(self) -> usize {
        let parts = [self.has_trend, self.has_season(), self.is_damped];
        1 + parts.iter().filter(|has| **has).count()
    }
}

/// Smoothing parameters; 0 for parts that a model does not have, and a damping of 1 where nothing fades.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Parameters {
    pub(super) level: f64,
    pub(super) trend: f64,
    pub(super) season: f64,
    pub(super) damping: f64,
}

/// The state of a series at a point.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) level: f64,
    pub(super) trend: f64,
    /// From the place in the season that comes next.
    pub(super) season: Vec<f64>,
    next: usize,
}

impl State {
    /// The state at the start; `states` are the level, the trend, and the season but its last place.
    pub(super) fn at_start(form: Form, states: &[f64]) -> Self {
        let mut rest = states.iter().copied();
        let mut next = || rest.next().unwrap_or_default();
        let level = next();
        let trend = if form.has_trend { next() } else { 0.0 };
        let mut season: Vec<f64> = (1..form.season).map(|_| next()).collect();
        season.push(-season.iter().sum::<f64>());
        Self {
            level,
            trend,
            season,
            next: 0,
        }
    }

    /// What is expected next.
    pub(super) fn expected(&self, with: &Parameters) -> f64 {
        self.level + with.damping * self.trend + self.season_next()
    }

    fn season_next(&self) -> f64 {
        self.season.get(self.next).copied().unwrap_or_default()
    }

    /// Goes on by one point that differs from what was expected by an error.
    pub(super) fn go_on(&mut self, with: &Parameters, error: f64) {
        let trend = with.damping * self.trend;
        self.level += trend + with.level * error;
        self.trend = trend + with.trend * error;
        if let Some(season) = self.season.get_mut(self.next) {
            *season += with.season * error;
        }
        self.next += 1;
        if self.next >= self.season.len() {
            self.next = 0;
        }
    }
}

/// The errors one step ahead, and the state after the last point.
pub(super) fn run(
    values: impl Iterator<Item = f64>,
    mut state: State,
    with: &Parameters,
) -> (Vec<f64>, State) {
    let mut errors = Vec::with_capacity(values.size_hint().0);
    for value in values {
        let error = value - state.expected(with);
        errors.push(error);
        state.go_on(with, error);
    }
    (errors, state)
}
