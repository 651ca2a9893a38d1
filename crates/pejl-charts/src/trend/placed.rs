//! The overlay of a trend on the run of its periods, with everything left out that must not or cannot be shown.

use std::collections::BTreeMap;

use pejl_domain::Period;

use super::overlay::{ControlPhase, Event, EventKind, Expected, Overlay, SignalAt};
use super::view::Line;
use crate::clean_text::clean;

/// The overlay on the spine.
#[derive(Default)]
pub(super) struct Placed {
    /// What the path asks, ascending.
    pub path: Vec<Asked>,
    /// How far a figure may lie on the wrong side.
    pub tolerance: f64,
    /// Phases with the index of their first and last period, ascending.
    pub phases: Vec<(usize, usize, ControlPhase)>,
    /// Signals by index.
    pub signals: BTreeMap<usize, SignalAt>,
    /// What is expected, ascending.
    pub forecast: Vec<(usize, Expected)>,
    /// What happened, in order.
    pub events: Vec<PlacedEvent>,
}

/// What a path asks of a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Asked {
    /// Index of the period.
    pub at: usize,
    /// The least that is right.
    pub low: Option<f64>,
    /// The most that is right.
    pub high: Option<f64>,
}

/// An event on the spine.
pub(super) struct PlacedEvent {
    /// What it is.
    pub kind: EventKind,
    /// Index of the period it stands at.
    pub from: usize,
    /// Index of the last period it went on in; that of the last one where it goes on.
    pub to: usize,
    /// Whether it goes on beyond the last period.
    pub goes_on: bool,
    /// As given.
    pub at: Period,
    /// As given.
    pub until: Option<Period>,
    /// Its text, made harmless.
    pub text: String,
}

impl Placed {
    /// The overlay of `subject`, the series that the sentences tell of.
    pub fn of(overlay: &Overlay, spine: &[Period], subject: Option<&Line>) -> Self {
        let index = |period: Period| spine.binary_search(&period).ok();
        let events = events(&overlay.events, spine);
        let Some(subject) = subject.filter(|line| line.newest().is_some()) else {
            return Self {
                events,
                ..Self::default()
            };
        };
        let mut path: BTreeMap<usize, Asked> = BTreeMap::new();
        for point in overlay.target.iter().flat_map(|target| &target.points) {
            let [low, high] = [point.low, point.high].map(|value| value.filter(|v| v.is_finite()));
            if let Some(at) = index(point.period)
                && (low.is_some() || high.is_some())
            {
                path.entry(at).or_insert(Asked { at, low, high });
            }
        }
        let tolerance = overlay
            .target
            .as_ref()
            .map_or(0.0, |target| target.tolerance);
        let mut phases: Vec<(usize, usize, ControlPhase)> = overlay
            .phases
            .iter()
            .filter_map(|phase| {
                let (from, to) = (index(phase.from)?, index(phase.to)?);
                let is_beside_a_value = subject.values().any(|(i, _)| (from..=to).contains(&i));
                (phase.centre.is_finite() && is_beside_a_value).then(|| {
                    let limits = phase
                        .limits
                        .filter(|(lo, hi)| lo.is_finite() && hi.is_finite() && lo <= hi);
                    (from, to, ControlPhase { limits, ..*phase })
                })
            })
            .collect();
        phases.sort_by_key(|(from, to, _)| (*from, *to));
        let mut signals = BTreeMap::new();
        for signal in &overlay.signals {
            if let Some(i) = index(signal.period)
                && subject.value(i).is_some()
            {
                signals.entry(i).or_insert(*signal);
            }
        }
        let mut forecast: BTreeMap<usize, Expected> = BTreeMap::new();
        for one in &overlay.forecast {
            let numbers = [
                one.value,
                one.band_80.0,
                one.band_80.1,
                one.band_95.0,
                one.band_95.1,
            ];
            if let Some(i) = index(one.period)
                && numbers.iter().all(|number| number.is_finite())
            {
                forecast.entry(i).or_insert(*one);
            }
        }
        Self {
            path: path.into_values().collect(),
            tolerance: if tolerance.is_finite() {
                tolerance.max(0.0)
            } else {
                0.0
            },
            phases,
            signals,
            forecast: forecast.into_iter().collect(),
            events,
        }
    }

    /// Every value that the axis must hold.
    pub fn values(&self) -> impl Iterator<Item = f64> + '_ {
        let tolerance = self.tolerance;
        let path = self.path.iter().flat_map(move |Asked { low, high, .. }| {
            [
                *low,
                low.map(|v| v - tolerance),
                *high,
                high.map(|v| v + tolerance),
            ]
        });
        let phases = self.phases.iter().flat_map(|(_, _, phase)| {
            let (lower, upper) = phase.limits.unzip();
            [Some(phase.centre), lower, upper]
        });
        let forecast = self.forecast.iter().flat_map(|(_, one)| {
            [
                one.value,
                one.band_80.0,
                one.band_80.1,
                one.band_95.0,
                one.band_95.1,
            ]
            .map(Some)
        });
        path.chain(phases).chain(forecast).flatten()
    }

    /// What the path asks of a period.
    pub fn path_at(&self, index: usize) -> Option<Asked> {
        self.path.iter().find(|asked| asked.at == index).copied()
    }
}

/// Events that the spine has a period of, by where they stand.
fn events(given: &[Event], spine: &[Period]) -> Vec<PlacedEvent> {
    let placed = given.iter().filter_map(|event| {
        let is_lasting = event.kind == EventKind::Initiative;
        // One that ends before it begins is of the period it begins in.
        let until = event.until.filter(|_| is_lasting);
        let until = until.map(|until| {
            if until.end() > event.at.start() {
                until
            } else {
                event.at
            }
        });
        let last = spine.last()?;
        let ends = match until {
            Some(until) => until.end(),
            None if is_lasting => last.end(),
            None => event.at.end(),
        };
        let from = spine.partition_point(|period| period.end() <= event.at.start());
        // Index of the first period after it.
        let after = spine.partition_point(|period| period.start() < ends);
        (from < spine.len() && after > from).then(|| PlacedEvent {
            kind: event.kind,
            from,
            to: if is_lasting { after - 1 } else { from },
            goes_on: is_lasting && until.is_none_or(|until| until.end() > last.end()),
            at: event.at,
            until,
            text: clean(&event.text),
        })
    });
    let mut placed: Vec<PlacedEvent> = placed.collect();
    placed.sort_by_key(|event| (event.from, event.kind));
    placed
}
