//! What a course says of its periods: signals, gaps, breaks, and what happened.

use pejl_app::trend::{Signal, TrendAnswer};
use pejl_domain::{Lang, Period};

use super::course::Course;
use super::read::{Reader, Said};
use super::words::texts;

/// How many events are told one by one before the rest is counted.
const EVENTS_TOLD: usize = 12;

/// What the periods of a course are marked with.
#[derive(Debug, Clone, Default)]
pub(crate) struct Marks {
    /// Signals, and which way is better.
    pub(crate) signals: Vec<(Period, Signal)>,
    /// Whether more is better; none where neither way is.
    pub(crate) is_up_better: Option<bool>,
    /// Periods without a figure.
    pub(crate) gaps: Vec<Period>,
    /// Periods whose figure is provisional.
    pub(crate) provisional: Vec<Period>,
    /// How sentences of what happened begin: `Indsats fra marts 2018`.
    pub(crate) heads: Vec<String>,
    /// How many things happened.
    pub(crate) n_events: usize,
}

impl Marks {
    /// The marks of a series.
    pub(super) fn of(answer: &TrendAnswer, lang: Lang) -> Self {
        let t = texts(lang);
        let periods = || answer.series.iter().map(|one| one.period);
        let of_day = |day: chrono::NaiveDate| periods().find(|one| day < one.end());
        let begun = |head: &str, day: chrono::NaiveDate| {
            of_day(day).map(|at| head.replace("{period}", &at.to_lang(lang)))
        };
        let initiatives = answer.initiatives.iter();
        let initiatives =
            initiatives.filter_map(|one| begun(t.initiative_from, one.said.started_on));
        let breaks = answer.trend.breaks.iter();
        let breaks = breaks.filter_map(|one| {
            let head = if one.comparable {
                t.change_from
            } else {
                t.break_from
            };
            begun(head, one.date)
        });
        let without = answer.series.iter().filter(|one| one.value.is_none());
        let provisional = answer.series.iter();
        let provisional = provisional.filter(|one| one.provisional && one.value.is_some());
        let marks = answer.trend.chart.marks.iter();
        let marks = marks.filter(|(_, mark)| mark.signal.is_high().is_some());
        Self {
            signals: marks.map(|(period, mark)| (*period, mark.signal)).collect(),
            is_up_better: Course::is_up_better(answer.stand.reading.direction),
            gaps: without.map(|one| one.period).collect(),
            provisional: provisional.map(|one| one.period).collect(),
            heads: initiatives.chain(breaks).collect(),
            n_events: answer.initiatives.len() + answer.trend.breaks.len(),
        }
    }

    /// Reads a sentence about the marks.
    pub(super) fn read(&self, name: &str, reader: Reader<'_>) -> Option<()> {
        let signals = || self.read_signals(reader);
        let gaps = || self.read_gaps(name, reader);
        let provisional = || self.read_provisional(reader);
        let events = || self.read_event(reader);
        let more = || self.read_more_events(reader);
        signals()
            .or_else(gaps)
            .or_else(provisional)
            .or_else(events)
            .or_else(more)
    }

    /// `Signaler: 2018 (over den øvre grænse, forværring) og 2019 (…).`
    fn read_signals(&self, mut reader: Reader<'_>) -> Option<()> {
        let t = texts(reader.lang());
        let lang = reader.lang();
        reader
            .may(|of| of.words(t.signals))
            .or_else(|| reader.may(|of| of.words(t.signal)))?;
        let told = self.signals.iter().filter_map(|(period, signal)| {
            let (rule, is_high) = rule(*signal, lang)?;
            let meaning = match self.is_up_better {
                None => t.neutral,
                Some(is_up) if is_up == is_high => t.improvement,
                Some(_) => t.worsening,
            };
            Some(format!("{} ({rule}, {meaning})", period.to_lang(lang)))
        });
        let told: Vec<String> = told.collect();
        reader.newest(&told, |_| ())?;
        reader.end()
    }

    /// `Hedensted har ingen værdi for 2016 (fortroligt) og 2017 (mangler).`
    fn read_gaps(&self, name: &str, mut reader: Reader<'_>) -> Option<()> {
        let t = texts(reader.lang());
        reader.says(t.no_value, &[("name", Said::Words(name.to_owned()))])?;
        self.read_periods(&self.gaps, &mut reader)?;
        reader.end()
    }

    /// `Tallene for 2018 og 2019 er foreløbige.`
    fn read_provisional(&self, mut reader: Reader<'_>) -> Option<()> {
        let t = texts(reader.lang());
        if let [one] = self.provisional.as_slice() {
            let period = Said::Words(one.to_lang(reader.lang()));
            reader.says(t.provisional, &[("period", period)])?;
            return reader.end();
        }
        reader.words(t.provisionals)?;
        self.read_periods(&self.provisional, &mut reader)?;
        reader.words(t.are_provisional)?;
        reader.end()
    }

    /// Periods in a list, each with a word in brackets where there is one.
    fn read_periods(&self, periods: &[Period], reader: &mut Reader<'_>) -> Option<()> {
        let lang = reader.lang();
        let names: Vec<String> = periods.iter().map(|one| one.to_lang(lang)).collect();
        reader.newest(&names, |of| {
            of.may(Reader::bracket);
        })
    }

    /// What happened begins in its period; the rest is what somebody wrote.
    fn read_event(&self, mut reader: Reader<'_>) -> Option<()> {
        reader.one_of(self.heads.iter().map(String::as_str))?;
        let goes_on = reader.rest();
        // A year is the beginning of no other period that is named here.
        let is_whole = !goes_on.starts_with(|c: char| c.is_alphanumeric());
        is_whole.then_some(())
    }

    /// `Desuden er der 3 til (indsatser: 1, ændringer: 2, kommentarer: 0).`
    fn read_more_events(&self, mut reader: Reader<'_>) -> Option<()> {
        let t = texts(reader.lang());
        reader.words(t.more_events)?;
        let more = (1..=self.n_events.checked_sub(EVENTS_TOLD)?)
            .find(|n| reader.may(|of| of.count(*n)).is_some())?;
        let counts = crate::sentence::numbers(reader.rest(), reader.lang());
        let all: f64 = counts.iter().map(|one| one.value()).sum();
        let more = i32::try_from(more).ok().map(f64::from)?;
        (all == more).then_some(())
    }
}

/// What a signal is in words, and to which side it is.
fn rule(signal: Signal, lang: Lang) -> Option<(&'static str, bool)> {
    let t = texts(lang);
    Some(match signal {
        Signal::None => return None,
        Signal::AboveUpper => (t.above_limit, true),
        Signal::BelowLower => (t.below_limit, false),
        Signal::TrendUp => (t.rising, true),
        Signal::TrendDown => (t.falling, false),
        Signal::TwoInThreeHigh => (t.near_upper, true),
        Signal::TwoInThreeLow => (t.near_lower, false),
        Signal::ShiftHigh => (t.above_mean, true),
        Signal::ShiftLow => (t.below_mean, false),
    })
}
