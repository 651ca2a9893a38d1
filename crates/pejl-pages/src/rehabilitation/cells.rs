//! A figure of a table: the number, or the word for why there is none, which is one of four.

use std::collections::BTreeMap;

use pejl_app::rehabilitation::Figure;
use pejl_app::{Observation, Reading, Text};
use pejl_domain::{Cell, Lang};
use pejl_wording::figure_of;
use serde::Serialize;

use crate::texts::texts;
use crate::wording::{NOTHING, cell, sentence};

/// A figure as a table shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Shown {
    /// The figure with its unit, or the word.
    pub text: String,
    /// The class of the word's sign; empty of a figure.
    pub class: &'static str,
    /// Whether the period is only partly in.
    pub is_provisional: bool,
}

impl Shown {
    /// A figure of the table of courses; what is not there is not asked for.
    pub fn of(figure: Option<&Figure>, reading: &Reading, lang: Lang) -> Self {
        match figure {
            Some(Figure::Told(one)) => Self::of_observation(one, reading, lang),
            Some(Figure::None(of, _)) => Self::absent(*of, lang),
            None => Self {
                text: NOTHING.to_owned(),
                class: "",
                is_provisional: false,
            },
        }
    }

    /// An observation.
    pub fn of_observation(one: &Observation, reading: &Reading, lang: Lang) -> Self {
        match one.value {
            None => Self::absent(one.cell, lang),
            Some(_) => Self {
                text: figure_of(one, Some(reading), lang),
                class: "",
                is_provisional: one.provisional,
            },
        }
    }

    /// The word for why there is no figure.
    fn absent(of: Cell, lang: Lang) -> Self {
        Self {
            text: cell(of, lang).to_owned(),
            class: match of {
                Cell::Confidential => "confidential",
                Cell::Immature => "immature",
                Cell::NotApplicable => "not-applicable",
                Cell::Ok | Cell::Zero | Cell::Missing => "missing",
            },
            is_provisional: false,
        }
    }

    /// Whether it is a figure.
    pub fn is_told(&self) -> bool {
        self.class.is_empty() && self.text != NOTHING
    }
}

/// Why figures are not there: each reason once, with the figures it is of.
#[derive(Debug, Default)]
pub(super) struct Reasons(BTreeMap<String, Vec<String>>);

/// A reason with the figures it is of.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Why {
    reason: String,
    names: String,
}

impl Reasons {
    /// Notes why a figure of a reading is not there.
    pub fn note(&mut self, figure: &Figure, reading: &Reading, lang: Lang) {
        match figure {
            Figure::Told(one) => self.note_of(one, reading, lang),
            Figure::None(_, why) => self.add(why, reading, lang),
        }
    }

    /// Notes why an observation has no value.
    pub fn note_of(&mut self, one: &Observation, reading: &Reading, lang: Lang) {
        let reason = one.reason.as_ref().filter(|_| one.value.is_none());
        if let Some(why) = reason {
            self.add(why, reading, lang);
        }
    }

    fn add(&mut self, why: &Text, reading: &Reading, lang: Lang) {
        let name = reading.name.to_lang(lang).to_owned();
        let names = self.0.entry(sentence(why.to_lang(lang))).or_default();
        if !names.contains(&name) {
            names.push(name);
        }
    }

    /// The reasons.
    pub fn told(self) -> Vec<Why> {
        let told = self.0.into_iter().map(|(reason, names)| Why {
            reason,
            names: names.join("; "),
        });
        told.collect()
    }
}

/// A figure with what it was a year before, where that is told.
pub(super) fn before(before: &Shown, lang: Lang) -> Option<String> {
    let name = texts(lang).overview_before;
    before.is_told().then(|| format!("{name}: {}", before.text))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use pejl_app::indicators::Listed;

    use super::*;

    #[test]
    fn what_is_not_there_is_told_in_four_words_and_signs_and_is_no_figure() {
        let listed = Listed::of_program();
        let reading = listed.catalogue.find_reading("O3.1").unwrap();
        let why = Text {
            da: "få borgere".to_owned(),
            en: "few citizens".to_owned(),
        };
        let cells = [
            Cell::Missing,
            Cell::NotApplicable,
            Cell::Confidential,
            Cell::Immature,
        ];
        let mut seen = Vec::new();
        for of in cells {
            let figure = Figure::None(of, why.clone());
            let shown = Shown::of(Some(&figure), reading, Lang::Da);
            assert!(!shown.is_told(), "{shown:?}");
            let sign = (shown.text, shown.class);
            assert!(!seen.contains(&sign), "{sign:?}");
            seen.push(sign);
        }
    }

    #[test]
    fn a_reason_stands_once_with_all_that_lack_a_figure_for_it() {
        let listed = Listed::of_program();
        let why = Text {
            da: "få borgere".to_owned(),
            en: "few citizens".to_owned(),
        };
        let mut reasons = Reasons::default();
        for code in ["O3.1.p25_days", "O3.1.p75_days", "O3.1.p25_days"] {
            let reading = listed.catalogue.find_reading(code).unwrap();
            let figure = Figure::None(Cell::Confidential, why.clone());
            reasons.note(&figure, reading, Lang::En);
        }
        let told = reasons.told();
        let [one] = told.as_slice() else {
            unreachable!("{told:?}")
        };
        assert_eq!(one.reason, "Few citizens.");
        assert_eq!(one.names.split("; ").count(), 2, "{}", one.names);
    }
}
