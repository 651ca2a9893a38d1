//! A trend's series on one unbroken run of periods.

use std::collections::{BTreeMap, BTreeSet};

use pejl_domain::{Cell, Period};

use super::placed::Placed;
use super::{SeriesRole, Trend};
use crate::clean_text::{clean, isolate};
use crate::glyph::{Form, Look, OTHER_FORMS};
use crate::palette;
use crate::reading::Reading;
use crate::scene::Paint;

/// The series on one unbroken run of periods.
pub(super) struct View {
    /// The periods, in order.
    pub spine: Vec<Period>,
    /// The series in the order described.
    pub series: Vec<Line>,
    /// Breaks that cut the spine: index of the first period of the new kind, and what changed.
    pub breaks: Vec<(usize, String)>,
    /// What is drawn upon the series that the sentences tell of.
    pub overlay: Placed,
}

/// Most periods that a path or a forecast goes on after the last period of the series: twenty years of months.
const MAX_AHEAD: usize = 240;

/// One series on the spine.
pub(super) struct Line {
    /// Name made harmless; the code where there is none.
    pub name: String,
    /// Code made harmless.
    pub code: String,
    /// The part it plays.
    pub role: SeriesRole,
    /// One reading per period; `None` where the series says nothing.
    pub readings: Vec<Option<Reading>>,
    /// How its points look.
    pub look: Look,
    /// Width and dashes of its line.
    pub stroke: (f64, Option<&'static str>),
}

impl View {
    pub fn of(trend: &Trend) -> Self {
        let spine = spine(trend);
        let index: BTreeMap<Period, usize> = spine
            .iter()
            .enumerate()
            .map(|(i, period)| (*period, i))
            .collect();
        let mut own_seen = false;
        let mut n_others = 0;
        let series = trend.series.iter().map(|series| {
            let role = match series.role {
                SeriesRole::Own if own_seen => SeriesRole::Other,
                role => role,
            };
            own_seen |= role == SeriesRole::Own;
            let mut readings = vec![None; spine.len()];
            for point in &series.points {
                if let Some(slot) = index.get(&point.period).and_then(|i| readings.get_mut(*i)) {
                    *slot = slot.or(Some(point.reading));
                }
            }
            let code = clean(&series.code);
            let name = clean(&series.name);
            let (look, stroke) = look(role, n_others);
            n_others += usize::from(role == SeriesRole::Other);
            Line {
                name: if name.is_empty() { code.clone() } else { name },
                code,
                role,
                readings,
                look,
                stroke,
            }
        });
        let series: Vec<Line> = series.collect();
        // Several changes at one period are one break with both reasons.
        let mut breaks: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for cut in &trend.breaks {
            // The break stands before the first period that is not before it, if there are periods on both sides.
            let at = spine.partition_point(|period| period.start() < cut.at.start());
            if at > 0 && at < spine.len() {
                breaks.entry(at).or_default().push(clean(&cut.label));
            }
        }
        let breaks = breaks.into_iter().map(|(at, labels)| {
            let labels: Vec<String> = labels
                .into_iter()
                .filter(|label| !label.is_empty())
                .collect();
            (at, labels.join("; "))
        });
        let breaks = breaks.collect();
        let mut view = Self {
            series,
            breaks,
            spine,
            overlay: Placed::default(),
        };
        view.overlay = Placed::of(&trend.overlay, &view.spine, view.subject());
        view
    }

    /// The series the sentences tell of.
    pub fn subject(&self) -> Option<&Line> {
        self.series
            .iter()
            .find(|line| line.role == SeriesRole::Own)
            .or(self.series.first())
    }

    /// Whether a period lies after the last that any series speaks of.
    pub fn is_ahead(&self, index: usize) -> bool {
        let speaks = |line: &Line| line.readings.iter().skip(index).any(Option::is_some);
        !self.series.iter().any(speaks)
    }

    /// Whether a break lies between the two neighbouring periods `before` and `before + 1`.
    pub fn is_cut_after(&self, before: usize) -> bool {
        self.breaks.iter().any(|(at, _)| *at == before + 1)
    }

    /// First period that can be compared with period `index`.
    pub fn comparable_from(&self, index: usize) -> usize {
        self.breaks
            .iter()
            .map(|(at, _)| *at)
            .filter(|at| *at <= index)
            .max()
            .unwrap_or(0)
    }
}

impl Line {
    /// The value at a period.
    pub fn value(&self, index: usize) -> Option<f64> {
        self.readings
            .get(index)
            .copied()
            .flatten()
            .and_then(Reading::value)
    }

    /// The reading at a period; missing where the series says nothing.
    pub fn reading(&self, index: usize) -> Reading {
        self.readings
            .get(index)
            .copied()
            .flatten()
            .unwrap_or(Reading::absent(Cell::Missing))
    }

    /// Indices and values of the periods that have one, in order.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = (usize, f64)> + '_ {
        self.readings
            .iter()
            .enumerate()
            .filter_map(|(i, reading)| Some((i, (*reading)?.value()?)))
    }

    /// Index and value of the newest period that has one.
    pub fn newest(&self) -> Option<(usize, f64)> {
        self.values().next_back()
    }

    /// Periods without value between the first and the last that the series speaks of.
    pub fn gaps(&self) -> impl Iterator<Item = (usize, Cell)> + '_ {
        let first = self
            .readings
            .iter()
            .position(Option::is_some)
            .unwrap_or(self.readings.len());
        let last = self
            .readings
            .iter()
            .rposition(Option::is_some)
            .map_or(0, |i| i + 1);
        (first..last)
            .map(|i| (i, self.reading(i)))
            .filter(|(_, r)| r.value().is_none())
            .map(|(i, r)| (i, r.cell()))
    }

    /// The name as it stands among other words.
    pub fn name_in_text(&self) -> String {
        isolate(&self.name)
    }

    /// The line's paint; a line to a provisional value is always dashed.
    pub fn paint(&self, provisional: bool) -> Paint {
        let (width, dash) = self.stroke;
        let dash = if provisional { Some("2 4") } else { dash };
        Paint {
            fill: None,
            stroke: Some((self.look.colour, width)),
            dash,
            ..Paint::default()
        }
    }
}

/// Form, colour and stroke of a series; further ones repeat the colours with other dashes.
fn look(role: SeriesRole, n_others: usize) -> (Look, (f64, Option<&'static str>)) {
    let look = |form, r, colour| Look { form, r, colour };
    match role {
        SeriesRole::Own => (look(Form::Diamond, 5.0, palette::OWN), (2.8, None)),
        SeriesRole::Group => (look(Form::Triangle, 4.2, palette::GROUP), (2.0, None)),
        SeriesRole::Reference => (
            look(Form::Circle, 3.2, palette::REFERENCE),
            (1.6, Some("7 4")),
        ),
        SeriesRole::Other => {
            let cycle = |n: usize| n % palette::OTHERS.len();
            let colour = palette::OTHERS
                .get(cycle(n_others))
                .copied()
                .unwrap_or(palette::MARKED);
            let form = OTHER_FORMS
                .get(cycle(n_others))
                .copied()
                .unwrap_or(Form::Square);
            let dash = [None, Some("9 3"), Some("5 2"), Some("9 3 2 3")];
            let dash = dash
                .get((n_others / palette::OTHERS.len()) % dash.len())
                .copied()
                .flatten();
            (look(form, 3.6, colour), (1.5, dash))
        }
    }
}

/// The unbroken run of periods from the first to the last, and on to the last that the overlay tells of; just the
/// periods themselves where their grains differ and no run exists.
fn spine(trend: &Trend) -> Vec<Period> {
    let named: BTreeSet<Period> = trend
        .series
        .iter()
        .flat_map(|s| s.points.iter().map(|p| p.period))
        .collect();
    let (Some(first), Some(last)) = (named.first(), named.last()) else {
        return Vec::new();
    };
    let one_grain = named.iter().all(|period| period.grain() == first.grain());
    if one_grain && let Ok(mut run) = Period::range(*first, *last) {
        let overlay = &trend.overlay;
        let path = overlay.target.iter().flat_map(|target| &target.points);
        let told = path.map(|point| point.period);
        let told = told.chain(overlay.forecast.iter().map(|one| one.period));
        if let Some(end) = told.filter(|period| period.grain() == last.grain()).max() {
            let ahead = std::iter::successors(last.next(), |period| period.next());
            run.extend(ahead.take_while(|period| *period <= end).take(MAX_AHEAD));
        }
        return run;
    }
    named.into_iter().collect()
}
