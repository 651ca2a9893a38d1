//! What a series shows, in sentences, in both languages.

use pejl_domain::lang::{format_date, format_integer};
use pejl_domain::{Cell, Lang, Period};
use pejl_stats::spc::{Signal, Variation};

use super::{Ahead, NoForecast, Phase, Trend};
use crate::observation::Observation;
use crate::points::Point;
use crate::status::Shown;
use crate::text::Text;

/// What sentences are of.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The cells, one for each period, ascending.
    pub series: &'a [Observation],
    /// What they show.
    pub trend: &'a Trend,
    /// How a figure is written.
    pub shown: &'a Shown,
}

/// Says what a series shows: how many figures there are, the newest beside that of a year before, whether it is chance, where
/// the series was cut, where it is heading, and what is withheld or missing.
pub fn sentence(told: &Told<'_>) -> Text {
    let of = |lang| {
        let sentences = [
            told.extent(lang),
            told.newest(lang),
            told.chance(lang),
            told.cut(lang),
            told.heading(lang),
            told.absent(lang),
        ];
        let sentences: Vec<String> = sentences.into_iter().flatten().collect();
        sentences.join(" ")
    };
    Text {
        da: of(Lang::Da),
        en: of(Lang::En),
    }
}

impl Told<'_> {
    fn points(&self) -> Vec<Point> {
        self.series.iter().filter_map(Point::of).collect()
    }

    fn extent(&self, lang: Lang) -> Option<String> {
        let points = self.points();
        let (Some(first), Some(last)) = (points.first(), points.last()) else {
            let none = lang.pick(
                "Der er ingen hele og modne tal.",
                "There are no figures that are whole and mature.",
            );
            return Some(none.to_owned());
        };
        let n = count(points.len(), lang);
        let (from, to) = (first.period.to_lang(lang), last.period.to_lang(lang));
        Some(match (points.len(), lang) {
            (1, Lang::Da) => format!("Der er ét helt og modent tal, for {to}."),
            (1, Lang::En) => format!("There is one figure that is whole and mature, of {to}."),
            (_, Lang::Da) => format!("Der er {n} hele og modne tal, fra {from} til {to}."),
            (_, Lang::En) => {
                format!("There are {n} figures that are whole and mature, from {from} to {to}.")
            }
        })
    }

    fn newest(&self, lang: Lang) -> Option<String> {
        let points = self.points();
        let last = points.last()?;
        let figure = self.shown.figure(last.value, lang);
        let period = last.period.to_lang(lang);
        let before = points
            .iter()
            .find(|one| Some(one.period) == last.period.year_before())
            .filter(|one| self.is_comparable(one.period, last.period));
        let before = before.map(|one| {
            let figure = self.shown.figure(one.value, lang);
            match lang {
                Lang::Da => format!(", et år før {figure}"),
                Lang::En => format!(", a year before {figure}"),
            }
        });
        let before = before.unwrap_or_default();
        Some(match lang {
            Lang::Da => ended(format!("Det nyeste, for {period}, er {figure}{before}")),
            Lang::En => ended(format!("The newest, of {period}, is {figure}{before}")),
        })
    }

    /// Whether no cut lies between two periods.
    fn is_comparable(&self, earlier: Period, later: Period) -> bool {
        let between = |cut: &&crate::Break| earlier.start() < cut.date && cut.date < later.end();
        let mut cuts = self.trend.breaks.iter().filter(|one| !one.comparable);
        !cuts.any(|cut| between(&cut))
    }

    fn chance(&self, lang: Lang) -> Option<String> {
        let chart = &self.trend.chart;
        let phase = chart.phases.last()?;
        let limits = phase.told_limits(self.trend.possible);
        let Some((lower, upper)) = limits else {
            return phase.limits.map(|_| too_few(phase, lang));
        };
        let signal = chart.marks.values().next_back()?.signal;
        let figure = |value| self.shown.figure(value, lang);
        let (lower, upper) = (figure(lower), figure(upper));
        let what = match chart.variation? {
            Variation::CommonCause => None,
            Variation::Improving { .. } => Some(lang.pick("en forbedring", "an improvement")),
            Variation::Concerning { .. } => {
                Some(lang.pick("en forværring", "a change to the worse"))
            }
            Variation::Neutral { .. } => Some(lang.pick("en ændring", "a change")),
        };
        let mut text = match (what, lang) {
            (None, Lang::Da) => ended(format!(
                "Det er ikke andet, end tilfældig variation kan forklare: grænserne er {lower} og {upper}"
            )),
            (None, Lang::En) => ended(format!(
                "It is no more than chance can explain: the limits are {lower} and {upper}"
            )),
            (Some(what), Lang::Da) => format!(
                "Det er {what}, som tilfældig variation sjældent giver: {}.",
                rule(signal, lang)
            ),
            (Some(what), Lang::En) => format!(
                "It is {what} that chance rarely brings: {}.",
                rule(signal, lang)
            ),
        };
        if phase.is_trial {
            text.push(' ');
            text.push_str(&trial(phase, lang));
        }
        Some(text)
    }

    fn cut(&self, lang: Lang) -> Option<String> {
        let cut = self.trend.breaks.iter().rfind(|one| !one.comparable)?;
        let date = format_date(cut.date, lang);
        let why = cut.text.to_lang(lang);
        Some(match lang {
            Lang::Da => format!(
                "Serien er brudt den {date} ({why}); grænser og prognose begynder forfra der."
            ),
            Lang::En => format!(
                "The series is cut on {date} ({why}); limits and forecast begin anew there."
            ),
        })
    }

    fn heading(&self, lang: Lang) -> Option<String> {
        match &self.trend.ahead {
            Ok(ahead) => self.expected(ahead, lang),
            Err(NoForecast::TooFew { n }) => Some(match (n, lang) {
                (0, _) => return None,
                (n, Lang::Da) => format!(
                    "Der er for få sammenhængende tal til en prognose ({}).",
                    count(*n, lang)
                ),
                (n, Lang::En) => format!(
                    "There are too few consecutive figures for a forecast ({}).",
                    count(*n, lang)
                ),
            }),
            Err(NoForecast::TooLarge) => Some(
                lang.pick(
                    "Tallene er for store til en prognose.",
                    "The numbers are too large for a forecast.",
                )
                .to_owned(),
            ),
        }
    }

    fn expected(&self, ahead: &Ahead, lang: Lang) -> Option<String> {
        let step = ahead.steps.last()?;
        let figure = |value| self.shown.figure(value, lang);
        let possible = self.trend.possible;
        let (lower, upper) = possible.band(step.expected, 0.8);
        let (mean, lower, upper) = (
            figure(possible.mean(step.expected)),
            figure(lower),
            figure(upper),
        );
        let period = step.period.to_lang(lang);
        let (held, n) = (ahead.calibration.within_80, ahead.calibration.n);
        let (held, n) = (count(held, lang), count(n, lang));
        Some(match lang {
            Lang::Da => format!(
                "Prognosen for {period} er {mean}, med 80 % sandsynlighed fra {lower} til {upper}; af {n} tidligere prognoser ramte {held} inden for båndet."
            ),
            Lang::En => format!(
                "The forecast of {period} is {mean}, with a probability of 80 % from {lower} to {upper}; of {n} earlier forecasts {held} were within the band."
            ),
        })
    }

    fn absent(&self, lang: Lang) -> Option<String> {
        let n_of = |cell: Cell| self.series.iter().filter(|one| one.cell == cell).count();
        let provisional = self.series.iter().filter(|one| one.provisional).count();
        let withheld = lang.pick(
            "er tilbageholdt, da få borgere står bag",
            "are withheld, as few persons are behind them",
        );
        let parts = [
            (n_of(Cell::Confidential), withheld),
            (n_of(Cell::Missing), lang.pick("mangler", "are missing")),
            (
                n_of(Cell::Immature),
                lang.pick("kan ikke kendes endnu", "cannot be known yet"),
            ),
            (
                provisional,
                lang.pick("er kun delvis inde", "are only partly in"),
            ),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, what)| format!("{} {what}", count(n, lang)))
            .collect();
        let besides = lang.pick("Desuden gælder, at", "Besides,");
        (!parts.is_empty()).then(|| format!("{besides} {}.", parts.join(", ")))
    }
}

/// A sentence with its full stop; an abbreviation brings one of its own (`kr.`).
fn ended(mut text: String) -> String {
    if !text.ends_with('.') {
        text.push('.');
    }
    text
}

fn count(n: usize, lang: Lang) -> String {
    format_integer(i64::try_from(n).unwrap_or(i64::MAX), lang)
}

/// That what chance is cannot be told of so few.
fn too_few(phase: &Phase, lang: Lang) -> String {
    let n = count(phase.n, lang);
    match lang {
        Lang::Da => format!("{n} tal er for få til at sige, hvad der er tilfældig variation."),
        Lang::En => format!("{n} figures are too few to tell what chance is."),
    }
}

fn trial(phase: &Phase, lang: Lang) -> String {
    let n = count(phase.n, lang);
    match lang {
        Lang::Da => format!("Grænserne bygger på {n} tal og kan endnu flytte sig."),
        Lang::En => format!("The limits are of {n} figures and may still move."),
    }
}

/// The rule that a signal follows from, as a reader says it.
fn rule(signal: Signal, lang: Lang) -> &'static str {
    match signal {
        Signal::None => lang.pick("ingen regel", "no rule"),
        Signal::AboveUpper => lang.pick("over den øvre grænse", "above the upper limit"),
        Signal::BelowLower => lang.pick("under den nedre grænse", "below the lower limit"),
        Signal::TrendUp => lang.pick(
            "syv tal i træk, der stiger",
            "seven figures in a row that rise",
        ),
        Signal::TrendDown => lang.pick(
            "syv tal i træk, der falder",
            "seven figures in a row that fall",
        ),
        Signal::TwoInThreeHigh => lang.pick(
            "to af tre tal nær den øvre grænse",
            "two of three figures near the upper limit",
        ),
        Signal::TwoInThreeLow => lang.pick(
            "to af tre tal nær den nedre grænse",
            "two of three figures near the lower limit",
        ),
        Signal::ShiftHigh => lang.pick(
            "syv tal i træk over midten",
            "seven figures in a row above the mean",
        ),
        Signal::ShiftLow => lang.pick(
            "syv tal i træk under midten",
            "seven figures in a row below the mean",
        ),
    }
}
