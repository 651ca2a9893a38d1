//! The number that a cell's text says, for formats that count with it.

use pejl_charts::NumberStyle;
use pejl_domain::lang::{format_number, format_share_as_percent};
use pejl_domain::{Lang, Period, Unit};

/// What a cell's text says, as it is counted with. A cell that is withheld, missing or not yet known has none.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A number.
    Number(Number),
    /// A period.
    Period(Period),
}

/// A number and how it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// Unrounded; a share is 1.0 for the whole.
    pub value: f64,
    /// How its figures are written.
    pub style: NumberStyle,
    /// What the text says behind the figures: a unit, a mark.
    pub after: String,
}

impl Value {
    /// The text of the cell.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Number(number) => number.text(lang),
            Self::Period(period) => period.to_lang(lang),
        }
    }
}

impl Number {
    /// The number that a text says; none where the text does not begin with it, so that a number is never another than its text.
    ///
    /// # Example
    /// ```
    /// use pejl_domain::Lang;
    /// use pejl_reports::{Number, NumberStyle};
    ///
    /// let style = NumberStyle::Number { decimals: 1 };
    /// let number = Number::said("84,3 dage", 84.25, style, Lang::Da);
    /// assert_eq!(number.map(|one| one.after).as_deref(), Some(" dage"));
    /// assert_eq!(Number::said("fortroligt", 84.25, style, Lang::Da), None);
    /// ```
    pub fn said(text: &str, value: f64, style: NumberStyle, lang: Lang) -> Option<Self> {
        let after = text.strip_prefix(&figures(value, style, lang))?;
        let is_whole = !after.starts_with(|c: char| c.is_ascii_digit());
        (value.is_finite() && is_whole).then(|| Self {
            value,
            style,
            after: after.to_owned(),
        })
    }

    /// The text that says it.
    pub fn text(&self, lang: Lang) -> String {
        figures(self.value, self.style, lang) + &self.after
    }
}

fn figures(value: f64, style: NumberStyle, lang: Lang) -> String {
    match style {
        NumberStyle::Number { decimals } => format_number(value, decimals, lang),
        NumberStyle::Percent { decimals } => format_share_as_percent(value, decimals, lang),
    }
}

/// How figures of a unit are written.
pub(crate) fn style(unit: &Unit, decimals: u8) -> NumberStyle {
    match unit {
        Unit::Share => NumberStyle::Percent { decimals },
        _ => NumberStyle::Number { decimals },
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_number_says_its_text_again_in_both_languages() {
        let styles = [
            NumberStyle::Number { decimals: 0 },
            NumberStyle::Number { decimals: 2 },
            NumberStyle::Percent { decimals: 1 },
        ];
        for lang in Lang::ALL {
            for style in styles {
                for value in [0.0, -0.615, 12.345, 1e9] {
                    for after in ["", " dage", " (foreløbigt)"] {
                        let text = figures(value, style, lang) + after;
                        let number = Number::said(&text, value, style, lang).unwrap();
                        assert_eq!((number.text(lang), number.value), (text, value));
                    }
                }
            }
        }
    }

    #[test]
    fn a_text_that_says_another_number_has_none() {
        let style = NumberStyle::Number { decimals: 0 };
        let said = |text, value| Number::said(text, value, style, Lang::Da);
        for text in ["", "–", "fortroligt", "13", "123", "1.2"] {
            assert_eq!(said(text, 12.0), None, "{text}");
        }
        assert_eq!(said("–", f64::NAN), None);
    }
}
