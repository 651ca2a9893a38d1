//! A trend in words.

use pejl_domain::Lang;
use pejl_domain::lang::format_share_as_percent;

use super::view::{Line, View};
use super::{SeriesRole, Trend};
use crate::measure::{NumberStyle, Verb};
use crate::sentence::{Amounts, in_period, the_same};
use crate::summary::Summary;
use crate::words::{cell_word, list, newest_list, short_list};

/// How many periods or names a sentence lists before it counts the rest; the table has them all.
pub(super) const MOST_NAMES: usize = 12;
/// Largest relative change that is told of a share, of which percentage points tell anyway, and of an amount.
const MOST_OF_SHARE: f64 = 2.0;
const MOST_OF_AMOUNT: f64 = 100.0;
/// Fewest values that have a highest and a lowest worth telling.
const LEAST_FOR_EXTREMES: usize = 4;

/// The trend in sentences: the newest value, how it changed, the others, the extremes, breaks and gaps.
pub(super) fn summary(trend: &Trend, view: &View) -> Summary {
    let mut teller = Teller {
        trend,
        view,
        amounts: Amounts::new(&trend.measure, trend.lang),
        summary: Summary::default(),
    };
    let newest = view
        .subject()
        .and_then(|line| Some((line, line.values().next_back()?)));
    match newest {
        Some((line, (at, value))) => {
            teller.tell_newest(line, at, value);
            teller.tell_target(at, value);
            teller.tell_others(line, at, value);
            teller.tell_extremes(line, at);
            teller.tell_limits();
            teller.tell_signals();
            teller.tell_forecast();
        }
        None => {
            let lang = trend.lang;
            let none = match view.subject() {
                Some(line) => format!(
                    "{} {}",
                    line.name_in_text(),
                    lang.pick("har ingen værdier", "has no values")
                ),
                None => lang
                    .pick(
                        "Der er ingen værdier at vise",
                        "There are no values to show",
                    )
                    .to_owned(),
            };
            teller.summary.push(none);
        }
    }
    teller.tell_breaks();
    teller.tell_events();
    if let Some(line) = view.subject() {
        teller.tell_gaps(line);
        teller.tell_provisional(line);
    }
    teller.summary
}

/// Writes the sentences one after the other.
pub(super) struct Teller<'a> {
    pub trend: &'a Trend,
    pub view: &'a View,
    pub amounts: Amounts<'a>,
    pub summary: Summary,
}

impl Teller<'_> {
    pub fn lang(&self) -> Lang {
        self.trend.lang
    }

    fn when(&self, index: usize) -> String {
        self.view
            .spine
            .get(index)
            .map(|period| in_period(*period, self.lang()))
            .unwrap_or_default()
    }

    pub fn name_of(&self, index: usize) -> String {
        self.view
            .spine
            .get(index)
            .map(|period| period.to_lang(self.lang()))
            .unwrap_or_default()
    }

    /// "120 kr. (2,9 %) mere end i 2021".
    fn change(&self, value: f64, from: usize, before: f64) -> String {
        let lang = self.lang();
        let when = self.when(from);
        let Some(size) = self.trend.measure.difference(value - before, lang) else {
            return format!(
                "{} {} {when}",
                the_same(value, before, lang),
                lang.pick("som", "as")
            );
        };
        // A share of a negative or vanishing base means nothing to a reader, nor does one of what is shown as zero.
        let is_base = before > 0.0 && value >= 0.0 && !self.is_shown_as_zero(before);
        let share = is_base.then(|| ((value - before) / before).abs());
        let most = match self.trend.measure.numbers {
            NumberStyle::Percent { .. } => MOST_OF_SHARE,
            _ => MOST_OF_AMOUNT,
        };
        let share = share
            .filter(|share| *share <= most)
            .map(|share| format_share_as_percent(share, 1, lang));
        let word = match (self.trend.measure.verb, value > before) {
            (Verb::Spent, true) => lang.pick("mere end", "more than"),
            (Verb::Spent, false) => lang.pick("mindre end", "less than"),
            (Verb::StoodAt, true) => lang.pick("højere end", "higher than"),
            (Verb::StoodAt, false) => lang.pick("lavere end", "lower than"),
        };
        match share {
            Some(share) => format!("{size} ({share}) {word} {when}"),
            None => format!("{size} {word} {when}"),
        }
    }

    fn is_shown_as_zero(&self, value: f64) -> bool {
        let shown = self.trend.measure.figure(value, self.lang());
        !shown.chars().any(|c| c.is_ascii_digit() && c != '0')
    }

    fn tell_newest(&mut self, line: &Line, at: usize, value: f64) {
        let lang = self.lang();
        let Some(period) = self.view.spine.get(at) else {
            return;
        };
        let clause = self.amounts.clause(&line.name_in_text(), value, *period);
        self.summary.push(clause);
        let from = self.view.comparable_from(at);
        let earlier: Vec<(usize, f64)> = line
            .values()
            .filter(|(i, _)| (from..at).contains(i))
            .collect();
        let it_is = lang.pick("Det er", "That is");
        match earlier.as_slice() {
            [] => {
                if line.values().any(|(i, _)| i < from) {
                    self.summary.push(match lang {
                        Lang::Da => {
                            "Tallet kan ikke umiddelbart sammenlignes med tallene før databruddet"
                                .to_owned()
                        }
                        Lang::En => {
                            "The figure cannot be compared directly with those before the break"
                                .to_owned()
                        }
                    });
                }
            }
            [(first, before)] => self
                .summary
                .push(format!("{it_is} {}", self.change(value, *first, *before))),
            [(first, oldest), .., (last, before)] => {
                let near = self.change(value, *last, *before);
                let far = self.change(value, *first, *oldest);
                self.summary
                    .push(format!("{it_is} {near} {} {far}", lang.pick("og", "and")));
            }
        }
    }

    fn tell_others(&mut self, subject: &Line, at: usize, value: f64) {
        let lang = self.lang();
        let when = self.when(at);
        let others = || {
            self.view
                .series
                .iter()
                .filter(|line| !std::ptr::eq(*line, subject))
        };
        for line in others().filter(|line| line.role != SeriesRole::Other) {
            let name = line.name_in_text();
            let Some(theirs) = line.value(at) else {
                let why = cell_word(line.reading(at).cell(), lang);
                self.summary.push(format!(
                    "{name} {} {when} ({why})",
                    lang.pick("har ingen værdi", "has no value")
                ));
                continue;
            };
            let amount = self.amounts.tell(theirs);
            let compared = match self.amounts.higher_or_lower(theirs, value) {
                Some(difference) => format!("{difference} {}", lang.pick("end", "than")),
                None => format!(
                    "{} {}",
                    the_same(theirs, value, lang),
                    lang.pick("som", "as")
                ),
            };
            let stood = lang.pick("lå på", "stood at");
            self.summary.push(format!(
                "{name} {stood} {amount} {when}, {compared} {}",
                subject.name_in_text()
            ));
        }
        let mut named = Vec::new();
        for line in others().filter(|line| line.role == SeriesRole::Other) {
            let (name, on) = (
                line.name_in_text(),
                if named.is_empty() {
                    lang.pick("lå på", "stood at")
                } else {
                    lang.pick("på", "at")
                },
            );
            match line.value(at) {
                Some(theirs) => named.push(format!("{name} {on} {}", self.amounts.tell(theirs))),
                None => {
                    let why = cell_word(line.reading(at).cell(), lang);
                    self.summary.push(format!(
                        "{name} {} {when} ({why})",
                        lang.pick("har ingen værdi", "has no value")
                    ));
                }
            }
        }
        if !named.is_empty() {
            let named = short_list(named, MOST_NAMES, lang);
            self.summary.push(format!("{named} {when}"));
        }
    }

    fn tell_extremes(&mut self, line: &Line, at: usize) {
        let lang = self.lang();
        let from = self.view.comparable_from(at);
        let values: Vec<(usize, f64)> = line
            .values()
            .filter(|(i, _)| (from..=at).contains(i))
            .collect();
        let (Some((first, _)), Some((last, _))) = (values.first(), values.last()) else {
            return;
        };
        let lowest = values.iter().map(|(_, v)| *v).fold(f64::INFINITY, f64::min);
        let highest = values
            .iter()
            .map(|(_, v)| *v)
            .fold(f64::NEG_INFINITY, f64::max);
        if values.len() < LEAST_FOR_EXTREMES || lowest == highest {
            return;
        }
        let when = |value: f64| {
            let periods = values
                .iter()
                .filter(|(_, v)| *v == value)
                .map(|(i, _)| self.name_of(*i));
            list(&periods.collect::<Vec<_>>(), lang)
        };
        let (in_high, in_low) = (when(highest), when(lowest));
        let (high, low) = (self.amounts.tell(highest), self.amounts.tell(lowest));
        let (first, last) = (self.name_of(*first), self.name_of(*last));
        self.summary.push(match lang {
            Lang::Da => {
                format!("Fra {first} til {last} var tallet højest i {in_high} ({high}) og lavest i {in_low} ({low})")
            }
            Lang::En => {
                format!("From {first} to {last} the figure was highest in {in_high} ({high}) and lowest in {in_low} ({low})")
            }
        });
    }

    fn tell_breaks(&mut self) {
        let lang = self.lang();
        for (at, label) in &self.view.breaks {
            let when = self.name_of(*at);
            let reason = if label.is_empty() {
                String::new()
            } else {
                format!(" ({label})")
            };
            self.summary.push(match lang {
                Lang::Da => format!("Databrud fra {when}{reason}: tal før og efter kan ikke umiddelbart sammenlignes"),
                Lang::En => format!("Break in series from {when}{reason}: figures before and after cannot be compared directly"),
            });
        }
    }

    fn tell_gaps(&mut self, line: &Line) {
        let lang = self.lang();
        let gaps: Vec<String> = line
            .gaps()
            .map(|(i, cell)| format!("{} ({})", self.name_of(i), cell_word(cell, lang)))
            .collect();
        if !gaps.is_empty() {
            let gaps = newest_list(gaps, MOST_NAMES, lang);
            let none = lang.pick("har ingen værdi for", "has no value for");
            self.summary
                .push(format!("{} {none} {gaps}", line.name_in_text()));
        }
    }

    fn tell_provisional(&mut self, line: &Line) {
        let lang = self.lang();
        let provisional = line
            .values()
            .filter(|(i, _)| line.reading(*i).is_provisional());
        let periods: Vec<String> = provisional.map(|(i, _)| self.name_of(i)).collect();
        let n = periods.len();
        let periods = newest_list(periods, MOST_NAMES, lang);
        match (n, lang) {
            (0, _) => {}
            (1, Lang::Da) => self
                .summary
                .push(format!("Tallet for {periods} er foreløbigt")),
            (1, Lang::En) => self
                .summary
                .push(format!("The figure for {periods} is provisional")),
            (_, Lang::Da) => self
                .summary
                .push(format!("Tallene for {periods} er foreløbige")),
            (_, Lang::En) => self
                .summary
                .push(format!("The figures for {periods} are provisional")),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use pejl_domain::Cell;

    use super::*;
    use crate::chart::{Chart, Frame};
    use crate::legend::Heading;
    use crate::measure::{Measure, ZeroRule};
    use crate::reading::Reading;
    use crate::trend::{Overlay, Series, TrendPoint};

    /// The sentences of shares of three years.
    fn said(shares: [f64; 3]) -> String {
        let point = |(year, share): (i32, f64)| TrendPoint {
            period: year.to_string().parse().unwrap(),
            reading: Reading::new(Cell::Ok, Some(share), false),
        };
        let chart = Trend {
            lang: Lang::Da,
            heading: Heading::default(),
            measure: Measure {
                unit: String::new(),
                short_unit: String::new(),
                numbers: NumberStyle::Percent { decimals: 1 },
                zero: ZeroRule::MayCut,
                verb: Verb::StoodAt,
            },
            series: vec![Series {
                code: "766".to_owned(),
                name: "Hedensted".to_owned(),
                role: SeriesRole::Own,
                points: (2023..).zip(shares).map(point).collect(),
            }],
            breaks: Vec::new(),
            overlay: Overlay::default(),
        };
        let drawn = Chart::from(chart).render(&Frame::default());
        drawn.summary.to_string()
    }

    #[test]
    fn no_relative_change_is_told_of_almost_nothing() {
        let nearly = said([0.000_07, 0.000_42, 0.002_5]);
        assert!(
            nearly.contains(
                "Det er 0,2 procentpoint højere end i 2024 og 0,2 procentpoint højere end i 2023."
            ),
            "{nearly}"
        );
        let more = said([0.02, 0.1, 0.15]);
        assert!(
            more.contains("Det er 5,0 procentpoint (50,0 %) højere end i 2024 og 13,0 procentpoint højere end i 2023."),
            "{more}"
        );
    }
}
