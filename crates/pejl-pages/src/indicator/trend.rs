//! The course of an indicator with all that is known of it: target, limits and signals, forecast, breaks, what was done and said.

use pejl_app::comments::ToldComment;
use pejl_app::initiatives::StoredInitiative;
use pejl_app::trend::{Break as Cut, Mark, Phase, Possible, Signal, TrendAnswer};
use pejl_app::{Direction, Observation};
use pejl_charts::{
    Chart, ControlPhase, Event, EventKind, Expected, Heading, Meaning, Overlay, PathPoint, Reading,
    Series, SeriesRole, SignalAt, SignalRule, TargetPath, Trend, TrendPoint, Verb, ZeroRule,
};
use pejl_domain::target::Level;
use pejl_domain::{Cell, Grain, Lang, Period, Unit};

use super::asked::Choice;
use super::comments::said;
use crate::cut::cuts;
use crate::drawing::{Drawing, draw};
use crate::wording;

/// The drawing of a series.
pub(super) fn drawing(choice: &Choice, found: &TrendAnswer) -> Drawing {
    let (reading, lang) = (&found.stand.reading, choice.seen.lang);
    let verb = match reading.unit {
        Unit::DkkPerResident => Verb::Spent,
        _ => Verb::StoodAt,
    };
    let chart = Trend {
        lang,
        heading: Heading {
            title: reading.name.to_lang(lang).to_owned(),
            ..Heading::default()
        },
        measure: wording::measure(reading, (ZeroRule::MayCut, verb), lang),
        series: vec![Series {
            code: choice.seen.own.code.to_owned(),
            name: choice.seen.own.name(lang).to_owned(),
            role: SeriesRole::Own,
            points: points(since_first(&found.series)),
        }],
        breaks: cuts(&found.trend.breaks, (choice.grain, lang)),
        overlay: overlay(found, choice),
    };
    draw(Chart::from(chart), "trend")
}

/// The series from its first period on that tells something: before it the indicator did not exist, or nothing is imported.
fn since_first(series: &[Observation]) -> &[Observation] {
    let is_empty = |one: &Observation| matches!(one.cell, Cell::Missing | Cell::NotApplicable);
    let first = series.iter().position(|one| !is_empty(one));
    series.get(first.unwrap_or(0)..).unwrap_or(series)
}

/// Figures as points of a drawing.
pub(super) fn points(series: &[Observation]) -> Vec<TrendPoint> {
    let point = |one: &Observation| TrendPoint {
        period: one.period,
        reading: Reading::new(one.cell, one.value, one.provisional),
    };
    series.iter().map(point).collect()
}

fn overlay(found: &TrendAnswer, choice: &Choice) -> Overlay {
    let chart = &found.trend.chart;
    let direction = found.stand.reading.direction;
    let signals = chart.marks.iter();
    Overlay {
        target: target(found),
        phases: chart
            .phases
            .iter()
            .map(|one| phase(one, found.trend.possible))
            .collect(),
        signals: signals
            .filter_map(|(period, mark)| signal(*period, mark, direction))
            .collect(),
        forecast: forecast(found),
        events: events(found, choice),
    }
}

/// The path of the target; none where there is none in force.
pub(super) fn target(found: &TrendAnswer) -> Option<TargetPath> {
    let target = found.stand.target.as_ref()?;
    let points = found.path.iter().map(|(period, bounds)| PathPoint {
        period: *period,
        low: bounds.low.map(Level::as_f64),
        high: bounds.high.map(Level::as_f64),
    });
    Some(TargetPath {
        points: points.collect(),
        tolerance: target.set.target.parts().tolerance.as_f64(),
    })
}

/// A phase with its limits as far as there can be such figures.
fn phase(of: &Phase, possible: Possible) -> ControlPhase {
    ControlPhase {
        from: of.from,
        to: of.to,
        centre: of.mean,
        limits: of.told_limits(possible),
        trial: of.is_trial,
    }
}

fn signal(period: Period, mark: &Mark, direction: Direction) -> Option<SignalAt> {
    let high = mark.signal.is_high()?;
    let rule = match mark.signal {
        Signal::None => return None,
        Signal::AboveUpper | Signal::BelowLower => SignalRule::OutsideLimits,
        Signal::TrendUp | Signal::TrendDown => SignalRule::Trend,
        Signal::TwoInThreeHigh | Signal::TwoInThreeLow => SignalRule::TwoInThree,
        Signal::ShiftHigh | Signal::ShiftLow => SignalRule::Shift,
    };
    let is_better = match direction {
        Direction::Up => Some(high),
        Direction::Down => Some(!high),
        Direction::Band | Direction::Context => None,
    };
    Some(SignalAt {
        period,
        rule,
        high,
        meaning: match is_better {
            Some(true) => Meaning::Better,
            Some(false) => Meaning::Worse,
            None => Meaning::Neutral,
        },
    })
}

fn forecast(found: &TrendAnswer) -> Vec<Expected> {
    let possible = found.trend.possible;
    let steps = found.trend.ahead.iter().flat_map(|ahead| &ahead.steps);
    let expected = steps.map(|step| Expected {
        period: step.period,
        value: possible.mean(step.expected),
        band_80: possible.band(step.expected, 0.8),
        band_95: possible.band(step.expected, 0.95),
    });
    expected.collect()
}

fn events(found: &TrendAnswer, choice: &Choice) -> Vec<Event> {
    let (grain, lang) = (choice.grain, choice.seen.lang);
    let changes = found.trend.breaks.iter().filter(|one| one.comparable);
    let changes = changes.filter_map(|one| change(one, (grain, lang)));
    let initiatives = found.initiatives.iter();
    let initiatives = initiatives.filter_map(|one| initiative(one, grain));
    let comments = found.comments.iter();
    let comments = comments.filter_map(|one| comment(one, (grain, lang)));
    changes.chain(initiatives).chain(comments).collect()
}

fn change(one: &Cut, (grain, lang): (Grain, Lang)) -> Option<Event> {
    Some(Event {
        kind: EventKind::Change,
        at: Period::containing(grain, one.date)?,
        until: None,
        text: one.text.to_lang(lang).to_owned(),
    })
}

fn initiative(one: &StoredInitiative, grain: Grain) -> Option<Event> {
    let ended = one.said.ended_on;
    Some(Event {
        kind: EventKind::Initiative,
        at: Period::containing(grain, one.said.started_on)?,
        until: ended.and_then(|day| Period::containing(grain, day)),
        text: one.said.title.clone(),
    })
}

/// A comment that may be told, at the period that its own begins in.
fn comment(one: &ToldComment, (grain, lang): (Grain, Lang)) -> Option<Event> {
    let period: Period = one.said.period.parse().ok()?;
    Some(Event {
        kind: EventKind::Comment,
        at: Period::containing(grain, period.start())?,
        until: None,
        text: said(one, lang)?.to_owned(),
    })
}
