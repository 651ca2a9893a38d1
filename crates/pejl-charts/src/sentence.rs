//! Clauses that sentences about values are made of, Danish and English.

use pejl_domain::{Lang, Period};

use crate::measure::{Measure, Verb};

/// Writes amounts: the first with the long unit, the following with the short one.
pub(crate) struct Amounts<'a> {
    measure: &'a Measure,
    lang: Lang,
    unit_said: bool,
}

impl<'a> Amounts<'a> {
    pub fn new(measure: &'a Measure, lang: Lang) -> Self {
        Self {
            measure,
            lang,
            unit_said: false,
        }
    }

    /// "3.412 kr. pr. indbygger" the first time, then "3.412 kr.".
    pub fn tell(&mut self, value: f64) -> String {
        if std::mem::replace(&mut self.unit_said, true) {
            self.measure.with_short_unit(value, self.lang)
        } else {
            self.measure.with_unit(value, self.lang)
        }
    }

    /// "2.364", where the amount beside it carries the unit.
    pub fn bare(&self, value: f64) -> String {
        self.measure.figure(value, self.lang)
    }

    /// "Hedensted brugte 3.412 kr. pr. indbygger i 2019".
    pub fn clause(&mut self, name: &str, value: f64, period: Period) -> String {
        let lang = self.lang;
        let spent = self.measure.verb == Verb::Spent;
        let (verb, amount) = if spent && value < 0.0 {
            (
                lang.pick("havde en nettoindtægt på", "had net income of"),
                -value,
            )
        } else if spent {
            (lang.pick("brugte", "spent"), value)
        } else {
            (lang.pick("lå på", "stood at"), value)
        };
        format!(
            "{name} {verb} {} {}",
            self.tell(amount),
            in_period(period, lang)
        )
    }

    /// How a value differs from another: "755 kr. lavere", or `None` when no difference shows.
    pub fn higher_or_lower(&self, value: f64, other: f64) -> Option<String> {
        let size = self.measure.difference(value - other, self.lang)?;
        let word = if value > other {
            self.lang.pick("højere", "higher")
        } else {
            self.lang.pick("lavere", "lower")
        };
        Some(format!("{size} {word}"))
    }
}

/// "det samme", or "afrundet det samme" when the figures differ in decimals that are not shown.
pub(crate) fn the_same(value: f64, other: f64, lang: Lang) -> &'static str {
    if value == other {
        lang.pick("det samme", "the same")
    } else {
        lang.pick("afrundet det samme", "the same when rounded")
    }
}

/// "i 2019", "i marts 2018".
pub(crate) fn in_period(period: Period, lang: Lang) -> String {
    format!("{} {}", lang.pick("i", "in"), period.to_lang(lang))
}
