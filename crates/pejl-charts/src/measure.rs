//! What a chart measures, and how its figures are written.

use pejl_domain::Lang;
use pejl_domain::lang::{format_number, format_share_as_percent};

use crate::clean_text::{clean, isolate};
use crate::scale::Axis;

/// What the values of a chart are and how they are written.
///
/// Texts are in the language of the chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// The unit as it follows a number in a sentence, e.g. `kr. pr. indbygger`; empty when there is none.
    pub unit: String,
    /// The unit where the long one was just said, e.g. `kr.`; may be the same.
    pub short_unit: String,
    /// How the number is written.
    pub numbers: NumberStyle,
    /// Whether the axis must hold zero.
    pub zero: ZeroRule,
    /// Which verb the sentences use.
    pub verb: Verb,
}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberStyle {
    /// As it is, with so many decimals.
    Number {
        /// Decimals shown.
        decimals: u8,
    },
    /// A share (1.0 = the whole) as per cent, with so many decimals.
    Percent {
        /// Decimals shown.
        decimals: u8,
    },
}

/// What large numbers are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thousands {
    /// As they are.
    Ones,
    /// Millions.
    Millions,
    /// Thousands of millions.
    Billions,
}

impl Thousands {
    /// What an axis to there is written in.
    fn of(largest: f64) -> Self {
        match largest {
            _ if largest >= 1e9 => Self::Billions,
            _ if largest >= 1e6 => Self::Millions,
            _ => Self::Ones,
        }
    }

    /// What numbers are divided by.
    pub(crate) fn factor(self) -> f64 {
        match self {
            Self::Ones => 1.0,
            Self::Millions => 1e6,
            Self::Billions => 1e9,
        }
    }

    /// The word between number and unit, if any: `mio.`.
    pub(crate) fn word(self, lang: Lang) -> Option<&'static str> {
        match self {
            Self::Ones => None,
            Self::Millions => Some(lang.pick("mio.", "m")),
            Self::Billions => Some(lang.pick("mia.", "bn")),
        }
    }
}

/// Whether an axis must hold zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ZeroRule {
    /// It does: lengths can be compared. Right for money, counts and shares.
    #[default]
    Include,
    /// It may leave zero out where the values stay far from it; the drawing then marks the broken axis and
    /// draws no bars or stems.
    MayCut,
}

/// Which verb the sentences use for a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Verb {
    /// "lå på", "stood at": fits every measure.
    #[default]
    StoodAt,
    /// "brugte", "spent": for expenditure; a negative value is told as net income.
    Spent,
}

/// Most decimals an axis shows; smaller steps are not told apart in print.
const MAX_AXIS_DECIMALS: u8 = 9;

impl Measure {
    /// A measure without unit, where nothing is measured.
    pub(crate) fn of_nothing() -> Self {
        Self {
            unit: String::new(),
            short_unit: String::new(),
            numbers: NumberStyle::Number { decimals: 0 },
            zero: ZeroRule::Include,
            verb: Verb::StoodAt,
        }
    }

    /// The number as text, with a per-cent sign where it is a share, without other unit.
    pub fn figure(&self, value: f64, lang: Lang) -> String {
        match self.numbers {
            NumberStyle::Number { decimals } => format_number(value, decimals, lang),
            NumberStyle::Percent { decimals } => format_share_as_percent(value, decimals, lang),
        }
    }

    /// The number followed by the long unit.
    pub fn with_unit(&self, value: f64, lang: Lang) -> String {
        join_unit(self.figure(value, lang), &self.unit)
    }

    /// The number followed by the short unit.
    pub fn with_short_unit(&self, value: f64, lang: Lang) -> String {
        join_unit(self.figure(value, lang), &self.short_unit)
    }

    /// The size of a difference of two values with its unit, without sign: a difference of shares is in
    /// percentage points. `None` where nothing is left of it in the decimals shown.
    pub(crate) fn difference(&self, value: f64, lang: Lang) -> Option<String> {
        let size = value.abs();
        let (text, unit) = match self.numbers {
            NumberStyle::Number { decimals } => (
                format_number(size, decimals, lang),
                self.short_unit.as_str(),
            ),
            NumberStyle::Percent { decimals } => {
                let points = match lang {
                    Lang::Da => "procentpoint",
                    Lang::En => "percentage points",
                };
                (format_number(size * 100.0, decimals, lang), points)
            }
        };
        shows_something(&text).then(|| join_unit(text, unit))
    }

    /// The smallest step of an axis that its figures can show.
    pub(crate) fn least_step(&self) -> f64 {
        match self.numbers {
            NumberStyle::Number { decimals } => 10.0_f64.powi(-i32::from(decimals)),
            NumberStyle::Percent { decimals } => 10.0_f64.powi(-i32::from(decimals) - 2),
        }
    }

    /// The figures at the ticks, and the word for the factor they were divided by (`mio.`), if any.
    pub(crate) fn axis_figures(
        &self,
        axis: &Axis,
        lang: Lang,
    ) -> (Vec<String>, Option<&'static str>) {
        let largest = axis.lo.abs().max(axis.hi.abs());
        let thousands = match self.numbers {
            NumberStyle::Percent { .. } => Thousands::Ones,
            NumberStyle::Number { .. } => Thousands::of(largest),
        };
        (
            self.axis_figures_in(axis, thousands, lang),
            thousands.word(lang),
        )
    }

    /// The figures at the ticks in ones, millions or thousands of millions.
    pub(crate) fn axis_figures_in(
        &self,
        axis: &Axis,
        thousands: Thousands,
        lang: Lang,
    ) -> Vec<String> {
        let factor = match self.numbers {
            NumberStyle::Percent { .. } => 0.01,
            NumberStyle::Number { .. } => thousands.factor(),
        };
        let step = axis.step / factor;
        let decimals = (0..MAX_AXIS_DECIMALS)
            .find(|d| {
                let scaled = step * 10.0_f64.powi(i32::from(*d));
                (scaled - scaled.round()).abs() < 1e-6 * scaled.max(1e-6) && scaled >= 0.5
            })
            .unwrap_or(MAX_AXIS_DECIMALS);
        let figures = axis.ticks.iter().map(|tick| match self.numbers {
            NumberStyle::Percent { .. } => format_share_as_percent(*tick, decimals, lang),
            NumberStyle::Number { .. } => format_number(tick / factor, decimals, lang),
        });
        figures.collect()
    }

    /// What stands at an axis: the factor's word, the unit, and that zero is left out where it is.
    pub(crate) fn axis_caption(&self, axis: &Axis, factor: Option<&str>, lang: Lang) -> String {
        let unit = isolate(&clean(&self.unit));
        let broken = axis.broken.then(|| {
            lang.pick(
                "(aksen begynder ikke ved 0)",
                "(the axis does not start at 0)",
            )
        });
        let parts = [
            factor,
            Some(unit.as_str()).filter(|unit| !unit.is_empty()),
            broken,
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

fn join_unit(figure: String, unit: &str) -> String {
    let unit = isolate(&clean(unit));
    if unit.is_empty() {
        figure
    } else {
        format!("{figure} {unit}")
    }
}

/// Whether a formatted number differs from zero as shown.
fn shows_something(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit() && c != '0')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scale::Ends;

    fn measure(numbers: NumberStyle) -> Measure {
        Measure {
            unit: "kr. pr. indbygger".to_owned(),
            short_unit: "kr.".to_owned(),
            numbers,
            zero: ZeroRule::Include,
            verb: Verb::Spent,
        }
    }

    #[test]
    fn a_number_is_followed_by_its_unit() {
        let kroner = measure(NumberStyle::Number { decimals: 0 });
        assert_eq!(
            kroner.with_unit(3412.0, Lang::Da),
            "3.412 kr. pr. indbygger"
        );
        assert_eq!(kroner.with_short_unit(-3412.0, Lang::En), "−3,412 kr.");
    }

    #[test]
    fn what_rounds_to_zero_has_no_sign() {
        assert_eq!(
            measure(NumberStyle::Number { decimals: 0 }).figure(-0.2, Lang::Da),
            "0"
        );
    }

    #[test]
    fn a_difference_of_shares_is_in_percentage_points() {
        let shares = measure(NumberStyle::Percent { decimals: 1 });
        assert_eq!(
            shares.difference(-0.021, Lang::Da).as_deref(),
            Some("2,1 procentpoint")
        );
        assert_eq!(shares.difference(0.0001, Lang::Da), None);
    }

    #[test]
    fn large_amounts_are_told_in_millions_at_the_axis() {
        let kroner = measure(NumberStyle::Number { decimals: 0 });
        let axis = Axis::of(
            [0.0, 2_400_000.0].into_iter(),
            ZeroRule::Include,
            Ends::OnTick,
            5.0,
            kroner.least_step(),
        );
        let (figures, word) = kroner.axis_figures(&axis, Lang::Da);
        assert_eq!(figures, ["0,0", "0,5", "1,0", "1,5", "2,0", "2,5"]);
        assert_eq!(
            kroner.axis_caption(&axis, word, Lang::Da),
            "mio. kr. pr. indbygger"
        );
    }

    #[test]
    fn shares_keep_their_sign_at_the_axis() {
        let shares = measure(NumberStyle::Percent { decimals: 1 });
        let axis = Axis::of(
            [0.0, 0.4].into_iter(),
            ZeroRule::Include,
            Ends::OnTick,
            4.0,
            shares.least_step(),
        );
        let (figures, _) = shares.axis_figures(&axis, Lang::Da);
        assert_eq!(figures.last().map(String::as_str), Some("40 %"));
    }
}
