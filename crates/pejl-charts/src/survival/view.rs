//! Curves put in order, with everything left out that is no share.

use std::collections::{BTreeMap, BTreeSet};

use pejl_domain::Cell;

use super::{Curve, CurveKind, CurveStep, Survival};
use crate::clean_text::{clean, isolate};
use crate::glyph::{Form, Look, OTHER_FORMS};
use crate::palette;
use crate::reading::Reading;

/// The groups of a chart.
pub(super) struct View {
    /// In the order described.
    pub groups: Vec<Group>,
    /// What those are who have not had the event, made harmless.
    pub state: String,
}

/// A group.
pub(super) struct Group {
    /// Code made harmless.
    pub code: String,
    /// Name made harmless; the code where there is none.
    pub name: String,
    /// Form and colour.
    pub look: Look,
    /// Its curve, or why there is none.
    pub curve: Result<Tidy, Cell>,
}

/// A curve in order of its days.
pub(super) struct Tidy {
    pub kind: CurveKind,
    pub n: usize,
    pub steps: Vec<CurveStep>,
    pub at_risk: BTreeMap<u32, usize>,
    pub median: Option<u32>,
    pub causes: Vec<(String, BTreeMap<u32, f64>)>,
}

impl View {
    pub fn of(survival: &Survival) -> Self {
        let groups = survival.groups.iter().enumerate().map(|(no, group)| {
            let (name, code) = (clean(&group.name), clean(&group.code));
            Group {
                name: if name.is_empty() { code.clone() } else { name },
                code,
                look: look(no),
                curve: match &group.curve {
                    Ok(curve) => Ok(Tidy::of(curve)),
                    // The cells ok and zero promise a value.
                    Err(cell) => Err(Reading::absent(*cell).cell()),
                },
            }
        });
        Self {
            groups: groups.collect(),
            state: clean(&survival.state),
        }
    }

    /// Groups with a curve.
    pub fn told(&self) -> impl Iterator<Item = (&Group, &Tidy)> {
        self.groups
            .iter()
            .filter_map(|group| Some((group, group.curve.as_ref().ok()?)))
    }

    /// The last day of any curve; one at least.
    pub fn last_day(&self) -> u32 {
        self.told()
            .map(|(_, curve)| curve.last_day())
            .max()
            .unwrap_or(1)
            .max(1)
    }

    /// Days that stand at the axis: those with numbers at risk, those told alone, and the last where there are none.
    pub fn days(&self) -> Vec<u32> {
        let mut days: BTreeSet<u32> = self
            .told()
            .flat_map(|(_, curve)| curve.told_days())
            .collect();
        days.insert(0);
        if days.len() == 1 {
            days.insert(self.last_day());
        }
        days.into_iter().collect()
    }
}

impl Group {
    /// The name as it stands among other words.
    pub fn name_in_text(&self) -> String {
        isolate(&self.name)
    }
}

impl Tidy {
    fn of(curve: &Curve) -> Self {
        let mut steps: BTreeMap<u32, CurveStep> = BTreeMap::new();
        for step in curve.steps.iter().filter(|step| step.share.is_finite()) {
            let share = step.share.clamp(0.0, 1.0);
            let interval = step
                .interval
                .filter(|(lower, upper)| lower.is_finite() && upper.is_finite());
            let interval =
                interval.map(|(a, b)| (a.min(b).clamp(0.0, share), a.max(b).clamp(share, 1.0)));
            steps.entry(step.day).or_insert(CurveStep {
                share,
                interval,
                ..*step
            });
        }
        let mut tidy = Self {
            kind: curve.kind,
            n: curve.n,
            steps: steps.into_values().collect(),
            at_risk: curve.at_risk.iter().map(|one| (one.day, one.n)).collect(),
            median: curve.median,
            causes: Vec::new(),
        };
        // Nothing is told after the last day of the curve.
        let last = tidy.last_day();
        let causes = curve.causes.iter().map(|cause| {
            let steps = cause
                .steps
                .iter()
                .filter(|(day, share)| share.is_finite() && *day <= last);
            let steps = steps.map(|(day, share)| (*day, share.clamp(0.0, 1.0)));
            (clean(&cause.name), steps.collect())
        });
        tidy.causes = causes.collect();
        tidy
    }

    pub fn is_coarse(&self) -> bool {
        self.kind == CurveKind::FixedDays
    }

    /// The last day anything is known of.
    pub fn last_day(&self) -> u32 {
        let last = self.steps.last().map_or(0, |step| step.day);
        last.max(self.at_risk.last_key_value().map_or(0, |(day, _)| *day))
    }

    /// What is known of a day: of one told on fixed days nothing but of these.
    pub fn at(&self, day: u32) -> Option<CurveStep> {
        if day > self.last_day() {
            return None;
        }
        let before = self.steps.iter().take_while(|step| step.day <= day);
        let whole = CurveStep {
            day: 0,
            share: 1.0,
            interval: None,
        };
        let known = before.last().copied().unwrap_or(whole);
        let is_known = !self.is_coarse() || known.day == day;
        is_known.then_some(CurveStep { day, ..known })
    }

    /// Days of which figures are told: with numbers at risk, and of a curve on fixed days all of them.
    pub fn told_days(&self) -> BTreeSet<u32> {
        let mut days: BTreeSet<u32> = self.at_risk.keys().copied().collect();
        if self.is_coarse() {
            days.extend(self.steps.iter().map(|step| step.day));
        }
        days
    }

    /// What is told of the last day told that is known.
    pub fn last_told(&self) -> Option<CurveStep> {
        self.told_days()
            .into_iter()
            .rev()
            .find_map(|day| self.at(day))
    }
}

/// The share that a cause has ended by a day.
pub(super) fn ended_by(steps: &BTreeMap<u32, f64>, day: u32) -> f64 {
    steps
        .range(..=day)
        .next_back()
        .map_or(0.0, |(_, share)| *share)
}

fn look(no: usize) -> Look {
    let look = |form, r, colour| Look { form, r, colour };
    match no {
        0 => look(Form::Diamond, 4.2, palette::OWN),
        1 => look(Form::Triangle, 4.0, palette::GROUP),
        no => {
            let at = (no - 2) % palette::OTHERS.len();
            let colour = palette::OTHERS.get(at).copied().unwrap_or(palette::MARKED);
            let form = OTHER_FORMS.get(at).copied().unwrap_or(Form::Square);
            look(form, 3.6, colour)
        }
    }
}
