//! Amounts as a reader sees them: rounded to millions where they are large, and never to nothing.

use pejl_domain::lang::format_number;
use pejl_domain::{Lang, Oere};

use super::Bridge;
use crate::measure::{NumberStyle, Thousands};

/// Øre of a krone.
const KRONE: u64 = 100;
/// Øre of a million kroner, and of a thousand million.
const MILLION: u64 = 1_000_000 * KRONE;
const BILLION: u64 = 1_000 * MILLION;

/// How the amounts of a bridge are written: the same for all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Writing {
    lang: Lang,
    /// What amounts are written in.
    unit: Thousands,
    decimals: u8,
    /// Decimals of kroner where an amount is written in them.
    krone_decimals: u8,
}

impl Writing {
    /// Millions from one million on, thousands of millions from ten of them on; so many decimals that the largest part
    /// has three digits or more.
    pub fn of(bridge: &Bridge, lang: Lang) -> Self {
        let size = |amount: Oere| amount.as_oere().unsigned_abs();
        let largest = bridge.amounts().map(size).max().unwrap_or(0);
        let part = bridge
            .parts()
            .iter()
            .map(|part| size(part.amount))
            .max()
            .unwrap_or(largest);
        let is_whole = bridge
            .amounts()
            .all(|amount| size(amount).is_multiple_of(KRONE));
        let krone_decimals = if is_whole { 0 } else { 2 };
        let (unit, size_of_unit) = match largest {
            _ if largest >= 10 * BILLION => (Thousands::Billions, BILLION),
            _ if largest >= MILLION => (Thousands::Millions, MILLION),
            _ => (Thousands::Ones, KRONE),
        };
        let decimals = match part / size_of_unit {
            _ if unit == Thousands::Ones => krone_decimals,
            0 => 3,
            1..10 => 2,
            _ => 1,
        };
        Self {
            lang,
            unit,
            decimals,
            krone_decimals,
        }
    }

    /// "372,6 mio. kr."; one that would be rounded to nothing is written in kroner.
    pub fn amount(&self, amount: Oere) -> String {
        let kroner = self.lang.pick("kr.", "DKK");
        // Exact: no amount is larger than 2⁵³ øre.
        let value = amount.to_kroner_f64() / self.unit.factor();
        let text = format_number(value, self.decimals, self.lang);
        let is_nothing = !text.chars().any(|c| c.is_ascii_digit() && c != '0');
        if is_nothing && amount != Oere::ZERO {
            let decimals = if amount.as_oere().unsigned_abs() < KRONE {
                2
            } else {
                self.krone_decimals
            };
            return format!(
                "{} {kroner}",
                format_number(amount.to_kroner_f64(), decimals, self.lang)
            );
        }
        match self.unit.word(self.lang) {
            Some(word) => format!("{text} {word} {kroner}"),
            None => format!("{text} {kroner}"),
        }
    }

    /// The same with its sign, also where it is more.
    pub fn change(&self, amount: Oere) -> String {
        let text = self.amount(amount);
        if amount > Oere::ZERO {
            format!("+{text}")
        } else {
            text
        }
    }

    /// The size of an amount, without sign.
    pub fn size(&self, amount: Oere) -> String {
        self.amount(Oere::from_oere(amount.as_oere().saturating_abs()))
    }

    /// Kroner to the øre, as the table has them.
    pub fn exact(&self, amount: Oere) -> String {
        format_number(amount.to_kroner_f64(), self.krone_decimals, self.lang)
    }

    /// How that is written.
    pub fn exact_style(&self) -> NumberStyle {
        NumberStyle::Number {
            decimals: self.krone_decimals,
        }
    }

    /// Whether figures are rounded.
    pub fn is_rounded(&self) -> bool {
        self.unit != Thousands::Ones
    }

    /// What amounts are written in; the axis below them is too.
    pub fn unit(&self) -> Thousands {
        self.unit
    }
}
