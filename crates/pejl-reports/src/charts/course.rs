//! The course of an indicator: chance and change, its target's path, what is expected, and what happened.

use pejl_app::trend::{Mark, Signal, TrendAnswer, Variation};
use pejl_app::{Direction, Observation};
use pejl_charts::{
    Break, Chart, ControlPhase, Event, EventKind, Expected, Heading, Meaning, Overlay, PathPoint,
    Reading, Series, SeriesRole, SignalAt, SignalRule, TargetPath, Trend, TrendPoint, Verb,
    ZeroRule,
};
use pejl_domain::{Area, Grain, Lang, Period};
use pejl_wording::{fill, measure};

use super::draw;
use crate::document::{Figure, PlotKind};
use crate::proof::{self, Course, Scale};
use crate::sentence::Unproved;
use crate::texts::texts;

/// Probabilities of the bands of a forecast.
const BANDS: [f64; 2] = [0.80, 0.95];
/// Fewest figures that are a course.
const FEWEST: usize = 2;

/// The course of an indicator; none where fewer than two periods have a figure.
///
/// # Errors
/// A sentence below it is not true of the series.
pub(crate) fn course(
    answer: &TrendAnswer,
    municipality: &Area,
    (id, lang): (&str, Lang),
) -> Result<Option<Figure>, Unproved> {
    let card = &answer.stand.reading;
    if !can_be_drawn(&answer.series) {
        return Ok(None);
    }
    let grain = answer.series.last().map(|one| one.period.grain());
    let caption = caption(card.name.to_lang(lang), grain, lang);
    let chart = Chart::from(Trend {
        lang,
        heading: Heading {
            title: caption.clone(),
            ..Heading::default()
        },
        measure: measure(card, (ZeroRule::MayCut, Verb::StoodAt), lang),
        series: vec![Series {
            code: municipality.code.to_owned(),
            name: municipality.name(lang).to_owned(),
            role: SeriesRole::Own,
            points: answer.series.iter().map(point).collect(),
        }],
        breaks: cuts(answer, lang),
        overlay: overlay(answer, lang),
    });
    let known = Course::of(answer, municipality.name(lang), lang);
    let scale = Scale::of(card, lang);
    let prove = |sentences: &[String]| proof::course(sentences, &known, &scale);
    draw(&chart, (PlotKind::Course, &caption), (id, lang), prove).map(Some)
}

/// Whether a series has figures enough to draw.
pub(crate) fn can_be_drawn(series: &[Observation]) -> bool {
    series.iter().filter(|one| one.value.is_some()).count() >= FEWEST
}

/// What is drawn, and how long its periods are: the figure above it may be of longer ones.
fn caption(name: &str, grain: Option<Grain>, lang: Lang) -> String {
    let t = texts(lang);
    let by = match grain {
        Some(Grain::Year) => t.course_by_year,
        Some(Grain::Half) => t.course_by_half,
        Some(Grain::Quarter) => t.course_by_quarter,
        Some(Grain::Month) => t.course_by_month,
        Some(Grain::Week) => t.course_by_week,
        None => return name.to_owned(),
    };
    fill(by, &[("name", name)])
}

fn point(one: &Observation) -> TrendPoint {
    TrendPoint {
        period: one.period,
        reading: Reading::new(one.cell, one.value, one.provisional),
    }
}

/// The first period of the series that a day touches.
fn period_from(answer: &TrendAnswer, day: chrono::NaiveDate) -> Option<Period> {
    let mut periods = answer.series.iter().map(|one| one.period);
    periods.find(|one| day < one.end())
}

/// Breaks across which nothing is compared.
fn cuts(answer: &TrendAnswer, lang: Lang) -> Vec<Break> {
    let breaks = answer.trend.breaks.iter().filter(|one| !one.comparable);
    let cuts = breaks.filter_map(|one| {
        Some(Break {
            at: period_from(answer, one.date)?,
            label: one.text.to_lang(lang).to_owned(),
        })
    });
    cuts.collect()
}

fn overlay(answer: &TrendAnswer, lang: Lang) -> Overlay {
    let trend = &answer.trend;
    let phases = trend.chart.phases.iter().map(|one| ControlPhase {
        from: one.from,
        to: one.to,
        centre: one.mean,
        limits: one.told_limits(trend.possible),
        trial: one.is_trial,
    });
    let ahead = trend.ahead.iter().flat_map(|ahead| &ahead.steps);
    let [narrow, wide] = BANDS;
    let forecast = ahead.map(|step| Expected {
        period: step.period,
        value: trend.possible.mean(step.expected),
        band_80: trend.possible.band(step.expected, narrow),
        band_95: trend.possible.band(step.expected, wide),
    });
    let marks = trend.chart.marks.iter();
    Overlay {
        target: path(answer),
        phases: phases.collect(),
        signals: marks
            .filter_map(|(period, mark)| signal(answer, *period, mark))
            .collect(),
        forecast: forecast.collect(),
        events: events(answer, lang),
    }
}

fn path(answer: &TrendAnswer) -> Option<TargetPath> {
    let target = answer.stand.target.as_ref()?;
    let points = answer.path.iter().map(|(period, bounds)| PathPoint {
        period: *period,
        low: bounds.low.map(|low| low.as_f64()),
        high: bounds.high.map(|high| high.as_f64()),
    });
    Some(TargetPath {
        points: points.collect(),
        tolerance: target.set.target.parts().tolerance.as_f64(),
    })
}

fn signal(answer: &TrendAnswer, period: Period, mark: &Mark) -> Option<SignalAt> {
    let high = mark.signal.is_high()?;
    let rule = match mark.signal {
        Signal::None => return None,
        Signal::AboveUpper | Signal::BelowLower => SignalRule::OutsideLimits,
        Signal::TrendUp | Signal::TrendDown => SignalRule::Trend,
        Signal::TwoInThreeHigh | Signal::TwoInThreeLow => SignalRule::TwoInThree,
        Signal::ShiftHigh | Signal::ShiftLow => SignalRule::Shift,
    };
    let meaning = match (answer.stand.reading.direction, high) {
        (Direction::Up, true) | (Direction::Down, false) => Meaning::Better,
        (Direction::Up, false) | (Direction::Down, true) => Meaning::Worse,
        (Direction::Band | Direction::Context, _) => Meaning::Neutral,
    };
    Some(SignalAt {
        period,
        rule,
        high,
        meaning,
    })
}

/// Initiatives, and changes of law or accounts across which figures are still compared.
fn events(answer: &TrendAnswer, lang: Lang) -> Vec<Event> {
    let initiatives = answer.initiatives.iter().filter_map(|one| {
        let ended = one.said.ended_on;
        Some(Event {
            kind: EventKind::Initiative,
            at: period_from(answer, one.said.started_on)?,
            until: ended.and_then(|day| period_from(answer, day)),
            text: one.said.title.clone(),
        })
    });
    let changes = answer.trend.breaks.iter().filter(|one| one.comparable);
    let changes = changes.filter_map(|one| {
        Some(Event {
            kind: EventKind::Change,
            at: period_from(answer, one.date)?,
            until: None,
            text: one.text.to_lang(lang).to_owned(),
        })
    });
    initiatives.chain(changes).collect()
}

/// Whether the newest point of a series is more than chance explains, and to which side; none where that is not known.
pub(crate) fn chance(answer: &TrendAnswer) -> Option<Option<bool>> {
    let last = answer.trend.chart.phases.last()?;
    // Without limits there is no chance to tell a change from.
    last.told_limits(answer.trend.possible)?;
    Some(match answer.trend.chart.variation? {
        Variation::CommonCause => None,
        Variation::Improving { high }
        | Variation::Concerning { high }
        | Variation::Neutral { high } => Some(high),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_says_how_long_its_periods_are() {
        let of = |grain, lang| caption("Andel", Some(grain), lang);
        let grains = [Grain::Year, Grain::Quarter, Grain::Month];
        assert_eq!(
            grains.map(|one| of(one, Lang::Da)),
            ["Andel, pr. år", "Andel, pr. kvartal", "Andel, pr. måned"]
        );
        assert_eq!(
            grains.map(|one| of(one, Lang::En)),
            ["Andel, by year", "Andel, by quarter", "Andel, by month"]
        );
    }
}
