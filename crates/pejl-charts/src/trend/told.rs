//! The overlay of a trend in words: target, limits, signals, what is expected, and what happened.

use pejl_domain::Lang;

use super::overlay::EventKind;
use super::placed::Asked;
use super::summary::{MOST_NAMES, Teller};
use crate::clean_text::isolate;
use crate::words::{bounds_words, event_words, meaning_word, newest_list, signal_words};

impl Teller<'_> {
    /// "Målet for 2019 er højst 4.300 kr.; tallet ligger 21 kr. over, inden for tolerancen på 50 kr."
    pub fn tell_target(&mut self, at: usize, value: f64) {
        let (lang, overlay) = (self.lang(), &self.view.overlay);
        if let Some(Asked { low, high, .. }) = overlay.path_at(at) {
            let target = bounds_words(&self.trend.measure, low, high, lang);
            let head = match lang {
                Lang::Da => format!("Målet for {} er {target}", self.name_of(at)),
                Lang::En => format!("The target for {} is {target}", self.name_of(at)),
            };
            let over = high
                .filter(|high| value > *high)
                .map(|high| (value - high, lang.pick("over", "above")));
            let under = low
                .filter(|low| value < *low)
                .map(|low| (low - value, lang.pick("under", "below")));
            self.summary.push(match over.or(under) {
                None => format!(
                    "{head}, {}",
                    lang.pick("og tallet opfylder det", "and the figure meets it")
                ),
                Some((by, side)) => format!("{head}; {}", self.beyond(by, side)),
            });
        }
        let last = overlay.path.last().filter(|asked| asked.at != at);
        if let Some(Asked { at, low, high }) = last.copied() {
            let target = bounds_words(&self.trend.measure, low, high, lang);
            self.summary.push(match lang {
                Lang::Da => format!("I {} er målet {target}", self.name_of(at)),
                Lang::En => format!("In {} the target is {target}", self.name_of(at)),
            });
        }
    }

    /// "tallet ligger 21 kr. over, inden for tolerancen på 50 kr."
    fn beyond(&self, by: f64, side: &str) -> String {
        let (lang, measure) = (self.lang(), &self.trend.measure);
        let tolerance = self.view.overlay.tolerance;
        let far = match (measure.difference(by, lang), lang) {
            (Some(by), Lang::Da) => format!("tallet ligger {by} {side}"),
            (Some(by), Lang::En) => format!("the figure is {by} {side} it"),
            (None, Lang::Da) => format!("tallet ligger lige {side}"),
            (None, Lang::En) => format!("the figure is just {side} it"),
        };
        // What rounding of floats leaves of a difference is no reason to call a figure outside.
        let is_tolerated = tolerance > 0.0 && by <= tolerance * (1.0 + 1e-12);
        match measure.difference(tolerance, lang).filter(|_| is_tolerated) {
            Some(tolerance) => {
                format!(
                    "{far}, {} {tolerance}",
                    lang.pick("inden for tolerancen på", "within the tolerance of")
                )
            }
            None => far,
        }
    }

    /// "Fra 2014 til 2019 er middel 86,1 dage, og tilfældig variation kan forklare tal fra 74,0 til 98,2".
    pub fn tell_limits(&mut self) {
        let lang = self.lang();
        let Some((from, to, phase)) = self.view.overlay.phases.last() else {
            return;
        };
        let (from, to) = (self.name_of(*from), self.name_of(*to));
        let centre = self.amounts.tell(phase.centre);
        let mut told = match lang {
            Lang::Da => format!("Fra {from} til {to} er middeltallet {centre}"),
            Lang::En => format!("From {from} to {to} the mean is {centre}"),
        };
        if let Some((lower, upper)) = phase.limits {
            let (lower, upper) = (self.amounts.bare(lower), self.amounts.tell(upper));
            told.push_str(&match lang {
                Lang::Da => {
                    format!(", og tilfældig variation kan forklare tal fra {lower} til {upper}")
                }
                Lang::En => format!(", and chance can explain figures from {lower} to {upper}"),
            });
            if phase.trial {
                told.push_str(lang.pick(
                    "; grænserne kan endnu flytte sig",
                    "; the limits may still move",
                ));
            }
        }
        self.summary.push(told);
    }

    /// "Signaler: 2018 (over den øvre grænse, forværring) og 2019 (…)".
    pub fn tell_signals(&mut self) {
        let lang = self.lang();
        let signals = self.view.overlay.signals.iter().map(|(i, signal)| {
            let rule = signal_words(signal.rule, signal.high, lang);
            format!(
                "{} ({rule}, {})",
                self.name_of(*i),
                meaning_word(signal.meaning, lang)
            )
        });
        let signals: Vec<String> = signals.collect();
        let head = match signals.len() {
            0 => return,
            1 => "Signal",
            _ => lang.pick("Signaler", "Signals"),
        };
        self.summary.push(format!(
            "{head}: {}",
            newest_list(signals, MOST_NAMES, lang)
        ));
    }

    /// "Prognosen for 2022 er 79 dage, med 80 % sandsynlighed fra 74 til 84 og med 95 % fra 71 til 87".
    pub fn tell_forecast(&mut self) {
        let lang = self.lang();
        let Some((i, one)) = self.view.overlay.forecast.last() else {
            return;
        };
        let name = self.name_of(*i);
        let value = self.amounts.tell(one.value);
        let [(a, b), (c, d)] = [one.band_80, one.band_95]
            .map(|(a, b)| (self.amounts.bare(a.min(b)), self.amounts.bare(a.max(b))));
        self.summary.push(match lang {
            Lang::Da => format!(
                "Prognosen for {name} er {value}, med 80 % sandsynlighed fra {a} til {b} og med 95 % fra {c} til {d}"
            ),
            Lang::En => format!(
                "The forecast for {name} is {value}, from {a} to {b} with a probability of 80% and from {c} to {d} with 95%"
            ),
        });
    }

    /// Initiatives and comments, one sentence each.
    pub fn tell_events(&mut self) {
        let lang = self.lang();
        let events = &self.view.overlay.events;
        for event in events.iter().take(MOST_NAMES) {
            let words = event_words(
                event.kind,
                event.at,
                event.until,
                &isolate(&event.text),
                lang,
            );
            self.summary.push(words);
        }
        if let Some(more) = events
            .len()
            .checked_sub(MOST_NAMES)
            .filter(|more| *more > 0)
        {
            let n_of = |kind: EventKind| {
                events
                    .iter()
                    .skip(MOST_NAMES)
                    .filter(|event| event.kind == kind)
                    .count()
            };
            let [initiatives, changes, comments] =
                [EventKind::Initiative, EventKind::Change, EventKind::Comment].map(n_of);
            self.summary.push(match lang {
                Lang::Da => format!(
                    "Desuden er der {more} til (indsatser: {initiatives}, ændringer: {changes}, kommentarer: {comments})"
                ),
                Lang::En => format!(
                    "There are {more} more (initiatives: {initiatives}, changes: {changes}, comments: {comments})"
                ),
            });
        }
    }
}
