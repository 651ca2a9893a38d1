//! The definition card: what a figure is, in the words of its card.

use pejl_app::catalogue::Head;
use pejl_app::{Indicator, Reading};
use pejl_domain::Lang;
use serde::Serialize;

use crate::texts::{fill, texts};
use crate::wording::{self, instant};

/// One term of the card with what is said of it.
#[derive(Debug, Serialize)]
pub(crate) struct Term {
    term: &'static str,
    texts: Vec<String>,
}

impl Term {
    /// A term with one text.
    pub fn one(term: &'static str, text: impl Into<String>) -> Self {
        Self::of(term, vec![text.into()])
    }

    /// A term with what is said of it, each in a line.
    pub fn of(term: &'static str, texts: Vec<String>) -> Self {
        Self { term, texts }
    }

    /// Whether anything is said.
    pub fn says_something(&self) -> bool {
        self.texts.iter().any(|text| !text.is_empty())
    }
}

/// A reading and the version of its definition, in a line: `O3.1.median_days, definition 2`.
pub(crate) fn definition(reading: &Reading, lang: Lang) -> String {
    let code = format!("{}.{}", reading.indicator, reading.code);
    let version = reading.definition_version.to_string();
    fill(
        texts(lang).picture_definition,
        &[("code", &code), ("version", &version)],
    )
}

/// A reading with the card of its indicator.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Definition<'a> {
    /// The reading.
    pub reading: &'a Reading,
    /// Its indicator; none where the catalogue has lost it.
    pub indicator: Option<&'a Indicator>,
    /// Language of the card.
    pub lang: Lang,
}

impl Definition<'_> {
    /// What is counted over what, and in which unit.
    pub fn what(self) -> Vec<Term> {
        let (reading, lang) = (self.reading, self.lang);
        let t = texts(lang);
        let name = format!(
            "{} ({}.{})",
            reading.name.to_lang(lang),
            reading.indicator,
            reading.code
        );
        let mut terms = vec![Term::one(t.card_indicator, name)];
        let described = self.indicator.map(|one| one.description.to_lang(lang));
        terms.extend(described.map(|text| Term::one(t.card_description, text)));
        terms.push(Term::one(t.card_numerator, reading.numerator.to_lang(lang)));
        terms.push(Term::one(
            t.card_denominator,
            reading.denominator.to_lang(lang),
        ));
        terms.push(Term::one(t.card_unit, wording::unit(reading, lang)));
        terms
    }

    /// Where it is from, and what to mind.
    pub fn from(self) -> Vec<Term> {
        let t = texts(self.lang);
        let mut terms = Vec::new();
        let source = self.indicator.map(|one| one.source.to_lang(self.lang));
        terms.extend(source.map(|text| Term::one(t.card_source, text)));
        let of_indicator = self.indicator.map(|one| one.pitfalls.as_slice());
        let pitfalls = of_indicator.unwrap_or_default().iter();
        let pitfalls = pitfalls.chain(&self.reading.pitfalls);
        let pitfalls = pitfalls.map(|text| text.to_lang(self.lang).to_owned());
        terms.push(Term::of(t.card_pitfalls, pitfalls.collect()));
        terms
    }

    /// Which version of the definition and which revision of the figures is shown.
    pub fn state(self, head: &Head) -> Vec<Term> {
        let t = texts(self.lang);
        let at = head.committed_at.map(|at| instant(at, self.lang));
        let at = at.unwrap_or_default();
        let revision = head.revision.to_string();
        let revision = fill(t.card_revision_at, &[("revision", &revision), ("at", &at)]);
        vec![
            Term::one(t.card_version, self.reading.definition_version.to_string()),
            Term::one(t.card_revision, revision),
        ]
    }
}
