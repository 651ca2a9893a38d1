//! Money in whole øre.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::limit::{MAX_TEXT_CHARS, fits};

/// An exact amount in whole øre (1/100 Danish krone); expenditure is positive, income negative.
///
/// In JSON the whole number of øre. `Display` writes kroner with a point, `1234.50`, for machines; readers get
/// [`crate::lang::format_number`].
///
/// ```
/// use pejl_domain::Oere;
/// let amount = Oere::from_thousand_kroner(12).and_then(|twelve| twelve.checked_add(Oere::from_oere(50)));
/// assert_eq!(amount.map(|amount| amount.to_string()).as_deref(), Some("12000.50"));
/// ```
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Oere(i64);

/// Why something is not an amount in whole øre.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not `[-]digits[.dd]`.
    #[error("`{text}` is no amount in kroner (for example 1234.50)")]
    Malformed {
        /// The text as given.
        text: String,
    },
    /// Longer than [`MAX_TEXT_CHARS`] characters.
    #[error("amount is longer than {MAX_TEXT_CHARS} characters")]
    TooLong,
    /// More decimals than øre can hold, and they are not zeros.
    #[error("amount has a fraction of an øre")]
    FractionOfOere,
    /// Outside what 64 bits of øre hold (about ±92 million million kroner).
    #[error("amount is too large")]
    Overflow,
}

impl Oere {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// The amount of `oere` øre.
    #[must_use]
    pub const fn from_oere(oere: i64) -> Self {
        Self(oere)
    }

    /// The amount of whole kroner, or `None` where 64 bits do not hold it.
    #[must_use]
    pub fn from_kroner(kroner: i64) -> Option<Self> {
        kroner.checked_mul(100).map(Self)
    }

    /// The amount given in 1,000 kroner (StatBank's `LOBM`), or `None` where 64 bits do not hold it.
    #[must_use]
    pub fn from_thousand_kroner(thousands: i64) -> Option<Self> {
        thousands.checked_mul(100_000).map(Self)
    }

    /// The amount of `value / 10^scale` kroner, as number parsers give it.
    ///
    /// # Errors
    /// [`MoneyError::FractionOfOere`] where decimals beyond the second are not zero, [`MoneyError::Overflow`].
    pub fn from_scaled_kroner(value: i64, scale: u32) -> Result<Self, MoneyError> {
        let wide = i128::from(value) * 100;
        let oere = match 10_i128.checked_pow(scale) {
            Some(unit) if wide % unit == 0 => wide / unit,
            // A unit past 128 bits is larger than any value here.
            None if wide == 0 => 0,
            _ => return Err(MoneyError::FractionOfOere),
        };
        i64::try_from(oere)
            .map(Self)
            .map_err(|_| MoneyError::Overflow)
    }

    /// Kroner as machines write them: `[-]digits[.dd]`, a point before the øre and nothing between the thousands.
    ///
    /// # Errors
    /// Every variant of [`MoneyError`].
    pub fn from_kroner_text(text: &str) -> Result<Self, MoneyError> {
        if !fits(text, MAX_TEXT_CHARS) {
            return Err(MoneyError::TooLong);
        }
        let malformed = || MoneyError::Malformed {
            text: text.to_owned(),
        };
        let (negative, digits) = text
            .strip_prefix('-')
            .map_or((false, text), |digits| (true, digits));
        let (kroner, oere) = digits.split_once('.').unwrap_or((digits, "0"));
        if [kroner, oere]
            .iter()
            .any(|part| part.is_empty() || part.bytes().any(|byte| !byte.is_ascii_digit()))
        {
            return Err(malformed());
        }
        let (oere, rest) = oere.split_at_checked(2).unwrap_or((oere, ""));
        if rest.bytes().any(|byte| byte != b'0') {
            return Err(MoneyError::FractionOfOere);
        }
        let kroner: i64 = kroner.trim_start_matches('0').parse().or_else(|_| {
            if kroner.bytes().all(|byte| byte == b'0') {
                Ok(0)
            } else {
                Err(MoneyError::Overflow)
            }
        })?;
        let oere: i64 = format!("{oere:0<2}").parse().map_err(|_| malformed())?;
        // Built from the negative side, which reaches one øre further.
        let negated = kroner
            .checked_mul(-100)
            .and_then(|kroner| kroner.checked_sub(oere));
        let amount = if negative {
            negated
        } else {
            negated.and_then(i64::checked_neg)
        };
        amount.map(Self).ok_or(MoneyError::Overflow)
    }

    /// The whole number of øre.
    #[must_use]
    pub const fn as_oere(self) -> i64 {
        self.0
    }

    /// Kroner as a float, for display and division only: it is not exact above about 90 million million øre.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "the doc states the loss; nothing sums these"
    )]
    pub fn to_kroner_f64(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// The amount nearest to kroner that were reckoned in floating point; `None` where they are not finite, or more than 2⁵³ øre,
    /// up to which every øre is told exactly.
    ///
    /// ```
    /// # use pejl_domain::Oere;
    /// assert_eq!(Oere::nearest_to_kroner(12.345), Some(Oere::from_oere(1_235)));
    /// assert_eq!(Oere::nearest_to_kroner(f64::NAN), None);
    /// assert_eq!(Oere::nearest_to_kroner(1e300), None);
    /// ```
    #[must_use]
    pub fn nearest_to_kroner(kroner: f64) -> Option<Self> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        let oere = (kroner * 100.0).round();
        #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
        (oere.abs() <= EXACT).then_some(Self(oere as i64))
    }

    /// The sum, or `None` where 64 bits do not hold it.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, or `None` where 64 bits do not hold it.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The amount with the other sign, or `None` for the one amount that has no opposite.
    #[must_use]
    pub fn checked_neg(self) -> Option<Self> {
        self.0.checked_neg().map(Self)
    }

    /// The exact sum of all amounts, or `None` where 64 bits do not hold the result.
    pub fn checked_sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        // 128 bits hold any sum of fewer than 2^64 amounts, so the order does not decide whether it succeeds.
        let sum: i128 = amounts.into_iter().map(|amount| i128::from(amount.0)).sum();
        i64::try_from(sum).ok().map(Self)
    }
}

/// The kroner of `oere` øre with a point and two decimals, for machines: of a sum that may be larger than an
/// [`Oere`] holds, or of the amount itself.
///
/// ```
/// use pejl_domain::kroner_text;
/// assert_eq!(kroner_text(-5), "-0.05");
/// assert_eq!(kroner_text(123_450), "1234.50");
/// ```
#[must_use]
pub fn kroner_text(oere: i128) -> String {
    let sign = if oere < 0 { "-" } else { "" };
    let oere = oere.unsigned_abs();
    format!("{sign}{}.{:02}", oere / 100, oere % 100)
}

impl fmt::Display for Oere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&kroner_text(self.0.into()))
    }
}

impl FromStr for Oere {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        Self::from_kroner_text(text)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<i64, MoneyError>) {
        assert_eq!(
            Oere::from_kroner_text(text).map(Oere::as_oere),
            expected,
            "{text}"
        );
    }

    #[test]
    fn kroner_texts_are_read_exactly() {
        check("1234.50", Ok(123_450));
        check("-0.05", Ok(-5));
        check("7", Ok(700));
        check("7.5", Ok(750));
        check("0007.5000", Ok(750));
        check("000", Ok(0));
        check("92233720368547758.07", Ok(i64::MAX));
        check("-92233720368547758.08", Ok(i64::MIN));
        check("92233720368547758.08", Err(MoneyError::Overflow));
        check("99999999999999999999", Err(MoneyError::Overflow));
        check("0.005", Err(MoneyError::FractionOfOere));
        check(&"1".repeat(201), Err(MoneyError::TooLong));
        for text in [
            "", "-", ".", "1.", ".5", "1,5", "1.234.5", "+1", "--1", " 1", "1 000", "١", "0x1",
            "1e3", "−1",
        ] {
            check(
                text,
                Err(MoneyError::Malformed {
                    text: text.to_owned(),
                }),
            );
        }
    }

    #[test]
    fn scales_are_exact_or_refused() {
        assert_eq!(
            Oere::from_scaled_kroner(12_345, 2).unwrap().as_oere(),
            12_345
        );
        assert_eq!(
            Oere::from_scaled_kroner(-7, 0).unwrap().to_string(),
            "-7.00"
        );
        assert_eq!(
            Oere::from_scaled_kroner(12_340, 3).unwrap().to_string(),
            "12.34"
        );
        assert_eq!(
            Oere::from_scaled_kroner(12_345, 3),
            Err(MoneyError::FractionOfOere)
        );
        assert_eq!(Oere::from_scaled_kroner(0, u32::MAX).unwrap(), Oere::ZERO);
        assert_eq!(
            Oere::from_scaled_kroner(1, u32::MAX),
            Err(MoneyError::FractionOfOere)
        );
        assert_eq!(
            Oere::from_scaled_kroner(i64::MAX, 0),
            Err(MoneyError::Overflow)
        );
    }

    #[test]
    fn arithmetic_says_when_it_overflows() {
        let most = Oere::from_oere(i64::MAX);
        assert_eq!(most.checked_add(Oere::from_oere(1)), None);
        assert_eq!(
            Oere::from_oere(i64::MIN).checked_sub(Oere::from_oere(1)),
            None
        );
        assert_eq!(Oere::from_oere(i64::MIN).checked_neg(), None);
        assert_eq!(Oere::from_thousand_kroner(i64::MAX), None);
        assert_eq!(Oere::from_kroner(-3), Some(Oere::from_oere(-300)));
        let back = Oere::checked_sum([most, most, most.checked_neg().unwrap()]);
        assert_eq!((back, Oere::checked_sum([most, most])), (Some(most), None));
    }

    #[test]
    fn json_is_the_number_of_oere() {
        assert_eq!(serde_json::to_string(&Oere::from_oere(-5)).unwrap(), "-5");
        assert_eq!(
            serde_json::from_str::<Oere>("123450")
                .unwrap()
                .to_kroner_f64(),
            1234.5
        );
        assert!(serde_json::from_str::<Oere>("1.5").is_err());
    }

    proptest! {
        #[test]
        fn printed_amounts_are_read_back(oere in any::<i64>()) {
            let amount = Oere::from_oere(oere);
            prop_assert_eq!(amount.to_string().parse::<Oere>(), Ok(amount));
        }

        #[test]
        fn sums_do_not_depend_on_order(mut amounts in prop::collection::vec(any::<i64>(), 0..8)) {
            let forwards = Oere::checked_sum(amounts.iter().copied().map(Oere::from_oere));
            amounts.reverse();
            prop_assert_eq!(forwards, Oere::checked_sum(amounts.into_iter().map(Oere::from_oere)));
        }

        #[test]
        fn no_text_panics(text in any::<String>()) {
            if let Ok(amount) = text.parse::<Oere>() {
                prop_assert_eq!(amount.to_string().parse::<Oere>(), Ok(amount));
            }
        }
    }
}
