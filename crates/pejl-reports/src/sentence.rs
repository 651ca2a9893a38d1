//! Sentences that are made of figures, and proved against them.

use std::fmt;

use pejl_domain::{Lang, Unit};
use pejl_wording::{fill, with_unit};

/// The minus of a number in a text.
const MINUS: char = '\u{2212}';
/// Half a unit of the last decimal, and a little for how decimals are stored.
const HALF: f64 = 0.500_001;

/// A sentence and what it was made of.
///
/// # Example
/// ```
/// use pejl_domain::{Lang, Unit};
/// use pejl_reports::Sentence;
///
/// let sentence = Sentence::of("{name} er {value} i {period}.", Lang::Da)
///     .name("name", "Andel over 65 år")
///     .figure("value", 0.615, 1, &Unit::Share)
///     .name("period", "marts 2018");
/// assert_eq!(sentence.text(), "Andel over 65 år er 61,5 % i marts 2018.");
/// assert!(sentence.prove().is_ok());
/// assert!(Sentence::of("Der er 3 tal.", Lang::Da).prove().is_err());
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Sentence {
    template: &'static str,
    lang: Lang,
    parts: Vec<(&'static str, Part)>,
}

/// What stands at a place of a sentence.
#[derive(Debug, Clone, PartialEq)]
enum Part {
    /// A name, a period or a date; a number in it is part of the name.
    Name(String),
    /// A figure, as it is written and as it is.
    Figure {
        text: String,
        /// In the scale that it is written in: a share in per cent.
        value: f64,
    },
}

/// A sentence whose numbers are not its figures.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why} in `{text}`")]
pub struct Unproved {
    text: String,
    why: &'static str,
}

impl Unproved {
    /// A text that says something else than its figures.
    pub(crate) fn new(text: &str, why: &'static str) -> Self {
        Self {
            text: text.to_owned(),
            why,
        }
    }
}

impl Sentence {
    /// A sentence of a template whose `{names}` are yet to be filled.
    pub fn of(template: &'static str, lang: Lang) -> Self {
        Self {
            template,
            lang,
            parts: Vec::new(),
        }
    }

    /// The same with a name, a period or a date in a place.
    #[must_use]
    pub fn name(mut self, place: &'static str, text: &str) -> Self {
        self.parts.push((place, Part::Name(text.to_owned())));
        self
    }

    /// The same with a figure and its unit in a place.
    #[must_use]
    pub fn figure(mut self, place: &'static str, value: f64, decimals: u8, unit: &Unit) -> Self {
        let text = with_unit(value, decimals, unit, self.lang);
        let value = match unit {
            Unit::Share => 100.0 * value,
            _ => value,
        };
        self.parts.push((place, Part::Figure { text, value }));
        self
    }

    /// The same with a number of things in a place.
    #[must_use]
    pub fn count(mut self, place: &'static str, n: usize) -> Self {
        let whole = i64::try_from(n).unwrap_or(i64::MAX);
        let text = pejl_domain::lang::format_integer(whole, self.lang);
        let value = whole as f64;
        self.parts.push((place, Part::Figure { text, value }));
        self
    }

    /// The sentence as it is read.
    pub fn text(&self) -> String {
        let values: Vec<(&str, &str)> = self
            .parts
            .iter()
            .map(|(place, part)| (*place, part.text()))
            .collect();
        fill(self.template, &values)
    }

    /// Holds the sentence against the figures it was made of: read back, each of its numbers is one of them to the decimals that
    /// are written, or part of a name.
    ///
    /// # Errors
    /// A number is none of them, a place is empty, or a figure is not in the sentence.
    pub fn prove(&self) -> Result<(), Unproved> {
        let text = self.text();
        let fault = |why| {
            Err(Unproved {
                text: text.clone(),
                why,
            })
        };
        let mut expected: Vec<Expected> = Vec::new();
        let mut rest = self.template;
        while let Some((words, after)) = rest.split_once('{') {
            if !numbers(words, self.lang).is_empty() {
                return fault("a number of the template");
            }
            let Some((place, behind)) = after.split_once('}') else {
                return fault("a place without an end");
            };
            let Some((_, part)) = self.parts.iter().find(|(name, _)| *name == place) else {
                return fault("an empty place");
            };
            expected.extend(part.expected(self.lang));
            rest = behind;
        }
        if !numbers(rest, self.lang).is_empty() {
            return fault("a number of the template");
        }
        let found = numbers(&text, self.lang);
        let agrees = |(found, expected): (&Number, &Expected)| match expected {
            Expected::OfName(number) => found == number,
            Expected::Figure(value) => found.is_rounded(*value),
        };
        if found.len() != expected.len() || !found.iter().zip(&expected).all(agrees) {
            return fault("a number that is no figure");
        }
        let is_said = |(place, _): &(&str, Part)| self.template.contains(&format!("{{{place}}}"));
        match self.parts.iter().all(is_said) {
            true => Ok(()),
            false => fault("a figure that is not said"),
        }
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// A number that a sentence must have.
enum Expected {
    OfName(Number),
    Figure(f64),
}

impl Part {
    fn text(&self) -> &str {
        match self {
            Part::Name(text) | Part::Figure { text, .. } => text,
        }
    }

    fn expected(&self, lang: Lang) -> Vec<Expected> {
        match self {
            Part::Name(text) => {
                let found = numbers(text, lang).into_iter();
                found.map(Expected::OfName).collect()
            }
            // What comes after the figure is of its unit: `pr. 1.000`.
            Part::Figure { text, value } => {
                let of_unit = numbers(text, lang).into_iter().skip(1);
                let of_unit = of_unit.map(Expected::OfName);
                std::iter::once(Expected::Figure(*value))
                    .chain(of_unit)
                    .collect()
            }
        }
    }
}

/// A number as it stands in a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Number {
    value: f64,
    decimals: i32,
}

impl Number {
    /// What it says.
    pub(crate) fn value(&self) -> f64 {
        self.value
    }

    /// Whether it is that value, rounded to its decimals.
    pub(crate) fn is_rounded(&self, value: f64) -> bool {
        (self.value - value).abs() <= HALF * 10_f64.powi(-self.decimals)
    }
}

/// The numbers of a text, as they are written in a language.
pub(crate) fn numbers(text: &str, lang: Lang) -> Vec<Number> {
    let mut found = Vec::new();
    let (mut rest, mut before) = (text, None);
    while let Some(next) = rest.chars().next() {
        if next.is_ascii_digit()
            && let Some((number, after)) = digits(rest, lang)
        {
            let value = match before {
                Some(MINUS) => -number.value,
                _ => number.value,
            };
            found.push(Number { value, ..number });
            rest = after;
            before = None;
            continue;
        }
        before = Some(next);
        rest = rest.get(next.len_utf8()..).unwrap_or_default();
    }
    found
}

/// The number that a text begins with, and what comes after it; none where it begins with something else.
pub(crate) fn number_at(text: &str, lang: Lang) -> Option<(Number, &str)> {
    match text.strip_prefix(MINUS) {
        None => digits(text, lang),
        Some(text) => digits(text, lang).map(|(number, rest)| {
            let value = -number.value;
            (Number { value, ..number }, rest)
        }),
    }
}

/// The number without a sign that a text begins with, and what comes after it.
fn digits(text: &str, lang: Lang) -> Option<(Number, &str)> {
    let (group, point) = match lang {
        Lang::Da => (b'.', b','),
        Lang::En => (b',', b'.'),
    };
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let (mut written, mut decimals, mut has_point) = (String::new(), 0, false);
    let mut at = 0;
    while let Some(sign) = bytes.get(at) {
        if sign.is_ascii_digit() {
            written.push(char::from(*sign));
            decimals += i32::from(has_point);
        } else if at > 0 && *sign == point && !has_point && digit(at + 1) {
            written.push('.');
            has_point = true;
        } else if !(at > 0 && *sign == group && !has_point && (1..=3).all(|n| digit(at + n))) {
            break;
        }
        at += 1;
    }
    let value: f64 = written.parse().ok()?;
    Some((Number { value, decimals }, text.get(at..)?))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, lang: Lang, expected: &[f64]) {
        let found = numbers(text, lang);
        let found: Vec<f64> = found.iter().map(|one| one.value).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        check("1.234.567,8 kr. i 2018", Lang::Da, &[1_234_567.8, 2018.0]);
        check("1,234.5 DKK in 2018.", Lang::En, &[1234.5, 2018.0]);
        check("−3,5 %, altså 2.", Lang::Da, &[-3.5, 2.0]);
        check(
            "1. kvartal 2017, 65–74 år",
            Lang::Da,
            &[1.0, 2017.0, 65.0, 74.0],
        );
        check("intet", Lang::Da, &[]);
    }

    #[test]
    fn every_figure_in_both_languages_is_read_back() {
        let units = [
            Unit::Share,
            Unit::Days,
            Unit::DkkPerResident,
            Unit::PerThousand,
        ];
        for lang in [Lang::Da, Lang::En] {
            for unit in &units {
                for value in [0.0, 0.0449, -0.615, 1.0, 12.35, -9_876_543.21, 1e12] {
                    for decimals in 0..4 {
                        let sentence = Sentence::of("Det er {value}.", lang)
                            .figure("value", value, decimals, unit);
                        assert_eq!(sentence.prove(), Ok(()), "{sentence}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_number_that_is_no_figure_is_found() {
        let why = |sentence: &Sentence| sentence.prove().unwrap_err().why;
        let of = |template| Sentence::of(template, Lang::Da);
        assert_eq!(why(&of("Der er 3 tal.")), "a number of the template");
        assert_eq!(why(&of("Der er {n} tal.")), "an empty place");
        assert_eq!(
            why(&of("Der er tal.").count("n", 3)),
            "a figure that is not said"
        );
        let mut wrong = of("Der er {n} tal i {period}.")
            .count("n", 3)
            .name("period", "2018");
        assert_eq!(wrong.prove(), Ok(()));
        if let Some((_, Part::Figure { value, .. })) = wrong.parts.first_mut() {
            *value = 4.0;
        }
        assert_eq!(why(&wrong), "a number that is no figure");
    }

    #[test]
    fn a_number_that_runs_into_a_name_is_found() {
        let sentence = Sentence::of("{name}{n}", Lang::Da)
            .name("name", "uge 1")
            .count("n", 2);
        assert!(sentence.prove().is_err());
    }
}
