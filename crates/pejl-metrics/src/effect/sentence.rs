//! What became of a series after something was done, in words.

use chrono::NaiveDate;
use pejl_domain::Lang;
use pejl_domain::lang::{format_date, format_number};
use pejl_stats::rate::Interval;

use super::{Around, Beside, Changed, Shape, changed};
use crate::status::Shown;
use crate::text::{Reason, Text};

/// What an expected change is held against.
#[derive(Debug, Clone, PartialEq)]
pub enum Held {
    /// What had changed by the day it was expected by, or by the newest period where no day was said.
    Against(Interval),
    /// The day is after the newest figure.
    NotYet(NaiveDate),
    /// Nothing can be told.
    Untold,
}

/// What had changed by the day that a change was expected by.
pub fn held(around: &Around, shape: Shape, by: Option<NaiveDate>) -> Held {
    let newest = around.after.last().map(|point| point.period);
    match (by, newest) {
        (Some(by), Some(newest)) if newest.end() <= by => Held::NotYet(by),
        (by, _) => {
            let around = by.map_or_else(|| around.clone(), |by| around.until(by));
            let found = changed(&around, shape);
            found.map_or(Held::Untold, |found| Held::Against(found.effect.last))
        }
    }
}

/// What there is to be told.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The points.
    pub around: &'a Around,
    /// What changed.
    pub changed: &'a Result<Changed, Reason>,
    /// The municipality beside others.
    pub beside: &'a Result<Beside, Reason>,
    /// What was expected to change, in the unit of the reading, and what it is held against.
    pub expected: Option<(f64, &'a Held)>,
    /// How figures are shown.
    pub shown: &'a Shown,
    /// How many other things changed in the time that is looked at.
    pub n_else: usize,
}

/// Says what changed, what was expected, how others fared, what else changed, and that it is no proof.
pub fn sentence(told: &Told<'_>) -> Text {
    let of = |lang| {
        let parts = [
            told.difference(lang),
            told.expectation(lang),
            told.others(lang),
            told.what_else(lang),
            told.no_proof(lang),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.join(" ")
    };
    Text {
        da: of(Lang::Da),
        en: of(Lang::En),
    }
}

impl Told<'_> {
    fn difference(&self, lang: Lang) -> Option<String> {
        let changed = match self.changed {
            Ok(changed) => changed,
            Err(reason) => {
                let why = reason.to_lang(lang);
                return Some(match lang {
                    Lang::Da => format!("Ændringen kan ikke opgøres: {why}."),
                    Lang::En => format!("The change cannot be told: {why}."),
                });
            }
        };
        let mean = changed.effect.mean;
        let (first, last) = (self.around.after.first()?, self.around.after.last()?);
        let (from, to) = (first.period.to_lang(lang), last.period.to_lang(lang));
        let interval = self.interval(mean, lang);
        Some(match (changed.is_told(), lang) {
            (false, Lang::Da) => format!(
                "Fra {from} til {to} kan ingen ændring skelnes fra tilfældigheder: {interval}."
            ),
            (false, Lang::En) => {
                format!("From {from} to {to} no change can be told from chance: {interval}.")
            }
            (true, Lang::Da) => format!(
                "Fra {from} til {to} lå tallet i gennemsnit {} {} end det før førte til: {interval}.",
                self.size(mean.value, lang),
                if mean.value > 0.0 {
                    "højere"
                } else {
                    "lavere"
                },
            ),
            (true, Lang::En) => format!(
                "From {from} to {to} the figure was on average {} {} than what it was before led to: {interval}.",
                self.size(mean.value, lang),
                if mean.value > 0.0 { "higher" } else { "lower" },
            ),
        })
    }

    fn interval(&self, mean: Interval, lang: Lang) -> String {
        let signed = |value| self.signed(value, lang);
        match lang {
            Lang::Da => format!(
                "{} med 95 % sikkerhed fra {} til {}",
                signed(mean.value),
                signed(mean.lower),
                signed(mean.upper)
            ),
            Lang::En => format!(
                "{}, 95 % interval from {} to {}",
                signed(mean.value),
                signed(mean.lower),
                signed(mean.upper)
            ),
        }
    }

    fn expectation(&self, lang: Lang) -> Option<String> {
        let (expected, held) = self.expected?;
        let figure = self.signed(expected, lang);
        let of = match held {
            Held::Against(of) => *of,
            Held::NotYet(by) => {
                let by = format_date(*by, lang);
                return Some(match lang {
                    Lang::Da => format!("Ændringen på {figure} forventes først {by}."),
                    Lang::En => format!("The change of {figure} is not expected before {by}."),
                });
            }
            Held::Untold => return None,
        };
        let is_within = (of.lower..=of.upper).contains(&expected);
        let interval = self.interval(of, lang);
        Some(match (is_within, lang) {
            (true, Lang::Da) => {
                format!(
                    "Den forventede ændring på {figure} ligger inden for det, der var nået: {interval}."
                )
            }
            (true, Lang::En) => {
                format!("The expected change of {figure} lies within what was reached: {interval}.")
            }
            (false, Lang::Da) => {
                format!(
                    "Den forventede ændring på {figure} ligger uden for det, der var nået: {interval}."
                )
            }
            (false, Lang::En) => {
                format!(
                    "The expected change of {figure} lies outside what was reached: {interval}."
                )
            }
        })
    }

    fn others(&self, lang: Lang) -> Option<String> {
        let placed = &self.beside.as_ref().ok()?.placed;
        if !placed.is_alike() {
            let text = lang.pick(
                "Ingen vægtning af andre kommuner lå som den før, så den kan ikke sammenlignes med dem.",
                "No weighting of other municipalities was like it before, so it cannot be compared with them.",
            );
            return Some(text.to_owned());
        }
        let effect = self.signed(placed.control.effect, lang);
        let rank = format_number(placed.rank as f64, 0, lang);
        let n = format_number(placed.n as f64, 0, lang);
        let p = format_number(placed.p(), 2, lang);
        Some(match lang {
            Lang::Da => format!(
                "Mod et vægtet gennemsnit af andre kommuner, der før lå som den, er forskellen {effect}; den er nr. {rank} af {n} efter, hvor usædvanlig den er (p = {p})."
            ),
            Lang::En => format!(
                "Against a weighted mean of other municipalities that had been like it, the difference is {effect}; it ranks {rank} of {n} by how unusual it is (p = {p})."
            ),
        })
    }

    fn what_else(&self, lang: Lang) -> Option<String> {
        (self.n_else > 0).then(|| {
            let (n, is_one) = (self.n_else, self.n_else == 1);
            match lang {
                Lang::Da if is_one => {
                    "I samme tid skete én anden ændring, som står nedenfor.".to_owned()
                }
                Lang::Da => format!("I samme tid skete {n} andre ændringer, som står nedenfor."),
                Lang::En if is_one => {
                    "One other thing changed in the same time; it stands below.".to_owned()
                }
                Lang::En => format!("{n} other things changed in the same time; they stand below."),
            }
        })
    }

    fn no_proof(&self, lang: Lang) -> Option<String> {
        let is_there = self.changed.is_ok() || self.beside.is_ok();
        is_there.then(|| {
            let text = lang.pick(
                "Det er ikke et bevis for, at indsatsen er årsagen.",
                "This is no proof that the initiative is the cause.",
            );
            text.to_owned()
        })
    }

    /// A difference with its sign: of a share in points of per cent.
    fn signed(&self, value: f64, lang: Lang) -> String {
        let size = self.size(value, lang);
        let is_nothing = !size.chars().any(|c| ('1'..='9').contains(&c));
        match (is_nothing, value > 0.0) {
            (true, _) => size,
            (false, true) => format!("+{size}"),
            (false, false) => format!("−{size}"),
        }
    }

    fn size(&self, value: f64, lang: Lang) -> String {
        self.shown.difference(value.abs(), lang)
    }
}
