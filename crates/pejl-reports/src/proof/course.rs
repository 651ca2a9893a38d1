//! The sentences below a course, held against its observations, its target, its limits and its forecast.

use pejl_app::Direction;
use pejl_app::trend::TrendAnswer;
use pejl_domain::{Lang, Period};

use super::marks::Marks;
use super::read::{Reader, Said, Scale};
use super::refuse;
use super::words::texts;
use crate::sentence::Unproved;

/// Probabilities of the bands of a forecast.
const BANDS: [f64; 2] = [0.80, 0.95];

/// What the sentences of a course are held against.
#[derive(Debug, Clone)]
pub(crate) struct Course {
    /// Whose course it is.
    pub(crate) name: String,
    /// The periods and their figures, ascending.
    pub(crate) figures: Vec<(Period, f64)>,
    /// What the target asks of a period: at least, at most.
    pub(crate) path: Vec<(Period, Option<f64>, Option<f64>)>,
    /// How far a figure may lie on the wrong side.
    pub(crate) tolerance: f64,
    /// The phases of the chart.
    pub(crate) phases: Vec<Phase>,
    /// What is expected, ascending.
    pub(crate) forecast: Vec<Expected>,
    /// Signals, gaps and what happened.
    pub(crate) marks: Marks,
}

/// A phase of a chart.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Phase {
    /// The first period and the last.
    pub(crate) periods: (Period, Period),
    pub(crate) mean: f64,
    /// Where chance ends, where that is known.
    pub(crate) limits: Option<(f64, f64)>,
    /// Whether the limits may still move.
    pub(crate) is_trial: bool,
}

/// What is expected of a period.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expected {
    pub(crate) period: Period,
    pub(crate) value: f64,
    /// The bands of 80 % and of 95 %.
    pub(crate) bands: [(f64, f64); 2],
}

impl Course {
    /// What is known of a series.
    pub(crate) fn of(answer: &TrendAnswer, name: &str, lang: Lang) -> Self {
        let trend = &answer.trend;
        let figures = answer.series.iter();
        let figures = figures.filter_map(|one| Some((one.period, one.value?)));
        let target = answer.stand.target.as_ref();
        let tolerance = target.map_or(0.0, |one| one.set.target.parts().tolerance.as_f64());
        let path = answer.path.iter().map(|(period, bounds)| {
            let level = |of: Option<pejl_domain::target::Level>| of.map(|one| one.as_f64());
            (*period, level(bounds.low), level(bounds.high))
        });
        let phases = trend.chart.phases.iter().map(|one| Phase {
            periods: (one.from, one.to),
            mean: one.mean,
            limits: one.told_limits(trend.possible),
            is_trial: one.is_trial,
        });
        let ahead = trend.ahead.iter().flat_map(|ahead| &ahead.steps);
        let forecast = ahead.map(|step| Expected {
            period: step.period,
            value: trend.possible.mean(step.expected),
            bands: BANDS.map(|of| trend.possible.band(step.expected, of)),
        });
        Self {
            name: name.to_owned(),
            figures: figures.collect(),
            path: path.collect(),
            tolerance,
            phases: phases.collect(),
            forecast: forecast.collect(),
            marks: Marks::of(answer, lang),
        }
    }

    /// Whether more is better; none where neither way is.
    pub(super) fn is_up_better(direction: Direction) -> Option<bool> {
        match direction {
            Direction::Up => Some(true),
            Direction::Down => Some(false),
            Direction::Band | Direction::Context => None,
        }
    }

    fn newest(&self) -> Option<(Period, f64)> {
        self.figures.last().copied()
    }
}

/// Holds the sentences below a course against it.
///
/// # Errors
/// A sentence cannot be read as one that is true of the course.
pub(crate) fn course(sentences: &[String], of: &Course, scale: &Scale) -> Result<(), Unproved> {
    let readers: [fn(&Course, Reader<'_>) -> Option<()>; 9] = [
        newest,
        changed,
        target,
        target_end,
        extremes,
        chance,
        forecast,
        not_compared,
        marks,
    ];
    for text in sentences {
        let reader = Reader::new(text, scale);
        let is_true = readers.iter().any(|read| read(of, reader).is_some());
        if !is_true {
            return Err(refuse(text));
        }
    }
    Ok(())
}

fn marks(of: &Course, reader: Reader<'_>) -> Option<()> {
    of.marks.read(&of.name, reader)
}

fn period(period: Period, reader: &Reader<'_>) -> Said {
    Said::Words(period.to_lang(reader.lang()))
}

/// `Hedensted lå på 84 dage i marts 2018.`
fn newest(of: &Course, mut reader: Reader<'_>) -> Option<()> {
    let (at, value) = of.newest()?;
    let t = texts(reader.lang());
    let places = [
        ("name", Said::Words(of.name.clone())),
        ("value", Said::Amount(value)),
        ("period", period(at, &reader)),
    ];
    reader.says(t.stood, &places)?;
    reader.end()
}

/// `Det er 2 dage (2,3 %) lavere end i februar 2018 og 9 dage højere end i januar 2016.`
fn changed(of: &Course, mut reader: Reader<'_>) -> Option<()> {
    let t = texts(reader.lang());
    reader.words(t.that_is)?;
    against_one(of, &mut reader)?;
    if reader.may(|one| one.words(t.and)).is_some() {
        against_one(of, &mut reader)?;
    }
    reader.end()
}

/// The newest figure against one of those before it, which is named.
fn against_one(of: &Course, reader: &mut Reader<'_>) -> Option<()> {
    let (at, value) = of.newest()?;
    let earlier = of.figures.iter().filter(|(period, _)| *period < at);
    let candidates = earlier.filter_map(|(when, before)| {
        let mut copy = *reader;
        against(&mut copy, (value, *before), *when).map(|()| copy)
    });
    // A year is also the beginning of nothing else: of two that could be read, the one that leaves less is meant.
    let read = candidates.min_by_key(|copy| copy.rest().len())?;
    *reader = read;
    Some(())
}

fn against(reader: &mut Reader<'_>, (now, before): (f64, f64), when: Period) -> Option<()> {
    let t = texts(reader.lang());
    let places = [("period", period(when, reader))];
    if now == before {
        return reader.says(t.same, &places);
    }
    let scale = reader.scale();
    if scale.is_alike(now, before)
        && let Some(()) = reader.may(|one| one.says(t.same_rounded, &places))
    {
        return Some(());
    }
    reader.size(now - before)?;
    if before != 0.0 {
        let share = [("share", Said::Share(((now - before) / before).abs()))];
        reader.may(|one| one.says(t.share, &share));
    }
    let direction = if now > before { t.higher } else { t.lower };
    reader.says(direction, &places)
}

fn not_compared(_: &Course, mut reader: Reader<'_>) -> Option<()> {
    let t = texts(reader.lang());
    reader.words(t.not_compared)?;
    reader.end()
}

/// `højst 85 dage`, `fra 70 til 80 %`.
fn bounds(reader: &mut Reader<'_>, (low, high): (Option<f64>, Option<f64>)) -> Option<()> {
    let t = texts(reader.lang());
    match (low, high) {
        (Some(low), Some(high)) => {
            reader.words(t.from)?;
            reader.bare(low)?;
            reader.words(t.to)?;
            reader.amount(high)
        }
        (Some(low), None) => reader.words(t.at_least).and_then(|()| reader.amount(low)),
        (None, Some(high)) => reader.words(t.at_most).and_then(|()| reader.amount(high)),
        (None, None) => None,
    }
}

/// `Målet for 2019 er højst 4.300 kr.; tallet ligger 21 kr. over, inden for tolerancen på 50 kr.`
fn target(of: &Course, mut reader: Reader<'_>) -> Option<()> {
    let t = texts(reader.lang());
    let (at, value) = of.newest()?;
    let (_, low, high) = of.path.iter().find(|(period, ..)| *period == at).copied()?;
    reader.says(t.target, &[("period", period(at, &reader))])?;
    bounds(&mut reader, (low, high))?;
    let (over, just_over) = (t.target_over, t.target_just_over);
    let (under, just_under) = (t.target_under, t.target_just_under);
    let beyond = match (low, high) {
        (_, Some(high)) if value > high => Some((value - high, over, just_over)),
        (Some(low), _) if value < low => Some((low - value, under, just_under)),
        _ => None,
    };
    match beyond {
        None => reader.words(t.target_met)?,
        Some((by, said, just)) => {
            let size = [("size", Said::Size(by))];
            let far = reader.may(|one| one.says(said, &size));
            let near = || reader.scale().is_alike(by, 0.0);
            match far {
                Some(()) => {}
                None if near() => reader.words(just)?,
                None => return None,
            }
            let tolerance = [("size", Said::Size(of.tolerance))];
            let is_tolerated = reader
                .may(|one| one.says(t.tolerated, &tolerance))
                .is_some();
            // What rounding of floats leaves of a difference is no reason to call a figure outside.
            if is_tolerated && by > of.tolerance * (1.0 + 1e-9) {
                return None;
            }
        }
    }
    reader.end()
}

/// `I 2021 er målet højst 4.100 kr.`
fn target_end(of: &Course, mut reader: Reader<'_>) -> Option<()> {
    let t = texts(reader.lang());
    let (last, low, high) = *of.path.last()?;
    reader.says(t.target_end, &[("period", period(last, &reader))])?;
    bounds(&mut reader, (low, high))?;
    reader.end()
}

/// A period that has a figure, as it is named.
fn period_of(of: &Course, reader: &mut Reader<'_>) -> Option<Period> {
    let lang = reader.lang();
    let named: Vec<(String, Period)> = of
        .figures
        .iter()
        .map(|(period, _)| (period.to_lang(lang), *period))
        .collect();
    let found = reader.one_of(named.iter().map(|(name, _)| name.as_str()))?;
    let period = named.iter().find(|(name, _)| name == found)?.1;
    Some(period)
}

/// `Fra 2014 til 2019 var tallet højest i 2015 (98 dage) og lavest i 2018 og 2019 (79 dage).`
fn extremes(of: &Course, mut reader: Reader<'_>) -> Option<()> {
    let t = texts(reader.lang());
    reader.words(t.from_first)?;
    let first = period_of(of, &mut reader)?;
    reader.words(t.to)?;
    let last = period_of(of, &mut reader)?;
    let figures = of.figures.iter();
    let figures = figures.filter(|(period, _)| (first..=last).contains(period));
    let figures: Vec<(Period, f64)> = figures.copied().collect();
    let values = || figures.iter().map(|(_, value)| *value);
    let (highest, lowest) = (values().reduce(f64::max)?, values().reduce(f64::min)?);
    reader.words(t.highest)?;
    periods_at(&figures, highest, &mut reader)?;
    reader.words(" (")?;
    reader.amount(highest)?;
    reader.words(t.lowest)?;
    periods_at(&figures, lowest, &mut reader)?;
    reader.words(" (")?;
    reader.amount(lowest)?;
    reader.words(")")?;
    reader.end()
}

/// The periods with a figure, all of them.
fn periods_at(figures: &[(Period, f64)], value: f64, reader: &mut Reader<'_>) -> Option<()> {
    let lang = reader.lang();
    let here = figures.iter().filter(|(_, one)| *one == value);
    let names: Vec<String> = here.map(|(period, _)| period.to_lang(lang)).collect();
    reader.list(names.len(), |of| {
        of.one_of(names.iter().map(String::as_str)).map(|_| ())
    })
}

/// `Fra 2014 til 2019 er middeltallet 86,1 dage, og tilfældig variation kan forklare tal fra 74,0 til 98,2 dage.`
fn chance(of: &Course, mut reader: Reader<'_>) -> Option<()> {
    let t = texts(reader.lang());
    let phase = of.phases.last()?;
    let (first, last) = phase.periods;
    reader.words(t.from_first)?;
    reader.words(&first.to_lang(reader.lang()))?;
    reader.words(t.to)?;
    reader.words(&last.to_lang(reader.lang()))?;
    reader.says(t.mean, &[("mean", Said::Amount(phase.mean))])?;
    if let Some((lower, upper)) = phase.limits
        && reader.may(|one| one.words(t.chance)).is_some()
    {
        reader.bare(lower)?;
        reader.words(t.to)?;
        reader.amount(upper)?;
        let says_trial = reader.may(|one| one.words(t.trial)).is_some();
        if says_trial != phase.is_trial {
            return None;
        }
    }
    reader.end()
}

/// `Prognosen for 2022 er 79 dage, med 80 % sandsynlighed fra 74 til 84 og med 95 % fra 71 til 87.`
fn forecast(of: &Course, mut reader: Reader<'_>) -> Option<()> {
    let t = texts(reader.lang());
    let expected = of.forecast.last()?;
    let [narrow, wide] = expected.bands;
    let places = [
        ("period", period(expected.period, &reader)),
        ("value", Said::Amount(expected.value)),
    ];
    reader.says(t.forecast, &places)?;
    reader.words(t.with_80)?;
    band(&mut reader, narrow)?;
    reader.words(t.with_95)?;
    band(&mut reader, wide)?;
    reader.words(t.with_both)?;
    reader.end()
}

fn band(reader: &mut Reader<'_>, (lower, upper): (f64, f64)) -> Option<()> {
    let t = texts(reader.lang());
    reader.bare(lower.min(upper))?;
    reader.words(t.to)?;
    reader.bare(lower.max(upper))
}
